#include "app/dataset_editor.h"

#include "app/messages.h"

#include <QUndoCommand>
#include <algorithm>
#include <cmath>
#include <map>

namespace tracestudio {

/// Some rows, before and after.
class EditCommand final : public QUndoCommand {
  public:
    EditCommand(DatasetEditor* editor, std::vector<DatasetEditor::RowChange> changes, const EditStep& step)
        : QUndoCommand(step.name)
        , m_editor(editor)
        , m_changes(std::move(changes))
        , m_gesture(step.gesture) {}

    // Whoever does something is where it is done; whoever undoes it wants to see it.
    void redo() override { show(true, !std::exchange(m_isFirst, false)); }
    void undo() override { show(false, true); }
    [[nodiscard]] int id() const override { return m_gesture == 0 ? -1 : 1; }
    bool mergeWith(const QUndoCommand* other) override {
        const auto* next = static_cast<const EditCommand*>(other);
        if (next->m_gesture != m_gesture || m_changes.size() != 1 || next->m_changes.size() != 1 ||
            next->m_changes.front().index != m_changes.front().index)
            return false;
        m_changes.front().after = next->m_changes.front().after;
        setText(next->text());
        setObsolete(m_changes.front().after == m_changes.front().before);
        return true;
    }

  private:
    void show(bool isAfter, bool leads) {
        m_editor->put(m_changes, isAfter);
        if (leads)
            m_editor->leadTo(m_changes.front().index);
    }

