#pragma once

#include "models/trace_model.h"
#include "scene/result.h"

#include <QString>
#include <string_view>

namespace tracestudio {

/// An error of the inference rooms in the person's language. Those rooms have no Qt: they mark their sentences with
/// TRANSLATABLE and leave the arguments apart.
QString translated(const Error& error);

/// What a model is doing, for a line of progress.
QString wordFor(Stage stage);

inline QString toQString(std::string_view utf8) {
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

} // namespace tracestudio
