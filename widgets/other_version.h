#pragma once

#include "scene/rgbd_frame.h"

#include <optional>
#include <utility>
#include <vector>

namespace tracestudio {

/// What another version of the dataset has of the current sample where it differs from what is shown: drawn quietly
/// under everything else as the layer "other", and never picked.
struct OtherVersion {
    Trace trace;                    ///< empty: as here, or none
    std::optional<OrientedBox> box; ///< nothing: as here, or none
    Mask mask;                      ///< empty: as here, or none
    /// The mask's border on the surfaces that the camera sees: short lines, metres, camera frame.
    std::vector<std::pair<PointCamera, PointCamera>> outline;

    [[nodiscard]] bool isEmpty() const { return trace.isEmpty() && !box && mask.isEmpty(); }
};

/// The border of a mask of the frame's size lifted onto its depth, without the jumps from one surface to another.
std::vector<std::pair<PointCamera, PointCamera>> outlineInSpace(const Mask& mask, const RgbdFrame& frame);

} // namespace tracestudio
