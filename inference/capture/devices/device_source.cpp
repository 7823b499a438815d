#include "capture/devices/capture_process.h"

#include <algorithm>
#include <filesystem>
#include <thread>
#include <utility>

namespace tracestudio {

namespace protocol = capture_protocol;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

// How long a healthy device may take. A driver that says nothing for longer hangs.
constexpr auto openingPatience = 10s;
constexpr auto startingPatience = 8s;
constexpr auto stoppingPatience = 4s;
constexpr auto pairPatience = 10s;
// The capture process itself reports a device that sends nothing for some seconds, a RealSense camera after five.
constexpr auto streamPatience = 7s;
// How often a recording's player that crashes or hangs is begun anew at the same pair, and how long it rests before the
// first time; then twice as long each time.
constexpr int mostRevivals = 3;
constexpr auto revivalPause = 100ms;
/// How soon it is heard that a source is wanted no more.
constexpr auto stopPatience = 100ms;

/// A source in a capture process, seen from the program.
class DeviceSource final : public RgbdSource {
  public:
    DeviceSource(const std::string& uri, const SourceOptions& options, std::stop_token stop)
        : m_options(options)
        , m_stop(std::move(stop)) {
        m_info.uri = uri;
        m_info.isRecording = !isDeviceUri(uri);
        m_info.name = m_info.isRecording ? std::filesystem::path(uri).filename().string() : uri;
    }

    Result<void> open();

    const SourceInfo& info() const override { return m_info; }
    const std::vector<CaptureMode>& modes() const override { return m_modes; }
    Result<SourceFormat> start(const std::optional<CaptureMode>& mode) override;
    Result<std::optional<CapturedFrame>> next(std::chrono::milliseconds patience) override;
    void stop() override;
    CaptureFault fault() const override { return m_fault; }
    std::size_t frameCount() const override { return m_seconds.size(); }
    double secondsAt(std::size_t frame) const override { return frame < m_seconds.size() ? m_seconds[frame] : 0; }
    Result<void> seek(std::size_t frame) override;

  private:
    using Pair = std::optional<CapturedFrame>;

    Result<protocol::Opened> ask(const protocol::Open& request);
    Result<Pair> nextOfDevice(Clock::time_point until);
    Result<Pair> nextOfRecording(Clock::time_point until);
    Result<Pair> atTheEnd();
    /// The answer to a request, passing over pictures; what fails, a fault or an end is an error.
    Result<protocol::Reply> answer(std::chrono::milliseconds patience, const std::stop_token& stopped);
    Result<void> settleAsked();
    Result<void> seekOnce(std::size_t frame);
    Result<SourceFormat> startOnce(const std::optional<CaptureMode>& mode);
    bool mayRevive();
    bool isRevived();
    Pair takeFrame();

    tl::unexpected<Error> fail(CaptureFault fault, Error error);
    tl::unexpected<Error> failWith(const protocol::Failed& failed);
    tl::unexpected<Error> crashed(const std::string& why);
    tl::unexpected<Error> silent();
    tl::unexpected<Error> nonsense();

