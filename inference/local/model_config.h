#pragma once

#include "local/safetensors.h"
#include "local/tokenizer.h"
#include "scene/result.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tracestudio {

/// The sizes of a Qwen3-VL dense checkpoint, from its config.json in the dialect of transformers 4 or 5. Every number
/// is checked to be usable, so that whoever reads it may trust it. What the file leaves out is as transformers has it.
/// Spec: spec/qwen3-vl.md section 2.
struct Qwen3VlConfig {
    struct Vision {
        int depth = 0, hidden = 0, intermediate = 0, heads = 0;
        int patch = 16, temporalPatch = 2, merge = 2; ///< pixels, frames, patches along a side
        int positionSide = 48;                        ///< the position table is this square
        int outHidden = 0;
        std::vector<int> deepstackLayers{8, 16, 24}; ///< after these blocks features go to the first text layers
        [[nodiscard]] int headSize() const { return hidden / heads; }
    };
    struct Text {
        int vocabulary = 0, hidden = 0, intermediate = 0, layers = 0, heads = 0, keyValueHeads = 0, headSize = 128;
        double rmsEpsilon = 1e-6, ropeTheta = 5e5;
        std::array<int, 3> ropeSections{24, 20, 20}; ///< frequencies of time, row and column
        int longestContext = 128000;                 ///< tokens
    };
    Vision vision;
    Text text;
    bool isTied = false; ///< the output uses the embedding; what config.json says, the weights may know better
    TokenId imageToken = 151655, visionStart = 151652, visionEnd = 151653;

    /// `json` is the content of a config.json, `name` what messages call it. Other model types are refused by name.
    static Result<Qwen3VlConfig> fromJson(std::string_view json, const std::string& name);
};

/// How a checkpoint's maker had tokens chosen, from generation_config.json.
struct GenerationConfig {
    bool doesSample = false;
    double temperature = 1;
    double topP = 1;
    int topK = 50;
    double repetitionPenalty = 1;
    std::vector<TokenId> stops; ///< any of them ends the answer
    static Result<GenerationConfig> fromJson(std::string_view json, const std::string& name);
};

/// How pictures are prepared, from preprocessor_config.json. Section 4 of the spec.
struct ImageConfig {
    std::int64_t fewestPixels = 65536, mostPixels = 16777216; ///< of the resized picture, its area
    int patch = 16, temporalPatch = 2, merge = 2;
    double rescale = 1.0 / 255;
    std::array<double, 3> mean{0.5, 0.5, 0.5}, deviation{0.5, 0.5, 0.5}; ///< red, green, blue
    static Result<ImageConfig> fromJson(std::string_view json, const std::string& name);
};

/// All that a checkpoint folder says of itself apart from weights and tokens.
struct CheckpointConfig {
    Qwen3VlConfig model;
    GenerationConfig generation;
    ImageConfig image;
    bool doesThink = false; ///< the answer starts inside <think>, as the "-Thinking" models' template makes it
    static Result<CheckpointConfig> open(const std::filesystem::path& folder);
};

} // namespace tracestudio
