// The mask's tools: which pixels each covers, to the pixel, and what growing by depth makes of real and made-up scenes.
#include "annotation/mask_shaping.h"
#include "annotation/stop_in_the_middle.h"
#include "benchmark/dataset.h"
#include "benchmark/sample_files.h"
#include "support.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <limits>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <random>

using namespace tracestudio;

namespace {

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();
const cv::Size size(64, 48);

bool isEqual(const cv::Mat& a, const cv::Mat& b) {
    return a.size() == b.size() && a.type() == b.type() && cv::countNonZero(a != b) == 0;
}

double overlap(const cv::Mat& a, const cv::Mat& b) {
    return double(cv::countNonZero(a & b)) / std::max(1, cv::countNonZero(a | b));
}

/// By the definition: how often a ray to the right leaves the polygon.
bool isInside(const PixelPoint& p, const std::vector<PixelPoint>& polygon) {
    bool isIn = false;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const PixelPoint a = polygon[i];
        const PixelPoint b = polygon[(i + 1) % polygon.size()];
        if ((a.y > p.y) != (b.y > p.y) && p.x < a.x + (b.x - a.x) * ((p.y - a.y) / (b.y - a.y)))
            isIn = !isIn;
    }
    return isIn;
}

/// A box that stands on a table before a wall, seen from above, each plane's depth worked out by its ray. `noiseMetres`
/// is the sensor's at one metre.
class Room {
  public:
    explicit Room(double noiseMetres = 0) {
        std::mt19937 random(5);
        std::normal_distribution<double> noise(0, 1);
        frame.camera = {320, 240, 300, 300, 159.5, 119.5};
        frame.depthMillimetres.create(240, 320, CV_16UC1);
        box = cv::Mat::zeros(240, 320, CV_8UC1);
        top = box.clone();
        const double pitch = 0.6; // radians that the camera looks down
        for (int v = 0; v < 240; ++v)
            for (int u = 0; u < 320; ++u) {
                const cv::Vec3d seen((u - 159.5) / 300, (v - 119.5) / 300, 1);
                const cv::Vec3d ray(seen[0], seen[1] * std::cos(pitch) + std::sin(pitch),
                                    seen[2] * std::cos(pitch) - seen[1] * std::sin(pitch)); // y down, z level ahead
                double nearest = std::numeric_limits<double>::infinity();
                // Table at y = 0.6 below the camera, wall at z = 1.6; the box is 0.2 wide, 0.15 high, 0.2 deep.
                if (ray[1] > 0)
                    nearest = std::min(nearest, 0.6 / ray[1]);
                nearest = std::min(nearest, 1.6 / ray[2]);
                const auto hits = [&](double t, int face) {
                    const cv::Vec3d p = ray * t;
                    constexpr double slack = 1e-9;
                    if (t > 0 && t < nearest && std::abs(p[0]) <= 0.1 + slack && p[1] >= 0.45 - slack && p[1] <= 0.6 &&
                        p[2] >= 0.7 - slack && p[2] <= 0.9 + slack) {
                        nearest = t;
                        box.at<std::uint8_t>(v, u) = 255;
                        top.at<std::uint8_t>(v, u) = face == 1 ? 255 : 0;
                    }
                };
                hits(0.45 / ray[1], 1);
                hits(0.7 / ray[2], 2);
                const double depth = nearest + noiseMetres * nearest * nearest * noise(random);
                frame.depthMillimetres.at<std::uint16_t>(v, u) = std::uint16_t(std::lround(depth * 1000));
            }
    }
    RgbdFrame frame;
    cv::Mat box, top;
};

PixelPoint middleOf(const cv::Mat& region) {
    cv::Mat distances;
    cv::distanceTransform(region > 0, distances, cv::DIST_L2, 3);
    cv::Point deepest;
    cv::minMaxLoc(distances, nullptr, nullptr, nullptr, &deepest);
    return deepest;
}

