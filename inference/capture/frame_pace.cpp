#include "capture/frame_pace.h"

#include <algorithm>
#include <cmath>

namespace tracestudio {

namespace {

constexpr double mostEarlySeconds = 0.01;
/// More than cables and schedulers delay a frame.
constexpr double clockJumpSeconds = 1.0;

} // namespace

bool FramePace::isDue(double seconds) {
    if (m_everySeconds <= 0)
        return true;
    if (m_dueSeconds && seconds < *m_dueSeconds - std::min(mostEarlySeconds, m_everySeconds / 4))
        return false;
    m_dueSeconds = m_dueSeconds ? *m_dueSeconds + m_everySeconds : seconds + m_everySeconds;
    if (*m_dueSeconds <= seconds)
        m_dueSeconds = seconds + m_everySeconds;
    return true;
}

double FrameClock::secondsAt(const CapturedFrame& frame) {
    if (m_stamp) {
        const double arrived = std::max(0.0, std::chrono::duration<double>(frame.arrival - m_arrival).count());
        double passed = frame.colourSeconds - *m_stamp;
        const bool standsStill = passed <= 0;
        // Written so that a stamp that is no number is a jump, too.
        const bool isBelieved =
            std::isfinite(passed) && !standsStill && !(m_isLive && std::abs(passed - arrived) > clockJumpSeconds);
        if (!isBelieved)
            passed = m_isLive ? arrived : 0;
        m_seconds += passed;
    }
    m_stamp = frame.colourSeconds;
    m_arrival = frame.arrival;
    return m_seconds;
}

} // namespace tracestudio
