#pragma once

#include <QMetaObject>
#include <QObject>
#include <QPointer>
#include <QThreadPool>
#include <functional>
#include <memory>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace tracestudio {

/// Work off the GUI thread whose results come back on it. One lane does its jobs in its own threads, the newest asked
/// for first where that is said; `supersede` stops what is running and drops what waits, so that a late result can
/// never arrive: a result is delivered only when its stop token has not been asked to stop. Lives on the GUI thread;
/// its destructor stops everything and waits.
class JobLane : public QObject {
    Q_OBJECT
  public:
    explicit JobLane(int threads, QObject* parent = nullptr);
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
                QMetaObject::invokeMethod(
                    this,
                    [this, stop, result, done = std::move(done)]() mutable {
                        if (stop.stop_requested())
                            return;
                        --m_open;
                        done(std::move(*result));
                    },
                    Qt::QueuedConnection);
            },
            priority);
    }

    /// Calls `there()` on the GUI thread, unless the lane has been superseded since `stop` was given out.
    template <typename There>
    void post(const std::stop_token& stop, There there) {
        QMetaObject::invokeMethod(
            this,
            [stop, there = std::move(there)]() mutable {
                if (!stop.stop_requested())
                    there();
            },
            Qt::QueuedConnection);
    }

    /// Asks everything running to stop, forgets everything waiting; results of either are dropped.
    void supersede();
    /// Waits until everything that was asked for is done; for work that must not be lost when the program ends.
    void finish() { m_pool.waitForDone(); }
    /// Whether nothing of the present work is waiting, running or undelivered.
    [[nodiscard]] bool isIdle() const { return m_open == 0; }

  private:
    void start(std::function<void()> task, int priority);

    QThreadPool m_pool;
    std::stop_source m_source;
    int m_open = 0; ///< jobs whose result has not been delivered
};

} // namespace tracestudio
