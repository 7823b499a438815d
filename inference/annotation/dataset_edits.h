#pragma once

#include "benchmark/dataset.h"
#include "scene/annotation.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tracestudio {

/// As large as the pictures may be that readers show.
inline constexpr std::uint64_t largestMaskBytes = 512u << 20;

/// What was changed of one row of a dataset.
struct RowEdit {
    Annotation before; ///< as the row in the file says
    Annotation after;
    bool isDeleted = false;
    [[nodiscard]] bool changesNothing() const { return !isDeleted && before == after; }
};

/// A sample that was made here. Its pictures are in the dataset's folder already; nobody knows of them until its row is
/// saved.
struct AddedSample {
    std::string id;                                ///< free in the dataset
    std::string imagePath, depthPath, gtDepthPath; ///< relative to raw_data
    Camera camera;                                 ///< of colour and aligned depth alike
    Annotation annotation;
    bool isDeleted = false; ///< also while the making is undone
    /// Of one that is no new sample but a row that the file lacks by now: its text, which then has all that
    /// `annotation` does not say, also the intrinsics. Else empty.
    std::string rowText = {};
};

/// All unsaved and saved changes to a dataset since it was opened, by the rows of that state. A value: copying shares
/// the rows. The file as it was opened stays readable (DatasetFile keeps it open), so saving always starts from it, and
/// undoing everything gives its very bytes again, also after it was saved.
struct DatasetEdits {
    /// By row of the base; what is not here is unchanged. A row whose edit was saved and then undone stays here, with
    /// `after` as `before`: until the next save its mask's file holds what was saved.
    std::map<std::size_t, std::shared_ptr<const RowEdit>> rows;
    std::vector<std::shared_ptr<const AddedSample>> added; ///< behind the base's rows, in this order; never removed

    [[nodiscard]] bool isEmpty() const;               ///< nothing differs from the file as it was opened
    bool operator==(const DatasetEdits& other) const; ///< by what they say
};

/// A dataset with its edits, again a Dataset: row i of the base keeps index i, added samples follow, deleted ones keep
/// their index and say isDeleted. Immutable: each edit makes a new one (cheap, they share all but what changed).
class EditedDataset final : public Dataset {
  public:
    /// `base` must not be an EditedDataset.
    static std::shared_ptr<const EditedDataset> of(std::shared_ptr<const Dataset> base, DatasetEdits edits);

    [[nodiscard]] const std::shared_ptr<const Dataset>& base() const { return m_base; }
    [[nodiscard]] const DatasetEdits& edits() const { return m_edits; }

    [[nodiscard]] const std::filesystem::path& folder() const override { return m_base->folder(); }
    [[nodiscard]] std::filesystem::path file() const override { return m_base->file(); }
    [[nodiscard]] std::filesystem::path pictureFolder() const override { return m_base->pictureFolder(); }
    [[nodiscard]] std::string name() const override { return m_base->name(); }
    [[nodiscard]] std::size_t size() const override;
    [[nodiscard]] bool isDeleted(std::size_t index) const override;
    [[nodiscard]] bool isEdited(std::size_t index) const override;
    [[nodiscard]] SampleRow row(std::size_t index) const override;
    /// Not one that is deleted.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view id) const override;
    [[nodiscard]] std::vector<Error> problems(std::size_t index) const override;
    [[nodiscard]] std::size_t brokenCount() const override;
    [[nodiscard]] std::vector<Error> fileProblems() const override { return m_base->fileProblems(); }
    /// `rawText` is that of the row as it would be saved.
    [[nodiscard]] Result<SampleRecord> record(std::size_t index) const override;
    [[nodiscard]] std::shared_ptr<const Sample> load(std::size_t index) const override;
    [[nodiscard]] cv::Mat thumbnail(std::size_t index, int longestSide) const override;

  private:
    EditedDataset(std::shared_ptr<const Dataset> base, DatasetEdits edits);
    [[nodiscard]] const RowEdit* editOf(std::size_t index) const;      ///< nullptr: none
    [[nodiscard]] const AddedSample* addedAt(std::size_t index) const; ///< nullptr: a row of the base

    std::shared_ptr<const Dataset> m_base;
    DatasetEdits m_edits;
};

/// What a row says that can be edited, with its mask's file. A mask that is named but cannot be read is none, and said
/// in the error list of the sample.
Annotation annotationOf(const SampleRecord& record, const std::filesystem::path& pictureFolder);
/// `sample` as `annotation` has it: its pictures shared, the rest replaced, the problems that the annotation mends
/// gone. `before` is what `sample` shows, where that is known: while the mask stays the same, it is shared as well and
/// not decoded anew.
std::shared_ptr<const Sample> withAnnotation(const Sample& sample, const Annotation& annotation,
                                             const Annotation* before = nullptr);

} // namespace tracestudio
