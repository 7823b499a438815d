#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace tracestudio::testing {

/// A number a tensor holds: a hash of its name and place, as `weight` of data/make_goldens.py computes it.
std::vector<float> randomWeights(const std::string& name, const std::vector<std::int64_t>& shape);

/// Names and shapes of all tensors that a config.json asks for, in the order of the network.
std::vector<std::pair<std::string, std::vector<std::int64_t>>> tensorsOf(const nlohmann::json& config, bool isTied);

/// Writes weights of `type` ("F32", "F16" or "BF16") into a folder: one file, or shards with their index.
void writeWeights(const std::filesystem::path& folder, const nlohmann::json& config, bool isTied,
                  const std::string& type, int shards);

/// Writes one safetensors file of random weights, without more memory than one tensor.
void writeSafetensors(const std::filesystem::path& file,
                      const std::vector<std::pair<std::string, std::vector<std::int64_t>>>& tensors,
                      const std::string& type);

} // namespace tracestudio::testing
