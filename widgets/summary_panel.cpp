#include "widgets/summary_panel.h"

#include "widgets/bar_chart.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPaintEvent>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace tracestudio {

namespace {

enum Page { ContentPage, EmptyPage };
constexpr int chartColumnWidth = 360;
constexpr int cellPadding = 8;

enum HeaderRole { ColourRole = Qt::UserRole + 1 };

/// Columns' names at the right, each with its model's colour before it.
class ModelHeader : public QHeaderView {
  public:
    explicit ModelHeader(QWidget* parent)
        : QHeaderView(Qt::Horizontal, parent) {
        setMinimumSectionSize(48);
    }

  protected:
    void paintSection(QPainter* painter, const QRect& rectangle, int section) const override {
        const Theme& t = theme();
        painter->save();
        painter->fillRect(rectangle, t.panel);
        painter->fillRect(QRect(rectangle.left(), rectangle.bottom(), rectangle.width(), 1), t.line);
        const QString name = model()->headerData(section, Qt::Horizontal).toString();
        const auto colour = model()->headerData(section, Qt::Horizontal, ColourRole).value<QColor>();
        if (colour.isValid()) {
            const QRect inner = rectangle.adjusted(cellPadding + 16, 0, -cellPadding, 0);
            QFont bold = font();
            bold.setWeight(QFont::DemiBold);
            painter->setFont(bold);
            const QFontMetrics metrics(bold);
            const QString shown = metrics.elidedText(name, Qt::ElideRight, inner.width());
            painter->setPen(t.text);
            painter->drawText(inner, Qt::AlignRight | Qt::AlignVCenter, shown);
            const int left = inner.right() + 1 - metrics.horizontalAdvance(shown) - 16;
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(colour);
            painter->drawRoundedRect(QRectF(left, rectangle.center().y() - 4.5, 10, 10), 3, 3);
        }
        painter->restore();
    }
};

/// Cells with the panel's padding; a section's title stands at the bottom of its line.
class RateDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const Theme& t = theme();
        const bool isTitle = !index.flags().testFlag(Qt::ItemIsSelectable);
        painter->save();
        if (option.state.testFlag(QStyle::State_Selected))
            painter->fillRect(option.rect, t.accentFill);
        else if (option.state.testFlag(QStyle::State_MouseOver) && !isTitle)
            painter->fillRect(option.rect, t.hoverFill);
        QFont font = option.font;
        font.setWeight(isTitle ? QFont::DemiBold : QFont::Normal);
        painter->setFont(font);
        painter->setPen(isTitle ? t.mutedText : t.text);
        const QRect inner = option.rect.adjusted(cellPadding, 0, -cellPadding, isTitle ? -4 : 0);
        const Qt::Alignment alignment = index.column() > 0 ? Qt::AlignRight : Qt::AlignLeft;
        painter->drawText(
            inner, int(alignment | (isTitle ? Qt::AlignBottom : Qt::AlignVCenter)),
            painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, inner.width() + 1));
        painter->restore();
    }
};

int chartColumnsAt(int width) {
    return std::clamp(width / chartColumnWidth, 1, 3);
}

/// A part of the table: which of a model's lists of numbers it shows.
struct Section {
    QString title;
    std::vector<SummaryRate> SummaryModel::*rates;
};

/// The labels of all models in the order they first occur.
std::vector<SummaryRate> labelsOf(const std::vector<SummaryModel>& models,
                                  std::vector<SummaryRate> SummaryModel::*rates) {
    std::vector<SummaryRate> labels;
    for (const SummaryModel& model : models)
        for (const SummaryRate& rate : model.*rates)
            if (std::none_of(labels.begin(), labels.end(),
                             [&rate](const SummaryRate& known) { return known.label == rate.label; }))
                labels.push_back(rate);
    return labels;
}

const SummaryRate* rateOf(const SummaryModel& model, std::vector<SummaryRate> SummaryModel::*rates,
                          const QString& label) {
    const auto& list = model.*rates;
    const auto found =
        std::find_if(list.begin(), list.end(), [&label](const SummaryRate& rate) { return rate.label == label; });
    return found == list.end() ? nullptr : &*found;
}

} // namespace

