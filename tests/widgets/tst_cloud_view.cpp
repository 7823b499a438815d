#include "widgets/cloud_view.h"

#include "scene_for_views.h"
#include "widgets/cloud_overlay.h"
#include "widgets/cloud_renderer.h"
#include "widgets/splat.h"

#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <thread>

using namespace tracestudio;

namespace {

/// The room with its cloud, a grey wall 2 m away; traces and box are lifted to `traceDepthMetres`.
std::shared_ptr<ViewScene> roomScene(double traceDepthMetres = 1.6) {
    auto scene = std::make_shared<ViewScene>(*test::Room().scene());
    const Camera camera = scene->sample->frame.camera;
    for (TraceLayer& layer : scene->traces) {
        std::vector<PointCamera> points;
        for (const PixelPoint& pixel : layer.trace.pixels())
            points.push_back(camera.backProject(pixel, traceDepthMetres));
        layer.trace = Trace::fromCameraPoints(points, camera);
    }
    scene->cloud = std::make_shared<PointCloud>(backProject(scene->sample->frame, scene->sample->mask));
    return scene;
}

std::shared_ptr<ViewScene> withFrame(RgbdFrame frame) {
    auto sample = std::make_shared<Sample>();
    sample->frame = std::move(frame);
    auto scene = std::make_shared<ViewScene>();
    scene->sample = sample;
    scene->cloud = std::make_shared<PointCloud>(backProject(sample->frame, {}));
    return scene;
}

QColor colourAt(const QImage& image, const QPointF& position) {
    const double ratio = image.devicePixelRatio();
    return image.pixelColor(int(std::floor(position.x() * ratio)), int(std::floor(position.y() * ratio)));
}

int difference(const QColor& a, const QColor& b) {
    return std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) + std::abs(a.blue() - b.blue());
}

/// A view of 400 × 300 with the room in it, seen by the capturing camera: one pixel of the room is two of the view.
struct Fixture {
    ViewState state;
    CloudView view{&state};

    explicit Fixture(std::shared_ptr<const ViewScene> scene = roomScene()) {
        view.resize(400, 300);
        view.setScene(std::move(scene));
        view.show();
        if (!QTest::qWaitForWindowExposed(&view))
            qWarning("the view was not exposed");
        // Waits for OpenGL, so that pictures do not depend on when it came up.
        if (view.renderToImage({16, 16}).isNull())
            qWarning("there was no picture");
    }

    [[nodiscard]] QImage picture() { return view.renderToImage(view.size(), view.devicePixelRatioF()); }
    [[nodiscard]] QPoint at(const char* layerId, int waypoint) const {
        return view.positionOf(QString::fromLatin1(layerId), waypoint).value_or(QPointF(-1, -1)).toPoint();
    }
    void drag(Qt::MouseButton button, const QPoint& from, const QPoint& to, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mousePress(&view, button, modifiers, from);
        for (int step = 1; step <= 4; ++step) {
            const QPointF here = QPointF(from) + QPointF(to - from) * step / 4.0;
            QMouseEvent move(QEvent::MouseMove, here, view.mapToGlobal(here), Qt::NoButton, button, modifiers);
            QApplication::sendEvent(&view, &move);
        }
        QTest::mouseRelease(&view, button, modifiers, to);
    }
    void wheel(const QPointF& position, int delta) {
        QWheelEvent event(position, view.mapToGlobal(position), {}, {0, delta}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(&view, &event);
    }
    void hover(const QPointF& position) {
        QMouseEvent move(QEvent::MouseMove, position, view.mapToGlobal(position), Qt::NoButton, Qt::NoButton,
                         Qt::NoModifier);
        QApplication::sendEvent(&view, &move);
    }
    /// The room's pixel under a position of the view, while the capturing camera's whole picture is fitted.
    [[nodiscard]] static QPointF viewOf(const PixelPoint& pixel) {
        return {200 + (pixel.x - 99.5) * 2, 150 + (pixel.y - 49.5) * 2};
    }
};

} // namespace

class TestCloudView : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void everyPartOfAPictureIsDrawnOnceHoweverManyDraw();
    void egoMatchesTheCapturingCamera_data();
    void egoMatchesTheCapturingCamera();
    void theMatrixForVtkSeesWhatProjectSees_data();
    void theMatrixForVtkSeesWhatProjectSees();
    void anEgoPixelIsDrawnWhereTheImageViewDrawsIt();
    void leavingEgoMovesNothing();
    void orbitingNeitherRollsNorTipsOver();
    void zoomKeepsWhatIsUnderTheCursor_data();
    void zoomKeepsWhatIsUnderTheCursor();
    void fittingShowsEverything();

    void aClickOnATracesEndSelectsThatWaypoint();
    void aClickSelectsFromAnOrbitedViewToo();
    void aClickOnTheBoxSelectsIt();
    void aClickOnTheObjectSelectsIt();
    void aClickBesideEverythingSelectsNothing();
    void aDragTurnsAndNeverPicks();
    void shiftDragAndMiddleDragPan();
    void rightDragZooms();
    void hoveringNamesThePixelInEgoView();
    void hoveringNamesThePixelInAnyView();
    void hoveringElsewhereIsMarkedHere();
    void leavingTheViewEndsTheHover();
    void aDoubleClickSetsThePivot();

    void aTraceIsDrawnInItsColour();
    void aHiddenLayerIsNotDrawn();
    void aTraceBehindTheCloudIsFadedAndOneInFrontIsNot();
    void theSelectedWaypointHasARing();
    void openGlDrawsWhatTheProcessorDraws_data();
    void openGlDrawsWhatTheProcessorDraws();

    void wheelInLinkedEgoMovesTheImageToo();
    void theImageTransformMovesALinkedEgoView();
    void unlinkedViewsDoNotMoveEachOther();
    void anotherSampleKeepsTheCameraWhenAsked();
    void newLayersOfTheSameSampleKeepTheCamera();
    void keysChangeTheView();
    void goingToAWaypointShowsIt();
    void anImageHasTheSizeAskedFor();
    void aPaletteChangeRepaints();

    void nothingToShowIsSaid();
    void brokenSamplesAreSaidAndNeverCrash_data();
    void brokenSamplesAreSaidAndNeverCrash();
    void wildTracesNeverCrash();
    void aViewWithoutSizeNeverCrashes();
};

