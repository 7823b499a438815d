#pragma once

#include "scene/camera.h"

#include <array>
#include <opencv2/core/matx.hpp>

namespace tracestudio {

/// A box turned in space: where an object should end up. Metres, camera frame.
/// `extentMetres` are full side lengths; `rotation` takes local to camera axes: p = R·l + centre.
struct OrientedBox {
    PointCamera centre;
    cv::Vec3d extentMetres;
    cv::Matx33d rotation = cv::Matx33d::eye();

    /// The eight corners; bit 0 of the index is +x, bit 1 +y, bit 2 +z in the box's own axes.
    [[nodiscard]] std::array<PointCamera, 8> corners() const;
    /// The twelve edges as pairs of corner indices.
    [[nodiscard]] static const std::array<std::pair<int, int>, 12>& edges();
    /// 0 inside and on the surface, else the distance to the surface in metres. Assumes an orthonormal rotation.
    [[nodiscard]] double distanceTo(const PointCamera& point) const;
    /// Whether the rotation is orthonormal to within `tolerance`.
    [[nodiscard]] bool isRigid(double tolerance = 1e-3) const;
    bool operator==(const OrientedBox& other) const = default;
};

} // namespace tracestudio
