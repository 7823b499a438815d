#include "benchmark/tsdf.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_set>

namespace tracestudio {

namespace {

constexpr int unitSide = 16; // voxels along a volume unit
constexpr double unitMetres = VoxelSet::voxelMetres * unitSide;
constexpr double truncationMetres = 4 * VoxelSet::voxelMetres;
constexpr int samplingStride = 4; // of the pixels that open units
constexpr float farthestMetres = 5.0F;
constexpr float nearSurface = 0.98F; // the most of the truncation that counts
/// 8192 units are a surface of some 400 m²; only broken intrinsics spread a frame further.
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
                    if (m_known.insert({i, j, k}).second)
                        m_units.push_back({i, j, k});
        return m_units.size() <= mostUnits;
    }
    [[nodiscard]] const std::vector<UnitIndex>& units() const { return m_units; }
    [[nodiscard]] bool contains(const UnitIndex& index) const { return m_known.count(index) > 0; }

  private:
    std::unordered_set<UnitIndex, IndexHash> m_known;
    std::vector<UnitIndex> m_units;
    UnitIndex m_lastLow{1, 0, 0}, m_lastHigh{0, 0, 0};
};

struct DepthImage {
    std::vector<float> metres; // obstacles only, and a 0 behind the last pixel
    std::vector<float> xSquared,
        ySquared; // xx² of each column, yy² of each row: the ray's length is √(xx² + yy² + 1) z
    int width = 0;
    int height = 0;
};

template <typename Reading>
void addMetres(const cv::Mat& depth, const cv::Mat& removed, bool removesAnyMasked, float* metres) {
    const std::vector<std::uint8_t> nothing(std::size_t(depth.cols), 0);
    const int leastRemoved = removesAnyMasked ? 1 : 255;
    for (int v = 0; v < depth.rows; ++v, metres += depth.cols) {
        const Reading* row = depth.ptr<Reading>(v);
        const std::uint8_t* mask = removed.empty() ? nothing.data() : removed.ptr<std::uint8_t>(v);
        for (int u = 0; u < depth.cols; ++u) {
            const float value = float(row[u]) / 1000.0F;
            metres[u] = (mask[u] >= leastRemoved) | (value >= farthestMetres) ? 0.0F : value;
        }
    }
}

DepthImage obstacleDepth(const cv::Mat& depth, const cv::Mat& removed, bool removesAnyMasked, const Camera& camera) {
    DepthImage image;
    image.width = depth.cols;
    image.height = depth.rows;
    image.metres.resize(std::size_t(depth.rows) * std::size_t(depth.cols) + 1);
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
    if (depth.depth() == CV_8U)
        addMetres<std::uint8_t>(depth, removed, removesAnyMasked, image.metres.data());
    else
        addMetres<std::uint16_t>(depth, removed, removesAnyMasked, image.metres.data());
    return image;
}

/// The nearest and the farthest reading among the pixels of any rectangle, and perhaps of some around it.
class DepthBounds {
  public:
    struct Range {
        float nearest = std::numeric_limits<float>::infinity(); ///< stays so without any reading
        float farthest = 0;
        void include(const Range& other) {
            nearest = std::min(nearest, other.nearest);
            farthest = std::max(farthest, other.farthest);
        }
    };

    explicit DepthBounds(const DepthImage& depth) {
        Level finest{(depth.width + finestTile - 1) / finestTile, (depth.height + finestTile - 1) / finestTile, {}};
        finest.tiles.resize(std::size_t(finest.columns) * std::size_t(finest.rows));
        for (int v = 0; v < depth.height; ++v) {
            const float* row = depth.metres.data() + std::size_t(v) * std::size_t(depth.width);
            for (int column = 0; column < finest.columns; ++column) {
                Range& tile = finest.at(column, v / finestTile);
                const int end = std::min((column + 1) * finestTile, depth.width);
                for (int u = column * finestTile; u < end; ++u)
                    tile.include({row[u] > 0 ? row[u] : Range().nearest, row[u]});
            }
        }
        m_levels.push_back(std::move(finest));
        while (m_levels.back().columns > 1 || m_levels.back().rows > 1) {
            const Level& fine = m_levels.back();
            Level coarse{(fine.columns + 1) / 2, (fine.rows + 1) / 2, {}};
            coarse.tiles.resize(std::size_t(coarse.columns) * std::size_t(coarse.rows));
            for (int row = 0; row < fine.rows; ++row)
                for (int column = 0; column < fine.columns; ++column)
                    coarse.at(column / 2, row / 2).include(fine.at(column, row));
            m_levels.push_back(std::move(coarse));
        }
    }

