#include "benchmark/sample_writer.h"

#include "benchmark/dataset_file.h"
#include "benchmark/row_scanner.h"
#include "benchmark/sample_folder.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace tracestudio {
namespace fs = std::filesystem;

namespace {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

constexpr const char* datasetName = "trajectory_dataset.json";
constexpr std::uint64_t largestTailBytes = 1u << 20;

Json matrixOf(const Camera& camera) {
    return {{camera.fx, 0.0, camera.cx}, {0.0, camera.fy, camera.cy}, {0.0, 0.0, 1.0}};
}

} // namespace

Result<std::unique_ptr<SampleWriter>> SampleWriter::open(const fs::path& path) {
    return open(path, Options());
}

Result<std::unique_ptr<SampleWriter>> SampleWriter::open(const fs::path& path, const Options& options) {
    std::error_code error;
    fs::path full = fs::absolute(path, error).lexically_normal();
    if (!full.has_filename())
        full = full.parent_path(); // a folder written with a slash behind it
    const bool isFile = fs::exists(full, error) && !fs::is_directory(full, error);
    fs::path json = isFile ? full : datasetFileIn(full);
    const bool isNew = json.empty();
    if (isNew)
        json = full / datasetName;
    auto writer = std::unique_ptr<SampleWriter>(new SampleWriter(std::move(json), options));
    if (isNew)
        if (Result<void> made = writer->create(); !made)
            return tl::unexpected(made.error());
    if (Result<void> locked = writer->lock(); !locked)
        return tl::unexpected(locked.error());
    if (Result<void> read = writer->readRows(); !read)
        return tl::unexpected(read.error());
    writer->m_nextId = freeIdFrom(writer->m_nextId, writer->m_folder / "raw_data");
    return writer;
}

SampleWriter::SampleWriter(fs::path json, const Options& options)
    : m_json(std::move(json))
    , m_folder(m_json.parent_path())
    , m_options(options)
    , m_flushed(Clock::now()) {}

SampleWriter::~SampleWriter() {
    const Result<void> ignored = flush();
}

tl::unexpected<Error> SampleWriter::cannotWrite(int error) const {
    return failure(TRANSLATABLE("%1 cannot be written: %2. Make room or choose another folder."), m_json.string(),
                   std::strerror(error));
}

Result<void> SampleWriter::create() {
    std::error_code error;
    fs::create_directories(m_folder, error);
    if (error)
        return failure(TRANSLATABLE("The folder %1 cannot be made: %2. Choose another folder."), m_folder.string(),
                       error.message());
    for (fs::directory_iterator entry(m_folder, error), end; !error && entry != end; entry.increment(error))
        if (!entry->path().filename().string().starts_with('.'))
            return failure(TRANSLATABLE("%1 is neither a dataset (it has no trajectory_dataset.json) nor empty. Choose "
                                        "a dataset or an empty folder."),
                           m_folder.string());
    if (error)
        return failure(TRANSLATABLE("The folder %1 cannot be read: %2. Check its permissions."), m_folder.string(),
                       error.message());
    if (Result<void> locked = lock(); !locked)
        return locked;
    // Renamed into its place like every later one, so that it is never there by half.
    m_tail = "[\n]\n";
    Result<void> made = replaceFile();
    m_lock = {};
    return made;
}

Result<void> SampleWriter::lock() {
    Result<FileDescriptor> locked = lockFolder(m_folder);
    if (!locked)
        return tl::unexpected(locked.error());
    m_lock = std::move(*locked);
    return {};
}

Result<void> SampleWriter::readRows() {
    if (::faccessat(AT_FDCWD, m_folder.c_str(), W_OK, AT_EACCESS) != 0)
        return cannotWrite(errno);
    Result<FileDescriptor> file = FileDescriptor::openToRead(m_json);
    if (!file)
        return tl::unexpected(file.error());
    if (::fstat(file->value(), &m_status) != 0)
        return cannotWrite(errno);
    const auto textBetween = [&](std::uint64_t begin, std::uint64_t end) {
        std::string text(std::size_t(std::min(largestTailBytes, end - begin)), '\0');
        text.resize(file->read(text.data(), text.size(), begin));
        return text;
    };

    std::uint64_t position = 0, beforeEnd = 0, begin = 0;
    RowScanner scanner([&](char* to, std::size_t size) {
        const std::size_t count = file->read(to, size, position);
        position += count;
        return count;
    });
    RowScanner::Step step = RowScanner::Step::Row;
    while ((step = scanner.next()) == RowScanner::Step::Row) {
        beforeEnd = m_rowsEnd;
        begin = scanner.offset();
        m_rowsEnd = begin + scanner.text().size();
        ++m_rowCount;
        const RowOutline::Text& id = scanner.outline().fields[RowOutline::Id];
        m_areIdsText = id.isString;
        if (const std::optional<std::uint64_t> number = wholeNumber(id.raw))
            m_nextId = std::max(m_nextId, *number + 1);
    }
    if (step == RowScanner::Step::NotArray)
        return failure(TRANSLATABLE("%1 is not a dataset: it is not a JSON list of samples, which begins with \"[\". "
                                    "Choose a dataset or an empty folder."),
                       m_json.string());
    if (step == RowScanner::Step::Broken || scanner.hasTail())
        return failure(TRANSLATABLE("%1 is damaged at byte %2, so nothing is added to it. Correct the file first."),
                       m_json.string(), std::to_string(scanner.offset()));
    const std::uint64_t size = std::uint64_t(m_status.st_size);
    if (m_rowCount == 0) {
        m_rowsEnd = textBetween(0, size).find('[') + 1;
        m_tail = textBetween(m_rowsEnd, size);
        if (!m_tail.starts_with('\n') && !m_tail.starts_with("\r\n"))
            m_tail.insert(0, "\n");
        m_file = std::move(*file);
        return {};
    }
    if (m_rowsEnd > size || size - m_rowsEnd > largestTailBytes)
        return failure(TRANSLATABLE("%1 changed while it was read. Try again."), m_json.string());
    m_tail = textBetween(m_rowsEnd, size);
    const bool isFirst = m_rowCount == 1;
    std::string gap = textBetween(beforeEnd, begin);
    if (isFirst)
        gap.erase(0, gap.find('[') + 1);
    m_style = RowStyle::of(textBetween(begin, m_rowsEnd), gap, isFirst);
    m_file = std::move(*file);
    return {};
}

