#include "scene/module.h"

#include <dlfcn.h>
#include <filesystem>

namespace tracestudio {

Module Module::open(const std::string& file) {
    namespace fs = std::filesystem;
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path();
    Module module{nullptr, file};
    for (const fs::path& folder : {program, program.parent_path(), program.parent_path() / "lib" / "tracestudio"}) {
        if (!fs::exists(folder / file, error))
            continue;
        module.handle = dlopen((folder / file).c_str(), RTLD_NOW | RTLD_LOCAL);
        if (module.handle)
            return module;
        module.problem = dlerror();
    }
    return module;
}

void* Module::find(const char* name) const {
    return handle ? dlsym(handle, name) : nullptr;
}

} // namespace tracestudio
