#include "benchmark/object_cloud.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <nanoflann.hpp>
#include <opencv2/core/hal/intrin.hpp>
#include <opencv2/imgproc.hpp>
#include <thread>
#include <unordered_map>

namespace tracestudio {

namespace {

constexpr std::size_t neighbours = 10;
constexpr double outlierRatio = 1.2;
constexpr std::size_t fewComparisons = 4'000'000; // cheaper than a tree of the points
constexpr double clusterRadius = 0.02;
constexpr std::size_t clusterCore = 10;
constexpr std::size_t smallestCluster = 5;

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
    void clear() { m_values.fill(std::numeric_limits<double>::infinity()); }
    void offer(double value) {
        if (value >= m_values.back())
            return;
        std::size_t at = neighbours - 1;
        for (; at > 0 && m_values[at - 1] > value; --at)
            m_values[at] = m_values[at - 1];
        m_values[at] = value;
    }
    /// Infinite while fewer than ten were seen.
    [[nodiscard]] double largest() const { return m_values.back(); }
    [[nodiscard]] double meanOfRoots() const {
        double sum = 0;
        for (const double value : m_values)
            sum += std::sqrt(value);
        return sum / double(neighbours);
    }

  private:
    std::array<double, neighbours> m_values{};
};

/// The ten nearest of a point are sought among the pixels around its own. Every pixel outside that window sees along a
/// ray beyond one of four planes through the camera, and so is no nearer than that plane: where the ten found are
/// nearer still, they are the ten nearest of all.
class PixelNeighbourhood {
  public:
    explicit PixelNeighbourhood(const MaskedPoints& masked)
        : m_masked(masked)
        , m_bounds(cv::boundingRect(masked.pixels))
        , m_pointAt(m_bounds.height + 2 * smallReach, m_bounds.width + 2 * smallReach + lanes, CV_32SC1,
                    cv::Scalar(-1)) {
        for (std::vector<double>& plane : m_planes)
            plane.assign(std::size_t(m_pointAt.rows) * std::size_t(m_pointAt.cols),
                         std::numeric_limits<double>::infinity());
        for (std::size_t i = 0; i < masked.pixels.size(); ++i) {
            const cv::Point at = placeOf(i);
            m_pointAt.at<int>(at) = int(i);
            for (std::size_t axis = 0; axis < 3; ++axis)
                m_planes[axis][indexOf(at)] = masked.points[i][int(axis)];
        }
        const Camera& camera = masked.intrinsics;
        for (int u = m_bounds.x; u < m_bounds.br().x; ++u)
            m_columnSlope.push_back(1 / std::hypot((u - camera.cx) / camera.fx, 1.0));
        for (int v = m_bounds.y; v < m_bounds.br().y; ++v)
            m_rowSlope.push_back(1 / std::hypot((v - camera.cy) / camera.fy, 1.0));
    }

    /// Sets the mean distance of the points whose ten nearest are among the 5×5 pixels around them; returns the others.
    [[nodiscard]] std::vector<std::uint32_t> setMeansBySmallWindows(std::vector<double>& means,
                                                                    const std::stop_token& stop) const {
        // A band of rows for each thread, where there are enough to be worth it.
        constexpr std::size_t manyPoints = 32'768;
        const unsigned bands =
            m_masked.points.size() < manyPoints ? 1 : std::clamp(std::thread::hardware_concurrency(), 1U, 8U);
        std::vector<std::vector<std::uint32_t>> openOf(bands);
        const auto setBand = [&](unsigned band) {
            const auto rowOf = [&](unsigned of) {
                return smallReach + int(std::int64_t(m_bounds.height) * of / bands);
            };
            for (int v = rowOf(band); v < rowOf(band + 1) && !stop.stop_requested(); ++v)
                for (int u = smallReach; u < m_bounds.width + smallReach; u += lanes)
                    setMeansOfLanes({u, v}, means, openOf[band]);
        };
        {
            std::vector<std::jthread> threads;
            for (unsigned band = 1; band < bands; ++band)
                threads.emplace_back(setBand, band);
            setBand(0);
        }
        std::vector<std::uint32_t> open = std::move(openOf.front());
        for (unsigned band = 1; band < bands; ++band)
            open.insert(open.end(), openOf[band].begin(), openOf[band].end());
        return open;
    }

