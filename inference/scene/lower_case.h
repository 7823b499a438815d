#pragma once

#include <algorithm>
#include <string>

namespace tracestudio {

/// In small letters; other than A to Z stays as it is, whatever the locale.
constexpr char lowerCase(char c) {
    return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
}
inline std::string lowerCase(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) { return lowerCase(c); });
    return text;
}

} // namespace tracestudio
