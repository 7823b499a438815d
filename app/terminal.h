#pragma once

#include <QString>
#include <atomic>
#include <filesystem>
#include <functional>
#include <string_view>

namespace tracestudio {

/// Tells on stderr why a command ends here; answers `status`.
int fail(const QString& message, int status = 2);
/// Tells on stderr what is to be known, and the command goes on.
void note(const QString& message);
/// Replaces a file whole; writes into what is no file (a pipe, a device) without taking its place. Answers why it could
/// not, or nothing.
QString writeReport(const QString& path, std::string_view text);

/// A path as a command was given it.
inline std::filesystem::path pathOf(const QString& name) {
    return std::filesystem::path(name.toStdU16String());
}

/// How far a command is, on one line of stderr where that is a terminal.
class ProgressLine {
  public:
    /// `text` says it of a percentage.
    explicit ProgressLine(QString (*text)(int percent));
    /// To be called from any thread, 0…1; lives as long as the line.
    [[nodiscard]] std::function<void(double)> shown();
    /// Takes the line away.
    void clear();

  private:
    QString (*m_text)(int);
    bool m_isTerminal;
    std::atomic<int> m_percent = -1;
};

} // namespace tracestudio
