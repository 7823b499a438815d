#include "widgets/figure/figure_panel.h"

#include "widgets/figure/figure_text.h"
#include "widgets/figure/figure_views.h"
#include "widgets/theme.h"
#include "widgets/viewpoints.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace tracestudio {

namespace {

constexpr double nearestMetres = 0.01;
constexpr double ghostOpacity = 0.55;
constexpr int boxSteps = 24;
constexpr double closedPointSize = 2.7; ///< points reach a little over their neighbours: no seams at any resolution
constexpr double shadePoints = 0.5;

/// Clouds are drawn this much finer and scaled down, which smooths their edges; large ones are fine enough.
double finenessOf(const QSize& pixels) {
    return double(pixels.width()) * pixels.height() > 6e6 ? 1 : 2;
}

/// What lies behind a cloud, so that its holes are seen as such; invalid for nothing.
QColor stageOn(FigureBackground background) {
    return background == FigureBackground::White  ? QColor(0xf1, 0xf2, 0xf4)
           : background == FigureBackground::Dark ? QColor(0x22, 0x25, 0x2a)
                                                  : QColor();
}

class Texts {
    Q_DECLARE_TR_FUNCTIONS(Figure)
  public:
    static QString length(double metres) {
        return metres < 1 ? tr("%1 cm").arg(std::lround(metres * 100)) : tr("%1 m").arg(std::lround(metres));
    }
    static QString atTheStart(const QString& length) { return tr("%1 at the start").arg(length); }
};

/// From image pixels to a panel, points.
struct PanelMapping {
    QRectF panel, region;
    [[nodiscard]] double scale() const { return panel.width() / region.width(); }
    [[nodiscard]] QPointF toPanel(const PixelPoint& pixel) const {
        // Regions begin at the edges of pixels, pixel places count from their middles.
        return panel.topLeft() + (QPointF(pixel.x + 0.5, pixel.y + 0.5) - region.topLeft()) * scale();
    }
};

/// `share` of the way along a line of points.
std::optional<PointCamera> pointAlong(const std::vector<PointCamera>& points, double share) {
    if (points.empty())
        return std::nullopt;
    double length = 0;
    for (std::size_t i = 1; i < points.size(); ++i)
        length += cv::norm(points[i] - points[i - 1]);
    double left = share * length;
    for (std::size_t i = 1; i < points.size(); ++i) {
        const double step = cv::norm(points[i] - points[i - 1]);
        if (left <= step && step > 0)
            return points[i - 1] + (points[i] - points[i - 1]) * (left / step);
        left -= step;
    }
    return points.back();
}

/// A rectangle in the first of the panel's corners where it hides the fewest nodes and lines, and nothing of `source`.
QRectF leastHiding(const QRectF& panel, const QSizeF& size, double margin, const FigureMarks& marks,
                   const std::vector<Qt::Corner>& corners, const QRectF& source = {}) {
    QRectF best;
    int fewest = std::numeric_limits<int>::max();
    for (const Qt::Corner corner : corners) {
        const bool isLeft = corner == Qt::TopLeftCorner || corner == Qt::BottomLeftCorner;
        const bool isTop = corner == Qt::TopLeftCorner || corner == Qt::TopRightCorner;
        const QRectF place(isLeft ? panel.left() + margin : panel.right() - margin - size.width(),
                           isTop ? panel.top() + margin : panel.bottom() - margin - size.height(), size.width(),
                           size.height());
        int hidden = place.intersects(source) ? 1000 : 0;
        for (const FigureNode& node : marks.nodes)
            hidden += place.contains(node.place) ? (node.fails ? 40 : 20) : 0;
        for (const FigureStroke& stroke : marks.strokes)
            hidden += int(std::count_if(stroke.line.begin(), stroke.line.end(),
                                        [&](const QPointF& point) { return place.contains(point); }));
        if (hidden < fewest) {
            fewest = hidden;
            best = place;
        }
    }
    return best;
}

std::vector<PointCamera> present(const std::vector<std::optional<PointCamera>>& points) {
    std::vector<PointCamera> all;
    for (const auto& point : points)
        if (point)
            all.push_back(*point);
    return all;
}

std::vector<std::optional<PointCamera>> spacePoints(const ViewScene& scene, const TraceLayer& layer) {
    std::vector<std::optional<PointCamera>> points;
    for (int i = 0; i < int(layer.trace.size()); ++i)
        points.push_back(pointOf(scene, layer, i));
    return points;
}

} // namespace

