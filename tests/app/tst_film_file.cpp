// Films are read again by OpenCV, and GIFs by Qt as well: frames, size, rate and colours. What goes wrong leaves
// nothing.
#include "app/film_file.h"

#include <QDir>
#include <QFileInfo>
#include <QImageReader>
#include <QPainter>
#include <QProcess>
#include <QTemporaryDir>
#include <QTemporaryFile>
#include <QTest>
#include <array>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <opencv2/core.hpp>
#include <opencv2/videoio.hpp>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

using namespace tracestudio;

namespace {

constexpr int frameCount = 12;
const QColor sky(40, 120, 200);

/// A white page with a dark band, a blue disc that moves from left to right, and shades below it.
QImage drawn(const QSize& size, int number, QImage::Format format = QImage::Format_RGB32) {
    QImage frame(size, format);
    frame.fill(Qt::white);
    QPainter painter(&frame);
    painter.setPen(Qt::NoPen);
    painter.fillRect(0, 0, size.width(), size.height() / 4, QColor(24, 26, 30));
    QLinearGradient shades(0, 0, size.width(), 0);
    shades.setColorAt(0, QColor(200, 60, 40));
    shades.setColorAt(1, QColor(60, 160, 90));
    painter.fillRect(0, size.height() * 3 / 4, size.width(), size.height(), shades);
    painter.setBrush(sky);
    painter.drawEllipse(QRect(4 + 8 * number, size.height() / 2 - 10, 20, 20));
    return frame;
}

struct Film {
    std::vector<cv::Mat> frames;
    double framesPerSecond = 0;
    bool isOpen = false;
};

Film readBack(const QString& path) {
    Film film;
    cv::VideoCapture capture(path.toStdString(), cv::CAP_FFMPEG);
    film.isOpen = capture.isOpened();
    film.framesPerSecond = capture.get(cv::CAP_PROP_FPS);
    for (cv::Mat frame; capture.read(frame);)
        film.frames.push_back(frame.clone());
    return film;
}

/// The largest difference of a channel between a film's pixel and `wanted`.
int distance(const cv::Mat& frame, const QPoint& place, const QColor& wanted) {
    const auto& pixel = frame.at<cv::Vec3b>(place.y(), place.x());
    return std::max(
        {std::abs(pixel[0] - wanted.blue()), std::abs(pixel[1] - wanted.green()), std::abs(pixel[2] - wanted.red())});
}

#define VERIFY_RESULT(expression)                                                                                      \
    do {                                                                                                               \
        const auto& outcome = (expression);                                                                            \
        QVERIFY2(outcome.has_value(), outcome ? "" : outcome.error().message().c_str());                               \
    } while (false)

class FilmFileTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    QString in(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }
    /// What is in the folder, hidden files too.
    QStringList files() const {
        return QDir(m_folder.path()).entryList(QDir::Files | QDir::Hidden | QDir::System, QDir::Name);
    }
    void putFile(const QString& path, const QByteArray& bytes) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    static QByteArray contentOf(const QString& path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

  private Q_SLOTS:
    void init() {
        for (const QString& name : files())
            QFile::remove(m_folder.filePath(name));
    }

    void theEndingNamesTheFormat() {
        QCOMPARE(filmFormatOf(QStringLiteral("a/turntable.mp4")), FilmFormat::Mp4);
        QCOMPARE(filmFormatOf(QStringLiteral("Sweep.1.WebM")), FilmFormat::WebM);
        QCOMPARE(filmFormatOf(QStringLiteral("x.GIF")), FilmFormat::Gif);
        QVERIFY(!filmFormatOf(QStringLiteral("x.avi")));
        QVERIFY(!filmFormatOf(QStringLiteral("mp4")));
    }

    void aFilmIsReadAgainAsItWasDrawn_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<QSize>("sizeInFile");
        QTest::addColumn<double>("framesPerSecond");
        QTest::addColumn<int>("tolerance");
        const QSize even(160, 120);
        const QSize odd(161, 119);
        QTest::newRow("MP4") << "film.mp4" << even << even << 25.0 << 12;
        QTest::newRow("MP4, odd") << "odd.mp4" << odd << QSize(162, 120) << 12.5 << 12;
        QTest::newRow("WebM") << "film.webm" << even << even << 25.0 << 12;
        QTest::newRow("WebM, odd") << "odd.webm" << odd << QSize(162, 120) << 29.97 << 12;
        QTest::newRow("GIF") << "film.gif" << even << even << 25.0 << 3;
        QTest::newRow("GIF, odd") << "odd.gif" << odd << odd << 10.0 << 3;
        QTest::newRow("a name that is no ASCII") << "мяч 茶杯 50%d.mp4" << even << even << 30.0 << 12;
    }

