#pragma once

#include "benchmark/atomic_file.h"
#include "benchmark/png_encoding.h"
#include "benchmark/row_style.h"
#include "scene/rgbd_frame.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace tracestudio {

/// A frame that becomes a sample. It is not annotated yet: its row has no mask, no trajectory and no destination box,
/// and so it is shown and asked about, but not scored.
struct NewSample {
    RgbdFrame frame;          ///< colour and depth of one size, and their camera
    std::string instruction;  ///< "prompt"; may be empty
    std::string targetObject; ///< these as well
    std::string destination;
    std::string category;
    std::string dataSource;
};

/// Adds samples to a dataset folder of the benchmark's layout (spec/benchmark.md section 1), one thread at a time.
///
/// The rows that are there keep their bytes; a new one is laid out like the last. A sample's pictures are written into
/// a folder of their own that nobody knows of until its row names it, and the rows are written beside the dataset file,
/// brought to the disk and renamed into its place: whatever happens when, the dataset is whole, without the samples of
/// at most the last `flushEvery`. A folder has one writer at a time.
class SampleWriter {
  public:
    struct Options {
        int compression = png_compression::fast; ///< of the pictures
        /// How often `append` writes the rows that it kept. Larger datasets take longer to write and are written less
        /// often, so that it never is more than a small part of the time.
        std::chrono::milliseconds flushEvery = std::chrono::seconds(3);
    };

    /// Opens the dataset in `path` (its folder or its JSON file), or makes one in a folder that is empty or not there.
    static Result<std::unique_ptr<SampleWriter>> open(const std::filesystem::path& path, const Options& options);
    static Result<std::unique_ptr<SampleWriter>> open(const std::filesystem::path& path);
    /// Writes the rows that were kept; call `flush` first to know whether that worked.
    ~SampleWriter();
    SampleWriter(const SampleWriter&) = delete;
    SampleWriter& operator=(const SampleWriter&) = delete;

    /// Writes the sample's pictures and keeps its row. Returns its id, the next free whole number. After an error the
    /// sample is not in the dataset; those before it are, or will be.
    Result<std::string> append(const NewSample& sample);
    /// Writes the rows that were kept; waits for the disk, which may take seconds when others keep it busy. After an
    /// error they are still kept, and it may be tried again.
    Result<void> flush();

    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }
    /// Samples whose rows are not written yet.
    [[nodiscard]] std::size_t keptCount() const { return m_keptCount; }

  private:
    SampleWriter(std::filesystem::path json, const Options& options);
    Result<void> lock();
    Result<void> create();
    Result<void> readRows();
    [[nodiscard]] std::string rowOf(const NewSample& sample, const std::string& id) const;
    [[nodiscard]] Result<void> checkUnchanged() const;
    Result<void> replaceFile();
    [[nodiscard]] tl::unexpected<Error> cannotWrite(int error) const;

    std::filesystem::path m_json, m_folder;
    Options m_options;
    FileDescriptor m_lock; ///< of the folder
    FileDescriptor m_file; ///< the dataset file as it was written or read last
    struct stat m_status {};

    RowStyle m_style;
    bool m_areIdsText = false;
    std::size_t m_rowCount = 0;
    std::uint64_t m_rowsEnd = 0; ///< bytes of the file up to the end of its last row
    std::string m_tail;          ///< what follows it
    std::uint64_t m_nextId = 0;

    std::string m_kept; ///< rows to be written behind the last, each with what stands before it
    std::size_t m_keptCount = 0;
    std::chrono::steady_clock::time_point m_flushed;
    std::chrono::steady_clock::duration m_flushTook{};
    bool m_hasFailed = false; ///< the last flush; nothing is taken on until one works
};

} // namespace tracestudio
