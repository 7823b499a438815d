#include "capture/ros/mcap_file.h"

#include "capture/ros/field_reader.h"

#include <algorithm>
#include <array>
#include <optional>

namespace tracestudio {

namespace {

using Bytes = std::vector<std::byte>;

constexpr std::string_view magic = "\x89MCAP0\r\n";
constexpr std::uint64_t bytesOfRecordHead = 9;
constexpr std::uint64_t bytesOfFooter = bytesOfRecordHead + 20;
constexpr std::uint64_t bytesOfMessageHead = 22;
// Schemas hold message definitions.
constexpr std::uint64_t longestDescription = 16u << 20;
constexpr std::uint64_t longestSummary = 256u << 20;

enum class Op : std::uint8_t {
    Header = 1,
    Footer = 2,
    Schema = 3,
    Channel = 4,
    Message = 5,
    Chunk = 6,
    MessageIndex = 7,
    ChunkIndex = 8,
    Statistics = 11,
    DataEnd = 15,
};

} // namespace

struct McapFile::Record {
    Op op = Op::Header;
    std::uint64_t begin = 0, bytes = 0; ///< its content in its chunk; the bytes as it says
    [[nodiscard]] std::uint64_t end() const { return begin + bytes; }
};

struct McapFile::ChunkPlace {
    std::uint64_t begin = 0, bytes = 0, indexBytes = 0;
    [[nodiscard]] std::uint64_t end() const { return begin + bytes; }
    bool operator==(const ChunkPlace&) const = default;
};

McapFile::McapFile(InputFile file)
    : m_chunks(std::move(file)) {
    m_chunks.add({0, m_chunks.file().size(), 0, Codec::None, 0});
}

Result<std::unique_ptr<MessageLog>> McapFile::open(const std::filesystem::path& path, CaptureFault& fault) {
    Result<InputFile> file =
        InputFile::open(path, magic, TRANSLATABLE("%1 is not an MCAP file. Choose another file."), fault);
    if (!file)
        return tl::unexpected(file.error());
    std::unique_ptr<McapFile> log(new McapFile(std::move(*file)));
    if (!log->readSummary()) {
        // Begun anew: what an incomplete summary told must not be there twice.
        InputFile again = std::move(log->m_chunks).takeFile();
        log.reset(new McapFile(std::move(again)));
        log->scan();
    }
    log->sort();
    fault = CaptureFault::None;
    return log;
}

Result<McapFile::Record> McapFile::recordAt(std::uint32_t chunk, std::uint64_t offset) {
    std::array<std::byte, bytesOfRecordHead> head{};
    if (const Result<void> read = m_chunks.read(chunk, offset, head); !read)
        return tl::unexpected(read.error());
    FieldReader reader(head);
    const Op op = Op(reader.number<std::uint8_t>());
    const auto bytes = reader.number<std::uint64_t>();
    if (bytes > std::numeric_limits<std::uint64_t>::max() - offset - bytesOfRecordHead)
        return tl::unexpected(m_chunks.damageAt(m_chunks[chunk].begin + offset, "a record is longer than the rest"));
    return Record{op, offset + bytesOfRecordHead, bytes};
}

Result<Bytes> McapFile::contentOf(std::uint32_t chunk, const Record& record, std::uint64_t most) {
    const Result<std::uint64_t> size = m_chunks.size(chunk);
    if (!size)
        return tl::unexpected(size.error());
    if (record.end() > *size)
        return tl::unexpected(m_chunks.damageAt(m_chunks[chunk].begin, "a record in it is cut off"));
    Bytes content(std::size_t(std::min(record.bytes, most)));
    if (const Result<void> read = m_chunks.read(chunk, record.begin, content); !read)
        return tl::unexpected(read.error());
    return content;
}

void McapFile::addSchema(std::span<const std::byte> content) {
    FieldReader reader(content);
    const auto id = reader.number<std::uint16_t>();
    const std::string_view name = reader.text();
    if (reader.isWhole())
        m_schemas.emplace(id, name);
}

void McapFile::addChannel(std::span<const std::byte> content) {
    FieldReader reader(content);
    const auto id = reader.number<std::uint16_t>();
    const auto schema = m_schemas.find(reader.number<std::uint16_t>());
    const std::string topic(reader.text());
    const std::string_view encoding = reader.text();
    if (!reader.isWhole() || m_channels.contains(id))
        return;
    const std::string type = schema == m_schemas.end() ? std::string() : schema->second;
    if (encoding == "cdr" || encoding == "ros1")
        m_channels.emplace(id, add(topic, type, encoding == "cdr" ? Serialization::Cdr : Serialization::Ros1));
    else
        m_channels.emplace(id, add(topic, std::string(encoding) + ":" + type, Serialization::Cdr));
}

void McapFile::addMessage(std::uint16_t channel, const MessagePlace& message) {
    ++m_messageCount;
    const auto found = m_channels.find(channel);
    if (found != m_channels.end())
        add(found->second, message);
}

std::optional<std::uint32_t> McapFile::addChunk(const Record& record) {
    Record head = record;
    constexpr std::uint64_t longestHead = 256;
    head.bytes = std::min({record.bytes, longestHead, m_chunks.file().size() - record.begin});
    const Result<Bytes> content = contentOf(m_wholeFile, head, longestHead);
    if (!content) {
        report(content.error());
        return std::nullopt;
    }
    FieldReader reader(*content);
    reader.skip(16); // the times of its first and last message
    StoredChunk chunk;
    chunk.bytes = reader.number<std::uint64_t>();
    chunk.crc = reader.number<std::uint32_t>();
    const std::string compression(reader.text());
    chunk.storedBytes = reader.number<std::uint64_t>();
    chunk.begin = record.begin + reader.position();
    const std::optional<Codec> codec = codecNamed(compression);
    if (!reader.isWhole() || chunk.storedBytes > record.bytes - reader.position() || !codec) {
        report(m_chunks.damageAt(record.begin, reader.isWhole() && !codec
                                                   ? "it is packed in an unknown way: " + compression.substr(0, 40)
                                                   : "a chunk is cut off"));
        return std::nullopt;
    }
    chunk.codec = *codec;
    return m_chunks.add(chunk);
}

bool McapFile::readSummary() {
    const std::uint64_t fileBytes = m_chunks.file().size();
    if (fileBytes < 2 * magic.size() + bytesOfFooter)
        return false;
    const std::uint64_t footerAt = fileBytes - magic.size() - bytesOfFooter;
    const Result<Record> footer = recordAt(m_wholeFile, footerAt);
    if (!footer || footer->op != Op::Footer)
        return false;
    const Result<Bytes> footerContent = contentOf(m_wholeFile, *footer, 20);
    const std::uint64_t begin = footerContent ? FieldReader(*footerContent).number<std::uint64_t>() : 0;
    if (begin < magic.size() || begin > footerAt || footerAt - begin > longestSummary)
        return false;
    std::vector<ChunkPlace> places;
    std::uint64_t messageCount = 0;
    bool isCounted = false;
    for (std::uint64_t at = begin; at < footerAt;) {
        const Result<Record> record = recordAt(m_wholeFile, at);
        if (!record || record->end() > footerAt)
            return false;
        const bool isKnown = record->op == Op::Schema || record->op == Op::Channel || record->op == Op::ChunkIndex ||
                             record->op == Op::Statistics;
        const Result<Bytes> content = isKnown ? contentOf(m_wholeFile, *record, longestDescription) : Bytes();
        if (!content)
            return false;
        FieldReader reader(*content);
        if (record->op == Op::Schema)
            addSchema(*content);
        else if (record->op == Op::Channel)
            addChannel(*content);
        else if (record->op == Op::Statistics) {
            messageCount = reader.number<std::uint64_t>();
            isCounted = reader.isWhole();
        } else if (record->op == Op::ChunkIndex) {
            reader.skip(16);
            ChunkPlace place{reader.number<std::uint64_t>(), reader.number<std::uint64_t>(), 0};
            reader.skip(reader.number<std::uint32_t>());
            place.indexBytes = reader.number<std::uint64_t>();
            if (!reader.isWhole())
                return false;
            places.push_back(place);
        }
        at = record->end();
    }
    if (places.empty() || m_channels.empty())
        return false;
    std::ranges::sort(places, {}, &ChunkPlace::begin);
    places.erase(std::unique(places.begin(), places.end()), places.end());
    for (std::size_t i = 0; i < places.size(); ++i) {
        const ChunkPlace& place = places[i];
        const std::uint64_t next = i + 1 < places.size() ? places[i + 1].begin : begin;
        if (place.begin > next || place.bytes > next - place.begin || place.indexBytes > next - place.end())
            return false;
        const Result<Record> record = recordAt(m_wholeFile, place.begin);
        if (!record || record->op != Op::Chunk || record->end() != place.end()) {
            report(m_chunks.damageAt(place.begin, "there is no chunk where the summary says"));
            continue;
        }
        const std::optional<std::uint32_t> chunk = addChunk(*record);
        if (chunk && !readMessageIndex(*chunk, place) && !m_chunks.hasUnpackedTooMuch())
            goThrough(*chunk, 0);
    }
    // Messages may lie outside of the chunks, and then only the count tells of them.
    return !isCounted || !problems().empty() || m_messageCount == messageCount;
}

bool McapFile::readMessageIndex(std::uint32_t chunk, const ChunkPlace& place) {
    struct Entry {
        std::uint16_t channel = 0;
        MessagePlace message;
    };
    std::vector<Entry> entries;
    const std::uint64_t end = place.end() + place.indexBytes;
    for (std::uint64_t at = place.end(); at < end;) {
        const Result<Record> record = recordAt(m_wholeFile, at);
        if (!record || record->op != Op::MessageIndex || record->end() > end || record->bytes > longestSummary)
            return false;
        const Result<Bytes> content = contentOf(m_wholeFile, *record, record->bytes);
        if (!content)
            return false;
        FieldReader reader(*content);
        const auto channel = reader.number<std::uint16_t>();
        if (!m_channels.contains(channel))
            return false;
        FieldReader records(reader.bytes(reader.number<std::uint32_t>()));
        while (records.left() >= 16) {
            const auto time = std::int64_t(records.number<std::uint64_t>());
            entries.push_back({channel, {time, chunk, records.number<std::uint64_t>()}});
        }
        if (!reader.isWhole())
            return false;
        at = record->end();
    }
    for (const Entry& entry : entries)
        addMessage(entry.channel, entry.message);
    return !entries.empty();
}

void McapFile::goThrough(std::uint32_t chunk, std::uint64_t begin) {
    const Result<std::uint64_t> size = m_chunks.size(chunk);
    if (!size)
        return report(size.error());
    const std::uint64_t chunkBegin = m_chunks[chunk].begin;
    for (std::uint64_t at = begin; at < *size;) {
        const bool isFile = chunk == m_wholeFile;
        const std::uint64_t place = isFile ? at : chunkBegin;
        const Result<Record> record = recordAt(chunk, at);
        if (!record || m_chunks.hasUnpackedTooMuch())
            return report(m_chunks.damageAt(place, "the recording is cut off"));
        if (isFile && (record->op == Op::Footer || record->op == Op::DataEnd))
            return;
        if (isFile && record->op == Op::Chunk) {
            // Also the last one of an unfinished recording, as far as it goes.
            if (const std::optional<std::uint32_t> inner = addChunk(*record))
                goThrough(*inner, 0);
        } else if (record->end() > *size) {
            return report(m_chunks.damageAt(place, "a record is cut off"));
        } else if (record->op == Op::Schema || record->op == Op::Channel) {
            if (const Result<Bytes> content = contentOf(chunk, *record, longestDescription))
                record->op == Op::Schema ? addSchema(*content) : addChannel(*content);
        } else if (record->op == Op::Message) {
            const Result<Bytes> head = contentOf(chunk, *record, bytesOfMessageHead);
            if (!head)
                return report(head.error());
            FieldReader reader(*head);
            const auto channel = reader.number<std::uint16_t>();
            reader.skip(4); // a counter of its own
            addMessage(channel, {std::int64_t(reader.number<std::uint64_t>()), chunk, at});
        }
        if (record->end() > *size)
            return;
        at = record->end();
    }
}

void McapFile::scan() {
    goThrough(m_wholeFile, magic.size());
}

Result<Bytes> McapFile::read(const MessagePlace& message, std::uint64_t most) {
    Result<Record> record = recordAt(message.part, message.offset);
    if (!record)
        return tl::unexpected(record.error());
    if (record->op != Op::Message || record->bytes < bytesOfMessageHead)
        return tl::unexpected(m_chunks.damageAt(m_chunks[message.part].begin, "something in it is no message"));
    record->begin += bytesOfMessageHead;
    record->bytes -= bytesOfMessageHead;
    return contentOf(message.part, *record, most);
}

std::uint64_t McapFile::costOfBeginnings(std::size_t topic) const {
    return m_chunks.cost(messages(topic));
}

} // namespace tracestudio
