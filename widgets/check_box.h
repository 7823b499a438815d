#pragma once

#include <QCheckBox>
#include <QColor>

namespace tracestudio {

/// A check box in the flat look of the panels, with a swatch where it has a colour. Its words are elided where there
/// is no room, and can all be clicked.
class CheckBox : public QCheckBox {
    Q_OBJECT
  public:
    explicit CheckBox(const QString& text, QWidget* parent = nullptr);

    void setSwatch(const QColor& colour);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

  protected:
    bool hitButton(const QPoint& position) const override;
    void paintEvent(QPaintEvent* event) override;

  private:
    [[nodiscard]] int textLeft() const;

    QColor m_swatch;
};

} // namespace tracestudio
