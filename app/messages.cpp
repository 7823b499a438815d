#include "app/messages.h"

#include <QCoreApplication>

namespace tracestudio {

QString translated(const Error& error) {
    const QString text = QCoreApplication::translate("messages", error.text.c_str());
    return QString::fromStdString(fillIn(text.toStdString(), error.args));
}

} // namespace tracestudio
