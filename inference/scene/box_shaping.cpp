#include "scene/box_shaping.h"

#include "scene/polyline.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <opencv2/core.hpp>
#include <unordered_map>

namespace tracestudio {

namespace {

constexpr double degree = std::numbers::pi / 180;
const cv::Vec3d cameraUp(0, -1, 0);

cv::Vec3d unitOr(const cv::Vec3d& v, const cv::Vec3d& otherwise) {
    const double length = cv::norm(v);
    return std::isfinite(length) && length > 1e-9 ? v * (1 / length) : otherwise;
}

OrientedBox withLeastExtents(OrientedBox box) {
    for (int axis = 0; axis < 3; ++axis)
        if (!(box.extentMetres[axis] >= leastExtentMetres))
            box.extentMetres[axis] = leastExtentMetres;
    return box;
}

cv::Matx33d fromColumns(const cv::Vec3d& x, const cv::Vec3d& y, const cv::Vec3d& z) {
    return {x[0], y[0], z[0], x[1], y[1], z[1], x[2], y[2], z[2]};
}

/// Upright axes whose first is as near to the camera's right as can be.
cv::Matx33d uprightAxes(const cv::Vec3d& up) {
    const cv::Vec3d z = unitOr(up, cameraUp);
    const cv::Vec3d right(1, 0, 0);
    const cv::Vec3d forward(0, 0, 1);
    const cv::Vec3d& guide = std::abs(z[0]) < 0.9 ? right : forward;
    const cv::Vec3d x = cv::normalize(guide - z * guide.dot(z));
    return fromColumns(x, z.cross(x), z);
}

/// A small piece of surface.
struct Patch {
    cv::Vec3d point;
    cv::Vec3d normal; ///< unit, on the side of the camera's up
};

/// Pieces of the cloud's surface on a coarse grid of its picture.
std::vector<Patch> patchesOf(const PointCloud& cloud) {
    std::vector<Patch> patches;
    const std::size_t count = cloud.size();
    if (cloud.width <= 0 || cloud.height <= 0 || cloud.y.size() != count || cloud.z.size() != count ||
        cloud.pixelIndex.size() != count)
        return patches;
    const auto at = [&](int u, int v) -> std::optional<cv::Vec3d> {
        const auto index = std::uint32_t(v) * std::uint32_t(cloud.width) + std::uint32_t(u);
        const auto found = std::lower_bound(cloud.pixelIndex.begin(), cloud.pixelIndex.end(), index);
        if (found == cloud.pixelIndex.end() || *found != index)
            return std::nullopt;
        const auto i = std::size_t(found - cloud.pixelIndex.begin());
        return cv::Vec3d(double(cloud.x[i]), double(cloud.y[i]), double(cloud.z[i]));
    };
    const int step = std::max(2, std::max(cloud.width, cloud.height) / 96);
    for (int v = 0; v + step < cloud.height; v += step) {
        for (int u = 0; u + step < cloud.width; u += step) {
            const auto here = at(u, v);
            const auto right = at(u + step, v);
            const auto below = at(u, v + step);
            if (!here || !right || !below)
                continue;
            // A step in depth is an edge between two things and has no normal.
            const double allowed = 0.08 * (*here)[2];
            if (std::abs((*right)[2] - (*here)[2]) > allowed || std::abs((*below)[2] - (*here)[2]) > allowed)
                continue;
            cv::Vec3d normal = unitOr((*right - *here).cross(*below - *here), {0, 0, 0});
            if (normal.dot(cameraUp) < 0)
                normal = -normal;
            patches.push_back({*here, normal});
        }
    }
    return patches;
}

struct Plane {
    cv::Vec3d normal;
    double offset = 0; ///< normal · p of its points
    /// Within the noise of a depth sensor, which grows with the distance.
    [[nodiscard]] bool holds(const Patch& patch) const {
        return std::abs(normal.dot(patch.point) - offset) < 0.008 + 0.008 * patch.point[2] &&
               normal.dot(patch.normal) > 0.9;
    }
};

/// The least-squares plane of the patches that `plane` holds.
Plane refined(const Plane& plane, const std::vector<Patch>& patches) {
    cv::Vec3d mean(0, 0, 0);
    int count = 0;
    for (const Patch& patch : patches) {
        if (plane.holds(patch)) {
            mean += patch.point;
            ++count;
        }
    }
    if (count < 3)
        return plane;
    mean *= 1.0 / count;
    cv::Matx33d covariance = cv::Matx33d::zeros();
    for (const Patch& patch : patches)
        if (plane.holds(patch))
            covariance += (patch.point - mean) * (patch.point - mean).t();
    cv::Matx31d values;
    cv::Matx33d vectors; // rows, the largest value's first
    cv::eigen(covariance, values, vectors);
    cv::Vec3d normal(vectors(2, 0), vectors(2, 1), vectors(2, 2));
    if (normal.dot(plane.normal) < 0)
        normal = -normal;
    return {normal, normal.dot(mean)};
}

/// The points without the small clumps that stand apart: flying pixels, a corner of something else.
std::vector<cv::Vec3d> withoutOutliers(const std::vector<cv::Vec3d>& points) {
    constexpr double leastCell = 0.02;
    double cell = leastCell;
    for (int axis = 0; axis < 3; ++axis) {
        std::vector<double> values;
        values.reserve(points.size());
        for (const cv::Vec3d& p : points)
            values.push_back(p[axis]);
        const auto low = values.begin() + std::ptrdiff_t(values.size() / 20);
        const auto high = values.begin() + std::ptrdiff_t(values.size() - 1 - values.size() / 20);
        std::nth_element(values.begin(), low, values.end());
        const double lowValue = *low;
        std::nth_element(values.begin(), high, values.end());
        // Sparse points belong together as well: so wide that an even spread over a surface leaves some in every cell.
        cell = std::max(cell, 2 * (*high - lowValue) / std::sqrt(double(points.size())));
    }
    constexpr int most = 1 << 20;
    const auto keyOf = [](int x, int y, int z) {
        return (std::uint64_t(x + most) << 42) | (std::uint64_t(y + most) << 21) | std::uint64_t(z + most);
    };
    struct Cell {
        int x, y, z;
        std::size_t points = 0;
        int clump = -1;
    };
    std::unordered_map<std::uint64_t, Cell> cells;
    std::vector<std::uint64_t> keys;
    keys.reserve(points.size());
    const cv::Vec3d origin = points.front();
    for (const cv::Vec3d& p : points) {
        const auto index = [&](int axis) {
            return int(std::clamp(std::floor((p[axis] - origin[axis]) / cell), 2.0 - most, most - 2.0));
        };
        const int x = index(0), y = index(1), z = index(2);
        keys.push_back(keyOf(x, y, z));
        Cell& of = cells.try_emplace(keys.back(), Cell{x, y, z}).first->second;
        ++of.points;
    }
    std::vector<std::size_t> clumps;
    std::vector<Cell*> waiting;
    for (auto& [key, first] : cells) {
        if (first.clump >= 0)
            continue;
        const int clump = int(clumps.size());
        clumps.push_back(0);
        first.clump = clump;
        waiting.push_back(&first);
        while (!waiting.empty()) {
            const Cell here = *waiting.back();
            waiting.pop_back();
            clumps.back() += here.points;
            for (int neighbour = 0; neighbour < 27; ++neighbour) {
                const auto found = cells.find(
                    keyOf(here.x + neighbour % 3 - 1, here.y + neighbour / 3 % 3 - 1, here.z + neighbour / 9 - 1));
                if (found != cells.end() && found->second.clump < 0) {
                    found->second.clump = clump;
                    waiting.push_back(&found->second);
                }
            }
        }
    }
    const std::size_t least = *std::max_element(clumps.begin(), clumps.end()) / 10;
    std::vector<cv::Vec3d> kept;
    for (std::size_t i = 0; i < points.size(); ++i)
        if (clumps[std::size_t(cells.at(keys[i]).clump)] > least)
            kept.push_back(points[i]);
    return kept;
}

/// The direction of the smallest rectangle around the hull, radians: one of its sides lies on an edge.
double smallestRectangleAngle(const std::vector<cv::Point2d>& hull) {
    constexpr std::size_t mostEdges = 512;
    const std::size_t step = std::max<std::size_t>(1, hull.size() / mostEdges);
    double best = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < hull.size(); i += step) {
        const cv::Point2d edge = hull[(i + 1) % hull.size()] - hull[i];
        const double length = std::hypot(edge.x, edge.y);
        if (!(length > 1e-9))
            continue;
        const cv::Point2d along = edge * (1 / length);
        double lowAlong = 1e300, highAlong = -1e300, lowAcross = 1e300, highAcross = -1e300;
        for (const cv::Point2d& p : hull) {
            lowAlong = std::min(lowAlong, along.dot(p));
            highAlong = std::max(highAlong, along.dot(p));
            lowAcross = std::min(lowAcross, along.cross(p));
            highAcross = std::max(highAcross, along.cross(p));
        }
        const double area = (highAlong - lowAlong) * (highAcross - lowAcross);
        if (area < least) {
            least = area;
            best = std::atan2(along.y, along.x);
        }
    }
    return best;
}

cv::Matx33d turnAbout(int axis, double radians) {
    const double c = std::cos(radians);
    const double s = std::sin(radians);
    switch (axis) {
    case 0:
        return {1, 0, 0, 0, c, -s, 0, s, c};
    case 1:
        return {c, 0, s, 0, 1, 0, -s, 0, c};
    default:
        return {c, -s, 0, s, c, 0, 0, 0, 1};
    }
}

} // namespace

