#pragma once

#include "capture/depth_registration.h"
#include "capture/ros/message_log.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tracestudio {

// The messages that tell of pictures, as wiki.ros.org/msg and the OMG's CDR lay them out. Each reader gives nothing
// where the bytes end before the message does; what follows the message is left alone. Views point into the bytes.

/// std_msgs/Header.
struct MessageHeader {
    double seconds = 0;  ///< when it was taken, on the sensor's clock; 0: not told
    std::string frameId; ///< without ROS 1's leading slash
};

/// sensor_msgs/Image.
struct ImageMessage {
    MessageHeader header;
    std::uint32_t height = 0, width = 0;
    std::string encoding;
    bool isBigEndian = false;
    std::uint32_t step = 0; ///< bytes of a row
    std::span<const std::byte> data;
    /// What librealsense appends to a depth picture: metres a step.
    std::optional<float> depthUnitMetres;
};

/// sensor_msgs/CompressedImage.
struct CompressedImageMessage {
    MessageHeader header;
    std::string format;
    std::span<const std::byte> data;
};

/// sensor_msgs/CameraInfo.
struct CameraInfoMessage {
    MessageHeader header;
    std::uint32_t height = 0, width = 0; ///< of the whole sensor
    std::string distortionModel;
    std::vector<double> distortion;
    std::array<double, 9> intrinsics{};  ///< K, row by row: of the picture with its lens
    std::array<double, 12> projection{}; ///< P, row by row: of the rectified picture
    std::uint32_t binningX = 0, binningY = 0;
    std::uint32_t left = 0, top = 0, roiHeight = 0, roiWidth = 0; ///< the part of the sensor that is sent; 0: all
};

/// geometry_msgs/TransformStamped: where a frame stands in its parent.
struct FrameTransform {
    std::string parent, child;
    RigidTransform parentFromChild;
};

class MessageDecoder {
  public:
    explicit MessageDecoder(Serialization serialization)
        : m_serialization(serialization) {}

    /// Only the stamp and frame, which every picture begins with.
    [[nodiscard]] std::optional<MessageHeader> header(std::span<const std::byte> message) const;
    [[nodiscard]] std::optional<ImageMessage> image(std::span<const std::byte> message) const;
    [[nodiscard]] std::optional<CompressedImageMessage> compressedImage(std::span<const std::byte> message) const;
    [[nodiscard]] std::optional<CameraInfoMessage> cameraInfo(std::span<const std::byte> message) const;
    /// tf2_msgs/TFMessage: those that are transforms; a rotation of no length is none.
    [[nodiscard]] std::vector<FrameTransform> transforms(std::span<const std::byte> message) const;
    [[nodiscard]] std::optional<RigidTransform> transform(std::span<const std::byte> message) const;
    [[nodiscard]] std::optional<float> float32(std::span<const std::byte> message) const;
    [[nodiscard]] std::optional<std::pair<std::string, std::string>> keyValue(std::span<const std::byte> message) const;

  private:
    Serialization m_serialization;
};

/// How far into a picture's message its header reaches at most, with a frame id of ordinary length.
inline constexpr std::uint64_t longestMessageHeader = 512;

} // namespace tracestudio
