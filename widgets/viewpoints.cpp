#include "widgets/viewpoints.h"

#include "widgets/cloud_overlay.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tracestudio {

namespace {

constexpr double degree = std::numbers::pi / 180;

double cosine(const cv::Vec3d& a, const cv::Vec3d& b) {
    return a.dot(b);
}

/// Unit normals of the surfaces on a coarse grid that could be floor or table: no farther than 60° from the camera's
/// up.
std::vector<cv::Vec3d> levelNormals(const RgbdFrame& frame) {
    std::vector<cv::Vec3d> normals;
    const int step = std::max(4, std::max(frame.depthMillimetres.cols, frame.depthMillimetres.rows) / 80);
    const auto at = [&](int u, int v) { return frame.pointAt({double(u), double(v)}); };
    for (int v = 0; v + step < frame.depthMillimetres.rows; v += step) {
        for (int u = 0; u + step < frame.depthMillimetres.cols; u += step) {
            const auto here = at(u, v);
            const auto right = at(u + step, v);
            const auto below = at(u, v + step);
            if (!here || !right || !below)
                continue;
            // A step in depth is an edge between two things and has no normal.
            const double allowed = 0.08 * here->z;
            if (std::abs(right->z - here->z) > allowed || std::abs(below->z - here->z) > allowed)
                continue;
            const cv::Vec3d normal = cv::Vec3d(*right - *here).cross(cv::Vec3d(*below - *here));
            const double length = cv::norm(normal);
            if (length < 1e-9)
                continue;
            const cv::Vec3d upward = normal[1] < 0 ? normal * (1 / length) : normal * (-1 / length);
            if (-upward[1] > 0.5)
                normals.push_back(upward);
        }
    }
    return normals;
}

cv::Vec3d estimateUp(const RgbdFrame& frame) {
    const cv::Vec3d fallback(0, -1, 0);
    if (!frame.hasDepth() || !frame.camera.isValid())
        return fallback;
    const std::vector<cv::Vec3d> normals = levelNormals(frame);
    constexpr std::size_t fewest = 60;
    if (normals.size() < fewest)
        return fallback;
    const double close = std::cos(7 * degree);
    cv::Vec3d best = fallback;
    std::size_t mostSupport = 0;
    for (std::size_t i = 0; i < normals.size(); i += std::max<std::size_t>(1, normals.size() / 60)) {
        const auto support = std::size_t(std::count_if(
            normals.begin(), normals.end(), [&](const cv::Vec3d& n) { return cosine(n, normals[i]) > close; }));
        if (support > mostSupport) {
            mostSupport = support;
            best = normals[i];
        }
    }
    if (mostSupport < std::max(fewest / 2, normals.size() / 6))
        return fallback;
    for (int round = 0; round < 3; ++round) {
        cv::Vec3d sum(0, 0, 0);
        for (const cv::Vec3d& n : normals)
            if (cosine(n, best) > close)
                sum += n;
        best = cv::normalize(sum);
    }
    return best;
}

PointCamera meanOf(const std::vector<PointCamera>& points) {
    PointCamera sum;
    for (const PointCamera& p : points)
        sum += p;
    return sum * (1.0 / double(points.size()));
}

} // namespace

Viewpoints::Viewpoints(const ViewScene& scene) {
    std::vector<PointCamera> truth, object;
    if (scene.cloud) {
        const PointCloud& cloud = *scene.cloud;
        const std::size_t step = std::max<std::size_t>(1, cloud.size() / 8192);
        for (std::size_t i = 0; i < cloud.size(); i += step) {
            const PointCamera point(double(cloud.x[i]), double(cloud.y[i]), double(cloud.z[i]));
            m_points.push_back(point);
            if (cloud.isObject[i])
                object.push_back(point);
        }
    }
    // One stray reading far behind a window must not make the whole room a dot.
    if (m_points.size() > 100) {
        std::vector<double> depths;
        for (const PointCamera& p : m_points)
            depths.push_back(p.z);
        const auto at = depths.begin() + std::ptrdiff_t(double(depths.size()) * 0.99);
        std::nth_element(depths.begin(), at, depths.end());
        const double limit = *at * 1.1;
        std::erase_if(m_points, [limit](const PointCamera& p) { return p.z > limit; });
    }
    if (!m_points.empty())
        m_pivot = meanOf(m_points);
    for (const TraceLayer& layer : scene.traces) {
        for (int i = 0; i < int(layer.trace.size()); ++i) {
            if (const auto point = pointOf(scene, layer, i)) {
                if (layer.kind == LayerKind::GroundTruth)
                    truth.push_back(*point);
                // A wild answer is no reason to stand a kilometre off.
                if (layer.kind == LayerKind::GroundTruth || m_points.empty())
                    m_points.push_back(*point);
            }
        }
    }
    if (!scene.sample)
        return;
    m_camera = scene.sample->frame.camera;
    m_up = estimateUp(scene.sample->frame);
    if (scene.sample->destinationBox)
        for (const PointCamera& corner : scene.sample->destinationBox->corners())
            if (std::abs(corner.x) < 100 && std::abs(corner.y) < 100 && std::abs(corner.z) < 100)
                m_points.push_back(corner);
    if (!truth.empty())
        m_pivot = meanOf(truth);
    else if (!object.empty())
        m_pivot = meanOf(object);
}

