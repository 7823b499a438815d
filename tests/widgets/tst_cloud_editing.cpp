#include "scene/box_shaping.h"
#include "widgets/cloud_handles.h"
#include "widgets/cloud_view.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <cmath>
#include <numbers>
#include <opencv2/core.hpp>

using namespace tracestudio;

namespace {

constexpr double degree = std::numbers::pi / 180;
using Points = std::vector<PointCamera>;

/// A table seen from above at a slant, a block on it and a wall behind. The world is level: y down, z towards the wall.
struct Desk {
    static constexpr double tableY = 0.6, wallZ = 2.2;
    static constexpr double blockLeft = 0.05, blockRight = 0.25, blockTop = 0.48, blockFront = 0.9, blockBack = 1.05;
    cv::Matx33d toCamera = rotationOf({32, 0, 0});

    [[nodiscard]] cv::Vec3d up() const { return toCamera * cv::Vec3d(0, -1, 0); }
    [[nodiscard]] PointCamera at(double x, double y, double z) const {
        return PointCamera(toCamera * cv::Vec3d(x, y, z));
    }

    [[nodiscard]] std::shared_ptr<Sample> sample() const {
        auto sample = std::make_shared<Sample>();
        sample->id = "desk";
        RgbdFrame& frame = sample->frame;
        frame.camera = {320, 240, 260, 260, 159.5, 119.5};
        frame.depthMillimetres = cv::Mat::zeros(240, 320, CV_16UC1);
        frame.colourBgr = cv::Mat(240, 320, CV_8UC3);
        for (int v = 0; v < 240; ++v) {
            for (int u = 0; u < 320; ++u) {
                const cv::Vec3d ray(frame.camera.backProject({double(u), double(v)}, 1));
                const cv::Vec3d level = toCamera.t() * ray;
                double z = wallZ / level[2];
                cv::Vec3b colour(40, 40, 40);
                if (level[1] * z > tableY) {
                    z = tableY / level[1];
                    colour = {225, 232, 235};
                }
                for (const auto& [plane, axis] :
                     {std::pair(blockTop, 1), std::pair(blockFront, 2), std::pair(blockRight, 0)}) {
                    const double s = plane / level[axis];
                    const cv::Vec3d hit = level * s;
                    constexpr double e = 1e-9;
                    if (s > 0 && s < z && hit[0] >= blockLeft - e && hit[0] <= blockRight + e &&
                        hit[1] >= blockTop - e && hit[1] <= tableY + e && hit[2] >= blockFront - e &&
                        hit[2] <= blockBack + e) {
                        z = s;
                        colour = {60, 120, 190};
                    }
                }
                frame.depthMillimetres.at<std::uint16_t>(v, u) = std::uint16_t(std::lround(z * 1000));
                frame.colourBgr.at<cv::Vec3b>(v, u) = colour;
            }
        }
        sample->groundTruth =
            Trace::fromCameraPoints({at(-0.25, 0.55, 0.95), at(-0.1, 0.35, 1.0), at(0.15, 0.42, 0.97)}, frame.camera);
        return sample;
    }
    [[nodiscard]] OrientedBox box() const {
        OrientedBox box = boxStandingAt(at(-0.2, tableY, 1.2), up());
        box.extentMetres = {0.24, 0.16, 0.12};
        return box;
    }
};

/// A view of the desk in which edits come true, as in the window.
struct Fixture {
    Desk desk;
    ViewState state;
    CloudView view{&state};
    std::shared_ptr<const PointCloud> cloud;
    std::shared_ptr<const Sample> sample;
    CloudRenderer anyRenderer;
    std::vector<EditStep> steps;
    std::vector<Points> traces;

    explicit Fixture(EditTool tool, bool hasBox = true) {
        auto first = desk.sample();
        if (hasBox)
            first->destinationBox = desk.box();
        cloud = std::make_shared<PointCloud>(backProject(first->frame, {}));
        QObject::connect(&view, &CloudView::traceEdited, [this](const Points& points, const EditStep& step) {
            steps.push_back(step);
            traces.push_back(points);
            setTrace(points);
        });
        QObject::connect(&view, &CloudView::boxEdited, [this](const OrientedBox& box, const EditStep& step) {
            steps.push_back(step);
            auto edited = std::make_shared<Sample>(*sample);
            edited->destinationBox = box;
            show(edited);
        });
        view.resize(640, 480);
        show(first);
        state.setEditTool(tool);
        view.show();
        if (!QTest::qWaitForWindowExposed(&view))
            qWarning("the view was not exposed");
        view.viewFromEgo();
        if (view.renderToImage({16, 16}).isNull())
            qWarning("there was no picture");
    }

    void show(std::shared_ptr<const Sample> shown, std::uint64_t live = 0) {
        sample = std::move(shown);
        auto scene = std::make_shared<ViewScene>();
        scene->sample = sample;
        scene->cloud = cloud;
        scene->live = live;
        scene->traces.push_back(
            {QStringLiteral("truth"), QStringLiteral("Ground truth"), LayerKind::GroundTruth, sample->groundTruth, {}});
        view.setScene(scene);
    }
    void setTrace(const Points& points) {
        auto edited = std::make_shared<Sample>(*sample);
        edited->groundTruth = Trace::fromCameraPoints(points, sample->frame.camera);
        show(edited);
    }
    void orbit() {
        ViewCamera camera = view.camera();
        camera.orbit(0.5, -0.25, QSizeF(view.size()));
        view.setCamera(camera);
    }

    [[nodiscard]] const Points& points() const { return sample->groundTruth.points(); }
    [[nodiscard]] const OrientedBox& box() const { return *sample->destinationBox; }
    [[nodiscard]] QPointF place(const PointCamera& point) const {
        return view.camera().project(point, QSizeF(view.size())).value_or(QPointF(-1, -1));
    }
    [[nodiscard]] double depth(const PointCamera& point) const { return view.camera().toView(point).z; }
    [[nodiscard]] double distanceToCloud(const PointCamera& point) const {
        double least = 1e9;
        for (std::size_t i = 0; i < cloud->size(); ++i)
            least = std::min(
                least, cv::norm(point - PointCamera(double(cloud->x[i]), double(cloud->y[i]), double(cloud->z[i]))));
        return least;
    }
    /// A handle as it is drawn now, and where to take hold of it.
    [[nodiscard]] std::pair<Handle, QPoint> handle(Handle::Kind kind, int axis, bool isPositive = true) {
        const ViewCamera camera = view.camera();
        const CloudSight sight{camera, QSizeF(view.size()), view.devicePixelRatioF(), anyRenderer};
        const cv::Vec3d up = upDirection(*cloud);
        const bool isTrace = state.editTool() == EditTool::Trace;
        const int current = state.selection().waypoint;
        const std::vector<Handle> all =
            isTrace ? waypointHandles(points()[std::size_t(current)],
                                      boxStandingAt(points()[std::size_t(current)], up).rotation, sight)
                    : boxHandles(box(), up, sight);
        for (const Handle& handle : all)
            if (handle.kind == kind && handle.axis == axis && handle.isPositive == isPositive)
                return {handle, gripOf(handle, sight).value_or(QPointF(-1, -1)).toPoint()};
        qWarning("there is no such handle");
        return {Handle{}, QPoint(-1, -1)};
    }

