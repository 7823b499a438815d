#include "app/figure_styles.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSaveFile>
#include <QStandardPaths>

namespace tracestudio {

namespace {

QDir styleFolder() {
    return QDir(QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) + QStringLiteral("/styles"));
}

} // namespace

QStringList savedStyleNames() {
    QStringList names;
    for (const QString& file : styleFolder().entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name))
        names << QFileInfo(file).completeBaseName();
    return names;
}

std::optional<FigureStyle> savedStyle(const QString& name) {
    QFile file(styleFolder().filePath(name + QStringLiteral(".json")));
    if (name.contains(QLatin1Char('/')) || !file.open(QIODevice::ReadOnly))
        return std::nullopt;
    QString problem;
    return FigureStyle::fromJson(QJsonDocument::fromJson(file.readAll()).object(), &problem);
}

Result<void> saveStyle(const FigureStyle& style) {
    const QString path = styleFolder().filePath(style.name + QStringLiteral(".json"));
    QDir().mkpath(styleFolder().path());
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(QJsonDocument(style.toJson()).toJson()) > 0 && file.commit())
        return {};
    return failure(TRANSLATABLE("The style could not be kept in %1: %2."), path.toStdString(),
                   file.errorString().toStdString());
}

void removeStyle(const QString& name) {
    if (!name.contains(QLatin1Char('/')))
        styleFolder().remove(name + QStringLiteral(".json"));
}

} // namespace tracestudio
