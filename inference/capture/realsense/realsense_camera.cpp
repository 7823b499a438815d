#include "capture/realsense/realsense_camera.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <tuple>

namespace tracestudio {

namespace {

std::string deviceText(const LibRealSense& library, const rs2_device* device, rs2_camera_info which) {
    if (!library.call(library.supports_device_info, device, which))
        return {};
    const char* const text = library.call(library.get_device_info, device, which);
    return text ? text : "";
}

bool isSensible(const StreamFormat& format) {
    return format.widthPixels >= 160 && format.heightPixels >= 120 && format.widthPixels <= 4096 &&
           format.heightPixels <= 4096 && format.framesPerSecond >= 1;
}

/// Of one shape, or of one height: as a D435's 848×480 of depth with 640×480 of colour.
bool belongTogether(const StreamFormat& colour, const StreamFormat& depth) {
    const double colourShape = double(colour.widthPixels) / colour.heightPixels;
    const double depthShape = double(depth.widthPixels) / depth.heightPixels;
    return colour.framesPerSecond == depth.framesPerSecond &&
           (std::abs(colourShape - depthShape) < 0.05 || colour.heightPixels == depth.heightPixels);
}

} // namespace

std::vector<RealSenseCamera> findRealSenseCameras(const LibRealSense& library, rs2_context* context,
                                                  std::vector<RealSenseFault>& problems) {
    std::vector<RealSenseCamera> cameras;
    const auto list = library.make(library.delete_device_list, library.query_devices, context);
    const int count = library.call(library.get_device_count, list.get());
    for (int i = 0; i < count; ++i) {
        RealSenseIdentity identity{"RealSense camera", {}};
        try {
            auto device = library.make(library.delete_device, library.create_device, list.get(), i);
            const std::string serial = deviceText(library, device.get(), RS2_CAMERA_INFO_SERIAL_NUMBER);
            // The tracking cameras T2xx have neither colour nor depth.
            if (serial.empty() || deviceText(library, device.get(), RS2_CAMERA_INFO_PRODUCT_LINE) == "T200")
                continue;
            std::string name = deviceText(library, device.get(), RS2_CAMERA_INFO_NAME);
            if (name.empty())
                name = identity.name;
            identity = {name + " (" + serial + ")",
                        deviceText(library, device.get(), RS2_CAMERA_INFO_USB_TYPE_DESCRIPTOR)};
            SourceInfo info{"realsense:" + serial, name, serial, false};
            cameras.push_back({std::move(device), std::move(identity), std::move(info)});
        } catch (const RealSenseFailure& failed) {
            problems.push_back(explain(failed, identity, {}));
        }
    }
    return cameras;
}

std::vector<CaptureMode> realSenseModes(const LibRealSense& library, const rs2_device* device) {
    std::vector<StreamFormat> colours, depths;
    const auto sensors = library.make(library.delete_sensor_list, library.query_sensors, device);
    const int sensorCount = library.call(library.get_sensors_count, sensors.get());
    for (int i = 0; i < sensorCount; ++i) {
        const auto sensor = library.make(library.delete_sensor, library.create_sensor, sensors.get(), i);
        const auto profiles =
            library.make(library.delete_stream_profiles_list, library.get_stream_profiles, sensor.get());
        const int profileCount = library.call(library.get_stream_profiles_count, profiles.get());
        for (int j = 0; j < profileCount; ++j) {
            const rs2_stream_profile* const profile = library.call(library.get_stream_profile, profiles.get(), j);
            rs2_stream stream{};
            rs2_format format{};
            int index = 0, id = 0, rate = 0;
            library.call(library.get_stream_profile_data, profile, &stream, &format, &index, &id, &rate);
            const bool isColour = stream == RS2_STREAM_COLOR && format == RS2_FORMAT_RGB8;
            const bool isDepth = stream == RS2_STREAM_DEPTH && format == RS2_FORMAT_Z16;
            if (!isColour && !isDepth)
                continue;
            StreamFormat found{0, 0, double(rate)};
            library.call(library.get_video_stream_resolution, profile, &found.widthPixels, &found.heightPixels);
            std::vector<StreamFormat>& formats = isColour ? colours : depths;
            if (isSensible(found) && std::ranges::find(formats, found) == formats.end())
                formats.push_back(found);
        }
    }
    std::vector<CaptureMode> modes;
    for (const StreamFormat& colour : colours)
        for (const StreamFormat& depth : depths)
            if (belongTogether(colour, depth))
                modes.push_back({colour, depth});
    std::ranges::stable_sort(modes, std::ranges::greater(), [](const CaptureMode& mode) {
        const auto& [colour, depth] = mode;
        return std::tuple(colour.widthPixels * colour.heightPixels, colour.framesPerSecond,
                          depth.widthPixels * depth.heightPixels);
    });
    return modes;
}

std::optional<CaptureMode> preferredMode(const std::vector<CaptureMode>& modes) {
    const auto isVga = [](const StreamFormat& format) {
        return format.widthPixels == 640 && format.heightPixels == 480;
    };
    const CaptureMode* best = nullptr;
    const auto rank = [&](const CaptureMode& mode) {
        return std::tuple(isVga(mode.depth), -std::abs(mode.colour.framesPerSecond - 30));
    };
    for (const CaptureMode& mode : modes)
        if (isVga(mode.colour) && (!best || rank(mode) > rank(*best)))
            best = &mode;
    if (best)
        return *best;
    return modes.empty() ? std::nullopt : std::optional(modes.front());
}

double realSenseDepthUnit(const LibRealSense& library, const rs2_device* device) {
    const auto sensors = library.make(library.delete_sensor_list, library.query_sensors, device);
    const int count = library.call(library.get_sensors_count, sensors.get());
    for (int i = 0; i < count; ++i) {
        const auto sensor = library.make(library.delete_sensor, library.create_sensor, sensors.get(), i);
        if (!library.call(library.is_sensor_extendable_to, sensor.get(), RS2_EXTENSION_DEPTH_SENSOR))
            continue;
        const double unit = double(library.call(library.get_depth_scale, sensor.get()));
        if (std::isfinite(unit) && unit > 0)
            // A float's 0.001 is meant as 0.001.
            return std::round(unit * 1e9) / 1e9;
    }
    throw RealSenseFailure{"no sensor tells its depth unit", "rs2_get_depth_scale"};
}

Calibration realSenseCalibration(const LibRealSense& library, const rs2_stream_profile* profile) {
    rs2_intrinsics found{};
    library.call(library.get_video_stream_intrinsics, profile, &found);
    Calibration calibration{
        {found.width, found.height, double(found.fx), double(found.fy), double(found.ppx), double(found.ppy)},
        Calibration::Lens::None,
        {}};
    if (!calibration.camera.isValid())
        throw RealSenseFailure{"its intrinsics are not usable", "rs2_get_video_stream_intrinsics"};
    for (const float coefficient : found.coeffs)
        calibration.distortion.push_back(double(coefficient));
    switch (found.model) {
    case RS2_DISTORTION_INVERSE_BROWN_CONRADY: // only by its name; see Calibration::Lens
    case RS2_DISTORTION_MODIFIED_BROWN_CONRADY:
        calibration.lens = Calibration::Lens::ModifiedBrownConrady;
        break;
    case RS2_DISTORTION_BROWN_CONRADY:
        calibration.lens = Calibration::Lens::BrownConrady;
        break;
    default:
        if (found.model != RS2_DISTORTION_NONE &&
            std::ranges::any_of(calibration.distortion, [](double k) { return k != 0; }))
            throw RealSenseFailure{"its lens model " + std::to_string(int(found.model)) + " is not known",
                                   "rs2_get_video_stream_intrinsics"};
        calibration.distortion.clear();
    }
    return calibration;
}

} // namespace tracestudio
