#include "widgets/image_overlay.h"

#include "widgets/clipping.h"
#include "widgets/qt_points.h"
#include "widgets/theme.h"

#include <QPainter>
#include <algorithm>
#include <cmath>
#include <cstring>

namespace tracestudio {

namespace {

/// Lines are cut off this far before the camera; nearer, a projection is meaningless.
constexpr double kNearMetres = 0.01;
constexpr double kDiscRadius = 8;
constexpr double kDotRadius = 3.5;
constexpr std::size_t kDense = 1000; ///< waypoints from which a trace is a scribble, drawn without its finery
constexpr int kPieceLength = 48;     ///< segments
constexpr double kPickPoints = 10;
constexpr double kPickEdgePoints = 5;

bool isFinite(const QPointF& p) {
    return std::isfinite(p.x()) && std::isfinite(p.y());
}
double distance(const QPointF& a, const QPointF& b) {
    return std::hypot(a.x() - b.x(), a.y() - b.y());
}

/// The part of the line between two points that is in front of the camera, as seen.
std::optional<QLineF> seen(const Camera& camera, PointCamera a, PointCamera b) {
    if (a.z < kNearMetres && b.z < kNearMetres)
        return std::nullopt;
    const auto cut = [](const PointCamera& outside, const PointCamera& inside) {
        const double t = (kNearMetres - outside.z) / (inside.z - outside.z);
        return outside + (inside - outside) * t;
    };
    if (a.z < kNearMetres)
        a = cut(a, b);
    else if (b.z < kNearMetres)
        b = cut(b, a);
    const QLineF line(toQt(camera.project(a)), toQt(camera.project(b)));
    if (!isFinite(line.p1()) || !isFinite(line.p2()))
        return std::nullopt;
    return line;
}

QSize frameSizeOf(const ViewScene& scene) {
    if (scene.sample) {
        const RgbdFrame& frame = scene.sample->frame;
        if (frame.camera.widthPixels > 0 && frame.camera.heightPixels > 0)
            return {frame.camera.widthPixels, frame.camera.heightPixels};
        for (const cv::Mat* picture : {&frame.depthMillimetres, &frame.colourBgr})
            if (!picture->empty())
                return {picture->cols, picture->rows};
    }
    // Without any picture the traces still are shown; a common size holds most of them.
    double right = 640;
    double bottom = 480;
    for (const TraceLayer& layer : scene.traces) {
        for (const PixelPoint& pixel : layer.trace.pixels()) {
            if (std::isfinite(pixel.x) && pixel.x < 16000)
                right = std::max(right, pixel.x + 1);
            if (std::isfinite(pixel.y) && pixel.y < 16000)
                bottom = std::max(bottom, pixel.y + 1);
        }
    }
    return {int(std::ceil(right)), int(std::ceil(bottom))};
}

/// Beyond the view by more than any line is wide.
QRectF paintedArea(const ImageMapping& mapping) {
    return QRectF(QPointF(0, 0), mapping.viewSize).adjusted(-64, -64, 64, 64);
}

/// The same pixels in memory, which nobody writes to.
bool isSame(const cv::Mat& a, const cv::Mat& b) {
    return a.data == b.data && a.size() == b.size() && a.type() == b.type();
}

/// Of masks, which are decoded anew with every edit, by their pixels.
bool isSameMask(const cv::Mat& a, const cv::Mat& b) {
    if (isSame(a, b))
        return true;
    if (a.empty() || b.empty() || a.size() != b.size() || a.type() != b.type())
        return false;
    for (int y = 0; y < a.rows; ++y)
        if (std::memcmp(a.ptr(y), b.ptr(y), std::size_t(a.cols) * a.elemSize()) != 0)
            return false;
    return true;
}

ImagePicture pictureOf(const ViewScene& scene, const RgbdFrame* previousFrame, const ImagePicture* previous) {
    const RgbdFrame frame = scene.sample ? scene.sample->frame : RgbdFrame{};
    const bool isKept = previous && previousFrame && isSame(previousFrame->colourBgr, frame.colourBgr) &&
                        isSame(previousFrame->depthMillimetres, frame.depthMillimetres);
    return isKept ? *previous : ImagePicture(frame);
}

QPen roundPen(const QColor& colour, double width) {
    return {QBrush(colour), width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin};
}

/// The mask that is being painted, as plain as the brush that paints it and in its colour: whatever the object's colour
/// is and that of the layer, its ground or one of its two lines differs from what is beside it.
void paintEditedMask(QPainter& painter, const QPainterPath& mask) {
    QColor fill = theme().maskPaint;
    fill.setAlphaF(0.5f);
    painter.setOpacity(1);
    painter.fillPath(mask, fill);
    painter.setBrush(Qt::NoBrush);
    for (const auto& [colour, width] : {std::pair(QColor(0, 0, 0, 200), 3.5), std::pair(QColor(Qt::white), 1.5)}) {
        painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
        painter.drawPath(mask);
    }
}

/// How a layer is painted here: what the tool in force edits is seen though it may be hidden.
LayerStyle paintedStyle(const ViewState& state, const QString& layerId) {
    LayerStyle style = styleOf(state, layerId);
    const EditTool tool = state.editTool();
    style.isVisible = style.isVisible || (tool == EditTool::Trace && layerId == QLatin1String("truth")) ||
                      (tool == EditTool::Box && layerId == QLatin1String("box")) ||
                      (tool == EditTool::Mask && layerId == QLatin1String("object"));
    return style;
}

} // namespace

LayerStyle styleOf(const ViewState& state, const QString& layerId) {
    LayerStyle style = state.style(layerId);
    style.opacity *= state.fading(layerId);
    if (!style.colour.isValid())
        style.colour = defaultLayerColour(layerId);
    return style;
}

ImageMapping ImageMapping::of(const ImageTransform& transform, const QSizeF& viewSize) {
    const QPointF middle(viewSize.width() / 2, viewSize.height() / 2);
    return {transform.scale, middle - toQt(transform.centre) * transform.scale, viewSize};
}

ImageOverlay::ImageOverlay(std::shared_ptr<const ViewScene> scene, const ImageOverlay* previous)
    : m_scene(std::move(scene))
    , m_frameSize(frameSizeOf(*m_scene))
    , m_picture(pictureOf(*m_scene, previous && previous->m_scene->sample ? &previous->m_scene->sample->frame : nullptr,
                          previous ? &previous->m_picture : nullptr)) {
    const Camera camera = m_scene->sample ? m_scene->sample->frame.camera : Camera{};
    if (m_scene->sample) {
        const Mask& mask = m_scene->sample->mask;
        if (previous && previous->m_scene->sample && previous->m_frameSize == m_frameSize &&
            isSameMask(previous->m_scene->sample->mask.pixels, mask.pixels))
            m_outline = previous->m_outline;
        else
            m_outline = outlineOf(mask, m_frameSize.width(), m_frameSize.height());
        if (const auto& box = m_scene->sample->destinationBox; box && camera.isValid()) {
            const auto corners = box->corners();
            QPolygonF ends;
            for (const auto& [a, b] : OrientedBox::edges()) {
                if (const auto edge = seen(camera, corners[std::size_t(a)], corners[std::size_t(b)])) {
                    m_boxEdges.push_back(*edge);
                    ends.push_back(edge->p1());
                    ends.push_back(edge->p2());
                }
            }
            m_boxHull = convexHull(ends);
        }
    }
    for (const TraceLayer& traceLayer : m_scene->traces) {
        Line line{&traceLayer, {}, {}};
        const Trace& trace = traceLayer.trace;
        const bool hasDepth = trace.is3D() && camera.isValid();
        for (std::size_t i = 0; i < trace.size(); ++i) {
            const QPointF pixel = toQt(trace.pixels()[i]);
            const bool isSeen = isFinite(pixel) && (!hasDepth || trace.points()[i].z >= kNearMetres);
            line.waypoints.push_back(isSeen ? std::optional(pixel) : std::nullopt);
            if (i == 0)
                continue;
            std::optional<QLineF> segment;
            if (hasDepth)
                segment = seen(camera, trace.points()[i - 1], trace.points()[i]);
            else if (line.waypoints[i - 1] && isSeen)
                segment = QLineF(*line.waypoints[i - 1], pixel);
            if (segment)
                line.segments.push_back(*segment);
        }
        m_lines.push_back(std::move(line));
    }
    if (previous && previous->m_scene->other == m_scene->other && previous->m_frameSize == m_frameSize)
        m_other = previous->m_other;
    else if (m_scene->other)
        takeOther(camera);
}

void ImageOverlay::takeOther(const Camera& camera) {
    const OtherVersion& version = *m_scene->other;
    auto other = std::make_shared<Other>();
    other->outline = outlineOf(version.mask, m_frameSize.width(), m_frameSize.height());
    const auto add = [&](const PointCamera& a, const PointCamera& b) {
        if (const auto line = camera.isValid() ? seen(camera, a, b) : std::nullopt)
            other->lines.push_back(*line);
    };
    if (version.box)
        for (const auto& [a, b] : OrientedBox::edges())
            add(version.box->corners()[std::size_t(a)], version.box->corners()[std::size_t(b)]);
    const auto& points = version.trace.points();
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (i > 0)
            add(points[i - 1], points[i]);
        if (const QPointF pixel = toQt(version.trace.pixels()[i]); isFinite(pixel) && points[i].z >= kNearMetres)
            other->waypoints.push_back(pixel);
    }
    m_other = std::move(other);
}

