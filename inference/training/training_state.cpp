#include "training/training_state.h"

#include "benchmark/atomic_file.h"

#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

namespace tracestudio {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

// A state's file: these letters, u64 length of the JSON, the JSON, then three blocks of float32 numbers: values, first
// and second moments.
constexpr std::string_view letters = "TrainSt1";
constexpr std::uint64_t mostHeaderBytes = 64u << 20;
constexpr std::uint64_t mostFileBytes = 4ull << 30;
// Pixels of a picture: 256 × 192, and 224 × 224 of a square one.
constexpr int leastArea = 49152;
constexpr int mostArea = 51200;

std::string bytesOf(std::uint64_t number) {
    std::string bytes(sizeof number, '\0');
    std::memcpy(bytes.data(), &number, sizeof number);
    return bytes;
}

std::string_view bytesOf(const at::Tensor& numbers) {
    return {static_cast<const char*>(numbers.data_ptr()), numbers.nbytes()};
}

tl::unexpected<Error> damaged(const fs::path& file) {
    return failure("%1 is not a whole state of training. Start anew without --resume.", file.string());
}
tl::unexpected<Error> unwritable(const fs::path& file, int error) {
    return failure("%1 cannot be written (%2). Choose another place or make room.", file.string(),
                   std::strerror(error));
}

} // namespace

std::string configJson(const NetworkSizes& sizes, const Tokenizer& tokenizer) {
    constexpr std::size_t line = 8;
    const std::size_t vocabulary = (tokenizer.size() + line - 1) / line * line;
    // Features from about a fifth, a half and two thirds of the way.
    const int depth = sizes.visionDepth;
    Json deepstack = Json::array();
    for (const int layer : {depth * 1 / 6, depth * 3 / 6, depth * 4 / 6})
        if (deepstack.empty() || deepstack.back().get<int>() < layer)
            deepstack.push_back(layer);
    const int half = sizes.headSize / 2;
    const Json rope = {{"rope_type", "default"},
                       {"mrope_section", {half - 2 * (half / 3), half / 3, half / 3}},
                       {"mrope_interleaved", true}};
    const Json vision = {{"model_type", "qwen3_vl"},
                         {"depth", depth},
                         {"hidden_size", sizes.visionHidden},
                         {"intermediate_size", sizes.visionIntermediate},
                         {"num_heads", sizes.visionHeads},
                         {"patch_size", 16},
                         {"temporal_patch_size", 2},
                         {"spatial_merge_size", 2},
                         {"in_channels", 3},
                         {"out_hidden_size", sizes.hidden},
                         {"num_position_embeddings", sizes.positionSide * sizes.positionSide},
                         {"deepstack_visual_indexes", deepstack},
                         {"hidden_act", "gelu_pytorch_tanh"}};
    const Json text = {{"model_type", "qwen3_vl_text"},
                       {"vocab_size", vocabulary},
                       {"hidden_size", sizes.hidden},
                       {"intermediate_size", sizes.intermediate},
                       {"num_hidden_layers", sizes.layers},
                       {"num_attention_heads", sizes.heads},
                       {"num_key_value_heads", sizes.keyValueHeads},
                       {"head_dim", sizes.headSize},
                       {"hidden_act", "silu"},
                       {"rms_norm_eps", 1e-6},
                       {"rope_theta", 10000.0},
                       {"rope_scaling", rope},
                       {"max_position_embeddings", 2048},
                       {"tie_word_embeddings", true},
                       {"attention_bias", false},
                       {"eos_token_id", tokenizer.idOfAdded("<|im_end|>")},
                       {"pad_token_id", tokenizer.idOfAdded("<|endoftext|>")}};
    const Json json = {{"architectures", {"Qwen3VLForConditionalGeneration"}},
                       {"model_type", "qwen3_vl"},
                       {"dtype", "float16"},
                       {"tie_word_embeddings", true},
                       {"image_token_id", tokenizer.idOfAdded("<|image_pad|>")},
                       {"video_token_id", tokenizer.idOfAdded("<|video_pad|>")},
                       {"vision_start_token_id", tokenizer.idOfAdded("<|vision_start|>")},
                       {"vision_end_token_id", tokenizer.idOfAdded("<|vision_end|>")},
                       {"vision_config", vision},
                       {"text_config", text}};
    return json.dump(1) + "\n";
}

