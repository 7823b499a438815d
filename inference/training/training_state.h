#pragma once

#include "training/batch.h"
#include "training/losses.h"
#include "training/parameters.h"

#include <filesystem>
#include <memory>
#include <string>

namespace tracestudio {

/// The sizes of a network to be made; those of the demo model where nothing else is said. Spec: spec/embedded-model.md
/// section 2.
struct NetworkSizes {
    int visionHidden = 128, visionIntermediate = 512, visionDepth = 6, visionHeads = 4, positionSide = 16;
    int hidden = 192, intermediate = 512, layers = 5, heads = 6, keyValueHeads = 2, headSize = 32;
};
/// The content of a config.json for them and a tokenizer.
std::string configJson(const NetworkSizes& sizes, const Tokenizer& tokenizer);

/// All that training goes on from, and all that a checkpoint is made of.
struct TrainingState {
    std::string configText, tokenizerText; ///< config.json and tokenizer.json
    Qwen3VlConfig config;
    World world;
    std::unique_ptr<Parameters> parameters;
    at::Tensor firstMoments, secondMoments; ///< of the parameters
    std::uint64_t seed = 1;
    Phase phase = Phase::See;
    std::int64_t step = 0;                  ///< done in this phase
    std::int64_t pictures = 0, answers = 0; ///< learned from in all phases
    double seconds = 0;

    /// `narrow`: the type that matrices are computed in, and the device that all is on.
    static Result<TrainingState> fresh(const std::string& configText, const std::string& tokenizerText,
                                       const World& world, const at::TensorOptions& narrow, std::uint64_t seed);
    /// Reads what `save` wrote; fails where it is not whole.
    static Result<TrainingState> open(const std::filesystem::path& file, const at::TensorOptions& narrow);
    /// The file is there whole, or as it was.
    [[nodiscard]] Result<void> save(const std::filesystem::path& file) const;
    /// Starts another phase from its first step, with what was learned.
    void begin(Phase next);
};

/// Writes a checkpoint folder: config.json, tokenizer.json, model.safetensors in float16 and what prepares pictures and
/// ends answers. The program and transformers load it unchanged.
Result<void> writeCheckpoint(const TrainingState& state, const std::filesystem::path& folder);

} // namespace tracestudio
