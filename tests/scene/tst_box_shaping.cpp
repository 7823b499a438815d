#include "scene/box_shaping.h"

#include <QTest>
#include <cmath>
#include <limits>
#include <numbers>
#include <opencv2/core.hpp>
#include <random>

using namespace tracestudio;

namespace {

constexpr double degree = std::numbers::pi / 180;

cv::Vec3d column(const cv::Matx33d& m, int i) {
    return {m(0, i), m(1, i), m(2, i)};
}

cv::Vec3d faceCentre(const OrientedBox& box, const BoxFace& face) {
    const double half = box.extentMetres[face.axis] / 2 * (face.isPositive ? 1 : -1);
    return cv::Vec3d(box.centre) + column(box.rotation, face.axis) * half;
}

double angleBetween(const cv::Vec3d& a, const cv::Vec3d& b) {
    return std::acos(std::clamp(a.dot(b) / cv::norm(a) / cv::norm(b), -1.0, 1.0)) / degree;
}

/// A table 1.2 m below the camera's height with a wall behind it, seen by a camera that looks down by `pitch` and is
/// rolled by `roll` degrees; readings are off by up to `noise` of their distance.
PointCloud tableAndWall(double pitch, double roll, double noise, bool hasTable = true) {
    RgbdFrame frame;
    frame.camera = {320, 240, 260, 260, 159.5, 119.5};
    frame.depthMillimetres = cv::Mat::zeros(240, 320, CV_16UC1);
    const cv::Matx33d toCamera = rotationOf({0, 0, roll}) * rotationOf({pitch, 0, 0});
    std::mt19937 random(7);
    std::uniform_real_distribution<double> off(-noise, noise);
    for (int v = 0; v < 240; ++v) {
        for (int u = 0; u < 320; ++u) {
            const cv::Vec3d ray(frame.camera.backProject({double(u), double(v)}, 1));
            const cv::Vec3d level = toCamera.t() * ray; // y down, z towards the wall
            double z = level[2] > 1e-6 ? 3.5 / level[2] : 20;
            if (hasTable && level[1] > 1e-6)
                z = std::min(z, 0.6 / level[1]);
            frame.depthMillimetres.at<std::uint16_t>(v, u) = std::uint16_t(std::lround(1000 * z * (1 + off(random))));
        }
    }
    return backProject(frame, {});
}

OrientedBox someBox(std::mt19937& random) {
    std::uniform_real_distribution<double> unit(-1, 1);
    OrientedBox box;
    box.centre = {unit(random), unit(random), 2 + unit(random)};
    box.extentMetres = {0.2 + 0.15 * unit(random), 0.2 + 0.15 * unit(random), 0.2 + 0.15 * unit(random)};
    box.rotation = rotationOf({180 * unit(random), 89 * unit(random), 180 * unit(random)});
    return box;
}

/// Points on the box's surface, `perEdge` along each edge, corners among them.
std::vector<PointCamera> surfaceOf(const OrientedBox& box, int perEdge) {
    std::vector<PointCamera> points;
    for (int axis = 0; axis < 3; ++axis) {
        for (const double side : {-0.5, 0.5}) {
            for (int i = 0; i < perEdge; ++i) {
                for (int j = 0; j < perEdge; ++j) {
                    cv::Vec3d local;
                    local[axis] = side * box.extentMetres[axis];
                    local[(axis + 1) % 3] = (double(i) / (perEdge - 1) - 0.5) * box.extentMetres[(axis + 1) % 3];
                    local[(axis + 2) % 3] = (double(j) / (perEdge - 1) - 0.5) * box.extentMetres[(axis + 2) % 3];
                    points.push_back(box.centre + PointCamera(box.rotation * local));
                }
            }
        }
    }
    return points;
}

} // namespace

