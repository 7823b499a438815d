#include "local/token_choice.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_set>

namespace tracestudio {

TokenChoice::TokenChoice(const AnswerOptions& options, const GenerationConfig& maker)
    : m_samples(options.samples)
    , m_temperature(options.temperature.value_or(maker.temperature))
    , m_topP(options.topP.value_or(maker.topP))
    , m_repetitionPenalty(maker.repetitionPenalty)
    , m_topK(options.topK.value_or(maker.topK))
    , m_random(options.seed) {}

TokenId TokenChoice::choose(std::span<float> logits, std::span<const TokenId> before) {
    if (m_repetitionPenalty != 1) {
        const auto penalty = float(m_repetitionPenalty);
        for (const TokenId id : std::unordered_set<TokenId>(before.begin(), before.end()))
            if (std::size_t(id) < logits.size()) {
                float& logit = logits[std::size_t(id)];
                logit = logit < 0 ? logit * penalty : logit / penalty;
            }
    }
    const auto likeliest = std::max_element(logits.begin(), logits.end());
    if (!m_samples || !(m_temperature > 0))
        return TokenId(likeliest - logits.begin());

    std::vector<TokenId> ids(logits.size());
    std::iota(ids.begin(), ids.end(), 0);
    const auto isLikelier = [&](TokenId a, TokenId b) {
        const float x = logits[std::size_t(a)];
        const float y = logits[std::size_t(b)];
        return x != y ? x > y : a < b;
    };
    const std::size_t count = m_topK > 0 ? std::min(ids.size(), std::size_t(m_topK)) : ids.size();
    std::partial_sort(ids.begin(), ids.begin() + std::ptrdiff_t(count), ids.end(), isLikelier);
    ids.resize(count);
    std::vector<double> shares;
    for (const TokenId id : ids)
        shares.push_back(std::exp((double(logits[std::size_t(id)]) - double(*likeliest)) / m_temperature));
    const double total = std::accumulate(shares.begin(), shares.end(), 0.0);
    // The fewest of the likeliest that make up top-p together; at least one.
    double sum = 0;
    std::size_t kept = 0;
    while (kept < shares.size() && (kept == 0 || sum < m_topP * total))
        sum += shares[kept++];
    shares.resize(kept);
    std::discrete_distribution<std::size_t> draw(shares.begin(), shares.end());
    return ids[draw(m_random)];
}

} // namespace tracestudio
