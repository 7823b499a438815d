#include "benchmark/score_official.h"

#include "benchmark/sample_files.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tracestudio::evaluator {

namespace {

PathOutcome pathOutcome(const Polyline& predicted, const Polyline& truth, bool dropsNan) {
    PathOutcome outcome;
    if (predicted.size() == 0 || truth.size() == 0) {
        outcome.excluded = "empty";
        return outcome;
    }
    if (dropsNan && (predicted.hasNan() || truth.hasNan())) {
        outcome.excluded = "nan";
        return outcome;
    }
    if (predicted.dimensions != truth.dimensions) {
        outcome.excluded =
            "exception ValueError: XA and XB must have the same number of columns (i.e. feature dimension.)";
        return outcome;
    }
    if (neverReturns(predicted, truth)) {
        outcome.excluded = "seed_never_returns";
        return outcome;
    }
    const PathMetrics metrics = pathMetrics(predicted, truth);
    if (metrics.frechet > threshold::frechetOutlier)
        outcome.excluded = "dfd_over_100";
    else
        outcome.metrics = metrics;
    return outcome;
}

Polyline asFloat32(const std::vector<PointCamera>& points) {
    Polyline line{3, {}};
    for (const PointCamera& p : points)
        line.values.insert(line.values.end(), {float(p.x), float(p.y), float(p.z)});
    return line;
}

Polyline asFloat32(const JsonMatrix& matrix) {
    Polyline line{matrix.columns, {}};
    std::transform(matrix.values.begin(), matrix.values.end(), std::back_inserter(line.values),
                   [](double value) { return float(value); });
    return line;
}

/// The exception for a key that the published script indexes by name and that is not there; "" when all are.
std::string keyError(const AnswerRow& answer, std::initializer_list<std::string_view> needed) {
    for (const std::string& key : answer.missingKeys)
        if (std::find(needed.begin(), needed.end(), key) != needed.end())
            return "KeyError: '" + key + "'";
    return {};
}

/// The exception for a trajectory that is missing or no array of numbers.
std::string trajectoryError(const AnswerRow& answer) {
    if (answer.trajectoryAsWritten.rows > 0 && answer.trajectoryAsWritten.columns == 0)
        return "ValueError: the trajectory is no array of numbers";
    return keyError(answer, {"trajectory"});
}

/// Fractions of the picture's size: what 2D path metrics are measured in.
Polyline normalised(Polyline pixels, int widthPixels, int heightPixels) {
    for (std::size_t i = 0; i < pixels.values.size(); ++i)
        pixels.values[i] /= i % 2 == 0 ? float(widthPixels) : float(heightPixels);
    return pixels;
}

std::vector<PixelPoint> pixelsOf(const Polyline& line) {
    std::vector<PixelPoint> pixels;
    for (int i = 0; i < line.size(); ++i)
        pixels.emplace_back(line.at(i, 0), line.at(i, 1));
    return pixels;
}

/// Whether any of the last three (or, of fewer, the last) is in the hull (rule 14).
bool endsInHull(const std::vector<PixelPoint>& pixels, const std::array<double, 4>& hull) {
    const std::size_t first = pixels.size() >= 3 ? pixels.size() - 3 : pixels.size() - 1;
    return std::any_of(pixels.begin() + std::ptrdiff_t(first), pixels.end(),
                       [&](const PixelPoint& p) { return isInHull(p.x, p.y, hull); });
}

/// What int(round(x)) raises in Python for a coordinate that is not finite.
std::string roundingError(const PixelPoint& pixel) {
    const double bad = std::isfinite(pixel.x) ? pixel.y : pixel.x;
    return std::isnan(bad) ? "ValueError: cannot convert float NaN to integer"
                           : "OverflowError: cannot convert float infinity to integer";
}

bool isFinite(const PixelPoint& p) {
    return std::isfinite(p.x) && std::isfinite(p.y);
}

} // namespace

