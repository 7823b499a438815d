#include "app/capture_controller.h"

#include "app/intrinsics_dialog.h"
#include "app/messages.h"
#include "app/model_controller.h"
#include "widgets/capture_panel.h"

#include <QCoreApplication>
#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QLocale>
#include <algorithm>

namespace tracestudio {

namespace {

constexpr int statusMilliseconds = 200;
constexpr std::size_t keptLatencies = 1000;
constexpr int recentRecordings = 8;
constexpr double freshSeconds = 3, oldSeconds = 15; ///< between them a trace fades
constexpr double oldOpacity = 0.3;

double millisecondsSince(std::chrono::steady_clock::time_point then) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - then).count();
}

double opacityAt(double ageSeconds) {
    const double share = std::clamp((ageSeconds - freshSeconds) / (oldSeconds - freshSeconds), 0.0, 1.0);
    return 1 - share * (1 - oldOpacity);
}

/// Age as a person reads it: tenths would flicker.
QString ageText(double seconds) {
    return seconds < 60 ? CaptureController::tr("%1 s").arg(int(seconds))
                        : CaptureController::tr("%1 min").arg(int(seconds / 60));
}

QString joined(const QStringList& lines) {
    return lines.join(QLatin1Char('\n'));
}

} // namespace

CaptureController::CaptureController(Document* document, Settings* settings, CapturePanel* panel,
                                     ModelController* models, QWidget* window)
    : QObject(window)
    , m_document(document)
    , m_settings(settings)
    , m_panel(panel)
    , m_models(models)
    , m_window(window) {
    m_session = std::make_unique<CaptureSession>([this] {
        if (!m_hasNews.exchange(true))
            m_newsLane.post({}, [this] { takeNews(); });
    });
    m_keeping = std::make_unique<CaptureKeeping>(document, settings, panel, m_session.get(), window);
    connect(m_keeping.get(), &CaptureKeeping::reported, this, &CaptureController::reported);
    m_statusTimer.setInterval(statusMilliseconds);
    connect(&m_statusTimer, &QTimer::timeout, this, &CaptureController::takeStatus);
    models->setLive([this] { return m_shown; });
    connect(models, &ModelController::answerBegun, this, [this](const QString& layerId) {
        const int number = layerId.section(QLatin1Char(':'), 1).toInt();
        const LiveAnswer* answer = m_document->answers()->find(number);
        if (!answer || answer->sampleId != liveSampleId || !answer->order || !answer->order->live)
            return;
        m_lastAsked = number;
        m_asked[number] = {answer->order->live, sketchOf(answer->order->live->captured.frame)};
        drawAnswers();
    });
    connect(models, &ModelController::answerEnded, this, &CaptureController::takeEnded);
    connect(document->answers(), &LiveAnswers::removed, this, [this](int number) {
        m_asked.erase(number);
        if (m_asideAnswer == number)
            showAsked();
    });
    connect(document, &Document::answerGrew, this, [this](int number, bool isDrawnAnew) {
        if (isDrawnAnew && number == m_asideAnswer)
            showAsked();
    });
    connect(document, &Document::liveChanged, this, [this](bool isLive) {
        if (!isLive)
            showAsked();
        takeStatus();
    });
    panel->setCarriesOver(m_settings->number(QStringLiteral("capture/carriesOver"), 1) != 0);
    connectPanel();
    takeDevices({});
    takeStatus();
}

CaptureController::~CaptureController() {
    m_watch.reset();
    m_keeping.reset();
    m_session.reset();
}