const TraceLayer* ImageOverlay::layer(const QString& id) const {
    const auto found = std::find_if(m_scene->traces.begin(), m_scene->traces.end(),
                                    [&](const TraceLayer& candidate) { return candidate.layerId == id; });
    return found == m_scene->traces.end() ? nullptr : &*found;
}

void ImageOverlay::paint(QPainter& painter, const ImageMapping& mapping, const ViewState& state) const {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    paintOther(painter, mapping, state);
    paintObject(painter, mapping, state);
    paintBox(painter, mapping, state);
    const QFont font = painter.font();
    std::vector<QPointF> numbers;
    for (const Line* line : inPaintOrder(state)) {
        painter.setOpacity(paintedStyle(state, line->layer->layerId).opacity * line->layer->opacity);
        paintLine(painter, mapping, state, *line);
        paintWaypoints(painter, mapping, state, *line, numbers);
    }
    painter.setOpacity(1);
    painter.setFont(font);
    paintMarks(painter, mapping.viewSize, placedMarks(mapping, state), numbers);
    painter.restore();
}

std::vector<PlacedMark> ImageOverlay::placedMarks(const ImageMapping& mapping, const ViewState& state) const {
    const QRectF area = paintedArea(mapping);
    std::vector<PlacedMark> placed;
    for (const SceneMark& mark : m_scene->marks) {
        const LayerStyle style = styleOf(state, mark.layerId);
        const bool isSpan = mark.kind == SceneMark::Kind::Span;
        const QPointF from = mapping.toView(mark.pixel);
        const QPointF to = isSpan ? mapping.toView(mark.pixelTo) : from;
        const bool isBehind =
            (mark.point && mark.point->z < kNearMetres) || (isSpan && mark.pointTo && mark.pointTo->z < kNearMetres);
        if (!style.isVisible || isBehind || !isFinite(from) || !isFinite(to))
            continue;
        if (isSpan) {
            if (const auto part = clipped(QLineF(from, to), area))
                placed.push_back({&mark, part->p1(), part->p2(), style.colour, style.opacity});
        } else if (area.contains(from)) {
            placed.push_back({&mark, from, to, style.colour, style.opacity});
        }
    }
    std::stable_sort(placed.begin(), placed.end(), [&state](const PlacedMark& a, const PlacedMark& b) {
        return state.frontness(a.mark->layerId) < state.frontness(b.mark->layerId);
    });
    for (PlacedMark& mark : placed)
        mark.isLabelled = state.frontness(mark.mark->layerId) == state.frontness(placed.back().mark->layerId);
    return placed;
}

