#include "widgets/image_tool.h"

#include "scene/box_shaping.h"
#include "scene/trace_shaping.h"
#include "widgets/clipping.h"
#include "widgets/qt_points.h"
#include "widgets/theme.h"

#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace tracestudio {

namespace {

constexpr double kHandleRadius = 6;
constexpr double kKnobRadius = 7;
constexpr double kReachPoints = 9;
constexpr double kRingReachPoints = 5;
constexpr double kLeastRingPoints = 34;   ///< so that the ring of a small box can be taken hold of
constexpr double kLeastHandlePoints = 20; ///< from the centre, so that a small box can be moved
constexpr double kMostOfView = 0.42;      ///< of its shorter side: the radius of the ring of a large box
constexpr double kInsetPoints = 14;       ///< from the view's edge, nearer than which no handle is put
constexpr double kFarthestStepMetres = 20;
constexpr int kRingPoints = 96;
constexpr double kSnapRadians = 5 * std::numbers::pi / 180;

cv::Vec3d axisOf(const OrientedBox& box, int axis) {
    return {box.rotation(0, axis), box.rotation(1, axis), box.rotation(2, axis)};
}

cv::Vec3d vectorOf(const PointCamera& point) {
    return {point.x, point.y, point.z};
}

PointCamera faceCentre(const OrientedBox& box, const BoxFace& face) {
    const double half = box.extentMetres[face.axis] / 2;
    return box.centre + PointCamera(axisOf(box, face.axis) * (face.isPositive ? half : -half));
}

/// The direction of the ray through a pixel, with Z = 1.
cv::Vec3d rayThrough(const Camera& camera, const PixelPoint& pixel) {
    return vectorOf(camera.backProject(pixel, 1));
}

/// Where the ray through a pixel meets the plane; nothing where it runs along it or meets it behind the camera.
std::optional<cv::Vec3d> onPlane(const cv::Vec3d& ray, const cv::Vec3d& origin, const cv::Vec3d& normal) {
    const double slope = ray.dot(normal) / cv::norm(ray);
    if (std::abs(slope) < 0.03)
        return std::nullopt;
    const cv::Vec3d hit = ray * (origin.dot(normal) / ray.dot(normal));
    return hit[2] >= kNearMetres ? std::optional(hit) : std::nullopt;
}

/// How far along the line from `origin` its nearest place to the ray is, metres; nothing where they run alike.
std::optional<double> alongAxis(const cv::Vec3d& ray, const cv::Vec3d& origin, const cv::Vec3d& axis) {
    const cv::Vec3d direction = cv::normalize(ray);
    const double cosine = axis.dot(direction);
    const double squaredSine = 1 - cosine * cosine;
    if (squaredSine < 0.02)
        return std::nullopt;
    return (cosine * direction.dot(origin) - axis.dot(origin)) / squaredSine;
}

class BoxTool final : public ImageTool {
    Q_DECLARE_TR_FUNCTIONS(tracestudio::ImageEditor)
  public:
    using ImageTool::ImageTool;

    [[nodiscard]] bool canEdit() const override { return m_editor.camera().isValid(); }

    bool press(const ImagePointer& pointer) override {
        if (pointer.isRight)
            return false;
        m_hover = pointer;
        const Grip grip = gripAt(pointer);
        if (grip.kind == Grip::Kind::None)
            return false;
        m_drag = Drag{grip, {}, pointer, {}, {}, 0, false, Mode::Plain};
        if (grip.kind == Grip::Kind::Region)
            return true;
        m_drag->before = m_drag->start = *box();
        m_drag->gesture = nextGesture();
        m_drag->name = grip.kind == Grip::Kind::Face   ? tr("Resize box")
                       : grip.kind == Grip::Kind::Turn ? tr("Turn box")
                                                       : tr("Move box");
        m_editor.state().select({Selection::Kind::DestinationBox, {}, -1});
        return true;
    }

