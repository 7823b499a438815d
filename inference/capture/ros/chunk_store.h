#pragma once

#include "capture/ros/codecs.h"
#include "capture/ros/input_file.h"
#include "capture/ros/message_log.h"

#include <cstdint>
#include <list>
#include <utility>
#include <vector>

namespace tracestudio {

/// A part of a recording's file that holds records, packed or as they are.
struct StoredChunk {
    std::uint64_t begin = 0, storedBytes = 0; ///< where in the file; it may end before
    std::uint64_t bytes = 0;                  ///< unpacked, as the file says; 0: it does not say
    Codec codec = Codec::None;
    std::uint32_t crc = 0; ///< CRC-32 of the unpacked bytes; 0: not known
};

/// The chunks of one file, read by position in what they hold. A packed one is unpacked when something of it is asked
/// for; the last few are kept (16 MB, or one that is larger). A chunk that is damaged has nothing to read, one that
/// the file's end cuts off has what came before. One thread at a time.
class ChunkStore {
  public:
    explicit ChunkStore(InputFile file)
        : m_file(std::move(file)) {}

    [[nodiscard]] const InputFile& file() const { return m_file; }
    /// Leaves this without one.
    [[nodiscard]] InputFile takeFile() && { return std::move(m_file); }
    [[nodiscard]] const StoredChunk& operator[](std::uint32_t chunk) const { return m_chunks[chunk]; }
    [[nodiscard]] std::uint32_t count() const { return std::uint32_t(m_chunks.size()); }
    /// Returns its number.
    std::uint32_t add(const StoredChunk& chunk);

    /// How many bytes of a chunk can be read.
    [[nodiscard]] Result<std::uint64_t> size(std::uint32_t chunk);
    /// Fills `to` with what the chunk holds from `offset` on.
    [[nodiscard]] Result<void> read(std::uint32_t chunk, std::uint64_t offset, std::span<std::byte> to);
    /// How many bytes have to be read or unpacked to see something of each message, in their order.
    [[nodiscard]] std::uint64_t cost(const std::vector<MessagePlace>& messages) const;
    /// So much came out of so small a file that no recording is like it: who goes through all chunks stops.
    [[nodiscard]] bool hasUnpackedTooMuch() const;
    /// The sentence for damage at a place of this file.
    [[nodiscard]] Error damageAt(std::uint64_t place, const std::string& why) const;

  private:
    struct Kept {
        std::uint32_t chunk = 0;
        Unpacked unpacked;
    };
    Result<const Kept*> unpacked(std::uint32_t chunk);

    InputFile m_file;
    std::vector<StoredChunk> m_chunks;
    std::list<Kept> m_kept; ///< the last used first
    std::uint64_t m_unpackedBytes = 0;
};

} // namespace tracestudio
