#include "widgets/sample_list_view.h"

#include "widgets/theme.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>
#include <limits>

namespace tracestudio {

namespace {

int upToGrid(int pixels) {
    return (pixels + 3) / 4 * 4;
}

} // namespace

SampleListView::SampleListView(QWidget* parent)
    : QAbstractItemView(parent)
    , m_header(new QHeaderView(Qt::Horizontal, this)) {
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setSelectionMode(ExtendedSelection);
    setSelectionBehavior(SelectRows);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setCornerWidget(new QWidget); // else the style draws a box between the scroll bars
    viewport()->setMouseTracking(true);
    m_header->setObjectName(QStringLiteral("browserHeader"));
    m_header->setSectionsClickable(true);
    m_header->setSectionsMovable(true);
    m_header->setHighlightSections(false);
    m_header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_header->setMinimumSectionSize(40);
    m_header->setTextElideMode(Qt::ElideRight);
    m_header->hide();
    connect(m_header, &QHeaderView::sectionCountChanged, this, &SampleListView::sizeNewColumns);
    const auto relayout = [this] {
        updateGeometries();
        viewport()->update();
    };
    connect(m_header, &QHeaderView::sectionResized, this, relayout);
    connect(m_header, &QHeaderView::sectionMoved, this, relayout);
    connect(m_header, &QHeaderView::sectionCountChanged, this, relayout);
}

void SampleListView::setModel(QAbstractItemModel* newModel) {
    if (model())
        disconnect(model(), &QAbstractItemModel::rowsRemoved, this, nullptr);
    m_hoverRow = -1;
    m_header->setModel(newModel);
    sizeNewColumns(0, m_header->count());
    QAbstractItemView::setModel(newModel);
    if (model())
        connect(model(), &QAbstractItemModel::rowsRemoved, this, [this] {
            setHoverRow(-1);
            updateGeometries();
            viewport()->update();
        });
    updateVerdictLines();
    updateGeometries();
    viewport()->update();
}

void SampleListView::sizeNewColumns(int oldCount, int newCount) {
    const QAbstractItemModel* shown = m_header->model();
    if (!shown)
        return;
    for (int section = oldCount; section < newCount; ++section) {
        const QVariant width = shown->headerData(section, Qt::Horizontal, ColumnWidthRole);
        const auto kind = BrowserColumn(shown->headerData(section, Qt::Horizontal, ColumnKindRole).toInt());
        if (width.isValid())
            m_header->resizeSection(section, width.toInt());
        else if (kind == BrowserColumn::Picture)
            m_header->resizeSection(section, tableThumbnail.width() + 16);
        else if (kind == BrowserColumn::Verdict)
            m_header->resizeSection(section,
                                    verdictChipWidth(QFontMetrics(smallFont()), QStringLiteral("not measured")) + 16);
    }
}

void SampleListView::reset() {
    m_hoverRow = -1;
    updateVerdictLines();
    QAbstractItemView::reset();
    reportVisibleRows();
}

void SampleListView::setDisplay(BrowserDisplay display) {
    if (m_display == display)
        return;
    m_display = display;
    m_hoverRow = -1;
    m_header->setVisible(display == BrowserDisplay::Table);
    setHorizontalScrollBarPolicy(display == BrowserDisplay::Table ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    updateGeometries();
    if (currentIndex().isValid())
        scrollTo(currentIndex(), PositionAtCenter);
    reportVisibleRows();
    viewport()->update();
}

QFont SampleListView::smallFont() const {
    QFont small = font();
    if (small.pixelSize() > 0)
        small.setPixelSize(std::max(9, qRound(small.pixelSize() * 0.9)));
    else
        small.setPointSizeF(small.pointSizeF() * 0.9);
    return small;
}

int SampleListView::rowCount() const {
    return model() ? model()->rowCount() : 0;
}

void SampleListView::updateVerdictLines() {
    const int models =
        rowCount() > 0 ? int(model()->index(0, 0).data(VerdictsRole).value<QVector<VerdictCell>>().size()) : 0;
    m_verdictLines = std::min(models, 3);
}

void SampleListView::updateMetrics() {
    Metrics m;
    m.lineHeight = fontMetrics().height();
    const QFontMetrics small(smallFont());
    m.smallHeight = small.height();
    m.chipHeight = verdictChipHeight(small);
    switch (m_display) {
    case BrowserDisplay::Cards:
        m.rowHeight = upToGrid(std::max(cardThumbnail.height(), 2 * m.lineHeight + 4 + m.chipHeight) + 2 * cardPadding);
        break;
    case BrowserDisplay::Table:
        m.rowHeight = upToGrid(std::max(tableThumbnail.height(), m.chipHeight) + 8);
        break;
    case BrowserDisplay::Grid: {
        m.margin = tileGap;
        const int room = std::max(1, viewport()->width() - 2 * tileGap);
        m.columns = std::max(1, (room + tileGap) / (minimumTileWidth + tileGap));
        m.tileWidth = (room - (m.columns - 1) * tileGap) / m.columns;
        const int picture = (m.tileWidth - 2 * tilePadding) * 3 / 4;
        m.rowHeight =
            upToGrid(picture + m.lineHeight + 4 + m_verdictLines * (m.smallHeight + 2) + 2 * tilePadding + tileGap);
        break;
    }
    }
    m_metrics = m;
}

QRect SampleListView::rowRect(int row) const {
    const int line = row / m_metrics.columns;
    const qint64 y = qint64(line) * m_metrics.rowHeight - verticalOffset() + m_metrics.margin;
    if (std::abs(y) > std::numeric_limits<int>::max() / 2)
        return {};
    if (m_display == BrowserDisplay::Grid) {
        const int column = row % m_metrics.columns;
        return {m_metrics.margin + column * (m_metrics.tileWidth + tileGap), int(y), m_metrics.tileWidth,
                m_metrics.rowHeight - tileGap};
    }
    const int width =
        m_display == BrowserDisplay::Table ? std::max(viewport()->width(), m_header->length()) : viewport()->width();
    return {-horizontalOffset(), int(y), width, m_metrics.rowHeight};
}

QRect SampleListView::visualRect(const QModelIndex& index) const {
    if (!index.isValid())
        return {};
    QRect rectangle = rowRect(index.row());
    if (m_display == BrowserDisplay::Table && index.column() > 0) {
        rectangle.setLeft(m_header->sectionViewportPosition(index.column()));
        rectangle.setWidth(m_header->sectionSize(index.column()));
    }
    return rectangle;
}

QModelIndex SampleListView::indexAt(const QPoint& point) const {
    const int rows = rowCount();
    const int y = point.y() + verticalOffset() - m_metrics.margin;
    if (rows == 0 || y < 0 || m_metrics.rowHeight <= 0)
        return {};
    qint64 row = qint64(y / m_metrics.rowHeight) * m_metrics.columns;
    if (m_display == BrowserDisplay::Grid) {
        const int column = (point.x() - m_metrics.margin) / (m_metrics.tileWidth + tileGap);
        if (point.x() < m_metrics.margin || column >= m_metrics.columns)
            return {};
        row += column;
    }
    if (row >= rows || !rowRect(int(row)).contains(point))
        return {};
    return model()->index(int(row), 0);
}

std::pair<int, int> SampleListView::visibleRows() const {
    const int rows = rowCount();
    const int height = viewport()->height();
    if (rows == 0 || height <= 0)
        return {0, -1};
    const int top = std::max(0, verticalOffset() - m_metrics.margin);
    const int firstLine = top / m_metrics.rowHeight;
    const int lastLine = (verticalOffset() - m_metrics.margin + height - 1) / m_metrics.rowHeight;
    const int first = std::min(rows - 1, firstLine * m_metrics.columns);
    const int last = std::min<qint64>(rows - 1, qint64(lastLine + 1) * m_metrics.columns - 1);
    return {first, std::max(first, last)};
}

void SampleListView::scrollTo(const QModelIndex& index, ScrollHint hint) {
    if (!index.isValid())
        return;
    const QRect rectangle = rowRect(index.row());
    const int extra = m_display == BrowserDisplay::Grid ? tileGap : 0;
    const int top = rectangle.top() - extra, bottom = rectangle.bottom() + 1 + extra - viewport()->height();
    int shift = 0;
    switch (hint) {
    case EnsureVisible:
        shift = top < 0 ? top : bottom > 0 ? std::min(bottom, top) : 0;
        break;
    case PositionAtTop:
        shift = top;
        break;
    case PositionAtBottom:
        shift = bottom;
        break;
    case PositionAtCenter:
        shift = rectangle.center().y() - viewport()->height() / 2;
        break;
    }
    verticalScrollBar()->setValue(verticalScrollBar()->value() + shift);
}

QModelIndex SampleListView::moveCursor(CursorAction action, Qt::KeyboardModifiers) {
    const int rows = rowCount();
    if (rows == 0)
        return {};
    const int current = currentIndex().isValid() ? currentIndex().row() : -1;
    const int columns = m_metrics.columns;
    const int pageRows = std::max(1, viewport()->height() / m_metrics.rowHeight - 1) * columns;
    int next = current;
    switch (action) {
    case MoveUp:
        next = current - columns;
        break;
    case MoveDown:
        next = current < 0 ? 0 : current + columns;
        break;
    case MoveLeft:
    case MovePrevious:
        next = current - 1;
        break;
    case MoveRight:
    case MoveNext:
        next = current + 1;
        break;
    case MovePageUp:
        next = current - pageRows;
        break;
    case MovePageDown:
        next = current + pageRows;
        break;
    case MoveHome:
        next = 0;
        break;
    case MoveEnd:
        next = rows - 1;
        break;
    }
    // In a grid the column is kept: a step off the first or the last line stays where it is.
    const bool isStepOfALine = action == MoveUp || action == MoveDown;
    if (isStepOfALine && columns > 1 && current >= 0) {
        const bool hasLineBelow = current / columns < (rows - 1) / columns;
        if (next < 0 || (next >= rows && !hasLineBelow))
            next = current;
    }
    return model()->index(std::clamp(next, 0, rows - 1), 0);
}

int SampleListView::horizontalOffset() const {
    return m_display == BrowserDisplay::Table ? horizontalScrollBar()->value() : 0;
}

int SampleListView::verticalOffset() const {
    return verticalScrollBar()->value();
}

bool SampleListView::isIndexHidden(const QModelIndex&) const {
    return false;
}

void SampleListView::setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags flags) {
    // From one corner to the other, whichever is which.
    const QModelIndex from = indexAt(rect.topLeft());
    const QModelIndex to = indexAt(rect.bottomRight());
    QItemSelection selection;
    if (from.isValid() && to.isValid())
        selection.select(model()->index(std::min(from.row(), to.row()), 0),
                         model()->index(std::max(from.row(), to.row()), 0));
    else if (from.isValid() || to.isValid())
        selection.select(from.isValid() ? from : to, from.isValid() ? from : to);
    selectionModel()->select(selection, flags);
}

void SampleListView::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) {
    QAbstractItemView::selectionChanged(selected, deselected);
    Q_EMIT selectedRowsChanged();
}

