#include "app/bundled.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace tracestudio {

namespace {

/// The folder `name` of the resources that holds `file`; empty where none does.
QString resourceFolder(const QString& name, const QString& file) {
    // The program may have no application object.
    const QString program = QFileInfo(QFileInfo(QStringLiteral("/proc/self/exe")).symLinkTarget()).path();
    QStringList places{program + QStringLiteral("/../share/tracestudio"), program + QStringLiteral("/../resources")};
    if (const QString named = qEnvironmentVariable("TRACESTUDIO_RESOURCES"); !named.isEmpty())
        places = {named};
    for (const QString& place : places)
        if (const QDir folder(QDir::cleanPath(place + QLatin1Char('/') + name)); folder.exists(file))
            return folder.path();
    return {};
}

const QString checkpointFolder = QStringLiteral("models/tabletop-demo");

} // namespace

QStringList bundledPaths() {
    const QString folder = resourceFolder(QStringLiteral("samples"), QStringLiteral("trajectory_dataset.json"));
    if (folder.isEmpty())
        return {};
    const QDir samples(folder);
    QStringList paths{folder};
    for (const QString& name :
         {QStringLiteral("outputs/RoboTracer_Example_3D.jsonl"), QStringLiteral("outputs/Gemini_Example_3D.jsonl")})
        if (samples.exists(name))
            paths << QDir::cleanPath(samples.filePath(name));
    return paths;
}

QString bundledCheckpoint() {
    return resourceFolder(checkpointFolder, QStringLiteral("config.json"));
}

QHash<std::string, QStringList> exampleInstructions() {
    QFile file(bundledCheckpoint() + QStringLiteral("/examples.json"));
    QHash<std::string, QStringList> examples;
    if (!file.open(QIODevice::ReadOnly))
        return examples;
    const QJsonObject samples = QJsonDocument::fromJson(file.readAll()).object();
    for (auto sample = samples.begin(); sample != samples.end(); ++sample)
        for (const QJsonValue& instruction : sample.value().toArray())
            examples[sample.key().toStdString()] << instruction.toString();
    return examples;
}

} // namespace tracestudio
