#pragma once

#include "capture/ros/message_log.h"
#include "capture/ros/pictures.h"

#include <optional>
#include <string>
#include <vector>

namespace tracestudio {

/// A topic of a recording that carries pictures.
struct PictureTopic {
    std::size_t number = 0; ///< in the log
    std::string name;
    PictureKind kind = PictureKind::Unknown;
    bool isCompressed = false;
    std::size_t messageCount = 0;
};

/// The topics that are shown together.
struct TopicChoice {
    std::size_t colour = 0, depth = 0; ///< in the log
    /// By its name the depth was put into the colour picture where it was recorded.
    bool isRegistered = false;
    bool operator==(const TopicChoice&) const = default;
};

/// Chooses one colour and one depth topic. Where several could be meant, this decides, the first that differs:
///  1. a colour topic before a grey one, and a grey one before one that is named infrared;
///  2. depth that is registered to the colour picture by its name (aligned_depth_to_color, depth_registered,
///     depth_to_color, depth_to_rgb, registered);
///  3. the pair whose names begin alike for longest, so that both are of one camera;
///  4. a colour topic named color, colour or rgb; a depth topic named depth;
///  5. messages as they are before compressed ones;
///  6. the pair with more messages in the shorter of the two;
///  7. the first by name.
/// Topics named confidence or disparity are not depth. Nothing where there is no such pair.
std::optional<TopicChoice> chooseTopics(const std::vector<PictureTopic>& topics);

/// The topic of the camera_info beside a picture topic: ".../image_raw" and ".../image_raw/compressed" have
/// ".../camera_info", librealsense's "…/image/data" has "…/info/camera_info".
std::string cameraInfoTopic(const std::string& pictureTopic);
/// The stream of a topic that librealsense wrote: "/device_0/sensor_1/Color_0" of
/// "/device_0/sensor_1/Color_0/image/data"; nothing for other topics.
std::optional<std::string> realSenseStream(const std::string& pictureTopic);

} // namespace tracestudio
