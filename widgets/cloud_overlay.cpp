#include "widgets/cloud_overlay.h"

#include "widgets/theme.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tracestudio {

namespace {

constexpr double farthestMetres = 1000; ///< an answer may name any number; beyond this it is not drawn

bool isDrawable(const PointCamera& p) {
    return std::abs(p.x) < farthestMetres && std::abs(p.y) < farthestMetres && std::abs(p.z) < farthestMetres;
}

QColor withOpacity(QColor colour, double opacity) {
    colour.setAlphaF(float(std::clamp(opacity, 0.0, 1.0)));
    return colour;
}

void addTrace(CloudOverlay& overlay, const ViewScene& scene, const TraceLayer& layer, const LayerStyle& style,
              bool isNumbered, int rank) {
    const QColor colour = withOpacity(style.colour, style.opacity * layer.opacity);
    const QColor failure = withOpacity(theme().failure, style.opacity * layer.opacity);
    const auto fails = [&](int i) {
        return i < int(layer.failures.size()) && !layer.failures[std::size_t(i)].isEmpty();
    };
    std::optional<PointCamera> previous;
    for (int i = 0; i < int(layer.trace.size()); ++i) {
        const std::optional<PointCamera> point = pointOf(scene, layer, i);
        if (point) {
            if (previous)
                overlay.strokes.push_back(
                    {*previous, *point, fails(i) && fails(i - 1) ? failure : colour, style.widthPoints, rank});
            overlay.nodes.push_back(
                {layer.layerId, i, *point, colour, style.widthPoints / 2 + 1.5, isNumbered, fails(i), rank});
        }
        previous = point;
    }
}

void addMark(CloudOverlay& overlay, const ViewScene& scene, const SceneMark& mark, const ViewState& state) {
    const LayerStyle style = effectiveStyle(state, mark.layerId);
    const bool isSpan = mark.kind == SceneMark::Kind::Span;
    std::optional<PointCamera> point = mark.point;
    if (!point && !isSpan && scene.sample)
        point = scene.sample->frame.pointAt(mark.pixel);
    if (!style.isVisible || !point || !isDrawable(*point) || (isSpan && (!mark.pointTo || !isDrawable(*mark.pointTo))))
        return;
    overlay.marks.push_back({mark, *point, mark.pointTo.value_or(*point), withOpacity(style.colour, style.opacity),
                             state.frontness(mark.layerId)});
}

void addBox(CloudOverlay& overlay, const OrientedBox& box, const LayerStyle& style, bool isSelected) {
    const auto corners = box.corners();
    if (!std::all_of(corners.begin(), corners.end(), isDrawable))
        return;
    overlay.hasBox = true;
    const double width = std::max(1.5, style.widthPoints * 0.6) + (isSelected ? 2 : 0);
    const QColor colour = withOpacity(style.colour, style.opacity);
    for (const auto& [a, b] : OrientedBox::edges())
        overlay.strokes.push_back({corners[std::size_t(a)], corners[std::size_t(b)], colour, width});
}

/// Dashed, as in the picture.
void addOther(CloudOverlay& overlay, const OtherVersion& other, const LayerStyle& style) {
    constexpr int behind = -1;
    const QColor colour = withOpacity(style.colour, style.opacity);
    const double width = std::max(1.0, style.widthPoints * 0.5);
    const auto add = [&](const PointCamera& a, const PointCamera& b) {
        if (!isDrawable(a) || !isDrawable(b))
            return;
        constexpr double dashMetres = 0.02;
        constexpr int mostDashes = 200;
        const PointCamera way = b - a;
        const int pieces = std::clamp(int(std::sqrt(way.dot(way)) / dashMetres), 1, mostDashes) | 1; // ends in a dash
        for (int i = 0; i < pieces; i += 2)
            overlay.strokes.push_back(
                {a + way * (double(i) / pieces), a + way * (double(i + 1) / pieces), colour, width, behind});
    };
    if (other.box)
        for (const auto& [a, b] : OrientedBox::edges())
            add(other.box->corners()[std::size_t(a)], other.box->corners()[std::size_t(b)]);
    const auto& points = other.trace.points();
    for (std::size_t i = 1; i < points.size(); ++i)
        add(points[i - 1], points[i]);
    for (const auto& [a, b] : other.outline)
        if (isDrawable(a) && isDrawable(b))
            overlay.strokes.push_back({a, b, colour, width, behind});
}

void addFrustum(CloudOverlay& overlay, const ViewScene& scene, const LayerStyle& style) {
    const Camera& camera = scene.sample->frame.camera;
    if (!camera.isValid())
        return;
    constexpr double depthMetres = 0.2;
    const double right = camera.widthPixels - 0.5;
    const double bottom = camera.heightPixels - 0.5;
    const std::array<PointCamera, 4> corners{
        camera.backProject({-0.5, -0.5}, depthMetres), camera.backProject({right, -0.5}, depthMetres),
        camera.backProject({right, bottom}, depthMetres), camera.backProject({-0.5, bottom}, depthMetres)};
    const QColor colour = withOpacity(style.colour, style.opacity);
    for (std::size_t i = 0; i < 4; ++i) {
        overlay.frustum.push_back({{0, 0, 0}, corners[i], colour, 1.5});
        overlay.frustum.push_back({corners[i], corners[(i + 1) % 4], colour, 1.5});
    }
    // A tick above the picture's upper edge, so that one sees which way up the camera was held.
    const PointCamera top = (corners[0] + corners[1]) * 0.5;
    const PointCamera tip = top + (top - (corners[2] + corners[3]) * 0.5) * 0.16;
    const PointCamera half = (corners[1] - corners[0]) * 0.12;
    overlay.frustum.push_back({top - half, tip, colour, 1.5});
    overlay.frustum.push_back({top + half, tip, colour, 1.5});
}

} // namespace

