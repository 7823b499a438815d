#pragma once

#include "benchmark/atomic_file.h"
#include "benchmark/dataset.h"
#include "benchmark/row_index.h"

namespace tracestudio {

/// The dataset file that opening `folder` means: trajectory_dataset.json, else the first JSON list of samples; empty
/// where there is none.
std::filesystem::path datasetFileIn(const std::filesystem::path& folder);

/// The dataset in one trajectory_dataset.json with its raw_data beside it. Keeps the file open: when it is replaced by
/// a new one, the rows of the old one still can be read; when it is changed in place, a row's checksum tells.
class DatasetFile final : public Dataset {
  public:
    /// `notes` come first in fileProblems().
    static Result<std::shared_ptr<const Dataset>> open(const std::filesystem::path& json, std::vector<Error> notes,
                                                       const Progress& progress, const std::stop_token& stop);

    [[nodiscard]] const std::filesystem::path& folder() const override { return m_folder; }
    [[nodiscard]] std::filesystem::path file() const override { return m_json; }
    [[nodiscard]] std::string name() const override;
    [[nodiscard]] std::size_t size() const override { return m_index.size(); }
    [[nodiscard]] SampleRow row(std::size_t index) const override;
    [[nodiscard]] std::optional<std::size_t> find(std::string_view id) const override { return m_index.find(id); }
    [[nodiscard]] std::vector<Error> problems(std::size_t index) const override;
    [[nodiscard]] std::size_t brokenCount() const override { return m_index.brokenCount(); }
    [[nodiscard]] std::vector<Error> fileProblems() const override { return m_problems; }
    [[nodiscard]] Result<SampleRecord> record(std::size_t index) const override;
    [[nodiscard]] std::shared_ptr<const Sample> load(std::size_t index) const override;
    [[nodiscard]] cv::Mat thumbnail(std::size_t index, int longestSide) const override;

    /// The file as it was opened, and what it was like then.
    [[nodiscard]] const FileDescriptor& descriptor() const { return m_file; }
    [[nodiscard]] const struct stat& status() const { return m_status; }
    /// Where the JSON breaks off or goes on after its end; nothing when every row of the file is here.
    [[nodiscard]] std::optional<std::uint64_t> damagedAt() const { return m_damagedAt; }
    /// The bytes of the file that a row stands in.
    struct Span {
        std::uint64_t begin = 0, end = 0;
    };
    [[nodiscard]] Span spanOf(std::size_t index) const {
        return {m_index[index].offset, m_index[index].offset + m_index[index].length};
    }

  private:
    DatasetFile(std::filesystem::path json, FileDescriptor file);

    std::filesystem::path m_json, m_folder, m_root;
    FileDescriptor m_file;
    struct stat m_status {};
    std::optional<std::uint64_t> m_damagedAt;
    RowIndex m_index;
    std::vector<Error> m_problems;
};

} // namespace tracestudio
