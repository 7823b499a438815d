#include "widgets/view_scene.h"

namespace tracestudio {

bool isSameView(const ViewScene* before, const ViewScene* now) {
    if (!before || !now)
        return false;
    const auto isSamePicture = [](const Sample& a, const Sample& b) {
        return a.id == b.id && a.frame.camera == b.frame.camera && a.frame.colourBgr.data == b.frame.colourBgr.data &&
               a.frame.depthMillimetres.data == b.frame.depthMillimetres.data;
    };
    if (before->live == 0 && now->live == 0 && before->sample && now->sample &&
        isSamePicture(*before->sample, *now->sample))
        return true; // with another annotation
    return before->sample == now->sample || (before->live != 0 && before->live == now->live && before->sample &&
                                             now->sample && before->sample->frame.camera == now->sample->frame.camera);
}

} // namespace tracestudio
