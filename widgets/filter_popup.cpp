#include "widgets/filter_popup.h"

#include "widgets/choice_box.h"
#include "widgets/glyph.h"
#include "widgets/theme.h"

#include <QDoubleValidator>
#include <QGridLayout>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QScopedValueRollback>
#include <QScreen>
#include <QSpinBox>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace tracestudio {

namespace {

QLabel* heading(const QString& text) {
    auto* label = new QLabel(text);
    label->setProperty("role", "heading");
    return label;
}

QLabel* muted(const QString& text) {
    auto* label = new QLabel(text);
    label->setProperty("role", "muted");
    return label;
}

std::optional<double> numberIn(const QLineEdit* line) {
    const QString text = line->text().trimmed();
    bool isNumber = false;
    const double value = line->locale().toDouble(text, &isNumber);
    if (isNumber)
        return value;
    const double plain = text.toDouble(&isNumber);
    return isNumber ? std::optional(plain) : std::nullopt;
}

enum FacetRole { ValueRole = Qt::UserRole, CountRole };

/// A box to tick, a value, and how many samples have it.
class FacetDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        return {80, (option.fontMetrics.height() + 8 + 3) / 4 * 4};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const Theme& t = theme();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const bool hasFocus = option.state.testFlag(QStyle::State_HasFocus);
        if (hasFocus || option.state.testFlag(QStyle::State_MouseOver)) {
            painter->setPen(hasFocus ? QPen(t.accent, 1) : QPen(Qt::NoPen));
            painter->setBrush(t.hoverFill);
            painter->drawRoundedRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        }
        const bool isChecked = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
        const QRectF box = boxIn(option.rect);
        painter->setPen(QPen(isChecked ? t.accent : t.mutedText, 1));
        painter->setBrush(isChecked ? t.accentFill : t.field);
        painter->drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        if (isChecked)
            paintGlyph(*painter, box.adjusted(1, 1, -1, -1), Glyph::Check, t.accent);
        QRect room = option.rect.adjusted(28, 0, -8, 0);
        const QString count = index.data(CountRole).toString();
        painter->setFont(option.font);
        painter->setPen(t.mutedText);
        painter->drawText(room, Qt::AlignRight | Qt::AlignVCenter, count);
        room.setRight(room.right() - option.fontMetrics.horizontalAdvance(count) - 8);
        painter->setPen(t.text);
        painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                          option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, room.width()));
        painter->restore();
    }

    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem&,
                     const QModelIndex& index) override {
        // The whole line ticks, not only its box.
        const bool isClick = event->type() == QEvent::MouseButtonRelease;
        const bool isSpace =
            event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space;
        if (!isClick && !isSpace)
            return event->type() == QEvent::MouseButtonDblClick;
        const bool isChecked = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
        return model->setData(index, isChecked ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
    }

  private:
    static QRectF boxIn(const QRect& row) { return {row.left() + 6.0, row.center().y() - 6.5, 14, 14}; }
};

QStringList checkedValues(const QListWidget* list) {
    QStringList values;
    for (int i = 0; i < list->count(); ++i)
        if (list->item(i)->checkState() == Qt::Checked)
            values << list->item(i)->data(ValueRole).toString();
    return values;
}

} // namespace

