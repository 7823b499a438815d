#pragma once

#include <QAbstractButton>
#include <QColor>

namespace tracestudio {

/// A swatch that opens a dialog to choose its colour. What is being chosen is told at once, so that it is seen where it
/// will be used; Cancel brings the old colour back.
class ColourButton : public QAbstractButton {
    Q_OBJECT
  public:
    /// `title` says what has the colour.
    explicit ColourButton(const QString& title, QWidget* parent = nullptr);

    [[nodiscard]] const QColor& colour() const { return m_colour; }
    void setColour(const QColor& colour); ///< tells nothing
    [[nodiscard]] QSize sizeHint() const override;

  Q_SIGNALS:
    void chosen(const QColor& colour);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void choose();

    QColor m_colour;
};

} // namespace tracestudio
