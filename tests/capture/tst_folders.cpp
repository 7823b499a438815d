#include "capture/folders/intrinsics_file.h"
#include "capture/recording_folder.h"
#include "capture/recordings.h"

#include <QTest>
#include <random>

using namespace tracestudio;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

constexpr int width = RecordingFolder::width;
constexpr int height = RecordingFolder::height;
const Camera camera{width, height, 60, 61, 31.5, 23.5};

SourceOptions withIntrinsics() {
    SourceOptions options;
    options.intrinsics = Camera{0, 0, camera.fx, camera.fy, camera.cx, camera.cy};
    return options;
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// Which frame RecordingFolder's pictures are of.
int frameOf(const CapturedFrame& captured) {
    return captured.frame.colourBgr.at<cv::Vec3b>(0, 0)[0];
}

} // namespace

class TestFolders : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aTumFolderIsReadPairByPair();
    void listsMayBeUnsortedAndUntidy();
    void tumDepthIsInFiveThousandthsOfAMetre();
    void tumFoldersKnowTheBenchmarksCameras();
    void aTumFolderOfAnotherSizeNeedsIntrinsics();
    void associationsServeWithoutLists();
    void aListThatLeadsOutOfTheFolderIsNotFollowed();
    void aMissingOrDamagedPictureCostsItsPairOnly();
    void depthOfEightBitsIsRefused();
    void greyColourIsShown();
    void seekingGoesToExactlyThatPair();

    void numberedPairsAreFound_data();
    void numberedPairsAreFound();
    void onlyNumbersThatBothHaveCount();
    void numbersAreSortedAsNumbers();
    void namesThatAreStampsTellTheTime_data();
    void namesThatAreStampsTellTheTime();
    void pictureTypes_data();
    void pictureTypes();
    void depthInFloatingMetres();
    void smallerDepthOfOneShapeIsResized();
    void depthOfAnotherShapeIsRefused();
    void theLargestValueIsNoReading();
    void aNumberedFolderNeedsIntrinsics();
    void picturesThatEndEarlyAreRefused_data();
    void picturesThatEndEarlyAreRefused();
    void aHugePictureIsRefusedBeforeItIsDecoded();

    void intrinsicsAreReadAsToolsWriteThem_data();
    void intrinsicsAreReadAsToolsWriteThem();
    void whatIsNoCameraIsRefused_data();
    void whatIsNoCameraIsRefused();
    void intrinsicsForAnotherSizeAreScaledOrRefused();

    void slambookHasFivePairs();
};

void TestFolders::aTumFolderIsReadPairByPair() {
    const RecordingFolder folder;
    std::string rgb = "# color images\n# timestamp filename\n", depth = "# depth maps\n";
    for (int i = 0; i < 5; ++i) {
        const std::string stamp = std::to_string(1305031102 + i / 10) + "." + std::to_string(100000 + 33333 * i);
        const std::string later = std::to_string(1305031102 + i / 10) + "." + std::to_string(105000 + 33333 * i);
        folder.writePair("rgb/" + stamp + ".png", "depth/" + later + ".png", i);
        rgb += stamp + " rgb/" + stamp + ".png\n";
        depth += later + " depth/" + later + ".png\n";
    }
    folder.write("rgb.txt", rgb);
    folder.write("depth.txt", depth);
    SourceFormat format;
    const auto source = started(openTumFolder(folder.path(), withIntrinsics()), &format);
    QCOMPARE(source->frameCount(), std::size_t(5));
    QCOMPARE(format.camera, camera);
    QCOMPARE(format.mode.colour.widthPixels, width);
    QVERIFY(std::abs(format.mode.colour.framesPerSecond - 30) < 0.01);
    QCOMPARE(source->modes(), std::vector{format.mode});
    QVERIFY(source->info().isRecording);
    QCOMPARE(source->info().uri, folder.path().string());
    for (int i = 0; i < 5; ++i) {
        const CapturedFrame captured = nextFrame(*source);
        QCOMPARE(captured.number, std::uint64_t(i));
        QVERIFY(areSame(captured.frame.colourBgr, RecordingFolder::colour(i)));
        QCOMPARE(captured.frame.camera, camera);
        QVERIFY(std::abs(captured.colourSeconds - (1305031102.1 + i / 30.0)) < 1e-4);
        QVERIFY(std::abs(captured.depthSeconds - captured.colourSeconds - 0.005) < 1e-6);
        QVERIFY(std::abs(source->secondsAt(std::size_t(i)) - i / 30.0) < 1e-4);
        QCOMPARE(source->fault(), CaptureFault::None);
    }
    const auto end = source->next(0ms);
    QVERIFY(end && !*end);
}

