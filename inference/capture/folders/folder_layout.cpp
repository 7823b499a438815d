#include "capture/folders/folder_layout.h"

#include "scene/lower_case.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <string_view>

namespace tracestudio {
namespace fs = std::filesystem;

namespace {

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

bool isLetter(char c) {
    return c >= 'a' && c <= 'z';
}

bool isThere(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

bool isPictureName(const fs::path& name) {
    constexpr std::array extensions{".png", ".jpg", ".jpeg", ".pgm", ".ppm", ".tif", ".tiff"};
    return std::ranges::find(extensions, lowerCase(name.extension().string())) != extensions.end();
}

/// The last number in a name without its extension. A fraction only where the name ends with it: "1305031102.175304".
std::optional<NameNumber> numberIn(std::string_view stem) {
    const auto last = std::find_if(stem.rbegin(), stem.rend(), isDigit);
    if (last == stem.rend())
        return std::nullopt;
    auto end = last.base();
    auto begin = end;
    const auto moveToBegin = [&] {
        while (begin != stem.begin() && isDigit(*(begin - 1)))
            --begin;
    };
    moveToBegin();
    NameNumber number;
    const bool hasFraction =
        end == stem.end() && begin - stem.begin() >= 2 && *(begin - 1) == '.' && isDigit(*(begin - 2));
    if (hasFraction) {
        number.fraction.assign(begin, end);
        number.fraction.erase(number.fraction.find_last_not_of('0') + 1);
        end = --begin;
        moveToBegin();
    }
    number.whole.assign(begin, end);
    number.whole.erase(0, std::min(number.whole.find_first_not_of('0'), number.whole.size()));
    return number;
}

enum class Role { None, Colour, Depth };

/// What the words of a name say it is: "frame-000001.depth", "rgb0001".
Role roleOf(std::string_view stem) {
    Role role = Role::None;
    while (!stem.empty()) {
        const auto begin = std::ranges::find_if(stem, isLetter);
        const auto end = std::find_if_not(begin, stem.end(), isLetter);
        const std::string_view word(begin, end);
        if (word == "depth")
            return Role::Depth;
        if (word == "rgb" || word == "color" || word == "colour" || word == "image" || word == "img")
            role = Role::Colour;
        stem.remove_prefix(std::size_t(end - stem.begin()));
    }
    return role;
}

/// Calls `use` with the names in a folder until it returns false or `mostNames` were seen.
template <typename Use>
void forEachName(const fs::path& folder, std::size_t mostNames, const Use& use) {
    std::error_code error;
    fs::directory_iterator entry(folder, error);
    for (std::size_t seen = 0; !error && entry != fs::directory_iterator() && seen < mostNames; ++seen) {
        if (!use(entry->path().filename()))
            return;
        entry.increment(error);
    }
}

/// The subfolder with the earliest of `names`, in whatever case it is written; "" when there is none.
template <std::size_t Count>
fs::path subfolderNamed(const fs::path& folder, const std::array<std::string_view, Count>& names) {
    // A recording's folder may hold as many files as it has frames, but the names are asked for directly first.
    std::error_code ignored;
    for (const std::string_view name : names)
        if (fs::is_directory(folder / name, ignored))
            return name;
    constexpr std::size_t enough = 1024;
    auto best = names.end();
    fs::path found;
    forEachName(folder, enough, [&](const fs::path& name) {
        const auto known = std::ranges::find(names, lowerCase(name.string()));
        if (known < best && fs::is_directory(folder / name, ignored)) {
            best = known;
            found = name;
        }
        return true;
    });
    return found;
}

struct Subfolders {
    fs::path colour, depth;
    [[nodiscard]] bool areThere() const { return !colour.empty() && !depth.empty(); }
};

Subfolders subfoldersOf(const fs::path& folder) {
    constexpr std::array<std::string_view, 14> colours{
        "rgb",         "color",        "colour",       "image",   "images",    "rgb_image", "rgb_images",
        "color_image", "color_images", "colour_image", "rgb_png", "color_png", "img",       "imgs"};
    constexpr std::array<std::string_view, 9> depths{"depth",         "depths",           "depth_image",
                                                     "depth_images",  "depth_png",        "aligned_depth",
                                                     "depth_aligned", "depth_registered", "aligned_depth_to_color"};
    Subfolders found{subfolderNamed(folder, colours), {}};
    if (!found.colour.empty())
        found.depth = subfolderNamed(folder, depths);
    return found;
}

void sortAndThin(std::vector<NumberedPicture>& pictures) {
    std::ranges::sort(pictures, [](const NumberedPicture& a, const NumberedPicture& b) {
        const auto order = a.number <=> b.number;
        return order != 0 ? order < 0 : a.file.native() < b.file.native();
    });
    pictures.erase(std::unique(pictures.begin(), pictures.end(),
                               [](const NumberedPicture& a, const NumberedPicture& b) { return a.number == b.number; }),
                   pictures.end());
}

/// The numbered pictures of a folder whose names alone say what they are.
template <typename Use>
void forEachNumbered(const fs::path& folder, std::size_t mostNames, const Use& use) {
    forEachName(folder, mostNames, [&](const fs::path& name) {
        if (!isPictureName(name))
            return true;
        const std::string stem = lowerCase(name.stem().string());
        const std::optional<NameNumber> number = numberIn(stem);
        return !number || use(name, stem, *number);
    });
}

/// Whether a JSON file is a list of objects, as datasets are.
bool isListOfObjects(const fs::path& json) {
    std::ifstream stream(json, std::ios::binary);
    char first = 0, second = 0;
    return stream >> first >> second && first == '[' && second == '{';
}

/// Datasets may have folders named like a recording's, so their list decides.
bool isDataset(const fs::path& folder) {
    if (isThere(folder / "trajectory_dataset.json"))
        return true;
    constexpr std::size_t enough = 4096;
    bool isOne = false;
    forEachName(folder, enough, [&](const fs::path& name) {
        isOne = name.extension() == ".json" && isThere(folder / name) && isListOfObjects(folder / name);
        return !isOne;
    });
    return isOne;
}

bool hasNumberedPairs(const fs::path& folder) {
    constexpr std::size_t enough = 100'000;
    const Subfolders subfolders = subfoldersOf(folder);
    const auto hasNumbered = [&](const fs::path& subfolder) {
        bool has = false;
        forEachNumbered(folder / subfolder, enough, [&](const fs::path&, const std::string&, const NameNumber&) {
            has = true;
            return false;
        });
        return has;
    };
    if (subfolders.areThere() && hasNumbered(subfolders.colour) && hasNumbered(subfolders.depth))
        return true;
    const NumberedPictures pictures = findNumberedPictures(folder, enough);
    // Pictures side by side belong together by their number, unless that is a stamp.
    return std::ranges::any_of(pictures.colour, [&](const NumberedPicture& colour) {
        constexpr std::size_t stampDigits = 10;
        return std::ranges::binary_search(pictures.depth, colour.number, {}, &NumberedPicture::number) ||
               (colour.number.whole.size() >= stampDigits && !pictures.depth.empty());
    });
}

} // namespace

std::strong_ordering NameNumber::operator<=>(const NameNumber& other) const {
    if (const auto order = whole.size() <=> other.whole.size(); order != 0)
        return order;
    if (const auto order = whole <=> other.whole; order != 0)
        return order;
    return fraction <=> other.fraction;
}

NumberedPictures findNumberedPictures(const fs::path& folder, std::size_t mostNames) {
    NumberedPictures found;
    if (const Subfolders subfolders = subfoldersOf(folder); subfolders.areThere()) {
        const auto collect = [&](const fs::path& subfolder, std::vector<NumberedPicture>& into) {
            forEachNumbered(folder / subfolder, mostNames,
                            [&](const fs::path& name, const std::string&, const NameNumber& number) {
                                into.push_back({number, subfolder / name});
                                return true;
                            });
        };
        collect(subfolders.colour, found.colour);
        collect(subfolders.depth, found.depth);
    }
    if (found.colour.empty() || found.depth.empty()) {
        found = {};
        forEachNumbered(folder, mostNames,
                        [&](const fs::path& name, const std::string& stem, const NameNumber& number) {
                            if (const Role role = roleOf(stem); role != Role::None)
                                (role == Role::Colour ? found.colour : found.depth).push_back({number, name});
                            return true;
                        });
    }
    sortAndThin(found.colour);
    sortAndThin(found.depth);
    return found;
}

fs::path associationsIn(const fs::path& folder) {
    for (const char* name : {"associations.txt", "associate.txt", "association.txt", "associated.txt"})
        if (isThere(folder / name))
            return folder / name;
    return {};
}

FolderLayout layoutOf(const fs::path& folder) {
    if (isDataset(folder))
        return FolderLayout::None;
    if ((isThere(folder / "rgb.txt") && isThere(folder / "depth.txt")) || !associationsIn(folder).empty())
        return FolderLayout::Tum;
    bool hasBag = false;
    constexpr std::size_t enough = 4096;
    forEachName(folder, enough, [&](const fs::path& name) {
        hasBag = name.extension() == ".db3" || name.extension() == ".mcap";
        return !hasBag;
    });
    if (hasBag)
        return FolderLayout::Ros2Bag;
    if (hasNumberedPairs(folder))
        return FolderLayout::Numbered;
    // Last, since others write a file of this name too.
    return isThere(folder / "metadata.yaml") ? FolderLayout::Ros2Bag : FolderLayout::None;
}

} // namespace tracestudio