    void aFilmIsReadAgainAsItWasDrawn() {
        QFETCH(QString, name);
        QFETCH(QSize, size);
        QFETCH(QSize, sizeInFile);
        QFETCH(double, framesPerSecond);
        QFETCH(int, tolerance);
        const QString path = m_folder.filePath(name);
        auto film = FilmFile::create(path, size, framesPerSecond);
        VERIFY_RESULT(film);
        for (int i = 0; i < frameCount; ++i)
            VERIFY_RESULT((*film)->add(drawn(size, i)));
        QVERIFY(!QFile::exists(path));
        VERIFY_RESULT((*film)->finish());
        film->reset();
        QCOMPARE(files(), QStringList{name});

        const Film read = readBack(path);
        QVERIFY(read.isOpen);
        QCOMPARE(int(read.frames.size()), frameCount);
        QVERIFY2(std::abs(read.framesPerSecond - framesPerSecond) < 0.01,
                 qPrintable(QString::number(read.framesPerSecond)));
        for (int i = 0; i < frameCount; ++i) {
            const cv::Mat& frame = read.frames[std::size_t(i)];
            QCOMPARE(QSize(frame.cols, frame.rows), sizeInFile);
            const QImage wanted = drawn(size, i);
            const int middle = size.height() / 2;
            for (const QPoint& place : {QPoint(14 + 8 * i, middle), QPoint(20, 10), QPoint(size.width() - 8, middle),
                                        QPoint(20, size.height() - 8), QPoint(size.width() - 1, size.height() - 1)})
                QVERIFY2(distance(frame, place, wanted.pixelColor(place)) <= tolerance,
                         qPrintable(QStringLiteral("frame %1 at %2, %3").arg(i).arg(place.x()).arg(place.y())));
            // Disc and page are apart in every frame: nothing was repeated.
            QVERIFY(distance(frame, {14 + 8 * ((i + 5) % frameCount), middle}, sky) > 60);
        }
    }

    void anOddSizeGetsItsLastColumnAndRowTwice() {
        QImage frame(33, 21, QImage::Format_RGB32);
        frame.fill(QColor(30, 160, 60));
        auto film = FilmFile::create(in("odd.webm"), frame.size(), 10);
        VERIFY_RESULT(film);
        VERIFY_RESULT((*film)->add(frame));
        VERIFY_RESULT((*film)->finish());
        const Film read = readBack(in("odd.webm"));
        QCOMPARE(int(read.frames.size()), 1);
        QCOMPARE(read.frames[0].cols, 34);
        QCOMPARE(read.frames[0].rows, 22);
        QVERIFY(distance(read.frames[0], {33, 21}, QColor(30, 160, 60)) <= 6);
    }