void TestFolders::listsMayBeUnsortedAndUntidy() {
    const RecordingFolder folder;
    for (int i = 0; i < 3; ++i)
        folder.writePair("rgb/" + std::to_string(i) + ".png", "depth/" + std::to_string(i) + ".png", i);
    folder.writePair("rgb/with blanks.png", "depth/3.png", 3);
    folder.write("rgb.txt", "stamp name\r\n\r\n  2.0\trgb/2.png \r\n# a comment\r\n0.0 rgb/0.png\r\n"
                            "1.0   rgb/1.png\r\n3.0 rgb/with blanks.png\r\nnan rgb/0.png\r\n");
    folder.write("depth.txt", "1.01 depth/1.png\n0.01 depth/0.png\n\t2.01 depth/2.png\n3.01 depth/3.png");
    const auto source = started(openTumFolder(folder.path(), withIntrinsics()));
    QCOMPARE(source->frameCount(), std::size_t(4));
    for (int i = 0; i < 4; ++i)
        QCOMPARE(frameOf(nextFrame(*source)), i);
}

void TestFolders::tumDepthIsInFiveThousandthsOfAMetre() {
    const RecordingFolder folder;
    cv::Mat depth(height, width, CV_16UC1, cv::Scalar(5000));
    depth.at<std::uint16_t>(0, 0) = 0;
    depth.at<std::uint16_t>(0, 1) = 65535;
    depth.at<std::uint16_t>(0, 2) = 7;
    folder.writePicture("rgb/1.png", RecordingFolder::colour(1));
    folder.writePicture("depth/1.png", depth);
    folder.write("rgb.txt", "1 rgb/1.png\n");
    folder.write("depth.txt", "1 depth/1.png\n");
    const auto source = started(openTumFolder(folder.path(), withIntrinsics()));
    const cv::Mat millimetres = nextFrame(*source).frame.depthMillimetres;
    QCOMPARE(millimetres.at<std::uint16_t>(5, 5), std::uint16_t(1000));
    QCOMPARE(millimetres.at<std::uint16_t>(0, 0), std::uint16_t(0));
    QCOMPARE(millimetres.at<std::uint16_t>(0, 1), std::uint16_t(13107));
    QCOMPARE(millimetres.at<std::uint16_t>(0, 2), std::uint16_t(1));

    SourceOptions options = withIntrinsics();
    options.depthUnitMetres = 0.001;
    SourceFormat format;
    const auto other = started(openTumFolder(folder.path(), options), &format);
    QCOMPARE(format.depthUnitMetres, 0.001);
    QCOMPARE(nextFrame(*other).frame.depthMillimetres.at<std::uint16_t>(5, 5), std::uint16_t(5000));
}

void TestFolders::tumFoldersKnowTheBenchmarksCameras() {
    const auto cameraOf = [](const std::string& name, const std::string& cameraFile) {
        const RecordingFolder folder;
        folder.writePicture(name + "/rgb/1.png", RecordingFolder::colour(1, 640, 480));
        folder.writePicture(name + "/depth/1.png", RecordingFolder::depth(1, 640, 480));
        folder.write(name + "/rgb.txt", "1 rgb/1.png\n");
        folder.write(name + "/depth.txt", "1 depth/1.png\n");
        if (!cameraFile.empty())
            folder.write(name + "/camera.txt", cameraFile);
        SourceFormat format;
        started(openTumFolder(folder.path() / name, {}), &format);
        return format.camera;
    };
    QCOMPARE(cameraOf("somewhere", ""), (Camera{640, 480, 525, 525, 319.5, 239.5}));
    QCOMPARE(cameraOf("rgbd_dataset_freiburg1_xyz", ""), (Camera{640, 480, 517.3, 516.5, 318.6, 255.3}));
    QCOMPARE(cameraOf("rgbd_dataset_freiburg2_desk", ""), (Camera{640, 480, 520.9, 521.0, 325.1, 249.7}));
    QCOMPARE(cameraOf("rgbd_dataset_freiburg3_teddy", ""), (Camera{640, 480, 535.4, 539.2, 320.1, 247.6}));
    QCOMPARE(cameraOf("rgbd_dataset_freiburg1_own", "500 501 320 240"), (Camera{640, 480, 500, 501, 320, 240}));
}

