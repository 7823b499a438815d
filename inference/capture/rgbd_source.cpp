#include "capture/rgbd_source.h"

#include <cmath>

namespace tracestudio {

namespace {

std::string sizeText(const StreamFormat& format) {
    return std::to_string(format.widthPixels) + "×" + std::to_string(format.heightPixels);
}

std::string rateText(double framesPerSecond) {
    return std::to_string(std::lround(framesPerSecond)) + " fps";
}

} // namespace

std::string describe(const CaptureMode& mode) {
    const bool hasColour = mode.colour.widthPixels > 0, hasDepth = mode.depth.widthPixels > 0;
    const StreamFormat& seen = hasColour ? mode.colour : mode.depth;
    std::string text = sizeText(seen);
    if (hasColour && hasDepth &&
        (mode.colour.widthPixels != mode.depth.widthPixels || mode.colour.heightPixels != mode.depth.heightPixels))
        text += " (" + sizeText(mode.depth) + ")";
    if (seen.framesPerSecond > 0)
        text += " · " + rateText(seen.framesPerSecond);
    return text;
}

bool mayHeal(CaptureFault fault) {
    switch (fault) {
    case CaptureFault::Missing:
    case CaptureFault::NoPermission:
    case CaptureFault::Busy:
    case CaptureFault::Bandwidth:
    case CaptureFault::Unplugged:
    case CaptureFault::Stalled:
    case CaptureFault::Crashed:
    case CaptureFault::Other:
        return true;
    case CaptureFault::None:
    case CaptureFault::WrongMode:
    case CaptureFault::Damaged:
    case CaptureFault::Empty:
    case CaptureFault::NeedsIntrinsics:
    case CaptureFault::NoLibrary:
        return false;
    }
    return false;
}

} // namespace tracestudio
