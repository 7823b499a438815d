// A STUB of librealsense2; see stub_realsense.h.

#include "stub_realsense.h"

#include "capture/realsense/librealsense.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

int knob(const char* name, int otherwise) {
    const char* const text = std::getenv((std::string("STUB_REALSENSE_") + name).c_str());
    return text && *text ? std::atoi(text) : otherwise;
}

std::string words(const char* name, const char* otherwise = "") {
    const char* const text = std::getenv((std::string("STUB_REALSENSE_") + name).c_str());
    return text ? text : otherwise;
}

/// Who is alive, and what was done wrong.
struct Ledger {
    std::recursive_mutex mutex;
    std::map<const void*, const char*> living;
    StubReport report;
    bool wasVersionAsked = false;
    bool isPluggedIn = true;

    void misuse(const std::string& what) {
        if (report.misuses++ == 0)
            std::snprintf(report.firstMisuse, sizeof report.firstMisuse, "%s", what.c_str());
    }
};

/// Never destroyed, for the test may still ask it at the program's end.
Ledger& ledger() {
    static auto* const only = new Ledger;
    return *only;
}

template <typename T>
T* born(T* object) {
    const std::scoped_lock lock(ledger().mutex);
    ledger().living[object] = T::kind;
    return object;
}

template <typename T>
bool isAlive(const T* object, const char* function) {
    const std::scoped_lock lock(ledger().mutex);
    const auto found = ledger().living.find(object);
    if (found != ledger().living.end() && found->second == T::kind)
        return true;
    ledger().misuse(std::string(function) + " was given no living " + T::kind);
    return false;
}

template <typename T>
void bury(T* object, const char* function) {
    const std::scoped_lock lock(ledger().mutex);
    if (!isAlive(object, function))
        return;
    ledger().living.erase(object);
    delete object;
}

struct Picture {
    std::vector<std::uint8_t> bytes;
    int width = 0, height = 0, stride = 0;
};

} // namespace

#define STUB_KIND(NAME) static constexpr const char* kind = #NAME

struct rs2_error {
    STUB_KIND(rs2_error);
    std::string what, function;
    rs2_exception_type type;
};
struct rs2_context {
    STUB_KIND(rs2_context);
    rs2_devices_changed_callback_ptr changed = nullptr;
    void* user = nullptr;
    std::thread teller;
};
struct rs2_device {
    STUB_KIND(rs2_device);
    int number = 0;
};
struct rs2_device_list {
    STUB_KIND(rs2_device_list);
    std::vector<int> numbers;
};
struct rs2_sensor {
    STUB_KIND(rs2_sensor);
    bool isDepth = false;
};
struct rs2_sensor_list {
    STUB_KIND(rs2_sensor_list);
};
struct rs2_stream_profile {
    STUB_KIND(rs2_stream_profile);
    rs2_stream stream;
    rs2_format format;
    int width, height, rate;
};
struct rs2_stream_profile_list {
    STUB_KIND(rs2_stream_profile_list);
    std::vector<const rs2_stream_profile*> profiles;
};
struct rs2_config {
    STUB_KIND(rs2_config);
    std::string serial;
    const rs2_stream_profile *colour = nullptr, *depth = nullptr;
    bool isResolvable = true;
};
struct rs2_pipeline {
    STUB_KIND(rs2_pipeline);
    rs2_context* context = nullptr;
    const rs2_stream_profile *colour = nullptr, *depth = nullptr;
    bool isRunning = false;
    int sets = 0;
    std::uint64_t number = 100;
};
struct rs2_pipeline_profile {
    STUB_KIND(rs2_pipeline_profile);
    const rs2_stream_profile *colour = nullptr, *depth = nullptr;
};
struct rs2_frame {
    STUB_KIND(rs2_frame);
    const rs2_stream_profile* profile = nullptr; ///< null: a set
    std::shared_ptr<const Picture> picture;
    std::uint64_t number = 0;
    double milliseconds = 0;
    rs2_timestamp_domain domain = RS2_TIMESTAMP_DOMAIN_GLOBAL_TIME;
    std::vector<rs2_frame> parts;
};
struct rs2_frame_queue {
    STUB_KIND(rs2_frame_queue);
    std::vector<rs2_frame*> frames;
};
struct rs2_processing_block {
    STUB_KIND(rs2_processing_block);
    rs2_frame_queue* queue = nullptr;
};

