#include "widgets/cloud_handles.h"

#include "widgets/qt_points.h"
#include "widgets/theme.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace tracestudio {

namespace {

// Device-independent pixels.
constexpr double arrowFoot = 16; // clear of the waypoint's disc
constexpr double arrowLength = 64;
constexpr double arrowHead = 12;
constexpr double squareFrom = 20;
constexpr double squareTo = 34;
constexpr double pastTheFace = 38; // an arrow's tip, from the face it leaves
constexpr double roomInside = 100; // of half a box, so that the arrow fits into it
constexpr double ringGap = 20;
constexpr double leastRing = 40;
constexpr double mostRingShare = 0.42; // of the view's shorter side, so that the ring of a large box is seen
constexpr double edgeInset = 14;       // of the view; nearer to its edge no face is put that lies beyond it
constexpr double faceRadius = 6;
constexpr double arrowReach = 7;
constexpr double faceReach = 9;
constexpr double ringReach = 6;
constexpr double leastArrow = 16; // on the screen; what is shorter points at the viewer
constexpr double farthestPixels = 2e4;
constexpr int ringSteps = 72;
constexpr double edgeOn = 0.17; // cosine; a plane seen flatter than this cannot be moved in

cv::Vec3d column(const cv::Matx33d& m, int i) {
    return {m(0, i), m(1, i), m(2, i)};
}

PointCamera along(const PointCamera& from, const cv::Vec3d& direction, double metres) {
    return from + PointCamera(direction * metres);
}

double length(const QPointF& v) {
    return std::hypot(v.x(), v.y());
}

/// How squarely a plane through `point` across `normal` is seen, 0…1.
double facing(const cv::Vec3d& normal, const PointCamera& point, const ViewCamera& camera) {
    const cv::Vec3d ray = camera.isOrthographic() ? camera.forward() : cv::Vec3d(point - camera.eye());
    const double distance = cv::norm(ray);
    return distance > 0 ? std::abs(normal.dot(ray)) / distance : 0;
}

std::optional<Handle> arrow(const PointCamera& origin, const cv::Vec3d& direction, int axis, double fromMetres,
                            double toMetres, const CloudSight& sight) {
    Handle handle{.kind = Handle::Kind::Arrow, .axis = axis, .direction = direction, .origin = origin, .outline = {}};
    handle.outline = {along(origin, direction, fromMetres), along(origin, direction, toMetres)};
    const auto foot = sight.place(handle.outline[0]);
    const auto tip = sight.place(handle.outline[1]);
    if (!foot || !tip || length(*tip - *foot) < leastArrow)
        return std::nullopt;
    return handle;
}

Handle ring(const PointCamera& centre, const cv::Vec3d& direction, const cv::Vec3d& beside, int axis, double radius) {
    Handle handle{.kind = Handle::Kind::Ring, .axis = axis, .direction = direction, .origin = centre, .outline = {}};
    const cv::Vec3d across = direction.cross(beside);
    for (int i = 0; i <= ringSteps; ++i) {
        const double angle = 2 * std::numbers::pi * i / ringSteps;
        handle.outline.push_back(along(centre, beside * std::cos(angle) + across * std::sin(angle), radius));
    }
    return handle;
}

/// The end of a line that begins in the view, or the last of it that can be taken hold of there.
PointCamera lastInView(const PointCamera& from, const PointCamera& to, const CloudSight& sight) {
    const QRectF within = QRectF(QPointF(0, 0), sight.viewport).adjusted(edgeInset, edgeInset, -edgeInset, -edgeInset);
    const auto isSeen = [&](const PointCamera& point) {
        const auto place = sight.place(point);
        return place && within.contains(*place);
    };
    if (isSeen(to) || !isSeen(from))
        return to;
    // What is seen of a line is in one piece.
    constexpr int halvings = 24;
    double seen = 0, step = 0.5;
    for (int i = 0; i < halvings; ++i, step /= 2)
        if (isSeen(from + (to - from) * (seen + step)))
            seen += step;
    return from + (to - from) * seen;
}

/// The outline on the screen; nothing when any of it is behind the eye, or so far off that only an edge of it could be
/// seen.
std::optional<QPolygonF> shape(const Handle& handle, const CloudSight& sight) {
    QPolygonF polygon;
    for (const PointCamera& point : handle.outline) {
        const auto place = sight.place(point);
        if (!place || !(std::abs(place->x()) < farthestPixels && std::abs(place->y()) < farthestPixels))
            return std::nullopt;
        polygon.push_back(*place);
    }
    if (handle.kind == Handle::Kind::Inside)
        return convexHull(polygon);
    return polygon;
}

double distanceTo(const Handle& handle, const QPolygonF& outline, const QPointF& position) {
    switch (handle.kind) {
    case Handle::Kind::Face:
        return length(position - outline[0]);
    case Handle::Kind::Square:
    case Handle::Kind::Inside:
        return outline.containsPoint(position, Qt::OddEvenFill) ? 0 : 1e9;
    case Handle::Kind::Arrow:
    case Handle::Kind::Ring:
        break;
    }
    double least = 1e9;
    for (qsizetype i = 0; i + 1 < outline.size(); ++i)
        least = std::min(least, distanceToSegment(position, outline[i], outline[i + 1]));
    return least;
}

/// The lower goes first where two are within reach.
int precedence(Handle::Kind kind) {
    switch (kind) {
    case Handle::Kind::Face:
        return 0;
    case Handle::Kind::Square:
        return 1;
    case Handle::Kind::Arrow:
        return 2;
    case Handle::Kind::Ring:
        return 3;
    case Handle::Kind::Inside:
        break;
    }
    return 4;
}

double reachOf(Handle::Kind kind) {
    switch (kind) {
    case Handle::Kind::Face:
        return faceReach;
    case Handle::Kind::Arrow:
        return arrowReach;
    case Handle::Kind::Ring:
        return ringReach;
    default:
        return 0;
    }
}

class HandlePainter {
  public:
    HandlePainter(QPainter& painter, const CloudSight& sight)
        : m_painter(painter)
        , m_sight(sight) {}