void TestFolders::aTumFolderOfAnotherSizeNeedsIntrinsics() {
    const RecordingFolder folder;
    folder.writePair("rgb/1.png", "depth/1.png", 1);
    folder.write("rgb.txt", "1 rgb/1.png\n");
    folder.write("depth.txt", "1 depth/1.png\n");
    const OpenedSource opened = openTumFolder(folder.path(), {});
    QVERIFY(!opened.source);
    QCOMPARE(opened.fault, CaptureFault::NeedsIntrinsics);
    QVERIFY(contains(opened.source.error().message(), "64×48"));
}

void TestFolders::associationsServeWithoutLists() {
    const RecordingFolder folder;
    for (int i = 0; i < 3; ++i)
        folder.writePair("rgb/" + std::to_string(i) + ".png", "depth/" + std::to_string(i) + ".png", i);
    folder.write("associations.txt", "2 depth/2.png 2 rgb/2.png\n0 depth/0.png 0 rgb/0.png\n"
                                     "# comment\n1 rgb/1.png 1 depth/1.png\nbroken\n");
    const auto source = started(openTumFolder(folder.path(), withIntrinsics()));
    QCOMPARE(source->frameCount(), std::size_t(3));
    for (int i = 0; i < 3; ++i)
        QCOMPARE(frameOf(nextFrame(*source)), i);
    QVERIFY(std::abs(source->secondsAt(2) - 2 / 30.0) < 1e-9); // frames are counted there
}

void TestFolders::aListThatLeadsOutOfTheFolderIsNotFollowed() {
    const RecordingFolder folder;
    folder.writePair("secret.png", "inside/depth.png", 1);
    folder.write("inside/rgb.txt", "1 ../secret.png\n1 " + (folder.path() / "secret.png").string() + "\n");
    folder.write("inside/depth.txt", "1 depth.png\n");
    const OpenedSource opened = openTumFolder(folder.path() / "inside", withIntrinsics());
    QVERIFY(!opened.source);
    QCOMPARE(opened.fault, CaptureFault::Empty);
}

void TestFolders::aMissingOrDamagedPictureCostsItsPairOnly() {
    const RecordingFolder folder;
    std::string rgb, depth;
    for (int i = 0; i < 6; ++i) {
        const std::string name = std::to_string(i) + ".png";
        folder.writePair("rgb/" + name, "depth/" + name, i);
        rgb += std::to_string(i) + " rgb/" + name + "\n";
        depth += std::to_string(i) + " depth/" + name + "\n";
    }
    folder.write("rgb.txt", rgb);
    folder.write("depth.txt", depth);
    fs::remove(folder.path() / "rgb/0.png");
    fs::resize_file(folder.path() / "depth/2.png", fs::file_size(folder.path() / "depth/2.png") / 2);
    folder.write("rgb/3.png", "no picture");
    folder.writePicture("rgb/4.png", RecordingFolder::colour(4, 32, 24));
    const auto source = started(openTumFolder(folder.path(), withIntrinsics()));
    QCOMPARE(source->frameCount(), std::size_t(6));
    std::vector<std::uint64_t> read;
    for (int i = 0; i < 6; ++i) {
        const auto frame = source->next(0ms);
        if (frame) {
            QCOMPARE(source->fault(), CaptureFault::None);
            read.push_back((*frame)->number);
            continue;
        }
        QCOMPARE(source->fault(), CaptureFault::Damaged);
        QVERIFY2(contains(frame.error().message(), std::to_string(i) + ".png"), frame.error().message().c_str());
        QVERIFY2(contains(frame.error().message(), "Frame " + std::to_string(i + 1) + " "),
                 frame.error().message().c_str());
    }
    QCOMPARE(read, (std::vector<std::uint64_t>{1, 5}));
}

void TestFolders::depthOfEightBitsIsRefused() {
    const RecordingFolder folder;
    folder.writePicture("rgb/1.png", RecordingFolder::colour(1));
    folder.writePicture("depth/1.png", cv::Mat(height, width, CV_8UC1, cv::Scalar(100)));
    folder.write("rgb.txt", "1 rgb/1.png\n");
    folder.write("depth.txt", "1 depth/1.png\n");
    const OpenedSource opened = openTumFolder(folder.path(), withIntrinsics());
    QVERIFY(!opened.source);
    QCOMPARE(opened.fault, CaptureFault::Damaged);
    QVERIFY(contains(opened.source.error().message(), "8 bits"));
}

