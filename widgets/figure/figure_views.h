#pragma once

#include "widgets/figure/figure_options.h"
#include "widgets/view_scene.h"

namespace tracestudio {

/// The view of a scene that a figure's camera stands for, for a panel of this many points.
ViewCamera viewOf(const FigureCamera& camera, const std::optional<QRectF>& region, const ViewScene& scene,
                  const QSizeF& panel);

/// What a figure of the scene has to show: object, destination, ground truth, and the waypoints of answers that do not
/// stray. Metres, camera frame.
std::vector<PointCamera> framedPoints(const ViewScene& scene);

/// The most telling view of a whole scene. Rule: from every 15° within 75° to either side of the capturing camera and
/// from 15°, 30° and 50° above the level, so near that traces, object and box just fit (but for waypoints that stray
/// farther from the middle of ground truth, object and box than three times their reach), the view is taken that has
/// the highest sum of: 3 when the first failing waypoint (the last waypoint where none fails) is in sight, 2 × the
/// share of the object in sight, 2 × the share of the box's corners and middle in sight, the share of waypoints in
/// sight, 1.5 × the length of the answers on the panel per diagonal (a trace is seen from its side), 0.6 × the cosine
/// of the angle to the capturing camera (which saw these surfaces), and 0.8 × the share of the panel that the cloud
/// fills. In sight is what lies within the panel and behind nothing of the cloud. The earliest of equals.
ViewCamera tellingView(const ViewScene& scene, const QSizeF& panel);

} // namespace tracestudio
