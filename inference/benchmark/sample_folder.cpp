#include "benchmark/sample_folder.h"

#include "benchmark/png_encoding.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <future>
#include <span>
#include <sys/file.h>
#include <unistd.h>

namespace tracestudio {
namespace fs = std::filesystem;

namespace {

Result<void> writeFile(const fs::path& path, std::span<const std::uint8_t> bytes) {
    const FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    int error = file.isOpen() ? 0 : errno;
    while (error == 0 && !bytes.empty()) {
        const ssize_t count = ::write(file.value(), bytes.data(), bytes.size());
        if (count >= 0)
            bytes = bytes.subspan(std::size_t(count));
        else if (errno != EINTR)
            error = errno;
    }
    if (error == 0)
        return {};
    return failure(TRANSLATABLE("%1 cannot be written: %2. Make room or choose another folder."), path.string(),
                   std::strerror(error));
}

} // namespace

Result<FileDescriptor> lockFolder(const fs::path& folder) {
    FileDescriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened.isOpen())
        return failure(TRANSLATABLE("The folder %1 cannot be read: %2. Check its permissions."), folder.string(),
                       std::strerror(errno));
    // File systems without locks have other errors; there the check for changes has to do.
    if (::flock(opened.value(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        return failure(TRANSLATABLE("%1 is being written to by another window or program. Close that first."),
                       folder.string());
    return opened;
}

std::optional<std::uint64_t> wholeNumber(std::string_view text) {
    constexpr double most = 1e15;
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || !(number >= 0 && number < most))
        return std::nullopt;
    return std::uint64_t(number);
}

std::uint64_t freeIdFrom(std::uint64_t nextId, const fs::path& pictureFolder) {
    std::error_code error;
    for (fs::directory_iterator entry(pictureFolder, error), end; !error && entry != end; entry.increment(error))
        if (const std::optional<std::uint64_t> number = wholeNumber(entry->path().filename().string()))
            nextId = std::max(nextId, *number + 1);
    return nextId;
}

Result<std::string> makeSampleFolder(const fs::path& pictureFolder, std::uint64_t& nextId) {
    std::error_code error;
    fs::create_directory(pictureFolder, error);
    if (error)
        return failure(TRANSLATABLE("The folder %1 cannot be made: %2. Choose another folder."), pictureFolder.string(),
                       error.message());
    while (true) {
        std::string id = std::to_string(nextId++);
        if (::mkdir((pictureFolder / id).c_str(), 0777) == 0)
            return id;
        if (errno != EEXIST)
            return failure(TRANSLATABLE("The folder %1 cannot be made: %2. Choose another folder."),
                           (pictureFolder / id).string(), std::strerror(errno));
    }
}

Result<void> checkNewFrame(const RgbdFrame& frame) {
    if (frame.colourBgr.type() != CV_8UC3 || frame.depthMillimetres.type() != CV_16UC1 || !frame.hasColour() ||
        frame.colourBgr.size() != frame.depthMillimetres.size())
        return failure(TRANSLATABLE("This frame cannot become a sample: it needs a colour picture and depth of one "
                                    "size."));
    if (!frame.camera.isValid())
        return failure(
            TRANSLATABLE("This frame cannot become a sample: its intrinsics are not known. Say them first."));
    return {};
}

Result<void> writePictures(const fs::path& folder, const RgbdFrame& frame, int compression) {
    // Beside each other: one after the other they do not keep up with a camera of 1280×720.
    auto beside = std::async([&] { return encodePng(frame.depthMillimetres, compression); });
    const Result<std::vector<std::uint8_t>> colour = encodePng(frame.colourBgr, compression);
    const Result<std::vector<std::uint8_t>> depth = beside.get();
    if (!colour)
        return tl::unexpected(colour.error());
    if (!depth)
        return tl::unexpected(depth.error());
    if (Result<void> written = writeFile(folder / "image.png", *colour); !written)
        return written;
    if (Result<void> written = writeFile(folder / "gt_depth.png", *depth); !written)
        return written;
    // The sensor's own depth is the aligned one here: one file by two names, where the file system has that.
    if (::link((folder / "gt_depth.png").c_str(), (folder / "depth.png").c_str()) == 0)
        return {};
    return writeFile(folder / "depth.png", *depth);
}

} // namespace tracestudio
