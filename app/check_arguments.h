#pragma once

#include "app/command_line.h"

namespace tracestudio {

/// `arguments` begins with "check" or "diff"; `help` is what --help prints.
Invocation parseCheck(const QStringList& arguments, const QString& help);
Invocation parseDiff(const QStringList& arguments, const QString& help);

} // namespace tracestudio