Result<TrainingState> TrainingState::fresh(const std::string& configText, const std::string& tokenizerText,
                                           const World& world, const at::TensorOptions& narrow, std::uint64_t seed) {
    TrainingState state;
    auto config = Qwen3VlConfig::fromJson(configText, "config.json");
    if (!config)
        return tl::unexpected(config.error());
    state.configText = configText;
    state.tokenizerText = tokenizerText;
    state.config = std::move(*config);
    state.world = world;
    state.seed = seed;
    state.parameters =
        std::make_unique<Parameters>(state.config, world.thingClasses(), world.realColours(), narrow, seed);
    state.firstMoments = at::zeros_like(state.parameters->values());
    state.secondMoments = at::zeros_like(state.parameters->values());
    return state;
}

Result<TrainingState> TrainingState::open(const fs::path& file, const at::TensorOptions& narrow) {
    const auto bytes = readWholeFile(file, mostFileBytes);
    if (!bytes)
        return failure("%1 cannot be read. Choose the file that --state wrote.", file.string());
    constexpr std::size_t start = letters.size() + sizeof(std::uint64_t);
    if (bytes->size() < start || !bytes->starts_with(letters))
        return damaged(file);
    std::uint64_t length = 0;
    std::memcpy(&length, bytes->data() + letters.size(), sizeof length);
    if (length > mostHeaderBytes || length > bytes->size() - start)
        return damaged(file);
    const Json json = Json::parse(std::string_view(*bytes).substr(start, length), nullptr, false);
    if (!json.is_object())
        return damaged(file);
    try {
        const World world{json.at("classes"), json.at("colours")};
        if (world.classes.size() < 3 || world.colours.size() < 2)
            return damaged(file);
        auto state = fresh(json.at("config"), json.at("tokenizer"), world, narrow, json.at("seed"));
        if (!state)
            return damaged(file);
        state->phase = json.at("phase") == "see" ? Phase::See : Phase::Answer;
        state->step = json.at("step");
        state->pictures = json.at("pictures");
        state->answers = json.at("answers");
        state->seconds = json.at("seconds");
        const std::size_t block = state->parameters->values().nbytes();
        if (bytes->size() - start - length != 3 * block || state->step < 0)
            return damaged(file);
        std::size_t at = start + length;
        for (at::Tensor* numbers : {&state->parameters->values(), &state->firstMoments, &state->secondMoments}) {
            const at::Tensor read = at::empty(numbers->sizes(), at::kFloat);
            std::memcpy(read.data_ptr(), bytes->data() + at, block);
            numbers->copy_(read);
            at += block;
        }
        state->parameters->copyNarrow(0, state->parameters->count());
        return state;
    } catch (const Json::exception&) {
        return damaged(file);
    }
}

Result<void> TrainingState::save(const fs::path& file) const {
    const Json json = {{"config", configText},
                       {"tokenizer", tokenizerText},
                       {"classes", world.classes},
                       {"colours", world.colours},
                       {"seed", seed},
                       {"phase", phase == Phase::See ? "see" : "answer"},
                       {"step", step},
                       {"pictures", pictures},
                       {"answers", answers},
                       {"seconds", seconds}};
    const std::string header = json.dump();
    AtomicFile out(file);
    out.write(letters);
    out.write(bytesOf(std::uint64_t(header.size())));
    out.write(header);
    for (const at::Tensor& numbers : {parameters->values(), firstMoments, secondMoments})
        out.write(bytesOf(numbers.cpu()));
    if (const int error = out.commit(); error != 0)
        return unwritable(file, error);
    return {};
}

