#include "scene/box_shaping.h"
#include "scene/trace_shaping.h"
#include "scene_for_views.h"
#include "support.h"
#include "widgets/image_overlay.h"
#include "widgets/image_view.h"

#include <QApplication>
#include <QDir>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <cmath>
#include <numbers>

using namespace tracestudio;
using tracestudio::test::Room;

namespace {

constexpr auto kTruth = "truth";

double distance(const PixelPoint& a, const PixelPoint& b) {
    return cv::norm(a - b);
}

int difference(const QColor& a, const QColor& b) {
    return std::max({std::abs(a.red() - b.red()), std::abs(a.green() - b.green()), std::abs(a.blue() - b.blue())});
}

/// How many of the picture's pixels around a place have the colour.
int countNear(const QImage& image, const QPointF& place, const QColor& colour, double reach, int tolerance = 8) {
    const qreal ratio = image.devicePixelRatio();
    const QRect area =
        QRectF((place.x() - reach) * ratio, (place.y() - reach) * ratio, 2 * reach * ratio, 2 * reach * ratio)
            .toRect()
            .intersected(image.rect());
    int count = 0;
    for (int y = area.top(); y <= area.bottom(); ++y)
        for (int x = area.left(); x <= area.right(); ++x)
            count += difference(image.pixelColor(x, y), colour) <= tolerance ? 1 : 0;
    return count;
}

/// A view of 800 × 500 (four points a pixel of the room) whose window does what the view says: it hands out a scene
/// with each edit done, as the program's does, and remembers every step.
struct Edited {
    ViewState state;
    ImageView view{&state};
    std::shared_ptr<const ViewScene> scene;
    std::vector<EditStep> steps;
    std::vector<PixelPoint> stroke;
    double strokeRadius = 0;
    std::vector<PixelPoint> polygon;
    std::optional<bool> isErasing;
    std::vector<QRect> grabCuts;
    std::vector<QRect> regions;
    std::vector<PixelPoint> grown;
    std::vector<PixelPoint> asked;

    explicit Edited(EditTool tool, const Room& room = {})
        : scene(room.scene()) {
        view.resize(800, 500);
        view.setScene(scene);
        change([&](Sample& sample) { sample.groundTruth = scene->traces.front().trace; });
        QObject::connect(&view, &ImageView::traceEdited, &view,
                         [this](const std::vector<PointCamera>& trajectory, const EditStep& step) {
                             steps.push_back(step);
                             change([&](Sample& sample) {
                                 sample.groundTruth = Trace::fromCameraPoints(trajectory, sample.frame.camera);
                             });
                         });
        QObject::connect(&view, &ImageView::boxEdited, &view, [this](const OrientedBox& box, const EditStep& step) {
            steps.push_back(step);
            change([&](Sample& sample) { sample.destinationBox = box; });
        });
        QObject::connect(&view, &ImageView::maskStroked, &view,
                         [this](const std::vector<PixelPoint>& points, double radius, bool erases) {
                             stroke = points;
                             strokeRadius = radius;
                             isErasing = erases;
                             change([](Sample& sample) { sample.mask.pixels = sample.mask.pixels.clone(); });
                         });
        QObject::connect(&view, &ImageView::maskPolygonDrawn, &view,
                         [this](const std::vector<PixelPoint>& points, bool erases) {
                             polygon = points;
                             isErasing = erases;
                         });
        QObject::connect(&view, &ImageView::maskRectangleDrawn, &view,
                         [this](const QRect& pixels) { grabCuts.push_back(pixels); });
        QObject::connect(&view, &ImageView::maskGrowRequested, &view, [this](const PixelPoint& pixel, bool erases) {
            grown.push_back(pixel);
            isErasing = erases;
        });
        QObject::connect(&view, &ImageView::depthAsked, &view,
                         [this](const PixelPoint& pixel) { asked.push_back(pixel); });
        QObject::connect(&view, &ImageView::boxRegionDrawn, &view,
                         [this](const QRect& pixels) { regions.push_back(pixels); });
        view.show();
        (void)QTest::qWaitForWindowExposed(&view);
        state.setEditTool(tool);
    }

    template <typename Change>
    void change(const Change& edit) {
        auto sample = std::make_shared<Sample>(*scene->sample);
        edit(*sample);
        auto next = std::make_shared<ViewScene>(*scene);
        next->sample = sample;
        next->traces.front().trace = sample->groundTruth;
        scene = next;
        view.setScene(scene);
    }

    [[nodiscard]] const std::vector<PointCamera>& trace() const { return scene->sample->groundTruth.points(); }
    [[nodiscard]] const OrientedBox& box() const { return *scene->sample->destinationBox; }
    [[nodiscard]] const Camera& camera() const { return scene->sample->frame.camera; }
    [[nodiscard]] PixelPoint pixelOf(std::size_t i) const { return camera().project(trace().at(i)); }
    /// Events of the test library carry no fractions; every pixel of the room is at a whole position here.
    [[nodiscard]] QPoint at(const PixelPoint& pixel) const { return view.viewPositionOf(pixel).toPoint(); }
    [[nodiscard]] double scale() const { return state.imageTransform().scale; }

    void press(const QPoint& place, Qt::KeyboardModifiers modifiers = {}, Qt::MouseButton button = Qt::LeftButton) {
        QTest::mousePress(&view, button, modifiers, place);
    }
    /// QTest::mouseMove carries neither buttons nor modifiers; a drag does.
    void move(const QPointF& place, Qt::KeyboardModifiers modifiers = {}, Qt::MouseButtons buttons = Qt::LeftButton) {
        QMouseEvent event(QEvent::MouseMove, place, view.mapToGlobal(place), Qt::NoButton, buttons, modifiers);
        QApplication::sendEvent(&view, &event);
    }
    void release(const QPoint& place, Qt::KeyboardModifiers modifiers = {}, Qt::MouseButton button = Qt::LeftButton) {
        QTest::mouseRelease(&view, button, modifiers, place);
    }
    void drag(const QPoint& from, const QPoint& to, Qt::KeyboardModifiers modifiers = {},
              Qt::MouseButton button = Qt::LeftButton) {
        press(from, modifiers, button);
        for (int i = 1; i <= 4; ++i)
            move(from + QPointF(to - from) * i / 4, modifiers, button);
        release(to, modifiers, button);
    }
    void click(const PixelPoint& pixel, Qt::KeyboardModifiers modifiers = {}, Qt::MouseButton button = Qt::LeftButton) {
        QTest::mouseClick(&view, button, modifiers, at(pixel));
    }
    void wheel(const QPointF& position, int notches, Qt::KeyboardModifiers modifiers = {}, bool isSideways = false) {
        const QPoint turned = isSideways ? QPoint(120 * notches, 0) : QPoint(0, 120 * notches);
        QWheelEvent event(position, view.mapToGlobal(position), QPoint(), turned, Qt::NoButton, modifiers,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(&view, &event);
    }
    [[nodiscard]] QImage picture() { return view.grab().toImage(); }
    [[nodiscard]] int gestures() const {
        int count = 0;
        for (std::size_t i = 0; i < steps.size(); ++i)
            count += i == 0 || steps[i].gesture != steps[i - 1].gesture ? 1 : 0;
        return count;
    }
    [[nodiscard]] int selected() const {
        const Selection& selection = state.selection();
        return selection.kind == Selection::Kind::Waypoint && selection.layerId == QLatin1String(kTruth)
                   ? selection.waypoint
                   : -1;
    }
};

} // namespace

class TestImageEditing : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void withoutAToolNothingIsEdited();
    void aClickAddsAWaypointOnTheSurface();
    void aDoubleClickAddsOneWaypoint();
    void aClickWithoutDepthAsksForIt();
    void aTraceIsBegunWhereThereIsNone();
    void aPressOnASegmentInsertsOnIt();
    void draggingAWaypointMovesItAtItsDepth();
    void aShortPressOnlySelects();
    void draggedWaypointsStayInThePicture();
    void controlTakesTheSurfaceUnderIt();
    void altAndTheWheelChangeTheDepth();
    void modifiersMayChangeWhileDragging();
    void escapePutsTheWaypointBack();
    void keysMoveAndDeleteTheSelectedWaypoint();
    void heldKeysAreOneGesture();
    void theViewStillPansAndZooms();
    void handlesAndPreviewAreSeenOnAnyPicture();
    void anotherSampleEndsTheDrag();
    void handlesAreShownWhenTheLayerIsHidden();

