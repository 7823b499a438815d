#include "local/qwen3_vl.h"

#include <ATen/Parallel.h>
#include <algorithm>
#include <cmath>
#include <sys/mman.h>
#include <torch/version.h>

namespace tracestudio {

namespace {

constexpr std::size_t stagingBytes = 16u << 20;
constexpr std::int64_t mostScores = 16 << 20; // numbers of a block of attention scores

/// Asks for pages of 2 MB before the weights are written: fewer faults when they are, fewer look-ups when they are
/// read.
void useLargePages(const at::Tensor& weights) {
    constexpr std::uintptr_t page = 2u << 20;
    if (!weights.device().is_cpu())
        return;
    const auto begin = (reinterpret_cast<std::uintptr_t>(weights.data_ptr()) + page - 1) / page * page;
    const auto end = (reinterpret_cast<std::uintptr_t>(weights.data_ptr()) + weights.nbytes()) / page * page;
    if (begin < end)
        madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE); // where it is not granted, nothing is lost
}

at::ScalarType torchType(TensorType type) {
    switch (type) {
    case TensorType::BFloat16:
        return at::kBFloat16;
    case TensorType::Float16:
        return at::kHalf;
    case TensorType::Float32:
        break;
    }
    return at::kFloat;
}

std::string shapeText(const std::vector<std::int64_t>& shape) {
    std::string text;
    for (const std::int64_t side : shape)
        text += (text.empty() ? "" : "×") + std::to_string(side);
    return text;
}

/// x·cos + rotate_half(x)·sin over the last dimension.
at::Tensor rotated(const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin) {
    const std::int64_t half = x.size(-1) / 2;
    const at::Tensor turned = at::cat({x.narrow(-1, half, half).neg(), x.narrow(-1, 0, half)}, -1);
    return x * cos + turned * sin;
}

/// Softmax attention of queries [heads, n, size] over keys and values [kvHeads, m, size]; each key head serves the
/// heads / kvHeads queries after one another. With `isCausal` the last query sees all keys, the one before it one
/// fewer. The softmax is in float32.
at::Tensor attention(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values, bool isCausal) {
    const std::int64_t heads = queries.size(0);
    const std::int64_t n = queries.size(1);
    const std::int64_t size = queries.size(2);
    const std::int64_t kvHeads = keys.size(0);
    const std::int64_t m = keys.size(1);
    const std::int64_t group = heads / kvHeads;
    const double scale = 1 / std::sqrt(double(size));
#if TORCH_VERSION_MAJOR >= 2
    if (n > 1 && (!isCausal || n == m)) {
        const auto repeated = [&](const at::Tensor& t) {
            return t.unsqueeze(1).expand({kvHeads, group, m, size}).reshape({1, heads, m, size});
        };
        return at::scaled_dot_product_attention(queries.unsqueeze(0), repeated(keys), repeated(values), {}, 0.0,
                                                isCausal)
            .squeeze(0);
    }
#endif
    const at::Tensor grouped = queries.reshape({kvHeads, group, n, size});
    const at::Tensor turnedKeys = keys.transpose(1, 2);
    // In blocks of queries, so that the scores of a large picture need no gigabytes.
    const std::int64_t block = std::clamp<std::int64_t>(mostScores / (heads * m), 1, n);
    std::vector<at::Tensor> outputs;
    for (std::int64_t first = 0; first < n; first += block) {
        const std::int64_t count = std::min(block, n - first);
        const at::Tensor q = grouped.narrow(2, first, count).reshape({kvHeads, group * count, size});
        at::Tensor scores = at::bmm(q, turnedKeys).mul_(scale).view({heads, count, m}).to(at::kFloat);
        if (isCausal && n > 1) {
            const at::Tensor column = at::arange(m, scores.options().dtype(at::kLong));
            const at::Tensor last =
                at::arange(m - n + first, m - n + first + count, scores.options().dtype(at::kLong)).unsqueeze(1);
            scores.masked_fill_(column.gt(last), -std::numeric_limits<float>::infinity());
        }
        const at::Tensor weights = at::softmax(scores, -1).to(values.scalar_type());
        outputs.push_back(
            at::bmm(weights.view({kvHeads, group * count, m}), values).view({kvHeads, group, count, size}));
    }
    return (outputs.size() == 1 ? outputs.front() : at::cat(outputs, 2)).reshape({heads, n, size});
}

/// Which rows of a table of side² rows make each position of a grid, and by how much, in the order of merged blocks:
/// bilinear with the corners on the corners.
struct TableBlend {
    at::Tensor rows;    ///< [patches, 4]
    at::Tensor weights; ///< [patches, 4]
    at::Tensor grid;    ///< [patches, 2]: row and column of each patch
};

TableBlend blendFor(int gridRows, int gridColumns, int side, int merge) {
    struct Place {
        std::int64_t low, high;
        float share;
    };
    const auto places = [side](int count) {
        const at::Tensor line = at::linspace(0, side - 1, count, at::kFloat);
        std::vector<Place> found;
        for (int i = 0; i < count; ++i) {
            const float at = line.data_ptr<float>()[i];
            const auto low = std::int64_t(at);
            found.push_back({low, std::min<std::int64_t>(low + 1, side - 1), at - float(low)});
        }
        return found;
    };
    const std::vector<Place> rows = places(gridRows);
    const std::vector<Place> columns = places(gridColumns);
    std::vector<std::int64_t> indices;
    std::vector<float> weights;
    std::vector<std::int64_t> grid;
    for (int blockRow = 0; blockRow < gridRows; blockRow += merge)
        for (int blockColumn = 0; blockColumn < gridColumns; blockColumn += merge)
            for (int row = blockRow; row < blockRow + merge; ++row)
                for (int column = blockColumn; column < blockColumn + merge; ++column) {
                    const Place& v = rows[std::size_t(row)];
                    const Place& u = columns[std::size_t(column)];
                    indices.insert(indices.end(), {v.low * side + u.low, v.low * side + u.high, v.high * side + u.low,
                                                   v.high * side + u.high});
                    weights.insert(weights.end(), {(1 - v.share) * (1 - u.share), (1 - v.share) * u.share,
                                                   v.share * (1 - u.share), v.share * u.share});
                    grid.insert(grid.end(), {row, column});
                }
    const auto count = std::int64_t(gridRows) * gridColumns;
    return {at::tensor(indices, at::kLong).view({count, 4}), at::tensor(weights, at::kFloat).view({count, 4}),
            at::tensor(grid, at::kLong).view({count, 2})};
}

} // namespace