void CaptureController::connectPanel() {
    connect(m_panel, &CapturePanel::sourceChosen, this, [this](const QString& id) { open(id); });
    connect(m_panel, &CapturePanel::openRecordingRequested, this, &CaptureController::openRecording);
    connect(m_panel, &CapturePanel::openFolderRequested, this, &CaptureController::openPictureFolder);
    connect(m_panel, &CapturePanel::modeChosen, this, [this](int index) {
        if (index < 0 || index >= int(m_status.modes.size()))
            return;
        m_options.mode = m_status.modes[std::size_t(index)];
        open(m_uri, m_options);
    });
    connect(m_panel, &CapturePanel::startRequested, this, &CaptureController::start);
    connect(m_panel, &CapturePanel::stopRequested, this, &CaptureController::stop);
    connect(m_panel, &CapturePanel::saveRequested, this, &CaptureController::saveAsSample);
    connect(m_panel, &CapturePanel::freezeToggled, this, &CaptureController::freeze);
    connect(m_panel, &CapturePanel::repeatToggled, this, [this] { repeatIfFree(); });
    connect(m_panel, &CapturePanel::carryOverToggled, this, [this](bool carries) {
        m_settings->setNumber(QStringLiteral("capture/carriesOver"), carries);
        drawAnswers();
    });
    connect(m_panel, &CapturePanel::playToggled, this, [this](bool plays) {
        freeze(false);
        m_session->play(plays);
    });
    connect(m_panel, &CapturePanel::stepRequested, this, [this](int frames) {
        freeze(false);
        m_session->step(frames);
    });
    connect(m_panel, &CapturePanel::seekRequested, this, [this](int frame) {
        freeze(false);
        m_session->seek(std::size_t(std::max(0, frame)));
    });
    connect(m_panel, &CapturePanel::speedChanged, this, [this](double speed) { m_session->setSpeed(speed); });
    connect(m_panel, &CapturePanel::loopToggled, this, [this](bool loops) { m_session->setLoops(loops); });
}

// ---- sources

void CaptureController::open(const QString& uri, const SourceOptions& options) {
    Q_EMIT panelWanted();
    const bool isOther = uri != m_uri;
    m_uri = uri;
    m_options = options;
    m_isFrozen = false;
    m_hasShown = false;
    m_repeatsWhenNew = false;
    if (isOther || !m_document->isLive())
        ++m_view; // the views begin anew
    if (isOther)
        m_document->answers()->clear(liveSampleId);
    const bool isDevice = isDeviceUri(uri.toStdString());
    const QString name = isDevice ? uri : QFileInfo(QDir::cleanPath(uri)).fileName();
    m_panel->setSource(uri, name, QDir::toNativeSeparators(uri));
    m_session->setLoops(m_panel->loops());
    m_session->setSpeed(m_panel->speed());
    m_session->open(uri.toStdString(), options);
    Q_EMIT openChanged(true);
    m_statusTimer.start();
    takeStatus();
}

void CaptureController::start() {
    if (m_uri.isEmpty())
        m_panel->showSourceMenu();
    else
        open(m_uri, m_options);
}

void CaptureController::stop() {
    m_session->close();
    m_isFrozen = false;
    m_repeatsWhenNew = false;
    m_statusTimer.stop();
    Q_EMIT openChanged(false);
    takeStatus();
}

void CaptureController::close() {
    stop();
    m_shown.reset();
    m_newest.reset();
    m_document->answers()->clear(liveSampleId);
    m_document->leaveLive();
}

void CaptureController::watchDevices() {
    if (m_watch)
        return;
    m_watch = std::make_unique<DeviceWatch>(
        [this](const DeviceList& list) { m_newsLane.post({}, [this, list] { takeDevices(list); }); });
}

void CaptureController::takeDevices(const DeviceList& list) {
    std::vector<CaptureChoice> devices, recent;
    for (const SourceInfo& device : list.devices)
        devices.push_back({toQString(device.uri), toQString(device.name), toQString(device.serial)});
    for (const QString& path :
         m_settings->text(QStringLiteral("capture/recent")).split(QChar(0x1e), Qt::SkipEmptyParts))
        recent.push_back({path, QFileInfo(path).fileName(), QDir::toNativeSeparators(path)});
    m_panel->setSources(devices, recent);
    for (const Error& problem : list.problems)
        Q_EMIT reported(Severity::Warning, translated(problem));
    m_devices = list;
}

