#include "benchmark/score_careful.h"

#include "benchmark/score_geometry.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tracestudio {

namespace {

const std::string& answerTextOf(const AnswerRow& answer) {
    static const std::string none;
    return answer.prediction.isString() ? answer.prediction.text : none;
}

std::optional<OrientedBox> boxOf(const AnswerRow& answer) {
    const auto& centre = answer.boxCentre.values;
    const auto& extent = answer.boxExtent.values;
    const auto& rotation = answer.boxRotation.values;
    if (centre.size() != 3 || extent.size() != 3 || rotation.size() != 9)
        return std::nullopt;
    const OrientedBox box{
        {centre[0], centre[1], centre[2]}, {extent[0], extent[1], extent[2]}, cv::Matx33d(rotation.data())};
    return box.isRigid() ? std::optional(box) : std::nullopt;
}

evaluator::Polyline polylineOf(const Trace& trace, const cv::Size& size) {
    evaluator::Polyline line{trace.is3D() ? 3 : 2, {}};
    for (const PointCamera& p : trace.points())
        line.values.insert(line.values.end(), {float(p.x), float(p.y), float(p.z)});
    if (!trace.is3D())
        for (const PixelPoint& p : trace.pixels())
            line.values.insert(line.values.end(), {float(p.x / size.width), float(p.y / size.height)});
    return line;
}

/// A trace without points that repeat the one before: those carry no direction and would divide by zero.
Trace withoutRepeats(const Trace& trace, const Camera& camera) {
    std::vector<PointCamera> points;
    std::vector<PixelPoint> pixels;
    for (std::size_t i = 0; i < trace.size(); ++i) {
        if (trace.is3D() && (points.empty() || points.back() != trace.points()[i]))
            points.push_back(trace.points()[i]);
        if (!trace.is3D() && (pixels.empty() || pixels.back() != trace.pixels()[i]))
            pixels.push_back(trace.pixels()[i]);
    }
    return trace.is3D() ? Trace::fromCameraPoints(std::move(points), camera) : Trace::fromPixels(std::move(pixels));
}

PathOutcome pathOf(const Trace& trace, const std::vector<PointCamera>& trajectory, const Camera& camera,
                   const cv::Size& size) {
    PathOutcome outcome;
    Trace truth = Trace::fromCameraPoints(trajectory, camera);
    if (!trace.is3D())
        truth = Trace::fromPixels(truth.pixels());
    const Trace clean = withoutRepeats(trace, camera);
    truth = withoutRepeats(truth, camera);
    if (clean.isEmpty() || truth.isEmpty()) {
        outcome.excluded = "empty";
        return outcome;
    }
    const auto predicted = evaluator::interpolateByDistance(polylineOf(clean, size), threshold::interpolationPoints);
    const auto expected = evaluator::interpolateByDistance(polylineOf(truth, size), threshold::interpolationPoints);
    if (predicted.hasNan() || expected.hasNan()) {
        outcome.excluded = "nan";
        return outcome;
    }
    outcome.metrics = evaluator::pathMetrics(predicted, expected);
    return outcome;
}

/// Points at most one voxel apart, between waypoints too; at least a hundred steps.
std::vector<PointCamera> alongTrace(const std::vector<PointCamera>& waypoints, std::vector<double>& fractions) {
    constexpr double stepMetres = VoxelSet::voxelMetres;
    constexpr int mostSteps = 2000;
    double length = 0;
    for (std::size_t i = 1; i < waypoints.size(); ++i)
        length += cv::norm(waypoints[i] - waypoints[i - 1]);
    const int steps = int(std::clamp(length / stepMetres, double(threshold::interpolationPoints), double(mostSteps)));
    std::vector<PointCamera> poses;
    double before = 0;
    std::size_t segment = 0;
    for (int i = 0; i <= steps; ++i) {
        const double wanted = length * i / steps;
        while (segment + 2 < waypoints.size() &&
               before + cv::norm(waypoints[segment + 1] - waypoints[segment]) < wanted) {
            before += cv::norm(waypoints[segment + 1] - waypoints[segment]);
            ++segment;
        }
        const PointCamera from = waypoints[segment];
        const PointCamera to = waypoints.size() > segment + 1 ? waypoints[segment + 1] : from;
        const double segmentLength = cv::norm(to - from);
        const double t = segmentLength > 0 ? std::clamp((wanted - before) / segmentLength, 0.0, 1.0) : 0.0;
        poses.push_back(from + t * (to - from));
        fractions.push_back(length > 0 ? wanted / length : 0.0);
    }
    return poses;
}

/// Pixels from `pixel` to the nearest masked one; nothing without any.
std::optional<double> distanceToMask(const PixelPoint& pixel, const cv::Mat& mask) {
    if (evaluator::isInMask(pixel.x, pixel.y, mask))
        return 0.0;
    double squared = std::numeric_limits<double>::infinity();
    for (int v = 0; v < mask.rows; ++v) {
        const std::uint8_t* row = mask.ptr<std::uint8_t>(v);
        const double dv = v - pixel.y;
        if (dv * dv >= squared)
            continue;
        for (int u = 0; u < mask.cols; ++u)
            if (row[u])
                squared = std::min(squared, dv * dv + (u - pixel.x) * (u - pixel.x));
    }
    return std::isfinite(squared) ? std::optional(std::sqrt(squared)) : std::nullopt;
}

} // namespace

