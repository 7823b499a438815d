#include "capture/recordings.h"

namespace tracestudio {

OpenedSource openRosBag(const std::filesystem::path& file, const SourceOptions&) {
    return {failure(TRANSLATABLE("%1 cannot be opened."), file.string()), CaptureFault::Other};
}

} // namespace tracestudio
