#pragma once

#include "app/document.h"
#include "widgets/browser_panel.h"

#include <QAbstractTableModel>
#include <QCache>
#include <QImage>
#include <QSet>
#include <atomic>
#include <memory>

namespace tracestudio {

/// The document's visible samples as the browser shows them: one row each, every cell made when asked for. Thumbnails
/// are read on a worker for the rows in sight.
class SampleListModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    explicit SampleListModel(Document* document, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// The metrics shown for each model beside its verdict, in this order.
    void setMetrics(const std::vector<Metric>& metrics);
    [[nodiscard]] const std::vector<Metric>& metrics() const { return m_metrics; }
    void setVisibleRange(int first, int last);
    /// No picture is being read.
    [[nodiscard]] bool isIdle() const { return m_lane.isIdle(); }

  private:
    struct Column {
        enum class Kind { Id, Picture, Instruction, Step, Category, Source, Verdict, Metric };
        Kind kind = Kind::Id;
        int model = -1;
        Metric metric = Metric::StartDistance;
    };
    void reset();
    void announce(const QVector<int>& roles); ///< these have changed in every row
    void makeColumns();
    [[nodiscard]] QVariant cellText(const Column& column, std::size_t sample) const;
    [[nodiscard]] QImage thumbnail(int row, std::size_t sample) const;
    [[nodiscard]] QVector<VerdictCell> verdicts(std::size_t sample) const;

    Document* m_document;
    std::vector<Column> m_columns;
    std::vector<Metric> m_metrics{Metric::StartDistance, Metric::EndDistance, Metric::CollisionRatio};
    mutable QCache<quint32, QImage> m_thumbnails{600};
    mutable QSet<quint32> m_asked;
    mutable int m_askCount = 0;
    std::shared_ptr<std::pair<std::atomic<int>, std::atomic<int>>> m_range; ///< rows in sight, read by the workers
    mutable JobLane m_lane{1};
};

QString metricTitle(Metric metric);
QString metricText(Metric metric, double value);
/// Keys of the sort box and of table headers, and back into a query.
QString sortKeyOf(const QString& kind, int model = -1, std::optional<Metric> metric = {});
void applySortKey(Query& query, const QString& key, bool isDescending);
std::optional<Metric> metricNamed(const QString& name);

} // namespace tracestudio
