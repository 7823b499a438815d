// What is drawn in a figure and where, of a scene made here: a floor and a wall that hides half of a trace.
#include "widgets/figure/figure.h"
#include "widgets/figure/figure_strokes.h"
#include "widgets/figure/figure_views.h"

#include <QElapsedTimer>
#include <QImage>
#include <QPainter>
#include <QPicture>
#include <QTest>
#include <cmath>
#include <thread>

using namespace tracestudio;

namespace {

const Camera lens{320, 240, 280, 280, 159.5, 119.5};

/// A grey wall 2 m away; before its right half, 1 m away, a blue one. The object is a red patch of the far wall.
std::shared_ptr<const Sample> wallSample() {
    auto sample = std::make_shared<Sample>();
    sample->id = "wall";
    sample->instruction = "move the patch behind the blue wall";
    sample->frame.camera = lens;
    sample->frame.colourBgr = cv::Mat(240, 320, CV_8UC3, cv::Scalar(190, 190, 190));
    sample->frame.depthMillimetres = cv::Mat(240, 320, CV_16UC1, cv::Scalar(2000));
    const cv::Rect right(160, 0, 160, 240);
    sample->frame.colourBgr(right).setTo(cv::Scalar(200, 60, 20));
    sample->frame.depthMillimetres(right).setTo(cv::Scalar(1000));
    const cv::Rect patch(40, 100, 40, 40);
    sample->frame.colourBgr(patch).setTo(cv::Scalar(30, 30, 220));
    sample->mask.pixels = cv::Mat(240, 320, CV_8UC1, cv::Scalar(0));
    sample->mask.pixels(patch).setTo(cv::Scalar(255));
    OrientedBox box;
    box.centre = {0.3, 0, 1.8};
    box.extentMetres = {0.2, 0.2, 0.1};
    sample->destinationBox = box;
    return sample;
}

/// From the patch towards the camera and to the right: behind the blue wall from the middle of the picture on.
TraceLayer traceBehind() {
    TraceLayer layer;
    layer.layerId = QStringLiteral("model:0");
    layer.title = QStringLiteral("Model");
    layer.trace = Trace::fromCameraPoints({{-0.64, 0, 1.8}, {-0.2, 0, 1.6}, {0.2, 0, 1.6}, {0.6, 0, 1.6}}, lens);
    layer.failures.resize(4);
    return layer;
}

FigureContent contentOf(std::shared_ptr<const Sample> sample, std::vector<TraceLayer> traces, std::size_t cases = 1) {
    auto figureCase = std::make_shared<FigureCase>();
    figureCase->scene.cloud = std::make_shared<const PointCloud>(backProject(sample->frame, sample->mask));
    figureCase->sampleId = QString::fromStdString(sample->id);
    figureCase->instruction = QString::fromStdString(sample->instruction);
    FigureContent content;
    for (const TraceLayer& layer : traces) {
        if (layer.kind != LayerKind::Prediction)
            continue;
        FigureAnswer answer;
        answer.layerId = layer.layerId;
        answer.model = int(content.models.size());
        answer.verdict = QStringLiteral("collision");
        figureCase->answers.push_back(answer);
        content.models << layer.title;
    }
    figureCase->scene.sample = std::move(sample);
    figureCase->scene.traces = std::move(traces);
    content.caseCount = cases;
    content.pictureSize = {lens.widthPixels, lens.heightPixels};
    for (std::size_t i = 0; i < cases; ++i) {
        content.ids << QString::number(i);
        content.instructions << figureCase->instruction;
    }
    content.load = [figureCase](std::size_t) -> Result<std::shared_ptr<const FigureCase>> { return figureCase; };
    return content;
}

/// One bare panel as wide as the picture: a point a pixel.
FigureOptions barePanel(FigureView view) {
    FigureOptions options;
    options.view = view;
    options.style = *FigureStyle::builtIn(QStringLiteral("plain"));
    options.camera.kind = FigureCamera::Kind::Ego;
    options.widthPoints = 320;
    options.dpi = 144;
    options.hasLegend = options.hasInstruction = options.hasVerdicts = options.hasLetters = false;
    options.hasBox = options.hasObject = options.hasTruth = false;
    options.hasCloudLighting = false;
    options.background = FigureBackground::Transparent;
    return options;
}

/// The colour at a pixel of the sample's picture.
QColor seenAt(const QImage& figure, double u, double v) {
    const double scale = figure.width() / 320.0;
    return figure.pixelColor(int((u + 0.5) * scale), int((v + 0.5) * scale));
}

bool isNear(const QColor& a, const QColor& b, int tolerance = 12) {
    return std::abs(a.red() - b.red()) <= tolerance && std::abs(a.green() - b.green()) <= tolerance &&
           std::abs(a.blue() - b.blue()) <= tolerance;
}

#define VERIFY_COLOUR(seen, expected)                                                                                  \
    QVERIFY2(isNear(seen, expected), qPrintable((seen).name() + QLatin1String(" instead of ") + (expected).name()))

const QColor blueWall(20, 60, 200);

/// Between the waypoints: 2 is at u = 124, 3 at u = 195, 4 at u = 265.
constexpr double seenPlace = 150, hiddenPlace = 222, row = 119.5;

} // namespace

class FigureTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aTracePassesBehindTheCloud() {
        const FigureContent content = contentOf(wallSample(), {traceBehind()});
        FigureOptions options = barePanel(FigureView::Cloud);
        const QColor trace = options.style.modelColour(0);
        for (const HiddenStrokes hidden : {HiddenStrokes::Faded, HiddenStrokes::Omitted, HiddenStrokes::OnTop}) {
            options.hidden = hidden;
            const auto figure = drawFigure(content, options);
            QVERIFY(figure);
            VERIFY_COLOUR(seenAt(*figure, seenPlace, row), trace);
            const QColor behind = seenAt(*figure, hiddenPlace, row);
            if (hidden == HiddenStrokes::OnTop) {
                VERIFY_COLOUR(behind, trace);
            } else if (hidden == HiddenStrokes::Omitted) {
                VERIFY_COLOUR(behind, blueWall);
            } else {
                const auto mix = [](int over, int under) { return int(std::lround(over * 0.4 + under * 0.6)); };
                VERIFY_COLOUR(behind, QColor(mix(trace.red(), blueWall.red()), mix(trace.green(), blueWall.green()),
                                             mix(trace.blue(), blueWall.blue())));
            }
        }
        // In the picture nothing is hidden: it has no depth to the eye.
        const auto figure = drawFigure(content, barePanel(FigureView::Image));
        VERIFY_COLOUR(seenAt(*figure, hiddenPlace, row), trace);
    }

    void strokesArePartedWhereTheyAreHidden() {
        FigureMarks marks;
        marks.isHidden = [](const PlacedPoint& point) { return point.place.x() > 50; };
        std::vector<std::optional<PlacedPoint>> samples;
        for (int x = 0; x <= 100; x += 2)
            samples.push_back(PlacedPoint{QPointF(x, 10), 2.0});
        samples[10].reset(); // cannot be seen at all
        marks.addLine(samples, {}, QRectF(10, 0, 80, 20));
        QCOMPARE(marks.strokes.size(), std::size_t(3));
        QCOMPARE(marks.strokes[0].line.front(), QPointF(10, 10));
        QCOMPARE(marks.strokes[0].line.back(), QPointF(18, 10));
        QVERIFY(!marks.strokes[1].isHidden);
        QCOMPARE(marks.strokes[1].line.front(), QPointF(22, 10));
        QCOMPARE(marks.strokes[1].line.back(), QPointF(52, 10));
        QVERIFY(marks.strokes[2].isHidden);
        QCOMPARE(marks.strokes[2].line.back(), QPointF(90, 10));
        QVERIFY(std::abs(marks.strokes[2].depthMetres - 2) < 1e-9);
    }

    void flickerOfALineInASurfaceIsNoParting() {
        FigureMarks marks;
        marks.isHidden = [](const PlacedPoint& point) { return int(point.place.x()) % 20 == 0; };
        std::vector<std::optional<PlacedPoint>> samples;
        for (int x = 1; x < 200; ++x)
            samples.push_back(PlacedPoint{QPointF(x, 10), 2.0});
        marks.addLine(samples, {}, QRectF(0, 0, 300, 20));
        QCOMPARE(marks.strokes.size(), std::size_t(1));
    }

    void aCurveGoesThroughTheWaypoints() {
        FigureStyle style = *FigureStyle::builtIn(QStringLiteral("robotracer"));
        const std::vector<std::optional<PointCamera>> points{PointCamera(0, 0, 1), PointCamera(40, 0, 1),
                                                             PointCamera(40, 40, 1), PointCamera(90, 40, 1)};
        FigureMarks marks;
        TraceLook look;
        look.colour = Qt::red;
        addTrace(
            marks, points, {}, look, style,
            [](const PointCamera& p) {
                return std::optional(PlacedPoint{QPointF(p.x, p.y), 0});
            },
            QRectF(-100, -100, 400, 400));
        QCOMPARE(marks.nodes.size(), std::size_t(4));
        QCOMPARE(marks.strokes.size(), std::size_t(1));
        const QPolygonF& line = marks.strokes.front().line;
        double farthestOff = 0;
        for (const auto& point : points) {
            double nearest = 1e9;
            for (const QPointF& p : line)
                nearest = std::min(nearest, std::hypot(p.x() - point->x, p.y() - point->y));
            QVERIFY(nearest < 1e-6);
        }
        for (const QPointF& p : line)
            farthestOff = std::max({farthestOff, -p.y(), p.y() - 40, -p.x(), p.x() - 90});
        QVERIFY(farthestOff < 4); // no loops, hardly any overshooting
        // The ramp: each piece its own colour, from the first to the last.
        look.hasRamp = true;
        FigureMarks ramped;
        addTrace(
            ramped, points, {}, look, style,
            [](const PointCamera& p) {
                return std::optional(PlacedPoint{QPointF(p.x, p.y), 0});
            },
            QRectF(-100, -100, 400, 400));
        QVERIFY(ramped.strokes.size() >= 12);
        QCOMPARE(ramped.nodes.front().colour, QColor(0xa8, 0xc9, 0xe7));
        QCOMPARE(ramped.nodes.back().colour, QColor(0x6f, 0x31, 0x9b));
    }

    void numbersKeepClearOfEachOther() {
        const FigureStyle style = *FigureStyle::builtIn(QStringLiteral("robotracer"));
        std::vector<std::optional<PointCamera>> points;
        std::vector<QString> failures(200);
        for (int i = 0; i < 200; ++i)
            points.push_back(PointCamera(i, 0, 1));
        failures[77] = QStringLiteral("collision");
        FigureMarks marks;
        addTrace(
            marks, points, failures, {}, style,
            [](const PointCamera& p) {
                return std::optional(PlacedPoint{QPointF(p.x, p.y), 0});
            },
            QRectF(-10, -10, 300, 20));
        QCOMPARE(marks.nodes.size(), std::size_t(200));
        QVERIFY(!marks.nodes.front().number.isEmpty() && !marks.nodes.back().number.isEmpty());
        QCOMPARE(marks.nodes[77].number, QStringLiteral("78"));
        QVERIFY(marks.nodes[77].fails);
        double last = -1e9;
        for (const FigureNode& node : marks.nodes) {
            if (node.number.isEmpty())
                continue;
            QVERIFY(node.place.x() - last >= 2 * style.nodeRadius);
            last = node.place.x();
        }
    }

    void aTraceBesideThePanelIsPointedAt() {
        TraceLayer wild = traceBehind();
        wild.trace = Trace::fromCameraPoints({{9, 0, 1.8}, {9.2, 0, 1.8}}, lens);
        FigureMarks marks;
        addTrace(
            marks, {PointCamera(900, 50, 1), PointCamera(950, 50, 1)}, {}, {}, *FigureStyle::builtIn("plain"),
            [](const PointCamera& p) {
                return std::optional(PlacedPoint{QPointF(p.x, p.y), 0});
            },
            QRectF(0, 0, 100, 100));
        QCOMPARE(marks.arrows.size(), std::size_t(1));
        QVERIFY(marks.arrows.front().ahead.x() > 0.99);
        QVERIFY(QRectF(0, 0, 100, 100).contains(marks.arrows.front().tip));
        QVERIFY(drawFigure(contentOf(wallSample(), {wild}), barePanel(FigureView::Both)));
    }

    void theObjectIsSeenAgainAlongItsWay() {
        FigureOptions options = barePanel(FigureView::Image);
        const auto before = drawFigure(contentOf(wallSample(), {traceBehind()}), options);
        options.ghosts = 3;
        const auto after = drawFigure(contentOf(wallSample(), {traceBehind()}), options);
        QVERIFY(before && after);
        // The patch at its first new place, beside the line: its own red over what was there.
        const double third = traceBehind().trace.length() / 3;
        const PointCamera from = traceBehind().trace.points()[0];
        const PointCamera step = traceBehind().trace.points()[1] - from; // the first third ends within it
        const PointCamera moved = lens.backProject({60, 105}, 2.0) + step * (third / cv::norm(step));
        const double u = lens.project(moved).x;
        VERIFY_COLOUR(seenAt(*before, u, 105), QColor(190, 190, 190));
        const QColor ghost = seenAt(*after, u, 105);
        QVERIFY2(ghost.red() > 195 && ghost.green() < 130, qPrintable(ghost.name()));
        VERIFY_COLOUR(seenAt(*after, 10, 10), QColor(190, 190, 190));
        // In the cloud the last one is behind the wall and cannot be seen; the first one is.
        FigureOptions cloud = barePanel(FigureView::Cloud);
        cloud.ghosts = 3;
        cloud.hidden = HiddenStrokes::Omitted;
        const auto space = drawFigure(contentOf(wallSample(), {traceBehind()}), cloud);
        VERIFY_COLOUR(seenAt(*space, 230, 105), blueWall);
        const QColor near = seenAt(*space, u, 105);
        QVERIFY2(near.red() > 195 && near.green() < 130, qPrintable(near.name()));
    }

    void stylesDrawWhatTheySay() {
        FigureOptions options = barePanel(FigureView::Image);
        options.hasObject = options.hasBox = true;
        options.style = *FigureStyle::builtIn(QStringLiteral("benchmark"));
        const auto figure = drawFigure(contentOf(wallSample(), {traceBehind()}), options);
        // White over the red patch, and pink edges.
        const QColor mask = seenAt(*figure, 50, 108);
        QVERIFY2(mask.red() > 240 && mask.green() > 180, qPrintable(mask.name()));
        const PixelPoint left = lens.project({0.2, 0, 1.75});
        VERIFY_COLOUR(seenAt(*figure, left.x, left.y - 8), options.style.box);
        options.style.objectLook = FigureStyle::ObjectLook::Hidden;
        options.hasBox = false;
        const auto without = drawFigure(contentOf(wallSample(), {traceBehind()}), options);
        VERIFY_COLOUR(seenAt(*without, 50, 108), QColor(220, 30, 30));
        VERIFY_COLOUR(seenAt(*without, left.x, left.y - 8), blueWall);
    }

    void aFailingWaypointHasARing() {
        TraceLayer layer = traceBehind();
        layer.failures[1] = QStringLiteral("collision 0.4 > 0.2");
        FigureOptions options = barePanel(FigureView::Image);
        const PixelPoint place = lens.project(layer.trace.points()[1]);
        options.dpi = 576;
        const double ring = options.style.nodeRadius * 0.62 + 0.4 * 1.75; // the middle of the red
        const auto marked = drawFigure(contentOf(wallSample(), {layer}), options);
        VERIFY_COLOUR(seenAt(*marked, place.x, place.y - ring), options.style.failure);
        options.style.marksFailures = false;
        const auto plain = drawFigure(contentOf(wallSample(), {layer}), options);
        QVERIFY(!isNear(seenAt(*plain, place.x, place.y - ring), options.style.failure, 40));
    }

    void anInsetShowsItsRegionLarger() {
        FigureOptions options = barePanel(FigureView::Image);
        FigureInset inset;
        inset.region = QRectF(40, 100, 40, 40); // the red patch
        inset.magnification = 3;
        inset.corner = Qt::TopRightCorner;
        options.inset = inset;
        const auto figure = drawFigure(contentOf(wallSample(), {}), options);
        // 120 points wide, half a letter from the corner.
        const double margin = options.style.fontSize / 2;
        const QPointF middle(320 - margin - 60, margin + 60);
        for (const QPointF& off : {QPointF(0, 0), QPointF(-50, -50), QPointF(50, 50)})
            VERIFY_COLOUR(figure->pixelColor(((middle + off) * 2).toPoint()), QColor(220, 30, 30));
        VERIFY_COLOUR(figure->pixelColor(QPointF(2 * (middle.x() - 66), 2 * middle.y()).toPoint()),
                      QColor(20, 60, 200));
    }

    void aRegionFillsThePanel() {
        FigureOptions options = barePanel(FigureView::Both);
        options.widthPoints = 320 * 2 + options.style.fontSize * 0.45;
        options.region = QRectF(120, 60, 80, 60);
        const auto figure = drawFigure(contentOf(wallSample(), {}), options);
        const FigureLayout layout = layOut(contentOf(wallSample(), {}), options);
        for (const FigureLayout::Panel& panel : layout.panels) {
            const auto at = [&](double share) {
                return figure->pixelColor(
                    ((panel.picture.topLeft() + QPointF(panel.picture.width() * share, 40)) * 2).toPoint());
            };
            VERIFY_COLOUR(at(0.47), QColor(190, 190, 190));
            VERIFY_COLOUR(at(0.53), blueWall);
        }
    }

    void theTellingViewSeesWhatTheCameraDoesNot() {
        // The failing waypoint is hidden by the blue wall for the capturing camera.
        TraceLayer layer = traceBehind();
        layer.failures[3] = QStringLiteral("end 0.4 m away");
        const auto sample = wallSample();
        ViewScene scene;
        scene.sample = sample;
        scene.cloud = std::make_shared<const PointCloud>(backProject(sample->frame, sample->mask));
        scene.traces = {layer};
        const QSizeF panel(240, 180);
        const ViewCamera view = tellingView(scene, panel);
        const auto place = view.project(layer.trace.points()[3], panel);
        QVERIFY(place && QRectF(QPointF(0, 0), panel).contains(*place));
        // The line from the eye to it misses the blue wall, which is at z = 1 from x = 0 to 0.57.
        const PointCamera eye = view.eye();
        const PointCamera target = layer.trace.points()[3];
        const double t = (1 - eye.z) / (target.z - eye.z);
        const PointCamera through = eye + (target - eye) * t;
        QVERIFY2(t < 0 || t > 1 || through.x < 0 || through.x > 0.575 || std::abs(through.y) > 0.43,
                 qPrintable(QStringLiteral("through %1 %2").arg(through.x).arg(through.y)));
        // And all that matters is in the panel.
        for (const PointCamera& corner : sample->destinationBox->corners())
            QVERIFY(QRectF(QPointF(0, 0), panel).contains(*view.project(corner, panel)));
        // A wild answer does not make a dot of the scene.
        scene.traces.front().trace = Trace::fromCameraPoints({{-0.64, 0, 1.8}, {90, 0, 400}}, lens);
        const ViewCamera calm = tellingView(scene, panel);
        QVERIFY(cv::norm(calm.eye() - PointCamera(0, 0, 1.8)) < 6);
    }

    void camerasAreReadFromText() {
        QCOMPARE(FigureCamera::fromText("ego")->kind, FigureCamera::Kind::Ego);
        const auto orbit = FigureCamera::fromText("-30,20.5,1.5");
        QVERIFY(orbit && orbit->kind == FigureCamera::Kind::Orbit);
        QCOMPARE(orbit->elevationDegrees, 20.5);
        for (const char* text : {"", "left", "1,2", "1,2,3,4", "a,b,c", "0,91,1", "0,0,-1", "nan,0,1"})
            QVERIFY2(!FigureCamera::fromText(text), text);
        const auto sample = wallSample();
        ViewScene scene;
        scene.sample = sample;
        scene.cloud = std::make_shared<const PointCloud>(backProject(sample->frame, sample->mask));
        const QSizeF panel(240, 180);
        const ViewCamera right = viewOf(*FigureCamera::fromText("40,10,2"), {}, scene, panel);
        QVERIFY(right.eye().x > right.pivot().x);
        QVERIFY(std::abs(cv::norm(right.eye() - right.pivot()) - 2) < 1e-9);
        QVERIFY(viewOf(*FigureCamera::fromText("0,10,2"), {}, scene, panel).forward()[2] > 0.9);
        QVERIFY(viewOf(*FigureCamera::fromText("top"), {}, scene, panel).forward()[1] > 0.99);
        QVERIFY(viewOf(*FigureCamera::fromText("side"), {}, scene, panel).forward()[0] < -0.99);
    }

    void gridsAreLaidOut() {
        FigureOptions options;
        options.columns = 3;
        const FigureContent content = contentOf(wallSample(), {traceBehind()}, 7);
        const FigureLayout layout = layOut(content, options);
        QCOMPARE(layout.panels.size(), std::size_t(14)); // picture and cloud
        QCOMPARE(layout.captions.size(), std::size_t(7));
        QCOMPARE(layout.panels.front().letter, QStringLiteral("(a)"));
        QCOMPARE(layout.panels.back().letter, QStringLiteral("(n)"));
        const QRectF page(QPointF(0, 0), layout.size);
        const double pixel = 72.0 / options.dpi;
        for (const FigureLayout::Panel& panel : layout.panels) {
            QVERIFY(page.contains(panel.picture) && page.contains(panel.header));
            for (const double edge : {panel.picture.left(), panel.picture.top(), panel.picture.width()})
                QVERIFY(std::abs(edge / pixel - std::round(edge / pixel)) < 1e-6);
            for (const FigureLayout::Panel& other : layout.panels)
                QVERIFY(&other == &panel || !other.picture.intersects(panel.picture));
        }
        for (const FigureLayout::Caption& caption : layout.captions)
            QVERIFY(page.contains(caption.place));
        QVERIFY(page.contains(layout.legend));
        // However many columns are asked for, panels are something to look at.
        for (const char* view : {"cloud", "both"}) {
            FigureOptions narrow;
            narrow.view = QLatin1String(view) == QLatin1String("both") ? FigureView::Both : FigureView::Cloud;
            narrow.widthPoints = 234;
            narrow.columns = 40;
            narrow.dpi = 72;
            const FigureContent many = contentOf(wallSample(), {traceBehind()}, 45);
            for (const FigureLayout::Panel& panel : layOut(many, narrow).panels)
                QVERIFY(panel.picture.width() > 10 && panel.picture.height() > 5);
            QVERIFY(drawFigure(many, narrow));
        }
        // A slide of exact size holds all of it, whatever there is.
        for (const std::size_t cases : {1, 2, 5, 24}) {
            FigureOptions slide;
            slide.view = cases == 1 ? FigureView::Image : FigureView::Both;
            slide.widthPoints = 960;
            slide.heightPoints = 540;
            slide.style = slide.style.scaled(2);
            const FigureLayout held = layOut(contentOf(wallSample(), {traceBehind()}, cases), slide);
            QCOMPARE(pixelSize(held, slide), QSize(4000, 2250));
            const QRectF slidePage(QPointF(0, 0), held.size);
            QVERIFY(slidePage.contains(held.legend));
            for (const FigureLayout::Panel& panel : held.panels) {
                QVERIFY2(slidePage.contains(panel.picture), qPrintable(QString::number(cases)));
                for (const FigureLayout::Caption& caption : held.captions)
                    QVERIFY(!caption.place.intersects(panel.picture) && !caption.place.intersects(panel.header));
            }
            for (const FigureLayout::Caption& caption : held.captions)
                QVERIFY(slidePage.contains(caption.place) && !caption.place.intersects(held.legend));
        }
    }

    void strangeOptionsDrawOrRefuse() {
        TraceLayer strange = traceBehind();
        strange.trace = Trace::fromPixels({{-1e300, 5}, {NAN, 3}, {5, 5}, {1e9, 1e9}});
        TraceLayer behind = traceBehind();
        behind.trace = Trace::fromCameraPoints({{0, 0, -1}, {0, 0, 1}, {0, 0, 0}}, lens);
        auto bare = std::make_shared<Sample>();
        bare->frame.depthMillimetres = cv::Mat(48, 64, CV_16UC1, cv::Scalar(900));
        for (const auto& content : {contentOf(wallSample(), {strange, behind}), contentOf(bare, {strange}),
                                    contentOf(std::make_shared<Sample>(), {behind})}) {
            FigureOptions options;
            options.dpi = 60;
            options.ghosts = 5;
            options.hasScaleBar = options.hasStep = options.isPanelPerModel = true;
            options.inset = FigureInset{QRectF(-50, -50, 5000, 5000), 3, {}};
            options.region = QRectF(1000, 1000, 5, 5);
            options.title = QString(500, QLatin1Char('W'));
            QVERIFY(drawFigure(content, options));
            options.widthPoints = 36;
            options.heightPoints = 20;
            QVERIFY(drawFigure(content, options));
        }
        FigureOptions huge;
        huge.widthPoints = 5000;
        huge.dpi = 2400;
        const auto refused = drawFigure(contentOf(wallSample(), {}), huge);
        QVERIFY(!refused);
        QVERIFY(refused.error().message().find("pixels") != std::string::npos);
        QVERIFY(drawFigure(contentOf(wallSample(), {}, 0), FigureOptions()));
    }

    void twoThreadsDrawAtOnce() {
        FigureOptions options = barePanel(FigureView::Both);
        options.hasInstruction = true;
        options.ghosts = 2;
        const auto alone = *drawFigure(contentOf(wallSample(), {traceBehind()}), options);
        std::vector<QImage> pictures(4);
        {
            std::vector<std::jthread> threads;
            for (QImage& picture : pictures)
                threads.emplace_back([&] { picture = *drawFigure(contentOf(wallSample(), {traceBehind()}), options); });
        }
        for (const QImage& picture : pictures)
            QCOMPARE(picture, alone);
    }
};

QTEST_MAIN(FigureTest)
#include "tst_figure.moc"
