#include "app/document.h"

#include "app/messages.h"
#include "benchmark/scene_geometry.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <algorithm>

namespace tracestudio {

namespace {

std::filesystem::path pathOf(const QString& name) {
    return std::filesystem::path(name.toStdU16String());
}
QString nameOf(const std::filesystem::path& path) {
    return QString::fromStdU16String(path.u16string());
}

bool isAnswerFile(const QString& path) {
    return path.endsWith(QLatin1String(".jsonl"), Qt::CaseInsensitive);
}

std::filesystem::path marksFolder() {
    return pathOf(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)) / "review";
}

} // namespace

/// What a worker made of the paths, complete: the GUI thread only puts it in place.
struct Document::Opened {
    std::shared_ptr<const Dataset> dataset;
    bool isNewDataset = false;
    bool isFromAnswers = false;
    std::vector<OpenModel> models;
    std::shared_ptr<ReviewMarks> marks; ///< only with a new dataset
    std::vector<Error> errors;
};

namespace {

/// By dataset index, the score of the answer to that sample.
std::vector<const SampleScore*> scoresBySample(const PredictionMatch& match, const ModelScore& score) {
    std::vector<const SampleScore*> bySample(match.answerOfSample.size(), nullptr);
    for (std::size_t i = 0; i < bySample.size(); ++i)
        if (const std::int64_t answer = match.answerOfSample[i]; answer >= 0)
            bySample[i] = &score.samples[std::size_t(answer)];
    return bySample;
}

/// The same file opened again takes its old place.
void place(std::vector<OpenModel>& models, std::shared_ptr<const PredictionFile> predictions) {
    OpenModel model;
    model.predictions = std::move(predictions);
    model.name = toQString(model.predictions->modelName);
    model.shortName = shortNameOf(model.name);
    const auto same = std::find_if(models.begin(), models.end(), [&](const OpenModel& known) {
        return known.predictions->path == model.predictions->path;
    });
    if (same != models.end())
        *same = std::move(model);
    else
        models.push_back(std::move(model));
}

} // namespace

Document::Document(QObject* parent)
    : QObject(parent)
    , m_geometry(std::make_shared<SceneGeometryCache>()) {
    connect(&m_samples, &SampleCache::loaded, this, [this](const LoadedSample& loaded) {
        if (m_current == loaded.index)
            showLoaded(loaded);
    });
}

Document::~Document() = default;

void Document::open(const QStringList& paths, const QString& startAt) {
    m_startAt = startAt;
    Q_EMIT progressChanged(tr("Opening…"), -1);
    const bool mustHaveOwn = !m_dataset || m_isDatasetFromAnswers;
    m_openLane.run(
        [this, paths, before = m_dataset, models = m_models, mustHaveOwn](const std::stop_token& stop) {
            Opened opened;
            std::vector<std::shared_ptr<const PredictionFile>> answerFiles;
            const Progress progress = [this, stop](double share) {
                m_openLane.post(stop, [this, share] { Q_EMIT progressChanged(tr("Opening…"), share); });
            };
            for (const QString& path : paths) {
                if (isAnswerFile(path)) {
                    auto answers = PredictionFile::open(pathOf(path), {}, {}, stop);
                    if (answers)
                        answerFiles.push_back(*answers);
                    else
                        opened.errors.push_back(answers.error());
                } else if (auto dataset = Dataset::open(pathOf(path), progress, stop)) {
                    opened.dataset = *dataset;
                    opened.isNewDataset = true;
                } else {
                    opened.errors.push_back(dataset.error());
                }
            }
            if (!opened.isNewDataset) {
                opened.models = models;
                opened.dataset = before;
            }
            for (auto& answers : answerFiles)
                place(opened.models, std::move(answers));
            if (!opened.isNewDataset && mustHaveOwn && !answerFiles.empty()) {
                std::vector<std::shared_ptr<const PredictionFile>> files;
                for (const OpenModel& model : opened.models)
                    files.push_back(model.predictions);
                opened.dataset = datasetFromPredictions(files);
                opened.isNewDataset = true;
                opened.isFromAnswers = true;
            }
            if (!opened.dataset)
                return opened;
            for (OpenModel& model : opened.models) {
                model.match = tracestudio::match(*model.predictions, *opened.dataset);
                if (model.score)
                    model.scoreOfSample = scoresBySample(model.match, *model.score);
            }
            if (opened.isNewDataset)
                opened.marks = std::make_shared<ReviewMarks>(ReviewMarks::open(*opened.dataset, marksFolder()));
            return opened;
        },
        [this](Opened opened) {
            Q_EMIT progressChanged({}, 1);
            take(std::move(opened));
        });
}

