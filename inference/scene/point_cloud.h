#pragma once

#include "scene/rgbd_frame.h"

#include <cstdint>
#include <opencv2/core/matx.hpp>
#include <optional>
#include <vector>

namespace tracestudio {

/// The back-projection of a frame, in row order of its pixels: x,y,z in metres (camera frame), its colour, and the
/// pixel it came from. Struct of arrays so that a renderer can stream over it.
struct PointCloud {
    std::vector<float> x, y, z;
    std::vector<std::uint32_t> pixelIndex; ///< row · width + column in the thinned depth picture
    std::vector<std::uint32_t> rgb;        ///< 0x00RRGGBB; mid-grey where the frame has no colour
    std::vector<std::uint8_t> isObject;    ///< 1 where the mask covers the pixel
    int width = 0;                         ///< of the depth picture, thinned to every step-th row and column
    int height = 0;
    int step = 1;
    std::optional<cv::Vec3d> up; ///< `upDirection`, where whoever made the cloud has found it already

    [[nodiscard]] std::size_t size() const { return x.size(); }
    /// Where in the depth picture a point was seen.
    [[nodiscard]] PixelPoint pixelOf(std::size_t point) const {
        const auto columns = std::uint32_t(width);
        return {double(pixelIndex[point] % columns * std::uint32_t(step)),
                double(pixelIndex[point] / columns * std::uint32_t(step))};
    }
};

/// Back-projects every pixel with 0 < depth < 15 m (spec/benchmark.md section 2); with a `step` above 1 only those of
/// every step-th row and column.
PointCloud backProject(const RgbdFrame& frame, const Mask& mask, int step = 1);
/// The same points with another mask.
PointCloud withMask(PointCloud cloud, const Mask& mask);

} // namespace tracestudio
