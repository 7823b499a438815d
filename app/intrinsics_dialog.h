#pragma once

#include "scene/camera.h"
#include "widgets/form_dialog.h"

namespace tracestudio {

/// Asks which camera took a recording that does not say so: focal lengths and principal point in pixels of the colour
/// picture, and what one step of its depth is.
class IntrinsicsDialog : public FormDialog {
    Q_OBJECT
  public:
    IntrinsicsDialog(const QString& recording, QWidget* parent = nullptr);

    /// The size is 0: that of the pictures.
    [[nodiscard]] Camera camera() const;
    [[nodiscard]] double depthUnitMetres() const;

  private:
    void takeInput();

    QLineEdit* m_numbers[5];
};

} // namespace tracestudio