    void draggingInsideTheBoxMovesItParallelToThePicture();
    void theBoxMovesOnTheGroundAndAlongTheRay();
    void faceHandlesResizeTheBox();
    void everyFaceInSightIsSizedByItsMiddle();
    void theRingTurnsTheBox();
    void handlesOfALargeBoxStayInTheView();
    void keysMoveTheBox();
    void aRegionIsDrawnForANewBox();
    void aClickStandsABoxWhereThereIsNone();
    void escapePutsTheBoxBack();
    void aTurnedBoxCanBeTakenHoldOfEverywhere();

    void theBrushSaysWhereItWent();
    void theStrokeIsPreviewedPixelByPixel();
    void theBrushChangesItsSize();
    void aPolygonClosesInEveryWay();
    void aPolygonCanBeTakenBackAndLeft();
    void aRectangleIsDrawnInWholePixels();
    void growingIsAskedForByAClick();
    void theMaskStaysSharpWhileItIsEdited();
    void theEditedMaskIsSeenOnAnyPicture_data();
    void theEditedMaskIsSeenOnAnyPicture();
    void escapeDropsTheStroke();

    void tracesOfOddNumbersAreSurvived();
    void dragStepsAreQuick();
    void paintsItselfForLooking();
};

void TestImageEditing::withoutAToolNothingIsEdited() {
    Edited edited(EditTool::None);
    edited.click({100, 50});
    edited.drag(edited.at({30, 70}), edited.at({60, 60}));
    edited.view.fit();
    edited.click({30, 70}); // selects
    QTest::keyClick(&edited.view, Qt::Key_Delete);
    QTest::keyClick(&edited.view, Qt::Key_Left);
    QTest::mouseClick(&edited.view, Qt::RightButton, {}, edited.at({100, 50}));
    edited.wheel(edited.at({30, 70}), 1);
    QVERIFY(edited.steps.empty() && edited.asked.empty() && edited.stroke.empty() && edited.regions.empty());
    QCOMPARE(edited.trace().size(), std::size_t(3));
}

void TestImageEditing::aClickAddsAWaypointOnTheSurface() {
    Edited edited(EditTool::Trace);
    edited.click({100, 50});
    QCOMPARE(edited.trace().size(), std::size_t(4));
    QVERIFY(distance(edited.pixelOf(3), {100, 50}) < 1e-9);
    QCOMPARE(edited.trace()[3].z, 2.0);
    QCOMPARE(edited.selected(), 3);
    QCOMPARE(edited.steps.size(), std::size_t(1));
    // Over the object, the box and another trace too: a trace begins, ends and passes there.
    for (const PixelPoint& pixel : {PixelPoint(23, 78), PixelPoint(170, 80), PixelPoint(90, 40)})
        edited.click(pixel);
    QCOMPARE(edited.trace().size(), std::size_t(7));
    QCOMPARE(edited.gestures(), 4);
    // Beside the picture there is nothing.
    QTest::mouseClick(&edited.view, Qt::LeftButton, {}, QPoint(400, 10));
    QCOMPARE(edited.trace().size(), std::size_t(7));
}

void TestImageEditing::aDoubleClickAddsOneWaypoint() {
    Edited edited(EditTool::Trace);
    const QPoint place = edited.at({100, 50});
    QTest::mouseClick(&edited.view, Qt::LeftButton, {}, place);
    QTest::mouseDClick(&edited.view, Qt::LeftButton, {}, place);
    QCOMPARE(edited.trace().size(), std::size_t(4));
    QTest::keyClick(&edited.view, Qt::Key_Return);
    QCOMPARE(edited.trace().size(), std::size_t(4));
}

void TestImageEditing::aClickWithoutDepthAsksForIt() {
    Edited edited(EditTool::Trace);
    edited.click({3, 50});
    QVERIFY(edited.steps.empty());
    QCOMPARE(edited.asked.size(), std::size_t(1));
    QVERIFY(distance(edited.asked.front(), {3, 50}) < 1e-9);
}

void TestImageEditing::aTraceIsBegunWhereThereIsNone() {
    Edited edited(EditTool::Trace);
    edited.change([](Sample& sample) { sample.groundTruth = {}; });
    edited.click({30, 70});
    edited.click({60, 30});
    QCOMPARE(edited.trace().size(), std::size_t(2));
    QCOMPARE(edited.selected(), 1);
    // Down to nothing again.
    QTest::keyClick(&edited.view, Qt::Key_Delete);
    QCOMPARE(edited.selected(), 0);
    QTest::keyClick(&edited.view, Qt::Key_Delete);
    QVERIFY(edited.trace().empty());
    QCOMPARE(edited.selected(), -1);
    QTest::keyClick(&edited.view, Qt::Key_Delete);
    QVERIFY(edited.trace().empty());
}

void TestImageEditing::aPressOnASegmentInsertsOnIt() {
    Edited edited(EditTool::Trace);
    edited.change([](Sample& sample) {
        // The middle segment goes away from the camera.
        auto points = sample.groundTruth.points();
        points[2] = atDepth(points[2], 3);
        sample.groundTruth = Trace::fromCameraPoints(points, sample.frame.camera);
    });
    edited.click({105, 21});
    QCOMPARE(edited.trace().size(), std::size_t(4));
    QCOMPARE(edited.selected(), 2);
    QVERIFY(distance(edited.pixelOf(2), {105, 20}) < 1e-6);
    // On the segment, not on the wall behind it: it is nearer to its near end than to the middle of its depths.
    const PointCamera point = edited.trace()[2];
    const PointCamera a = edited.trace()[1], b = edited.trace()[3];
    QVERIFY(std::abs(cv::norm(point - a) + cv::norm(b - point) - cv::norm(b - a)) < 1e-9);
    QVERIFY(point.z > 2.01 && point.z < 2.5);
    QCOMPARE(edited.steps.size(), std::size_t(1));
    // Dragged at once it is still one gesture.
    edited.drag(edited.at({45, 45}), edited.at({65, 65}));
    QCOMPARE(edited.trace().size(), std::size_t(5));
    QCOMPARE(edited.selected(), 1);
    QVERIFY(distance(edited.pixelOf(1), {65, 65}) < 0.3);
    QCOMPARE(edited.gestures(), 2);
    QCOMPARE(edited.steps.back().name, edited.steps[1].name);
}

void TestImageEditing::draggingAWaypointMovesItAtItsDepth() {
    Edited edited(EditTool::Trace);
    const auto before = edited.trace();
    edited.drag(edited.at({60, 20}) + QPoint(3, -2), edited.at({80, 45}) + QPoint(3, -2));
    QVERIFY(distance(edited.pixelOf(1), {80, 45}) < 1e-6);
    QCOMPARE(edited.trace()[1].z, 2.0);
    QVERIFY(edited.trace()[0] == before[0] && edited.trace()[2] == before[2]);
    QCOMPARE(edited.selected(), 1);
    QVERIFY(edited.steps.size() > 2);
    QCOMPARE(edited.gestures(), 1);
    edited.drag(edited.at({80, 45}), edited.at({60, 45}));
    QCOMPARE(edited.gestures(), 2);
}

void TestImageEditing::aShortPressOnlySelects() {
    Edited edited(EditTool::Trace);
    edited.drag(edited.at({60, 20}), edited.at({60, 20}) + QPoint(1, 1));
    QVERIFY(edited.steps.empty());
    QCOMPARE(edited.selected(), 1);
}

void TestImageEditing::draggedWaypointsStayInThePicture() {
    Edited edited(EditTool::Trace);
    edited.press(edited.at({60, 20}));
    edited.move(edited.at({60, 20}) + QPointF(-2000, -2000));
    QVERIFY(distance(edited.pixelOf(1), {0, 0}) < 1e-6);
    edited.move(edited.at({60, 20}) + QPointF(2000, 2000));
    QVERIFY(distance(edited.pixelOf(1), {199, 99}) < 1e-6);
    // Back under the mouse when that comes back.
    edited.move(edited.at({70, 30}));
    QVERIFY(distance(edited.pixelOf(1), {70, 30}) < 1e-6);
    edited.release(edited.at({70, 30}));
    QCOMPARE(edited.gestures(), 1);
}

