#include "app/interruption.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace tracestudio {

namespace {

constexpr std::array signals{SIGINT, SIGTERM, SIGHUP};

int writingEnd = -1;

// Nothing but write() may be called where a signal strikes.
void tell(int) {
    const int error = errno;
    [[maybe_unused]] const ssize_t written = write(writingEnd, "", 1);
    errno = error;
}

void setAll(void (*handler)(int)) {
    for (const int signal : signals) {
        struct sigaction action {};
        sigaction(signal, nullptr, &action);
        if (action.sa_handler == SIG_IGN)
            continue;
        action = {};
        action.sa_handler = handler;
        action.sa_flags = SA_RESTART;
        sigemptyset(&action.sa_mask);
        sigaction(signal, &action, nullptr);
    }
}

} // namespace

Interruption::Interruption() {
    std::array<int, 2> ends{};
    // Without the pipe the signals end the program, as they would have.
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
        return;
    writingEnd = ends[1];
    m_listener = std::jthread([this, end = ends[0]] {
        char byte = 0;
        for (std::stop_source* wish : {&m_endsWell, &m_endsSoon}) {
            if (read(end, &byte, 1) != 1)
                break;
            wish->request_stop();
            if (wish == &m_endsSoon)
                setAll(SIG_DFL);
        }
        close(end);
    });
    setAll(tell);
}

Interruption::~Interruption() {
    if (writingEnd < 0)
        return;
    setAll(SIG_DFL);
    close(writingEnd);
    writingEnd = -1;
    m_listener.join();
}

} // namespace tracestudio
