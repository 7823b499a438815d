#include "capture/ros/input_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace tracestudio {

InputFile::InputFile(std::string name, int descriptor)
    : m_name(std::move(name))
    , m_descriptor(descriptor) {}

InputFile::InputFile(InputFile&& other) noexcept
    : m_name(std::move(other.m_name))
    , m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_size(other.m_size) {}

InputFile& InputFile::operator=(InputFile&& other) noexcept {
    std::swap(m_name, other.m_name);
    std::swap(m_descriptor, other.m_descriptor);
    std::swap(m_size, other.m_size);
    return *this;
}

InputFile::~InputFile() {
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

Result<InputFile> InputFile::open(const std::filesystem::path& path, CaptureFault& fault) {
    // Without waiting: a pipe of that name would never open.
    InputFile file(path.string(), ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.m_descriptor < 0) {
        fault = errno == ENOENT || errno == ENOTDIR ? CaptureFault::Missing : CaptureFault::Other;
        return failure(TRANSLATABLE("%1 cannot be opened: %2. Check the path and its permissions."), path.string(),
                       std::strerror(errno));
    }
    struct stat status {};
    if (::fstat(file.m_descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        fault = CaptureFault::Damaged;
        return failure(TRANSLATABLE("%1 is not a file. Choose a recording's file."), path.string());
    }
    file.m_size = std::uint64_t(status.st_size);
    return file;
}

Result<InputFile> InputFile::open(const std::filesystem::path& path, std::string_view magic, const char* other,
                                  CaptureFault& fault) {
    Result<InputFile> file = open(path, fault);
    if (!file)
        return file;
    fault = CaptureFault::Damaged;
    std::string head(magic.size(), '\0');
    if (const Result<void> read = file->read(0, std::as_writable_bytes(std::span(head))); !read)
        return tl::unexpected(read.error());
    if (head != magic)
        return failure(other, path.string());
    return file;
}

Result<void> InputFile::read(std::uint64_t at, std::span<std::byte> to) const {
    while (!to.empty()) {
        const ssize_t count = ::pread(m_descriptor, to.data(), to.size(), off_t(at));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failure(TRANSLATABLE("%1 cannot be read: %2. Check the disk, or copy the recording again."), m_name,
                           std::strerror(errno));
        if (count == 0)
            return failure(TRANSLATABLE("%1 ends early, at byte %2. Copy the recording again."), m_name,
                           std::to_string(at));
        to = to.subspan(std::size_t(count));
        at += std::uint64_t(count);
    }
    return {};
}

} // namespace tracestudio