std::vector<int> SampleListView::selectedRows() const {
    std::vector<int> rows;
    if (!selectionModel())
        return rows;
    for (const QItemSelectionRange& range : selectionModel()->selection())
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows.push_back(row);
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
}

QRegion SampleListView::visualRegionForSelection(const QItemSelection& selection) const {
    QRegion region;
    const auto [first, last] = visibleRows();
    for (const QItemSelectionRange& range : selection)
        for (int row = std::max(first, range.top()); row <= std::min(last, range.bottom()); ++row)
            region += rowRect(row);
    return region;
}

void SampleListView::updateGeometries() {
    const bool isTable = m_display == BrowserDisplay::Table;
    const int headerHeight =
        isTable ? std::max(m_header->sizeHint().height(), upToGrid(fontMetrics().height() + 8)) : 0;
    setViewportMargins(0, headerHeight, 0, 0);
    if (isTable) {
        const QRect inner = viewport()->geometry();
        m_header->setGeometry(inner.left(), inner.top() - headerHeight, inner.width(), headerHeight);
    }
    updateMetrics();
    const int rows = rowCount();
    const qint64 lines = (qint64(rows) + m_metrics.columns - 1) / m_metrics.columns;
    const qint64 height = lines * m_metrics.rowHeight + (rows > 0 ? m_metrics.margin : 0);
    const int most = std::numeric_limits<int>::max() / 2;
    verticalScrollBar()->setRange(0, int(std::clamp<qint64>(height - viewport()->height(), 0, most)));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(
        std::max(16, m_display == BrowserDisplay::Grid ? m_metrics.rowHeight / 4 : m_metrics.rowHeight / 2));
    if (isTable) {
        horizontalScrollBar()->setRange(0, std::max(0, m_header->length() - viewport()->width()));
        horizontalScrollBar()->setPageStep(viewport()->width());
        horizontalScrollBar()->setSingleStep(24);
    } else {
        horizontalScrollBar()->setRange(0, 0);
    }
    QAbstractItemView::updateGeometries();
    reportVisibleRows();
}