    void drag(const ImagePointer& pointer) override {
        m_hover = pointer;
        if (!m_drag)
            return;
        const QPointF moved = pointer.position - m_drag->from.position;
        if (!m_drag->isMoving && std::hypot(moved.x(), moved.y()) < kDragPoints)
            return;
        m_drag->isMoving = true;
        if (m_drag->grip.kind == Grip::Kind::Region)
            return;
        // What was moved in one way stays when it goes on in another.
        if (const Mode mode = modeOf(pointer.modifiers); mode != m_drag->mode) {
            if (m_drag->grip.kind == Grip::Kind::Move && m_drag->now) {
                m_drag->start = *m_drag->now;
                m_drag->from = m_drag->last;
            }
            m_drag->mode = mode;
        }
        m_drag->last = pointer;
        const auto next = dragged(pointer);
        if (!next)
            return;
        m_drag->now = next;
        const EditStep step{m_drag->name, m_drag->gesture};
        Q_EMIT m_editor.boxEdited(*next, step);
    }

    void release(const ImagePointer& /*pointer*/) override {
        if (!m_drag)
            return;
        const Drag drag = *std::exchange(m_drag, std::nullopt);
        if (drag.grip.kind != Grip::Kind::Region)
            return;
        const QSize picture = m_editor.overlay().frameSize();
        const QRect pixels = pixelsBetween(drag.from.pixel, m_hover ? m_hover->pixel : drag.from.pixel, picture);
        if (drag.isMoving && pixels.width() > 1 && pixels.height() > 1) {
            m_editor.state().select({Selection::Kind::DestinationBox, {}, -1});
            Q_EMIT m_editor.boxRegionDrawn(pixels);
        } else if (!box())
            standOn(drag.from.pixel);
    }

    void putBack() override {
        if (!m_drag)
            return;
        const Drag drag = *std::exchange(m_drag, std::nullopt);
        if (drag.now)
            Q_EMIT m_editor.boxEdited(drag.before, {drag.name, drag.gesture});
    }

    void hover(const std::optional<ImagePointer>& pointer) override { m_hover = pointer; }

    bool wheel(const ImagePointer& pointer, double notches) override {
        if (!pointer.modifiers.testFlag(Qt::AltModifier) || !box() || gripAt(pointer, false).kind == Grip::Kind::None)
            return false;
        moveAway(notches * kMetresPerNotch * fineness(pointer.modifiers), m_repeated.forWheel(0));
        return true;
    }

    [[nodiscard]] bool takesKey(int key, Qt::KeyboardModifiers modifiers) const override {
        // Until the box is selected, arrows are the window's and lead to the next sample.
        if ((modifiers & ~Qt::ShiftModifier) != Qt::NoModifier || !isSelected())
            return false;
        return arrowStep(key) || key == Qt::Key_PageUp || key == Qt::Key_PageDown;
    }

    void keyPress(int key, Qt::KeyboardModifiers modifiers, bool isRepeated) override {
        if (!isSelected())
            return;
        const auto before = box();
        const int gesture = m_repeated.forKey(isRepeated);
        if (const auto step = arrowStep(key)) {
            const double pixels = modifiers.testFlag(Qt::ShiftModifier) ? 10 : 1;
            const Camera& camera = m_editor.camera();
            const double depth = before->centre.z;
            const cv::Vec3d by(step->x() * pixels * depth / camera.fx, step->y() * pixels * depth / camera.fy, 0);
            Q_EMIT m_editor.boxEdited(moved(*before, by), {tr("Move box"), gesture});
        } else {
            moveAway((key == Qt::Key_PageUp ? 1 : -1) * kMetresPerNotch * fineness(modifiers), gesture);
        }
    }

    void forget() override {
        m_drag.reset();
        m_hover.reset();
    }

