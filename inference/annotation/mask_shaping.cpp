#include "annotation/mask_shaping.h"

namespace tracestudio {} // namespace tracestudio
