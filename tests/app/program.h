#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>

namespace tracestudio::testing {

/// What the program itself said and how it ended; -1 when it crashed.
struct Run {
    int status = -1;
    QString out, err;
};

/// Runs the program without a display and waits for its end.
inline Run run(const QStringList& arguments) {
    QProcess program;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(QStringLiteral("DISPLAY"));
    environment.remove(QStringLiteral("QT_QPA_PLATFORM"));
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    program.setProcessEnvironment(environment);
    program.start(QStringLiteral(TRACESTUDIO_PROGRAM), arguments);
    if (!program.waitForFinished(120000) || program.exitStatus() != QProcess::NormalExit)
        return {};
    return {program.exitCode(), QString::fromUtf8(program.readAllStandardOutput()),
            QString::fromUtf8(program.readAllStandardError())};
}

} // namespace tracestudio::testing
