#pragma once

// A made-up camera and what it sees, so that each pixel of each picture is known.

#include "capture/recordings.h"
#include "ros_writers.h"

#include <QString>
#include <opencv2/core.hpp>

namespace ros_scene {

using ros_writers::Fields;
using ros_writers::Intrinsics;
using ros_writers::Message;
using Layout = Fields::Layout;

inline constexpr int width = 16;
inline constexpr int height = 12;
inline constexpr std::int64_t firstNanoseconds = 1'600'000'000'250'000'000;
inline constexpr std::int64_t frameNanoseconds = 33'333'333;
inline const Intrinsics intrinsics{width, height, 20.5, 21.5, 7.25, 5.75};
inline const tracestudio::Camera camera{width, height, 20.5, 21.5, 7.25, 5.75};

inline std::int64_t takenAt(int frame) {
    return firstNanoseconds + frame * frameNanoseconds;
}
inline double seconds(std::int64_t nanoseconds) {
    return double(nanoseconds / 1'000'000'000) + 1e-9 * double(nanoseconds % 1'000'000'000);
}

inline cv::Vec3b blueGreenRed(int x, int y, int frame) {
    return {std::uint8_t(x * 9 + frame), std::uint8_t(y * 11 + 2 * frame), std::uint8_t(x + y * 7 + 40)};
}
inline int depthMillimetres(int x, int y, int frame) {
    return (x + y) % 5 == 0 ? 0 : 700 + 20 * x + y + frame;
}

inline cv::Mat colourPicture(int frame) {
    cv::Mat picture(height, width, CV_8UC3);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            picture.at<cv::Vec3b>(y, x) = blueGreenRed(x, y, frame);
    return picture;
}
inline cv::Mat depthPicture(int frame) {
    cv::Mat picture(height, width, CV_16UC1);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            picture.at<std::uint16_t>(y, x) = std::uint16_t(depthMillimetres(x, y, frame));
    return picture;
}

inline std::string bytesOf(const cv::Mat& picture) {
    return {reinterpret_cast<const char*>(picture.data), picture.total() * picture.elemSize()};
}

/// Where the made-up camera's messages go.
struct Topics {
    std::string colour = "/camera/color/image_raw";
    std::string colourInfo = "/camera/color/camera_info";
    std::string depth = "/camera/aligned_depth_to_color/image_raw";
    std::string depthInfo = "/camera/aligned_depth_to_color/camera_info";
    std::string colourFrame = "camera_color_optical_frame";
    std::string depthFrame = "camera_color_optical_frame";
};

/// Pictures of `count` pairs, and the calibrations before them.
inline std::vector<Message> recording(Layout layout, int count, const Topics& topics = {}) {
    std::vector<Message> messages;
    // Recorded later than taken, and by turns one or the other picture first.
    constexpr std::int64_t delay = 4'000'000;
    messages.push_back({topics.colourInfo, "sensor_msgs/CameraInfo", takenAt(0),
                        cameraInfo(layout, takenAt(0), topics.colourFrame, intrinsics)});
    messages.push_back({topics.depthInfo, "sensor_msgs/CameraInfo", takenAt(0),
                        cameraInfo(layout, takenAt(0), topics.depthFrame, intrinsics)});
    for (int frame = 0; frame < count; ++frame) {
        Message colour{
            topics.colour, "sensor_msgs/Image", takenAt(frame) + delay,
            image(layout, takenAt(frame), topics.colourFrame, width, height, "bgr8", bytesOf(colourPicture(frame)))};
        Message depth{topics.depth, "sensor_msgs/Image", takenAt(frame) + delay + 1000,
                      image(layout, takenAt(frame) + 500'000, topics.depthFrame, width, height, "16UC1",
                            bytesOf(depthPicture(frame)))};
        if (frame % 2 == 1)
            std::swap(colour, depth);
        messages.push_back(std::move(colour));
        messages.push_back(std::move(depth));
    }
    return messages;
}

/// What is wrong with a frame of `recording`; empty when nothing is.
inline QString wrongWith(const tracestudio::CapturedFrame& captured, int frame) {
    const tracestudio::RgbdFrame& pictures = captured.frame;
    if (pictures.camera != camera)
        return "another camera";
    if (pictures.colourBgr.size() != cv::Size(width, height) || pictures.colourBgr.type() != CV_8UC3)
        return "colour of another size or type";
    if (cv::norm(pictures.colourBgr, colourPicture(frame), cv::NORM_INF) != 0)
        return "another colour picture";
    if (pictures.depthMillimetres.size() != cv::Size(width, height) || pictures.depthMillimetres.type() != CV_16UC1)
        return "depth of another size or type";
    if (cv::norm(pictures.depthMillimetres, depthPicture(frame), cv::NORM_INF) != 0)
        return "another depth picture";
    if (captured.colourSeconds != seconds(takenAt(frame)) || captured.depthSeconds != seconds(takenAt(frame) + 500'000))
        return QString("taken at %1 and %2")
            .arg(captured.colourSeconds, 0, 'f', 6)
            .arg(captured.depthSeconds, 0, 'f', 6);
    return {};
}

/// What plays of a recording from its beginning to its end.
struct Played {
    std::vector<tracestudio::CapturedFrame> frames;
    std::vector<std::string> errors;
};

inline Played play(tracestudio::RgbdSource& source) {
    Played played;
    if (const auto started = source.start(std::nullopt); !started) {
        played.errors.push_back(started.error().message());
        return played;
    }
    for (std::size_t asked = 0; asked <= source.frameCount(); ++asked) {
        auto frame = source.next(std::chrono::milliseconds(0));
        if (!frame)
            played.errors.push_back(frame.error().message());
        else if (*frame)
            played.frames.push_back(std::move(**frame));
        else
            break;
    }
    return played;
}

/// What is wrong with a source that should play `recording(…, count)` whole; empty when nothing is.
inline QString wrongWith(tracestudio::OpenedSource& opened, int count) {
    if (!opened.source)
        return QString::fromStdString(opened.source.error().message());
    tracestudio::RgbdSource& source = **opened.source;
    if (source.frameCount() != std::size_t(count))
        return QString("%1 frames").arg(source.frameCount());
    const Played played = play(source);
    if (!played.errors.empty())
        return QString::fromStdString(played.errors.front());
    for (int frame = 0; frame < count; ++frame) {
        if (played.frames[std::size_t(frame)].number != std::uint64_t(frame))
            return "another number";
        if (const QString wrong = wrongWith(played.frames[std::size_t(frame)], frame); !wrong.isEmpty())
            return QString("frame %1: %2").arg(frame).arg(wrong);
    }
    return source.problems().empty() ? QString() : QString::fromStdString(source.problems().front().message());
}

} // namespace ros_scene
