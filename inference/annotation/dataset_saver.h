#pragma once

#include "annotation/dataset_edits.h"

#include <filesystem>
#include <memory>
#include <string>
#include <sys/stat.h>

namespace tracestudio {

/// Writes the edits of an opened dataset to its folder. One thread at a time; saving waits for the disk.
///
/// Whatever happens when, every file is whole: each is written beside its place, brought to the disk and renamed into
/// it, masks before the rows that go with them. Bytes that no edit touched stay as they are, also white space between
/// rows. Before the first change of a file its original is kept beside it as `<name>.original` (never overwritten
/// later). The folder of a deleted sample's pictures moves into `.tracestudio-bin` with its row beside it, and back
/// when the deletion is undone and saved.
class DatasetSaver {
  public:
    /// For the dataset as it was opened (not an EditedDataset).
    explicit DatasetSaver(std::shared_ptr<const Dataset> base);
    ~DatasetSaver();

    /// Why this dataset cannot be saved in place, or nothing: it is no dataset file (answers, a lone scene), or the
    /// folder or the file is read-only.
    [[nodiscard]] std::optional<Error> obstacle() const;
    /// The dataset file is neither the one that was opened nor the one that was saved last: another program wrote it.
    [[nodiscard]] bool isChangedOutside() const;
    /// Moves the pictures of samples whose deletion was saved and undone since back from the bin, so that they are seen
    /// before the next save, which does it as well. Their rows stay in the bin until the file has them again. What
    /// `edits` do not mention stays as it was saved last. Edits are to be kept (writeEdits) after this, not before.
    Result<void> bringPicturesBack(const DatasetEdits& edits);
    /// Writes everything. Refused when another program changed the file or one of the masks to be written since, or
    /// holds the folder; after any error the files are as they were, or the masks written so far are the new ones, and
    /// it may be tried again.
    Result<void> save(const DatasetEdits& edits);

    /// Writes the dataset with its edits into an empty or new folder, pictures included; deleted samples stay behind.
    /// What is undeleted and not saved yet has to be brought back from the bin before.
    static Result<void> saveCopy(const EditedDataset& dataset, const std::filesystem::path& folder,
                                 const Progress& progress = {}, const std::stop_token& stop = {});

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace tracestudio
