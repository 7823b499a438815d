#pragma once

#include "benchmark/score.h"

#include <nlohmann/json.hpp>
#include <string>

namespace tracestudio {

/// The report format of spec/evaluator.md ("trace-goldens/1"), with the careful score, verdicts and faults added.
nlohmann::ordered_json reportJson(const ModelScore& score);
/// One line a sample: id, verdict, causes, every number.
std::string reportCsv(const ModelScore& score);
/// The published script's lines and figures, then the careful score, then success by step, category and data source
/// (taken from `dataset`, where there is one).
std::string reportText(const ModelScore& score, const Dataset* dataset);

/// Success by a property of the samples, for the table and the charts.
struct Breakdown {
    std::string value; ///< "2", "pick&place", …
    std::size_t answers = 0;
    std::size_t successes = 0;
};
enum class BreakdownBy { Step, Category, DataSource };
std::vector<Breakdown> breakdown(const ModelScore& score, const Dataset& dataset, BreakdownBy by);

} // namespace tracestudio
