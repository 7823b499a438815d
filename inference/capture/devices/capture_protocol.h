#pragma once

#include "capture/devices.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

// What the program and its capture process say to each other: one message a packet, JSON, of at most
// `longestMessage` bytes. Pictures go beside it, through a SharedMailbox. The program believes nothing of what the
// capture process says, since a vendor's driver runs in it: what decodes is of the right type, finite and of a sane
// size; everything else is nothing.

namespace tracestudio::capture_protocol {

constexpr std::size_t longestMessage = 64 * 1024;
constexpr int widestPicture = 8192; ///< pixels, either way
constexpr std::uint64_t mostFrames = 4'000'000;

// Requests of the program.
/// Opens a source. Of a recording no more than its first `mostPictures` are read: what comes later is known to bring
/// the reader down.
struct Open {
    std::string uri;
    SourceOptions options;
    std::uint64_t mostPictures = mostFrames;
};
struct Start {
    std::optional<CaptureMode> mode;
};
struct Stop {};
struct Next {}; ///< a recording's next pair; a device sends them unasked
struct Seek {
    std::uint64_t frame = 0;
};
struct Watch {}; ///< tell what is plugged in, now and whenever it changes
using Request = std::variant<Open, Start, Stop, Next, Seek, Watch>;

// What the capture process answers.
/// A recording's stamps lie in the mailbox, `frameCount` of them.
struct Opened {
    SourceInfo info;
    std::vector<CaptureMode> modes;
    std::uint64_t frameCount = 0;
};
struct Started {
    SourceFormat format;
};
struct Done {};      ///< stopped, or sought
struct Delivered {}; ///< the asked pair lies in the mailbox
struct Ended {};     ///< there is no further pair
struct Progress {
    std::uint64_t pictures = 0;
}; ///< a long opening has read so many pictures
struct Failed {
    CaptureFault fault = CaptureFault::Other;
    Error error;
};
using Reply = std::variant<Opened, Started, Done, Delivered, Ended, Progress, Failed, DeviceList>;

/// Never longer than `longestMessage`: lists and words that are too long are cut.
std::string encode(const Request& request);
std::string encode(const Reply& reply);
std::optional<Request> decodeRequest(std::string_view message);
std::optional<Reply> decodeReply(std::string_view message);

/// A frame as bytes in a slot of the mailbox. False where it does not fit.
bool write(const CapturedFrame& frame, std::span<std::byte> slot);
/// The frame in a slot, its pixels copied; nothing when it is no frame of `camera`'s size. Safe while another process
/// goes on writing there.
std::optional<CapturedFrame> readFrame(std::span<const std::byte> slot, const Camera& camera);

/// A recording's stamps as bytes in a slot.
bool write(std::span<const double> seconds, std::span<std::byte> slot);
/// `count` stamps that begin at 0 or later and never go back; nothing when they are not that.
std::optional<std::vector<double>> readSeconds(std::span<const std::byte> slot, std::uint64_t count);

} // namespace tracestudio::capture_protocol
