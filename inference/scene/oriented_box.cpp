#include "scene/oriented_box.h"

#include <algorithm>
#include <cmath>

namespace tracestudio {

std::array<PointCamera, 8> OrientedBox::corners() const {
    std::array<PointCamera, 8> corners;
    for (int i = 0; i < 8; ++i) {
        const cv::Vec3d local((i & 1 ? 0.5 : -0.5) * extentMetres[0], (i & 2 ? 0.5 : -0.5) * extentMetres[1],
                              (i & 4 ? 0.5 : -0.5) * extentMetres[2]);
        const cv::Vec3d camera = rotation * local;
        corners[size_t(i)] = {camera[0] + centre.x, camera[1] + centre.y, camera[2] + centre.z};
    }
    return corners;
}

const std::array<std::pair<int, int>, 12>& OrientedBox::edges() {
    static const std::array<std::pair<int, int>, 12> edges{
        {{0, 1}, {2, 3}, {4, 5}, {6, 7}, {0, 2}, {1, 3}, {4, 6}, {5, 7}, {0, 4}, {1, 5}, {2, 6}, {3, 7}}};
    return edges;
}

double OrientedBox::distanceTo(const PointCamera& point) const {
    const cv::Vec3d relative(point.x - centre.x, point.y - centre.y, point.z - centre.z);
    const cv::Vec3d local = rotation.t() * relative;
    double squared = 0;
    for (int axis = 0; axis < 3; ++axis) {
        const double outside = std::max(0.0, std::abs(local[axis]) - 0.5 * extentMetres[axis]);
        squared += outside * outside;
    }
    return std::sqrt(squared);
}

bool OrientedBox::isRigid(double tolerance) const {
    const cv::Matx33d product = rotation * rotation.t();
    for (int r = 0; r < 3; ++r)
        for (int c = 0; c < 3; ++c)
            if (!(std::abs(product(r, c) - (r == c ? 1.0 : 0.0)) <= tolerance))
                return false;
    return cv::determinant(rotation) > 0;
}

} // namespace tracestudio
