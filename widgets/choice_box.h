#pragma once

#include <QComboBox>

namespace tracestudio {

/// A combo box in the flat look of the panels; without a frame it reads like a word with an arrow behind it.
class ChoiceBox : public QComboBox {
    Q_OBJECT
  public:
    explicit ChoiceBox(QWidget* parent = nullptr);

    /// Words before the choice, "Sort: "; not in the list.
    void setPrefix(const QString& prefix);
    void setFrameless(bool isFrameless);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QString m_prefix;
    bool m_isFrameless = false;
};

} // namespace tracestudio
