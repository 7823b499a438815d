#include "models/checkpoint_card.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <nlohmann/json.hpp>

namespace tracestudio {

namespace fs = std::filesystem;

namespace {
constexpr std::size_t mostBytes = 1u << 16;
constexpr std::ptrdiff_t longestName = 100; // letters
} // namespace

Result<CheckpointCard> CheckpointCard::fromJson(std::string_view json, const std::string& file) {
    const auto root = nlohmann::json::parse(json, nullptr, false);
    if (!root.is_object())
        return failure(TRANSLATABLE("%1 is not the JSON object that tells of a checkpoint. Mend it or remove it."),
                       file);
    CheckpointCard card;
    std::string depth;
    for (const auto& [key, value] : {std::pair("name", &card.name), std::pair("prompt_style", &card.promptStyle),
                                     std::pair("start_depth", &depth)}) {
        const auto found = root.find(key);
        if (found == root.end() || found->is_null())
            continue;
        if (!found->is_string())
            return failure(TRANSLATABLE("%1: \"%2\" must be a text. Mend it or remove it."), file, key);
        *value = found->get<std::string>();
    }
    const auto isControl = [](char c) { return std::iscntrl(static_cast<unsigned char>(c)) != 0; };
    const auto isLetter = [](char c) { return (static_cast<unsigned char>(c) & 0xc0u) != 0x80u; }; // its first byte
    const bool isName = std::count_if(card.name.begin(), card.name.end(), isLetter) <= longestName &&
                        std::none_of(card.name.begin(), card.name.end(), isControl);
    if (!isName)
        return failure(TRANSLATABLE("%1: \"name\" must be one line of up to 100 letters. Shorten it."), file);
    if (!depth.empty() && depth != "sensor" && depth != "model")
        return failure(TRANSLATABLE("%1: \"start_depth\" is \"%2\"; it must be sensor or model."), file, depth);
    card.startsAtMeasuredDepth = depth == "sensor";
    return card;
}

Result<CheckpointCard> CheckpointCard::of(const fs::path& checkpoint) {
    const fs::path file = checkpoint / fileName;
    std::error_code error;
    if (!fs::is_regular_file(file, error))
        return CheckpointCard{};
    std::ifstream in(file, std::ios::binary);
    std::string text(mostBytes + 1, '\0');
    in.read(text.data(), std::streamsize(text.size()));
    text.resize(std::size_t(in.gcount()));
    if (in.bad() || (text.empty() && fs::file_size(file, error) > 0))
        return failure(TRANSLATABLE("%1 cannot be read. Check its permissions."), file.string());
    if (text.size() > mostBytes)
        return failure(TRANSLATABLE("%1 is not the JSON object that tells of a checkpoint. Mend it or remove it."),
                       file.string());
    return fromJson(text, file.string());
}

} // namespace tracestudio
