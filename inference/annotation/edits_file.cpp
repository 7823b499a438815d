#include "annotation/edits_file.h"

#include "benchmark/atomic_file.h"
#include "benchmark/row_fields.h"
#include "benchmark/row_index.h"
#include "benchmark/sample_files.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <unistd.h>
#include <utility>

namespace tracestudio {
namespace fs = std::filesystem;

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* format = "tracestudio-edits/1";
constexpr std::uint64_t largestFileBytes = 1u << 30;

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string base64Of(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i)
            group = group << 8 | (i < count ? std::uint8_t(bytes[at + i]) : 0u);
        for (std::size_t i = 0; i < 4; ++i)
            text += i <= count ? letters[group >> (18 - 6 * i) & 63] : '=';
    }
    return text;
}

std::optional<std::string> bytesOfBase64(std::string_view text) {
    if (text.size() % 4 != 0)
        return std::nullopt;
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3);
    std::uint32_t group = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::size_t value = at + padding >= text.size() ? 0 : letters.find(text[at]);
        if (value == letters.npos)
            return std::nullopt;
        group = group << 6 | std::uint32_t(value);
        if (at % 4 != 3)
            continue;
        for (int shift = 16; shift >= 0; shift -= 8)
            bytes += char(group >> shift & 255);
        group = 0;
    }
    bytes.resize(bytes.size() - padding);
    return bytes;
}

/// The texts of an annotation by their keys.
constexpr std::array<std::pair<const char*, std::string Annotation::*>, 5> texts{
    {{"prompt", &Annotation::instruction},
     {"target_object", &Annotation::targetObject},
     {"destination", &Annotation::destination},
     {"category", &Annotation::category},
     {"data_source", &Annotation::dataSource}}};

/// JSON has no infinite numbers and none that are no numbers, which broken rows may hold: those are texts.
Json jsonOf(double number) {
    if (std::isfinite(number))
        return number;
    return std::isnan(number) ? "NaN" : number < 0 ? "-Infinity" : "Infinity";
}

std::optional<double> coordinateFrom(const Json& json) {
    if (json.is_number())
        return json.get<double>();
    for (const double number : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
                                -std::numeric_limits<double>::infinity()})
        if (json == jsonOf(number))
            return number;
    return std::nullopt;
}

/// All that an annotation says.
Json valuesOf(const Annotation& annotation) {
    Json points = Json::array();
    for (const PointCamera& point : annotation.trajectory)
        points.push_back({jsonOf(point.x), jsonOf(point.y), jsonOf(point.z)});
    Json box;
    if (annotation.box) {
        const OrientedBox& b = *annotation.box;
        box = {{"center", {b.centre.x, b.centre.y, b.centre.z}},
               {"extent", {b.extentMetres[0], b.extentMetres[1], b.extentMetres[2]}},
               {"rotation", std::vector<double>(b.rotation.val, b.rotation.val + 9)}};
    }
    Json values;
    for (const auto& [key, text] : texts)
        values[key] = annotation.*text;
    values["step"] = annotation.step ? Json(*annotation.step) : Json();
    values["trajectory"] = points;
    values["box"] = box;
    values["mask"] = annotation.maskFile ? Json(base64Of(*annotation.maskFile)) : Json();
    return values;
}

/// The keys of what differs.
void addDifferences(const Annotation& a, const Annotation& b, std::set<std::string>& keys) {
    const auto add = [&](const char* key, bool differs) {
        if (differs)
            keys.insert(key);
    };
    for (const auto& [key, text] : texts)
        add(key, a.*text != b.*text);
    add("step", a.step != b.step);
    add("trajectory", a.trajectory != b.trajectory);
    add("box", a.box != b.box);
    add("mask", !a.hasSameMask(b));
}

std::string checksumOf(std::string_view text) {
    return std::to_string(RowIndex::checksum(text)) + "-" + std::to_string(text.size());
}

