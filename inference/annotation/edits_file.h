#pragma once

#include "annotation/dataset_edits.h"

#include <filesystem>

namespace tracestudio {

/// Edits in a file of their own, masks included: what is kept every few seconds against a crash, and what annotates a
/// dataset that cannot be written (a sidecar). JSON, "format": "tracestudio-edits/1", rows by id and by the checksum of
/// the row they were made on; written atomically.

/// `saved` are the edits that the dataset's file has already, if it was saved since it was opened: what was undone
/// since then is kept as well, and rows that we wrote ourselves do not count as stale.
Result<void> writeEdits(const std::filesystem::path& path, const DatasetEdits& edits, const Dataset& base,
                        const DatasetEdits& saved = {});

/// Edits read for a dataset that may have changed since.
struct ReadEdits {
    DatasetEdits edits;          ///< what still differs from the dataset as it is now
    std::size_t staleCount = 0;  ///< of them, rows whose text in the dataset is another one than that they were made on
    std::vector<Error> problems; ///< what could not be applied, such as a sample that is gone
};
/// Outside bytes: damaged files are refused with words.
Result<ReadEdits> readEdits(const std::filesystem::path& path, const Dataset& base);

/// Where the edits of a dataset are kept against a crash: hidden beside it, or by a hash of its path in
/// `fallbackFolder` when its folder cannot be written.
std::filesystem::path recoveryFile(const Dataset& base, const std::filesystem::path& fallbackFolder);
/// Where the annotations of a dataset that cannot be written are kept: in `folder`, by a hash of its path.
std::filesystem::path sidecarFile(const Dataset& base, const std::filesystem::path& folder);

} // namespace tracestudio
