#pragma once

#include <QLabel>

namespace tracestudio {

/// A label of one plain line that ends in … where it has no room, and then tells the whole in its tooltip.
class ElidedLabel : public QLabel {
  public:
    explicit ElidedLabel(const QString& text, QWidget* parent = nullptr);
    [[nodiscard]] QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
};

/// `text` as a tooltip that shows it to the letter: texts from files may look like markup.
QString plainToolTip(const QString& text);
/// `text` with invisible places to break a line inside words too long for a panel, such as paths.
QString breakable(const QString& text);

} // namespace tracestudio
