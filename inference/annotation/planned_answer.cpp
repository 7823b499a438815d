#include "annotation/planned_answer.h"

#include "benchmark/sample_files.h"
#include "benchmark/score.h"
#include "benchmark/score_official.h"
#include "scene/box_shaping.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace tracestudio {

namespace {

/// The waypoints that are read from an answer again.
std::vector<PointCamera> asRead(const std::string& answer, const Camera& camera) {
    std::vector<PointCamera> points;
    for (const LenientPoint& point : parseLenient(answer, camera.widthPixels, camera.heightPixels).points)
        points.push_back(camera.backProject({point.x * camera.widthPixels, point.y * camera.heightPixels},
                                            point.depthMetres.value_or(0)));
    return points;
}

bool collides(const SceneGeometry& scene, const std::vector<PointCamera>& waypoints) {
    const std::vector<double> ratios =
        evaluator::collisionRatios(*scene.officialObstacles, scene.officialCloud, waypoints);
    return std::any_of(ratios.begin(), ratios.end(), [](double ratio) { return ratio > threshold::collisionRatio; });
}

/// As it is, or as it is read from an answer.
bool collides(const SceneGeometry& scene, const Plan& plan, const Camera& camera) {
    return collides(scene, plan.trajectory) ||
           collides(scene, asRead(answerText(plan.trajectory, camera, Task::ThreeD), camera));
}

} // namespace

std::string answerText(const std::vector<PointCamera>& trajectory, const Camera& camera, Task task) {
    std::string text = "[";
    for (const PointCamera& point : trajectory) {
        const PixelPoint pixel = camera.project(point);
        const long x = std::lround(1000 * pixel.x / camera.widthPixels);
        const long y = std::lround(1000 * pixel.y / camera.heightPixels);
        std::array<char, 80> tuple{};
        if (task == Task::ThreeD)
            std::snprintf(tuple.data(), tuple.size(), "(%ld, %ld, %.3f)", x, y, point.z);
        else
            std::snprintf(tuple.data(), tuple.size(), "(%ld, %ld)", x, y);
        text += (text.size() > 1 ? ", " : "") + std::string(tuple.data());
    }
    return text + "]";
}

Result<Plan> planScored(const SceneGeometry& scene, const RgbdFrame& frame, const OrientedBox& destination,
                        const cv::Vec3d& up, const std::stop_token& stop) {
    if (!scene.carefulObstacles)
        return tl::unexpected(scene.carefulObstacles.error());
    PlanRequest request{frame, scene.carefulCloud, *scene.carefulObstacles, destination, up};
    Result<Plan> planned = plan(request, stop);
    // The published evaluator knows less of a large object than the careful score (spec/evaluator.md rule 24), and what
    // it knows may hit more.
    const bool isScored = planned && scene.officialObstacles && !scene.officialCloud.empty();
    if (!isScored || !collides(scene, *planned, frame.camera))
        return planned;
    request.object = scene.officialCloud;
    Result<Plan> again = plan(request, stop);
    return again ? again : planned;
}

Result<std::string> plannedAnswer(const Dataset& dataset, const SampleRecord& record, Task task,
                                  SceneGeometryCache& scenes, const std::stop_token& stop) {
    const std::filesystem::path root = dataset.pictureFolder();
    if (root.empty())
        return failure(TRANSLATABLE("Sample %1 has no pictures to plan in: only answers are open. Open the benchmark "
                                    "folder that they are about."),
                       record.id);
    if (!record.box)
        return failure(TRANSLATABLE("Sample %1 has no destination box to plan to. Draw its box first."), record.id);
    const auto depthPath = pathInside(root, record.gtDepthPath);
    if (!depthPath)
        return tl::unexpected(depthPath.error());
    const auto maskPath = pathInside(root, record.maskPath);
    if (!maskPath)
        return failure(TRANSLATABLE("Sample %1 has no mask of the object to move. Paint its mask first."), record.id);
    const auto depth = readDepth(*depthPath);
    if (!depth)
        return tl::unexpected(depth.error());
    const auto mask = readMask(*maskPath);
    if (!mask)
        return tl::unexpected(mask.error());

    RgbdFrame frame;
    frame.depthMillimetres = *depth;
    frame.camera = cameraOf(record.gtDepthIntrinsics, depth->cols, depth->rows).value_or(Camera());
    const auto scene = scenes.geometry(*depthPath, *maskPath, record.gtDepthIntrinsics, stop);
    if (stop.stop_requested())
        return failure(TRANSLATABLE("Stopped."));
    const auto planned = planScored(*scene, frame, *record.box, upDirection(backProject(frame, {*mask}, 2)), stop);
    if (!planned)
        return tl::unexpected(planned.error());
    return answerText(planned->trajectory, frame.camera, task);
}

} // namespace tracestudio
