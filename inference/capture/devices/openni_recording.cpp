#include "capture/devices/openni_runtime.h"

#include "capture/depth_registration.h"
#include "capture/stamp_pairing.h"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <opencv2/core.hpp>
#include <utility>

namespace tracestudio {

using Clock = std::chrono::steady_clock;

namespace {

// A healthy player answers in a few milliseconds.
constexpr int playerPatienceMilliseconds = 1000;

/// What a picture of a recording is found again by: recorders count from 1, a stamp is in microseconds.
struct PictureKey {
    int index = 0;
    std::uint64_t microseconds = 0;
    bool operator==(const PictureKey&) const = default;
};

/// OpenNI2's player of one file, read forward picture by picture. Its seek is never used, since it crashes; to go back,
/// a player is made anew.
class Player {
  public:
    struct Picture {
        bool isColour = false;
        PictureKey key;
        cv::Mat pixels;
    };

    ~Player() { close(); }

    bool open(const std::string& path) {
        close();
        if (m_device.open(path.c_str()) != openni::STATUS_OK || !m_device.isFile())
            return false;
        for (auto [stream, type] :
             {std::pair(&m_colour, openni::SENSOR_COLOR), std::pair(&m_depth, openni::SENSOR_DEPTH)})
            if (m_device.hasSensor(type) && stream->create(m_device, type) == openni::STATUS_OK)
                m_streams[m_count++] = stream;
        openni::PlaybackControl* control = m_device.getPlaybackControl();
        if (!control || control->setRepeatEnabled(false) != openni::STATUS_OK ||
            control->setSpeed(-1) != openni::STATUS_OK)
            return false;
        return std::all_of(m_streams, m_streams + m_count,
                           [](openni::VideoStream* stream) { return stream->start() == openni::STATUS_OK; });
    }

    void close() {
        std::for_each(m_streams, m_streams + m_count, [](openni::VideoStream* stream) { stream->stop(); });
        std::for_each(m_streams, m_streams + m_count, [](openni::VideoStream* stream) { stream->destroy(); });
        m_count = 0;
        m_device.close();
    }

    /// The next picture of either sensor; nothing at the end.
    std::optional<Picture> next() {
        int which = -1;
        if (m_count == 0 || openni::OpenNI::waitForAnyStream(m_streams, m_count, &which, playerPatienceMilliseconds) !=
                                openni::STATUS_OK)
            return std::nullopt;
        openni::VideoFrameRef picture;
        if (which < 0 || which >= m_count || m_streams[which]->readFrame(&picture) != openni::STATUS_OK)
            return std::nullopt;
        return Picture{
            m_streams[which] == &m_colour, {picture.getFrameIndex(), picture.getTimestamp()}, pixelsOf(picture)};
    }

    [[nodiscard]] int pictures(const openni::VideoStream& stream) {
        return stream.isValid() ? std::max(0, m_device.getPlaybackControl()->getNumberOfFrames(stream)) : 0;
    }
    [[nodiscard]] int pictures() { return pictures(m_colour) + pictures(m_depth); }
    openni::VideoStream& colour() { return m_colour; }
    openni::VideoStream& depth() { return m_depth; }

  private:
    openni::Device m_device;
    openni::VideoStream m_colour, m_depth;
    openni::VideoStream* m_streams[2] = {};
    int m_count = 0;
};

/// A `.oni` recording. Opening reads it once from end to end, since only the player knows which pictures it holds.
class OpenNiRecording final : public RgbdSource {
  public:
    OpenNiRecording(std::string path, SourceOptions options)
        : m_path(std::move(path))
        , m_options(std::move(options)) {
        m_info = {m_path, std::filesystem::path(m_path).filename().string(), {}, true};
    }

    Result<void> open(const RecordingScan& scan);

    const SourceInfo& info() const override { return m_info; }
    const std::vector<CaptureMode>& modes() const override { return m_modes; }
    Result<SourceFormat> start(const std::optional<CaptureMode>& mode) override;
    Result<std::optional<CapturedFrame>> next(std::chrono::milliseconds patience) override;
    void stop() override {
        m_player.close();
        m_isStarted = false;
    }
    CaptureFault fault() const override { return m_fault; }
    std::size_t frameCount() const override { return m_pairs.size(); }
    double secondsAt(std::size_t pair) const override { return m_pairs[pair].seconds; }
    Result<void> seek(std::size_t pair) override;

  private:
    struct Pair {
        PictureKey colour, depth;
        double seconds = 0; ///< since the first pair
    };
    struct Kept {
        PictureKey key;
        cv::Mat pixels;
    };

    template <typename... Args>
    tl::unexpected<Error> fail(CaptureFault fault, std::string text, Args&&... args) {
        m_fault = fault;
        return failure(std::move(text), std::forward<Args>(args)...);
    }
    struct Index {
        std::vector<PictureKey> colours, depths;
        [[nodiscard]] std::size_t size() const { return colours.size() + depths.size(); }
    };
    Index scanOnce(const RecordingScan& scan, bool& isWhole);
    void pairUp(const Index& index);
    bool rewind();
    std::optional<CapturedFrame> read(std::size_t pair);