void TrainingState::begin(Phase next) {
    phase = next;
    step = 0;
    firstMoments.zero_();
    secondMoments.zero_();
}

Result<void> writeCheckpoint(const TrainingState& state, const fs::path& folder) {
    std::error_code failed;
    fs::create_directories(folder, failed);
    const auto tokenizer = Tokenizer::fromJson(state.tokenizerText, "tokenizer.json");
    if (!tokenizer)
        return tl::unexpected(tokenizer.error());
    const Json picture = {{"image_processor_type", "Qwen2VLImageProcessor"},
                          {"processor_class", "Qwen3VLProcessor"},
                          {"size", {{"shortest_edge", leastArea}, {"longest_edge", mostArea}}},
                          {"patch_size", state.config.vision.patch},
                          {"temporal_patch_size", state.config.vision.temporalPatch},
                          {"merge_size", state.config.vision.merge},
                          {"image_mean", {0.5, 0.5, 0.5}},
                          {"image_std", {0.5, 0.5, 0.5}}};
    const TokenId end = tokenizer->idOfAdded("<|im_end|>");
    const TokenId pad = tokenizer->idOfAdded("<|endoftext|>");
    const Json generation = {{"do_sample", false}, {"eos_token_id", {end, pad}}, {"pad_token_id", pad}};
    // One turn, the picture first: the only form that training has shown.
    const std::string chat = "{% for message in messages %}<|im_start|>{{ message.role }}\n"
                             "{% if message.content is string %}{{ message.content }}{% else %}"
                             "{% for part in message.content %}{% if part.type == 'image' %}"
                             "<|vision_start|><|image_pad|><|vision_end|>{% elif part.type == 'text' %}"
                             "{{ part.text }}{% endif %}{% endfor %}{% endif %}<|im_end|>\n{% endfor %}"
                             "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";
    const Json words = {{"tokenizer_class", "Qwen2Tokenizer"},
                        {"processor_class", "Qwen3VLProcessor"},
                        {"eos_token", "<|im_end|>"},
                        {"pad_token", "<|endoftext|>"},
                        {"unk_token", nullptr},
                        {"bos_token", nullptr},
                        {"add_prefix_space", false},
                        {"model_max_length", 2048}};

    Json header = {{"__metadata__", {{"format", "pt"}}}};
    const at::Tensor values = state.parameters->values().cpu();
    std::string numbers;
    for (const Parameters::Part& part : state.parameters->parts()) {
        if (Parameters::isHelper(part.name))
            continue;
        const at::Tensor half = values.narrow(0, part.first, part.count).to(at::kHalf).contiguous();
        std::vector<std::int64_t> shape = part.shape;
        if (part.name.ends_with("patch_embed.proj.weight")) // a convolution to others
            shape = {shape.front(), 3, state.config.vision.temporalPatch, state.config.vision.patch,
                     state.config.vision.patch};
        const std::size_t begin = numbers.size();
        numbers += bytesOf(half);
        header[part.name] = {{"dtype", "F16"}, {"shape", shape}, {"data_offsets", {begin, numbers.size()}}};
    }
    std::string head = header.dump();
    constexpr std::size_t line = 8;
    head.resize((head.size() + line - 1) / line * line, ' ');
    const std::pair<const char*, std::string> files[] = {
        {"config.json", state.configText},
        {"tokenizer.json", state.tokenizerText},
        {"tokenizer_config.json", words.dump(1) + "\n"},
        {"chat_template.jinja", chat},
        {"preprocessor_config.json", picture.dump(1) + "\n"},
        {"generation_config.json", generation.dump(1) + "\n"},
        {"model.safetensors", bytesOf(std::uint64_t(head.size())) + head + numbers},
    };
    for (const auto& [name, bytes] : files)
        if (const int error = writeAtomically(folder / name, bytes); error != 0)
            return unwritable(folder / name, error);
    return {};
}

} // namespace tracestudio