std::vector<const ImageOverlay::Line*> ImageOverlay::inPaintOrder(const ViewState& state) const {
    std::vector<const Line*> order;
    for (const Line& line : m_lines)
        if (paintedStyle(state, line.layer->layerId).isVisible)
            order.push_back(&line);
    std::stable_sort(order.begin(), order.end(), [&state](const Line* a, const Line* b) {
        return state.frontness(a->layer->layerId) < state.frontness(b->layer->layerId);
    });
    return order;
}

/// Dashed and without numbers: a reference that nobody takes for what is edited.
void ImageOverlay::paintOther(QPainter& painter, const ImageMapping& mapping, const ViewState& state) const {
    const LayerStyle style = styleOf(state, QStringLiteral("other"));
    if (!style.isVisible || !m_other)
        return;
    const QRectF area = paintedArea(mapping);
    const double width = std::max(1.0, style.widthPoints * 0.5);
    const QTransform toView(mapping.scale, 0, 0, mapping.scale, mapping.origin.x(), mapping.origin.y());
    const QPainterPath outline = toView.map(m_other->outline.smooth);
    QList<QLineF> lines;
    for (const QLineF& line : m_other->lines)
        if (const auto part = clipped({mapping.toView(line.p1()), mapping.toView(line.p2())}, area))
            lines.append(*part);
    painter.setOpacity(style.opacity);
    painter.setBrush(Qt::NoBrush);
    QPen dashes(style.colour, width, Qt::CustomDashLine, Qt::FlatCap, Qt::RoundJoin);
    dashes.setDashPattern({6 / width, 4 / width});
    for (const QPen& pen : {roundPen(haloAround(style.colour), width + 2), dashes}) {
        painter.setPen(pen);
        painter.drawLines(lines);
        if (outline.controlPointRect().intersects(area))
            painter.drawPath(outline);
    }
    for (const QPointF& waypoint : m_other->waypoints) {
        painter.setPen(QPen(haloAround(style.colour), 1));
        painter.setBrush(style.colour);
        painter.drawEllipse(mapping.toView(waypoint), kDotRadius, kDotRadius);
    }
}

