#include "app/jobs.h"

namespace tracestudio {

JobLane::JobLane(int threads, QObject* parent)
    : QObject(parent) {
    m_pool.setMaxThreadCount(threads);
    m_pool.setExpiryTimeout(-1);
}

JobLane::~JobLane() {
    supersede();
    m_pool.waitForDone();
}

void JobLane::supersede() {
    m_source.request_stop();
    m_pool.clear();
    m_source = std::stop_source();
    m_open = 0;
}

void JobLane::start(std::function<void()> task, int priority) {
    m_pool.start(std::move(task), priority);
}

} // namespace tracestudio
