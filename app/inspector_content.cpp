#include "app/inspector_content.h"

#include "app/asking.h"
#include "app/messages.h"
#include "app/scene_marks.h"
#include "benchmark/reasoning.h"
#include "widgets/verdict_chip.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>

namespace tracestudio {

namespace {

QString fixed(double value, int decimals = 2) {
    return QString::number(value, 'f', decimals);
}

/// Words and numbers of one model's score.
class ModelWords {
    Q_DECLARE_TR_FUNCTIONS(InspectorContent)
  public:
    static InspectorModel of(const OpenModel& model, int index, const AnswerRow& answer, const SampleScore* score,
                             const ViewScene* scene) {
        InspectorModel words;
        words.layerId = QStringLiteral("model:%1").arg(index);
        words.name = model.name;
        words.shortName = model.shortName;
        if (!answer.error.empty())
            words.flags << tr("The query failed: %1").arg(toQString(answer.error));
        const std::string_view text = answer.prediction.isString() ? answer.prediction.text : std::string_view();
        fill(words, text, score, scene);
        if (!score)
            words.verdictText = tr("not scored yet");
        return words;
    }

    static InspectorModel of(const LiveAnswer& answer, bool hasTruth, const ViewScene* scene) {
        InspectorModel words;
        words.layerId = answer.layerId();
        words.name = answer.title;
        words.shortName = shortNameOf(answer.model) +
                          answer.title.mid(answer.model.size()).remove(QRegularExpression(QStringLiteral("[ ()]")));
        words.prompt = toQString(answer.prompt);
        fill(words, answer.text, answer.scored(), scene);
        using State = LiveAnswer::State;
        if (answer.state == State::Waiting)
            words.verdictText = tr("waits for its turn");
        else if (answer.state == State::Answering)
            words.verdictText = answer.doing.isEmpty() ? tr("answering") : answer.doing;
        else if (answer.state == State::Stopped)
            words.verdictText = tr("was stopped");
        else if (answer.state == State::Failed)
            words.verdictText = tr("could not answer");
        else if (!answer.scored())
            words.verdictText = said(answer);
        words.isGrowing = answer.state == State::Answering;
        if (!answer.problem.isEmpty())
            words.flags << answer.problem;
        if (answer.isCut)
            words.flags << tr("Cut off at the limit of tokens. Allow more of them to have the rest.");
        if (!answer.isOwnInstruction && answer.isTrace() && hasTruth && answer.isOver())
            words.flags << tr("Asked in other words than the sample's: “%1”").arg(answer.instruction);
        if (answer.order && answer.order->isPromptEdited)
            words.flags << tr("The prompt was changed by hand.");
        if (answer.isOver())
            actions(words, answer, hasTruth);
        run(words, answer, scene);
        return words;
    }

  private:
    /// What an answer comes to that is not measured against the truth.
    static QString said(const LiveAnswer& answer) {
        if (answer.task == AnswerTask::Measuring)
            if (const auto measured = parseMeasurement(answer.text))
                return tr("measures %1 m").arg(fixed(measured->metres, measured->metres < 1 ? 3 : 2));
        const int points = int(parseLenient(answer.text, 0, 0).points.size());
        if (answer.task == AnswerTask::Measuring)
            return tr("names no length");
        if (points > 0)
            return answer.isTrace() ? tr("answers with %n waypoint(s)", nullptr, points)
                                    : tr("points at %n place(s)", nullptr, points);
        return answer.task == AnswerTask::Free ? tr("has answered") : tr("answers without points");
    }

