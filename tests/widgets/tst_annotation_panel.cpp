// The panel where a sample is annotated: tools, findings, waypoints and box as numbers, words, history.
#include "scene/box_shaping.h"
#include "scene/trace_shaping.h"
#include "widgets/annotation_panel.h"
#include "widgets/finding_list.h"
#include "widgets/number_field.h"
#include "widgets/theme.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QCompleter>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QTranslator>
#include <QUndoCommand>
#include <QUndoStack>
#include <QUndoView>
#include <QVBoxLayout>
#include <QWheelEvent>
#include <set>

using namespace tracestudio;

namespace {

/// Every text half as long again, as German ones are.
struct LongWords : QTranslator {
    QString translate(const char*, const char* source, const char*, int) const override {
        const QString text = QString::fromUtf8(source);
        return text + QStringLiteral("ungsgerätes").left(std::max<qsizetype>(2, text.size() / 2));
    }
    [[nodiscard]] bool isEmpty() const override { return false; }
};

AnnotationContent contentOf(int waypoints) {
    AnnotationContent content;
    content.sampleTitle = QStringLiteral("Sample 12");
    content.camera = {640, 480, 578, 578, 319.5, 239.5};
    content.annotation.instruction = "put the mug on the shelf";
    content.annotation.targetObject = "mug";
    content.annotation.step = 3;
    for (int i = 0; i < waypoints; ++i)
        content.annotation.trajectory.push_back(
            content.camera.backProject({100 + 40.0 * i, 400 - 30.0 * i * i / 7}, 1.0 + 0.1 * i));
    OrientedBox box;
    box.centre = {0.1, 0.2, 1.5};
    box.extentMetres = {0.3, 0.2, 0.1};
    box.rotation = rotationOf({10, 20, 30});
    content.annotation.box = box;
    content.hasMask = true;
    return content;
}

/// The panel in a window that answers each edit as the program does, with what it asks for.
struct Shown {
    ViewState state;
    QUndoStack history;
    QWidget window;
    AnnotationPanel panel{&state, &history};
    AnnotationContent content = contentOf(4);
    std::vector<std::pair<Annotation, EditStep>> edits;
    bool answers = true;

    Shown() {
        auto* layout = new QVBoxLayout(&window);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(&panel);
        panel.setContent(content);
        QObject::connect(&panel, &AnnotationPanel::edited, &panel,
                         [this](const Annotation& after, const EditStep& step) {
                             edits.emplace_back(after, step);
                             content.annotation = after;
                             if (answers)
                                 panel.setContent(content);
                         });
        window.resize(320, 1500);
        window.show();
        (void)QTest::qWaitForWindowExposed(&window);
        window.activateWindow();
        settle();
    }
    static void settle() {
        for (int i = 0; i < 4; ++i)
            QApplication::processEvents();
    }
    void show() {
        panel.setContent(content);
        settle();
    }
    template <typename Widget>
    [[nodiscard]] Widget* find(const char* name) const {
        auto* widget = panel.findChild<Widget*>(QString::fromLatin1(name));
        if (!widget)
            qFatal("no %s", name);
        return widget;
    }
    void click(const char* name) const { QTest::mouseClick(find<QWidget>(name), Qt::LeftButton); }
    [[nodiscard]] QTableView* table() const { return find<QTableView>("waypointTable"); }
    [[nodiscard]] QString cell(int row, int column) const {
        return table()->model()->index(row, column).data().toString();
    }
    /// Types over what the cell has; it is not entered yet.
    void typeInCell(int row, int column, const QString& text) const {
        clickCell(row, column);
        QTest::keyClicks(table(), text.left(1));
        QTest::keyClicks(editor(), text.mid(1));
    }
    void clickCell(int row, int column) const {
        const QRect place = table()->visualRect(table()->model()->index(row, column));
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, place.center());
    }
    /// The field in a cell; one that was closed is gone first.
    [[nodiscard]] QLineEdit* editor() const {
        QApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        return panel.findChild<QLineEdit*>(QStringLiteral("waypointEditor"));
    }
    [[nodiscard]] NumberField* boxField(int i) const {
        return find<NumberField>(QByteArray("boxField").append(QByteArray::number(i)).constData());
    }
    void type(QWidget* field, const QString& text) const {
        field->setFocus();
        QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(field, text);
    }
    [[nodiscard]] const std::vector<PointCamera>& trajectory() const { return content.annotation.trajectory; }
};

bool isShown(const QWidget* widget) {
    return widget->isVisibleTo(widget->window());
}

} // namespace

class TestAnnotationPanel : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Dark); }

    void aToolIsTakenAndPutAwayByTheSameButton();
    void digitsTakeTheTools();
    void onlyTheOptionsOfTheToolInForceAreShown();
    void whatTheToolDoesIsSaid();
    void theButtonsShapeTheTrace();
    void theTraceOfAnAnswerCanBeTakenOver();
    void aPlanIsAskedForAndCancelled();
    void theMaskIsAskedFor();
    void theBrushIsTheViews();

    void aWaypointIsTypedInPlace();
    void enterGoesDownAndTabToTheNextCell();
    void whatIsNoNumberIsRefusedWithAWord_data();
    void whatIsNoNumberIsRefusedWithAWord();
    void openingACellChangesNothing();
    void waypointsAreTypedInSpaceToo();
    void deleteRemovesTheWaypointAndInsertAddsOne();
    void theFirstWaypointCanBeTyped();
    void theSelectionIsTheViews();
    void withoutACameraWaypointsAreInSpace();
    void typingInACellOutlivesEditsElsewhere();

    void theBoxIsTyped();
    void theBoxIsSteppedInOneGesture();
    void theWheelStepsOnlyWhereTheFocusIs();
    void anglesStayAsTyped();
    void aSizeThatCannotBeIsRefused();
    void aBoxIsAddedSetUprightAndCleared();

    void wordsAreToldAfterAPause();
    void wordsAreToldWhenTheFocusLeaves();
    void wordsOfOneGoHaveOneGesture();
    void whatIsTypedIsNotReplaced();
    void anotherSampleTakesThePlaceOfWhatIsTyped();
    void nothingTypedIsLostWhenItIsAskedFor();
    void aPanelThatGoesAwayWhileTypingTellsNothing();
    void undoIsTheWindowsUnlessSomethingIsTyped();
    void wordsAreCompleted();
    void theListOfWordsIsAsWideAsTheyAsk_data();
    void theListOfWordsIsAsWideAsTheyAsk();
    void theStepMayBeEmpty();

    void findingsCarryAWordAndLeadToTheirWaypoint();
    void veryManyFindingsAreCounted();
    void nothingMovesWhenFindingsComeAndGo_data();
    void nothingMovesWhenFindingsComeAndGo();
    void theVerdictIsSaidInWords();
    void whatCannotBeEditedSaysWhy();
    void savingIsOfferedOnlyWhereThereIsSomething();
    void twoEditsBeforeAnAnswerBothCount();
    void theHistoryIsFoldedAndGoesBack();
    void whatIsUnfoldedIsBroughtIntoSight();
    void escapeLeaves();
    void everythingIsReachedByTab();
    void nothingIsClipped_data();
    void nothingIsClipped();
    void showingAStepOfDraggingIsFast();
};

void TestAnnotationPanel::aToolIsTakenAndPutAwayByTheSameButton() {
    Shown shown;
    shown.click("traceTool");
    QCOMPARE(shown.state.editTool(), EditTool::Trace);
    shown.click("maskTool");
    QCOMPARE(shown.state.editTool(), EditTool::Mask);
    QVERIFY(!shown.find<QToolButton>("traceTool")->isChecked());
    shown.click("maskTool");
    QCOMPARE(shown.state.editTool(), EditTool::None);
    QVERIFY(!shown.find<QToolButton>("maskTool")->isChecked());
    shown.state.setEditTool(EditTool::Box); // from elsewhere
    QVERIFY(shown.find<QToolButton>("boxTool")->isChecked());
}

void TestAnnotationPanel::digitsTakeTheTools() {
    Shown shown;
    auto* button = shown.find<QToolButton>("traceTool");
    button->setFocus();
    QTest::keyClick(button, Qt::Key_2);
    QCOMPARE(shown.state.editTool(), EditTool::Box);
    QTest::keyClick(button, Qt::Key_2);
    QCOMPARE(shown.state.editTool(), EditTool::None);
    // In a text they are text.
    auto* text = shown.find<QPlainTextEdit>("annotationInstruction");
    text->setFocus();
    QTest::keyClick(text, Qt::Key_1);
    QCOMPARE(shown.state.editTool(), EditTool::None);
}