    DatasetEditor* m_editor;
    std::vector<DatasetEditor::RowChange> m_changes;
    int m_gesture;
    bool m_isFirst = true;
};

namespace {

/// New numbers as datasets write them, to a micrometre; what is as before stays so to its last digit.
Annotation rounded(Annotation annotation, const Annotation& before) {
    constexpr double perUnit = 1e6;
    const auto round = [](double& number) { number = std::round(number * perUnit) / perUnit; };
    for (PointCamera& point : annotation.trajectory)
        if (std::find(before.trajectory.begin(), before.trajectory.end(), point) == before.trajectory.end())
            for (double* number : {&point.x, &point.y, &point.z})
                round(*number);
    if (!annotation.box || annotation.box == before.box)
        return annotation;
    OrientedBox& box = *annotation.box;
    if (!before.box || box.centre != before.box->centre)
        for (double* number : {&box.centre.x, &box.centre.y, &box.centre.z})
            round(*number);
    for (int i = 0; i < 3; ++i)
        if (!before.box || box.extentMetres[i] != before.box->extentMetres[i])
            round(box.extentMetres[i]);
    if (!before.box || box.rotation != before.box->rotation)
        for (double& number : box.rotation.val)
            round(number);
    return annotation;
}

} // namespace

DatasetEditor::DatasetEditor(Document* document, QObject* parent)
    : QObject(parent)
    , m_document(document) {
    connect(document, &Document::datasetChanged, this, [this] {
        m_lane.supersede();
        m_edits = {};
        m_saved = {};
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

Annotation DatasetEditor::annotationOf(const LoadedSample& sample) const {
    const auto state = stateOf(sample.index);
    return state ? state->annotation : sample.original ? *sample.original : Annotation();
}

void DatasetEditor::setReady(bool isReady) {
    m_isReady = isReady;
    Q_EMIT annotationChanged();
}

QString DatasetEditor::obstacle() const {
    if (!m_document->datasetAsOpened())
        return tr("Open a dataset, or make a new one, to annotate.");
    if (m_document->isLive())
        return tr("This is a camera's picture. Save it as a sample first.");
    if (m_document->isDatasetFromAnswers())
        return tr("Only answers are open. Open the dataset that they are about.");
    if (!m_document->shown() || !m_isReady)
        return tr("No sample is shown.");
    if (!annotation())
        return tr("The row of this sample cannot be read. Correct it in the file first.");
    return {};
}

void DatasetEditor::edit(const Annotation& after, const EditStep& step) {
    if (obstacle().isEmpty())
        edit(*m_document->shown(), after, step);
}

void DatasetEditor::edit(const LoadedSample& sample, const Annotation& wanted, const EditStep& step) {
    if (!sample.original || !m_isReady)
        return;
    const RowState before = stateOf(sample.index).value_or(RowState{*sample.original, false});
    if (before.isDeleted)
        return;
    const Annotation after = rounded(wanted, before.annotation);
    if (before.annotation == after)
        return;
    m_history.push(new EditCommand(this, {{sample.index, *sample.original, before, {after, false}}},
                                   {tr("%1 · %2").arg(step.name, toQString(sample.sample->id)), step.gesture}));
}

void DatasetEditor::add(const AddedSample& sample, const QString& name) {
    if (!m_document->datasetAsOpened())
        return;
    const std::size_t index = m_document->datasetAsOpened()->size() + m_edits.added.size();
    auto made = std::make_shared<AddedSample>(sample);
    made->isDeleted = true; // until the step is done
    m_edits.added.push_back(made);
    m_history.push(new EditCommand(
        this, {{index, sample.annotation, {sample.annotation, true}, {sample.annotation, false}}}, {name, 0}));
    leadTo(index);
}

void DatasetEditor::deleteSamples(const std::vector<std::size_t>& indices) {
    if (!m_document->datasetAsOpened() || m_document->isDatasetFromAnswers() || !m_isReady)
        return;
    std::vector<std::size_t> unread;
    std::vector<std::size_t> wanted;
    for (const std::size_t index : indices) {
        const auto state = stateOf(index);
        if (state && state->isDeleted)
            continue;
        wanted.push_back(index);
        if (!state)
            unread.push_back(index);
    }
    if (wanted.empty())
        return;
    using Originals = std::map<std::size_t, Annotation>;
    m_lane.run(
        [base = m_document->datasetAsOpened(), unread](const std::stop_token& stop) {
            Originals originals;
            for (const std::size_t index : unread)
                if (const auto record = stop.stop_requested() ? failure("") : base->record(index))
                    originals[index] = tracestudio::annotationOf(*record, base->pictureFolder());
            return originals;
        },
        [this, wanted](const Originals& originals) {
            std::vector<RowChange> changes;
            std::size_t unreadable = 0;
            for (const std::size_t index : wanted) {
                RowChange change;
                change.index = index;
                if (const auto state = stateOf(index)) {
                    const auto edit = m_edits.rows.find(index);
                    change.original = edit != m_edits.rows.end() ? edit->second->before : state->annotation;
                    change.before = *state;
                } else if (const auto original = originals.find(index); original != originals.end()) {
                    change.original = original->second;
                    change.before = {original->second, false};
                } else {
                    ++unreadable;
                    continue;
                }
                change.after = {change.before.annotation, true};
                changes.push_back(std::move(change));
            }
            if (unreadable > 0)
                Q_EMIT reported(Severity::Warning, tr("%n sample(s) stay: their rows cannot be read. Correct the file.",
                                                      nullptr, int(unreadable)));
            if (changes.empty())
                return;
            const QString name =
                changes.size() == 1
                    ? tr("Delete sample %1").arg(toQString(m_document->dataset()->row(changes.front().index).id))
                    : tr("Delete %n sample(s)", nullptr, int(changes.size()));
            m_history.push(new EditCommand(this, std::move(changes), {name, 0}));
        });
}

void DatasetEditor::restore(const DatasetEdits& edits, const QString& name) {
    std::vector<RowChange> changes;
    for (const auto& [index, edit] : edits.rows)
        changes.push_back({index,
                           edit->before,
                           stateOf(index).value_or(RowState{edit->before, false}),
                           {edit->after, edit->isDeleted}});
    for (const auto& sample : edits.added) {
        const std::size_t index = m_document->datasetAsOpened()->size() + m_edits.added.size();
        auto made = std::make_shared<AddedSample>(*sample);
        made->isDeleted = true; // until the step is done
        m_edits.added.push_back(made);
        changes.push_back(
            {index, sample->annotation, {sample->annotation, true}, {sample->annotation, sample->isDeleted}});
    }
    if (!changes.empty())
        m_history.push(new EditCommand(this, std::move(changes), {name, 0}));
}

void DatasetEditor::beginWith(const DatasetEdits& edits) {
    std::vector<std::size_t> rows;
    for (const auto& [index, edit] : edits.rows)
        rows.push_back(index);
    for (std::size_t i = 0; i < edits.added.size(); ++i)
        rows.push_back(m_document->datasetAsOpened()->size() + i);
    m_edits = edits;
    m_saved = edits;
    tell(rows);
}

void DatasetEditor::takeSaved(const DatasetEdits& saved) {
    m_saved = saved;
    if (m_edits == saved)
        m_history.setClean();
    Q_EMIT savedChanged();
}

int DatasetEditor::unsavedCount() const {
    const auto isUnsaved = [this](std::size_t row, const RowEdit& edit) {
        const auto saved = m_saved.rows.find(row);
        if (saved == m_saved.rows.end())
            return !edit.changesNothing();
        return saved->second.get() != &edit &&
               (saved->second->isDeleted != edit.isDeleted || !(saved->second->after == edit.after));
    };
    auto count =
        std::ranges::count_if(m_edits.rows, [&](const auto& row) { return isUnsaved(row.first, *row.second); });
    for (std::size_t i = 0; i < m_edits.added.size(); ++i) {
        const AddedSample& now = *m_edits.added[i];
        const AddedSample* saved = i < m_saved.added.size() ? m_saved.added[i].get() : nullptr;
        count += saved ? saved != &now && (saved->isDeleted != now.isDeleted || !(saved->annotation == now.annotation))
                       : !now.isDeleted;
    }
    return int(count);
}

void DatasetEditor::put(const std::vector<RowChange>& changes, bool isAfter) {
    const std::size_t baseSize = m_document->datasetAsOpened()->size();
    std::vector<std::size_t> rows;
    for (const RowChange& change : changes) {
        const RowState& state = isAfter ? change.after : change.before;
        if (change.index < baseSize) {
            // One that changes nothing any more stays: it may have been saved in between.
            m_edits.rows[change.index] =
                std::make_shared<const RowEdit>(change.original, state.annotation, state.isDeleted);
        } else {
            auto sample = std::make_shared<AddedSample>(*m_edits.added[change.index - baseSize]);
            sample->annotation = state.annotation;
            sample->isDeleted = state.isDeleted;
            m_edits.added[change.index - baseSize] = std::move(sample);
        }
        rows.push_back(change.index);
    }
    tell(rows);
}

void DatasetEditor::tell(const std::vector<std::size_t>& rows) {
    m_document->setEdits(m_edits, rows);
    Q_EMIT editsChanged();
    Q_EMIT annotationChanged();
}

void DatasetEditor::leadTo(std::size_t index) {
    if (m_document->current() != index && !m_document->dataset()->isDeleted(index))
        m_document->setCurrent(index);
}

} // namespace tracestudio
