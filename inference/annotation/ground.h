#pragma once

#include "scene/oriented_box.h"
#include "scene/rgbd_frame.h"

#include <optional>
#include <vector>

namespace tracestudio {

/// The surfaces of a frame that something can stand on, to tell how a box stands. Made once a frame; metres, camera
/// frame. Immutable, so any thread may ask.
class Ground {
  public:
    explicit Ground(const RgbdFrame& frame);

    /// How what the sensor saw in a box's column lies to the lowest face of the box, metres: negative is below it.
    /// Between `low` and `high` is most of it (a tenth is beyond either), as far down as there is anything.
    struct Support {
        double low = 0, high = 0;
        std::optional<double> level; ///< where half of the footprint or more lies level, as of a shelf over a floor
    };
    /// Nothing where that cannot be told: the box is not upright to within 25°, or less than a third of its footprint
    /// was seen below its top. `mask` (of the depth picture's size, or empty) marks the object, which will not be there
    /// any more.
    [[nodiscard]] std::optional<Support> supportOf(const OrientedBox& box, const cv::Mat& mask) const;
    /// How high above the lowest face of the box a level surface lies that surrounds it, metres, for boxes whose column
    /// is hardly seen: those that are sunk in a surface, or whose foot is hidden. Nothing where it cannot be told that
    /// the surface goes on under the box: less than three sides of the footprint have it, something lower is seen
    /// beside them, or the sensor saw through it. `mask` as above.
    [[nodiscard]] std::optional<double> levelAround(const OrientedBox& box, const cv::Mat& mask) const;
    [[nodiscard]] const cv::Vec3d& up() const { return m_up; }

  private:
    struct Point {
        cv::Vec3f position;
        cv::Point pixel;
    };
    class Standing;
    [[nodiscard]] static bool isMasked(const Point& point, const cv::Mat& mask);
    [[nodiscard]] bool isSeenThrough(const Standing& standing, double level) const;

    RgbdFrame m_frame;
    std::vector<Point> m_points; ///< of some of the pixels
    cv::Vec3d m_up{0, -1, 0};
};

} // namespace tracestudio
