#pragma once

#include "capture/devices/back_ends.h"
#include "capture/devices/usb_devices.h"

#include <OpenNI.h>
#include <functional>
#include <mutex>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <set>

namespace tracestudio {

/// OpenNI2 in this process, begun when first asked for and never taken down (that takes half a second, and the process
/// ends with it). What is plugged in, from any thread.
class OpenNiRuntime final : public openni::OpenNI::DeviceConnectedListener,
                            public openni::OpenNI::DeviceDisconnectedListener {
  public:
    /// Why OpenNI2 cannot be used, or the one runtime.
    static Result<OpenNiRuntime*> begin();

    [[nodiscard]] DeviceList devices() const;
    /// What OpenNI2 calls a device now that it called `name` when that was chosen: a USB camera has another address
    /// when it was plugged in again, and is the same where it is the only one of its kind.
    [[nodiscard]] std::string currentName(const std::string& name) const;
    [[nodiscard]] bool isEnumerated(const std::string& name) const;
    /// Whether it was plugged out since it was last asked for.
    bool wasUnplugged(const std::string& name);
    void listen(std::function<void()> changed);

  private:
    OpenNiRuntime() = default;
    void onDeviceConnected(const openni::DeviceInfo* device) override;
    void onDeviceDisconnected(const openni::DeviceInfo* device) override;

    std::mutex m_mutex;
    std::set<std::string> m_unplugged;
    std::function<void()> m_changed;
};

/// A plugged camera of the kind that `name` says ("1d27/0601@1/5") which the person may not open.
std::optional<UsbDevice> forbiddenDevice(const std::string& name);

/// OpenNI2's own words for what failed last.
std::string openNiWords();

/// "PrimeSense Xtion"
std::string nameOf(const openni::DeviceInfo& device);

/// Pictures of every format that can be shown, as the program has them: CV_8UC3 blue-green-red, or CV_16UC1
/// millimetres. A cropped picture lies in a whole one. Empty for another format, or where the driver's sizes contradict
/// each other.
cv::Mat pixelsOf(const openni::VideoFrameRef& picture);
bool isShowable(openni::PixelFormat format);
/// One step of a depth format.
double depthUnitMetres(openni::PixelFormat format);

/// A camera of a field of view in radians. Pixel centres are whole numbers and the view is symmetrical, so the
/// principal point is half a pixel from the middle pixel's edge: (width - 1) / 2. A device that does not tell its view
/// is taken to see what every PrimeSense sensor does, 58° by 45°.
Camera cameraOf(double horizontal, double vertical, int widthPixels, int heightPixels);

/// A device or recording that OpenNI2 opens.
OpenedSource openOpenNiDevice(const std::string& name, const SourceOptions& options);
OpenedSource openOpenNiRecording(const std::string& path, const SourceOptions& options, const RecordingScan& scan);

} // namespace tracestudio
