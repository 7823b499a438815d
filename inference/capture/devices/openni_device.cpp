#include "capture/devices/openni_runtime.h"

#include "capture/depth_registration.h"
#include "capture/frame_pairer.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <ranges>

namespace tracestudio {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto stallPatience = 2s;
// Longer waits notice late that the camera was plugged out.
constexpr auto longestWait = 100ms;

bool isSameShape(const openni::VideoMode& a, const openni::VideoMode& b) {
    return std::int64_t(a.getResolutionX()) * b.getResolutionY() ==
           std::int64_t(b.getResolutionX()) * a.getResolutionY();
}

StreamFormat formatOf(const openni::VideoMode& mode) {
    return {mode.getResolutionX(), mode.getResolutionY(), double(mode.getFps())};
}

/// Which of two pixel formats is taken where the sensor has both: whole colours, and depth that needs no rounding.
int rank(openni::PixelFormat format) {
    switch (format) {
    case openni::PIXEL_FORMAT_RGB888:
    case openni::PIXEL_FORMAT_DEPTH_1_MM:
        return 0;
    case openni::PIXEL_FORMAT_YUYV:
    case openni::PIXEL_FORMAT_DEPTH_100_UM:
        return 1;
    case openni::PIXEL_FORMAT_YUV422:
        return 2;
    default:
        return 3;
    }
}

/// One sensor and the formats of it that can be shown, each size and rate once.
struct Sensor {
    openni::SensorType type = openni::SENSOR_COLOR;
    const char* name = "";
    std::vector<openni::VideoMode> modes;
    openni::VideoStream stream;
    Clock::time_point lastPicture;
    bool isMirrored = false;

    [[nodiscard]] bool isThere() const { return !modes.empty(); }

    void readModes(openni::Device& device) {
        const openni::SensorInfo* sensor = device.getSensorInfo(type);
        if (!sensor)
            return;
        for (int i = 0; i < sensor->getSupportedVideoModes().getSize(); ++i) {
            const openni::VideoMode& mode = sensor->getSupportedVideoModes()[i];
            if (!isShowable(mode.getPixelFormat()) || mode.getResolutionX() <= 0 || mode.getResolutionY() <= 0)
                continue;
            const auto same = std::ranges::find(modes, formatOf(mode), formatOf);
            if (same == modes.end())
                modes.push_back(mode);
            else if (rank(mode.getPixelFormat()) < rank(same->getPixelFormat()))
                *same = mode;
        }
    }
};

Camera viewOf(const openni::VideoStream& stream, const StreamFormat& format) {
    return cameraOf(stream.getHorizontalFieldOfView(), stream.getVerticalFieldOfView(), format.widthPixels,
                    format.heightPixels);
}

class OpenNiDevice final : public RgbdSource {
  public:
    OpenNiDevice(OpenNiRuntime& runtime, SourceOptions options)
        : m_runtime(runtime)
        , m_options(std::move(options)) {}
    ~OpenNiDevice() override { OpenNiDevice::stop(); }

    Result<void> open(const std::string& name);

    const SourceInfo& info() const override { return m_info; }
    const std::vector<CaptureMode>& modes() const override { return m_modes; }
    Result<SourceFormat> start(const std::optional<CaptureMode>& mode) override;
    Result<std::optional<CapturedFrame>> next(std::chrono::milliseconds patience) override;
    void stop() override;
    CaptureFault fault() const override { return m_fault; }

  private:
    template <typename... Args>
    tl::unexpected<Error> fail(CaptureFault fault, std::string text, Args&&... args) {
        m_fault = fault;
        return failure(std::move(text), std::forward<Args>(args)...);
    }
    /// What a failed call of OpenNI2 means, from its words.
    tl::unexpected<Error> failInOpenNi(const std::string& words);
    Result<void> begin(Sensor& sensor, const StreamFormat& format);
    std::optional<Error> lostDevice();
    std::optional<PicturePair> read(Sensor& sensor);
    CapturedFrame frameOf(PicturePair pair);
    void listModes();
    [[nodiscard]] CaptureMode bestMode() const;

