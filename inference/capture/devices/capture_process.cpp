#include "capture/devices/capture_process.h"

#include "capture/devices/capture_server.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace tracestudio {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::chrono::seconds farewell{2};
constexpr std::chrono::seconds death{1}; // of a killed process, unless the kernel holds it in a driver

fs::path ownProgram() {
    std::error_code error;
    const fs::path folder = fs::read_symlink("/proc/self/exe", error).parent_path();
    for (const fs::path& place : {folder, folder.parent_path()})
        if (const fs::path program = place / "tracestudio"; ::access(program.c_str(), X_OK) == 0)
            return program;
    return {};
}

int millisecondsUntil(Clock::time_point until) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    return int(std::clamp<std::int64_t>(left, 0, 3'600'000));
}

/// Starts `program` with the three descriptors where the server looks for them, and with no other.
int spawn(const fs::path& program, std::array<int, 3> descriptors, pid_t& pid) {
    // Above where they go, so that putting one there does not close another.
    constexpr int clear = 16;
    std::array<int, 3> copies{-1, -1, -1};
    for (std::size_t i = 0; i < copies.size(); ++i)
        copies[i] = ::fcntl(descriptors[i], F_DUPFD_CLOEXEC, clear);
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    constexpr std::array places{CaptureServer::socket, CaptureServer::memory, CaptureServer::bell};
    for (std::size_t i = 0; i < copies.size(); ++i)
        ::posix_spawn_file_actions_adddup2(&actions, copies[i], places[i]);
    ::posix_spawn_file_actions_addclosefrom_np(&actions, *std::ranges::max_element(places) + 1);
    sigset_t none, all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    // Of its own group, so that Ctrl+C in a terminal reaches the program, which ends it in order.
    ::posix_spawnattr_setpgroup(&attributes, 0);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    std::string name = program.string(), verb = CaptureServer::argument;
    char* const arguments[] = {name.data(), verb.data(), nullptr};
    const int error = ::posix_spawn(&pid, program.c_str(), &actions, &attributes, arguments, environ);
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    for (const int copy : copies)
        if (copy >= 0)
            ::close(copy);
    return error;
}

std::string describe(int status) {
    if (WIFSIGNALED(status))
        return "signal " + std::to_string(WTERMSIG(status)) + ", " + ::strsignal(WTERMSIG(status));
    return "exit status " + std::to_string(WEXITSTATUS(status));
}

} // namespace

CaptureProcess::CaptureProcess(int pid, int socket, std::unique_ptr<SharedMailbox> mailbox)
    : m_pid(pid)
    , m_socket(socket)
    , m_interruption(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    , m_mailbox(std::move(mailbox)) {}

Result<std::unique_ptr<CaptureProcess>> CaptureProcess::start() {
    const fs::path program = ownProgram();
    if (program.empty())
        return failure(TRANSLATABLE("Cameras cannot be used, because the program tracestudio is not where it was "
                                    "installed. Install it again."));
    auto mailbox = SharedMailbox::create();
    if (!mailbox)
        return tl::unexpected(mailbox.error());
    int sockets[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0)
        return failure(TRANSLATABLE("The capture process cannot be started: %1. Close other programs."),
                       std::strerror(errno));
    pid_t pid = 0;
    const int error = spawn(program, {sockets[1], (*mailbox)->memory(), (*mailbox)->bell()}, pid);
    ::close(sockets[1]);
    if (error != 0) {
        ::close(sockets[0]);
        return failure(TRANSLATABLE("The capture process cannot be started: %1. Close other programs."),
                       std::strerror(error));
    }
    return std::unique_ptr<CaptureProcess>(new CaptureProcess(pid, sockets[0], std::move(*mailbox)));
}

CaptureProcess::~CaptureProcess() {
    ::shutdown(m_socket, SHUT_RDWR);
    if (!m_isReaped && !endsWithin(farewell))
        kill();
    if (!m_isReaped)
        static_cast<void>(gone());
    for (const int descriptor : {m_socket, m_interruption})
        ::close(descriptor);
}

void CaptureProcess::kill() {
    // Nobody else waits for it, so the number is still its own.
    if (!m_isReaped)
        ::kill(m_pid, SIGKILL);
}

bool CaptureProcess::endsWithin(std::chrono::milliseconds patience) const {
    // No descriptor of a process: some systems that keep programs apart do not have them.
    const Clock::time_point until = Clock::now() + patience;
    while (true) {
        siginfo_t state{};
        const int error = ::waitid(P_PID, id_t(m_pid), &state, WEXITED | WNOHANG | WNOWAIT);
        if ((error == 0 && state.si_pid == m_pid) || (error != 0 && errno != EINTR))
            return true;
        if (Clock::now() >= until)
            return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

CaptureProcess::Gone CaptureProcess::gone() {
    if (m_isReaped)
        return {m_why};
    m_isReaped = true;
    // It may have closed the socket without ending.
    if (!endsWithin(death))
        ::kill(m_pid, SIGKILL);
    if (!endsWithin(death)) {
        // A process that hangs in the kernel ends when the device lets go of it.
        std::thread([pid = m_pid] { ::waitpid(pid, nullptr, 0); }).detach();
        m_why = "it hangs in the system";
        return {m_why};
    }
    int status = 0;
    while (::waitpid(m_pid, &status, 0) < 0 && errno == EINTR) {
    }
    // Why we ended it ourselves says more than how.
    if (m_why.empty())
        m_why = describe(status);
    return {m_why};
}

void CaptureProcess::send(const capture_protocol::Request& request) {
    const std::string message = encode(request);
    // A capture process that does not read for so long that the socket is full hangs; waiting for it tells.
    while (::send(m_socket, message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT) < 0 && errno == EINTR) {
    }
}

void CaptureProcess::interrupt() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(m_interruption, &one, sizeof(one));
}

CaptureProcess::Event CaptureProcess::wait(Clock::time_point until) {
    if (m_isReaped)
        return gone();
    std::array<pollfd, 3> sources{pollfd{m_socket, POLLIN, 0}, pollfd{m_mailbox->bell(), POLLIN, 0},
                                  pollfd{m_interruption, POLLIN, 0}};
    while (::poll(sources.data(), sources.size(), millisecondsUntil(until)) < 0 && errno == EINTR) {
    }
    if (sources[2].revents) {
        std::uint64_t count = 0;
        [[maybe_unused]] const ssize_t read = ::read(m_interruption, &count, sizeof(count));
        return Silence();
    }
    if (sources[0].revents) {
        std::string message(capture_protocol::longestMessage + 1, '\0');
        const ssize_t length = ::recv(m_socket, message.data(), message.size(), MSG_DONTWAIT);
        if (length < 0 && (errno == EINTR || errno == EAGAIN))
            return Silence();
        if (length <= 0)
            return gone();
        message.resize(std::size_t(length));
        if (auto reply = capture_protocol::decodeReply(message))
            return std::move(*reply);
        m_why = "it sent what cannot be understood";
        kill();
        return gone();
    }
    if (sources[1].revents)
        return Picture();
    return Silence();
}

} // namespace tracestudio
