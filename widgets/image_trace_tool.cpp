#include "widgets/image_tool.h"

#include "scene/polyline.h"
#include "scene/trace_shaping.h"
#include "widgets/theme.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

namespace tracestudio {

namespace {

constexpr double kHandleRadius = 10;
constexpr double kReachPoints = 13;       ///< of a waypoint
constexpr double kSegmentReachPoints = 7; ///< of a segment

/// A place on the trace between two waypoints.
struct OnSegment {
    std::size_t index = 0; ///< that a waypoint put there gets
    PointCamera point;
};

/// The place on a segment that is seen nearest to `pixel`, at the depth that the segment has there.
PointCamera nearestOn(PointCamera a, PointCamera b, const Camera& camera, const PixelPoint& pixel) {
    if (a.z < kNearMetres)
        a += (b - a) * ((kNearMetres - a.z) / (b.z - a.z));
    else if (b.z < kNearMetres)
        b += (a - b) * ((kNearMetres - b.z) / (a.z - b.z));
    const PixelPoint from = camera.project(a);
    const PixelPoint to = camera.project(b);
    const double t = shareOfSegment(pixel, from, to);
    // Along a line in the picture 1/Z is what changes evenly.
    return camera.backProject(from + (to - from) * t, 1 / ((1 - t) / a.z + t / b.z));
}

class TraceTool final : public ImageTool {
    Q_DECLARE_TR_FUNCTIONS(tracestudio::ImageEditor)
  public:
    using ImageTool::ImageTool;

    [[nodiscard]] bool canEdit() const override { return m_editor.camera().isValid(); }

    bool press(const ImagePointer& pointer) override {
        if (pointer.isRight)
            return false;
        if (const auto index = waypointAt(pointer.position)) {
            begin(trace(), *index, pointer);
            select(*index);
            return true;
        }
        const auto place = segmentUnder(pointer);
        if (!place)
            return false;
        auto trajectory = trace();
        begin(trajectory, place->index, pointer);
        m_drag->isInserted = true;
        m_drag->from = place->point;
        m_drag->depthMetres = place->point.z;
        m_drag->pixel = m_editor.camera().project(place->point);
        m_drag->name = tr("Insert waypoint %1").arg(place->index + 1);
        emitDragged(place->point);
        select(place->index);
        return true;
    }

    void drag(const ImagePointer& pointer) override {
        if (!m_drag)
            return;
        if (!m_drag->isMoving) {
            const QPointF moved = pointer.position - m_drag->lastAt;
            if (std::hypot(moved.x(), moved.y()) < kDragPoints)
                return;
            m_drag->isMoving = true;
        }
        const QPointF step = pointer.position - m_drag->lastAt;
        m_drag->lastAt = pointer.position;
        const bool isAlongRay = pointer.modifiers.testFlag(Qt::AltModifier);
        if (isAlongRay) {
            // Upwards is away, as things farther away on a floor are seen higher.
            m_drag->depthMetres =
                std::clamp(m_drag->depthMetres - step.y() * kMetresPerPoint * fineness(pointer.modifiers), kNearMetres,
                           kFarMetres);
        } else {
            const double scale = m_editor.mapping().scale;
            m_drag->pixel += PixelPoint(step.x() / scale, step.y() / scale);
        }
        const PixelPoint pixel = m_editor.withinPicture(m_drag->pixel);
        if (pointer.modifiers.testFlag(Qt::ControlModifier) && !isAlongRay)
            if (const auto surface = surfaceDepthAt(m_editor.sample().frame, pixel))
                m_drag->depthMetres = *surface;
        emitDragged(m_editor.camera().backProject(pixel, m_drag->depthMetres));
    }

    void release(const ImagePointer& /*pointer*/) override { m_drag.reset(); }

    void putBack() override {
        if (!m_drag)
            return;
        const Drag drag = *std::exchange(m_drag, std::nullopt);
        if (drag.isMoving || drag.isInserted)
            Q_EMIT m_editor.traceEdited(drag.before, {drag.name, drag.gesture});
    }