FilterPopup::FilterPopup(QWidget* parent)
    : QFrame(parent, Qt::Popup) {
    setObjectName(QStringLiteral("filterPopup"));
    setAccessibleName(tr("More filters"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 12, 16, 16);
    layout->setSpacing(8);

    auto* title = new QHBoxLayout;
    title->addWidget(heading(tr("More filters")));
    title->addStretch();
    auto* clear = new QToolButton;
    clear->setObjectName(QStringLiteral("filterPopupClear"));
    clear->setText(tr("Clear"));
    clear->setProperty("flat", true);
    title->addWidget(clear);
    layout->addLayout(title);

    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(1, 1);
    int row = 0;
    auto* steps = new QHBoxLayout;
    steps->setSpacing(8);
    m_minimumStep = new QSpinBox;
    m_minimumStep->setObjectName(QStringLiteral("filterMinimumStep"));
    m_minimumStep->setAccessibleName(tr("Fewest steps"));
    m_maximumStep = new QSpinBox;
    m_maximumStep->setObjectName(QStringLiteral("filterMaximumStep"));
    m_maximumStep->setAccessibleName(tr("Most steps"));
    for (QSpinBox* box : {m_minimumStep, m_maximumStep}) {
        box->setSpecialValueText(tr("any"));
        box->setFixedWidth(64);
        box->setButtonSymbols(QAbstractSpinBox::NoButtons);
        connect(box, &QSpinBox::valueChanged, this, &FilterPopup::readFilters);
    }
    steps->addWidget(m_minimumStep);
    steps->addWidget(muted(tr("to")));
    steps->addWidget(m_maximumStep);
    steps->addStretch();
    grid->addWidget(muted(tr("Step")), row, 0);
    grid->addLayout(steps, row++, 1);

    m_review = new ChoiceBox;
    m_review->setObjectName(QStringLiteral("filterReview"));
    m_review->setAccessibleName(tr("Review"));
    using Review = BrowserFilters::Review;
    const std::pair<Review, QString> states[] = {
        {Review::Any, tr("any")},        {Review::Unreviewed, tr("unreviewed")}, {Review::Good, tr("marked good")},
        {Review::Bad, tr("marked bad")}, {Review::Noted, tr("with a note")},     {Review::Broken, tr("broken")}};
    for (const auto& [state, text] : states)
        m_review->addItem(text, int(state));
    connect(m_review, &ChoiceBox::currentIndexChanged, this, &FilterPopup::readFilters);
    grid->addWidget(muted(tr("Review")), row, 0);
    grid->addWidget(m_review, row++, 1);
    layout->addLayout(grid);

    auto* lists = new QGridLayout;
    lists->setHorizontalSpacing(12);
    lists->setVerticalSpacing(4);
    const auto valueList = [this](const char* name, const QString& accessible) {
        auto* list = new QListWidget;
        list->setObjectName(QLatin1String(name));
        list->setAccessibleName(accessible);
        list->setMinimumWidth(172);
        list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        list->setUniformItemSizes(true);
        list->setMouseTracking(true);
        list->setSelectionMode(QAbstractItemView::NoSelection);
        list->setItemDelegate(new FacetDelegate(list));
        connect(list, &QListWidget::itemChanged, this, &FilterPopup::readFilters);
        return list;
    };
    m_categories = valueList("filterCategories", tr("Categories"));
    m_sources = valueList("filterSources", tr("Sources"));
    lists->addWidget(muted(tr("Categories")), 0, 0);
    lists->addWidget(muted(tr("Sources")), 0, 1);
    lists->addWidget(m_categories, 1, 0);
    lists->addWidget(m_sources, 1, 1);
    layout->addLayout(lists);

    m_modelPart = new QWidget;
    auto* models = new QVBoxLayout(m_modelPart);
    models->setContentsMargins(0, 0, 0, 0);
    models->setSpacing(8);
    auto* pair = new QGridLayout;
    pair->setHorizontalSpacing(12);
    pair->setVerticalSpacing(4);
    m_succeeds = new ChoiceBox;
    m_succeeds->setObjectName(QStringLiteral("filterSucceeds"));
    m_succeeds->setAccessibleName(tr("Succeeds"));
    m_fails = new ChoiceBox;
    m_fails->setObjectName(QStringLiteral("filterFails"));
    m_fails->setAccessibleName(tr("Fails"));
    for (ChoiceBox* box : {m_succeeds, m_fails}) {
        box->setMinimumWidth(80);
        connect(box, &ChoiceBox::currentIndexChanged, this, &FilterPopup::readFilters);
    }
    pair->addWidget(muted(tr("Succeeds")), 0, 0);
    pair->addWidget(muted(tr("and fails")), 0, 1);
    pair->addWidget(m_succeeds, 1, 0);
    pair->addWidget(m_fails, 1, 1);
    models->addLayout(pair);
    models->addWidget(muted(tr("Metrics")));
    m_rangeLayout = new QVBoxLayout;
    m_rangeLayout->setSpacing(4);
    models->addLayout(m_rangeLayout);
    m_addRange = new QToolButton;
    m_addRange->setObjectName(QStringLiteral("filterAddRange"));
    m_addRange->setText(tr("Add a metric"));
    m_addRange->setProperty("flat", true);
    connect(m_addRange, &QToolButton::clicked, this, [this] {
        addRangeRow({});
        fitHeight();
        m_ranges.back().model->setFocus();
    });
    models->addWidget(m_addRange, 0, Qt::AlignLeft);
    layout->addWidget(m_modelPart);

    connect(clear, &QToolButton::clicked, this, [this] {
        BrowserFilters none;
        none.sortKey = m_filters.sortKey;
        none.isDescending = m_filters.isDescending;
        setFilters(none);
        Q_EMIT filtersEdited(m_filters);
    });
    showFilters();
}

void FilterPopup::setFacets(const BrowserFacets& facets) {
    if (m_facets == facets)
        return;
    m_facets = facets;
    showFilters();
}

void FilterPopup::setFilters(const BrowserFilters& filters) {
    if (m_filters == filters)
        return;
    m_filters = filters;
    showFilters();
}

void FilterPopup::fillValues(QListWidget* list, const std::vector<BrowserFacets::Value>& values,
                             const QStringList& checked) {
    list->clear();
    for (const BrowserFacets::Value& value : values) {
        const QString name = value.value.isEmpty() ? tr("(none)") : value.value;
        auto* item = new QListWidgetItem(name, list);
        item->setData(ValueRole, value.value);
        item->setData(CountRole, locale().toString(value.count));
        item->setToolTip(name);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsUserCheckable | Qt::ItemIsSelectable);
        item->setCheckState(checked.contains(value.value) ? Qt::Checked : Qt::Unchecked);
    }
}

