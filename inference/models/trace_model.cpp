#include "models/trace_model.h"

namespace tracestudio {

tl::unexpected<Error> stopped() {
    return failure(TRANSLATABLE("Stopped."));
}

} // namespace tracestudio
