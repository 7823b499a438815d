#pragma once

#include "scene/result.h"

#include <filesystem>
#include <opencv2/core/mat.hpp>

namespace tracestudio {

/// Reading the pictures of a recording: PNG, JPEG, PGM, PPM and TIFF. A file that ends early is refused, where OpenCV
/// would fill it up with grey; so is one of more than 64 million pixels, before it is decoded. Errors name the file.

/// A colour picture as CV_8UC3 BGR; grey and 16-bit ones are converted.
Result<cv::Mat> readColourPicture(const std::filesystem::path& path);
/// A depth picture as it is stored: CV_16UC1 in the recording's own steps, or CV_32FC1 metres.
Result<cv::Mat> readDepthPicture(const std::filesystem::path& path);

} // namespace tracestudio
