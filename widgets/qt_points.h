#pragma once

#include "scene/polyline.h"

#include <QPolygonF>
#include <utility>

namespace tracestudio {

/// Measures of polylines for places on the screen.

inline QPointF toQt(const PixelPoint& place) {
    return {place.x, place.y};
}
inline PixelPoint fromQt(const QPointF& place) {
    return {place.x(), place.y()};
}

inline double distanceToSegment(const QPointF& p, const QPointF& from, const QPointF& to) {
    return distanceToSegment(fromQt(p), fromQt(from), fromQt(to));
}

inline QPolygonF convexHull(const QPolygonF& points) {
    std::vector<PixelPoint> places;
    for (const QPointF& point : points)
        places.push_back(fromQt(point));
    QPolygonF hull;
    for (const PixelPoint& corner : convexHull(std::move(places)))
        hull.push_back(toQt(corner));
    return hull;
}

} // namespace tracestudio
