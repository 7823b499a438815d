#pragma once

#include "scene/result.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace tracestudio {

/// A maker of cameras, as USB numbers them.
struct UsbVendor {
    int id = 0;
    const char* name = "";
};

/// A camera that is plugged in, whether or not its driver can open it.
struct UsbDevice {
    std::string vendor;
    int vendorId = 0, productId = 0;
    std::filesystem::path node; ///< "/dev/bus/usb/001/005"
    bool isOpenable = false;    ///< this program's user may read and write the node
};

/// The devices of some makers, as the kernel lists them; `root` is another place than / for tests.
std::vector<UsbDevice> usbDevices(std::span<const UsbVendor> vendors, const std::filesystem::path& root = "/");

/// Another text whenever something was plugged in or out; empty on a machine without USB.
std::string usbState(const std::filesystem::path& root = "/");

/// What to do about a device that is not openable.
Error permissionProblem(const UsbDevice& device);

} // namespace tracestudio
