#pragma once

#include "capture/rgbd_source.h"

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>

namespace tracestudio {

/// A source that could not be opened, and why.
struct OpenedSource {
    Result<std::unique_ptr<RgbdSource>> source;
    CaptureFault fault = CaptureFault::None;
};

/// Opens what `uri` names: a device ("openni:…", "realsense:…"), which lives in a capture process of its own, or the
/// path of a recording. Slow: never on the GUI thread. Once `stop` is requested, a driver is no longer waited for: the
/// opening fails, and so does what is asked of the source later, but for its stop.
OpenedSource openSource(const std::string& uri, const SourceOptions& options, const std::stop_token& stop = {});

/// Whether `uri` names a device.
bool isDeviceUri(const std::string& uri);

/// Whether a path looks like a recording, by its name and what lies in it: a TUM folder, a folder of numbered pairs, a
/// .bag, .db3, .mcap or .oni file, a ROS 2 bag folder. A dataset is none. Reads a folder's names and how its JSON files
/// begin, nothing more.
bool isRecording(const std::filesystem::path& path);

} // namespace tracestudio
