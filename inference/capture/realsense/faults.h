#pragma once

#include "capture/realsense/librealsense.h"
#include "capture/rgbd_source.h"

#include <optional>
#include <string>

namespace tracestudio {

/// What a failed call means to the person in front of the camera.
struct RealSenseFault {
    CaptureFault fault = CaptureFault::None;
    Error error;
};

/// The camera a call was about.
struct RealSenseIdentity {
    std::string name; ///< "Intel RealSense D435 (serial number 8341…)"
    std::string usb;  ///< "3.2" or "2.1"; empty where it does not say
    [[nodiscard]] bool isSlowUsb() const { return usb.starts_with('2'); }
};

/// From librealsense's words, which are the only place where it tells one reason from another.
RealSenseFault explain(const RealSenseFailure& failed, const RealSenseIdentity& camera,
                       const std::optional<CaptureMode>& mode);

/// The camera has no such mode, or not on a port as slow as this one.
RealSenseFault unavailable(const CaptureMode& mode, const RealSenseIdentity& camera);

RealSenseFault unplugged(const RealSenseIdentity& camera);
RealSenseFault stalled(const RealSenseIdentity& camera);

} // namespace tracestudio