void TestFolders::greyColourIsShown() {
    const RecordingFolder folder;
    folder.writePicture("rgb/1.png", cv::Mat(height, width, CV_8UC1, cv::Scalar(77)));
    folder.writePicture("depth/1.png", RecordingFolder::depth(1));
    folder.write("rgb.txt", "1 rgb/1.png\n");
    folder.write("depth.txt", "1 depth/1.png\n");
    const auto source = started(openTumFolder(folder.path(), withIntrinsics()));
    QCOMPARE(nextFrame(*source).frame.colourBgr.at<cv::Vec3b>(9, 9), cv::Vec3b(77, 77, 77));
}

void TestFolders::seekingGoesToExactlyThatPair() {
    const RecordingFolder folder;
    for (int i = 0; i < 10; ++i)
        folder.writePair("rgb/" + std::to_string(i) + ".png", "depth/" + std::to_string(i) + ".png", i);
    const auto source = started(openNumberedFolder(folder.path(), withIntrinsics()));
    std::mt19937 random(7);
    for (int i = 0; i < 50; ++i) {
        const std::size_t pair = random() % 10;
        QVERIFY(source->seek(pair));
        const CapturedFrame captured = nextFrame(*source);
        QCOMPARE(captured.number, std::uint64_t(pair));
        QCOMPARE(frameOf(captured), int(pair));
    }
    QVERIFY(source->seek(10));
    QVERIFY(!*source->next(0ms));
    const auto beyond = source->seek(11);
    QVERIFY(!beyond);
    QVERIFY(contains(beyond.error().message(), "12"));
    QVERIFY(source->start(std::nullopt));
    QCOMPARE(nextFrame(*source).number, std::uint64_t(0));
    CaptureMode other = source->modes().front();
    other.colour.widthPixels = 1;
    QVERIFY(!source->start(other));
    QCOMPARE(source->fault(), CaptureFault::WrongMode);
    source->stop();
    QVERIFY(!source->next(0ms));
}

void TestFolders::numberedPairsAreFound_data() {
    QTest::addColumn<QString>("colour");
    QTest::addColumn<QString>("depth");
    QTest::newRow("TUM-like folders") << "rgb/%1.png"
                                      << "depth/%1.png";
    QTest::newRow("ScanNet") << "color/%1.jpg"
                             << "depth/%1.png";
    QTest::newRow("Redwood") << "image/00000%1.jpg"
                             << "depth/00000%1.png";
    QTest::newRow("RGB_Image") << "RGB_Image/img_%1.png"
                               << "Depth_Image/d%1.png";
    QTest::newRow("images") << "images/frame%1.png"
                            << "depth_images/frame%1.png";
    QTest::newRow("3DMatch, 7-Scenes") << "frame-00000%1.color.png"
                                       << "frame-00000%1.depth.png";
    QTest::newRow("number first") << "000%1-color.png"
                                  << "000%1-depth.png";
    QTest::newRow("number last") << "color_000%1.png"
                                 << "depth_000%1.png";
    QTest::newRow("rgb") << "0000%1-rgb.png"
                         << "0000%1-depth.png";
    QTest::newRow("no sign between") << "rgb%1.png"
                                     << "depth%1.png";
    QTest::newRow("capitals") << "Color%1.PNG"
                              << "Depth%1.PNG";
    QTest::newRow("depth image") << "image_%1.png"
                                 << "depth_image_%1.png";
}

void TestFolders::numberedPairsAreFound() {
    QFETCH(QString, colour);
    QFETCH(QString, depth);
    const RecordingFolder folder;
    for (int i = 1; i < 4; ++i)
        folder.writePair(colour.arg(i).toStdString(), depth.arg(i).toStdString(), i);
    folder.write("frame-000001.pose.txt", "1 0 0 0");
    QVERIFY(isRecording(folder.path()));
    const auto source = started(openRecording(folder.path(), withIntrinsics()));
    QCOMPARE(source->frameCount(), std::size_t(3));
    for (int i = 1; i < 4; ++i) {
        const CapturedFrame captured = nextFrame(*source);
        QVERIFY(std::abs(frameOf(captured) - i) < 8); // JPEG is not exact
        QVERIFY(areSame(captured.frame.depthMillimetres, RecordingFolder::depth(i)));
        QVERIFY(std::abs(source->secondsAt(std::size_t(i - 1)) - (i - 1) / 30.0) < 1e-9);
    }
}

