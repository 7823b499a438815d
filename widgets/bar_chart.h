#pragma once

#include "widgets/summary_panel.h"

#include <QWidget>

namespace tracestudio {

/// The bars of one group: for each value a bar a model, in the model's colour, with its share and its numbers beside
/// it. The mouse or the arrow keys choose a bar, a click or Enter asks for its samples.
class BarChart : public QWidget {
    Q_OBJECT
  public:
    explicit BarChart(QWidget* parent = nullptr);

    void setContent(const std::vector<SummaryModel>& models, const SummaryGroup& group);
    [[nodiscard]] const SummaryGroup& group() const { return m_group; }
    [[nodiscard]] QRect barRect(int row, int model) const; ///< the whole line of the bar, in this widget
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

  Q_SIGNALS:
    void barActivated(const QString& value, int model);
    void currentBarMoved(const QRect& bar); ///< to be scrolled into view

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

  private:
    [[nodiscard]] int models() const { return int(m_models.size()); }
    [[nodiscard]] int bars() const { return int(m_group.rows.size()) * models(); }
    [[nodiscard]] int lineHeight() const;
    [[nodiscard]] int rowTop(int row) const;
    [[nodiscard]] int labelWidth() const;
    [[nodiscard]] int barAt(const QPoint& point) const; ///< row * models + model; -1: none
    [[nodiscard]] QString describe(int bar) const;
    void paintLegend(QPainter& painter, const QRect& line, const QFontMetrics& metrics, int titleWidth,
                     const QFont& small) const; ///< at the right of the title, where there is room
    void setHover(int bar);
    void setCurrent(int bar);
    void activate(int bar);

    std::vector<SummaryModel> m_models;
    SummaryGroup m_group;
    int m_hover = -1;
    int m_pressed = -1;
    int m_current = -1;
    int m_widestLabel = 0;
};

} // namespace tracestudio
