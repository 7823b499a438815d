#pragma once

#include "widgets/figure/figure_options.h"
#include "widgets/view_scene.h"

#include <QPolygonF>
#include <functional>
#include <optional>
#include <vector>

class QPainter;

namespace tracestudio {

/// A line of a figure's panel, points.
struct FigureStroke {
    QPolygonF line;
    QColor colour;
    double width = 1;
    int dashes = 0;        ///< 0: none; 1, 2 …: patterns that are told apart
    bool isHidden = false; ///< the cloud is in front
    double depthMetres = 0;
    double casing = 0; ///< width of the light rim on either side
};

/// A waypoint of a figure's panel.
struct FigureNode {
    QPointF place;
    QString number; ///< empty: a dot
    QColor colour;
    int shape = 0; ///< 0: a disc; 1, 2 …: square, triangle, diamond
    double radius = 3;
    bool fails = false;
    bool isHidden = false;
    double depthMetres = 0;
};

/// A trace that is wholly beside the panel: where it is.
struct FigureArrow {
    QPointF tip;   ///< on the panel's border
    QPointF ahead; ///< of length 1
    QColor colour;
    bool fails = false;
};

/// Where a panel shows a point, and how far away that is.
struct PlacedPoint {
    QPointF place;
    double depthMetres = 0;
};

/// The lines and nodes that lie over a panel's picture. `isHidden` says whether something at a place and a depth is
/// behind what the picture shows.
struct FigureMarks {
    std::vector<FigureStroke> strokes;
    std::vector<FigureNode> nodes;
    std::vector<FigureArrow> arrows;
    bool pointsOutside = true;                        ///< arrows are made; not in an inset, which is only a part
    std::function<bool(const PlacedPoint&)> isHidden; ///< empty: nothing is

    /// Adds the part inside `area` of a line of samples, parted where it is hidden or cannot be seen.
    void addLine(const std::vector<std::optional<PlacedPoint>>& samples, const FigureStroke& look, const QRectF& area);
    /// Paints lines, the farthest first, then dots, then nodes with numbers.
    void paint(QPainter& painter, const FigureStyle& style, HiddenStrokes hidden, const QRectF& area);
};

/// How a trace is drawn in a panel.
struct TraceLook {
    bool hasRamp = false;
    QColor colour; ///< without a ramp
    double width = 1;
    int dashes = 0;
    int shape = 0;
    bool hasNumbers = true;
    double nodeScale = 1;
    bool hasNodes = true;
};

/// Adds a trace whose waypoints `points` are in space, metres, camera frame (nothing for one that has no place).
void addTrace(FigureMarks& marks, const std::vector<std::optional<PointCamera>>& points,
              const std::vector<QString>& failures, const TraceLook& look, const FigureStyle& style,
              const std::function<std::optional<PlacedPoint>(const PointCamera&)>& project, const QRectF& area);

/// The same for a trace of image pixels, with z = 1.
std::vector<std::optional<PointCamera>> pixelsAsPoints(const Trace& trace);

} // namespace tracestudio
