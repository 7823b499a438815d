#pragma once

#include "annotation/dataset_edits.h"
#include "app/document.h"
#include "widgets/edit_step.h"

#include <QObject>
#include <QUndoStack>

namespace tracestudio {

/// Everything that changes the open dataset: each change is one step of one history, whichever sample it is about, and
/// undoing it leads back to that sample. What is changed lives in DatasetEdits over the dataset as it was opened; the
/// document shows the two together. "Modified" is the history's clean state and nothing else. GUI thread.
class DatasetEditor : public QObject {
    Q_OBJECT
  public:
    explicit DatasetEditor(Document* document, QObject* parent = nullptr);
    ~DatasetEditor() override;

    [[nodiscard]] QUndoStack* history() { return &m_history; }
    [[nodiscard]] const DatasetEdits& edits() const { return m_edits; }
    /// The current sample as it is now; null while none is shown that can be edited.
    [[nodiscard]] const Annotation* annotation() const;
    /// A loaded sample as it is now; it need not be shown any more.
    [[nodiscard]] Annotation annotationOf(const LoadedSample& sample) const;
    /// Why the current sample cannot be edited, in words; empty when it can.
    [[nodiscard]] QString obstacle() const;
    /// Nothing can be edited until it is known what was kept of the dataset before.
    void setReady(bool isReady);

    /// Makes the current sample's annotation this. Steps of one gesture become one step of the history; one that leads
    /// back to where it began becomes none.
    void edit(const Annotation& after, const EditStep& step);
    /// The same of a sample that was loaded since the dataset was opened.
    void edit(const LoadedSample& sample, const Annotation& wanted, const EditStep& step);
    /// A sample that was made in the dataset's folder joins it, and is shown.
    void add(const AddedSample& sample, const QString& name);
    /// Reads what is needed to bring them back on a worker, then takes them out in one step.
    void deleteSamples(const std::vector<std::size_t>& indices);
    /// Edits that were kept elsewhere (against a crash, in a sidecar, over a reload) are laid over those that are
    /// there, as one step.
    void restore(const DatasetEdits& edits, const QString& name);
    /// The same, without a step: the dataset begins with them.
    void beginWith(const DatasetEdits& edits);
    /// These edits are in the files now; clean is what has no others.
    void takeSaved(const DatasetEdits& saved);
    /// Samples with edits that are not in the files.
    [[nodiscard]] int unsavedCount() const;
    [[nodiscard]] bool isIdle() const { return m_lane.isIdle(); }

  Q_SIGNALS:
    void annotationChanged(); ///< the current sample's, or another sample is current
    void editsChanged();      ///< anything; also by undoing
    void savedChanged();      ///< what the files have of the edits
    void reported(tracestudio::Severity severity, const QString& text);

  private:
    friend class EditCommand;
    /// A row as one step of the history has it.
    struct RowState {
        Annotation annotation;
        bool isDeleted = false;
        bool operator==(const RowState&) const = default;
    };
    struct RowChange {
        std::size_t index = 0;
        Annotation original; ///< as the file that was opened has it
        RowState before, after;
    };
    [[nodiscard]] std::optional<RowState> stateOf(std::size_t index) const; ///< nothing: as in the file
    void put(const std::vector<RowChange>& changes, bool isAfter);
    void tell(const std::vector<std::size_t>& rows);
    void leadTo(std::size_t index);

    Document* m_document;
    DatasetEdits m_edits, m_saved;
    QUndoStack m_history;
    bool m_isReady = true;
    JobLane m_lane{1};
};

} // namespace tracestudio
