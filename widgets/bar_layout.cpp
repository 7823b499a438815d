#include "widgets/bar_layout.h"

#include <QStyle>
#include <QWidget>
#include <algorithm>
#include <numeric>
#include <tuple>

namespace tracestudio {

BarLayout::BarLayout(QWidget* parent, int spacing)
    : QLayout(parent) {
    setContentsMargins(0, 0, 0, 0);
    setSpacing(spacing);
}

BarLayout::~BarLayout() {
    for (const Item& item : m_items)
        delete item.item;
}

void BarLayout::addGroup(std::initializer_list<QWidget*> widgets) {
    for (QWidget* widget : widgets) {
        addChildWidget(widget);
        m_items.push_back({new QWidgetItem(widget), m_groups});
    }
    ++m_groups;
    invalidate();
}

void BarLayout::addFiller(QWidget* widget) {
    addGroup({widget});
    m_items.back().isFiller = true;
}

void BarLayout::addItem(QLayoutItem* item) {
    m_items.push_back({item, m_groups++});
    invalidate();
}

int BarLayout::count() const {
    return int(m_items.size());
}

QLayoutItem* BarLayout::itemAt(int index) const {
    return index >= 0 && index < count() ? m_items[std::size_t(index)].item : nullptr;
}

QLayoutItem* BarLayout::takeAt(int index) {
    QLayoutItem* item = itemAt(index);
    if (item)
        m_items.erase(m_items.begin() + index);
    return item;
}

int BarLayout::widthOf(const Line& line, bool isNarrowed) const {
    return std::accumulate(line.begin(), line.end(), int(line.size() - 1) * spacing(), [&](int sum, const Item* item) {
        return sum + (isNarrowed ? item->item->minimumSize() : item->item->sizeHint()).width();
    });
}

int BarLayout::heightOf(const Line& line) {
    int height = 0;
    for (const Item* item : line)
        height = std::max(height, item->item->sizeHint().height());
    return height;
}

BarLayout::Lines BarLayout::visibleGroups() const {
    Lines groups;
    int last = -1;
    for (const Item& item : m_items) {
        if (item.item->isEmpty())
            continue;
        if (item.group != last)
            groups.emplace_back();
        last = item.group;
        groups.back().push_back(&item);
    }
    return groups;
}

BarLayout::Lines BarLayout::linesIn(int width, bool isNarrowed) const {
    Lines groups = visibleGroups();
    Line everything;
    for (const Line& group : groups)
        everything.insert(everything.end(), group.begin(), group.end());
    if (everything.empty() || widthOf(everything, isNarrowed) <= width)
        return {everything};
    const auto filler = std::find_if(groups.begin(), groups.end(), [](const Line& g) { return g.front()->isFiller; });
    Line filling;
    if (filler != groups.end()) {
        filling = *filler;
        groups.erase(filler);
    }
    if (groups.empty())
        return {filling};
    // A handful of groups: every way to break them is tried.
    Lines best;
    std::tuple<std::size_t, std::size_t, std::size_t> bestScore{~std::size_t(0), 0, 0};
    for (std::size_t breaks = 0; groups.size() < 12 && breaks < std::size_t(1) << (groups.size() - 1); ++breaks) {
        Lines lines;
        for (std::size_t i = 0; i < groups.size(); ++i) {
            if (i == 0 || (breaks >> (i - 1) & 1))
                lines.emplace_back();
            lines.back().insert(lines.back().end(), groups[i].begin(), groups[i].end());
        }
        // A group too wide for any line still has its place.
        if (breaks + 1 != std::size_t(1) << (groups.size() - 1) &&
            std::any_of(lines.begin(), lines.end(), [&](const Line& l) { return widthOf(l, isNarrowed) > width; }))
            continue;
        std::size_t at = 0;
        if (!filling.empty()) {
            const auto takes = [&](Line line) {
                line.insert(line.end(), filling.begin(), filling.end());
                return widthOf(line, isNarrowed) <= width;
            };
            at = std::size_t(std::find_if(lines.begin(), lines.end(), takes) - lines.begin());
            if (at == lines.size())
                lines.emplace_back();
            lines[at].insert(lines[at].end(), filling.begin(), filling.end());
        }
        const std::tuple score{lines.size(), at, lines[at].size()};
        if (score < bestScore) {
            bestScore = score;
            best = std::move(lines);
        }
    }
    return best.empty() ? Lines{everything} : best;
}

BarLayout::Lines BarLayout::linesIn(int width) const {
    Lines lines = linesIn(width, false), narrowed = linesIn(width, true);
    return narrowed.size() < lines.size() ? narrowed : lines;
}

int BarLayout::heightForWidth(int width) const {
    const QMargins margins = contentsMargins();
    const Lines lines = linesIn(width - margins.left() - margins.right());
    return std::accumulate(lines.begin(), lines.end(),
                           margins.top() + margins.bottom() + int(lines.size() - 1) * spacing(),
                           [](int sum, const Line& line) { return sum + heightOf(line); });
}

QSize BarLayout::sizeHint() const {
    Line everything;
    for (const Line& group : visibleGroups())
        everything.insert(everything.end(), group.begin(), group.end());
    return everything.empty() ? QSize(0, 0) : QSize(widthOf(everything, false), heightOf(everything));
}

QSize BarLayout::minimumSize() const {
    QSize size(0, 0);
    for (const Line& group : visibleGroups())
        size = size.expandedTo({widthOf(group, true), heightOf(group)});
    return size;
}

void BarLayout::setGeometry(const QRect& rectangle) {
    QLayout::setGeometry(rectangle);
    const QRect inner = rectangle.marginsRemoved(contentsMargins());
    const Qt::LayoutDirection direction = parentWidget() ? parentWidget()->layoutDirection() : Qt::LeftToRight;
    int y = inner.top();
    for (const Line& line : linesIn(inner.width())) {
        if (line.empty())
            continue;
        int left = inner.width() - widthOf(line, false); // less than 0 where controls are narrowed
        std::vector<int> widths(line.size());
        // The filler takes what is left, or gives last.
        for (const bool isForFiller : {false, true})
            for (std::size_t i = 0; i < line.size(); ++i) {
                if (line[i]->isFiller != isForFiller)
                    continue;
                const int wanted = line[i]->item->sizeHint().width(), least = line[i]->item->minimumSize().width();
                const int change = std::max(isForFiller ? left : std::min(left, 0), least - wanted);
                widths[i] = wanted + change;
                left -= change;
            }
        const int height = heightOf(line);
        int x = inner.left();
        for (std::size_t i = 0; i < line.size(); ++i) {
            const int itemHeight = line[i]->item->sizeHint().height();
            const QRect place(x, y + (height - itemHeight) / 2, widths[i], itemHeight);
            line[i]->item->setGeometry(QStyle::visualRect(direction, inner, place));
            x += widths[i] + spacing();
        }
        y += height + spacing();
    }
}

} // namespace tracestudio
