#include "widgets/capture_status_line.h"

#include "widgets/theme.h"

#include <QEvent>
#include <QPainter>
#include <QStyle>
#include <algorithm>

namespace tracestudio {

namespace {
constexpr int lampSide = 8;
constexpr int lampGap = 8;
constexpr int gap = 12;
constexpr int lineHeight = 28;
constexpr int slack = 2; ///< of a text: its width is rounded, and … comes at the first fraction too much
} // namespace

CaptureStatusLine::CaptureStatusLine(QWidget* parent)
    : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void CaptureStatusLine::setStatus(CaptureLamp lamp, const QString& state, const QString& figures) {
    if (lamp == m_lamp && state == m_state && figures == m_figures)
        return;
    if (state != m_state)
        m_steadyWidth = 0;
    m_lamp = lamp;
    m_state = state;
    m_figures = figures;
    tell();
}

void CaptureStatusLine::setRecorded(const QString& text) {
    if (text == m_recorded)
        return;
    if (text.isEmpty() != m_recorded.isEmpty())
        m_steadyWidth = 0;
    m_recorded = text;
    tell();
}

void CaptureStatusLine::tell() {
    QStringList words{m_state, m_figures, m_recorded};
    words.removeAll(QString());
    setAccessibleName(words.join(QStringLiteral(", ")));
    m_steadyWidth = std::max(m_steadyWidth, wantedWidth());
    update();
}

int CaptureStatusLine::widthOf(const QString& text) const {
    return text.isEmpty() ? 0 : fontMetrics().horizontalAdvance(text) + slack;
}

int CaptureStatusLine::wantedWidth() const {
    int width = m_state.isEmpty() ? 0 : lampSide + lampGap + widthOf(m_state);
    if (!m_figures.isEmpty())
        width += gap + widthOf(m_figures);
    if (!m_recorded.isEmpty())
        width += gap + lampSide + lampGap + widthOf(m_recorded);
    return width;
}

QSize CaptureStatusLine::sizeHint() const {
    return {fontMetrics().horizontalAdvance(QLatin1Char('0')) * 35, lineHeight};
}

QColor CaptureStatusLine::lampColour() const {
    const Theme& t = theme();
    switch (m_lamp) {
    case CaptureLamp::Off:
        break;
    case CaptureLamp::Waiting:
        return t.warning;
    case CaptureLamp::Good:
        return t.success;
    case CaptureLamp::Bad:
        return t.failure;
    case CaptureLamp::Held:
        return t.accent;
    }
    return t.mutedText;
}

void CaptureStatusLine::paintEvent(QPaintEvent*) {
    const Theme& t = theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_state.isEmpty())
        return;
    int x = std::max(0, width() - m_steadyWidth);
    const auto place = [&](int side, int high) {
        return QStyle::visualRect(layoutDirection(), rect(), QRect(x, (height() - high) / 2, side, high));
    };
    const auto light = [&](const QColor& colour) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawEllipse(QRectF(place(lampSide, lampSide)));
        x += lampSide + lampGap;
    };
    const auto write = [&](const QString& text, const QColor& colour, int room) {
        const QString shown = fontMetrics().elidedText(text, Qt::ElideRight, room);
        painter.setPen(colour);
        painter.drawText(place(widthOf(shown), height()), Qt::AlignVCenter | Qt::AlignLeft, shown);
        x += widthOf(shown);
    };
    // What was recorded is shown first, then the state's word, then the figures.
    const int recordedRoom = m_recorded.isEmpty() ? 0 : gap + lampSide + lampGap + widthOf(m_recorded);
    light(lampColour());
    const int stateRoom = width() - x - recordedRoom;
    if (m_recorded.isEmpty() || stateRoom >= widthOf(m_state))
        write(m_state, lampColour(), stateRoom);
    const int figuresRoom = width() - x - gap - recordedRoom;
    if (!m_figures.isEmpty() && figuresRoom >= fontMetrics().averageCharWidth() * 5) {
        x += gap;
        write(m_figures, t.mutedText, figuresRoom);
    }
    if (!m_recorded.isEmpty()) {
        x = std::min(x + gap, width() - recordedRoom + gap);
        x = std::max(x, lampSide + lampGap);
        light(t.failure);
        write(m_recorded, t.failure, width() - x);
    }
}

void CaptureStatusLine::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        m_steadyWidth = wantedWidth();
        updateGeometry();
    }
}

} // namespace tracestudio