void TestImageEditing::controlTakesTheSurfaceUnderIt() {
    Edited edited(EditTool::Trace);
    edited.change([](Sample& sample) {
        sample.frame.depthMillimetres = sample.frame.depthMillimetres.clone();
        sample.frame.depthMillimetres(cv::Rect(100, 40, 40, 40)).setTo(1200);
    });
    edited.drag(edited.at({60, 20}), edited.at({120, 60}), Qt::ControlModifier);
    QCOMPARE(edited.trace()[1].z, 1.2);
    QVERIFY(distance(edited.pixelOf(1), {120, 60}) < 1e-6);
    edited.drag(edited.at({120, 60}), edited.at({60, 60}));
    QCOMPARE(edited.trace()[1].z, 1.2);
    // Where the sensor read nothing the depth stays.
    edited.drag(edited.at({60, 60}), edited.at({4, 60}), Qt::ControlModifier);
    QVERIFY(distance(edited.pixelOf(1), {4, 60}) < 1e-6);
    QVERIFY(edited.trace()[1].z == 1.2 || edited.trace()[1].z == 2.0);
}

void TestImageEditing::altAndTheWheelChangeTheDepth() {
    Edited edited(EditTool::Trace);
    const QPoint place = edited.at({60, 20});
    edited.drag(place, place - QPoint(0, 40), Qt::AltModifier);
    QVERIFY(std::abs(edited.trace()[1].z - 2.2) < 1e-9);
    QVERIFY(distance(edited.pixelOf(1), {60, 20}) < 1e-9);
    edited.drag(place, place + QPoint(0, 40), Qt::AltModifier | Qt::ShiftModifier);
    QVERIFY(std::abs(edited.trace()[1].z - 2.18) < 1e-9);
    QCOMPARE(edited.gestures(), 2);
    const double scale = edited.scale();
    edited.wheel(place, 3);
    QVERIFY(std::abs(edited.trace()[1].z - 2.21) < 1e-9);
    edited.wheel(place, -1, Qt::ShiftModifier);
    QVERIFY(std::abs(edited.trace()[1].z - 2.209) < 1e-9);
    QCOMPARE(edited.scale(), scale);
    QCOMPARE(edited.gestures(), 3); // turns that follow each other are one
    edited.wheel(edited.at({150, 20}), 1);
    QCOMPARE(edited.gestures(), 4); // of another waypoint another
    // Never behind the camera.
    for (int i = 0; i < 30; ++i)
        edited.wheel(place, -10);
    QVERIFY(edited.trace()[1].z > 0);
    QVERIFY(distance(edited.pixelOf(1), {60, 20}) < 1e-6);
}

void TestImageEditing::modifiersMayChangeWhileDragging() {
    Edited edited(EditTool::Trace);
    const QPointF place = edited.at({60, 20});
    edited.press(place.toPoint());
    edited.move(place + QPointF(40, 0));
    edited.move(place + QPointF(40, -20), Qt::AltModifier);
    edited.move(place + QPointF(40, 20));
    edited.release((place + QPointF(40, 20)).toPoint());
    QVERIFY(distance(edited.pixelOf(1), {70, 30}) < 1e-6);
    QVERIFY(std::abs(edited.trace()[1].z - 2.1) < 1e-9);
    QCOMPARE(edited.gestures(), 1);
}

void TestImageEditing::escapePutsTheWaypointBack() {
    Edited edited(EditTool::Trace);
    const auto before = edited.trace();
    edited.press(edited.at({60, 20}));
    edited.move(edited.at({80, 60}));
    QVERIFY(edited.trace() != before);
    QTest::keyClick(&edited.view, Qt::Key_Escape);
    QVERIFY(edited.trace() == before);
    QCOMPARE(edited.gestures(), 1);
    QCOMPARE(edited.selected(), 1); // the next Esc would select nothing
    const std::size_t count = edited.steps.size();
    edited.move(edited.at({90, 60}));
    edited.release(edited.at({90, 60}));
    QCOMPARE(edited.steps.size(), count);
    QVERIFY(edited.trace() == before);
    // An inserted one is gone.
    edited.press(edited.at({105, 20}));
    QCOMPARE(edited.trace().size(), std::size_t(4));
    QTest::keyClick(&edited.view, Qt::Key_Escape);
    QVERIFY(edited.trace() == before);
    edited.release(edited.at({105, 20}));
    QTest::keyClick(&edited.view, Qt::Key_Escape);
    QCOMPARE(edited.state.selection().kind, Selection::Kind::Nothing);
}

void TestImageEditing::keysMoveAndDeleteTheSelectedWaypoint() {
    Edited edited(EditTool::Trace);
    edited.state.select({Selection::Kind::Waypoint, QString::fromLatin1(kTruth), 1});
    QTest::keyClick(&edited.view, Qt::Key_Right);
    QVERIFY(distance(edited.pixelOf(1), {61, 20}) < 1e-9);
    QTest::keyClick(&edited.view, Qt::Key_Down, Qt::ShiftModifier);
    QVERIFY(distance(edited.pixelOf(1), {61, 30}) < 1e-9);
    QTest::keyClick(&edited.view, Qt::Key_PageUp);
    QVERIFY(std::abs(edited.trace()[1].z - 2.01) < 1e-9);
    QTest::keyClick(&edited.view, Qt::Key_PageDown, Qt::ShiftModifier);
    QVERIFY(std::abs(edited.trace()[1].z - 2.009) < 1e-9);
    QVERIFY(distance(edited.pixelOf(1), {61, 30}) < 1e-9);
    QCOMPARE(edited.gestures(), 4);
    const auto before = edited.trace();
    QTest::keyClick(&edited.view, Qt::Key_Delete);
    QCOMPARE(edited.trace().size(), std::size_t(2));
    QVERIFY(edited.trace()[1] == before[2]);
    QCOMPARE(edited.selected(), 1);
    // A waypoint of an answer is nobody's to edit.
    edited.state.select({Selection::Kind::Waypoint, QStringLiteral("model:0"), 1});
    QTest::keyClick(&edited.view, Qt::Key_Delete);
    QTest::keyClick(&edited.view, Qt::Key_Left);
    QCOMPARE(edited.trace().size(), std::size_t(2));
    QCOMPARE(edited.gestures(), 5);
    // The brackets still step.
    edited.state.select({Selection::Kind::Waypoint, QString::fromLatin1(kTruth), 0});
    QTest::keyClick(&edited.view, Qt::Key_BracketRight);
    QCOMPARE(edited.selected(), 1);
}

void TestImageEditing::heldKeysAreOneGesture() {
    Edited edited(EditTool::Trace);
    edited.state.select({Selection::Kind::Waypoint, QString::fromLatin1(kTruth), 1});
    for (const bool isRepeated : {false, true, true}) {
        QKeyEvent event(QEvent::KeyPress, Qt::Key_Right, Qt::NoModifier, QString(), isRepeated);
        QApplication::sendEvent(&edited.view, &event);
    }
    QVERIFY(distance(edited.pixelOf(1), {63, 20}) < 1e-9);
    QCOMPARE(edited.steps.size(), std::size_t(3));
    QCOMPARE(edited.gestures(), 1);
}

void TestImageEditing::theViewStillPansAndZooms() {
    Edited edited(EditTool::Trace);
    edited.view.zoomBy(2);
    const auto centre = [&] { return edited.state.imageTransform().centre; };
    PixelPoint before = centre();
    edited.drag(QPoint(400, 300), QPoint(440, 300)); // on nothing
    QVERIFY(distance(centre(), before) > 1);
    before = centre();
    edited.drag(QPoint(400, 300), QPoint(440, 300), {}, Qt::MiddleButton);
    QVERIFY(distance(centre(), before) > 1);
    before = centre();
    for (const EditTool tool : {EditTool::Trace, EditTool::Box, EditTool::Mask}) {
        edited.state.setEditTool(tool);
        QTest::keyPress(&edited.view, Qt::Key_Space);
        edited.drag(QPoint(400, 300), QPoint(380, 300));
        QTest::keyRelease(&edited.view, Qt::Key_Space);
        QVERIFY(distance(centre(), before) > 1);
        before = centre();
        const double scale = edited.scale();
        edited.wheel(QPointF(400, 300), 1);
        QVERIFY(edited.scale() > scale);
    }
    QVERIFY(edited.steps.empty() && edited.stroke.empty() && edited.regions.empty());
}

void TestImageEditing::handlesAndPreviewAreSeenOnAnyPicture() {
    for (const bool isDark : {true, false}) {
        applyTheme(*qApp, isDark ? ThemeChoice::Dark : ThemeChoice::Light);
        for (const uchar level : {uchar(0), uchar(128), uchar(255)}) {
            Room room;
            room.grey = {level, level, level};
            Edited edited(EditTool::Trace, room);
            const QColor ground(level, level, level);
            const QColor green = theme().groundTruth;
            const QPointF place = edited.view.viewPositionOf({150, 20});
            // A handle: its colour, a white ring and a dark one.
            const QImage image = edited.picture();
            QVERIFY(countNear(image, place, green, 10) > 60);
            QVERIFY(countNear(image, place, Qt::white, 14) > 20);
            QVERIFY(countNear(image, place, QColor(0, 0, 0), 16, 140) > 20);
            // The preview of the segment that a click would add changes pixels all along its way.
            edited.move(edited.at({150, 60}), {}, Qt::NoButton);
            const QImage with = edited.picture();
            for (const double y : {35.0, 45.0}) {
                const QPointF on = edited.view.viewPositionOf({150, y});
                QVERIFY(countNear(with, on, ground, 3) < countNear(image, on, ground, 3) - 8);
            }
        }
    }
    applyTheme(*qApp, ThemeChoice::Dark);
}

