#include "benchmark/benchmark_folder.h"
#include "benchmark/report.h"

#include <QRegularExpression>
#include <QTest>
#include <set>

using namespace tracestudio;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

const fs::path samples = TRACESTUDIO_SAMPLES;
const fs::path quirks = fs::path(TRACESTUDIO_TEST_DATA) / "quirks";

ModelScore scored(const fs::path& file, const fs::path& folder) {
    const auto predictions = PredictionFile::open(file);
    if (!predictions)
        qFatal("%s", predictions.error().message().c_str());
    auto result = score(*predictions, folder);
    if (!result)
        qFatal("%s", result.error().message().c_str());
    return std::move(*result);
}

ModelScore scored(const char* name, const fs::path& folder) {
    return scored(folder / "outputs" / (std::string(name) + ".jsonl"), folder);
}

/// Answers written for one test, on one sound sample.
ModelScore scoredLines(const BenchmarkFolder& folder, const std::string& name, const std::vector<Json>& changes) {
    folder.writePictures(0);
    std::string lines;
    for (const Json& change : changes) {
        Json row = BenchmarkFolder::row(0);
        row["model_prediction"] = "[(400, 300, 1.0), (600, 300, 1.1), (700, 500, 1.2)]";
        row.update(change);
        lines += row.dump() + "\n";
    }
    folder.write(name + ".jsonl", lines);
    return scored(folder.path() / (name + ".jsonl"), folder.path());
}

std::set<std::string> keysOf(const Json& json) {
    std::set<std::string> keys;
    for (const auto& [key, value] : json.items())
        keys.insert(key);
    return keys;
}

bool holds(const Json& json, const std::set<std::string>& wanted) {
    const std::set<std::string> keys = keysOf(json);
    return std::includes(keys.begin(), keys.end(), wanted.begin(), wanted.end());
}

int nonFiniteNumbers(const Json& json) {
    if (json.is_number_float())
        return std::isfinite(json.get<double>()) ? 0 : 1;
    int count = 0;
    if (json.is_structured())
        for (const Json& item : json)
            count += nonFiniteNumbers(item);
    return count;
}

/// The cells of a CSV text as RFC 4180 has them, line by line.
std::vector<std::vector<std::string>> cellsOf(const std::string& csv) {
    std::vector<std::vector<std::string>> lines(1, {std::string()});
    bool isQuoted = false;
    for (std::size_t i = 0; i < csv.size(); ++i) {
        if (csv[i] == '"' && isQuoted && i + 1 < csv.size() && csv[i + 1] == '"')
            lines.back().back() += csv[++i];
        else if (csv[i] == '"')
            isQuoted = !isQuoted;
        else if (csv[i] == ',' && !isQuoted)
            lines.back().emplace_back();
        else if (csv[i] == '\n' && !isQuoted)
            lines.push_back({std::string()});
        else
            lines.back().back() += csv[i];
    }
    lines.pop_back(); // after the last line's end
    return lines;
}

/// A line's words and its numbers apart, since the last digits of a mean may differ.
std::pair<QString, std::vector<double>> wordsAndNumbers(QString line) {
    static const QRegularExpression number(QStringLiteral("-?\\d+\\.\\d+(?:e[-+]?\\d+)?"));
    std::vector<double> numbers;
    for (auto it = number.globalMatch(line); it.hasNext();)
        numbers.push_back(it.next().captured().toDouble());
    return {line.replace(number, QStringLiteral("#")), numbers};
}

} // namespace

class ReportTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everySampleHasTheKeysOfItsStatus() {
        const std::set<std::string> always{"index", "question_id", "variant", "status", "verdict", "careful", "faults"};
        const std::set<std::string> scored3d{"depth_size",       "parsed",
                                             "pred_3d",          "pred_pixels",
                                             "path3d_metrics",   "path3d_excluded",
                                             "path2d",           "start_in_mask",
                                             "end_in_bbox",      "bbox_2d",
                                             "object_points",    "object_points_from",
                                             "start_distance",   "start_distance_object",
                                             "end_distance",     "start_distance_gt",
                                             "collision_ratios", "end_candidate_distances",
                                             "collision_flag",   "start_success",
                                             "end_success",      "success",
                                             "warnings"};
        const Json report3d = reportJson(scored("RoboTracer_Pictures_3D", quirks));
        QVERIFY(holds(report3d, {"format", "answers", "model", "task", "parser", "files_used", "versions", "aggregate",
                                 "samples"}));
        QVERIFY(holds(report3d["aggregate"], {"n_answers",
                                              "n_evaluated",
                                              "path_metrics_3d",
                                              "n_path3d",
                                              "n_path2d",
                                              "path_metrics_2d_normalized",
                                              "start_in_mask_rate",
                                              "end_in_2d_bbox_rate",
                                              "mean_start_distance",
                                              "n_start",
                                              "mean_end_distance",
                                              "n_end",
                                              "no_collision_rate",
                                              "start_success_rate",
                                              "end_success_rate",
                                              "overall_success_rate",
                                              "n_start_in_mask",
                                              "n_end_in_bbox",
                                              "seed_aborts",
                                              "seed_never_returns"}));
        std::set<std::string> seen;
        for (const Json& sample : report3d["samples"]) {
            seen.insert(sample["status"]);
            QVERIFY(holds(sample, always));
            if (sample["status"] == "ok")
                QVERIFY(holds(sample, scored3d));
            if (sample["status"] == "skipped")
                QVERIFY(sample["skip_reason"].is_string() && !sample.contains("pred_3d"));
            if (sample["status"] == "seed_aborts")
                QVERIFY(sample["error"].is_string());
        }
        QVERIFY(seen == (std::set<std::string>{"ok", "skipped", "seed_aborts"}));

