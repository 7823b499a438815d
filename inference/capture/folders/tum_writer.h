#pragma once

#include "capture/rgbd_source.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tracestudio {

/// Records frames as a folder of the TUM RGB-D benchmark: rgb/, depth/, rgb.txt, depth.txt, and camera.txt for the
/// intrinsics. openTumFolder reads the same frames back, in the same pairs. One thread at a time.
///
/// What is listed exists: pictures are on the disk before the lists name them, which happens every second and at the
/// end. Depth is written in 1/5000 m, as the benchmark has it, and so ends at 13.107 m: readings beyond become "no
/// reading" and are counted. Stamps are the frames' own as long as they grow and the two of a pair are within 5 ms, so
/// that nobody pairs them otherwise; after a clock's jump they go on 1/30 s behind the last.
class TumWriter {
  public:
    /// A picture as the bytes of a PNG file: CV_8UC3 BGR or CV_16UC1. Called by two threads at once.
    using EncodePng = std::function<Result<std::vector<std::uint8_t>>(const cv::Mat&)>;

    /// Begins a recording of frames of `camera` in a folder that is empty or not there.
    static Result<std::unique_ptr<TumWriter>> create(const std::filesystem::path& folder, const Camera& camera,
                                                     EncodePng encodePng);
    /// Lists what is not listed yet; call `flush` first to know whether that worked.
    ~TumWriter();
    TumWriter(const TumWriter&) = delete;
    TumWriter& operator=(const TumWriter&) = delete;

    /// After an error the frame is not in the recording; those before it are, or will be.
    Result<void> append(const CapturedFrame& captured);
    /// Lists the frames that were written. After an error it may be tried again.
    Result<void> flush();

    [[nodiscard]] std::size_t frameCount() const { return m_frameCount; }
    [[nodiscard]] std::uint64_t bytesWritten() const { return m_bytesWritten; } ///< of pictures
    /// Readings beyond 13.107 m, in all frames so far.
    [[nodiscard]] std::uint64_t tooFarCount() const { return m_tooFarCount; }

  private:
    TumWriter(std::filesystem::path folder, const Camera& camera, EncodePng encodePng);
    [[nodiscard]] Result<std::size_t> writePicture(const std::filesystem::path& file, const cv::Mat& picture) const;

    std::filesystem::path m_folder;
    Camera m_camera;
    EncodePng m_encodePng;
    std::string m_colourLines, m_depthLines;              ///< not listed yet
    std::uintmax_t m_colourListed = 0, m_depthListed = 0; ///< bytes of the lists that are whole
    std::chrono::steady_clock::time_point m_flushed;
    std::int64_t m_lastColour = -1, m_lastDepth = -1; ///< stamps, microseconds
    std::int64_t m_clockOffset = 0;                   ///< what the frames' own stamps lack since a jump, microseconds
    std::size_t m_frameCount = 0;
    std::uint64_t m_bytesWritten = 0, m_tooFarCount = 0;
};

} // namespace tracestudio
