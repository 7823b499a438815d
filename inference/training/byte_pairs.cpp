#include "training/byte_pairs.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <unordered_map>

namespace tracestudio {

using Json = nlohmann::ordered_json;

namespace {

constexpr const char* splitPattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr std::array specialTokens{"<|endoftext|>",  "<|im_start|>",   "<|im_end|>",    "<|vision_start|>",
                                   "<|vision_end|>", "<|vision_pad|>", "<|image_pad|>", "<|video_pad|>"};

/// GPT-2's printable stand-in for a byte.
std::string letterOf(unsigned byte) {
    static const std::vector<std::string> letters = [] {
        std::vector<std::string> made;
        unsigned next = 0x100;
        for (unsigned i = 0; i < 256; ++i) {
            const bool isPrintable = (i >= 33 && i <= 126) || (i >= 161 && i <= 172) || i >= 174;
            const unsigned code = isPrintable ? i : next++;
            made.push_back(code < 0x80 ? std::string(1, char(code))
                                       : std::string{char(0xC0 | code >> 6), char(0x80 | (code & 0x3F))});
        }
        return made;
    }();
    return letters[byte];
}

std::string asJson(const std::vector<std::string>& tokens, const std::vector<std::array<std::string, 2>>& merges) {
    Json vocabulary = Json::object();
    for (std::size_t i = 0; i < tokens.size(); ++i)
        vocabulary[tokens[i]] = i;
    Json added = Json::array();
    for (std::size_t i = 0; i < specialTokens.size(); ++i)
        added.push_back({{"id", tokens.size() + i},
                         {"content", specialTokens[i]},
                         {"single_word", false},
                         {"lstrip", false},
                         {"rstrip", false},
                         {"normalized", false},
                         {"special", true}});
    const Json split = {
        {"type", "Split"}, {"pattern", {{"Regex", splitPattern}}}, {"behavior", "Isolated"}, {"invert", false}};
    const Json bytes = {
        {"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", false}, {"use_regex", false}};
    const Json json = {
        {"version", "1.0"},
        {"truncation", nullptr},
        {"padding", nullptr},
        {"added_tokens", added},
        {"normalizer", {{"type", "NFC"}}},
        {"pre_tokenizer", {{"type", "Sequence"}, {"pretokenizers", Json::array({split, bytes})}}},
        {"post_processor", bytes},
        {"decoder", bytes},
        {"model",
         {{"type", "BPE"},
          {"dropout", nullptr},
          {"unk_token", nullptr},
          {"continuing_subword_prefix", ""},
          {"end_of_word_suffix", ""},
          {"fuse_unk", false},
          {"byte_fallback", false},
          {"vocab", vocabulary},
          {"merges", merges}}},
    };
    return json.dump(1) + "\n";
}

} // namespace

std::string learnedTokenizer(const std::map<std::string, std::int64_t>& texts, int mostMerges, int fewest) {
    std::vector<std::string> tokens;
    for (unsigned byte = 0; byte < 256; ++byte)
        tokens.push_back(letterOf(byte));
    std::sort(tokens.begin(), tokens.end());
    // Words are cut by the very tokenizer that will read the result.
    const auto cutter = Tokenizer::fromJson(asJson(tokens, {}), "tokenizer.json");
    std::map<std::string, std::int64_t> counts;
    for (const auto& [text, count] : texts)
        for (const std::string& word : cutter->words(text))
            counts[word] += count;
    struct Word {
        std::vector<std::string> symbols;
        std::int64_t count;
    };
    std::vector<Word> words;
    for (const auto& [word, count] : counts) {
        Word split{{}, count};
        for (const char byte : word)
            split.symbols.push_back(letterOf(static_cast<unsigned char>(byte)));
        words.push_back(std::move(split));
    }
    std::vector<std::array<std::string, 2>> merges;
    while (int(merges.size()) < mostMerges) {
        std::map<std::array<std::string, 2>, std::int64_t> pairs;
        for (const Word& word : words)
            for (std::size_t i = 0; i + 1 < word.symbols.size(); ++i)
                pairs[{word.symbols[i], word.symbols[i + 1]}] += word.count;
        const auto best = std::max_element(pairs.begin(), pairs.end(),
                                           [](const auto& a, const auto& b) { return a.second < b.second; });
        if (best == pairs.end() || best->second < fewest)
            break;
        merges.push_back(best->first);
        const std::string joined = best->first[0] + best->first[1];
        if (std::find(tokens.begin(), tokens.end(), joined) == tokens.end())
            tokens.push_back(joined);
        for (Word& word : words)
            for (std::size_t i = 0; i + 1 < word.symbols.size(); ++i)
                if (word.symbols[i] == best->first[0] && word.symbols[i + 1] == best->first[1]) {
                    word.symbols[i] = joined;
                    word.symbols.erase(word.symbols.begin() + std::ptrdiff_t(i) + 1);
                }
    }
    return asJson(tokens, merges);
}

} // namespace tracestudio
