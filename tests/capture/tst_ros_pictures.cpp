#include "capture/ros/topic_choice.h"
#include "ros_scene.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

using namespace tracestudio;
using namespace ros_scene;
using namespace ros_writers;

namespace {

constexpr int frames = 5;
constexpr Layout ros1 = Layout::Ros1;

QString text(const OpenedSource& opened) {
    return opened.source ? QString("it opened") : QString::fromStdString(opened.source.error().message());
}

} // namespace

class TestRosPictures : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void colourEncodingsAreRead_data();
    void colourEncodingsAreRead();
    void depthEncodingsAreRead_data();
    void depthEncodingsAreRead();
    void topicsAreChosenByTheRule_data();
    void topicsAreChosenByTheRule();
    void staticTransformsPutDepthIntoColour();
    void aMissingTransformIsNamed();
    void intrinsicsAreAskedForWhereThereAreNone();
    void calibrationsFollowThePictures_data();
    void calibrationsFollowThePictures();

  private:
    OpenedSource open(const std::vector<Message>& messages, const SourceOptions& options = {}) {
        const std::filesystem::path path = m_folder.filePath("test.bag").toStdString();
        writeFile(path, bag(messages));
        return openRosBag(path, options);
    }

    QTemporaryDir m_folder;
};

void TestRosPictures::colourEncodingsAreRead_data() {
    QTest::addColumn<std::string>("encoding");
    QTest::addColumn<int>("conversion");
    QTest::addColumn<int>("tolerance");
    QTest::addRow("rgb8") << std::string("rgb8") << int(cv::COLOR_BGR2RGB) << 0;
    QTest::addRow("rgba8") << std::string("rgba8") << int(cv::COLOR_BGR2RGBA) << 0;
    QTest::addRow("bgra8") << std::string("bgra8") << int(cv::COLOR_BGR2BGRA) << 0;
    QTest::addRow("8UC3") << std::string("8UC3") << -1 << 0;
    QTest::addRow("rows with room behind them") << std::string("bgr8") << -1 << 0;
    QTest::addRow("jpeg") << std::string("jpeg") << -1 << 40;
    QTest::addRow("png") << std::string("png") << -1 << 0;
    QTest::addRow("mono8") << std::string("mono8") << int(cv::COLOR_BGR2GRAY) << 0;
    QTest::addRow("yuv422") << std::string("yuv422") << -2 << 3;
    QTest::addRow("yuv422_yuy2") << std::string("yuv422_yuy2") << -2 << 3;
    QTest::addRow("bayer_rggb8") << std::string("bayer_rggb8") << -2 << 3;
}