void CaptureController::rememberRecording(const QString& path) {
    QStringList recent = m_settings->text(QStringLiteral("capture/recent")).split(QChar(0x1e), Qt::SkipEmptyParts);
    recent.removeAll(path);
    recent.prepend(path);
    m_settings->setText(QStringLiteral("capture/recent"), recent.mid(0, recentRecordings).join(QChar(0x1e)));
    takeDevices({m_devices.devices, {}});
}

void CaptureController::openRecording() {
    const QString path = QFileDialog::getOpenFileName(m_window, tr("Open a recording"),
                                                      m_settings->text(QStringLiteral("capture/folder")),
                                                      tr("Recordings (*.bag *.db3 *.mcap *.oni);;All files (*)"));
    if (path.isEmpty())
        return;
    m_settings->setText(QStringLiteral("capture/folder"), QFileInfo(path).path());
    open(path);
}

void CaptureController::openPictureFolder() {
    const QString path = QFileDialog::getExistingDirectory(m_window, tr("Open a folder of colour and depth pictures"),
                                                           m_settings->text(QStringLiteral("capture/folder")));
    if (path.isEmpty())
        return;
    m_settings->setText(QStringLiteral("capture/folder"), QFileInfo(path).path());
    open(path);
}

void CaptureController::askForIntrinsics() {
    auto* dialog = new IntrinsicsDialog(QFileInfo(m_uri).fileName(), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, uri = m_uri] {
        SourceOptions options = m_options;
        options.intrinsics = dialog->camera();
        options.depthUnitMetres = dialog->depthUnitMetres();
        open(uri, options);
    });
    dialog->open();
}

// ---- pictures

void CaptureController::takeNews() {
    m_hasNews = false;
    takeEvents();
    // One picture at a time is on its way; the session keeps the newest meanwhile.
    if (m_isPainting)
        return;
    if (auto frame = m_session->takeFrame())
        show(std::move(*frame));
}

void CaptureController::takeEvents() {
    for (const CaptureEvent& event : m_session->takeEvents()) {
        const bool isGood = event.kind == CaptureEvent::Kind::Found || event.kind == CaptureEvent::Kind::Told;
        Q_EMIT reported(isGood                                          ? Severity::Info
                        : event.kind == CaptureEvent::Kind::Failed      ? Severity::Error
                        : event.kind == CaptureEvent::Kind::ClockJumped ? Severity::Info
                                                                        : Severity::Warning,
                        translated(event.text));
        if (event.kind == CaptureEvent::Kind::Failed) {
            if (m_session->status().fault == CaptureFault::NeedsIntrinsics)
                askForIntrinsics();
            takeStatus();
        }
    }
}

void CaptureController::show(LiveFrame frame) {
    m_newest = std::make_shared<const LiveFrame>(std::move(frame));
    if (!m_session->isOpen())
        return;
    const bool isFirst = !std::exchange(m_hasShown, true);
    if (isFirst) {
        const CaptureStatus status = m_session->status();
        m_panel->setSource(m_uri, toQString(status.source.name), QDir::toNativeSeparators(m_uri));
        if (status.frameCount > 0)
            rememberRecording(m_uri);
    } else if (isHeld()) {
        return;
    }
    m_shown = m_newest;
    present();
    if (isFirst)
        takeStatus();
    if (std::exchange(m_repeatsWhenNew, false))
        repeatIfFree();
}

/// Puts the picture that is to be shown into the views.
void CaptureController::present() {
    auto sample = std::make_shared<Sample>();
    sample->id = liveSampleId;
    sample->dataSource = m_session->status().source.name;
    sample->frame = m_shown->captured.frame;
    LivePicture picture;
    picture.sample = std::move(sample);
    picture.cloud = m_shown->cloud;
    picture.view = m_view;
    picture.answers = drawnAnswers(*m_shown);
    m_document->showLive(std::move(picture));
    showPosition();
    // Delivered behind the paint events of what has just changed.
    m_isPainting = true;
    QCoreApplication::postEvent(this, new QEvent(QEvent::User), Qt::LowEventPriority);
    showAsked();
}