    void paint(const Handle& handle, const QPolygonF& outline, bool isLit) {
        const QColor colour = isLit ? QColor(Qt::white) : theme().axis(handle.axis);
        switch (handle.kind) {
        case Handle::Kind::Arrow:
            paintArrow(handle, outline, colour, isLit);
            break;
        case Handle::Kind::Square:
            m_painter.setOpacity(opacityAt(outline.boundingRect().center(), handle.outline[0]));
            paintSquare(outline, theme().axis(handle.axis), isLit);
            break;
        case Handle::Kind::Face:
            paintFace(handle, outline[0], isLit);
            break;
        case Handle::Kind::Ring:
            paintRing(handle, outline, colour, isLit);
            break;
        case Handle::Kind::Inside:
            paintInside(handle, outline, isLit);
            break;
        }
        m_painter.setOpacity(1);
    }

  private:
    [[nodiscard]] double opacityAt(const QPointF& place, const PointCamera& point) const {
        const double hidden = m_sight.renderer.hiddenAt(place, m_sight.camera.toView(point).z);
        return 1 - hidden * (1 - hiddenShare);
    }

    void paintArrow(const Handle& handle, const QPolygonF& outline, const QColor& colour, bool isLit) {
        const QPointF way = outline[1] - outline[0];
        const QPointF unit = way / length(way);
        const QPointF across(-unit.y(), unit.x());
        const QPointF neck = outline[1] - unit * arrowHead;
        const double half = isLit ? 7 : 6;
        const QPolygonF head({outline[1], neck + across * half, neck - across * half});
        m_painter.setOpacity(opacityAt((outline[0] + outline[1]) / 2, handle.outline[1]));
        m_painter.setBrush(Qt::NoBrush);
        m_painter.setPen(QPen(haloAround(colour), isLit ? 7 : 5.5, Qt::SolidLine, Qt::RoundCap));
        m_painter.drawLine(outline[0], neck);
        m_painter.setPen(QPen(haloAround(colour), 3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        m_painter.drawPolygon(head);
        m_painter.setPen(QPen(colour, isLit ? 4 : 3, Qt::SolidLine, Qt::RoundCap));
        m_painter.drawLine(outline[0], neck);
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(colour);
        m_painter.drawPolygon(head);
    }

    void paintSquare(const QPolygonF& outline, QColor colour, bool isLit) {
        m_painter.setBrush(Qt::NoBrush);
        m_painter.setPen(QPen(haloAround(colour), 3.5));
        m_painter.drawPolygon(outline);
        m_painter.setPen(QPen(isLit ? QColor(Qt::white) : colour, 1.5));
        colour.setAlpha(isLit ? 220 : 110);
        m_painter.setBrush(colour);
        m_painter.drawPolygon(outline);
    }

    void paintFace(const Handle& handle, const QPointF& place, bool isLit) {
        // Those on the far side of the box are smaller, so that one sees which is which.
        const cv::Vec3d ray = m_sight.camera.isOrthographic() ? m_sight.camera.forward()
                                                              : cv::Vec3d(handle.origin - m_sight.camera.eye());
        const bool isFar = handle.direction.dot(ray) > 0;
        const double radius = (isFar ? faceRadius - 1.5 : faceRadius) + (isLit ? 2 : 0);
        m_painter.setOpacity(opacityAt(place, handle.origin) * (isFar && !isLit ? 0.75 : 1));
        m_painter.setPen(QPen(QColor(0, 0, 0, 170), 3.5));
        m_painter.setBrush(theme().axis(handle.axis));
        m_painter.drawEllipse(place, radius, radius);
        m_painter.setPen(QPen(Qt::white, isLit ? 2.5 : 1.5));
        m_painter.drawEllipse(place, radius, radius);
    }

    void paintRing(const Handle& handle, const QPolygonF& outline, const QColor& colour, bool isLit) {
        const double width = isLit ? 4 : handle.isProminent ? 3 : 1.5;
        const double centreDepth = m_sight.camera.toView(handle.origin).z;
        m_painter.setBrush(Qt::NoBrush);
        for (const bool isHalo : {true, false}) {
            for (qsizetype i = 0; i + 1 < outline.size(); ++i) {
                const PointCamera& point = handle.outline[std::size_t(i)];
                const bool isFar = m_sight.camera.toView(point).z > centreDepth;
                const double own = (handle.isProminent || isLit ? 1 : 0.75) * (isFar && !isLit ? 0.55 : 1);
                m_painter.setOpacity(opacityAt(outline[i], point) * own);
                m_painter.setPen(isHalo ? QPen(haloAround(colour), width + 2.5, Qt::SolidLine, Qt::FlatCap)
                                        : QPen(colour, width, Qt::SolidLine, Qt::RoundCap));
                m_painter.drawLine(outline[i], outline[i + 1]);
            }
        }
    }

    void paintInside(const Handle& handle, const QPolygonF& outline, bool isLit) {
        if (isLit) {
            QColor fill = theme().destination;
            fill.setAlpha(38);
            m_painter.setPen(Qt::NoPen);
            m_painter.setBrush(fill);
            m_painter.drawPolygon(outline);
        }
        const auto centre = m_sight.place(handle.origin);
        if (!centre)
            return;
        m_painter.setOpacity(opacityAt(*centre, handle.origin));
        for (const auto& [colour, width] : {std::pair(QColor(0, 0, 0, 170), 4.5), std::pair(QColor(Qt::white), 2.0)}) {
            m_painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::RoundCap));
            m_painter.drawLine(*centre - QPointF(5, 0), *centre + QPointF(5, 0));
            m_painter.drawLine(*centre - QPointF(0, 5), *centre + QPointF(0, 5));
        }
    }

