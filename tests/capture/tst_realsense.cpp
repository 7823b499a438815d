// A contract test: what TraceStudio does with librealsense2 is tried with a stub of that library (stub_realsense),
// which imitates its interface and not its cameras.

#include "capture/realsense.h"
#include "capture/realsense/stamp_clock.h"

#include "stub_realsense/stub_realsense.h"
#include "support.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <dlfcn.h>
#include <opencv2/core.hpp>

using namespace tracestudio;
using namespace std::chrono_literals;

namespace {

constexpr const char* libraryVariable = "TRACESTUDIO_REALSENSE_LIBRARY";
const QByteArray firstSerial = "831612070001";

QByteArray stubFile(const char* variant = "") {
    return QByteArray(TRACESTUDIO_STUB_REALSENSE "/libstub_realsense") + variant + ".so";
}

/// The stub that the code under test uses: the same file, loaded once.
template <typename Function>
Function* ofStub(const char* name, const QByteArray& file = stubFile()) {
    return reinterpret_cast<Function*>(dlsym(dlopen(file.constData(), RTLD_NOW | RTLD_LOCAL), name));
}

StubReport report(const QByteArray& file = stubFile()) {
    return ofStub<StubReport()>("stubRealSenseReport", file)();
}

#define VERIFY_STUB_IS_CLEAN(...)                                                                                      \
    do {                                                                                                               \
        const StubReport found = report(__VA_ARGS__);                                                                  \
        QVERIFY2(found.misuses == 0, found.firstMisuse);                                                               \
        QCOMPARE(found.livingObjects, 0);                                                                              \
    } while (false)

/// Sets a knob of the stub until the test function ends.
class Knob {
  public:
    Knob(const char* name, const QByteArray& value)
        : m_name(QByteArray("STUB_REALSENSE_") + name) {
        qputenv(m_name.constData(), value);
    }
    ~Knob() { qunsetenv(m_name.constData()); }
    Knob(const Knob&) = delete;
    Knob& operator=(const Knob&) = delete;

