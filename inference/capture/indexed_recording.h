#pragma once

#include "capture/rgbd_source.h"

namespace tracestudio {

/// A recording whose pairs are known before any is read: what is alike in all readers of recordings. A reader keeps, in
/// the order of `stamps`, where each pair lies, and reads one when asked for it.
///
/// A pair that cannot be read costs that pair only: `next` returns why, `fault` is Damaged, and the next call goes on
/// behind it.
class IndexedRecording : public RgbdSource {
  public:
    /// When the pictures of a pair were taken, seconds on the recording's own clock.
    struct Stamps {
        double colourSeconds = 0, depthSeconds = 0;
    };

    [[nodiscard]] const SourceInfo& info() const final { return m_info; }
    [[nodiscard]] const std::vector<CaptureMode>& modes() const final { return m_modes; }
    [[nodiscard]] Result<SourceFormat> start(const std::optional<CaptureMode>& mode) final;
    /// Waits for nothing but the disk, whatever `patience` is.
    [[nodiscard]] Result<std::optional<CapturedFrame>> next(std::chrono::milliseconds patience) final;
    void stop() final { m_isStarted = false; }
    [[nodiscard]] CaptureFault fault() const final { return m_fault; }
    [[nodiscard]] std::size_t frameCount() const final { return m_stamps.size(); }
    [[nodiscard]] double secondsAt(std::size_t pair) const final;
    /// To a pair of the recording, or behind its last.
    [[nodiscard]] Result<void> seek(std::size_t pair) final;

  protected:
    /// `stamps` in the order in which the pairs are delivered; where a clock jumps back, `secondsAt` stands still.
    IndexedRecording(SourceInfo info, SourceFormat format, std::vector<Stamps> stamps);

    [[nodiscard]] const SourceFormat& format() const { return m_format; }
    /// The pair's pictures, both of the size of format().camera; an error names the file and the pair. Its number,
    /// stamps and arrival are filled in by who calls.
    [[nodiscard]] virtual Result<CapturedFrame> read(std::size_t pair) = 0;

  private:
    SourceInfo m_info;
    SourceFormat m_format;
    std::vector<CaptureMode> m_modes;
    std::vector<Stamps> m_stamps;
    std::vector<double> m_seconds; ///< since the first pair, never decreasing
    std::size_t m_position = 0;
    bool m_isStarted = false;
    CaptureFault m_fault = CaptureFault::None;
};

/// How fast pairs follow each other, by the median of their distances, so that a pause or lost pairs do not count; 0
/// where that cannot be told (fewer than two, or all at one moment).
double framesPerSecond(const std::vector<IndexedRecording::Stamps>& stamps);

} // namespace tracestudio