class TestBoxShaping : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void upIsTheNormalOfTheTable_data();
    void upIsTheNormalOfTheTable();
    void upIsTheCamerasOwnWhereNothingIsLevel();
    void aCloudCarriesItsUp();
    void aBoxFitsWhatItWasDrawnAround();
    void strayPointsDoNotStretchTheBox();
    void tooFewOrWorthlessPointsGiveNoBox();
    void flatAndThinRegionsGiveABoxThatCanBeGrabbed();
    void aNewBoxStandsOnItsPoint();
    void movingKeepsTheShape();
    void resizingLeavesTheOppositeFaceWhereItIs();
    void noFaceCrossesItsOpposite();
    void turningStaysRigidHoweverOften();
    void turningGoesAboutTheBoxsOwnAxis();
    void orthonormalIsTheNearestRotation();
    void anglesReadBackAsWritten();
    void nonsenseChangesNothing();
};

void TestBoxShaping::upIsTheNormalOfTheTable_data() {
    QTest::addColumn<double>("pitch");
    QTest::addColumn<double>("roll");
    QTest::addColumn<double>("noise");
    QTest::newRow("level") << 5.0 << 0.0 << 0.0;
    QTest::newRow("looking down") << 35.0 << 0.0 << 0.002;
    QTest::newRow("steeply down") << 55.0 << 0.0 << 0.004;
    QTest::newRow("rolled") << 30.0 << 20.0 << 0.004;
}

void TestBoxShaping::upIsTheNormalOfTheTable() {
    QFETCH(double, pitch);
    QFETCH(double, roll);
    QFETCH(double, noise);
    const cv::Vec3d truth = rotationOf({0, 0, roll}) * (rotationOf({pitch, 0, 0}) * cv::Vec3d(0, -1, 0));
    const cv::Vec3d up = upDirection(tableAndWall(pitch, roll, noise));
    QVERIFY2(angleBetween(up, truth) < 0.6, qPrintable(QString::number(angleBetween(up, truth))));
    QVERIFY(std::abs(cv::norm(up) - 1) < 1e-9);
}

void TestBoxShaping::upIsTheCamerasOwnWhereNothingIsLevel() {
    const cv::Vec3d cameraUp(0, -1, 0);
    QCOMPARE(upDirection(PointCloud{}), cameraUp);
    QCOMPARE(upDirection(tableAndWall(0, 0, 0, false)), cameraUp);
    // A cloud without the picture it was seen in.
    PointCloud bare;
    for (int i = 0; i < 1000; ++i) {
        bare.x.push_back(float(i % 30));
        bare.y.push_back(1);
        bare.z.push_back(float(i) / 30);
    }
    QCOMPARE(upDirection(bare), cameraUp);
}

void TestBoxShaping::aCloudCarriesItsUp() {
    PointCloud cloud = tableAndWall(20, 0, 0);
    QCOMPARE(upOf(cloud), upDirection(cloud));
    const cv::Vec3d found(0.6, -0.8, 0);
    cloud.up = found;
    QCOMPARE(upOf(cloud), found);
    QCOMPARE(upOf(withMask(cloud, {})), found);
}

void TestBoxShaping::aBoxFitsWhatItWasDrawnAround() {
    std::mt19937 random(3);
    std::uniform_real_distribution<double> unit(-1, 1);
    for (int round = 0; round < 200; ++round) {
        const OrientedBox box = someBox(random);
        const cv::Vec3d up = column(box.rotation, 2);
        const std::vector<PointCamera> points = surfaceOf(box, 12);
        const auto fitted = fittedBox(points, up * 2.0);
        QVERIFY(fitted);
        QVERIFY(fitted->isRigid(1e-9));
        QVERIFY(angleBetween(column(fitted->rotation, 2), up) < 1e-4);
        for (const PointCamera& p : points)
            QVERIFY(fitted->distanceTo(p) < 1e-9);
        const cv::Vec3d& got = fitted->extentMetres;
        const cv::Vec3d& wanted = box.extentMetres;
        QVERIFY(std::abs(got[2] - wanted[2]) < 1e-9);
        QVERIFY(std::abs(got[0] * got[1] - wanted[0] * wanted[1]) < 1e-9);
        QVERIFY(std::abs(got[0] + got[1] - wanted[0] - wanted[1]) < 1e-9);
        QVERIFY(cv::norm(fitted->centre - box.centre) < 1e-9);
    }
}

