#include "widgets/glyph.h"

#include "widgets/theme.h"

#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>

namespace tracestudio {

namespace {

/// Strokes on a 16 × 16 grid, y down.
QPainterPath strokesOf(Glyph glyph) {
    QPainterPath path;
    const auto line = [&path](double x1, double y1, double x2, double y2) {
        path.moveTo(x1, y1);
        path.lineTo(x2, y2);
    };
    const auto triangle = [&path](double base, double tip) {
        path.moveTo(base, 4);
        path.lineTo(tip, 8);
        path.lineTo(base, 12);
        path.closeSubpath();
    };
    switch (glyph) {
    case Glyph::Cards:
        for (const double y : {3.0, 9.0}) {
            path.addRect(2.5, y, 4, 4);
            line(9, y + 0.75, 14, y + 0.75);
            line(9, y + 3.25, 12.5, y + 3.25);
        }
        break;
    case Glyph::Grid:
        for (const double x : {2.5, 9.0})
            for (const double y : {2.5, 9.0})
                path.addRect(x, y, 4.5, 4.5);
        break;
    case Glyph::Table:
        path.addRect(2.5, 3, 11, 10);
        line(2.5, 6.3, 13.5, 6.3);
        line(2.5, 9.6, 13.5, 9.6);
        line(6.5, 3, 6.5, 13);
        break;
    case Glyph::Ascending:
        line(8, 13, 8, 3.5);
        path.moveTo(4.5, 7);
        path.lineTo(8, 3.5);
        path.lineTo(11.5, 7);
        break;
    case Glyph::Descending:
        line(8, 3, 8, 12.5);
        path.moveTo(4.5, 9);
        path.lineTo(8, 12.5);
        path.lineTo(11.5, 9);
        break;
    case Glyph::Close:
    case Glyph::Cross:
        line(4.5, 4.5, 11.5, 11.5);
        line(11.5, 4.5, 4.5, 11.5);
        break;
    case Glyph::Warning:
        path.moveTo(8, 2.5);
        path.lineTo(14.5, 13.5);
        path.lineTo(1.5, 13.5);
        path.closeSubpath();
        line(8, 6.5, 8, 9.5);
        line(8, 11.4, 8, 11.6);
        break;
    case Glyph::Error:
        path.addEllipse(QPointF(8, 8), 6, 6);
        line(8, 4.8, 8, 8.6);
        line(8, 10.9, 8, 11.1);
        break;
    case Glyph::Info:
        path.addEllipse(QPointF(8, 8), 6, 6);
        line(8, 7.4, 8, 11.2);
        line(8, 4.9, 8, 5.1);
        break;
    case Glyph::Check:
        path.moveTo(3.5, 8.5);
        path.lineTo(6.8, 11.8);
        path.lineTo(12.5, 4.8);
        break;
    case Glyph::Note:
        path.moveTo(3, 3);
        path.lineTo(13, 3);
        path.lineTo(13, 10.5);
        path.lineTo(8, 10.5);
        path.lineTo(5, 13.5);
        path.lineTo(5, 10.5);
        path.lineTo(3, 10.5);
        path.closeSubpath();
        line(5.5, 5.8, 10.5, 5.8);
        line(5.5, 8, 9, 8);
        break;
    case Glyph::Search:
        path.addEllipse(QPointF(7, 7), 4.2, 4.2);
        line(10.2, 10.2, 13.5, 13.5);
        break;
    case Glyph::Filter:
        line(2.5, 4.5, 13.5, 4.5);
        line(4.5, 8, 11.5, 8);
        line(6.5, 11.5, 9.5, 11.5);
        break;
    case Glyph::Chevron:
        path.moveTo(4.5, 6.5);
        path.lineTo(8, 10);
        path.lineTo(11.5, 6.5);
        break;
    case Glyph::Picture:
        path.addRect(2, 3, 12, 10);
        path.moveTo(2, 11);
        path.lineTo(6, 7.5);
        path.lineTo(9, 10);
        path.lineTo(11, 8.5);
        path.lineTo(14, 11);
        break;
    case Glyph::Play:
        triangle(5, 12.5);
        break;
    case Glyph::Pause:
        for (const double x : {4.5, 9.5})
            path.addRect(x, 3.7, 2, 8.6);
        break;
    case Glyph::StepBack:
        triangle(12, 5.5);
        line(3.5, 4, 3.5, 12);
        break;
    case Glyph::StepForward:
        triangle(4, 10.5);
        line(12.5, 4, 12.5, 12);
        break;
    case Glyph::Loop:
        path.moveTo(13.5, 7.5);
        path.arcTo(QRectF(9.5, 4, 4, 8), 0, -90);
        path.lineTo(4.5, 12);
        path.arcTo(QRectF(2.5, 4, 4, 8), 270, -180);
        path.lineTo(10.5, 4);
        path.moveTo(8, 1.5);
        path.lineTo(10.7, 4);
        path.lineTo(8, 6.5);
        break;
    case Glyph::Record:
        path.addEllipse(QPointF(8, 8), 4, 4);
        break;
    case Glyph::Trace:
        for (const QPointF& point : {QPointF(3.5, 12.5), QPointF(7, 5), QPointF(12.5, 7.5)})
            path.addEllipse(point, 1.5, 1.5);
        line(4.2, 11.1, 6.4, 6.4);
        line(8.4, 5.7, 11.1, 6.9);
        break;
    case Glyph::Box:
        path.addPolygon(QPolygonF({{8, 2}, {13.5, 4.8}, {13.5, 11.2}, {8, 14}, {2.5, 11.2}, {2.5, 4.8}, {8, 2}}));
        line(2.5, 4.8, 8, 7.6);
        line(13.5, 4.8, 8, 7.6);
        line(8, 7.6, 8, 14);
        break;
    case Glyph::Mask:
        path.moveTo(8, 2.5);
        path.cubicTo(13.5, 2, 14.5, 7, 12, 9);
        path.cubicTo(10, 10.5, 12, 13.5, 7.5, 13.5);
        path.cubicTo(2.5, 13.5, 0.5, 8.5, 4, 7);
        path.cubicTo(6, 6, 4, 3, 8, 2.5);
        break;
    }
    return path;
}

bool isSolid(Glyph glyph) {
    return glyph == Glyph::Play || glyph == Glyph::Pause || glyph == Glyph::StepBack || glyph == Glyph::StepForward ||
           glyph == Glyph::Record;
}

class GlyphIconEngine final : public QIconEngine {
  public:
    explicit GlyphIconEngine(Glyph glyph)
        : m_glyph(glyph) {}

