#include "app/edit_keeping.h"

#include "annotation/original_dataset.h"
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

/// Number of samples that edits change.
int countOf(const DatasetEdits& edits) {
    const auto changed =
        std::ranges::count_if(edits.rows, [](const auto& row) { return !row.second->changesNothing(); });
    return int(changed + std::ranges::count_if(edits.added, [](const auto& sample) { return !sample->isDeleted; }));
}

} // namespace

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
    connect(editor->history(), &QUndoStack::cleanChanged, this, [this](bool isClean) {
        if (isClean)
            removeRecovery();
        Q_EMIT stateChanged();
    });
}

EditKeeping::~EditKeeping() {
    disconnect(m_editor->history(), nullptr, this, nullptr);
    if (m_autosave->isActive())
        keepForRecovery();
    m_lane.finish();
}

// ---- what was kept before

void EditKeeping::carryOver() {
    m_carried.reset();
    if (!m_place || !isModified())
        return;
    keepForRecovery();
    m_carried = m_place;
}

void EditKeeping::takeDataset() {
    m_autosave->stop();
    m_isKeepFailing = false;
    m_recovered.reset();
    m_obstacle.clear();
    m_hasOriginal = false;
    m_isWatchTold = false;
    m_deleted.clear();
    m_place.reset();
    const auto& opened = m_document->datasetAsOpened();
    const bool isCarried = opened && m_carried && m_carried->base()->folder() == opened->folder();
    if (m_carried && !isCarried)
        Q_EMIT offered(Severity::Warning,
                       tr("Edits in %1 were not saved. They are kept and come back when it is opened again.")
                           .arg(QDir::toNativeSeparators(pathText(m_carried->base()->folder()))),
                       tr("Open again"),
                       [this, path = pathText(m_carried->base()->folder())] { m_document->open({path}); });
    if (!isCarried)
        m_carried.reset();
    watch();
    Q_EMIT stateChanged();
    if (!opened || m_document->isDatasetFromAnswers())
        return;
    m_editor->setReady(false);
    m_lane.run([opened, folder = m_folder,
                carried = m_carried](const std::stop_token&) { return lookFor(opened, folder, carried); },
               [this](Found found) {
                   if (found.place->base() == m_document->datasetAsOpened())
                       takeFound(std::move(found));
               });
}

EditKeeping::Found EditKeeping::lookFor(const std::shared_ptr<const Dataset>& opened, const fs::path& folder,
                                        const std::shared_ptr<EditPlace>& carried) {
    Found found;
    found.place = std::make_shared<EditPlace>(opened, folder);
    EditPlace& place = *found.place;
    if (const auto obstacle = place.saver().obstacle())
        found.obstacle = translated(*obstacle);
    found.hasOriginal = tracestudio::hasOriginal(*opened);
    const auto read = [&](const fs::path& path) -> std::optional<ReadEdits> {
        if (!isThere(path))
            return std::nullopt;
        Result<ReadEdits> edits = readEdits(path, *opened);
        if (edits)
            return std::move(*edits);
        // The next one that is written would take its place.
        found.errors.push_back(edits.error());
        fs::path aside = path;
        aside = movedAside(path, aside += ".unreadable");
        found.errors.push_back({TRANSLATABLE("It is kept as %1."), {aside.string()}});
        return std::nullopt;
    };
    if (carried) {
        found.recovered = read(carried->kept());
        place.setFound(carried->kept());
    } else {
        found.recovered = read(place.setAside());
    }
    found.sidecar = read(place.sidecar());
    return found;
}

