#include "widgets/cloud_editor.h"

#include "widgets/cloud_dragging.h"
#include "widgets/qt_points.h"

#include <QApplication>
#include <QMouseEvent>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace tracestudio {

namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr double turnStep = 5 * degree;
constexpr double segmentReach = 6;
constexpr double surfaceReach = 4;
constexpr double flattestMetres = 0.03; // lower than this a region is a place to stand something on
constexpr double standingMetres = 0.1;  // how high a box on such a place is
constexpr int fewestRegionPixels = 4;

QString metres(double value, int decimals = 3) {
    return QString::number(value, 'f', decimals).replace(QLatin1Char('-'), QChar(0x2212));
}

} // namespace

CloudEditor::CloudEditor(ViewState* state, QObject* parent)
    : QObject(parent)
    , m_state(state) {
    connect(state, &ViewState::toolChanged, this, &CloudEditor::adoptTool);
}

void CloudEditor::setScene(std::shared_ptr<const ViewScene> scene, bool isSameSample) {
    m_scene = std::move(scene);
    m_preview.reset();
    if (isSameSample)
        return;
    m_gesture.reset();
    m_added.reset();
    m_hovered.reset();
    m_hoveredWaypoint.reset();
}

bool CloudEditor::isActive() const {
    const EditTool tool = m_state->editTool();
    return (tool == EditTool::Trace || tool == EditTool::Box) && m_scene && m_scene->sample && m_scene->live == 0;
}

void CloudEditor::adoptTool() {
    m_gesture.reset();
    m_added.reset();
    leave();
    if (!isActive())
        return;
    // Whoever takes a tool wants to see what it works on.
    const QString layerId = m_state->editTool() == EditTool::Trace ? traceLayerId() : QStringLiteral("box");
    LayerStyle style = m_state->style(layerId);
    if (!style.isVisible) {
        style.isVisible = true;
        m_state->setStyle(layerId, style);
    }
}

QString CloudEditor::traceLayerId() const {
    for (const TraceLayer& layer : m_scene->traces)
        if (layer.kind == LayerKind::GroundTruth)
            return layer.layerId;
    return QStringLiteral("truth");
}

const std::vector<PointCamera>& CloudEditor::trajectory() const {
    for (const TraceLayer& layer : m_scene->traces)
        if (layer.kind == LayerKind::GroundTruth)
            return layer.trace.points();
    return m_scene->sample->groundTruth.points();
}

std::optional<OrientedBox> CloudEditor::box() const {
    return m_scene->sample->destinationBox;
}

std::optional<std::size_t> CloudEditor::currentWaypoint() const {
    const Selection& selection = m_state->selection();
    if (selection.kind != Selection::Kind::Waypoint || selection.layerId != traceLayerId() || selection.waypoint < 0 ||
        std::size_t(selection.waypoint) >= trajectory().size())
        return std::nullopt;
    return std::size_t(selection.waypoint);
}

bool CloudEditor::isBoxCurrent() const {
    return box() && m_state->selection().kind == Selection::Kind::DestinationBox;
}

const cv::Vec3d& CloudEditor::up() const {
    if (m_scene->cloud && m_upCloud != m_scene->cloud) {
        m_upCloud = m_scene->cloud;
        m_up = upOf(*m_upCloud);
    }
    return m_up;
}

std::vector<Handle> CloudEditor::handles(const CloudSight& sight) const {
    if (edits(EditTool::Trace))
        if (const auto waypoint = currentWaypoint()) {
            const PointCamera point = trajectory()[*waypoint];
            return waypointHandles(point, boxStandingAt(point, up()).rotation, sight);
        }
    if (edits(EditTool::Box))
        if (const auto edited = box())
            return boxHandles(*edited, up(), sight);
    return {};
}

std::optional<Handle> CloudEditor::handleUnder(const QPointF& position, const CloudSight& sight) const {
    // A waypoint that an arrow passes over can still be taken hold of in its middle.
    if (edits(EditTool::Trace)) {
        const auto waypoint = waypointAt(position, sight, waypointReach / 2);
        if (waypoint && waypoint != currentWaypoint())
            return std::nullopt;
    }
    return handleAt(handles(sight), position, sight);
}

