#pragma once

#include "scene.h"

#include <string>
#include <vector>

namespace tracestudio::samples {

/// Solid::object of what the instruction moves.
constexpr int movedObject = 1;

/// One bundled sample before it is photographed.
struct SampleScene {
    Scene scene;
    Viewpoint view;
    PinholeCamera camera;          ///< of the picture and of gt_depth
    PinholeCamera sensor;          ///< of the sensor's own, coarser depth picture
    bool writesFourByFour = false; ///< intrinsics as a 4×4 matrix

    std::string prompt, target, destination, category;
    std::string source = "TraceStudio-synthetic";
    int step = 2;

    int object = movedObject; ///< Solid::object of what is moved
    Vec3 held;                ///< inside the moved object; the trace starts on the surface before it
    std::vector<Vec3> moves;  ///< waypoints after the first, as metres from the first, world axes
    Vec3 boxBase, boxHalf;    ///< destination: the middle of the face it stands on, and half sizes
    Frame boxFrame;
};

/// The eight bundled samples, ids 0…7.
std::vector<SampleScene> sampleScenes();

} // namespace tracestudio::samples