void TestFolders::onlyNumbersThatBothHaveCount() {
    const RecordingFolder folder;
    for (const int i : {1, 2, 5, 9})
        folder.writePicture("color/" + std::to_string(i) + ".png", RecordingFolder::colour(i));
    for (const int i : {2, 3, 9, 10})
        folder.writePicture("depth/" + std::to_string(i) + ".png", RecordingFolder::depth(i));
    folder.writePicture("color/cover.png", RecordingFolder::colour(0));
    const auto source = started(openNumberedFolder(folder.path(), withIntrinsics()));
    QCOMPARE(source->frameCount(), std::size_t(2));
    QCOMPARE(frameOf(nextFrame(*source)), 2);
    QCOMPARE(frameOf(nextFrame(*source)), 9);
    QVERIFY(std::abs(source->secondsAt(1) - 7 / 30.0) < 1e-9); // the gap is kept
}

void TestFolders::numbersAreSortedAsNumbers() {
    const RecordingFolder folder;
    for (const int i : {1, 2, 9, 10, 11, 100})
        folder.writePair("rgb/" + std::to_string(i) + ".png",
                         "depth/" + std::string(std::size_t(4 - (i > 9) - (i > 99)), '0') + std::to_string(i) + ".png",
                         i);
    const auto source = started(openNumberedFolder(folder.path(), withIntrinsics()));
    QCOMPARE(source->frameCount(), std::size_t(6));
    for (const int i : {1, 2, 9, 10, 11, 100})
        QCOMPARE(frameOf(nextFrame(*source)), i);
}

void TestFolders::namesThatAreStampsTellTheTime_data() {
    QTest::addColumn<QStringList>("names");
    QTest::newRow("seconds") << QStringList{"1305031102.175304", "1305031102.211214", "1305031103.175304"};
    QTest::newRow("milliseconds") << QStringList{"1305031102175", "1305031102211", "1305031103175"};
    QTest::newRow("microseconds") << QStringList{"1305031102175304", "1305031102211214", "1305031103175304"};
    QTest::newRow("nanoseconds") << QStringList{"1305031102175304000", "1305031102211214000", "1305031103175304000"};
}

void TestFolders::namesThatAreStampsTellTheTime() {
    QFETCH(QStringList, names);
    const RecordingFolder folder;
    for (int i = 0; i < 3; ++i) {
        folder.writePair("rgb/" + names[i].toStdString() + ".png", "depth/" + names[i].toStdString() + ".png", i);
        // Long after all of them, so of no pair.
        folder.writePicture("depth/" + (QString("9") + names[i].mid(1)).toStdString() + ".png",
                            RecordingFolder::depth(i));
    }
    const auto source = started(openNumberedFolder(folder.path(), withIntrinsics()));
    QCOMPARE(source->frameCount(), std::size_t(3));
    QVERIFY(std::abs(source->secondsAt(1) - 0.036) < 0.0011);
    QVERIFY(std::abs(source->secondsAt(2) - 1) < 1e-5);
}

void TestFolders::pictureTypes_data() {
    QTest::addColumn<QString>("type");
    for (const char* type : {"png", "pgm", "tiff", "tif"})
        QTest::newRow(type) << type;
}

void TestFolders::pictureTypes() {
    QFETCH(QString, type);
    const RecordingFolder folder;
    folder.writePicture("rgb/1.ppm", RecordingFolder::colour(1));
    folder.writePicture("depth/1." + type.toStdString(), RecordingFolder::depth(1));
    const auto source = started(openNumberedFolder(folder.path(), withIntrinsics()));
    const CapturedFrame captured = nextFrame(*source);
    QVERIFY(areSame(captured.frame.colourBgr, RecordingFolder::colour(1)));
    QVERIFY(areSame(captured.frame.depthMillimetres, RecordingFolder::depth(1)));
}

void TestFolders::depthInFloatingMetres() {
    const RecordingFolder folder;
    cv::Mat metres;
    RecordingFolder::depth(1).convertTo(metres, CV_32F, 0.001);
    metres.at<float>(7, 7) = std::numeric_limits<float>::quiet_NaN();
    folder.writePicture("rgb/1.png", RecordingFolder::colour(1));
    folder.writePicture("depth/1.tiff", metres);
    const auto source = started(openNumberedFolder(folder.path(), withIntrinsics()));
    cv::Mat expected = RecordingFolder::depth(1);
    expected.at<std::uint16_t>(7, 7) = 0;
    QVERIFY(areSame(nextFrame(*source).frame.depthMillimetres, expected));
}