void TestImageEditing::anotherSampleEndsTheDrag() {
    Edited edited(EditTool::Trace);
    edited.press(edited.at({60, 20}));
    edited.move(edited.at({80, 40}));
    const std::size_t count = edited.steps.size();
    edited.scene = Room().scene();
    edited.view.setScene(edited.scene);
    edited.move(edited.at({90, 40}));
    edited.release(edited.at({90, 40}));
    QCOMPARE(edited.steps.size(), count);
    // Nothing to edit at all.
    edited.view.setScene(nullptr);
    edited.click({60, 20});
    QTest::keyClick(&edited.view, Qt::Key_Delete);
    edited.wheel(QPointF(200, 200), 1);
    QVERIFY(!edited.picture().isNull());
    QCOMPARE(edited.steps.size(), count);
}

void TestImageEditing::handlesAreShownWhenTheLayerIsHidden() {
    Edited edited(EditTool::Trace);
    edited.state.setStyle(QString::fromLatin1(kTruth), {false, {}, 1, 3});
    const QPointF onLine = edited.view.viewPositionOf({105, 20});
    QVERIFY(countNear(edited.picture(), onLine, theme().groundTruth, 4) > 0);
    edited.state.setEditTool(EditTool::None);
    QCOMPARE(countNear(edited.picture(), onLine, theme().groundTruth, 4), 0);
}

void TestImageEditing::draggingInsideTheBoxMovesItParallelToThePicture() {
    Edited edited(EditTool::Box);
    const OrientedBox before = edited.box();
    const PixelPoint inside = edited.camera().project(before.centre) + PixelPoint(-6, 6);
    edited.drag(edited.at(inside), edited.at(inside + PixelPoint(-30, -20)));
    QCOMPARE(edited.box().centre.z, before.centre.z);
    QVERIFY(distance(edited.camera().project(edited.box().centre),
                     edited.camera().project(before.centre) + PixelPoint(-30, -20)) < 1e-6);
    QVERIFY(edited.box().extentMetres == before.extentMetres && edited.box().rotation == before.rotation);
    QCOMPARE(edited.state.selection().kind, Selection::Kind::DestinationBox);
    QCOMPARE(edited.gestures(), 1);
    QVERIFY(edited.steps.size() > 2);
    // A click moves nothing.
    const OrientedBox now = edited.box();
    edited.click(edited.camera().project(now.centre) + PixelPoint(-6, 6));
    QVERIFY(edited.box() == now);
    QCOMPARE(edited.gestures(), 1);
}

void TestImageEditing::theBoxMovesOnTheGroundAndAlongTheRay() {
    Edited edited(EditTool::Box);
    // The box stands upright in the camera's own axes, 0.5 m below it.
    edited.change([](Sample& sample) { sample.destinationBox->centre = {0.4, 0.5, 2}; });
    const OrientedBox before = edited.box();
    const QPoint place = edited.at(edited.camera().project(before.centre) + PixelPoint(-6, 6));
    edited.drag(place, place + QPoint(-40, 24), Qt::ControlModifier);
    QVERIFY(std::abs(edited.box().centre.y - before.centre.y) < 1e-9);
    QVERIFY(edited.box().centre.z < before.centre.z - 0.05); // down is nearer on the ground
    QVERIFY(edited.box().centre.x < before.centre.x - 0.02);
    // Above the horizon there is no ground: it stays where it last was.
    edited.drag(edited.at(edited.camera().project(edited.box().centre) + PixelPoint(-6, 6)), QPoint(400, 60),
                Qt::ControlModifier);
    QVERIFY(std::abs(edited.box().centre.y - before.centre.y) < 1e-9);
    QVERIFY(edited.box().centre.z > 0 && edited.box().centre.z < 25);

    edited.change([&](Sample& sample) { sample.destinationBox = before; });
    const PixelPoint pixel = edited.camera().project(before.centre);
    edited.drag(place, place - QPoint(0, 20), Qt::AltModifier);
    QVERIFY(std::abs(edited.box().centre.z - 2.1) < 1e-9);
    QVERIFY(distance(edited.camera().project(edited.box().centre), pixel) < 1e-9);
    const double scale = edited.scale();
    edited.wheel(place, -2, Qt::AltModifier);
    QVERIFY(std::abs(edited.box().centre.z - 2.08) < 1e-9);
    edited.wheel(place, 1, Qt::AltModifier, true); // as platforms turn it
    QVERIFY(std::abs(edited.box().centre.z - 2.09) < 1e-9);
    QCOMPARE(edited.scale(), scale);
    QVERIFY(distance(edited.camera().project(edited.box().centre), pixel) < 1e-9);
}

void TestImageEditing::faceHandlesResizeTheBox() {
    Edited edited(EditTool::Box);
    const OrientedBox before = edited.box();
    const auto face = [&](int axis, double side) {
        PointCamera centre = edited.box().centre;
        (axis == 0 ? centre.x : axis == 1 ? centre.y : centre.z) += side * edited.box().extentMetres[axis] / 2;
        return edited.camera().project(centre);
    };
    // The right face at 2 m: 10 pixels are 0.2 m.
    edited.drag(edited.at(face(0, 1)), edited.at(face(0, 1) + PixelPoint(10, 0)));
    QVERIFY(std::abs(edited.box().extentMetres[0] - 0.6) < 0.01);
    QVERIFY(std::abs(edited.box().centre.x - before.centre.x - 0.1) < 0.005);
    QCOMPARE(edited.box().extentMetres[1], before.extentMetres[1]);
    QCOMPARE(edited.gestures(), 1);
    // With Shift on both sides.
    const PointCamera centre = edited.box().centre;
    edited.drag(edited.at(face(1, -1)), edited.at(face(1, -1) + PixelPoint(0, -5)), Qt::ShiftModifier);
    QVERIFY(std::abs(edited.box().extentMetres[1] - 0.6) < 0.01);
    QVERIFY(cv::norm(edited.box().centre - centre) < 1e-9);
    // A face is never pushed through the opposite one.
    edited.drag(edited.at(face(0, 1)), edited.at(face(0, 1) + PixelPoint(-80, 0)));
    QVERIFY(edited.box().extentMetres[0] >= leastExtentMetres);
}

void TestImageEditing::everyFaceInSightIsSizedByItsMiddle() {
    const OrientedBox turnedBox{{0.1, 0.1, 1.6}, {0.5, 0.4, 0.45}, rotationOf({-35, 30, 10})};
    int inSight = 0;
    for (int axis = 0; axis < 3; ++axis)
        for (const double side : {-1.0, 1.0}) {
            const cv::Vec3d outward = cv::Vec3d(turnedBox.rotation.col(axis).val) * side;
            const PointCamera middle = turnedBox.centre + PointCamera(outward * (turnedBox.extentMetres[axis] / 2));
            if (outward.dot(cv::Vec3d(middle.x, middle.y, middle.z)) >= 0)
                continue;
            ++inSight;
            Edited edited(EditTool::Box);
            edited.change([&](Sample& sample) { sample.destinationBox = turnedBox; });
            const auto placeOf = [&](const PointCamera& point) {
                return edited.view.viewPositionOf(edited.camera().project(point));
            };
            const QPoint from = placeOf(middle).toPoint();
            // Under the mouse it is larger, and the cursor tells the way it goes.
            edited.move(QPointF(20, 480), {}, Qt::NoButton);
            const QImage atRest = edited.picture();
            edited.move(from, {}, Qt::NoButton);
            const QImage lit = edited.picture();
            QVERIFY(countNear(lit, from, theme().destination, 9) >
                    countNear(atRest, from, theme().destination, 9) + 20);
            const QPointF way = placeOf(middle + PointCamera(outward * 0.1)) - placeOf(middle);
            const double degrees = std::atan2(-way.y(), way.x()) * 180 / std::numbers::pi;
            const std::array<Qt::CursorShape, 4> shapes{Qt::SizeHorCursor, Qt::SizeBDiagCursor, Qt::SizeVerCursor,
                                                        Qt::SizeFDiagCursor};
            const auto cursor = std::ranges::find(shapes, edited.view.cursor().shape());
            QVERIFY(cursor != shapes.end());
            const double off = std::remainder(degrees - 45.0 * double(cursor - shapes.begin()), 180.0);
            QVERIFY2(std::abs(off) < 35, qPrintable(QString::number(off)));

            edited.drag(from, placeOf(middle + PointCamera(outward * 0.1)).toPoint());
            const OrientedBox& box = edited.box();
            QVERIFY2(std::abs(box.extentMetres[axis] - turnedBox.extentMetres[axis] - 0.1) < 0.015,
                     qPrintable(QString::number(box.extentMetres[axis])));
            QCOMPARE(box.extentMetres[(axis + 1) % 3], turnedBox.extentMetres[(axis + 1) % 3]);
            const auto opposite = [&](const OrientedBox& of) {
                return of.centre - PointCamera(outward * (of.extentMetres[axis] / 2));
            };
            QVERIFY(cv::norm(opposite(box) - opposite(turnedBox)) < 1e-9);
            QCOMPARE(edited.gestures(), 1);
            // Never through the opposite face.
            edited.drag(placeOf(box.centre + PointCamera(outward * (box.extentMetres[axis] / 2))).toPoint(),
                        placeOf(opposite(box) - PointCamera(outward * 0.4)).toPoint());
            QCOMPARE(edited.box().extentMetres[axis], leastExtentMetres);
        }
    QVERIFY(inSight == 3);
}

