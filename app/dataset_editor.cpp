#include "app/dataset_editor.h"

#include "app/messages.h"

#include <QUndoCommand>

namespace tracestudio {

/// One row, before and after.
class EditCommand final : public QUndoCommand {
  public:
    EditCommand(DatasetEditor* editor, std::size_t index, Annotation original, DatasetEditor::RowState before,
                DatasetEditor::RowState after, const EditStep& step)
        : QUndoCommand(step.name)
        , m_editor(editor)
        , m_index(index)
        , m_original(std::move(original))
        , m_before(std::move(before))
        , m_after(std::move(after))
        , m_gesture(step.gesture) {}

    void redo() override { show(m_after); }
    void undo() override { show(m_before); }
    [[nodiscard]] int id() const override { return m_gesture == 0 ? -1 : 1; }
    bool mergeWith(const QUndoCommand* other) override {
        const auto* next = static_cast<const EditCommand*>(other);
        if (next->m_gesture != m_gesture || next->m_index != m_index)
            return false;
        m_after = next->m_after;
        setText(next->text());
        setObsolete(m_after == m_before);
        return true;
    }

  private:
    void show(const DatasetEditor::RowState& state) {
        if (!state.isDeleted)
            m_editor->put(m_index, m_original, state);
        m_editor->leadTo(m_index);
        if (state.isDeleted)
            m_editor->put(m_index, m_original, state);
    }

    DatasetEditor* m_editor;
    std::size_t m_index;
    Annotation m_original;
    DatasetEditor::RowState m_before, m_after;
    int m_gesture;
};

/// All rows at once.
class RestoreCommand final : public QUndoCommand {
  public:
    RestoreCommand(DatasetEditor* editor, DatasetEdits before, DatasetEdits after, const QString& name)
        : QUndoCommand(name)
        , m_editor(editor)
        , m_before(std::move(before))
        , m_after(std::move(after)) {}
    void redo() override { m_editor->putAll(m_after); }
    void undo() override { m_editor->putAll(m_before); }

