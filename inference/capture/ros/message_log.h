#pragma once

#include "scene/result.h"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace tracestudio {

/// How the fields of a message are stored: ROS 1's own way, or ROS 2's CDR.
enum class Serialization { Ros1, Cdr };

struct RosTopic {
    std::string name;
    std::string type; ///< "sensor_msgs/Image", also where ROS 2 says "sensor_msgs/msg/Image"
    Serialization serialization = Serialization::Cdr;
    auto operator<=>(const RosTopic&) const = default;
};

/// Where a recorded message lies; what the numbers mean is its log's own business.
struct MessagePlace {
    std::int64_t nanoseconds = 0; ///< when it was recorded
    std::uint32_t part = 0;
    std::uint64_t offset = 0;
};

/// The messages of a recording, whatever file they lie in: the index is read when a log is opened, a message when it is
/// asked for. Only topics of the types that tell of pictures are there (see isOfUse). One thread at a time.
class MessageLog {
  public:
    virtual ~MessageLog() = default;

    [[nodiscard]] const std::vector<RosTopic>& topics() const { return m_topics; }
    /// A topic's messages in the order in which they were recorded.
    [[nodiscard]] const std::vector<MessagePlace>& messages(std::size_t topic) const { return m_messages[topic]; }
    /// What of the recording is lost.
    [[nodiscard]] const std::vector<Error>& problems() const { return m_problems; }
    /// The topics of other types, to tell what there is instead of pictures.
    [[nodiscard]] const std::vector<RosTopic>& otherTopics() const { return m_otherTopics; }

    /// The serialized message, or its first `most` bytes.
    [[nodiscard]] virtual Result<std::vector<std::byte>> read(const MessagePlace& message, std::uint64_t most) = 0;
    /// How many bytes have to be read or unpacked to see the beginning of every message of a topic.
    [[nodiscard]] virtual std::uint64_t costOfBeginnings(std::size_t topic) const = 0;

  protected:
    static constexpr std::size_t notOfUse = std::numeric_limits<std::size_t>::max();

    /// The topic's number, the same for the same name and type; notOfUse for types that tell nothing of pictures.
    std::size_t add(const std::string& name, const std::string& type, Serialization serialization);
    /// Of a log that holds more messages than any recording does the rest is left out, and reported.
    void add(std::size_t topic, const MessagePlace& message);
    void report(Error problem);
    /// Puts the messages in order; once, when all are there.
    void sort();

  private:
    std::vector<RosTopic> m_topics, m_otherTopics;
    std::map<RosTopic, std::size_t> m_numbers;
    std::vector<std::vector<MessagePlace>> m_messages;
    std::vector<Error> m_problems;
    std::size_t m_messageCount = 0;
};

/// Pictures, calibrations, static transforms and what librealsense writes beside them.
bool isOfUse(const std::string& type);

} // namespace tracestudio
