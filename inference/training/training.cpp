#include "training/training.h"

#include "training/optimizer.h"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <algorithm>
#include <barrier>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <deque>
#include <future>
#include <malloc.h>
#include <mutex>
#include <numeric>
#include <thread>
#include <torch/csrc/autograd/autograd.h>

namespace tracestudio {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point time) {
    return std::chrono::duration<double>(Clock::now() - time).count();
}

/// The first line of what libtorch throws: the rest is where in its own code.
std::string firstLine(const std::exception& error) {
    const std::string text = error.what();
    return text.substr(0, text.find('\n'));
}

/// Means of measures since the last line of the log.
class Measures {
  public:
    void add(const std::map<std::string, at::Tensor>& measures) {
        for (const auto& [name, tensor] : measures)
            if (const auto value = tensor.item<double>(); std::isfinite(value)) {
                m_sums[name].first += value;
                m_sums[name].second += 1;
            }
    }
    void clear() { m_sums.clear(); }
    [[nodiscard]] std::string text() const {
        std::string text;
        for (const auto& [name, sum] : m_sums) {
            std::array<char, 80> part{};
            std::snprintf(part.data(), part.size(), "  %s %.3f", name.c_str(), sum.first / sum.second);
            text += part.data();
        }
        return text;
    }

  private:
    std::map<std::string, std::pair<double, double>> m_sums;
};

/// Threads that learn from parts of each batch with the same parameters, and each change a part of them.
class Trainer {
  public:
    Trainer(TrainingState& state, const TrainingScenes& scenes, const TrainingPlan& plan, const TrainingHooks& hooks,
            const PromptTokenizer& prompts)
        : m_state(state)
        , m_scenes(scenes)
        , m_plan(plan)
        , m_hooks(hooks)
        , m_prompts(prompts)
        , m_isOnProcessor(state.parameters->device().is_cpu())
        , m_workers(std::size_t(m_isOnProcessor ? plan.workers : 1))
        , m_measures(m_workers.size())
        , m_barrier(std::ptrdiff_t(m_workers.size())) {
        const auto& leaves = state.parameters->leaves();
        for (const Parameters::Leaf& leaf : leaves)
            m_tensors.push_back(leaf.tensor);
        for (Worker& worker : m_workers) {
            worker.gradients = at::zeros_like(state.parameters->values());
            worker.isTouched.resize(leaves.size());
        }
        // Neighbouring leaves, so that each has about as many numbers.
        std::size_t next = 0;
        for (std::size_t w = 0; w < m_workers.size(); ++w) {
            m_workers[w].firstLeaf = next;
            const std::int64_t end = state.parameters->count() * std::int64_t(w + 1) / std::int64_t(m_workers.size());
            while (next < leaves.size() && (w + 1 == m_workers.size() || leaves[next].first < end))
                ++next;
            m_workers[w].lastLeaf = next;
        }
        if (hooks.heldOut && plan.stepsOfExam > 0 && state.phase == Phase::Answer)
            m_exams = examsOf(*hooks.heldOut, prompts, plan.exams);
    }

    Result<void> run() {
        if (auto done = save(); !done) // better known now than after hours
            return done;
        std::vector<std::jthread> others;
        for (std::size_t w = 1; w < m_workers.size(); ++w)
            others.emplace_back([this, w] { work(w); });
        work(0);
        others.clear();
        if (m_error)
            return tl::unexpected(*m_error);
        return save();
    }

  private:
    struct Worker {
        at::Tensor gradients;
        std::vector<char> isTouched;             ///< leaves that have a gradient
        std::size_t firstLeaf = 0, lastLeaf = 0; ///< that it changes
        double squares = 0;
    };

    void work(std::size_t w) {
        at::set_num_threads(1);
        BatchOrder order(m_scenes, m_plan.pictures, m_state.seed);
        const Clock::time_point begin = Clock::now();
        double logged = 0;
        double saved = 0;
        std::int64_t loggedPictures = m_state.pictures;
        const double before = m_state.seconds;
        while (true) {
            if (w == 0)
                m_isOver = m_state.step >= m_plan.steps || (m_hooks.stop && *m_hooks.stop) || m_error.has_value();
            m_barrier.arrive_and_wait();
            if (m_isOver)
                return;
            try {
                learn(w, m_isOnProcessor ? batch(w, m_state.step, order.at(m_state.step)) : nextBatch(order));
            } catch (const std::exception& error) {
                fail({"A step of training failed: %1. Use fewer pictures a step.", {firstLine(error)}});
            }
            m_barrier.arrive_and_wait();
            if (m_error)
                return; // gradients are those of another step
            addUpGradients(w);
            m_barrier.arrive_and_wait();
            change(w);
            m_barrier.arrive_and_wait();
            if (w == 0) {
                ++m_state.step;
                m_state.pictures += m_plan.pictures;
                if (m_state.phase == Phase::Answer)
                    m_state.answers += std::int64_t(m_plan.pictures) * m_plan.questionsEach;
                const double now = secondsSince(begin);
                m_state.seconds = before + now;
                if (now - logged >= m_plan.secondsOfLog || m_state.step == m_plan.steps) {
                    log(double(m_state.pictures - loggedPictures) / (now - logged));
                    logged = now;
                    loggedPictures = m_state.pictures;
                }
                if (now - saved >= m_plan.secondsOfSave) {
                    saved = now;
                    if (auto done = save(); !done)
                        fail(done.error());
                }
                m_isExam = !m_exams.empty() && m_state.step % m_plan.stepsOfExam == 0;
            }
            m_barrier.arrive_and_wait();
            if (m_isExam)
                takeExams(w);
        }
    }

