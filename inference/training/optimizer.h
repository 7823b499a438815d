#pragma once

#include <ATen/ATen.h>
#include <cstdint>

namespace tracestudio {

/// AdamW (Loshchilov and Hutter, Decoupled weight decay regularization): what one step needs to know.
struct AdamWStep {
    double rate = 1e-3;
    double beta1 = 0.9, beta2 = 0.98, epsilon = 1e-8;
    double decay = 0;         ///< of each number's own size, times the rate
    double gradientScale = 1; ///< gradients are taken times this
    std::int64_t number = 1;  ///< of the step, from 1
};

/// Changes numbers and their two moments by their gradients; all float32 of one shape, side by side, on one device.
void step(const AdamWStep& how, const at::Tensor& values, const at::Tensor& gradients, const at::Tensor& first,
          const at::Tensor& second);
/// The same by libtorch's own steps, on any device.
void plainStep(const AdamWStep& how, const at::Tensor& values, const at::Tensor& gradients, const at::Tensor& first,
               const at::Tensor& second);

/// to += from; the sum of squares of the result.
double addUp(std::int64_t count, float* to, const float* from);
/// The sum of squares.
double squares(std::int64_t count, const float* values);

} // namespace tracestudio
