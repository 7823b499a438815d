#include "widgets/cloud_marks.h"

#include "widgets/qt_points.h"
#include "widgets/theme.h"

#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace tracestudio {

namespace {

constexpr double discRadius = 8; // as in the image view: one sign means one thing
constexpr double dotRadius = 3.5;
constexpr double waypointReach = 10;
constexpr double edgeReach = 5;
constexpr int chipMargin = 8;

struct PlacedNode {
    const Node* node = nullptr;
    QPointF place;
    double depth = 0;
    bool isSelected = false;
    bool isNumbered = false;
};

/// As in the picture: traces in the order of their layers, in a trace the selected over failing over passing and
/// numbers over dots; then near over far.
bool isPaintedBefore(const PlacedNode& a, const PlacedNode& b) {
    const auto rank = [](const PlacedNode& n) {
        return std::tuple(n.isSelected, n.node->rank, n.node->fails, n.isNumbered);
    };
    return rank(a) != rank(b) ? rank(a) < rank(b) : a.depth > b.depth;
}

} // namespace

std::vector<QPointF> paintNodes(QPainter& painter, const CloudOverlay& overlay, const Selection& selection,
                                const ViewCamera& camera, const QSizeF& viewport, const CloudRenderer& renderer) {
    const QRectF area = QRectF(QPointF(0, 0), viewport).adjusted(-24, -24, 24, 24);
    std::vector<PlacedNode> placed;
    for (const Node& node : overlay.nodes) {
        const auto place = camera.project(node.point, viewport);
        if (!place || !area.contains(*place))
            continue;
        const bool isSelected = selection.kind == Selection::Kind::Waypoint && selection.layerId == node.layerId &&
                                selection.waypoint == node.waypoint;
        placed.push_back({&node, *place, camera.toView(node.point).z, isSelected, node.isNumbered || isSelected});
    }
    // A long answer's numbers would cover each other and the scene: where there is no room a dot must do.
    std::vector<QPointF> numbered;
    for (PlacedNode& node : placed) {
        if (!node.isNumbered)
            continue;
        const bool isRoomy = std::none_of(numbered.begin(), numbered.end(), [&](const QPointF& other) {
            return std::hypot(other.x() - node.place.x(), other.y() - node.place.y()) < 0.9 * discRadius;
        });
        node.isNumbered = node.isSelected || node.node->fails || (isRoomy && numbered.size() < 200);
        if (node.isNumbered)
            numbered.push_back(node.place);
    }
    std::stable_sort(placed.begin(), placed.end(), isPaintedBefore);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QFont font = painter.font();
    font.setBold(true);
    for (const PlacedNode& entry : placed) {
        const Node& node = *entry.node;
        const double hidden = renderer.hiddenAt(entry.place, entry.depth);
        painter.setOpacity(double(node.colour.alphaF()) *
                           (1 - hidden * (1 - std::max(CloudRenderer::hiddenShare, entry.isSelected ? 0.7 : 0.0))));
        QColor layer = node.colour;
        layer.setAlpha(255);
        const QColor fill = node.fails ? theme().failure.darker(theme().isDark ? 150 : 100) : layer;
        if (!entry.isNumbered) {
            painter.setPen(QPen(haloAround(fill), 1));
            painter.setBrush(fill);
            painter.drawEllipse(entry.place, dotRadius, dotRadius);
            continue;
        }
        const QColor ring = luminance(layer) > 0.85 ? QColor(20, 20, 20) : QColor(Qt::white);
        const double radius = discRadius + (entry.isSelected ? 3 : 0);
        if (entry.isSelected) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(haloAround(ring), 6));
            painter.drawEllipse(entry.place, radius + 2, radius + 2);
            painter.setPen(QPen(ring, 3));
            painter.drawEllipse(entry.place, radius + 2, radius + 2);
        }
        painter.setPen(QPen(haloAround(ring), node.fails ? 4 : 3));
        painter.setBrush(fill);
        painter.drawEllipse(entry.place, radius, radius);
        // A failing waypoint keeps its trace's colour as a ring, so that one still sees whose it is.
        painter.setPen(QPen(node.fails ? layer : ring, node.fails ? 2.5 : 1.25));
        painter.drawEllipse(entry.place, radius, radius);
        const QString number = QString::number(node.waypoint + 1);
        font.setPixelSize(number.size() > 2 ? 7 : number.size() > 1 ? 9 : 10);
        painter.setFont(font);
        painter.setPen(digitsOn(fill));
        painter.drawText(QRectF(entry.place.x() - radius, entry.place.y() - radius, 2 * radius, 2 * radius),
                         Qt::AlignCenter, number);
    }
    painter.restore();
    return numbered;
}

Selection waypointAt(const CloudOverlay& overlay, const QPointF& position, const ViewCamera& camera,
                     const QSizeF& viewport) {
    Selection nearest;
    double best = waypointReach;
    double bestDepth = 0;
    for (const Node& node : overlay.nodes) {
        const auto place = camera.project(node.point, viewport);
        if (!place)
            continue;
        const double off = std::hypot(place->x() - position.x(), place->y() - position.y());
        const double depth = camera.toView(node.point).z;
        // Of two at one spot the nearer is the one that is seen.
        const bool isTie = std::abs(off - best) < 0.5 && nearest.kind == Selection::Kind::Waypoint;
        if (isTie ? depth < bestDepth : off <= best) {
            best = off;
            bestDepth = depth;
            nearest = {Selection::Kind::Waypoint, node.layerId, node.waypoint};
        }
    }
    return nearest;
}

