#pragma once

#include "benchmark/scene_geometry.h"
#include "benchmark/score.h"

namespace tracestudio::evaluator {

/// Scores one answer as the published evaluator does, for a 2D task. `root` is the raw_data folder; empty: no files.
Official2D scoreOfficial2D(const AnswerRow& answer, AnswerStyle style, const std::filesystem::path& root);

/// The same for a 3D task. `scene` is nullptr when there are no files. A cloud that raises (rule 27) is left for
/// `finishStale`, which needs the samples before.
Official3D scoreOfficial3D(const AnswerRow& answer, AnswerStyle style, const SceneGeometry* scene);
void finishStale(Official3D& official, const SceneGeometry& scene, const ObjectPoints* cloudBefore,
                 std::size_t indexBefore);

/// Share of `object` in occupied voxels when moved by each waypoint's offset from the first (rule 31).
std::vector<double> collisionRatios(const VoxelSet& obstacles, const ObjectPoints& object,
                                    const std::vector<PointCamera>& waypoints);

} // namespace tracestudio::evaluator
