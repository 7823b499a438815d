#pragma once

#include "questions.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

/// Sets of scenes for training and scoring, drawn by chance from the world of the bundled samples.
namespace tracestudio::samples {

/// A size of picture, and how many scenes of a set have it: shares are relative to each other.
struct PictureShare {
    int width = 256, height = 192; ///< pixels
    double share = 1;
};

struct SceneSet {
    std::string split;      ///< a name; sets of different names share no scene
    int count = 0;          ///< scenes in all
    std::uint64_t seed = 1; //
    std::vector<PictureShare> sizes;
    Style style = Style::Mixed;
    int threads = 1;
};

/// One scene of a set, seen, with what is asked about it.
struct AskedWorld {
    std::unique_ptr<const World> world;
    std::unique_ptr<const QuickExposure> seen; ///< of `world`
    std::vector<Question> questions;
};
/// Scene `index` of those of one size; at least 3 questions unless `most` is less. What it makes depends on the numbers
/// only.
AskedWorld askedWorld(const SceneSet& set, const PictureShare& size, int index, int most);

/// What a scene's picture looks like: 8-bit BGR of the camera's size. Called on several threads at once unless a set
/// has one.
using Painter = std::function<cv::Mat(const AskedWorld&)>;
/// The quick exposure, in the light that the world asks for.
cv::Mat paintQuickly(const AskedWorld& asked);

/// Writes DIR/<W>x<H>/{pictures.rgb, patches.bin, scenes.jsonl} and DIR/world.json as README.md tells. The bytes do not
/// depend on the number of threads. Throws std::runtime_error when a file cannot be written.
void writeSceneSet(const SceneSet& set, const std::filesystem::path& folder);

/// Writes the scenes as a benchmark's folder, one question each: raw_data/<id>/ and trajectory_dataset.json, depths
/// without a sensor's faults. Throws std::runtime_error when a file cannot be written.
void writeBenchmark(const SceneSet& set, const std::filesystem::path& folder, const Painter& paint);

} // namespace tracestudio::samples
