#pragma once

#include "widgets/view_scene.h"

#include <QColor>
#include <QPointF>
#include <QSizeF>
#include <vector>

class QPainter;

namespace tracestudio {

/// A scene mark where a view shows it, device-independent pixels. `mark` must outlive it.
struct PlacedMark {
    const SceneMark* mark = nullptr;
    QPointF place;   ///< of a point; one end of a span
    QPointF placeTo; ///< the other end of a span; of a point the same as `place`
    QColor colour;   ///< of the layer, opaque
    double opacity = 1;
    bool isLabelled = true; ///< the labels of several answers at once say nothing
};

/// Paints scene marks, alike in both views: points as diamonds, open ones where a numbered waypoint stands in them,
/// spans as dashed lines with ticks at their ends, each with its label on a dark pill. Labels keep clear of each other,
/// of the marks and of `numbers`, the places of numbered waypoints; one that finds no room is left to the tooltip.
/// `marks` are in the order of painting: of two that want the same room for their label the later one has it.
void paintMarks(QPainter& painter, const QSizeF& viewSize, const std::vector<PlacedMark>& marks,
                const std::vector<QPointF>& numbers);

/// The tooltip of the mark at a position, of several of the one painted last; empty where there is none.
QString markToolTipAt(const QPointF& position, const std::vector<PlacedMark>& marks);

} // namespace tracestudio
