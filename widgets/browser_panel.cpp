#include "widgets/browser_panel.h"

#include "widgets/chip_button.h"
#include "widgets/choice_box.h"
#include "widgets/filter_popup.h"
#include "widgets/flow_layout.h"
#include "widgets/glyph.h"
#include "widgets/theme.h"

#include <QButtonGroup>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPaintEvent>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace tracestudio {

namespace {

constexpr int filterDelayMilliseconds = 120;
enum Page { ListPage, EmptyPage };

QFrame* hairline() {
    auto* line = new QFrame;
    line->setProperty("role", "line");
    return line;
}

QToolButton* flatButton(const char* name, Glyph glyph, const QString& toolTip) {
    auto* button = new QToolButton;
    button->setObjectName(QLatin1String(name));
    button->setProperty("flat", true);
    button->setIcon(glyphIcon(glyph));
    button->setIconSize(QSize(16, 16));
    button->setToolTip(toolTip);
    button->setAccessibleName(toolTip);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

} // namespace

int BrowserFilters::filterCount() const {
    return int(minimumStep.has_value() || maximumStep.has_value()) + int(!categories.isEmpty()) +
           int(!sources.isEmpty()) + int(metrics.size()) + int(review != Review::Any) +
           int(succeeds >= 0 || fails >= 0);
}

BrowserPanel::BrowserPanel(QWidget* parent)
    : QWidget(parent) {
    setObjectName(QStringLiteral("browserPanel"));
    setAccessibleName(tr("Samples"));
    setMinimumWidth(240);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(createTop());
    layout->addWidget(hairline());
    layout->addWidget(createListBar());
    layout->addWidget(hairline());

    m_view = new SampleListView;
    m_view->setObjectName(QStringLiteral("sampleList"));
    m_view->setAccessibleName(tr("Samples"));
    m_view->header()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_view, &SampleListView::menuRequested, this, &BrowserPanel::showRowMenu);
    connect(m_view->header(), &QWidget::customContextMenuRequested, this, &BrowserPanel::showColumnMenu);
    connect(m_view->header(), &QHeaderView::sectionClicked, this, &BrowserPanel::sortByColumn);
    connect(m_view->header(), &QHeaderView::sectionCountChanged, this, &BrowserPanel::updateSortWidgets);
    connect(m_view, &SampleListView::currentRowChanged, this, &BrowserPanel::currentRowChanged);
    connect(m_view, &SampleListView::visibleRowsChanged, this, &BrowserPanel::visibleRowsChanged);
    connect(m_view, &QAbstractItemView::activated, this,
            [this](const QModelIndex& index) { Q_EMIT rowActivated(index.row()); });
    connect(m_view, &SampleListView::selectedRowsChanged, this, &BrowserPanel::selectedRowsChanged);
    m_pages = new QStackedWidget;
    m_pages->addWidget(m_view);
    m_pages->addWidget(createEmptyPage());
    layout->addWidget(m_pages, 1);
    layout->addWidget(hairline());
    layout->addWidget(createBottom());

    m_filterDelay = new QTimer(this);
    m_filterDelay->setSingleShot(true);
    m_filterDelay->setInterval(filterDelayMilliseconds);
    connect(m_filterDelay, &QTimer::timeout, this, &BrowserPanel::emitFilterText);
    setFocusProxy(m_view);
    setSortChoices({});
    setDisplay(BrowserDisplay::Cards);
    m_displayButtons.front()->setChecked(true);
    takeColours();
    setCounts({});
    updatePage();
}