std::optional<std::size_t> CloudEditor::waypointAt(const QPointF& position, const CloudSight& sight,
                                                   double reach) const {
    const std::vector<PointCamera>& points = trajectory();
    std::optional<std::size_t> nearest;
    double best = reach;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto place = sight.place(points[i]);
        if (!place)
            continue;
        const double off = std::hypot(place->x() - position.x(), place->y() - position.y());
        // Of two at one spot the selected one is on top.
        if (off < best || (off <= best && i == currentWaypoint())) {
            best = off;
            nearest = i;
        }
    }
    return nearest;
}

std::optional<CloudEditor::Place> CloudEditor::segmentAt(const QPointF& position, const CloudSight& sight) const {
    const std::vector<PointCamera>& points = trajectory();
    std::optional<Place> nearest;
    double best = segmentReach;
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        const auto from = sight.place(points[i]);
        const auto to = sight.place(points[i + 1]);
        const double off = from && to ? distanceToSegment(position, *from, *to) : best + 1;
        if (off > best)
            continue;
        best = off;
        const cv::Vec3d way(points[i + 1] - points[i]);
        const double length = cv::norm(way);
        double along = length / 2;
        if (length > 0)
            along = std::clamp(alongAxis(sight, position, points[i], way * (1 / length)).value_or(along), 0.0, length);
        nearest = Place{length > 0 ? points[i] + PointCamera(way * (along / length)) : points[i], i + 1};
    }
    return nearest;
}

void CloudEditor::begin(Gesture::Kind kind, const QString& name, const QPointF& position) {
    m_gesture.emplace();
    m_gesture->kind = kind;
    m_gesture->step = {name, nextGesture()};
    m_gesture->pressedAt = position;
    m_gesture->at = position;
    m_gesture->selection = m_state->selection();
    m_gesture->trajectory = trajectory();
    m_gesture->box = box();
    m_preview.reset();
}

bool CloudEditor::press(const QMouseEvent& event, const CloudSight& sight) {
    if (m_gesture)
        return true; // another button while one drags
    m_added.reset();
    if (!isActive() || event.button() != Qt::LeftButton)
        return false;
    const QPointF position = event.position();
    const bool hasShift = event.modifiers().testFlag(Qt::ShiftModifier);
    const auto handle = handleUnder(position, sight);
    if (edits(EditTool::Trace)) {
        if (handle) {
            const std::size_t waypoint = *currentWaypoint();
            begin(Gesture::Kind::Handle, tr("Move waypoint %1").arg(waypoint + 1), position);
            m_gesture->handle = *handle;
            m_gesture->waypoint = waypoint;
            m_gesture->start = m_gesture->trajectory[waypoint];
        } else if (const auto waypoint = waypointAt(position, sight)) {
            begin(Gesture::Kind::Waypoint, tr("Move waypoint %1").arg(*waypoint + 1), position);
            m_gesture->waypoint = *waypoint;
            m_gesture->start = m_gesture->trajectory[*waypoint];
        } else if (const auto place = hasShift ? std::nullopt : segmentAt(position, sight)) {
            begin(Gesture::Kind::Segment, tr("Insert waypoint %1").arg(place->index + 1), position);
            m_gesture->waypoint = place->index;
            m_gesture->start = place->point;
        }
    } else {
        const bool drawsOver = hasShift && (!handle || handle->kind == Handle::Kind::Inside);
        const bool looksAround = event.modifiers().testAnyFlags(Qt::ControlModifier | Qt::AltModifier);
        if (handle && !drawsOver) {
            const bool turns = handle->kind == Handle::Kind::Ring;
            const bool resizes = handle->kind == Handle::Kind::Face;
            begin(Gesture::Kind::Handle,
                  turns     ? tr("Turn box")
                  : resizes ? tr("Resize box")
                            : tr("Move box"),
                  position);
            m_gesture->handle = *handle;
        } else if ((drawsOver || (!box() && !looksAround)) && sight.surfaceAt(position, surfaceReach)) {
            begin(Gesture::Kind::Region, box() ? tr("Fit box") : tr("Put box"), position);
        }
    }
    if (!m_gesture)
        return false;
    hoverAt(position, event.modifiers(), sight);
    return true;
}

