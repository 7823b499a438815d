#include "local/model_config.h"

#include <cmath>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>

namespace tracestudio {

namespace fs = std::filesystem;
using Json = nlohmann::json;

namespace {

const Json& at(const Json& json, const char* key) {
    static const Json none;
    const auto found = json.is_object() ? json.find(key) : json.end();
    return json.is_object() && found != json.end() ? *found : none;
}

/// Reads numbers out of one JSON object and remembers the first that is missing or out of its range.
class Fields {
  public:
    Fields(const Json& json, std::string where)
        : m_json(json)
        , m_where(std::move(where)) {}

    void whole(const char* key, int& value, int least, int most, bool isNeeded = true) {
        const Json& found = at(m_json, key);
        if (found.is_null() && !isNeeded)
            return;
        if (!found.is_number_integer() || found.get<std::int64_t>() < least || found.get<std::int64_t>() > most)
            return complain(key);
        value = found.get<int>();
    }
    void number(const char* key, double& value, double above, double most, bool isNeeded = false) {
        const Json& found = at(m_json, key);
        if (found.is_null() && !isNeeded)
            return;
        if (!found.is_number() || !(found.get<double>() > above) || !(found.get<double>() <= most))
            return complain(key);
        value = found.get<double>();
    }
    void expect(const char* key, const Json& only) {
        const Json& found = at(m_json, key);
        if (!found.is_null() && found != only)
            complain(key);
    }
    void complain(const std::string& key) {
        if (m_complaint.empty())
            m_complaint = m_where + key;
    }
    [[nodiscard]] const std::string& complaint() const { return m_complaint; }

  private:
    const Json& m_json;
    std::string m_where;
    std::string m_complaint;
};

tl::unexpected<Error> unusable(const std::string& name, const std::string& key) {
    return failure(
        TRANSLATABLE("%1: %2 is missing or has a value that cannot be used. Download the checkpoint again, or "
                     "choose another."),
        name, key);
}

constexpr int mostLayers = 1024;
constexpr int widest = 1 << 20;

std::string readText(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

} // namespace

Result<Qwen3VlConfig> Qwen3VlConfig::fromJson(std::string_view text, const std::string& name) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object())
        return failure(TRANSLATABLE("%1 is not JSON. Download the checkpoint again."), name);
    const Json& type = at(json, "model_type");
    if (type != "qwen3_vl")
        return failure(TRANSLATABLE("%1 is of the model type '%2', which cannot be run here. Supported is qwen3_vl: "
                                    "Qwen3-VL 2B, 4B, 8B, 32B and RoboBrain 2.5. Reach others through a server."),
                       name, type.is_string() ? type.get<std::string>() : "?");
    Qwen3VlConfig config;
    const Json& visionJson = at(json, "vision_config");
    Fields vision(visionJson, "vision_config.");
    vision.whole("depth", config.vision.depth, 1, mostLayers);
    vision.whole("hidden_size", config.vision.hidden, 1, widest);
    vision.whole("intermediate_size", config.vision.intermediate, 1, widest);
    vision.whole("num_heads", config.vision.heads, 1, widest);
    vision.whole("patch_size", config.vision.patch, 1, 256, false);
    vision.whole("temporal_patch_size", config.vision.temporalPatch, 1, 16, false);
    vision.whole("spatial_merge_size", config.vision.merge, 1, 16, false);
    vision.whole("out_hidden_size", config.vision.outHidden, 1, widest);
    vision.expect("in_channels", 3);
    vision.expect("hidden_act", "gelu_pytorch_tanh");
    int positions = 2304;
    vision.whole("num_position_embeddings", positions, 1, widest, false);
    config.vision.positionSide = int(std::lround(std::sqrt(double(positions))));
    if (config.vision.positionSide * config.vision.positionSide != positions)
        vision.complain("num_position_embeddings");
    if (config.vision.heads > 0 &&
        (config.vision.hidden % config.vision.heads != 0 || config.vision.headSize() % 4 != 0))
        vision.complain("num_heads");
    const Json& deepstack = at(visionJson, "deepstack_visual_indexes");
    if (!deepstack.is_null() && (!deepstack.is_array() || deepstack.size() > std::size_t(mostLayers)))
        vision.complain("deepstack_visual_indexes");
    if (deepstack.is_array()) {
        config.vision.deepstackLayers.clear();
        for (const Json& layer : deepstack) {
            if (!layer.is_number_integer() || layer.get<std::int64_t>() < 0 ||
                layer.get<std::int64_t>() >= config.vision.depth) {
                vision.complain("deepstack_visual_indexes");
                break;
            }
            config.vision.deepstackLayers.push_back(layer.get<int>());
        }
    }
    for (const int layer : config.vision.deepstackLayers) // also those that stand in for what is not said
        if (layer >= config.vision.depth)
            vision.complain("deepstack_visual_indexes");
    if (!vision.complaint().empty())
        return unusable(name, vision.complaint());

