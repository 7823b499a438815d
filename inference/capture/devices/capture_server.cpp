#include "capture/devices/capture_server.h"

#include "capture/devices/back_ends.h"
#include "capture/devices/capture_protocol.h"
#include "capture/devices/shared_mailbox.h"
#include "capture/devices/usb_devices.h"

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace tracestudio {

namespace protocol = capture_protocol;
using namespace std::chrono_literals;

namespace {

/// Requests as they come, read by a thread of their own, so that the end of the program is noticed even while a driver
/// hangs: then the process gives the device two seconds to be put away.
class Inbox {
  public:
    Inbox() {
        std::thread([this] { readAll(); }).detach();
    }

    /// The next request; nothing after `patience`, after `wake`, or when the program is gone.
    std::optional<protocol::Request> next(std::chrono::milliseconds patience) {
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, patience, [this] { return !m_requests.empty() || m_isClosed || m_isWoken; });
        m_isWoken = false;
        if (m_requests.empty() || m_isClosed)
            return std::nullopt;
        protocol::Request request = std::move(m_requests.front());
        m_requests.pop_front();
        return request;
    }
    bool isClosed() {
        const std::lock_guard lock(m_mutex);
        return m_isClosed;
    }
    void wake() {
        const std::lock_guard lock(m_mutex);
        m_isWoken = true;
        m_changed.notify_all();
    }

  private:
    void readAll() {
        std::string message(protocol::longestMessage, '\0');
        while (true) {
            const ssize_t length = ::recv(CaptureServer::socket, message.data(), message.size(), 0);
            if (length < 0 && errno == EINTR)
                continue;
            if (length <= 0)
                break;
            if (auto request = protocol::decodeRequest({message.data(), std::size_t(length)})) {
                const std::lock_guard lock(m_mutex);
                m_requests.push_back(std::move(*request));
                m_changed.notify_all();
            }
        }
        {
            const std::lock_guard lock(m_mutex);
            m_isClosed = true;
            m_changed.notify_all();
        }
        std::this_thread::sleep_for(2s);
        std::_Exit(0);
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<protocol::Request> m_requests;
    bool m_isClosed = false, m_isWoken = false;
};

void send(const protocol::Reply& reply) {
    const std::string message = encode(reply);
    while (::send(CaptureServer::socket, message.data(), message.size(), MSG_NOSIGNAL) < 0 && errno == EINTR) {
    }
}

class Server {
  public:
    explicit Server(std::unique_ptr<SharedMailbox> mailbox)
        : m_mailbox(std::move(mailbox))
        , m_inbox(*new Inbox) // its thread lives as long as the process
    {}

    void serve() {
        while (!m_inbox.isClosed()) {
            if (auto request = m_inbox.next(m_isStreaming ? 0ms : m_isWatching ? 1000ms : 60min))
                std::visit([this](const auto& what) { handle(what); }, *request);
            else if (m_isStreaming)
                stream();
            else if (m_isWatching)
                tellDevices();
        }
        m_source.reset();
    }

  private:
    void handle(const protocol::Open& open) {
        const auto backEnd = std::ranges::find_if(
            backEnds(), [&](const BackEnd& candidate) { return open.uri.starts_with(candidate.prefix); });
        const bool isNamed = backEnd != backEnds().end();
        const RecordingScan scan{open.mostPictures, [](std::uint64_t pictures) { send(protocol::Progress{pictures}); }};
        // A path is a recording that OpenNI2 plays.
        OpenedSource opened = isNamed ? backEnd->open(open.uri.substr(backEnd->prefix.size()), open.options, scan)
                                      : backEnds().front().open(open.uri, open.options, scan);
        if (!opened.source)
            return send(protocol::Failed{opened.fault, opened.source.error()});
        m_source = std::move(*opened.source);
        std::vector<double> seconds(m_source->frameCount());
        for (std::size_t i = 0; i < seconds.size(); ++i)
            seconds[i] = m_source->secondsAt(i);
        if (!seconds.empty() && protocol::write(seconds, m_mailbox->draft()))
            m_mailbox->post();
        send(protocol::Opened{m_source->info(), m_source->modes(), seconds.size()});
    }

    void handle(const protocol::Start& start) {
        if (!m_source)
            return;
        if (auto format = m_source->start(start.mode)) {
            m_isStreaming = !m_source->info().isRecording;
            send(protocol::Started{*format});
        } else {
            fail(format.error());
        }
    }

    void handle(const protocol::Stop&) {
        m_isStreaming = false;
        if (m_source)
            m_source->stop();
        send(protocol::Done());
    }

    void handle(const protocol::Next&) {
        if (!m_source)
            return;
        const auto frame = m_source->next(5000ms);
        if (!frame)
            fail(frame.error());
        else if (!*frame)
            send(protocol::Ended());
        else if (post(**frame))
            send(protocol::Delivered());
    }

    void handle(const protocol::Seek& seek) {
        if (!m_source)
            return;
        if (auto sought = m_source->seek(std::size_t(seek.frame)))
            send(protocol::Done());
        else
            fail(sought.error());
    }

    void handle(const protocol::Watch&) {
        m_isWatching = true;
        for (const BackEnd& backEnd : backEnds())
            if (backEnd.listen)
                backEnd.listen([this] { m_inbox.wake(); });
        tellDevices();
    }

    void stream() {
        const auto frame = m_source->next(50ms);
        if (!frame) {
            m_isStreaming = false;
            m_source->stop();
            fail(frame.error());
        } else if (*frame) {
            post(**frame);
        }
    }

    bool post(const CapturedFrame& frame) {
        if (protocol::write(frame, m_mailbox->draft())) {
            m_mailbox->post();
            return true;
        }
        m_isStreaming = false;
        send(protocol::Failed{CaptureFault::WrongMode,
                              {TRANSLATABLE("The pictures of %1 are too large (%2 by %3 pixels). Choose another mode."),
                               {m_source->info().name, std::to_string(frame.frame.camera.widthPixels),
                                std::to_string(frame.frame.camera.heightPixels)}}});
        return false;
    }

    void fail(const Error& error) {
        const CaptureFault fault = m_source->fault();
        send(protocol::Failed{fault == CaptureFault::None ? CaptureFault::Other : fault, error});
    }

    void tellDevices() {
        // A camera needs some seconds to come up once USB has it.
        constexpr auto comingUp = 5s;
        const auto now = std::chrono::steady_clock::now();
        std::string usb = usbState();
        if (usb.empty() || usb != std::exchange(m_usbState, usb))
            m_lookUntil = now + comingUp;
        m_known.resize(backEnds().size());
        DeviceList all;
        for (std::size_t i = 0; i < m_known.size(); ++i) {
            const BackEnd& backEnd = backEnds()[i];
            if (backEnd.listen || now < m_lookUntil) {
                m_known[i] = {};
                backEnd.list(m_known[i]);
            }
            all.devices.insert(all.devices.end(), m_known[i].devices.begin(), m_known[i].devices.end());
            all.problems.insert(all.problems.end(), m_known[i].problems.begin(), m_known[i].problems.end());
        }
        // Also where nothing changed, so that the program knows that we live.
        send(all);
    }

    std::unique_ptr<SharedMailbox> m_mailbox;
    Inbox& m_inbox;
    std::unique_ptr<RgbdSource> m_source;
    bool m_isStreaming = false, m_isWatching = false;
    std::vector<DeviceList> m_known; ///< of each back end
    std::string m_usbState;
    std::chrono::steady_clock::time_point m_lookUntil;
};

} // namespace

int runCaptureServer(int, char**) {
    auto mailbox = SharedMailbox::attach(CaptureServer::memory, CaptureServer::bell);
    if (!mailbox) {
        std::fprintf(stderr, "tracestudio %s is started by the program itself, to talk to a camera.\n",
                     CaptureServer::argument);
        return 2;
    }
    Server(std::move(mailbox)).serve();
    // Taking OpenNI2 down costs half a second and has nothing left to put away.
    std::_Exit(0);
}

} // namespace tracestudio
