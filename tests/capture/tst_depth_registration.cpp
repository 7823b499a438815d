#include "capture/depth_registration.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <limits>
#include <opencv2/calib3d.hpp>
#include <opencv2/core.hpp>
#include <optional>
#include <random>

using namespace tracestudio;
using Lens = Calibration::Lens;

namespace {

const std::vector<double> barrel = {-0.28, 0.07, 0.0008, -0.0005, -0.003};
const std::vector<double> modified = {0.14, -0.21, -0.0007, 0.0012, 0.05};

/// A sphere before a plane, in the depth camera's frame.
struct Scene {
    cv::Vec3d normal{0.15, -0.35, -1}; ///< of the plane through `onPlane`
    cv::Vec3d onPlane{0, 0, 1.6};
    cv::Vec3d centre{0.08, -0.05, 1.1};
    double radius = 0.22; ///< 0: no sphere

    struct Hit {
        cv::Vec3d point;
        bool isSphere = false;
    };

    /// What is seen from `eye` towards `direction`.
    [[nodiscard]] std::optional<Hit> seen(const cv::Vec3d& eye, const cv::Vec3d& direction) const {
        std::optional<Hit> hit;
        const double plane = (onPlane - eye).dot(normal) / direction.dot(normal);
        if (plane > 0)
            hit = Hit{eye + plane * direction, false};
        const cv::Vec3d from = eye - centre;
        const double a = direction.dot(direction), b = from.dot(direction), c = from.dot(from) - radius * radius;
        if (const double root = b * b - a * c; radius > 0 && root >= 0)
            if (const double t = (-b - std::sqrt(root)) / a; t > 0 && (!hit || t < plane))
                hit = Hit{eye + t * direction, true};
        return hit;
    }
};

/// Where librealsense 2.56.5 (rs2_project_point_to_pixel) shows x/z and y/z under its modified Brown-Conrady lens, and
/// under the one that it calls inverse.
cv::Point2d shownByRealSense(double x, double y, const std::vector<double>& k) {
    const double r2 = x * x + y * y;
    const double f = 1 + k[0] * r2 + k[1] * r2 * r2 + k[4] * r2 * r2 * r2;
    x *= f;
    y *= f;
    return {x + 2 * k[2] * x * y + k[3] * (r2 + 2 * x * x), y + 2 * k[3] * x * y + k[2] * (r2 + 2 * y * y)};
}

/// What librealsense 2.56.5 (rs2_deproject_pixel_to_point) takes to be seen there.
cv::Point2d seenByRealSense(const cv::Point2d& place, const std::vector<double>& k) {
    double x = place.x, y = place.y;
    for (int i = 0; i < 10; ++i) {
        const double r2 = x * x + y * y;
        const double radial = 1 + ((k[4] * r2 + k[1]) * r2 + k[0]) * r2;
        const double xq = x * radial, yq = y * radial;
        const double dx = 2 * k[2] * xq * yq + k[3] * (r2 + 2 * xq * xq);
        const double dy = 2 * k[3] * xq * yq + k[2] * (r2 + 2 * yq * yq);
        x = (place.x - dx) / radial;
        y = (place.y - dy) / radial;
    }
    return {x, y};
}

/// x/z and y/z of a place in the picture; the lens by OpenCV, or as librealsense has it.
cv::Point2d rayThrough(const Calibration& calibration, double u, double v) {
    const Camera& camera = calibration.camera;
    const cv::Point2d place((u - camera.cx) / camera.fx, (v - camera.cy) / camera.fy);
    const std::vector<double>& k = calibration.distortion;
    if (calibration.lens == Lens::ModifiedBrownConrady)
        return seenByRealSense(place, k);
    if (calibration.lens == Lens::None)
        return place;
    std::vector<cv::Point2d> straight;
    cv::undistortPoints(std::vector<cv::Point2d>{place}, straight, cv::Matx33d::eye(), k, cv::noArray(), cv::noArray(),
                        cv::TermCriteria(cv::TermCriteria::COUNT + cv::TermCriteria::EPS, 100, 1e-12));
    return straight.front();
}

struct Rig {
    Calibration depth, colour;
    RigidTransform colourFromDepth;
    Scene scene = {};

