#pragma once

#include "scene/rgbd_frame.h"

#include <optional>
#include <vector>

namespace tracestudio {

/// Changes to a trace's waypoints (metres, camera frame), as tools and buttons make them. All are pure functions; a
/// trace of fewer points than an operation needs comes back as it is.

/// The depth to give a new waypoint at `pixel`: the median of the readings within `radiusPixels` of it that lie on the
/// nearest surface there, metres; nothing where the sensor read nothing.
std::optional<double> surfaceDepthAt(const RgbdFrame& frame, const PixelPoint& pixel, int radiusPixels = 3);

/// Where a new point at `pixel` belongs in the trace: the index it gets when it lies within `reachPixels` of a segment
/// of the projected trace; nothing when it is near none (it is then put at the end).
std::optional<std::size_t> segmentAt(const std::vector<PointCamera>& trajectory, const Camera& camera,
                                     const PixelPoint& pixel, double reachPixels);

std::vector<PointCamera> reversed(std::vector<PointCamera> trajectory);
/// `count` ≥ 2 points equally far apart along the polyline, with the same ends.
std::vector<PointCamera> resampled(const std::vector<PointCamera>& trajectory, int count);
/// One pass of smoothing by neighbours (weights ¼, ½, ¼); the ends stay.
std::vector<PointCamera> smoothed(const std::vector<PointCamera>& trajectory);
/// `point` moved along its camera ray so that its Z is `depthMetres`.
PointCamera atDepth(const PointCamera& point, double depthMetres);
/// `point` moved to be seen at `pixel`, at the same Z.
PointCamera atPixel(const PointCamera& point, const Camera& camera, const PixelPoint& pixel);

} // namespace tracestudio
