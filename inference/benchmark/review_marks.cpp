#include "benchmark/atomic_file.h"
#include "benchmark/query.h"

#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <unistd.h>

namespace tracestudio {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::json;

constexpr const char* marksName = "tracestudio-review.json";
constexpr std::uintmax_t largestFileBytes = 256u << 20;

/// Text that is not UTF-8 is mended, as JSON has no other.
std::string written(const Json& json) {
    return json.dump(1, ' ', false, Json::error_handler_t::replace);
}

/// The document of a marks file; nothing when it is damaged. Written by hand or by others, so nothing is trusted.
std::optional<Json> readDocument(const fs::path& path) {
    std::error_code error;
    if (fs::file_size(path, error) > largestFileBytes || error)
        return std::nullopt;
    std::ifstream stream(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    constexpr int deepest = 64; // writing recurses
    bool isTooDeep = false;
    const auto watch = [&](int depth, Json::parse_event_t, const Json&) {
        isTooDeep = isTooDeep || depth > deepest;
        return !isTooDeep;
    };
    Json document = Json::parse(text, watch, false);
    if (isTooDeep || document.is_discarded() || !document.is_object())
        return std::nullopt;
    const auto marks = document.find("marks");
    if (marks != document.end() && !marks->is_object())
        return std::nullopt;
    return document;
}

ReviewMark markFrom(const Json& json) {
    ReviewMark mark;
    if (!json.is_object())
        return mark;
    const auto text = [&](const char* key) {
        const auto found = json.find(key);
        return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    const std::string judgement = text("judgement");
    if (judgement == "good")
        mark.judgement = ReviewMark::Judgement::Good;
    else if (judgement == "bad")
        mark.judgement = ReviewMark::Judgement::Bad;
    mark.note = text("note");
    return mark;
}

/// Puts a mark into its JSON object, where others may have put keys of their own.
void putMark(Json& json, const ReviewMark& mark) {
    if (!json.is_object())
        json = Json::object();
    if (mark.isReviewed())
        json["judgement"] = mark.judgement == ReviewMark::Judgement::Good ? "good" : "bad";
    else
        json.erase("judgement");
    if (!mark.note.empty())
        json["note"] = mark.note;
    else
        json.erase("note");
}

Result<void> write(const fs::path& path, const std::string& text) {
    const int error = writeAtomically(path, text);
    if (error == 0)
        return {};
    return failure(TRANSLATABLE("The review marks cannot be written to %1: %2."), path.string(), std::strerror(error));
}

bool isThere(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(path, ignored);
}

/// A name beside `path` that is free.
fs::path freeNameFor(const fs::path& path) {
    fs::path name = path;
    name += ".damaged";
    for (int number = 2; isThere(name); ++number) {
        name = path;
        name += ".damaged-" + std::to_string(number);
    }
    return name;
}

} // namespace

ReviewMarks ReviewMarks::open(const Dataset& dataset, const fs::path& fallbackFolder) {
    ReviewMarks marks;
    marks.m_path = dataset.folder() / marksName;
    marks.m_fallback = fallbackFolder / (nameElsewhere(dataset.folder()) + ".json");
    // Marks in the person's folder are there because the dataset's could not be written: they are the newer ones.
    const bool isWritable = ::access(dataset.folder().c_str(), W_OK) == 0;
    if (isThere(marks.m_fallback) && (!isWritable || !isThere(marks.m_path)))
        marks.m_path = marks.m_fallback;
    if (!isThere(marks.m_path))
        return marks;
    std::optional<Json> document = readDocument(marks.m_path);
    if (!document) {
        marks.setAside();
        return marks;
    }
    marks.m_document = std::move(*document);
    if (const auto all = marks.m_document.find("marks"); all != marks.m_document.end())
        for (const auto& [id, json] : all->items())
            if (ReviewMark mark = markFrom(json); !mark.isEmpty())
                marks.m_marks.emplace(id, std::move(mark));
    return marks;
}

void ReviewMarks::setAside() {
    const fs::path aside = freeNameFor(m_path);
    std::error_code error;
    fs::rename(m_path, aside, error);
    if (!error) {
        m_problem =
            Error{TRANSLATABLE("The review marks in %1 are damaged and were moved to %2. New marks start empty."),
                  {m_path.string(), aside.string()}};
        return;
    }
    m_problem = Error{TRANSLATABLE("The review marks in %1 are damaged and could not be moved aside. New marks start "
                                   "empty and are kept in %2."),
                      {m_path.string(), m_fallback.string()}};
    m_path = m_fallback;
}

ReviewMark ReviewMarks::of(const std::string& id) const {
    const auto found = m_marks.find(id);
    return found == m_marks.end() ? ReviewMark() : found->second;
}

void ReviewMarks::set(const std::string& id, ReviewMark mark) {
    if (mark.isEmpty())
        m_marks.erase(id);
    else
        m_marks[id] = std::move(mark);
}

Result<fs::path> ReviewMarks::save() {
    m_document["format"] = "tracestudio-review/1";
    Json& all = m_document["marks"];
    if (!all.is_object())
        all = Json::object();
    for (auto entry = all.begin(); entry != all.end();) {
        if (!m_marks.contains(entry.key()))
            putMark(*entry, {});
        entry = entry->empty() ? all.erase(entry) : std::next(entry);
    }
    for (const auto& [id, mark] : m_marks)
        putMark(all[id], mark);

    const std::string text = written(m_document);
    Result<void> saved = write(m_path, text);
    if (!saved && m_path != m_fallback) {
        std::error_code ignored;
        fs::create_directories(m_fallback.parent_path(), ignored);
        if (write(m_fallback, text)) {
            m_path = m_fallback;
            return m_path;
        }
    }
    if (!saved)
        return tl::unexpected(saved.error());
    return m_path;
}

} // namespace tracestudio
