#include "training/packed_attention.h"

#include "local/processor.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <torch/csrc/autograd/custom_function.h>

#define INLINE inline __attribute__((always_inline))

namespace tracestudio {

namespace {

constexpr int lanes = 16;
constexpr int block = 8; // query rows worked on together, so that what is loaded serves them all
typedef float Floats __attribute__((vector_size(64)));
typedef std::int32_t Ints __attribute__((vector_size(64)));

/// A matrix of numbers of either type with strides, [heads, n, size].
struct Rows {
    const char* begin;
    std::int64_t headStride, rowStride; ///< bytes; numbers of a row lie side by side
    bool isNarrow;

    explicit Rows(const at::Tensor& t)
        : begin(static_cast<const char*>(t.data_ptr()))
        , headStride(t.stride(0) * std::int64_t(t.element_size()))
        , rowStride(t.stride(1) * std::int64_t(t.element_size()))
        , isNarrow(t.scalar_type() == at::kBFloat16) {}
};

INLINE void readRow(const Rows& rows, std::int64_t head, std::int64_t row, int size, float* to) {
    const char* from = rows.begin + head * rows.headStride + row * rows.rowStride;
    if (!rows.isNarrow) {
        std::memcpy(to, from, std::size_t(size) * sizeof(float));
        return;
    }
    const auto* narrow = reinterpret_cast<const std::uint16_t*>(from);
    auto* bits = reinterpret_cast<std::uint32_t*>(to);
    for (int i = 0; i < size; ++i)
        bits[i] = std::uint32_t(narrow[i]) << 16;
}

INLINE Floats load(const float* from) {
    Floats v;
    std::memcpy(&v, from, sizeof v);
    return v;
}
INLINE void store(float* to, const Floats& v) {
    std::memcpy(to, &v, sizeof v);
}

/// exp(x) of x ≤ 0 to 2 units in the last place, as Cephes computes it; 0 below -87.
INLINE Floats exponential(Floats x) {
    const Floats floor = Floats{} - 87.0f;
    const Ints isTiny = x < floor;
    x = isTiny ? floor : x;
    const Floats turns = x * 1.44269504088896341f - 0.5f;
    const Ints whole = __builtin_convertvector(turns, Ints); // rounds half away, for x ≤ 0
    const Floats n = __builtin_convertvector(whole, Floats);
    x = x - n * 0.693359375f + n * 2.12194440e-4f;
    Floats y = Floats{} + 1.9875691500e-4f;
    y = y * x + 1.3981999507e-3f;
    y = y * x + 8.3334519073e-3f;
    y = y * x + 4.1665795894e-2f;
    y = y * x + 1.6666665459e-1f;
    y = y * x + 5.0000001201e-1f;
    y = y * x * x + x + 1.0f;
    const Ints power = (whole + 127) << 23;
    Floats scale;
    std::memcpy(&scale, &power, sizeof scale);
    const Floats result = y * scale;
    return isTiny ? Floats{} : result;
}

INLINE float sum(const Floats& v) {
    float total = 0;
    for (int i = 0; i < lanes; ++i)
        total += v[i];
    return total;
}

/// Of numbers of keys: to whole pairs of vectors.
INLINE std::int64_t roundedUp(std::int64_t n) {
    return (n + 2 * lanes - 1) / (2 * lanes) * (2 * lanes);
}

/// What one span's rows see, laid out for vectors: `width` is `seen` rounded up.
template <int size>
struct Seen {
    std::int64_t seen = 0, width = 0;
    std::vector<float> across; ///< [size, width]
    std::vector<float> along;  ///< [width, size]

