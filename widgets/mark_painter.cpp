#include "widgets/mark_painter.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <QTextDocument>
#include <algorithm>
#include <cmath>
#include <limits>

namespace tracestudio {

namespace {

constexpr double diamondReach = 6.5; // from the middle to a corner
constexpr double openReach = 15;     // leaves a numbered waypoint to be read inside
constexpr double numberRadius = 10;
constexpr double tickReach = 5;
constexpr double pickReach = 9;
constexpr double labelGap = 5;
constexpr double apart = 10;
constexpr std::size_t mostLabels = 60;
constexpr double covered = 1000; // cost of a place that would hide another label

const QColor outline(0, 0, 0, 170);
const QColor pillFill(18, 20, 24, 215);
const QColor pillText(244, 245, 247);

double distance(const QPointF& a, const QPointF& b) {
    return std::hypot(a.x() - b.x(), a.y() - b.y());
}

QRectF about(const QPointF& centre, double reach) {
    return {centre.x() - reach, centre.y() - reach, 2 * reach, 2 * reach};
}

/// Across the span, of length 1.
QPointF normalOf(const PlacedMark& mark) {
    const QPointF along = mark.placeTo - mark.place;
    const double length = std::hypot(along.x(), along.y());
    return length > 0 ? QPointF(-along.y(), along.x()) / length : QPointF(0, 1);
}

QPolygonF diamond(const QPointF& c, double reach) {
    return QPolygonF({c + QPointF(0, -reach), c + QPointF(reach, 0), c + QPointF(0, reach), c + QPointF(-reach, 0)});
}

bool isSpan(const PlacedMark& mark) {
    return mark.mark->kind == SceneMark::Kind::Span;
}

struct Label {
    const PlacedMark* mark = nullptr;
    QString text;
    QRectF pill;
    QPointF anchor;       // what it belongs to
    double reach = 0;     // of the sign there
    bool isApart = false; // too far from it to be understood without a line
};

/// How far a point's sign reaches: it opens where a numbered waypoint stands in it.
double reachOf(const PlacedMark& mark, const std::vector<QPointF>& numbers) {
    const bool hasNumber = std::any_of(numbers.begin(), numbers.end(), [&](const QPointF& number) {
        return distance(number, mark.place) < numberRadius;
    });
    return hasNumber ? openReach : diamondReach;
}

QPointF nearestOf(const QRectF& rect, const QPointF& p) {
    return {std::clamp(p.x(), rect.left(), rect.right()), std::clamp(p.y(), rect.top(), rect.bottom())};
}

QPointF nearestOnSpan(const PlacedMark& mark, const QPointF& p) {
    const QPointF along = mark.placeTo - mark.place;
    const double squared = QPointF::dotProduct(along, along);
    const double t = squared > 0 ? QPointF::dotProduct(p - mark.place, along) / squared : 0;
    return mark.place + along * std::clamp(t, 0.0, 1.0);
}

/// Finds room for labels.
class LabelPlacer {
  public:
    LabelPlacer(const QRectF& view, const std::vector<PlacedMark>& marks, const std::vector<QPointF>& numbers)
        : m_view(view)
        , m_numbers(numbers) {
        for (const PlacedMark& mark : marks) {
            if (isSpan(mark))
                m_spans.push_back(QRectF(mark.place, mark.placeTo).normalized().adjusted(-2, -2, 2, 2));
            else
                m_signs.push_back(about(mark.place, reachOf(mark, numbers) + 1));
        }
    }

    /// Puts the pill where it hides least, near what it belongs to; false where it would hide another label.
    bool place(Label& label, const QSizeF& size) {
        const PlacedMark& mark = *label.mark;
        label.anchor = mark.place;
        label.reach = isSpan(mark) ? 0 : reachOf(mark, m_numbers);
        double least = std::numeric_limits<double>::infinity();
        for (const QPointF& centre :
             isSpan(mark) ? besideSpan(mark, size) : besidePoint(mark.place, label.reach, size)) {
            QRectF pill(QPointF(std::round(centre.x() - size.width() / 2), std::round(centre.y() - size.height() / 2)),
                        size);
            pill.moveLeft(
                std::clamp(pill.left(), m_view.left(), std::max(m_view.left(), m_view.right() - size.width())));
            pill.moveTop(std::clamp(pill.top(), m_view.top(), std::max(m_view.top(), m_view.bottom() - size.height())));
            const QPointF anchor = isSpan(mark) ? nearestOnSpan(mark, pill.center()) : mark.place;
            // A pixel or two more is rounding.
            const double off = std::max(0.0, distance(nearestOf(pill, anchor), anchor) - label.reach - labelGap - 2);
            const double cost = 0.4 * off + costOf(pill);
            if (cost < least) {
                least = cost;
                label.pill = pill;
                label.isApart = !isSpan(mark) && off > apart;
            }
        }
        if (least >= covered)
            return false;
        m_taken.push_back(label.pill);
        return true;
    }

