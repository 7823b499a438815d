#include "widgets/timeline.h"

#include "widgets/theme.h"

#include <QHelpEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace tracestudio {

namespace {
constexpr double knobRadius = 6;
constexpr double grooveHeight = 4;
constexpr double markReach = 4; ///< a click so near to the mark means the mark
constexpr int wheelStep = 120;
} // namespace

Timeline::Timeline(QWidget* parent)
    : QAbstractSlider(parent) {
    setOrientation(Qt::Horizontal);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setRange(0, 0);
    connect(this, &QAbstractSlider::valueChanged, this, [this](int frame) {
        if (!m_isShowing)
            Q_EMIT seekRequested(frame);
    });
}

void Timeline::setFrames(int count) {
    m_isShowing = true;
    setRange(0, std::max(0, count - 1));
    m_isShowing = false;
    update();
}

void Timeline::showFrame(int frame) {
    if (isSliderDown())
        return;
    m_isShowing = true;
    setValue(frame);
    m_isShowing = false;
}

void Timeline::setMark(int frame) {
    if (m_mark == frame)
        return;
    m_mark = frame;
    update();
}

QSize Timeline::sizeHint() const {
    return {180, 28};
}

QSize Timeline::minimumSizeHint() const {
    return {120, 28};
}

double Timeline::xOf(int frame) const {
    const double share = maximum() > 0 ? double(frame) / maximum() : 0;
    return knobRadius + 1 + share * (width() - 2 * (knobRadius + 1));
}

int Timeline::frameAt(double x) const {
    if (m_mark >= 0 && m_mark <= maximum() && std::abs(x - xOf(m_mark)) <= markReach)
        return m_mark;
    const double span = width() - 2 * (knobRadius + 1);
    const double share = span > 0 ? std::clamp((x - knobRadius - 1) / span, 0.0, 1.0) : 0;
    return int(std::lround(share * maximum()));
}

bool Timeline::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool isPlain = (key->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
        switch (key->key()) {
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_Home:
        case Qt::Key_End:
        case Qt::Key_PageUp:
        case Qt::Key_PageDown:
            // Keys of the focused line win over the window's.
            if (isPlain)
                event->accept();
            return true;
        default:
            break;
        }
    }
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int frame = frameAt(help->pos().x());
        const QLocale locale;
        const QString place = locale.toString(frame + 1);
        QToolTip::showText(
            help->globalPos(),
            frame == m_mark
                ? tr("Frame %1, which the answer is about").arg(place)
                : tr("Frame %1 of %2. Click or drag; arrows and wheel step").arg(place, locale.toString(frames())),
            this);
        return true;
    }
    return QAbstractSlider::event(event);
}

void Timeline::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) {
        event->ignore();
        return;
    }
    setSliderDown(true);
    setSliderPosition(frameAt(event->position().x()));
    update();
}

void Timeline::mouseMoveEvent(QMouseEvent* event) {
    if (isSliderDown())
        setSliderPosition(frameAt(event->position().x()));
}

void Timeline::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && isSliderDown()) {
        setSliderDown(false);
        update();
    }
}

void Timeline::wheelEvent(QWheelEvent* event) {
    const QPoint turn = event->angleDelta();
    m_wheel += std::abs(turn.x()) > std::abs(turn.y()) ? -turn.x() : turn.y();
    const int steps = m_wheel / wheelStep;
    m_wheel -= steps * wheelStep;
    if (steps)
        setValue(value() + steps);
    event->accept();
}

void Timeline::paintEvent(QPaintEvent*) {
    const Theme& t = theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setOpacity(isEnabled() ? 1 : 0.5);
    painter.setPen(Qt::NoPen);
    const double middle = height() / 2.0, left = xOf(0), right = xOf(maximum()), x = xOf(value());
    const QRectF groove(left, middle - grooveHeight / 2, std::max(right - left, 0.0), grooveHeight);
    painter.setBrush(t.line);
    painter.drawRoundedRect(groove, grooveHeight / 2, grooveHeight / 2);
    painter.setBrush(t.accent);
    painter.drawRoundedRect(QRectF(groove.topLeft(), QPointF(x, groove.bottom())), grooveHeight / 2, grooveHeight / 2);
    if (m_mark >= 0 && m_mark <= maximum()) {
        const QRectF mark(xOf(m_mark) - 1.5, middle - 8, 3, 16);
        painter.setPen(QPen(t.panel, 1)); // apart from the played part
        painter.setBrush(t.model(0));
        painter.drawRoundedRect(mark.adjusted(-0.5, -0.5, 0.5, 0.5), 2, 2);
    }
    const bool isLively = isSliderDown() || underMouse() || hasFocus();
    painter.setPen(QPen(hasFocus() ? t.text : t.panel, hasFocus() ? 1.6 : 1.2));
    painter.setBrush(t.accent);
    const double radius = knobRadius - (isLively ? 0 : 1);
    painter.drawEllipse(QPointF(x, middle), radius, radius);
}

} // namespace tracestudio
