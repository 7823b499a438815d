#include "annotation/mask_shaping.h"

#include "benchmark/png_encoding.h"
#include "benchmark/sample_files.h"
#include "scene/polyline.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace tracestudio {

namespace {

constexpr std::uint8_t object = 255;

/// A copy of `mask` to draw on: of `size`, 0 and 255.
cv::Mat canvas(const cv::Mat& mask, const cv::Size& size) {
    if (mask.empty() || mask.type() != CV_8UC1)
        return cv::Mat::zeros(size, CV_8UC1);
    cv::Mat copy = mask > 0;
    if (copy.size() != size && !size.empty())
        cv::resize(copy, copy, size, 0, 0, cv::INTER_NEAREST);
    return copy;
}

/// The whole numbers from `first` to `last`, as far as they are in 0…count − 1: [begin, end).
std::pair<int, int> wholeNumbersIn(double first, double last, int count) {
    return {int(std::clamp(std::ceil(first), 0.0, double(count))),
            int(std::clamp(std::floor(last) + 1, 0.0, double(count)))};
}

/// What grabCut draws at random is the same at every call, and what others draw is not touched.
class FixedRandomness {
  public:
    FixedRandomness()
        : m_before(cv::theRNG().state) {
        cv::theRNG().state = 0x5eed;
    }
    ~FixedRandomness() { cv::theRNG().state = m_before; }
    FixedRandomness(const FixedRandomness&) = delete;
    FixedRandomness& operator=(const FixedRandomness&) = delete;

  private:
    std::uint64_t m_before;
};

} // namespace

cv::Mat withPolygon(const cv::Mat& mask, const cv::Size& size, const std::vector<PixelPoint>& polygon, MaskEdit edit) {
    cv::Mat result = canvas(mask, size);
    if (polygon.size() < 3 || !areFinite(polygon))
        return result;
    std::vector<std::vector<double>> crossings(std::size_t(result.rows));
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        PixelPoint low = polygon[i];
        PixelPoint high = polygon[(i + 1) % polygon.size()];
        if (low.y > high.y)
            std::swap(low, high);
        // A row through a vertex is crossed by the edge below it only, so that every row is crossed an even number of
        // times.
        const int first = int(std::clamp(std::ceil(low.y), 0.0, double(result.rows)));
        const int end = int(std::clamp(std::ceil(high.y), 0.0, double(result.rows)));
        for (int v = first; v < end; ++v)
            crossings[std::size_t(v)].push_back(low.x + (high.x - low.x) * ((v - low.y) / (high.y - low.y)));
    }
    const std::uint8_t value = edit == MaskEdit::Add ? object : 0;
    for (int v = 0; v < result.rows; ++v) {
        std::vector<double>& row = crossings[std::size_t(v)];
        std::sort(row.begin(), row.end());
        for (std::size_t i = 0; i + 1 < row.size(); i += 2) {
            const auto [begin, end] = wholeNumbersIn(row[i], row[i + 1], result.cols);
            if (begin < end)
                std::fill(result.ptr(v) + begin, result.ptr(v) + end, value);
        }
    }
    return result;
}

cv::Mat withStroke(const cv::Mat& mask, const cv::Size& size, const std::vector<PixelPoint>& stroke,
                   double radiusPixels, MaskEdit edit) {
    cv::Mat result = canvas(mask, size);
    if (stroke.empty() || !(radiusPixels >= 0) || !areFinite(stroke))
        return result;
    const std::uint8_t value = edit == MaskEdit::Add ? object : 0;
    const double squaredRadius = radiusPixels * radiusPixels;
    for (std::size_t i = 0; i < stroke.size(); ++i) {
        const PixelPoint from = stroke[i > 0 ? i - 1 : 0];
        const PixelPoint to = stroke[i];
        const auto [top, bottom] =
            wholeNumbersIn(std::min(from.y, to.y) - radiusPixels, std::max(from.y, to.y) + radiusPixels, result.rows);
        const auto [left, right] =
            wholeNumbersIn(std::min(from.x, to.x) - radiusPixels, std::max(from.x, to.x) + radiusPixels, result.cols);
        for (int v = top; v < bottom; ++v)
            for (int u = left; u < right; ++u)
                if (squaredDistanceToSegment(PixelPoint(u, v), from, to) <= squaredRadius)
                    result.at<std::uint8_t>(v, u) = value;
    }
    return result;
}