  private:
    QByteArray m_name;
};

std::unique_ptr<RgbdSource> opened(const SourceOptions& options = {}) {
    OpenedSource source = openRealSense(firstSerial.toStdString(), options);
    if (!source.source) {
        qWarning("%s", source.source.error().message().c_str());
        return nullptr;
    }
    return std::move(*source.source);
}

/// The next pair, with a moment of patience.
std::optional<CapturedFrame> pairOf(RgbdSource& source) {
    auto frame = source.next(1s);
    if (!frame) {
        qWarning("%s", frame.error().message().c_str());
        return std::nullopt;
    }
    return std::move(*frame);
}

struct Comparison {
    int compared = 0, wrong = 0;
    double worstMillimetres = 0;
};

/// Depth against what the colour camera's pinhole sees there, within `reach` of a pixel. Left out are places where the
/// scene has an edge, and what is hidden from the depth camera.
Comparison compareDepth(const CapturedFrame& captured, double reach) {
    Comparison comparison;
    const Camera& camera = captured.frame.camera;
    const cv::Mat& depth = captured.frame.depthMillimetres;
    const RigidTransform transform = stub::colourFromDepth();
    for (int v = 10; v < depth.rows - 10; v += 2)
        for (int u = 10; u < depth.cols - 10; u += 2) {
            const int value = depth.at<std::uint16_t>(v, u);
            double least = 1e9, most = 0;
            for (const double dv : {-2.0, 0.0, 2.0})
                for (const double du : {-2.0, 0.0, 2.0}) {
                    const auto point = stub::seenByColour((u + du * reach - camera.cx) / camera.fx,
                                                          (v + dv * reach - camera.cy) / camera.fy);
                    const cv::Vec3d fromDepth = transform.rotation.t() * (*point - transform.translationMetres);
                    const bool isHidden = cv::norm(fromDepth - *stub::seen({}, fromDepth)) > 1e-3;
                    least = isHidden ? -1e9 : std::min(least, 1000 * (*point)[2]);
                    most = std::max(most, 1000 * (*point)[2]);
                }
            if (most - least > 12 || value == 0)
                continue;
            const double middle =
                1000 * (*stub::seenByColour((u - camera.cx) / camera.fx, (v - camera.cy) / camera.fy))[2];
            const double off = std::max(0.0, std::abs(value - middle) - (reach > 0.1 ? (most - least) / 4 : 0));
            comparison.worstMillimetres = std::max(comparison.worstMillimetres, off);
            comparison.wrong += off > 1;
            ++comparison.compared;
        }
    return comparison;
}

#define VERIFY_DEPTH(FRAME, REACH, LEAST)                                                                              \
    do {                                                                                                               \
        const Comparison found = compareDepth(FRAME, REACH);                                                           \
        QVERIFY2(found.compared > (LEAST), qPrintable(QString::number(found.compared)));                               \
        QVERIFY2(found.wrong == 0, qPrintable(QStringLiteral("%1 of %2 wrong, by up to %3 mm")                         \
                                                  .arg(found.wrong)                                                    \
                                                  .arg(found.compared)                                                 \
                                                  .arg(found.worstMillimetres)));                                      \
    } while (false)

/// How far the picture is from what the pinhole sees, at worst, within the middle of the picture.
int worstColour(const CapturedFrame& captured, int border) {
    const Camera& camera = captured.frame.camera;
    const cv::Mat& bgr = captured.frame.colourBgr;
    int worst = 0;
    for (int v = border; v < bgr.rows - border; v += 3)
        for (int u = border; u < bgr.cols - border; u += 3) {
            const cv::Vec3b rgb = stub::rgbAlong((u - camera.cx) / camera.fx, (v - camera.cy) / camera.fy);
            const auto found = bgr.at<cv::Vec3b>(v, u);
            for (int i = 0; i < 3; ++i)
                worst = std::max(worst, std::abs(int(found[i]) - int(rgb[2 - i])));
        }
    return worst;
}

} // namespace

class TestRealSense : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init();
    void camerasAreListed();
    void aPairIsWhatTheCameraSees();
    void depthIsRegisteredHereWhereTheLibraryCannot();
    void theLensIsTakenOut_data();
    void theLensIsTakenOut();
    void anUnknownLensIsRefused();
    void depthUnitsAreTheCameras();
    void modesAreWhatBothSensorsSend();
    void aCameraWithoutColourIsRefused();
    void everyModeStarts();
    void aModeThatItHasNotIsRefused();
    void usb2IsTooSlow();
    void startFailuresHaveTheirReasons_data();
    void startFailuresHaveTheirReasons();
    void aCameraThatCannotBeOpenedIsAProblemOfTheList();
    void unpluggedAndPluggedInAgain();
    void silenceIsAStall();
    void aFailedWaitEndsTheDelivery();
    void aChangedClockGoesOn_data();
    void aChangedClockGoesOn();
    void clocksKeepColourAndDepthApart();
    void timeNeverGoesBack();
    void lostFramesAreCounted();
    void setsWithoutColourAreLeftOut();
    void aPictureOfAnotherSizeIsRefused();
    void aMissingCameraIsMissing();
    void aMissingLibraryIsTold();
    void aFileThatIsNoLibraryIsTold();
    void anotherVersionIsTold_data();
    void anotherVersionIsTold();
    void aMissingFunctionIsTold();
    void aHundredTimesLeavesNothing();
};

void TestRealSense::init() {
    qputenv(libraryVariable, stubFile());
    ofStub<void()>("stubRealSenseReset")();
}

void TestRealSense::camerasAreListed() {
    const Knob knob("CAMERAS", "3");
    const DeviceList list = listRealSense();
    QVERIFY(list.problems.empty());
    QCOMPARE(list.devices.size(), std::size_t(3));
    QCOMPARE(list.devices[0], (SourceInfo{"realsense:831612070001", "Stub RealSense D435", "831612070001", false}));
    QCOMPARE(list.devices[2].serial, std::string("831612070003"));
    VERIFY_STUB_IS_CLEAN();
}