    /// A place on the box that is on none of its other handles.
    [[nodiscard]] QPoint inside() {
        const ViewCamera camera = view.camera();
        const CloudSight sight{camera, QSizeF(view.size()), view.devicePixelRatioF(), anyRenderer};
        const std::vector<Handle> handles = boxHandles(box(), upDirection(*cloud), sight);
        const QPoint centre = place(box().centre).toPoint();
        for (int away = 0; away < 60; ++away)
            for (const QPoint& way : {QPoint(1, 1), QPoint(-1, 1), QPoint(1, -1), QPoint(-1, -1), QPoint(2, 1)})
                if (const auto handle = handleAt(handles, centre + way * away, sight);
                    handle && handle->kind == Handle::Kind::Inside)
                    return centre + way * away;
        qWarning("the box has no place to take hold of it");
        return {-1, -1};
    }

    void move(const QPointF& to, Qt::MouseButtons buttons, Qt::KeyboardModifiers modifiers = {}) {
        QMouseEvent event(QEvent::MouseMove, to, view.mapToGlobal(to), Qt::NoButton, buttons, modifiers);
        QApplication::sendEvent(&view, &event);
    }
    void drag(const QPoint& from, const QPoint& to, Qt::KeyboardModifiers modifiers = {},
              Qt::MouseButton button = Qt::LeftButton) {
        move(from, Qt::NoButton, modifiers);
        QTest::mousePress(&view, button, modifiers, from);
        for (int step = 1; step <= 5; ++step)
            move(QPointF(from) + QPointF(to - from) * step / 5.0, button, modifiers);
        QTest::mouseRelease(&view, button, modifiers, to);
    }
    void click(const QPointF& at, Qt::KeyboardModifiers modifiers = {}) {
        move(at, Qt::NoButton, modifiers);
        QTest::mouseClick(&view, Qt::LeftButton, modifiers, at.toPoint());
    }
    void wheel(const QPointF& position, int delta, Qt::KeyboardModifiers modifiers = {}) {
        QWheelEvent event(position, view.mapToGlobal(position), {}, {0, delta}, Qt::NoButton, modifiers,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(&view, &event);
    }
    /// As the person sees it, handles and all.
    [[nodiscard]] QColor colourAt(const QPoint& at) {
        const QImage image = view.grab().toImage();
        const double ratio = image.devicePixelRatio();
        return image.pixelColor(int((at.x() + 0.5) * ratio), int((at.y() + 0.5) * ratio));
    }
    void select(int waypoint) { state.select({Selection::Kind::Waypoint, QStringLiteral("truth"), waypoint}); }
    [[nodiscard]] bool isOneGesture() const {
        return !steps.empty() && std::all_of(steps.begin(), steps.end(), [this](const EditStep& step) {
            return step.gesture == steps.front().gesture && step.name == steps.front().name && !step.name.isEmpty();
        });
    }
};

int difference(const QColor& a, const QColor& b) {
    return std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) + std::abs(a.blue() - b.blue());
}

double distance(const QPointF& a, const QPointF& b) {
    return std::hypot(a.x() - b.x(), a.y() - b.y());
}

cv::Vec3d column(const cv::Matx33d& m, int i) {
    return {m(0, i), m(1, i), m(2, i)};
}

/// From a ring's middle to where it is taken hold of.
cv::Vec3d armOf(const Handle& ring) {
    return cv::Vec3d(ring.outline[ring.outline.size() / 8] - ring.origin);
}

double angleOf(const cv::Matx33d& rotation) {
    return std::acos(std::clamp((cv::trace(rotation) - 1) / 2, -1.0, 1.0)) / degree;
}

} // namespace

class TestCloudEditing : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void withoutAToolTheMouseLooksAround();
    void aClickAddsAWaypointOnTheSurface();
    void aTraceBeginsWithTheFirstClick();
    void aClickOnNothingAddsNothing();
    void aClickOnASegmentInserts();
    void pullingASegmentInsertsAndMoves();
    void aClickOnAWaypointSelectsIt();
    void aDragMovesAWaypointParallelToTheScreen();
    void withCtrlAWaypointFollowsTheSurface();
    void theWheelMovesADraggedWaypointAlongItsRay();
    void arrowsMoveAWaypointAlongTheirAxis_data();
    void arrowsMoveAWaypointAlongTheirAxis();
    void squaresMoveAWaypointInTheirPlane_data();
    void squaresMoveAWaypointInTheirPlane();
    void aWaypointUnderAnArrowCanBeTakenHoldOf();
    void deleteRemovesTheSelectedWaypoint();
    void keysNudgeTheSelectedWaypoint();
    void aHeldKeyIsOneGesture();
    void escapePutsADraggedWaypointBack();
    void aDoubleClickSetsThePivotAndAddsNothing();
    void everyDragIsAGestureOfItsOwn();

    void facesResizeTheBox_data();
    void facesResizeTheBox();
    void withShiftBothFacesMove();
    void aFaceStopsBeforeItsOpposite();
    void aFaceTowardsTheViewerFollowsTheMouseUpwards();
    void arrowsMoveTheBoxAlongItsAxes();
    void theInsideMovesTheBoxOverTheGround();
    void ringsTurnTheBox_data();
    void ringsTurnTheBox();
    void withCtrlItTurnsInStepsOfFiveDegrees();
    void moreThanAWholeTurnIsCounted();
    void aRegionBecomesABoxAroundWhatIsSeenInIt();
    void aFlatRegionGetsABoxStandingOnIt();
    void shiftAndDragFitsTheBoxAnew();
    void aClickStandsABoxOnTheTable();
    void keysNudgeTheSelectedBox();
    void escapePutsADraggedBoxBack();

    void lookingAroundStillWorksWithATool_data();
    void lookingAroundStillWorksWithATool();
    void editsLeaveTheCameraWhereItIs();
    void anotherSampleEndsTheDrag();
    void anotherToolEndsTheDrag();
    void aCamerasPicturesAreNotEdited();
    void takingAToolShowsItsLayer();
    void handlesAreDrawnAndLitUnderTheMouse();
    void handlesBehindTheCloudAreFainter();
    void handlesKeepTheirSizeOnTheScreen();
    void wildScenesNeverCrash();
};

