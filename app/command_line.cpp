#include "app/command_line.h"

#include "app/arguments.h"
#include "app/bundled.h"
#include "app/capture_arguments.h"
#include "app/check_arguments.h"
#include "app/figure_arguments.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QRegularExpression>
#include <array>

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
            "                                      dataset and prediction files (.jsonl), or live on a camera's\n"
            "                                      URI or a recording\n"
            "  tracestudio evaluate --predictions FILE [--predictions FILE…]\n"
            "                                      score answers and print a table; needs no display\n"
            "  tracestudio ask [--checkpoint DIR|--url URL] [--image FILE] \"INSTRUCTION\"\n"
            "                                      ask a model and print its answer; needs no display\n"
            "  tracestudio predict [--checkpoint DIR|--url URL] --benchmark DIR --output DIR\n"
            "                                      ask a model about every sample; needs no display\n"
            "  tracestudio predict --planner --benchmark DIR --output DIR\n"
            "                                      the same of the planner, a baseline that is given mask and box\n"
            "  tracestudio figure --benchmark DIR --sample ID --output FILE\n"
            "                                      write figures and films; needs no display\n"
            "  tracestudio capture --list          name the cameras that are plugged in; needs no display\n"
            "  tracestudio capture --source URI|PATH --output DIR\n"
            "                                      record from a camera or recording; needs no display\n"
            "  tracestudio check --benchmark DIR   say what is missing or odd in annotations; needs no display\n"
            "  tracestudio diff DIR DIR            say how two versions of a dataset differ; needs no display\n"
            "\n"
            "Window:\n"
            "  --predictions FILE   answers to show; may be given several times\n"
            "  --sample ID          start at this sample\n"
            "  --language CODE      en or zh_CN\n"
            "  --theme NAME         dark, light or system\n"
            "  --size WxH           size of the window\n"
            "  --instruction TEXT   ask the model this about the first sample; --task as for ask (3D)\n"
            "  --annotate TOOL      begin to annotate, with the tool trace, box or mask\n"
            "  --compose            open the figure composer, too; --screenshot then is of it\n"
            "  --screenshot FILE    write a PNG of the window once all is loaded, scored and answered, then end\n"
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
            "ask:\n"
            "  --image FILE         what the model sees\n"
            "  --depth FILE         depth of the same view, 16-bit millimetres, with --intrinsics fx,fy,cx,cy\n"
            "  --task NAME          2D, 3D, referring, measuring, or free (else): the words as they are\n"
            "  --start-depth NAME   of the trace in the JSON: model, or sensor: what --depth measured where it "
            "starts;\n"
            "                       else as the checkpoint's card has it\n"
            "  --json               print text, tokens, trace, times and memory as JSON\n"
            "\n"
            "predict:\n"
            "  --benchmark DIR      the benchmark folder\n"
            "  --output DIR         where MODEL_2D.jsonl and MODEL_3D.jsonl are written, or gone on with\n"
            "  --task 2D|3D|all     what is asked for (3D)\n"
            "  --samples LIST       ids such as 0-9,12; else all\n"
            "  --jobs N             questions a server or the planner is asked at once (1)\n"
            "  --planner            ask no model, but plan: traces free of collisions from the masked object to the\n"
            "                       destination box, as answers of \"Planner\". A baseline for annotated samples: it\n"
            "                       is given mask and box and reads no instruction\n"
            "\n"
            "figure:\n"
            "  --benchmark DIR      the benchmark folder\n"
            "  --from FIGURE        instead: a figure that TraceStudio wrote, made again; --benchmark where it has "
            "moved\n"
            "  --predictions FILE   answers to show; may be given several times\n"
            "  --sample ID          may be given several times; or --verdict KIND (success, failure, no-parse,\n"
            "                       no-depth, wrong-start, wrong-end, collision, not-measured), or --all\n"
            "  --output FILE        .png, .svg or .pdf: one figure of all samples; with {id}, {step}, {model} or\n"
            "                       {verdict} in the name one for each; .mp4, .webm or .gif: a film of one sample\n"
            "  --overwrite          replace files that are there\n"
            "  --view NAME          image, cloud or both (else)\n"
            "  --camera NAME        telling (else), ego, top, side, or azimuth,elevation,distance (degrees, metres)\n"
            "  --style NAME|FILE    robotracer (else), benchmark, plain, window, one saved in the window, or a file\n"
            "  --size SIZE          width such as 3.25in (6.875in), 8.5cm or 234pt; or pixels such as 1600x900\n"
            "  --dpi N              of pictures, clouds and PNG (300)\n"
            "  --font-size POINTS   of letters, and lines with them (7)\n"
            "  --background NAME    white (else), dark or transparent\n"
            "  --columns N          of samples; else as fits\n"
            "  --panel-per-model    one panel for each answer instead of one for all\n"
            "  --ghosts N           faded copies of the object along each answer\n"
            "  --hidden NAME        what the cloud hides of a line: faded (else), dashed, omitted or on-top\n"
            "  --picture NAME, --cloud-colour NAME   picture (else), depth; of the picture also blend, of clouds "
            "height\n"
            "  --crop X,Y,W,H       the part of the picture to show, pixels; --inset X,Y,W,H: one to show enlarged\n"
            "  --title TEXT, --scale-bar, --step     labels to add\n"
            "  --no-truth, --no-box, --no-object, --no-legend, --no-instruction, --no-verdicts, --no-letters,\n"
            "  --no-shading         what to leave out\n"
            "  --no-recipe          leave out what the figure was made from, for blind review\n"
            "  --film NAME          swing (else), turntable, or sweep: the object moves along its trace\n"
            "  --seconds N          length of the film (6)\n"
            "\n"
            "capture:\n"
            "  --list               name the cameras that are plugged in, with their URIs and modes; --json\n"
            "  --source URI|PATH    a camera, or a recording: a TUM folder, a folder of numbered pairs, .bag, .db3,\n"
            "                       .mcap, .oni\n"
            "  --output DIR         a new folder, or a benchmark folder to add samples to\n"
            "  --format NAME        benchmark (else): samples to annotate; or tum: a TUM RGB-D folder\n"
            "  --frames N           end after so many; else with the recording, or with Ctrl+C\n"
            "  --every SECONDS      from one frame to the next; else every frame\n"
            "  --instruction TEXT   of the samples\n"
            "  --mode MODE          of a camera: 640x480@30, or 1280x720/848x480@30 with another size of depth\n"
            "  --wait SECONDS       for a camera that is not there or sends nothing (10)\n"
            "  --intrinsics fx,fy,cx,cy, --depth-unit METRES   of a recording that does not say\n"
            "\n"
            "check:\n"
            "  --benchmark DIR      the benchmark folder. Ends with 1 when anything is missing or odd, as diff does\n"
            "                       when anything differs\n"
            "\n"
            "check, diff:\n"
            "  --json FILE          write what was found, with all numbers\n"
            "\n"
            "ask, predict, and the window, which remembers its models:\n"
            "  --model-name NAME    of the model: in the file's name, and as its server knows it; else its own\n"
            "  --prompt-style NAME  robotracer, robobrain, fixed, official or instruction (it alone); else as the\n"
            "                       checkpoint's card has it, or by the model's name\n"
            "  --max-new-tokens N   where to cut an answer off (768)\n"
            " a model in this process:\n"
            "  --checkpoint DIR     folder of a Qwen3-VL or RoboBrain 2.5 checkpoint as downloaded; else the small\n"
            "                       one that comes with the program, Tabletop demo\n"
            "  --device NAME        auto (else), cpu, cuda or cuda:1\n"
            "  --dtype NAME         auto (else), f32 or bf16\n"
            "  --threads N          instead of all cores but one\n"
            " or a server:\n"
            "  --url URL            such as http://127.0.0.1:25547 or https://host/v1\n"
            "  --protocol NAME      robotracer (sends paths of files), query or openai; else by name and address\n"
            "  --timeout SECONDS    how long an answer may take (300)\n"
            "  --tries N            how often a question is sent while the server fails (3)\n"
            "  Its key is read from TRACESTUDIO_API_KEY, else from OPENAI_API_KEY, of the environment and is sent\n"
            "  to chat completions (openai) only.\n"
            "\n"
            "  -h, --help           this text\n"
            "  -v, --version        the program's version\n");
    }
    /// Of one command: its lines of use, and the parts whose headings name it.
    static QString helpOf(const QString& command) {
        const QStringList parts = help().split(QStringLiteral("\n\n"));
        QStringList uses;
        bool isOf = false; // further lines of a use are indented more
        for (const QString& line : parts.value(1).split(QLatin1Char('\n'))) {
            if (!line.startsWith(QLatin1String("   ")))
                isOf = line.startsWith(QStringLiteral("  tracestudio %1 ").arg(command));
            if (isOf)
                uses << line;
        }
        QStringList told{uses.join(QLatin1Char('\n'))};
        const QRegularExpression name(QStringLiteral("\\b%1\\b").arg(command));
        for (const QString& part : parts.mid(2))
            if (part.section(QLatin1Char('\n'), 0, 0).contains(name))
                told << part;
        return told.join(QStringLiteral("\n\n")) + QLatin1Char('\n');
    }
    static QString noPredictions() {
        return tr("tracestudio: evaluate needs at least one --predictions FILE. See tracestudio --help.");
    }
    static QString unexpected(const QString& word) {
        return tr("tracestudio: '%1' is not expected after evaluate. Give files with --predictions FILE.").arg(word);
    }
    static QString expectedName() { return tr("a name"); }
    static QString missing(const QString& command, const QString& option) {
        return tr("tracestudio: %1 needs --%2 DIR. See tracestudio --help.").arg(command, option);
    }
    static QString unexpectedOfPredict(const QString& word) {
        return tr("tracestudio: '%1' is not expected after predict. See tracestudio --help.").arg(word);
    }
    static QString notOfPlanner(const QString& option) {
        return tr("tracestudio: --planner asks no model: leave out --%1. See tracestudio --help.").arg(option);
    }
    static QString oneModel(const QString& command) {
        return tr("tracestudio: %1 asks one model: either --checkpoint DIR or --url URL. See tracestudio --help.")
            .arg(command);
    }
    static QString noBundledModel(const QString& command) {
        return tr("tracestudio: %1 needs a model: the one that comes with the program is not there. Give --checkpoint "
                  "DIR "
                  "or --url URL.")
            .arg(command);
    }
    static QString expectedDepth() { return tr("model or sensor"); }
    static QString ofServersOnly(const QString& option) {
        return tr("tracestudio: --%1 is for servers: it needs --url URL instead of --checkpoint.").arg(option);
    }
    static QString noInstruction() {
        return tr("tracestudio: ask needs one instruction, in quotes. See tracestudio --help.");
    }
    static QString depthWithoutIntrinsics() {
        return tr("tracestudio: --depth needs --intrinsics fx,fy,cx,cy, and --intrinsics needs --depth.");
    }
    static QString startWithoutDepth() {
        return tr("tracestudio: --start-depth tells of the trace in the JSON: it needs --json and --depth.");
    }
    static QString noPicture() {
        return tr("tracestudio: ask --url needs --image FILE: a server is asked about a picture.");
    }
    static QString expectedTask() { return tr("2D or 3D"); }
    static QString expectedRunTask() { return tr("2D, 3D or all"); }
    static QString expectedTool() { return tr("trace, box or mask"); }
    static QString expectedAnswerTask() { return tr("2D, 3D, referring, measuring or free"); }
    static QString expectedStyle() { return tr("robotracer, robobrain, fixed, official or instruction"); }
    static QString expectedProtocol() { return tr("robotracer, query or openai"); }
    static QString expectedSeconds() { return tr("a number of seconds above 0"); }
    static QString expectedIntrinsics() { return tr("four numbers: fx,fy,cx,cy"); }
    static QString expectedCount() { return tr("a whole number above 0"); }
    static QString expectedTheme() { return tr("dark, light or system"); }
    static QString expectedLanguage() { return tr("en or zh_CN"); }
    static QString expectedSize() { return tr("a width and a height such as 1600x1000"); }
};

