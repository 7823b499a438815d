#pragma once

#include "scene/camera.h"
#include "scene/result.h"

#include <filesystem>
#include <optional>
#include <string_view>

namespace tracestudio {

/// What a file beside a recording's pictures says of the camera that took them.
struct IntrinsicsFile {
    Camera camera;                         ///< its size is 0 where the file does not say it
    std::optional<double> depthUnitMetres; ///< one step of a depth value
};

/// Reads intrinsics as common tools write them: "fx fy cx cy [width height [scale]]" (camera.txt); a 3×3, 3×4 or 4×4
/// matrix (Redwood, ScanNet, 3DMatch); JSON with fx, fy, cx, cy or a matrix by rows or columns (Open3D, RealSense, BOP,
/// Replica); lines of "key: value" or "key = value" (ORB-SLAM, ROS camera_info, ScanNet's info.txt). Lines that begin
/// with # or % are comments. Nothing when the text is none of these or its numbers are no camera's.
std::optional<IntrinsicsFile> parseIntrinsics(std::string_view text);

/// The intrinsics file of a recording's folder, by the names that tools give it; nothing when there is none, an error
/// when there is one that says nothing usable.
Result<std::optional<IntrinsicsFile>> findIntrinsics(const std::filesystem::path& folder);

/// `camera` for pictures of this size: as it is when it says none, resized when its picture has the same shape, else
/// nothing.
std::optional<Camera> fittedTo(const Camera& camera, int widthPixels, int heightPixels);

} // namespace tracestudio
