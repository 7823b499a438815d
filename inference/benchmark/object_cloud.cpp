#include "benchmark/object_cloud.h"

#include "benchmark/neighbour_distances.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <unordered_map>

namespace tracestudio {

namespace {

constexpr double outlierRatio = 1.2;
constexpr double clusterRadius = 0.02;
constexpr std::size_t clusterCore = 10;
constexpr std::size_t smallestCluster = 5;

cv::Vec3d lowestCorner(const ObjectPoints& points) {
    cv::Vec3d low = points.front();
    for (const cv::Vec3d& p : points)
        for (int axis = 0; axis < 3; ++axis)
            low[axis] = std::min(low[axis], p[axis]);
    return low;
}

/// Points sorted into cubes of one size, so that those near a point are a few short runs. Exact: a query looks at the
/// 27 cubes around it and says within which distance that is complete.
class CubeGrid {
  public:
    CubeGrid(const ObjectPoints& points, const cv::Vec3d& origin, double side)
        : m_origin(origin)
        , m_side(side) {
        std::vector<std::pair<std::uint64_t, std::uint32_t>> keyed;
        keyed.reserve(points.size());
        for (std::size_t i = 0; i < points.size(); ++i)
            keyed.emplace_back(key(cubeOf(points[i])), std::uint32_t(i));
        std::sort(keyed.begin(), keyed.end());
        std::size_t slots = 16;
        while (slots < points.size() * 2)
            slots *= 2;
        m_slots.assign(slots, Run{});
        m_order.reserve(points.size());
        for (std::size_t i = 0; i < keyed.size();) {
            std::size_t j = i;
            while (j < keyed.size() && keyed[j].first == keyed[i].first)
                m_order.push_back(keyed[j++].second);
            m_slots[slotOf(keyed[i].first)] = {keyed[i].first, std::uint32_t(i), std::uint32_t(j)};
            i = j;
        }
    }

    /// Calls `visit(begin, end)` for the runs of places (see `order`) of the 27 cubes around the cube of `p`: together
    /// they hold at least every point within the side length of any point of that cube.
    template <typename Visit>
    void around(const cv::Vec3d& p, Visit&& visit) const {
        const auto cube = cubeOf(p);
        for (std::int64_t i = -1; i <= 1; ++i)
            for (std::int64_t j = -1; j <= 1; ++j)
                for (std::int64_t k = -1; k <= 1; ++k) {
                    const Run& run = m_slots[slotOf(key({cube[0] + i, cube[1] + j, cube[2] + k}))];
                    if (run.begin < run.end)
                        visit(run.begin, run.end);
                }
    }
    /// Points in the order of their cubes: neighbours in space are neighbours in this list.
    [[nodiscard]] const std::vector<std::uint32_t>& order() const { return m_order; }

  private:
    struct Run {
        std::uint64_t key = 0;
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
    };

    [[nodiscard]] std::array<std::int64_t, 3> cubeOf(const cv::Vec3d& p) const {
        std::array<std::int64_t, 3> cube{};
        for (int axis = 0; axis < 3; ++axis)
            cube[std::size_t(axis)] =
                std::int64_t(std::clamp(std::floor((p[axis] - m_origin[axis]) / m_side), -1e18, 1e18));
        return cube;
    }
    /// 21 bits an axis: two cubes share a key only when they are 2²¹ sides apart, which costs time, not correctness.
    static std::uint64_t key(const std::array<std::int64_t, 3>& cube) {
        constexpr std::uint64_t bits = (1ULL << 21) - 1;
        return (std::uint64_t(cube[0]) & bits) << 42 | (std::uint64_t(cube[1]) & bits) << 21 |
               (std::uint64_t(cube[2]) & bits);
    }
    [[nodiscard]] std::size_t slotOf(std::uint64_t wanted) const {
        std::size_t slot = std::size_t((wanted * 0x9e3779b97f4a7c15ULL) >> 20) & (m_slots.size() - 1);
        while (m_slots[slot].end != 0 && m_slots[slot].key != wanted)
            slot = (slot + 1) & (m_slots.size() - 1);
        return slot;
    }