    [[nodiscard]] cv::Mat depthPicture(double unitMetres) const {
        const Camera& camera = depth.camera;
        cv::Mat picture = cv::Mat::zeros(camera.heightPixels, camera.widthPixels, CV_16UC1);
        for (int v = 0; v < picture.rows; ++v)
            for (int u = 0; u < picture.cols; ++u) {
                const cv::Point2d ray = rayThrough(depth, u, v);
                if (const auto hit = scene.seen({}, {ray.x, ray.y, 1}))
                    picture.at<std::uint16_t>(v, u) = std::uint16_t(std::lround(hit->point[2] / unitMetres));
            }
        return picture;
    }

    /// What the colour camera's pinhole sees at a place.
    [[nodiscard]] std::optional<Scene::Hit> seenByColour(double u, double v) const {
        const Camera& camera = colour.camera;
        const cv::Matx33d back = colourFromDepth.rotation.t();
        return scene.seen(back * -colourFromDepth.translationMetres,
                          back * cv::Vec3d((u - camera.cx) / camera.fx, (v - camera.cy) / camera.fy, 1));
    }
    [[nodiscard]] double metresFromColour(const cv::Vec3d& point) const {
        return (colourFromDepth.rotation * point + colourFromDepth.translationMetres)[2];
    }
    /// Nothing stands between the depth camera and what the colour camera sees, the depth camera does not look along
    /// it, and its picture reaches there by a margin, so that a reading must have arrived.
    [[nodiscard]] bool mustBeCovered(const Scene::Hit& hit) const {
        const auto before = scene.seen({}, hit.point);
        const double farther = cv::norm(hit.point) - (before ? cv::norm(before->point) : 0);
        const cv::Vec3d upright = hit.isSphere ? hit.point - scene.centre : scene.normal;
        const double facing = std::abs(upright.dot(hit.point)) / cv::norm(upright) / cv::norm(hit.point);
        // By OpenCV the lens is too slow for each pixel: the picture's middle is well within its edges.
        const Camera& camera = depth.camera;
        const PixelPoint at = camera.project(cv::Point3d(hit.point));
        const double margin = 0.12 * camera.widthPixels;
        return farther < 1e-6 && facing > 0.17 && at.x > margin && at.x < camera.widthPixels - margin &&
               at.y > margin && at.y < camera.heightPixels - margin;
    }
};

struct Findings {
    int compared = 0, wrong = 0, holes = 0;
    double worstMillimetres = 0;
};

/// Each pixel's depth against the truth within half a pixel of the coarser picture around it.
Findings compare(const Rig& rig, const cv::Mat& registered) {
    Findings findings;
    const double reach = 0.5 * std::max(1.0, rig.colour.camera.fx / rig.depth.camera.fx) + 0.05;
    for (int v = 0; v < registered.rows; ++v) {
        for (int u = 0; u < registered.cols; ++u) {
            const int value = registered.at<std::uint16_t>(v, u);
            const auto middle = rig.seenByColour(u, v);
            if (value == 0) {
                if (middle && rig.mustBeCovered(*middle)) {
                    // At the sphere's outline half a pixel decides what is hidden.
                    bool isEdge = false;
                    for (const auto& [du, dv] : {std::pair(-1, 0), {1, 0}, {0, -1}, {0, 1}}) {
                        const auto near = rig.seenByColour(u + 2 * reach * du, v + 2 * reach * dv);
                        isEdge |= !near || near->isSphere != middle->isSphere || !rig.mustBeCovered(*near);
                    }
                    findings.holes += !isEdge;
                }
                continue;
            }
            if (middle && !rig.mustBeCovered(*middle))
                continue; // what the depth camera sees behind an edge may shine through where it does not see
            ++findings.compared;
            if (middle && std::abs(value - 1000 * rig.metresFromColour(middle->point)) <= 0.5)
                continue;
            double least = 1e9, most = 0;
            bool isSphere = false;
            const auto look = [&](double far) {
                for (int i = -4; i <= 4; ++i)
                    for (int j = -4; j <= 4; ++j)
                        if (const auto hit = rig.seenByColour(u + far * i / 4, v + far * j / 4)) {
                            const double millimetres = 1000 * rig.metresFromColour(hit->point);
                            least = std::min(least, millimetres);
                            most = std::max(most, millimetres);
                            isSphere |= hit->isSphere;
                        }
            };
            look(reach);
            double off = std::max({0.0, least - value, value - most});
            if (off > 1) {
                // At the sphere's outline it may be half a pixel more, and all between two of the places looked at.
                look(reach + 0.5);
                off = std::max({0.0, least - value, value - most});
                if (isSphere)
                    off -= std::min(20.0, (most - least) / 8);
            }
            findings.worstMillimetres = std::max(findings.worstMillimetres, off);
            findings.wrong += off > 1;
        }
    }
    return findings;
}

Camera centred(int width, int height, double focal) {
    return {width, height, focal, focal * 1.01, (width - 1) / 2.0 + 2.3, (height - 1) / 2.0 - 1.7};
}

RigidTransform between(const cv::Vec3d& turn, const cv::Vec3d& translation) {
    cv::Matx33d rotation;
    cv::Rodrigues(turn, rotation);
    return {rotation, translation};
}

} // namespace

