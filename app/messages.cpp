#include "app/messages.h"

#include <QCoreApplication>

namespace tracestudio {

QString translated(const Error& error) {
    const QString text = QCoreApplication::translate("messages", error.text.c_str());
    return QString::fromStdString(fillIn(text.toStdString(), error.args));
}

QString wordFor(Stage stage) {
    switch (stage) {
    case Stage::Loading:
        return QCoreApplication::translate("Stage", "Loading the model");
    case Stage::Preparing:
        return QCoreApplication::translate("Stage", "Preparing the picture");
    case Stage::Waiting:
        return QCoreApplication::translate("Stage", "Waiting for the server");
    case Stage::Seeing:
        return QCoreApplication::translate("Stage", "Looking at the picture");
    case Stage::Reading:
        return QCoreApplication::translate("Stage", "Reading the question");
    case Stage::Answering:
        break;
    }
    return QCoreApplication::translate("Stage", "Answering");
}

namespace {

class RunWords {
    Q_DECLARE_TR_FUNCTIONS(Run)
  public:
    static QString time(double seconds) {
        const int whole = int(seconds + 0.5);
        return whole < 120    ? tr("%1 s").arg(whole)
               : whole < 7200 ? tr("%1 min").arg(whole / 60)
                              : tr("%1 h").arg(whole / 3600);
    }
    static QString progress(const RunProgress& counts) {
        QString text = tr("%1 of %2 asked").arg(counts.done).arg(counts.total);
        if (counts.failed > 0)
            text += QStringLiteral(" · ") + tr("%1 failed").arg(counts.failed);
        if (counts.done > 0)
            text += QStringLiteral(" · ") + tr("%1 left").arg(time(counts.secondsLeft));
        return text;
    }
    static QString summary(const RunProgress& counts) {
        return tr("%1 answered, %2 kept from before, %3 failed")
            .arg(counts.done - counts.failed)
            .arg(counts.kept)
            .arg(counts.failed);
    }
};

} // namespace

QString progressText(const RunProgress& counts) {
    return RunWords::progress(counts);
}

QString summaryText(const RunProgress& counts) {
    return RunWords::summary(counts);
}

} // namespace tracestudio
