#include "benchmark/query_text.h"

#include "scene/lower_case.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <unicode/bytestream.h>
#include <unicode/casemap.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace tracestudio {
namespace {

constexpr std::uint32_t regexStepLimit = 1'000'000;

bool isAscii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return std::uint8_t(c) < 0x80; });
}

/// `needle` is in lower case already.
bool containsAscii(std::string_view text, std::string_view needle) {
    if (text.size() < needle.size())
        return false;
    const char first = needle.front();
    const char last = needle.back();
    const std::size_t end = text.size() - needle.size();
    for (std::size_t at = 0; at <= end; ++at) {
        if (lowerCase(text[at]) != first || lowerCase(text[at + needle.size() - 1]) != last)
            continue;
        std::size_t same = 1;
        while (same < needle.size() && lowerCase(text[at + same]) == needle[same])
            ++same;
        if (same >= needle.size())
            return true;
    }
    return false;
}

std::string foldCase(std::string_view text) {
    std::string folded;
    icu::StringByteSink<std::string> sink(&folded);
    UErrorCode status = U_ZERO_ERROR;
    icu::CaseMap::utf8Fold(0, icu::StringPiece(text.data(), std::int32_t(text.size())), sink, nullptr, status);
    return folded;
}

/// A compiled expression with what matching it needs.
struct Regex {
    explicit Regex(pcre2_code* compiled)
        : code(compiled)
        , match(pcre2_match_data_create(1, nullptr))
        , context(pcre2_match_context_create(nullptr))
        , stack(pcre2_jit_stack_create(32 * 1024, 1024 * 1024, nullptr)) {
        pcre2_jit_compile(code, PCRE2_JIT_COMPLETE); // where it cannot be, it is interpreted
        pcre2_jit_stack_assign(context, nullptr, stack);
        pcre2_set_match_limit(context, regexStepLimit);
        pcre2_set_heap_limit(context, 20 * 1024); // KiB
    }
    Regex(const Regex&) = delete;
    Regex& operator=(const Regex&) = delete;
    ~Regex() {
        pcre2_jit_stack_free(stack);
        pcre2_match_context_free(context);
        pcre2_match_data_free(match);
        pcre2_code_free(code);
    }
    pcre2_code* code;
    pcre2_match_data* match;
    pcre2_match_context* context;
    pcre2_jit_stack* stack;
};

std::string regexMessage(int error) {
    std::array<PCRE2_UCHAR, 200> message{};
    pcre2_get_error_message(error, message.data(), message.size());
    return reinterpret_cast<const char*>(message.data());
}

