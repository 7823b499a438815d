#pragma once

#include "scene/result.h"

#include <memory>
#include <string>
#include <type_traits>
#include <utility>

// What TraceStudio uses of librealsense2's C interface, so that nothing of it is needed to build. Names, values and
// layouts are those of include/librealsense2/h in its source, unchanged from 2.30 to 2.57; where each stands is said.

extern "C" {

struct rs2_config;
struct rs2_context;
struct rs2_device;
struct rs2_device_list;
struct rs2_error;
struct rs2_frame;
struct rs2_frame_queue;
struct rs2_pipeline;
struct rs2_pipeline_profile;
struct rs2_processing_block;
struct rs2_sensor;
struct rs2_sensor_list;
struct rs2_stream_profile;
struct rs2_stream_profile_list;

enum rs2_exception_type : int { // rs_types.h
    RS2_EXCEPTION_TYPE_UNKNOWN = 0,
    RS2_EXCEPTION_TYPE_CAMERA_DISCONNECTED = 1,
    RS2_EXCEPTION_TYPE_BACKEND = 2,
};

enum rs2_distortion : int { // rs_types.h
    RS2_DISTORTION_NONE = 0,
    RS2_DISTORTION_MODIFIED_BROWN_CONRADY = 1,
    RS2_DISTORTION_INVERSE_BROWN_CONRADY = 2,
    RS2_DISTORTION_FTHETA = 3,
    RS2_DISTORTION_BROWN_CONRADY = 4,
    RS2_DISTORTION_KANNALA_BRANDT4 = 5,
};

enum rs2_extension : int { // rs_types.h
    RS2_EXTENSION_DEPTH_SENSOR = 7,
    RS2_EXTENSION_COMPOSITE_FRAME = 10,
};

enum rs2_camera_info : int { // rs_sensor.h
    RS2_CAMERA_INFO_NAME = 0,
    RS2_CAMERA_INFO_SERIAL_NUMBER = 1,
    RS2_CAMERA_INFO_USB_TYPE_DESCRIPTOR = 9,
    RS2_CAMERA_INFO_PRODUCT_LINE = 10,
};

enum rs2_stream : int { // rs_sensor.h
    RS2_STREAM_DEPTH = 1,
    RS2_STREAM_COLOR = 2,
};

enum rs2_format : int { // rs_sensor.h
    RS2_FORMAT_Z16 = 1,
    RS2_FORMAT_RGB8 = 5,
};

enum rs2_timestamp_domain : int { // rs_frame.h
    RS2_TIMESTAMP_DOMAIN_HARDWARE_CLOCK = 0,
    RS2_TIMESTAMP_DOMAIN_SYSTEM_TIME = 1,
    RS2_TIMESTAMP_DOMAIN_GLOBAL_TIME = 2,
};

struct rs2_intrinsics { // rs_types.h
    int width;
    int height;
    float ppx;
    float ppy;
    float fx;
    float fy;
    rs2_distortion model;
    float coeffs[5]; // k1, k2, p1, p2, k3
};

struct rs2_extrinsics {   // rs_sensor.h
    float rotation[9];    // column by column
    float translation[3]; // metres
};

using rs2_time_t = double; // milliseconds
using rs2_devices_changed_callback_ptr = void (*)(rs2_device_list* removed, rs2_device_list* added, void* user);

// rs.h
int rs2_get_api_version(rs2_error**);
// rs_types.h
rs2_exception_type rs2_get_librealsense_exception_type(const rs2_error*);
const char* rs2_get_failed_function(const rs2_error*);
const char* rs2_get_error_message(const rs2_error*);
void rs2_free_error(rs2_error*);
// rs_context.h
rs2_context* rs2_create_context(int apiVersion, rs2_error**);
void rs2_delete_context(rs2_context*);
void rs2_set_devices_changed_callback(const rs2_context*, rs2_devices_changed_callback_ptr, void* user, rs2_error**);
rs2_device_list* rs2_query_devices(const rs2_context*, rs2_error**);
// rs_device.h
int rs2_get_device_count(const rs2_device_list*, rs2_error**);
void rs2_delete_device_list(rs2_device_list*);
int rs2_device_list_contains(const rs2_device_list*, const rs2_device*, rs2_error**);
rs2_device* rs2_create_device(const rs2_device_list*, int index, rs2_error**);
void rs2_delete_device(rs2_device*);
const char* rs2_get_device_info(const rs2_device*, rs2_camera_info, rs2_error**);
int rs2_supports_device_info(const rs2_device*, rs2_camera_info, rs2_error**);
rs2_sensor_list* rs2_query_sensors(const rs2_device*, rs2_error**);
// rs_sensor.h
void rs2_delete_sensor_list(rs2_sensor_list*);
int rs2_get_sensors_count(const rs2_sensor_list*, rs2_error**);
rs2_sensor* rs2_create_sensor(const rs2_sensor_list*, int index, rs2_error**);
void rs2_delete_sensor(rs2_sensor*);
int rs2_is_sensor_extendable_to(const rs2_sensor*, rs2_extension, rs2_error**);
float rs2_get_depth_scale(rs2_sensor*, rs2_error**);
rs2_stream_profile_list* rs2_get_stream_profiles(rs2_sensor*, rs2_error**);
int rs2_get_stream_profiles_count(const rs2_stream_profile_list*, rs2_error**);
const rs2_stream_profile* rs2_get_stream_profile(const rs2_stream_profile_list*, int index, rs2_error**);
void rs2_delete_stream_profiles_list(rs2_stream_profile_list*);
void rs2_get_stream_profile_data(const rs2_stream_profile*, rs2_stream*, rs2_format*, int* index, int* uniqueId,
                                 int* framesPerSecond, rs2_error**);
void rs2_get_video_stream_resolution(const rs2_stream_profile*, int* width, int* height, rs2_error**);
void rs2_get_video_stream_intrinsics(const rs2_stream_profile*, rs2_intrinsics*, rs2_error**);
void rs2_get_extrinsics(const rs2_stream_profile* from, const rs2_stream_profile* to, rs2_extrinsics*, rs2_error**);
// rs_config.h
rs2_config* rs2_create_config(rs2_error**);
void rs2_delete_config(rs2_config*);
void rs2_config_enable_device(rs2_config*, const char* serial, rs2_error**);
void rs2_config_enable_stream(rs2_config*, rs2_stream, int index, int width, int height, rs2_format,
                              int framesPerSecond, rs2_error**);
// rs_pipeline.h
rs2_pipeline* rs2_create_pipeline(rs2_context*, rs2_error**);
void rs2_delete_pipeline(rs2_pipeline*);
rs2_pipeline_profile* rs2_pipeline_start_with_config(rs2_pipeline*, rs2_config*, rs2_error**);
void rs2_pipeline_stop(rs2_pipeline*, rs2_error**);
int rs2_pipeline_try_wait_for_frames(rs2_pipeline*, rs2_frame**, unsigned int milliseconds, rs2_error**);
rs2_stream_profile_list* rs2_pipeline_profile_get_streams(rs2_pipeline_profile*, rs2_error**);
void rs2_delete_pipeline_profile(rs2_pipeline_profile*);
// rs_frame.h
int rs2_is_frame_extendable_to(const rs2_frame*, rs2_extension, rs2_error**);
int rs2_embedded_frames_count(rs2_frame* composite, rs2_error**);
rs2_frame* rs2_extract_frame(rs2_frame* composite, int index, rs2_error**);
void rs2_release_frame(rs2_frame*);
const rs2_stream_profile* rs2_get_frame_stream_profile(const rs2_frame*, rs2_error**);
rs2_timestamp_domain rs2_get_frame_timestamp_domain(const rs2_frame*, rs2_error**);
rs2_time_t rs2_get_frame_timestamp(const rs2_frame*, rs2_error**);
unsigned long long rs2_get_frame_number(const rs2_frame*, rs2_error**);
int rs2_get_frame_data_size(const rs2_frame*, rs2_error**);
const void* rs2_get_frame_data(const rs2_frame*, rs2_error**);
int rs2_get_frame_width(const rs2_frame*, rs2_error**);
int rs2_get_frame_height(const rs2_frame*, rs2_error**);
int rs2_get_frame_stride_in_bytes(const rs2_frame*, rs2_error**);
// rs_processing.h
rs2_processing_block* rs2_create_align(rs2_stream to, rs2_error**);
void rs2_start_processing_queue(rs2_processing_block*, rs2_frame_queue*, rs2_error**);
void rs2_process_frame(rs2_processing_block*, rs2_frame*, rs2_error**); // takes the frame over
void rs2_delete_processing_block(rs2_processing_block*);
rs2_frame_queue* rs2_create_frame_queue(int capacity, rs2_error**);
void rs2_delete_frame_queue(rs2_frame_queue*);
int rs2_poll_for_frame(rs2_frame_queue*, rs2_frame**, rs2_error**);
}

