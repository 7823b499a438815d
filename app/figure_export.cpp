#include "app/figure_export.h"

#include "app/figure_recipe.h"
#include "app/messages.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <set>

namespace tracestudio {

namespace {

/// One file: of all samples, or of one, with the answers of all models or of one.
struct Job {
    QString path;
    std::optional<std::size_t> sample;
    std::optional<std::size_t> model, liveAnswer;
};

/// What is drawn into it. Made when its turn comes: there may be a million of them.
FigureSubject subjectOf(const Job& job, const FigureSubject& all) {
    if (!job.sample)
        return all;
    FigureSubject one;
    one.dataset = all.dataset;
    one.truthColour = all.truthColour;
    one.boxColour = all.boxColour;
    one.objectColour = all.objectColour;
    one.samples = {*job.sample};
    const bool hasAll = !job.model && !job.liveAnswer;
    for (std::size_t i = 0; i < all.models.size(); ++i) {
        if (!hasAll && job.model != i)
            continue;
        one.models.push_back(all.models[i]);
        one.modelColours.push_back(i < all.modelColours.size() ? all.modelColours[i] : QColor());
    }
    const std::string_view id = all.dataset->row(*job.sample).id;
    for (std::size_t i = 0; i < all.liveAnswers.size(); ++i)
        if ((hasAll && all.liveAnswers[i].sampleId == id) || job.liveAnswer == i)
            one.liveAnswers.push_back(all.liveAnswers[i]);
    return one;
}

/// What stands for something in a file's name.
const QRegularExpression& nameField() {
    static const QRegularExpression field(QStringLiteral("\\{(id|model|verdict|step)\\}"));
    return field;
}

/// Why no files can be told apart by this pattern.
std::optional<Error> patternProblem(const QString& pattern) {
    if (!isPattern(pattern))
        return Error{TRANSLATABLE("%1 is one name for many figures. Put {id}, {step}, {model} or {verdict} into it."),
                     {pattern.toStdString()}};
    static const QRegularExpression anyField(QStringLiteral("\\{\\w*\\}"));
    QString rest = pattern;
    if (const auto unknown = anyField.match(rest.remove(nameField())); unknown.hasMatch())
        return Error{TRANSLATABLE("%1 stands for nothing. Names may hold {id}, {step}, {model} and {verdict}."),
                     {unknown.captured().toStdString()}};
    return std::nullopt;
}

std::vector<Job> jobsOf(const FigureExport& order) {
    std::vector<Job> jobs;
    if (!order.isForEach) {
        jobs.push_back({order.output, {}, {}, {}});
        return jobs;
    }
    const bool isPerAnswer =
        order.output.contains(QLatin1String("{model}")) || order.output.contains(QLatin1String("{verdict}"));
    const FigureSubject& subject = order.subject;
    std::set<QString> taken;
    for (const std::size_t index : subject.samples) {
        const SampleRow row = subject.dataset->row(index);
        const auto add = [&](Job job, const QString& model, const QString& verdict) {
            job.sample = index;
            job.path = nameFrom(order.output, toQString(row.id), model, verdict,
                                row.step >= 0 ? std::optional(row.step) : std::nullopt);
            // Two samples may have the same id, and ids that differ only in what file names cannot hold.
            const QFileInfo info(job.path);
            for (int number = 2; !taken.insert(job.path).second; ++number)
                job.path = info.path() + QLatin1Char('/') + info.completeBaseName() + QLatin1Char('_') +
                           QString::number(number) + QLatin1Char('.') + info.suffix();
            jobs.push_back(std::move(job));
        };
        const std::size_t before = jobs.size();
        for (std::size_t i = 0; isPerAnswer && i < subject.models.size(); ++i)
            if (subject.models[i].answerTo(index))
                add({{}, {}, i, {}}, subject.models[i].name, verdictName(subject.models[i].scoreFor(index)));
        for (std::size_t i = 0; isPerAnswer && i < subject.liveAnswers.size(); ++i) {
            const FigureLiveAnswer& live = subject.liveAnswers[i];
            if (live.sampleId == row.id)
                add({{}, {}, {}, i}, live.name, verdictName(live.score ? &live.score->samples.front() : nullptr));
        }
        if (jobs.size() == before)
            add({}, isPerAnswer ? QStringLiteral("truth") : QString(),
                isPerAnswer ? QStringLiteral("unanswered") : QString());
    }
    return jobs;
}

/// Why nothing may be written there; makes the folder where it is missing.
std::optional<Error> obstacle(const QString& path, const FigureExport& order) {
    const QFileInfo file(path);
    const bool mayReplace = order.isOverwriting || order.replaceable.contains(path);
    if (file.exists() && (!mayReplace || file.isDir()))
        return Error{TRANSLATABLE("%1 is there already. Choose another name, or allow that it is replaced."),
                     {path.toStdString()}};
    if (!file.dir().exists() && !QDir().mkdir(file.path()))
        return Error{TRANSLATABLE("The folder %1 is not there and cannot be made. Choose another place."),
                     {file.path().toStdString()}};
    return std::nullopt;
}

} // namespace

QString verdictName(const SampleScore* score) {
    QString name = score ? toQString(nameOf(score->verdict)) : QStringLiteral("unscored");
    return name.replace(QLatin1Char(' '), QLatin1Char('-'));
}

bool isPattern(const QString& output) {
    return output.contains(nameField());
}

QString nameFrom(const QString& pattern, const QString& id, const QString& model, const QString& verdict,
                 std::optional<int> step) {
    static const QRegularExpression unsafe(QStringLiteral("[\\x00-\\x1f/\\\\:*?\"<>|\\s]+"));
    QString name;
    qsizetype from = 0;
    for (auto matches = nameField().globalMatch(pattern); matches.hasNext();) {
        const auto match = matches.next();
        name += pattern.mid(from, match.capturedStart() - from);
        const QString word = match.captured(1);
        QString value = word == QLatin1String("id")        ? id
                        : word == QLatin1String("model")   ? model
                        : word == QLatin1String("verdict") ? verdict
                        : step                             ? QString::number(*step)
                                                           : QStringLiteral("0");
        value.replace(unsafe, QStringLiteral("_"));
        // No value may climb out of the folder or hide the file.
        while (value.startsWith(QLatin1Char('.')))
            value.remove(0, 1);
        name += value.isEmpty() ? QStringLiteral("_") : value.left(60);
        from = match.capturedEnd();
    }
    return name + pattern.mid(from);
}

FigureExportResult exportFigures(const FigureExport& order, const std::function<void(double)>& progress,
                                 const std::stop_token& stop) {
    FigureExportResult result;
    result.error = order.isForEach ? patternProblem(order.output) : std::nullopt;
    if (result.error)
        return result;
    const std::vector<Job> jobs = jobsOf(order);
    // Looked at before anything is drawn: nobody wants to know after an hour.
    for (const Job& job : jobs) {
        if (!figureFormatOf(job.path))
            result.error = Error{TRANSLATABLE("%1 is no name of a figure. Let it end in .png, .svg or .pdf."),
                                 {job.path.toStdString()}};
        else
            result.error = obstacle(job.path, order);
        if (result.error)
            return result;
    }
    double done = 0;
    for (const Job& job : jobs) {
        if (stop.stop_requested())
            break;
        const FigureSubject subject = subjectOf(job, order.subject);
        const FigureContent content = figureContent(subject);
        // Before the samples' files are read for the recipe.
        auto written = checkSize(content, order.options);
        if (written) {
            const QJsonObject recipe =
                order.options.isReopenable ? recipeOf(subject, order.options, job.path).toJson() : QJsonObject();
            written = writeFigure(
                job.path, content, order.options, recipe,
                [&](double share) {
                    if (progress)
                        progress((done + share) / double(jobs.size()));
                },
                stop);
        }
        if (!written && (stop.stop_requested() || jobs.size() == 1)) {
            result.error = written.error();
            return result;
        }
        if (!written) {
            result.notes.push_back(written.error());
            result.hasFailed = true;
        } else {
            result.written << job.path;
            result.notes.insert(result.notes.end(), content.problems->begin(), content.problems->end());
        }
        done += 1;
    }
    if (stop.stop_requested() && result.written.size() + qsizetype(result.notes.size()) < qsizetype(jobs.size()))
        result.error = Error{TRANSLATABLE("Drawing the figure was cancelled."), {}};
    return result;
}

FigureExportResult exportFilm(const FigureExport& order, const FilmMotion& motion,
                              const std::function<void(double)>& progress, const std::stop_token& stop) {
    FigureExportResult result;
    result.error = obstacle(order.output, order);
    if (result.error)
        return result;
    if (const auto written = writeFilm(order.output, order.subject, order.options, motion, progress, stop); !written)
        result.error = written.error();
    else
        result.written << order.output;
    return result;
}

} // namespace tracestudio