Invocation parseEvaluate(const QStringList& arguments) {
    QCommandLineParser parser;
    for (const char* name : {"benchmark", "predictions", "task", "model-name", "json", "csv", "threads"})
        parser.addOption(valueOption(name));
    parser.addOption(QCommandLineOption(QStringList{QStringLiteral("h"), QStringLiteral("help")}));
    if (!parser.parse(arguments))
        return seeHelp(parser.errorText());
    if (parser.isSet(QStringLiteral("help")))
        return PrintAndExit{Texts::helpOf(QStringLiteral("evaluate")), 0};
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
    if (parser.isSet(QStringLiteral("model-name")) && request.modelName.isEmpty())
        return badValue(QStringLiteral("model-name"), {}, Texts::expectedName());
    if (!request.task.isEmpty() && request.task != QLatin1String("2D") && request.task != QLatin1String("3D"))
        return badValue(QStringLiteral("task"), parser.value(QStringLiteral("task")), Texts::expectedTask());
    if (parser.isSet(QStringLiteral("threads"))) {
        const QString value = parser.value(QStringLiteral("threads"));
        request.threads = value.toInt();
        if (request.threads < 1)
            return badValue(QStringLiteral("threads"), value, Texts::expectedCount());
    }
    return request;
}

constexpr std::array modelOptions{"checkpoint",   "url",    "protocol", "model-name",     "timeout", "tries",
                                  "prompt-style", "device", "dtype",    "max-new-tokens", "threads"};

