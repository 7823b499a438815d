#include "benchmark/predictions.h"

#include "benchmark/row_fields.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <unordered_map>
#include <unordered_set>

namespace tracestudio {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t answersToGuessFrom = 20;

/// "RoboTracer_3D" is a model's name and a task.
std::optional<Task> taskOf(std::string_view stem) {
    if (stem.ends_with("_2D") || stem.ends_with("_2d"))
        return Task::TwoD;
    if (stem.ends_with("_3D") || stem.ends_with("_3d"))
        return Task::ThreeD;
    return std::nullopt;
}

/// The first answers that say something.
std::vector<const std::string*> firstAnswers(const std::vector<AnswerRow>& rows) {
    std::vector<const std::string*> answers;
    for (const AnswerRow& row : rows) {
        if (answers.size() == answersToGuessFrom)
            break;
        if (row.prediction.isString() && !row.prediction.text.empty())
            answers.push_back(&row.prediction.text);
    }
    return answers;
}

template <typename Predicate>
bool areMost(const std::vector<const std::string*>& answers, Predicate&& predicate) {
    const auto count =
        std::count_if(answers.begin(), answers.end(), [&](const auto* text) { return predicate(*text); });
    return std::size_t(count) * 2 > answers.size();
}

Task guessTask(const std::vector<AnswerRow>& rows) {
    const auto answers = firstAnswers(rows);
    const bool is3D = answers.empty() ||
                      areMost(answers, [](const std::string& text) { return parseLenient(text, 0, 0).hasDepth(); });
    return is3D ? Task::ThreeD : Task::TwoD;
}

AnswerStyle guessStyle(const std::vector<AnswerRow>& rows) {
    const bool isFenced =
        areMost(firstAnswers(rows), [](const std::string& text) { return text.find("```") != std::string::npos; });
    return isFenced ? AnswerStyle::Json : AnswerStyle::Text;
}

std::string nameWithoutTask(const std::string& stem) {
    return taskOf(stem) ? stem.substr(0, stem.size() - 3) : stem;
}

AnswerRow rowOf(const PyValue& json, std::string id, std::size_t line) {
    AnswerRow row;
    row.line = line;
    const PyValue* questionId = json.find("question_id");
    row.questionId = questionId ? *questionId : *json.find("id");
    row.id = std::move(id);
    row.instruction = textOf(json.find("prompt"));
    row.targetObject = textOf(json.find("target_object"));
    const PyValue* destination = json.find("destination|direction");
    row.destination = textOf(destination ? destination : json.find("destination_direction"));
    row.imagePath = textOf(json.find("image_path"));
    row.gtDepthPath = textOf(json.find("gt_depth_path"));
    row.maskPath = textOf(json.find("mask_path"));
    row.gtDepthIntrinsics = matrixOf(json.find("gt_depth_intrinsics"));
    row.trajectoryAsWritten = matrixOf(json.find("trajectory"));
    row.trajectory = pointsOf(row.trajectoryAsWritten);
    row.boxCentre = matrixOf(json.find("bbox_center"));
    row.boxExtent = matrixOf(json.find("bbox_extent"));
    row.boxRotation = matrixOf(json.find("bbox_rotation"));
    const auto isThere = [&json](const char* key) {
        const PyValue* value = json.find(key);
        return value && !value->isNull();
    };
    row.namesBox = isThere("bbox_center") && isThere("bbox_extent") && isThere("bbox_rotation");
    for (const char* key : {"image_path", "gt_depth_path", "mask_path"})
        if (!json.find(key))
            row.missingKeys.emplace_back(key);
    if (!isThere("trajectory"))
        row.missingKeys.emplace_back("trajectory");
    row.prediction.kind = PyValue::Kind::String; // the published script reads a missing answer as ""
    if (const PyValue* prediction = json.find("model_prediction"))
        row.prediction = *prediction;
    row.error = textOf(json.find("error"));
    row.variant = textOf(json.find("variant"));
    return row;
}

/// The answer that a line holds, or why it holds none.
Result<AnswerRow> readLine(std::string_view text, std::size_t line, const std::string& file) {
    const std::string number = std::to_string(line);
    const auto json = parsePythonJson(text);
    if (!json)
        return failure(TRANSLATABLE("Line %1 of %2 is not valid JSON: %3. Correct or remove it."), number, file,
                       json.error().describe());
    if (!json->isObject())
        return failure(TRANSLATABLE("Line %1 of %2 is not an object in braces. Correct or remove it."), number, file);
    const PyValue* questionId = json->find("question_id");
    const std::optional<std::string> id = idOf(questionId ? questionId : json->find("id"));
    if (!id)
        return failure(TRANSLATABLE("Line %1 of %2 has no question_id, so its sample is not known. Add one."), number,
                       file);
    return rowOf(*json, *id, line);
}

/// What follows from the model's name, and from the answers where it tells nothing.
void name(PredictionFile& predictions, const std::string& modelName, std::optional<Task> task) {
    predictions.modelName = modelName;
    predictions.task = task ? *task : guessTask(predictions.rows);
    const std::optional<AnswerStyle> official = officialStyleOf(modelName);
    predictions.isStyleOfficial = official.has_value();
    predictions.style = official ? *official : guessStyle(predictions.rows);
}

bool isBlank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos;
}

