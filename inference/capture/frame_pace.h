#pragma once

#include "capture/rgbd_source.h"

#include <chrono>
#include <optional>

namespace tracestudio {

/// Chooses frames that are a given time apart. The beat is kept: a frame that comes late does not make the next one
/// late, and after a gap nothing is made up for.
class FramePace {
  public:
    /// 0: every frame.
    explicit FramePace(double everySeconds)
        : m_everySeconds(everySeconds) {}

    /// Whether the frame that was taken at `seconds` is one of them; a little before its time counts, because stamps
    /// are not quite even. The first frame always is.
    bool isDue(double seconds);

  private:
    double m_everySeconds;
    std::optional<double> m_dueSeconds;
};

/// How long frames have come, by their stamps, whatever the source's clock does: it may be set back or forward, start
/// anew when a device is found again, or stand still.
class FrameClock {
  public:
    /// `isLive`: frames come when they are taken, so that their arrival tells of a jump of the clock. Those of a
    /// recording come as somebody plays it.
    explicit FrameClock(bool isLive)
        : m_isLive(isLive) {}

    /// Seconds from the first frame to this one, which is the next. Never less than for the frame before.
    double secondsAt(const CapturedFrame& frame);

  private:
    bool m_isLive;
    double m_seconds = 0;
    std::optional<double> m_stamp; ///< of the frame before
    std::chrono::steady_clock::time_point m_arrival;
};

} // namespace tracestudio
