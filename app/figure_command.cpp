#include "app/figure_command.h"

#include "app/figure_arguments.h"
#include "app/figure_export.h"
#include "app/figure_recipe.h"
#include "app/figure_styles.h"
#include "app/film_file.h"
#include "app/language.h"
#include "app/messages.h"
#include "app/terminal.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <cstdio>
#include <unistd.h>

namespace tracestudio {

namespace {

class Texts {
    Q_DECLARE_TR_FUNCTIONS(FigureCommand)
  public:
    static QString unknownSample(const QString& id, const QString& dataset) {
        return tr("there is no sample '%1' in %2. The window lists those there are.").arg(id, dataset);
    }
    static QString noneWithVerdict(const QString& verdict) {
        return tr("no sample has the verdict '%1'.").arg(verdict);
    }
    static QString noSamples(const QString& dataset) { return tr("%1 holds no samples.").arg(dataset); }
    static QString unknownStyle(const QString& name) {
        return tr("'%1' is no style. Use robotracer, benchmark, plain, window, one saved by the window, or a style's "
                  "file (.json).")
            .arg(name);
    }
    static QString badStyle(const QString& file, const QString& field) {
        return tr("%1 is no style: '%2' cannot be used. Save one from the window's figure composer to see the fields.")
            .arg(file, field);
    }
    static QString badOption(const QString& option, const QString& value) {
        return tr("--%1 cannot be '%2'. See tracestudio --help.").arg(option, value);
    }
    static QString noRecipe(const QString& file) {
        return tr("%1 does not say what it was made from. --from needs a figure that TraceStudio wrote.").arg(file);
    }
    static QString progress(int percent) { return tr("drawn %1 %").arg(percent); }
};

std::optional<FigureStyle> styleFrom(const QString& name, QString* problem) {
    if (const auto style = FigureStyle::builtIn(name))
        return style;
    if (!name.endsWith(QLatin1String(".json"), Qt::CaseInsensitive)) {
        const auto saved = savedStyle(name);
        if (!saved)
            *problem = Texts::unknownStyle(name);
        return saved;
    }
    QFile file(name);
    QString field = file.open(QIODevice::ReadOnly) ? QString() : file.errorString();
    const QJsonObject json = field.isEmpty() ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
    if (field.isEmpty() && json.isEmpty())
        field = QStringLiteral("JSON");
    const auto style = field.isEmpty() ? FigureStyle::fromJson(json, &field) : std::nullopt;
    if (!style)
        *problem = Texts::badStyle(name, field);
    return style;
}

QString chooseSamples(const FigureRequest& request, FigureSubject& subject) {
    for (const QString& id : request.samples) {
        const auto index = subject.dataset->find(id.toStdString());
        if (!index)
            return Texts::unknownSample(id, request.benchmark);
        subject.samples.push_back(*index);
    }
    if (!request.samples.isEmpty())
        return {};
    for (std::size_t i = 0; i < subject.dataset->size(); ++i)
        if (request.verdict.isEmpty() || hasVerdict(subject, i, request.verdict))
            subject.samples.push_back(i);
    if (!subject.samples.empty())
        return {};
    return request.verdict.isEmpty() ? Texts::noSamples(request.benchmark) : Texts::noneWithVerdict(request.verdict);
}

/// Puts what was said on the command line into the options.
QString change(FigureOptions& options, const FigureRequest& request) {
    QJsonObject json = options.toJson();
    for (auto change = request.changes.begin(); change != request.changes.end(); ++change)
        json[change.key()] = change.value();
    QString problem;
    const auto changed = FigureOptions::fromJson(json, &problem);
    if (!changed)
        return Texts::badOption(problem, request.changes[problem].toVariant().toString());
    options = *changed;
    if (!request.style.isEmpty()) {
        const auto style = styleFrom(request.style, &problem);
        if (!style)
            return problem;
        options.style = *style;
    }
    if (request.fontSize > 0)
        options.style = options.style.scaled(request.fontSize / options.style.fontSize);
    if (!request.size.isEmpty() && !readFigureSize(request.size, options))
        return Texts::badOption(QStringLiteral("size"), request.size);
    return {};
}

} // namespace

int writeFigures(int& argc, char** argv, const FigureRequest& request) {
    // What Qt notes of its surroundings is nothing to who waits for a figure.
    qInstallMessageHandler([](QtMsgType type, const QMessageLogContext&, const QString& message) {
        if (type == QtFatalMsg)
            std::fprintf(stderr, "%s\n", qPrintable(message));
    });
    // Letters are set and pixels drawn without a display, whatever there is.
    qputenv("QT_QPA_PLATFORM", "offscreen");
    // Its own options, such as --style, mean something else here.
    argc = 1;
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("TraceStudio"));
    QApplication::setOrganizationName(QStringLiteral("TraceStudio"));
    QApplication::setApplicationVersion(QStringLiteral(TRACESTUDIO_VERSION));
    // A figure that is made again has the words it had.
    const auto json = request.figure.isEmpty() ? Result<QJsonObject>() : readRecipe(request.figure);
    const bool hasOwn = request.language.isEmpty() && json;
    installLanguage(application, hasOwn ? (*json)[QLatin1String("language")].toString() : request.language);
    applyTheme(application, ThemeChoice::Light);

