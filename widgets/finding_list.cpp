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
constexpr std::ptrdiff_t mostRows = 100;

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
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    hide();
}

void FindingList::setFindings(const std::vector<FindingRow>& findings) {
    std::vector<FindingRow> shown(findings.begin(),
                                  findings.begin() + std::min(mostRows, std::ptrdiff_t(findings.size())));
    if (shown.size() < findings.size())
        shown.push_back(
            {findings[shown.size()].weight, tr("%1 more are not listed.").arg(findings.size() - shown.size()), -1});
    if (shown == m_findings)
        return;
    m_findings = std::move(shown);
    m_width = -1;
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

const std::vector<int>& FindingList::bottomsFor(int width) const {
    if (width == m_width)
        return m_bottoms;
    m_width = width;
    m_bottoms.clear();
    int y = 0;
    for (const FindingRow& finding : m_findings) {
        QTextLayout layout;
        m_bottoms.push_back(y += layOut(layout, finding, width));
    }
    return m_bottoms;
}

QRect FindingList::placeOf(int row) const {
    const std::vector<int>& bottoms = bottomsFor(width());
    const int top = row > 0 ? bottoms[std::size_t(row) - 1] : 0;
    return {0, top, width(), bottoms[std::size_t(row)] - top};
}

int FindingList::rowAt(const QPoint& position) const {
    if (!rect().contains(position))
        return -1;
    const std::vector<int>& bottoms = bottomsFor(width());
    const auto found = std::upper_bound(bottoms.begin(), bottoms.end(), position.y());
    return found == bottoms.end() ? -1 : int(found - bottoms.begin());
}

int FindingList::heightForWidth(int width) const {
    return m_findings.empty() ? 0 : bottomsFor(width).back();
}

QSize FindingList::sizeHint() const {
    return {240, heightForWidth(std::max(width(), 240))};
}
QSize FindingList::minimumSizeHint() const {
    return {120, 0};
}

void FindingList::changeEvent(QEvent* event) {
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        m_width = -1;
        updateGeometry();
    }
    QWidget::changeEvent(event);
}

void FindingList::paintEvent(QPaintEvent* event) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int row = 0; row < int(m_findings.size()); ++row) {
        const QRect place = placeOf(row);
        if (!place.intersects(event->rect()))
            continue;
        const FindingRow& finding = m_findings[std::size_t(row)];
        QTextLayout layout;
        layOut(layout, finding, width());
        const QRectF ground = QRectF(place).adjusted(4.5, 0.5, -4.5, -0.5);
        const bool isCurrent = hasFocus() && row == m_current;
        if ((row == m_hovered && finding.waypoint >= 0) || isCurrent) {
            painter.setPen(isCurrent ? QPen(theme().accent, 1) : QPen(Qt::NoPen));
            painter.setBrush(row == m_hovered ? theme().hoverFill : QColor(Qt::transparent));
            painter.drawRoundedRect(ground, 4, 4);
        }
        const Look look = lookOf(finding.weight);
        const double line = layout.lineAt(0).height();
        paintGlyph(painter, QRectF(sidePadding, place.top() + rowPadding + (line - markSide) / 2, markSide, markSide),
                   look.glyph, look.colour);
        painter.setPen(theme().text);
        layout.draw(&painter, QPointF(textLeft, place.top() + rowPadding));
    }
}

void FindingList::setCurrent(int row) {
    m_current = row;
    update();
    if (row >= 0 && row < int(m_findings.size()))
        Q_EMIT currentMoved(placeOf(row));
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
