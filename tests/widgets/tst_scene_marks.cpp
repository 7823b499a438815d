// What a model says beside its trace, as both views draw it.
#include "scene_for_views.h"
#include "widgets/cloud_overlay.h"
#include "widgets/cloud_view.h"
#include "widgets/image_view.h"
#include "widgets/mark_painter.h"

#include <QElapsedTimer>
#include <QHelpEvent>
#include <QPainter>
#include <QTest>
#include <QToolTip>
#include <cmath>

using namespace tracestudio;
using tracestudio::test::Room;

namespace {

const QColor colour(220, 30, 160);
const QString layerId = QStringLiteral("model:1");

SceneMark pointAt(const PixelPoint& pixel, const QString& label = {}, double depthMetres = 1.6) {
    SceneMark mark;
    mark.layerId = layerId;
    mark.label = label;
    mark.toolTip = QStringLiteral("2  Referring · ") + label;
    mark.pixel = pixel;
    mark.point = Room().scene()->sample->frame.camera.backProject(pixel, depthMetres);
    return mark;
}

SceneMark spanBetween(const PixelPoint& from, const PixelPoint& to, const QString& label = {}) {
    SceneMark mark = pointAt(from, label);
    const SceneMark end = pointAt(to);
    mark.kind = SceneMark::Kind::Span;
    mark.pixelTo = end.pixel;
    mark.pointTo = end.point;
    return mark;
}

/// The room without its box, with these marks and, on request, its traces.
std::shared_ptr<ViewScene> sceneOf(std::vector<SceneMark> marks, bool hasTraces = false) {
    auto scene = std::make_shared<ViewScene>(*Room().scene());
    auto sample = std::make_shared<Sample>(*scene->sample);
    sample->destinationBox.reset();
    sample->mask = {};
    scene->sample = sample;
    if (!hasTraces)
        scene->traces.clear();
    scene->marks = std::move(marks);
    scene->cloud = std::make_shared<PointCloud>(backProject(sample->frame, sample->mask));
    return scene;
}

/// Both views at 400 × 300, one pixel of the room two of theirs, the cloud seen by the capturing camera.
struct Views {
    ViewState state;
    ImageView image{&state};
    CloudView cloud{&state};

    explicit Views(const std::shared_ptr<const ViewScene>& scene) {
        state.setStyle(layerId, {true, colour, 1, 3});
        for (QWidget* view : std::initializer_list<QWidget*>{&image, &cloud}) {
            view->resize(400, 300);
            view->show();
            (void)QTest::qWaitForWindowExposed(view);
        }
        image.setScene(scene);
        cloud.setScene(scene);
        // Waits for OpenGL, so that pictures do not depend on when it came up.
        (void)cloud.renderToImage({16, 16});
    }
    [[nodiscard]] std::vector<QImage> pictures() {
        return {image.renderToImage(image.size(), image.devicePixelRatioF()),
                cloud.renderToImage(cloud.size(), cloud.devicePixelRatioF())};
    }
};

QPointF placeOf(const PixelPoint& pixel) {
    return {200 + (pixel.x - 99.5) * 2, 150 + (pixel.y - 49.5) * 2};
}

QColor colourAt(const QImage& image, const QPointF& place) {
    const double ratio = image.devicePixelRatio();
    return image.pixelColor(int(std::floor(place.x() * ratio)), int(std::floor(place.y() * ratio)));
}

int difference(const QColor& a, const QColor& b) {
    return std::max({std::abs(a.red() - b.red()), std::abs(a.green() - b.green()), std::abs(a.blue() - b.blue())});
}

bool isMarked(const QImage& image, const QPointF& place) {
    return difference(colourAt(image, place), colour) <= 8;
}

/// How many positions along a line have the marks' colour, and how many have not.
std::pair<int, int> along(const QImage& image, const QPointF& from, const QPointF& to) {
    int marked = 0;
    int others = 0;
    const int count = int(std::hypot(to.x() - from.x(), to.y() - from.y()));
    for (int i = 0; i <= count; ++i)
        ++(isMarked(image, from + (to - from) * i / count) ? marked : others);
    return {marked, others};
}

/// Whether there is a label's dark ground within a rectangle.
bool hasPill(const QImage& image, const QRectF& where) {
    for (double y = where.top(); y <= where.bottom(); ++y)
        for (double x = where.left(); x <= where.right(); ++x)
            if (colourAt(image, {x, y}).lightness() < 40 && colourAt(image, {x + 1, y}).lightness() < 40)
                return true;
    return false;
}

QString toolTipAt(QWidget& view, const QPointF& place) {
    QHelpEvent event(QEvent::ToolTip, place.toPoint(), view.mapToGlobal(place.toPoint()));
    QApplication::sendEvent(&view, &event);
    return QToolTip::text();
}

} // namespace