    INLINE void read(const Rows& rows, std::int64_t head, const AttentionSpan& span, bool needsAcross) {
        seen = span.prefixCount + span.count;
        width = roundedUp(seen);
        along.assign(std::size_t(width) * size, 0.0f);
        for (std::int64_t i = 0; i < seen; ++i)
            readRow(rows, head, i < span.prefixCount ? span.prefixFirst + i : span.first + i - span.prefixCount, size,
                    &along[std::size_t(i) * size]);
        if (needsAcross) {
            across.resize(std::size_t(width) * size);
            for (std::int64_t i = 0; i < width; ++i)
                for (int d = 0; d < size; ++d)
                    across[std::size_t(d * width + i)] = along[std::size_t(i) * size + std::size_t(d)];
        }
    }
};

/// products[r][m] = Σ_d rows[r][d] · across[d][m] for the first `limit` m, rounded up to pairs of vectors.
template <int size>
INLINE void multiplyAcross(const float* rows, const float* across, std::int64_t width, std::int64_t limit,
                           float* products) {
    for (std::int64_t m = 0; m < limit; m += 2 * lanes) {
        Floats sums[block][2] = {};
        for (int d = 0; d < size; ++d) {
            const Floats a = load(across + d * width + m);
            const Floats b = load(across + d * width + m + lanes);
#pragma GCC unroll 8
            for (int r = 0; r < block; ++r) {
                sums[r][0] += rows[r * size + d] * a;
                sums[r][1] += rows[r * size + d] * b;
            }
        }
#pragma GCC unroll 8
        for (int r = 0; r < block; ++r) {
            store(products + r * width + m, sums[r][0]);
            store(products + r * width + m + lanes, sums[r][1]);
        }
    }
}

/// result[r][d] = Σ_m factors[r][m] · along[m][d] for m below `limit`.
template <int size>
INLINE void multiplyAlong(const float* factors, const float* along, std::int64_t width, std::int64_t limit,
                          float* result) {
    constexpr int vectors = size / lanes;
    Floats sums[block][vectors] = {};
    for (std::int64_t m = 0; m < limit; ++m) {
        Floats row[vectors];
#pragma GCC unroll 4
        for (int i = 0; i < vectors; ++i)
            row[i] = load(along + m * size + i * lanes);
#pragma GCC unroll 8
        for (int r = 0; r < block; ++r)
#pragma GCC unroll 4
            for (int i = 0; i < vectors; ++i)
                sums[r][i] += factors[r * width + m] * row[i];
    }
#pragma GCC unroll 8
    for (int r = 0; r < block; ++r)
#pragma GCC unroll 4
        for (int i = 0; i < vectors; ++i)
            store(result + r * size + i * lanes, sums[r][i]);
}

/// sums[m][d] += Σ_r factors[r][m] · rows[r][d] for m below `limit`.
template <int size>
INLINE void addTransposed(const float* factors, const float* rows, std::int64_t width, std::int64_t limit,
                          float* sums) {
    constexpr int vectors = size / lanes;
    Floats held[block][vectors];
#pragma GCC unroll 8
    for (int r = 0; r < block; ++r)
#pragma GCC unroll 4
        for (int i = 0; i < vectors; ++i)
            held[r][i] = load(rows + r * size + i * lanes);
    for (std::int64_t m = 0; m < limit; ++m) {
        Floats total[vectors];
#pragma GCC unroll 4
        for (int i = 0; i < vectors; ++i)
            total[i] = load(sums + m * size + i * lanes);
#pragma GCC unroll 8
        for (int r = 0; r < block; ++r)
#pragma GCC unroll 4
            for (int i = 0; i < vectors; ++i)
                total[i] += factors[r * width + m] * held[r][i];
#pragma GCC unroll 4
        for (int i = 0; i < vectors; ++i)
            store(sums + m * size + i * lanes, total[i]);
    }
}

/// How many of what the span sees its row `i` sees.
INLINE std::int64_t seenBy(const AttentionSpan& span, std::int64_t i) {
    return span.prefixCount + (span.isCausal ? i + 1 : span.count);
}

struct Scratch {
    std::vector<float> scores, more, rows, result, gradient;
};

/// exp(scores · scale - least[r]) in place, where least[r] is given or found as the row's logarithm of the sum; zero
/// behind what each row sees.
template <bool isGiven>
INLINE void exponentials(const AttentionSpan& span, std::int64_t firstRow, std::int64_t rowCount, std::int64_t width,
                         std::int64_t limit, float scale, float* scores, float* logSums) {
    for (std::int64_t r = 0; r < block; ++r) {
        float* row = scores + r * width;
        const std::int64_t own = r < rowCount ? seenBy(span, firstRow + r) : 0;
        for (std::int64_t m = own; m < limit; ++m)
            row[m] = -1e30f;
        if (own == 0) {
            for (std::int64_t m = 0; m < limit; ++m)
                row[m] = 0;
            continue;
        }
        float most = 0;
        if constexpr (isGiven) {
            most = logSums[r];
        } else {
            Floats largest = load(row);
            for (std::int64_t m = lanes; m < limit; m += lanes) {
                const Floats v = load(row + m);
                largest = v > largest ? v : largest;
            }
            most = largest[0];
            for (int i = 1; i < lanes; ++i)
                most = std::max(most, largest[i]);
            most *= scale;
        }
        Floats total{};
        for (std::int64_t m = 0; m < limit; m += lanes) {
            const Floats e = exponential(load(row + m) * scale - most);
            total += e;
            store(row + m, e);
        }
        if constexpr (!isGiven) {
            const float whole = sum(total);
            const float share = 1 / whole;
            for (std::int64_t m = 0; m < limit; m += lanes)
                store(row + m, load(row + m) * share);
            logSums[r] = most + std::log(whole);
        }
    }
}

struct Shapes {
    std::int64_t heads, group, n;
};

template <int size>
INLINE void forwardSpan(const Rows& q, const Rows& k, const Rows& v, const Shapes& shapes, const AttentionSpan& span,
                        std::int64_t kvHead, float* out, float* logSums, Scratch& scratch) {
    const float scale = 1 / std::sqrt(float(size));
    thread_local Seen<size> keys, values;
    keys.read(k, kvHead, span, true);
    values.read(v, kvHead, span, false);
    const std::int64_t width = keys.width;
    scratch.scores.resize(std::size_t(block * width));
    scratch.rows.resize(block * size);
    scratch.result.resize(block * size);
    for (std::int64_t head = kvHead * shapes.group; head < (kvHead + 1) * shapes.group; ++head)
        for (std::int64_t first = 0; first < span.count; first += block) {
            const std::int64_t count = std::min<std::int64_t>(block, span.count - first);
            const std::int64_t limit = roundedUp(seenBy(span, first + count - 1));
            for (std::int64_t r = 0; r < block; ++r)
                if (r < count)
                    readRow(q, head, span.first + first + r, size, &scratch.rows[std::size_t(r) * size]);
                else
                    std::memset(&scratch.rows[std::size_t(r) * size], 0, size * sizeof(float));
            multiplyAcross<size>(scratch.rows.data(), keys.across.data(), width, limit, scratch.scores.data());
            float sums[block] = {};
            exponentials<false>(span, first, count, width, limit, scale, scratch.scores.data(), sums);
            multiplyAlong<size>(scratch.scores.data(), values.along.data(), width, limit, scratch.result.data());
            for (std::int64_t r = 0; r < count; ++r) {
                const std::int64_t row = head * shapes.n + span.first + first + r;
                std::memcpy(out + row * size, &scratch.result[std::size_t(r) * size], size * sizeof(float));
                logSums[row] = sums[r];
            }
        }
}

/// Where gradients are added up: [heads or kvHeads, n, size].
struct Gradients {
    float *queries, *keys, *values;
};

template <int size>
INLINE void backwardSpan(const Rows& q, const Rows& k, const Rows& v, const Rows& out, const Rows& outGradient,
                         const float* logSums, const float* logSumGradient, const Shapes& shapes,
                         const AttentionSpan& span, std::int64_t kvHead, const Gradients& gradients, Scratch& scratch) {
    const float scale = 1 / std::sqrt(float(size));
    thread_local Seen<size> keys, values;
    keys.read(k, kvHead, span, true);
    values.read(v, kvHead, span, true);
    const std::int64_t width = keys.width;
    scratch.scores.resize(std::size_t(block * width));
    scratch.more.resize(std::size_t(block * width));
    scratch.rows.resize(block * size);
    scratch.result.resize(block * size);
    scratch.gradient.resize(block * size);
    thread_local std::vector<float> keySums, valueSums;
    keySums.assign(std::size_t(width) * size, 0.0f);
    valueSums.assign(std::size_t(width) * size, 0.0f);
    for (std::int64_t head = kvHead * shapes.group; head < (kvHead + 1) * shapes.group; ++head)
        for (std::int64_t first = 0; first < span.count; first += block) {
            const std::int64_t count = std::min<std::int64_t>(block, span.count - first);
            const std::int64_t limit = roundedUp(seenBy(span, first + count - 1));
            float sums[block] = {};
            float shift[block] = {};
            std::memset(scratch.rows.data(), 0, block * size * sizeof(float));
            std::memset(scratch.gradient.data(), 0, block * size * sizeof(float));
            for (std::int64_t r = 0; r < count; ++r) {
                const std::int64_t row = span.first + first + r;
                readRow(q, head, row, size, &scratch.rows[std::size_t(r) * size]);
                readRow(outGradient, head, row, size, &scratch.gradient[std::size_t(r) * size]);
                float given[size];
                readRow(out, head, row, size, given);
                Floats product{};
                for (int i = 0; i < size; i += lanes)
                    product += load(given + i) * load(&scratch.gradient[std::size_t(r * size + i)]);
                sums[r] = logSums[head * shapes.n + row];
                shift[r] = (logSumGradient ? logSumGradient[head * shapes.n + row] : 0) - sum(product);
            }
            multiplyAcross<size>(scratch.rows.data(), keys.across.data(), width, limit, scratch.scores.data());
            exponentials<true>(span, first, count, width, limit, scale, scratch.scores.data(), sums);
            multiplyAcross<size>(scratch.gradient.data(), values.across.data(), width, limit, scratch.more.data());
            addTransposed<size>(scratch.scores.data(), scratch.gradient.data(), width, limit, valueSums.data());
            for (int r = 0; r < block; ++r)
                for (std::int64_t m = 0; m < limit; m += lanes) {
                    float* at = &scratch.more[std::size_t(r * width + m)];
                    store(at, load(&scratch.scores[std::size_t(r * width + m)]) * (load(at) + shift[r]) * scale);
                }
            addTransposed<size>(scratch.more.data(), scratch.rows.data(), width, limit, keySums.data());
            multiplyAlong<size>(scratch.more.data(), keys.along.data(), width, limit, scratch.result.data());
            for (std::int64_t r = 0; r < count; ++r)
                std::memcpy(gradients.queries + (head * shapes.n + span.first + first + r) * size,
                            &scratch.result[std::size_t(r) * size], size * sizeof(float));
        }
    for (std::int64_t i = 0; i < keys.seen; ++i) {
        const std::int64_t row = i < span.prefixCount ? span.prefixFirst + i : span.first + i - span.prefixCount;
        float* keyTo = gradients.keys + (kvHead * shapes.n + row) * size;
        float* valueTo = gradients.values + (kvHead * shapes.n + row) * size;
        for (int d = 0; d < size; ++d) {
            keyTo[d] += keySums[std::size_t(i * size + d)];
            valueTo[d] += valueSums[std::size_t(i * size + d)];
        }
    }
}

#define FOR_SIZE(SIZE)                                                                                                 \
    EACH_PROCESSOR void forward##SIZE(const Rows& q, const Rows& k, const Rows& v, const Shapes& shapes,               \
                                      const std::vector<AttentionSpan>& spans, float* out, float* logSums) {           \
        Scratch scratch;                                                                                               \
        for (const AttentionSpan& span : spans)                                                                        \
            for (std::int64_t head = 0; head < shapes.heads / shapes.group; ++head)                                    \
                forwardSpan<SIZE>(q, k, v, shapes, span, head, out, logSums, scratch);                                 \
    }                                                                                                                  \
    EACH_PROCESSOR void backward##SIZE(const Rows& q, const Rows& k, const Rows& v, const Rows& out,                   \
                                       const Rows& outGradient, const float* logSums, const float* logSumGradient,     \
                                       const Shapes& shapes, const std::vector<AttentionSpan>& spans,                  \
                                       const Gradients& gradients) {                                                   \
        Scratch scratch;                                                                                               \
        for (const AttentionSpan& span : spans)                                                                        \
            for (std::int64_t head = 0; head < shapes.heads / shapes.group; ++head)                                    \
                backwardSpan<SIZE>(q, k, v, out, outGradient, logSums, logSumGradient, shapes, span, head, gradients,  \
                                   scratch);                                                                           \
    }