    OpenNiRuntime& m_runtime;
    SourceOptions m_options;
    std::string m_name;
    SourceInfo m_info;
    std::vector<CaptureMode> m_modes;
    openni::Device m_device;
    Sensor m_colour{openni::SENSOR_COLOR, "colour", {}, {}, {}, false},
        m_depth{openni::SENSOR_DEPTH, "depth", {}, {}, {}, false};
    std::optional<SourceFormat> m_format; ///< while started
    std::optional<FramePairer> m_pairer;
    std::optional<DepthRegistration> m_registration; ///< where the device cannot do it
    std::optional<std::uint64_t> m_lastCounter;      ///< of a device with one sensor
    std::uint64_t m_number = 0;
    Clock::time_point m_lastPair;
    bool m_wasEnumerated = false;
    CaptureFault m_fault = CaptureFault::None;
};

tl::unexpected<Error> OpenNiDevice::failInOpenNi(const std::string& words) {
    std::string lower = words;
    std::ranges::transform(lower, lower.begin(), [](unsigned char letter) { return char(std::tolower(letter)); });
    const auto says = [&](const char* what) { return lower.find(what) != std::string::npos; };
    // PrimeSense's driver claims the USB interface, which fails where another program has.
    if (says("busy") || says("in use") || says("used by another") || says("already open") || says("usb interface"))
        return fail(CaptureFault::Busy, TRANSLATABLE("%1 is used by another program (%2). Close that program."), m_info.name,
                    words);
    if (says("bandwidth"))
        return fail(
            CaptureFault::Bandwidth,
            TRANSLATABLE("The USB port is too slow for this mode of %1 (%2). Plug the camera into another port, "
                         "without a hub, or choose a smaller mode."),
            m_info.name, words);
    return fail(CaptureFault::Other, TRANSLATABLE("%1 cannot be used: %2. Plug it out and in again."), m_info.name,
                words);
}

Result<void> OpenNiDevice::open(const std::string& name) {
    m_name = m_runtime.currentName(name);
    m_info = {"openni:" + name, name, {}, false};
    m_runtime.wasUnplugged(m_name);
    m_wasEnumerated = m_runtime.isEnumerated(m_name);
    if (const openni::Status status = m_device.open(m_name.c_str()); status != openni::STATUS_OK) {
        const std::string words = openNiWords();
        if (const auto forbidden = forbiddenDevice(m_name)) {
            m_fault = CaptureFault::NoPermission;
            return tl::unexpected(permissionProblem(*forbidden));
        }
        if (status == openni::STATUS_NO_DEVICE && !m_wasEnumerated)
            return fail(CaptureFault::Missing, TRANSLATABLE("No camera %1 is plugged in. Plug it in."), name);
        return failInOpenNi(words);
    }
    if (const std::string real = nameOf(m_device.getDeviceInfo()); !real.empty())
        m_info.name = real;
    char serial[64] = "";
    if (int size = sizeof(serial) - 1;
        m_device.getProperty(openni::DEVICE_PROPERTY_SERIAL_NUMBER, serial, &size) == openni::STATUS_OK)
        m_info.serial = serial;
    m_colour.readModes(m_device);
    m_depth.readModes(m_device);
    listModes();
    if (m_modes.empty())
        return fail(CaptureFault::WrongMode,
                    TRANSLATABLE("%1 has no mode in which colour and depth go together. Try another camera."),
                    m_info.name);
    return {};
}

void OpenNiDevice::listModes() {
    for (const openni::VideoMode& colour : m_colour.modes) {
        if (!m_depth.isThere())
            m_modes.push_back({formatOf(colour), {}});
        for (const openni::VideoMode& depth : m_depth.modes)
            if (colour.getFps() == depth.getFps() && isSameShape(colour, depth))
                m_modes.push_back({formatOf(colour), formatOf(depth)});
    }
    if (!m_colour.isThere())
        for (const openni::VideoMode& depth : m_depth.modes)
            m_modes.push_back({{}, formatOf(depth)});
    // Larger and faster first, equal sizes before unequal ones.
    std::ranges::stable_sort(m_modes, std::ranges::greater(), [](const CaptureMode& mode) {
        return std::tuple(mode.colour.widthPixels * mode.colour.heightPixels,
                          mode.depth.widthPixels * mode.depth.heightPixels, mode.colour.framesPerSecond);
    });
}

CaptureMode OpenNiDevice::bestMode() const {
    const auto isUsual = [](const StreamFormat& format) {
        return (format.widthPixels == 640 && format.heightPixels == 480) || format.widthPixels == 0;
    };
    const auto usual = std::ranges::find_if(
        m_modes, [&](const CaptureMode& mode) { return isUsual(mode.colour) && isUsual(mode.depth); });
    return usual != m_modes.end() ? *usual : m_modes.front();
}

Result<void> OpenNiDevice::begin(Sensor& sensor, const StreamFormat& format) {
    if (format.widthPixels == 0)
        return {};
    if (sensor.stream.create(m_device, sensor.type) != openni::STATUS_OK)
        return failInOpenNi(openNiWords());
    const auto mode = std::ranges::find(sensor.modes, format, formatOf);
    if (sensor.stream.setVideoMode(*mode) != openni::STATUS_OK) {
        // Some devices have one mode and refuse to be told so.
        const openni::VideoMode now = sensor.stream.getVideoMode();
        if (formatOf(now) != format || !isShowable(now.getPixelFormat()))
            return fail(CaptureFault::WrongMode, TRANSLATABLE("%1 refused the mode %2 (%3). Choose another."),
                        m_info.name, describe(CaptureMode{format, format}), openNiWords());
    }
    // A device that does not turn its pictures round has them turned here.
    sensor.stream.setMirroringEnabled(false);
    sensor.isMirrored = sensor.stream.getMirroringEnabled();
    return {};
}

Result<SourceFormat> OpenNiDevice::start(const std::optional<CaptureMode>& wanted) {
    stop();
    m_fault = CaptureFault::None;
    const CaptureMode mode = wanted.value_or(bestMode());
    if (std::ranges::find(m_modes, mode) == m_modes.end())
        return fail(CaptureFault::WrongMode, TRANSLATABLE("%1 does not have the mode %2. Choose another."), m_info.name,
                    describe(mode));
    for (auto [sensor, format] : {std::pair(&m_colour, mode.colour), std::pair(&m_depth, mode.depth)})
        if (auto begun = begin(*sensor, format); !begun) {
            stop();
            return tl::unexpected(begun.error());
        }
    const bool isRegistered =
        m_device.isImageRegistrationModeSupported(openni::IMAGE_REGISTRATION_DEPTH_TO_COLOR) &&
        m_device.setImageRegistrationMode(openni::IMAGE_REGISTRATION_DEPTH_TO_COLOR) == openni::STATUS_OK;
    for (Sensor* sensor : {&m_colour, &m_depth})
        if (sensor->stream.isValid() && sensor->stream.start() != openni::STATUS_OK) {
            const auto failed = failInOpenNi(openNiWords());
            stop();
            return failed;
        }

    SourceFormat format;
    format.mode = mode;
    const StreamFormat& seen = mode.colour.widthPixels > 0 ? mode.colour : mode.depth;
    // The registered depth is the colour picture's view. A colour sensor that does not tell its field of view has
    // about the depth sensor's.
    const bool hasColourView = m_colour.stream.isValid() && m_colour.stream.getHorizontalFieldOfView() > 0;
    format.camera = viewOf(hasColourView || !m_depth.stream.isValid() ? m_colour.stream : m_depth.stream, seen);
    if (m_options.intrinsics && m_options.intrinsics->isValid())
        format.camera = m_options.intrinsics->resizedTo(seen.widthPixels, seen.heightPixels);
    m_registration.reset();
    if (m_depth.stream.isValid()) {
        format.depthUnitMetres = depthUnitMetres(m_depth.stream.getVideoMode().getPixelFormat());
        const Camera depth = viewOf(m_depth.stream, mode.depth);
        // How far apart the sensors are OpenNI2 does not tell; their views it does.
        if (hasColourView && !isRegistered &&
            depth != format.camera.resizedTo(mode.depth.widthPixels, mode.depth.heightPixels)) {
            m_registration.emplace(Calibration{depth, {}, {}}, Calibration{format.camera, {}, {}}, RigidTransform());
            format.isRegisteredHere = true;
        }
    }
    m_format = format;
    m_pairer.emplace(seen.framesPerSecond);
    m_lastCounter.reset();
    m_number = 0;
    m_lastPair = m_colour.lastPicture = m_depth.lastPicture = Clock::now();
    return format;
}

void OpenNiDevice::stop() {
    m_format.reset();
    for (Sensor* sensor : {&m_colour, &m_depth})
        if (sensor->stream.isValid())
            sensor->stream.stop();
    for (Sensor* sensor : {&m_colour, &m_depth})
        sensor->stream.destroy();
}

std::optional<Error> OpenNiDevice::lostDevice() {
    const Clock::time_point now = Clock::now();
    Sensor* silent = nullptr;
    for (Sensor* sensor : {&m_colour, &m_depth})
        if (sensor->stream.isValid() && now - sensor->lastPicture > stallPatience)
            silent = sensor;
    const bool isUnpaired = now - m_lastPair > stallPatience;
    // Reads go on as if nothing were when a camera is plugged out; so the event counts, and where that does not come,
    // that the camera is gone when we look.
    if (m_runtime.wasUnplugged(m_name) || (isUnpaired && m_wasEnumerated && !m_runtime.isEnumerated(m_name))) {
        m_fault = CaptureFault::Unplugged;
        return Error{TRANSLATABLE("%1 was unplugged. Plug it in again."), {m_info.name}};
    }
    if (silent && (isUnpaired || m_colour.stream.isValid() != m_depth.stream.isValid())) {
        m_fault = CaptureFault::Stalled;
        return Error{TRANSLATABLE("%1 has sent no %2 pictures for two seconds. Start it again, or plug it out and in."),
                     {m_info.name, silent->name}};
    }
    if (isUnpaired && m_colour.stream.isValid() && m_depth.stream.isValid()) {
        m_fault = CaptureFault::Stalled;
        return Error{
            TRANSLATABLE("The colour and depth pictures of %1 were not taken at the same time for two seconds. "
                         "Start it again."),
            {m_info.name}};
    }
    return std::nullopt;
}

std::optional<PicturePair> OpenNiDevice::read(Sensor& sensor) {
    openni::VideoFrameRef picture;
    if (sensor.stream.readFrame(&picture) != openni::STATUS_OK || !picture.isValid())
        return std::nullopt;
    const Clock::time_point arrival = Clock::now();
    SensorPicture read{pixelsOf(picture), double(picture.getTimestamp()) / 1e6,
                       std::uint64_t(std::max(picture.getFrameIndex(), 0)), arrival};
    if (read.pixels.empty() || read.pixels.type() != (&sensor == &m_colour ? CV_8UC3 : CV_16UC1))
        return std::nullopt;
    sensor.lastPicture = arrival;
    if (m_colour.stream.isValid() && m_depth.stream.isValid())
        return &sensor == &m_colour ? m_pairer->addColour(std::move(read)) : m_pairer->addDepth(std::move(read));
    // A device with one sensor: each picture is a pair with nothing.
    const auto before = std::exchange(m_lastCounter, read.counter);
    PicturePair pair;
    pair.lostBefore =
        before && read.counter > *before && read.counter - *before < 10'000 ? read.counter - *before - 1 : 0;
    pair.colour.seconds = pair.depth.seconds = read.seconds;
    pair.colour.arrival = pair.depth.arrival = read.arrival;
    (&sensor == &m_colour ? pair.colour : pair.depth).pixels = read.pixels;
    return pair;
}

CapturedFrame OpenNiDevice::frameOf(PicturePair pair) {
    const cv::Size size(m_format->camera.widthPixels, m_format->camera.heightPixels);
    CapturedFrame frame;
    if (m_registration)
        pair.depth.pixels = m_registration->apply(pair.depth.pixels, 0.001);
    for (auto [picture, sensor] :
         {std::pair(&pair.colour.pixels, &m_colour), std::pair(&pair.depth.pixels, &m_depth)}) {
        if (picture->empty())
            continue;
        // Depth of another size is the same view.
        *picture = resizedNearest(*picture, size);
        if (sensor->isMirrored)
            cv::flip(*picture, *picture, 1);
    }
    frame.frame = {pair.colour.pixels, pair.depth.pixels, m_format->camera};
    m_number += pair.lostBefore;
    frame.number = m_number++;
    frame.lostBefore = pair.lostBefore;
    frame.colourSeconds = pair.colour.seconds;
    frame.depthSeconds = pair.depth.seconds;
    frame.arrival = std::max(pair.colour.arrival, pair.depth.arrival);
    return frame;
}

Result<std::optional<CapturedFrame>> OpenNiDevice::next(std::chrono::milliseconds patience) {
    if (!m_format)
        return fail(CaptureFault::Other, TRANSLATABLE("%1 is not running. Start it."), m_info.name);
    const Clock::time_point until = Clock::now() + patience;
    openni::VideoStream* streams[2] = {};
    int count = 0;
    for (Sensor* sensor : {&m_colour, &m_depth})
        if (sensor->stream.isValid())
            streams[count++] = &sensor->stream;
    do {
        if (auto lost = lostDevice())
            return tl::unexpected(std::move(*lost));
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
        int index = -1;
        const openni::Status status = openni::OpenNI::waitForAnyStream(
            streams, count, &index, int(std::clamp<std::int64_t>(left.count(), 1, longestWait.count())));
        if (status == openni::STATUS_TIME_OUT)
            continue;
        if (status != openni::STATUS_OK || index < 0 || index >= count)
            return failInOpenNi(openNiWords());
        if (auto pair = read(streams[index] == &m_colour.stream ? m_colour : m_depth)) {
            m_lastPair = Clock::now();
            m_fault = CaptureFault::None;
            return frameOf(std::move(*pair));
        }
    } while (Clock::now() < until);
    return std::nullopt;
}

} // namespace

OpenedSource openOpenNiDevice(const std::string& name, const SourceOptions& options) {
    auto runtime = OpenNiRuntime::begin();
    if (!runtime)
        return {tl::unexpected(runtime.error()), CaptureFault::NoLibrary};
    auto device = std::make_unique<OpenNiDevice>(**runtime, options);
    if (auto opened = device->open(name); !opened)
        return {tl::unexpected(opened.error()), device->fault()};
    return {std::move(device), CaptureFault::None};
}

} // namespace tracestudio
