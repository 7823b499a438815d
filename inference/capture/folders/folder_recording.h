#pragma once

#include "capture/indexed_recording.h"
#include "capture/sources.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

namespace tracestudio {

/// Where the two pictures of a pair lie, relative to the recording's folder, and when they were taken.
struct PicturePair {
    std::filesystem::path colour, depth;
    IndexedRecording::Stamps stamps;
};

/// What a kind of folder takes for granted, until options or an intrinsics file say otherwise.
struct FolderConventions {
    double depthUnitMetres = 0.001;
    bool isLargestNoReading = false; ///< 65535 is written where the sensor saw nothing
    std::optional<Camera> camera;    ///< with its size; for pictures of just that size
};

/// Opens the recording whose pairs are these, in the order given. Pictures are read when asked for; here only the first
/// that can be, for their size.
OpenedSource openPicturePairs(const std::filesystem::path& folder, std::vector<PicturePair> pairs,
                              const FolderConventions& conventions, const SourceOptions& options);

} // namespace tracestudio