    /// The part of a step's scenes that worker `w` learns from.
    [[nodiscard]] Batch batch(std::size_t w, std::int64_t step, const std::vector<SceneReference>& all) const {
        const std::size_t share = all.size() / m_workers.size();
        const std::vector<SceneReference> own(all.begin() + std::ptrdiff_t(w * share),
                                              all.begin() + std::ptrdiff_t((w + 1) * share));
        Chance chance(m_state.seed, m_state.phase == Phase::See ? 0 : 1, step, w);
        return batchOf(own, m_state.phase == Phase::Answer ? m_plan.questionsEach : 0, m_prompts, m_scenes.world,
                       m_state.config, true, chance);
    }

    /// The batch of this step on the device, while threads make those of the next.
    Batch nextBatch(BatchOrder& order) {
        while (m_ahead.size() < std::size_t(m_plan.workers)) {
            const std::int64_t step = m_state.step + std::int64_t(m_ahead.size());
            m_ahead.push_back(std::async(std::launch::async, [this, step, scenes = order.at(step)] {
                at::set_num_threads(1);
                return batch(0, step, scenes).to(m_state.parameters->device());
            }));
        }
        std::future<Batch> first = std::move(m_ahead.front());
        m_ahead.pop_front();
        return first.get();
    }

    void learn(std::size_t w, const Batch& batch) {
        const BatchLoss loss =
            lossOf(batch, m_state.phase, *m_state.parameters, m_state.config, m_scenes.world, m_plan.losses);
        const auto gradients = torch::autograd::grad({loss.total}, m_tensors, {}, {}, false, true);
        Worker& worker = m_workers[w];
        const auto& leaves = m_state.parameters->leaves();
        for (std::size_t i = 0; i < leaves.size(); ++i) {
            worker.isTouched[i] = gradients[i].defined();
            const at::Tensor own = worker.gradients.narrow(0, leaves[i].first, leaves[i].count);
            if (worker.isTouched[i])
                own.copy_(gradients[i].reshape({-1}));
            else
                own.zero_();
        }
        m_measures[w] = loss.measures;
    }

    [[nodiscard]] bool isTouched(std::size_t leaf) const {
        return std::any_of(m_workers.begin(), m_workers.end(),
                           [&](const Worker& worker) { return worker.isTouched[leaf] != 0; });
    }

    void addUpGradients(std::size_t w) {
        Worker& worker = m_workers[w];
        worker.squares = 0;
        if (!m_isOnProcessor) {
            worker.squares = worker.gradients.square().sum(at::kDouble).item<double>();
            return;
        }
        for (std::size_t i = worker.firstLeaf; i < worker.lastLeaf; ++i) {
            if (!isTouched(i))
                continue;
            const Parameters::Leaf& leaf = m_state.parameters->leaves()[i];
            float* sum = m_workers.front().gradients.data_ptr<float>() + leaf.first;
            double own = squares(leaf.count, sum);
            for (std::size_t other = 1; other < m_workers.size(); ++other)
                own = addUp(leaf.count, sum, m_workers[other].gradients.data_ptr<float>() + leaf.first);
            worker.squares += own;
        }
    }

