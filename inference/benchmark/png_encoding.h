#pragma once

#include "scene/result.h"

#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <vector>

namespace tracestudio {

/// How hard a PNG is pressed, as zlib counts it: 0 stores, 9 is smallest.
namespace png_compression {
inline constexpr int fast = 1;  ///< keeps up with a camera
inline constexpr int small = 6; ///< for what is kept and passed on
} // namespace png_compression

/// A picture as the bytes of a PNG file: CV_8UC1, CV_8UC3 (blue-green-red) or CV_16UC1, with the same values when it is
/// read back. An error for another kind, and when memory is short. Any thread.
Result<std::vector<std::uint8_t>> encodePng(const cv::Mat& picture, int compression = png_compression::fast);

} // namespace tracestudio
