#include "models/local_models.h"

#include <cstdlib>
#include <dlfcn.h>

namespace tracestudio {

namespace fs = std::filesystem;

namespace {

using Load = void (*)(const fs::path&, const LocalPlace&, const AnswerListener&, const std::stop_token&,
                      Result<std::shared_ptr<TraceModel>>&);

struct Module {
    Load load = nullptr;
    std::string problem = "libtracestudio_local.so";
};

/// The module lies beside the program, in lib/tracestudio when installed, or one folder up from the build's tests. It
/// is never unloaded: libtorch does not survive that.
Module openModule() {
    std::error_code error;
    // Both must be set before libtorch starts its threads: else small matrices take ten times as long.
    setenv("OMP_WAIT_POLICY", "passive", 0);
    setenv("OPENBLAS_NUM_THREADS", "1", 0);
    const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path();
    Module module;
    for (const fs::path& folder : {program, program.parent_path(), program.parent_path() / "lib" / "tracestudio"}) {
        const fs::path file = folder / "libtracestudio_local.so";
        if (!fs::exists(file, error))
            continue;
        void* handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (!handle) {
            module.problem = dlerror();
            continue;
        }
        module.load = reinterpret_cast<Load>(dlsym(handle, "tracestudioLoadLocalModel"));
        if (module.load)
            return module;
    }
    return module;
}

} // namespace

Result<std::shared_ptr<TraceModel>> loadLocalModel(const fs::path& checkpoint, const LocalPlace& place,
                                                   const AnswerListener& listener, std::stop_token stop) {
    static const Module module = openModule(); // once, whichever thread comes first
    if (!module.load)
        return failure(
            TRANSLATABLE("Models cannot be run in this program, because a part of it is missing (%1). Install "
                         "it again, or reach the model through a server."),
            module.problem);
    Result<std::shared_ptr<TraceModel>> model = stopped();
    module.load(checkpoint, place, listener, stop, model);
    return model;
}

} // namespace tracestudio