    static void actions(InspectorModel& words, const LiveAnswer& answer, bool hasTruth) {
        const bool hasText = !answer.text.empty();
        if (answer.isTrace() && hasTruth && hasText && !answer.scored())
            words.actions.push_back(
                {QStringLiteral("score"), tr("Score"), tr("Measure the answer against the sample's ground truth")});
        if (hasText) {
            const QString obstacle =
                !answer.isTrace()          ? tr("Files of answers hold traces only; copy this one instead.")
                : !answer.isOwnInstruction ? tr("Files of answers hold answers to the samples' own instructions; copy "
                                                "this one instead.")
                : answer.state != LiveAnswer::State::Done ? tr("It is not whole. Ask again, and keep that answer.")
                                                          : QString();
            if (answer.sampleId != liveSampleId)
                words.actions.push_back({QStringLiteral("keep"), tr("Keep"),
                                         obstacle.isEmpty() ? tr("Write the answer to a file of answers") : obstacle,
                                         obstacle.isEmpty()});
            words.actions.push_back({QStringLiteral("copy"), tr("Copy"), tr("Copy the answer's text")});
        }
        if (answer.canBeAskedAgain())
            words.actions.push_back({QStringLiteral("again"), tr("Ask again"), tr("Put the same question once more")});
        words.actions.push_back({QStringLiteral("remove"), tr("Remove"), tr("Take the answer away")});
    }

    /// Where the trace is drawn from, when that is not what was answered.
    static QString startDepth(const LiveAnswer& answer, const ViewScene& scene) {
        const RgbdFrame& frame = scene.sample->frame;
        Trace trace = traceLayer({}, {}, answer.text, answer.scored(), frame.camera).trace;
        if (!trace.is3D())
            return {};
        const double answered = trace.points().front().z;
        const auto measured = startAtMeasuredDepth(trace, frame);
        return measured ? tr("%1 m measured, %2 m answered").arg(fixed(*measured), fixed(answered)) : QString();
    }

    static void run(InspectorModel& words, const LiveAnswer& answer, const ViewScene* scene) {
        const auto add = [&words](const QString& label, const QString& value, const QString& toolTip = {}) {
            words.run.push_back({label, value, {}, NumberState::Neutral, toolTip});
        };
        if (answer.order) {
            add(tr("task"), answer.order->taskText);
            if (const AnswerOptions& options = answer.order->options; options.samples)
                add(tr("drawn by chance"),
                    tr("temperature %1, seed %2").arg(options.temperature.value_or(1)).arg(options.seed));
        }
        if (answer.startsAtMeasuredDepth && answer.isTrace() && scene)
            if (const QString depth = startDepth(answer, *scene); !depth.isEmpty())
                add(tr("start depth"), depth,
                    tr("The trace is drawn from the depth that was measured at its start. Scores and files keep the "
                       "answer's own"));
        if (!answer.place.isEmpty())
            add(tr("on"), answer.place);
        if (answer.state != LiveAnswer::State::Done)
            return;
        if (answer.newTokens > 0)
            add(tr("tokens"), tr("%1 read, %2 written").arg(answer.promptTokens).arg(answer.newTokens),
                tr("Of the question with its picture, and of the answer"));
        if (answer.tokensPerSecond() > 0)
            add(tr("speed"), tr("%1 tokens/s").arg(fixed(answer.tokensPerSecond(), 1)));
        const StageTimes& seconds = answer.seconds;
        if (seconds.load >= 0.05)
            add(tr("loading"), tr("%1 s").arg(fixed(seconds.load, 1)));
        const double picture = seconds.prepare + seconds.see;
        if (picture > 0)
            add(tr("picture"), tr("%1 s").arg(fixed(picture)), tr("Preparing the picture and seeing it"));
        if (seconds.read > 0)
            add(tr("reading"), tr("%1 s").arg(fixed(seconds.read)), tr("Up to the first word"));
        add(tr("answering"), tr("%1 s").arg(fixed(seconds.answer)));
    }

