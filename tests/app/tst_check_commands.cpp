// `check` and `diff`: the program itself, on the bundled samples and on copies of them with faults.
#include "app/command_line.h"
#include "program.h"
#include "sample_folder.h"

#include <QElapsedTimer>
#include <QTest>
#include <csignal>

using namespace tracestudio;
using testing::Run;
using testing::run;
using testing::SampleFolder;
using Json = nlohmann::json;

namespace {

Json jsonFrom(const SampleFolder& folder, const QString& name) {
    return Json::parse(folder.read(name).toStdString());
}

/// Gives the dataset another name and one beside it that is passed over for it.
void passOver(const SampleFolder& folder) {
    if (!QFile::rename(folder.path("trajectory_dataset.json"), folder.path("dataset.json")))
        qFatal("the dataset cannot be renamed");
    folder.write("others.json", "[{\"id\": 1, \"prompt\": \"another\", \"image_path\": \"1/image.png\"}]");
}

Run check(const SampleFolder& folder, const QStringList& more = {}) {
    return run(QStringList{"check", "--benchmark", folder.path()} + more);
}

} // namespace

class CheckCommandsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void whatIsWrongIsNamed_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("named");
        QTest::addRow("no folder to check") << QStringList{"check"} << "--benchmark";
        QTest::addRow("stray word") << QStringList{"check", "--benchmark", "a", "stray"} << "stray";
        QTest::addRow("unknown option") << QStringList{"check", "--frobnicate"} << "frobnicate";
        QTest::addRow("report without a name") << QStringList{"check", "--benchmark", "a", "--json", ""} << "--json";
        QTest::addRow("one folder to compare") << QStringList{"diff", "a"} << "two folders";
        QTest::addRow("three folders") << QStringList{"diff", "a", "b", "c"} << "two folders";
        QTest::addRow("unknown option of diff") << QStringList{"diff", "a", "b", "--frobnicate"} << "frobnicate";
    }
    void whatIsWrongIsNamed() {
        QFETCH(QStringList, arguments);
        QFETCH(QString, named);
        const Invocation invocation = parseCommandLine(QStringList(QStringLiteral("tracestudio")) + arguments);
        const auto* refusal = std::get_if<PrintAndExit>(&invocation);
        QVERIFY(refusal);
        QCOMPARE(refusal->status, 2);
        QVERIFY2(refusal->text.contains(named), qPrintable(refusal->text));
        QCOMPARE(refusal->text.count(QLatin1Char('\n')), 1);
    }

    void helpTellsOfEach() {
        const Run check = run({"check", "--help"}), diff = run({"diff", "--help"});
        QCOMPARE(check.status, 0);
        QVERIFY(check.out.contains(QStringLiteral("tracestudio check --benchmark DIR")));
        QCOMPARE(diff.status, 0);
        QVERIFY(diff.out.contains(QStringLiteral("tracestudio diff DIR DIR")));
        for (const Run& help : {check, diff})
            QVERIFY(help.out.contains(QStringLiteral("--json FILE")));
    }

    void cleanSamplesEndWith0() {
        const SampleFolder folder;
        const Run checked = check(folder, {"--json", folder.path("check.json")});
        QVERIFY2(checked.status == 0, qPrintable(checked.out));
        QCOMPARE(checked.err, QString());
        QVERIFY(checked.out.contains(QStringLiteral("8 samples: 8 clean, 0 with findings")));
        const Json report = jsonFrom(folder, "check.json");
        QCOMPARE(report["samples"].size(), std::size_t(8));
        QCOMPARE(report["summary"]["successes"].get<int>(), 8);
        for (const Json& sample : report["samples"]) {
            QVERIFY(sample["success"].get<bool>());
            QVERIFY(sample["findings"].empty());
            QVERIFY(sample["start_distance"].get<double>() < 0.2);
            QVERIFY(sample["collision_ratios"].size() >= 5);
        }
    }

    void faultsEndWith1AndAreNamed() {
        SampleFolder folder;
        for (const char* key : {"bbox_center", "bbox_extent", "bbox_rotation"})
            folder.rows()[2].erase(key);
        folder.rows()[3]["trajectory"].back() = {0.5, -0.2, 0.9};
        folder.rows()[3]["trajectory"].push_back({0.5, -0.2, 0.91});
        folder.rows()[3]["trajectory"].push_back({0.5, -0.2, 0.92});
        folder.writeRows();
        QVERIFY(QFile::remove(folder.path("raw_data/5/mask.png")));
        const Run checked = check(folder, {"--json", folder.path("check.json")});
        QCOMPARE(checked.status, 1);
        QVERIFY2(checked.out.contains(QStringLiteral("8 samples: 5 clean, 3 with findings")), qPrintable(checked.out));
        QVERIFY2(checked.out.contains(QStringLiteral("\n3  wrong end")), qPrintable(checked.out));
        QVERIFY(checked.out.startsWith(QStringLiteral("2  not measured\n")));
        const Json samples = jsonFrom(folder, "check.json")["samples"];
        QCOMPARE(samples[2]["findings"][0]["kind"].get<std::string>(), std::string("no box"));
        QCOMPARE(samples[2]["findings"][0]["severity"].get<std::string>(), std::string("missing"));
        QVERIFY(samples[2]["success"].is_null());
        QVERIFY(samples[2]["end_distance"].is_null());
        QCOMPARE(samples[3]["success"].get<bool>(), false);
        QVERIFY(samples[3]["end_distance"].get<double>() > 0.2);
        bool saysNoMask = false;
        for (const Json& finding : samples[5]["findings"])
            saysNoMask = saysNoMask || finding["kind"] == "no mask";
        QVERIFY(saysNoMask);
    }

    void aDatasetThatBreaksOffIsNotClean() {
        const SampleFolder folder;
        QFile file(folder.path("trajectory_dataset.json"));
        QVERIFY(file.resize(file.size() - 3));
        const Run checked = check(folder);
        QCOMPARE(checked.status, 1);
        QVERIFY(checked.err.contains(QStringLiteral("trajectory_dataset.json")));
    }

    void otherDatasetFilesAreNoFault() {
        const SampleFolder folder;
        passOver(folder);
        const Run checked = check(folder);
        QVERIFY2(checked.status == 0, qPrintable(checked.out));
        QVERIFY(checked.err.contains(QStringLiteral("others.json")));
    }

    void unusableFilesEndWith2() {
        const SampleFolder folder;
        for (const Run& refused :
             {run({"check", "--benchmark", "/nowhere"}), run({"diff", folder.path(), "/nowhere"}),
              run({"diff", "/nowhere", folder.path()}), check(folder, {"--json", "/nowhere/check.json"}),
              run({"diff", folder.path(), folder.path(), "--json", folder.path()})}) {
            QCOMPARE(refused.status, 2);
            QVERIFY2(refused.err.count(QLatin1Char('\n')) == 1, qPrintable(refused.err));
        }
    }

    void anInterruptedCheckEndsSoonWithoutAReport() {
        SampleFolder folder;
        folder.repeat(20'000);
        QProcess program;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
        program.setProcessEnvironment(environment);
        passOver(folder); // which is noted when the check begins
        program.setReadChannel(QProcess::StandardError);
        program.start(QStringLiteral(TRACESTUDIO_PROGRAM),
                      {"check", "--benchmark", folder.path(), "--json", folder.path("check.json")});
        QVERIFY(program.waitForReadyRead(20'000));
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(::kill(pid_t(program.processId()), SIGINT), 0);
        QVERIFY(program.waitForFinished(20'000));
        QCOMPARE(program.exitStatus(), QProcess::NormalExit);
        QCOMPARE(program.exitCode(), 2);
        QVERIFY(clock.elapsed() < 10'000);
        QVERIFY(!QFile::exists(folder.path("check.json")));
    }

    void versionsThatAreAlikeEndWith0AndSayNothing() {
        const SampleFolder before;
        SampleFolder after;
        after.writeRows(); // spelled otherwise
        QVERIFY(before.read("trajectory_dataset.json") != after.read("trajectory_dataset.json"));
        const Run compared = run({"diff", before.path(), after.path(), "--json", after.path("diff.json")});
        QCOMPARE(compared.status, 0);
        QCOMPARE(compared.out, QString());
        QCOMPARE(compared.err, QString());
        QVERIFY(jsonFrom(after, "diff.json")["samples"].empty());
    }

    void differencesEndWith1AndAreTold() {
        const SampleFolder before;
        SampleFolder after;
        auto& rows = after.rows();
        rows[1]["prompt"] = "put the mug away";
        rows[1]["trajectory"][2][1] = rows[1]["trajectory"][2][1].get<double>() + 0.125;
        rows[2]["bbox_center"][0] = rows[2]["bbox_center"][0].get<double>() - 0.25;
        rows.push_back(rows[0]);
        rows.back()["id"] = 42;
        rows.erase(std::size_t(4));
        after.writeRows();
        QVERIFY(QFile::remove(after.path("raw_data/6/mask.png")));
        const Run compared = run({"diff", before.path(), after.path(), "--json", after.path("diff.json")});
        QCOMPARE(compared.status, 1);
        QCOMPARE(compared.out, QStringLiteral("1  1 waypoints moved, up to 0.125 m · keys: prompt, trajectory\n"
                                              "2  box moved 0.250 m, resized 0.000 m, turned 0.0° · keys: bbox_center\n"
                                              "6  mask removed\n"
                                              "42  added\n"
                                              "4  removed\n"
                                              "8 samples against 8: 1 added, 1 removed, 3 changed\n"));
        const Json samples = jsonFrom(after, "diff.json")["samples"];
        QCOMPARE(samples.size(), std::size_t(5));
        QCOMPARE(samples[0]["moved_points"].get<int>(), 1);
        QVERIFY(std::abs(samples[0]["largest_move"].get<double>() - 0.125) < 1e-9);
        QVERIFY(std::abs(samples[1]["box"]["moved"].get<double>() - 0.25) < 1e-9);
        QCOMPARE(samples[2]["mask"].get<std::string>(), std::string("removed"));
        QCOMPARE(samples[3]["kind"].get<std::string>(), std::string("added"));
    }
};

QTEST_GUILESS_MAIN(CheckCommandsTest)
#include "tst_check_commands.moc"