void SampleListView::reportVisibleRows() {
    const auto rows = visibleRows();
    if (rows == m_reportedRows)
        return;
    m_reportedRows = rows;
    Q_EMIT visibleRowsChanged(rows.first, rows.second);
}

void SampleListView::resizeEvent(QResizeEvent* event) {
    const int first = visibleRows().first;
    const int columns = m_metrics.columns;
    const bool isAtTop = verticalOffset() == 0;
    const bool isCurrentSeen = currentIndex().isValid() && viewport()->rect().intersects(visualRect(currentIndex()));
    QAbstractItemView::resizeEvent(event);
    // A grid that gains or loses a column keeps the samples it was showing.
    if (m_metrics.columns != columns && !isAtTop && rowCount() > 0)
        scrollTo(model()->index(first, 0), PositionAtTop);
    if (isCurrentSeen)
        scrollTo(currentIndex());
}

void SampleListView::scrollContentsBy(int dx, int dy) {
    Q_UNUSED(dy)
    if (dx != 0)
        m_header->setOffset(horizontalScrollBar()->value());
    m_hoverRow = viewport()->underMouse() ? indexAt(viewport()->mapFromGlobal(QCursor::pos())).row() : -1;
    viewport()->update();
    reportVisibleRows();
}

void SampleListView::changeEvent(QEvent* event) {
    QAbstractItemView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange ||
        event->type() == QEvent::PaletteChange) {
        updateGeometries();
        viewport()->update();
    }
}

