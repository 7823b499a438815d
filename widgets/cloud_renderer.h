#pragma once

#include "widgets/cloud_overlay.h"
#include "widgets/splat.h"
#include "widgets/stroke_layer.h"
#include "widgets/view_camera.h"

#include <QImage>
#include <memory>

namespace tracestudio {

/// How the cloud is painted.
struct CloudLook {
    CloudColouring colouring = CloudColouring::Image;
    bool hasLighting = true;
    double pointSize = 2;   ///< device-independent pixels
    QColor background;      ///< may be transparent
    QColor object;          ///< tints the object's own points by its alpha; transparent for none
    cv::Vec3d up{0, -1, 0}; ///< what "height" is measured along
    bool operator==(const CloudLook&) const = default;
};

/// Makes the cloud view's picture: the cloud splatted on the processor, the overlay drawn by VTK, laid together sample
/// by sample by their depths. What the cloud hides of the overlay stays faintly visible. GUI thread only.
class CloudRenderer {
  public:
    /// Share of the overlay's opacity that is left behind the cloud.
    static constexpr double hiddenShare = 0.35;

    void setCloud(std::shared_ptr<const PointCloud> cloud, const Camera& camera);

    /// The picture for a viewport of device-independent pixels; valid until the next call.
    const QImage& render(const ViewCamera& camera, const QSizeF& viewport, double devicePixelRatio,
                         const CloudLook& look, const CloudOverlay& overlay);

    /// The last picture.
    [[nodiscard]] const QImage& picture() const { return m_picture; }
    /// The buffers of the last picture: what is where, for hovering and picking.
    [[nodiscard]] const Splat& splat() const { return m_splat; }
    /// How much of a spot of the last picture is hidden by the cloud, 0…1; position in the viewport's pixels.
    [[nodiscard]] double hiddenAt(const QPointF& position, double depthMetres) const;
    /// Whether the overlay is drawn by OpenGL; otherwise as plain lines. Known after the first picture.
    [[nodiscard]] bool hasOpenGl() const { return m_strokes.isAvailable(); }

    /// What the last picture took, milliseconds.
    struct Timing {
        double splat = 0;
        double overlay = 0;
        double composite = 0; ///< shading and lighting too
    };
    [[nodiscard]] const Timing& timing() const { return m_timing; }

  private:
    void colourPoints(const CloudLook& look);
    void layOver(int y, QRgb* row) const;
    void paintPlainLines(const CloudOverlay& overlay, bool withFrustum, const ViewCamera& camera,
                         const QSizeF& viewport);
    [[nodiscard]] float hiddenShareAt(int x, int y, float depthMetres) const;

    std::shared_ptr<const PointCloud> m_cloud;
    Splat m_splat;
    StrokeLayer m_strokes;
    std::vector<std::uint32_t> m_colours; ///< 0x00RRGGBB per point
    CloudLook m_colouredLook;
    bool m_isColoured = false;
    double m_devicePixelRatio = 1;
    QImage m_picture;
    Timing m_timing;
};

} // namespace tracestudio