void TestFolders::smallerDepthOfOneShapeIsResized() {
    const RecordingFolder folder;
    folder.writePicture("rgb/1.png", RecordingFolder::colour(1, 128, 96));
    folder.writePicture("depth/1.png", RecordingFolder::depth(1));
    folder.write("camera.txt", "120 121 63.5 47.5");
    SourceFormat format;
    const auto source = started(openNumberedFolder(folder.path(), {}), &format);
    QCOMPARE(format.camera, (Camera{128, 96, 120, 121, 63.5, 47.5}));
    QCOMPARE(format.mode.depth.widthPixels, 64);
    const cv::Mat millimetres = nextFrame(*source).frame.depthMillimetres;
    QCOMPARE(millimetres.size(), cv::Size(128, 96));
    for (int v = 0; v < 96; ++v)
        for (int u = 0; u < 128; ++u)
            QCOMPARE(millimetres.at<std::uint16_t>(v, u),
                     RecordingFolder::depth(1).at<std::uint16_t>(v / 2, u / 2)); // never between two readings
}

void TestFolders::depthOfAnotherShapeIsRefused() {
    const RecordingFolder folder;
    folder.writePicture("rgb/1.png", RecordingFolder::colour(1, 128, 72));
    folder.writePicture("depth/1.png", RecordingFolder::depth(1));
    const OpenedSource opened = openNumberedFolder(folder.path(), withIntrinsics());
    QVERIFY(!opened.source);
    QVERIFY(contains(opened.source.error().message(), "128×72"));
    QVERIFY(contains(opened.source.error().message(), "64×48"));
}

void TestFolders::theLargestValueIsNoReading() {
    const RecordingFolder folder;
    cv::Mat depth = RecordingFolder::depth(1);
    depth.at<std::uint16_t>(4, 4) = 65535;
    folder.writePicture("rgb/1.png", RecordingFolder::colour(1));
    folder.writePicture("depth/1.png", depth);
    const auto source = started(openNumberedFolder(folder.path(), withIntrinsics()));
    QCOMPARE(nextFrame(*source).frame.depthMillimetres.at<std::uint16_t>(4, 4), std::uint16_t(0));
}

void TestFolders::aNumberedFolderNeedsIntrinsics() {
    const RecordingFolder folder;
    folder.writePair("rgb/1.png", "depth/1.png", 1);
    const OpenedSource without = openNumberedFolder(folder.path(), {});
    QVERIFY(!without.source);
    QCOMPARE(without.fault, CaptureFault::NeedsIntrinsics);
    QVERIFY(contains(without.source.error().message(), "camera.txt"));
    folder.write("info.txt", "about all else");
    QVERIFY(contains(openNumberedFolder(folder.path(), {}).source.error().message(), "does not say"));
    folder.write("camera.txt", "nothing of use");
    const OpenedSource unusable = openNumberedFolder(folder.path(), {});
    QVERIFY(!unusable.source);
    QCOMPARE(unusable.fault, CaptureFault::NeedsIntrinsics);
    QVERIFY(contains(unusable.source.error().message(), "camera.txt"));
    QVERIFY(openNumberedFolder(folder.path(), withIntrinsics()).source.has_value());
}

void TestFolders::picturesThatEndEarlyAreRefused_data() {
    QTest::addColumn<QString>("type");
    for (const char* type : {"png", "jpg", "ppm", "pgm", "tiff"})
        QTest::newRow(type) << type;
}

void TestFolders::picturesThatEndEarlyAreRefused() {
    QFETCH(QString, type);
    const RecordingFolder folder;
    folder.writePair("rgb/1.png", "depth/1.png", 1);
    const std::string name = "rgb/2." + type.toStdString();
    folder.writePair(type == "pgm" ? "rgb/2.png" : name, "depth/2.png", 2);
    if (type == "pgm")
        folder.writePicture(name, cv::Mat(height, width, CV_8UC1, cv::Scalar(9)));
    if (type == "pgm")
        fs::remove(folder.path() / "rgb/2.png");
    const auto whole = started(openNumberedFolder(folder.path(), withIntrinsics()));
    nextFrame(*whole);
    nextFrame(*whole);
    const auto size = fs::file_size(folder.path() / name);
    for (const auto left : {size / 20, size / 2, size - size / 10}) {
        fs::resize_file(folder.path() / name, left);
        const auto source = started(openNumberedFolder(folder.path(), withIntrinsics()));
        nextFrame(*source);
        const auto frame = source->next(0ms);
        QVERIFY(!frame);
        QVERIFY2(contains(frame.error().message(), name), frame.error().message().c_str());
        folder.writePicture(name, type == "pgm" ? cv::Mat(height, width, CV_8UC1, cv::Scalar(9))
                                                : RecordingFolder::colour(2));
    }
}

