#pragma once

#include "widgets/annotation_panel.h"

#include <QWidget>
#include <vector>

class QTextLayout;

namespace tracestudio {

/// What is missing or odd about a sample, a finding a row: a mark and a word by its weight, then what is the matter, in
/// as many lines as it needs. Painted in one widget. A row that is one waypoint's fault leads there, by a click or by
/// the arrows and Return. GUI thread.
class FindingList : public QWidget {
    Q_OBJECT
  public:
    explicit FindingList(QWidget* parent = nullptr);

    /// The widget hides itself when there are none. Of very many only the first are listed, and how many are not.
    void setFindings(const std::vector<FindingRow>& findings);
    [[nodiscard]] QRect placeOf(int row) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;

  Q_SIGNALS:
    void waypointActivated(int waypoint);
    void currentMoved(const QRect& place); ///< by the keyboard, to the row that is there

  protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

  private:
    /// Lays a row's text out in `width` of the whole list; the height of the row.
    int layOut(QTextLayout& layout, const FindingRow& finding, int width) const;
    /// Where each row ends, from the top.
    [[nodiscard]] const std::vector<int>& bottomsFor(int width) const;
    [[nodiscard]] int rowAt(const QPoint& position) const;
    void setCurrent(int row);
    void activate(int row);

    std::vector<FindingRow> m_findings;
    mutable std::vector<int> m_bottoms; ///< for m_width; texts are slow to lay out
    mutable int m_width = -1;
    int m_hovered = -1;
    int m_current = -1; ///< for the keyboard
};

} // namespace tracestudio
