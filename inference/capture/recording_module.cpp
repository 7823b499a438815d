#include "capture/recordings.h"

/// The module's one door; see sources.cpp.
extern "C" __attribute__((visibility("default"))) void
tracestudioOpenRecording(const std::filesystem::path& path, const tracestudio::SourceOptions& options,
                         tracestudio::OpenedSource& opened) {
    opened = tracestudio::openRecording(path, options);
}
