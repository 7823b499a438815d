#pragma once

#include "scene/camera.h"
#include "widgets/inspector_panel.h"
#include "widgets/view_scene.h"

#include <string_view>
#include <vector>

namespace tracestudio {

/// What a model's reasoning says of the scene, to be drawn on its layer: the places its Referring steps name, and for
/// each Measuring step a span of that length about the place that was named for the same object, parallel to the
/// picture's x axis at the place's depth, because only the length is known. No span without such a place. Of a camera
/// without focal lengths only pixels are known, and no spans.
std::vector<SceneMark> reasoningMarks(const QString& layerId, std::string_view answer, const Camera& camera);

/// The points of an answer to a question of referring, numbered where there are several.
std::vector<SceneMark> referringMarks(const QString& layerId, std::string_view answer, const Camera& camera);

/// The steps of a model's reasoning in words, each with its place and where it stands in the answer's text.
std::vector<InspectorStep> inspectorSteps(std::string_view answer, const Camera& camera);

} // namespace tracestudio