  private:
    static std::vector<QPointF> besideSpan(const PlacedMark& mark, const QSizeF& size) {
        const double w = size.width() / 2;
        const double h = size.height() / 2;
        const QPointF middle = (mark.place + mark.placeTo) / 2;
        const QPointF normal = normalOf(mark);
        std::vector<QPointF> centres;
        // In the line where it is long enough to be seen on both sides.
        if (distance(mark.place, mark.placeTo) > size.width() + 24)
            centres.push_back(middle);
        const QPointF half = (mark.placeTo - mark.place) / 2;
        for (const double share : {0.0, 0.5, -0.5, 1.0, -1.0}) {
            for (const double gap : {labelGap + 1, labelGap + 14}) {
                const QPointF off = normal * (gap + std::abs(normal.x()) * w + std::abs(normal.y()) * h);
                centres.insert(centres.end(), {middle + half * share + off, middle + half * share - off});
            }
        }
        for (const auto& [end, other] : {std::pair(mark.placeTo, mark.place), std::pair(mark.place, mark.placeTo)})
            centres.push_back(end + (end.x() >= other.x() ? QPointF(w + labelGap, 0) : QPointF(-w - labelGap, 0)));
        return centres;
    }

    static std::vector<QPointF> besidePoint(const QPointF& place, double reach, const QSizeF& size) {
        std::vector<QPointF> centres;
        for (const double gap : {labelGap, labelGap + 10, labelGap + 24}) {
            const double x = reach + gap + size.width() / 2;
            const double y = reach + gap + size.height() / 2;
            const double beside = reach + gap;
            const double half = size.width() / 2;
            for (const QPointF& off : {QPointF(x, 0), QPointF(-x, 0), QPointF(0, y), QPointF(0, -y), QPointF(x, beside),
                                       QPointF(x, -beside), QPointF(-x, beside), QPointF(-x, -beside), QPointF(half, y),
                                       QPointF(half, -y), QPointF(-half, y), QPointF(-half, -y)})
                centres.push_back(place + off);
        }
        return centres;
    }

    [[nodiscard]] double costOf(const QRectF& pill) const {
        const auto hit = [&pill](const QRectF& other) { return other.intersects(pill); };
        double cost = 0;
        for (const QRectF& taken : m_taken)
            if (taken.intersects(pill.adjusted(-2, -2, 2, 2)))
                cost += covered;
        for (const QPointF& number : m_numbers)
            if (hit(about(number, numberRadius)))
                cost += 20;
        return cost + 10.0 * double(std::count_if(m_signs.begin(), m_signs.end(), hit)) +
               12.0 * double(std::count_if(m_spans.begin(), m_spans.end(), hit));
    }