FOR_SIZE(16)
FOR_SIZE(32)
FOR_SIZE(48)
FOR_SIZE(64)
#undef FOR_SIZE

/// Numbers of a row side by side, in one of the two types.
at::Tensor readable(const at::Tensor& t) {
    const at::Tensor typed = t.scalar_type() == at::kBFloat16 ? t : t.to(at::kFloat);
    return typed.stride(2) == 1 ? typed : typed.contiguous();
}

class PackedAttention : public torch::autograd::Function<PackedAttention> {
  public:
    static torch::autograd::variable_list forward(torch::autograd::AutogradContext* context, const at::Tensor& queries,
                                                  const at::Tensor& keys, const at::Tensor& values,
                                                  const std::vector<AttentionSpan>& spans) {
        const at::Tensor q = readable(queries);
        const at::Tensor k = readable(keys);
        const at::Tensor v = readable(values);
        const Shapes shapes{q.size(0), q.size(0) / k.size(0), q.size(1)};
        at::Tensor out = at::empty(q.sizes(), q.options().dtype(at::kFloat));
        at::Tensor logSums = at::empty({q.size(0), q.size(1)}, out.options());
        const auto run = q.size(2) == 16   ? forward16
                         : q.size(2) == 32 ? forward32
                         : q.size(2) == 48 ? forward48
                                           : forward64;
        run(Rows(q), Rows(k), Rows(v), shapes, spans, out.data_ptr<float>(), logSums.data_ptr<float>());
        out = out.to(values.scalar_type());
        context->save_for_backward({q, k, v, out, logSums});
        context->saved_data["types"] = std::vector<std::int64_t>{
            std::int64_t(queries.scalar_type()), std::int64_t(keys.scalar_type()), std::int64_t(values.scalar_type())};
        std::vector<std::int64_t> numbers;
        for (const AttentionSpan& span : spans)
            numbers.insert(numbers.end(),
                           {span.first, span.count, span.prefixFirst, span.prefixCount, std::int64_t(span.isCausal)});
        context->saved_data["spans"] = std::move(numbers);
        return {out, logSums};
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   const torch::autograd::variable_list& gradients) {
        const auto saved = context->get_saved_variables();
        const at::Tensor &q = saved[0], &k = saved[1], &v = saved[2], &out = saved[3], &logSums = saved[4];
        std::vector<AttentionSpan> spans;
        const std::vector<std::int64_t> numbers = context->saved_data["spans"].toIntVector();
        for (std::size_t i = 0; i < numbers.size(); i += 5)
            spans.push_back({numbers[i], numbers[i + 1], numbers[i + 2], numbers[i + 3], numbers[i + 4] != 0});
        const Shapes shapes{q.size(0), q.size(0) / k.size(0), q.size(1)};
        const at::TensorOptions wide = q.options().dtype(at::kFloat);
        const at::Tensor outGradient = gradients[0].defined() ? readable(gradients[0]) : at::zeros_like(out);
        const at::Tensor sumGradient = gradients[1].defined() ? gradients[1].to(at::kFloat).contiguous() : at::Tensor();
        const at::Tensor queryGradient = at::zeros(q.sizes(), wide);
        const at::Tensor keyGradient = at::zeros(k.sizes(), wide);
        const at::Tensor valueGradient = at::zeros(v.sizes(), wide);
        const auto run = q.size(2) == 16   ? backward16
                         : q.size(2) == 32 ? backward32
                         : q.size(2) == 48 ? backward48
                                           : backward64;
        run(Rows(q), Rows(k), Rows(v), Rows(out), Rows(outGradient), logSums.data_ptr<float>(),
            sumGradient.defined() ? sumGradient.data_ptr<float>() : nullptr, shapes, spans,
            {queryGradient.data_ptr<float>(), keyGradient.data_ptr<float>(), valueGradient.data_ptr<float>()});
        const std::vector<std::int64_t> types = context->saved_data["types"].toIntVector();
        return {queryGradient.to(at::ScalarType(types[0])), keyGradient.to(at::ScalarType(types[1])),
                valueGradient.to(at::ScalarType(types[2])), at::Tensor()};
    }
};

} // namespace

