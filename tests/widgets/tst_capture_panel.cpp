// The bar of live capture: sources, Start and Stop, what is kept, how the source does, and the timeline of a recording.
#include "widgets/capture_panel.h"
#include "widgets/theme.h"
#include "widgets/timeline.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWheelEvent>
#include <memory>

using namespace tracestudio;

namespace {

/// Counts how often its child asked to be laid out again.
class LayoutCounter : public QObject {
  public:
    explicit LayoutCounter(QWidget* watched) {
        for (QWidget* child : watched->findChildren<QWidget*>())
            child->installEventFilter(this);
        watched->installEventFilter(this);
    }
    int requests = 0;

  protected:
    bool eventFilter(QObject* /*watched*/, QEvent* event) override {
        requests +=
            event->type() == QEvent::LayoutRequest || event->type() == QEvent::Resize || event->type() == QEvent::Move;
        return false;
    }
};

bool hasColour(const QImage& image, const QColor& colour, const QRect& place) {
    const QRect inside = place.intersected(image.rect());
    for (int y = inside.top(); y <= inside.bottom(); ++y)
        for (int x = inside.left(); x <= inside.right(); ++x)
            if (image.pixelColor(x, y) == colour)
                return true;
    return false;
}

} // namespace

class CapturePanelTest : public QObject {
    Q_OBJECT
    std::unique_ptr<QWidget> m_window;
    CapturePanel* m_panel = nullptr;

    template <typename Widget>
    Widget* find(const char* name) {
        auto* widget = m_panel->findChild<Widget*>(QString::fromLatin1(name));
        if (!widget)
            qFatal("no %s", name);
        return widget;
    }
    QAbstractButton* button(const char* name) { return find<QAbstractButton>(name); }
    Timeline* timeline() { return find<Timeline>("timeline"); }
    QSpinBox* frameBox() { return find<QSpinBox>("frameBox"); }
    void click(const char* name) { QTest::mouseClick(button(name), Qt::LeftButton); }
    QImage picture(QWidget* widget) { return widget->grab().toImage(); }

