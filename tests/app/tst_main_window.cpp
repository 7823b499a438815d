// The whole window with the bundled samples, by real keys, clicks, wheels and drops.
#include "widgets/bar_chart.h"
#include "widgets/browser_panel.h"
#include "widgets/cloud_view.h"
#include "widgets/command_palette.h"
#include "widgets/image_view.h"
#include "widgets/inspector_panel.h"
#include "widgets/message_bar.h"
#include "widgets/summary_panel.h"
#include "window_fixture.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QSplitter>
#include <QTabBar>
#include <QTimer>
#include <QToolBar>

using namespace tracestudio;
using testing::SampleFolder;

class MainWindowTest : public QObject, testing::WindowFixture {
    Q_OBJECT

    ImageView* image() { return find<ImageView>("imageView"); }
    CloudView* cloud() { return find<CloudView>("cloudView"); }
    BrowserPanel* browser() { return find<BrowserPanel>("browserPanel"); }
    ViewState& state() { return *m_window->viewState(); }

    QString currentId() {
        return m_document->current()
                   ? QString::fromStdString(std::string(m_document->dataset()->row(*m_document->current()).id))
                   : QString();
    }
    QStringList shownIds() {
        QStringList ids;
        for (const std::uint32_t row : m_document->visibleRows())
            ids << QString::fromStdString(std::string(m_document->dataset()->row(row).id));
        return ids;
    }
    /// What is asked for with a little delay (typing) has been asked for, and has been answered.
    void typeFilter(const QString& text) {
        QLineEdit* line = find<QLineEdit>("browserFilter");
        line->setFocus();
        line->selectAll();
        QTest::keyClicks(line, text);
        QTest::keyClick(line, Qt::Key_Return);
        settle();
    }
    static void moveMouse(QWidget* widget, const QPointF& to, Qt::MouseButtons buttons = Qt::NoButton) {
        QMouseEvent move(QEvent::MouseMove, to, widget->mapToGlobal(to), Qt::NoButton, buttons, Qt::NoModifier);
        QApplication::sendEvent(widget, &move);
    }
    static void wheel(QWidget* widget, const QPointF& at, int angle) {
        QWheelEvent event(at, widget->mapToGlobal(at), {}, {0, angle}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                          false);
        QApplication::sendEvent(widget, &event);
    }
    void drop(const QStringList& paths) {
        QMimeData mime;
        QList<QUrl> urls;
        for (const QString& path : paths)
            urls << QUrl::fromLocalFile(path);
        mime.setUrls(urls);
        QDragEnterEvent enter({100, 100}, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent dropped({100, 100}, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &dropped);
    }
    void openAll(const QString& startAt = {}) {
        m_document->open(m_samples->all(), startAt);
        settle();
    }
    const TraceLayer& layer(const QString& id) {
        for (const TraceLayer& trace : m_document->scene()->traces)
            if (trace.layerId == id)
                return trace;
        qFatal("no layer %s", qPrintable(id));
    }

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init() { begin(); }
    void cleanup() { endWindow(); }

    void startsWithAnInvitation() {
        QVERIFY(find<QAbstractButton>("browserEmptyButton")->isVisible());
        QVERIFY(find<QLabel>("stageText")->isVisible());
        QVERIFY(!find<QLabel>("stageText")->text().isEmpty());
    }

    void showsTheFirstSampleEverywhere() {
        openAll();
        QCOMPARE(browser()->currentRow(), 0);
        QVERIFY(image()->isVisible() && cloud()->isVisible());
        QVERIFY(m_window->windowTitle().contains(QStringLiteral("samples")));
        QVERIFY(find<QLabel>("inspectorInstruction")->text().contains(QStringLiteral("red cube")));
        QCOMPARE(find<QTabBar>("modelTabs")->count(), 2);
        QVERIFY(find<QLabel>("statusText")->text().contains(QStringLiteral("16")));
        QVERIFY(image()->grab().toImage() != QImage());
    }

    void keysStepThroughTheSamples_data() {
        QTest::addColumn<int>("forward");
        QTest::addColumn<int>("back");
        QTest::addColumn<QString>("focus");
        for (const char* focus : {"imageView", "sampleList"}) {
            QTest::addRow("letters in %s", focus) << int(Qt::Key_D) << int(Qt::Key_A) << QString(focus);
            QTest::addRow("arrows in %s", focus) << int(Qt::Key_Right) << int(Qt::Key_Left) << QString(focus);
        }
        QTest::addRow("letters in cloudView") << int(Qt::Key_D) << int(Qt::Key_A) << QStringLiteral("cloudView");
        QTest::addRow("up and down") << int(Qt::Key_Down) << int(Qt::Key_Up) << QStringLiteral("sampleList");
    }
    void keysStepThroughTheSamples() {
        QFETCH(int, forward);
        QFETCH(int, back);
        QFETCH(QString, focus);
        openAll();
        QWidget* widget = m_window->findChild<QWidget*>(focus);
        widget->setFocus();
        QTest::keyClick(widget, Qt::Key(forward));
        QTest::keyClick(widget, Qt::Key(forward));
        QCOMPARE(currentId(), QStringLiteral("2"));
        QCOMPARE(browser()->currentRow(), 2);
        QTest::keyClick(widget, Qt::Key(back));
        QCOMPARE(currentId(), QStringLiteral("1"));
        settle();
        QVERIFY(find<QLabel>("inspectorInstruction")->text().contains(QStringLiteral("mug")));
    }

    void shiftedKeysGoToTheNextWithoutAMark() {
        openAll();
        m_document->setMark(1, {ReviewMark::Judgement::Good, {}});
        image()->setFocus();
        press(Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(currentId(), QStringLiteral("2"));
        press(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(currentId(), QStringLiteral("0"));
    }

    void lettersBelongToTheFilterWhileOneTypes() {
        openAll();
        QTest::keyClick(m_window.get(), Qt::Key_L, Qt::ControlModifier);
        QLineEdit* line = find<QLineEdit>("browserFilter");
        QTest::keyClicks(line, QStringLiteral("aydnmlketrfcs?"));
        QTest::keyClick(line, Qt::Key_Left);
        QCOMPARE(line->text(), QStringLiteral("aydnmlketrfcs?"));
        settle();
        QCOMPARE(currentId(), QStringLiteral("0"));
        QVERIFY(state().isLinked());
        QCOMPARE(m_document->reviewedCount(), std::size_t(0));
        QVERIFY(!find<QWidget>("shortcutsDialog")->isVisible());
        QVERIFY(state().depthDisplay() == DepthDisplay::Colour);
    }

    void theFilterNarrowsTheList() {
        openAll();
        typeFilter(QStringLiteral("cushion"));
        QCOMPARE(shownIds(), QStringList{QStringLiteral("5")});
        QCOMPARE(currentId(), QStringLiteral("5"));
        QCOMPARE(browser()->currentRow(), 0);
        typeFilter(QStringLiteral("#3"));
        QCOMPARE(shownIds(), QStringList{QStringLiteral("3")});
        typeFilter(QStringLiteral("/b(lue|lack) /"));
        QVERIFY(shownIds().size() > 1 && shownIds().size() < 8);
        typeFilter(QStringLiteral("/(/"));
        QVERIFY(find<QLabel>("browserFilterError")->isVisible());
        typeFilter(QStringLiteral("nothing like this"));
        QCOMPARE(shownIds(), QStringList());
        QVERIFY(!find<QLabel>("browserFilterError")->isVisible());
    }

    void chipsFilterByKindOfFailure() {
        openAll();
        auto* chip = find<QAbstractButton>("chip:verdict:0:collision");
        QTest::mouseClick(chip, Qt::LeftButton);
        settle();
        QCOMPARE(shownIds(), QStringList{QStringLiteral("3")});
        QVERIFY(chip->isChecked());
        QTest::mouseClick(find<QAbstractButton>("chip:verdict:0:no depth"), Qt::LeftButton);
        settle();
        QCOMPARE(shownIds(), (QStringList{QStringLiteral("3"), QStringLiteral("6")}));
        QTest::mouseClick(chip, Qt::LeftButton);
        QTest::mouseClick(find<QAbstractButton>("chip:verdict:0:no depth"), Qt::LeftButton);
        settle();
        QCOMPARE(shownIds().size(), 8);
    }

    void chipsFollowTheirModelWhenAnotherIsClosed() {
        openAll();
        QTest::mouseClick(find<QAbstractButton>("chip:verdict:1:failure"), Qt::LeftButton);
        settle();
        const QStringList failed = shownIds();
        QVERIFY(failed.size() < 8);
        m_document->closeModel(0);
        settle();
        QCOMPARE(shownIds(), failed);
        QVERIFY(find<QAbstractButton>("chip:verdict:0:failure")->isChecked());
        m_document->closeModel(0);
        settle();
        QCOMPARE(shownIds().size(), 8);
    }

    void sortsByWhatTheModelsDid() {
        openAll();
        auto* sort = find<QComboBox>("browserSort");
        const int choice = sort->findData(QStringLiteral("metric:0:end"));
        QVERIFY(choice > 0);
        sort->setCurrentIndex(choice);
        Q_EMIT sort->activated(choice);
        settle();
        QCOMPARE(m_document->query().sortKey, Query::SortKey::Metric);
        double before = -1;
        for (const std::uint32_t row : m_document->visibleRows())
            if (const auto end = valueOf(Metric::EndDistance, *m_document->models()[0].scoreFor(row))) {
                QVERIFY(*end >= before);
                before = *end;
            }
        QVERIFY(before > 0);
    }

    void facetsOfTheDatasetAreOffered() {
        openAll();
        QTest::mouseClick(find<QAbstractButton>("browserMoreFilters"), Qt::LeftButton);
        auto* popup = find("filterPopup");
        QTRY_VERIFY(popup->isVisible());
        auto* categories = find<QAbstractItemView>("filterCategories");
        QVERIFY(categories->model()->rowCount() >= 2);
        popup->close();
    }

    void reviewMarksAreMadeByKeys() {
        openAll();
        image()->setFocus();
        press(Qt::Key_N);
        QCOMPARE(m_document->markOf(0).judgement, ReviewMark::Judgement::Bad);
        press(Qt::Key_Y);
        QCOMPARE(m_document->markOf(0).judgement, ReviewMark::Judgement::Good);
        press(Qt::Key_Y);
        QCOMPARE(m_document->markOf(0).judgement, ReviewMark::Judgement::None);
        press(Qt::Key_M);
        auto* dialog = find("noteDialog");
        QTRY_VERIFY(dialog->isVisible());
        auto* text = dialog->findChild<QPlainTextEdit*>();
        QTest::keyClicks(text, QStringLiteral("a mad day"));
        for (QAbstractButton* button : dialog->findChildren<QAbstractButton*>())
            if (button->property("default").toBool())
                QTest::mouseClick(button, Qt::LeftButton);
        QTRY_COMPARE(m_document->markOf(0).note, std::string("a mad day"));
        const auto noteDialog = [this] { return m_window->findChild<QWidget*>(QStringLiteral("noteDialog")); };
        // Escape keeps the note; what was typed is there again the next time, and Ctrl+Return takes it.
        QTRY_VERIFY(!noteDialog());
        m_window->activateWindow(); // as a window manager does
        (void)QTest::qWaitForWindowActive(m_window.get());
        image()->setFocus();
        press(Qt::Key_M);
        QTRY_VERIFY(noteDialog());
        auto* again = noteDialog()->findChild<QPlainTextEdit*>();
        again->moveCursor(QTextCursor::End);
        QTest::keyClicks(again, QStringLiteral(" out"));
        QTest::keyClick(again, Qt::Key_Escape);
        QTRY_VERIFY(!noteDialog());
        m_window->activateWindow(); // as a window manager does
        (void)QTest::qWaitForWindowActive(m_window.get());
        image()->setFocus();
        QCOMPARE(m_document->markOf(0).note, std::string("a mad day"));
        press(Qt::Key_M);
        QTRY_VERIFY(noteDialog());
        auto* third = noteDialog()->findChild<QPlainTextEdit*>();
        QCOMPARE(third->toPlainText(), QStringLiteral("a mad day out"));
        (void)QTest::qWaitForWindowActive(noteDialog());
        QTest::keyClick(third, Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(m_document->markOf(0).note, std::string("a mad day out"));
        QCOMPARE(currentId(), QStringLiteral("0"));
        settle();
    }

    void hoveringTheImageMarksThePointInSpace() {
        openAll();
        const PixelPoint pixel{200, 250};
        moveMouse(image(), image()->viewPositionOf(pixel));
        QVERIFY(state().hover());
        QCOMPARE(qRound(state().hover()->pixel.x), 200);
        const auto truth = m_document->scene()->sample->frame.pointAt(pixel);
        QVERIFY(truth && state().hover()->point);
        QVERIFY(cv::norm(*truth - *state().hover()->point) < 0.02);
    }

    void hoveringTheCloudMarksThePixelInTheImage() {
        openAll();
        // In the ego view both are the same picture.
        const QPointF at(cloud()->width() / 2.0 + 20, cloud()->height() / 2.0 + 30);
        QTRY_VERIFY_WITH_TIMEOUT((cloud()->grab(), moveMouse(cloud(), at), state().hover().has_value()), patience);
        const QPointF inImage = image()->viewPositionOf(state().hover()->pixel);
        QVERIFY2(QLineF(inImage, at).length() < 6, qPrintable(QString::number(QLineF(inImage, at).length())));
        QVERIFY(state().hover()->point);
    }

    void aClickOnAWaypointSelectsItEverywhere() {
        openAll();
        state().setStyle(QStringLiteral("truth"), {false, {}, 1, 3});
        state().setStyle(QStringLiteral("model:1"), {false, {}, 1, 3});
        const QPointF third = image()->viewPositionOf(layer(QStringLiteral("model:0")).trace.pixels()[2]);
        QTest::mouseClick(image(), Qt::LeftButton, {}, third.toPoint());
        QCOMPARE(state().selection().kind, Selection::Kind::Waypoint);
        QCOMPARE(state().selection().layerId, QStringLiteral("model:0"));
        QCOMPARE(state().selection().waypoint, 2);
        // And the other way: another waypoint in the cloud.
        cloud()->grab();
        const auto fourth = cloud()->positionOf(QStringLiteral("model:0"), 3);
        QVERIFY(fourth);
        QTest::mouseClick(cloud(), Qt::LeftButton, {}, fourth->toPoint());
        QCOMPARE(state().selection().layerId, QStringLiteral("model:0"));
        QCOMPARE(state().selection().waypoint, 3);
        // A selection belongs to its sample.
        press(Qt::Key_D);
        QCOMPARE(state().selection().kind, Selection::Kind::Nothing);
    }

    void aSelectionStaysWhenOnlyScoresCome() {
        m_document->open({m_samples->path()});
        settle();
        state().select({Selection::Kind::Waypoint, QStringLiteral("truth"), 1});
        m_document->open(m_samples->answers());
        settle();
        QCOMPARE(state().selection().waypoint, 1);
    }

    void linkedEgoViewsMoveTogether() {
        openAll();
        QVERIFY(state().isEgo() && state().isLinked());
        const QPointF corner = image()->viewPositionOf({100, 100});
        cloud()->grab();
        wheel(image(), QPointF(image()->rect().center()), 240);
        QVERIFY(image()->viewPositionOf({100, 100}) != corner);
        const ImageTransform zoomed = state().imageTransform();
        QVERIFY(!zoomed.isFitted);
        QCOMPARE(cloud()->camera().imageTransform(cloud()->size()).scale, zoomed.scale);
        // Shift and drag moves the cloud; the image follows.
        const QPoint from = cloud()->rect().center();
        QTest::mousePress(cloud(), Qt::LeftButton, Qt::ShiftModifier, from);
        for (int i = 1; i <= 10; ++i)
            moveMouse(cloud(), from + QPoint(4 * i, 0), Qt::LeftButton);
        QTest::mouseRelease(cloud(), Qt::LeftButton, Qt::ShiftModifier, from + QPoint(40, 0));
        QVERIFY(state().imageTransform().centre.x < zoomed.centre.x - 1);
        // Fit brings all of it back.
        press(Qt::Key_F);
        QVERIFY(state().imageTransform().isFitted || state().imageTransform().scale < zoomed.scale);
    }

    void orbitingLeavesTheEgoViewAndEComesBack() {
        openAll();
        cloud()->grab();
        const QPoint from = cloud()->rect().center();
        QTest::mousePress(cloud(), Qt::LeftButton, {}, from);
        for (int i = 1; i <= 10; ++i)
            moveMouse(cloud(), from + QPoint(6 * i, 2 * i), Qt::LeftButton);
        QTest::mouseRelease(cloud(), Qt::LeftButton, {}, from + QPoint(60, 20));
        QVERIFY(!state().isEgo());
        QVERIFY(!find<QAction>("ego")->isChecked());
        press(Qt::Key_E);
        QVERIFY(state().isEgo());
        QVERIFY(find<QAction>("ego")->isChecked());
    }

    void layersHide() {
        openAll();
        const auto withTrace = image()->renderToImage({640, 480}, 1);
        QTest::mouseClick(find<QAbstractButton>("layerEye:model:0"), Qt::LeftButton);
        QVERIFY(!state().style(QStringLiteral("model:0")).isVisible);
        QVERIFY(image()->renderToImage({640, 480}, 1) != withTrace);
        QTest::mouseClick(find<QAbstractButton>("layerEye:model:0"), Qt::LeftButton);
        QVERIFY(image()->renderToImage({640, 480}, 1) == withTrace);
    }

    void aDroppedFolderOpensAndDroppedAnswersJoinIt() {
        drop({m_samples->path()});
        settle();
        QCOMPARE(shownIds().size(), 8);
        drop({m_samples->answers()[1]});
        settle();
        QCOMPARE(m_document->models().size(), std::size_t(1));
        QVERIFY(m_document->models()[0].score);
        QVERIFY(m_settings->recentPaths().isEmpty()); // nothing is remembered here
    }

    void somethingElseDroppedIsNotTaken() {
        QMimeData mime;
        mime.setText(QStringLiteral("words"));
        QDragEnterEvent enter({100, 100}, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        enter.ignore();
        QApplication::sendEvent(m_window.get(), &enter);
        QVERIFY(!enter.isAccepted());
    }

    void aBarOfTheSummaryFilters() {
        openAll();
        press(Qt::Key_F9);
        auto* summary = find<SummaryPanel>("summaryPanel");
        QTRY_VERIFY(summary->isVisible());
        settle();
        QCOMPARE(summary->content().models.size(), std::size_t(2));
        auto* bars = find<BarChart>("bars:step");
        QVERIFY(bars->group().rows.size() > 2);
        const QString value = bars->group().rows[1].value;
        QTest::mouseClick(bars, Qt::LeftButton, {}, bars->barRect(1, 0).center());
        settle();
        QCOMPARE(m_document->query().minimumStep, std::optional(value.toInt()));
        QVERIFY(!shownIds().isEmpty() && shownIds().size() < 8);
        press(Qt::Key_F9);
        QVERIFY(image()->isVisible());
    }

    void theSummaryFollowsWhatIsOpen() {
        openAll();
        press(Qt::Key_F9);
        settle();
        auto* summary = find<SummaryPanel>("summaryPanel");
        QTRY_COMPARE(summary->content().models.size(), std::size_t(2));
        m_document->closeModel(1);
        settle();
        QTRY_COMPARE(summary->content().models.size(), std::size_t(1));
    }

    void thePaletteRunsCommandsAndGoesToSamples() {
        openAll();
        press(Qt::Key_P, Qt::ControlModifier);
        auto* palette = find("commandPalette");
        QTRY_VERIFY(palette->isVisible());
        QTest::keyClicks(find<QLineEdit>("paletteLine"), QStringLiteral("#3"));
        QTest::keyClick(find("paletteLine"), Qt::Key_Return);
        QCOMPARE(currentId(), QStringLiteral("3"));
        QVERIFY(!palette->isVisible());
        press(Qt::Key_P, Qt::ControlModifier);
        QTest::keyClicks(find<QLineEdit>("paletteLine"), find<QAction>("linked")->text());
        QTest::keyClick(find("paletteLine"), Qt::Key_Return);
        QVERIFY(!state().isLinked());
        // Commands only: no menus, and nothing of the widgets' own.
        press(Qt::Key_P, Qt::ControlModifier);
        QSet<QString> offered;
        const auto* list = find<QAbstractItemView>("paletteList")->model();
        for (int row = 0; row < list->rowCount(); ++row)
            offered.insert(list->index(row, 0).data().toString());
        QVERIFY(list->rowCount() > 20);
        QVERIFY(offered.contains(find<QAction>("addServer")->text()));
        QCOMPARE(list->match(list->index(0, 0), Qt::DisplayRole, find<QAction>("addServer")->text(), -1).size(), 1);
        QVERIFY(!offered.contains(QStringLiteral("File")) && !offered.contains(QStringLiteral("Copy")));
        QTest::keyClick(find("paletteLine"), Qt::Key_Escape);
        press(Qt::Key_G, Qt::ControlModifier);
        QTest::keyClicks(find<QLineEdit>("paletteLine"), QStringLiteral("99"));
        QTest::keyClick(find("paletteLine"), Qt::Key_Return);
        QCOMPARE(currentId(), QStringLiteral("3"));
        QVERIFY(messageTexts().contains(QStringLiteral("99")));
    }

    void theSheetOfKeysOpens() {
        openAll();
        image()->setFocus();
        QTest::keyClicks(image(), QStringLiteral("?"));
        QTRY_VERIFY(find("shortcutsDialog")->isVisible());
        QTest::keyClick(find("shortcutsDialog"), Qt::Key_Escape);
        QTRY_VERIFY(!find("shortcutsDialog")->isVisible());
    }

    void panelsFoldAndComeBack() {
        openAll();
        press(Qt::Key_F11);
        QVERIFY(!browser()->isVisible() && !find("inspectorPanel")->isVisible());
        press(Qt::Key_F11);
        QVERIFY(browser()->isVisible() && find("inspectorPanel")->isVisible());
        press(Qt::Key_1, Qt::ControlModifier);
        QVERIFY(!browser()->isVisible());
        press(Qt::Key_1, Qt::ControlModifier);
        press(Qt::Key_4, Qt::ControlModifier);
        QVERIFY(browser()->isVisible() && !find("inspectorPanel")->isVisible());
        const int width = image()->width();
        press(Qt::Key_3, Qt::ControlModifier);
        QVERIFY(!cloud()->isVisible());
        QTRY_VERIFY(image()->width() > width);
        press(Qt::Key_2, Qt::ControlModifier); // never both
        QVERIFY(!image()->isVisible() && cloud()->isVisible());
    }

    void viewsStandSideBySideOrStacked() {
        openAll();
        image()->setFocus();
        press(Qt::Key_V);
        QTRY_VERIFY(cloud()->mapTo(m_window.get(), QPoint()).y() > image()->mapTo(m_window.get(), QPoint()).y());
        press(Qt::Key_V);
        QTRY_VERIFY(cloud()->mapTo(m_window.get(), QPoint()).x() > image()->mapTo(m_window.get(), QPoint()).x());
    }

    void theThemeIsChangedWhileItRuns() {
        openAll();
        const QColor dark = m_window->grab().toImage().pixelColor(m_window->width() - 4, 4);
        find<QMenu>("themeMenu")->actions().value(2)->trigger();
        const QColor light = m_window->grab().toImage().pixelColor(m_window->width() - 4, 4);
        QVERIFY(light.lightness() > dark.lightness() + 100);
        QVERIFY(!theme().isDark);
        applyTheme(*qApp, ThemeChoice::Dark);
    }

    void arrowsMoveAmongTheTabsOfTheInspector() {
        openAll();
        auto* tabs = find<QTabBar>("modelTabs");
        tabs->setFocus();
        QTest::keyClick(tabs, Qt::Key_Right);
        QCOMPARE(tabs->currentIndex(), 1);
        QCOMPARE(currentId(), QStringLiteral("0"));
    }

    void aWrongFolderIsSaidInTheMessageBar() {
        QTemporaryDir empty;
        m_document->open({empty.path()});
        settle();
        QCOMPARE(find<MessageBar>("messageBar")->count(), 1);
        QVERIFY(messageTexts().contains(empty.path()));
        QVERIFY(find<MessageBar>("messageBar")->isVisible());
        QVERIFY(find<QLabel>("stageText")->isVisible());
    }

    void aDatasetWithoutRowsIsShownAsSuch() {
        m_samples->rows() = nlohmann::ordered_json::array();
        m_samples->writeRows();
        m_document->open({m_samples->path()});
        settle();
        QVERIFY(find<QLabel>("stageText")->isVisible());
        QVERIFY(find("inspectorEmpty")->isVisible());
        for (const int key : {int(Qt::Key_D), int(Qt::Key_A), int(Qt::Key_Y), int(Qt::Key_M), int(Qt::Key_G),
                              int(Qt::Key_E), int(Qt::Key_T), int(Qt::Key_F), int(Qt::Key_R)})
            press(key);
        m_window->grab();
    }

    void aBrokenRowSaysWhyInTheInspector() {
        m_samples->write("raw_data/2/image.png", m_samples->read("raw_data/2/image.png").left(3000));
        openAll();
        typeFilter(QStringLiteral("#2"));
        auto* problems = find<QLabel>("inspectorProblems");
        QVERIFY(problems->isVisible());
        // Long paths may be broken anywhere.
        QVERIFY(problems->text().remove(QChar(0x200b)).contains(QStringLiteral("2/image.png")));
        m_window->grab();
    }

    void everyKeyIsSafeWithNothingOpen() {
        for (const QAction* action : m_window->findChildren<QAction*>()) {
            const QStringList modal{"openFolder",   "openAnswers", "keepFolder",    "addCheckpoint",
                                    "openFigure",   "quit",        "openRecording", "openPictureFolder",
                                    "recordFolder", "chooseSource"};
            if (!modal.contains(action->objectName()) && !action->objectName().isEmpty())
                const_cast<QAction*>(action)->trigger();
        }
        m_window->grab();
        QVERIFY(!m_document->dataset());
    }

    void theWindowAnswersWhileAnswersAreScored() {
        m_samples->repeat(300);
        m_document->open({m_samples->path()});
        settle();
        QElapsedTimer clock;
        qint64 longest = 0;
        int ticks = 0;
        QTimer pulse;
        connect(&pulse, &QTimer::timeout, this, [&] {
            longest = std::max(longest, clock.restart());
            ++ticks;
        });
        pulse.start(5);
        clock.start();
        m_document->open({m_samples->answers()[0]});
        settle();
        QVERIFY(ticks > 3);
        // The aim is 33 ms (tests/benchmarks); machines under load are given room.
        QVERIFY2(longest < 300 * slowness, qPrintable(QString::number(longest)));
    }

    void whatWasOpenIsRemembered() {
        openAll(QStringLiteral("4"));
        typeFilter(QStringLiteral("b"));
        const QString file = m_samples->path("settings.ini");
        m_settings = std::make_unique<Settings>(file);
        m_window = std::make_unique<MainWindow>(m_document.get(), m_settings.get());
        m_document->open(m_samples->all(), QStringLiteral("4"));
        settle();
        typeFilter(QStringLiteral("block"));
        browser()->setDisplay(BrowserDisplay::Table);
        state().setKeepsView(true);
        m_window->close();
        QCOMPARE(m_settings->sessionPaths(), m_samples->all());
        QCOMPARE(m_settings->sessionSample(), QStringLiteral("4"));
        QCOMPARE(m_settings->sessionFilter(), QStringLiteral("block"));

        m_document = std::make_unique<Document>();
        m_window = std::make_unique<MainWindow>(m_document.get(), m_settings.get());
        m_window->restoreSession();
        m_document->open(m_settings->sessionPaths(), m_settings->sessionSample());
        settle();
        QCOMPARE(browser()->filterText(), QStringLiteral("block"));
        QCOMPARE(shownIds(), (QStringList{QStringLiteral("3"), QStringLiteral("4")}));
        QCOMPARE(currentId(), QStringLiteral("4"));
        QCOMPARE(browser()->display(), BrowserDisplay::Table);
        QVERIFY(state().keepsView());
        QCOMPARE(m_settings->recentPaths().size(), 3);
    }

    void endsWhileEverythingRuns() {
        m_samples->repeat(300);
        m_document->open(m_samples->all());
        QTRY_VERIFY_WITH_TIMEOUT(m_document->scene(), patience);
        press(Qt::Key_F9);
        press(Qt::Key_D);
        typeFilterWithoutWaiting();
    }

  private:
    void typeFilterWithoutWaiting() {
        QTest::keyClicks(find<QLineEdit>("browserFilter"), QStringLiteral("cube"));
        m_window->close();
    }
};

QTEST_MAIN(MainWindowTest)
#include "tst_main_window.moc"