    const Json& textJson = at(json, "text_config");
    Fields words(textJson, "text_config.");
    Text& sizes = config.text;
    words.whole("vocab_size", sizes.vocabulary, 1, 10'000'000);
    words.whole("hidden_size", sizes.hidden, 1, widest);
    words.whole("intermediate_size", sizes.intermediate, 1, widest);
    words.whole("num_hidden_layers", sizes.layers, 1, mostLayers);
    words.whole("num_attention_heads", sizes.heads, 1, widest);
    sizes.keyValueHeads = sizes.heads;
    words.whole("num_key_value_heads", sizes.keyValueHeads, 1, widest, false);
    words.whole("head_dim", sizes.headSize, 2, widest, false);
    words.whole("max_position_embeddings", sizes.longestContext, 1, 1 << 30, false);
    words.number("rms_norm_eps", sizes.rmsEpsilon, 0, 1);
    words.expect("hidden_act", "silu");
    words.expect("attention_bias", false);
    if (sizes.keyValueHeads > 0 && sizes.heads % sizes.keyValueHeads != 0)
        words.complain("num_key_value_heads");
    if (sizes.headSize < 2 || sizes.headSize % 2 != 0)
        words.complain("head_dim");
    if (config.vision.outHidden != sizes.hidden)
        words.complain("hidden_size");
    if (config.vision.deepstackLayers.size() > std::size_t(sizes.layers))
        words.complain("num_hidden_layers");

    // transformers 4: rope_theta and rope_scaling; 5: both in rope_parameters.
    const bool isNew = at(textJson, "rope_parameters").is_object();
    const Json& rope = at(textJson, isNew ? "rope_parameters" : "rope_scaling");
    Fields rotary(isNew ? rope : textJson, isNew ? "text_config.rope_parameters." : "text_config.");
    rotary.number("rope_theta", sizes.ropeTheta, 0, 1e12);
    if (const Json& kind = at(rope, "rope_type"); !kind.is_null() && kind != "default" && kind != "mrope")
        rotary.complain("rope_type");
    if (const Json& sections = at(rope, "mrope_section"); !sections.is_null()) {
        if (!sections.is_array() || sections.size() != 3)
            rotary.complain("mrope_section");
        for (std::size_t i = 0; i < 3 && sections.is_array() && sections.size() == 3; ++i) {
            if (!sections[i].is_number_integer() || sections[i].get<std::int64_t>() < 0 ||
                sections[i].get<std::int64_t>() > sizes.headSize)
                rotary.complain("mrope_section");
            else
                sizes.ropeSections[i] = sections[i].get<int>();
        }
    }
    for (const Fields* fields : {&words, &rotary})
        if (!fields->complaint().empty())
            return unusable(name, fields->complaint());

    const auto tied = [](const Json& of) { return at(of, "tie_word_embeddings") == true; };
    config.isTied = tied(json) || tied(textJson);
    Fields ids(json, "");
    ids.whole("image_token_id", config.imageToken, 0, sizes.vocabulary - 1, false);
    ids.whole("vision_start_token_id", config.visionStart, 0, sizes.vocabulary - 1, false);
    ids.whole("vision_end_token_id", config.visionEnd, 0, sizes.vocabulary - 1, false);
    if (!ids.complaint().empty() || config.imageToken >= sizes.vocabulary)
        return unusable(name, ids.complaint().empty() ? "image_token_id" : ids.complaint());
    return config;
}

Result<GenerationConfig> GenerationConfig::fromJson(std::string_view text, const std::string& name) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object())
        return failure(TRANSLATABLE("%1 is not JSON. Download the checkpoint again."), name);
    GenerationConfig config;
    Fields fields(json, "");
    config.doesSample = at(json, "do_sample") == true;
    fields.number("temperature", config.temperature, 0, 100);
    fields.number("top_p", config.topP, 0, 1);
    fields.whole("top_k", config.topK, 0, widest, false);
    fields.number("repetition_penalty", config.repetitionPenalty, 0, 100);
    const Json& stops = at(json, "eos_token_id");
    for (const Json& stop : stops.is_array() ? stops : Json::array({stops})) {
        if (stop.is_null())
            continue;
        if (!stop.is_number_integer() || stop.get<std::int64_t>() < 0 || stop.get<std::int64_t>() > 10'000'000)
            fields.complain("eos_token_id");
        else
            config.stops.push_back(stop.get<TokenId>());
    }
    if (!fields.complaint().empty())
        return unusable(name, fields.complaint());
    return config;
}