    /// What follows from an answer's text and score.
    static void fill(InspectorModel& words, std::string_view text, const SampleScore* score, const ViewScene* scene) {
        words.answer = toQString(text);
        if (scene)
            words.steps = inspectorSteps(text, scene->sample->frame.camera);
        const TraceLayer* layer = nullptr;
        if (scene)
            for (const TraceLayer& trace : scene->traces)
                if (trace.layerId == words.layerId)
                    layer = &trace;
        if (layer) {
            words.waypointCount = int(layer->trace.size());
            const auto failing = std::find_if(layer->failures.begin(), layer->failures.end(),
                                              [](const QString& reason) { return !reason.isEmpty(); });
            words.firstFailingWaypoint = failing == layer->failures.end() ? -1 : int(failing - layer->failures.begin());
        }
        if (!score) {
            const Camera camera = scene ? scene->sample->frame.camera : Camera();
            const LenientParse parsed = parseLenient(text, camera.widthPixels, camera.heightPixels);
            if (!parsed.points.empty())
                words.answerTitle = tr("%n point(s)", nullptr, int(parsed.points.size()));
            spans(words, text, parsed, layer);
            return;
        }
        words.verdict = toQString(nameOf(score->verdict));
        words.verdictText = sentence(score->verdict);
        for (const Cause cause : score->verdict.causes)
            words.causes << (cause == Cause::NotMeasured && score->verdict.notMeasured
                                 ? tr("not measured: %1").arg(translated(*score->verdict.notMeasured))
                                 : verdictWord(toQString(nameOf(cause))));
        if (score->official3d)
            numbers3D(words, *score->official3d, score->verdict);
        else
            numbers2D(words, *score->official2d);
        carefulNumbers(words, score->careful, score->official3d.has_value());
        for (const FaultFlag& fault : score->faults)
            words.flags << tr("%1 (rule %2)").arg(translated(fault.explanation)).arg(fault.rule);
        spans(words, text, score->careful.parsed, layer);
        differences(words, *score);
    }

    static QString sentence(const Verdict& verdict) {
        if (verdict.isSuccess())
            return tr("succeeds");
        switch (verdict.causes.front()) {
        case Cause::NoParse:
            return tr("fails: the answer holds no points");
        case Cause::NoDepth:
            return tr("fails: the answer has no depth");
        case Cause::WrongStart:
            return tr("fails by its start");
        case Cause::WrongEnd:
            return tr("fails by its end");
        case Cause::Collision:
            return tr("fails by collision");
        case Cause::NotMeasured:
            return tr("is not measured");
        }
        return {};
    }

    static InspectorNumber distance(const QString& label, const std::optional<double>& metres, double limit,
                                    const QString& toolTip) {
        if (!metres)
            return {label, tr("not measured"), {}, NumberState::NotMeasured, toolTip};
        const bool isGood = *metres < limit;
        return {label, tr("%1 m").arg(fixed(*metres)),
                QStringLiteral("%1 %2").arg(isGood ? QStringLiteral("<") : QStringLiteral("≥"), fixed(limit)),
                isGood ? NumberState::Good : NumberState::Bad, toolTip};
    }

    static void path(std::vector<InspectorNumber>& rows, const PathOutcome& outcome, const QString& unit) {
        if (!outcome.metrics) {
            rows.push_back(
                {tr("path"), tr("not measured"), {}, NumberState::NotMeasured, excludedReason(outcome.excluded)});
            return;
        }
        const PathMetrics& m = *outcome.metrics;
        const auto text = [&unit](double value) {
            return unit.isEmpty() ? fixed(value, 3) : fixed(value, 3) + QLatin1Char(' ') + unit;
        };
        rows.push_back({tr("Fréchet"),
                        text(m.frechet),
                        {},
                        NumberState::Neutral,
                        tr("Discrete Fréchet distance to the true trace")});
        rows.push_back(
            {tr("Hausdorff"), text(m.hausdorff), {}, NumberState::Neutral, tr("Hausdorff distance to the true trace")});
        rows.push_back(
            {tr("RMSE"), text(m.rmse), {}, NumberState::Neutral, tr("Root mean square error along the trace")});
        rows.push_back({tr("MAE"),
                        text(m.mae),
                        {},
                        NumberState::Neutral,
                        tr("Mean absolute error along the trace, a mean over coordinates too")});
    }

