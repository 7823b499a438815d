#pragma once

#include "widgets/cloud_overlay.h"
#include "widgets/cloud_renderer.h"
#include "widgets/mark_painter.h"
#include "widgets/view_camera.h"

#include <QString>

class QPainter;

namespace tracestudio {

/// What is painted on top of the cloud view's picture, in the viewport's device-independent pixels, so that text and
/// signs stay crisp at any scaling.

/// The waypoints: numbered discs and dots, the selected one with a ring, faded where `renderer` says the cloud hides
/// them. Answers where the numbers are.
std::vector<QPointF> paintNodes(QPainter& painter, const CloudOverlay& overlay, const Selection& selection,
                                const ViewCamera& camera, const QSizeF& viewport, const CloudRenderer& renderer);
/// The waypoint at a position, whosever it is; of two at one spot the nearer. Nothing where there is none.
Selection waypointAt(const CloudOverlay& overlay, const QPointF& position, const ViewCamera& camera,
                     const QSizeF& viewport);
/// Whether an edge of the box is drawn at a position.
bool isOnEdge(const OrientedBox& box, const QPointF& position, const ViewCamera& camera, const QSizeF& viewport);
/// Where the view shows the scene marks, faded in the same way; those outside the view are left out.
std::vector<PlacedMark> placedMarks(const CloudOverlay& overlay, const ViewCamera& camera, const QSizeF& viewport,
                                    const CloudRenderer& renderer);
/// The place under the mouse in either view.
void paintCrosshair(QPainter& painter, const QPointF& place);
/// The directions of the capturing camera's axes, at the lower right.
void paintAxes(QPainter& painter, const ViewCamera& camera, const QSizeF& viewport);
/// What is turned about, while turning.
void paintPivot(QPainter& painter, const QPointF& place);
/// A small label in a corner of the view.
void paintChip(QPainter& painter, const QSizeF& viewport, Qt::Alignment corner, const QString& text);

} // namespace tracestudio
