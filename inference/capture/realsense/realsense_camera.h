#pragma once

#include "capture/depth_registration.h"
#include "capture/realsense/faults.h"
#include "capture/realsense/librealsense.h"
#include "capture/rgbd_source.h"

#include <optional>
#include <string>
#include <vector>

namespace tracestudio {

/// A RealSense camera as librealsense knows it while it is plugged in.
struct RealSenseCamera {
    RealSenseHandle<rs2_device> device;
    RealSenseIdentity identity;
    SourceInfo info;
};

/// Every camera that has a serial number and takes depth, in librealsense's order. A camera that cannot be asked is
/// left out and told as a problem. Throws a RealSenseFailure.
std::vector<RealSenseCamera> findRealSenseCameras(const LibRealSense& library, rs2_context* context,
                                                  std::vector<RealSenseFault>& problems);

/// Pairs of formats that the camera sends at one rate and that show about the same, the largest first. Throws a
/// RealSenseFailure.
std::vector<CaptureMode> realSenseModes(const LibRealSense& library, const rs2_device* device);

/// The best at 640×480: depth as large, a rate near 30; else the first. Nothing of no modes.
std::optional<CaptureMode> preferredMode(const std::vector<CaptureMode>& modes);

/// Metres of one step of its depth values. Throws a RealSenseFailure.
double realSenseDepthUnit(const LibRealSense& library, const rs2_device* device);

/// What a running stream's profile says. Throws a RealSenseFailure, also for a lens that is not known here.
Calibration realSenseCalibration(const LibRealSense& library, const rs2_stream_profile* profile);

} // namespace tracestudio
