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
    std::optional<Error> problem; ///< the row can be read in one of them only
    /// Of the row those that differ, also unknown ones, by their values and not their spelling.
    std::vector<std::string> keys;
    std::size_t movedPoints = 0;  ///< waypoints that are elsewhere, where both have as many
    double largestMoveMetres = 0; ///< of them; else the Hausdorff distance between the two polylines, to a 500th
    int pointCountBefore = 0, pointCountAfter = 0;
    /// How far the centre, the side that changed most and the turn are apart, where both have a box and it differs.
    std::optional<double> boxCentreMetres, boxExtentMetres, boxTurnDegrees;
    bool boxAppeared = false, boxVanished = false;
    /// Intersection over union of what is object, where the masks differ in their pixels; 1 where they differ in values
    /// above 0 only (255 leaves the obstacles, others do not), 0 where their sizes differ. A mask that cannot be read
    /// is none.
    std::optional<double> maskOverlap;
    bool maskAppeared = false, maskVanished = false;
    bool picturesDiffer = false; ///< image or depth, by their pixels, or one is there in one of them only
};

/// Of `after` against `before`, by id (of rows that share one the first with the first, and so on); samples that are
/// alike are left out. In the order of `after`, removed ones last. Row spelling, key order and compression of pictures
/// do not count; unsaved edits of an EditedDataset do. On all cores; fails only when stopped.
Result<std::vector<SampleDiff>> diffDatasets(const Dataset& before, const Dataset& after, const Progress& progress = {},
                                             const std::stop_token& stop = {});

} // namespace tracestudio