    cv::Vec3d m_origin;
    double m_side;
    std::vector<std::uint32_t> m_order;
    std::vector<Run> m_slots;
};

struct VoxelKey {
    std::array<int, 3> index;
    bool operator==(const VoxelKey&) const = default;
};

/// The reference's hash (boost's hash_combine over three ints): its buckets decide the order of the averaged points.
struct VoxelKeyHash {
    std::size_t operator()(const VoxelKey& key) const {
        std::size_t seed = 0;
        for (const int value : key.index)
            seed ^= std::hash<int>()(value) + 0x9e3779b9 + (seed << 6) + (seed >> 2);
        return seed;
    }
};

} // namespace

MaskedPoints maskedPoints(const cv::Mat& mask, const cv::Mat& depthMillimetres, const Camera& intrinsics) {
    MaskedPoints masked{{}, {}, intrinsics};
    const bool isByte = depthMillimetres.depth() == CV_8U;
    for (int v = 0; v < depthMillimetres.rows; ++v) {
        const std::uint8_t* maskRow = mask.ptr<std::uint8_t>(v);
        for (int u = 0; u < depthMillimetres.cols; ++u) {
            if (maskRow[u] == 0)
                continue;
            const int depth =
                isByte ? depthMillimetres.ptr<std::uint8_t>(v)[u] : depthMillimetres.ptr<std::uint16_t>(v)[u];
            if (depth <= 0 || depth >= 15000)
                continue;
            masked.pixels.emplace_back(u, v);
            masked.points.push_back(pointAt({u, v}, depth / 1000.0, intrinsics));
        }
    }
    return masked;
}

ObjectPoints withoutOutliers(const MaskedPoints& masked, const std::stop_token& stop, NeighbourDistances* kept) {
    const ObjectPoints& points = masked.points;
    if (points.empty())
        return {};
    NeighbourDistances fresh;
    const std::vector<double> means = (kept ? *kept : fresh).of(masked, stop);
    if (stop.stop_requested())
        return {};
    const auto n = double(points.size());
    double sum = 0;
    for (const double a : means)
        sum += a > 0 ? a : 0;
    const double mean = sum / n;
    double squares = 0;
    for (const double a : means)
        squares += a > 0 ? (a - mean) * (a - mean) : 0;
    const double threshold = mean + outlierRatio * std::sqrt(squares / (n - 1));
    ObjectPoints near;
    near.reserve(points.size());
    for (std::size_t i = 0; i < points.size(); ++i)
        if (means[i] > 0 && means[i] < threshold)
            near.push_back(points[i]);
    return near;
}

double downsamplingVoxel(const ObjectPoints& raw) {
    cv::Vec3d mean(0, 0, 0);
    for (const cv::Vec3d& p : raw)
        mean += p;
    for (int axis = 0; axis < 3; ++axis)
        mean[axis] /= double(raw.size());
    cv::Vec3d squares(0, 0, 0);
    for (const cv::Vec3d& p : raw)
        for (int axis = 0; axis < 3; ++axis)
            squares[axis] += (p[axis] - mean[axis]) * (p[axis] - mean[axis]);
    double squaredNorm = 0;
    for (int axis = 0; axis < 3; ++axis) {
        const double deviation = std::sqrt(squares[axis] / double(raw.size()));
        squaredNorm += deviation * deviation;
    }
    return std::max(0.01, (std::sqrt(squaredNorm) * 3.0 + 1e-6) / 40);
}

ObjectPoints downsampled(const ObjectPoints& points, double voxelMetres) {
    if (points.empty())
        return {};
    const cv::Vec3d origin = lowestCorner(points) - cv::Vec3d::all(voxelMetres * 0.5);
    struct Sum {
        cv::Vec3d position{0, 0, 0};
        int count = 0;
    };
    std::unordered_map<VoxelKey, Sum, VoxelKeyHash> voxels;
    for (const cv::Vec3d& p : points) {
        VoxelKey key{};
        for (int axis = 0; axis < 3; ++axis)
            key.index[std::size_t(axis)] = int(std::floor((p[axis] - origin[axis]) / voxelMetres));
        Sum& sum = voxels[key];
        sum.position += p;
        ++sum.count;
    }
    ObjectPoints means;
    means.reserve(voxels.size());
    for (const auto& [key, sum] : voxels)
        means.emplace_back(sum.position[0] / sum.count, sum.position[1] / sum.count, sum.position[2] / sum.count);
    return means;
}

ObjectPoints largestCluster(const ObjectPoints& points) {
    if (points.empty())
        return {};
    const CubeGrid grid(points, lowestCorner(points), clusterRadius);
    const double squaredRadius = clusterRadius * clusterRadius;
    std::vector<std::vector<std::uint32_t>> near(points.size());
    for (std::size_t i = 0; i < points.size(); ++i)
        grid.around(points[i], [&](std::uint32_t begin, std::uint32_t end) {
            for (std::uint32_t at = begin; at < end; ++at) {
                const std::uint32_t j = grid.order()[at];
                if (squaredDistance(points[i], points[j]) < squaredRadius)
                    near[i].push_back(j);
            }
        });

    constexpr int unseen = -2;
    constexpr int noise = -1;
    std::vector<int> labels(points.size(), unseen);
    std::vector<std::size_t> sizes;
    for (std::size_t seed = 0; seed < points.size(); ++seed) {
        if (labels[seed] != unseen)
            continue;
        if (near[seed].size() < clusterCore) {
            labels[seed] = noise;
            continue;
        }
        const int cluster = int(sizes.size());
        sizes.push_back(1);
        labels[seed] = cluster;
        std::vector<std::uint32_t> reached = near[seed];
        while (!reached.empty()) {
            const std::uint32_t i = reached.back();
            reached.pop_back();
            if (labels[i] != unseen && labels[i] != noise)
                continue;
            const bool isBorder = labels[i] == noise;
            labels[i] = cluster;
            ++sizes.back();
            if (!isBorder && near[i].size() >= clusterCore)
                reached.insert(reached.end(), near[i].begin(), near[i].end());
        }
    }
    if (sizes.empty())
        return points;
    // Of equally large clusters the one whose label comes first in the list, which need not be the lowest: border
    // points may have been claimed by a later cluster.
    std::size_t largest = *std::max_element(sizes.begin(), sizes.end());
    if (largest < smallestCluster)
        return points;
    const auto winner = std::find_if(labels.begin(), labels.end(),
                                     [&](int label) { return label >= 0 && sizes[std::size_t(label)] == largest; });
    ObjectPoints kept;
    kept.reserve(largest);
    for (std::size_t i = 0; i < points.size(); ++i)
        if (labels[i] == *winner)
            kept.push_back(points[i]);
    return kept;
}

ObjectPoints officialObjectCloud(const MaskedPoints& masked, const std::stop_token& stop) {
    return largestCluster(carefulObjectCloud(masked, stop));
}

ObjectPoints carefulObjectCloud(const MaskedPoints& masked, const std::stop_token& stop, NeighbourDistances* kept) {
    if (masked.points.empty())
        return {};
    return downsampled(withoutOutliers(masked, stop, kept), downsamplingVoxel(masked.points));
}

} // namespace tracestudio
