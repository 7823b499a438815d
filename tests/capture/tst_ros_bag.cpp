#include "ros_scene.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

using namespace tracestudio;
using namespace ros_scene;
using namespace ros_writers;

namespace {

constexpr int frames = 5;
constexpr Layout ros1 = Layout::Ros1;

QString text(const OpenedSource& opened) {
    return opened.source ? QString("it opened") : QString::fromStdString(opened.source.error().message());
}

/// Random places, the same in every run.
class Dice {
  public:
    std::size_t below(std::size_t end) {
        m_state = m_state * 6364136223846793005u + 1442695040888963407u;
        return std::size_t((m_state >> 33) % end);
    }

  private:
    std::uint64_t m_state = 42;
};

} // namespace

class TestRosBag : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyPairOfARecordingOfTheSdkIsThere();
    void depthOfTheSdkIsPutIntoTheColourPicture();
    void pairsStampsAndPixelsAreExact_data();
    void pairsStampsAndPixelsAreExact();
    void seeksToAnyPair();
    void aBagWithoutIndexPlaysTheSame_data();
    void aBagWithoutIndexPlaysTheSame();
    void whatIsLeftOfATruncatedBagPlays_data();
    void whatIsLeftOfATruncatedBagPlays();
    void anUnfinishedChunkPlaysAsFarAsItGoes();
    void aDamagedChunkCostsItsOwnPairs();
    void damageAnywhereNeverShowsAnotherPicture_data();
    void damageAnywhereNeverShowsAnotherPicture();
    void hugeClaimsCostNothing();
    void unitsAndExtrinsicsOfTheSdkHold();
    void recordingTimesHoldWhereSensorClocksJump();
    void picturesFarApartAreNoPair();
    void refusalsSayWhy_data();
    void refusalsSayWhy();

  private:
    std::filesystem::path write(const std::string& bytes, const char* name = "test.bag") {
        const std::filesystem::path path = std::filesystem::path(m_folder.path().toStdString()) / name;
        writeFile(path, bytes);
        return path;
    }
    OpenedSource open(const std::vector<Message>& messages, const SourceOptions& options = {}) {
        return openRosBag(write(bag(messages)), options);
    }

    QTemporaryDir m_folder;
};

void TestRosBag::everyPairOfARecordingOfTheSdkIsThere() {
    const QString path = TRACESTUDIO_SHARED "/data/captures/realsense-sdk-640x480.bag";
    if (!QFile::exists(path))
        QSKIP("the recording of the SDK is not on this machine");
    OpenedSource opened = openRosBag(path.toStdString(), {});
    QVERIFY2(opened.source, qPrintable(text(opened)));
    RgbdSource& source = **opened.source;
    QCOMPARE(source.frameCount(), std::size_t(60));
    QCOMPARE(source.info().serial, std::string("0001"));
    QCOMPARE(source.info().name, std::string("realsense-sdk-640x480.bag (/device_0/sensor_1/Color_0/image/data + "
                                             "/device_0/sensor_0/Depth_0/image/data)"));
    QVERIFY(source.info().isRecording);
    const auto format = source.start(std::nullopt);
    QVERIFY(format);
    QCOMPARE(format->mode.colour.widthPixels, 640);
    QCOMPARE(format->mode.colour.heightPixels, 480);
    QCOMPARE(std::lround(format->mode.colour.framesPerSecond), 30L);
    QCOMPARE(format->depthUnitMetres, 0.001);
    QVERIFY(format->isRegisteredHere);
    QVERIFY((format->camera == Camera{640, 480, 403.20001220703125, 403.20001220703125, 323, 238}));
    const Played played = play(source);
    QVERIFY2(played.errors.empty(), played.errors.empty() ? "" : played.errors.front().c_str());
    QCOMPARE(played.frames.size(), std::size_t(60));
    for (int i = 0; i < 60; ++i) {
        const CapturedFrame& frame = played.frames[std::size_t(i)];
        // The device's clock runs at 30 Hz from 0, and both pictures are of one moment.
        QVERIFY(std::abs(frame.colourSeconds - i / 30.0) < 1e-6);
        QCOMPARE(frame.colourSeconds, frame.depthSeconds);
        // Its pictures count their bytes: red, green, blue, beginning with about the frame's number.
        const cv::Vec3b first = frame.frame.colourBgr.at<cv::Vec3b>(0, 0);
        QVERIFY(first[2] == i || first[2] == i + 1);
        QCOMPARE(first, cv::Vec3b(std::uint8_t(first[2] + 2), std::uint8_t(first[2] + 1), first[2]));
    }
}

