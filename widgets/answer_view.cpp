#include "widgets/answer_view.h"

#include "widgets/elided_label.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QTextBlock>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace tracestudio {

namespace {
constexpr int kMostLines = 14;
}

AnswerView::AnswerView(QWidget* parent)
    : QPlainTextEdit(parent) {
    setObjectName(QStringLiteral("answerText"));
    setAccessibleName(tr("The model's answer"));
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setTabChangesFocus(true);
    setUndoRedoEnabled(false);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    viewport()->setMouseTracking(true);
}

void AnswerView::setAnswer(const QString& text, const std::vector<InspectorSpan>& spans, const QColor& colour) {
    m_spans.clear();
    for (const InspectorSpan& span : spans)
        if (span.begin >= 0 && span.begin < span.end && span.end <= text.size())
            m_spans.push_back(span);
    m_colour = colour;
    m_hovered = -1;
    if (toPlainText() != text) {
        setExtraSelections({});
        setPlainText(text);
    }
    fitHeight();
    markSpans();
}

void AnswerView::setSelectedWaypoint(int waypoint) {
    if (waypoint == m_selectedWaypoint)
        return;
    m_selectedWaypoint = waypoint;
    markSpans();
    const auto span = std::find_if(m_spans.begin(), m_spans.end(),
                                   [waypoint](const InspectorSpan& s) { return s.waypoint == waypoint; });
    if (span == m_spans.end())
        return;
    QTextCursor cursor(document());
    cursor.setPosition(span->begin);
    setTextCursor(cursor);
    ensureCursorVisible();
}

int AnswerView::spanAt(int character) const {
    const auto after = std::upper_bound(m_spans.begin(), m_spans.end(), character,
                                        [](int value, const InspectorSpan& span) { return value < span.begin; });
    if (after == m_spans.begin() || character >= std::prev(after)->end)
        return -1;
    return int(std::distance(m_spans.begin(), after)) - 1;
}

int AnswerView::spanUnder(const QPoint& viewportPosition) const {
    const QTextCursor cursor = cursorForPosition(viewportPosition);
    // The cursor goes to the nearest gap between two characters; the character itself is on one of its sides.
    const QRect gap = cursorRect(cursor);
    if (viewportPosition.y() < gap.top() || viewportPosition.y() > gap.bottom())
        return -1;
    const int character = viewportPosition.x() < gap.left() ? cursor.position() - 1 : cursor.position();
    const int reach = int(std::ceil(fontMetrics().horizontalAdvance(QLatin1Char('0')) * 1.5));
    return std::abs(viewportPosition.x() - gap.left()) > reach ? -1 : spanAt(character);
}

void AnswerView::markSpans() {
    QList<QTextEdit::ExtraSelection> marks;
    marks.reserve(qsizetype(m_spans.size()));
    for (std::size_t i = 0; i < m_spans.size(); ++i) {
        const InspectorSpan& span = m_spans[i];
        const QColor colour = span.isFailing ? theme().failure : m_colour;
        const bool isSelected = span.waypoint == m_selectedWaypoint;
        QColor fill = colour;
        fill.setAlphaF(isSelected ? 0.55f : int(i) == m_hovered ? 0.38f : 0.2f);
        QTextEdit::ExtraSelection mark;
        mark.format.setBackground(fill);
        mark.format.setForeground(theme().text);
        mark.format.setUnderlineColor(colour);
        mark.format.setUnderlineStyle(QTextCharFormat::SingleUnderline);
        mark.cursor = QTextCursor(document());
        mark.cursor.setPosition(span.begin);
        mark.cursor.setPosition(span.end, QTextCursor::KeepAnchor);
        marks.append(mark);
    }
    setExtraSelections(marks);
}

void AnswerView::fitHeight() {
    const double most = kMostLines * fontMetrics().lineSpacing();
    double height = 0;
    for (QTextBlock block = document()->begin(); block.isValid() && height < most; block = block.next())
        height += blockBoundingRect(block).height();
    const int frame = contentsMargins().top() + contentsMargins().bottom() + int(2 * document()->documentMargin());
    setFixedHeight(int(std::ceil(std::min(height, most))) + frame);
}

void AnswerView::setHovered(int span) {
    if (span == m_hovered)
        return;
    m_hovered = span;
    viewport()->setCursor(span < 0 ? Qt::IBeamCursor : Qt::PointingHandCursor);
    markSpans();
    Q_EMIT spanHovered(span);
}

bool AnswerView::event(QEvent* event) {
    if (event->type() == QEvent::PaletteChange)
        markSpans();
    return QPlainTextEdit::event(event);
}

bool AnswerView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::Leave)
        setHovered(-1);
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const int span = spanUnder(help->pos());
        if (span >= 0)
            QToolTip::showText(help->globalPos(), plainToolTip(m_spans[std::size_t(span)].tooltip), this);
        else
            QToolTip::hideText();
        return true;
    }
    return QPlainTextEdit::viewportEvent(event);
}

void AnswerView::mousePressEvent(QMouseEvent* event) {
    m_pressedAt = event->pos();
    QPlainTextEdit::mousePressEvent(event);
}

void AnswerView::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons() == Qt::NoButton)
        setHovered(spanUnder(event->pos()));
    QPlainTextEdit::mouseMoveEvent(event);
}

void AnswerView::mouseReleaseEvent(QMouseEvent* event) {
    QPlainTextEdit::mouseReleaseEvent(event);
    const bool isClick = (event->pos() - m_pressedAt).manhattanLength() < QApplication::startDragDistance();
    if (event->button() != Qt::LeftButton || !isClick || textCursor().hasSelection())
        return;
    if (const int span = spanUnder(event->pos()); span >= 0)
        Q_EMIT spanActivated(m_spans[std::size_t(span)].waypoint);
}

void AnswerView::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (const int span = spanAt(textCursor().position()); span >= 0)
            Q_EMIT spanActivated(m_spans[std::size_t(span)].waypoint);
        return;
    }
    QPlainTextEdit::keyPressEvent(event);
}

void AnswerView::resizeEvent(QResizeEvent* event) {
    QPlainTextEdit::resizeEvent(event);
    fitHeight();
}

} // namespace tracestudio
