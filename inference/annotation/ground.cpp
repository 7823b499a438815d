#include "annotation/ground.h"

#include "scene/box_shaping.h"
#include "scene/point_cloud.h"

#include <algorithm>
#include <bitset>
#include <cmath>

namespace tracestudio {

namespace {

constexpr int mostPoints = 80'000; // some two pixels apart at 640×480, which every box is large against

} // namespace

Ground::Ground(const RgbdFrame& frame) {
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

std::optional<Ground::Support> Ground::supportOf(const OrientedBox& box, const cv::Mat& mask) const {
    constexpr double upright = 0.906; // cos 25°
    constexpr double inner = 0.45;    // of the extent: what stands at the very border may be a wall or another thing
    constexpr int cellsAcross = 6;
    constexpr std::size_t leastCells = cellsAcross * cellsAcross / 3;
    constexpr std::size_t leastPoints = 30;

    const cv::Matx33d toBox = box.rotation.t();
    const cv::Vec3d upInBox = toBox * m_up;
    int vertical = 0;
    for (int axis = 1; axis < 3; ++axis)
        if (std::abs(upInBox[axis]) > std::abs(upInBox[vertical]))
            vertical = axis;
    if (!(std::abs(upInBox[vertical]) >= upright))
        return std::nullopt;
    const double sign = upInBox[vertical] > 0 ? 1 : -1;
    const int first = (vertical + 1) % 3;
    const int second = (vertical + 2) % 3;
    const cv::Vec3d& extent = box.extentMetres;
    const cv::Vec3d centre(box.centre.x, box.centre.y, box.centre.z);
    const bool hasMask = !mask.empty();

    std::vector<double> heights;
    std::bitset<cellsAcross * cellsAcross> seen;
    for (const Point& point : m_points) {
        const cv::Vec3d local = toBox * (cv::Vec3d(point.position) - centre);
        const double height = sign * local[vertical] + extent[vertical] / 2;
        const bool isInColumn = std::abs(local[first]) <= inner * extent[first] &&
                                std::abs(local[second]) <= inner * extent[second] && height <= extent[vertical];
        if (!isInColumn || (hasMask && mask.at<std::uint8_t>(point.pixel) > 0))
            continue;
        heights.push_back(height);
        const auto cellOf = [&](int axis) {
            const double share = local[axis] / (2 * inner * extent[axis]) + 0.5;
            return std::size_t(std::clamp(int(share * cellsAcross), 0, cellsAcross - 1));
        };
        seen.set(cellOf(first) * cellsAcross + cellOf(second));
    }
    if (heights.size() < leastPoints || seen.count() < leastCells)
        return std::nullopt;
    const auto quantile = [&heights](std::size_t tenths) {
        const auto at = heights.begin() + std::ptrdiff_t((heights.size() - 1) * tenths / 10);
        std::nth_element(heights.begin(), at, heights.end());
        return *at;
    };
    return Support{quantile(1), quantile(9)};
}

} // namespace tracestudio
