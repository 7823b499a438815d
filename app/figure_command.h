#pragma once

#include "app/command_line.h"

namespace tracestudio {

/// Writes figures without a window or a display. Returns the exit status: 0 when every figure was written, 2 with one
/// line on stderr otherwise.
int writeFigures(int& argc, char** argv, const FigureRequest& request);

} // namespace tracestudio