void ImageOverlay::paintObject(QPainter& painter, const ImageMapping& mapping, const ViewState& state) const {
    const LayerStyle style = paintedStyle(state, QStringLiteral("object"));
    if (!style.isVisible || m_outline.exact.isEmpty())
        return;
    // While the mask is painted each of its pixels counts, and its holes must be seen.
    const bool isEdited = state.editTool() == EditTool::Mask;
    const bool isSelected = state.selection().kind == Selection::Kind::Object;
    const double ratio = painter.device()->devicePixelRatioF();
    const QPainterPath& path = mapping.scale * ratio >= (isEdited ? 2 : 4) ? m_outline.exact : m_outline.smooth;
    const QTransform toView(mapping.scale, 0, 0, mapping.scale, mapping.origin.x(), mapping.origin.y());
    const QPainterPath onView = toView.map(path);
    if (!onView.controlPointRect().intersects(paintedArea(mapping)))
        return;
    if (isEdited)
        return paintEditedMask(painter, onView);
    painter.setOpacity(style.opacity);
    if (isSelected) {
        QColor fill = style.colour;
        fill.setAlphaF(0.25f);
        painter.fillPath(onView, fill);
    }
    const double width = std::max(1.0, style.widthPoints * 0.5) + (isSelected ? 1 : 0);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(haloAround(style.colour), width + 1, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
    painter.drawPath(onView);
    QPen dashes(style.colour, width, Qt::CustomDashLine, Qt::FlatCap, Qt::RoundJoin);
    dashes.setDashPattern({4 / width, 3 / width});
    painter.setPen(isSelected ? roundPen(style.colour, width) : dashes);
    painter.drawPath(onView);
}

void ImageOverlay::paintBox(QPainter& painter, const ImageMapping& mapping, const ViewState& state) const {
    const LayerStyle style = paintedStyle(state, QStringLiteral("box"));
    if (!style.isVisible || m_boxEdges.empty())
        return;
    const bool isSelected = state.selection().kind == Selection::Kind::DestinationBox;
    const double width = std::max(1.0, style.widthPoints * 0.5) + (isSelected ? 1 : 0);
    const QRectF area = paintedArea(mapping);
    painter.setOpacity(style.opacity);
    QList<QLineF> edges;
    for (const QLineF& edge : m_boxEdges)
        if (const auto part = clipped({mapping.toView(edge.p1()), mapping.toView(edge.p2())}, area))
            edges.append(*part);
    if (isSelected && !m_boxHull.isEmpty()) {
        QPolygonF hull;
        for (const QPointF& corner : m_boxHull)
            hull.append(mapping.toView(corner));
        QColor fill = style.colour;
        fill.setAlphaF(0.18f);
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawPolygon(hull.intersected(QPolygonF(area)));
    }
    painter.setPen(roundPen(haloAround(style.colour), width + 2));
    painter.drawLines(edges);
    painter.setPen(roundPen(style.colour, width));
    painter.drawLines(edges);
}

void ImageOverlay::paintLine(QPainter& painter, const ImageMapping& mapping, const ViewState& state,
                             const Line& line) const {
    const LayerStyle style = paintedStyle(state, line.layer->layerId);
    const bool isSelected =
        state.selection().kind == Selection::Kind::Waypoint && state.selection().layerId == line.layer->layerId;
    const double width = style.widthPoints + (isSelected ? 1 : 0);
    const QRectF area = paintedArea(mapping);
    // In pieces: the time to fill the outline of one long line that crosses itself grows with the square of its length.
    std::vector<QPainterPath> pieces;
    std::vector<QPainterPath> chevrons;
    QPointF last(NAN, NAN);
    const bool isDense = line.segments.size() > kDense;
    for (const QLineF& segment : line.segments) {
        const QLineF whole(mapping.toView(segment.p1()), mapping.toView(segment.p2()));
        const auto part = clipped(whole, area);
        if (!part)
            continue;
        // Steps too small to see would only cost time: answers may hold thousands of points.
        const bool isJoined = isFinite(last) && distance(part->p1(), last) < 0.5;
        if (isJoined && distance(part->p2(), last) < 0.5)
            continue;
        if (!isJoined || pieces.empty() || pieces.back().elementCount() > kPieceLength)
            pieces.emplace_back(part->p1());
        pieces.back().lineTo(part->p2());
        last = part->p2();
        const double size = 3.5 + width;
        if (isDense || part->length() < 2 * kDiscRadius + 3 * size)
            continue;
        const QPointF ahead = (part->p2() - part->p1()) / part->length();
        const QPointF aside(-ahead.y(), ahead.x());
        const QPointF tip = part->center() + ahead * size * 0.6;
        QPainterPath& chevron = chevrons.emplace_back(tip - ahead * size + aside * size * 0.8);
        chevron.lineTo(tip);
        chevron.lineTo(tip - ahead * size - aside * size * 0.8);
    }
    painter.setBrush(Qt::NoBrush);
    const double chevronWidth = std::max(1.5, width * 0.7);
    const auto stroke = [&painter](const std::vector<QPainterPath>& paths, const QPen& pen) {
        painter.setPen(pen);
        for (const QPainterPath& path : paths)
            painter.drawPath(path);
    };
    if (!isDense)
        stroke(pieces, roundPen(haloAround(style.colour), width + 2));
    stroke(chevrons, roundPen(haloAround(style.colour), chevronWidth + 2));
    stroke(pieces, roundPen(style.colour, width));
    stroke(chevrons, roundPen(style.colour, chevronWidth));
}

void ImageOverlay::paintWaypoints(QPainter& painter, const ImageMapping& mapping, const ViewState& state,
                                  const Line& line, std::vector<QPointF>& numbers) const {
    const LayerStyle style = paintedStyle(state, line.layer->layerId);
    const Selection& selection = state.selection();
    const int selected = selection.kind == Selection::Kind::Waypoint && selection.layerId == line.layer->layerId
                             ? selection.waypoint
                             : -1;
    const int count = int(line.waypoints.size());
    const QRectF area = paintedArea(mapping);
    const auto fails = [&](int i) {
        return std::size_t(i) < line.layer->failures.size() && !line.layer->failures[std::size_t(i)].isEmpty();
    };
    // Numbers where there is room; the ends, what fails and what is selected always.
    std::vector<QPointF> numbered;
    std::vector<std::pair<int, bool>> order; // index, whether it has a number
    const auto matters = [&](int i) { return i == 0 || i == count - 1 || i == selected || fails(i); };
    for (const bool isFirstPass : {true, false}) {
        for (int i = 0; i < count; ++i) {
            const auto& waypoint = line.waypoints[std::size_t(i)];
            if (!waypoint || matters(i) != isFirstPass)
                continue;
            const QPointF place = mapping.toView(*waypoint);
            if (!area.contains(place))
                continue;
            const bool isRoomy =
                numbered.size() < 200 && std::none_of(numbered.begin(), numbered.end(), [&](const QPointF& other) {
                    return distance(other, place) < 1.25 * kDiscRadius;
                });
            const bool hasNumber = i == selected || isRoomy || (isFirstPass && numbered.size() < 200);
            if (hasNumber)
                numbered.push_back(place);
            order.emplace_back(i, hasNumber);
        }
    }
    numbers.insert(numbers.end(), numbered.begin(), numbered.end());
    // Later ones lie over earlier ones, numbers over dots, failing over passing, the selected one over all.
    const auto rank = [&](const std::pair<int, bool>& entry) {
        return (entry.first == selected ? 4 : 0) + (fails(entry.first) ? 2 : 0) + (entry.second ? 1 : 0);
    };
    std::stable_sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
        return rank(a) != rank(b) ? rank(a) < rank(b) : a.first < b.first;
    });
    QFont font = painter.font();
    font.setBold(true);
    const QColor ring = luminance(style.colour) > 0.85 ? QColor(20, 20, 20) : QColor(Qt::white);
    // The theme's red is a text colour; a disc on a picture needs a full one.
    const QColor failureFill = QColor::fromHsl(theme().failure.hslHue(), 210, 110);
    QPointF lastDot(NAN, NAN);
    for (const auto& [i, hasNumber] : order) {
        const QPointF place = mapping.toView(*line.waypoints[std::size_t(i)]);
        const QColor fill = fails(i) ? failureFill : style.colour;
        if (!hasNumber && line.waypoints.size() > kDense)
            continue;
        if (!hasNumber) {
            if (isFinite(lastDot) && distance(lastDot, place) < 1)
                continue;
            lastDot = place;
            painter.setPen(Qt::NoPen);
            painter.setBrush(haloAround(style.colour));
            painter.drawEllipse(place, kDotRadius + 1, kDotRadius + 1);
            painter.setBrush(fill);
            painter.drawEllipse(place, kDotRadius, kDotRadius);
            continue;
        }
        const double radius = kDiscRadius + (i == selected ? 3 : 0) + (fails(i) ? 0.5 : 0);
        // Rings are filled discs of shrinking size: several times quicker than outlines. A failing waypoint keeps its
        // trace's colour as its outer ring, so that one still sees whose it is.
        painter.setPen(Qt::NoPen);
        const auto disc = [&](double r, const QColor& colour) {
            painter.setBrush(colour);
            painter.drawEllipse(place, r, r);
        };
        const double outer = radius + 1 + (fails(i) ? 2.5 : 0) + (i == selected ? 3 : 0);
        disc(outer + 1.25, haloAround(ring));
        if (fails(i))
            disc(outer, style.colour);
        if (i == selected)
            disc(radius + 4, ring);
        disc(radius + 1, ring);
        disc(radius, fill);
        const QString number = QString::number(i + 1);
        font.setPixelSize(number.size() > 2 ? 7 : number.size() > 1 ? 9 : 10);
        painter.setFont(font);
        painter.setPen(digitsOn(fill));
        painter.drawText(QRectF(place.x() - radius, place.y() - radius, 2 * radius, 2 * radius), Qt::AlignCenter,
                         number);
    }
}

