#pragma once

#include <filesystem>
#include <string>
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

/// Writes the whole bundle under `folder`: trajectory_dataset.json, raw_data/<id>/ and outputs/. The bytes decoded from
/// it are the same on every machine and for every number of `threads`. Throws std::runtime_error when a file cannot be
/// written.
void writeBundle(const std::filesystem::path& folder, int threads);

} // namespace tracestudio::samples
