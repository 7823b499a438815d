#include "widgets/other_version.h"

#include <array>

namespace tracestudio {

std::vector<std::pair<PointCamera, PointCamera>> outlineInSpace(const Mask& mask, const RgbdFrame& frame) {
    std::vector<std::pair<PointCamera, PointCamera>> outline;
    const cv::Mat& pixels = mask.pixels;
    if (pixels.empty() || pixels.type() != CV_8UC1 || !frame.camera.isValid())
        return outline;
    const auto isObject = [&](int x, int y) {
        return x >= 0 && y >= 0 && x < pixels.cols && y < pixels.rows && pixels.at<std::uint8_t>(y, x) > 0;
    };
    const auto isBorder = [&](int x, int y) {
        return isObject(x, y) &&
               !(isObject(x - 1, y) && isObject(x + 1, y) && isObject(x, y - 1) && isObject(x, y + 1));
    };
    constexpr std::array<std::pair<int, int>, 4> next{{{1, 0}, {-1, 1}, {0, 1}, {1, 1}}};
    constexpr double jumpMetres = 0.03;
    for (int y = 0; y < pixels.rows; ++y)
        for (int x = 0; x < pixels.cols; ++x) {
            if (!isBorder(x, y))
                continue;
            const auto here = frame.pointAt({double(x), double(y)});
            for (const auto& [dx, dy] : next) {
                if (!here || !isBorder(x + dx, y + dy))
                    continue;
                const auto there = frame.pointAt({double(x + dx), double(y + dy)});
                if (there && std::abs(there->z - here->z) < jumpMetres)
                    outline.emplace_back(*here, *there);
            }
        }
    return outline;
}

} // namespace tracestudio