        const Json report2d = reportJson(scored("RoboTracer_Quirks_2D", quirks));
        QVERIFY(holds(report2d["aggregate"], {"n_answers", "path_metrics_normalized", "n_path", "start_in_mask_rate",
                                              "end_in_2d_bbox_rate", "seed_aborts"}));
        for (const Json& sample : report2d["samples"])
            if (sample["status"] == "ok")
                QVERIFY(holds(sample, {"image_size", "intrinsics", "parsed", "parsed_shape", "gt_pixels", "pred_pixels",
                                       "start_in_mask", "end_in_bbox", "bbox_2d", "path_metrics", "path_excluded"}));
    }

    void numbersThatJsonHasNoWordForAreText() {
        for (const char* name : {"Gemini_Quirks_3D", "RoboTracer_Quirks_3D", "Gemini_Quirks_2D"})
            QCOMPARE(nonFiniteNumbers(reportJson(scored(name, quirks))), 0);
        const BenchmarkFolder folder;
        const ModelScore score =
            scoredLines(folder, "Gemini_3D",
                        {{{"model_prediction", "```json\n[[400, 300, NaN]]\n```"}},
                         {{"model_prediction", "```json\n[[400, 300, -Infinity], [1, 2, 3]]\n```"}},
                         {{"model_prediction", "```json\n[[400, 300, 123456789012345678901], [1, 2, 3]]\n```"}}});
        const Json report = reportJson(score);
        QVERIFY(report["samples"][0]["pred_3d"][0][2] == Json("nan"));
        QVERIFY(report["samples"][0]["path3d_metrics"]["dfd"] == Json("nan"));
        QVERIFY(report["samples"][1]["parsed"][0][2] == Json("-inf"));
        QVERIFY(report["samples"][2]["parsed"][0][2] == Json("123456789012345678901"));
        QVERIFY(report["samples"][2]["pred_3d"][0][2] == Json("123456789012345678901"));
        QVERIFY(report["samples"][2]["parsed"][1][2] == Json(3.0));
    }

    void idsStayAsTheyStandInTheFile() {
        const BenchmarkFolder folder;
        std::vector<Json> changes{{{"question_id", 7}}, {{"question_id", "seven"}}, {{"question_id", 7.5}}};
        const Json report = reportJson(scoredLines(folder, "RoboTracer_3D", changes));
        QVERIFY(report["samples"][0]["question_id"] == Json(7));
        QVERIFY(report["samples"][1]["question_id"] == Json("seven"));
        QVERIFY(report["samples"][2]["question_id"] == Json(7.5));
    }

    void theTableHasALineForEveryAnswerAndQuotesWhatNeedsIt() {
        const BenchmarkFolder folder;
        const std::string instruction = "move \"it\", then\nstop, ü";
        const ModelScore score =
            scoredLines(folder, "RoboTracer_3D",
                        {{{"prompt", instruction}}, {{"id", "a,b"}}, {{"model_prediction", nullptr}}, Json::object()});
        const auto lines = cellsOf(reportCsv(score));
        QCOMPARE(lines.size(), std::size_t(5));
        for (const auto& line : lines)
            QCOMPARE(line.size(), lines.front().size());
        const auto cell = [&lines](std::size_t line, const char* title) {
            const auto found = std::find(lines.front().begin(), lines.front().end(), title);
            return found == lines.front().end() ? std::string("no such column")
                                                : lines[line][std::size_t(found - lines.front().begin())];
        };
        QCOMPARE(cell(1, "instruction"), instruction);
        QCOMPARE(cell(2, "question_id"), std::string("a,b"));
        QCOMPARE(cell(3, "verdict"), std::string("no parse"));
        QCOMPARE(cell(3, "start_distance_m"), std::string());
        QCOMPARE(cell(4, "task"), std::string("3D"));
        QCOMPARE(QString::fromStdString(cell(4, "start_distance_m")).toDouble(),
                 *score.samples[3].official3d->startDistance);
        QCOMPARE(cell(4, "model"), std::string("RoboTracer"));
    }

    void theTextHasEveryLineOfThePublishedScript_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"RoboTracer_Example_3D", "Gemini_Example_3D", "RoboTracer_Example_2D"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void theTextHasEveryLineOfThePublishedScript() {
        QFETCH(QString, name);
        QFile printed(QStringLiteral(TRACESTUDIO_TEST_DATA "/samples-goldens/%1.txt").arg(name));
        QVERIFY(printed.open(QIODevice::ReadOnly));
        const QStringList ours =
            QString::fromStdString(reportText(scored(qPrintable(name), samples), nullptr)).split(QLatin1Char('\n'));
        bool isFigures = false;
        int figures = 0;
        for (const QString& line : QString::fromUtf8(printed.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
            isFigures = isFigures || line.startsWith(QStringLiteral("---"));
            if (!isFigures)
                continue; // progress and warnings
            const auto [words, numbers] = wordsAndNumbers(line);
            const auto found = std::find_if(ours.begin(), ours.end(), [&, &wanted = words](const QString& own) {
                return wordsAndNumbers(own).first == wanted;
            });
            QVERIFY2(found != ours.end(), qPrintable(line));
            const std::vector<double> own = wordsAndNumbers(*found).second;
            QCOMPARE(own.size(), numbers.size());
            for (std::size_t i = 0; i < own.size(); ++i)
                QVERIFY2(std::abs(own[i] - numbers[i]) < 2e-6, qPrintable(*found));
            ++figures;
        }
        QVERIFY(figures >= 4);
    }

    void meansOfNothingAreSpelledAsTheScriptDoes() {
        const BenchmarkFolder folder;
        const std::string text =
            reportText(scoredLines(folder, "RoboTracer_3D", {{{"model_prediction", "nothing"}}}), nullptr);
        for (const char* line :
             {"2D Path Metrics (Normalized [0,1]): {}\n", "2D Start-in-Mask Rate: nan\n", "3D Path Metrics: {}\n",
              "Start Point Distance (mean): N/A\n", "No-Collision Rate: N/A\n", "Overall Success Rate: 0.0000\n"})
            QVERIFY2(text.find(line) != std::string::npos, line);
    }

    void theTextSaysWhereTheScriptWouldEnd() {
        QVERIFY(reportText(scored("Gemini_Quirks_2D", quirks), nullptr).find("ends with an exception") !=
                std::string::npos);
        QVERIFY(reportText(scored("RoboTracer_Quirks_3D", quirks), nullptr).find("never returns") != std::string::npos);
        QVERIFY(reportText(scored("RoboTracer_Example_3D", samples), nullptr).find("Note:") == std::string::npos);
    }

    void successIsBrokenDownByEveryProperty() {
        const auto dataset = Dataset::open(samples);
        QVERIFY(dataset);
        const ModelScore score = scored("RoboTracer_Example_3D", samples);
        std::size_t successes = 0;
        for (const SampleScore& sample : score.samples)
            successes += sample.verdict.isSuccess();
        QVERIFY(successes > 0 && successes < score.samples.size());
        for (const BreakdownBy by : {BreakdownBy::Step, BreakdownBy::Category, BreakdownBy::DataSource}) {
            std::size_t answers = 0;
            std::size_t succeeding = 0;
            for (const Breakdown& row : breakdown(score, **dataset, by)) {
                answers += row.answers;
                succeeding += row.successes;
            }
            QCOMPARE(answers, score.samples.size());
            QCOMPARE(succeeding, successes);
        }
        int before = -1;
        for (const Breakdown& row : breakdown(score, **dataset, BreakdownBy::Step)) {
            const int step = QString::fromStdString(row.value).toInt();
            QVERIFY(step > before);
            before = step;
        }
        QVERIFY(reportText(score, dataset->get()).find("matched " + std::to_string(score.samples.size())) !=
                std::string::npos);
    }

    void answersWithoutASampleAreInNoGroup() {
        const auto dataset = Dataset::open(samples);
        QVERIFY(dataset);
        const BenchmarkFolder folder;
        const ModelScore score = scoredLines(folder, "RoboTracer_3D", {{{"id", "unknown"}}});
        QVERIFY(breakdown(score, **dataset, BreakdownBy::Step).empty());
        QVERIFY(reportText(score, dataset->get()).find("extra 1") != std::string::npos);
    }

    void unreadableLinesAreNamed() {
        const BenchmarkFolder folder;
        folder.writePictures(0);
        folder.write("RoboTracer_3D.jsonl", BenchmarkFolder::row(0).dump() + "\nnot JSON\n");
        const ModelScore score = scored(folder.path() / "RoboTracer_3D.jsonl", folder.path());
        QVERIFY(reportJson(score)["unreadable"][0]["line"] == Json(2));
        QVERIFY(reportText(score, nullptr).find("unreadable: Line 2") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(ReportTest)
#include "tst_report.moc"