void FilterPopup::fitLists() {
    constexpr int rowsInView = 6;
    const int rows = std::clamp(std::max(m_categories->count(), m_sources->count()), 1, rowsInView);
    const int row = (fontMetrics().height() + 8 + 3) / 4 * 4;
    for (QListWidget* list : {m_categories, m_sources})
        list->setFixedHeight(rows * row + 2);
}

void FilterPopup::showFilters() {
    const QScopedValueRollback<bool> showing(m_isShowing, true);
    const int least = m_facets.minimumStep.value_or(0), most = std::max(least, m_facets.maximumStep.value_or(least));
    for (QSpinBox* box : {m_minimumStep, m_maximumStep}) {
        box->setRange(least - 1, most); // one below the steps there are stands for "any"
        box->setEnabled(m_facets.minimumStep.has_value());
    }
    m_minimumStep->setValue(m_filters.minimumStep.value_or(least - 1));
    m_maximumStep->setValue(m_filters.maximumStep.value_or(least - 1));
    m_review->setCurrentIndex(m_review->findData(int(m_filters.review)));
    fillValues(m_categories, m_facets.categories, m_filters.categories);
    fillValues(m_sources, m_facets.sources, m_filters.sources);
    for (ChoiceBox* box : {m_succeeds, m_fails}) {
        box->clear();
        box->addItem(tr("any"), -1);
        for (int i = 0; i < m_facets.models.size(); ++i)
            box->addItem(m_facets.models[i], i);
    }
    m_succeeds->setCurrentIndex(std::max(0, m_succeeds->findData(m_filters.succeeds)));
    m_fails->setCurrentIndex(std::max(0, m_fails->findData(m_filters.fails)));
    removeRangeRows();
    for (const BrowserFilters::MetricRange& range : m_filters.metrics)
        addRangeRow(range);
    m_modelPart->setVisible(!m_facets.models.isEmpty());
    fitLists();
    fitHeight();
}

