#pragma once

#include "annotation/dataset_saver.h"
#include "annotation/edits_file.h"

namespace tracestudio {

/// Where the edits of one opened dataset are on the disk: in its own files, in the sidecar of a dataset that cannot be
/// written, and in the recovery file that outlives a crash. That stands beside the dataset, or among the person's own
/// files where the dataset's folder is gone, full or read-only. Made and used by one worker at a time.
///
/// Several programs may work on one dataset: each holds a lock with a number, and its recovery file has that number. A
/// file whose lock nobody holds was left by a program that ended without saving.
class EditPlace {
  public:
    /// `folder` is the person's own.
    EditPlace(std::shared_ptr<const Dataset> opened, const std::filesystem::path& folder);

    [[nodiscard]] const std::shared_ptr<const Dataset>& base() const { return m_base; }
    [[nodiscard]] DatasetSaver& saver() { return m_saver; }
    [[nodiscard]] const std::filesystem::path& sidecar() const { return m_sidecar; }

    /// Into the dataset's files.
    Result<void> write(const DatasetEdits& edits);
    /// Into the sidecar.
    Result<void> writeBeside(const DatasetEdits& edits);
    void removeSidecar();

    /// Into the recovery file.
    Result<void> keep(const DatasetEdits& edits);
    /// There is nothing unsaved any more.
    void removeKept();
    /// The recovery file that was written last; empty: none.
    [[nodiscard]] const std::filesystem::path& kept() const { return m_kept; }

    /// Gives recovery files that others have left another name, so that they are not written over, and returns the one
    /// that was set aside first; empty: none. Of two that one program left, the newer holds all of the older.
    std::filesystem::path setAside();
    /// What was found is in these edits now, or was given up. Nothing happens to a file that `keep` writes.
    void removeFound();
    void setFound(const std::filesystem::path& found);

  private:
    [[nodiscard]] std::filesystem::path lockFile(int number) const;
    [[nodiscard]] std::filesystem::path numbered(const std::filesystem::path& recovery, int number) const;

    std::shared_ptr<const Dataset> m_base;
    DatasetSaver m_saver;
    std::filesystem::path m_folder, m_sidecar;
    std::filesystem::path m_beside, m_elsewhere; ///< recovery files of the first program
    int m_number = 1;
    std::shared_ptr<const void> m_lock; ///< null: too many programs work on it
    std::filesystem::path m_kept, m_found;
    DatasetEdits m_saved; ///< what the files have of the edits
};

/// Gives a file another name that is free; the name, or the old one where that does not work.
std::filesystem::path movedAside(const std::filesystem::path& path, const std::filesystem::path& to);

} // namespace tracestudio
