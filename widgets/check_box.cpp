#include "widgets/check_box.h"

#include "widgets/glyph.h"
#include "widgets/theme.h"

#include <QPainter>
#include <algorithm>

namespace tracestudio {

namespace {
constexpr int boxSide = 16;
constexpr int swatchSide = 10;
constexpr int gap = 8;
} // namespace

CheckBox::CheckBox(const QString& text, QWidget* parent)
    : QCheckBox(parent) {
    setText(text);
    setShortcut({}); // an ampersand in a name makes no key
    setAccessibleName(text);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void CheckBox::setSwatch(const QColor& colour) {
    m_swatch = colour;
    updateGeometry();
    update();
}

int CheckBox::textLeft() const {
    return boxSide + gap + (m_swatch.isValid() ? swatchSide + gap : 0);
}

QSize CheckBox::sizeHint() const {
    return {textLeft() + fontMetrics().horizontalAdvance(text()) + 2, std::max(20, fontMetrics().height() + 4)};
}

QSize CheckBox::minimumSizeHint() const {
    return {textLeft() + fontMetrics().averageCharWidth() * 4, sizeHint().height()};
}

bool CheckBox::hitButton(const QPoint& position) const {
    return rect().contains(position);
}

void CheckBox::paintEvent(QPaintEvent*) {
    const Theme& t = theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setOpacity(isEnabled() ? 1 : 0.5);
    const QRectF box(0.5, (height() - boxSide) / 2.0 + 0.5, boxSide - 1, boxSide - 1);
    painter.setPen(QPen(isChecked() || hasFocus() || underMouse() ? t.accent : t.mutedText, hasFocus() ? 1.6 : 1));
    painter.setBrush(isChecked() ? t.accentFill : t.field);
    painter.drawRoundedRect(box, 4, 4);
    if (isChecked())
        paintGlyph(painter, box.adjusted(1.5, 1.5, -1.5, -1.5), Glyph::Check, t.isDark ? t.text : t.accent);
    if (m_swatch.isValid()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_swatch);
        painter.setOpacity(isEnabled() && isChecked() ? 1 : 0.45);
        painter.drawRoundedRect(QRectF(boxSide + gap, (height() - swatchSide) / 2.0, swatchSide, swatchSide), 2, 2);
        painter.setOpacity(isEnabled() ? 1 : 0.5);
    }
    const QRect place(textLeft(), 0, width() - textLeft(), height());
    painter.setPen(m_swatch.isValid() && !isChecked() ? t.mutedText : t.text);
    painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft,
                     fontMetrics().elidedText(text(), Qt::ElideMiddle, place.width()));
}

} // namespace tracestudio