  private:
    DatasetEditor* m_editor;
    DatasetEdits m_before, m_after;
};

DatasetEditor::DatasetEditor(Document* document, QObject* parent)
    : QObject(parent)
    , m_document(document) {
    connect(document, &Document::datasetChanged, this, [this] {
        m_edits = {};
        m_history.clear();
        Q_EMIT editsChanged();
        Q_EMIT annotationChanged();
    });
    connect(document, &Document::currentChanged, this, &DatasetEditor::annotationChanged);
    connect(document, &Document::sceneChanged, this, &DatasetEditor::annotationChanged);
}

DatasetEditor::~DatasetEditor() = default;

std::optional<DatasetEditor::RowState> DatasetEditor::stateOf(std::size_t index) const {
    const std::size_t baseSize = m_document->datasetAsOpened() ? m_document->datasetAsOpened()->size() : 0;
    if (index >= baseSize) {
        if (index - baseSize >= m_edits.added.size())
            return std::nullopt;
        const AddedSample& sample = *m_edits.added[index - baseSize];
        return RowState{sample.annotation, sample.isDeleted};
    }
    if (const auto edit = m_edits.rows.find(index); edit != m_edits.rows.end())
        return RowState{edit->second->after, edit->second->isDeleted};
    return std::nullopt;
}

const Annotation* DatasetEditor::annotation() const {
    const LoadedSample* shown = m_document->shown();
    return shown ? shown->annotation.get() : nullptr;
}

QString DatasetEditor::obstacle() const {
    if (!m_document->datasetAsOpened())
        return tr("Open a dataset, or make a new one, to annotate.");
    if (m_document->isLive())
        return tr("This is a camera's picture. Save it as a sample first.");
    if (m_document->isDatasetFromAnswers())
        return tr("Only answers are open. Open the dataset that they are about.");
    if (!m_document->shown())
        return tr("No sample is shown.");
    if (!annotation())
        return tr("The row of this sample cannot be read. Correct it in the file first.");
    return {};
}

void DatasetEditor::edit(const Annotation& after, const EditStep& step) {
    const LoadedSample* shown = m_document->shown();
    if (!obstacle().isEmpty() || !shown || *shown->annotation == after)
        return;
    m_history.push(new EditCommand(this, shown->index, *shown->original, {*shown->annotation, false}, {after, false},
                                   {tr("%1 · %2").arg(step.name, toQString(shown->sample->id)), step.gesture}));
}

void DatasetEditor::add(const AddedSample& sample, const QString& name) {
    if (!m_document->datasetAsOpened())
        return;
    const std::size_t index = m_document->datasetAsOpened()->size() + m_edits.added.size();
    auto made = std::make_shared<AddedSample>(sample);
    made->isDeleted = true; // until the step is done
    m_edits.added.push_back(made);
    m_history.push(new EditCommand(this, index, sample.annotation, {sample.annotation, true},
                                   {sample.annotation, false}, {name, 0}));
}

void DatasetEditor::deleteSamples(const std::vector<std::size_t>& indices) {
    std::vector<std::unique_ptr<QUndoCommand>> steps;
    for (const std::size_t index : indices) {
        std::optional<RowState> before = stateOf(index);
        if (before && before->isDeleted)
            continue;
        Annotation original;
        if (const auto edit = m_edits.rows.find(index); edit != m_edits.rows.end()) {
            original = edit->second->before;
        } else if (!before) {
            // A row that was never touched: what it says does not matter for leaving it out.
            const auto record = m_document->datasetAsOpened()->record(index);
            if (!record)
                continue;
            original = annotationOf(*record, m_document->datasetAsOpened()->pictureFolder());
        }
        if (!before)
            before = RowState{original, false};
        RowState after = *before;
        after.isDeleted = true;
        const QString id = toQString(m_document->dataset()->row(index).id);
        steps.push_back(std::make_unique<EditCommand>(this, index, std::move(original), *before, after,
                                                      EditStep{tr("Delete sample %1").arg(id), 0}));
    }
    if (steps.empty())
        return;
    if (steps.size() > 1)
        m_history.beginMacro(tr("Delete %n sample(s)", nullptr, int(steps.size())));
    for (auto& step : steps)
        m_history.push(step.release());
    if (indices.size() > 1)
        m_history.endMacro();
}

void DatasetEditor::restore(const DatasetEdits& edits, const QString& name) {
    m_history.push(new RestoreCommand(this, m_edits, edits, name));
}

void DatasetEditor::beginWith(const DatasetEdits& edits) {
    putAll(edits);
}

void DatasetEditor::put(std::size_t index, const Annotation& original, const RowState& state) {
    const std::size_t baseSize = m_document->datasetAsOpened()->size();
    if (index < baseSize) {
        // One that changes nothing any more stays: it may have been saved in between.
        m_edits.rows[index] = std::make_shared<const RowEdit>(original, state.annotation, state.isDeleted);
    } else {
        auto sample = std::make_shared<AddedSample>(*m_edits.added[index - baseSize]);
        sample->annotation = state.annotation;
        sample->isDeleted = state.isDeleted;
        m_edits.added[index - baseSize] = std::move(sample);
    }
    m_document->setEdits(m_edits, {index});
    Q_EMIT editsChanged();
    Q_EMIT annotationChanged();
}

void DatasetEditor::putAll(const DatasetEdits& edits) {
    std::set<std::size_t> changed;
    for (const auto& [index, edit] : m_edits.rows)
        changed.insert(index);
    for (const auto& [index, edit] : edits.rows)
        changed.insert(index);
    const std::size_t baseSize = m_document->datasetAsOpened()->size();
    const std::size_t addedBefore = m_edits.added.size();
    DatasetEdits all = edits;
    for (const auto& [index, edit] : m_edits.rows)
        if (!edits.rows.contains(index))
            all.rows[index] = std::make_shared<const RowEdit>(edit->before, edit->before, false);
    // Samples that were added stay known, so that the steps before still mean them.
    for (std::size_t i = edits.added.size(); i < addedBefore; ++i) {
        auto sample = std::make_shared<AddedSample>(*m_edits.added[i]);
        sample->isDeleted = true;
        all.added.push_back(std::move(sample));
    }
    m_edits = std::move(all);
    for (std::size_t i = 0; i < m_edits.added.size(); ++i)
        changed.insert(baseSize + i);
    m_document->setEdits(m_edits, {changed.begin(), changed.end()});
    Q_EMIT editsChanged();
    Q_EMIT annotationChanged();
}

/// Whoever undoes something wants to see it.
void DatasetEditor::leadTo(std::size_t index) {
    if (m_document->current() != index && !m_document->dataset()->isDeleted(index))
        m_document->setCurrent(index);
}

} // namespace tracestudio
