#pragma once

#include "benchmark/scene_geometry.h"
#include "benchmark/score.h"
#include "benchmark/score_geometry.h"

namespace tracestudio::evaluator {

/// Scores one answer as the published evaluator does, for a 2D task. `root` is the raw_data folder; empty: no files.
Official2D scoreOfficial2D(const AnswerRow& answer, AnswerStyle style, const std::filesystem::path& root);

/// The same for a 3D task. `scene` is nullptr when there are no files. A cloud that raises (rule 27) is left for
/// `finishStale`, which needs the samples before.
Official3D scoreOfficial3D(const AnswerRow& answer, AnswerStyle style, const SceneGeometry* scene);
void finishStale(Official3D& official, const SceneGeometry& scene, const ObjectPoints* cloudBefore,
                 std::size_t indexBefore);

/// From `start` to the nearest of the object's points, metres; NaN when one of the numbers is (rule 25).
double startDistance(const ObjectPoints& object, const PointCamera& start);

/// Of the last three waypoints, or of fewer the last, to the box, metres, the last one first; nothing when its rotation
/// is singular (rule 28).
std::optional<std::vector<double>> endDistances(const Box32& box, const std::vector<PointCamera>& waypoints);

/// Share of `object` in occupied voxels when moved by each waypoint's offset from the first (rule 31).
std::vector<double> collisionRatios(const VoxelSet& obstacles, const ObjectPoints& object,
                                    const std::vector<PointCamera>& waypoints);

} // namespace tracestudio::evaluator
