#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

namespace tracestudio {

/// What comes with the program: it lies in ../share/tracestudio when installed, or in the source tree's resources.
/// The environment variable TRACESTUDIO_RESOURCES names another folder.

/// The bundled samples and their answers: what the first start shows. Empty when they are not where they should be.
QStringList bundledPaths();

/// The folder of the bundled checkpoint, "Tabletop demo"; empty when it is not where it should be.
QString bundledCheckpoint();

/// Instructions to try on the bundled samples, by sample id: such as the bundled checkpoint was trained to answer.
QHash<std::string, QStringList> exampleInstructions();

} // namespace tracestudio