    /// False when the ten nearest of point `i` cannot be told from the pixels up to `lastReach` away from its own.
    bool find(std::size_t i, int lastReach, TenSmallest& nearest) const {
        nearest.clear();
        nearest.offer(0); // itself
        for (int reach = 1; reach <= lastReach; ++reach) {
            offerRing(i, reach, nearest);
            if (reach > smallReach && isBeyond(i, reach, nearest.largest()))
                return true;
        }
        return false;
    }

  private:
    static constexpr int smallReach = 2;
    static constexpr int lanes = 2; // pixels side by side that are looked at together, in a vector register

    [[nodiscard]] cv::Point placeOf(std::size_t i) const {
        return m_masked.pixels[i] - m_bounds.tl() + cv::Point(smallReach, smallReach);
    }
    [[nodiscard]] std::size_t indexOf(const cv::Point& at) const {
        return std::size_t(at.y) * std::size_t(m_pointAt.cols) + std::size_t(at.x);
    }

    /// As `find` with the small window for the points at some pixels from `first` on. Without a branch that depends on
    /// a distance: each candidate sinks through the sorted ten of every lane.
    void setMeansOfLanes(const cv::Point& first, std::vector<double>& means, std::vector<std::uint32_t>& open) const {
        const int* numbers = m_pointAt.ptr<int>(first.y) + first.x;
        if (std::all_of(numbers, numbers + lanes, [](int number) { return number < 0; }))
            return;
        // What a lane without a point works out is not used.
        std::array<std::array<double, lanes>, 3> centres;
        for (std::size_t axis = 0; axis < 3; ++axis)
            for (std::size_t lane = 0; lane < lanes; ++lane)
                centres[axis][lane] = numbers[lane] < 0 ? 0 : m_planes[axis][indexOf(first) + lane];
        const cv::v_float64x2 x = cv::v_load(centres[0].data());
        const cv::v_float64x2 y = cv::v_load(centres[1].data());
        const cv::v_float64x2 z = cv::v_load(centres[2].data());
        std::array<cv::v_float64x2, neighbours> ten;
        ten.fill(cv::v_setall_f64(std::numeric_limits<double>::infinity()));
        for (int dv = -smallReach; dv <= smallReach; ++dv)
            for (int du = -smallReach; du <= smallReach; ++du) {
                const std::size_t at = indexOf(first + cv::Point(du, dv));
                const cv::v_float64x2 dx = x - cv::v_load(m_planes[0].data() + at);
                const cv::v_float64x2 dy = y - cv::v_load(m_planes[1].data() + at);
                const cv::v_float64x2 dz = z - cv::v_load(m_planes[2].data() + at);
                cv::v_float64x2 value = dx * dx + dy * dy + dz * dz;
                for (cv::v_float64x2& kept : ten) {
                    const cv::v_float64x2 smaller = cv::v_min(value, kept);
                    value = cv::v_max(value, kept);
                    kept = smaller;
                }
            }
        cv::v_float64x2 sums = cv::v_setzero_f64();
        for (const cv::v_float64x2& kept : ten)
            sums += cv::v_sqrt(kept);
        std::array<double, lanes> sum;
        std::array<double, lanes> largest;
        cv::v_store(sum.data(), sums);
        cv::v_store(largest.data(), ten.back());
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            if (numbers[lane] < 0)
                continue;
            const auto i = std::size_t(numbers[lane]);
            if (isBeyond(i, smallReach, largest[lane]))
                means[i] = sum[lane] / double(neighbours);
            else
                open.push_back(std::uint32_t(i));
        }
    }

    /// The pixels `reach` (at least 1) away from the one of point `i`, in one direction or both.
    void offerRing(std::size_t i, int reach, TenSmallest& nearest) const {
        const cv::Vec3d& p = m_masked.points[i];
        const cv::Point at = placeOf(i);
        const auto offer = [&](int number) {
            if (number >= 0)
                nearest.offer(squaredDistance(p, m_masked.points[std::size_t(number)]));
        };
        const int left = at.x - reach;
        const int right = at.x + reach;
        for (const int v : {at.y - reach, at.y + reach}) {
            if (v < 0 || v >= m_pointAt.rows)
                continue;
            const int* row = m_pointAt.ptr<int>(v);
            std::for_each(row + std::max(left, 0), row + std::min(right + 1, m_pointAt.cols), offer);
        }
        const int bottom = std::min(at.y + reach, m_pointAt.rows);
        for (int v = std::max(at.y - reach + 1, 0); v < bottom; ++v) {
            const int* row = m_pointAt.ptr<int>(v);
            if (left >= 0)
                offer(row[left]);
            if (right < m_pointAt.cols)
                offer(row[right]);
        }
    }

