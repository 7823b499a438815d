#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tracestudio {

/// How a part of a recording is packed.
enum class Codec { None, Lz4, Bzip2, Zstd };

/// By the name that bags and MCAP files use; nothing for another one.
std::optional<Codec> codecNamed(std::string_view name);
/// Whether the bytes begin a zstd frame.
bool isZstdFrame(std::span<const std::byte> packed);

/// What came out of packed bytes.
struct Unpacked {
    std::vector<std::byte> bytes; ///< all, or those before the damage
    std::string damage;           ///< why there are no more; empty when all came out
    bool isCutShort = false;      ///< only because the packed bytes end: what came out is right
};

/// Unpacks one LZ4 frame, bzip2 stream or zstd frame; what follows it is left alone. Memory grows with what comes out,
/// never by what the bytes claim, and what is longer than `most` is damaged.
Unpacked unpack(Codec codec, std::span<const std::byte> packed, std::uint64_t most);

} // namespace tracestudio
