#pragma once

#include "app/dataset_editor.h"
#include "app/edit_place.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>
#include <chrono>
#include <functional>
#include <set>

namespace tracestudio {

/// Brings edits to the disk and back: saving, the recovery file that is written every few seconds while something is
/// unsaved, the sidecar of a dataset that cannot be written, copies, and what to do when another program changes the
/// files. Everything slow happens on one worker, in order; copies on another. Nothing can be edited until it is known
/// what was kept of the dataset before. GUI thread.
///
/// A recovery file that is found is set aside at once, so that it is never written over, and offered again each time
/// the dataset is opened until it is taken or given up.
class EditKeeping : public QObject {
    Q_OBJECT
  public:
    /// `folder` is the person's own, for what cannot stand beside a dataset.
    EditKeeping(Document* document, DatasetEditor* editor, std::filesystem::path folder, QObject* parent = nullptr);
    ~EditKeeping() override;

    void save();
    /// Writes the dataset as it is now into another folder; the dataset itself stays as it is. One at a time.
    void saveCopy(const QString& folder);
    void cancelCopy(); ///< nothing of it is left; it ends a little later
    [[nodiscard]] bool isCopying() const { return m_copyStop.has_value(); }
    /// What was left by a program that ended without saving.
    void restoreRecovered();
    void discardRecovered();
    [[nodiscard]] bool hasRecovered() const { return m_recovered.has_value(); }
    /// Before the program ends without saving: nothing is offered the next time. Waits for the disk.
    void forgetEdits();
    /// Saves and waits for it, before the program ends; false when that failed, which is then reported.
    bool saveNow();

    /// Whether the dataset is being written.
    [[nodiscard]] bool isSaving() const { return m_savesRunning > 0; }
    /// Whether what was there before the first save was kept.
    [[nodiscard]] bool hasOriginal() const { return m_hasOriginal; }
    /// Whether the dataset has edits that are not in its files, nor in its sidecar.
    [[nodiscard]] bool isModified() const { return !m_editor->history()->isClean(); }
    /// Why saving would go elsewhere, in words; empty when it goes into the dataset's own files.
    [[nodiscard]] QString obstacle() const { return m_obstacle; }
    [[nodiscard]] bool isIdle() const { return m_lane.isIdle() && m_copyLane.isIdle() && !m_autosave->isActive(); }
    /// How long an edit may stay in memory only: 3 s unless said otherwise.
    void setAutosaveInterval(std::chrono::milliseconds interval) { m_autosave->setInterval(interval); }

  Q_SIGNALS:
    void reported(tracestudio::Severity severity, const QString& text);
    /// The person can do something about it.
    void offered(tracestudio::Severity severity, const QString& text, const QString& actionText,
                 const std::function<void()>& action);
    void savedCopy(const QString& folder);
    void copyProgressed(const QString& folder, int percent);
    void copyEnded();  ///< well or not
    void copyWanted(); ///< there is no other way to save
    void stateChanged();

  private:
    struct Found {
        std::shared_ptr<EditPlace> place;
        std::optional<ReadEdits> recovered, sidecar;
        std::vector<Error> errors;
        QString obstacle;
        bool hasOriginal = false;
    };
    enum class SavedTo { Dataset, Sidecar, Copy };
    struct Saved {
        std::shared_ptr<EditPlace> place;
        DatasetEdits edits;
        Result<void> result;
        SavedTo to = SavedTo::Dataset;
        QString obstacle = {}; ///< that has come up since
        bool isGone = false;   ///< the dataset's own file
    };
    static Found lookFor(const std::shared_ptr<const Dataset>& opened, const std::filesystem::path& folder,
                         const std::shared_ptr<EditPlace>& carried);
    static Saved saved(const std::shared_ptr<EditPlace>& place, const DatasetEdits& edits, SavedTo to);
    void takeDataset();
    void takeFound(Found found);
    void keepForRecovery();
    void carryOver();
    void takeSaved(const Saved& saved);
    void tellGone(Severity severity);
    void copyNow(const Saved& brought, const QString& folder);
    void takeCopied(const Saved& copied, const QString& folder);
    void removeRecovery();
    void bringPicturesBack();
    void lookOutside();
    void watch();

    Document* m_document;
    DatasetEditor* m_editor;
    std::filesystem::path m_folder;
    std::shared_ptr<EditPlace> m_place; ///< used by the worker
    QString m_obstacle;
    std::set<std::size_t> m_deleted;            ///< rows that are deleted now
    std::optional<DatasetEdits> m_recovered;    ///< found, and neither taken nor given up yet
    std::shared_ptr<EditPlace> m_carried;       ///< whose unsaved edits are laid over what is now read anew
    std::optional<std::stop_source> m_copyStop; ///< of the copy that is being saved
    int m_savesRunning = 0;
    bool m_hasOriginal = false;
    bool m_isKeepFailing = false; ///< the recovery file could not be written the last time
    bool m_isWatchTold = false;   ///< the person knows that the file was changed by another program
    QTimer* m_autosave;
    QTimer* m_outside;
    QFileSystemWatcher m_watcher;
    JobLane m_lane{1}, m_copyLane{1};
};

} // namespace tracestudio
