#include "benchmark/scene_geometry.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace tracestudio {

namespace {

constexpr std::size_t keptScenes = 512; // some 100 kB each

/// One channel of whole numbers, which is what both steps can use.
bool isOfMillimetres(const cv::Mat& depth) {
    return !depth.empty() && depth.channels() == 1 && (depth.depth() == CV_16U || depth.depth() == CV_8U);
}

/// Names a file by where it is, how long and how old, so that a changed file is another one.
std::string identityOf(const std::filesystem::path& path) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    const auto time = error ? std::filesystem::file_time_type() : std::filesystem::last_write_time(path, error);
    return path.string() + '\n' +
           (error ? "-" : std::to_string(size) + ' ' + std::to_string(time.time_since_epoch().count())) + '\n';
}

} // namespace

SceneGeometry sceneGeometryOf(const Result<DepthReadings>& depthReadings, const Result<MaskReadings>& mask,
                              const Camera& camera, const std::stop_token& stop, NeighbourDistances* kept) {
    SceneGeometry scene;
    cv::Mat depth;         // as the cloud is made of it
    cv::Mat obstacleDepth; // as the obstacles are
    if (depthReadings) {
        depth = depthReadings->openCv;
        obstacleDepth = depthReadings->pillow;
        scene.depthSize = obstacleDepth.size();
    } else {
        scene.depthError = depthReadings.error().message();
    }

    cv::Mat maskAsOpenCv;
    if (mask) {
        scene.mask = mask->pillow;
        maskAsOpenCv = mask->openCv;
    } else {
        scene.maskError = mask.error().message();
    }
    scene.hasMaskOf255Only = scene.mask.empty() || cv::countNonZero(scene.mask) == cv::countNonZero(scene.mask == 255);

    const bool isDepthPlain = isOfMillimetres(depth);
    if (depth.empty() || maskAsOpenCv.empty()) {
        scene.cloudKind = SceneGeometry::CloudKind::None;
        scene.cloudError = "ValueError: Empty object point cloud.";
    } else if (!isDepthPlain) {
        scene.cloudError = "ValueError: too many values to unpack (expected 2)";
    } else if (!camera.isValid()) {
        scene.cloudError = "ValueError: intrinsics are not finite";
    } else {
        if (maskAsOpenCv.size() != depth.size()) {
            cv::Mat resized;
            cv::resize(maskAsOpenCv, resized, depth.size(), 0, 0, cv::INTER_NEAREST);
            maskAsOpenCv = resized;
        }
        const MaskedPoints masked = maskedPoints(maskAsOpenCv, depth, camera);
        if (masked.points.empty()) {
            scene.cloudKind = SceneGeometry::CloudKind::PointCloud;
            scene.cloudError = "TypeError: object of type 'open3d.geometry.PointCloud' has no len()";
        } else {
            scene.cloudKind = SceneGeometry::CloudKind::Points;
            scene.downsamplingVoxelMetres = downsamplingVoxel(masked.points);
            scene.carefulCloud = carefulObjectCloud(masked, stop, kept);
            scene.officialCloud = largestCluster(scene.carefulCloud);
            if (scene.officialCloud.empty())
                scene.cloudError = "ValueError: Empty object point cloud.";
        }
    }

    if (stop.stop_requested())
        return scene;
    if (!isOfMillimetres(obstacleDepth)) {
        scene.officialObstacles = failure(TRANSLATABLE("The depth picture is not a single channel of 8 or 16 bits."));
    } else if (scene.mask.empty()) {
        scene.officialObstacles = failure(TRANSLATABLE("The mask cannot be read."));
    } else {
        scene.officialObstacles = obstacleVoxels(obstacleDepth, scene.mask, false, camera, stop);
    }
    const bool canShare = scene.hasMaskOf255Only && scene.mask.size() == depth.size();
    if (canShare || !isDepthPlain)
        scene.carefulObstacles = scene.officialObstacles;
    else
        scene.carefulObstacles = obstacleVoxels(depth, maskAsOpenCv, true, camera, stop);
    return scene;
}

std::shared_ptr<const SceneGeometry> SceneGeometryCache::geometry(const std::filesystem::path& depth,
                                                                  const std::filesystem::path& mask,
                                                                  const JsonMatrix& intrinsics, std::stop_token stop) {
    std::string key = identityOf(depth) + identityOf(mask);
    key += std::to_string(intrinsics.rows) + '\n';
    key.append(reinterpret_cast<const char*>(intrinsics.values.data()), intrinsics.values.size() * sizeof(double));
    {
        const std::lock_guard lock(m_mutex);
        if (const auto known = m_known.find(key); known != m_known.end())
            return known->second;
    }
    const auto depthReadings = readDepthReadings(depth);
    const cv::Size size = depthReadings ? depthReadings->pillow.size() : cv::Size();
    // In double, as the evaluator's clouds and voxels use them.
    const Camera camera = cameraOf(intrinsics, size.width, size.height).value_or(Camera{});
    auto made =
        std::make_shared<const SceneGeometry>(sceneGeometryOf(depthReadings, readMaskReadings(mask), camera, stop));
    if (stop.stop_requested())
        return made;
    const std::lock_guard lock(m_mutex);
    if (m_known.emplace(key, made).second) {
        m_age.push_back(key);
        if (m_age.size() > keptScenes) {
            m_known.erase(m_age.front());
            m_age.erase(m_age.begin());
        }
    }
    return made;
}

} // namespace tracestudio
