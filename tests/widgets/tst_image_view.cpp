#include "scene_for_views.h"
#include "widgets/image_overlay.h"
#include "widgets/image_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <cmath>

using namespace tracestudio;
using tracestudio::test::Room;

namespace {

double distance(const PixelPoint& a, const PixelPoint& b) {
    return cv::norm(a - b);
}

/// How far apart two colours are, the largest difference of a channel.
int difference(const QColor& a, const QColor& b) {
    return std::max({std::abs(a.red() - b.red()), std::abs(a.green() - b.green()), std::abs(a.blue() - b.blue())});
}

/// Whether `colour` is found within `reach` points of `place` on a picture of the view.
bool hasColourNear(const QImage& image, const QPointF& place, const QColor& colour, double reach) {
    const qreal ratio = image.devicePixelRatio();
    const QRect area =
        QRectF((place.x() - reach) * ratio, (place.y() - reach) * ratio, 2 * reach * ratio, 2 * reach * ratio)
            .toRect()
            .intersected(image.rect());
    for (int y = area.top(); y <= area.bottom(); ++y)
        for (int x = area.left(); x <= area.right(); ++x)
            if (difference(image.pixelColor(x, y), colour) <= 8)
                return true;
    return false;
}

void wheel(QWidget& widget, const QPointF& position, int notches) {
    QWheelEvent event(position, widget.mapToGlobal(position), QPoint(), QPoint(0, 120 * notches), Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&widget, &event);
}

/// The nearest whole position: events of the test library carry no fractions.
QPoint whole(const QPointF& position) {
    return position.toPoint();
}

/// A view of 400 × 300 shown with the room's scene.
struct Shown {
    ViewState state;
    ImageView view{&state};

    explicit Shown(const Room& room = {}) {
        view.resize(400, 300);
        view.setScene(room.scene());
        view.show();
        (void)QTest::qWaitForWindowExposed(&view);
    }
    [[nodiscard]] QImage picture() const { return view.renderToImage(view.size(), view.devicePixelRatioF()); }
    void drag(Qt::MouseButton button, const QPoint& from, const QPoint& by) {
        QTest::mousePress(&view, button, {}, from);
        for (int i = 1; i <= 4; ++i) {
            // QTest::mouseMove carries no buttons; a drag does.
            const QPointF at = from + QPointF(by) * i / 4;
            QMouseEvent event(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton, button, Qt::NoModifier);
            QApplication::sendEvent(&view, &event);
        }
        QTest::mouseRelease(&view, button, {}, from + by);
    }
};

} // namespace

class TestImageView : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void fitsThePictureAndFollowsTheSize();
    void pixelCentresAreWholeNumbers();
    void positionsAndPixelsAreInverse();
    void wheelKeepsThePixelUnderTheMouse();
    void keysZoomFitAndPan();
    void dragPansAndDoesNotSelect();
    void shortDragIsAClick();
    void spaceDragPansWithoutPicking();
    void clickSelectsWhatIsThere();
    void clickPrefersTheNearestWaypoint();
    void theModelThatIsReadLiesOverTheOthers();
    void hiddenLayersAreNeitherPaintedNorPicked();
    void bracketsStepThroughTheTrace();
    void hoverTellsPixelAndPoint();
    void hoverFromElsewhereIsMarked();
    void keepsOrFitsWhenTheSampleChanges();
    void sameSampleKeepsItsPlace();
    void colourAndOpacityOfALayerAreUsed();
    void failingWaypointLooksDifferent();
    void selectionIsSeen();
    void depthMapShowsTheRamp();
    void pixelsAreSharpWhenZoomedIn();
    void withoutPictureTracesStillShow();
    void withoutSceneNothingBreaks();
    void linesBehindTheCameraAreCutOff();
    void brokenNumbersAreSurvived();
    void outlineFollowsPixelEdges();
    void selectedElsewhereComesIntoView();
    void rendersAtAnySize();
    void manyWaypointsStayQuick();
};

