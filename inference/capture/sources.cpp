#include "capture/sources.h"

#include "capture/devices.h"
#include "capture/folders/folder_layout.h"
#include "scene/module.h"

#include <algorithm>
#include <array>

namespace tracestudio {

namespace {

using Open = void (*)(const std::filesystem::path&, const SourceOptions&, OpenedSource&);

} // namespace

bool isDeviceUri(const std::string& uri) {
    return uri.starts_with("openni:") || uri.starts_with("realsense:");
}

OpenedSource openSource(const std::string& uri, const SourceOptions& options, const std::stop_token& stop) {
    if (isDeviceUri(uri) || uri.ends_with(".oni"))
        return openDevice(uri, options, stop);
    // Once, whichever thread comes first.
    static const Module module = Module::open("libtracestudio_recordings.so");
    static const auto open = reinterpret_cast<Open>(module.find("tracestudioOpenRecording"));
    if (!open)
        return {failure(TRANSLATABLE("Recordings cannot be read, because a part of the program is missing (%1). "
                                     "Install it again."),
                        module.problem),
                CaptureFault::NoLibrary};
    OpenedSource opened{failure(""), CaptureFault::None};
    open(uri, options, opened);
    return opened;
}

bool isRecording(const std::filesystem::path& path) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error))
        return layoutOf(path) != FolderLayout::None;
    constexpr std::array extensions{".bag", ".db3", ".mcap", ".oni"};
    return std::ranges::find(extensions, path.extension()) != extensions.end() &&
           std::filesystem::is_regular_file(path, error);
}

} // namespace tracestudio
