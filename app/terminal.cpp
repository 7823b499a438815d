#include "app/terminal.h"

#include <QCoreApplication>
#include <cstdio>

namespace tracestudio {

namespace {

class Texts {
    Q_DECLARE_TR_FUNCTIONS(Terminal)
  public:
    static QString note(const QString& text) { return tr("note: %1").arg(text); }
};

} // namespace

int fail(const QString& message, int status) {
    std::fprintf(stderr, "tracestudio: %s\n", qPrintable(message));
    return status;
}

void note(const QString& message) {
    std::fprintf(stderr, "tracestudio: %s\n", qPrintable(Texts::note(message)));
}

} // namespace tracestudio