template <typename Number>
std::optional<Number> numberIn(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

constexpr std::array metricsByName{Metric::StartDistance, Metric::EndDistance, Metric::CollisionRatio,
                                   Metric::SweptRatio,    Metric::Frechet,     Metric::Hausdorff,
                                   Metric::Rmse,          Metric::Mae,         Metric::Waypoints};
constexpr std::array<std::string_view, 8> verdictNames{"success",     "failure",   "no parse",  "no depth",
                                                       "wrong start", "wrong end", "collision", "not measured"};

/// One typed part: a key before a colon (or none) and what was written, quotes taken off.
struct Part {
    std::string key;
    std::string value;
    bool isQuoted = false;
};

class Reader {
  public:
    explicit Reader(std::string_view text)
        : m_text(text) {}

    Result<TypedQuery> read() {
        for (;;) {
            while (m_at < m_text.size() && isSpace(m_text[m_at]))
                ++m_at;
            if (m_at == m_text.size())
                return std::move(m_query);
            const Result<void> result = m_text[m_at] == '/' ? readRegex() : readPart();
            if (!result)
                return tl::unexpected(result.error());
        }
    }

  private:
    static bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

    Result<void> readRegex() {
        std::string pattern;
        std::size_t at = m_at + 1;
        for (; at < m_text.size() && m_text[at] != '/'; ++at) {
            if (m_text[at] == '\\' && at + 1 < m_text.size()) {
                if (m_text[at + 1] != '/')
                    pattern += '\\';
                ++at;
            }
            pattern += m_text[at];
        }
        if (at == m_text.size())
            return failure(TRANSLATABLE("The regular expression %1 has no closing \"/\". Add it, or put a word that "
                                        "begins with \"/\" in quotes."),
                           m_text.substr(m_at));
        ++at;
        const bool ignoresCase = at < m_text.size() && m_text[at] == 'i';
        m_at = at + (ignoresCase ? 1 : 0);
        Result<TextPattern> regex = TextPattern::regex(pattern, ignoresCase);
        if (!regex)
            return tl::unexpected(regex.error());
        m_query.patterns.push_back(std::move(*regex));
        return {};
    }

    Part nextPart() {
        Part part;
        for (; m_at < m_text.size() && !isSpace(m_text[m_at]); ++m_at) {
            const char c = m_text[m_at];
            if (c == '"') {
                part.isQuoted = true;
                // A quote that is still open while the person types ends where the text does.
                const std::size_t close = std::min(m_text.find('"', m_at + 1), m_text.size());
                part.value += m_text.substr(m_at + 1, close - m_at - 1);
                m_at = std::min(close, m_text.size() - 1);
            } else if (c == ':' && part.key.empty() && !part.isQuoted && isKey(part.value)) {
                part.key = std::exchange(part.value, {});
            } else {
                part.value += c;
            }
        }
        return part;
    }

    static bool isKey(std::string_view text) {
        constexpr std::array<std::string_view, 5> keys{"step", "category", "source", "is", "verdict"};
        return std::find(keys.begin(), keys.end(), text) != keys.end();
    }

    Result<void> readPart() {
        const Part part = nextPart();
        if (part.value.empty())
            return {}; // "" or a key whose value is not typed yet
        if (part.key == "step")
            return readStep(part.value);
        if (part.key == "category")
            m_query.categories.push_back(TextPattern::word(part.value));
        else if (part.key == "source")
            m_query.dataSources.push_back(TextPattern::word(part.value));
        else if (part.key == "is")
            return readFlag(part.value);
        else if (part.key == "verdict")
            return readVerdict(part.value);
        else if (part.isQuoted)
            m_query.patterns.push_back(TextPattern::word(part.value));
        else if (part.value.front() == '#' && part.value.size() > 1)
            m_query.ids.push_back(part.value.substr(1));
        else
            return readMetricOrWord(part.value);
        return {};
    }

    Result<void> readStep(std::string_view value) {
        const std::size_t dash = value.find('-', 1);
        const std::string_view low = value.substr(0, dash);
        const std::string_view high = dash == value.npos ? low : value.substr(dash + 1);
        const std::optional<int> lowest = numberIn<int>(low);
        const std::optional<int> highest = high.empty() ? std::numeric_limits<int>::max() : numberIn<int>(high);
        if (!lowest || !highest)
            return failure(TRANSLATABLE("\"step:%1\" is not a step. Write step:3, step:2-4 or step:5-."), value);
        m_query.steps.emplace_back(*lowest, *highest);
        return {};
    }

    Result<void> readFlag(std::string_view value) {
        using Flag = TypedQuery::Flag;
        constexpr std::array<std::pair<std::string_view, Flag>, 7> flags{{{"broken", Flag::Broken},
                                                                          {"good", Flag::Good},
                                                                          {"bad", Flag::Bad},
                                                                          {"unreviewed", Flag::Unreviewed},
                                                                          {"noted", Flag::Noted},
                                                                          {"edited", Flag::Edited},
                                                                          {"changed", Flag::Changed}}};
        for (const auto& [name, flag] : flags)
            if (name == value) {
                m_query.flags.push_back(flag);
                return {};
            }
        return failure(
            TRANSLATABLE("\"is:%1\" is not known. Write is:broken, is:good, is:bad, is:unreviewed, is:noted, "
                         "is:edited or is:changed."),
            value);
    }

    Result<void> readVerdict(std::string value) {
        std::transform(value.begin(), value.end(), value.begin(),
                       [](char c) { return c == '-' || c == '_' ? ' ' : lowerCase(c); });
        if (std::find(verdictNames.begin(), verdictNames.end(), value) == verdictNames.end())
            return failure(TRANSLATABLE("\"verdict:%1\" is not known. Write verdict:success, failure, no-parse, "
                                        "no-depth, wrong-start, wrong-end, collision or not-measured."),
                           value);
        m_query.verdicts.push_back(std::move(value));
        return {};
    }

    Result<void> readMetricOrWord(const std::string& value) {
        const std::size_t begin = value.find_first_of("<>=");
        const std::string_view name = std::string_view(value).substr(0, begin);
        const auto metric = std::find_if(metricsByName.begin(), metricsByName.end(),
                                         [&](Metric candidate) { return nameOf(candidate) == name; });
        if (begin == std::string::npos || metric == metricsByName.end()) {
            m_query.patterns.push_back(TextPattern::word(value));
            return {};
        }
        const bool orEqual = begin + 1 < value.size() && value[begin + 1] == '=' && value[begin] != '=';
        const std::string comparison = value.substr(begin, orEqual ? 2 : 1);
        const std::optional<double> bound = numberIn<double>(std::string_view(value).substr(begin + comparison.size()));
        if (!bound)
            return failure(TRANSLATABLE("\"%1\" is not a range. Write a number behind the sign, as in start<0.2."),
                           value);
        m_query.metrics.push_back({*metric, comparison, *bound});
        return {};
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    TypedQuery m_query;
};

} // namespace

TextPattern TextPattern::word(std::string_view word) {
    std::string needle(word);
    if (isAscii(word)) {
        needle = lowerCase(std::move(needle));
        return TextPattern([needle](std::string_view text) { return containsAscii(text, needle); });
    }
    needle = foldCase(word);
    return TextPattern(
        [needle](std::string_view text) { return !isAscii(text) && foldCase(text).find(needle) != std::string::npos; });
}

Result<TextPattern> TextPattern::regex(std::string_view pattern, bool ignoresCase) {
    int error = 0;
    PCRE2_SIZE place = 0;
    const std::uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | (ignoresCase ? PCRE2_CASELESS : 0);
    pcre2_code* const code =
        pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(), options, &error, &place, nullptr);
    if (!code)
        return failure(TRANSLATABLE("The regular expression /%1/ is malformed at character %2: %3."), pattern,
                       std::to_string(place + 1), regexMessage(error));
    auto regex = std::make_shared<Regex>(code);
    return TextPattern([regex, written = std::string(pattern)](std::string_view text) -> Result<bool> {
        const int found = pcre2_match(regex->code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0,
                                      regex->match, regex->context);
        if (found >= 0 || found == PCRE2_ERROR_NOMATCH)
            return found >= 0;
        return failure(TRANSLATABLE("The regular expression /%1/ takes too long (%2). Make it simpler."), written,
                       regexMessage(found));
    });
}

bool TypedQuery::MetricTest::holds(double value) const {
    if (comparison == "<")
        return value < bound;
    if (comparison == "<=")
        return value <= bound;
    if (comparison == ">")
        return value > bound;
    if (comparison == ">=")
        return value >= bound;
    return value == bound;
}

Result<TypedQuery> readTypedQuery(std::string_view text) {
    return Reader(text).read();
}

bool hasVerdict(const SampleScore* score, std::string_view verdict) {
    return score && (verdict == "failure" ? score->verdict.isFailure() : nameOf(score->verdict) == verdict);
}

} // namespace tracestudio
