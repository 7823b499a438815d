#pragma once

#include "capture/rgbd_source.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>

namespace tracestudio {

/// Where recorded frames go: files on a disk. Used by one thread at a time.
class FrameSink {
  public:
    virtual ~FrameSink() = default;
    /// After an error nothing more is written.
    [[nodiscard]] virtual Result<void> write(const CapturedFrame& frame) = 0;
    /// Lists what was written, so that it can be opened; the last thing that is asked, after an error too.
    [[nodiscard]] virtual Result<void> finish() = 0;
    /// Frames that are on the disk, and still are there should finish() fail.
    [[nodiscard]] virtual std::uint64_t framesListed() const = 0;
    [[nodiscard]] virtual std::uint64_t bytesWritten() const = 0;
    /// What a person should know of the frames, once it is finished.
    [[nodiscard]] virtual std::vector<Error> notes() const { return {}; }
};

struct RecorderOptions {
    double everySeconds = 0;      ///< from one frame to the next, by their stamps; 0: every frame
    std::uint64_t mostFrames = 0; ///< then it is full; 0: no end
    /// Of pixels that wait to be written or are being written; one frame always may. 64 frames of 640×480.
    std::size_t mostBytes = std::size_t(64) * 640 * 480 * 5;
    bool isLive = true; ///< frames come when they are taken, as from a device
};

/// What a recorder has done so far.
struct RecorderCounts {
    std::uint64_t written = 0;
    std::uint64_t waiting = 0; ///< taken and not written yet
    std::uint64_t dropped = 0; ///< came faster than they could be written, or were still waiting at an early end
    std::uint64_t bytes = 0;   ///< on the disk
    double seconds = 0;        ///< from the first frame taken to the last, by their stamps
    bool isFull = false;       ///< `mostFrames` were taken
    bool isOver = false;       ///< nothing more will be written: it is finished, or failed
    std::optional<Error> problem;
    std::vector<Error> notes; ///< the sink's, once it is over
};

/// Writes frames as they come, on a thread of its own. What the disk cannot keep up with is dropped and counted, never
/// queued without end. The first thing that fails ends it; what was written before stays. Every method may be called
/// from any thread, `put` and `putWaiting` from one at a time.
class FrameRecorder {
  public:
    FrameRecorder(std::unique_ptr<FrameSink> sink, const RecorderOptions& options);
    ~FrameRecorder(); ///< what still waits is dropped; what was written is listed

    FrameRecorder(const FrameRecorder&) = delete;
    FrameRecorder& operator=(const FrameRecorder&) = delete;

    /// Takes a frame if it is due, and returns at once: pixels are shared, not copied. Made for
    /// CaptureSession::setTap.
    void put(const CapturedFrame& frame);
    /// The same, but waits where the frame would be dropped: for a recording, which has the time. False when it was
    /// not taken because the recorder is over or `stop` was requested.
    bool putWaiting(const CapturedFrame& frame, const std::stop_token& stop);

    /// Takes no more frames, writes those that wait (drops them once `stop` is requested) and closes. Takes as long as
    /// the disk does: never on the GUI thread. Again: the same answer. Fails with the first thing that failed; counts()
    /// then still tells what is there.
    Result<RecorderCounts> finish(const std::stop_token& stop = {});

    [[nodiscard]] RecorderCounts counts() const;

  private:
    struct Shared;
    std::unique_ptr<Shared> m_shared;
};

} // namespace tracestudio
