#include "desk_for_editing.h"
#include "widgets/theme.h"

#include <functional>
#include <limits>

using namespace tracestudio;
using namespace tracestudio::test;

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
    DeskView f(EditTool::None);
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
        DeskView f(EditTool::Trace);
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
    DeskView f(EditTool::Trace);
    f.setTrace({});
    f.click(f.place(f.desk.at(-0.3, Desk::tableY, 1.2)));
    f.click(f.place(f.desk.at(0.1, Desk::blockTop, 0.95)));
    QCOMPARE(f.points().size(), 2U);
    QVERIFY(cv::norm(f.points()[1] - f.desk.at(0.1, Desk::blockTop, 0.95)) < 0.012);
    QVERIFY(f.steps[0].gesture != f.steps[1].gesture);
}

void TestCloudEditing::aClickOnNothingAddsNothing() {
    DeskView f(EditTool::Trace);
    f.view.setCamera(ViewCamera::lookingAt({3, -3, -3}, {0, 0, 1}, f.desk.up()));
    f.select(1);
    f.click({4, 4});
    QVERIFY(f.steps.empty());
    QCOMPARE(f.state.selection().kind, Selection::Kind::Nothing);
}

void TestCloudEditing::aClickOnASegmentInserts() {
    DeskView f(EditTool::Trace);
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
    DeskView f(EditTool::Trace);
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
    DeskView f(EditTool::Trace);
    f.click(f.place(f.points()[2]) + QPointF(3, 3));
    QCOMPARE(f.state.selection(), (Selection{Selection::Kind::Waypoint, QStringLiteral("truth"), 2}));
    QVERIFY(f.steps.empty());
}

void TestCloudEditing::aDragMovesAWaypointParallelToTheScreen() {
    for (const bool isOrthographic : {false, true}) {
        DeskView f(EditTool::Trace);
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
    DeskView f(EditTool::Trace);
    f.orbit();
    const QPoint to = f.place(f.desk.at(0.12, Desk::blockTop, 0.98)).toPoint();
    f.drag(f.place(f.points()[1]).toPoint(), to, Qt::ControlModifier);
    QVERIFY(f.distanceToCloud(f.points()[1]) < 1e-6);
    QVERIFY(distance(f.place(f.points()[1]), to) < 5);
    QVERIFY(cv::norm(f.points()[1] - f.desk.at(0.12, Desk::blockTop, 0.98)) < 0.015);
    QVERIFY(f.isOneGesture());
}

void TestCloudEditing::theWheelMovesADraggedWaypointAlongItsRay() {
    DeskView f(EditTool::Trace);
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
    DeskView f(EditTool::Trace);
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
    DeskView f(EditTool::Trace);
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
    DeskView f(EditTool::Trace);
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
    DeskView f(EditTool::Trace);
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
    DeskView f(EditTool::Trace);
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
    // The up that a cloud brings along is not looked for again.
    auto carrying = std::make_shared<PointCloud>(*f.cloud);
    carrying->up = cv::Vec3d(0.6, -0.8, 0);
    f.cloud = carrying;
    f.show(f.sample);
    const PointCamera before = f.points()[1];
    QTest::keyClick(&f.view, Qt::Key_PageUp);
    QVERIFY(cv::norm(cv::Vec3d(f.points()[1] - before) - *carrying->up * 0.01) < 1e-9);
    // Without a waypoint of the ground truth the arrows turn the view.
    f.state.select({});
    QTest::keyClick(&f.view, Qt::Key_Left);
    QCOMPARE(f.steps.size(), 13U);
    QVERIFY(!(f.view.camera() == camera));
}

void TestCloudEditing::aHeldKeyIsOneGesture() {
    DeskView f(EditTool::Trace);
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
    DeskView f(EditTool::Trace);
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
    DeskView f(EditTool::Trace);
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
    DeskView f(EditTool::Trace);
    for (int i = 0; i < 2; ++i) {
        const QPoint from = f.place(f.points()[0]).toPoint();
        f.drag(from, from + QPoint(20, -20));
    }
    QVERIFY(f.steps.size() >= 4);
    QVERIFY(f.steps.front().gesture != f.steps.back().gesture);
}

void TestCloudEditing::lookingAroundStillWorksWithATool_data() {
    QTest::addColumn<bool>("isTrace");
    QTest::newRow("trace") << true;
    QTest::newRow("box") << false;
}

void TestCloudEditing::lookingAroundStillWorksWithATool() {
    QFETCH(bool, isTrace);
    DeskView f(isTrace ? EditTool::Trace : EditTool::Box);
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
    DeskView f(EditTool::Trace);
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
    DeskView f(EditTool::Trace);
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
    DeskView f(EditTool::Trace);
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
    DeskView f(EditTool::Trace);
    f.show(f.desk.sample(), 7);
    f.click(f.place(f.desk.at(0, Desk::tableY, 1.35)));
    QTest::keyClick(&f.view, Qt::Key_Delete);
    QVERIFY(f.steps.empty());
}

void TestCloudEditing::takingAToolShowsItsLayer() {
    DeskView f(EditTool::None);
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
    DeskView f(EditTool::Box);
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
    DeskView f(EditTool::Trace);
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
    DeskView f(EditTool::Trace);
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
    DeskView f(EditTool::Trace);
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
