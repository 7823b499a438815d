#include "widgets/splat.h"

#include <QTest>
#include <cmath>
#include <limits>
#include <random>

using namespace tracestudio;

namespace {

constexpr QSize frame(160, 120);

/// Points with nothing known of their neighbours, spread in front of the camera; some behind it, some not numbers.
std::shared_ptr<PointCloud> scatteredCloud(std::size_t count) {
    auto cloud = std::make_shared<PointCloud>();
    cloud->width = 65536; // one row, every other pixel: no neighbours
    cloud->height = 1;
    std::mt19937 random(7);
    std::uniform_real_distribution<float> side(-1.5F, 1.5F);
    std::uniform_real_distribution<float> depth(-0.5F, 4.0F);
    for (std::size_t i = 0; i < count; ++i) {
        cloud->x.push_back(side(random));
        cloud->y.push_back(side(random));
        cloud->z.push_back(i % 97 == 0 ? std::numeric_limits<float>::quiet_NaN() : depth(random));
        cloud->pixelIndex.push_back(std::uint32_t(i * 2));
        cloud->rgb.push_back(std::uint32_t(i) & 0xffffffU);
        cloud->isObject.push_back(0);
    }
    return cloud;
}

RgbdFrame wall(int width, int height, int millimetres) {
    RgbdFrame picture;
    picture.camera = {width, height, double(width), double(width), (width - 1) / 2.0, (height - 1) / 2.0};
    picture.depthMillimetres = cv::Mat(height, width, CV_16UC1, cv::Scalar(millimetres));
    return picture;
}

} // namespace

class TestSplat : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void everyPixelShowsTheNearestPointThatCoversIt_data();
    void everyPixelShowsTheNearestPointThatCoversIt();
    void theCapturingCameraSeesAClosedPictureOfItsPixels_data();
    void theCapturingCameraSeesAClosedPictureOfItsPixels();
    void smallPointsStayApart();
    void aSlantedSurfaceIsClosed();
    void theNearestPointIsFoundWithinTheRadius();
    void aPlaneCastsNoShadowAndAStepDoes();
    void theObjectIsOutlinedAndItsHolesAreNot();
    void aCloudOfOnePointIsDrawn();
    void nothingIsDrawnWithoutACloudOrASize();
    void sizesMayChangeFromFrameToFrame();
};

void TestSplat::everyPixelShowsTheNearestPointThatCoversIt_data() {
    QTest::addColumn<double>("pointSize");
    QTest::addColumn<double>("ratio");
    QTest::addColumn<bool>("isOrthographic");
    QTest::newRow("single pixels") << 1.0 << 1.0 << false;
    QTest::newRow("three pixels") << 3.0 << 1.0 << false;
    QTest::newRow("fine screen") << 2.0 << 1.5 << false;
    QTest::newRow("parallel rays") << 2.0 << 1.0 << true;
}

void TestSplat::everyPixelShowsTheNearestPointThatCoversIt() {
    QFETCH(double, pointSize);
    QFETCH(double, ratio);
    QFETCH(bool, isOrthographic);
    const auto cloud = scatteredCloud(3000);
    const QSizeF viewport(frame);
    const QSize size(int(std::ceil(frame.width() * ratio)), int(std::ceil(frame.height() * ratio)));
    ViewCamera camera;
    camera.orbit(0.2, -0.1, viewport);
    camera.setOrthographic(isOrthographic, viewport);
    Splat splat;
    splat.setCloud(cloud);
    splat.draw(camera, viewport, ratio, size, pointSize);

    // The reference knows nothing of bands, buffers or matrices: every pixel asks every point.
    struct Square {
        double u, v, z;
    };
    std::vector<Square> squares;
    for (std::size_t i = 0; i < cloud->size(); ++i) {
        const PointCamera point(double(cloud->x[i]), double(cloud->y[i]), double(cloud->z[i]));
        const auto place = camera.project(point, viewport);
        const double none = std::numeric_limits<double>::quiet_NaN();
        squares.push_back(place ? Square{place->x() * ratio, place->y() * ratio, camera.toView(point).z}
                                : Square{none, none, none});
    }
    int covered = 0;
    int different = 0;
    const double half = pointSize * ratio / 2;
    for (int y = 0; y < size.height(); ++y) {
        for (int x = 0; x < size.width(); ++x) {
            double nearest = std::numeric_limits<double>::infinity();
            std::uint32_t expected = Splat::noPoint;
            for (std::size_t i = 0; i < squares.size(); ++i) {
                const Square& s = squares[i];
                if (x >= std::floor(s.u - half + 0.5) && x < std::floor(s.u + half + 0.5) &&
                    y >= std::floor(s.v - half + 0.5) && y < std::floor(s.v + half + 0.5) && s.z < nearest) {
                    nearest = s.z;
                    expected = std::uint32_t(i);
                }
            }
            covered += expected != Splat::noPoint ? 1 : 0;
            different += splat.pointAt(x, y) != expected ? 1 : 0;
            if (expected != Splat::noPoint && splat.pointAt(x, y) == expected)
                QVERIFY(std::abs(double(splat.depthRow(y)[x]) - nearest) < 1e-4);
        }
    }
    QVERIFY(covered > 500);
    // Single precision may round an edge to the other pixel now and then.
    QVERIFY2(different <= covered / 500 + 2, qPrintable(QString::number(different)));
}

