#include "capture/scene_sketch.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace tracestudio {

namespace {

constexpr int sketchWidth = 160;
const cv::Size cells(64, 48);
constexpr double mostShift = 0.005 * sketchWidth;
constexpr double leastResponse = 0.1; ///< of the phase correlation; below, the pictures show different things
constexpr double leastContrast = 3;   ///< grey levels; below, a picture is blank
constexpr double restingShare = 0.75;
constexpr int fewestCells = 50;

/// How large a part of the depth is where it was; nothing where there is too little of it.
std::optional<double> restingDepth(const cv::Mat& before, const cv::Mat& now) {
    int common = 0, resting = 0;
    for (int y = 0; y < before.rows; ++y) {
        const auto* a = before.ptr<float>(y);
        const auto* b = now.ptr<float>(y);
        for (int x = 0; x < before.cols; ++x) {
            if (a[x] <= 0 || b[x] <= 0)
                continue;
            ++common;
            resting += std::abs(a[x] - b[x]) < 0.02F + 0.02F * std::min(a[x], b[x]);
        }
    }
    if (common < fewestCells)
        return std::nullopt;
    return double(resting) / common;
}

bool isBlank(const cv::Mat& grey) {
    cv::Scalar mean, deviation;
    cv::meanStdDev(grey, mean, deviation);
    return deviation[0] < leastContrast;
}

} // namespace

SceneSketch sketchOf(const RgbdFrame& frame) {
    SceneSketch sketch;
    if (frame.hasColour()) {
        const int height = std::max(1, frame.colourBgr.rows * sketchWidth / frame.colourBgr.cols);
        cv::Mat small;
        cv::resize(frame.colourBgr, small, cv::Size(sketchWidth, height), 0, 0, cv::INTER_AREA);
        cv::cvtColor(small, small, cv::COLOR_BGR2GRAY);
        small.convertTo(sketch.grey, CV_32F);
    }
    if (frame.hasDepth()) {
        // The middle pixel of each cell: a mean over an edge would be a depth that nothing has.
        sketch.depth.create(cells, CV_32FC1);
        for (int y = 0; y < cells.height; ++y) {
            const auto* from = frame.depthMillimetres.ptr<std::uint16_t>((2 * y + 1) * frame.depthMillimetres.rows /
                                                                         (2 * cells.height));
            auto* to = sketch.depth.ptr<float>(y);
            for (int x = 0; x < cells.width; ++x)
                to[x] = float(from[(2 * x + 1) * frame.depthMillimetres.cols / (2 * cells.width)]) / 1000;
        }
    }
    return sketch;
}

bool isAtRest(const SceneSketch& before, const SceneSketch& now) {
    std::optional<double> depth;
    if (!before.depth.empty() && !now.depth.empty())
        depth = restingDepth(before.depth, now.depth);
    if (depth && *depth < restingShare)
        return false;
    if (before.grey.empty() || before.grey.size() != now.grey.size() || (isBlank(before.grey) && isBlank(now.grey)))
        return depth.has_value();
    cv::Mat window;
    cv::createHanningWindow(window, before.grey.size(), CV_32F);
    double response = 0;
    const cv::Point2d shift = cv::phaseCorrelate(before.grey, now.grey, window, &response);
    return response >= leastResponse && std::hypot(shift.x, shift.y) <= mostShift;
}

} // namespace tracestudio