/// The numbers, a column a model; as high as its rows.
class RateTable : public QTableWidget {
  public:
    explicit RateTable(QWidget* parent = nullptr)
        : QTableWidget(parent) {
        setObjectName(QStringLiteral("summaryTable"));
        setEditTriggers(NoEditTriggers);
        setSelectionMode(SingleSelection);
        setSelectionBehavior(SelectRows);
        setTabKeyNavigation(false);
        setShowGrid(false);
        setWordWrap(false);
        setHorizontalHeader(new ModelHeader(this));
        setItemDelegate(new RateDelegate(this));
        setMouseTracking(true);
        verticalHeader()->hide();
        horizontalHeader()->setHighlightSections(false);
        horizontalHeader()->setSectionsClickable(false);
        setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setHorizontalScrollMode(ScrollPerPixel);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }

    void show(const std::vector<SummaryModel>& models, const std::vector<Section>& sections) {
        clear();
        setRowCount(0);
        setColumnCount(int(models.size()) + 1);
        setHorizontalHeaderItem(0, new QTableWidgetItem);
        for (int i = 0; i < int(models.size()); ++i) {
            const SummaryModel& model = models[std::size_t(i)];
            auto* item = new QTableWidgetItem(model.name);
            item->setData(ColourRole, model.colour);
            item->setToolTip(model.name);
            setHorizontalHeaderItem(i + 1, item);
        }
        for (const Section& section : sections) {
            const std::vector<SummaryRate> labels = labelsOf(models, section.rates);
            if (labels.empty())
                continue;
            const int top = rowCount();
            insertRow(top);
            auto* title = new QTableWidgetItem(section.title);
            title->setFlags(Qt::ItemIsEnabled);
            setItem(top, 0, title);
            setSpan(top, 0, 1, columnCount());
            for (const SummaryRate& label : labels) {
                const int row = rowCount();
                insertRow(row);
                auto* name = new QTableWidgetItem(label.label);
                name->setToolTip(label.toolTip.isEmpty() ? label.label : label.toolTip);
                setItem(row, 0, name);
                for (int i = 0; i < int(models.size()); ++i) {
                    const SummaryRate* rate = rateOf(models[std::size_t(i)], section.rates, label.label);
                    auto* value = new QTableWidgetItem(rate ? rate->value : QStringLiteral("–"));
                    value->setToolTip(rate ? rate->toolTip : QString());
                    setItem(row, i + 1, value);
                }
            }
        }
        const int line = (fontMetrics().height() + 10 + 3) / 4 * 4;
        for (int row = 0; row < rowCount(); ++row)
            setRowHeight(row, columnSpan(row, 0) > 1 && row > 0 ? line + 8 : line);
        fitColumns();
    }

    [[nodiscard]] QSize sizeHint() const override { return {320, tableHeight()}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, tableHeight()}; }

  protected:
    void resizeEvent(QResizeEvent* event) override {
        QTableWidget::resizeEvent(event);
        fitColumns();
    }

    void keyPressEvent(QKeyEvent* event) override {
        if (event->matches(QKeySequence::Copy)) {
            event->ignore(); // the panel copies the whole summary
            return;
        }
        QTableWidget::keyPressEvent(event);
    }

  private:
    [[nodiscard]] int tableHeight() const {
        const int bar = horizontalScrollBar()->maximum() > 0 ? horizontalScrollBar()->sizeHint().height() : 0;
        return horizontalHeader()->sizeHint().height() + verticalHeader()->length() + bar + 4;
    }

    /// The models share the width evenly as long as their numbers stay readable; then the table scrolls sideways.
    void fitColumns() {
        const int models = columnCount() - 1;
        if (models < 1)
            return;
        const int room = viewport()->width();
        int labels = 0, values = 0;
        for (int row = 0; row < rowCount(); ++row) {
            if (columnSpan(row, 0) > 1)
                continue;
            labels = std::max(labels, fontMetrics().horizontalAdvance(item(row, 0)->text()) + 24);
            for (int column = 1; column <= models; ++column)
                values = std::max(values, fontMetrics().horizontalAdvance(item(row, column)->text()) + 24);
        }
        const int label = std::min(labels, std::max(128, room * 45 / 100));
        const int value = std::clamp((room - label) / models, std::max(values, 80), 200);
        setColumnWidth(0, std::max(label, room - models * value));
        for (int column = 1; column <= models; ++column)
            setColumnWidth(column, value);
        updateGeometry();
    }
};