QWidget* BrowserPanel::createTop() {
    auto* top = new QWidget;
    auto* layout = new QVBoxLayout(top);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->setSpacing(8);
    m_filterLine = new QLineEdit;
    m_filterLine->setObjectName(QStringLiteral("browserFilter"));
    m_filterLine->setPlaceholderText(tr("Filter: text, #42, /regex/"));
    m_filterLine->setAccessibleName(tr("Filter samples"));
    m_filterLine->setClearButtonEnabled(true);
    m_filterLine->installEventFilter(this);
    connect(m_filterLine, &QLineEdit::textChanged, this, [this] { m_filterDelay->start(); });
    connect(m_filterLine, &QLineEdit::returnPressed, this, &BrowserPanel::emitFilterText);
    layout->addWidget(m_filterLine);

    m_filterError = new QLabel;
    m_filterError->setObjectName(QStringLiteral("browserFilterError"));
    m_filterError->setWordWrap(true);
    m_filterError->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_filterError->hide();
    layout->addWidget(m_filterError);

    m_chipRow = new QWidget;
    m_chipRow->setObjectName(QStringLiteral("browserChips"));
    m_chipRow->setAccessibleName(tr("Quick filters"));
    m_chipLayout = new FlowLayout(m_chipRow, 4);
    m_moreFilters = new ChipButton(m_chipRow);
    m_moreFilters->setObjectName(QStringLiteral("browserMoreFilters"));
    m_moreFilters->setIcon(glyphIcon(Glyph::Filter));
    m_moreFilters->setToolTip(tr("More filters: steps, categories, sources, metrics"));
    m_moreFilters->setAccessibleName(m_moreFilters->toolTip());
    m_chipLayout->insertWidget(0, m_moreFilters);
    layout->addWidget(m_chipRow);

    m_filterPopup = new FilterPopup(this);
    connect(m_filterPopup, &FilterPopup::filtersEdited, this, &BrowserPanel::applyFilters);
    connect(m_moreFilters, &QAbstractButton::clicked, this, [this] {
        updateFilterButton(); // the mark says whether filters are set, not that the popup is open
        m_filterPopup->popUp(m_moreFilters->mapToGlobal(QPoint(0, m_moreFilters->height() + 4)));
    });
    updateFilterButton();
    return top;
}

QWidget* BrowserPanel::createListBar() {
    auto* bar = new QWidget;
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(4, 4, 8, 4);
    layout->setSpacing(4);
    m_sortBox = new ChoiceBox;
    m_sortBox->setFrameless(true);
    m_sortBox->setPrefix(tr("Sort: "));
    m_sortBox->setObjectName(QStringLiteral("browserSort"));
    m_sortBox->setAccessibleName(tr("Sort by"));
    m_sortBox->setToolTip(tr("Sort by"));
    connect(m_sortBox, &ChoiceBox::activated, this, [this] {
        BrowserFilters changed = m_filters;
        changed.sortKey = m_sortBox->currentData().toString();
        applyFilters(changed);
    });
    layout->addWidget(m_sortBox);
    m_sortDirection = flatButton("browserSortDirection", Glyph::Ascending, tr("Ascending"));
    connect(m_sortDirection, &QToolButton::clicked, this, [this] {
        BrowserFilters changed = m_filters;
        changed.isDescending = !changed.isDescending;
        applyFilters(changed);
    });
    layout->addWidget(m_sortDirection);
    layout->addStretch(1);

    auto* group = new QButtonGroup(this);
    const std::tuple<const char*, Glyph, QString> displays[] = {{"browserCards", Glyph::Cards, tr("Cards")},
                                                                {"browserGrid", Glyph::Grid, tr("Grid of pictures")},
                                                                {"browserTable", Glyph::Table, tr("Table")}};
    for (const auto& [name, glyph, toolTip] : displays) {
        QToolButton* button = flatButton(name, glyph, toolTip);
        button->setCheckable(true);
        group->addButton(button, int(m_displayButtons.size()));
        m_displayButtons.push_back(button);
        layout->addWidget(button);
    }
    connect(group, &QButtonGroup::idClicked, this, [this](int id) { setDisplay(BrowserDisplay(id)); });
    return bar;
}

