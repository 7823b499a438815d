#include "benchmark/atomic_file.h"
#include "local/device.h"
#include "local/qwen3_vl.h"
#include "training/byte_pairs.h"
#include "training/training.h"

#include <ATen/Context.h>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <thread>

using namespace tracestudio;
namespace fs = std::filesystem;

namespace {

constexpr const char* usage =
    R"(Makes a small Qwen3-VL checkpoint from scratch, on scenes that generate_scenes wrote.

train_model tokenizer SCENES… --output DIR [--merges 420]
train_model train --scenes DIR… --tokenizer DIR --phase see|answer --steps N --state FILE [--resume] [--held-out DIR]
                  [--rate 1.2e-3] [--warm-up 60] [--fall-share 0.25] [--pictures 16] [--questions 4] [--workers 2] [--seed 1]
                  [--labels 0.2] [--looks 0.25] [--regression 0.15] [--decay 0.05] [--exam-steps 0] [--exams 200]
                  [--save-seconds 300] [--log-seconds 30] [--numbers bf16|f32] [--device cpu|cuda|auto]
                  [--vision-depth 6] [--vision-hidden 128] [--layers 5] [--hidden 192]
train_model export --state FILE --output DIR
train_model evaluate (--state FILE | --checkpoint DIR) --scenes DIR… [--exams 1000] [--threads N]
train_model measure --benchmark DIR --answers FILE

--resume goes on with the state's phase, does nothing where that is past --phase, and begins the next one with what was learned.
--steps may be raised. On a graphics processor --workers threads make the batches. A stop (Ctrl+C) writes the state first and ends with 130.
)";

std::atomic<bool> isStopped = false;
static_assert(std::atomic<bool>::is_always_lock_free);

/// --name value…, and what stands before the first.
struct Arguments {
    std::vector<std::string> plain;
    std::map<std::string, std::vector<std::string>> options;
    std::string complaint;

    Arguments(int count, char** words) {
        std::vector<std::string>* to = &plain;
        for (int i = 2; i < count; ++i)
            if (const std::string word = words[i]; word.starts_with("--"))
                to = &options[word.substr(2)];
            else
                to->push_back(word);
    }
    [[nodiscard]] bool has(const std::string& name) const { return options.contains(name); }
    std::vector<std::string> all(const std::string& name) {
        const auto found = options.find(name);
        if (found == options.end() || found->second.empty()) {
            complain("--" + name + " is missing");
            return {""};
        }
        return found->second;
    }
    std::string one(const std::string& name) {
        const auto values = all(name);
        if (values.size() > 1)
            complain("--" + name + " takes one value");
        return values.front();
    }
    template <typename T>
    T number(const std::string& name, T otherwise, T least, T most) {
        if (!has(name))
            return otherwise;
        const std::string text = one(name);
        T value{};
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc() || end != text.data() + text.size() || !(value >= least && value <= most))
            complain("--" + name + " '" + text + "' is no number in its range");
        return value;
    }
    void allow(const std::vector<std::string>& known) {
        for (const auto& [name, values] : options)
            if (std::find(known.begin(), known.end(), name) == known.end())
                complain("--" + name + " is not known here");
    }
    void complain(const std::string& what) {
        if (complaint.empty())
            complaint = what;
    }
};

int fail(const std::string& message) {
    std::fprintf(stderr, "train_model: %s\n", message.c_str());
    return 2;
}

Result<TrainingScenes> openScenes(const std::vector<std::string>& folders) {
    return TrainingScenes::open({folders.begin(), folders.end()});
}

std::string readText(const fs::path& path) {
    constexpr std::uint64_t mostBytes = 64u << 20;
    return readWholeFile(path, mostBytes).value_or("");
}

int makeTokenizer(Arguments& arguments) {
    arguments.allow({"output", "merges"});
    const fs::path output = arguments.one("output");
    const int merges = arguments.number("merges", 420, 0, 100000);
    if (arguments.plain.empty())
        arguments.complain("no folder of scenes is named");
    if (!arguments.complaint.empty())
        return fail(arguments.complaint);
    const auto scenes = openScenes(arguments.plain);
    if (!scenes)
        return fail(scenes.error().message());
    std::map<std::string, std::int64_t> texts{{"user\n", 1000}, {"assistant\n", 1000}};
    for (const SceneSet& set : scenes->sets)
        for (std::size_t i = 0; i < set.size(); ++i)
            for (const Scene::Question& question : set.scene(i).questions) {
                ++texts[question.text];
                texts[answerText(question.points)] += 2;
            }
    const std::string json = learnedTokenizer(texts, merges);
    std::error_code error;
    fs::create_directories(output, error);
    if (writeAtomically(output / "tokenizer.json", json) != 0)
        return fail((output / "tokenizer.json").string() + " cannot be written");
    const auto tokenizer = Tokenizer::fromJson(json, "tokenizer.json");
    std::printf("%zu tokens\n", tokenizer->size());
    return 0;
}