Result<ImageConfig> ImageConfig::fromJson(std::string_view text, const std::string& name) {
    const Json whole = Json::parse(text, nullptr, false);
    if (!whole.is_object())
        return failure(TRANSLATABLE("%1 is not JSON. Download the checkpoint again."), name);
    const Json& json = at(whole, "image_processor").is_object() ? at(whole, "image_processor") : whole;
    ImageConfig config;
    Fields fields(json, "");
    const Json& size = at(json, "size");
    Fields sizes(size, "size.");
    constexpr int mostArea = 1 << 30;
    int fewest = int(config.fewestPixels);
    int most = int(config.mostPixels);
    sizes.whole("shortest_edge", fewest, 1, mostArea, false);
    sizes.whole("longest_edge", most, 1, mostArea, false);
    fields.whole("min_pixels", fewest, 1, mostArea, false);
    fields.whole("max_pixels", most, 1, mostArea, false);
    config.fewestPixels = fewest;
    config.mostPixels = most;
    fields.whole("patch_size", config.patch, 1, 256, false);
    fields.whole("temporal_patch_size", config.temporalPatch, 1, 16, false);
    fields.whole("merge_size", config.merge, 1, 16, false);
    fields.number("rescale_factor", config.rescale, 0, 1e6);
    for (const auto& [key, values] :
         {std::pair("image_mean", &config.mean), std::pair("image_std", &config.deviation)}) {
        const Json& list = at(json, key);
        if (list.is_null())
            continue;
        if (!list.is_array() || list.size() != 3 || !list[0].is_number() || !list[1].is_number() ||
            !list[2].is_number())
            fields.complain(key);
        else
            *values = {list[0].get<double>(), list[1].get<double>(), list[2].get<double>()};
    }
    for (const double deviation : config.deviation)
        if (!(deviation > 0))
            fields.complain("image_std");
    for (const Fields* checked : {&fields, &sizes})
        if (!checked->complaint().empty())
            return unusable(name, checked->complaint());
    return config;
}

Result<CheckpointConfig> CheckpointConfig::open(const fs::path& folder) {
    std::error_code error;
    if (!fs::is_directory(folder, error))
        return failure(TRANSLATABLE("%1 is not a folder. Choose the folder of a downloaded checkpoint."),
                       folder.string());
    const fs::path configPath = folder / "config.json";
    if (!fs::exists(configPath, error))
        return failure(
            TRANSLATABLE("%1 is not a checkpoint: it holds no config.json. Choose the folder of a downloaded "
                         "checkpoint."),
            folder.string());
    CheckpointConfig config;
    auto model = Qwen3VlConfig::fromJson(readText(configPath), configPath.string());
    if (!model)
        return tl::unexpected(model.error());
    config.model = std::move(*model);
    config.image.patch = config.model.vision.patch;
    config.image.temporalPatch = config.model.vision.temporalPatch;
    config.image.merge = config.model.vision.merge;
    if (const fs::path path = folder / "generation_config.json"; fs::exists(path, error)) {
        auto generation = GenerationConfig::fromJson(readText(path), path.string());
        if (!generation)
            return tl::unexpected(generation.error());
        config.generation = std::move(*generation);
    }
    for (const char* file : {"preprocessor_config.json", "processor_config.json"})
        if (const fs::path path = folder / file; fs::exists(path, error)) {
            auto image = ImageConfig::fromJson(readText(path), path.string());
            if (!image)
                return tl::unexpected(image.error());
            config.image = *image;
            break;
        }
    const auto& vision = config.model.vision;
    if (config.image.patch != vision.patch || config.image.temporalPatch != vision.temporalPatch ||
        config.image.merge != vision.merge)
        return unusable((folder / "preprocessor_config.json").string(), "patch_size");
    for (const char* file : {"chat_template.jinja", "chat_template.json", "tokenizer_config.json"})
        if (const std::string text = readText(folder / file);
            text.find("assistant\\n<think>") != std::string::npos || // as in the template's own string
            text.find("assistant\\\\n<think>") != std::string::npos) // and once more escaped, inside JSON
            config.doesThink = true;
    return config;
}

} // namespace tracestudio
