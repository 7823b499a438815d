#pragma once

#include "widgets/view_scene.h"
#include "widgets/view_state.h"

#include <QColor>
#include <vector>

namespace tracestudio {

/// A straight line in space, metres, of constant width on the screen (device-independent pixels).
struct Stroke {
    PointCamera from;
    PointCamera to;
    QColor colour; ///< alpha is the layer's opacity
    double widthPoints = 1;
    int rank = 0; ///< of two about as far away, the higher one lies over the other
};

/// A waypoint in space: a ball of constant size on the screen, under a sign that may have its number.
struct Node {
    QString layerId;
    int waypoint = 0; ///< 0-based
    PointCamera point;
    QColor colour; ///< of the layer; alpha is its opacity
    double radiusPoints = 4;
    bool isNumbered = true;
    bool fails = false;
    int rank = 0; ///< of its trace, as Stroke's
};

/// A scene mark in space. A point without a depth is lifted onto the surface seen at its pixel.
struct SpaceMark {
    SceneMark mark;
    PointCamera point;
    PointCamera pointTo; ///< of a span
    QColor colour;       ///< of the layer; alpha is its opacity
    int rank = 0;        ///< the higher lies over the lower
};

/// All that is laid over the cloud, in the capturing camera's frame. A plain value, made anew when scene, styles or
/// theme change.
struct CloudOverlay {
    std::vector<Stroke> strokes;
    std::vector<Node> nodes;
    std::vector<SpaceMark> marks; ///< in the order of painting
    std::vector<Stroke> frustum;  ///< the capturing camera; left out where one looks through it
    bool hasBox = false;          ///< the destination box is drawn

    [[nodiscard]] bool isEmpty() const { return strokes.empty() && nodes.empty() && marks.empty() && frustum.empty(); }
};

/// The style in force for a layer: the theme's colour where the person chose none.
LayerStyle effectiveStyle(const ViewState& state, const QString& layerId);

/// Where waypoint `index` of `layer` stands in space. A 2D waypoint is lifted onto the surface seen at its pixel;
/// nothing when there is none, or when a coordinate is not a number.
std::optional<PointCamera> pointOf(const ViewScene& scene, const TraceLayer& layer, int index);

CloudOverlay makeOverlay(const ViewScene& scene, const ViewState& state);

} // namespace tracestudio
