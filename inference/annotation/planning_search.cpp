#include "annotation/planning_search.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tracestudio::planning {

Search::Search(const Ways& ways, const Bounds& shifts, const cv::Vec3d& from, double step)
    : m_ways(ways)
    , m_from(from)
    , m_step(step) {
    for (int axis = 0; axis < 3; ++axis) {
        m_low[axis] = int(std::floor((shifts.low[axis] - from[axis]) / step));
        m_count[axis] = int(std::ceil((shifts.high[axis] - from[axis]) / step)) - m_low[axis] + 1;
    }
}

void Search::run(const cv::Vec3d& to, const std::stop_token& stop) {
    m_places.assign(std::size_t(m_count[0]) * std::size_t(m_count[1]) * std::size_t(m_count[2]), Place());
    m_to = to;
    const std::size_t first = indexOf({0, 0, 0});
    const std::size_t last = indexNear(to);
    Queue open;
    m_places[first].distance = 0;
    open.push({0, first});
    for (int round = 0; !open.empty(); ++round) {
        if (round % 16 == 0 && stop.stop_requested())
            return;
        const std::size_t here = open.top().place;
        open.pop();
        if (std::exchange(m_places[here].isDone, true))
            continue;
        if (here == last)
            return;
        for (int i = 0; i < 27; ++i)
            if (i != 13)
                relax(here, {i % 3 - 1, i / 3 % 3 - 1, i / 9 - 1}, open);
    }
}

std::vector<cv::Vec3d> Search::wayTo(const cv::Vec3d& to) const {
    if (!m_places[indexNear(to)].isDone)
        return {};
    std::vector<cv::Vec3d> way{to};
    const std::size_t first = indexOf({0, 0, 0});
    for (std::size_t at = indexNear(to); at != first; at = m_places[at].before)
        way.push_back(shiftOf(at));
    way.push_back(m_from);
    std::reverse(way.begin(), way.end());
    return way;
}

std::size_t Search::indexOf(const cv::Vec3i& steps) const {
    return std::size_t(((steps[0] - m_low[0]) * m_count[1] + steps[1] - m_low[1]) * m_count[2] + steps[2] - m_low[2]);
}

std::size_t Search::indexNear(const cv::Vec3d& shift) const {
    const cv::Vec3d steps = (shift - m_from) / m_step;
    return indexOf({cvRound(steps[0]), cvRound(steps[1]), cvRound(steps[2])});
}

cv::Vec3i Search::stepsOf(std::size_t index) const {
    const int i = int(index);
    return {i / (m_count[1] * m_count[2]) + m_low[0], i / m_count[2] % m_count[1] + m_low[1],
            i % m_count[2] + m_low[2]};
}

cv::Vec3d Search::shiftOf(std::size_t index) const {
    const cv::Vec3i steps = stepsOf(index);
    return m_from + cv::Vec3d(steps[0], steps[1], steps[2]) * m_step;
}

void Search::relax(std::size_t here, const cv::Vec3i& direction, Queue& open) {
    const cv::Vec3i steps = stepsOf(here) + direction;
    for (int axis = 0; axis < 3; ++axis)
        if (steps[axis] < m_low[axis] || steps[axis] >= m_low[axis] + m_count[axis])
            return;
    const std::size_t there = indexOf(steps);
    Place& place = m_places[there];
    if (place.isDone)
        return;
    const cv::Vec3d shift = shiftOf(there);
    if (place.cost < 0)
        place.cost = float(m_ways.costAt(shift));
    if (std::isinf(place.cost))
        return;
    const double length = m_step * cv::norm(direction);
    const double cost = std::isinf(m_places[here].cost) || m_places[here].cost < 0
                            ? double(place.cost)
                            : double(m_places[here].cost + place.cost) / 2;
    const double distance = double(m_places[here].distance) + cost * length;
    if (distance >= double(place.distance))
        return;
    // Between the two places, where they are so far apart that something thin is missed.
    const int between = int(std::ceil(length / voxelMetres - 1e-9)) - 1;
    const cv::Vec3d from = shiftOf(here);
    for (int i = 1; i <= between; ++i)
        if (m_ways.costAt(from + (double(i) / (between + 1)) * (shift - from)) == infinity)
            return;
    place.distance = float(distance);
    place.before = std::uint32_t(here);
    open.push({distance + cv::norm(m_to - shift), there});
}

} // namespace tracestudio::planning
