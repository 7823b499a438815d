#include "capture/capture_session.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <mutex>
#include <stop_token>
#include <thread>

namespace tracestudio {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// How long `next` may wait, so that a command is heard soon.
constexpr milliseconds patienceOfNext{50};
constexpr std::size_t mostEvents = 50;
constexpr std::uint64_t mostToldUnreadable = 5;   ///< pairs of a recording; the others are counted
constexpr std::size_t mostMovingPoints = 500'000; ///< a processor draws these 30 times a second
constexpr double clockJumpSeconds = 1.0;
constexpr double longestWait = 1e6; ///< seconds; stamps of a damaged recording may be any

/// How long a frame of a recording is shown.
double frameSeconds(const CaptureStatus& status) {
    const double rate = status.format ? status.format->mode.colour.framesPerSecond : 0;
    return rate > 0 ? std::clamp(1 / rate, 0.005, 1.0) : 1.0 / 30;
}

double secondsBetween(Clock::time_point from, Clock::time_point to) {
    return std::chrono::duration<double>(to - from).count();
}

std::string secondsText(double seconds) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", seconds);
    return text;
}

} // namespace

/// What the session's two threads and its owner share. The capture thread owns the source.
struct CaptureSession::Shared {
    struct Wish {
        std::string uri;
        SourceOptions options;
    };

    std::function<void()> changed;

    mutable std::mutex mutex; // of all below
    std::condition_variable_any wake;
    std::optional<Wish> wish; ///< to be opened next
    bool isOpen = false;      ///< as its owner wants it
    /// Counts openings and closings, so that work for an older one is dropped. Changed under the mutex.
    std::atomic<std::uint64_t> turn = 0;
    std::stop_source waiting; ///< of this turn for a driver
    bool retriesNow = false;  ///< instead of waiting on
    std::optional<std::size_t> seekTo;
    int stepBy = 0;
    bool hasNewPace = false; ///< speed or playing changed
    CaptureStatus status;
    std::vector<CaptureEvent> events;
    std::function<void(const CapturedFrame&)> tap;
    Patience patience;
    Opener opener = openSource;
    std::deque<Clock::time_point> arrivals; ///< of the last two seconds

    std::optional<CapturedFrame> mailbox; ///< capture → cloud
    std::uint64_t mailboxTurn = 0;
    std::condition_variable_any mail;
    std::optional<LiveFrame> finished; ///< cloud → owner
    std::uint64_t made = 0;

    std::jthread clouds, capture; // last: they end first

    void endTurn();
    void run(const std::stop_token& stop);
    void serve(const std::stop_token& stop, const Wish& wish, std::uint64_t turnNow);
    bool openAndStart(const Wish& wanted, std::uint64_t turnNow, std::unique_ptr<RgbdSource>& source);
    void stream(const std::stop_token& stop, RgbdSource& source, std::uint64_t turnNow);
    void play(const std::stop_token& stop, RgbdSource& source, std::uint64_t turnNow);
    void makeClouds(const std::stop_token& stop);

    void deliver(CapturedFrame frame, std::uint64_t turnNow);
    void fail(CaptureState state, CaptureFault fault, const Error& error, CaptureEvent::Kind kind);
    void tell(CaptureEvent::Kind kind, Error text);
    [[nodiscard]] bool isOver(const std::stop_token& stop, std::uint64_t turnNow) const;
    void wait(const std::stop_token& stop, std::uint64_t turnNow, milliseconds time);
    void notice() const {
        if (changed)
            changed();
    }
};

CaptureSession::CaptureSession(std::function<void()> changed)
    : m_shared(std::make_shared<Shared>()) {
    m_shared->changed = std::move(changed);
    Shared* shared = m_shared.get();
    shared->clouds = std::jthread([shared](const std::stop_token& stop) { shared->makeClouds(stop); });
    shared->capture = std::jthread([shared](const std::stop_token& stop) { shared->run(stop); });
}

CaptureSession::~CaptureSession() {
    close();
    m_shared->capture.request_stop();
    m_shared->clouds.request_stop();
    m_shared->capture.join();
    m_shared->clouds.join();
}

void CaptureSession::open(const std::string& uri, const SourceOptions& options) {
    const std::lock_guard lock(m_shared->mutex);
    m_shared->wish = Shared::Wish{uri, options};
    m_shared->isOpen = true;
    m_shared->seekTo.reset();
    m_shared->stepBy = 0;
    CaptureStatus fresh;
    fresh.state = CaptureState::Opening;
    fresh.source.uri = uri;
    fresh.source.name = uri;
    fresh.speed = m_shared->status.speed;
    fresh.loops = m_shared->status.loops;
    fresh.isPlaying = true;
    m_shared->status = std::move(fresh);
    m_shared->endTurn();
}

