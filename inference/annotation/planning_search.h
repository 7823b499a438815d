#pragma once

#include "annotation/planning_space.h"

#include <functional>
#include <queue>

namespace tracestudio::planning {

/// A* over shifts that are whole steps from `from`.
class Search {
  public:
    /// `step` in metres. At most some millions of places within `shifts`.
    Search(const Ways& ways, const Bounds& shifts, const cv::Vec3d& from, double step);
    /// Looks for the way to `to`, and at everything that can be reached when there is none. Once.
    void run(const cv::Vec3d& to, const std::stop_token& stop);
    /// The way found to `to`, from the beginning; empty when there is none.
    [[nodiscard]] std::vector<cv::Vec3d> wayTo(const cv::Vec3d& to) const;

  private:
    struct Place {
        float distance = std::numeric_limits<float>::infinity();
        float cost = -1; ///< not asked yet
        std::uint32_t before = 0;
        bool isDone = false;
    };
    struct Open {
        double estimate;
        std::size_t place;
        bool operator>(const Open& other) const {
            return estimate != other.estimate ? estimate > other.estimate : place > other.place;
        }
    };

    using Queue = std::priority_queue<Open, std::vector<Open>, std::greater<>>;

    [[nodiscard]] std::size_t indexOf(const cv::Vec3i& steps) const;
    [[nodiscard]] std::size_t indexNear(const cv::Vec3d& shift) const;
    [[nodiscard]] cv::Vec3i stepsOf(std::size_t index) const;
    [[nodiscard]] cv::Vec3d shiftOf(std::size_t index) const;
    void relax(std::size_t here, const cv::Vec3i& direction, Queue& open);

    const Ways& m_ways;
    cv::Vec3d m_from, m_to;
    double m_step;
    std::array<int, 3> m_low{}, m_count{};
    std::vector<Place> m_places;
};

} // namespace tracestudio::planning
