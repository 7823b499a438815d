#include "benchmark/report.h"

#include "benchmark/python_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <map>

namespace tracestudio {

namespace {

using Json = nlohmann::ordered_json;

/// Numbers that JSON has no word for become the strings the goldens use.
Json number(double value) {
    if (std::isnan(value))
        return "nan";
    if (std::isinf(value))
        return value > 0 ? "inf" : "-inf";
    return value;
}

Json number(const std::optional<double>& value) {
    return value ? number(*value) : Json(nullptr);
}

template <typename Values>
Json numbers(const Values& values) {
    Json list = Json::array();
    for (const double value : values)
        list.push_back(number(value));
    return list;
}

Json points(const std::vector<PixelPoint>& pixels) {
    Json list = Json::array();
    for (const PixelPoint& p : pixels)
        list.push_back({number(p.x), number(p.y)});
    return list;
}

/// A JSON id as it stands in the file: an integer stays one, a longer one than 64 bits is a string.
Json idOf(const PyValue& id) {
    if (id.kind == PyValue::Kind::Int) {
        std::int64_t value = 0;
        const char* end = id.text.data() + id.text.size();
        if (std::from_chars(id.text.data(), end, value).ptr == end)
            return value;
        return id.text;
    }
    if (id.kind == PyValue::Kind::Float)
        return number(id.number);
    return id.isString() ? Json(id.text) : Json(nullptr);
}

Json metricsOf(const std::optional<PathMetrics>& metrics) {
    if (!metrics)
        return nullptr;
    return {{"dfd", number(metrics->frechet)},
            {"hd", number(metrics->hausdorff)},
            {"rmse", number(metrics->rmse)},
            {"mae", number(metrics->mae)}};
}

Json excludedOf(const PathOutcome& outcome) {
    return outcome.excluded.empty() ? Json(nullptr) : Json(outcome.excluded);
}

/// An integer beyond 64 bits stays the digits that stand in the answer.
Json depthOf(const OfficialParse& parsed, std::size_t row) {
    if (parsed.isObject && !parsed.longDepths[row].empty())
        return parsed.longDepths[row];
    return number(parsed.at(int(row), 2));
}

Json parsedOf(const OfficialParse& parsed) {
    Json rows = Json::array();
    for (int row = 0; row < parsed.rows; ++row) {
        Json values{number(parsed.at(row, 0)), number(parsed.at(row, 1))};
        if (parsed.columns > 2)
            values.push_back(depthOf(parsed, std::size_t(row)));
        rows.push_back(std::move(values));
    }
    return rows;
}

Json predictedOf(const Official3D& official) {
    Json list = Json::array();
    for (std::size_t i = 0; i < official.predicted.size(); ++i) {
        const PointCamera& p = official.predicted[i];
        list.push_back({number(p.x), number(p.y), depthOf(official.parsed, i)});
    }
    return list;
}

Json shapeOf(const OfficialParse& parsed) {
    return parsed.isFlat ? Json::array({0}) : Json::array({parsed.rows, parsed.columns});
}

Json meansOf(const std::optional<PathMeans>& means) {
    if (!means)
        return Json::object();
    return {{"average_discrete_frechet_distance", number(means->mean.frechet)},
            {"average_hausdorff_distance", number(means->mean.hausdorff)},
            {"average_root_mean_square_error", number(means->mean.rmse)},
            {"average_mean_absolute_error", number(means->mean.mae)}};
}

void append2D(Json& json, const Official2D& official, bool hasFiles) {
    json["status"] = official.status;
    if (!official.error.empty())
        json["error"] = official.error;
    json["image_size"] = {official.widthPixels, official.heightPixels};
    if (official.intrinsics)
        json["intrinsics"] = {{"fx", official.intrinsics->fx},
                              {"fy", official.intrinsics->fy},
                              {"cx", official.intrinsics->cx},
                              {"cy", official.intrinsics->cy}};
    json["parsed"] = parsedOf(official.parsed);
    json["parsed_shape"] = shapeOf(official.parsed);
    json["gt_pixels"] = points(official.truthPixels);
    json["pred_pixels"] = points(official.predictedPixels);
    if (hasFiles)
        json["start_in_mask"] = official.startInMask ? Json(*official.startInMask) : Json(nullptr);
    json["bbox_2d"] = official.box2d ? numbers(*official.box2d) : Json(nullptr);
    json["end_in_bbox"] = official.endInBox;
    json["path_metrics"] = metricsOf(official.path.metrics);
    json["path_excluded"] = excludedOf(official.path);
}

void append3D(Json& json, const Official3D& official, bool hasFiles) {
    json["status"] = official.status;
    if (!official.error.empty())
        json["error"] = official.error;
    json["warnings"] = Json::array();
    for (const ReferenceWarning& warning : official.warnings)
        json["warnings"].push_back({{"where", warning.where}, {"error", warning.error}});
    json["depth_size"] = {official.widthPixels, official.heightPixels};
    if (official.status != "ok") {
        if (!official.skipReason.empty())
            json["skip_reason"] = official.skipReason;
        json["parsed"] = parsedOf(official.parsed);
        json["parsed_shape"] = shapeOf(official.parsed);
        return;
    }
    json["parsed"] = parsedOf(official.parsed);
    json["parsed_shape"] = shapeOf(official.parsed);
    json["pred_3d"] = predictedOf(official);
    json["pred_pixels"] = points(official.predictedPixels);
    json["path3d_metrics"] = metricsOf(official.path3d.metrics);
    json["path3d_excluded"] = excludedOf(official.path3d);
    json["path2d"] = Json::array();
    for (const PathOutcome& outcome : official.path2d)
        json["path2d"].push_back({{"metrics", metricsOf(outcome.metrics)}, {"excluded", excludedOf(outcome)}});
    json["start_in_mask"] = official.startInMask;
    json["end_in_bbox"] = official.endInBox;
    json["bbox_2d"] = official.box2d ? numbers(*official.box2d) : Json(nullptr);
    json["end_candidate_distances"] = numbers(official.endCandidateDistances);
    json["start_distance"] = number(official.startDistance);
    json["end_distance"] = number(official.endDistance);
    json["end_success"] = official.endSucceeds;
    if (!hasFiles)
        return;
    json["start_distance_object"] = number(official.startDistanceObject);
    json["start_distance_gt"] = number(official.startDistanceTruth);
    json["object_points"] = official.objectPoints ? Json(*official.objectPoints) : Json(nullptr);
    json["object_points_from"] = official.objectPointsFrom.empty() ? Json(nullptr) : Json(official.objectPointsFrom);
    if (official.environmentOrigin) {
        json["env_voxels"] = official.environmentVoxels;
        json["env_origin"] = numbers(official.environmentOrigin->val);
    }
    json["collision_ratios"] = official.collisionRatios ? numbers(*official.collisionRatios) : Json(nullptr);
    json["collision_flag"] = official.collides;
    json["start_success"] = official.startSucceeds;
    json["success"] = official.succeeds;
}

Json verdictJson(const Verdict& verdict) {
    Json causes = Json::array();
    for (const Cause cause : verdict.causes)
        causes.push_back(nameOf(cause));
    Json json{{"verdict", nameOf(verdict)}, {"causes", causes}};
    if (verdict.notMeasured)
        json["not_measured"] = verdict.notMeasured->message();
    return json;
}

Json carefulJson(const Careful& careful) {
    Json json = verdictJson(careful.verdict);
    json["points"] = careful.parsed.points.size();
    json["start_distance"] = number(careful.startDistance);
    json["end_distance"] = number(careful.endDistance);
    json["worst_swept_ratio"] = number(careful.worstSweptRatio);
    json["worst_swept_at"] = number(careful.worstSweptAt);
    json["path_metrics"] = metricsOf(careful.path.metrics);
    return json;
}

Json aggregateJson(const ModelScore& score) {
    const Aggregate& total = score.official;
    Json json{{"n_answers", total.answers}};
    if (score.predictions->task == Task::TwoD) {
        json["path_metrics_normalized"] = meansOf(total.path2d);
        json["n_path"] = total.path2d ? total.path2d->count : 0;
        json["start_in_mask_rate"] = number(total.startInMaskRate);
        json["end_in_2d_bbox_rate"] = number(total.endInBoxRate);
        json["seed_aborts"] = total.seedAborts;
        return json;
    }
    json["n_evaluated"] = total.evaluated;
    json["path_metrics_3d"] = meansOf(total.path3d);
    json["n_path3d"] = total.path3d ? total.path3d->count : 0;
    json["path_metrics_2d_normalized"] = meansOf(total.path2d);
    json["n_path2d"] = total.path2d ? total.path2d->count : 0;
    json["end_in_2d_bbox_rate"] = number(total.endInBoxRate);
    json["mean_end_distance"] = number(total.meanEndDistance);
    json["n_end"] = total.endCount;
    json["end_success_rate"] = number(total.endSuccessRate);
    json["seed_aborts"] = total.seedAborts;
    json["seed_never_returns"] = total.seedNeverReturns;
    json["n_end_in_bbox"] = total.endInBoxCount;
    if (!score.filesUsed)
        return json;
    json["start_in_mask_rate"] = number(total.startInMaskRate);
    json["mean_start_distance"] = number(total.meanStartDistance);
    json["n_start"] = total.startCount;
    json["no_collision_rate"] = number(total.noCollisionRate);
    json["start_success_rate"] = number(total.startSuccessRate);
    json["overall_success_rate"] = number(total.overallSuccessRate);
    json["n_start_in_mask"] = total.startInMaskCount;
    return json;
}

std::string rate(std::size_t part, std::size_t whole) {
    char text[64];
    if (whole == 0)
        return "n/a";
    std::snprintf(text, sizeof text, "%.4f (%zu of %zu)", double(part) / double(whole), part, whole);
    return text;
}

std::string fixed4(double value) {
    char text[64];
    std::snprintf(text, sizeof text, "%.4f", value);
    return text;
}

std::string pythonDict(const std::optional<PathMeans>& means) {
    if (!means)
        return "{}";
    return "{'average_discrete_frechet_distance': " + pythonRepr(means->mean.frechet) +
           ", 'average_hausdorff_distance': " + pythonRepr(means->mean.hausdorff) +
           ", 'average_root_mean_square_error': " + pythonRepr(means->mean.rmse) +
           ", 'average_mean_absolute_error': " + pythonRepr(means->mean.mae) + "}";
}

std::string optionalLine(const char* title, const std::optional<double>& value, const char* unit = "",
                         const char* absent = "N/A") {
    return std::string(title) + (value ? fixed4(*value) + unit : absent) + "\n";
}

std::string officialText(const ModelScore& score) {
    const Aggregate& total = score.official;
    const bool is2D = score.predictions->task == Task::TwoD;
    std::string text = is2D ? "--- 2D Evaluation Results ---\n" : "--- 2D Evaluation Results (Derived from 3D) ---\n";
    text += "2D Path Metrics (Normalized [0,1]): " + pythonDict(total.path2d) + "\n";
    // The script prints the mean of nothing here, where it says N/A elsewhere.
    const char* ofNothing = score.filesUsed ? "nan" : "N/A";
    text += optionalLine("2D Start-in-Mask Rate: ", total.startInMaskRate, "", ofNothing);
    text += optionalLine("2D End-in-2D-BBox Rate: ", total.endInBoxRate, "", ofNothing);
    if (is2D)
        return text;
    text += "\n--- 3D Evaluation Results ---\n";
    text += "3D Path Metrics: " + pythonDict(total.path3d) + "\n";
    text += optionalLine("Start Point Distance (mean): ", total.meanStartDistance, " m");
    text += optionalLine("End Point Distance (mean): ", total.meanEndDistance, " m");
    text += optionalLine("No-Collision Rate: ", total.noCollisionRate);
    text += optionalLine("Start Success Rate (<0.20m): ", total.startSuccessRate);
    text += optionalLine("End Success Rate (<0.20m): ", total.endSuccessRate);
    text += optionalLine("Overall Success Rate: ", total.overallSuccessRate);
    return text;
}

std::string carefulText(const ModelScore& score) {
    const CarefulAggregate& total = score.careful;
    std::string text = "--- Careful score (lenient reading, swept collision, every answer counted) ---\n";
    text += "Answers read: " + rate(total.parsed, total.answers) + "\n";
    text += "Start at the object: " + rate(total.startSucceeds, total.startMeasured) + "\n";
    text += "End at the destination: " + rate(total.endSucceeds, total.endMeasured) + "\n";
    if (score.predictions->task == Task::ThreeD)
        text += "Free of collision along the trace: " + rate(total.collisionFree, total.collisionMeasured) + "\n";
    if (total.measured < total.answers)
        text += "Not measured: " + std::to_string(total.answers - total.measured) + " of " +
                std::to_string(total.answers) + "\n";
    if (total.measured > 0)
        text += "Overall success: " + rate(total.successes, total.answers) + "\n";
    return text;
}

std::string padded(std::string text, std::size_t width) {
    // Column width in characters: continuation bytes of UTF-8 take no room.
    const auto characters =
        std::size_t(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
    return text + std::string(characters < width ? width - characters : 0, ' ');
}

std::string verdictsText(const ModelScore& score) {
    std::map<std::string, std::size_t> counts;
    for (const SampleScore& sample : score.samples)
        ++counts[std::string(nameOf(sample.verdict))];
    std::string text = "--- Verdicts ---\n";
    for (const char* name :
         {"success", "no parse", "no depth", "wrong start", "wrong end", "collision", "not measured"})
        if (const auto count = counts.find(name); count != counts.end())
            text += padded(name, 24) + std::to_string(count->second) + "\n";
    return text;
}

} // namespace

nlohmann::ordered_json reportJson(const ModelScore& score) {
    const PredictionFile& predictions = *score.predictions;
    const bool is2D = predictions.task == Task::TwoD;
    Json report;
    report["format"] = "trace-goldens/1";
    report["answers"] = predictions.path.filename().string();
    report["model"] = predictions.modelName;
    if (predictions.modelName == plannerName)
        report["given"] = {"mask", "box"};
    report["task"] = is2D ? "2D" : "3D";
    report["parser"] = predictions.style == AnswerStyle::Text ? "text" : "json";
    report["files_used"] = score.filesUsed;
    report["versions"] = {{"tracestudio", TRACESTUDIO_VERSION}};
    report["aggregate"] = aggregateJson(score);
    const CarefulAggregate& careful = score.careful;
    report["careful"] = {{"n_answers", careful.answers},
                         {"n_measured", careful.measured},
                         {"n_success", careful.successes},
                         {"n_parsed", careful.parsed},
                         {"n_start", careful.startMeasured},
                         {"n_start_success", careful.startSucceeds},
                         {"n_end", careful.endMeasured},
                         {"n_end_success", careful.endSucceeds},
                         {"n_collision", careful.collisionMeasured},
                         {"n_no_collision", careful.collisionFree}};
    report["unreadable"] = Json::array();
    for (const UnreadableLine& line : predictions.unreadable)
        report["unreadable"].push_back({{"line", line.line}, {"error", line.error.message()}});
    report["samples"] = Json::array();
    for (std::size_t i = 0; i < score.samples.size(); ++i) {
        const SampleScore& sample = score.samples[i];
        const AnswerRow& answer = predictions.rows[sample.answerIndex];
        Json json{{"index", i}, {"question_id", idOf(answer.questionId)}};
        json["variant"] = answer.variant.empty() ? Json(nullptr) : Json(answer.variant);
        if (sample.official2d)
            append2D(json, *sample.official2d, score.filesUsed);
        else
            append3D(json, *sample.official3d, score.filesUsed);
        json["verdict"] = verdictJson(sample.verdict);
        json["careful"] = carefulJson(sample.careful);
        json["faults"] = Json::array();
        for (const FaultFlag& fault : sample.faults)
            json["faults"].push_back({{"rule", fault.rule}, {"explanation", fault.explanation.message()}});
        report["samples"].push_back(std::move(json));
    }
    return report;
}

std::string reportCsv(const ModelScore& score) {
    const auto quoted = [](std::string text) {
        if (text.find_first_of(",\"\r\n") == std::string::npos)
            return text;
        std::string out = "\"";
        for (const char c : text)
            out += c == '"' ? std::string("\"\"") : std::string(1, c);
        return out + "\"";
    };
    const auto cell = [](const std::optional<double>& value) { return value ? pythonRepr(*value) : std::string(); };
    std::string csv = "model,task,line,question_id,verdict,causes,start_distance_m,end_distance_m,worst_collision_"
                      "ratio,start_in_mask,"
                      "end_in_bbox,dfd,hd,rmse,mae,careful_verdict,careful_start_distance,careful_end_distance,"
                      "careful_worst_swept_ratio,faults,instruction\n";
    const bool is2D = score.predictions->task == Task::TwoD;
    for (const SampleScore& sample : score.samples) {
        const AnswerRow& answer = score.predictions->rows[sample.answerIndex];
        std::string causes;
        for (const Cause cause : sample.verdict.causes)
            causes += (causes.empty() ? "" : "; ") + std::string(nameOf(cause));
        std::string faults;
        for (const FaultFlag& fault : sample.faults)
            faults += (faults.empty() ? "" : " ") + std::to_string(fault.rule);
        std::optional<double> start;
        std::optional<double> end;
        std::optional<double> collision;
        std::optional<bool> inMask;
        std::optional<bool> inBox;
        std::optional<PathMetrics> path;
        if (is2D) {
            inMask = sample.official2d->startInMask;
            inBox = sample.official2d->endInBox;
            path = sample.official2d->path.metrics;
        } else {
            const Official3D& official = *sample.official3d;
            start = official.startDistance;
            end = official.endDistance;
            if (official.collisionRatios && !official.collisionRatios->empty())
                collision = *std::max_element(official.collisionRatios->begin(), official.collisionRatios->end());
            if (!official.startInMask.empty())
                inMask = official.startInMask.front();
            if (!official.endInBox.empty())
                inBox = official.endInBox.front();
            path = official.path3d.metrics;
        }
        const auto flag = [](const std::optional<bool>& value) {
            return std::string(value ? (*value ? "1" : "0") : "");
        };
        const auto metric = [&](double PathMetrics::*member) {
            return path ? pythonRepr((*path).*member) : std::string();
        };
        for (const std::string& value : {score.predictions->modelName,
                                         std::string(is2D ? "2D" : "3D"),
                                         std::to_string(answer.line),
                                         sample.id,
                                         std::string(nameOf(sample.verdict)),
                                         causes,
                                         cell(start),
                                         cell(end),
                                         cell(collision),
                                         flag(inMask),
                                         flag(inBox),
                                         metric(&PathMetrics::frechet),
                                         metric(&PathMetrics::hausdorff),
                                         metric(&PathMetrics::rmse),
                                         metric(&PathMetrics::mae),
                                         std::string(nameOf(sample.careful.verdict)),
                                         cell(sample.careful.startDistance),
                                         cell(sample.careful.endDistance),
                                         cell(sample.careful.worstSweptRatio),
                                         faults})
            csv += quoted(value) + ",";
        csv += quoted(answer.instruction) + "\n";
    }
    return csv;
}

std::string reportText(const ModelScore& score, const Dataset* dataset) {
    const PredictionFile& predictions = *score.predictions;
    std::string text = "=== " + predictions.modelName + ", " + (predictions.task == Task::TwoD ? "2D" : "3D") + ": " +
                       std::to_string(score.samples.size()) + " answers of " + predictions.path.filename().string() +
                       (score.filesUsed ? "" : ", without images") + " ===\n";
    if (predictions.modelName == plannerName)
        text += "A baseline, no model: it is given mask and box.\n";
    if (dataset) {
        const PredictionMatch counts = match(predictions, *dataset);
        text += "matched " + std::to_string(counts.matched) + ", missing " + std::to_string(counts.missing) +
                ", extra " + std::to_string(counts.extra) + ", duplicate " + std::to_string(counts.duplicate) +
                ", unreadable " + std::to_string(counts.unreadable) + "\n";
    }
    for (const UnreadableLine& line : predictions.unreadable)
        text += "unreadable: " + line.error.message() + "\n";
    text += "\n" + officialText(score);
    if (score.official.seedAborts || score.official.seedNeverReturns)
        text += std::string("Note: the published script ") +
                (score.official.seedAborts ? "ends with an exception" : "never returns") +
                " on this file; the figures above leave out what it cannot score.\n";
    text += "\n" + carefulText(score) + "\n" + verdictsText(score);
    if (!dataset || score.samples.empty())
        return text;
    const auto section = [&](const char* title, BreakdownBy by) {
        const std::vector<Breakdown> rows = breakdown(score, *dataset, by);
        std::size_t width = 24;
        for (const Breakdown& row : rows)
            width = std::max(width, row.value.size() + 2);
        text += std::string("\n") + padded(title, width) + "success\n";
        for (const Breakdown& row : rows)
            text += padded(row.value.empty() ? "(none)" : row.value, width) + rate(row.successes, row.answers) + "\n";
    };
    section("step", BreakdownBy::Step);
    section("category", BreakdownBy::Category);
    section("data source", BreakdownBy::DataSource);
    return text;
}

std::vector<Breakdown> breakdown(const ModelScore& score, const Dataset& dataset, BreakdownBy by) {
    std::map<std::pair<int, std::string>, Breakdown> groups;
    for (const SampleScore& sample : score.samples) {
        const auto found = dataset.find(sample.id);
        if (!found || sample.isUnannotated)
            continue;
        const SampleRow row = dataset.row(*found);
        const int order = by == BreakdownBy::Step ? row.step : 0;
        std::string value;
        if (by == BreakdownBy::Step)
            value = row.step < 0 ? std::string() : std::to_string(row.step);
        else
            value = by == BreakdownBy::Category ? row.category : row.dataSource;
        Breakdown& group = groups[{order, value}];
        group.value = value;
        ++group.answers;
        group.successes += sample.verdict.isSuccess();
    }
    std::vector<Breakdown> rows;
    for (auto& [key, group] : groups)
        rows.push_back(std::move(group));
    return rows;
}

} // namespace tracestudio