/// A file that certainly is not one JSON object a line, told by its first bytes.
std::optional<Error> refusalOf(std::ifstream& stream, const std::string& file) {
    std::string head(4096, '\0');
    stream.read(head.data(), std::streamsize(head.size()));
    head.resize(std::size_t(std::max<std::streamsize>(0, stream.gcount())));
    stream.clear();
    stream.seekg(0);
    if (head.find('\0') != std::string::npos || head.starts_with("PAR1"))
        return Error{TRANSLATABLE("%1 is a binary file, not a prediction file. Open a .jsonl file with one JSON object "
                                  "a line."),
                     {file}};
    const std::size_t first = head.find_first_not_of(" \t\r\n");
    if (first != std::string::npos && head[first] == '[')
        return Error{TRANSLATABLE("%1 is one JSON list, not a prediction file. Open a .jsonl file with one JSON object "
                                  "a line; open a dataset as a benchmark."),
                     {file}};
    return std::nullopt;
}

} // namespace

Result<std::shared_ptr<const PredictionFile>> PredictionFile::open(const fs::path& path, const Options& options,
                                                                   const Progress& progress,
                                                                   const std::stop_token& stop) {
    const std::string file = path.string();
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status))
        return failure(TRANSLATABLE("The prediction file %1 does not exist. Check its path."), file);
    if (fs::is_directory(status))
        return failure(TRANSLATABLE("%1 is a folder, not a prediction file. Open a .jsonl file in it."), file);
    if (!fs::is_regular_file(status))
        return failure(TRANSLATABLE("%1 is not a file. Open a .jsonl file with one JSON object a line."), file);
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
        return failure(TRANSLATABLE("The prediction file %1 cannot be read: %2. Check its permissions."), file,
                       std::strerror(errno));
    if (std::optional<Error> refusal = refusalOf(stream, file))
        return tl::unexpected(std::move(*refusal));

    auto predictions = std::make_shared<PredictionFile>();
    predictions->path = path;
    const double size = std::max<double>(1, double(fs::file_size(path, error)));
    std::string text;
    double position = 0;
    for (std::size_t line = 1; std::getline(stream, text); ++line) {
        if (stop.stop_requested())
            return failure(TRANSLATABLE("Opening %1 was stopped."), file);
        position += double(text.size() + 1);
        if (progress)
            progress(std::min(1.0, position / size));
        std::string_view json = text;
        if (line == 1 && json.starts_with("\xEF\xBB\xBF"))
            json.remove_prefix(3);
        if (isBlank(json))
            continue;
        Result<AnswerRow> row = readLine(json, line, file);
        if (row)
            predictions->rows.push_back(std::move(*row));
        else
            predictions->unreadable.push_back({line, row.error()});
    }
    if (predictions->rows.empty() && predictions->unreadable.empty())
        return failure(TRANSLATABLE("%1 holds no answers. Open a .jsonl file with one JSON object a line."), file);
    if (predictions->rows.empty())
        return failure(TRANSLATABLE("%1 is not a prediction file: none of its %2 lines is an answer. %3"), file,
                       std::to_string(predictions->unreadable.size()), predictions->unreadable.front().error.message());

    const std::string stem = path.stem().string();
    name(*predictions, options.modelName.value_or(nameWithoutTask(stem)), options.task ? options.task : taskOf(stem));
    return predictions;
}

Result<std::shared_ptr<const PredictionFile>> predictionFrom(const std::string& line, const std::string& modelName,
                                                             Task task) {
    auto row = readLine(line, 1, modelName);
    if (!row)
        return tl::unexpected(row.error());
    auto predictions = std::make_shared<PredictionFile>();
    predictions->rows.push_back(std::move(*row));
    name(*predictions, modelName, task);
    return predictions;
}

PredictionMatch match(const PredictionFile& predictions, const Dataset& dataset) {
    PredictionMatch match;
    match.answerOfSample.assign(dataset.size(), -1);
    match.unreadable = predictions.unreadable.size();
    std::unordered_set<std::string_view> extras;
    for (std::size_t answer = 0; answer < predictions.rows.size(); ++answer) {
        const std::string& id = predictions.rows[answer].id;
        if (const std::optional<std::size_t> sample = dataset.find(id)) {
            std::int64_t& of = match.answerOfSample[*sample];
            ++(of < 0 ? match.matched : match.duplicate);
            of = std::int64_t(answer);
        } else {
            ++(extras.insert(id).second ? match.extra : match.duplicate);
        }
    }
    match.missing = dataset.size() - match.matched;
    return match;
}