cv::Vec3d upDirection(const PointCloud& cloud) {
    const std::vector<Patch> patches = patchesOf(cloud);
    // Floors and tables are seen from above, and nobody holds a camera turned by more than 60°.
    std::vector<std::size_t> level;
    for (std::size_t i = 0; i < patches.size(); ++i)
        if (patches[i].normal.dot(cameraUp) > 0.5)
            level.push_back(i);
    constexpr std::size_t candidates = 160;
    std::size_t mostSupport = 0;
    Plane best;
    const std::size_t step = std::max<std::size_t>(1, level.size() / candidates);
    for (std::size_t i = 0; i < level.size(); i += step) {
        const Patch& from = patches[level[i]];
        // The normal of one patch is noisy; that of all that agree with it is not.
        const Plane plane = refined({from.normal, from.normal.dot(from.point)}, patches);
        const auto support = std::size_t(
            std::count_if(patches.begin(), patches.end(), [&](const Patch& patch) { return plane.holds(patch); }));
        if (support > mostSupport && plane.normal.dot(cameraUp) > 0.5) {
            mostSupport = support;
            best = plane;
        }
    }
    constexpr std::size_t fewest = 30;
    if (mostSupport < std::max(fewest, patches.size() / 25))
        return cameraUp;
    for (int round = 0; round < 2; ++round)
        best = refined(best, patches);
    return unitOr(best.normal, cameraUp);
}

