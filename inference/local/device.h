#pragma once

#include "scene/result.h"

#include <ATen/core/Tensor.h>
#include <string>

namespace tracestudio {

/// The device that "auto", "cpu", "cuda" or "cuda:1" means: auto is the first graphics processor where there is one.
/// Fails where the device is not there.
Result<at::Device> chosenDevice(const std::string& wanted);

} // namespace tracestudio