    void show(int width) {
        QCoreApplication::sendPostedEvents();
        m_window->resize(width, 10);
        m_window->layout()->activate();
        m_window->resize(width, m_window->heightForWidth(width));
        QCoreApplication::sendPostedEvents();
    }
    void showCamera() {
        m_panel->setSource("openni:1", "PrimeSense Xtion PRO LIVE", "Serial 0123");
        m_panel->setModes({"640×480 · 30 fps", "320×240 · 60 fps"}, 0);
        m_panel->setRunning(true);
        m_panel->setCanFreeze(true);
        m_panel->setCanSave(true);
        m_panel->setCanRecord(true);
        m_panel->setStatus(CaptureLamp::Good, "Streaming", "29.9 fps · 8 ms · 3 dropped", "tip");
    }
    void showRecording(int frames = 61) {
        showCamera();
        m_panel->setModes({"640×480"}, 0);
        m_panel->setTimeline(frames);
        m_panel->setPosition(10, 0.5, 2.0);
        show(1200);
    }
    QPoint at(int frame) { return {int(std::lround(timeline()->xOf(frame))), timeline()->height() / 2}; }
    QAction* inMenu(QToolButton* owner, const QString& text) {
        for (QAction* action : owner->menu()->actions())
            if (action->text().contains(text))
                return action;
        qFatal("no %s", qPrintable(text));
    }
    void choose(QToolButton* owner, const QString& text) {
        QMenu* menu = owner->menu();
        menu->popup(QPoint(0, 0));
        QTRY_VERIFY(menu->isVisible());
        QTest::mouseClick(menu, Qt::LeftButton, Qt::NoModifier, menu->actionGeometry(inMenu(owner, text)).center());
        QTRY_VERIFY(!menu->isVisible());
    }
    static void turnWheel(QWidget* widget, int eighths) {
        const QPointF place = widget->rect().center();
        QWheelEvent event(place, widget->mapToGlobal(place), {}, {0, eighths}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(widget, &event);
    }

  private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Dark); }
    void init() {
        m_window = std::make_unique<QWidget>();
        auto* layout = new QVBoxLayout(m_window.get());
        layout->setContentsMargins(0, 0, 0, 0);
        m_panel = new CapturePanel;
        layout->addWidget(m_panel);
        layout->addStretch(1);
        m_window->resize(1200, 200);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void cleanup() { m_window.reset(); }

    void aSourceIsChosenFromTheMenu() {
        QSignalSpy chosen(m_panel, &CapturePanel::sourceChosen);
        auto* source = find<QToolButton>("sourceButton");
        QVERIFY(!button("startButton")->isEnabled());
        m_panel->setSources({{"openni:1", "Xtion & more", "at 1-2"}, {"realsense:7", "D435", {}}},
                            {{"/a.bag", "a.bag", "/a.bag"}});
        choose(source, QStringLiteral("D435"));
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen[0][0].toString(), QStringLiteral("realsense:7"));
        QVERIFY(!inMenu(source, "D435")->isChecked()); // until the program says so
        choose(source, QStringLiteral("a.bag"));
        QCOMPARE(chosen[1][0].toString(), QStringLiteral("/a.bag"));
        QCOMPARE(inMenu(source, "Xtion")->text(), QStringLiteral("Xtion && more"));
        QCOMPARE(inMenu(source, "Xtion")->toolTip(), QStringLiteral("at 1-2"));
        m_panel->setSource("realsense:7", "D435", {});
        QVERIFY(inMenu(source, "D435")->isChecked());
        QVERIFY(!inMenu(source, "Xtion")->isChecked());
        QVERIFY(button("startButton")->isEnabled());
        m_panel->setSource({}, {}, {});
        QVERIFY(!button("startButton")->isEnabled());
    }

    void recordingsAndFoldersAreLookedFor() {
        QSignalSpy file(m_panel, &CapturePanel::openRecordingRequested);
        QSignalSpy folder(m_panel, &CapturePanel::openFolderRequested);
        auto* source = find<QToolButton>("sourceButton");
        choose(source, QStringLiteral("recording…"));
        QCOMPARE(file.size(), 1);
        choose(source, QStringLiteral("folder"));
        QCOMPARE(folder.size(), 1);
        QCOMPARE(file.size(), 1);
    }

    void camerasComeAndGoWhileTheMenuIsOpen() {
        auto* source = find<QToolButton>("sourceButton");
        const auto count = [&] { return source->menu()->actions().size(); };
        const auto without = count();
        m_panel->showSourceMenu();
        QTRY_VERIFY(source->menu()->isVisible());
        m_panel->setSources({{"openni:1", "Xtion", {}}}, {});
        QVERIFY(source->menu()->isVisible());
        QCOMPARE(count(), without + 1);
        QSignalSpy chosen(m_panel, &CapturePanel::sourceChosen);
        QTest::mouseClick(source->menu(), Qt::LeftButton, Qt::NoModifier,
                          source->menu()->actionGeometry(inMenu(source, "Xtion")).center());
        QCOMPARE(chosen.size(), 1);
        m_panel->setSources({}, {});
        QCOMPARE(count(), without);
    }

    void aMenuThatSaysTheSameIsLeftAlone() {
        const std::vector<CaptureChoice> devices{{"openni:1", "Xtion", {}}};
        m_panel->setSources(devices, {});
        const QList<QAction*> actions = find<QToolButton>("sourceButton")->menu()->actions();
        m_panel->setSources(devices, {});
        QCOMPARE(find<QToolButton>("sourceButton")->menu()->actions(), actions);
    }

    void aModeIsOfferedWhereThereIsAChoice() {
        auto* mode = find<QComboBox>("modeBox");
        QSignalSpy chosen(m_panel, &CapturePanel::modeChosen);
        QVERIFY(!mode->isVisible());
        m_panel->setModes({"640×480"}, 0);
        QVERIFY(!mode->isVisible());
        m_panel->setModes({"640×480", "320×240", "1280×720"}, 1);
        QVERIFY(mode->isVisible());
        QCOMPARE(mode->currentIndex(), 1);
        QCOMPARE(chosen.size(), 0);
        mode->setFocus(Qt::TabFocusReason);
        QTest::keyClick(mode, Qt::Key_Down);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen[0][0].toInt(), 2);
        mode->showPopup();
        QTest::keyClick(mode->view(), Qt::Key_Return); // the one it has
        QTRY_VERIFY(!mode->view()->isVisible());
        QCOMPARE(chosen.size(), 1);
        turnWheel(mode, 120); // passing over it
        QCOMPARE(mode->currentIndex(), 2);
        QCOMPARE(chosen.size(), 1);
    }

    void startBecomesStopWithoutMoving() {
        QSignalSpy started(m_panel, &CapturePanel::startRequested);
        QSignalSpy stopped(m_panel, &CapturePanel::stopRequested);
        m_panel->setSource("openni:1", "Xtion", {});
        show(1200);
        const QRect before = button("startButton")->geometry();
        const QString start = button("startButton")->text();
        click("startButton");
        QCOMPARE(started.size(), 1);
        QCOMPARE(button("startButton")->text(), start); // until it runs
        m_panel->setRunning(true);
        show(1200);
        QVERIFY(button("startButton")->text() != start);
        QCOMPARE(button("startButton")->geometry(), before);
        click("startButton");
        QCOMPARE(stopped.size(), 1);
        QCOMPARE(started.size(), 1);
    }

    void togglesAreTold_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("signal");
        QTest::newRow("freeze") << QByteArray("freezeButton") << QByteArray(SIGNAL(freezeToggled(bool)));
        QTest::newRow("record") << QByteArray("recordButton") << QByteArray(SIGNAL(recordToggled(bool)));
        QTest::newRow("repeat") << QByteArray("repeatButton") << QByteArray(SIGNAL(repeatToggled(bool)));
        QTest::newRow("carry over") << QByteArray("carryOverButton") << QByteArray(SIGNAL(carryOverToggled(bool)));
        QTest::newRow("loop") << QByteArray("loopButton") << QByteArray(SIGNAL(loopToggled(bool)));
    }
    void togglesAreTold() {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, signal);
        showRecording();
        QSignalSpy toggled(m_panel, signal.constData());
        QVERIFY(toggled.isValid());
        QVERIFY(!button(name)->toolTip().isEmpty());
        click(name);
        QCOMPARE(toggled.size(), 1);
        QCOMPARE(toggled[0][0].toBool(), true);
        button(name)->setFocus(Qt::TabFocusReason);
        QTest::keyClick(button(name), Qt::Key_Space);
        QCOMPARE(toggled.size(), 2);
        QCOMPARE(toggled[1][0].toBool(), false);
    }

    void whatTheProgramSetsIsNotTold() {
        showRecording();
        QSignalSpy frozen(m_panel, &CapturePanel::freezeToggled), recorded(m_panel, &CapturePanel::recordToggled);
        QSignalSpy repeated(m_panel, &CapturePanel::repeatToggled), sped(m_panel, &CapturePanel::speedChanged);
        QSignalSpy carried(m_panel, &CapturePanel::carryOverToggled), looped(m_panel, &CapturePanel::loopToggled);
        QSignalSpy sought(m_panel, &CapturePanel::seekRequested), mode(m_panel, &CapturePanel::modeChosen);
        QSignalSpy options(m_panel, &CapturePanel::recordOptionsChanged);
        m_panel->setFrozen(true);
        m_panel->setRecording(true, "1 recorded");
        m_panel->setRepeats(true);
        m_panel->setCarriesOver(true);
        m_panel->setLoops(true);
        m_panel->setSpeed(4);
        m_panel->setModes({"a", "b"}, 1);
        m_panel->setTimeline(30);
        m_panel->setPosition(20, 1, 2);
        m_panel->setRecordKind(RecordKind::TumFolder);
        m_panel->setRecordInterval(5);
        for (const QSignalSpy* spy :
             {&frozen, &recorded, &repeated, &sped, &carried, &looped, &sought, &mode, &options})
            QCOMPARE(spy->size(), 0);
        QVERIFY(button("freezeButton")->isChecked() && button("recordButton")->isChecked());
        QVERIFY(m_panel->repeats() && m_panel->carriesOver() && m_panel->loops());
        QCOMPARE(m_panel->speed(), 4.0);
    }

    void whatCannotBeDoneIsDisabled() {
        m_panel->setSource("openni:1", "Xtion", {});
        for (const char* name : {"freezeButton", "saveSampleButton", "recordButton"})
            QVERIFY2(!button(name)->isEnabled(), name);
        QSignalSpy saved(m_panel, &CapturePanel::saveRequested);
        click("saveSampleButton");
        QCOMPARE(saved.size(), 0);
        m_panel->setCanFreeze(true);
        m_panel->setCanSave(true);
        m_panel->setCanRecord(true);
        for (const char* name : {"freezeButton", "saveSampleButton", "recordButton"})
            QVERIFY2(button(name)->isEnabled(), name);
        click("saveSampleButton");
        QCOMPARE(saved.size(), 1);
        // What was begun can be ended.
        m_panel->setRecording(true, {});
        m_panel->setCanRecord(false);
        QVERIFY(button("recordButton")->isEnabled());
    }

    void whatIsRecordedIsChosenBefore() {
        showCamera();
        QSignalSpy changed(m_panel, &CapturePanel::recordOptionsChanged);
        auto* options = find<QToolButton>("recordOptions");
        QCOMPARE(m_panel->recordKind(), RecordKind::Samples);
        QCOMPARE(m_panel->recordInterval(), 0.0);
        const QString before = button("recordButton")->toolTip();
        choose(options, QStringLiteral("TUM"));
        QCOMPARE(m_panel->recordKind(), RecordKind::TumFolder);
        choose(options, QStringLiteral("2 s"));
        QCOMPARE(m_panel->recordInterval(), 2.0);
        QCOMPARE(changed.size(), 2);
        QVERIFY(button("recordButton")->toolTip() != before);
        m_panel->setRecordInterval(1.1);
        QCOMPARE(m_panel->recordInterval(), 1.0);
        m_panel->setRecordKind(RecordKind::Samples);
        QCOMPARE(m_panel->recordKind(), RecordKind::Samples);
        m_panel->setRecording(true, {});
        QVERIFY(!options->isVisible());
    }

    void recordBecomesStopRecordingWithoutMoving() {
        showCamera();
        show(1600);
        QWidget* control = button("recordButton")->parentWidget();
        const QRect before = control->geometry(), next = button("repeatButton")->geometry();
        const QString record = button("recordButton")->text();
        m_panel->setRecording(true, "0:01 · 30 recorded");
        show(1600);
        QVERIFY(button("recordButton")->text() != record);
        QVERIFY(button("recordButton")->width() >= button("recordButton")->sizeHint().width());
        QCOMPARE(control->geometry(), before);
        QCOMPARE(button("repeatButton")->geometry(), next);
        m_panel->setRecording(false, {});
        show(1600);
        QCOMPARE(button("recordButton")->text(), record);
        QVERIFY(button("recordButton")->width() >= button("recordButton")->sizeHint().width());
        QCOMPARE(control->geometry(), before);
    }

    void anotherSourceMovesNothing() {
        showCamera();
        show(900);
        const QRect before = button("startButton")->geometry();
        for (const char* name :
             {"D435", "a recording of a name so long that nobody would want to read all of it.bag"}) {
            m_panel->setSource("x", name, {});
            show(900);
            QCOMPARE(button("startButton")->geometry(), before);
        }
    }

    void theFiguresHaveTheirRoomInASmallWindow_data() {
        QTest::addColumn<int>("width");
        QTest::newRow("1280") << 700;
        QTest::newRow("1024") << 542;
    }
    void theFiguresHaveTheirRoomInASmallWindow() {
        QFETCH(int, width);
        showCamera();
        auto* status = find<QWidget>("captureStatus");
        m_panel->setStatus(CaptureLamp::Good, "Streaming", "29.9 fps · 18 ms · 33 dropped", {});
        show(width);
        const QImage cut = picture(status);
        show(1600);
        const QImage whole = picture(status);
        const auto inkOf = [](const QImage& image) {
            int ink = 0;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    ink += image.pixelColor(x, y) != image.pixelColor(0, 0);
            return ink;
        };
        // Letters fall on other fractions of a pixel on scaled screens; a letter that is missing is more than that.
        QVERIFY2(std::abs(inkOf(cut) - inkOf(whole)) <= inkOf(whole) / 40,
                 qPrintable(QStringLiteral("%1 of %2").arg(inkOf(cut)).arg(inkOf(whole))));
    }

    void aRecordingTakesThreeLinesInASmallWindow() {
        showRecording();
        m_panel->setModes({}, -1);
        show(542);
        QCOMPARE(m_panel->height(), 8 + 3 * 28 + 2 * 8 + 8);
    }

    void theLampHasTheColourOfTheState_data() {
        QTest::addColumn<int>("lamp");
        for (const CaptureLamp lamp :
             {CaptureLamp::Off, CaptureLamp::Waiting, CaptureLamp::Good, CaptureLamp::Bad, CaptureLamp::Held})
            QTest::addRow("%d", int(lamp)) << int(lamp);
    }
    void theLampHasTheColourOfTheState() {
        QFETCH(int, lamp);
        for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
            applyTheme(*qApp, choice);
            const QColor colours[] = {theme().mutedText, theme().warning, theme().success, theme().failure,
                                      theme().accent};
            auto* status = find<QWidget>("captureStatus");
            m_panel->setStatus(CaptureLamp(lamp), "State", {}, {});
            show(1600);
            const QImage seen = picture(status);
            for (int i = 0; i < 5; ++i)
                QCOMPARE(hasColour(seen, colours[i], seen.rect()), i == lamp);
        }
    }

    void figuresMoveNothing() {
        showRecording();
        show(1600);
        m_panel->setRecording(true, "1 recorded");
        for (int level = 0; level < 3; ++level) // what has another button is laid out from within
            show(1600);
        LayoutCounter counter(m_panel);
        for (int i = 0; i < 50; ++i) {
            m_panel->setStatus(i % 2 ? CaptureLamp::Good : CaptureLamp::Bad, i % 2 ? "Streaming" : "Stalled",
                               QStringLiteral("%1 fps · %2 ms").arg(i * 1000).arg(i), QStringLiteral("tip %1").arg(i));
            m_panel->setRecording(true, QStringLiteral("%1 recorded").arg(i * 12345));
            m_panel->setPosition(i, i * 0.03, 2.0);
            QCoreApplication::sendPostedEvents();
        }
        QCOMPARE(counter.requests, 0);
        QCOMPARE(find<QWidget>("captureStatus")->toolTip(), QStringLiteral("tip 49"));
    }

    void theLampStandsStillWhileFiguresChange() {
        showCamera();
        show(1600);
        auto* status = find<QWidget>("captureStatus");
        const auto lampLeft = [&] {
            const QImage seen = picture(status);
            for (int x = 0; x < seen.width(); ++x)
                if (hasColour(seen, theme().success, QRect(x, 0, 1, seen.height())))
                    return x;
            return -1;
        };
        m_panel->setStatus(CaptureLamp::Good, "Streaming", "130.9 fps · 18 ms", {});
        const int before = lampLeft();
        QVERIFY(before > 0);
        m_panel->setStatus(CaptureLamp::Good, "Streaming", "9 fps · 8 ms", {});
        QCOMPARE(lampLeft(), before);
    }

    void whatIsRecordedIsShownWhereThereIsLittleRoom() {
        showCamera();
        show(560);
        auto* status = find<QWidget>("captureStatus");
        QVERIFY(!hasColour(picture(status), theme().failure, picture(status).rect()));
        m_panel->setRecording(true, "128 recorded");
        QVERIFY(hasColour(picture(status), theme().failure, picture(status).rect()));
        QVERIFY(status->accessibleName().contains(QStringLiteral("128 recorded")));
        m_panel->setRecording(false, {});
        QVERIFY(!hasColour(picture(status), theme().failure, picture(status).rect()));
    }

    void onlyRecordingsHaveATimeline() {
        showCamera();
        show(1200);
        auto* playback = find<QWidget>("playback");
        QVERIFY(!playback->isVisible());
        const int low = m_panel->height();
        m_panel->setTimeline(60);
        show(1200);
        QVERIFY(playback->isVisible());
        QVERIFY(m_panel->height() > low);
        m_panel->setTimeline(0);
        show(1200);
        QVERIFY(!playback->isVisible());
        QCOMPARE(m_panel->height(), low);
    }

    void aClickOnTheLineGoesThere() {
        showRecording();
        QSignalSpy sought(m_panel, &CapturePanel::seekRequested);
        QTest::mouseClick(timeline(), Qt::LeftButton, Qt::NoModifier, at(45));
        QCOMPARE(sought.size(), 1);
        QCOMPARE(sought[0][0].toInt(), 45);
        QCOMPARE(frameBox()->value(), 46);
        QTest::mouseClick(timeline(), Qt::LeftButton, Qt::NoModifier, at(45)); // it is there
        QTest::mouseClick(timeline(), Qt::RightButton, Qt::NoModifier, at(5));
        QCOMPARE(sought.size(), 1);
    }

    void aDragTellsEachFrameOnceAndIsNotContradicted() {
        showRecording();
        QSignalSpy sought(m_panel, &CapturePanel::seekRequested);
        QTest::mousePress(timeline(), Qt::LeftButton, Qt::NoModifier, at(10));
        for (int x = at(10).x(); x <= at(20).x(); ++x)
            QTest::mouseMove(timeline(), {x, 14});
        QCOMPARE(sought.size(), 10);
        for (int i = 0; i < 10; ++i)
            QCOMPARE(sought[i][0].toInt(), 11 + i);
        m_panel->setPosition(14, 0.5, 2); // shown late
        QCOMPARE(timeline()->value(), 20);
        QTest::mouseMove(timeline(), {timeline()->width() + 500, 14});
        QCOMPARE(sought.last()[0].toInt(), 60);
        QTest::mouseRelease(timeline(), Qt::LeftButton, Qt::NoModifier, {timeline()->width() + 500, 14});
        QTest::mouseMove(timeline(), at(3));
        QCOMPARE(sought.last()[0].toInt(), 60);
        m_panel->setPosition(30, 1, 2);
        QCOMPARE(timeline()->value(), 30);
    }

    void keysAndWheelStepAlongTheLine() {
        showRecording(); // 61 frames in 2 s: a page is 30 frames
        QSignalSpy sought(m_panel, &CapturePanel::seekRequested);
        const auto goes = [&](auto act, int frame) {
            act();
            return sought.last()[0].toInt() == frame;
        };
        const auto key = [&](Qt::Key k) { return [this, k] { QTest::keyClick(timeline(), k); }; };
        timeline()->setFocus(Qt::TabFocusReason);
        QVERIFY(goes(key(Qt::Key_Right), 11));
        QVERIFY(goes(key(Qt::Key_Left), 10));
        QVERIFY(goes(key(Qt::Key_PageUp), 40));
        QVERIFY(goes(key(Qt::Key_PageDown), 10));
        m_panel->setTimeline(21); // another recording of the same length
        m_panel->setPosition(0, 0, 2.0);
        QVERIFY(goes(key(Qt::Key_PageUp), 10));
        m_panel->setTimeline(61);
        QVERIFY(goes(key(Qt::Key_End), 60));
        const auto count = sought.size();
        QTest::keyClick(timeline(), Qt::Key_Right); // there is no more
        QCOMPARE(sought.size(), count);
        QVERIFY(goes(key(Qt::Key_Home), 0));
        QVERIFY(goes([&] { turnWheel(timeline(), 120); }, 1));
        QVERIFY(goes([&] { turnWheel(timeline(), -120); }, 0));
        const auto before = sought.size();
        turnWheel(timeline(), 60); // half a step of a fine wheel
        QCOMPARE(sought.size(), before);
        QVERIFY(goes([&] { turnWheel(timeline(), 60); }, 1));
    }

    void aTypedNumberIsGoneTo() {
        showRecording();
        QSignalSpy sought(m_panel, &CapturePanel::seekRequested);
        auto* field = frameBox()->findChild<QLineEdit*>();
        frameBox()->setFocus(Qt::MouseFocusReason);
        frameBox()->selectAll();
        QTest::keyClicks(field, QStringLiteral("37"));
        QCOMPARE(sought.size(), 0);
        m_panel->setPosition(11, 0.5, 2); // plays on under the typing
        QVERIFY(field->text().contains(QStringLiteral("37")));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(sought.size(), 1);
        QCOMPARE(sought[0][0].toInt(), 36);
        QCOMPARE(timeline()->value(), 36);
        m_panel->setPosition(40, 0.5, 2);
        QCOMPARE(frameBox()->value(), 41);
        frameBox()->selectAll();
        QTest::keyClicks(field, QStringLiteral("99")); // there are 61: the second digit is refused
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(sought.last()[0].toInt(), 8);
        frameBox()->selectAll();
        QTest::keyClicks(field, QStringLiteral("12"));
        QSignalSpy left(m_panel, &CapturePanel::left);
        const auto count = sought.size();
        QTest::keyClick(field, Qt::Key_Escape);
        QCOMPARE(left.size(), 1);
        QCOMPARE(frameBox()->value(), 9);
        QVERIFY(field->text().contains(QStringLiteral("9 /")));
        frameBox()->clearFocus();
        QCOMPARE(sought.size(), count);
    }

    void whatIsSaidAgainDoesNotDisturbWhoTypesOrChooses() {
        showRecording();
        auto* field = frameBox()->findChild<QLineEdit*>();
        frameBox()->setFocus(Qt::MouseFocusReason);
        frameBox()->selectAll();
        QTest::keyClicks(field, QStringLiteral("3"));
        m_panel->setTimeline(61); // as with every status
        m_panel->setPosition(12, 0.6, 2);
        QTest::keyClicks(field, QStringLiteral("7"));
        QSignalSpy sought(m_panel, &CapturePanel::seekRequested);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(sought.size(), 1);
        QCOMPARE(sought[0][0].toInt(), 36);

        const QStringList modes{"640×480", "320×240", "1280×720"};
        m_panel->setModes(modes, 0);
        auto* mode = find<QComboBox>("modeBox");
        mode->showPopup();
        QTRY_VERIFY(mode->view()->isVisible());
        QTest::keyClick(mode->view(), Qt::Key_Down);
        QTest::keyClick(mode->view(), Qt::Key_Down);
        m_panel->setModes(modes, 0);
        QSignalSpy chosen(m_panel, &CapturePanel::modeChosen);
        QTest::keyClick(mode->view(), Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen[0][0].toInt(), 2);
    }

    void theNumberThatWasThereBeforeItPlayedOnIsGoneTo() {
        showRecording();
        QSignalSpy sought(m_panel, &CapturePanel::seekRequested);
        auto* field = frameBox()->findChild<QLineEdit*>();
        frameBox()->setFocus(Qt::MouseFocusReason);
        frameBox()->selectAll();
        QTest::keyClicks(field, QStringLiteral("11"));
        m_panel->setPosition(50, 1.5, 2);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(sought.size(), 1);
        QCOMPARE(sought[0][0].toInt(), 10);
        m_panel->setPosition(12, 0.6, 2); // and playing on is shown again
        QCOMPARE(frameBox()->value(), 13);
    }

    void typingTheNumberThatIsShownKeepsUpWithPlaying() {
        showRecording();
        QSignalSpy sought(m_panel, &CapturePanel::seekRequested);
        auto* field = frameBox()->findChild<QLineEdit*>();
        frameBox()->setFocus(Qt::MouseFocusReason);
        frameBox()->selectAll();
        QTest::keyClicks(field, QStringLiteral("11"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(sought.size(), 0);
        m_panel->setPosition(12, 0.6, 2);
        QCOMPARE(frameBox()->value(), 13);
    }

    void playingAndSteppingAreAskedFor() {
        showRecording();
        QSignalSpy played(m_panel, &CapturePanel::playToggled), stepped(m_panel, &CapturePanel::stepRequested);
        click("playButton");
        QCOMPARE(played.last()[0].toBool(), true);
        const QImage play = picture(button("playButton"));
        m_panel->setPlaying(true);
        QVERIFY(picture(button("playButton")) != play);
        click("playButton");
        QCOMPARE(played.last()[0].toBool(), false);
        click("stepBackButton");
        QCOMPARE(stepped.last()[0].toInt(), -1);
        click("stepForwardButton");
        QCOMPARE(stepped.last()[0].toInt(), 1);
        QCOMPARE(stepped.size(), 2);
    }

    void theSpeedIsChosen() {
        showRecording();
        auto* box = find<QComboBox>("speedBox");
        QSignalSpy changed(m_panel, &CapturePanel::speedChanged);
        QCOMPARE(m_panel->speed(), 1.0);
        box->setFocus(Qt::TabFocusReason);
        QTest::keyClick(box, Qt::Key_Down);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed[0][0].toDouble(), 2.0);
        m_panel->setSpeed(0.26);
        QCOMPARE(m_panel->speed(), 0.25);
        QCOMPARE(changed.size(), 1);
    }

    void timesAreWritten() {
        showRecording();
        auto* time = find<QLabel>("playTime");
        m_panel->setPosition(36, 1.24, 2.0);
        QCOMPARE(time->text(), QStringLiteral("0:01.2 / 0:02.0"));
        m_panel->setPosition(36, 59.96, 3723.45);
        QCOMPARE(time->text(), QStringLiteral("1:00.0 / 1:02:03.5"));
        QVERIFY(time->width() >= time->fontMetrics().horizontalAdvance(time->text()));
        m_panel->setPosition(0, std::nan(""), -1);
        QCOMPARE(time->text(), QStringLiteral("0:00.0 / 0:00.0"));
    }

    void theFrameOfTheAnswerIsMarked() {
        showRecording();
        const auto isMarked = [&] {
            const QImage seen = picture(timeline());
            const double ratio = seen.devicePixelRatio();
            return hasColour(seen, theme().model(0),
                             QRect(int((timeline()->xOf(30) - 2) * ratio), 0, int(4 * ratio), seen.height()));
        };
        QVERIFY(!isMarked());
        m_panel->setMark(30);
        QVERIFY(isMarked());
        QSignalSpy sought(m_panel, &CapturePanel::seekRequested);
        QTest::mouseClick(timeline(), Qt::LeftButton, Qt::NoModifier, at(30) + QPoint(3, 0));
        QCOMPARE(sought.last()[0].toInt(), 30);
        m_panel->setPosition(10, 0.5, 2);
        m_panel->setMark(-1);
        QVERIFY(!isMarked());
    }

    void thePlayedPartIsPainted() {
        showRecording();
        m_panel->setPosition(30, 1, 2);
        const QImage seen = picture(timeline());
        const double ratio = seen.devicePixelRatio();
        const auto colourAt = [&](int frame) {
            return seen.pixelColor(int(timeline()->xOf(frame) * ratio), seen.height() / 2);
        };
        QCOMPARE(colourAt(15), theme().accent);
        QCOMPARE(colourAt(45), theme().line);
    }

    void aRecordingOfOneFrameHasItsPlace() {
        showRecording(1);
        m_panel->setPosition(0, 0, 0);
        QSignalSpy sought(m_panel, &CapturePanel::seekRequested);
        QTest::mouseClick(timeline(), Qt::LeftButton, Qt::NoModifier, timeline()->rect().center());
        QTest::keyClick(timeline(), Qt::Key_End);
        QCOMPARE(sought.size(), 0);
        QCOMPARE(frameBox()->value(), 1);
    }

    void tabReachesEverythingAndEscapeLeaves() {
        showRecording();
        m_panel->setModes({"a", "b"}, 0);
        show(1200);
        QStringList reached;
        button("startButton")->setFocus(Qt::TabFocusReason);
        for (int i = 0; i < 40; ++i) {
            if (QWidget* focused = m_window->focusWidget(); focused && !reached.contains(focused->objectName()))
                reached << focused->objectName();
            QTest::keyClick(m_window->focusWidget(), Qt::Key_Tab);
        }
        for (const char* name : {"sourceButton", "modeBox", "startButton", "freezeButton", "saveSampleButton",
                                 "recordButton", "recordOptions", "repeatButton", "carryOverButton", "stepBackButton",
                                 "playButton", "stepForwardButton", "timeline", "frameBox", "speedBox", "loopButton"}) {
            QVERIFY2(reached.contains(QString::fromLatin1(name)), name);
            QSignalSpy left(m_panel, &CapturePanel::left);
            find<QWidget>(name)->setFocus(Qt::TabFocusReason);
            QTest::keyClick(find<QWidget>(name), Qt::Key_Escape);
            QVERIFY2(left.size() == 1, name);
        }
    }

    void aClickLeavesTheKeysToTheWindow() {
        showRecording();
        m_window->setFocusPolicy(Qt::StrongFocus);
        m_window->setFocus();
        for (const char* name : {"freezeButton", "recordButton", "repeatButton", "playButton", "startButton"}) {
            click(name);
            QVERIFY2(m_window->focusWidget() == m_window.get(), name);
        }
    }

    void aFocusedButtonHasSpaceBeforeTheWindow() {
        showRecording();
        QAction action;
        action.setShortcut(Qt::Key_Space);
        m_window->addAction(&action);
        QSignalSpy triggered(&action, &QAction::triggered), toggled(m_panel, &CapturePanel::repeatToggled);
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        button("repeatButton")->setFocus(Qt::TabFocusReason);
        QTest::keyClick(m_window->windowHandle(), Qt::Key_Space);
        QCOMPARE(toggled.size(), 1);
        QCOMPARE(triggered.size(), 0);
        // The line has its arrows, and leaves Space to the window.
        QSignalSpy sought(m_panel, &CapturePanel::seekRequested);
        QTest::mouseClick(timeline(), Qt::LeftButton, Qt::NoModifier, at(30));
        QTest::keyClick(m_window->windowHandle(), Qt::Key_Space);
        QCOMPARE(triggered.size(), 1);
        action.setShortcut(Qt::Key_Right);
        QTest::keyClick(m_window->windowHandle(), Qt::Key_Right);
        QCOMPARE(triggered.size(), 1);
        QCOMPARE(sought.last()[0].toInt(), 31);
    }

    void everythingHasItsRoom_data() {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("words"); // 0: English; 1: as long as German; 2: as short as Chinese
        QTest::addColumn<int>("mostLines");
        for (const int width : {560, 900, 1600})
            for (const int words : {0, 1, 2})
                QTest::addRow("%d, words %d", width, words) << width << words
                                                            << (width == 1600  ? 2
                                                                : width == 900 ? 3
                                                                               : 5);
    }
    void everythingHasItsRoom() {
        QFETCH(int, width);
        QFETCH(int, words);
        QFETCH(int, mostLines);
        showRecording(123456);
        m_panel->setModes({"1280×720 · 30 fps", "640×480 · 30 fps"}, 0);
        m_panel->setRecording(true, "128 recorded · 2 dropped");
        if (words > 0) {
            const std::vector<std::pair<const char*, QString>> longer{{"freezeButton", "Standbild"},
                                                                      {"saveSampleButton", "Als Beispiel speichern…"},
                                                                      {"recordButton", "Aufzeichnen"},
                                                                      {"repeatButton", "Wiederholen"},
                                                                      {"carryOverButton", "Mitführen"}};
            for (const auto& [name, text] : longer)
                button(name)->setText(words == 1 ? text : text.left(2));
        }
        show(width);
        QCOMPARE(m_window->width(), width); // nothing pushes the window wider
        std::vector<QWidget*> seen;
        for (const char* name :
             {"sourceButton", "modeBox", "startButton", "freezeButton", "saveSampleButton", "recordButton",
              "repeatButton", "carryOverButton", "captureStatus", "stepBackButton", "playButton", "stepForwardButton",
              "timeline", "frameBox", "playTime", "speedBox", "loopButton"}) {
            auto* widget = find<QWidget>(name);
            QVERIFY2(widget->isVisible(), name);
            seen.push_back(widget);
            const QRect place(widget->mapTo(m_panel, QPoint()), widget->size());
            QVERIFY2(m_panel->rect().adjusted(12, 0, -12, 0).contains(place), name);
            const bool mayShrink = widget->objectName() == QLatin1String("sourceButton") ||
                                   widget->objectName() == QLatin1String("captureStatus");
            const QSize wanted = mayShrink ? widget->minimumSizeHint() : widget->sizeHint();
            if (widget->objectName() != QLatin1String("timeline"))
                QVERIFY2(widget->minimumWidth() == widget->maximumWidth() || widget->width() >= wanted.width(), name);
        }
        QVERIFY(timeline()->width() >= 120);
        std::vector<int> lines;
        for (std::size_t i = 0; i < seen.size(); ++i) {
            const QRect a(seen[i]->mapTo(m_panel, QPoint()), seen[i]->size());
            if (std::find(lines.begin(), lines.end(), a.center().y()) == lines.end())
                lines.push_back(a.center().y());
            for (std::size_t j = 0; j < i; ++j) {
                const QRect b(seen[j]->mapTo(m_panel, QPoint()), seen[j]->size());
                QVERIFY2(!a.intersects(b), qPrintable(seen[i]->objectName() + " " + seen[j]->objectName()));
            }
        }
        QVERIFY2(int(lines.size()) <= mostLines, qPrintable(QString::number(lines.size())));
    }

    void aNameOfAnyLengthHasItsRoom() {
        showCamera();
        m_panel->setSource("x", QString(QStringLiteral("a long & name ")).repeated(20), QString());
        show(560);
        QVERIFY(button("sourceButton")->width() <= 220);
        m_panel->setStatus(CaptureLamp::Bad, QString(QStringLiteral("state ")).repeated(40), "1 fps", {});
        m_panel->setRecording(true, QString(QStringLiteral("recorded ")).repeated(40));
        QVERIFY(!picture(m_panel).isNull());
        QCOMPARE(m_window->width(), 560);
    }
};

QTEST_MAIN(CapturePanelTest)
#include "tst_capture_panel.moc"
