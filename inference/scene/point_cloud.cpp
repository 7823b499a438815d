#include "scene/point_cloud.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>

namespace tracestudio {

namespace {
constexpr int tooFarMillimetres = 15000;
constexpr std::uint32_t greyRgb = 0x9a9a9a;
} // namespace

std::optional<double> RgbdFrame::depthMetresAt(const PixelPoint& pixel) const {
    const double u = std::round(pixel.x);
    const double v = std::round(pixel.y);
    if (!(u >= 0 && v >= 0 && u < depthMillimetres.cols && v < depthMillimetres.rows))
        return std::nullopt;
    const std::uint16_t millimetres = depthMillimetres.at<std::uint16_t>(int(v), int(u));
    if (millimetres == 0)
        return std::nullopt;
    return millimetres / 1000.0;
}

std::optional<PointCamera> RgbdFrame::pointAt(const PixelPoint& pixel) const {
    const auto depth = depthMetresAt(pixel);
    if (!depth)
        return std::nullopt;
    return camera.backProject(pixel, *depth);
}

PointCloud backProject(const RgbdFrame& frame, const Mask& mask, int step) {
    PointCloud cloud;
    const cv::Mat& depth = frame.depthMillimetres;
    step = std::max(1, step);
    cloud.width = (depth.cols + step - 1) / step;
    cloud.height = (depth.rows + step - 1) / step;
    cloud.step = step;
    if (depth.empty() || !frame.camera.isValid())
        return cloud;
    const auto most = std::size_t(cloud.width) * std::size_t(cloud.height);
    const std::size_t count = std::min(most, std::size_t(cv::countNonZero(depth)));
    cloud.x.reserve(count);
    cloud.y.reserve(count);
    cloud.z.reserve(count);
    cloud.pixelIndex.reserve(count);
    cloud.rgb.reserve(count);
    cloud.isObject.reserve(count);
    const cv::Mat& colour = frame.colourBgr;
    const cv::Mat& object = mask.pixels;
    for (int v = 0; v < depth.rows; v += step) {
        const auto* depthRow = depth.ptr<std::uint16_t>(v);
        const cv::Vec3b* colourRow =
            colour.empty() ? nullptr : colour.ptr<cv::Vec3b>(int(std::int64_t(v) * colour.rows / depth.rows));
        const std::uint8_t* maskRow =
            object.empty() ? nullptr : object.ptr<std::uint8_t>(int(std::int64_t(v) * object.rows / depth.rows));
        for (int u = 0; u < depth.cols; u += step) {
            const int millimetres = depthRow[u];
            if (millimetres == 0 || millimetres >= tooFarMillimetres)
                continue;
            const double z = millimetres / 1000.0;
            cloud.x.push_back(float((u - frame.camera.cx) * z / frame.camera.fx));
            cloud.y.push_back(float((v - frame.camera.cy) * z / frame.camera.fy));
            cloud.z.push_back(float(z));
            cloud.pixelIndex.push_back(std::uint32_t(v / step) * std::uint32_t(cloud.width) + std::uint32_t(u / step));
            std::uint32_t rgb = greyRgb;
            if (colourRow) {
                const cv::Vec3b& bgr = colourRow[std::int64_t(u) * colour.cols / depth.cols];
                rgb = std::uint32_t(bgr[2]) << 16 | std::uint32_t(bgr[1]) << 8 | bgr[0];
            }
            cloud.rgb.push_back(rgb);
            cloud.isObject.push_back(maskRow && maskRow[std::int64_t(u) * object.cols / depth.cols] > 0);
        }
    }
    return cloud;
}

PointCloud withMask(PointCloud cloud, const Mask& mask) {
    const cv::Mat& object = mask.pixels;
    const int rows = cloud.height * cloud.step, columns = cloud.width * cloud.step;
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const PixelPoint pixel = cloud.pixelOf(i);
        cloud.isObject[i] =
            !object.empty() && object.at<std::uint8_t>(int(std::int64_t(pixel.y) * object.rows / rows),
                                                       int(std::int64_t(pixel.x) * object.cols / columns)) > 0;
    }
    return cloud;
}

} // namespace tracestudio
