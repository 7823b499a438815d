#include "capture/ros/db3_file.h"

#include "capture/ros/input_file.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <limits>
#include <sqlite3.h>
#include <unordered_map>

namespace tracestudio {

namespace {

using Bytes = std::vector<std::byte>;

constexpr int mostBytesOfRow = 256 << 20;
constexpr std::uint64_t fewestBytesOfRow = 8;
constexpr std::uint64_t costOfPages = 8192;
constexpr std::string_view magic("SQLite format 3\0", 16);

/// As a URI, so that SQLite can be told that nobody changes the file: it then neither locks it nor looks for a journal.
std::string immutableUri(const std::filesystem::path& path) {
    std::string uri = "file:";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::error_code error;
    const std::filesystem::path whole = std::filesystem::absolute(path, error);
    for (const char c : (error ? path : whole).string()) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || std::strchr("/-_.~", c) != nullptr)
            uri += c;
        else
            uri += {'%', digits[byte >> 4], digits[byte & 15]};
    }
    return uri + "?immutable=1";
}

/// Reading tables, and nothing else: no function, view, trigger or recursion that a file may bring along.
int allow(void*, int action, const char*, const char*, const char*, const char* insideOf) {
    return insideOf == nullptr && (action == SQLITE_SELECT || action == SQLITE_READ) ? SQLITE_OK : SQLITE_DENY;
}

/// SQLite takes what a file's end cuts off a page for zeros, and so would show half a picture as a whole one. The name
/// of a file system like its own, but where that is an error.
const char* wholePagesOnly() {
    static sqlite3_vfs files = *sqlite3_vfs_find(nullptr);
    static const sqlite3_vfs ordinary = files;
    static sqlite3_io_methods ordinaryMethods{};
    static sqlite3_io_methods methods{};
    static const bool isRegistered = [] {
        files.zName = "tracestudio-whole-pages";
        files.xOpen = [](sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* outFlags) {
            const int state = ordinary.xOpen(sqlite3_vfs_find(nullptr), name, file, flags, outFlags);
            if (state != SQLITE_OK || (flags & SQLITE_OPEN_MAIN_DB) == 0)
                return state;
            static const bool isKnown = [file] {
                ordinaryMethods = methods = *file->pMethods;
                methods.xRead = [](sqlite3_file* from, void* to, int count, sqlite3_int64 at) {
                    const int read = ordinaryMethods.xRead(from, to, count, at);
                    return read == SQLITE_IOERR_SHORT_READ ? SQLITE_IOERR_READ : read;
                };
                return true;
            }();
            if (isKnown)
                file->pMethods = &methods;
            return state;
        };
        return sqlite3_vfs_register(&files, 0) == SQLITE_OK;
    }();
    return isRegistered ? files.zName : nullptr;
}

struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

std::string textAt(sqlite3_stmt* statement, int column) {
    const unsigned char* text = sqlite3_column_text(statement, column);
    return text ? std::string(reinterpret_cast<const char*>(text), std::size_t(sqlite3_column_bytes(statement, column)))
                : std::string();
}

} // namespace

struct Db3File::Database {
    sqlite3* connection = nullptr;

    Database() = default;
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database() { sqlite3_close_v2(connection); }

    /// Null where the tables are not those of rosbag2.
    [[nodiscard]] Statement prepare(const char* sql) const {
        sqlite3_stmt* statement = nullptr;
        sqlite3_prepare_v2(connection, sql, -1, &statement, nullptr);
        return Statement(statement);
    }
};

Db3File::Db3File(const std::filesystem::path& path)
    : m_name(path.string())
    , m_database(std::make_unique<Database>()) {}

Db3File::~Db3File() = default;

Error Db3File::damage(const std::string& why) const {
    return {TRANSLATABLE("%1 is damaged (%2). What was recorded there is lost; the rest can be read."), {m_name, why}};
}

