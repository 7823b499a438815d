#include "capture/recordings.h"

namespace tracestudio {

OpenedSource openRos2Bag(const std::filesystem::path& path, const SourceOptions&) {
    return {failure(TRANSLATABLE("%1 cannot be opened."), path.string()), CaptureFault::Other};
}

} // namespace tracestudio