    QRectF m_view;
    const std::vector<QPointF>& m_numbers;
    std::vector<QRectF> m_signs;
    std::vector<QRectF> m_spans;
    std::vector<QRectF> m_taken;
};

void paintPoint(QPainter& painter, const PlacedMark& mark, double reach) {
    if (reach > diamondReach) {
        painter.setBrush(Qt::NoBrush);
        for (const auto& [colour, width] : {std::pair(outline, 4.5), std::pair(mark.colour, 2.0)}) {
            painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
            painter.drawPolygon(diamond(mark.place, reach));
        }
        return;
    }
    painter.setPen(Qt::NoPen);
    const QColor ring = mark.colour.lightness() > 215 ? QColor(20, 20, 20) : QColor(Qt::white);
    for (const auto& [colour, size] :
         {std::pair(outline, reach + 3), std::pair(ring, reach + 1.5), std::pair(mark.colour, reach - 0.5)}) {
        painter.setBrush(colour);
        painter.drawPolygon(diamond(mark.place, size));
    }
}

void paintSpan(QPainter& painter, const PlacedMark& mark) {
    const QPointF tick = normalOf(mark) * tickReach;
    QPen dashes(mark.colour, 2, Qt::CustomDashLine, Qt::FlatCap);
    dashes.setDashPattern({3, 2});
    painter.setPen(QPen(outline, 4, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(mark.place, mark.placeTo);
    for (const QPointF& end : {mark.place, mark.placeTo}) {
        painter.setPen(QPen(outline, 4, Qt::SolidLine, Qt::SquareCap));
        painter.drawLine(end - tick, end + tick);
    }
    painter.setPen(dashes);
    painter.drawLine(mark.place, mark.placeTo);
    painter.setPen(QPen(mark.colour, 2, Qt::SolidLine, Qt::FlatCap));
    for (const QPointF& end : {mark.place, mark.placeTo})
        painter.drawLine(end - tick, end + tick);
}

void paintLabel(QPainter& painter, const Label& label) {
    if (label.isApart) {
        const QPointF near = nearestOf(label.pill, label.anchor);
        const QPointF from = label.anchor + (near - label.anchor) * (label.reach / distance(near, label.anchor));
        for (const auto& [colour, width] : {std::pair(outline, 3.0), std::pair(label.mark->colour, 1.0)}) {
            painter.setPen(QPen(colour, width));
            painter.drawLine(from, near);
        }
    }
    QColor border = label.mark->colour;
    border.setAlpha(200);
    painter.setPen(QPen(border, 1));
    painter.setBrush(pillFill);
    const double radius = label.pill.height() / 2;
    painter.drawRoundedRect(label.pill.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    painter.setPen(pillText);
    painter.drawText(label.pill, Qt::AlignCenter, label.text);
}

} // namespace

void paintMarks(QPainter& painter, const QSizeF& viewSize, const std::vector<PlacedMark>& marks,
                const std::vector<QPointF>& numbers) {
    if (marks.empty())
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QFont font = painter.font();
    if (font.pixelSize() > 0)
        font.setPixelSize(std::max(9, font.pixelSize() - 2));
    else
        font.setPointSizeF(font.pointSizeF() * 0.85);
    painter.setFont(font);
    const QFontMetricsF metrics(font);
    const double most = std::clamp(viewSize.width() * 0.45, 48.0, 160.0);
    const QRectF view(QPointF(0, 0), viewSize);
    LabelPlacer placer(view.adjusted(3, 3, -3, -3), marks, numbers);
    std::vector<Label> labels;
    // A span's label may stand anywhere along it, so points choose first.
    for (const bool placesSpans : {false, true}) {
        for (auto mark = marks.rbegin(); mark != marks.rend() && labels.size() < mostLabels; ++mark) {
            const QPointF middle = (mark->place + mark->placeTo) / 2;
            if (isSpan(*mark) != placesSpans || !mark->isLabelled || mark->mark->label.isEmpty() ||
                !view.contains(middle))
                continue;
            Label label;
            label.mark = &*mark;
            label.text = metrics.elidedText(mark->mark->label, Qt::ElideRight, most);
            const QSizeF size(std::ceil(metrics.horizontalAdvance(label.text)) + 14, std::ceil(metrics.height()) + 3);
            if (placer.place(label, size))
                labels.push_back(std::move(label));
        }
    }
    // Spans below points: the point a length was measured at stays whole.
    for (const bool paintsSpans : {true, false}) {
        for (const PlacedMark& mark : marks) {
            if (isSpan(mark) != paintsSpans)
                continue;
            painter.setOpacity(mark.opacity);
            if (paintsSpans) {
                // The numbers it passes are for reading.
                QPainterPath clear;
                clear.addRect(view.adjusted(-64, -64, 64, 64));
                for (const QPointF& number : numbers) {
                    if (distance(number, nearestOnSpan(mark, number)) < numberRadius) {
                        QPainterPath disc;
                        disc.addEllipse(number, numberRadius, numberRadius);
                        clear = clear.subtracted(disc);
                    }
                }
                painter.setClipPath(clear);
                paintSpan(painter, mark);
                painter.setClipping(false);
            } else {
                paintPoint(painter, mark, reachOf(mark, numbers));
            }
        }
    }
    for (auto label = labels.rbegin(); label != labels.rend(); ++label) {
        painter.setOpacity(label->mark->opacity);
        paintLabel(painter, *label);
    }
    painter.restore();
}

QString markToolTipAt(const QPointF& position, const std::vector<PlacedMark>& marks) {
    const auto isHit = [&](const PlacedMark& mark) {
        return isSpan(mark) ? distance(position, nearestOnSpan(mark, position)) <= tickReach
                            : distance(position, mark.place) <= pickReach;
    };
    // Points lie over spans.
    for (const bool asksSpans : {false, true})
        for (auto mark = marks.rbegin(); mark != marks.rend(); ++mark)
            if (isSpan(*mark) == asksSpans && isHit(*mark))
                // Texts of models may look like markup.
                return Qt::mightBeRichText(mark->mark->toolTip) ? Qt::convertFromPlainText(mark->mark->toolTip)
                                                                : mark->mark->toolTip;
    return {};
}

} // namespace tracestudio
