#pragma once

#include "annotation/dataset_edits.h"

#include <string>
#include <vector>

namespace tracestudio {

/// Makes the picture folder of a new sample below raw_data and writes its pictures; the sample has to be added to the
/// edits. `taken` are ids that unsaved samples have.
Result<AddedSample> makeSample(const Dataset& dataset, const RgbdFrame& frame, Annotation annotation,
                               const std::vector<std::string>& taken);

/// Says which camera took a lone scene, in an intrinsics.json in its folder, which goes before all other files that say
/// so. One that is there already is kept as `intrinsics.json.original`, unless that is there too.
Result<void> writeSceneCamera(const std::filesystem::path& folder, const Camera& camera);

} // namespace tracestudio
