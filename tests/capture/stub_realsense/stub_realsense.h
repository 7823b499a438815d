#pragma once

// A STUB of librealsense2. It imitates the contract of the library's C interface - who owns what, what comes first, how
// errors are told - so that the code that calls it can be tested without a camera. It is no model of a camera: that a
// real one works is not shown by it.
//
// Knobs are environment variables, read when the stub is called:
//   STUB_REALSENSE_VERSION        what rs2_get_api_version answers; 25500 else
//   STUB_REALSENSE_CAMERAS        how many are plugged in; 1 else
//   STUB_REALSENSE_USB            the USB type; "3.2" else
//   STUB_REALSENSE_START_ERROR    the words with which starting fails
//   STUB_REALSENSE_DEVICE_ERROR   the words with which a device cannot be made
//   STUB_REALSENSE_DISTORTION     the number of the colour lens' rs2_distortion
//   STUB_REALSENSE_UNIT           metres a step of depth; 0.001 else
//   STUB_REALSENSE_UNPLUG_AFTER   sets of frames until the camera is unplugged
//   STUB_REALSENSE_STALL_AFTER    sets of frames until no more come
//   STUB_REALSENSE_FAIL_AFTER     sets of frames until waiting for one fails
//   STUB_REALSENSE_CLOCK_AFTER    sets of frames until the stamps are of another clock
//   STUB_REALSENSE_JUMP_AFTER     sets of frames until the clock is set back by an hour
//   STUB_REALSENSE_LOSE           frames lost before every set but the first
//   STUB_REALSENSE_WRONG_SIZE     frames say that they are one pixel wider
//   STUB_REALSENSE_INCOMPLETE     sets at first without colour
//   STUB_REALSENSE_NO_COLOUR      no sensor sends colour

#include "capture/depth_registration.h"

#include <cmath>
#include <opencv2/core/matx.hpp>
#include <optional>

/// What the stub counted since it was loaded or reset.
struct StubReport {
    int livingObjects = 0;      ///< made and not yet deleted
    int misuses = 0;            ///< calls against the contract
    char firstMisuse[200] = {}; ///< in words
    int contexts = 0;           ///< made in all
};

extern "C" {
StubReport stubRealSenseReport();
void stubRealSenseReset();
/// Plugs the unplugged camera in again.
void stubRealSenseReplug();
}

/// What the stub's cameras see, and how they are built: the test computes the truth with it.
namespace stub {

inline constexpr double nowhere = 0;

/// A sphere before a tilted plane, in the depth camera's frame.
inline std::optional<cv::Vec3d> seen(const cv::Vec3d& eye, const cv::Vec3d& direction) {
    const cv::Vec3d normal(0.1, -0.3, -1), onPlane(0, 0, 1.8), centre(0.1, 0.05, 1.2);
    constexpr double radius = 0.25;
    const double plane = (onPlane - eye).dot(normal) / direction.dot(normal);
    const cv::Vec3d from = eye - centre;
    const double a = direction.dot(direction), b = from.dot(direction), c = from.dot(from) - radius * radius;
    double nearest = plane > 0 ? plane : nowhere;
    if (const double root = b * b - a * c; root >= 0)
        if (const double sphere = (-b - std::sqrt(root)) / a; sphere > 0 && (nearest == nowhere || sphere < nearest))
            nearest = sphere;
    if (nearest == nowhere)
        return std::nullopt;
    return eye + nearest * direction;
}

/// Red grows to the right, green downwards.
inline cv::Vec3b rgbAlong(double x, double y) {
    return {cv::saturate_cast<unsigned char>(128 + 180 * x), cv::saturate_cast<unsigned char>(128 + 180 * y), 40};
}

inline tracestudio::Camera depthCamera(int width, int height) {
    const auto focal = double(float(0.93 * width));
    return {width, height, focal, focal, double(float(width / 2.0 - 0.75)), double(float(height / 2.0 - 1.25))};
}

inline tracestudio::Camera colourCamera(int width, int height) {
    const auto focal = double(float(0.96 * width));
    return {width,
            height,
            focal,
            double(float(0.962 * width)),
            double(float(width / 2.0 + 2.5)),
            double(float(height / 2.0 + 1.5))};
}

inline constexpr float distortion[5] = {0.08F, -0.12F, -0.0006F, 0.0009F, 0.03F};

/// Column by column, as librealsense has it.
inline constexpr float rotation[9] = {0.99998F, 0.004F,     -0.0048F,    -0.003984F, 0.999986F,
                                      0.0034F,  0.0048135F, -0.0033808F, 0.9999827F};
inline constexpr float translation[3] = {0.0148F, 0.0002F, 0.0005F};

inline tracestudio::RigidTransform colourFromDepth() {
    tracestudio::RigidTransform transform;
    for (int row = 0; row < 3; ++row) {
        for (int column = 0; column < 3; ++column)
            transform.rotation(row, column) = double(rotation[3 * column + row]);
        transform.translationMetres[row] = double(translation[row]);
    }
    return transform;
}

/// What a pinhole of the colour camera sees along (x, y, 1), in its frame.
inline std::optional<cv::Vec3d> seenByColour(double x, double y) {
    const tracestudio::RigidTransform transform = colourFromDepth();
    const cv::Matx33d back = transform.rotation.t();
    const auto point = seen(back * -transform.translationMetres, back * cv::Vec3d(x, y, 1));
    if (!point)
        return std::nullopt;
    return transform.rotation * *point + transform.translationMetres;
}

} // namespace stub
