#include "capture/frame_pace.h"
#include "capture/frame_recorder.h"

#include <QTest>
#include <atomic>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <thread>

using namespace tracestudio;
using std::chrono::milliseconds;

namespace {

constexpr double rate = 30;

/// A frame of 64×48 that a camera of 30 frames a second takes as its `number`th.
CapturedFrame frameOf(std::uint64_t number) {
    CapturedFrame frame;
    frame.number = number;
    frame.frame.colourBgr = cv::Mat(48, 64, CV_8UC3, cv::Scalar(double(number % 256), 0, 0));
    frame.frame.depthMillimetres = cv::Mat(48, 64, CV_16UC1, cv::Scalar(double(number)));
    frame.frame.camera = {64, 48, 50, 50, 31.5, 23.5};
    frame.colourSeconds = frame.depthSeconds = 100 + double(number) / rate;
    frame.arrival = std::chrono::steady_clock::time_point(std::chrono::hours(1)) +
                    std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(number / rate));
    return frame;
}

constexpr std::size_t frameBytes = std::size_t(64) * 48 * 5;

/// A disk that the test holds in its hand.
struct Disk {
    std::mutex mutex;
    std::condition_variable moved;
    bool isStuck = false;
    bool isWriting = false;
    std::uint64_t failsAt = std::numeric_limits<std::uint64_t>::max();
    bool failsToFinish = false;
    std::vector<std::uint64_t> frames;
    std::vector<const void*> pixels;
    std::size_t listed = 0;
    int finished = 0;

    void stick(bool sticks) {
        const std::lock_guard lock(mutex);
        isStuck = sticks;
        moved.notify_all();
    }
    bool isBusy() {
        const std::lock_guard lock(mutex);
        return isWriting;
    }
    std::vector<std::uint64_t> written() {
        const std::lock_guard lock(mutex);
        return frames;
    }
};

class Sink final : public FrameSink {
  public:
    explicit Sink(Disk& disk)
        : m_disk(disk) {}
    Result<void> write(const CapturedFrame& frame) override {
        std::unique_lock lock(m_disk.mutex);
        m_disk.isWriting = true;
        m_disk.moved.wait(lock, [&] { return !m_disk.isStuck; });
        m_disk.isWriting = false;
        if (frame.number >= m_disk.failsAt)
            return failure("the disk is full at frame %1", std::to_string(frame.number));
        m_disk.frames.push_back(frame.number);
        m_disk.pixels.push_back(frame.frame.colourBgr.data);
        return {};
    }
    Result<void> finish() override {
        const std::lock_guard lock(m_disk.mutex);
        ++m_disk.finished;
        if (m_disk.failsToFinish)
            return failure("the folder is gone");
        m_disk.listed = m_disk.frames.size();
        return {};
    }
    [[nodiscard]] std::uint64_t framesListed() const override {
        const std::lock_guard lock(m_disk.mutex);
        return m_disk.listed;
    }
    [[nodiscard]] std::uint64_t bytesWritten() const override {
        const std::lock_guard lock(m_disk.mutex);
        return m_disk.frames.size() * 1000;
    }

  private:
    Disk& m_disk;
};

std::vector<std::uint64_t> upTo(std::uint64_t count) {
    std::vector<std::uint64_t> numbers(count);
    for (std::uint64_t i = 0; i < count; ++i)
        numbers[i] = i;
    return numbers;
}

/// The seconds, in whole milliseconds, of a stream's frames that a pace of `every` takes.
std::vector<int> pacedMilliseconds(double every, const std::vector<double>& stamps) {
    FramePace pace(every);
    std::vector<int> taken;
    for (const double stamp : stamps)
        if (pace.isDue(stamp))
            taken.push_back(int(std::lround(stamp * 1000)));
    return taken;
}

} // namespace

class TestFrameRecorder : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyFrameIsWrittenInItsOrderWithoutACopy();
    void aSlowDiskDropsAndNeverGrows();
    void aFrameLargerThanTheQueueStillIsWritten();
    void whoHasTimeWaitsInsteadOfDropping();
    void whoWaitsCanBeStopped();
    void theFirstErrorEndsItAndKeepsWhatWasWritten();
    void anErrorWakesWhoWaitsForRoom();
    void whatCannotBeListedIsNotCounted();
    void finishingDrainsTheQueue();
    void finishingCanBeStoppedEarly();
    void destructionListsWhatWasWritten();
    void itIsFullAfterSoManyFrames();
    void framesAreTakenAtTheInterval();
    void theBeatIsKeptDespiteJitterAndGaps();
    void aLiveClockMayJump();
    void aRecordingsGapsAreReal();
    void clocksThatStandStillOrAreNoNumbersDoNotStopARecording();
    void framesFromAnotherThreadWhileItFinishesDoNoHarm();
};