class TestDepthRegistration : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void depthLandsWhereTheColourCameraSeesIt_data();
    void depthLandsWhereTheColourCameraSeesIt();
    void aSlantedSurfaceHasNoHolesAtAnyScale();
    void theNearerWins();
    void edgesDoNotBleed();
    void theSameViewIsBitExact();
    void noiseStaysWhereItIsWithoutTheShortcut();
    void unitsAreHonoured();
    void theLensOfTheColourPictureIsOpenCvs();
    void theLensOfRealSenseIsWhatItsLibrarySays();
    void aPictureWithoutLensIsNotTouched();
    void anotherSizeShowsTheReadingsUnderItsPixels();
    void millimetresAreTheNearest();
    void nonsenseGivesNoReadings();
};

void TestDepthRegistration::depthLandsWhereTheColourCameraSeesIt_data() {
    QTest::addColumn<int>("depthLens");
    QTest::addColumn<int>("depthWidth");
    QTest::addColumn<double>("depthFocal");
    QTest::addColumn<int>("colourWidth");
    QTest::addColumn<double>("colourFocal");
    QTest::addColumn<double>("roll");
    QTest::newRow("pinholes, same size") << int(Lens::None) << 640 << 590.0 << 640 << 610.0 << 0.004;
    QTest::newRow("upsampled by two") << int(Lens::None) << 320 << 290.0 << 640 << 600.0 << 0.004;
    QTest::newRow("upsampled by three and a half") << int(Lens::None) << 320 << 290.0 << 1280 << 1020.0 << -0.01;
    QTest::newRow("downsampled") << int(Lens::None) << 1280 << 900.0 << 424 << 310.0 << 0.0;
    QTest::newRow("barrel lens") << int(Lens::BrownConrady) << 512 << 400.0 << 640 << 610.0 << 0.004;
    QTest::newRow("RealSense lens") << int(Lens::ModifiedBrownConrady) << 640 << 590.0 << 640 << 610.0 << 0.004;
    QTest::newRow("rolled by thirty degrees") << int(Lens::None) << 640 << 590.0 << 640 << 610.0 << 0.52;
    QTest::newRow("upside down") << int(Lens::None) << 640 << 590.0 << 640 << 610.0 << 3.14159;
}

void TestDepthRegistration::depthLandsWhereTheColourCameraSeesIt() {
    QFETCH(int, depthLens);
    QFETCH(int, depthWidth);
    QFETCH(double, depthFocal);
    QFETCH(int, colourWidth);
    QFETCH(double, colourFocal);
    QFETCH(double, roll);
    Rig rig{{centred(depthWidth, depthWidth * 3 / 4, depthFocal), Lens(depthLens), {}},
            {centred(colourWidth, colourWidth * 3 / 4, colourFocal), {}, {}},
            between({0.01, -0.02, roll}, {0.052, -0.003, 0.006})};
    rig.depth.distortion = rig.depth.lens == Lens::None           ? std::vector<double>()
                           : rig.depth.lens == Lens::BrownConrady ? barrel
                                                                  : modified;
    const cv::Mat picture = rig.depthPicture(0.0001);
    const cv::Mat registered = DepthRegistration(rig.depth, rig.colour, rig.colourFromDepth).apply(picture, 0.0001);
    QCOMPARE(registered.size(), cv::Size(colourWidth, colourWidth * 3 / 4));
    QCOMPARE(registered.type(), CV_16UC1);
    const Findings findings = compare(rig, registered);
    QVERIFY2(findings.compared > colourWidth * colourWidth * 3 / 4 / 3, qPrintable(QString::number(findings.compared)));
    QVERIFY2(findings.wrong == 0, qPrintable(QStringLiteral("%1 of %2 are wrong, by up to %3 mm")
                                                 .arg(findings.wrong)
                                                 .arg(findings.compared)
                                                 .arg(findings.worstMillimetres)));
    QVERIFY2(findings.holes == 0, qPrintable(QStringLiteral("%1 holes").arg(findings.holes)));
}

