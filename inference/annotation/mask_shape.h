#pragma once

#include <opencv2/core/mat.hpp>

namespace tracestudio {

/// How an object mask hangs together. Pixels.
struct MaskShape {
    int area = 0;  ///< masked pixels
    int parts = 0; ///< connected parts (8-neighbourhood) of at least a tenth of the largest: the rest are specks
    int outsideLargest = 0; ///< masked pixels that are in none but the largest part
    /// Pixels of holes through which the object itself is seen: their depth is that of the hole's rim. A hole through
    /// which something behind is seen, such as a mug's handle, is none.
    int holes = 0;

    /// `mask` is CV_8UC1, > 0 is object; `depthMillimetres` (CV_16UC1) has its size.
    static MaskShape of(const cv::Mat& mask, const cv::Mat& depthMillimetres);
};

} // namespace tracestudio
