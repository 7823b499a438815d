#include "capture/devices/capture_protocol.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <opencv2/core.hpp>

namespace tracestudio::capture_protocol {

using Json = nlohmann::json;

namespace {

constexpr std::size_t longestText = 4096;
constexpr std::size_t mostArguments = 16;
constexpr std::size_t mostModes = 128;
constexpr std::size_t mostDevices = 32;
constexpr std::size_t mostProblems = 8;
constexpr double fastestFrames = 1000;

/// Long enough for every real name and sentence; a list of such still fits a message.
std::string cut(const std::string& text, std::size_t longest) {
    return text.substr(0, longest);
}

// Encoding.

Json json(const StreamFormat& format) {
    return {format.widthPixels, format.heightPixels, format.framesPerSecond};
}

Json json(const CaptureMode& mode) {
    return {json(mode.colour), json(mode.depth)};
}

Json json(const Camera& camera) {
    return {camera.widthPixels, camera.heightPixels, camera.fx, camera.fy, camera.cx, camera.cy};
}

Json json(const SourceInfo& info) {
    return {{"uri", cut(info.uri, longestText)},
            {"name", cut(info.name, 256)},
            {"serial", cut(info.serial, 256)},
            {"recording", info.isRecording}};
}

Json json(const Error& error) {
    Json args = Json::array();
    for (const std::string& arg : error.args)
        if (args.size() < mostArguments)
            args.push_back(cut(arg, 1024));
    return {{"text", cut(error.text, 1024)}, {"args", std::move(args)}};
}

struct ToJson {
    Json operator()(const Open& open) const {
        Json message{{"do", "open"}, {"uri", cut(open.uri, longestText)}, {"most", open.mostPictures}};
        if (open.options.mode)
            message["mode"] = json(*open.options.mode);
        if (open.options.intrinsics)
            message["intrinsics"] = json(*open.options.intrinsics);
        if (open.options.depthUnitMetres)
            message["depthUnit"] = *open.options.depthUnitMetres;
        return message;
    }
    Json operator()(const Start& start) const {
        Json message{{"do", "start"}};
        if (start.mode)
            message["mode"] = json(*start.mode);
        return message;
    }
    Json operator()(const Stop&) const { return {{"do", "stop"}}; }
    Json operator()(const Next&) const { return {{"do", "next"}}; }
    Json operator()(const Seek& seek) const { return {{"do", "seek"}, {"frame", seek.frame}}; }
    Json operator()(const Watch&) const { return {{"do", "watch"}}; }

