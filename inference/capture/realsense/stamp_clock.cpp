#include "capture/realsense/stamp_clock.h"

#include <cmath>

namespace tracestudio {

namespace {
// More than a picture can be late, less than any clock that is set.
constexpr double mostSecondsOff = 1;
} // namespace

StampClock::PairSeconds StampClock::seconds(const SensorStamp& colour, const SensorStamp& depth,
                                            std::chrono::steady_clock::time_point arrival) {
    const double own = std::isfinite(colour.milliseconds) ? colour.milliseconds / 1000 : 0;
    if (m_last) {
        const double elapsed = std::chrono::duration<double>(arrival - m_last->arrival).count();
        const double step = own + m_offsetSeconds - m_last->seconds;
        const bool isOtherClock = colour.domain != m_last->stamp.domain;
        if (isOtherClock || step < 0 || std::abs(step - elapsed) > mostSecondsOff)
            m_offsetSeconds = m_last->seconds + elapsed - own;
    }
    const double at = own + m_offsetSeconds;
    m_last = Last{colour, arrival, at};
    const double apart = (depth.milliseconds - colour.milliseconds) / 1000;
    const bool isComparable = depth.domain == colour.domain && std::abs(apart) < mostSecondsOff;
    return {at, isComparable ? at + apart : at};
}

} // namespace tracestudio
