#include "benchmark/object_cloud.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <opencv2/imgproc.hpp>
#include <unordered_map>

namespace tracestudio {

namespace {

constexpr std::size_t neighbours = 10;
constexpr double outlierRatio = 1.2;
constexpr double clusterRadius = 0.02;
constexpr std::size_t clusterCore = 10;
constexpr std::size_t smallestCluster = 5;
constexpr std::size_t fewComparisons = 4'000'000; // cheaper than sorting the points into cubes

double squaredDistance(const cv::Vec3d& a, const cv::Vec3d& b) {
    const double dx = a[0] - b[0];
    const double dy = a[1] - b[1];
    const double dz = a[2] - b[2];
    return dx * dx + dy * dy + dz * dz;
}

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
    [[nodiscard]] bool isSameCube(const cv::Vec3d& p, const cv::Vec3d& q) const { return cubeOf(p) == cubeOf(q); }
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

/// The ten smallest numbers seen, kept sorted.
class TenSmallest {
  public:
    void clear() { m_count = 0; }
    void offer(double value) {
        if (m_count == neighbours && value >= m_values[neighbours - 1])
            return;
        std::size_t at = m_count < neighbours ? m_count++ : neighbours - 1;
        while (at > 0 && m_values[at - 1] > value) {
            m_values[at] = m_values[at - 1];
            --at;
        }
        m_values[at] = value;
    }
    [[nodiscard]] std::size_t count() const { return m_count; }
    [[nodiscard]] double largest() const { return m_values[m_count - 1]; }
    [[nodiscard]] double meanOfRoots() const {
        double sum = 0;
        for (std::size_t i = 0; i < m_count; ++i)
            sum += std::sqrt(m_values[i]);
        return sum / double(m_count);
    }

  private:
    std::array<double, neighbours> m_values{};
    std::size_t m_count = 0;
};

/// The ten nearest of a point are sought among the pixels around its own. Every pixel outside that window sees along a
/// ray beyond one of four planes through the camera, and so is no nearer than that plane: where the ten found are
/// nearer still, they are the ten nearest of all.
class PixelNeighbourhood {
  public:
    explicit PixelNeighbourhood(const MaskedPoints& masked)
        : m_masked(masked)
        , m_bounds(cv::boundingRect(masked.pixels))
        , m_pointAt(m_bounds.size(), CV_32SC1, cv::Scalar(-1)) {
        for (std::size_t i = 0; i < masked.pixels.size(); ++i)
            m_pointAt.at<int>(masked.pixels[i] - m_bounds.tl()) = int(i);
        const Camera& camera = masked.intrinsics;
        for (int u = m_bounds.x; u < m_bounds.br().x; ++u)
            m_columnSlope.push_back(1 / std::hypot((u - camera.cx) / camera.fx, 1.0));
        for (int v = m_bounds.y; v < m_bounds.br().y; ++v)
            m_rowSlope.push_back(1 / std::hypot((v - camera.cy) / camera.fy, 1.0));
    }

    /// False when the ten nearest of point `i` cannot be told from the few pixels around it.
    bool find(std::size_t i, TenSmallest& nearest) const {
        constexpr int firstReach = 2;
        constexpr int lastReach = 8;
        nearest.clear();
        for (int reach = 0; reach < firstReach; ++reach)
            offerRing(i, reach, nearest);
        for (int reach = firstReach; reach <= lastReach; ++reach) {
            offerRing(i, reach, nearest);
            const double limit = distanceBeyond(i, reach);
            if (nearest.count() == neighbours && nearest.largest() <= limit * limit)
                return true;
        }
        return false;
    }

  private:
    /// The pixels `reach` away from the one of point `i`, in one direction or both.
    void offerRing(std::size_t i, int reach, TenSmallest& nearest) const {
        const cv::Vec3d& p = m_masked.points[i];
        const cv::Point at = m_masked.pixels[i] - m_bounds.tl();
        const auto offerRow = [&](int v, int first, int last, int step) {
            if (v < 0 || v >= m_pointAt.rows)
                return;
            const int* row = m_pointAt.ptr<int>(v);
            for (int u = first; u <= last; u += step)
                if (u >= 0 && u < m_pointAt.cols && row[u] >= 0)
                    nearest.offer(squaredDistance(p, m_masked.points[std::size_t(row[u])]));
        };
        const int left = at.x - reach;
        const int right = at.x + reach;
        for (int v = 1 - reach; v < reach; ++v)
            offerRow(at.y + v, left, right, 2 * reach);
        offerRow(at.y - reach, left, right, 1);
        if (reach > 0)
            offerRow(at.y + reach, left, right, 1);
    }

    /// No point outside the window of `reach` pixels is nearer than this.
    [[nodiscard]] double distanceBeyond(std::size_t i, int reach) const {
        const cv::Point at = m_masked.pixels[i] - m_bounds.tl();
        const Camera& camera = m_masked.intrinsics;
        double slope = std::numeric_limits<double>::infinity();
        const auto plane = [&slope, reach](const std::vector<double>& slopes, int place, double focalLength) {
            if (place >= 0 && place < int(slopes.size()))
                slope = std::min(slope, slopes[std::size_t(place)] * (reach + 1) / std::abs(focalLength));
        };
        plane(m_columnSlope, at.x - reach - 1, camera.fx);
        plane(m_columnSlope, at.x + reach + 1, camera.fx);
        plane(m_rowSlope, at.y - reach - 1, camera.fy);
        plane(m_rowSlope, at.y + reach + 1, camera.fy);
        constexpr double roundingMargin = 1 - 1e-9;
        return m_masked.points[i][2] * slope * roundingMargin;
    }

