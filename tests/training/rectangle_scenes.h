#pragma once

#include <filesystem>

namespace tracestudio::testing {

/// Writes `count` scenes of width × height pixels in the layout that training reads: two rectangles, red and blue, on
/// grey, and four questions about them. The same for the same numbers.
void writeRectangleScenes(const std::filesystem::path& folder, int width, int height, int count);

} // namespace tracestudio::testing
