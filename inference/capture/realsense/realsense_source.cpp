#include "capture/realsense.h"

#include "capture/realsense/realsense_camera.h"
#include "capture/realsense/stamp_clock.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <map>
#include <mutex>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <thread>

namespace tracestudio {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// As long as librealsense itself waits before it calls it a timeout.
constexpr std::chrono::seconds longestSilence{5};
// How soon an unplugged camera is noticed.
constexpr milliseconds slice{50};

/// Whether one camera was removed. librealsense tells from a thread of its own, possibly while its context is being
/// deleted, so what it is given is a number that is looked up. Outlives the context, so that every list it is told is
/// deleted.
class RemovalWatch {
  public:
    explicit RemovalWatch(std::shared_ptr<const LibRealSense> library)
        : m_library(std::move(library)) {
        const std::scoped_lock lock(s_mutex);
        m_key = ++s_lastKey;
        s_watches[m_key] = this;
    }
    ~RemovalWatch() {
        const std::scoped_lock lock(s_mutex);
        s_watches.erase(m_key);
    }
    RemovalWatch(const RemovalWatch&) = delete;
    RemovalWatch& operator=(const RemovalWatch&) = delete;

    [[nodiscard]] bool wasRemoved() const { return m_wasRemoved; }
    void subscribe(const rs2_context* context) {
        m_library->call(m_library->set_devices_changed_callback, context, &RemovalWatch::changed,
                        reinterpret_cast<void*>(m_key));
    }
    /// The camera as it was plugged in last; null when it is about to be deleted.
    void watch(const rs2_device* device) {
        const std::scoped_lock lock(s_mutex);
        m_device = device;
        m_wasRemoved = false;
    }

  private:
    static void changed(rs2_device_list* removed, rs2_device_list* added, void* user) {
        const std::scoped_lock lock(s_mutex);
        const auto found = s_watches.find(reinterpret_cast<std::uintptr_t>(user));
        if (found == s_watches.end())
            return;
        RemovalWatch& watch = *found->second;
        const LibRealSense& library = *watch.m_library;
        const RealSenseHandle<rs2_device_list> gone(removed, library.delete_device_list);
        const RealSenseHandle<rs2_device_list> come(added, library.delete_device_list);
        try {
            if (gone && watch.m_device && library.call(library.device_list_contains, gone.get(), watch.m_device))
                watch.m_wasRemoved = true;
        } catch (const RealSenseFailure&) {
            watch.m_wasRemoved = true; // what cannot be asked is not there
        }
    }

    static inline std::mutex s_mutex;
    static inline std::map<std::uintptr_t, RemovalWatch*> s_watches;
    static inline std::uintptr_t s_lastKey = 0;

    std::shared_ptr<const LibRealSense> m_library;
    const rs2_device* m_device = nullptr;
    std::atomic<bool> m_wasRemoved = false;
    std::uintptr_t m_key = 0;
};

/// Counts what is missing between two numbers of frames.
class FrameCounter {
  public:
    /// Frames lost before this one; a counter that was set back, or forward by more than could have been sent, tells
    /// nothing.
    std::uint64_t lostBefore(std::uint64_t number, double secondsSince, double framesPerSecond) {
        const std::uint64_t last = std::exchange(m_last, number);
        const bool isFirst = std::exchange(m_isFirst, false);
        if (isFirst || number <= last)
            return 0;
        const std::uint64_t lost = number - last - 1;
        return double(lost) <= (secondsSince + 1) * framesPerSecond ? lost : 0;
    }

  private:
    std::uint64_t m_last = 0;
    bool m_isFirst = true;
};

/// A pipeline that runs. Deleting it stops it, in the order in which librealsense wants it.
struct Running {
    struct Stopper {
        const LibRealSense* library;
        rs2_pipeline* pipeline;
        Stopper(const LibRealSense& of, rs2_pipeline* started)
            : library(&of)
            , pipeline(started) {}
        Stopper(const Stopper&) = delete;
        Stopper& operator=(const Stopper&) = delete;
        ~Stopper() {
            // Fails when the camera is gone; there is nothing to do then.
            rs2_error* error = nullptr;
            library->pipeline_stop(pipeline, &error);
            if (error)
                library->free_error(error);
        }
    };

    Running(RealSenseHandle<rs2_config> configured, RealSenseHandle<rs2_pipeline> made)
        : config(std::move(configured))
        , pipeline(std::move(made)) {}

