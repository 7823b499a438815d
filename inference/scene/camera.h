#pragma once

#include <opencv2/core/types.hpp>
#include <optional>

namespace tracestudio {

/// A point in the camera frame: OpenCV axes (x right, y down, z forward), metres.
using PointCamera = cv::Point3d;
/// A place in a picture, pixels. Whole numbers are pixel centres, as in the benchmark's evaluator: pixel (3, 2) covers
/// 2.5…3.5 by 1.5…2.5.
using PixelPoint = cv::Point2d;

/// A pinhole camera without distortion and the size of the picture it makes. A plain value.
/// u = fx·X/Z + cx, v = fy·Y/Z + cy.
struct Camera {
    int widthPixels = 0;
    int heightPixels = 0;
    double fx = 0;
    double fy = 0;
    double cx = 0;
    double cy = 0;

    /// Where `point` is seen. Like the evaluator, a point with |Z| < 1e-6 m is taken at Z = 1e-6 m, and one behind the
    /// camera is mirrored; ask `sees` first where that matters.
    [[nodiscard]] PixelPoint project(const PointCamera& point) const;
    /// The point at `depthMetres` (its Z) on the ray through `pixel`.
    [[nodiscard]] PointCamera backProject(const PixelPoint& pixel, double depthMetres) const;
    /// In front of the camera and inside the picture.
    [[nodiscard]] bool sees(const PointCamera& point) const;
    [[nodiscard]] bool contains(const PixelPoint& pixel) const;
    /// The same camera for the same picture resampled to another size.
    [[nodiscard]] Camera resizedTo(int width, int height) const;
    /// A usable size and finite, non-zero focal lengths.
    [[nodiscard]] bool isValid() const;
    bool operator==(const Camera&) const = default;
};

} // namespace tracestudio
