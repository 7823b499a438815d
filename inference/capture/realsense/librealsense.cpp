#include "capture/realsense/librealsense.h"

#include <cstdlib>
#include <dlfcn.h>
#include <string_view>
#include <vector>

namespace tracestudio {

namespace {

constexpr int oldestVersion = 23000;
constexpr const char* libraryVariable = "TRACESTUDIO_REALSENSE_LIBRARY";

const char* namedLibrary() {
    const char* const name = std::getenv(libraryVariable);
    return name && *name ? name : nullptr;
}

/// As distributions and the vendor's packages name it; the vendor's own carry the minor version.
std::vector<std::string> usualNames() {
    std::vector<std::string> names{"librealsense2.so.2", "librealsense2.so"};
    for (int minor = 99; minor >= 0; --minor)
        names.push_back("librealsense2.so.2." + std::to_string(minor));
    return names;
}

std::string versionText(int version) {
    return std::to_string(version / 10000) + '.' + std::to_string(version / 100 % 100) + '.' +
           std::to_string(version % 100);
}

struct Loaded {
    void* handle = nullptr;
    std::string file;
    std::string problem; ///< of a file that is there and cannot be loaded
};

Loaded loadFile(const std::string& name) {
    Loaded loaded{dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL), name, {}};
    if (!loaded.handle)
        loaded.problem = dlerror();
    return loaded;
}

Loaded loadUsual() {
    Loaded broken;
    for (const std::string& name : usualNames()) {
        Loaded loaded = loadFile(name);
        if (loaded.handle)
            return loaded;
        // What another library misses is said in the same words, but begins with that one's name.
        if (!loaded.problem.starts_with(name + ": cannot open shared object file: No such file") &&
            broken.problem.empty())
            broken = loaded;
    }
    return broken;
}

template <typename Function>
bool resolve(void* handle, const char* name, Function*& function) {
    function = reinterpret_cast<Function*>(dlsym(handle, name));
    return function != nullptr;
}

} // namespace

bool LibRealSense::isNamed() {
    return namedLibrary() != nullptr;
}

Result<std::shared_ptr<const LibRealSense>> LibRealSense::load() {
    const char* const named = namedLibrary();
    const Loaded loaded = named ? loadFile(named) : loadUsual();
    if (!loaded.handle && !loaded.problem.empty())
        return failure(TRANSLATABLE("RealSense cameras cannot be used, because %1 cannot be loaded (%2). Install "
                                    "librealsense2 again, or set TRACESTUDIO_REALSENSE_LIBRARY to another one's path."),
                       loaded.file, loaded.problem);
    if (!loaded.handle)
        return failure(TRANSLATABLE("RealSense cameras need their maker's library librealsense2 (2.30 or newer), which "
                                    "is not installed. Install it, or set TRACESTUDIO_REALSENSE_LIBRARY to its path."));
    const auto library = std::make_shared<LibRealSense>();
    std::string missing;
    decltype(&rs2_get_api_version) version = nullptr;
    if (!resolve(loaded.handle, "rs2_get_api_version", version))
        missing = "rs2_get_api_version";
#define TRACESTUDIO_RS2_RESOLVE(NAME)                                                                                  \
    if (!resolve(loaded.handle, "rs2_" #NAME, library->NAME) && missing.empty())                                       \
        missing = "rs2_" #NAME;
    TRACESTUDIO_RS2_NEEDED(TRACESTUDIO_RS2_RESOLVE)
#undef TRACESTUDIO_RS2_RESOLVE
    bool canAlign = true;
#define TRACESTUDIO_RS2_RESOLVE(NAME) canAlign &= resolve(loaded.handle, "rs2_" #NAME, library->NAME);
    TRACESTUDIO_RS2_FOR_ALIGNING(TRACESTUDIO_RS2_RESOLVE)
#undef TRACESTUDIO_RS2_RESOLVE
    if (!canAlign)
        library->create_align = nullptr;
    if (version && library->free_error) {
        // First of all calls: the context is made with its answer, whatever header it was built with.
        rs2_error* error = nullptr;
        library->apiVersion = version(&error);
        if (error) {
            library->free_error(error);
            library->apiVersion = 0;
        }
    }
    if (library->apiVersion / 10000 != 2 || library->apiVersion < oldestVersion)
        return failure(TRANSLATABLE("RealSense cameras need librealsense2 2.30 or a newer 2; %1 is %2. Install a newer "
                                    "one, or set TRACESTUDIO_REALSENSE_LIBRARY to its path."),
                       loaded.file, version && library->apiVersion > 0 ? versionText(library->apiVersion) : "none");
    if (!missing.empty())
        return failure(
            TRANSLATABLE("RealSense cameras cannot be used, because %1 (%2) has no %3. Install librealsense2 "
                         "again, or set TRACESTUDIO_REALSENSE_LIBRARY to another one's path."),
            loaded.file, versionText(library->apiVersion), missing);
    return library;
}

void LibRealSense::check(rs2_error* error) const {
    if (!error)
        return;
    const auto words = [](const char* text) { return std::string(text ? text : ""); };
    RealSenseFailure problem{words(get_error_message(error)), words(get_failed_function(error)),
                             get_librealsense_exception_type(error)};
    free_error(error);
    throw problem;
}

} // namespace tracestudio
