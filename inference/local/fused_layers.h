#pragma once

#include "local/qwen3_vl_layers.h"

#include <ATen/ATen.h>

namespace tracestudio {

// Steps of the layers in one pass over memory each, on the processor and with gradients: training small networks is
// bound by passes, not by products. An answer is made by the plain steps, whose bits are what they always were.

/// Parts, normalises and turns what a layer's tokens ask for and offer: `all` [n, heads + 2 · kvHeads, size] in float32
/// or bfloat16, queries first, then keys and values. Without weights nothing is normalised. All as TextLayer::Heads, in
/// the type of `all`; rotation [n, size].
TextLayer::Heads fusedHeads(const at::Tensor& all, std::int64_t heads, std::int64_t kvHeads,
                            const at::Tensor& queryWeight, const at::Tensor& keyWeight, double epsilon,
                            const Rotation& rotation);

/// RmsNorm of x [n, size] float32.
at::Tensor fusedRmsNorm(const at::Tensor& x, const at::Tensor& weight, double epsilon);

/// silu(gate) · up of `both` [n, 2 · size], gate first, float32 or bfloat16.
at::Tensor fusedGate(const at::Tensor& both);

} // namespace tracestudio
