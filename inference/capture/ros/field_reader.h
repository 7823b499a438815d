#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace tracestudio {

/// How the fields of a record or message follow each other.
struct FieldLayout {
    std::size_t widestAlignment = 1; ///< a number lies at a multiple of its size, up to this; 1: packed
    bool isBigEndian = false;
    bool isTextTerminated = false; ///< a text's length counts a closing zero
};

/// Takes fields one after the other off bytes from outside. What is not there reads as 0 or empty, and from then on
/// everything does; `isWhole` tells, so that a reader asks once, at its end. Views point into the bytes given.
class FieldReader {
  public:
    explicit FieldReader(std::span<const std::byte> bytes, FieldLayout layout = {})
        : m_bytes(bytes)
        , m_layout(layout) {}

    template <typename Number>
    Number number() {
        static_assert(std::is_arithmetic_v<Number>);
        const std::size_t alignment = std::min(sizeof(Number), m_layout.widestAlignment);
        skip((alignment - m_position % alignment) % alignment);
        const std::span<const std::byte> stored = bytes(sizeof(Number));
        Number value = 0;
        if (stored.empty())
            return value;
        std::byte raw[sizeof(Number)];
        for (std::size_t i = 0; i < sizeof(Number); ++i)
            raw[i] =
                stored[m_layout.isBigEndian == (std::endian::native == std::endian::big) ? i : sizeof(Number) - 1 - i];
        std::memcpy(&value, raw, sizeof(Number));
        return value;
    }
    /// A text with its length before it.
    std::string_view text() {
        const std::span<const std::byte> stored = bytes(number<std::uint32_t>());
        std::string_view text(reinterpret_cast<const char*>(stored.data()), stored.size());
        if (m_layout.isTextTerminated && text.ends_with('\0'))
            text.remove_suffix(1);
        return text;
    }
    std::span<const std::byte> bytes(std::uint64_t count) {
        if (count > left()) {
            m_isWhole = false;
            m_position = m_bytes.size();
            return {};
        }
        const std::span<const std::byte> taken = m_bytes.subspan(m_position, std::size_t(count));
        m_position += taken.size();
        return taken;
    }
    void skip(std::uint64_t count) { bytes(count); }

    [[nodiscard]] std::size_t position() const { return m_position; }
    [[nodiscard]] std::size_t left() const { return m_bytes.size() - m_position; }
    /// Nothing was missing so far.
    [[nodiscard]] bool isWhole() const { return m_isWhole; }

  private:
    std::span<const std::byte> m_bytes;
    FieldLayout m_layout;
    std::size_t m_position = 0;
    bool m_isWhole = true;
};

} // namespace tracestudio
