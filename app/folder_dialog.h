#pragma once

#include "widgets/form_dialog.h"

namespace tracestudio {

/// Asks for a folder that may not be there yet, which the dialogs of desktops do not let one name.
class FolderDialog : public FormDialog {
    Q_OBJECT
  public:
    FolderDialog(const QString& title, const QString& acceptText, const QString& folder, QWidget* parent);
    [[nodiscard]] QString folder() const; ///< with forward slashes

  private:
    void takeInput();

    QLineEdit* m_folder;
};

} // namespace tracestudio