void CloudEditor::beginMoving() {
    m_gesture->hasMoved = true;
    m_state->setHover(std::nullopt);
    switch (m_gesture->kind) {
    case Gesture::Kind::Waypoint:
        selectWaypoint(m_gesture->waypoint);
        break;
    case Gesture::Kind::Handle:
        if (edits(EditTool::Box))
            m_state->select({Selection::Kind::DestinationBox, QString(), -1});
        break;
    case Gesture::Kind::Segment:
    case Gesture::Kind::Region:
        break;
    }
}

bool CloudEditor::move(const QMouseEvent& event, const CloudSight& sight) {
    if (!m_gesture) {
        hoverAt(event.position(), event.modifiers(), sight);
        return false;
    }
    if (!event.buttons().testFlag(Qt::LeftButton)) {
        // The release went elsewhere, to a menu or another window.
        m_gesture.reset();
        hoverAt(event.position(), event.modifiers(), sight);
        return true;
    }
    if (!m_gesture->hasMoved) {
        if ((event.position() - m_gesture->pressedAt).manhattanLength() < QApplication::startDragDistance())
            return true;
        beginMoving();
        if (!m_gesture)
            return true; // what watches the selection showed another sample
    }
    drag(event.position(), event.modifiers(), sight);
    return true;
}

std::optional<PointCamera> CloudEditor::draggedWaypoint(Qt::KeyboardModifiers modifiers,
                                                        const CloudSight& sight) const {
    const Gesture& gesture = *m_gesture;
    if (gesture.kind == Gesture::Kind::Handle) {
        const auto by = draggedBy(gesture.handle, gesture.pressedAt, gesture.at, sight);
        return by ? std::optional(gesture.start + PointCamera(*by)) : std::nullopt;
    }
    if (modifiers.testFlag(Qt::ControlModifier))
        if (const auto surface = sight.surfaceAt(gesture.at, surfaceReach))
            return surface;
    const auto place = sight.place(gesture.start);
    if (!place)
        return std::nullopt;
    constexpr double nearest = 0.02;
    const double depth = std::max(sight.camera.toView(gesture.start).z + gesture.depthOffset, nearest);
    return sight.camera.unproject(*place + gesture.at - gesture.pressedAt, depth, sight.viewport);
}

std::optional<OrientedBox> CloudEditor::draggedBox(Qt::KeyboardModifiers modifiers, const CloudSight& sight) {
    Gesture& gesture = *m_gesture;
    const Handle& handle = gesture.handle;
    OrientedBox edited = *gesture.box;
    if (handle.kind == Handle::Kind::Ring) {
        const auto angle = turnedBy(handle, gesture.pressedAt, gesture.at, sight);
        if (!angle)
            return std::nullopt;
        // Of the angles that are the same on the ring the one next to where the mouse was.
        gesture.angle += std::remainder(*angle - gesture.lastAngle, 2 * std::numbers::pi);
        gesture.lastAngle = *angle;
        const bool snaps = modifiers.testFlag(Qt::ControlModifier);
        const double turn = snaps ? std::round(gesture.angle / turnStep) * turnStep : gesture.angle;
        gesture.text = tr("%1°").arg(metres(turn / degree, 1));
        return turned(edited, handle.axis, turn);
    }
    const auto by = draggedBy(handle, gesture.pressedAt, gesture.at, sight);
    if (!by)
        return std::nullopt;
    if (handle.kind == Handle::Kind::Face) {
        double outwards = by->dot(handle.direction);
        const BoxFace face{handle.axis, handle.isPositive};
        if (modifiers.testFlag(Qt::ShiftModifier)) {
            outwards = std::max(outwards, (leastExtentMetres - edited.extentMetres[handle.axis]) / 2);
            edited = resized(edited, {handle.axis, !handle.isPositive}, outwards);
        }
        edited = resized(edited, face, outwards);
        gesture.text =
            tr("%1 × %2 × %3 m")
                .arg(metres(edited.extentMetres[0]), metres(edited.extentMetres[1]), metres(edited.extentMetres[2]));
        return edited;
    }
    gesture.text = tr("moved %1 m").arg(metres(cv::norm(*by)));
    return moved(edited, *by);
}

