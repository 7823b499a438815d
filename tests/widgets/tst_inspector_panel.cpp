#include "widgets/answer_view.h"
#include "widgets/figure_list.h"
#include "widgets/inspector_panel.h"
#include "widgets/step_list.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QImage>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>

using namespace tracestudio;

namespace {

/// A model whose answer is "[(0, 0), (1, 10), …]" with a span a point; the second one fails.
InspectorModel modelOf(const QString& layerId, int points) {
    InspectorModel model;
    model.layerId = layerId;
    model.name = QStringLiteral("Model ") + layerId;
    model.verdict = QStringLiteral("collision");
    model.verdictText = QStringLiteral("fails by collision");
    model.numbers = {
        {QStringLiteral("start"), QStringLiteral("0.03 m"), QStringLiteral("< 0.20"), NumberState::Good, {}},
        {QStringLiteral("collision"), QStringLiteral("0.31"), QStringLiteral("> 0.20"), NumberState::Bad, {}},
        {QStringLiteral("end"), QStringLiteral("not measured"), {}, NumberState::NotMeasured, {}}};
    model.answer = QStringLiteral("[");
    for (int i = 0; i < points; ++i) {
        const QString point = QStringLiteral("(%1, %2)").arg(i).arg(i * 10);
        const int begin = int(model.answer.size());
        model.answer += point;
        model.spans.push_back({begin, int(model.answer.size()), i, i == 1, QStringLiteral("waypoint"),
                               Hover{PixelPoint(i, i * 10), std::nullopt}});
        model.answer += i + 1 < points ? QStringLiteral(", ") : QStringLiteral("]");
    }
    model.waypointCount = points;
    model.firstFailingWaypoint = points > 1 ? 1 : -1;
    return model;
}

InspectorContent contentOf(std::vector<InspectorModel> models) {
    InspectorContent content;
    content.sampleId = QStringLiteral("7");
    content.instruction = QStringLiteral("put the cup <b>there</b>");
    content.facts = {{QStringLiteral("source"), QStringLiteral("ours")}};
    content.models = std::move(models);
    return content;
}

/// The same with steps of reasoning before the points, a line each.
InspectorModel reasonedModel(int steps, int points) {
    InspectorModel model = modelOf(QStringLiteral("model:0"), points);
    QString thought;
    for (int i = 0; i < steps; ++i) {
        const int begin = int(thought.size());
        thought += QStringLiteral("Step%1: [Referring] [Cup]: (1, 2)").arg(i + 1);
        model.steps.push_back({QStringLiteral("%1  Referring · Cup").arg(i + 1), QStringLiteral("(1, 2)"), begin,
                               int(thought.size()), Hover{PixelPoint(i, 2 * i), std::nullopt}});
        thought += QLatin1Char('\n');
    }
    model.answer = thought + model.answer;
    for (InspectorSpan& span : model.spans) {
        span.begin += int(thought.size());
        span.end += int(thought.size());
    }
    return model;
}

struct Shown {
    ViewState state;
    InspectorPanel panel{&state};

    Shown() {
        for (const char* id : {"model:0", "model:1"}) {
            LayerStyle style;
            style.colour = defaultLayerColour(QString::fromLatin1(id));
            state.setStyle(QString::fromLatin1(id), style);
        }
        panel.resize(320, 700);
        panel.show();
        (void)QTest::qWaitForWindowExposed(&panel);
    }
    /// Shows the content and lets it find its places.
    void show(const InspectorContent& content) {
        panel.setContent(content);
        for (int i = 0; i < 3; ++i)
            QApplication::processEvents();
    }
    template <typename Widget>
    [[nodiscard]] Widget* find(const char* name) const {
        return panel.findChild<Widget*>(QString::fromLatin1(name));
    }
    [[nodiscard]] StepList* steps() const { return find<StepList>("reasoningSteps"); }
    [[nodiscard]] AnswerView* answer() const { return find<AnswerView>("answerText"); }
    /// In the middle of a span's first characters, on the answer's viewport.
    [[nodiscard]] QPoint placeOf(int span) const {
        const int begin = answer()->spans()[std::size_t(span)].begin;
        const QRect from = answer()->placeOf(begin);
        const QRect to = answer()->placeOf(begin + 1);
        return QPoint((from.center().x() + to.center().x()) / 2, from.center().y()) - answer()->viewport()->pos();
    }
    [[nodiscard]] QColor colourBehind(int span) const {
        const QImage image = answer()->grab().toImage();
        const QRect place = answer()->placeOf(answer()->spans()[std::size_t(span)].begin);
        // The lower edge of a span is its underline.
        QColor most;
        for (int y = place.top(); y <= place.bottom() + 2; ++y) {
            const QColor colour =
                image.pixelColor((QPointF(place.center().x() + 5, y) * image.devicePixelRatio()).toPoint());
            if (colour.saturation() > most.saturation() || !most.isValid())
                most = colour;
        }
        return most;
    }
};

} // namespace

