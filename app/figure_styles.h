#pragma once

#include "scene/result.h"
#include "widgets/figure/figure_style.h"

#include <QStringList>

namespace tracestudio {

/// The person's own styles, by name, kept in the folder of their settings.
QStringList savedStyleNames();
std::optional<FigureStyle> savedStyle(const QString& name);
Result<void> saveStyle(const FigureStyle& style);
void removeStyle(const QString& name);

} // namespace tracestudio