/// x·Wᵀ + b. On the processor in float32, many rows go through oneDNN, which is faster than the OpenBLAS of
/// libtorch 1.13; and a single row through matrix times vector, shared out among threads: a matrix product would first
/// copy the weights into panels and so read them twice, where reading them is all that it costs.
at::Tensor Qwen3Vl::Linear::operator()(const at::Tensor& x) const {
    constexpr std::int64_t fewestNumbers = 1 << 14; // worth another layout
    if (!x.device().is_cpu() || x.scalar_type() != at::kFloat)
        return at::linear(x, weight, bias);
    if (x.size(0) > 1)
        return x.numel() >= fewestNumbers && at::globalContext().hasMKLDNN()
                   ? at::mkldnn_linear(x.contiguous().to_mkldnn(), weight, bias).to_dense()
                   : at::linear(x, weight, bias);
    constexpr std::int64_t fewestProducts = 2'000'000; // worth a thread
    const std::int64_t rows = weight.size(0);
    const std::int64_t threads = std::clamp<std::int64_t>(weight.numel() / fewestProducts, 1, at::get_num_threads());
    const at::Tensor vector = x.squeeze(0);
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
    return out.unsqueeze(0);
}

PromptTokens placeTokens(std::vector<TokenId> ids, TokenId imageToken, int rows, int columns) {
    PromptTokens prompt;
    std::int64_t next = 0;
    for (std::size_t i = 0; i < ids.size();) {
        if (ids[i] != imageToken) {
            for (auto& positions : prompt.positions)
                positions.push_back(next);
            ++next;
            ++i;
            continue;
        }
        for (int row = 0; row < rows; ++row)
            for (int column = 0; column < columns; ++column) {
                prompt.positions[0].push_back(next);
                prompt.positions[1].push_back(next + row);
                prompt.positions[2].push_back(next + column);
            }
        next += std::max(rows, columns);
        i += std::size_t(rows) * std::size_t(columns);
    }
    prompt.nextPosition = next;
    prompt.ids = std::move(ids);
    return prompt;
}

