#include "capture/made_up_source.h"
#include "support.h"

#include <QElapsedTimer>
#include <QTest>
#include <set>

using namespace tracestudio;
using namespace std::chrono_literals;

// The session with a double for the source, so that everything a source can do happens when it is wanted.
class TestCaptureSession : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init();
    void framesComeWithTheirClouds();
    void theNewestFrameWinsAndTheOthersAreCounted();
    void everyFramePassesTheTap();
    void lostFramesAreCounted();
    void aDeviceThatWasUnpluggedIsOpenedAgain();
    void aDeviceThatIsNotThereIsTriedAgainAndToldOfOnce();
    void aDeviceThatIsSeenAgainIsOpenedAtOnce();
    void aDeviceThatFallsSilentIsStalledThenOpenedAnew();
    void aJumpOfTheClockIsTold();
    void aFaultThatDoesNotHealEndsIt();
    void everyChangeOfStateIsNoticed();
    void nothingOfTheSourceBeforeComesAfterAnotherIsOpened();
    void closingAndOpeningAgainAndAgainLeavesNothing();
    void methodsReturnAtOnceWhileASourceIsSlow();
    void aRecordingPlaysToItsEnd();
    void aRecordingPlaysAtItsSpeed();
    void theSpeedHoldsForTheNextRecording();
    void aRecordingStepsSeeksAndLoops();
    void aRecordingOfOnePairLoopsAtItsRate();
    void aPairThatCannotBeReadIsSkippedAndTold();
    void whatOfARecordingIsLostIsToldWhenItIsOpened();
    void manyUnreadablePairsAreCountedAndNotAllTold();
    void theLastFramePassesTheTapBeforeTheEndIsTold();
    void aFaultIsToldBeforeTheSourceIsLetGoOf();
    void nothingIsLeftToTakeOnceItIsClosed();

  private:
    CaptureStatus status() const { return m_session->status(); }
    LiveFrame frame() {
        std::optional<LiveFrame> taken;
        QElapsedTimer clock;
        clock.start();
        while (!taken && clock.elapsed() < 5000 * slowness) {
            taken = m_session->takeFrame();
            if (!taken)
                QTest::qWait(1);
        }
        return taken.value_or(LiveFrame());
    }
    /// Of the frame that was taken last.
    std::uint64_t newestNumber() {
        if (const auto taken = m_session->takeFrame())
            m_newest = taken->captured.number;
        return m_newest;
    }
    bool hasEvent(CaptureEvent::Kind kind) {
        for (CaptureEvent& event : m_session->takeEvents())
            m_events.push_back(event);
        return std::ranges::any_of(m_events, [&](const CaptureEvent& event) { return event.kind == kind; });
    }
    void open(std::size_t frameCount = 0) {
        m_script->frameCount = frameCount;
        m_session->open("openni:made-up");
    }

    std::shared_ptr<SourceScript> m_script;
    std::uint64_t m_newest = 0;
    std::atomic<int> m_notices = 0;
    std::vector<CaptureEvent> m_events;
    std::unique_ptr<CaptureSession> m_session;
};

void TestCaptureSession::init() {
    m_session.reset();
    m_events.clear();
    m_newest = 0;
    m_script = std::make_shared<SourceScript>();
    m_session = std::make_unique<CaptureSession>([this] { ++m_notices; });
    m_session->setOpener(openerOf(m_script));
    CaptureSession::Patience patience;
    patience.stall = 100ms;
    patience.restart = 300ms;
    patience.firstRetry = 20ms;
    patience.mostRetry = 100ms;
    m_session->setPatience(patience);
}

void TestCaptureSession::framesComeWithTheirClouds() {
    QCOMPARE(int(status().state), int(CaptureState::Closed));
    open();
    const LiveFrame live = frame();
    QVERIFY(live.cloud);
    QCOMPARE(live.cloud->size(), std::size_t(48));
    QCOMPARE(live.cloud->z.front(), float(live.captured.frame.depthMillimetres.at<std::uint16_t>(0, 0)) / 1000);
    QVERIFY(live.made >= live.captured.arrival);
    QTRY_COMPARE(int(status().state), int(CaptureState::Streaming));
    QCOMPARE(status().source.name, std::string("Made-up camera"));
    QCOMPARE(status().format->camera.fx, 10.0);
    QTRY_VERIFY(status().framesPerSecond > 20);
    QVERIFY(m_notices > 0);
    m_session->close();
    QCOMPARE(status().framesPerSecond, 0.0);
}

void TestCaptureSession::theNewestFrameWinsAndTheOthersAreCounted() {
    open();
    QTRY_VERIFY(status().received > 20);
    const LiveFrame newest = frame();
    QVERIFY(newest.captured.number >= 19);
    QVERIFY(status().replaced >= 15); // nothing was taken meanwhile
    QCOMPARE(status().lost, std::uint64_t(0));
}

