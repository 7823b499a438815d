// An RGB-D camera that is not there: a driver for the OpenNI2 runtime, loaded by it as libVirtualRgbd.so.0. What it
// does is read from the file that TRACESTUDIO_VIRTUAL_CAMERA names, one "key value" a line, read again whenever it
// changes:
//   plugged 1       whether the device is there
//   modes 640x480@30,320x240@60
//   colour rgb      rgb, yuyv, gray or none
//   depth mm        mm, 100um or none
//   registration 1  whether the device can register depth to colour; 2: it says so, and refuses
//   mirrors 1       whether the device can be told not to mirror
//   drop 5          every fifth picture is lost on the way (counted by the sensor)
//   jitter 4000     microseconds that stamps waver, either way
//   offset 5000     microseconds that depth is taken after colour
//   jump 1000000    microseconds added to all stamps
//   stall 1         no picture is sent any more
//   silent depth    one sensor, depth or colour, sends no picture any more
//   busy 1          another program has the device
//   narrow 1        the USB port is too slow
//   refuse 1        modes are refused
//   hang start      the driver never comes back from open, start or stop
//   crash stream    the driver crashes on open, start, stream or list

#include "virtual_scene.h"

// The headers for drivers use these and do not bring them.
#define XN_NEW(type, ...) new type(__VA_ARGS__)
#define XN_DELETE(pointer) delete pointer
#define XN_MAX_UINT16 65535
#include <Driver/OniDriverAPI.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

class Knobs {
  public:
    static Knobs& instance() {
        static Knobs knobs;
        return knobs;
    }
    std::string word(const std::string& key, const std::string& otherwise) {
        const std::lock_guard lock(m_mutex);
        readAgain();
        const auto found = m_values.find(key);
        return found == m_values.end() ? otherwise : found->second;
    }
    int number(const std::string& key, int otherwise = 0) {
        return std::atoi(word(key, std::to_string(otherwise)).c_str());
    }

  private:
    void readAgain() {
        const char* path = std::getenv("TRACESTUDIO_VIRTUAL_CAMERA");
        struct stat status {};
        if (!path || ::stat(path, &status) != 0)
            return;
        const std::tuple version(status.st_ino, status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
        if (std::exchange(m_version, version) == version)
            return;
        m_values.clear();
        std::ifstream stream(path);
        for (std::string line; std::getline(stream, line);) {
            const std::size_t space = line.find(' ');
            if (space != std::string::npos)
                m_values[line.substr(0, space)] = line.substr(space + 1);
        }
    }
    std::mutex m_mutex;
    std::tuple<ino_t, time_t, long> m_version;
    std::map<std::string, std::string> m_values;
};

Knobs& knobs() {
    return Knobs::instance();
}

void misbehaveIn(const std::string& place) {
    if (knobs().word("crash", "") == place)
        std::abort();
    while (knobs().word("hang", "") == place)
        std::this_thread::sleep_for(20ms);
}

std::vector<OniVideoMode> modesIn(OniPixelFormat format) {
    std::vector<OniVideoMode> modes;
    std::stringstream list(knobs().word("modes", "640x480@30"));
    for (std::string text; std::getline(list, text, ',');) {
        OniVideoMode mode{format, 0, 0, 0};
        if (std::sscanf(text.c_str(), "%dx%d@%d", &mode.resolutionX, &mode.resolutionY, &mode.fps) == 3)
            modes.push_back(mode);
    }
    return modes;
}

OniPixelFormat colourFormat() {
    const std::string word = knobs().word("colour", "rgb");
    return word == "yuyv" ? ONI_PIXEL_FORMAT_YUYV : word == "gray" ? ONI_PIXEL_FORMAT_GRAY8 : ONI_PIXEL_FORMAT_RGB888;
}

OniPixelFormat depthFormat() {
    return knobs().word("depth", "mm") == "100um" ? ONI_PIXEL_FORMAT_DEPTH_100_UM : ONI_PIXEL_FORMAT_DEPTH_1_MM;
}

int bytesPerPixel(OniPixelFormat format) {
    return format == ONI_PIXEL_FORMAT_RGB888 ? 3 : format == ONI_PIXEL_FORMAT_GRAY8 ? 1 : 2;
}

class VirtualStream final : public oni::driver::StreamBase {
  public:
    VirtualStream(oni::driver::DriverServices& driver, OniSensorType type, const std::atomic<bool>& isRegistered)
        : m_driver(driver)
        , m_type(type)
        , m_isRegistered(isRegistered) {
        const auto modes = modesIn(type == ONI_SENSOR_COLOR ? colourFormat() : depthFormat());
        m_mode = modes.empty() ? OniVideoMode{ONI_PIXEL_FORMAT_RGB888, 640, 480, 30} : modes.front();
    }
    ~VirtualStream() override { VirtualStream::stop(); }

