#pragma once

#include <cmath>
#include <cstdint>
#include <optional>

// What the virtual camera sees, shared by its driver and the tests: a ball before a tilted wall, known analytically.
// Camera axes: x right, y down, z forward, metres.

namespace virtual_scene {

constexpr double horizontalView = 1.0;    ///< radians, of the colour sensor
constexpr double unregisteredView = 1.12; ///< of the depth sensor while its pictures are not registered
constexpr double ballX = 0.05, ballY = -0.03, ballZ = 1.2, ballRadius = 0.25;
constexpr double wallZ = 2.0, wallTiltX = 0.2, wallTiltY = 0.3; ///< z = wallZ + wallTiltX·x + wallTiltY·y

/// Of square pixels; the middle of the picture is between its pixels, centres being whole numbers.
inline double focalLengthPixels(int width, double view = horizontalView) {
    return width / (2 * std::tan(view / 2));
}

/// The view from top to bottom that belongs to square pixels.
inline double verticalView(int width, int height, double view = horizontalView) {
    return 2 * std::atan(height / (2 * focalLengthPixels(width, view)));
}

/// Z of what is seen along the ray (rayX, rayY, 1).
inline double depthMetres(double rayX, double rayY) {
    const double wall = wallZ / (1 - wallTiltX * rayX - wallTiltY * rayY);
    // |t·ray − centre| = radius
    const double a = rayX * rayX + rayY * rayY + 1;
    const double b = rayX * ballX + rayY * ballY + ballZ;
    const double c = ballX * ballX + ballY * ballY + ballZ * ballZ - ballRadius * ballRadius;
    const double root = b * b - a * c;
    return root < 0 ? wall : std::fmin(wall, (b - std::sqrt(root)) / a);
}

/// The same for a pixel of a picture.
inline double depthMetresAt(int u, int v, int width, int height, double view = horizontalView) {
    const double focal = focalLengthPixels(width, view);
    return depthMetres((u - (width - 1) / 2.0) / focal, (v - (height - 1) / 2.0) / focal);
}

/// How far a point is from the nearest thing in the scene.
inline double distanceMetres(double x, double y, double z) {
    const double fromCentre = std::hypot(x - ballX, y - ballY, z - ballZ);
    const double length = std::sqrt(1 + wallTiltX * wallTiltX + wallTiltY * wallTiltY);
    const double fromWall = std::abs(z - wallTiltX * x - wallTiltY * y - wallZ) / length;
    return std::fmin(std::abs(fromCentre - ballRadius), fromWall);
}

// Colours say where a pixel is and which picture it is of: turned round, mixed up or old pictures show.
inline std::uint8_t redAt(int u) {
    return std::uint8_t(u & 255);
}
inline std::uint8_t greenAt(int v) {
    return std::uint8_t(v & 255);
}
constexpr std::uint8_t blue = 77;
/// In the first row, blue counts the sensor's pictures from 1.
inline std::uint8_t blueOf(int counter) {
    return std::uint8_t(counter & 255);
}

} // namespace virtual_scene
