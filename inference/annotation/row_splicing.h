#pragma once

#include "benchmark/dataset_file.h"
#include "benchmark/row_style.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tracestudio {

/// What becomes of the rows of a dataset file.
struct RowChanges {
    std::map<std::size_t, std::optional<std::string>> rows; ///< their new text; nothing: deleted
    std::vector<std::string> added;                         ///< behind the last
    bool operator==(const RowChanges&) const = default;
};

/// How new rows of the file are laid out, and whether its ids are texts.
struct NewRowStyle {
    RowStyle style;
    bool isIdText = false;
    static NewRowStyle of(const DatasetFile& dataset);
};

/// Writes the rows of `dataset` with `changes`; all other bytes as they are in the file as it was opened. A deleted row
/// goes with one separator. Memory is bound by the changes. What lies behind a break of the JSON is left out. Returns
/// an errno, 0 for none.
int writeRows(AtomicFile& file, const DatasetFile& dataset, const RowChanges& changes, const RowStyle& style);

} // namespace tracestudio
