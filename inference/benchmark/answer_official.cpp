#include "benchmark/answer.h"
#include "benchmark/python_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

namespace tracestudio {

namespace {

// Python's round(value, 6): the decimal nearest to the exact binary value, half to even, read back.
double roundSixDecimals(double value) {
    if (!std::isfinite(value))
        return value;
    char digits[400]; // sign, 309 digits, point, 6 decimals
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed, 6);
    return error == std::errc() ? pythonFloat({digits, std::size_t(end - digits)}) : value;
}

double fractionOfThousand(double value) {
    return roundSixDecimals(value / 1000.0);
}

// Out of range as numpy casts: to infinity. A plain conversion is undefined there.
double toFloat32(double value) {
    constexpr double largest = std::numeric_limits<float>::max();
    constexpr double halfStepAbove = 0x1.ffffffp127; // ties to even, that is to infinity
    if (std::isnan(value) || std::abs(value) <= largest)
        return double(float(value));
    return std::copysign(std::abs(value) < halfStepAbove ? largest : std::numeric_limits<double>::infinity(), value);
}

// ---- Text style ----

// The regular expression \(([-+]?\d+\.?\d*(?:,\s*[-+]?\d+\.?\d*)*?)\) by hand. At no place has it a choice that could
// turn out wrong later, so one pass without looking back finds what findall finds.
class TupleMatcher {
  public:
    explicit TupleMatcher(std::string_view text)
        : m_text(text) {}

    // The numbers of the next tuple; false when there is none.
    bool findNext(std::vector<double>& numbers, TextSpan& span) {
        while ((m_at = std::min(m_text.find('(', m_at), m_text.size())) < m_text.size()) {
            span.begin = m_at++;
            if (matchNumbers(numbers)) {
                span.end = m_at;
                return true;
            }
        }
        return false;
    }

  private:
    bool matchNumbers(std::vector<double>& numbers) {
        numbers.clear();
        while (matchNumber(numbers)) {
            if (take(')'))
                return true;
            if (!take(','))
                return false;
            while (m_at < m_text.size()) {
                const CodePoint c = codePointAt(m_text, m_at);
                if (!isPythonSpace(c.value))
                    break;
                m_at += c.bytes;
            }
        }
        return false;
    }

    bool matchNumber(std::vector<double>& numbers) {
        m_numeral.clear();
        if (take('-'))
            m_numeral += '-';
        else
            take('+');
        if (!takeDigits())
            return false;
        if (take('.')) {
            m_numeral += '.';
            takeDigits();
        }
        // Three are used; the rest only has to match.
        if (numbers.size() < 3)
            numbers.push_back(pythonFloat(m_numeral));
        return true;
    }

    bool take(char c) {
        if (m_at >= m_text.size() || m_text[m_at] != c)
            return false;
        ++m_at;
        return true;
    }