Result<cv::Mat> withGrabCut(const cv::Mat& mask, const cv::Mat& colourBgr, const cv::Rect& rectangle,
                            const std::stop_token& stop) {
    constexpr int iterations = 5;
    constexpr int leastSide = 4;
    constexpr double mostPixels = 60'000;
    if (colourBgr.empty() || colourBgr.type() != CV_8UC3)
        return failure(TRANSLATABLE("There is no colour picture to find the object in. Use the polygon or the brush."));
    const cv::Size size = mask.empty() ? colourBgr.size() : mask.size();
    const cv::Rect picture({0, 0}, size);
    // The corners in 64 bits: a rectangle that a mouse drew may reach anywhere.
    const auto clipped = [](std::int64_t value, int most) { return int(std::clamp<std::int64_t>(value, 0, most)); };
    const cv::Rect wanted(cv::Point(clipped(rectangle.x, size.width), clipped(rectangle.y, size.height)),
                          cv::Point(clipped(std::int64_t(rectangle.x) + std::max(0, rectangle.width), size.width),
                                    clipped(std::int64_t(rectangle.y) + std::max(0, rectangle.height), size.height)));
    if (wanted.width < leastSide || wanted.height < leastSide)
        return failure(TRANSLATABLE("The rectangle is too small to find an object in. Draw it around the object."));
    if (wanted == picture)
        return failure(TRANSLATABLE("The rectangle is the whole picture, so nothing tells the background. Draw it "
                                    "around the object."));
    try {
        cv::Mat result = canvas(mask, size);
        cv::Mat colour = colourBgr;
        if (colour.size() != size)
            cv::resize(colourBgr, colour, size, 0, 0, cv::INTER_AREA);
        // What is far from the rectangle says little about what the object stands before, and costs time.
        const int margin = std::max({16, wanted.width / 3, wanted.height / 3});
        const cv::Rect around =
            cv::Rect(wanted.x - margin, wanted.y - margin, wanted.width + 2 * margin, wanted.height + 2 * margin) &
            picture;
        const cv::Rect inner = wanted - around.tl();
        // An iteration on so many pixels takes less time than a person takes for a delay.
        const double scale = std::min(1.0, std::sqrt(mostPixels / double(around.area())));
        const cv::Size workSize(cvRound(around.width * scale), cvRound(around.height * scale));
        cv::resize(colour(around), colour, workSize, 0, 0, cv::INTER_AREA);
        cv::Mat classes(around.size(), CV_8UC1, cv::Scalar(cv::GC_BGD));
        classes(inner).setTo(cv::GC_PR_FGD);
        classes(inner).setTo(cv::GC_FGD, result(wanted));
        cv::resize(classes, classes, workSize, 0, 0, cv::INTER_NEAREST);
        const FixedRandomness fixed;
        cv::Mat background, foreground;
        for (int i = 0; i < iterations; ++i) {
            if (stop.stop_requested())
                return cv::Mat();
            cv::grabCut(colour, classes, {}, background, foreground, 1, i == 0 ? cv::GC_INIT_WITH_MASK : cv::GC_EVAL);
        }
        cv::Mat found = (classes & 1) != 0; // GC_FGD and GC_PR_FGD are odd
        cv::resize(found, found, around.size(), 0, 0, cv::INTER_LINEAR);
        result(wanted).setTo(object, found(inner) > 127);
        return result;
    } catch (const cv::Exception& exception) {
        return failure(
            TRANSLATABLE("The object cannot be found in this rectangle (%1). Draw it a little larger, or use "
                         "the brush."),
            exception.err);
    }
}

cv::Mat withoutHoles(const cv::Mat& mask) {
    if (mask.empty() || mask.type() != CV_8UC1)
        return {};
    // With a rim of background around it, everything outside the object is one part.
    cv::Mat background(mask.rows + 2, mask.cols + 2, CV_8UC1, cv::Scalar(object));
    const cv::Rect inner(1, 1, mask.cols, mask.rows);
    cv::Mat(mask == 0).copyTo(background(inner));
    constexpr int outside = 128;
    cv::floodFill(background, {0, 0}, outside, nullptr, {}, {}, 4);
    return background(inner) != outside;
}

cv::Mat largestPart(const cv::Mat& mask) {
    if (mask.empty() || mask.type() != CV_8UC1)
        return {};
    cv::Mat labels, statistics, centres;
    const int count = cv::connectedComponentsWithStats(mask, labels, statistics, centres, 8);
    int largest = 1;
    for (int label = 2; label < count; ++label)
        if (statistics.at<int>(label, cv::CC_STAT_AREA) > statistics.at<int>(largest, cv::CC_STAT_AREA))
            largest = label;
    return labels == largest;
}

int partCount(const cv::Mat& mask) {
    if (mask.empty() || mask.type() != CV_8UC1)
        return 0;
    cv::Mat labels;
    return cv::connectedComponents(mask, labels, 8) - 1;
}

Result<std::string> encodedMask(const cv::Mat& mask) {
    if (mask.empty() || mask.type() != CV_8UC1)
        return failure(TRANSLATABLE("There is no mask to write. Paint the object first."));
    return encodePng(mask > 0, png_compression::small).map([](const std::vector<std::uint8_t>& bytes) {
        return std::string(bytes.begin(), bytes.end());
    });
}

Result<cv::Mat> decodedMask(const std::string& file) {
    return decodeMask(file, "mask.png").map([](const cv::Mat& mask) { return cv::Mat(mask > 0); });
}

} // namespace tracestudio