cv::Vec3d upOf(const PointCloud& cloud) {
    return cloud.up ? *cloud.up : upDirection(cloud);
}

std::optional<OrientedBox> fittedBox(const std::vector<PointCamera>& points, const cv::Vec3d& up) {
    constexpr std::size_t fewest = 4;
    constexpr double farthest = 1e4; // metres; what is beyond was never measured
    std::vector<cv::Vec3d> usable;
    usable.reserve(points.size());
    for (const PointCamera& p : points)
        if (cv::norm(p) < farthest)
            usable.emplace_back(p);
    if (usable.size() < fewest)
        return std::nullopt;
    usable = withoutOutliers(usable);
    if (usable.size() < fewest)
        return std::nullopt;
    cv::Matx33d axes = uprightAxes(up);
    std::vector<cv::Point2d> ground;
    ground.reserve(usable.size());
    for (const cv::Vec3d& p : usable) {
        const cv::Vec3d local = axes.t() * p;
        ground.emplace_back(local[0], local[1]);
    }
    // Of the four ways to name the same sides, the one nearest to the camera's right.
    const double quarter = std::numbers::pi / 2;
    const double angle = smallestRectangleAngle(convexHull(std::move(ground)));
    axes = axes * turnAbout(2, angle - std::round(angle / quarter) * quarter);
    cv::Vec3d low(1e300, 1e300, 1e300);
    cv::Vec3d high = -low;
    for (const cv::Vec3d& p : usable) {
        const cv::Vec3d local = axes.t() * p;
        for (int axis = 0; axis < 3; ++axis) {
            low[axis] = std::min(low[axis], local[axis]);
            high[axis] = std::max(high[axis], local[axis]);
        }
    }
    return orthonormal({PointCamera(axes * ((low + high) * 0.5)), high - low, axes});
}

