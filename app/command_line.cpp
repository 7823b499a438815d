#include "app/command_line.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QRegularExpression>

namespace tracestudio {

namespace {

class Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
  public:
    static QString help() {
        return tr(
            "TraceStudio: see where and why a spatial-trace model fails.\n"
            "\n"
            "  tracestudio [PATH…]                 open the window on benchmark folders, scenes (image + depth),\n"
            "                                      dataset and prediction files (.jsonl)\n"
            "  tracestudio evaluate --predictions FILE [--predictions FILE…]\n"
            "                                      score answers and print a table; needs no display\n"
            "\n"
            "Window:\n"
            "  --predictions FILE   answers to show; may be given several times\n"
            "  --sample ID          start at this sample\n"
            "  --language CODE      en or zh_CN\n"
            "  --theme NAME         dark, light or system\n"
            "  --size WxH           size of the window\n"
            "  --screenshot FILE    write a PNG of the window once all is loaded and scored, then end\n"
            "\n"
            "evaluate:\n"
            "  --benchmark DIR      the benchmark folder; without it answers are scored without images\n"
            "  --predictions FILE   answers, one JSON object a line; may be given several times\n"
            "  --task 2D|3D         instead of the file name's _2D or _3D\n"
            "  --model-name NAME    instead of the file's name; chooses the parser as the published script does\n"
            "  --json FILE          write the full report\n"
            "  --csv FILE           write one line a sample\n"
            "  --threads N          instead of all cores\n"
            "\n"
            "  -h, --help           this text\n"
            "  -v, --version        the program's version\n");
    }
    static QString badValue(const QString& option, const QString& value, const QString& expected) {
        return tr("tracestudio: --%1 is '%2'; it must be %3.").arg(option, value, expected);
    }
    static QString noPredictions() {
        return tr("tracestudio: evaluate needs at least one --predictions FILE. See tracestudio --help.");
    }
    static QString unexpected(const QString& word) {
        return tr("tracestudio: '%1' is not expected after evaluate. Give files with --predictions FILE.").arg(word);
    }
    static QString seeHelp(const QString& error) { return tr("tracestudio: %1 See tracestudio --help.").arg(error); }
    static QString expectedTask() { return tr("2D or 3D"); }
    static QString expectedCount() { return tr("a whole number above 0"); }
    static QString expectedTheme() { return tr("dark, light or system"); }
    static QString expectedLanguage() { return tr("en or zh_CN"); }
    static QString expectedSize() { return tr("a width and a height such as 1600x1000"); }
};

QCommandLineOption valueOption(const char* name) {
    return {QString::fromLatin1(name), {}, QStringLiteral("value")};
}

PrintAndExit refusal(const QString& text) {
    return {text + QLatin1Char('\n'), 2};
}

Invocation parseEvaluate(const QStringList& arguments) {
    QCommandLineParser parser;
    for (const char* name : {"benchmark", "predictions", "task", "model-name", "json", "csv", "threads"})
        parser.addOption(valueOption(name));
    parser.addOption(QCommandLineOption(QStringList{QStringLiteral("h"), QStringLiteral("help")}));
    if (!parser.parse(arguments))
        return refusal(Texts::seeHelp(parser.errorText()));
    if (parser.isSet(QStringLiteral("help")))
        return PrintAndExit{Texts::help(), 0};
    if (!parser.positionalArguments().isEmpty())
        return refusal(Texts::unexpected(parser.positionalArguments().constFirst()));
    EvaluateRequest request;
    request.benchmark = parser.value(QStringLiteral("benchmark"));
    request.predictions = parser.values(QStringLiteral("predictions"));
    request.task = parser.value(QStringLiteral("task")).toUpper();
    request.modelName = parser.value(QStringLiteral("model-name"));
    request.jsonFile = parser.value(QStringLiteral("json"));
    request.csvFile = parser.value(QStringLiteral("csv"));
    if (request.predictions.isEmpty())
        return refusal(Texts::noPredictions());
    if (!request.task.isEmpty() && request.task != QLatin1String("2D") && request.task != QLatin1String("3D"))
        return refusal(
            Texts::badValue(QStringLiteral("task"), parser.value(QStringLiteral("task")), Texts::expectedTask()));
    if (parser.isSet(QStringLiteral("threads"))) {
        const QString value = parser.value(QStringLiteral("threads"));
        request.threads = value.toInt();
        if (request.threads < 1)
            return refusal(Texts::badValue(QStringLiteral("threads"), value, Texts::expectedCount()));
    }
    return request;
}

} // namespace

Invocation parseCommandLine(const QStringList& arguments) {
    if (arguments.value(1) == QLatin1String("evaluate"))
        return parseEvaluate(arguments.mid(1));
    QCommandLineParser parser;
    for (const char* name : {"predictions", "sample", "language", "theme", "size", "screenshot"})
        parser.addOption(valueOption(name));
    parser.addOption(QCommandLineOption(QStringList{QStringLiteral("h"), QStringLiteral("help")}));
    parser.addOption(QCommandLineOption(QStringList{QStringLiteral("v"), QStringLiteral("version")}));
    if (!parser.parse(arguments))
        return refusal(Texts::seeHelp(parser.errorText()));
    if (parser.isSet(QStringLiteral("help")))
        return PrintAndExit{Texts::help(), 0};
    if (parser.isSet(QStringLiteral("version")))
        return PrintAndExit{QStringLiteral("tracestudio " TRACESTUDIO_VERSION "\n"), 0};
    WindowRequest request;
    request.paths = parser.positionalArguments() + parser.values(QStringLiteral("predictions"));
    request.sample = parser.value(QStringLiteral("sample"));
    request.screenshot = parser.value(QStringLiteral("screenshot"));
    request.language = parser.value(QStringLiteral("language"));
    if (!request.language.isEmpty() && request.language != QLatin1String("en") &&
        request.language != QLatin1String("zh_CN"))
        return refusal(Texts::badValue(QStringLiteral("language"), request.language, Texts::expectedLanguage()));
    request.theme = parser.value(QStringLiteral("theme"));
    if (!request.theme.isEmpty() && request.theme != QLatin1String("dark") && request.theme != QLatin1String("light") &&
        request.theme != QLatin1String("system"))
        return refusal(Texts::badValue(QStringLiteral("theme"), request.theme, Texts::expectedTheme()));
    if (parser.isSet(QStringLiteral("size"))) {
        static const QRegularExpression pattern(QStringLiteral("^(\\d{3,5})x(\\d{3,5})$"));
        const QString value = parser.value(QStringLiteral("size"));
        const auto match = pattern.match(value);
        if (!match.hasMatch())
            return refusal(Texts::badValue(QStringLiteral("size"), value, Texts::expectedSize()));
        request.size = QSize(match.captured(1).toInt(), match.captured(2).toInt());
    }
    return request;
}

} // namespace tracestudio
