#include "app/film_encoder.h"
#include "app/mp4_colours.h"

#include <array>
#include <cstdio>
#include <memory>
#include <mutex>
#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/videoio.hpp>
#include <string>
#include <unistd.h>

namespace tracestudio {

namespace {

/// While it lives, OpenCV and FFmpeg say nothing on this thread of what they try and cannot do: callers tell it in
/// their own words. OpenCV writes some of it to its log, and the rest to stderr, which for glibc is a variable like
/// another.
class Silence {
  public:
    Silence() {
        isSilent = true;
        if (FILE* const stream = quietStream())
            stderr = stream;
    }
    ~Silence() {
        stderr = m_stderr;
        cv::utils::logging::setLogLevel(m_level);
        isSilent = false;
    }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;

  private:
    /// Passes on what other threads write. Never closed: one of them may be about to.
    static FILE* quietStream() {
        static FILE* const stream = [] {
            const auto write = [](void*, const char* text, std::size_t size) {
                return isSilent ? ssize_t(size) : ::write(STDERR_FILENO, text, size);
            };
            FILE* const opened = fopencookie(nullptr, "w", {nullptr, write, nullptr, nullptr});
            if (opened)
                std::setvbuf(opened, nullptr, _IONBF, 0);
            return opened;
        }();
        return stream;
    }

    static inline thread_local bool isSilent = false;
    static inline std::mutex gate;
    const std::lock_guard<std::mutex> m_lock{gate};
    FILE* const m_stderr = stderr;
    const cv::utils::logging::LogLevel m_level = cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
};

class FfmpegFilm final : public FilmEncoder {
  public:
    explicit FfmpegFilm(const char* path)
        : m_path(path) {}
    ~FfmpegFilm() override { close(); }

    bool open(int fourcc, const cv::Size& size, double framesPerSecond) {
        const Silence silence;
        return m_writer.open(m_path, cv::CAP_FFMPEG, fourcc, framesPerSecond,
                             {size.width + size.width % 2, size.height + size.height % 2});
    }

    bool add(const cv::Mat& bgr) override try {
        // swscale cuts Y, U and V off where it should round, so that grey would come out green: half a step is added
        // before, and white kept so that it has the same chroma.
        cv::add(bgr, cv::Scalar(1, 0, 1), m_frame);
        cv::min(m_frame, cv::Scalar(255, 254, 255), m_frame);
        cv::copyMakeBorder(m_frame, m_even, 0, bgr.rows % 2, 0, bgr.cols % 2, cv::BORDER_REPLICATE);
        m_writer.write(m_even);
        return true;
    } catch (const std::exception&) {
        return false;
    }

    int finish() override try {
        close();
        if (m_path.ends_with(".mp4"))
            declareMp4Colours(m_path);
        // A writer does not say that the disk was full, and a header tells what was meant to follow it.
        const Silence silence;
        cv::VideoCapture film(m_path, cv::CAP_FFMPEG);
        int frames = 0;
        while (film.grab())
            ++frames;
        return frames;
    } catch (const std::exception&) {
        return 0;
    }

  private:
    void close() {
        try {
            const Silence silence;
            m_writer.release();
        } catch (const std::exception&) {
            // What is missing is seen when the frames are counted.
        }
    }

    const std::string m_path;
    cv::VideoWriter m_writer;
    cv::Mat m_frame;
    cv::Mat m_even;
};

} // namespace

} // namespace tracestudio

/// The module's one door; see film_file.h. Nothing is thrown across it. No encoder: none takes that.
extern "C" __attribute__((visibility("default"))) void
tracestudioOpenFilm(const char* path, bool isWebM, int width, int height, double framesPerSecond,
                    std::unique_ptr<tracestudio::FilmEncoder>& encoder) {
    using cv::VideoWriter;
    // VP8 before VP9: as sharp at OpenCV's bit rate, four times as fast, and its colours are defined (BT.601), where
    // players guess those of VP9 by the size.
    const std::array<int, 2> codecs =
        isWebM ? std::array{VideoWriter::fourcc('V', 'P', '8', '0'), VideoWriter::fourcc('V', 'P', '9', '0')}
               : std::array{VideoWriter::fourcc('a', 'v', 'c', '1'), VideoWriter::fourcc('m', 'p', '4', 'v')};
    try {
        for (const int codec : codecs) {
            auto film = std::make_unique<tracestudio::FfmpegFilm>(path);
            if (film->open(codec, {width, height}, framesPerSecond)) {
                encoder = std::move(film);
                return;
            }
        }
    } catch (const std::exception&) {
        encoder.reset();
    }
}
