#pragma once

#include "local/model_config.h"
#include "scene/result.h"

#include <opencv2/core/mat.hpp>
#include <vector>

namespace tracestudio {

/// A picture as the vision tower takes it: a row of numbers for each patch of 16×16 pixels, in the order of the 2×2
/// blocks that are merged later. Section 4 of spec/qwen3-vl.md.
struct ImagePatches {
    int rows = 0, columns = 0; ///< patches
    int rowLength = 0;         ///< numbers a patch: channel (red first), frame, row, column
    std::vector<float> values; ///< rows · columns · rowLength
};

/// The size that a picture is resized to: near its own, of whole blocks, its area within the limits. Python's rounding
/// (half to even). Fails for pictures more than 200 times as long as wide.
Result<cv::Size> sizeForModel(const cv::Size& size, const ImageConfig& config);

/// Bicubic with antialiasing, bit for bit as torchvision resizes 8-bit pictures: whole weights, first along rows, then
/// along columns, rounded to 8 bits in between. CV_8UC3 in and out.
cv::Mat resizedAsTorchvision(const cv::Mat& picture, const cv::Size& size);

/// `colourBgr` is CV_8UC3 of any size.
Result<ImagePatches> imagePatches(const cv::Mat& colourBgr, const ImageConfig& config);

} // namespace tracestudio