void CloudEditor::drag(const QPointF& position, Qt::KeyboardModifiers modifiers, const CloudSight& sight) {
    m_gesture->at = position;
    const Gesture::Kind kind = m_gesture->kind;
    if (kind != Gesture::Kind::Region && edits(EditTool::Trace)) {
        if (const auto point = draggedWaypoint(modifiers, sight)) {
            std::vector<PointCamera> points = m_gesture->trajectory;
            const auto at = points.begin() + std::ptrdiff_t(m_gesture->waypoint);
            if (kind == Gesture::Kind::Segment)
                points.insert(at, *point);
            else
                *at = *point;
            m_gesture->text = tr("(%1, %2, %3) m · moved %4 m")
                                  .arg(metres(point->x), metres(point->y), metres(point->z),
                                       metres(cv::norm(*point - m_gesture->start)));
            const std::size_t waypoint = m_gesture->waypoint;
            emitTrace(points, m_gesture->step);
            if (kind == Gesture::Kind::Segment)
                selectWaypoint(waypoint);
        }
    } else if (kind == Gesture::Kind::Handle) {
        if (const auto edited = draggedBox(modifiers, sight))
            emitBox(*edited, m_gesture->step);
    }
    Q_EMIT changed();
}

bool CloudEditor::release(const QMouseEvent& event, const CloudSight& sight) {
    if (!m_gesture)
        return false;
    if (event.button() != Qt::LeftButton)
        return true;
    const Gesture gesture = std::move(*m_gesture);
    m_gesture.reset();
    switch (gesture.kind) {
    case Gesture::Kind::Waypoint:
        if (!gesture.hasMoved)
            selectWaypoint(gesture.waypoint);
        break;
    case Gesture::Kind::Segment:
        if (!gesture.hasMoved)
            addWaypoint({gesture.start, gesture.waypoint}, gesture.step.name);
        break;
    case Gesture::Kind::Handle:
        if (!gesture.hasMoved && edits(EditTool::Box))
            m_state->select({Selection::Kind::DestinationBox, QString(), -1});
        break;
    case Gesture::Kind::Region:
        if (gesture.hasMoved)
            fitRegion(QRectF(gesture.pressedAt, event.position()).normalized(), gesture.step, sight);
        else if (const auto surface = gesture.box ? std::nullopt : sight.surfaceAt(event.position(), surfaceReach))
            emitBox(boxStandingAt(*surface, up()), gesture.step);
        if (box())
            m_state->select({Selection::Kind::DestinationBox, QString(), -1});
        break;
    }
    hoverAt(event.position(), event.modifiers(), sight);
    return true;
}

bool CloudEditor::click(const QMouseEvent& event, const CloudSight& sight) {
    if (!edits(EditTool::Trace) || event.modifiers().testAnyFlags(Qt::ShiftModifier | Qt::AltModifier))
        return false;
    const auto surface = sight.surfaceAt(event.position(), surfaceReach);
    if (!surface)
        return false;
    const std::size_t index = trajectory().size();
    addWaypoint({*surface, index}, tr("Add waypoint %1").arg(index + 1));
    hoverAt(event.position(), event.modifiers(), sight);
    return true;
}

void CloudEditor::addWaypoint(const Place& place, const QString& name) {
    std::vector<PointCamera> points = trajectory();
    const Added added{{name, nextGesture()}, points, m_state->selection()};
    points.insert(points.begin() + std::ptrdiff_t(std::min(place.index, points.size())), place.point);
    emitTrace(points, added.step);
    selectWaypoint(place.index);
    m_added = added;
}

void CloudEditor::takeBackClick() {
    if (!m_added)
        return;
    const Added added = std::move(*m_added);
    m_added.reset();
    emitTrace(added.before, added.step);
    m_state->select(added.selection);
}

void CloudEditor::fitRegion(const QRectF& region, const EditStep& step, const CloudSight& sight) {
    const Splat& splat = sight.renderer.splat();
    const PointCloud* cloud = splat.cloud();
    if (!cloud)
        return;
    const double ratio = sight.devicePixelRatio;
    const int left = std::clamp(int(std::floor(region.left() * ratio)), 0, splat.width());
    const int right = std::clamp(int(std::ceil(region.right() * ratio)), 0, splat.width());
    const int top = std::clamp(int(std::floor(region.top() * ratio)), 0, splat.height());
    const int bottom = std::clamp(int(std::ceil(region.bottom() * ratio)), 0, splat.height());
    if (right - left < fewestRegionPixels || bottom - top < fewestRegionPixels)
        return;
    std::vector<bool> isTaken(cloud->size());
    std::vector<PointCamera> points;
    for (int y = top; y < bottom; ++y) {
        for (int x = left; x < right; ++x) {
            const std::uint32_t index = splat.pointAt(x, y);
            if (index == Splat::noPoint || isTaken[index])
                continue;
            isTaken[index] = true;
            points.emplace_back(double(cloud->x[index]), double(cloud->y[index]), double(cloud->z[index]));
        }
    }
    auto fitted = fittedBox(points, up());
    if (!fitted)
        return;
    if (fitted->extentMetres[2] < flattestMetres)
        fitted = resized(*fitted, {2, true}, standingMetres - fitted->extentMetres[2]);
    emitBox(*fitted, step);
}