    static QString excludedReason(const std::string& excluded) {
        if (excluded == "seed_never_returns")
            return tr("The published script would never return from this answer.");
        if (excluded == "dfd_over_100")
            return tr("The Fréchet distance is above 100, which the published script leaves out.");
        if (excluded == "nan")
            return tr("The resampled trace is not a number, which the published script leaves out.");
        return tr("There is no trace to compare.");
    }

    static void numbers3D(InspectorModel& words, const Official3D& official, const Verdict& verdict) {
        words.numbers.push_back(distance(tr("start"), official.startDistance, threshold::startMetres,
                                         tr("From the first waypoint to the object's cloud or the true start")));
        words.numbers.push_back(distance(tr("end"), official.endDistance, threshold::endMetres,
                                         tr("From the nearest of the last three waypoints to the destination box")));
        if (official.collisionRatios && !official.collisionRatios->empty()) {
            const auto worst = std::max_element(official.collisionRatios->begin(), official.collisionRatios->end());
            const bool isGood = !official.collides;
            words.numbers.push_back(
                {tr("collision"),
                 isGood ? fixed(*worst)
                        : tr("%1 at waypoint %2").arg(fixed(*worst)).arg(worst - official.collisionRatios->begin() + 1),
                 QStringLiteral("%1 %2").arg(isGood ? QStringLiteral("≤") : QStringLiteral(">"),
                                             fixed(threshold::collisionRatio)),
                 isGood ? NumberState::Good : NumberState::Bad,
                 tr("Largest share of the object inside obstacles, at the waypoints only")});
        } else {
            words.numbers.push_back({tr("collision"), tr("not measured"), {}, NumberState::NotMeasured, {}});
        }
        if (!official.startInMask.empty())
            words.numbers.push_back({tr("start in mask"),
                                     official.startInMask.front() ? tr("yes") : tr("no"),
                                     {},
                                     NumberState::Neutral,
                                     tr("The first waypoint's pixel is on the object; not part of the verdict")});
        if (!official.endInBox.empty())
            words.numbers.push_back({tr("end in 2D box"),
                                     official.endInBox.front() ? tr("yes") : tr("no"),
                                     {},
                                     NumberState::Neutral,
                                     tr("One of the last waypoints is in the box's outline; not part of the verdict")});
        if (!verdict.has(Cause::NoParse) && !verdict.has(Cause::NoDepth))
            path(words.path, official.path3d, tr("m"));
    }

    static void numbers2D(InspectorModel& words, const Official2D& official) {
        const auto flag = [](const QString& label, const std::optional<bool>& value, const QString& toolTip) {
            if (!value)
                return InspectorNumber{label, tr("not measured"), {}, NumberState::NotMeasured, toolTip};
            return InspectorNumber{
                label, *value ? tr("yes") : tr("no"), {}, *value ? NumberState::Good : NumberState::Bad, toolTip};
        };
        words.numbers.push_back(
            flag(tr("start in mask"), official.startInMask, tr("The first waypoint's pixel is on the object")));
        words.numbers.push_back(flag(tr("end in 2D box"), official.endInBox,
                                     tr("One of the last three waypoints is in the box's outline")));
        path(words.path, official.path, {});
    }

