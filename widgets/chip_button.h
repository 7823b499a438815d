#pragma once

#include <QAbstractButton>
#include <QColor>

namespace tracestudio {

/// A pill that is on or off: an optional dot of colour, a text, a number. Its words are elided when there is no room.
class ChipButton : public QAbstractButton {
    Q_OBJECT
  public:
    explicit ChipButton(QWidget* parent = nullptr);

    void setCount(qint64 count); ///< negative: not shown
    void setDot(const QColor& colour);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    [[nodiscard]] QString countText() const;

    qint64 m_count = -1;
    QColor m_dot;
};

} // namespace tracestudio