class TestInspectorPanel : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void nothingToShowIsSaidQuietly();
    void everyFigureIsWholeAtEveryWidth();
    void problemsComeFirst();
    void textsFromFilesAreNotMarkup();
    void numbersCarryAMarkBesideTheirColour();
    void clickingASpanSelectsItsWaypoint();
    void selectingAWaypointMarksAndShowsItsSpan();
    void hoveringASpanMarksItsPlace();
    void stepsAreListedWhereThereAreAny();
    void hoveringAStepMarksItsPlace();
    void clickingAStepShowsItInTheAnswer();
    void theKeyboardReachesTheSteps();
    void stepsAreTintedMoreQuietlyThanWaypoints();
    void spansHaveTheirModelsColourAndFailingOnesRed();
    void dragSelectsTextInsteadOfASpan();
    void copiedTextIsTheAnswerToTheLetter();
    void tabsSwitchModels();
    void modelInFrontStays();
    void selectionBringsItsModelToTheFront();
    void goToAsksForTheTellingWaypoint();
    void longAnswersDoNotStall();
    void spansOutsideTheTextAreLeftOut();
    void longWordsDoNotWidenThePanel();
};

void TestInspectorPanel::nothingToShowIsSaidQuietly() {
    Shown shown;
    QVERIFY(shown.find<QLabel>("inspectorEmpty")->isVisible());
    shown.show(contentOf({}));
    QVERIFY(!shown.find<QLabel>("inspectorEmpty")->isVisible());
    QVERIFY(!shown.answer()->isVisible());
    QVERIFY(!shown.find<QTabBar>("modelTabs")->isVisible());
    shown.panel.setContent(std::nullopt);
    QVERIFY(shown.find<QLabel>("inspectorEmpty")->isVisible());
}

void TestInspectorPanel::everyFigureIsWholeAtEveryWidth() {
    Shown shown;
    InspectorModel model = modelOf(QStringLiteral("model:0"), 8);
    model.causes = {QStringLiteral("collision")};
    model.numbers.push_back({QStringLiteral("collision"),
                             QStringLiteral("0.70 at waypoint 1"),
                             QStringLiteral("> 0.20"),
                             NumberState::Bad,
                             {}});
    model.numbers.push_back({QStringLiteral("end in 2D box"), QStringLiteral("yes"), {}, NumberState::Neutral, {}});
    model.path = model.careful = model.numbers;
    model.flags = {QStringLiteral("The mask has values other than 255: the object itself stays among the obstacles.")};
    InspectorContent content = contentOf({model});
    content.instruction = QStringLiteral("pick up the red mug and move it to the table corner to the right");
    content.facts = {{QStringLiteral("destination"), QStringLiteral("the table corner to the right of the books")},
                     {QStringLiteral("true trace"), QStringLiteral("7 waypoints, 0.35 m")}};
    for (int width = 240; width <= 420; width += 6)
        for (const int height : {300, 560, 1600}) {
            shown.panel.resize(width, height);
            shown.show(content);
            for (const FigureList* list : shown.panel.findChildren<FigureList*>())
                QVERIFY2(!list->isVisible() || list->height() >= list->heightForWidth(list->width()),
                         qPrintable(QStringLiteral("%1 at %2×%3: %4 instead of %5 pixels")
                                        .arg(list->objectName())
                                        .arg(width)
                                        .arg(height)
                                        .arg(list->height())
                                        .arg(list->heightForWidth(list->width()))));
        }
}

void TestInspectorPanel::problemsComeFirst() {
    Shown shown;
    InspectorContent content = contentOf({modelOf(QStringLiteral("model:0"), 3)});
    shown.show(content);
    auto* problems = shown.find<QLabel>("inspectorProblems");
    QVERIFY(!problems->isVisible());
    content.problems = {QStringLiteral("the mask is missing"), QStringLiteral("no depth")};
    shown.show(content);
    QVERIFY(problems->isVisible());
    QVERIFY(problems->text().contains(QStringLiteral("the mask is missing")));
    QVERIFY(problems->text().contains(QStringLiteral("no depth")));
    auto* instruction = shown.find<QLabel>("inspectorInstruction");
    QTRY_VERIFY(problems->mapTo(&shown.panel, QPoint()).y() < instruction->mapTo(&shown.panel, QPoint()).y());
}

