#define PCRE2_CODE_UNIT_WIDTH 8

#include "local/tokenizer.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <pcre2.h>
#include <queue>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>
#include <unordered_map>

namespace tracestudio {

namespace fs = std::filesystem;
using Json = nlohmann::json;

namespace {

constexpr const char* splitPattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
// Letters and numbers of Unicode 15 and 16, which the reference knows and PCRE2 10.42 (Unicode 14) does not.
constexpr const char* newLetters =
    R"(\x{1C89}-\x{1C8A}\x{A7CB}-\x{A7CD}\x{A7DA}-\x{A7DC}\x{105C0}-\x{105F3}\x{10D4A}-\x{10D65}\x{10D6F}-\x{10D85})"
    R"(\x{10EC2}-\x{10EC4}\x{1123F}-\x{11240}\x{11380}-\x{11389}\x{1138B}\x{1138E}\x{11390}-\x{113B5}\x{113B7}\x{113D1})"
    R"(\x{113D3}\x{11BC0}-\x{11BE0}\x{11F02}\x{11F04}-\x{11F10}\x{11F12}-\x{11F33}\x{1342F}\x{13441}-\x{13446})"
    R"(\x{13460}-\x{143FA}\x{16100}-\x{1611D}\x{16D40}-\x{16D6C}\x{18CFF}\x{1B132}\x{1B155}\x{1DF25}-\x{1DF2A})"
    R"(\x{1E030}-\x{1E06D}\x{1E4D0}-\x{1E4EB}\x{1E5D0}-\x{1E5ED}\x{1E5F0}\x{2B739}\x{2EBF0}-\x{2EE5D}\x{31350}-\x{323AF})";
constexpr const char* newNumbers =
    R"(\x{10D40}-\x{10D49}\x{116D0}-\x{116E3}\x{11BF0}-\x{11BF9}\x{11F50}-\x{11F59}\x{16130}-\x{16139}\x{16D70}-\x{16D79})"
    R"(\x{1CCF0}-\x{1CCF9}\x{1D2C0}-\x{1D2D3}\x{1E4F0}-\x{1E4F9}\x{1E5F1}-\x{1E5FA})";
constexpr std::int64_t highestId = 10'000'000;
constexpr const char* replacement = "\xEF\xBF\xBD"; // U+FFFD

void appendUtf8(std::string& text, char32_t codePoint) {
    if (codePoint < 0x80) {
        text += char(codePoint);
    } else if (codePoint < 0x800) {
        text += char(0xC0 | codePoint >> 6);
        text += char(0x80 | (codePoint & 0x3F));
    } else {
        text += char(0xE0 | codePoint >> 12);
        text += char(0x80 | (codePoint >> 6 & 0x3F));
        text += char(0x80 | (codePoint & 0x3F));
    }
}

/// GPT-2's printable stand-in for each byte.
struct ByteLetters {
    std::array<std::string, 256> letterOf;
    std::unordered_map<std::string, unsigned char> byteOf;

