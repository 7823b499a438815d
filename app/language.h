#pragma once

#include <QString>

class QCoreApplication;

namespace tracestudio {

/// Gives the program its language: "en" or "zh_CN", or the system's where `code` is empty. A language that the program
/// does not speak becomes English. Numbers and Qt's own words follow. Once, before the first window; the GUI thread.
void installLanguage(QCoreApplication& application, const QString& code);

} // namespace tracestudio
