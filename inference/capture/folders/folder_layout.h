#pragma once

#include <compare>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace tracestudio {

/// A number that stands in a picture's name. Numbers compare as numbers, however long they are and whatever zeros are
/// before them.
struct NameNumber {
    std::string whole;    ///< digits without leading zeros; "" is 0
    std::string fraction; ///< digits behind the point, without trailing zeros, where the name is a stamp in seconds
    std::strong_ordering operator<=>(const NameNumber& other) const;
    bool operator==(const NameNumber&) const = default;
};

struct NumberedPicture {
    NameNumber number;
    std::filesystem::path file; ///< relative to the folder
};

/// The pictures of a folder that carry a number, each kind in the order of its numbers and with one for each.
struct NumberedPictures {
    std::vector<NumberedPicture> colour, depth;
};

/// Looks for numbered colour and depth pictures (PNG, JPEG, PGM, PPM, TIFF) in two subfolders (rgb, color, colour,
/// image … with depth …), else side by side where a word of the name tells (frame-000001.color.png, 0001-depth.png,
/// depth_0001.png). Reads names, no files; stops after `mostNames`. Any thread.
NumberedPictures findNumberedPictures(const std::filesystem::path& folder, std::size_t mostNames);

/// The list of pairs of a TUM folder without rgb.txt (associations.txt and the like); empty when there is none.
std::filesystem::path associationsIn(const std::filesystem::path& folder);

/// What kind of recording a folder is, by its names.
enum class FolderLayout { None, Tum, Numbered, Ros2Bag };
FolderLayout layoutOf(const std::filesystem::path& folder);

} // namespace tracestudio
