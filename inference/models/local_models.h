#pragma once

#include "models/trace_model.h"

#include <filesystem>

namespace tracestudio {

/// Where a checkpoint runs and in which numbers.
struct LocalPlace {
    std::string device = "auto"; ///< "auto", "cpu", "cuda" or "cuda:1"
    std::string type = "auto";   ///< "auto", "f32", "bf16"
    int threads = 0;             ///< of the processor; 0: all but one
};

/// Sets what libtorch reads from the environment, where it is not set already: without it small matrices take ten times
/// as long. Called before the program has a second thread.
void prepareForLocalModels();

/// What a checkpoint folder is called: its own name, or in a cache of Hugging Face that of the repository.
std::string checkpointName(const std::filesystem::path& checkpoint);

/// Loads a checkpoint folder as downloaded from Hugging Face into this process. libtorch is linked to a module that is
/// loaded by the first call: it brings 200 libraries that no other use of the program should wait for. Slow (seconds
/// to minutes); any thread. Fails with what to do when the module, the checkpoint, memory or the device does not do.
Result<std::shared_ptr<TraceModel>> loadLocalModel(const std::filesystem::path& checkpoint, const LocalPlace& place,
                                                   const AnswerListener& listener, std::stop_token stop);

} // namespace tracestudio
