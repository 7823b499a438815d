#include "capture/frame_recorder.h"

#include "capture/frame_pace.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace tracestudio {

namespace {

std::size_t bytesOf(const cv::Mat& pixels) {
    return pixels.total() * pixels.elemSize();
}

std::size_t bytesOf(const CapturedFrame& frame) {
    return bytesOf(frame.frame.colourBgr) + bytesOf(frame.frame.depthMillimetres);
}

} // namespace

struct FrameRecorder::Shared {
    Shared(std::unique_ptr<FrameSink> sink_, const RecorderOptions& options_)
        : sink(std::move(sink_))
        , options(options_)
        , pace(options_.everySeconds)
        , clock(options_.isLive) {}

    const std::unique_ptr<FrameSink> sink; ///< the writing thread's
    const RecorderOptions options;

    mutable std::mutex mutex; // of all below
    std::condition_variable_any wake;
    FramePace pace;
    FrameClock clock;
    std::deque<CapturedFrame> queue;
    std::size_t bytes = 0; ///< of the queue and of the frame that is being written
    std::uint64_t taken = 0;
    bool isWriting = false;
    bool isClosing = false;
    RecorderCounts counts;

    std::jthread writer; // last: it ends first

    void write();
    [[nodiscard]] bool takesFrames() const { return !isClosing && !counts.isOver && !counts.isFull; }
    [[nodiscard]] bool hasRoom(const CapturedFrame& frame) const {
        return bytes == 0 || bytes + bytesOf(frame) <= options.mostBytes;
    }
    /// When the frame was taken, where it is to be recorded.
    std::optional<double> dueSeconds(const CapturedFrame& frame) {
        const double seconds = clock.secondsAt(frame);
        return pace.isDue(seconds) ? std::optional(seconds) : std::nullopt;
    }
    void take(const CapturedFrame& frame, double seconds) {
        queue.push_back(frame);
        bytes += bytesOf(frame);
        counts.seconds = seconds;
        counts.isFull = ++taken == options.mostFrames;
        wake.notify_all();
    }
    void dropQueue() {
        for (const CapturedFrame& frame : queue)
            bytes -= bytesOf(frame);
        counts.dropped += queue.size();
        queue.clear();
    }
};

FrameRecorder::FrameRecorder(std::unique_ptr<FrameSink> sink, const RecorderOptions& options)
    : m_shared(std::make_unique<Shared>(std::move(sink), options)) {
    m_shared->writer = std::jthread([shared = m_shared.get()] { shared->write(); });
}

FrameRecorder::~FrameRecorder() {
    std::stop_source now;
    now.request_stop();
    (void)finish(now.get_token());
}

void FrameRecorder::put(const CapturedFrame& frame) {
    const std::lock_guard lock(m_shared->mutex);
    if (!m_shared->takesFrames())
        return;
    const auto seconds = m_shared->dueSeconds(frame);
    if (!seconds)
        return;
    if (m_shared->hasRoom(frame))
        m_shared->take(frame, *seconds);
    else
        ++m_shared->counts.dropped;
}

bool FrameRecorder::putWaiting(const CapturedFrame& frame, const std::stop_token& stop) {
    std::unique_lock lock(m_shared->mutex);
    if (!m_shared->takesFrames())
        return false;
    const auto seconds = m_shared->dueSeconds(frame);
    if (!seconds)
        return true;
    m_shared->wake.wait(lock, stop, [&] { return !m_shared->takesFrames() || m_shared->hasRoom(frame); });
    if (!m_shared->takesFrames() || !m_shared->hasRoom(frame))
        return false;
    m_shared->take(frame, *seconds);
    return true;
}

Result<RecorderCounts> FrameRecorder::finish(const std::stop_token& stop) {
    std::unique_lock lock(m_shared->mutex);
    m_shared->isClosing = true;
    m_shared->wake.notify_all();
    const auto isOver = [&] { return m_shared->counts.isOver; };
    if (!m_shared->wake.wait(lock, stop, isOver)) {
        m_shared->dropQueue();
        m_shared->wake.wait(lock, isOver);
    }
    if (m_shared->counts.problem)
        return tl::unexpected(*m_shared->counts.problem);
    return m_shared->counts;
}

RecorderCounts FrameRecorder::counts() const {
    const std::lock_guard lock(m_shared->mutex);
    RecorderCounts counts = m_shared->counts;
    counts.waiting = m_shared->queue.size() + std::size_t(m_shared->isWriting);
    return counts;
}

void FrameRecorder::Shared::write() {
    std::unique_lock lock(mutex);
    for (;;) {
        wake.wait(lock, [&] { return !queue.empty() || isClosing; });
        if (queue.empty())
            break;
        const CapturedFrame frame = std::move(queue.front());
        queue.pop_front();
        isWriting = true;
        lock.unlock();
        const Result<void> written = sink->write(frame);
        const std::uint64_t bytesWritten = sink->bytesWritten();
        lock.lock();
        isWriting = false;
        bytes -= bytesOf(frame);
        counts.bytes = bytesWritten;
        if (!written) {
            counts.problem = written.error();
            ++counts.dropped;
            dropQueue();
            isClosing = true;
            break;
        }
        ++counts.written;
        wake.notify_all();
    }
    lock.unlock();
    const Result<void> finished = sink->finish();
    lock.lock();
    counts.written = sink->framesListed();
    counts.bytes = sink->bytesWritten();
    counts.notes = sink->notes();
    if (!finished && !counts.problem)
        counts.problem = finished.error();
    counts.isOver = true;
    wake.notify_all();
}

} // namespace tracestudio
