#pragma once

#include "benchmark/score.h"

#include <array>
#include <opencv2/core/matx.hpp>
#include <optional>
#include <string>
#include <vector>

namespace tracestudio::evaluator {

/// The published evaluator's small geometry, in its own precision (numpy 1.24, scipy 1.10): float32 where it has
/// float32, double where it has double. Spec: spec/evaluator.md rules 11–22, 28.

/// A polyline as the evaluator's float32 arrays hold it: `dimensions` numbers a point, point by point.
struct Polyline {
    int dimensions = 2;
    std::vector<float> values;
    [[nodiscard]] int size() const { return dimensions == 0 ? 0 : int(values.size()) / dimensions; }
    [[nodiscard]] float at(int point, int axis) const { return values[std::size_t(point * dimensions + axis)]; }
    [[nodiscard]] bool hasNan() const;
    bool operator==(const Polyline&) const = default;
};

/// fx, fy, cx, cy rounded to float32 (`extract_intrinsics_from_matrix`); nothing for any shape but 3×3 and 4×4.
std::optional<Camera> intrinsicsAsFloat32(const JsonMatrix& matrix, int widthPixels, int heightPixels);

/// u, v of float32 points, computed in float32 (`project_3d_to_2d` on float32 arrays). Three dimensions in, two out.
Polyline projectAsFloat32(const Polyline& points, const Camera& intrinsics);

/// Distance-uniform resampling to `count` points (`interpolate_trajectory_by_distance`): float32 throughout, with
/// scipy's linear interpolation, so that a doubled first point gives NaN at the start. Fewer than two points come back
/// as they are.
Polyline interpolateByDistance(const Polyline& polyline, int count);

/// Fréchet, Hausdorff, RMSE, MAE of two polylines of the same dimension (one may have a single point, which is
/// broadcast; RMSE and MAE of otherwise different lengths are NaN, where numpy raises). Iterative, so NaN cannot make
/// it endless; `neverReturns` says whether the reference would.
PathMetrics pathMetrics(const Polyline& p, const Polyline& q);
bool neverReturns(const Polyline& p, const Polyline& q);

/// A destination box as the evaluator holds it: float32 centre, full extent and rotation.
struct Box32 {
    std::array<float, 3> centre{}, extent{};
    std::array<float, 9> rotation{}; ///< row by row
    /// Nothing unless there are three, three and nine numbers.
    static std::optional<Box32> from(const JsonMatrix& centre, const JsonMatrix& extent, const JsonMatrix& rotation);
    static Box32 from(const OrientedBox& box);
    /// Axis-aligned hull of the projected corners (`project_3d_bbox_to_2d`): u_min, v_min, u_max, v_max.
    [[nodiscard]] std::array<double, 4> projectedHull(const Camera& intrinsics) const;
    /// `point_to_box_distance`: with the rotation's inverse computed in double and rounded to float32. Nothing:
    /// singular.
    [[nodiscard]] std::optional<double> distanceTo(const PointCamera& point) const;
};

/// Python's round() of a finite number: half to even.
double roundHalfEven(double value);
/// `is_point_in_mask` for finite coordinates: the rounded pixel is inside the picture and non-zero.
bool isInMask(double u, double v, const cv::Mat& mask);
bool isInHull(double u, double v, const std::array<double, 4>& hull);

} // namespace tracestudio::evaluator
