#pragma once

#include "scene/rgbd_frame.h"

#include <opencv2/core/matx.hpp>
#include <stop_token>
#include <vector>

namespace tracestudio {

/// Points of the object to be moved, metres, camera frame.
using ObjectPoints = std::vector<cv::Vec3d>;

/// Points that are pixels of one picture, and so are near each other only where their pixels are.
struct MaskedPoints {
    ObjectPoints points;
    std::vector<cv::Point> pixels; ///< of each point, row by row
    Camera intrinsics;
};

class NeighbourDistances;

/// What the pixel sees at `depthMetres`, as the reference computes it.
inline cv::Vec3d pointAt(const cv::Point& pixel, double depthMetres, const Camera& intrinsics) {
    return {(pixel.x - intrinsics.cx) * depthMetres / intrinsics.fx,
            (pixel.y - intrinsics.cy) * depthMetres / intrinsics.fy, depthMetres};
}
/// Summed from x to z.
inline double squaredDistance(const cv::Vec3d& a, const cv::Vec3d& b) {
    const double dx = a[0] - b[0];
    const double dy = a[1] - b[1];
    const double dz = a[2] - b[2];
    return dx * dx + dy * dy + dz * dz;
}

/// Masked pixels with 0 < depth < 15 m, back-projected in row order. `mask` and `depthMillimetres` (CV_8UC1 or
/// CV_16UC1) have the same size.
MaskedPoints maskedPoints(const cv::Mat& mask, const cv::Mat& depthMillimetres, const Camera& intrinsics);

/// Drops points whose mean distance to their ten nearest (themselves included) is more than μ + 1.2σ. Exact nearest
/// neighbours. One point alone becomes none, as in the reference (σ is NaN). spec/evaluator.md, step 1. Empty when
/// stopped. What `kept` knows of the mask before need not be measured again.
ObjectPoints withoutOutliers(const MaskedPoints& masked, const std::stop_token& stop = {},
                             NeighbourDistances* kept = nullptr);

/// One mean point a voxel of max(0.01 m, (3‖std(raw)‖ + 1e-6) / 40), in the reference's order. Step 2.
double downsamplingVoxel(const ObjectPoints& raw);
ObjectPoints downsampled(const ObjectPoints& points, double voxelMetres);

/// The largest cluster of DBSCAN (2 cm, 10 points), or the input when there is none of at least five points. Step 3.
ObjectPoints largestCluster(const ObjectPoints& points);

/// All steps, as `create_object_pcd_from_mask` returns it.
ObjectPoints officialObjectCloud(const MaskedPoints& masked, const std::stop_token& stop = {});
/// Steps 1 and 2 only: the 2 cm radius of step 3 shatters or ignores large objects (spec/evaluator.md rule 24).
ObjectPoints carefulObjectCloud(const MaskedPoints& masked, const std::stop_token& stop = {},
                                NeighbourDistances* kept = nullptr);

} // namespace tracestudio