void TestFrameRecorder::everyFrameIsWrittenInItsOrderWithoutACopy() {
    Disk disk;
    FrameRecorder recorder(std::make_unique<Sink>(disk), {});
    std::vector<CapturedFrame> frames;
    for (std::uint64_t i = 0; i < 40; ++i)
        recorder.put(frames.emplace_back(frameOf(i)));
    const auto counts = recorder.finish();
    QVERIFY(counts);
    QCOMPARE(disk.written(), upTo(40));
    for (std::size_t i = 0; i < frames.size(); ++i)
        QCOMPARE(disk.pixels[i], static_cast<const void*>(frames[i].frame.colourBgr.data));
    QCOMPARE(counts->written, std::uint64_t(40));
    QCOMPARE(counts->dropped, std::uint64_t(0));
    QCOMPARE(counts->bytes, std::uint64_t(40000));
    QVERIFY(std::abs(counts->seconds - 39 / rate) < 1e-9);
    QVERIFY(counts->isOver);
}

void TestFrameRecorder::aSlowDiskDropsAndNeverGrows() {
    Disk disk;
    disk.stick(true);
    RecorderOptions options;
    options.mostBytes = 4 * frameBytes;
    FrameRecorder recorder(std::make_unique<Sink>(disk), options);
    recorder.put(frameOf(0));
    QTRY_VERIFY(disk.isBusy());
    for (std::uint64_t i = 1; i < 1000; ++i)
        recorder.put(frameOf(i)); // would never come back if it waited
    RecorderCounts counts = recorder.counts();
    QCOMPARE(counts.waiting, std::uint64_t(4)); // with the one being written
    QCOMPARE(counts.dropped, std::uint64_t(996));
    QCOMPARE(counts.written, std::uint64_t(0));
    disk.stick(false);
    QTRY_COMPARE(recorder.counts().waiting, std::uint64_t(0));
    recorder.put(frameOf(1000));
    QVERIFY(recorder.finish());
    QCOMPARE(disk.written(), (std::vector<std::uint64_t>{0, 1, 2, 3, 1000}));
    counts = recorder.counts();
    QCOMPARE(counts.written + counts.dropped, std::uint64_t(1001));
}

void TestFrameRecorder::aFrameLargerThanTheQueueStillIsWritten() {
    Disk disk;
    disk.stick(true);
    RecorderOptions options;
    options.mostBytes = frameBytes / 2;
    FrameRecorder recorder(std::make_unique<Sink>(disk), options);
    recorder.put(frameOf(0));
    recorder.put(frameOf(1));
    QCOMPARE(recorder.counts().dropped, std::uint64_t(1));
    disk.stick(false);
    QVERIFY(recorder.finish());
    QCOMPARE(disk.written(), (std::vector<std::uint64_t>{0}));
}

void TestFrameRecorder::whoHasTimeWaitsInsteadOfDropping() {
    Disk disk;
    RecorderOptions options;
    options.mostBytes = 2 * frameBytes;
    options.isLive = false;
    FrameRecorder recorder(std::make_unique<Sink>(disk), options);
    for (std::uint64_t i = 0; i < 500; ++i)
        QVERIFY(recorder.putWaiting(frameOf(i), {}));
    QVERIFY(recorder.finish());
    QCOMPARE(disk.written(), upTo(500));
    QCOMPARE(recorder.counts().dropped, std::uint64_t(0));
}

void TestFrameRecorder::whoWaitsCanBeStopped() {
    Disk disk;
    disk.stick(true);
    RecorderOptions options;
    options.mostBytes = frameBytes;
    FrameRecorder recorder(std::make_unique<Sink>(disk), options);
    QVERIFY(recorder.putWaiting(frameOf(0), {}));
    std::stop_source stop;
    std::atomic<bool> isTaken = true;
    std::jthread waiting([&] { isTaken = recorder.putWaiting(frameOf(1), stop.get_token()); });
    stop.request_stop();
    waiting.join();
    QVERIFY(!isTaken);
    disk.stick(false);
    QVERIFY(recorder.finish());
    QCOMPARE(disk.written(), (std::vector<std::uint64_t>{0}));
}

