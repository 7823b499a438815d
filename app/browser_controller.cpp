#include "app/browser_controller.h"

#include "app/messages.h"
#include "widgets/theme.h"
#include "widgets/verdict_chip.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QInputDialog>
#include <QKeyEvent>
#include <QPlainTextEdit>
#include <algorithm>

namespace tracestudio {

namespace {

/// Ctrl+Return in a text of several lines closes its dialog with yes, and is no command of the window meanwhile.
class AcceptsByReturn : public QObject {
  public:
    explicit AcceptsByReturn(QDialog* dialog)
        : QObject(dialog)
        , m_dialog(dialog) {}

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride) {
            const auto* key = static_cast<QKeyEvent*>(event);
            const bool isReturn = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
            if (isReturn && key->modifiers().testFlag(Qt::ControlModifier)) {
                event->accept();
                if (event->type() == QEvent::KeyPress)
                    m_dialog->accept();
                return true;
            }
        }
        return QObject::eventFilter(watched, event);
    }

  private:
    QDialog* m_dialog;
};

const std::vector<const char*>& failureKinds() {
    static const std::vector<const char*> kinds{"wrong start", "wrong end",    "collision", "no parse",
                                                "no depth",    "not measured", "success"};
    return kinds;
}

QString chipKey(int model, const char* verdict) {
    return QStringLiteral("verdict:%1:%2").arg(model).arg(QLatin1String(verdict));
}

} // namespace

