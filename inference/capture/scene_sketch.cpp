#include "capture/scene_sketch.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace tracestudio {

namespace {

constexpr int sketchWidth = 160;
const cv::Size cells(64, 48);
constexpr double mostShift = 0.005 * sketchWidth;
constexpr int partColumns = 5, partRows = 4;
constexpr double leastResponse = 0.1; ///< of the phase correlation; below, the parts show different things
constexpr double leastContrast = 4;   ///< grey levels; below, a part is blank
constexpr double restingShare = 0.75;
constexpr double restingParts = 0.5;
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

/// How many of the parts are where they were; nothing where all are blank. In parts, because one thing that moves
/// through the whole picture would be taken for all of it.
std::optional<double> restingPicture(const cv::Mat& before, const cv::Mat& now) {
    const cv::Size part(before.cols / partColumns, before.rows / partRows);
    if (part.width < 8 || part.height < 8)
        return std::nullopt;
    cv::Mat window;
    cv::createHanningWindow(window, part, CV_32F);
    int textured = 0, resting = 0;
    for (int row = 0; row < partRows; ++row) {
        for (int column = 0; column < partColumns; ++column) {
            const cv::Rect at(cv::Point(column * part.width, row * part.height), part);
            // Copies: the correlation wants its pixels in one piece.
            const cv::Mat a = before(at).clone(), b = now(at).clone();
            if (isBlank(a) && isBlank(b))
                continue;
            double response = 0;
            const cv::Point2d shift = cv::phaseCorrelate(a, b, window, &response);
            ++textured;
            resting += response >= leastResponse && std::hypot(shift.x, shift.y) <= mostShift;
        }
    }
    if (textured == 0)
        return std::nullopt;
    return double(resting) / textured;
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
    std::optional<double> picture;
    if (!before.grey.empty() && before.grey.size() == now.grey.size())
        picture = restingPicture(before.grey, now.grey);
    if (picture)
        return *picture >= restingParts;
    return depth.has_value();
}

} // namespace tracestudio