    static void carefulNumbers(InspectorModel& words, const Careful& careful, bool is3D) {
        words.careful.push_back({tr("verdict"),
                                 verdictWord(toQString(nameOf(careful.verdict))),
                                 {},
                                 careful.verdict.isSuccess()               ? NumberState::Good
                                 : careful.verdict.has(Cause::NotMeasured) ? NumberState::NotMeasured
                                                                           : NumberState::Bad,
                                 careful.verdict.notMeasured ? translated(*careful.verdict.notMeasured) : QString()});
        if (careful.parsed.points.empty())
            return;
        if (is3D) {
            words.careful.push_back(distance(tr("start"), careful.startDistance, threshold::startMetres, {}));
            words.careful.push_back(distance(tr("end"), careful.endDistance, threshold::endMetres, {}));
            if (careful.worstSweptRatio) {
                const bool isGood = *careful.worstSweptRatio <= threshold::collisionRatio;
                words.careful.push_back({tr("swept collision"),
                                         isGood ? fixed(*careful.worstSweptRatio)
                                                : tr("%1 at %2 %")
                                                      .arg(fixed(*careful.worstSweptRatio))
                                                      .arg(qRound(*careful.worstSweptAt * 100)),
                                         QStringLiteral("%1 %2").arg(isGood ? QStringLiteral("≤") : QStringLiteral(">"),
                                                                     fixed(threshold::collisionRatio)),
                                         isGood ? NumberState::Good : NumberState::Bad,
                                         tr("Largest share of the object inside obstacles anywhere along the trace")});
            } else {
                words.careful.push_back({tr("swept collision"), tr("not measured"), {}, NumberState::NotMeasured, {}});
            }
            return;
        }
        const auto pixels = [](const QString& label, const std::optional<double>& value) {
            if (!value)
                return InspectorNumber{label, tr("not measured"), {}, NumberState::NotMeasured, {}};
            return InspectorNumber{
                label, tr("%1 px").arg(fixed(*value, 1)), {}, *value > 0 ? NumberState::Bad : NumberState::Good, {}};
        };
        words.careful.push_back(pixels(tr("start to mask"), careful.startDistance));
        words.careful.push_back(pixels(tr("end to 2D box"), careful.endDistance));
    }

    static void spans(InspectorModel& words, std::string_view text, const LenientParse& parsed,
                      const TraceLayer* layer) {
        Utf16Positions positionOf(text);
        for (std::size_t i = 0; i < parsed.points.size(); ++i) {
            const TextSpan& span = parsed.points[i].span;
            if (span.begin < positionOf.byte() || span.end < span.begin || span.end > text.size())
                continue;
            InspectorSpan shown;
            shown.begin = positionOf(span.begin);
            shown.end = positionOf(span.end);
            shown.waypoint = int(i);
            if (layer && i < layer->trace.size()) {
                shown.isFailing = i < layer->failures.size() && !layer->failures[i].isEmpty();
                shown.tooltip = tr("waypoint %1").arg(i + 1);
                if (shown.isFailing)
                    shown.tooltip += QStringLiteral(": ") + layer->failures[i];
                Hover place{layer->trace.pixels()[i], {}};
                if (layer->trace.is3D())
                    place.point = layer->trace.points()[i];
                shown.place = place;
            }
            words.spans.push_back(shown);
        }
    }

    static void differences(InspectorModel& words, const SampleScore& score) {
        const OfficialParse& official = score.official3d ? score.official3d->parsed : score.official2d->parsed;
        const LenientParse& lenient = score.careful.parsed;
        const int found = int(lenient.points.size());
        words.answerTitle = tr("%1 points officially, %2 leniently").arg(official.rows).arg(found);
        bool isSame = official.rows == found;
        for (int i = 0; isSame && i < found; ++i)
            isSame = std::abs(official.at(i, 0) - lenient.points[std::size_t(i)].x) < 1e-5 &&
                     std::abs(official.at(i, 1) - lenient.points[std::size_t(i)].y) < 1e-5;
        if (isSame) {
            words.answerTitle = tr("%n point(s)", nullptr, found);
            return;
        }
        if (official.raises())
            words.parserDifferences << tr("official: %1").arg(toQString(official.exception));
        else
            words.parserDifferences << tr("official: %1").arg(listOf(official));
        words.parserDifferences << tr("lenient: %1").arg(listOf(lenient));
        const QStringList notes = noteWords(lenient);
        if (!notes.isEmpty())
            words.parserDifferences << tr("read leniently: %1").arg(notes.join(QStringLiteral(", ")));
    }

