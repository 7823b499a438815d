#include "local/local_model.h"

#include "local/decode_graph.h"
#include "local/device.h"
#include "local/token_choice.h"

#include <ATen/Parallel.h>
#include <algorithm>
#include <chrono>
#include <dlfcn.h>
#include <fstream>
#include <malloc.h>
#include <thread>

namespace tracestudio {

namespace fs = std::filesystem;

namespace {

class Clock {
  public:
    /// Seconds since it was made or last asked.
    double lap() {
        const auto now = std::chrono::steady_clock::now();
        return std::chrono::duration<double>(now - std::exchange(m_since, now)).count();
    }

  private:
    std::chrono::steady_clock::time_point m_since = std::chrono::steady_clock::now();
};

std::uint64_t availableMemory() {
    std::ifstream stream("/proc/meminfo");
    std::string key;
    std::uint64_t kilobytes = 0;
    std::string unit;
    while (stream >> key >> kilobytes >> unit)
        if (key == "MemAvailable:")
            return kilobytes * 1024;
    return std::numeric_limits<std::uint64_t>::max();
}

std::string gigabytes(std::uint64_t bytes) {
    const auto tenths = (bytes + 50'000'000) / 100'000'000;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " GB";
}

/// The first line of what libtorch throws: the rest is where in its own code.
std::string firstLine(const std::exception& error) {
    const std::string text = error.what();
    return text.substr(0, text.find('\n'));
}

std::string typeName(at::ScalarType type) {
    return type == at::kBFloat16 ? "bf16" : "f32";
}

/// Which device and numbers are meant; fails where the device is not there.
Result<Qwen3Vl::Place> chosenPlace(const LocalPlace& wanted, const Qwen3VlConfig& config, bool isTied) {
    Qwen3Vl::Place place;
    const auto device = chosenDevice(wanted.device);
    if (!device)
        return tl::unexpected(device.error());
    place.device = *device;
    if (wanted.type == "f32")
        place.type = at::kFloat;
    else if (wanted.type == "bf16")
        place.type = at::kBFloat16;
    else if (wanted.type != "auto")
        return failure(TRANSLATABLE("'%1' is not a number type. Use auto, f32 or bf16."), wanted.type);
    else if (place.device.is_cpu())
        // Wide numbers are exact and, on most processors, faster; where they would not leave room, narrow ones.
        place.type = Qwen3Vl::weightBytes(config, isTied, 4) < availableMemory() / 10 * 6 ? at::kFloat : at::kBFloat16;
    else
        place.type = at::kBFloat16;
    return place;
}

} // namespace

LocalModel::LocalModel(std::string name, CheckpointConfig config, Tokenizer tokenizer, std::unique_ptr<Qwen3Vl> network,
                       int threads)
    : m_name(std::move(name))
    , m_place(network->place().device.str() + ", " + typeName(network->place().type))
    , m_config(std::move(config))
    , m_tokenizer(std::move(tokenizer))
    , m_network(std::move(network))
    , m_threads(threads) {
    auto& stops = m_config.generation.stops;
    if (stops.empty())
        for (const char* end : {"<|im_end|>", "<|endoftext|>"})
            if (const TokenId id = m_tokenizer.idOfAdded(end); id >= 0)
                stops.push_back(id);
}

Result<std::shared_ptr<TraceModel>> LocalModel::load(const fs::path& checkpoint, const LocalPlace& wanted,
                                                     const AnswerListener& listener, const std::stop_token& stop) {
    Clock clock;
    auto config = CheckpointConfig::open(checkpoint);
    if (!config)
        return tl::unexpected(config.error());
    auto tokenizer = Tokenizer::open(checkpoint);
    if (!tokenizer)
        return tl::unexpected(tokenizer.error());
    auto files = WeightFiles::open(checkpoint);
    if (!files)
        return tl::unexpected(files.error());
    const bool isTied = files->find("lm_head.weight") == nullptr;
    auto place = chosenPlace(wanted, config->model, isTied);
    if (!place)
        return tl::unexpected(place.error());
    const std::uint64_t needed = Qwen3Vl::weightBytes(config->model, isTied, place->type == at::kFloat ? 4 : 2);
    if (place->device.is_cpu() && needed > availableMemory())
        return failure(TRANSLATABLE("%1 needs %2 of memory and %3 is free. Close other programs, choose bf16, or a "
                                    "smaller model."),
                       checkpoint.filename().string(), gigabytes(needed), gigabytes(availableMemory()));
    const int cores = std::max(1, int(std::thread::hardware_concurrency()) - 1); // one is the window's
    const int threads = wanted.threads > 0 ? wanted.threads : cores;
    try {
        at::set_num_threads(threads);
        // Its environment variable comes too late where OpenCV has brought OpenBLAS at the program's start.
        using SetThreads = void (*)(int);
        if (const auto setBlasThreads = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads")))
            setBlasThreads(1);
        // What a layer works out is given back and asked for again at once: keep it rather than fault it in each time.
        mallopt(M_MMAP_THRESHOLD, 32 << 20);
        mallopt(M_TRIM_THRESHOLD, 256 << 20);
        const auto progress = [&listener](double share) {
            if (listener.progress)
                listener.progress(Stage::Loading, share);
        };
        auto network = Qwen3Vl::load(*files, config->model, *place, progress, stop);
        if (!network)
            return tl::unexpected(network.error());
        std::shared_ptr<LocalModel> model(new LocalModel(checkpointName(fs::absolute(checkpoint)), std::move(*config),
                                                         std::move(*tokenizer), std::move(*network), threads));
        model->m_loadSeconds = clock.lap();
        return model;
    } catch (const std::exception& error) {
        return failure(
            TRANSLATABLE("%1 could not be loaded on %2: %3. Choose another device, bf16, or a smaller model."),
            checkpoint.string(), place->device.str(), firstLine(error));
    }
}

Result<ModelAnswer> LocalModel::ask(const Question& question, const AnswerOptions& options,
                                    const AnswerListener& listener, std::stop_token stop) {
    try {
        at::set_num_threads(m_threads);
        return answer(question, options, listener, stop);
    } catch (const std::exception& error) {
        return failure(TRANSLATABLE("%1 could not answer on %2: %3. Choose a smaller picture, another device, or a "
                                    "smaller model."),
                       m_name, m_place, firstLine(error));
    }
}

Result<ModelAnswer> LocalModel::answer(const Question& question, const AnswerOptions& options,
                                       const AnswerListener& listener, const std::stop_token& stop) const {
    const auto progressOf = [&listener](Stage stage) {
        return [&listener, stage](double share) {
            if (listener.progress)
                listener.progress(stage, share);
        };
    };
    ModelAnswer answer;
    Clock clock;
    answer.seconds.load = m_loadSeconds;

    const auto& vision = m_config.model.vision;
    std::optional<ImagePatches> patches;
    std::string before = question.system.empty() ? "" : "<|im_start|>system\n" + question.system + "<|im_end|>\n";
    before += "<|im_start|>user\n";
    const std::string after =
        question.text + "<|im_end|>\n<|im_start|>assistant\n" + (m_config.doesThink ? "<think>\n" : "");
    std::vector<TokenId> ids;
    // A picture's placeholder in the person's words would be taken for another picture.
    const auto append = [&ids, this](const std::string& text) {
        for (const TokenId id : m_tokenizer.encode(text))
            if (id != m_config.model.imageToken)
                ids.push_back(id);
    };
    if (question.frame.hasColour()) {
        auto made = imagePatches(question.frame.colourBgr, m_config.image);
        if (!made)
            return tl::unexpected(made.error());
        patches = std::move(*made);
        append(before);
        ids.push_back(m_config.model.visionStart);
        ids.insert(ids.end(), std::size_t(patches->rows / vision.merge) * std::size_t(patches->columns / vision.merge),
                   m_config.model.imageToken);
        ids.push_back(m_config.model.visionEnd);
        append(after);
    } else {
        append(before + after);
    }
    for (const TokenId id : ids)
        if (id < 0 || id >= m_config.model.text.vocabulary)
            return failure(TRANSLATABLE("The tokenizer of %1 does not belong to its weights. Download the checkpoint "
                                        "again."),
                           m_name);
    const std::int64_t room = std::int64_t(m_config.model.text.longestContext) - std::int64_t(ids.size());
    if (room < 1)
        return failure(TRANSLATABLE("The picture and the text are longer than %1 can read (%2 tokens). Shorten them."),
                       m_name, std::to_string(m_config.model.text.longestContext));
    const int mostNew = int(std::clamp<std::int64_t>(options.mostNewTokens, 0, room));
    const PromptTokens prompt =
        placeTokens(std::move(ids), m_config.model.imageToken, patches ? patches->rows / vision.merge : 0,
                    patches ? patches->columns / vision.merge : 0);
    answer.promptTokens = prompt.ids;
    answer.promptTokenCount = int(prompt.ids.size());
    answer.seconds.prepare = clock.lap();
    progressOf(Stage::Preparing)(1);

    std::optional<Sight> sight;
    if (patches) {
        sight = m_network->see(*patches, progressOf(Stage::Seeing), stop);
        if (!sight)
            return stopped();
    }
    answer.seconds.see = clock.lap();
    Qwen3Vl::Memory memory = m_network->memoryFor(std::int64_t(prompt.ids.size()) + mostNew);
    auto logits = m_network->read(prompt, sight ? &*sight : nullptr, memory, progressOf(Stage::Reading), stop);
    if (!logits)
        return stopped();
    sight.reset();
    answer.seconds.read = clock.lap();
    if (options.keepsLogits)
        answer.firstLogits.assign(logits->data_ptr<float>(), logits->data_ptr<float>() + logits->numel());

    DecodeGraph steps(*m_network, memory);
    TokenChoice choice(options, m_config.generation);
    TextStream stream(m_tokenizer);
    const auto tell = [&](const std::string& more) {
        answer.text += more;
        if (listener.text && !more.empty())
            listener.text(more);
    };
    std::vector<TokenId> all = prompt.ids;
    std::int64_t position = prompt.nextPosition;
    const auto& stops = m_config.generation.stops;
    answer.isCut = true;
    for (int i = 0; i < mostNew; ++i) {
        if (stop.stop_requested())
            return stopped();
        const TokenId next = choice.choose({logits->data_ptr<float>(), std::size_t(logits->numel())}, all);
        answer.newTokens.push_back(next);
        all.push_back(next);
        if (std::find(stops.begin(), stops.end(), next) != stops.end()) {
            answer.isCut = false;
            break;
        }
        tell(stream.add(next));
        progressOf(Stage::Answering)(double(i + 1) / mostNew);
        if (i + 1 == mostNew)
            break;
        logits = steps.readOne(next, position++, stop);
        if (!logits)
            return stopped();
    }
    tell(stream.finish());
    answer.newTokenCount = int(answer.newTokens.size());
    answer.seconds.answer = clock.lap();
    return answer;
}

} // namespace tracestudio

/// What the program finds by name in this module.
extern "C" __attribute__((visibility("default"))) void
tracestudioLoadLocalModel(const std::filesystem::path& checkpoint, const tracestudio::LocalPlace& place,
                          const tracestudio::AnswerListener& listener, const std::stop_token& stop,
                          tracestudio::Result<std::shared_ptr<tracestudio::TraceModel>>& model) {
    model = tracestudio::LocalModel::load(checkpoint, place, listener, stop);
}