void TestFrameRecorder::theFirstErrorEndsItAndKeepsWhatWasWritten() {
    Disk disk;
    disk.stick(true);
    disk.failsAt = 3;
    FrameRecorder recorder(std::make_unique<Sink>(disk), {});
    for (std::uint64_t i = 0; i < 10; ++i)
        recorder.put(frameOf(i));
    disk.stick(false);
    QTRY_VERIFY(recorder.counts().isOver);
    recorder.put(frameOf(10)); // nobody takes it any more
    const auto finished = recorder.finish();
    QVERIFY(!finished);
    QCOMPARE(QString::fromStdString(finished.error().message()), QStringLiteral("the disk is full at frame 3"));
    QVERIFY(recorder.finish().error() == finished.error());
    const RecorderCounts counts = recorder.counts();
    QVERIFY(counts.problem == finished.error());
    QCOMPARE(counts.written, std::uint64_t(3));
    QCOMPARE(counts.dropped, std::uint64_t(7));
    QCOMPARE(counts.waiting, std::uint64_t(0));
    QCOMPARE(disk.listed, std::size_t(3));
    QCOMPARE(disk.finished, 1);
}

void TestFrameRecorder::anErrorWakesWhoWaitsForRoom() {
    Disk disk;
    disk.stick(true);
    disk.failsAt = 0;
    RecorderOptions options;
    options.mostBytes = frameBytes;
    FrameRecorder recorder(std::make_unique<Sink>(disk), options);
    QVERIFY(recorder.putWaiting(frameOf(0), {}));
    std::atomic<bool> isTaken = true;
    std::jthread waiting([&] { isTaken = recorder.putWaiting(frameOf(1), {}); });
    disk.stick(false);
    waiting.join();
    QVERIFY(!isTaken);
    QVERIFY(!recorder.finish());
}

void TestFrameRecorder::whatCannotBeListedIsNotCounted() {
    Disk disk;
    disk.failsToFinish = true;
    FrameRecorder recorder(std::make_unique<Sink>(disk), {});
    recorder.put(frameOf(0));
    const auto finished = recorder.finish();
    QVERIFY(!finished);
    QCOMPARE(QString::fromStdString(finished.error().message()), QStringLiteral("the folder is gone"));
    QCOMPARE(recorder.counts().written, std::uint64_t(0));
}

void TestFrameRecorder::finishingDrainsTheQueue() {
    Disk disk;
    disk.stick(true);
    FrameRecorder recorder(std::make_unique<Sink>(disk), {});
    for (std::uint64_t i = 0; i < 30; ++i)
        recorder.put(frameOf(i));
    std::jthread release([&] { disk.stick(false); });
    QVERIFY(recorder.finish());
    QCOMPARE(disk.written(), upTo(30));
    QCOMPARE(disk.listed, std::size_t(30));
}

void TestFrameRecorder::finishingCanBeStoppedEarly() {
    Disk disk;
    disk.stick(true);
    FrameRecorder recorder(std::make_unique<Sink>(disk), {});
    for (std::uint64_t i = 0; i < 30; ++i)
        recorder.put(frameOf(i));
    QTRY_VERIFY(disk.isBusy());
    std::stop_source stop;
    std::jthread finishing([&] { QVERIFY(recorder.finish(stop.get_token())); });
    stop.request_stop();
    // All that waited is given up; the one under way is written yet.
    QTRY_COMPARE(recorder.counts().dropped, std::uint64_t(29));
    disk.stick(false);
    finishing.join();
    QCOMPARE(disk.written(), upTo(1));
    QCOMPARE(recorder.counts().written, std::uint64_t(1));
    QCOMPARE(disk.listed, std::size_t(1));
}

void TestFrameRecorder::destructionListsWhatWasWritten() {
    Disk disk;
    {
        FrameRecorder recorder(std::make_unique<Sink>(disk), {});
        recorder.put(frameOf(0));
        QTRY_COMPARE(recorder.counts().written, std::uint64_t(1));
    }
    QCOMPARE(disk.listed, std::size_t(1));
    QCOMPARE(disk.finished, 1);
}

void TestFrameRecorder::itIsFullAfterSoManyFrames() {
    Disk disk;
    RecorderOptions options;
    options.mostFrames = 5;
    FrameRecorder recorder(std::make_unique<Sink>(disk), options);
    for (std::uint64_t i = 0; i < 4; ++i)
        recorder.put(frameOf(i));
    QVERIFY(!recorder.counts().isFull);
    recorder.put(frameOf(4));
    QVERIFY(recorder.counts().isFull);
    recorder.put(frameOf(5));
    QVERIFY(!recorder.putWaiting(frameOf(6), {}));
    QVERIFY(recorder.finish());
    QCOMPARE(disk.written(), upTo(5));
    QCOMPARE(recorder.counts().dropped, std::uint64_t(0));
}

