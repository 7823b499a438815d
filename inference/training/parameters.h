#pragma once

#include "local/qwen3_vl_layers.h"

#include <ATen/ATen.h>
#include <string>
#include <vector>

namespace tracestudio {

/// What is learned: the weights of a Qwen3-VL network and of the helper heads that training alone uses, in one block of
/// float32 numbers, with copies of the matrices in a narrower type where computing is faster so. Whoever changes
/// `values` calls `copyNarrow`. Leaves share memory with the block.
class Parameters {
  public:
    /// Heads that say what the vision tower and the text have understood; dropped at export. All bias and weight.
    struct Helpers {
        Linear patch;      ///< hidden → class, colour, depth of a patch
        Linear cell;       ///< of a merged cell: is there a centre, its class, colour, place and depth
        Linear digits;     ///< of a merged cell: the digits of the centre's place and depth
        Linear pointQuery; ///< of a prompt's end: two queries that find what is moved and what is named besides
        Linear pointKey;   ///< of a merged cell
        Linear regressUp, regressDown; ///< of a prompt's end: four points
    };
    /// A tensor of the block as a checkpoint names it.
    struct Part {
        std::string name;
        std::vector<std::int64_t> shape;
        std::int64_t first = 0, count = 0; ///< of its numbers in the block
        [[nodiscard]] bool isMatrix() const { return shape.size() > 1; }
    };
    /// What gradients are asked for: one or several parts on top of each other.
    struct Leaf {
        at::Tensor tensor;
        std::int64_t first = 0, count = 0;
    };

    /// Fresh ones by `seed`, the same on every device; matrices computed with in the type of `narrow` (float32 or
    /// bfloat16), all of them on its device.
    Parameters(const Qwen3VlConfig& config, int thingClasses, int colours, const at::TensorOptions& narrow,
               std::uint64_t seed);
    Parameters(const Parameters&) = delete;
    Parameters& operator=(const Parameters&) = delete;

    [[nodiscard]] at::Tensor& values() { return m_values; }
    [[nodiscard]] const at::Tensor& values() const { return m_values; }
    [[nodiscard]] at::Device device() const { return m_values.device(); }
    [[nodiscard]] std::int64_t count() const { return m_values.numel(); }
    [[nodiscard]] const std::vector<Part>& parts() const { return m_parts; }
    [[nodiscard]] const std::vector<Leaf>& leaves() const { return m_leaves; }
    [[nodiscard]] const Qwen3VlWeights& weights() const { return m_weights; }
    [[nodiscard]] const Helpers& helpers() const { return m_helpers; }
    /// Weights in float32 on the processor, without gradients, for answering.
    [[nodiscard]] Qwen3VlWeights wide() const;
    /// Brings numbers `first` … of the narrow copy up to date.
    void copyNarrow(std::int64_t first, std::int64_t count);

    /// Whether a part of this name is dropped at export.
    static bool isHelper(const std::string& name) { return name.starts_with("helper."); }

  private:
    void initialise(const Qwen3VlConfig& config, std::uint64_t seed);

    Qwen3VlConfig m_config;
    std::vector<Part> m_parts;
    at::Tensor m_values, m_narrow; ///< undefined where nothing is narrower
    std::vector<Leaf> m_leaves;
    Qwen3VlWeights m_weights;
    Helpers m_helpers;
};

} // namespace tracestudio
