#pragma once

#include <QString>

namespace tracestudio {

/// Tells on stderr why a command ends here; answers `status`.
int fail(const QString& message, int status = 2);
/// Tells on stderr what is to be known, and the command goes on.
void note(const QString& message);

} // namespace tracestudio