void TestBoxShaping::strayPointsDoNotStretchTheBox() {
    OrientedBox box;
    box.centre = {0.1, 0.2, 1.5};
    box.extentMetres = {0.3, 0.2, 0.15};
    box.rotation = rotationOf({90, 0, 20});
    const cv::Vec3d up = column(box.rotation, 2);
    std::vector<PointCamera> points = surfaceOf(box, 30);
    const auto alone = fittedBox(points, up);
    // A patch of the wall behind, and single readings all over.
    for (int i = 0; i < 120; ++i)
        points.emplace_back(0.02 * (i % 12), 0.02 * (i / 12), 3.0);
    for (int i = 0; i < 25; ++i)
        points.emplace_back(-1 + 0.07 * i, 0.9, 1 + 0.2 * i);
    const auto fitted = fittedBox(points, up);
    QVERIFY(alone && fitted);
    QVERIFY(cv::norm(fitted->extentMetres - alone->extentMetres) < 1e-9);
    QVERIFY(cv::norm(fitted->centre - alone->centre) < 1e-9);
    QVERIFY(cv::norm(fitted->extentMetres) < cv::norm(box.extentMetres) + 1e-9);
}

void TestBoxShaping::tooFewOrWorthlessPointsGiveNoBox() {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const cv::Vec3d up(0, -1, 0);
    QVERIFY(!fittedBox({}, up));
    QVERIFY(!fittedBox({{0, 0, 1}, {0, 1, 1}, {1, 0, 1}}, up));
    QVERIFY(!fittedBox({{0, 0, 1}, {0, 0.1, 1}, {0.1, 0, 1}, {nan, 0, 1}, {0, infinity, 1}, {0, 0, 1e300}}, up));
    const auto four = fittedBox({{0, 0, 1}, {0, 0.1, 1}, {0.1, 0, 1}, {0, 0, 1.1}, {nan, nan, nan}}, up);
    QVERIFY(four);
    QVERIFY(four->isRigid(1e-9));
    // An up that is none still gives an upright box.
    for (const cv::Vec3d& worthless : {cv::Vec3d(0, 0, 0), cv::Vec3d(nan, 0, 0), cv::Vec3d(infinity, 0, 0)}) {
        const auto box = fittedBox({{0, 0, 1}, {0, 0.1, 1}, {0.1, 0, 1}, {0, 0, 1.1}}, worthless);
        QVERIFY(box);
        QVERIFY(angleBetween(column(box->rotation, 2), up) < 1e-4);
    }
}

void TestBoxShaping::flatAndThinRegionsGiveABoxThatCanBeGrabbed() {
    const cv::Vec3d up(0, -1, 0);
    std::vector<PointCamera> flat, line;
    for (int i = 0; i < 400; ++i) {
        flat.emplace_back(0.01 * (i % 20), 0.5, 1 + 0.01 * (i / 20));
        line.emplace_back(0.001 * i, 0.5, 1);
    }
    const auto onTable = fittedBox(flat, up);
    QVERIFY(onTable);
    QCOMPARE(onTable->extentMetres[2], leastExtentMetres);
    QVERIFY(std::abs(onTable->extentMetres[0] - 0.19) < 1e-9 && std::abs(onTable->extentMetres[1] - 0.19) < 1e-9);
    const auto onLine = fittedBox(line, up);
    QVERIFY(onLine);
    QVERIFY(std::abs(std::max(onLine->extentMetres[0], onLine->extentMetres[1]) - 0.399) < 1e-9);
    const auto onPoint = fittedBox(std::vector<PointCamera>(50, {0, 0.5, 1}), up);
    QVERIFY(onPoint);
    QCOMPARE(onPoint->extentMetres, cv::Vec3d(leastExtentMetres, leastExtentMetres, leastExtentMetres));
    QVERIFY(onPoint->isRigid(1e-9));
}

