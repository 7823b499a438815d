#include "annotation/planner.h"

#include "scene/polyline.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <limits>
#include <queue>

namespace tracestudio {

namespace {

constexpr double voxelMetres = VoxelSet::voxelMetres;
/// Of the object's points in obstacles. The benchmark allows 0.20; what is between is for the rounding of answers.
constexpr double mostOccupied = 0.12;
constexpr double mostOccupiedBetween = 0.16; ///< looked at closely, between the places that were looked at first
constexpr double closeMetres = voxelMetres / 4;
/// What a metre costs more where all of the object is behind what the sensor saw, or as deep in obstacles as it may.
constexpr double hiddenCost = 8;
constexpr double occupiedCost = 4;
/// A place is hidden so far behind the surface: obstacles are about as thick.
constexpr double hiddenBehindMetres = 0.05;
constexpr double nearestMetres = 0.1; // to the camera's plane
constexpr double borderThousandths = 8;
constexpr int mostWaypoints = 8;
constexpr double waypointCost = 0.01;         // metres that one waypoint less is worth
constexpr std::size_t mostCells = 64'000'000; // a byte each
constexpr double mostPlaces = 1e6;            // of a search
constexpr double infinity = std::numeric_limits<double>::infinity();

tl::unexpected<Error> stopped() {
    return failure(TRANSLATABLE("Stopped."));
}

PointCamera pointOf(const cv::Vec3d& v) {
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

/// The object and what is around it. The object only shifts, as the benchmark has it; shifts are metres from where it
/// is.
class Scene {
  public:
    /// `shifts` are those that will be asked about.
    Scene(const PlanRequest& request, const Bounds& objectBounds, const Bounds& shifts)
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

    [[nodiscard]] bool isTooLarge() const { return m_cells.empty(); }

    /// Shares of the object's points, shifted.
    struct Contact {
        double occupied = 0;
        double hidden = 0;
    };
    /// By every `stride`-th point.
    [[nodiscard]] Contact contact(const cv::Vec3d& shift, std::size_t stride = 1) const {
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

  private:
    enum class Cell : std::uint8_t { NotAsked, Free, Occupied, Hidden };

    [[nodiscard]] Cell cellAt(int x, int y, int z) const {
        if (x < 0 || y < 0 || z < 0 || x >= m_count[0] || y >= m_count[1] || z >= m_count[2])
            return Cell::Free;
        Cell& cell = m_cells[(std::size_t(x) * std::size_t(m_count[1]) + std::size_t(y)) * std::size_t(m_count[2]) +
                             std::size_t(z)];
        if (cell == Cell::NotAsked)
            cell = look(x + m_first[0], y + m_first[1], z + m_first[2]);
        return cell;
    }
    [[nodiscard]] Cell look(std::int64_t x, std::int64_t y, std::int64_t z) const {
        if (m_request.obstacles.contains(x, y, z))
            return Cell::Occupied;
        const cv::Vec3d centre =
            m_request.obstacles.origin() + cv::Vec3d(double(x) + 0.5, double(y) + 0.5, double(z) + 0.5) * voxelMetres;
        if (centre[2] <= 0)
            return Cell::Hidden;
        const auto depth = m_request.frame.depthMetresAt(m_request.frame.camera.project(pointOf(centre)));
        return depth && centre[2] > *depth + hiddenBehindMetres ? Cell::Hidden : Cell::Free;
    }

    const PlanRequest& m_request;
    std::array<std::int64_t, 3> m_first{};
    std::array<int, 3> m_count{};
    std::vector<cv::Vec3d> m_points;   ///< in voxels from the first
    mutable std::vector<Cell> m_cells; ///< looked at when first asked for
};

/// Which shifts are allowed, and what a metre costs there.
class Ways {
  public:
    /// As every `stride`-th point of the object has it.
    Ways(const Scene& scene, const PlanRequest& request, const cv::Vec3d& start, std::size_t stride)
        : m_scene(scene)
        , m_stride(stride)
        , m_camera(request.frame.camera)
        , m_start(start)
        , m_mostOutside(std::max(0.0, outside({0, 0, 0})))
        , m_mostOccupied(std::max(mostOccupied, scene.contact({0, 0, 0}, stride).occupied)) {}

    [[nodiscard]] double mostOccupiedAnywhere() const { return m_mostOccupied; }
    /// Infinite where the object must not be.
    [[nodiscard]] double costAt(const cv::Vec3d& shift, double mostOccupiedHere = mostOccupied) const {
        if (outside(shift) > m_mostOutside)
            return infinity;
        const Scene::Contact contact = m_scene.contact(shift, m_stride);
        if (contact.occupied > mostOccupiedHere)
            return infinity;
        return 1 + hiddenCost * contact.hidden + occupiedCost * contact.occupied / mostOccupied;
    }
    /// Of the straight way, looked at no more than `step` apart; infinite where it is blocked.
    [[nodiscard]] double costOf(const cv::Vec3d& from, const cv::Vec3d& to, double mostOccupiedThere = mostOccupied,
                                double step = voxelMetres) const {
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
    /// How many thousandths of the picture the moving point is beyond its border; infinite behind the camera.
    [[nodiscard]] double outside(const cv::Vec3d& shift) const {
        const PointCamera point = pointOf(m_start + shift);
        if (!(point.z > nearestMetres))
            return infinity;
        const PixelPoint pixel = m_camera.project(point);
        const double x = 1000 * pixel.x / m_camera.widthPixels;
        const double y = 1000 * pixel.y / m_camera.heightPixels;
        constexpr double last = 1000 - borderThousandths;
        return std::max({borderThousandths - x, x - last, borderThousandths - y, y - last, 0.0});
    }

  private:
    const Scene& m_scene;
    std::size_t m_stride;
    Camera m_camera;
    cv::Vec3d m_start;
    double m_mostOutside;  ///< an object at the border may begin there
    double m_mostOccupied; ///< an object that stands on something may begin so
};

/// A* over shifts that are whole steps from `from`.
class Search {
  public:
    Search(const Ways& ways, const Bounds& shifts, const cv::Vec3d& from, double step)
        : m_ways(ways)
        , m_from(from)
        , m_step(step) {
        for (int axis = 0; axis < 3; ++axis) {
            m_low[axis] = int(std::floor((shifts.low[axis] - from[axis]) / step));
            m_count[axis] = int(std::ceil((shifts.high[axis] - from[axis]) / step)) - m_low[axis] + 1;
        }
    }
    /// Looks for the way to `to`, and at everything that can be reached when there is none. Once.
    void run(const cv::Vec3d& to, const std::stop_token& stop) {
        m_places.assign(std::size_t(m_count[0]) * std::size_t(m_count[1]) * std::size_t(m_count[2]), Place());
        m_to = to;
        const std::size_t first = indexOf({0, 0, 0});
        const std::size_t last = indexNear(to);
        std::priority_queue<Open, std::vector<Open>, std::greater<>> open;
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
    /// The way found to `to`, from the beginning; empty when there is none.
    [[nodiscard]] std::vector<cv::Vec3d> wayTo(const cv::Vec3d& to) const {
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

    [[nodiscard]] std::size_t indexOf(const cv::Vec3i& steps) const {
        return std::size_t(((steps[0] - m_low[0]) * m_count[1] + steps[1] - m_low[1]) * m_count[2] + steps[2] -
                           m_low[2]);
    }
    [[nodiscard]] std::size_t indexNear(const cv::Vec3d& shift) const {
        const cv::Vec3d steps = (shift - m_from) / m_step;
        return indexOf({cvRound(steps[0]), cvRound(steps[1]), cvRound(steps[2])});
    }
    [[nodiscard]] cv::Vec3i stepsOf(std::size_t index) const {
        const int i = int(index);
        return {i / (m_count[1] * m_count[2]) + m_low[0], i / m_count[2] % m_count[1] + m_low[1],
                i % m_count[2] + m_low[2]};
    }
    [[nodiscard]] cv::Vec3d shiftOf(std::size_t index) const {
        const cv::Vec3i steps = stepsOf(index);
        return m_from + cv::Vec3d(steps[0], steps[1], steps[2]) * m_step;
    }

    template <typename Queue>
    void relax(std::size_t here, const cv::Vec3i& direction, Queue& open) {
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

    const Ways& m_ways;
    cv::Vec3d m_from, m_to;
    double m_step;
    std::array<int, 3> m_low{}, m_count{};
    std::vector<Place> m_places;
};

/// The cheapest way along corners of `way` with at most `most` of them; empty when each is blocked.
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

/// Inner corners cut off, as long as the way stays free and has at most `most` corners.
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
    for (const auto& [cost, place] : places) {
        if (apart.size() == mostTried)
            break;
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
