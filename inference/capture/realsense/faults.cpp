#include "capture/realsense/faults.h"

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <string_view>

namespace tracestudio {

namespace {

bool says(const std::string& text, std::initializer_list<std::string_view> words) {
    const auto isSame = [](char a, char b) { return std::tolower(std::uint8_t(a)) == std::tolower(std::uint8_t(b)); };
    return std::ranges::any_of(words, [&](std::string_view word) {
        return std::search(text.begin(), text.end(), word.begin(), word.end(), isSame) != text.end();
    });
}

RealSenseFault noPermission(const RealSenseIdentity& camera, const std::string& what) {
    return {CaptureFault::NoPermission,
            {TRANSLATABLE("%1 may not be opened (%2). Install librealsense's udev rule: copy its "
                          "config/99-realsense-libusb.rules to /etc/udev/rules.d, run \"sudo udevadm control "
                          "--reload-rules\", and plug the camera in again."),
             {camera.name, what}}};
}

RealSenseFault tooSlow(const RealSenseIdentity& camera, const std::string& mode) {
    return {CaptureFault::Bandwidth,
            {TRANSLATABLE("%1 is connected by USB %2, which is too slow for %3. Use a USB 3 port and a USB 3 cable, or "
                          "choose a smaller mode."),
             {camera.name, camera.usb.empty() ? std::string("2") : camera.usb, mode}}};
}

} // namespace

RealSenseFault explain(const RealSenseFailure& failed, const RealSenseIdentity& camera,
                       const std::optional<CaptureMode>& mode) {
    const std::string& what = failed.what;
    const std::string modeText = mode ? describe(*mode) : std::string("—");
    if (failed.type == RS2_EXCEPTION_TYPE_CAMERA_DISCONNECTED ||
        says(what, {"No such device", "RS2_USB_STATUS_NO_DEVICE", "Device disconnected", "No device connected"}))
        return unplugged(camera);
    if (says(what, {"Permission denied", "RS2_USB_STATUS_ACCESS", "errno=13"}))
        return noPermission(camera, what);
    if (says(what, {"No space left on device", "insufficient bandwidth", "not enough bandwidth"}))
        return tooSlow(camera, modeText);
    // "failed to set power state" is what another program's hold on the camera looks like.
    if (says(what, {"Device or resource busy", "set power state", "RS2_USB_STATUS_BUSY", "errno=16"}))
        return {CaptureFault::Busy,
                {TRANSLATABLE("%1 is used by another program (%2). Close that program."), {camera.name, what}}};
    if (says(what, {"Couldn't resolve requests", "Failed to resolve request", "couldn't configure all streams"}) &&
        mode)
        return unavailable(*mode, camera);
    return {CaptureFault::Other,
            {TRANSLATABLE("%1 failed in %2: %3. Plug it in again; if that does not help, install a newer librealsense2 "
                          "and firmware."),
             {camera.name, failed.function, what}}};
}

RealSenseFault unavailable(const CaptureMode& mode, const RealSenseIdentity& camera) {
    if (camera.isSlowUsb())
        return tooSlow(camera, describe(mode));
    return {CaptureFault::WrongMode,
            {TRANSLATABLE("%1 does not send %2. Choose another mode."), {camera.name, describe(mode)}}};
}

RealSenseFault unplugged(const RealSenseIdentity& camera) {
    return {CaptureFault::Unplugged, {TRANSLATABLE("%1 was unplugged. Plug it in again."), {camera.name}}};
}

RealSenseFault stalled(const RealSenseIdentity& camera) {
    return {CaptureFault::Stalled,
            {TRANSLATABLE("%1 sends no pictures. Plug it in again, or try another cable or USB port."), {camera.name}}};
}

} // namespace tracestudio
