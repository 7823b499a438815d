#pragma once

#include "scene/oriented_box.h"
#include "scene/result.h"
#include "scene/trace.h"

#include <memory>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <string>
#include <vector>

namespace tracestudio {

/// All of a sample that a person can write: its texts, ground-truth trace, destination box and object mask. A plain
/// value, small and cheap to copy, so that a step of editing is just the annotation before and the one after.
struct Annotation {
    std::string instruction; ///< "prompt"
    std::string targetObject;
    std::string destination;
    std::string category;
    std::string dataSource;
    std::optional<int> step;
    std::vector<PointCamera> trajectory; ///< metres, camera frame; empty: none yet
    std::optional<OrientedBox> box;
    /// The mask's file, byte for byte; null: none yet. A mask made here is an 8-bit PNG of 0 and 255. Kept encoded,
    /// because some kilobytes can be kept for each of thousands of steps, and because what was not painted over goes
    /// back to the disk as it came. Two annotations with the same bytes share them.
    std::shared_ptr<const std::string> maskFile;

    [[nodiscard]] bool hasSameMask(const Annotation& other) const;
    bool operator==(const Annotation& other) const; ///< masks by their bytes
};

} // namespace tracestudio
