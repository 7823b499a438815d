#include "app/jobs.h"

#include <QCoreApplication>
#include <QEvent>
#include <algorithm>
#include <sys/resource.h>
#include <unistd.h>

namespace tracestudio {

JobLane::JobLane(int threads, Standing standing)
    : m_threadCount(std::size_t(threads))
    , m_standing(standing) {}

JobLane::~JobLane() {
    supersede();
    {
        const std::lock_guard lock(m_mutex);
        m_isEnding = true;
    }
    m_changed.notify_all();
    for (std::thread& thread : m_threads)
        thread.join();
}

void JobLane::supersede() {
    m_source.request_stop();
    std::multimap<int, Task, std::greater<>> forgotten; // destroyed without the lock: a task may hold much
    {
        const std::lock_guard lock(m_mutex);
        forgotten.swap(m_waiting);
    }
    m_source = std::stop_source();
    m_open = 0;
}

void JobLane::finish() {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_waiting.empty() && m_running == 0; });
}

void JobLane::start(Task task, int priority) {
    {
        const std::lock_guard lock(m_mutex);
        m_waiting.emplace(priority, std::move(task));
    }
    if (m_threads.size() < m_threadCount)
        m_threads.emplace_back([this] { work(); });
    m_changed.notify_all();
}

void JobLane::work() {
    // A thread's own on Linux, and that of the threads it starts. Where it is not granted, the job is merely prompt.
    constexpr int behindTheWindow = 10;
    const auto self = id_t(gettid());
    if (m_standing == Standing::Background)
        setpriority(PRIO_PROCESS, self, std::max(getpriority(PRIO_PROCESS, self), behindTheWindow));
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_isEnding || !m_waiting.empty(); });
        if (m_isEnding)
            return;
        Task task = std::move(m_waiting.begin()->second);
        m_waiting.erase(m_waiting.begin());
        ++m_running;
        lock.unlock();
        task();
        task = nullptr;
        lock.lock();
        --m_running;
        m_changed.notify_all();
    }
}

void JobLane::deliver(Task task) {
    {
        const std::lock_guard lock(m_mutex);
        m_delivered.push_back(std::move(task));
    }
    QCoreApplication::postEvent(this, new QEvent(QEvent::User));
}

void JobLane::customEvent(QEvent*) {
    Task task;
    {
        const std::lock_guard lock(m_mutex);
        if (m_delivered.empty())
            return;
        task = std::move(m_delivered.front());
        m_delivered.pop_front();
    }
    task();
}

} // namespace tracestudio
