#include "capture/indexed_recording.h"

#include <algorithm>
#include <cmath>

namespace tracestudio {

IndexedRecording::IndexedRecording(SourceInfo info, SourceFormat format, std::vector<Stamps> stamps)
    : m_info(std::move(info))
    , m_format(std::move(format))
    , m_modes{m_format.mode}
    , m_stamps(std::move(stamps)) {
    m_seconds.reserve(m_stamps.size());
    double latest = 0;
    for (const Stamps& pair : m_stamps) {
        const double since = pair.colourSeconds - m_stamps.front().colourSeconds;
        latest = std::isfinite(since) ? std::max(latest, since) : latest;
        m_seconds.push_back(latest);
    }
}

Result<SourceFormat> IndexedRecording::start(const std::optional<CaptureMode>& mode) {
    if (mode && *mode != m_format.mode) {
        m_fault = CaptureFault::WrongMode;
        return failure(TRANSLATABLE("%1 was recorded at %2 and cannot be played at %3. Choose its own mode."),
                       m_info.name, describe(m_format.mode), describe(*mode));
    }
    m_fault = CaptureFault::None;
    m_position = 0;
    m_isStarted = true;
    return m_format;
}

Result<std::optional<CapturedFrame>> IndexedRecording::next(std::chrono::milliseconds) {
    m_fault = CaptureFault::None;
    if (!m_isStarted) {
        m_fault = CaptureFault::Other;
        return failure(TRANSLATABLE("%1 was not started. Start it before frames are asked for."), m_info.name);
    }
    if (m_position >= m_stamps.size())
        return std::nullopt;
    const std::size_t pair = m_position++;
    Result<CapturedFrame> frame = read(pair);
    if (!frame) {
        m_fault = CaptureFault::Damaged;
        return tl::unexpected(frame.error());
    }
    frame->number = pair;
    frame->colourSeconds = m_stamps[pair].colourSeconds;
    frame->depthSeconds = m_stamps[pair].depthSeconds;
    frame->arrival = std::chrono::steady_clock::now();
    return std::optional(std::move(*frame));
}

double IndexedRecording::secondsAt(std::size_t pair) const {
    if (m_seconds.empty())
        return 0;
    return m_seconds[std::min(pair, m_seconds.size() - 1)];
}

Result<void> IndexedRecording::seek(std::size_t pair) {
    if (pair > m_stamps.size()) {
        m_fault = CaptureFault::Other;
        return failure(TRANSLATABLE("%1 has %2 frames, so there is no frame %3. Choose one of its frames."),
                       m_info.name, std::to_string(m_stamps.size()), std::to_string(pair + 1));
    }
    m_fault = CaptureFault::None;
    m_position = pair;
    return {};
}

double framesPerSecond(const std::vector<IndexedRecording::Stamps>& stamps) {
    std::vector<double> steps;
    for (std::size_t pair = 1; pair < stamps.size(); ++pair)
        if (const double step = stamps[pair].colourSeconds - stamps[pair - 1].colourSeconds;
            std::isfinite(step) && step > 0)
            steps.push_back(step);
    if (steps.empty())
        return 0;
    const auto middle = steps.begin() + std::ptrdiff_t(steps.size() / 2);
    std::ranges::nth_element(steps, middle);
    return 1 / *middle;
}

} // namespace tracestudio
