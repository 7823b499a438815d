#pragma once

#include "scene/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tracestudio {

/// How a number of a tensor is stored. All are little-endian.
enum class TensorType { BFloat16, Float16, Float32 };
std::size_t bytesOf(TensorType type);

/// One tensor of a safetensors file: what it is and where its bytes are.
struct StoredTensor {
    TensorType type = TensorType::Float32;
    std::vector<std::int64_t> shape; ///< row-major
    std::uint64_t begin = 0;         ///< of its first byte in the file
    std::uint64_t byteCount = 0;
    std::size_t file = 0; ///< which of a checkpoint's files
};

using StoredTensors = std::unordered_map<std::string, StoredTensor>;

/// Reads the header of a safetensors file: u64 length, that many bytes of JSON, then the tensors' bytes. `head` is the
/// file's beginning with at least the whole header, `fileBytes` the length of the file, `name` what messages call it.
/// Tensors of other number types than TensorType are left out. Fails where anything lies outside the file or does not
/// fit together; never reads beyond `head`. Spec: spec/qwen3-vl.md section 1.
Result<StoredTensors> parseSafetensorsHeader(std::span<const std::byte> head, std::uint64_t fileBytes,
                                             const std::string& name);

/// The weights of a checkpoint folder as downloaded: model.safetensors, or the shards that
/// model.safetensors.index.json names. Only headers are read when it is opened. The bytes are read by calls rather than
/// mapped, because a disk that fails under a mapping kills the program. Files stay open; any thread.
class WeightFiles {
  public:
    static Result<WeightFiles> open(const std::filesystem::path& folder);

    /// By its name, with or without the leading "model." that some exports leave out; null without such a tensor.
    [[nodiscard]] const StoredTensor* find(std::string_view name) const;
    /// Fills `to` with bytes of `tensor` from `offset` on. Fails where the disk does.
    [[nodiscard]] Result<void> read(const StoredTensor& tensor, std::uint64_t offset, std::span<std::byte> to) const;

  private:
    struct File;
    Result<void> add(const std::filesystem::path& path);

    std::vector<std::shared_ptr<const File>> m_files;
    StoredTensors m_tensors;
};

} // namespace tracestudio
