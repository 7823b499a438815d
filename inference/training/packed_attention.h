#pragma once

#include <ATen/ATen.h>
#include <cstdint>
#include <utility>
#include <vector>

namespace tracestudio {

/// Rows of packed tokens that look at each other and at rows before them: a picture's patches, a prompt's beginning, or
/// a question that hangs on a beginning which it shares with others.
struct AttentionSpan {
    std::int64_t first = 0, count = 0;             ///< its rows
    std::int64_t prefixFirst = 0, prefixCount = 0; ///< rows that all of its rows see besides
    bool isCausal = false;                         ///< of its own rows each sees those before it and itself
};

/// Spans filled up to the longest with whatever rows: indices int64 on one device.
struct FilledSpans {
    at::Tensor asking;     ///< [spans, longest]: rows of queries
    at::Tensor seen;       ///< [spans, most seen]: rows of keys and values, the prefix first
    at::Tensor isHidden;   ///< [spans, longest, most seen] bool; undefined where nothing is
    at::Tensor kept, rows; ///< places in `asking` that are no filling, and the rows they are of
};
/// `rows`: how many there are.
FilledSpans filledUp(const std::vector<AttentionSpan>& spans, std::int64_t rows, at::Device device);

/// Spans as attention on a device wants them, made once for all layers that look within them.
struct PackedSpans {
    std::vector<AttentionSpan> spans;
    FilledSpans filled; ///< undefined on the processor

    PackedSpans(std::vector<AttentionSpan> spans, std::int64_t rows, at::Device device);
};

/// Softmax attention within spans of packed tokens, without a place for what is not looked at: queries [heads, n,
/// size], keys and values [kvHeads, n, size] of any strides, float32 or bfloat16 on the processor, size 16, 32, 48
/// or 64; on another device by `plainPackedAttention`. Each key head serves the heads / kvHeads queries after one
/// another. Gives what `attention` does span by span, [heads, n, size] in the values' type, and the logarithm of the
/// sum of exponentials that the softmax divides by, [heads, n] float32, which may be undefined unless `needsSums`. Both
/// are differentiable. On the calling thread.
std::pair<at::Tensor, at::Tensor> packedAttention(const at::Tensor& queries, const at::Tensor& keys,
                                                  const at::Tensor& values, const PackedSpans& spans, bool needsSums);

/// The same by libtorch's own steps, on any device and for heads of any size: it takes more memory and more
/// work. Without the sums a libtorch of today fuses its steps.
std::pair<at::Tensor, at::Tensor> plainPackedAttention(const at::Tensor& queries, const at::Tensor& keys,
                                                       const at::Tensor& values, const FilledSpans& spans,
                                                       bool needsSums);

} // namespace tracestudio