/// Takes weights out of the files into place, and remembers the first that cannot be.
class Qwen3Vl::Loader {
  public:
    Loader(const WeightFiles& files, const Place& place, std::uint64_t total, const Progress& progress,
           const std::stop_token& stop)
        : m_files(files)
        , m_place(place)
        , m_total(total)
        , m_progress(progress)
        , m_stop(stop) {}

    /// One tensor, or several with the same row length on top of each other. `shapes` are what they must have;
    /// the result has their rows added up.
    at::Tensor stacked(const std::vector<std::string>& names, const std::vector<std::vector<std::int64_t>>& shapes) {
        std::vector<std::int64_t> whole = shapes.front();
        for (std::size_t i = 1; i < shapes.size(); ++i)
            whole.front() += shapes[i].front();
        if (m_error)
            return {};
        at::Tensor target = at::empty(whole, at::TensorOptions(m_place.device).dtype(m_place.type));
        useLargePages(target);
        std::int64_t row = 0;
        for (std::size_t i = 0; i < names.size() && !m_error; ++i) {
            read(names[i], shapes[i], target.narrow(0, row, shapes[i].front()));
            row += shapes[i].front();
        }
        return target;
    }
    at::Tensor one(const std::string& name, const std::vector<std::int64_t>& shape) { return stacked({name}, {shape}); }
    Linear linear(const std::string& name, std::int64_t out, std::int64_t in) {
        return {one(name + ".weight", {out, in}), one(name + ".bias", {out})};
    }
    Norm norm(const std::string& name, std::int64_t size) {
        return {one(name + ".weight", {size}), one(name + ".bias", {size})};
    }
    [[nodiscard]] bool has(const std::string& name) const { return m_files.find(name) != nullptr; }
    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

  private:
    void read(const std::string& name, const std::vector<std::int64_t>& shape, at::Tensor target) {
        const StoredTensor* stored = m_files.find(name);
        if (!stored) {
            m_error = Error{TRANSLATABLE("The weights %1 are missing from the checkpoint. Download it again."), {name}};
            return;
        }
        // The patch embedding is stored as a convolution: more dimensions, the same numbers.
        std::int64_t count = 1;
        for (const std::int64_t side : stored->shape)
            count *= side;
        const bool fits = stored->shape == shape || (stored->shape.size() == 5 && count == target.numel() &&
                                                     stored->shape.front() == shape.front());
        if (!fits) {
            m_error = Error{TRANSLATABLE("The weights %1 are %2, but config.json asks for %3. The files do not belong "
                                         "together; download them again."),
                            {name, shapeText(stored->shape), shapeText(shape)}};
            return;
        }
        const at::ScalarType type = torchType(stored->type);
        const bool isInPlace = target.device().is_cpu() && target.scalar_type() == type;
        target = target.view({-1});
        const std::size_t numberBytes = bytesOf(stored->type);
        for (std::uint64_t offset = 0; offset < stored->byteCount && !m_error;) {
            if (m_stop.stop_requested()) {
                m_error = Error{TRANSLATABLE("Stopped."), {}};
                return;
            }
            const auto bytes = std::size_t(std::min<std::uint64_t>(stagingBytes, stored->byteCount - offset));
            const auto first = std::int64_t(offset / numberBytes);
            const auto numbers = std::int64_t(bytes / numberBytes);
            if (!isInPlace && m_staging.size() < bytes)
                m_staging.resize(stagingBytes);
            std::byte* to = isInPlace ? static_cast<std::byte*>(target.data_ptr()) + offset : m_staging.data();
            if (const auto done = m_files.read(*stored, offset, {to, bytes}); !done)
                m_error = done.error();
            else if (!isInPlace)
                target.narrow(0, first, numbers).copy_(at::from_blob(to, {numbers}, at::TensorOptions(type)));
            offset += bytes;
            m_done += std::uint64_t(numbers);
            if (m_progress)
                m_progress(double(m_done) / double(m_total));
        }
    }

