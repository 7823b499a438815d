#include "capture/ros/ros_recording.h"

#include "capture/indexed_recording.h"
#include "capture/ros/calibrations.h"
#include "capture/ros/codecs.h"
#include "capture/ros/pictures.h"
#include "capture/ros/static_frames.h"
#include "capture/ros/topic_choice.h"
#include "capture/stamp_pairing.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <tuple>

namespace tracestudio {

namespace {

using Bytes = std::vector<std::byte>;
using Stamps = IndexedRecording::Stamps;

constexpr std::uint64_t mostBytesForStamps = 2ull << 30;
constexpr std::uint64_t mostBytesOfMessage = 256u << 20;
constexpr std::size_t mostTopicsLookedAt = 256;
constexpr std::size_t mostMessagesTried = 8;
constexpr std::size_t mostTopicsTold = 8;
constexpr double likelyFrameSeconds = 1.0 / 15;

/// Why a recording cannot be opened.
struct Refusal {
    Error error;
    CaptureFault fault = CaptureFault::Damaged;
};
template <typename Value>
using Opened = tl::expected<Value, Refusal>;

tl::unexpected<Refusal> refuse(CaptureFault fault, const tl::unexpected<Error>& error) {
    return tl::unexpected(Refusal{error.value(), fault});
}

/// A message, unpacked where rosbag2 packed each one for itself.
Result<Bytes> readMessage(MessageLog& log, std::size_t topic, const MessagePlace& place,
                          std::uint64_t most = mostBytesOfMessage) {
    Result<Bytes> message = log.read(place, most);
    if (!message || log.topics()[topic].serialization != Serialization::Cdr || !isZstdFrame(*message))
        return message;
    if (most < mostBytesOfMessage)
        message = log.read(place, mostBytesOfMessage);
    if (!message)
        return message;
    Unpacked unpacked = unpack(Codec::Zstd, *message, mostBytesOfMessage);
    if (!unpacked.damage.empty())
        return failure(TRANSLATABLE("A message of %1 is damaged (%2). The others can be read."),
                       log.topics()[topic].name, unpacked.damage);
    return std::move(unpacked.bytes);
}

/// The first message of a topic that `decode` makes something of.
template <typename Decode>
auto firstOf(MessageLog& log, std::size_t topic, const Decode& decode) -> decltype(decode(Bytes())) {
    const std::vector<MessagePlace>& messages = log.messages(topic);
    for (std::size_t i = 0; i < std::min(messages.size(), mostMessagesTried); ++i)
        if (const Result<Bytes> message = readMessage(log, topic, messages[i]))
            if (auto decoded = decode(*message))
                return decoded;
    return {};
}

/// The number that was meant by a float: 0.001, not 0.0010000000475.
double asWritten(float number) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    double meant = number;
    std::from_chars(text.data(), end, meant);
    return meant;
}

/// What is known of a picture topic from its first message.
struct Sight {
    PictureTopic topic;
    std::string format;
    int width = 0, height = 0;
    std::string frameId;
    std::optional<float> depthUnitMetres;
};

/// Finds what belongs together in a log.
class Opening {
  public:
    Opening(MessageLog& log, const std::filesystem::path& path, const SourceOptions& options)
        : m_log(log)
        , m_name(path.string())
        , m_options(options) {}

    Opened<TopicChoice> choose();
    Opened<void> calibrate(const TopicChoice& choice);
    Opened<void> pair();
    [[nodiscard]] std::string topicsText() const;
    [[nodiscard]] std::string serial();

    Sight colour, depth;
    Calibration colourCalibration, depthCalibration;
    RigidTransform colourFromDepth;
    double depthUnitMetres = 0.001;
    std::vector<std::pair<std::size_t, std::size_t>> pairs; ///< messages of the colour and of the depth topic
    std::vector<Stamps> stamps;

