#pragma once

#include "app/command_line.h"

namespace tracestudio {

/// Lists the cameras that are plugged in, or records from one or from a recording, without a window. Returns the exit
/// status: 0 when it listed, or wrote what there was until its end, the number asked for or an interruption (SIGINT,
/// SIGTERM); 1 when nothing came or it broke off, with what was written kept; 2 when an argument, the source or the
/// folder is unusable; the last two with one line on stderr. Needs no application object.
int capture(const CaptureRequest& request);

} // namespace tracestudio
