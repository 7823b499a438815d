#pragma once

#include "app/command_line.h"

namespace tracestudio {

/// Runs the window until it is closed, or until its picture is taken. Returns the exit status.
int runWindow(int& argc, char** argv, const WindowRequest& request);

} // namespace tracestudio