void TestImageEditing::theRingTurnsTheBox() {
    Edited edited(EditTool::Box);
    // Looked down at: upright is towards the camera, so that the ring is a circle.
    edited.change([](Sample& sample) {
        sample.destinationBox->centre = {0, 0.45, 1.6};
        sample.destinationBox->extentMetres = {0.3, 0.2, 0.25};
        const double tilt = -0.6;
        sample.destinationBox->rotation = {
            1, 0, 0, 0, std::cos(tilt), -std::sin(tilt), 0, std::sin(tilt), std::cos(tilt)};
    });
    const OrientedBox before = edited.box();
    const QPointF centre = edited.view.viewPositionOf(edited.camera().project(before.centre));
    // The knob is the accent-coloured disc to the right of the box; its middle is looked for on the picture.
    const QImage image = edited.picture();
    const qreal ratio = image.devicePixelRatio();
    QPointF sum;
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (const QPointF at = QPointF(x, y) / ratio;
                at.x() > centre.x() + 30 && countNear(image, at, theme().accent, 3) >= int(30 * ratio * ratio)) {
                sum += at;
                ++count;
            }
    QVERIFY(count > 0);
    const QPoint knob = (sum / count).toPoint();
    edited.drag(knob, knob + QPoint(-30, 40));
    QVERIFY(edited.gestures() == 1);
    QVERIFY(edited.box().isRigid(1e-9));
    QVERIFY(edited.box().centre == before.centre && edited.box().extentMetres == before.extentMetres);
    const cv::Matx33d turn = before.rotation.t() * edited.box().rotation;
    QVERIFY(std::abs(turn(1, 1) - 1) < 1e-9); // about its upright axis
    QVERIFY(std::abs(std::atan2(turn(0, 2), turn(0, 0))) > 0.1);
    // With Ctrl in steps of five degrees.
    edited.change([&](Sample& sample) { sample.destinationBox = before; });
    edited.drag(knob, knob + QPoint(-30, 40), Qt::ControlModifier);
    const cv::Matx33d snapped = before.rotation.t() * edited.box().rotation;
    const double degrees = std::atan2(snapped(0, 2), snapped(0, 0)) * 180 / std::numbers::pi;
    QVERIFY(std::abs(degrees) > 4);
    QVERIFY(std::abs(degrees / 5 - std::round(degrees / 5)) < 1e-6);
}

void TestImageEditing::handlesOfALargeBoxStayInTheView() {
    // Around the camera's whole view, and then zoomed into until even its middle is out of sight.
    for (const ImageTransform& transform : {ImageTransform{4, {99.5, 49.5}, false}, {16, {110, 40}, false}}) {
        Edited edited(EditTool::Box);
        edited.change([](Sample& sample) {
            sample.destinationBox = OrientedBox{{-0.2, 0.3, 1.8}, {3.2, 1.6, 1.2}, rotationOf({-30, 0, 0})};
        });
        edited.state.setImageTransform(transform);
        const OrientedBox before = edited.box();
        const QImage image = edited.picture();
        const qreal ratio = image.devicePixelRatio();
        QPointF sum;
        int count = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                if (const QPointF at = QPointF(x, y) / ratio;
                    image.pixelColor(x, y) == theme().accent &&
                    countNear(image, at, theme().accent, 4) >= int(50 * ratio * ratio)) {
                    sum += at;
                    ++count;
                }
        QVERIFY(count > 0);
        const QPoint knob = (sum / count).toPoint();
        QVERIFY(edited.view.rect().adjusted(8, 8, -8, -8).contains(knob));
        edited.move(knob, {}, Qt::NoButton);
        QCOMPARE(edited.view.cursor().shape(), Qt::PointingHandCursor);
        edited.drag(knob, knob + QPoint(knob.x() < 400 ? 40 : -40, knob.y() < 250 ? 30 : -30));
        QCOMPARE(edited.gestures(), 1);
        QVERIFY(edited.box().centre == before.centre && edited.box().extentMetres == before.extentMetres);
        QVERIFY(edited.box().isRigid(1e-9));
        const cv::Matx33d turn = before.rotation.t() * edited.box().rotation;
        QVERIFY(std::abs(turn(1, 1) - 1) < 1e-9);
        QVERIFY(std::abs(std::atan2(turn(0, 2), turn(0, 0))) > 0.02);
    }
    // Its right face is far outside: the handle stands where the way to it leaves the view.
    Edited edited(EditTool::Box);
    edited.change([](Sample& sample) {
        sample.destinationBox = OrientedBox{{0, 0, 1.8}, {6, 0.4, 0.4}, cv::Matx33d::eye()};
    });
    const OrientedBox before = edited.box();
    const QPoint middle = edited.view.viewPositionOf(edited.camera().project(before.centre)).toPoint();
    const QPoint edge(edited.view.width() - 14, middle.y());
    edited.drag(edge, edge - QPoint(100, 0));
    QVERIFY(edited.box().extentMetres[0] < before.extentMetres[0] - 0.2);
    QVERIFY(std::abs(edited.box().centre.x - edited.box().extentMetres[0] / 2 + 3) < 1e-9); // the left one stays
    QCOMPARE(edited.gestures(), 1);
}

void TestImageEditing::keysMoveTheBox() {
    Edited edited(EditTool::Box);
    const PixelPoint pixel = edited.camera().project(edited.box().centre);
    QTest::keyClick(&edited.view, Qt::Key_Left);
    QVERIFY(edited.steps.empty()); // an arrow is not the box's until that is selected, as a click does
    edited.click(pixel + PixelPoint(-6, 6));
    QTest::keyClick(&edited.view, Qt::Key_Left);
    QVERIFY(distance(edited.camera().project(edited.box().centre), pixel + PixelPoint(-1, 0)) < 1e-9);
    QTest::keyClick(&edited.view, Qt::Key_Up, Qt::ShiftModifier);
    QVERIFY(distance(edited.camera().project(edited.box().centre), pixel + PixelPoint(-1, -10)) < 1e-9);
    QTest::keyClick(&edited.view, Qt::Key_PageDown);
    QVERIFY(std::abs(edited.box().centre.z - 1.99) < 1e-9);
    QCOMPARE(edited.gestures(), 3);
}

void TestImageEditing::aRegionIsDrawnForANewBox() {
    Edited edited(EditTool::Box);
    edited.drag(edited.at({50, 30}), edited.at({80, 60}), Qt::ShiftModifier);
    QCOMPARE(edited.regions.size(), std::size_t(1));
    QCOMPARE(edited.regions.front(), QRect(QPoint(50, 30), QPoint(80, 60)));
    QCOMPARE(edited.state.selection().kind, Selection::Kind::DestinationBox); // arrows go on with what was drawn
    QVERIFY(edited.steps.empty());
    edited.change([](Sample& sample) { sample.destinationBox.reset(); });
    edited.drag(edited.at({90, 70}), edited.at({20, 10})); // backwards
    QCOMPARE(edited.regions.size(), std::size_t(2));
    QCOMPARE(edited.regions.back(), QRect(QPoint(20, 10), QPoint(90, 70)));
    // Out of the picture it ends at its border; Esc gives up.
    edited.drag(edited.at({190, 90}), edited.at({199, 99}) + QPoint(60, 60));
    QCOMPARE(edited.regions.back(), QRect(QPoint(190, 90), QPoint(199, 99)));
    edited.press(edited.at({50, 30}));
    edited.move(edited.at({80, 60}));
    QTest::keyClick(&edited.view, Qt::Key_Escape);
    edited.release(edited.at({80, 60}));
    QCOMPARE(edited.regions.size(), std::size_t(3));
}

