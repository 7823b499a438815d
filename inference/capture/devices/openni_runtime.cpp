#include "capture/devices/openni_runtime.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace tracestudio {

namespace {

// What libopenni2-0's udev rules open to everybody, and what its makers built besides.
constexpr UsbVendor vendors[] = {{0x1d27, "PrimeSense"}, {0x2bc5, "Orbbec"}};

/// "1d27/0601" of "1d27/0601@1/5"; empty for a name of another form.
std::string kindOf(const std::string& name) {
    const std::size_t at = name.find('@');
    return at == std::string::npos ? std::string() : name.substr(0, at);
}

template <typename Use>
void forEachDevice(Use&& use) {
    openni::Array<openni::DeviceInfo> devices;
    openni::OpenNI::enumerateDevices(&devices);
    for (int i = 0; i < devices.getSize(); ++i)
        use(devices[i]);
}

} // namespace

std::optional<UsbDevice> forbiddenDevice(const std::string& name) {
    for (const UsbDevice& device : usbDevices(vendors)) {
        char kind[16];
        std::snprintf(kind, sizeof(kind), "%04x/%04x", unsigned(device.vendorId), unsigned(device.productId));
        if (!device.isOpenable && kindOf(name) == kind)
            return device;
    }
    return std::nullopt;
}

std::string openNiWords() {
    std::string words = openni::OpenNI::getExtendedError();
    const auto isSpace = [](unsigned char letter) { return letter <= ' '; };
    while (!words.empty() && isSpace(static_cast<unsigned char>(words.back())))
        words.pop_back();
    words.erase(words.begin(), std::ranges::find_if_not(words, isSpace));
    std::ranges::replace_if(words, isSpace, ' ');
    return words.empty() ? "no reason given" : words;
}

std::string nameOf(const openni::DeviceInfo& device) {
    const std::string vendor = device.getVendor(), model = device.getName();
    return model.empty() ? vendor : vendor.empty() ? model : vendor + " " + model;
}

Result<OpenNiRuntime*> OpenNiRuntime::begin() {
    static OpenNiRuntime runtime;
    static const openni::Status status = [] {
        const openni::Status begun = openni::OpenNI::initialize();
        if (begun == openni::STATUS_OK) {
            openni::OpenNI::addDeviceConnectedListener(&runtime);
            openni::OpenNI::addDeviceDisconnectedListener(&runtime);
        }
        return begun;
    }();
    if (status != openni::STATUS_OK)
        return failure(TRANSLATABLE("OpenNI2 cannot be used: %1. Install the package libopenni2-0 again."),
                       openNiWords());
    return &runtime;
}

DeviceList OpenNiRuntime::devices() const {
    DeviceList list;
    forEachDevice([&](const openni::DeviceInfo& device) {
        list.devices.push_back({"openni:" + std::string(device.getUri()), nameOf(device), {}, false});
    });
    for (const UsbDevice& device : usbDevices(vendors))
        if (!device.isOpenable)
            list.problems.push_back(permissionProblem(device));
    return list;
}

bool OpenNiRuntime::isEnumerated(const std::string& name) const {
    bool isThere = false;
    forEachDevice([&](const openni::DeviceInfo& device) { isThere = isThere || name == device.getUri(); });
    return isThere;
}

std::string OpenNiRuntime::currentName(const std::string& name) const {
    std::vector<std::string> same;
    forEachDevice([&](const openni::DeviceInfo& device) {
        if (name == device.getUri() || (!kindOf(name).empty() && kindOf(name) == kindOf(device.getUri())))
            same.push_back(device.getUri());
    });
    return same.size() == 1 ? same.front() : name;
}

bool OpenNiRuntime::wasUnplugged(const std::string& name) {
    const std::lock_guard lock(m_mutex);
    return m_unplugged.erase(name) > 0;
}

void OpenNiRuntime::listen(std::function<void()> changed) {
    const std::lock_guard lock(m_mutex);
    m_changed = std::move(changed);
}

void OpenNiRuntime::onDeviceConnected(const openni::DeviceInfo*) {
    const std::lock_guard lock(m_mutex);
    if (m_changed)
        m_changed();
}

void OpenNiRuntime::onDeviceDisconnected(const openni::DeviceInfo* device) {
    const std::lock_guard lock(m_mutex);
    m_unplugged.insert(device->getUri());
    if (m_changed)
        m_changed();
}