void CaptureSession::close() {
    const std::lock_guard lock(m_shared->mutex);
    m_shared->wish.reset();
    m_shared->isOpen = false;
    m_shared->status.state = CaptureState::Closed;
    m_shared->status.problem.reset();
    m_shared->status.fault = CaptureFault::None;
    m_shared->status.isPlaying = false;
    m_shared->endTurn();
}

/// What was open is wanted no more, nor what comes of it.
void CaptureSession::Shared::endTurn() {
    ++turn;
    waiting.request_stop();
    waiting = {};
    mailbox.reset();
    finished.reset();
    arrivals.clear();
    wake.notify_all();
}

void CaptureSession::retryNow() {
    const std::lock_guard lock(m_shared->mutex);
    m_shared->retriesNow = true;
    m_shared->wake.notify_all();
}

bool CaptureSession::isOpen() const {
    const std::lock_guard lock(m_shared->mutex);
    return m_shared->isOpen;
}

void CaptureSession::play(bool plays) {
    const std::lock_guard lock(m_shared->mutex);
    if (m_shared->status.isPlaying == plays)
        return;
    m_shared->status.isPlaying = plays;
    m_shared->hasNewPace = true;
    m_shared->wake.notify_all();
}

void CaptureSession::seek(std::size_t frame) {
    const std::lock_guard lock(m_shared->mutex);
    m_shared->seekTo = frame;
    m_shared->stepBy = 0;
    m_shared->wake.notify_all();
}

void CaptureSession::step(int frames) {
    const std::lock_guard lock(m_shared->mutex);
    m_shared->status.isPlaying = false;
    m_shared->hasNewPace = true;
    m_shared->stepBy += frames;
    m_shared->wake.notify_all();
}

void CaptureSession::setSpeed(double factor) {
    const std::lock_guard lock(m_shared->mutex);
    m_shared->status.speed = std::clamp(factor, 0.05, 16.0);
    m_shared->hasNewPace = true;
    m_shared->wake.notify_all();
}

void CaptureSession::setLoops(bool loops) {
    const std::lock_guard lock(m_shared->mutex);
    m_shared->status.loops = loops;
}

std::optional<LiveFrame> CaptureSession::takeFrame() {
    const std::lock_guard lock(m_shared->mutex);
    return std::exchange(m_shared->finished, std::nullopt);
}

CaptureStatus CaptureSession::status() const {
    const std::lock_guard lock(m_shared->mutex);
    CaptureStatus status = m_shared->status;
    const Clock::time_point now = Clock::now();
    const auto recent = std::ranges::count_if(
        m_shared->arrivals, [&](Clock::time_point arrival) { return secondsBetween(arrival, now) < 2; });
    status.framesPerSecond = 0;
    if (recent > 1 && secondsBetween(m_shared->arrivals.back(), now) < 1) {
        const Clock::time_point first = m_shared->arrivals[m_shared->arrivals.size() - std::size_t(recent)];
        if (const double span = secondsBetween(first, m_shared->arrivals.back()); span > 0)
            status.framesPerSecond = double(recent - 1) / span;
    }
    return status;
}

std::vector<CaptureEvent> CaptureSession::takeEvents() {
    const std::lock_guard lock(m_shared->mutex);
    return std::exchange(m_shared->events, {});
}

void CaptureSession::setTap(std::function<void(const CapturedFrame&)> tap) {
    const std::lock_guard lock(m_shared->mutex);
    m_shared->tap = std::move(tap);
}

void CaptureSession::setPatience(const Patience& patience) {
    const std::lock_guard lock(m_shared->mutex);
    m_shared->patience = patience;
}

void CaptureSession::setOpener(Opener opener) {
    const std::lock_guard lock(m_shared->mutex);
    m_shared->opener = std::move(opener);
}

// ---- the capture thread

bool CaptureSession::Shared::isOver(const std::stop_token& stop, std::uint64_t turnNow) const {
    return stop.stop_requested() || turn != turnNow;
}

void CaptureSession::Shared::wait(const std::stop_token& stop, std::uint64_t turnNow, milliseconds time) {
    std::unique_lock lock(mutex);
    wake.wait_for(lock, stop, time, [&] { return turn != turnNow || retriesNow; });
}

