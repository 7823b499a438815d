#pragma once

#include "scene/result.h"
#include "scene/rgbd_frame.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace tracestudio {

/// A set of occupied voxels of 2 cm: the obstacles of a scene. Voxels are the bits of cubes of 4×4×4, so that a scene
/// takes some 200 kB and a lookup is one hash probe.
class VoxelSet {
  public:
    static constexpr double voxelMetres = 0.02;
    static constexpr std::int64_t indexLimit = 1 << 20; ///< indices are at least -indexLimit (21 km) and less than it

    VoxelSet() = default;
    explicit VoxelSet(cv::Vec3d originMetres)
        : m_origin(originMetres) {}

    /// An index beyond the limit is left out.
    void insert(std::int64_t x, std::int64_t y, std::int64_t z);
    [[nodiscard]] bool contains(std::int64_t x, std::int64_t y, std::int64_t z) const {
        const std::uint64_t key = keyOf(x, y, z);
        return key != 0 && !m_cubes.empty() && (m_cubes[slotOf(key)].voxels & bitOf(x, y, z)) != 0;
    }
    /// Number of different voxels.
    [[nodiscard]] std::size_t size() const { return m_size; }
    /// The corner of voxel (0, 0, 0), metres, camera frame.
    [[nodiscard]] const cv::Vec3d& origin() const { return m_origin; }

  private:
    struct Cube {
        std::uint64_t key = 0; ///< 0 = free
        std::uint64_t voxels = 0;
    };

    /// 19 bits an axis behind a leading 1; 0 beyond the limit.
    static std::uint64_t keyOf(std::int64_t x, std::int64_t y, std::int64_t z) {
        const auto biased = [](std::int64_t i) { return std::uint64_t(i) + std::uint64_t(indexLimit); };
        const std::uint64_t i = biased(x);
        const std::uint64_t j = biased(y);
        const std::uint64_t k = biased(z);
        return (i | j | k) >> 21 ? 0 : 1ULL << 63 | i >> 2 << 38 | j >> 2 << 19 | k >> 2;
    }
    static std::uint64_t bitOf(std::int64_t x, std::int64_t y, std::int64_t z) {
        return 1ULL << ((x & 3) << 4 | (y & 3) << 2 | (z & 3));
    }
    /// Where the cube of `key` is, or the free slot where it would be.
    [[nodiscard]] std::size_t slotOf(std::uint64_t key) const {
        const std::size_t mask = m_cubes.size() - 1;
        std::size_t slot = std::size_t((key * 0x9e3779b97f4a7c15ULL) >> 32) & mask;
        while (m_cubes[slot].key != 0 && m_cubes[slot].key != key)
            slot = (slot + 1) & mask;
        return slot;
    }

    std::vector<Cube> m_cubes; ///< open addressing, at most half full
    std::size_t m_cubeCount = 0;
    std::size_t m_size = 0;
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
