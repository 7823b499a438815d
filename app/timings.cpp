#include "app/timings.h"

#include "app/document.h"
#include "app/main_window.h"

#include <QTimer>
#include <cstdio>
#include <ctime>
#include <sys/resource.h>

namespace tracestudio {

namespace {

double monotonicMilliseconds() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

double peakMegabytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return double(usage.ru_maxrss) / 1024;
}

} // namespace

Timings::Timings()
    : m_start(monotonicMilliseconds())
    , m_isOn(qEnvironmentVariableIntValue("TRACESTUDIO_TIMINGS") > 0) {}

void Timings::reached(const char* milestone) const {
    if (!m_isOn)
        return;
    const double now = monotonicMilliseconds();
    std::fprintf(stderr, "timing %s %.1f %.1f %.1f\n", milestone, now - m_start, now, peakMegabytes());
    std::fflush(stderr);
}

void Timings::watch(Document& document, MainWindow& window) {
    if (!m_isOn)
        return;
    connect(&document, &Document::datasetChanged, this, [this] { reached("opened"); });
    connect(
        &document, &Document::sceneChanged, this,
        [this, &window] {
            if (std::exchange(m_hasPainted, true))
                return;
            window.repaint();
            reached("first-sample");
        },
        Qt::QueuedConnection);
    auto* timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, [this, timer, &window] {
        if (!m_hasPainted || !window.isSettled())
            return;
        timer->stop();
        reached("settled");
    });
    timer->start(20);
}

} // namespace tracestudio
