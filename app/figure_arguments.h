#pragma once

#include "app/command_line.h"
#include "widgets/figure/figure_options.h"

namespace tracestudio {

/// `arguments` begins with "figure"; `help` is what --help prints.
Invocation parseFigure(const QStringList& arguments, const QString& help);

/// Takes "1600x900" (pixels at the options' dots per inch) or a width ("3.25in", "8.5cm", "85mm", "234pt") into the
/// options; false where it is neither, or nothing that can be drawn.
bool readFigureSize(const QString& text, FigureOptions& options);

} // namespace tracestudio
