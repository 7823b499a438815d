#include "capture/depth_registration.h"

#include <algorithm>

namespace tracestudio {

bool Calibration::isDistorted() const {
    return lens != Lens::None && std::ranges::any_of(distortion, [](double k) { return k != 0; });
}

bool RigidTransform::isIdentity() const {
    return *this == RigidTransform();
}

} // namespace tracestudio
