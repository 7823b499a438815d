#pragma once

#include "scene/rgbd_frame.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace tracestudio {

/// What is asked of a model about one picture.
struct Question {
    RgbdFrame frame;    ///< with depth and camera where they are known; a model takes what it can use
    std::string text;   ///< the whole of what is sent, instruction and wrapper (see prompt.h)
    std::string system; ///< sent before it where there is any
    /// Where the picture and the aligned depth lie, when they lie in files; servers are sent these.
    std::filesystem::path imageFile, depthFile;
};

/// How the words of an answer are chosen.
struct AnswerOptions {
    int mostNewTokens = 768;
    bool samples = false; ///< else greedy: the likeliest token each time, always the same answer
    /// With `samples`; what is not given is as the model's maker had it.
    std::optional<double> temperature, topP;
    std::optional<int> topK;
    std::uint64_t seed = 0;
    bool keepsLogits = false; ///< the first step's, for comparing implementations
};

/// What a model is doing, in this order. One in this process sees and reads, a server is waited for.
enum class Stage { Loading, Preparing, Waiting, Seeing, Reading, Answering };

/// How long each stage took, seconds; of a server only the whole is known, and stands under `answer`.
struct StageTimes {
    double load = 0, prepare = 0, see = 0, read = 0, answer = 0;
    [[nodiscard]] double whole() const { return prepare + see + read + answer; } ///< but for loading
};

struct ModelAnswer {
    std::string text;
    std::vector<std::int32_t> promptTokens, newTokens; ///< ids; empty from a server that does not tell them
    int promptTokenCount = 0, newTokenCount = 0;       ///< 0 from a server that does not tell them
    bool isCut = false;                                ///< ended by the limit on tokens, not by the model
    StageTimes seconds;
    std::vector<float> firstLogits; ///< with keepsLogits
};

/// Told from the thread that answers.
struct AnswerListener {
    std::function<void(std::string_view newText)> text;
    std::function<void(Stage stage, double share)> progress; ///< 0…1 of the stage
};

/// Whatever turns a picture and words into words: a checkpoint in this process or a server behind a wire. A
/// checkpoint is asked one question at a time, from any one thread; a server also several at once from several
/// threads. Both give up when `stop` asks them to: the one between two tokens, the other at any moment.
class TraceModel {
  public:
    virtual ~TraceModel() = default;
    /// What messages and answers call it.
    [[nodiscard]] virtual std::string name() const = 0;
    /// Where it runs, such as "cpu, float32" or a server's address.
    [[nodiscard]] virtual std::string place() const = 0;
    /// Its answers begin inside a `<think>` that is part of the question, so that only `</think>` stands in them.
    [[nodiscard]] virtual bool thinksFirst() const { return false; }
    [[nodiscard]] virtual Result<ModelAnswer> ask(const Question& question, const AnswerOptions& options,
                                                  const AnswerListener& listener, std::stop_token stop) = 0;
};

/// The error of a question that was stopped.
tl::unexpected<Error> stopped();

} // namespace tracestudio
