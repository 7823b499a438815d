#include "widgets/choice_box.h"

#include "widgets/glyph.h"
#include "widgets/theme.h"

#include <QPainter>
#include <algorithm>

namespace tracestudio {

namespace {
constexpr int arrowRoom = 20;
constexpr int sidePadding = 8;
} // namespace

ChoiceBox::ChoiceBox(QWidget* parent)
    : QComboBox(parent) {
    setAttribute(Qt::WA_Hover);
}

void ChoiceBox::setPrefix(const QString& prefix) {
    m_prefix = prefix;
    updateGeometry();
    update();
}

void ChoiceBox::setFrameless(bool isFrameless) {
    m_isFrameless = isFrameless;
    update();
}

QSize ChoiceBox::sizeHint() const {
    int widest = 0;
    for (int i = 0; i < count(); ++i)
        widest = std::max(widest, fontMetrics().horizontalAdvance(m_prefix + itemText(i)));
    return {std::min(widest, 160) + sidePadding + arrowRoom + 2, (fontMetrics().height() + 10 + 3) / 4 * 4};
}

QSize ChoiceBox::minimumSizeHint() const {
    return {64, sizeHint().height()};
}

void ChoiceBox::paintEvent(QPaintEvent*) {
    const Theme& t = theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool isHovered = isEnabled() && underMouse();
    painter.setPen(hasFocus() ? QPen(t.accent, 1) : m_isFrameless ? QPen(Qt::NoPen) : QPen(t.line, 1));
    painter.setBrush(isHovered ? t.hoverFill : m_isFrameless ? QColor(Qt::transparent) : t.field);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    const QRect inner = rect().adjusted(sidePadding, 0, -arrowRoom, 0);
    painter.setPen(isEnabled() && !m_isFrameless ? t.text : t.mutedText);
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(m_prefix + currentText(), Qt::ElideRight, inner.width() + 1));
    const QRectF arrow(width() - arrowRoom + 2, height() / 2.0 - 7, 14, 14);
    paintGlyph(painter, arrow, Glyph::Chevron, t.mutedText);
}

} // namespace tracestudio
