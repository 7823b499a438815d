#include "desk_for_editing.h"

using namespace tracestudio;
using namespace tracestudio::test;

class TestCloudBoxEditing : public QObject {
    Q_OBJECT
  private Q_SLOTS:
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
    void theRingOfALargeBoxIsInTheView();
    void theFacesOfALargeBoxAreInTheView();
    void aRegionBecomesABoxAroundWhatIsSeenInIt();
    void aFlatRegionGetsABoxStandingOnIt();
    void shiftAndDragFitsTheBoxAnew();
    void aClickStandsABoxOnTheTable();
    void keysNudgeTheSelectedBox();
    void escapePutsADraggedBoxBack();
};

void TestCloudBoxEditing::facesResizeTheBox_data() {
    QTest::addColumn<int>("axis");
    QTest::addColumn<bool>("isPositive");
    for (int axis = 0; axis < 3; ++axis)
        for (const bool isPositive : {false, true})
            QTest::newRow(qPrintable(QStringLiteral("%1%2").arg(isPositive ? '+' : '-').arg("xyz"[axis])))
                << axis << isPositive;
}

void TestCloudBoxEditing::facesResizeTheBox() {
    QFETCH(int, axis);
    QFETCH(bool, isPositive);
    DeskView f(EditTool::Box);
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

void TestCloudBoxEditing::withShiftBothFacesMove() {
    DeskView f(EditTool::Box);
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

void TestCloudBoxEditing::aFaceStopsBeforeItsOpposite() {
    DeskView f(EditTool::Box);
    f.orbit();
    const auto [handle, grip] = f.handle(Handle::Kind::Face, 2);
    f.drag(grip, f.place(handle.origin - PointCamera(handle.direction * 0.5)).toPoint());
    QCOMPARE(f.box().extentMetres[2], leastExtentMetres);
}

void TestCloudBoxEditing::aFaceTowardsTheViewerFollowsTheMouseUpwards() {
    DeskView f(EditTool::Box);
    const OrientedBox before = f.box();
    const cv::Vec3d top = column(before.rotation, 2);
    f.view.setCamera(ViewCamera::lookingAt(before.centre + PointCamera(top * 1.5), before.centre, f.desk.up()));
    const auto [handle, grip] = f.handle(Handle::Kind::Face, 2);
    f.drag(grip, grip + QPoint(0, -40));
    const double grown = f.box().extentMetres[2] - before.extentMetres[2];
    QVERIFY2(grown > 0.05 && grown < 0.3, qPrintable(QString::number(grown)));
}

void TestCloudBoxEditing::arrowsMoveTheBoxAlongItsAxes() {
    for (int axis = 0; axis < 3; ++axis) {
        DeskView f(EditTool::Box);
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

void TestCloudBoxEditing::theInsideMovesTheBoxOverTheGround() {
    for (const bool isOrbited : {false, true}) {
        DeskView f(EditTool::Box);
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

void TestCloudBoxEditing::ringsTurnTheBox_data() {
    QTest::addColumn<int>("axis");
    QTest::addColumn<double>("degrees");
    QTest::newRow("upright") << 2 << 37.0;
    QTest::newRow("upright, back") << 2 << -64.0;
    QTest::newRow("first") << 0 << 25.0;
    QTest::newRow("second") << 1 << 40.0;
}

void TestCloudBoxEditing::ringsTurnTheBox() {
    QFETCH(int, axis);
    QFETCH(double, degrees);
    DeskView f(EditTool::Box);
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

void TestCloudBoxEditing::withCtrlItTurnsInStepsOfFiveDegrees() {
    DeskView f(EditTool::Box);
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

void TestCloudBoxEditing::moreThanAWholeTurnIsCounted() {
    DeskView f(EditTool::Box);
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

void TestCloudBoxEditing::theRingOfALargeBoxIsInTheView() {
    DeskView f(EditTool::Box);
    auto large = std::make_shared<Sample>(*f.sample);
    large->destinationBox->extentMetres = {3, 2, 1};
    f.show(large);
    const OrientedBox before = f.box();
    const auto [handle, grip] = f.handle(Handle::Kind::Ring, 2);
    int seen = 0;
    for (const PointCamera& point : handle.outline)
        seen += QRectF(f.view.rect()).contains(f.place(point)) ? 1 : 0;
    QVERIFY2(seen > int(handle.outline.size()) / 2, qPrintable(QString::number(seen)));
    QVERIFY(f.view.rect().contains(grip));
    const cv::Vec3d arm = armOf(handle);
    const cv::Vec3d across = handle.direction.cross(arm);
    const double angle = 30 * degree;
    f.drag(grip, f.place(handle.origin + PointCamera(arm * std::cos(angle) + across * std::sin(angle))).toPoint());
    QVERIFY(std::abs(angleOf(before.rotation.t() * f.box().rotation) - 30) < 2);
    QVERIFY(f.isOneGesture());
}

void TestCloudBoxEditing::theFacesOfALargeBoxAreInTheView() {
    for (int axis = 0; axis < 3; ++axis)
        for (const bool isPositive : {false, true}) {
            DeskView f(EditTool::Box);
            f.orbit();
            auto large = std::make_shared<Sample>(*f.sample);
            large->destinationBox->extentMetres = {4, 3, 2}; // with the eye inside of it
            f.show(large);
            const OrientedBox before = f.box();
            const auto [handle, grip] = f.handle(Handle::Kind::Face, axis, isPositive);
            QVERIFY(f.view.rect().adjusted(10, 10, -10, -10).contains(grip));
            // Towards the middle of the box, as far as a face can be from its handle.
            const QPointF centre = f.place(before.centre);
            f.drag(grip, (QPointF(grip) + (centre - grip) * 0.4).toPoint());
            QVERIFY2(f.box().extentMetres[axis] < before.extentMetres[axis] - 0.02,
                     qPrintable(QStringLiteral("%1 %2").arg(axis).arg(f.box().extentMetres[axis])));
            const auto opposite = [&](const OrientedBox& box) {
                return cv::Vec3d(box.centre) - handle.direction * (box.extentMetres[axis] / 2);
            };
            QVERIFY(cv::norm(opposite(f.box()) - opposite(before)) < 1e-9);
            QVERIFY(f.isOneGesture());
        }
}

void TestCloudBoxEditing::aRegionBecomesABoxAroundWhatIsSeenInIt() {
    DeskView f(EditTool::Box, false);
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

void TestCloudBoxEditing::aFlatRegionGetsABoxStandingOnIt() {
    DeskView f(EditTool::Box, false);
    f.drag(f.place(f.desk.at(-0.35, Desk::tableY, 1.3)).toPoint(),
           f.place(f.desk.at(-0.15, Desk::tableY, 1.1)).toPoint());
    QVERIFY(f.sample->destinationBox);
    QVERIFY(f.box().extentMetres[2] > 0.08 && f.box().extentMetres[2] < 0.12);
    const cv::Vec3d foot = cv::Vec3d(f.box().centre) - column(f.box().rotation, 2) * (f.box().extentMetres[2] / 2);
    const double aboveTable = (foot - cv::Vec3d(f.desk.at(-0.25, Desk::tableY, 1.2))).dot(f.desk.up());
    QVERIFY(std::abs(aboveTable) < 0.012);
}

void TestCloudBoxEditing::shiftAndDragFitsTheBoxAnew() {
    DeskView f(EditTool::Box);
    const OrientedBox before = f.box();
    const ViewCamera camera = f.view.camera();
    // It begins on the box that is there: with Shift that is drawn over, not moved.
    const QPoint from = f.inside();
    f.drag(from, from + QPoint(60, 50), Qt::ShiftModifier);
    QVERIFY(f.view.camera() == camera);
    QCOMPARE(f.steps.size(), 1U);
    QVERIFY(cv::norm(f.box().extentMetres - before.extentMetres) > 0.01);
}

void TestCloudBoxEditing::aClickStandsABoxOnTheTable() {
    DeskView f(EditTool::Box, false);
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

void TestCloudBoxEditing::keysNudgeTheSelectedBox() {
    DeskView f(EditTool::Box);
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

void TestCloudBoxEditing::escapePutsADraggedBoxBack() {
    DeskView f(EditTool::Box);
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

QTEST_MAIN(TestCloudBoxEditing)
#include "tst_cloud_box_editing.moc"