/// A red disc on a blue and grey checked ground, with some noise.
cv::Mat discPicture(const cv::Size& pictureSize, const cv::Point& centre, int radius) {
    cv::Mat picture(pictureSize, CV_8UC3);
    for (int v = 0; v < picture.rows; ++v)
        for (int u = 0; u < picture.cols; ++u)
            picture.at<cv::Vec3b>(v, u) = (u / 8 + v / 8) % 2 ? cv::Vec3b(160, 90, 40) : cv::Vec3b(110, 110, 110);
    cv::circle(picture, centre, radius, {40, 40, 200}, -1);
    cv::Mat noise(picture.size(), CV_8UC3);
    cv::RNG(3).fill(noise, cv::RNG::UNIFORM, 0, 20);
    return picture + noise;
}

cv::Mat disc(const cv::Size& pictureSize, const cv::Point& centre, int radius) {
    cv::Mat mask = cv::Mat::zeros(pictureSize, CV_8UC1);
    cv::circle(mask, centre, radius, 255, -1);
    return mask;
}

} // namespace

class MaskShapingTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aPolygonTakesThePixelsWhoseCentresItHolds() {
        std::mt19937 random(1);
        std::uniform_real_distribution<double> x(-20, 84), y(-20, 68);
        for (int round = 0; round < 200; ++round) {
            std::vector<PixelPoint> polygon;
            for (int i = 0; i < 3 + round % 9; ++i) // most cross themselves
                polygon.emplace_back(round % 2 ? x(random) : std::round(x(random)) + 0.25, y(random));
            const cv::Mat mask = withPolygon({}, size, polygon, MaskEdit::Add);
            for (int v = 0; v < size.height; ++v)
                for (int u = 0; u < size.width; ++u)
                    if ((mask.at<std::uint8_t>(v, u) == 255) != isInside(PixelPoint(u, v), polygon))
                        QFAIL(qPrintable(QStringLiteral("round %1, pixel %2, %3").arg(round).arg(u).arg(v)));
        }
        // A rectangle between pixel centres: exactly those.
        const cv::Mat mask = withPolygon({}, size, {{9.5, 4.5}, {19.5, 4.5}, {19.5, 14.5}, {9.5, 14.5}}, MaskEdit::Add);
        QCOMPARE(cv::boundingRect(mask), cv::Rect(10, 5, 10, 10));
        QCOMPARE(cv::countNonZero(mask), 100);
        // Taken away again, nothing is left; the mask that was given stays as it was.
        const cv::Mat without = withPolygon(mask, size, {{0, 0}, {60, 0}, {60, 40}, {0, 40}}, MaskEdit::Remove);
        QCOMPARE(cv::countNonZero(without), 0);
        QCOMPARE(cv::countNonZero(mask), 100);
    }

    void oddPolygonsAndStrokesChangeNothing() {
        const cv::Mat mask = disc(size, {30, 20}, 8);
        QVERIFY(isEqual(withPolygon(mask, size, {}, MaskEdit::Remove), mask));
        QVERIFY(isEqual(withPolygon(mask, size, {{1, 1}, {60, 40}}, MaskEdit::Remove), mask));
        QVERIFY(isEqual(withPolygon(mask, size, {{1, 1}, {60, 1}, {notANumber, 40}}, MaskEdit::Remove), mask));
        QVERIFY(isEqual(withStroke(mask, size, {}, 5, MaskEdit::Remove), mask));
        QVERIFY(isEqual(withStroke(mask, size, {{30, 20}}, notANumber, MaskEdit::Remove), mask));
        QVERIFY(isEqual(withStroke(mask, size, {{30, notANumber}}, 5, MaskEdit::Remove), mask));
        QVERIFY(isEqual(withStroke(mask, size, {{-1e300, 1e300}}, 5, MaskEdit::Remove), mask));
        // What covers everything covers everything, however far it reaches.
        const std::vector<PixelPoint> huge{{-1e300, -1e300}, {1e300, -1e300}, {1e300, 1e300}, {-1e300, 1e300}};
        QCOMPARE(cv::countNonZero(withPolygon({}, size, huge, MaskEdit::Add)), size.area());
        QCOMPARE(cv::countNonZero(withStroke({}, size, {{30, 20}}, 1e9, MaskEdit::Add)), size.area());
    }

    void aStrokeTakesThePixelsWithinItsRadius() {
        QCOMPARE(cv::countNonZero(withStroke({}, size, {{10, 10}}, 0, MaskEdit::Add)), 1);
        QCOMPARE(cv::countNonZero(withStroke({}, size, {{10, 10}}, 1, MaskEdit::Add)), 5);
        const std::vector<PixelPoint> stroke{{-5, 3.3}, {20.2, 17.8}, {20.2, 17.8}, {70, 12}};
        for (const double radius : {0.4, 3.0, 7.5}) {
            const cv::Mat mask = withStroke({}, size, stroke, radius, MaskEdit::Add);
            for (int v = 0; v < size.height; ++v)
                for (int u = 0; u < size.width; ++u) {
                    // By samples a thousandth of a pixel's share apart, so that the formula is not asked about itself.
                    double nearest = std::numeric_limits<double>::infinity();
                    for (std::size_t i = 0; i + 1 < stroke.size(); ++i)
                        for (int k = 0; k <= 400; ++k)
                            nearest = std::min(nearest, cv::norm(stroke[i] + k / 400.0 * (stroke[i + 1] - stroke[i]) -
                                                                 PixelPoint(u, v)));
                    if (std::abs(nearest - radius) > 0.05 && (mask.at<std::uint8_t>(v, u) == 255) != (nearest < radius))
                        QFAIL(qPrintable(QStringLiteral("radius %1, pixel %2, %3").arg(radius).arg(u).arg(v)));
                }
        }
        const cv::Mat all(size, CV_8UC1, cv::Scalar(255));
        const cv::Mat erased = withStroke(all, size, stroke, 3, MaskEdit::Remove);
        QVERIFY(isEqual(erased, ~withStroke({}, size, stroke, 3, MaskEdit::Add)));
    }

    void aMaskOfAnotherSizeIsBroughtToThePictures() {
        const cv::Mat small = disc({32, 24}, {16, 12}, 6);
        const cv::Mat mask = withStroke(small, size, {{2, 2}}, 0, MaskEdit::Add);
        QCOMPARE(mask.size(), size);
        QVERIFY(overlap(mask, disc(size, {32, 24}, 12)) > 0.8);
        // Other values than 0 and 255 count as object, as they do for the benchmark.
        cv::Mat faint = cv::Mat::zeros(size, CV_8UC1);
        faint.at<std::uint8_t>(5, 5) = 1;
        QCOMPARE(int(withPolygon(faint, size, {}, MaskEdit::Add).at<std::uint8_t>(5, 5)), 255);
    }

    void grabCutFindsTheObjectInTheRectangle() {
        const cv::Size pictureSize(320, 240);
        const cv::Mat picture = discPicture(pictureSize, {150, 110}, 40);
        const cv::Mat truth = disc(pictureSize, {150, 110}, 40);
        const cv::Rect rectangle(95, 60, 112, 104);
        const auto mask = withGrabCut({}, picture, rectangle);
        QVERIFY2(mask, mask ? "" : mask.error().message().c_str());
        QVERIFY2(overlap(*mask, truth) > 0.97, qPrintable(QString::number(overlap(*mask, truth))));
        QVERIFY2(isEqual(*withGrabCut({}, picture, rectangle), *mask), "chance has a part in it");
        // What lies outside stays, and what was painted inside counts as object even where it looks like the ground.
        cv::Mat painted = disc(pictureSize, {20, 200}, 10);
        cv::circle(painted, {100, 65}, 3, 255, -1);
        const auto more = withGrabCut(painted, picture, rectangle);
        QVERIFY(more && cv::countNonZero(painted & ~*more) == 0);
        QVERIFY(overlap(*more, truth | painted) > 0.9);
        // Of half the colour picture's size, as with a depth sensor that sees less.
        const cv::Mat small = cv::Mat::zeros(120, 160, CV_8UC1);
        const auto half = withGrabCut(small, picture, {47, 30, 56, 52});
        QVERIFY(half && half->size() == small.size());
        QVERIFY(overlap(*half, disc(small.size(), {75, 55}, 20)) > 0.93);
    }

    void grabCutRefusesWhatItCannotDo() {
        const cv::Mat picture = discPicture({320, 240}, {150, 110}, 40);
        QVERIFY(!withGrabCut({}, {}, {10, 10, 50, 50}));
        QVERIFY(!withGrabCut({}, picture, {10, 10, 1, 50}));
        QVERIFY(!withGrabCut({}, picture, {400, 10, 50, 50}));
        QVERIFY(!withGrabCut({}, picture, {0, 0, 320, 240}));
        QVERIFY(!withGrabCut({}, picture, {-1000000000, -5, 2147483647, 500}));
        QVERIFY(!withGrabCut({}, picture, {5, 5, -40, -40}));
        std::stop_source stopped;
        stopped.request_stop();
        const auto none = withGrabCut({}, picture, {95, 60, 112, 104}, stopped.get_token());
        QVERIFY(none && none->empty());
        // A picture of one colour teaches nothing, but ends.
        const auto even = withGrabCut({}, cv::Mat(240, 320, CV_8UC3, cv::Scalar(9, 9, 9)), {95, 60, 112, 104});
        QVERIFY(!even || even->size() == picture.size());
    }

    void grabCutAnswersACancelSoon() {
        const cv::Mat picture = discPicture({1280, 960}, {600, 480}, 300);
        StopInTheMiddle stop(std::chrono::milliseconds(50));
        const auto mask = withGrabCut({}, picture, {100, 100, 1100, 800}, stop.token());
        const double milliseconds = stop.millisecondsSince();
        qInfo("answered after %.1f ms", milliseconds);
        QVERIFY(mask && mask->empty());
        QVERIFY2(milliseconds < 200 * slowness, qPrintable(QString::number(milliseconds)));
    }

    void grabCutFindsTheOutlineInLargePicturesToo() {
        const cv::Size pictureSize(1280, 960);
        const auto mask = withGrabCut({}, discPicture(pictureSize, {600, 480}, 300), {200, 100, 800, 760});
        QVERIFY(mask);
        const double found = overlap(*mask, disc(pictureSize, {600, 480}, 300));
        QVERIFY2(found > 0.97, qPrintable(QString::number(found)));
    }

    void growingStopsWhereOneThingStandsOnAnother_data() {
        QTest::addColumn<double>("noise");
        QTest::newRow("no noise") << 0.0;
        QTest::newRow("noise of 1 mm at a metre") << 0.001;
        QTest::newRow("noise of 3 mm at a metre") << 0.003;
    }
    void growingStopsWhereOneThingStandsOnAnother() {
        QFETCH(double, noise);
        const Room room(noise);
        // The front joins the top over an edge that bulges; the table meets the front in a hollow.
        for (const cv::Mat& face : {room.top, cv::Mat(room.box & ~room.top)}) {
            const auto grown = grownByDepth({}, room.frame, middleOf(face), 0.01, MaskEdit::Add);
            QVERIFY2(grown, grown ? "" : grown.error().message().c_str());
            QVERIFY2(overlap(*grown, room.box) > 0.93, qPrintable(QString::number(overlap(*grown, room.box))));
        }
        const auto table = grownByDepth({}, room.frame, {60, 200}, 0.01, MaskEdit::Add);
        QVERIFY(table && cv::countNonZero(*table & room.box) < cv::countNonZero(room.box) / 20);
        QVERIFY2(table->at<std::uint8_t>(3, 160) == 0, "the wall is no table");
        QVERIFY(table->at<std::uint8_t>(230, 300) == 255);
    }

    /// There both surfaces are near; one of them it has to be.
    void aClickIntoACreaseTakesASurfaceBesideIt() {
        const Room room(0.001);
        const cv::Rect bounds = cv::boundingRect(room.box);
        const int u = bounds.x + bounds.width / 2;
        for (int v = bounds.br().y - 3; v < bounds.br().y + 3; ++v) {
            const auto grown = grownByDepth({}, room.frame, PixelPoint(u, v), 0.01, MaskEdit::Add);
            QVERIFY(grown);
            QVERIFY2(overlap(*grown, room.box) > 0.9 || grown->at<std::uint8_t>(230, 300) == 255,
                     qPrintable(QStringLiteral("row %1: %2 pixels").arg(v).arg(cv::countNonZero(*grown))));
        }
    }

    void growingAddsToTheMaskOrTakesAway() {
        const Room room;
        const cv::Mat painted = disc(room.box.size(), {20, 20}, 5);
        const auto added = grownByDepth(painted, room.frame, middleOf(room.box), 0.01, MaskEdit::Add);
        QVERIFY(added && cv::countNonZero(painted & ~*added) == 0);
        const auto taken = grownByDepth(*added, room.frame, middleOf(room.box), 0.01, MaskEdit::Remove);
        QVERIFY(taken && isEqual(*taken, painted));
    }

    void growingSaysWhereThereIsNoDepth() {
        Room room;
        room.frame.depthMillimetres.at<std::uint16_t>(50, 60) = 0;
        QVERIFY(!grownByDepth({}, room.frame, {60, 50}, 0.01, MaskEdit::Add));
        QVERIFY(!grownByDepth({}, room.frame, {-3, 50}, 0.01, MaskEdit::Add));
        QVERIFY(!grownByDepth({}, room.frame, {notANumber, 50}, 0.01, MaskEdit::Add));
        QVERIFY(!grownByDepth({}, room.frame, {61, 50}, 0, MaskEdit::Add));
        QVERIFY(!grownByDepth({}, room.frame, {61, 50}, notANumber, MaskEdit::Add));
        QVERIFY(!grownByDepth({}, RgbdFrame(), {61, 50}, 0.01, MaskEdit::Add));
        QVERIFY(grownByDepth({}, room.frame, {61, 50}, 0.01, MaskEdit::Add));
    }

    /// Clicked in the middle, the objects of the bundled scenes come out nearly as their masks have them.
    void growingFindsTheObjectsOfTheBundledSamples() {
        const auto samples = Dataset::open(TRACESTUDIO_SAMPLES);
        QVERIFY(samples);
        std::vector<double> overlaps;
        for (std::size_t i = 0; i < (*samples)->size(); ++i) {
            const auto sample = (*samples)->load(i);
            QElapsedTimer timer;
            timer.start();
            const auto grown = grownByDepth({}, sample->frame, middleOf(sample->mask.pixels), 0.01, MaskEdit::Add);
            QVERIFY(grown);
            overlaps.push_back(overlap(*grown, sample->mask.pixels > 0));
            qInfo("sample %s: overlap %.3f, %lld ms", sample->id.c_str(), overlaps.back(), timer.elapsed());
        }
        QCOMPARE(overlaps.size(), std::size_t(8));
        QVERIFY(*std::min_element(overlaps.begin(), overlaps.end()) > 0.65);
        QVERIFY(std::count_if(overlaps.begin(), overlaps.end(), [](double o) { return o > 0.9; }) >= 7);
    }

    /// Sensors of four kinds; the masks were drawn by hand, with the handle and the inside of mugs and the like.
    void growingFindsObjectsInRealFrames() {
        const auto bench = Dataset::open(TRACESTUDIO_SHARED "/data/dev-bench/TraceSpatial-Bench");
        if (!bench)
            QSKIP("dev-bench is not on this machine (TRACESTUDIO_SHARED).");
        for (const auto& [id, least] :
             {std::pair("0", 0.65), std::pair("1", 0.94), std::pair("7", 0.7), std::pair("12", 0.88)}) {
            const auto sample = (*bench)->load(*(*bench)->find(id));
            const auto grown = grownByDepth({}, sample->frame, middleOf(sample->mask.pixels), 0.01, MaskEdit::Add);
            QVERIFY(grown);
            const double found = overlap(*grown, sample->mask.pixels > 0);
            QVERIFY2(found > least, qPrintable(QStringLiteral("sample %1: %2").arg(id).arg(found)));
        }
    }

    void holesAreFilledAndPartsCounted() {
        cv::Mat mask = disc(size, {30, 24}, 15);
        cv::circle(mask, {30, 24}, 5, 0, -1); // a hole
        cv::circle(mask, {0, 0}, 6, 255, -1); // a part in the corner
        cv::rectangle(mask, cv::Rect(50, 0, 14, 10), 255, -1);
        cv::rectangle(mask, cv::Rect(55, 0, 4, 5), 0, -1); // a bay that the picture's border closes is no hole
        QCOMPARE(partCount(mask), 3);
        const cv::Mat filled = withoutHoles(mask);
        QCOMPARE(int(filled.at<std::uint8_t>(24, 30)), 255);
        QCOMPARE(int(filled.at<std::uint8_t>(2, 56)), 0);
        QCOMPARE(cv::countNonZero(filled & ~mask), cv::countNonZero(disc(size, {30, 24}, 5)));
        const cv::Mat largest = largestPart(filled);
        QCOMPARE(partCount(largest), 1);
        QVERIFY(isEqual(largest, disc(size, {30, 24}, 15)));
        // Corner to corner is one part, and closes a hole.
        const cv::Mat diamond = (cv::Mat_<std::uint8_t>(3, 3) << 0, 255, 0, 255, 0, 255, 0, 255, 0);
        QCOMPARE(partCount(diamond), 1);
        QCOMPARE(cv::countNonZero(withoutHoles(diamond)), 5);
        QCOMPARE(partCount({}), 0);
        QCOMPARE(partCount(cv::Mat::zeros(size, CV_8UC1)), 0);
        QCOMPARE(cv::countNonZero(largestPart(cv::Mat::zeros(size, CV_8UC1))), 0);
        QVERIFY(withoutHoles({}).empty() && largestPart({}).empty());
        QCOMPARE(cv::countNonZero(withoutHoles(cv::Mat(size, CV_8UC1, cv::Scalar(255)))), size.area());
    }

    void aMasksFileIsPlainGreyAndComesBack() {
        const cv::Mat mask = disc(size, {30, 20}, 9);
        const auto file = encodedMask(mask);
        QVERIFY(file);
        const std::vector<std::uint8_t> bytes(file->begin(), file->end());
        QVERIFY(isEqual(cv::imdecode(bytes, cv::IMREAD_UNCHANGED), mask));
        const auto back = decodedMask(*file);
        QVERIFY(back && isEqual(*back, mask));
        QVERIFY(!encodedMask({}));
        // As it is read from the disk, so is it read from memory.
        QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath("mask.png").toStdString();
        std::ofstream(path, std::ios::binary) << *file;
        QVERIFY(isEqual(*readMask(path), mask));
        QVERIFY(!isMaskAmbiguous(path).value_or(true));
    }

    void masksOfAnyKindAreReadAndOthersRefused() {
        const cv::Mat mask = disc(size, {30, 20}, 9);
        const auto encoded = [](const cv::Mat& picture, const char* kind) {
            std::vector<std::uint8_t> bytes;
            cv::imencode(kind, picture, bytes);
            return std::string(bytes.begin(), bytes.end());
        };
        cv::Mat red, faint, deep;
        cv::merge(std::vector<cv::Mat>{cv::Mat::zeros(size, CV_8UC1), cv::Mat::zeros(size, CV_8UC1), mask}, red);
        mask.convertTo(faint, CV_8U, 1.0 / 255);
        mask.convertTo(deep, CV_16U, 257);
        for (const std::string& file :
             {encoded(red, ".png"), encoded(faint, ".png"), encoded(deep, ".png"), encoded(mask, ".bmp")}) {
            const auto read = decodedMask(file);
            QVERIFY2(read, read ? "" : read.error().message().c_str());
            QVERIFY(isEqual(*read, mask));
        }
        const std::string whole = *encodedMask(mask);
        for (const std::string& file :
             {std::string(), std::string("no picture"), whole.substr(0, whole.size() / 2), whole.substr(0, 20)})
            QVERIFY2(!decodedMask(file), qPrintable(QString::number(file.size())));
    }
};

QTEST_GUILESS_MAIN(MaskShapingTest)
#include "tst_mask_shaping.moc"