void CloudEditor::wheel(const QWheelEvent& event, const CloudSight& sight) {
    if (!m_gesture || !m_gesture->hasMoved || !edits(EditTool::Trace) || m_gesture->kind == Gesture::Kind::Handle)
        return;
    const bool isFine = event.modifiers().testFlag(Qt::ShiftModifier);
    // With Alt, and on some systems with Shift, the wheel turns the other way.
    const int delta = event.angleDelta().y() != 0 ? event.angleDelta().y() : event.angleDelta().x();
    m_gesture->depthOffset += delta / 120.0 * (isFine ? fineStepMetres : stepMetres);
    drag(m_gesture->at, event.modifiers(), sight);
}

void CloudEditor::cancel() {
    const Gesture gesture = std::move(*m_gesture);
    m_gesture.reset();
    if (gesture.hasMoved && gesture.kind != Gesture::Kind::Region) {
        if (edits(EditTool::Trace))
            emitTrace(gesture.trajectory, gesture.step);
        else
            emitBox(*gesture.box, gesture.step);
        m_state->select(gesture.selection);
    }
    leave();
}

void CloudEditor::selectWaypoint(std::size_t waypoint) {
    m_state->select({Selection::Kind::Waypoint, traceLayerId(), int(waypoint)});
}

void CloudEditor::emitTrace(const std::vector<PointCamera>& trajectory, const EditStep& step) {
    // The scene is handed back meanwhile, and may end the gesture that `step` belongs to.
    const EditStep own = step;
    Q_EMIT traceEdited(trajectory, own);
    Q_EMIT changed();
}

void CloudEditor::emitBox(const OrientedBox& box, const EditStep& step) {
    const EditStep own = step;
    Q_EMIT boxEdited(box, own);
    Q_EMIT changed();
}

void CloudEditor::leave() {
    m_hovered.reset();
    m_hoveredWaypoint.reset();
    m_preview.reset();
    m_cursor = QCursor();
    Q_EMIT changed();
}

void CloudEditor::hoverAt(const QPointF& position, Qt::KeyboardModifiers modifiers, const CloudSight& sight) {
    m_hovered = m_gesture ? std::nullopt : handleUnder(position, sight);
    m_hoveredWaypoint.reset();
    m_preview.reset();
    m_cursor = QCursor();
    if (m_gesture && m_gesture->kind == Gesture::Kind::Handle)
        m_hovered = m_gesture->handle;
    const bool isHeld = m_gesture.has_value();
    const bool hasShift = modifiers.testFlag(Qt::ShiftModifier);
    if (edits(EditTool::Box) && hasShift && m_hovered && m_hovered->kind == Handle::Kind::Inside && !isHeld)
        m_hovered.reset();
    if (m_hovered) {
        m_cursor = cursorOf(*m_hovered, isHeld, sight);
    } else if (edits(EditTool::Trace)) {
        m_hoveredWaypoint = waypointAt(position, sight);
        if (m_hoveredWaypoint) {
            m_cursor = isHeld ? Qt::ClosedHandCursor : Qt::OpenHandCursor;
        } else if (!hasShift && !isHeld) {
            m_preview = segmentAt(position, sight);
            if (!m_preview)
                if (const auto surface = sight.surfaceAt(position, surfaceReach))
                    m_preview = Place{*surface, trajectory().size()};
            if (m_preview)
                m_cursor = Qt::CrossCursor;
        }
    } else if ((hasShift || !box()) && sight.surfaceAt(position, surfaceReach)) {
        m_cursor = Qt::CrossCursor;
    }
    Q_EMIT changed();
}

} // namespace tracestudio
