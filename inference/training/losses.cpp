#include "training/losses.h"

#include <ATen/core/grad_mode.h>
#include <algorithm>
#include <cmath>

namespace tracestudio {

namespace {

constexpr double beta = 0.05; // where the smooth L1 becomes linear

/// What is known after the network has run.
struct Forward {
    Sight sight; ///< [pictures · patches or cells, …]
    at::Tensor logits;
    at::Tensor pointerCells, pointerEnds; ///< tokens of cells and of the prompts' ends, where pointers are read
    at::Tensor regressionEnds;
    at::Tensor lookLosses; ///< [looks]: -log of how much head 0 looks where it must
};

Rotation repeated(const Rotation& rotation, int times) {
    return {rotation.cos.repeat({times, 1}), rotation.sin.repeat({times, 1})};
}

Sight see(const Batch& batch, const Qwen3VlWeights& weights, const Qwen3VlConfig::Vision& vision) {
    const std::int64_t patches = std::int64_t(batch.pictures.rows) * batch.pictures.columns;
    const PatchGrid grid =
        PatchGrid(batch.pictures.rows, batch.pictures.columns, vision).to(batch.pictures.pixels.device());
    const at::Tensor x = embedded(batch.pictures, grid, weights, vision);
    std::vector<AttentionSpan> spans;
    for (std::int64_t i = 0; i < batch.pictures.count; ++i)
        spans.push_back({i * patches, patches, 0, 0, false});
    const PackedSpans packed(std::move(spans), x.size(0), x.device());
    return sightOf(
        weights, vision, x, repeated(grid.rotation(vision.headSize()), batch.pictures.count),
        [](std::size_t) { return true; },
        [&](const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values) {
            return packedAttention(queries, keys, values, packed, false).first;
        });
}

void readText(Forward& forward, const Batch& batch, const Qwen3VlWeights& weights, const Qwen3VlConfig& config,
              const std::vector<TokenId>& prefix) {
    const auto& t = config.text;
    const std::vector<std::int64_t> before(prefix.begin(), prefix.end());
    const at::Tensor cells = forward.sight.tokens.to(at::kFloat).view({batch.pictures.count, -1, t.hidden});
    const at::Tensor first = weights.embedding.index_select(0, at::tensor(before, at::kLong).to(cells.device()));
    const at::Tensor beginnings =
        at::cat({first.unsqueeze(0).expand({batch.pictures.count, first.size(0), t.hidden}), cells}, 1);
    at::Tensor x =
        at::cat({beginnings.view({-1, t.hidden}), weights.embedding.index_select(0, batch.questionTokens)}, 0);
    std::vector<AttentionSpan> both = batch.beginnings;
    both.insert(both.end(), batch.segments.begin(), batch.segments.end());
    const PackedSpans all(std::move(both), x.size(0), x.device());
    const PackedSpans questions(batch.segments, x.size(0), x.device());
    const auto layers = std::int64_t(weights.layers.size());
    const std::int64_t lookLayer = std::max<std::int64_t>(layers - 2, 0);
    const std::int64_t pointLayer = std::max<std::int64_t>(layers - 3, 0);
    for (std::int64_t i = 0; i < layers; ++i) {
        const TextLayer& layer = weights.layers[std::size_t(i)];
        const TextLayer::Heads heads = layer.heads(x, batch.rotation, t);
        // Behind the last layer only what must be said is read.
        const bool isLast = i + 1 == layers;
        const auto [seen, logSums] =
            packedAttention(heads.queries, heads.keys, heads.values, isLast ? questions : all, i == lookLayer);
        if (i == lookLayer) {
            const at::Tensor queries = heads.queries[0].index_select(0, batch.lookRows).to(at::kFloat);
            const at::Tensor keys = heads.keys[0].index_select(0, batch.lookTargets).to(at::kFloat);
            forward.lookLosses = logSums[0].index_select(0, batch.lookRows) -
                                 (queries * keys).sum(1) * (1 / std::sqrt(double(t.headSize)));
        }
        x = isLast ? layer.after(x.index_select(0, batch.lossRows), seen.index_select(1, batch.lossRows), t)
                   : layer.after(x, seen, t);
        if (!isLast && std::size_t(i) < forward.sight.deep.size())
            x = x.index_add(0, batch.imageRows, forward.sight.deep[std::size_t(i)].to(at::kFloat));
        if (!isLast && i == pointLayer) {
            forward.pointerCells = x.index_select(0, batch.imageRows);
            forward.pointerEnds = x.index_select(0, batch.lastPromptRows);
        }
        if (!isLast && i == lookLayer)
            forward.regressionEnds = x.index_select(0, batch.lastPromptRows);
    }
    forward.logits = Linear{weights.head, {}}(weights.finalNorm(x, t.rmsEpsilon)).to(at::kFloat);
}

/// Adds up losses, and remembers means by name.
class Tally {
  public:
    explicit Tally(BatchLoss& loss)
        : m_loss(loss) {}
    void add(const at::Tensor& loss, double weight = 1) {
        const at::Tensor weighted = loss * weight;
        m_loss.total = m_loss.total.defined() ? m_loss.total + weighted : weighted;
    }
    void note(const std::string& name, const at::Tensor& value) {
        const at::NoGradGuard guard;
        m_loss.measures[name] = value.detach();
    }
    /// The share of rows whose likeliest is the target.
    void noteHits(const std::string& name, const at::Tensor& logits, const at::Tensor& targets) {
        const at::NoGradGuard guard;
        note(name, logits.argmax(-1).eq(targets).to(at::kFloat).mean());
    }

