#include "capture/capture_children.h"
#include "capture/capture_session.h"
#include "capture/devices.h"
#include "virtual_camera/virtual_camera.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QTest>
#include <cstdio>
#include <fcntl.h>
#include <mutex>
#include <thread>

using namespace tracestudio;
using namespace std::chrono_literals;

namespace {

constexpr auto camera = "openni:virtual:0";

std::optional<CapturedFrame> nextFrame(RgbdSource& source) {
    for (int i = 0; i < 50; ++i) {
        auto frame = source.next(100ms);
        if (!frame)
            return std::nullopt;
        if (*frame)
            return std::move(**frame);
    }
    return std::nullopt;
}

CaptureFault faultOf(RgbdSource& source) {
    QElapsedTimer timer;
    for (timer.start(); timer.elapsed() < 10'000;)
        if (!source.next(100ms))
            return source.fault();
    return CaptureFault::None;
}

constexpr const char* stubRealSense = TRACESTUDIO_STUB_REALSENSE "/libstub_realsense.so";

/// Set until this goes, for the capture processes that are begun meanwhile.
class EnvironmentVariable {
  public:
    EnvironmentVariable(const char* name, const char* value)
        : m_name(name) {
        qputenv(name, value);
    }
    ~EnvironmentVariable() { qunsetenv(m_name); }
    EnvironmentVariable(const EnvironmentVariable&) = delete;
    EnvironmentVariable& operator=(const EnvironmentVariable&) = delete;

  private:
    const char* m_name;
};

/// What a watch has told, from its thread.
class Told {
  public:
    void operator()(const DeviceList& list) {
        const std::lock_guard lock(m_mutex);
        m_last = list;
        ++m_count;
    }
    DeviceList last() {
        const std::lock_guard lock(m_mutex);
        return m_last;
    }
    int count() {
        const std::lock_guard lock(m_mutex);
        return m_count;
    }

  private:
    std::mutex m_mutex;
    DeviceList m_last;
    int m_count = 0;
};

} // namespace

class TestCaptureProcess : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init() { m_camera.reset(); }
    void cleanup();

    void aCrashCostsAReconnect_data();
    void aCrashCostsAReconnect();
    void aCrashWhileOpeningIsTold();
    void aKilledProcessCostsAReconnect();
    void oneKilledWhileNothingRunsIsReplacedUnseen();
    void aDriverThatHangsIsGivenUp_data();
    void aDriverThatHangsIsGivenUp();
    void aDriverThatHangsWhileItOpensHoldsUpNoEnd();
    void itInheritsNothing();
    void itEndsWithTheProgram_data();
    void itEndsWithTheProgram();
    void whatItSaysIsNotBelieved_data();
    void whatItSaysIsNotBelieved();
    void aMissingProgramIsTold();
    void startedByHandItSaysWhatItIsFor();
    void openingAndClosingLeavesNothingBehind();
    void twoCamerasAtOnceDoNotDisturbEachOther();
    void aRealSenseIsServedAsWell();
    void whatARealSenseLosesIsCounted();
    void theSilenceOfARealSenseIsToldByItself();
    void pluggedCamerasAppearByThemselves();
    void aCrashWhileListingIsToldAndTriedAgain();
    void aWatchEndsSoon();

  private:
    std::unique_ptr<RgbdSource> started(const char* uri = camera);
    VirtualCamera m_camera;
};

std::unique_ptr<RgbdSource> TestCaptureProcess::started(const char* uri) {
    OpenedSource opened = openSource(uri, {});
    if (!opened.source) {
        qWarning("%s", opened.source.error().message().c_str());
        return nullptr;
    }
    if (const auto format = (*opened.source)->start(std::nullopt); !format) {
        qWarning("%s", format.error().message().c_str());
        return nullptr;
    }
    return std::move(*opened.source);
}

void TestCaptureProcess::cleanup() {
    QCOMPARE(capture_children::pids().size(), 0);
}