void TestImageView::fitsThePictureAndFollowsTheSize() {
    Shown shown;
    QVERIFY(shown.state.imageTransform().isFitted);
    QCOMPARE(shown.state.imageTransform().scale, 2.0);
    shown.view.resize(200, 300);
    QTRY_COMPARE(shown.state.imageTransform().scale, 1.0);
    shown.view.zoomBy(2);
    QVERIFY(!shown.state.imageTransform().isFitted);
    const double scale = shown.state.imageTransform().scale;
    shown.view.resize(400, 300);
    QTRY_COMPARE(shown.view.width(), 400);
    QCOMPARE(shown.state.imageTransform().scale, scale);
    QTest::keyClick(&shown.view, Qt::Key_F);
    QVERIFY(shown.state.imageTransform().isFitted);
    QCOMPARE(shown.state.imageTransform().scale, 2.0);
}

void TestImageView::pixelCentresAreWholeNumbers() {
    Shown shown;
    // 200 × 100 at 2 in 400 × 300: the picture's left edge, pixel −0.5, is the view's; its top is 50 below.
    QCOMPARE(shown.view.viewPositionOf({-0.5, -0.5}), QPointF(0, 50));
    QCOMPARE(shown.view.viewPositionOf({0, 0}), QPointF(1, 51));
    QCOMPARE(shown.view.viewPositionOf({199.5, 99.5}), QPointF(400, 250));
}

void TestImageView::positionsAndPixelsAreInverse() {
    Shown shown;
    shown.view.zoomBy(3.7);
    for (const QPointF place : {QPointF(0, 0), QPointF(123.4, 56.7), QPointF(399, 299)}) {
        const QPointF back = shown.view.viewPositionOf(shown.view.pixelAt(place));
        QVERIFY(std::hypot(back.x() - place.x(), back.y() - place.y()) < 1e-9);
    }
}

void TestImageView::wheelKeepsThePixelUnderTheMouse() {
    Shown shown;
    for (const int notches : {1, 3, -2, 5, -4}) {
        const QPointF place(130, 140);
        const PixelPoint before = shown.view.pixelAt(place);
        const double scale = shown.state.imageTransform().scale;
        wheel(shown.view, place, notches);
        QVERIFY(distance(shown.view.pixelAt(place), before) < 1e-6);
        QVERIFY((shown.state.imageTransform().scale > scale) == (notches > 0));
    }
}