Result<std::unique_ptr<MessageLog>> Db3File::open(const std::filesystem::path& path, CaptureFault& fault) {
    const Result<InputFile> file = InputFile::open(
        path, magic, TRANSLATABLE("%1 is not a ROS 2 bag (no SQLite database). Choose another file."), fault);
    if (!file)
        return tl::unexpected(file.error());
    std::unique_ptr<Db3File> log(new Db3File(path));
    sqlite3*& connection = log->m_database->connection;
    if (sqlite3_open_v2(immutableUri(path).c_str(), &connection,
                        SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, wholePagesOnly()) != SQLITE_OK)
        return failure(TRANSLATABLE("%1 cannot be read: %2. Check the disk, or copy the recording again."),
                       path.string(), connection ? sqlite3_errmsg(connection) : "not enough memory");
    // Without it SQLite refuses a file that was cut off as a whole. Nothing is written either way.
    sqlite3_db_config(connection, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1, nullptr);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, mostBytesOfRow);
    sqlite3_exec(connection, "PRAGMA cell_size_check=1; PRAGMA mmap_size=0", nullptr, nullptr, nullptr);
    sqlite3_set_authorizer(connection, allow, nullptr);
    if (const Result<void> index = log->readIndex(file->size()); !index)
        return tl::unexpected(index.error());
    std::error_code error;
    if (std::filesystem::file_size(path.string() + "-wal", error) > 0 && !error)
        log->report(log->damage("the recording was not finished, and what lies in its -wal file is not read"));
    log->sort();
    fault = CaptureFault::None;
    return log;
}

Result<void> Db3File::readIndex(std::uint64_t fileBytes) {
    const Statement topics = m_database->prepare("SELECT id, name, type, serialization_format FROM topics");
    const Statement forwards = m_database->prepare("SELECT rowid, topic_id, timestamp FROM messages ORDER BY rowid");
    const Statement backwards = m_database->prepare("SELECT rowid, topic_id, timestamp FROM messages WHERE rowid > ? "
                                                    "ORDER BY rowid DESC");
    if (!topics || !forwards || !backwards)
        return failure(TRANSLATABLE("%1 is not a ROS 2 bag: it has no tables of topics and messages (%2). Choose "
                                    "another file."),
                       m_name, sqlite3_errmsg(m_database->connection));
    // Pages that hang in each other's place make a table without end; real rows take some bytes each.
    const std::uint64_t mostRows = fileBytes / fewestBytesOfRow;
    std::uint64_t rows = 0;
    int state = SQLITE_ROW;
    std::unordered_map<std::int64_t, std::size_t> numbers;
    while ((state = sqlite3_step(topics.get())) == SQLITE_ROW && ++rows < mostRows) {
        const std::string format = textAt(topics.get(), 3);
        std::string type = textAt(topics.get(), 2);
        if (format != "cdr")
            type = format + ":" + type;
        numbers.emplace(sqlite3_column_int64(topics.get(), 0), add(textAt(topics.get(), 1), type, Serialization::Cdr));
    }
    if (state != SQLITE_DONE)
        report(damage(sqlite3_errmsg(m_database->connection)));
    sqlite3_int64 last = std::numeric_limits<sqlite3_int64>::min();
    rows = 0;
    const auto isWholeIndex = [&](sqlite3_stmt* messages) {
        while ((state = sqlite3_step(messages)) == SQLITE_ROW && ++rows < mostRows) {
            last = sqlite3_column_int64(messages, 0);
            const auto topic = numbers.find(sqlite3_column_int64(messages, 1));
            if (topic != numbers.end())
                add(topic->second, {sqlite3_column_int64(messages, 2), 0, std::uint64_t(last)});
        }
        return state == SQLITE_DONE;
    };
    if (isWholeIndex(forwards.get()))
        return {};
    report(damage(sqlite3_errmsg(m_database->connection)));
    // What lies behind the damage is reached from the end.
    sqlite3_bind_int64(backwards.get(), 1, last);
    isWholeIndex(backwards.get());
    return {};
}

Result<Bytes> Db3File::read(const MessagePlace& message, std::uint64_t most) {
    sqlite3_blob* blob = nullptr;
    const int opened =
        sqlite3_blob_open(m_database->connection, "main", "messages", "data", sqlite3_int64(message.offset), 0, &blob);
    const std::unique_ptr<sqlite3_blob, decltype(&sqlite3_blob_close)> closing(blob, &sqlite3_blob_close);
    if (opened == SQLITE_OK) {
        Bytes data(std::size_t(std::min<std::uint64_t>(std::uint64_t(sqlite3_blob_bytes(blob)), most)));
        if (data.empty() || sqlite3_blob_read(blob, data.data(), int(data.size()), 0) == SQLITE_OK)
            return data;
    }
    return tl::unexpected(
        damage("message " + std::to_string(message.offset) + ": " + sqlite3_errmsg(m_database->connection)));
}

std::uint64_t Db3File::costOfBeginnings(std::size_t topic) const {
    return messages(topic).size() * costOfPages;
}

} // namespace tracestudio
