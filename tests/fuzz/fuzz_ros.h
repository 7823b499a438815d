#pragma once

#include "capture/sources.h"
#include "fuzz_file.h"

/// Plays a recording from outside: it opens or says why not, and each pair is whole or says why not.
inline void playAll(tracestudio::OpenedSource opened) {
    using namespace tracestudio;
    if (!opened.source) {
        require(!opened.source.error().message().empty(), "a refusal has words");
        require(opened.fault != CaptureFault::None, "a refusal has a kind");
        return;
    }
    require(opened.fault == CaptureFault::None, "what opens has no fault");
    RgbdSource& source = **opened.source;
    require(source.frameCount() > 0, "what opens has pairs");
    const auto format = source.start(std::nullopt);
    require(format && format->camera.isValid(), "the camera is known");
    double seconds = 0;
    // Large pictures by the thousand would only take time.
    constexpr std::size_t most = 30;
    for (std::size_t number = 0; number < std::min(source.frameCount(), most); ++number) {
        require(source.secondsAt(number) >= seconds, "time does not go back");
        seconds = source.secondsAt(number);
        const auto frame = source.next({});
        if (!frame) {
            require(!frame.error().message().empty(), "a lost pair has words");
            continue;
        }
        require(frame->has_value(), "there are as many pairs as it says");
        const RgbdFrame& pictures = (*frame)->frame;
        const cv::Size size(format->camera.widthPixels, format->camera.heightPixels);
        require((*frame)->number == number, "pairs are counted");
        require(pictures.camera == format->camera, "all pairs are of one camera");
        require(pictures.colourBgr.size() == size && pictures.colourBgr.type() == CV_8UC3, "colour is as it says");
        require(pictures.depthMillimetres.size() == size && pictures.depthMillimetres.type() == CV_16UC1,
                "depth is as it says");
    }
}
