#pragma once

#include "annotation/dataset_edits.h"
#include "benchmark/row_style.h"

#include <string>

namespace tracestudio {

/// The bytes of a row with its edit in place. Only values that differ are written anew: unknown keys, their order,
/// white space and the spelling of every number that stays the same are those of `row`. New numbers are the shortest
/// that read back the same, as Python writes them (1.0, not 1). Keys that were missing follow at the end; the keys of
/// what is now absent are taken away. `maskPath` names the mask's file where the edit changes the mask: the row's first
/// one, or one of its own where it shared one. Fails when `row` is not a JSON object.
Result<std::string> rewritten(const std::string& row, const RowEdit& edit, const std::string& maskPath);

/// The row of a sample that was made here, in `style`; `maskPath` as above. Text that is not UTF-8 is mended.
/// One that has the text of its row keeps it as `rewritten` does.
std::string writtenRow(const AddedSample& sample, const std::string& maskPath, bool isIdText, const RowStyle& style);
/// The mask's file that the text of such a row names, or nothing.
std::string namedMask(const AddedSample& sample);

} // namespace tracestudio