void SampleListView::setHoverRow(int row) {
    if (row == m_hoverRow)
        return;
    for (const int changed : {m_hoverRow, row})
        if (changed >= 0)
            viewport()->update(rowRect(changed));
    m_hoverRow = row;
}

void SampleListView::mouseMoveEvent(QMouseEvent* event) {
    setHoverRow(indexAt(event->position().toPoint()).row());
    QAbstractItemView::mouseMoveEvent(event);
}

void SampleListView::contextMenuEvent(QContextMenuEvent* event) {
    const bool isByKey = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = isByKey ? currentIndex() : indexAt(event->pos());
    if (!index.isValid())
        return;
    setCurrentIndex(index);
    Q_EMIT menuRequested(index.row(),
                         isByKey ? viewport()->mapToGlobal(rowRect(index.row()).center()) : event->globalPos());
}

bool SampleListView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::Leave) {
        setHoverRow(-1);
    } else if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QModelIndex index = indexAt(help->pos());
        if (index.isValid())
            QToolTip::showText(help->globalPos(), toolTipOf(index), viewport(), rowRect(index.row()));
        else
            QToolTip::hideText();
        return true;
    }
    return QAbstractItemView::viewportEvent(event);
}

QString SampleListView::toolTipOf(const QModelIndex& index) const {
    QStringList paragraphs;
    const QString problem = index.data(ProblemRole).toString();
    if (!problem.isEmpty())
        paragraphs << QStringLiteral("<b>%1</b>").arg(problem.toHtmlEscaped());
    paragraphs << index.data(InstructionRole).toString().toHtmlEscaped();
    QStringList verdicts;
    for (const VerdictCell& cell : index.data(VerdictsRole).value<QVector<VerdictCell>>()) {
        QString line = cell.model.toHtmlEscaped() + QStringLiteral(": ") + verdictWord(cell.verdict).toHtmlEscaped();
        if (!cell.metricText.isEmpty())
            line += QStringLiteral(" · ") + cell.metricText.toHtmlEscaped();
        verdicts << line;
    }
    if (!verdicts.isEmpty())
        paragraphs << verdicts.join(QStringLiteral("<br>"));
    const auto review = SampleReview(index.data(ReviewRole).toInt());
    if (review != SampleReview::None)
        paragraphs << (review == SampleReview::Good ? tr("Reviewed: good") : tr("Reviewed: bad"));
    const QString note = index.data(NoteRole).toString();
    if (!note.isEmpty())
        paragraphs << QStringLiteral("<i>%1</i>").arg(note.toHtmlEscaped());
    return QStringLiteral("<p>") + paragraphs.join(QStringLiteral("</p><p>")) + QStringLiteral("</p>");
}