    const WeightFiles& m_files;
    Place m_place;
    std::uint64_t m_total; ///< numbers
    std::uint64_t m_done = 0;
    const Progress& m_progress;
    const std::stop_token& m_stop;
    std::vector<std::byte> m_staging;
    std::optional<Error> m_error;
};

Qwen3Vl::Qwen3Vl(Qwen3VlConfig config, Place place)
    : m_config(std::move(config))
    , m_place(place) {}

std::uint64_t Qwen3Vl::weightBytes(const Qwen3VlConfig& config, bool isTied, std::size_t bytesANumber) {
    const auto& v = config.vision;
    const auto& t = config.text;
    const auto square = [](std::uint64_t a, std::uint64_t b) { return a * b; };
    const auto H = std::uint64_t(v.hidden);
    const auto merged = std::uint64_t(v.merge) * std::uint64_t(v.merge) * H;
    const auto merger =
        square(merged, merged) + merged + square(merged, std::uint64_t(t.hidden)) + std::uint64_t(t.hidden);
    std::uint64_t numbers = square(H, 3u * std::uint64_t(v.temporalPatch * v.patch * v.patch)) + H +
                            square(std::uint64_t(v.positionSide) * std::uint64_t(v.positionSide), H);
    numbers +=
        std::uint64_t(v.depth) * (4 * H + square(3 * H, H) + 3 * H + square(H, H) + H +
                                  2 * square(std::uint64_t(v.intermediate), H) + std::uint64_t(v.intermediate) + H);
    numbers += 2 * H + merger + v.deepstackLayers.size() * (2 * merged + merger);
    const auto h = std::uint64_t(t.hidden);
    const auto D = std::uint64_t(t.headSize);
    numbers += square(std::uint64_t(t.vocabulary), h) * (isTied ? 1 : 2) + h;
    numbers += std::uint64_t(t.layers) *
               (2 * h + 2 * D + square(h, D) * (2u * std::uint64_t(t.heads) + 2u * std::uint64_t(t.keyValueHeads)) +
                3 * square(h, std::uint64_t(t.intermediate)));
    return numbers * bytesANumber;
}