    static QString listOf(const OfficialParse& parsed) {
        QStringList points;
        for (int i = 0; i < parsed.rows && i < 12; ++i) {
            QString point =
                QStringLiteral("(%1, %2").arg(qRound(parsed.at(i, 0) * 1000)).arg(qRound(parsed.at(i, 1) * 1000));
            point += parsed.columns > 2 ? QStringLiteral(", %1)").arg(fixed(parsed.at(i, 2))) : QStringLiteral(")");
            points << point;
        }
        return tr("%n point(s)", nullptr, parsed.rows) + QLatin1Char(' ') + points.join(QLatin1Char(' '));
    }

    static QString listOf(const LenientParse& parsed) {
        QStringList points;
        for (std::size_t i = 0; i < parsed.points.size() && i < 12; ++i) {
            const LenientPoint& p = parsed.points[i];
            QString point = QStringLiteral("(%1, %2").arg(qRound(p.x * 1000)).arg(qRound(p.y * 1000));
            point += p.depthMetres ? QStringLiteral(", %1)").arg(fixed(*p.depthMetres)) : QStringLiteral(")");
            points << point;
        }
        return tr("%n point(s)", nullptr, int(parsed.points.size())) + QLatin1Char(' ') + points.join(QLatin1Char(' '));
    }

    static QStringList noteWords(const LenientParse& parsed) {
        QStringList words;
        const auto add = [&](LenientNote note, const QString& text) {
            if (parsed.has(note))
                words << text;
        };
        add(LenientNote::ThinkingStripped, tr("thinking left out"));
        add(LenientNote::AnswerTagUnwrapped, tr("answer tag unwrapped"));
        add(LenientNote::Unfenced, tr("no code fence"));
        add(LenientNote::Truncated, tr("cut off"));
        add(LenientNote::LabelledPoints, tr("labelled points"));
        add(LenientNote::UnitRange, tr("coordinates from 0 to 1"));
        add(LenientNote::PixelRange, tr("coordinates in pixels"));
        add(LenientNote::MixedArity, tr("points with and without depth"));
        add(LenientNote::OddArity, tr("odd number of coordinates"));
        add(LenientNote::NonFinite, tr("coordinates that are no numbers"));
        return words;
    }
};

class SampleWords {
    Q_DECLARE_TR_FUNCTIONS(InspectorContent)
  public:
    /// Of a camera's picture.
    static InspectorContent ofLive(const Sample& sample) {
        InspectorContent content = of(sample);
        content.title = tr("Live");
        return content;
    }

