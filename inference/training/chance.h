#pragma once

#include <cstdint>

namespace tracestudio {

/// Random numbers that depend on what they are seeded with and on nothing else, so that a run can be repeated and gone
/// on with from any step (SplitMix64).
class Chance {
  public:
    template <typename... Numbers>
    explicit Chance(Numbers... numbers) {
        ((m_state = bits() ^ std::uint64_t(numbers)), ...);
        bits();
    }
    std::uint64_t bits() {
        std::uint64_t z = m_state += 0x9E3779B97F4A7C15u;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
        z = (z ^ z >> 27) * 0x94D049BB133111EBu;
        return z ^ z >> 31;
    }
    /// 0 … 1, without 1.
    float uniform() { return float(bits() >> 40) * 0x1p-24f; }
    /// 0 … count - 1.
    std::size_t below(std::size_t count) { return std::size_t(bits() % count); }
    /// About normal, of mean 0 and deviation 1: the sum of 4 bytes.
    float normal() { return normalOf(std::uint32_t(bits() >> 32)); }
    static float normalOf(std::uint32_t bits) {
        const auto sum = (bits & 0xFF) + (bits >> 8 & 0xFF) + (bits >> 16 & 0xFF) + (bits >> 24);
        return (float(sum) - 510.0f) * (1 / 147.801f);
    }

  private:
    std::uint64_t m_state = 0;
};

} // namespace tracestudio