FigurePanelPainter::FigurePanelPainter(const FigureContent& content, const FigureOptions& options)
    : m_content(content)
    , m_options(options) {
    m_renderer.setDrawing(CloudRenderer::Drawing::Processor);
    m_ghostRenderer.setDrawing(CloudRenderer::Drawing::Processor);
}

void FigurePanelPainter::setCase(std::shared_ptr<const FigureCase> figureCase) {
    m_case = std::move(figureCase);
    const Sample& sample = *m_case->scene.sample;
    m_picture.emplace(sample.frame);
    m_outline = outlineOf(sample.mask, int(wholeRegion().width()), int(wholeRegion().height()));
    m_renderer.setCloud(m_case->scene.cloud);
    m_view.reset();
}

QRectF FigurePanelPainter::wholeRegion() const {
    const RgbdFrame& frame = m_case->scene.sample->frame;
    if (frame.camera.widthPixels > 0 && frame.camera.heightPixels > 0)
        return QRectF(0, 0, frame.camera.widthPixels, frame.camera.heightPixels);
    for (const cv::Mat* picture : {&frame.depthMillimetres, &frame.colourBgr})
        if (!picture->empty())
            return QRectF(0, 0, picture->cols, picture->rows);
    return QRectF(QPointF(0, 0), QSizeF(m_content.pictureSize));
}

QSize FigurePanelPainter::pixelsOf(const QRectF& panel) const {
    return {std::max(1, int(std::lround(panel.width() * m_options.pixelsPerPoint()))),
            std::max(1, int(std::lround(panel.height() * m_options.pixelsPerPoint())))};
}

QColor FigurePanelPainter::truthColour() const {
    const bool isWindow = m_options.style.colouring == FigureStyle::Colouring::Window;
    return isWindow && m_content.truthColour.isValid() ? m_content.truthColour : m_options.style.truth;
}

QColor FigurePanelPainter::boxColour() const {
    const bool isWindow = m_options.style.colouring == FigureStyle::Colouring::Window;
    return isWindow && m_content.boxColour.isValid() ? m_content.boxColour : m_options.style.box;
}

QColor FigurePanelPainter::objectColour() const {
    const bool isWindow = m_options.style.colouring == FigureStyle::Colouring::Window;
    return isWindow && m_content.objectColour.isValid() ? m_content.objectColour : m_options.style.object;
}

TraceLook FigurePanelPainter::lookOf(int model, int drawn, const QColor& windowColour) const {
    const FigureStyle& style = m_options.style;
    TraceLook look;
    look.width = style.lineWidth;
    if (model < 0) {
        // The truth is a quiet reference beside an answer, and drawn like one where it stands alone.
        const bool isAlone = drawn == 0;
        look.hasRamp = isAlone && style.colouring == FigureStyle::Colouring::Ramp;
        look.colour = truthColour();
        look.width = isAlone ? style.lineWidth : style.truthWidth;
        look.dashes = !isAlone && style.isTruthDashed ? 1 : 0;
        look.hasNumbers = isAlone;
        look.nodeScale = isAlone ? 1 : 0.75;
        return look;
    }
    look.hasRamp = style.colouring == FigureStyle::Colouring::Ramp && drawn == 1;
    look.colour = style.colouring == FigureStyle::Colouring::Window && windowColour.isValid()
                      ? windowColour
                      : style.modelColour(model);
    look.dashes = style.variesDashes && model > 0 ? model + 1 : 0;
    look.shape = style.nodes == FigureStyle::Nodes::Shapes ? model : 0;
    return look;
}

