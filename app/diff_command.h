#pragma once

#include "annotation/dataset_diff.h"
#include "app/command_line.h"

namespace tracestudio {

/// Compares two versions of a dataset: prints one line a sample that differs and a summary; writes them as JSON where
/// asked. Returns the exit status: 0 when the two are alike, 1 when they differ, 2 with one line on stderr when an
/// argument or a file is unusable or it was interrupted. Needs no application object.
int diff(const DiffRequest& request);

/// How a sample differs, on one line.
QString wordsFor(const SampleDiff& diff);

} // namespace tracestudio
