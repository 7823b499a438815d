#include "training/pictures.h"

#include <algorithm>
#include <array>

namespace tracestudio {

namespace {

/// Writes the patches of a picture, normalised to -1…1.
void writePixels(const SceneReference& scene, const Qwen3VlConfig::Vision& vision, Chance* chance, float* to) {
    const int width = scene.set->width();
    const int side = vision.patch;
    std::array<float, 3> gains{1, 1, 1};
    float offset = 0;
    float noise = 0;
    if (chance) {
        const float gain = 1 + 0.12f * chance->normal();
        for (float& own : gains)
            own = gain * (1 + 0.03f * chance->normal());
        offset = 8 * chance->normal();
        noise = 8 * chance->uniform();
    }
    const std::uint8_t* pixels = scene.set->picture(scene.index).data();
    eachPatch(scene.set->height() / side, width / side, vision.merge, [&](int row, int column) {
        for (std::size_t channel = 0; channel < 3; ++channel)
            for (int v = 0; v < side; ++v) {
                const std::uint8_t* from =
                    pixels + (std::ptrdiff_t(row * side + v) * width + std::ptrdiff_t(column) * side) * 3 +
                    std::ptrdiff_t(channel);
                for (int u = 0; u < side; u += 2, to += 2) {
                    const std::uint64_t bits = noise > 0 ? chance->bits() : 0x8080808080808080u;
                    for (int i = 0; i < 2; ++i) {
                        const float value = float(from[(u + i) * 3]) * gains[channel] + offset +
                                            noise * Chance::normalOf(std::uint32_t(bits >> 32 * i));
                        to[i] = std::clamp(value, 0.0f, 255.0f) / 127.5f - 1;
                    }
                }
            }
    });
}

} // namespace

Pictures picturesOf(const std::vector<SceneReference>& scenes, const Qwen3VlConfig::Vision& vision, Chance* chance) {
    Pictures pictures;
    pictures.count = int(scenes.size());
    pictures.rows = scenes.front().set->height() / vision.patch;
    pictures.columns = scenes.front().set->width() / vision.patch;
    const std::int64_t patches = std::int64_t(pictures.rows) * pictures.columns;
    const std::int64_t length = std::int64_t(3) * vision.patch * vision.patch;
    pictures.pixels = at::empty({pictures.count * patches, length}, at::kFloat);
    for (std::size_t i = 0; i < scenes.size(); ++i)
        writePixels(scenes[i], vision, chance, pictures.pixels.data_ptr<float>() + std::int64_t(i) * patches * length);
    return pictures;
}

at::Tensor embedded(const Pictures& pictures, const PatchGrid& grid, const Qwen3VlWeights& weights,
                    const Qwen3VlConfig::Vision& vision) {
    const std::int64_t side2 = std::int64_t(vision.patch) * vision.patch;
    const at::Tensor frames =
        weights.patchEmbedding.weight.view({vision.hidden, 3, vision.temporalPatch, side2}).sum(2);
    const Linear embedding{frames.view({vision.hidden, 3 * side2}), weights.patchEmbedding.bias};
    const at::Tensor x = embedding(pictures.pixels).view({pictures.count, -1, vision.hidden});
    return (x + grid.positions(weights.positionTable)).view({-1, vision.hidden});
}

} // namespace tracestudio
