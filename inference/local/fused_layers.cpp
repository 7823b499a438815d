#include "local/fused_layers.h"

#include "local/processor.h"

#include <cmath>
#include <cstring>
#include <torch/csrc/autograd/custom_function.h>

#define INLINE inline __attribute__((always_inline))

namespace tracestudio {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

INLINE float wide(float value) {
    return value;
}
INLINE float wide(std::uint16_t value) {
    const std::uint32_t bits = std::uint32_t(value) << 16;
    float number = 0;
    std::memcpy(&number, &bits, sizeof number);
    return number;
}
INLINE void set(float& to, float value) {
    to = value;
}
INLINE void set(std::uint16_t& to, float value) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    to = std::uint16_t((bits + 0x7FFF + (bits >> 16 & 1)) >> 16); // to the nearest, half to even
}

template <typename T>
T* numbersOf(const at::Tensor& t) {
    return static_cast<T*>(t.data_ptr());
}

// ---- heads

constexpr int mostSize = 256; // numbers of a head

struct HeadShapes {
    std::int64_t n, heads, kvHeads, size;
    [[nodiscard]] std::int64_t all() const { return heads + 2 * kvHeads; }
};

template <typename T>
INLINE void headForward(const T* from, T* to, const float* weight, const float* cos, const float* sin,
                        std::int64_t size, float epsilon) {
    float x[mostSize];
    const std::int64_t half = size / 2;
    for (std::int64_t d = 0; d < size; ++d)
        x[d] = wide(from[d]);
    if (weight) {
        float total = 0;
        for (std::int64_t d = 0; d < size; ++d)
            total += x[d] * x[d];
        const float scale = 1 / std::sqrt(total / float(size) + epsilon);
        for (std::int64_t d = 0; d < size; ++d)
            x[d] *= scale * weight[d];
    }
    for (std::int64_t d = 0; d < half; ++d) {
        set(to[d], x[d] * cos[d] - x[d + half] * sin[d]);
        set(to[d + half], x[d + half] * cos[d + half] + x[d] * sin[d + half]);
    }
}

template <typename T>
INLINE void headBackward(const T* from, const T* gradient, T* to, const float* weight, float* weightSums,
                         const float* cos, const float* sin, std::int64_t size, float epsilon) {
    float x[mostSize];
    float y[mostSize];
    const std::int64_t half = size / 2;
    for (std::int64_t d = 0; d < half; ++d) {
        const float a = wide(gradient[d]);
        const float b = wide(gradient[d + half]);
        y[d] = a * cos[d] + b * sin[d + half];
        y[d + half] = b * cos[d + half] - a * sin[d];
    }
    if (weight) {
        float total = 0;
        float along = 0;
        for (std::int64_t d = 0; d < size; ++d) {
            x[d] = wide(from[d]);
            total += x[d] * x[d];
            along += x[d] * y[d] * weight[d];
        }
        const float scale = 1 / std::sqrt(total / float(size) + epsilon);
        const float back = scale * scale * along / float(size);
        for (std::int64_t d = 0; d < size; ++d) {
            weightSums[d] += y[d] * x[d] * scale;
            y[d] = scale * (y[d] * weight[d] - x[d] * back);
        }
    }
    for (std::int64_t d = 0; d < size; ++d)
        set(to[d], y[d]);
}

template <typename T>
INLINE void headsForwardOf(const HeadShapes& s, const T* all, T* queries, T* keys, T* values, const float* queryWeight,
                           const float* keyWeight, const float* cos, const float* sin, float epsilon) {
    for (std::int64_t i = 0; i < s.n; ++i) {
        const T* from = all + i * s.all() * s.size;
        for (std::int64_t h = 0; h < s.heads; ++h)
            headForward(from + h * s.size, queries + (h * s.n + i) * s.size, queryWeight, cos + i * s.size,
                        sin + i * s.size, s.size, epsilon);
        from += s.heads * s.size;
        for (std::int64_t h = 0; h < s.kvHeads; ++h)
            headForward(from + h * s.size, keys + (h * s.n + i) * s.size, keyWeight, cos + i * s.size, sin + i * s.size,
                        s.size, epsilon);
        from += s.kvHeads * s.size;
        for (std::int64_t h = 0; h < s.kvHeads; ++h)
            std::memcpy(values + (h * s.n + i) * s.size, from + h * s.size, std::size_t(s.size) * sizeof(T));
    }
}