Selection ImageOverlay::pick(const QPointF& position, const ImageMapping& mapping, const ViewState& state) const {
    Selection nearest;
    double best = kPickPoints;
    for (const Line* line : inPaintOrder(state))
        for (std::size_t i = 0; i < line->waypoints.size(); ++i) {
            if (!line->waypoints[i])
                continue;
            // Of two at the same place the one painted later is seen, and so picked.
            if (const double d = distance(mapping.toView(*line->waypoints[i]), position); d <= best) {
                best = d;
                nearest = {Selection::Kind::Waypoint, line->layer->layerId, int(i)};
            }
        }
    if (nearest.kind == Selection::Kind::Waypoint)
        return nearest;
    const PixelPoint pixel = mapping.toPixel(position);
    if (paintedStyle(state, QStringLiteral("box")).isVisible) {
        const bool isOnEdge = std::any_of(m_boxEdges.begin(), m_boxEdges.end(), [&](const QLineF& edge) {
            return distanceToSegment(toQt(pixel), edge.p1(), edge.p2()) * mapping.scale <= kPickEdgePoints;
        });
        if (isOnEdge || m_boxHull.containsPoint(toQt(pixel), Qt::OddEvenFill))
            return {Selection::Kind::DestinationBox, {}, -1};
    }
    if (paintedStyle(state, QStringLiteral("object")).isVisible && m_outline.exact.contains(toQt(pixel)))
        return {Selection::Kind::Object, {}, -1};
    return {};
}

