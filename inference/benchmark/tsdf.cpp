#include "benchmark/tsdf.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <unordered_map>

namespace tracestudio {

namespace {

constexpr int unitSide = 16; // voxels along a volume unit
constexpr int unitVolume = unitSide * unitSide * unitSide;
constexpr double unitMetres = VoxelSet::voxelMetres * unitSide;
constexpr double truncationMetres = 4 * VoxelSet::voxelMetres;
constexpr int samplingStride = 4; // of the pixels that open units
constexpr float farthestMetres = 5.0F;
constexpr float emptyVoxel = 2.0F; // beyond every signed distance: weight 0
/// 8192 units are 128 MiB of voxels and a surface of some 400 m²; only broken intrinsics spread a frame further.
constexpr std::size_t mostUnits = 8192;
constexpr double farthestUnit = double(VoxelSet::indexLimit) / unitSide / 2; // so that voxel indices stay in range

using UnitIndex = std::array<std::int32_t, 3>;

struct IndexHash {
    std::size_t operator()(const std::array<std::int32_t, 3>& i) const {
        std::uint64_t h = std::uint64_t(std::uint32_t(i[0])) * 0x9e3779b97f4a7c15ULL;
        h = (h ^ (h >> 32) ^ std::uint32_t(i[1])) * 0xbf58476d1ce4e5b9ULL;
        h = (h ^ (h >> 29) ^ std::uint32_t(i[2])) * 0x94d049bb133111ebULL;
        return std::size_t(h ^ (h >> 31));
    }
};

/// Which volume units the surface comes near, found from every fourth pixel both ways.
class TouchedUnits {
  public:
    /// False when the units are too many or too far to count.
    bool touch(double x, double y, double z) {
        const std::array<double, 3> p{x, y, z};
        UnitIndex low;
        UnitIndex high;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const double from = std::floor((p[axis] - truncationMetres) / unitMetres);
            const double to = std::floor((p[axis] + truncationMetres) / unitMetres);
            if (!(std::abs(from) < farthestUnit && std::abs(to) < farthestUnit))
                return false;
            low[axis] = std::int32_t(from);
            high[axis] = std::int32_t(to);
        }
        if (low == m_lastLow && high == m_lastHigh)
            return true;
        m_lastLow = low;
        m_lastHigh = high;
        for (std::int32_t i = low[0]; i <= high[0]; ++i)
            for (std::int32_t j = low[1]; j <= high[1]; ++j)
                for (std::int32_t k = low[2]; k <= high[2]; ++k)
                    if (m_numbers.emplace(UnitIndex{i, j, k}, m_units.size()).second)
                        m_units.push_back({i, j, k});
        return m_units.size() <= mostUnits;
    }
    [[nodiscard]] const std::vector<UnitIndex>& units() const { return m_units; }
    [[nodiscard]] std::ptrdiff_t numberOf(const UnitIndex& index) const {
        const auto found = m_numbers.find(index);
        return found == m_numbers.end() ? -1 : std::ptrdiff_t(found->second);
    }