    [[nodiscard]] QCursor cursor() const override {
        const Grip grip = m_drag ? m_drag->grip : m_hover ? gripAt(*m_hover) : Grip{};
        switch (grip.kind) {
        case Grip::Kind::None:
            return Qt::ArrowCursor;
        case Grip::Kind::Region:
            return Qt::CrossCursor;
        case Grip::Kind::Move:
            return Qt::SizeAllCursor;
        case Grip::Kind::Turn:
            return Qt::PointingHandCursor;
        case Grip::Kind::Face:
            break;
        }
        // The arrow that lies nearest to the way the face moves on the screen.
        const QPointF way = wayOf(*box(), grip.face);
        const double degrees = std::atan2(-way.y(), way.x()) * 180 / std::numbers::pi + 360;
        static constexpr std::array<Qt::CursorShape, 4> shapes{Qt::SizeHorCursor, Qt::SizeBDiagCursor,
                                                               Qt::SizeVerCursor, Qt::SizeFDiagCursor};
        return shapes[std::size_t(std::lround(degrees / 45)) % 4];
    }

    void paint(QPainter& painter) const override {
        const ImageMapping mapping = m_editor.mapping();
        const QColor colour = styleOf(m_editor.state(), QStringLiteral("box")).colour;
        if (m_drag && m_drag->grip.kind == Grip::Kind::Region) {
            if (m_drag->isMoving && m_hover)
                paintPixelRect(painter, mapping,
                               pixelsBetween(m_drag->from.pixel, m_hover->pixel, m_editor.overlay().frameSize()),
                               colour);
            return;
        }
        const auto shown = box();
        if (!shown || shown->centre.z < kNearMetres)
            return;
        const Grip hot = m_drag ? m_drag->grip : m_hover ? gripAt(*m_hover) : Grip{};
        const bool isTurning = hot.kind == Grip::Kind::Turn;
        for (const QPolygonF& part : ringOf(*shown))
            paintToolLine(painter, part, theme().accent, isTurning ? 2.5 : 1.5);
        // Those at the back first.
        for (const bool isFront : {false, true})
            for (const Handle& handle : handlesOf(*shown))
                if (handle.isFront == isFront) {
                    painter.setOpacity(isFront ? 1 : 0.6);
                    const bool isHot = hot.kind == Grip::Kind::Face && hot.face == handle.face;
                    paintHandle(painter, handle.place, HandleShape::Square, kHandleRadius - (isFront ? 0 : 1), colour,
                                isHot);
                }
        painter.setOpacity(1);
        if (const auto knob = knobOf(*shown))
            paintHandle(painter, *knob, HandleShape::Disc, kKnobRadius, theme().accent, isTurning);
        if (m_drag && m_drag->isMoving && m_hover)
            paintToolChip(painter, mapping.viewSize, m_hover->position, described(*shown));
    }

  private:
    enum class Mode { Plain, Ground, Ray };
    struct Grip {
        enum class Kind { None, Region, Move, Face, Turn };
        Kind kind = Kind::None;
        BoxFace face;
        int axis = 2; ///< that is turned about
    };
    struct Handle {
        BoxFace face;
        QPointF place;
        bool isFront = false;
    };
    struct Drag {
        Grip grip;
        OrientedBox start;
        ImagePointer from; ///< where the mouse was at `start`
        ImagePointer last;
        QString name;
        int gesture = 0;
        bool isMoving = false;
        Mode mode = Mode::Plain;
        OrientedBox before{};             ///< the gesture
        std::optional<OrientedBox> now{}; ///< the last that was said
    };

    [[nodiscard]] const std::optional<OrientedBox>& box() const { return m_editor.sample().destinationBox; }

    [[nodiscard]] bool isSelected() const {
        return box() && m_editor.state().selection().kind == Selection::Kind::DestinationBox;
    }

