#include "widgets/answer_view.h"

#include "widgets/elided_label.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QTextBlock>
#include <QTextLayout>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace tracestudio {

namespace {
constexpr int kMostLines = 14;
constexpr int kLongLine = 1000;
constexpr int kLongSpan = 48;

/// The answer as the document shows it, character for character at the same place. What would break off a paragraph by
/// itself becomes a space; a span keeps to one line where it can; and a very long line is broken at a space, because a
/// paragraph is laid out as a whole and would hold up the window.
QString displayed(const QString& text, const std::vector<InspectorSpan>& spans) {
    QString shown = text;
    auto span = spans.begin();
    int column = 0;
    for (int i = 0; i < int(shown.size()); ++i) {
        const ushort c = shown.at(i).unicode();
        while (span != spans.end() && span->end <= i)
            ++span;
        const bool isInSpan = span != spans.end() && span->begin <= i;
        const bool isBreak = c == '\r' || c == 0x2028 || c == 0x2029 || c == 0 || (c >= 0xfdd0 && c <= 0xfdd1);
        if (isBreak)
            shown[i] = QLatin1Char(' ');
        else if (c == ' ' && isInSpan && span->end - span->begin <= kLongSpan)
            shown[i] = QChar(QChar::Nbsp);
        else if (c == ' ' && !isInSpan && column >= kLongLine)
            shown[i] = QLatin1Char('\n');
        column = shown.at(i) == QLatin1Char('\n') ? 0 : column + 1;
    }
    return shown;
}
} // namespace

AnswerView::AnswerView(QWidget* parent)
    : QPlainTextEdit(parent) {
    setObjectName(QStringLiteral("answerText"));
    setAccessibleName(tr("The model's answer"));
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setTabChangesFocus(true);
    setUndoRedoEnabled(false);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setFrameShape(QFrame::NoFrame);
    // A text in a panel, not a field to fill in: the frame shows with the focus only.
    setStyleSheet(
        QStringLiteral("QPlainTextEdit { background: transparent; border: 1px solid transparent; "
                       "border-radius: 4px; padding: 0; } QPlainTextEdit:focus { border-color: palette(link); }"));
    document()->setDocumentMargin(1);
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (font().pixelSize() > 0)
        fixed.setPixelSize(font().pixelSize() - 1);
    else
        fixed.setPointSizeF(font().pointSizeF());
    setFont(fixed);
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
    m_steps.clear();
    m_hoveredStep = m_highlightedStep = m_markedStep = -1;
    m_text = text;
    showText(displayed(m_text, m_spans));
    fitHeight();
}

/// Only what differs is put in, so that whoever reads a growing answer keeps their place and selection.
void AnswerView::showText(const QString& shown) {
    const auto [old, fresh] = std::mismatch(m_shown.begin(), m_shown.end(), shown.begin(), shown.end());
    const auto same = int(old - m_shown.begin());
    if (same == 0) {
        setPlainText(shown);
    } else if (old != m_shown.end() || fresh != shown.end()) {
        QTextCursor cursor(document());
        cursor.setPosition(same);
        cursor.movePosition(QTextCursor::End, QTextCursor::KeepAnchor);
        cursor.insertText(shown.mid(same));
    }
    m_shown = shown;
}

void AnswerView::setSteps(const std::vector<InspectorStep>& steps) {
    m_steps.clear();
    for (const InspectorStep& step : steps)
        if (step.begin >= 0 && step.begin < step.end && step.end <= m_text.size())
            m_steps.push_back(step);
    viewport()->update();
}

void AnswerView::setMarkedStep(int step) {
    m_markedStep = step;
    viewport()->update();
    if (step >= 0 && step < int(m_steps.size()))
        scrollTo(m_steps[std::size_t(step)].begin);
}

void AnswerView::setHighlightedStep(int step) {
    m_highlightedStep = step;
    viewport()->update();
}

void AnswerView::scrollTo(int character) {
    QTextCursor cursor(document());
    cursor.setPosition(character);
    setTextCursor(cursor);
    ensureCursorVisible();
}

void AnswerView::setSelectedWaypoint(int waypoint) {
    if (waypoint == m_selectedWaypoint)
        return;
    m_selectedWaypoint = waypoint;
    viewport()->update();
    const auto span = std::find_if(m_spans.begin(), m_spans.end(),
                                   [waypoint](const InspectorSpan& s) { return s.waypoint == waypoint; });
    if (span != m_spans.end())
        scrollTo(span->begin);
}

int AnswerView::spanAt(int character) const {
    const auto after = std::upper_bound(m_spans.begin(), m_spans.end(), character,
                                        [](int value, const InspectorSpan& span) { return value < span.begin; });
    if (after == m_spans.begin() || character >= std::prev(after)->end)
        return -1;
    return int(std::distance(m_spans.begin(), after)) - 1;
}

int AnswerView::stepAt(int character) const {
    const auto after = std::upper_bound(m_steps.begin(), m_steps.end(), character,
                                        [](int value, const InspectorStep& step) { return value < step.begin; });
    if (after == m_steps.begin() || character >= std::prev(after)->end)
        return -1;
    return int(std::distance(m_steps.begin(), after)) - 1;
}