    Json operator()(const Opened& opened) const {
        Json modes = Json::array();
        for (const CaptureMode& mode : opened.modes)
            if (modes.size() < mostModes)
                modes.push_back(json(mode));
        return {
            {"is", "opened"}, {"info", json(opened.info)}, {"modes", std::move(modes)}, {"frames", opened.frameCount}};
    }
    Json operator()(const Started& started) const {
        return {{"is", "started"},
                {"mode", json(started.format.mode)},
                {"camera", json(started.format.camera)},
                {"depthUnit", started.format.depthUnitMetres},
                {"registeredHere", started.format.isRegisteredHere}};
    }
    Json operator()(const Done&) const { return {{"is", "done"}}; }
    Json operator()(const Delivered&) const { return {{"is", "delivered"}}; }
    Json operator()(const Ended&) const { return {{"is", "ended"}}; }
    Json operator()(const Progress& progress) const { return {{"is", "progress"}, {"pictures", progress.pictures}}; }
    Json operator()(const Failed& failed) const {
        return {{"is", "failed"}, {"fault", int(failed.fault)}, {"error", json(failed.error)}};
    }
    Json operator()(const DeviceList& list) const {
        Json devices = Json::array(), problems = Json::array();
        for (const SourceInfo& info : list.devices)
            if (devices.size() < mostDevices && info.uri.size() < 512)
                devices.push_back(json(info));
        for (const Error& problem : list.problems)
            if (problems.size() < mostProblems && problem.args.size() <= 4)
                problems.push_back(json(problem));
        return {{"is", "devices"}, {"devices", std::move(devices)}, {"problems", std::move(problems)}};
    }
};

// A driver's words need not be UTF-8.
std::string dumped(const Json& message) {
    return message.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Decoding. Each reader says false for what is not there or not sane.

const Json* find(const Json& object, const char* key) {
    const auto found = object.is_object() ? object.find(key) : object.end();
    return object.is_object() && found != object.end() ? &*found : nullptr;
}

bool read(const Json* json, std::uint64_t most, std::uint64_t& value) {
    if (!json || !json->is_number_unsigned() || json->get<std::uint64_t>() > most)
        return false;
    value = json->get<std::uint64_t>();
    return true;
}

bool read(const Json* json, int most, int& value) {
    std::uint64_t number = 0;
    if (!read(json, std::uint64_t(most), number))
        return false;
    value = int(number);
    return true;
}

bool read(const Json* json, double most, double& value) {
    if (!json || !json->is_number())
        return false;
    value = json->get<double>();
    return std::isfinite(value) && std::abs(value) <= most;
}

bool read(const Json* json, bool& value) {
    if (!json || !json->is_boolean())
        return false;
    value = json->get<bool>();
    return true;
}

bool read(const Json* json, std::string& value) {
    if (!json || !json->is_string() || json->get_ref<const std::string&>().size() > 4 * longestText)
        return false;
    value = json->get<std::string>();
    return true;
}

bool read(const Json* json, StreamFormat& format) {
    return json && json->is_array() && json->size() == 3 && read(&(*json)[0], widestPicture, format.widthPixels) &&
           read(&(*json)[1], widestPicture, format.heightPixels) &&
           read(&(*json)[2], fastestFrames, format.framesPerSecond) && format.framesPerSecond >= 0;
}

bool read(const Json* json, CaptureMode& mode) {
    return json && json->is_array() && json->size() == 2 && read(&(*json)[0], mode.colour) &&
           read(&(*json)[1], mode.depth);
}

bool read(const Json* json, Camera& camera) {
    constexpr double far = 1e6;
    return json && json->is_array() && json->size() == 6 && read(&(*json)[0], widestPicture, camera.widthPixels) &&
           read(&(*json)[1], widestPicture, camera.heightPixels) && read(&(*json)[2], far, camera.fx) &&
           read(&(*json)[3], far, camera.fy) && read(&(*json)[4], far, camera.cx) && read(&(*json)[5], far, camera.cy);
}

bool read(const Json* json, SourceInfo& info) {
    return json && read(find(*json, "uri"), info.uri) && read(find(*json, "name"), info.name) &&
           read(find(*json, "serial"), info.serial) && read(find(*json, "recording"), info.isRecording);
}

bool read(const Json* json, Error& error);

/// What is missing stays empty; what is there must be right.
template <typename T>
bool readOptional(const Json* json, std::optional<T>& value) {
    return !json || read(json, value.emplace());
}

bool readOptional(const Json* json, std::optional<double>& value) {
    return !json || (read(json, 1.0, value.emplace()) && *value > 0);
}

template <typename T>
bool readList(const Json* json, std::size_t most, std::vector<T>& list) {
    if (!json || !json->is_array() || json->size() > most)
        return false;
    for (const Json& item : *json)
        if (!read(&item, list.emplace_back()))
            return false;
    return true;
}

bool read(const Json* json, Error& error) {
    return json && read(find(*json, "text"), error.text) && !error.text.empty() &&
           readList(find(*json, "args"), mostArguments, error.args);
}

Json parsed(std::string_view message, const char* verb, std::string& what) {
    if (message.size() > longestMessage)
        return {};
    Json json = Json::parse(message, nullptr, false);
    if (!json.is_object() || !read(find(json, verb), what))
        return {};
    return json;
}

} // namespace

std::string encode(const Request& request) {
    return dumped(std::visit(ToJson(), request));
}

std::string encode(const Reply& reply) {
    std::string message = dumped(std::visit(ToJson(), reply));
    if (message.size() <= longestMessage)
        return message;
    return encode(Reply(Failed{CaptureFault::Other, {TRANSLATABLE("The camera's driver says too much."), {}}}));
}

std::optional<Request> decodeRequest(std::string_view message) {
    std::string what;
    const Json json = parsed(message, "do", what);
    if (what == "open") {
        Open open;
        if (read(find(json, "uri"), open.uri) && read(find(json, "most"), mostFrames, open.mostPictures) &&
            readOptional(find(json, "mode"), open.options.mode) &&
            readOptional(find(json, "intrinsics"), open.options.intrinsics) &&
            readOptional(find(json, "depthUnit"), open.options.depthUnitMetres))
            return open;
    } else if (what == "start") {
        Start start;
        if (readOptional(find(json, "mode"), start.mode))
            return start;
    } else if (what == "seek") {
        Seek seek;
        if (read(find(json, "frame"), mostFrames, seek.frame))
            return seek;
    } else if (what == "stop") {
        return Stop();
    } else if (what == "next") {
        return Next();
    } else if (what == "watch") {
        return Watch();
    }
    return std::nullopt;
}

std::optional<Reply> decodeReply(std::string_view message) {
    std::string what;
    const Json json = parsed(message, "is", what);
    if (what == "opened") {
        Opened opened;
        if (read(find(json, "info"), opened.info) && readList(find(json, "modes"), mostModes, opened.modes) &&
            read(find(json, "frames"), mostFrames, opened.frameCount))
            return opened;
    } else if (what == "started") {
        SourceFormat format;
        if (read(find(json, "mode"), format.mode) && read(find(json, "camera"), format.camera) &&
            read(find(json, "depthUnit"), 1.0, format.depthUnitMetres) && format.depthUnitMetres > 0 &&
            read(find(json, "registeredHere"), format.isRegisteredHere) && format.camera.isValid())
            return Started{format};
    } else if (what == "failed") {
        Failed failed;
        int fault = 0;
        if (read(find(json, "fault"), int(CaptureFault::Other), fault) && fault != int(CaptureFault::None) &&
            read(find(json, "error"), failed.error)) {
            failed.fault = CaptureFault(fault);
            return failed;
        }
    } else if (what == "devices") {
        DeviceList list;
        if (readList(find(json, "devices"), mostDevices, list.devices) &&
            readList(find(json, "problems"), mostProblems, list.problems))
            return list;
    } else if (what == "progress") {
        Progress progress;
        if (read(find(json, "pictures"), mostFrames * 2, progress.pictures))
            return progress;
    } else if (what == "done") {
        return Done();
    } else if (what == "delivered") {
        return Delivered();
    } else if (what == "ended") {
        return Ended();
    }
    return std::nullopt;
}

namespace {

/// Stands before the pixels of a slot: colour, then depth, rows without gaps.
struct FrameHeader {
    std::uint64_t number = 0;
    std::uint64_t lostBefore = 0;
    double colourSeconds = 0;
    double depthSeconds = 0;
    std::int64_t arrivalNanoseconds = 0; ///< of the steady clock, which all processes of a machine share
    std::int32_t widthPixels = 0;
    std::int32_t heightPixels = 0;
    std::uint32_t hasColour = 0;
    std::uint32_t hasDepth = 0;
};

std::size_t colourBytes(const FrameHeader& header) {
    return header.hasColour ? std::size_t(header.widthPixels) * std::size_t(header.heightPixels) * 3 : 0;
}

std::size_t depthBytes(const FrameHeader& header) {
    return header.hasDepth ? std::size_t(header.widthPixels) * std::size_t(header.heightPixels) * 2 : 0;
}

} // namespace

bool write(const CapturedFrame& frame, std::span<std::byte> slot) {
    const cv::Mat& colour = frame.frame.colourBgr;
    const cv::Mat& depth = frame.frame.depthMillimetres;
    const cv::Size size = colour.empty() ? depth.size() : colour.size();
    FrameHeader header;
    header.number = frame.number;
    header.lostBefore = frame.lostBefore;
    header.colourSeconds = frame.colourSeconds;
    header.depthSeconds = frame.depthSeconds;
    header.arrivalNanoseconds = std::int64_t(frame.arrival.time_since_epoch() / std::chrono::nanoseconds(1));
    header.widthPixels = size.width;
    header.heightPixels = size.height;
    header.hasColour = colour.empty() ? 0 : 1;
    header.hasDepth = depth.empty() ? 0 : 1;
    if (!colour.empty() && colour.type() != CV_8UC3)
        return false;
    if (!depth.empty() && (depth.type() != CV_16UC1 || depth.size() != size))
        return false;
    if (slot.size() < sizeof(header) + colourBytes(header) + depthBytes(header))
        return false;
    std::memcpy(slot.data(), &header, sizeof(header));
    std::byte* at = slot.data() + sizeof(header);
    // Into a picture that is the slot's memory: copyTo then takes care of rows with gaps.
    if (header.hasColour) {
        cv::Mat there(size, CV_8UC3, at);
        colour.copyTo(there);
        at += colourBytes(header);
    }
    if (header.hasDepth) {
        cv::Mat there(size, CV_16UC1, at);
        depth.copyTo(there);
    }
    return true;
}

std::optional<CapturedFrame> readFrame(std::span<const std::byte> slot, const Camera& camera) {
    FrameHeader header;
    if (slot.size() < sizeof(header))
        return std::nullopt;
    std::memcpy(&header, slot.data(), sizeof(header));
    if (header.widthPixels != camera.widthPixels || header.heightPixels != camera.heightPixels ||
        header.widthPixels <= 0 || header.heightPixels <= 0 || header.widthPixels > widestPicture ||
        header.heightPixels > widestPicture || !std::isfinite(header.colourSeconds) ||
        !std::isfinite(header.depthSeconds) || (!header.hasColour && !header.hasDepth) ||
        header.number > std::uint64_t(1) << 62 || header.lostBefore > header.number ||
        slot.size() - sizeof(header) < colourBytes(header) + depthBytes(header))
        return std::nullopt;
    CapturedFrame frame;
    frame.number = header.number;
    frame.lostBefore = header.lostBefore;
    frame.colourSeconds = header.colourSeconds;
    frame.depthSeconds = header.depthSeconds;
    const auto now = std::chrono::steady_clock::now();
    const std::chrono::steady_clock::time_point arrival{std::chrono::nanoseconds(header.arrivalNanoseconds)};
    frame.arrival = std::clamp(arrival, now - std::chrono::hours(1), now);
    frame.frame.camera = camera;
    const std::byte* at = slot.data() + sizeof(header);
    if (header.hasColour) {
        frame.frame.colourBgr.create(header.heightPixels, header.widthPixels, CV_8UC3);
        std::memcpy(frame.frame.colourBgr.data, at, colourBytes(header));
        at += colourBytes(header);
    }
    if (header.hasDepth) {
        frame.frame.depthMillimetres.create(header.heightPixels, header.widthPixels, CV_16UC1);
        std::memcpy(frame.frame.depthMillimetres.data, at, depthBytes(header));
    }
    return frame;
}

bool write(std::span<const double> seconds, std::span<std::byte> slot) {
    if (slot.size() < seconds.size_bytes())
        return false;
    if (!seconds.empty())
        std::memcpy(slot.data(), seconds.data(), seconds.size_bytes());
    return true;
}

std::optional<std::vector<double>> readSeconds(std::span<const std::byte> slot, std::uint64_t count) {
    if (count > mostFrames || count > slot.size() / sizeof(double))
        return std::nullopt;
    std::vector<double> seconds(count);
    if (count > 0)
        std::memcpy(seconds.data(), slot.data(), count * sizeof(double));
    double before = 0;
    for (const double at : seconds) {
        if (!std::isfinite(at) || at < before)
            return std::nullopt;
        before = at;
    }
    return seconds;
}

} // namespace tracestudio::capture_protocol
