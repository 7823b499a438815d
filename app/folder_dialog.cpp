#include "app/folder_dialog.h"

#include <QDir>
#include <QLineEdit>
#include <QPushButton>

namespace tracestudio {

FolderDialog::FolderDialog(const QString& title, const QString& acceptText, const QString& folder, QWidget* parent)
    : FormDialog(title, acceptText, parent) {
    setObjectName(QStringLiteral("folderDialog"));
    m_folder = addFolder(tr("Folder"), folder, title, "folderPath");
    connect(m_folder, &QLineEdit::textChanged, this, &FolderDialog::takeInput);
    takeInput();
    m_folder->setFocus();
}

QString FolderDialog::folder() const {
    return folderIn(m_folder);
}

void FolderDialog::takeInput() {
    acceptButton()->setEnabled(QDir::isAbsolutePath(folder()));
    showState(tr("A new folder, or one that is empty."));
}

} // namespace tracestudio
