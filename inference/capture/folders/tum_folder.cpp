#include "capture/recordings.h"

namespace tracestudio {

OpenedSource openTumFolder(const std::filesystem::path& folder, const SourceOptions&) {
    return {failure(TRANSLATABLE("%1 cannot be opened."), folder.string()), CaptureFault::Other};
}

OpenedSource openNumberedFolder(const std::filesystem::path& folder, const SourceOptions&) {
    return {failure(TRANSLATABLE("%1 cannot be opened."), folder.string()), CaptureFault::Other};
}

} // namespace tracestudio