struct HeadGradients {
    const void *queries, *keys, *values;
    float *queryWeight, *keyWeight;
};

template <typename T>
INLINE void headsBackwardOf(const HeadShapes& s, const T* all, T* result, const HeadGradients& g,
                            const float* queryWeight, const float* keyWeight, const float* cos, const float* sin,
                            float epsilon) {
    const auto* queries = static_cast<const T*>(g.queries);
    const auto* keys = static_cast<const T*>(g.keys);
    const auto* values = static_cast<const T*>(g.values);
    for (std::int64_t i = 0; i < s.n; ++i) {
        std::int64_t at = i * s.all() * s.size;
        for (std::int64_t h = 0; h < s.heads; ++h, at += s.size)
            headBackward(all + at, queries + (h * s.n + i) * s.size, result + at, queryWeight, g.queryWeight,
                         cos + i * s.size, sin + i * s.size, s.size, epsilon);
        for (std::int64_t h = 0; h < s.kvHeads; ++h, at += s.size)
            headBackward(all + at, keys + (h * s.n + i) * s.size, result + at, keyWeight, g.keyWeight, cos + i * s.size,
                         sin + i * s.size, s.size, epsilon);
        for (std::int64_t h = 0; h < s.kvHeads; ++h, at += s.size)
            std::memcpy(result + at, values + (h * s.n + i) * s.size, std::size_t(s.size) * sizeof(T));
    }
}

#define FOR_TYPE(TYPE, NAME)                                                                                           \
    EACH_PROCESSOR void headsForward##NAME(const HeadShapes& s, const TYPE* all, TYPE* queries, TYPE* keys,            \
                                           TYPE* values, const float* queryWeight, const float* keyWeight,             \
                                           const float* cos, const float* sin, float epsilon) {                        \
        headsForwardOf(s, all, queries, keys, values, queryWeight, keyWeight, cos, sin, epsilon);                      \
    }                                                                                                                  \
    EACH_PROCESSOR void headsBackward##NAME(const HeadShapes& s, const TYPE* all, TYPE* result,                        \
                                            const HeadGradients& g, const float* queryWeight, const float* keyWeight,  \
                                            const float* cos, const float* sin, float epsilon) {                       \
        headsBackwardOf(s, all, result, g, queryWeight, keyWeight, cos, sin, epsilon);                                 \
    }                                                                                                                  \
    EACH_PROCESSOR void gateForward##NAME(std::int64_t n, std::int64_t size, const TYPE* both, TYPE* result) {         \
        for (std::int64_t i = 0; i < n; ++i)                                                                           \
            for (std::int64_t d = 0; d < size; ++d) {                                                                  \
                const float gate = wide(both[2 * i * size + d]);                                                       \
                set(result[i * size + d], gate / (1 + std::exp(-gate)) * wide(both[(2 * i + 1) * size + d]));          \
            }                                                                                                          \
    }                                                                                                                  \
    EACH_PROCESSOR void gateBackward##NAME(std::int64_t n, std::int64_t size, const TYPE* both, const TYPE* gradient,  \
                                           TYPE* result) {                                                             \
        for (std::int64_t i = 0; i < n; ++i)                                                                           \
            for (std::int64_t d = 0; d < size; ++d) {                                                                  \
                const float gate = wide(both[2 * i * size + d]);                                                       \
                const float up = wide(both[(2 * i + 1) * size + d]);                                                   \
                const float own = wide(gradient[i * size + d]);                                                        \
                const float share = 1 / (1 + std::exp(-gate));                                                         \
                set(result[2 * i * size + d], own* up* share*(1 + gate * (1 - share)));                                \
                set(result[(2 * i + 1) * size + d], own* gate* share);                                                 \
            }                                                                                                          \
    }
FOR_TYPE(float, Wide)
FOR_TYPE(std::uint16_t, Narrow)
#undef FOR_TYPE

at::Tensor contiguousIn(const at::Tensor& t, at::ScalarType type, at::IntArrayRef shape) {
    return t.defined() ? t.to(type).contiguous() : at::zeros(shape, at::TensorOptions(type));
}

const float* weightOf(const at::Tensor& weight) {
    return weight.numel() > 0 ? numbersOf<const float>(weight) : nullptr;
}

