#include "benchmark/rare_pictures.h"

#include "scene/module.h"

namespace tracestudio {

namespace {

using Decode = bool (*)(const std::uint8_t*, std::size_t, int, cv::Mat&);

} // namespace

Result<cv::Mat> decodeRarePicture(const std::vector<std::uint8_t>& bytes, int flags) {
    // Once, whichever thread comes first.
    static const Module module = Module::open("libtracestudio_pictures.so");
    static const auto decode = reinterpret_cast<Decode>(module.find("tracestudioDecodePicture"));
    if (!decode)
        return failure(TRANSLATABLE("Only PNG pictures can be read, because a part of the program is missing (%1). "
                                    "Install it again."),
                       module.problem);
    cv::Mat picture;
    decode(bytes.data(), bytes.size(), flags, picture);
    return picture;
}

} // namespace tracestudio