void TestRosBag::depthOfTheSdkIsPutIntoTheColourPicture() {
    const QString path = TRACESTUDIO_SHARED "/data/captures/realsense-sdk-640x480.bag";
    if (!QFile::exists(path))
        QSKIP("the recording of the SDK is not on this machine");
    OpenedSource opened = openRosBag(path.toStdString(), {});
    QVERIFY2(opened.source, qPrintable(text(opened)));
    QVERIFY((*opened.source)->start(std::nullopt));
    const auto frame = (*opened.source)->next({});
    QVERIFY(frame && *frame);
    const cv::Mat& depth = (*frame)->frame.depthMillimetres;
    // Depth pixel u sees 1001 + u mm in every row; the colour camera stands 15 mm aside and sees closer.
    int found = 0;
    for (int u = 20; u < 620; u += 20) {
        const double z = 1.001 + u * 0.001;
        const double x = (u - 320) / 384.0 * z + 0.015;
        const auto column = int(std::lround(403.2 * x / z + 323));
        if (column < 2 || column > 637)
            continue;
        ++found;
        QVERIFY2(std::abs(depth.at<std::uint16_t>(240, column) - z * 1000) <= 2,
                 qPrintable(QString("column %1: %2").arg(column).arg(depth.at<std::uint16_t>(240, column))));
    }
    QVERIFY(found > 20);
}

void TestRosBag::pairsStampsAndPixelsAreExact_data() {
    QTest::addColumn<std::string>("compression");
    QTest::addColumn<int>("messagesInChunk");
    for (const char* compression : {"none", "lz4", "bz2"})
        for (const int count : {1, 3, 100})
            QTest::addRow("%s, %d in a chunk", compression, count) << std::string(compression) << count;
}

void TestRosBag::pairsStampsAndPixelsAreExact() {
    QFETCH(std::string, compression);
    QFETCH(int, messagesInChunk);
    const auto path = write(bag(recording(ros1, frames), {compression, std::size_t(messagesInChunk), true}));
    OpenedSource opened = openRosBag(path, {});
    QCOMPARE(wrongWith(opened, frames), QString());
    QCOMPARE((*opened.source)->info().name,
             std::string("test.bag (/camera/color/image_raw + /camera/aligned_depth_to_color/image_raw)"));
    const auto format = (*opened.source)->start(std::nullopt);
    QVERIFY(format && !format->isRegisteredHere);
    QVERIFY(format->camera == camera);
    QCOMPARE(std::lround(format->mode.colour.framesPerSecond), 30L);
    QVERIFY(std::abs((*opened.source)->secondsAt(frames - 1) - (frames - 1) / 30.0) < 1e-4);
}

void TestRosBag::seeksToAnyPair() {
    OpenedSource opened = open(recording(ros1, frames));
    QVERIFY2(opened.source, qPrintable(text(opened)));
    RgbdSource& source = **opened.source;
    QVERIFY(source.start(std::nullopt));
    for (const int frame : {4, 0, 2, 2, 3}) {
        QVERIFY(source.seek(std::size_t(frame)));
        const auto captured = source.next({});
        QVERIFY(captured && *captured);
        QCOMPARE(wrongWith(**captured, frame), QString());
    }
    QVERIFY(source.seek(frames));
    const auto end = source.next({});
    QVERIFY(end && !*end);
}

void TestRosBag::aBagWithoutIndexPlaysTheSame_data() {
    pairsStampsAndPixelsAreExact_data();
}

void TestRosBag::aBagWithoutIndexPlaysTheSame() {
    QFETCH(std::string, compression);
    QFETCH(int, messagesInChunk);
    const auto path = write(bag(recording(ros1, frames), {compression, std::size_t(messagesInChunk), false}));
    OpenedSource opened = openRosBag(path, {});
    QCOMPARE(wrongWith(opened, frames), QString());
}

void TestRosBag::whatIsLeftOfATruncatedBagPlays_data() {
    QTest::addColumn<std::string>("compression");
    QTest::addColumn<bool>("isIndexed");
    for (const char* compression : {"none", "lz4", "bz2"})
        for (const bool isIndexed : {true, false})
            QTest::addRow("%s, %s", compression, isIndexed ? "indexed" : "unfinished")
                << std::string(compression) << isIndexed;
}

