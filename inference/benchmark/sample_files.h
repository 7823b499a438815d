#pragma once

#include "scene/result.h"

#include <filesystem>
#include <opencv2/core/mat.hpp>
#include <string>
#include <string_view>

namespace tracestudio {

/// Reading the pictures of a sample. Every function names the file in its error and never throws.

/// A colour picture as CV_8UC3 BGR. 16-bit, grey and palette pictures are converted. EXIF rotation is ignored.
Result<cv::Mat> readColour(const std::filesystem::path& path);
/// A depth picture as CV_16UC1 millimetres; 8-bit values count as millimetres; anything else is an error.
/// Like all readers here it refuses a file that ends early, where OpenCV would show what there is.
Result<cv::Mat> readDepth(const std::filesystem::path& path);
/// A mask as CV_8UC1 for showing: 1-bit is 0/255, 3 and 4 channels give the first (red), 16-bit is scaled.
Result<cv::Mat> readMask(const std::filesystem::path& path);
/// The same of a mask's file that is in memory; `name` stands for it in errors.
Result<cv::Mat> decodeMask(std::string_view file, const std::string& name);

/// The two readings of a mask that the published evaluator makes, both CV_8UC1 (spec/evaluator.md rules 13, 23, 29):
/// PIL's first channel cast to uint8 (16-bit wraps modulo 256, palette gives the index, 1-bit 0/1) …
Result<cv::Mat> readMaskAsPillow(const std::filesystem::path& path);
/// … and OpenCV's IMREAD_GRAYSCALE (RGB by luminance).
Result<cv::Mat> readMaskAsOpenCv(const std::filesystem::path& path);

/// Both at once, decoded once where they agree; `openCv` is empty where only OpenCV fails.
struct MaskReadings {
    cv::Mat pillow, openCv;
};
Result<MaskReadings> readMaskReadings(const std::filesystem::path& path);
/// The same of a mask's file that is in memory; `name` stands for it in errors.
Result<MaskReadings> decodeMaskReadings(std::string_view file, const std::string& name);
/// A depth picture as Pillow and as OpenCV's IMREAD_UNCHANGED give it, whatever its channels and depth (rules 23, 27,
/// 37): of a palette Pillow has the indices and OpenCV the colours. `openCv` is empty where only OpenCV fails.
struct DepthReadings {
    cv::Mat pillow, openCv;
};
Result<DepthReadings> readDepthReadings(const std::filesystem::path& path);

/// Whether readers disagree about which pixels of a mask are object: the one for showing and the evaluator's two.
/// Plain 8-bit grey masks are answered from the header.
Result<bool> isMaskAmbiguous(const std::filesystem::path& path);

/// Where `relative` (a path written in a dataset or prediction file) is under `root`; an error when it is empty,
/// absolute or leads out of `root`. Symbolic links below `root` are followed: clones kept in a cache are made of them.
Result<std::filesystem::path> pathInside(const std::filesystem::path& root, std::string_view relative);

/// Width and height from the file's header, without decoding.
Result<cv::Size> pictureSize(const std::filesystem::path& path);
/// The same; an error also when the file ends before the picture does, as far as can be told without decoding.
Result<cv::Size> completePictureSize(const std::filesystem::path& path);

} // namespace tracestudio
