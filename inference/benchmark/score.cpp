#include "benchmark/score.h"

#include "benchmark/row_fields.h"
#include "benchmark/sample_files.h"
#include "benchmark/score_careful.h"
#include "benchmark/score_official.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <thread>

namespace tracestudio {

namespace {

using CloudKind = SceneGeometry::CloudKind;

std::uint32_t faultsOfTruth(const AnswerRow& answer) {
    return (answer.maskPath.empty() ? fault::noMaskPath : 0) | faultsOfTrajectory(answer.trajectoryAsWritten) |
           faultsOfBox(answer.boxCentre, answer.boxExtent, answer.boxRotation);
}

Verdict verdictOfUnannotated() {
    Verdict verdict;
    verdict.notMeasured =
        Error{TRANSLATABLE("This sample is not annotated yet: it has no mask, trace or box to score against."), {}};
    verdict.causes = {Cause::NotMeasured};
    return verdict;
}

std::size_t scoredCount(const std::vector<SampleScore>& samples) {
    return std::size_t(std::ranges::count(samples, false, &SampleScore::isUnannotated));
}

Verdict officialVerdict(const SampleScore& sample, bool hasFiles) {
    Verdict verdict;
    const auto add = [&verdict](Cause cause) { verdict.causes.push_back(cause); };
    const auto notMeasured = [&](const char* text, std::vector<std::string> args = {}) {
        verdict.notMeasured = Error{text, std::move(args)};
        add(Cause::NotMeasured);
        return verdict;
    };
    if (sample.isUnannotated)
        return verdictOfUnannotated();
    if (sample.official2d) {
        const Official2D& official = *sample.official2d;
        if (official.parsed.rows == 0 && (official.status == "ok" || official.parsed.raises())) {
            add(Cause::NoParse);
            return verdict;
        }
        if (official.status != "ok")
            return notMeasured(TRANSLATABLE("The published evaluator stops here: %1"), {official.error});
        if (official.startInMask && !*official.startInMask)
            add(Cause::WrongStart);
        if (!official.endInBox)
            add(Cause::WrongEnd);
        if (!official.startInMask)
            return notMeasured(TRANSLATABLE("There are no pictures, so the start is not known."));
        return verdict;
    }
    const Official3D& official = *sample.official3d;
    if (official.status == "seed_aborts")
        return notMeasured(TRANSLATABLE("The published evaluator stops here: %1"), {official.error});
    if (official.skipReason == "no_intrinsics" || official.skipReason == "bad_intrinsics")
        return notMeasured(TRANSLATABLE("The intrinsics are missing or neither 3×3 nor 4×4."));
    if (official.parsed.rows == 0) {
        add(Cause::NoParse);
        return verdict;
    }
    if (official.status == "skipped") {
        add(Cause::NoDepth);
        return verdict;
    }
    if (hasFiles && !official.startSucceeds)
        add(Cause::WrongStart);
    if (!official.endSucceeds)
        add(Cause::WrongEnd);
    if (official.collides)
        add(Cause::Collision);
    if (!hasFiles)
        return notMeasured(TRANSLATABLE("There are no pictures, so the start and collisions are not known."));
    return verdict;
}

void flagFaults(SampleScore& sample, const SceneGeometry* scene, const AnswerRow& answer) {
    const auto flag = [&sample](int rule, const char* text, std::vector<std::string> args = {}) {
        sample.faults.push_back({rule, Error{text, std::move(args)}});
    };
    if (sample.official2d) {
        const Official2D& official = *sample.official2d;
        if (official.status == "seed_aborts")
            flag(10, TRANSLATABLE("The published script ends its whole run at this answer (%1)."), {official.error});
        else if (official.parsed.rows == 0)
            flag(12,
                 TRANSLATABLE("Nothing was parsed, and the official score takes two points at pixel (0, 0) instead."));
    }
    if (sample.official3d) {
        const Official3D& official = *sample.official3d;
        if (official.status == "seed_aborts")
            flag(10, TRANSLATABLE("The published script ends its whole run at this answer (%1)."), {official.error});
        if (official.status == "skipped")
            flag(17,
                 TRANSLATABLE(
                     "The official score leaves this answer out of every mean; it still counts as a failure overall."));
        if (official.status == "ok" && official.parsed.rows == 0)
            flag(17,
                 TRANSLATABLE("Nothing was parsed, yet the official score counts the answer as free of collision."));
        if (official.path3d.excluded == "seed_never_returns")
            flag(19, TRANSLATABLE(
                         "The published script would never return from this answer: its first two points coincide or "
                         "one is not finite."));
        if (official.path2d.size() > 1)
            flag(22, TRANSLATABLE("The derived 2D block fails and is counted twice."));
        if (scene && official.status == "ok") {
            if (scene->downsamplingVoxelMetres >= 0.013)
                flag(24,
                     TRANSLATABLE("The object is large: the 2 cm cluster radius shatters its cloud or drops nothing."));
            if (scene->cloudKind == CloudKind::PointCloud)
                flag(26, TRANSLATABLE("The mask holds no depth, so the official score counts no collision."));
            if (official.objectPointsFrom.starts_with("stale"))
                flag(27, TRANSLATABLE("The collision was checked with the object of another sample (%1)."),
                     {official.objectPointsFrom});
            if (!scene->hasMaskOf255Only)
                flag(29,
                     TRANSLATABLE("The mask has values other than 255: the object itself stays among the obstacles."));
            const bool failed = std::any_of(official.warnings.begin(), official.warnings.end(),
                                            [](const ReferenceWarning& w) { return w.where == "collision"; });
            if (failed)
                flag(33,
                     TRANSLATABLE("The collision check failed, and the official score takes that for no collision."));
        }
    }
    if (const auto& centre = answer.boxCentre.values; centre.size() == 3 && !(centre[2] > 0))
        flag(14, TRANSLATABLE("The destination box is not in front of the camera; its projection means nothing."));
}

class PathMean {
  public:
    /// A path that calculate_metrics looks at, whether it then counts or not.
    void add(const PathOutcome& outcome) {
        m_isAsked = true;
        if (!outcome.metrics)
            return;
        m_sum.frechet += outcome.metrics->frechet;
        m_sum.hausdorff += outcome.metrics->hausdorff;
        m_sum.rmse += outcome.metrics->rmse;
        m_sum.mae += outcome.metrics->mae;
        ++m_count;
    }
    /// A 2D path, which is left out before that when it has NaN or its block failed.
    void addUnlessNan(const PathOutcome& outcome) {
        if (outcome.excluded != "nan" && outcome.excluded != "exception")
            add(outcome);
    }
    [[nodiscard]] std::optional<PathMeans> mean() const {
        if (!m_isAsked)
            return std::nullopt;
        const auto n = double(std::max<std::size_t>(m_count, 1));
        return PathMeans{{m_sum.frechet / n, m_sum.hausdorff / n, m_sum.rmse / n, m_sum.mae / n}, m_count};
    }