    /// The scene's up, found once a cloud.
    [[nodiscard]] cv::Vec3d up() const {
        const auto& cloud = m_editor.scene()->cloud;
        if (cloud != m_upOf) {
            m_upOf = cloud;
            m_up = cloud ? upOf(*cloud) : cv::Vec3d(0, -1, 0);
        }
        return m_up;
    }

    /// The box's own axis that stands most upright.
    [[nodiscard]] int uprightAxis(const OrientedBox& of) const {
        const cv::Vec3d upward = up();
        int best = 0;
        for (int axis = 1; axis < 3; ++axis)
            if (std::abs(axisOf(of, axis).dot(upward)) > std::abs(axisOf(of, best).dot(upward)))
                best = axis;
        return best;
    }

    static Mode modeOf(Qt::KeyboardModifiers modifiers) {
        return modifiers.testFlag(Qt::AltModifier)       ? Mode::Ray
               : modifiers.testFlag(Qt::ControlModifier) ? Mode::Ground
                                                         : Mode::Plain;
    }

    [[nodiscard]] std::optional<QPointF> placeOf(const cv::Vec3d& point) const {
        if (!(point[2] >= kNearMetres))
            return std::nullopt;
        const QPointF place = m_editor.mapping().toView(m_editor.camera().project(PointCamera(point)));
        return std::isfinite(place.x()) && std::isfinite(place.y()) ? std::optional(place) : std::nullopt;
    }

    /// The unit direction on the screen in which a face moves outwards; none where it moves along the line of sight.
    [[nodiscard]] QPointF wayOf(const OrientedBox& of, const BoxFace& face) const {
        const auto centre = placeOf(vectorOf(of.centre));
        const auto place = placeOf(vectorOf(faceCentre(of, face)));
        if (!centre || !place)
            return {};
        const QPointF way = *place - *centre;
        const double length = std::hypot(way.x(), way.y());
        return length > 1 ? way / length : QPointF();
    }

    [[nodiscard]] std::vector<Handle> handlesOf(const OrientedBox& of) const {
        std::vector<Handle> handles;
        for (int axis = 0; axis < 3; ++axis)
            for (const bool isPositive : {false, true}) {
                const BoxFace face{axis, isPositive};
                const cv::Vec3d at = vectorOf(faceCentre(of, face));
                const auto place = placeOf(at);
                const auto centre = placeOf(vectorOf(of.centre));
                if (!place || !centre)
                    continue;
                const cv::Vec3d outward = axisOf(of, axis) * (isPositive ? 1.0 : -1.0);
                Handle handle{face, *place, outward.dot(at) < 0};
                const QPointF off = *place - *centre;
                if (const QPointF way = wayOf(of, face);
                    !way.isNull() && std::hypot(off.x(), off.y()) < kLeastHandlePoints)
                    handle.place = *centre + way * kLeastHandlePoints;
                // Of a face whose middle is out of sight, where the way to it leaves the view.
                if (const QRectF within = reachable(); !within.contains(handle.place))
                    if (const auto part = clipped(QLineF(*centre, handle.place), within))
                        handle.place = part->p2();
                handles.push_back(handle);
            }
        return handles;
    }

    /// Of the view, where a handle can be taken hold of with ease.
    [[nodiscard]] QRectF reachable() const {
        const QSizeF view = m_editor.mapping().viewSize;
        return QRectF(QPointF(0, 0), view).adjusted(kInsetPoints, kInsetPoints, -kInsetPoints, -kInsetPoints);
    }

    /// About the box, but never too small to be taken hold of, nor so large that it lies out of sight.
    [[nodiscard]] double ringRadius(const OrientedBox& of) const {
        const int axis = uprightAxis(of);
        const ImageMapping mapping = m_editor.mapping();
        const double own = 0.6 * std::hypot(of.extentMetres[(axis + 1) % 3], of.extentMetres[(axis + 2) % 3]);
        const double metresPerPoint = of.centre.z / (std::abs(m_editor.camera().fx) * mapping.scale);
        const double most = kMostOfView * std::min(mapping.viewSize.width(), mapping.viewSize.height());
        return std::clamp(own, kLeastRingPoints * metresPerPoint, std::max(most, kLeastRingPoints) * metresPerPoint);
    }