void TestFolders::aHugePictureIsRefusedBeforeItIsDecoded() {
    const RecordingFolder folder;
    folder.writePair("rgb/1.png", "depth/1.png", 1);
    folder.write("rgb/2.pgm", "P5 100000 100000 255\n");
    folder.writePicture("depth/2.png", RecordingFolder::depth(2));
    const auto source = started(openNumberedFolder(folder.path(), withIntrinsics()));
    nextFrame(*source);
    const auto frame = source->next(0ms);
    QVERIFY(!frame);
    QVERIFY(contains(frame.error().message(), "64 million"));
}

void TestFolders::intrinsicsAreReadAsToolsWriteThem_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("wide");
    QTest::addColumn<double>("unit"); // 0: not said
    const auto add = [](const char* name, const char* text, int wide, double unit) {
        QTest::newRow(name) << QByteArray(text) << wide << unit;
    };
    add("four numbers", "525.5 526.5 319.25 239.75\n", 0, 0);
    add("with the size", "# fx fy cx cy w h\n525.5, 526.5, 319.25, 239.75, 640, 480", 640, 0);
    add("with the scale", "525.5 526.5 319.25 239.75 640 480 5000", 640, 0.0002);
    add("3x3", " 5.255e+02 0 319.25\r\n0.0 5.265e+02\t239.75\r\n0 0 1\r\n", 0, 0);
    add("4x4", "525.5 0 319.25 0\n0 526.5 239.75 0\n0 0 1 0\n0 0 0 1\n", 0, 0);
    add("3x4", "525.5 0 319.25 0\n0 526.5 239.75 0\n0 0 1 0\n", 0, 0);
    add("numpy", "[[525.5 0. 319.25]\n [0. 526.5 239.75]\n [0. 0. 1.]]", 0, 0);
    add("Open3D",
        "{\"width\": 640, \"height\": 480, \"intrinsic_matrix\": [525.5, 0, 0, 0, 526.5, 0, 319.25, 239.75, 1]}", 640,
        0);
    add("rows in JSON", "{\"intrinsics\": [[525.5, 0, 319.25], [0, 526.5, 239.75], [0, 0, 1]]}", 0, 0);
    add("BOP", "{\"cam_K\": [525.5, 0, 319.25, 0, 526.5, 239.75, 0, 0, 1], \"depth_scale\": 0.1}", 0, 0.0001);
    add("BOP in millimetres", "{\"cam_K\": [525.5, 0, 319.25, 0, 526.5, 239.75, 0, 0, 1], \"depth_scale\": 1.0}", 0,
        0.001);
    add("a matrix in JSON", "[[525.5, 0, 319.25], [0, 526.5, 239.75], [0, 0, 1]]", 0, 0);
    add("RealSense",
        "{\"fx\": 525.5, \"fy\": 526.5, \"ppx\": 319.25, \"ppy\": 239.75, \"width\": 640, \"height\": 480}", 640, 0);
    add("Replica",
        "{\"camera\": {\"w\": 640, \"h\": 480, \"fx\": 525.5, \"fy\": 526.5, \"cx\": 319.25, \"cy\": 239.75, "
        "\"scale\": 6553.5}}",
        640, 1 / 6553.5);
    add("ORB-SLAM",
        "%YAML:1.0\n# Camera\nCamera.fx: 525.5\nCamera.fy: 526.5\nCamera.cx: 319.25\nCamera.cy: 239.75\n"
        "Camera.k1: 0.26\nCamera.width: 640\nCamera.height: 480\nDepthMapFactor: 5000.0\n",
        640, 0.0002);
    add("ROS",
        "image_width: 640\nimage_height: 480\ncamera_name: rgb\ncamera_matrix:\n  rows: 3\n  cols: 3\n"
        "  data: [525.5, 0, 319.25, 0, 526.5, 239.75, 0, 0, 1]\nprojection_matrix:\n  rows: 3\n  cols: 4\n"
        "  data: [1, 0, 2, 0, 0, 1, 2, 0, 0, 0, 1, 0]\n",
        640, 0);
    add("ScanNet info",
        "m_versionNumber = 4\nm_sensorName = StructureSensor\nm_colorWidth = 640\nm_colorHeight = 480\n"
        "m_depthShift = 1000\nm_calibrationColorIntrinsic = 525.5 0 319.25 0 0 526.5 239.75 0 0 0 1 0 0 0 0 1\n"
        "m_calibrationDepthIntrinsic = 1 0 2 0 0 3 4 0 0 0 1 0 0 0 0 1\n",
        640, 0.001);
}

