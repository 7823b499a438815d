#include "capture/recordings.h"

namespace tracestudio {

OpenedSource openRecording(const std::filesystem::path& path, const SourceOptions& options) {
    return openTumFolder(path, options);
}

} // namespace tracestudio