void TestCloudView::egoMatchesTheCapturingCamera_data() {
    QTest::addColumn<QSizeF>("viewport");
    QTest::addColumn<double>("scale");
    QTest::addColumn<QPointF>("centre");
    for (const QSizeF& viewport : {QSizeF(640, 480), QSizeF(333, 777), QSizeF(1280, 200)}) {
        const QString name = QStringLiteral("%1x%2 ").arg(viewport.width()).arg(viewport.height());
        QTest::newRow(qPrintable(name + "fitted")) << viewport << 0.0 << QPointF();
        QTest::newRow(qPrintable(name + "small")) << viewport << 0.37 << QPointF(300, 200);
        QTest::newRow(qPrintable(name + "large")) << viewport << 9.5 << QPointF(12.25, 470);
    }
}

void TestCloudView::egoMatchesTheCapturingCamera() {
    QFETCH(QSizeF, viewport);
    QFETCH(double, scale);
    QFETCH(QPointF, centre);
    const Camera camera{640, 480, 525.3, 519.8, 322.1, 238.4};
    const ImageTransform transform{scale, {centre.x(), centre.y()}, scale == 0};
    const ViewCamera view = ViewCamera::ego(camera, transform);
    const double used = scale > 0 ? scale : std::min(viewport.width() / 640, viewport.height() / 480);
    const QPointF middle = scale > 0 ? centre : QPointF(319.5, 239.5);
    for (const PixelPoint& pixel :
         {PixelPoint(0, 0), PixelPoint(639, 479), PixelPoint(100.5, 400), PixelPoint(320, 240)}) {
        for (const double depth : {0.3, 2.0, 9.0}) {
            const auto place = view.project(camera.backProject(pixel, depth), viewport);
            QVERIFY(place);
            const double x = viewport.width() / 2 + (pixel.x - middle.x()) * used;
            const double y = viewport.height() / 2 + (pixel.y - middle.y()) * used;
            QVERIFY(std::abs(place->x() - x) < 1e-6 && std::abs(place->y() - y) < 1e-6);
            const PointCamera back = view.unproject(*place, depth, viewport);
            QVERIFY(cv::norm(back - camera.backProject(pixel, depth)) < 1e-9);
        }
    }
}

void TestCloudView::theMatrixForVtkSeesWhatProjectSees_data() {
    QTest::addColumn<bool>("isOrthographic");
    QTest::newRow("perspective") << false;
    QTest::newRow("orthographic") << true;
}

void TestCloudView::theMatrixForVtkSeesWhatProjectSees() {
    QFETCH(bool, isOrthographic);
    const QSizeF viewport(333, 250);
    ViewCamera view = ViewCamera::ego({640, 480, 525.3, 519.8, 322.1, 238.4}, {0.7, {100, 300}, false});
    view.orbit(0.4, -0.3, viewport);
    view.setOrthographic(isOrthographic, viewport);
    const cv::Matx44d projection = view.lens(viewport).openGlProjection(333, 250, 0.1, 20);
    for (const PointCamera& point : {PointCamera(0, 0, 2), PointCamera(0.5, -0.4, 3), PointCamera(-0.7, 0.2, 1.5)}) {
        const cv::Vec4d inView = view.viewMatrix() * cv::Vec4d(point.x, point.y, point.z, 1);
        const cv::Vec4d clip = projection * cv::Vec4d(inView[0], -inView[1], -inView[2], 1);
        const auto place = view.project(point, viewport);
        QVERIFY(place);
        QVERIFY(std::abs((clip[0] / clip[3] + 1) / 2 * 333 - place->x()) < 1e-9);
        QVERIFY(std::abs((1 - clip[1] / clip[3]) / 2 * 250 - place->y()) < 1e-9);
        QVERIFY(std::abs(clip[2] / clip[3]) < 1);
    }
}