namespace {

void fail(rs2_error** error, const std::string& what, const char* function,
          rs2_exception_type type = RS2_EXCEPTION_TYPE_UNKNOWN) {
    if (error)
        *error = born(new rs2_error{what, function, type});
}

const std::vector<std::unique_ptr<rs2_stream_profile>>& allProfiles() {
    static const auto only = [] {
        std::vector<std::unique_ptr<rs2_stream_profile>> profiles;
        const auto add = [&](rs2_stream stream, rs2_format format, int width, int height, int rate) {
            profiles.push_back(
                std::make_unique<rs2_stream_profile>(rs2_stream_profile{stream, format, width, height, rate}));
        };
        for (const auto& [width, height, rate] : {std::tuple(1280, 720, 30),
                                                  {640, 480, 60},
                                                  {640, 480, 30},
                                                  {640, 480, 15},
                                                  {424, 240, 30},
                                                  {424, 240, 15}}) {
            add(RS2_STREAM_COLOR, RS2_FORMAT_RGB8, width, height, rate);
            add(RS2_STREAM_COLOR, rs2_format(6), width, height, rate);
        }
        for (const auto& [width, height, rate] : {std::tuple(1280, 720, 30),
                                                  {848, 480, 30},
                                                  {640, 480, 30},
                                                  {640, 480, 15},
                                                  {480, 270, 15},
                                                  {256, 144, 90}})
            add(RS2_STREAM_DEPTH, RS2_FORMAT_Z16, width, height, rate);
        add(rs2_stream(3), rs2_format(9), 640, 480, 30);
        return profiles;
    }();
    return only;
}

bool isSlow() {
    return words("USB", "3.2").starts_with('2');
}

const rs2_stream_profile* profileOf(rs2_stream stream, rs2_format format, int width, int height, int rate) {
    for (const auto& profile : allProfiles())
        if (profile->stream == stream && profile->format == format && profile->width == width &&
            profile->height == height && profile->rate == rate && (!isSlow() || rate <= 15))
            return profile.get();
    return nullptr;
}

double unitMetres() {
    const std::string text = words("UNIT");
    return text.empty() ? 0.001 : std::atof(text.c_str());
}

/// Depth as seen by one of the two cameras, and colour; both through the lens that the knob names.
std::shared_ptr<const Picture> render(bool isColour, bool isSeenByColour, int width, int height) {
    static std::map<std::string, std::shared_ptr<const Picture>> made;
    const auto lens = isColour ? rs2_distortion(knob("DISTORTION", RS2_DISTORTION_NONE)) : RS2_DISTORTION_NONE;
    const std::string key = std::to_string(isColour) + std::to_string(isSeenByColour) + ' ' + std::to_string(width) +
                            ' ' + std::to_string(height) + ' ' + std::to_string(lens) + ' ' +
                            std::to_string(unitMetres());
    if (const auto found = made.find(key); found != made.end())
        return found->second;
    const tracestudio::Camera camera =
        isSeenByColour ? stub::colourCamera(width, height) : stub::depthCamera(width, height);
    Picture picture;
    picture.width = width;
    picture.height = height;
    // Rows of colour end in some bytes that are no picture.
    picture.stride = isColour ? 3 * width + 12 : 2 * width;
    picture.bytes.assign(std::size_t(picture.stride) * std::size_t(height), 0xee);
    for (int v = 0; v < height; ++v)
        for (int u = 0; u < width; ++u) {
            double x = (u - camera.cx) / camera.fx, y = (v - camera.cy) / camera.fy;
            std::uint8_t* const to = &picture.bytes[std::size_t(picture.stride) * std::size_t(v)];
            if (isColour) {
                // As rs2_project_point_to_pixel of librealsense 2.56.5.
                const auto& k = stub::distortion;
                const auto shown = [&](double px, double py) {
                    const double r2 = px * px + py * py;
                    const double radial = 1 + ((double(k[4]) * r2 + double(k[1])) * r2 + double(k[0])) * r2;
                    const double scaledX = px * radial, scaledY = py * radial;
                    if (lens != RS2_DISTORTION_BROWN_CONRADY) {
                        px = scaledX;
                        py = scaledY;
                    }
                    return std::pair(scaledX + 2 * double(k[2]) * px * py + double(k[3]) * (r2 + 2 * px * px),
                                     scaledY + 2 * double(k[3]) * px * py + double(k[2]) * (r2 + 2 * py * py));
                };
                const double atX = x, atY = y;
                for (int i = 0; i < 30 && lens != RS2_DISTORTION_NONE; ++i) {
                    const auto [shownX, shownY] = shown(x, y);
                    x += atX - shownX;
                    y += atY - shownY;
                }
                const cv::Vec3b rgb = stub::rgbAlong(x, y);
                std::copy_n(rgb.val, 3, to + 3 * u);
            } else if (const auto point = isSeenByColour ? stub::seenByColour(x, y) : stub::seen({}, {x, y, 1})) {
                const auto value = std::uint16_t(std::lround((*point)[2] / unitMetres()));
                std::memcpy(to + 2 * u, &value, 2);
            }
        }
    return made[key] = std::make_shared<const Picture>(std::move(picture));
}

bool isUnplugged(rs2_pipeline* pipeline) {
    const int after = knob("UNPLUG_AFTER", -1);
    if (after < 0 || pipeline->sets != after || !ledger().isPluggedIn)
        return !ledger().isPluggedIn;
    ledger().isPluggedIn = false;
    rs2_context* const context = pipeline->context;
    // Told by a thread of its own, as the library does.
    if (context->changed && !context->teller.joinable())
        context->teller = std::thread([changed = context->changed, user = context->user] {
            changed(born(new rs2_device_list{{0}}), born(new rs2_device_list{}), user);
        });
    return true;
}

} // namespace

