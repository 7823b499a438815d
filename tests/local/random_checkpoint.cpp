#include "random_checkpoint.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <numeric>

namespace tracestudio::testing {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using Shape = std::vector<std::int64_t>;

namespace {

std::int64_t countOf(const Shape& shape) {
    return std::accumulate(shape.begin(), shape.end(), std::int64_t(1), std::multiplies<>());
}

std::uint16_t asBfloat16(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return std::uint16_t((bits + 0x7fff + (bits >> 16 & 1)) >> 16); // to nearest, ties to even
}

std::uint16_t asFloat16(float value) {
    // Small and normal numbers only; rounded to nearest, ties to even.
    const auto sign = std::uint16_t(std::signbit(value) ? 0x8000 : 0);
    const double magnitude = std::abs(double(value));
    if (magnitude < 0x1p-14)
        return std::uint16_t(sign | std::uint16_t(std::nearbyint(magnitude * 0x1p24)));
    int exponent = 0;
    const double fraction = std::frexp(magnitude, &exponent); // 0.5…1
    const auto bits = std::int64_t(std::nearbyint(fraction * 2048));
    return std::uint16_t(sign | std::uint16_t((std::int64_t(exponent + 13) << 10) + bits));
}

std::string bytesOf(const std::vector<float>& values, const std::string& type) {
    std::string bytes(values.size() * (type == "F32" ? 4 : 2), '\0');
    if (type == "F32") {
        std::memcpy(bytes.data(), values.data(), bytes.size());
        return bytes;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::uint16_t half = type == "F16" ? asFloat16(values[i]) : asBfloat16(values[i]);
        std::memcpy(bytes.data() + i * 2, &half, 2);
    }
    return bytes;
}

} // namespace

std::vector<float> randomWeights(const std::string& name, const Shape& shape) {
    std::uint64_t seed = 0xcbf29ce484222325;
    for (const char c : name)
        seed = (seed ^ std::uint64_t(static_cast<unsigned char>(c))) * 0x100000001b3;
    const std::int64_t count = countOf(shape);
    const bool isNorm = name.find("norm") != std::string::npos && name.ends_with("weight");
    const bool isTable = name.find("embed_tokens") != std::string::npos || name.find("pos_embed") != std::string::npos;
    const auto scale = float(std::sqrt(3.0 / (double(count) / double(shape.front()))));
    std::vector<float> values;
    values.reserve(std::size_t(count));
    for (std::int64_t i = 0; i < count; ++i) {
        std::uint64_t x = std::uint64_t(i) * 0x9e3779b97f4a7c15 + seed;
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
        x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
        x ^= x >> 31;
        const float u = float(x >> 40) * 0x1p-23F - 1.0F;
        values.push_back(isNorm ? 1.0F + 0.2F * u : shape.size() == 1 ? 0.05F * u : isTable ? 0.5F * u : u * scale);
    }
    return values;
}

std::vector<std::pair<std::string, Shape>> tensorsOf(const Json& config, bool isTied) {
    std::vector<std::pair<std::string, Shape>> tensors;
    const auto add = [&tensors](const std::string& name, const Shape& shape) { tensors.emplace_back(name, shape); };
    const auto affine = [&add](const std::string& name, std::int64_t out, std::int64_t in) {
        add(name + ".weight", in > 0 ? Shape{out, in} : Shape{out});
        add(name + ".bias", {out});
    };
    const Json& v = config["vision_config"];
    const Json& t = config["text_config"];
    const auto of = [](const Json& json, const char* key) { return json[key].get<std::int64_t>(); };
    const std::int64_t H = of(v, "hidden_size");
    const std::int64_t I = of(v, "intermediate_size");
    const std::int64_t h = of(t, "hidden_size");
    const std::int64_t heads = of(t, "num_attention_heads");
    const std::int64_t size = t.value("head_dim", std::int64_t(128));
    const std::int64_t keys = of(t, "num_key_value_heads") * size;
    add("model.visual.patch_embed.proj.weight", {H, 3, 2, 16, 16});
    add("model.visual.patch_embed.proj.bias", {H});
    add("model.visual.pos_embed.weight", {of(v, "num_position_embeddings"), H});
    for (std::int64_t i = 0; i < of(v, "depth"); ++i) {
        const std::string block = "model.visual.blocks." + std::to_string(i) + ".";
        affine(block + "norm1", H, 0);
        affine(block + "norm2", H, 0);
        affine(block + "attn.qkv", 3 * H, H);
        affine(block + "attn.proj", H, H);
        affine(block + "mlp.linear_fc1", I, H);
        affine(block + "mlp.linear_fc2", H, I);
    }
    const auto merger = [&](const std::string& name, std::int64_t normSize) {
        affine(name + "norm", normSize, 0);
        affine(name + "linear_fc1", 4 * H, 4 * H);
        affine(name + "linear_fc2", h, 4 * H);
    };
    merger("model.visual.merger.", H);
    for (std::size_t i = 0; i < v["deepstack_visual_indexes"].size(); ++i)
        merger("model.visual.deepstack_merger_list." + std::to_string(i) + ".", 4 * H);
    const std::string text = "model.language_model.";
    add(text + "embed_tokens.weight", {of(t, "vocab_size"), h});
    for (std::int64_t i = 0; i < of(t, "num_hidden_layers"); ++i) {
        const std::string layer = text + "layers." + std::to_string(i) + ".";
        const std::int64_t inter = of(t, "intermediate_size");
        add(layer + "input_layernorm.weight", {h});
        add(layer + "post_attention_layernorm.weight", {h});
        add(layer + "self_attn.q_proj.weight", {heads * size, h});
        add(layer + "self_attn.k_proj.weight", {keys, h});
        add(layer + "self_attn.v_proj.weight", {keys, h});
        add(layer + "self_attn.o_proj.weight", {h, heads * size});
        add(layer + "self_attn.q_norm.weight", {size});
        add(layer + "self_attn.k_norm.weight", {size});
        add(layer + "mlp.gate_proj.weight", {inter, h});
        add(layer + "mlp.up_proj.weight", {inter, h});
        add(layer + "mlp.down_proj.weight", {h, inter});
    }
    add(text + "norm.weight", {h});
    if (!isTied)
        add("lm_head.weight", {of(t, "vocab_size"), h});
    return tensors;
}

void writeSafetensors(const fs::path& file, const std::vector<std::pair<std::string, Shape>>& tensors,
                      const std::string& type) {
    Json header;
    header["__metadata__"] = {{"format", "pt"}};
    std::int64_t offset = 0;
    for (const auto& [name, shape] : tensors) {
        const std::int64_t end = offset + countOf(shape) * (type == "F32" ? 4 : 2);
        header[name] = {{"dtype", type}, {"shape", shape}, {"data_offsets", {offset, end}}};
        offset = end;
    }
    std::string text = header.dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');
    std::ofstream stream(file, std::ios::binary);
    const std::uint64_t length = text.size();
    stream.write(reinterpret_cast<const char*>(&length), 8);
    stream << text;
    for (const auto& [name, shape] : tensors) {
        const std::string bytes = bytesOf(randomWeights(name, shape), type);
        stream.write(bytes.data(), std::streamsize(bytes.size()));
    }
}

void writeWeights(const fs::path& folder, const Json& config, bool isTied, const std::string& type, int shards) {
    const auto tensors = tensorsOf(config, isTied);
    if (shards == 1)
        return writeSafetensors(folder / "model.safetensors", tensors, type);
    Json index;
    for (int shard = 0; shard < shards; ++shard) {
        std::vector<std::pair<std::string, Shape>> own;
        const std::string name =
            "model-0000" + std::to_string(shard + 1) + "-of-0000" + std::to_string(shards) + ".safetensors";
        for (std::size_t i = std::size_t(shard); i < tensors.size(); i += std::size_t(shards)) {
            own.push_back(tensors[i]);
            index["weight_map"][tensors[i].first] = name;
        }
        writeSafetensors(folder / name, own, type);
    }
    std::ofstream(folder / "model.safetensors.index.json") << index.dump(1);
}

} // namespace tracestudio::testing