OrientedBox boxStandingAt(const PointCamera& point, const cv::Vec3d& up) {
    const cv::Vec3d extent(0.15, 0.15, 0.1);
    const cv::Vec3d upward = unitOr(up, cameraUp);
    return {point + PointCamera(upward * (extent[2] / 2)), extent, uprightAxes(upward)};
}

OrientedBox moved(OrientedBox box, const cv::Vec3d& byMetres) {
    if (isFinite(byMetres))
        box.centre += PointCamera(byMetres);
    return withLeastExtents(box);
}

OrientedBox resized(OrientedBox box, const BoxFace& face, double metres) {
    if (!std::isfinite(metres) || face.axis < 0 || face.axis > 2)
        return withLeastExtents(box);
    const double before = box.extentMetres[face.axis];
    const double after = std::max(before + metres, leastExtentMetres);
    const cv::Vec3d axis(box.rotation(0, face.axis), box.rotation(1, face.axis), box.rotation(2, face.axis));
    box.extentMetres[face.axis] = after;
    box.centre += PointCamera(axis * ((after - before) * (face.isPositive ? 0.5 : -0.5)));
    return withLeastExtents(box);
}

OrientedBox turned(OrientedBox box, int axis, double radians) {
    if (std::isfinite(radians) && axis >= 0 && axis <= 2)
        box.rotation = box.rotation * turnAbout(axis, radians);
    return orthonormal(box);
}

OrientedBox orthonormal(OrientedBox box) {
    if (!cv::checkRange(box.rotation, true, nullptr, -1e100, 1e100)) {
        box.rotation = cv::Matx33d::eye();
        return withLeastExtents(box);
    }
    cv::Matx31d stretches;
    cv::Matx33d left, rightTransposed;
    cv::SVD::compute(box.rotation, stretches, left, rightTransposed);
    // Of the reflections and rotations the nearest rotation turns back what is stretched least.
    if (cv::determinant(left * rightTransposed) < 0)
        for (int row = 0; row < 3; ++row)
            left(row, 2) = -left(row, 2);
    box.rotation = left * rightTransposed;
    return withLeastExtents(box);
}

cv::Vec3d anglesOf(const cv::Matx33d& rotation) {
    const double sine = std::clamp(rotation(0, 2), -1.0, 1.0);
    const double y = std::asin(sine);
    // Looking along x, the first and the third turn are the same one.
    if (std::abs(sine) > 1 - 1e-12)
        return cv::Vec3d(std::atan2(rotation(2, 1), rotation(1, 1)), y, 0) * (1 / degree);
    return cv::Vec3d(std::atan2(-rotation(1, 2), rotation(2, 2)), y, std::atan2(-rotation(0, 1), rotation(0, 0))) *
           (1 / degree);
}

cv::Matx33d rotationOf(const cv::Vec3d& degrees) {
    return turnAbout(0, degrees[0] * degree) * turnAbout(1, degrees[1] * degree) * turnAbout(2, degrees[2] * degree);
}

} // namespace tracestudio
