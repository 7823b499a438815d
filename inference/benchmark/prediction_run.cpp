#include "benchmark/prediction_run.h"

#include "benchmark/row_fields.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

namespace tracestudio {

namespace fs = std::filesystem;

namespace {

double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

tl::unexpected<Error> cannotWrite(const fs::path& path, int error) {
    return failure(TRANSLATABLE("%1 cannot be written: %2. Choose another folder, or make room."), path.string(),
                   std::strerror(error));
}

/// All of it, or the error's number.
int writeAll(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return errno;
        bytes.remove_prefix(std::size_t(count));
    }
    return 0;
}

bool isEmptyAnswer(const PyValue* value) {
    if (!value || value->isNull())
        return true;
    if (value->isString())
        return value->text.find_first_not_of(" \t\r\n\f\v") == std::string::npos;
    return (value->isList() && value->items.empty()) || (value->isObject() && value->members.empty());
}

/// JSON on one line, spaced as Python's json.dumps does; numbers and words keep their spelling.
std::string onOneLine(std::string_view json) {
    std::string line;
    bool isInString = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (isInString) {
            line += c;
            if (c == '\\' && i + 1 < json.size())
                line += json[++i];
            else if (c == '"')
                isInString = false;
            continue;
        }
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
            continue;
        line += c;
        if (c == ',' || c == ':')
            line += ' ';
        isInString = c == '"';
    }
    return line;
}