void TestDepthRegistration::aSlantedSurfaceHasNoHolesAtAnyScale() {
    for (const double scale : {0.4, 0.83, 1.0, 1.07, 1.5, 2.0, 2.9}) {
        // Turned away from the depth camera and towards the colour camera, which sees its readings farther apart.
        Rig rig{{centred(400, 300, 380), {}, {}},
                {centred(int(400 * scale), int(300 * scale), 380 * scale), {}, {}},
                between({0, 0, 0.003}, {0.07, 0.01, 0})};
        rig.scene.radius = 0;
        rig.scene.normal = {-1, 0.1, -0.9};
        rig.scene.onPlane = {0, 0, 1};
        const cv::Mat registered =
            DepthRegistration(rig.depth, rig.colour, rig.colourFromDepth).apply(rig.depthPicture(0.0001), 0.0001);
        const Findings findings = compare(rig, registered);
        QVERIFY(findings.compared > 300 * 300 * scale * scale / 2);
        QVERIFY2(findings.wrong == 0 && findings.holes == 0,
                 qPrintable(QStringLiteral("scale %1: %2 wrong, %3 holes, %4 mm")
                                .arg(scale)
                                .arg(findings.wrong)
                                .arg(findings.holes)
                                .arg(findings.worstMillimetres)));
    }
}

void TestDepthRegistration::theNearerWins() {
    // 0.1 m beside each other: at 1 m readings move 40 pixels, at 2 m 20.
    const Calibration camera{{100, 1, 400, 400, 49.5, 0}, {}, {}};
    DepthRegistration registration(camera, camera, between({}, {-0.1, 0, 0}));
    for (const bool isNearFirst : {false, true}) {
        cv::Mat depth = cv::Mat::zeros(1, 100, CV_16UC1);
        depth.at<std::uint16_t>(0, 80) = 1000;
        depth.at<std::uint16_t>(0, 60) = 2000;
        if (isNearFirst) {
            depth.at<std::uint16_t>(0, 30) = 3000; // lands at 16.7
            depth.at<std::uint16_t>(0, 57) = 1000; // lands at 17
        }
        const cv::Mat registered = registration.apply(depth, 0.001);
        QCOMPARE(int(registered.at<std::uint16_t>(0, 40)), 1000);
        QCOMPARE(cv::countNonZero(registered), isNearFirst ? 2 : 1);
        if (isNearFirst)
            QCOMPARE(int(registered.at<std::uint16_t>(0, 17)), 1000);
    }
}

void TestDepthRegistration::edgesDoNotBleed() {
    // A square before a wall, twice as large in the colour picture: its readings at u 40…59 reach from 79 to 118 there.
    const Calibration small{{100, 80, 100, 100, 49.5, 39.5}, {}, {}}, large{{200, 160, 200, 200, 99.5, 79.5}, {}, {}};
    cv::Mat depth(80, 100, CV_16UC1, cv::Scalar(3000));
    depth(cv::Rect(40, 20, 20, 30)).setTo(1000);
    const cv::Mat registered = DepthRegistration(small, large, {}).apply(depth, 0.001);
    cv::Mat truth(160, 200, CV_16UC1, cv::Scalar(3000));
    truth(cv::Rect(80, 40, 40, 60)).setTo(1000);
    QCOMPARE(cv::countNonZero(registered != truth), 0);
}

