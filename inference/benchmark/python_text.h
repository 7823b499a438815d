#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tracestudio {

/// One code point of a UTF-8 text, and how many bytes it takes. A byte that is no UTF-8 stands for itself as U+FFFD.
/// Surrogates (WTF-8) are code points, as in Python.
struct CodePoint {
    char32_t value = 0;
    std::size_t bytes = 1;
};

/// The code point at `offset`, which must lie inside `text`.
CodePoint codePointAt(std::string_view text, std::size_t offset);

/// Python 3.11's str.isspace() and `\s`.
bool isPythonSpace(char32_t c);
/// The value of a character that Python 3.11's `\d` accepts and float() reads.
std::optional<int> pythonDigit(char32_t c);
/// Python 3.11's `\w`.
bool isPythonWord(char32_t c);
/// Python's str.strip().
std::string_view stripPythonSpace(std::string_view text);
/// A float as Python's repr writes it: the shortest digits that read back the same.
std::string pythonRepr(double value);

} // namespace tracestudio
