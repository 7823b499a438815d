#pragma once

#include "benchmark/scene_geometry.h"
#include "benchmark/score.h"

namespace tracestudio {

/// The careful score of one answer; see Careful. `scene` is nullptr when there are no files. `size` is the picture's.
Careful scoreCareful(const AnswerRow& answer, Task task, const cv::Size& size, const SceneGeometry* scene,
                     const std::stop_token& stop = {});

/// How much of an object is in obstacles while it is moved along waypoints: places at most a voxel apart, at least a
/// hundred.
struct Sweep {
    std::vector<double> ratios;    ///< share of the object's points in occupied voxels
    std::vector<double> fractions; ///< of the trace's length, where each was measured
};
/// `waypoints` (metres, camera frame; at least one, a finite length) carry `object` (not empty) with them: it is where
/// it was seen at the first. Incomplete when stopped.
Sweep sweep(const VoxelSet& obstacles, const ObjectPoints& object, const std::vector<PointCamera>& waypoints,
            const std::stop_token& stop = {});

} // namespace tracestudio