  private:
    BatchLoss& m_loss;
};

void addLabelLosses(BatchLoss& loss, const Batch& batch, const Sight& sight, const Parameters::Helpers& helpers,
                    const World& world, double weight) {
    Tally tally(loss);
    BatchLoss own;
    Tally labels(own);
    const int kinds = world.thingClasses();
    const int colours = world.realColours();
    const auto smooth = [](const at::Tensor& a, const at::Tensor& b) {
        return at::smooth_l1_loss(a, b, at::Reduction::Mean, beta);
    };

    const at::Tensor patches = helpers.patch(sight.patches).to(at::kFloat);
    // Most patches are no thing.
    at::Tensor kindWeights = at::full({kinds + 2}, 2.5, patches.options());
    kindWeights.narrow(0, kinds, 2).fill_(0.3);
    labels.add(at::cross_entropy_loss(patches.narrow(1, 0, kinds + 2), batch.patchKinds, kindWeights));
    // Of those that have a colour.
    const auto addColours = [&](const at::Tensor& logits, const at::Tensor& targets, const char* name) {
        const at::Tensor isColoured = targets.lt(colours).to(at::kFloat);
        const auto mean = [count = isColoured.sum().clamp_min(1), isColoured](const at::Tensor& of) {
            return (of * isColoured).sum() / count;
        };
        const at::Tensor known = targets.clamp_max(colours - 1);
        labels.add(mean(at::cross_entropy_loss(logits, known, {}, at::Reduction::None)));
        if (name)
            tally.note(name, mean(logits.argmax(-1).eq(known).to(at::kFloat)));
    };
    addColours(patches.narrow(1, kinds + 2, colours), batch.patchColours, nullptr);
    labels.add(smooth(patches.select(1, kinds + 2 + colours), batch.patchDepths), 3);

    const at::Tensor cells = helpers.cell(sight.tokens).to(at::kFloat);
    labels.add(at::binary_cross_entropy_with_logits(cells.select(1, 0), batch.cellHasCentre, {},
                                                    at::full({1}, 4.0, cells.options())));
    if (batch.centreCells.numel() > 0) {
        const at::Tensor centres = cells.index_select(0, batch.centreCells);
        const at::Tensor kindLogits = centres.narrow(1, 1, kinds);
        labels.add(at::cross_entropy_loss(kindLogits, batch.centreKinds));
        addColours(centres.narrow(1, 1 + kinds, colours), batch.centreColours, "colour");
        const at::Tensor places = centres.narrow(1, 1 + kinds + colours, 3);
        labels.add(smooth(places.narrow(1, 0, 2), batch.centrePlaces.narrow(1, 0, 2)), 3);
        labels.add(smooth(places.select(1, 2), batch.centrePlaces.select(1, 2)), 3);
        const at::Tensor digits = helpers.digits(sight.tokens.index_select(0, batch.centreCells)).to(at::kFloat);
        for (std::int64_t d = 0; d < 5; ++d)
            labels.add(
                at::cross_entropy_loss(digits.narrow(1, 10 * d, d < 4 ? 10 : mostDepthTenths), batch.centreDigits[d]),
                0.5);
        tally.noteHits("digit x", digits.narrow(1, 0, 10), batch.centreDigits[0]);
        tally.noteHits("digit z", digits.narrow(1, 40, mostDepthTenths), batch.centreDigits[4]);
        tally.noteHits("class", kindLogits, batch.centreKinds);
    }
    tally.note("labels", own.total);
    tally.add(own.total, weight);
}

void addAnswerLosses(BatchLoss& loss, const Batch& batch, const Forward& forward, const Parameters::Helpers& helpers,
                     const LossWeights& weights) {
    Tally tally(loss);
    const at::Tensor each = at::cross_entropy_loss(forward.logits, batch.lossTargets, {}, at::Reduction::None);
    const at::Tensor tokens = (each * batch.lossWeights).sum() / batch.lossWeights.sum();
    tally.add(tokens);
    tally.note("tokens", tokens);
    const at::Tensor isLeading = batch.lossWeights.ge(0.99).to(at::kFloat);
    tally.note("hundreds", (forward.logits.argmax(-1).eq(batch.lossTargets) * isLeading).sum() / isLeading.sum());

    constexpr double size = 64;
    const std::int64_t questions = batch.questions;
    const at::Tensor queries = helpers.pointQuery(forward.pointerEnds).to(at::kFloat).view({questions, 2, -1});
    const at::Tensor keys = helpers.pointKey(forward.pointerCells)
                                .to(at::kFloat)
                                .view({batch.pictures.count, -1, queries.size(2)})
                                .index_select(0, batch.questionPictures);
    const at::Tensor pointed = at::bmm(queries, keys.transpose(1, 2)) / std::sqrt(size); // [questions, 2, cells]
    at::Tensor looks;
    for (const int which : {0, 1}) {
        const at::Tensor logits = pointed.select(1, which);
        const at::Tensor targets = batch.pointedCells.select(1, which);
        const at::Tensor own = at::cross_entropy_loss(logits, targets);
        looks = looks.defined() ? looks + own : own;
        tally.noteHits(which == 0 ? "points moved" : "points named", logits, targets);
    }
    const at::Tensor attended = (forward.lookLosses * batch.lookWeights).sum();
    tally.add(looks + attended, weights.looks);
    tally.note("looks", looks + attended);

    const at::Tensor found =
        helpers.regressDown(at::gelu(helpers.regressUp(forward.regressionEnds))).to(at::kFloat).view({-1, 4, 3});
    const at::Tensor scale = at::tensor({1 / 500.0f, 1 / 500.0f, 1.0f}).to(found.device());
    const at::Tensor regression =
        at::smooth_l1_loss(found, batch.points * scale - 1, at::Reduction::Mean, 2 * beta) * 4;
    tally.add(regression, weights.regression);
    tally.note("regression", regression);
}

Forward run(const Batch& batch, Phase phase, const Parameters& parameters, const Qwen3VlConfig& config) {
    Forward forward;
    forward.sight = see(batch, parameters.weights(), config.vision);
    if (phase == Phase::Answer)
        readText(forward, batch, parameters.weights(), config, batch.prefix);
    return forward;
}

} // namespace

BatchLoss lossOf(const Batch& batch, Phase phase, const Parameters& parameters, const Qwen3VlConfig& config,
                 const World& world, const LossWeights& weights) {
    const Forward forward = run(batch, phase, parameters, config);
    BatchLoss loss;
    addLabelLosses(loss, batch, forward.sight, parameters.helpers(), world, phase == Phase::See ? 1 : weights.labels);
    if (phase == Phase::Answer)
        addAnswerLosses(loss, batch, forward, parameters.helpers(), weights);
    return loss;
}

at::Tensor packedLogits(const Batch& batch, const Parameters& parameters, const Qwen3VlConfig& config) {
    return run(batch, Phase::Answer, parameters, config).logits;
}

} // namespace tracestudio