/// Adds the options that name a model.
void addModelOptions(QCommandLineParser& parser) {
    for (const char* name : modelOptions)
        parser.addOption(valueOption(name));
    parser.addOption(QCommandLineOption(QStringList{QStringLiteral("h"), QStringLiteral("help")}));
}

/// What they say; nothing when all is well.
std::optional<PrintAndExit> readModelOptions(const QCommandLineParser& parser, const QString& command,
                                             ModelRequest& model) {
    model.checkpoint = parser.value(QStringLiteral("checkpoint"));
    model.url = withScheme(parser.value(QStringLiteral("url")));
    for (const char* variable : {"TRACESTUDIO_API_KEY", "OPENAI_API_KEY"})
        if (model.keyVariable.isEmpty() && !qEnvironmentVariableIsEmpty(variable))
            model.keyVariable = QString::fromLatin1(variable);
    model.name = parser.value(QStringLiteral("model-name"));
    if (!model.checkpoint.isEmpty() && !model.url.isEmpty())
        return refusal(Texts::oneModel(command));
    if (!model.isServer() && model.checkpoint.isEmpty())
        model.checkpoint = bundledCheckpoint();
    if (!model.isServer() && model.checkpoint.isEmpty())
        return refusal(Texts::noBundledModel(command));
    for (const char* name : {"protocol", "timeout", "tries"})
        if (!model.isServer() && parser.isSet(QString::fromLatin1(name)))
            return refusal(Texts::ofServersOnly(QString::fromLatin1(name)));
    if (const QString value = parser.value(QStringLiteral("protocol")); !value.isEmpty()) {
        model.protocol = serverProtocolFrom(value.toStdString());
        if (!model.protocol)
            return badValue(QStringLiteral("protocol"), value, Texts::expectedProtocol());
    }
    if (const QString value = parser.value(QStringLiteral("timeout")); !value.isEmpty()) {
        model.answerSeconds = value.toDouble();
        if (!(model.answerSeconds > 0 && model.answerSeconds < 1e6))
            return badValue(QStringLiteral("timeout"), value, Texts::expectedSeconds());
        model.connectSeconds = std::min(model.connectSeconds, model.answerSeconds);
    }
    if (parser.isSet(QStringLiteral("device")))
        model.device = parser.value(QStringLiteral("device"));
    if (parser.isSet(QStringLiteral("dtype")))
        model.type = parser.value(QStringLiteral("dtype"));
    if (const QString value = parser.value(QStringLiteral("prompt-style")); !value.isEmpty()) {
        model.promptStyle = promptStyleFrom(value.toStdString());
        if (!model.promptStyle)
            return badValue(QStringLiteral("prompt-style"), value, Texts::expectedStyle());
    }
    for (const auto& [name, number] : {std::pair("max-new-tokens", &model.mostNewTokens),
                                       std::pair("threads", &model.threads), std::pair("tries", &model.tries)}) {
        const QString option = QString::fromLatin1(name);
        if (!parser.isSet(option))
            continue;
        *number = parser.value(option).toInt();
        if (*number < 1)
            return badValue(option, parser.value(option), Texts::expectedCount());
    }
    return std::nullopt;
}