void TestBoxShaping::aNewBoxStandsOnItsPoint() {
    for (const cv::Vec3d& up : {cv::Vec3d(0, -1, 0), cv::Vec3d(0.1, -0.8, -0.5), cv::Vec3d(-1, 0, 0)}) {
        const PointCamera foot(0.3, 0.2, 1.4);
        const OrientedBox box = boxStandingAt(foot, up);
        QVERIFY(box.isRigid(1e-9));
        QVERIFY(angleBetween(column(box.rotation, 2), up) < 1e-4);
        QVERIFY(cv::norm(faceCentre(box, {2, false}) - cv::Vec3d(foot)) < 1e-9);
        for (int axis = 0; axis < 3; ++axis)
            QVERIFY(box.extentMetres[axis] > 0.05 && box.extentMetres[axis] < 0.3);
    }
}

void TestBoxShaping::movingKeepsTheShape() {
    std::mt19937 random(5);
    const OrientedBox box = someBox(random);
    const OrientedBox after = moved(box, {0.1, -0.2, 0.3});
    QVERIFY(cv::norm(after.centre - box.centre - PointCamera(0.1, -0.2, 0.3)) < 1e-12);
    QCOMPARE(after.rotation, box.rotation);
    QCOMPARE(after.extentMetres, box.extentMetres);
}

void TestBoxShaping::resizingLeavesTheOppositeFaceWhereItIs() {
    std::mt19937 random(5);
    for (int round = 0; round < 50; ++round) {
        const OrientedBox box = someBox(random);
        for (int axis = 0; axis < 3; ++axis) {
            for (const bool isPositive : {false, true}) {
                const BoxFace face{axis, isPositive};
                const BoxFace opposite{axis, !isPositive};
                const OrientedBox after = resized(box, face, 0.07);
                QVERIFY(std::abs(after.extentMetres[axis] - box.extentMetres[axis] - 0.07) < 1e-12);
                QVERIFY(cv::norm(faceCentre(after, opposite) - faceCentre(box, opposite)) < 1e-12);
                const cv::Vec3d outwards = faceCentre(after, face) - faceCentre(box, face);
                QVERIFY(std::abs(cv::norm(outwards) - 0.07) < 1e-12);
                QVERIFY(outwards.dot(faceCentre(box, face) - cv::Vec3d(box.centre)) > 0);
                QCOMPARE(after.extentMetres[(axis + 1) % 3], box.extentMetres[(axis + 1) % 3]);
                const OrientedBox back = resized(after, face, -0.07);
                QVERIFY(cv::norm(back.centre - box.centre) < 1e-12);
            }
        }
    }
}

void TestBoxShaping::noFaceCrossesItsOpposite() {
    std::mt19937 random(6);
    const OrientedBox box = someBox(random);
    for (int axis = 0; axis < 3; ++axis) {
        const OrientedBox after = resized(box, {axis, true}, -100);
        QCOMPARE(after.extentMetres[axis], leastExtentMetres);
        QVERIFY(cv::norm(faceCentre(after, {axis, false}) - faceCentre(box, {axis, false})) < 1e-12);
    }
}

void TestBoxShaping::turningStaysRigidHoweverOften() {
    std::mt19937 random(8);
    std::uniform_real_distribution<double> unit(-1, 1);
    OrientedBox box = someBox(random);
    const PointCamera centre = box.centre;
    for (int i = 0; i < 20000; ++i)
        box = turned(box, i % 3, unit(random));
    QVERIFY(box.isRigid(1e-12));
    QCOMPARE(box.centre, centre);
}

void TestBoxShaping::turningGoesAboutTheBoxsOwnAxis() {
    std::mt19937 random(9);
    for (int axis = 0; axis < 3; ++axis) {
        const OrientedBox box = someBox(random);
        const OrientedBox after = turned(box, axis, 30 * degree);
        QVERIFY(cv::norm(column(after.rotation, axis) - column(box.rotation, axis)) < 1e-12);
        // By the right hand: the next axis comes towards the one after it.
        const cv::Vec3d next = column(box.rotation, (axis + 1) % 3);
        const cv::Vec3d afterNext = column(box.rotation, (axis + 2) % 3);
        const cv::Vec3d expected = next * std::cos(30 * degree) + afterNext * std::sin(30 * degree);
        QVERIFY(cv::norm(column(after.rotation, (axis + 1) % 3) - expected) < 1e-12);
    }
}