/// A picture that stays is worth all its points.
void CaptureController::refine() {
    const bool rests = isHeld() || m_status.state != CaptureState::Streaming;
    if (!rests || m_isRefining || !m_shown || !m_document->isLive() || m_shown->cloud->step == 1)
        return;
    m_isRefining = true;
    m_lane.run(
        [frame = m_shown](const std::stop_token&) {
            LiveFrame whole = *frame;
            whole.cloud = std::make_shared<const PointCloud>(backProject(whole.captured.frame, {}));
            return std::make_shared<const LiveFrame>(std::move(whole));
        },
        [this](std::shared_ptr<const LiveFrame> whole) {
            m_isRefining = false;
            if (!m_shown || m_shown->serial != whole->serial || !m_document->isLive())
                return;
            m_shown = std::move(whole);
            present();
        });
}

void CaptureController::customEvent(QEvent*) {
    m_isPainting = false;
    if (m_shown) {
        m_latencies.push_back(millisecondsSince(m_shown->captured.arrival));
        if (m_latencies.size() > keptLatencies)
            m_latencies.erase(m_latencies.begin(), m_latencies.begin() + keptLatencies / 2);
    }
    if (auto frame = m_session->takeFrame())
        show(std::move(*frame));
}

void CaptureController::freeze(bool isFrozen) {
    if (m_status.frameCount > 0 && isFrozen) {
        m_session->play(false);
        isFrozen = false;
    }
    const bool wasHeld = isHeld();
    m_isFrozen = isFrozen;
    if (!isFrozen && wasHeld && m_newest && m_session->isOpen()) {
        // Back to the newest picture, from a sample or a frozen one.
        m_hasShown = false;
        show(LiveFrame(*m_newest));
    }
    takeStatus();
}

void CaptureController::saveAsSample() {
    // The camera goes on while the person types; what is saved is what was seen.
    if (m_shown && m_document->isLive())
        m_keeping->save(m_shown, m_models->instruction(), toQString(m_session->status().source.name));
}

void CaptureController::toggleFreeze() {
    if (!m_session->isOpen())
        return;
    if (m_document->isLive() && m_status.frameCount > 0)
        m_session->play(!m_session->status().isPlaying);
    else
        freeze(!isHeld());
    takeStatus();
}

bool CaptureController::isIdle() const {
    const CaptureStatus status = m_session->status();
    if (m_isPainting || !m_lane.isIdle() || !m_keeping->isIdle() || status.state == CaptureState::Opening)
        return false;
    return m_hasShown || (status.state != CaptureState::Streaming && status.state != CaptureState::Paused);
}

// ---- answers

double CaptureController::ageOf(const LiveFrame& asked, const LiveFrame& now) const {
    if (m_status.frameCount > 0)
        return std::abs(now.captured.colourSeconds - asked.captured.colourSeconds);
    return std::chrono::duration<double>(now.captured.arrival - asked.captured.arrival).count();
}

/// Which answers may be drawn into this picture: those about it, and those about an older one as long as the camera
/// has not moved since, where that is wanted.
std::map<int, LivePicture::Drawn> CaptureController::drawnAnswers(const LiveFrame& frame) {
    std::map<int, LivePicture::Drawn> drawn;
    if (m_asked.empty())
        return drawn;
    std::optional<SceneSketch> now;
    for (const auto& [number, asked] : m_asked) {
        const LiveAnswer* answer = m_document->answers()->find(number);
        if (!answer)
            continue;
        if (asked.frame->captured.number == frame.captured.number && asked.frame->serial == frame.serial) {
            drawn[number] = {1, tr("%1 · frame %2").arg(answer->title).arg(asked.frame->captured.number + 1)};
            continue;
        }
        if (!m_panel->carriesOver())
            continue;
        if (!now)
            now = sketchOf(frame.captured.frame);
        if (!isAtRest(asked.sketch, *now))
            continue;
        const double age = ageOf(*asked.frame, frame);
        // In steps, so that the layers are not told anew with every picture.
        const double opacity = std::round(opacityAt(age) * 20) / 20;
        drawn[number] = {
            opacity,
            tr("%1 · frame %2 · %3 ago").arg(answer->title).arg(asked.frame->captured.number + 1).arg(ageText(age))};
    }
    return drawn;
}

