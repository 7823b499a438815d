#pragma once

#include "widgets/sample_list_view.h"

#include <QColor>
#include <QStringList>
#include <QWidget>
#include <optional>
#include <vector>

class QAbstractItemModel;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QTimer;
class QToolButton;

namespace tracestudio {

class ChipButton;
class ChoiceBox;
class FilterPopup;
class FlowLayout;

/// A kind of sample with its live number; one click filters.
struct FilterChip {
    QString key;       ///< what chipToggled says
    QString text;      ///< translated
    qint64 count = -1; ///< not shown when negative
    QColor colour;     ///< of a dot before the text, a model's colour; invalid: no dot
    bool isChecked = false;
    QString toolTip;
    bool operator==(const FilterChip&) const = default;
};

/// The order and the filters that are not typed. A plain value; `metric` and `sortKey` are the keys given by the app.
struct BrowserFilters {
    enum class Review { Any, Unreviewed, Good, Bad, Noted, Broken };
    struct MetricRange {
        int model = 0;
        QString metric;
        std::optional<double> minimum, maximum;
        bool operator==(const MetricRange&) const = default;
    };
    std::optional<int> minimumStep, maximumStep;
    QStringList categories, sources; ///< empty: any
    std::vector<MetricRange> metrics;
    Review review = Review::Any;
    int succeeds = -1, fails = -1; ///< "A succeeds, B fails" by model index; -1: any
    QString sortKey;               ///< empty: the file's order
    bool isDescending = false;
    bool operator==(const BrowserFilters&) const = default;
    /// How many kinds of filter are set; the order does not count.
    [[nodiscard]] int filterCount() const;
};

/// What there is to choose from in "More filters".
struct BrowserFacets {
    struct Value {
        QString value; ///< as in the samples
        qint64 count = 0;
        bool operator==(const Value&) const = default;
    };
    struct Choice {
        QString key;
        QString title; ///< translated
        bool operator==(const Choice&) const = default;
    };
    std::optional<int> minimumStep, maximumStep; ///< of the steps that occur
    std::vector<Value> categories, sources;
    QStringList models;          ///< names, in column order
    std::vector<Choice> metrics; ///< keys of BrowserFilters::MetricRange
    bool operator==(const BrowserFacets&) const = default;
};

/// How many samples there are in each respect.
struct BrowserCounts {
    qint64 shown = 0, total = 0, reviewed = 0, broken = 0;
    bool operator==(const BrowserCounts&) const = default;
};

/// The left panel: which scene, what was asked, which model failed how. Shows the rows of a model given by the app,
/// which also filters and sorts (the panel only says what the person wants), so that a million rows cost nothing here.
class BrowserPanel : public QWidget {
    Q_OBJECT
    Q_PROPERTY(int display READ displayNumber WRITE setDisplayNumber NOTIFY displayChanged)
    Q_PROPERTY(QByteArray tableState READ tableState WRITE setTableState)
  public:
    explicit BrowserPanel(QWidget* parent = nullptr);

    /// Roles as in BrowserRole; not owned. nullptr: no dataset is open.
    void setModel(QAbstractItemModel* model);
    [[nodiscard]] SampleListView* view() const { return m_view; }
    [[nodiscard]] int currentRow() const { return m_view->currentRow(); } ///< -1: none
    [[nodiscard]] std::vector<int> selectedRows() const { return m_view->selectedRows(); }
    void setCurrentRow(int row); ///< scrolls to it; -1: none

    void setCounts(const BrowserCounts& counts);
    void setChips(const std::vector<FilterChip>& chips); ///< keeps the buttons whose keys stay, and their focus
    void setFacets(const BrowserFacets& facets);
    /// What the list can be sorted by, in the order of the box; the empty key is the file's order.
    void setSortChoices(const std::vector<BrowserFacets::Choice>& choices);
    void setFilters(const BrowserFilters& filters); ///< without a signal
    [[nodiscard]] const BrowserFilters& filters() const { return m_filters; }
    void setFilterText(const QString& text); ///< without a signal
    [[nodiscard]] QString filterText() const;
    void setFilterError(const QString& message); ///< under the filter line; empty hides it
    /// Work going on: what, and how far, 0…1 (negative: unknown). An empty text hides it.
    void setProgress(const QString& text, double fraction);
    void focusFilter(); ///< selects the filter's text for typing over
    void focusList();

    [[nodiscard]] BrowserDisplay display() const { return m_view->display(); }
    void setDisplay(BrowserDisplay display);
    [[nodiscard]] QByteArray tableState() const; ///< widths, order and visibility of the table's columns
    void setTableState(const QByteArray& state);

  Q_SIGNALS:
    void currentRowChanged(int row);
    void selectedRowsChanged();
    void rowActivated(int row); ///< Enter or a double click
    void visibleRowsChanged(int first, int last);
    void filterTextChanged(const QString& text); ///< 120 ms after the last key, at once on Enter
    void filtersChanged(const tracestudio::BrowserFilters& filters);
    /// Everything is to be shown: text and filters are empty already, checked chips are the app's to clear.
    void filtersCleared();
    void chipToggled(const QString& key, bool isChecked);
    void reviewRequested(int row, tracestudio::SampleReview review);
    void noteRequested(int row);
    void copyIdRequested(int row);
    void copyPathRequested(int row);
    void openRequested();
    void cancelRequested();
    void displayChanged();

  protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    [[nodiscard]] int displayNumber() const { return int(display()); }
    void setDisplayNumber(int number);
    QWidget* createTop();
    QWidget* createListBar();
    QWidget* createEmptyPage();
    QWidget* createBottom();
    void updatePage();
    void updateSortWidgets();
    void updateFilterButton();
    void takeColours();
    void applyFilters(const BrowserFilters& filters);
    void clearFilters();
    void emitFilterText();
    void showRowMenu(int row, const QPoint& globalPosition);
    void showColumnMenu(const QPoint& position);
    void sortByColumn(int section);

    SampleListView* m_view = nullptr;
    QLineEdit* m_filterLine = nullptr;
    QLabel* m_filterError = nullptr;
    QTimer* m_filterDelay = nullptr;
    QWidget* m_chipRow = nullptr;
    FlowLayout* m_chipLayout = nullptr;
    ChipButton* m_moreFilters = nullptr;
    FilterPopup* m_filterPopup = nullptr;
    ChoiceBox* m_sortBox = nullptr;
    QToolButton* m_sortDirection = nullptr;
    std::vector<QToolButton*> m_displayButtons;
    QStackedWidget* m_pages = nullptr;
    QLabel* m_emptyTitle = nullptr;
    QLabel* m_emptyText = nullptr;
    QPushButton* m_emptyButton = nullptr;
    QLabel* m_countsLabel = nullptr;
    QWidget* m_progressRow = nullptr;
    QLabel* m_progressLabel = nullptr;
    QProgressBar* m_progressBar = nullptr;

    std::vector<FilterChip> m_chips;
    std::vector<BrowserFacets::Choice> m_sortChoices;
    BrowserFilters m_filters;
    BrowserCounts m_counts;
    QString m_emittedText;
};

} // namespace tracestudio

Q_DECLARE_METATYPE(tracestudio::BrowserFilters)
Q_DECLARE_METATYPE(tracestudio::SampleReview)
