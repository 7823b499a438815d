#include "scene/annotation.h"

#include <tuple>

namespace tracestudio {

bool Annotation::hasSameMask(const Annotation& other) const {
    return maskFile == other.maskFile || (maskFile && other.maskFile && *maskFile == *other.maskFile);
}

bool Annotation::operator==(const Annotation& other) const {
    const auto rest = [](const Annotation& a) {
        return std::tie(a.instruction, a.targetObject, a.destination, a.category, a.dataSource, a.step, a.trajectory,
                        a.box);
    };
    return rest(*this) == rest(other) && hasSameMask(other);
}

} // namespace tracestudio