void TestFrameRecorder::framesAreTakenAtTheInterval() {
    Disk disk;
    RecorderOptions options;
    options.everySeconds = 0.5;
    FrameRecorder recorder(std::make_unique<Sink>(disk), options);
    for (std::uint64_t i = 0; i < 46; ++i)
        recorder.put(frameOf(i));
    const auto counts = recorder.finish();
    QVERIFY(counts);
    QCOMPARE(disk.written(), (std::vector<std::uint64_t>{0, 15, 30, 45}));
    QVERIFY(std::abs(counts->seconds - 1.5) < 1e-9);
    QCOMPARE(counts->dropped, std::uint64_t(0)); // what is not due is not missed
}

void TestFrameRecorder::theBeatIsKeptDespiteJitterAndGaps() {
    // A frame late by 20 ms does not move the next; one early by 5 ms counts.
    QCOMPARE(pacedMilliseconds(1, {0, 0.5, 1.02, 1.995, 2.9, 3.0}), (std::vector<int>{0, 1020, 1995, 3000}));
    // After a gap nothing is made up for.
    QCOMPARE(pacedMilliseconds(1, {0, 1, 5.2, 5.3, 5.9, 6.2, 7.2}), (std::vector<int>{0, 1000, 5200, 6200, 7200}));
    // Over a long time the number is right, although no frame comes at the time itself.
    std::vector<double> stamps;
    for (int i = 0; i < 3000; ++i)
        stamps.push_back(i / rate);
    QCOMPARE(pacedMilliseconds(0.07, stamps).size(), std::size_t(1429)); // 100 s
    QCOMPARE(pacedMilliseconds(1 / rate, stamps).size(), stamps.size());
    QCOMPARE(pacedMilliseconds(0, stamps).size(), stamps.size());
}

void TestFrameRecorder::aLiveClockMayJump() {
    for (const double jump : {-90.0, 3600.0, -1e12, 1e300}) {
        Disk disk;
        RecorderOptions options;
        options.everySeconds = 0.5;
        FrameRecorder recorder(std::make_unique<Sink>(disk), options);
        for (std::uint64_t i = 0; i < 61; ++i) {
            CapturedFrame frame = frameOf(i);
            if (i > 20)
                frame.colourSeconds += jump;
            recorder.put(frame);
        }
        const auto counts = recorder.finish();
        QVERIFY(counts);
        // As if nothing had been, by when frames arrived; at 1e300 a clock has no seconds left to count.
        QCOMPARE(disk.written(), (std::vector<std::uint64_t>{0, 15, 30, 45, 60}));
        QVERIFY2(std::abs(counts->seconds - 2) < 1e-3, qPrintable(QString::number(counts->seconds)));
    }
}

void TestFrameRecorder::aRecordingsGapsAreReal() {
    FrameClock clock(false);
    CapturedFrame frame = frameOf(0);
    QCOMPARE(clock.secondsAt(frame), 0.0);
    frame.colourSeconds += 120; // as fast as the disk, whatever the stamps say
    QCOMPARE(clock.secondsAt(frame), 120.0);
    frame.colourSeconds -= 500;
    QCOMPARE(clock.secondsAt(frame), 120.0);
    frame.colourSeconds += 1;
    QCOMPARE(clock.secondsAt(frame), 121.0);
}

void TestFrameRecorder::clocksThatStandStillOrAreNoNumbersDoNotStopARecording() {
    for (const double stamp :
         {0.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
        FrameClock clock(true);
        double seconds = -1;
        for (std::uint64_t i = 0; i < 31; ++i) {
            CapturedFrame frame = frameOf(i);
            frame.colourSeconds = stamp;
            seconds = clock.secondsAt(frame);
        }
        QVERIFY2(std::abs(seconds - 1) < 1e-6, qPrintable(QString::number(seconds)));
    }
}

void TestFrameRecorder::framesFromAnotherThreadWhileItFinishesDoNoHarm() {
    for (int round = 0; round < 50; ++round) {
        Disk disk;
        FrameRecorder recorder(std::make_unique<Sink>(disk), {});
        std::atomic<std::uint64_t> offered = 0;
        std::jthread camera([&](const std::stop_token& stop) {
            for (; !stop.stop_requested() && offered < 200; ++offered)
                recorder.put(frameOf(offered));
        });
        while (offered < std::uint64_t(round))
            std::this_thread::yield();
        const auto counts = recorder.finish();
        QVERIFY(counts);
        camera.request_stop();
        camera.join();
        QCOMPARE(disk.written(), upTo(counts->written));
        QVERIFY(counts->written >= std::uint64_t(round) - counts->dropped);
        QCOMPARE(recorder.counts().written, counts->written); // nothing after the end
    }
}

QTEST_GUILESS_MAIN(TestFrameRecorder)
#include "tst_frame_recorder.moc"
