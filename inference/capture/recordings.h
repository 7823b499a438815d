#pragma once

#include "capture/sources.h"

// The readers of recordings. They bring OpenCV's codecs, SQLite, LZ4 and zstd, so they are linked into a module that
// sources.cpp loads when the first recording is opened; tests link them directly. Each reads its index once, and a pair
// when it is asked for; nothing is kept of the pairs. A damaged part of a recording costs the pairs in it, not the
// rest.

namespace tracestudio {

/// The reader for what lies at `path`, chosen by what is in it.
OpenedSource openRecording(const std::filesystem::path& path, const SourceOptions& options);

/// A folder with rgb.txt and depth.txt (TUM RGB-D benchmark): nearest stamps within 0.02 s, depth in 1/5000 m. Without
/// these, one with associations.txt. Intrinsics: those asked for, else of the folder's camera file where there is one,
/// else at 640×480 the benchmark's calibration where the folder's name holds freiburg1, 2 or 3, and its default (525,
/// 525, 319.5, 239.5) where not.
OpenedSource openTumFolder(const std::filesystem::path& folder, const SourceOptions& options);

/// A folder of numbered colour and depth pictures, in two subfolders or side by side, with an intrinsics file or
/// SourceOptions::intrinsics. Depth in millimetres or, in floating point, metres; 30 frames a second, unless the
/// numbers are stamps.
OpenedSource openNumberedFolder(const std::filesystem::path& folder, const SourceOptions& options);

/// A ROS 1 bag (version 2.0) as librealsense writes it, or of sensor_msgs pictures.
OpenedSource openRosBag(const std::filesystem::path& file, const SourceOptions& options);

/// A ROS 2 bag: a .db3 or .mcap file, or the folder that holds its metadata.yaml and one or more of them.
OpenedSource openRos2Bag(const std::filesystem::path& path, const SourceOptions& options);

} // namespace tracestudio