void TestFolders::intrinsicsAreReadAsToolsWriteThem() {
    QFETCH(QByteArray, text);
    QFETCH(int, wide);
    QFETCH(double, unit);
    const std::optional<IntrinsicsFile> file = parseIntrinsics(text.toStdString());
    QVERIFY(file);
    QCOMPARE(file->camera, (Camera{wide, wide * 3 / 4, 525.5, 526.5, 319.25, 239.75}));
    QVERIFY(std::abs(file->depthUnitMetres.value_or(0) - unit) < 1e-12);
}

void TestFolders::whatIsNoCameraIsRefused_data() {
    QTest::addColumn<QByteArray>("text");
    for (const char* text : {"", "# 525 525 319 239", "525 525 319", "525 525 319 239 0", "0 525 319 239",
                             "nan 525 319 239", "525 525 inf 239", "-525 525 319 239", "1e9 1e9 3 2", "a b c d",
                             "{\"fx\": 525}", "{", "[1, 2", "Pinhole 0.5 0.6 0.5 0.5 0\n640 480\ncrop\n640 480"})
        QTest::newRow(QByteArray(text).replace('\n', ' ').constData()) << QByteArray(text);
}

void TestFolders::whatIsNoCameraIsRefused() {
    QFETCH(QByteArray, text);
    QVERIFY(!parseIntrinsics(text.toStdString()));
}

void TestFolders::intrinsicsForAnotherSizeAreScaledOrRefused() {
    const RecordingFolder folder;
    folder.writePair("rgb/1.png", "depth/1.png", 1);
    folder.write("camera.txt", "600 600 319.5 239.5 640 480");
    SourceFormat format;
    started(openNumberedFolder(folder.path(), {}), &format);
    QCOMPARE(format.camera.widthPixels, width);
    QVERIFY(std::abs(format.camera.fx - 60) < 1e-9);
    folder.write("camera.txt", "600 600 319.5 239.5 640 360");
    const OpenedSource opened = openNumberedFolder(folder.path(), {});
    QVERIFY(!opened.source);
    QCOMPARE(opened.fault, CaptureFault::NeedsIntrinsics);
    QVERIFY(contains(opened.source.error().message(), "640×360"));
}

void TestFolders::slambookHasFivePairs() {
    const fs::path folder = fs::path(TRACESTUDIO_SHARED) / "data/captures/slambook";
    if (!fs::exists(folder))
        QSKIP("The shared captures are not on this machine.");
    QVERIFY(isRecording(folder));
    QCOMPARE(openRecording(folder, {}).fault, CaptureFault::NeedsIntrinsics);
    SourceOptions options;
    options.intrinsics = Camera{0, 0, 518, 519, 325.5, 253.5};
    SourceFormat format;
    const auto source = started(openRecording(folder, options), &format);
    QCOMPARE(source->frameCount(), std::size_t(5));
    QCOMPARE(format.camera, (Camera{640, 480, 518, 519, 325.5, 253.5}));
    for (int i = 1; i <= 5; ++i) {
        const CapturedFrame captured = nextFrame(*source);
        // PGM by hand: 16 bits, the high byte first.
        std::ifstream stream(folder / ("depth/" + std::to_string(i) + ".pgm"), std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
        const std::size_t pixels = bytes.size() - 640 * 480 * 2;
        for (int v = 0; v < 480; ++v)
            for (int u = 0; u < 640; ++u) {
                const std::size_t at = pixels + std::size_t(v * 640 + u) * 2;
                const int expected = std::uint8_t(bytes[at]) << 8 | std::uint8_t(bytes[at + 1]);
                if (captured.frame.depthMillimetres.at<std::uint16_t>(v, u) != expected)
                    QFAIL("a depth value differs");
            }
        QVERIFY(areSame(captured.frame.colourBgr,
                        cv::imread((folder / ("color/" + std::to_string(i) + ".png")).string(), cv::IMREAD_COLOR)));
    }
}

QTEST_GUILESS_MAIN(TestFolders)
#include "tst_folders.moc"
