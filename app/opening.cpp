#include "app/opening.h"

#include "app/messages.h"
#include "capture/sources.h"

#include <QSet>
#include <QStandardPaths>
#include <algorithm>

namespace tracestudio {

namespace {

std::filesystem::path pathOf(const QString& name) {
    return std::filesystem::path(name.toStdU16String());
}

bool isAnswerFile(const QString& path) {
    return path.endsWith(QLatin1String(".jsonl"), Qt::CaseInsensitive);
}

std::filesystem::path marksFolder() {
    return pathOf(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)) / "review";
}

/// The same file opened again takes its old place.
void place(std::vector<OpenModel>& models, std::shared_ptr<const PredictionFile> predictions) {
    const auto same = std::find_if(models.begin(), models.end(), [&](const OpenModel& known) {
        std::error_code ignored; // then they are told apart by how they are written
        return known.predictions->path == predictions->path ||
               std::filesystem::equivalent(known.predictions->path, predictions->path, ignored);
    });
    OpenModel& model = same != models.end() ? *same : models.emplace_back();
    model = OpenModel();
    model.predictions = std::move(predictions);
}

/// Letters that tell names with the same capitals apart: those at which the first differs from the others
/// ("RoboTracer_mixed", "RoboTracer_colliding" → "RTm", "RTc").
void tellApart(std::vector<OpenModel*>& twins) {
    if (twins.size() < 2)
        return;
    qsizetype common = 0;
    const auto differAt = [&](qsizetype at) {
        return std::any_of(twins.begin(), twins.end(), [&](const OpenModel* model) {
            return at >= model->name.size() || model->name[at] != twins.front()->name[at];
        });
    };
    while (common < twins.front()->name.size() && !differAt(common))
        ++common;
    QSet<QString> taken;
    int number = 0;
    for (OpenModel* model : twins) {
        ++number;
        const QString letter = model->name.mid(common, 1).toLower();
        QString apart = model->shortName.left(3) + letter;
        if (letter.isEmpty() || !letter.front().isLetterOrNumber() || taken.contains(apart))
            apart = model->shortName.left(2) + QString::number(number);
        taken.insert(apart);
        model->shortName = apart;
    }
}

} // namespace

const AnswerRow* OpenModel::answerTo(std::size_t sample) const {
    const std::int64_t answer = sample < match->answerOfSample.size() ? match->answerOfSample[sample] : -1;
    return answer < 0 ? nullptr : &predictions->rows[std::size_t(answer)];
}

const SampleScore* OpenModel::scoreFor(std::size_t sample) const {
    return scoreOfSample && sample < scoreOfSample->size() ? (*scoreOfSample)[sample] : nullptr;
}

std::shared_ptr<const ScoresBySample> scoresBySample(const PredictionMatch& match, const ModelScore& score) {
    auto bySample = std::make_shared<ScoresBySample>(match.answerOfSample.size(), nullptr);
    for (std::size_t i = 0; i < bySample->size(); ++i)
        if (const std::int64_t answer = match.answerOfSample[i]; answer >= 0)
            (*bySample)[i] = &score.samples[std::size_t(answer)];
    return bySample;
}

QString shortNameOf(const QString& name) {
    QString letters;
    for (const QChar c : name)
        if ((c.isUpper() || c.isDigit()) && letters.size() < 3)
            letters += c;
    return letters.size() >= 2 ? letters : name.left(2).toUpper();
}

void nameApart(std::vector<OpenModel>& models) {
    QHash<QString, int> uses;
    for (OpenModel& model : models) {
        model.name = toQString(model.predictions->modelName);
        ++uses[model.name];
    }
    for (OpenModel& model : models)
        if (uses.value(model.name) > 1)
            model.name += model.predictions->task == Task::ThreeD ? QLatin1String(" 3D") : QLatin1String(" 2D");
    QHash<QString, int> seen;
    for (OpenModel& model : models)
        if (const int before = seen[model.name]++; before > 0)
            model.name += QStringLiteral(" (%1)").arg(before + 1);
    QHash<QString, std::vector<OpenModel*>> byShortName;
    for (OpenModel& model : models) {
        model.shortName = shortNameOf(model.name);
        byShortName[model.shortName].push_back(&model);
    }
    for (auto& twins : byShortName)
        tellApart(twins);
}

Opened openPaths(const QStringList& paths, const Opened& before, const Progress& progress, std::stop_token stop) {
    Opened opened;
    std::vector<std::shared_ptr<const PredictionFile>> answerFiles;
    for (const QString& path : paths) {
        if (isDeviceUri(path.toStdString()) || isRecording(pathOf(path))) {
            opened.recordings << path;
        } else if (isAnswerFile(path)) {
            auto answers = PredictionFile::open(pathOf(path), {}, progress, stop);
            if (answers)
                answerFiles.push_back(*answers);
            else
                opened.errors.push_back(answers.error());
        } else if (auto dataset = Dataset::open(pathOf(path), progress, stop)) {
            opened.dataset = *dataset;
            opened.isNewDataset = true;
        } else {
            opened.errors.push_back(dataset.error());
        }
    }
    opened.hasChanged = opened.isNewDataset || !answerFiles.empty();
    if (!opened.hasChanged)
        return opened;
    if (!opened.isNewDataset || before.isFromAnswers)
        opened.models = before.models;
    for (auto& answers : answerFiles)
        place(opened.models, std::move(answers));
    if (!opened.isNewDataset) {
        opened.dataset = before.dataset;
        if (!before.dataset || before.isFromAnswers) {
            std::vector<std::shared_ptr<const PredictionFile>> files;
            for (const OpenModel& model : opened.models)
                files.push_back(model.predictions);
            opened.dataset = datasetFromPredictions(files);
            opened.isNewDataset = true;
            opened.isFromAnswers = true;
        }
    }
    // Scores stay with the answers they belong to, unless pictures have come to them since.
    const bool dropsScores = before.isFromAnswers && !opened.isFromAnswers;
    for (OpenModel& model : opened.models) {
        if (stop.stop_requested())
            return opened;
        if (dropsScores) {
            model.score.reset();
            model.isLeftUnscored = false;
        }
        if (model.match && !opened.isNewDataset)
            continue;
        model.match = std::make_shared<const PredictionMatch>(match(*model.predictions, *opened.dataset));
        model.scoreOfSample = model.score ? scoresBySample(*model.match, *model.score) : nullptr;
    }
    nameApart(opened.models);
    if (opened.isNewDataset)
        opened.marks = std::make_shared<ReviewMarks>(ReviewMarks::open(*opened.dataset, marksFolder()));
    return opened;
}

} // namespace tracestudio