    static constexpr double hiddenShare = 0.5; // fainter, but still to be found

    QPainter& m_painter;
    const CloudSight& m_sight;
};

} // namespace

std::optional<PointCamera> CloudSight::surfaceAt(const QPointF& position, double reach) const {
    const Splat& splat = renderer.splat();
    const std::uint32_t index =
        splat.pointNear(position.x() * devicePixelRatio, position.y() * devicePixelRatio, reach * devicePixelRatio);
    if (index == Splat::noPoint || !splat.cloud())
        return std::nullopt;
    const PointCloud& cloud = *splat.cloud();
    return PointCamera(double(cloud.x[index]), double(cloud.y[index]), double(cloud.z[index]));
}

std::optional<double> CloudSight::metresPerPixel(const PointCamera& point) const {
    constexpr double nearest = 0.01;
    const double depth = camera.toView(point).z;
    if (!std::isfinite(depth) || (!camera.isOrthographic() && depth < nearest))
        return std::nullopt;
    return 1 / camera.lens(viewport).pixelsPerMetre(depth);
}

std::vector<Handle> waypointHandles(const PointCamera& waypoint, const cv::Matx33d& axes, const CloudSight& sight) {
    const auto pixel = sight.metresPerPixel(waypoint);
    if (!pixel)
        return {};
    std::vector<Handle> handles;
    for (int axis = 0; axis < 3; ++axis) {
        if (auto made = arrow(waypoint, column(axes, axis), axis, arrowFoot * *pixel, arrowLength * *pixel, sight))
            handles.push_back(std::move(*made));
        const cv::Vec3d normal = column(axes, axis);
        if (facing(normal, waypoint, sight.camera) < edgeOn)
            continue;
        const cv::Vec3d u = column(axes, (axis + 1) % 3);
        const cv::Vec3d v = column(axes, (axis + 2) % 3);
        Handle square{
            .kind = Handle::Kind::Square, .axis = axis, .direction = normal, .origin = waypoint, .outline = {}};
        for (const auto& [a, b] : {std::pair(squareFrom, squareFrom), std::pair(squareTo, squareFrom),
                                   std::pair(squareTo, squareTo), std::pair(squareFrom, squareTo)})
            square.outline.push_back(waypoint + PointCamera((u * a + v * b) * *pixel));
        square.outline.push_back(square.outline.front());
        handles.push_back(std::move(square));
    }
    return handles;
}

