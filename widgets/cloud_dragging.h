#pragma once

#include "widgets/cloud_handles.h"

#include <QCursor>

namespace tracestudio {

/// What dragging a handle means in space. All are pure functions of where the mouse was pressed and where it is now, so
/// that rounding never adds up over a drag. Nothing where the mouse points at no place that could be meant: above the
/// horizon of a plane, along an arrow that points at the viewer, more than 20 m off.

/// Where on the line through `origin` along the unit vector `direction` the mouse points, metres from the origin.
std::optional<double> alongAxis(const CloudSight& sight, const QPointF& position, const PointCamera& origin,
                                const cv::Vec3d& direction);
/// How far an arrow, a square, a face or an inside is dragged, metres. A face that points at the viewer comes out when
/// the mouse moves up; a plane seen from its edge follows the mouse as far as it can.
std::optional<cv::Vec3d> draggedBy(const Handle& handle, const QPointF& from, const QPointF& to,
                                   const CloudSight& sight);
/// How far a ring is turned, radians by the right hand about its direction; more than half a turn comes back as less.
std::optional<double> turnedBy(const Handle& handle, const QPointF& from, const QPointF& to, const CloudSight& sight);
/// The cursor that tells where a handle can go.
QCursor cursorOf(const Handle& handle, bool isHeld, const CloudSight& sight);

} // namespace tracestudio
