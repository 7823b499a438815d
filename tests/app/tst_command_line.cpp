// What the program understands on its command line, and what `evaluate` writes; the program itself is run where its
// exit status counts.
#include "app/command_line.h"
#include "program.h"
#include "sample_folder.h"

#include <QImage>
#include <QProcess>
#include <QTest>

using namespace tracestudio;
using testing::Run;
using testing::run;
using testing::SampleFolder;

namespace {

Invocation parsed(const QStringList& arguments) {
    return parseCommandLine(QStringList(QStringLiteral("tracestudio")) + arguments);
}

} // namespace

class CommandLineTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void pathsAndAnswersOpenTheWindow() {
        const auto request = std::get<WindowRequest>(
            parsed({"a", "--predictions", "b.jsonl", "--predictions=c.jsonl", "--sample", "7", "--theme", "light",
                    "--size", "1280x800", "--language", "zh_CN", "--screenshot", "p.png"}));
        QCOMPARE(request.paths, (QStringList{"a", "b.jsonl", "c.jsonl"}));
        QCOMPARE(request.sample, QStringLiteral("7"));
        QCOMPARE(request.theme, QStringLiteral("light"));
        QCOMPARE(request.size, QSize(1280, 800));
        QCOMPARE(request.language, QStringLiteral("zh_CN"));
        QCOMPARE(request.screenshot, QStringLiteral("p.png"));
        QVERIFY(std::get<WindowRequest>(parsed({})).paths.isEmpty());
    }

    void evaluateTakesItsOptions() {
        const auto request = std::get<EvaluateRequest>(
            parsed({"evaluate", "--benchmark", "d", "--predictions", "a.jsonl", "--predictions", "b.jsonl", "--task",
                    "2d", "--model-name", "RoboTracer", "--json", "j", "--csv", "c", "--threads", "3"}));
        QCOMPARE(request.benchmark, QStringLiteral("d"));
        QCOMPARE(request.predictions, (QStringList{"a.jsonl", "b.jsonl"}));
        QCOMPARE(request.task, QStringLiteral("2D"));
        QCOMPARE(request.modelName, QStringLiteral("RoboTracer"));
        QCOMPARE(request.threads, 3);
    }

    void whatIsWrongIsNamed_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("named");
        const auto add = [](const char* name, const QStringList& arguments, const char* named) {
            QTest::addRow("%s", name) << arguments << QString::fromLatin1(named);
        };
        add("unknown option", {"--frobnicate"}, "frobnicate");
        add("unknown option of evaluate", {"evaluate", "--frobnicate"}, "frobnicate");
        add("no answers", {"evaluate"}, "--predictions");
        add("stray word", {"evaluate", "stray", "--predictions", "a"}, "stray");
        add("task", {"evaluate", "--predictions", "a", "--task", "4D"}, "4D");
        add("threads", {"evaluate", "--predictions", "a", "--threads", "0"}, "--threads");
        add("threads in words", {"evaluate", "--predictions", "a", "--threads", "many"}, "many");
        add("theme", {"--theme", "pink"}, "pink");
        add("language", {"--language", "xx"}, "xx");
        add("size", {"--size", "big"}, "big");
        add("size without height", {"--size", "1280x"}, "1280x");
        add("value is missing", {"--sample"}, "sample");
    }
    void whatIsWrongIsNamed() {
        QFETCH(QStringList, arguments);
        QFETCH(QString, named);
        const Invocation invocation = parsed(arguments);
        const auto* refusal = std::get_if<PrintAndExit>(&invocation);
        QVERIFY(refusal);
        QCOMPARE(refusal->status, 2);
        QVERIFY2(refusal->text.contains(named), qPrintable(refusal->text));
        QCOMPARE(refusal->text.count(QLatin1Char('\n')), 1);
    }

    void helpAndVersionNeedNoDisplay() {
        const Run help = run({"--help"});
        QCOMPARE(help.status, 0);
        for (const char* option : {"--predictions", "--sample", "--benchmark", "--json", "--csv", "--version"})
            QVERIFY2(help.out.contains(QLatin1String(option)), option);
        // Of a command only its own is told.
        for (const char* command : {"evaluate", "ask", "predict", "figure", "capture"}) {
            const QString own = run({QString::fromLatin1(command), "--help"}).out;
            QVERIFY2(own.startsWith(QStringLiteral("  tracestudio %1 ").arg(QString::fromLatin1(command))), command);
            QVERIFY2(own.contains(QStringLiteral("\n%1").arg(QString::fromLatin1(command))) ||
                         own.contains(QStringLiteral("\nask, %1").arg(QString::fromLatin1(command))),
                     command);
            for (const QString& line : own.split(QLatin1Char('\n')))
                QVERIFY2(help.out.contains(line), qPrintable(line));
            QVERIFY2(!own.contains(QStringLiteral("--screenshot")) && own.size() < help.out.size() / 2, command);
            QCOMPARE(own.contains(QStringLiteral("--checkpoint")),
                     QLatin1String(command) == QLatin1String("ask") ||
                         QLatin1String(command) == QLatin1String("predict"));
        }
        const Run version = run({"--version"});
        QCOMPARE(version.status, 0);
        QVERIFY(version.out.startsWith(QStringLiteral("tracestudio ")));
    }

    void anUnknownOptionEndsWithStatus2AndOneLine() {
        const Run refused = run({"--frobnicate"});
        QCOMPARE(refused.status, 2);
        QCOMPARE(refused.out, QString());
        QCOMPARE(refused.err.count(QLatin1Char('\n')), 1);
    }

    void evaluateScoresWithoutADisplay() {
        SampleFolder samples;
        const Run scored =
            run({"evaluate", "--benchmark", samples.path(), "--predictions", samples.answers()[0], "--predictions",
                 samples.answers()[1], "--json", samples.path("report.json"), "--csv", samples.path("report.csv")});
        QCOMPARE(scored.status, 0);
        QVERIFY(scored.out.contains(QStringLiteral("RoboTracer_Example")));
        QVERIFY(scored.out.contains(QStringLiteral("Gemini_Example")));
        QCOMPARE(scored.err, QString());
        const auto report = nlohmann::json::parse(samples.read("report.json").toStdString());
        QVERIFY(report.is_array());
        QCOMPARE(report.size(), std::size_t(2));
        QCOMPARE(samples.read("report.csv").trimmed().count('\n'), 16);
    }

    void reportsTakeTheirPlaceOnlyFromFiles() {
        const SampleFolder samples;
        const QString answers = samples.answers()[0];
        // A pipe is written into; nothing of a file's way of being replaced touches it.
        const Run piped = run({"evaluate", "--predictions", answers, "--json", "/dev/stdout"});
        QCOMPARE(piped.status, 0);
        QVERIFY(piped.out.contains(QStringLiteral("\"question_id\"")));
        const Run folder = run({"evaluate", "--predictions", answers, "--json", samples.path()});
        QCOMPARE(folder.status, 2);
        // Nor are answers overwritten, nor one report by the other.
        const Run same = run({"evaluate", "--predictions", answers, "--json", answers});
        QCOMPARE(same.status, 2);
        QCOMPARE(same.err.count(QLatin1Char('\n')), 1);
        const QString report = samples.path() + QStringLiteral("/report");
        QCOMPARE(run({"evaluate", "--predictions", answers, "--json", report, "--csv", report}).status, 2);
        QVERIFY(!QFile::exists(report));
    }

    void modelsUnknownToThePublishedScriptAreNoted() {
        const SampleFolder samples;
        const QString other = samples.path() + QStringLiteral("/Somebody_3D.jsonl");
        QVERIFY(QFile::copy(samples.answers()[0], other));
        const Run scored = run({"evaluate", "--predictions", other});
        QCOMPARE(scored.status, 0);
        QVERIFY(scored.err.contains(QStringLiteral("Somebody")));
        QVERIFY(run({"evaluate", "--predictions", samples.answers()[0]}).err.isEmpty());
        QCOMPARE(run({"evaluate", "--predictions", other, "--model-name", ""}).status, 2);
    }

    void aDatasetThatBreaksOffIsNoted() {
        const SampleFolder samples;
        QFile dataset(samples.path() + QStringLiteral("/trajectory_dataset.json"));
        QVERIFY(dataset.resize(dataset.size() / 2));
        const Run scored = run({"evaluate", "--benchmark", samples.path(), "--predictions", samples.answers()[0]});
        QCOMPARE(scored.status, 0);
        QVERIFY(scored.err.contains(QStringLiteral("trajectory_dataset.json")));
    }

    void withoutADisplayTheWindowIsRefusedInOneLine() {
        const Run refused = run({});
        QCOMPARE(refused.status, 2);
        QCOMPARE(refused.err.count(QLatin1Char('\n')), 1);
    }

    void evaluateWithoutPicturesScoresTheEnds() {
        SampleFolder samples;
        const Run scored = run({"evaluate", "--predictions", samples.answers()[0]});
        QCOMPARE(scored.status, 0);
        QVERIFY(!scored.out.isEmpty());
    }

    void unusableFilesEndWithStatus2AndOneLine_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addRow("no such answers") << QStringList{"--predictions", "/nowhere/a_3D.jsonl"};
        QTest::addRow("answers are a folder") << QStringList{"--predictions", "SAMPLES"};
        QTest::addRow("no such folder") << QStringList{"--benchmark", "/nowhere", "--predictions", "ANSWERS"};
        QTest::addRow("json cannot be written")
            << QStringList{"--predictions", "ANSWERS", "--json", "/nowhere/at/all.json"};
    }
    void unusableFilesEndWithStatus2AndOneLine() {
        QFETCH(QStringList, arguments);
        SampleFolder samples;
        arguments.replaceInStrings(QStringLiteral("SAMPLES"), samples.path());
        arguments.replaceInStrings(QStringLiteral("ANSWERS"), samples.answers()[0]);
        const Run refused = run(QStringList(QStringLiteral("evaluate")) + arguments);
        QCOMPARE(refused.status, 2);
        QVERIFY2(refused.err.count(QLatin1Char('\n')) == 1, qPrintable(refused.err));
        QVERIFY(refused.err.startsWith(QStringLiteral("tracestudio: ")));
    }

    void theWindowIsPicturedWithoutADisplay() {
        SampleFolder samples;
        const QString picture = samples.path("picture.png");
        QProcess program;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        program.setProcessEnvironment(environment);
        program.start(QStringLiteral(TRACESTUDIO_PROGRAM),
                      samples.all() + QStringList{"--screenshot", picture, "--size", "1280x800", "--sample", "3"});
        QVERIFY(program.waitForFinished(120000));
        QCOMPARE(program.exitCode(), 0);
        QCOMPARE(QImage(picture).size(), QSize(1280, 800));
    }
};

QTEST_MAIN(CommandLineTest)
#include "tst_command_line.moc"