void TestCloudView::anEgoPixelIsDrawnWhereTheImageViewDrawsIt() {
    auto scene = roomScene();
    auto sample = std::make_shared<Sample>(*scene->sample);
    sample->frame.colourBgr = sample->frame.colourBgr.clone();
    sample->frame.colourBgr.at<cv::Vec3b>(50, 120) = {0, 255, 0};
    sample->destinationBox.reset();
    scene->sample = sample;
    scene->cloud = std::make_shared<PointCloud>(backProject(sample->frame, {}));
    scene->traces.clear();
    Fixture f(scene);
    f.state.setEyeDomeLighting(false);
    for (const ImageTransform& transform : {ImageTransform{1, {0, 0}, true}, ImageTransform{1, {99.5, 49.5}, false},
                                            ImageTransform{6, {115, 55}, false}}) {
        f.state.setImageTransform(transform);
        const ImageTransform t = f.view.camera().imageTransform(f.view.size());
        const QPointF place = QPointF(200, 150) + QPointF(120 - t.centre.x, 50 - t.centre.y) * t.scale;
        const QImage image = f.picture();
        QVERIFY2(difference(colourAt(image, place), QColor(0, 255, 0)) < 30, qPrintable(QString::number(t.scale)));
        QVERIFY(difference(colourAt(image, place + QPointF(1.5 * t.scale, 0)), QColor(90, 90, 90)) < 30);
        QVERIFY(difference(colourAt(image, place - QPointF(0, 1.5 * t.scale)), QColor(90, 90, 90)) < 30);
    }
}

void TestCloudView::leavingEgoMovesNothing() {
    const QSizeF viewport(500, 300);
    ViewCamera view = ViewCamera::ego({640, 480, 525.3, 519.8, 322.1, 238.4}, {1.7, {111, 333}, false});
    const ViewCamera before = view;
    view.makeFree(viewport);
    QVERIFY(!view.isEgo());
    for (const PointCamera& point : {PointCamera(0, 0, 2), PointCamera(0.5, -0.4, 3), PointCamera(-0.7, 0.2, 1.5)}) {
        const QPointF off = *view.project(point, viewport) - *before.project(point, viewport);
        QVERIFY(std::hypot(off.x(), off.y()) < 1e-6);
    }
}

void TestCloudView::orbitingNeitherRollsNorTipsOver() {
    const QSizeF viewport(500, 300);
    ViewCamera view;
    const auto roll = [&view] {
        return view.rotation().row(0).dot(cv::Matx13d(view.up()[0], view.up()[1], view.up()[2]));
    };
    for (int i = 0; i < 3000; ++i)
        view.orbit(0.05 * std::sin(i * 0.7), 0.05 * std::cos(i * 0.3), viewport);
    QVERIFY(std::abs(roll()) < 1e-6);
    const double distance = cv::norm(view.eye() - view.pivot());
    QVERIFY(std::abs(distance - 2) < 1e-6);
    view.orbit(0, 30, viewport);
    QVERIFY(std::abs(view.forward().dot(view.up()) - 1) < 1e-6);
    view.orbit(0, -60, viewport);
    QVERIFY(std::abs(view.forward().dot(view.up()) + 1) < 1e-6);
    QVERIFY(std::abs(roll()) < 1e-6);
}

void TestCloudView::zoomKeepsWhatIsUnderTheCursor_data() {
    QTest::addColumn<bool>("isOrthographic");
    QTest::newRow("perspective") << false;
    QTest::newRow("orthographic") << true;
}

void TestCloudView::zoomKeepsWhatIsUnderTheCursor() {
    QFETCH(bool, isOrthographic);
    Fixture f;
    f.view.resetView();
    f.view.setOrthographic(isOrthographic);
    const QPointF place(230, 160);
    f.hover(place);
    QVERIFY(f.state.hover() && f.state.hover()->point);
    const PointCamera point = *f.state.hover()->point;
    const QPointF before = *f.view.camera().project(point, f.view.size());
    f.wheel(before, 360);
    const QPointF after = *f.view.camera().project(point, f.view.size());
    QVERIFY(std::hypot(after.x() - before.x(), after.y() - before.y()) < 2.5);
    const auto beside = point + PointCamera(0.05, 0, 0);
    const double size = std::abs(f.view.camera().project(beside, f.view.size())->x() - after.x());
    f.wheel(before, -360);
    QVERIFY(size > 1.5 * std::abs(f.view.camera().project(beside, f.view.size())->x() - before.x()));
}

void TestCloudView::fittingShowsEverything() {
    const auto scene = roomScene();
    Fixture f(scene);
    const PointCloud& cloud = *scene->cloud;
    for (const bool isOrthographic : {false, true}) {
        f.view.resetView();
        f.view.setOrthographic(isOrthographic);
        f.wheel({200, 150}, 1200);
        QTest::keyClick(&f.view, Qt::Key_F);
        QRectF shown;
        for (std::size_t i = 0; i < cloud.size(); i += 7) {
            const auto place =
                f.view.camera().project({double(cloud.x[i]), double(cloud.y[i]), double(cloud.z[i])}, f.view.size());
            QVERIFY(place && QRectF(f.view.rect()).adjusted(-2, -2, 2, 2).contains(*place));
            shown |= QRectF(*place, QSizeF(1, 1));
        }
        QVERIFY(shown.width() > 200 || shown.height() > 150);
    }
}