BrowserController::BrowserController(Document* document, BrowserPanel* panel, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_panel(panel)
    , m_list(new SampleListModel(document, this)) {
    connect(document, &Document::datasetChanged, this, &BrowserController::takeDataset);
    connect(document, &Document::modelsChanged, this, &BrowserController::takeModels);
    connect(document, &Document::scoresChanged, this, &BrowserController::countAll);
    connect(document, &Document::visibleRowsChanged, this, [this] {
        updateCounts();
        updateCurrentRow();
    });
    connect(document, &Document::marksChanged, this, &BrowserController::updateCounts);
    connect(document, &Document::currentChanged, this, &BrowserController::updateCurrentRow);
    connect(document, &Document::rowsEdited, this, &BrowserController::countAll);
    connect(document, &Document::queryFailed, panel, &BrowserPanel::setFilterError);
    connect(document, &Document::progressChanged, panel, &BrowserPanel::setProgress);

    connect(panel, &BrowserPanel::cancelRequested, document, &Document::cancelWork);
    connect(panel, &BrowserPanel::currentRowChanged, this, [this](int row) {
        if (const auto sample = sampleAt(row))
            m_document->setCurrent(*sample);
    });
    connect(panel, &BrowserPanel::visibleRowsChanged, m_list, &SampleListModel::setVisibleRange);
    connect(panel, &BrowserPanel::filterTextChanged, this, &BrowserController::updateQuery);
    connect(panel, &BrowserPanel::filtersChanged, this, &BrowserController::updateQuery);
    connect(panel, &BrowserPanel::filtersCleared, this, [this] {
        m_checkedChips.clear();
        updateChips();
        updateQuery();
    });
    connect(panel, &BrowserPanel::chipToggled, this, [this](const QString& key, bool isChecked) {
        if (isChecked)
            m_checkedChips.insert(key);
        else
            m_checkedChips.remove(key);
        updateChips();
        updateQuery();
    });
    connect(panel, &BrowserPanel::reviewRequested, this, &BrowserController::setMark);
    connect(panel, &BrowserPanel::noteRequested, this, &BrowserController::askForNote);
    connect(panel, &BrowserPanel::copyIdRequested, this, [this](int row) {
        if (const auto sample = sampleAt(row))
            QGuiApplication::clipboard()->setText(toQString(m_document->dataset()->row(*sample).id));
    });
    connect(panel, &BrowserPanel::copyPathRequested, this, [this](int row) {
        if (const auto sample = sampleAt(row)) {
            const Dataset& dataset = *m_document->dataset();
            const auto path = dataset.folder() / "raw_data" / std::string(dataset.row(*sample).imagePath);
            QGuiApplication::clipboard()->setText(QString::fromStdU16String(path.u16string()));
        }
    });
}

std::optional<std::size_t> BrowserController::sampleAt(int row) const {
    const auto& rows = m_document->visibleRows();
    if (row < 0 || std::size_t(row) >= rows.size())
        return std::nullopt;
    return rows[std::size_t(row)];
}

void BrowserController::takeDataset() {
    m_census = Census();
    const std::filesystem::path& folder = m_document->dataset()->folder();
    // What was read anew keeps what the person had asked for.
    if (folder != m_folder) {
        m_checkedChips.clear();
        m_modelsBefore.clear();
        m_panel->setFilterText(std::exchange(m_nextFilterText, {}));
        m_panel->setFilters({});
    }
    m_folder = folder;
    m_panel->setFilterError({});
    if (!m_panel->view()->model())
        m_panel->setModel(m_list);
}

void BrowserController::takeModels() {
    const auto& models = m_document->models();
    std::vector<int> indexNow; // by the index before; -1: closed
    for (const auto& path : m_modelsBefore) {
        const auto found = std::find_if(models.begin(), models.end(),
                                        [&](const OpenModel& model) { return model.predictions->path == path; });
        indexNow.push_back(found == models.end() ? -1 : int(found - models.begin()));
    }
    m_modelsBefore.clear();
    for (const OpenModel& model : models)
        m_modelsBefore.push_back(model.predictions->path);
    renumberModels(indexNow);

    std::vector<BrowserFacets::Choice> choices{{QString(), tr("file order")},
                                               {QStringLiteral("id"), tr("id")},
                                               {QStringLiteral("instruction"), tr("instruction")},
                                               {QStringLiteral("step"), tr("step")},
                                               {QStringLiteral("category"), tr("category")},
                                               {QStringLiteral("source"), tr("source")}};
    for (int model = 0; model < int(models.size()); ++model) {
        const QString& name = models[std::size_t(model)].shortName;
        choices.push_back({sortKeyOf(QStringLiteral("verdict"), model), tr("%1 verdict").arg(name)});
        for (const Metric metric : m_list->metrics())
            choices.push_back({sortKeyOf(QStringLiteral("metric"), model, metric),
                               QStringLiteral("%1 %2").arg(name, metricTitle(metric))});
    }
    m_panel->setSortChoices(choices);
    updateQuery();
    updateCurrentRow();
    countAll();
}

/// Filters name models by their place; they follow the models, and those of a closed one go.
void BrowserController::renumberModels(const std::vector<int>& indexNow) {
    const auto now = [&indexNow](int before) {
        return before >= 0 && std::size_t(before) < indexNow.size() ? indexNow[std::size_t(before)] : -1;
    };
    QSet<QString> chips;
    for (const QString& key : std::as_const(m_checkedChips)) {
        QStringList parts = key.split(QLatin1Char(':'));
        const int numbers = parts.front() == QLatin1String("pair") ? 2 : parts.size() > 1 ? 1 : 0;
        bool isThere = true;
        for (int i = 1; i <= numbers; ++i) {
            const int model = now(parts[i].toInt());
            isThere = isThere && model >= 0;
            parts[i] = QString::number(model);
        }
        if (isThere)
            chips.insert(parts.join(QLatin1Char(':')));
    }
    m_checkedChips = chips;
    BrowserFilters filters = m_panel->filters();
    std::erase_if(filters.metrics, [&now](const auto& range) { return now(range.model) < 0; });
    for (BrowserFilters::MetricRange& range : filters.metrics)
        range.model = now(range.model);
    filters.succeeds = now(filters.succeeds);
    filters.fails = now(filters.fails);
    QStringList sort = filters.sortKey.split(QLatin1Char(':'));
    if (sort.size() > 1) {
        const int model = now(sort[1].toInt());
        sort[1] = QString::number(model);
        filters.sortKey = model < 0 ? QString() : sort.join(QLatin1Char(':'));
    }
    m_panel->setFilters(filters);
    m_chipModel = std::max(0, now(m_chipModel));
}

void BrowserController::countAll() {
    m_countLane.supersede();
    if (!m_document->dataset())
        return;
    struct Work {
        std::shared_ptr<const Dataset> dataset;
        std::vector<OpenModel> models;
    };
    Work work{m_document->dataset(), m_document->models()};
    m_countLane.run(
        [work = std::move(work)](const std::stop_token& stop) {
            Census census;
            std::map<std::string_view, qint64> categories;
            std::map<std::string_view, qint64> sources;
            census.verdicts.resize(work.models.size());
            for (std::size_t i = 0; i < work.dataset->size() && !(i % 4096 == 0 && stop.stop_requested()); ++i) {
                if (work.dataset->isDeleted(i))
                    continue;
                const SampleRow row = work.dataset->row(i);
                ++categories[row.category];
                ++sources[row.dataSource];
                census.broken += row.isBroken;
                if (row.step >= 0) {
                    census.facets.minimumStep = std::min(census.facets.minimumStep.value_or(row.step), row.step);
                    census.facets.maximumStep = std::max(census.facets.maximumStep.value_or(row.step), row.step);
                }
                for (std::size_t model = 0; model < work.models.size(); ++model)
                    if (const SampleScore* score = work.models[model].scoreFor(i))
                        ++census.verdicts[model][nameOf(score->verdict)];
                const SampleScore* first = work.models.size() >= 2 ? work.models[0].scoreFor(i) : nullptr;
                const SampleScore* second = first ? work.models[1].scoreFor(i) : nullptr;
                if (first && second) {
                    census.succeedsFails += first->verdict.isSuccess() && second->verdict.isFailure();
                    census.failsSucceeds += first->verdict.isFailure() && second->verdict.isSuccess();
                }
            }
            for (const auto& [value, count] : categories)
                census.facets.categories.push_back({toQString(value), count});
            for (const auto& [value, count] : sources)
                census.facets.sources.push_back({toQString(value), count});
            for (const OpenModel& model : work.models)
                census.facets.models << model.name;
            return census;
        },
        [this](Census census) {
            m_census = std::move(census);
            for (const Metric metric :
                 {Metric::StartDistance, Metric::EndDistance, Metric::CollisionRatio, Metric::SweptRatio,
                  Metric::Frechet, Metric::Hausdorff, Metric::Rmse, Metric::Mae, Metric::Waypoints})
                m_census.facets.metrics.push_back({toQString(nameOf(metric)), metricTitle(metric)});
            m_panel->setFacets(m_census.facets);
            updateChips();
            updateCounts();
        });
}

void BrowserController::setChipModel(int model) {
    if (m_chipModel == model || model < 0 || model >= int(m_document->models().size()))
        return;
    m_chipModel = model;
    updateChips();
}

void BrowserController::updateChips() {
    std::vector<FilterChip> chips;
    const auto add = [&](const QString& key, const QString& text, qint64 count, const QColor& colour,
                         const QString& toolTip) {
        chips.push_back({key, text, count, colour, m_checkedChips.contains(key), toolTip});
    };
    const auto& models = m_document->models();
    for (int m = 0; m < int(models.size()); ++m) {
        const auto& counts = std::size_t(m) < m_census.verdicts.size() ? m_census.verdicts[std::size_t(m)]
                                                                       : std::map<std::string_view, qint64>();
        if (counts.empty())
            continue;
        qint64 failed = 0;
        for (const auto& [name, count] : counts)
            failed += name == "success" || name == "not measured" ? 0 : count;
        // Every model says how often it fails; the kinds are those of one model, so that the row of chips stays short.
        // Kinds of another model that are switched on stay to be switched off.
        add(chipKey(m, "failure"), tr("failed by %1").arg(models[std::size_t(m)].name), failed, theme().model(m),
            tr("Samples on which %1 does not succeed").arg(models[std::size_t(m)].name));
        for (const char* kind : failureKinds()) {
            const auto count = counts.find(kind);
            const QString key = chipKey(m, kind);
            if ((m == m_chipModel && count != counts.end()) || m_checkedChips.contains(key))
                add(key, verdictWord(QLatin1String(kind)), count == counts.end() ? 0 : count->second,
                    models.size() > 1 ? theme().model(m) : QColor(), models[std::size_t(m)].name);
        }
    }
    if (models.size() >= 2 && m_census.succeedsFails + m_census.failsSucceeds > 0) {
        const QString& a = models[0].shortName;
        const QString& b = models[1].shortName;
        add(QStringLiteral("pair:0:1"), tr("%1 ✓ %2 ✗").arg(a, b), m_census.succeedsFails, {},
            tr("%1 succeeds, %2 fails").arg(models[0].name, models[1].name));
        add(QStringLiteral("pair:1:0"), tr("%1 ✓ %2 ✗").arg(b, a), m_census.failsSucceeds, {},
            tr("%1 succeeds, %2 fails").arg(models[1].name, models[0].name));
    }
    if (m_census.broken > 0)
        add(QStringLiteral("broken"), tr("broken"), m_census.broken, {}, tr("Rows with something missing or damaged"));
    m_panel->setChips(chips);
}

void BrowserController::updateCounts() {
    const auto& dataset = m_document->dataset();
    m_panel->setCounts({qint64(m_document->visibleRows().size()), qint64(m_document->sampleCount()),
                        qint64(m_document->reviewedCount()), qint64(dataset ? dataset->brokenCount() : 0)});
}

void BrowserController::updateQuery() {
    const BrowserFilters& filters = m_panel->filters();
    Query query;
    QString text = m_panel->filterText().trimmed();
    const auto require = [&text](const char* word) { text += QLatin1Char(' ') + QLatin1String(word); };
    switch (filters.review) {
    case BrowserFilters::Review::Any:
        break;
    case BrowserFilters::Review::Unreviewed:
        require("is:unreviewed");
        break;
    case BrowserFilters::Review::Good:
        require("is:good");
        break;
    case BrowserFilters::Review::Bad:
        require("is:bad");
        break;
    case BrowserFilters::Review::Noted:
        require("is:noted");
        break;
    case BrowserFilters::Review::Broken:
        require("is:broken");
        break;
    }
    const auto succeedsFails = [&query](int a, int b) {
        if (a >= 0)
            query.verdicts.push_back({std::size_t(a), "success"});
        if (b >= 0)
            query.verdicts.push_back({std::size_t(b), "failure"});
    };
    for (const QString& key : std::as_const(m_checkedChips)) {
        const QStringList parts = key.split(QLatin1Char(':'));
        if (parts.front() == QLatin1String("verdict"))
            query.verdicts.push_back({std::size_t(parts.value(1).toInt()), parts.value(2).toStdString()});
        else if (parts.front() == QLatin1String("pair"))
            succeedsFails(parts.value(1).toInt(), parts.value(2).toInt());
        else if (parts.front() == QLatin1String("broken"))
            require("is:broken");
    }
    succeedsFails(filters.succeeds, filters.fails);
    // "Failed by" together with one of its kinds means the kind.
    const auto isKindOf = [&query](std::size_t model) {
        return std::any_of(query.verdicts.begin(), query.verdicts.end(), [model](const Query::VerdictIs& v) {
            return v.model == model && v.verdict != "failure" && v.verdict != "success";
        });
    };
    std::erase_if(query.verdicts,
                  [&](const Query::VerdictIs& v) { return v.verdict == "failure" && isKindOf(v.model); });
    query.text = text.toStdString();
    query.minimumStep = filters.minimumStep;
    query.maximumStep = filters.maximumStep;
    for (const QString& category : filters.categories)
        query.categories.insert(category.toStdString());
    for (const QString& source : filters.sources)
        query.dataSources.insert(source.toStdString());
    for (const BrowserFilters::MetricRange& range : filters.metrics)
        if (const auto metric = metricNamed(range.metric))
            query.metrics.push_back({std::size_t(range.model), *metric, range.minimum, range.maximum});
    applySortKey(query, filters.sortKey, filters.isDescending);
    m_document->setQuery(query);
}

void BrowserController::filterBy(const QString& group, const QString& value) {
    BrowserFilters filters = m_panel->filters();
    if (group == QLatin1String("step")) {
        filters.minimumStep = value.toInt();
        filters.maximumStep = value.toInt();
    } else if (group == QLatin1String("category")) {
        filters.categories = {value};
    } else {
        filters.sources = {value};
    }
    m_panel->setFilters(filters);
    updateQuery();
}

std::vector<std::size_t> BrowserController::selectedSamples() const {
    std::vector<std::size_t> samples;
    for (const int row : m_panel->selectedRows())
        if (const auto sample = sampleAt(row))
            samples.push_back(*sample);
    return samples;
}

void BrowserController::updateCurrentRow() {
    const auto& rows = m_document->visibleRows();
    const auto current = m_document->current();
    const auto found = current ? std::find(rows.begin(), rows.end(), std::uint32_t(*current)) : rows.end();
    const int row = found == rows.end() ? -1 : int(found - rows.begin());
    if (m_panel->currentRow() != row)
        m_panel->setCurrentRow(row);
}

void BrowserController::setMark(int row, SampleReview review) {
    const auto sample = sampleAt(row);
    if (!sample)
        return;
    ReviewMark mark = m_document->markOf(*sample);
    mark.judgement = review == SampleReview::Good  ? ReviewMark::Judgement::Good
                     : review == SampleReview::Bad ? ReviewMark::Judgement::Bad
                                                   : ReviewMark::Judgement::None;
    m_document->setMark(*sample, mark);
}

void BrowserController::askForNote(int row) {
    const auto sample = sampleAt(row);
    if (!sample)
        return;
    // Not modal: the pictures stay in reach while the person writes about them.
    if (auto* open = m_panel->findChild<QInputDialog*>(QStringLiteral("noteDialog"))) {
        open->raise();
        open->activateWindow();
        return;
    }
    const std::string id(m_document->dataset()->row(*sample).id);
    auto* dialog = new QInputDialog(m_panel);
    dialog->setObjectName(QStringLiteral("noteDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Note"));
    dialog->setLabelText(tr("Note on sample %1:").arg(toQString(id)));
    dialog->setOption(QInputDialog::UsePlainTextEditForTextInput);
    const QString before = toQString(m_document->markOf(*sample).note);
    const auto draft = m_noteDrafts.find(id);
    dialog->setTextValue(draft == m_noteDrafts.end() ? before : draft->second);
    for (auto* text : dialog->findChildren<QPlainTextEdit*>())
        text->installEventFilter(new AcceptsByReturn(dialog));
    // Escape keeps the note as it was, but what was typed is there again the next time.
    connect(dialog, &QDialog::finished, this, [this, dialog, id, before](int result) {
        if (result == QDialog::Accepted || dialog->textValue() == before)
            m_noteDrafts.erase(id);
        else
            m_noteDrafts[id] = dialog->textValue();
    });
    connect(dialog, &QInputDialog::textValueSelected, this,
            [this, index = *sample, dataset = m_document->dataset()](const QString& text) {
                if (!m_document->isStillOpen(dataset))
                    return;
                ReviewMark mark = m_document->markOf(index);
                mark.note = text.trimmed().toStdString();
                m_document->setMark(index, mark);
            });
    dialog->show();
    dialog->activateWindow();
}

} // namespace tracestudio
