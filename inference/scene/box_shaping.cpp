#include "scene/box_shaping.h"

namespace tracestudio {} // namespace tracestudio
