#include "app/terminal.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QSaveFile>
#include <cstdio>
#include <unistd.h>

namespace tracestudio {

namespace {

class Texts {
    Q_DECLARE_TR_FUNCTIONS(Terminal)
  public:
    static QString note(const QString& text) { return tr("note: %1").arg(text); }
    static QString cannotWrite(const QString& path, const QString& why) {
        return tr("cannot write %1: %2. Choose another place.").arg(path, why);
    }
};

} // namespace

int fail(const QString& message, int status) {
    std::fprintf(stderr, "tracestudio: %s\n", qPrintable(message));
    return status;
}

void note(const QString& message) {
    std::fprintf(stderr, "tracestudio: %s\n", qPrintable(Texts::note(message)));
}

QString writeReport(const QString& path, std::string_view text) {
    const auto length = qint64(text.size());
    if (const QFileInfo there(path); there.exists() && !there.isFile()) {
        QFile stream(path);
        if (!there.isDir() && stream.open(QIODevice::WriteOnly | QIODevice::Unbuffered) &&
            stream.write(text.data(), length) == length)
            return {};
        return Texts::cannotWrite(path, there.isDir() ? QStringLiteral("is a folder") : stream.errorString());
    }
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(text.data(), length) == length && file.commit())
        return {};
    return Texts::cannotWrite(path, file.errorString());
}

ProgressLine::ProgressLine(QString (*text)(int percent))
    : m_text(text)
    , m_isTerminal(isatty(STDERR_FILENO) != 0) {}

std::function<void(double)> ProgressLine::shown() {
    return [this](double share) {
        const int percent = int(share * 100);
        if (m_isTerminal && m_percent.exchange(percent) != percent)
            std::fprintf(stderr, "\r%s", qPrintable(m_text(percent)));
    };
}

void ProgressLine::clear() {
    if (m_isTerminal)
        std::fputs("\r\033[K", stderr);
}

} // namespace tracestudio
