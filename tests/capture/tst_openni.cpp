#include "capture/devices.h"
#include "scene/point_cloud.h"
#include "virtual_camera/virtual_camera.h"
#include "virtual_camera/virtual_scene.h"

#include <QElapsedTimer>
#include <QTest>
#include <algorithm>
#include <thread>

using namespace tracestudio;
using namespace std::chrono_literals;

namespace {

constexpr auto camera = "openni:virtual:0";

CaptureMode mode(int width, int height, double fps) {
    return {{width, height, fps}, {width, height, fps}};
}

/// The next frame, or none after some seconds; what fails is kept in `problem`.
std::optional<CapturedFrame> nextFrame(RgbdSource& source, QString* problem = nullptr) {
    for (int i = 0; i < 50; ++i) {
        auto frame = source.next(100ms);
        if (!frame && problem)
            *problem = QString::fromStdString(frame.error().message());
        if (!frame)
            return std::nullopt;
        if (*frame)
            return std::move(**frame);
    }
    return std::nullopt;
}

/// Goes on until the source fails, or five seconds.
CaptureFault faultOf(RgbdSource& source, QString* words = nullptr) {
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < 5000) {
        const auto frame = source.next(100ms);
        if (!frame) {
            if (words)
                *words = QString::fromStdString(frame.error().message());
            return source.fault();
        }
    }
    return CaptureFault::None;
}

/// How far the cloud of a frame is from what is there.
double worstMetres(const RgbdFrame& frame) {
    const PointCloud cloud = backProject(frame, Mask());
    double worst = 0;
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const int u = int(cloud.pixelIndex[i]) % cloud.width, v = int(cloud.pixelIndex[i]) / cloud.width;
        // Along the pixel's own ray, so that a cloud that is shifted within the surface counts as well.
        const double z = virtual_scene::depthMetresAt(u, v, cloud.width, cloud.height);
        const double focal = virtual_scene::focalLengthPixels(cloud.width);
        const double x = (u - (cloud.width - 1) / 2.0) / focal * z, y = (v - (cloud.height - 1) / 2.0) / focal * z;
        worst = std::max(worst, std::hypot(cloud.x[i] - x, cloud.y[i] - y, cloud.z[i] - z));
    }
    return cloud.size() == std::size_t(cloud.width) * std::size_t(cloud.height) ? worst : 1e9;
}

} // namespace

class TestOpenNi : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init() { m_camera.reset(); }

    void thePluggedCameraIsListed();
    void theCloudIsWithinAMillimetreOfTheScene_data();
    void theCloudIsWithinAMillimetreOfTheScene();
    void coloursAreWhereTheyBelong();
    void everyColourFormatIsShown_data();
    void everyColourFormatIsShown();
    void tenthsOfMillimetresAreRounded();
    void aCameraThatMirrorsIsTurnedRound();
    void depthThatTheCameraCannotRegisterIsRegisteredHere_data();
    void depthThatTheCameraCannotRegisterIsRegisteredHere();
    void modesAreWhatBothSensorsHave();
    void theUsualModeIsTakenWhenNoneIsAsked();
    void aModeItDoesNotHaveIsRefused();
    void stampsCountAndTellTheTimeOfTheSensor();
    void picturesTheSensorLostAreCounted();
    void jitterAndAnOffsetBetweenTheSensorsLoseNothing();
    void aClockThatJumpsGoesOn();
    void aSensorAloneIsEnough();
    void aSlowConsumerGetsTheNewestAndACount();
    void unpluggedIsSaidAtOnceAndReplugged();
    void aStalledCameraIsSaidToBe();
    void oneSilentSensorIsNamed();
    void aBusyCameraIsSaidToBe();
    void aPortThatIsTooSlowIsSaidToBe();
    void aCameraThatIsNotThereIsMissing();
    void aDriverThatRefusesAModeIsSaidTo();
    void stockDevicesOpenByName_data();
    void stockDevicesOpenByName();

  private:
    std::unique_ptr<RgbdSource> opened(const char* uri = camera, const SourceOptions& options = {});
    VirtualCamera m_camera;
};

