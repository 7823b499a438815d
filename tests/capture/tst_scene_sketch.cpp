#include "capture/scene_sketch.h"

#include <QTest>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

using namespace tracestudio;

namespace {

/// A textured, tilted floor seen from a place `shift` pixels aside, with a ball on it.
RgbdFrame frameOf(double shift, cv::Point ball, double noise = 0, int seed = 1) {
    constexpr int width = 640, height = 480;
    cv::Mat texture(height, width + 200, CV_8UC3);
    cv::RNG random(5);
    random.fill(texture, cv::RNG::UNIFORM, 0, 255);
    cv::GaussianBlur(texture, texture, {}, 6);
    cv::normalize(texture, texture, 20, 235, cv::NORM_MINMAX);
    RgbdFrame frame;
    cv::warpAffine(texture, frame.colourBgr, cv::Matx23d(1, 0, shift - 100, 0, 1, 0), {width, height});
    frame.depthMillimetres.create(height, width, CV_16UC1);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            frame.depthMillimetres.at<std::uint16_t>(y, x) = std::uint16_t(2500 - 3 * y + 0.5 * (x - shift));
    cv::circle(frame.colourBgr, ball, 40, {30, 40, 220}, -1);
    cv::circle(frame.depthMillimetres, ball, 40, cv::Scalar(800), -1);
    if (noise > 0) {
        cv::RNG noisy(std::uint64_t(seed) + 77);
        cv::Mat grain(height, width, CV_16SC3);
        noisy.fill(grain, cv::RNG::NORMAL, 0, noise);
        cv::Mat wide;
        frame.colourBgr.convertTo(wide, CV_16SC3);
        cv::Mat(wide + grain).convertTo(frame.colourBgr, CV_8UC3);
        cv::Mat depthGrain(height, width, CV_32FC1), depth;
        noisy.fill(depthGrain, cv::RNG::NORMAL, 0, 4);
        frame.depthMillimetres.convertTo(depth, CV_32F);
        cv::Mat(depth + depthGrain).convertTo(frame.depthMillimetres, CV_16U);
    }
    frame.camera = {width, height, 525, 525, 319.5, 239.5};
    return frame;
}

} // namespace

class TestSceneSketch : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void noiseAndAThingThatMovesAreNoMove();
    void aCameraThatTurnedHasMoved_data();
    void aCameraThatTurnedHasMoved();
    void aCameraThatCameNearerHasMoved();
    void oneWithoutDepthOrColourIsToldByTheOther();
    void picturesOfNothingAreNotTheSame();
};

void TestSceneSketch::noiseAndAThingThatMovesAreNoMove() {
    const SceneSketch before = sketchOf(frameOf(0, {300, 200}, 4, 1));
    QVERIFY(isAtRest(before, before));
    QVERIFY(isAtRest(before, sketchOf(frameOf(0, {300, 200}, 4, 2))));
    QVERIFY(isAtRest(before, sketchOf(frameOf(0, {420, 260}, 4, 3))));
}

void TestSceneSketch::aCameraThatTurnedHasMoved_data() {
    QTest::addColumn<double>("pixels");
    QTest::newRow("half a degree") << 4.6;
    QTest::newRow("one degree") << 9.2;
    QTest::newRow("ten degrees") << 93.0;
}

void TestSceneSketch::aCameraThatTurnedHasMoved() {
    QFETCH(double, pixels);
    const SceneSketch before = sketchOf(frameOf(0, {300, 200}, 4, 1));
    QVERIFY(!isAtRest(before, sketchOf(frameOf(pixels, {300, 200}, 4, 2))));
    QVERIFY(!isAtRest(before, sketchOf(frameOf(-pixels, {300, 200}, 4, 2))));
}

void TestSceneSketch::aCameraThatCameNearerHasMoved() {
    const RgbdFrame frame = frameOf(0, {300, 200});
    RgbdFrame nearer = frame;
    nearer.depthMillimetres = cv::Mat(frame.depthMillimetres - 100);
    QVERIFY(!isAtRest(sketchOf(frame), sketchOf(nearer)));
}

void TestSceneSketch::oneWithoutDepthOrColourIsToldByTheOther() {
    RgbdFrame colourOnly = frameOf(0, {300, 200}), movedColour = frameOf(20, {300, 200});
    colourOnly.depthMillimetres = movedColour.depthMillimetres = cv::Mat();
    QVERIFY(isAtRest(sketchOf(colourOnly), sketchOf(colourOnly)));
    QVERIFY(!isAtRest(sketchOf(colourOnly), sketchOf(movedColour)));
    RgbdFrame depthOnly = frameOf(0, {300, 200}), nearer = frameOf(0, {300, 200});
    depthOnly.colourBgr = nearer.colourBgr = cv::Mat();
    nearer.depthMillimetres = depthOnly.depthMillimetres - 200;
    QVERIFY(isAtRest(sketchOf(depthOnly), sketchOf(depthOnly)));
    QVERIFY(!isAtRest(sketchOf(depthOnly), sketchOf(nearer)));
}

void TestSceneSketch::picturesOfNothingAreNotTheSame() {
    QVERIFY(!isAtRest(SceneSketch(), SceneSketch()));
    RgbdFrame blank;
    blank.colourBgr = cv::Mat(480, 640, CV_8UC3, cv::Scalar(90, 90, 90));
    QVERIFY(!isAtRest(sketchOf(blank), sketchOf(blank))); // nothing to hold on to: rather not
}

QTEST_GUILESS_MAIN(TestSceneSketch)
#include "tst_scene_sketch.moc"