void TestRosBag::whatIsLeftOfATruncatedBagPlays() {
    QFETCH(std::string, compression);
    QFETCH(bool, isIndexed);
    const std::string whole = bag(recording(ros1, frames), {compression, 2, isIndexed});
    std::size_t before = 0;
    for (std::size_t size = 0; size < whole.size(); size += 7) {
        OpenedSource opened = openRosBag(write(whole.substr(0, size)), {});
        if (!opened.source) {
            QVERIFY(opened.fault == CaptureFault::Damaged || opened.fault == CaptureFault::Empty ||
                    opened.fault == CaptureFault::NeedsIntrinsics);
            QVERIFY2(before == 0, qPrintable(QString("%1 bytes: %2").arg(size).arg(text(opened))));
            continue;
        }
        const Played played = play(**opened.source);
        QVERIFY(played.errors.empty());
        QVERIFY2(played.frames.size() >= before, qPrintable(QString("%1 bytes").arg(size)));
        before = played.frames.size();
        for (std::size_t i = 0; i < played.frames.size(); ++i)
            QCOMPARE(wrongWith(played.frames[i], int(i)), QString());
    }
    QCOMPARE(before, std::size_t(frames));
}

void TestRosBag::anUnfinishedChunkPlaysAsFarAsItGoes() {
    // While it records, rosbag leaves the sizes of the last chunk open.
    for (const char* compression : {"none", "lz4", "bz2"}) {
        std::string bytes = bag(recording(ros1, frames), {compression, 100, false});
        const std::size_t size = bytes.find("size=");
        bytes.replace(size + 5, 4, 4, '\0');
        // The header ends there, and the length of the chunk follows.
        bytes.replace(size + 9, 4, 4, '\0');
        OpenedSource opened = openRosBag(write(bytes), {});
        QVERIFY2(opened.source, qPrintable(QString(compression) + ": " + text(opened)));
        const Played played = play(**opened.source);
        QVERIFY(played.errors.empty());
        QCOMPARE(played.frames.size(), std::size_t(frames));
        for (std::size_t i = 0; i < played.frames.size(); ++i)
            QCOMPARE(wrongWith(played.frames[i], int(i)), QString());
    }
}

void TestRosBag::aDamagedChunkCostsItsOwnPairs() {
    for (const char* compression : {"lz4", "bz2"}) {
        const std::vector<Message> messages = recording(ros1, frames);
        std::string bytes = bag(messages, {compression, 2, true});
        // Chunks are the calibrations, then a pair each.
        std::size_t chunk = 0;
        for (int i = 0; i < 4; ++i)
            chunk = bytes.find("compression=", chunk + 1);
        bytes[chunk + 100] = char(bytes[chunk + 100] ^ 0x55);
        bytes[chunk + 130] = char(bytes[chunk + 130] ^ 0x55);
        OpenedSource opened = openRosBag(write(bytes), {});
        QVERIFY2(opened.source, qPrintable(text(opened)));
        RgbdSource& source = **opened.source;
        QCOMPARE(source.frameCount(), std::size_t(frames));
        QVERIFY(source.start(std::nullopt));
        for (int frame = 0; frame < frames; ++frame) {
            const auto captured = source.next({});
            if (frame != 2) {
                QVERIFY(captured && *captured);
                QCOMPARE(wrongWith(**captured, frame), QString());
                continue;
            }
            QVERIFY(!captured);
            QCOMPARE(source.fault(), CaptureFault::Damaged);
            const QString message = QString::fromStdString(captured.error().message());
            QVERIFY2(message.contains("test.bag is damaged at byte "), qPrintable(message));
        }
    }
}

void TestRosBag::damageAnywhereNeverShowsAnotherPicture_data() {
    QTest::addColumn<std::string>("compression");
    for (const char* compression : {"none", "lz4", "bz2"})
        QTest::addRow("%s", compression) << std::string(compression);
}

void TestRosBag::damageAnywhereNeverShowsAnotherPicture() {
    QFETCH(std::string, compression);
    const std::string whole = bag(recording(ros1, frames), {compression, 2, true});
    Dice dice;
    int intact = 0;
    for (int i = 0; i < 400; ++i) {
        std::string bytes = whole;
        bytes[dice.below(bytes.size())] = char(dice.below(256));
        OpenedSource opened = openRosBag(write(bytes), {});
        if (!opened.source) {
            QVERIFY(!opened.source.error().message().empty());
            continue;
        }
        const Played played = play(**opened.source);
        intact += int(played.frames.size());
        // Unpacked bytes carry no checksum, so that a pixel may differ; packed ones do.
        if (compression == "none")
            continue;
        for (const CapturedFrame& frame : played.frames) {
            bool isKnown = false;
            for (int k = 0; k < frames; ++k)
                isKnown = isKnown || cv::norm(frame.frame.colourBgr, colourPicture(k), cv::NORM_INF) == 0;
            QVERIFY(isKnown);
        }
    }
    QVERIFY(intact > 400 * frames * 3 / 4);
}