    void change(std::size_t w) {
        double length = 0;
        for (const Worker& worker : m_workers)
            length += worker.squares;
        length = std::sqrt(length) / double(m_workers.size()); // of the mean
        if (w == 0) {
            m_length = length;
            // Another device is not waited for in each step.
            constexpr std::int64_t stepsOfReading = 20;
            if (m_isOnProcessor || m_state.step % stepsOfReading == 0)
                for (const auto& own : m_measures)
                    m_means.add(own);
        }
        if (!std::isfinite(length))
            return; // a step that went astray is left out
        AdamWStep how;
        how.rate = m_plan.rate * rateShare(m_plan, m_state.step);
        how.gradientScale = std::min(1.0, m_plan.mostGradient / std::max(length, 1e-12)) / double(m_workers.size());
        how.number = m_state.step + 1;
        Parameters& parameters = *m_state.parameters;
        if (!m_isOnProcessor) {
            changeAtOnce(how);
            return;
        }
        for (std::size_t i = m_workers[w].firstLeaf; i < m_workers[w].lastLeaf; ++i) {
            if (!isTouched(i))
                continue;
            const Parameters::Leaf& leaf = parameters.leaves()[i];
            how.decay = leaf.tensor.dim() > 1 ? m_plan.decay : 0;
            const auto own = [&](const at::Tensor& all) { return all.narrow(0, leaf.first, leaf.count); };
            tracestudio::step(how, own(parameters.values()), own(m_workers.front().gradients),
                              own(m_state.firstMoments), own(m_state.secondMoments));
            parameters.copyNarrow(leaf.first, leaf.count);
        }
    }

    /// All leaves together: another device takes longer to begin a step than to do it. Leaves that never had a gradient
    /// stay as they are, as theirs is 0.
    void changeAtOnce(AdamWStep how) {
        Parameters& parameters = *m_state.parameters;
        if (m_decayed.first != m_workers.front().isTouched) {
            at::Tensor isDecayed = at::zeros({parameters.count()}, at::kFloat);
            for (std::size_t i = 0; i < parameters.leaves().size(); ++i)
                if (const Parameters::Leaf& leaf = parameters.leaves()[i]; isTouched(i) && leaf.tensor.dim() > 1)
                    isDecayed.narrow(0, leaf.first, leaf.count).fill_(1);
            m_decayed = {m_workers.front().isTouched, isDecayed.to(parameters.device())};
        }
        const at::NoGradGuard guard;
        parameters.values().mul_(1 - m_decayed.second * (how.rate * m_plan.decay));
        how.decay = 0;
        tracestudio::step(how, parameters.values(), m_workers.front().gradients, m_state.firstMoments,
                          m_state.secondMoments);
        parameters.copyNarrow(0, parameters.count());
    }

    void takeExams(std::size_t w) {
        try {
            std::vector<Exam> own;
            for (std::size_t i = m_exams.size() * w / m_workers.size(); i < m_exams.size() * (w + 1) / m_workers.size();
                 ++i)
                own.push_back(m_exams[i]);
            const std::vector<AnswerError> errors = examine(own, m_prompts, m_state.parameters->wide(), m_state.config,
                                                            m_isOnProcessor ? 1 : m_plan.workers);
            const std::lock_guard lock(m_mutex);
            m_errors.insert(m_errors.end(), errors.begin(), errors.end());
        } catch (const std::exception& error) {
            fail({"An examination failed: %1.", {firstLine(error)}});
        }
        m_barrier.arrive_and_wait();
        if (w != 0)
            return;
        tell("examination at step " + std::to_string(m_state.step) + "\n" + evaluationText(m_errors));
        m_errors.clear();
    }

    void log(double picturesASecond) {
        std::array<char, 200> head{};
        std::snprintf(
            head.data(), head.size(),
            "%s step %lld  %.1f min  %lld pictures  %lld answers  rate %.2e  gradient %.2f  %.1f pictures/s |",
            m_state.phase == Phase::See ? "see" : "answer", static_cast<long long>(m_state.step), m_state.seconds / 60,
            static_cast<long long>(m_state.pictures), static_cast<long long>(m_state.answers),
            m_plan.rate * rateShare(m_plan, m_state.step - 1), m_length, picturesASecond);
        tell(head.data() + m_means.text());
        m_means.clear();
    }

    void tell(const std::string& line) const {
        if (m_hooks.log)
            m_hooks.log(line);
    }

    [[nodiscard]] Result<void> save() const {
        return m_hooks.stateFile.empty() ? Result<void>() : m_state.save(m_hooks.stateFile);
    }

    void fail(Error error) {
        const std::lock_guard lock(m_mutex);
        if (!m_error)
            m_error = std::move(error);
    }

    TrainingState& m_state;
    const TrainingScenes& m_scenes;
    const TrainingPlan& m_plan;
    const TrainingHooks& m_hooks;
    const PromptTokenizer& m_prompts;
    bool m_isOnProcessor;
    std::vector<at::Tensor> m_tensors;
    std::vector<Worker> m_workers;
    std::vector<std::map<std::string, at::Tensor>> m_measures; ///< of the last step, by worker
    Measures m_means;
    double m_length = 0;                                ///< of the last gradient
    std::pair<std::vector<char>, at::Tensor> m_decayed; ///< 1 where numbers decay, for leaves touched like this
    std::vector<Exam> m_exams;
    std::vector<AnswerError> m_errors;
    bool m_isOver = false, m_isExam = false; ///< written by the first worker between barriers
    std::mutex m_mutex;
    std::optional<Error> m_error;
    std::barrier<> m_barrier;
    std::deque<std::future<Batch>> m_ahead; ///< from this step on, for another device
};

} // namespace

