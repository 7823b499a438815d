#include "app/film_file.h"

#include "app/film_encoder.h"
#include "app/gif_film.h"
#include "scene/module.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <QPainter>
#include <QRandomGenerator>
#include <QStorageInfo>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <unistd.h>

namespace tracestudio {

namespace {

using Open = void (*)(const char*, bool, int, int, double, std::unique_ptr<FilmEncoder>&);

std::string sizeText(const QSize& size) {
    return QStringLiteral("%1 × %2").arg(size.width()).arg(size.height()).toStdString();
}

Result<std::unique_ptr<FilmEncoder>> openVideo(const QString& file, const QString& path, FilmFormat format,
                                               const QSize& size, double framesPerSecond) {
    // Once, whichever thread comes first.
    static const Module module = Module::open("libtracestudio_film.so");
    static const auto open = reinterpret_cast<Open>(module.find("tracestudioOpenFilm"));
    if (!open)
        return failure(QT_TRANSLATE_NOOP("messages", "Films cannot be written except as GIF, because a part of the "
                                                     "program is missing (%1). Install it again."),
                       module.problem);
    std::unique_ptr<FilmEncoder> encoder;
    open(QFile::encodeName(file).constData(), format == FilmFormat::WebM, size.width(), size.height(), framesPerSecond,
         encoder);
    if (!encoder && format == FilmFormat::WebM)
        return failure(QT_TRANSLATE_NOOP("messages", "The film %1 cannot be encoded in %2 pixels: OpenCV's FFmpeg has "
                                                     "no VP8 or VP9 encoder that takes it. Choose another size, or "
                                                     "a name that ends in .mp4 or .gif."),
                       path.toStdString(), sizeText(size));
    if (!encoder)
        return failure(QT_TRANSLATE_NOOP("messages", "The film %1 cannot be encoded in %2 pixels: OpenCV's FFmpeg has "
                                                     "no H.264 or MPEG-4 encoder that takes it. Choose another size, "
                                                     "or a name that ends in .webm or .gif."),
                       path.toStdString(), sizeText(size));
    return encoder;
}

/// `frame` over white, as FilmEncoder takes it.
QImage opaque(const QImage& frame) {
    if (!frame.hasAlphaChannel())
        return frame.convertToFormat(QImage::Format_BGR888);
    QImage source = frame;
    source.setDevicePixelRatio(1);
    QImage page(frame.size(), QImage::Format_BGR888);
    page.fill(Qt::white);
    QPainter(&page).drawImage(0, 0, source);
    return page;
}

} // namespace

std::optional<FilmFormat> filmFormatOf(const QString& fileName) {
    const QString ending = QFileInfo(fileName).suffix().toLower();
    if (ending == QLatin1String("mp4"))
        return FilmFormat::Mp4;
    if (ending == QLatin1String("webm"))
        return FilmFormat::WebM;
    if (ending == QLatin1String("gif"))
        return FilmFormat::Gif;
    return std::nullopt;
}

Result<std::unique_ptr<FilmFile>> FilmFile::create(const QString& path, const QSize& size, double framesPerSecond) {
    const std::optional<FilmFormat> format = filmFormatOf(path);
    if (!format)
        return failure(QT_TRANSLATE_NOOP("messages", "%1 does not say what film it is to be. Choose a name that ends "
                                                     "in .mp4, .webm or .gif."),
                       path.toStdString());
    const double fastest = *format == FilmFormat::Gif ? 50 : 240;
    if (!(framesPerSecond >= 1 && framesPerSecond <= fastest))
        return failure(QT_TRANSLATE_NOOP("messages", "The film %1 cannot show %2 frames a second. Choose 1 to %3."),
                       path.toStdString(), QString::number(framesPerSecond).toStdString(),
                       QString::number(fastest).toStdString());
    // Encoders fail beyond these, some by ending the program.
    constexpr int smallest = 16;
    constexpr int largest = 16'000;
    if (std::min(size.width(), size.height()) < smallest || std::max(size.width(), size.height()) > largest)
        return failure(
            QT_TRANSLATE_NOOP("messages", "The film %1 cannot have %2 pixels. Choose %3 to %4 for each side."),
            path.toStdString(), sizeText(size), std::to_string(smallest), std::to_string(largest));

    std::unique_ptr<FilmFile> film(new FilmFile);
    // What a link leads to is replaced, not the link.
    const QFileInfo place(path);
    film->m_path = place.exists() ? place.canonicalFilePath() : place.absoluteFilePath();
    film->m_size = size;
    if (place.isDir())
        return failure(QT_TRANSLATE_NOOP("messages", "The film %1 cannot be written: a folder has that name. Choose "
                                                     "another name."),
                       path.toStdString());
    // FFmpeg chooses the container by the ending.
    const QString hidden = QStringLiteral(".film-%1.%2")
                               .arg(QRandomGenerator::system()->generate64(), 16, 16, QLatin1Char('0'))
                               .arg(place.suffix().toLower());
    film->m_file.setFileName(QFileInfo(film->m_path).dir().filePath(hidden));
    if (!film->m_file.open(QIODevice::WriteOnly | QIODevice::NewOnly | QIODevice::Unbuffered))
        return failure(QT_TRANSLATE_NOOP("messages", "The film %1 cannot be written: %2. Choose a folder that you can "
                                                     "write to."),
                       path.toStdString(), film->m_file.errorString().toStdString());
    if (*format == FilmFormat::Gif) {
        film->m_encoder = openGif(film->m_file, size, framesPerSecond);
    } else if (auto encoder = openVideo(film->m_file.fileName(), path, *format, size, framesPerSecond)) {
        film->m_encoder = std::move(*encoder);
    } else {
        return tl::unexpected(encoder.error());
    }
    return film;
}

FilmFile::~FilmFile() {
    m_encoder.reset();
    if (m_file.isOpen())
        m_file.remove();
}

Result<void> FilmFile::add(const QImage& frame) {
    if (frame.size() != m_size)
        return failure(QT_TRANSLATE_NOOP("messages", "A frame of the film %1 has %2 instead of %3 pixels."),
                       m_path.toStdString(), sizeText(frame.size()), sizeText(m_size));
    QImage picture = opaque(frame);
    const cv::Mat bgr(picture.height(), picture.width(), CV_8UC3, picture.bits(), std::size_t(picture.bytesPerLine()));
    ++m_frames;
    if (!m_encoder || !m_encoder->add(bgr))
        return incomplete(m_frames - 1);
    return {};
}

Result<void> FilmFile::finish() {
    if (m_frames == 0)
        return failure(QT_TRANSLATE_NOOP("messages", "The film %1 has no frames and was not written."),
                       m_path.toStdString());
    const int arrived = m_encoder ? m_encoder->finish() : 0;
    m_encoder.reset();
    if (arrived != m_frames)
        return incomplete(arrived);
    // Whoever wrote the bytes: a sync is of the file, not of the descriptor.
    if (::fsync(m_file.handle()) != 0)
        return incomplete(0);
    if (::rename(QFile::encodeName(m_file.fileName()).constData(), QFile::encodeName(m_path).constData()) != 0)
        return failure(QT_TRANSLATE_NOOP("messages", "The film cannot be given its name %1: %2. Choose another name."),
                       m_path.toStdString(), std::strerror(errno));
    m_file.close();
    return {};
}

tl::unexpected<Error> FilmFile::incomplete(int frames) const {
    const qint64 free = std::max<qint64>(0, QStorageInfo(QFileInfo(m_path).path()).bytesAvailable());
    return failure(QT_TRANSLATE_NOOP("messages", "The film %1 cannot be written as a whole: %2 of %3 frames arrived, "
                                                 "and %4 are free on the disk. Make room there, or choose another "
                                                 "folder."),
                   m_path.toStdString(), std::to_string(frames), std::to_string(m_frames),
                   QLocale::c().formattedDataSize(free).toStdString());
}

} // namespace tracestudio
