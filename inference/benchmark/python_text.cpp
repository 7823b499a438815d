#include "benchmark/python_text.h"

#include <charconv>
#include <cmath>
#include <unicode/uchar.h>

namespace tracestudio {

namespace {

// Python 3.11 knows Unicode 14; a newer ICU knows more digits and letters than the published parsers accept.
bool isKnownToPython(char32_t c) {
    UVersionInfo age;
    u_charAge(UChar32(c), age);
    return age[0] <= 14;
}

bool isContinuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

} // namespace

CodePoint codePointAt(std::string_view text, std::size_t offset) {
    const auto lead = static_cast<unsigned char>(text[offset]);
    if (lead < 0x80)
        return {lead, 1};
    const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
    if (bytes == 1 || lead > 0xF4 || offset + bytes > text.size())
        return {0xFFFD, 1};
    char32_t value = lead & (0x7FU >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) {
        if (!isContinuation(text[offset + i]))
            return {0xFFFD, 1};
        value = (value << 6U) | (static_cast<unsigned char>(text[offset + i]) & 0x3FU);
    }
    const bool overlong = (bytes == 3 && value < 0x800) || (bytes == 4 && value < 0x10000);
    if (overlong || value > 0x10FFFF)
        return {0xFFFD, 1};
    return {value, bytes};
}

bool isPythonSpace(char32_t c) {
    if (c < 0x80)
        return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20);
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000;
}

std::optional<int> pythonDigit(char32_t c) {
    if (c < 0x80)
        return c >= '0' && c <= '9' ? std::optional<int>(int(c - '0')) : std::nullopt;
    if (u_charType(UChar32(c)) != U_DECIMAL_DIGIT_NUMBER || !isKnownToPython(c))
        return std::nullopt;
    return u_charDigitValue(UChar32(c));
}

bool isPythonWord(char32_t c) {
    if (c < 0x80)
        return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool isAlnum = u_isalpha(UChar32(c)) || u_getIntPropertyValue(UChar32(c), UCHAR_NUMERIC_TYPE) != U_NT_NONE;
    return isAlnum && isKnownToPython(c);
}

std::string_view stripPythonSpace(std::string_view text) {
    std::size_t begin = 0;
    while (begin < text.size()) {
        const CodePoint c = codePointAt(text, begin);
        if (!isPythonSpace(c.value))
            break;
        begin += c.bytes;
    }
    std::size_t end = text.size();
    while (end > begin) {
        std::size_t last = end - 1;
        while (last > begin && end - last < 4 && isContinuation(text[last]))
            --last;
        const CodePoint c = codePointAt(text, last);
        if (last + c.bytes != end || !isPythonSpace(c.value))
            break;
        end = last;
    }
    return text.substr(begin, end - begin);
}

std::string pythonRepr(double value) {
    if (std::isnan(value))
        return "nan";
    if (std::isinf(value))
        return value > 0 ? "inf" : "-inf";
    char text[40];
    const double magnitude = std::abs(value);
    const bool isScientific = magnitude != 0 && (magnitude < 1e-4 || magnitude >= 1e16);
    const auto end = std::to_chars(text, text + sizeof text, value,
                                   isScientific ? std::chars_format::scientific : std::chars_format::fixed)
                         .ptr;
    std::string repr(text, end);
    if (repr.find_first_of(".e") == std::string::npos)
        repr += ".0";
    return repr;
}

} // namespace tracestudio
