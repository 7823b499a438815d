#pragma once

#include "benchmark/dataset.h"
#include "benchmark/predictions.h"
#include "benchmark/prompt.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

namespace tracestudio {

/// The file a run writes: `<model>_<2D|3D>.jsonl` as the published runner writes it. A row that was put is never lost
/// and no line is ever half there, whenever the process is killed: each row goes into a journal beside the file first,
/// and the file itself is only ever replaced whole. What a killed run left in its journal is taken up by the next. One
/// thread at a time.
class PredictionStore {
  public:
    /// Opens or begins the file. Fails when it cannot be written or another run is writing it.
    static Result<std::unique_ptr<PredictionStore>> open(const std::filesystem::path& folder,
                                                         const std::string& modelName, Task task);
    ~PredictionStore();
    PredictionStore(const PredictionStore&) = delete;
    PredictionStore& operator=(const PredictionStore&) = delete;

    /// Whether there is an answer of this question that is not empty.
    [[nodiscard]] bool hasAnswer(const std::string& questionId) const;
    /// `line` is one JSON object without a line break. Rows stand in the order of `setOrder`, others behind.
    Result<void> put(const std::string& questionId, std::string line);
    void setOrder(std::vector<std::string> questionIds) { m_order = std::move(questionIds); }
    /// Writes the file and forgets the journal; the last thing that is done. Without it the file stays as it is.
    Result<void> finish();

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    /// Lines of the file as it was found that were no JSON object with a question_id, and so are gone from it.
    [[nodiscard]] std::size_t unreadableCount() const { return m_unreadable; }

  private:
    struct Row {
        std::string line;
        bool isAnswered = false;
    };
    explicit PredictionStore(std::filesystem::path path);
    Result<void> writeWhole();
    /// Takes up the lines of a file of before; false for a last one that breaks off.
    void readLines(const std::filesystem::path& path);

    std::filesystem::path m_path, m_journalPath;
    int m_journal = -1;
    std::unordered_map<std::string, Row> m_rows;
    std::vector<std::string> m_found; ///< ids in the order they came
    std::vector<std::string> m_order;
    std::size_t m_unreadable = 0;
    double m_wholeSeconds = 0, m_wroteAt = 0; ///< how long the last whole writing took, and when
};

/// A model's name as its files have it: a server's own may have its maker in front, "Qwen/Qwen3-VL-4B-Instruct".
std::string fileNameOf(std::string_view modelName);

/// What a model said to one question of a run.
struct RunAnswer {
    std::string text;
    std::string place;  ///< where the model ran
    double seconds = 0; ///< from question to answer
    int promptTokens = 0, newTokens = 0;
};

struct RunProgress {
    std::size_t done = 0, failed = 0, total = 0; ///< of the questions that have to be asked
    std::size_t kept = 0;                        ///< were answered by an earlier run
    double secondsLeft = 0;
};

/// A model asked about every sample of a benchmark.
struct RunRequest {
    std::shared_ptr<const Dataset> dataset;
    std::vector<std::size_t> samples; ///< indices of the dataset, in its order
    std::filesystem::path folder;     ///< where the file goes
    std::string modelName;
    Task task = Task::ThreeD;
    PromptStyle style = PromptStyle::General;
    int jobs = 1; ///< questions under way at once
    /// Called on `jobs` threads.
    std::function<Result<RunAnswer>(const SampleRecord& record, const std::string& prompt, const std::stop_token& stop)>
        ask;
    std::function<void(const RunProgress& progress)> progress; ///< from any of the threads, one at a time
    std::stop_token stop;
};

struct RunResult {
    std::filesystem::path path;
    RunProgress counts;
    std::string firstError; ///< of the failed ones
};

/// Asks what is missing or empty in the file, and writes each answer as it comes. A question that fails gets an empty
/// answer with its error, so that a later run asks it again. Stops between questions; what was answered is kept.
Result<RunResult> runPredictions(const RunRequest& request);

/// The line that the published runner writes for a question: the dataset row's own values in their own spelling.
std::string predictionLine(const SampleRecord& record, const std::string& prompt, const Result<RunAnswer>& answer,
                           PromptStyle style);

} // namespace tracestudio
