#include "capture/devices/openni_runtime.h"

#define TRACESTUDIO_EXPORT extern "C" __attribute__((visibility("default")))

// The module's doors; see back_ends.cpp.

TRACESTUDIO_EXPORT void tracestudioListOpenNi(tracestudio::DeviceList& to) {
    const auto runtime = tracestudio::OpenNiRuntime::begin();
    if (!runtime) {
        to.problems.push_back(runtime.error());
        return;
    }
    tracestudio::DeviceList found = (*runtime)->devices();
    to.devices.insert(to.devices.end(), found.devices.begin(), found.devices.end());
    to.problems.insert(to.problems.end(), found.problems.begin(), found.problems.end());
}

TRACESTUDIO_EXPORT void tracestudioOpenOpenNi(const std::string& name, const tracestudio::SourceOptions& options,
                                              const tracestudio::RecordingScan& scan,
                                              tracestudio::OpenedSource& opened) {
    opened = name.ends_with(".oni") ? tracestudio::openOpenNiRecording(name, options, scan)
                                    : tracestudio::openOpenNiDevice(name, options);
}

TRACESTUDIO_EXPORT void tracestudioListenToOpenNi(std::function<void()> changed) {
    if (const auto runtime = tracestudio::OpenNiRuntime::begin())
        (*runtime)->listen(std::move(changed));
}
