#pragma once

#include "annotation/planner.h"
#include "benchmark/predictions.h"
#include "benchmark/scene_geometry.h"

#include <string>

namespace tracestudio {

/// The planner in a model's place: a baseline that shows what the metric gives a trace that is free of collisions. It
/// is no rival to models: it is given the mask and the destination box that they have to find, and never reads the
/// instruction.

/// `trajectory` in the words of RoboTracer, "[(x, y, d), …]" in 3D and "[(x, y), …]" in 2D: thousandths of the picture
/// and metres to the millimetre.
std::string answerText(const std::vector<PointCamera>& trajectory, const Camera& camera, Task task);

/// Plans with what `scene` knows of the object and the obstacles, so that both scores find the trace free: first with
/// all of the object, and where the published evaluator, which knows less of large objects, would still see a
/// collision, with what it knows. `frame` has the depth picture, `up` is a unit vector in the camera frame. Any thread.
Result<Plan> planScored(const SceneGeometry& scene, const RgbdFrame& frame, const OrientedBox& destination,
                        const cv::Vec3d& up, const std::stop_token& stop = {});

/// Plans for a sample of a benchmark, with the object's points and the obstacles that it is scored with, and answers as
/// a model would. Fails in words without depth, mask, box or a way. Any thread.
Result<std::string> plannedAnswer(const Dataset& dataset, const SampleRecord& record, Task task,
                                  SceneGeometryCache& scenes, const std::stop_token& stop = {});

} // namespace tracestudio
