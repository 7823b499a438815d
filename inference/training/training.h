#pragma once

#include "training/evaluation.h"
#include "training/training_state.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace tracestudio {

/// How one phase is trained. The rate warms up, holds, and falls in the last share of the steps; so a run that has not
/// begun to fall can be made longer.
struct TrainingPlan {
    std::int64_t steps = 1000;
    double rate = 1.2e-3;
    std::int64_t warmUp = 60; ///< steps
    double fallShare = 0.25;  ///< of the steps
    double lastRate = 0.03;   ///< as a share of the rate
    double decay = 0.05;      ///< of matrices
    double mostGradient = 1;  ///< longer ones are cut
    int pictures = 16;        ///< of a step, of all workers together
    int questionsEach = 4;    ///< of each picture, when answers are learned
    int workers = 2;          ///< threads; part of what a run repeats exactly. On another device they make its batches
    LossWeights losses;
    double secondsOfLog = 30, secondsOfSave = 300;
    std::int64_t stepsOfExam = 0; ///< 0: no examination
    std::size_t exams = 200;
};

/// The share of the plan's rate at a step, from 0.
double rateShare(const TrainingPlan& plan, std::int64_t step);

/// What to learn from at each step: batches of pictures of one size, every scene once in each epoch, in an order that
/// depends on seed and step only.
class BatchOrder {
  public:
    BatchOrder(const TrainingScenes& scenes, int pictures, std::uint64_t seed);
    [[nodiscard]] const std::vector<SceneReference>& at(std::int64_t step);

  private:
    void draw(std::int64_t epoch);
    const TrainingScenes& m_scenes;
    std::size_t m_pictures;
    std::uint64_t m_seed;
    std::int64_t m_epoch = -1, m_stepsAnEpoch = 0;
    std::vector<std::vector<SceneReference>> m_batches;
};

/// Where training tells of itself and is stopped.
struct TrainingHooks {
    std::function<void(const std::string& line)> log;
    std::filesystem::path stateFile; ///< written now and then and at the end, where there is one
    const std::atomic<bool>* stop = nullptr;
    const TrainingScenes* heldOut = nullptr;
};

/// Trains `state` in its phase from its step to the plan's last, or until stopped, on the device of its parameters. On
/// the processor `workers` threads learn from a part of each batch, and what they make depends on state, scenes and
/// plan only (and on the processor), however often it is stopped and gone on with.
Result<void> train(TrainingState& state, const TrainingScenes& scenes, const TrainingPlan& plan,
                   const TrainingHooks& hooks);

/// Asks a network about `exams` on `threads` threads.
std::vector<AnswerError> examine(const std::vector<Exam>& exams, const PromptTokenizer& prompts,
                                 const Qwen3VlWeights& weights, const Qwen3VlConfig& config, int threads);

} // namespace tracestudio