Official2D scoreOfficial2D(const AnswerRow& answer, AnswerStyle style, const std::filesystem::path& root) {
    Official2D official;
    const auto aborts = [&official](std::string error) {
        official.status = "seed_aborts";
        official.error = std::move(error);
        return official;
    };
    std::string rowError = trajectoryError(answer);
    if (rowError.empty() && answer.trajectoryAsWritten.columns < 3)
        rowError = "IndexError: the trajectory has no three columns";
    if (rowError.empty() && !root.empty())
        rowError = keyError(answer, {"image_path", "gt_depth_path", "mask_path"});
    if (!rowError.empty())
        return aborts(std::move(rowError));
    cv::Size size = inferredSize(answer.gtDepthIntrinsics);
    if (!root.empty()) {
        const auto path = pathInside(root, answer.imagePath);
        const auto imageSize =
            path ? completePictureSize(*path) : Result<cv::Size>(tl::unexpected<Error>(path.error()));
        if (!imageSize)
            return aborts("FileNotFoundError: " + imageSize.error().message());
        size = *imageSize;
    }
    official.widthPixels = size.width;
    official.heightPixels = size.height;
    official.intrinsics = intrinsicsAsFloat32(answer.gtDepthIntrinsics, size.width, size.height);
    if (!official.intrinsics)
        return aborts("ValueError: Unsupported intrinsics shape");
    official.parsed = parseOfficial(answer.prediction, style);
    if (official.parsed.raises())
        return aborts(official.parsed.exception);

    // Text answers are float32 times float32, fenced ones float64 times float32.
    std::vector<PixelPoint> predicted;
    for (int i = 0; i < official.parsed.rows; ++i) {
        const double x = official.parsed.at(i, 0);
        const double y = official.parsed.at(i, 1);
        if (official.parsed.isFloat32)
            predicted.emplace_back(float(x) * float(size.width), float(y) * float(size.height));
        else
            predicted.emplace_back(x * size.width, y * size.height);
    }
    if (predicted.empty())
        predicted.assign(2, PixelPoint(0, 0));
    else if (predicted.size() == 1)
        predicted.push_back(predicted.front());
    official.predictedPixels = predicted;

    const Polyline truth = projectAsFloat32(asFloat32(answer.trajectoryAsWritten), *official.intrinsics);
    official.truthPixels = pixelsOf(truth);
    Polyline line{2, {}};
    for (const PixelPoint& p : predicted)
        line.values.insert(line.values.end(), {float(p.x), float(p.y)});
    official.path = pathOutcome(
        normalised(interpolateByDistance(line, threshold::interpolationPoints), size.width, size.height),
        normalised(interpolateByDistance(truth, threshold::interpolationPoints), size.width, size.height), true);

    if (!root.empty()) {
        const auto path = pathInside(root, answer.maskPath);
        const auto mask = path ? readMaskAsPillow(*path) : Result<cv::Mat>(tl::unexpected<Error>(path.error()));
        if (!mask)
            return aborts("FileNotFoundError: " + mask.error().message());
        if (!isFinite(predicted.front()))
            return aborts(roundingError(predicted.front()));
        official.startInMask = isInMask(predicted.front().x, predicted.front().y, *mask);
    } else if (!isFinite(predicted.front())) {
        return aborts(roundingError(predicted.front()));
    }
    if (answer.namesBox) {
        const auto box = Box32::from(answer.boxCentre, answer.boxExtent, answer.boxRotation);
        if (!box)
            return aborts("ValueError: cannot reshape the destination box");
        official.box2d = box->projectedHull(*official.intrinsics);
        official.endInBox = endsInHull(predicted, *official.box2d);
    }
    return official;
}

double startDistance(const ObjectPoints& object, const PointCamera& start) {
    double squared = std::numeric_limits<double>::infinity();
    bool hasNan = false;
    for (const cv::Vec3d& p : object) {
        const double dx = p[0] - start.x;
        const double dy = p[1] - start.y;
        const double dz = p[2] - start.z;
        const double here = dx * dx + dy * dy + dz * dz;
        hasNan = hasNan || std::isnan(here);
        squared = std::min(squared, here);
    }
    return hasNan ? std::numeric_limits<double>::quiet_NaN() : std::sqrt(squared);
}

