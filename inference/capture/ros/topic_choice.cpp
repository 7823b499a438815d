#include "capture/ros/topic_choice.h"

#include "scene/lower_case.h"

#include <algorithm>
#include <initializer_list>
#include <tuple>

namespace tracestudio {

namespace {

constexpr std::string_view realSenseSuffix = "/image/data";

bool names(const std::string& topic, std::initializer_list<std::string_view> words) {
    const std::string name = lowerCase(topic);
    return std::ranges::any_of(words, [&](std::string_view word) { return name.find(word) != std::string::npos; });
}

bool isNamedInfrared(const std::string& topic) {
    return names(topic, {"infra", "/ir/", "/ir_", "_ir/", "thermal"});
}

/// How many of the names between slashes two topics begin alike with.
std::ptrdiff_t commonNames(const std::string& a, const std::string& b) {
    const auto end = std::ranges::mismatch(a, b).in1;
    return std::count(a.begin(), end, '/');
}

/// Compares greater for the better pair; its last is the names, of which the smaller is better.
auto merits(const PictureTopic& colour, const PictureTopic& depth) {
    const int colourRank = isNamedInfrared(colour.name) ? 0 : colour.kind == PictureKind::Grey ? 1 : 2;
    const bool isRegistered =
        names(depth.name, {"aligned_depth_to_color", "registered", "depth_to_color", "depth_to_rgb"});
    return std::tuple(colourRank, isRegistered, commonNames(colour.name, depth.name),
                      names(colour.name, {"color", "colour", "rgb"}), names(depth.name, {"depth"}),
                      !colour.isCompressed, !depth.isCompressed, std::min(colour.messageCount, depth.messageCount));
}

} // namespace

std::optional<TopicChoice> chooseTopics(const std::vector<PictureTopic>& topics) {
    const PictureTopic* bestColour = nullptr;
    const PictureTopic* bestDepth = nullptr;
    for (const PictureTopic& colour : topics) {
        if (colour.kind != PictureKind::Colour && colour.kind != PictureKind::Grey)
            continue;
        for (const PictureTopic& depth : topics) {
            if (depth.kind != PictureKind::Depth || names(depth.name, {"confidence", "disparity"}) ||
                isNamedInfrared(depth.name))
                continue;
            const bool isBetter = !bestColour || merits(colour, depth) > merits(*bestColour, *bestDepth) ||
                                  (merits(colour, depth) == merits(*bestColour, *bestDepth) &&
                                   std::tie(colour.name, depth.name) < std::tie(bestColour->name, bestDepth->name));
            if (isBetter) {
                bestColour = &colour;
                bestDepth = &depth;
            }
        }
    }
    if (!bestColour)
        return std::nullopt;
    return TopicChoice{bestColour->number, bestDepth->number, std::get<1>(merits(*bestColour, *bestDepth))};
}

std::string cameraInfoTopic(const std::string& pictureTopic) {
    if (const std::optional<std::string> stream = realSenseStream(pictureTopic))
        return *stream + "/info/camera_info";
    std::string name = pictureTopic;
    for (const std::string_view transport : {"/compressed", "/compressedDepth"})
        if (name.ends_with(transport))
            name.resize(name.size() - transport.size());
    return name.substr(0, name.rfind('/') == std::string::npos ? 0 : name.rfind('/')) + "/camera_info";
}

std::optional<std::string> realSenseStream(const std::string& pictureTopic) {
    if (!pictureTopic.starts_with("/device_") || !pictureTopic.ends_with(realSenseSuffix))
        return std::nullopt;
    return pictureTopic.substr(0, pictureTopic.size() - realSenseSuffix.size());
}

} // namespace tracestudio
