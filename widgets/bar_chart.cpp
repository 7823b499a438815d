#include "widgets/bar_chart.h"

#include "widgets/theme.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

namespace tracestudio {

namespace {

constexpr int rowGap = 12;
constexpr int sideMargin = 8;
constexpr int barThickness = 10;

QFont smallOf(const QFont& font) {
    QFont small = font;
    if (small.pixelSize() > 0)
        small.setPixelSize(std::max(9, qRound(small.pixelSize() * 0.9)));
    else
        small.setPointSizeF(small.pointSizeF() * 0.9);
    return small;
}

QString percent(const SummaryShare& share) {
    return QStringLiteral("%1 %").arg(100.0 * double(share.successes) / double(share.answers), 0, 'f', 0);
}

} // namespace

BarChart::BarChart(QWidget* parent)
    : QWidget(parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void BarChart::setContent(const std::vector<SummaryModel>& models, const SummaryGroup& group) {
    m_models = models;
    m_group = group;
    setObjectName(QStringLiteral("bars:") + group.key);
    setAccessibleName(group.title);
    m_widestLabel = 0;
    for (const SummaryGroup::Row& row : m_group.rows)
        m_widestLabel = std::max(m_widestLabel, fontMetrics().horizontalAdvance(row.label) + 1);
    m_hover = m_pressed = -1;
    m_current = std::min(m_current, bars() - 1);
    updateGeometry();
    update();
}

int BarChart::lineHeight() const {
    return (QFontMetrics(smallOf(font())).height() + 2 + 1) / 2 * 2;
}

int BarChart::rowTop(int row) const {
    const int title = (fontMetrics().height() + 12 + 3) / 4 * 4;
    return title + row * (std::max(1, models()) * lineHeight() + rowGap);
}

int BarChart::labelWidth() const {
    return std::min(m_widestLabel, width() * 3 / 10);
}

QSize BarChart::sizeHint() const {
    return {320, rowTop(int(m_group.rows.size()))};
}

QSize BarChart::minimumSizeHint() const {
    return {200, sizeHint().height()};
}

QRect BarChart::barRect(int row, int model) const {
    const int left = sideMargin + labelWidth() + 8;
    return {left, rowTop(row) + model * lineHeight(), std::max(0, width() - sideMargin - left), lineHeight()};
}

int BarChart::barAt(const QPoint& point) const {
    if (bars() == 0 || point.y() < rowTop(0) || point.x() < 0 || point.x() >= width())
        return -1;
    const int pitch = rowTop(1) - rowTop(0);
    const int row = (point.y() - rowTop(0)) / pitch;
    const int model = (point.y() - rowTop(0)) % pitch / lineHeight();
    return row < int(m_group.rows.size()) && model < models() ? row * models() + model : -1;
}

QString BarChart::describe(int bar) const {
    if (bar < 0 || bar >= bars())
        return {};
    const SummaryGroup::Row& row = m_group.rows[std::size_t(bar / models())];
    const auto model = std::size_t(bar % models());
    const SummaryShare share = model < row.shares.size() ? row.shares[model] : SummaryShare();
    const QString name = m_models[model].name;
    if (share.answers == 0)
        return tr("%1, %2: no answers").arg(name, row.label);
    return tr("%1, %2: %3 of %4 succeed (%5)")
        .arg(name, row.label, locale().toString(share.successes), locale().toString(share.answers), percent(share));
}

void BarChart::paintEvent(QPaintEvent* event) {
    const Theme& t = theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    painter.setFont(bold);
    painter.setPen(t.mutedText);
    painter.drawText(QRect(sideMargin, 0, width() - 2 * sideMargin, rowTop(0) - 8), Qt::AlignLeft | Qt::AlignVCenter,
                     m_group.title);

    const QFont small = smallOf(font());
    const QFontMetrics metrics(small);
    paintLegend(painter, QRect(sideMargin, 0, width() - 2 * sideMargin, rowTop(0) - 8), metrics,
                QFontMetrics(bold).horizontalAdvance(m_group.title), small);
    const int percentWidth = metrics.horizontalAdvance(QStringLiteral("100 %"));
    qint64 most = 0;
    for (const SummaryGroup::Row& row : m_group.rows)
        for (const SummaryShare& share : row.shares)
            most = std::max(most, share.answers);
    const QString mostText = locale().toString(most);
    const int countWidth = metrics.horizontalAdvance(mostText + QStringLiteral("/") + mostText);
    for (int row = 0; row < int(m_group.rows.size()); ++row) {
        const QRect block(0, rowTop(row), width(), models() * lineHeight());
        if (!block.intersects(event->rect()))
            continue;
        const SummaryGroup::Row& values = m_group.rows[std::size_t(row)];
        painter.setFont(font());
        painter.setPen(t.text);
        painter.drawText(QRect(sideMargin, block.top(), labelWidth(), block.height()),
                         Qt::AlignRight | Qt::AlignVCenter,
                         fontMetrics().elidedText(values.label, Qt::ElideRight, labelWidth()));
        painter.setFont(small);
        for (int model = 0; model < models(); ++model) {
            const int bar = row * models() + model;
            const QRect line = barRect(row, model);
            if (bar == m_hover || (bar == m_current && hasFocus())) {
                painter.setPen(bar == m_current && hasFocus() ? QPen(t.accent, 1) : QPen(Qt::NoPen));
                painter.setBrush(bar == m_hover ? t.hoverFill : QColor(Qt::transparent));
                painter.drawRoundedRect(QRectF(line).adjusted(-3.5, 0.5, 3.5, -0.5), 4, 4);
            }
            const SummaryShare share =
                std::size_t(model) < values.shares.size() ? values.shares[std::size_t(model)] : SummaryShare();
            const int textWidth = percentWidth + 8 + countWidth;
            const double room = std::max(8, line.width() - textWidth - 8);
            const QRectF track(line.left(), line.center().y() + 0.5 - barThickness / 2.0, room, barThickness);
            painter.setPen(Qt::NoPen);
            painter.setBrush(t.chip);
            painter.drawRoundedRect(track, 2, 2);
            const QRect percentPlace(line.right() + 1 - textWidth, line.top(), percentWidth, line.height());
            const QRect countPlace(line.right() + 1 - countWidth, line.top(), countWidth, line.height());
            if (share.answers <= 0) {
                painter.setPen(t.mutedText);
                painter.drawText(percentPlace, Qt::AlignRight | Qt::AlignVCenter, QStringLiteral("–"));
                continue;
            }
            const double part = std::clamp(double(share.successes) / double(share.answers), 0.0, 1.0);
            const QColor colour = m_models[std::size_t(model)].colour;
            painter.setBrush(bar == m_hover ? colour.lighter(115) : colour);
            if (part > 0)
                painter.drawRoundedRect(QRectF(track.left(), track.top(), std::max(2.0, room * part), track.height()),
                                        2, 2);
            painter.setPen(t.text);
            painter.drawText(percentPlace, Qt::AlignRight | Qt::AlignVCenter, percent(share));
            painter.setPen(t.mutedText);
            painter.drawText(countPlace, Qt::AlignRight | Qt::AlignVCenter,
                             locale().toString(share.successes) + QStringLiteral("/") +
                                 locale().toString(share.answers));
        }
    }
}

void BarChart::paintLegend(QPainter& painter, const QRect& line, const QFontMetrics& metrics, int titleWidth,
                           const QFont& small) const {
    if (models() < 2)
        return;
    int width = -12;
    for (const SummaryModel& model : m_models)
        width += 12 + metrics.horizontalAdvance(model.name) + 1 + 12;
    if (width > line.width() - titleWidth - 16)
        return; // the table's heading and the tooltips name them
    painter.setFont(small);
    int x = line.right() + 1 - width;
    for (const SummaryModel& model : m_models) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(model.colour);
        painter.drawRoundedRect(QRectF(x, line.center().y() - 3.5, 8, 8), 2, 2);
        painter.setPen(theme().mutedText);
        const int words = metrics.horizontalAdvance(model.name) + 1;
        painter.drawText(QRect(x + 12, line.top(), words, line.height()), Qt::AlignLeft | Qt::AlignVCenter, model.name);
        x += 12 + words + 12;
    }
}

void BarChart::setHover(int bar) {
    if (bar == m_hover)
        return;
    m_hover = bar;
    setCursor(bar >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

void BarChart::setCurrent(int bar) {
    if (bars() == 0)
        return;
    m_current = std::clamp(bar, 0, bars() - 1);
    setAccessibleDescription(describe(m_current));
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
    update();
    Q_EMIT currentBarMoved(barRect(m_current / models(), m_current % models()));
}

void BarChart::activate(int bar) {
    if (bar >= 0 && bar < bars())
        Q_EMIT barActivated(m_group.rows[std::size_t(bar / models())].value, bar % models());
}

void BarChart::mouseMoveEvent(QMouseEvent* event) {
    setHover(barAt(event->position().toPoint()));
}

void BarChart::mousePressEvent(QMouseEvent* event) {
    m_pressed = event->button() == Qt::LeftButton ? barAt(event->position().toPoint()) : -1;
    if (m_pressed >= 0)
        setCurrent(m_pressed);
}

void BarChart::mouseReleaseEvent(QMouseEvent* event) {
    if (m_pressed >= 0 && event->button() == Qt::LeftButton && barAt(event->position().toPoint()) == m_pressed)
        activate(m_pressed);
    m_pressed = -1;
}

void BarChart::leaveEvent(QEvent*) {
    setHover(-1);
}

void BarChart::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Up:
        setCurrent(m_current - 1);
        return;
    case Qt::Key_Down:
        setCurrent(m_current + 1);
        return;
    case Qt::Key_Left: // from value to value, the same model
        setCurrent(m_current >= models() ? m_current - models() : m_current);
        return;
    case Qt::Key_Right:
        setCurrent(m_current + models() < bars() ? m_current + models() : m_current);
        return;
    case Qt::Key_Home:
        setCurrent(0);
        return;
    case Qt::Key_End:
        setCurrent(bars() - 1);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        activate(m_current);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void BarChart::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    if (m_current < 0 && event->reason() != Qt::MouseFocusReason)
        setCurrent(0);
}

void BarChart::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        setContent(std::vector(m_models), SummaryGroup(m_group));
    update();
}

bool BarChart::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString text = describe(barAt(help->pos()));
        if (text.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), text, this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace tracestudio