/// The picture in the views once more, with the answers that may be drawn in it now.
void CaptureController::drawAnswers() {
    if (!m_shown || !m_document->isLive())
        return;
    LivePicture picture = *m_document->live();
    picture.answers = drawnAnswers(*m_shown);
    m_document->showLive(std::move(picture));
    showAsked();
}

/// What was asked last and cannot be drawn into the live picture stands beside it, as it was when it was asked.
void CaptureController::showAsked() {
    const auto asked = m_asked.find(m_lastAsked);
    const LiveAnswer* answer = m_document->answers()->find(m_lastAsked);
    const bool isInView = m_document->isLive() && m_document->live()->answers.contains(m_lastAsked);
    if (asked == m_asked.end() || !answer || !m_document->isLive() || isInView) {
        if (std::exchange(m_asideAnswer, 0) != 0)
            Q_EMIT askedPictureChanged(nullptr, {});
        return;
    }
    const QString title = tr("frame %1 · %2 ago")
                              .arg(asked->second.frame->captured.number + 1)
                              .arg(ageText(m_newest ? ageOf(*asked->second.frame, *m_newest) : 0));
    if (m_asideAnswer == m_lastAsked && title == m_asideTitle && answer->text == m_asideText)
        return;
    m_asideAnswer = m_lastAsked;
    m_asideTitle = title;
    m_asideText = answer->text;
    Q_EMIT askedPictureChanged(
        m_document->pictureWith(*answer, asked->second.frame->captured.frame, asked->second.frame->cloud), title);
}

void CaptureController::takeEnded(int number) {
    const LiveAnswer* answer = m_document->answers()->find(number);
    if (!answer || answer->sampleId != liveSampleId)
        return;
    if (answer->state != LiveAnswer::State::Done) {
        m_panel->setRepeats(false); // the person has stopped it, or it would fail again
        return;
    }
    if (!m_panel->repeats())
        return;
    // The answers before have had their time; nothing grows however long it goes on.
    std::vector<int> older;
    for (const LiveAnswer* other : m_document->answers()->of(liveSampleId))
        if (other->number != number && other->isOver() && other->prompt == answer->prompt)
            older.push_back(other->number);
    for (const int old : older)
        m_document->answers()->remove(old);
    // A picture is asked about once.
    m_repeatsWhenNew = true;
}

void CaptureController::repeatIfFree() {
    if (m_panel->repeats() && m_document->isLive() && !m_models->isBusy() && m_shown)
        m_models->ask();
}

// ---- what the panel says

/// The timeline stands at the picture in the views.
void CaptureController::showPosition() {
    const CaptureStatus status = m_session->status();
    if (status.frameCount == 0)
        return;
    const bool isShown = m_shown && m_document->isLive() && m_hasShown;
    m_panel->setPosition(isShown ? int(m_shown->captured.number) : int(status.position), status.positionSeconds,
                         status.durationSeconds);
}