bool isShowable(openni::PixelFormat format) {
    switch (format) {
    case openni::PIXEL_FORMAT_DEPTH_1_MM:
    case openni::PIXEL_FORMAT_DEPTH_100_UM:
    case openni::PIXEL_FORMAT_RGB888:
    case openni::PIXEL_FORMAT_YUV422:
    case openni::PIXEL_FORMAT_YUYV:
    case openni::PIXEL_FORMAT_GRAY8:
        return true;
    default:
        return false;
    }
}

double depthUnitMetres(openni::PixelFormat format) {
    return format == openni::PIXEL_FORMAT_DEPTH_100_UM ? 0.0001 : 0.001;
}

namespace {

int matTypeOf(openni::PixelFormat format) {
    switch (format) {
    case openni::PIXEL_FORMAT_DEPTH_1_MM:
    case openni::PIXEL_FORMAT_DEPTH_100_UM:
        return CV_16UC1;
    case openni::PIXEL_FORMAT_RGB888:
        return CV_8UC3;
    case openni::PIXEL_FORMAT_GRAY8:
        return CV_8UC1;
    default:
        return CV_8UC2;
    }
}

cv::Mat converted(const cv::Mat& raw, openni::PixelFormat format) {
    cv::Mat pixels;
    switch (format) {
    case openni::PIXEL_FORMAT_DEPTH_1_MM:
        pixels = raw.clone();
        break;
    case openni::PIXEL_FORMAT_DEPTH_100_UM:
        raw.convertTo(pixels, CV_16U, 0.1);
        break;
    case openni::PIXEL_FORMAT_RGB888:
        cv::cvtColor(raw, pixels, cv::COLOR_RGB2BGR);
        break;
    case openni::PIXEL_FORMAT_GRAY8:
        cv::cvtColor(raw, pixels, cv::COLOR_GRAY2BGR);
        break;
    case openni::PIXEL_FORMAT_YUV422:
        cv::cvtColor(raw, pixels, cv::COLOR_YUV2BGR_UYVY);
        break;
    default:
        cv::cvtColor(raw, pixels, cv::COLOR_YUV2BGR_YUYV);
        break;
    }
    return pixels;
}

} // namespace

cv::Mat pixelsOf(const openni::VideoFrameRef& picture) {
    const openni::PixelFormat format = picture.getVideoMode().getPixelFormat();
    const int width = picture.getWidth(), height = picture.getHeight(), stride = picture.getStrideInBytes();
    const cv::Size whole(picture.getVideoMode().getResolutionX(), picture.getVideoMode().getResolutionY());
    const bool isYuv = matTypeOf(format) == CV_8UC2;
    if (!isShowable(format) || !picture.getData() || width <= 0 || height <= 0 || (isYuv && width % 2 != 0) ||
        std::int64_t(width) * CV_ELEM_SIZE(matTypeOf(format)) > stride ||
        std::int64_t(stride) * (height - 1) + std::int64_t(width) * CV_ELEM_SIZE(matTypeOf(format)) >
            picture.getDataSize())
        return {};
    const cv::Mat raw(height, width, matTypeOf(format), const_cast<void*>(picture.getData()), std::size_t(stride));
    cv::Mat pixels = converted(raw, format);
    const cv::Rect part(picture.getCropOriginX(), picture.getCropOriginY(), width, height);
    if (pixels.size() == whole || (part & cv::Rect({}, whole)) != part)
        return pixels;
    cv::Mat all = cv::Mat::zeros(whole, pixels.type());
    pixels.copyTo(all(part));
    return all;
}

Camera cameraOf(double horizontal, double vertical, int widthPixels, int heightPixels) {
    const auto isView = [](double angle) { return std::isfinite(angle) && angle > 0.01 && angle < 3.1; };
    if (!isView(horizontal)) {
        horizontal = 58 * std::numbers::pi / 180;
        vertical = 0;
    }
    const double fx = widthPixels / (2 * std::tan(horizontal / 2));
    // Pixels are square where nothing else is said.
    const double fy = isView(vertical) ? heightPixels / (2 * std::tan(vertical / 2)) : fx;
    return {widthPixels, heightPixels, fx, fy, (widthPixels - 1) / 2.0, (heightPixels - 1) / 2.0};
}

} // namespace tracestudio
