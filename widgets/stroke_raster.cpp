#include "widgets/stroke_raster.h"

#include "widgets/theme.h"

#include <algorithm>
#include <cmath>

namespace tracestudio {

namespace {
constexpr double nearestMetres = 0.02;
/// The cloud must stand this much in front of a stroke to hide it; else one that lies on a surface would be eaten.
constexpr float toleranceShare = 0.012F;
/// A tube's colour at its rim, as a share of that in its middle.
constexpr float rimLight = 0.6F;
} // namespace

float hiddenShareAt(const Splat& splat, int x, int y, float depthMetres, int stepPixels) {
    const float limit = depthMetres - std::abs(depthMetres) * toleranceShare;
    int hidden = 0;
    int count = 0;
    for (int py = y - stepPixels; py <= y + stepPixels; py += stepPixels) {
        if (py < 0 || py >= splat.height())
            continue;
        const float* depths = splat.depthRow(py);
        for (int px = x - stepPixels; px <= x + stepPixels; px += stepPixels) {
            if (px < 0 || px >= splat.width())
                continue;
            ++count;
            hidden += depths[px] < limit ? 1 : 0;
        }
    }
    return count > 0 ? float(hidden) / float(count) : 0;
}

void StrokeRaster::add(const QColor& colour, double radius, int rank, const PointCamera& from, const PointCamera& to,
                       const Lens& lens) {
    constexpr double aboutAsFar = 0.01; // metres: two traces this near each other lie as their layers do
    PointCamera p = from;
    PointCamera q = to;
    if (!lens.isOrthographic) {
        if (p.z < nearestMetres && q.z < nearestMetres)
            return;
        if (p.z < nearestMetres)
            p = q + (p - q) * ((q.z - nearestMetres) / (q.z - p.z));
        if (q.z < nearestMetres)
            q = p + (q - p) * ((p.z - nearestMetres) / (p.z - q.z));
    }
    const auto place = [&lens](const PointCamera& point) {
        const double w = lens.isOrthographic ? 1 : point.z;
        return QPointF(lens.fx * point.x / w + lens.cx, lens.fy * point.y / w + lens.cy);
    };
    const QPointF a = place(p);
    const QPointF b = place(q);
    if (!std::isfinite(a.x() + a.y() + b.x() + b.y()))
        return;
    // What keeps a line apart from a surface of its own colour.
    const bool isDark = colour.red() * 0.21 + colour.green() * 0.72 + colour.blue() * 0.07 < 90;
    m_lines.push_back({a.x(), a.y(), b.x(), b.y(), radius, lens.isOrthographic ? p.z : 1 / p.z,
                       lens.isOrthographic ? q.z : 1 / q.z, (p.z + q.z) / 2 - aboutAsFar * rank, float(colour.red()),
                       float(colour.green()), float(colour.blue()), colour.alphaF(), isDark ? 255.0F : 0.0F,
                       isDark           ? 0.6F
                       : theme().isDark ? 0.45F
                                        : 0.2F});
}

void StrokeRaster::prepare(const CloudOverlay& overlay, bool withFrustum, const ViewCamera& camera,
                           const QSizeF& viewport, double devicePixelRatio, float hiddenOpacity) {
    m_lines.clear();
    const Lens lens = camera.lens(viewport).scaled(devicePixelRatio);
    m_isOrthographic = lens.isOrthographic;
    m_hiddenOpacity = hiddenOpacity;
    m_haloPixels = devicePixelRatio;
    m_stepPixels = std::max(1, int(std::lround(1.5 * devicePixelRatio)));
    const auto addStroke = [&](const Stroke& stroke) {
        add(stroke.colour, stroke.widthPoints * devicePixelRatio / 2, stroke.rank, camera.toView(stroke.from),
            camera.toView(stroke.to), lens);
    };
    for (const Stroke& stroke : overlay.strokes)
        addStroke(stroke);
    if (withFrustum)
        for (const Stroke& stroke : overlay.frustum)
            addStroke(stroke);
    for (const Node& node : overlay.nodes) {
        const PointCamera point = camera.toView(node.point);
        add(node.colour, node.radiusPoints * devicePixelRatio, node.rank, point, point, lens);
    }
    std::stable_sort(m_lines.begin(), m_lines.end(),
                     [](const Line& a, const Line& b) { return a.sortDepth > b.sortDepth; });
}

void StrokeRaster::paintRows(int firstRow, int endRow, const Splat& splat, uchar* bits,
                             std::size_t bytesPerLine) const {
    for (const Line& line : m_lines)
        paint(line, firstRow, endRow, splat, bits, bytesPerLine);
}

void StrokeRaster::paint(const Line& line, int firstRow, int endRow, const Splat& splat, uchar* bits,
                         std::size_t bytesPerLine) const {
    const double reach = line.radius + m_haloPixels + 1;
    const double top = std::max(std::min(line.y0, line.y1) - reach, double(firstRow));
    const double bottom = std::min(std::max(line.y0, line.y1) + reach, double(endRow));
    const double left = std::max(std::min(line.x0, line.x1) - reach, 0.0);
    const double right = std::min(std::max(line.x0, line.x1) + reach, double(splat.width()));
    if (!(top < bottom && left < right))
        return;
    const double dx = line.x1 - line.x0;
    const double dy = line.y1 - line.y0;
    const double squared = dx * dx + dy * dy;
    const double inverse = squared > 1e-12 ? 1 / squared : 0;
    const double length = std::sqrt(squared);
    for (int y = int(top); y < int(std::ceil(bottom)); ++y) {
        const double py = y + 0.5 - line.y0;
        // Where this row crosses the line's band; all of the box where it runs along the row.
        double from = left;
        double to = right;
        if (std::abs(dy) > 1e-3 * length) {
            const double middle = line.x0 + py * dx / dy;
            const double half = reach * length / std::abs(dy) + std::abs(dx / dy);
            from = std::max(from, middle - half);
            to = std::min(to, middle + half);
        }
        if (!(from < to))
            continue;
        auto* row = reinterpret_cast<QRgb*>(bits + std::size_t(y) * bytesPerLine);
        for (int x = std::max(int(from), 0); x < std::min(int(std::ceil(to)), splat.width()); ++x) {
            const double px = x + 0.5 - line.x0;
            const double t = std::clamp((px * dx + py * dy) * inverse, 0.0, 1.0);
            const double offX = px - t * dx;
            const double offY = py - t * dy;
            const double off = std::sqrt(offX * offX + offY * offY);
            const auto outer = float(std::clamp(line.radius + m_haloPixels + 0.5 - off, 0.0, 1.0));
            if (outer <= 0)
                continue;
            const auto coverage = float(std::clamp(line.radius + 0.5 - off, 0.0, 1.0));
            const double along = line.a + (line.b - line.a) * t;
            const auto depth = float(m_isOrthographic ? along : 1 / along);
            const float hidden = hiddenShareAt(splat, x, y, depth, m_stepPixels);
            const float opacity = line.alpha * (1 - hidden * (1 - m_hiddenOpacity));
            const float shadow = opacity * outer * line.haloAlpha;
            const float alpha = opacity * coverage;
            const double rim = std::min(off / line.radius, 1.0);
            const float light = rimLight + (1 - rimLight) * float(std::sqrt(1 - rim * rim));
            const QRgb under = row[x];
            // The halo over the picture, then the line over both.
            const auto channel = [&](float over, float halo, int shift) {
                const float shadowed = halo * shadow + float(under >> shift & 0xff) * (1 - shadow);
                return std::uint32_t(over * alpha + shadowed * (1 - alpha) + 0.5F) << shift;
            };
            row[x] = channel(255, 255, 24) | channel(line.red * light, line.halo, 16) |
                     channel(line.green * light, line.halo, 8) | channel(line.blue * light, line.halo, 0);
        }
    }
}

} // namespace tracestudio
