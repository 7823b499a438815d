#include "capture/folders/tum_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <future>
#include <unistd.h>

namespace tracestudio {
namespace fs = std::filesystem;

namespace {

constexpr int stepsPerMillimetre = 5;
constexpr int mostMillimetres = 65535 / stepsPerMillimetre;
constexpr std::int64_t secondInMicroseconds = 1'000'000;
constexpr std::int64_t pauseAfterJump = secondInMicroseconds / 30;
constexpr std::int64_t mostWithinPair = 5'000;

tl::unexpected<Error> cannotWrite(const fs::path& path) {
    return failure(TRANSLATABLE("%1 cannot be written. Make room or choose another folder."), path.string());
}

Result<void> write(const fs::path& path, const char* bytes, std::size_t size) {
    std::ofstream stream(path, std::ios::binary | std::ios::trunc);
    stream.write(bytes, std::streamsize(size));
    stream.close();
    return stream ? Result<void>() : cannotWrite(path);
}

/// Puts `lines` behind the first `size` bytes; what an earlier try left behind these goes.
Result<void> appendLines(const fs::path& path, std::uintmax_t& size, std::string& lines) {
    std::error_code error;
    if (fs::file_size(path, error) != size || error)
        fs::resize_file(path, size, error);
    std::ofstream stream(path, std::ios::binary | std::ios::app);
    stream << lines;
    stream.close();
    if (error || !stream)
        return cannotWrite(path);
    size += lines.size();
    lines.clear();
    return {};
}

/// The shortest text that reads back as the same number, whatever the locale.
std::string textOf(double number) {
    std::array<char, 32> text{};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() ? std::string(text.data(), end) : std::string("0");
}

std::string stampText(std::int64_t microseconds) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%lld.%06lld", static_cast<long long>(microseconds / secondInMicroseconds),
                  static_cast<long long>(microseconds % secondInMicroseconds));
    return text.data();
}

/// Nothing that a clock shows is before -1.
std::int64_t microsecondsOf(double seconds) {
    constexpr double latest = 1e11;
    return std::isfinite(seconds) && std::abs(seconds) < latest ? std::llround(seconds * secondInMicroseconds) : -1;
}

cv::Mat tumDepth(const cv::Mat& millimetres, std::uint64_t& tooFarCount) {
    cv::Mat depth(millimetres.size(), CV_16UC1);
    for (int v = 0; v < depth.rows; ++v) {
        const auto* from = millimetres.ptr<std::uint16_t>(v);
        auto* to = depth.ptr<std::uint16_t>(v);
        for (int u = 0; u < depth.cols; ++u) {
            const bool isTooFar = from[u] > mostMillimetres;
            tooFarCount += isTooFar;
            to[u] = isTooFar ? std::uint16_t(0) : std::uint16_t(from[u] * stepsPerMillimetre);
        }
    }
    return depth;
}

} // namespace

Result<std::unique_ptr<TumWriter>> TumWriter::create(const fs::path& folder, const Camera& camera,
                                                     EncodePng encodePng) {
    if (!camera.isValid())
        return failure(TRANSLATABLE("The recording %1 cannot begin: the camera's intrinsics are not known. Say them "
                                    "first."),
                       folder.string());
    std::error_code error;
    fs::create_directories(folder, error);
    if (!error && !fs::is_empty(folder, error) && !error)
        return failure(TRANSLATABLE("%1 is not empty. Choose an empty folder for the recording."), folder.string());
    for (const char* name : {"rgb", "depth"})
        if (!error)
            fs::create_directory(folder / name, error);
    if (error)
        return failure(TRANSLATABLE("The folder %1 cannot be made: %2. Choose another folder."), folder.string(),
                       error.message());
    auto writer = std::unique_ptr<TumWriter>(new TumWriter(folder, camera, std::move(encodePng)));
    std::string text = "# fx fy cx cy width height depth_steps_per_metre\n";
    for (const double number :
         {camera.fx, camera.fy, camera.cx, camera.cy, double(camera.widthPixels), double(camera.heightPixels)})
        text += textOf(number) + " ";
    text += textOf(1000.0 * stepsPerMillimetre) + "\n";
    if (Result<void> written = write(folder / "camera.txt", text.data(), text.size()); !written)
        return tl::unexpected(written.error());
    writer->m_colourLines = "# color images\n# timestamp filename\n";
    writer->m_depthLines = "# depth maps\n# timestamp filename\n";
    for (const char* name : {"rgb.txt", "depth.txt"})
        if (Result<void> written = write(folder / name, "", 0); !written)
            return tl::unexpected(written.error());
    if (Result<void> listed = writer->flush(); !listed)
        return tl::unexpected(listed.error());
    return writer;
}

