#include "annotation/ground.h"

#include "scene/box_shaping.h"
#include "scene/point_cloud.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cmath>

namespace tracestudio {

namespace {

constexpr int mostPoints = 80'000; // some two pixels apart at 640×480, which every box is large against

/// Sorts places by their height, the third coordinate, and returns from where to where the most of them lie level.
std::pair<std::size_t, std::size_t> mostLevel(std::vector<cv::Vec3d>& places) {
    constexpr double thickness = 0.02; // of a level surface, as sensors see it
    std::ranges::sort(places, {}, [](const cv::Vec3d& place) { return place[2]; });
    std::pair<std::size_t, std::size_t> most{0, 0};
    for (std::size_t from = 0, to = 0; from < places.size(); ++from) {
        while (to < places.size() && places[to][2] <= places[from][2] + thickness)
            ++to;
        if (to - from > most.second - most.first)
            most = {from, to};
    }
    return most;
}

} // namespace

Ground::Ground(const RgbdFrame& frame)
    : m_frame(frame) {
    if (!frame.hasDepth() || !frame.camera.isValid())
        return;
    const double pixels = double(frame.depthMillimetres.total());
    const int step = std::max(1, int(std::ceil(std::sqrt(pixels / mostPoints))));
    const PointCloud cloud = backProject(frame, {}, step);
    m_up = upDirection(cloud);
    m_points.reserve(cloud.size());
    for (std::size_t i = 0; i < cloud.size(); ++i)
        m_points.push_back({{cloud.x[i], cloud.y[i], cloud.z[i]}, cv::Point(cloud.pixelOf(i))});
}

bool Ground::isMasked(const Point& point, const cv::Mat& mask) {
    return !mask.empty() && mask.at<std::uint8_t>(point.pixel) > 0;
}

/// A box as something that stands: which of its axes is upright, and where points are in it.
class Ground::Standing {
  public:
    /// Nothing where the box is not upright to within 25°, or has no volume.
    static std::optional<Standing> of(const OrientedBox& box, const cv::Vec3d& up) {
        constexpr double upright = 0.906; // cos 25°
        const cv::Vec3d upInBox = box.rotation.t() * up;
        int vertical = 0;
        for (int axis = 1; axis < 3; ++axis)
            if (std::abs(upInBox[axis]) > std::abs(upInBox[vertical]))
                vertical = axis;
        const cv::Vec3d& extent = box.extentMetres;
        const bool hasVolume = extent[0] > 0 && extent[1] > 0 && extent[2] > 0;
        if (!hasVolume || !(std::abs(upInBox[vertical]) >= upright))
            return std::nullopt;
        return Standing(box, vertical, upInBox[vertical] > 0 ? 1 : -1);
    }

    /// Metres from the middle of the footprint along its two sides, and above the lowest face.
    [[nodiscard]] cv::Vec3d localOf(const cv::Vec3d& position) const {
        const cv::Vec3d local = m_toBox * (position - m_centre);
        return {local[(m_vertical + 1) % 3], local[(m_vertical + 2) % 3], m_sign * local[m_vertical] + height / 2};
    }
    [[nodiscard]] PointCamera positionOf(const cv::Vec3d& local) const {
        cv::Vec3d inBox;
        inBox[(m_vertical + 1) % 3] = local[0];
        inBox[(m_vertical + 2) % 3] = local[1];
        inBox[m_vertical] = m_sign * (local[2] - height / 2);
        return PointCamera(m_toBox.t() * inBox + m_centre);
    }

    cv::Vec2d sides; ///< of the footprint
    double height;

  private:
    Standing(const OrientedBox& box, int vertical, double sign)
        : sides(box.extentMetres[(vertical + 1) % 3], box.extentMetres[(vertical + 2) % 3])
        , height(box.extentMetres[vertical])
        , m_toBox(box.rotation.t())
        , m_centre(box.centre.x, box.centre.y, box.centre.z)
        , m_vertical(vertical)
        , m_sign(sign) {}

