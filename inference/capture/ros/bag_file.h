#pragma once

#include "capture/rgbd_source.h"
#include "capture/ros/chunk_store.h"
#include "capture/ros/message_log.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <unordered_map>

namespace tracestudio {

/// A ROS 1 bag, version 2.0 (wiki.ros.org/Bags/Format/2.0). The index at its end tells where the messages are; of a
/// recording that was not finished, or whose index is damaged, all chunks are gone through.
class BagFile final : public MessageLog {
  public:
    static Result<std::unique_ptr<MessageLog>> open(const std::filesystem::path& path, CaptureFault& fault);

    [[nodiscard]] Result<std::vector<std::byte>> read(const MessagePlace& message, std::uint64_t most) override;
    [[nodiscard]] std::uint64_t costOfBeginnings(std::size_t topic) const override;

  private:
    struct Record;
    struct IndexCounts;

    explicit BagFile(InputFile file);
    Result<Record> recordAt(std::uint32_t chunk, std::uint64_t offset);
    bool readIndex(std::uint64_t begin, const IndexCounts& counts);
    bool readChunkIndex(std::uint32_t chunk, std::uint64_t begin, std::uint64_t end);
    void scan(std::uint64_t begin);
    std::optional<std::uint32_t> addChunk(const Record& record);
    void addConnection(std::uint32_t chunk, const Record& record);
    void addMessage(std::uint32_t connection, const MessagePlace& message);
    void goThrough(std::uint32_t chunk);

    static constexpr std::uint32_t m_wholeFile = 0; ///< the chunk that stands for it
    ChunkStore m_chunks;
    std::unordered_map<std::uint32_t, std::size_t> m_connections; ///< to topics
};

} // namespace tracestudio
