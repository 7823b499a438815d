#include "training/optimizer.h"

#include "local/processor.h"

#include <ATen/core/grad_mode.h>
#include <cmath>

namespace tracestudio {

namespace {

EACH_PROCESSOR void stepOnProcessor(const AdamWStep& how, std::int64_t count, float* values, const float* gradients,
                                    float* first, float* second) {
    const auto scale = float(how.gradientScale);
    const auto beta1 = float(how.beta1);
    const auto beta2 = float(how.beta2);
    const auto firstScale = float(how.rate / (1 - std::pow(how.beta1, double(how.number))));
    const auto secondScale = float(1 / (1 - std::pow(how.beta2, double(how.number))));
    const auto kept = float(1 - how.rate * how.decay);
    const auto epsilon = float(how.epsilon);
#pragma GCC ivdep
    for (std::int64_t i = 0; i < count; ++i) {
        const float gradient = gradients[i] * scale;
        first[i] = beta1 * first[i] + (1 - beta1) * gradient;
        second[i] = beta2 * second[i] + (1 - beta2) * gradient * gradient;
        values[i] = kept * values[i] - firstScale * first[i] / (std::sqrt(second[i] * secondScale) + epsilon);
    }
}

constexpr int lanes = 16;

} // namespace

void step(const AdamWStep& how, const at::Tensor& values, const at::Tensor& gradients, const at::Tensor& first,
          const at::Tensor& second) {
    if (values.device().is_cpu())
        stepOnProcessor(how, values.numel(), values.data_ptr<float>(), gradients.data_ptr<float>(),
                        first.data_ptr<float>(), second.data_ptr<float>());
    else
        plainStep(how, values, gradients, first, second);
}

void plainStep(const AdamWStep& how, const at::Tensor& values, const at::Tensor& gradients, const at::Tensor& first,
               const at::Tensor& second) {
    const at::NoGradGuard guard;
    const at::Tensor gradient = gradients * how.gradientScale;
    first.mul_(how.beta1).add_(gradient, 1 - how.beta1);
    second.mul_(how.beta2).addcmul_(gradient, gradient, 1 - how.beta2);
    const at::Tensor size = (second / (1 - std::pow(how.beta2, double(how.number)))).sqrt_().add_(how.epsilon);
    values.mul_(1 - how.rate * how.decay)
        .addcdiv_(first, size, -how.rate / (1 - std::pow(how.beta1, double(how.number))));
}

EACH_PROCESSOR double addUp(std::int64_t count, float* to, const float* from) {
#pragma GCC ivdep
    for (std::int64_t i = 0; i < count; ++i)
        to[i] += from[i];
    return squares(count, to);
}

EACH_PROCESSOR double squares(std::int64_t count, const float* values) {
    double total = 0;
    constexpr std::int64_t run = 4096; // a narrow sum of few is exact enough
    for (std::int64_t begin = 0; begin < count; begin += run) {
        float sums[lanes] = {};
        const std::int64_t end = begin + run < count ? begin + run : count;
        std::int64_t i = begin;
        for (; i + lanes <= end; i += lanes)
            for (int lane = 0; lane < lanes; ++lane)
                sums[lane] += values[i + lane] * values[i + lane];
        for (; i < end; ++i)
            sums[0] += values[i] * values[i];
        for (const float sum : sums)
            total += double(sum);
    }
    return total;
}

} // namespace tracestudio