void TestDepthRegistration::theSameViewIsBitExact() {
    const Calibration camera{centred(320, 240, 300), Lens::BrownConrady, {0, 0, 0, 0, 0}};
    cv::Mat depth(240, 320, CV_16UC1);
    cv::randu(depth, 0, 65536);
    depth.at<std::uint16_t>(3, 4) = 65535;
    const cv::Mat registered = DepthRegistration(camera, camera, {}).apply(depth, 0.001);
    QCOMPARE(cv::countNonZero(registered != depth), 0);
    QVERIFY(registered.data != depth.data);
}

void TestDepthRegistration::noiseStaysWhereItIsWithoutTheShortcut() {
    const Calibration camera{centred(320, 240, 300), {}, {}};
    cv::Mat depth(240, 320, CV_16UC1);
    cv::randu(depth, 0, 65536);
    const cv::Mat registered = DepthRegistration(camera, camera, between({}, {1e-9, 0, 0})).apply(depth, 0.001);
    QCOMPARE(cv::countNonZero(registered != depth), 0);
}

void TestDepthRegistration::unitsAreHonoured() {
    const Calibration camera{centred(64, 48, 60), {}, {}};
    const cv::Mat depth(48, 64, CV_16UC1, cv::Scalar(5000));
    for (const RigidTransform& transform : {RigidTransform(), between({}, {0, 0, 1e-9})}) {
        DepthRegistration registration(camera, camera, transform);
        QCOMPARE(cv::countNonZero(registration.apply(depth, 0.0002) != 1000), 0);
        QCOMPARE(cv::countNonZero(registration.apply(depth, 0.01) != 50000), 0);
        QCOMPARE(cv::countNonZero(registration.apply(depth, 0.1)), 0); // 500 m do not fit
    }
    // The depth is the colour camera's own.
    QCOMPARE(cv::countNonZero(DepthRegistration(camera, camera, between({}, {0, 0, 0.25}))
                                  .apply(depth, 0.0002)(cv::Rect(20, 20, 9, 9)) != 1250),
             0);
}

void TestDepthRegistration::theLensOfTheColourPictureIsOpenCvs() {
    const std::vector<std::vector<double>> lenses = {
        barrel, {0.1, -0.2, 0.001, 0.0005}, {-0.3, 0.1, 0.0003, -0.0002, 0.01, 0.05, -0.02, 0.003}};
    for (const std::vector<double>& distortion : lenses) {
        const Calibration colour{centred(640, 480, 520), Lens::BrownConrady, distortion};
        // A picture of its own places shows from where each pixel comes.
        cv::Mat places(480, 640, CV_32FC2);
        for (int v = 0; v < 480; ++v)
            for (int u = 0; u < 640; ++u)
                places.at<cv::Vec2f>(v, u) = {float(u), float(v)};
        const cv::Mat corrected = LensCorrection(colour).apply(places);
        const Camera& camera = colour.camera;
        std::vector<cv::Point3d> points;
        for (int v = 0; v < 480; v += 7)
            for (int u = 0; u < 640; u += 9)
                points.emplace_back(camera.backProject({double(u), double(v)}, 1.7));
        std::vector<cv::Point2d> projected;
        cv::projectPoints(points, cv::Vec3d(), cv::Vec3d(),
                          cv::Matx33d(camera.fx, 0, camera.cx, 0, camera.fy, camera.cy, 0, 0, 1), distortion,
                          projected);
        std::size_t i = 0;
        int compared = 0;
        for (int v = 0; v < 480; v += 7)
            for (int u = 0; u < 640; u += 9) {
                const cv::Point2d at = projected[i++];
                if (at.x < 0 || at.y < 0 || at.x > 639 || at.y > 479)
                    continue;
                const auto found = corrected.at<cv::Vec2f>(v, u);
                ++compared;
                // Maps have 32 steps a pixel.
                QVERIFY2(std::abs(found[0] - at.x) < 0.04 && std::abs(found[1] - at.y) < 0.04,
                         qPrintable(QStringLiteral("%1 %2: %3 %4, not %5 %6")
                                        .arg(u)
                                        .arg(v)
                                        .arg(double(found[0]))
                                        .arg(double(found[1]))
                                        .arg(at.x)
                                        .arg(at.y)));
            }
        QVERIFY(compared > 3000);
    }
}

