#include "capture/devices/capture_process.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace tracestudio {

namespace protocol = capture_protocol;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto listingPatience = 10s;

/// The devices that a listing process tells next; none when it is asked to stop.
Result<DeviceList> nextList(CaptureProcess& process, const std::stop_token& stop) {
    const Clock::time_point until = Clock::now() + listingPatience;
    while (!stop.stop_requested()) {
        CaptureProcess::Event event = process.wait(until);
        if (auto* reply = std::get_if<protocol::Reply>(&event)) {
            if (auto* list = std::get_if<DeviceList>(reply))
                return std::move(*list);
        } else if (const auto* gone = std::get_if<CaptureProcess::Gone>(&event)) {
            return failure(TRANSLATABLE("A camera's driver crashed while cameras were looked for (%1). Install its "
                                        "maker's newest driver."),
                           gone->why);
        } else if (std::holds_alternative<CaptureProcess::Silence>(event)) {
            if (Clock::now() < until)
                continue;
            process.kill();
            return failure(TRANSLATABLE("A camera's driver hangs while cameras are looked for. Unplug the cameras and "
                                        "plug them in again."));
        } else {
            process.mailbox().hush();
        }
    }
    return DeviceList();
}

} // namespace

Result<DeviceList> listDevices() {
    auto process = CaptureProcess::start();
    if (!process)
        return tl::unexpected(process.error());
    (*process)->send(protocol::Watch());
    return nextList(**process, std::stop_token());
}

struct DeviceWatch::Watcher {
    explicit Watcher(std::function<void(const DeviceList&)> tell)
        : changed(std::move(tell))
        , thread([this](const std::stop_token& stop) { watch(stop); }) {}
    ~Watcher() {
        thread.request_stop();
        const std::lock_guard lock(mutex);
        if (process)
            process->interrupt();
        wake.notify_all();
    }

    void watch(const std::stop_token& stop) {
        // A listing process that crashes is begun again, each time a little later.
        constexpr auto first = 1s, longest = 60s;
        std::chrono::seconds pause = first;
        while (!stop.stop_requested()) {
            if (const auto begun = Clock::now(); auto problem = watchOnce(stop)) {
                tell({told ? told->devices : std::vector<SourceInfo>(), {*problem}});
                pause = Clock::now() - begun > longest ? first : std::min<std::chrono::seconds>(pause * 2, longest);
            }
            std::unique_lock lock(mutex);
            wake.wait_for(lock, stop, pause, [] { return false; });
        }
    }

    /// Until it is asked to stop, or the error that ended it.
    std::optional<Error> watchOnce(const std::stop_token& stop) {
        auto started = CaptureProcess::start();
        if (!started)
            return started.error();
        {
            const std::lock_guard lock(mutex);
            process = std::move(*started);
        }
        process->send(protocol::Watch());
        std::optional<Error> problem;
        while (!stop.stop_requested() && !problem) {
            auto list = nextList(*process, stop);
            if (!list)
                problem = list.error();
            else if (!stop.stop_requested())
                tell(*list);
        }
        const std::lock_guard lock(mutex);
        process->kill(); // it has opened nothing that wants putting away
        process.reset();
        return problem;
    }

    void tell(const DeviceList& list) {
        if (told == list)
            return;
        told = list;
        changed(list);
    }

    std::function<void(const DeviceList&)> changed;
    std::optional<DeviceList> told;
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_ptr<CaptureProcess> process; ///< replaced under the mutex, by the thread only
    std::jthread thread;                     ///< last, so that it ends before what it uses
};

DeviceWatch::DeviceWatch(std::function<void(const DeviceList&)> changed)
    : m_watcher(std::make_unique<Watcher>(std::move(changed))) {}

DeviceWatch::~DeviceWatch() = default;

} // namespace tracestudio