    RealSenseHandle<rs2_config> config;
    RealSenseHandle<rs2_pipeline> pipeline;
    std::unique_ptr<Stopper> stopper;
    RealSenseHandle<rs2_pipeline_profile> profile{nullptr, nullptr};
    RealSenseHandle<rs2_frame_queue> aligned{nullptr, nullptr};
    RealSenseHandle<rs2_processing_block> align{nullptr, nullptr}; ///< null: registered here

    SourceFormat format;
    Calibration depth, colour;
    std::unique_ptr<DepthRegistration> registration;
    std::unique_ptr<LensCorrection> lens;
    StampClock clock;
    FrameCounter colourCounter, depthCounter;
    std::uint64_t nextNumber = 0;
    steady_clock::time_point lastArrival = steady_clock::now();
};

RigidTransform transformOf(const rs2_extrinsics& extrinsics) {
    RigidTransform transform;
    for (int row = 0; row < 3; ++row) {
        for (int column = 0; column < 3; ++column)
            transform.rotation(row, column) = double(extrinsics.rotation[3 * column + row]);
        transform.translationMetres[row] = double(extrinsics.translation[row]);
    }
    return transform;
}

class RealSenseSource final : public RgbdSource {
  public:
    RealSenseSource(std::shared_ptr<const LibRealSense> library, RealSenseHandle<rs2_context> context,
                    RealSenseCamera camera, const SourceOptions& options)
        : m_library(std::move(library))
        , m_watch(m_library)
        , m_context(std::move(context))
        , m_camera(std::move(camera))
        , m_options(options)
        , m_modes(realSenseModes(*m_library, m_camera.device.get())) {
        m_watch.watch(m_camera.device.get());
        m_watch.subscribe(m_context.get());
    }
    ~RealSenseSource() override { m_watch.watch(nullptr); }
    RealSenseSource(const RealSenseSource&) = delete;
    RealSenseSource& operator=(const RealSenseSource&) = delete;

    [[nodiscard]] const SourceInfo& info() const override { return m_camera.info; }
    [[nodiscard]] const std::vector<CaptureMode>& modes() const override { return m_modes; }
    [[nodiscard]] CaptureFault fault() const override { return m_fault; }

    [[nodiscard]] Result<SourceFormat> start(const std::optional<CaptureMode>& wanted) override {
        stop();
        m_fault = CaptureFault::None;
        std::optional<CaptureMode> mode = wanted ? wanted : m_options.mode;
        try {
            if (m_watch.wasRemoved() && !findAgain())
                return fail(unplugged(m_camera.identity));
            if (!mode)
                mode = preferredMode(m_modes);
            if (!mode)
                return fail(
                    explain({"it sends no colour with depth", "rs2_get_stream_profiles"}, m_camera.identity, mode));
            if (std::ranges::find(m_modes, *mode) == m_modes.end())
                return fail(unavailable(*mode, m_camera.identity));
            m_running = run(*mode);
        } catch (const RealSenseFailure& failed) {
            return fail(explain(failed, m_camera.identity, mode));
        }
        return m_running->format;
    }

    [[nodiscard]] Result<std::optional<CapturedFrame>> next(milliseconds patience) override {
        m_fault = CaptureFault::None;
        if (!m_running)
            return fail(explain({"it was not started", "next"}, m_camera.identity, {}));
        const steady_clock::time_point deadline =
            steady_clock::now() + std::clamp(patience, milliseconds(0), mostPatience);
        try {
            for (;;) {
                // Asked first, for librealsense would wait 15 seconds for the camera to come back.
                if (m_watch.wasRemoved())
                    return fail(unplugged(m_camera.identity));
                const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
                if (auto frame = waitForPair(std::clamp(left, milliseconds(0), slice)))
                    return frame;
                if (steady_clock::now() >= deadline)
                    break;
            }
        } catch (const RealSenseFailure& failed) {
            return fail(m_watch.wasRemoved() ? unplugged(m_camera.identity)
                                             : explain(failed, m_camera.identity, m_running->format.mode));
        } catch (const std::exception& failed) {
            return fail(explain({failed.what(), "OpenCV"}, m_camera.identity, m_running->format.mode));
        }
        if (steady_clock::now() - m_running->lastArrival > longestSilence)
            return fail(stalled(m_camera.identity));
        return std::nullopt;
    }

