#include "app/predict_command.h"

#include "annotation/planned_answer.h"
#include "app/messages.h"
#include "app/terminal.h"
#include "benchmark/prediction_run.h"

#include <QCoreApplication>
#include <chrono>
#include <cstdio>
#include <unistd.h>

namespace tracestudio {

namespace {

class Texts {
    Q_DECLARE_TR_FUNCTIONS(PredictCommand)
  public:
    static QString failures(std::size_t count, const QString& first) {
        return tr("%1 questions have no answer; the first: %2 Run the same again to ask them once more.")
            .arg(count)
            .arg(first);
    }
    static QString plannerIsGiven() {
        return tr(
            "Planner is a baseline for annotated samples: it is given the mask and the destination box that models "
            "have to find, and reads no instruction.");
    }
    static QString unknownSample(const QString& id) { return tr("there is no sample %1 in the benchmark.").arg(id); }
};

/// The rows that "0-9,12" names by id; all when empty. Fails with the part that names none.
tl::expected<std::vector<std::size_t>, QString> samplesNamed(const QString& text, const Dataset& dataset) {
    std::vector<bool> isWanted(dataset.size(), text.isEmpty());
    const QStringList parts = text.split(QLatin1Char(','), Qt::SkipEmptyParts);
    for (const QString& part : parts) {
        const QStringList ends = part.trimmed().split(QLatin1Char('-'));
        bool isFirst = false;
        bool isLast = false;
        const int first = ends.constFirst().toInt(&isFirst);
        const int last = ends.constLast().toInt(&isLast);
        bool isFound = false;
        if (ends.size() == 2 && isFirst && isLast) {
            for (std::size_t i = 0; i < dataset.size(); ++i) {
                bool isNumber = false;
                const int id = toQString(dataset.row(i).id).toInt(&isNumber);
                if (isNumber && id >= first && id <= last)
                    isFound = isWanted[i] = true;
            }
        } else if (const auto index = dataset.find(part.trimmed().toStdString())) {
            isFound = isWanted[*index] = true;
        }
        if (!isFound)
            return tl::unexpected(part.trimmed());
    }
    std::vector<std::size_t> samples;
    for (std::size_t i = 0; i < isWanted.size(); ++i)
        if (isWanted[i])
            samples.push_back(i);
    return samples;
}

/// In the place of a model.
Result<RunAnswer> planned(const Dataset& dataset, const SampleRecord& record, Task task, SceneGeometryCache& scenes,
                          const std::stop_token& stop) {
    const auto begin = std::chrono::steady_clock::now();
    return plannedAnswer(dataset, record, task, scenes, stop).map([&](std::string text) {
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        return RunAnswer{std::move(text), "planner, given mask and box", seconds, 0, 0};
    });
}

} // namespace

int predict(const PredictRequest& request) {
    const auto dataset = Dataset::open(request.benchmark.toStdString());
    if (!dataset)
        return fail(translated(dataset.error()));
    const auto samples = samplesNamed(request.samples, **dataset);
    if (!samples)
        return fail(Texts::unknownSample(samples.error()));
    const bool showsProgress = isatty(STDERR_FILENO) != 0;
    SceneGeometryCache scenes;
    std::shared_ptr<TraceModel> model;
    ModelRequest wanted = request.model;
    if (!request.isPlanner) {
        const auto card = asItsCardSays(request.model);
        if (!card)
            return fail(translated(card.error()));
        wanted = *card;
        auto opened = openModel(wanted, {}, {});
        if (!opened)
            return fail(translated(opened.error()));
        model = std::move(*opened);
    }

    RunRequest run;
    run.dataset = *dataset;
    run.samples = *samples;
    run.folder = request.output.toStdString();
    run.jobs = request.jobs;
    if (model) {
        run.modelName = wanted.name.isEmpty() ? model->name() : wanted.name.toStdString();
        if (request.model.name.isEmpty() || request.model.isServer())
            run.modelName = fileNameOf(run.modelName);
        run.style = promptStyleOf(wanted, toQString(run.modelName));
        run.ask = [&](const SampleRecord& record, const std::string& prompt, const std::stop_token& stop) {
            return answerOf(*model, **dataset, record, prompt, request.model.mostNewTokens, stop);
        };
    } else {
        run.modelName = plannerName;
        run.style = PromptStyle::RoboTracer;
        run.ask = [&](const SampleRecord& record, const std::string&, const std::stop_token& stop) {
            return planned(**dataset, record, run.task, scenes, stop);
        };
    }
    if (showsProgress)
        run.progress = [](const RunProgress& counts) {
            std::fprintf(stderr, "\r\033[K%s", qPrintable(progressText(counts)));
        };
    int status = 0;
    for (const Task task : request.tasks) {
        run.task = task;
        const auto result = runPredictions(run);
        if (showsProgress)
            std::fputs("\r\033[K", stderr);
        if (!result)
            return fail(translated(result.error()));
        std::printf("%s: %s\n", result->path.c_str(), qPrintable(summaryText(result->counts)));
        std::fflush(stdout);
        if (result->counts.failed > 0)
            status = fail(Texts::failures(result->counts.failed, toQString(result->firstError)), 1);
    }
    if (request.isPlanner)
        std::printf("%s\n", qPrintable(Texts::plannerIsGiven()));
    return status;
}

} // namespace tracestudio
