#include "benchmark/rare_pictures.h"

#include <dlfcn.h>
#include <filesystem>

namespace tracestudio {

namespace {

using Decode = bool (*)(const std::uint8_t*, std::size_t, int, cv::Mat&);

struct Codec {
    Decode decode = nullptr;
    std::string problem;
};

/// The module lies beside the program, in lib/tracestudio when installed, or one folder up from the build's tests.
Codec loadCodec() {
    namespace fs = std::filesystem;
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path();
    Codec codec;
    for (const fs::path& folder : {program, program.parent_path(), program.parent_path() / "lib" / "tracestudio"}) {
        const fs::path file = folder / "libtracestudio_pictures.so";
        if (!fs::exists(file, error))
            continue;
        void* module = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (!module) {
            codec.problem = dlerror();
            continue;
        }
        codec.decode = reinterpret_cast<Decode>(dlsym(module, "tracestudioDecodePicture"));
        if (codec.decode)
            return codec;
    }
    if (codec.problem.empty())
        codec.problem = "libtracestudio_pictures.so";
    return codec;
}

} // namespace

Result<cv::Mat> decodeRarePicture(const std::vector<std::uint8_t>& bytes, int flags) {
    static const Codec codec = loadCodec(); // once, whichever thread comes first
    if (!codec.decode)
        return failure(TRANSLATABLE("Only PNG pictures can be read, because a part of the program is missing (%1). "
                                    "Install it again."),
                       codec.problem);
    cv::Mat picture;
    codec.decode(bytes.data(), bytes.size(), flags, picture);
    return picture;
}

} // namespace tracestudio