QString ImageOverlay::describe(const Selection& selection) const {
    const TraceLayer* found = layer(selection.layerId);
    const auto i = std::size_t(std::max(0, selection.waypoint));
    if (selection.kind != Selection::Kind::Waypoint || !found || i >= found->trace.size())
        return {};
    QString text =
        tr("%1 · waypoint %2 of %3").arg(found->title, QString::number(i + 1), QString::number(found->trace.size()));
    const PixelPoint& pixel = found->trace.pixels()[i];
    text += QLatin1Char('\n') + tr("%1, %2 px").arg(pixel.x, 0, 'f', 0).arg(pixel.y, 0, 'f', 0);
    if (found->trace.is3D())
        text += tr(" · %1 m").arg(found->trace.points()[i].z, 0, 'f', 2);
    if (i < found->failures.size() && !found->failures[i].isEmpty())
        text += QLatin1Char('\n') + found->failures[i];
    return text;
}

QString ImageOverlay::describeMark(const QPointF& position, const ImageMapping& mapping, const ViewState& state) const {
    return markToolTipAt(position, placedMarks(mapping, state));
}

std::optional<PixelPoint> ImageOverlay::pixelOf(const Selection& selection) const {
    for (const Line& line : m_lines)
        if (selection.kind == Selection::Kind::Waypoint && line.layer->layerId == selection.layerId &&
            selection.waypoint >= 0 && std::size_t(selection.waypoint) < line.waypoints.size())
            if (const auto& pixel = line.waypoints[std::size_t(selection.waypoint)])
                return PixelPoint(pixel->x(), pixel->y());
    return std::nullopt;
}

std::optional<Selection> ImageOverlay::stepped(const Selection& from, int step, const ViewState& state) const {
    if (const TraceLayer* current = layer(from.layerId);
        from.kind == Selection::Kind::Waypoint && current && !current->trace.isEmpty())
        return Selection{Selection::Kind::Waypoint, from.layerId,
                         std::clamp(from.waypoint + step, 0, int(current->trace.size()) - 1)};
    // Predictions are what one steps through; the ground truth only where there is nothing else.
    const TraceLayer* first = nullptr;
    for (const TraceLayer& candidate : m_scene->traces)
        if (!candidate.trace.isEmpty() && styleOf(state, candidate.layerId).isVisible &&
            (!first || (first->kind != LayerKind::Prediction && candidate.kind == LayerKind::Prediction)))
            first = &candidate;
    if (!first)
        return std::nullopt;
    return Selection{Selection::Kind::Waypoint, first->layerId, step > 0 ? 0 : int(first->trace.size()) - 1};
}

} // namespace tracestudio