void TestInspectorPanel::textsFromFilesAreNotMarkup() {
    Shown shown;
    InspectorModel model = modelOf(QStringLiteral("model:0"), 3);
    model.name = QStringLiteral("<b>x</b>");
    shown.show(contentOf({model}));
    auto* instruction = shown.find<QLabel>("inspectorInstruction");
    QCOMPARE(instruction->textFormat(), Qt::PlainText);
    QVERIFY(instruction->text().contains(QStringLiteral("<b>there</b>")));
    QVERIFY(shown.find<QLabel>("verdictLabel")->text().contains(QStringLiteral("&lt;b&gt;x&lt;/b&gt;")));
}

void TestInspectorPanel::numbersCarryAMarkBesideTheirColour() {
    Shown shown;
    shown.show(contentOf({modelOf(QStringLiteral("model:0"), 3)}));
    const auto& figures = shown.find<FigureList>("inspectorNumbers")->figures();
    QCOMPARE(int(figures.size()), 3);
    QCOMPARE(figures[0].value, QStringLiteral("✓ 0.03 m < 0.20"));
    QCOMPARE(figures[1].value, QStringLiteral("✗ 0.31 > 0.20"));
    QCOMPARE(figures[1].colour, theme().failure);
    QCOMPARE(figures[2].value, QStringLiteral("not measured"));
    QVERIFY(!shown.find<FigureList>("inspectorCareful")->isVisible());
}

void TestInspectorPanel::clickingASpanSelectsItsWaypoint() {
    Shown shown;
    shown.show(contentOf({modelOf(QStringLiteral("model:0"), 12)}));
    QTRY_VERIFY(shown.answer()->height() > 10);
    for (const int span : {0, 5, 11}) {
        QTest::mouseClick(shown.answer()->viewport(), Qt::LeftButton, {}, shown.placeOf(span));
        QCOMPARE(shown.state.selection(), (Selection{Selection::Kind::Waypoint, QStringLiteral("model:0"), span}));
    }
    // Between two spans there is nothing to select.
    shown.state.select({});
    const QRect gap = shown.answer()->placeOf(shown.answer()->spans()[2].end);
    QTest::mouseClick(shown.answer()->viewport(), Qt::LeftButton, {},
                      gap.center() + QPoint(3, 0) - shown.answer()->viewport()->pos());
    QCOMPARE(shown.state.selection().kind, Selection::Kind::Nothing);
    // The keyboard reaches a span as well: the caret is put into it, Enter selects.
    QTextCursor caret = shown.answer()->textCursor();
    caret.setPosition(shown.answer()->spans()[3].begin + 1);
    shown.answer()->setTextCursor(caret);
    QTest::keyClick(shown.answer(), Qt::Key_Return);
    QCOMPARE(shown.state.selection().waypoint, 3);
}

void TestInspectorPanel::selectingAWaypointMarksAndShowsItsSpan() {
    Shown shown;
    shown.panel.resize(320, 260);
    shown.show(contentOf({modelOf(QStringLiteral("model:0"), 300)}));
    QTRY_VERIFY(shown.answer()->verticalScrollBar()->maximum() > 0);
    QCOMPARE(shown.answer()->verticalScrollBar()->value(), 0);
    const QColor before = shown.colourBehind(0);
    shown.state.select({Selection::Kind::Waypoint, QStringLiteral("model:0"), 290});
    QVERIFY(shown.answer()->verticalScrollBar()->value() > 0);
    QTRY_VERIFY(shown.answer()->rect().contains(shown.answer()->placeOf(shown.answer()->spans()[290].begin)));
    // The answer itself has come into the panel's sight.
    QTRY_VERIFY(shown.panel.rect().contains(
        shown.answer()->mapTo(&shown.panel, shown.answer()->placeOf(shown.answer()->spans()[290].begin).center())));
    shown.state.select({Selection::Kind::Waypoint, QStringLiteral("model:0"), 0});
    QTRY_COMPARE(shown.answer()->verticalScrollBar()->value(), 0);
    const QImage selected = shown.answer()->grab().toImage();
    shown.state.select({});
    QVERIFY(shown.answer()->grab().toImage() != selected);
    QCOMPARE(shown.colourBehind(0), before);
}