    bool takeDigits() {
        const std::size_t start = m_at;
        while (m_at < m_text.size()) {
            const CodePoint c = codePointAt(m_text, m_at);
            const std::optional<int> digit = pythonDigit(c.value);
            if (!digit)
                break;
            m_numeral += char('0' + *digit);
            m_at += c.bytes;
        }
        return m_at > start;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::string m_numeral;
};

OfficialParse parseText(std::string_view answer) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    OfficialParse parse;
    parse.isFloat32 = true;
    TupleMatcher matcher(answer);
    std::vector<double> numbers;
    TextSpan span;
    bool hasDepth = false;
    std::vector<double> triples;
    while (matcher.findNext(numbers, span)) {
        if (numbers.size() < 2)
            continue;
        hasDepth = hasDepth || numbers.size() > 2;
        triples.push_back(toFloat32(fractionOfThousand(numbers[0])));
        triples.push_back(toFloat32(fractionOfThousand(numbers[1])));
        triples.push_back(numbers.size() > 2 ? toFloat32(numbers[2]) : nan);
        parse.spans.push_back(span);
    }
    parse.rows = int(parse.spans.size());
    parse.columns = hasDepth ? 3 : 2;
    parse.values.reserve(parse.spans.size() * std::size_t(parse.columns));
    for (std::size_t row = 0; row < parse.spans.size(); ++row) {
        for (std::size_t column = 0; column < std::size_t(parse.columns); ++column)
            parse.values.push_back(triples[row * 3 + column]);
    }
    return parse;
}

// ---- Json style ----

// The first match of ```(?:\w+)?\n(.*?)``` and in it group 1.
std::optional<TextSpan> firstFencedBlock(std::string_view text) {
    constexpr std::string_view fence = "```";
    for (std::size_t open = text.find(fence); open != std::string_view::npos; open = text.find(fence, open + 1)) {
        std::size_t at = open + fence.size();
        while (at < text.size()) {
            const CodePoint c = codePointAt(text, at);
            if (!isPythonWord(c.value))
                break;
            at += c.bytes;
        }
        if (at >= text.size() || text[at] != '\n')
            continue;
        const std::size_t close = text.find(fence, at + 1);
        // Where no fence closes this one, none closes a later one.
        return close == std::string_view::npos ? std::nullopt : std::optional(TextSpan{at + 1, close});
    }
    return std::nullopt;
}

bool isPoint(const PyValue& value) {
    if (!value.isList() || value.items.size() < 2 || value.items.size() > 3)
        return false;
    for (const PyValue& item : value.items) {
        if (!item.isNumber())
            return false;
    }
    return true;
}

// No deeper than the reader went, which is as deep as Python goes.
void findPoints(const PyValue& value, std::vector<const PyValue*>& points) {
    if (isPoint(value)) {
        points.push_back(&value);
        return;
    }
    for (const PyValue& item : value.items)
        findPoints(item, points);
    for (const auto& [key, member] : value.members)
        findPoints(member, points);
}

bool isBeyondDouble(const PyValue& value) {
    return value.kind == PyValue::Kind::Int && std::isinf(value.number);
}

// numpy has no type for integers outside int64 and uint64.
bool isBeyond64Bits(const PyValue& value) {
    if (value.kind != PyValue::Kind::Int)
        return false;
    const char* const begin = value.text.data();
    const char* const end = begin + value.text.size();
    std::uint64_t large = 0;
    std::int64_t negative = 0;
    return std::from_chars(begin, end, large).ec != std::errc() &&
           std::from_chars(begin, end, negative).ec != std::errc();
}

OfficialParse raised(std::string exception) {
    OfficialParse parse;
    parse.columns = 3;
    parse.exception = std::move(exception);
    return parse;
}

OfficialParse parseJson(std::string_view answer) {
    OfficialParse parse;
    parse.columns = 3;
    const std::optional<TextSpan> block = firstFencedBlock(answer);
    if (!block)
        return parse;
    const std::string_view json = stripPythonSpace(answer.substr(block->begin, block->end - block->begin));
    const auto offset = std::size_t(json.data() - answer.data());
    const auto value = parsePythonJson(json);
    if (!value)
        return value.error().exception == "JSONDecodeError" ? parse : raised(value.error().describe());

    std::vector<const PyValue*> points;
    findPoints(*value, points);
    if (points.empty()) {
        parse.isFlat = true;
        return parse;
    }
    bool isMixed = false;
    for (const PyValue* point : points) {
        if (isBeyondDouble(point->items[0]) || isBeyondDouble(point->items[1]))
            return raised("OverflowError: int too large to convert to float");
        isMixed = isMixed || point->items.size() != points.front()->items.size();
    }
    if (isMixed)
        return raised("ValueError: setting an array element with a sequence. The requested array has an inhomogeneous "
                      "shape after 1 dimensions. The detected shape was (" +
                      std::to_string(points.size()) + ",) + inhomogeneous part.");

    parse.rows = int(points.size());
    parse.columns = int(points.front()->items.size());
    for (const PyValue* point : points) {
        parse.values.push_back(fractionOfThousand(point->items[0].number));
        parse.values.push_back(fractionOfThousand(point->items[1].number));
        if (point->items.size() > 2) {
            parse.values.push_back(point->items[2].number);
            parse.longDepths.push_back(isBeyond64Bits(point->items[2]) ? point->items[2].text : std::string());
            parse.isObject = parse.isObject || !parse.longDepths.back().empty();
        }
        parse.spans.push_back({offset + point->begin, offset + point->end});
    }
    if (!parse.isObject)
        parse.longDepths.clear();
    return parse;
}

std::string_view pythonTypeName(const PyValue& value) {
    switch (value.kind) {
    case PyValue::Kind::Null:
        return "NoneType";
    case PyValue::Kind::Bool:
        return "bool";
    case PyValue::Kind::Int:
        return "int";
    case PyValue::Kind::Float:
        return "float";
    case PyValue::Kind::List:
        return "list";
    case PyValue::Kind::Object:
        return "dict";
    case PyValue::Kind::String:
        break;
    }
    return "str";
}

} // namespace

std::optional<AnswerStyle> officialStyleOf(std::string_view modelName) {
    const auto has = [&](std::string_view word) { return modelName.find(word) != std::string_view::npos; };
    if (has("RoboTracer"))
        return AnswerStyle::Text;
    if (has("Qwen") || has("Gemini"))
        return AnswerStyle::Json;
    return std::nullopt;
}

OfficialParse parseOfficial(const PyValue& answer, AnswerStyle style) {
    if (answer.isString())
        return parseOfficial(std::string_view(answer.text), style);
    if (style == AnswerStyle::Text)
        return parseText({});
    return raised("TypeError: expected string or bytes-like object, got '" + std::string(pythonTypeName(answer)) + "'");
}

OfficialParse parseOfficial(std::string_view answer, AnswerStyle style) {
    return style == AnswerStyle::Text ? parseText(answer) : parseJson(answer);
}

} // namespace tracestudio
