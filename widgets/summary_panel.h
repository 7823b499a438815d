#pragma once

#include <QColor>
#include <QStringList>
#include <QWidget>
#include <vector>

class QLabel;
class QScrollArea;
class QStackedWidget;
class QHBoxLayout;

namespace tracestudio {

class BarChart;
class RateTable;

/// A number with its name, ready to show: {"3D overall success", "45.0 %"}.
struct SummaryRate {
    QString label;
    QString value;
    QString toolTip;
    bool operator==(const SummaryRate&) const = default;
};

/// How many of a model's answers to a part of the samples succeed.
struct SummaryShare {
    qint64 successes = 0;
    qint64 answers = 0; ///< 0: nothing to show
    bool operator==(const SummaryShare&) const = default;
};

/// One file of answers.
struct SummaryModel {
    QString name;
    QColor colour;
    std::vector<SummaryRate> published; ///< as the published script prints them
    std::vector<SummaryRate> careful;
    std::vector<SummaryRate> counts; ///< matched, extra, missing, duplicate, unreadable answers
    QStringList faults;              ///< of the published evaluator that touched these answers, a sentence each
    bool operator==(const SummaryModel&) const = default;
};

/// Successes by one property of the samples.
struct SummaryGroup {
    struct Row {
        QString value;                    ///< as in the samples; what filterRequested says
        QString label;                    ///< as shown
        std::vector<SummaryShare> shares; ///< one a model
        bool operator==(const Row&) const = default;
    };
    QString key;   ///< "step", "category", "source"
    QString title; ///< translated, "By step"
    std::vector<Row> rows;
    bool operator==(const SummaryGroup&) const = default;
};

struct SummaryContent {
    std::vector<SummaryModel> models;
    std::vector<SummaryGroup> groups;
    bool operator==(const SummaryContent&) const = default;
};

/// Models side by side: a table of rates with a column a model, then bars by step, category and source. A click on a
/// bar (or Enter on it) asks the browser to show these samples. Ctrl+C copies everything as tab-separated text.
class SummaryPanel : public QWidget {
    Q_OBJECT
  public:
    explicit SummaryPanel(QWidget* parent = nullptr);

    void setContent(const SummaryContent& content);
    [[nodiscard]] const SummaryContent& content() const { return m_content; }
    /// Tab-separated, a heading line first, then one line a rate and one a bar.
    [[nodiscard]] QString asText() const;

  Q_SIGNALS:
    void filterRequested(const QString& group, const QString& value, int modelIndex);
    void openAnswersRequested();

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    void showTable();
    void placeCharts();

    SummaryContent m_content;
    QStackedWidget* m_pages = nullptr;
    QScrollArea* m_scroll = nullptr;
    RateTable* m_table = nullptr;
    QLabel* m_faults = nullptr;
    QHBoxLayout* m_chartLayout = nullptr;
    int m_chartColumns = 0;
    std::vector<BarChart*> m_charts;
};

} // namespace tracestudio