void TestBoxShaping::orthonormalIsTheNearestRotation() {
    std::mt19937 random(10);
    std::uniform_real_distribution<double> unit(-1, 1);
    const auto distance = [](const cv::Matx33d& a, const cv::Matx33d& b) { return cv::norm(a - b); };
    for (int round = 0; round < 100; ++round) {
        OrientedBox box = someBox(random);
        const cv::Matx33d rotation = box.rotation;
        QVERIFY(distance(orthonormal(box).rotation, rotation) < 1e-12);
        for (int i = 0; i < 9; ++i)
            box.rotation.val[i] += (round % 2 ? 0.3 : 3) * unit(random); // mirrored and flattened ones as well
        const OrientedBox after = orthonormal(box);
        QVERIFY(after.isRigid(1e-9));
        const double least = distance(after.rotation, box.rotation);
        for (int i = 0; i < 40; ++i) {
            const double reach = i % 2 ? 0.01 : 1;
            const OrientedBox other = turned(turned(turned(after, 0, reach * unit(random)), 1, reach * unit(random)), 2,
                                             reach * unit(random));
            QVERIFY(distance(other.rotation, box.rotation) >= least - 1e-9);
        }
    }
    OrientedBox worthless;
    worthless.extentMetres = {0, -1, std::numeric_limits<double>::quiet_NaN()};
    worthless.rotation = cv::Matx33d::zeros();
    QVERIFY(orthonormal(worthless).isRigid(1e-9));
    QCOMPARE(orthonormal(worthless).extentMetres, cv::Vec3d(leastExtentMetres, leastExtentMetres, leastExtentMetres));
    worthless.rotation(1, 1) = std::numeric_limits<double>::infinity();
    QVERIFY(orthonormal(worthless).isRigid(1e-9));
}

void TestBoxShaping::anglesReadBackAsWritten() {
    QVERIFY(cv::norm(anglesOf(cv::Matx33d::eye())) < 1e-12);
    for (int x = -170; x <= 170; x += 20) {
        for (int y = -80; y <= 80; y += 20) {
            for (int z = -170; z <= 170; z += 20) {
                const cv::Vec3d angles(x, y, z);
                QVERIFY(cv::norm(anglesOf(rotationOf(angles)) - angles) < 1e-9);
            }
        }
        // Where two of the turns are the same one, the rotation still is what was written.
        for (const double y : {-90.0, 90.0}) {
            const cv::Matx33d rotation = rotationOf({double(x), y, 35});
            QVERIFY(cv::norm(rotationOf(anglesOf(rotation)) - rotation) < 1e-6);
        }
    }
    // Intrinsic: after a quarter about x, the box's y points along z, and the next turn is about that.
    QVERIFY(cv::norm(rotationOf({90, 0, 0}) * cv::Vec3d(0, 1, 0) - cv::Vec3d(0, 0, 1)) < 1e-12);
    QVERIFY(cv::norm(rotationOf({90, 90, 0}) * cv::Vec3d(0, 1, 0) - cv::Vec3d(0, 0, 1)) < 1e-12);
}

void TestBoxShaping::nonsenseChangesNothing() {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    std::mt19937 random(11);
    const OrientedBox box = orthonormal(someBox(random));
    QCOMPARE(moved(box, {nan, 0, 0}), box);
    QCOMPARE(resized(box, {1, true}, nan), box);
    QCOMPARE(resized(box, {3, true}, 0.1), box);
    QVERIFY(cv::norm(turned(box, 1, nan).rotation - box.rotation) < 1e-12);
    QVERIFY(cv::norm(turned(box, -1, 1).rotation - box.rotation) < 1e-12);
}

QTEST_GUILESS_MAIN(TestBoxShaping)
#include "tst_box_shaping.moc"