PackedSpans::PackedSpans(std::vector<AttentionSpan> list, std::int64_t rows, at::Device device)
    : spans(std::move(list)) {
    if (!device.is_cpu())
        filled = filledUp(spans, rows, device);
}

FilledSpans filledUp(const std::vector<AttentionSpan>& spans, std::int64_t rows, at::Device device) {
    const auto count = std::int64_t(spans.size());
    std::int64_t longest = 0;
    std::int64_t mostSeen = 0;
    const at::Tensor numbers = at::empty({5, count, 1}, at::kLong);
    std::vector<std::int64_t> kept, own;
    for (std::int64_t s = 0; s < count; ++s) {
        const AttentionSpan& span = spans[std::size_t(s)];
        longest = std::max(longest, span.count);
        mostSeen = std::max(mostSeen, span.prefixCount + span.count);
        const std::int64_t each[] = {span.first, span.count, span.prefixFirst, span.prefixCount, span.isCausal ? 1 : 0};
        for (std::int64_t i = 0; i < 5; ++i)
            numbers.data_ptr<std::int64_t>()[i * count + s] = each[i];
    }
    for (std::int64_t s = 0; s < count; ++s)
        for (std::int64_t i = 0; i < spans[std::size_t(s)].count; ++i) {
            kept.push_back(s * longest + i);
            own.push_back(spans[std::size_t(s)].first + i);
        }
    const at::Tensor there = numbers.to(device);
    const auto line = [&](std::int64_t n) { return at::arange(n, there.options()).unsqueeze(0); };
    const at::Tensor first = there[0], length = there[1], prefixFirst = there[2], prefixCount = there[3];
    const at::Tensor i = line(longest);
    const at::Tensor j = line(mostSeen) - prefixCount; // below 0 in the prefix
    FilledSpans filled;
    // Fillings are the rows that follow, each another one: what adds up gradients would wait for itself on a common
    // one.
    filled.asking = (first + i).remainder(rows);
    filled.seen = at::where(j.lt(0), prefixFirst + prefixCount + j, first + j).remainder(rows);
    filled.kept = at::tensor(kept, at::kLong).to(device);
    filled.rows = at::tensor(own, at::kLong).to(device);
    if (std::all_of(spans.begin(), spans.end(), [&](const AttentionSpan& span) {
            return !span.isCausal && span.count == longest && span.prefixCount == spans.front().prefixCount;
        }))
        return filled;
    const at::Tensor isBehind = (j.unsqueeze(1) > i.unsqueeze(2)).logical_and(there[4].ne(0).unsqueeze(2));
    filled.isHidden = j.ge(length).unsqueeze(1).logical_or(isBehind);
    return filled;
}