void TestRosPictures::colourEncodingsAreRead() {
    QFETCH(std::string, encoding);
    QFETCH(int, conversion);
    QFETCH(int, tolerance);
    std::vector<Message> messages = recording(ros1, 1);
    Message& colour = *std::ranges::find(messages, Topics().colour, &Message::topic);
    cv::Mat expected = colourPicture(0);
    std::string pixels;
    int step = 0;
    bool isCompressed = encoding == "jpeg" || encoding == "png";
    if (isCompressed) {
        std::vector<std::uint8_t> bytes;
        QVERIFY(cv::imencode(encoding == "png" ? ".png" : ".jpg", expected, bytes, {cv::IMWRITE_JPEG_QUALITY, 100}));
        colour.topic += "/compressed";
        colour.type = "sensor_msgs/CompressedImage";
        colour.bytes = compressedImage(ros1, takenAt(0), Topics().colourFrame, "bgr8; " + encoding + " compressed bgr8",
                                       std::string(bytes.begin(), bytes.end()));
    } else if (conversion >= 0) {
        cv::Mat stored;
        cv::cvtColor(expected, stored, conversion);
        pixels = bytesOf(stored);
        if (encoding == "mono8")
            cv::cvtColor(stored, expected, cv::COLOR_GRAY2BGR);
    } else if (conversion == -2) {
        // One colour all over: Y'CbCr of BT.601 (studio swing), or a pattern of red, green, green and blue.
        expected.setTo(cv::Scalar(60, 120, 200));
        const double r = 200, g = 120, b = 60;
        const char y = char(std::lround(16 + 0.257 * r + 0.504 * g + 0.098 * b));
        const char u = char(std::lround(128 - 0.148 * r - 0.291 * g + 0.439 * b));
        const char v = char(std::lround(128 + 0.439 * r - 0.368 * g - 0.071 * b));
        for (int row = 0; row < height; ++row)
            for (int column = 0; column < width; ++column) {
                const char chroma = column % 2 == 0 ? u : v;
                if (encoding == "yuv422")
                    pixels += {chroma, y};
                else if (encoding == "yuv422_yuy2")
                    pixels += {y, chroma};
                else
                    pixels += row % 2 != column % 2 ? char(120) : row % 2 == 0 ? char(200) : char(60);
            }
    } else {
        pixels = bytesOf(expected);
        if (encoding == "bgr8") {
            step = width * 3 + 5;
            std::string padded;
            for (int row = 0; row < height; ++row)
                padded += pixels.substr(std::size_t(row * width * 3), std::size_t(width * 3)) + "~~~~~";
            pixels = padded;
        }
    }
    if (!isCompressed)
        colour.bytes = image(ros1, takenAt(0), Topics().colourFrame, width, height, encoding, pixels, false, step);
    OpenedSource opened = open(messages);
    QVERIFY2(opened.source, qPrintable(text(opened)));
    const Played played = play(**opened.source);
    QVERIFY2(played.errors.empty(), played.errors.empty() ? "" : played.errors.front().c_str());
    QCOMPARE(played.frames.size(), std::size_t(1));
    const double difference = cv::norm(played.frames[0].frame.colourBgr, expected, cv::NORM_INF);
    QVERIFY2(difference <= tolerance, qPrintable(QString::number(difference)));
}

void TestRosPictures::depthEncodingsAreRead_data() {
    QTest::addColumn<std::string>("encoding");
    for (const char* encoding :
         {"mono16", "16UC1 of the other byte order", "32FC1", "16UC1; png compressed", "16UC1; compressedDepth png",
          "16UC1; compressedDepth rvl", "32FC1; compressedDepth png", "odd address"})
        QTest::addRow("%s", encoding) << std::string(encoding);
}

