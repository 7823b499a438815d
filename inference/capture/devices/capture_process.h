#pragma once

#include "capture/devices/capture_protocol.h"
#include "capture/devices/shared_mailbox.h"

#include <chrono>
#include <memory>
#include <string>
#include <variant>

namespace tracestudio {

/// A running `tracestudio --capture-server` and the way to it: a socket for messages and a mailbox for pictures. It has
/// a process group of its own and nothing of ours but those; it ends itself when this object or this program goes.
/// Used by one thread at a time.
class CaptureProcess {
  public:
    struct Picture {}; ///< the mailbox's bell rang
    struct Silence {}; ///< nothing came in time
    /// It ended, or said what no capture process says; `why` is for the person: "signal 11, Segmentation fault".
    struct Gone {
        std::string why;
    };
    using Event = std::variant<capture_protocol::Reply, Picture, Silence, Gone>;

    /// Begins one: the program `tracestudio`, which lies beside this one or one folder up.
    static Result<std::unique_ptr<CaptureProcess>> start();
    /// Lets it put its device away, and ends it where that takes longer than two seconds.
    ~CaptureProcess();
    CaptureProcess(const CaptureProcess&) = delete;
    CaptureProcess& operator=(const CaptureProcess&) = delete;

    [[nodiscard]] int pid() const { return m_pid; }
    [[nodiscard]] SharedMailbox& mailbox() { return *m_mailbox; }
    /// What cannot be sent shows as Gone when it is next waited for.
    void send(const capture_protocol::Request& request);
    [[nodiscard]] Event wait(std::chrono::steady_clock::time_point until);
    /// Wakes a `wait` of another thread with Silence, now or when it next waits; the one call for any thread.
    void interrupt();
    /// Ends it at once.
    void kill();

  private:
    CaptureProcess(int pid, int socket, std::unique_ptr<SharedMailbox> mailbox);
    [[nodiscard]] Gone gone();
    [[nodiscard]] bool endsWithin(std::chrono::milliseconds patience) const;

    int m_pid, m_socket, m_interruption;
    std::unique_ptr<SharedMailbox> m_mailbox;
    bool m_isReaped = false;
    std::string m_why;
};

} // namespace tracestudio
