#pragma once

#include "capture/devices.h"
#include "capture/sources.h"

#include <string>

namespace tracestudio {

/// Opens a RealSense camera by its serial number, the first one where that is empty, through the person's own
/// librealsense2: its C interface, from version 2.30 on, loaded when it is first needed. Depth is put into the colour
/// picture, by the library where the colour picture has no lens to correct, else here; no filter is switched on. Runs
/// the vendor's code in this process: called by the capture process.
///
/// The library is looked for as the system's loader does (librealsense2.so.2, librealsense2.so, librealsense2.so.2.N,
/// the newest first); the environment variable TRACESTUDIO_REALSENSE_LIBRARY names another.
OpenedSource openRealSense(const std::string& serial, const SourceOptions& options);

/// The RealSense cameras that are plugged in. That there is no library, or a too old one, is a problem only where
/// TRACESTUDIO_REALSENSE_LIBRARY names one.
DeviceList listRealSense();

} // namespace tracestudio