void TestRosPictures::depthEncodingsAreRead() {
    QFETCH(std::string, encoding);
    std::vector<Message> messages = recording(ros1, 1);
    Message& message = *std::ranges::find(messages, Topics().depth, &Message::topic);
    const cv::Mat depth = depthPicture(0);
    std::string frame = Topics().depthFrame;
    const auto png = [](const cv::Mat& picture) {
        std::vector<std::uint8_t> bytes;
        cv::imencode(".png", picture, bytes);
        return std::string(bytes.begin(), bytes.end());
    };
    int tolerance = 0;
    if (encoding == "mono16") {
        message.bytes = image(ros1, takenAt(0), frame, width, height, "mono16", bytesOf(depth));
    } else if (encoding == "odd address") {
        message.bytes = image(ros1, takenAt(0), frame + "_", width, height, "16UC1", bytesOf(depth));
    } else if (encoding == "16UC1 of the other byte order") {
        std::string pixels = bytesOf(depth);
        for (std::size_t i = 0; i < pixels.size(); i += 2)
            std::swap(pixels[i], pixels[i + 1]);
        message.bytes = image(ros1, takenAt(0), frame, width, height, "16UC1", pixels, true);
    } else if (encoding == "32FC1") {
        cv::Mat metres;
        depth.convertTo(metres, CV_32F, 0.001);
        metres.setTo(std::nanf(""), depth == 0);
        message.bytes = image(ros1, takenAt(0), frame, width, height, "32FC1", bytesOf(metres));
    } else {
        message.type = "sensor_msgs/CompressedImage";
        std::string bytes;
        if (encoding == "16UC1; png compressed") {
            message.topic += "/compressed";
            bytes = png(depth);
        } else {
            message.topic += "/compressedDepth";
            const float a = 2000, b = -50;
            bytes = Fields().number(std::int32_t(0)).number(a).number(b).bytes();
            if (encoding == "16UC1; compressedDepth png") {
                bytes += png(depth);
            } else if (encoding == "32FC1; compressedDepth png") {
                cv::Mat inverse = cv::Mat::zeros(height, width, CV_16UC1);
                for (int y = 0; y < height; ++y)
                    for (int x = 0; x < width; ++x)
                        if (const int z = depthMillimetres(x, y, 0))
                            inverse.at<std::uint16_t>(y, x) = std::uint16_t(std::lround(a / (z * 0.001) + double(b)));
                bytes += png(inverse);
                tolerance = 1;
            } else {
                // RVL: four-bit pieces, the first in the highest bits of a word.
                std::vector<unsigned> pieces;
                const auto put = [&pieces](unsigned value) {
                    do {
                        const unsigned rest = value >> 3;
                        pieces.push_back((value & 7) | (rest != 0 ? 8 : 0));
                        value = rest;
                    } while (value != 0);
                };
                const auto* pixel = depth.ptr<std::uint16_t>();
                const auto* end = pixel + depth.total();
                int previous = 0;
                while (pixel != end) {
                    const auto* values = std::find_if(pixel, end, [](std::uint16_t z) { return z != 0; });
                    const auto* zeros = std::find(values, end, 0);
                    put(unsigned(values - pixel));
                    put(unsigned(zeros - values));
                    for (; values != zeros; ++values) {
                        const int delta = *values - previous;
                        put(unsigned(delta < 0 ? -2 * delta - 1 : 2 * delta));
                        previous = *values;
                    }
                    pixel = zeros;
                }
                while (pieces.size() % 8 != 0)
                    pieces.push_back(0);
                Fields words;
                words.number(std::uint32_t(width)).number(std::uint32_t(height));
                for (std::size_t i = 0; i < pieces.size(); i += 8) {
                    std::uint32_t word = 0;
                    for (std::size_t k = 0; k < 8; ++k)
                        word = word << 4 | pieces[i + k];
                    words.number(word);
                }
                bytes += words.bytes();
            }
        }
        message.bytes = compressedImage(ros1, takenAt(0), frame, encoding, bytes);
    }
    OpenedSource opened = open(messages);
    QVERIFY2(opened.source, qPrintable(text(opened)));
    const Played played = play(**opened.source);
    QVERIFY2(played.errors.empty(), played.errors.empty() ? "" : played.errors.front().c_str());
    QCOMPARE(played.frames.size(), std::size_t(1));
    const double difference = cv::norm(played.frames[0].frame.depthMillimetres, depth, cv::NORM_INF);
    QVERIFY2(difference <= tolerance, qPrintable(QString::number(difference)));
}

void TestRosPictures::topicsAreChosenByTheRule_data() {
    QTest::addColumn<std::vector<PictureTopic>>("topics");
    QTest::addColumn<int>("colour");
    QTest::addColumn<int>("depth");
    const auto topic = [](std::size_t number, const char* name, PictureKind kind, bool isCompressed = false,
                          std::size_t count = 10) {
        return PictureTopic{number, name, kind, isCompressed, count};
    };
    using enum PictureKind;
    using List = std::vector<PictureTopic>;
    QTest::addRow("colour before grey") << List{topic(0, "/a/mono", Grey), topic(1, "/b/c", Colour),
                                                topic(2, "/a/depth", Depth)}
                                        << 1 << 2;
    QTest::addRow("grey before infrared")
        << List{topic(0, "/camera/infra1/image", Grey), topic(1, "/left", Grey), topic(2, "/camera/depth/image", Depth)}
        << 1 << 2;
    QTest::addRow("registered before plain depth")
        << List{topic(0, "/c/color/image_raw", Colour), topic(1, "/c/depth/image_rect_raw", Depth),
                topic(2, "/c/aligned_depth_to_color/image_raw", Depth)}
        << 0 << 2;
    QTest::addRow("one camera of two") << List{topic(0, "/left/rgb", Colour, false, 5), topic(1, "/right/rgb", Colour),
                                               topic(2, "/left/depth", Depth)}
                                       << 0 << 2;
    QTest::addRow("named colour") << List{topic(0, "/c/aux", Colour), topic(1, "/c/rgb", Colour),
                                          topic(2, "/c/depth", Depth)}
                                  << 1 << 2;
    QTest::addRow("plain before compressed")
        << List{topic(0, "/c/rgb/image/compressed", Colour, true, 99), topic(1, "/c/rgb/image", Colour),
                topic(2, "/c/depth/image/compressedDepth", Depth, true), topic(3, "/c/depth/image", Depth)}
        << 1 << 3;
    QTest::addRow("more messages") << List{topic(0, "/c/rgb1", Colour, false, 3), topic(1, "/c/rgb2", Colour, false, 9),
                                           topic(2, "/c/depth", Depth)}
                                   << 1 << 2;
    QTest::addRow("by name") << List{topic(0, "/c/rgb2", Colour), topic(1, "/c/rgb1", Colour),
                                     topic(2, "/c/depth", Depth)}
                             << 1 << 2;
    QTest::addRow("confidence is not depth")
        << List{topic(0, "/c/rgb", Colour), topic(1, "/c/confidence", Depth)} << -1 << -1;
    QTest::addRow("no colour") << List{topic(1, "/c/depth", Depth)} << -1 << -1;
}