    static InspectorContent of(const Sample& sample) {
        InspectorContent content;
        content.sampleId = toQString(sample.id);
        content.instruction = toQString(sample.instruction);
        content.target = toQString(sample.targetObject);
        content.destination = toQString(sample.destination);
        QStringList kind;
        if (sample.step)
            kind << QString::number(*sample.step);
        if (!sample.category.empty())
            kind << toQString(sample.category);
        if (!kind.isEmpty())
            content.facts.push_back({tr("step · category"), kind.join(QStringLiteral(" · "))});
        if (!sample.dataSource.empty())
            content.facts.push_back({tr("source"), toQString(sample.dataSource)});
        const Camera& camera = sample.frame.camera;
        if (camera.widthPixels > 0)
            content.facts.push_back(
                {tr("depth picture"), QStringLiteral("%1×%2").arg(camera.widthPixels).arg(camera.heightPixels)});
        if (camera.isValid()) {
            content.facts.push_back(
                {tr("focal length"), tr("%1, %2 px").arg(fixed(camera.fx, 1), fixed(camera.fy, 1))});
            content.facts.push_back(
                {tr("principal point"), tr("%1, %2 px").arg(fixed(camera.cx, 1), fixed(camera.cy, 1))});
        }
        if (sample.groundTruth.is3D())
            content.facts.push_back(
                {tr("true trace"),
                 tr("%1 waypoints, %2 m").arg(sample.groundTruth.size()).arg(fixed(sample.groundTruth.length()))});
        for (const Error& problem : sample.problems)
            content.problems << translated(problem);
        return content;
    }
};

class SummaryWords {
    Q_DECLARE_TR_FUNCTIONS(SummaryContent)
  public:
    static QString percent(double rate) { return tr("%1 %").arg(rate * 100, 0, 'f', 1); }
    static void addRate(std::vector<SummaryRate>& rates, const QString& label, const std::optional<double>& value,
                        const QString& toolTip = {}) {
        rates.push_back({label, value ? percent(*value) : QStringLiteral("–"), toolTip});
    }
    static void addShare(std::vector<SummaryRate>& rates, const QString& label, std::size_t part, std::size_t whole) {
        rates.push_back({label, whole ? percent(double(part) / double(whole)) : QStringLiteral("–"),
                         tr("%1 of %2").arg(part).arg(whole)});
    }
    static void addMetres(std::vector<SummaryRate>& rates, const QString& label, const std::optional<double>& value) {
        rates.push_back({label, value ? tr("%1 m").arg(fixed(*value)) : QStringLiteral("–"), {}});
    }

    static SummaryModel of(const OpenModel& model) {
        SummaryModel summary;
        summary.name = model.name;
        summary.counts = {
            {tr("answers"), QString::number(model.predictions->rows.size()), {}},
            {tr("matched"), QString::number(model.match->matched), {}},
            {tr("missing"), QString::number(model.match->missing), tr("samples without an answer")},
            {tr("extra"), QString::number(model.match->extra), tr("answers without a sample")},
            {tr("duplicate"), QString::number(model.match->duplicate), tr("further answers to the same sample")},
            {tr("unreadable"), QString::number(model.match->unreadable), tr("lines that are no answer")}};
        for (const UnreadableLine& line : model.predictions->unreadable)
            if (summary.faults.size() < 5)
                summary.faults << translated(line.error);
        if (!model.score)
            return summary;
        const Aggregate& official = model.score->official;
        const bool is3D = model.predictions->task == Task::ThreeD;
        if (is3D) {
            addRate(summary.published, tr("overall success"), official.overallSuccessRate,
                    tr("start, end and no collision, over all answers"));
            addRate(summary.published, tr("3D start"), official.startSuccessRate);
            addRate(summary.published, tr("3D end"), official.endSuccessRate);
            addRate(summary.published, tr("no collision"), official.noCollisionRate);
        }
        addRate(summary.published, tr("2D start"), official.startInMaskRate,
                is3D ? tr("of the 3D answers, projected") : QString());
        addRate(summary.published, tr("2D end"), official.endInBoxRate,
                is3D ? tr("of the 3D answers, projected") : QString());
        if (is3D) {
            addMetres(summary.published, tr("mean start distance"), official.meanStartDistance);
            addMetres(summary.published, tr("mean end distance"), official.meanEndDistance);
        }
        const auto& path = is3D ? official.path3d : official.path2d;
        summary.published.push_back({tr("mean Fréchet distance"),
                                     path ? fixed(path->mean.frechet, 3) : QStringLiteral("–"),
                                     is3D ? tr("metres") : tr("fractions of the picture's size")});
        const CarefulAggregate& careful = model.score->careful;
        addShare(summary.careful, tr("overall success"), careful.successes, careful.measured ? careful.answers : 0);
        addShare(summary.careful, tr("answers read"), careful.parsed, careful.answers);
        addShare(summary.careful, tr("start at the object"), careful.startSucceeds, careful.startMeasured);
        addShare(summary.careful, tr("end at the destination"), careful.endSucceeds, careful.endMeasured);
        if (is3D)
            addShare(summary.careful, tr("free of collision, swept"), careful.collisionFree, careful.collisionMeasured);
        if (official.seedAborts)
            summary.faults << tr("The published script ends with an exception on this file.");
        if (official.seedNeverReturns)
            summary.faults << tr("The published script never returns from this file.");
        return summary;
    }

