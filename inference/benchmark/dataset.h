#pragma once

#include "benchmark/python_json.h"
#include "scene/rgbd_frame.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace tracestudio {

/// Called from a worker with how much of the work is done, 0…1. Cheap; called often.
using Progress = std::function<void(double)>;

/// A matrix as it stands in a file: any shape, any numbers; a list of numbers is one row. `rows == 0` means absent,
/// null or []. `columns == 0` with rows means that something else than a matrix of numbers stands there (ragged, text,
/// …).
struct JsonMatrix {
    int rows = 0;
    int columns = 0;
    std::vector<double> values;
    [[nodiscard]] bool isAbsent() const { return rows == 0; }
    [[nodiscard]] double at(int row, int column) const {
        return values[std::size_t(row) * std::size_t(columns) + std::size_t(column)];
    }
    bool operator==(const JsonMatrix&) const = default;
};

/// fx, fy, cx, cy of a 3×3 or 4×4 intrinsics matrix; nothing when it has another shape.
std::optional<Camera> cameraOf(const JsonMatrix& intrinsics, int widthPixels, int heightPixels);

/// What a row of trajectory_dataset.json says, whole, read from the file when asked for.
struct SampleRecord {
    std::string id;
    std::string instruction; ///< "prompt"
    std::string targetObject;
    std::string destination; ///< "destination|direction" or "destination_direction"
    std::optional<int> step;
    std::string category;
    std::string dataSource;
    std::string imagePath, depthPath, gtDepthPath, maskPath; ///< relative to raw_data/
    JsonMatrix intrinsics, gtDepthIntrinsics;
    std::vector<PointCamera> trajectory; ///< metres, camera frame
    std::optional<OrientedBox> box;
    std::string rawText;         ///< the row's own bytes: unknown keys, order and number spelling are all in here
    std::vector<Error> problems; ///< what is wrong with the row itself
};

/// The compact form of a row that the index keeps for every sample: enough to list, search, sort and filter.
struct SampleRow {
    std::string_view id, instruction, targetObject, destination, category, dataSource, imagePath;
    int step = -1; ///< -1: none
    bool isBroken = false;
};

/// A benchmark folder (or a lone RGB-D scene): its index in memory, its files read when asked for. Immutable once open;
/// every method may be called from any thread. Layout: spec/benchmark.md section 1.
class Dataset {
  public:
    /// Opens what `path` is: a TraceSpatial-Bench clone, the folder above it, its raw_data, the dataset JSON itself, or
    /// one folder with image + depth (+ intrinsics). trajectory_dataset.json goes before other dataset files. Refused
    /// only when there is no dataset file at all, saying what was looked for, or when stopped. A scene without
    /// intrinsics is taken with a focal length of its width and says so in its problems.
    static Result<std::shared_ptr<const Dataset>> open(const std::filesystem::path& path, const Progress& progress = {},
                                                       const std::stop_token& stop = {});
    virtual ~Dataset() = default;

    [[nodiscard]] virtual const std::filesystem::path& folder() const = 0;
    /// The folder that the samples' picture paths are relative to; empty where there are no pictures.
    [[nodiscard]] virtual std::filesystem::path pictureFolder() const { return folder() / "raw_data"; }
    /// The JSON file that the rows stand in; empty where they stand in none, such as those of answers or a lone scene.
    [[nodiscard]] virtual std::filesystem::path file() const { return {}; }
    [[nodiscard]] virtual std::string name() const = 0; ///< the folder's own name
    [[nodiscard]] virtual std::size_t size() const = 0;
    /// A row that keeps its index but is no longer in the dataset: lists leave it out.
    [[nodiscard]] virtual bool isDeleted(std::size_t /*index*/) const { return false; }
    /// A row that differs from the file that was opened.
    [[nodiscard]] virtual bool isEdited(std::size_t /*index*/) const { return false; }
    [[nodiscard]] virtual SampleRow row(std::size_t index) const = 0; ///< views stay valid as long as the dataset
    [[nodiscard]] virtual std::optional<std::size_t> find(std::string_view id) const = 0;
    /// What is wrong with a row as far as the index can tell (no file is opened): no box, NaN intrinsics, duplicate id
    /// …
    [[nodiscard]] virtual std::vector<Error> problems(std::size_t index) const = 0;
    [[nodiscard]] virtual std::size_t brokenCount() const = 0;
    /// What is wrong with the dataset as a whole: the JSON breaks off at a byte, raw_data is not there, other dataset
    /// files were passed over.
    [[nodiscard]] virtual std::vector<Error> fileProblems() const = 0;
    /// Reads the whole row again from the file; an error when the file changed under us or the row is not valid JSON.
    [[nodiscard]] virtual Result<SampleRecord> record(std::size_t index) const = 0;
    /// Reads the row and its pictures. Never fails: what is broken is said in Sample::problems.
    [[nodiscard]] virtual std::shared_ptr<const Sample> load(std::size_t index) const = 0;
    /// A picture of at most `longestSide` pixels of the sample's image, BGR; empty when it cannot be read.
    [[nodiscard]] virtual cv::Mat thumbnail(std::size_t index, int longestSide) const = 0;
};

} // namespace tracestudio
