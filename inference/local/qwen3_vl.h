#pragma once

#include "local/image_patches.h"
#include "local/model_config.h"
#include "local/qwen3_vl_layers.h"
#include "local/safetensors.h"

#include <ATen/ATen.h>
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace tracestudio {

/// A prompt as the decoder takes it: token ids, and for each its place in time, row and column.
struct PromptTokens {
    std::vector<TokenId> ids;
    std::array<std::vector<std::int64_t>, 3> positions;
    std::int64_t nextPosition = 0; ///< of the first new token, in all three
};

/// Places of the tokens of a prompt whose picture has `rows` × `columns` merged patches; section 6 of spec/qwen3-vl.md.
PromptTokens placeTokens(std::vector<TokenId> ids, TokenId imageToken, int rows, int columns);

/// The Qwen3-VL dense network: weights on one device in one number type, and what it computes. Weights are immutable;
/// each answer has a memory of its own. Spec: spec/qwen3-vl.md sections 3, 5 and 6. Functions give nothing when stopped
/// between two layers; what libtorch throws (out of memory) is not caught here.
class Qwen3Vl {
  public:
    struct Place {
        at::Device device = at::kCPU;
        at::ScalarType type = at::kFloat;
    };
    using Progress = std::function<void(double share)>;

    /// Reads every weight once, straight to its place. Fails where one is missing or has another shape.
    static Result<std::unique_ptr<Qwen3Vl>> load(const WeightFiles& files, const Qwen3VlConfig& config,
                                                 const Place& place, const Progress& progress,
                                                 const std::stop_token& stop);
    /// Bytes of all weights in a number type, without what else is in the files.
    static std::uint64_t weightBytes(const Qwen3VlConfig& config, bool isTied, std::size_t bytesANumber);

    [[nodiscard]] std::optional<Sight> see(const ImagePatches& patches, const Progress& progress,
                                           const std::stop_token& stop) const;

    /// Keys and values of the tokens read so far: [heads, capacity, head size] for each layer; zero behind them.
    struct Memory {
        std::vector<at::Tensor> keys, values;
        std::int64_t count = 0;
        [[nodiscard]] std::int64_t capacity() const { return keys.front().size(1); }
    };
    [[nodiscard]] Memory memoryFor(std::int64_t tokens) const;

    /// Reads a whole prompt; the logits [vocabulary] behind its last token, float32 on the processor.
    [[nodiscard]] std::optional<at::Tensor> read(const PromptTokens& prompt, const Sight* sight, Memory& memory,
                                                 const Progress& progress, const std::stop_token& stop) const;
    /// Reads one more token at `position`.
    [[nodiscard]] std::optional<at::Tensor> readOne(TokenId id, std::int64_t position, Memory& memory,
                                                    const std::stop_token& stop) const;

    /// What reading one more token takes in and gives, in tensors that keep their places, so that a CUDA graph of the
    /// work can be replayed: all of the first `span` places of the memory are looked at, those not filled masked out.
    struct Step {
        std::int64_t span = 0;
        at::Tensor id, slot; ///< [1]: the token, and the place of the memory it goes to
        Rotation rotation;   ///< of one token
        at::Tensor mask;     ///< [1, span] float32: 0 for what is seen, else −∞
        at::Tensor logits;   ///< [vocabulary] float32
    };
    [[nodiscard]] Step stepFor(std::int64_t span) const;
    /// Puts in what `readOne` would take; the memory counts it.
    void prepare(Step& step, TokenId id, std::int64_t position, Memory& memory) const;
    /// The work itself, without a word to the processor.
    void work(Step& step, Memory& memory) const;

    [[nodiscard]] const Qwen3VlConfig& config() const { return m_config; }
    [[nodiscard]] const Place& place() const { return m_place; }
    [[nodiscard]] const Qwen3VlWeights& weights() const { return m_weights; }

  private:
    class Loader;

    Qwen3Vl(Qwen3VlConfig config, Place place);
    [[nodiscard]] Rotation rotationAt(const std::array<std::vector<std::int64_t>, 3>& positions) const;
    [[nodiscard]] std::optional<at::Tensor> decode(at::Tensor x, const Rotation& rotation, const at::Tensor& imageRows,
                                                   const Sight* sight, Memory& memory, const Progress& progress,
                                                   const std::stop_token& stop) const;
    [[nodiscard]] at::Tensor logits(const at::Tensor& x) const;

    Qwen3VlConfig m_config;
    Place m_place;
    Qwen3VlWeights m_weights;
};

} // namespace tracestudio