    ByteLetters() {
        char32_t next = 0x100;
        for (unsigned byte = 0; byte < 256; ++byte) {
            const bool isPrintable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
            appendUtf8(letterOf[byte], isPrintable ? char32_t(byte) : next++);
            byteOf.emplace(letterOf[byte], static_cast<unsigned char>(byte));
        }
    }
};

const ByteLetters& byteLetters() {
    static const ByteLetters letters;
    return letters;
}

std::size_t characterLength(char first) {
    const auto lead = static_cast<unsigned char>(first);
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/// What a token's letters stand for; letters that stand for no byte stay themselves.
std::string bytesOfLetters(std::string_view token) {
    std::string bytes;
    for (std::size_t at = 0; at < token.size();) {
        const std::string letter(token.substr(at, characterLength(token[at])));
        const auto found = byteLetters().byteOf.find(letter);
        if (found == byteLetters().byteOf.end())
            bytes += letter;
        else
            bytes += char(found->second);
        at += letter.size();
    }
    return bytes;
}

/// The same pattern for PCRE2, whose letters and numbers are of an older Unicode and whose white space has U+180E.
std::string asTheReferenceReads(std::string_view pattern) {
    std::string result;
    bool isInClass = false;
    for (std::size_t at = 0; at < pattern.size();) {
        const std::string_view rest = pattern.substr(at);
        const auto replace = [&](std::string_view what, const std::string& by) {
            if (!rest.starts_with(what))
                return false;
            result += by;
            at += what.size();
            return true;
        };
        const auto wide = [isInClass](const char* property, const char* more) {
            return isInClass ? std::string(property) + more : "[" + std::string(property) + more + "]";
        };
        if (replace("\\p{L}", wide("\\p{L}", newLetters)) || replace("\\p{N}", wide("\\p{N}", newNumbers)) ||
            replace("\\s", "\\p{White_Space}") || replace("\\S", "\\P{White_Space}"))
            continue;
        if (rest.front() == '[' || rest.front() == ']')
            isInClass = rest.front() == '[';
        const std::size_t length = rest.front() == '\\' && rest.size() > 1 ? 2 : 1;
        result += rest.substr(0, length);
        at += length;
    }
    return result;
}

std::string normalised(const std::string& utf8) {
    if (std::all_of(utf8.begin(), utf8.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
        return utf8;
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(error);
    std::string result;
    icu::StringByteSink<std::string> sink(&result);
    nfc->normalizeUTF8(0, utf8, sink, nullptr, error);
    return U_SUCCESS(error) ? result : utf8;
}

struct CodeFree {
    void operator()(pcre2_code* code) const { pcre2_code_free(code); }
    void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
    void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};

/// A pair of tokens that is joined, and what becomes of it.
struct Merge {
    std::int32_t rank = 0;
    TokenId joined = 0;
};

std::uint64_t pairKey(TokenId left, TokenId right) {
    return std::uint64_t(std::uint32_t(left)) << 32 | std::uint32_t(right);
}

tl::unexpected<Error> unreadable(const std::string& name, const std::string& why) {
    return failure(TRANSLATABLE("%1 is not a tokenizer that can be read (%2). Download it again."), name, why);
}

tl::unexpected<Error> unsupported(const std::string& name, const std::string& what) {
    return failure(TRANSLATABLE("%1 is a tokenizer of another kind (%2). Byte-level BPE as in Qwen is supported."),
                   name, what);
}

Result<std::string> readText(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
        return failure(TRANSLATABLE("%1 cannot be opened. The checkpoint is incomplete; download it again."),
                       path.string());
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

std::string textAt(const Json& json, const char* key) {
    const auto found = json.is_object() ? json.find(key) : json.end();
    return json.is_object() && found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const Json& at(const Json& json, const char* key) {
    static const Json none;
    const auto found = json.is_object() ? json.find(key) : json.end();
    return json.is_object() && found != json.end() ? *found : none;
}

bool isTrue(const Json& json) {
    return json.is_boolean() && json.get<bool>();
}

} // namespace

class Tokenizer::Implementation {
  public:
    struct Added {
        std::string content;
        TokenId id = 0;
        bool isSpecial = false;
        bool isNormalised = false; ///< looked for after normalising
    };

    // ---- what the files say

    Result<void> setVocabulary(const Json& vocabulary, const std::string& name) {
        if (!vocabulary.is_object() || vocabulary.empty())
            return unreadable(name, "it has no vocabulary");
        for (const auto& [token, id] : vocabulary.items()) {
            if (!id.is_number_integer() || id.get<std::int64_t>() < 0 || id.get<std::int64_t>() > highestId)
                return unreadable(name, "the id of '" + token + "' is no usable number");
            m_ids.emplace(token, TokenId(id.get<std::int64_t>()));
        }
        for (const auto& [token, id] : m_ids)
            setBytes(id, bytesOfLetters(token));
        for (std::size_t byte = 0; byte < 256; ++byte) {
            const auto found = m_ids.find(byteLetters().letterOf[byte]);
            m_byteIds[byte] = found == m_ids.end() ? -1 : found->second;
        }
        return {};
    }

    Result<void> addMerge(const std::string& left, const std::string& right, const std::string& name) {
        const auto known = [this](const std::string& token) {
            const auto found = m_ids.find(token);
            return found == m_ids.end() ? TokenId(-1) : found->second;
        };
        const TokenId leftId = known(left);
        const TokenId rightId = known(right);
        const TokenId joined = known(left + right);
        if (leftId < 0 || rightId < 0 || joined < 0)
            return unreadable(name, "the merge of '" + left + "' and '" + right + "' is not in the vocabulary");
        // As the reference's map: a pair that is listed twice has its last rank.
        m_merges.insert_or_assign(pairKey(leftId, rightId), Merge{m_mergeCount++, joined});
        return {};
    }

    Result<void> setMerges(const Json& merges, const std::string& name) {
        if (!merges.is_array())
            return unreadable(name, "it has no merges");
        for (const Json& merge : merges) {
            std::string left;
            std::string right;
            if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
                left = merge[0].get<std::string>();
                right = merge[1].get<std::string>();
            } else if (merge.is_string()) {
                const std::string text = merge.get<std::string>();
                const std::size_t blank = text.find(' ');
                left = text.substr(0, blank);
                right = blank == std::string::npos ? std::string() : text.substr(blank + 1);
            }
            if (left.empty() || right.empty())
                return unreadable(name, "a merge is not a pair");
            if (auto added = addMerge(left, right, name); !added)
                return added;
        }
        return {};
    }

    Result<void> setMergesFromText(const std::string& text, const std::string& name) {
        for (std::size_t begin = 0; begin < text.size();) {
            const std::size_t end = std::min(text.find('\n', begin), text.size());
            std::string line = text.substr(begin, end - begin);
            begin = end + 1;
            if (!line.empty() && line.back() == '\r')
                line.pop_back();
            const std::size_t blank = line.find(' ');
            if (line.empty() || line.starts_with("#version") || blank == std::string::npos)
                continue;
            if (auto added = addMerge(line.substr(0, blank), line.substr(blank + 1), name); !added)
                return added;
        }
        return {};
    }

    Result<void> addToken(const Json& json, std::int64_t id, const std::string& name) {
        Added token;
        token.content = textAt(json, "content");
        if (token.content.empty() || id < 0 || id > highestId)
            return unreadable(name, "an added token has no content or no id");
        if (isTrue(at(json, "single_word")) || isTrue(at(json, "lstrip")) || isTrue(at(json, "rstrip")))
            return unsupported(name, "the added token " + token.content + " takes blanks or words with it");
        token.id = TokenId(id);
        token.isSpecial = isTrue(at(json, "special"));
        token.isNormalised = isTrue(at(json, "normalized"));
        setBytes(token.id, token.content);
        if (m_special.size() <= std::size_t(token.id))
            m_special.resize(std::size_t(token.id) + 1, false);
        m_special[std::size_t(token.id)] = token.isSpecial;
        m_added.push_back(std::move(token));
        return {};
    }

    /// The normaliser and the splitter of a tokenizer.json.
    Result<void> setStages(const Json& json, const std::string& name) {
        const Json& normaliser = at(json, "normalizer");
        m_normalises = !normaliser.is_null();
        if (m_normalises && textAt(normaliser, "type") != "NFC")
            return unsupported(name, "normalizer " + textAt(normaliser, "type"));
        const Json& stages = at(json, "pre_tokenizer");
        const Json steps = textAt(stages, "type") == "Sequence" ? at(stages, "pretokenizers") : Json::array({stages});
        std::string pattern;
        bool isByteLevel = false;
        if (!steps.is_array())
            return unsupported(name, "pre_tokenizer");
        for (const Json& step : steps) {
            const std::string type = textAt(step, "type");
            const Json& invert = at(step, "invert");
            if (type == "Split" && textAt(step, "behavior") == "Isolated" && !isTrue(invert) && pattern.empty() &&
                !isByteLevel && !textAt(at(step, "pattern"), "Regex").empty())
                pattern = textAt(at(step, "pattern"), "Regex");
            else if (type == "ByteLevel" && at(step, "add_prefix_space") == false && at(step, "use_regex") == false)
                isByteLevel = true;
            else
                return unsupported(name, "pre_tokenizer " + type);
        }
        if (!isByteLevel || pattern.empty())
            return unsupported(name, "pre_tokenizer without a pattern or without bytes");
        return setPattern(pattern, name);
    }

    Result<void> setPattern(std::string pattern, const std::string& name) {
        pattern = asTheReferenceReads(pattern);
        int error = 0;
        PCRE2_SIZE offset = 0;
        std::shared_ptr<pcre2_code> code(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                                                       PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, &error, &offset,
                                                       nullptr),
                                         CodeFree());
        if (!code)
            return unsupported(name, "its pattern is not understood at " + std::to_string(offset));
        pcre2_jit_compile(code.get(), PCRE2_JIT_COMPLETE); // without it, it is merely slower
        m_pattern = std::move(code);
        return {};
    }

    void setNormalises(bool normalises) { m_normalises = normalises; }
    void setIgnoresMergesOfWholeWords(bool ignores) { m_takesWholeWords = ignores; }

    /// Longest first, so that the first that fits is the one.
    void finish() {
        std::stable_sort(m_added.begin(), m_added.end(),
                         [](const Added& a, const Added& b) { return a.content.size() > b.content.size(); });
        for (std::size_t i = 0; i < m_added.size(); ++i)
            m_addedByFirst[static_cast<unsigned char>(m_added[i].content.front())].push_back(i);
    }

    // ---- what it is asked

    void encode(const std::string& text, std::vector<TokenId>& ids) const {
        eachPart(text, false, ids, [&](std::string_view part) {
            const std::string plain = m_normalises ? normalised(std::string(part)) : std::string(part);
            eachPart(plain, true, ids, [&](std::string_view rest) {
                eachWord(rest, [&](std::string_view word) { addWord(word, ids); });
            });
        });
    }
    [[nodiscard]] std::vector<std::string> words(const std::string& text) const {
        std::vector<std::string> found;
        const std::string plain = m_normalises ? normalised(text) : text;
        eachWord(plain, [&](std::string_view word) { found.emplace_back(word); });
        return found;
    }

    [[nodiscard]] const std::string& bytes(TokenId id) const {
        static const std::string none;
        return id >= 0 && std::size_t(id) < m_bytes.size() ? m_bytes[std::size_t(id)] : none;
    }
    [[nodiscard]] bool isSpecial(TokenId id) const {
        return id >= 0 && std::size_t(id) < m_special.size() && m_special[std::size_t(id)];
    }
    [[nodiscard]] TokenId idOfAdded(std::string_view content) const {
        const auto found =
            std::find_if(m_added.begin(), m_added.end(), [&](const Added& token) { return token.content == content; });
        return found == m_added.end() ? -1 : found->id;
    }
    [[nodiscard]] std::size_t size() const { return m_bytes.size(); }

  private:
    void setBytes(TokenId id, std::string bytes) {
        if (m_bytes.size() <= std::size_t(id))
            m_bytes.resize(std::size_t(id) + 1);
        m_bytes[std::size_t(id)] = std::move(bytes);
    }

    /// Calls `plain` for what lies between the added tokens of one kind, and adds theirs.
    template <typename Plain>
    void eachPart(std::string_view text, bool normalisedOnes, std::vector<TokenId>& ids, Plain&& plain) const {
        std::size_t begin = 0;
        for (std::size_t place = 0; place < text.size();) {
            const Added* found = nullptr;
            for (const std::size_t candidate : m_addedByFirst[static_cast<unsigned char>(text[place])]) {
                const Added& token = m_added[candidate];
                if (token.isNormalised == normalisedOnes && text.substr(place).starts_with(token.content)) {
                    found = &token;
                    break;
                }
            }
            if (!found) {
                ++place;
                continue;
            }
            if (place > begin)
                plain(text.substr(begin, place - begin));
            ids.push_back(found->id);
            place += found->content.size();
            begin = place;
        }
        if (begin < text.size())
            plain(text.substr(begin));
    }

    /// Cuts into words and what lies between them.
    template <typename Take>
    void eachWord(std::string_view text, Take&& take) const {
        const std::unique_ptr<pcre2_match_data, CodeFree> match(
            pcre2_match_data_create_from_pattern(m_pattern.get(), nullptr));
        // A pattern from a file may be one that takes for ever; ours need a few steps a character.
        constexpr std::uint32_t mostSteps = 1'000'000;
        const std::unique_ptr<pcre2_match_context, CodeFree> limits(pcre2_match_context_create(nullptr));
        pcre2_set_match_limit(limits.get(), mostSteps);
        const auto* subject = reinterpret_cast<PCRE2_SPTR>(text.data());
        std::size_t done = 0;
        for (std::size_t from = 0; from < text.size();) {
            const int count =
                pcre2_match(m_pattern.get(), subject, text.size(), from, PCRE2_NO_UTF_CHECK, match.get(), limits.get());
            if (count < 0)
                break;
            const PCRE2_SIZE* bounds = pcre2_get_ovector_pointer(match.get());
            if (bounds[0] > done)
                take(text.substr(done, bounds[0] - done));
            if (bounds[1] > bounds[0])
                take(text.substr(bounds[0], bounds[1] - bounds[0]));
            done = bounds[1];
            from = bounds[1] > bounds[0] ? bounds[1] : bounds[1] + characterLength(text[bounds[1]]);
        }
        if (done < text.size())
            take(text.substr(done));
    }

    void addWord(std::string_view word, std::vector<TokenId>& ids) const {
        if (m_takesWholeWords) {
            std::string letters;
            for (const char c : word)
                letters += byteLetters().letterOf[static_cast<unsigned char>(c)];
            if (const auto found = m_ids.find(letters); found != m_ids.end()) {
                ids.push_back(found->second);
                return;
            }
        }
        // Symbols in a list; joined ones are taken out of it.
        struct Symbol {
            TokenId id;
            std::int32_t before, after; ///< -1: none
            bool isThere = true;
        };
        struct Candidate {
            Merge merge;
            std::int32_t at;
            bool operator>(const Candidate& other) const {
                return merge.rank != other.merge.rank ? merge.rank > other.merge.rank : at > other.at;
            }
        };
        std::vector<Symbol> symbols;
        for (const char c : word)
            if (const TokenId id = m_byteIds[static_cast<unsigned char>(c)]; id >= 0)
                symbols.push_back({id, std::int32_t(symbols.size()) - 1, std::int32_t(symbols.size()) + 1});
        if (symbols.empty())
            return;
        symbols.back().after = -1;
        std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> candidates;
        /// What the symbol and the one after it become; null: they stay apart.
        const auto mergeAt = [&](std::int32_t at) -> const Merge* {
            if (at < 0 || !symbols[std::size_t(at)].isThere || symbols[std::size_t(at)].after < 0)
                return nullptr;
            const Symbol& left = symbols[std::size_t(at)];
            const auto found = m_merges.find(pairKey(left.id, symbols[std::size_t(left.after)].id));
            return found == m_merges.end() ? nullptr : &found->second;
        };
        const auto consider = [&](std::int32_t at) {
            if (const Merge* merge = mergeAt(at))
                candidates.push({*merge, at});
        };
        for (std::size_t i = 0; i + 1 < symbols.size(); ++i)
            consider(std::int32_t(i));
        while (!candidates.empty()) {
            const Candidate next = candidates.top();
            candidates.pop();
            const Merge* present = mergeAt(next.at);
            if (!present || present->joined != next.merge.joined)
                continue; // one of the two has been joined to another since
            Symbol& left = symbols[std::size_t(next.at)];
            Symbol& right = symbols[std::size_t(left.after)];
            left.id = next.merge.joined;
            right.isThere = false;
            left.after = right.after;
            if (left.after >= 0)
                symbols[std::size_t(left.after)].before = next.at;
            consider(left.before);
            consider(next.at);
        }
        for (std::int32_t at = 0; at >= 0; at = symbols[std::size_t(at)].after)
            ids.push_back(symbols[std::size_t(at)].id);
    }

    std::unordered_map<std::string, TokenId> m_ids;
    std::array<TokenId, 256> m_byteIds{}; ///< -1: not in the vocabulary, and so left out
    std::unordered_map<std::uint64_t, Merge> m_merges;
    std::int32_t m_mergeCount = 0;
    std::vector<Added> m_added;
    std::array<std::vector<std::size_t>, 256> m_addedByFirst;
    std::vector<std::string> m_bytes; ///< by id
    std::vector<bool> m_special;
    std::shared_ptr<pcre2_code> m_pattern;
    bool m_normalises = true;
    bool m_takesWholeWords = false;
};

Tokenizer::Tokenizer(std::unique_ptr<const Implementation> implementation)
    : m_implementation(std::move(implementation)) {}
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;
Tokenizer::~Tokenizer() = default;

Result<Tokenizer> Tokenizer::fromJson(std::string_view text, const std::string& name) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object())
        return unreadable(name, "it is not JSON");
    const Json& model = at(json, "model");
    if (const std::string type = textAt(model, "type"); !type.empty() && type != "BPE")
        return unsupported(name, type);
    for (const char* key : {"dropout", "unk_token"})
        if (const Json& value = at(model, key); !value.is_null() && value != "")
            return unsupported(name, key);
    for (const char* key : {"continuing_subword_prefix", "end_of_word_suffix"})
        if (!textAt(model, key).empty())
            return unsupported(name, key);
    if (isTrue(at(model, "byte_fallback")))
        return unsupported(name, "byte_fallback");
    auto implementation = std::make_unique<Implementation>();
    if (auto done = implementation->setVocabulary(at(model, "vocab"), name); !done)
        return tl::unexpected(done.error());
    if (auto done = implementation->setMerges(at(model, "merges"), name); !done)
        return tl::unexpected(done.error());
    if (auto done = implementation->setStages(json, name); !done)
        return tl::unexpected(done.error());
    implementation->setIgnoresMergesOfWholeWords(isTrue(at(model, "ignore_merges")));
    if (const Json& added = at(json, "added_tokens"); added.is_array())
        for (const Json& token : added) {
            const Json& id = at(token, "id");
            if (auto done = implementation->addToken(token, id.is_number_integer() ? id.get<std::int64_t>() : -1, name);
                !done)
                return tl::unexpected(done.error());
        }
    implementation->finish();
    return Tokenizer(std::move(implementation));
}

Result<Tokenizer> Tokenizer::open(const fs::path& folder) {
    std::error_code error;
    if (const fs::path whole = folder / "tokenizer.json"; fs::exists(whole, error)) {
        const auto text = readText(whole);
        if (!text)
            return tl::unexpected(text.error());
        return fromJson(*text, whole.string());
    }
    const fs::path vocabularyPath = folder / "vocab.json";
    if (!fs::exists(vocabularyPath, error))
        return failure(
            TRANSLATABLE("%1 holds no tokenizer. Looked for tokenizer.json, and vocab.json with merges.txt."),
            folder.string());
    const auto vocabulary = readText(vocabularyPath);
    const auto merges = readText(folder / "merges.txt");
    for (const auto* text : {&vocabulary, &merges})
        if (!*text)
            return tl::unexpected(text->error());
    auto implementation = std::make_unique<Implementation>();
    if (auto done = implementation->setVocabulary(Json::parse(*vocabulary, nullptr, false), vocabularyPath.string());
        !done)
        return tl::unexpected(done.error());
    if (auto done = implementation->setMergesFromText(*merges, (folder / "merges.txt").string()); !done)
        return tl::unexpected(done.error());
    if (auto done = implementation->setPattern(splitPattern, vocabularyPath.string()); !done)
        return tl::unexpected(done.error());
    // The added tokens stand in another file here, by id.
    const fs::path configurationPath = folder / "tokenizer_config.json";
    if (fs::exists(configurationPath, error)) {
        const auto text = readText(configurationPath);
        if (!text)
            return tl::unexpected(text.error());
        const Json configuration = Json::parse(*text, nullptr, false);
        if (const Json& added = at(configuration, "added_tokens_decoder"); added.is_object())
            for (const auto& [id, token] : added.items()) {
                const bool isNumber = !id.empty() && id.size() < 9 &&
                                      std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
                if (auto done =
                        implementation->addToken(token, isNumber ? std::stoll(id) : -1, configurationPath.string());
                    !done)
                    return tl::unexpected(done.error());
            }
    }
    implementation->finish();
    return Tokenizer(std::move(implementation));
}

std::vector<TokenId> Tokenizer::encode(std::string_view text) const {
    std::vector<TokenId> ids;
    m_implementation->encode(asUtf8(text), ids);
    return ids;
}

std::vector<std::string> Tokenizer::words(std::string_view text) const {
    return m_implementation->words(asUtf8(text));
}

std::string Tokenizer::decode(const std::vector<TokenId>& ids, bool keepsSpecial) const {
    std::string bytes;
    for (const TokenId id : ids)
        if (keepsSpecial || !m_implementation->isSpecial(id))
            bytes += m_implementation->bytes(id);
    return asUtf8(bytes);
}

std::string Tokenizer::bytesOf(TokenId id) const {
    return m_implementation->isSpecial(id) ? std::string() : m_implementation->bytes(id);
}

TokenId Tokenizer::idOfAdded(std::string_view name) const {
    return m_implementation->idOfAdded(name);
}

std::size_t Tokenizer::size() const {
    return m_implementation->size();
}

namespace {

/// How many bytes at the beginning of `bytes` are one character: positive; or, negated, how many are one error.
/// 0: the character is not whole yet.
int characterAt(std::string_view bytes) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80)
        return 1;
    const int length = lead >= 0xC2 && lead <= 0xDF   ? 2
                       : lead >= 0xE0 && lead <= 0xEF ? 3
                       : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                      : 0;
    if (length == 0)
        return -1;
    for (int i = 1; i < length; ++i) {
        if (std::size_t(i) >= bytes.size())
            return 0;
        unsigned char low = 0x80;
        unsigned char high = 0xBF;
        if (i == 1 && lead == 0xE0)
            low = 0xA0;
        if (i == 1 && lead == 0xED)
            high = 0x9F;
        if (i == 1 && lead == 0xF0)
            low = 0x90;
        if (i == 1 && lead == 0xF4)
            high = 0x8F;
        if (byte(std::size_t(i)) < low || byte(std::size_t(i)) > high)
            return -i;
    }
    return length;
}

/// Moves what is whole, or wrong, from `bytes` to the result.
std::string takeCharacters(std::string& bytes) {
    std::string text;
    std::size_t at = 0;
    while (at < bytes.size()) {
        const int length = characterAt(std::string_view(bytes).substr(at));
        if (length == 0)
            break;
        if (length > 0)
            text.append(bytes, at, std::size_t(length));
        else
            text += replacement;
        at += std::size_t(std::abs(length));
    }
    bytes.erase(0, at);
    return text;
}

} // namespace

std::string asUtf8(std::string_view bytes) {
    std::string rest(bytes);
    std::string text = takeCharacters(rest);
    return rest.empty() ? text : text + replacement;
}

std::string TextStream::add(TokenId id) {
    m_pending += m_tokenizer.bytesOf(id);
    return takeCharacters(m_pending);
}

std::string TextStream::finish() {
    return std::exchange(m_pending, {}).empty() ? std::string() : replacement;
}

} // namespace tracestudio