std::unique_ptr<RgbdSource> TestOpenNi::opened(const char* uri, const SourceOptions& options) {
    OpenedSource opened = openSource(uri, options);
    if (!opened.source) {
        qWarning("%s", opened.source.error().message().c_str());
        return nullptr;
    }
    return std::move(*opened.source);
}

void TestOpenNi::thePluggedCameraIsListed() {
    const auto list = listDevices();
    QVERIFY2(list, list ? "" : list.error().message().c_str());
    QCOMPARE(list->devices.size(), 1u);
    QCOMPARE(list->devices.front().uri, std::string(camera));
    QCOMPARE(list->devices.front().name, std::string("Virtual RGB-D"));
    m_camera.set("plugged", 0);
    QVERIFY(listDevices()->devices.empty());
}

void TestOpenNi::theCloudIsWithinAMillimetreOfTheScene_data() {
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    QTest::newRow("VGA") << 640 << 480;
    QTest::newRow("QVGA") << 320 << 240;
    QTest::newRow("HD") << 1280 << 720;
}

void TestOpenNi::theCloudIsWithinAMillimetreOfTheScene() {
    QFETCH(int, width);
    QFETCH(int, height);
    m_camera.set("modes", QByteArray::number(width) + 'x' + QByteArray::number(height) + "@30");
    const auto source = opened();
    QVERIFY(source);
    const auto format = source->start(std::nullopt);
    QVERIFY2(format, format ? "" : format.error().message().c_str());
    QVERIFY(format->mode == mode(width, height, 30));
    QVERIFY(std::abs(format->camera.fx - virtual_scene::focalLengthPixels(width)) < 0.01);
    QVERIFY(std::abs(format->camera.fy - virtual_scene::focalLengthPixels(width)) < 0.01);
    QCOMPARE(format->camera.cx, (width - 1) / 2.0);
    QCOMPARE(format->camera.cy, (height - 1) / 2.0);
    const auto frame = nextFrame(*source);
    QVERIFY(frame);
    QVERIFY(frame->frame.camera == format->camera);
    const double worst = worstMetres(frame->frame);
    QVERIFY2(worst < 0.001, qPrintable(QString::number(worst)));
    QCOMPARE(source->info().serial, std::string("V-0001"));
}

void TestOpenNi::coloursAreWhereTheyBelong() {
    const auto source = opened();
    QVERIFY(source && source->start(std::nullopt));
    const auto frame = nextFrame(*source);
    QVERIFY(frame);
    for (const auto& [u, v] : {std::pair(0, 1), {3, 2}, {639, 1}, {100, 479}, {639, 479}})
        QCOMPARE(frame->frame.colourBgr.at<cv::Vec3b>(v, u),
                 cv::Vec3b(virtual_scene::blue, virtual_scene::greenAt(v), virtual_scene::redAt(u)));
}

void TestOpenNi::everyColourFormatIsShown_data() {
    QTest::addColumn<QByteArray>("format");
    QTest::newRow("YUYV") << QByteArray("yuyv");
    QTest::newRow("grey") << QByteArray("gray");
}

void TestOpenNi::everyColourFormatIsShown() {
    QFETCH(QByteArray, format);
    m_camera.set("colour", format);
    const auto source = opened();
    QVERIFY(source && source->start(std::nullopt));
    const auto frame = nextFrame(*source);
    QVERIFY(frame);
    for (const int u : {0, 10, 150, 301}) {
        const auto pixel = frame->frame.colourBgr.at<cv::Vec3b>(240, u);
        const int expected = format == "gray" ? virtual_scene::redAt(u) : int(std::lround((u % 200) * 255 / 219.0));
        for (int channel = 0; channel < 3; ++channel)
            QVERIFY2(std::abs(pixel[channel] - expected) <= 2, qPrintable(QString::number(u)));
    }
}

