#include "widgets/step_list.h"

#include "widgets/elided_label.h"
#include "widgets/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

namespace tracestudio {

namespace {
constexpr int gap = 12;
} // namespace

StepList::StepList(QWidget* parent)
    : QWidget(parent) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setCursor(Qt::PointingHandCursor);
    hide();
}

void StepList::setSteps(std::vector<InspectorStep> steps) {
    if (steps == m_steps)
        return;
    m_steps = std::move(steps);
    QStringList lines;
    for (const InspectorStep& step : m_steps)
        lines.append(step.label + QLatin1Char('\t') + step.value);
    setAccessibleDescription(lines.join(QLatin1Char('\n')));
    m_highlighted = -1;
    m_marked = -1;
    if (m_hovered >= int(m_steps.size()))
        setHovered(-1);
    setVisible(!m_steps.empty());
    updateGeometry();
    update();
}

void StepList::setHighlighted(int row) {
    if (row == m_highlighted)
        return;
    m_highlighted = row;
    update();
}

void StepList::setMarked(int row) {
    if (row == m_marked)
        return;
    m_marked = row;
    update();
}

void StepList::setHovered(int row) {
    if (row == m_hovered)
        return;
    m_hovered = row;
    update();
    Q_EMIT stepHovered(row);
}

int StepList::rowHeight() const {
    return (fontMetrics().height() + 4 + 3) / 4 * 4;
}

int StepList::rowAt(const QPoint& position) const {
    const int row = position.y() / rowHeight();
    return rect().contains(position) && row < int(m_steps.size()) ? row : -1;
}

QRect StepList::placeOf(int row) const {
    return {0, row * rowHeight(), width(), rowHeight()};
}

QFont StepList::valueFont() const {
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    return bold;
}

int StepList::valueWidth(const InspectorStep& step) const {
    const int room = width() - gap;
    const int wanted = QFontMetrics(valueFont()).horizontalAdvance(step.value) + 1;
    const int label = fontMetrics().horizontalAdvance(step.label) + 1;
    // Where both are long the label keeps what tells of which step it is.
    return std::min(wanted, std::max(room - label, room * 2 / 5));
}

QSize StepList::sizeHint() const {
    return {200, rowHeight() * int(m_steps.size())};
}
QSize StepList::minimumSizeHint() const {
    return {80, sizeHint().height()};
}

bool StepList::event(QEvent* event) {
    if (event->type() == QEvent::FontChange)
        updateGeometry();
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    auto* help = static_cast<QHelpEvent*>(event);
    const int row = rowAt(help->pos());
    if (row < 0) {
        QToolTip::hideText();
        return true;
    }
    const InspectorStep& step = m_steps[std::size_t(row)];
    QToolTip::showText(help->globalPos(), plainToolTip(step.label + QLatin1Char('\n') + step.value), this);
    return true;
}

void StepList::paintEvent(QPaintEvent* event) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int first = std::max(0, event->rect().top() / rowHeight());
    const int last = std::min(int(m_steps.size()) - 1, event->rect().bottom() / rowHeight());
    for (int row = first; row <= last; ++row) {
        const InspectorStep& step = m_steps[std::size_t(row)];
        const QRect place = placeOf(row);
        const bool isLit = row == m_hovered || row == m_highlighted;
        if (isLit || row == m_marked) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(row == m_marked ? theme().accentFill : theme().hoverFill);
            painter.drawRoundedRect(place, 4, 4);
        }
        const int value = valueWidth(step);
        painter.setFont(font());
        painter.setPen(isLit || row == m_marked ? theme().text : theme().mutedText);
        const QRect labelPlace = place.adjusted(0, 0, -value - gap, 0);
        painter.drawText(labelPlace, int(Qt::AlignVCenter | Qt::AlignLeft),
                         fontMetrics().elidedText(step.label, Qt::ElideRight, labelPlace.width()));
        painter.setFont(valueFont());
        painter.setPen(theme().text);
        painter.drawText(place, int(Qt::AlignVCenter | Qt::AlignRight),
                         QFontMetrics(valueFont()).elidedText(step.value, Qt::ElideRight, value));
    }
    if (hasFocus() && m_hovered >= 0) {
        painter.setPen(QPen(theme().accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(placeOf(m_hovered)).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
}

void StepList::mouseMoveEvent(QMouseEvent* event) {
    setHovered(rowAt(event->pos()));
}

void StepList::mouseReleaseEvent(QMouseEvent* event) {
    const int row = rowAt(event->pos());
    if (event->button() == Qt::LeftButton && row >= 0)
        Q_EMIT stepActivated(row);
}

void StepList::leaveEvent(QEvent* event) {
    setHovered(-1);
    QWidget::leaveEvent(event);
}

void StepList::keyPressEvent(QKeyEvent* event) {
    const int last = int(m_steps.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Down:
        setHovered(std::min(m_hovered + 1, last));
        break;
    case Qt::Key_Up:
        setHovered(m_hovered < 0 ? last : std::max(m_hovered - 1, 0));
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (m_hovered >= 0)
            Q_EMIT stepActivated(m_hovered);
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void StepList::focusOutEvent(QFocusEvent* event) {
    setHovered(-1);
    QWidget::focusOutEvent(event);
}

} // namespace tracestudio
