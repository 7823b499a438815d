// A folder of numbered pictures from outside: lines of names, an intrinsics file and the picture that all names have,
// between zero bytes.
#include "capture/folders/folder_layout.h"
#include "fuzz_recording_folder.h"

#include <algorithm>
#include <sstream>

using namespace tracestudio;

namespace {

/// A name that stays in the folder and that a file system takes.
std::string tamed(std::string name) {
    constexpr std::size_t longest = 100;
    name.resize(std::min(name.size(), longest));
    const auto slash = name.find('/');
    for (std::size_t i = 0; i < name.size(); ++i)
        if (name[i] == '/' && i != slash)
            name[i] = '-';
    for (const char* way : {"..", "/"})
        if (name.starts_with(way))
            return "x";
    return name.ends_with('/') || name == "." ? "x" : name;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const FuzzFolder folder;
    const auto [names, intrinsics, picture] = partsOf<3>(data, size);
    const std::filesystem::path& path = folder.fresh();
    constexpr int mostNames = 24;
    std::istringstream lines{std::string(names)};
    std::string name;
    for (int count = 0; count < mostNames && std::getline(lines, name); ++count)
        if (name = tamed(name); !name.empty())
            folder.write(name, picture);
    folder.write("intrinsics.txt", intrinsics);

    const NumberedPictures pictures = findNumberedPictures(path, 1000);
    for (const auto* list : {&pictures.colour, &pictures.depth})
        for (std::size_t i = 1; i < list->size(); ++i)
            require((*list)[i - 1].number < (*list)[i].number, "numbers are sorted and single");
    const bool isOne = isRecording(path);
    requirePromisesKept(openNumberedFolder(path, {}));
    SourceOptions options;
    options.intrinsics = Camera{0, 0, 5, 5, 2, 1};
    OpenedSource opened = openRecording(path, options);
    require(isOne || !opened.source, "what opens looked like a recording");
    requirePromisesKept(std::move(opened));
    return 0;
}