Invocation parseAsk(const QStringList& arguments) {
    QCommandLineParser parser;
    for (const char* name : {"image", "depth", "intrinsics", "task", "start-depth"})
        parser.addOption(valueOption(name));
    parser.addOption(QCommandLineOption(QStringLiteral("json")));
    addModelOptions(parser);
    if (!parser.parse(arguments))
        return seeHelp(parser.errorText());
    if (parser.isSet(QStringLiteral("help")))
        return PrintAndExit{Texts::helpOf(QStringLiteral("ask")), 0};
    AskRequest request;
    if (const auto problem = readModelOptions(parser, QStringLiteral("ask"), request.model))
        return *problem;
    if (parser.positionalArguments().size() != 1)
        return refusal(Texts::noInstruction());
    request.instruction = parser.positionalArguments().constFirst();
    if (request.instruction.trimmed().isEmpty())
        return refusal(Texts::noInstruction());
    request.image = parser.value(QStringLiteral("image"));
    request.depth = parser.value(QStringLiteral("depth"));
    if (request.model.isServer() && request.image.isEmpty())
        return refusal(Texts::noPicture());
    request.isJson = parser.isSet(QStringLiteral("json"));
    if (const QString value = parser.value(QStringLiteral("start-depth")); !value.isEmpty()) {
        if (value != QLatin1String("model") && value != QLatin1String("sensor"))
            return badValue(QStringLiteral("start-depth"), value, Texts::expectedDepth());
        request.model.startsAtMeasuredDepth = value == QLatin1String("sensor");
    }
    if (const QString value = parser.value(QStringLiteral("intrinsics")); !value.isEmpty()) {
        request.intrinsics = intrinsicsFrom(value);
        if (!request.intrinsics)
            return badValue(QStringLiteral("intrinsics"), value, Texts::expectedIntrinsics());
    }
    if (request.depth.isEmpty() != !request.intrinsics)
        return refusal(Texts::depthWithoutIntrinsics());
    if (request.model.startsAtMeasuredDepth && (request.depth.isEmpty() || !request.isJson))
        return refusal(Texts::startWithoutDepth());
    if (const QString value = parser.value(QStringLiteral("task")); !value.isEmpty()) {
        const auto task = answerTaskFrom(value.toStdString());
        if (!task)
            return badValue(QStringLiteral("task"), value, Texts::expectedAnswerTask());
        request.task = *task;
    }
    return request;
}