void TestInspectorPanel::hoveringASpanMarksItsPlace() {
    Shown shown;
    shown.show(contentOf({modelOf(QStringLiteral("model:0"), 6)}));
    QTest::mouseMove(shown.answer()->viewport(), shown.placeOf(2));
    QTRY_VERIFY(shown.state.hover().has_value());
    QCOMPARE(shown.state.hover()->pixel, PixelPoint(2, 20));
    QTest::mouseMove(shown.answer()->viewport(),
                     QPoint(shown.answer()->viewport()->width() - 2, shown.answer()->viewport()->height() - 2));
    QTRY_VERIFY(!shown.state.hover().has_value());
}

void TestInspectorPanel::stepsAreListedWhereThereAreAny() {
    Shown shown;
    shown.show(contentOf({reasonedModel(4, 3)}));
    QVERIFY(shown.steps()->isVisible());
    QCOMPARE(shown.steps()->placeOf(3).bottom() + 1, shown.steps()->height());
    QVERIFY(shown.steps()->mapTo(&shown.panel, QPoint()).y() < shown.answer()->mapTo(&shown.panel, QPoint()).y());
    shown.show(contentOf({modelOf(QStringLiteral("model:0"), 3)}));
    QVERIFY(!shown.steps()->isVisible());
}

void TestInspectorPanel::hoveringAStepMarksItsPlace() {
    Shown shown;
    shown.panel.resize(320, 1200);
    shown.show(contentOf({reasonedModel(4, 3)}));
    const QImage before = shown.answer()->grab().toImage();
    QTest::mouseMove(shown.steps(), shown.steps()->placeOf(2).center());
    QTRY_VERIFY(shown.state.hover().has_value());
    QCOMPARE(shown.state.hover()->pixel, PixelPoint(2, 4));
    QVERIFY(shown.answer()->grab().toImage() != before);
    QTest::mouseMove(&shown.panel, QPoint(5, 5));
    QTRY_VERIFY(!shown.state.hover().has_value());
    QCOMPARE(shown.answer()->grab().toImage(), before);
    // The step's text in the answer does the same.
    const QImage rows = shown.steps()->grab().toImage();
    const QPoint text = shown.answer()->placeOf(reasonedModel(4, 3).steps[1].begin + 2).center();
    QTest::mouseMove(shown.answer()->viewport(), text - shown.answer()->viewport()->pos());
    QTRY_VERIFY(shown.state.hover().has_value());
    QCOMPARE(shown.state.hover()->pixel, PixelPoint(1, 2));
    QVERIFY(shown.steps()->grab().toImage() != rows);
}

void TestInspectorPanel::clickingAStepShowsItInTheAnswer() {
    Shown shown;
    shown.panel.resize(320, 700);
    const InspectorModel model = reasonedModel(60, 3);
    shown.show(contentOf({model}));
    QTRY_VERIFY(shown.answer()->verticalScrollBar()->maximum() > 0);
    QCOMPARE(shown.answer()->verticalScrollBar()->value(), 0);
    QTest::mouseClick(shown.steps(), Qt::LeftButton, {}, shown.steps()->placeOf(50).center());
    QTRY_VERIFY(shown.answer()->rect().contains(shown.answer()->placeOf(model.steps[50].begin)));
    QTRY_VERIFY(shown.panel.rect().contains(
        shown.answer()->mapTo(&shown.panel, shown.answer()->placeOf(model.steps[50].begin).center())));
    QCOMPARE(shown.state.selection().kind, Selection::Kind::Nothing);
}

void TestInspectorPanel::theKeyboardReachesTheSteps() {
    Shown shown;
    shown.show(contentOf({reasonedModel(4, 3)}));
    QVERIFY(shown.steps()->focusPolicy() & Qt::TabFocus);
    QSignalSpy activated(shown.steps(), &StepList::stepActivated);
    QTest::keyClick(shown.steps(), Qt::Key_Down);
    QTest::keyClick(shown.steps(), Qt::Key_Down);
    QCOMPARE(shown.state.hover().value_or(Hover{}).pixel, PixelPoint(1, 2));
    QTest::keyClick(shown.steps(), Qt::Key_Return);
    QCOMPARE(activated.size(), 1);
    QCOMPARE(activated.front().front().toInt(), 1);
}