Result<std::unique_ptr<Qwen3Vl>> Qwen3Vl::load(const WeightFiles& files, const Qwen3VlConfig& config,
                                               const Place& place, const Progress& progress,
                                               const std::stop_token& stop) {
    const c10::InferenceMode guard;
    std::unique_ptr<Qwen3Vl> model(new Qwen3Vl(config, place));
    const auto& v = config.vision;
    const auto& t = config.text;
    const bool isTied = files.find("lm_head.weight") == nullptr;
    Loader loader(files, place, weightBytes(config, isTied, 1), progress, stop);

    const std::string vision = "model.visual.";
    const std::int64_t H = v.hidden;
    const std::int64_t merged = H * v.merge * v.merge;
    model->m_patchEmbedding =
        loader.linear(vision + "patch_embed.proj", H, std::int64_t(3) * v.temporalPatch * v.patch * v.patch);
    model->m_positionTable =
        loader.one(vision + "pos_embed.weight", {std::int64_t(v.positionSide) * v.positionSide, H});
    for (int i = 0; i < v.depth && !loader.error(); ++i) {
        const std::string name = vision + "blocks." + std::to_string(i) + ".";
        VisionBlock block;
        block.norm1 = loader.norm(name + "norm1", H);
        block.norm2 = loader.norm(name + "norm2", H);
        block.qkv = loader.linear(name + "attn.qkv", 3 * H, H);
        block.projection = loader.linear(name + "attn.proj", H, H);
        block.up = loader.linear(name + "mlp.linear_fc1", v.intermediate, H);
        block.down = loader.linear(name + "mlp.linear_fc2", H, v.intermediate);
        model->m_blocks.push_back(std::move(block));
    }
    const auto merger = [&](const std::string& name, std::int64_t normSize) {
        return Merger{loader.norm(name + "norm", normSize), loader.linear(name + "linear_fc1", merged, merged),
                      loader.linear(name + "linear_fc2", v.outHidden, merged)};
    };
    model->m_merger = merger(vision + "merger.", H);
    for (std::size_t i = 0; i < v.deepstackLayers.size() && !loader.error(); ++i)
        model->m_deepMergers.push_back(merger(vision + "deepstack_merger_list." + std::to_string(i) + ".", merged));

    const std::string text = "model.language_model.";
    const std::int64_t h = t.hidden;
    const std::int64_t queries = std::int64_t(t.heads) * t.headSize;
    const std::int64_t keys = std::int64_t(t.keyValueHeads) * t.headSize;
    model->m_embedding = loader.one(text + "embed_tokens.weight", {t.vocabulary, h});
    for (int i = 0; i < t.layers && !loader.error(); ++i) {
        const std::string name = text + "layers." + std::to_string(i) + ".";
        const std::string attention = name + "self_attn.";
        TextLayer layer;
        layer.inputNorm = loader.one(name + "input_layernorm.weight", {h});
        layer.outputNorm = loader.one(name + "post_attention_layernorm.weight", {h});
        layer.queryNorm = loader.one(attention + "q_norm.weight", {t.headSize});
        layer.keyNorm = loader.one(attention + "k_norm.weight", {t.headSize});
        layer.qkv.weight =
            loader.stacked({attention + "q_proj.weight", attention + "k_proj.weight", attention + "v_proj.weight"},
                           {{queries, h}, {keys, h}, {keys, h}});
        layer.output.weight = loader.one(attention + "o_proj.weight", {h, queries});
        layer.gateUp.weight = loader.stacked({name + "mlp.gate_proj.weight", name + "mlp.up_proj.weight"},
                                             {{t.intermediate, h}, {t.intermediate, h}});
        layer.down.weight = loader.one(name + "mlp.down_proj.weight", {h, t.intermediate});
        model->m_layers.push_back(std::move(layer));
    }
    model->m_finalNorm = loader.one(text + "norm.weight", {h});
    model->m_head = isTied ? model->m_embedding : loader.one("lm_head.weight", {t.vocabulary, h});
    if (loader.error())
        return tl::unexpected(*loader.error());
    return model;
}

// ---- vision

at::Tensor Qwen3Vl::merged(const Merger& merger, const at::Tensor& x, bool normsMerged) const {
    const std::int64_t size = std::int64_t(m_config.vision.hidden) * m_config.vision.merge * m_config.vision.merge;
    const at::Tensor normed = normsMerged ? merger.norm(x.view({-1, size})) : merger.norm(x).view({-1, size});
    return merger.down(at::gelu(merger.up(normed)));
}

at::Tensor Qwen3Vl::visionAttention(const VisionBlock& block, const at::Tensor& x, const at::Tensor& cos,
                                    const at::Tensor& sin) const {
    const std::int64_t heads = m_config.vision.heads;
    const std::int64_t size = m_config.vision.headSize();
    const std::int64_t n = x.size(0);
    const at::Tensor qkv = block.qkv(x).view({n, 3, heads, size}).permute({1, 2, 0, 3});
    const auto turned = [&](const at::Tensor& t) { return rotated(t.to(at::kFloat), cos, sin).to(x.scalar_type()); };
    const at::Tensor seen = attention(turned(qkv[0]), turned(qkv[1]), qkv[2].contiguous(), false);
    return block.projection(seen.transpose(0, 1).reshape({n, heads * size}));
}

