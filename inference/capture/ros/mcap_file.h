#pragma once

#include "capture/rgbd_source.h"
#include "capture/ros/chunk_store.h"
#include "capture/ros/message_log.h"

#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>

namespace tracestudio {

/// An MCAP file (mcap.dev/spec) of ROS messages: in chunks or not, with a summary and message indexes or not. Where the
/// summary is missing, incomplete or damaged the file is gone through from its beginning, as far as it goes.
class McapFile final : public MessageLog {
  public:
    static Result<std::unique_ptr<MessageLog>> open(const std::filesystem::path& path, CaptureFault& fault);

    [[nodiscard]] Result<std::vector<std::byte>> read(const MessagePlace& message, std::uint64_t most) override;
    [[nodiscard]] std::uint64_t costOfBeginnings(std::size_t topic) const override;

  private:
    struct Record;
    struct ChunkPlace;

    explicit McapFile(InputFile file);
    Result<Record> recordAt(std::uint32_t chunk, std::uint64_t offset);
    Result<std::vector<std::byte>> contentOf(std::uint32_t chunk, const Record& record, std::uint64_t most);
    bool readSummary();
    bool readMessageIndex(std::uint32_t chunk, const ChunkPlace& place);
    void scan();
    std::optional<std::uint32_t> addChunk(const Record& record);
    void addSchema(std::span<const std::byte> content);
    void addChannel(std::span<const std::byte> content);
    void addMessage(std::uint16_t channel, const MessagePlace& message);
    /// The messages, channels and schemas among the records of a chunk, or of the whole file from its beginning on.
    void goThrough(std::uint32_t chunk, std::uint64_t begin);

    static constexpr std::uint32_t m_wholeFile = 0; ///< the chunk that stands for it
    ChunkStore m_chunks;
    std::map<std::uint16_t, std::string> m_schemas;
    std::unordered_map<std::uint16_t, std::size_t> m_channels; ///< to topics
    std::uint64_t m_messageCount = 0;                          ///< of all channels, also those that are of no use
};

} // namespace tracestudio
