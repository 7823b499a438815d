#pragma once

#include "annotation/dataset_edits.h"
#include "annotation/picture_places.h"

#include <set>
#include <string>

namespace tracestudio {

/// Chooses where the masks of edited samples are written, so that no file is written that another sample needs.
class MaskPlaces {
  public:
    MaskPlaces(const PicturePlaces& places, std::filesystem::path pictureFolder);

    /// For the mask of a row of the file, relative to the pictures' folder: the place it names where that is its own
    /// and a PNG, else a free one beside its image or in a folder of its own. Free and from now on taken.
    std::string take(const SampleRecord& record, std::size_t index);
    std::string take(const AddedSample& sample);
    void giveBack(const std::string& path) { m_taken.erase(path); }
    /// Whether something taken, but `except`, lies in `folder` or below it.
    [[nodiscard]] bool isTakenBelow(std::string_view folder, std::string_view except) const;

  private:
    std::string choose(const std::string& named, const std::string& imagePath, const std::string& id,
                       std::size_t index);
    [[nodiscard]] bool isFree(const std::string& path) const;

    const PicturePlaces& m_places;
    std::filesystem::path m_root;
    std::set<std::string, std::less<>> m_taken;
};

} // namespace tracestudio
