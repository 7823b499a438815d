#include "annotation/annotation_check.h"

namespace tracestudio {} // namespace tracestudio
