#pragma once

#include "scene/camera.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace tracestudio {

/// A spatial trace: the ordered waypoints along which an object should move. Either 2D (pixels only) or 3D (pixels and
/// the camera-frame points they are the projections of). Both lists have the same length in a 3D trace.
class Trace {
  public:
    Trace() = default;
    static Trace fromPixels(std::vector<PixelPoint> pixels);
    static Trace fromCameraPoints(std::vector<PointCamera> points, const Camera& camera);

    [[nodiscard]] bool is3D() const { return !m_points.empty(); }
    [[nodiscard]] bool isEmpty() const { return m_pixels.empty(); }
    [[nodiscard]] std::size_t size() const { return m_pixels.size(); }
    /// Waypoints in the picture, pixels. A 3D waypoint behind the camera has a mirrored pixel; see Camera::project.
    [[nodiscard]] const std::vector<PixelPoint>& pixels() const { return m_pixels; }
    /// Waypoints in space, metres, camera frame. Empty for a 2D trace.
    [[nodiscard]] const std::vector<PointCamera>& points() const { return m_points; }
    /// Length of the polyline: metres for 3D, pixels for 2D.
    [[nodiscard]] double length() const;
    bool operator==(const Trace&) const = default;

  private:
    std::vector<PixelPoint> m_pixels;
    std::vector<PointCamera> m_points;
};

/// A run of bytes in an answer's text: [begin, end).
struct TextSpan {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool operator==(const TextSpan&) const = default;
};

/// What a model answered for one sample, read as a trace. `spans[i]` is where waypoint i stands in `answer`.
struct Prediction {
    std::string model;
    std::string answer;
    Trace trace;
    std::vector<TextSpan> spans;
};

} // namespace tracestudio