    /// All four bounds belong to the rectangle and lie in the picture.
    [[nodiscard]] Range within(int left, int top, int right, int bottom) const {
        std::size_t level = 0;
        int tile = finestTile;
        while (level + 1 < m_levels.size() && tile * mostTilesAcross < std::max(right - left, bottom - top)) {
            ++level;
            tile *= 2;
        }
        Range range;
        for (int row = top / tile; row <= bottom / tile; ++row)
            for (int column = left / tile; column <= right / tile; ++column)
                range.include(m_levels[level].at(column, row));
        return range;
    }

  private:
    static constexpr int finestTile = 8; // pixels
    static constexpr int mostTilesAcross = 3;

    struct Level {
        int columns;
        int rows;
        std::vector<Range> tiles;
        [[nodiscard]] Range& at(int column, int row) {
            return tiles[std::size_t(row) * std::size_t(columns) + std::size_t(column)];
        }
        [[nodiscard]] const Range& at(int column, int row) const {
            return tiles[std::size_t(row) * std::size_t(columns) + std::size_t(column)];
        }
    };
    std::vector<Level> m_levels;
};

/// Where the truncated signed distance changes sign between neighbouring voxels. A surface fills few of the voxels of
/// a unit, so distances are only measured in bricks of voxels whose pixels have readings both before and behind.
class ZeroCrossings {
  public:
    ZeroCrossings(const TouchedUnits& touched, const DepthImage& depth, const Camera& camera)
        : m_touched(touched)
        , m_depth(depth)
        , m_bounds(depth)
        , m_noReading(depth.metres.size() - 1)
        , m_fx(float(camera.fx))
        , m_fy(float(camera.fy))
        , m_cx(float(camera.cx))
        , m_cy(float(camera.cy))
        , m_safeWidth(float(depth.width) - 0.0001F)
        , m_safeHeight(float(depth.height) - 0.0001F) {}

    void addUnit(const UnitIndex& unit) {
        enter(unit);
        if (!mayCross({0, 0, 0}, unitSide))
            return;
        lookUpPixels();
        for (int i = 0; i < unitSide; i += brickSide)
            for (int j = 0; j < unitSide; j += brickSide)
                for (int k = 0; k < unitSide; k += brickSide)
                    if (mayCross({i, j, k}, brickSide))
                        addBrick({i, j, k});
    }
    [[nodiscard]] const std::vector<cv::Vec3d>& points() const { return m_points; }

  private:
    static constexpr int brickSide = 4;
    static constexpr int lookedAt = unitSide + 1; // voxels along a unit, with the next unit's first
    static constexpr float truncation = float(truncationMetres);
    using Voxel = std::array<int, 3>;

