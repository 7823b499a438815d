#pragma once

#include "scene/camera.h"

#include <memory>
#include <opencv2/core/mat.hpp>
#include <opencv2/core/matx.hpp>
#include <string>
#include <vector>

namespace tracestudio {

/// A real camera as its maker or a calibration describes it: a pinhole and a lens.
struct Calibration {
    /// Both take undistorted places to distorted ones. OpenCV's and ROS's plumb_bob is Brown-Conrady; the modified one
    /// bends sideways what it has scaled already. librealsense uses that for its "inverse" Brown-Conrady, too: in
    /// rs2_project_point_to_pixel ever since, in rs2_deproject_pixel_to_point from 2.45 on (as read in 2.56.5).
    enum class Lens { None, BrownConrady, ModifiedBrownConrady };

    Camera camera;
    Lens lens = Lens::None;
    std::vector<double> distortion; ///< k1, k2, p1, p2, k3[, k4, k5, k6]; empty or all 0: none
    [[nodiscard]] bool isDistorted() const;
    bool operator==(const Calibration&) const = default;
};

/// Where one sensor stands seen from another: p_to = rotation · p_from + translation, metres.
struct RigidTransform {
    cv::Matx33d rotation = cv::Matx33d::eye();
    cv::Vec3d translationMetres;
    [[nodiscard]] bool isIdentity() const;
    bool operator==(const RigidTransform&) const = default;
};

/// Puts depth that another sensor took into the view of the colour picture: each reading is splatted over the pixels it
/// covers there, the nearest wins. Made once for a pair of calibrations; `apply` may be called from one thread at a
/// time.
class DepthRegistration {
  public:
    DepthRegistration(const Calibration& depth, const Calibration& colour, const RigidTransform& colourFromDepth);
    DepthRegistration(DepthRegistration&&) noexcept;
    DepthRegistration& operator=(DepthRegistration&&) noexcept;
    ~DepthRegistration();

    /// CV_16UC1 in `unitMetres` a step, of the depth camera's size → CV_16UC1 millimetres of the colour camera's size
    /// without its lens (see LensCorrection), 0 where nothing was seen; no picture when a calibration is unusable.
    [[nodiscard]] cv::Mat apply(const cv::Mat& depth, double unitMetres);

  private:
    struct Plan;
    std::unique_ptr<Plan> m_plan;
};

/// Takes the lens out of colour pictures, so that the pinhole `colour.camera` describes them. Costs nothing without a
/// lens.
class LensCorrection {
  public:
    explicit LensCorrection(const Calibration& colour);
    [[nodiscard]] cv::Mat apply(const cv::Mat& picture) const;

  private:
    cv::Mat m_mapX, m_mapY; ///< empty without a lens
};

/// Depth of the same view at another size, each pixel the reading that its centre lies in: between two readings there
/// is nothing. A picture of that size is returned as it is.
cv::Mat resizedNearest(const cv::Mat& depth, const cv::Size& size);

/// Depth values of `unitMetres` a step (CV_16UC1) or metres (CV_32FC1, NaN and infinite: none) as whole millimetres,
/// the nearest. What is farther than 65.535 m is no reading. A picture of its own, never `depth` itself.
cv::Mat toMillimetres(const cv::Mat& depth, double unitMetres);

} // namespace tracestudio
