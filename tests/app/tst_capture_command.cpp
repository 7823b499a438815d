// `capture`, run as a person runs it: the program itself, on recordings that the test makes.
#include "app/capture_arguments.h"
#include "benchmark/dataset.h"
#include "capture/sources.h"
#include "capture/virtual_camera/virtual_camera.h"
#include "capture/virtual_camera/virtual_scene.h"
#include "program.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <opencv2/imgcodecs.hpp>
#include <unistd.h>

using namespace tracestudio;
using testing::Run;
using testing::run;

namespace {

constexpr int width = 64;
constexpr int height = 48;
constexpr double rate = 10; ///< of the recordings, frames a second
const Camera camera{width, height, 51.5, 52.25, 31, 24.5};

template <typename Request>
Request parsed(const QStringList& arguments) {
    return std::get<Request>(parseCommandLine(QStringList(QStringLiteral("tracestudio")) + arguments));
}

/// What frame `number` of every recording shows: no two are alike.
cv::Mat colourOf(int number) {
    cv::Mat colour(height, width, CV_8UC3);
    for (int v = 0; v < height; ++v)
        for (int u = 0; u < width; ++u)
            colour.at<cv::Vec3b>(v, u) = cv::Vec3b(uchar(number), uchar(u * 3), uchar(v * 4 + number / 256));
    return colour;
}

cv::Mat millimetresOf(int number) {
    cv::Mat depth(height, width, CV_16UC1);
    for (int v = 0; v < height; ++v)
        for (int u = 0; u < width; ++u)
            depth.at<std::uint16_t>(v, u) = std::uint16_t((u + v) % 7 == 0 ? 0 : 500 + number * 3 + u * 10 + v);
    return depth;
}

bool areSame(const cv::Mat& a, const cv::Mat& b) {
    return a.size() == b.size() && a.type() == b.type() && cv::norm(a, b, cv::NORM_INF) == 0;
}

/// A TUM folder, and a place beside it for what is recorded.
class Recording {
  public:
    explicit Recording(int frames, int repeats = 1) {
        const std::filesystem::path folder = path("source").toStdString();
        std::filesystem::create_directories(folder / "rgb");
        std::filesystem::create_directories(folder / "depth");
        QByteArray colourList = "# color images\n", depthList = "# depth maps\n";
        for (int i = 0; i < frames; ++i) {
            const std::string name = std::to_string(i) + ".png";
            cv::imwrite((folder / "rgb" / name).string(), colourOf(i));
            cv::imwrite((folder / "depth" / name).string(), cv::Mat(millimetresOf(i) * 5));
        }
        for (int i = 0; i < frames * repeats; ++i) {
            const QByteArray stamp = QByteArray::number(1000 + i / rate, 'f', 6);
            const QByteArray name = QByteArray::number(i % frames) + ".png\n";
            colourList += stamp + " rgb/" + name;
            depthList += stamp + " depth/" + name;
        }
        write("source/rgb.txt", colourList);
        write("source/depth.txt", depthList);
        write("source/camera.txt", QByteArray::number(camera.fx) + ' ' + QByteArray::number(camera.fy) + ' ' +
                                       QByteArray::number(camera.cx) + ' ' + QByteArray::number(camera.cy) + '\n');
    }

    [[nodiscard]] QString path(const char* inside) const { return m_place.filePath(QString::fromLatin1(inside)); }
    void write(const char* inside, const QByteArray& bytes) const {
        QFile file(path(inside));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write %s", inside);
    }
    [[nodiscard]] QByteArray read(const char* inside) const {
        QFile file(path(inside));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    [[nodiscard]] QStringList arguments(const QStringList& further = {}) const {
        return QStringList{"capture", "--source", path("source"), "--output", path("out")} + further;
    }
    [[nodiscard]] Run record(const QStringList& further = {}) const { return run(arguments(further)); }

  private:
    QTemporaryDir m_place;
};

std::shared_ptr<const Dataset> datasetAt(const QString& folder) {
    const auto dataset = Dataset::open(folder.toStdString());
    return dataset ? *dataset : nullptr;
}

/// Why the samples of a dataset are not these frames; empty when they are.
QString differenceFrom(const Dataset* dataset, const std::vector<int>& frames) {
    if (!dataset)
        return QStringLiteral("no dataset");
    if (dataset->size() != frames.size())
        return QStringLiteral("%1 samples").arg(dataset->size());
    for (std::size_t i = 0; i < frames.size(); ++i) {
        const auto sample = dataset->load(i);
        if (!areSame(sample->frame.colourBgr, colourOf(frames[i])))
            return QStringLiteral("picture of sample %1").arg(i);
        if (!areSame(sample->frame.depthMillimetres, millimetresOf(frames[i])))
            return QStringLiteral("depth of sample %1").arg(i);
        if (sample->frame.camera != camera)
            return QStringLiteral("camera of sample %1").arg(i);
        if (!sample->problems.empty())
            return QString::fromStdString(sample->problems.front().message());
    }
    return {};
}

std::vector<int> range(int begin, int end, int step = 1) {
    std::vector<int> numbers;
    for (int i = begin; i < end; i += step)
        numbers.push_back(i);
    return numbers;
}

/// The program begun, and its end waited for.
class Running {
  public:
    explicit Running(const QStringList& arguments) {
        m_process.start(QStringLiteral(TRACESTUDIO_PROGRAM), arguments);
        m_process.waitForStarted();
    }
    /// What it has said so far on stderr.
    QString said() {
        m_said += QString::fromUtf8(m_process.readAllStandardError());
        return m_said;
    }
    void signal(int number) const { ::kill(pid_t(m_process.processId()), number); }
    [[nodiscard]] bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    Run end() {
        if (!m_process.waitForFinished(60000) || m_process.exitStatus() != QProcess::NormalExit)
            return {};
        return {m_process.exitCode(), QString::fromUtf8(m_process.readAllStandardOutput()), said()};
    }