void TestRosPictures::topicsAreChosenByTheRule() {
    QFETCH(std::vector<PictureTopic>, topics);
    QFETCH(int, colour);
    QFETCH(int, depth);
    for (int turn = 0; turn < 2; ++turn, std::ranges::reverse(topics)) {
        const std::optional<TopicChoice> choice = chooseTopics(topics);
        QCOMPARE(choice.has_value(), colour >= 0);
        if (!choice)
            continue;
        QCOMPARE(int(choice->colour), colour);
        QCOMPARE(int(choice->depth), depth);
    }
}

void TestRosPictures::staticTransformsPutDepthIntoColour() {
    Topics topics;
    topics.depth = "/camera/depth/image_rect_raw";
    topics.depthInfo = "/camera/depth/camera_info";
    topics.depthFrame = "/depth_optical";
    topics.colourFrame = "colour_optical";
    std::vector<Message> messages = recording(ros1, 3, topics);
    for (Message& message : messages)
        if (message.topic == topics.depth) {
            cv::Mat depth = cv::Mat::zeros(height, width, CV_16UC1);
            depth(cv::Rect(5, 5, 3, 3)).setTo(1025);
            message.bytes = image(ros1, message.nanoseconds, topics.depthFrame, width, height, "16UC1", bytesOf(depth));
        }
    // Both hang on the body, depth over a link in between: 0.1 + 0.1 m right of it, colour 0.1 m. A ring elsewhere
    // must not catch the search.
    messages.insert(messages.begin(), {"/tf_static", "tf2_msgs/TFMessage", takenAt(0) - 5,
                                       transforms(ros1, {{"body", "link", {0.1, 0, 0}},
                                                         {"link", "depth_optical", {0.1, 0, 0}},
                                                         {"a", "b", {}},
                                                         {"b", "a", {}}})});
    messages.insert(messages.begin(), {"/tf_static", "tf2_msgs/TFMessage", takenAt(0) - 4,
                                       transforms(ros1, {{"body", "colour_optical", {0.1, 0, 0}}})});
    OpenedSource opened = open(messages);
    QVERIFY2(opened.source, qPrintable(text(opened)));
    QVERIFY((*opened.source)->start(std::nullopt)->isRegisteredHere);
    const Played played = play(**opened.source);
    QCOMPARE(played.frames.size(), std::size_t(3));
    // 0.1 m at 1.025 m is two pixels of a focal length of 20.5.
    const cv::Mat& depth = played.frames[0].frame.depthMillimetres;
    QCOMPARE(depth.at<std::uint16_t>(6, 8), std::uint16_t(1025));
    QCOMPARE(depth.at<std::uint16_t>(6, 5), std::uint16_t(0));
}

void TestRosPictures::aMissingTransformIsNamed() {
    Topics topics;
    topics.depth = "/camera/depth/image_rect_raw";
    topics.depthInfo = "/camera/depth/camera_info";
    topics.depthFrame = "depth_optical";
    OpenedSource opened = open(recording(ros1, 3, topics));
    QVERIFY(!opened.source);
    QCOMPARE(opened.fault, CaptureFault::Damaged);
    QVERIFY2(text(opened).contains("how depth_optical stands to camera_color_optical_frame"), qPrintable(text(opened)));
}

