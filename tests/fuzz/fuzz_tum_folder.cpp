// A TUM folder from outside: rgb.txt, depth.txt (or associations.txt, where the first is empty), camera.txt and one
// picture "p" that serves for colour and depth, between zero bytes.
#include "fuzz_recording_folder.h"

using namespace tracestudio;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const FuzzFolder folder;
    const auto [rgb, depth, camera, picture] = partsOf<4>(data, size);
    const std::filesystem::path& path = folder.fresh();
    if (rgb.empty()) {
        folder.write("associations.txt", depth);
    } else {
        folder.write("rgb.txt", rgb);
        folder.write("depth.txt", depth);
    }
    if (!camera.empty())
        folder.write("camera.txt", camera);
    folder.write("p", picture);
    if (const auto file = parseIntrinsics(camera))
        require(file->camera.fx > 0 && file->camera.fy > 0, "accepted intrinsics are a camera's");
    SourceOptions options;
    requirePromisesKept(openTumFolder(path, options));
    options.intrinsics = Camera{0, 0, 5, 5, 2, 1};
    requirePromisesKept(openTumFolder(path, options));
    return 0;
}
