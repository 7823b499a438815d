#include "app/document.h"

#include "app/figure_source.h"
#include "app/messages.h"
#include "app/scene_marks.h"
#include "benchmark/scene_geometry.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

namespace tracestudio {

Document::Document(QObject* parent)
    : QObject(parent)
    , m_geometry(std::make_shared<SceneGeometryCache>()) {
    connect(&m_samples, &SampleCache::loaded, this, [this](const LoadedSample& loaded) {
        if (!loaded.sample->problems.empty() && !m_dataset->row(loaded.index).isBroken &&
            m_foundProblems.emplace(loaded.index, loaded.sample->problems.front()).second)
            Q_EMIT problemsChanged();
        if (m_current == loaded.index)
            showLoaded(loaded);
    });
    connect(&m_comparison, &VersionComparison::isRead, this, [this] {
        composeScene();
        Q_EMIT sceneChanged();
    });
    connect(&m_answers, &LiveAnswers::changed, this, [this](const std::string& sampleId) {
        if (!m_scene || m_scene->sample->id != sampleId)
            return;
        composeScene();
        Q_EMIT sceneChanged();
    });
    connect(&m_answers, &LiveAnswers::removed, this, [this](int number) { m_drawn.erase(number); });
    connect(&m_answers, &LiveAnswers::grew, this, [this](int number) {
        const LiveAnswer* answer = m_answers.find(number);
        if (!answer || !m_scene || m_scene->sample->id != answer->sampleId)
            return;
        const bool isDrawnAnew = draw(*answer);
        if (isDrawnAnew)
            composeScene();
        Q_EMIT answerGrew(number, isDrawnAnew);
    });
}

Document::~Document() {
    m_markLane.finish();
}

void Document::open(const QStringList& paths, const QString& startAt) {
    if (paths.isEmpty())
        return;
    m_openRequests.push_back({paths, startAt});
    if (!m_isOpening)
        openNext();
}

void Document::openNext() {
    // One after the other, because answers meet whatever dataset the request before has brought.
    const OpenRequest request = m_openRequests.front();
    m_openRequests.pop_front();
    m_isOpening = true;
    Q_EMIT progressChanged(tr("Opening…"), -1);
    Opened before;
    before.dataset = m_opened;
    before.isFromAnswers = m_isDatasetFromAnswers;
    before.models = m_models;
    const bool isWritingMarks = !m_markLane.isIdle();
    m_openLane.run(
        [this, paths = request.paths, before = std::move(before)](const std::stop_token& stop) {
            auto lastPercent = std::make_shared<std::atomic<int>>(-1);
            const Progress progress = [this, stop, lastPercent](double share) {
                if (lastPercent->exchange(int(share * 100)) != int(share * 100))
                    m_openLane.post(stop, [this, share] { Q_EMIT progressChanged(tr("Opening…"), share); });
            };
            return openPaths(paths, before, progress, stop);
        },
        [this, startAt = request.startAt, paths = request.paths, changes = m_markChanges,
         isWritingMarks](Opened opened) {
            // Marks that were set meanwhile are newer than those in the file.
            if (m_marks && opened.isNewDataset && m_dataset->folder() == opened.dataset->folder() &&
                (isWritingMarks || changes != m_markChanges))
                opened.marks = m_marks;
            m_isOpening = false;
            Q_EMIT progressChanged({}, 1);
            const bool hasChanged = opened.hasChanged;
            take(std::move(opened), startAt);
            Q_EMIT this->opened(paths, hasChanged);
            if (!m_openRequests.empty() && !m_isOpening)
                openNext();
        });
}

void Document::take(Opened opened, const QString& startAt) {
    for (const QString& recording : opened.recordings)
        Q_EMIT recordingFound(recording);
    for (const Error& error : opened.errors)
        Q_EMIT reported(Severity::Error, translated(error));
    if (!opened.hasChanged) {
        scoreNext();
        return;
    }
    m_startAt = startAt;
    if (m_startAt.isEmpty() && opened.isFromAnswers && m_current)
        m_startAt = toQString(m_dataset->row(*m_current).id);
    // Scoring goes on when what it looks at is still there.
    const bool isStillWanted =
        !opened.isNewDataset && std::any_of(opened.models.begin(), opened.models.end(),
                                            [this](const OpenModel& model) { return model.predictions == m_scoring; });
    if (!isStillWanted) {
        m_scoreLane.supersede();
        m_scoring.reset();
    }
    std::set<const PredictionFile*> known;
    for (const OpenModel& model : m_models)
        known.insert(model.predictions.get());
    m_discardLane.discard(std::exchange(m_models, std::move(opened.models)));
    if (opened.isNewDataset)
        replaceDataset(opened);
    for (const OpenModel& model : m_models)
        if (opened.isNewDataset || !known.count(model.predictions.get()))
            tellMatch(model);
    Q_EMIT modelsChanged();
    runQuery();
    buildScene();
}

void Document::replaceDataset(Opened& opened) {
    if (m_opened)
        Q_EMIT datasetAboutToChange();
    const bool isSameFolder = m_dataset && m_dataset->folder() == opened.dataset->folder();
    m_samples.setDataset(opened.dataset);
    m_queryLane.supersede();
    m_discardLane.discard(std::exchange(m_dataset, opened.dataset));
    m_discardLane.discard(std::exchange(m_opened, std::move(opened.dataset)));
    m_discardLane.discard(std::exchange(m_visible, {}));
    m_isDatasetFromAnswers = opened.isFromAnswers;
    m_marks = std::move(opened.marks);
    m_geometry = std::make_shared<SceneGeometryCache>();
    m_foundProblems.clear();
    m_changed.reset();
    m_comparison.setOther(nullptr);
    m_current.reset();
    m_lastPosition = 0;
    if (!isSameFolder)
        m_query = Query();
    const bool wasLive = m_live.has_value();
    endLive(); // who opens a folder wants to see it
    m_scene.reset();
    m_shown = {};
    m_answers.keepOnly(isSameFolder ? m_dataset.get() : nullptr);
    m_drawn.clear();
    Q_EMIT datasetChanged();
    if (wasLive)
        Q_EMIT liveChanged(false);
    for (const Error& problem : m_dataset->fileProblems())
        Q_EMIT reported(Severity::Warning, translated(problem));
    if (m_marks->problem())
        Q_EMIT reported(Severity::Warning, translated(*m_marks->problem()));
}

/// Says at once what of a file does not meet the dataset; the summary keeps the numbers.
void Document::tellMatch(const OpenModel& model) {
    const PredictionMatch& match = *model.match;
    const auto number = [](std::size_t count) { return QString::number(count); };
    QStringList parts;
    if (match.unreadable > 0)
        parts << tr("%1 unreadable lines").arg(number(match.unreadable));
    if (match.duplicate > 0)
        parts << tr("%1 repeated answers").arg(number(match.duplicate));
    if (match.extra > 0)
        parts << tr("%1 answers to samples that are not here").arg(number(match.extra));
    if (match.matched > 0 && match.missing > 0)
        parts << tr("%1 samples without an answer").arg(number(match.missing));
    if (match.matched == 0)
        Q_EMIT reported(Severity::Warning, tr("None of the answers of %1 belongs to this dataset. Open the folder that "
                                              "they are about.")
                                               .arg(model.name));
    else if (!parts.isEmpty())
        Q_EMIT reported(Severity::Info, tr("%1: %2.").arg(model.name, parts.join(QStringLiteral(", "))));
}

void Document::closeModel(std::size_t model) {
    if (model >= m_models.size())
        return;
    if (m_models[model].predictions == m_scoring) {
        m_scoreLane.supersede();
        m_scoring.reset();
        Q_EMIT progressChanged({}, 1);
    }
    m_discardLane.discard(m_models[model]);
    m_models.erase(m_models.begin() + std::ptrdiff_t(model));
    nameApart(m_models);
    m_query = Query();
    Q_EMIT modelsChanged();
    runQuery();
    buildScene();
}

const std::map<std::string, ReviewMark>& Document::marks() const {
    static const std::map<std::string, ReviewMark> none;
    return m_marks ? m_marks->all() : none;
}

ReviewMark Document::markOf(std::size_t index) const {
    return m_marks && m_dataset ? m_marks->of(std::string(m_dataset->row(index).id)) : ReviewMark();
}

std::optional<Error> Document::problemOf(std::size_t index) const {
    if (const auto found = m_foundProblems.find(index); found != m_foundProblems.end())
        return found->second;
    if (!m_dataset || !m_dataset->row(index).isBroken)
        return std::nullopt;
    const auto problems = m_dataset->problems(index);
    return problems.empty() ? std::nullopt : std::optional(problems.front());
}

std::size_t Document::reviewedCount() const {
    return std::size_t(
        std::count_if(marks().begin(), marks().end(), [](const auto& mark) { return mark.second.isReviewed(); }));
}

QStringList Document::paths() const {
    QStringList paths;
    if (m_dataset && !m_isDatasetFromAnswers)
        paths << pathText(m_dataset->folder());
    for (const OpenModel& model : m_models)
        paths << pathText(model.predictions->path);
    return paths;
}

bool Document::isIdle() const {
    return !m_isOpening && m_queryLane.isIdle() && m_scoreLane.isIdle() && m_samples.isIdle() && m_markLane.isIdle() &&
           m_comparison.isIdle();
}

void Document::setQuery(const Query& query) {
    if (m_query == query)
        return;
    m_query = query;
    m_leadsToFirst = true;
    runQuery();
}

void Document::compareWith(std::shared_ptr<const Dataset> other,
                           std::shared_ptr<const std::set<std::string, std::less<>>> changed) {
    m_changed = std::move(changed);
    m_comparison.setOther(std::move(other));
    buildScene();
    runQuery();
}

void Document::runQuery() {
    m_queryLane.supersede();
    if (!m_dataset)
        return;
    m_queryLane.run(
        [query = m_query, dataset = m_dataset, models = m_models, marks = marks(),
         changed = m_changed](const std::stop_token& stop) {
            QueryScope scope{dataset, {}, marks, changed};
            for (const OpenModel& model : models)
                scope.scores.push_back(model.scoreOfSample ? *model.scoreOfSample : ScoresBySample());
            return tracestudio::run(query, scope, stop);
        },
        [this](Result<std::vector<std::uint32_t>> rows) {
            if (!rows) {
                Q_EMIT queryFailed(translated(rows.error()));
                scoreNext();
                return;
            }
            Q_EMIT queryFailed({});
            // The same rows as before are not announced, so that the list stays where the person scrolled it.
            if (m_visible != *rows || !m_current) {
                m_visible = std::move(*rows);
                Q_EMIT visibleRowsChanged();
            }
            if (m_current && m_dataset->isDeleted(*m_current))
                leaveDeleted();
            if (!m_startAt.isEmpty())
                goTo(std::exchange(m_startAt, {}));
            const std::ptrdiff_t position = visiblePosition();
            if (position >= 0)
                m_lastPosition = position;
            // A new question leads to its first answer; new scores or marks do not take the person away.
            const bool leads = std::exchange(m_leadsToFirst, false) && position < 0;
            if ((!m_current || leads) && !m_visible.empty() && !m_live)
                setCurrent(m_visible.front());
            // Scoring waits for the first picture, so that opening is quick on few cores.
            if (m_scene || m_visible.empty())
                scoreNext();
        });
}

std::ptrdiff_t Document::visiblePosition() const {
    if (!m_current)
        return -1;
    const auto found = std::find(m_visible.begin(), m_visible.end(), std::uint32_t(*m_current));
    return found == m_visible.end() ? -1 : found - m_visible.begin();
}

std::ptrdiff_t Document::positionAfter(int rows) const {
    const std::ptrdiff_t position = visiblePosition();
    return position >= 0 ? position + rows : m_lastPosition + (rows > 0 ? rows - 1 : rows);
}

void Document::setCurrent(std::size_t index) {
    if (!m_dataset || index >= m_dataset->size() || m_current == index)
        return;
    if (m_current)
        Q_EMIT currentAboutToChange();
    m_current = index;
    const bool wasLive = m_live.has_value();
    endLive();
    if (const std::ptrdiff_t position = visiblePosition(); position >= 0)
        m_lastPosition = position;
    Q_EMIT currentChanged();
    if (wasLive)
        Q_EMIT liveChanged(false);
    if (const auto loaded = m_samples.request(index))
        showLoaded(*loaded);
}

bool Document::isStillOpen(const std::shared_ptr<const Dataset>& dataset) const {
    const auto* edited = dynamic_cast<const EditedDataset*>(dataset.get());
    return m_opened && (edited ? edited->base() : dataset) == m_opened;
}

std::size_t Document::sampleCount() const {
    if (!m_dataset)
        return 0;
    const auto* edited = dynamic_cast<const EditedDataset*>(m_dataset.get());
    if (!edited)
        return m_dataset->size();
    const DatasetEdits& edits = edited->edits();
    const auto deletedRows = std::ranges::count_if(edits.rows, [](const auto& row) { return row.second->isDeleted; });
    const auto deletedNew = std::ranges::count_if(edits.added, [](const auto& sample) { return sample->isDeleted; });
    return m_dataset->size() - std::size_t(deletedRows + deletedNew);
}

const LoadedSample* Document::shown() const {
    return !m_live && m_shown.sample && m_current == m_shown.index ? &m_shown : nullptr;
}

void Document::setEdits(const DatasetEdits& edits, const std::vector<std::size_t>& changed) {
    if (!m_opened)
        return;
    const auto before = std::exchange(m_dataset, EditedDataset::of(m_opened, edits));
    m_samples.takeEdits(m_dataset, changed);
    // Lists show the texts and which samples there are, not the annotations.
    std::vector<std::size_t> rows;
    std::copy_if(changed.begin(), changed.end(), std::back_inserter(rows), [&](std::size_t row) {
        if (row >= before->size() || before->isDeleted(row) != m_dataset->isDeleted(row))
            return true;
        const SampleRow was = before->row(row), is = m_dataset->row(row);
        return std::tie(was.instruction, was.targetObject, was.destination, was.category, was.dataSource, was.step,
                        was.isBroken) != std::tie(is.instruction, is.targetObject, is.destination, is.category,
                                                  is.dataSource, is.step, is.isBroken);
    });
    if (std::find(changed.begin(), changed.end(), m_shown.index) != changed.end() && m_shown.sample) {
        const std::size_t baseSize = m_opened->size();
        if (m_shown.index >= baseSize)
            showEdited(edits.added[m_shown.index - baseSize]->annotation);
        else if (const auto edit = edits.rows.find(m_shown.index); edit != edits.rows.end())
            showEdited(edit->second->after);
        else if (m_shown.original)
            showEdited(*m_shown.original);
    }
    if (rows.empty())
        return;
    Q_EMIT rowsEdited(rows);
    runQuery();
}

void Document::readAgain(const std::vector<std::size_t>& rows) {
    m_samples.takeEdits(m_dataset, rows);
    for (const std::size_t row : rows)
        m_foundProblems.erase(row);
    if (m_current && std::find(rows.begin(), rows.end(), *m_current) != rows.end())
        if (const auto loaded = m_samples.request(*m_current))
            showLoaded(*loaded);
}

void Document::showEdited(const Annotation& annotation) {
    if (!m_shown.annotation || *m_shown.annotation == annotation)
        return;
    const bool hasNewMask = !m_shown.annotation->hasSameMask(annotation);
    m_shown.sample = withAnnotation(*m_shown.sample, annotation, m_shown.annotation.get());
    m_shown.annotation = std::make_shared<const Annotation>(annotation);
    if (hasNewMask && m_shown.cloud)
        m_shown.cloud = std::make_shared<const PointCloud>(withMask(*m_shown.cloud, m_shown.sample->mask));
    m_samples.keep(m_shown);
    if (m_live)
        return;
    // What models answered stays as it was read: this is done for every move of the mouse.
    m_fromFiles.sample = m_shown.sample;
    m_fromFiles.cloud = m_shown.cloud;
    std::erase_if(m_fromFiles.traces, [](const TraceLayer& trace) { return trace.kind == LayerKind::GroundTruth; });
    if (auto truth = truthLayer(*m_shown.sample))
        m_fromFiles.traces.insert(m_fromFiles.traces.begin(), std::move(*truth));
    composeScene();
    Q_EMIT sceneEdited();
}

void Document::showLive(LivePicture picture) {
    const bool isBegin = !m_live;
    if (isBegin && m_current)
        Q_EMIT currentAboutToChange();
    const bool isOnlyPicture = m_live && m_scene && m_live->view == picture.view &&
                               m_live->answers == picture.answers && m_scene->live == picture.view &&
                               m_scene->sample->frame.camera == picture.sample->frame.camera;
    if (isBegin)
        m_beforeLive = std::exchange(m_current, std::nullopt);
    m_live = std::move(picture);
    composeScene();
    if (isBegin) {
        Q_EMIT currentChanged();
        Q_EMIT liveChanged(true);
    }
    if (isOnlyPicture)
        Q_EMIT pictureChanged();
    else
        Q_EMIT sceneChanged();
}

void Document::leaveLive() {
    if (!m_live)
        return;
    if (const auto before = m_beforeLive; m_dataset && before && *before < m_dataset->size())
        return setCurrent(*before);
    if (m_dataset && !m_visible.empty())
        return setCurrent(m_visible.front());
    endLive();
    m_scene.reset();
    Q_EMIT liveChanged(false);
    Q_EMIT sceneChanged();
}

void Document::endLive() {
    m_live.reset();
    m_beforeLive.reset();
}

/// To the sample that took its place in the list.
void Document::leaveDeleted() {
    if (!m_visible.empty() && !m_live)
        return step(1);
    m_current.reset();
    if (m_live || !m_visible.empty())
        return;
    m_scene.reset();
    m_shown = {};
    Q_EMIT currentChanged();
    Q_EMIT sceneChanged();
}

void Document::step(int rows) {
    if (m_visible.empty())
        return;
    const std::ptrdiff_t last = std::ptrdiff_t(m_visible.size()) - 1;
    setCurrent(m_visible[std::size_t(std::clamp<std::ptrdiff_t>(positionAfter(rows), 0, last))]);
}

void Document::stepUnreviewed(int rows) {
    for (std::ptrdiff_t at = positionAfter(rows); at >= 0 && at < std::ptrdiff_t(m_visible.size()); at += rows)
        if (!markOf(m_visible[std::size_t(at)]).isReviewed()) {
            setCurrent(m_visible[std::size_t(at)]);
            return;
        }
    Q_EMIT reported(Severity::Info, rows > 0 ? tr("No further sample without a mark in this list.")
                                             : tr("No earlier sample without a mark in this list."));
}

void Document::goTo(const QString& id) {
    const auto index = m_dataset ? m_dataset->find(id.toStdString()) : std::nullopt;
    if (index)
        setCurrent(*index);
    else
        Q_EMIT reported(Severity::Warning, tr("There is no sample %1 in this dataset.").arg(id));
}

void Document::showLoaded(const LoadedSample& loaded) {
    const bool isFirst = !m_scene;
    m_shown = loaded;
    buildScene();
    prefetchNeighbours();
    if (isFirst)
        scoreNext();
}

/// What stands in files is read once for as long as it is shown; answers in the window may grow meanwhile.
void Document::buildScene() {
    if (!m_shown.sample || m_live)
        return;
    m_fromFiles = sceneFromFiles(m_shown.index, m_shown.sample, m_shown.cloud, m_models);
    m_comparison.read(m_shown, *m_dataset);
    composeScene();
    Q_EMIT sceneChanged();
}

Document::DrawnAnswer Document::drawingOf(const LiveAnswer& answer, const RgbdFrame& frame) const {
    const Camera& camera = frame.camera;
    DrawnAnswer drawing{answer.text, answer.score, camera, {}, reasoningMarks(answer.layerId(), answer.text, camera)};
    if (answer.task == AnswerTask::Referring)
        std::ranges::move(referringMarks(answer.layerId(), answer.text, camera), std::back_inserter(drawing.marks));
    if (answer.isTrace())
        drawing.layer = traceLayer(answer.layerId(), answer.title, answer.text, answer.scored(), camera);
    if (answer.startsAtMeasuredDepth)
        startAtMeasuredDepth(drawing.layer.trace, frame);
    return drawing;
}

/// Brings up to date what an answer draws; false when that is the same as before, as while a model thinks.
bool Document::draw(const LiveAnswer& answer) {
    DrawnAnswer& drawn = m_drawn[answer.number];
    const RgbdFrame& frame = m_scene->sample->frame;
    if (drawn.text == answer.text && drawn.score == answer.score && drawn.camera == frame.camera)
        return false;
    DrawnAnswer fresh = drawingOf(answer, frame);
    const bool hasChanged = fresh.layer != drawn.layer || fresh.marks != drawn.marks;
    drawn = std::move(fresh);
    return hasChanged;
}

std::shared_ptr<const ViewScene> Document::pictureWith(const LiveAnswer& answer, const RgbdFrame& frame) const {
    auto sample = std::make_shared<Sample>();
    sample->id = liveSampleId;
    sample->frame = frame;
    DrawnAnswer drawing = drawingOf(answer, frame);
    auto scene = std::make_shared<ViewScene>();
    scene->sample = std::move(sample);
    scene->marks = std::move(drawing.marks);
    if (!drawing.layer.trace.isEmpty())
        scene->traces.push_back(std::move(drawing.layer));
    return scene;
}

void Document::composeScene() {
    if (m_live)
        return composeLive();
    if (!m_shown.sample)
        return;
    auto scene = std::make_shared<ViewScene>(m_fromFiles);
    scene->other = m_comparison.differenceFrom(m_shown);
    m_scene = scene;
    for (const LiveAnswer* answer : m_answers.of(m_shown.sample->id)) {
        draw(*answer);
        const DrawnAnswer& drawn = m_drawn[answer->number];
        scene->marks.insert(scene->marks.end(), drawn.marks.begin(), drawn.marks.end());
        if (!drawn.layer.trace.isEmpty())
            scene->traces.push_back(drawn.layer);
    }
}

/// A camera's picture with the answers that are drawn in it.
void Document::composeLive() {
    auto scene = std::make_shared<ViewScene>();
    scene->sample = m_live->sample;
    scene->cloud = m_live->cloud;
    scene->live = m_live->view;
    m_scene = scene;
    for (const LiveAnswer* answer : m_answers.toShow(liveSampleId)) {
        const auto shown = m_live->answers.find(answer->number);
        if (shown == m_live->answers.end())
            continue;
        draw(*answer);
        const DrawnAnswer& drawn = m_drawn[answer->number];
        scene->marks.insert(scene->marks.end(), drawn.marks.begin(), drawn.marks.end());
        if (drawn.layer.trace.isEmpty())
            continue;
        scene->traces.push_back(drawn.layer);
        scene->traces.back().opacity = shown->second.opacity;
        if (!shown->second.title.isEmpty())
            scene->traces.back().title = shown->second.title;
    }
}

void Document::prefetchNeighbours() {
    const std::ptrdiff_t position = visiblePosition();
    std::vector<std::size_t> near;
    for (const std::ptrdiff_t offset : {1, -1})
        if (position >= 0 && position + offset >= 0 && position + offset < std::ptrdiff_t(m_visible.size()))
            near.push_back(m_visible[std::size_t(position + offset)]);
    m_samples.prefetch(near);
}

void Document::scoreNext() {
    if (m_scoring || !m_dataset)
        return;
    const auto next = std::find_if(m_models.begin(), m_models.end(),
                                   [](const OpenModel& model) { return !model.score && !model.isLeftUnscored; });
    if (next == m_models.end()) {
        if (m_scoredAnswers > 0)
            Q_EMIT scored(std::exchange(m_scoredAnswers, 0), double(m_scoringClock.elapsed()) / 1000);
        return;
    }
    if (m_scoredAnswers == 0)
        m_scoringClock.start();
    m_scoring = next->predictions;
    const QString what = tr("Scoring %1").arg(next->name);
    Q_EMIT progressChanged(what, 0);
    struct Scored {
        Result<ModelScore> score;
        std::shared_ptr<const ModelScore> model;
        std::shared_ptr<const ScoresBySample> bySample;
    };
    const std::filesystem::path folder = m_isDatasetFromAnswers ? std::filesystem::path() : m_dataset->folder();
    m_scoreLane.run(
        [this, predictions = m_scoring, folder, what, geometry = m_geometry,
         meets = next->match](const std::stop_token& stop) {
            ScoreOptions options;
            options.scenes = geometry;
            options.stop = stop;
            auto lastPercent = std::make_shared<std::atomic<int>>(-1);
            options.progress = [this, stop, what, lastPercent](double share) {
                if (lastPercent->exchange(int(share * 100)) != int(share * 100))
                    m_scoreLane.post(stop, [this, what, share] { Q_EMIT progressChanged(what, share); });
            };
            Scored scored{score(predictions, folder, options), nullptr, nullptr};
            if (scored.score) {
                scored.model = std::make_shared<const ModelScore>(std::move(*scored.score));
                scored.bySample = scoresBySample(*meets, *scored.model);
            }
            return scored;
        },
        [this](Scored scored) {
            const auto model = std::find_if(m_models.begin(), m_models.end(),
                                            [this](const OpenModel& known) { return known.predictions == m_scoring; });
            m_scoring.reset();
            Q_EMIT progressChanged({}, 1);
            if (model == m_models.end())
                return scoreNext();
            if (!scored.model) {
                model->isLeftUnscored = true;
                Q_EMIT reported(Severity::Error, translated(scored.score.error()));
                return scoreNext();
            }
            model->score = std::move(scored.model);
            model->scoreOfSample = std::move(scored.bySample);
            m_scoredAnswers += int(model->score->samples.size());
            Q_EMIT scoresChanged();
            runQuery();
            buildScene();
            scoreNext();
        });
}

void Document::cancelWork() {
    const bool wasOpening = m_isOpening;
    m_openLane.supersede();
    m_openRequests.clear();
    m_isOpening = false;
    m_scoreLane.supersede();
    m_scoring.reset();
    m_scoredAnswers = 0;
    bool isLeftUnscored = false;
    for (OpenModel& model : m_models)
        if (!model.score)
            isLeftUnscored = model.isLeftUnscored = true;
    Q_EMIT progressChanged({}, 1);
    if (isLeftUnscored)
        Q_EMIT reported(Severity::Info, tr("Scoring was cancelled. Reload (F5) to score."));
    else if (wasOpening)
        Q_EMIT reported(Severity::Info, tr("Opening was cancelled."));
    if (wasOpening)
        Q_EMIT opened({}, false);
}

void Document::setMark(std::size_t index, const ReviewMark& mark) {
    if (!m_marks || !m_dataset || index >= m_dataset->size())
        return;
    m_marks->set(std::string(m_dataset->row(index).id), mark);
    ++m_markChanges;
    Q_EMIT marksChanged();
    if (!m_query.text.empty())
        runQuery();
    saveMarks();
}

void Document::saveMarks() {
    // A copy is written, so that marking goes on while the disk is slow; the newest copy is the last one written.
    m_markLane.run([marks = *m_marks](const std::stop_token&) mutable { return marks.save(); },
                   [this](Result<std::filesystem::path> saved) {
                       if (!saved)
                           Q_EMIT reported(Severity::Error, translated(saved.error()));
                   });
}

} // namespace tracestudio