int runTraining(Arguments& arguments) {
    arguments.allow({"scenes",     "held-out",     "tokenizer",   "phase",        "steps",         "state",
                     "resume",     "rate",         "warm-up",     "fall-share",   "pictures",      "questions",
                     "workers",    "seed",         "labels",      "looks",        "regression",    "decay",
                     "exam-steps", "exams",        "numbers",     "vision-depth", "vision-hidden", "layers",
                     "hidden",     "save-seconds", "log-seconds", "device"});
    const auto folders = arguments.all("scenes");
    const std::string phaseName = arguments.one("phase");
    const Phase phase = phaseName == "see" ? Phase::See : Phase::Answer;
    if (phaseName != "see" && phaseName != "answer")
        arguments.complain("--phase is see or answer");
    TrainingPlan plan;
    constexpr std::int64_t mostSteps = 100'000'000;
    plan.steps = arguments.number<std::int64_t>("steps", 1000, 1, mostSteps);
    plan.rate = arguments.number("rate", plan.rate, 0.0, 1.0);
    plan.warmUp = arguments.number<std::int64_t>("warm-up", plan.warmUp, 0, mostSteps);
    plan.fallShare = arguments.number("fall-share", plan.fallShare, 0.0, 1.0);
    plan.pictures = arguments.number("pictures", plan.pictures, 1, 4096);
    plan.questionsEach = arguments.number("questions", plan.questionsEach, 1, 64);
    plan.workers = arguments.number("workers", plan.workers, 1, 256);
    plan.losses.labels = arguments.number("labels", plan.losses.labels, 0.0, 100.0);
    plan.losses.looks = arguments.number("looks", plan.losses.looks, 0.0, 100.0);
    plan.losses.regression = arguments.number("regression", plan.losses.regression, 0.0, 100.0);
    plan.decay = arguments.number("decay", plan.decay, 0.0, 1.0);
    plan.stepsOfExam = arguments.number<std::int64_t>("exam-steps", 0, 0, mostSteps);
    plan.exams = arguments.number<std::size_t>("exams", plan.exams, 1, 1'000'000);
    plan.secondsOfSave = arguments.number("save-seconds", plan.secondsOfSave, 1.0, 1e9);
    plan.secondsOfLog = arguments.number("log-seconds", plan.secondsOfLog, 0.0, 1e9);
    NetworkSizes sizes;
    sizes.visionDepth = arguments.number("vision-depth", sizes.visionDepth, 1, 100);
    sizes.visionHidden = arguments.number("vision-hidden", sizes.visionHidden, 16, 4096);
    sizes.visionIntermediate = 4 * sizes.visionHidden;
    sizes.layers = arguments.number("layers", sizes.layers, 3, 100);
    sizes.hidden = arguments.number("hidden", sizes.hidden, 16, 4096);
    const auto seed = arguments.number<std::uint64_t>("seed", 1, 0, UINT64_MAX);
    const std::string numbers = arguments.has("numbers") ? arguments.one("numbers") : "bf16";
    if (numbers != "bf16" && numbers != "f32")
        arguments.complain("--numbers is bf16 or f32");
    const auto device = chosenDevice(arguments.has("device") ? arguments.one("device") : "cpu");
    if (!device)
        arguments.complain(device.error().message());
    const at::TensorOptions narrow = at::TensorOptions(numbers == "bf16" ? at::kBFloat16 : at::kFloat)
                                         .device(device ? *device : at::Device(at::kCPU));
    const fs::path stateFile = arguments.one("state");
    const bool resumes = arguments.has("resume");
    for (const char* name : {"seed", "tokenizer", "vision-depth", "vision-hidden", "layers", "hidden"})
        if (resumes && arguments.has(name))
            arguments.complain("--" + std::string(name) + " is of a new state: leave it out with --resume");
    if (!resumes && fs::exists(stateFile))
        arguments.complain(stateFile.string() + " is there already: go on with --resume, or remove it");
    const fs::path tokenizerFolder = resumes ? "" : arguments.one("tokenizer");
    if (!arguments.complaint.empty())
        return fail(arguments.complaint);
    const auto scenes = openScenes(folders);
    if (!scenes)
        return fail(scenes.error().message());
    std::optional<TrainingScenes> heldOut;
    if (arguments.has("held-out")) {
        auto opened = openScenes(arguments.all("held-out"));
        if (!opened)
            return fail(opened.error().message());
        heldOut = std::move(*opened);
    }
    Result<TrainingState> state = failure("");
    if (resumes) {
        state = TrainingState::open(stateFile, narrow);
    } else {
        const std::string tokenizerText = readText(tokenizerFolder / "tokenizer.json");
        const auto tokenizer = Tokenizer::fromJson(tokenizerText, (tokenizerFolder / "tokenizer.json").string());
        if (!tokenizer)
            return fail(tokenizer.error().message());
        state = TrainingState::fresh(configJson(sizes, *tokenizer), tokenizerText, scenes->world, narrow, seed);
        if (state)
            state->phase = phase;
    }
    if (!state)
        return fail(state.error().message());
    if (state->phase == Phase::Answer && phase == Phase::See) {
        std::printf("%s is past that phase\n", stateFile.c_str());
        return 0;
    }
    if (state->phase != phase)
        state->begin(phase);
    TrainingHooks hooks;
    hooks.stateFile = stateFile;
    hooks.stop = &isStopped;
    hooks.heldOut = heldOut ? &*heldOut : nullptr;
    hooks.log = [](const std::string& line) {
        std::puts(line.c_str());
        std::fflush(stdout);
    };
    for (const int signal : {SIGINT, SIGTERM})
        std::signal(signal, [](int) { isStopped = true; });
    std::int64_t kept = 0;
    for (const Parameters::Part& part : state->parameters->parts())
        kept += Parameters::isHelper(part.name) ? 0 : part.count;
    hooks.log(std::to_string(kept) + " parameters, " + std::to_string(scenes->size()) + " scenes, from step " +
              std::to_string(state->step));
    if (const auto done = train(*state, *scenes, plan, hooks); !done)
        return fail(done.error().message());
    constexpr int interrupted = 130; // as a shell says it
    return state->step < plan.steps ? interrupted : 0;
}

