#include "app/figure_arguments.h"

#include "app/arguments.h"
#include "app/film_file.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonArray>
#include <QRegularExpression>
#include <cmath>

namespace tracestudio {

namespace {

class Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
  public:
    static QString unexpected(const QString& word) {
        return tr("tracestudio: '%1' is not expected after figure. See tracestudio --help.").arg(word);
    }
    static QString noBenchmark() {
        return tr("tracestudio: figure needs --benchmark DIR, or --from FIGURE. See tracestudio --help.");
    }
    static QString noOutput() {
        return tr("tracestudio: figure needs --output FILE, ending in .png, .svg or .pdf. See tracestudio --help.");
    }
    static QString whichSamples() {
        return tr("tracestudio: figure needs to know which samples: --sample ID, --verdict KIND or --all.");
    }
    static QString ownSamples() { return tr("tracestudio: --from has its own samples and answers; leave --%1 out."); }
    static QString verdictOfWhat() {
        return tr("tracestudio: --verdict needs --predictions FILE: a verdict is that of an answer.");
    }
    static QString oneOf(const QStringList& words) { return tr("one of %1").arg(words.join(QStringLiteral(", "))); }
    static QString size() { return tr("pixels such as 1600x900, or a width such as 3.25in, 8.5cm or 234pt"); }
    static QString region() { return tr("left,top,width,height in pixels of the picture, such as 100,80,200,150"); }
    static QString camera() {
        return tr("ego, top, side, telling, or azimuth,elevation,distance such as 30,20,1.5 (degrees, metres)");
    }
    static QString wholeNumber(int least, int most) { return tr("a whole number from %1 to %2").arg(least).arg(most); }
    static QString seconds() { return tr("a number of seconds from 0.5 to 120"); }
    static QString filmOfWhat() {
        return tr("tracestudio: --film and --seconds need --output FILE, ending in .mp4, .webm or .gif.");
    }
    static QString fontSize() { return tr("a number of points from 3 to 100"); }
};

/// What a value has to be, and how FigureOptions' JSON calls it.
struct Words {
    const char* option;
    QStringList words, json;
};
struct Whole {
    const char* option;
    int least, most;
};
struct Flag {
    const char* option;
    const char* json;
    bool value;
};

const std::vector<Words>& wordOptions() {
    static const std::vector<Words> options = [] {
        const auto list = [](const char* words) { return QString::fromLatin1(words).split(QLatin1Char(' ')); };
        return std::vector<Words>{{"view", list("image cloud both"), list("image cloud both")},
                                  {"background", list("white dark transparent"), list("white dark transparent")},
                                  {"hidden", list("faded dashed omitted on-top"), list("faded dashed omitted onTop")},
                                  {"picture", list("picture depth blend"), list("picture depth blend")},
                                  {"cloud-colour", list("picture depth height"), list("picture depth height")}};
    }();
    return options;
}

constexpr Whole wholeOptions[] = {{"columns", 1, 50}, {"ghosts", 0, 20}, {"dpi", 36, 2400}};
constexpr Flag flags[] = {{"panel-per-model", "panelPerModel", true},
                          {"scale-bar", "scaleBar", true},
                          {"step", "step", true},
                          {"no-truth", "truth", false},
                          {"no-box", "box", false},
                          {"no-object", "object", false},
                          {"no-legend", "legend", false},
                          {"no-instruction", "instruction", false},
                          {"no-verdicts", "verdicts", false},
                          {"no-letters", "letters", false},
                          {"no-shading", "cloudLighting", false},
                          {"no-recipe", "reopens", false}};

const QStringList& verdicts() {
    static const QStringList words{QStringLiteral("success"),     QStringLiteral("failure"),
                                   QStringLiteral("no-parse"),    QStringLiteral("no-depth"),
                                   QStringLiteral("wrong-start"), QStringLiteral("wrong-end"),
                                   QStringLiteral("collision"),   QStringLiteral("not-measured")};
    return words;
}

/// "left,top,width,height" as FigureOptions' JSON has it.
std::optional<QJsonArray> regionFrom(const QString& text) {
    QJsonArray region;
    for (const QString& part : text.split(QLatin1Char(','))) {
        bool isNumber = false;
        const double number = part.toDouble(&isNumber);
        if (!isNumber || !(number >= 0 && number <= 1e6))
            return std::nullopt;
        region.append(number);
    }
    const bool isRegion = region.size() == 4 && region[2].toDouble() >= 1 && region[3].toDouble() >= 1;
    return isRegion ? std::optional(region) : std::nullopt;
}

} // namespace

