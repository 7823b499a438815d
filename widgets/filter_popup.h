#pragma once

#include "widgets/browser_panel.h"

#include <QFrame>

class QListWidget;
class QPaintEvent;
class QSpinBox;
class QVBoxLayout;

namespace tracestudio {

/// "More filters": everything of BrowserFilters but the order, applied as it is edited. A popup below its button.
class FilterPopup : public QFrame {
    Q_OBJECT
  public:
    explicit FilterPopup(QWidget* parent = nullptr);

    void setFacets(const BrowserFacets& facets);
    void setFilters(const BrowserFilters& filters); ///< without a signal
    [[nodiscard]] BrowserFilters filters() const { return m_filters; }
    void popUp(const QPoint& globalTopLeft);

  Q_SIGNALS:
    void filtersEdited(const tracestudio::BrowserFilters& filters);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    struct RangeRow {
        QWidget* widget = nullptr;
        ChoiceBox* model = nullptr;
        ChoiceBox* metric = nullptr;
        QLineEdit* minimum = nullptr;
        QLineEdit* maximum = nullptr;
    };
    void addRangeRow(const BrowserFilters::MetricRange& range);
    void removeRangeRows();
    void showFilters();
    void readFilters();
    void fillValues(QListWidget* list, const std::vector<BrowserFacets::Value>& values, const QStringList& checked);
    void fitLists();
    void fitHeight();

    BrowserFacets m_facets;
    BrowserFilters m_filters;
    bool m_isShowing = false; ///< the widgets are being set by us
    QSpinBox* m_minimumStep = nullptr;
    QSpinBox* m_maximumStep = nullptr;
    QListWidget* m_categories = nullptr;
    QListWidget* m_sources = nullptr;
    ChoiceBox* m_review = nullptr;
    ChoiceBox* m_succeeds = nullptr;
    ChoiceBox* m_fails = nullptr;
    QVBoxLayout* m_rangeLayout = nullptr;
    std::vector<RangeRow> m_ranges;
    QToolButton* m_addRange = nullptr;
    QWidget* m_modelPart = nullptr;
};

} // namespace tracestudio
