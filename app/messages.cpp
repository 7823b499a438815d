#include "app/messages.h"

#include <QCoreApplication>
#include <array>

namespace tracestudio {

QString translated(const Error& error) {
    const QString text = QCoreApplication::translate("messages", error.text.c_str());
    return QString::fromStdString(fillIn(text.toStdString(), error.args));
}

QString verdictText(std::string_view name) {
    static const std::array<const char*, 7> names{
        QT_TRANSLATE_NOOP("verdict", "success"),     QT_TRANSLATE_NOOP("verdict", "no parse"),
        QT_TRANSLATE_NOOP("verdict", "no depth"),    QT_TRANSLATE_NOOP("verdict", "wrong start"),
        QT_TRANSLATE_NOOP("verdict", "wrong end"),   QT_TRANSLATE_NOOP("verdict", "collision"),
        QT_TRANSLATE_NOOP("verdict", "not measured")};
    for (const char* known : names)
        if (name == known)
            return QCoreApplication::translate("verdict", known);
    return toQString(name);
}

} // namespace tracestudio