void TestInspectorPanel::stepsAreTintedMoreQuietlyThanWaypoints() {
    Shown shown;
    shown.panel.resize(320, 1200);
    shown.state.setStyle(QStringLiteral("model:0"), {true, QColor(20, 60, 250), 1, 3});
    const InspectorModel model = reasonedModel(4, 3);
    shown.show(contentOf({model}));
    const QImage image = shown.answer()->grab().toImage();
    // Letters are grey and as many everywhere: the mean tells the ground.
    const auto blueness = [&](int character) {
        const double ratio = image.devicePixelRatio();
        const QRectF place = QRectF(shown.answer()->placeOf(character)) | shown.answer()->placeOf(character + 4);
        const QRect pixels = QRectF(place.topLeft() * ratio, place.size() * ratio).toRect().intersected(image.rect());
        double sum = 0;
        for (int y = pixels.top(); y <= pixels.bottom(); ++y)
            for (int x = pixels.left(); x <= pixels.right(); ++x)
                sum += image.pixelColor(x, y).blue() - image.pixelColor(x, y).red();
        return sum / (pixels.width() * pixels.height());
    };
    const double plain = blueness(int(model.answer.size()));
    const double step = blueness(model.steps[1].begin);
    const double waypoint = blueness(model.spans[0].begin);
    QVERIFY2(plain + 2 < step && step + 2 < waypoint,
             qPrintable(QStringLiteral("%1 %2 %3").arg(plain).arg(step).arg(waypoint)));
}

void TestInspectorPanel::spansHaveTheirModelsColourAndFailingOnesRed() {
    Shown shown;
    const QColor blue(20, 60, 250);
    shown.state.setStyle(QStringLiteral("model:0"), {true, blue, 1, 3});
    shown.show(contentOf({modelOf(QStringLiteral("model:0"), 3)}));
    const QColor first = shown.colourBehind(0);
    const QColor failing = shown.colourBehind(1);
    QVERIFY2(std::abs(first.hue() - blue.hue()) < 12, qPrintable(first.name()));
    QVERIFY2(std::abs(failing.hue() - theme().failure.hue()) < 12, qPrintable(failing.name()));
    shown.state.setStyle(QStringLiteral("model:0"), {true, QColor(20, 250, 60), 1, 3});
    QVERIFY(std::abs(shown.colourBehind(0).hue() - QColor(20, 250, 60).hue()) < 12);
}

