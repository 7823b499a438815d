#include "app/asking.h"

#include "app/messages.h"
#include "benchmark/png_encoding.h"
#include "benchmark/scene_geometry.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTemporaryDir>
#include <chrono>
#include <fstream>
#include <mutex>

namespace tracestudio {

namespace {

/// How often a growing answer is shown: smooth to read, and next to nothing to paint.
constexpr int feedMilliseconds = 50;

class Texts {
    Q_DECLARE_TR_FUNCTIONS(Asking)
  public:
    static QString doing(Stage stage, double share) {
        const QString word = wordFor(stage);
        return share > 0 && share < 1 ? tr("%1 %2 %").arg(word).arg(int(share * 100)) : word;
    }
    static QString answering(int tokens, double seconds) {
        return seconds > 0 ? tr("answering · %1 tokens · %2 a second")
                                 .arg(tokens)
                                 .arg(QLocale().toString(tokens / seconds, 'f', 1))
                           : tr("answering");
    }
};

double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

bool isSameModel(const ModelRequest& a, const ModelRequest& b) {
    ModelRequest like = a;
    like.mostNewTokens = b.mostNewTokens;
    like.promptStyle = b.promptStyle;
    like.startsAtMeasuredDepth = b.startsAtMeasuredDepth;
    return like == b;
}

Result<void> writePng(const std::filesystem::path& path, const cv::Mat& picture) {
    const auto bytes = encodePng(picture);
    if (!bytes)
        return tl::unexpected(bytes.error());
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes->data()), std::streamsize(bytes->size()));
    file.close();
    if (!file)
        return failure(QT_TRANSLATE_NOOP("messages", "%1 cannot be written, and servers are sent files. Make room on "
                                                     "the disk."),
                       path.string());
    return {};
}

/// A camera's picture as a question. Servers are sent files, which lie in `folder`.
Result<Question> questionOf(const AskOrder& order, const std::optional<QTemporaryDir>& folder) {
    Question question;
    question.text = order.prompt.toStdString();
    question.frame = order.live->captured.frame;
    if (!folder)
        return question;
    question.imageFile = folder->filePath(QStringLiteral("image.png")).toStdU16String();
    if (auto written = writePng(question.imageFile, question.frame.colourBgr); !written)
        return tl::unexpected(written.error());
    if (!question.frame.hasDepth())
        return question;
    question.depthFile = folder->filePath(QStringLiteral("depth.png")).toStdU16String();
    if (auto written = writePng(question.depthFile, question.frame.depthMillimetres); !written)
        return tl::unexpected(written.error());
    return question;
}

Result<Question> questionAbout(const AskOrder& order) {
    const auto record = order.dataset->record(order.sample);
    if (!record)
        return tl::unexpected(record.error());
    return questionAbout(*order.dataset, *record, order.prompt.toStdString());
}

} // namespace

/// What the worker tells while it answers.
struct Asking::Feed {
    std::mutex mutex; // of all below
    std::string text;
    int tokens = 0;
    double firstAt = 0, lastAt = 0;
    Stage stage = Stage::Loading;
    double share = 0;
    QString run; ///< of a whole run, instead of all above
    double runShare = 0;
    bool isFresh = false;

    AnswerListener listener(const std::shared_ptr<Feed>& self) {
        AnswerListener listener;
        listener.text = [self](std::string_view more) {
            const std::lock_guard lock(self->mutex);
            self->text += more;
            ++self->tokens;
            self->lastAt = now();
            if (self->firstAt == 0)
                self->firstAt = self->lastAt;
            self->stage = Stage::Answering;
            self->isFresh = true;
        };
        listener.progress = [self](Stage reached, double part) {
            const std::lock_guard lock(self->mutex);
            self->stage = reached;
            self->share = part;
            self->isFresh = true;
        };
        return listener;
    }
};

/// The one model in memory.
struct Asking::Loaded {
    std::shared_ptr<TraceModel> model;
    ModelRequest request;

    Result<std::shared_ptr<TraceModel>> take(const ModelRequest& wanted, const AnswerListener& listener,
                                             const std::stop_token& stop) {
        if (model && isSameModel(request, wanted))
            return model;
        model.reset(); // first, so that two are never in memory at once
        auto opened = openModel(wanted, listener, stop);
        if (opened) {
            model = *opened;
            request = wanted;
        }
        return opened;
    }
};

struct Asking::Finished {
    Result<ModelAnswer> answer = stopped();
    QString place;
    double loadSeconds = 0;
};

