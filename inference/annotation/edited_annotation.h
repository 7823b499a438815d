#pragma once

#include "benchmark/dataset.h"
#include "scene/annotation.h"

namespace tracestudio {

/// The annotation that unsaved edits give a row of `dataset`, or nullptr where it stands in the files: because there
/// are no edits, or none of this row. Lives as long as the dataset.
const Annotation* editedAnnotation(const Dataset& dataset, std::size_t index);

} // namespace tracestudio
