#pragma once

#include "benchmark/predictions.h"
#include "benchmark/verdict.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tracestudio {

/// The published thresholds (spec/evaluator.md).
namespace threshold {
inline constexpr double startMetres = 0.20;
inline constexpr double endMetres = 0.20;
inline constexpr double collisionRatio = 0.20;
inline constexpr double frechetOutlier = 100.0;
inline constexpr int interpolationPoints = 100;
} // namespace threshold

/// Distances between two polylines of equally many points. Metres in 3D, fractions of the picture's size in 2D.
struct PathMetrics {
    double frechet = 0; ///< discrete Fréchet distance
    double hausdorff = 0;
    double rmse = 0;
    double mae = 0; ///< mean over coordinates too, so a 3D one is a third of the L1 norm
};

/// Path metrics or why the reference leaves the sample out of the means: "nan", "dfd_over_100", "exception …", "empty",
/// "seed_never_returns".
struct PathOutcome {
    std::optional<PathMetrics> metrics;
    std::string excluded; ///< empty when metrics count
};

/// A message the reference prints where one of its blocks fails: where is "2d", "start", "end" or "collision".
struct ReferenceWarning {
    std::string where;
    std::string error;
};

/// What the published evaluator computes for one answer of a 2D task (rules 10–16).
struct Official2D {
    std::string status = "ok"; ///< "ok" or "seed_aborts": Python raises and the whole run ends there
    std::string error;
    int widthPixels = 0;
    int heightPixels = 0;
    std::optional<Camera> intrinsics; ///< float32-rounded
    OfficialParse parsed;
    std::vector<PixelPoint> truthPixels, predictedPixels;
    std::optional<bool> startInMask; ///< nothing when there is no mask to look at
    bool endInBox = false;
    std::optional<std::array<double, 4>> box2d; ///< u_min, v_min, u_max, v_max
    PathOutcome path;
};

/// What the published evaluator computes for one answer of a 3D task (rules 17–34).
struct Official3D {
    std::string status = "ok"; ///< "ok", "skipped" or "seed_aborts"
    std::string skipReason;    ///< no_intrinsics, bad_intrinsics, parse_failed, no_depth, backproject_failed
    std::string error;
    int widthPixels = 0;
    int heightPixels = 0;
    OfficialParse parsed;
    std::vector<PointCamera> predicted;
    std::vector<PixelPoint> predictedPixels;
    PathOutcome path3d;
    std::vector<PathOutcome> path2d; ///< a failing sample contributes 0, 1 or 2 entries (rule 22)
    std::vector<bool> startInMask;   ///< lists for the same reason
    std::vector<bool> endInBox;
    std::optional<std::array<double, 4>> box2d;
    std::optional<std::size_t> objectPoints; ///< nothing when the cloud is no array of points
    std::string objectPointsFrom;            ///< "own", "stale:<index>" (rule 27) or ""
    std::optional<double> startDistanceObject, startDistanceTruth, startDistance; ///< metres
    std::vector<double> endCandidateDistances;                                    ///< metres
    std::optional<double> endDistance;
    std::size_t environmentVoxels = 0;
    std::optional<cv::Vec3d> environmentOrigin;
    std::optional<std::vector<double>> collisionRatios; ///< one a raw waypoint
    bool collides = false;
    bool startSucceeds = false;
    bool endSucceeds = false;
    bool succeeds = false;
    std::vector<ReferenceWarning> warnings;
};

/// The careful score: the same thresholds, read leniently, every sample counted, the collision swept along the
/// interpolated trace with the object's cloud aligned to the first waypoint. What cannot be measured is said so.
struct Careful {
    LenientParse parsed;
    Trace trace; ///< as the lenient reading has it
    std::optional<double>
        startDistance; ///< metres to the object's cloud or to the true start (3D); pixels to the mask (2D)
    std::optional<double> endDistance; ///< metres to the box (3D); pixels to its projected hull (2D)
    std::optional<std::vector<double>>
        sweptRatios; ///< share of the object's points in occupied voxels, along the trace
    std::optional<double> worstSweptRatio;
    std::optional<double> worstSweptAt; ///< where, as a fraction of the trace's length
    PathOutcome path;
    Verdict verdict;
};

/// A fault of the published evaluator that touched this sample's official score, to be flagged beside it.
struct FaultFlag {
    int rule = 0; ///< number in spec/evaluator.md
    Error explanation;
};

struct SampleScore {
    std::size_t answerIndex = 0; ///< into PredictionFile::rows
    std::string id;
    std::optional<Official2D> official2d;
    std::optional<Official3D> official3d;
    Careful careful;
    Verdict verdict; ///< from the official decisions
    std::vector<FaultFlag> faults;
    /// Nothing of mask, trajectory and box is known: the sample is not annotated yet. It is in no mean and no count.
    bool isUnannotated = false;
};

/// Means of the path metrics that count.
struct PathMeans {
    PathMetrics mean;
    std::size_t count = 0; ///< 0: every path was left out, and the published script prints zeros
};

/// What the published script prints. Absent where there is nothing to average or no files.
struct Aggregate {
    std::size_t answers = 0;
    std::size_t evaluated = 0; ///< 3D: not skipped
    std::optional<PathMeans> path2d, path3d;
    std::optional<double> startInMaskRate, endInBoxRate;
    std::size_t startInMaskCount = 0, endInBoxCount = 0;
    std::optional<double> meanStartDistance, meanEndDistance;
    std::size_t startCount = 0, endCount = 0;
    std::optional<double> noCollisionRate, startSuccessRate, endSuccessRate, overallSuccessRate;
    bool seedAborts = false;
    bool seedNeverReturns = false;
};

struct CarefulAggregate {
    std::size_t answers = 0;
    std::size_t measured = 0; ///< with a verdict other than "not measured"
    std::size_t successes = 0;
    std::size_t parsed = 0, startSucceeds = 0, endSucceeds = 0, collisionFree = 0;
    std::size_t startMeasured = 0, endMeasured = 0, collisionMeasured = 0;
};

/// A prediction file, scored.
struct ModelScore {
    std::shared_ptr<const PredictionFile> predictions;
    bool filesUsed = false;           ///< false: answers without images; start, collision and success are then absent
    std::vector<SampleScore> samples; ///< one an answer, in file order
    Aggregate official;
    CarefulAggregate careful;
};

class SceneGeometryCache;

struct ScoreOptions {
    unsigned threads = 0;                       ///< 0: all cores
    std::shared_ptr<SceneGeometryCache> scenes; ///< give the same one to score several models; empty: one of its own
    Progress progress;                          ///< called from the workers
    std::stop_token stop;                       ///< answered within 200 ms, with an error
};

/// Scores every answer. `folder` is the benchmark folder whose raw_data the answers' paths are relative to; empty, or
/// without a raw_data: no files, and then start, collision and success are not measured. Never throws, never hangs.
Result<ModelScore> score(std::shared_ptr<const PredictionFile> predictions, const std::filesystem::path& folder,
                         const ScoreOptions& options = {});

} // namespace tracestudio