void EditKeeping::takeFound(Found found) {
    m_place = std::move(found.place);
    m_obstacle = found.obstacle;
    m_hasOriginal = found.hasOriginal;
    m_editor->setReady(true);
    for (const Error& error : found.errors)
        Q_EMIT reported(Severity::Warning, translated(error));
    for (const auto* read : {&found.sidecar, &found.recovered})
        if (*read)
            for (const Error& problem : (*read)->problems)
                Q_EMIT reported(Severity::Warning, translated(problem));
    const QString sidecar = QDir::toNativeSeparators(pathText(m_place->sidecar()));
    if (found.sidecar && !found.sidecar->edits.isEmpty()) {
        const int count = countOf(found.sidecar->edits);
        if (m_obstacle.isEmpty()) {
            // It can be written by now: what was annotated beside it is there to be saved into it.
            m_editor->restore(found.sidecar->edits, tr("Annotations kept beside the dataset"));
            Q_EMIT reported(Severity::Info,
                            tr("%n sample(s) were annotated in %1. Save to have them in the dataset.", nullptr, count)
                                .arg(sidecar));
        } else {
            m_editor->beginWith(found.sidecar->edits);
            Q_EMIT reported(Severity::Info,
                            tr("%n sample(s) are shown as annotated in %1.", nullptr, count).arg(sidecar));
        }
    }
    if (found.recovered && !found.recovered->edits.isEmpty()) {
        m_recovered = std::move(found.recovered->edits);
        const int count = countOf(*m_recovered);
        if (m_carried)
            restoreRecovered();
        else
            Q_EMIT offered(
                Severity::Warning,
                found.recovered->staleCount > 0
                    ? tr("Unsaved edits of %n sample(s) were found. Some of them were made before the dataset was "
                         "changed.",
                         nullptr, count)
                    : tr("Unsaved edits of %n sample(s) were found; the program ended before they were saved.", nullptr,
                         count),
                tr("Restore"), [this] { restoreRecovered(); });
    }
    m_carried.reset();
    Q_EMIT stateChanged();
}

void EditKeeping::restoreRecovered() {
    if (m_recovered)
        m_editor->restore(*std::exchange(m_recovered, std::nullopt), tr("Restore unsaved edits"));
    Q_EMIT stateChanged();
}

void EditKeeping::discardRecovered() {
    if (!std::exchange(m_recovered, std::nullopt) || !m_place)
        return;
    m_lane.run(
        [place = m_place](const std::stop_token&) {
            place->removeFound();
            return true;
        },
        [](bool) {});
    Q_EMIT stateChanged();
}

// ---- against a crash

void EditKeeping::keepForRecovery() {
    m_autosave->stop();
    if (!m_place || !isModified())
        return;
    m_lane.run(
        [place = m_place, edits = m_editor->edits(), isTaken = !m_recovered](const std::stop_token&) {
            Result<void> kept = place->keep(edits);
            if (kept && isTaken)
                place->removeFound(); // it is in this one
            return std::pair(place, kept);
        },
        [this](const std::pair<std::shared_ptr<EditPlace>, Result<void>>& done) {
            const auto& [place, kept] = done;
            if (!kept)
                Q_EMIT reported(Severity::Warning, translated(kept.error()));
            if (place != m_place)
                return;
            // Watching a file does not tell that a folder above it has gone.
            m_outside->start();
            // A disk may have room again, or be back, before anything is edited.
            if (!kept && isModified())
                m_autosave->start();
            if (std::exchange(m_isKeepFailing, !kept) && kept)
                Q_EMIT reported(Severity::Success, tr("Unsaved edits are kept against a crash again."));
        });
}

/// There is nothing unsaved any more. The history of a dataset that is being left ends as well, but that is no saving.
void EditKeeping::removeRecovery() {
    m_autosave->stop();
    if (m_place && m_place->base() == m_document->datasetAsOpened())
        m_lane.run(
            [place = m_place](const std::stop_token&) {
                place->removeKept();
                return true;
            },
            [](bool) {});
}

// ---- saving

EditKeeping::Saved EditKeeping::saved(const std::shared_ptr<EditPlace>& place, const DatasetEdits& edits, SavedTo to) {
    Saved saved{place, edits, {}, to};
    const auto obstacle = place->saver().obstacle();
    if (to == SavedTo::Sidecar && obstacle) {
        saved.obstacle = translated(*obstacle);
        saved.result = place->writeBeside(edits);
        return saved;
    }
    saved.to = SavedTo::Dataset; // also one that can be written by now
    saved.result = place->write(edits);
    saved.isGone = !saved.result && !isThere(place->base()->file());
    if (saved.result)
        place->removeSidecar();
    else if (const auto since = place->saver().obstacle())
        saved.obstacle = translated(*since);
    return saved;
}