void TestCloudEditing::withoutAToolTheMouseLooksAround() {
    Fixture f(EditTool::None);
    const ViewCamera before = f.view.camera();
    f.drag(f.place(f.points()[1]).toPoint(), f.place(f.points()[1]).toPoint() + QPoint(60, 0));
    QVERIFY(!(f.view.camera() == before));
    f.click(f.place(f.points()[0]));
    QTest::keyClick(&f.view, Qt::Key_Delete);
    QTest::keyClick(&f.view, Qt::Key_PageUp);
    QVERIFY(f.steps.empty());
    QCOMPARE(f.state.selection().waypoint, 0);
}

void TestCloudEditing::aClickAddsAWaypointOnTheSurface() {
    for (const bool isOrbited : {false, true}) {
        Fixture f(EditTool::Trace);
        if (isOrbited)
            f.orbit();
        const QPointF at = f.place(f.desk.at(0, Desk::tableY, 1.35));
        f.click(at);
        QCOMPARE(f.points().size(), 4U);
        QVERIFY(f.distanceToCloud(f.points().back()) < 1e-6);
        QVERIFY(cv::norm(f.points().back() - f.desk.at(0, Desk::tableY, 1.35)) < 0.012);
        QCOMPARE(f.state.selection(), (Selection{Selection::Kind::Waypoint, QStringLiteral("truth"), 3}));
        QCOMPARE(f.steps.size(), 1U);
        QVERIFY(!f.steps[0].name.isEmpty());
    }
}

void TestCloudEditing::aTraceBeginsWithTheFirstClick() {
    Fixture f(EditTool::Trace);
    f.setTrace({});
    f.click(f.place(f.desk.at(-0.3, Desk::tableY, 1.2)));
    f.click(f.place(f.desk.at(0.1, Desk::blockTop, 0.95)));
    QCOMPARE(f.points().size(), 2U);
    QVERIFY(cv::norm(f.points()[1] - f.desk.at(0.1, Desk::blockTop, 0.95)) < 0.012);
    QVERIFY(f.steps[0].gesture != f.steps[1].gesture);
}

void TestCloudEditing::aClickOnNothingAddsNothing() {
    Fixture f(EditTool::Trace);
    f.view.setCamera(ViewCamera::lookingAt({3, -3, -3}, {0, 0, 1}, f.desk.up()));
    f.select(1);
    f.click({4, 4});
    QVERIFY(f.steps.empty());
    QCOMPARE(f.state.selection().kind, Selection::Kind::Nothing);
}

void TestCloudEditing::aClickOnASegmentInserts() {
    Fixture f(EditTool::Trace);
    f.orbit();
    const Points before = f.points();
    f.click((f.place(before[1]) + f.place(before[2])) / 2);
    QCOMPARE(f.points().size(), 4U);
    QCOMPARE(f.points()[3], before[2]);
    const cv::Vec3d way(before[2] - before[1]);
    const cv::Vec3d off(f.points()[2] - before[1]);
    QVERIFY(cv::norm(off.cross(way)) / cv::norm(way) < 1e-9);
    QVERIFY(distance(f.place(f.points()[2]), (f.place(before[1]) + f.place(before[2])) / 2) < 2);
    QCOMPARE(f.state.selection().waypoint, 2);
}

void TestCloudEditing::pullingASegmentInsertsAndMoves() {
    Fixture f(EditTool::Trace);
    const Points before = f.points();
    const QPoint from = ((f.place(before[0]) + f.place(before[1])) / 2).toPoint();
    f.drag(from, from + QPoint(30, -40));
    QCOMPARE(f.points().size(), 4U);
    QCOMPARE(f.points()[0], before[0]);
    QCOMPARE(f.points()[2], before[1]);
    QVERIFY(distance(f.place(f.points()[1]), from + QPoint(30, -40)) < 2);
    QVERIFY(f.isOneGesture());
    QCOMPARE(f.state.selection().waypoint, 1);
}

void TestCloudEditing::aClickOnAWaypointSelectsIt() {
    Fixture f(EditTool::Trace);
    f.click(f.place(f.points()[2]) + QPointF(3, 3));
    QCOMPARE(f.state.selection(), (Selection{Selection::Kind::Waypoint, QStringLiteral("truth"), 2}));
    QVERIFY(f.steps.empty());
}

void TestCloudEditing::aDragMovesAWaypointParallelToTheScreen() {
    for (const bool isOrthographic : {false, true}) {
        Fixture f(EditTool::Trace);
        f.orbit();
        f.view.setOrthographic(isOrthographic);
        const Points before = f.points();
        const QPointF place = f.place(before[1]);
        const double depth = f.depth(before[1]);
        f.drag(place.toPoint() + QPoint(3, -2), place.toPoint() + QPoint(53, 38));
        QVERIFY(distance(f.place(f.points()[1]), place + QPointF(50, 40)) < 0.01);
        QVERIFY(std::abs(f.depth(f.points()[1]) - depth) < 1e-9);
        QCOMPARE(f.points()[0], before[0]);
        QCOMPARE(f.points()[2], before[2]);
        QVERIFY(f.steps.size() > 2);
        QVERIFY(f.isOneGesture());
        QCOMPARE(f.state.selection().waypoint, 1);
    }
}

void TestCloudEditing::withCtrlAWaypointFollowsTheSurface() {
    Fixture f(EditTool::Trace);
    f.orbit();
    const QPoint to = f.place(f.desk.at(0.12, Desk::blockTop, 0.98)).toPoint();
    f.drag(f.place(f.points()[1]).toPoint(), to, Qt::ControlModifier);
    QVERIFY(f.distanceToCloud(f.points()[1]) < 1e-6);
    QVERIFY(distance(f.place(f.points()[1]), to) < 5);
    QVERIFY(cv::norm(f.points()[1] - f.desk.at(0.12, Desk::blockTop, 0.98)) < 0.015);
    QVERIFY(f.isOneGesture());
}

void TestCloudEditing::theWheelMovesADraggedWaypointAlongItsRay() {
    Fixture f(EditTool::Trace);
    const QPoint from = f.place(f.points()[1]).toPoint();
    const double depth = f.depth(f.points()[1]);
    const ViewCamera camera = f.view.camera();
    QTest::mousePress(&f.view, Qt::LeftButton, {}, from);
    f.move(from + QPointF(30, 0), Qt::LeftButton);
    const QPointF place = f.place(f.points()[1]);
    f.wheel(from + QPointF(30, 0), 360);
    QVERIFY(std::abs(f.depth(f.points()[1]) - depth - 0.03) < 1e-9);
    f.wheel(from + QPointF(30, 0), -120, Qt::ShiftModifier);
    QVERIFY(std::abs(f.depth(f.points()[1]) - depth - 0.029) < 1e-9);
    QVERIFY(distance(f.place(f.points()[1]), place) < 0.01);
    QTest::mouseRelease(&f.view, Qt::LeftButton, {}, from + QPoint(30, 0));
    QVERIFY(f.view.camera() == camera);
    QVERIFY(f.isOneGesture());
}

