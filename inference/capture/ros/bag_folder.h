#pragma once

#include "capture/rgbd_source.h"
#include "capture/ros/message_log.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace tracestudio {

/// A .db3 or .mcap file of ROS 2, told apart by what is in it.
Result<std::unique_ptr<MessageLog>> openRos2File(const std::filesystem::path& path, CaptureFault& fault);

/// A ROS 2 bag folder: the files that its metadata.yaml names, or without one all .db3 and .mcap files in the order of
/// their numbers, as one log. A file that is missing or cannot be read costs what was recorded in it.
class BagFolder final : public MessageLog {
  public:
    static Result<std::unique_ptr<MessageLog>> open(const std::filesystem::path& folder, CaptureFault& fault);

    [[nodiscard]] Result<std::vector<std::byte>> read(const MessagePlace& message, std::uint64_t most) override;
    [[nodiscard]] std::uint64_t costOfBeginnings(std::size_t topic) const override;

  private:
    void take(std::unique_ptr<MessageLog> log);

    struct InFile {
        std::size_t file = 0;
        std::uint32_t part = 0;
    };
    std::vector<std::unique_ptr<MessageLog>> m_files;
    std::vector<InFile> m_parts; ///< what the parts of the messages here mean
};

} // namespace tracestudio
