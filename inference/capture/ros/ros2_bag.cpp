#include "capture/recordings.h"
#include "capture/ros/bag_folder.h"
#include "capture/ros/ros_recording.h"

namespace tracestudio {

OpenedSource openRos2Bag(const std::filesystem::path& path, const SourceOptions& options) {
    CaptureFault fault = CaptureFault::None;
    std::error_code error;
    Result<std::unique_ptr<MessageLog>> log =
        std::filesystem::is_directory(path, error) ? BagFolder::open(path, fault) : openRos2File(path, fault);
    if (!log)
        return {tl::unexpected(log.error()), fault};
    return openRosRecording(std::move(*log), path, options);
}

} // namespace tracestudio
