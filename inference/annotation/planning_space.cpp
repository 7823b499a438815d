#include "annotation/planning_space.h"

#include <algorithm>
#include <cmath>

namespace tracestudio::planning {

namespace {

/// What a metre costs more where all of the object is behind what the sensor saw, or as deep in obstacles as it may.
constexpr double hiddenCost = 8;
constexpr double occupiedCost = 4;
/// A place is hidden so far behind the surface: obstacles are about as thick.
constexpr double hiddenBehindMetres = 0.05;
constexpr double nearestMetres = 0.1; // to the camera's plane
constexpr double borderThousandths = 8;
constexpr std::size_t mostCells = 64'000'000; // a byte each

} // namespace

Scene::Scene(const PlanRequest& request, const Bounds& objectBounds, const Bounds& shifts)
    : m_request(request) {
    const cv::Vec3d low = objectBounds.low + shifts.low;
    const cv::Vec3d high = objectBounds.high + shifts.high;
    const cv::Vec3d count = (high - low) / voxelMetres + cv::Vec3d::all(4);
    if (!(count[0] * count[1] * count[2] <= double(mostCells)))
        return;
    for (int axis = 0; axis < 3; ++axis) {
        m_first[axis] = std::int64_t(std::floor((low[axis] - request.obstacles.origin()[axis]) / voxelMetres)) - 1;
        m_count[axis] = int(count[axis]);
    }
    m_cells.assign(std::size_t(m_count[0]) * std::size_t(m_count[1]) * std::size_t(m_count[2]), Cell::NotAsked);
    const cv::Vec3d corner = request.obstacles.origin() +
                             cv::Vec3d(double(m_first[0]), double(m_first[1]), double(m_first[2])) * voxelMetres;
    m_points.reserve(request.object.size());
    for (const cv::Vec3d& p : request.object)
        m_points.push_back((p - corner) / voxelMetres);
}

Scene::Contact Scene::contact(const cv::Vec3d& shift, std::size_t stride) const {
    std::size_t occupied = 0;
    std::size_t hidden = 0;
    std::size_t asked = 0;
    const cv::Vec3d moved = shift / voxelMetres;
    for (std::size_t i = 0; i < m_points.size(); i += stride, ++asked) {
        const cv::Vec3d& p = m_points[i];
        // Whole numbers are cut off downwards, as nothing that is asked about lies below the first cell.
        const Cell cell = cellAt(int(p[0] + moved[0]), int(p[1] + moved[1]), int(p[2] + moved[2]));
        occupied += cell == Cell::Occupied;
        hidden += cell == Cell::Hidden;
    }
    return {double(occupied) / double(asked), double(hidden) / double(asked)};
}

Scene::Cell Scene::cellAt(int x, int y, int z) const {
    if (x < 0 || y < 0 || z < 0 || x >= m_count[0] || y >= m_count[1] || z >= m_count[2])
        return Cell::Free;
    Cell& cell =
        m_cells[(std::size_t(x) * std::size_t(m_count[1]) + std::size_t(y)) * std::size_t(m_count[2]) + std::size_t(z)];
    if (cell == Cell::NotAsked)
        cell = look(x + m_first[0], y + m_first[1], z + m_first[2]);
    return cell;
}

Scene::Cell Scene::look(std::int64_t x, std::int64_t y, std::int64_t z) const {
    if (m_request.obstacles.contains(x, y, z))
        return Cell::Occupied;
    const cv::Vec3d centre =
        m_request.obstacles.origin() + cv::Vec3d(double(x) + 0.5, double(y) + 0.5, double(z) + 0.5) * voxelMetres;
    if (centre[2] <= 0)
        return Cell::Hidden;
    const auto depth = m_request.frame.depthMetresAt(m_request.frame.camera.project(pointOf(centre)));
    return depth && centre[2] > *depth + hiddenBehindMetres ? Cell::Hidden : Cell::Free;
}

Ways::Ways(const Scene& scene, const PlanRequest& request, const cv::Vec3d& start, std::size_t stride)
    : m_scene(scene)
    , m_stride(stride)
    , m_camera(request.frame.camera)
    , m_start(start)
    , m_mostOutside(std::max(0.0, outside({0, 0, 0})))
    , m_mostOccupied(std::max(mostOccupied, scene.contact({0, 0, 0}, stride).occupied)) {}

double Ways::costAt(const cv::Vec3d& shift, double mostOccupiedHere) const {
    if (outside(shift) > m_mostOutside)
        return infinity;
    const Scene::Contact contact = m_scene.contact(shift, m_stride);
    if (contact.occupied > mostOccupiedHere)
        return infinity;
    return 1 + hiddenCost * contact.hidden + occupiedCost * contact.occupied / mostOccupied;
}

double Ways::costOf(const cv::Vec3d& from, const cv::Vec3d& to, double mostOccupiedThere, double step) const {
    const double length = cv::norm(to - from);
    const int steps = std::max(1, int(std::ceil(length / step)));
    double sum = 0;
    for (int i = 0; i <= steps; ++i) {
        const double cost = costAt(from + (double(i) / steps) * (to - from), mostOccupiedThere);
        if (cost == infinity)
            return infinity;
        sum += i == 0 || i == steps ? cost / 2 : cost;
    }
    return sum / steps * length;
}

double Ways::outside(const cv::Vec3d& shift) const {
    const PointCamera point = pointOf(m_start + shift);
    if (!(point.z > nearestMetres))
        return infinity;
    const PixelPoint pixel = m_camera.project(point);
    const double x = 1000 * pixel.x / m_camera.widthPixels;
    const double y = 1000 * pixel.y / m_camera.heightPixels;
    constexpr double last = 1000 - borderThousandths;
    return std::max({borderThousandths - x, x - last, borderThousandths - y, y - last, 0.0});
}

} // namespace tracestudio::planning
