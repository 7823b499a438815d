#include "app/check_arguments.h"

#include "app/arguments.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace tracestudio {

namespace {

class Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
  public:
    static QString unexpectedOfCheck(const QString& word) {
        return tr("tracestudio: '%1' is not expected after check. Give the folder with --benchmark DIR.").arg(word);
    }
    static QString noBenchmark() { return tr("tracestudio: check needs --benchmark DIR. See tracestudio --help."); }
    static QString twoFolders() {
        return tr("tracestudio: diff needs two folders, the older one first. See tracestudio --help.");
    }
    static QString expectedFile() { return tr("a file's name"); }
};

/// Reads the options that both have; what ends the program at once, or nothing.
std::optional<PrintAndExit> read(QCommandLineParser& parser, const QStringList& arguments, const QString& help,
                                 QString& jsonFile) {
    const QString json = QStringLiteral("json");
    parser.addOption(valueOption("json"));
    parser.addOption(QCommandLineOption(QStringList{QStringLiteral("h"), QStringLiteral("help")}));
    if (!parser.parse(arguments))
        return seeHelp(parser.errorText());
    if (parser.isSet(QStringLiteral("help")))
        return PrintAndExit{help, 0};
    jsonFile = parser.value(json);
    if (parser.isSet(json) && jsonFile.isEmpty())
        return badValue(json, {}, Texts::expectedFile());
    return std::nullopt;
}

} // namespace

Invocation parseCheck(const QStringList& arguments, const QString& help) {
    QCommandLineParser parser;
    parser.addOption(valueOption("benchmark"));
    CheckRequest request;
    if (const auto end = read(parser, arguments, help, request.jsonFile))
        return *end;
    if (!parser.positionalArguments().isEmpty())
        return refusal(Texts::unexpectedOfCheck(parser.positionalArguments().constFirst()));
    request.benchmark = parser.value(QStringLiteral("benchmark"));
    if (request.benchmark.isEmpty())
        return refusal(Texts::noBenchmark());
    return request;
}

Invocation parseDiff(const QStringList& arguments, const QString& help) {
    QCommandLineParser parser;
    DiffRequest request;
    if (const auto end = read(parser, arguments, help, request.jsonFile))
        return *end;
    const QStringList folders = parser.positionalArguments();
    if (folders.size() != 2 || folders.contains(QString()))
        return refusal(Texts::twoFolders());
    request.before = folders[0];
    request.after = folders[1];
    return request;
}

} // namespace tracestudio