TumWriter::TumWriter(fs::path folder, const Camera& camera, EncodePng encodePng)
    : m_folder(std::move(folder))
    , m_camera(camera)
    , m_encodePng(std::move(encodePng)) {}

TumWriter::~TumWriter() {
    const Result<void> ignored = flush();
}

/// Returns its size in bytes.
Result<std::size_t> TumWriter::writePicture(const fs::path& file, const cv::Mat& picture) const {
    const Result<std::vector<std::uint8_t>> bytes = m_encodePng(picture);
    if (!bytes)
        return tl::unexpected(bytes.error());
    return write(m_folder / file, reinterpret_cast<const char*>(bytes->data()), bytes->size()).map([&bytes] {
        return bytes->size();
    });
}

Result<void> TumWriter::append(const CapturedFrame& captured) {
    const RgbdFrame& frame = captured.frame;
    const cv::Size size(m_camera.widthPixels, m_camera.heightPixels);
    if (frame.camera != m_camera || frame.colourBgr.type() != CV_8UC3 || frame.colourBgr.size() != size ||
        frame.depthMillimetres.type() != CV_16UC1 || frame.depthMillimetres.size() != size)
        return failure(TRANSLATABLE("Frame %1 is not of the camera that %2 was begun with. Begin another recording."),
                       std::to_string(captured.number), m_folder.string());
    // Before this frame is written, so that an error is always about what is not in the recording.
    constexpr auto flushEvery = std::chrono::seconds(1);
    if (std::chrono::steady_clock::now() - m_flushed >= flushEvery)
        if (Result<void> flushed = flush(); !flushed)
            return flushed;

    std::int64_t offset = m_clockOffset;
    std::int64_t colour = microsecondsOf(captured.colourSeconds) + offset;
    if (colour <= m_lastColour) {
        const std::int64_t behind = m_lastColour < 0 ? 0 : m_lastColour + pauseAfterJump;
        offset += behind - colour;
        colour = behind;
    }
    std::int64_t depth = microsecondsOf(captured.depthSeconds) + offset;
    if (std::abs(depth - colour) > mostWithinPair || depth <= m_lastDepth)
        depth = std::max(colour, m_lastDepth + 1);
    const std::string colourFile = "rgb/" + stampText(colour) + ".png";
    const std::string depthFile = "depth/" + stampText(depth) + ".png";
    std::uint64_t tooFarCount = 0;
    // Beside each other: one after the other they do not keep up with a camera of 1280×720.
    auto beside = std::async([&] { return writePicture(depthFile, tumDepth(frame.depthMillimetres, tooFarCount)); });
    const Result<std::size_t> colourBytes = writePicture(colourFile, frame.colourBgr);
    const Result<std::size_t> depthBytes = beside.get();
    for (const auto* written : {&colourBytes, &depthBytes})
        if (!*written)
            return tl::unexpected(written->error());
    m_colourLines += stampText(colour) + " " + colourFile + "\n";
    m_depthLines += stampText(depth) + " " + depthFile + "\n";
    m_clockOffset = offset;
    m_lastColour = colour;
    m_lastDepth = depth;
    m_bytesWritten += *colourBytes + *depthBytes;
    m_tooFarCount += tooFarCount;
    ++m_frameCount;
    return {};
}

Result<void> TumWriter::flush() {
    if (m_colourLines.empty() && m_depthLines.empty())
        return {};
    const int folder = ::open(m_folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool isSynced = folder >= 0 && ::syncfs(folder) == 0;
    if (folder >= 0)
        ::close(folder);
    if (!isSynced)
        return cannotWrite(m_folder);
    // Once more together after an error: depth first, as a colour picture without depth is what readers expect.
    if (Result<void> listed = appendLines(m_folder / "depth.txt", m_depthListed, m_depthLines); !listed)
        return listed;
    if (Result<void> listed = appendLines(m_folder / "rgb.txt", m_colourListed, m_colourLines); !listed)
        return listed;
    m_flushed = std::chrono::steady_clock::now();
    return {};
}

} // namespace tracestudio
