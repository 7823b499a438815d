#include "app/evaluate_command.h"

#include "app/messages.h"
#include "app/terminal.h"
#include "benchmark/report.h"
#include "benchmark/scene_geometry.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <algorithm>
#include <cstdio>

namespace tracestudio {

namespace {

class Texts {
    Q_DECLARE_TR_FUNCTIONS(EvaluateCommand)
  public:
    static QString sameFile(const QString& path) {
        return tr("%1 is named twice: it would be overwritten. Give the report a name of its own.").arg(path);
    }
    static QString brokenRows(std::size_t count) { return tr("%1 rows of the dataset are broken.").arg(count); }
    static QString unknownModel(const QString& name, bool isText) {
        return isText ? tr("the published script does not know the model '%1'; its answers are read as tuples in the "
                           "text. --model-name chooses otherwise.")
                            .arg(name)
                      : tr("the published script does not know the model '%1'; its answers are read as JSON in a code "
                           "fence. --model-name chooses otherwise.")
                            .arg(name);
    }
    static QString scored(int percent) { return tr("scored %1 %").arg(percent); }
};

} // namespace

int evaluate(const EvaluateRequest& request) {
    const auto placeOf = [](const QString& path) {
        const QFileInfo file(path);
        return file.exists() ? file.canonicalFilePath() : file.absoluteFilePath();
    };
    QStringList taken;
    for (const QString& name : request.predictions)
        taken << placeOf(name);
    for (const QString& report : {request.jsonFile, request.csvFile}) {
        if (report.isEmpty())
            continue;
        const QFileInfo file(report);
        if (taken.contains(placeOf(report)) && (file.isFile() || !file.exists()))
            return fail(Texts::sameFile(report));
        taken << placeOf(report);
    }
    std::shared_ptr<const Dataset> dataset;
    std::filesystem::path folder;
    if (!request.benchmark.isEmpty()) {
        folder = pathOf(request.benchmark);
        auto opened = Dataset::open(folder);
        std::error_code error;
        if (opened) {
            dataset = *opened;
            folder = dataset->folder();
            for (const Error& problem : dataset->fileProblems())
                note(translated(problem));
            if (dataset->brokenCount() > 0)
                note(Texts::brokenRows(dataset->brokenCount()));
        } else if (!std::filesystem::is_directory(folder / "raw_data", error)) {
            return fail(translated(opened.error()));
        }
    }
    PredictionFile::Options options;
    if (!request.task.isEmpty())
        options.task = request.task == QLatin1String("2D") ? Task::TwoD : Task::ThreeD;
    if (!request.modelName.isEmpty())
        options.modelName = request.modelName.toStdString();

    ScoreOptions scoring;
    scoring.threads = unsigned(request.threads);
    scoring.scenes = std::make_shared<SceneGeometryCache>();
    ProgressLine progress(&Texts::scored);
    scoring.progress = progress.shown();

    // Every file is looked at before the first is scored, so that a wrong name costs no minutes.
    std::vector<std::shared_ptr<const PredictionFile>> files;
    for (const QString& name : request.predictions) {
        auto predictions = PredictionFile::open(pathOf(name), options);
        if (!predictions)
            return fail(translated(predictions.error()));
        if (!(*predictions)->isStyleOfficial)
            note(Texts::unknownModel(toQString((*predictions)->modelName), (*predictions)->style == AnswerStyle::Text));
        constexpr std::size_t mostNoted = 20;
        const auto& unreadable = (*predictions)->unreadable;
        for (std::size_t i = 0; i < std::min(mostNoted, unreadable.size()); ++i)
            note(translated(unreadable[i].error));
        files.push_back(*predictions);
    }
    nlohmann::ordered_json reports = nlohmann::ordered_json::array();
    std::string csv;
    for (const auto& predictions : files) {
        const auto scored = score(predictions, folder, scoring);
        progress.clear();
        if (!scored)
            return fail(translated(scored.error()));
        const std::string text = reportText(*scored, dataset.get());
        std::fputs((reports.empty() ? text : "\n" + text).c_str(), stdout);
        reports.push_back(request.jsonFile.isEmpty() ? nlohmann::ordered_json() : reportJson(*scored));
        if (!request.csvFile.isEmpty()) {
            const std::string table = reportCsv(*scored);
            csv += csv.empty() ? table : table.substr(table.find('\n') + 1);
        }
    }
    std::fflush(stdout);
    if (!request.jsonFile.isEmpty()) {
        // Text that is not UTF-8 came from the files; it is replaced rather than refused.
        const auto& report = reports.size() == 1 ? reports.front() : reports;
        const std::string text = report.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
        if (const QString error = writeReport(request.jsonFile, text); !error.isEmpty())
            return fail(error);
    }
    if (!request.csvFile.isEmpty())
        if (const QString error = writeReport(request.csvFile, csv); !error.isEmpty())
            return fail(error);
    return 0;
}

} // namespace tracestudio
