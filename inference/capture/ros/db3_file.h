#pragma once

#include "capture/rgbd_source.h"
#include "capture/ros/message_log.h"

#include <filesystem>
#include <memory>
#include <string>

namespace tracestudio {

/// A .db3 file of rosbag2: an SQLite database with the tables topics and messages. It is only read, and nothing is
/// written beside it. SQL of the file's own (views, triggers, computed columns) is never run.
class Db3File final : public MessageLog {
  public:
    static Result<std::unique_ptr<MessageLog>> open(const std::filesystem::path& path, CaptureFault& fault);
    ~Db3File() override;

    [[nodiscard]] Result<std::vector<std::byte>> read(const MessagePlace& message, std::uint64_t most) override;
    [[nodiscard]] std::uint64_t costOfBeginnings(std::size_t topic) const override;

  private:
    struct Database;

    explicit Db3File(const std::filesystem::path& path);
    Result<void> readIndex(std::uint64_t fileBytes);
    [[nodiscard]] Error damage(const std::string& why) const;

    std::string m_name;
    std::unique_ptr<Database> m_database;
};

} // namespace tracestudio
