#pragma once

#include "scene/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <utility>

namespace tracestudio {

/// An open file or folder, closed when this goes. Read by position, so from any thread.
class FileDescriptor {
  public:
    FileDescriptor() = default;
    explicit FileDescriptor(int opened)
        : m_value(opened) {}
    /// A regular file; an error for anything else.
    static Result<FileDescriptor> openToRead(const std::filesystem::path& path);
    FileDescriptor(FileDescriptor&& other) noexcept
        : m_value(std::exchange(other.m_value, -1)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept {
        std::swap(m_value, other.m_value);
        return *this;
    }
    ~FileDescriptor();

    [[nodiscard]] int value() const { return m_value; } ///< -1: none
    [[nodiscard]] bool isOpen() const { return m_value >= 0; }
    /// Reads `size` bytes from `at`; fewer at the end of the file or when it cannot be read.
    std::size_t read(char* to, std::size_t size, std::uint64_t at) const;

  private:
    int m_value = -1;
};

/// The bytes of a regular file; an error when there is none, it cannot be read or is larger than `mostBytes`.
Result<std::string> readWholeFile(const std::filesystem::path& path, std::uint64_t mostBytes);

/// Whether both are one file that nobody wrote to in between, as far as its times and size tell.
bool isSameFile(const struct stat& a, const struct stat& b);

/// A file that is in its place whole or not at all, whatever happens when: written beside it under a hidden name (one
/// at a time), brought to the disk and renamed into it. A symbolic link in that place is replaced, not followed. What
/// is not committed is removed. Errors are numbers as errno has them, 0 for none; what a person is told is up to the
/// caller.
class AtomicFile {
  public:
    explicit AtomicFile(std::filesystem::path path);
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;
    ~AtomicFile();

    [[nodiscard]] int error() const { return m_error; } ///< the first; all that follows does nothing
    int write(std::string_view bytes);
    /// Copies what stands at [begin, end) of `from`.
    int copy(const FileDescriptor& from, std::uint64_t begin, std::uint64_t end);
    int takeMode(mode_t mode); ///< else as new files are
    /// Brings the bytes to the disk.
    int sync();
    /// Puts the file into its place. It is there for good once the folder was brought to the disk too; see syncFolder.
    int commit();
    [[nodiscard]] struct stat status() const;
    /// The file, open to be read.
    FileDescriptor release() { return std::move(m_file); }

  private:
    std::filesystem::path m_path, m_beside;
    FileDescriptor m_file;
    int m_error = 0;
    bool m_isCommitted = false;
};

/// Brings what was renamed in a folder to the disk; 0 or an errno.
int syncFolder(const std::filesystem::path& folder);
/// All of that for bytes in memory; 0 or an errno.
int writeAtomically(const std::filesystem::path& path, std::string_view bytes);

/// A file name for what belongs to `path` but is kept elsewhere: its own name and its hash, so that no two share one.
std::string nameElsewhere(const std::filesystem::path& path);

} // namespace tracestudio
