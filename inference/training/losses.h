#pragma once

#include "training/batch.h"
#include "training/parameters.h"

#include <map>
#include <string>

namespace tracestudio {

/// What is learned: seeing alone, on labels of patches and cells, or answering as well.
enum class Phase { See, Answer };

/// How much each loss counts beside the answer's own.
struct LossWeights {
    double labels = 0.2; ///< patches and cells, while answers are learned
    double looks = 0.25; ///< pointer and attention
    double regression = 0.15;
};

/// What one batch gave. Measures are shares or means over the batch.
struct BatchLoss {
    at::Tensor total;                           ///< what gradients are taken of
    std::map<std::string, at::Tensor> measures; ///< each one number, where the network ran
};

/// Runs the network on a batch. On the calling thread; throws what libtorch throws.
BatchLoss lossOf(const Batch& batch, Phase phase, const Parameters& parameters, const Qwen3VlConfig& config,
                 const World& world, const LossWeights& weights);

/// Logits [rows, vocabulary] float32 at the batch's `lossRows`.
at::Tensor packedLogits(const Batch& batch, const Parameters& parameters, const Qwen3VlConfig& config);

} // namespace tracestudio