Sweep sweep(const VoxelSet& obstacles, const ObjectPoints& object, const std::vector<PointCamera>& waypoints,
            const std::stop_token& stop) {
    Sweep result;
    const std::vector<PointCamera> poses = alongTrace(waypoints, result.fractions);
    result.ratios.reserve(poses.size());
    // In voxels, and moved so that whole numbers are cut off downwards. What is beyond the limit hits nothing.
    constexpr double limit = double(VoxelSet::indexLimit);
    constexpr double voxelsAMetre = 1 / VoxelSet::voxelMetres;
    std::vector<cv::Vec3d> moved = object;
    for (cv::Vec3d& p : moved)
        p = (p - obstacles.origin()) * voxelsAMetre + cv::Vec3d::all(limit);
    const auto indexOf = [](double position) {
        return std::int64_t(std::clamp(position, -1.0, 2 * limit)) - VoxelSet::indexLimit;
    };
    for (const PointCamera& pose : poses) {
        if (stop.stop_requested())
            break;
        const PointCamera shift = (pose - poses.front()) * voxelsAMetre;
        std::size_t hits = 0;
        for (const cv::Vec3d& p : moved)
            hits += obstacles.contains(indexOf(p[0] + shift.x), indexOf(p[1] + shift.y), indexOf(p[2] + shift.z));
        result.ratios.push_back(double(hits) / double(object.size()));
    }
    return result;
}

