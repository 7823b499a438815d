#pragma once

#include <string>

namespace tracestudio {

/// Declares in a finished MP4 that its colours are those of sRGB by the matrix of BT.601, which swscale uses and
/// nothing tells: players take that of BT.709 for a large picture. A file in which there is no place for that is left
/// as it is.
void declareMp4Colours(const std::string& path);

} // namespace tracestudio