extern "C" {

StubReport stubRealSenseReport() {
    const std::scoped_lock lock(ledger().mutex);
    ledger().report.livingObjects = int(ledger().living.size());
    return ledger().report;
}

void stubRealSenseReset() {
    const std::scoped_lock lock(ledger().mutex);
    ledger().report = {};
    ledger().isPluggedIn = true;
    ledger().wasVersionAsked = false;
}

void stubRealSenseReplug() {
    const std::scoped_lock lock(ledger().mutex);
    ledger().isPluggedIn = true;
}

int rs2_get_api_version(rs2_error**) {
    ledger().wasVersionAsked = true;
    return knob("VERSION", 25500);
}

rs2_exception_type rs2_get_librealsense_exception_type(const rs2_error* error) {
    return isAlive(error, __func__) ? error->type : RS2_EXCEPTION_TYPE_UNKNOWN;
}
const char* rs2_get_failed_function(const rs2_error* error) {
    return isAlive(error, __func__) ? error->function.c_str() : nullptr;
}
const char* rs2_get_error_message(const rs2_error* error) {
    return isAlive(error, __func__) ? error->what.c_str() : nullptr;
}
void rs2_free_error(rs2_error* error) {
    bury(error, __func__);
}

rs2_context* rs2_create_context(int apiVersion, rs2_error** error) {
    if (!ledger().wasVersionAsked)
        ledger().misuse("a context was made before the version was asked");
    if (apiVersion != knob("VERSION", 25500)) {
        ledger().misuse("a context was made for another version");
        fail(error, "API version mismatch", __func__);
        return nullptr;
    }
    ++ledger().report.contexts;
    return born(new rs2_context);
}
void rs2_delete_context(rs2_context* context) {
    if (isAlive(context, __func__) && context->teller.joinable())
        context->teller.join();
    bury(context, __func__);
}
void rs2_set_devices_changed_callback(const rs2_context* context, rs2_devices_changed_callback_ptr changed, void* user,
                                      rs2_error**) {
    if (!isAlive(context, __func__))
        return;
    const_cast<rs2_context*>(context)->changed = changed;
    const_cast<rs2_context*>(context)->user = user;
}

rs2_device_list* rs2_query_devices(const rs2_context* context, rs2_error**) {
    isAlive(context, __func__);
    auto* const list = born(new rs2_device_list);
    for (int i = 0; i < knob("CAMERAS", 1); ++i)
        if (ledger().isPluggedIn || i > 0)
            list->numbers.push_back(i);
    return list;
}
int rs2_get_device_count(const rs2_device_list* list, rs2_error**) {
    return isAlive(list, __func__) ? int(list->numbers.size()) : 0;
}
void rs2_delete_device_list(rs2_device_list* list) {
    bury(list, __func__);
}
int rs2_device_list_contains(const rs2_device_list* list, const rs2_device* device, rs2_error**) {
    return isAlive(list, __func__) && isAlive(device, __func__) &&
           std::ranges::find(list->numbers, device->number) != list->numbers.end();
}
rs2_device* rs2_create_device(const rs2_device_list* list, int index, rs2_error** error) {
    if (!isAlive(list, __func__) || index < 0 || index >= int(list->numbers.size())) {
        ledger().misuse("a device was made that is not in the list");
        fail(error, "out of range", __func__);
        return nullptr;
    }
    if (const std::string what = words("DEVICE_ERROR"); !what.empty()) {
        fail(error, what, __func__, RS2_EXCEPTION_TYPE_BACKEND);
        return nullptr;
    }
    return born(new rs2_device{list->numbers[std::size_t(index)]});
}
void rs2_delete_device(rs2_device* device) {
    bury(device, __func__);
}
int rs2_supports_device_info(const rs2_device* device, rs2_camera_info info, rs2_error**) {
    isAlive(device, __func__);
    return info == RS2_CAMERA_INFO_NAME || info == RS2_CAMERA_INFO_SERIAL_NUMBER ||
           info == RS2_CAMERA_INFO_USB_TYPE_DESCRIPTOR;
}
const char* rs2_get_device_info(const rs2_device* device, rs2_camera_info info, rs2_error** error) {
    if (!isAlive(device, __func__))
        return nullptr;
    static std::string usb;
    static const char* const serials[] = {"831612070001", "831612070002", "831612070003"};
    switch (info) {
    case RS2_CAMERA_INFO_NAME:
        return "Stub RealSense D435";
    case RS2_CAMERA_INFO_SERIAL_NUMBER:
        return serials[std::clamp(device->number, 0, 2)];
    case RS2_CAMERA_INFO_USB_TYPE_DESCRIPTOR:
        usb = words("USB", "3.2");
        return usb.c_str();
    default:
        ledger().misuse("information was asked that is not supported");
        fail(error, "not supported", __func__);
        return nullptr;
    }
}

rs2_sensor_list* rs2_query_sensors(const rs2_device* device, rs2_error**) {
    isAlive(device, __func__);
    return born(new rs2_sensor_list);
}
void rs2_delete_sensor_list(rs2_sensor_list* list) {
    bury(list, __func__);
}
int rs2_get_sensors_count(const rs2_sensor_list* list, rs2_error**) {
    return isAlive(list, __func__) ? 2 : 0;
}
rs2_sensor* rs2_create_sensor(const rs2_sensor_list* list, int index, rs2_error**) {
    isAlive(list, __func__);
    return born(new rs2_sensor{index == 1});
}
void rs2_delete_sensor(rs2_sensor* sensor) {
    bury(sensor, __func__);
}
int rs2_is_sensor_extendable_to(const rs2_sensor* sensor, rs2_extension extension, rs2_error**) {
    return isAlive(sensor, __func__) && sensor->isDepth && extension == RS2_EXTENSION_DEPTH_SENSOR;
}
float rs2_get_depth_scale(rs2_sensor* sensor, rs2_error** error) {
    if (isAlive(sensor, __func__) && sensor->isDepth)
        return float(unitMetres());
    ledger().misuse("the depth unit was asked of another sensor");
    fail(error, "object does not support depth_sensor interface", __func__);
    return 0;
}
rs2_stream_profile_list* rs2_get_stream_profiles(rs2_sensor* sensor, rs2_error**) {
    auto* const list = born(new rs2_stream_profile_list);
    if (isAlive(sensor, __func__))
        for (const auto& profile : allProfiles())
            if ((profile->stream != RS2_STREAM_COLOR) == sensor->isDepth && (!isSlow() || profile->rate <= 15) &&
                (sensor->isDepth || knob("NO_COLOUR", 0) == 0))
                list->profiles.push_back(profile.get());
    return list;
}
int rs2_get_stream_profiles_count(const rs2_stream_profile_list* list, rs2_error**) {
    return isAlive(list, __func__) ? int(list->profiles.size()) : 0;
}
const rs2_stream_profile* rs2_get_stream_profile(const rs2_stream_profile_list* list, int index, rs2_error**) {
    return isAlive(list, __func__) ? list->profiles.at(std::size_t(index)) : nullptr;
}
void rs2_delete_stream_profiles_list(rs2_stream_profile_list* list) {
    bury(list, __func__);
}
void rs2_get_stream_profile_data(const rs2_stream_profile* profile, rs2_stream* stream, rs2_format* format, int* index,
                                 int* uniqueId, int* framesPerSecond, rs2_error**) {
    *stream = profile->stream;
    *format = profile->format;
    *index = 0;
    *uniqueId = int(profile->stream);
    *framesPerSecond = profile->rate;
}
void rs2_get_video_stream_resolution(const rs2_stream_profile* profile, int* width, int* height, rs2_error**) {
    *width = profile->width;
    *height = profile->height;
}
void rs2_get_video_stream_intrinsics(const rs2_stream_profile* profile, rs2_intrinsics* intrinsics, rs2_error**) {
    const bool isColour = profile->stream == RS2_STREAM_COLOR;
    const tracestudio::Camera camera = isColour ? stub::colourCamera(profile->width, profile->height)
                                                : stub::depthCamera(profile->width, profile->height);
    *intrinsics = {camera.widthPixels,
                   camera.heightPixels,
                   float(camera.cx),
                   float(camera.cy),
                   float(camera.fx),
                   float(camera.fy),
                   isColour ? rs2_distortion(knob("DISTORTION", RS2_DISTORTION_NONE)) : RS2_DISTORTION_BROWN_CONRADY,
                   {}};
    if (isColour && intrinsics->model != RS2_DISTORTION_NONE)
        std::copy_n(stub::distortion, 5, intrinsics->coeffs);
}
void rs2_get_extrinsics(const rs2_stream_profile* from, const rs2_stream_profile* to, rs2_extrinsics* extrinsics,
                        rs2_error**) {
    if (from->stream != RS2_STREAM_DEPTH || to->stream != RS2_STREAM_COLOR)
        ledger().misuse("extrinsics the wrong way round");
    std::copy_n(stub::rotation, 9, extrinsics->rotation);
    std::copy_n(stub::translation, 3, extrinsics->translation);
}

rs2_config* rs2_create_config(rs2_error**) {
    return born(new rs2_config);
}
void rs2_delete_config(rs2_config* config) {
    bury(config, __func__);
}
void rs2_config_enable_device(rs2_config* config, const char* serial, rs2_error**) {
    if (isAlive(config, __func__))
        config->serial = serial;
}
void rs2_config_enable_stream(rs2_config* config, rs2_stream stream, int, int width, int height, rs2_format format,
                              int framesPerSecond, rs2_error**) {
    if (!isAlive(config, __func__))
        return;
    const rs2_stream_profile* const profile = profileOf(stream, format, width, height, framesPerSecond);
    config->isResolvable &= profile != nullptr;
    (stream == RS2_STREAM_COLOR ? config->colour : config->depth) = profile;
}

rs2_pipeline* rs2_create_pipeline(rs2_context* context, rs2_error**) {
    isAlive(context, __func__);
    auto* const pipeline = new rs2_pipeline;
    pipeline->context = context;
    return born(pipeline);
}
void rs2_delete_pipeline(rs2_pipeline* pipeline) {
    if (isAlive(pipeline, __func__)) {
        isAlive(pipeline->context, __func__);
        if (pipeline->isRunning)
            ledger().misuse("a running pipeline was deleted");
    }
    bury(pipeline, __func__);
}
rs2_pipeline_profile* rs2_pipeline_start_with_config(rs2_pipeline* pipeline, rs2_config* config, rs2_error** error) {
    if (!isAlive(pipeline, __func__) || !isAlive(config, __func__))
        return nullptr;
    if (const std::string what = words("START_ERROR"); !what.empty()) {
        fail(error, what, __func__);
        return nullptr;
    }
    if (!ledger().isPluggedIn || !config->isResolvable || config->serial.empty() || !config->colour || !config->depth) {
        fail(error, ledger().isPluggedIn ? "Couldn't resolve requests" : "No device connected", __func__);
        return nullptr;
    }
    if (pipeline->isRunning)
        ledger().misuse("a running pipeline was started");
    pipeline->isRunning = true;
    pipeline->colour = config->colour;
    pipeline->depth = config->depth;
    auto* const profile = new rs2_pipeline_profile;
    profile->colour = config->colour;
    profile->depth = config->depth;
    return born(profile);
}
#ifndef STUB_WITHOUT_STOP
void rs2_pipeline_stop(rs2_pipeline* pipeline, rs2_error** error) {
    if (!isAlive(pipeline, __func__))
        return;
    if (!pipeline->isRunning)
        ledger().misuse("a pipeline was stopped that does not run");
    pipeline->isRunning = false;
    if (!ledger().isPluggedIn)
        fail(error, "stop failed: the camera is gone", __func__);
}
#endif
int rs2_pipeline_try_wait_for_frames(rs2_pipeline* pipeline, rs2_frame** frames, unsigned int milliseconds,
                                     rs2_error** error) {
    if (!isAlive(pipeline, __func__))
        return 0;
    if (!pipeline->isRunning) {
        ledger().misuse("frames were waited for while nothing runs");
        fail(error, "try_wait_for_frames cannot be called before start()", __func__);
        return 0;
    }
    std::unique_lock lock(ledger().mutex);
    const int after = knob("FAIL_AFTER", -1);
    if (after >= 0 && pipeline->sets >= after) {
        fail(error, "get_device_time_ms: xioctl(VIDIOC_DQBUF) failed", __func__, RS2_EXCEPTION_TYPE_BACKEND);
        return 0;
    }
    const int stall = knob("STALL_AFTER", -1);
    if (isUnplugged(pipeline) || (stall >= 0 && pipeline->sets >= stall)) {
        lock.unlock();
        std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
        return 0;
    }
    const int set = pipeline->sets++;
    pipeline->number += set == 0 ? 1 : std::uint64_t(1 + knob("LOSE", 0));
    auto* const all = new rs2_frame;
    const auto part = [&](const rs2_stream_profile* profile, std::uint64_t number, double offset) {
        rs2_frame frame;
        frame.profile = profile;
        const bool isColour = profile->stream == RS2_STREAM_COLOR;
        frame.picture = render(isColour, isColour, profile->width, profile->height);
        frame.number = number;
        frame.milliseconds = 1.7e12 + double(pipeline->number) * 1000 / profile->rate + offset;
        if (const int clock = knob("CLOCK_AFTER", -1); clock >= 0 && set >= clock) {
            frame.domain = RS2_TIMESTAMP_DOMAIN_HARDWARE_CLOCK;
            frame.milliseconds -= 1.7e12;
        }
        if (const int jump = knob("JUMP_AFTER", -1); jump >= 0 && set >= jump)
            frame.milliseconds -= 3.6e6;
        return frame;
    };
    all->parts.push_back(part(pipeline->depth, pipeline->number + 7, -2.5));
    if (set >= knob("INCOMPLETE", 0))
        all->parts.push_back(part(pipeline->colour, pipeline->number, 0));
    *frames = born(all);
    return 1;
}
rs2_stream_profile_list* rs2_pipeline_profile_get_streams(rs2_pipeline_profile* profile, rs2_error**) {
    auto* const list = born(new rs2_stream_profile_list);
    if (isAlive(profile, __func__))
        list->profiles = {profile->depth, profile->colour};
    return list;
}
void rs2_delete_pipeline_profile(rs2_pipeline_profile* profile) {
    bury(profile, __func__);
}

int rs2_is_frame_extendable_to(const rs2_frame* frame, rs2_extension extension, rs2_error**) {
    return isAlive(frame, __func__) && extension == RS2_EXTENSION_COMPOSITE_FRAME && !frame->profile;
}
int rs2_embedded_frames_count(rs2_frame* composite, rs2_error**) {
    return isAlive(composite, __func__) ? int(composite->parts.size()) : 0;
}
rs2_frame* rs2_extract_frame(rs2_frame* composite, int index, rs2_error**) {
    return isAlive(composite, __func__) ? born(new rs2_frame(composite->parts.at(std::size_t(index)))) : nullptr;
}
void rs2_release_frame(rs2_frame* frame) {
    bury(frame, __func__);
}
const rs2_stream_profile* rs2_get_frame_stream_profile(const rs2_frame* frame, rs2_error**) {
    return isAlive(frame, __func__) ? frame->profile : nullptr;
}
rs2_timestamp_domain rs2_get_frame_timestamp_domain(const rs2_frame* frame, rs2_error**) {
    return isAlive(frame, __func__) ? frame->domain : RS2_TIMESTAMP_DOMAIN_SYSTEM_TIME;
}
rs2_time_t rs2_get_frame_timestamp(const rs2_frame* frame, rs2_error**) {
    return isAlive(frame, __func__) ? frame->milliseconds : 0;
}
unsigned long long rs2_get_frame_number(const rs2_frame* frame, rs2_error**) {
    return isAlive(frame, __func__) ? frame->number : 0;
}
int rs2_get_frame_data_size(const rs2_frame* frame, rs2_error**) {
    return isAlive(frame, __func__) ? int(frame->picture->bytes.size()) : 0;
}
const void* rs2_get_frame_data(const rs2_frame* frame, rs2_error**) {
    return isAlive(frame, __func__) ? frame->picture->bytes.data() : nullptr;
}
int rs2_get_frame_width(const rs2_frame* frame, rs2_error**) {
    return isAlive(frame, __func__) ? frame->picture->width + knob("WRONG_SIZE", 0) : 0;
}
int rs2_get_frame_height(const rs2_frame* frame, rs2_error**) {
    return isAlive(frame, __func__) ? frame->picture->height : 0;
}
int rs2_get_frame_stride_in_bytes(const rs2_frame* frame, rs2_error**) {
    return isAlive(frame, __func__) ? frame->picture->stride : 0;
}

#ifndef STUB_WITHOUT_ALIGN
rs2_processing_block* rs2_create_align(rs2_stream to, rs2_error**) {
    if (to != RS2_STREAM_COLOR)
        ledger().misuse("aligned to another stream");
    return born(new rs2_processing_block);
}
#endif
void rs2_start_processing_queue(rs2_processing_block* block, rs2_frame_queue* queue, rs2_error**) {
    if (isAlive(block, __func__) && isAlive(queue, __func__))
        block->queue = queue;
}
void rs2_process_frame(rs2_processing_block* block, rs2_frame* frame, rs2_error**) {
    if (!isAlive(block, __func__) || !isAlive(frame, __func__) || !isAlive(block->queue, __func__))
        return;
    auto* const aligned = new rs2_frame(*frame);
    const auto colour =
        std::ranges::find_if(aligned->parts, [](const rs2_frame& f) { return f.profile->stream == RS2_STREAM_COLOR; });
    for (rs2_frame& part : aligned->parts)
        if (part.profile->stream == RS2_STREAM_DEPTH && colour != aligned->parts.end())
            part.picture = render(false, true, colour->profile->width, colour->profile->height);
    bury(frame, __func__);
    block->queue->frames.push_back(born(aligned));
}
void rs2_delete_processing_block(rs2_processing_block* block) {
    bury(block, __func__);
}
rs2_frame_queue* rs2_create_frame_queue(int, rs2_error**) {
    return born(new rs2_frame_queue);
}
void rs2_delete_frame_queue(rs2_frame_queue* queue) {
    if (isAlive(queue, __func__))
        for (rs2_frame* const frame : std::exchange(queue->frames, {}))
            bury(frame, __func__);
    bury(queue, __func__);
}
int rs2_poll_for_frame(rs2_frame_queue* queue, rs2_frame** frame, rs2_error**) {
    if (!isAlive(queue, __func__) || queue->frames.empty())
        return 0;
    *frame = queue->frames.front();
    queue->frames.erase(queue->frames.begin());
    return 1;
}
}
