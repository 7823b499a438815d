#include "capture/folders/tum_writer.h"

#include "benchmark/png_encoding.h"
#include "capture/recording_folder.h"
#include "capture/recordings.h"
#include "support.h"

#include <QTest>
#include <cmath>
#include <csignal>
#include <limits>
#include <random>
#include <sys/wait.h>
#include <unistd.h>

using namespace tracestudio;
namespace fs = std::filesystem;

namespace {

constexpr int width = RecordingFolder::width;
constexpr int height = RecordingFolder::height;
const Camera camera{width, height, 60, 61, 31.5, 23.5};

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

CapturedFrame randomFrame(std::mt19937& random, double seconds) {
    CapturedFrame captured;
    captured.frame.camera = camera;
    captured.frame.colourBgr.create(height, width, CV_8UC3);
    captured.frame.depthMillimetres.create(height, width, CV_16UC1);
    for (int v = 0; v < height; ++v)
        for (int u = 0; u < width; ++u) {
            captured.frame.colourBgr.at<cv::Vec3b>(v, u) = cv::Vec3b(uchar(random()), uchar(random()), uchar(random()));
            captured.frame.depthMillimetres.at<std::uint16_t>(v, u) = std::uint16_t(random() % 13108);
        }
    captured.colourSeconds = seconds;
    captured.depthSeconds = seconds;
    return captured;
}

} // namespace

class TestTumWriter : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aTumRecordingReadsBackTheSame();
    void clockJumpsKeepPairsAndOrder();
    void readingsTooFarForTumAreCounted();
    void aTumRecordingIsNotWrittenOverAnother();
    void whatATumRecordingListsExists();
    void aKilledTumRecordingReadsBack();
};

