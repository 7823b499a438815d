#include "app/dataset_report.h"

#include "annotation/annotation_check.h"
#include "annotation/dataset_diff.h"
#include "annotation/original_dataset.h"
#include "app/diff_command.h"
#include "app/messages.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QDir>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace tracestudio {

namespace {

class Texts {
    Q_DECLARE_TR_FUNCTIONS(DatasetReport)
  public:
    static QString weight(Finding::Severity severity) {
        switch (severity) {
        case Finding::Severity::Missing:
            return tr("Missing: ");
        case Finding::Severity::Wrong:
            return tr("Wrong: ");
        case Finding::Severity::Odd:
            break;
        }
        return tr("Odd: ");
    }
    static QString checked(std::size_t clean, std::size_t all) {
        return tr("%1 of %2 samples are clean.").arg(clean).arg(all);
    }
    static QString succeeding(std::size_t count, std::size_t measured) {
        return tr("The ground truth succeeds under its own metric in %1 of %2 that can be measured.")
            .arg(count)
            .arg(measured);
    }
    static QString alike(const QString& folder) { return tr("Every sample is as it is in %1.").arg(folder); }
    static QString differing(int count, const QString& folder) {
        return tr("%n sample(s) differ from %1. The filter is:changed lists only these.", nullptr, count).arg(folder);
    }
    static QString original() { return tr("the original"); }
    static QString isDrawn() { return tr("Both views draw what is different there with dashed lines."); }
};

/// Rows as high as their words, whatever the width.
class WrappingDelegate final : public QStyledItemDelegate {
  public:
    explicit WrappingDelegate(QTreeWidget* list)
        : QStyledItemDelegate(list)
        , m_list(list) {}
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        constexpr int margin = 8, gap = 6;
        const int width = m_list->viewport()->width() - m_list->columnWidth(0) - margin;
        const QString text = index.siblingAtColumn(1).data().toString();
        const QRect bounds =
            option.fontMetrics.boundingRect(QRect(0, 0, std::max(width, 80), 0), Qt::TextWordWrap, text);
        return {0, bounds.height() + gap};
    }

  private:
    QTreeWidget* m_list;
};

} // namespace

DatasetReportDialog::DatasetReportDialog(const QString& title, Document* document, Work work, QWidget* parent)
    : QDialog(parent)
    , m_document(document)
    , m_work(std::move(work)) {
    setObjectName(QStringLiteral("datasetReport"));
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    m_summary = new QLabel;
    m_summary->setObjectName(QStringLiteral("reportSummary"));
    m_summary->setWordWrap(true);
    layout->addWidget(m_summary);
    m_progress = new QProgressBar;
    m_progress->setRange(0, 100);
    m_progress->setTextVisible(false);
    layout->addWidget(m_progress);
    m_list = new QTreeWidget;
    m_list->setObjectName(QStringLiteral("reportList"));
    m_list->setHeaderHidden(true);
    m_list->setColumnCount(2);
    m_list->setRootIsDecorated(false);
    m_list->setIndentation(12);
    m_list->setWordWrap(true);
    m_list->setUniformRowHeights(false);
    m_list->header()->setStretchLastSection(true);
    m_list->setItemDelegate(new WrappingDelegate(m_list));
    connect(m_list->header(), &QHeaderView::sectionResized, m_list, &QTreeWidget::doItemsLayout);
    layout->addWidget(m_list, 1);
    auto* buttons = new QHBoxLayout;
    m_again = new QPushButton(tr("Check again"));
    m_again->setAutoDefault(false);
    m_copy = new QPushButton(tr("Copy the list"));
    m_copy->setAutoDefault(false);
    auto* close = new QPushButton(tr("Close"));
    buttons->addWidget(m_again);
    buttons->addWidget(m_copy);
    buttons->addStretch(1);
    buttons->addWidget(close);
    layout->addLayout(buttons);
    resize(640, 520);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    connect(m_again, &QPushButton::clicked, this, &DatasetReportDialog::start);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QString text = m_summary->text() + QLatin1Char('\n');
        for (int i = 0; i < m_list->topLevelItemCount(); ++i)
            text += m_list->topLevelItem(i)->text(0) + QLatin1Char('\t') + m_list->topLevelItem(i)->text(1) +
                    QLatin1Char('\n');
        QGuiApplication::clipboard()->setText(text);
    });
    connect(m_list, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem* item) {
        if (item)
            leadTo(item->data(0, Qt::UserRole).toString());
    });
    start();
}

