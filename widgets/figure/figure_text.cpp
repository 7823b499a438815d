#include "widgets/figure/figure_text.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QTextLayout>
#include <cmath>

namespace tracestudio {

namespace {
constexpr double magnification = 16;

/// A space for what no letter stands for, which SVG could not hold either.
QString printable(QString text) {
    for (QChar& c : text)
        if (c.category() == QChar::Other_Control || c.unicode() >= 0xfffe)
            c = QLatin1Char(' ');
    return text;
}

} // namespace

FigureText::FigureText(const QString& family, double sizePoints, bool isBold)
    : m_font(family)
    , m_size(sizePoints) {
    m_font.setPixelSize(std::max(1, int(std::lround(sizePoints * magnification))));
    m_font.setBold(isBold);
    m_font.setHintingPreference(QFont::PreferNoHinting);
    m_font.setStyleHint(QFont::SansSerif);
}

double FigureText::width(const QString& text) const {
    return QFontMetricsF(m_font).horizontalAdvance(text) / magnification;
}

QString FigureText::elided(const QString& text, double width) const {
    return QFontMetricsF(m_font).elidedText(text, Qt::ElideRight, width * magnification);
}

QStringList FigureText::wrapped(const QString& text, double width, int mostLines) const {
    QStringList lines;
    QTextLayout layout(text, m_font);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width * magnification);
        if (lines.size() == mostLines - 1) {
            lines << elided(text.mid(line.textStart()).trimmed(), width);
            break;
        }
        lines << text.mid(line.textStart(), line.textLength()).trimmed();
    }
    layout.endLayout();
    return lines;
}

void FigureText::draw(QPainter& painter, const QPointF& baseline, const QString& text, const QColor& colour) const {
    painter.save();
    painter.translate(baseline);
    painter.scale(1 / magnification, 1 / magnification);
    painter.setFont(m_font);
    painter.setPen(colour);
    painter.drawText(QPointF(0, 0), printable(text));
    painter.restore();
}

void FigureText::drawCentred(QPainter& painter, const QPointF& middle, const QString& text,
                             const QColor& colour) const {
    draw(painter, middle + QPointF(-width(text) / 2, capHeight() / 2), text, colour);
}

} // namespace tracestudio