    OniStatus start() override {
        misbehaveIn("start");
        if (knobs().number("narrow")) {
            m_driver.errorLoggerAppend("Not enough USB bandwidth");
            return ONI_STATUS_ERROR;
        }
        m_isRunning = true;
        m_thread = std::thread([this] { run(); });
        return ONI_STATUS_OK;
    }
    void stop() override {
        if (!m_isRunning.exchange(false))
            return;
        misbehaveIn("stop");
        m_thread.join();
    }

    OniBool isPropertySupported(int id) override {
        return id == ONI_STREAM_PROPERTY_VIDEO_MODE || id == ONI_STREAM_PROPERTY_HORIZONTAL_FOV ||
               id == ONI_STREAM_PROPERTY_VERTICAL_FOV || id == ONI_STREAM_PROPERTY_MIRRORING ||
               id == ONI_STREAM_PROPERTY_CROPPING;
    }
    OniStatus getProperty(int id, void* data, int* size) override {
        switch (id) {
        case ONI_STREAM_PROPERTY_VIDEO_MODE:
            return give(m_mode, data, size);
        case ONI_STREAM_PROPERTY_HORIZONTAL_FOV:
            return give(float(view()), data, size);
        case ONI_STREAM_PROPERTY_VERTICAL_FOV:
            return give(float(virtual_scene::verticalView(m_mode.resolutionX, m_mode.resolutionY, view())), data, size);
        case ONI_STREAM_PROPERTY_MIRRORING:
            return give(OniBool(m_isMirrored), data, size);
        case ONI_STREAM_PROPERTY_CROPPING:
            return give(OniCropping{}, data, size);
        default:
            return ONI_STATUS_NOT_SUPPORTED;
        }
    }
    // What a recorder writes down; without the cropping the player shows nothing.
    void notifyAllProperties() override {
        tell(ONI_STREAM_PROPERTY_VIDEO_MODE, m_mode);
        tell(ONI_STREAM_PROPERTY_HORIZONTAL_FOV, float(view()));
        tell(ONI_STREAM_PROPERTY_VERTICAL_FOV,
             float(virtual_scene::verticalView(m_mode.resolutionX, m_mode.resolutionY, view())));
        tell(ONI_STREAM_PROPERTY_MIRRORING, OniBool(m_isMirrored));
        tell(ONI_STREAM_PROPERTY_CROPPING, OniCropping{});
    }
    OniStatus setProperty(int id, const void* data, int size) override {
        if (id == ONI_STREAM_PROPERTY_VIDEO_MODE && size == sizeof(OniVideoMode)) {
            if (knobs().number("refuse"))
                return ONI_STATUS_NOT_SUPPORTED;
            std::memcpy(&m_mode, data, sizeof(m_mode));
            return ONI_STATUS_OK;
        }
        if (id == ONI_STREAM_PROPERTY_MIRRORING && size == sizeof(OniBool) && knobs().number("mirrors", 1)) {
            m_isMirrored = *static_cast<const OniBool*>(data) != 0;
            return ONI_STATUS_OK;
        }
        return ONI_STATUS_NOT_SUPPORTED;
    }

  private:
    template <typename T>
    static OniStatus give(const T& value, void* data, int* size) {
        if (*size != int(sizeof(T)))
            return ONI_STATUS_BAD_PARAMETER;
        std::memcpy(data, &value, sizeof(T));
        return ONI_STATUS_OK;
    }

    template <typename T>
    void tell(int id, const T& value) {
        raisePropertyChanged(id, &value, int(sizeof(value)));
    }

    [[nodiscard]] double view() const {
        return m_type == ONI_SENSOR_DEPTH && !m_isRegistered ? virtual_scene::unregisteredView
                                                             : virtual_scene::horizontalView;
    }