void DatasetReportDialog::start() {
    const std::shared_ptr<const Dataset> dataset = m_document->dataset();
    if (!dataset)
        return;
    m_dataset = dataset;
    m_lane.supersede();
    m_list->clear();
    m_summary->setText(tr("Looking at every sample…"));
    m_progress->setValue(0);
    m_progress->show();
    m_again->setEnabled(false);
    m_copy->setEnabled(false);
    m_lane.run(
        [this, dataset, work = m_work](const std::stop_token& stop) {
            auto lastPercent = std::make_shared<std::atomic<int>>(-1);
            const Progress progress = [this, stop, lastPercent](double share) {
                const int percent = int(share * 100);
                if (lastPercent->exchange(percent) != percent)
                    m_lane.post(stop, [this, percent] { m_progress->setValue(percent); });
            };
            return work(*dataset, progress, stop);
        },
        [this](const Result<DatasetReport>& report) {
            m_progress->hide();
            m_again->setEnabled(true);
            if (report)
                list(*report);
            else
                m_summary->setText(translated(report.error()));
        });
}

/// Of another dataset that was opened meanwhile nothing is known.
void DatasetReportDialog::leadTo(const QString& id) {
    if (m_document->isStillOpen(m_dataset))
        m_document->goTo(id);
}

void DatasetReportDialog::list(const DatasetReport& report) {
    m_summary->setText(report.summary);
    QList<QTreeWidgetItem*> items;
    for (const DatasetReport::Entry& entry : report.entries) {
        auto* item = new QTreeWidgetItem({entry.id, entry.lines.join(QLatin1Char('\n'))});
        item->setData(0, Qt::UserRole, entry.id);
        item->setTextAlignment(0, Qt::AlignTop | Qt::AlignRight);
        item->setTextAlignment(1, Qt::AlignTop | Qt::AlignLeft);
        item->setToolTip(1, item->text(1));
        if (entry.isWrong)
            item->setForeground(0, theme().failure);
        items << item;
    }
    const QSignalBlocker quiet(m_list); // nobody has chosen one yet
    m_list->addTopLevelItems(items);
    m_list->resizeColumnToContents(0);
    m_list->setCurrentItem(nullptr);
    m_copy->setEnabled(!items.isEmpty());
    if (m_document->isStillOpen(m_dataset))
        Q_EMIT done(report);
}

Result<DatasetReport> checkReport(const Dataset& dataset, const Progress& progress, const std::stop_token& stop) {
    const Result<DatasetCheck> check = checkDataset(dataset, progress, stop);
    if (!check)
        return tl::unexpected(check.error());
    DatasetReport report;
    std::size_t measured = 0, succeeding = 0;
    for (const DatasetCheck::Entry& entry : check->entries) {
        const TruthVerdict& verdict = entry.check.verdict;
        measured += verdict.startSucceeds && verdict.endSucceeds && verdict.collides;
        succeeding += verdict.succeeds();
        if (entry.check.isClean())
            continue;
        DatasetReport::Entry listed{toQString(entry.id), {}, false};
        for (const Finding& finding : entry.check.findings) {
            listed.lines << Texts::weight(finding.severity) + translated(finding.explanation);
            listed.isWrong |= finding.severity == Finding::Severity::Wrong;
        }
        report.entries.push_back(std::move(listed));
    }
    report.summary = Texts::checked(check->entries.size() - report.entries.size(), check->entries.size()) +
                     QLatin1Char(' ') + Texts::succeeding(succeeding, measured);
    return report;
}

namespace {
Result<DatasetReport> differenceReport(const Result<std::shared_ptr<const Dataset>>& other, const QString& place,
                                       const Dataset& dataset, const Progress& progress, const std::stop_token& stop) {
    if (!other)
        return tl::unexpected(other.error());
    const auto diffs = diffDatasets(**other, dataset, progress, stop);
    if (!diffs)
        return tl::unexpected(diffs.error());
    DatasetReport report;
    for (const SampleDiff& diff : *diffs)
        report.entries.push_back({toQString(diff.id), {wordsFor(diff)}, false});
    report.summary = diffs->empty() ? Texts::alike(place)
                                    : Texts::differing(int(diffs->size()), place) + QLatin1Char(' ') + Texts::isDrawn();
    report.other = *other;
    return report;
}
} // namespace

DatasetReportDialog::Work differencesFrom(const QString& folder) {
    return [folder](const Dataset& dataset, const Progress& progress, const std::stop_token& stop) {
        return differenceReport(Dataset::open(folder.toStdU16String(), {}, stop), QDir::toNativeSeparators(folder),
                                dataset, progress, stop);
    };
}

Result<DatasetReport> differencesFromOriginal(const Dataset& dataset, const Progress& progress,
                                              const std::stop_token& stop) {
    return differenceReport(openOriginal(dataset, stop), Texts::original(), dataset, progress, stop);
}

} // namespace tracestudio