SummaryPanel::SummaryPanel(QWidget* parent)
    : QWidget(parent) {
    setObjectName(QStringLiteral("summaryPanel"));
    setAccessibleName(tr("Summary"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_pages = new QStackedWidget;
    layout->addWidget(m_pages);

    auto* page = new QWidget;
    auto* content = new QVBoxLayout(page);
    content->setContentsMargins(12, 8, 12, 16);
    content->setSpacing(16);
    m_table = new RateTable;
    m_table->setAccessibleName(tr("Rates by model"));
    content->addWidget(m_table);
    m_faults = new QLabel;
    m_faults->setObjectName(QStringLiteral("summaryFaults"));
    m_faults->setWordWrap(true);
    m_faults->setTextFormat(Qt::RichText);
    m_faults->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_faults->setContentsMargins(8, 0, 8, 0);
    content->addWidget(m_faults);
    m_chartLayout = new QHBoxLayout;
    content->addLayout(m_chartLayout);
    content->addStretch();
    m_scroll = new QScrollArea;
    m_scroll->setWidgetResizable(true);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setWidget(page);
    m_scroll->viewport()->setAutoFillBackground(false);
    page->setAutoFillBackground(false);
    m_pages->addWidget(m_scroll);

    auto* empty = new QWidget;
    auto* emptyLayout = new QVBoxLayout(empty);
    emptyLayout->setContentsMargins(24, 24, 24, 24);
    emptyLayout->setSpacing(16);
    auto* text = new QLabel(tr("No answers open: drop a .jsonl file here or use Open answers…"));
    text->setObjectName(QStringLiteral("summaryEmpty"));
    text->setProperty("role", "muted");
    text->setAlignment(Qt::AlignCenter);
    text->setWordWrap(true);
    auto* open = new QPushButton(tr("Open answers…"));
    open->setObjectName(QStringLiteral("summaryOpen"));
    connect(open, &QPushButton::clicked, this, &SummaryPanel::openAnswersRequested);
    emptyLayout->addStretch(2);
    emptyLayout->addWidget(text);
    emptyLayout->addWidget(open, 0, Qt::AlignHCenter);
    emptyLayout->addStretch(3);
    m_pages->addWidget(empty);
    m_pages->setCurrentIndex(EmptyPage);
}

void SummaryPanel::setContent(const SummaryContent& content) {
    if (m_content == content)
        return;
    m_content = content;
    m_pages->setCurrentIndex(content.models.empty() ? EmptyPage : ContentPage);
    showTable();
    while (m_charts.size() > content.groups.size()) {
        m_charts.back()->hide();
        m_charts.back()->deleteLater();
        m_charts.pop_back();
    }
    for (std::size_t i = 0; i < content.groups.size(); ++i) {
        if (i == m_charts.size()) {
            auto* chart = new BarChart;
            connect(chart, &BarChart::barActivated, this, [this, chart](const QString& value, int model) {
                Q_EMIT filterRequested(chart->group().key, value, model);
            });
            connect(chart, &BarChart::currentBarMoved, this, [this, chart](const QRect& bar) {
                const QPoint centre = chart->mapTo(m_scroll->widget(), bar.center());
                m_scroll->ensureVisible(centre.x(), centre.y(), 0, bar.height() * 2);
            });
            m_charts.push_back(chart);
        }
        m_charts[i]->setContent(content.models, content.groups[i]);
    }
    placeCharts();
}

void SummaryPanel::showTable() {
    m_table->show(m_content.models, {{tr("Published score"), &SummaryModel::published},
                                     {tr("Careful score"), &SummaryModel::careful},
                                     {tr("Answers"), &SummaryModel::counts}});
    QString faults;
    for (const SummaryModel& model : m_content.models) {
        if (model.faults.isEmpty())
            continue;
        QStringList lines;
        for (const QString& fault : model.faults)
            lines << QStringLiteral("<li>%1</li>").arg(fault.toHtmlEscaped());
        faults += QStringLiteral("<p style=\"margin-bottom:0\">%1</p><ul style=\"margin-top:2px\">%2</ul>")
                      .arg(model.name.toHtmlEscaped(), lines.join(QString()));
    }
    m_faults->setVisible(!faults.isEmpty());
    if (!faults.isEmpty())
        m_faults->setText(QStringLiteral("<p style=\"color:%1;margin-bottom:0\"><b>%2</b></p>%3")
                              .arg(theme().warning.name(),
                                   tr("Faults of the published evaluator that touch these answers").toHtmlEscaped(),
                                   faults));
}

void SummaryPanel::placeCharts() {
    m_chartColumns = chartColumnsAt(width());
    while (m_chartLayout->count() < 3) {
        auto* column = new QVBoxLayout;
        column->setSpacing(16);
        column->setAlignment(Qt::AlignTop);
        m_chartLayout->addLayout(column);
    }
    std::vector<int> heights(std::size_t(m_chartColumns), 0);
    for (BarChart* chart : m_charts) {
        const auto shortest = std::min_element(heights.begin(), heights.end());
        auto* column = static_cast<QVBoxLayout*>(m_chartLayout->itemAt(int(shortest - heights.begin()))->layout());
        column->removeWidget(chart); // so that it goes to the end
        column->addWidget(chart);
        *shortest += chart->sizeHint().height() + 16;
    }
    for (int column = 0; column < 3; ++column)
        m_chartLayout->setStretch(column, column < m_chartColumns ? 1 : 0);
    m_chartLayout->setSpacing(m_chartColumns > 1 ? 24 : 0);
    QWidget* before = m_table;
    for (BarChart* chart : m_charts) {
        setTabOrder(before, chart);
        before = chart;
    }
}

QString SummaryPanel::asText() const {
    // Tabs part the columns, so none may stand in a cell.
    const auto cell = [](QString text) {
        return text.replace(QLatin1Char('\t'), QLatin1Char(' ')).replace(QLatin1Char('\n'), QLatin1Char(' '));
    };
    QString text;
    QStringList line{QString()};
    const auto endLine = [&text, &line] {
        text += line.join(QLatin1Char('\t')) + QLatin1Char('\n');
        line.clear();
    };
    for (const SummaryModel& model : m_content.models)
        line << cell(model.name);
    endLine();
    for (const auto rates : {&SummaryModel::published, &SummaryModel::careful, &SummaryModel::counts})
        for (const SummaryRate& label : labelsOf(m_content.models, rates)) {
            line << cell(label.label);
            for (const SummaryModel& model : m_content.models) {
                const SummaryRate* rate = rateOf(model, rates, label.label);
                line << (rate ? cell(rate->value) : QString());
            }
            endLine();
        }
    for (const SummaryGroup& group : m_content.groups)
        for (const SummaryGroup::Row& row : group.rows) {
            line << cell(group.title + QStringLiteral(": ") + row.label);
            for (std::size_t i = 0; i < m_content.models.size(); ++i) {
                const SummaryShare share = i < row.shares.size() ? row.shares[i] : SummaryShare();
                line << (share.answers > 0 ? QStringLiteral("%1/%2").arg(share.successes).arg(share.answers)
                                           : QString());
            }
            endLine();
        }
    return text;
}

void SummaryPanel::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy) && !m_content.models.empty()) {
        QGuiApplication::clipboard()->setText(asText());
        return;
    }
    QWidget::keyPressEvent(event);
}

void SummaryPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (chartColumnsAt(width()) != m_chartColumns)
        placeCharts();
}

void SummaryPanel::paintEvent(QPaintEvent* event) {
    QPainter(this).fillRect(event->rect(), theme().panel);
}

void SummaryPanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_table)
        showTable();
}

} // namespace tracestudio
