#include "annotation/new_sample.h"

#include "benchmark/png_encoding.h"
#include "benchmark/sample_folder.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace tracestudio {
namespace fs = std::filesystem;

Result<AddedSample> makeSample(const Dataset& dataset, const RgbdFrame& frame, Annotation annotation,
                               const std::vector<std::string>& taken) {
    if (Result<void> checked = checkNewFrame(frame); !checked)
        return tl::unexpected(checked.error());
    const fs::path root = dataset.pictureFolder();
    if (root.empty() || dataset.file().empty())
        return failure(TRANSLATABLE("%1 is no dataset that samples could be added to. Save it as a dataset first."),
                       dataset.name());
    std::uint64_t nextId = 0;
    const auto pass = [&](std::string_view id) {
        if (const std::optional<std::uint64_t> number = wholeNumber(id))
            nextId = std::max(nextId, *number + 1);
    };
    for (std::size_t index = 0; index < dataset.size(); ++index)
        pass(dataset.row(index).id);
    std::ranges::for_each(taken, pass);
    nextId = freeIdFrom(nextId, root);
    const Result<std::string> id = makeSampleFolder(root, nextId);
    if (!id)
        return tl::unexpected(id.error());
    if (Result<void> written = writePictures(root / *id, frame, png_compression::small); !written) {
        std::error_code ignored;
        fs::remove_all(root / *id, ignored);
        return tl::unexpected(written.error());
    }
    return AddedSample{
        *id, *id + "/image.png", *id + "/depth.png", *id + "/gt_depth.png", frame.camera, std::move(annotation), false};
}

Result<void> writeSceneCamera(const fs::path& folder, const Camera& camera) {
    const fs::path path = folder / "intrinsics.json";
    fs::path original = path;
    original += ".original";
    std::error_code ignored;
    fs::copy_file(path, original, ignored); // not over one that is there
    const nlohmann::ordered_json json{{"fx", camera.fx}, {"fy", camera.fy}, {"cx", camera.cx}, {"cy", camera.cy}};
    if (const int error = writeAtomically(path, json.dump(2) + "\n"))
        return failure(TRANSLATABLE("%1 cannot be written: %2. Make the folder writable, or copy the scene elsewhere."),
                       path.string(), std::strerror(error));
    return {};
}

} // namespace tracestudio
