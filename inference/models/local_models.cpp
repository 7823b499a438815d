#include "models/local_models.h"

#include "scene/module.h"

#include <cstdlib>

namespace tracestudio {

namespace fs = std::filesystem;

namespace {

using Load = void (*)(const fs::path&, const LocalPlace&, const AnswerListener&, const std::stop_token&,
                      Result<std::shared_ptr<TraceModel>>&);

} // namespace

void prepareForLocalModels() {
    setenv("OMP_WAIT_POLICY", "passive", 0);
    setenv("OPENBLAS_NUM_THREADS", "1", 0);
}

std::string checkpointName(const fs::path& checkpoint) {
    fs::path folder = checkpoint.lexically_normal();
    if (!folder.has_filename())
        folder = folder.parent_path();
    // …/models--BAAI--RoboBrain2.5-4B/snapshots/<commit>
    if (folder.parent_path().filename() == "snapshots")
        folder = folder.parent_path().parent_path();
    const std::string name = folder.filename().string();
    const std::size_t owner = name.rfind("--");
    return name.starts_with("models--") && owner != std::string::npos ? name.substr(owner + 2) : name;
}

Result<std::shared_ptr<TraceModel>> loadLocalModel(const fs::path& checkpoint, const LocalPlace& place,
                                                   const AnswerListener& listener, std::stop_token stop) {
    // Once, whichever thread comes first. libtorch does not survive being unloaded.
    static const Module module = Module::open("libtracestudio_local.so");
    static const auto load = reinterpret_cast<Load>(module.find("tracestudioLoadLocalModel"));
    if (!load)
        return failure(
            TRANSLATABLE("Models cannot be run in this program, because a part of it is missing (%1). Install "
                         "it again, or reach the model through a server."),
            module.problem);
    Result<std::shared_ptr<TraceModel>> model = stopped();
    load(checkpoint, place, listener, stop, model);
    return model;
}

} // namespace tracestudio