std::string SampleWriter::rowOf(const NewSample& sample, const std::string& id) const {
    Json row;
    if (m_areIdsText)
        row["id"] = id;
    else
        row["id"] = wholeNumber(id).value_or(0);
    row["image_path"] = id + "/image.png";
    row["depth_path"] = id + "/depth.png";
    row["gt_depth_path"] = id + "/gt_depth.png";
    row["intrinsics"] = matrixOf(sample.frame.camera);
    row["gt_depth_intrinsics"] = matrixOf(sample.frame.camera);
    row["prompt"] = sample.instruction;
    row["target_object"] = sample.targetObject;
    row["destination|direction"] = sample.destination;
    row["category"] = sample.category;
    row["data_source"] = sample.dataSource;
    return m_style.written(row);
}

Result<std::string> SampleWriter::append(const NewSample& sample) {
    if (Result<void> checked = checkNewFrame(sample.frame); !checked)
        return tl::unexpected(checked.error());
    // Before this sample is written, so that an error is always about what is not in the dataset.
    constexpr int smallPart = 20;
    const auto pause = std::max<Clock::duration>(m_options.flushEvery, smallPart * m_flushTook);
    if (m_hasFailed || Clock::now() - m_flushed >= pause)
        if (Result<void> flushed = flush(); !flushed)
            return tl::unexpected(flushed.error());

    Result<std::string> id = makeSampleFolder(m_folder / "raw_data", m_nextId);
    if (!id)
        return id;
    const fs::path folder = m_folder / "raw_data" / *id;
    if (Result<void> written = writePictures(folder, sample.frame, m_options.compression); !written) {
        std::error_code ignored;
        fs::remove_all(folder, ignored);
        --m_nextId;
        return tl::unexpected(written.error());
    }
    m_kept += (m_rowCount + m_keptCount == 0 ? "\n" : m_style.between) + rowOf(sample, *id);
    ++m_keptCount;
    return id;
}

Result<void> SampleWriter::flush() {
    if (m_keptCount == 0)
        return {};
    const Clock::time_point begin = Clock::now();
    Result<void> written = checkUnchanged();
    // The pictures come to the disk before the rows that name them.
    if (written && ::syncfs(m_lock.value()) != 0)
        written = cannotWrite(errno);
    if (written)
        written = replaceFile();
    m_flushed = Clock::now();
    m_flushTook = m_flushed - begin;
    m_hasFailed = !written;
    if (!written)
        return written;
    m_rowsEnd += m_kept.size();
    m_rowCount += m_keptCount;
    m_kept.clear();
    m_keptCount = 0;
    return {};
}

Result<void> SampleWriter::checkUnchanged() const {
    struct stat now {};
    if (::stat(m_json.c_str(), &now) == 0 && isSameFile(now, m_status))
        return {};
    return failure(TRANSLATABLE("%1 was changed by another program, so %2 new samples are not written to it. Open the "
                                "dataset again and add them once more."),
                   m_json.string(), std::to_string(m_keptCount));
}

/// Writes what is kept of the file, what is new and the tail.
Result<void> SampleWriter::replaceFile() {
    AtomicFile file(m_json);
    const bool isNew = !m_file.isOpen();
    if (!isNew) {
        file.takeMode(m_status.st_mode); // else as new files are
        file.copy(m_file, 0, m_rowsEnd);
    }
    file.write(m_kept);
    file.write(m_tail);
    if (const int error = file.sync())
        return cannotWrite(error);
    if (!isNew)
        if (Result<void> unchanged = checkUnchanged(); !unchanged)
            return unchanged;
    if (const int error = file.commit())
        return cannotWrite(error);
    ::fsync(m_lock.value());
    m_status = file.status();
    m_file = file.release();
    return {};
}

} // namespace tracestudio
