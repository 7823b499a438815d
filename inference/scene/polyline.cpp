#include "scene/polyline.h"

namespace tracestudio {

std::vector<PixelPoint> convexHull(std::vector<PixelPoint> points) {
    if (points.size() < 2)
        return points;
    std::sort(points.begin(), points.end(),
              [](const PixelPoint& a, const PixelPoint& b) { return a.x < b.x || (a.x == b.x && a.y < b.y); });
    std::vector<PixelPoint> hull;
    const auto extend = [&hull](const PixelPoint& p, std::size_t least) {
        while (hull.size() >= least && (hull.back() - hull[hull.size() - 2]).cross(p - hull.back()) <= 0)
            hull.pop_back();
        hull.push_back(p);
    };
    for (const PixelPoint& p : points)
        extend(p, 2);
    const std::size_t lower = hull.size() + 1;
    for (auto p = points.rbegin() + 1; p < points.rend(); ++p)
        extend(*p, lower);
    hull.pop_back(); // the first one again
    return hull;
}

} // namespace tracestudio
