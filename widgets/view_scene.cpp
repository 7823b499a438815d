#include "widgets/view_scene.h"

namespace tracestudio {

bool isSameView(const ViewScene* before, const ViewScene* now) {
    if (!before || !now)
        return false;
    return before->sample == now->sample || (before->live != 0 && before->live == now->live && before->sample &&
                                             now->sample && before->sample->frame.camera == now->sample->frame.camera);
}

} // namespace tracestudio