    static SummaryGroup group(const Dataset& dataset, const std::vector<OpenModel>& models, const QString& key,
                              const QString& title, BreakdownBy by) {
        SummaryGroup group{key, title, {}};
        for (std::size_t m = 0; m < models.size(); ++m) {
            if (!models[m].score)
                continue;
            for (const Breakdown& part : breakdown(*models[m].score, dataset, by)) {
                const QString value = toQString(part.value);
                auto row = std::find_if(group.rows.begin(), group.rows.end(),
                                        [&](const auto& known) { return known.value == value; });
                if (row == group.rows.end()) {
                    group.rows.push_back(
                        {value, value.isEmpty() ? tr("(none)") : value, std::vector<SummaryShare>(models.size())});
                    row = std::prev(group.rows.end());
                }
                row->shares[m] = {qint64(part.successes), qint64(part.answers)};
            }
        }
        const bool isNumber = by == BreakdownBy::Step;
        std::sort(group.rows.begin(), group.rows.end(), [isNumber](const auto& a, const auto& b) {
            return isNumber ? a.value.toInt() < b.value.toInt() : a.value < b.value;
        });
        return group;
    }
};

} // namespace

std::optional<InspectorContent> inspectorContent(const Document& document) {
    const auto& scene = document.scene();
    if (!scene || (!document.current() && !document.isLive()))
        return std::nullopt;
    InspectorContent content =
        document.isLive() ? SampleWords::ofLive(*scene->sample) : SampleWords::of(*scene->sample);
    const auto index = document.isLive() ? std::nullopt : document.dataset()->find(scene->sample->id);
    const std::size_t sample = index.value_or(document.current().value_or(0));
    for (std::size_t i = 0; i < document.models().size() && !document.isLive(); ++i) {
        const OpenModel& model = document.models()[i];
        if (const AnswerRow* answer = model.answerTo(sample))
            content.models.push_back(ModelWords::of(model, int(i), *answer, model.scoreFor(sample), scene.get()));
    }
    for (const LiveAnswer* answer : document.answers()->toShow(scene->sample->id))
        content.models.push_back(ModelWords::of(*answer, !scene->sample->groundTruth.isEmpty(), scene.get()));
    return content;
}

std::optional<InspectorModel> inspectorModel(const Document& document, int answer) {
    const auto& scene = document.scene();
    const LiveAnswer* found = document.answers()->find(answer);
    if (!scene || !found || found->sampleId != scene->sample->id)
        return std::nullopt;
    return ModelWords::of(*found, !scene->sample->groundTruth.isEmpty(), scene.get());
}

SummaryContent summaryContent(const Dataset& dataset, const std::vector<OpenModel>& models) {
    SummaryContent content;
    for (const OpenModel& model : models)
        content.models.push_back(SummaryWords::of(model));
    if (content.models.empty())
        return content;
    content.groups = {
        SummaryWords::group(dataset, models, QStringLiteral("step"),
                            QCoreApplication::translate("SummaryContent", "By step"), BreakdownBy::Step),
        SummaryWords::group(dataset, models, QStringLiteral("category"),
                            QCoreApplication::translate("SummaryContent", "By category"), BreakdownBy::Category),
        SummaryWords::group(dataset, models, QStringLiteral("source"),
                            QCoreApplication::translate("SummaryContent", "By source"), BreakdownBy::DataSource)};
    return content;
}

} // namespace tracestudio