void TestCaptureSession::everyFramePassesTheTap() {
    std::mutex mutex;
    std::vector<std::uint64_t> seen;
    m_session->setTap([&](const CapturedFrame& captured) {
        const std::lock_guard lock(mutex);
        seen.push_back(captured.number);
    });
    open();
    QTRY_VERIFY(status().received > 50);
    m_session->close();
    m_session->setTap(nullptr);
    const std::lock_guard lock(mutex);
    QVERIFY(seen.size() > 50);
    for (std::size_t i = 0; i < seen.size(); ++i)
        QCOMPARE(seen[i], std::uint64_t(i));
}

void TestCaptureSession::lostFramesAreCounted() {
    m_script->lostOnce = 3;
    open();
    QTRY_VERIFY(status().received > 5);
    QCOMPARE(status().lost, std::uint64_t(3));
}

void TestCaptureSession::aDeviceThatWasUnpluggedIsOpenedAgain() {
    open();
    const LiveFrame before = frame();
    QVERIFY(before.cloud);
    m_script->isUnplugged = true;
    QTRY_VERIFY(hasEvent(CaptureEvent::Kind::Lost));
    QTRY_VERIFY(hasEvent(CaptureEvent::Kind::Found));
    QTRY_COMPARE(int(status().state), int(CaptureState::Streaming));
    QVERIFY(!status().problem);
    QVERIFY(m_script->started >= 2);
    QVERIFY(m_script->stopped >= 1);
    QVERIFY(frame().serial > before.serial);
}

void TestCaptureSession::aDeviceThatIsNotThereIsTriedAgainAndToldOfOnce() {
    m_script->isMissing = true;
    open();
    QTRY_VERIFY(m_script->opened >= 4);
    QCOMPARE(int(status().state), int(CaptureState::Reconnecting));
    QCOMPARE(int(status().fault), int(CaptureFault::Missing));
    QVERIFY(hasEvent(CaptureEvent::Kind::Lost));
    QCOMPARE(m_events.size(), std::size_t(1));
    m_script->isMissing = false;
    QTRY_COMPARE(int(status().state), int(CaptureState::Streaming));
    QVERIFY(frame().cloud);
}

void TestCaptureSession::aDeviceThatIsSeenAgainIsOpenedAtOnce() {
    CaptureSession::Patience patience;
    patience.firstRetry = patience.mostRetry = 60000ms;
    m_session->setPatience(patience);
    m_script->isMissing = true;
    open();
    QTRY_COMPARE(int(status().state), int(CaptureState::Reconnecting));
    QTRY_VERIFY(status().retrySeconds > 10);
    m_script->isMissing = false;
    m_session->retryNow();
    QTRY_COMPARE(int(status().state), int(CaptureState::Streaming));
}

void TestCaptureSession::aDeviceThatFallsSilentIsStalledThenOpenedAnew() {
    open();
    QVERIFY(frame().cloud);
    m_script->isSilent = true;
    QTRY_COMPARE(int(status().state), int(CaptureState::Stalled));
    QCOMPARE(int(status().fault), int(CaptureFault::Stalled));
    QVERIFY(status().problem->message().find("Made-up camera") != std::string::npos);
    QTRY_VERIFY(m_script->started >= 2); // silence goes on: it is opened anew
    m_script->isSilent = false;
    QTRY_COMPARE(int(status().state), int(CaptureState::Streaming));
    QVERIFY(!status().problem);
}

void TestCaptureSession::aJumpOfTheClockIsTold() {
    open();
    QVERIFY(frame().cloud);
    m_script->clockOffset = -100;
    QTRY_VERIFY(hasEvent(CaptureEvent::Kind::ClockJumped));
    QCOMPARE(int(status().state), int(CaptureState::Streaming)); // and it goes on
    QVERIFY(frame().cloud);
}

void TestCaptureSession::aFaultThatDoesNotHealEndsIt() {
    m_script->startFault = CaptureFault::WrongMode;
    open();
    QTRY_COMPARE(int(status().state), int(CaptureState::Failed));
    QVERIFY(hasEvent(CaptureEvent::Kind::Failed));
    QTest::qWait(100);
    QCOMPARE(m_script->started.load(), 1);
    // The person tries again.
    m_script->startFault = CaptureFault::None;
    open();
    QTRY_COMPARE(int(status().state), int(CaptureState::Streaming));
}