    [[nodiscard]] std::vector<std::uint8_t> picture() const {
        const int width = m_mode.resolutionX, height = m_mode.resolutionY, bytes = bytesPerPixel(m_mode.pixelFormat);
        std::vector<std::uint8_t> pixels(std::size_t(width) * std::size_t(height) * std::size_t(bytes));
        std::uint8_t* at = pixels.data();
        const double perMetre = m_mode.pixelFormat == ONI_PIXEL_FORMAT_DEPTH_100_UM ? 10000 : 1000;
        for (int v = 0; v < height; ++v) {
            for (int column = 0; column < width; ++column, at += bytes) {
                const int u = m_isMirrored ? width - 1 - column : column;
                if (m_type == ONI_SENSOR_DEPTH) {
                    const double depth = virtual_scene::depthMetresAt(u, v, width, height, view());
                    const auto step = std::uint16_t(std::lround(depth * perMetre));
                    std::memcpy(at, &step, sizeof(step));
                } else if (bytes == 3) {
                    at[0] = virtual_scene::redAt(u);
                    at[1] = virtual_scene::greenAt(v);
                    at[2] = virtual_scene::blue;
                } else {
                    at[0] = bytes == 1 ? virtual_scene::redAt(u) : std::uint8_t(16 + u % 200);
                    if (bytes == 2)
                        at[1] = 128; // no colour
                }
            }
        }
        return pixels;
    }

    void run() {
        const std::vector<std::uint8_t> pixels = picture();
        const auto period = std::chrono::nanoseconds(1'000'000'000 / std::max(m_mode.fps, 1));
        const Clock::time_point begin = Clock::now();
        for (int counter = 1; m_isRunning; ++counter) {
            const bool isDepth = m_type == ONI_SENSOR_DEPTH;
            const auto offset = std::chrono::microseconds(isDepth ? knobs().number("offset") : 0);
            std::this_thread::sleep_until(begin + period * counter + offset);
            misbehaveIn("stream");
            const int drop = knobs().number("drop");
            if (knobs().number("stall") || !knobs().number("plugged", 1) ||
                knobs().word("silent", "") == (isDepth ? "depth" : "colour") || (drop > 0 && counter % drop == 0))
                continue;
            OniFrame* frame = getServices().acquireFrame();
            if (!frame)
                continue;
            const int jitter = knobs().number("jitter");
            const int waver = jitter == 0 ? 0 : (counter * (isDepth ? 7919 : 104729)) % (2 * jitter + 1) - jitter;
            frame->dataSize = int(pixels.size());
            std::memcpy(frame->data, pixels.data(), pixels.size());
            if (m_mode.pixelFormat == ONI_PIXEL_FORMAT_RGB888)
                for (int u = 0; u < m_mode.resolutionX; ++u)
                    static_cast<std::uint8_t*>(frame->data)[3 * u + 2] = virtual_scene::blueOf(counter);
            frame->sensorType = m_type;
            frame->frameIndex = counter;
            frame->timestamp = std::uint64_t(std::chrono::microseconds(1s + offset).count() +
                                             period.count() * counter / 1000 + waver + knobs().number("jump"));
            frame->videoMode = m_mode;
            frame->width = m_mode.resolutionX;
            frame->height = m_mode.resolutionY;
            frame->stride = m_mode.resolutionX * bytesPerPixel(m_mode.pixelFormat);
            frame->croppingEnabled = FALSE;
            frame->cropOriginX = frame->cropOriginY = 0;
            raiseNewFrame(frame);
            getServices().releaseFrame(frame);
        }
    }

    oni::driver::DriverServices& m_driver;
    OniSensorType m_type;
    const std::atomic<bool>& m_isRegistered;
    OniVideoMode m_mode{};
    bool m_isMirrored = true; // as cameras of this kind are when they are plugged in
    std::atomic<bool> m_isRunning = false;
    std::thread m_thread;
};

class VirtualDevice final : public oni::driver::DeviceBase {
  public:
    explicit VirtualDevice(oni::driver::DriverServices& driver)
        : m_driver(driver) {
        if (knobs().word("colour", "rgb") != "none")
            add(ONI_SENSOR_COLOR, modesIn(colourFormat()));
        if (knobs().word("depth", "mm") != "none")
            add(ONI_SENSOR_DEPTH, modesIn(depthFormat()));
        for (std::size_t i = 0; i < m_sensors.size(); ++i)
            m_sensors[i].pSupportedVideoModes = m_modes[i].data();
    }

