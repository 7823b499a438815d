#pragma once

#include <chrono>
#include <optional>

namespace tracestudio {

/// When one sensor took a picture, on a clock of the camera's or of the computer's.
struct SensorStamp {
    double milliseconds = 0;
    int domain = 0; ///< which clock
};

/// Makes one clock of the stamps of a camera, which may change its clock while it runs or set it: such a break is
/// bridged by when the pictures arrived, so that time goes on.
class StampClock {
  public:
    struct PairSeconds {
        double colour = 0, depth = 0;
    };
    PairSeconds seconds(const SensorStamp& colour, const SensorStamp& depth,
                        std::chrono::steady_clock::time_point arrival);

  private:
    struct Last {
        SensorStamp stamp;
        std::chrono::steady_clock::time_point arrival;
        double seconds = 0;
    };
    std::optional<Last> m_last;
    double m_offsetSeconds = 0;
};

} // namespace tracestudio
