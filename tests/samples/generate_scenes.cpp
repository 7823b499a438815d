#include "scene_set.h"
#include "vtk_painter.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <exception>
#include <map>
#include <optional>
#include <string_view>
#include <thread>

using namespace tracestudio::samples;

namespace {

constexpr const char* usage =
    "Usage: generate_scenes --split NAME --count N --seed S --size WxH[,WxH:SHARE...] --output DIR [--threads T]\n"
    "                       [--style mix|plain]\n"
    "       generate_scenes --benchmark DIR --count N --seed S --size WxH[,WxH:SHARE...] [--split NAME] [--threads T]\n"
    "                       [--style mix|plain] [--renderer own|vtk]\n"
    "Writes N scenes of the demo model's world with questions and their true traces: for training, or as a "
    "benchmark's\n"
    "folder with one question a scene. Pictures by VTK are of the plain style.\n";

template <typename Number>
std::optional<Number> numberIn(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

/// WxH or WxH:SHARE, both sides multiples of a patch; into a narrower picture no scene would fit.
std::optional<PictureShare> sizeIn(std::string_view text) {
    PictureShare size;
    const std::size_t colon = text.find(':');
    if (colon != std::string_view::npos) {
        const auto share = numberIn<double>(text.substr(colon + 1));
        if (!share || !(*share > 0)) {
            return std::nullopt;
        }
        size.share = *share;
    }
    const std::string_view sides = text.substr(0, colon);
    const std::size_t cross = sides.find('x');
    if (cross == std::string_view::npos) {
        return std::nullopt;
    }
    const auto width = numberIn<int>(sides.substr(0, cross));
    const auto height = numberIn<int>(sides.substr(cross + 1));
    if (!width || !height || *width < 64 || *height < 64 || *width > 4096 || *height > 4096 || *width % 16 != 0 ||
        *height % 16 != 0 || *width > 3 * *height || *height > 3 * *width) {
        return std::nullopt;
    }
    size.width = *width;
    size.height = *height;
    return size;
}

/// The sizes of a list; empty where one cannot be read.
std::vector<PictureShare> sizesIn(std::string_view text) {
    std::vector<PictureShare> sizes;
    while (true) {
        const std::size_t comma = text.find(',');
        const auto size = sizeIn(text.substr(0, comma));
        if (!size) {
            return {};
        }
        sizes.push_back(*size);
        if (comma == std::string_view::npos) {
            return sizes;
        }
        text.remove_prefix(comma + 1);
    }
}

/// The trainer merges patches by twos.
bool areForTraining(const std::vector<PictureShare>& sizes) {
    return std::all_of(sizes.begin(), sizes.end(),
                       [](const PictureShare& size) { return size.width % 32 == 0 && size.height % 32 == 0; });
}

} // namespace

int main(int argc, char** argv) {
    std::map<std::string_view, std::string_view> options{{"--split", "train"},  {"--count", ""},    {"--seed", "1"},
                                                         {"--size", "256x192"}, {"--output", ""},   {"--benchmark", ""},
                                                         {"--renderer", "own"}, {"--style", "mix"}, {"--threads", "0"}};
    for (int i = 1; i < argc; i += 2) {
        const auto option = options.find(argv[i]);
        if (option == options.end() || i + 1 >= argc) {
            std::fprintf(stderr, "%s is not understood.\n%s", argv[i], usage);
            return 2;
        }
        option->second = argv[i + 1];
    }
    SceneSet set;
    set.split = options["--split"];
    set.sizes = sizesIn(options["--size"]);
    const bool byVtk = options["--renderer"] == "vtk";
    set.style = byVtk || options["--style"] == "plain" ? Style::Plain : Style::Mixed;
    const auto count = numberIn<int>(options["--count"]);
    const auto seed = numberIn<std::uint64_t>(options["--seed"]);
    const auto threads = numberIn<int>(options["--threads"]);
    if (!count || *count < 1 || !seed || !threads || *threads < 0 || set.sizes.empty() ||
        options["--output"].empty() == options["--benchmark"].empty() ||
        (options["--style"] != "plain" && options["--style"] != "mix") ||
        (options["--renderer"] != "own" && options["--renderer"] != "vtk") ||
        (byVtk && options["--benchmark"].empty()) || (options["--benchmark"].empty() && !areForTraining(set.sizes))) {
        std::fprintf(
            stderr,
            "Something is missing or no number; both sides of a picture must be multiples of 16 (with --output of 32) "
            "from 64 to 4096, neither more than three times the other.\n%s",
            usage);
        return 2;
    }
    set.count = *count;
    set.seed = *seed;
    set.threads = *threads > 0 ? *threads : int(std::max(1U, std::thread::hardware_concurrency()));
    try {
        if (options["--benchmark"].empty()) {
            writeSceneSet(set, options["--output"]);
        } else {
            // OpenGL's context belongs to one thread.
            set.threads = byVtk ? 1 : set.threads;
            writeBenchmark(set, options["--benchmark"], byVtk ? paintWithVtk : paintQuickly);
        }
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
