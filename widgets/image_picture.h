#pragma once

#include "scene/rgbd_frame.h"
#include "widgets/view_state.h"

#include <QImage>
#include <QPainterPath>
#include <QRectF>
#include <optional>
#include <vector>

class QPainter;

namespace tracestudio {

/// The depths a colour map spans, metres.
struct DepthRange {
    double nearMetres = 0;
    double farMetres = 0;
};

/// The 2nd to the 98th percentile of the readings, so that a few stray ones do not flatten the map; nothing where there
/// is no reading.
std::optional<DepthRange> depthRange(const cv::Mat& depthMillimetres);

/// A frame's picture and depth map, ready to be painted at any zoom: halved copies are made as they are first needed,
/// so shrinking never aliases. GUI thread only (it fills itself while painting).
class ImagePicture {
  public:
    explicit ImagePicture(const RgbdFrame& frame);

    /// Whether there is anything to paint for this choice.
    [[nodiscard]] bool has(DepthDisplay display) const;
    [[nodiscard]] const std::optional<DepthRange>& range() const;
    /// Fills `target` (device-independent pixels of `painter`) with the picture, the depth map or both; `blend` is the
    /// depth map's share. Pixels become visible squares from four device pixels an image pixel on.
    void paint(QPainter& painter, const QRectF& target, DepthDisplay display, double blend) const;

  private:
    /// An image and its halves, quarters …
    class Pyramid {
      public:
        explicit Pyramid(QImage full);
        [[nodiscard]] bool isEmpty() const { return m_levels.front().isNull(); }
        void paint(QPainter& painter, const QRectF& target) const;

      private:
        [[nodiscard]] const QImage& level(std::size_t index) const;
        mutable std::vector<QImage> m_levels;
    };
    [[nodiscard]] const Pyramid& depthMap() const;

    cv::Mat m_depthMillimetres;
    mutable std::optional<std::optional<DepthRange>> m_range; ///< found when first needed
    Pyramid m_colour;
    mutable std::optional<Pyramid> m_depthMap; ///< made when first shown
};

/// The border of a mask as closed paths along the edges of its pixels, in pixels of a picture of `width` × `height`.
/// `exact` follows every pixel; `smooth` cuts the corners of the staircase, for zooms at which it is not seen.
struct MaskOutline {
    QPainterPath exact;
    QPainterPath smooth;
};
MaskOutline outlineOf(const Mask& mask, int width, int height);

} // namespace tracestudio
