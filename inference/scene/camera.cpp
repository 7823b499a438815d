#include "scene/camera.h"

#include <cmath>

namespace tracestudio {

PixelPoint Camera::project(const PointCamera& point) const {
    const double z = std::abs(point.z) < 1e-6 ? 1e-6 : point.z;
    return {point.x * fx / z + cx, point.y * fy / z + cy};
}

PointCamera Camera::backProject(const PixelPoint& pixel, double depthMetres) const {
    return {(pixel.x - cx) * depthMetres / fx, (pixel.y - cy) * depthMetres / fy, depthMetres};
}

bool Camera::sees(const PointCamera& point) const {
    return point.z > 1e-6 && contains(project(point));
}

bool Camera::contains(const PixelPoint& pixel) const {
    return pixel.x >= -0.5 && pixel.y >= -0.5 && pixel.x < widthPixels - 0.5 && pixel.y < heightPixels - 0.5;
}

Camera Camera::resizedTo(int width, int height) const {
    if (widthPixels <= 0 || heightPixels <= 0)
        return {width, height, fx, fy, cx, cy};
    const double sx = double(width) / widthPixels;
    const double sy = double(height) / heightPixels;
    // Pixel centres are whole numbers, so the picture's edge is at -0.5 and scaling is about that edge.
    return {width, height, fx * sx, fy * sy, (cx + 0.5) * sx - 0.5, (cy + 0.5) * sy - 0.5};
}

bool Camera::isValid() const {
    return widthPixels > 0 && heightPixels > 0 && std::isfinite(fx) && std::isfinite(fy) && std::isfinite(cx) &&
           std::isfinite(cy) && fx != 0 && fy != 0;
}

} // namespace tracestudio
