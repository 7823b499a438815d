// The steps a model reasoned in, and the lengths it answered.
#include "benchmark/reasoning.h"
#include "support.h"

#include <QElapsedTimer>
#include <QTest>
#include <cmath>

using namespace tracestudio;

namespace {

std::vector<ReasoningStep> stepsOf(std::string_view answer) {
    return parseReasoning(answer, 640, 480);
}

std::string textOf(std::string_view answer, TextSpan span) {
    return std::string(answer.substr(span.begin, span.end - span.begin));
}

/// Every step in one line: "2 Referring|Watering can|(179, 789, 0.941)".
std::string linesOf(std::string_view answer) {
    std::string lines;
    for (const ReasoningStep& step : stepsOf(answer))
        lines += std::to_string(step.number) + " " + step.type + "|" + step.object + "|" + step.value + "\n";
    return lines;
}

constexpr std::string_view published =
    "<think>Step1: [Scale] [Scene]: 2.406 Step2: [Referring] [Watering can]: (179, 789, 0.941) "
    "Step3: [Measuring] [Watering can]: 0.104m </think> <answer>(176,788,0.945), (200, 700, 0.9)</answer>";

} // namespace

class TestReasoning : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void readsTheStepsOfTheSpecification() {
        const auto steps = stepsOf(published);
        QCOMPARE(steps.size(), std::size_t(3));
        QCOMPARE(steps[0].number, 1);
        QVERIFY(steps[0].kind == ReasoningKind::Scale);
        QCOMPARE(steps[0].type, std::string("Scale"));
        QCOMPARE(steps[0].object, std::string("Scene"));
        QCOMPARE(steps[0].value, std::string("2.406"));
        QCOMPARE(steps[0].metres.value_or(0), 2.406);
        QCOMPARE(textOf(published, steps[0].span), std::string("Step1: [Scale] [Scene]: 2.406"));
        QVERIFY(steps[1].kind == ReasoningKind::Referring);
        QCOMPARE(steps[1].object, std::string("Watering can"));
        QVERIFY(!steps[1].metres);
        QCOMPARE(steps[1].points.size(), std::size_t(1));
        QCOMPARE(steps[1].points[0].x, 0.179);
        QCOMPARE(steps[1].points[0].y, 0.789);
        QCOMPARE(steps[1].points[0].depthMetres.value_or(0), 0.941);
        QCOMPARE(textOf(published, steps[1].points[0].span), std::string("(179, 789, 0.941)"));
        QVERIFY(steps[2].kind == ReasoningKind::Measuring);
        QCOMPARE(steps[2].metres.value_or(0), 0.104);
        QVERIFY(steps[2].points.empty());
        QCOMPARE(textOf(published, steps[2].span), std::string("Step3: [Measuring] [Watering can]: 0.104m"));
    }

    void aStreamIsReadAsFarAsItGoes() {
        // However it is cut, nothing that was whole is lost and no step moves.
        const auto whole = stepsOf(published);
        std::size_t most = 0;
        for (std::size_t length = 0; length <= published.size(); ++length) {
            const auto steps = stepsOf(published.substr(0, length));
            QVERIFY2(steps.size() >= most && steps.size() <= whole.size(), std::to_string(length).c_str());
            most = steps.size();
            for (std::size_t i = 0; i < steps.size(); ++i) {
                QCOMPARE(steps[i].span.begin, whole[i].span.begin);
                if (whole[i].span.end < length)
                    QCOMPARE(steps[i].value, whole[i].value);
            }
        }
        QCOMPARE(most, whole.size());
    }

    void theAnswerIsNoReasoning_data() {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<int>("steps");
        QTest::newRow("closed") << "<think>Step1: [Scale] [Scene]: 2</think> Step2: [Scale] [Scene]: 3" << 1;
        QTest::newRow("never closed") << "<think>Step1: [Scale] [A]: 2 <answer>Step2: [Scale] [B]: 3</answer>" << 1;
        QTest::newRow("begun in the prompt") << "Step1: [Scale] [A]: 2 Step2: [Scale] [B]: 3</think>[(1, 2)]" << 2;
        QTest::newRow("no tags") << "Step1: [Scale] [A]: 2 Step2: [Scale] [B]: 3" << 2;
        QTest::newRow("no steps") << "<think>Let me look at the stepladder first.</think>[(1, 2)]" << 0;
        QTest::newRow("prose") << "Step 1: First I look at the cup (it is red). Step 2: then I move it." << 0;
        QTest::newRow("empty") << "" << 0;
    }
    void theAnswerIsNoReasoning() {
        QFETCH(QString, answer);
        QTEST(int(stepsOf(answer.toStdString()).size()), "steps");
    }

    void looseWritingIsRead_data() {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<QString>("lines");
        const auto row = [](const char* name, const char* answer, const char* lines) {
            QTest::newRow(name) << QString::fromUtf8(answer) << QString::fromUtf8(lines);
        };
        row("case and spaces", "STEP 12 :[ referring ][ the Cup ] :  (1, 2)  ", "12 referring|the Cup|(1, 2)\n");
        row("no colons", "Step1 [Referring] [Cup] (1, 2)", "1 Referring|Cup|(1, 2)\n");
        row("no brackets", "Step1: Referring: watering can: (1, 2)", "1 Referring|watering can|(1, 2)\n");
        row("no brackets, one colon", "Step1: Measuring cup 2: 0.3 m", "1 Measuring|cup 2|0.3 m\n");
        row("no object", "Step1: [Scale]: 2.406", "1 Scale||2.406\n");
        row("words before the number", "Step1: [Measuring]: about 0.3 meters", "1 Measuring||about 0.3 meters\n");
        row("a list for a value", "Step1: [Position]: [(1, 2), (3, 4)]", "1 Position||[(1, 2), (3, 4)]\n");
        row("Markdown", "**Step 1:** [Scale] **[Scene]**: **2.4**\n", "1 Scale|Scene|2.4\n");
        row("lines", "Step1: [Scale] [A]: 1\nStep2: [Scale] [B]: 2\nSo I move it.", "1 Scale|A|1\n2 Scale|B|2\n");
        row("a list over lines", "Step1: [Referring] [A]: [(1, 2),\n(3, 4)]\nDone.",
            "1 Referring|A|[(1, 2),\n(3, 4)]\n");
        row("other types", "Step1: [Counting] [Cups]: 3", "1 Counting|Cups|3\n");
        row("Chinese", "Step1：[Referring] [杯子]：(1, 2)", "1 Referring|杯子|(1, 2)\n");
        row("a step in a name", "Step1: [Referring] [step 2 of the ladder]: (1, 2)",
            "1 Referring|step 2 of the ladder|(1, 2)\n");
        row("not closed", "Step1: [Referring] [Cup", "1 Referring|Cup|\n");
    }
    void looseWritingIsRead() {
        QFETCH(QString, answer);
        QFETCH(QString, lines);
        QCOMPARE(QString::fromStdString(linesOf(answer.toStdString())), lines);
    }

    void positionsAreReferring() {
        QVERIFY(stepsOf("Step1: [Position] [Cup]: (1, 2)").at(0).kind == ReasoningKind::Referring);
        QVERIFY(stepsOf("Step1: [Counting] [Cups]: 3").at(0).kind == ReasoningKind::Other);
    }

    void pointsAreReadAsTheAnswersAre() {
        const auto fractions = stepsOf("Step1: [Referring] [Cup]: (0.5, 0.25)").at(0).points;
        QCOMPARE(fractions.at(0).x, 0.5);
        QVERIFY(!fractions.at(0).depthMetres);
        const auto several = stepsOf("Step1: [Referring] [Cups]: (100, 200, 0.5), (300, 400, 0.6)").at(0).points;
        QCOMPARE(several.size(), std::size_t(2));
        QCOMPARE(several[1].y, 0.4);
        const auto bare = stepsOf("Step1: [Referring] [Cup]: 179, 789, 0.941").at(0).points;
        QCOMPARE(bare.size(), std::size_t(1));
        QCOMPARE(bare[0].depthMetres.value_or(0), 0.941);
        QVERIFY(stepsOf("Step1: [Referring] [Cup]: on the left").at(0).points.empty());
    }

    void lengthsAreMetres_data() {
        QTest::addColumn<QString>("value");
        QTest::addColumn<double>("metres");
        const auto row = [](const char* value, double metres) {
            QTest::newRow(value) << QString::fromUtf8(value) << metres;
        };
        row("0.104m", 0.104);
        row("0.104", 0.104);
        row("20 centimeters", 0.20);
        row("about 0.3 meters", 0.3);
        row("150 mm", 0.15);
        row("12 inches", 0.3048);
        row("2 ft", 0.6096);
        row("5 feet 3 inches", 1.6002);
        row("5 feet and 3 in.", 1.6002);
        row("30 cm (11.8 inches)", 0.3);
        row("30厘米", 0.3);
        row("1,200 mm", 1.2);
        row("0,43 m", 0.43);
        row("**0.43** m", 0.43);
        row("3e-1 m", 0.3);
        row(".5 m", 0.5);
    }
    void lengthsAreMetres() {
        QFETCH(QString, value);
        QFETCH(double, metres);
        const auto steps = stepsOf("Step1: [Measuring] [Cup]: " + value.toStdString());
        QVERIFY(steps.at(0).metres);
        QVERIFY2(std::abs(*steps.at(0).metres - metres) < 1e-9, qPrintable(QString::number(*steps.at(0).metres)));
    }

    void whatIsNoLengthHasNone() {
        for (const char* value : {"unknown", "", "1e999 m", "cup2"})
            QVERIFY2(!stepsOf(std::string("Step1: [Measuring] [Cup]: ") + value).at(0).metres, value);
    }

    void measuringAnswersAreRead_data() {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<double>("metres"); // negative: none
        QTest::addColumn<QString>("text");
        const auto row = [](const char* answer, double metres, const char* text) {
            QTest::newRow(answer) << QString::fromUtf8(answer) << metres << QString::fromUtf8(text);
        };
        row("About 43 meters.", 43, "43 meters");
        row("0.43 m", 0.43, "0.43 m");
        row("<think>It is 3 m to the wall.</think> 1.2 meters", 1.2, "1.2 meters");
        row("<think>2 m</think><answer>35cm</answer> so 9 m", 0.35, "35cm");
        row("It is 2 m less 0.8 m, so 1.2 m (3.9 feet).", 1.2, "1.2 m");
        row("(0.3 m)", 0.3, "0.3 m");
        row("$0.43 \\text{ m}$", 0.43, "0.43 \\text{ m");
        row("0.43", 0.43, "0.43");
        row("approximately 0.43.", 0.43, "0.43");
        row("The 2 cups are apart.", -1, "");
        row("There are 2 in the box.", -1, "");
        row("It covers 3 m² of 4 m^2 at 5 m/s.", -1, "");
        row("[(176, 788, 0.945)]", -1, "");
        row("<think>It is 3 m", -1, "");
        row("", -1, "");
    }
    void measuringAnswersAreRead() {
        QFETCH(QString, answer);
        QFETCH(double, metres);
        const std::string text = answer.toStdString();
        const auto measurement = parseMeasurement(text);
        QCOMPARE(measurement.has_value(), metres >= 0);
        if (!measurement)
            return;
        QVERIFY(std::abs(measurement->metres - metres) < 1e-9);
        QTEST(QString::fromStdString(textOf(text, measurement->span)), "text");
    }

    void longTextsTakeLinearTime_data() {
        QTest::addColumn<QString>("piece");
        for (const char* piece :
             {"Step1: [Referring] [Cup]: (1, 2, 0.3) ", "Step1: [", "Step1 [Scale] [[[[(((", "step ", "1 feet 1 inch ",
              "1 ", "((((", "Step1: Measuring ", "1,2,3/4 m^2 <think>", "s"})
            QTest::newRow(piece) << QString::fromUtf8(piece);
    }
    void longTextsTakeLinearTime() {
        QFETCH(QString, piece);
        std::string text;
        while (text.size() < 2000000)
            text += piece.toStdString();
        QElapsedTimer clock;
        clock.start();
        (void)stepsOf(text);
        (void)parseMeasurement(text);
        QVERIFY2(clock.elapsed() < 3000 * slowness, qPrintable(QString::number(clock.elapsed())));
    }
};

QTEST_APPLESS_MAIN(TestReasoning)
#include "tst_reasoning.moc"