std::string quoted(const std::string& text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace

// ---- the file

PredictionStore::PredictionStore(fs::path path)
    : m_path(std::move(path))
    , m_journalPath(m_path.string() + ".journal") {}

PredictionStore::~PredictionStore() {
    if (m_journal < 0)
        return;
    std::error_code ignored;
    if (fs::file_size(m_journalPath, ignored) == 0) // nothing was put
        fs::remove(m_journalPath, ignored);
    ::close(m_journal);
}

void PredictionStore::readLines(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    for (std::string line; std::getline(stream, line);) {
        if (!line.empty() && line.back() == '\r')
            line.pop_back();
        if (line.find_first_not_of(" \t") == std::string::npos)
            continue;
        const auto row = parsePythonJson(line);
        const auto id = row && row->isObject() ? idOf(row->find("question_id")) : std::nullopt;
        if (!id) {
            m_unreadable += path == m_path;
            continue;
        }
        Row read{line, !isEmptyAnswer(row->find("model_prediction"))};
        const auto [known, isNew] = m_rows.try_emplace(*id, read);
        if (isNew)
            m_found.push_back(*id);
        else if (read.isAnswered || !known->second.isAnswered)
            known->second = std::move(read);
    }
}

Result<std::unique_ptr<PredictionStore>> PredictionStore::open(const fs::path& folder, const std::string& modelName,
                                                               Task task) {
    if (modelName.empty() || modelName.find('/') != std::string::npos || modelName.starts_with('.'))
        return failure(TRANSLATABLE("'%1' cannot be the name of a model: it becomes the name of a file."), modelName);
    std::error_code error;
    fs::create_directories(folder, error);
    std::unique_ptr<PredictionStore> store(
        new PredictionStore(folder / (modelName + (task == Task::TwoD ? "_2D.jsonl" : "_3D.jsonl"))));
    for (const fs::path& path : {store->m_path, store->m_journalPath})
        if (fs::exists(path, error) && !fs::is_regular_file(path, error))
            return failure(TRANSLATABLE("%1 is not a file and is left as it is. Choose another folder or model name."),
                           path.string());
    store->m_journal = ::open(store->m_journalPath.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (store->m_journal < 0)
        return cannotWrite(store->m_journalPath, errno);
    if (::flock(store->m_journal, LOCK_EX | LOCK_NB) != 0)
        return failure(
            TRANSLATABLE("%1 is being written by another run. Wait for it, or choose another folder or model "
                         "name."),
            store->m_path.string());
    store->readLines(store->m_path);
    store->readLines(store->m_journalPath);
    // A last line that broke off gets its end, so that the next one stands alone.
    if (fs::file_size(store->m_journalPath, error) > 0)
        if (const int problem = writeAll(store->m_journal, "\n"); problem != 0)
            return cannotWrite(store->m_journalPath, problem);
    return store;
}

bool PredictionStore::hasAnswer(const std::string& questionId) const {
    const auto found = m_rows.find(questionId);
    return found != m_rows.end() && found->second.isAnswered;
}

Result<void> PredictionStore::put(const std::string& questionId, std::string line) {
    if (const int error = writeAll(m_journal, line + "\n"); error != 0)
        return cannotWrite(m_journalPath, error);
    ::fdatasync(m_journal);
    const auto row = parsePythonJson(line);
    const bool isAnswered = row && !isEmptyAnswer(row->find("model_prediction"));
    if (!m_rows.count(questionId))
        m_found.push_back(questionId);
    m_rows[questionId] = {std::move(line), isAnswered};
    // The file keeps up as long as that is cheap; for very many rows it follows now and then.
    if (now() - m_wroteAt > 20 * m_wholeSeconds)
        return writeWhole();
    return {};
}

Result<void> PredictionStore::writeWhole() {
    const double begin = now();
    const fs::path fresh = m_path.string() + ".new";
    const int descriptor = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor < 0)
        return cannotWrite(fresh, errno);
    std::string text;
    int error = 0;
    std::unordered_map<std::string, bool> written;
    const auto add = [&](const std::string& id) {
        const auto row = m_rows.find(id);
        if (row == m_rows.end() || error != 0 || !written.emplace(id, true).second)
            return;
        text += row->second.line + "\n";
        if (text.size() > 1 << 20)
            error = writeAll(descriptor, std::exchange(text, {}));
    };
    std::for_each(m_order.begin(), m_order.end(), add);
    std::for_each(m_found.begin(), m_found.end(), add);
    if (error == 0)
        error = writeAll(descriptor, text);
    if (error == 0 && ::fsync(descriptor) != 0)
        error = errno;
    ::close(descriptor);
    if (error == 0 && ::rename(fresh.c_str(), m_path.c_str()) != 0)
        error = errno;
    if (error != 0) {
        std::error_code ignored;
        fs::remove(fresh, ignored);
        return cannotWrite(m_path, error);
    }
    m_wroteAt = now();
    m_wholeSeconds = m_wroteAt - begin;
    return {};
}

Result<void> PredictionStore::finish() {
    if (auto written = writeWhole(); !written)
        return written;
    std::error_code ignored;
    fs::remove(m_journalPath, ignored);
    ::close(std::exchange(m_journal, -1));
    return {};
}

// ---- the run

std::string fileNameOf(std::string_view modelName) {
    return std::string(modelName.substr(modelName.rfind('/') + 1));
}

std::string predictionLine(const SampleRecord& record, const std::string& prompt, const Result<RunAnswer>& answer,
                           PromptStyle style) {
    const auto row = parsePythonJson(record.rawText);
    const auto spelling = [&](std::initializer_list<const char*> keys) {
        for (const char* key : keys)
            if (const PyValue* value = row ? row->find(key) : nullptr)
                return onOneLine(std::string_view(record.rawText).substr(value->begin, value->end - value->begin));
        return std::string("null");
    };
    std::string line = "{\"question_id\": " + (row && row->find("id") ? spelling({"id"}) : quoted(record.id));
    const auto add = [&line](const char* key, const std::string& json) {
        line += std::string(", \"") + key + "\": " + json;
    };
    add("final_prompt", quoted(prompt));
    for (const char* key :
         {"image_path", "gt_depth_path", "mask_path", "gt_depth_intrinsics", "prompt", "target_object"})
        add(key, spelling({key}));
    add("destination|direction", spelling({"destination|direction", "destination_direction"}));
    for (const char* key : {"trajectory", "bbox_center", "bbox_extent", "bbox_rotation"})
        add(key, spelling({key}));
    add("model_prediction", quoted(answer ? answer->text : std::string()));
    if (!answer)
        add("error", quoted(answer.error().message()));
    nlohmann::ordered_json own{{"prompt_style", nameOf(style)}};
    if (answer) {
        own["place"] = answer->place;
        own["seconds"] = answer->seconds;
        own["prompt_tokens"] = answer->promptTokens;
        own["new_tokens"] = answer->newTokens;
    }
    add("tracestudio", own.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    return line + "}";
}

Result<RunResult> runPredictions(const RunRequest& request) {
    auto opened = PredictionStore::open(request.folder, request.modelName, request.task);
    if (!opened)
        return tl::unexpected(opened.error());
    PredictionStore& store = **opened;
    RunResult result;
    result.path = store.path();
    std::vector<std::string> order;
    for (std::size_t i = 0; i < request.dataset->size(); ++i)
        order.emplace_back(request.dataset->row(i).id);
    std::vector<std::size_t> open;
    for (const std::size_t sample : request.samples) {
        if (store.hasAnswer(order[sample]))
            ++result.counts.kept;
        else
            open.push_back(sample);
    }
    result.counts.total = open.size();
    store.setOrder(std::move(order));

    std::mutex mutex; // of all below
    std::optional<Error> writing;
    const double begin = now();
    const auto tell = [&] {
        const RunProgress& counts = result.counts;
        result.counts.secondsLeft =
            counts.done == 0 ? 0 : (now() - begin) / double(counts.done) * double(counts.total - counts.done);
        if (request.progress)
            request.progress(counts);
    };
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < open.size() && !request.stop.stop_requested(); i = next++) {
            const auto record = request.dataset->record(open[i]);
            Result<RunAnswer> answer = tl::unexpected(Error{});
            std::string prompt;
            if (record && record->instruction.find_first_not_of(" \t\r\n") == std::string::npos) {
                answer = failure(TRANSLATABLE("Sample %1 has no instruction to ask about. Give it a \"prompt\"."),
                                 record->id);
            } else if (record) {
                const AnswerTask task = request.task == Task::TwoD ? AnswerTask::Trace2D : AnswerTask::Trace3D;
                prompt =
                    promptText(request.style, task, {record->instruction, record->targetObject, record->destination});
                answer = request.ask(*record, prompt, request.stop);
            } else {
                answer = tl::unexpected(record.error());
            }
            if (!answer && request.stop.stop_requested())
                return;
            const std::lock_guard lock(mutex);
            ++result.counts.done;
            if (!answer) {
                ++result.counts.failed;
                if (result.firstError.empty())
                    result.firstError = answer.error().message();
            }
            const std::string id(request.dataset->row(open[i]).id);
            if (record && !writing)
                if (auto done = store.put(id, predictionLine(*record, prompt, answer, request.style)); !done)
                    writing = done.error();
            if (writing)
                next = open.size();
            else
                tell();
        }
    };
    tell();
    {
        std::vector<std::jthread> threads;
        for (int i = 1; i < request.jobs; ++i)
            threads.emplace_back(work);
        work();
    }
    if (!writing)
        if (auto done = store.finish(); !done)
            writing = done.error();
    if (writing)
        return tl::unexpected(*writing);
    return result;
}

} // namespace tracestudio