void CaptureSession::Shared::tell(CaptureEvent::Kind kind, Error text) {
    if (events.size() < mostEvents && (events.empty() || events.back().text != text))
        events.push_back({kind, std::move(text)});
}

void CaptureSession::Shared::fail(CaptureState state, CaptureFault fault, const Error& error, CaptureEvent::Kind kind) {
    // A device that stays away is told of once, not at every try.
    const bool isStillAway = status.state == CaptureState::Reconnecting && fault == CaptureFault::Missing;
    const bool isNews = !isStillAway && (!status.problem || *status.problem != error);
    status.state = state;
    status.fault = fault;
    status.problem = error;
    if (isNews)
        tell(kind, error);
}

void CaptureSession::Shared::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        Wish wanted;
        std::uint64_t turnNow = 0;
        {
            std::unique_lock lock(mutex);
            if (!wake.wait(lock, stop, [&] { return wish.has_value(); }))
                return;
            wanted = *std::exchange(wish, std::nullopt);
            turnNow = turn;
        }
        serve(stop, wanted, turnNow);
    }
}

bool CaptureSession::Shared::openAndStart(const Wish& wanted, std::uint64_t turnNow,
                                          std::unique_ptr<RgbdSource>& source) {
    Opener open;
    std::stop_token unwanted;
    {
        const std::lock_guard lock(mutex);
        if (turn != turnNow)
            return false;
        open = opener;
        unwanted = waiting.get_token();
    }
    CaptureFault fault = CaptureFault::None;
    std::optional<Error> error;
    std::optional<SourceFormat> format;
    std::vector<Error> losses;
    OpenedSource opened = open(wanted.uri, wanted.options, unwanted);
    if (opened.source) {
        source = std::move(*opened.source);
        losses = source->problems();
        if (auto started = source->start(wanted.options.mode)) {
            format = *started;
        } else {
            error = started.error();
            fault = source->fault();
        }
    } else {
        error = opened.source.error();
        fault = opened.fault;
    }
    {
        const std::lock_guard lock(mutex);
        if (turn != turnNow)
            return false;
        if (source) {
            status.source = source->info();
            status.modes = source->modes();
            status.frameCount = source->frameCount();
            status.durationSeconds = status.frameCount > 0 ? source->secondsAt(status.frameCount - 1) : 0;
        }
        if (!error) {
            for (Error& loss : losses)
                tell(CaptureEvent::Kind::Unreadable, std::move(loss));
            status.format = format;
            // A device that was lost is back with its first frame: some open and then send nothing.
            if (status.state != CaptureState::Reconnecting) {
                status.problem.reset();
                status.fault = CaptureFault::None;
                status.state = CaptureState::Streaming;
            }
        } else {
            const bool isLost = mayHeal(fault) && isDeviceUri(wanted.uri);
            fail(isLost ? CaptureState::Reconnecting : CaptureState::Failed, fault, *error,
                 isLost ? CaptureEvent::Kind::Lost : CaptureEvent::Kind::Failed);
        }
    }
    notice();
    return !error;
}

void CaptureSession::Shared::serve(const std::stop_token& stop, const Wish& wanted, std::uint64_t turnNow) {
    milliseconds retry{0};
    while (!isOver(stop, turnNow)) {
        std::unique_ptr<RgbdSource> source;
        if (openAndStart(wanted, turnNow, source)) {
            const Clock::time_point begin = Clock::now();
            if (source->frameCount() > 0)
                play(stop, *source, turnNow);
            else
                stream(stop, *source, turnNow);
            source->stop();
            // One that is lost as soon as it is found is waited for longer each time.
            if (secondsBetween(begin, Clock::now()) > 5)
                retry = milliseconds{0};
        }
        source.reset();
        {
            const std::lock_guard lock(mutex);
            if (turn != turnNow || status.state == CaptureState::Failed)
                return;
            retry = std::clamp(retry * 2, patience.firstRetry, patience.mostRetry);
            status.state = CaptureState::Reconnecting;
            retriesNow = false;
        }
        const Clock::time_point again = Clock::now() + retry;
        while (!isOver(stop, turnNow) && Clock::now() < again) {
            {
                const std::lock_guard lock(mutex);
                if (std::exchange(retriesNow, false))
                    break;
                status.retrySeconds = secondsBetween(Clock::now(), again);
            }
            notice();
            wait(stop, turnNow, std::min(milliseconds{500}, std::chrono::ceil<milliseconds>(again - Clock::now())));
        }
    }
}