    /// Voxel centres, summed up as the reference does.
    void enter(const UnitIndex& unit) {
        const float voxel = float(VoxelSet::voxelMetres);
        const float half = voxel * 0.5F;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            UnitIndex next = unit;
            ++next[axis];
            m_hasNext[axis] = m_touched.contains(next);
            const double origin = double(unit[axis]) * unitMetres;
            std::array<float, lookedAt>& centres = m_centres[axis];
            for (int i = 0; i < unitSide; ++i) {
                m_exactCentres[axis][std::size_t(i)] =
                    (VoxelSet::voxelMetres * 0.5 + VoxelSet::voxelMetres * i) + origin;
                centres[std::size_t(i)] = axis < 2 || i == 0 ? float(double(half + voxel * float(i)) + origin)
                                                             : centres[std::size_t(i) - 1] + voxel;
            }
            centres[unitSide] = float(double(half) + double(next[axis]) * unitMetres);
        }
    }

    [[nodiscard]] float column(int i, int k) const {
        return m_centres[0][std::size_t(i)] * m_fx / m_centres[2][std::size_t(k)] + m_cx + 0.5F;
    }
    [[nodiscard]] float row(int j, int k) const {
        return m_centres[1][std::size_t(j)] * m_fy / m_centres[2][std::size_t(k)] + m_cy + 0.5F;
    }

    /// Whether the voxels of a cube, or one of them and the next one outside, can lie on both sides of the surface.
    /// Rounding keeps order, so the outermost pixels are those of the corners.
    [[nodiscard]] bool mayCross(const Voxel& first, int side) const {
        const auto [i, j, k] = first;
        const float front = m_centres[2][std::size_t(k)];
        const float back = m_centres[2][std::size_t(k + side)];
        if (!(front > 0))
            return true;
        const auto [left, right] =
            std::minmax({column(i, k), column(i, k + side), column(i + side, k), column(i + side, k + side)});
        const auto [top, bottom] =
            std::minmax({row(j, k), row(j, k + side), row(j + side, k), row(j + side, k + side)});
        if (!(right >= 0 && left < m_safeWidth && bottom >= 0 && top < m_safeHeight))
            return false;
        const DepthBounds::Range depth =
            m_bounds.within(int(std::max(left, 0.0F)), int(std::max(top, 0.0F)),
                            std::min(int(std::min(right, m_safeWidth)), m_depth.width - 1),
                            std::min(int(std::min(bottom, m_safeHeight)), m_depth.height - 1));
        return depth.nearest < back && depth.farthest > front;
    }

    /// A voxel's column in the picture depends on its x and z only, its row on y and z only.
    void lookUpPixels() {
        for (int i = 0; i < lookedAt; ++i)
            for (int k = 0; k < lookedAt; ++k) {
                const auto at = std::size_t(i * lookedAt + k);
                const float u = column(i, k);
                const float v = row(i, k);
                const bool isAhead = m_centres[2][std::size_t(k)] > 0;
                const bool isColumn = isAhead && u >= 0.0001F && u < m_safeWidth;
                const bool isRow = isAhead && v >= 0.0001F && v < m_safeHeight;
                m_columns[at] = isColumn ? std::int32_t(u) : -1;
                m_rowStarts[at] = isRow ? std::int32_t(v) * m_depth.width : -1;
                m_xSquared[at] = isColumn ? m_depth.xSquared[std::size_t(u)] : 0;
                m_ySquared[at] = isRow ? m_depth.ySquared[std::size_t(v)] : 0;
            }
    }

    /// Truncated signed distances of `count` voxels that follow each other along z; 0, which is on neither side, where
    /// there is no reading or no surface near.
    template <int count>
    void measure(const Voxel& first, float* out) const {
        const auto atX = std::size_t(first[0] * lookedAt + first[2]);
        const auto atY = std::size_t(first[1] * lookedAt + first[2]);
        std::array<float, count> reading;
        for (std::size_t k = 0; k < count; ++k) {
            const std::int32_t u = m_columns[atX + k];
            const std::int32_t v = m_rowStarts[atY + k];
            reading[k] = m_depth.metres[(u | v) < 0 ? m_noReading : std::size_t(u + v)];
        }
        for (std::size_t k = 0; k < count; ++k) {
            const float alongZ = reading[k] - m_centres[2][std::size_t(first[2]) + k];
            const float sdf = alongZ * std::sqrt(m_xSquared[atX + k] + m_ySquared[atY + k] + 1.0F);
            const float f = sdf * (1.0F / truncation);
            out[k] = (reading[k] > 0) & (f < nearSurface) & (f >= -nearSurface) ? f : 0;
        }
    }

    void addBrick(const Voxel& first) {
        // With the first voxels of the bricks beyond each of three faces, and rows that are whole vectors long.
        constexpr int rowStrideY = 2 * brickSide;
        constexpr int rowStrideX = rowStrideY * (brickSide + 1);
        constexpr std::array<int, 3> strides{rowStrideX, rowStrideY, 1};
        std::array<float, std::size_t(rowStrideX) * (brickSide + 1)> field;
        const auto rowAt = [&field](int i, int j) { return field.data() + i * rowStrideX + j * rowStrideY; };
        for (int i = 0; i < brickSide; ++i) {
            for (int j = 0; j < brickSide; ++j) {
                measure<brickSide>({first[0] + i, first[1] + j, first[2]}, rowAt(i, j));
                measure<1>({first[0] + i, first[1] + j, first[2] + brickSide}, rowAt(i, j) + brickSide);
            }
            measure<brickSide>({first[0] + i, first[1] + brickSide, first[2]}, rowAt(i, brickSide));
            measure<brickSide>({first[0] + brickSide, first[1] + i, first[2]}, rowAt(brickSide, i));
        }
        for (int i = 0; i < brickSide; ++i)
            for (int j = 0; j < brickSide; ++j) {
                const float* f0 = rowAt(i, j);
                std::array<std::uint32_t, brickSide> axes; // a bit for each axis along which the sign changes
                std::uint32_t any = 0;
                for (int k = 0; k < brickSide; ++k) {
                    const auto changes = [f = f0 + k](int stride) { return std::uint32_t(f[0] * f[stride] < 0); };
                    axes[std::size_t(k)] = changes(rowStrideX) | changes(rowStrideY) << 1 | changes(1) << 2;
                    any |= axes[std::size_t(k)];
                }
                if (any == 0)
                    continue;
                for (int k = 0; k < brickSide; ++k) {
                    const Voxel voxel{first[0] + i, first[1] + j, first[2] + k};
                    for (std::size_t axis = 0; axis < 3; ++axis)
                        if ((axes[std::size_t(k)] >> axis & 1) != 0 && (voxel[axis] + 1 < unitSide || m_hasNext[axis]))
                            addPoint(voxel, axis, std::abs(f0[k]), std::abs(f0[k + strides[axis]]));
                }
            }
    }

    void addPoint(const Voxel& voxel, std::size_t axis, float r0, float r1) {
        cv::Vec3d p(m_exactCentres[0][std::size_t(voxel[0])], m_exactCentres[1][std::size_t(voxel[1])],
                    m_exactCentres[2][std::size_t(voxel[2])]);
        const double p0 = p[int(axis)];
        const double p1 = p0 + VoxelSet::voxelMetres;
        p[int(axis)] = (p0 * double(r1) + p1 * double(r0)) / double(r0 + r1);
        m_points.push_back(p);
    }

    const TouchedUnits& m_touched;
    const DepthImage& m_depth;
    DepthBounds m_bounds;
    std::size_t m_noReading; ///< where the depth picture has a 0
    float m_fx, m_fy, m_cx, m_cy, m_safeWidth, m_safeHeight;

    // Of the unit being looked at:
    std::array<bool, 3> m_hasNext{};
    std::array<std::array<float, lookedAt>, 3> m_centres{}; ///< metres
    std::array<std::array<double, unitSide>, 3> m_exactCentres{};
    std::array<std::int32_t, lookedAt * lookedAt> m_columns{}, m_rowStarts{}; ///< -1: not in the picture
    std::array<float, lookedAt * lookedAt> m_xSquared{}, m_ySquared{};
    std::vector<cv::Vec3d> m_points;
};

} // namespace