    cv::Matx33d m_toBox;
    cv::Vec3d m_centre;
    int m_vertical;
    double m_sign;
};

std::optional<Ground::Support> Ground::supportOf(const OrientedBox& box, const cv::Mat& mask) const {
    constexpr double inner = 0.45; // of the extent: what stands at the very border may be a wall or another thing
    constexpr int cellsAcross = 6;
    constexpr std::size_t leastCells = cellsAcross * cellsAcross / 3;
    constexpr std::size_t levelCells = cellsAcross * cellsAcross / 2;
    constexpr std::size_t leastPoints = 30;

    const std::optional<Standing> standing = Standing::of(box, m_up);
    if (!standing)
        return std::nullopt;
    const cv::Vec2d& sides = standing->sides;
    std::vector<cv::Vec3d> places;
    for (const Point& point : m_points) {
        const cv::Vec3d local = standing->localOf(point.position);
        if (std::abs(local[0]) <= inner * sides[0] && std::abs(local[1]) <= inner * sides[1] &&
            local[2] <= standing->height && !isMasked(point, mask))
            places.push_back(local);
    }
    const auto [begin, end] = mostLevel(places);
    const auto cellsOf = [&](std::size_t from, std::size_t to) {
        std::bitset<cellsAcross * cellsAcross> seen;
        for (std::size_t i = from; i < to; ++i) {
            const auto cellOf = [&](int axis) {
                const double share = places[i][axis] / (2 * inner * sides[axis]) + 0.5;
                return std::size_t(std::clamp(int(share * cellsAcross), 0, cellsAcross - 1));
            };
            seen.set(cellOf(0) * cellsAcross + cellOf(1));
        }
        return seen.count();
    };
    if (places.size() < leastPoints || cellsOf(0, places.size()) < leastCells)
        return std::nullopt;
    Support support{places[(places.size() - 1) / 10][2], places[(places.size() - 1) * 9 / 10][2], {}};
    if (cellsOf(begin, end) >= levelCells)
        support.level = places[begin + (end - begin) / 2][2];
    return support;
}

std::optional<double> Ground::levelAround(const OrientedBox& box, const cv::Mat& mask) const {
    constexpr int cellsAlong = 6; // of a side
    constexpr std::size_t leastCells = cellsAlong / 2;
    constexpr int leastSides = 3; // a niche between two things has level things on two
    constexpr std::size_t leastPoints = 30;

    const std::optional<Standing> standing = Standing::of(box, m_up);
    if (!standing)
        return std::nullopt;
    const cv::Vec2d& sides = standing->sides;
    const double reach = std::clamp(std::max(sides[0], sides[1]) / 2, 0.05, 0.15);
    std::vector<cv::Vec3d> around; // and inside
    for (const Point& point : m_points) {
        const cv::Vec3d local = standing->localOf(point.position);
        if (std::abs(local[0]) <= sides[0] / 2 + reach && std::abs(local[1]) <= sides[1] / 2 + reach &&
            local[2] <= standing->height && !isMasked(point, mask))
            around.push_back(local);
    }
    const auto [begin, end] = mostLevel(around);
    // Little else, and next to nothing that lies lower, or the box may stand on that.
    if (end - begin < std::max(leastPoints, around.size() / 2) || begin > around.size() / 20)
        return std::nullopt;
    const double level = around[begin + (end - begin) / 2][2];

    std::array<std::bitset<cellsAlong>, 4> seen; // beyond each side of the footprint
    for (std::size_t i = begin; i < end; ++i)
        for (const int axis : {0, 1}) {
            const double across = around[i][axis];
            const double along = around[i][1 - axis] / sides[1 - axis] + 0.5;
            if (std::abs(across) > sides[axis] / 2 && along >= 0 && along < 1)
                seen[std::size_t(2 * axis + (across > 0))].set(std::size_t(along * cellsAlong));
        }
    if (std::ranges::count_if(seen, [](const auto& side) { return side.count() >= leastCells; }) < leastSides)
        return std::nullopt;
    return isSeenThrough(*standing, level) ? std::nullopt : std::optional(level);
}

/// Whether something further away is seen where the footprint would be on a level surface: a sink or a drawer, where
/// there is no such surface.
bool Ground::isSeenThrough(const Standing& standing, double level) const {
    constexpr int cellsAcross = 8;
    constexpr int mostCells = 3;
    constexpr double errorMetres = 0.03;
    constexpr double errorShare = 0.015;
    int count = 0;
    for (int i = 0; i < cellsAcross; ++i)
        for (int j = 0; j < cellsAcross; ++j) {
            const auto along = [](int cell) { return (cell + 0.5) / cellsAcross - 0.5; };
            const PointCamera place =
                standing.positionOf({along(i) * standing.sides[0], along(j) * standing.sides[1], level});
            if (!m_frame.camera.sees(place))
                continue;
            const auto depth = m_frame.depthMetresAt(m_frame.camera.project(place));
            count += depth && *depth > place.z + std::max(errorMetres, errorShare * place.z);
        }
    return count > mostCells;
}

} // namespace tracestudio