void TestRosPictures::intrinsicsAreAskedForWhereThereAreNone() {
    std::vector<Message> messages = recording(ros1, frames);
    std::erase_if(messages, [](const Message& message) { return message.type == "sensor_msgs/CameraInfo"; });
    OpenedSource refused = open(messages);
    QVERIFY(!refused.source);
    QCOMPARE(refused.fault, CaptureFault::NeedsIntrinsics);
    QVERIFY2(text(refused).contains("/camera/color/camera_info"), qPrintable(text(refused)));
    SourceOptions options;
    options.intrinsics = camera;
    options.intrinsics->widthPixels = options.intrinsics->heightPixels = 0;
    OpenedSource opened = open(messages, options);
    QCOMPARE(wrongWith(opened, frames), QString());
    // What the recording says itself holds.
    options.intrinsics->fx = 999;
    OpenedSource itself = open(recording(ros1, frames), options);
    QCOMPARE(wrongWith(itself, frames), QString());
}

void TestRosPictures::calibrationsFollowThePictures_data() {
    QTest::addColumn<std::string>("topic");
    QTest::addColumn<std::string>("words"); ///< of the refusal
    QTest::addColumn<double>("fx");
    QTest::addColumn<double>("cx");
    QTest::addColumn<std::string>("kind");
    QTest::addRow("K of raw pictures") << std::string("image_raw") << std::string() << 20.5 << 7.25 << std::string("P");
    QTest::addRow("P of rectified ones") << std::string("image_rect_color") << std::string() << 19.0 << 7.25
                                         << std::string("P");
    QTest::addRow("pictures of half the size")
        << std::string("image_raw") << std::string() << 20.5 << 7.25 << std::string("half");
    QTest::addRow("a part of the sensor")
        << std::string("image_raw") << std::string() << 20.5 << 7.25 << std::string("part");
    QTest::addRow("an unknown lens") << std::string("image_raw") << std::string("equidistant") << 0.0 << 0.0
                                     << std::string("lens");
    QTest::addRow("not calibrated") << std::string("image_raw") << std::string("intrinsics") << 0.0 << 0.0
                                    << std::string("zero");
}

void TestRosPictures::calibrationsFollowThePictures() {
    QFETCH(std::string, topic);
    QFETCH(std::string, words);
    QFETCH(double, fx);
    QFETCH(double, cx);
    QFETCH(std::string, kind);
    Topics topics;
    topics.colour = "/camera/color/" + topic;
    std::vector<Message> messages = recording(ros1, 2, topics);
    Intrinsics changed = intrinsics;
    if (kind == "P")
        changed.rectifiedFocal = 19;
    if (kind == "half")
        changed = {width * 2, height * 2, 41, 43, 15, 12};
    if (kind == "part") {
        changed = {100, 100, 20.5, 21.5, 37.25, 25.75};
        changed.left = 30;
        changed.top = 20;
        changed.roiWidth = width;
        changed.roiHeight = height;
    }
    if (kind == "lens") {
        changed.model = "equidistant";
        changed.distortion = {0.1, 0, 0, 0};
    }
    if (kind == "zero")
        changed.fx = changed.fy = 0;
    for (Message& message : messages)
        if (message.type == "sensor_msgs/CameraInfo")
            message.bytes = cameraInfo(ros1, message.nanoseconds, topics.colourFrame, changed);
    OpenedSource opened = open(messages);
    if (!words.empty()) {
        QVERIFY(!opened.source);
        QVERIFY2(text(opened).contains(QString::fromStdString(words)), qPrintable(text(opened)));
        return;
    }
    QVERIFY2(opened.source, qPrintable(text(opened)));
    const auto format = (*opened.source)->start(std::nullopt);
    QCOMPARE(format->camera.fx, fx);
    QCOMPARE(format->camera.cx, cx);
    QCOMPARE(format->camera.widthPixels, width);
}

QTEST_GUILESS_MAIN(TestRosPictures)
#include "tst_ros_pictures.moc"
