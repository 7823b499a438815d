#include "app/settings.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace tracestudio {

namespace {
constexpr int recentCount = 10;
}

Settings::Settings(Kind kind) {
    if (kind == Kind::Persistent)
        m_settings = std::make_unique<QSettings>(QSettings::IniFormat, QSettings::UserScope,
                                                 QStringLiteral("TraceStudio"), QStringLiteral("TraceStudio"));
}

Settings::Settings(const QString& file)
    : m_settings(std::make_unique<QSettings>(file, QSettings::IniFormat)) {}

QVariant Settings::value(const QString& key) const {
    return m_settings ? m_settings->value(key) : QVariant();
}

void Settings::setValue(const QString& key, const QVariant& value) {
    if (m_settings)
        m_settings->setValue(key, value);
}

ThemeChoice Settings::themeChoice() const {
    const QString name = value(QStringLiteral("theme")).toString();
    return name == QLatin1String("dark")    ? ThemeChoice::Dark
           : name == QLatin1String("light") ? ThemeChoice::Light
                                            : ThemeChoice::FollowSystem;
}

void Settings::setThemeChoice(ThemeChoice choice) {
    setValue(QStringLiteral("theme"), choice == ThemeChoice::Dark    ? QStringLiteral("dark")
                                      : choice == ThemeChoice::Light ? QStringLiteral("light")
                                                                     : QStringLiteral("system"));
}

QString Settings::language() const {
    return value(QStringLiteral("language")).toString();
}
void Settings::setLanguage(const QString& language) {
    setValue(QStringLiteral("language"), language);
}

QStringList Settings::recentPaths() const {
    return value(QStringLiteral("recent")).toStringList();
}

void Settings::addRecentPath(const QString& path) {
    QStringList paths = recentPaths();
    paths.removeAll(path);
    paths.prepend(path);
    setValue(QStringLiteral("recent"), QStringList(paths.mid(0, recentCount)));
}

QStringList Settings::sessionPaths() const {
    return value(QStringLiteral("session/paths")).toStringList();
}
QString Settings::sessionSample() const {
    return value(QStringLiteral("session/sample")).toString();
}

void Settings::setSession(const QStringList& paths, const QString& sample) {
    setValue(QStringLiteral("session/paths"), paths);
    setValue(QStringLiteral("session/sample"), sample);
}

QString Settings::sessionFilter() const {
    return value(QStringLiteral("session/filter")).toString();
}
void Settings::setSessionFilter(const QString& text) {
    setValue(QStringLiteral("session/filter"), text);
}

QByteArray Settings::bytes(const QString& key) const {
    return value(QStringLiteral("window/") + key).toByteArray();
}
void Settings::setBytes(const QString& key, const QByteArray& bytes) {
    setValue(QStringLiteral("window/") + key, bytes);
}

int Settings::number(const QString& key, int fallback) const {
    const QVariant stored = value(QStringLiteral("window/") + key);
    return stored.isValid() ? stored.toInt() : fallback;
}

void Settings::setNumber(const QString& key, int number) {
    setValue(QStringLiteral("window/") + key, number);
}

QString Settings::text(const QString& key) const {
    return value(QStringLiteral("models/") + key).toString();
}

void Settings::setText(const QString& key, const QString& text) {
    setValue(QStringLiteral("models/") + key, text);
}

QString Settings::secretsFile() const {
    if (!m_settings)
        return {};
    const QFileInfo beside(m_settings->fileName());
    return beside.dir().filePath(beside.completeBaseName() + QStringLiteral(".keys"));
}

QHash<QString, QString> Settings::secrets() const {
    QHash<QString, QString> secrets;
    const QString path = secretsFile();
    QFile file(path);
    if (path.isEmpty() || !file.open(QIODevice::ReadOnly))
        return secrets;
    const QJsonObject json = QJsonDocument::fromJson(file.readAll()).object();
    for (auto entry = json.begin(); entry != json.end(); ++entry)
        secrets[entry.key()] = entry->toString();
    return secrets;
}

void Settings::setSecrets(const QHash<QString, QString>& secrets) {
    const QString path = secretsFile();
    if (path.isEmpty() || (secrets.isEmpty() && !QFile::exists(path)))
        return;
    QJsonObject json;
    for (auto entry = secrets.begin(); entry != secrets.end(); ++entry)
        json[entry.key()] = entry.value();
    QDir().mkpath(QFileInfo(path).path());
    // Closed to others before anything is in it.
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)) {
        file.write(QJsonDocument(json).toJson());
        file.commit();
    }
}

} // namespace tracestudio