void EditKeeping::save() {
    if (!m_place)
        return;
    if (!isModified()) {
        Q_EMIT reported(Severity::Info, tr("There is nothing to save."));
        return;
    }
    if (!m_obstacle.isEmpty() && m_place->base()->file().empty()) {
        Q_EMIT copyWanted();
        return;
    }
    ++m_savesRunning;
    m_lane.run(
        [place = m_place, edits = m_editor->edits(), to = m_obstacle.isEmpty() ? SavedTo::Dataset : SavedTo::Sidecar](
            const std::stop_token&) { return saved(place, edits, to); },
        [this](const Saved& saved) {
            --m_savesRunning;
            takeSaved(saved);
        });
}

void EditKeeping::takeSaved(const Saved& saved) {
    if (saved.isGone && saved.place == m_place)
        tellGone(Severity::Error);
    else if (!saved.result)
        Q_EMIT reported(Severity::Error, translated(saved.result.error()));
    if (saved.place != m_place)
        return; // another dataset is open by now
    watch();
    // What stands in the way of the dataset's own files is known now; the next time it goes where it can.
    if (saved.to != SavedTo::Copy)
        m_obstacle = saved.obstacle;
    if (!saved.result) {
        Q_EMIT stateChanged();
        return;
    }
    m_isWatchTold = false;
    m_hasOriginal = m_hasOriginal || saved.to == SavedTo::Dataset;
    // Who went on meanwhile has something unsaved again. A copy leaves the dataset as it is, where there is one.
    if (saved.to != SavedTo::Copy || saved.place->base()->file().empty())
        m_editor->takeSaved(saved.edits);
    if (saved.to == SavedTo::Dataset)
        Q_EMIT reported(Severity::Success, tr("Saved."));
    else if (saved.to == SavedTo::Sidecar)
        Q_EMIT offered(Severity::Info,
                       tr("This dataset cannot be written, so your annotations are kept in %1.")
                           .arg(QDir::toNativeSeparators(pathText(m_place->sidecar()))),
                       tr("Save a copy…"), [this] { Q_EMIT copyWanted(); });
    Q_EMIT stateChanged();
}

bool EditKeeping::saveNow() {
    m_lane.finish();
    if (!m_place || (!m_obstacle.isEmpty() && m_place->base()->file().empty())) {
        if (isModified())
            Q_EMIT copyWanted();
        return !isModified();
    }
    const Saved done = saved(m_place, m_editor->edits(), m_obstacle.isEmpty() ? SavedTo::Dataset : SavedTo::Sidecar);
    takeSaved(done);
    return done.result.has_value();
}

void EditKeeping::forgetEdits() {
    m_autosave->stop();
    m_lane.finish();
    if (m_place && isModified())
        m_place->removeKept();
    m_place.reset(); // so that nothing is kept any more
}

// ---- copies

void EditKeeping::saveCopy(const QString& folder) {
    if (!m_place)
        return;
    if (m_copyStop) {
        Q_EMIT reported(Severity::Info, tr("Another copy is still being saved. Wait for it, or cancel it."));
        return;
    }
    m_copyStop.emplace();
    Q_EMIT copyProgressed(folder, 0);
    // Pictures that are still in the bin are brought back first, behind whatever is being saved; the copy itself may
    // take long, and holds nothing else up.
    m_lane.run(
        [place = m_place, edits = m_editor->edits()](const std::stop_token&) {
            return Saved{place, edits, place->saver().bringPicturesBack(edits), SavedTo::Copy};
        },
        [this, folder](const Saved& brought) {
            if (brought.result)
                copyNow(brought, folder);
            else
                takeCopied(brought, folder);
        });
}

