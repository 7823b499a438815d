#include "annotation/mask_shape.h"

#include <algorithm>
#include <iterator>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace tracestudio {

namespace {

constexpr int leastShareOfLargest = 10;

/// Lowest and highest reading along the rim of a hole, the outermost twentieths left out, a centimetre wider: what is
/// seen between them is the object's own surface. Nothing fits an empty rim.
std::pair<int, int> rangeOf(std::vector<std::uint16_t>& rim) {
    constexpr int marginMillimetres = 10;
    if (rim.empty())
        return {1, 0};
    std::sort(rim.begin(), rim.end());
    const std::size_t left = rim.size() / 20;
    return {std::max(1, rim[left] - marginMillimetres), rim[rim.size() - 1 - left] + marginMillimetres};
}

/// `object` has a border of 0, so that what is outside hangs together around it.
int pixelsOfHoles(const cv::Mat& object, const cv::Mat& depth) {
    cv::Mat labels; // 0 is object
    const int count = cv::connectedComponents(object == 0, labels, 4, CV_32S);
    const int outside = labels.at<int>(0, 0);
    std::vector<std::vector<std::uint16_t>> rims(static_cast<std::size_t>(count));
    for (int v = 1; v + 1 < object.rows; ++v)
        for (int u = 1; u + 1 < object.cols; ++u) {
            const std::uint16_t reading = depth.at<std::uint16_t>(v, u);
            if (labels.at<int>(v, u) != 0 || reading == 0)
                continue;
            for (const auto& [du, dv] : {std::pair(-1, 0), std::pair(1, 0), std::pair(0, -1), std::pair(0, 1)})
                if (const int label = labels.at<int>(v + dv, u + du); label != 0 && label != outside)
                    rims[std::size_t(label)].push_back(reading);
        }
    std::vector<std::pair<int, int>> ranges;
    std::transform(rims.begin(), rims.end(), std::back_inserter(ranges), rangeOf);
    int pixels = 0;
    for (int v = 0; v < object.rows; ++v)
        for (int u = 0; u < object.cols; ++u) {
            const int label = labels.at<int>(v, u);
            const auto& [low, high] = ranges[std::size_t(label)];
            const int reading = depth.at<std::uint16_t>(v, u);
            pixels += label != 0 && label != outside && reading >= low && reading <= high;
        }
    return pixels;
}

MaskShape shapeOf(const cv::Mat& mask, const cv::Mat& depthMillimetres) {
    MaskShape shape;
    const cv::Rect bounds = cv::boundingRect(mask);
    if (bounds.empty())
        return shape;
    const auto withBorder = [&bounds](const cv::Mat& picture) {
        cv::Mat wide;
        cv::copyMakeBorder(picture(bounds), wide, 1, 1, 1, 1, cv::BORDER_CONSTANT | cv::BORDER_ISOLATED, 0);
        return wide;
    };
    const cv::Mat object = withBorder(mask);
    cv::Mat labels;
    cv::Mat stats;
    cv::Mat centroids;
    const int count = cv::connectedComponentsWithStats(object, labels, stats, centroids, 8, CV_32S);
    int largest = 0;
    for (int label = 1; label < count; ++label) {
        shape.area += stats.at<int>(label, cv::CC_STAT_AREA);
        largest = std::max(largest, stats.at<int>(label, cv::CC_STAT_AREA));
    }
    for (int label = 1; label < count; ++label)
        shape.parts += stats.at<int>(label, cv::CC_STAT_AREA) * leastShareOfLargest >= largest;
    shape.outsideLargest = shape.area - largest;
    shape.holes = pixelsOfHoles(object, withBorder(depthMillimetres));
    return shape;
}

} // namespace

MaskShape MaskShape::of(const cv::Mat& mask, const cv::Mat& depthMillimetres) {
    try {
        return shapeOf(mask, depthMillimetres);
    } catch (const cv::Exception&) { // out of memory
        return {};
    }
}

} // namespace tracestudio
