#pragma once

#include "annotation/dataset_edits.h"

#include <string>
#include <vector>

namespace tracestudio {

/// Makes the picture folder of a new sample below raw_data and writes its pictures; the sample has to be added to the
/// edits. `taken` are ids that unsaved samples have.
Result<AddedSample> makeSample(const Dataset& dataset, const RgbdFrame& frame, Annotation annotation,
                               const std::vector<std::string>& taken);

} // namespace tracestudio
