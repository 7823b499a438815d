#include "capture/recordings.h"
#include "capture/ros/bag_file.h"
#include "capture/ros/ros_recording.h"

namespace tracestudio {

OpenedSource openRosBag(const std::filesystem::path& file, const SourceOptions& options) {
    CaptureFault fault = CaptureFault::None;
    Result<std::unique_ptr<MessageLog>> bag = BagFile::open(file, fault);
    if (!bag)
        return {tl::unexpected(bag.error()), fault};
    return openRosRecording(std::move(*bag), file, options);
}

} // namespace tracestudio