int AnswerView::characterUnder(const QPoint& viewportPosition) const {
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF place = blockBoundingGeometry(block).translated(contentOffset());
        if (place.top() > viewportPosition.y())
            break;
        const QPointF inside = viewportPosition - place.topLeft();
        for (int i = 0; i < block.layout()->lineCount(); ++i) {
            const QTextLine line = block.layout()->lineAt(i);
            if (line.naturalTextRect().contains(inside))
                return block.position() + line.xToCursor(inside.x(), QTextLine::CursorOnCharacter);
        }
    }
    return -1;
}

QRect AnswerView::placeOf(int character) const {
    QTextCursor cursor(document());
    cursor.setPosition(std::clamp(character, 0, int(m_text.size())));
    return cursorRect(cursor).translated(viewport()->pos());
}

void AnswerView::paintEvent(QPaintEvent* event) {
    {
        QPainter painter(viewport());
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
            const QRectF place = blockBoundingGeometry(block).translated(contentOffset());
            if (place.top() > event->rect().bottom())
                break;
            for (int i = 0; i < block.layout()->lineCount(); ++i) {
                const QTextLine line = block.layout()->lineAt(i);
                const QRectF lineRect = line.rect().translated(place.topLeft());
                if (lineRect.bottom() < event->rect().top() || lineRect.top() > event->rect().bottom())
                    continue;
                const int from = block.position() + line.textStart();
                const int to = from + line.textLength();
                const auto forEachPart = [&](const auto& marked, const auto& paint) {
                    auto span = std::partition_point(marked.begin(), marked.end(),
                                                     [from](const auto& s) { return s.end <= from; });
                    for (; span != marked.end() && span->begin < to; ++span) {
                        const double left = line.cursorToX(std::max(span->begin, from) - block.position());
                        const double right = line.cursorToX(std::min(span->end, to) - block.position());
                        paint(QRectF(place.left() + left, lineRect.top() + 0.5, right - left, lineRect.height() - 1),
                              *span);
                    }
                };
                forEachPart(m_steps, [&](const QRectF& mark, const InspectorStep& s) { paintStep(painter, mark, s); });
                forEachPart(m_spans, [&](const QRectF& mark, const InspectorSpan& s) { paintMark(painter, mark, s); });
            }
        }
    }
    QPlainTextEdit::paintEvent(event);
}

void AnswerView::paintMark(QPainter& painter, const QRectF& mark, const InspectorSpan& span) const {
    const QColor colour = span.isFailing ? theme().failure : m_colour;
    const bool isHovered = m_hovered >= 0 && &span == &m_spans[std::size_t(m_hovered)];
    QColor fill = colour;
    fill.setAlphaF(span.waypoint == m_selectedWaypoint ? 0.5f : isHovered ? 0.34f : 0.18f);
    painter.setBrush(fill);
    painter.drawRoundedRect(mark, 3, 3);
    painter.setBrush(colour);
    painter.drawRect(QRectF(mark.left() + 1, mark.bottom() - 1.5, mark.width() - 2, 1.5));
}

void AnswerView::paintStep(QPainter& painter, const QRectF& mark, const InspectorStep& step) const {
    const int index = int(&step - m_steps.data());
    QColor fill = m_colour;
    fill.setAlphaF(index == m_markedStep ? 0.3f : index == m_hoveredStep || index == m_highlightedStep ? 0.18f : 0.08f);
    painter.setBrush(fill);
    painter.drawRoundedRect(mark, 3, 3);
}

QMimeData* AnswerView::createMimeDataFromSelection() const {
    // What is copied is what the model wrote, not how it is shown.
    const QTextCursor cursor = textCursor();
    auto* copied = new QMimeData;
    copied->setText(m_text.mid(cursor.selectionStart(), cursor.selectionEnd() - cursor.selectionStart()));
    return copied;
}

void AnswerView::fitHeight() {
    const double most = kMostLines * fontMetrics().lineSpacing();
    double height = 0;
    for (QTextBlock block = document()->begin(); block.isValid() && height < most; block = block.next())
        height += blockBoundingRect(block).height();
    const int frame = contentsMargins().top() + contentsMargins().bottom() + int(2 * document()->documentMargin());
    setFixedHeight(int(std::ceil(std::min(height, most))) + frame);
}

void AnswerView::setHovered(int span, int step) {
    if (span == m_hovered && step == m_hoveredStep)
        return;
    const bool isOtherSpan = span != m_hovered;
    const bool isOtherStep = step != m_hoveredStep;
    m_hovered = span;
    m_hoveredStep = step;
    viewport()->setCursor(span < 0 ? Qt::IBeamCursor : Qt::PointingHandCursor);
    viewport()->update();
    // What is left is told before what is come to.
    if (isOtherStep && step < 0)
        Q_EMIT stepHovered(step);
    if (isOtherSpan)
        Q_EMIT spanHovered(span);
    if (isOtherStep && step >= 0)
        Q_EMIT stepHovered(step);
}

bool AnswerView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::Leave)
        setHovered(-1, -1);
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
    if (event->buttons() == Qt::NoButton) {
        const int character = characterUnder(event->pos());
        const int span = spanAt(character);
        setHovered(span, span < 0 ? stepAt(character) : -1);
    }
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
