#pragma once

#include "local/model_config.h"

#include <ATen/ATen.h>
#include <array>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace tracestudio {

// The layers of the Qwen3-VL dense network, as functions of tensors. Those written [..., n, size] take any number of
// leading dimensions; all are differentiable where gradients are wanted. Numbers are computed in the type of the
// weights they meet, so that a wide residual stream stays wide beside narrow weights. Spec: spec/qwen3-vl.md
// sections 5 and 6.

struct Linear {
    at::Tensor weight, bias; ///< bias may be undefined
    [[nodiscard]] at::Tensor operator()(const at::Tensor& x) const;
};

struct LayerNorm {
    at::Tensor weight, bias;
    [[nodiscard]] at::Tensor operator()(const at::Tensor& x) const;
};

struct RmsNorm {
    at::Tensor weight;
    [[nodiscard]] at::Tensor operator()(const at::Tensor& x, double epsilon) const;
};

/// Cosines and sines of the angles by which queries and keys are turned: [n, head size].
struct Rotation {
    at::Tensor cos, sin;
};
/// x·cos + rotate_half(x)·sin, x [..., n, head size].
at::Tensor rotated(const at::Tensor& x, const Rotation& rotation);

/// Softmax attention of queries [..., heads, n, size] over keys and values [..., kvHeads, m, size]; each key head
/// serves the heads / kvHeads queries after one another. With `isCausal` the last query sees all keys, the one before
/// it one fewer. The softmax is in float32.
at::Tensor attention(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values, bool isCausal);

/// The patches of a picture in the order of the blocks that are merged: where they are, and which rows of a table of
/// side² rows make the position of each, and by how much: bilinear with the corners on the corners.
struct PatchGrid {
    at::Tensor places;  ///< [patches, 2] int64: row and column
    at::Tensor rows;    ///< [patches, 4] int64
    at::Tensor weights; ///< [patches, 4] float32

    PatchGrid(int gridRows, int gridColumns, const Qwen3VlConfig::Vision& config);
    /// [patches, hidden] of a table [side², hidden].
    [[nodiscard]] at::Tensor positions(const at::Tensor& table) const;
    /// Half of the angles turn with the row, half with the column. float32, where the grid is.
    [[nodiscard]] Rotation rotation(int headSize) const;
    [[nodiscard]] PatchGrid to(at::Device device) const;

  private:
    PatchGrid() = default;
};

/// How the patches of a picture look at each other: gives what `attention` of queries, keys and values does.
using Attention =
    std::function<at::Tensor(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values)>;

struct VisionBlock {
    LayerNorm norm1, norm2;
    Linear qkv, projection, up, down;
    /// x [..., patches, hidden].
    [[nodiscard]] at::Tensor operator()(const at::Tensor& x, const Rotation& rotation, int heads,
                                        const Attention& look) const;
};

/// Makes one token of each `merge`² patches in a row.
struct Merger {
    LayerNorm norm;
    Linear up, down;
    bool normsMerged = false; ///< the norm is over the patches together
    /// x [..., patches, hidden].
    [[nodiscard]] at::Tensor operator()(const at::Tensor& x, int merge) const;
};

/// Angles [n, head size] of tokens with these places in time, row and column, float32 on the processor.
Rotation textRotation(const std::array<std::vector<std::int64_t>, 3>& positions, const Qwen3VlConfig::Text& config);

struct TextLayer {
    RmsNorm inputNorm, queryNorm, keyNorm, outputNorm;
    Linear qkv, output, gateUp, down;

    struct Heads {
        at::Tensor queries;      ///< [..., heads, n, size]
        at::Tensor keys, values; ///< [..., kvHeads, n, size]
    };
    /// What the tokens x [..., n, hidden] ask for and offer.
    [[nodiscard]] Heads heads(const at::Tensor& x, const Rotation& rotation, const Qwen3VlConfig::Text& config) const;
    /// The tokens after the layer, when attention gave them `seen` [..., heads, n, size].
    [[nodiscard]] at::Tensor after(const at::Tensor& x, const at::Tensor& seen,
                                   const Qwen3VlConfig::Text& config) const;
};

/// All weights of a network.
struct Qwen3VlWeights {
    Linear patchEmbedding; ///< of patches [..., n, 3 · frames · side²]
    at::Tensor positionTable;
    std::vector<VisionBlock> blocks;
    Merger merger;
    std::vector<Merger> deepMergers;
    at::Tensor embedding;
    std::vector<TextLayer> layers;
    RmsNorm finalNorm;
    at::Tensor head; ///< the embedding where they are tied

    using NamedShape = std::pair<std::string, std::vector<std::int64_t>>;
    /// Gives one tensor, or several with the same row length on top of each other.
    using Source = std::function<at::Tensor(const std::vector<NamedShape>&)>;
    /// Takes every weight from `source`, by the names that checkpoints use, in the order of the network.
    static Qwen3VlWeights from(const Source& source, const Qwen3VlConfig& config, bool isTied);
};

/// What the vision tower makes of pictures.
struct Sight {
    at::Tensor patches;           ///< [..., patches, hidden] after the last block
    at::Tensor tokens;            ///< [..., patches / merge², out hidden]
    std::vector<at::Tensor> deep; ///< as many features for each of the first text layers
};
/// The tower on embedded patches x [..., patches, hidden]. `goesOn` is asked with the number of each block before it;
/// where it says no, the sight is empty. Without `look` every patch sees all of its picture.
Sight sightOf(const Qwen3VlWeights& weights, const Qwen3VlConfig::Vision& config, at::Tensor x,
              const Rotation& rotation, const std::function<bool(std::size_t)>& goesOn, const Attention& look = {});

} // namespace tracestudio
