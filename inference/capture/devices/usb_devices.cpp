#include "capture/devices/usb_devices.h"

#include <algorithm>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <optional>
#include <unistd.h>

namespace tracestudio {

namespace fs = std::filesystem;

namespace {

/// The number that a file of the kernel holds.
std::optional<int> numberIn(const fs::path& file, int base) {
    std::ifstream stream(file);
    std::string word;
    stream >> word;
    if (word.empty() || word.size() > 8)
        return std::nullopt;
    char* end = nullptr;
    const long number = std::strtol(word.c_str(), &end, base);
    return *end == '\0' ? std::optional(int(number)) : std::nullopt;
}

} // namespace

std::vector<UsbDevice> usbDevices(std::span<const UsbVendor> vendors, const fs::path& root) {
    std::vector<UsbDevice> found;
    std::error_code error;
    // Not every machine has USB, and devices come and go while we look.
    for (const fs::directory_entry& entry : fs::directory_iterator(root / "sys/bus/usb/devices", error)) {
        const auto vendorId = numberIn(entry.path() / "idVendor", 16),
                   productId = numberIn(entry.path() / "idProduct", 16);
        const auto bus = numberIn(entry.path() / "busnum", 10), device = numberIn(entry.path() / "devnum", 10);
        const auto vendor = std::ranges::find_if(vendors, [&](const UsbVendor& one) { return vendorId == one.id; });
        if (vendor == vendors.end() || !productId || !bus || !device)
            continue;
        char node[32];
        std::snprintf(node, sizeof(node), "dev/bus/usb/%03d/%03d", *bus % 1000, *device % 1000);
        const fs::path path = root / node;
        const bool isOpenable = ::faccessat(AT_FDCWD, path.c_str(), R_OK | W_OK, AT_EACCESS) == 0;
        found.push_back({vendor->name, *vendorId, *productId, path, isOpenable});
    }
    std::ranges::sort(found, {}, &UsbDevice::node);
    return found;
}

std::string usbState(const fs::path& root) {
    std::vector<std::string> devices;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(root / "sys/bus/usb/devices", error))
        // What is plugged in at the same port again has another number.
        devices.push_back(entry.path().filename().string() + "#" +
                          std::to_string(numberIn(entry.path() / "devnum", 10).value_or(0)));
    std::ranges::sort(devices);
    std::string state;
    for (const std::string& device : devices)
        state += device + '\n';
    return state;
}

Error permissionProblem(const UsbDevice& device) {
    char id[16];
    std::snprintf(id, sizeof(id), "%04x:%04x", unsigned(device.vendorId) & 0xffff, unsigned(device.productId) & 0xffff);
    return {TRANSLATABLE("The %1 camera (USB %2) is plugged in, but you may not open %3. Install its udev rule "
                         "(60-libopenni2-0.rules of the package libopenni2-0, or its maker's), then plug it in again."),
            {device.vendor, id, device.node.string()}};
}

} // namespace tracestudio
