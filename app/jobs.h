#pragma once

#include <QObject>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace tracestudio {

/// Work off the GUI thread whose results come back on it. One lane does its jobs in its own threads, the newest asked
/// for first where that is said; `supersede` stops what is running and drops what waits, so that a late result can
/// never arrive: a result is delivered only when its stop token has not been asked to stop. Lives on the GUI thread;
/// its destructor stops everything and waits.
///
/// Its own threads and queues rather than QThreadPool and queued arguments: everything handed over passes a std::mutex,
/// so that the thread sanitizer, which cannot see into Qt, checks what the jobs do.
class JobLane : public QObject {
    Q_OBJECT
  public:
    enum class Standing {
        Prompt,     ///< somebody is waiting for it
        Background, ///< gives way to everything else: the window stays smooth while every core is busy with it
    };

    explicit JobLane(int threads, Standing standing = Standing::Prompt);
    ~JobLane() override;

    /// Runs `work(std::stop_token)` on a worker, then `done(result)` on the GUI thread. Higher priority first.
    template <typename Work, typename Done>
    void run(Work work, Done done, int priority = 0) {
        const std::stop_token stop = m_source.get_token();
        ++m_open;
        start(
            [this, stop, work = std::move(work), done = std::move(done)]() mutable {
                if (stop.stop_requested())
                    return;
                auto result = std::make_shared<std::invoke_result_t<Work, std::stop_token>>(work(stop));
                deliver([this, stop, result = std::move(result), done = std::move(done)]() mutable {
                    if (stop.stop_requested())
                        return;
                    --m_open;
                    done(std::move(*result));
                });
            },
            priority);
    }

    /// Calls `there()` on the GUI thread, unless the lane has been superseded since `stop` was given out. Any thread.
    template <typename There>
    void post(const std::stop_token& stop, There there) {
        deliver([stop, there = std::move(there)]() mutable {
            if (!stop.stop_requested())
                there();
        });
    }

    /// Lets go of something large on a worker: freeing a million rows takes longer than a frame.
    template <typename Garbage>
    void discard(Garbage garbage) {
        start([held = std::move(garbage)] { (void)held; }, 0);
    }

    /// Asks everything running to stop, forgets everything waiting; results of either are dropped.
    void supersede();
    /// Waits until everything that was asked for is done; for work that must not be lost when the program ends.
    void finish();
    /// Whether nothing of the present work is waiting, running or undelivered.
    [[nodiscard]] bool isIdle() const { return m_open == 0; }

  protected:
    void customEvent(QEvent* event) override; ///< something was delivered

  private:
    using Task = std::function<void()>;

    void start(Task task, int priority);
    void deliver(Task task);
    void work();

    std::size_t m_threadCount;
    Standing m_standing;
    std::stop_source m_source;
    int m_open = 0; ///< jobs whose result has not been delivered; GUI thread

    std::mutex m_mutex; ///< of all below but the threads
    std::condition_variable m_changed;
    std::multimap<int, Task, std::greater<>> m_waiting; ///< by priority, in the order asked for
    std::deque<Task> m_delivered;
    std::size_t m_running = 0;
    bool m_isEnding = false;
    std::vector<std::thread> m_threads; ///< made when first needed
};

} // namespace tracestudio
