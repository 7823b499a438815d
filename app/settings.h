#pragma once

#include "widgets/theme.h"

#include <QByteArray>
#include <QHash>
#include <QSettings>
#include <QString>
#include <QStringList>
#include <memory>

namespace tracestudio {

/// What the program remembers between runs: preferences (theme, language) and the last session (what was open, where
/// the panels were). Kept by QSettings in the person's configuration folder; `Transient` remembers nothing and starts
/// from the defaults, for pictures that must not depend on who makes them.
class Settings {
  public:
    enum class Kind { Persistent, Transient };
    explicit Settings(Kind kind);
    explicit Settings(const QString& file); ///< remembers in this file

    [[nodiscard]] ThemeChoice themeChoice() const;
    void setThemeChoice(ThemeChoice choice);
    [[nodiscard]] QString language() const; ///< "en", "zh_CN"; empty: the system's
    void setLanguage(const QString& language);

    [[nodiscard]] QStringList recentPaths() const; ///< newest first
    void addRecentPath(const QString& path);
    [[nodiscard]] QStringList sessionPaths() const;
    [[nodiscard]] QString sessionSample() const;
    void setSession(const QStringList& paths, const QString& sample);
    [[nodiscard]] QString sessionFilter() const; ///< what was typed in the filter line
    void setSessionFilter(const QString& text);

    [[nodiscard]] QByteArray bytes(const QString& key) const; ///< geometry and states of widgets
    void setBytes(const QString& key, const QByteArray& value);
    [[nodiscard]] int number(const QString& key, int fallback) const;
    void setNumber(const QString& key, int value);
    [[nodiscard]] QString text(const QString& key) const; ///< of the models and what they are asked
    void setText(const QString& key, const QString& value);

    /// Keys of servers and the like, by name. In a file of their own beside the settings that only its owner reads.
    [[nodiscard]] QHash<QString, QString> secrets() const;
    void setSecrets(const QHash<QString, QString>& secrets);

  private:
    [[nodiscard]] QVariant value(const QString& key) const;
    void setValue(const QString& key, const QVariant& value);
    [[nodiscard]] QString secretsFile() const;

    std::unique_ptr<QSettings> m_settings; ///< null: transient
};

} // namespace tracestudio
