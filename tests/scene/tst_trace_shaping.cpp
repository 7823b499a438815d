#include "scene/trace_shaping.h"

#include <QTest>
#include <cmath>
#include <limits>
#include <random>

using namespace tracestudio;

namespace {

/// 80 × 60 pixels of a wall 2 m away with a post 1 m away in columns 40…49 and no reading in the first ten.
RgbdFrame wallWithPost() {
    RgbdFrame frame;
    frame.camera = {80, 60, 70, 72, 39.5, 29.5};
    frame.depthMillimetres = cv::Mat(60, 80, CV_16UC1, cv::Scalar(2000));
    frame.depthMillimetres.colRange(40, 50).setTo(1000);
    frame.depthMillimetres.colRange(0, 10).setTo(0);
    return frame;
}

bool areNear(const PointCamera& a, const PointCamera& b, double metres = 1e-9) {
    return cv::norm(a - b) <= metres;
}

double lengthOf(const std::vector<PointCamera>& points) {
    double sum = 0;
    for (std::size_t i = 1; i < points.size(); ++i)
        sum += cv::norm(points[i] - points[i - 1]);
    return sum;
}

std::vector<PointCamera> randomTrace(std::mt19937& random, int count) {
    std::uniform_real_distribution<double> aside(-0.5, 0.5);
    std::uniform_real_distribution<double> away(0.6, 3);
    std::vector<PointCamera> points;
    for (int i = 0; i < count; ++i)
        points.emplace_back(aside(random), aside(random), away(random));
    return points;
}

} // namespace

class TestTraceShaping : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void depthIsThatOfTheSurfaceUnderThePixel();
    void depthBesideAnEdgeIsThatOfTheThingInFront();
    void floatingReadingsAreNoSurface();
    void aSlopeIsOneSurface();
    void smallHolesAreBridgedAndLargeOnesAreNot();
    void depthOutsideThePictureIsNothing();
    void aPointNearASegmentBelongsIntoIt();
    void segmentsBehindTheCameraAreNotSeen();
    void reversedTwiceIsTheSame();
    void resampledPointsAreEquallyFarApart();
    void resampledTraceKeepsEndsAndNeverGrows();
    void shortTracesComeBackAsTheyAre();
    void smoothingKeepsTheEndsAndShortens();
    void movingAlongTheRayKeepsThePixel();
    void movingToAPixelKeepsTheDepth();
};

void TestTraceShaping::depthIsThatOfTheSurfaceUnderThePixel() {
    const RgbdFrame frame = wallWithPost();
    QCOMPARE(surfaceDepthAt(frame, {25, 30}).value(), 2.0);
    QCOMPARE(surfaceDepthAt(frame, {44.4, 12.2}).value(), 1.0);
    QCOMPARE(surfaceDepthAt(frame, {79.4, 59.4}).value(), 2.0);
    // A single reading does not decide.
    RgbdFrame noisy = wallWithPost();
    noisy.depthMillimetres.at<std::uint16_t>(30, 25) = 2300;
    QCOMPARE(surfaceDepthAt(noisy, {25, 30}).value(), 2.0);
    QCOMPARE(surfaceDepthAt(noisy, {25, 30}, 0).value(), 2.3);
    QCOMPARE(surfaceDepthAt(noisy, {25, 30}, -7).value(), 2.3);
}

void TestTraceShaping::depthBesideAnEdgeIsThatOfTheThingInFront() {
    const RgbdFrame frame = wallWithPost();
    QCOMPARE(surfaceDepthAt(frame, {39, 30}).value(), 1.0);
    QCOMPARE(surfaceDepthAt(frame, {40, 30}).value(), 1.0);
    QCOMPARE(surfaceDepthAt(frame, {36, 30}).value(), 2.0);
    // Thin things too, where most of the window is behind them.
    RgbdFrame pole = wallWithPost();
    pole.depthMillimetres.colRange(30, 32).setTo(1500);
    QCOMPARE(surfaceDepthAt(pole, {30, 30}).value(), 1.5);
}

