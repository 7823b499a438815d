// `predict --planner`, run as a person runs it.
#include "app/command_line.h"
#include "program.h"
#include "sample_folder.h"

#include <QTest>
#include <csignal>
#include <fstream>

using namespace tracestudio;
using testing::Run;
using testing::run;
using testing::SampleFolder;
using Json = nlohmann::json;

namespace {

template <typename Request>
Request parsed(const QStringList& arguments) {
    return std::get<Request>(parseCommandLine(QStringList(QStringLiteral("tracestudio")) + arguments));
}

std::vector<Json> rowsOf(const QString& file) {
    std::ifstream stream(file.toStdString());
    std::vector<Json> rows;
    for (std::string line; std::getline(stream, line);)
        rows.push_back(Json::parse(line));
    return rows;
}

QStringList planning(const QString& benchmark, const QString& output, const QString& task = QStringLiteral("3D")) {
    return {"predict", "--planner", "--benchmark", benchmark, "--output", output, "--task", task};
}

} // namespace

class PlannerCommandTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void optionsAreRead() {
        const auto request = parsed<PredictRequest>(planning("b", "o", "all") << "--jobs"
                                                                              << "4"
                                                                              << "--samples"
                                                                              << "3");
        QVERIFY(request.isPlanner);
        QCOMPARE(request.jobs, 4);
        QVERIFY(request.tasks == (std::vector<Task>{Task::ThreeD, Task::TwoD}));
        QVERIFY(
            !parsed<PredictRequest>({"predict", "--checkpoint", "c", "--benchmark", "b", "--output", "o"}).isPlanner);
        // It asks no model, so nothing of one can be meant.
        for (const char* option : {"--checkpoint", "--url", "--model-name", "--prompt-style", "--device"}) {
            const auto refused = parsed<PrintAndExit>(planning("b", "o") << option << "x");
            QCOMPARE(refused.status, 2);
            QVERIFY2(refused.text.contains(QLatin1String(option)), qPrintable(refused.text));
        }
    }

    void everyBundledSampleIsPlannedAndSucceeds() {
        const SampleFolder samples;
        QTemporaryDir output;
        const Run planned = run(planning(samples.path(), output.path(), "all"));
        QVERIFY2(planned.status == 0, qPrintable(planned.err));
        QVERIFY2(planned.out.contains(QStringLiteral("given the mask")), qPrintable(planned.out));
        const QString answers = output.filePath(QStringLiteral("Planner_3D.jsonl"));
        const std::vector<Json> rows = rowsOf(answers);
        QCOMPARE(rows.size(), std::size_t(8));
        for (const Json& row : rows) {
            QVERIFY(row["model_prediction"].get<std::string>().starts_with("[("));
            QVERIFY(row["tracestudio"]["place"].get<std::string>().find("given mask and box") != std::string::npos);
        }
        const Run scored = run({"evaluate", "--benchmark", samples.path(), "--predictions", answers, "--json",
                                output.filePath(QStringLiteral("report.json"))});
        QCOMPARE(scored.status, 0);
        QVERIFY2(scored.out.contains(QStringLiteral("A baseline, no model: it is given mask and box.")) &&
                     scored.out.contains(QStringLiteral("\nOverall Success Rate: 1.0000")) &&
                     scored.out.contains(QStringLiteral("Free of collision along the trace: 1.0000 (8 of 8)")) &&
                     scored.out.contains(QStringLiteral("Overall success: 1.0000 (8 of 8)")),
                 qPrintable(scored.out));
        std::ifstream report(output.filePath(QStringLiteral("report.json")).toStdString());
        QVERIFY(Json::parse(report)["given"] == Json({"mask", "box"}));
        const Run scored2d = run({"evaluate", "--benchmark", samples.path(), "--predictions",
                                  output.filePath(QStringLiteral("Planner_2D.jsonl"))});
        QVERIFY2(scored2d.out.contains(QStringLiteral("2D Start-in-Mask Rate: 1.0000")) &&
                     scored2d.out.contains(QStringLiteral("2D End-in-2D-BBox Rate: 1.0000")),
                 qPrintable(scored2d.out));
        // The same again plans nothing.
        QVERIFY(run(planning(samples.path(), output.path())).out.contains(QStringLiteral("0 answered, 8 kept")));
    }

    void whatIsNotAnnotatedIsSaidInItsRow() {
        SampleFolder samples;
        samples.rows()[0].erase("mask_path");
        samples.rows()[1].erase("bbox_center");
        samples.rows()[2]["gt_depth_path"] = "2/nowhere.png";
        samples.rows()[3]["bbox_center"] = {50.0, 0.0, 1.0};
        samples.writeRows();
        QTemporaryDir output;
        const Run planned = run(planning(samples.path(), output.path()));
        QCOMPARE(planned.status, 1);
        QCOMPARE(planned.err.count(QLatin1Char('\n')), 1);
        const std::vector<Json> rows = rowsOf(output.filePath(QStringLiteral("Planner_3D.jsonl")));
        QCOMPARE(rows.size(), std::size_t(8));
        for (const auto& [row, word] : {std::pair(0, "mask"), std::pair(1, "box"), std::pair(2, "nowhere.png"),
                                        std::pair(3, "outside the picture")}) {
            const Json& failed = rows[std::size_t(row)];
            QVERIFY(failed["model_prediction"] == "");
            QVERIFY2(failed["error"].get<std::string>().find(word) != std::string::npos,
                     failed["error"].get<std::string>().c_str());
        }
        for (std::size_t i = 4; i < rows.size(); ++i)
            QVERIFY(!rows[i].contains("error"));
    }

    void whatIsInterruptedGoesOnWhereItWas() {
        SampleFolder samples;
        samples.repeat(60);
        QTemporaryDir output;
        const QString answers = output.filePath(QStringLiteral("Planner_3D.jsonl"));
        QProcess program;
        program.start(QStringLiteral(TRACESTUDIO_PROGRAM), planning(samples.path(), output.path()));
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(answers), 60000);
        ::kill(pid_t(program.processId()), SIGINT);
        QVERIFY(program.waitForFinished(10000));
        const Run again = run(planning(samples.path(), output.path()));
        QVERIFY2(again.status == 0, qPrintable(again.err));
        QVERIFY2(!again.out.contains(QStringLiteral(" 0 kept")), qPrintable(again.out));
        QCOMPARE(rowsOf(answers).size(), std::size_t(60));
    }
};

QTEST_GUILESS_MAIN(PlannerCommandTest)
#include "tst_planner_command.moc"
