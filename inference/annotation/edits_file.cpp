#include "annotation/edits_file.h"

namespace tracestudio {} // namespace tracestudio
