#include "widgets/view_camera.h"

#include <QJsonArray>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace tracestudio {

namespace {

constexpr double nearestMetres = 0.01;
constexpr double fitMargin = 0.94; ///< share of the viewport that a fitted view fills

cv::Matx33d turn(const cv::Vec3d& axis, double angle) {
    const double c = std::cos(angle);
    const double s = std::sin(angle);
    const double t = 1 - c;
    const double x = axis[0], y = axis[1], z = axis[2];
    return {t * x * x + c,     t * x * y - s * z, t * x * z + s * y, t * x * y + s * z, t * y * y + c,
            t * y * z - s * x, t * x * z - s * y, t * y * z + s * x, t * z * z + c};
}

cv::Vec3d row(const cv::Matx33d& m, int i) {
    return {m(i, 0), m(i, 1), m(i, 2)};
}

/// Turning multiplies many rotations; without this their rounding would shear the picture in the end.
cv::Matx33d orthonormal(const cv::Matx33d& m) {
    const cv::Vec3d forward = cv::normalize(row(m, 2));
    const cv::Vec3d right = cv::normalize(row(m, 1).cross(forward));
    const cv::Vec3d down = forward.cross(right);
    return {right[0], right[1], right[2], down[0], down[1], down[2], forward[0], forward[1], forward[2]};
}

} // namespace

Lens Lens::scaled(double factor) const {
    return {fx * factor, fy * factor, cx * factor, cy * factor, isOrthographic};
}

Lens Lens::cropped(double left, double top) const {
    return {fx, fy, cx - left, cy - top, isOrthographic};
}

double Lens::pixelsPerMetre(double depthMetres) const {
    return isOrthographic ? fy : fy / std::max(depthMetres, nearestMetres);
}

cv::Matx44d Lens::openGlProjection(double width, double height, double nearMetres, double farMetres) const {
    const double n = nearMetres;
    const double f = farMetres;
    const double sx = 2 * fx / width;
    const double sy = 2 * fy / height;
    const double ox = 2 * cx / width - 1;
    const double oy = 1 - 2 * cy / height;
    if (isOrthographic)
        return {sx, 0, 0, ox, 0, sy, 0, oy, 0, 0, -2 / (f - n), -(f + n) / (f - n), 0, 0, 0, 1};
    return {sx, 0, -ox, 0, 0, sy, -oy, 0, 0, 0, -(f + n) / (f - n), -2 * f * n / (f - n), 0, 0, -1, 0};
}

ViewCamera ViewCamera::ego(const Camera& camera, const ImageTransform& transform) {
    ViewCamera view;
    if (!camera.isValid())
        return view;
    view.m_isEgo = true;
    view.m_camera = camera;
    view.m_transform = transform;
    return view;
}

ViewCamera ViewCamera::lookingAt(const PointCamera& eye, const PointCamera& pivot, const cv::Vec3d& up) {
    ViewCamera view;
    view.m_eye = eye;
    view.m_pivot = pivot;
    view.m_up = up;
    const cv::Vec3d forward = cv::normalize(cv::Vec3d(pivot - eye));
    cv::Vec3d right = forward.cross(up);
    // Straight down or up: keep the capturing camera's right, so that a plan lies as the picture does.
    right = cv::norm(right) < 1e-6 ? cv::Vec3d(1, 0, 0) : cv::normalize(right);
    const cv::Vec3d down = cv::normalize(forward.cross(right));
    view.m_rotation = {right[0], right[1], right[2], down[0], down[1], down[2], forward[0], forward[1], forward[2]};
    view.m_rotation = orthonormal(view.m_rotation);
    return view;
}

cv::Vec3d ViewCamera::forward() const {
    return row(m_rotation, 2);
}

ImageTransform ViewCamera::imageTransform(const QSizeF& viewport) const {
    ImageTransform transform = m_transform;
    if (transform.isFitted) {
        transform.centre = {(m_camera.widthPixels - 1) / 2.0, (m_camera.heightPixels - 1) / 2.0};
        transform.scale = std::min(viewport.width() / m_camera.widthPixels, viewport.height() / m_camera.heightPixels);
    }
    if (!(transform.scale > 1e-6))
        transform.scale = 1e-6;
    return transform;
}

Lens ViewCamera::lens(const QSizeF& viewport) const {
    const double middleX = viewport.width() / 2;
    const double middleY = viewport.height() / 2;
    if (m_isEgo) {
        const ImageTransform t = imageTransform(viewport);
        return {m_camera.fx * t.scale, m_camera.fy * t.scale, middleX + (m_camera.cx - t.centre.x) * t.scale,
                middleY + (m_camera.cy - t.centre.y) * t.scale, false};
    }
    const double height = std::max(viewport.height(), 1.0);
    const double fy = m_isOrthographic ? height / m_heightMetres : height * m_focal;
    return {fy * m_aspect, fy, middleX + m_shiftX * height, middleY + m_shiftY * height, m_isOrthographic};
}