void TestTraceShaping::floatingReadingsAreNoSurface() {
    RgbdFrame frame = wallWithPost();
    for (const int y : {28, 30, 32})
        frame.depthMillimetres.at<std::uint16_t>(y, 25) = std::uint16_t(1000 + 10 * y);
    QCOMPARE(surfaceDepthAt(frame, {25, 30}).value(), 2.0);
    // Even where all float the answer is one of the readings, or the middle of two.
    std::mt19937 random(7);
    std::uniform_int_distribution<int> anything(300, 9000);
    for (int i = 0; i < 200; ++i) {
        frame.depthMillimetres.setTo(0);
        for (int y = 27; y <= 33; ++y)
            for (int x = 22; x <= 28; ++x)
                frame.depthMillimetres.at<std::uint16_t>(y, x) = std::uint16_t(anything(random));
        const auto depth = surfaceDepthAt(frame, {25, 30});
        QVERIFY(depth && *depth >= 0.3 && *depth <= 9.0);
    }
}

void TestTraceShaping::aSlopeIsOneSurface() {
    RgbdFrame frame = wallWithPost();
    for (int x = 10; x < 40; ++x)
        frame.depthMillimetres.col(x).setTo(1500 + 20 * (x - 10)); // 2 cm a pixel: a floor seen at a glancing angle
    QCOMPARE(surfaceDepthAt(frame, {25, 30}).value(), 1.8);
}

void TestTraceShaping::smallHolesAreBridgedAndLargeOnesAreNot() {
    RgbdFrame frame = wallWithPost();
    frame.depthMillimetres(cv::Rect(24, 29, 3, 3)).setTo(0);
    QCOMPARE(surfaceDepthAt(frame, {25, 30}).value(), 2.0);
    QVERIFY(!surfaceDepthAt(frame, {25, 30}, 1));
    QVERIFY(!surfaceDepthAt(frame, {4, 30}));
    QVERIFY(surfaceDepthAt(frame, {4, 30}, 1'000'000).has_value());
}

void TestTraceShaping::depthOutsideThePictureIsNothing() {
    const RgbdFrame frame = wallWithPost();
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const PixelPoint& pixel : {PixelPoint(-0.6, 30), PixelPoint(30, -1), PixelPoint(79.5, 30), PixelPoint(30, 60),
                                    PixelPoint(1e300, 0), PixelPoint(nan, 3), PixelPoint(3, nan)})
        QVERIFY(!surfaceDepthAt(frame, pixel));
    QVERIFY(!surfaceDepthAt({}, {3, 3}));
}

void TestTraceShaping::aPointNearASegmentBelongsIntoIt() {
    const Camera camera{80, 60, 70, 72, 39.5, 29.5};
    std::vector<PointCamera> trace;
    for (const PixelPoint& pixel : {PixelPoint(10, 10), PixelPoint(50, 10), PixelPoint(50, 50)})
        trace.push_back(camera.backProject(pixel, 1.5));
    QCOMPARE(segmentAt(trace, camera, {30, 12}, 3).value(), std::size_t(1));
    QCOMPARE(segmentAt(trace, camera, {52, 30}, 3).value(), std::size_t(2));
    QVERIFY(!segmentAt(trace, camera, {30, 14}, 3));
    QVERIFY(!segmentAt(trace, camera, {5, 10}, 3));
    QCOMPARE(segmentAt(trace, camera, {44, 20}, 20).value(), std::size_t(2)); // of two the nearer
    QVERIFY(!segmentAt({trace.front()}, camera, {10, 10}, 3));
    QVERIFY(!segmentAt({}, camera, {10, 10}, 3));
    QVERIFY(!segmentAt(trace, {}, {30, 12}, 3));
}

void TestTraceShaping::segmentsBehindTheCameraAreNotSeen() {
    const Camera camera{80, 60, 70, 72, 39.5, 29.5};
    const PointCamera front = camera.backProject({20, 30}, 1);
    // Mirrored through the eye the second point would be seen at (60, 30), on the other side.
    const PointCamera behind = camera.backProject({60, 30}, -1);
    QVERIFY(!segmentAt({front, behind}, camera, {50, 30}, 4));
    QVERIFY(segmentAt({front, behind}, camera, {0, 30}, 4).has_value());
    QVERIFY(segmentAt({behind, front}, camera, {0, 30}, 4).has_value());
    QVERIFY(!segmentAt({behind, behind}, camera, {60, 30}, 4));
}

void TestTraceShaping::reversedTwiceIsTheSame() {
    std::mt19937 random(1);
    const auto trace = randomTrace(random, 6);
    QVERIFY(reversed(trace) != trace);
    QVERIFY(areNear(reversed(trace).front(), trace.back()));
    QVERIFY(reversed(reversed(trace)) == trace);
}