    /// A place on the ring, by the angle from the first of the two other axes towards the second.
    [[nodiscard]] cv::Vec3d onRing(const OrientedBox& of, double radians) const {
        const int axis = uprightAxis(of);
        const double radius = ringRadius(of);
        return vectorOf(of.centre) + axisOf(of, (axis + 1) % 3) * (radius * std::cos(radians)) +
               axisOf(of, (axis + 2) % 3) * (radius * std::sin(radians));
    }

    /// The ring as seen, in parts where some of it is behind the camera.
    [[nodiscard]] std::vector<QPolygonF> ringOf(const OrientedBox& of) const {
        std::vector<QPolygonF> parts(1);
        for (int i = 0; i <= kRingPoints; ++i) {
            if (const auto place = placeOf(onRing(of, 2 * std::numbers::pi * i / kRingPoints)))
                parts.back().append(*place);
            else if (!parts.back().isEmpty())
                parts.emplace_back();
        }
        std::erase_if(parts, [](const QPolygonF& part) { return part.size() < 2; });
        return parts;
    }

    /// The knob on the ring: of the four places at its axes the one that is seen most to the right; where none of them
    /// is in the view, of all its places; where none is at all, at the edge of the view that is next to the ring. It
    /// keeps its place on the box while that is turned.
    [[nodiscard]] std::optional<QPointF> knobOf(const OrientedBox& of) const {
        const QRectF within = reachable();
        const auto inside = [&within](const QPointF& place) {
            return QPointF(std::clamp(place.x(), within.left(), std::max(within.left(), within.right())),
                           std::clamp(place.y(), within.top(), std::max(within.top(), within.bottom())));
        };
        if (m_drag && m_drag->grip.kind == Grip::Kind::Turn) {
            const auto place = placeOf(onRing(of, m_knob));
            return place ? std::optional(inside(*place)) : std::nullopt;
        }
        std::optional<QPointF> best;
        double bestOff = 0; // of the view
        const auto consider = [&](double radians) {
            const auto place = placeOf(onRing(of, radians));
            if (!place)
                return;
            const QPointF way = *place - inside(*place);
            const double off = std::hypot(way.x(), way.y());
            if (!best || off < bestOff || (off == bestOff && place->x() > best->x())) {
                best = place;
                bestOff = off;
                m_knob = radians;
            }
        };
        for (int quarter = 0; quarter < 4; ++quarter)
            consider(quarter * std::numbers::pi / 2);
        if (!best || bestOff > 0)
            for (int i = 0; i < kRingPoints; ++i)
                consider(2 * std::numbers::pi * i / kRingPoints);
        return best ? std::optional(inside(*best)) : std::nullopt;
    }

    /// What a press would take hold of. `mayDraw`: or begin to draw.
    [[nodiscard]] Grip gripAt(const ImagePointer& pointer, bool mayDraw = true) const {
        const auto& of = box();
        const bool hasShift = pointer.modifiers.testFlag(Qt::ShiftModifier);
        const Grip region{
            m_editor.isInPicture(pointer.pixel) && mayDraw ? Grip::Kind::Region : Grip::Kind::None, {}, 2};
        if (!of)
            return region;
        if (of->centre.z < kNearMetres)
            return hasShift ? region : Grip{};
        const auto distanceTo = [&](const QPointF& place) {
            return std::hypot(place.x() - pointer.position.x(), place.y() - pointer.position.y());
        };
        const int axis = uprightAxis(*of);
        if (const auto knob = knobOf(*of); knob && distanceTo(*knob) <= kReachPoints)
            return {Grip::Kind::Turn, {}, axis};
        std::optional<Handle> nearest;
        double best = kReachPoints;
        for (const Handle& handle : handlesOf(*of)) {
            // Of two at one place the face towards the camera is meant.
            const double d = distanceTo(handle.place) + (handle.isFront ? 0 : 0.5);
            if (d <= best) {
                best = d;
                nearest = handle;
            }
        }
        if (nearest)
            return {Grip::Kind::Face, nearest->face, axis};
        if (hasShift)
            return region;
        if (m_editor.overlay().boxHull().containsPoint({pointer.pixel.x, pointer.pixel.y}, Qt::OddEvenFill))
            return {Grip::Kind::Move, {}, axis};
        for (const QPolygonF& part : ringOf(*of))
            for (int i = 1; i < part.size(); ++i)
                if (distanceToSegment(pointer.position, part[i - 1], part[i]) <= kRingReachPoints)
                    return {Grip::Kind::Turn, {}, axis};
        return {};
    }

