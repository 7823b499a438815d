#pragma once

#include "benchmark/dataset.h"
#include "benchmark/predictions.h"
#include "local/qwen3_vl_layers.h"
#include "training/batch.h"

#include <string>
#include <vector>

namespace tracestudio {

/// How far an answer is from the scene's.
struct AnswerError {
    std::string kind, family, size; ///< of the question, the scene and the picture; of a benchmark category and source
    bool isRead = false;            ///< it has at least two points; else nothing below is set
    struct End {
        double metres = 0;        ///< between the places, unprojected with the scene's camera
        double metresAtDepth = 0; ///< the same with the true depth in place of the answer's
        double thousandths = 0;   ///< in the picture
        double depthMetres = 0;   ///< of the depths alone
    };
    End start, end;
};

/// A question to be asked: of which scene, and its number there.
struct Exam {
    SceneReference scene;
    std::size_t question = 0;
};
/// `most` questions about different scenes, or one about each scene: always the same. Ordered so that neighbours can
/// be asked together.
std::vector<Exam> examsOf(const TrainingScenes& scenes, const PromptTokenizer& prompts, std::size_t most);

/// The greedy answers, without gradients, in float32.
std::vector<std::vector<TokenId>> greedyAnswers(const std::vector<Exam>& exams, const PromptTokenizer& prompts,
                                                const Qwen3VlWeights& weights, const Qwen3VlConfig& config);
AnswerError errorOf(const Exam& exam, const std::string& answer);
/// The errors of the answers in a file to all samples of a benchmark that have a true trace; a sample without an answer
/// counts as one that cannot be read. Fails where a picture or its camera is missing.
Result<std::vector<AnswerError>> errorsOf(const PredictionFile& answers, const Dataset& dataset);

/// Tables of shares within 0.05, 0.10 and 0.20 m and of medians: of all, and by kind, family and size of picture.
std::string evaluationText(const std::vector<AnswerError>& errors);

} // namespace tracestudio
