#include "capture/recordings.h"

#include "capture/folders/folder_layout.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string_view>

namespace tracestudio {
namespace fs = std::filesystem;

namespace {

constexpr std::string_view rosBagMagic("#ROSBAG V"); ///< of every version
constexpr std::string_view mcapMagic("\x89MCAP", 5);
constexpr std::string_view sqliteMagic("SQLite format 3\0", 16);

OpenedSource unknown(const fs::path& path) {
    return {failure(TRANSLATABLE("%1 is not a recording. Expected is a folder of the TUM RGB-D benchmark (rgb.txt and "
                                 "depth.txt), a folder of numbered colour and depth pictures, a ROS bag (.bag), a ROS "
                                 "2 bag (.mcap, .db3 or its folder) or an OpenNI recording (.oni)."),
                    path.string()),
            CaptureFault::Damaged};
}

OpenedSource openFolder(const fs::path& folder, const SourceOptions& options) {
    std::error_code error;
    const fs::directory_iterator readable(folder, error);
    if (error)
        return {failure(TRANSLATABLE("The folder %1 cannot be read: %2. Check its permissions."), folder.string(),
                        error.message()),
                CaptureFault::NoPermission};
    switch (layoutOf(folder)) {
    case FolderLayout::Tum:
        return openTumFolder(folder, options);
    case FolderLayout::Numbered:
        return openNumberedFolder(folder, options);
    case FolderLayout::Ros2Bag:
        return openRos2Bag(folder, options);
    case FolderLayout::None:
        break;
    }
    return unknown(folder);
}

OpenedSource openFile(const fs::path& file, const SourceOptions& options) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        return {
            failure(TRANSLATABLE("%1 cannot be read: %2. Check its permissions."), file.string(), std::strerror(errno)),
            CaptureFault::NoPermission};
    std::string begin(sqliteMagic.size(), '\0');
    stream.read(begin.data(), std::streamsize(begin.size()));
    begin.resize(std::size_t(stream.gcount()));
    if (begin.starts_with(rosBagMagic))
        return openRosBag(file, options);
    if (begin.starts_with(mcapMagic) || begin.starts_with(sqliteMagic))
        return openRos2Bag(file, options);
    if (begin.empty())
        return {failure(TRANSLATABLE("%1 is empty. Copy the recording again."), file.string()), CaptureFault::Empty};
    return unknown(file);
}

} // namespace

OpenedSource openRecording(const fs::path& path, const SourceOptions& options) {
    std::error_code error;
    fs::path full = fs::absolute(path, error).lexically_normal();
    if (!full.has_filename())
        full = full.parent_path(); // a folder written with a slash behind it
    const fs::file_status status = fs::status(full, error);
    if (!fs::exists(status))
        return {failure(TRANSLATABLE("%1 does not exist. Choose a recording."), full.string()), CaptureFault::Missing};
    if (fs::is_directory(status))
        return openFolder(full, options);
    // A pipe or a device with a recording's name would hold up who reads it.
    return fs::is_regular_file(status) ? openFile(full, options) : unknown(full);
}

} // namespace tracestudio