void TestTraceShaping::resampledPointsAreEquallyFarApart() {
    const std::vector<PointCamera> trace{{0, 0, 1}, {0.3, 0, 1}, {0.3, 0.3, 1}};
    const auto five = resampled(trace, 5);
    QCOMPARE(five.size(), std::size_t(5));
    QVERIFY(areNear(five[1], {0.15, 0, 1}));
    QVERIFY(areNear(five[2], {0.3, 0, 1}));
    QVERIFY(areNear(five[3], {0.3, 0.15, 1}));
    const std::vector<PointCamera> still(3, PointCamera(0.1, 0.2, 1));
    const auto rested = resampled(still, 7);
    QCOMPARE(rested.size(), std::size_t(7));
    for (const PointCamera& point : rested)
        QVERIFY(areNear(point, still.front()));
}

void TestTraceShaping::resampledTraceKeepsEndsAndNeverGrows() {
    std::mt19937 random(2);
    for (int round = 0; round < 200; ++round) {
        const auto trace = randomTrace(random, 2 + round % 9);
        const int count = 2 + (round * 7) % 40;
        const auto points = resampled(trace, count);
        QCOMPARE(points.size(), std::size_t(count));
        QVERIFY(points.front() == trace.front() && points.back() == trace.back());
        const double step = lengthOf(trace) / (count - 1);
        for (std::size_t i = 1; i < points.size(); ++i)
            QVERIFY(cv::norm(points[i] - points[i - 1]) <= step + 1e-9);
        // More points follow the corners ever closer.
        QVERIFY(lengthOf(resampled(trace, 2000)) > lengthOf(trace) * 0.99);
    }
}

void TestTraceShaping::shortTracesComeBackAsTheyAre() {
    const std::vector<PointCamera> one{{0.1, 0.2, 1}};
    QVERIFY(resampled(one, 5) == one && resampled({}, 5).empty());
    QVERIFY(smoothed(one) == one && smoothed({}).empty());
    QVERIFY(reversed(one) == one && reversed({}).empty());
    const std::vector<PointCamera> two{{0, 0, 1}, {0.3, 0, 1}};
    QVERIFY(smoothed(two) == two);
    for (const int count : {1, 0, -5})
        QVERIFY(resampled(two, count) == two);
}

void TestTraceShaping::smoothingKeepsTheEndsAndShortens() {
    const std::vector<PointCamera> corner{{0, 0, 1}, {0.4, 0, 1}, {0.4, 0.4, 1}};
    const auto rounded = smoothed(corner);
    QVERIFY(areNear(rounded[1], {0.3, 0.1, 1}));
    std::mt19937 random(3);
    for (int round = 0; round < 50; ++round) {
        const auto trace = randomTrace(random, 3 + round % 8);
        const auto smooth = smoothed(trace);
        QVERIFY(smooth.front() == trace.front() && smooth.back() == trace.back());
        QVERIFY(lengthOf(smooth) <= lengthOf(trace) + 1e-12);
    }
}

void TestTraceShaping::movingAlongTheRayKeepsThePixel() {
    const Camera camera{80, 60, 70, 72, 39.5, 29.5};
    std::mt19937 random(4);
    for (const PointCamera& point : randomTrace(random, 50)) {
        const PointCamera moved = atDepth(point, 1.25);
        QCOMPARE(moved.z, 1.25);
        QVERIFY(cv::norm(camera.project(moved) - camera.project(point)) < 1e-9);
    }
    QVERIFY(atDepth({0.1, 0.2, 0}, 1) == PointCamera(0.1, 0.2, 0));
}

void TestTraceShaping::movingToAPixelKeepsTheDepth() {
    const Camera camera{80, 60, 70, 72, 39.5, 29.5};
    const PointCamera point = camera.backProject({20, 20}, 1.7);
    const PointCamera moved = atPixel(point, camera, {33.25, 41.5});
    QCOMPARE(moved.z, 1.7);
    QVERIFY(cv::norm(camera.project(moved) - PixelPoint(33.25, 41.5)) < 1e-9);
    QVERIFY(atPixel(point, {}, {3, 4}) == point);
}

QTEST_MAIN(TestTraceShaping)
#include "tst_trace_shaping.moc"
