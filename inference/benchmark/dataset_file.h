#pragma once

#include "benchmark/dataset.h"
#include "benchmark/row_index.h"

namespace tracestudio {

/// An open file, closed when this goes. Read by position, so from any thread.
class FileDescriptor {
  public:
    static Result<FileDescriptor> openToRead(const std::filesystem::path& path);
    FileDescriptor(FileDescriptor&& other) noexcept
        : m_value(std::exchange(other.m_value, -1)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept {
        std::swap(m_value, other.m_value);
        return *this;
    }
    ~FileDescriptor();

    [[nodiscard]] int value() const { return m_value; }
    /// Reads `size` bytes from `at`; fewer at the end of the file or when it cannot be read.
    std::size_t read(char* to, std::size_t size, std::uint64_t at) const;

  private:
    explicit FileDescriptor(int value)
        : m_value(value) {}
    int m_value = -1;
};

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

  private:
    DatasetFile(std::filesystem::path json, FileDescriptor file);

    std::filesystem::path m_json, m_folder, m_root;
    FileDescriptor m_file;
    RowIndex m_index;
    std::vector<Error> m_problems;
};

} // namespace tracestudio