    void paint(QPainter* painter, const QRect& rectangle, QIcon::Mode mode, QIcon::State state) override {
        const Theme& t = theme();
        const QColor lit = m_glyph == Glyph::Record ? t.failure : t.accent;
        const QColor colour = mode == QIcon::Disabled ? t.mutedText : state == QIcon::On ? lit : t.text;
        paintGlyph(*painter, rectangle, m_glyph, colour);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }

    [[nodiscard]] QIconEngine* clone() const override { return new GlyphIconEngine(m_glyph); }

  private:
    Glyph m_glyph;
};

} // namespace

void paintGlyph(QPainter& painter, const QRectF& rectangle, Glyph glyph, const QColor& colour) {
    const double side = std::min(rectangle.width(), rectangle.height());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rectangle.center());
    painter.scale(side / 16, side / 16);
    painter.translate(-8, -8);
    const bool isBold = glyph == Glyph::Check || glyph == Glyph::Cross;
    painter.setPen(QPen(colour, isBold ? 2.0 : 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(isSolid(glyph) ? QBrush(colour) : QBrush(Qt::NoBrush));
    painter.drawPath(strokesOf(glyph));
    painter.restore();
}

QIcon glyphIcon(Glyph glyph) {
    return QIcon(new GlyphIconEngine(glyph));
}

} // namespace tracestudio
