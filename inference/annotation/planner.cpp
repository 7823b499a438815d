#include "annotation/planner.h"

namespace tracestudio {} // namespace tracestudio
