#include "app/capture_arguments.h"

#include "app/arguments.h"
#include "capture/sources.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QRegularExpression>

namespace tracestudio {

namespace {

class Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
  public:
    static QString unexpected(const QString& word) {
        return tr("tracestudio: '%1' is not expected after capture. Name a camera or recording with --source.")
            .arg(word);
    }
    static QString noSource() {
        return tr("tracestudio: capture needs --source URI or PATH; capture --list names the cameras that are plugged "
                  "in. See tracestudio --help.");
    }
    static QString noOutput() { return tr("tracestudio: capture needs --output DIR. See tracestudio --help."); }
    static QString listOrRecord(const QString& option) {
        return tr("tracestudio: capture --list names the cameras that are plugged in; leave --%1 out.").arg(option);
    }
    static QString jsonOfList() { return tr("tracestudio: --json is for capture --list."); }
    static QString ofCamerasOnly(const QString& option) {
        return tr("tracestudio: --%1 is for cameras; a recording is as it was taken.").arg(option);
    }
    static QString ofRecordingsOnly(const QString& option) {
        return tr("tracestudio: --%1 is for recordings; a camera knows it itself.").arg(option);
    }
    static QString ofBenchmarkOnly() {
        return tr("tracestudio: --instruction is for --format benchmark; a TUM folder has no place for it.");
    }
    static QString expectedFormat() { return tr("benchmark or tum"); }
    static QString expectedMode() { return tr("a mode such as 640x480@30; capture --list names those there are"); }
    static QString expectedCount() { return tr("a whole number above 0"); }
    static QString expectedSeconds() { return tr("a number of seconds above 0"); }
    static QString expectedWait() { return tr("a number of seconds, 0 or more"); }
    static QString expectedUnit() { return tr("metres for one step of depth, such as 0.001"); }
    static QString expectedIntrinsics() { return tr("four numbers: fx,fy,cx,cy"); }
};

constexpr double mostSeconds = 1e6;

QString sizeText(const StreamFormat& format) {
    return QStringLiteral("%1x%2").arg(format.widthPixels).arg(format.heightPixels);
}

/// A number from `least` to `most`; nothing where it is none.
std::optional<double> numberFrom(const QString& text, double least, double most) {
    bool isNumber = false;
    const double number = text.toDouble(&isNumber);
    return isNumber && number >= least && number <= most ? std::optional(number) : std::nullopt;
}

} // namespace

QString modeText(const CaptureMode& mode) {
    QString text = sizeText(mode.colour);
    if (mode.depth.widthPixels > 0 && sizeText(mode.depth) != text)
        text += QLatin1Char('/') + sizeText(mode.depth);
    if (mode.colour.framesPerSecond > 0)
        text += QLatin1Char('@') + QString::number(mode.colour.framesPerSecond, 'g', 4);
    return text;
}

std::optional<CaptureMode> modeFrom(const QString& text) {
    static const QRegularExpression pattern(
        QStringLiteral("^(\\d{2,5})x(\\d{2,5})(?:/(\\d{2,5})x(\\d{2,5}))?(?:@(\\d{1,4}(?:\\.\\d{1,6})?))?$"));
    const auto match = pattern.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const double rate = match.captured(5).toDouble();
    return CaptureMode{{match.captured(1).toInt(), match.captured(2).toInt(), rate},
                       {match.captured(3).toInt(), match.captured(4).toInt(), rate}};
}

Invocation parseCapture(const QStringList& arguments, const QString& help) {
    QCommandLineParser parser;
    for (const char* name :
         {"source", "output", "frames", "every", "mode", "intrinsics", "depth-unit", "format", "instruction", "wait"})
        parser.addOption(valueOption(name));
    for (const char* name : {"list", "json"})
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

    CaptureRequest request;
    request.isListing = isSet("list");
    request.isJson = isSet("json");
    if (request.isListing) {
        for (const char* name : {"source", "output"})
            if (isSet(name))
                return refusal(Texts::listOrRecord(QString::fromLatin1(name)));
        return request;
    }
    if (request.isJson)
        return refusal(Texts::jsonOfList());
    request.source = value("source");
    request.output = value("output");
    if (request.source.isEmpty())
        return refusal(Texts::noSource());
    if (request.output.isEmpty())
        return refusal(Texts::noOutput());
    const bool isCamera = isDeviceUri(request.source.toStdString());
    for (const char* name : {"mode", "wait"})
        if (!isCamera && isSet(name))
            return refusal(Texts::ofCamerasOnly(QString::fromLatin1(name)));
    for (const char* name : {"intrinsics", "depth-unit"})
        if (isCamera && isSet(name))
            return refusal(Texts::ofRecordingsOnly(QString::fromLatin1(name)));

    if (isSet("frames")) {
        bool isNumber = false;
        request.frames = value("frames").toULongLong(&isNumber);
        if (!isNumber || request.frames < 1)
            return bad("frames", Texts::expectedCount());
    }
    if (isSet("every")) {
        request.everySeconds = numberFrom(value("every"), 0, mostSeconds).value_or(0);
        if (request.everySeconds <= 0)
            return bad("every", Texts::expectedSeconds());
    }
    if (isSet("wait")) {
        const auto seconds = numberFrom(value("wait"), 0, mostSeconds);
        if (!seconds)
            return bad("wait", Texts::expectedWait());
        request.waitSeconds = *seconds;
    }
    if (isSet("mode")) {
        request.mode = modeFrom(value("mode"));
        if (!request.mode)
            return bad("mode", Texts::expectedMode());
    }
    if (isSet("intrinsics")) {
        request.options.intrinsics = intrinsicsFrom(value("intrinsics"));
        if (!request.options.intrinsics)
            return bad("intrinsics", Texts::expectedIntrinsics());
    }
    if (isSet("depth-unit")) {
        request.options.depthUnitMetres = numberFrom(value("depth-unit"), 1e-9, 100);
        if (!request.options.depthUnitMetres)
            return bad("depth-unit", Texts::expectedUnit());
    }
    if (isSet("format")) {
        if (value("format") == QLatin1String("tum"))
            request.format = RecordingFormat::Tum;
        else if (value("format") != QLatin1String("benchmark"))
            return bad("format", Texts::expectedFormat());
    }
    request.instruction = value("instruction");
    if (!request.instruction.isEmpty() && request.format != RecordingFormat::Benchmark)
        return refusal(Texts::ofBenchmarkOnly());
    return request;
}

} // namespace tracestudio
