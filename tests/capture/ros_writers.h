#pragma once

// Small writers of ROS recordings, from the formats' descriptions and without the readers' code: bags of ROS 1
// (wiki.ros.org/Bags/Format/2.0), MCAP (mcap.dev/spec) and rosbag2's SQLite files, and the messages in them.

#include <algorithm>
#include <bit>
#include <bzlib.h>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <lz4frame.h>
#include <map>
#include <sqlite3.h>
#include <string>
#include <utility>
#include <vector>
#include <zlib.h>
#include <zstd.h>

namespace ros_writers {

/// Puts fields behind each other, as ROS 1 does or as CDR does.
class Fields {
  public:
    enum class Layout { Ros1, CdrLittle, CdrBig };

    explicit Fields(Layout layout = Layout::Ros1)
        : m_layout(layout) {
        if (layout != Layout::Ros1)
            m_bytes = std::string("\0\0\0\0", 4);
        if (layout == Layout::CdrLittle)
            m_bytes[1] = 1;
    }
    template <typename Number>
    Fields& number(Number value) {
        if (m_layout != Layout::Ros1)
            while ((m_bytes.size() - 4) % sizeof(Number) != 0)
                m_bytes += '\0';
        char raw[sizeof(Number)];
        std::memcpy(raw, &value, sizeof(Number));
        if ((m_layout == Layout::CdrBig) == (std::endian::native == std::endian::little))
            std::reverse(raw, raw + sizeof(Number));
        m_bytes.append(raw, sizeof(Number));
        return *this;
    }
    Fields& text(const std::string& text) {
        const bool isTerminated = m_layout != Layout::Ros1;
        number(std::uint32_t(text.size() + (isTerminated ? 1 : 0)));
        m_bytes += text;
        if (isTerminated)
            m_bytes += '\0';
        return *this;
    }
    /// uint8[]
    Fields& data(const std::string& bytes) {
        number(std::uint32_t(bytes.size()));
        return raw(bytes);
    }
    Fields& raw(const std::string& bytes) {
        m_bytes += bytes;
        return *this;
    }
    Fields& header(std::int64_t nanoseconds, const std::string& frame) {
        if (m_layout == Layout::Ros1)
            number(std::uint32_t(7));
        return number(std::uint32_t(nanoseconds / 1'000'000'000))
            .number(std::uint32_t(nanoseconds % 1'000'000'000))
            .text(frame);
    }
    [[nodiscard]] const std::string& bytes() const { return m_bytes; }

  private:
    Layout m_layout;
    std::string m_bytes;
};

/// A message as it is recorded.
struct Message {
    std::string topic, type; ///< "sensor_msgs/Image"
    std::int64_t nanoseconds = 0;
    std::string bytes;
};

inline std::string image(Fields::Layout layout, std::int64_t nanoseconds, const std::string& frame, int width,
                         int height, const std::string& encoding, const std::string& pixels, bool isBigEndian = false,
                         int step = 0) {
    return Fields(layout)
        .header(nanoseconds, frame)
        .number(std::uint32_t(height))
        .number(std::uint32_t(width))
        .text(encoding)
        .number(std::uint8_t(isBigEndian))
        .number(std::uint32_t(step > 0 ? step : int(pixels.size()) / height))
        .data(pixels)
        .bytes();
}

inline std::string compressedImage(Fields::Layout layout, std::int64_t nanoseconds, const std::string& frame,
                                   const std::string& format, const std::string& bytes) {
    return Fields(layout).header(nanoseconds, frame).text(format).data(bytes).bytes();
}

struct Intrinsics {
    int width = 0, height = 0;
    double fx = 0, fy = 0, cx = 0, cy = 0;
    std::string model = "plumb_bob";
    std::vector<double> distortion = {0, 0, 0, 0, 0};
    /// Of the rectified picture; 0: as above.
    double rectifiedFocal = 0;
    std::uint32_t binning = 0, left = 0, top = 0, roiWidth = 0, roiHeight = 0;
};

inline std::string cameraInfo(Fields::Layout layout, std::int64_t nanoseconds, const std::string& frame,
                              const Intrinsics& of) {
    Fields fields(layout);
    fields.header(nanoseconds, frame).number(std::uint32_t(of.height)).number(std::uint32_t(of.width)).text(of.model);
    fields.number(std::uint32_t(of.distortion.size()));
    for (const double k : of.distortion)
        fields.number(k);
    for (const double k : {of.fx, 0.0, of.cx, 0.0, of.fy, of.cy, 0.0, 0.0, 1.0})
        fields.number(k);
    for (const double r : {1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0})
        fields.number(r);
    const double fx = of.rectifiedFocal > 0 ? of.rectifiedFocal : of.fx;
    const double fy = of.rectifiedFocal > 0 ? of.rectifiedFocal : of.fy;
    for (const double p : {fx, 0.0, of.cx, 0.0, 0.0, fy, of.cy, 0.0, 0.0, 0.0, 1.0, 0.0})
        fields.number(p);
    for (const std::uint32_t n : {of.binning, of.binning, of.left, of.top, of.roiHeight, of.roiWidth})
        fields.number(n);
    return fields.number(std::uint8_t(0)).bytes();
}

struct Pose {
    double x = 0, y = 0, z = 0;
    double qx = 0, qy = 0, qz = 0, qw = 1;
};

inline void put(Fields& fields, const Pose& pose) {
    for (const double value : {pose.x, pose.y, pose.z, pose.qx, pose.qy, pose.qz, pose.qw})
        fields.number(value);
}

inline std::string transform(Fields::Layout layout, const Pose& pose) {
    Fields fields(layout);
    put(fields, pose);
    return fields.bytes();
}

struct StampedPose {
    std::string parent, child;
    Pose pose;
};

inline std::string transforms(Fields::Layout layout, const std::vector<StampedPose>& poses) {
    Fields fields(layout);
    fields.number(std::uint32_t(poses.size()));
    for (const StampedPose& stamped : poses) {
        fields.header(0, stamped.parent).text(stamped.child);
        put(fields, stamped.pose);
    }
    return fields.bytes();
}

inline std::string packed(const std::string& codec, const std::string& bytes) {
    std::string out;
    if (codec == "lz4") {
        LZ4F_preferences_t preferences{};
        preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
        out.resize(LZ4F_compressFrameBound(bytes.size(), &preferences));
        out.resize(LZ4F_compressFrame(out.data(), out.size(), bytes.data(), bytes.size(), &preferences));
    } else if (codec == "zstd") {
        out.resize(ZSTD_compressBound(bytes.size()));
        out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 1));
    } else if (codec == "bz2") {
        out.resize(bytes.size() + bytes.size() / 100 + 600);
        unsigned size = unsigned(out.size());
        BZ2_bzBuffToBuffCompress(out.data(), &size, const_cast<char*>(bytes.data()), unsigned(bytes.size()), 9, 0, 0);
        out.resize(size);
    } else {
        return bytes;
    }
    return out;
}

inline void writeFile(const std::filesystem::path& path, const std::string& bytes) {
    // A file that is written anew in its place waits for the disk.
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    std::ofstream(path, std::ios::binary).write(bytes.data(), std::streamsize(bytes.size()));
}

inline std::string readFile(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

struct BagOptions {
    std::string compression = "none"; ///< none, lz4, bz2
    std::size_t messagesInChunk = 2;
    bool isIndexed = true;
};

/// Numbers of topics in the order in which they first come.
class TopicNumbers {
  public:
    /// Whether the topic is new.
    std::pair<std::uint32_t, bool> number(const std::string& topic) {
        const auto [at, isNew] = m_numbers.try_emplace(topic, std::uint32_t(m_numbers.size()));
        return {at->second, isNew};
    }
    [[nodiscard]] std::size_t size() const { return m_numbers.size(); }

  private:
    std::map<std::string, std::uint32_t> m_numbers;
};

inline std::string bagField(const std::string& name, const std::string& value) {
    return Fields().text(name + "=" + value).bytes();
}
template <typename Number>
std::string bagField(const std::string& name, Number value) {
    return bagField(name, Fields().number(value).bytes());
}
inline std::string bagRecord(const std::string& header, const std::string& data) {
    return Fields().data(header).data(data).bytes();
}
inline std::string bagTime(std::int64_t nanoseconds) {
    return Fields()
        .number(std::uint32_t(nanoseconds / 1'000'000'000))
        .number(std::uint32_t(nanoseconds % 1'000'000'000))
        .bytes();
}

/// The bytes of a ROS 1 bag.
inline std::string bag(const std::vector<Message>& messages, const BagOptions& options = {}) {
    struct Entry {
        std::int64_t nanoseconds = 0;
        std::uint32_t offset = 0;
    };
    TopicNumbers topics;
    std::string connections, summaries;
    const std::string magic = "#ROSBAG V2.0\n";
    const auto bagHeader = [&](std::uint64_t indexPosition, std::uint32_t chunks) {
        std::string header = bagField("op", std::uint8_t(3)) + bagField("index_pos", indexPosition) +
                             bagField("conn_count", std::uint32_t(topics.size())) + bagField("chunk_count", chunks);
        return bagRecord(header, std::string(256 - header.size(), ' '));
    };
    std::string body;
    const std::size_t bodyBegin = magic.size() + bagHeader(0, 0).size();
    std::uint32_t chunkCount = 0;
    for (std::size_t first = 0; first < messages.size(); first += options.messagesInChunk) {
        std::string chunk;
        std::map<std::uint32_t, std::vector<Entry>> index;
        const std::size_t last = std::min(messages.size(), first + options.messagesInChunk);
        for (std::size_t i = first; i < last; ++i) {
            const Message& message = messages[i];
            const auto [number, isNew] = topics.number(message.topic);
            if (isNew) {
                const std::string connection = bagRecord(
                    bagField("op", std::uint8_t(7)) + bagField("conn", number) + bagField("topic", message.topic),
                    bagField("topic", message.topic) + bagField("type", message.type) +
                        bagField("md5sum", std::string("*")) + bagField("message_definition", std::string()));
                chunk += connection;
                connections += connection;
            }
            index[number].push_back({message.nanoseconds, std::uint32_t(chunk.size())});
            chunk += bagRecord(bagField("op", std::uint8_t(2)) + bagField("conn", number) +
                                   bagField("time", bagTime(message.nanoseconds)),
                               message.bytes);
        }
        const std::uint64_t position = bodyBegin + body.size();
        body += bagRecord(bagField("op", std::uint8_t(5)) + bagField("compression", options.compression) +
                              bagField("size", std::uint32_t(chunk.size())),
                          packed(options.compression, chunk));
        std::string counts;
        for (const auto& [number, entries] : index) {
            std::string data;
            for (const Entry& entry : entries)
                data += bagTime(entry.nanoseconds) + Fields().number(entry.offset).bytes();
            body += bagRecord(bagField("op", std::uint8_t(4)) + bagField("ver", std::uint32_t(1)) +
                                  bagField("conn", number) + bagField("count", std::uint32_t(entries.size())),
                              data);
            counts += Fields().number(number).number(std::uint32_t(entries.size())).bytes();
        }
        summaries += bagRecord(bagField("op", std::uint8_t(6)) + bagField("ver", std::uint32_t(1)) +
                                   bagField("chunk_pos", position) +
                                   bagField("start_time", bagTime(messages[first].nanoseconds)) +
                                   bagField("end_time", bagTime(messages[last - 1].nanoseconds)) +
                                   bagField("count", std::uint32_t(index.size())),
                               counts);
        ++chunkCount;
    }
    if (!options.isIndexed)
        return magic + bagHeader(0, 0) + body;
    return magic + bagHeader(bodyBegin + body.size(), chunkCount) + body + connections + summaries;
}

struct McapOptions {
    std::string compression; ///< "", lz4, zstd
    std::size_t messagesInChunk = 2;
    bool isChunked = true;
    bool hasMessageIndex = true;
    bool hasSummary = true;
    std::string messageEncoding = "cdr";
};

inline std::string mcapRecord(std::uint8_t op, const std::string& content) {
    return Fields().number(op).number(std::uint64_t(content.size())).raw(content).bytes();
}

/// "sensor_msgs/Image" → "sensor_msgs/msg/Image".
inline std::string ros2Type(std::string type) {
    return type.insert(type.find('/'), "/msg");
}

/// The bytes of an MCAP file.
inline std::string mcap(const std::vector<Message>& messages, const McapOptions& options = {}) {
    const std::string magic("\x89MCAP0\r\n", 8);
    std::string file = magic + mcapRecord(1, Fields().text("ros2").text("test").bytes());
    TopicNumbers topics;
    std::string descriptions, chunkIndexes;
    const std::size_t perChunk = options.isChunked ? options.messagesInChunk : messages.size();
    std::uint32_t chunks = 0;
    for (std::size_t first = 0; first < messages.size(); first += perChunk) {
        std::string chunk;
        std::map<std::uint32_t, std::string> index;
        const std::size_t last = std::min(messages.size(), first + perChunk);
        for (std::size_t i = first; i < last; ++i) {
            const Message& message = messages[i];
            const auto [number, isNew] = topics.number(message.topic);
            if (isNew) {
                const std::string type = options.messageEncoding == "cdr" ? ros2Type(message.type) : message.type;
                const std::string description =
                    mcapRecord(3, Fields()
                                      .number(std::uint16_t(number + 1))
                                      .text(type)
                                      .text(options.messageEncoding == "cdr" ? "ros2msg" : "ros1msg")
                                      .data("")
                                      .bytes()) +
                    mcapRecord(4, Fields()
                                      .number(std::uint16_t(number))
                                      .number(std::uint16_t(number + 1))
                                      .text(message.topic)
                                      .text(options.messageEncoding)
                                      .number(std::uint32_t(0))
                                      .bytes());
                descriptions += description;
                chunk += description;
            }
            index[number] +=
                Fields().number(std::uint64_t(message.nanoseconds)).number(std::uint64_t(chunk.size())).bytes();
            chunk += mcapRecord(5, Fields()
                                       .number(std::uint16_t(number))
                                       .number(std::uint32_t(i))
                                       .number(std::uint64_t(message.nanoseconds))
                                       .number(std::uint64_t(message.nanoseconds))
                                       .raw(message.bytes)
                                       .bytes());
        }
        if (!options.isChunked) {
            file += chunk;
            break;
        }
        const std::string stored = packed(options.compression, chunk);
        const std::uint64_t begin = file.size();
        const auto crc =
            std::uint32_t(::crc32_z(0, reinterpret_cast<const unsigned char*>(chunk.data()), chunk.size()));
        file += mcapRecord(6, Fields()
                                  .number(std::uint64_t(messages[first].nanoseconds))
                                  .number(std::uint64_t(messages[last - 1].nanoseconds))
                                  .number(std::uint64_t(chunk.size()))
                                  .number(crc)
                                  .text(options.compression)
                                  .number(std::uint64_t(stored.size()))
                                  .raw(stored)
                                  .bytes());
        const std::uint64_t end = file.size();
        Fields offsets;
        if (options.hasMessageIndex)
            for (const auto& [number, entries] : index) {
                offsets.number(std::uint16_t(number)).number(std::uint64_t(file.size()));
                file += mcapRecord(7, Fields().number(std::uint16_t(number)).data(entries).bytes());
            }
        chunkIndexes += mcapRecord(8, Fields()
                                          .number(std::uint64_t(messages[first].nanoseconds))
                                          .number(std::uint64_t(messages[last - 1].nanoseconds))
                                          .number(begin)
                                          .number(end - begin)
                                          .data(offsets.bytes())
                                          .number(std::uint64_t(file.size() - end))
                                          .text(options.compression)
                                          .number(std::uint64_t(stored.size()))
                                          .number(std::uint64_t(chunk.size()))
                                          .bytes());
        ++chunks;
    }
    file += mcapRecord(15, Fields().number(std::uint32_t(0)).bytes());
    const std::uint64_t summary = options.hasSummary ? file.size() : 0;
    if (options.hasSummary)
        file += descriptions + chunkIndexes +
                mcapRecord(11, Fields()
                                   .number(std::uint64_t(messages.size()))
                                   .number(std::uint16_t(topics.size()))
                                   .number(std::uint32_t(topics.size()))
                                   .number(std::uint32_t(0))
                                   .number(std::uint32_t(0))
                                   .number(chunks)
                                   .number(std::uint64_t(0))
                                   .number(std::uint64_t(0))
                                   .number(std::uint32_t(0))
                                   .bytes());
    return file + mcapRecord(2, Fields().number(summary).number(std::uint64_t(0)).number(std::uint32_t(0)).bytes()) +
           magic;
}

/// A .db3 file as rosbag2 makes it.
inline bool writeDb3(const std::filesystem::path& path, const std::vector<Message>& messages) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    sqlite3* database = nullptr;
    bool isDone = sqlite3_open(path.c_str(), &database) == SQLITE_OK;
    const auto run = [&](const char* sql) {
        isDone = isDone && sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
    };
    run("CREATE TABLE topics(id INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, serialization_format TEXT "
        "NOT NULL, offered_qos_profiles TEXT NOT NULL)");
    run("CREATE TABLE messages(id INTEGER PRIMARY KEY, topic_id INTEGER NOT NULL, timestamp INTEGER NOT NULL, data "
        "BLOB "
        "NOT NULL)");
    run("CREATE INDEX timestamp_idx ON messages (timestamp ASC)");
    run("BEGIN");
    TopicNumbers topics;
    const auto insert = [&](const char* sql, const std::function<void(sqlite3_stmt*)>& bind) {
        sqlite3_stmt* statement = nullptr;
        isDone = isDone && sqlite3_prepare_v2(database, sql, -1, &statement, nullptr) == SQLITE_OK;
        if (isDone)
            bind(statement);
        isDone = isDone && sqlite3_step(statement) == SQLITE_DONE;
        sqlite3_finalize(statement);
    };
    for (const Message& message : messages) {
        const auto [number, isNew] = topics.number(message.topic);
        const auto id = int(number + 1);
        if (isNew)
            insert("INSERT INTO topics VALUES (?, ?, ?, 'cdr', '')", [&](sqlite3_stmt* statement) {
                sqlite3_bind_int(statement, 1, id);
                sqlite3_bind_text(statement, 2, message.topic.c_str(), -1, SQLITE_TRANSIENT);
                sqlite3_bind_text(statement, 3, ros2Type(message.type).c_str(), -1, SQLITE_TRANSIENT);
            });
        insert("INSERT INTO messages (topic_id, timestamp, data) VALUES (?, ?, ?)", [&](sqlite3_stmt* statement) {
            sqlite3_bind_int(statement, 1, id);
            sqlite3_bind_int64(statement, 2, message.nanoseconds);
            sqlite3_bind_blob(statement, 3, message.bytes.data(), int(message.bytes.size()), SQLITE_TRANSIENT);
        });
    }
    run("COMMIT");
    return sqlite3_close(database) == SQLITE_OK && isDone;
}

} // namespace ros_writers
