#include "app/frame_sink.h"

#include "benchmark/png_encoding.h"
#include "benchmark/sample_writer.h"
#include "capture/folders/tum_writer.h"

#include <algorithm>
#include <fcntl.h>
#include <fstream>
#include <unistd.h>

namespace tracestudio {

namespace {

namespace fs = std::filesystem;

/// Room on the disk for the lists of what was written: given back when they are written for the last time, so that a
/// full disk does not cost the frames that no list names yet. A file without a name, which goes with the program.
class ReservedRoom {
  public:
    explicit ReservedRoom(const fs::path& folder)
        : m_file(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)) {}
    ~ReservedRoom() { giveBack(); }
    ReservedRoom(const ReservedRoom&) = delete;
    ReservedRoom& operator=(const ReservedRoom&) = delete;

    /// Where the file system has no such files there is none.
    void growTo(std::uint64_t bytes) {
        if (m_file >= 0 && bytes > m_bytes && ::fallocate(m_file, 0, 0, off_t(bytes)) == 0)
            m_bytes = bytes;
    }
    void giveBack() {
        if (m_file >= 0)
            ::close(m_file);
        m_file = -1;
    }

  private:
    int m_file;
    std::uint64_t m_bytes = 0;
};

/// The folder that frames go to. One that was not there before goes again when no frame has come.
class TargetFolder {
  public:
    explicit TargetFolder(const fs::path& path)
        : m_path(path) {
        std::error_code ignored;
        m_isNew = fs::status(path, ignored).type() == fs::file_type::not_found;
    }
    ~TargetFolder() {
        std::error_code ignored;
        if (m_isNew && !m_isKept)
            fs::remove_all(m_path, ignored);
    }
    TargetFolder(TargetFolder&& other) noexcept
        : m_path(std::move(other.m_path))
        , m_isNew(std::exchange(other.m_isNew, false))
        , m_isKept(other.m_isKept) {}
    TargetFolder& operator=(TargetFolder&&) = delete;

    void keep() { m_isKept = true; }

  private:
    fs::path m_path;
    bool m_isNew = false, m_isKept = false;
};

/// Rows or lines of more frames than are written between two listings.
constexpr std::uint64_t unlistedBytes = 256 * 1024;

class BenchmarkSink final : public FrameSink {
  public:
    BenchmarkSink(TargetFolder folder, std::unique_ptr<SampleWriter> writer, const RecordingTarget& target)
        : m_folder(std::move(folder))
        , m_writer(std::move(writer))
        , m_room(m_writer->folder()) {
        m_sample.instruction = target.instruction;
        m_sample.dataSource = target.dataSource;
    }

    Result<void> write(const CapturedFrame& frame) override {
        // The rows are written beside the old ones before they take their place.
        std::error_code ignored;
        const std::uintmax_t rows = fs::file_size(m_writer->folder() / "trajectory_dataset.json", ignored);
        m_room.growTo(unlistedBytes + (ignored ? 0 : rows + rows / 4));
        m_sample.frame = frame.frame;
        const Result<std::string> id = m_writer->append(m_sample);
        m_sample.frame = {};
        if (!id)
            return tl::unexpected(id.error());
        m_folder.keep();
        ++m_written;
        for (const char* name : {"image.png", "gt_depth.png"}) {
            std::error_code error;
            const std::uintmax_t size = fs::file_size(m_writer->folder() / "raw_data" / *id / name, error);
            m_bytes += error ? 0 : size;
        }
        return {};
    }
    Result<void> finish() override {
        m_room.giveBack();
        return m_writer->flush();
    }
    [[nodiscard]] std::uint64_t framesListed() const override { return m_written - m_writer->keptCount(); }
    [[nodiscard]] std::uint64_t bytesWritten() const override { return m_bytes; }

  private:
    TargetFolder m_folder; // first: it goes last
    std::unique_ptr<SampleWriter> m_writer;
    ReservedRoom m_room;
    NewSample m_sample;
    std::uint64_t m_written = 0, m_bytes = 0;
};

class TumSink final : public FrameSink {
  public:
    TumSink(TargetFolder target, fs::path folder)
        : m_target(std::move(target))
        , m_folder(std::move(folder)) {}

    Result<void> begin(const Camera& camera) {
        auto writer = TumWriter::create(m_folder, camera, [](const cv::Mat& picture) { return encodePng(picture); });
        if (!writer)
            return tl::unexpected(writer.error());
        m_writer = std::move(*writer);
        m_room.emplace(m_folder).growTo(unlistedBytes);
        return {};
    }
    Result<void> write(const CapturedFrame& frame) override {
        Result<void> written = m_writer->append(frame);
        if (written)
            m_target.keep();
        return written;
    }
    Result<void> finish() override {
        m_room.reset();
        Result<void> listed = m_writer->flush();
        m_isListed = listed.has_value();
        return listed;
    }
    [[nodiscard]] std::uint64_t framesListed() const override {
        return m_isListed ? m_writer->frameCount() : std::min(linesOf("rgb.txt"), linesOf("depth.txt"));
    }
    [[nodiscard]] std::uint64_t bytesWritten() const override { return m_writer->bytesWritten(); }
    [[nodiscard]] std::vector<Error> notes() const override {
        if (m_writer->tooFarCount() == 0)
            return {};
        return {{TRANSLATABLE("%1 readings of depth beyond 13.107 m are missing in %2: a TUM folder holds none. Record "
                              "to a benchmark folder to keep them."),
                 {std::to_string(m_writer->tooFarCount()), m_folder.string()}}};
    }

  private:
    [[nodiscard]] std::uint64_t linesOf(const char* list) const {
        std::ifstream stream(m_folder / list);
        std::uint64_t count = 0;
        for (std::string line; std::getline(stream, line);)
            count += !line.empty() && line.front() != '#';
        return count;
    }

    TargetFolder m_target; // first: it goes last
    fs::path m_folder;
    std::unique_ptr<TumWriter> m_writer;
    std::optional<ReservedRoom> m_room;
    bool m_isListed = false;
};

} // namespace

Result<std::unique_ptr<FrameSink>> openFrameSink(const RecordingTarget& target, const Camera& camera) {
    TargetFolder folder(target.folder);
    if (target.format == RecordingFormat::Tum) {
        auto sink = std::make_unique<TumSink>(std::move(folder), target.folder);
        if (Result<void> begun = sink->begin(camera); !begun)
            return tl::unexpected(begun.error());
        return sink;
    }
    auto writer = SampleWriter::open(target.folder);
    if (!writer)
        return tl::unexpected(writer.error());
    return std::make_unique<BenchmarkSink>(std::move(folder), std::move(*writer), target);
}

} // namespace tracestudio
