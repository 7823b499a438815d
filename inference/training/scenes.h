#pragma once

#include "scene/result.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tracestudio {

/// The names behind the numbers of a set of scenes, from its world.json. The last two classes are what is far away
/// and what things stand on, the last colour is none.
struct World {
    std::vector<std::string> classes, colours;
    bool operator==(const World&) const = default;
    [[nodiscard]] int thingClasses() const { return int(classes.size()) - 2; }
    [[nodiscard]] int realColours() const { return int(colours.size()) - 1; }
};

/// A picture with what is in it and what may be asked about it.
struct Scene {
    struct Thing {
        int kind = 0, colour = 0; ///< of the world
        float u = 0, v = 0;       ///< pixels: where its centre is seen
        float z = 0;              ///< metres along the camera's axis
        int pixels = 0;           ///< in sight
    };
    struct Question {
        std::string text, kind;
        std::vector<std::array<float, 3>> points; ///< the true answer: x and y in thousandths of the picture, metres
        int moved = 0, reference = 0;             ///< things
    };
    std::array<double, 4> camera{}; ///< fx, fy, cx, cy in pixels
    std::string family;
    std::vector<Thing> things;
    std::vector<Question> questions;
};

/// What is seen in a patch of 16×16 pixels.
struct PatchLabel {
    std::uint8_t kind = 0, colour = 0; ///< of the world
    float logDepth = 0;                ///< of the mean in metres
};

/// Scenes whose pictures have one size. Pictures and labels stay in their files, which are mapped. Immutable; any
/// thread.
class SceneSet {
  public:
    [[nodiscard]] int width() const { return m_width; }
    [[nodiscard]] int height() const { return m_height; }
    [[nodiscard]] std::size_t size() const { return m_scenes.size(); }
    [[nodiscard]] const Scene& scene(std::size_t i) const { return m_scenes[i]; }
    /// height × width × 3 bytes, red first.
    [[nodiscard]] std::span<const std::uint8_t> picture(std::size_t i) const;
    /// One for each patch, row by row.
    [[nodiscard]] std::vector<PatchLabel> patches(std::size_t i) const;

    /// DIR/<width>x<height> with pictures.rgb, patches.bin and scenes.jsonl. Fails with file and row where they do not
    /// fit together or name what `world` does not hold.
    static Result<SceneSet> open(const std::filesystem::path& folder, int width, int height, const World& world);

  private:
    class MappedFile;
    int m_width = 0, m_height = 0;
    std::vector<Scene> m_scenes;
    std::shared_ptr<const MappedFile> m_pictures, m_patches;
};

/// What `generate_scenes` wrote to a folder: world.json and a folder for each size of picture. Of several folders of
/// the same world all scenes are taken.
struct TrainingScenes {
    World world;
    std::vector<SceneSet> sets;
    [[nodiscard]] std::size_t size() const;

    static Result<TrainingScenes> open(const std::vector<std::filesystem::path>& folders);
};

} // namespace tracestudio