void TestCaptureSession::everyChangeOfStateIsNoticed() {
    // As a window does that asks only when it is told to, and where it is told.
    std::atomic<CaptureState> seen = CaptureState::Closed;
    std::unique_ptr<CaptureSession> session;
    session = std::make_unique<CaptureSession>([&] { seen = session->status().state; });
    session->setOpener(openerOf(m_script));
    CaptureSession::Patience patience;
    patience.stall = 50ms;
    session->setPatience(patience);
    session->open("openni:made-up");
    QTRY_COMPARE(int(seen.load()), int(CaptureState::Streaming));
    m_script->isSilent = true;
    QTRY_COMPARE(int(seen.load()), int(CaptureState::Stalled));
    m_script->isSilent = false;
    QTRY_COMPARE(int(seen.load()), int(CaptureState::Streaming));
    m_script->lossFault = CaptureFault::WrongMode; // nothing comes after it
    m_script->isUnplugged = true;
    QTRY_COMPARE(int(seen.load()), int(CaptureState::Failed));
}

void TestCaptureSession::nothingOfTheSourceBeforeComesAfterAnotherIsOpened() {
    open();
    QTRY_VERIFY(status().received > 10);
    auto other = std::make_shared<SourceScript>();
    other->frameCount = 5;
    m_session->setOpener(openerOf(other));
    m_session->open("recording");
    for (int i = 0; i < 20; ++i)
        if (const auto taken = m_session->takeFrame())
            QVERIFY(taken->captured.number < 5);
        else
            QTest::qWait(5);
    QCOMPARE(status().frameCount, std::size_t(5));
    QTRY_COMPARE(m_script->stopped.load(), m_script->started.load());
}

void TestCaptureSession::closingAndOpeningAgainAndAgainLeavesNothing() {
    for (int i = 0; i < 200; ++i) {
        open();
        if (i % 3 == 0)
            QVERIFY(frame().cloud);
        if (i % 2 == 0)
            m_session->close();
    }
    m_session->close();
    QTRY_COMPARE(m_script->stopped.load(), m_script->started.load());
    QCOMPARE(int(status().state), int(CaptureState::Closed));
    QVERIFY(m_script.use_count() <= 4); // this test's, the session's opener and its copy in flight
}

void TestCaptureSession::methodsReturnAtOnceWhileASourceIsSlow() {
    std::atomic<bool> isInside = false;
    m_session->setOpener([&](const std::string&, const SourceOptions&, const std::stop_token&) -> OpenedSource {
        isInside = true;
        std::this_thread::sleep_for(500ms);
        return {std::make_unique<MadeUpSource>(m_script), CaptureFault::None};
    });
    open();
    QTRY_VERIFY(isInside.load());
    QElapsedTimer clock;
    clock.start();
    m_session->play(false);
    m_session->step(1);
    m_session->seek(3);
    m_session->setSpeed(2);
    m_session->close();
    open();
    m_session->close();
    QVERIFY2(clock.elapsed() < 100 * slowness, qPrintable(QString::number(clock.elapsed())));
    QCOMPARE(int(status().state), int(CaptureState::Closed));
}

void TestCaptureSession::aRecordingPlaysToItsEnd() {
    open(10);
    QTRY_COMPARE(int(status().state), int(CaptureState::Ended));
    QCOMPARE(status().position, std::size_t(9));
    QCOMPARE(status().frameCount, std::size_t(10));
    QCOMPARE(status().durationSeconds, 9.0 / 200);
    QVERIFY(!status().isPlaying);
    QTRY_COMPARE(newestNumber(), std::uint64_t(9));
    // Played again, it begins anew.
    m_session->play(true);
    QTRY_VERIFY(!status().isPlaying);
    QCOMPARE(int(status().state), int(CaptureState::Ended));
    QVERIFY(status().received + status().replaced >= 12);
}

void TestCaptureSession::aRecordingPlaysAtItsSpeed() {
    m_script->framesPerSecond = 100;
    QElapsedTimer clock;
    clock.start();
    open(41); // 0.4 s
    QTRY_COMPARE(int(status().state), int(CaptureState::Ended));
    QVERIFY(clock.elapsed() >= 395);
    m_session->setSpeed(4);
    clock.restart();
    m_session->play(true);
    QTRY_VERIFY(!status().isPlaying);
    QVERIFY2(clock.elapsed() >= 95 && clock.elapsed() < 390 * slowness, qPrintable(QString::number(clock.elapsed())));
}

void TestCaptureSession::theSpeedHoldsForTheNextRecording() {
    m_script->framesPerSecond = 100;
    m_session->setSpeed(8);
    QElapsedTimer clock;
    clock.start();
    open(201); // 2 s, or an eighth of that
    QTRY_COMPARE(int(status().state), int(CaptureState::Ended));
    QCOMPARE(status().speed, 8.0);
    QVERIFY2(clock.elapsed() < 1900, qPrintable(QString::number(clock.elapsed())));
}