void TestCloudEditing::arrowsMoveAWaypointAlongTheirAxis_data() {
    QTest::addColumn<int>("axis");
    QTest::newRow("right") << 0;
    QTest::newRow("away") << 1;
    QTest::newRow("up") << 2;
}

void TestCloudEditing::arrowsMoveAWaypointAlongTheirAxis() {
    QFETCH(int, axis);
    Fixture f(EditTool::Trace);
    f.orbit();
    f.select(1);
    const PointCamera before = f.points()[1];
    const Handle handle = f.handle(Handle::Kind::Arrow, axis).first;
    if (axis == 2)
        QVERIFY(cv::norm(handle.direction - f.desk.up()) < 0.02);
    const QPoint tip = f.place(handle.outline[1]).toPoint();
    const QPoint to = f.place(handle.outline[1] + PointCamera(handle.direction * 0.12)).toPoint();
    f.drag(tip, to);
    const cv::Vec3d by(f.points()[1] - before);
    QVERIFY(cv::norm(by.cross(handle.direction)) < 1e-9);
    QVERIFY2(std::abs(by.dot(handle.direction) - 0.12) < 0.008, qPrintable(QString::number(by.dot(handle.direction))));
    QVERIFY(f.isOneGesture());
}

void TestCloudEditing::squaresMoveAWaypointInTheirPlane_data() {
    arrowsMoveAWaypointAlongTheirAxis_data();
}

void TestCloudEditing::squaresMoveAWaypointInTheirPlane() {
    QFETCH(int, axis);
    Fixture f(EditTool::Trace);
    f.orbit();
    f.select(1);
    const PointCamera before = f.points()[1];
    const auto [handle, grip] = f.handle(Handle::Kind::Square, axis);
    const QPointF place = f.place(before);
    f.drag(grip, grip + QPoint(35, 20));
    const cv::Vec3d by(f.points()[1] - before);
    QVERIFY(std::abs(by.dot(handle.direction)) < 1e-9);
    QVERIFY(cv::norm(by) > 0.01);
    QVERIFY(distance(f.place(f.points()[1]), place + QPointF(35, 20)) < 6);
    QVERIFY(f.isOneGesture());
}

void TestCloudEditing::aWaypointUnderAnArrowCanBeTakenHoldOf() {
    Fixture f(EditTool::Trace);
    f.orbit();
    f.select(1);
    const Handle arrow = f.handle(Handle::Kind::Arrow, 0).first;
    const PointCamera under = arrow.outline[0] + (arrow.outline[1] - arrow.outline[0]) * 0.7;
    f.setTrace({f.points()[0], f.points()[1], under});
    f.click(f.place(under));
    QCOMPARE(f.state.selection().waypoint, 2);
    QVERIFY(f.steps.empty());
}

void TestCloudEditing::deleteRemovesTheSelectedWaypoint() {
    Fixture f(EditTool::Trace);
    const Points before = f.points();
    f.select(1);
    QTest::keyClick(&f.view, Qt::Key_Delete);
    QCOMPARE(f.points(), (Points{before[0], before[2]}));
    QCOMPARE(f.state.selection().waypoint, 1);
    QTest::keyClick(&f.view, Qt::Key_Delete);
    QTest::keyClick(&f.view, Qt::Key_Delete);
    QVERIFY(f.points().empty());
    QCOMPARE(f.state.selection().kind, Selection::Kind::Nothing);
    QTest::keyClick(&f.view, Qt::Key_Delete);
    QCOMPARE(f.steps.size(), 3U);
    QVERIFY(f.steps[0].gesture != f.steps[1].gesture);
}

void TestCloudEditing::keysNudgeTheSelectedWaypoint() {
    Fixture f(EditTool::Trace);
    f.orbit();
    f.select(1);
    const ViewCamera camera = f.view.camera();
    const cv::Matx33d& r = camera.rotation();
    const cv::Vec3d right(r(0, 0), r(0, 1), r(0, 2));
    const cv::Vec3d down(r(1, 0), r(1, 1), r(1, 2));
    const cv::Vec3d up = upDirection(*f.cloud);
    for (const auto& [key, direction] :
         {std::pair(Qt::Key_Left, -right), std::pair(Qt::Key_Right, right), std::pair(Qt::Key_Up, -down),
          std::pair(Qt::Key_Down, down), std::pair(Qt::Key_PageUp, up), std::pair(Qt::Key_PageDown, -up)}) {
        for (const auto& [modifiers, step] : {std::pair(Qt::NoModifier, 0.01), std::pair(Qt::ShiftModifier, 0.001)}) {
            const PointCamera before = f.points()[1];
            QTest::keyClick(&f.view, key, modifiers);
            QVERIFY(cv::norm(cv::Vec3d(f.points()[1] - before) - direction * step) < 1e-9);
        }
    }
    QCOMPARE(f.steps.size(), 12U);
    QVERIFY(f.view.camera() == camera);
    // Without a waypoint of the ground truth the arrows turn the view.
    f.state.select({});
    QTest::keyClick(&f.view, Qt::Key_Left);
    QCOMPARE(f.steps.size(), 12U);
    QVERIFY(!(f.view.camera() == camera));
}

void TestCloudEditing::aHeldKeyIsOneGesture() {
    Fixture f(EditTool::Trace);
    f.select(1);
    for (const bool repeats : {false, true, true}) {
        QKeyEvent press(QEvent::KeyPress, Qt::Key_Right, Qt::NoModifier, QString(), repeats);
        QApplication::sendEvent(&f.view, &press);
    }
    QCOMPARE(f.steps.size(), 3U);
    QVERIFY(f.isOneGesture());
    QTest::keyClick(&f.view, Qt::Key_Right);
    QVERIFY(f.steps.back().gesture != f.steps.front().gesture);
}

