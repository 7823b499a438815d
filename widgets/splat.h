#pragma once

#include "scene/point_cloud.h"
#include "widgets/view_camera.h"

#include <QColor>
#include <QSize>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace tracestudio {

/// Runs `work(begin, end)` over a partition of 0…count on the processor's cores and returns when all is done. The
/// calling thread does what no other has begun, so that a frame never waits behind other jobs.
void forRanges(std::size_t count, const std::function<void(std::size_t begin, std::size_t end)>& work);

/// Draws a point cloud on the processor: every point becomes a rectangle of pixels in a buffer of depths and point
/// indices, from which the picture, its eye-dome lighting, the hover and picking are all made. Faster than any OpenGL
/// there is without a GPU, and exact: what is picked is what is seen. Keeps its buffers between frames. One thread at a
/// time.
class Splat {
  public:
    static constexpr std::uint32_t noPoint = 0xffffffff;
    static constexpr float noDepth = 1e30F;

    void setCloud(std::shared_ptr<const PointCloud> cloud);
    [[nodiscard]] const PointCloud* cloud() const { return m_cloud.get(); }

    /// Fills the buffers for `camera`: a frame of `size` pixels, `devicePixelRatio` pixels to each of `viewport`'s.
    /// `pointSize`, in pixels of the viewport, is the side of a point that stands alone. From 2 on, points of one
    /// surface reach to their neighbours of the depth picture instead, so that it is closed and sharp however near or
    /// slanted it is seen, and overlap more the larger the size; below 2 all stay apart.
    void draw(const ViewCamera& camera, const QSizeF& viewport, double devicePixelRatio, const QSize& size,
              double pointSize);

    [[nodiscard]] int width() const { return m_width; }
    [[nodiscard]] int height() const { return m_height; }
    /// Row of the metres in front of the eye's plane; noDepth where there is nothing.
    [[nodiscard]] const float* depthRow(int y) const { return &m_depth[std::size_t(y + margin) * m_stride + margin]; }
    /// Index of the point seen in a pixel, or noPoint.
    [[nodiscard]] std::uint32_t pointAt(int x, int y) const;
    /// The point seen nearest to (x, y), no farther than `radius` pixels off; noPoint when there is none.
    [[nodiscard]] std::uint32_t pointNear(double x, double y, double radius) const;

    /// Eye-dome lighting: darkens by how far the surroundings stand in front, beyond the sensor's noise. 0 is off.
    void setLighting(float strength, int radiusPixels);
    /// Outlines the object's points, as far as they are in sight, `radiusPixels` wide; transparent for not at all.
    void setOutline(QRgb colour, int radiusPixels);
    /// Paints one row: each point's colour from `colours` (0x00RRGGBB), lit, opaque; `background` where there is none.
    void shadeRow(int y, const std::uint32_t* colours, QRgb background, QRgb* row) const;

  private:
    static constexpr int margin = 8; ///< columns and rows of nothing around the depths, so that lighting needs no edge

    [[nodiscard]] const std::uint32_t* indexRow(int y) const { return &m_index[std::size_t(y) * std::size_t(m_width)]; }
    void findNeighbours();
    void findSpacing();
    void project(std::size_t begin, std::size_t end);
    void fill(int firstRow, int endRow);
    void paintRow(int y, const std::uint32_t* colours, QRgb background, QRgb* row) const;
    void outlineRow(int y, QRgb* row) const;

    struct Projection {
        float u[4], v[4], w[4]; ///< rows from world to pixel; `w` gives the depth
        bool isOrthographic;
        float pointPixels; ///< side of a point that stands alone
        float patchPixels; ///< side of what one depth pixel saw, at the depth it was seen from
        float growth;      ///< how much of the way to its neighbours a point reaches; 0: points stay apart
        float mostClosedPixels;
        float inverseView; ///< orthographic: 1 / metres that stand in for the distance
    };
    std::shared_ptr<const PointCloud> m_cloud;
    float m_spacing = 0.002F; ///< metres between neighbours one metre away: the sensor's angular resolution
    Projection m_projection{};
    std::vector<float> m_u, m_v, m_z;             ///< per point, pixels and metres; m_z is noDepth when not in sight
    std::vector<std::uint32_t> m_beside, m_below; ///< the neighbours on the same surface; the point itself for none
    int m_width = 0;
    int m_height = 0;
    std::size_t m_stride = 0;
    std::vector<float> m_depth;
    std::vector<std::uint32_t> m_index;
    float m_lightingStrength = 0;
    int m_lightingRadius = 1;
    QRgb m_outlineColour = 0;
    int m_outlineRadius = 1;
};

} // namespace tracestudio
