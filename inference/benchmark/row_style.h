#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace tracestudio {

/// How the rows of a dataset file are laid out, so that a new one looks like its neighbours: on one line or on many,
/// with or without blanks, lists open or closed.
struct RowStyle {
    std::string between = ",\n";  ///< what stands between two rows
    std::string newline;          ///< empty where a row is on one line
    std::string indent;           ///< of the row's own braces
    std::string step;             ///< by which each level is indented further
    std::string afterColon = " "; ///< blanks
    std::string afterComma = " "; ///< in what stands on one line
    bool areListsOpen = false;    ///< each item of a list has a line of its own

    /// The style of `row`, before which `gap` stands: the text since the row before, or since the opening bracket.
    static RowStyle of(std::string_view row, std::string_view gap, bool isFirst);
    /// `row` in this style, without what is before and behind it. Text that is not UTF-8 is mended.
    [[nodiscard]] std::string written(const nlohmann::ordered_json& row) const;
};

} // namespace tracestudio
