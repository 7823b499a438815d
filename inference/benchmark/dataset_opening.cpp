#include "benchmark/dataset_file.h"
#include "benchmark/row_fields.h"
#include "benchmark/sample_files.h"
#include "scene/lower_case.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <fstream>
#include <sstream>

namespace tracestudio {
namespace fs = std::filesystem;
namespace {

constexpr const char* datasetName = "trajectory_dataset.json";

bool isFile(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

bool isFolder(const fs::path& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

/// What is in a folder, by name; nothing where it cannot be read.
std::vector<fs::path> entriesOf(const fs::path& folder) {
    std::vector<fs::path> entries;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        entries.push_back(entry->path());
    std::sort(entries.begin(), entries.end());
    return entries;
}

/// A JSON list whose first element has keys of the benchmark.
bool looksLikeDataset(const fs::path& path) {
    const Result<FileDescriptor> file = FileDescriptor::openToRead(path);
    if (!file)
        return false;
    std::uint64_t position = 0;
    RowScanner scanner([&](char* to, std::size_t size) {
        const std::size_t count = file->read(to, size, position);
        position += count;
        return count;
    });
    constexpr int enoughKeys = 3;
    return scanner.next() == RowScanner::Step::Row && scanner.outline().benchmarkKeys >= enoughKeys;
}

std::vector<fs::path> datasetFilesIn(const fs::path& folder) {
    std::vector<fs::path> found;
    for (const fs::path& entry : entriesOf(folder))
        if (entry.extension() == ".json" && isFile(entry) && looksLikeDataset(entry))
            found.push_back(entry);
    return found;
}

/// The dataset file that opening `folder` means, and those passed over for it.
struct Found {
    fs::path json;
    std::vector<fs::path> others;
};

std::optional<Found> findIn(const fs::path& folder) {
    if (isFile(folder / datasetName))
        return Found{folder / datasetName, {}};
    std::vector<fs::path> files = datasetFilesIn(folder);
    if (files.empty())
        return std::nullopt;
    return Found{files.front(), {files.begin() + 1, files.end()}};
}

std::optional<Found> findBelow(const fs::path& folder) {
    std::optional<Found> best;
    for (const fs::path& entry : entriesOf(folder)) {
        if (!isFolder(entry))
            continue;
        std::optional<Found> found = findIn(entry);
        if (!found)
            continue;
        if (!best) {
            best = std::move(found);
            continue;
        }
        if (found->json.filename() == datasetName && best->json.filename() != datasetName)
            std::swap(best, found);
        best->others.push_back(found->json);
    }
    return best;
}

/// The file in `folder` with one of `stems`, earlier ones first, and one of `extensions`; its name, or "".
template <std::size_t Stems, std::size_t Extensions>
std::string fileNamed(const std::vector<fs::path>& entries, const std::array<const char*, Stems>& stems,
                      const std::array<const char*, Extensions>& extensions) {
    for (const char* stem : stems)
        for (const fs::path& entry : entries) {
            const std::string extension = lowerCase(entry.extension().string());
            if (lowerCase(entry.stem().string()) == stem && isFile(entry) &&
                std::find(extensions.begin(), extensions.end(), extension) != extensions.end())
                return entry.filename().string();
        }
    return {};
}

JsonMatrix pinhole(double fx, double fy, double cx, double cy) {
    return {3, 3, {fx, 0, cx, 0, fy, cy, 0, 0, 1}};
}

/// 9 or 16 numbers, separated by anything that numbers are not made of.
JsonMatrix matrixFromText(const std::string& text) {
    std::string spaced = text;
    for (char& c : spaced)
        if (c == ',' || c == ';' || c == '[' || c == ']')
            c = ' ';
    std::istringstream stream(spaced);
    stream.imbue(std::locale::classic());
    std::vector<double> values;
    for (double value = 0; values.size() <= 16 && stream >> value;)
        values.push_back(value);
    if (values.size() == 9)
        return {3, 3, std::move(values)};
    if (values.size() == 16)
        return {4, 4, std::move(values)};
    return {1, 0, {}};
}

JsonMatrix intrinsicsFromJson(const PyValue& json) {
    if (json.isList())
        return matrixOf(&json);
    for (const char* key : {"gt_depth_intrinsics", "intrinsics", "intrinsic_matrix", "K"})
        if (const PyValue* matrix = json.find(key))
            return matrixOf(matrix);
    const std::array numbers{json.find("fx"), json.find("fy"), json.find("cx"), json.find("cy")};
    const bool hasAll =
        std::all_of(numbers.begin(), numbers.end(), [](const PyValue* number) { return number && number->isNumber(); });
    return hasAll ? pinhole(numbers[0]->number, numbers[1]->number, numbers[2]->number, numbers[3]->number)
                  : JsonMatrix{1, 0, {}};
}

JsonMatrix intrinsicsFromFile(const fs::path& path) {
    constexpr std::size_t enough = 1u << 16;
    std::string text(enough, '\0');
    std::ifstream stream(path, std::ios::binary);
    stream.read(text.data(), std::streamsize(text.size()));
    text.resize(std::size_t(std::max<std::streamsize>(0, stream.gcount())));
    if (path.extension() != ".json")
        return matrixFromText(text);
    const auto json = parsePythonJson(text);
    return json ? intrinsicsFromJson(*json) : JsonMatrix{1, 0, {}};
}

/// One folder with an image, its depth and perhaps a mask and intrinsics: a dataset of one sample.
class SceneFolder final : public Dataset {
  public:
    static std::shared_ptr<const SceneFolder> open(const fs::path& folder) {
        const std::vector<fs::path> entries = entriesOf(folder);
        constexpr std::array pictures{".png", ".jpg", ".jpeg"};
        constexpr std::array depths{".png", ".tif", ".tiff", ".pgm"};
        SampleRecord record;
        record.imagePath = fileNamed(entries, std::array{"image", "colour", "color", "rgb"}, pictures);
        record.gtDepthPath = fileNamed(entries, std::array{"gt_depth", "depth"}, depths);
        if (record.imagePath.empty() || record.gtDepthPath.empty())
            return nullptr;
        record.maskPath = fileNamed(entries, std::array{"mask"}, pictures);
        record.id = folder.filename().string();
        const std::string intrinsics =
            fileNamed(entries, std::array{"intrinsics", "camera"}, std::array{".json", ".txt"});
        if (!intrinsics.empty())
            record.gtDepthIntrinsics = intrinsicsFromFile(folder / intrinsics);
        complete(record, folder, intrinsics);
        return std::shared_ptr<const SceneFolder>(new SceneFolder(folder, std::move(record)));
    }

    [[nodiscard]] const fs::path& folder() const override { return m_folder; }
    [[nodiscard]] fs::path pictureFolder() const override { return m_folder; }
    [[nodiscard]] std::string name() const override { return m_folder.filename().string(); }
    [[nodiscard]] std::size_t size() const override { return 1; }
    [[nodiscard]] SampleRow row(std::size_t) const override {
        SampleRow row;
        row.id = m_record.id;
        row.imagePath = m_record.imagePath;
        row.isBroken = !m_record.problems.empty();
        return row;
    }
    [[nodiscard]] std::optional<std::size_t> find(std::string_view id) const override {
        return id == m_record.id ? std::optional<std::size_t>(0) : std::nullopt;
    }
    [[nodiscard]] std::vector<Error> problems(std::size_t) const override { return m_record.problems; }
    [[nodiscard]] std::size_t brokenCount() const override { return m_record.problems.empty() ? 0 : 1; }
    [[nodiscard]] std::vector<Error> fileProblems() const override { return {}; }
    [[nodiscard]] Result<SampleRecord> record(std::size_t) const override { return m_record; }
    [[nodiscard]] std::shared_ptr<const Sample> load(std::size_t) const override {
        return loadSample(m_record, m_folder);
    }
    [[nodiscard]] cv::Mat thumbnail(std::size_t, int longestSide) const override {
        return loadThumbnail(m_record.imagePath, m_folder, longestSide);
    }

  private:
    SceneFolder(fs::path folder, SampleRecord record)
        : m_folder(std::move(folder))
        , m_record(std::move(record)) {}

    /// Intrinsics that are absent or unusable are assumed: a focal length of the width (a view of 53°), centred.
    static void complete(SampleRecord& record, const fs::path& folder, const std::string& intrinsics) {
        const Result<cv::Size> size = pictureSize(folder / record.gtDepthPath);
        if (!size)
            return; // said when the sample is loaded
        const std::optional<Camera> camera = cameraOf(record.gtDepthIntrinsics, size->width, size->height);
        if (camera && camera->isValid()) {
            record.intrinsics = record.gtDepthIntrinsics; // stays absent where they are assumed
            return;
        }
        const double width = size->width;
        record.gtDepthIntrinsics = pinhole(width, width, (width - 1) / 2, (size->height - 1) / 2.0);
        if (intrinsics.empty())
            record.problems.push_back({TRANSLATABLE("%1 has no intrinsics.json, intrinsics.txt or camera.json, so the "
                                                    "focal length is assumed to be the picture's width. Distances may "
                                                    "be wrong; add one of these files."),
                                       {folder.string()}});
        else
            record.problems.push_back({TRANSLATABLE("%1 holds no 3×3 or 4×4 intrinsics nor fx, fy, cx, cy, so the "
                                                    "focal length is assumed to be the picture's width. Distances may "
                                                    "be wrong; correct the file."),
                                       {(folder / intrinsics).string()}});
    }

    fs::path m_folder;
    SampleRecord m_record;
};

/// A dataset with a word about the other dataset files that were passed over for it.
Result<std::shared_ptr<const Dataset>> openFound(const Found& found, const Progress& progress,
                                                 const std::stop_token& stop) {
    std::vector<Error> notes;
    if (!found.others.empty()) {
        std::string names;
        for (const fs::path& other : found.others)
            names += (names.empty() ? "" : ", ") + other.string();
        notes.push_back({TRANSLATABLE("%1 was opened; there also are: %2. Open one of these by itself to see it."),
                         {found.json.string(), names}});
    }
    return DatasetFile::open(found.json, std::move(notes), progress, stop);
}

} // namespace

fs::path datasetFileIn(const fs::path& folder) {
    const std::optional<Found> found = findIn(folder);
    return found ? found->json : fs::path();
}

Result<std::shared_ptr<const Dataset>> Dataset::open(const fs::path& path, const Progress& progress,
                                                     const std::stop_token& stop) {
    std::error_code error;
    fs::path full = fs::absolute(path, error).lexically_normal();
    if (!full.has_filename())
        full = full.parent_path(); // a folder written with a slash behind it
    const fs::file_status status = fs::status(full, error);
    if (!fs::exists(status))
        return failure(TRANSLATABLE("%1 does not exist. Open a TraceSpatial-Bench folder or its "
                                    "trajectory_dataset.json."),
                       full.string());
    if (!fs::is_directory(status))
        return openFound({full, {}}, progress, stop);
    fs::directory_iterator readable(full, error);
    if (error)
        return failure(TRANSLATABLE("The folder %1 cannot be read: %2. Check its permissions."), full.string(),
                       error.message());
    if (const std::optional<Found> found = findIn(full))
        return openFound(*found, progress, stop);
    if (const std::shared_ptr<const SceneFolder> scene = SceneFolder::open(full))
        return scene;
    if (full.filename() == "raw_data")
        if (const std::optional<Found> found = findIn(full.parent_path()))
            return openFound(*found, progress, stop);
    if (const std::optional<Found> found = findBelow(full))
        return openFound(*found, progress, stop);
    return failure(TRANSLATABLE("%1 holds no dataset. Looked for trajectory_dataset.json or another JSON list of "
                                "samples, there and one folder below, and for a scene of image.png (or colour, color, "
                                "rgb) with gt_depth.png (or depth). Open a folder that has one of these."),
                   full.string());
}

} // namespace tracestudio
