#include "app/model_request.h"

#include "app/messages.h"
#include "benchmark/sample_files.h"
#include "models/checkpoint_card.h"
#include "models/local_models.h"

#include <QCoreApplication>

namespace tracestudio {

namespace {

Result<std::shared_ptr<TraceModel>> openServer(const ModelRequest& request, const std::stop_token& stop) {
    ServerPlace place = serverPlaceOf(request);
    auto model = openServerModel(place);
    if (!model || !place.modelName.empty() || place.protocol != ServerProtocol::ChatCompletions)
        return model;
    const auto check = checkServer(place, stop);
    if (!check)
        return tl::unexpected(check.error());
    if (check->models.size() != 1) {
        std::string known;
        for (const std::string& name : check->models)
            if (known.size() < 300)
                known += (known.empty() ? "" : ", ") + name;
        return failure(QT_TRANSLATE_NOOP("messages", "%1 does not serve just one model that could be taken unasked "
                                                     "(%2). Name the one you mean: --model-name NAME, or in the window "
                                                     "the model in its settings."),
                       (*model)->place(), known.empty() ? "–" : known);
    }
    place.modelName = check->models.front();
    return openServerModel(place);
}

} // namespace

QString withScheme(const QString& url) {
    const QString address = url.trimmed();
    return address.isEmpty() || address.contains(QLatin1String("://")) ? address : QStringLiteral("http://") + address;
}

Result<ModelRequest> asItsCardSays(ModelRequest request) {
    if (request.isServer())
        return request;
    const std::filesystem::path folder = request.checkpoint.toStdString();
    const auto card = CheckpointCard::of(folder);
    if (!card)
        return tl::unexpected(card.error());
    if (request.name.isEmpty())
        request.name = toQString(card->name);
    if (!request.promptStyle && !card->promptStyle.empty()) {
        request.promptStyle = promptStyleFrom(card->promptStyle);
        if (!request.promptStyle)
            return failure(QT_TRANSLATE_NOOP("messages", "%1: \"prompt_style\" is \"%2\"; it must be instruction, "
                                                         "robotracer, robobrain, fixed or official."),
                           (folder / CheckpointCard::fileName).string(), card->promptStyle);
    }
    if (!request.startsAtMeasuredDepth && card->startsAtMeasuredDepth)
        request.startsAtMeasuredDepth = true;
    return request;
}

PromptStyle promptStyleOf(const ModelRequest& request, const QString& name) {
    return request.promptStyle.value_or(promptStyleOf(name.toStdString()));
}

ServerPlace serverPlaceOf(const ModelRequest& request) {
    ServerPlace place;
    place.url = request.url.toStdString();
    place.modelName = request.name.toStdString();
    place.protocol = request.protocol.value_or(serverProtocolOf(place.modelName, place.url));
    place.key = (request.key.isEmpty() && !request.keyVariable.isEmpty()
                     ? qEnvironmentVariable(request.keyVariable.toUtf8().constData())
                     : request.key)
                    .toStdString();
    place.connectSeconds = request.connectSeconds;
    place.answerSeconds = request.answerSeconds;
    place.tries = request.tries;
    if (place.modelName.empty() && place.protocol == ServerProtocol::RoboTracer)
        place.modelName = "RoboTracer";
    return place;
}

Result<std::shared_ptr<TraceModel>> openModel(const ModelRequest& request, const AnswerListener& listener,
                                              const std::stop_token& stop) {
    if (request.isServer())
        return openServer(request, stop);
    if (const auto card = asItsCardSays(request); !card)
        return tl::unexpected(card.error());
    return loadLocalModel(request.checkpoint.toStdString(),
                          {request.device.toStdString(), request.type.toStdString(), request.threads}, listener, stop);
}

Result<Question> questionAbout(const Dataset& dataset, const SampleRecord& record, std::string prompt) {
    Question question;
    question.text = std::move(prompt);
    const std::filesystem::path root = dataset.pictureFolder();
    if (root.empty())
        return failure(QT_TRANSLATE_NOOP("messages", "Sample %1 has no picture to ask about: only answers are open. "
                                                     "Open the benchmark folder that they are about."),
                       record.id);
    const auto image = pathInside(root, record.imagePath);
    if (!image)
        return tl::unexpected(image.error());
    auto colour = readColour(*image);
    if (!colour)
        return tl::unexpected(colour.error());
    question.imageFile = *image;
    question.frame.colourBgr = *colour;
    if (const auto depth = pathInside(root, record.gtDepthPath))
        question.depthFile = *depth;
    if (const auto camera = cameraOf(record.gtDepthIntrinsics, colour->cols, colour->rows))
        question.frame.camera = *camera;
    return question;
}

Result<RunAnswer> answerOf(TraceModel& model, const Dataset& dataset, const SampleRecord& record,
                           const std::string& prompt, int mostNewTokens, const std::stop_token& stop) {
    const auto question = questionAbout(dataset, record, prompt);
    if (!question)
        return tl::unexpected(question.error());
    AnswerOptions options;
    options.mostNewTokens = mostNewTokens;
    const auto answer = model.ask(*question, options, {}, stop);
    if (!answer)
        return tl::unexpected(answer.error());
    return RunAnswer{answer->text, model.place(), answer->seconds.whole(), answer->promptTokenCount,
                     answer->newTokenCount};
}

} // namespace tracestudio
