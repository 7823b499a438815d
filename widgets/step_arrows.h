#pragma once

#include <QWidget>

class QAbstractSpinBox;

namespace tracestudio {

/// The two arrows of a number field in the flat look of the panels; a styled field's own are hardly to be seen. Pressed
/// and held they go on. Lives in its field.
class StepArrows : public QWidget {
    Q_OBJECT
  public:
    explicit StepArrows(QAbstractSpinBox* field);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void timerEvent(QTimerEvent* event) override;

  private:
    void place();

    QAbstractSpinBox* m_field;
    int m_direction = 0; ///< while pressed: 1 up, −1 down
    int m_timer = 0;
};

} // namespace tracestudio