void TestRealSense::aPairIsWhatTheCameraSees() {
    const auto source = opened();
    QVERIFY(source);
    QCOMPARE(source->info().uri, std::string("realsense:831612070001"));
    QCOMPARE(source->frameCount(), std::size_t(0));
    const auto format = source->start(std::nullopt);
    QVERIFY2(format.has_value(), format ? "" : format.error().message().c_str());
    QCOMPARE(format->mode, (CaptureMode{{640, 480, 30}, {640, 480, 30}}));
    // Intrinsics are the camera's own, to the last bit.
    QCOMPARE(format->camera, stub::colourCamera(640, 480));
    QCOMPARE(format->depthUnitMetres, 0.001);
    QVERIFY(!format->isRegisteredHere);
    double last = 0;
    for (std::uint64_t i = 0; i < 5; ++i) {
        const auto before = std::chrono::steady_clock::now();
        const auto captured = pairOf(*source);
        QVERIFY(captured);
        QCOMPARE(captured->number, i);
        QCOMPARE(captured->lostBefore, std::uint64_t(0));
        QCOMPARE(captured->frame.camera, format->camera);
        QCOMPARE(captured->frame.depthMillimetres.size(), cv::Size(640, 480));
        QVERIFY(captured->arrival >= before && captured->arrival <= std::chrono::steady_clock::now());
        QVERIFY(std::abs(captured->depthSeconds - captured->colourSeconds + 0.0025) < 1e-6);
        if (i > 0)
            QVERIFY(std::abs(captured->colourSeconds - last - 1.0 / 30) < 1e-6);
        last = captured->colourSeconds;
        VERIFY_DEPTH(*captured, 0.05, 60'000);
        QCOMPARE(worstColour(*captured, 0), 0);
        // Every reading is there, and its point is the truth.
        const auto point = captured->frame.pointAt({400, 300});
        QVERIFY(point);
        const auto truth = stub::seenByColour((400 - format->camera.cx) / format->camera.fx,
                                              (300 - format->camera.cy) / format->camera.fy);
        QVERIFY(cv::norm(cv::Vec3d(point->x, point->y, point->z) - *truth) < 0.001);
    }
    source->stop();
    QVERIFY(!source->next(0ms));
    QVERIFY(source->start(std::nullopt));
    const auto again = pairOf(*source);
    QVERIFY(again);
    QCOMPARE(again->number, std::uint64_t(0));
}

void TestRealSense::depthIsRegisteredHereWhereTheLibraryCannot() {
    const QByteArray file = stubFile("_without_align");
    qputenv(libraryVariable, file);
    {
        const auto source = opened();
        QVERIFY(source);
        for (const CaptureMode& mode :
             {CaptureMode{{640, 480, 30}, {640, 480, 30}}, CaptureMode{{640, 480, 30}, {848, 480, 30}},
              CaptureMode{{1280, 720, 30}, {1280, 720, 30}}}) {
            const auto format = source->start(mode);
            QVERIFY(format);
            QVERIFY(format->isRegisteredHere);
            QCOMPARE(format->camera, stub::colourCamera(mode.colour.widthPixels, mode.colour.heightPixels));
            const auto captured = pairOf(*source);
            QVERIFY(captured);
            VERIFY_DEPTH(*captured, 0.55, 50'000);
            QCOMPARE(worstColour(*captured, 0), 0);
        }
    }
    VERIFY_STUB_IS_CLEAN(file);
}

void TestRealSense::theLensIsTakenOut_data() {
    QTest::addColumn<QByteArray>("model");
    QTest::newRow("Brown-Conrady") << QByteArray("4");
    QTest::newRow("inverse Brown-Conrady") << QByteArray("2");
    QTest::newRow("modified Brown-Conrady") << QByteArray("1");
}

void TestRealSense::theLensIsTakenOut() {
    QFETCH(QByteArray, model);
    const Knob knob("DISTORTION", model);
    const auto source = opened();
    QVERIFY(source);
    const auto format = source->start(std::nullopt);
    QVERIFY(format);
    QVERIFY(format->isRegisteredHere);
    QCOMPARE(format->camera, stub::colourCamera(640, 480));
    const auto captured = pairOf(*source);
    QVERIFY(captured);
    VERIFY_DEPTH(*captured, 0.55, 50'000);
    const int worst = worstColour(*captured, 25);
    QVERIFY2(worst <= 2, qPrintable(QString::number(worst)));
}

void TestRealSense::anUnknownLensIsRefused() {
    {
        const Knob knob("DISTORTION", "3");
        const auto source = opened();
        QVERIFY(source);
        const auto format = source->start(std::nullopt);
        QVERIFY(!format);
        QCOMPARE(source->fault(), CaptureFault::Other);
        QVERIFY(QString::fromStdString(format.error().message()).contains(QStringLiteral("lens model 3")));
    }
    VERIFY_STUB_IS_CLEAN();
}

void TestRealSense::depthUnitsAreTheCameras() {
    const Knob knob("UNIT", "0.0001");
    const auto source = opened();
    QVERIFY(source);
    const auto format = source->start(std::nullopt);
    QVERIFY(format);
    QCOMPARE(format->depthUnitMetres, 0.0001);
    const auto captured = pairOf(*source);
    QVERIFY(captured);
    VERIFY_DEPTH(*captured, 0.05, 60'000);
}

void TestRealSense::modesAreWhatBothSensorsSend() {
    const auto source = opened();
    QVERIFY(source);
    const std::vector<CaptureMode>& modes = source->modes();
    const std::vector<CaptureMode> expected = {{{1280, 720, 30}, {1280, 720, 30}}, {{1280, 720, 30}, {848, 480, 30}},
                                               {{640, 480, 30}, {848, 480, 30}},   {{640, 480, 30}, {640, 480, 30}},
                                               {{640, 480, 15}, {640, 480, 15}},   {{424, 240, 30}, {1280, 720, 30}},
                                               {{424, 240, 30}, {848, 480, 30}},   {{424, 240, 15}, {480, 270, 15}}};
    for (const CaptureMode& mode : modes)
        QVERIFY2(std::ranges::find(expected, mode) != expected.end(), describe(mode).c_str());
    QCOMPARE(modes, expected);
}

void TestRealSense::aCameraWithoutColourIsRefused() {
    {
        const Knob knob("NO_COLOUR", "1");
        const OpenedSource camera = openRealSense(firstSerial.toStdString(), {});
        QVERIFY(!camera.source);
        QCOMPARE(camera.fault, CaptureFault::WrongMode);
        QVERIFY(camera.source.error().message().find("colour and depth") != std::string::npos);
    }
    VERIFY_STUB_IS_CLEAN();
}

void TestRealSense::everyModeStarts() {
    {
        const auto source = opened();
        QVERIFY(source);
        for (const CaptureMode& mode : source->modes()) {
            const auto format = source->start(mode);
            QVERIFY(format);
            QCOMPARE(format->mode, mode);
            const auto captured = pairOf(*source);
            QVERIFY(captured);
            QCOMPARE(captured->frame.colourBgr.size(), cv::Size(mode.colour.widthPixels, mode.colour.heightPixels));
            QCOMPARE(captured->frame.depthMillimetres.size(), captured->frame.colourBgr.size());
        }
        // Asked for when it was opened.
        SourceOptions options;
        options.mode = CaptureMode{{640, 480, 15}, {640, 480, 15}};
        const auto other = opened(options);
        QVERIFY(other);
        const auto format = other->start(std::nullopt);
        QVERIFY(format);
        QCOMPARE(format->mode, *options.mode);
    }
    VERIFY_STUB_IS_CLEAN();
}

void TestRealSense::aModeThatItHasNotIsRefused() {
    const auto source = opened();
    QVERIFY(source);
    const auto format = source->start(CaptureMode{{1920, 1080, 30}, {1280, 720, 30}});
    QVERIFY(!format);
    QCOMPARE(source->fault(), CaptureFault::WrongMode);
    QVERIFY(QString::fromStdString(format.error().message()).contains(QStringLiteral("1920×1080")));
    QVERIFY(source->start(std::nullopt));
    QCOMPARE(source->fault(), CaptureFault::None);
}

void TestRealSense::usb2IsTooSlow() {
    const Knob knob("USB", "2.1");
    const auto source = opened();
    QVERIFY(source);
    const auto format = source->start(CaptureMode{{640, 480, 30}, {640, 480, 30}});
    QVERIFY(!format);
    QCOMPARE(source->fault(), CaptureFault::Bandwidth);
    const QString message = QString::fromStdString(format.error().message());
    QVERIFY2(message.contains(QStringLiteral("USB 2.1")) && message.contains(QStringLiteral("640×480 · 30 fps")),
             qPrintable(message));
    // What the port allows is offered, and works.
    const auto slower = source->start(std::nullopt);
    QVERIFY(slower);
    QCOMPARE(slower->mode, (CaptureMode{{640, 480, 15}, {640, 480, 15}}));
    QVERIFY(pairOf(*source));
}

void TestRealSense::startFailuresHaveTheirReasons_data() {
    QTest::addColumn<QByteArray>("words");
    QTest::addColumn<int>("fault");
    QTest::addColumn<QString>("told");
    const auto row = [](const char* words, CaptureFault fault, const char* told) {
        QTest::newRow(words) << QByteArray(words) << int(fault) << QString::fromUtf8(told);
    };
    row("xioctl(VIDIOC_S_FMT) failed Last Error: Device or resource busy", CaptureFault::Busy, "another program");
    row("failed to set power state", CaptureFault::Busy, "another program");
    row("failed to open usb interface: 0, error: RS2_USB_STATUS_ACCESS", CaptureFault::NoPermission,
        "99-realsense-libusb.rules");
    row("Cannot open '/dev/video2 Last Error: Permission denied", CaptureFault::NoPermission, "udev");
    row("Couldn't resolve requests", CaptureFault::WrongMode, "mode");
    row("xioctl(VIDIOC_STREAMON) failed Last Error: No space left on device", CaptureFault::Bandwidth, "USB 3");
    row("No device connected", CaptureFault::Unplugged, "unplugged");
    row("something else", CaptureFault::Other, "something else");
}

void TestRealSense::startFailuresHaveTheirReasons() {
    QFETCH(QByteArray, words);
    QFETCH(int, fault);
    QFETCH(QString, told);
    {
        const auto source = opened();
        QVERIFY(source);
        {
            const Knob knob("START_ERROR", words);
            const auto format = source->start(std::nullopt);
            QVERIFY(!format);
            QCOMPARE(int(source->fault()), fault);
            const QString message = QString::fromStdString(format.error().message());
            QVERIFY2(message.contains(told) && message.contains(QStringLiteral("831612070001")), qPrintable(message));
        }
        // The reason may go away by itself.
        QVERIFY(source->start(std::nullopt));
        QVERIFY(pairOf(*source));
    }
    VERIFY_STUB_IS_CLEAN();
}

void TestRealSense::aCameraThatCannotBeOpenedIsAProblemOfTheList() {
    {
        const Knob knob("DEVICE_ERROR", "failed to open usb interface: 0, error: RS2_USB_STATUS_ACCESS");
        const DeviceList list = listRealSense();
        QVERIFY(list.devices.empty());
        QCOMPARE(list.problems.size(), std::size_t(1));
        QVERIFY(
            QString::fromStdString(list.problems[0].message()).contains(QStringLiteral("99-realsense-libusb.rules")));
        const OpenedSource source = openRealSense({}, {});
        QVERIFY(!source.source);
        QCOMPARE(source.fault, CaptureFault::NoPermission);
    }
    VERIFY_STUB_IS_CLEAN();
}

void TestRealSense::unpluggedAndPluggedInAgain() {
    {
        const auto source = opened();
        QVERIFY(source);
        {
            const Knob knob("UNPLUG_AFTER", "3");
            QVERIFY(source->start(std::nullopt));
            for (int i = 0; i < 3; ++i)
                QVERIFY(pairOf(*source));
            QElapsedTimer timer;
            timer.start();
            const auto gone = source->next(10s);
            QVERIFY(!gone);
            QCOMPARE(source->fault(), CaptureFault::Unplugged);
            QVERIFY2(timer.elapsed() < 1000 * slowness, "it is noticed long before patience ends");
            QVERIFY(QString::fromStdString(gone.error().message()).contains(QStringLiteral("831612070001")));
        }
        for (int i = 0; i < 3; ++i) {
            QVERIFY(!source->start(std::nullopt));
            QCOMPARE(source->fault(), CaptureFault::Unplugged);
        }
        ofStub<void()>("stubRealSenseReplug")();
        QVERIFY(source->start(std::nullopt));
        const auto captured = pairOf(*source);
        QVERIFY(captured);
        QCOMPARE(captured->number, std::uint64_t(0));
    }
    VERIFY_STUB_IS_CLEAN();
}

void TestRealSense::silenceIsAStall() {
    const Knob knob("STALL_AFTER", "2");
    const auto source = opened();
    QVERIFY(source);
    QVERIFY(source->start(std::nullopt));
    QVERIFY(pairOf(*source));
    QVERIFY(pairOf(*source));
    // A moment of silence is nothing.
    const auto nothing = source->next(120ms);
    QVERIFY(nothing);
    QVERIFY(!*nothing);
    QCOMPARE(source->fault(), CaptureFault::None);
    QElapsedTimer timer;
    timer.start();
    auto silent = source->next(100ms);
    while (silent && timer.elapsed() < 20'000) {
        QVERIFY(!*silent);
        silent = source->next(100ms);
    }
    QVERIFY(!silent);
    QCOMPARE(source->fault(), CaptureFault::Stalled);
    QVERIFY(timer.elapsed() > 4000);
}

void TestRealSense::aFailedWaitEndsTheDelivery() {
    {
        const Knob knob("FAIL_AFTER", "1");
        const auto source = opened();
        QVERIFY(source);
        QVERIFY(source->start(std::nullopt));
        QVERIFY(pairOf(*source));
        const auto failed = source->next(1s);
        QVERIFY(!failed);
        QCOMPARE(source->fault(), CaptureFault::Other);
        QVERIFY(QString::fromStdString(failed.error().message()).contains(QStringLiteral("VIDIOC_DQBUF")));
    }
    VERIFY_STUB_IS_CLEAN();
}

void TestRealSense::aChangedClockGoesOn_data() {
    QTest::addColumn<QByteArray>("knobName");
    QTest::newRow("another domain") << QByteArray("CLOCK_AFTER");
    QTest::newRow("set back by an hour") << QByteArray("JUMP_AFTER");
}

void TestRealSense::aChangedClockGoesOn() {
    QFETCH(QByteArray, knobName);
    const Knob knob(knobName.constData(), "3");
    const auto source = opened();
    QVERIFY(source);
    QVERIFY(source->start(std::nullopt));
    double last = 0;
    for (int i = 0; i < 6; ++i) {
        const auto captured = pairOf(*source);
        QVERIFY(captured);
        if (i > 0) {
            const double step = captured->colourSeconds - last;
            QVERIFY2(step >= 0 && step < 0.9 * slowness, qPrintable(QString::number(step)));
        }
        QVERIFY(std::abs(captured->depthSeconds - captured->colourSeconds + 0.0025) < 1e-6);
        last = captured->colourSeconds;
    }
}

void TestRealSense::clocksKeepColourAndDepthApart() {
    StampClock clock;
    const auto start = std::chrono::steady_clock::now();
    auto pair = clock.seconds({10'000, 0}, {10'004, 0}, start);
    QCOMPARE(pair.colour, 10.0);
    QCOMPARE(pair.depth, 10.004);
    // Late by half a second is late, not another clock.
    pair = clock.seconds({10'033, 0}, {10'037, 0}, start + 533ms);
    QCOMPARE(pair.colour, 10.033);
    // Forward by a minute: time goes on by what has passed.
    pair = clock.seconds({70'033, 0}, {70'030, 0}, start + 566ms);
    QVERIFY(std::abs(pair.colour - 10.066) < 1e-9);
    QVERIFY(std::abs(pair.depth - 10.063) < 1e-9);
    // Two clocks cannot be compared.
    pair = clock.seconds({70'066, 0}, {5, 1}, start + 599ms);
    QCOMPARE(pair.depth, pair.colour);
    QVERIFY(std::abs(pair.colour - 10.099) < 1e-9);
    const double nothing = std::nan("");
    pair = clock.seconds({nothing, 0}, {nothing, 0}, start + 632ms);
    QVERIFY(std::abs(pair.colour - 10.132) < 1e-9);
    QCOMPARE(pair.depth, pair.colour);
}

void TestRealSense::timeNeverGoesBack() {
    StampClock clock;
    const auto start = std::chrono::steady_clock::now();
    QCOMPARE(clock.seconds({10'000, 0}, {10'000, 0}, start).colour, 10.0);
    // Set back a little.
    QVERIFY(std::abs(clock.seconds({9'800, 0}, {9'800, 0}, start + 33ms).colour - 10.033) < 1e-9);
    // Another clock, which happens to show about the same.
    QVERIFY(std::abs(clock.seconds({9'950, 1}, {9'950, 1}, start + 66ms).colour - 10.066) < 1e-9);
    QVERIFY(std::abs(clock.seconds({9'983, 1}, {9'983, 1}, start + 80ms).colour - 10.099) < 1e-9);
}

void TestRealSense::lostFramesAreCounted() {
    const Knob knob("LOSE", "4");
    const auto source = opened();
    QVERIFY(source);
    QVERIFY(source->start(std::nullopt));
    for (std::uint64_t i = 0; i < 4; ++i) {
        const auto captured = pairOf(*source);
        QVERIFY(captured);
        // What was lost is a gap in the numbers, by which the program counts behind the capture process, too.
        QCOMPARE(captured->number, 5 * i);
        QCOMPARE(captured->lostBefore, std::uint64_t(i == 0 ? 0 : 4));
    }
}

void TestRealSense::setsWithoutColourAreLeftOut() {
    {
        const Knob knob("INCOMPLETE", "3");
        const auto source = opened();
        QVERIFY(source);
        QVERIFY(source->start(std::nullopt));
        const auto captured = pairOf(*source);
        QVERIFY(captured);
        QCOMPARE(captured->number, std::uint64_t(0));
        QVERIFY(captured->frame.hasColour() && captured->frame.hasDepth());
    }
    VERIFY_STUB_IS_CLEAN();
}

void TestRealSense::aPictureOfAnotherSizeIsRefused() {
    {
        const Knob knob("WRONG_SIZE", "1");
        const auto source = opened();
        QVERIFY(source);
        QVERIFY(source->start(std::nullopt));
        QVERIFY(!source->next(1s));
        QCOMPARE(source->fault(), CaptureFault::Other);
    }
    VERIFY_STUB_IS_CLEAN();
}

void TestRealSense::aMissingCameraIsMissing() {
    const OpenedSource other = openRealSense("000000000000", {});
    QVERIFY(!other.source);
    QCOMPARE(other.fault, CaptureFault::Missing);
    QVERIFY(QString::fromStdString(other.source.error().message()).contains(QStringLiteral("000000000000")));
    const Knob knob("CAMERAS", "0");
    const OpenedSource none = openRealSense({}, {});
    QVERIFY(!none.source);
    QCOMPARE(none.fault, CaptureFault::Missing);
    VERIFY_STUB_IS_CLEAN();
}

void TestRealSense::aMissingLibraryIsTold() {
    qputenv(libraryVariable, "/nowhere/librealsense2.so.2");
    const OpenedSource source = openRealSense({}, {});
    QVERIFY(!source.source);
    QCOMPARE(source.fault, CaptureFault::NoLibrary);
    const QString message = QString::fromStdString(source.source.error().message());
    QVERIFY2(message.contains(QStringLiteral("/nowhere/librealsense2.so.2")), qPrintable(message));
    QCOMPARE(listRealSense().problems.size(), std::size_t(1));

    qunsetenv(libraryVariable);
    const OpenedSource usual = openRealSense("1", {});
    if (usual.fault != CaptureFault::NoLibrary)
        QSKIP("librealsense2 is installed here, so it cannot be missed");
    const QString words = QString::fromStdString(usual.source.error().message());
    QVERIFY2(words.contains(QStringLiteral("librealsense2")) && words.contains(QStringLiteral("2.30")),
             qPrintable(words));
    // Most people have no such camera.
    QCOMPARE(listRealSense(), DeviceList());
}

void TestRealSense::aFileThatIsNoLibraryIsTold() {
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("librealsense2.so.2"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("version https://git-lfs.github.com/spec/v1\n");
    file.close();
    qputenv(libraryVariable, path.toLocal8Bit());
    const OpenedSource source = openRealSense({}, {});
    QVERIFY(!source.source);
    QCOMPARE(source.fault, CaptureFault::NoLibrary);
    const QString message = QString::fromStdString(source.source.error().message());
    QVERIFY2(message.contains(path) && message.contains(QStringLiteral("cannot be loaded")), qPrintable(message));
}

void TestRealSense::anotherVersionIsTold_data() {
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<QString>("text");
    QTest::newRow("too old") << QByteArray("22900") << QStringLiteral("2.29.0");
    QTest::newRow("much too old") << QByteArray("11210") << QStringLiteral("1.12.10");
    QTest::newRow("another major") << QByteArray("30001") << QStringLiteral("3.0.1");
}

void TestRealSense::anotherVersionIsTold() {
    QFETCH(QByteArray, version);
    QFETCH(QString, text);
    const Knob knob("VERSION", version);
    const OpenedSource source = openRealSense({}, {});
    QVERIFY(!source.source);
    QCOMPARE(source.fault, CaptureFault::NoLibrary);
    const QString message = QString::fromStdString(source.source.error().message());
    QVERIFY2(message.contains(text) && message.contains(QStringLiteral("2.30")), qPrintable(message));
    QCOMPARE(report().contexts, 0);
    QCOMPARE(listRealSense().problems.size(), std::size_t(1));
}

void TestRealSense::aMissingFunctionIsTold() {
    qputenv(libraryVariable, stubFile("_without_stop"));
    const OpenedSource source = openRealSense({}, {});
    QVERIFY(!source.source);
    QCOMPARE(source.fault, CaptureFault::NoLibrary);
    const QString message = QString::fromStdString(source.source.error().message());
    QVERIFY2(message.contains(QStringLiteral("rs2_pipeline_stop")) && message.contains(QStringLiteral("2.55.0")),
             qPrintable(message));
}

void TestRealSense::aHundredTimesLeavesNothing() {
    for (int i = 0; i < 100; ++i) {
        const auto source = opened();
        QVERIFY(source);
        // Now and then it is deleted while it runs, fails to start, or is not started at all.
        if (i % 4 != 3) {
            QVERIFY(source->start(std::nullopt));
            QVERIFY(pairOf(*source));
        }
        if (i % 4 == 1)
            source->stop();
        if (i % 4 == 2) {
            const Knob knob("START_ERROR", "Device or resource busy");
            QVERIFY(!source->start(std::nullopt));
        }
    }
    VERIFY_STUB_IS_CLEAN();
    QCOMPARE(report().contexts, 100);
}

QTEST_GUILESS_MAIN(TestRealSense)
#include "tst_realsense.moc"
