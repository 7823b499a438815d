// A checkpoint of a published model's shape with random weights, to measure with: what it says is nonsense, how long it
// takes and what memory it needs is not.
//   make_checkpoint 2B|4B|8B FOLDER [BF16|F16|F32]
//   tracestudio ask --checkpoint FOLDER --image PICTURE --json --max-new-tokens 64 "put it there"
#include "local/random_checkpoint.h"

#include <cstdio>
#include <fstream>

using namespace tracestudio;
using Json = nlohmann::ordered_json;

namespace {

struct Shape {
    const char* name;
    int visionDepth, visionHidden, visionIntermediate;
    std::vector<int> deepstack;
    int hidden, intermediate, layers, heads;
    bool isTied;
};

const std::vector<Shape>& shapes() {
    static const std::vector<Shape> known{
        {"2B", 24, 1024, 4096, {5, 11, 17}, 2048, 6144, 28, 16, true},
        {"4B", 24, 1024, 4096, {5, 11, 17}, 2560, 9728, 36, 32, true},
        {"8B", 27, 1152, 4304, {8, 16, 24}, 4096, 12288, 36, 32, false},
    };
    return known;
}

} // namespace

int main(int argc, char** argv) {
    const Shape* shape = nullptr;
    for (const Shape& candidate : shapes())
        if (argc >= 3 && std::string(argv[1]) == candidate.name)
            shape = &candidate;
    if (!shape) {
        std::fputs("make_checkpoint 2B|4B|8B FOLDER [BF16|F16|F32]\n", stderr);
        return 2;
    }
    const std::filesystem::path folder = argv[2];
    std::filesystem::create_directories(folder);
    const Json config{
        {"architectures", {"Qwen3VLForConditionalGeneration"}},
        {"model_type", "qwen3_vl"},
        {"tie_word_embeddings", shape->isTied},
        {"image_token_id", 151655},
        {"video_token_id", 151656},
        {"vision_start_token_id", 151652},
        {"vision_end_token_id", 151653},
        {"vision_config",
         {{"model_type", "qwen3_vl"},
          {"depth", shape->visionDepth},
          {"hidden_size", shape->visionHidden},
          {"intermediate_size", shape->visionIntermediate},
          {"num_heads", 16},
          {"out_hidden_size", shape->hidden},
          {"num_position_embeddings", 2304},
          {"deepstack_visual_indexes", shape->deepstack}}},
        {"text_config",
         {{"model_type", "qwen3_vl_text"},
          {"vocab_size", 151936},
          {"hidden_size", shape->hidden},
          {"intermediate_size", shape->intermediate},
          {"num_hidden_layers", shape->layers},
          {"num_attention_heads", shape->heads},
          {"num_key_value_heads", 8},
          {"head_dim", 128},
          {"max_position_embeddings", 262144},
          {"rope_parameters",
           {{"rope_type", "default"},
            {"rope_theta", 5000000.0},
            {"mrope_section", {24, 20, 20}},
            {"mrope_interleaved", true}}}}},
    };
    std::ofstream(folder / "config.json") << config.dump(1);
    std::error_code error;
    std::filesystem::copy_file(TRACESTUDIO_TEST_DATA "/local/tokenizer.json", folder / "tokenizer.json",
                               std::filesystem::copy_options::overwrite_existing, error);
    testing::writeWeights(folder, nlohmann::json::parse(config.dump()), shape->isTied, argc >= 4 ? argv[3] : "BF16", 1);
    std::printf("%s\n", folder.c_str());
    return 0;
}
