#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace tracestudio {

/// Which colour picture belongs to which depth picture, by when they were taken: pairs nearer than `mostSecondsApart`,
/// the nearest first, no picture in two of them (as the TUM benchmark's associate.py). In the order of the colour
/// pictures. Neither list need be sorted.
std::vector<std::pair<std::size_t, std::size_t>>
pairByStamp(const std::vector<double>& colourSeconds, const std::vector<double>& depthSeconds, double mostSecondsApart);

} // namespace tracestudio
