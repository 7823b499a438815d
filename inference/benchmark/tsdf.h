#pragma once

#include "scene/result.h"
#include "scene/rgbd_frame.h"

#include <array>
#include <cstdint>
#include <stop_token>
#include <vector>

namespace tracestudio {

/// A set of occupied voxels of 2 cm: the obstacles of a scene. Lookup is a hash probe.
class VoxelSet {
  public:
    static constexpr double voxelMetres = 0.02;

    VoxelSet() = default;
    VoxelSet(std::vector<std::array<std::int32_t, 3>> indices, cv::Vec3d originMetres);

    [[nodiscard]] bool contains(std::int64_t x, std::int64_t y, std::int64_t z) const;
    /// Number of different voxels.
    [[nodiscard]] std::size_t size() const { return m_voxels.size(); }
    [[nodiscard]] const std::vector<std::array<std::int32_t, 3>>& voxels() const { return m_voxels; }
    /// The corner of voxel (0, 0, 0), metres, camera frame.
    [[nodiscard]] const cv::Vec3d& origin() const { return m_origin; }

  private:
    std::vector<std::array<std::int32_t, 3>> m_voxels;
    std::vector<std::uint32_t> m_slots; ///< open addressing; 0 = free, else 1 + index into m_voxels
    cv::Vec3d m_origin{0, 0, 0};
};

/// The obstacles in a depth picture, as the published evaluator makes them: Open3D's scalable TSDF of one frame (2 cm
/// voxels, 8 cm truncation, depth < 5 m), its zero crossings, then their voxel grid. spec/evaluator.md, step 4.
/// `depthMillimetres` is CV_16UC1 or CV_8UC1; pixels where `removed` (CV_8UC1, may be empty) equals 255 are left out,
/// or wherever it is non-zero when `removesAnyMasked`. Intrinsics in double, unrounded. Fails when nothing is
/// extracted.
Result<VoxelSet> obstacleVoxels(const cv::Mat& depthMillimetres, const cv::Mat& removed, bool removesAnyMasked,
                                const Camera& intrinsics, std::stop_token stop = {});

} // namespace tracestudio
