#include "annotation/dataset_edits.h"

namespace tracestudio {} // namespace tracestudio