void TestCloudEditing::escapePutsADraggedWaypointBack() {
    Fixture f(EditTool::Trace);
    f.select(2);
    const Points before = f.points();
    const QPoint from = f.place(before[0]).toPoint();
    QTest::mousePress(&f.view, Qt::LeftButton, {}, from);
    f.move(from + QPointF(40, 10), Qt::LeftButton);
    f.move(from + QPointF(80, 10), Qt::LeftButton);
    QVERIFY(f.points() != before);
    QTest::keyClick(&f.view, Qt::Key_Escape);
    QCOMPARE(f.points(), before);
    QVERIFY(f.isOneGesture());
    QCOMPARE(f.state.selection().waypoint, 2);
    const std::size_t steps = f.steps.size();
    f.move(from + QPointF(99, 10), Qt::LeftButton);
    QTest::mouseRelease(&f.view, Qt::LeftButton, {}, from + QPoint(99, 10));
    QCOMPARE(f.steps.size(), steps);
    QCOMPARE(f.state.selection().waypoint, 2);
    // A second Escape is for what is selected, as without a tool.
    QTest::keyClick(&f.view, Qt::Key_Escape);
    QCOMPARE(f.state.selection().kind, Selection::Kind::Nothing);
}

void TestCloudEditing::aDoubleClickSetsThePivotAndAddsNothing() {
    Fixture f(EditTool::Trace);
    f.orbit();
    const Points before = f.points();
    const PointCamera on = f.desk.at(0, Desk::tableY, 1.35);
    f.click(f.place(on));
    QCOMPARE(f.points().size(), 4U);
    QMouseEvent again(QEvent::MouseButtonDblClick, f.place(on), f.view.mapToGlobal(f.place(on)), Qt::LeftButton,
                      Qt::LeftButton, {});
    QApplication::sendEvent(&f.view, &again);
    QTest::mouseRelease(&f.view, Qt::LeftButton, {}, f.place(on).toPoint());
    QCOMPARE(f.points(), before);
    QVERIFY(f.isOneGesture());
    QVERIFY(cv::norm(f.view.camera().pivot() - on) < 0.02);
}

void TestCloudEditing::everyDragIsAGestureOfItsOwn() {
    Fixture f(EditTool::Trace);
    for (int i = 0; i < 2; ++i) {
        const QPoint from = f.place(f.points()[0]).toPoint();
        f.drag(from, from + QPoint(20, -20));
    }
    QVERIFY(f.steps.size() >= 4);
    QVERIFY(f.steps.front().gesture != f.steps.back().gesture);
}

void TestCloudEditing::facesResizeTheBox_data() {
    QTest::addColumn<int>("axis");
    QTest::addColumn<bool>("isPositive");
    for (int axis = 0; axis < 3; ++axis)
        for (const bool isPositive : {false, true})
            QTest::newRow(qPrintable(QStringLiteral("%1%2").arg(isPositive ? '+' : '-').arg("xyz"[axis])))
                << axis << isPositive;
}

void TestCloudEditing::facesResizeTheBox() {
    QFETCH(int, axis);
    QFETCH(bool, isPositive);
    Fixture f(EditTool::Box);
    f.orbit();
    const OrientedBox before = f.box();
    const auto [handle, grip] = f.handle(Handle::Kind::Face, axis, isPositive);
    const QPoint to = f.place(handle.origin + PointCamera(handle.direction * 0.06)).toPoint();
    f.drag(grip, to);
    const OrientedBox& after = f.box();
    QVERIFY2(std::abs(after.extentMetres[axis] - before.extentMetres[axis] - 0.06) < 0.008,
             qPrintable(QString::number(after.extentMetres[axis] - before.extentMetres[axis])));
    for (const int other : {(axis + 1) % 3, (axis + 2) % 3})
        QCOMPARE(after.extentMetres[other], before.extentMetres[other]);
    const auto opposite = [&](const OrientedBox& box) {
        return cv::Vec3d(box.centre) - handle.direction * (box.extentMetres[axis] / 2);
    };
    QVERIFY(cv::norm(opposite(after) - opposite(before)) < 1e-9);
    QVERIFY(cv::norm(after.rotation - before.rotation) < 1e-9);
    QVERIFY(f.isOneGesture());
    QCOMPARE(f.state.selection().kind, Selection::Kind::DestinationBox);
}

void TestCloudEditing::withShiftBothFacesMove() {
    Fixture f(EditTool::Box);
    f.orbit();
    const OrientedBox before = f.box();
    const auto [handle, grip] = f.handle(Handle::Kind::Face, 0);
    const QPoint out = f.place(handle.origin + PointCamera(handle.direction * 0.05)).toPoint();
    f.drag(grip, out, Qt::ShiftModifier);
    QVERIFY(cv::norm(f.box().centre - before.centre) < 1e-9);
    QVERIFY(std::abs(f.box().extentMetres[0] - before.extentMetres[0] - 0.1) < 0.012);
    // Inwards beyond the middle it still keeps its centre.
    const auto [second, from] = f.handle(Handle::Kind::Face, 0);
    f.drag(from, f.place(second.origin - PointCamera(second.direction * 0.6)).toPoint(), Qt::ShiftModifier);
    QVERIFY(std::abs(f.box().extentMetres[0] - leastExtentMetres) < 1e-9);
    QVERIFY(cv::norm(f.box().centre - before.centre) < 1e-9);
}

void TestCloudEditing::aFaceStopsBeforeItsOpposite() {
    Fixture f(EditTool::Box);
    f.orbit();
    const auto [handle, grip] = f.handle(Handle::Kind::Face, 2);
    f.drag(grip, f.place(handle.origin - PointCamera(handle.direction * 0.5)).toPoint());
    QCOMPARE(f.box().extentMetres[2], leastExtentMetres);
}

void TestCloudEditing::aFaceTowardsTheViewerFollowsTheMouseUpwards() {
    Fixture f(EditTool::Box);
    const OrientedBox before = f.box();
    const cv::Vec3d top = column(before.rotation, 2);
    f.view.setCamera(ViewCamera::lookingAt(before.centre + PointCamera(top * 1.5), before.centre, f.desk.up()));
    const auto [handle, grip] = f.handle(Handle::Kind::Face, 2);
    f.drag(grip, grip + QPoint(0, -40));
    const double grown = f.box().extentMetres[2] - before.extentMetres[2];
    QVERIFY2(grown > 0.05 && grown < 0.3, qPrintable(QString::number(grown)));
}

void TestCloudEditing::arrowsMoveTheBoxAlongItsAxes() {
    for (int axis = 0; axis < 3; ++axis) {
        Fixture f(EditTool::Box);
        f.orbit();
        const OrientedBox before = f.box();
        const Handle handle = f.handle(Handle::Kind::Arrow, axis).first;
        f.drag(f.place(handle.outline[1]).toPoint(),
               f.place(handle.outline[1] + PointCamera(handle.direction * 0.1)).toPoint());
        const cv::Vec3d by(f.box().centre - before.centre);
        QVERIFY(cv::norm(by.cross(column(before.rotation, axis))) < 1e-9);
        QVERIFY2(std::abs(by.dot(handle.direction) - 0.1) < 0.008, qPrintable(QString::number(cv::norm(by))));
        QCOMPARE(f.box().extentMetres, before.extentMetres);
        QVERIFY(f.isOneGesture());
    }
}