Invocation parsePredict(const QStringList& arguments) {
    QCommandLineParser parser;
    for (const char* name : {"benchmark", "output", "task", "samples", "jobs"})
        parser.addOption(valueOption(name));
    addModelOptions(parser);
    parser.addOption(QCommandLineOption(QStringLiteral("planner")));
    if (!parser.parse(arguments))
        return seeHelp(parser.errorText());
    if (parser.isSet(QStringLiteral("help")))
        return PrintAndExit{Texts::helpOf(QStringLiteral("predict")), 0};
    if (!parser.positionalArguments().isEmpty())
        return refusal(Texts::unexpectedOfPredict(parser.positionalArguments().constFirst()));
    PredictRequest request;
    const QString command = QStringLiteral("predict");
    request.isPlanner = parser.isSet(QStringLiteral("planner"));
    if (request.isPlanner) {
        for (const char* name : modelOptions)
            if (parser.isSet(QString::fromLatin1(name)))
                return refusal(Texts::notOfPlanner(QString::fromLatin1(name)));
    } else if (const auto problem = readModelOptions(parser, command, request.model)) {
        return *problem;
    }
    request.benchmark = parser.value(QStringLiteral("benchmark"));
    request.output = parser.value(QStringLiteral("output"));
    for (const auto& [option, value] :
         {std::pair("benchmark", &request.benchmark), std::pair("output", &request.output)})
        if (value->isEmpty())
            return refusal(Texts::missing(command, QString::fromLatin1(option)));
    request.samples = parser.value(QStringLiteral("samples"));
    if (const QString value = parser.value(QStringLiteral("jobs")); !value.isEmpty()) {
        request.jobs = value.toInt();
        if (request.jobs < 1 || request.jobs > 1000)
            return badValue(QStringLiteral("jobs"), value, Texts::expectedCount());
        if (request.jobs > 1 && !request.model.isServer() && !request.isPlanner)
            return refusal(Texts::ofServersOnly(QStringLiteral("jobs")));
    }
    const QString task = parser.value(QStringLiteral("task")).toUpper();
    if (task.isEmpty() || task == QLatin1String("3D"))
        request.tasks = {Task::ThreeD};
    else if (task == QLatin1String("2D"))
        request.tasks = {Task::TwoD};
    else if (task == QLatin1String("ALL"))
        request.tasks = {Task::ThreeD, Task::TwoD}; // as the published runner goes
    else
        return badValue(QStringLiteral("task"), parser.value(QStringLiteral("task")), Texts::expectedRunTask());
    return request;
}

} // namespace

