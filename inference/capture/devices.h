#pragma once

#include "capture/sources.h"

#include <functional>
#include <memory>
#include <vector>

namespace tracestudio {

/// Opens a camera, or a recording that only the vendor's own player reads (`.oni`), in a capture process of its own:
/// `tracestudio --capture-server`. A driver that crashes ends that process and nothing else; the source then fails with
/// CaptureFault::Crashed, and starting it again begins a new one. Pictures come through shared memory.
OpenedSource openDevice(const std::string& uri, const SourceOptions& options, const std::stop_token& stop);

/// What is plugged in, and why a kind of camera cannot be listed.
struct DeviceList {
    std::vector<SourceInfo> devices;
    std::vector<Error> problems; ///< a missing or too old library is not one unless it was named by the person
    bool operator==(const DeviceList&) const = default;
};

/// What is plugged in now. Takes up to some seconds; never on the GUI thread.
Result<DeviceList> listDevices();

/// Tells what is plugged in, at first and whenever that changes, from a thread of its own until it is destroyed.
class DeviceWatch {
  public:
    explicit DeviceWatch(std::function<void(const DeviceList&)> changed);
    ~DeviceWatch();
    DeviceWatch(const DeviceWatch&) = delete;
    DeviceWatch& operator=(const DeviceWatch&) = delete;

  private:
    struct Watcher;
    std::unique_ptr<Watcher> m_watcher;
};

/// What `tracestudio --capture-server` does: serves one client over the file descriptors it was started with until that
/// goes away. Returns the exit status.
int runCaptureServer(int argc, char** argv);

} // namespace tracestudio
