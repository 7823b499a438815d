#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <opencv2/core/mat.hpp>
#include <optional>

namespace tracestudio {

/// A picture of one sensor as it came.
struct SensorPicture {
    cv::Mat pixels;
    double seconds = 0;        ///< when the sensor took it, on the device's clock
    std::uint64_t counter = 0; ///< the sensor's own count of its pictures, gaps where it lost some
    std::chrono::steady_clock::time_point arrival;
};

struct PicturePair {
    SensorPicture colour, depth;
    /// Pairs that did not come about since the one before, as the sensors' counters tell.
    std::uint64_t lostBefore = 0;
};

/// Puts together the colour and depth pictures of a running device: of those that wait, the two nearest in time, if
/// they were taken within half a frame of each other. A pair is made as soon as it can be; pictures that came before
/// it will find no partner and are dropped. What waits is bounded, so a clock that jumps, or a sensor that falls
/// silent, costs the pictures around that moment and nothing else. Used by one thread.
class FramePairer {
  public:
    /// Not positive or not finite: 30.
    explicit FramePairer(double framesPerSecond);

    std::optional<PicturePair> addColour(SensorPicture picture);
    std::optional<PicturePair> addDepth(SensorPicture picture);

  private:
    using Waiting = std::deque<SensorPicture>;
    std::optional<PicturePair> add(SensorPicture picture, Waiting& own, Waiting& others);
    std::uint64_t lostSince(const PicturePair& pair);

    double m_mostSecondsApart;
    Waiting m_colours, m_depths;
    std::optional<std::uint64_t> m_lastColour, m_lastDepth;
};

} // namespace tracestudio
