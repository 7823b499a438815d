#include "capture/ros/calibrations.h"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace tracestudio {

namespace {

// k1, k2, p1, p2, k3 … k6.
constexpr std::size_t mostCoefficients = 8;

std::string letters(const std::string& text) {
    std::string kept;
    for (const char c : text)
        if (std::isalnum(static_cast<unsigned char>(c)) != 0)
            kept += char(std::tolower(static_cast<unsigned char>(c)));
    return kept;
}

/// Nothing for a model that is not known.
std::optional<Calibration::Lens> lensNamed(const std::string& model) {
    const std::string name = letters(model);
    if (name.empty() || name == "none")
        return Calibration::Lens::None;
    if (name == "inversebrownconrady" || name == "modifiedbrownconrady")
        return Calibration::Lens::ModifiedBrownConrady;
    if (name == "plumbbob" || name == "rationalpolynomial" || name == "brownconrady")
        return Calibration::Lens::BrownConrady;
    return std::nullopt;
}

} // namespace

tl::expected<std::optional<Calibration>, std::string>
calibrationFrom(const CameraInfoMessage& message, const std::string& pictureTopic, int width, int height) {
    const bool isRectified = pictureTopic.find("rect") != std::string::npos && message.projection[0] > 0;
    Calibration calibration;
    Camera& camera = calibration.camera;
    camera.fx = isRectified ? message.projection[0] : message.intrinsics[0];
    camera.fy = isRectified ? message.projection[5] : message.intrinsics[4];
    camera.cx = (isRectified ? message.projection[2] : message.intrinsics[2]) - message.left;
    camera.cy = (isRectified ? message.projection[6] : message.intrinsics[5]) - message.top;
    const std::uint32_t wholeWidth = message.roiWidth > 0 ? message.roiWidth : message.width;
    const std::uint32_t wholeHeight = message.roiHeight > 0 ? message.roiHeight : message.height;
    constexpr std::uint32_t widest = 1u << 20;
    const bool isSized = wholeWidth > 0 && wholeHeight > 0 && wholeWidth <= widest && wholeHeight <= widest;
    camera.widthPixels = isSized ? int(wholeWidth) : width;
    camera.heightPixels = isSized ? int(wholeHeight) : height;
    const bool isCalibrated =
        camera.isValid() && camera.fx > 0 && camera.fy > 0 && std::isfinite(camera.cx) && std::isfinite(camera.cy);
    if (!isCalibrated)
        return std::nullopt;
    if (camera.widthPixels != width || camera.heightPixels != height)
        camera = camera.resizedTo(width, height);
    if (!camera.isValid()) // numbers that no camera has leave what a double holds
        return std::nullopt;
    const bool hasLens = std::ranges::any_of(message.distortion, [](double k) { return k != 0; });
    if (isRectified || !hasLens)
        return calibration;
    const std::optional<Calibration::Lens> lens = lensNamed(message.distortionModel);
    const bool isKnown = lens && std::ranges::all_of(message.distortion, [](double k) { return std::isfinite(k); }) &&
                         std::ranges::all_of(message.distortion.begin() +
                                                 std::ptrdiff_t(std::min(mostCoefficients, message.distortion.size())),
                                             message.distortion.end(), [](double k) { return k == 0; });
    if (!isKnown)
        return tl::unexpected(message.distortionModel.substr(0, 40));
    calibration.lens = *lens;
    calibration.distortion = message.distortion;
    calibration.distortion.resize(std::min(mostCoefficients, calibration.distortion.size()));
    return calibration;
}

} // namespace tracestudio
