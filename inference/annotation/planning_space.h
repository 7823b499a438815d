#pragma once

#include "annotation/planner.h"

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

/// What the parts of the planner share. The object only shifts, as the benchmark has it; shifts are metres from where
/// it is, camera frame.
namespace tracestudio::planning {

constexpr double voxelMetres = VoxelSet::voxelMetres;
/// Of the object's points in obstacles. The benchmark allows 0.20; what is between is for the rounding of answers.
constexpr double mostOccupied = 0.12;
constexpr double mostOccupiedBetween = 0.16; ///< looked at closely, between the places that were looked at first
constexpr double closeMetres = voxelMetres / 4;
constexpr double infinity = std::numeric_limits<double>::infinity();

inline PointCamera pointOf(const cv::Vec3d& v) {
    return {v[0], v[1], v[2]};
}

/// The smallest upright box of the camera's axes around some places.
struct Bounds {
    cv::Vec3d low = cv::Vec3d::all(infinity), high = cv::Vec3d::all(-infinity);
    void include(const cv::Vec3d& p) {
        for (int axis = 0; axis < 3; ++axis) {
            low[axis] = std::min(low[axis], p[axis]);
            high[axis] = std::max(high[axis], p[axis]);
        }
    }
    void grow(double metres) {
        low -= cv::Vec3d::all(metres);
        high += cv::Vec3d::all(metres);
    }
};

/// The object and what is around it.
class Scene {
  public:
    /// `shifts` are those that will be asked about; `objectBounds` are around the object's points.
    Scene(const PlanRequest& request, const Bounds& objectBounds, const Bounds& shifts);

    [[nodiscard]] bool isTooLarge() const { return m_cells.empty(); }

    /// Shares of the object's points, shifted.
    struct Contact {
        double occupied = 0;
        double hidden = 0; ///< behind what the sensor saw
    };
    /// By every `stride`-th point.
    [[nodiscard]] Contact contact(const cv::Vec3d& shift, std::size_t stride = 1) const;

  private:
    enum class Cell : std::uint8_t { NotAsked, Free, Occupied, Hidden };

    [[nodiscard]] Cell cellAt(int x, int y, int z) const;
    [[nodiscard]] Cell look(std::int64_t x, std::int64_t y, std::int64_t z) const;

    const PlanRequest& m_request;
    std::array<std::int64_t, 3> m_first{};
    std::array<int, 3> m_count{};
    std::vector<cv::Vec3d> m_points;   ///< in voxels from the first
    mutable std::vector<Cell> m_cells; ///< looked at when first asked for
};

/// Which shifts are allowed, and what a metre costs there.
class Ways {
  public:
    /// As every `stride`-th point of the object has it. `start` is the moving point.
    Ways(const Scene& scene, const PlanRequest& request, const cv::Vec3d& start, std::size_t stride);

    [[nodiscard]] double mostOccupiedAnywhere() const { return m_mostOccupied; }
    /// Infinite where the object must not be.
    [[nodiscard]] double costAt(const cv::Vec3d& shift, double mostOccupiedHere = mostOccupied) const;
    /// Of the straight way, looked at no more than `step` apart; infinite where it is blocked.
    [[nodiscard]] double costOf(const cv::Vec3d& from, const cv::Vec3d& to, double mostOccupiedThere = mostOccupied,
                                double step = voxelMetres) const;
    /// How many thousandths of the picture the moving point is beyond its border; infinite behind the camera.
    [[nodiscard]] double outside(const cv::Vec3d& shift) const;

  private:
    const Scene& m_scene;
    std::size_t m_stride;
    Camera m_camera;
    cv::Vec3d m_start;
    double m_mostOutside;  ///< an object at the border may begin there
    double m_mostOccupied; ///< an object that stands on something may begin so
};

} // namespace tracestudio::planning
