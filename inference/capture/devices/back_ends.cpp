#include "capture/devices/back_ends.h"

#include "capture/realsense.h"
#include "scene/module.h"

namespace tracestudio {

namespace {

const Module& openNi() {
    static const Module module = Module::open("libtracestudio_openni.so");
    return module;
}

template <typename Function>
Function* openNiFunction(const char* name) {
    return reinterpret_cast<Function*>(openNi().find(name));
}

void listOpenNi(DeviceList& to) {
    // Without the library there are no such cameras; that is no problem of those who have others.
    if (auto* list = openNiFunction<void(DeviceList&)>("tracestudioListOpenNi"))
        list(to);
}

OpenedSource openOpenNi(const std::string& name, const SourceOptions& options, const RecordingScan& scan) {
    OpenedSource opened{
        failure(TRANSLATABLE("%1 cannot be opened, because OpenNI2 is missing (%2). Install the package "
                             "libopenni2-0."),
                name, openNi().problem),
        CaptureFault::NoLibrary};
    using Open = void(const std::string&, const SourceOptions&, const RecordingScan&, OpenedSource&);
    if (auto* open = openNiFunction<Open>("tracestudioOpenOpenNi"))
        open(name, options, scan, opened);
    return opened;
}

void listenToOpenNi(std::function<void()> changed) {
    if (auto* listen = openNiFunction<void(std::function<void()>)>("tracestudioListenToOpenNi"))
        listen(std::move(changed));
}

void listRealSenses(DeviceList& to) {
    DeviceList found = listRealSense();
    to.devices.insert(to.devices.end(), found.devices.begin(), found.devices.end());
    to.problems.insert(to.problems.end(), found.problems.begin(), found.problems.end());
}

OpenedSource openRealSenseCamera(const std::string& serial, const SourceOptions& options, const RecordingScan&) {
    return openRealSense(serial, options);
}

// One line a library.
constexpr BackEnd all[] = {
    {"openni:", listOpenNi, openOpenNi, listenToOpenNi},
    {"realsense:", listRealSenses, openRealSenseCamera, nullptr},
};

} // namespace

std::span<const BackEnd> backEnds() {
    return all;
}

} // namespace tracestudio
