#include "app/arguments.h"

#include <QCoreApplication>

namespace tracestudio {

namespace {

class Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
  public:
    static QString badValue(const QString& option, const QString& value, const QString& expected) {
        return tr("tracestudio: --%1 is '%2'; it must be %3.").arg(option, value, expected);
    }
    static QString seeHelp(const QString& error) { return tr("tracestudio: %1 See tracestudio --help.").arg(error); }
};

} // namespace

QCommandLineOption valueOption(const char* name) {
    return {QString::fromLatin1(name), {}, QStringLiteral("value")};
}

PrintAndExit refusal(const QString& text) {
    return {text + QLatin1Char('\n'), 2};
}

PrintAndExit badValue(const QString& option, const QString& value, const QString& expected) {
    return refusal(Texts::badValue(option, value, expected));
}

PrintAndExit seeHelp(const QString& error) {
    return refusal(Texts::seeHelp(error));
}

} // namespace tracestudio