std::pair<at::Tensor, at::Tensor> packedAttention(const at::Tensor& queries, const at::Tensor& keys,
                                                  const at::Tensor& values, const PackedSpans& spans, bool needsSums) {
    if (!queries.device().is_cpu())
        return plainPackedAttention(queries, keys, values, spans.filled, needsSums);
    TORCH_CHECK(queries.size(2) % 16 == 0 && queries.size(2) >= 16 && queries.size(2) <= 64,
                "heads of 16, 32, 48 or 64 numbers are wanted");
    const auto results = PackedAttention::apply(queries, keys, values, spans.spans);
    return {results[0], results[1]};
}

std::pair<at::Tensor, at::Tensor> plainPackedAttention(const at::Tensor& queries, const at::Tensor& keys,
                                                       const at::Tensor& values, const FilledSpans& spans,
                                                       bool needsSums) {
    const std::int64_t heads = queries.size(0);
    const std::int64_t size = queries.size(2);
    const std::int64_t count = spans.asking.size(0);
    const auto spread = [&](const at::Tensor& t, const at::Tensor& which) {
        return t.index_select(1, which.view({-1})).view({t.size(0), count, -1, size}); // [heads, spans, places, size]
    };
    const auto perQuery = [&](const at::Tensor& t) { return t.repeat_interleave(heads / keys.size(0), 0); };
    const at::Tensor asking = spread(queries, spans.asking);
    const at::Tensor offered = perQuery(spread(keys, spans.seen));
    const at::Tensor given = perQuery(spread(values, spans.seen));
    // Back to their rows; those of no span hold zeros.
    const auto back = [&](const at::Tensor& t) {
        const at::Tensor flat = t.flatten(1, 2);
        std::vector<std::int64_t> shape = flat.sizes().vec();
        shape[1] = queries.size(1);
        return at::zeros(shape, t.options()).index_copy(1, spans.rows, flat.index_select(1, spans.kept));
    };
#if TORCH_VERSION_MAJOR >= 2
    if (!needsSums) {
        const auto fused = [&](const auto&... isSeen) {
            return at::scaled_dot_product_attention(asking.transpose(0, 1), offered.transpose(0, 1),
                                                    given.transpose(0, 1), isSeen...);
        };
        const at::Tensor found = spans.isHidden.defined() ? fused(spans.isHidden.logical_not().unsqueeze(1)) : fused();
        return {back(found.transpose(0, 1)), {}};
    }
#else
    (void)needsSums;
#endif
    at::Tensor scores = at::matmul(asking, offered.transpose(2, 3)).to(at::kFloat) / std::sqrt(double(size));
    if (spans.isHidden.defined())
        scores = scores.masked_fill(spans.isHidden, -INFINITY);
    const at::Tensor sums = at::logsumexp(scores, {3});
    const at::Tensor shares = at::exp(scores - sums.unsqueeze(3)).to(values.scalar_type());
    return {back(at::matmul(shares, given)), back(sums)};
}

} // namespace tracestudio
