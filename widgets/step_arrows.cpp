#include "widgets/step_arrows.h"

#include "widgets/glyph.h"
#include "widgets/theme.h"

#include <QAbstractSpinBox>
#include <QEvent>
#include <QMouseEvent>
#include <QPainter>

namespace tracestudio {

namespace {
constexpr int arrowWidth = 20;
constexpr int firstRepeatMilliseconds = 350, repeatMilliseconds = 60;
} // namespace

StepArrows::StepArrows(QAbstractSpinBox* field)
    : QWidget(field)
    , m_field(field) {
    field->setButtonSymbols(QAbstractSpinBox::NoButtons);
    field->setStyleSheet(QStringLiteral("QAbstractSpinBox { padding-right: %1px; }").arg(arrowWidth));
    field->installEventFilter(this);
    setCursor(Qt::ArrowCursor);
    setAttribute(Qt::WA_Hover);
    place();
}

bool StepArrows::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize)
        place();
    return QWidget::eventFilter(watched, event);
}

void StepArrows::place() {
    setGeometry(m_field->width() - arrowWidth - 1, 1, arrowWidth, m_field->height() - 2);
}

void StepArrows::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor colour = m_field->isEnabled() ? theme().mutedText : theme().line;
    const QRectF glyph(-5, -5, 10, 10);
    const double middle = height() / 2.0;
    painter.translate(width() / 2.0, middle + 5);
    paintGlyph(painter, glyph, Glyph::Chevron, colour);
    painter.translate(0, -10);
    painter.rotate(180);
    paintGlyph(painter, glyph, Glyph::Chevron, colour);
}

void StepArrows::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton)
        return;
    m_direction = event->position().y() < height() / 2.0 ? 1 : -1;
    m_field->setFocus(Qt::MouseFocusReason);
    m_field->stepBy(m_direction);
    m_timer = startTimer(firstRepeatMilliseconds);
}

void StepArrows::mouseReleaseEvent(QMouseEvent*) {
    killTimer(m_timer);
    m_timer = 0;
    m_direction = 0;
}

void StepArrows::timerEvent(QTimerEvent*) {
    killTimer(m_timer);
    m_field->stepBy(m_direction);
    m_timer = startTimer(repeatMilliseconds);
}

} // namespace tracestudio
