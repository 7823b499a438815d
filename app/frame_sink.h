#pragma once

#include "capture/frame_recorder.h"

#include <filesystem>
#include <memory>
#include <string>

namespace tracestudio {

/// How recorded frames lie on the disk.
enum class RecordingFormat {
    Benchmark, ///< samples of a benchmark folder, not annotated yet
    Tum,       ///< a TUM RGB-D folder
};

/// Where frames are recorded to. A plain value.
struct RecordingTarget {
    std::filesystem::path folder; ///< made where it is not there
    RecordingFormat format = RecordingFormat::Benchmark;
    std::string instruction; ///< of the samples
    std::string dataSource;  ///< what took the frames: a camera's name, or a recording's
};

/// Opens the folder for frames of `camera`. A dataset is added to; any other folder has to be empty or not there. One
/// that was made for the frames goes with the sink when none was written.
Result<std::unique_ptr<FrameSink>> openFrameSink(const RecordingTarget& target, const Camera& camera);

} // namespace tracestudio
