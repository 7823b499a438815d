#include "widgets/cloud_dragging.h"

#include <QPainter>
#include <QPainterPath>
#include <QPixmap>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace tracestudio {

namespace {

constexpr double farthestMetres = 20;
constexpr double edgeOn = 0.17; // cosine
constexpr double endOn = 0.1;   // sine; a line seen more from its end than this has no length to drag along

struct Ray {
    cv::Vec3d from;
    cv::Vec3d along; ///< unit
};

Ray rayAt(const CloudSight& sight, const QPointF& position) {
    const PointCamera from = sight.camera.unproject(position, 0, sight.viewport);
    const PointCamera to = sight.camera.unproject(position, 1, sight.viewport);
    return {cv::Vec3d(from), cv::normalize(cv::Vec3d(to - from))};
}

std::optional<cv::Vec3d> onPlane(const CloudSight& sight, const QPointF& position, const cv::Vec3d& origin,
                                 const cv::Vec3d& normal) {
    const Ray ray = rayAt(sight, position);
    const double descent = normal.dot(ray.along);
    if (std::abs(descent) < 1e-3)
        return std::nullopt;
    const double reach = normal.dot(origin - ray.from) / descent;
    const cv::Vec3d hit = ray.from + ray.along * reach;
    if (!(reach > 0 || sight.camera.isOrthographic()) || !(cv::norm(hit - origin) < farthestMetres))
        return std::nullopt;
    return hit;
}

bool isSeenFromItsEdge(const Handle& handle, const QPointF& position, const CloudSight& sight) {
    return std::abs(handle.direction.dot(rayAt(sight, position).along)) < edgeOn;
}

/// The way of the mouse on the plane parallel to the screen through the handle.
std::optional<cv::Vec3d> onScreen(const Handle& handle, const QPointF& from, const QPointF& to,
                                  const CloudSight& sight) {
    const auto pixel = sight.metresPerPixel(handle.origin);
    if (!pixel)
        return std::nullopt;
    const cv::Matx33d& view = sight.camera.rotation();
    const QPointF way = (to - from) * *pixel;
    return cv::Vec3d(view(0, 0), view(0, 1), view(0, 2)) * way.x() +
           cv::Vec3d(view(1, 0), view(1, 1), view(1, 2)) * way.y();
}

Qt::CursorShape cursorAlong(const QPointF& way) {
    const double angle = std::atan2(-way.y(), way.x()) / std::numbers::pi * 4; // eighths of a turn
    switch ((int(std::lround(angle)) + 8) % 4) {
    case 0:
        return Qt::SizeHorCursor;
    case 1:
        return Qt::SizeBDiagCursor;
    case 2:
        return Qt::SizeVerCursor;
    default:
        return Qt::SizeFDiagCursor;
    }
}

/// An arrow that runs round; no platform has one.
QCursor turningCursor() {
    constexpr int size = 24;
    constexpr double ratio = 2;
    QPixmap picture(QSize(size, size) * ratio);
    picture.setDevicePixelRatio(ratio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath path;
    const QRectF circle(5, 5, 14, 14);
    path.arcMoveTo(circle, 60);
    path.arcTo(circle, 60, 290);
    const QPointF tip = path.currentPosition();
    path.moveTo(tip + QPointF(-6, -1));
    path.lineTo(tip);
    path.lineTo(tip + QPointF(1.5, -6));
    for (const auto& [colour, width] : {std::pair(Qt::white, 4.5), std::pair(Qt::black, 2.0)}) {
        painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPath(path);
    }
    return QCursor(picture, size / 2, size / 2);
}

} // namespace

std::optional<double> alongAxis(const CloudSight& sight, const QPointF& position, const PointCamera& origin,
                                const cv::Vec3d& direction) {
    const Ray ray = rayAt(sight, position);
    const cv::Vec3d across = direction.cross(ray.along);
    const double squared = across.dot(across);
    if (squared < 1e-4)
        return std::nullopt;
    const cv::Vec3d way = ray.from - cv::Vec3d(origin);
    const double along = way.cross(ray.along).dot(across) / squared;
    const double reach = way.cross(direction).dot(across) / squared;
    if (!(reach > 0 || sight.camera.isOrthographic()) || !(std::abs(along) < farthestMetres))
        return std::nullopt;
    return along;
}

std::optional<cv::Vec3d> draggedBy(const Handle& handle, const QPointF& from, const QPointF& to,
                                   const CloudSight& sight) {
    if (handle.kind == Handle::Kind::Arrow || handle.kind == Handle::Kind::Face) {
        const cv::Vec3d across = handle.direction.cross(rayAt(sight, from).along);
        if (cv::norm(across) < endOn) {
            const auto pixel = sight.metresPerPixel(handle.origin);
            return pixel ? std::optional<cv::Vec3d>(handle.direction * ((from.y() - to.y()) * *pixel)) : std::nullopt;
        }
        const auto before = alongAxis(sight, from, handle.origin, handle.direction);
        const auto now = alongAxis(sight, to, handle.origin, handle.direction);
        return before && now ? std::optional<cv::Vec3d>(handle.direction * (*now - *before)) : std::nullopt;
    }
    if (isSeenFromItsEdge(handle, from, sight)) {
        const auto way = onScreen(handle, from, to, sight);
        return way ? std::optional<cv::Vec3d>(*way - handle.direction * way->dot(handle.direction)) : std::nullopt;
    }
    const cv::Vec3d origin(handle.origin);
    const auto before = onPlane(sight, from, origin, handle.direction);
    const auto now = onPlane(sight, to, origin, handle.direction);
    return before && now ? std::optional<cv::Vec3d>(*now - *before) : std::nullopt;
}

std::optional<double> turnedBy(const Handle& handle, const QPointF& from, const QPointF& to, const CloudSight& sight) {
    const cv::Vec3d centre(handle.origin);
    if (!isSeenFromItsEdge(handle, from, sight)) {
        const auto before = onPlane(sight, from, centre, handle.direction);
        const auto now = onPlane(sight, to, centre, handle.direction);
        if (!before || !now)
            return std::nullopt;
        const cv::Vec3d a = *before - centre;
        const cv::Vec3d b = *now - centre;
        return std::atan2(handle.direction.dot(a.cross(b)), a.dot(b));
    }
    // Seen from its edge it rolls under the mouse, like a wheel: as fast as its nearest point moves.
    const cv::Vec3d back =
        sight.camera.isOrthographic() ? -sight.camera.forward() : cv::Vec3d(sight.camera.eye()) - centre;
    const cv::Vec3d level = back - handle.direction * back.dot(handle.direction);
    const auto way = onScreen(handle, from, to, sight);
    if (!way || cv::norm(level) < 1e-9 || handle.outline.empty())
        return std::nullopt;
    const double radius = cv::norm(handle.outline.front() - handle.origin);
    return handle.direction.cross(cv::normalize(level)).dot(*way) / std::max(radius, 1e-6);
}

QCursor cursorOf(const Handle& handle, bool isHeld, const CloudSight& sight) {
    switch (handle.kind) {
    case Handle::Kind::Arrow:
    case Handle::Kind::Face: {
        const auto from = sight.place(handle.origin);
        const auto pixel = sight.metresPerPixel(handle.origin);
        const auto to =
            pixel ? sight.place(handle.origin + PointCamera(handle.direction * (20 * *pixel))) : std::nullopt;
        return from && to ? cursorAlong(*to - *from) : Qt::SizeVerCursor;
    }
    case Handle::Kind::Ring:
        return turningCursor();
    case Handle::Kind::Square:
        return Qt::SizeAllCursor;
    case Handle::Kind::Inside:
        break;
    }
    return isHeld ? Qt::ClosedHandCursor : Qt::OpenHandCursor;
}

} // namespace tracestudio
