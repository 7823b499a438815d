#pragma once

#include "app/command_line.h"

namespace tracestudio {

/// `arguments` begins with "capture"; `help` is what --help prints.
Invocation parseCapture(const QStringList& arguments, const QString& help);

/// A mode as the command line has it: "640x480@30", and "1280x720/848x480@30" where the depth has another size. What is
/// 0 is left out.
QString modeText(const CaptureMode& mode);
/// Reads it; a size or rate that is not said is 0. Nothing where it is no mode.
std::optional<CaptureMode> modeFrom(const QString& text);

} // namespace tracestudio
