#include "app/messages.h"

#include <QCoreApplication>

namespace tracestudio {

QString translated(const Error& error) {
    const QString text = QCoreApplication::translate("messages", error.text.c_str());
    return QString::fromStdString(fillIn(text.toStdString(), error.args));
}

QString wordFor(Stage stage) {
    switch (stage) {
    case Stage::Loading:
        return QCoreApplication::translate("Stage", "Loading the model");
    case Stage::Preparing:
        return QCoreApplication::translate("Stage", "Preparing the picture");
    case Stage::Seeing:
        return QCoreApplication::translate("Stage", "Looking at the picture");
    case Stage::Reading:
        return QCoreApplication::translate("Stage", "Reading the question");
    case Stage::Answering:
        break;
    }
    return QCoreApplication::translate("Stage", "Answering");
}

} // namespace tracestudio