void TestOpenNi::tenthsOfMillimetresAreRounded() {
    m_camera.set("depth", "100um");
    const auto source = opened();
    QVERIFY(source);
    const auto format = source->start(std::nullopt);
    QVERIFY(format);
    QCOMPARE(format->depthUnitMetres, 0.0001);
    const auto frame = nextFrame(*source);
    QVERIFY(frame);
    QVERIFY(worstMetres(frame->frame) < 0.001);
}

void TestOpenNi::aCameraThatMirrorsIsTurnedRound() {
    m_camera.set("mirrors", 0);
    const auto source = opened();
    QVERIFY(source && source->start(std::nullopt));
    const auto frame = nextFrame(*source);
    QVERIFY(frame);
    QVERIFY(worstMetres(frame->frame) < 0.001);
    QCOMPARE(frame->frame.colourBgr.at<cv::Vec3b>(7, 5)[2], virtual_scene::redAt(5));
}

void TestOpenNi::depthThatTheCameraCannotRegisterIsRegisteredHere_data() {
    QTest::addColumn<int>("registration");
    QTest::newRow("it says that it cannot") << 0;
    QTest::newRow("it refuses") << 2;
}

void TestOpenNi::depthThatTheCameraCannotRegisterIsRegisteredHere() {
    // The depth sensor then has a wider view of its own.
    QFETCH(int, registration);
    m_camera.set("registration", registration);
    const auto source = opened();
    QVERIFY(source);
    const auto format = source->start(std::nullopt);
    QVERIFY(format);
    QVERIFY(format->isRegisteredHere);
    QVERIFY(std::abs(format->camera.fx - virtual_scene::focalLengthPixels(640)) < 0.01);
    const auto frame = nextFrame(*source);
    QVERIFY(frame);
    const cv::Mat& depth = frame->frame.depthMillimetres;
    QCOMPARE(depth.size(), cv::Size(640, 480));
    int near = 0, read = 0;
    for (int v = 0; v < 480; ++v)
        for (int u = 0; u < 640; ++u) {
            const int there = depth.at<std::uint16_t>(v, u);
            read += there > 0;
            near += there > 0 && std::abs(there / 1000.0 - virtual_scene::depthMetresAt(u, v, 640, 480)) < 0.002;
        }
    QVERIFY2(read > 640 * 480 * 97 / 100, qPrintable(QString::number(read)));
    QVERIFY2(near > read * 97 / 100, qPrintable(QString::number(near)));
}

void TestOpenNi::modesAreWhatBothSensorsHave() {
    m_camera.set("modes", "320x240@30,640x480@30,640x480@60,1280x720@30");
    const auto source = opened();
    QVERIFY(source);
    const auto has = [&](const CaptureMode& one) { return std::ranges::count(source->modes(), one) == 1; };
    for (const auto& one : {mode(320, 240, 30), mode(640, 480, 30), mode(640, 480, 60), mode(1280, 720, 30)})
        QVERIFY2(has(one), describe(one).c_str());
    // The same view in two sizes; not of two shapes, nor at two rates.
    QVERIFY(has({{640, 480, 30}, {320, 240, 30}}));
    QVERIFY(!has({{1280, 720, 30}, {640, 480, 30}}));
    QVERIFY(!has({{640, 480, 60}, {640, 480, 30}}));
    QCOMPARE(source->modes().size(), 6u);

    const auto format = source->start(CaptureMode{{640, 480, 30}, {320, 240, 30}});
    QVERIFY(format);
    const auto frame = nextFrame(*source);
    QVERIFY(frame);
    QCOMPARE(frame->frame.depthMillimetres.size(), cv::Size(640, 480));
    QCOMPARE(frame->frame.colourBgr.size(), cv::Size(640, 480));
    // Each reading stands for the four pixels it covers: half a pixel off at most, millimetres on the wall.
    const double there = virtual_scene::depthMetresAt(500, 50, 640, 480);
    QVERIFY(std::abs(frame->frame.depthMillimetres.at<std::uint16_t>(50, 500) / 1000.0 - there) < 0.005);

    QVERIFY(source->start(mode(1280, 720, 30)));
    const auto larger = nextFrame(*source);
    QVERIFY(larger);
    QVERIFY(worstMetres(larger->frame) < 0.001);
}