void TestCloudEditing::theInsideMovesTheBoxOverTheGround() {
    for (const bool isOrbited : {false, true}) {
        Fixture f(EditTool::Box);
        if (isOrbited)
            f.orbit();
        const OrientedBox before = f.box();
        const cv::Vec3d up = upDirection(*f.cloud);
        const QPoint from = f.inside();
        f.drag(from, from + QPoint(50, 12));
        const cv::Vec3d by(f.box().centre - before.centre);
        QVERIFY(std::abs(by.dot(up)) < 1e-9);
        QVERIFY(distance(f.place(f.box().centre), f.place(before.centre) + QPointF(50, 12)) < 8);
        QCOMPARE(f.box().rotation, before.rotation);
        QVERIFY(f.isOneGesture());
    }
}

void TestCloudEditing::ringsTurnTheBox_data() {
    QTest::addColumn<int>("axis");
    QTest::addColumn<double>("degrees");
    QTest::newRow("upright") << 2 << 37.0;
    QTest::newRow("upright, back") << 2 << -64.0;
    QTest::newRow("first") << 0 << 25.0;
    QTest::newRow("second") << 1 << 40.0;
}

void TestCloudEditing::ringsTurnTheBox() {
    QFETCH(int, axis);
    QFETCH(double, degrees);
    Fixture f(EditTool::Box);
    f.orbit();
    const OrientedBox before = f.box();
    const auto [handle, grip] = f.handle(Handle::Kind::Ring, axis);
    QCOMPARE(handle.isProminent, axis == 2);
    const cv::Vec3d arm = armOf(handle);
    const cv::Vec3d across = handle.direction.cross(arm);
    const cv::Vec3d turnedArm = arm * std::cos(degrees * degree) + across * std::sin(degrees * degree);
    f.drag(grip, f.place(handle.origin + PointCamera(turnedArm)).toPoint());
    const cv::Matx33d turn = before.rotation.t() * f.box().rotation;
    QVERIFY2(std::abs(angleOf(turn) - std::abs(degrees)) < 2, qPrintable(QString::number(angleOf(turn))));
    const OrientedBox expected = turned(before, axis, degrees * degree);
    QVERIFY(angleOf(expected.rotation.t() * f.box().rotation) < 2);
    QCOMPARE(f.box().centre, before.centre);
    QCOMPARE(f.box().extentMetres, before.extentMetres);
    QVERIFY(f.box().isRigid(1e-9));
    QVERIFY(f.isOneGesture());
}

void TestCloudEditing::withCtrlItTurnsInStepsOfFiveDegrees() {
    Fixture f(EditTool::Box);
    f.orbit();
    const OrientedBox before = f.box();
    const auto [handle, grip] = f.handle(Handle::Kind::Ring, 2);
    const cv::Vec3d arm = armOf(handle);
    const cv::Vec3d across = handle.direction.cross(arm);
    for (const double degrees : {21.0, 33.6}) {
        f.setTrace(f.points());
        auto restored = std::make_shared<Sample>(*f.sample);
        restored->destinationBox = before;
        f.show(restored);
        const cv::Vec3d to = arm * std::cos(degrees * degree) + across * std::sin(degrees * degree);
        f.drag(grip, f.place(handle.origin + PointCamera(to)).toPoint(), Qt::ControlModifier);
        const double got = angleOf(before.rotation.t() * f.box().rotation);
        QVERIFY2(std::abs(got - std::round(degrees / 5) * 5) < 1e-6, qPrintable(QString::number(got)));
    }
}

void TestCloudEditing::moreThanAWholeTurnIsCounted() {
    Fixture f(EditTool::Box);
    f.view.viewFromTop();
    const OrientedBox before = f.box();
    const auto [handle, grip] = f.handle(Handle::Kind::Ring, 2);
    const cv::Vec3d arm = armOf(handle);
    const cv::Vec3d across = handle.direction.cross(arm);
    QTest::mousePress(&f.view, Qt::LeftButton, {}, grip);
    for (int degrees = 10; degrees <= 400; degrees += 10) {
        const cv::Vec3d to = arm * std::cos(degrees * degree) + across * std::sin(degrees * degree);
        f.move(f.place(handle.origin + PointCamera(to)), Qt::LeftButton);
        const double expected = std::abs(std::remainder(degrees, 360.0));
        QVERIFY(std::abs(angleOf(before.rotation.t() * f.box().rotation) - expected) < 2);
    }
    QTest::mouseRelease(&f.view, Qt::LeftButton, {}, grip);
    QVERIFY(f.isOneGesture());
}

void TestCloudEditing::aRegionBecomesABoxAroundWhatIsSeenInIt() {
    Fixture f(EditTool::Box, false);
    // Around the block as the capturing camera sees it, and as little else as can be.
    QRectF region;
    for (const double x : {Desk::blockLeft, Desk::blockRight})
        for (const double y : {Desk::blockTop, Desk::tableY})
            for (const double z : {Desk::blockFront, Desk::blockBack})
                if (y == Desk::blockTop || z == Desk::blockFront)
                    region |= QRectF(f.place(f.desk.at(x, y, z)) - QPointF(0.5, 0.5), QSizeF(1, 1));
    const ViewCamera camera = f.view.camera();
    f.drag(region.topLeft().toPoint(), region.bottomRight().toPoint());
    QVERIFY(f.view.camera() == camera);
    QVERIFY(f.sample->destinationBox);
    QVERIFY(f.box().isRigid(1e-9));
    QVERIFY(std::acos(column(f.box().rotation, 2).dot(f.desk.up())) / degree < 1);
    QVERIFY(std::abs(f.box().extentMetres[2] - (Desk::tableY - Desk::blockTop)) < 0.015);
    const PointCamera middle = f.desk.at((Desk::blockLeft + Desk::blockRight) / 2, 0.54, 0.99);
    QVERIFY(cv::norm(f.box().centre - middle) < 0.12);
    QVERIFY(f.box().distanceTo(f.desk.at(Desk::blockLeft, Desk::blockTop, Desk::blockFront)) < 0.01);
    QVERIFY(f.box().distanceTo(f.desk.at(Desk::blockRight, Desk::blockTop, Desk::blockBack)) < 0.01);
    QCOMPARE(f.steps.size(), 1U);
    QCOMPARE(f.state.selection().kind, Selection::Kind::DestinationBox);
}