void TestDepthRegistration::theLensOfRealSenseIsWhatItsLibrarySays() {
    const Calibration colour{centred(640, 480, 610), Lens::ModifiedBrownConrady, modified};
    const Camera& camera = colour.camera;
    cv::Mat places(480, 640, CV_32FC2);
    for (int v = 0; v < 480; ++v)
        for (int u = 0; u < 640; ++u)
            places.at<cv::Vec2f>(v, u) = {float(u), float(v)};
    const cv::Mat corrected = LensCorrection(colour).apply(places);
    int compared = 0;
    for (int v = 20; v < 460; v += 5)
        for (int u = 20; u < 620; u += 5) {
            const cv::Point2d shown =
                shownByRealSense((u - camera.cx) / camera.fx, (v - camera.cy) / camera.fy, modified);
            const PixelPoint from{shown.x * camera.fx + camera.cx, shown.y * camera.fy + camera.cy};
            if (from.x < 1 || from.y < 1 || from.x > 638 || from.y > 478)
                continue;
            const auto taken = corrected.at<cv::Vec2f>(v, u);
            QVERIFY(std::abs(double(taken[0]) - from.x) < 0.05 && std::abs(double(taken[1]) - from.y) < 0.05);
            ++compared;
        }
    QVERIFY2(compared > 8000, qPrintable(QString::number(compared)));
}

void TestDepthRegistration::aPictureWithoutLensIsNotTouched() {
    const cv::Mat picture(48, 64, CV_8UC3, cv::Scalar(1, 2, 3));
    for (const Calibration& colour : {Calibration{centred(64, 48, 60), {}, {}},
                                      Calibration{centred(64, 48, 60), Lens::ModifiedBrownConrady, {0, 0, 0, 0, 0}},
                                      Calibration{centred(64, 48, 60), Lens::None, {0.1, 0.1, 0, 0, 0}}})
        QVERIFY(LensCorrection(colour).apply(picture).data == picture.data);
    const Calibration colour{centred(64, 48, 60), Lens::BrownConrady, barrel};
    QVERIFY(LensCorrection(colour).apply(picture).data != picture.data);
}

void TestDepthRegistration::anotherSizeShowsTheReadingsUnderItsPixels() {
    cv::Mat depth(48, 64, CV_16UC1);
    for (int v = 0; v < depth.rows; ++v)
        for (int u = 0; u < depth.cols; ++u)
            depth.at<std::uint16_t>(v, u) = std::uint16_t(100 * v + u);
    for (const cv::Size size : {cv::Size(128, 96), cv::Size(129, 97), cv::Size(160, 120), cv::Size(48, 36)}) {
        const cv::Mat resized = resizedNearest(depth, size);
        QCOMPARE(resized.size(), size);
        const auto isUnder = [](int reading, int at, int all, int readings) {
            return std::abs(reading - ((at + 0.5) * readings / all - 0.5)) < 0.5 + 1e-9;
        };
        for (int v = 0; v < size.height; ++v)
            for (int u = 0; u < size.width; ++u) {
                const int value = resized.at<std::uint16_t>(v, u);
                QVERIFY(isUnder(value / 100, v, size.height, depth.rows));
                QVERIFY(isUnder(value % 100, u, size.width, depth.cols));
            }
    }
    QCOMPARE(resizedNearest(depth, depth.size()).data, depth.data);
}