class Heads : public torch::autograd::Function<Heads> {
  public:
    static variable_list forward(AutogradContext* context, const at::Tensor& given, const at::Tensor& queryWeight,
                                 const at::Tensor& keyWeight, const at::Tensor& cos, const at::Tensor& sin,
                                 std::int64_t heads, std::int64_t kvHeads, double epsilon) {
        const at::Tensor all = given.contiguous();
        const HeadShapes s{all.size(0), heads, kvHeads, all.size(2)};
        const at::Tensor queries = at::empty({heads, s.n, s.size}, all.options());
        const at::Tensor keys = at::empty({kvHeads, s.n, s.size}, all.options());
        const at::Tensor values = at::empty({kvHeads, s.n, s.size}, all.options());
        if (all.scalar_type() == at::kFloat)
            headsForwardWide(s, numbersOf<float>(all), numbersOf<float>(queries), numbersOf<float>(keys),
                             numbersOf<float>(values), weightOf(queryWeight), weightOf(keyWeight),
                             numbersOf<float>(cos), numbersOf<float>(sin), float(epsilon));
        else
            headsForwardNarrow(s, numbersOf<std::uint16_t>(all), numbersOf<std::uint16_t>(queries),
                               numbersOf<std::uint16_t>(keys), numbersOf<std::uint16_t>(values), weightOf(queryWeight),
                               weightOf(keyWeight), numbersOf<float>(cos), numbersOf<float>(sin), float(epsilon));
        context->save_for_backward({all, queryWeight, keyWeight, cos, sin});
        context->saved_data["heads"] = heads;
        context->saved_data["kvHeads"] = kvHeads;
        context->saved_data["epsilon"] = epsilon;
        return {queries, keys, values};
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const auto saved = context->get_saved_variables();
        const at::Tensor &all = saved[0], &queryWeight = saved[1], &keyWeight = saved[2];
        const at::Tensor &cos = saved[3], &sin = saved[4];
        const HeadShapes s{all.size(0), context->saved_data["heads"].toInt(), context->saved_data["kvHeads"].toInt(),
                           all.size(2)};
        const auto epsilon = float(context->saved_data["epsilon"].toDouble());
        const at::ScalarType type = all.scalar_type();
        const at::Tensor queries = contiguousIn(gradients[0], type, {s.heads, s.n, s.size});
        const at::Tensor keys = contiguousIn(gradients[1], type, {s.kvHeads, s.n, s.size});
        const at::Tensor values = contiguousIn(gradients[2], type, {s.kvHeads, s.n, s.size});
        const at::Tensor result = at::empty_like(all);
        const at::Tensor queryWeightGradient = queryWeight.numel() > 0 ? at::zeros_like(queryWeight) : at::Tensor();
        const at::Tensor keyWeightGradient = keyWeight.numel() > 0 ? at::zeros_like(keyWeight) : at::Tensor();
        const HeadGradients g{queries.data_ptr(), keys.data_ptr(), values.data_ptr(),
                              queryWeight.numel() > 0 ? numbersOf<float>(queryWeightGradient) : nullptr,
                              keyWeight.numel() > 0 ? numbersOf<float>(keyWeightGradient) : nullptr};
        if (type == at::kFloat)
            headsBackwardWide(s, numbersOf<float>(all), numbersOf<float>(result), g, weightOf(queryWeight),
                              weightOf(keyWeight), numbersOf<float>(cos), numbersOf<float>(sin), epsilon);
        else
            headsBackwardNarrow(s, numbersOf<std::uint16_t>(all), numbersOf<std::uint16_t>(result), g,
                                weightOf(queryWeight), weightOf(keyWeight), numbersOf<float>(cos),
                                numbersOf<float>(sin), epsilon);
        const at::Tensor none;
        return {result, queryWeightGradient, keyWeightGradient, none, none, none, none, none};
    }
};

// ---- norm

EACH_PROCESSOR void normForward(std::int64_t n, std::int64_t size, const float* x, const float* weight, float epsilon,
                                float* result, float* scales) {
    for (std::int64_t i = 0; i < n; ++i) {
        float total = 0;
        for (std::int64_t d = 0; d < size; ++d)
            total += x[i * size + d] * x[i * size + d];
        scales[i] = 1 / std::sqrt(total / float(size) + epsilon);
        for (std::int64_t d = 0; d < size; ++d)
            result[i * size + d] = x[i * size + d] * scales[i] * weight[d];
    }
}

