#pragma once

#include "widgets/cloud_overlay.h"
#include "widgets/view_camera.h"

#include <QRect>
#include <QSize>
#include <cstdint>
#include <memory>
#include <vector>

namespace tracestudio {

/// The overlay's strokes and nodes as shaded tubes and balls, rendered by VTK into a transparent picture with depth,
/// finer than the screen so that lines come out smooth. Only the part of the frame that holds anything is rendered and
/// read back. VTK and EGL start at the first `render`. One thread at a time.
class StrokeLayer {
  public:
    StrokeLayer();
    ~StrokeLayer();

    /// Samples a frame pixel has along a side.
    static constexpr int oversampling = 2;

    /// Draws `overlay` as seen through `camera` in a frame of `frameSize` pixels. False when OpenGL cannot be had.
    bool render(const CloudOverlay& overlay, bool withFrustum, const ViewCamera& camera, const QSizeF& viewport,
                double devicePixelRatio, const QSize& frameSize);

    /// Whether OpenGL could be had; true until the first `render` says otherwise.
    [[nodiscard]] bool isAvailable() const { return m_isAvailable; }
    /// The part of the frame that was drawn, frame pixels; empty when there was nothing.
    [[nodiscard]] const QRect& region() const { return m_region; }
    /// Samples of one row of samples of the region, from its top: premultiplied 0xAARRGGBB.
    [[nodiscard]] const std::uint32_t* colourRow(int sampleRow) const;
    /// Metres in front of the eye's plane of one sample with any colour in it.
    [[nodiscard]] float depthMetres(int sampleRow, int sampleColumn) const;

  private:
    struct Scene;
    std::unique_ptr<Scene> m_scene;
    bool m_isAvailable = true;
    QRect m_region;
    int m_sampleColumns = 0;
    int m_sampleRows = 0;
    double m_near = 0.01;
    double m_far = 100;
    bool m_isOrthographic = false;
    std::vector<std::uint32_t> m_colours; ///< bottom row first, as OpenGL has it
    std::vector<float> m_depths;
};

} // namespace tracestudio