    void whiteAndGreyHaveNoTint_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("MP4") << "grey.mp4";
        QTest::newRow("WebM") << "grey.webm";
        QTest::newRow("GIF") << "grey.gif";
    }

    void whiteAndGreyHaveNoTint() {
        QFETCH(QString, name);
        for (const int level : {0, 60, 128, 255}) {
            QImage frame(64, 64, QImage::Format_RGB32);
            frame.fill(QColor(level, level, level));
            auto film = FilmFile::create(m_folder.filePath(name), frame.size(), 10);
            VERIFY_RESULT(film);
            for (int i = 0; i < 3; ++i)
                VERIFY_RESULT((*film)->add(frame));
            VERIFY_RESULT((*film)->finish());
            const Film read = readBack(m_folder.filePath(name));
            QCOMPARE(int(read.frames.size()), 3);
            const auto pixel = read.frames[1].at<cv::Vec3b>(30, 30);
            const auto [low, high] = std::minmax({pixel[0], pixel[1], pixel[2]});
            QVERIFY2(high - low <= 2 && std::abs(pixel[1] - level) <= 3,
                     qPrintable(
                         QStringLiteral("%1 became %2, %3, %4").arg(level).arg(pixel[2]).arg(pixel[1]).arg(pixel[0])));
        }
    }

    // Else players would guess by the size: BT.601 for a small picture, BT.709 for a large one.
    void anMp4TellsWhatItsColoursMean() {
        auto film = FilmFile::create(in("film.mp4"), {1280, 720}, 10);
        VERIFY_RESULT(film);
        VERIFY_RESULT((*film)->add(drawn({1280, 720}, 0)));
        VERIFY_RESULT((*film)->finish());
        // Primaries and transfer of BT.709, the matrix of BT.601, not the full range.
        QVERIFY(contentOf(in("film.mp4"))
                    .contains(QByteArray::fromHex("636f6c726e636c78"
                                                  "00010001000600")));
        QCOMPARE(int(readBack(in("film.mp4")).frames.size()), 1);
    }

    void framesOfAnyFormatAreLaidOverWhite_data() {
        QTest::addColumn<int>("format");
        QTest::newRow("ARGB32") << int(QImage::Format_ARGB32);
        QTest::newRow("premultiplied") << int(QImage::Format_ARGB32_Premultiplied);
        QTest::newRow("RGBA64") << int(QImage::Format_RGBA64);
        QTest::newRow("RGB888") << int(QImage::Format_RGB888);
        QTest::newRow("grey") << int(QImage::Format_Grayscale8);
    }

    void framesOfAnyFormatAreLaidOverWhite() {
        QFETCH(int, format);
        QImage frame(50, 40, QImage::Format_ARGB32);
        frame.fill(Qt::transparent);
        const bool hasAlpha = QImage(1, 1, QImage::Format(format)).hasAlphaChannel();
        if (!hasAlpha)
            frame.fill(Qt::white);
        QPainter(&frame).fillRect(0, 0, 25, 40, QColor(90, 90, 90));
        frame = frame.convertToFormat(QImage::Format(format));
        frame.setDevicePixelRatio(2);
        auto film = FilmFile::create(in("over.gif"), frame.size(), 10);
        VERIFY_RESULT(film);
        VERIFY_RESULT((*film)->add(frame));
        VERIFY_RESULT((*film)->finish());
        const Film read = readBack(in("over.gif"));
        QCOMPARE(int(read.frames.size()), 1);
        QVERIFY(distance(read.frames[0], {10, 35}, QColor(90, 90, 90)) <= 1);
        QVERIFY(distance(read.frames[0], {45, 35}, Qt::white) <= 0);
    }

    void aGifPlaysWithoutEndAndAtItsRate() {
        auto film = FilmFile::create(in("loop.gif"), {64, 64}, 30);
        VERIFY_RESULT(film);
        for (int i = 0; i < 30; ++i)
            VERIFY_RESULT((*film)->add(drawn({64, 64}, i % 4)));
        VERIFY_RESULT((*film)->finish());
        QImageReader reader(in("loop.gif"));
        QCOMPARE(reader.imageCount(), 30);
        QCOMPARE(reader.loopCount(), -1);
        int milliseconds = 0;
        for (int i = 0; i < 30; ++i) {
            const QImage frame = reader.read();
            QVERIFY2(!frame.isNull(), qPrintable(reader.errorString()));
            milliseconds += reader.nextImageDelay();
            QCOMPARE(frame.pixelColor(14 + 8 * (i % 4), 32), sky);
            QCOMPARE(frame.pixelColor(2, 32), QColor(Qt::white));
        }
        QCOMPARE(milliseconds, 1000);
    }

    // More colours than a GIF has, everything changing at once, and codes that fill the encoder's table many times
    // over.
    void aGifKeepsNoiseAndShadesCloseAndStillPartsStill() {
        constexpr int side = 300;
        const auto shaded = [](int number) {
            QImage frame(side, side, QImage::Format_RGB32);
            std::uint32_t random = 7;
            for (int y = 0; y < side; ++y)
                for (int x = 0; x < side; ++x) {
                    random = random * 1'664'525 + 1'013'904'223;
                    const int noise = int(random >> 28);
                    // The upper half stays, the lower changes its light.
                    const int light = y < side / 2 ? 0 : number * 8;
                    frame.setPixelColor(x, y, QColor(x * 200 / side + noise, y * 200 / side + noise, 60 + light));
                }
            return frame;
        };
        auto film = FilmFile::create(in("noise.gif"), {side, side}, 20);
        VERIFY_RESULT(film);
        for (int i = 0; i < 8; ++i)
            VERIFY_RESULT((*film)->add(shaded(i)));
        VERIFY_RESULT((*film)->finish());
        const Film read = readBack(in("noise.gif"));
        QCOMPARE(int(read.frames.size()), 8);
        for (int i = 0; i < 8; ++i) {
            const QImage wanted = shaded(i);
            double sum = 0;
            for (int y = 0; y < side; ++y)
                for (int x = 0; x < side; ++x)
                    sum += distance(read.frames[std::size_t(i)], {x, y}, wanted.pixelColor(x, y));
            QVERIFY2(sum / (side * side) < 12, qPrintable(QString::number(sum / (side * side))));
            const cv::Rect still(0, 0, side, side / 2);
            QCOMPARE(cv::norm(read.frames[std::size_t(i)](still), read.frames[0](still), cv::NORM_INF), 0.0);
        }
    }

    void aFileIsReplacedOnlyWhenTheFilmIsFinished_data() { formats(); }
    void aFileIsReplacedOnlyWhenTheFilmIsFinished() {
        QFETCH(QString, name);
        const QString path = m_folder.filePath(name);
        putFile(path, "an older film");
        auto film = FilmFile::create(path, {64, 48}, 10);
        VERIFY_RESULT(film);
        VERIFY_RESULT((*film)->add(drawn({64, 48}, 0)));
        QCOMPARE(contentOf(path), QByteArray("an older film"));
        VERIFY_RESULT((*film)->finish());
        QVERIFY(contentOf(path) != QByteArray("an older film"));
        QCOMPARE(int(readBack(path).frames.size()), 1);
        QCOMPARE(files(), QStringList{name});
    }

    void aLinkStaysAndWhatItLeadsToIsReplaced() {
        QVERIFY(QDir(m_folder.path()).mkdir(QStringLiteral("elsewhere")));
        putFile(in("elsewhere/real.gif"), "an older film");
        QVERIFY(QFile::link(in("elsewhere/real.gif"), in("link.gif")));
        auto film = FilmFile::create(in("link.gif"), {64, 48}, 10);
        VERIFY_RESULT(film);
        VERIFY_RESULT((*film)->add(drawn({64, 48}, 0)));
        VERIFY_RESULT((*film)->finish());
        QVERIFY(QFileInfo(in("link.gif")).isSymLink());
        QCOMPARE(int(readBack(in("elsewhere/real.gif")).frames.size()), 1);
    }

    void aCancelledFilmLeavesNothing_data() { formats(); }
    void aCancelledFilmLeavesNothing() {
        QFETCH(QString, name);
        const QString path = m_folder.filePath(name);
        putFile(path, "an older film");
        {
            auto film = FilmFile::create(path, {64, 48}, 10);
            VERIFY_RESULT(film);
            for (int i = 0; i < 5; ++i)
                VERIFY_RESULT((*film)->add(drawn({64, 48}, i)));
            QCOMPARE(int(files().size()), 2);
        }
        QCOMPARE(files(), QStringList{name});
        QCOMPARE(contentOf(path), QByteArray("an older film"));
    }

    void aFilmWithoutFramesIsNotWritten_data() { formats(); }
    void aFilmWithoutFramesIsNotWritten() {
        QFETCH(QString, name);
        {
            auto film = FilmFile::create(m_folder.filePath(name), {64, 48}, 10);
            VERIFY_RESULT(film);
            QVERIFY(!(*film)->finish());
        }
        QCOMPARE(files(), QStringList());
    }

    // Beyond that many bytes the system refuses to write, as it does when a disk is full.
    void aFullDiskIsToldAndKeepsTheOldFile_data() { formats(); }
    void aFullDiskIsToldAndKeepsTheOldFile() {
        QFETCH(QString, name);
        const QString path = m_folder.filePath(name);
        putFile(path, "an older film");
        const auto handler = std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
        // Enough for the head and some frames.
        const rlimit small{20'000, before.rlim_max};
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
        const auto outcome = [&]() -> Result<void> {
            auto film = FilmFile::create(path, {320, 240}, 10);
            if (!film)
                return tl::unexpected(film.error());
            std::uint32_t random = 1;
            for (int i = 0; i < 20; ++i) {
                QImage frame = drawn({320, 240}, i);
                for (int y = 60; y < 180; ++y)
                    for (int x = 0; x < 320; ++x)
                        frame.setPixel(x, y, (random = random * 1'664'525 + 1'013'904'223) >> 8);
                if (auto added = (*film)->add(frame); !added)
                    return added;
            }
            return (*film)->finish();
        }();
        setrlimit(RLIMIT_FSIZE, &before);
        std::signal(SIGXFSZ, handler);
        QVERIFY(!outcome);
        const QString message = QString::fromStdString(outcome.error().message());
        QVERIFY2(message.contains(name) && message.contains(QLatin1String("Make room")), qPrintable(message));
        QCOMPARE(files(), QStringList{name});
        QCOMPARE(contentOf(path), QByteArray("an older film"));
    }

    void whereNothingCanBeWrittenIsToldAtOnce_data() { formats(); }
    void whereNothingCanBeWrittenIsToldAtOnce() {
        QFETCH(QString, name);
        putFile(in("a file"), "");
        // Not even the superuser writes below a file, in /proc, or in a folder that is not there.
        for (const QString& folder : {in("a file"), QStringLiteral("/proc"), in("no such folder")}) {
            const QString path = folder + QLatin1Char('/') + name;
            const auto film = FilmFile::create(path, {64, 48}, 10);
            QVERIFY(!film);
            const QString message = QString::fromStdString(film.error().message());
            QVERIFY2(message.contains(path) && message.contains(QLatin1String("folder")), qPrintable(message));
        }
        QCOMPARE(files(), QStringList{QStringLiteral("a file")});
    }

    void aNameOrFolderThatIsTakenAwayMeanwhileIsTold() {
        QVERIFY(QDir(m_folder.path()).mkpath(QStringLiteral("meanwhile")));
        for (const char* name : {"meanwhile/film.mp4", "meanwhile/film.gif"}) {
            auto film = FilmFile::create(in(name), {64, 48}, 10);
            VERIFY_RESULT(film);
            VERIFY_RESULT((*film)->add(drawn({64, 48}, 0)));
            QVERIFY(QDir().mkpath(in(name)));
            const auto finished = (*film)->finish();
            QVERIFY(!finished);
            QVERIFY(finished.error().message().find("Choose another name") != std::string::npos);
            film->reset();
            QCOMPARE(QDir(in("meanwhile")).entryList(QDir::Files | QDir::Hidden), QStringList());
            QVERIFY(QDir().rmdir(in(name)));

            film = FilmFile::create(in(name), {64, 48}, 10);
            VERIFY_RESULT(film);
            VERIFY_RESULT((*film)->add(drawn({64, 48}, 0)));
            QVERIFY(QDir(in("meanwhile")).removeRecursively());
            QVERIFY(!(*film)->finish());
            QVERIFY(QDir(m_folder.path()).mkpath(QStringLiteral("meanwhile")));
        }
    }

    void whatCannotBeAFilmIsToldAtOnce() {
        QVERIFY(QDir(m_folder.path()).mkpath(QStringLiteral("folder.mp4")));
        const std::vector<Result<std::unique_ptr<FilmFile>>> refused = [&] {
            std::vector<Result<std::unique_ptr<FilmFile>>> outcomes;
            outcomes.push_back(FilmFile::create(in("film.avi"), {64, 48}, 10));
            outcomes.push_back(FilmFile::create(in("film"), {64, 48}, 10));
            outcomes.push_back(FilmFile::create(in("film.mp4"), {15, 48}, 10));
            outcomes.push_back(FilmFile::create(in("film.mp4"), {}, 10));
            outcomes.push_back(FilmFile::create(in("film.mp4"), {64, 20'000}, 10));
            outcomes.push_back(FilmFile::create(in("film.webm"), {64, 48}, 0));
            outcomes.push_back(FilmFile::create(in("film.webm"), {64, 48}, std::nan("")));
            outcomes.push_back(FilmFile::create(in("film.gif"), {64, 48}, 60));
            outcomes.push_back(FilmFile::create(in("folder.mp4"), {64, 48}, 10));
            return outcomes;
        }();
        for (std::size_t i = 0; i < refused.size(); ++i) {
            QVERIFY2(!refused[i], qPrintable(QString::number(i)));
            QVERIFY(refused[i].error().message().find("Choose") != std::string::npos);
        }
        QCOMPARE(files(), QStringList());
    }

    void nothingIsPrinted_data() { formats(); }
    void nothingIsPrinted() {
        QFETCH(QString, name);
        QTemporaryFile printed;
        QVERIFY(printed.open());
        std::fflush(stderr);
        const int before = ::dup(STDERR_FILENO);
        QVERIFY(::dup2(printed.handle(), STDERR_FILENO) >= 0);
        bool isGood = false;
        {
            auto film = FilmFile::create(m_folder.filePath(name), {64, 48}, 10);
            isGood = film && (*film)->add(drawn({64, 48}, 0)) && (*film)->finish();
        }
        std::fputs("the rest is", stderr);
        std::fflush(stderr);
        ::dup2(before, STDERR_FILENO);
        ::close(before);
        QVERIFY(isGood);
        QVERIFY(printed.seek(0));
        QCOMPARE(printed.readAll(), QByteArray("the rest is"));
    }

    // This program without the module beside it is a copy of it elsewhere, which runs this function only.
    void aMissingModuleIsTold() {
        const QString program = QCoreApplication::applicationFilePath();
        if (QFile::exists(QFileInfo(program).dir().filePath(QStringLiteral("../libtracestudio_film.so")))) {
            QTemporaryDir elsewhere;
            const QString copy = elsewhere.filePath(QStringLiteral("tst_film_file"));
            QVERIFY(QFile::copy(program, copy));
            QProcess process;
            process.setProcessChannelMode(QProcess::MergedChannels);
            process.start(copy, {QString::fromLatin1(QTest::currentTestFunction())});
            QVERIFY2(process.waitForFinished(60'000), qPrintable(process.errorString()));
            QVERIFY2(process.exitCode() == 0, process.readAll().constData());
            return;
        }
        for (const char* name : {"film.mp4", "film.webm"}) {
            const auto film = FilmFile::create(in(name), {64, 48}, 10);
            QVERIFY(!film);
            const QString message = QString::fromStdString(film.error().message());
            QVERIFY2(message.contains(QLatin1String("Install it again")), qPrintable(message));
            QCOMPARE(files(), QStringList());
        }
        auto film = FilmFile::create(in("film.gif"), {64, 48}, 10);
        VERIFY_RESULT(film);
        VERIFY_RESULT((*film)->add(drawn({64, 48}, 0)));
        VERIFY_RESULT((*film)->finish());
    }

    void aFrameOfAnotherSizeIsRefusedAndTheFilmGoesOn() {
        auto film = FilmFile::create(in("film.webm"), {64, 48}, 10);
        VERIFY_RESULT(film);
        VERIFY_RESULT((*film)->add(drawn({64, 48}, 0)));
        QVERIFY(!(*film)->add(drawn({48, 64}, 1)));
        VERIFY_RESULT((*film)->add(drawn({64, 48}, 2)));
        VERIFY_RESULT((*film)->finish());
        QCOMPARE(int(readBack(in("film.webm")).frames.size()), 2);
    }

    void theSmallestFilmsAreWritten_data() { formats(); }
    void theSmallestFilmsAreWritten() {
        QFETCH(QString, name);
        auto film = FilmFile::create(m_folder.filePath(name), {16, 16}, 1);
        VERIFY_RESULT(film);
        QImage frame(16, 16, QImage::Format_RGB32);
        frame.fill(Qt::white);
        VERIFY_RESULT((*film)->add(frame));
        VERIFY_RESULT((*film)->finish());
        QCOMPARE(int(readBack(m_folder.filePath(name)).frames.size()), 1);
    }

    void filmsAreWrittenOnSeveralThreadsAtOnce() {
        const QStringList names{QStringLiteral("1.mp4"), QStringLiteral("2.webm"), QStringLiteral("3.gif"),
                                QStringLiteral("4.mp4")};
        std::array<bool, 4> isGood{};
        {
            std::vector<std::jthread> threads;
            for (std::size_t i = 0; i < isGood.size(); ++i)
                threads.emplace_back([&, i] {
                    auto film = FilmFile::create(m_folder.filePath(names[qsizetype(i)]), {160, 120}, 10);
                    isGood[i] = film.has_value();
                    for (int number = 0; number < frameCount && isGood[i]; ++number)
                        isGood[i] = (*film)->add(drawn({160, 120}, number)).has_value();
                    isGood[i] = isGood[i] && (*film)->finish().has_value();
                });
        }
        QCOMPARE(isGood, (std::array{true, true, true, true}));
        QCOMPARE(files(), names);
        for (const QString& name : names)
            QCOMPARE(int(readBack(m_folder.filePath(name)).frames.size()), frameCount);
    }

  private:
    static void formats() {
        QTest::addColumn<QString>("name");
        QTest::newRow("MP4") << "film.mp4";
        QTest::newRow("WebM") << "film.webm";
        QTest::newRow("GIF") << "film.gif";
    }
};

} // namespace

QTEST_MAIN(FilmFileTest)
#include "tst_film_file.moc"