std::optional<std::vector<double>> endDistances(const Box32& box, const std::vector<PointCamera>& waypoints) {
    const std::size_t count = waypoints.size();
    std::vector<double> distances;
    for (std::size_t back = 1; back <= (count >= 3 ? 3U : std::min<std::size_t>(count, 1)); ++back) {
        const auto distance = box.distanceTo(waypoints[count - back]);
        if (!distance)
            return std::nullopt;
        distances.push_back(*distance);
    }
    return distances;
}

std::vector<double> collisionRatios(const VoxelSet& obstacles, const ObjectPoints& object,
                                    const std::vector<PointCamera>& waypoints) {
    std::vector<double> ratios;
    ratios.reserve(waypoints.size());
    // numpy's astype(int): towards zero, and what does not fit becomes the smallest integer.
    const auto voxelOf = [](double position, double origin) {
        const double index = (position - origin) / VoxelSet::voxelMetres;
        return std::abs(index) < 9.2e18 ? std::int64_t(index) : std::numeric_limits<std::int64_t>::min();
    };
    for (const PointCamera& waypoint : waypoints) {
        const PointCamera shift = waypoint - waypoints.front();
        std::size_t hits = 0;
        for (const cv::Vec3d& p : object)
            hits += obstacles.contains(voxelOf(p[0] + shift.x, obstacles.origin()[0]),
                                       voxelOf(p[1] + shift.y, obstacles.origin()[1]),
                                       voxelOf(p[2] + shift.z, obstacles.origin()[2]));
        ratios.push_back(double(hits) / double(std::max<std::size_t>(object.size(), 1)));
    }
    return ratios;
}

