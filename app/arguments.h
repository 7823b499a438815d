#pragma once

#include "app/command_line.h"

#include <QCommandLineOption>

namespace tracestudio {

/// What the parsers of the commands share.

/// --name VALUE.
QCommandLineOption valueOption(const char* name);
PrintAndExit refusal(const QString& text);
/// "--option is 'value'; it must be …"
PrintAndExit badValue(const QString& option, const QString& value, const QString& expected);
/// "fx,fy,cx,cy" of a picture whose size is not known yet; nothing where it is no camera.
std::optional<Camera> intrinsicsFrom(const QString& text);
/// What Qt says is wrong, and where to look.
PrintAndExit seeHelp(const QString& error);

} // namespace tracestudio