  private:
    PathMetrics m_sum;
    std::size_t m_count = 0;
    bool m_isAsked = false;
};

class Mean {
  public:
    void add(double value) {
        m_sum += value;
        ++m_count;
    }
    [[nodiscard]] std::optional<double> mean() const {
        return m_count == 0 ? std::nullopt : std::optional(m_sum / double(m_count));
    }
    [[nodiscard]] std::size_t count() const { return m_count; }

  private:
    double m_sum = 0;
    std::size_t m_count = 0;
};

Aggregate aggregate2D(const std::vector<SampleScore>& samples) {
    Aggregate total;
    total.answers = scoredCount(samples);
    PathMean path;
    Mean start;
    Mean end;
    for (const SampleScore& sample : samples) {
        if (sample.isUnannotated)
            continue;
        const Official2D& official = *sample.official2d;
        if (official.status != "ok") {
            total.seedAborts = true;
            continue;
        }
        ++total.evaluated;
        path.addUnlessNan(official.path);
        if (official.startInMask)
            start.add(*official.startInMask);
        end.add(official.endInBox);
    }
    total.path2d = path.mean();
    total.startInMaskRate = start.mean();
    total.endInBoxRate = end.mean();
    total.startInMaskCount = start.count();
    total.endInBoxCount = end.count();
    return total;
}

Aggregate aggregate3D(const std::vector<SampleScore>& samples, bool hasFiles) {
    Aggregate total;
    total.answers = scoredCount(samples);
    PathMean path3d;
    PathMean path2d;
    Mean startInMask;
    Mean endInBox;
    Mean startDistance;
    Mean endDistance;
    Mean collision;
    Mean startSuccess;
    Mean endSuccess;
    std::size_t successes = 0;
    for (const SampleScore& sample : samples) {
        if (sample.isUnannotated)
            continue;
        const Official3D& official = *sample.official3d;
        total.seedAborts = total.seedAborts || official.status == "seed_aborts";
        total.seedNeverReturns = total.seedNeverReturns || official.path3d.excluded == "seed_never_returns";
        if (official.status != "ok")
            continue;
        ++total.evaluated;
        path3d.add(official.path3d);
        for (const PathOutcome& outcome : official.path2d)
            path2d.addUnlessNan(outcome);
        for (const bool isIn : official.startInMask)
            startInMask.add(isIn);
        for (const bool isIn : official.endInBox)
            endInBox.add(isIn);
        if (official.startDistance)
            startDistance.add(*official.startDistance);
        if (official.endDistance)
            endDistance.add(*official.endDistance);
        collision.add(official.collides);
        startSuccess.add(official.startSucceeds);
        endSuccess.add(official.endSucceeds);
        successes += official.succeeds;
    }
    total.path3d = path3d.mean();
    total.path2d = path2d.mean();
    total.endInBoxRate = endInBox.mean();
    total.endInBoxCount = endInBox.count();
    total.meanEndDistance = endDistance.mean();
    total.endCount = endDistance.count();
    total.endSuccessRate = endSuccess.mean();
    if (hasFiles) {
        total.startInMaskRate = startInMask.mean();
        total.startInMaskCount = startInMask.count();
        total.meanStartDistance = startDistance.mean();
        total.startCount = startDistance.count();
        total.startSuccessRate = startSuccess.mean();
        if (collision.count() > 0)
            total.noCollisionRate = 1.0 - *collision.mean();
        total.overallSuccessRate = double(successes) / double(std::max<std::size_t>(total.answers, 1));
    }
    return total;
}

CarefulAggregate aggregateCareful(const std::vector<SampleScore>& samples) {
    CarefulAggregate total;
    total.answers = scoredCount(samples);
    for (const SampleScore& sample : samples) {
        if (sample.isUnannotated)
            continue;
        const Careful& careful = sample.careful;
        const Verdict& verdict = careful.verdict;
        total.measured += !verdict.has(Cause::NotMeasured);
        total.successes += verdict.isSuccess();
        total.parsed += !verdict.has(Cause::NoParse);
        total.startMeasured += careful.startDistance.has_value();
        total.startSucceeds += careful.startDistance && !verdict.has(Cause::WrongStart);
        total.endMeasured += careful.endDistance.has_value();
        total.endSucceeds += careful.endDistance && !verdict.has(Cause::WrongEnd);
        total.collisionMeasured += careful.worstSweptRatio.has_value();
        total.collisionFree += careful.worstSweptRatio && !verdict.has(Cause::Collision);
    }
    return total;
}

/// One prediction file being scored: the workers take answers from a counter.
class Scoring {
  public:
    Scoring(const PredictionFile& predictions, std::filesystem::path root, const ScoreOptions& options)
        : m_predictions(predictions)
        , m_root(std::move(root))
        , m_options(options)
        , m_scenes(options.scenes ? options.scenes : std::make_shared<SceneGeometryCache>())
        , m_samples(predictions.rows.size())
        , m_kinds(predictions.rows.size(), CloudKind::None) {}

