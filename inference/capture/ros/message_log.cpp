#include "capture/ros/message_log.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace tracestudio {

namespace {

// Ten hours of two cameras at 60 Hz and their calibrations are 9 million.
constexpr std::size_t mostMessages = 16'000'000;
constexpr std::size_t mostTopics = 10'000;
constexpr std::size_t mostProblems = 100;

std::string withoutMsg(std::string type) {
    if (const std::size_t at = type.find("/msg/"); at != std::string::npos)
        type.erase(at, 4);
    return type;
}

} // namespace

bool isOfUse(const std::string& type) {
    constexpr std::array<std::string_view, 8> types{"sensor_msgs/Image",       "sensor_msgs/CompressedImage",
                                                    "sensor_msgs/CameraInfo",  "tf2_msgs/TFMessage",
                                                    "geometry_msgs/Transform", "tf/tfMessage",
                                                    "std_msgs/Float32",        "diagnostic_msgs/KeyValue"};
    return std::ranges::find(types, type) != types.end();
}

std::size_t MessageLog::add(const std::string& name, const std::string& type, Serialization serialization) {
    RosTopic topic{name, withoutMsg(type), serialization};
    if (const auto found = m_numbers.find(topic); found != m_numbers.end())
        return found->second;
    if (m_numbers.size() >= mostTopics)
        return notOfUse;
    const std::size_t number = isOfUse(topic.type) ? m_topics.size() : notOfUse;
    m_numbers.emplace(topic, number);
    (number == notOfUse ? m_otherTopics : m_topics).push_back(std::move(topic));
    m_messages.resize(m_topics.size());
    return number;
}

void MessageLog::add(std::size_t topic, const MessagePlace& message) {
    if (topic == notOfUse)
        return;
    if (m_messageCount < mostMessages)
        m_messages[topic].push_back(message);
    else if (m_messageCount == mostMessages)
        report({TRANSLATABLE("The recording has more than %1 messages of pictures and cameras; the rest is left out."),
                {std::to_string(mostMessages)}});
    ++m_messageCount;
}

void MessageLog::report(Error problem) {
    if (m_problems.size() < mostProblems && std::ranges::find(m_problems, problem) == m_problems.end())
        m_problems.push_back(std::move(problem));
}

void MessageLog::sort() {
    for (std::vector<MessagePlace>& messages : m_messages)
        std::ranges::stable_sort(messages, {}, &MessagePlace::nanoseconds);
}

} // namespace tracestudio
