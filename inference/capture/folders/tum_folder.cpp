#include "capture/folders/folder_layout.h"
#include "capture/folders/folder_recording.h"
#include "capture/recordings.h"
#include "capture/stamp_pairing.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <optional>
#include <string_view>

namespace tracestudio {
namespace fs = std::filesystem;

namespace {

// https://cvg.cit.tum.de/data/datasets/rgbd-dataset/file_formats
constexpr double mostSecondsApart = 0.02;
constexpr double depthUnitMetres = 1.0 / 5000;
constexpr std::uintmax_t largestListBytes = 64u << 20;

struct Listed {
    double seconds = 0;
    fs::path file;
};

struct List {
    std::vector<double> seconds;
    std::vector<fs::path> files;
    void add(Listed&& picture) {
        seconds.push_back(picture.seconds);
        files.push_back(std::move(picture.file));
    }
};

bool isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',';
}

/// Takes the next word off the front of `line`.
std::string_view takeWord(std::string_view& line) {
    line.remove_prefix(std::size_t(std::ranges::find_if_not(line, isBlank) - line.begin()));
    const std::string_view word = line.substr(0, std::size_t(std::ranges::find_if(line, isBlank) - line.begin()));
    line.remove_prefix(word.size());
    return word;
}

/// A path of the list that stays in the recording's folder.
bool staysInside(const fs::path& path) {
    const fs::path normal = path.lexically_normal();
    return !normal.empty() && !normal.is_absolute() && *normal.begin() != "..";
}

/// Takes a stamp and a picture off the front of `line`. `isLast`: a name may hold blanks and goes to the end.
std::optional<Listed> takePicture(std::string_view& line, bool isLast) {
    const std::string_view stamp = takeWord(line);
    Listed picture;
    const auto [end, error] = std::from_chars(stamp.data(), stamp.data() + stamp.size(), picture.seconds);
    if (error != std::errc() || end != stamp.data() + stamp.size() || !std::isfinite(picture.seconds))
        return std::nullopt;
    if (isLast) {
        line.remove_prefix(std::size_t(std::ranges::find_if_not(line, isBlank) - line.begin()));
        while (!line.empty() && isBlank(line.back()))
            line.remove_suffix(1);
        picture.file = line;
    } else {
        picture.file = takeWord(line);
    }
    return staysInside(picture.file) ? std::optional(std::move(picture)) : std::nullopt;
}

/// Calls `use` with each line of a list that is not empty and no comment.
template <typename Use>
Result<void> forEachLine(const fs::path& path, const Use& use) {
    std::error_code error;
    if (!fs::is_regular_file(path, error))
        return failure(TRANSLATABLE("%1 is missing. Copy the recording again."), path.string());
    if (fs::file_size(path, error) > largestListBytes)
        return failure(TRANSLATABLE("%1 is larger than 64 MB, so it is not a list of pictures. Copy the recording "
                                    "again."),
                       path.string());
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
        return failure(TRANSLATABLE("%1 cannot be read. Check its permissions."), path.string());
    for (std::string line; std::getline(stream, line);) {
        const auto begin = std::ranges::find_if_not(line, isBlank);
        if (begin != line.end() && *begin != '#')
            use(std::string_view(line));
    }
    return {};
}

Result<List> readList(const fs::path& path) {
    List list;
    const Result<void> read = forEachLine(path, [&](std::string_view line) {
        if (std::optional<Listed> picture = takePicture(line, true))
            list.add(std::move(*picture));
    });
    if (!read)
        return tl::unexpected(read.error());
    return list;
}

Result<std::vector<PicturePair>> pairsOfLists(const fs::path& folder) {
    const Result<List> colour = readList(folder / "rgb.txt");
    if (!colour)
        return tl::unexpected(colour.error());
    const Result<List> depth = readList(folder / "depth.txt");
    if (!depth)
        return tl::unexpected(depth.error());
    std::vector<PicturePair> pairs;
    for (const auto& [c, d] : pairByStamp(colour->seconds, depth->seconds, mostSecondsApart))
        pairs.push_back({colour->files[c], depth->files[d], {colour->seconds[c], depth->seconds[d]}});
    return pairs;
}

bool namesDepth(const fs::path& path) {
    std::string text = path.string();
    std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    return text.find("depth") != std::string::npos;
}

/// Lines of "stamp picture stamp picture"; both orders are in use.
Result<std::vector<PicturePair>> pairsOfAssociations(const fs::path& path) {
    std::vector<PicturePair> pairs;
    const Result<void> read = forEachLine(path, [&](std::string_view line) {
        std::optional<Listed> colour = takePicture(line, false);
        std::optional<Listed> depth = takePicture(line, true);
        if (!colour || !depth)
            return;
        if (namesDepth(colour->file) && !namesDepth(depth->file))
            std::swap(colour, depth);
        pairs.push_back({std::move(colour->file), std::move(depth->file), {colour->seconds, depth->seconds}});
    });
    if (!read)
        return tl::unexpected(read.error());
    // ICL-NUIM counts frames where TUM has seconds.
    const auto isWhole = [](const PicturePair& pair) {
        return pair.stamps.colourSeconds == std::floor(pair.stamps.colourSeconds);
    };
    if (std::ranges::all_of(pairs, isWhole))
        for (PicturePair& pair : pairs) {
            constexpr double framesPerSecond = 30;
            pair.stamps.colourSeconds /= framesPerSecond;
            pair.stamps.depthSeconds /= framesPerSecond;
        }
    std::ranges::stable_sort(pairs, {}, [](const PicturePair& pair) { return pair.stamps.colourSeconds; });
    return pairs;
}

/// The benchmark's calibrations by a folder's name, else what it recommends for all: the values of ROS.
Camera cameraOfBenchmark(const std::string& name) {
    struct Known {
        std::string_view name;
        Camera camera;
    };
    constexpr int width = 640, height = 480;
    static const std::array known{
        Known{"freiburg1", {width, height, 517.3, 516.5, 318.6, 255.3}},
        Known{"freiburg2", {width, height, 520.9, 521.0, 325.1, 249.7}},
        Known{"freiburg3", {width, height, 535.4, 539.2, 320.1, 247.6}},
    };
    for (const auto& [part, camera] : known)
        if (name.find(part) != std::string::npos)
            return camera;
    return {width, height, 525, 525, 319.5, 239.5};
}

} // namespace

OpenedSource openTumFolder(const fs::path& folder, const SourceOptions& options) {
    std::error_code ignored;
    const bool hasLists = fs::exists(folder / "rgb.txt", ignored) && fs::exists(folder / "depth.txt", ignored);
    const fs::path associations = hasLists ? fs::path() : associationsIn(folder);
    Result<std::vector<PicturePair>> pairs =
        associations.empty() ? pairsOfLists(folder) : pairsOfAssociations(associations);
    if (!pairs)
        return {tl::unexpected(pairs.error()), CaptureFault::Damaged};
    if (pairs->empty())
        return {failure(TRANSLATABLE("The lists of %1 name no two pictures of colour and depth that were taken within "
                                     "0.02 s. Copy the recording again."),
                        folder.string()),
                CaptureFault::Empty};
    const FolderConventions conventions{depthUnitMetres, false, cameraOfBenchmark(folder.filename().string())};
    return openPicturePairs(folder, std::move(*pairs), conventions, options);
}

} // namespace tracestudio