    Result<std::vector<SampleScore>> run() {
        unsigned threads = m_options.threads ? m_options.threads : std::max(1U, std::thread::hardware_concurrency());
        threads = unsigned(std::min<std::size_t>(threads, std::max<std::size_t>(m_samples.size(), 1)));
        {
            std::vector<std::jthread> workers;
            for (unsigned i = 1; i < threads; ++i)
                workers.emplace_back([this] { work(); });
            work();
        }
        if (m_options.stop.stop_requested())
            return failure(TRANSLATABLE("Scoring was cancelled."));
        finishStaleClouds();
        for (std::size_t i = 0; i < m_samples.size(); ++i) {
            SampleScore& sample = m_samples[i];
            sample.verdict = officialVerdict(sample, !m_root.empty());
        }
        return std::move(m_samples);
    }

  private:
    std::shared_ptr<const SceneGeometry> sceneOf(const AnswerRow& answer) {
        if (m_root.empty())
            return nullptr;
        const auto depth = pathInside(m_root, answer.gtDepthPath);
        const auto mask = pathInside(m_root, answer.maskPath);
        return m_scenes->geometry(depth.value_or(std::filesystem::path()), mask.value_or(std::filesystem::path()),
                                  answer.gtDepthIntrinsics, m_options.stop);
    }