void TestDepthRegistration::millimetresAreTheNearest() {
    const auto millimetres = [](const cv::Mat& depth, double unit) {
        const cv::Mat result = toMillimetres(depth, unit);
        std::vector<int> values;
        for (int u = 0; u < result.cols; ++u)
            values.push_back(result.at<std::uint16_t>(0, u));
        return values;
    };
    using Values = std::vector<int>;
    const cv::Mat steps = (cv::Mat_<std::uint16_t>(1, 6) << 0, 1, 2, 3, 5000, 65535);
    QCOMPARE(millimetres(steps, 0.001), (Values{0, 1, 2, 3, 5000, 65535}));
    QCOMPARE(millimetres(steps, double(0.001F)), (Values{0, 1, 2, 3, 5000, 65535}));
    QCOMPARE(millimetres(steps, 0.0002), (Values{0, 0, 0, 1, 1000, 13107}));
    QCOMPARE(millimetres(steps, 0.01), (Values{0, 10, 20, 30, 50000, 0}));
    const float none = std::numeric_limits<float>::quiet_NaN(), far = std::numeric_limits<float>::infinity();
    const cv::Mat metres = (cv::Mat_<float>(1, 8) << 0, 1.2344F, 1.2346F, none, far, -far, -1, 65.5354F);
    QCOMPARE(millimetres(metres, 0.001), (Values{0, 1234, 1235, 0, 0, 0, 0, 65535}));
    const cv::Mat tooFar = (cv::Mat_<float>(1, 2) << 65.536F, 3e38F);
    QCOMPARE(millimetres(tooFar, 0.001), (Values{0, 0}));
    QCOMPARE(cv::countNonZero(toMillimetres(steps, std::numeric_limits<double>::quiet_NaN())), 0);
    QCOMPARE(cv::countNonZero(toMillimetres(steps, -1)), 0);
    QVERIFY(toMillimetres(cv::Mat(), 0.001).empty());
}

void TestDepthRegistration::nonsenseGivesNoReadings() {
    const Calibration camera{centred(64, 48, 60), {}, {}};
    const cv::Mat depth(48, 64, CV_16UC1, cv::Scalar(1000));
    const double none = std::numeric_limits<double>::quiet_NaN(), far = std::numeric_limits<double>::infinity();
    const RigidTransform aside = between({0, 0, 0.1}, {0.1, 0, 0});
    DepthRegistration registration(camera, camera, aside);
    QVERIFY(cv::countNonZero(registration.apply(depth, 0.001)) > 1000);
    QCOMPARE(cv::countNonZero(registration.apply(depth(cv::Rect(0, 0, 32, 48)), 0.001)), 0);
    QCOMPARE(cv::countNonZero(registration.apply(cv::Mat(), 0.001)), 0);
    QCOMPARE(cv::countNonZero(registration.apply(cv::Mat(48, 64, CV_8UC1, cv::Scalar(9)), 0.001)), 0);
    for (const double unit : {0.0, -1.0, none, far, 1e300})
        QCOMPARE(cv::countNonZero(registration.apply(depth, unit)), 0);
    for (const cv::Vec3d& translation : {cv::Vec3d(none, 0, 0), cv::Vec3d(0, none, 0), cv::Vec3d(far, 0, 0),
                                         cv::Vec3d(0, -far, 0), cv::Vec3d(0, 0, -5), cv::Vec3d(0, 0, far)})
        QCOMPARE(
            cv::countNonZero(DepthRegistration(camera, camera, {cv::Matx33d::eye(), translation}).apply(depth, 0.001)),
            0);
    // A lens whose polynomial folds over still registers what lies before the fold.
    const Calibration folded{centred(64, 48, 30), Lens::BrownConrady, {-0.9, 0, 0, 0, 0}};
    const int kept = cv::countNonZero(DepthRegistration(folded, camera, aside).apply(depth, 0.001));
    QVERIFY(kept > 100 && kept < 64 * 48);
    const Calibration wild{centred(64, 48, 30), Lens::ModifiedBrownConrady, {1e300, none, far, 0, 0}};
    QCOMPARE(cv::countNonZero(DepthRegistration(wild, camera, aside).apply(depth, 0.001)), 0);
    QCOMPARE(LensCorrection(wild).apply(depth).size(), depth.size());
    const Calibration empty{{0, -5, 0, 0, 0, 0}, {}, {}};
    QVERIFY(DepthRegistration(camera, empty, aside).apply(depth, 0.001).empty());
    QVERIFY(DepthRegistration(empty, camera, aside).apply(cv::Mat(), 0.001).empty());
    // Nobody allocates what a damaged file says of its camera.
    const Calibration vast{{2'000'000'000, 2'000'000'000, 60, 60, 0, 0}, Lens::BrownConrady, barrel};
    QVERIFY(DepthRegistration(vast, camera, aside).apply(depth, 0.001).empty());
    QVERIFY(DepthRegistration(camera, vast, aside).apply(depth, 0.001).empty());
    QCOMPARE(LensCorrection(vast).apply(depth).data, depth.data);
}

QTEST_GUILESS_MAIN(TestDepthRegistration)
#include "tst_depth_registration.moc"