    const MaskedPoints& m_masked;
    cv::Rect m_bounds;
    cv::Mat m_pointAt; ///< number of the point at a pixel of the bounds; -1: none
    std::vector<double> m_columnSlope, m_rowSlope;
};

void offerAll(const cv::Vec3d& p, const ObjectPoints& points, TenSmallest& nearest) {
    nearest.clear();
    for (const cv::Vec3d& candidate : points)
        nearest.offer(squaredDistance(p, candidate));
}

/// How far the tenth nearest of some of the points `open` is: the median.
double reachOfTen(const ObjectPoints& points, const std::vector<std::uint32_t>& open) {
    constexpr std::size_t sampled = 16;
    std::vector<double> squared;
    TenSmallest nearest;
    for (std::size_t at = 0; at < open.size(); at += std::max<std::size_t>(1, open.size() / sampled)) {
        offerAll(points[open[at]], points, nearest);
        squared.push_back(nearest.largest());
    }
    const auto middle = squared.begin() + std::ptrdiff_t(squared.size() / 2);
    std::nth_element(squared.begin(), middle, squared.end());
    return std::sqrt(*middle);
}

/// Sets the mean distance of the points `open` to their ten nearest, exactly. Points whose ten lie beyond one cube are
/// looked up again in a grid of cubes twice as large, until so few are left that each is compared with every point, or
/// one grid holds everything.
void meanDistancesByCubes(const ObjectPoints& points, std::vector<std::uint32_t> open, const std::stop_token& stop,
                          std::vector<double>& means) {
    if (open.empty())
        return;
    const cv::Vec3d low = lowestCorner(points);
    cv::Vec3d high = low;
    for (const cv::Vec3d& p : points)
        for (int axis = 0; axis < 3; ++axis)
            high[axis] = std::max(high[axis], p[axis]);
    const double diameter = cv::norm(high - low) + 1e-9;
    std::vector<cv::Vec3d> candidates;
    TenSmallest nearest;
    for (double side = 0; !open.empty(); side *= 2) {
        if (open.size() * points.size() < fewComparisons) {
            for (const std::uint32_t i : open) {
                offerAll(points[i], points, nearest);
                means[i] = nearest.meanOfRoots();
            }
            return;
        }
        if (side == 0)
            side = std::max(reachOfTen(points, open), diameter / 1e5);
        const CubeGrid grid(points, low, side);
        const bool isComplete = side > diameter;
        std::vector<bool> isOpen(points.size(), false);
        for (const std::uint32_t i : open)
            isOpen[i] = true;
        open.clear();
        const cv::Vec3d* before = nullptr;
        for (const std::uint32_t i : grid.order()) {
            if (!isOpen[i])
                continue;
            if (stop.stop_requested())
                return;
            // They come cube by cube, and those of one cube share what is around it.
            if (!before || !grid.isSameCube(points[i], *before)) {
                candidates.clear();
                grid.around(points[i], [&](std::uint32_t begin, std::uint32_t end) {
                    for (std::uint32_t at = begin; at < end; ++at)
                        candidates.push_back(points[grid.order()[at]]);
                });
            }
            before = &points[i];
            offerAll(points[i], candidates, nearest);
            const bool isExact = nearest.count() == neighbours && nearest.largest() <= side * side;
            if (isExact || isComplete)
                means[i] = nearest.meanOfRoots();
            else
                open.push_back(i);
        }
    }
}

/// Mean distance of each point to its ten nearest, itself included; exact.
std::vector<double> meanNeighbourDistances(const MaskedPoints& masked, const std::stop_token& stop) {
    std::vector<double> means(masked.points.size());
    const PixelNeighbourhood pixels(masked);
    std::vector<std::uint32_t> open;
    TenSmallest nearest;
    for (std::size_t i = 0; i < masked.points.size() && !stop.stop_requested(); ++i) {
        if (pixels.find(i, nearest))
            means[i] = nearest.meanOfRoots();
        else
            open.push_back(std::uint32_t(i));
    }
    meanDistancesByCubes(masked.points, std::move(open), stop, means);
    return means;
}

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
            const double z = depth / 1000.0;
            masked.points.emplace_back((u - intrinsics.cx) * z / intrinsics.fx, (v - intrinsics.cy) * z / intrinsics.fy,
                                       z);
            masked.pixels.emplace_back(u, v);
        }
    }
    return masked;
}

ObjectPoints withoutOutliers(const MaskedPoints& masked, const std::stop_token& stop) {
    const ObjectPoints& points = masked.points;
    if (points.empty())
        return {};
    const std::vector<double> means = meanNeighbourDistances(masked, stop);
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
    ObjectPoints kept;
    kept.reserve(points.size());
    for (std::size_t i = 0; i < points.size(); ++i)
        if (means[i] > 0 && means[i] < threshold)
            kept.push_back(points[i]);
    return kept;
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

ObjectPoints carefulObjectCloud(const MaskedPoints& masked, const std::stop_token& stop) {
    if (masked.points.empty())
        return {};
    return downsampled(withoutOutliers(masked, stop), downsamplingVoxel(masked.points));
}

} // namespace tracestudio
