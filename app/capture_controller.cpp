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
constexpr int silentMilliseconds = 4000; ///< no healthy camera takes as long to open
constexpr std::size_t keptLatencies = 1000;
constexpr int recentRecordings = 8;

double millisecondsSince(std::chrono::steady_clock::time_point then) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - then).count();
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
    , m_window(window)
    , m_asked(document->answers()) {
    m_session = std::make_unique<CaptureSession>([this] {
        if (!m_hasNews.exchange(true))
            m_newsLane.post({}, [this] { takeNews(); });
    });
    m_keeping = std::make_unique<CaptureKeeping>(document, settings, panel, m_session.get(), window);
    connect(m_keeping.get(), &CaptureKeeping::reported, this, &CaptureController::reported);
    connect(m_keeping.get(), &CaptureKeeping::written, this,
            [this](const QString&, const QStringList& paths, const QString& sample) {
                if (sample.isEmpty())
                    rememberRecording(paths.front());
            });
    m_statusTimer.setInterval(statusMilliseconds);
    connect(&m_statusTimer, &QTimer::timeout, this, &CaptureController::takeStatus);
    // Without its cloud, which is most of it: a picture is kept as long as its answers.
    models->setLive([this] {
        std::shared_ptr<LiveFrame> picture;
        if (m_shown) {
            picture = std::make_shared<LiveFrame>(*m_shown);
            picture->cloud.reset();
        }
        return picture;
    });
    connect(models, &ModelController::answerEnded, this, &CaptureController::takeEnded);
    connect(document->answers(), &LiveAnswers::changed, this, [this](const std::string& sampleId) {
        if (sampleId == liveSampleId)
            drawAnswers();
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
    connect(m_panel, &CapturePanel::sourceChosen, this, [this](const QString& id) {
        if (isDeviceUri(id.toStdString()))
            open(id);
        else
            m_document->open({id}); // what was recorded may be samples, which are no source
    });
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
    connect(m_panel, &CapturePanel::repeatToggled, this, [this](bool repeats) {
        if (repeats && canSave() && !m_models->isBusy())
            m_models->ask();
    });
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
    Q_EMIT sourceRecovered();
    m_keeping->setRecording(false); // it is of one camera in one mode
    const bool isOther = uri != m_uri;
    m_uri = uri;
    m_options = options;
    m_isFrozen = false;
    m_hasShown = false;
    if (isOther || !m_document->isLive())
        ++m_view; // the views begin anew
    if (isOther) {
        // The picture of the source before stays to be seen until there is one of this; it is not this one's.
        m_shown.reset();
        m_newest.reset();
        m_repeatsWhenNew = false;
        m_document->answers()->clear(liveSampleId);
    }
    m_session->setLoops(m_panel->loops());
    m_session->setSpeed(m_panel->speed());
    m_session->open(uri.toStdString(), options);
    m_sinceOpening.start();
    m_isSilenceTold = false;
    m_statusTimer.start();
    takeStatus();
    // Another mode of the same source leaves the bar as it is.
    if (isOther) {
        m_panel->setSource(uri, sourceName(), QDir::toNativeSeparators(uri));
        m_panel->setModes({}, -1);
    }
}

QString CaptureController::sourceName() const {
    const std::string uri = m_uri.toStdString();
    if (!isDeviceUri(uri)) // whatever is in it
        return QFileInfo(QDir::cleanPath(m_uri)).fileName();
    const auto listed = std::ranges::find(m_devices.devices, uri, &SourceInfo::uri);
    return toQString(m_hasShown || listed == m_devices.devices.end() ? m_status.source.name : listed->name);
}

void CaptureController::start() {
    if (m_uri.isEmpty())
        m_panel->showSourceMenu();
    else
        open(m_uri, m_options);
}

void CaptureController::stop() {
    Q_EMIT sourceRecovered();
    m_session->close();
    m_isFrozen = false;
    m_statusTimer.stop();
    takeStatus();
}

void CaptureController::close() {
    stop();
    m_shown.reset();
    m_newest.reset();
    m_document->answers()->clear(liveSampleId);
    m_repeatsWhenNew = false;
    m_document->leaveLive();
    takeStatus();
}

void CaptureController::watchDevices() {
    if (m_watch)
        return;
    m_watch = std::make_unique<DeviceWatch>(
        [this](const DeviceList& list) { m_newsLane.post({}, [this, list] { takeDevices(list); }); });
}

void CaptureController::showSources() {
    std::vector<CaptureChoice> devices, recent;
    for (const SourceInfo& device : m_devices.devices)
        devices.push_back({toQString(device.uri), toQString(device.name), toQString(device.serial)});
    for (const QString& path :
         m_settings->text(QStringLiteral("capture/recent")).split(QChar(0x1e), Qt::SkipEmptyParts))
        recent.push_back({path, QFileInfo(path).fileName(), QDir::toNativeSeparators(path)});
    m_panel->setSources(devices, recent);
}

void CaptureController::takeDevices(const DeviceList& list) {
    // A driver that fails the source that is open fails the list too: that is told once, by the source.
    for (const Error& problem : list.problems)
        if (m_session->status().fault == CaptureFault::None)
            Q_EMIT sourceReported(Severity::Warning, translated(problem));
    // What was lost and is plugged in again need not wait for its turn.
    const auto isOurs = [this](const SourceInfo& device) { return toQString(device.uri) == m_uri; };
    if (std::ranges::any_of(list.devices, isOurs) && std::ranges::none_of(m_devices.devices, isOurs))
        m_session->retryNow();
    m_devices = list;
    showSources();
}

void CaptureController::rememberRecording(const QString& path) {
    QStringList recent = m_settings->text(QStringLiteral("capture/recent")).split(QChar(0x1e), Qt::SkipEmptyParts);
    recent.removeAll(path);
    recent.prepend(path);
    m_settings->setText(QStringLiteral("capture/recent"), recent.mid(0, recentRecordings).join(QChar(0x1e)));
    showSources();
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
        using Kind = CaptureEvent::Kind;
        // What is known last of a fault takes the place of what was told of it before.
        if (event.kind == Kind::Found || event.kind == Kind::Lost || event.kind == Kind::Failed)
            Q_EMIT sourceRecovered();
        Q_EMIT sourceReported(event.kind == Kind::Failed                                   ? Severity::Error
                              : event.kind == Kind::Lost || event.kind == Kind::Unreadable ? Severity::Warning
                                                                                           : Severity::Info,
                              translated(event.text));
        if (event.kind == Kind::Failed) {
            if (m_session->status().fault == CaptureFault::NeedsIntrinsics)
                askForIntrinsics();
            if (!m_shown)
                m_document->leaveLive(); // what is there is another source's
            takeStatus();
        }
    }
}

void CaptureController::show(LiveFrame frame) {
    m_newest = std::make_shared<const LiveFrame>(std::move(frame));
    if (!m_session->isOpen())
        return;
    const bool isFirst = !std::exchange(m_hasShown, true);
    if (!isFirst && isHeld())
        return;
    m_status = m_session->status();
    if (isFirst) {
        if (std::exchange(m_isSilenceTold, false))
            Q_EMIT sourceRecovered();
        const QString place = QDir::toNativeSeparators(m_uri);
        m_panel->setSource(m_uri, sourceName(), joined({toQString(m_status.source.name), place}));
        if (m_status.frameCount > 0)
            rememberRecording(m_uri);
    }
    m_shown = m_newest;
    present();
    if (isFirst)
        takeStatus();
    repeatIfFree();
}

/// Puts the picture that is to be shown into the views.
void CaptureController::present() {
    auto sample = std::make_shared<Sample>();
    sample->id = liveSampleId;
    sample->dataSource = m_status.source.name;
    sample->frame = m_shown->captured.frame;
    LivePicture picture;
    picture.sample = std::move(sample);
    picture.cloud = m_shown->cloud;
    picture.view = m_view;
    picture.answers = m_asked.drawnInto(*m_shown, m_panel->carriesOver(), m_status.frameCount > 0);
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
    if (canSave())
        m_keeping->save(m_shown, m_models->instruction(), toQString(m_document->live()->sample->dataSource));
}

void CaptureController::toggleFreeze() {
    if (!canFreeze())
        return;
    if (m_document->isLive() && m_status.frameCount > 0)
        m_session->play(!m_session->status().isPlaying);
    else
        freeze(!isHeld());
    takeStatus();
}

bool CaptureController::isOpening() const {
    return m_status.state == CaptureState::Opening || (m_status.state == CaptureState::Streaming && !m_hasShown);
}

bool CaptureController::isRunning() const {
    const CaptureStatus status = m_session->status();
    return status.isPlaying && status.state != CaptureState::Failed;
}

bool CaptureController::canRecord() const {
    return canFreeze() && m_status.state != CaptureState::Failed && m_status.state != CaptureState::Ended;
}

bool CaptureController::isIdle() const {
    const CaptureStatus status = m_session->status();
    if (m_isPainting || !m_lane.isIdle() || !m_keeping->isIdle() || status.state == CaptureState::Opening)
        return false;
    return m_hasShown || (status.state != CaptureState::Streaming && status.state != CaptureState::Paused);
}

// ---- answers

/// The picture in the views once more, with the answers that may be drawn in it now.
void CaptureController::drawAnswers() {
    if (canSave()) {
        LivePicture picture = *m_document->live();
        picture.answers = m_asked.drawnInto(*m_shown, m_panel->carriesOver(), m_status.frameCount > 0);
        m_document->showLive(std::move(picture));
    }
    showAsked();
}

/// What was asked last and cannot be drawn into the live picture stands beside it, as it was when it was asked.
void CaptureController::showAsked() {
    const LiveAnswer* answer = m_document->isLive() ? m_asked.newest() : nullptr;
    if (!answer || m_document->live()->answers.contains(answer->number)) {
        if (std::exchange(m_asideAnswer, 0) != 0)
            Q_EMIT askedPictureChanged(nullptr, {});
        return;
    }
    const LiveFrame& asked = *AskedPictures::pictureOf(*answer);
    QString title = AskedPictures::nameOf(asked);
    if (m_newest)
        title = tr("%1 · %2 ago").arg(title, AskedPictures::ageText(asked, *m_newest, m_status.frameCount > 0));
    if (m_asideAnswer == answer->number && title == m_asideTitle && answer->text == m_asideText)
        return;
    m_asideAnswer = answer->number;
    m_asideTitle = title;
    m_asideText = answer->text;
    Q_EMIT askedPictureChanged(m_document->pictureWith(*answer, asked.captured.frame), title);
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
    for (const int old : m_asked.replacedBy(*answer))
        m_document->answers()->remove(old);
    // A picture is asked about once.
    m_repeatsWhenNew = true;
}

/// What was asked is asked again, whatever the person is typing meanwhile. A model that is busy with other things is
/// waited for.
void CaptureController::repeatIfFree() {
    if (!m_repeatsWhenNew || m_models->isBusy())
        return;
    m_repeatsWhenNew = false;
    if (m_panel->repeats() && canSave())
        m_models->askOnceMore();
}

// ---- what the panel says

/// The timeline stands at the picture in the views.
void CaptureController::showPosition() {
    if (m_status.frameCount == 0)
        return;
    const bool isShown = m_shown && m_document->isLive() && m_hasShown;
    m_panel->setPosition(isShown ? int(m_shown->captured.number) : int(m_status.position), m_status.positionSeconds,
                         m_status.durationSeconds);
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
    if (status.state != State::Opening) // what is opened in another mode keeps its choice
        m_panel->setModes(modes, current);
    m_panel->setFrozen(isOpen && m_hasShown && isHeld());
    m_panel->setCanFreeze(canFreeze());
    m_panel->setCanSave(canSave());
    m_panel->setCanRecord(canRecord());
    m_panel->setTimeline(isOpen ? int(status.frameCount) : 0);
    if (isRecording && isOpen) {
        showPosition();
        m_panel->setPlaying(status.isPlaying);
        const LiveAnswer* answer = m_asked.newest();
        m_panel->setMark(answer ? int(AskedPictures::pictureOf(*answer)->captured.number) : -1);
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
        if (isDeviceUri(status.source.uri) && m_sinceOpening.hasExpired(silentMilliseconds)) {
            lamp = CaptureLamp::Bad;
            state = tr("Does not answer");
            tellSilence();
        }
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
        state = m_document->isLive() ? tr("Frozen") : tr("Not shown · Space shows it");
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
    if (isRecording && isOpen && status.replaced > 0) {
        figures << tr("%1 skipped").arg(status.replaced);
        explained << tr("%1 were passed over to keep up with the speed; nothing is missing in the recording")
                         .arg(status.replaced);
    } else if (const std::uint64_t dropped = status.lost + status.replaced; isOpen && dropped > 0) {
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
    tellState();
}

void CaptureController::tellSilence() {
    if (std::exchange(m_isSilenceTold, true))
        return;
    Q_EMIT sourceReported(
        Severity::Warning,
        tr("%1 does not answer. Unplug it and plug it in again, or stop it and choose another one.").arg(sourceName()));
}

void CaptureController::tellState() {
    const std::array<bool, 4> now{isOpening(), canFreeze(), canSave(), canRecord()};
    if (now != std::exchange(m_toldState, now))
        Q_EMIT stateChanged();
}

} // namespace tracestudio
