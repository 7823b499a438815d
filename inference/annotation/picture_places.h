#pragma once

#include "benchmark/dataset_file.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tracestudio {

/// Which picture files and folders the rows of a dataset file name, so that what belongs to one row alone can be told
/// from what others need too. Some 25 bytes a row; where two names cannot be told apart they count as shared.
class PicturePlaces {
  public:
    /// Reads the whole file once.
    explicit PicturePlaces(const DatasetFile& dataset);

    /// How many rows name `mask` as theirs.
    [[nodiscard]] std::size_t maskUserCount(std::string_view mask) const;
    /// Whether a row but `index` names a file in `folder` or below it; `index` may be none of the rows.
    [[nodiscard]] bool isUsedByOthers(std::string_view folder, std::size_t index) const;

  private:
    std::vector<std::uint64_t> m_masks;                             ///< hashes, sorted
    std::vector<std::pair<std::uint64_t, std::uint32_t>> m_folders; ///< hash and row, sorted
};

/// A path that a dataset says, without detours: "a/./b" is "a/b". Empty when it leads out of the pictures' folder.
std::string plainPath(std::string_view relative);
/// The folder of a plain path; empty for a file in the pictures' folder itself.
std::string folderOf(std::string_view path);
/// Whether `path` is `folder` or lies below it, both plain.
bool isBelow(std::string_view path, std::string_view folder);

} // namespace tracestudio
