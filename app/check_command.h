#pragma once

#include "app/command_line.h"

namespace tracestudio {

/// Checks the annotations of a benchmark: prints what is missing or odd of each sample with the verdict of its ground
/// truth under its own metric, and a summary; writes all of it as JSON where asked. Returns the exit status: 0 when
/// nothing is missing or odd, 1 when anything is, 2 with one line on stderr when an argument or a file is unusable or
/// it was interrupted. Needs no application object.
int check(const CheckRequest& request);

} // namespace tracestudio
