#include "capture/ros/codecs.h"

#include <algorithm>
#include <array>
#include <bzlib.h>
#include <limits>
#include <lz4frame.h>
#include <memory>
#include <zstd.h>

namespace tracestudio {

namespace {

using Bytes = std::vector<std::byte>;

constexpr std::array zstdMagic{std::byte(0x28), std::byte(0xb5), std::byte(0x2f), std::byte(0xfd)};

/// Room for what a decoder writes next: some at first, then as much again as there is.
class GrowingOutput {
  public:
    explicit GrowingOutput(std::uint64_t most)
        : m_most(most) {}

    /// Empty when `most` bytes are there.
    std::span<std::byte> room() {
        if (m_filled == m_bytes.size()) {
            constexpr std::uint64_t first = 256 << 10;
            // One byte more than allowed, so that too much is told from just enough.
            const std::uint64_t wanted = std::max<std::uint64_t>(first, std::uint64_t(m_filled) * 2);
            m_bytes.resize(std::size_t(std::min(wanted, m_most + 1)));
        }
        return std::span(m_bytes).subspan(m_filled);
    }
    void fill(std::size_t count) { m_filled += count; }
    [[nodiscard]] bool isTooLong() const { return m_filled > m_most; }

    Unpacked finish(std::string damage) {
        m_bytes.resize(std::size_t(std::min<std::uint64_t>(m_filled, m_most)));
        return {std::move(m_bytes), isTooLong() ? std::string("more comes out than it says") : std::move(damage)};
    }
    Unpacked finishEarly() {
        Unpacked unpacked = finish("it ends early");
        unpacked.isCutShort = !isTooLong();
        return unpacked;
    }

  private:
    std::uint64_t m_most;
    Bytes m_bytes;
    std::size_t m_filled = 0;
};

Unpacked unpackLz4(std::span<const std::byte> packed, std::uint64_t most) {
    LZ4F_dctx* raw = nullptr;
    if (LZ4F_isError(LZ4F_createDecompressionContext(&raw, LZ4F_VERSION)))
        return {{}, "not enough memory"};
    const std::unique_ptr<LZ4F_dctx, decltype(&LZ4F_freeDecompressionContext)> context(raw,
                                                                                       &LZ4F_freeDecompressionContext);
    GrowingOutput output(most);
    std::size_t hint = 1;
    while (!output.isTooLong()) {
        const std::span<std::byte> room = output.room();
        std::size_t written = room.size();
        std::size_t consumed = packed.size();
        hint = LZ4F_decompress(context.get(), room.data(), &written, packed.data(), &consumed, nullptr);
        if (LZ4F_isError(hint))
            return output.finish(LZ4F_getErrorName(hint));
        output.fill(written);
        packed = packed.subspan(consumed);
        if (hint == 0)
            return output.finish("");
        if (consumed == 0 && written == 0)
            return output.finishEarly();
    }
    return output.finish("");
}

Unpacked unpackBzip2(std::span<const std::byte> packed, std::uint64_t most) {
    bz_stream stream{};
    if (BZ2_bzDecompressInit(&stream, 0, 0) != BZ_OK)
        return {{}, "not enough memory"};
    const std::unique_ptr<bz_stream, decltype(&BZ2_bzDecompressEnd)> ending(&stream, &BZ2_bzDecompressEnd);
    GrowingOutput output(most);
    constexpr std::size_t mostAtOnce = std::numeric_limits<unsigned>::max();
    stream.next_in = reinterpret_cast<char*>(const_cast<std::byte*>(packed.data()));
    stream.avail_in = unsigned(std::min(packed.size(), mostAtOnce));
    while (!output.isTooLong()) {
        const std::span<std::byte> room = output.room();
        stream.next_out = reinterpret_cast<char*>(room.data());
        stream.avail_out = unsigned(std::min(room.size(), mostAtOnce));
        const unsigned offered = stream.avail_out;
        const unsigned before = stream.avail_in;
        const int state = BZ2_bzDecompress(&stream);
        output.fill(offered - stream.avail_out);
        if (state == BZ_STREAM_END)
            return output.finish("");
        if (state != BZ_OK)
            return output.finish("bzip2 error " + std::to_string(state));
        if (offered == stream.avail_out && before == stream.avail_in)
            return output.finishEarly();
    }
    return output.finish("");
}

Unpacked unpackZstd(std::span<const std::byte> packed, std::uint64_t most) {
    const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(), &ZSTD_freeDCtx);
    if (!context)
        return {{}, "not enough memory"};
    GrowingOutput output(most);
    ZSTD_inBuffer in{packed.data(), packed.size(), 0};
    while (!output.isTooLong()) {
        const std::span<std::byte> room = output.room();
        ZSTD_outBuffer out{room.data(), room.size(), 0};
        const std::size_t before = in.pos;
        const std::size_t hint = ZSTD_decompressStream(context.get(), &out, &in);
        output.fill(out.pos);
        if (ZSTD_isError(hint))
            return output.finish(ZSTD_getErrorName(hint));
        if (hint == 0)
            return output.finish("");
        if (out.pos == 0 && in.pos == before)
            return output.finishEarly();
    }
    return output.finish("");
}

} // namespace

std::optional<Codec> codecNamed(std::string_view name) {
    if (name.empty() || name == "none")
        return Codec::None;
    if (name == "lz4")
        return Codec::Lz4;
    if (name == "bz2")
        return Codec::Bzip2;
    if (name == "zstd")
        return Codec::Zstd;
    return std::nullopt;
}

bool isZstdFrame(std::span<const std::byte> packed) {
    return packed.size() >= zstdMagic.size() && std::equal(zstdMagic.begin(), zstdMagic.end(), packed.begin());
}

Unpacked unpack(Codec codec, std::span<const std::byte> packed, std::uint64_t most) {
    switch (codec) {
    case Codec::None:
        break;
    case Codec::Lz4:
        return unpackLz4(packed, most);
    case Codec::Bzip2:
        return unpackBzip2(packed, most);
    case Codec::Zstd:
        return unpackZstd(packed, most);
    }
    const std::size_t count = std::size_t(std::min<std::uint64_t>(packed.size(), most));
    return {Bytes(packed.begin(), packed.begin() + std::ptrdiff_t(count)),
            count < packed.size() ? "it is longer than it says" : ""};
}

} // namespace tracestudio