void TestInspectorPanel::dragSelectsTextInsteadOfASpan() {
    Shown shown;
    shown.show(contentOf({modelOf(QStringLiteral("model:0"), 6)}));
    QWidget* viewport = shown.answer()->viewport();
    const QPoint from = shown.placeOf(0);
    const QPoint to = shown.placeOf(2);
    QTest::mousePress(viewport, Qt::LeftButton, {}, from);
    QMouseEvent move(QEvent::MouseMove, to, viewport->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(viewport, &move);
    QTest::mouseRelease(viewport, Qt::LeftButton, {}, to);
    QVERIFY(shown.answer()->textCursor().hasSelection());
    QCOMPARE(shown.state.selection().kind, Selection::Kind::Nothing);
}

void TestInspectorPanel::copiedTextIsTheAnswerToTheLetter() {
    Shown shown;
    InspectorModel model = modelOf(QStringLiteral("model:0"), 400);
    model.answer +=
        QStringLiteral("\r\nwith\u2029odd\ttext ") + QString(5000, QLatin1Char('x')) + QStringLiteral(" end");
    shown.show(contentOf({model}));
    QTest::keyClick(shown.answer(), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(shown.answer(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(), model.answer);
}

void TestInspectorPanel::tabsSwitchModels() {
    Shown shown;
    shown.show(contentOf({modelOf(QStringLiteral("model:0"), 3), modelOf(QStringLiteral("model:1"), 5)}));
    auto* tabs = shown.find<QTabBar>("modelTabs");
    QVERIFY(tabs->isVisible());
    QVERIFY(tabs->focusPolicy() & Qt::TabFocus);
    QSignalSpy changed(&shown.panel, &InspectorPanel::currentModelChanged);
    QTest::keyClick(tabs, Qt::Key_Right);
    QCOMPARE(shown.panel.currentModel(), QStringLiteral("model:1"));
    QCOMPARE(int(shown.answer()->spans().size()), 5);
    QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(0).center());
    QCOMPARE(shown.panel.currentModel(), QStringLiteral("model:0"));
    QCOMPARE(changed.count(), 2);
}

void TestInspectorPanel::modelInFrontStays() {
    Shown shown;
    const auto content = contentOf({modelOf(QStringLiteral("model:0"), 3), modelOf(QStringLiteral("model:1"), 5)});
    shown.show(content);
    shown.panel.setCurrentModel(QStringLiteral("model:1"));
    shown.show(content);
    QCOMPARE(shown.panel.currentModel(), QStringLiteral("model:1"));
    shown.show(contentOf({modelOf(QStringLiteral("model:0"), 3)}));
    QCOMPARE(shown.panel.currentModel(), QStringLiteral("model:0"));
}

void TestInspectorPanel::selectionBringsItsModelToTheFront() {
    Shown shown;
    shown.show(contentOf({modelOf(QStringLiteral("model:0"), 3), modelOf(QStringLiteral("model:1"), 5)}));
    shown.state.select({Selection::Kind::Waypoint, QStringLiteral("model:1"), 2});
    QCOMPARE(shown.panel.currentModel(), QStringLiteral("model:1"));
    shown.state.select({Selection::Kind::Waypoint, QStringLiteral("truth"), 0});
    QCOMPARE(shown.panel.currentModel(), QStringLiteral("model:1"));
}

void TestInspectorPanel::goToAsksForTheTellingWaypoint() {
    Shown shown;
    shown.show(contentOf({modelOf(QStringLiteral("model:0"), 5)}));
    QSignalSpy asked(&shown.panel, &InspectorPanel::goToRequested);
    auto* button = shown.find<QPushButton>("goToButton");
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.last().at(0).toString(), QStringLiteral("model:0"));
    QCOMPARE(asked.last().at(1).toInt(), 1); // the first that fails
    shown.state.select({Selection::Kind::Waypoint, QStringLiteral("model:0"), 4});
    QTest::keyClick(button, Qt::Key_Space);
    QCOMPARE(asked.last().at(1).toInt(), 4);
    InspectorModel silent = modelOf(QStringLiteral("model:0"), 0);
    shown.show(contentOf({silent}));
    QVERIFY(!button->isVisible());
    shown.panel.goThere();
    QCOMPARE(asked.count(), 2);
}

void TestInspectorPanel::longAnswersDoNotStall() {
    Shown shown;
    InspectorModel model = modelOf(QStringLiteral("model:0"), 200);
    while (model.answer.size() < 100000)
        model.answer += QStringLiteral(" and then some more words of reasoning");
    const InspectorContent content = contentOf({model});
    shown.show(contentOf({modelOf(QStringLiteral("model:0"), 2)}));
    qint64 best = std::numeric_limits<qint64>::max();
    for (int i = 0; i < 5; ++i) {
        shown.panel.setContent(std::nullopt);
        QElapsedTimer timer;
        timer.start();
        shown.panel.setContent(content);
        QApplication::processEvents();
        shown.state.select({Selection::Kind::Waypoint, QStringLiteral("model:0"), 199 - i});
        QApplication::processEvents();
        best = std::min(best, timer.elapsed());
    }
    // Ten times the budget, so that a busy machine does not fail it and a layout of the whole text does.
    QVERIFY2(best < 330, qPrintable(QString::number(best)));
}

void TestInspectorPanel::spansOutsideTheTextAreLeftOut() {
    Shown shown;
    InspectorModel model = modelOf(QStringLiteral("model:0"), 2);
    model.spans.push_back({1000, 1010, 2, false, {}, {}});
    model.spans.push_back({5, 5, 3, false, {}, {}});
    model.spans.push_back({-4, 2, 4, false, {}, {}});
    shown.show(contentOf({model}));
    QCOMPARE(int(shown.answer()->spans().size()), 2);
    shown.state.select({Selection::Kind::Waypoint, QStringLiteral("model:0"), 4});
    QVERIFY(!shown.panel.grab().isNull());
}

void TestInspectorPanel::longWordsDoNotWidenThePanel() {
    Shown shown;
    InspectorContent content = contentOf({modelOf(QStringLiteral("model:0"), 3)});
    content.instruction = QString(400, QLatin1Char('w'));
    content.problems = {QString(400, QLatin1Char('p'))};
    content.facts.push_back({QString(200, QLatin1Char('l')), QString(300, QLatin1Char('v'))});
    shown.panel.setContent(content);
    auto* scroll = shown.panel.findChild<QScrollArea*>();
    QTRY_VERIFY(scroll->widget()->width() <= scroll->viewport()->width());
    QCOMPARE(shown.panel.width(), 320);
}

QTEST_MAIN(TestInspectorPanel)
#include "tst_inspector_panel.moc"