    [[nodiscard]] std::optional<OrientedBox> dragged(const ImagePointer& pointer) const {
        const Drag& drag = *m_drag;
        switch (drag.grip.kind) {
        case Grip::Kind::Move:
            return draggedWhole(pointer);
        case Grip::Kind::Face:
            return draggedFace(pointer);
        case Grip::Kind::Turn:
            return draggedRing(pointer);
        case Grip::Kind::None:
        case Grip::Kind::Region:
            break;
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<OrientedBox> draggedWhole(const ImagePointer& pointer) const {
        const Drag& drag = *m_drag;
        const cv::Vec3d centre = vectorOf(drag.start.centre);
        if (drag.mode == Mode::Ray)
            return away(drag.start, (drag.from.position.y() - pointer.position.y()) * kMetresPerPoint *
                                        fineness(pointer.modifiers));
        const cv::Vec3d from = rayThrough(m_editor.camera(), drag.from.pixel);
        const cv::Vec3d to = rayThrough(m_editor.camera(), pointer.pixel);
        if (drag.mode == Mode::Plain)
            return moved(drag.start, (to - from) * centre[2]);
        const cv::Vec3d normal = axisOf(drag.start, drag.grip.axis);
        const auto begun = onPlane(from, centre, normal);
        const auto reached = onPlane(to, centre, normal);
        // Towards the horizon a step on the ground grows beyond all bounds.
        if (!begun || !reached || cv::norm(*reached - *begun) > kFarthestStepMetres)
            return std::nullopt;
        return moved(drag.start, *reached - *begun);
    }

    [[nodiscard]] std::optional<OrientedBox> draggedFace(const ImagePointer& pointer) const {
        const Drag& drag = *m_drag;
        const BoxFace face = drag.grip.face;
        const cv::Vec3d at = vectorOf(faceCentre(drag.start, face));
        const cv::Vec3d outward = axisOf(drag.start, face.axis) * (face.isPositive ? 1.0 : -1.0);
        const auto begun = alongAxis(rayThrough(m_editor.camera(), drag.from.pixel), at, outward);
        const auto reached = alongAxis(rayThrough(m_editor.camera(), pointer.pixel), at, outward);
        // A face that moves along the line of sight follows the mouse upwards, as if it went away.
        const double metres = begun && reached ? *reached - *begun
                                               : (drag.from.position.y() - pointer.position.y()) * kMetresPerPoint *
                                                     (outward[2] < 0 ? -1 : 1);
        if (!(std::abs(metres) <= kFarthestStepMetres))
            return std::nullopt;
        const OrientedBox one = resized(drag.start, face, metres);
        return pointer.modifiers.testFlag(Qt::ShiftModifier) ? resized(one, {face.axis, !face.isPositive}, metres)
                                                             : one;
    }

    [[nodiscard]] std::optional<OrientedBox> draggedRing(const ImagePointer& pointer) const {
        const Drag& drag = *m_drag;
        const int axis = drag.grip.axis;
        const cv::Vec3d centre = vectorOf(drag.start.centre);
        const auto angleAt = [&](const PixelPoint& pixel) -> std::optional<double> {
            const auto hit = onPlane(rayThrough(m_editor.camera(), pixel), centre, axisOf(drag.start, axis));
            if (!hit)
                return std::nullopt;
            const cv::Vec3d off = *hit - centre;
            return std::atan2(off.dot(axisOf(drag.start, (axis + 2) % 3)), off.dot(axisOf(drag.start, (axis + 1) % 3)));
        };
        const auto begun = angleAt(drag.from.pixel);
        const auto reached = angleAt(pointer.pixel);
        // Seen from its edge the ring is a line: then a point sideways is half a degree.
        double radians = begun && reached ? *reached - *begun
                                          : (pointer.position.x() - drag.from.position.x()) * std::numbers::pi / 360;
        if (pointer.modifiers.testFlag(Qt::ControlModifier))
            radians = std::round(radians / kSnapRadians) * kSnapRadians;
        return turned(drag.start, axis, radians);
    }

    /// Moved along the ray through its centre, which stays where it is seen.
    static OrientedBox away(const OrientedBox& of, double byMetres) {
        if (of.centre.z < kNearMetres)
            return of;
        const double depth = std::clamp(of.centre.z + byMetres, kNearMetres, kFarMetres);
        return moved(of, vectorOf(atDepth(of.centre, depth)) - vectorOf(of.centre));
    }

    void moveAway(double byMetres, int gesture) {
        Q_EMIT m_editor.boxEdited(away(*box(), byMetres), {tr("Move box"), gesture});
    }

    /// A first box where there is none yet.
    void standOn(const PixelPoint& pixel) {
        const auto depth = surfaceDepthAt(m_editor.sample().frame, pixel);
        if (!depth)
            return;
        const OrientedBox stood = boxStandingAt(m_editor.camera().backProject(pixel, *depth), up());
        Q_EMIT m_editor.boxEdited(stood, {tr("Put box"), nextGesture()});
        m_editor.state().select({Selection::Kind::DestinationBox, {}, -1});
    }

    [[nodiscard]] QString described(const OrientedBox& of) const {
        switch (m_drag->grip.kind) {
        case Grip::Kind::Face:
            return tr("%1 × %2 × %3 m")
                .arg(of.extentMetres[0], 0, 'f', 3)
                .arg(of.extentMetres[1], 0, 'f', 3)
                .arg(of.extentMetres[2], 0, 'f', 3);
        case Grip::Kind::Turn: {
            const cv::Matx33d turn = m_drag->before.rotation.t() * of.rotation;
            const int axis = m_drag->grip.axis;
            const double radians =
                std::atan2(turn((axis + 2) % 3, (axis + 1) % 3), turn((axis + 1) % 3, (axis + 1) % 3));
            return tr("turned by %1°").arg(radians * 180 / std::numbers::pi, 0, 'f', 1);
        }
        default: {
            const PixelPoint pixel = m_editor.camera().project(of.centre);
            return tr("%1, %2 px · %3 m").arg(pixel.x, 0, 'f', 1).arg(pixel.y, 0, 'f', 1).arg(of.centre.z, 0, 'f', 3) +
                   tr(" · moved %1 m").arg(cv::norm(of.centre - m_drag->before.centre), 0, 'f', 3);
        }
        }
    }

    std::optional<Drag> m_drag;
    std::optional<ImagePointer> m_hover;
    RepeatedGesture m_repeated;
    mutable std::shared_ptr<const PointCloud> m_upOf;
    mutable cv::Vec3d m_up{0, -1, 0};
    mutable double m_knob = 0;
};

} // namespace

std::unique_ptr<ImageTool> makeBoxTool(ImageEditor& editor) {
    return std::make_unique<BoxTool>(editor);
}

} // namespace tracestudio
