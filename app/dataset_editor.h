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
    /// Why the current sample cannot be edited, in words; empty when it can.
    [[nodiscard]] QString obstacle() const;

    /// Makes the current sample's annotation this. Steps of one gesture become one step of the history; one that leads
    /// back to where it began becomes none.
    void edit(const Annotation& after, const EditStep& step);
    /// A sample that was made in the dataset's folder joins it, and is shown.
    void add(const AddedSample& sample, const QString& name);
    void deleteSamples(const std::vector<std::size_t>& indices);
    /// Edits that were kept elsewhere (against a crash, in a sidecar, over a reload) take the place of those that are
    /// there, as one step.
    void restore(const DatasetEdits& edits, const QString& name);
    /// The same, without a step: the dataset begins with them.
    void beginWith(const DatasetEdits& edits);

  Q_SIGNALS:
    void annotationChanged(); ///< the current sample's, or another sample is current
    void editsChanged();      ///< anything; also by undoing

  private:
    friend class EditCommand;
    friend class RestoreCommand;
    /// A row as one step of the history has it.
    struct RowState {
        Annotation annotation;
        bool isDeleted = false;
        bool operator==(const RowState&) const = default;
    };
    [[nodiscard]] std::optional<RowState> stateOf(std::size_t index) const;
    void put(std::size_t index, const Annotation& original, const RowState& state);
    void putAll(const DatasetEdits& edits);
    void leadTo(std::size_t index);

    Document* m_document;
    DatasetEdits m_edits;
    QUndoStack m_history;
};

} // namespace tracestudio