cv::Matx44d ViewCamera::viewMatrix() const {
    const cv::Vec3d t = -(m_rotation * cv::Vec3d(m_eye));
    const cv::Matx33d& r = m_rotation;
    return {r(0, 0), r(0, 1), r(0, 2), t[0], r(1, 0), r(1, 1), r(1, 2), t[1],
            r(2, 0), r(2, 1), r(2, 2), t[2], 0,       0,       0,       1};
}

PointCamera ViewCamera::toView(const PointCamera& point) const {
    return PointCamera(m_rotation * cv::Vec3d(point - m_eye));
}

PointCamera ViewCamera::fromView(const PointCamera& point) const {
    return PointCamera(m_rotation.t() * cv::Vec3d(point)) + m_eye;
}

std::optional<QPointF> ViewCamera::project(const PointCamera& point, const QSizeF& viewport) const {
    const PointCamera p = toView(point);
    if (!std::isfinite(p.x + p.y + p.z) || (!m_isOrthographic && p.z < nearestMetres))
        return std::nullopt;
    const Lens l = lens(viewport);
    const double w = m_isOrthographic ? 1 : p.z;
    return QPointF(l.fx * p.x / w + l.cx, l.fy * p.y / w + l.cy);
}

PointCamera ViewCamera::unproject(const QPointF& position, double depthMetres, const QSizeF& viewport) const {
    const Lens l = lens(viewport);
    const double w = m_isOrthographic ? 1 : depthMetres;
    return fromView({(position.x() - l.cx) / l.fx * w, (position.y() - l.cy) / l.fy * w, depthMetres});
}

double ViewCamera::pivotDepthMetres() const {
    return std::max(toView(m_pivot).z, nearestMetres);
}

void ViewCamera::makeFree(const QSizeF& viewport) {
    if (!m_isEgo)
        return;
    const Lens l = lens(viewport);
    const double height = std::max(viewport.height(), 1.0);
    m_focal = l.fy / height;
    m_aspect = l.fx / l.fy;
    m_shiftX = (l.cx - viewport.width() / 2) / height;
    m_shiftY = (l.cy - viewport.height() / 2) / height;
    m_isEgo = false;
}

void ViewCamera::orbit(double yaw, double pitch, const QSizeF& viewport) {
    makeFree(viewport);
    // The angle of looking up, measured in the plane that pitching turns in: pitching changes it by exactly `pitch`.
    const double level = -row(m_rotation, 1).dot(m_up);
    const double steepness = std::atan2(forward().dot(m_up), level);
    constexpr double quarter = std::numbers::pi / 2;
    const double allowed = std::clamp(steepness + pitch, -quarter, quarter) - steepness;
    const cv::Matx33d q = turn(m_up, yaw) * turn(row(m_rotation, 0), allowed);
    m_eye = m_pivot + PointCamera(q * cv::Vec3d(m_eye - m_pivot));
    m_rotation = orthonormal(m_rotation * q.t());
}

void ViewCamera::pan(const QPointF& delta, const QSizeF& viewport) {
    makeFree(viewport);
    const Lens l = lens(viewport);
    const double w = m_isOrthographic ? 1 : pivotDepthMetres();
    const cv::Vec3d shift = m_rotation.t() * cv::Vec3d(-delta.x() / l.fx * w, -delta.y() / l.fy * w, 0);
    m_eye += PointCamera(shift);
    m_pivot += PointCamera(shift);
}

void ViewCamera::dolly(double factor, const QPointF& position, double depthMetres, const QSizeF& viewport) {
    makeFree(viewport);
    if (m_isOrthographic) {
        const Lens before = lens(viewport);
        m_heightMetres = std::clamp(m_heightMetres / factor, 1e-3, 1e3);
        const Lens after = lens(viewport);
        const double x = (position.x() - before.cx) * (1 / before.fx - 1 / after.fx);
        const double y = (position.y() - before.cy) * (1 / before.fy - 1 / after.fy);
        m_eye += PointCamera(m_rotation.t() * cv::Vec3d(x, y, 0));
        return;
    }
    const double depth = std::max(depthMetres, nearestMetres);
    const double distance = std::clamp(depth / factor, 2 * nearestMetres, 500.0);
    const PointCamera anchor = unproject(position, depth, viewport);
    m_eye = anchor + (m_eye - anchor) * (distance / depth);
    // Flying past the pivot would turn the next orbit inside out.
    if (toView(m_pivot).z < distance / 2)
        m_pivot = anchor;
}