void TestImageEditing::aClickStandsABoxWhereThereIsNone() {
    Edited edited(EditTool::Box);
    edited.change([](Sample& sample) { sample.destinationBox.reset(); });
    edited.click({100, 60});
    QVERIFY(edited.scene->sample->destinationBox.has_value());
    QCOMPARE(edited.steps.size(), std::size_t(1));
    // It stands on the wall's point under the mouse.
    const PointCamera foot = edited.camera().backProject({100, 60}, 2);
    QVERIFY(edited.box().distanceTo(foot) < 1e-6);
    QVERIFY(edited.box().centre.y < foot.y);
    QCOMPARE(edited.state.selection().kind, Selection::Kind::DestinationBox);
    // Upright by what the cloud says is up.
    auto cloud = std::make_shared<PointCloud>();
    cloud->up = cv::Vec3d(0.6, -0.8, 0);
    auto leaning = std::make_shared<ViewScene>(*edited.scene);
    leaning->cloud = cloud;
    edited.scene = leaning;
    edited.change([](Sample& sample) { sample.destinationBox.reset(); });
    edited.click({100, 60});
    const cv::Matx33d& axes = edited.box().rotation;
    QVERIFY(cv::norm(cv::Vec3d(axes(0, 2), axes(1, 2), axes(2, 2)) - *cloud->up) < 1e-9);
    edited.change([](Sample& sample) { sample.destinationBox.reset(); });
    edited.click({3, 60}); // no depth
    QVERIFY(!edited.scene->sample->destinationBox);
}

void TestImageEditing::escapePutsTheBoxBack() {
    Edited edited(EditTool::Box);
    const OrientedBox before = edited.box();
    const PixelPoint inside = edited.camera().project(before.centre) + PixelPoint(-6, 6);
    edited.press(edited.at(inside));
    edited.move(edited.at(inside + PixelPoint(-30, 0)));
    edited.move(edited.at(inside + PixelPoint(-30, -10)), Qt::AltModifier);
    QVERIFY(!(edited.box() == before));
    QTest::keyClick(&edited.view, Qt::Key_Escape);
    QVERIFY(edited.box() == before);
    QCOMPARE(edited.gestures(), 1);
    edited.release(edited.at(inside));
    QVERIFY(edited.box() == before);
}

void TestImageEditing::aTurnedBoxCanBeTakenHoldOfEverywhere() {
    // Whatever is grabbed wherever, what comes out is a box: rigid, finite, in front of the camera.
    Edited edited(EditTool::Box);
    std::uint32_t random = 12345;
    const auto next = [&random](int bound) {
        random = random * 1664525u + 1013904223u;
        return int((random >> 8) % std::uint32_t(bound));
    };
    const std::array<Qt::KeyboardModifiers, 5> modifiers{Qt::NoModifier, Qt::ControlModifier, Qt::AltModifier,
                                                         Qt::ShiftModifier, Qt::ControlModifier | Qt::ShiftModifier};
    for (int round = 0; round < 150; ++round) {
        const cv::Matx33d rotation = rotationOf({double(next(360)), double(next(360)), double(next(360))});
        const cv::Vec3d extent(0.02 + next(100) / 100.0, 0.02 + next(100) / 100.0, 0.02 + next(100) / 100.0);
        const PointCamera centre(next(200) / 100.0 - 1, next(100) / 100.0 - 0.5, 0.1 + next(300) / 100.0);
        edited.change([&](Sample& sample) { sample.destinationBox = OrientedBox{centre, extent, rotation}; });
        const QPoint from(next(800), 50 + next(400));
        edited.drag(from, QPoint(next(1200) - 200, next(900) - 200), modifiers[std::size_t(next(5))]);
        const OrientedBox& box = edited.box();
        QVERIFY(box.isRigid(1e-6));
        for (int axis = 0; axis < 3; ++axis)
            QVERIFY(std::isfinite(box.extentMetres[axis]) && box.extentMetres[axis] >= leastExtentMetres);
        QVERIFY(std::isfinite(box.centre.x) && std::isfinite(box.centre.y) && std::isfinite(box.centre.z));
        if (round % 10 == 0)
            QVERIFY(!edited.picture().isNull());
    }
}

void TestImageEditing::theBrushSaysWhereItWent() {
    Edited edited(EditTool::Mask);
    edited.state.setBrushRadius(3);
    edited.drag(edited.at({60, 40}), edited.at({100, 60}));
    QCOMPARE(edited.stroke.size(), std::size_t(5));
    QVERIFY(distance(edited.stroke.front(), {60, 40}) < 1e-9);
    QVERIFY(distance(edited.stroke.back(), {100, 60}) < 1e-9);
    QCOMPARE(edited.strokeRadius, 3.0);
    QCOMPARE(edited.isErasing, std::optional(false));
    // A click is a dab.
    edited.click({120, 40});
    QCOMPARE(edited.stroke.size(), std::size_t(1));
    // Three ways to take away.
    edited.drag(edited.at({60, 40}), edited.at({80, 40}), Qt::ShiftModifier);
    QCOMPARE(edited.isErasing, std::optional(true));
    edited.isErasing.reset();
    edited.drag(edited.at({60, 40}), edited.at({80, 40}), {}, Qt::RightButton);
    QCOMPARE(edited.isErasing, std::optional(true));
    edited.isErasing.reset();
    edited.state.setMaskTool(MaskTool::Eraser);
    edited.drag(edited.at({60, 40}), edited.at({80, 40}));
    QCOMPARE(edited.isErasing, std::optional(true));
    QCOMPARE(edited.state.selection().kind, Selection::Kind::Nothing);
}

void TestImageEditing::theStrokeIsPreviewedPixelByPixel() {
    Edited edited(EditTool::Mask);
    edited.state.setBrushRadius(5);
    const QImage before = edited.picture();
    edited.press(edited.at({100, 80}));
    edited.move(edited.at({120, 80}));
    const QImage during = edited.picture();
    const auto isChanged = [&](const PixelPoint& pixel) {
        const QPoint place = (edited.view.viewPositionOf(pixel) * before.devicePixelRatio()).toPoint();
        return difference(before.pixelColor(place), during.pixelColor(place)) > 40;
    };
    // What is within five pixels of the line and nothing else (the circle of the brush is at its end).
    for (int y = 72; y <= 88; ++y)
        for (int x = 92; x <= 111; ++x) {
            const double apart = x >= 100 ? std::abs(y - 80) : std::hypot(x - 100, y - 80);
            QCOMPARE(isChanged({double(x), double(y)}), apart <= 5);
        }
    edited.release(edited.at({120, 80}));
    edited.move(edited.at({180, 20}), {}, Qt::NoButton);
    QVERIFY(difference(edited.picture().pixelColor(edited.at({105, 80}) * before.devicePixelRatio()),
                       before.pixelColor(edited.at({105, 80}) * before.devicePixelRatio())) < 3);
}

void TestImageEditing::theBrushChangesItsSize() {
    Edited edited(EditTool::Mask);
    edited.state.setBrushRadius(8);
    QTest::keyClick(&edited.view, Qt::Key_BracketRight);
    QCOMPARE(edited.state.brushRadius(), 9.0);
    QTest::keyClick(&edited.view, Qt::Key_BracketLeft);
    QTest::keyClick(&edited.view, Qt::Key_BracketLeft);
    QVERIFY(edited.state.brushRadius() < 8.5);
    QCOMPARE(edited.selected(), -1); // no stepping through waypoints
    QCOMPARE(edited.state.selection().kind, Selection::Kind::Nothing);
    const double scale = edited.scale();
    const double radius = edited.state.brushRadius();
    edited.wheel(edited.at({100, 50}), 1, Qt::AltModifier);
    QVERIFY(edited.state.brushRadius() > radius);
    edited.wheel(edited.at({100, 50}), -1, Qt::AltModifier, true);
    QCOMPARE(edited.scale(), scale);
    for (int i = 0; i < 60; ++i)
        QTest::keyClick(&edited.view, Qt::Key_BracketLeft);
    QCOMPARE(edited.state.brushRadius(), 0.5);
    QTest::keyClick(&edited.view, Qt::Key_BracketRight);
    QVERIFY(edited.state.brushRadius() > 0.5);
    // The circle is as large as what is painted.
    edited.state.setBrushRadius(12);
    edited.move(edited.at({100, 50}), {}, Qt::NoButton);
    const QImage with = edited.picture();
    edited.move(edited.at({20, 10}), {}, Qt::NoButton);
    const QImage without = edited.picture();
    const auto differs = [&](double pixels) {
        const QPoint place =
            ((edited.view.viewPositionOf({100, 50}) - QPointF(0, pixels * edited.scale())) * with.devicePixelRatio())
                .toPoint();
        return difference(with.pixelColor(place), without.pixelColor(place)) > 40;
    };
    QVERIFY(differs(12) && !differs(10) && !differs(14));
}

