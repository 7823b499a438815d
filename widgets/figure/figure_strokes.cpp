#include "widgets/figure/figure_strokes.h"

#include "widgets/clipping.h"
#include "widgets/figure/figure_text.h"
#include "widgets/theme.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

namespace tracestudio {

namespace {

constexpr double hiddenOpacity = 0.4;
constexpr int stepsPerSegment = 32;
constexpr int coloursPerSegment = 4;
constexpr std::size_t mostNumbers = 60;
constexpr std::size_t mostCurved = 400; ///< beyond, a trace is a scribble, and its segments too short to bend

/// Centripetal Catmull–Rom (Barry and Goldman's pyramid): through the points, without loops or overshooting.
PointCamera onCurve(const PointCamera& before, const PointCamera& from, const PointCamera& to, const PointCamera& after,
                    double share) {
    const auto knot = [](double t, const PointCamera& a, const PointCamera& b) {
        return t + std::max(std::sqrt(cv::norm(b - a)), 1e-6);
    };
    const double t0 = 0;
    const double t1 = knot(t0, before, from);
    const double t2 = knot(t1, from, to);
    const double t3 = knot(t2, to, after);
    const double t = t1 + (t2 - t1) * share;
    const auto mix = [t](const PointCamera& a, const PointCamera& b, double ta, double tb) {
        return a * ((tb - t) / (tb - ta)) + b * ((t - ta) / (tb - ta));
    };
    const PointCamera a1 = mix(before, from, t0, t1);
    const PointCamera a2 = mix(from, to, t1, t2);
    const PointCamera a3 = mix(to, after, t2, t3);
    return mix(mix(a1, a2, t0, t2), mix(a2, a3, t1, t3), t1, t2);
}

/// The points of the segment that ends in waypoint `end`, both ends included.
std::vector<PointCamera> segmentPoints(const std::vector<std::optional<PointCamera>>& points, std::size_t end,
                                       bool isCurved) {
    const PointCamera from = *points[end - 1];
    const PointCamera to = *points[end];
    const auto neighbour = [&](std::size_t index, const PointCamera& near, const PointCamera& far) {
        return index < points.size() && points[index] ? *points[index] : near * 2 - far;
    };
    const PointCamera before = neighbour(end - 2, from, to); // wraps to beyond the end at the first segment
    const PointCamera after = neighbour(end + 1, to, from);
    std::vector<PointCamera> samples;
    for (int i = 0; i <= stepsPerSegment; ++i) {
        const double share = double(i) / stepsPerSegment;
        samples.push_back(isCurved ? onCurve(before, from, to, after, share) : from + (to - from) * share);
    }
    samples.back() = to;
    return samples;
}

/// A line that lies in a surface is hidden and seen by turns, by the sensor's noise: runs too short to mean anything
/// become what is around them.
void dropShortRuns(const std::vector<std::optional<PlacedPoint>>& samples, std::vector<char>& isHidden) {
    constexpr double shortest = 3; // points
    for (std::size_t begin = 0; begin < isHidden.size();) {
        double length = 0;
        std::size_t end = begin + 1;
        while (end < isHidden.size() && isHidden[end] == isHidden[begin]) {
            if (samples[end - 1] && samples[end])
                length += QLineF(samples[end - 1]->place, samples[end]->place).length();
            ++end;
        }
        if (begin > 0 && end < isHidden.size() && length < shortest)
            std::fill(isHidden.begin() + std::ptrdiff_t(begin), isHidden.begin() + std::ptrdiff_t(end),
                      isHidden[begin - 1]);
        begin = end;
    }
}

/// In units of the line's width.
QList<qreal> dashPattern(int dashes) {
    static const std::vector<QList<qreal>> patterns{{}, {4, 2.2}, {1, 1.8}, {5, 1.8, 1, 1.8}, {8, 2.5}};
    return patterns[std::size_t(dashes) % patterns.size()];
}

QPolygonF shapeAround(const QPointF& middle, double radius, int shape) {
    QPolygonF polygon;
    const auto corner = [&](double x, double y) { polygon << middle + QPointF(x, y) * radius; };
    switch (shape) {
    case 1:
        corner(-0.89, -0.89), corner(0.89, -0.89), corner(0.89, 0.89), corner(-0.89, 0.89);
        break;
    case 2:
        corner(0, -1.2), corner(1.1, 0.75), corner(-1.1, 0.75);
        break;
    default:
        corner(0, -1.25), corner(1.25, 0), corner(0, 1.25), corner(-1.25, 0);
    }
    return polygon;
}

void drawShape(QPainter& painter, const QPointF& middle, double radius, int shape, const QRectF& area) {
    if (!area.contains(QRectF(middle.x() - 1.3 * radius, middle.y() - 1.3 * radius, 2.6 * radius, 2.6 * radius))) {
        // At the panel's border: only what is inside.
        QPainterPath outline, inside;
        if (shape % 4 == 0)
            outline.addEllipse(middle, radius, radius);
        else
            outline.addPolygon(shapeAround(middle, radius, shape % 4));
        outline.closeSubpath();
        inside.addRect(area);
        painter.drawPath(outline.intersected(inside));
        return;
    }
    if (shape % 4 == 0)
        painter.drawEllipse(middle, radius, radius);
    else
        painter.drawPolygon(shapeAround(middle, radius, shape % 4));
}

void paintNode(QPainter& painter, const FigureNode& node, const FigureStyle& style, const QRectF& area) {
    const double ring = std::max(0.4, node.radius * 0.16);
    const QColor rim = luminance(node.colour) > 0.85 ? QColor(20, 20, 20) : QColor(Qt::white);
    const FigureText digits(style.fontFamily, node.radius * (node.number.size() > 1 ? 1.15 : 1.45), true);
    const double half = node.radius * 0.55;
    const bool isLegible = area.contains(QRectF(node.place.x() - half, node.place.y() - half, 2 * half, 2 * half));
    if (node.isHidden) {
        QColor faint = node.colour;
        faint.setAlphaF(float(hiddenOpacity + 0.15));
        painter.setPen(QPen(node.fails && style.marksFailures ? style.failure : faint, ring * 1.4));
        painter.setBrush(Qt::NoBrush);
        drawShape(painter, node.place, node.radius - ring * 0.7, node.shape, area);
        if (!node.number.isEmpty() && isLegible)
            digits.drawCentred(painter, node.place, node.number, faint);
        return;
    }
    painter.setPen(Qt::NoPen);
    if (node.fails && style.marksFailures) {
        painter.setBrush(QColor(Qt::white));
        drawShape(painter, node.place, node.radius + 3.2 * ring, node.shape, area);
        painter.setBrush(style.failure);
        drawShape(painter, node.place, node.radius + 2.5 * ring, node.shape, area);
    }
    painter.setBrush(rim);
    drawShape(painter, node.place, node.radius + ring, node.shape, area);
    painter.setBrush(node.colour);
    drawShape(painter, node.place, node.radius, node.shape, area);
    if (!node.number.isEmpty() && isLegible)
        digits.drawCentred(painter, node.place, node.number, digitsOn(node.colour));
}

void paintCasing(QPainter& painter, const FigureStroke& stroke) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(
        QPen(QColor(Qt::white), stroke.width + 2 * stroke.casing, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(stroke.line);
}

void paintStroke(QPainter& painter, const FigureStroke& stroke, HiddenStrokes hidden) {
    const bool isFaded = stroke.isHidden && hidden == HiddenStrokes::Faded;
    const auto pen = [&](QColor colour, double width, const QList<qreal>& dashes) {
        if (isFaded)
            colour.setAlphaF(float(double(colour.alphaF()) * hiddenOpacity));
        QPen result(QBrush(colour), width, Qt::SolidLine, isFaded || !dashes.isEmpty() ? Qt::FlatCap : Qt::RoundCap,
                    Qt::RoundJoin);
        if (!dashes.isEmpty())
            result.setDashPattern(dashes);
        return result;
    };
    painter.setBrush(Qt::NoBrush);
    const bool isDashedWhereHidden = stroke.isHidden && hidden == HiddenStrokes::Dashed;
    painter.setPen(pen(stroke.colour, isDashedWhereHidden ? stroke.width * 0.7 : stroke.width,
                       isDashedWhereHidden ? QList<qreal>{1.6, 1.6} : dashPattern(stroke.dashes)));
    painter.drawPolyline(stroke.line);
}

/// Points from inside the panel to a trace that is wholly outside of it.
void addArrow(FigureMarks& marks, const QPointF& first, const QColor& colour, bool fails, double size,
              const QRectF& area) {
    const QRectF inner = area.adjusted(size / 2, size / 2, -size / 2, -size / 2);
    const auto towards = clipped(QLineF(inner.center(), first), inner);
    if (!towards || towards->length() < 1e-6)
        return;
    marks.arrows.push_back({towards->p2(), (towards->p2() - towards->p1()) / towards->length(), colour, fails});
}

} // namespace

void FigureMarks::addLine(const std::vector<std::optional<PlacedPoint>>& samples, const FigureStroke& look,
                          const QRectF& area) {
    FigureStroke run = look;
    double depthSum = 0;
    const auto finish = [&] {
        if (run.line.size() > 1) {
            run.depthMetres = depthSum / double(run.line.size());
            strokes.push_back(run);
        }
        run.line.clear();
        depthSum = 0;
    };
    std::vector<char> hiddenAt(samples.size(), 0);
    if (isHidden) {
        for (std::size_t i = 0; i < samples.size(); ++i)
            hiddenAt[i] = samples[i] && isHidden(*samples[i]) ? 1 : 0;
        dropShortRuns(samples, hiddenAt);
    }
    for (std::size_t i = 1; i < samples.size(); ++i) {
        if (!samples[i - 1] || !samples[i]) {
            finish();
            continue;
        }
        const bool isPieceHidden = hiddenAt[i - 1] != 0 && hiddenAt[i] != 0;
        const auto part = clipped(QLineF(samples[i - 1]->place, samples[i]->place), area);
        if (!part) {
            finish();
            continue;
        }
        if (!run.line.isEmpty() && (isPieceHidden != run.isHidden || run.line.back() != part->p1()))
            finish();
        if (run.line.isEmpty()) {
            run.isHidden = isPieceHidden;
            run.line << part->p1();
            depthSum += samples[i - 1]->depthMetres;
        }
        run.line << part->p2();
        depthSum += samples[i]->depthMetres;
    }
    finish();
}

void FigureMarks::paint(QPainter& painter, const FigureStyle& style, HiddenStrokes hidden, const QRectF& area) {
    if (hidden == HiddenStrokes::OnTop)
        for (FigureStroke& stroke : strokes)
            stroke.isHidden = false;
    const auto isFarther = [](const auto& a, const auto& b) { return a.depthMetres > b.depthMetres; };
    std::stable_sort(strokes.begin(), strokes.end(), isFarther);
    // Nodes alike in every panel: one after the other as the models are, dots under numbers, what fails over all.
    const auto rank = [](const FigureNode& node) { return (node.fails ? 2 : 0) + (node.number.isEmpty() ? 0 : 1); };
    std::stable_sort(nodes.begin(), nodes.end(),
                     [&](const FigureNode& a, const FigureNode& b) { return rank(a) < rank(b); });
    // What is hidden never lies over what is seen.
    for (const bool paintsHidden : {true, false}) {
        if (paintsHidden && hidden == HiddenStrokes::Omitted)
            continue;
        // All rims first: one painted later would notch the line that goes on from it.
        for (const FigureStroke& stroke : strokes)
            if (!paintsHidden && !stroke.isHidden && stroke.casing > 0)
                paintCasing(painter, stroke);
        for (const FigureStroke& stroke : strokes)
            if (stroke.isHidden == paintsHidden)
                paintStroke(painter, stroke, hidden);
        for (FigureNode node : nodes) {
            node.isHidden = node.isHidden && hidden != HiddenStrokes::OnTop;
            if (node.isHidden == paintsHidden && area.contains(node.place))
                paintNode(painter, node, style, area);
        }
    }
    for (const FigureArrow& arrow : arrows) {
        const QPointF aside(-arrow.ahead.y(), arrow.ahead.x());
        const double size = style.nodeRadius;
        const QPointF neck = arrow.tip - arrow.ahead * size * 1.8;
        const QPointF tail = arrow.tip - arrow.ahead * size * 4.5;
        const QPolygonF shape{arrow.tip,
                              neck + aside * size,
                              neck + aside * size * 0.35,
                              tail + aside * size * 0.35,
                              tail - aside * size * 0.35,
                              neck - aside * size * 0.35,
                              neck - aside * size};
        painter.setPen(QPen(arrow.fails && style.marksFailures ? style.failure : QColor(Qt::white), size * 0.22,
                            Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.setBrush(arrow.colour);
        painter.drawPolygon(shape);
    }
}

void addTrace(FigureMarks& marks, const std::vector<std::optional<PointCamera>>& points,
              const std::vector<QString>& failures, const TraceLook& look, const FigureStyle& style,
              const std::function<std::optional<PlacedPoint>(const PointCamera&)>& project, const QRectF& area) {
    const std::size_t count = points.size();
    const auto colourAt = [&](double position) {
        return look.hasRamp ? style.rampAt(count > 1 ? position / double(count - 1) : 0) : look.colour;
    };
    const bool isCurved = style.isCurved && count <= mostCurved;
    FigureStroke stroke;
    stroke.width = look.width;
    stroke.dashes = look.dashes;
    stroke.casing = style.hasCasing ? std::max(0.3, look.width * 0.3) : 0;
    std::vector<std::optional<PlacedPoint>> line;
    const auto flush = [&](double position) {
        stroke.colour = colourAt(position);
        marks.addLine(line, stroke, area);
        line.clear();
    };
    for (std::size_t end = 1; end < count; ++end) {
        if (!points[end - 1] || !points[end]) {
            if (!line.empty())
                flush(0);
            continue;
        }
        const std::vector<PointCamera> samples = segmentPoints(points, end, isCurved);
        constexpr int piece = stepsPerSegment / coloursPerSegment;
        for (int i = 0; i <= stepsPerSegment; ++i) {
            if (!look.hasRamp && i == 0 && !line.empty())
                continue; // where the segment before ends: one line, so that its dashes run on
            line.push_back(project(samples[std::size_t(i)]));
            // Each colour of the ramp is a line of its own.
            if (look.hasRamp && i > 0 && i % piece == 0) {
                const auto last = line.back();
                flush(double(end) - 1 + (i - piece / 2.0) / stepsPerSegment);
                if (i < stepsPerSegment)
                    line.push_back(last);
            }
        }
    }
    if (!line.empty())
        flush(0);
    if (!look.hasNodes || style.nodes == FigureStyle::Nodes::None)
        return;

    const auto fails = [&](std::size_t i) { return i < failures.size() && !failures[i].isEmpty(); };
    // Numbers where there is room; the ends and what fails always.
    std::vector<QPointF> numbered;
    std::vector<FigureNode> placed(count);
    std::vector<char> isPlaced(count, 0);
    for (const bool isFirstPass : {true, false}) {
        for (std::size_t i = 0; i < count; ++i) {
            const bool matters = i == 0 || i + 1 == count || fails(i);
            const auto place = points[i] && matters == isFirstPass ? project(*points[i]) : std::nullopt;
            if (!place)
                continue;
            FigureNode node;
            node.place = place->place;
            node.depthMetres = place->depthMetres;
            node.isHidden = marks.isHidden && marks.isHidden(*place);
            node.colour = colourAt(double(i));
            node.fails = fails(i);
            node.shape = look.shape;
            node.radius = style.nodeRadius * look.nodeScale;
            const bool isRoomy = numbered.size() < mostNumbers &&
                                 std::none_of(numbered.begin(), numbered.end(), [&](const QPointF& other) {
                                     return QLineF(other, node.place).length() < 2.2 * style.nodeRadius;
                                 });
            if (!look.hasNumbers || style.nodes != FigureStyle::Nodes::Numbers || !(isRoomy || matters)) {
                node.radius *= style.nodes == FigureStyle::Nodes::Numbers ? 0.45 : 0.62;
            } else {
                node.number = QString::number(i + 1);
                numbered.push_back(node.place);
            }
            placed[i] = node;
            isPlaced[i] = 1;
        }
    }
    std::optional<std::size_t> first;
    bool isInside = false;
    for (std::size_t i = 0; i < count; ++i) {
        if (!isPlaced[i])
            continue;
        first = first.value_or(i);
        isInside = isInside || area.contains(placed[i].place);
        marks.nodes.push_back(placed[i]);
    }
    if (marks.pointsOutside && first && !isInside)
        addArrow(marks, placed[*first].place, placed[*first].colour, placed[*first].fails, style.nodeRadius, area);
}

std::vector<std::optional<PointCamera>> pixelsAsPoints(const Trace& trace) {
    std::vector<std::optional<PointCamera>> points;
    for (const PixelPoint& pixel : trace.pixels()) {
        const bool isSensible = std::abs(pixel.x) < 1e6 && std::abs(pixel.y) < 1e6;
        points.push_back(isSensible ? std::optional(PointCamera(pixel.x, pixel.y, 1)) : std::nullopt);
    }
    return points;
}

} // namespace tracestudio
