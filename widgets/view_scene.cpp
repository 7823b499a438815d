#include "widgets/view_scene.h"

namespace tracestudio {

namespace {

bool isSame(const cv::Mat& a, const cv::Mat& b) {
    return a.data == b.data && a.size() == b.size();
}

/// One sample before and after an edit: it keeps its pictures.
bool isSameSample(const Sample& before, const Sample& now) {
    return before.id == now.id && before.frame.camera == now.frame.camera &&
           isSame(before.frame.colourBgr, now.frame.colourBgr) &&
           isSame(before.frame.depthMillimetres, now.frame.depthMillimetres);
}

} // namespace

bool isSameView(const ViewScene* before, const ViewScene* now) {
    if (!before || !now)
        return false;
    if (before->sample == now->sample)
        return true;
    if (!before->sample || !now->sample)
        return false;
    const bool isSameCamera =
        before->live != 0 && before->live == now->live && before->sample->frame.camera == now->sample->frame.camera;
    return isSameCamera || (before->live == 0 && now->live == 0 && isSameSample(*before->sample, *now->sample));
}

} // namespace tracestudio
