#pragma once

#include "scene/rgbd_frame.h"

#include <opencv2/core/types.hpp>
#include <stop_token>
#include <string>
#include <vector>

namespace tracestudio {

/// Changes to an object mask, as tools make them. Masks here are CV_8UC1 of 0 and 255 of the depth picture's size; an
/// empty one is taken as all 0 of that size. The result is always a new matrix. Pixels are those of `Camera`: whole
/// numbers are centres. Pure functions; any thread.

enum class MaskEdit { Add, Remove };

/// All pixels whose centres are inside the polygon (even-odd).
cv::Mat withPolygon(const cv::Mat& mask, const cv::Size& size, const std::vector<PixelPoint>& polygon, MaskEdit edit);
/// All pixels within `radiusPixels` of the polyline that the brush followed; one point is a disc.
cv::Mat withStroke(const cv::Mat& mask, const cv::Size& size, const std::vector<PixelPoint>& stroke,
                   double radiusPixels, MaskEdit edit);
/// OpenCV's GrabCut within `rectangle`; what the mask already holds inside it is taken as surely object. Takes up to a
/// second; empty when stopped.
Result<cv::Mat> withGrabCut(const cv::Mat& mask, const cv::Mat& colourBgr, const cv::Rect& rectangle,
                            const std::stop_token& stop = {});
/// The surface that `pixel` lies on: pixels joined to it over neighbours whose depth differs by less than
/// `toleranceMetres` a pixel (scaled with depth), not across creases where it bends inwards, as where one thing stands
/// on another; an edge that bulges is of one thing. `frame` must have depth there.
Result<cv::Mat> grownByDepth(const cv::Mat& mask, const RgbdFrame& frame, const PixelPoint& pixel,
                             double toleranceMetres, MaskEdit edit);
/// Regions of 0 that 255 encloses become 255.
cv::Mat withoutHoles(const cv::Mat& mask);
/// Only the largest connected (8-neighbourhood) part stays.
cv::Mat largestPart(const cv::Mat& mask);
int partCount(const cv::Mat& mask); ///< connected parts (8-neighbourhood)

/// The file of a mask made here: 8-bit grey PNG of 0 and 255.
Result<std::string> encodedMask(const cv::Mat& mask);
/// The pixels of a mask's file for editing: 255 where the benchmark takes it for object (> 0, first channel), else 0.
Result<cv::Mat> decodedMask(const std::string& file);

} // namespace tracestudio
