#include "scene/trace_shaping.h"

namespace tracestudio {} // namespace tracestudio
