#pragma once

#include <array>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

/// Where a report differs from a golden of the published evaluator. Every field of the golden must be in the report;
/// further ones may be. Exact: ids, status, booleans, counts, lengths, null, "nan" and "inf"; numbers within a
/// tolerance of their kind and a hundred-thousandth. Messages, versions and shapes are not compared, of warnings only
/// where they arose.
class ReportComparison {
  public:
    using Json = nlohmann::ordered_json;

    static std::vector<std::string> differences(const Json& golden, const Json& report) {
        ReportComparison comparison;
        comparison.compare(golden, report, "", defaultTolerance);
        return std::move(comparison.m_differences);
    }

  private:
    static constexpr double defaultTolerance = 1e-6;

    static bool isIgnored(const std::string& key) {
        static const std::set<std::string> ignored{"versions",           "error",   "messages", "pred_3d_dtype",
                                                   "object_points_from", "variant", "format",   "parsed_shape"};
        return ignored.count(key) > 0;
    }

    static double toleranceOf(const std::string& key, double inherited) {
        static const std::map<std::string, double> tolerances{{"parsed", 1e-6},
                                                              {"pred_pixels", 2e-3},
                                                              {"gt_pixels", 2e-3},
                                                              {"bbox_2d", 5e-2},
                                                              {"pred_3d", 1e-6},
                                                              {"dfd", 2e-6},
                                                              {"hd", 2e-6},
                                                              {"rmse", 2e-6},
                                                              {"mae", 2e-6},
                                                              {"average_discrete_frechet_distance", 2e-6},
                                                              {"average_hausdorff_distance", 2e-6},
                                                              {"average_root_mean_square_error", 2e-6},
                                                              {"average_mean_absolute_error", 2e-6},
                                                              {"env_origin", 1e-6},
                                                              {"collision_ratios", 1e-9}};
        const auto found = tolerances.find(key);
        return found == tolerances.end() ? inherited : found->second;
    }

    void compare(const Json& golden, const Json& report, const std::string& path, double tolerance) {
        if (golden.is_object()) {
            if (!report.is_object())
                return add(path, golden, report);
            for (const auto& [key, value] : golden.items())
                if (!isIgnored(key))
                    compareMember(key, value, report, path, tolerance);
        } else if (golden.is_array()) {
            if (!report.is_array() || report.size() != golden.size())
                return add(path, golden, report);
            for (std::size_t i = 0; i < golden.size(); ++i)
                compare(golden[i], report[i], path + "[" + std::to_string(i) + "]", tolerance);
        } else if (golden.is_number() && report.is_number()) {
            const double wanted = golden.get<double>();
            if (!(std::abs(wanted - report.get<double>()) <= tolerance + 1e-5 * std::abs(wanted)))
                add(path, golden, report);
        } else if (golden != report) {
            add(path, golden, report);
        }
    }

    void compareMember(const std::string& key, const Json& value, const Json& report, const std::string& path,
                       double tolerance) {
        const auto member = report.find(key);
        // An answer without points has an empty list, or none.
        if (key == "parsed" && value.is_array() && value.empty() && (member == report.end() || member->empty()))
            return;
        if (member == report.end())
            return add(path + "." + key, value, "missing");
        compare(value, *member, path + "." + key, toleranceOf(key, tolerance));
    }

    void add(const std::string& path, const Json& golden, const Json& report) {
        const auto text = [](const Json& json) { return json.dump().substr(0, 120); };
        m_differences.push_back(path + ": " + text(report) + " instead of " + text(golden));
    }

    std::vector<std::string> m_differences;
};
