#pragma once

#include "benchmark/dataset.h"
#include "benchmark/object_cloud.h"
#include "benchmark/sample_files.h"
#include "benchmark/tsdf.h"

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace tracestudio {

/// What the published evaluator and the careful score need of one scene, apart from any answer: the object's cloud and
/// the obstacles. Made once a scene and shared by all models. Errors are kept as the text of the exception that the
/// reference would see, because its faults depend on which one it is (spec/evaluator.md rules 26, 27, 33).
struct SceneGeometry {
    /// What `create_object_pcd_from_mask` gives.
    enum class CloudKind {
        Points,     ///< an array, perhaps empty
        PointCloud, ///< nothing was masked: an Open3D object that has no len()
        None,       ///< a picture could not be read
        Raises,     ///< an exception; the reference goes on with the cloud of the sample before
    };

    cv::Size depthSize;     ///< pixels
    std::string depthError; ///< the depth picture cannot be opened at all: the reference's run ends here
    cv::Mat mask;           ///< as Pillow reads it, CV_8UC1; empty with `maskError`
    std::string maskError;
    CloudKind cloudKind = CloudKind::Raises;
    std::string cloudError;
    ObjectPoints officialCloud, carefulCloud;
    double downsamplingVoxelMetres = 0;
    Result<VoxelSet> officialObstacles = VoxelSet(), carefulObstacles = VoxelSet();
    bool hasMaskOf255Only = true; ///< every object pixel is 255, so all of the object leaves the obstacles
};

/// The geometry of a scene whose pictures are in memory: `depth` as its two readers give it, `mask` likewise, either
/// with the error of a picture that cannot be read. `camera` has unrounded intrinsics and the depth picture's size.
/// Incomplete when stopped. With `kept` a mask that differs little from the one before costs little.
SceneGeometry sceneGeometryOf(const Result<DepthReadings>& depth, const Result<MaskReadings>& mask,
                              const Camera& camera, const std::stop_token& stop = {},
                              NeighbourDistances* kept = nullptr);

/// Keeps the geometry of recently scored scenes, so that a second model is scored without making it again. Any thread.
class SceneGeometryCache {
  public:
    /// The geometry of the scene with these pictures; made now when it is not known or the files have changed since.
    std::shared_ptr<const SceneGeometry> geometry(const std::filesystem::path& depth, const std::filesystem::path& mask,
                                                  const JsonMatrix& intrinsics, std::stop_token stop = {});

  private:
    std::mutex m_mutex;
    std::unordered_map<std::string, std::shared_ptr<const SceneGeometry>> m_known;
    std::vector<std::string> m_age; ///< oldest first
};

} // namespace tracestudio