QWidget* BrowserPanel::createEmptyPage() {
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(8);
    layout->addStretch(2);
    m_emptyTitle = new QLabel;
    m_emptyTitle->setObjectName(QStringLiteral("browserEmptyTitle"));
    m_emptyText = new QLabel;
    m_emptyText->setProperty("role", "muted");
    for (QLabel* label : {m_emptyTitle, m_emptyText}) {
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(true);
        layout->addWidget(label);
    }
    QFont bold = m_emptyTitle->font();
    bold.setWeight(QFont::DemiBold);
    m_emptyTitle->setFont(bold);
    m_emptyButton = new QPushButton;
    m_emptyButton->setObjectName(QStringLiteral("browserEmptyButton"));
    connect(m_emptyButton, &QPushButton::clicked, this, [this] {
        if (m_counts.total > 0)
            clearFilters();
        else
            Q_EMIT openRequested();
    });
    layout->addSpacing(8);
    layout->addWidget(m_emptyButton, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    return page;
}

QWidget* BrowserPanel::createBottom() {
    auto* bottom = new QWidget;
    auto* layout = new QVBoxLayout(bottom);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->setSpacing(8);
    m_progressRow = new QWidget;
    m_progressRow->setObjectName(QStringLiteral("browserProgress"));
    auto* progress = new QHBoxLayout(m_progressRow);
    progress->setContentsMargins(0, 0, 0, 0);
    progress->setSpacing(8);
    m_progressLabel = new QLabel;
    m_progressLabel->setObjectName(QStringLiteral("browserProgressText"));
    m_progressBar = new QProgressBar;
    m_progressBar->setObjectName(QStringLiteral("browserProgressBar"));
    m_progressBar->setTextVisible(false);
    m_progressBar->setFixedHeight(6);
    auto* cancel = new QPushButton(tr("Cancel"));
    cancel->setObjectName(QStringLiteral("browserCancel"));
    connect(cancel, &QPushButton::clicked, this, &BrowserPanel::cancelRequested);
    auto* words = new QVBoxLayout;
    words->setSpacing(4);
    m_progressLabel->setWordWrap(true);
    words->addWidget(m_progressLabel);
    words->addWidget(m_progressBar);
    progress->addLayout(words, 1);
    progress->addWidget(cancel);
    m_progressRow->hide();
    layout->addWidget(m_progressRow);
    m_countsLabel = new QLabel;
    m_countsLabel->setObjectName(QStringLiteral("browserCounts"));
    m_countsLabel->setProperty("role", "muted");
    m_countsLabel->setWordWrap(true);
    layout->addWidget(m_countsLabel);
    return bottom;
}

void BrowserPanel::setModel(QAbstractItemModel* model) {
    if (QAbstractItemModel* old = m_view->model())
        disconnect(old, nullptr, this, nullptr);
    m_view->setModel(model);
    if (model) {
        connect(model, &QAbstractItemModel::modelReset, this, &BrowserPanel::updatePage);
        connect(model, &QAbstractItemModel::rowsInserted, this, &BrowserPanel::updatePage);
        connect(model, &QAbstractItemModel::rowsRemoved, this, &BrowserPanel::updatePage);
        connect(model, &QAbstractItemModel::layoutChanged, this, &BrowserPanel::updatePage);
    }
    updateSortWidgets();
    updatePage();
}

void BrowserPanel::setCurrentRow(int row) {
    if (!m_view->model())
        return;
    const QModelIndex index = row >= 0 ? m_view->model()->index(row, 0) : QModelIndex();
    m_view->setCurrentIndex(index);
    // Alone, whichever keys are held.
    m_view->selectionModel()->select(index, QItemSelectionModel::ClearAndSelect);
    m_view->scrollTo(index);
}

void BrowserPanel::updatePage() {
    const bool hasRows = m_view->model() && m_view->model()->rowCount() > 0;
    const bool hidesAll = m_counts.total > 0;
    m_emptyTitle->setText(hidesAll ? tr("No sample matches") : tr("No samples yet"));
    m_emptyText->setText(hidesAll ? tr("Nothing fits the filter and the marks above.")
                                  : tr("Open a benchmark folder, a capture or a file of answers, or drop it here."));
    m_emptyButton->setText(hidesAll ? tr("Clear filters") : tr("Open a benchmark folder…"));
    m_pages->setCurrentIndex(hasRows ? ListPage : EmptyPage);
}

void BrowserPanel::setCounts(const BrowserCounts& counts) {
    m_counts = counts;
    const auto number = [this](qint64 value) { return locale().toString(value); };
    QStringList parts{tr("%1 of %2 shown").arg(number(counts.shown), number(counts.total)),
                      tr("%1 reviewed").arg(number(counts.reviewed))};
    if (counts.broken > 0)
        parts << tr("%1 broken").arg(number(counts.broken));
    m_countsLabel->setText(counts.total > 0 ? parts.join(QStringLiteral(" · ")) : tr("No samples"));
    updatePage();
}

void BrowserPanel::setChips(const std::vector<FilterChip>& chips) {
    std::vector<ChipButton*> spare;
    for (ChipButton* button : m_chipRow->findChildren<ChipButton*>(QString(), Qt::FindDirectChildrenOnly))
        if (button != m_moreFilters)
            spare.push_back(button);
    const bool keepsOrder = chips.size() == m_chips.size() &&
                            std::equal(chips.begin(), chips.end(), m_chips.begin(),
                                       [](const FilterChip& a, const FilterChip& b) { return a.key == b.key; });
    m_chips = chips;
    std::vector<ChipButton*> used;
    for (const FilterChip& chip : chips) {
        const QString name = QStringLiteral("chip:") + chip.key;
        const auto known =
            std::find_if(spare.begin(), spare.end(), [&name](const ChipButton* b) { return b->objectName() == name; });
        ChipButton* button = known == spare.end() ? nullptr : *known;
        if (button) {
            spare.erase(known);
        } else {
            button = new ChipButton(m_chipRow);
            button->setObjectName(name);
            connect(button, &QAbstractButton::clicked, this,
                    [this, key = chip.key](bool isChecked) { Q_EMIT chipToggled(key, isChecked); });
        }
        button->setText(chip.text);
        button->setCount(chip.count);
        button->setDot(chip.colour);
        button->setChecked(chip.isChecked);
        button->setToolTip(chip.toolTip.isEmpty() ? chip.text : chip.toolTip);
        button->setAccessibleName(chip.count < 0 ? chip.text : tr("%1, %2").arg(chip.text).arg(chip.count));
        used.push_back(button);
    }
    for (ChipButton* button : spare) {
        m_chipLayout->removeWidget(button);
        button->hide();
        button->deleteLater();
    }
    if (!keepsOrder) {
        QWidget* before = m_filterLine;
        for (std::size_t i = 0; i < used.size(); ++i) {
            m_chipLayout->removeWidget(used[i]);
            m_chipLayout->insertWidget(int(i), used[i]);
            used[i]->show();
            setTabOrder(before, used[i]);
            before = used[i];
        }
        setTabOrder(before, m_moreFilters);
    }
    m_chipLayout->invalidate();
    m_chipRow->updateGeometry();
}

void BrowserPanel::setFacets(const BrowserFacets& facets) {
    m_filterPopup->setFacets(facets);
}

void BrowserPanel::setSortChoices(const std::vector<BrowserFacets::Choice>& choices) {
    m_sortChoices = choices;
    if (m_sortChoices.empty())
        m_sortChoices.push_back({QString(), tr("file order")});
    m_sortBox->clear();
    for (const BrowserFacets::Choice& choice : m_sortChoices)
        m_sortBox->addItem(choice.title, choice.key);
    updateSortWidgets();
}

void BrowserPanel::updateSortWidgets() {
    if (!m_view)
        return;
    const int place = m_sortBox->findData(m_filters.sortKey);
    m_sortBox->setCurrentIndex(std::max(0, place));
    m_sortDirection->setIcon(glyphIcon(m_filters.isDescending ? Glyph::Descending : Glyph::Ascending));
    const QString direction = m_filters.isDescending ? tr("Descending") : tr("Ascending");
    m_sortDirection->setToolTip(direction);
    m_sortDirection->setAccessibleName(direction);
    QHeaderView* header = m_view->header();
    const QAbstractItemModel* model = m_view->model();
    int sorted = -1;
    for (int section = 0; model && section < header->count(); ++section)
        if (!m_filters.sortKey.isEmpty() &&
            model->headerData(section, Qt::Horizontal, ColumnSortKeyRole).toString() == m_filters.sortKey)
            sorted = section;
    header->setSortIndicatorShown(sorted >= 0);
    if (sorted >= 0)
        header->setSortIndicator(sorted, m_filters.isDescending ? Qt::DescendingOrder : Qt::AscendingOrder);
}

void BrowserPanel::sortByColumn(int section) {
    const QString key = m_view->model()->headerData(section, Qt::Horizontal, ColumnSortKeyRole).toString();
    if (key.isEmpty())
        return;
    BrowserFilters changed = m_filters;
    changed.isDescending = key == m_filters.sortKey && !m_filters.isDescending;
    changed.sortKey = key;
    applyFilters(changed);
}

void BrowserPanel::setFilters(const BrowserFilters& filters) {
    m_filters = filters;
    m_filterPopup->setFilters(filters);
    updateSortWidgets();
    updateFilterButton();
}

void BrowserPanel::applyFilters(const BrowserFilters& filters) {
    if (filters == m_filters)
        return;
    setFilters(filters);
    Q_EMIT filtersChanged(m_filters);
}

void BrowserPanel::updateFilterButton() {
    const int count = m_filters.filterCount();
    m_moreFilters->setText(count == 0 ? tr("More") : tr("More (%1)").arg(count));
    m_moreFilters->setChecked(count > 0);
}

void BrowserPanel::clearFilters() {
    setFilterText(QString());
    setFilterError(QString());
    BrowserFilters none;
    none.sortKey = m_filters.sortKey;
    none.isDescending = m_filters.isDescending;
    setFilters(none);
    Q_EMIT filtersCleared();
    focusList();
}

void BrowserPanel::setFilterText(const QString& text) {
    {
        const QSignalBlocker quiet(m_filterLine);
        m_filterLine->setText(text);
    }
    m_filterDelay->stop();
    m_emittedText = text;
}

QString BrowserPanel::filterText() const {
    return m_filterLine->text();
}

void BrowserPanel::emitFilterText() {
    m_filterDelay->stop();
    if (m_filterLine->text() == m_emittedText)
        return;
    m_emittedText = m_filterLine->text();
    Q_EMIT filterTextChanged(m_emittedText);
}

void BrowserPanel::setFilterError(const QString& message) {
    m_filterError->setText(message);
    m_filterError->setVisible(!message.isEmpty());
    m_filterLine->setAccessibleDescription(message);
}

void BrowserPanel::setProgress(const QString& text, double fraction) {
    m_progressRow->setVisible(!text.isEmpty());
    m_progressLabel->setText(text);
    if (fraction < 0) {
        m_progressBar->setRange(0, 0);
    } else {
        m_progressBar->setRange(0, 1000);
        m_progressBar->setValue(int(std::clamp(fraction, 0.0, 1.0) * 1000));
    }
}

void BrowserPanel::focusFilter() {
    m_filterLine->setFocus(Qt::ShortcutFocusReason);
    m_filterLine->selectAll();
}

void BrowserPanel::focusList() {
    m_view->setFocus(Qt::ShortcutFocusReason);
}

void BrowserPanel::setDisplay(BrowserDisplay display) {
    if (m_view->display() == display)
        return;
    m_view->setDisplay(display);
    m_displayButtons[std::size_t(display)]->setChecked(true);
    Q_EMIT displayChanged();
}

void BrowserPanel::setDisplayNumber(int number) {
    if (number >= 0 && number < int(m_displayButtons.size()))
        setDisplay(BrowserDisplay(number));
}

QByteArray BrowserPanel::tableState() const {
    return m_view->header()->saveState();
}

void BrowserPanel::setTableState(const QByteArray& state) {
    m_view->header()->restoreState(state);
    updateSortWidgets();
}

bool BrowserPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_filterLine && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Escape && !m_filterLine->text().isEmpty()) {
            m_filterLine->clear();
            emitFilterText();
            return true;
        }
        if (key->key() == Qt::Key_Down || key->key() == Qt::Key_Escape) {
            emitFilterText();
            focusList();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void BrowserPanel::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy) && currentRow() >= 0) {
        Q_EMIT copyIdRequested(currentRow());
        return;
    }
    QWidget::keyPressEvent(event);
}