void TestRosBag::hugeClaimsCostNothing() {
    // A chunk that says to unpack to 4 GB, and one that says to be 4 GB long.
    const std::string whole = bag(recording(ros1, frames), {"lz4", 2, true});
    for (const int after : {0, 4}) {
        std::string bytes = whole;
        const std::size_t size = bytes.find("size=", bytes.find("compression=lz4", 8000));
        bytes.replace(size + (after == 0 ? 5 : 9), 4, 4, '\xf0');
        OpenedSource opened = openRosBag(write(bytes), {});
        if (opened.source)
            QVERIFY(play(**opened.source).frames.size() >= 1);
    }
    // A picture that says to be larger than its message.
    for (const std::uint32_t side : {0u, 60'000u, 0xffff'ffffu}) {
        std::vector<Message> messages = recording(ros1, 2);
        std::string& message = messages[2].bytes;
        const std::size_t at = 16 + Topics().colourFrame.size();
        message.replace(at, 4, Fields().number(side).bytes());
        message.replace(at + 4, 4, Fields().number(side).bytes());
        OpenedSource opened = open(messages);
        QVERIFY2(opened.source, qPrintable(text(opened)));
        const Played played = play(**opened.source);
        QCOMPARE(played.frames.size(), std::size_t(1));
        QCOMPARE(played.errors.size(), std::size_t(1));
    }
}

