#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <unistd.h>

/// A file that a fuzz target writes each input to, in a folder of its own that goes with the program. In memory where
/// that can be, since a target runs thousands of times a second.
class FuzzFile {
  public:
    explicit FuzzFile(const char* name) {
        std::error_code ignored;
        const bool hasMemory = ::access("/dev/shm", W_OK) == 0;
        std::string folder = hasMemory ? "/dev/shm" : std::filesystem::temp_directory_path(ignored).string();
        folder += "/tracestudio-fuzz-XXXXXX";
        if (!::mkdtemp(folder.data()))
            std::abort();
        m_folder = folder;
        m_path = m_folder / name;
    }
    FuzzFile(const FuzzFile&) = delete;
    FuzzFile& operator=(const FuzzFile&) = delete;
    ~FuzzFile() {
        std::error_code ignored;
        std::filesystem::remove_all(m_folder, ignored);
    }

    const std::filesystem::path& write(const std::uint8_t* bytes, std::size_t size) const {
        const int out = ::open(m_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (out < 0 || ::write(out, bytes, size) != ssize_t(size) || ::close(out) != 0)
            std::abort();
        return m_path;
    }

  private:
    std::filesystem::path m_folder, m_path;
};

/// Stops with words when an invariant does not hold.
inline void require(bool holds, const char* what) {
    if (holds)
        return;
    std::fprintf(stderr, "not so: %s\n", what);
    std::abort();
}
