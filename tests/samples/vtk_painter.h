#pragma once

#include "scene_set.h"

namespace tracestudio::samples {

/// The scene as VTK draws it: solids as meshes in one colour each (stripes excepted), Phong shading, one light at the
/// camera, no shadows. What a model makes of it tells whether it learned the world or one ray caster. Call on one
/// thread only. Throws std::runtime_error where there is no OpenGL.
cv::Mat paintWithVtk(const AskedWorld& asked);

} // namespace tracestudio::samples