void TestRosBag::unitsAndExtrinsicsOfTheSdkHold() {
    // A depth camera of steps of 0.1 mm, aside of the colour camera and turned by 90° about the view's axis.
    const std::string depthStream = "/device_0/sensor_0/Depth_0", colourStream = "/device_0/sensor_1/Color_0";
    const int wide = 64, high = 48;
    const Intrinsics both{wide, high, 60, 60, 31.5, 23.5, "Brown Conrady"};
    std::vector<Message> messages{
        {depthStream + "/info/camera_info", "sensor_msgs/CameraInfo", 1, cameraInfo(ros1, 0, "", both)},
        {colourStream + "/info/camera_info", "sensor_msgs/CameraInfo", 1, cameraInfo(ros1, 0, "", both)},
        {"/device_0/sensor_0/option/Depth_Units/value", "std_msgs/Float32", 1, Fields().number(0.0001f).bytes()},
        // Of other sensors and groups, not to be taken.
        {"/device_0/sensor_1/option/Depth_Units/value", "std_msgs/Float32", 1, Fields().number(0.5f).bytes()},
        {colourStream + "/tf/7", "geometry_msgs/Transform", 1, transform(ros1, {9, 9, 9})},
        {depthStream + "/tf/3", "geometry_msgs/Transform", 1,
         transform(ros1, {0.01, 0, 0, 0, 0, std::sqrt(0.5), std::sqrt(0.5)})},
        {colourStream + "/tf/3", "geometry_msgs/Transform", 1, transform(ros1, {0.05, 0, 0, 0, 0, 0, -1})}};
    for (int frame = 0; frame < 3; ++frame) {
        cv::Mat depth(high, wide, CV_16UC1, cv::Scalar(0));
        depth(cv::Rect(40, 10, 5, 5)).setTo(12'000); // 1.2 m
        messages.push_back({depthStream + "/image/data", "sensor_msgs/Image", takenAt(frame),
                            image(ros1, takenAt(frame), "1", wide, high, "mono16", bytesOf(depth)) +
                                Fields().number(0.0005f).bytes()});
        messages.push_back(
            {colourStream + "/image/data", "sensor_msgs/Image", takenAt(frame) + 100,
             image(ros1, takenAt(frame), "1", wide, high, "YUYV", std::string(std::size_t(wide * high * 2), 'x')) +
                 Fields().number(0.0f).bytes()});
    }
    OpenedSource opened = open(messages);
    QVERIFY2(opened.source, qPrintable(text(opened)));
    const auto format = (*opened.source)->start(std::nullopt);
    QVERIFY(format && format->isRegisteredHere);
    QCOMPARE(format->depthUnitMetres, 0.0001);
    const Played played = play(**opened.source);
    QCOMPARE(played.frames.size(), std::size_t(3));
    // The patch's middle (42, 12) lies at (0.21, −0.23) m for depth, at (−0.23, −0.20) m for the reference stream.
    const cv::Mat& registered = played.frames[0].frame.depthMillimetres;
    const cv::Point place(int(std::lround((-0.23 + 0.05) / 1.2 * 60 + 31.5)),
                          int(std::lround(-0.20 / 1.2 * 60 + 23.5)));
    QCOMPARE(registered.at<std::uint16_t>(place), std::uint16_t(1200));
    QCOMPARE(registered.at<std::uint16_t>(12, 42), std::uint16_t(0));
    // Asked for otherwise, the option is not what holds.
    SourceOptions options;
    options.depthUnitMetres = 0.001;
    OpenedSource asked = open(messages, options);
    QVERIFY(asked.source);
    QCOMPARE((*asked.source)->start(std::nullopt)->depthUnitMetres, 0.001);
}

void TestRosBag::recordingTimesHoldWhereSensorClocksJump() {
    std::vector<Message> messages = recording(ros1, frames);
    // The depth camera began anew in the middle.
    for (Message& message : messages)
        if (message.topic == Topics().depth && message.nanoseconds > takenAt(2))
            message.bytes.replace(4, 4, Fields().number(std::uint32_t(5)).bytes());
    OpenedSource opened = open(messages);
    QVERIFY2(opened.source, qPrintable(text(opened)));
    const Played played = play(**opened.source);
    QCOMPARE(played.frames.size(), std::size_t(frames));
    for (int frame = 0; frame < frames; ++frame)
        QCOMPARE(played.frames[std::size_t(frame)].colourSeconds, seconds(takenAt(frame) + 4'000'000));
}

void TestRosBag::picturesFarApartAreNoPair() {
    std::vector<Message> messages = recording(ros1, frames);
    // Depth of the second frame was never recorded, that of the last came 20 ms late.
    std::erase_if(messages, [](const Message& message) {
        return message.topic == Topics().depth && message.nanoseconds == takenAt(1) + 4'001'000;
    });
    Message& last = *std::ranges::find_if(messages, [](const Message& message) {
        return message.topic == Topics().depth && message.nanoseconds == takenAt(frames - 1) + 4'001'000;
    });
    last.bytes = image(ros1, takenAt(frames - 1) + 20'000'000, Topics().depthFrame, width, height, "16UC1",
                       bytesOf(depthPicture(frames - 1)));
    OpenedSource opened = open(messages);
    QVERIFY2(opened.source, qPrintable(text(opened)));
    const Played played = play(**opened.source);
    QCOMPARE(played.frames.size(), std::size_t(frames - 2));
    QCOMPARE(wrongWith(played.frames[1], 2), QString());
}

void TestRosBag::refusalsSayWhy_data() {
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<std::string>("words");
    QTest::addColumn<int>("fault");
    const auto row = [](const char* name, const std::string& bytes, const std::string& words, CaptureFault fault) {
        QTest::addRow("%s", name) << bytes << words << int(fault);
    };
    row("empty", "", "ends early", CaptureFault::Damaged);
    row("something else", std::string(500, 'x'), "is not a ROS bag", CaptureFault::Damaged);
    row("an old version", "#ROSBAG V1.2\n" + std::string(500, 'x'), "old version (ROSBAG V1.2)", CaptureFault::Damaged);
    row("no messages", bag({}), "no topic of colour pictures", CaptureFault::Empty);
    row("no pictures", bag({{"/chatter", "std_msgs/String", 1, Fields().text("hello").bytes()}}),
        "/chatter (std_msgs/String)", CaptureFault::Empty);
    std::vector<Message> colourOnly = recording(ros1, 2);
    std::erase_if(colourOnly, [](const Message& message) { return message.topic == Topics().depth; });
    row("colour only", bag(colourOnly), "/camera/color/image_raw (bgr8)", CaptureFault::Empty);
}

void TestRosBag::refusalsSayWhy() {
    QFETCH(std::string, bytes);
    QFETCH(std::string, words);
    QFETCH(int, fault);
    OpenedSource opened = openRosBag(write(bytes), {});
    QVERIFY(!opened.source);
    QCOMPARE(int(opened.fault), fault);
    QVERIFY2(text(opened).contains(QString::fromStdString(words)), qPrintable(text(opened)));
    OpenedSource missing = openRosBag(m_folder.filePath("none.bag").toStdString(), {});
    QVERIFY(!missing.source);
    QCOMPARE(missing.fault, CaptureFault::Missing);
}

QTEST_GUILESS_MAIN(TestRosBag)
#include "tst_ros_bag.moc"