void TestOpenNi::theUsualModeIsTakenWhenNoneIsAsked() {
    m_camera.set("modes", "1280x720@30,320x240@30,640x480@30,640x480@60");
    const auto source = opened();
    QVERIFY(source);
    const auto format = source->start(std::nullopt);
    QVERIFY(format);
    QVERIFY2(format->mode == mode(640, 480, 60), describe(format->mode).c_str());
    const auto other = opened(camera, {mode(320, 240, 30), {}, {}});
    QVERIFY(other);
}

void TestOpenNi::aModeItDoesNotHaveIsRefused() {
    const auto source = opened();
    QVERIFY(source);
    const auto format = source->start(mode(641, 480, 30));
    QVERIFY(!format);
    QCOMPARE(source->fault(), CaptureFault::WrongMode);
    QVERIFY(source->start(std::nullopt));
    QVERIFY(nextFrame(*source));
}

void TestOpenNi::stampsCountAndTellTheTimeOfTheSensor() {
    m_camera.set("modes", "320x240@60");
    const auto source = opened();
    QVERIFY(source && source->start(std::nullopt));
    std::optional<CapturedFrame> before;
    for (int i = 0; i < 20; ++i) {
        auto frame = nextFrame(*source);
        QVERIFY(frame);
        QVERIFY(std::chrono::steady_clock::now() - frame->arrival < 500ms);
        if (before) {
            QCOMPARE(frame->number, before->number + 1 + frame->lostBefore);
            const double frames = double(frame->number - before->number);
            QVERIFY(std::abs(frame->colourSeconds - before->colourSeconds - frames / 60) < 1e-4);
            QVERIFY(frame->arrival > before->arrival);
        }
        QVERIFY(std::abs(frame->colourSeconds - frame->depthSeconds) < 1e-5);
        // The sensor's own count, in the picture, agrees.
        const double counter = (frame->colourSeconds - 1) * 60;
        QCOMPARE(frame->frame.colourBgr.at<cv::Vec3b>(0, 0)[0], virtual_scene::blueOf(int(std::lround(counter))));
        before = std::move(frame);
    }
}

void TestOpenNi::picturesTheSensorLostAreCounted() {
    m_camera.set("modes", "320x240@100");
    m_camera.set("drop", 5);
    const auto source = opened();
    QVERIFY(source && source->start(std::nullopt));
    std::uint64_t delivered = 0, lost = 0;
    std::optional<CapturedFrame> first, last;
    for (int i = 0; i < 60; ++i) {
        auto frame = nextFrame(*source);
        QVERIFY(frame);
        if (!first) {
            first = frame;
        } else {
            ++delivered;
            lost += frame->lostBefore;
        }
        last = std::move(frame);
    }
    const auto taken = std::uint64_t(std::lround((last->colourSeconds - first->colourSeconds) * 100));
    QCOMPARE(delivered + lost, taken);
    QVERIFY2(lost >= taken / 6, qPrintable(QString::number(lost)));
}