void SampleListView::keyPressEvent(QKeyEvent* event) {
    // Letters and copying belong to the panel and the window; the base class would search by typing and copy a text.
    const QString text = event->text();
    const bool isPrintable = !text.isEmpty() && text.at(0).isPrint();
    if (isPrintable || event->matches(QKeySequence::Copy) || event->matches(QKeySequence::SelectAll)) {
        event->ignore();
        return;
    }
    QAbstractItemView::keyPressEvent(event);
}

void SampleListView::keyboardSearch(const QString&) {}

void SampleListView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QAbstractItemView::currentChanged(current, previous);
    viewport()->update();
    if (current.row() != previous.row())
        Q_EMIT currentRowChanged(current.row());
}

void SampleListView::dataChanged(const QModelIndex& topLeft, const QModelIndex& bottomRight,
                                 const QVector<int>& roles) {
    if (topLeft.row() == 0 && (roles.isEmpty() || roles.contains(VerdictsRole))) {
        const int lines = m_verdictLines;
        updateVerdictLines();
        if (lines != m_verdictLines)
            updateGeometries();
    }
    const auto [first, last] = visibleRows();
    const int from = std::max(first, topLeft.row()), to = std::min(last, bottomRight.row());
    if (from <= to)
        viewport()->update(rowRect(from).united(rowRect(to)));
}

void SampleListView::rowsInserted(const QModelIndex& parent, int start, int end) {
    QAbstractItemView::rowsInserted(parent, start, end);
    if (start == 0)
        updateVerdictLines();
    updateGeometries();
    viewport()->update();
}

void SampleListView::paintEvent(QPaintEvent* event) {
    QPainter painter(viewport());
    painter.fillRect(event->rect(), theme().panel);
    const auto [first, last] = visibleRows();
    const int current = currentIndex().isValid() ? currentIndex().row() : -1;
    for (int row = first; row <= last; ++row) {
        const QRect rectangle = rowRect(row);
        if (!rectangle.intersects(event->rect()))
            continue;
        const QModelIndex index = model()->index(row, 0);
        const bool isMarked = row == current || selectionModel()->isSelected(index);
        painter.setFont(font());
        switch (m_display) {
        case BrowserDisplay::Cards:
            paintCard(painter, rectangle, index, isMarked);
            break;
        case BrowserDisplay::Grid:
            paintTile(painter, rectangle, index, isMarked);
            break;
        case BrowserDisplay::Table:
            paintTableRow(painter, rectangle, index, isMarked);
            break;
        }
    }
}

} // namespace tracestudio
