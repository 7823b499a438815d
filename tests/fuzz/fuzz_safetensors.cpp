// The header of a weights file from outside: what is accepted lies inside the file and fits together.
#include "fuzz_file.h"
#include "local/safetensors.h"

using namespace tracestudio;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = std::as_bytes(std::span(data, size));
    // As a file that is just these bytes, and as the beginning of a longer one.
    for (const std::uint64_t fileBytes : {std::uint64_t(size), std::uint64_t(size) + (1u << 20)}) {
        const auto tensors = parseSafetensorsHeader(bytes, fileBytes, "model.safetensors");
        if (!tensors) {
            require(!tensors.error().message().empty(), "a refusal has words");
            continue;
        }
        for (const auto& [name, tensor] : *tensors) {
            require(tensor.begin >= 8 && tensor.begin <= fileBytes, "a tensor begins in the file");
            require(tensor.byteCount <= fileBytes - tensor.begin, "a tensor ends in the file");
            std::uint64_t count = 1;
            for (const std::int64_t side : tensor.shape) {
                require(side >= 0, "no side is negative");
                count *= std::uint64_t(side);
            }
            require(count * bytesOf(tensor.type) == tensor.byteCount, "the shape fits the bytes");
        }
    }
    return 0;
}