namespace tracestudio {

// Each function above, by what is missed without it.
#define TRACESTUDIO_RS2_NEEDED(NAME)                                                                                   \
    NAME(get_librealsense_exception_type)                                                                              \
    NAME(get_failed_function)                                                                                          \
    NAME(get_error_message)                                                                                            \
    NAME(free_error)                                                                                                   \
    NAME(create_context)                                                                                               \
    NAME(delete_context)                                                                                               \
    NAME(set_devices_changed_callback)                                                                                 \
    NAME(query_devices)                                                                                                \
    NAME(get_device_count)                                                                                             \
    NAME(delete_device_list)                                                                                           \
    NAME(device_list_contains)                                                                                         \
    NAME(create_device)                                                                                                \
    NAME(delete_device)                                                                                                \
    NAME(get_device_info)                                                                                              \
    NAME(supports_device_info)                                                                                         \
    NAME(query_sensors)                                                                                                \
    NAME(delete_sensor_list)                                                                                           \
    NAME(get_sensors_count)                                                                                            \
    NAME(create_sensor)                                                                                                \
    NAME(delete_sensor)                                                                                                \
    NAME(is_sensor_extendable_to)                                                                                      \
    NAME(get_depth_scale)                                                                                              \
    NAME(get_stream_profiles)                                                                                          \
    NAME(get_stream_profiles_count)                                                                                    \
    NAME(get_stream_profile)                                                                                           \
    NAME(delete_stream_profiles_list)                                                                                  \
    NAME(get_stream_profile_data)                                                                                      \
    NAME(get_video_stream_resolution)                                                                                  \
    NAME(get_video_stream_intrinsics)                                                                                  \
    NAME(get_extrinsics)                                                                                               \
    NAME(create_config)                                                                                                \
    NAME(delete_config)                                                                                                \
    NAME(config_enable_device)                                                                                         \
    NAME(config_enable_stream)                                                                                         \
    NAME(create_pipeline)                                                                                              \
    NAME(delete_pipeline)                                                                                              \
    NAME(pipeline_start_with_config)                                                                                   \
    NAME(pipeline_stop)                                                                                                \
    NAME(pipeline_try_wait_for_frames)                                                                                 \
    NAME(pipeline_profile_get_streams)                                                                                 \
    NAME(delete_pipeline_profile)                                                                                      \
    NAME(is_frame_extendable_to)                                                                                       \
    NAME(embedded_frames_count)                                                                                        \
    NAME(extract_frame)                                                                                                \
    NAME(release_frame)                                                                                                \
    NAME(get_frame_stream_profile)                                                                                     \
    NAME(get_frame_timestamp_domain)                                                                                   \
    NAME(get_frame_timestamp)                                                                                          \
    NAME(get_frame_number)                                                                                             \
    NAME(get_frame_data_size)                                                                                          \
    NAME(get_frame_data)                                                                                               \
    NAME(get_frame_width)                                                                                              \
    NAME(get_frame_height)                                                                                             \
    NAME(get_frame_stride_in_bytes)
#define TRACESTUDIO_RS2_FOR_ALIGNING(NAME)                                                                             \
    NAME(create_align)                                                                                                 \
    NAME(start_processing_queue)                                                                                       \
    NAME(process_frame)                                                                                                \
    NAME(delete_processing_block)                                                                                      \
    NAME(create_frame_queue)                                                                                           \
    NAME(delete_frame_queue)                                                                                           \
    NAME(poll_for_frame)

/// A call into librealsense that failed. Thrown and caught within capture/realsense.
struct RealSenseFailure {
    std::string what;
    std::string function;
    rs2_exception_type type = RS2_EXCEPTION_TYPE_UNKNOWN;
};

/// An object of librealsense's that is deleted with it.
template <typename T>
using RealSenseHandle = std::unique_ptr<T, void (*)(T*)>;

/// The person's librealsense2, loaded into this process and never unloaded, for it leaves threads behind. Used from any
/// thread.
class LibRealSense {
  public:
    /// Why it fails is told in words for the person: what was looked for, found and needed.
    static Result<std::shared_ptr<const LibRealSense>> load();
    /// Whether the person named a library.
    static bool isNamed();

#define TRACESTUDIO_RS2_POINTER(NAME) decltype(&rs2_##NAME) NAME = nullptr;
    TRACESTUDIO_RS2_NEEDED(TRACESTUDIO_RS2_POINTER)
    TRACESTUDIO_RS2_FOR_ALIGNING(TRACESTUDIO_RS2_POINTER) ///< null where the library has not all of them
#undef TRACESTUDIO_RS2_POINTER

    /// rs2_get_api_version's answer, 10000 · major + 100 · minor + patch, that the context must be made with.
    int apiVersion = 0;

    /// `function(arguments…, &error)`; throws a RealSenseFailure.
    template <typename Function, typename... Arguments>
    auto call(Function* function, Arguments... arguments) const {
        rs2_error* error = nullptr;
        if constexpr (std::is_void_v<decltype(function(arguments..., &error))>) {
            function(arguments..., &error);
            check(error);
        } else {
            const auto answer = function(arguments..., &error);
            check(error);
            return answer;
        }
    }
    /// What `function` makes, owned; never null.
    template <typename T, typename Function, typename... Arguments>
    RealSenseHandle<T> make(void (*destroy)(T*), Function* function, Arguments... arguments) const {
        RealSenseHandle<T> made(call(function, arguments...), destroy);
        if (!made)
            throw RealSenseFailure{"it made nothing", "librealsense2"};
        return made;
    }

  private:
    void check(rs2_error* error) const;
};

} // namespace tracestudio
