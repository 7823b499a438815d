#pragma once

#include "widgets/view_camera.h"
#include "widgets/view_scene.h"

#include <vector>

namespace tracestudio {

/// Where to look at a scene from. Knows of a scene what a camera needs to stand well in it: which way is up, what it is
/// about, how far it reaches. Made when the sample changes; a plain value.
class Viewpoints {
  public:
    Viewpoints() = default;
    explicit Viewpoints(const ViewScene& scene);

    /// Against gravity: the normal of the most common nearly level surface, else the capturing camera's own up.
    [[nodiscard]] const cv::Vec3d& up() const { return m_up; }
    /// The middle of what the sample is about: its ground truth, else the object, else the middle of the cloud.
    [[nodiscard]] const PointCamera& pivot() const { return m_pivot; }
    [[nodiscard]] bool hasCamera() const { return m_camera.isValid(); }

    /// The capturing camera under `transform`.
    [[nodiscard]] ViewCamera ego(const ImageTransform& transform) const;
    /// A little beside, above and behind the capturing camera: the scene as a space, and still easy to recognise.
    [[nodiscard]] ViewCamera home(const QSizeF& viewport) const;
    /// Straight down, everything in sight.
    [[nodiscard]] ViewCamera top(const QSizeF& viewport) const;
    /// `camera` moved back or forth until everything is in sight.
    [[nodiscard]] ViewCamera fitted(ViewCamera camera, const QSizeF& viewport) const;
    /// The most telling view of waypoint `index` of `layer`: from 22° or 45° above, from the direction in which the
    /// trace is seen from its side, the cloud hides the waypoint least, and the capturing camera saw the surfaces;
    /// so near that the waypoint's neighbours fill about half the view. Nothing when there is no such point.
    [[nodiscard]] std::optional<ViewCamera> telling(const ViewScene& scene, const TraceLayer& layer, int index) const;

  private:
    Camera m_camera;
    cv::Vec3d m_up{0, -1, 0};
    PointCamera m_pivot{0, 0, 2};
    std::vector<PointCamera> m_points; ///< an even selection of the cloud, with the traces and the box
};

} // namespace tracestudio