Careful scoreCareful(const AnswerRow& answer, Task task, const cv::Size& size, const SceneGeometry* scene,
                     const std::stop_token& stop) {
    Careful careful;
    const auto camera = cameraOf(answer.gtDepthIntrinsics, size.width, size.height);
    const bool hasCamera = camera && camera->isValid();
    careful.parsed = parseLenient(answerTextOf(answer), size.width, size.height);
    auto& causes = careful.verdict.causes;
    if (careful.parsed.points.empty()) {
        causes.push_back(Cause::NoParse);
        return careful;
    }
    std::vector<PixelPoint> pixels;
    std::vector<PointCamera> points;
    const bool is3D = task == Task::ThreeD && careful.parsed.hasDepth() && hasCamera;
    for (const LenientPoint& point : careful.parsed.points) {
        pixels.emplace_back(point.x * size.width, point.y * size.height);
        if (is3D)
            points.push_back(camera->backProject(pixels.back(), *point.depthMetres));
    }
    careful.trace = is3D ? Trace::fromCameraPoints(std::move(points), *camera) : Trace::fromPixels(std::move(pixels));
    if (task == Task::ThreeD && !careful.parsed.hasDepth()) {
        causes.push_back(Cause::NoDepth);
        return careful;
    }
    const auto notMeasured = [&careful](const char* text) {
        if (!careful.verdict.notMeasured)
            careful.verdict.notMeasured = Error{text, {}};
    };
    if (!hasCamera) {
        notMeasured(TRANSLATABLE("The intrinsics are missing or unusable."));
        causes.push_back(Cause::NotMeasured);
        return careful;
    }
    careful.path = pathOf(careful.trace, answer.trajectory, *camera, size);

    const std::size_t count = careful.trace.size();
    const std::size_t firstEnd = count >= 3 ? count - 3 : count - 1;
    const auto box = boxOf(answer);
    if (task == Task::TwoD) {
        if (scene && !scene->mask.empty())
            careful.startDistance = distanceToMask(careful.trace.pixels().front(), scene->mask);
        if (box) {
            const auto box32 = evaluator::Box32::from(answer.boxCentre, answer.boxExtent, answer.boxRotation);
            const auto hull = box32->projectedHull(*camera);
            double nearest = std::numeric_limits<double>::infinity();
            for (std::size_t i = firstEnd; i < count; ++i) {
                const PixelPoint& p = careful.trace.pixels()[i];
                const double du = std::max({hull[0] - p.x, 0.0, p.x - hull[2]});
                const double dv = std::max({hull[1] - p.y, 0.0, p.y - hull[3]});
                nearest = std::min(nearest, std::hypot(du, dv));
            }
            careful.endDistance = nearest;
        }
        if (careful.startDistance && *careful.startDistance > 0)
            causes.push_back(Cause::WrongStart);
        if (careful.endDistance && *careful.endDistance > 0)
            causes.push_back(Cause::WrongEnd);
    } else {
        const PointCamera start = careful.trace.points().front();
        const bool hasCloud = scene && !scene->carefulCloud.empty();
        if (scene) {
            double nearest = std::numeric_limits<double>::infinity();
            for (const cv::Vec3d& p : scene->carefulCloud)
                nearest = std::min(nearest, cv::norm(PointCamera(p[0], p[1], p[2]) - start));
            if (!answer.trajectory.empty())
                nearest = std::min(nearest, cv::norm(answer.trajectory.front() - start));
            if (std::isfinite(nearest))
                careful.startDistance = nearest;
        }
        if (box) {
            double nearest = std::numeric_limits<double>::infinity();
            for (std::size_t i = firstEnd; i < count; ++i)
                nearest = std::min(nearest, box->distanceTo(careful.trace.points()[i]));
            careful.endDistance = nearest;
        }
        if (hasCloud && scene->carefulObstacles && std::isfinite(careful.trace.length())) {
            Sweep swept = sweep(*scene->carefulObstacles, scene->carefulCloud, careful.trace.points(), stop);
            if (!stop.stop_requested()) {
                const auto worst = std::max_element(swept.ratios.begin(), swept.ratios.end());
                careful.worstSweptRatio = *worst;
                careful.worstSweptAt = swept.fractions[std::size_t(worst - swept.ratios.begin())];
                careful.sweptRatios = std::move(swept.ratios);
            }
        }
        if (careful.startDistance && !(*careful.startDistance < threshold::startMetres))
            causes.push_back(Cause::WrongStart);
        if (careful.endDistance && !(*careful.endDistance < threshold::endMetres))
            causes.push_back(Cause::WrongEnd);
        if (careful.worstSweptRatio && *careful.worstSweptRatio > threshold::collisionRatio)
            causes.push_back(Cause::Collision);
        if (scene && !hasCloud)
            notMeasured(TRANSLATABLE("No point of the object is known: the mask or the depth under it is empty."));
        else if (scene && !scene->carefulObstacles)
            careful.verdict.notMeasured = scene->carefulObstacles.error();
        else if (scene && !careful.worstSweptRatio)
            notMeasured(TRANSLATABLE("The trace is endless, so collisions along it are not known."));
    }
    if (!scene)
        notMeasured(TRANSLATABLE("There are no pictures, so the start and collisions are not known."));
    if (!careful.startDistance)
        notMeasured(TRANSLATABLE("The start cannot be measured: the mask is missing or empty."));
    if (!careful.endDistance)
        notMeasured(TRANSLATABLE("The destination box is missing or its rotation is not a rotation."));
    if (careful.verdict.notMeasured)
        causes.push_back(Cause::NotMeasured);
    return careful;
}

} // namespace tracestudio
