#pragma once

#include "annotation/planning_space.h"

namespace tracestudio::planning {

/// The cheapest way along corners of `way` with at most `most` of them; empty when each is blocked, or when stopped.
std::vector<cv::Vec3d> shortened(const Ways& ways, std::vector<cv::Vec3d> way, int most, const std::stop_token& stop);
/// Looked at closely, everywhere between its corners.
bool isFree(const Ways& ways, const std::vector<cv::Vec3d>& way);
/// Inner corners cut off, as long as the way stays free and has at most `most` corners.
std::vector<cv::Vec3d> rounded(const Ways& ways, const std::vector<cv::Vec3d>& way, std::size_t most);

} // namespace tracestudio::planning
