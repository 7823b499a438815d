#include "widgets/finding_list.h"

#include "widgets/elided_label.h"
#include "widgets/glyph.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QTextLayout>
#include <algorithm>
#include <cmath>

namespace tracestudio {

namespace {

constexpr int sidePadding = 12, markSide = 14, textLeft = sidePadding + markSide + 8, rowPadding = 4;

struct Look {
    Glyph glyph;
    QColor colour;
    QString word;
};

Look lookOf(FindingRow::Weight weight) {
    switch (weight) {
    case FindingRow::Weight::Missing:
        return {Glyph::Info, theme().neutral, FindingList::tr("Missing")};
    case FindingRow::Weight::Wrong:
        return {Glyph::Error, theme().failure, FindingList::tr("Wrong")};
    case FindingRow::Weight::Odd:
        break;
    }
    return {Glyph::Warning, theme().warning, FindingList::tr("Odd")};
}

} // namespace

FindingList::FindingList(QWidget* parent)
    : QWidget(parent) {
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    hide();
}

void FindingList::setFindings(const std::vector<FindingRow>& findings) {
    if (findings == m_findings)
        return;
    m_findings = findings;
    QStringList lines;
    for (const FindingRow& finding : m_findings)
        lines.append(lookOf(finding.weight).word + QStringLiteral(": ") + finding.text);
    setAccessibleDescription(lines.join(QLatin1Char('\n')));
    const int last = int(m_findings.size()) - 1;
    m_hovered = std::min(m_hovered, last);
    m_current = std::min(m_current, last);
    setVisible(!m_findings.empty());
    updateGeometry();
    update();
}

int FindingList::layOut(QTextLayout& layout, const FindingRow& finding, int width) const {
    const Look look = lookOf(finding.weight);
    layout.setFont(font());
    layout.setText(look.word + QStringLiteral("  ") + breakable(finding.text));
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    QTextLayout::FormatRange word;
    word.start = 0;
    word.length = int(look.word.size());
    word.format.setForeground(look.colour);
    word.format.setFontWeight(QFont::DemiBold);
    layout.setFormats({word});
    double y = 0;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(std::max(40, width - textLeft - sidePadding));
        line.setPosition({0, y});
        y += line.height();
    }
    layout.endLayout();
    return (int(std::ceil(y)) + 2 * rowPadding + 3) / 4 * 4;
}

int FindingList::heightOf(const FindingRow& finding, int width) const {
    QTextLayout layout;
    return layOut(layout, finding, width);
}

QRect FindingList::placeOf(int row) const {
    int y = 0;
    for (int i = 0; i < row; ++i)
        y += heightOf(m_findings[std::size_t(i)], width());
    return {0, y, width(), heightOf(m_findings[std::size_t(row)], width())};
}

int FindingList::rowAt(const QPoint& position) const {
    for (int row = 0; row < int(m_findings.size()); ++row)
        if (placeOf(row).contains(position))
            return row;
    return -1;
}

int FindingList::heightForWidth(int width) const {
    int height = 0;
    for (const FindingRow& finding : m_findings)
        height += heightOf(finding, width);
    return height;
}

QSize FindingList::sizeHint() const {
    return {240, heightForWidth(std::max(width(), 240))};
}
QSize FindingList::minimumSizeHint() const {
    return {120, 0};
}

void FindingList::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    int y = 0;
    for (int row = 0; row < int(m_findings.size()); ++row) {
        const FindingRow& finding = m_findings[std::size_t(row)];
        QTextLayout layout;
        const QRect place(0, y, width(), layOut(layout, finding, width()));
        const QRectF ground = QRectF(place).adjusted(4.5, 0.5, -4.5, -0.5);
        const bool isCurrent = hasFocus() && row == m_current;
        if ((row == m_hovered && finding.waypoint >= 0) || isCurrent) {
            painter.setPen(isCurrent ? QPen(theme().accent, 1) : QPen(Qt::NoPen));
            painter.setBrush(row == m_hovered ? theme().hoverFill : QColor(Qt::transparent));
            painter.drawRoundedRect(ground, 4, 4);
        }
        const Look look = lookOf(finding.weight);
        const double line = layout.lineAt(0).height();
        paintGlyph(painter, QRectF(sidePadding, y + rowPadding + (line - markSide) / 2, markSide, markSide), look.glyph,
                   look.colour);
        painter.setPen(theme().text);
        layout.draw(&painter, QPointF(textLeft, y + rowPadding));
        y += place.height();
    }
}

void FindingList::setCurrent(int row) {
    m_current = row;
    update();
}

void FindingList::activate(int row) {
    if (row >= 0 && m_findings[std::size_t(row)].waypoint >= 0)
        Q_EMIT waypointActivated(m_findings[std::size_t(row)].waypoint);
}

void FindingList::mouseMoveEvent(QMouseEvent* event) {
    m_hovered = rowAt(event->pos());
    const bool leads = m_hovered >= 0 && m_findings[std::size_t(m_hovered)].waypoint >= 0;
    setCursor(leads ? Qt::PointingHandCursor : Qt::ArrowCursor);
    setToolTip(leads ? tr("Show the waypoint") : QString());
    update();
}

void FindingList::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton)
        activate(rowAt(event->pos()));
}

void FindingList::leaveEvent(QEvent* event) {
    m_hovered = -1;
    update();
    QWidget::leaveEvent(event);
}

void FindingList::keyPressEvent(QKeyEvent* event) {
    const int last = int(m_findings.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Down:
        setCurrent(std::min(m_current + 1, last));
        break;
    case Qt::Key_Up:
        setCurrent(std::max(m_current - 1, 0));
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        activate(m_current);
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void FindingList::focusInEvent(QFocusEvent* event) {
    setCurrent(std::max(m_current, 0));
    QWidget::focusInEvent(event);
}

void FindingList::focusOutEvent(QFocusEvent* event) {
    update();
    QWidget::focusOutEvent(event);
}

} // namespace tracestudio
