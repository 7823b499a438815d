#pragma once

#include <opencv2/core/mat.hpp>

namespace tracestudio {

/// What makes a film's file of frames: FFmpeg in a module of its own, or the writer of GIFs. One thread at a time;
/// nothing is thrown. Destroying it closes the file as it is.
class FilmEncoder {
  public:
    virtual ~FilmEncoder() = default;
    /// Adds a frame, 8-bit BGR, always of the same size. False when it certainly did not reach the file.
    virtual bool add(const cv::Mat& bgr) = 0;
    /// Closes the file and says how many of its frames can be read. Nothing may be added afterwards.
    virtual int finish() = 0;
};

} // namespace tracestudio