LayerStyle effectiveStyle(const ViewState& state, const QString& layerId) {
    LayerStyle style = state.style(layerId);
    style.opacity *= state.fading(layerId);
    if (!style.colour.isValid())
        style.colour = defaultLayerColour(layerId);
    style.widthPoints = std::clamp(style.widthPoints, 0.5, 40.0);
    return style;
}

std::optional<PointCamera> pointOf(const ViewScene& scene, const TraceLayer& layer, int index) {
    if (index < 0 || index >= int(layer.trace.size()))
        return std::nullopt;
    std::optional<PointCamera> point;
    if (layer.trace.is3D())
        point = layer.trace.points()[std::size_t(index)];
    else if (scene.sample)
        point = scene.sample->frame.pointAt(layer.trace.pixels()[std::size_t(index)]);
    return point && isDrawable(*point) ? point : std::nullopt;
}

CloudOverlay makeOverlay(const ViewScene& scene, const ViewState& state) {
    CloudOverlay overlay;
    if (scene.other)
        if (const LayerStyle style = effectiveStyle(state, QStringLiteral("other")); style.isVisible)
            addOther(overlay, *scene.other, style);
    if (scene.sample && scene.sample->destinationBox) {
        if (const LayerStyle style = effectiveStyle(state, QStringLiteral("box")); style.isVisible)
            addBox(overlay, *scene.sample->destinationBox, style,
                   state.selection().kind == Selection::Kind::DestinationBox);
    }
    // The truth is a quiet reference beside a prediction, and numbered like one where it stands alone or is asked
    // about.
    bool hasPrediction = false;
    for (const TraceLayer& layer : scene.traces)
        hasPrediction |= layer.kind == LayerKind::Prediction && !layer.trace.isEmpty() &&
                         effectiveStyle(state, layer.layerId).isVisible;
    const int count = int(scene.traces.size());
    for (int i = 0; i < count; ++i) {
        const TraceLayer& layer = scene.traces[std::size_t(i)];
        const LayerStyle style = effectiveStyle(state, layer.layerId);
        if (!style.isVisible)
            continue;
        const int frontness = state.frontness(layer.layerId);
        const bool isSelected = frontness == 2;
        addTrace(overlay, scene, layer, style, layer.kind == LayerKind::Prediction || !hasPrediction || isSelected,
                 1 + i + frontness * count);
    }
    for (const SceneMark& mark : scene.marks)
        addMark(overlay, scene, mark, state);
    std::stable_sort(overlay.marks.begin(), overlay.marks.end(),
                     [](const SpaceMark& a, const SpaceMark& b) { return a.rank < b.rank; });
    if (scene.sample) {
        if (const LayerStyle style = effectiveStyle(state, QStringLiteral("frustum")); style.isVisible)
            addFrustum(overlay, scene, style);
    }
    return overlay;
}

} // namespace tracestudio
