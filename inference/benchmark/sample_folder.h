#pragma once

#include "benchmark/atomic_file.h"
#include "scene/rgbd_frame.h"

#include <cstdint>
#include <optional>

namespace tracestudio {

/// What those who write to a dataset's folder have to agree on.

/// The folder, held as its only writer until this is closed; an error when another window or program holds it.
Result<FileDescriptor> lockFolder(const std::filesystem::path& folder);

/// The whole number that an id says, however it is spelled: 7.0 and 7e0 are 7.
std::optional<std::uint64_t> wholeNumber(std::string_view text);
/// `nextId`, or the number after the largest one that names something in `pictureFolder`: folders that no row names are
/// left from a run that was killed.
std::uint64_t freeIdFrom(std::uint64_t nextId, const std::filesystem::path& pictureFolder);
/// Makes the folder of a new sample; `nextId` becomes the number after its id. Returns the id.
Result<std::string> makeSampleFolder(const std::filesystem::path& pictureFolder, std::uint64_t& nextId);
/// Whether `frame` can be a sample: colour and depth of one size, and a camera.
Result<void> checkNewFrame(const RgbdFrame& frame);
/// Writes image.png, gt_depth.png and depth.png of a new sample; `compression` is one of png_compression.
Result<void> writePictures(const std::filesystem::path& folder, const RgbdFrame& frame, int compression);

} // namespace tracestudio