ViewCamera Viewpoints::ego(const ImageTransform& transform) const {
    ViewCamera view = ViewCamera::ego(m_camera, transform);
    view.setPivot(m_pivot);
    view.setUp(m_up);
    return view;
}

ViewCamera Viewpoints::home(const QSizeF& viewport) const {
    if (!m_camera.isValid())
        return fitted(ego({}), viewport);
    ViewCamera view = ego({});
    view.orbit(28 * degree, -16 * degree, viewport);
    const auto middle = view.project(m_pivot, viewport);
    view.dolly(0.85, middle.value_or(QPointF(viewport.width() / 2, viewport.height() / 2)), view.pivotDepthMetres(),
               viewport);
    return view;
}

ViewCamera Viewpoints::top(const QSizeF& viewport) const {
    ViewCamera view = fitted(ViewCamera::lookingAt(m_pivot + PointCamera(m_up * 3.0), m_pivot, m_up), viewport);
    view.setPivot(m_pivot);
    return view;
}

ViewCamera Viewpoints::fitted(ViewCamera camera, const QSizeF& viewport) const {
    const PointCamera pivot = camera.pivot();
    camera.fit(m_points, viewport);
    // Turning goes on about what one was looking at, as long as there is something.
    if (!m_points.empty())
        camera.setPivot(pivot);
    return camera;
}

std::optional<ViewCamera> Viewpoints::telling(const ViewScene& scene, const TraceLayer& layer, int index) const {
    const auto target = pointOf(scene, layer, index);
    if (!target)
        return std::nullopt;
    const auto before = pointOf(scene, layer, index - 1);
    const auto after = pointOf(scene, layer, index + 1);
    cv::Vec3d along(0, 0, 0);
    double reach = 0.15;
    for (const auto& [from, to] : {std::pair(before, target), std::pair(target, after)}) {
        if (!from || !to)
            continue;
        const cv::Vec3d step(*to - *from);
        along += step;
        reach = std::max(reach, cv::norm(step));
    }
    const bool hasDirection = cv::norm(along) > 1e-6;
    if (hasDirection)
        along = cv::normalize(along);
    const double distance = std::clamp(2.4 * reach, 0.6, 4.0);
    // Level directions: from the waypoint back to the capturing camera, and across.
    cv::Vec3d back = -cv::Vec3d(*target);
    back -= m_up * back.dot(m_up);
    back = cv::norm(back) > 1e-6 ? cv::normalize(back) : cv::Vec3d(0, 0, -1);
    const cv::Vec3d across = m_up.cross(back);
    std::optional<ViewCamera> best;
    double bestScore = -1e9;
    for (const double elevation : {22 * degree, 45 * degree}) {
        for (int azimuthDegrees = -80; azimuthDegrees <= 80; azimuthDegrees += 20) {
            const double azimuth = azimuthDegrees * degree;
            const cv::Vec3d level = back * std::cos(azimuth) + across * std::sin(azimuth);
            const cv::Vec3d towardsEye = level * std::cos(elevation) + m_up * std::sin(elevation);
            const PointCamera eye = *target + PointCamera(towardsEye * distance);
            int hiding = 0;
            for (const PointCamera& p : m_points) {
                const cv::Vec3d ray(p - eye);
                const double depth = -ray.dot(towardsEye);
                if (depth > 0.05 && depth < distance - 0.05 && ray.dot(ray) - depth * depth < depth * depth * 0.0012)
                    ++hiding;
            }
            const double sideways = hasDirection ? 1 - std::abs(along.dot(towardsEye)) : 0;
            const double score =
                sideways + 0.5 * std::cos(azimuth) - 0.35 * std::min(hiding, 4) - (elevation > 30 * degree ? 0.1 : 0.0);
            if (score > bestScore) {
                bestScore = score;
                best = ViewCamera::lookingAt(eye, *target, m_up);
            }
        }
    }
    return best;
}

} // namespace tracestudio
