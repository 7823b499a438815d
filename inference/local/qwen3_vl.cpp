#include "local/qwen3_vl.h"

#include <algorithm>
#include <cmath>
#include <sys/mman.h>

namespace tracestudio {

namespace {

constexpr std::size_t stagingBytes = 16u << 20;

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

} // namespace

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

    /// Nothing after the first error.
    at::Tensor stacked(const std::vector<Qwen3VlWeights::NamedShape>& parts) {
        if (m_error)
            return {};
        std::vector<std::int64_t> whole = parts.front().second;
        for (std::size_t i = 1; i < parts.size(); ++i)
            whole.front() += parts[i].second.front();
        at::Tensor target = at::empty(whole, at::TensorOptions(m_place.device).dtype(m_place.type));
        useLargePages(target);
        std::int64_t row = 0;
        for (const auto& [name, shape] : parts) {
            if (!m_error)
                read(name, shape, target.narrow(0, row, shape.front()));
            row += shape.front();
        }
        return target;
    }
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
    const bool isTied = files.find("lm_head.weight") == nullptr;
    Loader loader(files, place, weightBytes(config, isTied, 1), progress, stop);
    model->m_weights = Qwen3VlWeights::from(
        [&loader](const std::vector<Qwen3VlWeights::NamedShape>& parts) { return loader.stacked(parts); }, config,
        isTied);
    if (loader.error())
        return tl::unexpected(*loader.error());
    return model;
}

std::optional<Sight> Qwen3Vl::see(const ImagePatches& patches, const Progress& progress,
                                  const std::stop_token& stop) const {
    const c10::InferenceMode guard;
    const auto& v = m_config.vision;
    const std::int64_t count = std::int64_t(patches.rows) * patches.columns;
    const PatchGrid grid = PatchGrid(patches.rows, patches.columns, v).to(m_place.device);
    const at::Tensor pixels =
        at::from_blob(const_cast<float*>(patches.values.data()), {count, patches.rowLength}, at::kFloat)
            .to(m_place.device, m_place.type);
    const at::Tensor x = m_weights.patchEmbedding(pixels) + grid.positions(m_weights.positionTable).to(m_place.type);
    Sight sight = sightOf(m_weights, v, x, grid.rotation(v.headSize()), [&](std::size_t block) {
        if (progress && block > 0)
            progress(double(block) / double(m_weights.blocks.size()));
        return !stop.stop_requested();
    });
    if (!sight.tokens.defined())
        return std::nullopt;
    if (progress)
        progress(1);
    return sight;
}

