#pragma once

#include "widgets/cloud_overlay.h"
#include "widgets/view_camera.h"

#include <QRect>
#include <QSize>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <vector>

namespace tracestudio {

/// The overlay's strokes and nodes as shaded tubes and balls, rendered by VTK into a transparent picture with depth,
/// finer than the screen so that lines come out smooth. Only the part of the frame that holds anything is rendered and
/// read back. VTK and EGL are started by the first `render`, on a thread of their own, because that takes longer than
/// anybody should wait for a picture. Otherwise one thread at a time.
class StrokeLayer {
  public:
    enum class Readiness { Cold, Starting, Ready, Unavailable };

    StrokeLayer();
    ~StrokeLayer();
    StrokeLayer(const StrokeLayer&) = delete;
    StrokeLayer& operator=(const StrokeLayer&) = delete;

    /// Whether the machine has a graphics processor that OpenGL can use. Cheap: starts nothing.
    static bool hasGraphicsProcessor();

    /// Samples a frame pixel has along a side.
    static constexpr int oversampling = 2;

    /// Called once, on some other thread, when the state has left Starting. Set before the first `render`.
    void setReadyCallback(std::function<void()> callback) { m_readyCallback = std::move(callback); }
    /// Waits until OpenGL is there, or known not to be.
    void waitUntilReady();
    [[nodiscard]] Readiness readiness();

    /// Begins to draw `overlay` as seen through `camera` in a frame of `frameSize` pixels. False while OpenGL is not
    /// ready. The graphics driver may work on it until `collect`.
    bool render(const CloudOverlay& overlay, bool withFrustum, const ViewCamera& camera, const QSizeF& viewport,
                double devicePixelRatio, const QSize& frameSize);
    /// Fetches these rows of the frame of what the last successful `render` drew; only they can be asked for then. Band
    /// by band down to the region's end, so that a large frame is never held twice.
    void collect(int firstRow, int endRow);

    /// The part of the frame that was drawn, frame pixels; empty when there was nothing.
    [[nodiscard]] const QRect& region() const { return m_region; }
    /// Samples of one row of samples of the region, from its top: bytes red, green, blue, alpha; premultiplied.
    [[nodiscard]] const std::uint32_t* colourRow(int sampleRow) const;
    /// Metres in front of the eye's plane of one sample with any colour in it.
    [[nodiscard]] float depthMetres(int sampleRow, int sampleColumn) const;

  private:
    struct Scene;
    void start();

    std::unique_ptr<Scene> m_scene;
    std::future<std::unique_ptr<Scene>> m_starting; ///< yields nothing when OpenGL cannot be had
    Readiness m_readiness = Readiness::Cold;
    std::function<void()> m_readyCallback;
    QRect m_region;
    int m_sampleColumns = 0;
    int m_sampleRows = 0;
    int m_bandEnd = 0; ///< the sample row after the fetched ones, from the region's top
    double m_near = 0.01;
    double m_far = 100;
    bool m_isOrthographic = false;
    std::vector<std::uint32_t> m_colours; ///< of the band, bottom row first, as OpenGL has it
    std::vector<std::uint32_t> m_depths;
};

} // namespace tracestudio