void FilterPopup::addRangeRow(const BrowserFilters::MetricRange& range) {
    const QScopedValueRollback<bool> showing(m_isShowing, true);
    RangeRow row;
    row.widget = new QWidget;
    auto* layout = new QHBoxLayout(row.widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    row.model = new ChoiceBox;
    row.model->setObjectName(QStringLiteral("filterRangeModel"));
    row.model->setAccessibleName(tr("Model"));
    for (int i = 0; i < m_facets.models.size(); ++i)
        row.model->addItem(m_facets.models[i], i);
    row.model->setCurrentIndex(std::max(0, row.model->findData(range.model)));
    row.metric = new ChoiceBox;
    row.metric->setObjectName(QStringLiteral("filterRangeMetric"));
    row.metric->setAccessibleName(tr("Metric"));
    for (const BrowserFacets::Choice& metric : m_facets.metrics)
        row.metric->addItem(metric.title, metric.key);
    row.metric->setCurrentIndex(std::max(0, row.metric->findData(range.metric)));
    const auto bound = [this](const char* name, const QString& placeholder, const std::optional<double>& value) {
        auto* line = new QLineEdit;
        line->setObjectName(QLatin1String(name));
        line->setPlaceholderText(placeholder);
        line->setAccessibleName(placeholder);
        line->setFixedWidth(64);
        line->setValidator(new QDoubleValidator(line));
        if (value)
            line->setText(locale().toString(*value, 'g', 6));
        connect(line, &QLineEdit::textChanged, this, &FilterPopup::readFilters);
        return line;
    };
    row.minimum = bound("filterRangeMinimum", tr("min"), range.minimum);
    row.maximum = bound("filterRangeMaximum", tr("max"), range.maximum);
    auto* remove = new QToolButton;
    remove->setObjectName(QStringLiteral("filterRangeRemove"));
    remove->setIcon(glyphIcon(Glyph::Close));
    remove->setProperty("flat", true);
    remove->setToolTip(tr("Remove this metric"));
    remove->setAccessibleName(remove->toolTip());
    layout->addWidget(row.model, 1);
    layout->addWidget(row.metric, 1);
    layout->addWidget(row.minimum);
    layout->addWidget(row.maximum);
    layout->addWidget(remove);
    for (ChoiceBox* box : {row.model, row.metric})
        connect(box, &ChoiceBox::currentIndexChanged, this, &FilterPopup::readFilters);
    connect(remove, &QToolButton::clicked, this, [this, widget = row.widget] {
        std::erase_if(m_ranges, [widget](const RangeRow& other) { return other.widget == widget; });
        widget->hide();
        widget->deleteLater();
        readFilters();
        fitHeight();
    });
    m_rangeLayout->addWidget(row.widget);
    m_ranges.push_back(row);
}

void FilterPopup::removeRangeRows() {
    for (const RangeRow& row : m_ranges) {
        row.widget->hide();
        row.widget->deleteLater();
    }
    m_ranges.clear();
}

void FilterPopup::readFilters() {
    if (m_isShowing)
        return;
    BrowserFilters read;
    read.sortKey = m_filters.sortKey;
    read.isDescending = m_filters.isDescending;
    if (m_minimumStep->value() > m_minimumStep->minimum())
        read.minimumStep = m_minimumStep->value();
    if (m_maximumStep->value() > m_maximumStep->minimum())
        read.maximumStep = m_maximumStep->value();
    read.categories = checkedValues(m_categories);
    read.sources = checkedValues(m_sources);
    read.review = BrowserFilters::Review(m_review->currentData().toInt());
    read.succeeds = m_succeeds->currentData().toInt();
    read.fails = m_fails->currentData().toInt();
    for (const RangeRow& row : m_ranges) {
        const BrowserFilters::MetricRange range{row.model->currentData().toInt(), row.metric->currentData().toString(),
                                                numberIn(row.minimum), numberIn(row.maximum)};
        if (range.minimum || range.maximum)
            read.metrics.push_back(range);
    }
    if (read == m_filters)
        return;
    m_filters = read;
    Q_EMIT filtersEdited(m_filters);
}

void FilterPopup::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().panel);
    painter.setPen(theme().line);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void FilterPopup::fitHeight() {
    layout()->activate();
    adjustSize();
}

void FilterPopup::popUp(const QPoint& globalTopLeft) {
    fitHeight();
    QPoint place = globalTopLeft;
    if (const QScreen* screen = QGuiApplication::screenAt(globalTopLeft)) {
        const QRect room = screen->availableGeometry();
        place.setX(std::clamp(place.x(), room.left(), std::max(room.left(), room.right() - width())));
        place.setY(std::clamp(place.y(), room.top(), std::max(room.top(), room.bottom() - height())));
    }
    move(place);
    show();
    m_minimumStep->setFocus();
}

} // namespace tracestudio