bool readFigureSize(const QString& text, FigureOptions& options) {
    static const QRegularExpression pixels(QStringLiteral("^(\\d{2,5})x(\\d{2,5})$"));
    static const QRegularExpression width(QStringLiteral("^(\\d{1,5}(?:\\.\\d{1,6})?)(in|cm|mm|pt)$"));
    const auto isDrawable = [](double points) { return points >= 36 && points <= 5000; };
    if (const auto match = pixels.match(text); match.hasMatch()) {
        options.widthPoints = match.captured(1).toDouble() / options.pixelsPerPoint();
        options.heightPoints = match.captured(2).toDouble() / options.pixelsPerPoint();
        return isDrawable(options.widthPoints) && isDrawable(options.heightPoints);
    }
    const auto match = width.match(text);
    if (!match.hasMatch())
        return false;
    const QString unit = match.captured(2);
    options.widthPoints = match.captured(1).toDouble() * (unit == QLatin1String("in")   ? 72
                                                          : unit == QLatin1String("cm") ? 72 / 2.54
                                                          : unit == QLatin1String("mm") ? 72 / 25.4
                                                                                        : 1);
    options.heightPoints = 0;
    return isDrawable(options.widthPoints);
}

Invocation parseFigure(const QStringList& arguments, const QString& help) {
    QCommandLineParser parser;
    for (const char* name : {"benchmark", "predictions", "sample", "verdict", "from", "camera", "style", "size",
                             "font-size", "title", "output", "language", "film", "seconds", "crop", "inset"})
        parser.addOption(valueOption(name));
    for (const Words& option : wordOptions())
        parser.addOption(valueOption(option.option));
    for (const Whole& option : wholeOptions)
        parser.addOption(valueOption(option.option));
    for (const Flag& flag : flags)
        parser.addOption(QCommandLineOption(QString::fromLatin1(flag.option)));
    for (const char* name : {"all", "overwrite"})
        parser.addOption(QCommandLineOption(QString::fromLatin1(name)));
    parser.addOption(QCommandLineOption(QStringList{QStringLiteral("h"), QStringLiteral("help")}));
    if (!parser.parse(arguments))
        return seeHelp(parser.errorText());
    if (parser.isSet(QStringLiteral("help")))
        return PrintAndExit{help, 0};
    if (!parser.positionalArguments().isEmpty())
        return refusal(Texts::unexpected(parser.positionalArguments().constFirst()));
    const auto isSet = [&](const char* name) { return parser.isSet(QString::fromLatin1(name)); };
    const auto value = [&](const char* name) { return parser.value(QString::fromLatin1(name)); };
    const auto bad = [&](const char* name, const QString& expected) {
        return badValue(QString::fromLatin1(name), value(name), expected);
    };

    FigureRequest request;
    request.figure = value("from");
    request.benchmark = value("benchmark");
    request.predictions = parser.values(QStringLiteral("predictions"));
    for (const QString& ids : parser.values(QStringLiteral("sample")))
        request.samples += ids.split(QLatin1Char(','), Qt::SkipEmptyParts);
    request.verdict = value("verdict");
    request.output = value("output");
    request.style = value("style");
    request.size = value("size");
    request.language = value("language");
    request.isOverwriting = isSet("overwrite");
    if (request.benchmark.isEmpty() && request.figure.isEmpty())
        return refusal(Texts::noBenchmark());
    if (request.output.isEmpty())
        return refusal(Texts::noOutput());
    if (!request.figure.isEmpty()) {
        for (const char* name : {"predictions", "sample", "verdict", "all"})
            if (isSet(name))
                return refusal(Texts::ownSamples().arg(QString::fromLatin1(name)));
    } else if (int(!request.samples.isEmpty()) + int(!request.verdict.isEmpty()) + int(isSet("all")) != 1) {
        return refusal(Texts::whichSamples());
    }
    if (!request.verdict.isEmpty() && !verdicts().contains(request.verdict))
        return bad("verdict", Texts::oneOf(verdicts()));
    if (!request.verdict.isEmpty() && request.predictions.isEmpty())
        return refusal(Texts::verdictOfWhat());
    request.verdict.replace(QLatin1Char('-'), QLatin1Char(' '));

    for (const Words& option : wordOptions()) {
        if (!isSet(option.option))
            continue;
        const auto index = option.words.indexOf(value(option.option));
        if (index < 0)
            return bad(option.option, Texts::oneOf(option.words));
        static const QHash<QString, QString> keys{{QStringLiteral("picture"), QStringLiteral("imageDisplay")},
                                                  {QStringLiteral("cloud-colour"), QStringLiteral("cloudColouring")}};
        const QString name = QString::fromLatin1(option.option);
        request.changes[keys.value(name, name)] = option.json[index];
    }
    for (const Whole& option : wholeOptions) {
        if (!isSet(option.option))
            continue;
        bool isNumber = false;
        const int number = value(option.option).toInt(&isNumber);
        if (!isNumber || number < option.least || number > option.most)
            return bad(option.option, Texts::wholeNumber(option.least, option.most));
        request.changes[QLatin1String(option.option)] = number;
    }
    for (const Flag& flag : flags)
        if (isSet(flag.option))
            request.changes[QLatin1String(flag.json)] = flag.value;
    if (isSet("title"))
        request.changes[QLatin1String("title")] = value("title");
    if (isSet("camera")) {
        const auto camera = FigureCamera::fromText(value("camera"));
        if (!camera)
            return bad("camera", Texts::camera());
        FigureOptions options;
        options.camera = *camera;
        request.changes[QLatin1String("camera")] = options.toJson()[QLatin1String("camera")];
    }
    for (const char* name : {"crop", "inset"}) {
        if (!isSet(name))
            continue;
        const auto region = regionFrom(value(name));
        if (!region)
            return bad(name, Texts::region());
        if (QLatin1String(name) == QLatin1String("crop"))
            request.changes[QLatin1String("region")] = *region;
        else
            request.changes[QLatin1String("inset")] = QJsonObject{{QStringLiteral("region"), *region}};
    }
    if (FigureOptions tried; isSet("size") && !readFigureSize(request.size, tried))
        return bad("size", Texts::size());
    if (isSet("font-size")) {
        request.fontSize = value("font-size").toDouble();
        if (!(request.fontSize >= 3 && request.fontSize <= 100))
            return bad("font-size", Texts::fontSize());
    }
    if ((isSet("film") || isSet("seconds")) && !filmFormatOf(request.output))
        return refusal(Texts::filmOfWhat());
    static const QStringList motions{QStringLiteral("turntable"), QStringLiteral("swing"), QStringLiteral("sweep")};
    if (isSet("film")) {
        const auto motion = motions.indexOf(value("film"));
        if (motion < 0)
            return bad("film", Texts::oneOf(motions));
        request.film.kind = FilmMotion::Kind(motion);
    }
    if (isSet("seconds")) {
        request.film.seconds = value("seconds").toDouble();
        if (!(request.film.seconds >= 0.5 && request.film.seconds <= 120))
            return bad("seconds", Texts::seconds());
    }
    return request;
}

} // namespace tracestudio
