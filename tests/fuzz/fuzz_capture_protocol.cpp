// What a capture process says, which a vendor's driver may have had a hand in: what is accepted is sane, and says the
// same when it is said again.
#include "capture/devices/capture_protocol.h"
#include "fuzz_file.h"

#include <cmath>
#include <cstring>

using namespace tracestudio;
using namespace tracestudio::capture_protocol;

namespace {

void check(const CaptureMode& mode) {
    for (const StreamFormat& format : {mode.colour, mode.depth}) {
        require(format.widthPixels >= 0 && format.widthPixels <= widestPicture, "a width is sane");
        require(format.heightPixels >= 0 && format.heightPixels <= widestPicture, "a height is sane");
        require(std::isfinite(format.framesPerSecond) && format.framesPerSecond >= 0, "a rate is sane");
    }
}

struct Check {
    void operator()(const Opened& opened) const {
        for (const CaptureMode& mode : opened.modes)
            check(mode);
        require(opened.frameCount <= mostFrames, "a recording is not endless");
    }
    void operator()(const Started& started) const {
        check(started.format.mode);
        require(started.format.camera.isValid(), "a camera is one");
        require(started.format.depthUnitMetres > 0, "depth has a unit");
    }
    void operator()(const Failed& failed) const {
        require(failed.fault != CaptureFault::None && failed.fault <= CaptureFault::Other, "a fault is known");
        require(!failed.error.message().empty(), "a failure has words");
    }
    void operator()(const Progress&) const {}
    void operator()(const DeviceList& list) const {
        for (const Error& problem : list.problems)
            require(!problem.message().empty(), "a problem has words");
    }
    template <typename Other>
    void operator()(const Other&) const {}
};

void checkFrame(std::span<const std::byte> slot) {
    // Sizes that the bytes may hold, and one that they cannot.
    for (const Camera& camera : {Camera{2, 2, 1, 1, 0, 0}, Camera{4, 3, 1, 1, 0, 0}, Camera{8192, 8192, 1, 1, 0, 0}}) {
        const auto frame = readFrame(slot, camera);
        if (!frame)
            continue;
        const cv::Size size(camera.widthPixels, camera.heightPixels);
        require(frame->frame.hasColour() || frame->frame.hasDepth(), "a frame has a picture");
        require(!frame->frame.hasColour() || frame->frame.colourBgr.size() == size, "colour is of the format's size");
        require(!frame->frame.hasDepth() || frame->frame.depthMillimetres.size() == size,
                "depth is of the format's size");
        require(std::isfinite(frame->colourSeconds) && std::isfinite(frame->depthSeconds), "stamps are finite");
        std::vector<std::byte> again(slot.size());
        require(write(*frame, again), "what was read fits where it was");
        const auto same = readFrame(again, camera);
        require(same && same->number == frame->number, "and is read again");
    }
    for (const std::uint64_t count :
         {std::uint64_t(0), std::uint64_t(slot.size() / 8), std::uint64_t(slot.size()), ~std::uint64_t(0)})
        if (const auto seconds = readSeconds(slot, count))
            for (std::size_t i = 1; i < seconds->size(); ++i)
                require((*seconds)[i] >= (*seconds)[i - 1], "stamps never go back");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    checkFrame(std::as_bytes(std::span(data, size)));
    const std::string_view message(reinterpret_cast<const char*>(data), size);
    if (const auto reply = decodeReply(message)) {
        std::visit(Check(), *reply);
        const std::string said = encode(*reply);
        require(said.size() <= longestMessage, "no message is too long");
        const auto again = decodeReply(said);
        require(again && encode(*again) == said, "an answer says the same again");
    }
    if (const auto request = decodeRequest(message)) {
        const std::string said = encode(*request);
        const auto again = decodeRequest(said);
        require(again && encode(*again) == said, "a request says the same again");
    }
    return 0;
}
