#include "widgets/figure_list.h"

#include "widgets/elided_label.h"
#include "widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHelpEvent>
#include <QPainter>
#include <QStringList>
#include <QToolTip>
#include <algorithm>

namespace tracestudio {

namespace {
constexpr int kGap = 12;
}

FigureList::FigureList(QWidget* parent)
    : QWidget(parent) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* copy = new QAction(tr("Copy"), this);
    connect(copy, &QAction::triggered, this, [this] { QApplication::clipboard()->setText(accessibleDescription()); });
    addAction(copy);
}

void FigureList::setFigures(std::vector<Figure> figures) {
    if (figures == m_figures)
        return;
    m_figures = std::move(figures);
    QStringList lines;
    for (const Figure& figure : m_figures)
        lines.append(figure.label + QLatin1Char('\t') + figure.value);
    setAccessibleDescription(lines.join(QLatin1Char('\n')));
    setVisible(!m_figures.empty());
    updateGeometry();
    update();
}

int FigureList::rowHeight() const {
    return (fontMetrics().height() + 4 + 3) / 4 * 4;
}

QFont FigureList::valueFont() const {
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    return bold;
}

FigureList::Place FigureList::placeOf(int row) const {
    const Figure& figure = m_figures[std::size_t(row)];
    const int wanted = QFontMetrics(valueFont()).horizontalAdvance(figure.value) + 1;
    const int label = fontMetrics().horizontalAdvance(figure.label) + 1;
    // A figure is worth more than its label, but neither may push the other out altogether.
    const int value = std::min(wanted, std::max(width() - label - kGap, width() * 3 / 5));
    const QRect line(0, row * rowHeight(), width(), rowHeight());
    return {line.adjusted(0, 0, -value - kGap, 0), line.adjusted(width() - value, 0, 0, 0)};
}

QSize FigureList::sizeHint() const {
    return {200, int(m_figures.size()) * rowHeight()};
}
QSize FigureList::minimumSizeHint() const {
    return {80, int(m_figures.size()) * rowHeight()};
}

bool FigureList::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    auto* help = static_cast<QHelpEvent*>(event);
    const int row = help->y() / rowHeight();
    if (row < 0 || row >= int(m_figures.size())) {
        QToolTip::hideText();
        return true;
    }
    const Figure& figure = m_figures[std::size_t(row)];
    const Place place = placeOf(row);
    const bool isWhole = fontMetrics().horizontalAdvance(figure.label) <= place.label.width() &&
                         QFontMetrics(valueFont()).horizontalAdvance(figure.value) <= place.value.width();
    QString text = isWhole ? QString() : figure.label + QStringLiteral(": ") + figure.value;
    if (!figure.tooltip.isEmpty())
        text += (text.isEmpty() ? QString() : QStringLiteral("\n")) + figure.tooltip;
    QToolTip::showText(help->globalPos(), plainToolTip(text), this);
    return true;
}

void FigureList::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const QFont bold = valueFont();
    const QFontMetrics boldMetrics(bold);
    for (int row = 0; row < int(m_figures.size()); ++row) {
        const Figure& figure = m_figures[std::size_t(row)];
        const Place place = placeOf(row);
        painter.setFont(font());
        painter.setPen(theme().mutedText);
        painter.drawText(place.label, int(Qt::AlignVCenter | Qt::AlignLeft),
                         fontMetrics().elidedText(figure.label, Qt::ElideRight, place.label.width()));
        painter.setFont(bold);
        painter.setPen(figure.colour.isValid() ? figure.colour : theme().text);
        painter.drawText(place.value, int(Qt::AlignVCenter | Qt::AlignRight),
                         boldMetrics.elidedText(figure.value, Qt::ElideRight, place.value.width()));
    }
}

} // namespace tracestudio
