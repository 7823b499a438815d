#pragma once

#include "widgets/cloud_overlay.h"
#include "widgets/splat.h"
#include "widgets/stroke_layer.h"
#include "widgets/stroke_raster.h"
#include "widgets/view_camera.h"

#include <QImage>
#include <functional>
#include <memory>

namespace tracestudio {

/// How the cloud is painted.
struct CloudLook {
    CloudColouring colouring = CloudColouring::Image;
    bool hasLighting = true;
    double pointSize = 2;  ///< device-independent pixels
    double shadeWidth = 0; ///< how far lighting darkens around an edge, device-independent pixels; 0: as suits the size
    QColor background;     ///< may be transparent
    QColor outline;        ///< of the object; transparent for none
    double outlineWidth = 1.5; ///< device-independent pixels
    QColor object;             ///< tints the object's own points by its alpha; transparent for none
    cv::Vec3d up{0, -1, 0};    ///< what "height" is measured along
    bool operator==(const CloudLook&) const = default;
};

/// Makes the cloud view's picture: the cloud splatted on the processor, the overlay of strokes drawn over it by VTK or
/// on the processor, faded where the cloud is in front. What the cloud hides of the overlay stays faintly visible. GUI
/// thread only.
class CloudRenderer {
  public:
    /// Share of the overlay's opacity that is left behind the cloud.
    static constexpr double hiddenShare = 0.35;

    void setCloud(std::shared_ptr<const PointCloud> cloud);

    /// The picture for a viewport of device-independent pixels; valid until the next call.
    const QImage& render(const ViewCamera& camera, const QSizeF& viewport, double devicePixelRatio,
                         const CloudLook& look, const CloudOverlay& overlay);

    /// The last picture.
    [[nodiscard]] const QImage& picture() const { return m_picture; }
    /// The buffers of the last picture: what is where, for hovering and picking.
    [[nodiscard]] const Splat& splat() const { return m_splat; }
    /// How much of a spot of the last picture is hidden by the cloud, 0…1; position in the viewport's pixels.
    [[nodiscard]] double hiddenAt(const QPointF& position, double depthMetres) const;
    /// Who draws the overlay. Automatic: OpenGL where there is a graphics processor, else the processor itself, which
    /// then is faster and saves the memory of a software OpenGL.
    enum class Drawing { Automatic, Processor, OpenGl };
    void setDrawing(Drawing drawing) { m_drawing = drawing; }
    /// Whether OpenGL drew the overlay of the last picture.
    [[nodiscard]] bool usedOpenGl() const { return m_usedOpenGl; }
    /// Called once, on some other thread, when OpenGL has started or failed to: the picture can then be made again.
    void setReadyCallback(std::function<void()> callback) { m_strokes.setReadyCallback(std::move(callback)); }
    /// Has the pictures from now on wait for OpenGL, where it is used, instead of beginning without.
    void waitForOpenGl() { m_waitsForOpenGl = true; }

    /// What the last picture took, milliseconds.
    struct Timing {
        double begin = 0;     ///< handing the overlay to VTK
        double splat = 0;     ///< while OpenGL works on it
        double collect = 0;   ///< waiting for OpenGL and reading back
        double composite = 0; ///< shading, lighting, laying together
    };
    [[nodiscard]] const Timing& timing() const { return m_timing; }

  private:
    void colourPoints(const CloudLook& look);
    void layOver(int y, QRgb* row) const;
    [[nodiscard]] int hiddenStepPixels() const;
    [[nodiscard]] bool drawByOpenGl(const ViewCamera& camera, const QSizeF& viewport, const QSize& size,
                                    const CloudOverlay& overlay);

    std::shared_ptr<const PointCloud> m_cloud;
    Splat m_splat;
    StrokeLayer m_strokes;
    StrokeRaster m_raster;
    std::vector<std::uint32_t> m_colours; ///< 0x00RRGGBB per point
    CloudLook m_colouredLook;
    bool m_isColoured = false;
    double m_devicePixelRatio = 1;
    Drawing m_drawing = Drawing::Automatic;
    bool m_usedOpenGl = false;
    bool m_waitsForOpenGl = false;
    QImage m_picture;
    Timing m_timing;
};

} // namespace tracestudio
