#pragma once

#include <QAbstractSlider>

namespace tracestudio {

/// The frames of a recording on a line: a click goes to a frame, a drag scrubs, the wheel and the arrow keys step,
/// Home and End go to the ends, Page Up and Page Down by a page. Frames count from 0. GUI thread.
class Timeline : public QAbstractSlider {
    Q_OBJECT
  public:
    explicit Timeline(QWidget* parent = nullptr);

    void setFrames(int count);
    [[nodiscard]] int frames() const { return maximum() + 1; }
    /// Shows where the recording is; a hand that drags is not contradicted.
    void showFrame(int frame);
    /// The frame an answer belongs to; −1 marks none.
    void setMark(int frame);
    [[nodiscard]] int mark() const { return m_mark; }

    /// Where a frame stands, in the widget's own coordinates.
    [[nodiscard]] double xOf(int frame) const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

  Q_SIGNALS:
    /// The person wants another frame than the one shown; once for each.
    void seekRequested(int frame);

  protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

  private:
    [[nodiscard]] int frameAt(double x) const;

    int m_mark = -1;
    int m_wheel = 0; ///< eighths of a degree not yet a step
    bool m_isShowing = false;
};

} // namespace tracestudio
