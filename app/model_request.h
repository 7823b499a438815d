#pragma once

#include "benchmark/dataset.h"
#include "benchmark/prediction_run.h"
#include "models/server_models.h"

#include <QString>
#include <optional>

namespace tracestudio {

/// Which model is asked, and where: a checkpoint in this process or a server. A plain value.
struct ModelRequest {
    QString checkpoint; ///< a folder as downloaded
    QString device = QStringLiteral("auto"), type = QStringLiteral("auto");
    int threads = 0; ///< 0: all cores but one

    QString url;                            ///< of a server, instead of a checkpoint
    std::optional<ServerProtocol> protocol; ///< nothing: as the model's name and the address have it
    QString name;                           ///< as the server knows the model, and in files; empty: its own
    QString key;                            ///< of chat completions
    QString keyVariable;                    ///< environment variable that holds it, where `key` is empty
    double connectSeconds = 10, answerSeconds = 300;
    int tries = 3; ///< of one question

    int mostNewTokens = 768;
    std::optional<PromptStyle> promptStyle; ///< nothing: as the checkpoint's card or the model's name has it
    /// A trace that is answered starts at the depth that was measured there; nothing: as the checkpoint's card has it.
    std::optional<bool> startsAtMeasuredDepth;

    [[nodiscard]] bool isServer() const { return !url.isEmpty(); }
    bool operator==(const ModelRequest&) const = default;
};

/// An address as a person may write it, with "http://" where nothing says otherwise.
QString withScheme(const QString& url);

/// The server of a request for one: its protocol chosen. What `checkServer` tests.
ServerPlace serverPlaceOf(const ModelRequest& request);

/// The request with name, prompt style and start as the checkpoint's card (checkpoint_card.h) has them, where nothing
/// else is wanted. Reads a small file. Fails where the card is there and cannot be used.
Result<ModelRequest> asItsCardSays(ModelRequest request);
/// How a model of this name is asked.
PromptStyle promptStyleOf(const ModelRequest& request, const QString& name);

/// Loads the checkpoint, or takes the server: that is asked only for the name of its model, where none is given and
/// its protocol needs one. Slow; any thread.
Result<std::shared_ptr<TraceModel>> openModel(const ModelRequest& request, const AnswerListener& listener,
                                              const std::stop_token& stop);

/// What is asked about a sample: its picture, where picture and aligned depth lie, and the camera. The depth itself is
/// not read: models in this process do not look at it, and servers are sent its path. Fails without a picture.
Result<Question> questionAbout(const Dataset& dataset, const SampleRecord& record, std::string prompt);

/// Asks `model` about a sample of a benchmark, as a run does.
Result<RunAnswer> answerOf(TraceModel& model, const Dataset& dataset, const SampleRecord& record,
                           const std::string& prompt, int mostNewTokens, const std::stop_token& stop);

} // namespace tracestudio