class TestSceneMarks : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aPointIsADiamondOfItsLayersColour() {
        Views views(sceneOf({pointAt({100, 30})}));
        const QPointF place = placeOf({100, 30});
        for (const QImage& picture : views.pictures()) {
            QVERIFY(isMarked(picture, place));
            // Pointed above, below and at the sides, not in the corners as a waypoint's disc would be.
            for (const QPointF& way : {QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)})
                QVERIFY(isMarked(picture, place + way * 4));
            for (const QPointF& way : {QPointF(1, 1), QPointF(-1, 1), QPointF(1, -1), QPointF(-1, -1)})
                QVERIFY(!isMarked(picture, place + way * 5));
        }
    }

    void hidingTheLayerHidesItsMarks() {
        Views views(sceneOf({pointAt({100, 30}), spanBetween({40, 70}, {120, 70})}));
        const QPointF place = placeOf({100, 30});
        const QPointF tick = placeOf({40, 70}) + QPointF(0, 4);
        for (const QImage& picture : views.pictures())
            QVERIFY(isMarked(picture, place) && isMarked(picture, tick));
        views.state.setStyle(layerId, {false, colour, 1, 3});
        for (const QImage& picture : views.pictures())
            QVERIFY(!isMarked(picture, place) && !isMarked(picture, tick));
        views.state.setStyle(layerId, {true, colour, 0.5, 3});
        for (const QImage& picture : views.pictures()) {
            QVERIFY(!isMarked(picture, place));
            QVERIFY(colourAt(picture, place).saturation() > 60);
        }
    }

    void aSpanIsDashedWithTicksAtItsEnds() {
        Views views(sceneOf({spanBetween({30, 70}, {130, 70})}));
        const QPointF from = placeOf({30, 70});
        const QPointF to = placeOf({130, 70});
        for (const QImage& picture : views.pictures()) {
            const auto [marked, others] = along(picture, from, to);
            QVERIFY2(marked > 60 && others > 40, qPrintable(QStringLiteral("%1 %2").arg(marked).arg(others)));
            for (const QPointF& end : {from, to})
                QVERIFY(isMarked(picture, end + QPointF(0, 4)) && isMarked(picture, end - QPointF(0, 4)));
            QVERIFY(!isMarked(picture, (from + to) / 2 + QPointF(0, 4)));
        }
    }

    void pointsAreNeverJoined() {
        Views views(sceneOf({pointAt({50, 50}), pointAt({150, 50})}));
        for (const QImage& picture : views.pictures())
            QCOMPARE(along(picture, placeOf({60, 50}), placeOf({140, 50})).first, 0);
    }

    void labelsStandBesideTheirMarks() {
        Views views(sceneOf(
            {pointAt({100, 30}, QStringLiteral("Cup")), spanBetween({30, 70}, {130, 70}, QStringLiteral("1.20 m"))}));
        const QPointF place = placeOf({100, 30});
        const QPointF middle = placeOf({80, 70});
        for (const QImage& picture : views.pictures()) {
            QVERIFY(isMarked(picture, place));
            QVERIFY(hasPill(picture, {place.x() + 14, place.y() - 5, 20, 10}));
            QVERIFY(hasPill(picture, {middle.x() - 15, middle.y() - 5, 30, 10}));
        }
    }

    void labelsDoNotCoverEachOther() {
        // Painted on plain ground: of two pills that touched nothing would be left between them.
        std::vector<SceneMark> marks;
        for (int i = 0; i < 3; ++i)
            marks.push_back(pointAt({0, 0}, QStringLiteral("A long name")));
        std::vector<PlacedMark> placed;
        for (const SceneMark& mark : marks)
            placed.push_back({&mark, {200, 150}, {200, 150}, colour, 1});
        const auto pillPixels = [](const std::vector<PlacedMark>& shown) {
            QImage image(400, 300, QImage::Format_RGB32);
            image.fill(Qt::white);
            QPainter painter(&image);
            paintMarks(painter, QSizeF(400, 300), shown, {});
            painter.end();
            int count = 0;
            for (int y = 0; y < 300; ++y)
                for (int x = 0; x < 400; ++x)
                    count += image.pixelColor(x, y).lightness() < 70 ? 1 : 0;
            return count;
        };
        const int one = pillPixels({placed[0]});
        QVERIFY(one > 500);
        const int three = pillPixels(placed);
        QVERIFY2(three > 2.6 * one, qPrintable(QStringLiteral("%1 %2").arg(one).arg(three)));
    }

    void aNumberedWaypointIsReadThroughItsMark() {
        auto scene = sceneOf({pointAt({90, 40})}, true);
        Views views(scene);
        const QColor node(0, 90, 250);
        for (const TraceLayer& layer : scene->traces)
            views.state.setStyle(layer.layerId, {layer.layerId == "model:0", node, 1, 3});
        scene = std::make_shared<ViewScene>(*scene);
        scene->traces.back().failures.clear();
        views.image.setScene(scene);
        views.cloud.setScene(scene);
        const QPointF place = placeOf({90, 40});
        for (const QImage& picture : views.pictures()) {
            QVERIFY(difference(colourAt(picture, place + QPointF(-5.5, 0)), node) < 60);
            const auto [marked, others] = along(picture, place, place + QPointF(0, 18));
            QVERIFY(marked >= 1 && others > 10);
        }
    }

    void aPointWithoutDepthStandsOnTheSurface() {
        SceneMark mark = pointAt({100, 30});
        mark.point.reset();
        const auto overlay = makeOverlay(*sceneOf({mark}), Views(sceneOf({})).state);
        QCOMPARE(overlay.marks.size(), std::size_t(1));
        QCOMPARE(overlay.marks.front().point.z, 2.0);
        // Where the sensor saw nothing, and for a length, there is no surface to go by.
        mark.pixel = {5, 30};
        SceneMark span = spanBetween({30, 70}, {130, 70});
        span.pointTo.reset();
        QVERIFY(makeOverlay(*sceneOf({mark, span}), Views(sceneOf({})).state).marks.empty());
    }

    void whatTheCloudHidesIsFaint() {
        Views views(sceneOf({pointAt({100, 30}, {}, 5)}));
        const QPointF place = placeOf({100, 30});
        const QColor seen = colourAt(views.pictures()[1], place);
        QVERIFY(difference(seen, colour) > 20);
        QVERIFY(seen.saturation() > 20);
    }

    void tooltipsTellTheWholeStep() {
        Views views(sceneOf({pointAt({100, 30}, QStringLiteral("Cup")), spanBetween({30, 70}, {130, 70})}));
        for (QWidget* view : std::initializer_list<QWidget*>{&views.image, &views.cloud}) {
            QCOMPARE(toolTipAt(*view, placeOf({100, 30})), QStringLiteral("2  Referring · Cup"));
            QCOMPARE(toolTipAt(*view, placeOf({80, 70})), QStringLiteral("2  Referring · "));
            (void)toolTipAt(*view, placeOf({150, 50}));
            QTRY_VERIFY(QToolTip::text().isEmpty());
        }
    }

    void brokenNumbersAreSurvived() {
        SceneMark far = pointAt({1e12, -1e12}, QStringLiteral("far"));
        SceneMark nan = pointAt({100, 30}, QStringLiteral("nan"));
        nan.pixel.x = NAN;
        nan.point->x = NAN;
        SceneMark behind = spanBetween({30, 70}, {130, 70}, QStringLiteral("behind"));
        behind.pointTo->z = -1;
        Views views(sceneOf({far, nan, behind, spanBetween({-1e9, 70}, {1e9, 70}, QStringLiteral("long"))}));
        for (const QImage& picture : views.pictures())
            QVERIFY(!picture.isNull());
        // What of a span is in sight is drawn.
        QVERIFY(along(views.pictures()[0], placeOf({20, 70}), placeOf({60, 70})).first > 20);
    }

    void manyMarksStayQuick() {
        std::vector<SceneMark> marks;
        for (int i = 0; i < 200; ++i)
            marks.push_back(pointAt({20 + (i % 20) * 8.0, 5 + (i / 20) * 9.0}, QStringLiteral("Object %1").arg(i)));
        Views views(sceneOf(marks));
        (void)views.pictures();
        QElapsedTimer clock;
        clock.start();
        (void)views.pictures();
        QVERIFY2(clock.elapsed() < 1000, qPrintable(QString::number(clock.elapsed())));
    }
};

QTEST_MAIN(TestSceneMarks)
#include "tst_scene_marks.moc"
