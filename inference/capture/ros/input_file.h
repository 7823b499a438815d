#pragma once

#include "capture/rgbd_source.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace tracestudio {

/// A recording's file, read by position rather than mapped, because a disk that fails under a mapping kills the
/// program. Closed when this goes.
class InputFile {
  public:
    /// `fault` tells why it failed: Missing where there is no such file.
    static Result<InputFile> open(const std::filesystem::path& path, CaptureFault& fault);
    /// The same of a file that begins with `magic`; `other` is said of one that does not. What its reader fails with is
    /// Damaged, until it says otherwise.
    static Result<InputFile> open(const std::filesystem::path& path, std::string_view magic, const char* other,
                                  CaptureFault& fault);
    InputFile(InputFile&& other) noexcept;
    InputFile& operator=(InputFile&& other) noexcept;
    ~InputFile();

    [[nodiscard]] const std::string& name() const { return m_name; }
    [[nodiscard]] std::uint64_t size() const { return m_size; }
    /// Fills `to` with the bytes from `at` on; fails where the file ends before or cannot be read.
    [[nodiscard]] Result<void> read(std::uint64_t at, std::span<std::byte> to) const;

  private:
    InputFile(std::string name, int descriptor);

    std::string m_name;
    int m_descriptor = -1;
    std::uint64_t m_size = 0;
};

} // namespace tracestudio
