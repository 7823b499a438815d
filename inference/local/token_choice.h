#pragma once

#include "local/model_config.h"
#include "models/trace_model.h"

#include <random>
#include <span>
#include <vector>

namespace tracestudio {

/// Chooses the next token from logits, as transformers' generate does: repetition penalty, then the likeliest, or
/// temperature, top-k, top-p and a draw. Spec: spec/qwen3-vl.md section 8.
class TokenChoice {
  public:
    /// What `options` leave open is as the checkpoint's maker had it.
    TokenChoice(const AnswerOptions& options, const GenerationConfig& maker);
    /// `logits` are of the vocabulary, and are changed; `before` are all tokens so far, the prompt's included.
    TokenId choose(std::span<float> logits, std::span<const TokenId> before);

  private:
    bool m_samples;
    double m_temperature, m_topP, m_repetitionPenalty;
    int m_topK;
    std::mt19937_64 m_random;
};

} // namespace tracestudio