int runExport(Arguments& arguments) {
    arguments.allow({"state", "output"});
    const fs::path file = arguments.one("state");
    const fs::path output = arguments.one("output");
    if (!arguments.complaint.empty())
        return fail(arguments.complaint);
    const auto state = TrainingState::open(file, at::kFloat);
    if (!state)
        return fail(state.error().message());
    if (const auto done = writeCheckpoint(*state, output); !done)
        return fail(done.error().message());
    return 0;
}

int runEvaluation(Arguments& arguments) {
    arguments.allow({"state", "checkpoint", "scenes", "exams", "threads"});
    const auto folders = arguments.all("scenes");
    const auto most = arguments.number<std::size_t>("exams", 1000, 1, 100'000'000);
    const int threads = arguments.number("threads", int(std::max(1u, std::thread::hardware_concurrency())), 1, 256);
    if (arguments.has("state") == arguments.has("checkpoint"))
        arguments.complain("one of --state and --checkpoint is wanted");
    const fs::path source = arguments.one(arguments.has("state") ? "state" : "checkpoint");
    if (!arguments.complaint.empty())
        return fail(arguments.complaint);
    const auto scenes = openScenes(folders);
    if (!scenes)
        return fail(scenes.error().message());
    std::optional<TrainingState> state;
    std::unique_ptr<Qwen3Vl> network;
    Result<Tokenizer> tokenizer = failure("");
    if (arguments.has("state")) {
        auto opened = TrainingState::open(source, at::kFloat);
        if (!opened)
            return fail(opened.error().message());
        state = std::move(*opened);
        tokenizer = Tokenizer::fromJson(state->tokenizerText, "tokenizer.json");
    } else {
        const auto config = CheckpointConfig::open(source);
        if (!config)
            return fail(config.error().message());
        const auto files = WeightFiles::open(source);
        if (!files)
            return fail(files.error().message());
        auto loaded = Qwen3Vl::load(*files, config->model, {}, {}, {});
        if (!loaded)
            return fail(loaded.error().message());
        network = std::move(*loaded);
        tokenizer = Tokenizer::open(source);
    }
    if (!tokenizer)
        return fail(tokenizer.error().message());
    const auto prompts = PromptTokenizer::from(std::move(*tokenizer));
    if (!prompts)
        return fail(prompts.error().message());
    const auto exams = examsOf(*scenes, *prompts, most);
    const auto errors = network ? examine(exams, *prompts, network->weights(), network->config(), threads)
                                : examine(exams, *prompts, state->parameters->wide(), state->config, threads);
    std::fputs(evaluationText(errors).c_str(), stdout);
    return 0;
}

int runMeasurement(Arguments& arguments) {
    arguments.allow({"benchmark", "answers"});
    const fs::path folder = arguments.one("benchmark");
    const fs::path file = arguments.one("answers");
    if (!arguments.complaint.empty())
        return fail(arguments.complaint);
    const auto dataset = Dataset::open(folder);
    if (!dataset)
        return fail(dataset.error().message());
    const auto answers = PredictionFile::open(file);
    if (!answers)
        return fail(answers.error().message());
    const auto errors = errorsOf(**answers, **dataset);
    if (!errors)
        return fail(errors.error().message());
    std::fputs(evaluationText(*errors).c_str(), stdout);
    return 0;
}

} // namespace

int main(int count, char** words) {
    const std::string command = count > 1 ? words[1] : "";
    Arguments arguments(count, words);
    try {
        if (command == "tokenizer")
            return makeTokenizer(arguments);
        if (command == "train")
            return runTraining(arguments);
        if (command == "export")
            return runExport(arguments);
        if (command == "evaluate")
            return runEvaluation(arguments);
        if (command == "measure")
            return runMeasurement(arguments);
    } catch (const std::exception& error) {
        return fail(error.what());
    }
    std::fputs(usage, command == "--help" ? stdout : stderr);
    return command == "--help" ? 0 : 2;
}
