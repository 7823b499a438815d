#include "app/edit_keeping.h"

#include "app/messages.h"

#include <QDir>
#include <algorithm>
#include <iterator>

namespace tracestudio {

namespace fs = std::filesystem;

namespace {
constexpr int autosaveMilliseconds = 3000;
constexpr int settleMilliseconds = 300; // other programs write files in several steps

bool isThere(const fs::path& path) {
    std::error_code ignored;
    return !path.empty() && fs::exists(path, ignored);
}

void removeFile(const fs::path& path) {
    std::error_code ignored;
    fs::remove(path, ignored);
}

/// Number of samples that edits change.
int countOf(const DatasetEdits& edits) {
    return int(edits.rows.size()) + int(std::count_if(edits.added.begin(), edits.added.end(),
                                                      [](const auto& sample) { return !sample->isDeleted; }));
}
} // namespace

EditKeeping::Place::Place(std::shared_ptr<const Dataset> opened, const fs::path& folder)
    : base(opened)
    , saver(opened)
    , recovery(recoveryFile(*opened, folder / "recovery"))
    , sidecar(sidecarFile(*opened, folder / "annotations")) {}

Result<void> EditKeeping::Place::write(const DatasetEdits& edits) {
    Result<void> written = saver.save(edits);
    if (written)
        saved = edits;
    return written;
}

EditKeeping::EditKeeping(Document* document, DatasetEditor* editor, fs::path folder, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_editor(editor)
    , m_folder(std::move(folder))
    , m_autosave(new QTimer(this))
    , m_outside(new QTimer(this)) {
    m_autosave->setSingleShot(true);
    m_autosave->setInterval(autosaveMilliseconds);
    m_outside->setSingleShot(true);
    m_outside->setInterval(settleMilliseconds);
    connect(m_autosave, &QTimer::timeout, this, &EditKeeping::keepForRecovery);
    connect(m_outside, &QTimer::timeout, this, &EditKeeping::lookOutside);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, m_outside, qOverload<>(&QTimer::start));
    connect(document, &Document::datasetAboutToChange, this, &EditKeeping::carryOver);
    connect(document, &Document::datasetChanged, this, &EditKeeping::takeDataset);
    // A step is in the history only once it is done, and one that is added to counts as none of its own.
    const auto startAutosave = [this] {
        // Counted from the first edit, so that one who never pauses is not kept waiting for ever.
        if (isModified() && !m_autosave->isActive())
            m_autosave->start();
    };
    connect(editor->history(), &QUndoStack::indexChanged, this, startAutosave);
    connect(editor, &DatasetEditor::editsChanged, this, [this, startAutosave] {
        startAutosave();
        bringPicturesBack();
        Q_EMIT stateChanged();
    });
    connect(editor->history(), &QUndoStack::cleanChanged, this, &EditKeeping::stateChanged);
}

EditKeeping::~EditKeeping() {
    if (m_autosave->isActive())
        keepForRecovery();
    m_lane.finish();
}

void EditKeeping::carryOver() {
    m_carried.clear();
    if (!m_place || !isModified())
        return;
    keepForRecovery();
    m_carried = m_place->base->folder();
}

void EditKeeping::takeDataset() {
    m_autosave->stop();
    m_recovered.reset();
    m_obstacle.clear();
    m_isWatchTold = false;
    m_deleted.clear();
    m_place.reset();
    const auto& opened = m_document->datasetAsOpened();
    const bool isCarried = opened && m_carried == opened->folder();
    if (!m_carried.empty() && !isCarried)
        Q_EMIT offered(Severity::Warning,
                       tr("Edits in %1 were not saved. They are kept and come back when it is opened again.")
                           .arg(QDir::toNativeSeparators(pathText(m_carried))),
                       tr("Open again"), [this, path = pathText(m_carried)] { m_document->open({path}); });
    if (!isCarried)
        m_carried.clear();
    watch();
    Q_EMIT stateChanged();
    if (!opened || m_document->isDatasetFromAnswers())
        return;
    m_lane.run(
        [opened, folder = m_folder](const std::stop_token&) {
            std::pair<std::shared_ptr<Place>, Found> result{std::make_shared<Place>(opened, folder), {}};
            auto& [place, found] = result;
            if (const auto obstacle = place->saver.obstacle())
                found.obstacle = translated(*obstacle);
            const auto read = [&](const fs::path& path) -> std::optional<ReadEdits> {
                if (!isThere(path))
                    return std::nullopt;
                Result<ReadEdits> edits = readEdits(path, *opened);
                if (edits)
                    return std::move(*edits);
                found.errors.push_back(edits.error());
                return std::nullopt;
            };
            found.recovered = read(place->recovery);
            if (!found.obstacle.isEmpty())
                found.sidecar = read(place->sidecar);
            return result;
        },
        [this, opened](std::pair<std::shared_ptr<Place>, Found> result) {
            if (m_document->datasetAsOpened() != opened)
                return;
            m_place = std::move(result.first);
            takeFound(std::move(result.second));
        });
}

void EditKeeping::takeFound(Found found) {
    m_obstacle = found.obstacle;
    for (const Error& error : found.errors)
        Q_EMIT reported(Severity::Warning, translated(error));
    const auto tellProblems = [this](const ReadEdits& read) {
        for (const Error& problem : read.problems)
            Q_EMIT reported(Severity::Warning, translated(problem));
    };
    if (found.sidecar && !found.sidecar->edits.isEmpty()) {
        tellProblems(*found.sidecar);
        m_editor->beginWith(found.sidecar->edits);
        Q_EMIT reported(Severity::Info,
                        tr("%n sample(s) are shown as annotated in %1.", nullptr, countOf(found.sidecar->edits))
                            .arg(QDir::toNativeSeparators(pathText(m_place->sidecar))));
    }
    if (found.recovered && !found.recovered->edits.isEmpty()) {
        m_recovered = std::move(found.recovered->edits);
        if (!m_carried.empty()) {
            tellProblems(*found.recovered);
            restoreRecovered();
        } else if (isModified()) {
            // Somebody was quicker than the disk: what was found must not be written over.
            std::error_code ignored;
            fs::rename(m_place->recovery, m_place->recovery.string() + ".old", ignored);
        } else {
            Q_EMIT offered(Severity::Warning,
                           found.recovered->staleCount > 0
                               ? tr("Unsaved edits of %n sample(s) were found. Some of them were made before the "
                                    "dataset was changed.",
                                    nullptr, countOf(*m_recovered))
                               : tr("Unsaved edits of %n sample(s) were found; the program ended before they were "
                                    "saved.",
                                    nullptr, countOf(*m_recovered)),
                           tr("Restore"), [this] { restoreRecovered(); });
        }
    }
    m_carried.clear();
    if (isModified() && !m_autosave->isActive())
        m_autosave->start();
    Q_EMIT stateChanged();
}

void EditKeeping::restoreRecovered() {
    if (!m_recovered)
        return;
    m_editor->restore(*std::exchange(m_recovered, std::nullopt), tr("Restore unsaved edits"));
}

void EditKeeping::discardRecovered() {
    if (!std::exchange(m_recovered, std::nullopt) || !m_place)
        return;
    m_lane.run(
        [place = m_place](const std::stop_token&) {
            removeFile(place->recovery);
            return true;
        },
        [](bool) {});
}

void EditKeeping::keepForRecovery() {
    m_autosave->stop();
    if (!m_place || !isModified())
        return;
    const bool setsAside = std::exchange(m_recovered, std::nullopt).has_value();
    m_lane.run(
        [place = m_place, edits = m_editor->edits(), setsAside](const std::stop_token&) {
            std::error_code ignored;
            if (setsAside)
                fs::rename(place->recovery, place->recovery.string() + ".old", ignored);
            fs::create_directories(place->recovery.parent_path(), ignored);
            return writeEdits(place->recovery, edits, *place->base, place->saved);
        },
        [this](const Result<void>& written) {
            if (!written)
                Q_EMIT reported(Severity::Warning, translated(written.error()));
        });
}

void EditKeeping::save() {
    if (!m_place)
        return;
    if (!m_obstacle.isEmpty()) {
        if (m_place->base->file().empty())
            Q_EMIT copyWanted();
        else
            saveToSidecar();
        return;
    }
    m_lane.run(
        [place = m_place, edits = m_editor->edits()](const std::stop_token&) {
            // Should it be cut short between two files, nothing is lost either.
            (void)writeEdits(place->recovery, edits, *place->base, place->saved);
            return Saved{place, edits, place->write(edits), SavedTo::Dataset};
        },
        [this](const Saved& saved) { takeSaved(saved); });
}

void EditKeeping::saveToSidecar() {
    m_lane.run(
        [place = m_place, edits = m_editor->edits()](const std::stop_token&) {
            std::error_code ignored;
            fs::create_directories(place->sidecar.parent_path(), ignored);
            return Saved{place, edits, writeEdits(place->sidecar, edits, *place->base), SavedTo::Sidecar};
        },
        [this](const Saved& saved) { takeSaved(saved); });
}

void EditKeeping::takeSaved(const Saved& saved) {
    if (!saved.result) {
        Q_EMIT reported(Severity::Error, translated(saved.result.error()));
        return;
    }
    if (saved.place != m_place)
        return; // another dataset is open by now
    watch();
    m_isWatchTold = false;
    // Who went on meanwhile has something unsaved again.
    if (m_editor->edits() == saved.edits) {
        m_autosave->stop();
        m_editor->history()->setClean();
        m_lane.run(
            [place = m_place](const std::stop_token&) {
                removeFile(place->recovery);
                return true;
            },
            [](bool) {});
    }
    if (saved.to == SavedTo::Dataset)
        Q_EMIT reported(Severity::Success, tr("Saved."));
    else if (saved.to == SavedTo::Sidecar)
        Q_EMIT offered(Severity::Info,
                       tr("This dataset cannot be written, so your annotations are kept in %1.")
                           .arg(QDir::toNativeSeparators(pathText(m_place->sidecar))),
                       tr("Save a copy…"), [this] { Q_EMIT copyWanted(); });
    Q_EMIT stateChanged();
}

bool EditKeeping::saveNow() {
    m_lane.finish();
    if (!m_place)
        return true;
    Saved saved{m_place, m_editor->edits(), {}, m_obstacle.isEmpty() ? SavedTo::Dataset : SavedTo::Sidecar};
    if (saved.to == SavedTo::Dataset) {
        saved.result = m_place->write(saved.edits);
    } else {
        std::error_code ignored;
        fs::create_directories(m_place->sidecar.parent_path(), ignored);
        saved.result = writeEdits(m_place->sidecar, saved.edits, *m_place->base);
    }
    takeSaved(saved);
    return saved.result.has_value();
}

void EditKeeping::forgetEdits() {
    m_autosave->stop();
    m_lane.finish();
    if (m_place && isModified())
        removeFile(m_place->recovery);
}

/// Of a sample whose deletion was saved and is undone now; it is read once more when they are there.
void EditKeeping::bringPicturesBack() {
    const auto deletedIn = [](const DatasetEdits& edits) {
        std::set<std::size_t> rows;
        for (const auto& [index, edit] : edits.rows)
            if (edit->isDeleted)
                rows.insert(index);
        return rows;
    };
    std::vector<std::size_t> back;
    std::ranges::set_difference(m_deleted, deletedIn(m_editor->edits()), std::back_inserter(back));
    m_deleted = deletedIn(m_editor->edits());
    if (back.empty() || !m_place || !m_obstacle.isEmpty())
        return;
    m_lane.run([place = m_place,
                edits = m_editor->edits()](const std::stop_token&) { return place->saver.bringPicturesBack(edits); },
               [this, back](const Result<void>& brought) {
                   if (!brought)
                       Q_EMIT reported(Severity::Warning, translated(brought.error()));
                   m_document->readAgain(back);
               });
}

void EditKeeping::saveCopy(const QString& folder) {
    if (!m_place)
        return;
    m_lane.run(
        [place = m_place, edits = m_editor->edits(),
         folder = fs::path(folder.toStdU16String())](const std::stop_token& stop) {
            const auto dataset = EditedDataset::of(place->base, edits);
            return Saved{place, edits, DatasetSaver::saveCopy(*dataset, folder, {}, stop), SavedTo::Copy};
        },
        [this, folder](const Saved& saved) {
            takeSaved(saved);
            if (saved.result)
                Q_EMIT savedCopy(folder);
        });
}

void EditKeeping::watch() {
    const QStringList watched = m_watcher.files();
    if (!watched.isEmpty())
        m_watcher.removePaths(watched);
    if (m_document->datasetAsOpened() && !m_document->datasetAsOpened()->file().empty())
        m_watcher.addPath(pathText(m_document->datasetAsOpened()->file()));
}

void EditKeeping::lookOutside() {
    if (!m_place)
        return;
    m_lane.run([place = m_place](const std::stop_token&) { return place->saver.isChangedOutside(); },
               [this](bool isChanged) {
                   watch();
                   if (!isChanged || m_isWatchTold)
                       return;
                   m_isWatchTold = true;
                   Q_EMIT offered(Severity::Warning,
                                  tr("%1 was changed by another program. Reload to see what is new; edits that are not "
                                     "saved stay.")
                                      .arg(QDir::toNativeSeparators(pathText(m_place->base->file()))),
                                  tr("Reload"), [this] {
                                      const auto current = m_document->currentOrBefore();
                                      m_document->open(m_document->paths(),
                                                       current ? toQString(m_document->dataset()->row(*current).id)
                                                               : QString());
                                  });
               });
}

} // namespace tracestudio
