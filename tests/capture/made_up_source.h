#pragma once

#include "capture/capture_session.h"

#include <atomic>
#include <mutex>
#include <thread>

/// A double of a source, for what no real one does when it is wanted: it says what its script says. Frames are of one
/// colour, 8×6, their number in the depth.
struct SourceScript {
    std::atomic<std::size_t> frameCount = 0; ///< 0: a device
    std::atomic<double> framesPerSecond = 200;
    std::atomic<int> opened = 0, started = 0, stopped = 0;
    std::atomic<bool> isMissing = false;   ///< cannot be opened
    std::atomic<bool> isUnplugged = false; ///< next() fails until it is started again
    std::atomic<bool> isSilent = false;
    std::atomic<double> clockOffset = 0; ///< added to the stamps
    std::atomic<std::uint64_t> lostOnce = 0;
    std::atomic<std::size_t> unreadable = std::size_t(-1); ///< this pair of a recording
    std::atomic<bool> isDamaged = false;                   ///< no pair of a recording can be read
    std::vector<tracestudio::Error> problems;
    std::atomic<bool> isRefused = false;            ///< next() fails for good
    std::atomic<std::int64_t> stopMilliseconds = 0; ///< that stop() takes
    std::atomic<tracestudio::CaptureFault> startFault = tracestudio::CaptureFault::None;
    tracestudio::CaptureFault lossFault = tracestudio::CaptureFault::Unplugged; ///< of what `isUnplugged` does
};

inline tracestudio::CapturedFrame madeUpFrame(std::uint64_t number, double seconds) {
    tracestudio::CapturedFrame captured;
    captured.frame.colourBgr = cv::Mat(6, 8, CV_8UC3, cv::Scalar(double(number % 250), 20, 30));
    captured.frame.depthMillimetres = cv::Mat(6, 8, CV_16UC1, cv::Scalar(double(1000 + number % 1000)));
    captured.frame.camera = {8, 6, 10, 10, 3.5, 2.5};
    captured.number = number;
    captured.colourSeconds = captured.depthSeconds = seconds;
    captured.arrival = std::chrono::steady_clock::now();
    return captured;
}

class MadeUpSource : public tracestudio::RgbdSource {
  public:
    explicit MadeUpSource(std::shared_ptr<SourceScript> script)
        : m_script(std::move(script))
        , m_info{"openni:made-up", "Made-up camera", "7", m_script->frameCount > 0}
        , m_modes{{{8, 6, 30}, {8, 6, 30}}} {}

    [[nodiscard]] const tracestudio::SourceInfo& info() const override { return m_info; }
    [[nodiscard]] const std::vector<tracestudio::CaptureMode>& modes() const override { return m_modes; }
    [[nodiscard]] tracestudio::Result<tracestudio::SourceFormat>
    start(const std::optional<tracestudio::CaptureMode>&) override {
        ++m_script->started;
        m_position = 0;
        m_next = std::chrono::steady_clock::now();
        m_fault = m_script->startFault;
        if (m_fault != tracestudio::CaptureFault::None)
            return tracestudio::failure("%1 does not start.", m_info.name);
        return tracestudio::SourceFormat{m_modes.front(), {8, 6, 10, 10, 3.5, 2.5}, 0.001, false};
    }
    [[nodiscard]] tracestudio::Result<std::optional<tracestudio::CapturedFrame>>
    next(std::chrono::milliseconds patience) override {
        m_fault = tracestudio::CaptureFault::None;
        if (m_script->frameCount > 0) {
            if (m_position >= m_script->frameCount)
                return std::optional<tracestudio::CapturedFrame>();
            const std::size_t at = m_position++;
            if (at == m_script->unreadable || m_script->isDamaged) {
                m_fault = tracestudio::CaptureFault::Damaged;
                return tracestudio::failure("Frame %1 cannot be read.", std::to_string(at));
            }
            return std::optional(madeUpFrame(at, secondsAt(at)));
        }
        if (m_script->isUnplugged.exchange(false)) {
            m_fault = m_script->lossFault;
            return tracestudio::failure("%1 was unplugged.", m_info.name);
        }
        if (m_script->isRefused) {
            m_fault = tracestudio::CaptureFault::WrongMode;
            return tracestudio::failure("%1 cannot go on.", m_info.name);
        }
        if (m_script->isSilent) {
            std::this_thread::sleep_for(std::min(patience, std::chrono::milliseconds(10)));
            return std::optional<tracestudio::CapturedFrame>();
        }
        std::this_thread::sleep_until(m_next);
        m_next += std::chrono::microseconds(std::int64_t(1e6 / m_script->framesPerSecond));
        const double seconds = std::chrono::duration<double>(m_next.time_since_epoch()).count();
        auto frame = madeUpFrame(m_position++, seconds + m_script->clockOffset);
        frame.lostBefore = m_script->lostOnce.exchange(0);
        return std::optional(std::move(frame));
    }
    void stop() override {
        std::this_thread::sleep_for(std::chrono::milliseconds(m_script->stopMilliseconds));
        ++m_script->stopped;
    }
    [[nodiscard]] tracestudio::CaptureFault fault() const override { return m_fault; }
    [[nodiscard]] std::size_t frameCount() const override { return m_script->frameCount; }
    [[nodiscard]] double secondsAt(std::size_t frame) const override {
        return double(frame) / m_script->framesPerSecond;
    }
    [[nodiscard]] std::vector<tracestudio::Error> problems() const override { return m_script->problems; }
    [[nodiscard]] tracestudio::Result<void> seek(std::size_t frame) override {
        m_position = frame;
        return {};
    }

  private:
    std::shared_ptr<SourceScript> m_script;
    tracestudio::SourceInfo m_info;
    std::vector<tracestudio::CaptureMode> m_modes;
    tracestudio::CaptureFault m_fault = tracestudio::CaptureFault::None;
    std::size_t m_position = 0;
    std::chrono::steady_clock::time_point m_next;
};

inline tracestudio::CaptureSession::Opener openerOf(const std::shared_ptr<SourceScript>& script) {
    return [script](const std::string&, const tracestudio::SourceOptions&,
                    const std::stop_token&) -> tracestudio::OpenedSource {
        ++script->opened;
        if (script->isMissing)
            return {tracestudio::failure("There is no made-up camera."), tracestudio::CaptureFault::Missing};
        return {std::make_unique<MadeUpSource>(script), tracestudio::CaptureFault::None};
    };
}