void EditKeeping::copyNow(const Saved& brought, const QString& folder) {
    m_copyLane.run(
        [this, copied = brought, folder, cancel = *m_copyStop](const std::stop_token& stop) mutable {
            // The program may end meanwhile.
            const std::stop_callback ends(stop, [&] { cancel.request_stop(); });
            int lastPercent = 0;
            const Progress progress = [&](double share) {
                if (std::exchange(lastPercent, int(share * 100)) != int(share * 100))
                    m_copyLane.post(stop, [this, folder, percent = lastPercent] {
                        if (m_copyStop)
                            Q_EMIT copyProgressed(folder, percent);
                    });
            };
            const auto dataset = EditedDataset::of(copied.place->base(), copied.edits);
            copied.result = DatasetSaver::saveCopy(*dataset, folder.toStdU16String(), progress, cancel.get_token());
            return copied;
        },
        [this, folder](const Saved& copied) { takeCopied(copied, folder); });
}

void EditKeeping::takeCopied(const Saved& copied, const QString& folder) {
    const bool wasCancelled = std::exchange(m_copyStop, std::nullopt)->stop_requested();
    Q_EMIT copyEnded();
    if (!copied.result && wasCancelled) {
        Q_EMIT reported(Severity::Info, translated(copied.result.error()));
        return;
    }
    takeSaved(copied);
    if (copied.result)
        Q_EMIT savedCopy(folder);
}

void EditKeeping::cancelCopy() {
    if (m_copyStop)
        m_copyStop->request_stop();
}

/// Of a sample whose deletion was saved and is undone now; it is read once more when they are there.
void EditKeeping::bringPicturesBack() {
    // Edits of one that is being left are no undoing.
    if (!m_place || m_place->base() != m_document->datasetAsOpened())
        return;
    std::set<std::size_t> deleted;
    for (const auto& [index, edit] : m_editor->edits().rows)
        if (edit->isDeleted)
            deleted.insert(index);
    for (std::size_t i = 0; i < m_editor->edits().added.size(); ++i)
        if (m_editor->edits().added[i]->isDeleted)
            deleted.insert(m_place->base()->size() + i);
    std::vector<std::size_t> back;
    std::ranges::set_difference(m_deleted, deleted, std::back_inserter(back));
    m_deleted = std::move(deleted);
    if (back.empty() || !m_obstacle.isEmpty())
        return;
    m_lane.run([place = m_place, edits = m_editor->edits()](
                   const std::stop_token&) { return std::pair(place, place->saver().bringPicturesBack(edits)); },
               [this, back](const std::pair<std::shared_ptr<EditPlace>, Result<void>>& brought) {
                   if (brought.first != m_place)
                       return;
                   if (!brought.second)
                       Q_EMIT reported(Severity::Warning, translated(brought.second.error()));
                   m_document->readAgain(back);
               });
}

// ---- other programs

void EditKeeping::watch() {
    const QStringList watched = m_watcher.files();
    if (!watched.isEmpty())
        m_watcher.removePaths(watched);
    if (m_document->datasetAsOpened() && !m_document->datasetAsOpened()->file().empty())
        m_watcher.addPath(pathText(m_document->datasetAsOpened()->file()));
}

void EditKeeping::tellGone(Severity severity) {
    const QString file = QDir::toNativeSeparators(pathText(m_place->base()->file()));
    Q_EMIT reported(severity,
                    tr("%1 is no longer there. Edits that are not saved stay here: put it back, then save.").arg(file));
}

void EditKeeping::lookOutside() {
    if (!m_place)
        return;
    struct Looked {
        std::shared_ptr<EditPlace> place;
        bool isThere = true, isChanged = false;
    };
    m_lane.run(
        [place = m_place](const std::stop_token&) {
            return Looked{place, isThere(place->base()->file()), place->saver().isChangedOutside()};
        },
        [this](const Looked& looked) {
            if (looked.place != m_place)
                return;
            watch();
            if (!looked.isChanged || std::exchange(m_isWatchTold, true))
                return;
            const QString file = QDir::toNativeSeparators(pathText(m_place->base()->file()));
            if (!looked.isThere)
                return tellGone(Severity::Warning);
            Q_EMIT offered(
                Severity::Warning,
                tr("%1 was changed by another program. Reload to see what is new; edits that are not saved stay.")
                    .arg(file),
                tr("Reload"), [this] {
                    const auto current = m_document->currentOrBefore();
                    m_document->open(m_document->paths(),
                                     current ? toQString(m_document->dataset()->row(*current).id) : QString());
                });
        });
}

} // namespace tracestudio
