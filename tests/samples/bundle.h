#pragma once

#include "sample_scenes.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace tracestudio::samples {

/// One hand-made answer: the text a model might have given for sample `id`.
struct ExampleAnswer {
    int id = 0;
    std::string text;
};

/// A file of hand-made answers, named as the published evaluator expects: the words in it choose parser and task.
struct ExampleAnswers {
    std::string fileName;
    std::vector<ExampleAnswer> answers;
};
std::vector<ExampleAnswers> exampleAnswers();

/// A file that is written from its beginning. What cannot be written throws std::runtime_error with the file's name;
/// the last bytes are only known to be there after `close`.
class OutputFile {
  public:
    explicit OutputFile(std::filesystem::path file);
    OutputFile& operator<<(std::string_view bytes);
    void close();

  private:
    void check() const;
    std::filesystem::path m_file;
    std::ofstream m_out;
};

/// A sample's pictures. Depths are exact here.
struct SamplePictures {
    Exposure seen;         ///< by SampleScene::camera
    Exposure coarse;       ///< by SampleScene::sensor; its colours are not used
    bool areSensed = true; ///< depths are written with a sensor's steps and holes
};

/// Writes raw_data/<id>/ of a sample under `folder` and returns its row of the dataset. Safe to call from several
/// threads for different ids. Throws std::runtime_error when a file cannot be written.
std::string writeSample(const std::filesystem::path& folder, int id, const SampleScene& sample,
                        const SamplePictures& pictures);
/// Writes trajectory_dataset.json under `folder`. Throws as `writeSample`.
void writeDataset(const std::filesystem::path& folder, const std::vector<std::string>& rows);

/// Writes the whole bundle under `folder`: trajectory_dataset.json, raw_data/<id>/ and outputs/. The bytes decoded from
/// it are the same on every machine and for every number of `threads`. Throws std::runtime_error when a file cannot be
/// written.
void writeBundle(const std::filesystem::path& folder, int threads);

} // namespace tracestudio::samples