void VoxelSet::insert(std::int64_t x, std::int64_t y, std::int64_t z) {
    const std::uint64_t key = keyOf(x, y, z);
    if (key == 0)
        return;
    if (m_cubeCount * 2 >= m_cubes.size()) {
        std::vector<Cube> before(std::max<std::size_t>(16, m_cubes.size() * 2));
        before.swap(m_cubes);
        for (const Cube& cube : before)
            if (cube.key != 0)
                m_cubes[slotOf(cube.key)] = cube;
    }
    Cube& cube = m_cubes[slotOf(key)];
    m_cubeCount += cube.key == 0;
    cube.key = key;
    const std::uint64_t bit = bitOf(x, y, z);
    m_size += (cube.voxels & bit) == 0;
    cube.voxels |= bit;
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
    ZeroCrossings crossings(touched, depth, intrinsics);
    for (const UnitIndex& unit : touched.units()) {
        if (stop.stop_requested())
            return failure(TRANSLATABLE("Stopped."));
        crossings.addUnit(unit);
    }
    const std::vector<cv::Vec3d>& points = crossings.points();
    if (points.empty())
        return failure(
            TRANSLATABLE("No obstacle was found in the depth picture. Check its values and the intrinsics."));
    cv::Vec3d low = points.front();
    for (const cv::Vec3d& p : points)
        for (int axis = 0; axis < 3; ++axis)
            low[axis] = std::min(low[axis], p[axis]);
    VoxelSet voxels(low - cv::Vec3d::all(VoxelSet::voxelMetres * 0.5));
    for (const cv::Vec3d& p : points) {
        const cv::Vec3d offset = p - voxels.origin();
        voxels.insert(std::int64_t(std::floor(offset[0] / VoxelSet::voxelMetres)),
                      std::int64_t(std::floor(offset[1] / VoxelSet::voxelMetres)),
                      std::int64_t(std::floor(offset[2] / VoxelSet::voxelMetres)));
    }
    return voxels;
}

} // namespace tracestudio