void TestOpenNi::jitterAndAnOffsetBetweenTheSensorsLoseNothing() {
    m_camera.set("modes", "320x240@30");
    m_camera.set("offset", 6000);
    m_camera.set("jitter", 4000);
    const auto source = opened();
    QVERIFY(source && source->start(std::nullopt));
    std::uint64_t lost = 0;
    for (int i = 0; i < 40; ++i) {
        const auto frame = nextFrame(*source);
        QVERIFY(frame);
        QVERIFY(std::abs(frame->depthSeconds - frame->colourSeconds) <= 0.5 / 30 + 1e-5);
        if (i > 0)
            lost += frame->lostBefore;
    }
    QVERIFY2(lost <= 2, qPrintable(QString::number(lost))); // a busy machine may replace one in the mailbox
}

void TestOpenNi::aClockThatJumpsGoesOn() {
    const auto source = opened();
    QVERIFY(source && source->start(std::nullopt));
    double last = 0;
    for (const int jump : {0, 500'000'000, 1000, 0}) {
        m_camera.set("jump", jump);
        for (int i = 0; i < 8; ++i) {
            const auto frame = nextFrame(*source);
            QVERIFY(frame);
            QVERIFY(std::abs(frame->depthSeconds - frame->colourSeconds) <= 0.5 / 30 + 1e-5);
            last = frame->colourSeconds;
        }
        QCOMPARE(last > 400, jump > 400'000'000);
    }
}

void TestOpenNi::aSensorAloneIsEnough() {
    m_camera.set("colour", "none");
    auto source = opened();
    QVERIFY(source && source->start(std::nullopt));
    auto frame = nextFrame(*source);
    QVERIFY(frame);
    QVERIFY(frame->frame.hasDepth() && !frame->frame.hasColour());
    source.reset();
    m_camera.reset();
    m_camera.set("depth", "none");
    source = opened();
    QVERIFY(source && source->start(std::nullopt));
    frame = nextFrame(*source);
    QVERIFY(frame);
    QVERIFY(!frame->frame.hasDepth() && frame->frame.hasColour());
    QCOMPARE(QString::fromStdString(describe(source->modes().front())), QString("640×480 · 30 fps"));
}

void TestOpenNi::aSlowConsumerGetsTheNewestAndACount() {
    m_camera.set("modes", "320x240@100");
    const auto source = opened();
    QVERIFY(source && source->start(std::nullopt));
    const auto first = nextFrame(*source);
    QVERIFY(first);
    QTest::qWait(1000); // a slow consumer is one that waits
    const auto frame = nextFrame(*source);
    QVERIFY(frame);
    QVERIFY2(frame->lostBefore > 50 && frame->lostBefore < 200, qPrintable(QString::number(frame->lostBefore)));
    QCOMPARE(frame->number, first->number + 1 + frame->lostBefore);
    const auto age = std::chrono::steady_clock::now() - frame->arrival;
    QVERIFY2(age < 200ms, qPrintable(QString::number(age / 1ms)));
}

void TestOpenNi::unpluggedIsSaidAtOnceAndReplugged() {
    const auto source = opened();
    QVERIFY(source && source->start(std::nullopt));
    QVERIFY(nextFrame(*source));
    m_camera.set("plugged", 0);
    QElapsedTimer timer;
    timer.start();
    QString words;
    QCOMPARE(faultOf(*source, &words), CaptureFault::Unplugged);
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(words.contains("Virtual RGB-D"));
    QVERIFY(mayHeal(source->fault()));
    // Until it is there again, it is missing.
    QVERIFY(!source->start(std::nullopt));
    QCOMPARE(source->fault(), CaptureFault::Missing);
    m_camera.set("plugged", 1);
    const auto format = source->start(std::nullopt);
    QVERIFY2(format, format ? "" : format.error().message().c_str());
    const auto frame = nextFrame(*source);
    QVERIFY(frame);
    QVERIFY(worstMetres(frame->frame) < 0.001);
}

