#pragma once

#include "benchmark/dataset.h"

namespace tracestudio {

/// Whether DatasetSaver has kept originals of this dataset's files. Looks at no more than some ten thousand entries of
/// its folders.
bool hasOriginal(const Dataset& dataset);
/// The dataset as it was before it was first saved here: its file and its masks from the originals that DatasetSaver
/// kept beside them, everything else as it is. Refused where no file to read is left, or when stopped.
Result<std::shared_ptr<const Dataset>> openOriginal(const Dataset& dataset, const std::stop_token& stop = {});

} // namespace tracestudio