    bool click(const ImagePointer& pointer) override {
        if (pointer.isRight || !m_editor.isInPicture(pointer.pixel))
            return false;
        const auto depth = surfaceDepthAt(m_editor.sample().frame, pointer.pixel);
        if (!depth) {
            Q_EMIT m_editor.depthAsked(pointer.pixel);
            return true;
        }
        auto trajectory = trace();
        trajectory.push_back(m_editor.camera().backProject(pointer.pixel, *depth));
        const std::size_t index = trajectory.size() - 1;
        Q_EMIT m_editor.traceEdited(trajectory, {tr("Add waypoint %1").arg(index + 1), nextGesture()});
        select(index);
        return true;
    }

    /// The first of its two clicks has added a waypoint; a second one at the same place would be of no use.
    bool doubleClick(const ImagePointer& /*pointer*/) override { return true; }

    void hover(const std::optional<ImagePointer>& pointer) override { m_hover = pointer; }

    bool wheel(const ImagePointer& pointer, double notches) override {
        const auto index = waypointAt(pointer.position);
        if (!index)
            return false;
        changeDepth(*index, notches * kMetresPerNotch * fineness(pointer.modifiers), m_repeated.forWheel(int(*index)));
        return true;
    }

    [[nodiscard]] bool takesKey(int key, Qt::KeyboardModifiers modifiers) const override {
        if ((modifiers & ~Qt::ShiftModifier) != Qt::NoModifier || !selected())
            return false;
        return arrowStep(key) || key == Qt::Key_PageUp || key == Qt::Key_PageDown || key == Qt::Key_Delete;
    }

    void keyPress(int key, Qt::KeyboardModifiers modifiers, bool isRepeated) override {
        const auto index = selected();
        if (!index)
            return;
        const int gesture = m_repeated.forKey(isRepeated && key != Qt::Key_Delete);
        if (key == Qt::Key_Delete) {
            remove(*index, gesture);
        } else if (const auto step = arrowStep(key)) {
            auto trajectory = trace();
            PointCamera& point = trajectory[*index];
            const double pixels = modifiers.testFlag(Qt::ShiftModifier) ? 10 : 1;
            const PixelPoint wanted =
                m_editor.camera().project(point) + PixelPoint(step->x() * pixels, step->y() * pixels);
            point = atPixel(point, m_editor.camera(), m_editor.withinPicture(wanted));
            Q_EMIT m_editor.traceEdited(trajectory, {tr("Move waypoint %1").arg(*index + 1), gesture});
        } else {
            const double away = key == Qt::Key_PageUp ? 1 : -1;
            changeDepth(*index, away * kMetresPerNotch * fineness(modifiers), gesture);
        }
    }

    void forget() override {
        m_drag.reset();
        m_hover.reset();
    }

    [[nodiscard]] QCursor cursor() const override {
        if (m_drag)
            return m_drag->isMoving ? Qt::ClosedHandCursor : Qt::OpenHandCursor;
        if (m_hover && (waypointAt(m_hover->position)))
            return Qt::OpenHandCursor;
        return Qt::CrossCursor;
    }