  private:
    std::unordered_map<UnitIndex, std::size_t, IndexHash> m_numbers;
    std::vector<UnitIndex> m_units;
    UnitIndex m_lastLow{1, 0, 0}, m_lastHigh{0, 0, 0};
};

struct DepthImage {
    std::vector<float> metres; // obstacles only
    std::vector<float> xSquared,
        ySquared; // xx² of each column, yy² of each row: the ray's length is √(xx² + yy² + 1) z
    int width = 0;
    int height = 0;
};

DepthImage obstacleDepth(const cv::Mat& depth, const cv::Mat& removed, bool removesAnyMasked, const Camera& camera) {
    DepthImage image;
    image.width = depth.cols;
    image.height = depth.rows;
    image.metres.resize(std::size_t(depth.rows) * std::size_t(depth.cols));
    const bool isByte = depth.depth() == CV_8U;
    const float inverseFx = 1.0F / float(camera.fx);
    const float inverseFy = 1.0F / float(camera.fy);
    for (int u = 0; u < depth.cols; ++u) {
        const float xx = (float(u) - float(camera.cx)) * inverseFx;
        image.xSquared.push_back(xx * xx);
    }
    for (int v = 0; v < depth.rows; ++v) {
        const float yy = (float(v) - float(camera.cy)) * inverseFy;
        image.ySquared.push_back(yy * yy);
    }
    for (int v = 0; v < depth.rows; ++v) {
        float* metres = image.metres.data() + std::size_t(v) * std::size_t(depth.cols);
        const std::uint8_t* mask = removed.empty() ? nullptr : removed.ptr<std::uint8_t>(v);
        for (int u = 0; u < depth.cols; ++u) {
            float value = isByte ? float(depth.ptr<std::uint8_t>(v)[u]) : float(depth.ptr<std::uint16_t>(v)[u]);
            if (mask && (removesAnyMasked ? mask[u] != 0 : mask[u] == 255))
                value = 0;
            value /= 1000.0F;
            metres[u] = value >= farthestMetres ? 0.0F : value;
        }
    }
    return image;
}

/// Truncated signed distances of one unit, index x·256 + y·16 + z.
void integrate(const UnitIndex& unit, const DepthImage& depth, const Camera& camera, float* tsdf) {
    const float voxel = float(VoxelSet::voxelMetres);
    const float half = voxel * 0.5F;
    const float truncation = float(truncationMetres);
    const float inverseTruncation = 1.0F / truncation;
    const float fx = float(camera.fx);
    const float fy = float(camera.fy);
    const float cx = float(camera.cx);
    const float cy = float(camera.cy);
    const float safeWidth = float(depth.width) - 0.0001F;
    const float safeHeight = float(depth.height) - 0.0001F;
    std::array<double, 3> origin{};
    for (std::size_t axis = 0; axis < 3; ++axis)
        origin[axis] = double(unit[axis]) * unitMetres;

    std::array<float, unitSide> z{};
    z[0] = float(double(half) + origin[2]);
    for (std::size_t k = 1; k < unitSide; ++k)
        z[k] = z[k - 1] + voxel;
    // A voxel's column in the picture depends on its x and z only, its row on y and z only.
    std::array<std::int32_t, unitSide * unitSide> columns{};
    std::array<std::int32_t, unitSide * unitSide> rowStarts{};
    std::array<float, unitSide * unitSide> xSquared{};
    std::array<float, unitSide * unitSide> ySquared{};
    for (int i = 0; i < unitSide; ++i) {
        const float x = float(double(half + voxel * float(i)) + origin[0]);
        const float y = float(double(half + voxel * float(i)) + origin[1]);
        for (int k = 0; k < unitSide; ++k) {
            const auto at = std::size_t(i * unitSide + k);
            const float depthZ = z[std::size_t(k)];
            const float u = x * fx / depthZ + cx + 0.5F;
            const float v = y * fy / depthZ + cy + 0.5F;
            const bool isAhead = depthZ > 0;
            columns[at] = isAhead && u >= 0.0001F && u < safeWidth ? std::int32_t(u) : -1;
            rowStarts[at] = isAhead && v >= 0.0001F && v < safeHeight ? std::int32_t(v) * depth.width : -1;
            xSquared[at] = columns[at] < 0 ? 0 : depth.xSquared[std::size_t(columns[at])];
            ySquared[at] = rowStarts[at] < 0 ? 0 : depth.ySquared[std::size_t(std::int32_t(v))];
        }
    }
    for (int i = 0; i < unitSide; ++i)
        for (int j = 0; j < unitSide; ++j) {
            const std::int32_t* column = columns.data() + i * unitSide;
            const std::int32_t* rowStart = rowStarts.data() + j * unitSide;
            float* out = tsdf + i * unitSide * unitSide + j * unitSide;
            for (int k = 0; k < unitSide; ++k) {
                out[k] = emptyVoxel;
                if ((column[k] | rowStart[k]) < 0)
                    continue;
                const auto pixel = std::size_t(rowStart[k] + column[k]);
                const float d = depth.metres[pixel];
                if (!(d > 0))
                    continue;
                // Along the ray it is farther than along z: most voxels are settled by z alone.
                const float alongZ = d - z[std::size_t(k)];
                if (alongZ <= -truncation)
                    continue;
                if (alongZ > 1.01F * truncation) {
                    out[k] = 1.0F;
                    continue;
                }
                const float ray =
                    std::sqrt(xSquared[std::size_t(i * unitSide + k)] + ySquared[std::size_t(j * unitSide + k)] + 1.0F);
                const float sdf = alongZ * ray;
                if (sdf > -truncation)
                    out[k] = std::min(1.0F, sdf * inverseTruncation);
            }
        }
}

bool isNearSurface(float f) {
    return f < 0.98F && f >= -0.98F;
}

/// Where the signed distance changes sign between neighbouring voxels.
std::vector<cv::Vec3d> zeroCrossings(const TouchedUnits& touched, const float* tsdf) {
    std::vector<cv::Vec3d> points;
    constexpr std::array<int, 3> strides{unitSide * unitSide, unitSide, 1};
    const double halfVoxel = VoxelSet::voxelMetres * 0.5;
    for (std::size_t number = 0; number < touched.units().size(); ++number) {
        const UnitIndex& unit = touched.units()[number];
        const float* field = tsdf + number * unitVolume;
        std::array<const float*, 3> next{};
        for (std::size_t axis = 0; axis < 3; ++axis) {
            UnitIndex neighbour = unit;
            ++neighbour[axis];
            const auto found = touched.numberOf(neighbour);
            next[axis] = found < 0 ? nullptr : tsdf + std::size_t(found) * unitVolume;
        }
        for (int index = 0; index < unitVolume; ++index) {
            const float f0 = field[index];
            if (!isNearSurface(f0))
                continue;
            const std::array<int, 3> voxel{index / strides[0], index / strides[1] % unitSide, index % unitSide};
            cv::Vec3d p0;
            for (int axis = 0; axis < 3; ++axis)
                p0[axis] = (halfVoxel + VoxelSet::voxelMetres * voxel[std::size_t(axis)]) +
                           double(unit[std::size_t(axis)]) * unitMetres;
            for (std::size_t axis = 0; axis < 3; ++axis) {
                const bool isInside = voxel[axis] + 1 < unitSide;
                if (!isInside && !next[axis])
                    continue;
                const float f1 =
                    isInside ? field[index + strides[axis]] : next[axis][index - (unitSide - 1) * strides[axis]];
                if (!isNearSurface(f1) || !(f0 * f1 < 0))
                    continue;
                const float r0 = std::abs(f0);
                const float r1 = std::abs(f1);
                cv::Vec3d p = p0;
                const double p1 = p0[int(axis)] + VoxelSet::voxelMetres;
                p[int(axis)] = (p0[int(axis)] * double(r1) + p1 * double(r0)) / double(r0 + r1);
                points.push_back(p);
            }
        }
    }
    return points;
}

} // namespace

