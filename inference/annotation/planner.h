#pragma once

#include "benchmark/object_cloud.h"
#include "benchmark/tsdf.h"
#include "scene/oriented_box.h"
#include "scene/rgbd_frame.h"

#include <stop_token>
#include <vector>

namespace tracestudio {

/// What a plan starts from. All metres, camera frame.
struct PlanRequest {
    RgbdFrame frame;         ///< depth and camera, for the picture's borders
    ObjectPoints object;     ///< the masked object's points
    VoxelSet obstacles;      ///< without the object
    OrientedBox destination; ///< where it should end up
    cv::Vec3d up{0, -1, 0};  ///< unit vector
};

struct Plan {
    std::vector<PointCamera> trajectory; ///< 2…8 waypoints from the object's place to the box
    double worstRatio = 0;               ///< share of the object's points in occupied voxels, swept along it
    double seconds = 0;
};

/// A trace along which the object's own points sweep free of the evaluator's voxels (2 cm, spec/evaluator.md step 4):
/// lifted off what it stands on, A* over the free places of a point reference with the object's swept volume, shortcut
/// and smoothed, then set down in the box; inside the picture throughout. What is behind the surface that the sensor
/// saw is avoided where that is cheap. Nowhere are more than 0.16 of the points in voxels (the benchmark allows 0.20,
/// and rounds answers), except where the object begins so. The trace moves a point of the object near its middle, low
/// enough to be in the box when the object stands on the box's floor. The same request gives the same plan. Says in
/// words when there is no path (object or box missing, walled in) or when stopped. Any thread; typically some tens of
/// milliseconds.
Result<Plan> plan(const PlanRequest& request, const std::stop_token& stop = {});

} // namespace tracestudio