void TestCloudView::aClickOnATracesEndSelectsThatWaypoint() {
    Fixture f;
    QTest::mouseClick(&f.view, Qt::LeftButton, {}, f.at("model:0", 2));
    QCOMPARE(f.state.selection(), (Selection{Selection::Kind::Waypoint, QStringLiteral("model:0"), 2}));
    QTest::mouseClick(&f.view, Qt::LeftButton, {}, f.at("truth", 1) + QPoint(3, -3));
    QCOMPARE(f.state.selection(), (Selection{Selection::Kind::Waypoint, QStringLiteral("truth"), 1}));
}

void TestCloudView::aClickSelectsFromAnOrbitedViewToo() {
    Fixture f;
    f.drag(Qt::LeftButton, {200, 150}, {240, 120});
    QVERIFY(!f.view.camera().isEgo());
    QTest::mouseClick(&f.view, Qt::LeftButton, {}, f.at("model:0", 1));
    QCOMPARE(f.state.selection(), (Selection{Selection::Kind::Waypoint, QStringLiteral("model:0"), 1}));
}

void TestCloudView::aClickOnTheBoxSelectsIt() {
    Fixture f;
    const auto corners = f.view.camera();
    const auto scene = roomScene();
    const auto box = scene->sample->destinationBox->corners();
    const QPointF a = *corners.project(box[0], f.view.size());
    const QPointF b = *corners.project(box[2], f.view.size());
    QTest::mouseClick(&f.view, Qt::LeftButton, {}, (a * 0.8 + b * 0.2).toPoint());
    QCOMPARE(f.state.selection().kind, Selection::Kind::DestinationBox);
}

void TestCloudView::aClickOnTheObjectSelectsIt() {
    Fixture f;
    QTest::mouseClick(&f.view, Qt::LeftButton, {}, Fixture::viewOf({25, 63}).toPoint());
    QCOMPARE(f.state.selection().kind, Selection::Kind::Object);
}

void TestCloudView::aClickBesideEverythingSelectsNothing() {
    Fixture f;
    f.state.select({Selection::Kind::Object, {}, -1});
    QTest::mouseClick(&f.view, Qt::LeftButton, {}, Fixture::viewOf({100, 90}).toPoint());
    QCOMPARE(f.state.selection().kind, Selection::Kind::Nothing);
}

