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
constexpr int kWrapped = int(Qt::AlignVCenter) | int(Qt::AlignRight) | int(Qt::TextWordWrap);
} // namespace

FigureList::FigureList(QWidget* parent)
    : QWidget(parent) {
    // Not Fixed: layouts hold that to the hint, which knows nothing of the width the list will have.
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* copy = new QAction(tr("Copy"), this);
    connect(copy, &QAction::triggered, this, [this] { QApplication::clipboard()->setText(accessibleDescription()); });
    addAction(copy);
    hide();
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

std::vector<FigureList::Place> FigureList::placesFor(int width) const {
    const QFontMetrics metrics(valueFont());
    std::vector<Place> places;
    places.reserve(m_figures.size());
    int top = 0;
    for (const Figure& figure : m_figures) {
        const int wanted = metrics.horizontalAdvance(figure.value) + 1;
        const int label = fontMetrics().horizontalAdvance(figure.label) + 1;
        // A figure is worth more than its label, but neither may push the other out altogether.
        const int value = std::min(wanted, std::max(width - label - kGap, width * 3 / 5));
        int height = rowHeight();
        if (wanted > value) {
            const QRect room(0, 0, value, 10000);
            height += metrics.boundingRect(room, kWrapped, breakable(figure.value)).height() - metrics.height();
        }
        places.push_back({QRect(0, top, width - value - kGap, rowHeight()), QRect(width - value, top, value, height)});
        top += height;
    }
    return places;
}

QSize FigureList::sizeHint() const {
    return {200, heightForWidth(200)};
}
QSize FigureList::minimumSizeHint() const {
    return {80, rowHeight()};
}

int FigureList::heightForWidth(int width) const {
    const auto places = placesFor(width);
    return places.empty() ? 0 : places.back().value.bottom() + 1;
}

bool FigureList::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    auto* help = static_cast<QHelpEvent*>(event);
    const auto places = placesFor(width());
    for (std::size_t row = 0; row < places.size(); ++row) {
        if (help->y() < places[row].value.top() || help->y() > places[row].value.bottom())
            continue;
        const Figure& figure = m_figures[row];
        const bool isWhole = fontMetrics().horizontalAdvance(figure.label) <= places[row].label.width();
        QString text = isWhole ? QString() : figure.label;
        if (!figure.tooltip.isEmpty())
            text += (text.isEmpty() ? QString() : QStringLiteral("\n")) + figure.tooltip;
        QToolTip::showText(help->globalPos(), plainToolTip(text), this);
        return true;
    }
    QToolTip::hideText();
    return true;
}

void FigureList::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const auto places = placesFor(width());
    for (std::size_t row = 0; row < places.size(); ++row) {
        const Figure& figure = m_figures[row];
        painter.setFont(font());
        painter.setPen(theme().mutedText);
        painter.drawText(places[row].label, int(Qt::AlignVCenter | Qt::AlignLeft),
                         fontMetrics().elidedText(figure.label, Qt::ElideRight, places[row].label.width()));
        painter.setFont(valueFont());
        painter.setPen(figure.colour.isValid() ? figure.colour : theme().text);
        const bool isOneLine = places[row].value.height() == rowHeight();
        painter.drawText(places[row].value, isOneLine ? int(Qt::AlignVCenter | Qt::AlignRight) : kWrapped,
                         isOneLine ? figure.value : breakable(figure.value));
    }
}

} // namespace tracestudio
