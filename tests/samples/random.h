#pragma once

#include <cstdint>
#include <iterator>

namespace tracestudio::samples {

/// Numbers drawn by chance, the same on every machine for one seed (SplitMix64; Steele, Lea, Flood 2014).
class Random {
  public:
    explicit Random(std::uint64_t seed)
        : m_state(seed) {}

    std::uint64_t next() {
        std::uint64_t z = m_state += 0x9e3779b97f4a7c15U;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31U);
    }
    /// low ≤ value < high.
    float uniform(float low, float high) { return low + (high - low) * (float(next() >> 40U) / float(1U << 24U)); }
    /// About the middle, at most 3 deviations away.
    float around(float middle, float deviation) {
        return middle + deviation * (uniform(-1, 1) + uniform(-1, 1) + uniform(-1, 1));
    }
    /// 0 … count − 1.
    int below(int count) { return int((next() >> 32U) * std::uint64_t(count) >> 32U); }
    bool chance(float share) { return uniform(0, 1) < share; }
    template <typename Choices>
    const auto& pick(const Choices& choices) {
        return *std::next(std::begin(choices), below(int(std::size(choices))));
    }

  private:
    std::uint64_t m_state;
};

} // namespace tracestudio::samples
