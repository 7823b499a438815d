#pragma once

#include "benchmark/dataset.h"

#include <optional>
#include <string>
#include <vector>

namespace tracestudio {

/// How a sample differs between two versions of a dataset.
struct SampleDiff {
    enum class Kind { Added, Removed, Changed };
    std::string id;
    Kind kind = Kind::Changed;
    std::vector<std::string>
        keys;                     ///< of the row that differ, also unknown ones, by their values and not their spelling
    std::size_t movedPoints = 0;  ///< waypoints that are elsewhere, where both have as many
    double largestMoveMetres = 0; ///< of them; else the Hausdorff distance between the two polylines
    int pointCountBefore = 0, pointCountAfter = 0;
    std::optional<double> boxCentreMetres, boxExtentMetres, boxTurnDegrees; ///< where both have a box and it differs
    bool boxAppeared = false, boxVanished = false;
    std::optional<double> maskOverlap; ///< intersection over union, where the masks differ in their pixels
    bool maskAppeared = false, maskVanished = false;
    bool picturesDiffer = false; ///< image or depth, by their pixels
};

/// Of `after` against `before`, by id; samples that are alike are left out. In the order of `after`, removed ones last.
/// Row spelling, key order and compression of pictures do not count.
Result<std::vector<SampleDiff>> diffDatasets(const Dataset& before, const Dataset& after, const Progress& progress = {},
                                             const std::stop_token& stop = {});

} // namespace tracestudio