void BrowserPanel::takeColours() {
    QPalette own = m_filterError->palette();
    own.setColor(QPalette::WindowText, theme().failure);
    m_filterError->setPalette(own);
}

void BrowserPanel::paintEvent(QPaintEvent* event) {
    QPainter(this).fillRect(event->rect(), theme().panel);
}

void BrowserPanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        takeColours();
}

void BrowserPanel::showRowMenu(int row, const QPoint& globalPosition) {
    const auto mark = SampleReview(m_view->model()->index(row, 0).data(ReviewRole).toInt());
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("browserMenu"));
    const auto add = [menu](const char* name, const QString& text) {
        QAction* action = menu->addAction(text);
        action->setObjectName(QLatin1String(name));
        return action;
    };
    const auto review = [&](const char* name, const QString& text, SampleReview which) {
        QAction* action = add(name, text);
        action->setCheckable(true);
        action->setChecked(mark == which);
        connect(action, &QAction::triggered, this,
                [this, row, mark, which] { Q_EMIT reviewRequested(row, mark == which ? SampleReview::None : which); });
    };
    review("browserMarkGood", tr("Good"), SampleReview::Good);
    review("browserMarkBad", tr("Bad"), SampleReview::Bad);
    connect(add("browserNote", tr("Note…")), &QAction::triggered, this, [this, row] { Q_EMIT noteRequested(row); });
    menu->addSeparator();
    connect(add("browserCopyId", tr("Copy number")), &QAction::triggered, this,
            [this, row] { Q_EMIT copyIdRequested(row); });
    connect(add("browserCopyPath", tr("Copy picture's path")), &QAction::triggered, this,
            [this, row] { Q_EMIT copyPathRequested(row); });
    menu->popup(globalPosition);
}

void BrowserPanel::showColumnMenu(const QPoint& position) {
    QHeaderView* header = m_view->header();
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("browserColumnMenu"));
    for (int visual = 0; visual < header->count(); ++visual) {
        const int section = header->logicalIndex(visual);
        QAction* action =
            menu->addAction(m_view->model()->headerData(section, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(!header->isSectionHidden(section));
        action->setEnabled(header->isSectionHidden(section) || header->count() - header->hiddenSectionCount() > 1);
        connect(action, &QAction::toggled, header,
                [header, section](bool isShown) { header->setSectionHidden(section, !isShown); });
    }
    menu->popup(header->mapToGlobal(position));
}

} // namespace tracestudio
