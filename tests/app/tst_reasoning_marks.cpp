// From a model's reasoning to what the views and the inspector show of it.
#include "app/inspector_content.h"
#include "app/scene_marks.h"
#include "sample_folder.h"
#include "support.h"

#include <QElapsedTimer>
#include <QStandardPaths>
#include <QTest>
#include <cmath>

using namespace tracestudio;
using testing::SampleFolder;

namespace {

const QString layerId = QStringLiteral("model:0");
const Camera camera{640, 480, 500, 500, 319.5, 239.5};
const Camera cameraWithoutLens{640, 480, 0, 0, 0, 0};

std::vector<SceneMark> marksOf(const std::string& thought, const Camera& by = camera) {
    return reasoningMarks(layerId, "<think>" + thought + "</think>", by);
}

constexpr const char* cup = "Step1: [Referring] [Watering can]: (500, 250, 1.5) ";

} // namespace

class TestReasoningMarks : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void aReferringStepIsAPoint() {
        const auto marks = marksOf(cup);
        QCOMPARE(marks.size(), std::size_t(1));
        QCOMPARE(marks[0].kind, SceneMark::Kind::Point);
        QCOMPARE(marks[0].layerId, layerId);
        QCOMPARE(marks[0].label, QStringLiteral("Watering can"));
        QVERIFY(marks[0].toolTip.contains("(500, 250, 1.5)"));
        QCOMPARE(marks[0].pixel, PixelPoint(320, 120));
        QVERIFY(marks[0].point);
        QCOMPARE(*marks[0].point, camera.backProject({320, 120}, 1.5));
    }

    void aDistanceBetweenTwoObjectsIsASpanFromOneToTheOther() {
        const auto marks =
            marksOf(std::string(cup) + "Step2: [Referring] [Plate]: (250, 500, 1.2) "
                                       "Step3: [Measuring] [Distance from watering can to plate]: 41 cm");
        QCOMPARE(marks.size(), std::size_t(3));
        const SceneMark& span = marks.back();
        QCOMPARE(span.kind, SceneMark::Kind::Span);
        QCOMPARE(span.label, QStringLiteral("0.41 m"));
        QCOMPARE(span.pixel, PixelPoint(320, 120));
        QCOMPARE(span.pixelTo, PixelPoint(160, 240));
        QVERIFY(span.point && span.pointTo);
        QCOMPARE(*span.pointTo, camera.backProject({160, 240}, 1.2));
    }

    void withoutALensThereAreOnlyPixels() {
        const auto marks = marksOf(std::string(cup) + "Step2: [Measuring] [Watering can]: 20 cm", cameraWithoutLens);
        QCOMPARE(marks.size(), std::size_t(1));
        QCOMPARE(marks[0].pixel, PixelPoint(320, 120));
        QVERIFY(!marks[0].point);
        QVERIFY(!marksOf("Step1: [Referring] [Cup]: (500, 250)").at(0).point);
        QVERIFY(!marksOf("Step1: [Referring] [Cup]: (500, 250, -1)").at(0).point);
    }

    void aMeasuringStepIsASpanOfItsLengthAboutItsObject_data() {
        QTest::addColumn<QString>("object");
        QTest::addColumn<bool>("isFound");
        QTest::newRow("same") << "Watering can" << true;
        QTest::newRow("other case") << "watering CAN" << true;
        QTest::newRow("part of it") << "can" << true;
        QTest::newRow("more than it") << "the watering can on the left" << true;
        QTest::newRow("another") << "Shelf" << false;
        QTest::newRow("none") << "" << false;
    }
    void aMeasuringStepIsASpanOfItsLengthAboutItsObject() {
        QFETCH(QString, object);
        QFETCH(bool, isFound);
        // Before or after the step that refers to it.
        for (const bool isAfter : {true, false}) {
            const std::string length = "Step2: [Measuring] [" + object.toStdString() + "]: 20 centimeters ";
            const auto marks = marksOf(isAfter ? cup + length : length + cup);
            QCOMPARE(marks.size(), std::size_t(isFound ? 2 : 1));
            if (!isFound)
                continue;
            const SceneMark& span = marks[isAfter ? 1 : 0];
            QCOMPARE(span.kind, SceneMark::Kind::Span);
            QVERIFY(span.label.contains("0.20"));
            QVERIFY(std::abs(cv::norm(*span.pointTo - *span.point) - 0.2) < 1e-9);
            const PointCamera middle = (*span.point + *span.pointTo) * 0.5;
            QVERIFY(cv::norm(middle - camera.backProject({320, 120}, 1.5)) < 1e-9);
            QVERIFY(std::abs(span.pixel.y - 120) < 1e-9 && std::abs(span.pixelTo.y - 120) < 1e-9);
            QVERIFY(std::abs(span.pixelTo.x - span.pixel.x - 0.2 / 1.5 * 500) < 1e-9);
        }
    }

    void theObjectOfThatVeryNameIsMeant() {
        const auto marks =
            marksOf("Step1: [Referring] [Big cup]: (100, 100, 1) Step2: [Referring] [Cup]: (900, 900, 1) "
                    "Step3: [Measuring] [cup]: 0.1 m");
        QCOMPARE(marks.size(), std::size_t(3));
        QVERIFY(marks[2].pixel.x > 500);
    }

    void referringAnswersArePoints() {
        const auto marks = referringMarks(layerId, "<think>x</think>[(100, 200), (300, 400, 1.5)]", camera);
        QCOMPARE(marks.size(), std::size_t(2));
        QCOMPARE(marks[0].label, QStringLiteral("1"));
        QCOMPARE(marks[1].label, QStringLiteral("2"));
        QCOMPARE(marks[0].pixel, PixelPoint(64, 96));
        QVERIFY(!marks[0].point && marks[1].point);
        QVERIFY(referringMarks(layerId, "(0.5, 0.25)", camera).at(0).label.isEmpty());
        QVERIFY(referringMarks(layerId, "I see no cup.", camera).empty());
    }

    void stepsStandWhereTheyAreWritten() {
        const std::string answer =
            "<think>看 🙂 Step1: [Scale] [Scene]: 2.4 Step2: [Referring] [杯子]: (500, 250, 1.5) "
            "Step3: [Measuring] [杯子]: 0.1 m</think>[(1, 2)]";
        const auto steps = inspectorSteps(answer, camera);
        QCOMPARE(steps.size(), std::size_t(3));
        const QString text = QString::fromStdString(answer);
        QCOMPARE(text.mid(steps[0].begin, steps[0].end - steps[0].begin),
                 QStringLiteral("Step1: [Scale] [Scene]: 2.4"));
        QCOMPARE(text.mid(steps[1].begin, steps[1].end - steps[1].begin),
                 QStringLiteral("Step2: [Referring] [杯子]: (500, 250, 1.5)"));
        QVERIFY(steps[1].label.startsWith("2  ") && steps[1].label.endsWith(QStringLiteral("杯子")));
        QCOMPARE(steps[1].value, QStringLiteral("(500, 250, 1.5)"));
        QVERIFY(!steps[0].place);
        QCOMPARE(steps[1].place.value_or(Hover{}).pixel, PixelPoint(320, 120));
        QCOMPARE(steps[2].place, steps[1].place);
    }

    void anOpenModelsReasoningIsShown() {
        SampleFolder samples;
        Document document;
        document.open(samples.all(), QStringLiteral("1"));
        QTRY_VERIFY_WITH_TIMEOUT(document.isIdle(), 60000);
        const auto& marks = document.scene()->marks;
        QCOMPARE(marks.size(), std::size_t(3));
        QCOMPARE(marks[0].label, QStringLiteral("Top of the wooden shelf"));
        QCOMPARE(marks[1].label, QStringLiteral("Teal mug"));
        QCOMPARE(marks[2].kind, SceneMark::Kind::Span);
        for (const SceneMark& mark : marks)
            QCOMPARE(mark.layerId, layerId);
        const auto content = inspectorContent(document);
        QVERIFY(content);
        QCOMPARE(content->models.at(0).steps.size(), std::size_t(4));
        QVERIFY(content->models.at(1).steps.empty());
        document.goTo(QStringLiteral("0"));
        QTRY_VERIFY_WITH_TIMEOUT(document.isIdle() && document.scene()->sample->id == "0", 60000);
        QVERIFY(document.scene()->marks.empty());
    }

    void endlessReasoningStaysQuick() {
        std::string thought;
        for (int i = 0; i < 20000; ++i)
            thought += "Step" + std::to_string(i) + ": [Referring] [Cup " + std::to_string(i) +
                       "]: (1, 2, 3) Step1: [Measuring] [Mug " + std::to_string(i) + "]: 1 m ";
        QElapsedTimer clock;
        clock.start();
        QVERIFY(marksOf(thought).size() <= 200);
        (void)inspectorSteps(thought, camera);
        QVERIFY2(clock.elapsed() < 2000 * slowness, qPrintable(QString::number(clock.elapsed())));
    }
};

QTEST_MAIN(TestReasoningMarks)
#include "tst_reasoning_marks.moc"
