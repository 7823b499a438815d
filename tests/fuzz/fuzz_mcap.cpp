// An MCAP file from outside: whatever its bytes, opening it and playing what is in it ends well.
#include "capture/recordings.h"
#include "fuzz_ros.h"

using namespace tracestudio;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const FuzzFile file("recording.mcap");
    const std::filesystem::path& path = file.write(data, size);
    SourceOptions options;
    playAll(openRos2Bag(path, options));
    // So that pictures are reached without a calibration.
    options.intrinsics = Camera{0, 0, 20, 20, 8, 6};
    playAll(openRos2Bag(path, options));
    return 0;
}