  private:
    QProcess m_process;
    QString m_said;
};

/// Records from the virtual camera.
Run fromCamera(const Recording& place, const QStringList& further, const QString& output = QStringLiteral("out")) {
    return run(QStringList{"capture", "--source", "openni:virtual:0", "--output", place.path(qPrintable(output))} +
               further);
}

Run runShell(const QString& script, const QStringList& arguments) {
    QProcess shell;
    shell.start(QStringLiteral("bash"), QStringList{QStringLiteral("-c"), script, QStringLiteral("bash")} + arguments);
    if (!shell.waitForFinished(60000) || shell.exitStatus() != QProcess::NormalExit)
        return {};
    return {shell.exitCode(), QString::fromUtf8(shell.readAllStandardOutput()),
            QString::fromUtf8(shell.readAllStandardError())};
}

} // namespace

class CaptureCommandTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void optionsAreRead() {
        const auto camera =
            parsed<CaptureRequest>({"capture", "--source", "openni:x", "--output", "o", "--mode", "1280x720/848x480@30",
                                    "--frames", "7", "--every", "0.5", "--wait", "0", "--instruction", "put it there"});
        QCOMPARE(camera.source, QStringLiteral("openni:x"));
        QCOMPARE(camera.output, QStringLiteral("o"));
        QVERIFY((camera.mode == CaptureMode{{1280, 720, 30}, {848, 480, 30}}));
        QCOMPARE(camera.frames, std::uint64_t(7));
        QCOMPARE(camera.everySeconds, 0.5);
        QCOMPARE(camera.waitSeconds, 0.0);
        QCOMPARE(camera.instruction, QStringLiteral("put it there"));
        QVERIFY(camera.format == RecordingFormat::Benchmark);
        const auto recording = parsed<CaptureRequest>({"capture", "--source", "r", "--output", "o", "--format", "tum",
                                                       "--intrinsics", "500, 501.5,320,240", "--depth-unit", "0.0002"});
        QVERIFY(recording.format == RecordingFormat::Tum);
        QVERIFY((recording.options.intrinsics == Camera{0, 0, 500, 501.5, 320, 240}));
        QCOMPARE(recording.options.depthUnitMetres.value_or(0), 0.0002);
        QVERIFY(parsed<CaptureRequest>({"capture", "--list", "--json"}).isJson);
        QVERIFY(parsed<PrintAndExit>({"capture", "--help"}).text.contains(QStringLiteral("--depth-unit")));
    }

    void modesReadAsTheyAreWritten() {
        for (const CaptureMode& mode :
             {CaptureMode{{640, 480, 30}, {640, 480, 30}}, CaptureMode{{1280, 720, 29.97}, {848, 480, 29.97}},
              CaptureMode{{640, 480, 0}, {640, 480, 0}}}) {
            auto read = modeFrom(modeText(mode));
            QVERIFY2(read, qPrintable(modeText(mode)));
            if (read->depth.widthPixels == 0) // as the colour
                read->depth = read->colour;
            QVERIFY2(*read == mode, qPrintable(modeText(mode)));
        }
    }