bool isOnEdge(const OrientedBox& box, const QPointF& position, const ViewCamera& camera, const QSizeF& viewport) {
    const auto corners = box.corners();
    for (const auto& [a, b] : OrientedBox::edges()) {
        const auto from = camera.project(corners[std::size_t(a)], viewport);
        const auto to = camera.project(corners[std::size_t(b)], viewport);
        if (from && to && distanceToSegment(position, *from, *to) <= edgeReach)
            return true;
    }
    return false;
}

std::vector<PlacedMark> placedMarks(const CloudOverlay& overlay, const ViewCamera& camera, const QSizeF& viewport,
                                    const CloudRenderer& renderer) {
    const QRectF area = QRectF(QPointF(0, 0), viewport).adjusted(-24, -24, 24, 24);
    std::vector<PlacedMark> placed;
    for (const SpaceMark& entry : overlay.marks) {
        const auto from = camera.project(entry.point, viewport);
        const auto to = camera.project(entry.pointTo, viewport);
        if (!from || !to || !QRectF(*from, *to).normalized().adjusted(-1, -1, 1, 1).intersects(area))
            continue;
        const QPointF middle = (*from + *to) / 2;
        const double depth = camera.toView((entry.point + entry.pointTo) * 0.5).z;
        const double hidden = area.contains(middle) ? renderer.hiddenAt(middle, depth) : 0;
        QColor colour = entry.colour;
        colour.setAlpha(255);
        placed.push_back({&entry.mark, *from, *to, colour,
                          double(entry.colour.alphaF()) * (1 - hidden * (1 - CloudRenderer::hiddenShare)),
                          entry.rank == overlay.marks.back().rank});
    }
    return placed;
}

void paintCrosshair(QPainter& painter, const QPointF& place) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    // White within black, or the reverse, is seen on any cloud.
    const QColor inner = theme().hoverMark;
    const QColor outer = inner.lightness() > 127 ? QColor(0, 0, 0, 170) : QColor(255, 255, 255, 190);
    for (const auto& [colour, width] : {std::pair(outer, 3.5), std::pair(inner, 1.5)}) {
        painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::RoundCap));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(place, 6, 6);
        for (const QPointF& arm : {QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)})
            painter.drawLine(place + arm * 9, place + arm * 16);
    }
    painter.restore();
}

void paintPivot(QPainter& painter, const QPointF& place) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    for (const auto& [colour, width] : {std::pair(haloAround(theme().accent), 4.0), std::pair(theme().accent, 2.0)}) {
        painter.setPen(QPen(colour, width));
        painter.drawEllipse(place, 9, 9);
        painter.drawPoint(place);
    }
    painter.restore();
}

void paintAxes(QPainter& painter, const ViewCamera& camera, const QSizeF& viewport) {
    constexpr double length = 22;
    const QPointF origin(viewport.width() - 44, viewport.height() - 44);
    if (origin.x() < 80 || origin.y() < 80)
        return;
    struct Arm {
        QPointF tip;
        double depth;
        QColor colour;
        QString name;
    };
    const cv::Matx33d& r = camera.rotation();
    const std::array<QColor, 3> colours{QColor(0xe0, 0x5a, 0x52), QColor(0x5a, 0xb0, 0x4a), QColor(0x4f, 0x8f, 0xe8)};
    const std::array<QString, 3> names{QStringLiteral("x"), QStringLiteral("y"), QStringLiteral("z")};
    std::vector<Arm> arms;
    for (int i = 0; i < 3; ++i)
        arms.push_back({QPointF(r(0, i), r(1, i)) * length, r(2, i), colours[std::size_t(i)], names[std::size_t(i)]});
    std::sort(arms.begin(), arms.end(), [](const Arm& a, const Arm& b) { return a.depth > b.depth; });
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QFont font = painter.font();
    font.setPixelSize(10);
    font.setBold(true);
    painter.setFont(font);
    for (const Arm& arm : arms) {
        painter.setPen(QPen(haloAround(arm.colour), 4, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(origin, origin + arm.tip);
        painter.setPen(QPen(arm.colour, 2, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(origin, origin + arm.tip);
        const double reach = std::hypot(arm.tip.x(), arm.tip.y());
        // An axis that points at the viewer is a dot; its letter would sit on the others'.
        if (reach < 5)
            continue;
        const QPointF middle = origin + arm.tip * ((reach + 8) / reach);
        painter.drawText(QRectF(middle - QPointF(8, 8), QSizeF(16, 16)), Qt::AlignCenter, arm.name);
    }
    painter.restore();
}

void paintChip(QPainter& painter, const QSizeF& viewport, Qt::Alignment corner, const QString& text) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QFontMetricsF metrics(painter.font());
    const QString shown = metrics.elidedText(text, Qt::ElideRight, viewport.width() - 2 * chipMargin - 16);
    const QSizeF size(std::ceil(metrics.horizontalAdvance(shown)) + 16, std::ceil(metrics.height()) + 6);
    const double left = corner.testFlag(Qt::AlignRight) ? viewport.width() - chipMargin - size.width() : chipMargin;
    const double top = corner.testFlag(Qt::AlignBottom) ? viewport.height() - chipMargin - size.height() : chipMargin;
    const QRectF chip(QPointF(left, top), size);
    QColor fill = theme().panel;
    fill.setAlphaF(0.9F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(chip, 4, 4);
    painter.setPen(theme().text);
    painter.drawText(chip, Qt::AlignCenter, shown);
    painter.restore();
}

} // namespace tracestudio