std::vector<FigurePanelPainter::Drawn> FigurePanelPainter::drawnTraces(int model) const {
    const auto layerOf = [&](const QString& id) -> const TraceLayer* {
        for (const TraceLayer& layer : m_case->scene.traces)
            if (layer.layerId == id && !layer.trace.isEmpty())
                return &layer;
        return nullptr;
    };
    std::vector<const FigureAnswer*> shown;
    for (const FigureAnswer& answer : m_case->answers)
        if ((model < 0 || answer.model == model) && layerOf(answer.layerId))
            shown.push_back(&answer);
    // As the legend says, also where one of several answers cannot be drawn.
    const int together = model >= 0 ? 1 : int(m_content.models.size());
    std::vector<Drawn> traces;
    const TraceLayer* truth = m_options.hasTruth ? layerOf(QStringLiteral("truth")) : nullptr;
    if (truth)
        traces.push_back({truth, lookOf(-1, together, {})});
    for (const FigureAnswer* answer : shown)
        traces.push_back({layerOf(answer->layerId), lookOf(answer->model, together, answer->colour)});
    return traces;
}

void FigurePanelPainter::paintImage(QPainter& painter, const QRectF& panel, int model) {
    const QRectF whole = wholeRegion();
    QRectF region = m_options.region ? m_options.region->intersected(whole) : whole;
    if (region.isEmpty())
        region = whole;
    const QRectF place = picturePlace(panel, region.size(), m_options.pixelsPerPoint());
    const FigureMarks marks = paintImagePart(painter, place, region, model, true);
    if (m_options.inset)
        paintInset(painter, place, region, model, marks);
    const auto start = startPoint();
    if (m_options.hasScaleBar && start && start->z > nearestMetres)
        paintScaleBar(painter, place, m_case->scene.sample->frame.camera.fx / start->z * place.width() / region.width(),
                      false, marks);
}

FigureMarks FigurePanelPainter::paintImagePart(QPainter& painter, const QRectF& panel, const QRectF& region, int model,
                                               bool isWhole) {
    const QSize pixels = pixelsOf(panel);
    const QRectF whole = wholeRegion();
    const std::vector<Drawn> traces = drawnTraces(model);
    QImage raster(pixels, QImage::Format_ARGB32_Premultiplied);
    raster.fill(Qt::transparent);
    {
        QPainter pixelPainter(&raster);
        pixelPainter.setRenderHint(QPainter::SmoothPixmapTransform);
        const double scale = pixels.width() / region.width();
        if (m_picture->has(m_options.imageDisplay))
            m_picture->paint(pixelPainter,
                             QRectF((whole.left() - region.left()) * scale, (whole.top() - region.top()) * scale,
                                    whole.width() * scale, whole.height() * scale),
                             m_options.imageDisplay, 0.5);
        for (const Drawn& trace : traces)
            paintImageGhosts(pixelPainter, region, pixels, trace);
    }
    painter.drawImage(panel, raster);

    const Sample& sample = *m_case->scene.sample;
    const Camera& camera = sample.frame.camera;
    const PanelMapping mapping{panel, region};
    const auto project = [&](const PointCamera& point) -> std::optional<PlacedPoint> {
        if (point.z < nearestMetres)
            return std::nullopt;
        return PlacedPoint{mapping.toPanel(camera.project(point)), 0};
    };
    const auto place = [&](const PointCamera& pixel) -> std::optional<PlacedPoint> {
        return PlacedPoint{mapping.toPanel({pixel.x, pixel.y}), 0};
    };
    paintObject(painter, panel, region);
    FigureMarks marks;
    marks.pointsOutside = isWhole;
    if (camera.isValid())
        addBox(marks, project, panel);
    for (const Drawn& trace : traces) {
        const bool isInSpace = trace.layer->trace.is3D() && camera.isValid();
        addTrace(marks, isInSpace ? spacePoints(m_case->scene, *trace.layer) : pixelsAsPoints(trace.layer->trace),
                 trace.layer->failures, trace.look, m_options.style,
                 isInSpace ? std::function<std::optional<PlacedPoint>(const PointCamera&)>(project) : place, panel);
    }
    marks.paint(painter, m_options.style, HiddenStrokes::OnTop, panel);
    return marks;
}

