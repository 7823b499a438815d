#pragma once

#include "app/film_encoder.h"

#include <QFile>
#include <QSize>
#include <array>
#include <cstdint>
#include <opencv2/core/matx.hpp>
#include <vector>

namespace tracestudio {

/// Writes an endless GIF. OpenCV cannot: it asks FFmpeg's GIF encoder for YUV, which that refuses.
///
/// A frame has up to 255 colours. They are chosen for the first frame (median cut) and kept while they suit the next
/// ones about as well, so that still places stay still; colours between two of them are dithered by place, colours that
/// are among them never. Only the rectangle that changed is stored, and in it only the pixels that did.
class GifFilm final : public FilmEncoder {
  public:
    /// Into `file`, open for writing, which must outlive this. At most 50 frames a second: players slow down others.
    GifFilm(QFile& file, const QSize& size, double framesPerSecond);
    bool add(const cv::Mat& bgr) override;
    int finish() override;

  private:
    /// Colours, and which of them is nearest to any other.
    class Palette {
      public:
        Palette() = default;
        explicit Palette(const cv::Mat& bgr);
        [[nodiscard]] std::uint8_t nearest(const cv::Vec3i& bgr);
        [[nodiscard]] const cv::Vec3b& operator[](std::size_t index) const { return m_colours[index]; }
        [[nodiscard]] bool isEmpty() const { return m_colours.empty(); }
        [[nodiscard]] double error(const cv::Mat& bgr); ///< mean squared distance
        [[nodiscard]] QByteArray table() const;         ///< 256 times red, green, blue

      private:
        std::vector<cv::Vec3b> m_colours;
        std::vector<std::int16_t> m_nearest; ///< for 64³ cells; -1: not asked yet
    };

    bool write(const QByteArray& bytes);
    [[nodiscard]] bool choosePalette(const cv::Mat& bgr);

    QFile& m_file;
    const QSize m_size;
    const double m_framesPerSecond;
    int m_frames = 0;
    bool m_isWhole = true; ///< everything reached the file
    Palette m_palette;
    double m_paletteError = 0;     ///< for the frame it was chosen for
    bool m_isPaletteGlobal = true; ///< it is the one in the file's head
    cv::Mat m_before;              ///< the frame before
    cv::Mat m_shown;               ///< what a player shows now
};

} // namespace tracestudio
