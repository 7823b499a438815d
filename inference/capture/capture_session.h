#pragma once

#include "capture/sources.h"
#include "scene/point_cloud.h"

#include <functional>
#include <memory>
#include <vector>

namespace tracestudio {

/// How a capture stands.
enum class CaptureState {
    Closed,
    Opening,
    Streaming,    ///< frames come
    Paused,       ///< a recording that is not being played
    Ended,        ///< a recording played to its end
    Stalled,      ///< the device is there and sends nothing
    Reconnecting, ///< the device was lost; it is opened again after a while
    Failed,       ///< nothing is tried any more
};

/// A frame and its cloud, ready to show. The cloud of a large picture is thinned while pictures follow each other.
struct LiveFrame {
    CapturedFrame captured;
    std::shared_ptr<const PointCloud> cloud;
    std::uint64_t serial = 0; ///< counts what this session has made, whatever the source calls its frames
    std::chrono::steady_clock::time_point made; ///< when the cloud was ready
};

/// Everything there is to say of a capture at one moment.
struct CaptureStatus {
    CaptureState state = CaptureState::Closed;
    CaptureFault fault = CaptureFault::None; ///< why it is stalled, reconnecting or failed
    std::optional<Error> problem;            ///< in words
    double retrySeconds = 0;                 ///< while reconnecting: until the next try

    SourceInfo source;
    std::vector<CaptureMode> modes;
    std::optional<SourceFormat> format; ///< once it has started

    double framesPerSecond = 0; ///< that came, over the last second or two
    std::uint64_t received = 0; ///< pairs that came since it was opened
    std::uint64_t lost = 0;     ///< that the source says never came
    std::uint64_t replaced = 0; ///< that a newer one replaced before they were shown
    std::uint64_t unreadable = 0;

    std::size_t frameCount = 0; ///< of a recording; 0: a device
    std::size_t position = 0;   ///< the recording's frame that came last
    double positionSeconds = 0, durationSeconds = 0;
    bool isPlaying = false;
    double speed = 1;
    bool loops = false;
};

/// Something a person should be told once.
struct CaptureEvent {
    /// Unreadable: a part of a recording, which is left out.
    enum class Kind { Told, Lost, Found, Failed, Unreadable, ClockJumped };
    Kind kind = Kind::Told;
    Error text;
};

/// Runs one source at a time on threads of its own: opens it, keeps time for recordings, opens a lost device again
/// after a while, makes clouds, and holds the one newest frame until it is taken. Nothing queues: a frame that is not
/// taken in time is replaced and counted. Every method returns at once and may be called from one thread (the GUI's);
/// the callbacks come from the session's threads.
class CaptureSession {
  public:
    /// `changed` says that there is a new frame, status or event; it must return at once.
    explicit CaptureSession(std::function<void()> changed);
    /// Waits until the source is closed: at most some seconds for a vendor's driver that puts a camera away, not for
    /// one that opens it.
    ~CaptureSession();

    CaptureSession(const CaptureSession&) = delete;
    CaptureSession& operator=(const CaptureSession&) = delete;

    /// Opens this instead of what is open. A recording plays from its first frame.
    void open(const std::string& uri, const SourceOptions& options = {});
    void close();
    /// A lost device was seen again: it is opened now, not after the wait.
    void retryNow();
    [[nodiscard]] bool isOpen() const;

    // For recordings; nothing happens to a device.
    void play(bool plays);
    void seek(std::size_t frame); ///< shows it; plays on from there when it was playing
    void step(int frames);        ///< pauses, then shows that many frames on or back
    void setSpeed(double factor); ///< 0.05…16
    void setLoops(bool loops);

    /// The newest frame that was not taken yet.
    [[nodiscard]] std::optional<LiveFrame> takeFrame();
    [[nodiscard]] CaptureStatus status() const;
    [[nodiscard]] std::vector<CaptureEvent> takeEvents();

    /// Sees every pair before any is dropped, on the capture thread; must return at once. Null for none.
    void setTap(std::function<void(const CapturedFrame&)> tap);

    /// For tests: how long a device may send nothing, and the first wait before it is opened again (doubles up to
    /// `most`).
    struct Patience {
        std::chrono::milliseconds stall{3000};   // a source that knows more says it after two seconds
        std::chrono::milliseconds restart{5000}; ///< of silence, then it is opened anew
        std::chrono::milliseconds firstRetry{500}, mostRetry{10000};
    };
    void setPatience(const Patience& patience);
    /// For tests: opens sources in another way than openSource().
    using Opener = std::function<OpenedSource(const std::string&, const SourceOptions&, const std::stop_token&)>;
    void setOpener(Opener opener);

  private:
    struct Shared;
    std::shared_ptr<Shared> m_shared;
};

} // namespace tracestudio