    SourceInfo m_info;
    SourceOptions m_options;
    std::stop_token m_stop;
    std::vector<CaptureMode> m_modes;
    std::vector<double> m_seconds; ///< of a recording's pairs
    std::unique_ptr<CaptureProcess> m_process;
    std::optional<SourceFormat> m_format; ///< while started
    std::uint64_t m_nextNumber = 0;       ///< of the frame after the one that was delivered last
    std::uint64_t m_reached = 0;          ///< how many pictures of a recording have been read while opening it
    std::uint64_t m_mostPictures = protocol::mostFrames; ///< that can be read of a recording
    std::optional<Error> m_damage; ///< of a recording that is readable up to its last pair; told once, then
    bool m_isDamageTold = false;
    int m_revivals = 0;        ///< of a recording's player since it last delivered a pair
    bool m_hasCrashed = false; ///< the process that failed last
    bool m_isAsked = false;    ///< a recording's next pair is on its way
    Clock::time_point m_lastSign;
    CaptureFault m_fault = CaptureFault::None;
};

tl::unexpected<Error> DeviceSource::fail(CaptureFault fault, Error error) {
    m_fault = fault;
    m_format.reset();
    m_isAsked = m_hasCrashed = false;
    return tl::unexpected(std::move(error));
}

tl::unexpected<Error> DeviceSource::failWith(const protocol::Failed& failed) {
    // Only a device that lacks the mode can be used as it is; the others must be opened anew.
    if (failed.fault != CaptureFault::WrongMode)
        m_process.reset();
    return fail(failed.fault, failed.error);
}

tl::unexpected<Error> DeviceSource::crashed(const std::string& why) {
    m_process.reset();
    auto error =
        m_info.isRecording
            ? fail(CaptureFault::Damaged,
                   {TRANSLATABLE("%1 is damaged after %2 pictures: its player crashed there (%3). Record or copy it "
                                 "again."),
                    {m_info.name, std::to_string(std::max(m_reached, m_nextNumber)), why}})
            : fail(CaptureFault::Crashed,
                   {TRANSLATABLE("The driver of %1 crashed (%2). Start it again; if that helps only for a while, "
                                 "install its maker's newest driver."),
                    {m_info.name, why}});
    m_hasCrashed = true;
    return error;
}

tl::unexpected<Error> DeviceSource::silent() {
    if (m_process)
        m_process->kill();
    m_process.reset();
    if (m_info.isRecording)
        return fail(CaptureFault::Damaged,
                    {TRANSLATABLE("%1 is damaged after %2 pictures: its player hangs there. Record "
                                  "or copy it again."),
                     {m_info.name, std::to_string(std::max(m_reached, m_nextNumber))}});
    return fail(CaptureFault::Stalled,
                {TRANSLATABLE("The driver of %1 hangs. Start it again, or unplug the camera and plug it in again."),
                 {m_info.name}});
}

tl::unexpected<Error> DeviceSource::nonsense() {
    if (m_process)
        m_process->kill();
    return crashed("it sent what cannot be understood");
}

Result<protocol::Reply> DeviceSource::answer(std::chrono::milliseconds patience, const std::stop_token& stopped) {
    Clock::time_point until = Clock::now() + patience;
    while (!stopped.stop_requested()) {
        CaptureProcess::Event event = m_process->wait(std::min(until, Clock::now() + stopPatience));
        if (const auto* gone = std::get_if<CaptureProcess::Gone>(&event))
            return crashed(gone->why);
        if (std::holds_alternative<CaptureProcess::Picture>(event)) {
            // Of a stream that is just being begun or ended; the newest is kept for `next`.
            m_process->mailbox().hush();
        } else if (auto* reply = std::get_if<protocol::Reply>(&event)) {
            if (const auto* progress = std::get_if<protocol::Progress>(reply)) {
                m_reached = progress->pictures;
                until = Clock::now() + patience;
            } else {
                return std::move(*reply);
            }
        } else if (Clock::now() >= until) {
            return silent();
        }
    }
    m_process->kill();
    m_process.reset();
    return fail(CaptureFault::Other, {TRANSLATABLE("%1 was not waited for, because it is no longer wanted. Start it "
                                                   "again."),
                                      {m_info.name}});
}

Result<protocol::Opened> DeviceSource::ask(const protocol::Open& request) {
    auto process = CaptureProcess::start();
    if (!process)
        return fail(CaptureFault::Other, process.error());
    m_process = std::move(*process);
    m_reached = m_nextNumber = 0;
    m_process->send(request);
    auto reply = answer(openingPatience, m_stop);
    if (!reply)
        return tl::unexpected(reply.error());
    if (const auto* failed = std::get_if<protocol::Failed>(&*reply))
        return failWith(*failed);
    auto* opened = std::get_if<protocol::Opened>(&*reply);
    if (!opened || opened->modes.empty() || opened->info.isRecording != m_info.isRecording)
        return nonsense();
    return std::move(*opened);
}

Result<void> DeviceSource::open() {
    protocol::Open request{m_info.uri, m_options, m_mostPictures};
    std::uint64_t reached = 0;
    // OpenNI's player crashes now and then over a whole recording, too.
    const auto askTwice = [&] {
        auto opened = ask(request);
        reached = m_reached;
        if (!opened && m_info.isRecording && m_hasCrashed && !m_stop.stop_requested()) {
            opened = ask(request);
            reached = std::max(reached, m_reached);
        }
        return opened;
    };
    auto opened = askTwice();
    if (!opened && m_info.isRecording && m_fault == CaptureFault::Damaged && reached > 2) {
        // What comes before the damage can be seen all the same.
        const Error damage = opened.error();
        request.mostPictures = reached;
        opened = askTwice();
        if (!opened)
            return fail(CaptureFault::Damaged, damage);
        m_damage = damage;
        m_mostPictures = request.mostPictures;
    }
    if (!opened)
        return tl::unexpected(opened.error());
    const std::string asked = m_info.uri;
    m_info = opened->info;
    m_info.uri = asked;
    m_modes = opened->modes;
    m_seconds.clear();
    if (m_info.isRecording) {
        auto seconds = protocol::readSeconds(m_process->mailbox().take(), opened->frameCount);
        if (!seconds || seconds->empty())
            return nonsense();
        m_seconds = std::move(*seconds);
    }
    m_fault = CaptureFault::None;
    return {};
}

Result<SourceFormat> DeviceSource::start(const std::optional<CaptureMode>& mode) {
    m_revivals = 0;
    auto format = startOnce(mode);
    while (!format && m_hasCrashed && mayRevive())
        format = startOnce(mode);
    return format;
}

Result<SourceFormat> DeviceSource::startOnce(const std::optional<CaptureMode>& mode) {
    if (m_format)
        stop();
    // It may have ended while nothing was asked of it.
    if (m_process && std::holds_alternative<CaptureProcess::Gone>(m_process->wait(Clock::now())))
        m_process.reset();
    if (!m_process)
        if (auto opened = open(); !opened)
            return tl::unexpected(opened.error());
    static_cast<void>(m_process->mailbox().take());
    m_process->send(protocol::Start{mode ? mode : m_options.mode});
    auto reply = answer(startingPatience, m_stop);
    if (!reply)
        return tl::unexpected(reply.error());
    if (const auto* failed = std::get_if<protocol::Failed>(&*reply))
        return failWith(*failed);
    const auto* started = std::get_if<protocol::Started>(&*reply);
    if (!started)
        return nonsense();
    m_format = started->format;
    m_nextNumber = 0;
    m_isAsked = m_isDamageTold = false;
    m_lastSign = Clock::now();
    m_fault = CaptureFault::None;
    return *m_format;
}

void DeviceSource::stop() {
    m_isAsked = false;
    if (!m_process || !m_format)
        return;
    m_format.reset();
    m_process->send(protocol::Stop());
    // What else was on its way, a pair or a fault, was meant for nobody any more.
    const CaptureFault before = m_fault;
    const Clock::time_point until = Clock::now() + stoppingPatience;
    for (bool isOver = false; !isOver;) {
        const auto reply = answer(stoppingPatience, {});
        isOver = !reply || std::holds_alternative<protocol::Done>(*reply);
        // One that says all else without end is no better than one that hangs.
        if (!isOver && Clock::now() >= until) {
            static_cast<void>(silent());
            isOver = true;
        }
    }
    m_fault = before;
    if (m_process)
        static_cast<void>(m_process->mailbox().take());
}

DeviceSource::Pair DeviceSource::takeFrame() {
    const auto slot = m_process->mailbox().take();
    if (slot.empty())
        return std::nullopt;
    Pair frame = protocol::readFrame(slot, m_format->camera);
    if (!frame || frame->number < m_nextNumber || (m_info.isRecording && frame->number >= m_seconds.size())) {
        static_cast<void>(nonsense());
        return std::nullopt;
    }
    // What the device lost and what was replaced in the mailbox are gaps in the numbers alike. A recording has none.
    frame->lostBefore = m_info.isRecording ? 0 : frame->number - m_nextNumber;
    m_nextNumber = frame->number + 1;
    m_revivals = 0;
    m_lastSign = Clock::now();
    return frame;
}

/// Whether a recording's player that is gone may be begun anew; waits, longer each time.
bool DeviceSource::mayRevive() {
    if (!m_info.isRecording || m_process || m_revivals >= mostRevivals || m_stop.stop_requested())
        return false;
    std::this_thread::sleep_for(revivalPause * (1 << m_revivals++));
    return true;
}

/// Begins a recording's player anew where it crashed or hung; false when that does not help any more.
bool DeviceSource::isRevived() {
    while (mayRevive())
        if (startOnce(std::nullopt))
            return true;
    return false;
}

Result<std::optional<CapturedFrame>> DeviceSource::next(std::chrono::milliseconds patience) {
    if (!m_process || !m_format)
        return fail(CaptureFault::Other, {TRANSLATABLE("%1 is not running. Start it."), {m_info.name}});
    const Clock::time_point until = Clock::now() + patience;
    const std::uint64_t wanted = m_nextNumber;
    auto pair = m_info.isRecording ? nextOfRecording(until) : nextOfDevice(until);
    while (!pair && isRevived())
        if (seekOnce(wanted))
            pair = nextOfRecording(Clock::now() + patience);
    if (pair)
        m_fault = CaptureFault::None;
    return pair;
}

Result<DeviceSource::Pair> DeviceSource::nextOfDevice(Clock::time_point until) {
    while (true) {
        if (Pair frame = takeFrame())
            return frame;
        if (!m_process)
            return nonsense();
        CaptureProcess::Event event = m_process->wait(until);
        if (const auto* gone = std::get_if<CaptureProcess::Gone>(&event))
            return crashed(gone->why);
        if (const auto* reply = std::get_if<protocol::Reply>(&event)) {
            if (const auto* failed = std::get_if<protocol::Failed>(reply))
                return failWith(*failed);
            return nonsense();
        }
        if (std::holds_alternative<CaptureProcess::Silence>(event) && Clock::now() >= until) {
            if (Clock::now() - m_lastSign > streamPatience)
                return silent();
            return std::nullopt;
        }
    }
}

Result<DeviceSource::Pair> DeviceSource::nextOfRecording(Clock::time_point until) {
    if (!m_isAsked) {
        m_process->send(protocol::Next());
        m_isAsked = true;
        m_lastSign = Clock::now();
    }
    while (true) {
        CaptureProcess::Event event = m_process->wait(until);
        if (const auto* gone = std::get_if<CaptureProcess::Gone>(&event))
            return crashed(gone->why);
        if (const auto* reply = std::get_if<protocol::Reply>(&event)) {
            m_isAsked = false;
            if (std::holds_alternative<protocol::Ended>(*reply))
                return atTheEnd();
            if (const auto* failed = std::get_if<protocol::Failed>(reply)) {
                // The pair is damaged, the next need not be.
                ++m_nextNumber;
                m_fault = failed->fault;
                return tl::unexpected(failed->error);
            }
            if (!std::holds_alternative<protocol::Delivered>(*reply))
                return nonsense();
            if (Pair frame = takeFrame())
                return frame;
            return nonsense();
        }
        if (std::holds_alternative<CaptureProcess::Picture>(event))
            m_process->mailbox().hush();
        else if (Clock::now() - m_lastSign > pairPatience)
            return silent();
        else if (Clock::now() >= until)
            return std::nullopt;
    }
}

Result<DeviceSource::Pair> DeviceSource::atTheEnd() {
    if (!m_damage || std::exchange(m_isDamageTold, true))
        return std::nullopt;
    m_fault = CaptureFault::Damaged;
    return tl::unexpected(*m_damage);
}

Result<void> DeviceSource::settleAsked() {
    if (!m_isAsked)
        return {};
    m_isAsked = false;
    auto reply = answer(pairPatience, m_stop);
    if (!reply)
        return tl::unexpected(reply.error());
    // A damaged pair that nobody waits for any more is none of the next one's business.
    if (!std::holds_alternative<protocol::Failed>(*reply))
        static_cast<void>(m_process->mailbox().take());
    return {};
}

Result<void> DeviceSource::seek(std::size_t frame) {
    Result<void> sought = seekOnce(frame);
    while (!sought && isRevived())
        sought = seekOnce(frame);
    return sought;
}

Result<void> DeviceSource::seekOnce(std::size_t frame) {
    if (!m_process || !m_format)
        return fail(CaptureFault::Other, {TRANSLATABLE("%1 is not running. Start it."), {m_info.name}});
    if (frame >= m_seconds.size()) {
        m_fault = CaptureFault::Other;
        return tl::unexpected(
            Error{TRANSLATABLE("%1 has %2 frames, so there is no frame %3. Choose one of its frames."),
                  {m_info.name, std::to_string(m_seconds.size()), std::to_string(frame + 1)}});
    }
    if (auto settled = settleAsked(); !settled)
        return settled;
    m_process->send(protocol::Seek{frame});
    auto reply = answer(pairPatience, m_stop);
    if (!reply)
        return tl::unexpected(reply.error());
    if (const auto* failed = std::get_if<protocol::Failed>(&*reply))
        return failWith(*failed);
    if (!std::holds_alternative<protocol::Done>(*reply))
        return nonsense();
    m_nextNumber = frame;
    m_isDamageTold = false;
    m_fault = CaptureFault::None;
    return {};
}

} // namespace

OpenedSource openDevice(const std::string& uri, const SourceOptions& options, const std::stop_token& stop) {
    auto source = std::make_unique<DeviceSource>(uri, options, stop);
    if (auto opened = source->open(); !opened)
        return {tl::unexpected(opened.error()), source->fault()};
    return {std::move(source), CaptureFault::None};
}

} // namespace tracestudio
