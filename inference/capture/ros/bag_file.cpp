#include "capture/ros/bag_file.h"

#include "capture/ros/field_reader.h"

#include <algorithm>
#include <array>

namespace tracestudio {

namespace {

using Bytes = std::vector<std::byte>;

constexpr std::string_view magic = "#ROSBAG V2.0\n";
constexpr std::string_view anyMagic = "#ROSBAG V";
// A connection's header holds its message definition.
constexpr std::uint32_t longestHeader = 16u << 20;
constexpr std::uint32_t longestChunkIndex = 64u << 20;
constexpr std::size_t bytesOfIndexEntry = 12;

enum class Op : std::uint8_t {
    Message = 2,
    BagHeader = 3,
    ChunkIndex = 4,
    Chunk = 5,
    ChunkSummary = 6,
    Connection = 7
};

std::int64_t nanosecondsOf(std::uint64_t time) {
    return std::int64_t(time & 0xffff'ffff) * 1'000'000'000 + std::int64_t(time >> 32);
}

/// The fields of a header: each a length and "name=value".
class Header {
  public:
    explicit Header(std::span<const std::byte> bytes) {
        FieldReader reader(bytes);
        while (reader.left() > 0 && reader.isWhole()) {
            const std::string_view field = reader.text();
            if (const std::size_t equals = field.find('='); equals != std::string_view::npos)
                m_fields.emplace_back(field.substr(0, equals), field.substr(equals + 1));
        }
    }
    [[nodiscard]] std::string text(std::string_view name) const {
        const auto found = std::ranges::find(m_fields, name, &Field::first);
        return found == m_fields.end() ? std::string() : found->second;
    }
    /// 0 where it is missing or of another size.
    template <typename Number>
    [[nodiscard]] Number number(std::string_view name) const {
        const std::string stored = text(name);
        return stored.size() == sizeof(Number) ? FieldReader(std::as_bytes(std::span(stored))).number<Number>()
                                               : Number(0);
    }
    [[nodiscard]] Op op() const { return Op(number<std::uint8_t>("op")); }

  private:
    using Field = std::pair<std::string, std::string>;
    std::vector<Field> m_fields;
};

} // namespace

struct BagFile::IndexCounts {
    std::uint32_t connections = 0, chunks = 0;
};

struct BagFile::Record {
    Header header{{}};
    std::uint64_t dataBegin = 0; ///< in its chunk
    std::uint32_t dataBytes = 0; ///< as the record says; its chunk may end before
    [[nodiscard]] std::uint64_t end() const { return dataBegin + dataBytes; }
};

BagFile::BagFile(InputFile file)
    : m_chunks(std::move(file)) {
    m_chunks.add({0, m_chunks.file().size(), 0, Codec::None, 0});
}

Result<std::unique_ptr<MessageLog>> BagFile::open(const std::filesystem::path& path, CaptureFault& fault) {
    Result<InputFile> file =
        InputFile::open(path, anyMagic, TRANSLATABLE("%1 is not a ROS bag. Choose another file."), fault);
    if (!file)
        return tl::unexpected(file.error());
    std::string head(magic.size(), '\0');
    if (const Result<void> read = file->read(0, std::as_writable_bytes(std::span(head))); !read)
        return tl::unexpected(read.error());
    if (head != magic)
        return failure(TRANSLATABLE("%1 is a ROS bag of an old version (%2). Convert it with \"rosbag fix\"."),
                       path.string(), head.substr(1, head.size() - 2));
    std::unique_ptr<BagFile> bag(new BagFile(std::move(*file)));
    const Result<Record> header = bag->recordAt(m_wholeFile, magic.size());
    if (!header)
        return tl::unexpected(header.error());
    const auto index = header->header.number<std::uint64_t>("index_pos");
    if (header->header.op() != Op::BagHeader)
        return tl::unexpected(bag->m_chunks.damageAt(magic.size(), "its header is missing"));
    const IndexCounts counts{header->header.number<std::uint32_t>("conn_count"),
                             header->header.number<std::uint32_t>("chunk_count")};
    if (index < header->end() || !bag->readIndex(index, counts)) {
        // Begun anew: what a damaged index told must not be there twice.
        InputFile again = std::move(bag->m_chunks).takeFile();
        bag.reset(new BagFile(std::move(again)));
        bag->scan(header->end());
    }
    bag->sort();
    fault = CaptureFault::None;
    return bag;
}

Result<BagFile::Record> BagFile::recordAt(std::uint32_t chunk, std::uint64_t offset) {
    const auto lengthAt = [&](std::uint64_t at) {
        std::array<std::byte, 4> stored{};
        return m_chunks.read(chunk, at, stored).map([&] { return FieldReader(stored).number<std::uint32_t>(); });
    };
    const Result<std::uint32_t> headerBytes = lengthAt(offset);
    if (!headerBytes)
        return tl::unexpected(headerBytes.error());
    const Result<std::uint64_t> size = m_chunks.size(chunk);
    if (!size)
        return tl::unexpected(size.error());
    if (*headerBytes > longestHeader || *headerBytes > *size - offset - 4)
        return tl::unexpected(m_chunks.damageAt(m_chunks[chunk].begin + offset, "a record is longer than the rest"));
    Bytes header(*headerBytes);
    if (const Result<void> read = m_chunks.read(chunk, offset + 4, header); !read)
        return tl::unexpected(read.error());
    const Result<std::uint32_t> dataBytes = lengthAt(offset + 4 + *headerBytes);
    if (!dataBytes)
        return tl::unexpected(dataBytes.error());
    return Record{Header(header), offset + 8 + *headerBytes, *dataBytes};
}

void BagFile::addConnection(std::uint32_t chunk, const Record& record) {
    Bytes data(std::min(record.dataBytes, longestHeader));
    if (!m_chunks.read(chunk, record.dataBegin, data))
        return;
    const Header described(data);
    const std::string topic = record.header.text("topic");
    m_connections.emplace(
        record.header.number<std::uint32_t>("conn"),
        add(topic.empty() ? described.text("topic") : topic, described.text("type"), Serialization::Ros1));
}

void BagFile::addMessage(std::uint32_t connection, const MessagePlace& message) {
    const auto found = m_connections.find(connection);
    if (found != m_connections.end())
        add(found->second, message);
}

std::optional<std::uint32_t> BagFile::addChunk(const Record& record) {
    const std::optional<Codec> codec = codecNamed(record.header.text("compression"));
    const auto bytes = record.header.number<std::uint32_t>("size");
    if (!codec) {
        report(m_chunks.damageAt(record.dataBegin,
                                 "it is packed in an unknown way: " + record.header.text("compression").substr(0, 40)));
        return std::nullopt;
    }
    return m_chunks.add({record.dataBegin, record.dataBytes, bytes, *codec, 0});
}

bool BagFile::readIndex(std::uint64_t begin, const IndexCounts& counts) {
    const std::uint64_t fileBytes = m_chunks.file().size();
    std::vector<std::uint64_t> places;
    for (std::uint64_t at = begin; at < fileBytes;) {
        const Result<Record> record = recordAt(m_wholeFile, at);
        if (!record || record->end() > fileBytes)
            return false;
        if (record->header.op() == Op::Connection)
            addConnection(m_wholeFile, *record);
        else if (record->header.op() == Op::ChunkSummary)
            places.push_back(record->header.number<std::uint64_t>("chunk_pos"));
        else
            return false;
        at = record->end();
    }
    // Cut off between two of its records it looks whole.
    if (places.empty() || places.size() < counts.chunks || m_connections.size() < counts.connections)
        return false;
    std::ranges::sort(places);
    places.erase(std::unique(places.begin(), places.end()), places.end());
    if (places.back() >= begin)
        return false;
    places.push_back(begin);
    for (std::size_t i = 0; i + 1 < places.size(); ++i) {
        const Result<Record> record = recordAt(m_wholeFile, places[i]);
        if (!record || record->header.op() != Op::Chunk || record->end() > places[i + 1]) {
            report(m_chunks.damageAt(places[i], "there is no chunk where the index says"));
            continue;
        }
        const std::optional<std::uint32_t> chunk = addChunk(*record);
        if (chunk && !readChunkIndex(*chunk, record->end(), places[i + 1]) && !m_chunks.hasUnpackedTooMuch())
            goThrough(*chunk);
    }
    return true;
}

bool BagFile::readChunkIndex(std::uint32_t chunk, std::uint64_t begin, std::uint64_t end) {
    struct Entry {
        std::uint32_t connection = 0;
        MessagePlace message;
    };
    std::vector<Entry> entries;
    for (std::uint64_t at = begin; at < end;) {
        const Result<Record> record = recordAt(m_wholeFile, at);
        if (!record || record->header.op() != Op::ChunkIndex || record->end() > end ||
            record->dataBytes > longestChunkIndex || record->header.number<std::uint32_t>("ver") != 1)
            return false;
        Bytes data(record->dataBytes);
        if (!m_chunks.read(m_wholeFile, record->dataBegin, data))
            return false;
        FieldReader reader(data);
        const auto connection = record->header.number<std::uint32_t>("conn");
        while (reader.left() >= bytesOfIndexEntry) {
            const std::int64_t time = nanosecondsOf(reader.number<std::uint64_t>());
            entries.push_back({connection, {time, chunk, reader.number<std::uint32_t>()}});
        }
        at = record->end();
    }
    for (const Entry& entry : entries)
        addMessage(entry.connection, entry.message);
    return !entries.empty();
}

void BagFile::goThrough(std::uint32_t chunk) {
    const Result<std::uint64_t> size = m_chunks.size(chunk);
    if (!size)
        return report(size.error());
    for (std::uint64_t at = 0; at < *size;) {
        const Result<Record> record = recordAt(chunk, at);
        if (!record || record->end() > *size)
            return report(m_chunks.damageAt(m_chunks[chunk].begin, "a message in it is cut off"));
        if (record->header.op() == Op::Connection)
            addConnection(chunk, *record);
        else if (record->header.op() == Op::Message)
            addMessage(record->header.number<std::uint32_t>("conn"),
                       {nanosecondsOf(record->header.number<std::uint64_t>("time")), chunk, at});
        else
            return report(m_chunks.damageAt(m_chunks[chunk].begin, "something in it is no message"));
        at = record->end();
    }
}

void BagFile::scan(std::uint64_t begin) {
    const std::uint64_t fileBytes = m_chunks.file().size();
    for (std::uint64_t at = begin; at < fileBytes;) {
        const Result<Record> record = recordAt(m_wholeFile, at);
        if (!record || m_chunks.hasUnpackedTooMuch())
            return report(m_chunks.damageAt(at, "the recording is cut off"));
        std::uint64_t end = record->end();
        switch (record->header.op()) {
        case Op::Chunk: {
            Record chunk = *record;
            // The last chunk of an unfinished recording: its lengths would have been written at its end.
            if (chunk.dataBytes == 0 && chunk.header.text("compression") != "none") {
                end = fileBytes;
                chunk.dataBytes = std::uint32_t(std::min<std::uint64_t>(fileBytes - chunk.dataBegin, ~0u));
            }
            if (const std::optional<std::uint32_t> added = addChunk(chunk))
                goThrough(*added);
            if (end > fileBytes && !problems().empty())
                return;
            break;
        }
        case Op::Connection:
            addConnection(m_wholeFile, *record);
            break;
        case Op::Message:
            if (end <= fileBytes)
                addMessage(record->header.number<std::uint32_t>("conn"),
                           {nanosecondsOf(record->header.number<std::uint64_t>("time")), m_wholeFile, at});
            break;
        case Op::BagHeader:
        case Op::ChunkIndex:
        case Op::ChunkSummary:
            break;
        default:
            return report(m_chunks.damageAt(at, "something there is no record"));
        }
        if (end > fileBytes)
            return report(m_chunks.damageAt(at, "the recording is cut off"));
        at = end;
    }
}

Result<std::vector<std::byte>> BagFile::read(const MessagePlace& message, std::uint64_t most) {
    const Result<Record> record = recordAt(message.part, message.offset);
    if (!record)
        return tl::unexpected(record.error());
    const Result<std::uint64_t> size = m_chunks.size(message.part);
    if (!size)
        return tl::unexpected(size.error());
    if (record->header.op() != Op::Message || record->end() > *size)
        return tl::unexpected(m_chunks.damageAt(m_chunks[message.part].begin, "a message in it is cut off"));
    Bytes data(std::size_t(std::min<std::uint64_t>(record->dataBytes, most)));
    if (const Result<void> read = m_chunks.read(message.part, record->dataBegin, data); !read)
        return tl::unexpected(read.error());
    return data;
}

std::uint64_t BagFile::costOfBeginnings(std::size_t topic) const {
    return m_chunks.cost(messages(topic));
}

} // namespace tracestudio