EACH_PROCESSOR void normBackward(std::int64_t n, std::int64_t size, const float* x, const float* weight,
                                 const float* scales, const float* gradient, float* result, float* weightSums) {
    for (std::int64_t i = 0; i < n; ++i) {
        const float scale = scales[i];
        float along = 0;
        for (std::int64_t d = 0; d < size; ++d)
            along += x[i * size + d] * gradient[i * size + d] * weight[d];
        const float back = scale * scale * along / float(size);
        for (std::int64_t d = 0; d < size; ++d) {
            weightSums[d] += gradient[i * size + d] * x[i * size + d] * scale;
            result[i * size + d] = scale * (gradient[i * size + d] * weight[d] - x[i * size + d] * back);
        }
    }
}

class Norm : public torch::autograd::Function<Norm> {
  public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& given, const at::Tensor& weight,
                              double epsilon) {
        const at::Tensor x = given.contiguous();
        const at::Tensor result = at::empty_like(x);
        const at::Tensor scales = at::empty({x.size(0)}, x.options());
        normForward(x.size(0), x.size(1), numbersOf<float>(x), numbersOf<float>(weight), float(epsilon),
                    numbersOf<float>(result), numbersOf<float>(scales));
        context->save_for_backward({x, weight, scales});
        return result;
    }
    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const auto saved = context->get_saved_variables();
        const at::Tensor &x = saved[0], &weight = saved[1];
        const at::Tensor gradient = contiguousIn(gradients[0], at::kFloat, x.sizes());
        const at::Tensor result = at::empty_like(x);
        const at::Tensor sums = at::zeros_like(weight);
        normBackward(x.size(0), x.size(1), numbersOf<float>(x), numbersOf<float>(weight), numbersOf<float>(saved[2]),
                     numbersOf<float>(gradient), numbersOf<float>(result), numbersOf<float>(sums));
        return {result, sums, at::Tensor()};
    }
};

// ---- gate

class Gate : public torch::autograd::Function<Gate> {
  public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& given) {
        const at::Tensor both = given.contiguous();
        const std::int64_t size = both.size(1) / 2;
        const at::Tensor result = at::empty({both.size(0), size}, both.options());
        if (both.scalar_type() == at::kFloat)
            gateForwardWide(both.size(0), size, numbersOf<float>(both), numbersOf<float>(result));
        else
            gateForwardNarrow(both.size(0), size, numbersOf<std::uint16_t>(both), numbersOf<std::uint16_t>(result));
        context->save_for_backward({both});
        return result;
    }
    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const at::Tensor both = context->get_saved_variables()[0];
        const std::int64_t size = both.size(1) / 2;
        const at::Tensor gradient = contiguousIn(gradients[0], both.scalar_type(), {both.size(0), size});
        const at::Tensor result = at::empty_like(both);
        if (both.scalar_type() == at::kFloat)
            gateBackwardWide(both.size(0), size, numbersOf<float>(both), numbersOf<float>(gradient),
                             numbersOf<float>(result));
        else
            gateBackwardNarrow(both.size(0), size, numbersOf<std::uint16_t>(both), numbersOf<std::uint16_t>(gradient),
                               numbersOf<std::uint16_t>(result));
        return {result};
    }
};

} // namespace

TextLayer::Heads fusedHeads(const at::Tensor& all, std::int64_t heads, std::int64_t kvHeads,
                            const at::Tensor& queryWeight, const at::Tensor& keyWeight, double epsilon,
                            const Rotation& rotation) {
    TORCH_CHECK(all.size(2) <= mostSize && all.size(2) % 2 == 0, "heads are too large");
    const auto given = [&](const at::Tensor& weight) { return weight.defined() ? weight : at::empty({0}, at::kFloat); };
    const auto parts = Heads::apply(all, given(queryWeight), given(keyWeight), rotation.cos.contiguous(),
                                    rotation.sin.contiguous(), heads, kvHeads, epsilon);
    return {parts[0], parts[1], parts[2]};
}

at::Tensor fusedRmsNorm(const at::Tensor& x, const at::Tensor& weight, double epsilon) {
    return Norm::apply(x, weight, epsilon);
}

at::Tensor fusedGate(const at::Tensor& both) {
    return Gate::apply(both);
}

} // namespace tracestudio