Invocation parseCommandLine(const QStringList& arguments) {
    if (arguments.value(1) == QLatin1String("evaluate"))
        return parseEvaluate(arguments.mid(1));
    if (arguments.value(1) == QLatin1String("ask"))
        return parseAsk(arguments.mid(1));
    if (arguments.value(1) == QLatin1String("figure"))
        return parseFigure(arguments.mid(1), Texts::helpOf(QStringLiteral("figure")));
    if (arguments.value(1) == QLatin1String("capture"))
        return parseCapture(arguments.mid(1), Texts::helpOf(QStringLiteral("capture")));
    if (arguments.value(1) == QLatin1String("check"))
        return parseCheck(arguments.mid(1), Texts::helpOf(QStringLiteral("check")));
    if (arguments.value(1) == QLatin1String("diff"))
        return parseDiff(arguments.mid(1), Texts::helpOf(QStringLiteral("diff")));
    if (arguments.value(1) == QLatin1String("predict"))
        return parsePredict(arguments.mid(1));
    QCommandLineParser parser;
    for (const char* name :
         {"predictions", "sample", "language", "theme", "size", "screenshot", "instruction", "task", "annotate"})
        parser.addOption(valueOption(name));
    addModelOptions(parser);
    parser.addOption(QCommandLineOption(QStringList{QStringLiteral("v"), QStringLiteral("version")}));
    parser.addOption(QCommandLineOption(QStringLiteral("compose")));
    if (!parser.parse(arguments))
        return seeHelp(parser.errorText());
    if (parser.isSet(QStringLiteral("help")))
        return PrintAndExit{Texts::help(), 0};
    if (parser.isSet(QStringLiteral("version")))
        return PrintAndExit{QStringLiteral("tracestudio " TRACESTUDIO_VERSION "\n"), 0};
    WindowRequest request;
    request.paths = parser.positionalArguments() + parser.values(QStringLiteral("predictions"));
    request.sample = parser.value(QStringLiteral("sample"));
    request.screenshot = parser.value(QStringLiteral("screenshot"));
    request.isComposing = parser.isSet(QStringLiteral("compose"));
    request.instruction = parser.value(QStringLiteral("instruction"));
    if (parser.isSet(QStringLiteral("annotate"))) {
        request.annotates = parser.value(QStringLiteral("annotate"));
        if (!QStringList{QStringLiteral("trace"), QStringLiteral("box"), QStringLiteral("mask")}.contains(
                request.annotates))
            return badValue(QStringLiteral("annotate"), request.annotates, Texts::expectedTool());
    }
    if (const QString value = parser.value(QStringLiteral("task")); !value.isEmpty()) {
        const auto task = answerTaskFrom(value.toStdString());
        if (!task)
            return badValue(QStringLiteral("task"), value, Texts::expectedAnswerTask());
        request.task = *task;
    }
    if (parser.isSet(QStringLiteral("checkpoint")) || parser.isSet(QStringLiteral("url"))) {
        request.model.emplace();
        if (const auto problem = readModelOptions(parser, QStringLiteral("--checkpoint"), *request.model))
            return *problem;
    }
    request.language = parser.value(QStringLiteral("language"));
    if (!request.language.isEmpty() && request.language != QLatin1String("en") &&
        request.language != QLatin1String("zh_CN"))
        return badValue(QStringLiteral("language"), request.language, Texts::expectedLanguage());
    request.theme = parser.value(QStringLiteral("theme"));
    if (!request.theme.isEmpty() && request.theme != QLatin1String("dark") && request.theme != QLatin1String("light") &&
        request.theme != QLatin1String("system"))
        return badValue(QStringLiteral("theme"), request.theme, Texts::expectedTheme());
    if (parser.isSet(QStringLiteral("size"))) {
        static const QRegularExpression pattern(QStringLiteral("^(\\d{3,5})x(\\d{3,5})$"));
        const QString value = parser.value(QStringLiteral("size"));
        const auto match = pattern.match(value);
        if (!match.hasMatch())
            return badValue(QStringLiteral("size"), value, Texts::expectedSize());
        request.size = QSize(match.captured(1).toInt(), match.captured(2).toInt());
    }
    return request;
}

} // namespace tracestudio