void TestAnnotationPanel::onlyTheOptionsOfTheToolInForceAreShown() {
    Shown shown;
    const std::map<EditTool, const char*> own{
        {EditTool::Trace, "reverseTrace"}, {EditTool::Box, "uprightBox"}, {EditTool::Mask, "fillMaskHoles"}};
    for (const EditTool tool : {EditTool::None, EditTool::Trace, EditTool::Box, EditTool::Mask}) {
        shown.state.setEditTool(tool);
        for (const auto& [owner, name] : own)
            QCOMPARE(isShown(shown.find<QWidget>(name)), owner == tool);
    }
    shown.state.setMaskTool(MaskTool::Polygon);
    QVERIFY(!isShown(shown.find<QWidget>("brushRadius")));
    shown.state.setMaskTool(MaskTool::Eraser);
    QVERIFY(isShown(shown.find<QWidget>("brushRadius")));
}

void TestAnnotationPanel::whatTheToolDoesIsSaid() {
    Shown shown;
    std::set<QString> hints;
    for (const EditTool tool : {EditTool::None, EditTool::Trace, EditTool::Box}) {
        shown.state.setEditTool(tool);
        hints.insert(shown.find<QLabel>("toolHint")->text());
    }
    shown.state.setEditTool(EditTool::Mask);
    for (const MaskTool tool :
         {MaskTool::Brush, MaskTool::Eraser, MaskTool::Polygon, MaskTool::Rectangle, MaskTool::Grow}) {
        shown.state.setMaskTool(tool);
        hints.insert(shown.find<QLabel>("toolHint")->text());
    }
    QCOMPARE(hints.size(), std::size_t(8));
    // The wheel alone zooms, and in the cloud neither moves a box.
    shown.state.setEditTool(EditTool::Box);
    QVERIFY(shown.find<QLabel>("toolHint")->text().contains(QStringLiteral("In the picture")));
    QVERIFY(shown.find<QLabel>("toolHint")->text().contains(QStringLiteral("Alt+wheel")));
    QVERIFY(!hints.contains(QString()));
}

void TestAnnotationPanel::theButtonsShapeTheTrace() {
    Shown shown;
    shown.state.setEditTool(EditTool::Trace);
    const auto before = shown.trajectory();
    shown.click("reverseTrace");
    QCOMPARE(shown.edits.size(), std::size_t(1));
    QVERIFY(shown.trajectory() == reversed(before));
    shown.click("smoothTrace");
    QVERIFY(shown.trajectory() == smoothed(reversed(before)));
    shown.type(shown.find<QWidget>("resampleCount"), QStringLiteral("6"));
    shown.click("resampleTrace");
    QVERIFY(shown.trajectory() == resampled(smoothed(reversed(before)), 6));
    QCOMPARE(shown.table()->model()->rowCount(), 6);
    shown.click("clearTrace");
    QVERIFY(shown.trajectory().empty());
    QCOMPARE(shown.edits.size(), std::size_t(4));
    std::set<int> gestures;
    for (const auto& [after, step] : shown.edits) {
        gestures.insert(step.gesture);
        QVERIFY(!step.name.isEmpty());
        QCOMPARE(after.instruction, std::string("put the mug on the shelf"));
    }
    QCOMPARE(gestures.size(), std::size_t(4)); // each is a step of undo
    QVERIFY(!shown.find<QWidget>("clearTrace")->isEnabled());
    QVERIFY(!shown.find<QWidget>("reverseTrace")->isEnabled());
}

void TestAnnotationPanel::theTraceOfAnAnswerCanBeTakenOver() {
    Shown shown;
    shown.state.setEditTool(EditTool::Trace);
    QVERIFY(!shown.find<QWidget>("acceptTrace")->isEnabled());
    shown.content.acceptable = {{QStringLiteral("model:0"), QStringLiteral("A & B")},
                                {QStringLiteral("model:1"), QStringLiteral("C")}};
    shown.show();
    QVERIFY(shown.find<QWidget>("acceptTrace")->isEnabled());
    QSignalSpy accepted(&shown.panel, &AnnotationPanel::acceptRequested);
    auto* menu = shown.find<QMenu>("acceptMenu");
    QCOMPARE(menu->actions().size(), 2);
    menu->popup(QPoint(0, 0));
    QTest::keyClick(menu, Qt::Key_Down);
    QTest::keyClick(menu, Qt::Key_Down);
    QTest::keyClick(menu, Qt::Key_Return);
    QCOMPARE(accepted.size(), 1);
    QCOMPARE(accepted[0][0].toString(), QStringLiteral("model:1"));
    // What cannot be taken over is there and says why.
    shown.content.acceptable[1].obstacle = QStringLiteral("has no depth");
    shown.show();
    QVERIFY(menu->actions()[0]->isEnabled());
    QVERIFY(!menu->actions()[1]->isEnabled());
    QVERIFY(menu->actions()[1]->text().contains(QStringLiteral("has no depth")));
    QVERIFY(shown.find<QWidget>("acceptTrace")->isEnabled());
    menu->popup(QPoint(0, 0));
    QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(menu->actions()[1]).center());
    QCOMPARE(accepted.size(), 1);
    menu->hide();
}

void TestAnnotationPanel::aPlanIsAskedForAndCancelled() {
    Shown shown;
    shown.state.setEditTool(EditTool::Trace);
    QSignalSpy requested(&shown.panel, &AnnotationPanel::planRequested);
    QSignalSpy cancelled(&shown.panel, &AnnotationPanel::planCancelled);
    shown.click("planButton");
    QCOMPARE(requested.size(), 1);
    shown.content.isPlanning = true;
    shown.show();
    shown.click("planButton");
    QCOMPARE(requested.size(), 1);
    QCOMPARE(cancelled.size(), 1);
}

void TestAnnotationPanel::theMaskIsAskedFor() {
    Shown shown;
    shown.state.setEditTool(EditTool::Mask);
    std::vector<AnnotationPanel::MaskAction> actions;
    connect(&shown.panel, &AnnotationPanel::maskActionRequested, &shown.panel,
            [&](AnnotationPanel::MaskAction action) { actions.push_back(action); });
    shown.click("fillMaskHoles");
    shown.click("keepLargestPart");
    shown.click("clearMask");
    using MaskAction = AnnotationPanel::MaskAction;
    QVERIFY(actions == (std::vector{MaskAction::FillHoles, MaskAction::KeepLargestPart, MaskAction::Clear}));
    shown.click("polygonTool");
    QCOMPARE(shown.state.maskTool(), MaskTool::Polygon);
    shown.content.hasMask = false;
    shown.show();
    QVERIFY(!shown.find<QWidget>("clearMask")->isEnabled());
}

void TestAnnotationPanel::theBrushIsTheViews() {
    Shown shown;
    shown.state.setEditTool(EditTool::Mask);
    auto* radius = shown.find<NumberField>("brushRadius");
    shown.type(radius, QStringLiteral("12,5"));
    QTest::keyClick(radius, Qt::Key_Return);
    QCOMPARE(shown.state.brushRadius(), 12.5);
    shown.state.setBrushRadius(20); // by the keys of the view
    QCOMPARE(radius->value(), std::optional(20.0));
    QTest::keyClick(radius, Qt::Key_Up);
    QCOMPARE(shown.state.brushRadius(), 21.0);
}

void TestAnnotationPanel::aWaypointIsTypedInPlace() {
    Shown shown;
    const auto before = shown.trajectory();
    shown.typeInCell(1, 0, QStringLiteral("200.5"));
    QTest::keyClick(shown.editor(), Qt::Key_Return);
    QCOMPARE(shown.edits.size(), std::size_t(1));
    const PixelPoint pixel = shown.content.camera.project(shown.trajectory()[1]);
    QVERIFY(std::abs(pixel.x - 200.5) < 1e-9);
    QVERIFY(std::abs(pixel.y - shown.content.camera.project(before[1]).y) < 1e-9);
    QCOMPARE(shown.trajectory()[1].z, before[1].z);
    for (const std::size_t i : {0, 2, 3})
        QVERIFY(shown.trajectory()[i] == before[i]);
    QCOMPARE(shown.cell(1, 0), QStringLiteral("200.5"));
    // Its depth goes along the ray.
    shown.typeInCell(1, 2, QStringLiteral("2"));
    QTest::keyClick(shown.editor(), Qt::Key_Return);
    QCOMPARE(shown.trajectory()[1].z, 2.0);
    QVERIFY(std::abs(shown.content.camera.project(shown.trajectory()[1]).x - 200.5) < 1e-9);
    QVERIFY(shown.edits[0].second.gesture != shown.edits[1].second.gesture);
}

