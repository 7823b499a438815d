#include "benchmark/neighbour_distances.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <nanoflann.hpp>
#include <opencv2/core/hal/intrin.hpp>
#include <opencv2/imgproc.hpp>
#include <thread>

namespace tracestudio {

namespace {

constexpr std::size_t neighbours = 10;
constexpr std::size_t fewComparisons = 4'000'000; // cheaper than a tree of the points

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
        for (int u = m_bounds.x - planeMargin; u < m_bounds.br().x + planeMargin; ++u)
            m_columnSlope.push_back(1 / std::hypot((u - camera.cx) / camera.fx, 1.0));
        for (int v = m_bounds.y - planeMargin; v < m_bounds.br().y + planeMargin; ++v)
            m_rowSlope.push_back(1 / std::hypot((v - camera.cy) / camera.fy, 1.0));
    }

    static constexpr int smallReach = 2;
    static constexpr int largestReach = 32;

    /// Sets the mean distance of the points without one (NaN) whose ten nearest are among the 5×5 pixels around them;
    /// returns the others. `count` of them have none.
    [[nodiscard]] std::vector<std::uint32_t> setMeansBySmallWindows(std::size_t count, std::vector<double>& means,
                                                                    std::vector<std::uint8_t>& reaches,
                                                                    const std::stop_token& stop) const {
        // A band of rows for each thread, where there are enough to be worth it.
        constexpr std::size_t manyPoints = 32'768;
        const unsigned bands = count < manyPoints ? 1 : std::clamp(std::thread::hardware_concurrency(), 1U, 8U);
        std::vector<std::vector<std::uint32_t>> openOf(bands);
        const auto setBand = [&](unsigned band) {
            const auto rowOf = [&](unsigned of) {
                return smallReach + int(std::int64_t(m_bounds.height) * of / bands);
            };
            for (int v = rowOf(band); v < rowOf(band + 1) && !stop.stop_requested(); ++v)
                for (int u = smallReach; u < m_bounds.width + smallReach; u += lanes)
                    setMeansOfLanes({u, v}, means, reaches, openOf[band]);
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

    /// How far away the pixels are from which the ten nearest of point `i` can be told, at least; 0 where that is
    /// further than `lastReach`.
    int find(std::size_t i, int lastReach, TenSmallest& nearest) const {
        nearest.clear();
        nearest.offer(0); // itself
        for (int reach = 1; reach <= lastReach; ++reach) {
            offerRing(i, reach, nearest);
            if (reach > smallReach && isBeyond(i, reach, nearest.largest()))
                return reach;
        }
        return 0;
    }

  private:
    static constexpr int planeMargin = largestReach + 1;
    static constexpr int lanes = 2; // pixels side by side that are looked at together, in a vector register

    [[nodiscard]] cv::Point placeOf(std::size_t i) const {
        return m_masked.pixels[i] - m_bounds.tl() + cv::Point(smallReach, smallReach);
    }
    [[nodiscard]] std::size_t indexOf(const cv::Point& at) const {
        return std::size_t(at.y) * std::size_t(m_pointAt.cols) + std::size_t(at.x);
    }

    /// As `find` with the small window for the points at some pixels from `first` on. Without a branch that depends on
    /// a distance: each candidate sinks through the sorted ten of every lane.
    void setMeansOfLanes(const cv::Point& first, std::vector<double>& means, std::vector<std::uint8_t>& reaches,
                         std::vector<std::uint32_t>& open) const {
        const int* numbers = m_pointAt.ptr<int>(first.y) + first.x;
        const auto isAsked = [&means](int number) { return number >= 0 && std::isnan(means[std::size_t(number)]); };
        if (std::none_of(numbers, numbers + lanes, isAsked))
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
            if (!isAsked(numbers[lane]))
                continue;
            const auto i = std::size_t(numbers[lane]);
            if (!isBeyond(i, smallReach, largest[lane])) {
                open.push_back(std::uint32_t(i));
                continue;
            }
            means[i] = sum[lane] / double(neighbours);
            reaches[i] = std::uint8_t(smallReach);
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
        const cv::Point at = m_masked.pixels[i] - m_bounds.tl() + cv::Point(planeMargin, planeMargin);
        const Camera& camera = m_masked.intrinsics;
        const auto nearestPlane = [reach](const std::vector<double>& slopes, int place, double focalLength) {
            return std::min(slopes[std::size_t(place - reach - 1)], slopes[std::size_t(place + reach + 1)]) *
                   (reach + 1) / std::abs(focalLength);
        };
        const double slope =
            std::min(nearestPlane(m_columnSlope, at.x, camera.fx), nearestPlane(m_rowSlope, at.y, camera.fy));
        constexpr double roundingMargin = 1 - 1e-9;
        const double limit = m_masked.points[i][2] * slope * roundingMargin;
        return std::isfinite(squared) && squared <= limit * limit;
    }

    const MaskedPoints& m_masked;
    cv::Rect m_bounds;
    cv::Mat m_pointAt; ///< number of the point at a pixel of the bounds and some around them; -1: none
    std::array<std::vector<double>, 3> m_planes;   ///< x, y and z of those points; infinite: none
    std::vector<double> m_columnSlope, m_rowSlope; ///< of the bounds and `planeMargin` around them
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

/// Sets the mean distance of the points `open` to their ten nearest of all, or to all where there are fewer, and calls
/// `found(i, squared distance of the furthest of them)`.
template <typename Found>
void setMeansByAll(const ObjectPoints& points, const std::vector<std::uint32_t>& open, const std::stop_token& stop,
                   std::vector<double>& means, Found&& found) {
    if (open.empty())
        return;
    if (points.size() >= neighbours && open.size() * points.size() < fewComparisons) {
        TenSmallest nearest;
        for (const std::uint32_t i : open) {
            nearest.clear();
            for (const cv::Vec3d& candidate : points)
                nearest.offer(squaredDistance(points[i], candidate));
            means[i] = nearest.meanOfRoots();
            found(i, nearest.largest());
        }
        return;
    }
    const PointsForTree source{points};
    const PointTree tree(3, source);
    std::array<std::uint32_t, neighbours> numbers{};
    std::array<double, neighbours> squared{}; // ascending
    for (const std::uint32_t i : open) {
        if (stop.stop_requested())
            return;
        const std::size_t count = tree.knnSearch(points[i].val, neighbours, numbers.data(), squared.data());
        double sum = 0;
        for (std::size_t n = 0; n < count; ++n)
            sum += std::sqrt(squared[n]);
        means[i] = sum / double(count);
        found(i, count < neighbours ? std::numeric_limits<double>::infinity() : squared.back());
    }
}

/// Depths of the points at their pixels of `area`; 0: no point.
cv::Mat_<double> depthsOf(const MaskedPoints& masked, const cv::Rect& area) {
    cv::Mat_<double> depths(area.size(), 0.0);
    for (std::size_t i = 0; i < masked.points.size(); ++i)
        depths(masked.pixels[i] - area.tl()) = masked.points[i][2];
    return depths;
}

} // namespace

struct NeighbourDistances::Change {
    cv::Rect area; ///< around both masks
    cv::Mat_<double> before, now;
    cv::Mat differs; ///< 255 where they do

    Change(const MaskedPoints& masked, const cv::Rect& bounds, const NeighbourDistances& kept)
        : area(bounds | kept.m_bounds)
        , before(area.size(), 0.0)
        , now(depthsOf(masked, area)) {
        if (!kept.m_bounds.empty())
            kept.m_depths.copyTo(before(kept.m_bounds - area.tl()));
        differs = before != now;
    }
    /// Where there was a point or is one now.
    [[nodiscard]] ObjectPoints points(const Camera& camera) const {
        ObjectPoints points;
        std::vector<cv::Point> places;
        cv::findNonZero(differs, places);
        for (const cv::Point& place : places)
            for (const double z : {before(place), now(place)})
                if (z != 0)
                    points.push_back(pointAt(place + area.tl(), z, camera));
        return points;
    }
};

void NeighbourDistances::takeUnchanged(const MaskedPoints& masked, const Change& change, std::vector<double>& means,
                                       std::vector<std::uint8_t>& reaches) const {
    cv::Mat_<int> counts; // of the differing pixels above and left of each
    cv::integral(change.differs & 1, counts, CV_32S);
    for (std::size_t i = 0; i < masked.pixels.size(); ++i) {
        const cv::Point at = masked.pixels[i];
        if (!m_bounds.contains(at))
            continue;
        const int reach = m_reaches(at - m_bounds.tl());
        if (reach == 0)
            continue;
        const cv::Point place = at - change.area.tl();
        const int left = std::max(place.x - reach, 0);
        const int top = std::max(place.y - reach, 0);
        const int right = std::min(place.x + reach + 1, change.area.width);
        const int bottom = std::min(place.y + reach + 1, change.area.height);
        if (counts(bottom, right) - counts(top, right) - counts(bottom, left) + counts(top, left) != 0)
            continue;
        means[i] = m_means(at - m_bounds.tl());
        reaches[i] = std::uint8_t(reach);
    }
}

void NeighbourDistances::takeStrays(const MaskedPoints& masked, const Change& change, std::vector<double>& means) {
    const ObjectPoints changed = change.points(masked.intrinsics);
    if (changed.size() * m_strays.size() > fewComparisons)
        return m_strays.clear();
    const auto isTouched = [&](const Stray& stray) {
        const cv::Point place = stray.pixel - change.area.tl();
        if (change.differs.at<std::uint8_t>(place) != 0)
            return true;
        const cv::Vec3d p = pointAt(stray.pixel, change.now(place), masked.intrinsics);
        return std::any_of(changed.begin(), changed.end(),
                           [&](const cv::Vec3d& other) { return squaredDistance(p, other) <= stray.squaredReach; });
    };
    std::erase_if(m_strays, isTouched);
    // Both are in the order of the pixels.
    std::size_t i = 0;
    for (const Stray& stray : m_strays) {
        while (masked.pixels[i] != stray.pixel)
            ++i;
        means[i] = stray.mean;
    }
}

std::vector<double> NeighbourDistances::of(const MaskedPoints& masked, const std::stop_token& stop) {
    if (masked.points.empty())
        return {};
    if (masked.intrinsics != m_camera)
        *this = NeighbourDistances();
    m_camera = masked.intrinsics;
    std::vector<double> means(masked.points.size(), std::numeric_limits<double>::quiet_NaN());
    std::vector<std::uint8_t> reaches(masked.points.size(), 0);
    const cv::Rect bounds = cv::boundingRect(masked.pixels);
    if (!m_bounds.empty()) {
        const Change change(masked, bounds, *this);
        takeUnchanged(masked, change, means, reaches);
        takeStrays(masked, change, means);
    } else {
        m_strays.clear();
    }
    m_bounds = {}; // until all is measured

    const auto count = std::size_t(std::count_if(means.begin(), means.end(), [](double m) { return std::isnan(m); }));
    const PixelNeighbourhood pixels(masked);
    std::vector<std::uint32_t> open = pixels.setMeansBySmallWindows(count, means, reaches, stop);
    // Wide windows pay for a few stray points, but where most points are stray the tree does.
    const int lastReach = open.size() < count / 4 ? PixelNeighbourhood::largestReach : 4;
    TenSmallest nearest;
    const auto isFound = [&](std::uint32_t i) {
        const int reach = stop.stop_requested() ? 0 : pixels.find(i, lastReach, nearest);
        reaches[i] = std::uint8_t(reach);
        if (reach > 0)
            means[i] = nearest.meanOfRoots();
        return reach > 0;
    };
    open.erase(std::remove_if(open.begin(), open.end(), isFound), open.end());
    setMeansByAll(masked.points, open, stop, means, [&](std::uint32_t i, double squaredReach) {
        if (std::isfinite(means[i]))
            m_strays.push_back({masked.pixels[i], means[i], squaredReach});
    });
    if (!stop.stop_requested())
        keep(masked, bounds, means, reaches);
    return means;
}

void NeighbourDistances::keep(const MaskedPoints& masked, const cv::Rect& bounds, const std::vector<double>& means,
                              const std::vector<std::uint8_t>& reaches) {
    m_bounds = bounds;
    m_depths = depthsOf(masked, bounds);
    m_means.create(bounds.size());
    m_reaches = cv::Mat_<std::uint8_t>::zeros(bounds.size());
    for (std::size_t i = 0; i < means.size(); ++i) {
        const cv::Point at = masked.pixels[i] - bounds.tl();
        m_means(at) = means[i];
        m_reaches(at) = reaches[i];
    }
    std::ranges::sort(m_strays, {}, [](const Stray& stray) { return std::pair(stray.pixel.y, stray.pixel.x); });
}

} // namespace tracestudio
