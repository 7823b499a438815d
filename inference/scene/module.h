#pragma once

#include <string>

namespace tracestudio {

/// A part of the program that is loaded when it is first needed, because it brings libraries that nothing else should
/// wait for. Never unloaded.
struct Module {
    void* handle = nullptr; ///< for dlsym; null when it could not be loaded
    std::string problem;    ///< why not

    /// Loads `file` ("libtracestudio_pictures.so"). It lies beside the program, in lib/tracestudio when installed, or
    /// one folder up from the build's tests.
    static Module open(const std::string& file);
    /// What the module calls `name`; null without the module.
    [[nodiscard]] void* find(const char* name) const;
};

} // namespace tracestudio
