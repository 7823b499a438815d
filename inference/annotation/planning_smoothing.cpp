#include "annotation/planning_smoothing.h"

#include <algorithm>
#include <cmath>

namespace tracestudio::planning {

namespace {

constexpr double waypointCost = 0.01; // metres that one waypoint less is worth

} // namespace

std::vector<cv::Vec3d> shortened(const Ways& ways, std::vector<cv::Vec3d> way, int most, const std::stop_token& stop) {
    constexpr std::size_t mostCorners = 24;
    if (way.size() > mostCorners) {
        std::vector<cv::Vec3d> fewer;
        for (std::size_t i = 0; i < mostCorners; ++i)
            fewer.push_back(way[i * (way.size() - 1) / (mostCorners - 1)]);
        way = std::move(fewer);
    }
    const std::size_t count = way.size();
    if (count < 2)
        return {};
    // An object that begins in an obstacle may leave it.
    const double mostAtFirst = ways.costAt(way.front()) < infinity ? mostOccupied : ways.mostOccupiedAnywhere();
    // cheapest[k][i]: to corner i over k straight pieces.
    std::vector<std::vector<double>> cheapest(std::size_t(most), std::vector<double>(count, infinity));
    std::vector<std::vector<std::size_t>> before(std::size_t(most), std::vector<std::size_t>(count, 0));
    cheapest[0][0] = 0;
    for (std::size_t to = 1; to < count; ++to)
        for (std::size_t from = 0; from < to; ++from) {
            if (stop.stop_requested())
                return {};
            const double cost = ways.costOf(way[from], way[to], from == 0 ? mostAtFirst : mostOccupied) + waypointCost;
            for (std::size_t k = 1; k < std::size_t(most) && cost < infinity; ++k)
                if (cheapest[k - 1][from] + cost < cheapest[k][to]) {
                    cheapest[k][to] = cheapest[k - 1][from] + cost;
                    before[k][to] = from;
                }
        }
    std::size_t pieces = 1;
    for (std::size_t k = 2; k < std::size_t(most); ++k)
        if (cheapest[k][count - 1] < cheapest[pieces][count - 1])
            pieces = k;
    if (cheapest[pieces][count - 1] == infinity)
        return {};
    std::vector<cv::Vec3d> shorter;
    std::size_t at = count - 1;
    for (std::size_t k = pieces;; --k) {
        shorter.push_back(way[at]);
        if (k == 0)
            break;
        at = before[k][at];
    }
    std::reverse(shorter.begin(), shorter.end());
    return shorter;
}

bool isFree(const Ways& ways, const std::vector<cv::Vec3d>& way) {
    for (std::size_t i = 1; i < way.size(); ++i) {
        const double most = i == 1 ? std::max(mostOccupiedBetween, ways.mostOccupiedAnywhere()) : mostOccupiedBetween;
        if (ways.costOf(way[i - 1], way[i], most, closeMetres) == infinity)
            return false;
    }
    return way.size() > 1;
}

std::vector<cv::Vec3d> rounded(const Ways& ways, const std::vector<cv::Vec3d>& way, std::size_t most) {
    std::vector<cv::Vec3d> round{way.front()};
    std::size_t left = most - std::min(most, way.size());
    for (std::size_t i = 1; i + 1 < way.size(); ++i) {
        const cv::Vec3d in = round.back() - way[i];
        const cv::Vec3d out = way[i + 1] - way[i];
        const double reach = 0.3 * std::min(cv::norm(in), cv::norm(out));
        const cv::Vec3d first = way[i] + in * (reach / std::max(cv::norm(in), 1e-9));
        const cv::Vec3d second = way[i] + out * (reach / std::max(cv::norm(out), 1e-9));
        if (left > 0 && reach > voxelMetres &&
            ways.costOf(first, second, mostOccupied, closeMetres) <
                ways.costOf(first, way[i]) + ways.costOf(way[i], second)) {
            round.push_back(first);
            round.push_back(second);
            --left;
        } else {
            round.push_back(way[i]);
        }
    }
    round.push_back(way.back());
    return round;
}

} // namespace tracestudio::planning