    void work() {
        while (!m_options.stop.stop_requested()) {
            const std::size_t i = m_next.fetch_add(1);
            if (i >= m_samples.size())
                return;
            scoreOne(i);
            if (m_options.progress)
                m_options.progress(double(m_done.fetch_add(1) + 1) / double(m_samples.size()));
        }
    }

    void scoreOne(std::size_t i) {
        const AnswerRow& answer = m_predictions.rows[i];
        SampleScore& sample = m_samples[i];
        sample.answerIndex = i;
        sample.id = answer.id;
        cv::Size size = inferredSize(answer.gtDepthIntrinsics);
        std::shared_ptr<const SceneGeometry> scene;
        if (m_predictions.task == Task::TwoD) {
            sample.official2d = evaluator::scoreOfficial2D(answer, m_predictions.style, m_root);
            if (sample.official2d->widthPixels > 0)
                size = {sample.official2d->widthPixels, sample.official2d->heightPixels};
            SceneGeometry maskOnly;
            if (!m_root.empty())
                if (const auto path = pathInside(m_root, answer.maskPath))
                    if (auto mask = readMaskAsPillow(*path))
                        maskOnly.mask = *mask;
            sample.careful = scoreCareful(answer, Task::TwoD, size, m_root.empty() ? nullptr : &maskOnly);
        } else {
            scene = sceneOf(answer);
            if (m_options.stop.stop_requested())
                return;
            if (scene && scene->depthSize.area() > 0)
                size = scene->depthSize;
            sample.official3d = evaluator::scoreOfficial3D(answer, m_predictions.style, scene.get());
            if (scene)
                m_kinds[i] = scene->cloudKind;
            sample.careful = scoreCareful(answer, Task::ThreeD, size, scene.get(), m_options.stop);
        }
        sample.isUnannotated = isUnannotated(faultsOfTruth(answer));
        if (sample.isUnannotated)
            sample.careful.verdict = verdictOfUnannotated();
        else
            flagFaults(sample, scene.get(), answer);
    }

    /// Rule 27: a cloud that raises leaves the one of the answer before in place, so these go last and in order.
    void finishStaleClouds() {
        if (m_root.empty() || m_predictions.task == Task::TwoD)
            return;
        std::optional<std::size_t> before;
        for (std::size_t i = 0; i < m_samples.size(); ++i) {
            Official3D& official = *m_samples[i].official3d;
            if (official.status != "ok" || m_samples[i].isUnannotated)
                continue;
            if (m_kinds[i] != CloudKind::Raises) {
                before = i;
                continue;
            }
            const auto scene = sceneOf(m_predictions.rows[i]);
            const auto sceneBefore = before ? sceneOf(m_predictions.rows[*before]) : nullptr;
            const bool hasPoints = sceneBefore && sceneBefore->cloudKind == CloudKind::Points;
            evaluator::finishStale(official, *scene, hasPoints ? &sceneBefore->officialCloud : nullptr,
                                   before.value_or(0));
            m_samples[i].faults.clear();
            flagFaults(m_samples[i], scene.get(), m_predictions.rows[i]);
        }
    }

    const PredictionFile& m_predictions;
    std::filesystem::path m_root;
    const ScoreOptions& m_options;
    std::shared_ptr<SceneGeometryCache> m_scenes;
    std::vector<SampleScore> m_samples;
    std::vector<CloudKind> m_kinds;
    std::atomic<std::size_t> m_next = 0;
    std::atomic<std::size_t> m_done = 0;
};

} // namespace

Result<ModelScore> score(std::shared_ptr<const PredictionFile> predictions, const std::filesystem::path& folder,
                         const ScoreOptions& options) {
    ModelScore total;
    total.predictions = std::move(predictions);
    std::error_code error;
    const std::filesystem::path root = folder / "raw_data";
    total.filesUsed = !folder.empty() && std::filesystem::is_directory(root, error);
    auto samples = Scoring(*total.predictions, total.filesUsed ? root : std::filesystem::path(), options).run();
    if (!samples)
        return tl::unexpected<Error>(samples.error());
    total.samples = std::move(*samples);
    total.official = total.predictions->task == Task::TwoD ? aggregate2D(total.samples)
                                                           : aggregate3D(total.samples, total.filesUsed);
    total.careful = aggregateCareful(total.samples);
    return total;
}

} // namespace tracestudio
