#pragma once

#include "app/document.h"

#include <QDialog>
#include <QString>
#include <QStringList>
#include <functional>
#include <vector>

class QLabel;
class QProgressBar;
class QPushButton;
class QTreeWidget;

namespace tracestudio {

/// What was found out about many samples, in words.
struct DatasetReport {
    struct Entry {
        QString id;
        QStringList lines;
        bool isWrong = false; ///< stands out
    };
    QString summary;
    std::vector<Entry> entries;
    std::shared_ptr<const Dataset> other; ///< that was compared with; null: none
};

/// Finds something out about a whole dataset on a worker and lists it, sample by sample; choosing one leads to it.
/// Stays beside the window while it is worked through. GUI thread.
class DatasetReportDialog : public QDialog {
    Q_OBJECT
  public:
    using Work = std::function<Result<DatasetReport>(const Dataset& dataset, const Progress& progress,
                                                     const std::stop_token& stop)>;

    /// `work` is done on the document's dataset as it is then, at once and when asked again.
    DatasetReportDialog(const QString& title, Document* document, Work work, QWidget* parent);

    [[nodiscard]] bool isIdle() const { return m_lane.isIdle(); }

  Q_SIGNALS:
    void done(const tracestudio::DatasetReport& report);

  private:
    void start();
    void list(const DatasetReport& report);
    void leadTo(const QString& id);

    Document* m_document;
    std::shared_ptr<const Dataset> m_dataset; ///< that was looked at
    Work m_work;
    QLabel* m_summary;
    QProgressBar* m_progress;
    QTreeWidget* m_list;
    QPushButton *m_again, *m_copy;
    JobLane m_lane{1, JobLane::Standing::Background};
};

/// What is missing or odd about the annotations, and which fail their own metric.
Result<DatasetReport> checkReport(const Dataset& dataset, const Progress& progress, const std::stop_token& stop);
/// How samples differ from those of the dataset in `folder`.
DatasetReportDialog::Work differencesFrom(const QString& folder);
/// How samples differ from what was kept of them before they were first saved here.
Result<DatasetReport> differencesFromOriginal(const Dataset& dataset, const Progress& progress,
                                              const std::stop_token& stop);

} // namespace tracestudio