void TestTumWriter::aTumRecordingReadsBackTheSame() {
    std::mt19937 random(1);
    for (int round = 0; round < 5; ++round) {
        const RecordingFolder folder;
        std::vector<CapturedFrame> frames;
        double seconds = round == 0 ? 0 : double(random() % 2'000'000'000);
        auto writer = TumWriter::create(folder.path() / "new", camera, [](const cv::Mat& m) { return encodePng(m); });
        QVERIFY(writer);
        for (int i = 0; i < 12; ++i) {
            frames.push_back(randomFrame(random, seconds));
            frames.back().depthSeconds += (double(random() % 100) - 50) / 10'000; // up to 5 ms
            const Result<void> appended = (*writer)->append(frames.back());
            QVERIFY2(appended, appended ? "" : appended.error().message().c_str());
            seconds += 0.011 + double(random() % 100) / 1000;
        }
        QVERIFY((*writer)->flush());
        QCOMPARE((*writer)->frameCount(), std::size_t(12));
        QCOMPARE((*writer)->tooFarCount(), std::uint64_t(0));
        SourceFormat format;
        const auto source = started(openRecording(folder.path() / "new", {}), &format);
        QCOMPARE(source->frameCount(), frames.size());
        QCOMPARE(format.camera, camera);
        for (const CapturedFrame& written : frames) {
            const CapturedFrame read = nextFrame(*source);
            QVERIFY(areSame(read.frame.colourBgr, written.frame.colourBgr));
            QVERIFY(areSame(read.frame.depthMillimetres, written.frame.depthMillimetres));
            QVERIFY(std::abs(read.colourSeconds - written.colourSeconds) < 2e-6);
        }
    }
}

void TestTumWriter::clockJumpsKeepPairsAndOrder() {
    const RecordingFolder folder;
    std::mt19937 random(2);
    std::vector<CapturedFrame> frames;
    {
        auto writer = TumWriter::create(folder.path(), camera, [](const cv::Mat& m) { return encodePng(m); });
        QVERIFY(writer);
        const double nan = std::numeric_limits<double>::quiet_NaN();
        for (const double seconds : {-5.0, -4.97, 100.0, 100.0, 100.0, 0.0, 0.033, 0.033, nan, 1e300, 200.0, 200.03}) {
            frames.push_back(randomFrame(random, seconds));
            frames.back().depthSeconds = frames.size() % 3 == 0 ? seconds + 7 : seconds;
            QVERIFY((*writer)->append(frames.back()));
        }
    }
    const auto source = started(openTumFolder(folder.path(), {}));
    QCOMPARE(source->frameCount(), frames.size());
    double last = -1;
    for (std::size_t i = 0; i < frames.size(); ++i) {
        const CapturedFrame read = nextFrame(*source);
        QVERIFY(areSame(read.frame.colourBgr, frames[i].frame.colourBgr));
        QVERIFY(areSame(read.frame.depthMillimetres, frames[i].frame.depthMillimetres));
        QVERIFY(read.colourSeconds > last);
        last = read.colourSeconds;
    }
}

void TestTumWriter::readingsTooFarForTumAreCounted() {
    const RecordingFolder folder;
    std::mt19937 random(3);
    CapturedFrame captured = randomFrame(random, 1);
    captured.frame.depthMillimetres.at<std::uint16_t>(0, 0) = 13107;
    captured.frame.depthMillimetres.at<std::uint16_t>(0, 1) = 13108;
    captured.frame.depthMillimetres.at<std::uint16_t>(0, 2) = 65535;
    auto writer = TumWriter::create(folder.path(), camera, [](const cv::Mat& m) { return encodePng(m); });
    QVERIFY(writer && (*writer)->append(captured));
    QCOMPARE((*writer)->tooFarCount(), std::uint64_t(2));
    QVERIFY((*writer)->flush());
    const cv::Mat read = nextFrame(*started(openTumFolder(folder.path(), {}))).frame.depthMillimetres;
    QCOMPARE(read.at<std::uint16_t>(0, 0), std::uint16_t(13107));
    QCOMPARE(read.at<std::uint16_t>(0, 1), std::uint16_t(0));
    QCOMPARE(read.at<std::uint16_t>(0, 2), std::uint16_t(0));
    captured.frame.camera.fx += 1;
    QVERIFY(!(*writer)->append(captured));
}

void TestTumWriter::aTumRecordingIsNotWrittenOverAnother() {
    const RecordingFolder folder;
    folder.write("precious.txt", "x");
    const auto writer = TumWriter::create(folder.path(), camera, [](const cv::Mat& m) { return encodePng(m); });
    QVERIFY(!writer);
    QVERIFY(contains(writer.error().message(), "not empty"));
    QVERIFY(!fs::exists(folder.path() / "rgb.txt"));
}

void TestTumWriter::whatATumRecordingListsExists() {
    const RecordingFolder folder;
    std::mt19937 random(4);
    bool isDiskFull = false;
    auto writer = TumWriter::create(folder.path(), camera, [&](const cv::Mat& m) -> Result<std::vector<std::uint8_t>> {
        if (isDiskFull && m.type() == CV_16UC1)
            return failure("no room");
        return encodePng(m);
    });
    QVERIFY(writer);
    QVERIFY((*writer)->append(randomFrame(random, 1)));
    isDiskFull = true;
    QVERIFY(!(*writer)->append(randomFrame(random, 2)));
    isDiskFull = false;
    QVERIFY((*writer)->append(randomFrame(random, 3)));
    QVERIFY((*writer)->flush());
    QCOMPARE((*writer)->frameCount(), std::size_t(2));
    const auto source = started(openTumFolder(folder.path(), {}));
    QCOMPARE(source->frameCount(), std::size_t(2));
    nextFrame(*source);
    QCOMPARE(nextFrame(*source).colourSeconds, 3.0);
}

void TestTumWriter::aKilledTumRecordingReadsBack() {
    std::mt19937 random(6);
    std::size_t listed = 0;
    for (int round = 0; round < 20; ++round) {
        const RecordingFolder folder;
        const pid_t child = ::fork();
        QVERIFY(child >= 0);
        if (child == 0) {
            const auto writer = TumWriter::create(folder.path(), camera, [](const cv::Mat& m) { return encodePng(m); });
            for (int i = 0; writer; ++i)
                if (!(*writer)->append(randomFrame(random, i / 30.0)) || !(*writer)->flush())
                    break;
            ::_exit(1);
        }
        ::usleep(useconds_t(2000 + random() % 20'000) * slowness); // any moment
        ::kill(child, SIGKILL);
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY2(WIFSIGNALED(status), "the writer failed before it was killed");
        const OpenedSource opened = openTumFolder(folder.path(), {});
        if (!opened.source) { // killed before the first frame
            QVERIFY(opened.fault == CaptureFault::Empty || opened.fault == CaptureFault::Damaged);
            continue;
        }
        QVERIFY((*opened.source)->start(std::nullopt));
        for (std::size_t i = 0; i < (*opened.source)->frameCount(); ++i)
            nextFrame(**opened.source);
        listed += (*opened.source)->frameCount();
    }
    QVERIFY2(listed > 0, "the writer was killed before it wrote anything");
}

QTEST_GUILESS_MAIN(TestTumWriter)
#include "tst_tum_writer.moc"