namespace {

/// The derived 2D block: projections, start in mask, end in hull; a failure leaves a second entry behind (rule 22).
void scoreDerived2D(Official3D& official, const AnswerRow& answer, const SceneGeometry* scene, const Camera& intrinsics,
                    const Polyline& predicted, const Polyline& truth) {
    const auto fails = [&official](const std::string& error) {
        official.warnings.push_back({"2d", error});
        official.path2d.push_back({std::nullopt, "exception"});
        official.startInMask.push_back(false);
        official.endInBox.push_back(false);
    };
    if (truth.dimensions < 3)
        return fails("IndexError: the trajectory has no three columns");
    const int width = official.widthPixels;
    const int height = official.heightPixels;
    official.path2d.push_back(pathOutcome(normalised(projectAsFloat32(predicted, intrinsics), width, height),
                                          normalised(projectAsFloat32(truth, intrinsics), width, height), true));
    if (scene) {
        if (scene->mask.empty())
            return fails(scene->maskError);
        const PixelPoint start = official.predictedPixels.front();
        if (!isFinite(start))
            return fails(roundingError(start));
        official.startInMask.push_back(isInMask(start.x, start.y, scene->mask));
    }
    if (!answer.namesBox) {
        official.endInBox.push_back(false);
        return;
    }
    const auto box = Box32::from(answer.boxCentre, answer.boxExtent, answer.boxRotation);
    if (!box)
        return fails("ValueError: cannot reshape the destination box");
    official.box2d = box->projectedHull(intrinsics);
    official.endInBox.push_back(endsInHull(official.predictedPixels, *official.box2d));
}

constexpr const char* missingBox = "ValueError: Missing destination bbox fields.";

void scoreStart(Official3D& official, const SceneGeometry& scene, const JsonMatrix& trajectory) {
    if (!scene.cloudError.empty()) {
        official.warnings.push_back({"start", scene.cloudError});
        return;
    }
    if (trajectory.columns != 3) {
        official.warnings.push_back({"start", "ValueError: the trajectory's first point has no three coordinates"});
        return;
    }
    if (official.parsed.isObject) {
        official.warnings.push_back({"start", "TypeError: loop of ufunc does not support argument 0 of type float "
                                              "which has no callable sqrt method"});
        return;
    }
    const PointCamera start = official.predicted.front();
    const PointCamera truth32(float(trajectory.at(0, 0)), float(trajectory.at(0, 1)), float(trajectory.at(0, 2)));
    const double toObject = startDistance(scene.officialCloud, start);
    const double toTruth = cv::norm(start - truth32);
    official.startDistanceObject = toObject;
    official.startDistanceTruth = toTruth;
    official.startDistance = toTruth < toObject ? toTruth : toObject; // Python's min(d_obj, d_gt)
}

void scoreEnd(Official3D& official, const AnswerRow& answer) {
    if (!answer.namesBox) {
        official.warnings.push_back({"end", missingBox});
        return;
    }
    const auto box = Box32::from(answer.boxCentre, answer.boxExtent, answer.boxRotation);
    if (!box) {
        official.warnings.push_back({"end", "ValueError: cannot reshape the destination box"});
        return;
    }
    const auto distances = endDistances(*box, official.predicted);
    if (!distances) {
        official.warnings.push_back({"end", "LinAlgError: Singular matrix"});
        return;
    }
    official.endCandidateDistances = *distances;
    double nearest = distances->front();
    for (const double d : *distances)
        nearest = d < nearest ? d : nearest;
    official.endDistance = nearest;
}

/// Whether a voxel index would not fit 64 bits: numpy's integers wrap around there, Python's own raise.
bool hasIndexBeyond64Bits(const VoxelSet& obstacles, const ObjectPoints& object,
                          const std::vector<PointCamera>& waypoints) {
    constexpr double limit = 0x1p63;
    for (const PointCamera& waypoint : waypoints) {
        const PointCamera shift = waypoint - waypoints.front();
        const cv::Vec3d offset = cv::Vec3d(shift.x, shift.y, shift.z) - obstacles.origin();
        for (const cv::Vec3d& p : object)
            for (int axis = 0; axis < 3; ++axis)
                if (!(std::abs((p[axis] + offset[axis]) / VoxelSet::voxelMetres) < limit))
                    return true;
    }
    return false;
}

void scoreCollision(Official3D& official, const SceneGeometry& scene, const ObjectPoints* object,
                    const std::string& objectError) {
    if (object)
        official.objectPoints = object->size();
    if (!scene.officialObstacles) {
        official.warnings.push_back({"collision", "ValueError: " + scene.officialObstacles.error().message()});
        return;
    }
    official.environmentVoxels = scene.officialObstacles->size();
    official.environmentOrigin = scene.officialObstacles->origin();
    if (!object) {
        official.warnings.push_back({"collision", objectError});
        return;
    }
    if (official.predicted.empty())
        return; // calculate_trajectory_collisions sees it coming and returns None
    if (official.parsed.isObject && hasIndexBeyond64Bits(*scene.officialObstacles, *object, official.predicted)) {
        official.warnings.push_back({"collision", "OverflowError: Python int too large to convert to C long"});
        return;
    }
    official.collisionRatios = collisionRatios(*scene.officialObstacles, *object, official.predicted);
    official.collides = std::any_of(official.collisionRatios->begin(), official.collisionRatios->end(),
                                    [](double ratio) { return ratio > threshold::collisionRatio; });
}

void decide(Official3D& official) {
    official.startSucceeds = official.startDistance && *official.startDistance < threshold::startMetres;
    official.endSucceeds = official.endDistance && *official.endDistance < threshold::endMetres;
    official.succeeds = official.startSucceeds && official.endSucceeds && !official.collides;
}

} // namespace