    FigureSubject subject;
    FigureOptions options;
    if (!request.figure.isEmpty()) {
        if (!json)
            return fail(translated(json.error()));
        if (json->isEmpty())
            return fail(Texts::noRecipe(request.figure));
        auto recipe = FigureRecipe::fromJson(*json, request.figure);
        if (!recipe)
            return fail(translated(recipe.error()));
        if (!request.benchmark.isEmpty())
            recipe->dataset = {QFileInfo(request.benchmark).absoluteFilePath(), {}};
        auto reopened = reopen(*recipe, request.figure);
        if (!reopened)
            return fail(translated(reopened.error()));
        for (const Error& missing : reopened->notes)
            note(translated(missing));
        subject = std::move(reopened->subject);
        options = recipe->options;
    } else {
        const Opened opened = openPaths(QStringList{request.benchmark} + request.predictions, {}, [](double) {}, {});
        if (!opened.errors.empty())
            return fail(translated(opened.errors.front()));
        subject.dataset = opened.dataset;
        subject.models = opened.models;
        if (const auto scored = scoreModels(subject); !scored)
            return fail(translated(scored.error()));
        takeThemeColours(subject);
        if (const QString problem = chooseSamples(request, subject); !problem.isEmpty())
            return fail(problem);
    }
    if (const QString problem = change(options, request); !problem.isEmpty())
        return fail(problem);

    int lastPercent = -1;
    const bool isTerminal = isatty(STDERR_FILENO) != 0;
    const auto progress = [&](double share) {
        if (isTerminal && int(share * 100) != std::exchange(lastPercent, int(share * 100)))
            std::fprintf(stderr, "\r%s", qPrintable(Texts::progress(lastPercent)));
    };
    QString output = request.output;
    output.replace(QLatin1String("{ext}"), QLatin1String("pdf"));
    const FigureExportResult result =
        filmFormatOf(output)
            ? exportFilm({subject, options, output, false, request.isOverwriting, {}}, request.film, progress, {})
            : exportFigures({subject, options, output, isPattern(output), request.isOverwriting, {}}, progress, {});
    if (isTerminal && lastPercent >= 0)
        std::fputc('\n', stderr);
    for (const QString& file : result.written)
        std::printf("%s\n", qPrintable(file));
    for (const Error& error : result.notes)
        note(translated(error));
    if (result.error)
        return fail(translated(*result.error));
    return result.hasFailed ? 2 : 0;
}

} // namespace tracestudio
