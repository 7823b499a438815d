#pragma once

#include "benchmark/scene_geometry.h"
#include "benchmark/score.h"

namespace tracestudio {

/// The careful score of one answer; see Careful. `scene` is nullptr when there are no files. `size` is the picture's.
Careful scoreCareful(const AnswerRow& answer, Task task, const cv::Size& size, const SceneGeometry* scene,
                     const std::stop_token& stop = {});

} // namespace tracestudio
