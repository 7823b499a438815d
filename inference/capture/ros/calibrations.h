#pragma once

#include "capture/depth_registration.h"
#include "capture/ros/messages.h"
#include "scene/result.h"

#include <optional>
#include <string>

namespace tracestudio {

/// The calibration that a camera_info gives for pictures of a topic, `width` by `height` pixels: for rectified pictures
/// (their topic is named "rect") the projection P and no lens, for others K and the lens. A part of the sensor that is
/// sent, binning and pictures made smaller are reckoned with. Nothing when the camera was not calibrated; the words say
/// which lens model is not known here.
tl::expected<std::optional<Calibration>, std::string>
calibrationFrom(const CameraInfoMessage& message, const std::string& pictureTopic, int width, int height);

} // namespace tracestudio