std::vector<Handle> boxHandles(const OrientedBox& box, const cv::Vec3d& up, const CloudSight& sight) {
    const auto pixel = sight.metresPerPixel(box.centre);
    if (!pixel)
        return {};
    const cv::Vec3d half = box.extentMetres * 0.5;
    int upright = 0;
    for (int axis = 1; axis < 3; ++axis)
        if (std::abs(column(box.rotation, axis).dot(up)) > std::abs(column(box.rotation, upright).dot(up)))
            upright = axis;
    std::vector<Handle> handles;
    const auto corners = box.corners();
    handles.push_back({.kind = Handle::Kind::Inside,
                       .axis = upright,
                       .direction = up,
                       .origin = box.centre,
                       .outline = {corners.begin(), corners.end()}});
    const double mostRing =
        std::max(leastRing, mostRingShare * std::min(sight.viewport.width(), sight.viewport.height()));
    for (int axis = 0; axis < 3; ++axis) {
        const cv::Vec3d direction = column(box.rotation, axis);
        const cv::Vec3d beside = column(box.rotation, (axis + 1) % 3);
        const double around = std::hypot(half[(axis + 1) % 3], half[(axis + 2) % 3]);
        handles.push_back(ring(box.centre, direction, beside, axis,
                               std::clamp(around + ringGap * *pixel, leastRing * *pixel, mostRing * *pixel)));
        handles.back().isProminent = axis == upright;
    }
    for (int axis = 0; axis < 3; ++axis) {
        const cv::Vec3d direction = column(box.rotation, axis);
        // Inside a box that has room for it, else beyond the face, so that arrow and face never cover each other.
        const bool isInside = half[axis] > roomInside * *pixel;
        const double from = isInside ? arrowFoot * *pixel : half[axis] + (faceRadius + 4) * *pixel;
        const double to = isInside ? arrowLength * *pixel : half[axis] + pastTheFace * *pixel;
        if (auto made = arrow(box.centre, direction, axis, from, to, sight))
            handles.push_back(std::move(*made));
        for (const bool isPositive : {true, false}) {
            const cv::Vec3d outwards = isPositive ? direction : -direction;
            const PointCamera middle = along(box.centre, outwards, half[axis]);
            handles.push_back({.kind = Handle::Kind::Face,
                               .axis = axis,
                               .isPositive = isPositive,
                               .direction = outwards,
                               .origin = middle,
                               .outline = {lastInView(box.centre, middle, sight)}});
        }
    }
    return handles;
}

std::optional<QPointF> gripOf(const Handle& handle, const CloudSight& sight) {
    const auto outline = shape(handle, sight);
    if (!outline || outline->isEmpty())
        return std::nullopt;
    switch (handle.kind) {
    case Handle::Kind::Arrow:
        return (*outline)[1] -
               ((*outline)[1] - (*outline)[0]) * (arrowHead / 2 / length((*outline)[1] - (*outline)[0]));
    case Handle::Kind::Square:
        return ((*outline)[0] + (*outline)[2]) / 2;
    case Handle::Kind::Inside:
        return sight.place(handle.origin);
    case Handle::Kind::Ring:
        return (*outline)[ringSteps / 8]; // clear of the arrows
    case Handle::Kind::Face:
        break;
    }
    return (*outline)[0];
}

std::optional<Handle> handleAt(const std::vector<Handle>& handles, const QPointF& position, const CloudSight& sight) {
    const Handle* best = nullptr;
    double bestDistance = 0;
    double bestDepth = 0;
    for (const Handle& handle : handles) {
        const auto outline = shape(handle, sight);
        if (!outline || outline->isEmpty())
            continue;
        const double distance = distanceTo(handle, *outline, position);
        if (distance > reachOf(handle.kind))
            continue;
        const double depth = sight.camera.toView(handle.origin).z;
        const int rank = precedence(handle.kind);
        const bool isBetter = !best || rank < precedence(best->kind) ||
                              (rank == precedence(best->kind) &&
                               // Of two at one spot the nearer is the one that is seen.
                               (std::abs(distance - bestDistance) < 1 ? depth < bestDepth : distance < bestDistance));
        if (isBetter) {
            best = &handle;
            bestDistance = distance;
            bestDepth = depth;
        }
    }
    return best ? std::optional(*best) : std::nullopt;
}

void paintHandles(QPainter& painter, const std::vector<Handle>& handles, const std::optional<Handle>& lit,
                  const CloudSight& sight) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    HandlePainter painting(painter, sight);
    for (int rank = precedence(Handle::Kind::Inside); rank >= 0; --rank) {
        for (const bool paintsLit : {false, true}) {
            for (const Handle& handle : handles) {
                const bool isLit = lit && lit->isSame(handle);
                if (precedence(handle.kind) != rank || isLit != paintsLit)
                    continue;
                if (const auto outline = shape(handle, sight); outline && !outline->isEmpty())
                    painting.paint(handle, *outline, isLit);
            }
        }
    }
    painter.restore();
}

} // namespace tracestudio