std::optional<Qwen3Vl::Sight> Qwen3Vl::see(const ImagePatches& patches, const Progress& progress,
                                           const std::stop_token& stop) const {
    const c10::InferenceMode guard;
    const auto& v = m_config.vision;
    const std::int64_t count = std::int64_t(patches.rows) * patches.columns;
    const TableBlend blend = blendFor(patches.rows, patches.columns, v.positionSide, v.merge);

    at::Tensor pixels = at::from_blob(const_cast<float*>(patches.values.data()), {count, patches.rowLength}, at::kFloat)
                            .to(m_place.device, m_place.type);
    at::Tensor x = m_patchEmbedding(pixels);
    const at::Tensor table = m_positionTable.index_select(0, blend.rows.view({-1}).to(m_place.device));
    x = x + (table.view({count, 4, v.hidden}) * blend.weights.to(m_place.device).unsqueeze(2)).sum(1).to(m_place.type);

    // Half of the angles turn with the row, half with the column.
    const std::int64_t size = v.headSize();
    const at::Tensor frequencies =
        at::pow(10000.0, at::arange(0, size / 2, 2, at::kFloat) / double(size / 2)).reciprocal();
    at::Tensor angles = (blend.grid.to(at::kFloat).unsqueeze(2) * frequencies).view({count, size / 2});
    angles = at::cat({angles, angles}, 1).to(m_place.device);
    const at::Tensor cos = angles.cos();
    const at::Tensor sin = angles.sin();

    Sight sight;
    for (std::size_t i = 0; i < m_blocks.size(); ++i) {
        if (stop.stop_requested())
            return std::nullopt;
        const VisionBlock& block = m_blocks[i];
        x = x + visionAttention(block, block.norm1(x), cos, sin);
        x = x + block.down(at::gelu(block.up(block.norm2(x)), "tanh"));
        const auto deep = std::find(v.deepstackLayers.begin(), v.deepstackLayers.end(), int(i));
        if (deep != v.deepstackLayers.end())
            sight.deep.push_back(merged(m_deepMergers[std::size_t(deep - v.deepstackLayers.begin())], x, true));
        if (progress)
            progress(double(i + 1) / double(m_blocks.size()));
    }
    sight.tokens = merged(m_merger, x, false);
    return sight;
}

// ---- text

at::Tensor Qwen3Vl::rmsNorm(const at::Tensor& x, const at::Tensor& weight) const {
    const at::Tensor wide = x.to(at::kFloat);
    const at::Tensor scale = wide.square().mean(-1, true).add_(m_config.text.rmsEpsilon).rsqrt_();
    return weight * (wide * scale).to(x.scalar_type());
}

std::pair<at::Tensor, at::Tensor>
Qwen3Vl::textRotation(const std::array<std::vector<std::int64_t>, 3>& positions) const {
    const auto& t = m_config.text;
    const std::int64_t half = t.headSize / 2;
    const at::Tensor frequencies =
        at::pow(t.ropeTheta, at::arange(0, t.headSize, 2, at::kFloat) / double(t.headSize)).reciprocal();
    // Frequency i turns with time, except that of every three one turns with the row and one with the column, as far
    // as their sections reach.
    at::Tensor angles = at::tensor(positions[0], at::kLong).to(at::kFloat).unsqueeze(1) * frequencies;
    for (const std::int64_t axis : {1, 2}) {
        const at::Tensor own =
            at::tensor(positions[std::size_t(axis)], at::kLong).to(at::kFloat).unsqueeze(1) * frequencies;
        const std::int64_t end = std::min<std::int64_t>(std::int64_t(t.ropeSections[std::size_t(axis)]) * 3, half);
        if (axis < end)
            angles.slice(1, axis, end, 3).copy_(own.slice(1, axis, end, 3));
    }
    angles = at::cat({angles, angles}, 1);
    return {angles.cos().to(m_place.device, m_place.type), angles.sin().to(m_place.device, m_place.type)};
}