void Document::take(Opened opened) {
    for (const Error& error : opened.errors)
        Q_EMIT reported(Severity::Error, translated(error));
    if (!opened.dataset)
        return;
    m_scoreLane.supersede();
    m_isScoring = false;
    m_models = std::move(opened.models);
    if (opened.isNewDataset) {
        m_dataset = std::move(opened.dataset);
        m_isDatasetFromAnswers = opened.isFromAnswers;
        m_marks = std::move(opened.marks);
        m_samples.setDataset(m_dataset);
        m_current.reset();
        m_visible.clear();
        m_query = Query();
        m_scene.reset();
        m_shown = {};
        for (const Error& problem : m_dataset->fileProblems())
            Q_EMIT reported(Severity::Warning, translated(problem));
        if (m_marks->problem())
            Q_EMIT reported(Severity::Warning, translated(*m_marks->problem()));
        Q_EMIT datasetChanged();
    }
    Q_EMIT modelsChanged();
    runQuery();
    buildScene();
}

void Document::closeModel(std::size_t model) {
    if (model >= m_models.size())
        return;
    m_scoreLane.supersede();
    m_isScoring = false;
    m_models.erase(m_models.begin() + std::ptrdiff_t(model));
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

std::size_t Document::reviewedCount() const {
    return std::size_t(
        std::count_if(marks().begin(), marks().end(), [](const auto& mark) { return mark.second.isReviewed(); }));
}

QStringList Document::paths() const {
    QStringList paths;
    if (m_dataset && !m_isDatasetFromAnswers)
        paths << nameOf(m_dataset->folder());
    for (const OpenModel& model : m_models)
        paths << nameOf(model.predictions->path);
    return paths;
}

const SampleScore* Document::scoreOf(std::size_t model, std::size_t index) const {
    return index < m_models[model].scoreOfSample.size() ? m_models[model].scoreOfSample[index] : nullptr;
}

bool Document::isIdle() const {
    return m_openLane.isIdle() && m_queryLane.isIdle() && m_scoreLane.isIdle() && m_samples.isIdle() && !m_isScoring;
}

void Document::setQuery(const Query& query) {
    if (m_query == query)
        return;
    m_query = query;
    m_leadsToFirst = true;
    runQuery();
}

void Document::runQuery() {
    m_queryLane.supersede();
    if (!m_dataset)
        return;
    QueryScope scope{m_dataset, {}, marks()};
    std::vector<std::shared_ptr<const ModelScore>> alive; // the scope points into them
    for (const OpenModel& model : m_models) {
        scope.scores.push_back(model.scoreOfSample);
        alive.push_back(model.score);
    }
    m_queryLane.run([query = m_query, scope = std::move(scope), alive = std::move(alive)](
                        const std::stop_token& stop) { return tracestudio::run(query, scope, stop); },
                    [this](Result<std::vector<std::uint32_t>> rows) {
                        if (!rows) {
                            Q_EMIT queryFailed(translated(rows.error()));
                            return;
                        }
                        Q_EMIT queryFailed({});
                        m_visible = std::move(*rows);
                        Q_EMIT visibleRowsChanged();
                        if (!m_startAt.isEmpty())
                            goTo(std::exchange(m_startAt, {}));
                        // A new question leads to its first answer; new scores or marks do not take the person away.
                        const bool leads = std::exchange(m_leadsToFirst, false) && visiblePosition() < 0;
                        if ((!m_current || leads) && !m_visible.empty())
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

void Document::setCurrent(std::size_t index) {
    if (!m_dataset || index >= m_dataset->size() || m_current == index)
        return;
    m_current = index;
    Q_EMIT currentChanged();
    if (const auto loaded = m_samples.request(index))
        showLoaded(*loaded);
}

void Document::step(int rows) {
    if (m_visible.empty())
        return;
    const std::ptrdiff_t position = visiblePosition();
    const std::ptrdiff_t wanted =
        position < 0 ? 0 : std::clamp<std::ptrdiff_t>(position + rows, 0, std::ptrdiff_t(m_visible.size()) - 1);
    setCurrent(m_visible[std::size_t(wanted)]);
}

void Document::stepUnreviewed(int rows) {
    std::ptrdiff_t position = visiblePosition() + rows;
    for (; position >= 0 && position < std::ptrdiff_t(m_visible.size()); position += rows)
        if (!markOf(m_visible[std::size_t(position)]).isReviewed()) {
            setCurrent(m_visible[std::size_t(position)]);
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

void Document::buildScene() {
    if (!m_shown.sample)
        return;
    auto scene = std::make_shared<ViewScene>();
    scene->sample = m_shown.sample;
    scene->cloud = m_shown.cloud;
    if (!m_shown.sample->groundTruth.isEmpty())
        scene->traces.push_back(
            {QStringLiteral("truth"), tr("Ground truth"), LayerKind::GroundTruth, m_shown.sample->groundTruth, {}});
    for (std::size_t i = 0; i < m_models.size(); ++i) {
        const OpenModel& model = m_models[i];
        const std::int64_t answer =
            m_shown.index < model.match.answerOfSample.size() ? model.match.answerOfSample[m_shown.index] : -1;
        if (answer < 0)
            continue;
        TraceLayer layer = traceLayer(model, int(i), model.predictions->rows[std::size_t(answer)],
                                      scoreOf(i, m_shown.index), m_shown.sample->frame.camera);
        if (!layer.trace.isEmpty())
            scene->traces.push_back(std::move(layer));
    }
    m_scene = std::move(scene);
    Q_EMIT sceneChanged();
}

void Document::prefetchNeighbours() {
    const std::ptrdiff_t position = visiblePosition();
    std::vector<std::size_t> near;
    for (const std::ptrdiff_t offset : {1, -1, 2})
        if (position >= 0 && position + offset >= 0 && position + offset < std::ptrdiff_t(m_visible.size()))
            near.push_back(m_visible[std::size_t(position + offset)]);
    m_samples.prefetch(near);
}

void Document::scoreNext() {
    if (m_isScoring)
        return;
    const auto next =
        std::find_if(m_models.begin(), m_models.end(), [](const OpenModel& model) { return !model.score; });
    if (next == m_models.end())
        return;
    m_isScoring = true;
    const QString what = tr("Scoring %1").arg(next->name);
    Q_EMIT progressChanged(what, 0);
    auto predictions = next->predictions;
    struct Scored {
        Result<ModelScore> score;
        std::shared_ptr<const ModelScore> model;
        std::vector<const SampleScore*> bySample;
    };
    const std::filesystem::path folder = m_isDatasetFromAnswers ? std::filesystem::path() : m_dataset->folder();
    m_scoreLane.run(
        [this, predictions, folder, what, geometry = m_geometry, meets = next->match](const std::stop_token& stop) {
            ScoreOptions options;
            options.scenes = geometry;
            options.stop = stop;
            auto lastPercent = std::make_shared<std::atomic<int>>(-1);
            options.progress = [this, stop, what, lastPercent](double share) {
                if (lastPercent->exchange(int(share * 100)) != int(share * 100))
                    m_scoreLane.post(stop, [this, what, share] { Q_EMIT progressChanged(what, share); });
            };
            Scored scored{score(predictions, folder, options), nullptr, {}};
            if (scored.score) {
                scored.model = std::make_shared<const ModelScore>(std::move(*scored.score));
                scored.bySample = scoresBySample(meets, *scored.model);
            }
            return scored;
        },
        [this, predictions](Scored scored) {
            m_isScoring = false;
            const auto model = std::find_if(m_models.begin(), m_models.end(),
                                            [&](const OpenModel& known) { return known.predictions == predictions; });
            Q_EMIT progressChanged({}, 1);
            if (!scored.model) {
                Q_EMIT reported(Severity::Error, translated(scored.score.error()));
            } else if (model != m_models.end()) {
                model->score = std::move(scored.model);
                model->scoreOfSample = std::move(scored.bySample);
                Q_EMIT scoresChanged();
                runQuery();
                buildScene();
                scoreNext();
            }
        });
}

void Document::cancelWork() {
    m_openLane.supersede();
    m_scoreLane.supersede();
    m_isScoring = false;
    Q_EMIT progressChanged({}, 1);
    Q_EMIT reported(Severity::Info, tr("Cancelled."));
}

void Document::setMark(std::size_t index, const ReviewMark& mark) {
    if (!m_marks || !m_dataset || index >= m_dataset->size())
        return;
    m_marks->set(std::string(m_dataset->row(index).id), mark);
    Q_EMIT marksChanged();
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

QString shortNameOf(const QString& name) {
    QString letters;
    for (const QChar c : name)
        if ((c.isUpper() || c.isDigit()) && letters.size() < 3)
            letters += c;
    return letters.size() >= 2 ? letters : name.left(2).toUpper();
}

} // namespace tracestudio
