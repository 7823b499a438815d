#include "local/device.h"

#include <ATen/Context.h>

namespace tracestudio {

Result<at::Device> chosenDevice(const std::string& wanted) {
    const bool hasCuda = at::hasCUDA();
    if (wanted == "cpu" || (wanted == "auto" && !hasCuda))
        return at::Device(at::kCPU);
    if (wanted == "auto" || wanted.starts_with("cuda")) {
        if (!hasCuda)
            return failure(
                TRANSLATABLE("There is no usable graphics processor: this libtorch is built without CUDA, or "
                             "the NVIDIA driver is missing. Choose cpu, or see \"Using a GPU\" in the README."));
        try {
            return wanted == "auto" ? at::Device(at::kCUDA, 0) : at::Device(wanted);
        } catch (const std::exception&) {
            // said below
        }
    }
    return failure(TRANSLATABLE("'%1' is not a device. Use auto, cpu, cuda or cuda:1."), wanted);
}

} // namespace tracestudio
