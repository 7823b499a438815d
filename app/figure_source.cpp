#include "app/figure_source.h"

#include "app/document.h"
#include "app/messages.h"
#include "app/scene_marks.h"
#include "benchmark/sample_files.h"
#include "widgets/theme.h"
#include "widgets/verdict_chip.h"

#include <QCoreApplication>
#include <algorithm>
#include <future>
#include <iterator>
#include <map>
#include <set>

namespace tracestudio {

namespace {

class Texts {
    Q_DECLARE_TR_FUNCTIONS(Document)
  public:
    static QString truth() { return tr("Ground truth"); }
};

QString verdictOf(const SampleScore& score) {
    const std::string_view name = nameOf(score.verdict);
    return verdictWord(QString::fromLatin1(name.data(), qsizetype(name.size())));
}

/// Whether a trace with this verdict has waypoints that fail.
bool marksWaypoints(const Verdict& verdict) {
    return verdict.has(Cause::WrongStart) || verdict.has(Cause::WrongEnd) || verdict.has(Cause::Collision);
}

FigureAnswer::Outcome outcomeOf(const Verdict& verdict) {
    return verdict.isSuccess()   ? FigureAnswer::Outcome::Success
           : verdict.isFailure() ? FigureAnswer::Outcome::Failure
                                 : FigureAnswer::Outcome::Unknown;
}

std::shared_ptr<const FigureCase> loadCase(const FigureSubject& subject, std::size_t index) {
    auto made = std::make_shared<FigureCase>();
    const auto sample = subject.dataset->load(index);
    auto cloud = std::make_shared<const PointCloud>(backProject(sample->frame, sample->mask));
    made->scene = sceneFromFiles(index, sample, std::move(cloud), subject.models);
    made->sampleId = toQString(sample->id);
    made->instruction = toQString(sample->instruction);
    made->step = sample->step;
    for (std::size_t i = 0; i < subject.models.size(); ++i) {
        FigureAnswer answer;
        answer.layerId = QStringLiteral("model:%1").arg(i);
        answer.model = int(i);
        answer.colour = i < subject.modelColours.size() ? subject.modelColours[i] : QColor();
        if (!subject.models[i].answerTo(index))
            continue;
        if (const SampleScore* score = subject.models[i].scoreFor(index)) {
            answer.verdict = verdictOf(*score);
            answer.outcome = outcomeOf(score->verdict);
        }
        made->answers.push_back(answer);
    }
    for (std::size_t i = 0; i < subject.liveAnswers.size(); ++i) {
        const FigureLiveAnswer& live = subject.liveAnswers[i];
        if (live.sampleId != sample->id)
            continue;
        const SampleScore* score = live.score ? &live.score->samples.front() : nullptr;
        FigureAnswer answer;
        answer.layerId = QStringLiteral("answer:%1").arg(i);
        answer.model = subject.indexOf(live);
        answer.colour = live.colour;
        if (score) {
            answer.verdict = verdictOf(*score);
            answer.outcome = outcomeOf(score->verdict);
        }
        made->answers.push_back(answer);
        TraceLayer layer = traceLayer(answer.layerId, live.name, live.text, score, sample->frame.camera);
        if (live.startsAtMeasuredDepth)
            startAtMeasuredDepth(layer.trace, sample->frame);
        made->scene.traces.push_back(std::move(layer));
    }
    return made;
}

/// The size that most of the pictures have, as far as a look at some of them tells.
QSize commonSize(const FigureSubject& subject, const RgbdFrame& first) {
    constexpr std::size_t mostLooks = 60;
    std::map<std::pair<int, int>, int> counts;
    std::pair<int, int> best(640, 480);
    if (first.camera.widthPixels > 0 && first.camera.heightPixels > 0)
        best = {first.camera.widthPixels, first.camera.heightPixels};
    else if (first.hasColour())
        best = {first.colourBgr.cols, first.colourBgr.rows};
    ++counts[best];
    const std::size_t step = std::max<std::size_t>(1, subject.samples.size() / mostLooks);
    for (std::size_t i = step; i < subject.samples.size(); i += step) {
        const auto record = subject.dataset->record(subject.samples[i]);
        const auto size = record ? pictureSize(subject.dataset->pictureFolder() / record->imagePath) : failure("");
        if (size && ++counts[{size->width, size->height}] > counts[best])
            best = {size->width, size->height};
    }
    return {best.first, best.second};
}

/// Reads the sample after the one that was asked for ahead.
class CaseReader {
  public:
    CaseReader(const FigureSubject& subject, std::shared_ptr<const FigureCase> first,
               std::shared_ptr<std::vector<Error>> problems)
        : m_subject(subject)
        , m_first(std::move(first))
        , m_problems(std::move(problems)) {}