void TestImageView::keysZoomFitAndPan() {
    Shown shown;
    const double fitted = shown.state.imageTransform().scale;
    QTest::keyClick(&shown.view, Qt::Key_Plus);
    QVERIFY(shown.state.imageTransform().scale > fitted);
    QTest::keyClick(&shown.view, Qt::Key_Minus);
    QVERIFY(std::abs(shown.state.imageTransform().scale - fitted) < 1e-9);
    QTest::keyClick(&shown.view, Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(shown.state.imageTransform().scale * shown.view.devicePixelRatioF(), 1.0);
    const PixelPoint centre = shown.state.imageTransform().centre;
    QTest::keyClick(&shown.view, Qt::Key_Right, Qt::AltModifier);
    QVERIFY(shown.state.imageTransform().centre.x > centre.x);
    QTest::keyClick(&shown.view, Qt::Key_Up, Qt::AltModifier);
    QVERIFY(shown.state.imageTransform().centre.y < centre.y);
    QTest::keyClick(&shown.view, Qt::Key_F, Qt::ControlModifier);
    QVERIFY(shown.state.imageTransform().isFitted);
}

void TestImageView::dragPansAndDoesNotSelect() {
    Shown shown;
    shown.view.zoomBy(2);
    for (const Qt::MouseButton button : {Qt::LeftButton, Qt::MiddleButton}) {
        const QPoint from = whole(shown.view.viewPositionOf({90, 40}));
        const PixelPoint grabbed = shown.view.pixelAt(from);
        shown.drag(button, from, QPoint(40, -24));
        QVERIFY(distance(shown.view.pixelAt(from + QPoint(40, -24)), grabbed) < 1e-6);
        QCOMPARE(shown.state.selection().kind, Selection::Kind::Nothing);
    }
}

void TestImageView::shortDragIsAClick() {
    Shown shown;
    const ImageTransform before = shown.state.imageTransform();
    shown.drag(Qt::LeftButton, whole(shown.view.viewPositionOf({90, 40})),
               QPoint(QApplication::startDragDistance() / 3, 0));
    QCOMPARE(shown.state.imageTransform(), before);
    QCOMPARE(shown.state.selection(), (Selection{Selection::Kind::Waypoint, QStringLiteral("model:0"), 1}));
}

void TestImageView::spaceDragPansWithoutPicking() {
    Shown shown;
    shown.view.zoomBy(2);
    const PixelPoint before = shown.state.imageTransform().centre;
    QTest::keyPress(&shown.view, Qt::Key_Space);
    shown.drag(Qt::LeftButton, QPoint(200, 150), QPoint(30, 0));
    QVERIFY(shown.state.imageTransform().centre.x < before.x);
    QTest::mouseClick(&shown.view, Qt::LeftButton, {}, whole(shown.view.viewPositionOf({90, 40})));
    QCOMPARE(shown.state.selection().kind, Selection::Kind::Nothing);
    QTest::keyRelease(&shown.view, Qt::Key_Space);
    QTest::mouseClick(&shown.view, Qt::LeftButton, {}, whole(shown.view.viewPositionOf({90, 40})));
    QCOMPARE(shown.state.selection().kind, Selection::Kind::Waypoint);
}

void TestImageView::clickSelectsWhatIsThere() {
    Shown shown;
    const Room room;
    const auto click = [&](const PixelPoint& pixel) {
        QTest::mouseClick(&shown.view, Qt::LeftButton, {}, whole(shown.view.viewPositionOf(pixel)));
        return shown.state.selection();
    };
    for (const double zoom : {1.0, 3.0, 0.4}) {
        shown.view.fit();
        if (zoom != 1.0)
            shown.view.zoomBy(zoom);
        for (int i = 1; i < 3; ++i) {
            if (!QRectF(shown.view.rect()).contains(shown.view.viewPositionOf(room.modelPixels[std::size_t(i)])))
                continue;
            QCOMPARE(click(room.modelPixels[std::size_t(i)]),
                     (Selection{Selection::Kind::Waypoint, QStringLiteral("model:0"), i}));
        }
    }
    shown.view.fit();
    QCOMPARE(click({170, 80}).kind, Selection::Kind::DestinationBox);
    QCOMPARE(click({23, 78}).kind, Selection::Kind::Object);
    QCOMPARE(click({100, 90}).kind, Selection::Kind::Nothing);
    // A click beside the picture selects nothing as well.
    (void)click({23, 78});
    QTest::mouseClick(&shown.view, Qt::LeftButton, {}, QPoint(200, 10));
    QCOMPARE(shown.state.selection().kind, Selection::Kind::Nothing);
}

void TestImageView::clickPrefersTheNearestWaypoint() {
    Shown shown;
    const auto click = [&](const PixelPoint& pixel) {
        QTest::mouseClick(&shown.view, Qt::LeftButton, {}, whole(shown.view.viewPositionOf(pixel)));
        return shown.state.selection();
    };
    // The first waypoints of both traces are 4 pixels apart.
    QCOMPARE(click({30, 70}).layerId, QStringLiteral("truth"));
    QCOMPARE(click({34, 72}).layerId, QStringLiteral("model:0"));
}

void TestImageView::theModelThatIsReadLiesOverTheOthers() {
    Shown shown;
    const Room room;
    // Two models with one answer: the last lies on top, unless the other is the one that is read.
    auto scene = std::make_shared<ViewScene>(*room.scene());
    TraceLayer twin = scene->traces.back();
    QCOMPARE(twin.layerId, QStringLiteral("model:0"));
    twin.layerId = QStringLiteral("model:1");
    scene->traces.push_back(twin);
    shown.view.setScene(scene);
    const QPointF place = shown.view.viewPositionOf({34, 72});
    const auto onTop = [&] {
        shown.state.select({});
        const QImage picture = shown.picture();
        QTest::mouseClick(&shown.view, Qt::LeftButton, {}, whole(place));
        const QString picked = shown.state.selection().layerId;
        shown.state.select({});
        const QColor colour = styleOf(shown.state, picked).colour;
        return hasColourNear(picture, place, colour, 8) ? picked : QStringLiteral("painted and picked differ");
    };
    QCOMPARE(onTop(), QStringLiteral("model:1"));
    shown.state.setFrontLayer(QStringLiteral("model:0"));
    QCOMPARE(onTop(), QStringLiteral("model:0"));
    shown.state.setFrontLayer(QStringLiteral("model:1"));
    QCOMPARE(onTop(), QStringLiteral("model:1"));
    // What is selected is on top of all.
    shown.state.select({Selection::Kind::Waypoint, QStringLiteral("model:0"), 1});
    QVERIFY(shown.state.frontness(QStringLiteral("model:0")) > shown.state.frontness(QStringLiteral("model:1")));
}

void TestImageView::hiddenLayersAreNeitherPaintedNorPicked() {
    Shown shown;
    const Room room;
    const auto hide = [&](const char* id, bool isHidden) {
        LayerStyle style = styleOf(shown.state, QString::fromLatin1(id));
        style.isVisible = !isHidden;
        shown.state.setStyle(QString::fromLatin1(id), style);
    };
    const QPointF onLine = shown.view.viewPositionOf({105, 20}); // between two waypoints of the ground truth
    const QColor green = theme().groundTruth;
    QVERIFY(hasColourNear(shown.picture(), onLine, green, 4));
    hide("truth", true);
    QVERIFY(!hasColourNear(shown.picture(), onLine, green, 4));
    QTest::mouseClick(&shown.view, Qt::LeftButton, {}, whole(shown.view.viewPositionOf(room.truthPixels[1])));
    QCOMPARE(shown.state.selection().kind, Selection::Kind::Nothing);
    hide("truth", false);
    QVERIFY(hasColourNear(shown.picture(), onLine, green, 4));

    for (const auto& [id, pixel, kind] : {std::tuple("box", PixelPoint(170, 80), Selection::Kind::DestinationBox),
                                          std::tuple("object", PixelPoint(23, 78), Selection::Kind::Object)}) {
        const QPoint place = whole(shown.view.viewPositionOf(pixel));
        hide(id, true);
        QTest::mouseClick(&shown.view, Qt::LeftButton, {}, place);
        QCOMPARE(shown.state.selection().kind, Selection::Kind::Nothing);
        hide(id, false);
        QTest::mouseClick(&shown.view, Qt::LeftButton, {}, place);
        QCOMPARE(shown.state.selection().kind, kind);
    }
}

void TestImageView::bracketsStepThroughTheTrace() {
    Shown shown;
    QTest::keyClick(&shown.view, Qt::Key_BracketRight);
    QCOMPARE(shown.state.selection(), (Selection{Selection::Kind::Waypoint, QStringLiteral("model:0"), 0}));
    QTest::keyClick(&shown.view, Qt::Key_BracketRight);
    QTest::keyClick(&shown.view, Qt::Key_BracketRight);
    QTest::keyClick(&shown.view, Qt::Key_BracketRight);
    QCOMPARE(shown.state.selection().waypoint, 2);
    QTest::keyClick(&shown.view, Qt::Key_BracketLeft);
    QCOMPARE(shown.state.selection().waypoint, 1);
    shown.state.select({Selection::Kind::Waypoint, QStringLiteral("truth"), 0});
    QTest::keyClick(&shown.view, Qt::Key_BracketRight);
    QCOMPARE(shown.state.selection(), (Selection{Selection::Kind::Waypoint, QStringLiteral("truth"), 1}));
    QTest::keyClick(&shown.view, Qt::Key_Escape);
    QCOMPARE(shown.state.selection().kind, Selection::Kind::Nothing);
}

void TestImageView::hoverTellsPixelAndPoint() {
    Shown shown;
    // At eight points a pixel: the offscreen platform moves its mouse to whole native pixels only.
    shown.state.setImageTransform({8, {100, 50}, false});
    QTest::mouseMove(&shown.view, whole(shown.view.viewPositionOf({104, 47})));
    QTRY_VERIFY(shown.state.hover().has_value() && shown.state.hover()->pixel == PixelPoint(104, 47));
    QVERIFY(shown.state.hover()->point.has_value());
    QCOMPARE(shown.state.hover()->point->z, 2.0);
    QCOMPARE(shown.state.hover()->point->x, (104 - 99.5) / 100 * 2);
    shown.state.setImageTransform({8, {4, 50}, false});
    QTest::mouseMove(&shown.view, whole(shown.view.viewPositionOf({5, 52})));
    QTRY_COMPARE(shown.state.hover()->pixel, PixelPoint(5, 52));
    QVERIFY(!shown.state.hover()->point.has_value());
    QTest::mouseMove(&shown.view, whole(shown.view.viewPositionOf({-2, 52}))); // beside the picture
    QTRY_VERIFY(!shown.state.hover().has_value());
}

void TestImageView::hoverFromElsewhereIsMarked() {
    Shown shown;
    const QPointF place = shown.view.viewPositionOf({120, 85});
    const QImage without = shown.view.grab().toImage();
    shown.state.setHover(Hover{{120, 85}, PointCamera(0, 0, 2)});
    const QImage with = shown.view.grab().toImage();
    QVERIFY(!hasColourNear(without, place, theme().hoverMark, 8));
    QVERIFY(hasColourNear(with, place, theme().hoverMark, 8));
}

void TestImageView::keepsOrFitsWhenTheSampleChanges() {
    Shown shown;
    shown.view.zoomBy(3);
    const ImageTransform zoomed = shown.state.imageTransform();
    shown.state.setKeepsView(true);
    shown.view.setScene(Room().scene());
    QCOMPARE(shown.state.imageTransform(), zoomed);
    shown.state.setKeepsView(false);
    shown.view.setScene(Room().scene());
    QVERIFY(shown.state.imageTransform().isFitted);
}

void TestImageView::sameSampleKeepsItsPlace() {
    Shown shown;
    const auto first = Room().scene();
    shown.view.setScene(first);
    shown.view.zoomBy(3);
    const ImageTransform zoomed = shown.state.imageTransform();
    auto changed = std::make_shared<ViewScene>(*first);
    changed->traces.pop_back();
    shown.view.setScene(changed);
    QCOMPARE(shown.state.imageTransform(), zoomed);
}

void TestImageView::colourAndOpacityOfALayerAreUsed() {
    Shown shown;
    const QPointF onLine = shown.view.viewPositionOf({125, 20});
    LayerStyle style;
    style.colour = QColor(10, 20, 250);
    style.widthPoints = 6;
    shown.state.setStyle(QStringLiteral("truth"), style);
    QVERIFY(hasColourNear(shown.picture(), onLine, style.colour, 1));
    style.opacity = 0.4;
    shown.state.setStyle(QStringLiteral("truth"), style);
    QVERIFY(!hasColourNear(shown.picture(), onLine, style.colour, 1));
}

void TestImageView::failingWaypointLooksDifferent() {
    Shown shown;
    const Room room;
    shown.state.setStyle(QStringLiteral("model:0"), {true, QColor(10, 20, 250), 1, 3});
    const auto isRed = [&](const PixelPoint& pixel) {
        const QImage image = shown.picture();
        const QPointF place = shown.view.viewPositionOf(pixel) + QPointF(-6, 0);
        const QColor colour = image.pixelColor((place * image.devicePixelRatio()).toPoint());
        return colour.red() > 150 && colour.green() < 100 && colour.blue() < 100;
    };
    QVERIFY(isRed(room.modelPixels[1]));
    QVERIFY(!isRed(room.modelPixels[2]));
}

void TestImageView::selectionIsSeen() {
    Shown shown;
    QImage before = shown.picture();
    for (const Selection& selection :
         {Selection{Selection::Kind::Waypoint, QStringLiteral("model:0"), 2},
          Selection{Selection::Kind::DestinationBox, {}, -1}, Selection{Selection::Kind::Object, {}, -1}}) {
        shown.state.select(selection);
        const QImage after = shown.picture();
        QVERIFY(after != before);
        before = after;
    }
}

void TestImageView::depthMapShowsTheRamp() {
    Room room;
    auto scene = std::make_shared<ViewScene>(*room.scene());
    auto sample = std::make_shared<Sample>(*scene->sample);
    for (int x = 0; x < Room::width; ++x)
        sample->frame.depthMillimetres.col(x).setTo(x < 100 ? 1000 : 3000);
    scene->sample = sample;
    scene->traces.clear();
    Shown shown;
    shown.view.setScene(scene);
    shown.state.setDepthDisplay(DepthDisplay::DepthMap);
    const QImage map = shown.picture();
    QVERIFY(hasColourNear(map, shown.view.viewPositionOf({80, 90}), QColor(perceptualColour(0)), 1));
    QVERIFY(hasColourNear(map, shown.view.viewPositionOf({120, 90}), QColor(perceptualColour(1)), 1));
    const auto range = depthRange(sample->frame.depthMillimetres);
    QVERIFY(range.has_value());
    QCOMPARE(range->nearMetres, 1.0);
    QCOMPARE(range->farMetres, 3.0);
    shown.state.setDepthDisplay(DepthDisplay::Blend);
    shown.state.setBlend(0.5);
    const QColor grey(90, 90, 90);
    const QColor near(perceptualColour(0));
    const QColor half((grey.red() + near.red()) / 2, (grey.green() + near.green()) / 2,
                      (grey.blue() + near.blue()) / 2);
    QVERIFY(hasColourNear(shown.picture(), shown.view.viewPositionOf({80, 90}), half, 1));
}

void TestImageView::pixelsAreSharpWhenZoomedIn() {
    auto scene = std::make_shared<ViewScene>();
    auto sample = std::make_shared<Sample>();
    sample->frame.camera = {8, 8, 10, 10, 3.5, 3.5};
    sample->frame.colourBgr = cv::Mat(8, 8, CV_8UC3, cv::Scalar(0, 0, 0));
    sample->frame.colourBgr.at<cv::Vec3b>(3, 4) = {255, 255, 255};
    scene->sample = sample;
    Shown shown;
    shown.view.setScene(scene);
    const QImage image = shown.picture();
    const auto colourAt = [&](double u, double v) {
        return image.pixelColor((shown.view.viewPositionOf({u, v}) * image.devicePixelRatio()).toPoint());
    };
    for (const double inside : {-0.4, 0.0, 0.4})
        QCOMPARE(colourAt(4 + inside, 3 + inside), QColor(Qt::white));
    for (const double outside : {-0.6, 0.6})
        QCOMPARE(colourAt(4 + outside, 3), QColor(Qt::black));
}

void TestImageView::withoutPictureTracesStillShow() {
    Room room;
    room.hasColour = false;
    Shown shown(room);
    const QImage image = shown.picture();
    QVERIFY(hasColourNear(image, shown.view.viewPositionOf({105, 20}), theme().groundTruth, 4));
    QVERIFY(hasColourNear(image, shown.view.viewPositionOf({100, 99.5}), theme().line, 2));
    QTest::mouseClick(&shown.view, Qt::LeftButton, {}, whole(shown.view.viewPositionOf(room.modelPixels[1])));
    QCOMPARE(shown.state.selection().kind, Selection::Kind::Waypoint);
}

void TestImageView::withoutSceneNothingBreaks() {
    Shown shown;
    shown.view.setScene(nullptr);
    QTest::mouseClick(&shown.view, Qt::LeftButton, {}, QPoint(100, 100));
    QTest::mouseMove(&shown.view, QPoint(120, 100));
    wheel(shown.view, QPointF(100, 100), 2);
    for (const Qt::Key key : {Qt::Key_F, Qt::Key_Plus, Qt::Key_BracketRight, Qt::Key_BracketLeft, Qt::Key_Escape})
        QTest::keyClick(&shown.view, key);
    QVERIFY(!shown.view.grab().isNull());
    shown.view.setScene(std::make_shared<ViewScene>());
    QVERIFY(!shown.view.grab().isNull());
    QVERIFY(!shown.state.hover().has_value());
}

void TestImageView::linesBehindTheCameraAreCutOff() {
    auto scene = std::make_shared<ViewScene>(*Room().scene());
    auto sample = std::make_shared<Sample>(*scene->sample);
    OrientedBox box;
    box.centre = {0, 0.6, 0.5};
    box.extentMetres = {0.4, 0.4, 3}; // from 1 m behind the camera to 2 m before it
    sample->destinationBox = box;
    scene->sample = sample;
    scene->traces.clear();
    scene->traces.push_back({QStringLiteral("truth"),
                             QString(),
                             LayerKind::GroundTruth,
                             Trace::fromCameraPoints({{0, 0.2, 2}, {0, 0.2, -1}}, sample->frame.camera),
                             {}});
    Shown shown;
    shown.view.setScene(scene);
    shown.state.setStyle(QStringLiteral("box"), {true, QColor(250, 0, 250), 1, 4});
    const QImage image = shown.picture();
    // The line runs down out of the picture, never up to the mirrored point.
    QVERIFY(hasColourNear(image, shown.view.viewPositionOf({99.5, 90}), theme().groundTruth, 2));
    QVERIFY(!hasColourNear(image, shown.view.viewPositionOf({99.5, 30}), theme().groundTruth, 2));
    // All of the box is below the horizon.
    bool isAbove = false;
    for (int u = 0; u < Room::width; u += 2)
        isAbove = isAbove || hasColourNear(image, shown.view.viewPositionOf({double(u), 40}), QColor(250, 0, 250), 2);
    QVERIFY(!isAbove);
    const ImageOverlay overlay(scene);
    QVERIFY(overlay.pixelOf({Selection::Kind::Waypoint, QStringLiteral("truth"), 0}).has_value());
    QVERIFY(!overlay.pixelOf({Selection::Kind::Waypoint, QStringLiteral("truth"), 1}).has_value());
}

void TestImageView::brokenNumbersAreSurvived() {
    auto scene = std::make_shared<ViewScene>(*Room().scene());
    const double nan = std::nan("");
    scene->traces.push_back({QStringLiteral("model:1"),
                             QString(),
                             LayerKind::Prediction,
                             Trace::fromPixels({{1e300, -1e300}, {nan, 3}, {1e9, 20}, {-1e9, 20}, {20, 20}}),
                             {}});
    scene->traces.push_back({QStringLiteral("model:2"),
                             QString(),
                             LayerKind::Prediction,
                             Trace::fromCameraPoints({{nan, nan, nan}, {1, 1, 0}, {1e300, 0, 1}}, {}),
                             {}});
    Shown shown;
    shown.view.setScene(scene);
    QVERIFY(hasColourNear(shown.picture(), shown.view.viewPositionOf({180, 20}),
                          defaultLayerColour(QStringLiteral("model:1")), 4));
    shown.state.select({Selection::Kind::Waypoint, QStringLiteral("model:1"), 99});
    QVERIFY(!shown.view.grab().isNull());
    shown.state.select({Selection::Kind::Waypoint, QStringLiteral("nobody"), 1});
    QTest::keyClick(&shown.view, Qt::Key_BracketRight);
    QVERIFY(!shown.view.grab().isNull());
}

void TestImageView::outlineFollowsPixelEdges() {
    Mask mask;
    mask.pixels = cv::Mat::zeros(10, 12, CV_8UC1);
    mask.pixels(cv::Rect(2, 3, 4, 5)).setTo(255);
    mask.pixels.at<uchar>(5, 4) = 0; // a hole
    const MaskOutline outline = outlineOf(mask, 12, 10);
    QCOMPARE(outline.exact.boundingRect(), QRectF(1.5, 2.5, 4, 5));
    QVERIFY(outline.exact.contains(QPointF(2, 3)));
    QVERIFY(!outline.exact.contains(QPointF(4, 5)));
    QVERIFY(!outline.exact.contains(QPointF(1, 3)));
    // Two pixels that touch at a corner are both inside, what lies between them is not.
    mask.pixels.setTo(0);
    mask.pixels.at<uchar>(2, 2) = 1;
    mask.pixels.at<uchar>(3, 3) = 1;
    const MaskOutline corners = outlineOf(mask, 12, 10);
    QVERIFY(corners.exact.contains(QPointF(2, 2)) && corners.exact.contains(QPointF(3, 3)));
    QVERIFY(!corners.exact.contains(QPointF(2, 3)) && !corners.exact.contains(QPointF(3, 2)));
    // A mask of half the size covers the same part of the picture.
    mask.pixels = cv::Mat::zeros(5, 6, CV_8UC1);
    mask.pixels(cv::Rect(1, 1, 2, 2)).setTo(255);
    QCOMPARE(outlineOf(mask, 12, 10).exact.boundingRect(), QRectF(1.5, 1.5, 4, 4));
    QVERIFY(outlineOf(Mask{}, 12, 10).exact.isEmpty());
}

void TestImageView::selectedElsewhereComesIntoView() {
    Shown shown;
    shown.state.setImageTransform({20, {10, 10}, false});
    shown.state.select({Selection::Kind::Waypoint, QStringLiteral("model:0"), 2});
    QVERIFY(shown.view.rect().contains(whole(shown.view.viewPositionOf({150, 60}))));
    QCOMPARE(shown.state.imageTransform().scale, 20.0);
}

void TestImageView::rendersAtAnySize() {
    Shown shown;
    for (const qreal ratio : {1.0, 1.25, 2.0}) {
        const QImage image = shown.view.renderToImage(QSize(800, 600), ratio);
        QCOMPARE(image.size(), QSize(800, 600) * ratio);
        QCOMPARE(image.devicePixelRatio(), ratio);
        // Twice as large as the view: what was at (x, y) is at (2x, 2y).
        QVERIFY(hasColourNear(image, shown.view.viewPositionOf({105, 20}) * 2, theme().groundTruth, 4));
    }
    QVERIFY(shown.view.renderToImage(QSize(), 1).isNull());
}

void TestImageView::manyWaypointsStayQuick() {
    auto scene = std::make_shared<ViewScene>(*Room().scene());
    std::vector<PixelPoint> pixels;
    for (int i = 0; i < 20000; ++i)
        pixels.emplace_back(100 + 90 * std::sin(i * 0.37), 50 + 45 * std::cos(i * 0.11));
    std::vector<QString> failures(pixels.size(), QStringLiteral("all fail"));
    scene->traces.push_back(
        {QStringLiteral("model:1"), QString(), LayerKind::Prediction, Trace::fromPixels(pixels), failures});
    Shown shown;
    shown.view.setScene(scene);
    QElapsedTimer timer;
    timer.start();
    QVERIFY(!shown.picture().isNull());
    QVERIFY2(timer.elapsed() < 5000, "painting 20,000 waypoints hangs");
}

QTEST_MAIN(TestImageView)
#include "tst_image_view.moc"