Qwen3Vl::Memory Qwen3Vl::memoryFor(std::int64_t tokens) const {
    const c10::InferenceMode guard;
    const auto& t = m_config.text;
    Memory memory;
    for (int i = 0; i < t.layers; ++i)
        for (auto* tensors : {&memory.keys, &memory.values})
            tensors->push_back(at::zeros({t.keyValueHeads, tokens, t.headSize},
                                         at::TensorOptions(m_place.device).dtype(m_place.type)));
    return memory;
}

std::optional<at::Tensor> Qwen3Vl::decode(at::Tensor x, const at::Tensor& cos, const at::Tensor& sin,
                                          const at::Tensor& imageRows, const Sight* sight, Memory& memory,
                                          const Progress& progress, const std::stop_token& stop) const {
    const auto& t = m_config.text;
    const std::int64_t n = x.size(0);
    const std::int64_t size = t.headSize;
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        if (stop.stop_requested())
            return std::nullopt;
        const TextLayer& layer = m_layers[i];
        const at::Tensor qkv = layer.qkv(rmsNorm(x, layer.inputNorm)).view({n, t.heads + 2 * t.keyValueHeads, size});
        const auto heads = [&](std::int64_t first, std::int64_t count) { return qkv.narrow(1, first, count); };
        const at::Tensor queries = rotated(rmsNorm(heads(0, t.heads), layer.queryNorm).transpose(0, 1), cos, sin);
        memory.keys[i]
            .narrow(1, memory.count, n)
            .copy_(rotated(rmsNorm(heads(t.heads, t.keyValueHeads), layer.keyNorm).transpose(0, 1), cos, sin));
        memory.values[i]
            .narrow(1, memory.count, n)
            .copy_(heads(t.heads + t.keyValueHeads, t.keyValueHeads).transpose(0, 1));
        const at::Tensor seen = attention(queries, memory.keys[i].narrow(1, 0, memory.count + n),
                                          memory.values[i].narrow(1, 0, memory.count + n), true);
        x = x + layer.output(seen.transpose(0, 1).reshape({n, t.heads * size}));
        const at::Tensor gateUp = layer.gateUp(rmsNorm(x, layer.outputNorm));
        x = x + layer.down(at::silu(gateUp.narrow(1, 0, t.intermediate)) *
                           gateUp.narrow(1, t.intermediate, t.intermediate));
        if (sight && i < sight->deep.size())
            x = x.index_add(0, imageRows, sight->deep[i]);
        if (progress)
            progress(double(i + 1) / double(m_layers.size()));
    }
    memory.count += n;
    const at::Tensor last = rmsNorm(x.narrow(0, n - 1, 1), m_finalNorm);
    return Linear{m_head, {}}(last).squeeze(0).to(at::kCPU, at::kFloat);
}

std::optional<at::Tensor> Qwen3Vl::read(const PromptTokens& prompt, const Sight* sight, Memory& memory,
                                        const Progress& progress, const std::stop_token& stop) const {
    const c10::InferenceMode guard;
    std::vector<std::int64_t> ids(prompt.ids.begin(), prompt.ids.end());
    std::vector<std::int64_t> imageRows;
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (prompt.ids[i] == m_config.imageToken)
            imageRows.push_back(std::int64_t(i));
    at::Tensor x = m_embedding.index_select(0, at::tensor(ids, at::kLong).to(m_place.device));
    const at::Tensor rows = at::tensor(imageRows, at::kLong).to(m_place.device);
    if (sight)
        x.index_copy_(0, rows, sight->tokens);
    const auto [cos, sin] = textRotation(prompt.positions);
    return decode(x, cos, sin, rows, sight, memory, progress, stop);
}

