#include "app/arguments.h"

#include <QCoreApplication>
#include <array>
#include <cmath>

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

std::optional<Camera> intrinsicsFrom(const QString& text) {
    const QStringList parts = text.split(QLatin1Char(','));
    if (parts.size() != 4)
        return std::nullopt;
    std::array<double, 4> numbers{};
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        bool isNumber = false;
        numbers[i] = parts[qsizetype(i)].trimmed().toDouble(&isNumber);
        if (!isNumber || !std::isfinite(numbers[i]) || (i < 2 && numbers[i] <= 0))
            return std::nullopt;
    }
    return Camera{0, 0, numbers[0], numbers[1], numbers[2], numbers[3]};
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
