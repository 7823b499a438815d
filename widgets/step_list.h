#pragma once

#include "widgets/inspector_panel.h"

#include <QWidget>
#include <vector>

namespace tracestudio {

/// The steps a model reasoned in, a row each: what the step is about on the left, what it says on the right. Painted in
/// one widget, however many there are; what has no room ends in … and is whole in the tooltip. The arrows and Return do
/// what the mouse does. GUI thread only.
class StepList : public QWidget {
    Q_OBJECT
  public:
    explicit StepList(QWidget* parent = nullptr);

    /// Shows these rows; the widget hides itself when there are none.
    void setSteps(std::vector<InspectorStep> steps);
    /// Shows a row as if the mouse were over it; −1 shows none.
    void setHighlighted(int row);
    /// Marks the row whose text is being shown; −1 marks none.
    void setMarked(int row);
    [[nodiscard]] QRect placeOf(int row) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

  Q_SIGNALS:
    void stepActivated(int row);
    /// The row the mouse or the arrows came to; −1 when they left.
    void stepHovered(int row);

  protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

  private:
    [[nodiscard]] int rowHeight() const;
    [[nodiscard]] int rowAt(const QPoint& position) const;
    [[nodiscard]] QFont valueFont() const;
    [[nodiscard]] int valueWidth(const InspectorStep& step) const; ///< the room its value gets
    void setHovered(int row);

    std::vector<InspectorStep> m_steps;
    int m_hovered = -1;
    int m_highlighted = -1;
    int m_marked = -1;
};

} // namespace tracestudio
