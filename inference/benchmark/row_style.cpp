#include "benchmark/row_style.h"

#include <nlohmann/json.hpp>

namespace tracestudio {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view white = " \t\r\n";

/// White space at the beginning of `text`.
std::string_view spaceAt(std::string_view text) {
    return text.substr(0, std::min(text.find_first_not_of(white), text.size()));
}

std::string_view behindLastNewline(std::string_view text) {
    return text.substr(text.rfind('\n') + 1); // all of it without one
}

/// What stands behind the first `mark` that is in no string and satisfies `isWanted`; nothing when there is none.
template <typename Wanted>
std::string_view behind(std::string_view row, char mark, const Wanted& isWanted) {
    bool isInString = false;
    for (std::size_t at = 0; at < row.size(); ++at) {
        if (isInString && row[at] == '\\')
            ++at;
        else if (row[at] == '"')
            isInString = !isInString;
        else if (!isInString && row[at] == mark && isWanted(row.substr(at + 1)))
            return row.substr(at + 1);
    }
    return {};
}

bool goesOnInLine(std::string_view rest) {
    return spaceAt(rest).find('\n') == std::string_view::npos;
}

void append(std::string& text, const RowStyle& style, const Json& value, const std::string& indent) {
    const bool isOpen = !style.newline.empty() && (value.is_object() || style.areListsOpen);
    if (!value.is_structured() || value.empty()) {
        text += value.dump(-1, ' ', false, Json::error_handler_t::replace);
        return;
    }
    const std::string inner = indent + style.step;
    text += value.is_object() ? '{' : '[';
    bool isFirst = true;
    for (const auto& [key, member] : value.items()) {
        if (!isFirst)
            text += isOpen ? "," : "," + style.afterComma;
        if (isOpen)
            text += style.newline + inner;
        if (value.is_object())
            text += Json(key).dump(-1, ' ', false, Json::error_handler_t::replace) + ":" + style.afterColon;
        append(text, style, member, inner);
        isFirst = false;
    }
    if (isOpen)
        text += style.newline + indent;
    text += value.is_object() ? '}' : ']';
}

} // namespace

RowStyle RowStyle::of(std::string_view row, std::string_view gap, bool isFirst) {
    RowStyle style;
    const auto always = [](std::string_view) { return true; };
    style.afterColon = spaceAt(behind(row, ':', always));
    style.afterComma = spaceAt(behind(row, ',', goesOnInLine));
    style.indent = gap.find('\n') == std::string_view::npos ? "" : behindLastNewline(gap);
    if (const std::string_view space = spaceAt(row.substr(std::min<std::size_t>(1, row.size())));
        space.find('\n') != std::string_view::npos) {
        style.newline = space.find("\r\n") != std::string_view::npos ? "\r\n" : "\n";
        style.areListsOpen = !behind(row, '[', [](std::string_view rest) {
                                  return !rest.starts_with(']') && !goesOnInLine(rest);
                              }).empty();
        const std::string_view inner = behindLastNewline(space);
        style.step = inner.starts_with(style.indent) ? inner.substr(style.indent.size()) : inner;
        if (behind(row, ',', goesOnInLine).empty())
            style.afterComma = " ";
    }
    if (!isFirst)
        style.between = gap;
    else
        style.between = "," + (gap.empty() ? style.afterComma : std::string(gap));
    return style;
}

std::string RowStyle::written(const Json& row) const {
    std::string text;
    append(text, *this, row, indent);
    return text;
}

} // namespace tracestudio