void TestCaptureProcess::aCrashCostsAReconnect_data() {
    QTest::addColumn<QByteArray>("place");
    QTest::newRow("while it streams") << QByteArray("stream");
    QTest::newRow("while it is started") << QByteArray("start");
}

void TestCaptureProcess::aCrashCostsAReconnect() {
    QFETCH(QByteArray, place);
    const auto source = started();
    QVERIFY(source);
    QVERIFY(nextFrame(*source));
    if (place == "start")
        source->stop();
    m_camera.set("crash", place);
    if (place == "start")
        QVERIFY(!source->start(std::nullopt));
    else
        QCOMPARE(faultOf(*source), CaptureFault::Crashed);
    QCOMPARE(source->fault(), CaptureFault::Crashed);
    // Asking on does no harm, and what is wrong with it goes away with what was wrong.
    QVERIFY(!source->next(10ms));
    m_camera.reset();
    const auto format = source->start(std::nullopt);
    QVERIFY2(format, format ? "" : format.error().message().c_str());
    QVERIFY(nextFrame(*source));
    QCOMPARE(source->fault(), CaptureFault::None);
}

void TestCaptureProcess::aCrashWhileOpeningIsTold() {
    m_camera.set("crash", "open");
    const OpenedSource opened = openSource(camera, {});
    QVERIFY(!opened.source);
    QCOMPARE(opened.fault, CaptureFault::Crashed);
    const auto words = QString::fromStdString(opened.source.error().message());
    QVERIFY2(words.contains("signal 6") && words.contains("virtual:0"), qPrintable(words));
}

void TestCaptureProcess::aKilledProcessCostsAReconnect() {
    const auto source = started();
    QVERIFY(source);
    for (int i = 0; i < 3; ++i) {
        QVERIFY(nextFrame(*source));
        const auto children = capture_children::pids();
        QCOMPARE(children.size(), 1);
        QElapsedTimer timer;
        timer.start();
        ::kill(children.front(), SIGKILL);
        QCOMPARE(faultOf(*source), CaptureFault::Crashed);
        QVERIFY(timer.elapsed() < 1000);
        QVERIFY(source->start(std::nullopt));
    }
    QVERIFY(nextFrame(*source));
}

void TestCaptureProcess::oneKilledWhileNothingRunsIsReplacedUnseen() {
    const auto source = started();
    QVERIFY(source);
    source->stop();
    ::kill(capture_children::pids().front(), SIGKILL);
    QTRY_VERIFY(!capture_children::isRunning(capture_children::pids().front()));
    const auto format = source->start(std::nullopt);
    QVERIFY2(format, format ? "" : format.error().message().c_str());
    QVERIFY(nextFrame(*source));
}

void TestCaptureProcess::aDriverThatHangsIsGivenUp_data() {
    QTest::addColumn<QByteArray>("place");
    for (const char* place : {"open", "start", "stream", "stop"})
        QTest::newRow(place) << QByteArray(place);
}

