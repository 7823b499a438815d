#include "widgets/cloud_editor.h"

#include <QKeyEvent>
#include <algorithm>

namespace tracestudio {

std::optional<CloudEditor::KeyMeaning> CloudEditor::meaningOf(const QKeyEvent& event) const {
    const Qt::KeyboardModifiers modifiers = event.modifiers() & ~Qt::KeypadModifier;
    if (!isActive() || (modifiers & ~Qt::ShiftModifier) != Qt::NoModifier)
        return std::nullopt;
    if (event.key() == Qt::Key_Escape)
        return m_gesture ? std::optional(KeyMeaning::Cancel) : std::nullopt;
    const bool hasWaypoint = edits(EditTool::Trace) && currentWaypoint();
    if (!hasWaypoint && !(edits(EditTool::Box) && isBoxCurrent()))
        return std::nullopt;
    switch (event.key()) {
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        return hasWaypoint && modifiers == Qt::NoModifier ? std::optional(KeyMeaning::Delete) : std::nullopt;
    case Qt::Key_Left:
        return KeyMeaning::Left;
    case Qt::Key_Right:
        return KeyMeaning::Right;
    case Qt::Key_Up:
        return KeyMeaning::Up;
    case Qt::Key_Down:
        return KeyMeaning::Down;
    case Qt::Key_PageUp:
        return KeyMeaning::Higher;
    case Qt::Key_PageDown:
        return KeyMeaning::Lower;
    default:
        return std::nullopt;
    }
}

bool CloudEditor::takesKey(const QKeyEvent& event) const {
    return meaningOf(event).has_value();
}

void CloudEditor::key(const QKeyEvent& event, const CloudSight& sight) {
    const auto meaning = meaningOf(event);
    if (!meaning)
        return;
    if (*meaning == KeyMeaning::Cancel) {
        cancel();
        return;
    }
    if (m_gesture)
        return; // the mouse holds it
    m_added.reset();
    const auto waypoint = currentWaypoint();
    if (*meaning == KeyMeaning::Delete) {
        std::vector<PointCamera> points = trajectory();
        points.erase(points.begin() + std::ptrdiff_t(*waypoint));
        const std::size_t left = points.size();
        emitTrace(points, {tr("Delete waypoint %1").arg(*waypoint + 1), nextGesture()});
        if (left > 0)
            selectWaypoint(std::min(*waypoint, left - 1));
        else
            m_state->select({});
        return;
    }
    const bool movesWaypoint = edits(EditTool::Trace);
    const double step = event.modifiers().testFlag(Qt::ShiftModifier) ? fineStepMetres : stepMetres;
    const cv::Matx33d& view = sight.camera.rotation();
    cv::Vec3d right(view(0, 0), view(0, 1), view(0, 2));
    cv::Vec3d away(-view(1, 0), -view(1, 1), -view(1, 2));
    if (!movesWaypoint) {
        // Over the ground: what is up on the screen is away on it.
        const cv::Vec3d level = away + sight.camera.forward();
        away = level - up() * level.dot(up());
        away = cv::norm(away) > 1e-6 ? cv::normalize(away) : cv::Vec3d(0, 0, 1);
        right = away.cross(up());
    }
    cv::Vec3d by;
    switch (*meaning) {
    case KeyMeaning::Left:
        by = -right;
        break;
    case KeyMeaning::Right:
        by = right;
        break;
    case KeyMeaning::Up:
        by = away;
        break;
    case KeyMeaning::Down:
        by = -away;
        break;
    case KeyMeaning::Higher:
        by = up();
        break;
    default:
        by = -up();
    }
    by *= step;
    const QString name = movesWaypoint ? tr("Move waypoint %1").arg(*waypoint + 1) : tr("Move box");
    // A key that is held is one gesture.
    if (!event.isAutoRepeat() || m_keyStep.name != name)
        m_keyStep = {name, nextGesture()};
    if (movesWaypoint) {
        std::vector<PointCamera> points = trajectory();
        points[*waypoint] += PointCamera(by);
        emitTrace(points, m_keyStep);
    } else {
        emitBox(moved(*box(), by), m_keyStep);
    }
}

} // namespace tracestudio
