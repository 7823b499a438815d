#pragma once

#include "app/command_line.h"

namespace tracestudio {

/// Asks a model about every sample of a benchmark and writes prediction files, resuming what an earlier run began.
/// Returns the exit status: 0 when every question has an answer, 1 when some have none, 2 with one line on stderr when
/// an argument or a file is unusable. Needs no application object.
int predict(const PredictRequest& request);

} // namespace tracestudio
