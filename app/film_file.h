#pragma once

#include "scene/result.h"

#include <QFile>
#include <QImage>
#include <QSize>
#include <QString>
#include <memory>
#include <optional>

namespace tracestudio {

class FilmEncoder;

enum class FilmFormat {
    Mp4,  ///< H.264, else MPEG-4; thin lines of strong colour soften (4:2:0)
    WebM, ///< VP8, else VP9; likewise
    Gif,  ///< 255 colours that follow the frames; without end
};

/// The format that the ending of `fileName` stands for: .mp4, .webm or .gif in any case.
std::optional<FilmFormat> filmFormatOf(const QString& fileName);

/// A film as it is written, frame by frame. It grows under a hidden name in the same folder and takes its own name,
/// and the place of a file of that name, only in `finish`: an error, a full disk or a cancel leave what was there
/// before and nothing else. OpenCV's videoio and FFmpeg are in a module that is loaded for the first MP4 or WebM. One
/// thread at a time, any thread; encoding is slow.
class FilmFile {
  public:
    /// Begins a film of `size` pixels, 16 to 16 000 a side, at 1 to 240 frames a second; a GIF shows at most 50, timed
    /// in hundredths of a second. MP4 and WebM have even sizes only: an odd one gets its last column or row twice. An
    /// error when the ending names no format, when nothing can be written there, and when the size, the rate or the
    /// format cannot be encoded here.
    static Result<std::unique_ptr<FilmFile>> create(const QString& path, const QSize& size, double framesPerSecond);
    /// Closes the film; unless it is finished, removes what was written. May take a second while FFmpeg lets go.
    ~FilmFile();
    FilmFile(const FilmFile&) = delete;
    FilmFile& operator=(const FilmFile&) = delete;

    /// Adds a frame of exactly the film's size, whatever its format and device pixel ratio; it is laid over white.
    Result<void> add(const QImage& frame);
    /// Closes the film, reads it to see whether every frame arrived, brings it to the disk and gives it its name. Once.
    Result<void> finish();

  private:
    FilmFile() = default;
    [[nodiscard]] tl::unexpected<Error> incomplete(int frames) const;

    QString m_path;
    QFile m_file; ///< under its hidden name; open so that the bytes can be synced
    QSize m_size;
    int m_frames = 0;
    std::unique_ptr<FilmEncoder> m_encoder; ///< null once finished
};

} // namespace tracestudio
