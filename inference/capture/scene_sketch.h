#pragma once

#include "scene/rgbd_frame.h"

#include <opencv2/core/mat.hpp>

namespace tracestudio {

/// A small drawing of a frame, to tell whether the camera that took it has moved since. A plain value, some 90 kB.
struct SceneSketch {
    cv::Mat grey;  ///< CV_32FC1, 160 pixels wide
    cv::Mat depth; ///< CV_32FC1 metres, 64×48 cells, 0 where there is no reading
};
SceneSketch sketchOf(const RgbdFrame& frame);

/// Whether the camera still stands where it stood, so that what was said of `before` may be drawn into `now`:
/// - of the cells with depth in both, at least three quarters differ by less than 2 cm and 2 % of the depth (a hand or
///   an object that moves covers fewer; a camera that moves changes nearly all), and
/// - of the picture's twenty parts that are not blank, at least half are not shifted by more than half a percent of the
///   picture's width (phase correlation of each part; where all are blank, the depth alone decides).
/// Without depth in common the shift alone decides. A camera moved along a blank wall cannot be told from one at rest.
bool isAtRest(const SceneSketch& before, const SceneSketch& now);

} // namespace tracestudio
