#include "scene/trace_shaping.h"

#include "scene/polyline.h"

#include <algorithm>
#include <cmath>

namespace tracestudio {

namespace {

constexpr int kLargestRadius = 100;
constexpr double kNearMetres = 0.01; ///< in front of the camera; nearer, a projection is meaningless

/// Two readings of one surface differ by less: 1 cm and 1 % of the distance, above the noise of such sensors.
double surfaceGapMetres(double metres) {
    return 0.01 + 0.01 * metres;
}

double median(std::vector<double>::const_iterator begin, std::vector<double>::const_iterator end) {
    const auto count = end - begin;
    return count % 2 == 1 ? begin[count / 2] : (begin[count / 2 - 1] + begin[count / 2]) / 2;
}

} // namespace

std::optional<double> surfaceDepthAt(const RgbdFrame& frame, const PixelPoint& pixel, int radiusPixels) {
    const cv::Mat& depth = frame.depthMillimetres;
    const double right = depth.cols - 0.5;
    const double bottom = depth.rows - 0.5;
    if (depth.type() != CV_16UC1 || !(pixel.x >= -0.5 && pixel.y >= -0.5 && pixel.x < right && pixel.y < bottom))
        return std::nullopt;
    const int centreX = std::clamp(int(std::lround(pixel.x)), 0, depth.cols - 1);
    const int centreY = std::clamp(int(std::lround(pixel.y)), 0, depth.rows - 1);
    const int radius = std::clamp(radiusPixels, 0, kLargestRadius);
    std::vector<double> readings;
    for (int y = std::max(0, centreY - radius); y <= std::min(depth.rows - 1, centreY + radius); ++y)
        for (int x = std::max(0, centreX - radius); x <= std::min(depth.cols - 1, centreX + radius); ++x) {
            const int dx = x - centreX;
            const int dy = y - centreY;
            if (const auto millimetres = depth.at<std::uint16_t>(y, x);
                millimetres != 0 && dx * dx + dy * dy <= radius * radius)
                readings.push_back(millimetres / 1000.0);
        }
    if (readings.empty())
        return std::nullopt;
    std::sort(readings.begin(), readings.end());
    // Sorted readings fall into runs, one a surface. Of several the nearest is meant, as a click beside an edge means
    // the thing in front; but readings that float between two surfaces are few and are none.
    auto largestBegin = readings.cend();
    auto largestEnd = readings.cend();
    for (auto begin = readings.cbegin(); begin != readings.cend();) {
        auto end = begin + 1;
        while (end != readings.cend() && *end - *(end - 1) <= surfaceGapMetres(*end))
            ++end;
        if (4 * (end - begin) >= std::ssize(readings))
            return median(begin, end);
        if (end - begin > largestEnd - largestBegin) {
            largestBegin = begin;
            largestEnd = end;
        }
        begin = end;
    }
    return median(largestBegin, largestEnd);
}

std::optional<std::size_t> segmentAt(const std::vector<PointCamera>& trajectory, const Camera& camera,
                                     const PixelPoint& pixel, double reachPixels) {
    if (!camera.isValid())
        return std::nullopt;
    std::optional<std::size_t> nearest;
    double best = reachPixels;
    for (std::size_t i = 1; i < trajectory.size(); ++i) {
        PointCamera a = trajectory[i - 1];
        PointCamera b = trajectory[i];
        if (!(a.z >= kNearMetres || b.z >= kNearMetres))
            continue;
        // Only the part in front of the camera is seen.
        if (a.z < kNearMetres)
            a += (b - a) * ((kNearMetres - a.z) / (b.z - a.z));
        else if (b.z < kNearMetres)
            b += (a - b) * ((kNearMetres - b.z) / (a.z - b.z));
        if (const double d = distanceToSegment(pixel, camera.project(a), camera.project(b)); d <= best) {
            best = d;
            nearest = i;
        }
    }
    return nearest;
}

std::vector<PointCamera> reversed(std::vector<PointCamera> trajectory) {
    std::reverse(trajectory.begin(), trajectory.end());
    return trajectory;
}

std::vector<PointCamera> resampled(const std::vector<PointCamera>& trajectory, int count) {
    if (trajectory.size() < 2 || count < 2)
        return trajectory;
    std::vector<double> reached{0}; // metres along the polyline at each waypoint
    for (std::size_t i = 1; i < trajectory.size(); ++i)
        reached.push_back(reached.back() + cv::norm(trajectory[i] - trajectory[i - 1]));
    std::vector<PointCamera> points{trajectory.front()};
    std::size_t segment = 1;
    for (int i = 1; i < count - 1; ++i) {
        const double wanted = reached.back() * i / (count - 1);
        while (segment + 1 < trajectory.size() && reached[segment] < wanted)
            ++segment;
        const double length = reached[segment] - reached[segment - 1];
        const double t = length > 0 ? (wanted - reached[segment - 1]) / length : 0;
        points.push_back(trajectory[segment - 1] + (trajectory[segment] - trajectory[segment - 1]) * t);
    }
    points.push_back(trajectory.back());
    return points;
}

std::vector<PointCamera> smoothed(const std::vector<PointCamera>& trajectory) {
    std::vector<PointCamera> points = trajectory;
    for (std::size_t i = 1; i + 1 < trajectory.size(); ++i)
        points[i] = (trajectory[i - 1] + trajectory[i] * 2 + trajectory[i + 1]) / 4;
    return points;
}

PointCamera atDepth(const PointCamera& point, double depthMetres) {
    // A point beside the camera's eye lies on no ray that ever reaches a depth.
    return std::abs(point.z) < 1e-6 ? point : point * (depthMetres / point.z);
}

PointCamera atPixel(const PointCamera& point, const Camera& camera, const PixelPoint& pixel) {
    return camera.isValid() ? camera.backProject(pixel, point.z) : point;
}

} // namespace tracestudio
