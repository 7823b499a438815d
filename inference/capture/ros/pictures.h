#pragma once

#include "capture/ros/messages.h"
#include "scene/result.h"

#include <opencv2/core/mat.hpp>
#include <string>

namespace tracestudio {

/// What a topic's pictures show, as far as their format tells.
enum class PictureKind {
    Unknown, ///< no format that is read here
    Colour,
    Grey, ///< one channel of 8 bits: an infrared camera, or a colour one without colours
    Depth,
};

/// A picture message, whichever of its types, with what is known before it is decoded.
struct PictureMessage {
    MessageHeader header;
    PictureKind kind = PictureKind::Unknown;
    std::string format; ///< as the message says: "rgb8", "16UC1; compressedDepth png"
    int width = 0, height = 0;
    ImageMessage raw;                  ///< of a sensor_msgs/Image
    std::span<const std::byte> packed; ///< of a sensor_msgs/CompressedImage
};

/// Reads what the message of a picture topic is, without decoding its pixels; the words say what is wrong with it.
/// Pictures of more than 64 million pixels are refused, so that no claim costs memory.
tl::expected<PictureMessage, std::string> readPicture(const RosTopic& topic, std::span<const std::byte> message);

/// CV_8UC3, blue-green-red. The words say what is wrong with it.
tl::expected<cv::Mat, std::string> decodeColour(const PictureMessage& picture);
/// CV_16UC1 in the camera's steps, or CV_32FC1 in metres. The words say what is wrong with it.
tl::expected<cv::Mat, std::string> decodeDepth(const PictureMessage& picture);

} // namespace tracestudio