    void stop() override { m_running.reset(); }

  private:
    static constexpr milliseconds mostPatience{60'000};

    tl::unexpected<Error> fail(RealSenseFault problem) {
        m_running.reset();
        m_fault = problem.fault;
        return tl::unexpected(std::move(problem.error));
    }

    /// Whether the camera that was removed is there again.
    bool findAgain() {
        std::vector<RealSenseFault> problems;
        for (RealSenseCamera& camera : findRealSenseCameras(*m_library, m_context.get(), problems)) {
            if (camera.info.serial != m_camera.info.serial)
                continue;
            m_watch.watch(camera.device.get());
            m_camera = std::move(camera);
            m_modes = realSenseModes(*m_library, m_camera.device.get());
            return true;
        }
        return false;
    }

    std::unique_ptr<Running> run(const CaptureMode& mode) {
        const LibRealSense& library = *m_library;
        auto running =
            std::make_unique<Running>(library.make(library.delete_config, library.create_config),
                                      library.make(library.delete_pipeline, library.create_pipeline, m_context.get()));
        rs2_config* const config = running->config.get();
        library.call(library.config_enable_device, config, m_camera.info.serial.c_str());
        const auto enable = [&](rs2_stream stream, rs2_format format, const StreamFormat& wanted) {
            constexpr int anyIndex = -1;
            library.call(library.config_enable_stream, config, stream, anyIndex, wanted.widthPixels,
                         wanted.heightPixels, format, int(std::lround(wanted.framesPerSecond)));
        };
        enable(RS2_STREAM_COLOR, RS2_FORMAT_RGB8, mode.colour);
        enable(RS2_STREAM_DEPTH, RS2_FORMAT_Z16, mode.depth);
        running->profile = library.make(library.delete_pipeline_profile, library.pipeline_start_with_config,
                                        running->pipeline.get(), config);
        running->stopper = std::make_unique<Running::Stopper>(library, running->pipeline.get());
        const RigidTransform colourFromDepth = readCalibrations(*running);
        const auto isOf = [](const Camera& camera, const StreamFormat& wanted) {
            return camera.widthPixels == wanted.widthPixels && camera.heightPixels == wanted.heightPixels;
        };
        if (!isOf(running->colour.camera, mode.colour) || !isOf(running->depth.camera, mode.depth))
            throw RealSenseFailure{"it was started in another mode", "rs2_pipeline_start_with_config"};
        running->lens = std::make_unique<LensCorrection>(running->colour);
        // librealsense puts depth under the lens, so with one it is done here.
        if (library.create_align && !running->colour.isDistorted()) {
            running->align = library.make(library.delete_processing_block, library.create_align, RS2_STREAM_COLOR);
            running->aligned = library.make(library.delete_frame_queue, library.create_frame_queue, 1);
            library.call(library.start_processing_queue, running->align.get(), running->aligned.get());
        } else {
            running->registration =
                std::make_unique<DepthRegistration>(running->depth, running->colour, colourFromDepth);
        }
        running->format = {mode, running->colour.camera, realSenseDepthUnit(library, m_camera.device.get()),
                           running->registration != nullptr};
        running->lastArrival = steady_clock::now();
        return running;
    }

    RigidTransform readCalibrations(Running& running) const {
        const LibRealSense& library = *m_library;
        const auto profiles = library.make(library.delete_stream_profiles_list, library.pipeline_profile_get_streams,
                                           running.profile.get());
        const rs2_stream_profile *depth = nullptr, *colour = nullptr;
        const int count = library.call(library.get_stream_profiles_count, profiles.get());
        for (int i = 0; i < count; ++i) {
            const rs2_stream_profile* const profile = library.call(library.get_stream_profile, profiles.get(), i);
            const rs2_stream stream = streamOf(profile);
            if (stream == RS2_STREAM_DEPTH)
                depth = profile;
            else if (stream == RS2_STREAM_COLOR)
                colour = profile;
        }
        if (!depth || !colour)
            throw RealSenseFailure{"colour or depth was not started", "rs2_pipeline_start_with_config"};
        running.depth = realSenseCalibration(library, depth);
        running.colour = realSenseCalibration(library, colour);
        rs2_extrinsics extrinsics{};
        library.call(library.get_extrinsics, depth, colour, &extrinsics);
        return transformOf(extrinsics);
    }

    [[nodiscard]] rs2_stream streamOf(const rs2_stream_profile* profile) const {
        rs2_stream stream{};
        rs2_format format{};
        int index = 0, id = 0, rate = 0;
        m_library->call(m_library->get_stream_profile_data, profile, &stream, &format, &index, &id, &rate);
        return stream;
    }

    using Frame = RealSenseHandle<rs2_frame>;

    /// The picture of one sensor in a set of them; null when it is not in it.
    [[nodiscard]] Frame pictureOf(rs2_frame* set, rs2_stream wanted) const {
        const LibRealSense& library = *m_library;
        if (library.call(library.is_frame_extendable_to, set, RS2_EXTENSION_COMPOSITE_FRAME)) {
            const int count = library.call(library.embedded_frames_count, set);
            for (int i = 0; i < count; ++i) {
                Frame frame = library.make(library.release_frame, library.extract_frame, set, i);
                if (streamOf(library.call(library.get_frame_stream_profile, frame.get())) == wanted)
                    return frame;
            }
        }
        return {nullptr, library.release_frame};
    }

    /// The pixels of a picture, in librealsense's memory, checked against the size they are said to have.
    [[nodiscard]] cv::Mat pixelsOf(rs2_frame* frame, int type, int width, int height) const {
        const LibRealSense& library = *m_library;
        const int stride = library.call(library.get_frame_stride_in_bytes, frame);
        const int bytes = library.call(library.get_frame_data_size, frame);
        const auto rowBytes = int(std::size_t(width) * CV_ELEM_SIZE(type));
        const bool isSize = library.call(library.get_frame_width, frame) == width &&
                            library.call(library.get_frame_height, frame) == height;
        if (!isSize || stride < rowBytes || bytes < std::int64_t(stride) * (height - 1) + rowBytes)
            throw RealSenseFailure{"it sent a picture of another size", "rs2_get_frame_data"};
        const void* const pixels = library.call(library.get_frame_data, frame);
        if (!pixels)
            throw RealSenseFailure{"it sent a picture without pixels", "rs2_get_frame_data"};
        return {height, width, type, const_cast<void*>(pixels), std::size_t(stride)};
    }

    [[nodiscard]] SensorStamp stampOf(rs2_frame* frame) const {
        return {m_library->call(m_library->get_frame_timestamp, frame),
                int(m_library->call(m_library->get_frame_timestamp_domain, frame))};
    }

    std::optional<CapturedFrame> waitForPair(milliseconds wait) {
        const LibRealSense& library = *m_library;
        Running& running = *m_running;
        Frame set = nextSet(wait);
        if (!set)
            return std::nullopt;
        const steady_clock::time_point arrival = steady_clock::now();
        const Frame colour = pictureOf(set.get(), RS2_STREAM_COLOR);
        Frame depth = pictureOf(set.get(), RS2_STREAM_DEPTH);
        if (!colour || !depth)
            return std::nullopt; // as the first sets after a start
        CapturedFrame captured;
        captured.arrival = arrival;
        const double sinceLast = std::chrono::duration<double>(arrival - running.lastArrival).count();
        const double rate = running.format.mode.colour.framesPerSecond;
        // A pair is lost when either of its pictures is.
        captured.lostBefore = std::max(
            running.colourCounter.lostBefore(library.call(library.get_frame_number, colour.get()), sinceLast, rate),
            running.depthCounter.lostBefore(library.call(library.get_frame_number, depth.get()), sinceLast, rate));
        captured.number = running.nextNumber + captured.lostBefore;
        running.nextNumber = captured.number + 1;
        running.lastArrival = arrival;
        const auto seconds = running.clock.seconds(stampOf(colour.get()), stampOf(depth.get()), arrival);
        captured.colourSeconds = seconds.colour;
        captured.depthSeconds = seconds.depth;

        const Camera& camera = running.format.camera;
        cv::Mat bgr;
        cv::cvtColor(pixelsOf(colour.get(), CV_8UC3, camera.widthPixels, camera.heightPixels), bgr, cv::COLOR_RGB2BGR);
        captured.frame.colourBgr = running.lens->apply(bgr);
        captured.frame.camera = camera;
        const double unit = running.format.depthUnitMetres;
        if (running.registration) {
            const Camera& from = running.depth.camera;
            captured.frame.depthMillimetres =
                running.registration->apply(pixelsOf(depth.get(), CV_16UC1, from.widthPixels, from.heightPixels), unit);
        } else {
            depth = aligned(std::move(set));
            captured.frame.depthMillimetres =
                toMillimetres(pixelsOf(depth.get(), CV_16UC1, camera.widthPixels, camera.heightPixels), unit);
        }
        return captured;
    }

    [[nodiscard]] Frame nextSet(milliseconds wait) const {
        rs2_frame* set = nullptr;
        const int hasCome = m_library->call(m_library->pipeline_try_wait_for_frames, m_running->pipeline.get(), &set,
                                            static_cast<unsigned int>(wait.count()));
        return {hasCome ? set : nullptr, m_library->release_frame};
    }

    /// The depth picture of a set, put into its colour picture.
    [[nodiscard]] Frame aligned(Frame set) const {
        const LibRealSense& library = *m_library;
        rs2_frame* result = nullptr;
        library.call(library.process_frame, m_running->align.get(), set.release());
        const int hasCome = library.call(library.poll_for_frame, m_running->aligned.get(), &result);
        const Frame alignedSet(hasCome ? result : nullptr, library.release_frame);
        Frame depth =
            alignedSet ? pictureOf(alignedSet.get(), RS2_STREAM_DEPTH) : Frame(nullptr, library.release_frame);
        if (!depth)
            throw RealSenseFailure{"depth was not put into the colour picture", "rs2_process_frame"};
        return depth;
    }

    std::shared_ptr<const LibRealSense> m_library;
    RemovalWatch m_watch;
    RealSenseHandle<rs2_context> m_context;
    RealSenseCamera m_camera;
    SourceOptions m_options;
    std::vector<CaptureMode> m_modes;
    std::unique_ptr<Running> m_running;
    CaptureFault m_fault = CaptureFault::None;
};

} // namespace

OpenedSource openRealSense(const std::string& serial, const SourceOptions& options) {
    const auto library = LibRealSense::load();
    if (!library)
        return {tl::unexpected(library.error()), CaptureFault::NoLibrary};
    const RealSenseIdentity some{serial.empty() ? "The RealSense camera" : "The RealSense camera " + serial, {}};
    try {
        const LibRealSense& lib = **library;
        auto context = lib.make(lib.delete_context, lib.create_context, lib.apiVersion);
        std::vector<RealSenseFault> problems;
        for (RealSenseCamera& camera : findRealSenseCameras(lib, context.get(), problems))
            if (serial.empty() || camera.info.serial == serial) {
                auto source =
                    std::make_unique<RealSenseSource>(*library, std::move(context), std::move(camera), options);
                // As a bare depth module.
                if (source->modes().empty())
                    return {failure(TRANSLATABLE("%1 has no mode in which colour and depth go together. Try another "
                                                 "camera."),
                                    source->info().name),
                            CaptureFault::WrongMode};
                return {std::move(source), CaptureFault::None};
            }
        if (!problems.empty())
            return {tl::unexpected(problems.front().error), problems.front().fault};
        return {failure(TRANSLATABLE("No camera %1 is plugged in. Plug it in."),
                        serial.empty() ? "RealSense" : "RealSense " + serial),
                CaptureFault::Missing};
    } catch (const RealSenseFailure& failed) {
        RealSenseFault problem = explain(failed, some, options.mode);
        return {tl::unexpected(std::move(problem.error)), problem.fault};
    }
}

DeviceList listRealSense() {
    DeviceList list;
    const auto library = LibRealSense::load();
    if (!library) {
        if (LibRealSense::isNamed())
            list.problems.push_back(library.error());
        return list;
    }
    try {
        const LibRealSense& lib = **library;
        const auto context = lib.make(lib.delete_context, lib.create_context, lib.apiVersion);
        std::vector<RealSenseFault> problems;
        for (const RealSenseCamera& camera : findRealSenseCameras(lib, context.get(), problems))
            list.devices.push_back(camera.info);
        for (RealSenseFault& problem : problems)
            list.problems.push_back(std::move(problem.error));
    } catch (const RealSenseFailure& failed) {
        list.problems.push_back(explain(failed, {"librealsense2", {}}, {}).error);
    }
    return list;
}

} // namespace tracestudio