void FigurePanelPainter::paintObject(QPainter& painter, const QRectF& panel, const QRectF& region) const {
    if (!m_options.hasObject || m_options.style.objectLook == FigureStyle::ObjectLook::Hidden)
        return;
    const PanelMapping mapping{panel, region};
    QTransform transform;
    const QPointF origin = mapping.toPanel({0, 0});
    transform.translate(origin.x(), origin.y());
    transform.scale(mapping.scale(), mapping.scale());
    QPainterPath outline = transform.map(m_outline.smooth);
    if (!panel.contains(outline.boundingRect())) {
        QPainterPath frame;
        frame.addRect(panel);
        outline = outline.intersected(frame);
    }
    QColor colour = objectColour();
    if (m_options.style.objectLook == FigureStyle::ObjectLook::Filled) {
        colour.setAlphaF(0.72F);
        painter.setPen(QPen(objectColour(), m_options.style.boxWidth * 0.5));
        painter.setBrush(colour);
        painter.drawPath(outline);
        return;
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(luminance(colour) > 0.5 ? QColor(0, 0, 0, 130) : QColor(255, 255, 255, 170),
                        m_options.style.boxWidth + 0.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(outline);
    painter.setPen(QPen(colour, m_options.style.boxWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(outline);
}

void FigurePanelPainter::addBox(FigureMarks& marks,
                                const std::function<std::optional<PlacedPoint>(const PointCamera&)>& project,
                                const QRectF& area) const {
    const auto& box = m_case->scene.sample->destinationBox;
    if (!m_options.hasBox || !box)
        return;
    FigureStroke look;
    look.colour = boxColour();
    look.width = m_options.style.boxWidth;
    look.casing = m_options.style.hasCasing ? look.width * 0.3 : 0;
    const auto corners = box->corners();
    if (!std::all_of(corners.begin(), corners.end(), [](const PointCamera& p) { return cv::norm(p) < 1000; }))
        return;
    for (const auto& [a, b] : OrientedBox::edges()) {
        std::vector<std::optional<PlacedPoint>> samples;
        for (int i = 0; i <= boxSteps; ++i) {
            const double share = double(i) / boxSteps;
            samples.push_back(project(corners[std::size_t(a)] * (1 - share) + corners[std::size_t(b)] * share));
        }
        marks.addLine(samples, look, area);
    }
}

std::shared_ptr<const PointCloud> FigurePanelPainter::movedObject(const cv::Vec3d& by) const {
    auto object = std::make_shared<PointCloud>();
    const auto& cloud = m_case->scene.cloud;
    if (!cloud)
        return object;
    object->width = cloud->width;
    object->height = cloud->height;
    object->step = cloud->step;
    for (std::size_t i = 0; i < cloud->size(); ++i) {
        if (!cloud->isObject[i])
            continue;
        object->x.push_back(cloud->x[i] + float(by[0]));
        object->y.push_back(cloud->y[i] + float(by[1]));
        object->z.push_back(cloud->z[i] + float(by[2]));
        object->pixelIndex.push_back(cloud->pixelIndex[i]);
        object->rgb.push_back(cloud->rgb[i]);
        object->isObject.push_back(0);
    }
    return object;
}

/// Where along a trace the object is shown again.
std::vector<double> FigurePanelPainter::ghostShares(const Drawn& trace) const {
    const bool isMain = trace.layer->kind == LayerKind::Prediction || trace.look.hasNumbers;
    if (!isMain)
        return {};
    if (m_options.sweep)
        return {*m_options.sweep};
    std::vector<double> shares;
    for (int i = 1; i <= m_options.ghosts; ++i)
        shares.push_back(double(i) / m_options.ghosts);
    return shares;
}

double FigurePanelPainter::opacityOfGhosts() const {
    return m_options.sweep ? 0.9 : ghostOpacity;
}

void FigurePanelPainter::paintImageGhosts(QPainter& painter, const QRectF& region, const QSize& pixels,
                                          const Drawn& trace) {
    const std::vector<double> shares = ghostShares(trace);
    if (shares.empty())
        return;
    const Sample& sample = *m_case->scene.sample;
    const double scale = pixels.width() / region.width();
    if (!trace.layer->trace.is3D() || !sample.frame.camera.isValid()) {
        const std::vector<PointCamera> points = present(pixelsAsPoints(trace.layer->trace));
        // The masked pixels of the picture, moved.
        const QRectF whole = wholeRegion();
        QImage object(pixels, QImage::Format_ARGB32_Premultiplied);
        object.fill(Qt::transparent);
        {
            QPainter objectPainter(&object);
            objectPainter.setRenderHint(QPainter::Antialiasing);
            objectPainter.translate(-region.left() * scale, -region.top() * scale);
            objectPainter.scale(scale, scale);
            objectPainter.translate(0.5, 0.5);
            objectPainter.setClipPath(m_outline.smooth);
            objectPainter.resetTransform();
            m_picture->paint(objectPainter,
                             QRectF((whole.left() - region.left()) * scale, (whole.top() - region.top()) * scale,
                                    whole.width() * scale, whole.height() * scale),
                             DepthDisplay::Colour, 0);
        }
        painter.setOpacity(opacityOfGhosts());
        for (const double share : points.size() > 1 ? shares : std::vector<double>()) {
            const PointCamera by = *pointAlong(points, share) - points.front();
            painter.drawImage(QPointF(by.x, by.y) * scale, object);
        }
        painter.setOpacity(1);
        return;
    }
    const std::vector<PointCamera> points = present(spacePoints(m_case->scene, *trace.layer));
    ImageTransform transform;
    transform.isFitted = false;
    transform.scale = scale;
    transform.centre = {region.center().x() - 0.5, region.center().y() - 0.5};
    const ViewCamera ego = ViewCamera::ego(sample.frame.camera, transform);
    CloudLook look;
    look.hasLighting = false;
    look.pointSize = closedPointSize;
    look.background = Qt::transparent;
    look.outline = look.object = Qt::transparent;
    painter.setOpacity(opacityOfGhosts());
    for (const double share : points.size() > 1 ? shares : std::vector<double>()) {
        const PointCamera by = *pointAlong(points, share) - points.front();
        m_ghostRenderer.setCloud(movedObject(cv::Vec3d(by)));
        painter.drawImage(QPointF(0, 0), m_ghostRenderer.render(ego, QSizeF(pixels), 1, look, {}));
    }
    painter.setOpacity(1);
}

void FigurePanelPainter::paintCloudGhosts(QImage& picture, const ViewCamera& camera, const QSizeF& panel,
                                          const Drawn& trace) {
    const std::vector<double> shares = ghostShares(trace);
    if (shares.empty())
        return;
    const std::vector<PointCamera> points = present(spacePoints(m_case->scene, *trace.layer));
    const double opacity = opacityOfGhosts();
    const double fineness = finenessOf(pixelsOf(QRectF(QPointF(0, 0), panel)));
    CloudLook look;
    look.hasLighting = m_options.hasCloudLighting;
    look.pointSize = closedPointSize;
    look.shadeWidth = shadePoints;
    look.background = Qt::transparent;
    look.outline = look.object = Qt::transparent;
    for (const double share : points.size() > 1 ? shares : std::vector<double>()) {
        const PointCamera by = *pointAlong(points, share) - points.front();
        m_ghostRenderer.setCloud(movedObject(cv::Vec3d(by)));
        const QImage& ghost = m_ghostRenderer.render(camera, panel, fineness * m_options.pixelsPerPoint(), look, {});
        for (int y = 0; y < picture.height() && y < ghost.height(); ++y) {
            const float* behind = m_renderer.splat().depthRow(y);
            const float* before = m_ghostRenderer.splat().depthRow(y);
            const auto* from = reinterpret_cast<const QRgb*>(ghost.constScanLine(y));
            auto* to = reinterpret_cast<QRgb*>(picture.scanLine(y));
            for (int x = 0; x < picture.width(); ++x) {
                if (before[x] >= behind[x] || qAlpha(from[x]) == 0)
                    continue;
                const auto mix = [&](int over, int under) {
                    return int(std::lround(over * opacity + under * (1 - opacity)));
                };
                to[x] = qRgba(mix(qRed(from[x]), qRed(to[x])), mix(qGreen(from[x]), qGreen(to[x])),
                              mix(qBlue(from[x]), qBlue(to[x])), mix(qAlpha(from[x]), qAlpha(to[x])));
            }
        }
    }
}

void FigurePanelPainter::paintCloud(QPainter& painter, const QRectF& panel, int model) {
    const std::vector<Drawn> traces = drawnTraces(model);
    // One view for all answers to a sample, so that panels beside each other can be compared.
    if (!m_view || m_viewPanel != panel.size()) {
        ViewScene shown = m_case->scene;
        shown.traces.clear();
        for (const Drawn& trace : drawnTraces(-1))
            shown.traces.push_back(*trace.layer);
        m_viewpoints = Viewpoints(shown);
        m_view = viewOf(m_options.camera, m_options.region, shown, panel.size());
        m_viewPanel = panel.size();
    }
    const ViewCamera& camera = *m_view;

    CloudLook look;
    look.colouring = m_options.cloudColouring;
    look.hasLighting = m_options.hasCloudLighting;
    look.background = Qt::transparent;
    look.up = m_viewpoints.up();
    look.object = look.outline = objectColour();
    const FigureStyle::ObjectLook objectLook =
        m_options.hasObject ? m_options.style.objectLook : FigureStyle::ObjectLook::Hidden;
    look.object.setAlphaF(objectLook == FigureStyle::ObjectLook::Filled ? 0.72F : 0);
    look.outline.setAlphaF(objectLook == FigureStyle::ObjectLook::Outlined ? 0.9F : 0);
    look.outlineWidth = m_options.style.boxWidth;
    look.pointSize = closedPointSize;
    look.shadeWidth = shadePoints;
    if (const QColor stage = stageOn(m_options.background); stage.isValid())
        painter.fillRect(panel, stage);
    const double fineness = finenessOf(pixelsOf(panel));
    QImage raster = m_renderer.render(camera, panel.size(), fineness * m_options.pixelsPerPoint(), look, {}).copy();
    for (const Drawn& trace : traces)
        paintCloudGhosts(raster, camera, panel.size(), trace);
    raster.setDevicePixelRatio(1);
    painter.drawImage(panel, raster.scaled(pixelsOf(panel), Qt::IgnoreAspectRatio, Qt::SmoothTransformation));

    FigureMarks marks;
    marks.isHidden = [&](const PlacedPoint& point) {
        return m_renderer.hiddenAt(point.place - panel.topLeft(), point.depthMetres) > 0.5;
    };
    const auto project = [&](const PointCamera& point) -> std::optional<PlacedPoint> {
        const auto place = camera.project(point, panel.size());
        if (!place)
            return std::nullopt;
        return PlacedPoint{*place + panel.topLeft(), camera.toView(point).z};
    };
    addBox(marks, project, panel);
    for (const Drawn& trace : traces)
        addTrace(marks, spacePoints(m_case->scene, *trace.layer), trace.layer->failures, trace.look, m_options.style,
                 project, panel);
    marks.paint(painter, m_options.style, m_options.hidden, panel);
    if (m_options.hasScaleBar) {
        const PointCamera at = startPoint().value_or(m_viewpoints.pivot());
        paintScaleBar(painter, panel, camera.lens(panel.size()).pixelsPerMetre(camera.toView(at).z),
                      camera.isOrthographic(), marks);
    }
}

std::optional<PointCamera> FigurePanelPainter::startPoint() const {
    for (const TraceLayer& layer : m_case->scene.traces)
        if (const auto point = pointOf(m_case->scene, layer, 0))
            return point;
    return std::nullopt;
}

void FigurePanelPainter::paintScaleBar(QPainter& painter, const QRectF& panel, double pointsPerMetre, bool isExact,
                                       const FigureMarks& marks) const {
    static constexpr std::array lengths{0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0};
    if (!(pointsPerMetre > 0))
        return;
    double length = lengths.front();
    for (const double candidate : lengths)
        if (candidate * pointsPerMetre < panel.width() * 0.25)
            length = candidate;
    const double width = length * pointsPerMetre;
    if (width > panel.width() * 0.8)
        return;
    const FigureText text(m_options.style.fontFamily, m_options.style.fontSize * 0.9);
    const QString label = isExact ? Texts::length(length) : Texts::atTheStart(Texts::length(length));
    const double gap = text.size() * 0.4;
    const QSizeF size(std::max(width, text.width(label)) + 2 * gap, text.lineHeight() + 2.2 * gap);
    const QRectF plate = leastHiding(panel, size, gap, marks, {Qt::BottomLeftCorner, Qt::BottomRightCorner});
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0, 0, 0, 150));
    painter.drawRoundedRect(plate, gap, gap);
    const double y = plate.bottom() - gap;
    painter.setPen(QPen(Qt::white, std::max(0.8, m_options.style.fontSize * 0.14), Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(QPointF(plate.left() + gap, y), QPointF(plate.left() + gap + width, y));
    for (const double x : {0.0, width})
        painter.drawLine(QPointF(plate.left() + gap + x, y - gap * 0.6),
                         QPointF(plate.left() + gap + x, y + gap * 0.4));
    text.draw(painter, {plate.left() + gap, y - gap * 1.1}, label, Qt::white);
}

void FigurePanelPainter::paintInset(QPainter& painter, const QRectF& panel, const QRectF& region, int model,
                                    const FigureMarks& marks) {
    const FigureInset& inset = *m_options.inset;
    const QRectF source = inset.region.intersected(region);
    if (source.width() < 2 || source.height() < 2)
        return;
    const PanelMapping mapping{panel, region};
    const QRectF from(mapping.toPanel({source.left() - 0.5, source.top() - 0.5}), source.size() * mapping.scale());
    QSizeF size = from.size() * inset.magnification;
    // Never most of the panel.
    const double most = std::min({1.0, panel.width() * 0.5 / size.width(), panel.height() * 0.5 / size.height()});
    size *= most;
    const double margin = m_options.style.fontSize * 0.5;
    std::vector<Qt::Corner> corners{Qt::TopRightCorner, Qt::TopLeftCorner, Qt::BottomRightCorner, Qt::BottomLeftCorner};
    if (inset.corner)
        corners = {*inset.corner};
    const QRectF to = leastHiding(panel, size, margin, marks, corners, from);
    const double line = m_options.style.boxWidth * 0.8;
    const QColor ink(0x20, 0x20, 0x20);
    const auto frame = [&](const QRectF& rectangle) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(Qt::white, line * 2.2, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
        painter.drawRect(rectangle);
        painter.setPen(QPen(ink, line, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
        painter.drawRect(rectangle);
    };
    painter.setPen(QPen(ink, line * 0.7, Qt::SolidLine, Qt::FlatCap));
    // From the sides that face each other.
    const bool isBelow = to.top() >= from.bottom();
    const bool isAbove = to.bottom() <= from.top();
    const bool isBeside = !isBelow && !isAbove;
    const bool isRight = to.center().x() > from.center().x();
    const QLineF first = isBelow   ? QLineF(from.bottomLeft(), to.topLeft())
                         : isAbove ? QLineF(from.topLeft(), to.bottomLeft())
                         : isRight ? QLineF(from.topRight(), to.topLeft())
                                   : QLineF(from.topLeft(), to.topRight());
    const QLineF second = isBelow   ? QLineF(from.bottomRight(), to.topRight())
                          : isAbove ? QLineF(from.topRight(), to.bottomRight())
                          : isRight ? QLineF(from.bottomRight(), to.bottomLeft())
                                    : QLineF(from.bottomLeft(), to.bottomRight());
    if (!isBeside || !to.intersects(from)) {
        painter.drawLine(first);
        painter.drawLine(second);
    }
    frame(from);
    paintImagePart(painter, to, source, model, false);
    frame(to);
}

} // namespace tracestudio