Official3D scoreOfficial3D(const AnswerRow& answer, AnswerStyle style, const SceneGeometry* scene) {
    Official3D official;
    const auto aborts = [&official](std::string error) {
        official.status = "seed_aborts";
        official.error = std::move(error);
        return official;
    };
    if (scene)
        if (std::string error = keyError(answer, {"gt_depth_path", "mask_path"}); !error.empty())
            return aborts(std::move(error));
    if (scene && !scene->depthError.empty())
        return aborts("FileNotFoundError: " + scene->depthError);
    const cv::Size size = scene ? scene->depthSize : inferredSize(answer.gtDepthIntrinsics);
    official.widthPixels = size.width;
    official.heightPixels = size.height;
    const auto skip = [&official](const char* reason, std::string error = {}) {
        official.status = "skipped";
        official.skipReason = reason;
        official.error = std::move(error);
        return official;
    };
    if (answer.gtDepthIntrinsics.isAbsent())
        return skip("no_intrinsics");
    const auto intrinsics = intrinsicsAsFloat32(answer.gtDepthIntrinsics, size.width, size.height);
    if (!intrinsics)
        return skip("bad_intrinsics");
    official.parsed = parseOfficial(answer.prediction, style);
    if (official.parsed.raises())
        return skip("parse_failed", official.parsed.exception);
    if (official.parsed.isFlat || official.parsed.columns < 3)
        return skip("no_depth");
    for (int i = 0; i < official.parsed.rows && official.parsed.isObject; ++i)
        if (!official.parsed.longDepths[std::size_t(i)].empty() && std::isinf(official.parsed.at(i, 2)))
            return skip("backproject_failed", "OverflowError: int too large to convert to float");

    // Text answers are float32 numbers, but times Python's integer they become float64 (rule 18).
    for (int i = 0; i < official.parsed.rows; ++i) {
        const double u = official.parsed.at(i, 0) * size.width;
        const double v = official.parsed.at(i, 1) * size.height;
        const double d = official.parsed.at(i, 2);
        official.predicted.emplace_back((u - intrinsics->cx) * d / intrinsics->fx,
                                        (v - intrinsics->cy) * d / intrinsics->fy, d);
    }
    if (std::string error = trajectoryError(answer); !error.empty())
        return aborts(std::move(error));
    for (const PointCamera& p : official.predicted) {
        const PixelPoint pixel = intrinsics->project(p);
        official.predictedPixels.emplace_back(float(pixel.x), float(pixel.y));
    }
    if (official.predicted.empty()) {
        // An answer without a fence has shape (0, 3) and is not skipped: every block fails on its own (rule 17).
        const std::string error = "IndexError: index 0 is out of bounds for axis 0 with size 0";
        official.path3d.excluded = "empty";
        official.path2d.push_back({std::nullopt, "exception"});
        official.startInMask.push_back(false);
        official.endInBox.push_back(false);
        official.warnings.push_back({"2d", error});
        if (scene)
            official.warnings.push_back({"start", scene->cloudError.empty() ? error : scene->cloudError});
        official.warnings.push_back({"end", answer.namesBox ? error : std::string(missingBox)});
    } else {
        const Polyline predicted = interpolateByDistance(asFloat32(official.predicted), threshold::interpolationPoints);
        const Polyline truth =
            interpolateByDistance(asFloat32(answer.trajectoryAsWritten), threshold::interpolationPoints);
        official.path3d = pathOutcome(predicted, truth, false);
        scoreDerived2D(official, answer, scene, *intrinsics, predicted, truth);
        if (scene)
            scoreStart(official, *scene, answer.trajectoryAsWritten);
        scoreEnd(official, answer);
    }
    if (scene && scene->cloudKind == SceneGeometry::CloudKind::Points) {
        official.objectPointsFrom = "own";
        scoreCollision(official, *scene, &scene->officialCloud, {});
    } else if (scene && scene->cloudKind != SceneGeometry::CloudKind::Raises) {
        const bool isNone = scene->cloudKind == SceneGeometry::CloudKind::None;
        scoreCollision(official, *scene, nullptr,
                       isNone ? "TypeError: object of type 'NoneType' has no len()" : scene->cloudError);
    }
    decide(official);
    return official;
}

void finishStale(Official3D& official, const SceneGeometry& scene, const ObjectPoints* cloudBefore,
                 std::size_t indexBefore) {
    if (cloudBefore)
        official.objectPointsFrom = "stale:" + std::to_string(indexBefore);
    scoreCollision(official, scene, cloudBefore,
                   "UnboundLocalError: local variable 'obj_points' referenced before assignment");
    decide(official);
}

} // namespace tracestudio::evaluator
