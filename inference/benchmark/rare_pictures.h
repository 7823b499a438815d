#pragma once

#include "scene/result.h"

#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <vector>

namespace tracestudio {

/// Decodes a picture with OpenCV's codecs: every format but plain PNG, which libpng reads directly. `flags` are
/// cv::ImreadModes. Empty when it is no picture OpenCV knows.
///
/// OpenCV's codecs bring some 120 shared libraries (GDAL and all it needs), which would cost every start a tenth of a
/// second and 40 MB. They are linked into a module of their own, loaded when the first such picture is met; the error
/// says when that module is missing.
Result<cv::Mat> decodeRarePicture(const std::vector<std::uint8_t>& bytes, int flags);

} // namespace tracestudio
