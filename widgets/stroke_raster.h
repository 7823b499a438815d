#pragma once

#include "widgets/cloud_overlay.h"
#include "widgets/splat.h"
#include "widgets/view_camera.h"

#include <vector>

namespace tracestudio {

/// How much of something at a depth is hidden by the cloud around a pixel, 0…1. A few samples, because a cloud has
/// holes: a line behind it fades evenly instead of breaking into dots. What lies on a surface counts as seen.
float hiddenShareAt(const Splat& splat, int x, int y, float depthMetres, int stepPixels);

/// The overlay's strokes and nodes as shaded round lines, drawn on the processor with exact anti-aliasing straight over
/// a picture of the cloud, faded where the cloud hides them. Costs about as much as painting the pixels; needs no
/// OpenGL.
class StrokeRaster {
  public:
    /// Projects `overlay` for a frame, farthest first. `hiddenOpacity` is left of what the cloud hides.
    void prepare(const CloudOverlay& overlay, bool withFrustum, const ViewCamera& camera, const QSizeF& viewport,
                 double devicePixelRatio, float hiddenOpacity);
    /// Paints what falls into rows `firstRow`…`endRow`−1 of the picture; `row(y)` gives a row's pixels. Several threads
    /// may paint different rows at once.
    void paintRows(int firstRow, int endRow, const Splat& splat, uchar* bits, std::size_t bytesPerLine) const;

  private:
    /// A line on the screen with round ends, frame pixels. Along it `a`…`b` gives the depth: it or, in perspective, its
    /// inverse is linear.
    struct Line {
        double x0, y0, x1, y1;
        double radius;
        double a, b;
        double sortDepth;
        float red, green, blue, alpha;
        float halo, haloAlpha; ///< grey level and opacity of the rim around it
    };
    void add(const QColor& colour, double radius, int rank, const PointCamera& from, const PointCamera& to,
             const Lens& lens);
    void paint(const Line& line, int firstRow, int endRow, const Splat& splat, uchar* bits,
               std::size_t bytesPerLine) const;

    std::vector<Line> m_lines;
    bool m_isOrthographic = false;
    float m_hiddenOpacity = 0.35F;
    int m_stepPixels = 2;
    double m_haloPixels = 1;
};

} // namespace tracestudio
