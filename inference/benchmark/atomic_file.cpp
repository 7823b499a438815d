#include "benchmark/atomic_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <vector>

namespace tracestudio {
namespace fs = std::filesystem;

FileDescriptor::~FileDescriptor() {
    if (m_value >= 0)
        ::close(m_value);
}

Result<FileDescriptor> FileDescriptor::openToRead(const fs::path& path) {
    // Not blocking, so that a pipe with a dataset's name does not hold up the program.
    FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat status {};
    if (file.value() < 0 || ::fstat(file.value(), &status) != 0)
        return failure(TRANSLATABLE("%1 cannot be read: %2. Check its permissions."), path.string(),
                       std::strerror(errno));
    if (!S_ISREG(status.st_mode))
        return failure(TRANSLATABLE("%1 is not a file. Open the dataset's folder or its JSON file."), path.string());
    return file;
}

std::size_t FileDescriptor::read(char* to, std::size_t size, std::uint64_t at) const {
    std::size_t done = 0;
    while (done < size) {
        const ssize_t count = ::pread(m_value, to + done, size - done, off_t(at + done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            break;
        done += std::size_t(count);
    }
    return done;
}

Result<std::string> readWholeFile(const fs::path& path, std::uint64_t mostBytes) {
    const Result<FileDescriptor> file = FileDescriptor::openToRead(path);
    if (!file)
        return tl::unexpected(file.error());
    struct stat status {};
    if (::fstat(file->value(), &status) != 0)
        return failure(TRANSLATABLE("%1 cannot be read: %2. Check its permissions."), path.string(),
                       std::strerror(errno));
    if (std::uint64_t(status.st_size) > mostBytes)
        return failure(TRANSLATABLE("%1 is larger than %2 MB and is not read."), path.string(),
                       std::to_string(mostBytes >> 20));
    std::string bytes(std::size_t(status.st_size), '\0');
    if (file->read(bytes.data(), bytes.size(), 0) != bytes.size())
        return failure(TRANSLATABLE("%1 changed or failed while it was read. Try again."), path.string());
    return bytes;
}

bool isSameFile(const struct stat& a, const struct stat& b) {
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size &&
           a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

AtomicFile::AtomicFile(fs::path path)
    : m_path(std::move(path))
    , m_beside(m_path.parent_path() / ("." + m_path.filename().string() + ".new")) {
    while (m_error == 0 && !m_file.isOpen()) {
        FileDescriptor file(::open(m_beside.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666));
        if (!file.isOpen() && errno == ELOOP && ::unlink(m_beside.c_str()) == 0)
            continue; // a link to somewhere else
        if (!file.isOpen()) {
            m_error = errno;
            break;
        }
        // Another who writes the same file is waited for. Where there are no locks, two at once are not provided for.
        const bool isLocked = ::flock(file.value(), LOCK_EX) == 0;
        struct stat mine {
        }, there{};
        if (::fstat(file.value(), &mine) != 0 || ::lstat(m_beside.c_str(), &there) != 0 ||
            mine.st_ino != there.st_ino) {
            if (!isLocked)
                m_error = EBUSY;
            continue; // it has put its own into place meanwhile
        }
        if (mine.st_size != 0 || !S_ISREG(mine.st_mode)) { // what a killed program left
            m_error = ::unlink(m_beside.c_str()) == 0 || errno == ENOENT ? 0 : errno;
            continue;
        }
        m_file = std::move(file);
    }
}

AtomicFile::~AtomicFile() {
    if (m_file.isOpen() && !m_isCommitted)
        ::unlink(m_beside.c_str());
}

int AtomicFile::write(std::string_view bytes) {
    while (m_error == 0 && !bytes.empty()) {
        const ssize_t count = ::write(m_file.value(), bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            m_error = errno;
        else
            bytes.remove_prefix(std::size_t(count));
    }
    return m_error;
}

int AtomicFile::copy(const FileDescriptor& from, std::uint64_t begin, std::uint64_t end) {
    constexpr std::uint64_t pieceBytes = 1u << 20;
    std::vector<char> piece(std::size_t(std::min(pieceBytes, end - begin)));
    while (m_error == 0 && begin < end) {
        const std::size_t wanted = std::size_t(std::min<std::uint64_t>(piece.size(), end - begin));
        if (from.read(piece.data(), wanted, begin) != wanted)
            m_error = EIO;
        else
            write({piece.data(), wanted});
        begin += wanted;
    }
    return m_error;
}

int AtomicFile::takeMode(mode_t mode) {
    if (m_error == 0 && ::fchmod(m_file.value(), mode & 07777) != 0 && errno != EPERM)
        m_error = errno; // some file systems have no permissions
    return m_error;
}

int AtomicFile::sync() {
    if (m_error == 0 && ::fsync(m_file.value()) != 0)
        m_error = errno;
    return m_error;
}

int AtomicFile::commit() {
    if (m_error == 0 && ::rename(m_beside.c_str(), m_path.c_str()) != 0)
        m_error = errno;
    m_isCommitted = m_error == 0;
    return m_error;
}

struct stat AtomicFile::status() const {
    struct stat status {};
    ::fstat(m_file.value(), &status);
    return status;
}

int syncFolder(const fs::path& folder) {
    const FileDescriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    // Some file systems cannot, and need not.
    if (!opened.isOpen() || (::fsync(opened.value()) != 0 && errno != EINVAL))
        return errno;
    return 0;
}

int writeAtomically(const fs::path& path, std::string_view bytes) {
    AtomicFile file(path);
    file.write(bytes);
    file.sync();
    if (const int error = file.commit())
        return error;
    return syncFolder(path.parent_path());
}

std::string nameElsewhere(const fs::path& path) {
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const char c : path.string())
        hash = (hash ^ std::uint8_t(c)) * 0x100000001b3u;
    constexpr const char* digits = "0123456789abcdef";
    std::string name = path.filename().string() + "-";
    for (int shift = 60; shift >= 0; shift -= 4)
        name += digits[hash >> shift & 15];
    return name;
}

} // namespace tracestudio