void TestSplat::theCapturingCameraSeesAClosedPictureOfItsPixels_data() {
    QTest::addColumn<double>("scale");
    QTest::newRow("half") << 0.5;
    QTest::newRow("as it is") << 1.0;
    QTest::newRow("two and a half") << 2.5;
    QTest::newRow("seven") << 7.0;
}

void TestSplat::theCapturingCameraSeesAClosedPictureOfItsPixels() {
    QFETCH(double, scale);
    const RgbdFrame picture = wall(64, 48, 1500);
    const auto cloud = std::make_shared<PointCloud>(backProject(picture, {}));
    Splat splat;
    splat.setCloud(cloud);
    const ViewCamera camera = ViewCamera::ego(picture.camera, {scale, {31.5, 23.5}, false});
    splat.draw(camera, QSizeF(frame), 1.0, frame, 2.0);
    int wrong = 0;
    int seen = 0;
    for (int y = 1; y + 1 < frame.height(); ++y) {
        for (int x = 1; x + 1 < frame.width(); ++x) {
            const double u = (x + 0.5 - frame.width() / 2.0) / scale + 31.5;
            const double v = (y + 0.5 - frame.height() / 2.0) / scale + 23.5;
            if (u < 1 || v < 1 || u > 62 || v > 46)
                continue;
            ++seen;
            const std::uint32_t point = splat.pointAt(x, y);
            if (point == Splat::noPoint) {
                ++wrong;
                continue;
            }
            const double du = double(cloud->pixelIndex[point] % 64U) - u;
            const double dv = double(cloud->pixelIndex[point] / 64U) - v;
            const double allowed = 0.52 + 0.5 / scale; // the pixel itself, or one of those that fall on one spot
            wrong += std::abs(du) > allowed || std::abs(dv) > allowed ? 1 : 0;
        }
    }
    QVERIFY(seen > 500);
    QCOMPARE(wrong, 0);
}

void TestSplat::smallPointsStayApart() {
    const RgbdFrame picture = wall(16, 12, 1000);
    Splat splat;
    splat.setCloud(std::make_shared<PointCloud>(backProject(picture, {})));
    splat.draw(ViewCamera::ego(picture.camera, {8, {7.5, 5.5}, false}), QSizeF(frame), 1.0, frame, 1.0);
    int covered = 0;
    for (int y = 0; y < frame.height(); ++y)
        for (int x = 0; x < frame.width(); ++x)
            covered += splat.pointAt(x, y) != Splat::noPoint ? 1 : 0;
    QCOMPARE(covered, 16 * 12);
}

void TestSplat::aSlantedSurfaceIsClosed() {
    // A floor that runs away from the camera, looked at from straight above, where the rows are far apart.
    RgbdFrame picture = wall(80, 60, 1000);
    for (int v = 0; v < 60; ++v)
        picture.depthMillimetres.row(v).setTo(2600 - 20 * v);
    const auto cloud = std::make_shared<PointCloud>(backProject(picture, {}));
    Splat splat;
    splat.setCloud(cloud);
    const ViewCamera camera = ViewCamera::lookingAt({0, -2.5, 2.0}, {0, 0, 2.0}, {0, -1, 0});
    splat.draw(camera, QSizeF(frame), 1.0, frame, 2.0);
    int gaps = 0;
    int inside = 0;
    for (int y = 2; y + 2 < frame.height(); ++y) {
        for (int x = 2; x + 2 < frame.width(); ++x) {
            const bool isInside =
                splat.pointAt(x - 2, y) != Splat::noPoint && splat.pointAt(x + 2, y) != Splat::noPoint &&
                splat.pointAt(x, y - 2) != Splat::noPoint && splat.pointAt(x, y + 2) != Splat::noPoint;
            inside += isInside ? 1 : 0;
            gaps += isInside && splat.pointAt(x, y) == Splat::noPoint ? 1 : 0;
        }
    }
    QVERIFY(inside > 800);
    QCOMPARE(gaps, 0);
}

void TestSplat::theNearestPointIsFoundWithinTheRadius() {
    auto cloud = std::make_shared<PointCloud>();
    *cloud = backProject(wall(1, 1, 2000), {});
    Splat splat;
    splat.setCloud(cloud);
    splat.draw(ViewCamera(), QSizeF(frame), 1.0, frame, 1.0);
    const double x = frame.width() / 2.0;
    const double y = frame.height() / 2.0;
    QCOMPARE(splat.pointNear(x + 3, y, 4), 0U);
    QCOMPARE(splat.pointNear(x + 12, y, 4), Splat::noPoint);
    QCOMPARE(splat.pointNear(-50, -50, 4), Splat::noPoint);
    QCOMPARE(splat.pointNear(std::numeric_limits<double>::quiet_NaN(), y, 4), Splat::noPoint);
}

