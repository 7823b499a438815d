#include "capture/stamp_pairing.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tracestudio {

namespace {

std::vector<std::size_t> sortedBy(const std::vector<double>& seconds) {
    std::vector<std::size_t> order(seconds.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return seconds[a] < seconds[b]; });
    return order;
}

} // namespace

std::vector<std::pair<std::size_t, std::size_t>> pairByStamp(const std::vector<double>& colourSeconds,
                                                             const std::vector<double>& depthSeconds,
                                                             double mostSecondsApart) {
    struct Candidate {
        double apart;
        std::size_t colour, depth;
    };
    const std::vector<std::size_t> colours = sortedBy(colourSeconds), depths = sortedBy(depthSeconds);
    std::vector<Candidate> candidates;
    // A picture's few nearest on either side are enough; equal stamps by the thousand would make all of them.
    constexpr std::size_t mostEachSide = 8;
    for (const std::size_t colour : colours) {
        const double at = colourSeconds[colour];
        const auto middle = std::ranges::lower_bound(depths, at, {}, [&](std::size_t i) { return depthSeconds[i]; });
        const auto first =
            middle - std::ptrdiff_t(std::min<std::size_t>(mostEachSide, std::size_t(middle - depths.begin())));
        const auto last =
            middle + std::ptrdiff_t(std::min<std::size_t>(mostEachSide, std::size_t(depths.end() - middle)));
        for (auto depth = first; depth != last; ++depth)
            if (const double apart = std::abs(depthSeconds[*depth] - at); apart < mostSecondsApart)
                candidates.push_back({apart, colour, *depth});
    }
    std::ranges::stable_sort(candidates, {}, &Candidate::apart);
    std::vector<bool> isColourTaken(colourSeconds.size()), isDepthTaken(depthSeconds.size());
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (const Candidate& candidate : candidates) {
        if (isColourTaken[candidate.colour] || isDepthTaken[candidate.depth])
            continue;
        isColourTaken[candidate.colour] = isDepthTaken[candidate.depth] = true;
        pairs.emplace_back(candidate.colour, candidate.depth);
    }
    std::ranges::stable_sort(
        pairs, [&](const auto& a, const auto& b) { return colourSeconds[a.first] < colourSeconds[b.first]; });
    return pairs;
}

} // namespace tracestudio