void TestCaptureSession::aRecordingOfOnePairLoopsAtItsRate() {
    m_session->setLoops(true);
    open(1);
    QTest::qWait(300);
    QVERIFY(status().isPlaying);
    QVERIFY2(status().received <= 12, qPrintable(QString::number(status().received))); // 30 a second
}

void TestCaptureSession::aRecordingStepsSeeksAndLoops() {
    m_script->framesPerSecond = 50;
    open(20);
    QVERIFY(frame().cloud);
    m_session->play(false);
    QTRY_COMPARE(int(status().state), int(CaptureState::Paused));
    m_session->seek(7);
    QTRY_COMPARE(status().position, std::size_t(7));
    (void)frame();
    m_session->step(1);
    QTRY_COMPARE(status().position, std::size_t(8));
    m_session->step(-3);
    QTRY_COMPARE(status().position, std::size_t(5));
    QTRY_COMPARE(newestNumber(), std::uint64_t(5));
    m_session->step(-100);
    QTRY_COMPARE(status().position, std::size_t(0));
    m_session->seek(1000); // beyond the end: the last
    QTRY_COMPARE(status().position, std::size_t(19));
    QCOMPARE(int(status().state), int(CaptureState::Paused));
    QVERIFY(!status().isPlaying);
    m_session->setLoops(true);
    m_session->play(true);
    std::set<std::size_t> seen;
    QTRY_VERIFY([&] {
        seen.insert(status().position);
        return seen.contains(3) && seen.contains(19) && status().received > 30;
    }());
    QVERIFY(status().isPlaying);
}

void TestCaptureSession::aPairThatCannotBeReadIsSkippedAndTold() {
    m_script->unreadable = 4;
    open(10);
    QTRY_COMPARE(int(status().state), int(CaptureState::Ended));
    QCOMPARE(status().unreadable, std::uint64_t(1));
    QVERIFY(hasEvent(CaptureEvent::Kind::Unreadable));
    QVERIFY(m_events.front().text.message().find("Frame 4") != std::string::npos);
    QVERIFY(status().received + status().replaced >= 9);
}

void TestCaptureSession::whatOfARecordingIsLostIsToldWhenItIsOpened() {
    m_script->problems = {{"The end of %1 is missing.", {"a.bag"}}, {"3 pairs of %1 are lost.", {"a.bag"}}};
    open(5);
    (void)frame();
    QVERIFY(hasEvent(CaptureEvent::Kind::Unreadable));
    QCOMPARE(m_events.size(), std::size_t(2));
    QVERIFY(m_events[0].text == m_script->problems[0]);
    QVERIFY(m_events[1].text == m_script->problems[1]);
}

void TestCaptureSession::manyUnreadablePairsAreCountedAndNotAllTold() {
    m_script->isDamaged = true;
    open(40);
    QTRY_COMPARE(int(status().state), int(CaptureState::Ended));
    QVERIFY(status().unreadable > 10);
    QVERIFY(hasEvent(CaptureEvent::Kind::Unreadable));
    QVERIFY(m_events.size() <= 5);
}

void TestCaptureSession::theLastFramePassesTheTapBeforeTheEndIsTold() {
    std::atomic<int> stateAtLast = -1;
    m_session->setTap([&](const CapturedFrame& captured) {
        if (captured.number == 9)
            stateAtLast = int(status().state);
    });
    open(10);
    QTRY_COMPARE(int(status().state), int(CaptureState::Ended));
    QCOMPARE(stateAtLast.load(), int(CaptureState::Streaming));
    m_session->setTap(nullptr);
}

void TestCaptureSession::aFaultIsToldBeforeTheSourceIsLetGoOf() {
    std::atomic<bool> isTold = false, isLetGo = false;
    std::atomic<const CaptureSession*> told = nullptr;
    CaptureSession session([&] {
        if (told && told.load()->status().state == CaptureState::Failed && !isTold.exchange(true))
            isLetGo = m_script->stopped > 0;
    });
    session.setOpener(openerOf(m_script));
    told = &session;
    session.open("openni:made-up");
    QTRY_VERIFY(session.status().received > 0);
    m_script->isSilent = true; // or the last frame's notice would be taken for that of the fault
    QTest::qWait(100);
    m_script->stopMilliseconds = 300;
    m_script->isRefused = true;
    QTRY_VERIFY(isTold);
    QVERIFY(!isLetGo);
    const std::vector<CaptureEvent> events = session.takeEvents();
    QVERIFY(!events.empty() && events.back().kind == CaptureEvent::Kind::Failed);
    told = nullptr;
}

void TestCaptureSession::nothingIsLeftToTakeOnceItIsClosed() {
    open();
    QTRY_VERIFY(status().received > 5);
    m_session->close();
    QTest::qWait(50);
    QVERIFY(!m_session->takeFrame());
}

QTEST_GUILESS_MAIN(TestCaptureSession)
#include "tst_capture_session.moc"
