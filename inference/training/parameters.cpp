#include "training/parameters.h"

#include "training/batch.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>
#include <cmath>

namespace tracestudio {

namespace {

constexpr std::int64_t pointerSize = 64;
constexpr std::int64_t regressionSize = 128;

bool endsWith(const std::string& name, const char* end) {
    return name.ends_with(end);
}

/// Biases and matrices of linear layers meet narrow numbers; norms and tables wide ones.
bool isNarrow(const std::string& name) {
    return name.find("norm") == std::string::npos && !endsWith(name, "embed_tokens.weight") &&
           !endsWith(name, "pos_embed.weight");
}

Parameters::Helpers helpersFrom(const Qwen3VlWeights::Source& source, const Qwen3VlConfig& config, int thingClasses,
                                int colours) {
    const auto linear = [&](const std::string& name, std::int64_t out, std::int64_t in) {
        const at::Tensor weight = source({{"helper." + name + ".weight", {out, in}}});
        return Linear{weight, source({{"helper." + name + ".bias", {out}}})};
    };
    const std::int64_t hidden = config.text.hidden;
    Parameters::Helpers helpers;
    helpers.patch = linear("patch", thingClasses + 2 + colours + 1, config.vision.hidden);
    helpers.cell = linear("cell", 1 + thingClasses + colours + 3, hidden);
    helpers.digits = linear("digits", 40 + mostDepthTenths, hidden);
    helpers.pointQuery = linear("point_query", 2 * pointerSize, hidden);
    helpers.pointKey = linear("point_key", pointerSize, hidden);
    helpers.regressUp = linear("regress_up", regressionSize, hidden);
    helpers.regressDown = linear("regress_down", 12, regressionSize);
    return helpers;
}

/// Smooth functions of the place, so that absolute position is there from the start: with small random numbers
/// localisation stalls for tens of thousands of pictures.
at::Tensor smoothTable(int side, int hidden, at::Generator& chance) {
    const at::Tensor line = at::linspace(0, 1, side, at::kFloat);
    std::vector<at::Tensor> waves{line * 2 - 1};
    for (const double periods : {0.5, 1.0, 2.0, 3.0}) {
        waves.push_back(at::sin(line * (2 * M_PI * periods)));
        waves.push_back(at::cos(line * (2 * M_PI * periods)));
    }
    const at::Tensor one = at::stack(waves, 1);
    const std::int64_t n = one.size(1);
    const at::Tensor both =
        at::cat({one.unsqueeze(1).expand({side, side, n}), one.unsqueeze(0).expand({side, side, n})}, 2);
    const at::Tensor table = at::matmul(both.reshape({std::int64_t(side) * side, 2 * n}),
                                        at::randn({2 * n, hidden}, chance, at::TensorOptions(at::kFloat)));
    constexpr double deviation = 0.9;
    return table / table.std() * deviation;
}

} // namespace

Parameters::Parameters(const Qwen3VlConfig& config, int thingClasses, int colours, const at::TensorOptions& narrow,
                       std::uint64_t seed)
    : m_config(config) {
    constexpr std::int64_t line = 16; // numbers: where tensors start, libraries read faster
    std::int64_t count = 0;
    const auto measured = [&](const std::vector<Qwen3VlWeights::NamedShape>& parts) {
        for (const auto& [name, shape] : parts) {
            std::int64_t own = 1;
            for (const std::int64_t side : shape)
                own *= side;
            m_parts.push_back({name, shape, count, own});
            count += own;
        }
        count = (count + line - 1) / line * line;
        return at::Tensor();
    };
    (void)Qwen3VlWeights::from(measured, config, true);
    (void)helpersFrom(measured, config, thingClasses, colours);
    m_values = at::zeros({count}, narrow.dtype(at::kFloat));
    if (narrow.dtype() != at::kFloat)
        m_narrow = at::zeros({count}, narrow);
    std::size_t next = 0;
    const auto leaf = [&](const std::vector<Qwen3VlWeights::NamedShape>& parts) {
        const std::int64_t first = m_parts[next].first;
        next += parts.size();
        std::vector<std::int64_t> whole = parts.front().second;
        for (std::size_t i = 1; i < parts.size(); ++i)
            whole.front() += parts[i].second.front();
        std::int64_t own = 1;
        for (const std::int64_t side : whole)
            own *= side;
        const at::Tensor& block = m_narrow.defined() && isNarrow(parts.front().first) ? m_narrow : m_values;
        const at::Tensor tensor = block.narrow(0, first, own).view(whole).detach().requires_grad_();
        m_leaves.push_back({tensor, first, own});
        return tensor;
    };
    m_weights = Qwen3VlWeights::from(leaf, config, true);
    m_helpers = helpersFrom(leaf, config, thingClasses, colours);
    initialise(config, seed);
    copyNarrow(0, count);
}

void Parameters::initialise(const Qwen3VlConfig& config, std::uint64_t seed) {
    const at::NoGradGuard guard;
    at::Generator chance = at::detail::createCPUGenerator(seed);
    for (const Part& part : m_parts) {
        at::Tensor values = m_values.narrow(0, part.first, part.count).view(part.shape);
        const auto& name = part.name;
        const auto normal = [&](double deviation) {
            values.copy_(at::randn(part.shape, chance, at::TensorOptions(at::kFloat)) * deviation);
        };
        if (!part.isMatrix()) {
            const bool isNorm = name.find("norm") != std::string::npos && endsWith(name, "weight");
            values.fill_(isNorm ? 1.0 : 0.0);
            continue;
        }
        const double rows = 1 / std::sqrt(double(part.shape[1]));
        if (endsWith(name, "pos_embed.weight")) {
            normal(0.02);
            values.add_(smoothTable(config.vision.positionSide, config.vision.hidden, chance).to(values.device()));
        } else if (endsWith(name, "embed_tokens.weight")) {
            normal(0.02);
        } else if (endsWith(name, "patch_embed.proj.weight")) {
            normal(0.03);
        } else if (endsWith(name, "o_proj.weight") || endsWith(name, "down_proj.weight")) {
            normal(0.04 / std::sqrt(2.0 * config.text.layers));
        } else if (endsWith(name, "attn.proj.weight") ||
                   (name.find("blocks.") != std::string::npos && endsWith(name, "linear_fc2.weight"))) {
            normal(rows / std::sqrt(2.0 * config.vision.depth));
        } else if (isHelper(name)) {
            normal(rows / std::sqrt(3.0));
        } else {
            normal(rows);
        }
    }
}

Qwen3VlWeights Parameters::wide() const {
    const at::Tensor all = m_values.cpu();
    std::size_t next = 0;
    const auto view = [&](const std::vector<Qwen3VlWeights::NamedShape>& parts) {
        std::vector<std::int64_t> whole = parts.front().second;
        std::int64_t own = m_parts[next].count;
        for (std::size_t i = 1; i < parts.size(); ++i) {
            whole.front() += parts[i].second.front();
            own += m_parts[next + i].count;
        }
        const at::Tensor values = all.narrow(0, m_parts[next].first, own).view(whole);
        next += parts.size();
        return values;
    };
    return Qwen3VlWeights::from(view, m_config, true);
}

void Parameters::copyNarrow(std::int64_t first, std::int64_t count) {
    const at::NoGradGuard guard;
    if (m_narrow.defined())
        m_narrow.narrow(0, first, count).copy_(m_values.narrow(0, first, count));
}

} // namespace tracestudio