void TestAnnotationPanel::enterGoesDownAndTabToTheNextCell() {
    Shown shown;
    shown.clickCell(0, 1);
    QTest::keyClick(shown.table(), Qt::Key_Return); // opens
    QVERIFY(shown.editor());
    QTest::keyClicks(shown.editor(), QStringLiteral("11"));
    QTest::keyClick(shown.editor(), Qt::Key_Return);
    QCOMPARE(shown.table()->currentIndex(), shown.table()->model()->index(1, 1));
    QTRY_VERIFY(!shown.editor());
    QTest::keyClicks(shown.table(), QStringLiteral("2"));
    QTest::keyClicks(shown.editor(), QStringLiteral("2"));
    QTest::keyClick(shown.editor(), Qt::Key_Tab);
    QCOMPARE(shown.table()->currentIndex(), shown.table()->model()->index(1, 2));
    QVERIFY(shown.editor());
    QTest::keyClicks(shown.editor(), QStringLiteral("1.25"));
    QTest::keyClick(shown.editor(), Qt::Key_Return);
    QCOMPARE(shown.cell(0, 1), QStringLiteral("11.0"));
    QCOMPARE(shown.cell(1, 1), QStringLiteral("22.0"));
    QCOMPARE(shown.cell(1, 2), QStringLiteral("1.250"));
    QCOMPARE(shown.edits.size(), std::size_t(3));
}

void TestAnnotationPanel::whatIsNoNumberIsRefusedWithAWord_data() {
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("text");
    QTest::newRow("letters behind") << 0 << QStringLiteral("12x");
    QTest::newRow("two points") << 1 << QStringLiteral("1.2.3");
    QTest::newRow("infinite") << 0 << QStringLiteral("1e999");
    QTest::newRow("far away") << 0 << QStringLiteral("1e30");
    QTest::newRow("depth 0") << 2 << QStringLiteral("0");
    QTest::newRow("depth below 0") << 2 << QStringLiteral("-1");
    QTest::newRow("depth far away") << 2 << QStringLiteral("12345");
    QTest::newRow("nothing") << 2 << QStringLiteral("1\b");
}

void TestAnnotationPanel::whatIsNoNumberIsRefusedWithAWord() {
    QFETCH(int, column);
    QFETCH(QString, text);
    Shown shown;
    auto* refusal = shown.find<QLabel>("waypointRefusal");
    QVERIFY(!isShown(refusal));
    shown.clickCell(2, column);
    QTest::keyClick(shown.table(), Qt::Key_F2);
    QVERIFY(shown.editor());
    QTest::keyClick(shown.editor(), Qt::Key_A, Qt::ControlModifier);
    for (const QChar c : text)
        if (c == QLatin1Char('\b'))
            QTest::keyClick(shown.editor(), Qt::Key_Backspace);
        else
            QTest::keyClick(shown.editor(), c.toLatin1());
    QTest::keyClick(shown.editor(), Qt::Key_Return);
    QVERIFY(shown.edits.empty());
    QVERIFY(isShown(refusal));
    QVERIFY(!refusal->text().isEmpty());
    QVERIFY(shown.editor()); // to be mended
    QTest::keyClicks(shown.editor(), QStringLiteral("3"));
    QTest::keyClick(shown.editor(), Qt::Key_Return);
    QCOMPARE(shown.edits.size(), std::size_t(1));
    QVERIFY(!isShown(refusal));
}

