// What training computes: that it is what the engine computes, and that it learns.
#include "local/image_patches.h"
#include "local/qwen3_vl.h"
#include "rectangle_scenes.h"
#include "training/byte_pairs.h"
#include "training/optimizer.h"
#include "training/packed_attention.h"
#include "training/training.h"

#undef emit // a name in Qt and in libtorch
#include <ATen/core/grad_mode.h>
#include <QTemporaryDir>
#include <QTest>
#include <torch/csrc/autograd/autograd.h>

using namespace tracestudio;
namespace fs = std::filesystem;

namespace {

constexpr NetworkSizes smallSizes{32, 64, 3, 2, 4, 48, 64, 4, 4, 2, 16};

double difference(const at::Tensor& a, const at::Tensor& b) {
    return (a - b).abs().max().item<double>() / b.abs().max().item<double>();
}

/// Scenes of rectangles, a tokenizer for them and a small network that nobody trained.
struct Workshop {
    QTemporaryDir temporary;
    fs::path folder{temporary.path().toStdString()};
    TrainingScenes scenes;
    std::string tokenizerText;
    std::string configText;

    explicit Workshop(int count = 8) {
        testing::writeRectangleScenes(folder, 96, 64, count);
        scenes = std::move(*TrainingScenes::open({folder}));
        std::map<std::string, std::int64_t> texts{{"user\n", 9}, {"assistant\n", 9}};
        for (std::size_t i = 0; i < scenes.sets.front().size(); ++i)
            for (const Scene::Question& question : scenes.sets.front().scene(i).questions) {
                ++texts[question.text];
                ++texts[answerText(question.points)];
            }
        tokenizerText = learnedTokenizer(texts, 40);
        configText = configJson(smallSizes, *Tokenizer::fromJson(tokenizerText, "tokenizer.json"));
    }
    [[nodiscard]] TrainingState state(std::uint64_t seed = 1) const {
        return std::move(*TrainingState::fresh(configText, tokenizerText, scenes.world, at::kFloat, seed));
    }
    [[nodiscard]] PromptTokenizer prompts() const {
        return std::move(*PromptTokenizer::from(*Tokenizer::fromJson(tokenizerText, "tokenizer.json")));
    }
    [[nodiscard]] Batch batch(const TrainingState& state, std::size_t pictures, int questions) const {
        std::vector<SceneReference> some;
        for (std::size_t i = 0; i < pictures; ++i)
            some.push_back({&scenes.sets.front(), i});
        Chance chance(5);
        return batchOf(some, questions, prompts(), scenes.world, state.config, false, chance);
    }
};

} // namespace

class TrainingTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// Against the engine's attention, span by span.
    void packedAttentionAndItsGradientsAreTheEngines_data() {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("groups");
        for (const int size : {16, 32, 48, 64})
            for (const int groups : {1, 3})
                QTest::addRow("%d numbers, %d queries a key", size, groups) << size << groups;
    }
    void packedAttentionAndItsGradientsAreTheEngines() {
        QFETCH(int, size);
        QFETCH(int, groups);
        const at::AutoGradMode gradients(true);
        constexpr int kvHeads = 2;
        const std::vector<AttentionSpan> spans{{0, 19, 0, 0, true},
                                               {19, 37, 0, 0, false},
                                               {56, 5, 0, 19, true},
                                               {61, 41, 0, 19, true},
                                               {102, 1, 19, 37, true}};
        constexpr std::int64_t n = 103;
        at::Tensor q = at::randn({kvHeads * groups, n, size}).requires_grad_();
        at::Tensor k = at::randn({kvHeads, n, size}).requires_grad_();
        at::Tensor v = at::randn({n, kvHeads, size}).requires_grad_();
        const at::Tensor turned = v.transpose(0, 1); // not side by side in memory
        std::vector<at::Tensor> parts;
        std::vector<at::Tensor> sums;
        for (const AttentionSpan& span : spans) {
            const auto seen = [&](const at::Tensor& t) {
                return at::cat({t.narrow(1, span.prefixFirst, span.prefixCount), t.narrow(1, span.first, span.count)},
                               1);
            };
            const at::Tensor queries = q.narrow(1, span.first, span.count);
            parts.push_back(attention(queries, seen(k), seen(turned), span.isCausal));
            at::Tensor scores =
                at::matmul(queries, seen(k).repeat_interleave(groups, 0).transpose(1, 2)) / std::sqrt(double(size));
            if (span.isCausal)
                scores = scores.masked_fill(
                    at::ones({span.count, span.prefixCount + span.count}, at::kBool).triu(span.prefixCount + 1), -1e9);
            sums.push_back(at::logsumexp(scores, {2}));
        }
        const at::Tensor expected = at::cat(parts, 1);
        const at::Tensor expectedSums = at::cat(sums, 1);
        const at::Tensor a = at::randn_like(expected);
        const at::Tensor b = at::randn_like(expectedSums);
        const auto gradientsOf = [&](const at::Tensor& o, const at::Tensor& s) {
            return torch::autograd::grad({(o * a).sum() + (s * b).sum()}, {q, k, v});
        };
        const auto theirs =
            torch::autograd::grad({(expected * a).sum() + (expectedSums * b).sum()}, {q, k, v}, {}, true);
        const auto packed = [&](bool isPlain, bool needsSums) {
            return isPlain ? plainPackedAttention(q, k, turned, filledUp(spans, n, at::kCPU), needsSums)
                           : packedAttention(q, k, turned, PackedSpans(spans, n, at::kCPU), needsSums);
        };
        for (const bool isPlain : {false, true}) {
            const auto [out, logSums] = packed(isPlain, true);
            QVERIFY2(difference(out, expected) < 1e-5, qPrintable(QString::number(difference(out, expected))));
            QVERIFY(difference(logSums, expectedSums) < 1e-5);
            const auto ours = gradientsOf(out, logSums);
            for (std::size_t i = 0; i < 3; ++i)
                QVERIFY2(difference(ours[i], theirs[i]) < 1e-4,
                         qPrintable(QString::number(difference(ours[i], theirs[i]))));
            const at::Tensor alone = packed(isPlain, false).first;
            QVERIFY(difference(alone, expected) < 1e-5);
            const auto own = torch::autograd::grad({(alone * a).sum()}, {q, k, v});
            const auto wanted = torch::autograd::grad({(expected * a).sum()}, {q, k, v}, {}, true);
            for (std::size_t i = 0; i < 3; ++i)
                QVERIFY(difference(own[i], wanted[i]) < 1e-4);
        }
    }
    void spansOfOneLengthNeedNoMask() {
        const at::Tensor q = at::randn({2, 20, 16});
        const at::Tensor k = at::randn({1, 20, 16});
        const at::Tensor v = at::randn({1, 20, 16});
        const PackedSpans spans({{0, 10, 0, 0, false}, {10, 10, 0, 0, false}}, 20, at::kCPU);
        const FilledSpans filled = filledUp(spans.spans, 20, at::kCPU);
        QVERIFY(!filled.isHidden.defined());
        for (const bool needsSums : {false, true})
            QVERIFY(difference(plainPackedAttention(q, k, v, filled, needsSums).first,
                               packedAttention(q, k, v, spans, needsSums).first) < 1e-5);
    }

    void bothStepsOfTheOptimizerAreTheSame() {
        constexpr std::int64_t n = 1003;
        at::Tensor fast[] = {at::randn({n}), at::randn({n}), at::randn({n}) * 0.1, at::rand({n}) * 0.01};
        at::Tensor plain[] = {fast[0].clone(), fast[1], fast[2].clone(), fast[3].clone()};
        AdamWStep how;
        how.decay = 0.05;
        how.gradientScale = 0.3;
        how.number = 7;
        step(how, fast[0], fast[1], fast[2], fast[3]);
        plainStep(how, plain[0], plain[1], plain[2], plain[3]);
        for (int i = 0; i < 4; ++i)
            QVERIFY2(difference(fast[i], plain[i]) < 1e-5, qPrintable(QString::number(i)));
    }

    /// Two workers learn from halves of what one learns from whole.
    void workersTogetherLearnWhatOneDoes() {
        const Workshop workshop;
        at::Tensor results[2];
        for (const int workers : {1, 2}) {
            TrainingPlan plan;
            plan.steps = 1;
            plan.warmUp = 1;
            plan.rate = 1e-4;
            plan.pictures = 4;
            plan.workers = workers;
            TrainingState state = workshop.state();
            QVERIFY(train(state, workshop.scenes, plan, {}).has_value());
            results[workers - 1] = state.firstMoments;
        }
        // Not the same: each draws its own noise; but the same way.
        const double along =
            (results[0] * results[1]).sum().item<double>() / (results[0].norm() * results[1].norm()).item<double>();
        QVERIFY2(along > 0.9, qPrintable(QString::number(along)));
    }

    /// Training reads several questions behind one picture at once; the engine reads each alone, word by word, from the
    /// exported files.
    void theEngineReadsAnExportedCheckpointAsTrainingDoes() {
        const Workshop workshop;
        TrainingState state = workshop.state();
        at::Tensor& values = state.parameters->values();
        values.copy_(values.to(at::kHalf)); // as the files have them
        const fs::path folder = workshop.folder / "checkpoint";
        QVERIFY(writeCheckpoint(state, folder).has_value());
        const auto config = CheckpointConfig::open(folder);
        QVERIFY(config.has_value());
        const auto files = WeightFiles::open(folder);
        QVERIFY(files.has_value());
        const auto network = Qwen3Vl::load(*files, config->model, {}, {}, {});
        QVERIFY2(network.has_value(), network ? "" : network.error().message().c_str());
        const auto tokenizer = Tokenizer::open(folder);
        QVERIFY(tokenizer.has_value());

        constexpr std::size_t pictures = 3;
        constexpr int questions = 4;
        const Batch batch = workshop.batch(state, pictures, questions);
        const at::Tensor packed = packedLogits(batch, *state.parameters, state.config).detach();
        const PromptTokenizer prompts = workshop.prompts();
        ImageConfig image;
        image.fewestPixels = 1;
        std::int64_t row = 0;
        const auto* tokens = batch.questionTokens.data_ptr<std::int64_t>();
        for (std::size_t s = 0; s < batch.segments.size(); ++s) {
            const auto pictureBytes = workshop.scenes.sets.front().picture(s / questions);
            cv::Mat picture(64, 96, CV_8UC3);
            for (int v = 0; v < 64; ++v)
                for (int u = 0; u < 96; ++u)
                    for (int c = 0; c < 3; ++c)
                        picture.at<cv::Vec3b>(v, u)[2 - c] = pictureBytes[std::size_t((v * 96 + u) * 3 + c)];
            const auto patches = imagePatches(picture, image);
            const auto sight = (*network)->see(*patches, {}, {});
            const AttentionSpan& span = batch.segments[s];
            const std::int64_t asked = batch.lastPromptRows.data_ptr<std::int64_t>()[s] + 1 - span.first;
            std::vector<TokenId> ids = prompts.prefix();
            ids.insert(ids.end(), std::size_t(patches->rows * patches->columns / 4), config->model.imageToken);
            for (std::int64_t i = 0; i < asked; ++i)
                ids.push_back(TokenId(*tokens++));
            const PromptTokens prompt =
                placeTokens(ids, config->model.imageToken, patches->rows / 2, patches->columns / 2);
            Qwen3Vl::Memory memory = (*network)->memoryFor(200);
            auto logits = (*network)->read(prompt, &*sight, memory, {}, {});
            for (std::int64_t i = asked; i < span.count; ++i) {
                QVERIFY2(difference(packed[row], *logits) < 1e-4,
                         qPrintable(QString::number(difference(packed[row], *logits))));
                ++row;
                logits = (*network)->readOne(TokenId(*tokens++), prompt.nextPosition + i - asked, memory, {});
            }
        }
        QCOMPARE(row, packed.size(0));
    }

    void aStoppedRunGoesOnToTheSameWeights() {
        const Workshop workshop;
        for (const Phase phase : {Phase::See, Phase::Answer}) {
            TrainingPlan plan;
            plan.steps = 6;
            plan.pictures = 4;
            plan.questionsEach = 2;
            plan.secondsOfLog = 0;
            TrainingState whole = workshop.state();
            whole.phase = phase;
            QVERIFY(train(whole, workshop.scenes, plan, {}).has_value());
            QCOMPARE(whole.step, std::int64_t(6));
            QCOMPARE(whole.pictures, std::int64_t(24));

            std::atomic<bool> stop = false;
            int lines = 0;
            TrainingHooks hooks;
            hooks.stateFile = workshop.folder / "state";
            hooks.stop = &stop;
            hooks.log = [&](const std::string&) { stop = ++lines == 3; };
            TrainingState part = workshop.state();
            part.phase = phase;
            QVERIFY(train(part, workshop.scenes, plan, hooks).has_value());
            QCOMPARE(part.step, std::int64_t(3));
            auto again = TrainingState::open(hooks.stateFile, at::kFloat);
            QVERIFY2(again.has_value(), again ? "" : again.error().message().c_str());
            QCOMPARE(again->step, std::int64_t(3));
            QVERIFY(!at::equal(again->parameters->values(), whole.parameters->values()));
            QVERIFY(train(*again, workshop.scenes, plan, {}).has_value());
            QVERIFY(at::equal(again->parameters->values(), whole.parameters->values()));
            QVERIFY(at::equal(again->secondMoments, whole.secondMoments));
        }
    }

    void aDamagedStateIsRefused() {
        const Workshop workshop;
        const fs::path file = workshop.folder / "state";
        QVERIFY(!TrainingState::open(file, at::kFloat));
        QVERIFY(workshop.state().save(file).has_value());
        QVERIFY(TrainingState::open(file, at::kFloat).has_value());
        fs::resize_file(file, fs::file_size(file) - 4);
        const auto state = TrainingState::open(file, at::kFloat);
        QVERIFY(!state);
        QVERIFY(QString::fromStdString(state.error().message()).contains("state"));
        fs::resize_file(file, 12);
        QVERIFY(!TrainingState::open(file, at::kFloat));
    }

    void narrowNumbersGiveNearlyTheSameLoss() {
        const Workshop workshop;
        const TrainingState wide = workshop.state();
        const auto narrow =
            TrainingState::fresh(workshop.configText, workshop.tokenizerText, workshop.scenes.world, at::kBFloat16, 1);
        const auto lossIn = [&](const TrainingState& state) {
            return lossOf(workshop.batch(state, 4, 2), Phase::Answer, *state.parameters, state.config,
                          workshop.scenes.world, {})
                .total.item<double>();
        };
        QVERIFY(std::abs(lossIn(*narrow) - lossIn(wide)) < 0.02 * lossIn(wide));
    }

    void aTinyWorldIsLearned() {
        const Workshop workshop(4);
        TrainingState state = workshop.state();
        const auto measures = [&] {
            return lossOf(workshop.batch(state, 4, 4), Phase::Answer, *state.parameters, state.config,
                          workshop.scenes.world, {})
                .measures;
        };
        const auto before = measures();
        TrainingPlan plan;
        plan.steps = 120;
        plan.warmUp = 10;
        plan.rate = 3e-3;
        plan.pictures = 4;
        plan.questionsEach = 4;
        QVERIFY(train(state, workshop.scenes, plan, {}).has_value());
        const auto seen = measures().at("labels").item<double>();
        QVERIFY2(seen < 0.5 * before.at("labels").item<double>(), qPrintable(QString::number(seen)));
        state.begin(Phase::Answer);
        plan.steps = 400;
        QVERIFY(train(state, workshop.scenes, plan, {}).has_value());
        const auto after = measures().at("tokens").item<double>();
        QVERIFY2(after < 0.1 * before.at("tokens").item<double>(), qPrintable(QString::number(after)));
        const PromptTokenizer prompts = workshop.prompts();
        const auto exams = examsOf(workshop.scenes, prompts, 4);
        QCOMPARE(exams.size(), std::size_t(4));
        const auto errors = examine(exams, prompts, state.parameters->wide(), state.config, 1);
        for (const AnswerError& error : errors) {
            QVERIFY(error.isRead);
            QVERIFY2(error.start.metres < 0.05 && error.end.metres < 0.05,
                     qPrintable(QString::number(error.start.metres) + ", " + QString::number(error.end.metres)));
        }
        QVERIFY(QString::fromStdString(evaluationText(errors)).contains("kind place"));
    }
};

QTEST_GUILESS_MAIN(TrainingTest)
#include "tst_training.moc"
