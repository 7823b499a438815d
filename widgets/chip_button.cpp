#include "widgets/chip_button.h"

#include "widgets/theme.h"

#include <QEvent>
#include <QLocale>
#include <QPainter>

namespace tracestudio {

namespace {
constexpr int sidePadding = 10;
constexpr int dotRoom = 12;
constexpr int iconRoom = 16;
} // namespace

ChipButton::ChipButton(QWidget* parent)
    : QAbstractButton(parent) {
    setCheckable(true);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.95);
    setFont(small);
}

void ChipButton::setCount(qint64 count) {
    if (m_count == count)
        return;
    m_count = count;
    updateGeometry();
    update();
}

void ChipButton::setDot(const QColor& colour) {
    if (m_dot == colour)
        return;
    m_dot = colour;
    updateGeometry();
    update();
}

QString ChipButton::countText() const {
    return m_count < 0 ? QString() : QStringLiteral(" ") + locale().toString(m_count);
}

QSize ChipButton::sizeHint() const {
    const int height = (fontMetrics().height() + 6 + 3) / 4 * 4;
    return {fontMetrics().horizontalAdvance(text() + countText()) + 2 * sidePadding + (m_dot.isValid() ? dotRoom : 0) +
                (icon().isNull() ? 0 : iconRoom),
            height};
}

QSize ChipButton::minimumSizeHint() const {
    return {48, sizeHint().height()};
}

void ChipButton::changeEvent(QEvent* event) {
    QAbstractButton::changeEvent(event);
    update();
}

void ChipButton::enterEvent(QEnterEvent* event) {
    QAbstractButton::enterEvent(event);
    update();
}

void ChipButton::leaveEvent(QEvent* event) {
    QAbstractButton::leaveEvent(event);
    update();
}

void ChipButton::paintEvent(QPaintEvent*) {
    const Theme& t = theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF pill = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(QPen(isChecked() ? t.accent : t.line, 1));
    painter.setBrush(isChecked() ? t.accentFill : underMouse() || isDown() ? t.hoverFill : QColor(Qt::transparent));
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2);
    if (hasFocus()) {
        painter.setPen(QPen(t.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(pill.adjusted(0.5, 0.5, -0.5, -0.5), pill.height() / 2, pill.height() / 2);
    }
    QRect inner = rect().adjusted(sidePadding, 0, -sidePadding, 0);
    if (!icon().isNull()) {
        icon().paint(&painter, QRect(inner.left() - 2, height() / 2 - 7, 14, 14));
        inner.setLeft(inner.left() + iconRoom);
    }
    if (m_dot.isValid()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_dot);
        painter.drawEllipse(QRectF(inner.left(), pill.center().y() - 4, 8, 8));
        inner.setLeft(inner.left() + dotRoom);
    }
    const QString number = countText();
    const int numberWidth = fontMetrics().horizontalAdvance(number);
    const bool isQuiet = !isChecked() && m_count == 0;
    const QString words = fontMetrics().elidedText(text(), Qt::ElideRight, inner.width() - numberWidth + 1);
    painter.setPen(isChecked() ? t.accent : isQuiet ? t.mutedText : t.text);
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignVCenter, words);
    painter.setPen(isChecked() ? t.accent : t.mutedText);
    painter.drawText(inner.adjusted(fontMetrics().horizontalAdvance(words), 0, 2, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     number);
}

} // namespace tracestudio
