#pragma once

#include "benchmark/dataset.h"
#include "benchmark/scene_geometry.h"
#include "scene/annotation.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace tracestudio {

/// Something missing or odd about a sample's annotation.
struct Finding {
    enum class Kind {
        BrokenRow,     ///< what the dataset's reader says of the row or its files
        NoInstruction, ///< texts
        NoTargetObject,
        NoTrace, ///< fewer than two waypoints
        NoBox,
        NoMask,    ///< or a file that cannot be read
        EmptyMask, ///< or no depth under it
        MaskSize,  ///< not the depth picture's
        /// Connected parts (8-neighbourhood) of at least a tenth of the largest: below that they are specks, which
        /// masks that were made from depth have at edges.
        MaskInParts,
        /// At least 8 pixels and 0.5 % of the mask whose depth is that of the rim around them: there the object stays
        /// among the obstacles. What is seen through a handle lies further back and is no hole.
        MaskHoles,
        TraceLeavesImage, ///< a waypoint is outside the picture or behind the camera
        /// A waypoint lies more than 3 cm, or 1.5 % of the depth, behind the surface that the sensor saw, which is
        /// beyond the noise of depth cameras. The first one is the object's own; so is what the mask covers.
        TraceInSurface,
        StartOffMask, ///< the first waypoint is not in the mask (2D score), or 0.20 m or more from the object's points
        EndOffBox,    ///< none of the last three waypoints is in the box; Wrong from 0.20 m on
        Collides,     ///< by the official ratio, above 0.20 at a waypoint
        CollidesBetween, ///< swept between waypoints, where the official check does not look
        BoxNotRigid,     ///< or without volume
        /// Its lowest face hangs more than 4.5 cm above, or is sunk as deep below, the surface seen in its column, or
        /// is sunk in one that surrounds it. Boxes drawn by hand on real frames are sunk by 2 to 4 cm, so that less
        /// says nothing.
        BoxOffGround,
        BoxOutOfSight,   ///< centre and corners are outside the picture
        DuplicatePoints, ///< the first two coincide: the published evaluator never returns (spec/evaluator.md rule 19)
    };
    enum class Severity { Missing, Wrong, Odd }; ///< Wrong: the ground truth fails its own metric
    Kind kind = Kind::BrokenRow;
    Severity severity = Severity::Odd;
    Error explanation;           ///< with numbers, their thresholds and the remedy
    std::optional<int> waypoint; ///< 0-based, where it is one's fault
};

/// "broken row", "mask in parts" …, "missing", "wrong", "odd": for files.
std::string_view nameOf(Finding::Kind kind);
std::string_view nameOf(Finding::Severity severity);

/// The published metric applied to the ground truth itself: its own waypoints as the answer, unrounded.
struct TruthVerdict {
    std::optional<double> startDistance; ///< metres to the object's cloud alone (the true start would always be near)
    std::optional<double> endDistance;   ///< metres to the box, the best of the last three
    std::optional<std::vector<double>> collisionRatios;       ///< one a waypoint
    std::optional<double> worstSweptRatio;                    ///< of the careful, swept check
    std::optional<bool> startSucceeds, endSucceeds, collides; ///< nothing: cannot be measured yet
    /// All three measured and good.
    [[nodiscard]] bool succeeds() const { return startSucceeds == true && endSucceeds == true && collides == false; }
};

struct AnnotationCheck {
    TruthVerdict verdict;
    std::vector<Finding> findings; ///< Missing first, then Wrong, then Odd
    [[nodiscard]] bool isClean() const { return findings.empty(); }
};

/// Checks the annotations of one sample again and again while they change. Keeps what is dear to make (the object's
/// points, the obstacles, the ground) for as long as mask and depth stay, so that a step of dragging a waypoint or the
/// box costs well under 50 ms. One thread at a time.
class AnnotationChecker {
  public:
    /// `sample` gives pictures, camera and the problems of its files.
    explicit AnnotationChecker(std::shared_ptr<const Sample> sample);
    ~AnnotationChecker();
    /// An empty result when stopped.
    AnnotationCheck check(const Annotation& annotation, const std::stop_token& stop = {});
    /// What the last check made of mask and depth; null before, or where one is missing. For the planner. Who holds it
    /// keeps it.
    [[nodiscard]] std::shared_ptr<const SceneGeometry> scene() const;

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// The whole dataset: one entry a row, in order.
struct DatasetCheck {
    struct Entry {
        std::string id;
        AnnotationCheck check;
    };
    std::vector<Entry> entries;
    [[nodiscard]] std::size_t faultyCount() const;
};
/// With the unsaved edits of an EditedDataset, without its deleted samples. On all cores; fails only when stopped.
Result<DatasetCheck> checkDataset(const Dataset& dataset, const Progress& progress = {},
                                  const std::stop_token& stop = {});

} // namespace tracestudio