double rateShare(const TrainingPlan& plan, std::int64_t step) {
    const double warm = std::min(1.0, double(step + 1) / double(std::max<std::int64_t>(plan.warmUp, 1)));
    const double falling = double(plan.steps) * plan.fallShare;
    const double left = double(plan.steps - step);
    if (left >= falling)
        return warm;
    return warm * (plan.lastRate + (1 - plan.lastRate) * 0.5 * (1 - std::cos(M_PI * left / falling)));
}

BatchOrder::BatchOrder(const TrainingScenes& scenes, int pictures, std::uint64_t seed)
    : m_scenes(scenes)
    , m_pictures(std::size_t(pictures))
    , m_seed(seed) {
    draw(0);
}

void BatchOrder::draw(std::int64_t epoch) {
    constexpr std::uint64_t own = 0x6F72646572; // apart from what steps draw
    Chance chance(m_seed, own, epoch);
    const auto shuffle = [&](auto& list) {
        for (std::size_t i = list.size(); i > 1; --i)
            std::swap(list[i - 1], list[chance.below(i)]);
    };
    std::map<std::pair<int, int>, std::vector<SceneReference>> bySize;
    for (const SceneSet& set : m_scenes.sets)
        for (std::size_t i = 0; i < set.size(); ++i)
            bySize[{set.width(), set.height()}].push_back({&set, i});
    m_batches.clear();
    for (auto& [size, scenes] : bySize) {
        shuffle(scenes);
        // The last batch of a size is filled up with its first.
        for (std::size_t first = 0; first < scenes.size(); first += m_pictures) {
            std::vector<SceneReference> batch;
            for (std::size_t i = 0; i < m_pictures; ++i)
                batch.push_back(scenes[(first + i) % scenes.size()]);
            m_batches.push_back(std::move(batch));
        }
    }
    shuffle(m_batches);
    m_epoch = epoch;
    m_stepsAnEpoch = std::int64_t(m_batches.size());
}

const std::vector<SceneReference>& BatchOrder::at(std::int64_t step) {
    if (step / m_stepsAnEpoch != m_epoch)
        draw(step / m_stepsAnEpoch);
    return m_batches[std::size_t(step % m_stepsAnEpoch)];
}

Result<void> train(TrainingState& state, const TrainingScenes& scenes, const TrainingPlan& plan,
                   const TrainingHooks& hooks) {
    const int parts = state.parameters->device().is_cpu() ? plan.workers : 1;
    if (plan.workers < 1 || plan.pictures < parts || plan.pictures % parts != 0)
        return failure("%1 pictures a step cannot be shared by %2 workers. Choose a multiple.",
                       std::to_string(plan.pictures), std::to_string(plan.workers));
    if (scenes.world != state.world)
        return failure("The scenes are of another world than the state of training. Use the scenes it was "
                       "begun with, or start anew without --resume.");
    auto tokenizer = Tokenizer::fromJson(state.tokenizerText, "tokenizer.json");
    if (!tokenizer)
        return tl::unexpected(tokenizer.error());
    auto prompts = PromptTokenizer::from(std::move(*tokenizer));
    if (!prompts)
        return tl::unexpected(prompts.error());
    // What a step works out is given back and asked for again at once: keep it rather than fault it in each time.
    mallopt(M_MMAP_THRESHOLD, 64 << 20);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    return Trainer(state, scenes, plan, hooks, *prompts).run();
}

std::vector<AnswerError> examine(const std::vector<Exam>& exams, const PromptTokenizer& prompts,
                                 const Qwen3VlWeights& weights, const Qwen3VlConfig& config, int threads) {
    std::vector<AnswerError> errors(exams.size());
    const auto part = [&](std::size_t first, std::size_t last) {
        at::set_num_threads(1);
        const std::vector<Exam> own(exams.begin() + std::ptrdiff_t(first), exams.begin() + std::ptrdiff_t(last));
        const auto answers = greedyAnswers(own, prompts, weights, config);
        for (std::size_t i = 0; i < own.size(); ++i)
            errors[first + i] = errorOf(own[i], prompts.tokenizer().decode(answers[i]));
    };
    if (threads <= 1) {
        part(0, exams.size());
        return errors;
    }
    std::vector<std::future<void>> parts;
    for (std::size_t t = 0; t < std::size_t(threads); ++t)
        parts.push_back(std::async(std::launch::async, part, exams.size() * t / std::size_t(threads),
                                   exams.size() * (t + 1) / std::size_t(threads)));
    for (std::future<void>& done : parts)
        done.get();
    return errors;
}

} // namespace tracestudio
