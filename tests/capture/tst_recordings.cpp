#include "capture/indexed_recording.h"
#include "capture/recording_folder.h"
#include "capture/recordings.h"

#include <QTest>
#include <cmath>
#include <limits>
#include <sys/stat.h>

using namespace tracestudio;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// A recording in memory: its pictures tell their pair; every third cannot be read.
class MemoryRecording final : public IndexedRecording {
  public:
    explicit MemoryRecording(std::vector<Stamps> stamps)
        : IndexedRecording({"memory", "memory", {}, true}, formatOf(), std::move(stamps)) {}

  private:
    static SourceFormat formatOf() {
        SourceFormat format;
        format.mode = {{4, 3, 30}, {4, 3, 30}};
        format.camera = {4, 3, 5, 5, 2, 1};
        return format;
    }
    Result<CapturedFrame> read(std::size_t pair) override {
        if (pair % 3 == 2)
            return failure("pair %1 is damaged", std::to_string(pair));
        CapturedFrame captured;
        captured.frame.camera = format().camera;
        captured.frame.colourBgr = cv::Mat(3, 4, CV_8UC3, cv::Scalar::all(double(pair)));
        captured.frame.depthMillimetres = cv::Mat(3, 4, CV_16UC1, cv::Scalar(1000));
        captured.lostBefore = pair;
        return captured;
    }
};

OpenedSource open(const fs::path& path) {
    SourceOptions options;
    options.intrinsics = Camera{0, 0, 60, 60, 32, 24};
    return openRecording(path, options);
}

} // namespace

class TestRecordings : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void pairsComeInOrderAndDamagedOnesArePassedOver();
    void timeNeverGoesBack();
    void theRateIsToldByTheMedian();
    void foldersAreToldByWhatIsInThem();
    void filesAreToldByTheirFirstBytes_data();
    void filesAreToldByTheirFirstBytes();
    void whatIsNoRecordingIsRefusedWithWords();
    void datasetsAndScenesAreNoRecordings();
    void theModuleIsLoadedForARecording();
};

void TestRecordings::pairsComeInOrderAndDamagedOnesArePassedOver() {
    MemoryRecording recording({{5, 5.01}, {6, 6.01}, {7, 7.01}, {8, 8.01}});
    RgbdSource& source = recording;
    QVERIFY(!source.next(0ms)); // not started
    QVERIFY(source.fault() != CaptureFault::None);
    QVERIFY(source.start(source.modes().front()));
    QCOMPARE(source.frameCount(), std::size_t(4));
    for (const std::uint64_t pair : {0, 1, 2, 3}) {
        const auto before = std::chrono::steady_clock::now();
        const auto frame = source.next(0ms);
        if (pair == 2) {
            QVERIFY(!frame);
            QCOMPARE(source.fault(), CaptureFault::Damaged);
            continue;
        }
        QVERIFY(frame && *frame);
        QCOMPARE((*frame)->number, pair);
        QCOMPARE((*frame)->lostBefore, pair);
        QCOMPARE((*frame)->colourSeconds, 5.0 + double(pair));
        QCOMPARE((*frame)->depthSeconds, 5.01 + double(pair));
        QVERIFY((*frame)->arrival >= before);
        QCOMPARE(source.fault(), CaptureFault::None);
    }
    QVERIFY(!*source.next(0ms));
    QVERIFY(!*source.next(0ms));
    QCOMPARE(source.fault(), CaptureFault::None);
    QVERIFY(source.start(std::nullopt)); // begins anew
    QCOMPARE((*source.next(0ms))->number, std::uint64_t(0));
}

void TestRecordings::timeNeverGoesBack() {
    const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
    const MemoryRecording recording({{10, 10}, {11, 11}, {9, 9}, {nan, 0}, {infinity, 0}, {12.5, 12}});
    const std::vector<double> expected{0, 1, 1, 1, 1, 2.5};
    for (std::size_t pair = 0; pair < expected.size(); ++pair)
        QCOMPARE(recording.secondsAt(pair), expected[pair]);
    QCOMPARE(recording.secondsAt(1000), 2.5);
    QCOMPARE(MemoryRecording({}).secondsAt(0), 0.0);
    const MemoryRecording allOdd({{nan, nan}, {nan, nan}});
    QCOMPARE(allOdd.secondsAt(1), 0.0);
}

void TestRecordings::theRateIsToldByTheMedian() {
    QCOMPARE(framesPerSecond({}), 0.0);
    QCOMPARE(framesPerSecond({{1, 1}}), 0.0);
    QCOMPARE(framesPerSecond({{1, 1}, {1, 1}}), 0.0);
    QCOMPARE(framesPerSecond({{0, 0}, {0.5, 0}, {1, 0}, {100, 0}, {100.5, 0}}), 2.0);
}

