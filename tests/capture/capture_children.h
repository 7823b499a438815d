#pragma once

#include <QDir>
#include <QFile>
#include <QList>
#include <csignal>
#include <unistd.h>

/// The capture processes that this one has begun, and what they cost.
namespace capture_children {

/// The word after `field` in /proc/PID/status.
inline QByteArray status(const QString& process, const QByteArray& field) {
    QFile file("/proc/" + process + "/status");
    if (!file.open(QIODevice::ReadOnly))
        return {};
    for (const QByteArray& line : file.readAll().split('\n'))
        if (line.startsWith(field + ':'))
            return line.mid(field.size() + 1).trimmed().split(' ').front();
    return {};
}

/// Living children; one that has ended and is not waited for counts too.
inline QList<int> pids(int parent = ::getpid()) {
    QList<int> found;
    for (const QString& entry : QDir("/proc").entryList(QDir::Dirs))
        if (const int pid = entry.toInt(); pid > 0 && status(entry, "PPid").toInt() == parent)
            found << pid;
    return found;
}

/// Whether it runs: gone, or ended and not waited for by who inherited it, is not running.
inline bool isRunning(int pid) {
    const QByteArray state = status(QString::number(pid), "State");
    return !state.isEmpty() && state != "Z" && state != "X";
}

inline qsizetype openDescriptors() {
    return QDir("/proc/self/fd").entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot).size();
}

inline int residentKilobytes() {
    return status("self", "VmRSS").toInt();
}

} // namespace capture_children
