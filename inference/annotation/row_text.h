#pragma once

#include "annotation/dataset_edits.h"
#include "benchmark/row_style.h"

#include <string>

namespace tracestudio {

/// The bytes of a row with its edit in place. Only values that differ are written anew: unknown keys, their order,
/// white space and the spelling of every number that stays the same are those of `row`. New numbers are the shortest
/// that read back the same, as Python writes them (1.0, not 1). Keys that were missing follow at the end; the keys of
/// what is now absent are taken away. `maskPath` names the mask's file when the edit gives the row its first one.
/// Fails when `row` is not a JSON object.
Result<std::string> rewritten(const std::string& row, const RowEdit& edit, const std::string& maskPath);

/// The row of a sample that was made here.
std::string writtenRow(const AddedSample& sample, bool isIdText, const RowStyle& style);

} // namespace tracestudio