void TestImageEditing::aPolygonClosesInEveryWay() {
    Edited edited(EditTool::Mask);
    edited.state.setMaskTool(MaskTool::Polygon);
    const auto draw = [&](Qt::KeyboardModifiers modifiers = {}) {
        edited.polygon.clear();
        edited.isErasing.reset();
        edited.click({60, 30}, modifiers);
        edited.click({100, 30});
        edited.click({100, 60});
    };
    draw();
    QVERIFY(edited.polygon.empty());
    QTest::keyClick(&edited.view, Qt::Key_Return);
    QCOMPARE(edited.polygon.size(), std::size_t(3));
    QCOMPARE(edited.isErasing, std::optional(false));
    QVERIFY(distance(edited.polygon[2], {100, 60}) < 1e-9);
    draw();
    edited.click({61, 31});
    QCOMPARE(edited.polygon.size(), std::size_t(3));
    draw();
    QTest::mouseClick(&edited.view, Qt::LeftButton, {}, edited.at({60, 60}));
    QTest::mouseDClick(&edited.view, Qt::LeftButton, {}, edited.at({60, 60}));
    QCOMPARE(edited.polygon.size(), std::size_t(4));
    draw(Qt::ShiftModifier);
    QTest::keyClick(&edited.view, Qt::Key_Enter);
    QCOMPARE(edited.isErasing, std::optional(true));
    // The right button too.
    edited.isErasing.reset();
    edited.click({60, 30}, {}, Qt::RightButton);
    edited.click({100, 30}, {}, Qt::RightButton);
    edited.click({100, 60}, {}, Qt::RightButton);
    QTest::keyClick(&edited.view, Qt::Key_Return);
    QCOMPARE(edited.isErasing, std::optional(true));
}

void TestImageEditing::aPolygonCanBeTakenBackAndLeft() {
    Edited edited(EditTool::Mask);
    edited.state.setMaskTool(MaskTool::Polygon);
    for (const PixelPoint& pixel : {PixelPoint(60, 30), PixelPoint(100, 30), PixelPoint(100, 60), PixelPoint(20, 90)})
        edited.click(pixel);
    QTest::keyClick(&edited.view, Qt::Key_Backspace);
    QTest::keyClick(&edited.view, Qt::Key_Return);
    QCOMPARE(edited.polygon.size(), std::size_t(3));
    edited.polygon.clear();
    edited.click({60, 30});
    edited.click({100, 30});
    QTest::keyClick(&edited.view, Qt::Key_Return); // two points enclose nothing
    QVERIFY(edited.polygon.empty());
    QTest::keyClick(&edited.view, Qt::Key_Backspace);
    QTest::keyClick(&edited.view, Qt::Key_Backspace);
    QTest::keyClick(&edited.view, Qt::Key_Backspace);
    for (const PixelPoint& pixel : {PixelPoint(60, 30), PixelPoint(100, 30), PixelPoint(100, 60)})
        edited.click(pixel);
    QTest::keyClick(&edited.view, Qt::Key_Escape);
    QTest::keyClick(&edited.view, Qt::Key_Return);
    QVERIFY(edited.polygon.empty());
    // Panning does not disturb it, another tool does.
    for (const PixelPoint& pixel : {PixelPoint(60, 30), PixelPoint(100, 30), PixelPoint(100, 60)})
        edited.click(pixel);
    edited.drag(QPoint(400, 300), QPoint(440, 320));
    QTest::keyClick(&edited.view, Qt::Key_Return);
    QCOMPARE(edited.polygon.size(), std::size_t(3));
    edited.polygon.clear();
    edited.view.fit();
    for (const PixelPoint& pixel : {PixelPoint(60, 30), PixelPoint(100, 30), PixelPoint(100, 60)})
        edited.click(pixel);
    edited.state.setMaskTool(MaskTool::Brush);
    edited.state.setMaskTool(MaskTool::Polygon);
    QTest::keyClick(&edited.view, Qt::Key_Return);
    QVERIFY(edited.polygon.empty());
}

void TestImageEditing::aRectangleIsDrawnInWholePixels() {
    Edited edited(EditTool::Mask);
    edited.state.setMaskTool(MaskTool::Rectangle);
    edited.drag(edited.at({100, 60}), edited.at({60, 30}));
    QCOMPARE(edited.grabCuts.size(), std::size_t(1));
    QCOMPARE(edited.grabCuts.front(), QRect(QPoint(60, 30), QPoint(100, 60)));
    edited.drag(edited.at({5, 5}), edited.at({0, 0}) - QPoint(40, 40));
    QCOMPARE(edited.grabCuts.back(), QRect(QPoint(0, 0), QPoint(5, 5)));
    edited.click({60, 60});
    QCOMPARE(edited.grabCuts.size(), std::size_t(2));
}

void TestImageEditing::growingIsAskedForByAClick() {
    Edited edited(EditTool::Mask);
    edited.state.setMaskTool(MaskTool::Grow);
    edited.click({100, 60});
    QCOMPARE(edited.isErasing, std::optional(false));
    edited.click({100, 60}, Qt::ShiftModifier);
    QCOMPARE(edited.isErasing, std::optional(true));
    edited.isErasing.reset();
    edited.click({30, 60}, {}, Qt::RightButton);
    QCOMPARE(edited.isErasing, std::optional(true));
    QCOMPARE(edited.grown.size(), std::size_t(3));
    QVERIFY(distance(edited.grown.front(), {100, 60}) < 1e-9);
    QTest::mouseClick(&edited.view, Qt::LeftButton, {}, QPoint(400, 10)); // beside the picture
    QCOMPARE(edited.grown.size(), std::size_t(3));
    QCOMPARE(edited.state.selection().kind, Selection::Kind::Nothing);
}

void TestImageEditing::theMaskStaysSharpWhileItIsEdited() {
    Edited edited(EditTool::Mask);
    edited.change([](Sample& sample) {
        sample.mask.pixels = cv::Mat(Room::height, Room::width, CV_8UC1, cv::Scalar(0));
        sample.mask.pixels(cv::Rect(90, 40, 20, 20)).setTo(255);
        sample.mask.pixels.at<uchar>(50, 100) = 0; // a hole of one pixel
    });
    for (const double scale : {8.0, 13.3, 32.0}) {
        edited.state.setImageTransform({scale, {100, 50}, false});
        const QImage image = edited.picture();
        const qreal ratio = image.devicePixelRatio();
        const auto colourAt = [&](const PixelPoint& pixel) {
            const QPointF place = edited.view.viewPositionOf(pixel) * ratio;
            return image.pixelColor(int(std::floor(place.x())), int(std::floor(place.y())));
        };
        // The fill covers the pixels of the mask to their borders, and not the hole.
        const QColor inside = colourAt({103, 53});
        const QColor outside = colourAt({100, 50});
        QVERIFY(difference(inside, outside) > 20);
        for (const double off : {-0.2, 0.2}) {
            // At the smallest scale the double line leaves the middle of the hole.
            QVERIFY(difference(colourAt({100 + off / 2, 50}), outside) < 8);
            QVERIFY(difference(colourAt({102 + off, 50}), inside) < 8);
        }
    }
}

void TestImageEditing::theEditedMaskIsSeenOnAnyPicture_data() {
    QTest::addColumn<QColor>("object");
    QTest::newRow("black") << QColor(0, 0, 0);
    QTest::newRow("dark") << QColor(42, 46, 52); // as the object's line in the light theme
    QTest::newRow("grey") << QColor(128, 128, 128);
    QTest::newRow("white") << QColor(255, 255, 255);
    QTest::newRow("red") << QColor(190, 40, 30);
    QTest::newRow("blue") << QColor(30, 60, 180);
    QTest::newRow("as the paint") << theme().maskPaint;
}