    OniStatus getSensorInfoList(OniSensorInfo** sensors, int* count) override {
        *sensors = m_sensors.data();
        *count = int(m_sensors.size());
        return ONI_STATUS_OK;
    }
    oni::driver::StreamBase* createStream(OniSensorType type) override {
        return new VirtualStream(m_driver, type, m_isRegistered);
    }
    void destroyStream(oni::driver::StreamBase* stream) override { delete stream; }
    OniBool isPropertySupported(int id) override { return id == ONI_DEVICE_PROPERTY_SERIAL_NUMBER; }
    OniStatus getProperty(int id, void* data, int* size) override {
        constexpr char serial[] = "V-0001";
        if (id != ONI_DEVICE_PROPERTY_SERIAL_NUMBER || *size < int(sizeof(serial)))
            return ONI_STATUS_NOT_SUPPORTED;
        std::memcpy(data, serial, sizeof(serial));
        *size = int(sizeof(serial));
        return ONI_STATUS_OK;
    }
    OniStatus setProperty(int id, const void* data, int size) override {
        if (id != ONI_DEVICE_PROPERTY_IMAGE_REGISTRATION || size != int(sizeof(OniImageRegistrationMode)))
            return ONI_STATUS_NOT_SUPPORTED;
        if (knobs().number("registration", 1) == 2)
            return ONI_STATUS_ERROR;
        m_isRegistered = *static_cast<const OniImageRegistrationMode*>(data) == ONI_IMAGE_REGISTRATION_DEPTH_TO_COLOR;
        return ONI_STATUS_OK;
    }
    OniBool isImageRegistrationModeSupported(OniImageRegistrationMode mode) override {
        return mode == ONI_IMAGE_REGISTRATION_OFF || knobs().number("registration", 1);
    }

  private:
    void add(OniSensorType type, std::vector<OniVideoMode> modes) {
        m_sensors.push_back({type, int(modes.size()), nullptr});
        m_modes.push_back(std::move(modes));
    }
    oni::driver::DriverServices& m_driver;
    std::vector<OniSensorInfo> m_sensors;
    std::vector<std::vector<OniVideoMode>> m_modes;
    std::atomic<bool> m_isRegistered = false;
};

class VirtualDriver final : public oni::driver::DriverBase {
  public:
    explicit VirtualDriver(OniDriverServices* services)
        : DriverBase(services) {
        std::strncpy(m_info.uri, "virtual:0", sizeof(m_info.uri) - 1);
        std::strncpy(m_info.vendor, "Virtual", sizeof(m_info.vendor) - 1);
        std::strncpy(m_info.name, "RGB-D", sizeof(m_info.name) - 1);
    }
    OniStatus initialize(oni::driver::DeviceConnectedCallback connected,
                         oni::driver::DeviceDisconnectedCallback disconnected,
                         oni::driver::DeviceStateChangedCallback changed, void* cookie) override {
        DriverBase::initialize(connected, disconnected, changed, cookie);
        misbehaveIn("list");
        follow();
        m_thread = std::thread([this] {
            while (!m_isEnding) {
                std::this_thread::sleep_for(10ms);
                follow();
            }
        });
        return ONI_STATUS_OK;
    }
    oni::driver::DeviceBase* deviceOpen(const char*, const char*) override {
        misbehaveIn("open");
        if (knobs().number("busy")) {
            getServices().errorLoggerAppend("USB device is busy: already in use");
            return nullptr;
        }
        return new VirtualDevice(getServices());
    }
    void deviceClose(oni::driver::DeviceBase* device) override { delete device; }
    void shutdown() override {
        m_isEnding = true;
        if (m_thread.joinable())
            m_thread.join();
    }

  private:
    void follow() {
        const bool isPlugged = knobs().number("plugged", 1) != 0;
        if (isPlugged == m_isPlugged.exchange(isPlugged))
            return;
        if (isPlugged)
            deviceConnected(&m_info);
        else
            deviceDisconnected(&m_info);
    }
    OniDeviceInfo m_info{};
    std::atomic<bool> m_isPlugged = false, m_isEnding = false;
    std::thread m_thread;
};

} // namespace

ONI_EXPORT_DRIVER(VirtualDriver)
