#include "scene/polyline.h"

#include <QTest>
#include <limits>
#include <random>

using namespace tracestudio;

class TestPolyline : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void theNearestPlaceIsOnTheSegment();
    void aSegmentOfNoLengthIsAPoint();
    void oddNumbersAreTold();
    void theHullHoldsAllAndTurnsOneWay();
    void fewPointsAreTheirOwnHull();
};

void TestPolyline::theNearestPlaceIsOnTheSegment() {
    const PixelPoint from(1, 1), to(5, 1);
    QCOMPARE(shareOfSegment(PixelPoint(2, 7), from, to), 0.25);
    QCOMPARE(distanceToSegment(PixelPoint(2, 7), from, to), 6.0);
    QCOMPARE(distanceToSegment(PixelPoint(8, 5), from, to), 5.0); // from its end
    QCOMPARE(distanceToSegment(PixelPoint(-2, -3), from, to), 5.0);
    QCOMPARE(squaredDistanceToSegment(PointCamera(0, 3, 2), PointCamera(0, 0, -1), PointCamera(0, 0, 9)), 9.0);
}

void TestPolyline::aSegmentOfNoLengthIsAPoint() {
    const PointCamera point(1, 2, 3);
    QCOMPARE(shareOfSegment(PointCamera(9, 9, 9), point, point), 0.0);
    QCOMPARE(distanceToSegment(PointCamera(1, 2, 7), point, point), 4.0);
}

void TestPolyline::oddNumbersAreTold() {
    const double nan = std::numeric_limits<double>::quiet_NaN(), endless = std::numeric_limits<double>::infinity();
    QVERIFY(isFinite(PixelPoint(1, 2)) && isFinite(PointCamera(1, 2, 3)) && isFinite(cv::Vec3d(1, 2, 3)));
    QVERIFY(!isFinite(PixelPoint(nan, 2)) && !isFinite(PixelPoint(1, endless)));
    QVERIFY(!isFinite(PointCamera(1, 2, nan)) && !isFinite(cv::Vec3d(1, -endless, 3)));
    QVERIFY(areFinite(std::vector<PixelPoint>{}));
    QVERIFY(!areFinite(std::vector<PointCamera>{{0, 0, 0}, {0, nan, 0}}));
}

void TestPolyline::theHullHoldsAllAndTurnsOneWay() {
    std::mt19937 random(5);
    std::uniform_int_distribution<int> whole(0, 12); // many alike and on one line
    for (int round = 0; round < 200; ++round) {
        std::vector<PixelPoint> points;
        for (int i = 0; i < 3 + round; ++i)
            points.emplace_back(whole(random), whole(random));
        const std::vector<PixelPoint> hull = convexHull(points);
        for (std::size_t i = 0; hull.size() > 2 && i < hull.size(); ++i) {
            const PixelPoint edge = hull[(i + 1) % hull.size()] - hull[i];
            QVERIFY(edge.cross(hull[(i + 2) % hull.size()] - hull[i]) > 0);
            for (const PixelPoint& point : points)
                QVERIFY(edge.cross(point - hull[i]) >= 0);
        }
    }
}

void TestPolyline::fewPointsAreTheirOwnHull() {
    QVERIFY(convexHull({}).empty());
    QCOMPARE(convexHull({{1, 2}}).size(), std::size_t(1));
    QCOMPARE(convexHull({{0, 0}, {2, 2}, {1, 1}}).size(), std::size_t(2)); // of a line its ends
}

QTEST_APPLESS_MAIN(TestPolyline)
#include "tst_polyline.moc"
