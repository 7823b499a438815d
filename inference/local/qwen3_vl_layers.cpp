#include "local/qwen3_vl_layers.h"

#include "local/fused_layers.h"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <algorithm>
#include <cmath>
#include <torch/version.h>

namespace tracestudio {

namespace {

constexpr std::int64_t mostScores = 16 << 20; // numbers of a block of attention scores

/// `t` with its last dimension seen as several.
at::Tensor parted(const at::Tensor& t, const std::vector<std::int64_t>& last) {
    std::vector<std::int64_t> shape = t.sizes().vec();
    shape.pop_back();
    shape.insert(shape.end(), last.begin(), last.end());
    return t.view(shape);
}

/// [..., heads, n, size] as [..., n, heads · size].
at::Tensor sideBySide(const at::Tensor& heads) {
    return heads.transpose(-3, -2).flatten(-2, -1);
}

/// Whether tokens in rows are learned from: then steps are taken together.
bool isLearned(const at::Tensor& x) {
    return at::GradMode::is_enabled() && x.dim() == 2 && x.device().is_cpu();
}

} // namespace

/// x·Wᵀ + b. On the processor in float32, many rows go through oneDNN, which is faster than the OpenBLAS of
/// libtorch 1.13; and a single row through matrix times vector, shared out among threads: a matrix product would first
/// copy the weights into panels and so read them twice, where reading them is all that it costs.
at::Tensor Linear::operator()(const at::Tensor& x) const {
    constexpr std::int64_t fewestNumbers = 1 << 14; // worth another layout
    if (!x.device().is_cpu() || weight.scalar_type() != at::kFloat || at::GradMode::is_enabled())
        return at::linear(x.to(weight.scalar_type()), weight, bias);
    if (x.numel() > x.size(-1))
        return x.numel() >= fewestNumbers && at::globalContext().hasMKLDNN()
                   ? at::mkldnn_linear(x.contiguous().to_mkldnn(), weight, bias).to_dense()
                   : at::linear(x, weight, bias);
    constexpr std::int64_t fewestProducts = 2'000'000; // worth a thread
    const std::int64_t rows = weight.size(0);
    const std::int64_t threads = std::clamp<std::int64_t>(weight.numel() / fewestProducts, 1, at::get_num_threads());
    const at::Tensor vector = x.view({-1});
    at::Tensor out = at::empty({rows}, x.options());
    at::parallel_for(0, threads, 1, [&](std::int64_t first, std::int64_t last) {
        const c10::InferenceMode guard;
        const std::int64_t begin = rows * first / threads;
        const std::int64_t count = rows * last / threads - begin;
        at::Tensor own = out.narrow(0, begin, count);
        at::mv_out(own, weight.narrow(0, begin, count), vector);
    });
    if (bias.defined())
        out.add_(bias);
    std::vector<std::int64_t> shape = x.sizes().vec();
    shape.back() = rows;
    return out.view(shape);
}

at::Tensor LayerNorm::operator()(const at::Tensor& x) const {
    return at::layer_norm(x, {x.size(-1)}, weight, bias, 1e-6);
}

at::Tensor RmsNorm::operator()(const at::Tensor& x, double epsilon) const {
    if (isLearned(x) && x.scalar_type() == at::kFloat)
        return fusedRmsNorm(x, weight, epsilon);
    const at::Tensor wide = x.to(at::kFloat);
    const at::Tensor scale = wide.square().mean(-1, true).add_(epsilon).rsqrt_();
    return weight * (wide * scale).to(weight.scalar_type());
}

at::Tensor rotated(const at::Tensor& x, const Rotation& rotation) {
    const std::int64_t half = x.size(-1) / 2;
    const at::Tensor turned = at::cat({x.narrow(-1, half, half).neg(), x.narrow(-1, 0, half)}, -1);
    return x * rotation.cos + turned * rotation.sin;
}

at::Tensor attention(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values, bool isCausal) {
    const std::int64_t n = queries.size(-2);
    const std::int64_t size = queries.size(-1);
    const std::int64_t m = keys.size(-2);
    const std::int64_t group = queries.size(-3) / keys.size(-3);
    const std::int64_t kvHeads = keys.numel() / (m * size); // of all leading dimensions
    const std::int64_t heads = kvHeads * group;
    const double scale = 1 / std::sqrt(double(size));
#if TORCH_VERSION_MAJOR >= 2
    if (n > 1 && (!isCausal || n == m)) {
        const auto repeated = [&](const at::Tensor& t) {
            return t.reshape({kvHeads, 1, m, size}).expand({kvHeads, group, m, size}).reshape({1, heads, m, size});
        };
        return at::scaled_dot_product_attention(queries.reshape({1, heads, n, size}), repeated(keys), repeated(values),
                                                {}, 0.0, isCausal)
            .view(queries.sizes());
    }
#endif
    const at::Tensor grouped = queries.reshape({kvHeads, group, n, size});
    const at::Tensor flatKeys = keys.reshape({kvHeads, m, size});
    const at::Tensor flatValues = values.reshape({kvHeads, m, size});
    // In blocks of queries, so that the scores of a large picture need no gigabytes.
    const std::int64_t block = std::clamp<std::int64_t>(mostScores / (heads * m), 1, n);
    std::vector<at::Tensor> outputs;
    for (std::int64_t first = 0; first < n; first += block) {
        const std::int64_t count = std::min(block, n - first);
        const at::Tensor q = grouped.narrow(2, first, count).reshape({kvHeads, group * count, size});
        at::Tensor scores = at::bmm(q, flatKeys.transpose(1, 2)).mul_(scale).view({heads, count, m}).to(at::kFloat);
        if (isCausal && n > 1) {
            const at::Tensor column = at::arange(m, scores.options().dtype(at::kLong));
            const at::Tensor last =
                at::arange(m - n + first, m - n + first + count, scores.options().dtype(at::kLong)).unsqueeze(1);
            scores.masked_fill_(column.gt(last), -std::numeric_limits<float>::infinity());
        }
        const at::Tensor weights = at::softmax(scores, -1).to(values.scalar_type());
        outputs.push_back(
            at::bmm(weights.view({kvHeads, group * count, m}), flatValues).view({kvHeads, group, count, size}));
    }
    return (outputs.size() == 1 ? outputs.front() : at::cat(outputs, 2)).reshape(queries.sizes());
}

PatchGrid::PatchGrid(int gridRows, int gridColumns, const Qwen3VlConfig::Vision& config) {
    const int side = config.positionSide;
    const int merge = config.merge;
    struct Place {
        std::int64_t low, high;
        float share;
    };
    const auto placesOf = [side](int count) {
        const at::Tensor line = at::linspace(0, side - 1, count, at::kFloat);
        std::vector<Place> found;
        for (int i = 0; i < count; ++i) {
            const float at = line.data_ptr<float>()[i];
            const auto low = std::int64_t(at);
            found.push_back({low, std::min<std::int64_t>(low + 1, side - 1), at - float(low)});
        }
        return found;
    };
    const std::vector<Place> rowPlaces = placesOf(gridRows);
    const std::vector<Place> columnPlaces = placesOf(gridColumns);
    std::vector<std::int64_t> indices;
    std::vector<float> shares;
    std::vector<std::int64_t> grid;
    for (int blockRow = 0; blockRow < gridRows; blockRow += merge)
        for (int blockColumn = 0; blockColumn < gridColumns; blockColumn += merge)
            for (int row = blockRow; row < blockRow + merge; ++row)
                for (int column = blockColumn; column < blockColumn + merge; ++column) {
                    const Place& v = rowPlaces[std::size_t(row)];
                    const Place& u = columnPlaces[std::size_t(column)];
                    indices.insert(indices.end(), {v.low * side + u.low, v.low * side + u.high, v.high * side + u.low,
                                                   v.high * side + u.high});
                    shares.insert(shares.end(), {(1 - v.share) * (1 - u.share), (1 - v.share) * u.share,
                                                 v.share * (1 - u.share), v.share * u.share});
                    grid.insert(grid.end(), {row, column});
                }
    const auto count = std::int64_t(gridRows) * gridColumns;
    places = at::tensor(grid, at::kLong).view({count, 2});
    rows = at::tensor(indices, at::kLong).view({count, 4});
    weights = at::tensor(shares, at::kFloat).view({count, 4});
}

at::Tensor PatchGrid::positions(const at::Tensor& table) const {
    const at::Tensor four = table.index_select(0, rows.view({-1})).view({rows.size(0), 4, table.size(1)});
    return (four * weights.unsqueeze(2)).sum(1);
}

Rotation PatchGrid::rotation(int headSize) const {
    const at::Tensor frequencies =
        at::pow(10000.0, at::arange(0, headSize / 2, 2, at::kFloat) / double(headSize / 2)).reciprocal();
    at::Tensor angles =
        (places.to(at::kCPU, at::kFloat).unsqueeze(2) * frequencies).view({places.size(0), headSize / 2});
    angles = at::cat({angles, angles}, 1).to(places.device());
    return {angles.cos(), angles.sin()};
}

PatchGrid PatchGrid::to(at::Device device) const {
    PatchGrid there;
    there.places = places.to(device);
    there.rows = rows.to(device);
    there.weights = weights.to(device);
    return there;
}

at::Tensor VisionBlock::operator()(const at::Tensor& x, const Rotation& rotation, int heads,
                                   const Attention& look) const {
    const std::int64_t size = x.size(-1) / heads;
    const at::Tensor qkvs = qkv(norm1(x));
    TextLayer::Heads part;
    if (isLearned(x)) {
        part = fusedHeads(parted(qkvs, {std::int64_t(3) * heads, size}), heads, heads, {}, {}, 0, rotation);
    } else {
        const at::Tensor all = parted(qkvs, {3, heads, size}).transpose(-4, -2); // [..., heads, 3, n, size]
        const auto turned = [&](int i) {
            return rotated(all.select(-3, i).to(at::kFloat), rotation).to(all.scalar_type());
        };
        part = {turned(0), turned(1), all.select(-3, 2).contiguous()};
    }
    const at::Tensor seen =
        look ? look(part.queries, part.keys, part.values) : attention(part.queries, part.keys, part.values, false);
    const at::Tensor looked = x + projection(sideBySide(seen));
    return looked + down(at::gelu(up(norm2(looked)), "tanh"));
}

at::Tensor Merger::operator()(const at::Tensor& x, int merge) const {
    const auto together = [merge](const at::Tensor& t) {
        std::vector<std::int64_t> shape = t.sizes().vec();
        shape[shape.size() - 2] /= std::int64_t(merge) * merge;
        shape.back() *= std::int64_t(merge) * merge;
        return t.view(shape);
    };
    return down(at::gelu(up(normsMerged ? norm(together(x)) : together(norm(x)))));
}

Rotation textRotation(const std::array<std::vector<std::int64_t>, 3>& positions, const Qwen3VlConfig::Text& config) {
    const std::int64_t half = config.headSize / 2;
    const at::Tensor frequencies =
        at::pow(config.ropeTheta, at::arange(0, config.headSize, 2, at::kFloat) / double(config.headSize)).reciprocal();
    // Frequency i turns with time, except that of every three one turns with the row and one with the column, as far
    // as their sections reach.
    at::Tensor angles = at::tensor(positions[0], at::kLong).to(at::kFloat).unsqueeze(1) * frequencies;
    for (const std::int64_t axis : {1, 2}) {
        const at::Tensor own =
            at::tensor(positions[std::size_t(axis)], at::kLong).to(at::kFloat).unsqueeze(1) * frequencies;
        const std::int64_t end = std::min<std::int64_t>(std::int64_t(config.ropeSections[std::size_t(axis)]) * 3, half);
        if (axis < end)
            angles.slice(1, axis, end, 3).copy_(own.slice(1, axis, end, 3));
    }
    angles = at::cat({angles, angles}, 1);
    return {angles.cos(), angles.sin()};
}

TextLayer::Heads TextLayer::heads(const at::Tensor& x, const Rotation& rotation,
                                  const Qwen3VlConfig::Text& config) const {
    const at::Tensor all =
        parted(qkv(inputNorm(x, config.rmsEpsilon)), {config.heads + 2 * config.keyValueHeads, config.headSize});
    if (isLearned(x))
        return fusedHeads(all, config.heads, config.keyValueHeads, queryNorm.weight, keyNorm.weight, config.rmsEpsilon,
                          rotation);
    const auto part = [&](std::int64_t first, std::int64_t count) { return all.narrow(-2, first, count); };
    const auto turned = [&](const at::Tensor& t, const RmsNorm& norm) {
        return rotated(norm(t, config.rmsEpsilon).transpose(-3, -2), rotation).to(all.scalar_type());
    };
    return {turned(part(0, config.heads), queryNorm), turned(part(config.heads, config.keyValueHeads), keyNorm),
            part(config.heads + config.keyValueHeads, config.keyValueHeads).transpose(-3, -2)};
}

at::Tensor TextLayer::after(const at::Tensor& x, const at::Tensor& seen, const Qwen3VlConfig::Text& config) const {
    const at::Tensor looked = x + output(sideBySide(seen));
    const at::Tensor both = gateUp(outputNorm(looked, config.rmsEpsilon));
    if (isLearned(x))
        return looked + down(fusedGate(both));
    return looked + down(at::silu(both.narrow(-1, 0, config.intermediate)) *
                         both.narrow(-1, config.intermediate, config.intermediate));
}

Qwen3VlWeights Qwen3VlWeights::from(const Source& source, const Qwen3VlConfig& config, bool isTied) {
    const auto one = [&](const std::string& name, const std::vector<std::int64_t>& shape) {
        return source({{name, shape}});
    };
    const auto linear = [&](const std::string& name, std::int64_t out, std::int64_t in) {
        const at::Tensor weight = one(name + ".weight", {out, in});
        return Linear{weight, one(name + ".bias", {out})};
    };
    const auto norm = [&](const std::string& name, std::int64_t size) {
        const at::Tensor weight = one(name + ".weight", {size});
        return LayerNorm{weight, one(name + ".bias", {size})};
    };
    const auto& v = config.vision;
    const auto& t = config.text;
    Qwen3VlWeights weights;
    const std::string vision = "model.visual.";
    const std::int64_t H = v.hidden;
    const std::int64_t merged = H * v.merge * v.merge;
    weights.patchEmbedding =
        linear(vision + "patch_embed.proj", H, std::int64_t(3) * v.temporalPatch * v.patch * v.patch);
    weights.positionTable = one(vision + "pos_embed.weight", {std::int64_t(v.positionSide) * v.positionSide, H});
    for (int i = 0; i < v.depth; ++i) {
        const std::string name = vision + "blocks." + std::to_string(i) + ".";
        VisionBlock block;
        block.norm1 = norm(name + "norm1", H);
        block.norm2 = norm(name + "norm2", H);
        block.qkv = linear(name + "attn.qkv", 3 * H, H);
        block.projection = linear(name + "attn.proj", H, H);
        block.up = linear(name + "mlp.linear_fc1", v.intermediate, H);
        block.down = linear(name + "mlp.linear_fc2", H, v.intermediate);
        weights.blocks.push_back(std::move(block));
    }
    const auto merger = [&](const std::string& name, bool normsMerged) {
        Merger made;
        made.norm = norm(name + "norm", normsMerged ? merged : H);
        made.up = linear(name + "linear_fc1", merged, merged);
        made.down = linear(name + "linear_fc2", v.outHidden, merged);
        made.normsMerged = normsMerged;
        return made;
    };
    weights.merger = merger(vision + "merger.", false);
    for (std::size_t i = 0; i < v.deepstackLayers.size(); ++i)
        weights.deepMergers.push_back(merger(vision + "deepstack_merger_list." + std::to_string(i) + ".", true));

    const std::string text = "model.language_model.";
    const std::int64_t h = t.hidden;
    const std::int64_t queries = std::int64_t(t.heads) * t.headSize;
    const std::int64_t keys = std::int64_t(t.keyValueHeads) * t.headSize;
    weights.embedding = one(text + "embed_tokens.weight", {t.vocabulary, h});
    for (int i = 0; i < t.layers; ++i) {
        const std::string name = text + "layers." + std::to_string(i) + ".";
        const std::string own = name + "self_attn.";
        TextLayer layer;
        layer.inputNorm.weight = one(name + "input_layernorm.weight", {h});
        layer.outputNorm.weight = one(name + "post_attention_layernorm.weight", {h});
        layer.queryNorm.weight = one(own + "q_norm.weight", {t.headSize});
        layer.keyNorm.weight = one(own + "k_norm.weight", {t.headSize});
        layer.qkv.weight = source({{own + "q_proj.weight", {queries, h}},
                                   {own + "k_proj.weight", {keys, h}},
                                   {own + "v_proj.weight", {keys, h}}});
        layer.output.weight = one(own + "o_proj.weight", {h, queries});
        layer.gateUp.weight = source(
            {{name + "mlp.gate_proj.weight", {t.intermediate, h}}, {name + "mlp.up_proj.weight", {t.intermediate, h}}});
        layer.down.weight = one(name + "mlp.down_proj.weight", {h, t.intermediate});
        weights.layers.push_back(std::move(layer));
    }
    weights.finalNorm.weight = one(text + "norm.weight", {h});
    weights.head = isTied ? weights.embedding : one("lm_head.weight", {t.vocabulary, h});
    return weights;
}

Sight sightOf(const Qwen3VlWeights& weights, const Qwen3VlConfig::Vision& config, at::Tensor x,
              const Rotation& rotation, const std::function<bool(std::size_t)>& goesOn, const Attention& look) {
    Sight sight;
    for (std::size_t i = 0; i < weights.blocks.size(); ++i) {
        if (!goesOn(i))
            return {};
        x = weights.blocks[i](x, rotation, config.heads, look);
        const auto deep = std::find(config.deepstackLayers.begin(), config.deepstackLayers.end(), int(i));
        if (deep != config.deepstackLayers.end())
            sight.deep.push_back(
                weights.deepMergers[std::size_t(deep - config.deepstackLayers.begin())](x, config.merge));
    }
    sight.tokens = weights.merger(x, config.merge);
    sight.patches = std::move(x);
    return sight;
}

} // namespace tracestudio
