#pragma once

#include "scene/camera.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core/matx.hpp>
#include <vector>

namespace tracestudio {

/// What polylines of points in a picture (`PixelPoint`) and in space (`PointCamera`) are measured by.

inline bool isFinite(const PixelPoint& p) {
    return std::isfinite(p.x) && std::isfinite(p.y);
}
inline bool isFinite(const PointCamera& p) {
    return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z);
}
inline bool isFinite(const cv::Vec3d& v) {
    return std::isfinite(v[0]) && std::isfinite(v[1]) && std::isfinite(v[2]);
}
template <typename Point>
bool areFinite(const std::vector<Point>& points) {
    return std::all_of(points.begin(), points.end(), [](const Point& p) { return isFinite(p); });
}

/// Where on the segment its place nearest to `p` is, from 0 at `from` to 1 at `to`.
template <typename Point>
double shareOfSegment(const Point& p, const Point& from, const Point& to) {
    const Point along = to - from;
    const double squared = along.dot(along);
    return squared > 0 ? std::clamp((p - from).dot(along) / squared, 0.0, 1.0) : 0.0;
}

template <typename Point>
double squaredDistanceToSegment(const Point& p, const Point& from, const Point& to) {
    const Point apart = p - from - shareOfSegment(p, from, to) * (to - from);
    return apart.dot(apart);
}

template <typename Point>
double distanceToSegment(const Point& p, const Point& from, const Point& to) {
    return std::sqrt(squaredDistanceToSegment(p, from, to));
}

/// The corners of the smallest convex polygon around the points, counter-clockwise where y points up (Andrew's monotone
/// chain); at most two where they lie on one line.
std::vector<PixelPoint> convexHull(std::vector<PixelPoint> points);

} // namespace tracestudio