    Result<std::shared_ptr<const FigureCase>> load(std::size_t position) {
        std::shared_ptr<const FigureCase> made;
        if (position == 0)
            made = m_first;
        else if (m_ahead.valid() && m_aheadPosition == position)
            made = m_ahead.get();
        else
            made = loadCase(m_subject, m_subject.samples[position]);
        if (position + 1 < m_subject.samples.size()) {
            m_aheadPosition = position + 1;
            m_ahead = std::async(std::launch::async, [this, index = m_subject.samples[position + 1]] {
                return loadCase(m_subject, index);
            });
        }
        const Sample& sample = *made->scene.sample;
        if (!sample.problems.empty() && m_told.insert(sample.id).second)
            m_problems->push_back(sample.problems.front());
        if (!sample.frame.hasColour() && !sample.frame.hasDepth() && !sample.problems.empty())
            return tl::unexpected(sample.problems.front());
        return made;
    }

  private:
    const FigureSubject m_subject;
    const std::shared_ptr<const FigureCase> m_first;
    const std::shared_ptr<std::vector<Error>> m_problems;
    std::set<std::string> m_told;
    std::size_t m_aheadPosition = 0;
    std::future<std::shared_ptr<const FigureCase>> m_ahead; ///< last: waits for what uses the others
};

} // namespace

QStringList FigureSubject::names() const {
    QStringList names;
    for (const OpenModel& model : models)
        names << model.name;
    for (const FigureLiveAnswer& live : liveAnswers)
        if (indexOf(live) == names.size())
            names << live.name;
    return names;
}

int FigureSubject::indexOf(const FigureLiveAnswer& live) const {
    QStringList before;
    for (const FigureLiveAnswer& other : liveAnswers) {
        if (other.name == live.name)
            break;
        if (!before.contains(other.name))
            before << other.name;
    }
    return int(models.size()) + int(before.size());
}

Result<void> scoreModels(FigureSubject& subject, const std::stop_token& stop) {
    for (OpenModel& model : subject.models) {
        if (model.score)
            continue;
        ScoreOptions options;
        options.stop = stop;
        auto scored = score(
            model.predictions,
            subject.dataset->pictureFolder().empty() ? std::filesystem::path() : subject.dataset->folder(), options);
        if (!scored)
            return tl::unexpected(scored.error());
        model.score = std::make_shared<const ModelScore>(std::move(*scored));
        model.scoreOfSample = scoresBySample(*model.match, *model.score);
    }
    return {};
}

bool hasVerdict(const FigureSubject& subject, std::size_t sample, const QString& verdict) {
    return std::any_of(subject.models.begin(), subject.models.end(), [&](const OpenModel& model) {
        const SampleScore* score = model.scoreFor(sample);
        return score && (verdict == QLatin1String("failure") ? score->verdict.isFailure()
                                                             : toQString(nameOf(score->verdict)) == verdict);
    });
}

void takeThemeColours(FigureSubject& subject) {
    subject.modelColours.clear();
    for (int i = 0; i < int(subject.models.size()); ++i)
        subject.modelColours.push_back(theme().model(i));
    subject.truthColour = theme().groundTruth;
    subject.boxColour = theme().destination;
    subject.objectColour = theme().object;
}

FigureContent figureContent(const FigureSubject& subject) {
    FigureContent content;
    content.caseCount = subject.samples.size();
    content.models = subject.names();
    content.modelColours = subject.modelColours;
    for (const FigureLiveAnswer& live : subject.liveAnswers)
        if (subject.indexOf(live) == int(content.modelColours.size()))
            content.modelColours.push_back(live.colour);
    content.truthColour = subject.truthColour;
    content.boxColour = subject.boxColour;
    content.objectColour = subject.objectColour;
    for (const std::size_t index : subject.samples) {
        const SampleRow row = subject.dataset->row(index);
        content.ids << toQString(row.id);
        content.instructions << toQString(row.instruction);
    }
    if (subject.samples.empty())
        return content;
    const std::shared_ptr<const FigureCase> first = loadCase(subject, subject.samples.front());
    auto reader = std::make_shared<CaseReader>(subject, first, content.problems);
    content.load = [reader](std::size_t position) { return reader->load(position); };
    const Sample& sample = *first->scene.sample;
    content.pictureSize = commonSize(subject, sample.frame);
    content.hasTruth = !sample.groundTruth.isEmpty();
    content.hasBox = sample.destinationBox.has_value();
    content.hasObject = !sample.mask.isEmpty();
    for (const std::size_t index : subject.samples) {
        if (content.hasTruth && content.hasBox && content.hasObject)
            break;
        const auto record = subject.dataset->record(index);
        content.hasTruth = content.hasTruth || (record && !record->trajectory.empty());
        content.hasBox = content.hasBox || (record && record->box);
        content.hasObject = content.hasObject || (record && !record->maskPath.empty());
    }
    content.hasFailures =
        std::any_of(subject.samples.begin(), subject.samples.end(),
                    [&](std::size_t index) {
                        return std::any_of(subject.models.begin(), subject.models.end(), [&](const OpenModel& model) {
                            const SampleScore* score = model.scoreFor(index);
                            return score && marksWaypoints(score->verdict);
                        });
                    }) ||
        std::any_of(subject.liveAnswers.begin(), subject.liveAnswers.end(), [](const FigureLiveAnswer& live) {
            return live.score && marksWaypoints(live.score->samples.front().verdict);
        });
    return content;
}

std::optional<TraceLayer> truthLayer(const Sample& sample) {
    if (sample.groundTruth.isEmpty())
        return std::nullopt;
    return TraceLayer{QStringLiteral("truth"), Texts::truth(), LayerKind::GroundTruth, sample.groundTruth, {}};
}

ViewScene sceneFromFiles(std::size_t index, std::shared_ptr<const Sample> sample,
                         std::shared_ptr<const PointCloud> cloud, const std::vector<OpenModel>& models) {
    ViewScene scene;
    const Camera& camera = sample->frame.camera;
    if (auto truth = truthLayer(*sample))
        scene.traces.push_back(std::move(*truth));
    for (std::size_t i = 0; i < models.size(); ++i) {
        const OpenModel& model = models[i];
        const AnswerRow* answer = model.answerTo(index);
        if (!answer)
            continue;
        const std::string_view text = answer->prediction.isString() ? answer->prediction.text : std::string_view();
        // A score stands on what the answer's own row says of the picture; where it says nothing, on a guess that would
        // put the trace elsewhere.
        const bool saysItsSize = !answer->gtDepthIntrinsics.isAbsent();
        TraceLayer layer = traceLayer(QStringLiteral("model:%1").arg(i), model.name, text,
                                      saysItsSize ? model.scoreFor(index) : nullptr, camera);
        std::ranges::move(reasoningMarks(layer.layerId, text, camera), std::back_inserter(scene.marks));
        if (!layer.trace.isEmpty())
            scene.traces.push_back(std::move(layer));
    }
    scene.sample = std::move(sample);
    scene.cloud = std::move(cloud);
    return scene;
}

} // namespace tracestudio