void TestCloudView::aDragTurnsAndNeverPicks() {
    Fixture f;
    QSignalSpy selected(&f.state, &ViewState::selectionChanged);
    QSignalSpy moved(&f.view, &CloudView::cameraChanged);
    const QPoint from = f.at("model:0", 2);
    f.drag(Qt::LeftButton, from, from + QPoint(60, 10));
    QCOMPARE(selected.count(), 0);
    QVERIFY(moved.count() > 0);
    QVERIFY(!f.state.isEgo());
    // Back where it began, even over a waypoint, it still was a drag.
    QTest::mousePress(&f.view, Qt::LeftButton, {}, f.at("model:0", 1));
    for (const QPoint& step : {QPoint(40, 0), QPoint(0, 0)}) {
        const QPointF here = f.at("model:0", 1) + step;
        QMouseEvent move(QEvent::MouseMove, here, f.view.mapToGlobal(here), Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(&f.view, &move);
    }
    QTest::mouseRelease(&f.view, Qt::LeftButton, {}, f.at("model:0", 1));
    QCOMPARE(selected.count(), 0);
}

void TestCloudView::shiftDragAndMiddleDragPan() {
    Fixture f;
    f.view.resetView();
    for (const auto& [button, modifiers] :
         {std::pair(Qt::LeftButton, Qt::ShiftModifier), std::pair(Qt::MiddleButton, Qt::NoModifier)}) {
        const PointCamera pivot = f.view.camera().pivot();
        const QPointF before = *f.view.camera().project(pivot, f.view.size());
        const cv::Matx33d rotation = f.view.camera().rotation();
        f.drag(button, {200, 150}, {230, 130}, modifiers);
        const QPointF after = *f.view.camera().project(pivot, f.view.size());
        QVERIFY(std::abs(after.x() - before.x() - 30) < 1 && std::abs(after.y() - before.y() + 20) < 1);
        QVERIFY(cv::norm(rotation - f.view.camera().rotation()) < 1e-9);
    }
}

void TestCloudView::rightDragZooms() {
    Fixture f;
    f.view.resetView();
    const double before = f.view.camera().pivotDepthMetres();
    f.drag(Qt::RightButton, {200, 150}, {200, 90});
    const double nearer = f.view.camera().pivotDepthMetres();
    QVERIFY(nearer < before * 0.9);
    f.drag(Qt::RightButton, {200, 150}, {200, 230});
    QVERIFY(f.view.camera().pivotDepthMetres() > nearer * 1.1);
}

void TestCloudView::hoveringNamesThePixelInEgoView() {
    Fixture f;
    for (const PixelPoint& pixel : {PixelPoint(12, 3), PixelPoint(100, 50), PixelPoint(199, 99)}) {
        f.hover(Fixture::viewOf(pixel) + QPointF(0.6, -0.6));
        QVERIFY(f.state.hover() && f.state.hover()->point);
        QCOMPARE(f.state.hover()->pixel, pixel);
        QCOMPARE(f.state.hover()->point->z, 2.0);
    }
    f.hover(Fixture::viewOf({4, 50}));
    QVERIFY(f.state.hover() && !f.state.hover()->point);
    f.hover({200, 10});
    QVERIFY(!f.state.hover());
}

void TestCloudView::hoveringNamesThePixelInAnyView() {
    const auto scene = roomScene();
    Fixture f(scene);
    f.view.resetView();
    const PointCloud& cloud = *scene->cloud;
    int tried = 0;
    for (std::size_t i = 300; i < cloud.size(); i += 1777) {
        const PointCamera point(double(cloud.x[i]), double(cloud.y[i]), double(cloud.z[i]));
        const auto place = f.view.camera().project(point, f.view.size());
        if (!place || !f.view.rect().adjusted(8, 8, -8, -8).contains(place->toPoint()))
            continue;
        ++tried;
        f.hover(*place);
        QVERIFY(f.state.hover() && f.state.hover()->point);
        QVERIFY(cv::norm(*f.state.hover()->point - point) < 0.03);
        QVERIFY(std::abs(f.state.hover()->pixel.x - double(cloud.pixelIndex[i] % 200U)) <= 1);
        QVERIFY(std::abs(f.state.hover()->pixel.y - double(cloud.pixelIndex[i] / 200U)) <= 1);
    }
    QVERIFY(tried > 4);
}

void TestCloudView::hoveringElsewhereIsMarkedHere() {
    Fixture f;
    const QImage before = f.view.grab().toImage();
    f.state.setHover(Hover{{100, 50}, PointCamera(0.01, 0.01, 2)});
    const QPointF place = *f.view.camera().project({0.01, 0.01, 2}, f.view.size());
    const QImage after = f.view.grab().toImage();
    QVERIFY(difference(colourAt(before, place + QPointF(12, 0)), colourAt(after, place + QPointF(12, 0))) > 60);
    QVERIFY(difference(colourAt(before, place + QPointF(40, 0)), colourAt(after, place + QPointF(40, 0))) < 6);
}

void TestCloudView::leavingTheViewEndsTheHover() {
    Fixture f;
    f.hover({200, 150});
    QVERIFY(f.state.hover());
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(&f.view, &leave);
    QVERIFY(!f.state.hover());
}

void TestCloudView::aDoubleClickSetsThePivot() {
    Fixture f;
    f.view.resetView();
    const ViewCamera before = f.view.camera();
    QTest::mouseDClick(&f.view, Qt::LeftButton, {}, {250, 170});
    const auto place = f.view.camera().project(f.view.camera().pivot(), f.view.size());
    QVERIFY(place && std::hypot(place->x() - 250, place->y() - 170) < 4);
    QVERIFY(cv::norm(f.view.camera().eye() - before.eye()) < 1e-9);
}

void TestCloudView::aTraceIsDrawnInItsColour() {
    Fixture f;
    f.state.setStyle(QStringLiteral("truth"), {true, QColor(0, 160, 255), 1.0, 4});
    for (const bool isOrbited : {false, true}) {
        if (isOrbited)
            f.drag(Qt::LeftButton, {200, 150}, {230, 140});
        const QPointF a = *f.view.positionOf(QStringLiteral("truth"), 1);
        const QPointF b = *f.view.positionOf(QStringLiteral("truth"), 2);
        const QImage image = f.picture();
        const QColor onLine = colourAt(image, a * 0.5 + b * 0.5);
        QVERIFY2(difference(onLine, QColor(0, 160, 255)) < 60, qPrintable(onLine.name()));
        const QColor onNode = colourAt(image, a);
        QVERIFY2(difference(onNode, QColor(0, 160, 255)) < 60, qPrintable(onNode.name()));
    }
}

void TestCloudView::aHiddenLayerIsNotDrawn() {
    Fixture f;
    const QPointF middle =
        (*f.view.positionOf(QStringLiteral("truth"), 1) + *f.view.positionOf(QStringLiteral("truth"), 2)) / 2;
    LayerStyle style = f.state.style(QStringLiteral("truth"));
    style.isVisible = false;
    f.state.setStyle(QStringLiteral("truth"), style);
    QVERIFY(difference(colourAt(f.picture(), middle), QColor(90, 90, 90)) < 30);
    QVERIFY(!f.view.positionOf(QStringLiteral("truth"), 1));
}

void TestCloudView::aTraceBehindTheCloudIsFadedAndOneInFrontIsNot() {
    const QColor colour(0, 160, 255);
    const QColor wall(90, 90, 90);
    QColor seen[2];
    for (const bool isBehind : {false, true}) {
        Fixture f(roomScene(isBehind ? 2.5 : 1.5));
        f.state.setStyle(QStringLiteral("truth"), {true, colour, 1.0, 6});
        const QPointF a = *f.view.positionOf(QStringLiteral("truth"), 1);
        const QPointF b = *f.view.positionOf(QStringLiteral("truth"), 2);
        seen[isBehind] = colourAt(f.picture(), a * 0.5 + b * 0.5);
    }
    QVERIFY(difference(seen[0], colour) < 60);
    QVERIFY(difference(seen[1], wall) > 30);    // never lost
    QVERIFY(difference(seen[1], colour) > 120); // and plainly behind
}

void TestCloudView::theSelectedWaypointHasARing() {
    Fixture f;
    const QPointF place = *f.view.positionOf(QStringLiteral("model:0"), 2);
    const QImage before = f.picture();
    f.state.select({Selection::Kind::Waypoint, QStringLiteral("model:0"), 2});
    const QImage after = f.picture();
    QVERIFY(difference(colourAt(before, place + QPointF(0, 13)), colourAt(after, place + QPointF(0, 13))) > 60);
}

void TestCloudView::openGlDrawsWhatTheProcessorDraws_data() {
    QTest::addColumn<double>("depth");
    QTest::addColumn<bool>("isOrthographic");
    QTest::newRow("in front") << 1.5 << false;
    QTest::newRow("behind") << 2.6 << false;
    QTest::newRow("in front, orthographic") << 1.5 << true;
    QTest::newRow("behind, orthographic") << 2.6 << true;
}

void TestCloudView::openGlDrawsWhatTheProcessorDraws() {
    QFETCH(double, depth);
    QFETCH(bool, isOrthographic);
    const auto scene = roomScene();
    const QSizeF viewport(300, 200);
    ViewCamera camera = ViewCamera::ego(scene->sample->frame.camera, {});
    camera.makeFree(viewport);
    camera.setOrthographic(isOrthographic, viewport);
    CloudOverlay overlay;
    const QColor colour(0, 170, 255);
    overlay.strokes.push_back({{-0.8, 0.1, depth}, {0.9, -0.1, depth + 0.2}, colour, 8});
    overlay.nodes.push_back({QStringLiteral("a"), 0, {0.2, 0.3, depth}, colour, 9, false, false});
    CloudLook look;
    look.background = Qt::black;
    QImage images[2];
    for (const bool byOpenGl : {false, true}) {
        CloudRenderer renderer;
        renderer.setCloud(scene->cloud);
        renderer.setDrawing(byOpenGl ? CloudRenderer::Drawing::OpenGl : CloudRenderer::Drawing::Processor);
        renderer.waitForOpenGl();
        images[byOpenGl] = renderer.render(camera, viewport, 1.0, look, overlay).copy();
        if (byOpenGl && !renderer.usedOpenGl())
            QSKIP("This machine has no OpenGL that needs no screen.");
        QVERIFY(byOpenGl || !renderer.usedOpenGl());
    }
    for (const PointCamera& point : {PointCamera(-0.4, 0.053, depth + 0.05), PointCamera(0.2, 0.3, depth)}) {
        const QPointF place = *camera.project(point, viewport);
        const QColor expected = colourAt(images[0], place);
        QVERIFY2(difference(expected, colourAt(images[1], place)) < 60, qPrintable(colourAt(images[1], place).name()));
        QCOMPARE(difference(expected, colour) < 60, depth < 2);
        QVERIFY(difference(expected, QColor(90, 90, 90)) > 30);
    }
    QVERIFY(difference(colourAt(images[0], {20, 180}), colourAt(images[1], {20, 180})) == 0);
}

void TestCloudView::wheelInLinkedEgoMovesTheImageToo() {
    Fixture f;
    const QPointF place = Fixture::viewOf({150, 30});
    f.wheel(place, 240);
    const ImageTransform& t = f.state.imageTransform();
    QVERIFY(!t.isFitted);
    QVERIFY(std::abs(t.scale - 2 * 1.25 * 1.25) < 1e-9);
    QVERIFY(f.view.camera().isEgo());
    QVERIFY(std::abs(200 + (150 - t.centre.x) * t.scale - place.x()) < 1e-6);
    QVERIFY(std::abs(150 + (30 - t.centre.y) * t.scale - place.y()) < 1e-6);
    const PixelPoint centre = t.centre;
    f.drag(Qt::MiddleButton, {200, 150}, {190, 155});
    QVERIFY(std::abs(f.state.imageTransform().centre.x - centre.x - 10 / t.scale) < 1e-6);
    QVERIFY(std::abs(f.state.imageTransform().centre.y - centre.y + 5 / t.scale) < 1e-6);
}

void TestCloudView::theImageTransformMovesALinkedEgoView() {
    Fixture f;
    f.state.setImageTransform({5, {60, 20}, false});
    const QPointF place =
        *f.view.camera().project(roomScene()->sample->frame.camera.backProject({60, 20}, 1), f.view.size());
    QVERIFY(std::hypot(place.x() - 200, place.y() - 150) < 1e-6);
    f.view.resetView();
    const ViewCamera free = f.view.camera();
    f.state.setImageTransform({3, {70, 20}, false});
    QCOMPARE(f.view.camera(), free);
}

void TestCloudView::unlinkedViewsDoNotMoveEachOther() {
    Fixture f;
    f.state.setLinked(false);
    const ImageTransform before = f.state.imageTransform();
    f.wheel({200, 150}, 240);
    QCOMPARE(f.state.imageTransform(), before);
    QVERIFY(f.view.camera().isEgo());
    const ViewCamera camera = f.view.camera();
    f.state.setImageTransform({5, {60, 20}, false});
    QCOMPARE(f.view.camera(), camera);
    f.state.setLinked(true);
    QVERIFY(std::abs(f.view.camera().imageTransform(f.view.size()).scale - 5) < 1e-9);
}

void TestCloudView::anotherSampleKeepsTheCameraWhenAsked() {
    Fixture f;
    f.view.resetView();
    f.drag(Qt::LeftButton, {200, 150}, {260, 130});
    const ViewCamera camera = f.view.camera();
    f.state.setKeepsView(true);
    f.view.setScene(roomScene());
    QCOMPARE(f.view.camera(), camera);
    f.state.setKeepsView(false);
    f.view.setScene(roomScene());
    QVERIFY(!(f.view.camera() == camera));
}

void TestCloudView::newLayersOfTheSameSampleKeepTheCamera() {
    auto scene = roomScene();
    Fixture f(scene);
    f.drag(Qt::LeftButton, {200, 150}, {260, 130});
    const ViewCamera camera = f.view.camera();
    auto more = std::make_shared<ViewScene>(*scene);
    more->traces.pop_back();
    f.view.setScene(more);
    QCOMPARE(f.view.camera(), camera);
    QVERIFY(!f.view.positionOf(QStringLiteral("model:0"), 0));
}

void TestCloudView::keysChangeTheView() {
    Fixture f;
    QTest::keyClick(&f.view, Qt::Key_T);
    QVERIFY(f.view.camera().forward().dot(f.view.camera().up()) < -0.999);
    QVERIFY(!f.state.isEgo());
    QTest::keyClick(&f.view, Qt::Key_E);
    QVERIFY(f.view.camera().isEgo() && f.state.isEgo());
    QTest::keyClick(&f.view, Qt::Key_R);
    QVERIFY(!f.view.camera().isEgo());
    QTest::keyClick(&f.view, Qt::Key_O);
    QVERIFY(f.view.camera().isOrthographic());
    QTest::keyClick(&f.view, Qt::Key_O);
    QVERIFY(!f.view.camera().isOrthographic());
    const ViewCamera before = f.view.camera();
    QTest::keyClick(&f.view, Qt::Key_Left);
    QVERIFY(!(f.view.camera() == before));
    QTest::keyClick(&f.view, Qt::Key_Right);
    QVERIFY(cv::norm(f.view.camera().eye() - before.eye()) < 1e-9);
    const double size = f.state.pointSize();
    QTest::keyClick(&f.view, Qt::Key_Plus);
    QVERIFY(f.state.pointSize() > size);
    QTest::keyClick(&f.view, Qt::Key_Minus);
    QCOMPARE(f.state.pointSize(), size);
    f.state.setEgo(true);
    QVERIFY(f.view.camera().isEgo());
    f.state.setEgo(false);
    QVERIFY(!f.view.camera().isEgo());
}

void TestCloudView::goingToAWaypointShowsIt() {
    Fixture f;
    f.view.goToWaypoint(QStringLiteral("model:0"), 1);
    QCOMPARE(f.state.selection(), (Selection{Selection::Kind::Waypoint, QStringLiteral("model:0"), 1}));
    const auto place = f.view.positionOf(QStringLiteral("model:0"), 1);
    QVERIFY(place && std::hypot(place->x() - 200, place->y() - 150) < 2);
    // Its neighbours are in sight, and not one behind the other.
    const auto before = f.view.positionOf(QStringLiteral("model:0"), 0);
    const auto after = f.view.positionOf(QStringLiteral("model:0"), 2);
    QVERIFY(before && after);
    QVERIFY(std::hypot(before->x() - after->x(), before->y() - after->y()) > 60);
    const ViewCamera camera = f.view.camera();
    f.view.goToWaypoint(QStringLiteral("nobody"), 1);
    f.view.goToWaypoint(QStringLiteral("truth"), 99);
    f.view.goToWaypoint(QStringLiteral("truth"), -1);
    QCOMPARE(f.view.camera(), camera);
}

void TestCloudView::anImageHasTheSizeAskedFor() {
    Fixture f;
    const QImage image = f.view.renderToImage({320, 200}, 1.5);
    QCOMPARE(image.size(), QSize(480, 300));
    QCOMPARE(image.devicePixelRatio(), 1.5);
    QVERIFY(f.view.renderToImage({0, 0}).isNull());
    // The view's own buffers come back.
    f.hover(Fixture::viewOf({100, 50}));
    QVERIFY(f.state.hover());
    QTest::mouseClick(&f.view, Qt::LeftButton, {}, Fixture::viewOf({25, 63}).toPoint());
    QCOMPARE(f.state.selection().kind, Selection::Kind::Object);
}

void TestCloudView::aPaletteChangeRepaints() {
    Fixture f;
    applyTheme(*qApp, ThemeChoice::Light);
    const QColor light = colourAt(f.view.grab().toImage(), {200, 20});
    applyTheme(*qApp, ThemeChoice::Dark);
    const QColor dark = colourAt(f.view.grab().toImage(), {200, 20});
    QVERIFY(light.lightness() > 200 && dark.lightness() < 60);
}

void TestCloudView::nothingToShowIsSaid() {
    Fixture f(nullptr);
    const QImage nothing = f.view.grab().toImage();
    int written = 0;
    for (int x = 0; x < nothing.width(); ++x)
        for (int y = nothing.height() / 3; y < nothing.height(); ++y)
            written += difference(nothing.pixelColor(x, y), theme().stage) > 60 ? 1 : 0;
    QVERIFY(written > 20);
    f.hover({100, 100});
    QTest::mouseClick(&f.view, Qt::LeftButton, {}, {100, 100});
    for (const auto key : {Qt::Key_R, Qt::Key_F, Qt::Key_T, Qt::Key_E, Qt::Key_O, Qt::Key_Left})
        QTest::keyClick(&f.view, key);
    f.wheel({10, 10}, 120);
    QVERIFY(!f.state.hover());
}

void TestCloudView::brokenSamplesAreSaidAndNeverCrash_data() {
    QTest::addColumn<int>("kind");
    QTest::newRow("no depth") << 0;
    QTest::newRow("empty depth") << 1;
    QTest::newRow("intrinsics not a number") << 2;
    QTest::newRow("one point") << 3;
    QTest::newRow("no intrinsics") << 4;
}

void TestCloudView::brokenSamplesAreSaidAndNeverCrash() {
    QFETCH(int, kind);
    RgbdFrame frame = test::Room().scene()->sample->frame;
    frame.depthMillimetres = frame.depthMillimetres.clone();
    if (kind == 0)
        frame.depthMillimetres.release();
    if (kind == 1 || kind == 3)
        frame.depthMillimetres.setTo(0);
    if (kind == 2)
        frame.camera.fx = std::numeric_limits<double>::quiet_NaN();
    if (kind == 3)
        frame.depthMillimetres.at<std::uint16_t>(50, 100) = 2000;
    if (kind == 4)
        frame.camera = {};
    Fixture f(withFrame(frame));
    for (const auto key : {Qt::Key_R, Qt::Key_F, Qt::Key_T, Qt::Key_E, Qt::Key_O, Qt::Key_F, Qt::Key_Left}) {
        QTest::keyClick(&f.view, key);
        f.drag(Qt::LeftButton, {200, 150}, {230, 140});
        f.drag(Qt::MiddleButton, {200, 150}, {230, 140});
        f.wheel({150, 150}, 120);
        f.hover({180, 140});
        QTest::mouseClick(&f.view, Qt::LeftButton, {}, {200, 150});
        QVERIFY(!f.view.grab().isNull());
    }
    const PointCamera eye = f.view.camera().eye();
    QVERIFY(std::isfinite(eye.x + eye.y + eye.z));
}

void TestCloudView::wildTracesNeverCrash() {
    auto scene = roomScene();
    const Camera camera = scene->sample->frame.camera;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    scene->traces[1].trace = Trace::fromCameraPoints(
        {{0, 0, -3}, {nan, 0, 2}, {0, 0, 0}, {1e30, 1, 1}, {0, 0, 2}, {0, 0, 2}, {3, 1, 0.001}, {0.2, 0.1, 1e5}},
        camera);
    scene->traces[0].trace = Trace::fromPixels({{30, 70}, {1e9, -1e9}, {nan, 3}, {150, 20}});
    Fixture f(scene);
    for (const auto key : {Qt::Key_E, Qt::Key_R, Qt::Key_F, Qt::Key_T, Qt::Key_O}) {
        QTest::keyClick(&f.view, key);
        QVERIFY(!f.picture().isNull());
    }
    for (int i = 0; i < 8; ++i)
        f.view.goToWaypoint(QStringLiteral("model:0"), i);
    // A waypoint of a flat trace stands on the surface that is seen there.
    f.view.viewFromEgo();
    const auto place = f.view.positionOf(QStringLiteral("truth"), 3);
    QVERIFY(place &&
            std::hypot(place->x() - Fixture::viewOf({150, 20}).x(), place->y() - Fixture::viewOf({150, 20}).y()) < 1);
}

void TestCloudView::aViewWithoutSizeNeverCrashes() {
    ViewState state;
    CloudView view(&state);
    view.resize(0, 0);
    view.setScene(roomScene());
    view.resetView();
    view.fitView();
    view.viewFromTop();
    view.setOrthographic(true);
    view.viewFromEgo();
    view.goToWaypoint(QStringLiteral("truth"), 0);
    view.grab();
    view.resize(300, 1);
    view.fitView();
    view.grab();
    view.resize(300, 200);
    view.viewFromEgo();
    QVERIFY(view.positionOf(QStringLiteral("truth"), 0));
}

void TestCloudView::everyPartOfAPictureIsDrawnOnceHoweverManyDraw() {
    // More at once than there are threads to share the parts out to.
    std::array<std::atomic<int>, 1000> counts{};
    std::vector<std::jthread> drawers;
    for (int i = 0; i < 16; ++i)
        drawers.emplace_back([&counts] {
            for (int frame = 0; frame < 50; ++frame)
                forRanges(counts.size(), [&counts](std::size_t begin, std::size_t end) {
                    std::for_each(counts.begin() + begin, counts.begin() + end, [](auto& count) { ++count; });
                });
        });
    drawers.clear();
    QVERIFY(std::ranges::all_of(counts, [](const auto& count) { return count == 16 * 50; }));
}

QTEST_MAIN(TestCloudView)
#include "tst_cloud_view.moc"