    void paint(QPainter& painter) const override {
        const auto trajectory = trace();
        const ImageMapping mapping = m_editor.mapping();
        const LayerStyle style = styleOf(m_editor.state(), layerId());
        const auto hovered = m_drag || !m_hover ? std::nullopt : waypointAt(m_hover->position);
        if (!m_drag && m_hover && !hovered)
            paintPreview(painter, mapping, style.colour);
        const auto current = selected();
        const QRectF area = QRectF(QPointF(0, 0), mapping.viewSize).adjusted(-32, -32, 32, 32);
        QFont font = painter.font();
        const QFont plain = font;
        font.setBold(true);
        for (std::size_t i = 0; i < trajectory.size(); ++i) {
            // The selected one lies over the others.
            const std::size_t index = !current ? i : i + 1 == trajectory.size() ? *current : i < *current ? i : i + 1;
            const auto place = placeOf(trajectory[index], mapping);
            if (!place || !area.contains(*place))
                continue;
            const bool isSelected = current == index;
            const bool isHot = hovered == index || (m_drag && m_drag->index == index);
            const double radius = kHandleRadius + (isSelected ? 2 : 0);
            if (isSelected)
                paintHandle(painter, *place, HandleShape::Disc, radius + 4, theme().accent, isHot);
            paintHandle(painter, *place, HandleShape::Disc, radius, style.colour, isHot && !isSelected);
            font.setPixelSize(index + 1 > 99 ? 8 : 11);
            painter.setFont(font);
            painter.setPen(digitsOn(style.colour));
            painter.drawText(QRectF(place->x() - 12, place->y() - 12, 24, 24), Qt::AlignCenter,
                             QString::number(index + 1));
        }
        painter.setFont(plain);
        const auto told = m_drag ? std::optional(m_drag->index) : hovered;
        if (told && *told < trajectory.size())
            if (const auto place = placeOf(trajectory[*told], mapping))
                paintToolChip(painter, mapping.viewSize, *place, described(trajectory[*told]));
    }

  private:
    struct Drag {
        std::vector<PointCamera> before;
        std::size_t index = 0;
        bool isInserted = false;
        bool isMoving = false;
        PointCamera from;       ///< where the waypoint was
        PixelPoint pixel;       ///< where it would be seen, also beside the picture
        double depthMetres = 0; ///< where it is
        QPointF lastAt;
        QString name;
        int gesture = 0;
    };

    [[nodiscard]] std::vector<PointCamera> trace() const { return m_editor.sample().groundTruth.points(); }

    [[nodiscard]] QString layerId() const {
        for (const TraceLayer& layer : m_editor.scene()->traces)
            if (layer.kind == LayerKind::GroundTruth)
                return layer.layerId;
        return QStringLiteral("truth");
    }

    [[nodiscard]] std::optional<std::size_t> selected() const {
        const Selection& selection = m_editor.state().selection();
        const std::size_t count = m_editor.sample().groundTruth.points().size();
        if (selection.kind != Selection::Kind::Waypoint || selection.layerId != layerId() || selection.waypoint < 0 ||
            std::size_t(selection.waypoint) >= count)
            return std::nullopt;
        return std::size_t(selection.waypoint);
    }

    void select(std::size_t index) const {
        m_editor.state().select({Selection::Kind::Waypoint, layerId(), int(index)});
    }

    [[nodiscard]] std::optional<QPointF> placeOf(const PointCamera& point, const ImageMapping& mapping) const {
        if (!(point.z >= kNearMetres))
            return std::nullopt;
        const QPointF place = mapping.toView(m_editor.camera().project(point));
        return std::isfinite(place.x()) && std::isfinite(place.y()) ? std::optional(place) : std::nullopt;
    }

    [[nodiscard]] std::optional<std::size_t> waypointAt(const QPointF& position) const {
        const ImageMapping mapping = m_editor.mapping();
        const auto& points = m_editor.sample().groundTruth.points();
        const auto current = selected();
        std::optional<std::size_t> nearest;
        double best = kReachPoints;
        for (std::size_t i = 0; i < points.size(); ++i) {
            const auto place = placeOf(points[i], mapping);
            if (!place)
                continue;
            // Of several at one place the selected one is on top.
            const double d = std::hypot(place->x() - position.x(), place->y() - position.y());
            if (d < best || (d == best && nearest != current)) {
                best = d;
                nearest = i;
            }
        }
        return nearest;
    }

