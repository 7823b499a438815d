#pragma once

#include "capture/ros/message_log.h"
#include "capture/sources.h"

#include <filesystem>
#include <memory>

namespace tracestudio {

/// Plays the pictures of a ROS recording, or of one that librealsense wrote: one colour and one depth topic (see
/// chooseTopics), which the source's name tells, with the calibrations beside them.
///
/// Stamps are those the sensor gave (the messages' headers) where they never go back and can be had without unpacking
/// more than 2 GB; else the times of recording. Pairs are nearest within half a frame of the faster topic.
///
/// Depth is put into the colour picture here unless it is of the same view by its topic's name, or by its frame and
/// calibration. Where it stands is told by librealsense's extrinsics, or by /tf_static. Steps of depth: those asked
/// for, else librealsense's Depth_Units, else millimetres.
OpenedSource openRosRecording(std::unique_ptr<MessageLog> log, const std::filesystem::path& path,
                              const SourceOptions& options);

} // namespace tracestudio
