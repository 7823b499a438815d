#include "annotation/row_text.h"

namespace tracestudio {} // namespace tracestudio
