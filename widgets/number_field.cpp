#include "widgets/number_field.h"

#include "widgets/edit_step.h"
#include "widgets/step_arrows.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace tracestudio {

namespace {
constexpr int fieldHeight = 26;
constexpr int mostCharacters = 32;
} // namespace

std::optional<double> numberIn(const QString& text) {
    if (text.size() > mostCharacters)
        return std::nullopt;
    QString plain = text.trimmed();
    plain.replace(QLatin1Char(','), QLatin1Char('.')).replace(QChar(0x2212), QLatin1Char('-'));
    bool isNumber = false;
    const double value = QLocale::c().toDouble(plain, &isNumber);
    if (!isNumber || !std::isfinite(value))
        return std::nullopt;
    return value;
}

QString numberText(double value, int decimals) {
    if (!std::isfinite(value))
        return QStringLiteral("–");
    QString text = QString::number(value, 'f', decimals);
    if (text.contains(QLatin1Char('.'))) {
        while (text.endsWith(QLatin1Char('0')))
            text.chop(1);
        if (text.endsWith(QLatin1Char('.')))
            text.chop(1);
    }
    return text == QLatin1String("-0") ? QStringLiteral("0") : text;
}

NumberField::NumberField(const QString& name, const QString& title, const Range& range, QWidget* parent)
    : QAbstractSpinBox(parent)
    , m_title(title)
    , m_range(range) {
    setObjectName(name);
    setAccessibleName(title);
    setFocusPolicy(Qt::StrongFocus);
    setFixedHeight(fieldHeight);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    lineEdit()->setMaxLength(mostCharacters);
    new StepArrows(this);
    setStyleSheet(QStringLiteral("QAbstractSpinBox { padding: 2px 18px 2px 4px; }"));
}

QString NumberField::textOf(std::optional<double> value) const {
    return value ? numberText(*value, m_range.decimals) : QString();
}

bool NumberField::isTyped() const {
    return lineEdit()->text() != textOf(m_value);
}

void NumberField::setValue(std::optional<double> value) {
    if (value == m_value)
        return;
    if (hasFocus() && isTyped()) {
        m_value = value;
        return;
    }
    replaceValue(value);
}

void NumberField::replaceValue(std::optional<double> value) {
    m_value = value;
    const bool isAllSelected = lineEdit()->hasSelectedText();
    lineEdit()->setText(textOf(value));
    if (isAllSelected)
        lineEdit()->selectAll();
    else
        lineEdit()->setCursorPosition(0);
}

void NumberField::enter(std::optional<double> value) {
    m_value = value;
    lineEdit()->setText(textOf(value));
    Q_EMIT refused({});
    Q_EMIT edited(value, m_gesture);
}

void NumberField::commit() {
    if (!isTyped())
        return;
    const QString text = lineEdit()->text();
    if (m_range.mayBeEmpty && text.trimmed().isEmpty())
        return enter(std::nullopt);
    std::optional<double> value = numberIn(text);
    if (value && m_range.decimals == 0)
        value = std::round(*value);
    if (value && *value >= m_range.least && *value <= m_range.most) {
        if (value != m_value)
            enter(value);
        else
            lineEdit()->setText(textOf(m_value));
        return;
    }
    lineEdit()->setText(textOf(m_value));
    lineEdit()->selectAll();
    const QString least = numberText(m_range.least, m_range.decimals),
                  most = numberText(m_range.most, m_range.decimals);
    if (text.trimmed().isEmpty()) {
        Q_EMIT refused(tr("%1 needs a number.").arg(m_title));
        return;
    }
    Q_EMIT refused(value ? tr("%1 can be from %2 to %3, not %4.").arg(m_title, least, most, text.trimmed())
                         : tr("%1: “%2” is not a number.").arg(m_title, text.trimmed()));
}

void NumberField::stepBy(int steps) {
    commit();
    const double step = steps * (m_isFine ? m_range.fineStep : m_range.step);
    // Without the traces of having been reckoned with.
    const double scale = std::pow(10.0, m_range.decimals);
    double value = m_value ? std::round((*m_value + step) * scale) / scale : std::max(1.0, m_range.least);
    if (m_range.isRound && (value > m_range.most || value < m_range.least))
        value -= std::copysign(m_range.most - m_range.least, value);
    value = std::clamp(value, m_range.least, m_range.most);
    if (value != m_value)
        enter(value);
    lineEdit()->selectAll();
}

QAbstractSpinBox::StepEnabled NumberField::stepEnabled() const {
    return isEnabled() ? StepUpEnabled | StepDownEnabled : StepEnabled(StepNone);
}

QSize NumberField::sizeHint() const {
    return {fontMetrics().horizontalAdvance(QStringLiteral("-0000.0")) + 30, fieldHeight};
}

QSize NumberField::minimumSizeHint() const {
    return {56, fieldHeight};
}

bool NumberField::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        auto* key = static_cast<QKeyEvent*>(event);
        // What the field was is a step of the whole annotation's, unless something is being typed.
        const bool isUndo = key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo);
        if (isUndo && !isTyped()) {
            event->ignore();
            return true;
        }
        if (key->key() == Qt::Key_Escape && isTyped()) {
            event->accept();
            return true;
        }
    }
    return QAbstractSpinBox::event(event);
}

void NumberField::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && isTyped()) {
        lineEdit()->setText(textOf(m_value));
        lineEdit()->selectAll();
        Q_EMIT refused({});
        return;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        commit();
        lineEdit()->selectAll();
        m_gesture = nextGesture();
        return;
    }
    if (!isTyped() && (event->matches(QKeySequence::Undo) || event->matches(QKeySequence::Redo)))
        return event->ignore();
    m_isFine = event->modifiers() & Qt::ShiftModifier;
    QAbstractSpinBox::keyPressEvent(event);
    m_isFine = false;
}

void NumberField::wheelEvent(QWheelEvent* event) {
    // Without the focus the panel is scrolled.
    if (!hasFocus())
        return event->ignore();
    event->accept();
    constexpr int notch = 120;
    m_wheel += event->angleDelta().y();
    const int steps = m_wheel / notch;
    m_wheel -= steps * notch;
    m_isFine = event->modifiers() & Qt::ShiftModifier;
    if (steps != 0)
        stepBy(event->modifiers() & Qt::ControlModifier ? steps * 10 : steps);
    m_isFine = false;
}

void NumberField::focusInEvent(QFocusEvent* event) {
    m_gesture = nextGesture();
    m_wheel = 0;
    QAbstractSpinBox::focusInEvent(event);
}

void NumberField::focusOutEvent(QFocusEvent* event) {
    commit();
    QAbstractSpinBox::focusOutEvent(event);
}

} // namespace tracestudio