void CaptureController::takeStatus() {
    m_status = m_session->status();
    const CaptureStatus& status = m_status;
    using State = CaptureState;
    const bool isOpen = m_session->isOpen();
    const bool isRecording = status.frameCount > 0;
    m_panel->setRunning(isOpen && status.state != State::Failed);
    QStringList modes;
    int current = -1;
    for (const CaptureMode& mode : status.modes) {
        if (status.format && status.format->mode == mode)
            current = int(modes.size());
        modes << toQString(describe(mode));
    }
    m_panel->setModes(modes, current);
    m_panel->setFrozen(isOpen && m_hasShown && isHeld());
    m_panel->setCanFreeze(isOpen && m_hasShown);
    m_panel->setCanSave(m_shown != nullptr && m_document->isLive());
    m_panel->setCanRecord(isOpen && m_hasShown);
    m_panel->setTimeline(isOpen ? int(status.frameCount) : 0);
    if (isRecording && isOpen) {
        showPosition();
        m_panel->setPlaying(status.isPlaying);
        const auto asked = m_asked.find(m_lastAsked);
        m_panel->setMark(asked == m_asked.end() ? -1 : int(asked->second.frame->captured.number));
    }

    const QLocale locale;
    CaptureLamp lamp = CaptureLamp::Off;
    QString state;
    switch (status.state) {
    case State::Closed:
        state = m_uri.isEmpty() ? QString() : tr("Stopped");
        break;
    case State::Opening:
        lamp = CaptureLamp::Waiting;
        state = tr("Opening…");
        break;
    case State::Streaming:
        lamp = CaptureLamp::Good;
        state = isRecording ? tr("Playing") : tr("Streaming");
        break;
    case State::Paused:
        lamp = CaptureLamp::Held;
        state = tr("Paused");
        break;
    case State::Ended:
        state = tr("At its end");
        break;
    case State::Stalled:
        lamp = CaptureLamp::Bad;
        state = tr("Stalled");
        break;
    case State::Reconnecting:
        lamp = CaptureLamp::Bad;
        state = status.retrySeconds > 0.5 ? tr("Lost · next try in %1 s").arg(int(std::ceil(status.retrySeconds)))
                                          : tr("Reconnecting…");
        break;
    case State::Failed:
        lamp = CaptureLamp::Bad;
        state = tr("Cannot be opened");
        break;
    }
    if (status.state == State::Streaming && isHeld() && m_hasShown) {
        lamp = CaptureLamp::Held;
        state = m_document->isLive() ? tr("Frozen") : tr("Streaming, not shown");
    }
    QStringList figures, explained;
    if (status.state == State::Streaming) {
        figures << tr("%1 fps").arg(locale.toString(status.framesPerSecond, 'f', 1));
        explained << tr("%1 pictures a second arrive").arg(locale.toString(status.framesPerSecond, 'f', 1));
        if (!m_latencies.empty() && !isRecording && !isHeld()) {
            std::vector<double> recent(
                m_latencies.end() - std::ptrdiff_t(std::min<std::size_t>(m_latencies.size(), 60)), m_latencies.end());
            const auto middle = recent.begin() + std::ptrdiff_t(recent.size() / 2);
            std::nth_element(recent.begin(), middle, recent.end());
            figures << tr("%1 ms").arg(int(std::lround(*middle)));
            explained
                << tr("%1 ms from the arrival of a picture until it is on the screen").arg(int(std::lround(*middle)));
        }
    }
    if (const std::uint64_t dropped = status.lost + status.replaced; isOpen && dropped > 0) {
        figures << tr("%1 dropped").arg(dropped);
        explained << tr("%1 never came from the source, %2 were replaced by a newer one before they could be shown")
                         .arg(status.lost)
                         .arg(status.replaced);
    }
    if (status.unreadable > 0)
        figures << tr("%1 unreadable").arg(status.unreadable);
    if (status.format) {
        const Camera& camera = status.format->camera;
        explained << tr("focal length %1, %2 px; principal point %3, %4 px")
                         .arg(camera.fx, 0, 'f', 1)
                         .arg(camera.fy, 0, 'f', 1)
                         .arg(camera.cx, 0, 'f', 1)
                         .arg(camera.cy, 0, 'f', 1);
        explained << tr("one step of depth is %1 mm").arg(status.format->depthUnitMetres * 1000);
        if (status.format->isRegisteredHere)
            explained << tr("The depth is of another sensor, and is put into the colour picture here.");
    }
    if (status.problem)
        explained.prepend(translated(*status.problem));
    refine();
    m_keeping->showCounts();
    m_panel->setStatus(lamp, state, figures.join(QStringLiteral(" · ")), joined(explained));
}

} // namespace tracestudio