void TestCloudEditing::aFlatRegionGetsABoxStandingOnIt() {
    Fixture f(EditTool::Box, false);
    f.drag(f.place(f.desk.at(-0.35, Desk::tableY, 1.3)).toPoint(),
           f.place(f.desk.at(-0.15, Desk::tableY, 1.1)).toPoint());
    QVERIFY(f.sample->destinationBox);
    QVERIFY(f.box().extentMetres[2] > 0.08 && f.box().extentMetres[2] < 0.12);
    const cv::Vec3d foot = cv::Vec3d(f.box().centre) - column(f.box().rotation, 2) * (f.box().extentMetres[2] / 2);
    const double aboveTable = (foot - cv::Vec3d(f.desk.at(-0.25, Desk::tableY, 1.2))).dot(f.desk.up());
    QVERIFY(std::abs(aboveTable) < 0.012);
}

void TestCloudEditing::shiftAndDragFitsTheBoxAnew() {
    Fixture f(EditTool::Box);
    const OrientedBox before = f.box();
    const ViewCamera camera = f.view.camera();
    // It begins on the box that is there: with Shift that is drawn over, not moved.
    const QPoint from = f.inside();
    f.drag(from, from + QPoint(60, 50), Qt::ShiftModifier);
    QVERIFY(f.view.camera() == camera);
    QCOMPARE(f.steps.size(), 1U);
    QVERIFY(cv::norm(f.box().extentMetres - before.extentMetres) > 0.01);
}

void TestCloudEditing::aClickStandsABoxOnTheTable() {
    Fixture f(EditTool::Box, false);
    const PointCamera on = f.desk.at(-0.2, Desk::tableY, 1.1);
    f.click(f.place(on));
    QVERIFY(f.sample->destinationBox);
    const cv::Vec3d foot = cv::Vec3d(f.box().centre) - column(f.box().rotation, 2) * (f.box().extentMetres[2] / 2);
    QVERIFY(cv::norm(foot - cv::Vec3d(on)) < 0.012);
    QCOMPARE(f.state.selection().kind, Selection::Kind::DestinationBox);
    // The next click on the table leaves it alone.
    f.click(f.place(f.desk.at(-0.3, Desk::tableY, 1.5)));
    QCOMPARE(f.steps.size(), 1U);
}

void TestCloudEditing::keysNudgeTheSelectedBox() {
    Fixture f(EditTool::Box);
    const cv::Vec3d up = upDirection(*f.cloud);
    QTest::keyClick(&f.view, Qt::Key_Right);
    QVERIFY(f.steps.empty()); // nothing is selected: the view turned
    f.view.viewFromEgo();
    f.state.select({Selection::Kind::DestinationBox, {}, -1});
    for (const auto& [key, way] : {std::pair(Qt::Key_Right, QPointF(1, 0)), std::pair(Qt::Key_Left, QPointF(-1, 0)),
                                   std::pair(Qt::Key_Up, QPointF(0, -1)), std::pair(Qt::Key_Down, QPointF(0, 1))}) {
        const PointCamera before = f.box().centre;
        QTest::keyClick(&f.view, key);
        const cv::Vec3d by(f.box().centre - before);
        QVERIFY(std::abs(cv::norm(by) - 0.01) < 1e-9);
        QVERIFY(std::abs(by.dot(up)) < 1e-9);
        QVERIFY(QPointF::dotProduct(f.place(f.box().centre) - f.place(before), way) > 1);
    }
    const PointCamera before = f.box().centre;
    QTest::keyClick(&f.view, Qt::Key_PageUp, Qt::ShiftModifier);
    QVERIFY(cv::norm(cv::Vec3d(f.box().centre - before) - up * 0.001) < 1e-9);
}

void TestCloudEditing::escapePutsADraggedBoxBack() {
    Fixture f(EditTool::Box);
    const OrientedBox before = f.box();
    const QPoint from = f.inside();
    QTest::mousePress(&f.view, Qt::LeftButton, {}, from);
    f.move(from + QPointF(40, 10), Qt::LeftButton);
    QVERIFY(!(f.box() == before));
    QTest::keyClick(&f.view, Qt::Key_Escape);
    QVERIFY(f.box() == before);
    QVERIFY(f.isOneGesture());
    QTest::mouseRelease(&f.view, Qt::LeftButton, {}, from);
    // A region that is given up leaves nothing either.
    QTest::mousePress(&f.view, Qt::LeftButton, Qt::ShiftModifier, from);
    f.move(from + QPointF(60, 50), Qt::LeftButton, Qt::ShiftModifier);
    QTest::keyClick(&f.view, Qt::Key_Escape);
    QTest::mouseRelease(&f.view, Qt::LeftButton, Qt::ShiftModifier, from + QPoint(60, 50));
    QVERIFY(f.box() == before);
    QVERIFY(f.isOneGesture());
}

void TestCloudEditing::lookingAroundStillWorksWithATool_data() {
    QTest::addColumn<bool>("isTrace");
    QTest::newRow("trace") << true;
    QTest::newRow("box") << false;
}

void TestCloudEditing::lookingAroundStillWorksWithATool() {
    QFETCH(bool, isTrace);
    Fixture f(isTrace ? EditTool::Trace : EditTool::Box);
    f.orbit();
    const QPoint aside = f.place(f.desk.at(0.3, Desk::tableY, 1.35)).toPoint();
    const auto changes = [&f](const std::function<void()>& act) {
        const ViewCamera before = f.view.camera();
        act();
        return !(f.view.camera() == before);
    };
    QVERIFY(changes([&] { f.drag(aside, aside + QPoint(40, 5)); }));
    QVERIFY(changes([&] { f.drag(aside, aside + QPoint(40, 5), {}, Qt::MiddleButton); }));
    QVERIFY(changes([&] { f.drag(aside, aside + QPoint(0, 40), {}, Qt::RightButton); }));
    QVERIFY(changes([&] { f.wheel(aside, 120); }));
    QVERIFY(changes([&] { QTest::keyClick(&f.view, Qt::Key_T); }));
    QVERIFY(f.steps.empty());
}

void TestCloudEditing::editsLeaveTheCameraWhereItIs() {
    Fixture f(EditTool::Trace);
    f.orbit();
    const ViewCamera before = f.view.camera();
    f.drag(f.place(f.points()[0]).toPoint(), f.place(f.points()[0]).toPoint() + QPoint(20, 20));
    f.state.setEditTool(EditTool::Box);
    const auto grip = f.handle(Handle::Kind::Face, 1).second;
    f.drag(grip, grip + QPoint(20, 20));
    QVERIFY(f.steps.front().gesture != f.steps.back().gesture);
    QVERIFY(f.view.camera() == before);
    // Another sample is another view, even of the same name.
    f.show(f.desk.sample());
    QVERIFY(!(f.view.camera() == before));
}