    [[nodiscard]] std::optional<OnSegment> segmentUnder(const ImagePointer& pointer) const {
        const auto& points = m_editor.sample().groundTruth.points();
        const auto index =
            segmentAt(points, m_editor.camera(), pointer.pixel, kSegmentReachPoints / m_editor.mapping().scale);
        if (!index)
            return std::nullopt;
        return OnSegment{*index, nearestOn(points[*index - 1], points[*index], m_editor.camera(), pointer.pixel)};
    }

    void begin(std::vector<PointCamera> trajectory, std::size_t index, const ImagePointer& pointer) {
        Drag drag;
        drag.index = index;
        if (index < trajectory.size()) {
            drag.from = trajectory[index];
            drag.depthMetres = drag.from.z;
            drag.pixel = m_editor.camera().project(drag.from);
        }
        drag.before = std::move(trajectory);
        drag.lastAt = pointer.position;
        drag.name = tr("Move waypoint %1").arg(index + 1);
        drag.gesture = nextGesture();
        m_drag = std::move(drag);
    }

    void emitDragged(const PointCamera& point) {
        auto trajectory = m_drag->before;
        if (m_drag->isInserted)
            trajectory.insert(trajectory.begin() + std::ptrdiff_t(m_drag->index), point);
        else
            trajectory[m_drag->index] = point;
        const EditStep step{m_drag->name, m_drag->gesture};
        Q_EMIT m_editor.traceEdited(trajectory, step);
    }

    void changeDepth(std::size_t index, double byMetres, int gesture) {
        auto trajectory = trace();
        PointCamera& point = trajectory[index];
        if (!(point.z >= kNearMetres))
            return;
        point = atDepth(point, std::clamp(point.z + byMetres, kNearMetres, kFarMetres));
        Q_EMIT m_editor.traceEdited(trajectory, {tr("Change depth of waypoint %1").arg(index + 1), gesture});
    }

    void remove(std::size_t index, int gesture) {
        auto trajectory = trace();
        trajectory.erase(trajectory.begin() + std::ptrdiff_t(index));
        const std::size_t left = trajectory.size();
        Q_EMIT m_editor.traceEdited(trajectory, {tr("Delete waypoint %1").arg(index + 1), gesture});
        if (left == 0)
            m_editor.state().select({});
        else
            select(std::min(index, left - 1));
    }

    [[nodiscard]] QString described(const PointCamera& point) const {
        const PixelPoint pixel = m_editor.camera().project(point);
        QString text = tr("%1, %2 px · %3 m").arg(pixel.x, 0, 'f', 1).arg(pixel.y, 0, 'f', 1).arg(point.z, 0, 'f', 3);
        if (m_drag && m_drag->isMoving)
            text += tr(" · moved %1 m").arg(cv::norm(point - m_drag->from), 0, 'f', 3);
        return text;
    }

    /// What a press or click here would add.
    void paintPreview(QPainter& painter, const ImageMapping& mapping, const QColor& colour) const {
        if (!m_editor.isInPicture(m_hover->pixel))
            return;
        if (const auto place = segmentUnder(*m_hover)) {
            if (const auto on = placeOf(place->point, mapping))
                paintHandle(painter, *on, HandleShape::Disc, 5, colour, false);
            return;
        }
        const auto& points = m_editor.sample().groundTruth.points();
        if (!points.empty())
            if (const auto last = placeOf(points.back(), mapping))
                paintToolLine(painter, {*last, m_hover->position}, colour, 2, Qt::DashLine);
        const auto depth = surfaceDepthAt(m_editor.sample().frame, m_hover->pixel);
        if (depth)
            paintHandle(painter, m_hover->position, HandleShape::Disc, 5, colour, false);
        else
            paintToolChip(painter, mapping.viewSize, m_hover->position, tr("No depth here: a click asks for it"));
    }

    std::optional<Drag> m_drag;
    std::optional<ImagePointer> m_hover;
    RepeatedGesture m_repeated;
};

} // namespace

std::unique_ptr<ImageTool> makeTraceTool(ImageEditor& editor) {
    return std::make_unique<TraceTool>(editor);
}

} // namespace tracestudio