    std::string m_path;
    SourceOptions m_options;
    SourceInfo m_info;
    std::vector<CaptureMode> m_modes;
    SourceFormat m_format;
    std::vector<Pair> m_pairs;
    Player m_player;
    std::deque<Kept> m_colours, m_depths; ///< read, and not yet passed
    bool m_isColourMirrored = false, m_isDepthMirrored = false;
    std::optional<Error> m_damage; ///< told once, after the last pair
    bool m_isStarted = false, m_isDamageTold = false;
    std::size_t m_at = 0;     ///< the pair that `next` returns
    std::size_t m_passed = 0; ///< pairs before this one can be reached only by a new player
    CaptureFault m_fault = CaptureFault::None;
};

OpenNiRecording::Index OpenNiRecording::scanOnce(const RecordingScan& scan, bool& isWhole) {
    Index index;
    // At the end the player would be waited for in vain, and spins.
    const auto expected = std::min<std::uint64_t>(std::uint64_t(m_player.pictures()), scan.mostPictures);
    std::uint64_t count = 0;
    while (count < expected) {
        const auto picture = m_player.next();
        if (!picture)
            break;
        (picture->isColour ? index.colours : index.depths).push_back(picture->key);
        // Told before the next is read, which may end this process.
        scan.reached(++count);
    }
    isWhole = count == expected;
    return index;
}

void OpenNiRecording::pairUp(const Index& index) {
    const auto seconds = [](const std::vector<PictureKey>& keys) {
        std::vector<double> all;
        for (const PictureKey& key : keys)
            all.push_back(double(key.microseconds) / 1e6);
        return all;
    };
    const std::vector<double> colours = seconds(index.colours), depths = seconds(index.depths);
    const double rate = m_modes.front().colour.framesPerSecond;
    std::size_t nextDepth = 0;
    double last = 0;
    for (const auto& [colour, depth] : pairByStamp(colours, depths, 0.5 / (rate > 0 ? rate : 30) + 2e-6)) {
        // The player goes forward only, so the depth of a later pair must not lie before that of an earlier.
        if (depth < nextDepth)
            continue;
        nextDepth = depth + 1;
        const double since = m_pairs.empty() ? 0 : colours[colour] - double(m_pairs.front().colour.microseconds) / 1e6;
        last = std::max(last, since);
        m_pairs.push_back({index.colours[colour], index.depths[depth], last});
    }
}

Result<void> OpenNiRecording::open(const RecordingScan& scan) {
    if (std::error_code error; !std::filesystem::is_regular_file(m_path, error))
        return fail(CaptureFault::Missing, TRANSLATABLE("%1 is not there. Choose another recording."), m_path);
    if (!m_player.open(m_path))
        return fail(CaptureFault::Damaged,
                    TRANSLATABLE("%1 is not a whole .oni recording (%2). Record or copy it again."), m_path,
                    openNiWords());
    openni::VideoStream &colour = m_player.colour(), &depth = m_player.depth();
    if (!colour.isValid() || !depth.isValid())
        return fail(CaptureFault::Empty,
                    TRANSLATABLE("%1 does not hold both colour and depth. Choose another recording."), m_path);
    const openni::VideoMode colourMode = colour.getVideoMode(), depthMode = depth.getVideoMode();
    const auto format = [](const openni::VideoMode& mode) {
        return StreamFormat{mode.getResolutionX(), mode.getResolutionY(), double(mode.getFps())};
    };
    m_modes = {{format(colourMode), format(depthMode)}};
    m_isColourMirrored = colour.getMirroringEnabled();
    m_isDepthMirrored = depth.getMirroringEnabled();
    openni::VideoStream& view = colour.getHorizontalFieldOfView() > 0 ? colour : depth;
    m_format.mode = m_modes.front();
    m_format.camera = cameraOf(view.getHorizontalFieldOfView(), view.getVerticalFieldOfView(),
                               m_modes.front().colour.widthPixels, m_modes.front().colour.heightPixels);
    if (m_options.intrinsics && m_options.intrinsics->fx != 0)
        m_format.camera = m_options.intrinsics->resizedTo(m_format.camera.widthPixels, m_format.camera.heightPixels);
    m_format.depthUnitMetres = depthUnitMetres(depthMode.getPixelFormat());

    // The player now and then hurries past a picture; its count tells, and a second look finds it.
    bool isWhole = false;
    Index index = scanOnce(scan, isWhole);
    if (!isWhole && rewind()) {
        Index other = scanOnce(scan, isWhole);
        if (other.size() > index.size())
            index = std::move(other);
    }
    if (!isWhole)
        m_damage = Error{TRANSLATABLE("%1 is damaged: %2 of its %3 pictures can be read. Record or copy it again."),
                         {m_info.name, std::to_string(index.size()), std::to_string(m_player.pictures())}};
    m_player.close();
    pairUp(index);
    if (m_pairs.empty())
        return fail(CaptureFault::Empty,
                    TRANSLATABLE("%1 holds no pair of colour and depth. Choose another recording."), m_path);
    return {};
}

bool OpenNiRecording::rewind() {
    m_colours.clear();
    m_depths.clear();
    m_passed = 0;
    return m_player.open(m_path);
}

Result<SourceFormat> OpenNiRecording::start(const std::optional<CaptureMode>& mode) {
    if (mode && *mode != m_modes.front())
        return fail(CaptureFault::WrongMode, TRANSLATABLE("%1 does not have the mode %2. Choose another."), m_info.name,
                    describe(*mode));
    if (!rewind())
        return fail(CaptureFault::Damaged,
                    TRANSLATABLE("%1 is not a whole .oni recording (%2). Record or copy it again."), m_path,
                    openNiWords());
    m_at = 0;
    m_isDamageTold = false;
    m_isStarted = true;
    m_fault = CaptureFault::None;
    return m_format;
}

Result<void> OpenNiRecording::seek(std::size_t pair) {
    if (pair >= m_pairs.size())
        return fail(CaptureFault::Other,
                    TRANSLATABLE("%1 has %2 frames, so there is no frame %3. Choose one of its frames."), m_info.name,
                    std::to_string(m_pairs.size()), std::to_string(pair + 1));
    m_at = pair;
    m_isDamageTold = false;
    return {};
}

std::optional<CapturedFrame> OpenNiRecording::read(std::size_t number) {
    constexpr std::size_t mostKept = 32;
    const Pair& pair = m_pairs[number];
    const auto find = [](std::deque<Kept>& kept, const PictureKey& key) {
        return std::ranges::find(kept, key, &Kept::key);
    };
    while (true) {
        const auto colour = find(m_colours, pair.colour);
        const auto depth = find(m_depths, pair.depth);
        if (colour != m_colours.end() && depth != m_depths.end()) {
            CapturedFrame frame;
            frame.number = number;
            frame.colourSeconds = double(pair.colour.microseconds) / 1e6;
            frame.depthSeconds = double(pair.depth.microseconds) / 1e6;
            frame.arrival = Clock::now();
            frame.frame = {colour->pixels, depth->pixels, m_format.camera};
            m_colours.erase(m_colours.begin(), colour + 1);
            m_depths.erase(m_depths.begin(), depth + 1);
            m_passed = number + 1;
            return frame;
        }
        auto picture = m_player.next();
        if (!picture)
            return std::nullopt;
        std::deque<Kept>& kept = picture->isColour ? m_colours : m_depths;
        kept.push_back({picture->key, std::move(picture->pixels)});
        if (kept.size() > mostKept)
            kept.pop_front();
    }
}

Result<std::optional<CapturedFrame>> OpenNiRecording::next(std::chrono::milliseconds) {
    if (!m_isStarted)
        return fail(CaptureFault::Other, TRANSLATABLE("%1 is not running. Start it."), m_info.name);
    if (m_at >= m_pairs.size()) {
        if (!m_damage || std::exchange(m_isDamageTold, true))
            return std::nullopt;
        m_fault = CaptureFault::Damaged;
        return tl::unexpected(*m_damage);
    }
    const std::size_t number = m_at++;
    if (number < m_passed && !rewind())
        return fail(CaptureFault::Damaged, TRANSLATABLE("%1 cannot be opened any more (%2)."), m_path, openNiWords());
    auto frame = read(number);
    // A picture that the player hurried past is found by a new one.
    if (!frame && rewind())
        frame = read(number);
    const cv::Size size(m_format.camera.widthPixels, m_format.camera.heightPixels);
    if (!frame || frame->frame.colourBgr.type() != CV_8UC3 || frame->frame.depthMillimetres.type() != CV_16UC1 ||
        frame->frame.colourBgr.size() != size)
        return fail(CaptureFault::Damaged, TRANSLATABLE("Pair %1 of %2 is damaged. Record or copy it again."),
                    std::to_string(number + 1), m_info.name);
    frame->frame.depthMillimetres = resizedNearest(frame->frame.depthMillimetres, size);
    // The player cannot turn pictures round that were recorded mirrored.
    if (m_isColourMirrored)
        cv::flip(frame->frame.colourBgr, frame->frame.colourBgr, 1);
    if (m_isDepthMirrored)
        cv::flip(frame->frame.depthMillimetres, frame->frame.depthMillimetres, 1);
    if (m_at == m_pairs.size()) {
        // A player at the end of its file spins.
        m_player.close();
        m_passed = m_pairs.size();
    }
    m_fault = CaptureFault::None;
    return frame;
}

} // namespace

OpenedSource openOpenNiRecording(const std::string& path, const SourceOptions& options, const RecordingScan& scan) {
    auto runtime = OpenNiRuntime::begin();
    if (!runtime)
        return {tl::unexpected(runtime.error()), CaptureFault::NoLibrary};
    auto recording = std::make_unique<OpenNiRecording>(path, options);
    if (auto opened = recording->open(scan); !opened)
        return {tl::unexpected(opened.error()), recording->fault()};
    return {std::move(recording), CaptureFault::None};
}

} // namespace tracestudio