    void wrongArgumentsAreNamed_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("named");
        const auto add = [](const char* name, const QStringList& arguments, const char* named) {
            QTest::newRow(name) << QStringList("capture") + arguments << QString::fromLatin1(named);
        };
        const QStringList recording{"--source", "r", "--output", "o"};
        const QStringList device{"--source", "realsense:1", "--output", "o"};
        add("nothing", {}, "--source");
        add("no output", {"--source", "r"}, "--output");
        add("stray word", {"r", "--output", "o"}, "'r'");
        add("unknown option", {"--frobnicate"}, "frobnicate");
        add("list and source", {"--list", "--source", "r"}, "--source");
        add("json without list", recording + QStringList{"--json"}, "--json");
        for (const char* value : {"0", "-1", "many", "1.5"})
            add(value, recording + QStringList{"--frames", value}, value);
        add("every 0", recording + QStringList{"--every", "0"}, "--every");
        add("every nan", recording + QStringList{"--every", "nan"}, "nan");
        add("wait", device + QStringList{"--wait", "-1"}, "--wait");
        add("wait for a recording", recording + QStringList{"--wait", "1"}, "--wait");
        for (const char* value : {"big", "640x", "640x480@", "640x480@30x", "x480", "640x480/320@30"})
            add(value, device + QStringList{"--mode", value}, value);
        add("mode of a recording", recording + QStringList{"--mode", "640x480@30"}, "--mode");
        add("intrinsics", recording + QStringList{"--intrinsics", "1,2,3"}, "1,2,3");
        add("intrinsics of a camera", device + QStringList{"--intrinsics", "1,2,3,4"}, "--intrinsics");
        add("unit", recording + QStringList{"--depth-unit", "0"}, "--depth-unit");
        add("unit of a camera", device + QStringList{"--depth-unit", "0.001"}, "--depth-unit");
        add("format", recording + QStringList{"--format", "zip"}, "zip");
        add("instruction in a TUM folder", recording + QStringList{"--format", "tum", "--instruction", "x"},
            "--instruction");
    }
    void wrongArgumentsAreNamed() {
        QFETCH(QStringList, arguments);
        QFETCH(QString, named);
        const auto refusal = parsed<PrintAndExit>(arguments);
        QCOMPARE(refusal.status, 2);
        QVERIFY2(refusal.text.contains(named), qPrintable(refusal.text));
        QCOMPARE(refusal.text.count(QLatin1Char('\n')), 1);
    }

    void progressIsForTerminals() {
        const Recording recording(10, 30);
        const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
        if (terminal < 0 || ::grantpt(terminal) != 0 || ::unlockpt(terminal) != 0)
            QSKIP("No terminal can be had here: /dev/pts is not mounted.");
        const int side = ::open(::ptsname(terminal), O_RDWR | O_NOCTTY | O_CLOEXEC);
        QVERIFY(side >= 0);
        QProcess program;
        program.setChildProcessModifier([side] { ::dup2(side, STDERR_FILENO); });
        program.start(QStringLiteral(TRACESTUDIO_PROGRAM), recording.arguments());
        QVERIFY(program.waitForFinished(60000));
        QCOMPARE(program.exitCode(), 0);
        QByteArray shown(100000, '\0');
        ::fcntl(terminal, F_SETFL, O_NONBLOCK);
        shown.resize(qMax<qsizetype>(0, ::read(terminal, shown.data(), size_t(shown.size()))));
        ::close(side);
        ::close(terminal);
        QVERIFY2(shown.contains("of 300 frames"), shown.constData());
        QVERIFY2(shown.endsWith("\r\033[K"), shown.constData()); // nothing of it stays
        QVERIFY(program.readAllStandardOutput().contains("300 frames written"));
    }

    void aCamerasUriOpensTheWindow() {
        QCOMPARE(parsed<WindowRequest>({"openni:1d27/0609@1/5"}).paths, QStringList("openni:1d27/0609@1/5"));
        QCOMPARE(parsed<WindowRequest>({"realsense:0123", "--theme", "dark"}).paths, QStringList("realsense:0123"));
    }

    void everyFrameOfARecordingBecomesASample() {
        const Recording recording(40);
        const Run recorded = recording.record({"--instruction", "put the mug on the shelf"});
        QVERIFY2(recorded.status == 0, qPrintable(recorded.err));
        QCOMPARE(recorded.err, QString());
        QCOMPARE(recorded.out.count(QLatin1Char('\n')), 1);
        QCOMPARE(recorded.out, recording.path("out") + QStringLiteral(": 40 frames written, 3.9 s\n"));
        const auto dataset = datasetAt(recording.path("out"));
        QCOMPARE(differenceFrom(dataset.get(), range(0, 40)), QString());
        QCOMPARE(QString::fromStdString(dataset->load(7)->instruction), QStringLiteral("put the mug on the shelf"));
    }

    void aTumFolderReadsBackAsItWas() {
        const Recording recording(25);
        const Run recorded = recording.record({"--format", "tum"});
        QVERIFY2(recorded.status == 0, qPrintable(recorded.err));
        auto opened = openSource(recording.path("out").toStdString(), {});
        QVERIFY2(opened.source, opened.source ? "" : opened.source.error().message().c_str());
        RgbdSource& source = **opened.source;
        QVERIFY(source.start({}));
        QCOMPARE(source.frameCount(), std::size_t(25));
        for (int i = 0; i < 25; ++i) {
            const auto frame = source.next(std::chrono::seconds(1));
            QVERIFY(frame && *frame);
            QVERIFY(areSame((*frame)->frame.colourBgr, colourOf(i)));
            QVERIFY(areSame((*frame)->frame.depthMillimetres, millimetresOf(i)));
            QVERIFY((*frame)->frame.camera == camera);
            QVERIFY(std::abs((*frame)->colourSeconds - (1000 + i / rate)) < 1e-5);
        }
        // What was recorded is a recording like any other.
        const Run again = run({"capture", "--source", recording.path("out"), "--output", recording.path("samples")});
        QVERIFY2(again.status == 0, qPrintable(again.err));
        QCOMPARE(differenceFrom(datasetAt(recording.path("samples")).get(), range(0, 25)), QString());
    }

    void aDatasetIsAddedTo() {
        const Recording recording(5);
        QCOMPARE(recording.record({"--instruction", "first"}).status, 0);
        const QByteArray before = recording.read("out/trajectory_dataset.json");
        QCOMPARE(recording.record({"--instruction", "second"}).status, 0);
        const QByteArray after = recording.read("out/trajectory_dataset.json");
        const qsizetype kept = before.lastIndexOf('}') + 1;
        QVERIFY(kept > 1);
        QCOMPARE(after.left(kept), before.left(kept));
        const auto dataset = datasetAt(recording.path("out"));
        std::vector<int> twice = range(0, 5);
        twice.insert(twice.end(), {0, 1, 2, 3, 4});
        QCOMPARE(differenceFrom(dataset.get(), twice), QString());
        QCOMPARE(QString::fromStdString(dataset->load(4)->instruction), QStringLiteral("first"));
        QCOMPARE(QString::fromStdString(dataset->load(5)->instruction), QStringLiteral("second"));
    }

    void framesAreChosenByNumberAndInterval() {
        const Recording recording(35);
        QCOMPARE(recording.record({"--frames", "7"}).status, 0);
        QCOMPARE(differenceFrom(datasetAt(recording.path("out")).get(), range(0, 7)), QString());
        const auto recordTo = [&](const char* output, const QStringList& further) {
            return run(
                QStringList{"capture", "--source", recording.path("source"), "--output", recording.path(output)} +
                further);
        };
        QCOMPARE(recordTo("paced", {"--every", "0.5"}).status, 0);
        QCOMPARE(differenceFrom(datasetAt(recording.path("paced")).get(), range(0, 35, 5)), QString());
        QCOMPARE(recordTo("both", {"--every", "0.5", "--frames", "3"}).status, 0);
        QCOMPARE(differenceFrom(datasetAt(recording.path("both")).get(), {0, 5, 10}), QString());
        // More than there are is what there is.
        QCOMPARE(recordTo("more", {"--frames", "1000"}).status, 0);
        QCOMPARE(differenceFrom(datasetAt(recording.path("more")).get(), range(0, 35)), QString());
    }

    void anUnreadableFrameIsToldAndPassedOver() {
        const Recording recording(12);
        recording.write("source/rgb/4.png", recording.read("source/rgb/4.png").left(60));
        QVERIFY(QFile::remove(recording.path("source/depth/9.png")));
        const Run recorded = recording.record();
        QVERIFY2(recorded.status == 0, qPrintable(recorded.err));
        QVERIFY2(recorded.out.contains(QStringLiteral("10 frames written")) &&
                     recorded.out.contains(QStringLiteral("2 unreadable")),
                 qPrintable(recorded.out));
        QVERIFY2(recorded.err.contains(QStringLiteral("4.png")) && recorded.err.contains(QStringLiteral("9.png")),
                 qPrintable(recorded.err));
        QCOMPARE(differenceFrom(datasetAt(recording.path("out")).get(), {0, 1, 2, 3, 5, 6, 7, 8, 10, 11}), QString());
        // A number of frames is one of frames that were written.
        QCOMPARE(
            run({"capture", "--source", recording.path("source"), "--output", recording.path("six"), "--frames", "6"})
                .status,
            0);
        QCOMPARE(differenceFrom(datasetAt(recording.path("six")).get(), {0, 1, 2, 3, 5, 6}), QString());
    }

    void manyUnreadableFramesAreCountedNotListed() {
        const Recording recording(40);
        for (int i = 10; i < 40; ++i)
            QVERIFY(QFile::remove(recording.path("source/rgb/") + QString::number(i) + QStringLiteral(".png")));
        const Run recorded = recording.record();
        QCOMPARE(recorded.status, 0);
        QVERIFY2(recorded.out.contains(QStringLiteral("30 unreadable")), qPrintable(recorded.out));
        QVERIFY2(recorded.err.count(QLatin1Char('\n')) < 10, qPrintable(recorded.err));
        QVERIFY(recorded.err.contains(QStringLiteral("30 frames")));
    }

    void whatIsNoRecordingIsRefused() {
        const Recording recording(1);
        const auto refused = [&](const QString& source) {
            const Run tried = run({"capture", "--source", source, "--output", recording.path("out")});
            return tried.status == 2 && tried.out.isEmpty() && tried.err.contains(source) &&
                           tried.err.count(QLatin1Char('\n')) == 1 && !QFile::exists(recording.path("out"))
                       ? QString()
                       : tried.err + QString::number(tried.status);
        };
        QCOMPARE(refused(recording.path("absent")), QString());
        QCOMPARE(refused(recording.path("source/camera.txt")), QString());
        QVERIFY(QFile::remove(recording.path("source/rgb/0.png")));
        QCOMPARE(refused(recording.path("source")), QString());
        recording.write("source/rgb.txt", "# nothing\n");
        QCOMPARE(refused(recording.path("source")), QString());
    }

    void aRecordingWithoutIntrinsicsIsToldHow() {
        const Recording recording(3);
        QVERIFY(QFile::remove(recording.path("source/camera.txt")));
        const Run refused = recording.record();
        QCOMPARE(refused.status, 2);
        QVERIFY2(refused.err.contains(QStringLiteral("--intrinsics fx,fy,cx,cy")), qPrintable(refused.err));
        QCOMPARE(recording.record({"--intrinsics", "51.5,52.25,31,24.5"}).status, 0);
        QCOMPARE(differenceFrom(datasetAt(recording.path("out")).get(), range(0, 3)), QString());
    }

    void aFolderOfOtherThingsIsLeftAlone() {
        const Recording recording(2);
        QVERIFY(QDir().mkpath(recording.path("out")));
        recording.write("out/thesis.txt", "mine");
        for (const char* format : {"benchmark", "tum"}) {
            const Run refused = recording.record({"--format", format});
            QCOMPARE(refused.status, 2);
            QCOMPARE(refused.err.count(QLatin1Char('\n')), 1);
            QVERIFY2(refused.err.contains(recording.path("out")), qPrintable(refused.err));
            QCOMPARE(QDir(recording.path("out")).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
                     QStringList("thesis.txt"));
        }
        // A file, a folder that nobody can make, and the recording itself.
        QCOMPARE(
            run({"capture", "--source", recording.path("source"), "--output", recording.path("out/thesis.txt")}).status,
            2);
        QCOMPARE(recording.read("out/thesis.txt"), QByteArray("mine"));
        QCOMPARE(run({"capture", "--source", recording.path("source"), "--output", "/proc/recorded"}).status, 2);
        for (const char* inside : {"source", "source/samples", "source/../source/rgb"}) {
            const Run itself =
                run({"capture", "--source", recording.path("source"), "--output", recording.path(inside)});
            QCOMPARE(itself.status, 2);
            QVERIFY2(itself.err.contains(QStringLiteral("--output")), qPrintable(itself.err));
        }
        QVERIFY(!QFile::exists(recording.path("source/trajectory_dataset.json")));
        QVERIFY(!QFile::exists(recording.path("source/samples")));
    }

    void aReadOnlyFolderIsTold() {
        const Recording recording(2);
        QVERIFY(QDir().mkpath(recording.path("disk")));
        const Run refused =
            runShell(QStringLiteral("unshare -rm bash -c 'mount -t tmpfs -o ro tmpfs \"$1\" || exit 77; "
                                    "\"$2\" capture --source \"$3\" --output \"$1/out\"' bash \"$@\""),
                     {recording.path("disk"), QStringLiteral(TRACESTUDIO_PROGRAM), recording.path("source")});
        if (refused.status == 77 || refused.err.contains(QStringLiteral("unshare:")))
            QSKIP("nothing can be mounted here");
        QCOMPARE(refused.status, 2);
        QVERIFY2(refused.err.contains(QStringLiteral("disk/out")), qPrintable(refused.err));
        QCOMPARE(refused.err.count(QLatin1Char('\n')), 1);
    }

    void aFullDiskEndsItAndKeepsWhatWasWritten_data() {
        QTest::addColumn<QString>("format");
        QTest::newRow("benchmark") << QStringLiteral("benchmark");
        QTest::newRow("tum") << QStringLiteral("tum");
    }
    void aFullDiskEndsItAndKeepsWhatWasWritten() {
        QFETCH(QString, format);
        const Recording recording(60, 5);
        QVERIFY(QDir().mkpath(recording.path("disk")));
        // What lies on the small disk is copied before the disk goes.
        const Run ended =
            runShell(QStringLiteral("unshare -rm bash -c 'mount -t tmpfs -o size=1m tmpfs \"$1\" || exit 77; "
                                    "\"$2\" capture --source \"$3\" --output \"$1/out\" --format \"$5\"; status=$?; "
                                    "cp -r \"$1/out\" \"$4\"; exit $status' bash \"$@\""),
                     {recording.path("disk"), QStringLiteral(TRACESTUDIO_PROGRAM), recording.path("source"),
                      recording.path("copy"), format});
        if (ended.status == 77 || ended.err.contains(QStringLiteral("unshare:")))
            QSKIP("nothing can be mounted here");
        QVERIFY2(ended.status == 1, qPrintable(ended.err));
        QCOMPARE(ended.err.count(QLatin1Char('\n')), 1);
        QVERIFY2(ended.err.contains(recording.path("disk")), qPrintable(ended.err));
        const int told = ended.out.section(QStringLiteral(": "), 1).section(QLatin1Char(' '), 0, 0).toInt();
        QVERIFY2(told > 20 && told < 300, qPrintable(ended.out));
        if (format == QLatin1String("tum")) {
            auto opened = openSource(recording.path("copy").toStdString(), {});
            QVERIFY(opened.source);
            QVERIFY((*opened.source)->start({}));
            QCOMPARE((*opened.source)->frameCount(), std::size_t(told));
            for (int i = 0; i < told; ++i) {
                const auto frame = (*opened.source)->next(std::chrono::seconds(1));
                QVERIFY(frame && *frame && areSame((*frame)->frame.depthMillimetres, millimetresOf(i % 60)));
            }
        } else {
            std::vector<int> kept = range(0, told);
            for (int& frame : kept)
                frame %= 60;
            QCOMPARE(differenceFrom(datasetAt(recording.path("copy")).get(), kept), QString());
        }
    }

    void aPictureThatCannotBeWrittenEndsIt() {
        // Works where nothing can be mounted: no file may be larger than 4 kB, and one picture is.
        const Recording recording(20);
        cv::Mat noise(height, width, CV_8UC3);
        cv::randu(noise, 0, 256);
        QVERIFY(cv::imwrite(recording.path("source/rgb/13.png").toStdString(), noise));
        const Run ended =
            runShell(QStringLiteral("trap '' XFSZ; ulimit -f 8; exec \"$@\""),
                     QStringList(QStringLiteral(TRACESTUDIO_PROGRAM)) + recording.arguments({"--format", "tum"}));
        QVERIFY2(ended.status == 1, qPrintable(ended.err));
        QVERIFY2(ended.out.contains(QStringLiteral("13 frames written")), qPrintable(ended.out));
        auto opened = openSource(recording.path("out").toStdString(), {});
        QVERIFY(opened.source);
        QCOMPARE((*opened.source)->frameCount(), std::size_t(13));
    }

    void anInterruptionLeavesTheDatasetWhole_data() {
        QTest::addColumn<int>("signal");
        QTest::addColumn<int>("times");
        QTest::newRow("Ctrl+C") << SIGINT << 1;
        QTest::newRow("SIGTERM") << SIGTERM << 1;
        QTest::newRow("terminal closed") << SIGHUP << 1;
        QTest::newRow("Ctrl+C twice") << SIGINT << 2;
    }
    void anInterruptionLeavesTheDatasetWhole() {
        QFETCH(int, signal);
        QFETCH(int, times);
        const Recording recording(10, 10000);
        Running program(recording.arguments());
        const QString pictures = recording.path("out/raw_data/25");
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(pictures) || !program.isRunning(), 30000);
        QVERIFY(program.isRunning());
        for (int i = 0; i < times; ++i)
            program.signal(signal);
        const Run ended = program.end();
        QVERIFY2(ended.status == 0, qPrintable(ended.err));
        QCOMPARE(ended.err, QString());
        const int told = ended.out.section(QStringLiteral(": "), 1).section(QLatin1Char(' '), 0, 0).toInt();
        QVERIFY2(told >= 25 && told < 100000, qPrintable(ended.out));
        std::vector<int> kept = range(0, told);
        for (int& frame : kept)
            frame %= 10;
        QCOMPARE(differenceFrom(datasetAt(recording.path("out")).get(), kept), QString());
        QCOMPARE(int(QDir(recording.path("out/raw_data")).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size()), told);
    }

    void aSignalThatIsIgnoredStaysIgnored() {
        const Recording recording(10, 200);
        // As a shell starts what runs in the background.
        QProcess shell;
        shell.start(QStringLiteral("bash"), QStringList{"-c", "trap '' INT; exec \"$@\"", "bash", TRACESTUDIO_PROGRAM} +
                                                recording.arguments({"--frames", "300"}));
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(recording.path("out/raw_data/5")), 30000);
        ::kill(pid_t(shell.processId()), SIGINT);
        QVERIFY(shell.waitForFinished(60000));
        QCOMPARE(shell.exitCode(), 0);
        QVERIFY(shell.readAllStandardOutput().contains("300 frames written"));
    }

    void camerasAreListedOrWhatIsMissing() {
        const Run listed = run({"capture", "--list"});
        QVERIFY2(listed.status == 0, qPrintable(listed.err));
        QVERIFY(!listed.out.isEmpty() || !listed.err.isEmpty());
        const Run asJson = run({"capture", "--list", "--json"});
        QCOMPARE(asJson.status, 0);
        QJsonParseError error;
        const QJsonDocument json = QJsonDocument::fromJson(asJson.out.toUtf8(), &error);
        QVERIFY2(json.isArray(), qPrintable(error.errorString() + asJson.out));
        for (const auto device : json.array())
            QVERIFY(isDeviceUri(device.toObject()[QLatin1String("uri")].toString().toStdString()));
    }

    void aCameraIsListedWithItsModes() {
        VirtualCamera virtualCamera;
        virtualCamera.set("modes", "640x480@30,320x240@60");
        const Run listed = run({"capture", "--list"});
        QCOMPARE(listed.status, 0);
        for (const char* told : {"openni:virtual:0\n", "Virtual RGB-D", "640x480@30", "320x240@60"})
            QVERIFY2(listed.out.contains(QLatin1String(told)), qPrintable(listed.out));
        QVERIFY2(listed.err.contains(QStringLiteral("librealsense2")), qPrintable(listed.err)); // none of that
        QVERIFY2(!listed.err.contains(QStringLiteral("OpenNI2")), qPrintable(listed.err));
        const auto json = QJsonDocument::fromJson(run({"capture", "--list", "--json"}).out.toUtf8()).array();
        QCOMPARE(json.size(), 1);
        const QJsonObject device = json[0].toObject();
        QCOMPARE(device[QLatin1String("uri")].toString(), QStringLiteral("openni:virtual:0"));
        QCOMPARE(device[QLatin1String("modes")].toArray().size(), 2);
        QCOMPARE(device[QLatin1String("modes")][0][QLatin1String("colour")][QLatin1String("width")].toInt(), 640);
        // What is listed can be asked for.
        const Recording place(1);
        for (const auto mode : device[QLatin1String("modes")].toArray()) {
            const QString text = mode.toObject()[QLatin1String("mode")].toString();
            const Run recorded = fromCamera(place, {"--frames", "1", "--mode", text}, text);
            QVERIFY2(recorded.status == 0, qPrintable(recorded.err));
            const auto sample = datasetAt(place.path(qPrintable(text)))->load(0);
            QCOMPARE(modeFrom(text)->colour.widthPixels, sample->frame.camera.widthPixels);
        }
    }

    void aCameraIsRecordedUntilThereAreEnough_data() {
        QTest::addColumn<QString>("format");
        QTest::newRow("benchmark") << QStringLiteral("benchmark");
        QTest::newRow("tum") << QStringLiteral("tum");
    }
    void aCameraIsRecordedUntilThereAreEnough() {
        QFETCH(QString, format);
        VirtualCamera virtualCamera;
        const Recording place(1);
        const Run recorded = fromCamera(place, {"--frames", "12", "--format", format});
        QVERIFY2(recorded.status == 0, qPrintable(recorded.err));
        QCOMPARE(recorded.err, QString());
        QVERIFY2(recorded.out.contains(QStringLiteral("12 frames written")), qPrintable(recorded.out));
        std::vector<RgbdFrame> frames;
        if (format == QLatin1String("tum")) {
            auto opened = openSource(place.path("out").toStdString(), {});
            QVERIFY(opened.source && (*opened.source)->start({}));
            for (std::size_t i = 0; i < (*opened.source)->frameCount(); ++i)
                frames.push_back((*(*opened.source)->next(std::chrono::seconds(1)))->frame);
        } else {
            const auto dataset = datasetAt(place.path("out"));
            for (std::size_t i = 0; i < dataset->size(); ++i)
                frames.push_back(dataset->load(i)->frame);
            QCOMPARE(QString::fromStdString(dataset->load(0)->dataSource), QStringLiteral("Virtual RGB-D"));
        }
        QCOMPARE(frames.size(), std::size_t(12));
        for (const RgbdFrame& frame : frames) {
            QCOMPARE(frame.colourBgr.size(), cv::Size(640, 480));
            for (int v = 20; v < 480; v += 90)
                for (int u = 20; u < 640; u += 90) {
                    const cv::Vec3b colour = frame.colourBgr.at<cv::Vec3b>(v, u);
                    QCOMPARE(colour[2], virtual_scene::redAt(u));
                    QCOMPARE(colour[1], virtual_scene::greenAt(v));
                    const double metres = virtual_scene::depthMetresAt(u, v, 640, 480);
                    QVERIFY(std::abs(frame.depthMillimetres.at<std::uint16_t>(v, u) - metres * 1000) <= 1);
                }
            QVERIFY(std::abs(frame.camera.fx - virtual_scene::focalLengthPixels(640)) < 0.1);
        }
    }

    void aCamerasFramesAreTakenAtTheInterval() {
        VirtualCamera virtualCamera;
        const Recording place(1);
        const Run recorded = fromCamera(place, {"--frames", "4", "--every", "0.3"});
        QVERIFY2(recorded.status == 0, qPrintable(recorded.err));
        QVERIFY2(recorded.out.contains(QStringLiteral("4 frames written")) &&
                     recorded.out.contains(QStringLiteral(", 0.9 s")),
                 qPrintable(recorded.out));
    }

    void picturesThatTheCameraLostAreTold() {
        VirtualCamera virtualCamera;
        virtualCamera.set("drop", 4);
        const Recording place(1);
        const Run recorded = fromCamera(place, {"--frames", "30"});
        QVERIFY2(recorded.status == 0, qPrintable(recorded.err));
        const int lost =
            recorded.out.section(QStringLiteral(" never came"), 0, 0).section(QLatin1Char(' '), -1).toInt();
        QVERIFY2(lost >= 8, qPrintable(recorded.out)); // and those of a machine that is busy
    }

    void aModeThatTheCameraLacksIsRefusedWithThoseItHas() {
        VirtualCamera virtualCamera;
        virtualCamera.set("modes", "640x480@30,320x240@60");
        const Recording place(1);
        const Run refused = fromCamera(place, {"--mode", "1920x1080@30"});
        QCOMPARE(refused.status, 2);
        QCOMPARE(refused.err.count(QLatin1Char('\n')), 1);
        for (const char* told : {"1920x1080@30", "640x480@30", "320x240@60"})
            QVERIFY2(refused.err.contains(QLatin1String(told)), qPrintable(refused.err));
        QVERIFY(!QFile::exists(place.path("out")));
    }

    void aCameraIsRecordedUntilItIsInterrupted() {
        VirtualCamera virtualCamera;
        const Recording place(1);
        Running program({"capture", "--source", "openni:virtual:0", "--output", place.path("out")});
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(place.path("out/raw_data/10")), 30000);
        program.signal(SIGINT);
        const Run ended = program.end();
        QVERIFY2(ended.status == 0 && ended.err.isEmpty(), qPrintable(ended.err));
        const auto dataset = datasetAt(place.path("out"));
        QVERIFY(dataset && dataset->size() > 10);
        QVERIFY(ended.out.contains(QStringLiteral(": %1 frames written").arg(dataset->size())));
        QCOMPARE(dataset->brokenCount(), std::size_t(0));
    }

    void aCameraThatIsPulledOutAndPutBackGoesOn() {
        VirtualCamera virtualCamera;
        const Recording place(1);
        Running program({"capture", "--source", "openni:virtual:0", "--output", place.path("out"), "--frames", "200",
                         "--wait", "30"});
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(place.path("out/raw_data/10")), 30000);
        virtualCamera.set("plugged", 0);
        QTRY_VERIFY_WITH_TIMEOUT(program.said().contains(QStringLiteral("note: ")), 10000);
        QVERIFY(program.isRunning());
        virtualCamera.set("plugged", 1);
        const Run ended = program.end();
        QVERIFY2(ended.status == 0, qPrintable(program.said()));
        QVERIFY2(program.said().contains(QStringLiteral("is back")), qPrintable(program.said()));
        QCOMPARE(program.said().count(QLatin1Char('\n')), 2);
        QCOMPARE(datasetAt(place.path("out"))->size(), std::size_t(200));
    }

    void aCameraThatStaysAwayEndsItAndKeepsWhatWasWritten_data() {
        QTest::addColumn<QByteArray>("knob");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("unplugged") << QByteArray("plugged") << QByteArray("0");
        QTest::newRow("stalled") << QByteArray("stall") << QByteArray("1");
        QTest::newRow("crashed") << QByteArray("crash") << QByteArray("stream");
    }
    void aCameraThatStaysAwayEndsItAndKeepsWhatWasWritten() {
        QFETCH(QByteArray, knob);
        QFETCH(QByteArray, value);
        VirtualCamera virtualCamera;
        const Recording place(1);
        Running program({"capture", "--source", "openni:virtual:0", "--output", place.path("out"), "--wait", "1"});
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(place.path("out/raw_data/10")), 30000);
        virtualCamera.set(knob.constData(), value);
        const Run ended = program.end();
        QVERIFY2(ended.status == 1, qPrintable(program.said()));
        QVERIFY2(program.said().count(QLatin1Char('\n')) <= 2, qPrintable(program.said())); // lost, and given up
        const auto dataset = datasetAt(place.path("out"));
        QVERIFY(dataset && dataset->size() > 10);
        QVERIFY(ended.out.contains(QStringLiteral(": %1 frames written").arg(dataset->size())));
    }

    void aCameraIsWaitedFor() {
        VirtualCamera virtualCamera;
        virtualCamera.set("plugged", 0);
        const Recording place(1);
        Running program({"capture", "--source", "openni:virtual:0", "--output", place.path("out"), "--frames", "3",
                         "--wait", "30"});
        QTest::qWait(1500);
        QVERIFY(program.isRunning());
        virtualCamera.set("plugged", 1);
        const Run ended = program.end();
        QVERIFY2(ended.status == 0 && ended.err.isEmpty(), qPrintable(program.said()));
        QVERIFY(ended.out.contains(QStringLiteral("3 frames written")));
        // Nor is waiting in the way of who gives up.
        virtualCamera.set("plugged", 0);
        Running waiting({"capture", "--source", "openni:virtual:0", "--output", place.path("none"), "--wait", "3000"});
        QTest::qWait(1500);
        waiting.signal(SIGINT);
        QCOMPARE(waiting.end().status, 1);
        QVERIFY(!QFile::exists(place.path("none")));
    }

    void aCameraThatIsNotThereIsToldAndLeavesNothing() {
        const Recording recording(1);
        const Run refused =
            run({"capture", "--source", "openni:no/such@camera", "--output", recording.path("out"), "--wait", "0"});
        QVERIFY(refused.status == 1 || refused.status == 2); // as OpenNI2 is there or not
        QCOMPARE(refused.err.count(QLatin1Char('\n')), 1);
        QCOMPARE(refused.out, QString());
        QVERIFY(!QFile::exists(recording.path("out")));
    }
};

QTEST_GUILESS_MAIN(CaptureCommandTest)
#include "tst_capture_command.moc"