void TestAnnotationPanel::openingACellChangesNothing() {
    Shown shown;
    for (int column = 0; column < 3; ++column) {
        shown.clickCell(1, column);
        QTest::keyClick(shown.table(), Qt::Key_F2);
        QTest::keyClick(shown.editor(), Qt::Key_Return);
        QTRY_VERIFY(!shown.editor());
    }
    // Typed as it was shown, it is not another number either.
    const QString text = shown.cell(1, 1);
    shown.clickCell(1, 1);
    QTest::keyClick(shown.table(), Qt::Key_F2);
    QTest::keyClick(shown.editor(), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(shown.editor(), text);
    QTest::keyClick(shown.editor(), Qt::Key_Return);
    QVERIFY(shown.edits.empty());
}

void TestAnnotationPanel::waypointsAreTypedInSpaceToo() {
    Shown shown;
    const auto before = shown.trajectory();
    shown.click("waypointsInSpace");
    QCOMPARE(shown.cell(3, 0), QString::number(before[3].x, 'f', 3));
    shown.typeInCell(3, 1, QStringLiteral("-0,25"));
    QTest::keyClick(shown.editor(), Qt::Key_Return);
    QVERIFY(shown.trajectory()[3] == PointCamera(before[3].x, -0.25, before[3].z));
    shown.click("waypointsInPicture");
    QCOMPARE(shown.cell(3, 1), QString::number(shown.content.camera.project(shown.trajectory()[3]).y, 'f', 1));
}

void TestAnnotationPanel::deleteRemovesTheWaypointAndInsertAddsOne() {
    Shown shown;
    const auto before = shown.trajectory();
    shown.clickCell(1, 0);
    QTest::keyClick(shown.table(), Qt::Key_Delete);
    QCOMPARE(shown.trajectory().size(), std::size_t(3));
    QVERIFY(shown.trajectory()[1] == before[2]);
    QCOMPARE(shown.state.selection().waypoint, 1); // the next one can go as well
    QTest::keyClick(shown.table(), Qt::Key_Insert);
    QCOMPARE(shown.trajectory().size(), std::size_t(4));
    QVERIFY(shown.trajectory()[2] == (before[2] + before[3]) * 0.5);
    QCOMPARE(shown.state.selection().waypoint, 2);
    shown.clickCell(3, 0);
    QTest::keyClick(shown.table(), Qt::Key_Insert);
    QCOMPARE(shown.trajectory().size(), std::size_t(5));
    QVERIFY(shown.trajectory()[4] != shown.trajectory()[3]);
    for (int i = 0; i < 5; ++i)
        shown.click("removeWaypoint");
    QVERIFY(shown.trajectory().empty());
    QVERIFY(!shown.find<QWidget>("removeWaypoint")->isEnabled());
}

void TestAnnotationPanel::theFirstWaypointCanBeTyped() {
    Shown shown;
    shown.content.annotation.trajectory.clear();
    shown.show();
    QVERIFY(!isShown(shown.table()));
    QVERIFY(isShown(shown.find<QWidget>("waypointsEmpty")));
    shown.click("addWaypoint");
    QCOMPARE(shown.trajectory().size(), std::size_t(1));
    QVERIFY(shown.content.camera.sees(shown.trajectory()[0]));
    shown.click("addWaypoint");
    QCOMPARE(shown.trajectory().size(), std::size_t(2));
    QVERIFY(shown.trajectory()[1] != shown.trajectory()[0]); // two alike would hang the published evaluator
}

void TestAnnotationPanel::theSelectionIsTheViews() {
    Shown shown;
    shown.clickCell(2, 1);
    QVERIFY(shown.state.selection() == (Selection{Selection::Kind::Waypoint, QStringLiteral("truth"), 2}));
    QTest::keyClick(shown.table(), Qt::Key_Down);
    QCOMPARE(shown.state.selection().waypoint, 3);
    shown.state.select({Selection::Kind::Waypoint, QStringLiteral("truth"), 0});
    QCOMPARE(shown.table()->currentIndex().row(), 0);
    QVERIFY(shown.table()->selectionModel()->isRowSelected(0));
    // What is another's is not shown as ours.
    shown.state.select({Selection::Kind::Waypoint, QStringLiteral("model:0"), 1});
    QVERIFY(!shown.table()->selectionModel()->hasSelection());
    QCOMPARE(shown.state.selection().layerId, QStringLiteral("model:0"));
    // A waypoint may be selected before the panel knows of it.
    shown.state.select({Selection::Kind::Waypoint, QStringLiteral("truth"), 4});
    QVERIFY(!shown.table()->selectionModel()->hasSelection());
    shown.content.annotation.trajectory.emplace_back(0, 0, 1);
    shown.show();
    QCOMPARE(shown.table()->currentIndex().row(), 4);
    QCOMPARE(shown.state.selection().waypoint, 4);
}

void TestAnnotationPanel::withoutACameraWaypointsAreInSpace() {
    Shown shown;
    shown.content.camera = {};
    shown.show();
    QCOMPARE(shown.cell(1, 2), QString::number(shown.trajectory()[1].z, 'f', 3));
    QCOMPARE(shown.cell(1, 0), QString::number(shown.trajectory()[1].x, 'f', 3));
    QVERIFY(!shown.find<QWidget>("waypointsInPicture")->isEnabled());
}

void TestAnnotationPanel::typingInACellOutlivesEditsElsewhere() {
    Shown shown;
    shown.typeInCell(1, 0, QStringLiteral("77"));
    shown.content.annotation.trajectory[3].x += 0.1;
    shown.content.annotation.trajectory.emplace_back(0, 0, 1);
    shown.show();
    QVERIFY(shown.editor());
    QCOMPARE(shown.editor()->text(), QStringLiteral("77"));
    QTest::keyClick(shown.editor(), Qt::Key_Return);
    QCOMPARE(shown.cell(1, 0), QStringLiteral("77.0"));
    // Another sample's cell is not the one that was typed in.
    const auto count = shown.edits.size();
    shown.typeInCell(1, 0, QStringLiteral("88"));
    shown.content.sampleTitle = QStringLiteral("Sample 13");
    shown.show();
    QCOMPARE(shown.edits.size(), count);
    QCOMPARE(shown.cell(1, 0), QStringLiteral("77.0"));
}

void TestAnnotationPanel::theBoxIsTyped() {
    Shown shown;
    const OrientedBox before = *shown.content.annotation.box;
    shown.type(shown.boxField(2), QStringLiteral("1.75"));
    QVERIFY(shown.edits.empty()); // not digit by digit
    QTest::keyClick(shown.boxField(2), Qt::Key_Return);
    QCOMPARE(shown.edits.size(), std::size_t(1));
    QVERIFY(shown.content.annotation.box->centre == PointCamera(0.1, 0.2, 1.75));
    QVERIFY(shown.content.annotation.box->rotation == before.rotation);
    shown.type(shown.boxField(4), QStringLiteral("0.5"));
    shown.boxField(5)->setFocus(); // leaving counts as well
    QCOMPARE(shown.content.annotation.box->extentMetres, cv::Vec3d(0.3, 0.5, 0.1));
    QCOMPARE(shown.edits.size(), std::size_t(2));
    shown.boxField(0)->setFocus(); // without typing nothing
    QCOMPARE(shown.edits.size(), std::size_t(2));
}

void TestAnnotationPanel::theBoxIsSteppedInOneGesture() {
    Shown shown;
    NumberField* x = shown.boxField(0);
    x->setFocus();
    QTest::keyClick(x, Qt::Key_Up);
    QTest::keyClick(x, Qt::Key_Up);
    QTest::keyClick(x, Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(shown.content.annotation.box->centre.x, 0.119);
    QTest::keyClick(x, Qt::Key_PageUp);
    QCOMPARE(shown.content.annotation.box->centre.x, 0.219);
    QCOMPARE(shown.edits.size(), std::size_t(4));
    for (const auto& [after, step] : shown.edits)
        QCOMPARE(step.gesture, shown.edits[0].second.gesture);
    QTest::keyClick(x, Qt::Key_Return);
    QTest::keyClick(x, Qt::Key_Up);
    QVERIFY(shown.edits[4].second.gesture != shown.edits[3].second.gesture);
    shown.boxField(1)->setFocus();
    QTest::keyClick(shown.boxField(1), Qt::Key_Up);
    QVERIFY(shown.edits[5].second.gesture != shown.edits[4].second.gesture);
}

void TestAnnotationPanel::theWheelStepsOnlyWhereTheFocusIs() {
    Shown shown;
    NumberField* y = shown.boxField(1);
    const auto turn = [&](int eighths) {
        const QPointF place = y->rect().center();
        QWheelEvent event(place, y->mapToGlobal(place), {}, {0, eighths}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(y, &event);
    };
    shown.boxField(0)->setFocus();
    turn(120);
    QVERIFY(shown.edits.empty());
    y->setFocus();
    turn(60); // half a notch of a fine wheel
    QVERIFY(shown.edits.empty());
    turn(60);
    QCOMPARE(shown.edits.size(), std::size_t(1));
    QCOMPARE(shown.content.annotation.box->centre.y, 0.21);
}

void TestAnnotationPanel::anglesStayAsTyped() {
    Shown shown;
    NumberField* about = shown.boxField(7);
    shown.type(about, QStringLiteral("135"));
    QTest::keyClick(about, Qt::Key_Return);
    const cv::Matx33d rotation = shown.content.annotation.box->rotation;
    QVERIFY(cv::norm(rotation - rotationOf({10, 135, 30})) < 1e-9);
    QVERIFY(shown.content.annotation.box->isRigid(1e-9));
    // Three other angles say the same; those would be a surprise.
    QVERIFY(std::abs(*about->value() - 135) < 1e-9);
    QVERIFY(std::abs(*shown.boxField(6)->value() - 10) < 1e-9);
    // A turn made elsewhere is shown as it is.
    shown.content.annotation.box->rotation = rotationOf({-5, 15, 25});
    shown.show();
    QVERIFY(std::abs(*about->value() - 15) < 1e-6);
    // Over a half turn it comes in at the other end.
    shown.type(about, QStringLiteral("180"));
    QTest::keyClick(about, Qt::Key_Return);
    QTest::keyClick(about, Qt::Key_Up);
    QVERIFY(std::abs(*about->value() + 179) < 1e-9);
}

void TestAnnotationPanel::aSizeThatCannotBeIsRefused() {
    Shown shown;
    auto* refusal = shown.find<QLabel>("boxRefusal");
    for (const char* text : {"0", "-1", "1000", "wide", ""}) {
        shown.type(shown.boxField(3), QString());
        QTest::keyClick(shown.boxField(3), Qt::Key_Backspace);
        QTest::keyClicks(shown.boxField(3), QString::fromLatin1(text));
        QTest::keyClick(shown.boxField(3), Qt::Key_Return);
        QVERIFY2(shown.edits.empty(), text);
        QVERIFY2(isShown(refusal), text);
        QCOMPARE(shown.boxField(3)->value(), std::optional(0.3));
    }
    shown.type(shown.boxField(3), QStringLiteral("0.4"));
    QTest::keyClick(shown.boxField(3), Qt::Key_Return);
    QVERIFY(!isShown(refusal));
    QCOMPARE(shown.content.annotation.box->extentMetres[0], 0.4);
    // Esc takes back what is typed, and only then leaves.
    QSignalSpy left(&shown.panel, &AnnotationPanel::left);
    shown.type(shown.boxField(3), QStringLiteral("7"));
    QTest::keyClick(shown.boxField(3), Qt::Key_Escape);
    QCOMPARE(left.size(), 0);
    QTest::keyClick(shown.boxField(3), Qt::Key_Escape);
    QCOMPARE(left.size(), 1);
    QCOMPARE(shown.edits.size(), std::size_t(1));
}

void TestAnnotationPanel::aBoxIsAddedSetUprightAndCleared() {
    Shown shown;
    shown.state.setEditTool(EditTool::Box);
    const cv::Vec3d up = cv::normalize(cv::Vec3d(0.1, -0.9, -0.4));
    shown.content.up = up;
    shown.content.annotation.box->rotation = rotationOf({75, 4, 20});
    shown.show();
    shown.click("uprightBox");
    const cv::Matx33d rotation = shown.content.annotation.box->rotation;
    double nearest = 0;
    for (int i = 0; i < 3; ++i)
        nearest = std::max(nearest, std::abs(cv::Vec3d(rotation(0, i), rotation(1, i), rotation(2, i)).dot(up)));
    QVERIFY(nearest > 1 - 1e-9);
    QVERIFY(shown.content.annotation.box->isRigid(1e-9));
    QVERIFY(cv::determinant(rotation) > 0);
    QCOMPARE(shown.content.annotation.box->extentMetres, cv::Vec3d(0.3, 0.2, 0.1));
    shown.click("clearBox");
    QVERIFY(!shown.content.annotation.box);
    QVERIFY(!isShown(shown.boxField(0)));
    shown.click("addBox");
    QVERIFY(shown.content.annotation.box);
    QVERIFY(isShown(shown.boxField(0)));
    QVERIFY(shown.content.annotation.box->distanceTo(shown.trajectory().back()) < 0.01);
    QCOMPARE(shown.edits.size(), std::size_t(3));
}

void TestAnnotationPanel::wordsAreToldAfterAPause() {
    Shown shown;
    auto* text = shown.find<QPlainTextEdit>("annotationInstruction");
    shown.type(text, QStringLiteral("push it"));
    QVERIFY(shown.edits.empty());
    QTRY_COMPARE(shown.edits.size(), std::size_t(1));
    QCOMPARE(shown.content.annotation.instruction, std::string("push it"));
    // Return ends the typing and is no part of it, Shift+Return is.
    QTest::keyClicks(text, QStringLiteral(" on"));
    QTest::keyClick(text, Qt::Key_Return);
    QCOMPARE(shown.content.annotation.instruction, std::string("push it on"));
    QTest::keyClick(text, Qt::Key_Return, Qt::ShiftModifier);
    QTest::keyClicks(text, QStringLiteral("x"));
    QTest::keyClick(text, Qt::Key_Return);
    QCOMPARE(shown.content.annotation.instruction, std::string("push it on\nx"));
}

void TestAnnotationPanel::wordsAreToldWhenTheFocusLeaves() {
    Shown shown;
    shown.type(shown.find<QLineEdit>("annotationCategory"), QStringLiteral("pick&place"));
    QVERIFY(shown.edits.empty());
    shown.find<QWidget>("annotationSource")->setFocus();
    QCOMPARE(shown.edits.size(), std::size_t(1));
    QCOMPARE(shown.content.annotation.category, std::string("pick&place"));
    shown.find<QWidget>("annotationCategory")->setFocus();
    shown.find<QWidget>("annotationSource")->setFocus();
    QCOMPARE(shown.edits.size(), std::size_t(1));
}

void TestAnnotationPanel::wordsOfOneGoHaveOneGesture() {
    Shown shown;
    auto* text = shown.find<QLineEdit>("annotationTarget");
    shown.type(text, QStringLiteral("cup"));
    QTRY_COMPARE(shown.edits.size(), std::size_t(1));
    QTest::keyClicks(text, QStringLiteral(" of tea"));
    QTRY_COMPARE(shown.edits.size(), std::size_t(2));
    QCOMPARE(shown.edits[0].second.gesture, shown.edits[1].second.gesture);
    shown.find<QWidget>("annotationSource")->setFocus();
    shown.type(text, QStringLiteral("jar"));
    QTRY_COMPARE(shown.edits.size(), std::size_t(3));
    QVERIFY(shown.edits[2].second.gesture != shown.edits[1].second.gesture);
}

void TestAnnotationPanel::whatIsTypedIsNotReplaced() {
    Shown shown;
    auto* text = shown.find<QPlainTextEdit>("annotationInstruction");
    auto* target = shown.find<QLineEdit>("annotationTarget");
    shown.type(text, QStringLiteral("push"));
    shown.content.annotation.instruction = "from elsewhere";
    shown.content.annotation.targetObject = "kettle";
    shown.show();
    QCOMPARE(text->toPlainText(), QStringLiteral("push"));
    QCOMPARE(target->text(), QStringLiteral("kettle"));
    QTRY_COMPARE(shown.content.annotation.instruction, std::string("push"));
    // What was told is shown as it is now, the caret where it was.
    QTextCursor caret = text->textCursor();
    caret.setPosition(2);
    text->setTextCursor(caret);
    shown.content.annotation.instruction = "undone";
    shown.show();
    QCOMPARE(text->toPlainText(), QStringLiteral("undone"));
    QCOMPARE(text->textCursor().position(), 2);
    shown.type(shown.boxField(0), QStringLiteral("1."));
    shown.content.annotation.box->centre.x = 3;
    shown.content.annotation.box->centre.y = 4;
    shown.show();
    QCOMPARE(shown.boxField(1)->value(), std::optional(4.0));
    QTest::keyClicks(shown.boxField(0), QStringLiteral("5"));
    QTest::keyClick(shown.boxField(0), Qt::Key_Return);
    QCOMPARE(shown.content.annotation.box->centre, cv::Point3d(1.5, 4, 1.5));
}

void TestAnnotationPanel::anotherSampleTakesThePlaceOfWhatIsTyped() {
    Shown shown;
    auto* text = shown.find<QPlainTextEdit>("annotationInstruction");
    shown.type(text, QStringLiteral("for sample 12"));
    shown.content = contentOf(2);
    shown.content.sampleTitle = QStringLiteral("Sample 13");
    shown.content.annotation.instruction = "of sample 13";
    shown.show();
    QCOMPARE(text->toPlainText(), QStringLiteral("of sample 13"));
    shown.find<QWidget>("annotationSource")->setFocus();
    QVERIFY(shown.edits.empty());
    QCOMPARE(shown.table()->model()->rowCount(), 2);
}

void TestAnnotationPanel::nothingTypedIsLostWhenItIsAskedFor() {
    Shown shown;
    shown.type(shown.find<QPlainTextEdit>("annotationInstruction"), QStringLiteral("typed"));
    shown.panel.commitTyping();
    QCOMPARE(shown.content.annotation.instruction, std::string("typed"));
    shown.type(shown.boxField(1), QStringLiteral("0.9"));
    shown.panel.commitTyping();
    QCOMPARE(shown.content.annotation.box->centre.y, 0.9);
    shown.typeInCell(0, 0, QStringLiteral("55"));
    shown.panel.commitTyping();
    QCOMPARE(shown.cell(0, 0), QStringLiteral("55.0"));
    QCOMPARE(shown.edits.size(), std::size_t(3));
    shown.panel.commitTyping();
    QCOMPARE(shown.edits.size(), std::size_t(3));
}

void TestAnnotationPanel::aPanelThatGoesAwayWhileTypingTellsNothing() {
    ViewState state;
    QUndoStack history;
    int told = 0;
    for (const char* name : {"annotationInstruction", "annotationTarget", "boxField0", "annotationStep"}) {
        auto panel = std::make_unique<AnnotationPanel>(&state, &history);
        panel->setContent(contentOf(3));
        panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(panel.get()));
        panel->activateWindow();
        QTRY_VERIFY(panel->isActiveWindow());
        connect(panel.get(), &AnnotationPanel::edited, this, [&] { ++told; });
        auto* field = panel->findChild<QWidget*>(QString::fromLatin1(name));
        field->setFocus();
        QTest::keyClicks(field, QStringLiteral("7"));
        panel.reset();
    }
    QCOMPARE(told, 0);
}

void TestAnnotationPanel::undoIsTheWindowsUnlessSomethingIsTyped() {
    Shown shown;
    int undone = 0;
    QAction undo;
    undo.setShortcut(QKeySequence::Undo);
    shown.window.addAction(&undo);
    connect(&undo, &QAction::triggered, &shown.panel, [&] { ++undone; });
    auto* line = shown.find<QLineEdit>("annotationTarget");
    shown.type(line, QStringLiteral("jar"));
    QTest::keyClick(line, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(undone, 0); // takes the typing back
    QVERIFY(line->text() != QStringLiteral("jar"));
    shown.type(line, QStringLiteral("pot"));
    QTest::keyClick(line, Qt::Key_Return);
    for (QWidget* field : std::initializer_list<QWidget*>{line, shown.boxField(0),
                                                          shown.find<QPlainTextEdit>("annotationInstruction")}) {
        field->setFocus();
        const int before = undone;
        QTest::keyClick(field, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(undone, before + 1);
    }
    QCOMPARE(line->text(), QStringLiteral("pot"));
}

void TestAnnotationPanel::wordsAreCompleted() {
    Shown shown;
    shown.content.categories = {QStringLiteral("pick&place"), QStringLiteral("push&pull")};
    shown.show();
    auto* line = shown.find<QLineEdit>("annotationCategory");
    line->setFocus();
    QTest::keyClicks(line, QStringLiteral("PULL"));
    QCOMPARE(line->completer()->completionCount(), 1);
    QCOMPARE(line->completer()->currentCompletion(), QStringLiteral("push&pull"));
    QTest::keyClick(line->completer()->popup(), Qt::Key_Down);
    QTest::keyClick(line->completer()->popup(), Qt::Key_Return);
    QCOMPARE(line->text(), QStringLiteral("push&pull"));
    QTRY_COMPARE(shown.content.annotation.category, std::string("push&pull"));
    QTest::keyClick(line, Qt::Key_Down); // all of them
    QCOMPARE(line->completer()->completionCount(), 2);
}

void TestAnnotationPanel::theListOfWordsIsAsWideAsTheyAsk_data() {
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<bool>("isElided");
    QTest::newRow("short") << QStringList{QStringLiteral("mug"), QStringLiteral("jug")} << false;
    QTest::newRow("long") << QStringList{QStringLiteral("mug"),
                                         QStringLiteral("the second shelf from above at the left")}
                          << false;
    QTest::newRow("Chinese") << QStringList{QStringLiteral("杯子"), QStringLiteral("左边木架子上面第二层的空位置")}
                             << false;
    QTest::newRow("longer than the window")
        << QStringList{QStringLiteral("a shelf "), QStringLiteral("shelf ").repeated(30)} << true;
}

void TestAnnotationPanel::theListOfWordsIsAsWideAsTheyAsk() {
    QFETCH(QStringList, words);
    QFETCH(bool, isElided);
    Shown shown;
    // As in the program: at the right of a larger window.
    shown.window.layout()->setContentsMargins(600, 0, 0, 0);
    shown.window.resize(900, 700);
    shown.content.destinations = words;
    shown.content.annotation.destination.clear();
    shown.show();
    auto* line = shown.find<QLineEdit>("annotationDestination");
    line->setFocus();
    QTest::keyClick(line, Qt::Key_Down);
    QAbstractItemView* list = line->completer()->popup();
    QTRY_VERIFY(list->isVisible());
    Shown::settle();
    QVERIFY(list->width() >= line->width());
    int widest = 0;
    for (const QString& word : words)
        widest = std::max(widest, list->fontMetrics().horizontalAdvance(word));
    QCOMPARE(list->viewport()->width() < widest, isElided);
    const int left = line->mapToGlobal(QPoint(0, 0)).x();
    QVERIFY(list->geometry().right() <= shown.window.mapToGlobal(QPoint(900, 0)).x());
    QVERIFY(list->geometry().left() <= left && list->geometry().right() >= left + line->width() - 1);
    const QRect row = list->visualRect(list->model()->index(1, 0));
    QVERIFY(row.height() >= list->fontMetrics().height() + 8);
    QVERIFY(list->viewport()->rect().contains(row)); // both are seen, without a scroll bar
    QVERIFY(list->model()->index(1, 0).data(Qt::ToolTipRole).toString().contains(words[1].trimmed()));
    // It stays where it is, and as wide, while one types.
    const QRect before = list->geometry();
    QKeyEvent typed(QEvent::KeyPress, 0, {}, words[1].left(1)); // the test library types no Chinese
    QApplication::sendEvent(list, &typed);
    Shown::settle();
    QVERIFY(list->isVisible());
    QCOMPARE(list->width(), before.width());
    QCOMPARE(list->x(), before.x());
    // Arrows choose, Return takes; Esc leaves the list and not the panel.
    QSignalSpy leftPanel(&shown.panel, &AnnotationPanel::left);
    QTest::keyClick(list, Qt::Key_Escape);
    QVERIFY(!list->isVisible());
    QCOMPARE(leftPanel.size(), 0);
    line->clear();
    QTest::keyClick(line, Qt::Key_Down);
    QTest::keyClick(list, Qt::Key_Down);
    QTest::keyClick(list, Qt::Key_Down);
    QTest::keyClick(list, Qt::Key_Return);
    QVERIFY(!list->isVisible());
    QCOMPARE(line->text(), words[1]);
    QTRY_COMPARE(shown.content.annotation.destination, words[1].toStdString());
}

void TestAnnotationPanel::theStepMayBeEmpty() {
    Shown shown;
    auto* step = shown.find<NumberField>("annotationStep");
    QCOMPARE(step->value(), std::optional(3.0));
    step->setFocus();
    QTest::keyClick(step, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(step, Qt::Key_Delete);
    QTest::keyClick(step, Qt::Key_Return);
    QVERIFY(!shown.content.annotation.step);
    QTest::keyClicks(step, QStringLiteral("5"));
    QTest::keyClick(step, Qt::Key_Return);
    QCOMPARE(shown.content.annotation.step, std::optional(5));
    QTest::keyClick(step, Qt::Key_Up);
    QCOMPARE(shown.content.annotation.step, std::optional(6));
    shown.type(step, QStringLiteral("-2"));
    QTest::keyClick(step, Qt::Key_Return);
    QCOMPARE(shown.content.annotation.step, std::optional(6));
    QVERIFY(isShown(shown.find<QWidget>("stepRefusal")));
}

void TestAnnotationPanel::findingsCarryAWordAndLeadToTheirWaypoint() {
    Shown shown;
    auto* list = shown.find<FindingList>("annotationFindings");
    QVERIFY(!isShown(list));
    using Weight = FindingRow::Weight;
    shown.content.findings = {{Weight::Missing, QStringLiteral("There is no mask."), -1},
                              {Weight::Wrong, QStringLiteral("It collides. ").repeated(20), 2},
                              {Weight::Odd, QStringLiteral("It leaves the picture."), 1}};
    shown.show();
    QVERIFY(isShown(list));
    std::set<QString> words;
    for (const QString& line : list->accessibleDescription().split(QLatin1Char('\n')))
        words.insert(line.section(QLatin1Char(':'), 0, 0));
    QCOMPARE(words.size(), std::size_t(3));
    // A long one takes the lines that it needs.
    QVERIFY(list->placeOf(1).height() > 3 * list->placeOf(0).height());
    QCOMPARE(list->height(), list->placeOf(2).bottom() + 1);

    std::vector<int> asked;
    connect(&shown.panel, &AnnotationPanel::waypointRequested, &shown.panel, [&](int w) { asked.push_back(w); });
    QTest::mouseClick(list, Qt::LeftButton, {}, list->placeOf(0).center());
    QVERIFY(asked.empty());
    QTest::mouseClick(list, Qt::LeftButton, {}, list->placeOf(1).center());
    QVERIFY(asked == std::vector{2});
    QVERIFY(shown.state.selection() == (Selection{Selection::Kind::Waypoint, QStringLiteral("truth"), 2}));
    list->setFocus();
    for (int i = 0; i < 4; ++i)
        QTest::keyClick(list, Qt::Key_Down);
    QTest::keyClick(list, Qt::Key_Return);
    QVERIFY(asked == (std::vector{2, 1}));
    // The waypoint at fault is marked in the table, by a mark and not by colour alone.
    QVERIFY(shown.table()->model()->headerData(2, Qt::Vertical).toString() !=
            shown.table()->model()->headerData(2, Qt::Vertical).toString().right(1));
    QCOMPARE(shown.table()->model()->headerData(1, Qt::Vertical).toString(), QStringLiteral("2"));
}

void TestAnnotationPanel::veryManyFindingsAreCounted() {
    Shown shown;
    for (int i = 0; i < 20000; ++i)
        shown.content.findings.push_back({FindingRow::Weight::Odd, QStringLiteral("It leaves the picture."), i % 4});
    shown.show();
    auto* list = shown.find<FindingList>("annotationFindings");
    const QStringList lines = list->accessibleDescription().split(QLatin1Char('\n'));
    QCOMPARE(lines.size(), 101);
    QVERIFY(lines.last().contains(QStringLiteral("19900")));
    QCOMPARE(list->height(), list->placeOf(100).bottom() + 1);
}

void TestAnnotationPanel::nothingMovesWhenFindingsComeAndGo_data() {
    QTest::addColumn<QSize>("size");
    QTest::addColumn<QString>("words");
    const QString chinese =
        QStringLiteral("轨迹在第三个路径点处与障碍物发生碰撞，物体有百分之三十一位于已占用的空间内。");
    const QString english = QStringLiteral("At waypoint 3, 31 % of the object are inside of what stands there.");
    for (const QSize& size : {QSize(240, 580), QSize(300, 780), QSize(320, 1500)}) {
        QTest::addRow("English %d", size.height()) << size << english;
        QTest::addRow("Chinese %d", size.height()) << size << chinese;
        QTest::addRow("long %d", size.height()) << size << english.repeated(4);
    }
}

void TestAnnotationPanel::nothingMovesWhenFindingsComeAndGo() {
    QFETCH(QSize, size);
    QFETCH(QString, words);
    Shown shown;
    shown.window.resize(size);
    shown.state.setEditTool(EditTool::Box);
    shown.content.verdict = QStringLiteral("Good");
    shown.content.isGood = true;
    shown.show();
    auto* area = shown.panel.findChild<QScrollArea*>();
    area->verticalScrollBar()->setValue(60);
    Shown::settle();
    auto* check = shown.find<QWidget>("annotationCheck");
    auto* list = shown.find<FindingList>("annotationFindings");
    const auto places = [&] {
        QStringList all;
        for (const char* name : {"traceTool", "waypointTable", "boxField0", "boxField8", "annotationInstruction",
                                 "annotationHistoryHeading", "annotationCheck"}) {
            auto* widget = shown.find<QWidget>(name);
            const QRect place(widget->mapTo(&shown.panel, QPoint(0, 0)), widget->size());
            all << QStringLiteral("%1 %2 %3 %4").arg(place.x()).arg(place.y()).arg(place.width()).arg(place.height());
        }
        return all;
    };
    const QStringList before = places();
    QVERIFY(isShown(shown.find<QWidget>("noFindings")));
    for (const int count : {1, 0, 12, 3, 0}) {
        shown.content.findings.clear();
        for (int i = 0; i < count; ++i)
            shown.content.findings.push_back({FindingRow::Weight::Wrong, words, i % 4});
        shown.content.verdict = count == 0 ? QStringLiteral("Good") : words;
        shown.content.isGood = count == 0;
        shown.show();
        QCOMPARE(places(), before);
        QCOMPARE(isShown(list), count > 0);
        QCOMPARE(isShown(shown.find<QWidget>("noFindings")), count == 0);
        QVERIFY(shown.panel.rect().contains(QRect(check->mapTo(&shown.panel, QPoint(0, 0)), check->size())));
        if (count == 0)
            continue;
        // All of them can be seen, and some of them are without further ado.
        auto* view = list->parentWidget()->parentWidget();
        QVERIFY2(view->height() >= 24, qPrintable(QString::number(view->height())));
        list->setFocus();
        for (int row = 1; row < count; ++row)
            QTest::keyClick(list, Qt::Key_Down);
        Shown::settle();
        const QRect last = list->placeOf(count - 1).translated(list->mapTo(view, QPoint(0, 0)));
        // Of one longer than the place its beginning.
        QVERIFY2(last.top() >= 0 && last.top() + std::min(last.height(), view->height() - 8) <= view->height(),
                 qPrintable(QStringLiteral("%1: %2…%3").arg(count).arg(last.top()).arg(last.bottom())));
    }
}

void TestAnnotationPanel::theVerdictIsSaidInWords() {
    Shown shown;
    auto* verdict = shown.find<QLabel>("truthVerdict");
    QVERIFY(!verdict->text().isEmpty());
    shown.content.verdict = QStringLiteral("Collides: 0.31 > 0.20");
    shown.content.isGood = false;
    shown.show();
    QVERIFY(verdict->text().startsWith(QStringLiteral("✗")));
    QVERIFY(verdict->text().contains(shown.content.verdict));
    const auto paints = [&](const QColor& colour) {
        const QImage image = verdict->grab().toImage();
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x) {
                const QColor here = image.pixelColor(x, y);
                if (std::abs(here.red() - colour.red()) + std::abs(here.green() - colour.green()) +
                        std::abs(here.blue() - colour.blue()) <
                    60)
                    return true;
            }
        return false;
    };
    QVERIFY(paints(theme().failure));
    QVERIFY(!paints(theme().success));
    shown.content.isGood = true;
    shown.show();
    QVERIFY(verdict->text().startsWith(QStringLiteral("✓")));
    QVERIFY(paints(theme().success));
    applyTheme(*qApp, ThemeChoice::Light);
    Shown::settle();
    QVERIFY(paints(theme().success));
    applyTheme(*qApp, ThemeChoice::Dark);
}

void TestAnnotationPanel::whatCannotBeEditedSaysWhy() {
    Shown shown;
    QVERIFY(!isShown(shown.find<QWidget>("annotationObstacle")));
    shown.state.setEditTool(EditTool::Trace);
    shown.content.obstacle = QStringLiteral("This is a file of answers.");
    shown.show();
    QVERIFY(isShown(shown.find<QWidget>("annotationObstacle")));
    QCOMPARE(shown.find<QLabel>("annotationObstacle")->text(), shown.content.obstacle);
    for (const char* name : {"traceTool", "reverseTrace", "planButton", "addWaypoint", "waypointTable", "boxField0",
                             "annotationInstruction", "annotationStep"})
        QVERIFY2(!shown.find<QWidget>(name)->isEnabled() || !isShown(shown.find<QWidget>(name)), name);
    QVERIFY(shown.find<QWidget>("editHistory")->isEnabled());
    QTest::keyClick(&shown.panel, Qt::Key_2);
    QCOMPARE(shown.state.editTool(), EditTool::Trace);
    shown.content.obstacle.clear();
    shown.show();
    QVERIFY(shown.find<QWidget>("traceTool")->isEnabled());
    QVERIFY(!isShown(shown.find<QWidget>("annotationObstacle")));
}

void TestAnnotationPanel::savingIsOfferedOnlyWhereThereIsSomething() {
    Shown shown;
    QCOMPARE(shown.find<QLabel>("annotationTitle")->text(), QStringLiteral("Sample 12"));
    auto* save = shown.find<QWidget>("saveAnnotations");
    QVERIFY(!isShown(save));
    const QString saved = shown.find<QLabel>("savedState")->text();
    shown.content.isSaved = false;
    shown.show();
    QVERIFY(isShown(save));
    QVERIFY(shown.find<QLabel>("savedState")->text() != saved);
    // What is typed is saved with it.
    QSignalSpy requested(&shown.panel, &AnnotationPanel::saveRequested);
    shown.type(shown.find<QLineEdit>("annotationTarget"), QStringLiteral("jug"));
    save->setFocus(Qt::OtherFocusReason);
    QTest::keyClick(save, Qt::Key_Space);
    QCOMPARE(requested.size(), 1);
    QCOMPARE(shown.content.annotation.targetObject, std::string("jug"));
}

void TestAnnotationPanel::twoEditsBeforeAnAnswerBothCount() {
    Shown shown;
    shown.answers = false;
    shown.type(shown.find<QLineEdit>("annotationTarget"), QStringLiteral("jug"));
    shown.type(shown.find<QLineEdit>("annotationSource"), QStringLiteral("ours"));
    shown.panel.commitTyping();
    QCOMPARE(shown.edits.size(), std::size_t(2));
    QCOMPARE(shown.edits[1].first.targetObject, std::string("jug"));
    QCOMPARE(shown.edits[1].first.dataSource, std::string("ours"));
    // An edit that the program did not take is gone from the fields too.
    shown.content.annotation = contentOf(4).annotation;
    shown.show();
    QCOMPARE(shown.find<QLineEdit>("annotationTarget")->text(), QStringLiteral("mug"));
}

void TestAnnotationPanel::theHistoryIsFoldedAndGoesBack() {
    Shown shown;
    auto* view = shown.find<QUndoView>("editHistory");
    QVERIFY(!isShown(view));
    QVERIFY(!shown.panel.openGroups().contains(QStringLiteral("annotationHistory")));
    shown.click("annotationHistoryHeading");
    QVERIFY(isShown(view));
    QVERIFY(shown.panel.openGroups().contains(QStringLiteral("annotationHistory")));
    for (const char* name : {"Move waypoint 1", "Resize box", "Change instruction"})
        shown.history.push(new QUndoCommand(QString::fromLatin1(name)));
    shown.history.setClean();
    shown.history.push(new QUndoCommand(QStringLiteral("Turn box")));
    Shown::settle();
    QCOMPARE(view->model()->rowCount(), 5); // and how it was
    QVERIFY(!view->model()->index(3, 0).data(Qt::DecorationRole).value<QIcon>().isNull());
    QVERIFY(view->model()->index(2, 0).data(Qt::DecorationRole).value<QIcon>().isNull());
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(view->model()->index(1, 0)).center());
    QCOMPARE(shown.history.index(), 1);
    const QStringList groups{QStringLiteral("annotationTexts")};
    shown.panel.setOpenGroups(groups);
    QCOMPARE(shown.panel.openGroups(), groups);
    QVERIFY(!isShown(shown.boxField(0)));
}

void TestAnnotationPanel::whatIsUnfoldedIsBroughtIntoSight() {
    Shown shown;
    shown.window.resize(300, 560);
    for (int i = 0; i < 20; ++i)
        shown.history.push(new QUndoCommand(QStringLiteral("Step %1").arg(i)));
    auto* area = shown.panel.findChild<QScrollArea*>();
    for (const char* name : {"annotationHistory", "annotationTexts", "annotationBox", "annotationTrace"}) {
        auto* group = shown.find<QWidget>(name);
        auto* heading = shown.find<QWidget>(QByteArray(name).append("Heading").constData());
        shown.panel.setOpenGroups({});
        Shown::settle();
        // The heading at the very bottom of what is seen, as far as that goes.
        auto* bar = area->verticalScrollBar();
        bar->setValue(heading->mapTo(area->widget(), QPoint(0, heading->height())).y() - area->viewport()->height());
        QTest::mouseClick(heading, Qt::LeftButton);
        const auto top = [&] { return group->mapTo(area->viewport(), QPoint(0, 0)).y(); };
        QTRY_VERIFY2(top() >= 0 &&
                         top() + std::min(group->height(), area->viewport()->height()) <= area->viewport()->height(),
                     name);
        QVERIFY(group->height() > heading->height());
        // Folding it away again moves nothing that need not move.
        const int value = bar->value();
        QTest::mouseClick(heading, Qt::LeftButton);
        Shown::settle();
        QVERIFY(bar->value() == std::min(value, bar->maximum()));
    }
    // What the person did not unfold does not run away with the page.
    shown.panel.setOpenGroups({});
    Shown::settle();
    area->verticalScrollBar()->setValue(0);
    shown.panel.setOpenGroups({QStringLiteral("annotationTrace"), QStringLiteral("annotationHistory")});
    Shown::settle();
    QCOMPARE(area->verticalScrollBar()->value(), 0);
}

void TestAnnotationPanel::escapeLeaves() {
    Shown shown;
    QSignalSpy left(&shown.panel, &AnnotationPanel::left);
    int count = 0;
    for (const char* name : {"traceTool", "annotationTarget", "annotationInstruction", "waypointTable", "boxField0",
                             "annotationStep", "annotationBoxHeading"}) {
        auto* widget = shown.find<QWidget>(name);
        widget->setFocus();
        QTest::keyClick(widget, Qt::Key_Escape);
        QVERIFY2(left.size() == ++count, name);
    }
    // What was typed is kept.
    auto* text = shown.find<QPlainTextEdit>("annotationInstruction");
    shown.type(text, QStringLiteral("kept"));
    QTest::keyClick(text, Qt::Key_Escape);
    QCOMPARE(shown.content.annotation.instruction, std::string("kept"));
    // In a cell it takes back what was typed.
    shown.typeInCell(0, 0, QStringLiteral("9"));
    const int before = int(left.size());
    QTest::keyClick(shown.editor(), Qt::Key_Escape);
    QCOMPARE(left.size(), before);
    QVERIFY(shown.cell(0, 0) != QStringLiteral("9.0"));
}

void TestAnnotationPanel::everythingIsReachedByTab() {
    Shown shown;
    shown.content.isSaved = false;
    shown.content.acceptable = {{QStringLiteral("model:0"), QStringLiteral("A")}};
    shown.content.findings = {{FindingRow::Weight::Odd, QStringLiteral("Odd."), 1}};
    shown.show();
    for (const EditTool tool : {EditTool::Trace, EditTool::Box, EditTool::Mask}) {
        shown.state.setEditTool(tool);
        Shown::settle();
        std::set<QWidget*> wanted;
        for (QWidget* widget : shown.panel.findChildren<QWidget*>())
            if ((widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus && isShown(widget) && widget->isEnabled() &&
                !widget->focusProxy() && !widget->objectName().isEmpty() && widget->window() == &shown.window &&
                !widget->objectName().startsWith(QLatin1String("qt_")))
                wanted.insert(widget);
        QVERIFY(wanted.size() > 20);
        auto* first = shown.find<QWidget>("saveAnnotations");
        first->setFocus();
        std::set<QWidget*> reached{first};
        int lastTop = -1, steps = 0;
        for (; steps < 200; ++steps) {
            QWidget* now = QApplication::focusWidget();
            QVERIFY(now);
            const int top = now->mapTo(&shown.panel, QPoint(0, 0)).y();
            QVERIFY2(now == first || top >= lastTop - 40, qPrintable(now->objectName())); // downwards
            lastTop = top;
            QTest::keyClick(now, Qt::Key_Tab);
            QWidget* next = QApplication::focusWidget();
            if (next == first)
                break;
            reached.insert(next);
        }
        QVERIFY(steps < 200);
        for (QWidget* widget : wanted)
            // Of buttons of which one is always on only that one is a stop; the arrows lead to the others.
            if (auto* button = qobject_cast<QAbstractButton*>(widget); !button || !button->autoExclusive())
                QVERIFY2(reached.contains(widget), qPrintable(widget->objectName()));
    }
}

void TestAnnotationPanel::nothingIsClipped_data() {
    QTest::addColumn<int>("width");
    QTest::addColumn<bool>("hasLongWords");
    for (const int width : {280, 320, 420})
        for (const bool isLong : {false, true})
            QTest::addRow("%d %s", width, isLong ? "long" : "short") << width << isLong;
}

void TestAnnotationPanel::nothingIsClipped() {
    QFETCH(int, width);
    QFETCH(bool, hasLongWords);
    LongWords words;
    if (hasLongWords)
        qApp->installTranslator(&words);
    Shown shown;
    shown.content.isSaved = false;
    shown.content.isPlanning = true;
    shown.content.verdict = QStringLiteral("Collides at waypoint 3: 0.31 > 0.20, which is more than is allowed");
    shown.content.findings = {{FindingRow::Weight::Wrong,
                               QStringLiteral("A/path/without/any/blank/that/is/longer/than/the/panel/is/wide"), 2}};
    shown.content.obstacle = QStringLiteral("This is a file of answers. Open a folder to annotate its samples.");
    shown.content.annotation.trajectory.back() = {-12.345, -11.111, 12.345};
    shown.panel.setOpenGroups({QStringLiteral("annotationTrace"), QStringLiteral("annotationBox"),
                               QStringLiteral("annotationTexts"), QStringLiteral("annotationHistory")});
    shown.window.resize(width, 700);
    for (const EditTool tool : {EditTool::None, EditTool::Trace, EditTool::Box, EditTool::Mask}) {
        shown.state.setEditTool(tool);
        shown.show();
        Shown::settle();
        auto* area = shown.panel.findChild<QScrollArea*>();
        QCOMPARE(area->horizontalScrollBar()->maximum(), 0);
        QWidget* page = area->widget();
        QVERIFY(page->width() <= area->viewport()->width());
        for (QWidget* widget : page->findChildren<QWidget*>()) {
            if (!isShown(widget) || widget->window() != &shown.window)
                continue;
            const QRect place(widget->mapTo(page, QPoint(0, 0)), widget->size());
            const QByteArray name = widget->objectName().toUtf8() + ' ' + widget->metaObject()->className();
            QVERIFY2(place.left() >= 0 && place.right() < page->width(), name.constData());
            if (auto* button = qobject_cast<QToolButton*>(widget);
                button && !button->text().isEmpty() && !button->objectName().endsWith(QLatin1String("Heading")))
                QVERIFY2(button->width() >= button->sizeHint().width(), button->text().toUtf8().constData());
            if (auto* label = qobject_cast<QLabel*>(widget); label && label->wordWrap())
                QVERIFY2(label->height() >= label->heightForWidth(label->width()), label->text().toUtf8().constData());
            else if (label && label->objectName() != QLatin1String("annotationTitle") &&
                     label->objectName() != QLatin1String("savedState"))
                QVERIFY2(label->width() >= label->sizeHint().width(), label->text().toUtf8().constData());
            if (auto* field = qobject_cast<NumberField*>(widget)) {
                const auto* line = field->findChild<QLineEdit*>();
                const bool isOfBox = widget->objectName().startsWith(QLatin1String("boxField"));
                const QString widest = isOfBox ? QStringLiteral("-12.345") : QStringLiteral("200");
                QVERIFY2(line->width() >= line->fontMetrics().horizontalAdvance(widest) + 4, name.constData());
            }
        }
        // The numbers of the table.
        QTableView* table = shown.table();
        for (int column = 0; column < 3; ++column) {
            const auto& metrics = table->fontMetrics();
            QVERIFY(table->columnWidth(column) >= metrics.horizontalAdvance(shown.cell(3, column)) + 8);
            QVERIFY(hasLongWords ||
                    table->columnWidth(column) >=
                        metrics.horizontalAdvance(table->model()->headerData(column, Qt::Horizontal).toString()) + 8);
        }
        QCOMPARE(table->verticalScrollBar()->maximum(), 0);
    }
    if (hasLongWords)
        qApp->removeTranslator(&words);
}

void TestAnnotationPanel::showingAStepOfDraggingIsFast() {
    Shown shown;
    shown.content = contentOf(8);
    shown.content.findings = {{FindingRow::Weight::Odd, QStringLiteral("Odd."), 1}};
    shown.show();
    constexpr int steps = 200;
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < steps; ++i) {
        shown.content.annotation.trajectory[3].x += 0.001;
        shown.content.annotation.box->centre.x += 0.001;
        shown.content.verdict = QStringLiteral("Step %1").arg(i);
        shown.panel.setContent(shown.content);
        QApplication::processEvents();
    }
    const double each = double(timer.nsecsElapsed()) / 1e6 / steps;
    qInfo("a step is shown in %.2f ms", each);
    QVERIFY(each < 50); // a whole step of dragging may take no longer
}

QTEST_MAIN(TestAnnotationPanel)
#include "tst_annotation_panel.moc"