    /// Whether no point outside the window of `reach` pixels is nearer than √`squared`.
    [[nodiscard]] bool isBeyond(std::size_t i, int reach, double squared) const {
        const cv::Point at = m_masked.pixels[i] - m_bounds.tl();
        const Camera& camera = m_masked.intrinsics;
        double slope = std::numeric_limits<double>::max();
        const auto plane = [&slope, reach](const std::vector<double>& slopes, int place, double focalLength) {
            if (place >= 0 && place < int(slopes.size()))
                slope = std::min(slope, slopes[std::size_t(place)] * (reach + 1) / std::abs(focalLength));
        };
        plane(m_columnSlope, at.x - reach - 1, camera.fx);
        plane(m_columnSlope, at.x + reach + 1, camera.fx);
        plane(m_rowSlope, at.y - reach - 1, camera.fy);
        plane(m_rowSlope, at.y + reach + 1, camera.fy);
        constexpr double roundingMargin = 1 - 1e-9;
        const double limit = m_masked.points[i][2] * slope * roundingMargin;
        return std::isfinite(squared) && squared <= limit * limit;
    }

    const MaskedPoints& m_masked;
    cv::Rect m_bounds;
    cv::Mat m_pointAt; ///< number of the point at a pixel of the bounds and some around them; -1: none
    std::array<std::vector<double>, 3> m_planes; ///< x, y and z of those points; infinite: none
    std::vector<double> m_columnSlope, m_rowSlope;
};

/// Points as nanoflann asks for them.
struct PointsForTree {
    const ObjectPoints& points;
    [[nodiscard]] std::size_t kdtree_get_point_count() const { return points.size(); }
    [[nodiscard]] double kdtree_get_pt(std::size_t i, std::size_t axis) const { return points[i][int(axis)]; }
    template <typename Box>
    bool kdtree_get_bbox(Box&) const {
        return false;
    }
};
using PointTree = nanoflann::KDTreeSingleIndexAdaptor<nanoflann::L2_Simple_Adaptor<double, PointsForTree>,
                                                      PointsForTree, 3, std::uint32_t>;

/// Sets the mean distance of the points `open` to their ten nearest of all, or to all where there are fewer.
void setMeansByAll(const ObjectPoints& points, const std::vector<std::uint32_t>& open, const std::stop_token& stop,
                   std::vector<double>& means) {
    if (open.empty())
        return;
    if (points.size() >= neighbours && open.size() * points.size() < fewComparisons) {
        TenSmallest nearest;
        for (const std::uint32_t i : open) {
            nearest.clear();
            for (const cv::Vec3d& candidate : points)
                nearest.offer(squaredDistance(points[i], candidate));
            means[i] = nearest.meanOfRoots();
        }
        return;
    }
    const PointsForTree source{points};
    const PointTree tree(3, source);
    std::array<std::uint32_t, neighbours> found{};
    std::array<double, neighbours> squared{}; // ascending
    for (const std::uint32_t i : open) {
        if (stop.stop_requested())
            return;
        const std::size_t count = tree.knnSearch(points[i].val, neighbours, found.data(), squared.data());
        double sum = 0;
        for (std::size_t n = 0; n < count; ++n)
            sum += std::sqrt(squared[n]);
        means[i] = sum / double(count);
    }
}

/// Mean distance of each point to its ten nearest (all, where there are fewer), itself included; exact.
std::vector<double> meanNeighbourDistances(const MaskedPoints& masked, const std::stop_token& stop) {
    std::vector<double> means(masked.points.size());
    const PixelNeighbourhood pixels(masked);
    std::vector<std::uint32_t> open = pixels.setMeansBySmallWindows(means, stop);
    // Wide windows pay for a few stray points, but where most points are stray the tree does.
    const int lastReach = open.size() < means.size() / 4 ? 32 : 4;
    TenSmallest nearest;
    const auto isFound = [&](std::uint32_t i) {
        if (stop.stop_requested() || !pixels.find(i, lastReach, nearest))
            return false;
        means[i] = nearest.meanOfRoots();
        return true;
    };
    open.erase(std::remove_if(open.begin(), open.end(), isFound), open.end());
    setMeansByAll(masked.points, open, stop, means);
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