void TestRecordings::foldersAreToldByWhatIsInThem() {
    const RecordingFolder folder;
    folder.writePair("tum/rgb/1.png", "tum/depth/1.png", 1);
    folder.write("tum/rgb.txt", "1 rgb/1.png\n2 rgb/1.png\n");
    folder.write("tum/depth.txt", "1 depth/1.png\n2 depth/1.png\n");
    folder.writePair("numbered/rgb/1.png", "numbered/depth/1.png", 1);
    folder.writePair("beside/1-color.png", "beside/1-depth.png", 1);
    folder.write("ros2/metadata.yaml", "rosbag2_bagfile_information:\n");
    folder.write("bare/x_0.db3", "");
    for (const char* name : {"tum", "numbered", "beside", "ros2", "bare"})
        QVERIFY2(isRecording(folder.path() / name), name);
    const OpenedSource tum = open(folder.path() / "tum" / "");
    QVERIFY(tum.source);
    QCOMPARE((*tum.source)->frameCount(), std::size_t(2)); // the lists decide, not the names
    QCOMPARE((*tum.source)->info().name, std::string("tum"));
    QVERIFY(open(folder.path() / "numbered").source.has_value());
    QVERIFY(open(folder.path() / "beside").source.has_value());
    QVERIFY(!open(folder.path() / "ros2").source);
    QVERIFY(!contains(open(folder.path() / "ros2").source.error().message(), "is not a recording"));
}

void TestRecordings::filesAreToldByTheirFirstBytes_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("words"); // empty: a reader takes it up
    QTest::newRow("ROS 1") << QByteArray("#ROSBAG V2.0\n") << QByteArray();
    QTest::newRow("mcap") << QByteArray("\x89MCAP0\r\n") << QByteArray();
    QTest::newRow("SQLite") << QByteArray("SQLite format 3\0", 16) << QByteArray();
    QTest::newRow("older bag") << QByteArray("#ROSBAG V1.2\n") << QByteArray("rosbag fix");
    QTest::newRow("empty") << QByteArray() << QByteArray("is empty");
    QTest::newRow("text") << QByteArray("hello") << QByteArray("is not a recording");
    QTest::newRow("cut off") << QByteArray("#ROSB") << QByteArray("is not a recording");
}

void TestRecordings::filesAreToldByTheirFirstBytes() {
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, words);
    const RecordingFolder folder;
    folder.write("recording", bytes.toStdString()); // without an ending that would tell
    const OpenedSource opened = open(folder.path() / "recording");
    QVERIFY(!opened.source);
    QVERIFY(opened.fault != CaptureFault::None);
    const std::string message = opened.source.error().message();
    if (words.isEmpty())
        QVERIFY2(!contains(message, "is not a recording"), message.c_str());
    else
        QVERIFY2(contains(message, words.toStdString()), message.c_str());
}

void TestRecordings::whatIsNoRecordingIsRefusedWithWords() {
    const RecordingFolder folder;
    const OpenedSource missing = open(folder.path() / "nothing");
    QCOMPARE(missing.fault, CaptureFault::Missing);
    QVERIFY(contains(missing.source.error().message(), "nothing"));
    const OpenedSource empty = open(folder.path());
    QVERIFY(!empty.source);
    for (const char* expected : {"rgb.txt", "numbered", ".bag", ".mcap", ".db3", ".oni"})
        QVERIFY2(contains(empty.source.error().message(), expected), expected);
    const fs::path pipe = folder.path() / "pipe.bag";
    QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
    QVERIFY(!open(pipe).source); // and does not wait for a writer
    QVERIFY(!isRecording(pipe));
    QVERIFY(!isRecording(folder.path() / "nothing.bag"));
}

void TestRecordings::datasetsAndScenesAreNoRecordings() {
    const RecordingFolder folder;
    folder.write("bench/trajectory_dataset.json", "[]");
    folder.writePair("bench/raw_data/0/image.png", "bench/raw_data/0/depth.png", 1);
    folder.writePair("scene/image.png", "scene/depth.png", 1);
    folder.write("scene/intrinsics.json", "{}");
    folder.writePair("other/image/1.png", "other/depth/1.png", 1);
    folder.write("other/questions.json", " [ {\"id\": 1}]");
    folder.writePicture("pictures/1.png", RecordingFolder::colour(1));
    folder.writePicture("depths/depth_1.png", RecordingFolder::depth(1));
    folder.writePair("apart/rgb_1.png", "apart/depth_2.png", 1);
    for (const char* name :
         {"", "bench", "bench/raw_data", "bench/raw_data/0", "scene", "other", "pictures", "depths", "apart", "absent"})
        QVERIFY2(!isRecording(folder.path() / name), name);
    // A file of the camera is no list of samples.
    folder.writePair("recording/image/1.png", "recording/depth/1.png", 1);
    folder.write("recording/camera.json", "[[1, 0, 1], [0, 1, 1], [0, 0, 1]]");
    QVERIFY(isRecording(folder.path() / "recording"));
    QVERIFY(!isRecording(fs::path(TRACESTUDIO_SAMPLES)));
    QVERIFY(!isRecording(fs::path(TRACESTUDIO_SAMPLES) / "raw_data" / "0"));
}

void TestRecordings::theModuleIsLoadedForARecording() {
    const RecordingFolder folder;
    folder.writePair("rgb/1.png", "depth/1.png", 7);
    folder.write("camera.txt", "60 60 32 24");
    const OpenedSource opened = openSource(folder.path().string(), {});
    QVERIFY2(opened.source, opened.source ? "" : opened.source.error().message().c_str());
    QVERIFY((*opened.source)->start(std::nullopt));
    const auto frame = (*opened.source)->next(0ms);
    QVERIFY(frame && *frame);
    QVERIFY(areSame((*frame)->frame.depthMillimetres, RecordingFolder::depth(7)));
}

QTEST_GUILESS_MAIN(TestRecordings)
#include "tst_recordings.moc"
