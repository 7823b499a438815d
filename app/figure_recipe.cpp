#include "app/figure_recipe.h"

#include "app/messages.h"
#include "benchmark/prediction_run.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QLocale>
#include <QSet>

namespace tracestudio {

namespace {

/// Grows when a recipe says something that an older program would misunderstand.
constexpr int recipeVersion = 1;

FigureRecipe::Place placeOf(const QString& path, const QString& output) {
    const QString absolute = QFileInfo(path).absoluteFilePath();
    return {absolute, QFileInfo(output).absoluteDir().relativeFilePath(absolute)};
}

QJsonObject jsonOf(const FigureRecipe::Place& place) {
    return {{QStringLiteral("path"), place.path}, {QStringLiteral("fromFigure"), place.fromFigure}};
}

FigureRecipe::Place placeFrom(const QJsonValue& json) {
    return {json[QLatin1String("path")].toString(), json[QLatin1String("fromFigure")].toString()};
}

/// Empty where none was chosen.
QString nameOf(const QColor& colour) {
    return colour.isValid() ? colour.name() : QString();
}

QString datasetPath(const Dataset& dataset) {
    return pathText(dataset.folder());
}

/// An answer of the figure as one given in the window, scored.
FigureLiveAnswer liveAnswer(const FigureRecipe::Answers& answers, const QString& id, const QString& text,
                            const Dataset& dataset, const std::stop_token& stop) {
    FigureLiveAnswer live{answers.name, id.toStdString(), text.toStdString(),
                          nullptr,      answers.colour,   answers.startsAtMeasuredDepth};
    const auto index = dataset.find(live.sampleId);
    const auto record = index ? dataset.record(*index) : failure("");
    if (!record)
        return live;
    RunAnswer answer;
    answer.text = live.text;
    const std::string line = predictionLine(*record, record->instruction, answer, PromptStyle::General);
    const auto file = predictionFrom(line, answers.name.toStdString(), answers.task);
    if (!file)
        return live;
    ScoreOptions options;
    options.stop = stop;
    if (auto scored = score(*file, dataset.folder(), options))
        live.score = std::make_shared<const ModelScore>(std::move(*scored));
    return live;
}

} // namespace

QString FigureRecipe::Place::find(const QString& figure) const {
    const QString beside = QDir::cleanPath(QFileInfo(figure).absoluteDir().filePath(fromFigure));
    if (!fromFigure.isEmpty() && QFileInfo::exists(beside))
        return beside;
    return !path.isEmpty() && QFileInfo::exists(path) ? path : QString();
}

QJsonObject FigureRecipe::toJson() const {
    QJsonArray sampleArray;
    for (const SampleReference& sample : samples)
        sampleArray.append(QJsonObject{{QStringLiteral("id"), sample.id}, {QStringLiteral("sha256"), sample.checksum}});
    QJsonArray answersArray;
    for (const Answers& model : answers) {
        QJsonObject json{
            {QStringLiteral("name"), model.name},
            {QStringLiteral("task"), model.task == Task::TwoD ? QStringLiteral("2D") : QStringLiteral("3D")},
            {QStringLiteral("colour"), nameOf(model.colour)}};
        if (model.startsAtMeasuredDepth)
            json[QLatin1String("startsAtMeasuredDepth")] = true;
        if (model.file)
            json[QLatin1String("file")] = tracestudio::jsonOf(*model.file);
        QJsonObject texts;
        for (const auto& [id, text] : model.texts)
            texts[id] = text;
        json[QLatin1String("texts")] = texts;
        answersArray.append(json);
    }
    return {{QStringLiteral("tracestudioFigure"), recipeVersion},
            {QStringLiteral("program"), programVersion},
            {QStringLiteral("language"), language},
            {QStringLiteral("dataset"), tracestudio::jsonOf(dataset)},
            {QStringLiteral("samples"), sampleArray},
            {QStringLiteral("answers"), answersArray},
            {QStringLiteral("colours"), QJsonObject{{QStringLiteral("truth"), nameOf(truthColour)},
                                                    {QStringLiteral("box"), nameOf(boxColour)},
                                                    {QStringLiteral("object"), nameOf(objectColour)}}},
            {QStringLiteral("options"), options.toJson()}};
}

Result<FigureRecipe> FigureRecipe::fromJson(const QJsonObject& json, const QString& figure) {
    const int version = json[QLatin1String("tracestudioFigure")].toInt();
    if (version > recipeVersion)
        return failure(TRANSLATABLE("%1 was made by a later TraceStudio (%2). Open it with that one."),
                       figure.toStdString(), json[QLatin1String("program")].toString().toStdString());
    FigureRecipe recipe;
    recipe.programVersion = json[QLatin1String("program")].toString();
    recipe.language = json[QLatin1String("language")].toString();
    recipe.dataset = placeFrom(json[QLatin1String("dataset")]);
    QSet<QString> known;
    for (const QJsonValue& sample : json[QLatin1String("samples")].toArray()) {
        const QString id = sample[QLatin1String("id")].toString();
        if (known.size() >= qsizetype(mostFigureCases) || known.contains(id))
            continue;
        known.insert(id);
        recipe.samples.push_back({id, sample[QLatin1String("sha256")].toString()});
    }
    for (const QJsonValue& model : json[QLatin1String("answers")].toArray()) {
        Answers answers;
        answers.name = model[QLatin1String("name")].toString();
        answers.task = model[QLatin1String("task")].toString() == QLatin1String("2D") ? Task::TwoD : Task::ThreeD;
        answers.colour = QColor(model[QLatin1String("colour")].toString());
        answers.startsAtMeasuredDepth = model[QLatin1String("startsAtMeasuredDepth")].toBool();
        if (model[QLatin1String("file")].isObject())
            answers.file = placeFrom(model[QLatin1String("file")]);
        const QJsonObject texts = model[QLatin1String("texts")].toObject();
        for (auto text = texts.begin(); text != texts.end(); ++text)
            answers.texts[text.key()] = text->toString();
        recipe.answers.push_back(std::move(answers));
    }
    const QJsonValue colours = json[QLatin1String("colours")];
    recipe.truthColour = QColor(colours[QLatin1String("truth")].toString());
    recipe.boxColour = QColor(colours[QLatin1String("box")].toString());
    recipe.objectColour = QColor(colours[QLatin1String("object")].toString());
    QString problem;
    const auto options = FigureOptions::fromJson(json[QLatin1String("options")].toObject(), &problem);
    if (version < 1 || !options || recipe.samples.empty())
        return failure(TRANSLATABLE("What %1 was made from is damaged (%2). Take another copy of it."),
                       figure.toStdString(), problem.isEmpty() ? std::string("samples") : problem.toStdString());
    recipe.options = *options;
    return recipe;
}

const FigureRecipe::Answers* FigureRecipe::answersIn(const std::filesystem::path& file, const QString& figure) const {
    const auto known = std::find_if(answers.begin(), answers.end(), [&](const Answers& candidate) {
        return candidate.file && QFileInfo(candidate.file->find(figure)) == QFileInfo(pathText(file));
    });
    return known == answers.end() ? nullptr : &*known;
}

FigureRecipe recipeOf(const FigureSubject& subject, const FigureOptions& options, const QString& output) {
    FigureRecipe recipe;
    recipe.programVersion = QStringLiteral(TRACESTUDIO_VERSION);
    recipe.language = QLocale().language() == QLocale::Chinese ? QStringLiteral("zh_CN") : QStringLiteral("en");
    recipe.dataset = placeOf(datasetPath(*subject.dataset), output);
    recipe.options = options;
    recipe.truthColour = subject.truthColour;
    recipe.boxColour = subject.boxColour;
    recipe.objectColour = subject.objectColour;
    for (const std::size_t index : subject.samples)
        recipe.samples.push_back({toQString(subject.dataset->row(index).id), checksumOf(*subject.dataset, index)});
    for (std::size_t i = 0; i < subject.models.size(); ++i) {
        const OpenModel& model = subject.models[i];
        FigureRecipe::Answers answers;
        answers.name = toQString(model.predictions->modelName);
        answers.file = placeOf(pathText(model.predictions->path), output);
        answers.task = model.predictions->task;
        answers.colour = i < subject.modelColours.size() ? subject.modelColours[i] : QColor();
        for (const std::size_t index : subject.samples)
            if (const AnswerRow* row = model.answerTo(index); row && row->prediction.isString())
                answers.texts[toQString(row->id)] = toQString(row->prediction.text);
        recipe.answers.push_back(std::move(answers));
    }
    for (const FigureLiveAnswer& live : subject.liveAnswers) {
        FigureRecipe::Answers answers;
        answers.name = live.name;
        answers.colour = live.colour;
        answers.startsAtMeasuredDepth = live.startsAtMeasuredDepth;
        answers.task = live.score ? live.score->predictions->task : Task::ThreeD;
        answers.texts[toQString(live.sampleId)] = toQString(live.text);
        recipe.answers.push_back(std::move(answers));
    }
    return recipe;
}

QString checksumOf(const Dataset& dataset, std::size_t sample) {
    const auto record = dataset.record(sample);
    if (!record)
        return {};
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(QByteArray::fromStdString(record->rawText));
    for (const std::string* relative : {&record->imagePath, &record->gtDepthPath, &record->maskPath}) {
        if (relative->empty())
            continue;
        QFile file(QDir(pathText(dataset.pictureFolder())).filePath(QString::fromStdString(*relative)));
        if (file.open(QIODevice::ReadOnly))
            hash.addData(&file);
    }
    return QString::fromLatin1(hash.result().toHex());
}

Result<FigureSources> locate(const FigureRecipe& recipe, const QString& figure) {
    FigureSources sources;
    const QString folder = recipe.dataset.find(figure);
    if (folder.isEmpty())
        return failure(TRANSLATABLE("The benchmark that %1 is about is no longer at %2. Put it back there, or keep the "
                                    "figure where it was beside it, and open the figure again."),
                       figure.toStdString(), recipe.dataset.path.toStdString());
    sources.paths << folder;
    for (const FigureRecipe::Answers& answers : recipe.answers) {
        const QString file = answers.file ? answers.file->find(figure) : QString();
        if (!file.isEmpty()) {
            sources.paths << file;
            continue;
        }
        sources.fromFigure.push_back(&answers);
        if (answers.file)
            sources.notes.push_back({TRANSLATABLE("%1 is no longer there: its answers to these samples are taken from "
                                                  "the figure."),
                                     {answers.file->path.toStdString()}});
    }
    return sources;
}

std::vector<FigureLiveAnswer> answersInFigure(const FigureSources& sources, const Dataset& dataset,
                                              const std::stop_token& stop) {
    std::vector<FigureLiveAnswer> live;
    for (const FigureRecipe::Answers* answers : sources.fromFigure)
        for (const auto& [id, text] : answers->texts)
            live.push_back(liveAnswer(*answers, id, text, dataset, stop));
    return live;
}

std::vector<Error> changesSince(const FigureRecipe& recipe, const Dataset& dataset, const std::stop_token& stop) {
    std::vector<Error> changes;
    for (const FigureRecipe::SampleReference& sample : recipe.samples) {
        if (stop.stop_requested())
            break;
        const auto index = dataset.find(sample.id.toStdString());
        if (!index)
            changes.push_back({TRANSLATABLE("Sample %1 is no longer in %2."),
                               {sample.id.toStdString(), datasetPath(dataset).toStdString()}});
        else if (!sample.checksum.isEmpty() && checksumOf(dataset, *index) != sample.checksum)
            changes.push_back(
                {TRANSLATABLE("Sample %1 has changed since the figure was made."), {sample.id.toStdString()}});
    }
    return changes;
}

std::vector<Error> answerChanges(const FigureRecipe& recipe, const QString& figure,
                                 const std::vector<OpenModel>& models, const Dataset& dataset) {
    std::vector<Error> changes;
    for (const OpenModel& model : models) {
        const FigureRecipe::Answers* before = recipe.answersIn(model.predictions->path, figure);
        for (const FigureRecipe::SampleReference& sample : recipe.samples) {
            const auto index = dataset.find(sample.id.toStdString());
            const AnswerRow* row = before && index ? model.answerTo(*index) : nullptr;
            const auto text = before ? before->texts.find(sample.id) : decltype(before->texts.end())();
            if (row && text != before->texts.end() && row->prediction.isString() &&
                toQString(row->prediction.text) != text->second)
                changes.push_back(
                    {TRANSLATABLE("The answer of %1 to sample %2 is another one than when the figure was made."),
                     {model.name.toStdString(), sample.id.toStdString()}});
        }
    }
    return changes;
}

Result<ReopenedFigure> reopen(const FigureRecipe& recipe, const QString& figure, const std::stop_token& stop) {
    const auto sources = locate(recipe, figure);
    if (!sources)
        return tl::unexpected(sources.error());
    const Opened opened = openPaths(
        sources->paths, {}, [](double) {}, stop);
    if (!opened.dataset)
        return opened.errors.empty() ? failure(TRANSLATABLE("Opening was cancelled."))
                                     : tl::unexpected(opened.errors.front());
    ReopenedFigure reopened;
    reopened.notes = sources->notes;
    reopened.notes.insert(reopened.notes.end(), opened.errors.begin(), opened.errors.end());
    FigureSubject& subject = reopened.subject;
    subject.dataset = opened.dataset;
    subject.models = opened.models;
    if (auto scored = scoreModels(subject, stop); !scored)
        return tl::unexpected(scored.error());
    for (const OpenModel& model : subject.models) {
        // Files are opened in the recipe's order, but one named twice is open once.
        const FigureRecipe::Answers* known = recipe.answersIn(model.predictions->path, figure);
        subject.modelColours.push_back(known ? known->colour : QColor());
    }
    const std::vector<Error> changes = changesSince(recipe, *subject.dataset, stop);
    const std::vector<Error> others = answerChanges(recipe, figure, subject.models, *subject.dataset);
    reopened.notes.insert(reopened.notes.end(), changes.begin(), changes.end());
    reopened.notes.insert(reopened.notes.end(), others.begin(), others.end());
    for (const FigureRecipe::SampleReference& sample : recipe.samples)
        if (const auto index = subject.dataset->find(sample.id.toStdString()))
            subject.samples.push_back(*index);
    if (subject.samples.empty())
        return failure(TRANSLATABLE("None of the samples of %1 is in %2 any more."), figure.toStdString(),
                       sources->paths.front().toStdString());
    subject.liveAnswers = answersInFigure(*sources, *subject.dataset, stop);
    subject.truthColour = recipe.truthColour;
    subject.boxColour = recipe.boxColour;
    subject.objectColour = recipe.objectColour;
    return reopened;
}

} // namespace tracestudio