/// Of what a row says but for its mask, however it is written.
std::string checksumOf(Annotation annotation) {
    annotation.maskFile = nullptr;
    return checksumOf(valuesOf(annotation).dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::optional<std::vector<double>> numbersOf(const Json& json, std::size_t count) {
    if (!json.is_array() || json.size() != count)
        return std::nullopt;
    std::vector<double> numbers;
    for (const Json& item : json) {
        if (!item.is_number() || !std::isfinite(item.get<double>()))
            return std::nullopt;
        numbers.push_back(item.get<double>());
    }
    return numbers;
}

bool putText(const Json& json, std::string& text) {
    if (!json.is_string())
        return false;
    text = json.get<std::string>();
    return true;
}

bool putStep(const Json& json, std::optional<int>& step) {
    step.reset();
    if (json.is_null())
        return true;
    constexpr std::int64_t most = std::numeric_limits<int>::max();
    if (!json.is_number_integer() || json.get<std::int64_t>() < 0 || json.get<std::int64_t>() >= most)
        return false;
    step = int(json.get<std::int64_t>());
    return true;
}

bool putTrajectory(const Json& json, std::vector<PointCamera>& trajectory) {
    if (!json.is_array())
        return false;
    trajectory.clear();
    for (const Json& item : json) {
        if (!item.is_array() || item.size() != 3)
            return false;
        const auto x = coordinateFrom(item[0]);
        const auto y = coordinateFrom(item[1]);
        const auto z = coordinateFrom(item[2]);
        if (!x || !y || !z)
            return false;
        trajectory.push_back({*x, *y, *z});
    }
    return true;
}

bool putBox(const Json& json, std::optional<OrientedBox>& box) {
    box.reset();
    if (json.is_null())
        return true;
    if (!json.is_object())
        return false;
    const auto centre = numbersOf(json.value("center", Json()), 3);
    const auto extent = numbersOf(json.value("extent", Json()), 3);
    const auto rotation = numbersOf(json.value("rotation", Json()), 9);
    if (!centre || !extent || !rotation)
        return false;
    box = OrientedBox{{(*centre)[0], (*centre)[1], (*centre)[2]},
                      {(*extent)[0], (*extent)[1], (*extent)[2]},
                      cv::Matx33d(rotation->data())};
    return true;
}

bool putMask(const Json& json, std::shared_ptr<const std::string>& mask) {
    mask = nullptr;
    if (json.is_null())
        return true;
    std::optional<std::string> bytes;
    if (json.is_string())
        bytes = bytesOfBase64(json.get_ref<const std::string&>());
    if (!bytes || !decodeMask(*bytes, "mask.png"))
        return false;
    mask = std::make_shared<const std::string>(std::move(*bytes));
    return true;
}

/// Puts what `json` says into `annotation`; what is damaged is left as it was and complained about.
void apply(const Json& json, const std::string& id, Annotation& annotation, std::vector<Error>& problems) {
    if (!json.is_object()) {
        problems.push_back({TRANSLATABLE("The kept edits of sample %1 are damaged, so it stays as it is."), {id}});
        return;
    }
    Annotation result = annotation;
    const auto part = [&](const char* key, const auto& put, auto Annotation::*member) {
        const auto found = json.find(key);
        if (found == json.end())
            return;
        if (!put(*found, result.*member)) {
            result.*member = annotation.*member;
            problems.push_back(
                {TRANSLATABLE("The kept value of \"%1\" of sample %2 is damaged, so it stays as it is."), {key, id}});
        }
    };
    for (const auto& [key, text] : texts)
        part(key, putText, text);
    part("step", putStep, &Annotation::step);
    part("trajectory", putTrajectory, &Annotation::trajectory);
    part("box", putBox, &Annotation::box);
    part("mask", putMask, &Annotation::maskFile);
    annotation = std::move(result);
}

std::string textAt(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool isAt(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_boolean() && found->get<bool>();
}

/// Reads the edits of a file for a dataset, one entry after the other.
class EditsReader {
  public:
    explicit EditsReader(const Dataset& base)
        : m_base(base) {}

    void readRow(const Json& json) {
        const std::string id = json.is_object() ? textAt(json, "id") : std::string();
        const std::optional<std::size_t> index = json.is_object() ? indexOf(json, id) : std::nullopt;
        const bool isDeleted = json.is_object() && isAt(json, "deleted");
        if (!index) {
            if (!isDeleted)
                complain(
                    TRANSLATABLE("Sample %1 is no longer in the dataset, so its kept edits have no place. If it was "
                                 "deleted here, it is in the folder .tracestudio-bin."),
                    id);
            return;
        }
        const Result<SampleRecord> record = m_base.record(*index);
        if (!record) {
            m_read.problems.push_back(record.error());
            if (isDeleted)
                edit(*index, {}, {}, true);
            return;
        }
        const Annotation before = annotationOf(*record, m_base.pictureFolder());
        const bool isStale =
            textAt(json, "row") != checksumOf(record->rawText) && textAt(json, "saved") != checksumOf(before);
        Json values = json.value("after", Json::object());
        const auto edited = json.find("edited");
        if (isStale && values.is_object() && edited != json.end() && edited->is_array())
            for (auto value = values.begin(); value != values.end();)
                value = std::ranges::find(*edited, Json(value.key())) == edited->end() ? values.erase(value)
                                                                                       : std::next(value);
        Annotation after = before;
        apply(values, id, after, m_read.problems);
        if (!isDeleted && before == after)
            return;
        m_read.staleCount += isStale;
        edit(*index, before, std::move(after), isDeleted);
    }

    void readAdded(const Json& json) {
        AddedSample sample;
        sample.id = json.is_object() ? textAt(json, "id") : std::string();
        if (sample.id.empty() || !m_addedIds.insert(sample.id).second) {
            complain(TRANSLATABLE("A new sample (%1) of the kept edits is damaged and was left out."), sample.id);
            return;
        }
        sample.isDeleted = isAt(json, "deleted");
        if (json.contains("text")) {
            readText(json, std::move(sample));
            return;
        }
        if (const std::optional<std::size_t> index = m_base.find(sample.id)) {
            readSaved(json, *index, sample.isDeleted);
            return;
        }
        sample.imagePath = textAt(json, "image_path");
        sample.depthPath = textAt(json, "depth_path");
        sample.gtDepthPath = textAt(json, "gt_depth_path");
        const auto camera = numbersOf(json.value("camera", Json()), 6);
        constexpr double largestSide = 1 << 20;
        if (!camera || !isPicture(sample.imagePath) || !isPicture(sample.gtDepthPath) || (*camera)[0] < 0 ||
            (*camera)[1] < 0 || (*camera)[0] > largestSide || (*camera)[1] > largestSide) {
            if (!sample.isDeleted)
                complain(TRANSLATABLE("The pictures or intrinsics of the new sample %1 are gone, so it was left out."),
                         sample.id);
            return;
        }
        sample.camera = {int((*camera)[0]), int((*camera)[1]), (*camera)[2], (*camera)[3], (*camera)[4], (*camera)[5]};
        apply(json.value("annotation", Json()), sample.id, sample.annotation, m_read.problems);
        m_read.edits.added.push_back(std::make_shared<const AddedSample>(std::move(sample)));
    }

    ReadEdits take() { return std::move(m_read); }

  private:
    /// A new sample whose row was saved before the program was cut off.
    void readSaved(const Json& json, std::size_t index, bool isDeleted) {
        const Result<SampleRecord> record = m_base.record(index);
        if (!record) {
            m_read.problems.push_back(record.error());
            return;
        }
        const Annotation before = annotationOf(*record, m_base.pictureFolder());
        Annotation after = before;
        apply(json.value("annotation", Json()), record->id, after, m_read.problems);
        if (isDeleted || before != after)
            edit(index, before, std::move(after), isDeleted);
    }

    /// A row that was deleted, saved and undeleted since. The file may have it by now.
    void readText(const Json& json, AddedSample sample) {
        sample.rowText = textAt(json, "text");
        const auto row = parsePythonJson(sample.rowText);
        const bool isRow = row && row->isObject() && sample.rowText.front() == '{' && sample.rowText.back() == '}';
        const SampleRecord record = isRow ? recordOf(*row, sample.rowText, sample.id) : SampleRecord();
        if (record.id != sample.id) {
            complain(TRANSLATABLE("The row of sample %1 in the kept edits is damaged and was left out. It is in the "
                                  "folder .tracestudio-bin."),
                     sample.id);
            return;
        }
        const std::optional<std::size_t> index = m_base.find(sample.id);
        if (index && m_base.row(*index).imagePath == record.imagePath) { // and not another one of that id
            readSaved(json, *index, sample.isDeleted);
            return;
        }
        if (sample.isDeleted)
            return; // as it is
        sample.imagePath = record.imagePath;
        sample.depthPath = record.depthPath;
        sample.gtDepthPath = record.gtDepthPath;
        sample.annotation = annotationOf(record, m_base.pictureFolder());
        apply(json.value("annotation", Json()), sample.id, sample.annotation, m_read.problems);
        m_read.edits.added.push_back(std::make_shared<const AddedSample>(std::move(sample)));
    }

    void edit(std::size_t index, Annotation before, Annotation after, bool isDeleted) {
        m_read.edits.rows[index] =
            std::make_shared<const RowEdit>(RowEdit{std::move(before), std::move(after), isDeleted});
    }

    /// The row an edit was made on; where ids repeat, the one at its place.
    std::optional<std::size_t> indexOf(const Json& json, const std::string& id) const {
        const auto found = json.find("index");
        if (found != json.end() && found->is_number_unsigned()) {
            const auto index = found->get<std::uint64_t>();
            if (index < m_base.size() && m_base.row(std::size_t(index)).id == id)
                return std::size_t(index);
        }
        return m_base.find(id);
    }

    [[nodiscard]] bool isPicture(const std::string& relative) const {
        std::error_code ignored;
        const Result<fs::path> path = pathInside(m_base.pictureFolder(), relative);
        return path && fs::is_regular_file(*path, ignored);
    }

    void complain(const char* text, const std::string& id) { m_read.problems.push_back({text, {id}}); }

    const Dataset& m_base;
    ReadEdits m_read;
    std::set<std::string> m_addedIds;
};

/// What is kept of an added sample but its annotation.
Json frameOf(const AddedSample& sample) {
    if (!sample.rowText.empty())
        return {{"id", sample.id}, {"text", sample.rowText}};
    const Camera& camera = sample.camera;
    return {{"id", sample.id},
            {"image_path", sample.imagePath},
            {"depth_path", sample.depthPath},
            {"gt_depth_path", sample.gtDepthPath},
            {"camera", {camera.widthPixels, camera.heightPixels, camera.fx, camera.fy, camera.cx, camera.cy}}};
}

/// `edits` with all that `saved` changes: what only those mention is unchanged by now.
DatasetEdits withUndone(DatasetEdits edits, const DatasetEdits& saved) {
    for (const auto& [index, edit] : saved.rows)
        if (!edits.rows.contains(index))
            edits.rows.emplace(index, std::make_shared<const RowEdit>(RowEdit{edit->before, edit->before}));
    return edits;
}

/// Where files about `base` are told apart by its path.
fs::path pathOf(const Dataset& base) {
    return base.file().empty() ? base.folder() : base.file();
}

} // namespace

Result<void> writeEdits(const fs::path& path, const DatasetEdits& edits, const Dataset& base,
                        const DatasetEdits& saved) {
    Json rows = Json::array(), added = Json::array();
    const DatasetEdits all = withUndone(edits, saved);
    for (const auto& [index, edit] : all.rows) {
        if (index >= base.size())
            continue;
        const auto inFile = saved.rows.find(index);
        const RowEdit* savedEdit = inFile == saved.rows.end() ? nullptr : inFile->second.get();
        const Result<SampleRecord> record = base.record(index);
        if (savedEdit && savedEdit->isDeleted && !edit->isDeleted && record && !record->rawText.empty()) {
            // The file lacks it, so it is kept whole.
            added.push_back({{"id", record->id}, {"text", record->rawText}, {"annotation", valuesOf(edit->after)}});
            continue;
        }
        std::set<std::string> keys;
        addDifferences(edit->before, edit->after, keys);
        if (savedEdit)
            addDifferences(savedEdit->after, edit->after, keys);
        if (keys.empty() && !edit->isDeleted)
            continue;
        Json row = {{"id", base.row(index).id}, {"index", index}};
        if (record)
            row["row"] = checksumOf(record->rawText);
        if (savedEdit)
            row["saved"] = checksumOf(savedEdit->after);
        if (edit->isDeleted)
            row["deleted"] = true;
        row["edited"] = keys;
        row["after"] = valuesOf(edit->after);
        if (!keys.contains("mask"))
            row["after"].erase("mask"); // it is on the disk, and larger than all the rest
        rows.push_back(std::move(row));
    }
    for (const auto& sample : all.added) {
        Json json = frameOf(*sample);
        if (sample->isDeleted)
            json["deleted"] = true;
        json["annotation"] = valuesOf(sample->annotation);
        added.push_back(std::move(json));
    }
    const Json document = {{"format", format}, {"dataset", pathOf(base).string()}, {"rows", rows}, {"added", added}};
    std::error_code ignored;
    fs::create_directories(path.parent_path(), ignored); // said below where it cannot be
    if (const int error = writeAtomically(path, document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n"))
        return failure(TRANSLATABLE("The edits cannot be kept in %1: %2. Make room, or save now."), path.string(),
                       std::strerror(error));
    return {};
}

Result<ReadEdits> readEdits(const fs::path& path, const Dataset& base) {
    const Result<std::string> text = readWholeFile(path, largestFileBytes);
    if (!text)
        return tl::unexpected(text.error());
    constexpr int deepest = 16;
    constexpr std::size_t mostValues = 16'000'000; // of a hundred thousand edits; masks are one each
    std::size_t valueCount = 0;
    bool isTooMuch = false;
    const auto watch = [&](int depth, Json::parse_event_t, const Json&) {
        isTooMuch = isTooMuch || depth > deepest || ++valueCount > mostValues;
        return !isTooMuch;
    };
    const Json document = Json::parse(*text, watch, false);
    const bool isEdits = !isTooMuch && document.is_object() && textAt(document, "format") == format &&
                         document.value("rows", Json()).is_array() && document.value("added", Json()).is_array();
    if (!isEdits)
        return failure(TRANSLATABLE("%1 holds no edits that can be read: it is damaged or of another kind. The dataset "
                                    "stays as it is; move the file away."),
                       path.string());
    EditsReader reader(base);
    for (const Json& row : document["rows"])
        reader.readRow(row);
    for (const Json& sample : document["added"])
        reader.readAdded(sample);
    return reader.take();
}

fs::path recoveryFile(const Dataset& base, const fs::path& fallbackFolder) {
    const fs::path beside = base.folder() / ("." + pathOf(base).filename().string() + ".recovery");
    if (!base.folder().empty() && ::access(base.folder().c_str(), W_OK) == 0)
        return beside;
    return fallbackFolder / (nameElsewhere(pathOf(base)) + ".recovery");
}

fs::path sidecarFile(const Dataset& base, const fs::path& folder) {
    return folder / (nameElsewhere(pathOf(base)) + ".edits.json");
}

} // namespace tracestudio