cv::Size inferredSize(const JsonMatrix& gtDepthIntrinsics) {
    const std::optional<Camera> camera = cameraOf(gtDepthIntrinsics, 0, 0);
    if (!camera)
        return {};
    if (gtDepthIntrinsics.rows == 4)
        return {640, 480};
    return camera->cx > camera->cy ? cv::Size(512, 384) : cv::Size(384, 512);
}

namespace {

/// The answers' own rows as samples: the first row of every id in any of the files.
class AnsweredSamples final : public Dataset {
  public:
    explicit AnsweredSamples(const std::vector<std::shared_ptr<const PredictionFile>>& files)
        : m_files(files) {
        for (const auto& file : files) {
            m_name += (m_name.empty() ? "" : ", ") + file->path.filename().string();
            for (const AnswerRow& row : file->rows)
                if (m_byId.emplace(row.id, m_rows.size()).second)
                    m_rows.push_back(&row);
        }
        if (!files.empty())
            m_folder = files.front()->path.parent_path();
    }

    [[nodiscard]] const fs::path& folder() const override { return m_folder; }
    [[nodiscard]] fs::path pictureFolder() const override { return {}; }
    [[nodiscard]] std::string name() const override { return m_name; }
    [[nodiscard]] std::size_t size() const override { return m_rows.size(); }
    [[nodiscard]] SampleRow row(std::size_t index) const override {
        const AnswerRow& answer = *m_rows[index];
        SampleRow row;
        row.id = answer.id;
        row.instruction = answer.instruction;
        row.targetObject = answer.targetObject;
        row.destination = answer.destination;
        row.imagePath = answer.imagePath;
        row.isBroken = faultsOf(answer) != 0;
        return row;
    }
    [[nodiscard]] std::optional<std::size_t> find(std::string_view id) const override {
        const auto found = m_byId.find(id);
        return found == m_byId.end() ? std::nullopt : std::optional<std::size_t>(found->second);
    }
    [[nodiscard]] std::vector<Error> problems(std::size_t index) const override {
        return describeFaults(faultsOf(*m_rows[index]), m_rows[index]->id);
    }
    [[nodiscard]] std::size_t brokenCount() const override {
        return std::size_t(
            std::count_if(m_rows.begin(), m_rows.end(), [](const AnswerRow* row) { return faultsOf(*row) != 0; }));
    }
    [[nodiscard]] std::vector<Error> fileProblems() const override { return {}; }
    [[nodiscard]] Result<SampleRecord> record(std::size_t index) const override {
        const AnswerRow& answer = *m_rows[index];
        SampleRecord record;
        record.id = answer.id;
        record.instruction = answer.instruction;
        record.targetObject = answer.targetObject;
        record.destination = answer.destination;
        record.imagePath = answer.imagePath;
        record.gtDepthPath = answer.gtDepthPath;
        record.maskPath = answer.maskPath;
        record.gtDepthIntrinsics = answer.gtDepthIntrinsics;
        record.trajectory = answer.trajectory;
        record.box = boxOf(answer.boxCentre, answer.boxExtent, answer.boxRotation);
        record.problems = problems(index);
        return record;
    }
    [[nodiscard]] std::shared_ptr<const Sample> load(std::size_t index) const override {
        SampleRecord pictureless = *record(index);
        pictureless.imagePath.clear();
        pictureless.gtDepthPath.clear();
        pictureless.maskPath.clear();
        return loadSample(pictureless, {}, inferredSize(pictureless.gtDepthIntrinsics));
    }
    [[nodiscard]] cv::Mat thumbnail(std::size_t, int) const override { return {}; }

  private:
    static std::uint32_t faultsOf(const AnswerRow& answer) {
        std::uint32_t faults = faultsOfIntrinsics(answer.gtDepthIntrinsics);
        faults |= faultsOfBox(answer.boxCentre, answer.boxExtent, answer.boxRotation);
        faults |= answer.trajectory.empty() ? fault::noTrajectory : 0;
        return faults;
    }

    std::vector<std::shared_ptr<const PredictionFile>> m_files; ///< own the rows
    std::vector<const AnswerRow*> m_rows;
    std::unordered_map<std::string_view, std::size_t> m_byId;
    fs::path m_folder;
    std::string m_name;
};

} // namespace

std::shared_ptr<const Dataset> datasetFromPredictions(const std::vector<std::shared_ptr<const PredictionFile>>& files) {
    return std::make_shared<AnsweredSamples>(files);
}

} // namespace tracestudio
