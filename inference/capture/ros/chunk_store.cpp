#include "capture/ros/chunk_store.h"

#include <algorithm>
#include <cstring>
#include <zlib.h>

namespace tracestudio {

namespace {

constexpr std::uint64_t mostBytesOfChunk = 256u << 20;
constexpr std::uint64_t mostBytesKept = 16u << 20;
// bzip2 unpacks some thirty times slower than the others.
constexpr std::uint64_t bzip2Factor = 32;
constexpr std::uint64_t costOfPage = 4096;

} // namespace

std::uint32_t ChunkStore::add(const StoredChunk& chunk) {
    m_chunks.push_back(chunk);
    StoredChunk& added = m_chunks.back();
    added.begin = std::min(added.begin, m_file.size());
    added.storedBytes = std::min(added.storedBytes, m_file.size() - added.begin);
    return count() - 1;
}

Result<std::uint64_t> ChunkStore::size(std::uint32_t chunk) {
    if (m_chunks[chunk].codec == Codec::None)
        return m_chunks[chunk].storedBytes;
    return unpacked(chunk).map([](const Kept* kept) { return std::uint64_t(kept->unpacked.bytes.size()); });
}

Result<void> ChunkStore::read(std::uint32_t chunk, std::uint64_t offset, std::span<std::byte> to) {
    const Result<std::uint64_t> bytes = size(chunk);
    if (!bytes)
        return tl::unexpected(bytes.error());
    const StoredChunk& stored = m_chunks[chunk];
    if (offset > *bytes || to.size() > *bytes - offset)
        return tl::unexpected(damageAt(stored.begin, "it ends early"));
    if (stored.codec == Codec::None)
        return m_file.read(stored.begin + offset, to);
    if (!to.empty())
        std::memcpy(to.data(), m_kept.front().unpacked.bytes.data() + offset, to.size());
    return {};
}

std::uint64_t ChunkStore::cost(const std::vector<MessagePlace>& messages) const {
    std::uint64_t cost = 0;
    std::uint32_t last = count();
    for (const MessagePlace& message : messages) {
        const StoredChunk& stored = m_chunks[message.part];
        if (stored.codec == Codec::None)
            cost += costOfPage;
        else if (message.part != last)
            cost += std::max(stored.bytes, stored.storedBytes) * (stored.codec == Codec::Bzip2 ? bzip2Factor : 1);
        last = message.part;
    }
    return cost;
}

bool ChunkStore::hasUnpackedTooMuch() const {
    return m_unpackedBytes / 64 > (16u << 20) + m_file.size();
}

Error ChunkStore::damageAt(std::uint64_t place, const std::string& why) const {
    return {TRANSLATABLE("%1 is damaged at byte %2 (%3). What was recorded there is lost; the rest can be read."),
            {m_file.name(), std::to_string(place), why}};
}

Result<const ChunkStore::Kept*> ChunkStore::unpacked(std::uint32_t chunk) {
    const StoredChunk& stored = m_chunks[chunk];
    const auto found = std::ranges::find(m_kept, chunk, &Kept::chunk);
    if (found != m_kept.end()) {
        m_kept.splice(m_kept.begin(), m_kept, found);
    } else {
        if (stored.storedBytes > mostBytesOfChunk || stored.bytes > mostBytesOfChunk)
            return tl::unexpected(damageAt(stored.begin, "it says to be larger than 256 MB"));
        std::vector<std::byte> packed(std::size_t(stored.storedBytes));
        if (const Result<void> read = m_file.read(stored.begin, packed); !read)
            return tl::unexpected(read.error());
        Unpacked fresh = unpack(stored.codec, packed, stored.bytes > 0 ? stored.bytes : mostBytesOfChunk);
        m_unpackedBytes += fresh.bytes.size();
        const bool isWhole = fresh.damage.empty();
        if (isWhole && stored.bytes > 0 && fresh.bytes.size() != stored.bytes)
            fresh.damage = "less comes out than it says";
        else if (isWhole && stored.crc != 0 &&
                 ::crc32_z(0, reinterpret_cast<const Bytef*>(fresh.bytes.data()), fresh.bytes.size()) != stored.crc)
            fresh.damage = "its checksum is another";
        if (!fresh.damage.empty() && !fresh.isCutShort)
            fresh.bytes = {};
        m_kept.push_front({chunk, std::move(fresh)});
        std::uint64_t bytes = 0;
        const auto tooMany = std::ranges::find_if(m_kept, [&bytes](const Kept& kept) {
            bytes += kept.unpacked.bytes.size();
            return bytes > mostBytesKept;
        });
        if (tooMany != m_kept.end())
            m_kept.erase(tooMany == m_kept.begin() ? std::next(tooMany) : tooMany, m_kept.end());
    }
    const Kept& kept = m_kept.front();
    if (!kept.unpacked.damage.empty() && !kept.unpacked.isCutShort)
        return tl::unexpected(damageAt(stored.begin, kept.unpacked.damage));
    return &kept;
}

} // namespace tracestudio
