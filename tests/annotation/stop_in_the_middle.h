#pragma once

#include <chrono>
#include <ctime>
#include <pthread.h>
#include <stop_token>
#include <thread>

/// Asks for a stop once the thread that made it has worked for a while: in the middle of its work, however busy the
/// machine is. Work that ends earlier is not stopped.
class StopInTheMiddle {
  public:
    explicit StopInTheMiddle(std::chrono::nanoseconds work) {
        clockid_t worker{};
        ::pthread_getcpuclockid(::pthread_self(), &worker);
        m_watcher = std::jthread([this, worker, end = workedOn(worker) + work](const std::stop_token& isOver) {
            while (workedOn(worker) < end)
                if (isOver.stop_requested())
                    return;
                else
                    std::this_thread::yield();
            m_asked = std::chrono::steady_clock::now();
            m_stop.request_stop();
        });
    }

    [[nodiscard]] std::stop_token token() const { return m_stop.get_token(); }
    /// How long ago the stop was asked for; ends the watching.
    [[nodiscard]] double millisecondsSince() {
        m_watcher.request_stop();
        m_watcher.join();
        return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - m_asked).count();
    }

  private:
    static std::chrono::nanoseconds workedOn(clockid_t clock) {
        timespec time{};
        ::clock_gettime(clock, &time);
        return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
    }

    std::stop_source m_stop;
    std::chrono::steady_clock::time_point m_asked;
    std::jthread m_watcher; ///< last, so that it ends before what it uses
};
