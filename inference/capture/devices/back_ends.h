#pragma once

#include "capture/devices.h"

#include <functional>
#include <span>
#include <string_view>

// Used in the capture process only: the makers' libraries are loaded here and nowhere else.

namespace tracestudio {

/// How to go about a recording that a maker's player reads: no further than `mostPictures`, and telling now and then
/// how many have been read, since a player may fall over a damaged one.
struct RecordingScan {
    std::uint64_t mostPictures = 0;
    std::function<void(std::uint64_t pictures)> reached;
};

/// One kind of camera and the library that serves it.
struct BackEnd {
    /// Of the uris that it opens: "openni:". What follows it is the library's own name for the device.
    std::string_view prefix;
    void (*list)(DeviceList& to);
    OpenedSource (*open)(const std::string& name, const SourceOptions& options, const RecordingScan& scan);
    /// Has `changed` called, from any thread, when something may have been plugged in or out. Null where the library
    /// does not tell: then it is asked while the machine's USB devices change.
    void (*listen)(std::function<void()> changed);
};

std::span<const BackEnd> backEnds();

} // namespace tracestudio
