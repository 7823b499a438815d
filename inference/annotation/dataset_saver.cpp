#include "annotation/dataset_saver.h"

namespace tracestudio {} // namespace tracestudio