void TestOpenNi::aStalledCameraIsSaidToBe() {
    const auto source = opened();
    QVERIFY(source && source->start(std::nullopt));
    QVERIFY(nextFrame(*source));
    m_camera.set("stall", 1);
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(faultOf(*source), CaptureFault::Stalled);
    QVERIFY2(timer.elapsed() > 1500 && timer.elapsed() < 3500, qPrintable(QString::number(timer.elapsed())));
    m_camera.set("stall", 0);
    QVERIFY(source->start(std::nullopt));
    QVERIFY(nextFrame(*source));
}

void TestOpenNi::oneSilentSensorIsNamed() {
    const auto source = opened();
    QVERIFY(source && source->start(std::nullopt));
    QVERIFY(nextFrame(*source));
    m_camera.set("silent", "depth");
    QString words;
    QCOMPARE(faultOf(*source, &words), CaptureFault::Stalled);
    QVERIFY2(words.contains("no depth pictures"), qPrintable(words));
}

void TestOpenNi::aBusyCameraIsSaidToBe() {
    m_camera.set("busy", 1);
    const OpenedSource opened = openSource(camera, {});
    QVERIFY(!opened.source);
    QCOMPARE(opened.fault, CaptureFault::Busy);
    QVERIFY(mayHeal(opened.fault));
}

void TestOpenNi::aPortThatIsTooSlowIsSaidToBe() {
    m_camera.set("narrow", 1);
    const auto source = opened();
    QVERIFY(source);
    const auto format = source->start(std::nullopt);
    QVERIFY(!format);
    QCOMPARE(source->fault(), CaptureFault::Bandwidth);
    QVERIFY(QString::fromStdString(format.error().message()).contains("another port"));
    m_camera.set("narrow", 0);
    QVERIFY(source->start(std::nullopt));
    QVERIFY(nextFrame(*source));
}

void TestOpenNi::aCameraThatIsNotThereIsMissing() {
    const OpenedSource opened = openSource("openni:1d27/0601@1/5", {});
    QVERIFY(!opened.source);
    QCOMPARE(opened.fault, CaptureFault::Missing);
    QVERIFY(QString::fromStdString(opened.source.error().message()).contains("1d27/0601@1/5"));
}

void TestOpenNi::aDriverThatRefusesAModeIsSaidTo() {
    m_camera.set("modes", "640x480@30,320x240@30");
    m_camera.set("refuse", 1);
    const auto source = opened();
    QVERIFY(source);
    QVERIFY(!source->start(mode(320, 240, 30)));
    QCOMPARE(source->fault(), CaptureFault::WrongMode);
    // The mode it is in needs no setting.
    QVERIFY(source->start(mode(640, 480, 30)));
    QVERIFY(nextFrame(*source));
}

void TestOpenNi::stockDevicesOpenByName_data() {
    QTest::addColumn<QByteArray>("name");
    for (const char* name : {"Dummy", "Oz", "PingPong"})
        QTest::newRow(name) << QByteArray(name);
}

void TestOpenNi::stockDevicesOpenByName() {
    QFETCH(QByteArray, name);
    const auto source = opened(("openni:" + name).constData());
    QVERIFY(source);
    QCOMPARE(source->modes(), std::vector<CaptureMode>{mode(320, 240, 30)});
    const auto format = source->start(std::nullopt);
    QVERIFY2(format, format ? "" : format.error().message().c_str());
    std::uint64_t number = 0;
    for (int i = 0; i < 10; ++i) {
        const auto frame = nextFrame(*source);
        QVERIFY(frame);
        QCOMPARE(frame->frame.depthMillimetres.size(), cv::Size(320, 240));
        QCOMPARE(frame->frame.colourBgr.size(), cv::Size(320, 240));
        QVERIFY(i == 0 || frame->number > number);
        number = frame->number;
        // The first row is a line at two metres, in every picture.
        QCOMPARE(frame->frame.depthMillimetres.at<std::uint16_t>(0, 100), std::uint16_t(2000));
    }
    source->stop();
}

QTEST_GUILESS_MAIN(TestOpenNi)
#include "tst_openni.moc"
