#pragma once

#include "scene/oriented_box.h"
#include "scene/point_cloud.h"

#include <optional>
#include <vector>

namespace tracestudio {

/// Changes to a destination box, as tools and fields make them. Rotations stay orthonormal with determinant +1 and
/// extents at least `leastExtentMetres`. Pure functions.

inline constexpr double leastExtentMetres = 0.005;

/// A face of a box: `axis` 0…2 of its own axes, on the positive or negative side.
struct BoxFace {
    int axis = 0;
    bool isPositive = true;
    bool operator==(const BoxFace&) const = default;
};

/// The unit vector that points up in the scene, camera frame: the normal of the largest plane of the cloud that could
/// be a table or a floor; (0, −1, 0) where there is none.
cv::Vec3d upDirection(const PointCloud& cloud);
/// The one that the cloud carries; found (tens of milliseconds) only where it carries none.
cv::Vec3d upOf(const PointCloud& cloud);
/// The smallest box around `points` (metres, camera frame) that stands upright: its third axis is `up`, the other two
/// are turned about it to make its floor area smallest; outliers are left out. Nothing for fewer than four points.
std::optional<OrientedBox> fittedBox(const std::vector<PointCamera>& points, const cv::Vec3d& up);
/// A new upright box of a hand's size standing on the surface at `point`.
OrientedBox boxStandingAt(const PointCamera& point, const cv::Vec3d& up);
OrientedBox moved(OrientedBox box, const cv::Vec3d& byMetres);
/// The face moved outwards by `metres`, the opposite one staying where it is.
OrientedBox resized(OrientedBox box, const BoxFace& face, double metres);
/// Turned by `radians` about its own `axis`, 0…2, about its centre.
OrientedBox turned(OrientedBox box, int axis, double radians);
/// The same box with the nearest proper rotation to its matrix.
OrientedBox orthonormal(OrientedBox box);
/// Intrinsic rotations about x, then y, then z, degrees, for reading and writing a rotation as three numbers.
cv::Vec3d anglesOf(const cv::Matx33d& rotation);
cv::Matx33d rotationOf(const cv::Vec3d& degrees);

} // namespace tracestudio
