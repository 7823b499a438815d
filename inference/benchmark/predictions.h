#pragma once

#include "benchmark/answer.h"
#include "benchmark/dataset.h"

namespace tracestudio {

/// Whether answers are pixels only or pixels with depth; the "_2D" or "_3D" of a prediction file's name.
enum class Task { TwoD, ThreeD };

/// The name that the planner's answers have. It is no model but a baseline: it is given the mask and the destination
/// box that models have to find, and reports say so beside its numbers.
inline constexpr const char* plannerName = "Planner";

/// One line of a prediction file. It carries its own ground truth, intrinsics, box and paths, and like the published
/// evaluator everything is scored against these.
struct AnswerRow {
    std::size_t line = 0; ///< 1-based, in the file
    PyValue questionId;   ///< as it stands in the file (for reports)
    std::string id;       ///< the same as text, "7"; what samples are matched by
    std::string instruction, targetObject, destination;
    std::string imagePath, gtDepthPath, maskPath;
    JsonMatrix gtDepthIntrinsics;
    std::vector<PointCamera> trajectory;
    JsonMatrix trajectoryAsWritten;               ///< the same, whatever its shape
    JsonMatrix boxCentre, boxExtent, boxRotation; ///< vectors are 1×3
    bool namesBox = false;                        ///< all three stand there and none is null; they may still be []
    /// Of image_path, gt_depth_path, mask_path and trajectory those that are not in the line: the published script
    /// raises a KeyError. A null trajectory counts too, which makes it raise as well.
    std::vector<std::string> missingKeys;
    PyValue prediction; ///< "model_prediction": a string, null or anything else; "" when missing
    std::string error;  ///< "error": why the query failed
    std::string variant;
};

/// A line that could not be used, with why.
struct UnreadableLine {
    std::size_t line = 0;
    Error error;
};

/// A model's answers: one JSON object a line (spec/benchmark.md section 3). Immutable once read.
struct PredictionFile {
    std::filesystem::path path;
    std::string modelName;    ///< the file's name without _2D/_3D, unless given
    Task task = Task::ThreeD; ///< from the name, unless given; else from the first answers
    AnswerStyle style = AnswerStyle::Text;
    bool isStyleOfficial = false; ///< the published script knows this model's name
    std::vector<AnswerRow> rows;
    std::vector<UnreadableLine> unreadable;

    struct Options {
        std::optional<std::string> modelName;
        std::optional<Task> task;
    };
    static Result<std::shared_ptr<const PredictionFile>> open(const std::filesystem::path& path,
                                                              const Options& options = {},
                                                              const Progress& progress = {},
                                                              const std::stop_token& stop = {});
};

/// One answer that is in no file yet, as the file would be read: so that it is scored like any other. `line` is what
/// the file would hold (see predictionLine).
Result<std::shared_ptr<const PredictionFile>> predictionFrom(const std::string& line, const std::string& modelName,
                                                             Task task);

/// How the answers of one file meet the samples of a dataset, matched by question_id. All counts are shown.
struct PredictionMatch {
    std::vector<std::int64_t>
        answerOfSample; ///< per sample: index into PredictionFile::rows (the last of duplicates), -1 none
    std::size_t matched = 0;
    std::size_t missing = 0;   ///< samples without an answer
    std::size_t extra = 0;     ///< answers without a sample
    std::size_t duplicate = 0; ///< further answers for the same question_id
    std::size_t unreadable = 0;
};
PredictionMatch match(const PredictionFile& predictions, const Dataset& dataset);

/// A dataset made of the answers' own rows, for a prediction file opened without images: instructions, ground truth,
/// boxes and picture sizes inferred from the intrinsics (spec/evaluator.md, `files_used`), no pixels.
std::shared_ptr<const Dataset> datasetFromPredictions(const std::vector<std::shared_ptr<const PredictionFile>>& files);

/// The picture size the published rows imply: 3×3 → 512×384 or 384×512 by cx > cy; 4×4 → 640×480.
cv::Size inferredSize(const JsonMatrix& gtDepthIntrinsics);

} // namespace tracestudio
