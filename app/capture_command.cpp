#include "app/capture_command.h"

#include "app/capture_arguments.h"
#include "app/interruption.h"
#include "app/messages.h"
#include "app/terminal.h"
#include "capture/devices.h"
#include "capture/frame_pace.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <unistd.h>

namespace tracestudio {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

class Texts {
    Q_DECLARE_TR_FUNCTIONS(CaptureCommand)
  public:
    static QString device(const SourceInfo& info, const QStringList& modes) {
        QString text = toQString(info.uri) + QStringLiteral("\n  ") + toQString(info.name);
        if (!info.serial.empty())
            text += QStringLiteral(" · ") + tr("serial number %1").arg(toQString(info.serial));
        if (!modes.isEmpty())
            text += QStringLiteral("\n  ") + modes.join(QStringLiteral("  "));
        return text;
    }
    static QString noneOf(const QString& library) { return tr("No camera of %1 is plugged in.").arg(library); }
    static QString noMode(const QString& mode, const QStringList& modes) {
        return tr("The camera has no mode %1. It has: %2.").arg(mode, modes.join(QStringLiteral(", ")));
    }
    static QString intoItself(const QString& folder) {
        return tr("%1 is in the recording that is read. Name another folder with --output.").arg(folder);
    }
    static QString withIntrinsics(const QString& problem) {
        return tr("%1 On the command line that is --intrinsics fx,fy,cx,cy.").arg(problem);
    }
    static QString silent(const QString& camera, double seconds) {
        return tr("%1 has sent nothing for %2 s. Check the cable; another port or a smaller mode may help.")
            .arg(camera)
            .arg(seconds, 0, 'f', 1);
    }
    static QString waiting(const QString& problem) { return tr("%1 Waiting for it…").arg(problem); }
    static QString back(const QString& camera) { return tr("%1 is back.").arg(camera); }
    static QString nothing(const QString& source) { return tr("Nothing was recorded: %1 gave no frame.").arg(source); }
    static QString stoppedEarly() { return tr("Nothing was recorded: it was stopped before the first frame."); }
    static QString unreadable(std::uint64_t count) {
        return tr("%1 frames of the recording are unreadable.").arg(count);
    }
    static QString progress(const RecorderCounts& counts, double framesPerSecond, std::size_t total) {
        QString text =
            total > 0 ? tr("%1 of %2 frames").arg(counts.written).arg(total) : tr("%1 frames").arg(counts.written);
        text += QStringLiteral(" · ") + tr("%1 a second").arg(framesPerSecond, 0, 'f', 1);
        text += QStringLiteral(" · ") + tr("%1 MB").arg(double(counts.bytes) / 1e6, 0, 'f', 1);
        if (counts.dropped > 0)
            text += QStringLiteral(" · ") + tr("%1 dropped").arg(counts.dropped);
        return text;
    }
    static QString summary(const RecorderCounts& counts, std::uint64_t lost, std::uint64_t unreadable) {
        QStringList words{tr("%1 frames written").arg(counts.written), tr("%1 s").arg(counts.seconds, 0, 'f', 1)};
        if (lost > 0)
            words << tr("%1 never came from the camera").arg(lost);
        if (counts.dropped > 0)
            words << tr("%1 dropped because the disk could not keep up").arg(counts.dropped);
        if (unreadable > 0)
            words << tr("%1 unreadable").arg(unreadable);
        return words.join(QStringLiteral(", "));
    }
};

constexpr milliseconds patience{100};
constexpr milliseconds retry{500};
constexpr milliseconds progressEvery{200};
/// A camera takes its time from being started to its first picture.
constexpr double leastSilenceSeconds = 3;
constexpr std::uint64_t mostToldUnreadable = 5;

double secondsSince(Clock::time_point moment) {
    return std::chrono::duration<double>(Clock::now() - moment).count();
}

QStringList textsOf(const std::vector<CaptureMode>& modes) {
    QStringList texts;
    for (const CaptureMode& mode : modes)
        texts << modeText(mode);
    return texts;
}

QJsonObject jsonOf(const StreamFormat& format) {
    return {{QStringLiteral("width"), format.widthPixels},
            {QStringLiteral("height"), format.heightPixels},
            {QStringLiteral("fps"), format.framesPerSecond}};
}

QJsonObject jsonOf(const SourceInfo& info, const std::vector<CaptureMode>& modes) {
    QJsonArray list;
    for (const CaptureMode& mode : modes)
        list.append(QJsonObject{{QStringLiteral("mode"), modeText(mode)},
                                {QStringLiteral("colour"), jsonOf(mode.colour)},
                                {QStringLiteral("depth"), jsonOf(mode.depth)}});
    return {{QStringLiteral("uri"), toQString(info.uri)},
            {QStringLiteral("name"), toQString(info.name)},
            {QStringLiteral("serial"), toQString(info.serial)},
            {QStringLiteral("modes"), list}};
}

/// Says on stderr what cannot be listed, and why.
void noteAbsentKinds(const DeviceList& list) {
    for (const auto& [prefix, library] :
         {std::pair("openni:", QStringLiteral("OpenNI2")), std::pair("realsense:", QStringLiteral("librealsense2"))}) {
        if (std::ranges::any_of(list.devices, [&](const SourceInfo& info) { return info.uri.starts_with(prefix); }))
            continue;
        // Who names the kind is told what is missing for it.
        const OpenedSource opened = openSource(prefix, {});
        if (opened.source || opened.fault != CaptureFault::NoLibrary)
            note(Texts::noneOf(library));
        else if (std::ranges::find(list.problems, opened.source.error()) == list.problems.end())
            note(translated(opened.source.error()));
    }
}

int listCameras(bool isJson) {
    const Result<DeviceList> list = listDevices();
    if (!list)
        return fail(translated(list.error()));
    QJsonArray json;
    for (const SourceInfo& info : list->devices) {
        std::vector<CaptureMode> modes;
        if (const OpenedSource opened = openSource(info.uri, {}); opened.source)
            modes = (*opened.source)->modes();
        else
            note(translated(opened.source.error()));
        if (isJson)
            json.append(jsonOf(info, modes));
        else
            std::printf("%s\n", qPrintable(Texts::device(info, textsOf(modes))));
    }
    if (isJson)
        std::fputs(QJsonDocument(json).toJson().constData(), stdout);
    std::fflush(stdout);
    for (const Error& problem : list->problems)
        note(translated(problem));
    noteAbsentKinds(*list);
    return 0;
}

/// The camera's mode that was asked for: what was not said is as near to the colour's size as there is, then fast.
std::optional<CaptureMode> modeLike(const CaptureMode& asked, const std::vector<CaptureMode>& modes) {
    const auto fits = [&](const CaptureMode& mode) {
        const auto hasSize = [](const StreamFormat& format, const StreamFormat& wanted) {
            return wanted.widthPixels == 0 ||
                   (format.widthPixels == wanted.widthPixels && format.heightPixels == wanted.heightPixels);
        };
        const double rate = asked.colour.framesPerSecond;
        return hasSize(mode.colour, asked.colour) && hasSize(mode.depth, asked.depth) &&
               (rate == 0 || std::abs(mode.colour.framesPerSecond - rate) < 0.5);
    };
    const auto rank = [&](const CaptureMode& mode) {
        const auto pixels = [](const StreamFormat& format) {
            return std::int64_t(format.widthPixels) * format.heightPixels;
        };
        return std::pair(-std::abs(pixels(mode.depth) - pixels(mode.colour)), mode.colour.framesPerSecond);
    };
    std::optional<CaptureMode> best;
    for (const CaptureMode& mode : modes)
        if (fits(mode) && (!best || rank(mode) > rank(*best)))
            best = mode;
    return best;
}

/// Waits, but no longer than until somebody asks to stop.
void sleepUnlessStopped(milliseconds time, const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    wake.wait_for(lock, stop, time, [] { return false; });
}

bool isInside(const fs::path& path, const fs::path& folder) {
    std::error_code error;
    const fs::path inner = fs::weakly_canonical(path, error);
    const fs::path outer = fs::weakly_canonical(folder, error);
    return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

/// One run of the command: from the source to the folder.
class Capture {
  public:
    explicit Capture(const CaptureRequest& request)
        : m_request(request)
        , m_showsProgress(isatty(STDERR_FILENO) != 0) {}

    int run();

  private:
    void fromRecording();
    void fromCamera();
    bool openCamera();
    /// False when nothing more is wanted.
    bool take(const CapturedFrame& frame);
    void showProgress();
    void clearProgress() const {
        if (m_showsProgress)
            std::fputs("\r\033[K", stderr);
    }
    void tell(const QString& text) const {
        clearProgress();
        note(text);
    }
    void breakOff(const QString& problem, int status) {
        m_problem = problem;
        m_status = status;
    }
    int conclude();
    [[nodiscard]] bool isCamera() const { return isDeviceUri(m_request.source.toStdString()); }
    [[nodiscard]] bool isStopped() const { return m_interruption.endsWell().stop_requested(); }

    const CaptureRequest& m_request;
    const bool m_showsProgress;
    Interruption m_interruption;
    std::unique_ptr<RgbdSource> m_source;
    std::unique_ptr<FrameRecorder> m_recorder;
    std::size_t m_total = 0; ///< frames that a recording can give; 0: no end
    std::uint64_t m_lost = 0, m_unreadable = 0;
    std::optional<QString> m_damage;  ///< of the recording, the last that was met
    std::optional<QString> m_problem; ///< what broke it off
    int m_status = 0;
    Clock::time_point m_began, m_shown;
};

int Capture::run() {
    if (isCamera())
        fromCamera();
    else
        fromRecording();
    return conclude();
}

void Capture::fromRecording() {
    const std::string path = m_request.source.toStdString();
    if (isInside(m_request.output.toStdString(), path))
        return breakOff(Texts::intoItself(m_request.output), 2);
    OpenedSource opened = openSource(path, m_request.options);
    if (!opened.source) {
        const QString problem = translated(opened.source.error());
        return breakOff(opened.fault == CaptureFault::NeedsIntrinsics ? Texts::withIntrinsics(problem) : problem, 2);
    }
    m_source = std::move(*opened.source);
    for (const Error& loss : m_source->problems())
        tell(translated(loss));
    if (const auto started = m_source->start({}); !started)
        return breakOff(translated(started.error()), 2);

    // Chosen by their stamps before any is read.
    std::vector<std::size_t> frames;
    FramePace pace(m_request.everySeconds);
    for (std::size_t frame = 0; frame < m_source->frameCount(); ++frame)
        if (pace.isDue(m_source->secondsAt(frame)))
            frames.push_back(frame);
    m_total = m_request.frames > 0 ? std::min<std::size_t>(m_request.frames, frames.size()) : frames.size();
    std::size_t position = 0; // of what `next` reads
    bool isKnown = true;      // no longer, after an error
    for (const std::size_t frame : frames) {
        if (isStopped())
            return;
        if (position != frame || !isKnown)
            if (const auto sought = m_source->seek(frame); !sought) // a player that fell over damage stays down
                return breakOff(m_damage ? *m_damage : translated(sought.error()), 1);
        isKnown = false;
        const auto next = m_source->next(std::chrono::seconds(10));
        if (!next) {
            m_damage = translated(next.error());
            if (m_source->fault() != CaptureFault::Damaged)
                return breakOff(*m_damage, 1);
            if (++m_unreadable <= mostToldUnreadable)
                tell(*m_damage);
            continue;
        }
        position = frame + 1;
        isKnown = true;
        if (!*next || !take(**next))
            return;
    }
}

bool Capture::openCamera() {
    OpenedSource opened = openSource(m_request.source.toStdString(), {});
    CaptureFault fault = opened.fault;
    QString problem;
    if (opened.source) {
        m_source = std::move(*opened.source);
        std::optional<CaptureMode> mode;
        if (m_request.mode && !(mode = modeLike(*m_request.mode, m_source->modes()))) {
            breakOff(Texts::noMode(modeText(*m_request.mode), textsOf(m_source->modes())), 2);
            return false;
        }
        const auto started = m_source->start(mode);
        if (started)
            return true;
        fault = m_source->fault();
        problem = translated(started.error());
        m_source.reset();
    } else {
        problem = translated(opened.source.error());
    }
    breakOff(problem, mayHeal(fault) ? 1 : 2);
    return false;
}

void Capture::fromCamera() {
    const auto isOverdue = [&](Clock::time_point last, double least) {
        return secondsSince(last) >= std::max(m_request.waitSeconds, least);
    };
    Clock::time_point last = Clock::now(); // of a frame, or of the beginning
    bool isLost = false;
    while (!isStopped()) {
        if (!m_source) {
            if (openCamera()) {
                m_problem.reset();
                m_status = 0;
                continue;
            }
            if (m_status != 1 || isOverdue(last, 0))
                return;
            if (!isLost && m_showsProgress)
                std::fprintf(stderr, "\r\033[K%s", qPrintable(Texts::waiting(*m_problem)));
            sleepUnlessStopped(retry, m_interruption.endsWell());
            continue;
        }
        const auto next = m_source->next(patience);
        if (!next) {
            breakOff(translated(next.error()), 1);
            if (!mayHeal(m_source->fault()) || isOverdue(last, leastSilenceSeconds))
                return;
            m_source.reset();
            if (!std::exchange(isLost, true) && !isStopped())
                tell(*m_problem);
            continue;
        }
        if (!*next) {
            if (isOverdue(last, leastSilenceSeconds))
                return breakOff(Texts::silent(toQString(m_source->info().name), secondsSince(last)), 1);
            continue;
        }
        last = Clock::now();
        if (std::exchange(isLost, false))
            tell(Texts::back(toQString(m_source->info().name)));
        if (!take(**next))
            return;
    }
}

bool Capture::take(const CapturedFrame& frame) {
    if (!m_recorder) {
        RecordingTarget target;
        target.folder = m_request.output.toStdString();
        target.format = m_request.format;
        target.instruction = m_request.instruction.toStdString();
        target.dataSource = m_source->info().name;
        auto sink = openFrameSink(target, frame.frame.camera);
        if (!sink) {
            breakOff(translated(sink.error()), 2);
            return false;
        }
        RecorderOptions options;
        options.isLive = isCamera();
        options.everySeconds = isCamera() ? m_request.everySeconds : 0;
        options.mostFrames = m_request.frames;
        m_recorder = std::make_unique<FrameRecorder>(std::move(*sink), options);
        m_began = Clock::now();
    }
    m_lost += frame.lostBefore;
    if (isCamera())
        m_recorder->put(frame);
    else if (!m_recorder->putWaiting(frame, m_interruption.endsWell()))
        return false;
    showProgress();
    const RecorderCounts counts = m_recorder->counts();
    return !counts.isFull && !counts.isOver && !counts.problem;
}

void Capture::showProgress() {
    if (!m_showsProgress || Clock::now() - m_shown < progressEvery)
        return;
    m_shown = Clock::now();
    const RecorderCounts counts = m_recorder->counts();
    const double seconds = std::max(1e-3, secondsSince(m_began));
    std::fprintf(stderr, "\r\033[K%s", qPrintable(Texts::progress(counts, double(counts.written) / seconds, m_total)));
}

int Capture::conclude() {
    RecorderCounts counts;
    if (m_recorder) {
        // Before the camera is let go of, which may take a while.
        const auto finished = m_recorder->finish(m_interruption.endsSoon());
        counts = m_recorder->counts();
        if (!finished)
            breakOff(translated(finished.error()), 1);
    }
    clearProgress();
    if (m_unreadable > mostToldUnreadable)
        note(Texts::unreadable(m_unreadable));
    for (const Error& told : counts.notes)
        note(translated(told));
    if (m_recorder) {
        std::printf("%s: %s\n", qPrintable(m_request.output), qPrintable(Texts::summary(counts, m_lost, m_unreadable)));
        std::fflush(stdout);
    }
    if (isStopped() && counts.written > 0 && !counts.problem)
        return 0;
    if (m_problem)
        return fail(*m_problem, m_status);
    if (counts.written == 0)
        return fail(isStopped() ? Texts::stoppedEarly() : Texts::nothing(m_request.source), 1);
    return 0;
}

} // namespace

int capture(const CaptureRequest& request) {
    return request.isListing ? listCameras(request.isJson) : Capture(request).run();
}

} // namespace tracestudio
