#include "benchmark/python_json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <locale.h>
#include <numeric>
#include <optional>

namespace tracestudio {

namespace {

// How many brackets may be open: Python's limit of 1000 frames less the published evaluator's own (measured with it).
constexpr int maximumDepth = 992;
// sys.int_info.default_max_str_digits
constexpr std::size_t maximumIntegerDigits = 4300;

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
bool isWhitespace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool isHighSurrogate(char32_t c) {
    return c >= 0xD800 && c <= 0xDBFF;
}
bool isLowSurrogate(char32_t c) {
    return c >= 0xDC00 && c <= 0xDFFF;
}

std::size_t countCodePoints(std::string_view text) {
    return std::size_t(std::count_if(text.begin(), text.end(),
                                     [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

void appendUtf8(std::string& text, char32_t c) {
    if (c < 0x80) {
        text += char(c);
    } else if (c < 0x800) {
        text += char(0xC0U | (c >> 6U));
        text += char(0x80U | (c & 0x3FU));
    } else if (c < 0x10000) {
        text += char(0xE0U | (c >> 12U));
        text += char(0x80U | ((c >> 6U) & 0x3FU));
        text += char(0x80U | (c & 0x3FU));
    } else {
        text += char(0xF0U | (c >> 18U));
        text += char(0x80U | ((c >> 12U) & 0x3FU));
        text += char(0x80U | ((c >> 6U) & 0x3FU));
        text += char(0x80U | (c & 0x3FU));
    }
}

// Bytes that end a plain run inside a string: the quote, the backslash and the control characters.
constexpr std::array<bool, 256> makeStringStops() {
    std::array<bool, 256> stops{};
    for (std::size_t i = 0; i < 0x20; ++i)
        stops[i] = true;
    stops['"'] = true;
    stops['\\'] = true;
    return stops;
}
constexpr std::array<bool, 256> stringStops = makeStringStops();

// Of equal keys the first keeps its place and gets the last one's value. Sorted beyond a few members, so that a hostile
// file cannot make it quadratic.
void mergeDuplicateKeys(std::vector<std::pair<std::string, PyValue>>& members) {
    constexpr std::size_t fewMembers = 16;
    bool hasDuplicates = false;
    std::vector<std::size_t> order;
    if (members.size() <= fewMembers) {
        for (std::size_t i = 1; i < members.size() && !hasDuplicates; ++i) {
            for (std::size_t j = 0; j < i && !hasDuplicates; ++j)
                hasDuplicates = members[i].first == members[j].first;
        }
        if (!hasDuplicates)
            return;
    }
    order.resize(members.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const int difference = members[a].first.compare(members[b].first);
        return difference != 0 ? difference < 0 : a < b;
    });
    std::vector<bool> isRepeat(members.size());
    for (std::size_t i = 0; i < order.size();) {
        std::size_t last = i;
        while (last + 1 < order.size() && members[order[last + 1]].first == members[order[i]].first)
            isRepeat[order[++last]] = true;
        if (last > i) {
            hasDuplicates = true;
            members[order[i]].second = std::move(members[order[last]].second);
        }
        i = last + 1;
    }
    if (!hasDuplicates)
        return;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (isRepeat[i])
            continue;
        if (kept != i)
            members[kept] = std::move(members[i]);
        ++kept;
    }
    members.resize(kept);
}

// A transcription of CPython's Modules/_json.c, so that errors name the same place in the same words.
class Reader {
  public:
    explicit Reader(std::string_view text)
        : m_text(text) {}

    std::optional<PyJsonError> readDocument(PyValue& value) {
        if (m_text.substr(0, 3) == "\xEF\xBB\xBF") {
            failDecoding("Unexpected UTF-8 BOM (decode using utf-8-sig)", 0);
            return m_error;
        }
        skipWhitespace();
        if (readValue(value)) {
            skipWhitespace();
            if (m_at != m_text.size())
                failDecoding("Extra data", m_at);
        }
        return m_error;
    }

  private:
    void skipWhitespace() {
        while (m_at < m_text.size() && isWhitespace(m_text[m_at]))
            ++m_at;
    }

    [[nodiscard]] bool isAt(char c) const { return m_at < m_text.size() && m_text[m_at] == c; }

    bool failDecoding(std::string_view message, std::size_t offset) {
        const std::string_view before = m_text.substr(0, offset);
        const std::size_t lineStart = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
        const auto line = 1 + std::count(before.begin(), before.end(), '\n');
        m_error = PyJsonError{"JSONDecodeError",
                              std::string(message) + ": line " + std::to_string(line) + " column " +
                                  std::to_string(1 + countCodePoints(before.substr(lineStart))) + " (char " +
                                  std::to_string(countCodePoints(before)) + ")",
                              offset};
        return false;
    }

    bool failTooDeep(std::string_view kind) {
        m_error = PyJsonError{"RecursionError",
                              "maximum recursion depth exceeded while decoding a JSON " + std::string(kind) +
                                  " from a unicode string",
                              m_at};
        return false;
    }

    // The word there, taken; as _json.c does, without asking what follows it.
    bool take(std::string_view word) {
        if (m_text.substr(m_at, word.size()) != word)
            return false;
        m_at += word.size();
        return true;
    }

    bool readValue(PyValue& value) {
        value.begin = m_at;
        const bool ok = readValueHere(value);
        value.end = m_at;
        return ok;
    }

    bool readValueHere(PyValue& value) {
        if (m_at >= m_text.size())
            return failDecoding("Expecting value", m_at);
        switch (m_text[m_at]) {
        case '"':
            value.kind = PyValue::Kind::String;
            ++m_at;
            return readString(value.text);
        case '{':
            return m_depth < maximumDepth ? readObject(value) : failTooDeep("object");
        case '[':
            return m_depth < maximumDepth ? readList(value) : failTooDeep("array");
        case 'n':
            if (take("null"))
                return true;
            break;
        case 't':
            if (take("true"))
                return setBool(value, true);
            break;
        case 'f':
            if (take("false"))
                return setBool(value, false);
            break;
        case 'N':
            if (take("NaN"))
                return setFloat(value, std::numeric_limits<double>::quiet_NaN());
            break;
        case 'I':
            if (take("Infinity"))
                return setFloat(value, std::numeric_limits<double>::infinity());
            break;
        case '-':
            if (take("-Infinity"))
                return setFloat(value, -std::numeric_limits<double>::infinity());
            break;
        default:
            break;
        }
        return readNumber(value);
    }

    static bool setBool(PyValue& value, bool boolean) {
        value.kind = PyValue::Kind::Bool;
        value.boolean = boolean;
        value.number = boolean ? 1 : 0;
        return true;
    }

    static bool setFloat(PyValue& value, double number) {
        value.kind = PyValue::Kind::Float;
        value.number = number;
        return true;
    }

    bool readNumber(PyValue& value) {
        const std::size_t start = m_at;
        std::size_t at = m_at;
        const std::size_t size = m_text.size();
        if (m_text[at] == '-')
            ++at;
        const std::size_t firstDigit = at;
        if (at < size && m_text[at] == '0')
            ++at;
        else
            while (at < size && isDigit(m_text[at]))
                ++at;
        if (at == firstDigit)
            return failDecoding("Expecting value", start);
        const std::size_t digits = at - firstDigit;
        bool isFloat = false;
        if (at + 1 < size && m_text[at] == '.' && isDigit(m_text[at + 1])) {
            isFloat = true;
            at += 2;
            while (at < size && isDigit(m_text[at]))
                ++at;
        }
        if (at + 1 < size && (m_text[at] == 'e' || m_text[at] == 'E')) {
            std::size_t exponent = at + 1;
            if (exponent + 1 < size && (m_text[exponent] == '-' || m_text[exponent] == '+'))
                ++exponent;
            const std::size_t firstExponentDigit = exponent;
            while (exponent < size && isDigit(m_text[exponent]))
                ++exponent;
            if (exponent > firstExponentDigit) {
                isFloat = true;
                at = exponent;
            }
        }
        m_at = at;
        const std::string_view numeral = m_text.substr(start, at - start);
        return isFloat ? setFloat(value, pythonFloat(numeral)) : setInteger(value, numeral, digits);
    }

    bool setInteger(PyValue& value, std::string_view numeral, std::size_t digits) {
        if (digits > maximumIntegerDigits) {
            m_error = PyJsonError{"ValueError",
                                  "Exceeds the limit (" + std::to_string(maximumIntegerDigits) +
                                      " digits) for integer string conversion: value has " + std::to_string(digits) +
                                      " digits; use sys.set_int_max_str_digits() to increase the limit",
                                  m_at - numeral.size()};
            return false;
        }
        value.kind = PyValue::Kind::Int;
        value.text = numeral == "-0" ? "0" : numeral;
        value.number = pythonFloat(value.text);
        return true;
    }

    std::optional<char32_t> hexDigits(std::size_t at) const {
        char32_t c = 0;
        for (std::size_t i = at; i < at + 4; ++i) {
            const char digit = m_text[i];
            const char lower = char(digit | 0x20);
            if (isDigit(digit))
                c = c * 16 + char32_t(digit - '0');
            else if (lower >= 'a' && lower <= 'f')
                c = c * 16 + char32_t(lower - 'a' + 10);
            else
                return std::nullopt;
        }
        return c;
    }

    // From behind the opening quote to behind the closing one.
    bool readString(std::string& text) {
        const std::size_t quote = m_at - 1;
        const std::size_t size = m_text.size();
        text.clear();
        for (;;) {
            const std::size_t runStart = m_at;
            while (m_at < size && !stringStops[static_cast<unsigned char>(m_text[m_at])])
                ++m_at;
            text.append(m_text, runStart, m_at - runStart);
            if (m_at == size)
                return failDecoding("Unterminated string starting at", quote);
            const char c = m_text[m_at];
            if (c == '"') {
                ++m_at;
                return true;
            }
            if (c != '\\')
                return failDecoding("Invalid control character at", m_at);
            if (++m_at == size)
                return failDecoding("Unterminated string starting at", quote);
            const bool ok = m_text[m_at] == 'u' ? readUnicodeEscape(text) : readPlainEscape(text);
            if (!ok)
                return false;
        }
    }

    bool readPlainEscape(std::string& text) {
        constexpr std::string_view letters = "\"\\/bfnrt";
        constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
        const std::size_t which = letters.find(m_text[m_at]);
        if (which == std::string_view::npos)
            return failDecoding("Invalid \\escape", m_at - 1);
        text += meanings[which];
        ++m_at;
        return true;
    }

    bool readUnicodeEscape(std::string& text) {
        const std::size_t size = m_text.size();
        // A text that ends right behind the digits counts as bad digits, as in _json.c.
        const auto first = m_at + 5 < size ? hexDigits(m_at + 1) : std::nullopt;
        if (!first)
            return failDecoding("Invalid \\uXXXX escape", m_at);
        char32_t c = *first;
        m_at += 5;
        if (isHighSurrogate(c) && m_at + 6 < size && m_text[m_at] == '\\' && m_text[m_at + 1] == 'u') {
            const auto second = hexDigits(m_at + 2);
            if (!second)
                return failDecoding("Invalid \\uXXXX escape", m_at + 1);
            if (isLowSurrogate(*second)) {
                c = 0x10000 + ((c - 0xD800) << 10U) + (*second - 0xDC00);
                m_at += 6;
            }
        }
        appendUtf8(text, c);
        return true;
    }

    bool readObject(PyValue& value) {
        value.kind = PyValue::Kind::Object;
        ++m_depth;
        ++m_at;
        skipWhitespace();
        if (!isAt('}')) {
            for (;;) {
                if (!isAt('"'))
                    return failDecoding("Expecting property name enclosed in double quotes", m_at);
                ++m_at;
                auto& [key, member] = value.members.emplace_back();
                if (!readString(key))
                    return false;
                skipWhitespace();
                if (!isAt(':'))
                    return failDecoding("Expecting ':' delimiter", m_at);
                ++m_at;
                skipWhitespace();
                if (!readValue(member))
                    return false;
                skipWhitespace();
                if (isAt('}'))
                    break;
                if (!isAt(','))
                    return failDecoding("Expecting ',' delimiter", m_at);
                ++m_at;
                skipWhitespace();
            }
        }
        ++m_at;
        --m_depth;
        mergeDuplicateKeys(value.members);
        return true;
    }

    bool readList(PyValue& value) {
        value.kind = PyValue::Kind::List;
        ++m_depth;
        ++m_at;
        skipWhitespace();
        if (!isAt(']')) {
            for (;;) {
                if (!readValue(value.items.emplace_back()))
                    return false;
                skipWhitespace();
                if (isAt(']'))
                    break;
                if (!isAt(','))
                    return failDecoding("Expecting ',' delimiter", m_at);
                ++m_at;
                skipWhitespace();
            }
        }
        ++m_at;
        --m_depth;
        return true;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_depth = 0;
    std::optional<PyJsonError> m_error;
};

} // namespace

const PyValue* PyValue::find(std::string_view key) const {
    for (const auto& [name, value] : members) {
        if (name == key)
            return &value;
    }
    return nullptr;
}

double pythonFloat(std::string_view numeral) {
    double number = 0;
    const char* const end = numeral.data() + numeral.size();
    const auto [stop, error] = std::from_chars(numeral.data(), end, number);
    if (error == std::errc() && stop == end)
        return number;
    if (error != std::errc::result_out_of_range || stop != end)
        return std::numeric_limits<double>::quiet_NaN();
    // from_chars does not say whether the number is too large or too small. The window sets the person's locale, whose
    // decimal point may be a comma.
    static const locale_t plain = newlocale(LC_ALL_MASK, "C", nullptr);
    return strtod_l(std::string(numeral).c_str(), nullptr, plain);
}

tl::expected<PyValue, PyJsonError> parsePythonJson(std::string_view utf8) {
    PyValue value;
    if (auto error = Reader(utf8).readDocument(value))
        return tl::unexpected<PyJsonError>(std::move(*error));
    return value;
}

} // namespace tracestudio