std::optional<at::Tensor> Qwen3Vl::readOne(TokenId id, std::int64_t position, Memory& memory,
                                           const std::stop_token& stop) const {
    const c10::InferenceMode guard;
    const at::Tensor x = m_embedding.narrow(0, id, 1);
    const std::vector<std::int64_t> place{position};
    const auto [cos, sin] = textRotation({place, place, place});
    return decode(x, cos, sin, {}, nullptr, memory, {}, stop);
}

// ---- the same in fixed places

Qwen3Vl::Step Qwen3Vl::stepFor(std::int64_t span) const {
    const c10::InferenceMode guard;
    const at::TensorOptions here(m_place.device);
    Step step;
    step.span = span;
    step.id = at::zeros({1}, here.dtype(at::kLong));
    step.slot = at::zeros({1}, here.dtype(at::kLong));
    step.cos = at::zeros({1, m_config.text.headSize}, here.dtype(m_place.type));
    step.sin = at::zeros_like(step.cos);
    step.mask = at::full({1, span}, -std::numeric_limits<float>::infinity(), here.dtype(at::kFloat));
    step.logits = at::zeros({m_config.text.vocabulary}, here.dtype(at::kFloat));
    return step;
}

void Qwen3Vl::prepare(Step& step, TokenId id, std::int64_t position, Memory& memory) const {
    const c10::InferenceMode guard;
    const std::vector<std::int64_t> place{position};
    const auto [cos, sin] = textRotation({place, place, place});
    step.id.fill_(std::int64_t(id));
    step.slot.fill_(memory.count);
    step.cos.copy_(cos);
    step.sin.copy_(sin);
    ++memory.count;
    step.mask.narrow(1, 0, memory.count).fill_(0);
}

void Qwen3Vl::work(Step& step, Memory& memory) const {
    const c10::InferenceMode guard;
    const auto& t = m_config.text;
    const std::int64_t size = t.headSize;
    const std::int64_t group = t.heads / t.keyValueHeads;
    at::Tensor x = m_embedding.index_select(0, step.id);
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        const TextLayer& layer = m_layers[i];
        const at::Tensor qkv = layer.qkv(rmsNorm(x, layer.inputNorm)).view({1, t.heads + 2 * t.keyValueHeads, size});
        const auto heads = [&](std::int64_t first, std::int64_t count) { return qkv.narrow(1, first, count); };
        const at::Tensor queries = rotated(rmsNorm(heads(0, t.heads), layer.queryNorm), step.cos, step.sin);
        const at::Tensor key =
            rotated(rmsNorm(heads(t.heads, t.keyValueHeads), layer.keyNorm), step.cos, step.sin).transpose(0, 1);
        memory.keys[i].index_copy_(1, step.slot, key);
        memory.values[i].index_copy_(1, step.slot, heads(t.heads + t.keyValueHeads, t.keyValueHeads).transpose(0, 1));
        const at::Tensor keys = memory.keys[i].narrow(1, 0, step.span);
        const at::Tensor values = memory.values[i].narrow(1, 0, step.span);
        const at::Tensor scores = at::bmm(queries.view({t.keyValueHeads, group, size}), keys.transpose(1, 2))
                                      .mul(1 / std::sqrt(double(size)))
                                      .to(at::kFloat)
                                      .add(step.mask);
        const at::Tensor seen = at::bmm(at::softmax(scores, -1).to(values.scalar_type()), values);
        x = x + layer.output(seen.reshape({1, t.heads * size}));
        const at::Tensor gateUp = layer.gateUp(rmsNorm(x, layer.outputNorm));
        x = x + layer.down(at::silu(gateUp.narrow(1, 0, t.intermediate)) *
                           gateUp.narrow(1, t.intermediate, t.intermediate));
    }
    step.logits.copy_(Linear{m_head, {}}(rmsNorm(x, m_finalNorm)).squeeze(0));
}

} // namespace tracestudio
