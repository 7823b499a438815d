#include "annotation/planner.h"

#include "annotation/planning_search.h"
#include "annotation/planning_smoothing.h"
#include "scene/polyline.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

namespace tracestudio {

using namespace planning;

namespace {

constexpr int mostWaypoints = 8;
constexpr double mostPlaces = 1e6; // of a search

tl::unexpected<Error> stopped() {
    return failure(TRANSLATABLE("Stopped."));
}

/// Heights are along `up`.
struct Posture {
    cv::Vec3d centroid;
    double lowest = 0, highest = 0;
};

Posture postureOf(const ObjectPoints& object, const cv::Vec3d& up) {
    Posture posture;
    std::vector<double> heights;
    for (const cv::Vec3d& p : object) {
        posture.centroid += p / double(object.size());
        heights.push_back(p.dot(up));
    }
    // Without the few points that the sensor saw too low or too high.
    const std::size_t few = heights.size() / 50;
    std::sort(heights.begin(), heights.end());
    posture.lowest = heights[few];
    posture.highest = heights[heights.size() - 1 - few];
    return posture;
}

/// The point of the object that the trace moves: near its middle, but so low that it is in the box when the object
/// stands on the box's floor; with other points of the object around it, so that it is inside the mask.
cv::Vec3d referencePoint(const PlanRequest& request, const Posture& posture, const cv::Vec3d& up, double boxHeight) {
    const double highest = posture.lowest + 0.8 * boxHeight;
    const double height = posture.centroid.dot(up);
    const cv::Vec3d wanted = posture.centroid + up * (std::min(height, highest) - height);
    std::vector<std::pair<double, std::size_t>> byDistance;
    std::vector<PixelPoint> pixels;
    for (std::size_t i = 0; i < request.object.size(); ++i) {
        const cv::Vec3d& p = request.object[i];
        const bool isTooHigh = p.dot(up) > std::max(highest, posture.lowest + voxelMetres);
        byDistance.emplace_back(cv::norm(p - wanted) + (isTooHigh ? 100.0 : 0.0), i);
        pixels.push_back(request.frame.camera.project(pointOf(p)));
    }
    std::sort(byDistance.begin(), byDistance.end());
    const auto isAmongOthers = [&](std::size_t i) {
        constexpr double reach = 2 * voxelMetres;
        std::array<bool, 4> hasNeighbour{};
        for (std::size_t j = 0; j < request.object.size(); ++j) {
            const PixelPoint apart = pixels[j] - pixels[i];
            if (cv::norm(request.object[j] - request.object[i]) < reach && cv::norm(apart) > 1)
                hasNeighbour[(std::abs(apart.x) > std::abs(apart.y) ? 0U : 2U) +
                             ((std::abs(apart.x) > std::abs(apart.y) ? apart.x : apart.y) > 0 ? 1U : 0U)] = true;
        }
        return std::all_of(hasNeighbour.begin(), hasNeighbour.end(), [](bool has) { return has; });
    };
    constexpr std::size_t mostTried = 200;
    for (std::size_t i = 0; i < std::min(mostTried, byDistance.size()); ++i)
        if (isAmongOthers(byDistance[i].second))
            return request.object[byDistance[i].second];
    return request.object[byDistance.front().second];
}

/// Where the object may be set down, best first: standing in the middle of the box, else beside or above that.
std::vector<cv::Vec3d> placesInBox(const Ways& ways, const Ways& quick, const OrientedBox& box, const cv::Vec3d& start,
                                   const cv::Vec3d& ideal, const cv::Vec3d& up, const std::stop_token& stop) {
    const cv::Vec3d aside = std::abs(up[0]) < 0.9 ? cv::Vec3d(1, 0, 0) : cv::Vec3d(0, 0, 1);
    const cv::Vec3d right = cv::normalize(aside - up * up.dot(aside));
    const cv::Vec3d ahead = up.cross(right);
    const double reach = cv::norm(box.extentMetres) / 2 + cv::norm(start + ideal - cv::Vec3d(box.centre));
    const double step = std::max(voxelMetres, reach / 15);
    const int steps = int(std::ceil(reach / step));
    std::vector<std::pair<double, cv::Vec3d>> places;
    for (int i = -steps; i <= steps; ++i)
        for (int j = -steps; j <= steps; ++j) {
            if (stop.stop_requested())
                return {};
            for (int k = -steps; k <= steps; ++k) {
                const cv::Vec3d away = step * (i * right + j * ahead + k * up);
                const cv::Vec3d place = ideal + away;
                if (box.distanceTo(pointOf(start + place)) > 0 || ways.outside(place) > 0)
                    continue;
                const double cost = quick.costAt(place);
                if (cost == infinity)
                    continue;
                // Hanging in the air or sunk into the floor is worse than standing a little aside.
                const double offset = step * (std::hypot(i, j) + 2 * std::abs(k));
                places.emplace_back(offset + 0.02 * (cost - 1), place);
            }
        }
    std::sort(places.begin(), places.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<cv::Vec3d> apart;
    constexpr std::size_t mostTried = 4;
    for (const auto& ranked : places) {
        if (apart.size() == mostTried)
            break;
        const cv::Vec3d& place = ranked.second;
        const bool isApart = std::all_of(apart.begin(), apart.end(), [&place](const cv::Vec3d& other) {
            return cv::norm(other - place) > 3 * voxelMetres;
        });
        if (isApart && ways.costAt(place) < infinity)
            apart.push_back(place);
    }
    return apart;
}

/// As high above `shift` as is free, up to `most`.
cv::Vec3d lifted(const Ways& ways, const cv::Vec3d& shift, const cv::Vec3d& up, double most, double mostOccupiedThere) {
    cv::Vec3d best = shift;
    for (double height = closeMetres; height <= most + 1e-9; height += closeMetres) {
        const cv::Vec3d higher = shift + up * height;
        const double cost = ways.costAt(higher, mostOccupiedThere);
        if (cost == infinity)
            break;
        if (ways.costAt(higher) < infinity)
            best = higher;
    }
    return best;
}

} // namespace

Result<Plan> plan(const PlanRequest& request, const std::stop_token& stop) {
    const auto begin = std::chrono::steady_clock::now();
    const OrientedBox& box = request.destination;
    if (request.object.empty() || !areFinite(request.object))
        return failure(
            TRANSLATABLE("Nothing is known of the object to move: its mask, or the depth under it, is empty. "
                         "Paint the mask where the sensor read depth."));
    if (!box.isRigid() || !isFinite(cv::Vec3d(box.centre)) || !isFinite(box.extentMetres) ||
        !(std::min({box.extentMetres[0], box.extentMetres[1], box.extentMetres[2]}) > 0))
        return failure(TRANSLATABLE("There is no destination to plan to: the box has no size, or its rotation is none. "
                                    "Draw the box."));
    if (!request.frame.camera.isValid() || !isFinite(request.up) || !(cv::norm(request.up) > 0))
        return failure(TRANSLATABLE("The camera is not known, so nothing can be planned. Correct the intrinsics."));

    const cv::Vec3d up = cv::normalize(request.up);
    const Posture posture = postureOf(request.object, up);
    double floor = infinity;
    double ceiling = -infinity;
    Bounds places;
    for (const PointCamera& corner : box.corners()) {
        floor = std::min(floor, cv::Vec3d(corner).dot(up));
        ceiling = std::max(ceiling, cv::Vec3d(corner).dot(up));
        places.include(cv::Vec3d(corner));
    }
    const cv::Vec3d start = referencePoint(request, posture, up, ceiling - floor);
    // The object stands on the box's floor with its middle above the box's.
    const cv::Vec3d centre(box.centre);
    cv::Vec3d ideal = centre - posture.centroid;
    ideal += up * (floor - posture.lowest - up.dot(ideal));

    Bounds objectBounds;
    for (const cv::Vec3d& p : request.object)
        objectBounds.include(p);
    Bounds shifts;
    shifts.include({0, 0, 0});
    shifts.include(ideal);
    shifts.include(places.low - start);
    shifts.include(places.high - start);
    shifts.grow(std::clamp(cv::norm(ideal) / 2, 0.3, 0.8));
    const Scene scene(request, objectBounds, shifts);
    if (scene.isTooLarge())
        return failure(TRANSLATABLE("The object and the box are too large or too far apart to plan between. Check the "
                                    "box and the mask."));
    const Ways ways(scene, request, start, 1);
    // A share of them tells nearly as much; what is found with it is looked at with all.
    const Ways quick(scene, request, start, std::max<std::size_t>(1, request.object.size() / 150));
    const std::vector<cv::Vec3d> goals = placesInBox(ways, quick, box, start, ideal, up, stop);
    if (stop.stop_requested())
        return stopped();
    if (goals.empty())
        return failure(TRANSLATABLE("The object fits nowhere into the box without hitting something, or the box is "
                                    "outside the picture. Move the box or make it larger."));

    const double lift = std::clamp(0.5 * (posture.highest - posture.lowest) + 0.05, 0.08, 0.25);
    const cv::Vec3d above = lifted(ways, {0, 0, 0}, up, lift, ways.mostOccupiedAnywhere());
    const bool isLifted = cv::norm(above) > 0;
    const cv::Vec3d room = shifts.high - shifts.low;
    const double finest = std::max(voxelMetres, std::cbrt(room[0] * room[1] * room[2] / mostPlaces));
    std::vector<cv::Vec3d> way;
    for (const bool isQuick : {true, false}) {
        if (!way.empty())
            break;
        const double step = std::max(finest, isQuick ? cv::norm(ideal) / 25 : 0);
        Search search(isQuick ? quick : ways, shifts, above, step);
        search.run(lifted(ways, goals.front(), up, lift, mostOccupied), stop);
        for (const cv::Vec3d& goal : goals) {
            const cv::Vec3d aboveGoal = lifted(ways, goal, up, lift, mostOccupied);
            const bool isSetDown = cv::norm(aboveGoal - goal) > 0;
            const int between = mostWaypoints - int(isLifted) - int(isSetDown);
            const std::vector<cv::Vec3d> found = search.wayTo(aboveGoal);
            std::vector<cv::Vec3d> over = shortened(quick, found, between, stop);
            if (!isFree(ways, over))
                over = shortened(ways, found, between, stop);
            if (stop.stop_requested())
                return stopped();
            if (!isFree(ways, over))
                continue;
            if (isLifted)
                over.insert(over.begin(), cv::Vec3d(0, 0, 0));
            if (isSetDown)
                over.push_back(goal);
            way = rounded(ways, over, mostWaypoints);
            break;
        }
    }
    if (way.empty())
        return failure(TRANSLATABLE("There is no free way for the object into the box: something stands around the "
                                    "object or the box. Move the box, or draw the trace by hand."));

    Plan plan;
    for (std::size_t i = 0; i < way.size(); ++i) {
        plan.trajectory.push_back(pointOf(start + way[i]));
        const cv::Vec3d from = way[i > 0 ? i - 1 : 0];
        const int steps = std::max(1, int(std::ceil(cv::norm(way[i] - from) / closeMetres)));
        for (int k = 0; k <= steps; ++k)
            plan.worstRatio =
                std::max(plan.worstRatio, scene.contact(from + (double(k) / steps) * (way[i] - from)).occupied);
    }
    plan.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return plan;
}

} // namespace tracestudio
