#include "annotation/dataset_diff.h"

namespace tracestudio {} // namespace tracestudio