  private:
    [[nodiscard]] std::optional<std::size_t> find(const std::string& name, const std::string& type) const;
    Opened<std::optional<Calibration>> calibrationOf(const Sight& sight);
    Opened<RigidTransform> placeOfDepth(bool isRegistered);
    std::optional<RigidTransform> realSenseExtrinsics();
    StaticFrames staticFrames();
    double findDepthUnit();
    [[nodiscard]] std::vector<double> recordedSeconds(std::size_t topic) const;
    std::pair<std::vector<double>, std::vector<double>> sensorSeconds();

    MessageLog& m_log;
    std::string m_name;
    const SourceOptions& m_options;
    std::vector<Sight> m_sights;
};

std::optional<std::size_t> Opening::find(const std::string& name, const std::string& type) const {
    for (std::size_t i = 0; i < m_log.topics().size(); ++i)
        if (m_log.topics()[i].name == name && m_log.topics()[i].type == type && !m_log.messages(i).empty())
            return i;
    return std::nullopt;
}

Opened<TopicChoice> Opening::choose() {
    for (std::size_t i = 0; i < m_log.topics().size() && m_sights.size() < mostTopicsLookedAt; ++i) {
        const RosTopic& topic = m_log.topics()[i];
        const bool isCompressed = topic.type == "sensor_msgs/CompressedImage";
        if ((topic.type != "sensor_msgs/Image" && !isCompressed) || m_log.messages(i).empty())
            continue;
        Sight sight{{i, topic.name, PictureKind::Unknown, isCompressed, m_log.messages(i).size()}, "", 0, 0, "", {}};
        firstOf(m_log, i, [&](const Bytes& message) -> std::optional<bool> {
            const auto picture = readPicture(topic, message);
            if (!picture)
                return std::nullopt;
            sight.topic.kind = picture->kind;
            sight.format = picture->format;
            sight.width = picture->width;
            sight.height = picture->height;
            sight.frameId = picture->header.frameId;
            sight.depthUnitMetres = picture->raw.depthUnitMetres;
            return true;
        });
        m_sights.push_back(std::move(sight));
    }
    std::vector<PictureTopic> topics;
    for (const Sight& sight : m_sights)
        topics.push_back(sight.topic);
    const std::optional<TopicChoice> choice = chooseTopics(topics);
    if (!choice) {
        const bool isEmpty = m_log.topics().empty() && m_log.otherTopics().empty();
        if (isEmpty && !m_log.problems().empty())
            return tl::unexpected(Refusal{m_log.problems().front(), CaptureFault::Damaged});
        return refuse(CaptureFault::Empty,
                      failure(TRANSLATABLE("%1 has no topic of colour pictures with one of depth pictures. Its topics: "
                                           "%2. Record both, as sensor_msgs/Image or CompressedImage."),
                              m_name, isEmpty ? "none" : topicsText()));
    }
    const auto sightOf = [this](std::size_t number) {
        return *std::ranges::find(m_sights, number, [](const Sight& sight) { return sight.topic.number; });
    };
    colour = sightOf(choice->colour);
    depth = sightOf(choice->depth);
    return *choice;
}

std::string Opening::topicsText() const {
    std::vector<std::string> words;
    for (const Sight& sight : m_sights)
        words.push_back(sight.topic.name + " (" +
                        (sight.format.empty() ? m_log.topics()[sight.topic.number].type : sight.format) + ")");
    for (const std::vector<RosTopic>* topics : {&m_log.topics(), &m_log.otherTopics()})
        for (const RosTopic& topic : *topics)
            if (!topic.type.starts_with("sensor_msgs/Image") && !topic.type.starts_with("sensor_msgs/Compressed"))
                words.push_back(topic.name + " (" + topic.type + ")");
    std::string text;
    for (std::size_t i = 0; i < std::min(words.size(), mostTopicsTold); ++i)
        text += (i > 0 ? ", " : "") + words[i];
    return words.size() > mostTopicsTold ? text + " …" : text;
}

Opened<std::optional<Calibration>> Opening::calibrationOf(const Sight& sight) {
    std::optional<std::size_t> topic = find(cameraInfoTopic(sight.topic.name), "sensor_msgs/CameraInfo");
    const auto decode = [this](std::size_t number) {
        return [decoder = MessageDecoder(m_log.topics()[number].serialization)](const Bytes& message) {
            return decoder.cameraInfo(message);
        };
    };
    // None beside it: the one of the same frame.
    for (std::size_t i = 0; i < m_log.topics().size() && !topic && !sight.frameId.empty(); ++i)
        if (m_log.topics()[i].type == "sensor_msgs/CameraInfo" && !realSenseStream(sight.topic.name))
            if (const auto info = firstOf(m_log, i, decode(i)); info && info->header.frameId == sight.frameId)
                topic = i;
    if (!topic)
        return std::nullopt;
    const std::optional<CameraInfoMessage> info = firstOf(m_log, *topic, decode(*topic));
    if (!info)
        return std::nullopt;
    const auto calibration = calibrationFrom(*info, sight.topic.name, sight.width, sight.height);
    if (!calibration)
        return refuse(CaptureFault::Damaged,
                      failure(TRANSLATABLE("The lens of %2 in %1 is described by a model that is not known here (%3). "
                                           "Record the rectified pictures (image_rect)."),
                              m_name, sight.topic.name, calibration.error()));
    return *calibration;
}

Opened<void> Opening::calibrate(const TopicChoice& choice) {
    Opened<std::optional<Calibration>> ofColour = calibrationOf(colour);
    Opened<std::optional<Calibration>> ofDepth = calibrationOf(depth);
    if (!ofColour)
        return tl::unexpected(ofColour.error());
    if (!ofDepth)
        return tl::unexpected(ofDepth.error());
    // librealsense writes a version into the frame's place.
    const bool isSameView =
        choice.isRegistered || (colour.frameId == depth.frameId && !realSenseStream(depth.topic.name));
    // One camera info for two pictures of the same view.
    const auto resized = [](const Calibration& calibration, const Sight& sight) {
        Calibration other = calibration;
        other.camera = calibration.camera.resizedTo(sight.width, sight.height);
        return other;
    };
    if (!*ofColour && m_options.intrinsics) {
        Calibration asked{*m_options.intrinsics, Calibration::Lens::None, {}};
        if (asked.camera.widthPixels <= 0 || asked.camera.heightPixels <= 0) {
            asked.camera.widthPixels = colour.width;
            asked.camera.heightPixels = colour.height;
        }
        if (asked.camera.isValid())
            *ofColour = resized(asked, colour);
    }
    if (!*ofColour && *ofDepth && isSameView && !realSenseStream(colour.topic.name))
        *ofColour = resized(**ofDepth, colour);
    if (!*ofDepth && *ofColour && (isSameView || m_options.intrinsics))
        *ofDepth = resized(**ofColour, depth);
    if (!*ofColour || !*ofDepth)
        return refuse(CaptureFault::NeedsIntrinsics,
                      failure(TRANSLATABLE("%1 does not say what camera took %2 (no usable %3). Give its intrinsics."),
                              m_name, (*ofColour ? depth : colour).topic.name,
                              cameraInfoTopic((*ofColour ? depth : colour).topic.name)));
    colourCalibration = **ofColour;
    depthCalibration = **ofDepth;
    const Opened<RigidTransform> place = placeOfDepth(isSameView);
    if (!place)
        return tl::unexpected(place.error());
    colourFromDepth = *place;
    depthUnitMetres = findDepthUnit();
    return {};
}

Opened<RigidTransform> Opening::placeOfDepth(bool isSameView) {
    if (realSenseStream(depth.topic.name)) {
        if (const std::optional<RigidTransform> extrinsics = realSenseExtrinsics())
            return *extrinsics;
    } else if (isSameView) {
        return RigidTransform();
    } else if (const auto transform = staticFrames().transform(colour.frameId, depth.frameId)) {
        return *transform;
    }
    const bool hasFrames = !realSenseStream(depth.topic.name);
    return refuse(CaptureFault::Damaged,
                  failure(TRANSLATABLE("%1 does not say how %2 stands to %3, so that its depth cannot be put into the "
                                       "colour picture. Record /tf_static too, or depth that is aligned to colour."),
                          m_name, hasFrames ? depth.frameId : depth.topic.name,
                          hasFrames ? colour.frameId : colour.topic.name));
}

std::optional<RigidTransform> Opening::realSenseExtrinsics() {
    const std::string ofColour = realSenseStream(colour.topic.name).value_or("") + "/tf/";
    const std::string ofDepth = realSenseStream(depth.topic.name).value_or("") + "/tf/";
    for (std::size_t i = 0; i < m_log.topics().size(); ++i) {
        const RosTopic& topic = m_log.topics()[i];
        if (topic.type != "geometry_msgs/Transform" || !topic.name.starts_with(ofColour))
            continue;
        // Both seen from the same reference stream, whose group the name ends with.
        const auto other = find(ofDepth + topic.name.substr(ofColour.size()), topic.type);
        if (!other)
            continue;
        const MessageDecoder decoder(topic.serialization);
        const auto decode = [&](const Bytes& message) { return decoder.transform(message); };
        const auto colourFromReference = firstOf(m_log, i, decode);
        const auto depthFromReference = firstOf(m_log, *other, decode);
        if (colourFromReference && depthFromReference)
            return chain(*colourFromReference, inverse(*depthFromReference));
    }
    return std::nullopt;
}

StaticFrames Opening::staticFrames() {
    StaticFrames frames;
    for (std::size_t i = 0; i < m_log.topics().size(); ++i) {
        const RosTopic& topic = m_log.topics()[i];
        if (topic.name != "/tf_static" && topic.name != "tf_static")
            continue;
        for (const MessagePlace& place : m_log.messages(i))
            if (const Result<Bytes> message = readMessage(m_log, i, place))
                for (const FrameTransform& transform : MessageDecoder(topic.serialization).transforms(*message))
                    frames.add(transform);
    }
    return frames;
}

double Opening::findDepthUnit() {
    if (m_options.depthUnitMetres)
        return *m_options.depthUnitMetres;
    constexpr double millimetre = 0.001;
    const std::optional<std::string> stream = realSenseStream(depth.topic.name);
    if (!stream)
        return millimetre;
    std::optional<float> unit;
    if (const auto option =
            find(stream->substr(0, stream->rfind('/')) + "/option/Depth_Units/value", "std_msgs/Float32"))
        unit = firstOf(m_log, *option, [&](const Bytes& message) {
            return MessageDecoder(m_log.topics()[*option].serialization).float32(message);
        });
    if (!unit)
        unit = depth.depthUnitMetres;
    return unit && std::isfinite(*unit) && *unit > 0 ? asWritten(*unit) : millimetre;
}

std::string Opening::serial() {
    const auto topic = find("/device_0/info", "diagnostic_msgs/KeyValue");
    if (!topic || !realSenseStream(depth.topic.name))
        return "";
    for (const MessagePlace& place : m_log.messages(*topic))
        if (const Result<Bytes> message = readMessage(m_log, *topic, place))
            if (const auto pair = MessageDecoder(m_log.topics()[*topic].serialization).keyValue(*message);
                pair && pair->first == "Serial Number")
                return pair->second;
    return "";
}

std::vector<double> Opening::recordedSeconds(std::size_t topic) const {
    std::vector<double> seconds;
    for (const MessagePlace& message : m_log.messages(topic))
        seconds.push_back(double(message.nanoseconds / 1'000'000'000) +
                          1e-9 * double(message.nanoseconds % 1'000'000'000));
    return seconds;
}

/// The stamps in the messages' headers; empty where there are none to use.
std::pair<std::vector<double>, std::vector<double>> Opening::sensorSeconds() {
    if (m_log.costOfBeginnings(colour.topic.number) + m_log.costOfBeginnings(depth.topic.number) > mostBytesForStamps)
        return {};
    struct Wanted {
        MessagePlace place;
        std::size_t topic = 0;
        double* seconds = nullptr;
    };
    std::pair<std::vector<double>, std::vector<double>> both;
    std::vector<Wanted> wanted;
    for (const auto& [topic, seconds] :
         {std::pair(colour.topic.number, &both.first), std::pair(depth.topic.number, &both.second)}) {
        seconds->resize(m_log.messages(topic).size(), std::nan(""));
        for (std::size_t i = 0; i < seconds->size(); ++i)
            wanted.push_back({m_log.messages(topic)[i], topic, &(*seconds)[i]});
    }
    // As they lie in the file, so that nothing is unpacked twice.
    std::ranges::sort(wanted, {}, [](const Wanted& one) { return std::tuple(one.place.part, one.place.offset); });
    for (const Wanted& one : wanted) {
        const Result<Bytes> message = readMessage(m_log, one.topic, one.place, longestMessageHeader);
        if (!message)
            continue;
        if (const auto header = MessageDecoder(m_log.topics()[one.topic].serialization).header(*message))
            *one.seconds = header->seconds;
    }
    for (const auto& [topic, seconds] :
         {std::pair(colour.topic.number, &both.first), std::pair(depth.topic.number, &both.second)}) {
        // What cannot be read stays in its place in time, and says why when it is asked for.
        const std::vector<double> recorded = recordedSeconds(topic);
        double sinceRecorded = std::nan("");
        for (std::size_t i = 0; i < seconds->size() && std::isnan(sinceRecorded); ++i)
            sinceRecorded = (*seconds)[i] - recorded[i];
        for (std::size_t i = 0; i < seconds->size(); ++i)
            if (std::isnan((*seconds)[i]))
                (*seconds)[i] = recorded[i] + sinceRecorded;
            else
                sinceRecorded = (*seconds)[i] - recorded[i];
        const bool isUsable = std::ranges::is_sorted(*seconds) && !std::isnan(sinceRecorded) &&
                              (seconds->size() < 2 || seconds->front() < seconds->back());
        if (!isUsable)
            return {};
    }
    return both;
}

double frameSeconds(const std::vector<double>& seconds) {
    std::vector<Stamps> stamps;
    for (const double at : seconds)
        stamps.push_back({at, at});
    const double rate = framesPerSecond(stamps);
    return rate > 0 ? 1 / rate : likelyFrameSeconds;
}

Opened<void> Opening::pair() {
    const auto pairUp = [](const std::vector<double>& ofColour, const std::vector<double>& ofDepth) {
        return pairByStamp(ofColour, ofDepth, std::min(frameSeconds(ofColour), frameSeconds(ofDepth)) / 2);
    };
    std::vector<double> ofColour = recordedSeconds(colour.topic.number);
    std::vector<double> ofDepth = recordedSeconds(depth.topic.number);
    pairs = pairUp(ofColour, ofDepth);
    const auto [sensorColour, sensorDepth] = sensorSeconds();
    if (!sensorColour.empty()) {
        // Sensors with clocks of their own never meet.
        auto bySensor = pairUp(sensorColour, sensorDepth);
        if (!bySensor.empty() && bySensor.size() >= pairs.size() / 2) {
            pairs = std::move(bySensor);
            ofColour = sensorColour;
            ofDepth = sensorDepth;
        }
    }
    for (const auto& [c, d] : pairs)
        stamps.push_back({ofColour[c], ofDepth[d]});
    if (pairs.empty())
        return refuse(CaptureFault::Empty,
                      failure(TRANSLATABLE("%1 has no pictures of %2 and %3 that were taken at the same time. Record "
                                           "both together."),
                              m_name, colour.topic.name, depth.topic.name));
    return {};
}

class RosRecording final : public IndexedRecording {
  public:
    RosRecording(SourceInfo info, const SourceFormat& format, Opening&& opening, std::unique_ptr<MessageLog> log)
        : IndexedRecording(std::move(info), format, std::move(opening.stamps))
        , m_log(std::move(log))
        , m_pairs(std::move(opening.pairs))
        , m_colour(std::move(opening.colour))
        , m_depth(std::move(opening.depth))
        , m_lens(opening.colourCalibration) {
        if (format.isRegisteredHere)
            m_registration.emplace(opening.depthCalibration, opening.colourCalibration, opening.colourFromDepth);
    }

    [[nodiscard]] std::vector<Error> problems() const override { return m_log->problems(); }

  protected:
    [[nodiscard]] Result<CapturedFrame> read(std::size_t pair) override {
        const Result<cv::Mat> colour = picture(pair, m_colour, m_pairs[pair].first, decodeColour);
        if (!colour)
            return tl::unexpected(colour.error());
        const Result<cv::Mat> depth = picture(pair, m_depth, m_pairs[pair].second, decodeDepth);
        if (!depth)
            return tl::unexpected(depth.error());
        CapturedFrame captured;
        captured.frame.colourBgr = m_lens.apply(*colour);
        captured.frame.camera = format().camera;
        const bool isMetres = depth->type() == CV_32FC1;
        if (!m_registration)
            captured.frame.depthMillimetres = toMillimetres(*depth, format().depthUnitMetres);
        else if (isMetres)
            captured.frame.depthMillimetres = m_registration->apply(toMillimetres(*depth, 1), 0.001);
        else
            captured.frame.depthMillimetres = m_registration->apply(*depth, format().depthUnitMetres);
        return captured;
    }

  private:
    template <typename Decode>
    Result<cv::Mat> picture(std::size_t pair, const Sight& sight, std::size_t message, const Decode& decode) {
        const std::size_t topic = sight.topic.number;
        const auto failed = [&](const std::string& why) {
            return failure(TRANSLATABLE("Pair %2 of %1 cannot be shown: the picture of %3 is damaged (%4). The others "
                                        "can be."),
                           info().uri, std::to_string(pair + 1), sight.topic.name, why);
        };
        const Result<Bytes> bytes = readMessage(*m_log, topic, m_log->messages(topic)[message]);
        if (!bytes)
            return tl::unexpected(bytes.error());
        const auto read = readPicture(m_log->topics()[topic], *bytes);
        if (!read)
            return failed(read.error());
        if (read->width != sight.width || read->height != sight.height)
            return failed("it is of another size than the first");
        const auto decoded = decode(*read);
        if (!decoded)
            return failed(decoded.error());
        if (decoded->cols != sight.width || decoded->rows != sight.height)
            return failed("it is of another size than it says");
        return *decoded;
    }

    std::unique_ptr<MessageLog> m_log;
    std::vector<std::pair<std::size_t, std::size_t>> m_pairs;
    Sight m_colour, m_depth;
    LensCorrection m_lens;
    std::optional<DepthRegistration> m_registration;
};

} // namespace

OpenedSource openRosRecording(std::unique_ptr<MessageLog> log, const std::filesystem::path& path,
                              const SourceOptions& options) {
    Opening opening(*log, path, options);
    const Opened<TopicChoice> choice = opening.choose();
    if (!choice)
        return {tl::unexpected(choice.error().error), choice.error().fault};
    const Opened<void> prepared = opening.calibrate(*choice).and_then([&] { return opening.pair(); });
    if (!prepared)
        return {tl::unexpected(prepared.error().error), prepared.error().fault};

    SourceInfo info;
    info.uri = path.string();
    const std::filesystem::path named = path.has_filename() ? path : path.parent_path();
    info.name = named.filename().string() + " (" + opening.colour.topic.name + " + " + opening.depth.topic.name + ")";
    info.serial = opening.serial();
    info.isRecording = true;

    SourceFormat format;
    format.mode.colour = {opening.colour.width, opening.colour.height, framesPerSecond(opening.stamps)};
    format.mode.depth = {opening.depth.width, opening.depth.height, format.mode.colour.framesPerSecond};
    format.camera = opening.colourCalibration.camera;
    format.depthUnitMetres = opening.depthUnitMetres;
    format.isRegisteredHere = !opening.colourFromDepth.isIdentity() || opening.colourCalibration.isDistorted() ||
                              opening.depthCalibration != opening.colourCalibration;
    OpenedSource opened{std::unique_ptr<RgbdSource>(), CaptureFault::None};
    opened.source = std::make_unique<RosRecording>(std::move(info), format, std::move(opening), std::move(log));
    return opened;
}

} // namespace tracestudio
