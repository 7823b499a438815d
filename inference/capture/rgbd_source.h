#pragma once

#include "scene/result.h"
#include "scene/rgbd_frame.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tracestudio {

/// How one sensor of a camera sends its pictures.
struct StreamFormat {
    int widthPixels = 0;
    int heightPixels = 0;
    double framesPerSecond = 0;
    bool operator==(const StreamFormat&) const = default;
};

/// A pair of stream formats that a source can deliver at the same time.
struct CaptureMode {
    StreamFormat colour, depth;
    bool operator==(const CaptureMode&) const = default;
};

/// "640×480 · 30 fps"; with the depth's own size where that is another.
std::string describe(const CaptureMode& mode);

/// What a person chooses from: a camera that is plugged in, or a recording.
struct SourceInfo {
    /// Opens it again: "openni:<device uri>", "realsense:<serial>", or the path of a recording.
    std::string uri;
    std::string name;   ///< "PrimeSense Xtion PRO LIVE", or the recording's file name
    std::string serial; ///< empty where the device has none
    bool isRecording = false;
    bool operator==(const SourceInfo&) const = default;
};

/// What is wrong with a source: decides what is tried next and which remedy a person is told. The words are in the
/// Error beside it.
enum class CaptureFault {
    None,
    Missing,         ///< no such device or file
    NoPermission,    ///< the device is there, but a udev rule is not
    Busy,            ///< another program holds it
    Bandwidth,       ///< the USB port is too slow for the mode
    WrongMode,       ///< the device does not have the mode
    Unplugged,       ///< it was there
    Stalled,         ///< it is there, but sends nothing
    Crashed,         ///< the vendor's driver took the capture process with it
    Damaged,         ///< the recording cannot be read
    Empty,           ///< the recording holds no pair of colour and depth
    NeedsIntrinsics, ///< the recording does not say what camera made it; open it with SourceOptions::intrinsics
    NoLibrary,       ///< the vendor's library is missing or too old
    Other,
};

/// A fault that may go away by itself, so that opening the source is tried again.
bool mayHeal(CaptureFault fault);

/// One colour picture with the depth taken at the same moment. Immutable once made, like the frame in it.
struct CapturedFrame {
    RgbdFrame frame; ///< depth registered to the colour picture, both of one size and one camera
    /// A recording's pair, from 0; a device's pair since it was started, from 0, those counted that were lost.
    std::uint64_t number = 0;
    /// When the sensor took each, seconds on the source's own clock.
    double colourSeconds = 0, depthSeconds = 0;
    /// Pairs the source itself lost since the frame before, as far as its counters tell.
    std::uint64_t lostBefore = 0;
    /// When the later of the two pictures reached this machine's process that reads the source.
    std::chrono::steady_clock::time_point arrival;
};

/// What is known of the frames of a started source.
struct SourceFormat {
    CaptureMode mode;
    Camera camera;                  ///< of the frames that `next` returns
    double depthUnitMetres = 0.001; ///< one step of the sensor's own depth values
    bool isRegisteredHere = false;  ///< the source's depth was another view, and is put into the colour picture here
    bool operator==(const SourceFormat&) const = default;
};

/// How to open a source; what is not said is as the source has it.
struct SourceOptions {
    std::optional<CaptureMode> mode;       ///< nothing: its best mode at 640×480, else its first
    std::optional<Camera> intrinsics;      ///< for recordings without; the size may be 0, and is then the picture's
    std::optional<double> depthUnitMetres; ///< one step of a recording's depth values
};

/// Where pairs of colour and depth come from: a camera or a recording. Made by openSource(); used by one thread at a
/// time, which may wait in it. Nothing is thrown: what fails returns an Error, and `fault` tells its kind.
///
/// A recording delivers its pairs one after the other as fast as they are asked for; who plays it keeps the time.
class RgbdSource {
  public:
    virtual ~RgbdSource() = default;

    [[nodiscard]] virtual const SourceInfo& info() const = 0;
    /// What it really has; one mode for a recording.
    [[nodiscard]] virtual const std::vector<CaptureMode>& modes() const = 0;

    /// Begins to deliver, in a mode of `modes()` or its own choice. A recording begins at its first pair.
    [[nodiscard]] virtual Result<SourceFormat> start(const std::optional<CaptureMode>& mode) = 0;
    /// The next pair; nothing when none came within `patience`, or after a recording's last. An error ends the
    /// delivery of a device until it is started again; of a recording it may be about this pair only, and the next one
    /// can still be asked for.
    [[nodiscard]] virtual Result<std::optional<CapturedFrame>> next(std::chrono::milliseconds patience) = 0;
    virtual void stop() = 0;
    /// Why the last call failed; None when it did not.
    [[nodiscard]] virtual CaptureFault fault() const = 0;

    /// Pairs in a recording; 0 for a device, which has no end and cannot seek.
    [[nodiscard]] virtual std::size_t frameCount() const { return 0; }
    /// When a recording's pair was taken, seconds since its first; never less than that of the pair before.
    [[nodiscard]] virtual double secondsAt(std::size_t) const { return 0; }
    /// The recording's pair that `next` returns next.
    [[nodiscard]] virtual Result<void> seek(std::size_t) { return {}; }
    /// What of a recording is lost, as far as its opening told: pairs that are not among its frames.
    [[nodiscard]] virtual std::vector<Error> problems() const { return {}; }
};

} // namespace tracestudio