Rotation Qwen3Vl::rotationAt(const std::array<std::vector<std::int64_t>, 3>& positions) const {
    const Rotation wide = textRotation(positions, m_config.text);
    return {wide.cos.to(m_place.device, m_place.type), wide.sin.to(m_place.device, m_place.type)};
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

std::optional<at::Tensor> Qwen3Vl::decode(at::Tensor x, const Rotation& rotation, const at::Tensor& imageRows,
                                          const Sight* sight, Memory& memory, const Progress& progress,
                                          const std::stop_token& stop) const {
    const auto& t = m_config.text;
    const std::int64_t n = x.size(0);
    for (std::size_t i = 0; i < m_weights.layers.size(); ++i) {
        if (stop.stop_requested())
            return std::nullopt;
        const TextLayer& layer = m_weights.layers[i];
        const TextLayer::Heads heads = layer.heads(x, rotation, t);
        memory.keys[i].narrow(1, memory.count, n).copy_(heads.keys);
        memory.values[i].narrow(1, memory.count, n).copy_(heads.values);
        const at::Tensor seen = attention(heads.queries, memory.keys[i].narrow(1, 0, memory.count + n),
                                          memory.values[i].narrow(1, 0, memory.count + n), true);
        x = layer.after(x, seen, t);
        if (sight && i < sight->deep.size())
            x = x.index_add(0, imageRows, sight->deep[i]);
        if (progress)
            progress(double(i + 1) / double(m_weights.layers.size()));
    }
    memory.count += n;
    return logits(x.narrow(0, n - 1, 1)).to(at::kCPU, at::kFloat);
}

at::Tensor Qwen3Vl::logits(const at::Tensor& x) const {
    return Linear{m_weights.head, {}}(m_weights.finalNorm(x, m_config.text.rmsEpsilon)).squeeze(0);
}

std::optional<at::Tensor> Qwen3Vl::read(const PromptTokens& prompt, const Sight* sight, Memory& memory,
                                        const Progress& progress, const std::stop_token& stop) const {
    const c10::InferenceMode guard;
    std::vector<std::int64_t> ids(prompt.ids.begin(), prompt.ids.end());
    std::vector<std::int64_t> imageRows;
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (prompt.ids[i] == m_config.imageToken)
            imageRows.push_back(std::int64_t(i));
    at::Tensor x = m_weights.embedding.index_select(0, at::tensor(ids, at::kLong).to(m_place.device));
    const at::Tensor rows = at::tensor(imageRows, at::kLong).to(m_place.device);
    if (sight)
        x.index_copy_(0, rows, sight->tokens);
    return decode(x, rotationAt(prompt.positions), rows, sight, memory, progress, stop);
}

std::optional<at::Tensor> Qwen3Vl::readOne(TokenId id, std::int64_t position, Memory& memory,
                                           const std::stop_token& stop) const {
    const c10::InferenceMode guard;
    const std::vector<std::int64_t> place{position};
    return decode(m_weights.embedding.narrow(0, id, 1), rotationAt({place, place, place}), {}, nullptr, memory, {},
                  stop);
}

// ---- the same in fixed places

Qwen3Vl::Step Qwen3Vl::stepFor(std::int64_t span) const {
    const c10::InferenceMode guard;
    const at::TensorOptions here(m_place.device);
    Step step;
    step.span = span;
    step.id = at::zeros({1}, here.dtype(at::kLong));
    step.slot = at::zeros({1}, here.dtype(at::kLong));
    step.rotation.cos = at::zeros({1, m_config.text.headSize}, here.dtype(m_place.type));
    step.rotation.sin = at::zeros_like(step.rotation.cos);
    step.mask = at::full({1, span}, -std::numeric_limits<float>::infinity(), here.dtype(at::kFloat));
    step.logits = at::zeros({m_config.text.vocabulary}, here.dtype(at::kFloat));
    return step;
}

void Qwen3Vl::prepare(Step& step, TokenId id, std::int64_t position, Memory& memory) const {
    const c10::InferenceMode guard;
    const std::vector<std::int64_t> place{position};
    const Rotation rotation = rotationAt({place, place, place});
    step.id.fill_(std::int64_t(id));
    step.slot.fill_(memory.count);
    step.rotation.cos.copy_(rotation.cos);
    step.rotation.sin.copy_(rotation.sin);
    ++memory.count;
    step.mask.narrow(1, 0, memory.count).fill_(0);
}

void Qwen3Vl::work(Step& step, Memory& memory) const {
    const c10::InferenceMode guard;
    const auto& t = m_config.text;
    const std::int64_t size = t.headSize;
    const std::int64_t group = t.heads / t.keyValueHeads;
    at::Tensor x = m_weights.embedding.index_select(0, step.id);
    for (std::size_t i = 0; i < m_weights.layers.size(); ++i) {
        const TextLayer& layer = m_weights.layers[i];
        const TextLayer::Heads heads = layer.heads(x, step.rotation, t);
        memory.keys[i].index_copy_(1, step.slot, heads.keys);
        memory.values[i].index_copy_(1, step.slot, heads.values);
        const at::Tensor keys = memory.keys[i].narrow(1, 0, step.span);
        const at::Tensor values = memory.values[i].narrow(1, 0, step.span);
        const at::Tensor scores = at::bmm(heads.queries.reshape({t.keyValueHeads, group, size}), keys.transpose(1, 2))
                                      .mul(1 / std::sqrt(double(size)))
                                      .to(at::kFloat)
                                      .add(step.mask);
        const at::Tensor seen = at::bmm(at::softmax(scores, -1).to(values.scalar_type()), values);
        x = layer.after(x, seen.reshape({t.heads, 1, size}), t);
    }
    step.logits.copy_(logits(x));
}

} // namespace tracestudio