VoxelSet::VoxelSet(const std::vector<std::array<std::int32_t, 3>>& indices, cv::Vec3d originMetres)
    : m_origin(originMetres) {
    std::size_t slots = 16;
    while (slots < indices.size() * 2)
        slots *= 2;
    m_slots.assign(slots, 0);
    for (const auto& index : indices) {
        const std::uint64_t key = keyOf(index[0], index[1], index[2]);
        if (key == 0)
            continue;
        std::uint64_t& slot = m_slots[slotOf(key)];
        if (slot == key)
            continue;
        slot = key;
        m_voxels.push_back(index);
    }
}

Result<VoxelSet> obstacleVoxels(const cv::Mat& depthMillimetres, const cv::Mat& removed, bool removesAnyMasked,
                                const Camera& intrinsics, std::stop_token stop) {
    if (depthMillimetres.empty() || !intrinsics.isValid() ||
        (!removed.empty() && removed.size() != depthMillimetres.size()))
        return failure(TRANSLATABLE("The obstacles cannot be made: depth, mask and intrinsics do not fit together."));
    const DepthImage depth = obstacleDepth(depthMillimetres, removed, removesAnyMasked, intrinsics);
    TouchedUnits touched;
    for (int v = 0; v < depth.height; v += samplingStride)
        for (int u = 0; u < depth.width; u += samplingStride) {
            const double z = depth.metres[std::size_t(v) * std::size_t(depth.width) + std::size_t(u)];
            if (!(z > 0))
                continue;
            const double x = (u - intrinsics.cx) * z / intrinsics.fx;
            const double y = (v - intrinsics.cy) * z / intrinsics.fy;
            if (!touched.touch(x, y, z))
                return failure(TRANSLATABLE("The obstacles cannot be made: the scene is spread too far, so the "
                                            "intrinsics are probably wrong. Check gt_depth_intrinsics."));
        }
    const auto tsdf = std::make_unique_for_overwrite<float[]>(touched.units().size() * unitVolume);
    for (std::size_t number = 0; number < touched.units().size(); ++number) {
        if (stop.stop_requested())
            return failure(TRANSLATABLE("Stopped."));
        integrate(touched.units()[number], depth, intrinsics, tsdf.get() + number * unitVolume);
    }
    const std::vector<cv::Vec3d> points = zeroCrossings(touched, tsdf.get());
    if (points.empty())
        return failure(
            TRANSLATABLE("No obstacle was found in the depth picture. Check its values and the intrinsics."));
    cv::Vec3d low = points.front();
    for (const cv::Vec3d& p : points)
        for (int axis = 0; axis < 3; ++axis)
            low[axis] = std::min(low[axis], p[axis]);
    const cv::Vec3d origin = low - cv::Vec3d::all(VoxelSet::voxelMetres * 0.5);
    std::vector<std::array<std::int32_t, 3>> indices;
    indices.reserve(points.size());
    for (const cv::Vec3d& p : points) {
        std::array<std::int32_t, 3> index{};
        for (int axis = 0; axis < 3; ++axis)
            index[std::size_t(axis)] = std::int32_t(std::floor((p[axis] - origin[axis]) / VoxelSet::voxelMetres));
        indices.push_back(index);
    }
    return VoxelSet(indices, origin);
}

} // namespace tracestudio