/// A device: frames as they come, until it is closed or lost.
void CaptureSession::Shared::stream(const std::stop_token& stop, RgbdSource& source, std::uint64_t turnNow) {
    Patience limits;
    {
        const std::lock_guard lock(mutex);
        limits = patience;
    }
    Clock::time_point last = Clock::now();
    std::optional<std::pair<double, Clock::time_point>> before; // stamp and arrival of the frame before
    while (!isOver(stop, turnNow)) {
        Result<std::optional<CapturedFrame>> next = source.next(patienceOfNext);
        if (!next) {
            {
                const std::lock_guard lock(mutex);
                if (turn != turnNow)
                    return;
                fail(mayHeal(source.fault()) ? CaptureState::Reconnecting : CaptureState::Failed, source.fault(),
                     next.error(), mayHeal(source.fault()) ? CaptureEvent::Kind::Lost : CaptureEvent::Kind::Failed);
            }
            notice(); // before it is let go of, which may take a while
            return;
        }
        const Clock::time_point now = Clock::now();
        if (!*next) {
            const auto silence = std::chrono::duration_cast<milliseconds>(now - last);
            if (silence < limits.stall)
                continue;
            {
                const std::lock_guard lock(mutex);
                if (turn != turnNow)
                    return;
                if (silence >= limits.restart) {
                    status.state = CaptureState::Reconnecting;
                    return;
                }
                if (status.state != CaptureState::Streaming)
                    continue;
                fail(CaptureState::Stalled, CaptureFault::Stalled,
                     {TRANSLATABLE("%1 has sent nothing for %2 s. Its last picture stays. Check the cable; another "
                                   "port or a smaller mode may help."),
                      {status.source.name, secondsText(secondsBetween(last, now))}},
                     CaptureEvent::Kind::Lost);
            }
            notice();
            continue;
        }
        last = now;
        CapturedFrame& frame = **next;
        const double stamp = std::max(frame.colourSeconds, frame.depthSeconds);
        {
            const std::lock_guard lock(mutex);
            if (turn != turnNow)
                return;
            if (status.state == CaptureState::Stalled || status.state == CaptureState::Reconnecting) {
                tell(CaptureEvent::Kind::Found, status.state == CaptureState::Stalled
                                                    ? Error{TRANSLATABLE("%1 sends again."), {status.source.name}}
                                                    : Error{TRANSLATABLE("%1 is back."), {status.source.name}});
                status.state = CaptureState::Streaming;
                status.problem.reset();
                status.fault = CaptureFault::None;
            }
            if (before) {
                const double jump = (stamp - before->first) - secondsBetween(before->second, frame.arrival);
                if (stamp < before->first || std::abs(jump) > clockJumpSeconds)
                    tell(CaptureEvent::Kind::ClockJumped,
                         {TRANSLATABLE("The clock of %1 has jumped by %2 s. Frames are paired anew from there on."),
                          {status.source.name, secondsText(jump)}});
            }
        }
        before = {stamp, frame.arrival};
        deliver(std::move(frame), turnNow);
    }
}

