#pragma once

#include "app/command_line.h"

namespace tracestudio {

/// Asks a model one question and prints the answer as it comes, or all that is known of it as JSON. Returns the exit
/// status: 0 when answered, 1 when the model could not, 2 with one line on stderr when an argument or a file is
/// unusable. Needs no application object.
int ask(const AskRequest& request);

} // namespace tracestudio