void TestCaptureProcess::aDriverThatHangsIsGivenUp() {
    QFETCH(QByteArray, place);
    QElapsedTimer timer;
    timer.start();
    if (place == "open") {
        m_camera.set("hang", place);
        const OpenedSource opened = openSource(camera, {});
        QVERIFY(!opened.source);
        QCOMPARE(opened.fault, CaptureFault::Stalled);
    } else {
        const auto source = started();
        QVERIFY(source);
        QVERIFY(nextFrame(*source));
        if (place == "start")
            source->stop();
        m_camera.set("hang", place);
        timer.start();
        if (place == "start")
            QVERIFY(!source->start(std::nullopt));
        else if (place == "stop")
            source->stop();
        else
            QVERIFY(faultOf(*source) != CaptureFault::None);
        if (place != "stop")
            QCOMPARE(source->fault(), CaptureFault::Stalled);
        QVERIFY2(timer.elapsed() < 12'000, qPrintable(QString::number(timer.elapsed())));
        m_camera.reset();
        QVERIFY(source->start(std::nullopt));
        QVERIFY(nextFrame(*source));
    }
    QVERIFY2(timer.elapsed() < 15'000, qPrintable(QString::number(timer.elapsed())));
}

void TestCaptureProcess::aDriverThatHangsWhileItOpensHoldsUpNoEnd() {
    m_camera.set("hang", "open");
    auto session = std::make_unique<CaptureSession>(nullptr);
    session->open(camera);
    QTRY_COMPARE(capture_children::pids().size(), 1);
    QElapsedTimer timer;
    timer.start();
    session.reset();
    QVERIFY2(timer.elapsed() < 1500, qPrintable(QString::number(timer.elapsed())));
    m_camera.reset();
}

void TestCaptureProcess::itInheritsNothing() {
    // As a library would that does not care; the pipe's other end must close when ours does.
    int pipe[2];
    QCOMPARE(::pipe(pipe), 0);
    const auto source = started();
    QVERIFY(source);
    const QString descriptors = "/proc/" + QString::number(capture_children::pids().front()) + "/fd/";
    const QString ours = QFile::symLinkTarget("/proc/self/fd/" + QString::number(pipe[0]));
    QVERIFY(!ours.isEmpty());
    for (const QString& entry : QDir(descriptors).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot))
        QVERIFY(QFile::symLinkTarget(descriptors + entry).section('/', -1) != ours.section('/', -1));
    QCOMPARE(QFile::symLinkTarget(descriptors + '0'), QString("/dev/null"));
    QCOMPARE(QFile::symLinkTarget(descriptors + '1'), QString("/dev/null"));
    ::close(pipe[0]);
    ::close(pipe[1]);
}

void TestCaptureProcess::itEndsWithTheProgram_data() {
    QTest::addColumn<bool>("hangs");
    QTest::newRow("a healthy driver") << false;
    QTest::newRow("a driver that hangs") << true;
}

void TestCaptureProcess::itEndsWithTheProgram() {
    QFETCH(bool, hangs);
    QProcess program;
    program.start(QCoreApplication::applicationFilePath(), {"--run", camera});
    QVERIFY(program.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(program.canReadLine(), 10'000);
    QCOMPARE(program.readLine().trimmed(), QByteArray("running"));
    const auto children = capture_children::pids(int(program.processId()));
    QCOMPARE(children.size(), 1);
    if (hangs)
        m_camera.set("hang", "stop");
    program.kill();
    QVERIFY(program.waitForFinished());
    QTRY_VERIFY_WITH_TIMEOUT(!capture_children::isRunning(children.front()), 4000);
}

void TestCaptureProcess::whatItSaysIsNotBelieved_data() {
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("noise") << QByteArray("printf '\\001\\377noise' >&3");
    QTest::newRow("no source") << QByteArray("printf '{\"is\":\"opened\"}' >&3");
    QTest::newRow("no modes") << QByteArray(
        "printf '{\"is\":\"opened\",\"info\":{\"uri\":\"a\",\"name\":\"b\",\"serial\":\"\","
        "\"recording\":false},\"modes\":[],\"frames\":0}' >&3");
    QTest::newRow("a mode too wide") << QByteArray("printf '{\"is\":\"opened\",\"info\":{\"uri\":\"a\",\"name\":\"b\","
                                                   "\"serial\":\"\",\"recording\":false},\"modes\":[[[2000000000,1,30],"
                                                   "[1,1,30]]],\"frames\":0}' >&3");
    QTest::newRow("more frames than there are stamps")
        << QByteArray("printf '{\"is\":\"opened\",\"info\":{\"uri\":\"a\",\"name\":\"b\",\"serial\":\"\","
                      "\"recording\":true},\"modes\":[[[640,480,30],[640,480,30]]],\"frames\":9}' >&3");
    QTest::newRow("another answer") << QByteArray("printf '{\"is\":\"done\"}' >&3");
    QTest::newRow("too long") << QByteArray("head -c 70000 /dev/zero >&3");
}

void TestCaptureProcess::whatItSaysIsNotBelieved() {
    QFETCH(QByteArray, message);
    // This program beside another that is called tracestudio.
    const QTemporaryDir folder;
    const QString copy = folder.filePath("program"), other = folder.filePath("tracestudio");
    QVERIFY(QFile::copy(QCoreApplication::applicationFilePath(), copy));
    {
        QFile script(other);
        QVERIFY(script.open(QIODevice::WriteOnly));
        script.write("#!/bin/sh\n" + message + "\nexec sleep 60\n");
    }
    QVERIFY(QFile::setPermissions(other, QFile::ReadOwner | QFile::ExeOwner));
    QProcess program;
    program.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    QElapsedTimer timer;
    timer.start();
    program.start(copy, {"--run", camera});
    QVERIFY(program.waitForFinished());
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(program.readAllStandardOutput().trimmed(), "fault " + QByteArray::number(int(CaptureFault::Crashed)));
    QVERIFY(timer.elapsed() < 5000);
}

void TestCaptureProcess::aMissingProgramIsTold() {
    const QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkpath("a"));
    const QString copy = folder.filePath("a/program");
    QVERIFY(QFile::copy(QCoreApplication::applicationFilePath(), copy));
    QProcess program;
    program.start(copy, {"--run", camera});
    QVERIFY(program.waitForFinished());
    QCOMPARE(program.readAllStandardOutput().trimmed(), "fault " + QByteArray::number(int(CaptureFault::Other)));
    QVERIFY(program.readAllStandardError().contains("Install it again"));
}

void TestCaptureProcess::startedByHandItSaysWhatItIsFor() {
    QProcess program;
    program.start(QCoreApplication::applicationDirPath() + "/../tracestudio", {"--capture-server"});
    QVERIFY(program.waitForFinished());
    QCOMPARE(program.exitCode(), 2);
    QVERIFY(program.readAllStandardError().contains("is started by the program itself"));
}

void TestCaptureProcess::openingAndClosingLeavesNothingBehind() {
    m_camera.set("modes", "640x480@100");
    const auto cycle = [&] {
        const auto source = started();
        return source && nextFrame(*source);
    };
    // The first ones fill caches.
    for (int i = 0; i < 3; ++i)
        QVERIFY(cycle());
    const auto descriptors = capture_children::openDescriptors();
    [[maybe_unused]] const int kilobytes = capture_children::residentKilobytes();
    for (int i = 0; i < 20; ++i)
        QVERIFY2(cycle(), qPrintable(QString::number(i)));
    QCOMPARE(capture_children::openDescriptors(), descriptors);
    QCOMPARE(capture_children::pids().size(), 0);
#ifndef __SANITIZE_ADDRESS__ // which keeps what was freed
    const int grown = capture_children::residentKilobytes() - kilobytes;
    QVERIFY2(grown < 2000, qPrintable(QString::number(grown)));
#endif
}

void TestCaptureProcess::twoCamerasAtOnceDoNotDisturbEachOther() {
    const auto first = started(), second = started("openni:Dummy");
    QVERIFY(first && second);
    for (int i = 0; i < 5; ++i)
        QVERIFY(nextFrame(*first) && nextFrame(*second));
    m_camera.set("crash", "stream");
    QCOMPARE(faultOf(*first), CaptureFault::Crashed);
    QVERIFY(nextFrame(*second));
}

void TestCaptureProcess::aRealSenseIsServedAsWell() {
    // Without its library that is what is said, from over there.
    const EnvironmentVariable library("TRACESTUDIO_REALSENSE_LIBRARY", "/nowhere/librealsense2.so");
    const OpenedSource opened = openSource("realsense:123", {});
    QVERIFY(!opened.source);
    QCOMPARE(opened.fault, CaptureFault::NoLibrary);
}

void TestCaptureProcess::whatARealSenseLosesIsCounted() {
    const EnvironmentVariable library("TRACESTUDIO_REALSENSE_LIBRARY", stubRealSense);
    const EnvironmentVariable lose("STUB_REALSENSE_LOSE", "4");
    const auto source = started("realsense:831612070001");
    QVERIFY(source);
    auto before = nextFrame(*source);
    QVERIFY(before);
    for (int i = 0; i < 5; ++i) {
        const auto frame = nextFrame(*source);
        QVERIFY(frame);
        QCOMPARE(frame->number, before->number + 1 + frame->lostBefore);
        QVERIFY(frame->lostBefore >= 4 && frame->lostBefore % 5 == 4); // more where one was replaced in the mailbox
        before = frame;
    }
}

void TestCaptureProcess::theSilenceOfARealSenseIsToldByItself() {
    const EnvironmentVariable library("TRACESTUDIO_REALSENSE_LIBRARY", stubRealSense);
    const EnvironmentVariable stall("STUB_REALSENSE_STALL_AFTER", "2");
    const auto source = started("realsense:831612070001");
    QVERIFY(source);
    QVERIFY(nextFrame(*source));
    QElapsedTimer timer;
    auto next = source->next(100ms);
    for (timer.start(); next && timer.elapsed() < 10'000;)
        next = source->next(100ms);
    QVERIFY(!next);
    QCOMPARE(source->fault(), CaptureFault::Stalled);
    // Its driver is not said to hang, and is not ended for it.
    QVERIFY2(next.error().message().find("sends no pictures") != std::string::npos, next.error().message().c_str());
}

void TestCaptureProcess::pluggedCamerasAppearByThemselves() {
    m_camera.set("plugged", 0);
    Told told;
    const DeviceWatch watch(std::ref(told));
    QTRY_COMPARE_WITH_TIMEOUT(told.count(), 1, 10'000);
    QVERIFY(told.last().devices.empty());
    for (int i = 0; i < 3; ++i) {
        QElapsedTimer timer;
        timer.start();
        m_camera.set("plugged", 1);
        QTRY_COMPARE_WITH_TIMEOUT(told.last().devices.size(), 1u, 3000);
        // By the event, not by looking now and then.
        QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(told.last().devices.front().uri, std::string(camera));
        m_camera.set("plugged", 0);
        QTRY_VERIFY_WITH_TIMEOUT(told.last().devices.empty(), 3000);
    }
    QCOMPARE(told.count(), 7); // told of changes only
}

void TestCaptureProcess::aCrashWhileListingIsToldAndTriedAgain() {
    m_camera.set("crash", "list");
    const auto list = listDevices();
    QVERIFY(!list);
    QVERIFY(QString::fromStdString(list.error().message()).contains("crashed"));
    Told told;
    const DeviceWatch watch(std::ref(told));
    QTRY_VERIFY_WITH_TIMEOUT(told.count() > 0 && !told.last().problems.empty(), 10'000);
    m_camera.set("crash", "");
    QTRY_VERIFY_WITH_TIMEOUT(told.last().problems.empty() && told.last().devices.size() == 1, 15'000);
}

void TestCaptureProcess::aWatchEndsSoon() {
    Told told;
    QElapsedTimer timer;
    {
        const DeviceWatch watch(std::ref(told));
        QTRY_VERIFY_WITH_TIMEOUT(told.count() > 0, 10'000);
        timer.start();
    }
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    // Also one that has hardly begun.
    timer.start();
    { const DeviceWatch watch(std::ref(told)); }
    QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
}

namespace {

/// A program that has a camera running, for the tests that need another: it says so, or what is wrong.
int runCamera(const char* uri) {
    OpenedSource opened = openSource(uri, {});
    if (opened.source)
        if (const auto format = (*opened.source)->start(std::nullopt); !format)
            opened = {tl::unexpected(format.error()), (*opened.source)->fault()};
    if (!opened.source) {
        std::fprintf(stderr, "%s\n", opened.source.error().message().c_str());
        std::printf("fault %d\n", int(opened.fault));
        return 1;
    }
    static_cast<void>(nextFrame(**opened.source));
    std::printf("running\n");
    std::fflush(stdout);
    while ((*opened.source)->next(100ms)) {
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    if (argc == 3 && QByteArray(argv[1]) == "--run")
        return runCamera(argv[2]);
    QCoreApplication application(argc, argv);
    TestCaptureProcess test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_capture_process.moc"