Asking::Asking(Document* document, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_loaded(std::make_shared<Loaded>()) {
    m_feedTimer.setInterval(feedMilliseconds);
    connect(&m_feedTimer, &QTimer::timeout, this, &Asking::showFeed);
    connect(document->answers(), &LiveAnswers::removed, this, [this](int number) {
        std::erase(m_waiting, number);
        if (m_answering != number)
            return;
        m_stop.request_stop();
        m_answering = 0;
        setRunning(false);
        next();
    });
}

Asking::~Asking() {
    m_stop.request_stop();
    m_keepLane.finish();
}

bool Asking::isIdle() const {
    return !isBusy() && m_lane.isIdle() && m_scoreLane.isIdle() && m_keepLane.isIdle();
}

int Asking::ask(const AskOrder& asked) {
    AskOrder order = asked;
    order.options.seed = m_nextSeed++;
    LiveAnswer answer;
    if (order.live) {
        answer.sampleId = liveSampleId;
        answer.isOwnInstruction = false; // there is no truth to measure it against
    } else {
        const SampleRow row = order.dataset->row(order.sample);
        answer.sampleId = row.id;
        answer.isOwnInstruction = order.instruction.trimmed() == toQString(row.instruction).trimmed();
    }
    answer.model = order.modelName;
    answer.instruction = order.instruction;
    answer.prompt = order.prompt.toStdString();
    answer.task = order.task;
    answer.style = order.style;
    answer.startsAtMeasuredDepth = order.startsAtMeasuredDepth;
    answer.order = std::make_shared<const AskOrder>(std::move(order));
    QStringList taken;
    for (const OpenModel& model : m_document->models())
        taken << model.name;
    const int number = m_document->answers()->add(std::move(answer), taken);
    m_waiting.push_back(number);
    next();
    return number;
}

int Asking::askAgain(int number) {
    const LiveAnswer* answer = m_document->answers()->find(number);
    if (!answer || !answer->canBeAskedAgain())
        return 0; // it was not asked here, or its picture is no longer kept
    if (answer->order->live)
        return ask(AskOrder(*answer->order)); // about the same picture
    const auto& dataset = m_document->dataset();
    const auto sample = dataset ? dataset->find(answer->sampleId) : std::nullopt;
    if (!sample)
        return 0;
    AskOrder order = *answer->order;
    order.dataset = dataset; // which may have been read anew
    order.sample = *sample;
    return ask(order);
}

void Asking::run(const RunOrder& order) {
    m_waitingRuns.push_back(order);
    next();
}

void Asking::next() {
    if (m_isRunning)
        return;
    if (!m_waiting.empty()) {
        const int number = m_waiting.front();
        m_waiting.pop_front();
        start(number);
    } else if (!m_waitingRuns.empty()) {
        const RunOrder order = m_waitingRuns.front();
        m_waitingRuns.pop_front();
        start(order);
    }
}

void Asking::setRunning(bool isRunning) {
    m_isRunning = isRunning;
    if (isRunning)
        m_feedTimer.start();
    else
        m_feedTimer.stop();
    Q_EMIT busyChanged(isBusy());
}

void Asking::start(int number) {
    const std::shared_ptr<const AskOrder> order = m_document->answers()->find(number)->order;
    m_stop = std::stop_source();
    m_feed = std::make_shared<Feed>();
    m_answering = number;
    m_document->answers()->change(number, [](LiveAnswer& answer) { answer.state = LiveAnswer::State::Answering; });
    setRunning(true);
    m_lane.run(
        [order, feed = m_feed, loaded = m_loaded, stop = m_stop.get_token()](const std::stop_token&) -> Finished {
            const AnswerListener listener = feed->listener(feed);
            Finished finished;
            const double begin = now();
            const auto model = loaded->take(order->model, listener, stop);
            if (!model) {
                finished.answer = tl::unexpected(model.error());
                return finished;
            }
            finished.loadSeconds = now() - begin;
            if ((*model)->thinksFirst()) { // or its thoughts would be taken for the answer, as long as they go on
                const std::lock_guard lock(feed->mutex);
                feed->text = "<think>\n";
            }
            finished.place = toQString((*model)->place());
            std::optional<QTemporaryDir> folder; // goes when the answer is there
            if (order->live && order->model.isServer())
                folder.emplace();
            auto question = order->live ? questionOf(*order, folder) : questionAbout(*order);
            finished.answer =
                question ? (*model)->ask(*question, order->options, listener, stop) : tl::unexpected(question.error());
            return finished;
        },
        [this, number](Finished finished) { finish(number, std::move(finished)); });
}

void Asking::showFeed() {
    QString text;
    double share = -1;
    std::string said;
    {
        const std::lock_guard lock(m_feed->mutex);
        if (!std::exchange(m_feed->isFresh, false))
            return;
        if (!m_feed->run.isEmpty()) {
            text = m_feed->run;
            share = m_feed->runShare;
        } else if (m_feed->stage == Stage::Answering) {
            text = Texts::answering(m_feed->tokens, m_feed->lastAt - m_feed->firstAt);
            said = m_feed->text;
        } else {
            text = Texts::doing(m_feed->stage, m_feed->share);
            share = m_feed->share;
        }
    }
    Q_EMIT progressChanged(text, share);
    if (m_answering != 0)
        m_document->answers()->change(m_answering, [&](LiveAnswer& answer) {
            answer.doing = text;
            answer.text = said;
        });
}

/// The answer as far as it was said.
void Asking::leave(int number) {
    std::string said;
    {
        const std::lock_guard lock(m_feed->mutex);
        said = m_feed->text;
    }
    m_document->answers()->change(number, [&](LiveAnswer& answer) {
        answer.doing.clear();
        answer.text = std::move(said);
        answer.state = LiveAnswer::State::Stopped;
    });
    m_answering = 0;
    setRunning(false);
    Q_EMIT answered(number);
}

void Asking::finish(int number, Finished finished) {
    if (number != m_answering)
        return; // was stopped, and has been left already
    QString problem;
    m_document->answers()->change(number, [&](LiveAnswer& answer) {
        answer.place = finished.place;
        answer.doing.clear();
        if (finished.answer) {
            answer.state = LiveAnswer::State::Done;
            answer.text = std::move(finished.answer->text);
            answer.seconds = finished.answer->seconds;
            answer.seconds.load = finished.loadSeconds;
            answer.promptTokens = finished.answer->promptTokenCount;
            answer.newTokens = finished.answer->newTokenCount;
            answer.isCut = finished.answer->isCut;
            return;
        }
        answer.state = LiveAnswer::State::Failed;
        answer.problem = problem = translated(finished.answer.error());
    });
    m_answering = 0;
    setRunning(false);
    if (!problem.isEmpty())
        Q_EMIT reported(Severity::Error, problem);
    if (const LiveAnswer* answer = m_document->answers()->find(number)) {
        // A free question may well have asked for a trace.
        const bool hasTrace = answer->task == AnswerTask::Trace2D || answer->task == AnswerTask::Trace3D ||
                              (answer->task == AnswerTask::Free && parseLenient(answer->text, 0, 0).points.size() > 1);
        const bool isMeasured = answer->state == LiveAnswer::State::Done && answer->isOwnInstruction &&
                                !answer->order->isPromptEdited && hasTrace;
        if (isMeasured)
            score(number);
        Q_EMIT answered(number);
    }
    next();
}

void Asking::stop() {
    m_stop.request_stop();
    m_waitingRuns.clear();
    for (const int number : std::exchange(m_waiting, {}))
        m_document->answers()->change(number, [](LiveAnswer& answer) { answer.state = LiveAnswer::State::Stopped; });
    // The person need not wait until the model is between two of its layers; the worker's next job does.
    if (m_answering != 0)
        leave(m_answering);
}

void Asking::unload() {
    m_lane.run(
        [loaded = m_loaded](const std::stop_token&) {
            loaded->model.reset();
            return true;
        },
        [](bool) {});
}

void Asking::score(int number) {
    const LiveAnswer* answer = m_document->answers()->find(number);
    const auto& dataset = m_document->dataset();
    const auto sample = answer && dataset ? dataset->find(answer->sampleId) : std::nullopt;
    if (!sample)
        return;
    m_scoreLane.run(
        [answer = *answer, dataset, sample = *sample,
         geometry = m_document->geometry()](const std::stop_token& stop) -> Result<std::shared_ptr<const ModelScore>> {
            const auto record = dataset->record(sample);
            if (!record)
                return tl::unexpected(record.error());
            const std::string line =
                predictionLine(*record, answer.prompt, RunAnswer{answer.text, {}, 0, 0, 0}, answer.style);
            const auto file = predictionFrom(line, answer.model.toStdString(), answer.scoredAs());
            if (!file)
                return tl::unexpected(file.error());
            ScoreOptions options;
            options.threads = 1;
            options.scenes = geometry;
            options.stop = stop;
            auto scored = tracestudio::score(*file, dataset->folder(), options);
            if (!scored)
                return tl::unexpected(scored.error());
            return std::make_shared<const ModelScore>(std::move(*scored));
        },
        [this, number](Result<std::shared_ptr<const ModelScore>> scored) {
            if (!scored) {
                Q_EMIT reported(Severity::Error, translated(scored.error()));
                return;
            }
            m_document->answers()->change(number, [&](LiveAnswer& measured) { measured.score = *scored; });
        });
}

void Asking::keep(int number, const QString& folder, bool mayReplace) {
    const LiveAnswer* answer = m_document->answers()->find(number);
    const auto& dataset = m_document->dataset();
    const auto sample = answer && dataset ? dataset->find(answer->sampleId) : std::nullopt;
    if (!sample)
        return;
    struct Kept {
        QString path;
        bool isWritten = false;
    };
    m_keepLane.run(
        [answer = *answer, dataset, sample = *sample, folder, mayReplace](const std::stop_token&) -> Result<Kept> {
            const auto record = dataset->record(sample);
            if (!record)
                return tl::unexpected(record.error());
            auto store =
                PredictionStore::open(folder.toStdString(), fileNameOf(answer.model.toStdString()), answer.scoredAs());
            if (!store)
                return tl::unexpected(store.error());
            std::vector<std::string> order;
            for (std::size_t i = 0; i < dataset->size(); ++i)
                order.emplace_back(dataset->row(i).id);
            (*store)->setOrder(std::move(order));
            const QString path = QString::fromStdU16String((*store)->path().u16string());
            if (!mayReplace && (*store)->hasAnswer(answer.sampleId))
                return Kept{path, false};
            const RunAnswer said{answer.text, answer.place.toStdString(), answer.seconds.whole(), answer.promptTokens,
                                 answer.newTokens};
            if (auto put = (*store)->put(answer.sampleId, predictionLine(*record, answer.prompt, said, answer.style));
                !put)
                return tl::unexpected(put.error());
            if (auto written = (*store)->finish(); !written)
                return tl::unexpected(written.error());
            return Kept{path, true};
        },
        [this, number](Result<Kept> done) {
            if (!done)
                Q_EMIT reported(Severity::Error, translated(done.error()));
            else if (done->isWritten)
                Q_EMIT kept(done->path);
            else
                Q_EMIT wouldReplace(number, done->path);
        });
}

void Asking::start(const RunOrder& order) {
    m_stop = std::stop_source();
    m_feed = std::make_shared<Feed>();
    setRunning(true);
    struct Ended {
        QStringList paths;
        RunProgress counts;
        QString problem;
        bool isComplete = false;
    };
    m_lane.run(
        [order, feed = m_feed, loaded = m_loaded, stop = m_stop.get_token()](const std::stop_token&) -> Ended {
            Ended ended;
            const auto model = loaded->take(order.model, feed->listener(feed), stop);
            if (!model) {
                if (!stop.stop_requested())
                    ended.problem = translated(model.error());
                return ended;
            }
            RunRequest run;
            run.dataset = order.dataset;
            run.samples = order.samples;
            run.folder = order.folder.toStdString();
            run.modelName = fileNameOf(order.modelName.toStdString());
            run.style = order.style;
            run.jobs = order.jobs;
            run.stop = stop;
            run.ask = [&](const SampleRecord& record, const std::string& prompt, const std::stop_token& token) {
                return answerOf(**model, *order.dataset, record, prompt, order.mostNewTokens, token);
            };
            run.progress = [&](const RunProgress& counts) {
                const std::lock_guard lock(feed->mutex);
                feed->run = order.modelName + QStringLiteral(": ") + progressText(counts);
                feed->runShare = counts.total == 0 ? 1 : double(counts.done) / double(counts.total);
                feed->isFresh = true;
            };
            for (const Task task : order.tasks) {
                run.task = task;
                const auto result = runPredictions(run);
                if (!result) {
                    ended.problem = translated(result.error());
                    return ended;
                }
                ended.paths << QString::fromStdU16String(result->path.u16string());
                ended.counts.done += result->counts.done;
                ended.counts.failed += result->counts.failed;
                ended.counts.kept += result->counts.kept;
                ended.counts.total += result->counts.total;
                if (ended.problem.isEmpty() && !result->firstError.empty())
                    ended.problem = toQString(result->firstError);
                if (stop.stop_requested())
                    return ended;
            }
            ended.isComplete = true;
            return ended;
        },
        [this, order](Ended ended) {
            setRunning(false);
            if (!ended.problem.isEmpty())
                Q_EMIT reported(ended.paths.isEmpty() ? Severity::Error : Severity::Warning, ended.problem);
            Q_EMIT runEnded({order.dataset, ended.paths, ended.paths.isEmpty() ? QString() : summaryText(ended.counts),
                             ended.isComplete});
            next();
        });
}

} // namespace tracestudio