void ViewCamera::fit(std::span<const PointCamera> points, const QSizeF& viewport) {
    makeFree(viewport);
    m_shiftX = 0;
    m_shiftY = 0;
    if (points.empty() || !(viewport.width() >= 1) || !(viewport.height() >= 1))
        return;
    const Lens l = lens(viewport);
    const double tx = fitMargin * viewport.width() / 2 / l.fx;
    const double ty = fitMargin * viewport.height() / 2 / l.fy;
    constexpr double none = -std::numeric_limits<double>::infinity();
    double right = none, left = none, below = none, above = none, nearest = none, farthest = none;
    const double slopeX = m_isOrthographic ? 0 : tx;
    const double slopeY = m_isOrthographic ? 0 : ty;
    PointCamera sum;
    for (const PointCamera& point : points) {
        const PointCamera p = toView(point);
        right = std::max(right, p.x - slopeX * p.z);
        left = std::max(left, -p.x - slopeX * p.z);
        below = std::max(below, p.y - slopeY * p.z);
        above = std::max(above, -p.y - slopeY * p.z);
        nearest = std::max(nearest, -p.z);
        farthest = std::max(farthest, p.z);
        sum += point;
    }
    PointCamera move((right - left) / 2, (below - above) / 2, 0);
    if (m_isOrthographic) {
        // A lens of one metre a viewport's height needs this many of them.
        const double share = std::max((right + left) / 2 / tx, (below + above) / 2 / ty);
        m_heightMetres = std::max(m_heightMetres * share, 1e-3);
        move.z = -nearest - std::max(farthest + nearest, 1.0);
    } else {
        // The eye stands where the four planes through the outermost points meet; the farther of the two pairs wins.
        move.z = std::min(-(right + left) / (2 * tx), -(below + above) / (2 * ty));
        move.z = std::min(move.z, -nearest - 5 * nearestMetres);
    }
    m_eye = fromView(move);
    m_pivot = sum * (1.0 / double(points.size()));
}

void ViewCamera::setOrthographic(bool isOrthographic, const QSizeF& viewport) {
    if (m_isOrthographic == isOrthographic)
        return;
    makeFree(viewport);
    if (isOrthographic)
        m_heightMetres = std::max(pivotDepthMetres() / m_focal, 1e-3);
    else
        m_eye += PointCamera(forward() * (toView(m_pivot).z - m_heightMetres * m_focal));
    m_isOrthographic = isOrthographic;
}

QJsonObject ViewCamera::toJson() const {
    const auto list = [](std::initializer_list<double> numbers) {
        QJsonArray array;
        for (const double number : numbers)
            array.append(number);
        return array;
    };
    const cv::Matx33d& r = m_rotation;
    return {{QStringLiteral("eye"), list({m_eye.x, m_eye.y, m_eye.z})},
            {QStringLiteral("pivot"), list({m_pivot.x, m_pivot.y, m_pivot.z})},
            {QStringLiteral("up"), list({m_up[0], m_up[1], m_up[2]})},
            {QStringLiteral("rotation"),
             list({r(0, 0), r(0, 1), r(0, 2), r(1, 0), r(1, 1), r(1, 2), r(2, 0), r(2, 1), r(2, 2)})},
            {QStringLiteral("lens"), list({m_focal, m_aspect, m_shiftX, m_shiftY, m_heightMetres})},
            {QStringLiteral("orthographic"), m_isOrthographic}};
}

std::optional<ViewCamera> ViewCamera::fromJson(const QJsonObject& json) {
    bool isWhole = true;
    const auto number = [&](const char* key, int index) {
        const QJsonValue value = json[QLatin1String(key)].toArray().at(index);
        isWhole = isWhole && value.isDouble() && std::abs(value.toDouble()) < 1e6;
        return value.toDouble();
    };
    const auto point = [&](const char* key) { return PointCamera(number(key, 0), number(key, 1), number(key, 2)); };
    ViewCamera view;
    view.m_eye = point("eye");
    view.m_pivot = point("pivot");
    view.m_up = cv::Vec3d(point("up"));
    for (int i = 0; i < 9; ++i)
        view.m_rotation.val[i] = number("rotation", i);
    view.m_focal = number("lens", 0);
    view.m_aspect = number("lens", 1);
    view.m_shiftX = number("lens", 2);
    view.m_shiftY = number("lens", 3);
    view.m_heightMetres = number("lens", 4);
    view.m_isOrthographic = json[QLatin1String("orthographic")].toBool();
    const bool isRigid = cv::determinant(view.m_rotation) > 0 &&
                         cv::norm(view.m_rotation * view.m_rotation.t() - cv::Matx33d::eye()) < 1e-3;
    const bool isUsable = isWhole && isRigid && cv::norm(view.m_up) > 1e-3 && view.m_focal > 1e-3 &&
                          view.m_aspect > 1e-3 && view.m_heightMetres > 1e-6;
    if (!isUsable)
        return std::nullopt;
    view.m_up = cv::normalize(view.m_up);
    return view;
}

} // namespace tracestudio
