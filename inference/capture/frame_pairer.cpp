#include "capture/frame_pairer.h"

#include <algorithm>
#include <cmath>

namespace tracestudio {

namespace {

// A sensor that runs ahead of the other by more has lost it.
constexpr std::size_t mostWaiting = 4;

/// How many pictures are missing between two counts. One that goes back, or leaps, was begun anew.
std::uint64_t missingBetween(const std::optional<std::uint64_t>& before, std::uint64_t now) {
    constexpr std::uint64_t leap = 10'000;
    return before && now > *before && now - *before < leap ? now - *before - 1 : 0;
}

} // namespace

FramePairer::FramePairer(double framesPerSecond)
    // A stamp's rounding to microseconds does not part what is exactly half a frame apart.
    : m_mostSecondsApart(0.5 / (std::isfinite(framesPerSecond) && framesPerSecond > 0 ? framesPerSecond : 30) + 2e-6) {}

std::optional<PicturePair> FramePairer::addColour(SensorPicture picture) {
    return add(std::move(picture), m_colours, m_depths);
}

std::optional<PicturePair> FramePairer::addDepth(SensorPicture picture) {
    return add(std::move(picture), m_depths, m_colours);
}

std::optional<PicturePair> FramePairer::add(SensorPicture picture, Waiting& own, Waiting& others) {
    if (!std::isfinite(picture.seconds))
        return std::nullopt;
    const auto apart = [&](const SensorPicture& other) { return std::abs(other.seconds - picture.seconds); };
    const auto nearest = std::ranges::min_element(others, {}, apart);
    if (nearest == others.end() || apart(*nearest) > m_mostSecondsApart) {
        own.push_back(std::move(picture));
        if (own.size() > mostWaiting)
            own.pop_front();
        return std::nullopt;
    }
    const bool isColour = &own == &m_colours;
    SensorPicture partner = std::move(*nearest);
    others.erase(others.begin(), nearest + 1);
    own.clear();
    PicturePair pair{isColour ? std::move(picture) : std::move(partner),
                     isColour ? std::move(partner) : std::move(picture), 0};
    pair.lostBefore = lostSince(pair);
    return pair;
}

std::uint64_t FramePairer::lostSince(const PicturePair& pair) {
    const std::uint64_t lost =
        std::max(missingBetween(m_lastColour, pair.colour.counter), missingBetween(m_lastDepth, pair.depth.counter));
    m_lastColour = pair.colour.counter;
    m_lastDepth = pair.depth.counter;
    return lost;
}

} // namespace tracestudio