/// A recording: each frame when it is due.
void CaptureSession::Shared::play(const std::stop_token& stop, RgbdSource& source, std::uint64_t turnNow) {
    const std::size_t count = source.frameCount();
    std::size_t position = 0;                                 // of the frame that comes next
    bool isWanted = true;                                     // shown even when it is not playing
    std::optional<std::pair<Clock::time_point, double>> pace; // a moment, and the recording's second at it
    for (;;) {
        bool skips = false;
        {
            std::unique_lock lock(mutex);
            const auto hasOrder = [&] { return turn != turnNow || seekTo || stepBy != 0 || hasNewPace; };
            // What is due when; nothing while it rests.
            while (!stop.stop_requested() && !hasOrder() && !isWanted) {
                if (!status.isPlaying || position >= count) {
                    wake.wait(lock, stop, hasOrder);
                    continue;
                }
                if (!pace)
                    pace = {Clock::now(), source.secondsAt(position)};
                const double wait = std::min((source.secondsAt(position) - pace->second) / status.speed, longestWait);
                const auto due =
                    pace->first + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(wait));
                if (due > Clock::now()) {
                    wake.wait_until(lock, stop, due, hasOrder);
                    continue;
                }
                isWanted = true;
                skips = true;
            }
            if (isOver(stop, turnNow))
                return;
            if (std::exchange(hasNewPace, false)) {
                pace.reset();
                // Played again at the end, it begins anew.
                if (status.isPlaying && position >= count && !seekTo && stepBy == 0)
                    position = 0;
                status.state = status.isPlaying ? CaptureState::Streaming : CaptureState::Paused;
            }
            if (const auto target = std::exchange(seekTo, std::nullopt)) {
                position = std::min(*target, count - 1);
                pace.reset();
                isWanted = true;
                skips = false;
            }
            if (const int by = std::exchange(stepBy, 0); by != 0) {
                const std::ptrdiff_t target = std::ptrdiff_t(status.position) + by;
                position = std::size_t(std::clamp<std::ptrdiff_t>(target, 0, std::ptrdiff_t(count) - 1));
                isWanted = true;
                skips = false;
            }
            if (!isWanted)
                continue;
            if (skips && pace) {
                // A machine too slow for the speed shows fewer frames, at their time.
                const double now = pace->second + secondsBetween(pace->first, Clock::now()) * status.speed;
                while (position + 1 < count && source.secondsAt(position + 1) <= now) {
                    ++position;
                    ++status.replaced;
                }
            }
            if (position >= count) {
                isWanted = false;
                continue;
            }
        }
        isWanted = false;
        Result<std::optional<CapturedFrame>> next;
        if (auto sought = source.seek(position); sought)
            next = source.next(milliseconds{2000});
        else
            next = tl::unexpected(sought.error());
        const std::size_t shown = position++;
        // Before it is told that this was the last one, on which who records the frames ends.
        const bool isThere = next && *next;
        if (isThere)
            deliver(std::move(**next), turnNow);
        {
            const std::lock_guard lock(mutex);
            if (turn != turnNow)
                return;
            status.position = shown;
            status.positionSeconds = source.secondsAt(shown);
            if (!isThere) {
                ++status.unreadable;
                if (!next && status.unreadable <= mostToldUnreadable)
                    tell(CaptureEvent::Kind::Unreadable, next.error());
            }
            if (position >= count && status.isPlaying) {
                if (status.loops) {
                    // The last frame is shown as long as any other; of a single one there would be no end else.
                    const std::chrono::duration<double> shownFor(frameSeconds(status) / status.speed);
                    position = 0;
                    pace = {Clock::now() + std::chrono::duration_cast<Clock::duration>(shownFor), source.secondsAt(0)};
                } else {
                    status.isPlaying = false;
                    status.state = CaptureState::Ended;
                }
            } else if (status.state != CaptureState::Ended || position < count) {
                status.state = status.isPlaying ? CaptureState::Streaming : CaptureState::Paused;
            }
        }
        if (!isThere)
            notice();
    }
}

void CaptureSession::Shared::deliver(CapturedFrame frame, std::uint64_t turnNow) {
    std::function<void(const CapturedFrame&)> see;
    {
        const std::lock_guard lock(mutex);
        if (turn != turnNow)
            return;
        see = tap;
    }
    if (see)
        see(frame);
    const std::lock_guard lock(mutex);
    if (turn != turnNow)
        return;
    ++status.received;
    status.lost += frame.lostBefore;
    arrivals.push_back(frame.arrival);
    while (arrivals.size() > 1 && secondsBetween(arrivals.front(), frame.arrival) > 2)
        arrivals.pop_front();
    status.replaced += mailbox.has_value();
    mailbox = std::move(frame);
    mailboxTurn = turnNow;
    mail.notify_one();
}

// ---- the thread that makes clouds

void CaptureSession::Shared::makeClouds(const std::stop_token& stop) {
    for (;;) {
        LiveFrame live;
        std::uint64_t turnNow = 0;
        bool isMoving = false;
        {
            std::unique_lock lock(mutex);
            if (!mail.wait(lock, stop, [&] { return mailbox.has_value(); }))
                return;
            live.captured = *std::exchange(mailbox, std::nullopt);
            turnNow = mailboxTurn;
            isMoving = status.frameCount == 0 || status.isPlaying;
        }
        const int step = isMoving && live.captured.frame.depthMillimetres.total() > mostMovingPoints ? 2 : 1;
        live.cloud = std::make_shared<const PointCloud>(backProject(live.captured.frame, {}, step));
        live.made = Clock::now();
        {
            const std::lock_guard lock(mutex);
            if (turn != turnNow)
                continue;
            live.serial = ++made;
            status.replaced += finished.has_value();
            finished = std::move(live);
        }
        notice();
    }
}

} // namespace tracestudio
