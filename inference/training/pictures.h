#pragma once

#include "local/qwen3_vl_layers.h"
#include "training/chance.h"
#include "training/scenes.h"

#include <ATen/ATen.h>
#include <vector>

namespace tracestudio {

/// One scene of a set.
struct SceneReference {
    const SceneSet* set = nullptr;
    std::size_t index = 0;
    [[nodiscard]] const Scene& scene() const { return set->scene(index); }
};

/// Pictures of one size as the vision tower takes them.
struct Pictures {
    int count = 0;
    int rows = 0, columns = 0; ///< patches of each
    at::Tensor pixels; ///< [count · patches, 3 · side²] float32 in -1…1, patches in the order of merged blocks
};

/// Calls `take(row, column)` for each patch in the order of the blocks that are merged.
template <typename Take>
void eachPatch(int rows, int columns, int merge, Take&& take) {
    for (int blockRow = 0; blockRow < rows; blockRow += merge)
        for (int blockColumn = 0; blockColumn < columns; blockColumn += merge)
            for (int row = blockRow; row < blockRow + merge; ++row)
                for (int column = blockColumn; column < blockColumn + merge; ++column)
                    take(row, column);
}

/// All of `scenes` must have pictures of one size. With `chance` they change brightness and get noise.
Pictures picturesOf(const std::vector<SceneReference>& scenes, const Qwen3VlConfig::Vision& vision,
                    Chance* chance = nullptr);

/// What the tower's first block takes: [count · patches, hidden]. All frames of a still are the same, so what meets
/// them is added up instead.
at::Tensor embedded(const Pictures& pictures, const PatchGrid& grid, const Qwen3VlWeights& weights,
                    const Qwen3VlConfig::Vision& vision);

} // namespace tracestudio