void TestCloudEditing::anotherSampleEndsTheDrag() {
    Fixture f(EditTool::Trace);
    const QPoint from = f.place(f.points()[0]).toPoint();
    QTest::mousePress(&f.view, Qt::LeftButton, {}, from);
    f.move(from + QPointF(40, 10), Qt::LeftButton);
    auto other = f.desk.sample();
    other->id = "other";
    f.show(other);
    const std::size_t steps = f.steps.size();
    f.move(from + QPointF(80, 10), Qt::LeftButton);
    QTest::mouseRelease(&f.view, Qt::LeftButton, {}, from + QPoint(80, 10));
    QCOMPARE(f.steps.size(), steps);
    QCOMPARE(f.points(), other->groundTruth.points());
}

void TestCloudEditing::anotherToolEndsTheDrag() {
    Fixture f(EditTool::Trace);
    const QPoint from = f.place(f.points()[0]).toPoint();
    QTest::mousePress(&f.view, Qt::LeftButton, {}, from);
    f.move(from + QPointF(40, 10), Qt::LeftButton);
    const std::size_t steps = f.steps.size();
    for (const EditTool tool : {EditTool::Box, EditTool::None, EditTool::Mask, EditTool::Trace}) {
        f.state.setEditTool(tool);
        f.move(from + QPointF(60, 20), Qt::LeftButton);
    }
    QTest::mouseRelease(&f.view, Qt::LeftButton, {}, from + QPoint(60, 20));
    QCOMPARE(f.steps.size(), steps);
}

void TestCloudEditing::aCamerasPicturesAreNotEdited() {
    Fixture f(EditTool::Trace);
    f.show(f.desk.sample(), 7);
    f.click(f.place(f.desk.at(0, Desk::tableY, 1.35)));
    QTest::keyClick(&f.view, Qt::Key_Delete);
    QVERIFY(f.steps.empty());
}

void TestCloudEditing::takingAToolShowsItsLayer() {
    Fixture f(EditTool::None);
    for (const QString& layer : {QStringLiteral("truth"), QStringLiteral("box")}) {
        LayerStyle style = f.state.style(layer);
        style.isVisible = false;
        f.state.setStyle(layer, style);
    }
    f.state.setEditTool(EditTool::Trace);
    QVERIFY(f.state.style(QStringLiteral("truth")).isVisible);
    QVERIFY(!f.state.style(QStringLiteral("box")).isVisible);
    f.state.setEditTool(EditTool::Box);
    QVERIFY(f.state.style(QStringLiteral("box")).isVisible);
}

void TestCloudEditing::handlesAreDrawnAndLitUnderTheMouse() {
    Fixture f(EditTool::Box);
    f.orbit();
    const auto [handle, grip] = f.handle(Handle::Kind::Arrow, 2);
    f.move({2, 2}, Qt::NoButton);
    QVERIFY2(difference(f.colourAt(grip), theme().axis(2)) < 60, qPrintable(f.colourAt(grip).name()));
    f.move(grip, Qt::NoButton);
    QVERIFY2(difference(f.colourAt(grip), Qt::white) < 60, qPrintable(f.colourAt(grip).name()));
    QVERIFY(f.view.cursor().shape() != Qt::ArrowCursor);
    f.state.setEditTool(EditTool::None);
    QVERIFY(difference(f.colourAt(grip), theme().axis(2)) > 90 && difference(f.colourAt(grip), Qt::white) > 30);
    QCOMPARE(f.view.cursor().shape(), Qt::ArrowCursor);
    // Figures and screenshots of the view show the scene, not its tools.
    f.state.setEditTool(EditTool::Box);
    const QImage figure = f.view.renderToImage(f.view.size());
    QVERIFY(difference(figure.pixelColor(grip), theme().axis(2)) > 90);
}

void TestCloudEditing::handlesBehindTheCloudAreFainter() {
    Fixture f(EditTool::Trace);
    const PointCamera before = f.desk.at(0, 0.3, 1);
    std::vector<int> off;
    for (const double times : {1.0, 3.0}) { // on one ray, before the wall and behind it
        f.setTrace({f.points()[0], before * times});
        f.select(1);
        f.move({2, 2}, Qt::NoButton);
        off.push_back(difference(f.colourAt(f.handle(Handle::Kind::Arrow, 2).second), theme().axis(2)));
    }
    QVERIFY2(off[0] < 60, qPrintable(QString::number(off[0])));
    QVERIFY2(off[1] > off[0] + 60 && off[1] < 300, qPrintable(QString::number(off[1])));
}

void TestCloudEditing::handlesKeepTheirSizeOnTheScreen() {
    Fixture f(EditTool::Trace);
    f.orbit();
    f.select(1);
    const auto reach = [&f] {
        const Handle up = f.handle(Handle::Kind::Arrow, 2).first;
        return distance(f.place(up.origin), f.place(up.outline[1]));
    };
    const double before = reach();
    ViewCamera camera = f.view.camera();
    camera.dolly(2.5, f.place(f.points()[1]), f.depth(f.points()[1]), QSizeF(f.view.size()));
    f.view.setCamera(camera);
    QVERIFY(std::abs(reach() - before) < 0.12 * before);
}

void TestCloudEditing::wildScenesNeverCrash() {
    Fixture f(EditTool::Trace);
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    for (const EditTool tool : {EditTool::Trace, EditTool::Box}) {
        f.state.setEditTool(tool);
        for (const double wild : {nan, 0.0, 1e300, -5.0, 1e-300}) {
            auto sample = f.desk.sample();
            sample->groundTruth =
                Trace::fromCameraPoints({{wild, wild, wild}, {0, 0, wild}, {0, 0.2, 1}}, sample->frame.camera);
            OrientedBox box;
            box.centre = {wild, 0, 1};
            box.extentMetres = {wild, wild, wild};
            box.rotation(0, 0) = wild;
            sample->destinationBox = box;
            f.show(sample);
            for (int waypoint = 0; waypoint < 4; ++waypoint) {
                f.select(waypoint);
                f.drag({320, 240}, {340, 260});
                f.drag({320, 240}, {340, 260}, Qt::ShiftModifier);
                QTest::keyClick(&f.view, Qt::Key_Up);
                f.view.grab();
            }
        }
    }
    // No cloud, no scene, no size.
    f.cloud = nullptr;
    f.show(f.desk.sample());
    f.drag({320, 240}, {340, 260});
    f.view.setScene(nullptr);
    f.drag({320, 240}, {340, 260});
    QTest::keyClick(&f.view, Qt::Key_Delete);
    f.view.grab();
    QVERIFY(true);
}

QTEST_MAIN(TestCloudEditing)
#include "tst_cloud_editing.moc"
