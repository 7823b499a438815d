#pragma once

#include "app/command_line.h"

namespace tracestudio {

/// Scores the request's prediction files, prints the table to stdout and writes the reports. Returns the exit status:
/// 0 when scored, 2 with one line on stderr when an argument or a file is unusable. Needs no application object.
int evaluate(const EvaluateRequest& request);

} // namespace tracestudio