void TestSplat::aPlaneCastsNoShadowAndAStepDoes() {
    RgbdFrame picture = wall(160, 120, 2000);
    // A ramp on the left, and a box a hand's breadth in front of it on the right.
    for (int v = 0; v < 120; ++v)
        picture.depthMillimetres.row(v).setTo(2400 - 4 * v);
    picture.depthMillimetres(cv::Rect(100, 40, 30, 30)).setTo(1500);
    const auto cloud = std::make_shared<PointCloud>(backProject(picture, {}));
    Splat splat;
    splat.setCloud(cloud);
    splat.setLighting(11, 2);
    splat.draw(ViewCamera::ego(picture.camera, {1, {79.5, 59.5}, false}), QSizeF(frame), 1.0, frame, 2.0);
    const std::vector<std::uint32_t> white(cloud->size(), 0xffffff);
    std::vector<QRgb> row(std::size_t(frame.width()));
    splat.shadeRow(55, white.data(), qRgb(0, 0, 0), row.data());
    QVERIFY(qRed(row[40]) > 245);
    QVERIFY2(qRed(row[98]) < 200, qPrintable(QString::number(qRed(row[98]))));
    QVERIFY(qRed(row[115]) > 245);
}

void TestSplat::theObjectIsOutlinedAndItsHolesAreNot() {
    RgbdFrame picture = wall(160, 120, 2000);
    picture.depthMillimetres(cv::Rect(70, 55, 2, 2)).setTo(0);
    Mask mask{cv::Mat::zeros(120, 160, CV_8UC1)};
    mask.pixels(cv::Rect(40, 30, 60, 60)).setTo(255);
    const auto cloud = std::make_shared<PointCloud>(backProject(picture, mask));
    Splat splat;
    splat.setCloud(cloud);
    splat.setOutline(qRgb(255, 0, 0), 2);
    splat.draw(ViewCamera::ego(picture.camera, {1, {79.5, 59.5}, false}), QSizeF(frame), 1.0, frame, 2.0);
    const std::vector<std::uint32_t> grey(cloud->size(), 0x808080);
    std::vector<QRgb> row(std::size_t(frame.width()));
    splat.shadeRow(55, grey.data(), qRgb(0, 0, 0), row.data());
    QCOMPARE(row[40] & 0xffffffU, 0xff0000U);
    QCOMPARE(row[99] & 0xffffffU, 0xff0000U);
    QCOMPARE(row[60] & 0xffffffU, 0x808080U);
    QCOMPARE(row[68] & 0xffffffU, 0x808080U);
    QCOMPARE(row[20] & 0xffffffU, 0x808080U);
}

void TestSplat::aCloudOfOnePointIsDrawn() {
    Splat splat;
    splat.setCloud(std::make_shared<PointCloud>(backProject(wall(1, 1, 2000), {})));
    splat.setLighting(11, 2);
    splat.draw(ViewCamera(), QSizeF(frame), 1.0, frame, 3.0);
    QCOMPARE(splat.pointAt(frame.width() / 2, frame.height() / 2), 0U);
    const std::uint32_t colour = 0x123456;
    std::vector<QRgb> row(std::size_t(frame.width()));
    splat.shadeRow(frame.height() / 2, &colour, qRgb(9, 9, 9), row.data());
    QCOMPARE(row[std::size_t(frame.width() / 2)] & 0xffffffU, 0x123456U);
    QCOMPARE(row[0], qRgb(9, 9, 9));
}

void TestSplat::nothingIsDrawnWithoutACloudOrASize() {
    Splat splat;
    splat.draw(ViewCamera(), QSizeF(frame), 1.0, frame, 2.0);
    QCOMPARE(splat.pointAt(3, 3), Splat::noPoint);
    std::vector<QRgb> row(std::size_t(frame.width()));
    splat.shadeRow(3, nullptr, qRgb(1, 2, 3), row.data());
    QCOMPARE(row[5], qRgb(1, 2, 3));
    splat.setCloud(scatteredCloud(10));
    splat.draw(ViewCamera(), QSizeF(0, 0), 1.0, QSize(0, 0), 2.0);
    QCOMPARE(splat.pointAt(0, 0), Splat::noPoint);
}

void TestSplat::sizesMayChangeFromFrameToFrame() {
    const RgbdFrame picture = wall(64, 48, 1500);
    Splat splat;
    splat.setCloud(std::make_shared<PointCloud>(backProject(picture, {})));
    for (const QSize& size : {QSize(160, 120), QSize(31, 200), QSize(1, 1), QSize(120, 160)}) {
        splat.draw(ViewCamera::ego(picture.camera, {}), QSizeF(size), 1.0, size, 2.0);
        QVERIFY(splat.pointAt(size.width() / 2, size.height() / 2) != Splat::noPoint);
    }
    // The same number of pixels in another shape must not mix up rows.
    QCOMPARE(splat.width(), 120);
    QCOMPARE(splat.pointAt(0, 0), Splat::noPoint);
    splat.setCloud(nullptr);
    QCOMPARE(splat.pointAt(60, 80), Splat::noPoint);
}

QTEST_MAIN(TestSplat)
#include "tst_splat.moc"