void TestImageEditing::theEditedMaskIsSeenOnAnyPicture() {
    QFETCH(QColor, object);
    const auto lighter = [](double a, double b) { return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05); };
    for (const ThemeChoice choice : {ThemeChoice::Dark, ThemeChoice::Light}) {
        applyTheme(*qApp, choice);
        Room room;
        room.grey = cv::Vec3b(uchar(object.blue()), uchar(object.green()), uchar(object.red()));
        Edited edited(EditTool::Mask, room);
        // As the window sets it: white lines in the dark theme, near black ones in the light.
        LayerStyle style = edited.state.style(QStringLiteral("object"));
        style.colour = defaultLayerColour(QStringLiteral("object"));
        edited.state.setStyle(QStringLiteral("object"), style);
        edited.state.setImageTransform({8, {30, 70}, false});
        const QImage image = edited.picture();
        const qreal ratio = image.devicePixelRatio();
        const auto colourAt = [&](const PixelPoint& pixel) {
            const QPointF place = edited.view.viewPositionOf(pixel) * ratio;
            return image.pixelColor(int(std::floor(place.x())), int(std::floor(place.y())));
        };
        const QColor inside = colourAt({36, 76}); // clear of the waypoints
        const QColor outside = colourAt({50, 76});
        QCOMPARE(outside, object);
        QVERIFY2(object == theme().maskPaint || difference(inside, outside) > 50, qPrintable(inside.name()));
        // Across its border there is a line that stands out from what is on both sides.
        double best = 0;
        for (double x = 39; x < 40; x += 0.03) {
            const double line = luminance(colourAt({x, 76}));
            best = std::max(best, std::min(lighter(line, luminance(inside)), lighter(line, luminance(outside))));
        }
        QVERIFY2(best > 1.9, qPrintable(QString::number(best)));
    }
    applyTheme(*qApp, ThemeChoice::Dark);
}

void TestImageEditing::escapeDropsTheStroke() {
    Edited edited(EditTool::Mask);
    edited.press(edited.at({60, 40}));
    edited.move(edited.at({100, 60}));
    QTest::keyClick(&edited.view, Qt::Key_Escape);
    edited.move(edited.at({120, 60}));
    edited.release(edited.at({120, 60}));
    QVERIFY(edited.stroke.empty());
    edited.drag(edited.at({60, 40}), edited.at({80, 40}));
    QCOMPARE(edited.stroke.size(), std::size_t(5));
}

void TestImageEditing::tracesOfOddNumbersAreSurvived() {
    Edited edited(EditTool::Trace);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    edited.change([&](Sample& sample) {
        sample.groundTruth = Trace::fromCameraPoints({{0, 0, -1}, {nan, 0, 2}, {1e300, 0, 1}, {0, 0, 0}, {0.1, 0.1, 2}},
                                                     sample.frame.camera);
    });
    for (int i = 0; i < 5; ++i) {
        edited.state.select({Selection::Kind::Waypoint, QString::fromLatin1(kTruth), i});
        QVERIFY(!edited.picture().isNull());
        QTest::keyClick(&edited.view, Qt::Key_PageUp);
        QTest::keyClick(&edited.view, Qt::Key_Left);
    }
    edited.move(edited.at({100, 50}), {}, Qt::NoButton);
    edited.click({100, 50});
    QVERIFY(!edited.picture().isNull());
    // No camera, no depth, no picture: no tool, and no harm.
    edited.change([](Sample& sample) { sample.frame = {}; });
    for (const EditTool tool : {EditTool::Trace, EditTool::Box, EditTool::Mask}) {
        edited.state.setEditTool(tool);
        const std::size_t count = edited.steps.size();
        edited.click({100, 50});
        QVERIFY(!edited.picture().isNull());
        QCOMPARE(edited.steps.size(), count);
    }
}

void TestImageEditing::dragStepsAreQuick() {
    // 640 × 480, a step from the mouse to the painted view.
    Edited edited(EditTool::Trace);
    edited.change([](Sample& sample) {
        sample.frame.camera = {640, 480, 500, 500, 319.5, 239.5};
        sample.frame.colourBgr = cv::Mat(480, 640, CV_8UC3, cv::Scalar(90, 120, 60));
        sample.frame.depthMillimetres = cv::Mat(480, 640, CV_16UC1, cv::Scalar(2000));
        sample.mask.pixels = cv::Mat(480, 640, CV_8UC1, cv::Scalar(0));
        for (int y = -60; y <= 60; ++y) {
            const int half = int(std::sqrt(3600.0 - y * y));
            sample.mask.pixels(cv::Rect(300 - half, 300 + y, 2 * half + 1, 1)).setTo(255);
        }
        std::vector<PointCamera> points;
        for (int i = 0; i < 8; ++i)
            points.push_back(sample.frame.camera.backProject({50.0 + 70 * i, 200}, 2));
        sample.groundTruth = Trace::fromCameraPoints(points, sample.frame.camera);
    });
    edited.view.fit();
    edited.press(edited.at({120, 200}));
    QElapsedTimer timer;
    timer.start();
    constexpr int steps = 50;
    for (int i = 0; i < steps; ++i) {
        edited.move(edited.at({120, 200}) + QPointF(10 + i, i));
        (void)edited.picture();
    }
    const double milliseconds = double(timer.elapsed()) / steps;
    edited.release(edited.at({140, 210}));
    qInfo("a step of dragging, painted: %.1f ms", milliseconds);
    QVERIFY(edited.steps.size() >= std::size_t(steps));
    QVERIFY2(milliseconds < 100 * slowness, "far beyond what a hand would feel as following it");
}

/// With TRACESTUDIO_PICTURES set to a folder, pictures of the tools for a person to judge.
void TestImageEditing::paintsItselfForLooking() {
    const QString folder = qEnvironmentVariable("TRACESTUDIO_PICTURES");
    if (folder.isEmpty())
        QSKIP("TRACESTUDIO_PICTURES names no folder");
    QVERIFY(QDir().mkpath(folder));
    for (const bool isDark : {true, false}) {
        applyTheme(*qApp, isDark ? ThemeChoice::Dark : ThemeChoice::Light);
        for (const uchar level : {uchar(15), uchar(245)}) {
            Room room;
            room.grey = {level, level, level};
            const auto save = [&](Edited& edited, const char* name) {
                const QString file = QStringLiteral("%1/%2-%3-%4-%5.png")
                                         .arg(folder, QString::fromLatin1(name),
                                              isDark ? QStringLiteral("dark") : QStringLiteral("light"))
                                         .arg(level)
                                         .arg(edited.view.devicePixelRatioF());
                QVERIFY(edited.picture().save(file));
            };
            {
                Edited edited(EditTool::Trace, room);
                edited.press(edited.at({60, 20}));
                edited.move(edited.at({75, 30}));
                save(edited, "trace-drag");
                edited.release(edited.at({75, 30}));
                edited.move(edited.at({120, 70}), {}, Qt::NoButton);
                save(edited, "trace-hover");
            }
            {
                Edited edited(EditTool::Box, room);
                edited.change([](Sample& sample) {
                    sample.destinationBox = OrientedBox{{0.3, 0.35, 1.7}, {0.4, 0.3, 0.25}, rotationOf({-30, 20, 0})};
                });
                edited.move(edited.view.viewPositionOf(edited.camera().project(edited.box().centre)), {}, Qt::NoButton);
                save(edited, "box");
                edited.change([](Sample& sample) {
                    sample.destinationBox = OrientedBox{{-0.2, 0.3, 1.8}, {3.2, 1.6, 1.2}, rotationOf({-30, 0, 0})};
                });
                save(edited, "box-large");
            }
            {
                Edited edited(EditTool::Mask, room);
                edited.state.setBrushRadius(6);
                edited.press(edited.at({35, 65}));
                edited.move(edited.at({60, 50}));
                edited.move(edited.at({80, 70}));
                save(edited, "mask-stroke");
                edited.release(edited.at({80, 70}));
                edited.state.setMaskTool(MaskTool::Polygon);
                edited.click({120, 30}, level < 100 ? Qt::NoModifier : Qt::ShiftModifier);
                edited.click({160, 30});
                edited.click({150, 60});
                edited.move(edited.at({120, 70}), {}, Qt::NoButton);
                save(edited, "mask-polygon");
            }
        }
    }
    applyTheme(*qApp, ThemeChoice::Dark);
}

QTEST_MAIN(TestImageEditing)
#include "tst_image_editing.moc"
