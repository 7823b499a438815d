#include "capture/ros/messages.h"

#include "capture/ros/field_reader.h"

#include <cmath>

namespace tracestudio {

namespace {

using Bytes = std::span<const std::byte>;

/// A message's fields, after the encapsulation that CDR begins with.
struct Fields {
    FieldReader reader;
    bool hasSequenceNumber = false;

    Fields(Bytes message, Serialization serialization)
        : reader(body(message, serialization), layout(message, serialization))
        , hasSequenceNumber(serialization == Serialization::Ros1) {}

    static Bytes body(Bytes message, Serialization serialization) {
        constexpr std::size_t encapsulation = 4;
        if (serialization == Serialization::Ros1)
            return message;
        return message.size() < encapsulation ? Bytes() : message.subspan(encapsulation);
    }
    static FieldLayout layout(Bytes message, Serialization serialization) {
        if (serialization == Serialization::Ros1 || message.size() < 2)
            return {};
        // 0 and 1 are CDR, 6 and 7 its second version; the odd ones are little-endian.
        const auto kind = std::to_integer<unsigned>(message[1]);
        return {kind >= 6 ? 4u : 8u, kind % 2 == 0, true};
    }

    MessageHeader header() {
        MessageHeader header;
        if (hasSequenceNumber)
            reader.number<std::uint32_t>();
        const auto seconds = reader.number<std::uint32_t>();
        header.seconds = double(seconds) + 1e-9 * double(reader.number<std::uint32_t>());
        header.frameId = frame();
        return header;
    }
    std::string frame() {
        std::string_view text = reader.text();
        if (text.starts_with('/'))
            text.remove_prefix(1);
        return std::string(text);
    }
    Bytes data() { return reader.bytes(reader.number<std::uint32_t>()); }
    template <std::size_t Count>
    void numbers(std::array<double, Count>& to) {
        for (double& number : to)
            number = reader.number<double>();
    }
    std::optional<RigidTransform> transform() {
        RigidTransform transform;
        for (int i = 0; i < 3; ++i)
            transform.translationMetres[i] = reader.number<double>();
        std::array<double, 4> q{};
        numbers(q);
        const double length = std::sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
        const bool isUsable = length > 1e-6 && std::isfinite(length) && std::isfinite(transform.translationMetres[0]) &&
                              std::isfinite(transform.translationMetres[1]) &&
                              std::isfinite(transform.translationMetres[2]);
        if (!reader.isWhole() || !isUsable)
            return std::nullopt;
        const double x = q[0] / length, y = q[1] / length, z = q[2] / length, w = q[3] / length;
        transform.rotation = {1 - 2 * (y * y + z * z), 2 * (x * y - z * w),     2 * (x * z + y * w),
                              2 * (x * y + z * w),     1 - 2 * (x * x + z * z), 2 * (y * z - x * w),
                              2 * (x * z - y * w),     2 * (y * z + x * w),     1 - 2 * (x * x + y * y)};
        return transform;
    }
};

template <typename Message>
std::optional<Message> ifWhole(const Fields& fields, Message&& message) {
    if (!fields.reader.isWhole())
        return std::nullopt;
    return std::forward<Message>(message);
}

} // namespace

std::optional<MessageHeader> MessageDecoder::header(Bytes message) const {
    Fields fields(message, m_serialization);
    MessageHeader header = fields.header();
    return ifWhole(fields, std::move(header));
}

std::optional<ImageMessage> MessageDecoder::image(Bytes message) const {
    Fields fields(message, m_serialization);
    ImageMessage image;
    image.header = fields.header();
    image.height = fields.reader.number<std::uint32_t>();
    image.width = fields.reader.number<std::uint32_t>();
    image.encoding = fields.reader.text();
    image.isBigEndian = fields.reader.number<std::uint8_t>() != 0;
    image.step = fields.reader.number<std::uint32_t>();
    image.data = fields.data();
    if (m_serialization == Serialization::Ros1 && fields.reader.left() == sizeof(float))
        image.depthUnitMetres = fields.reader.number<float>();
    return ifWhole(fields, std::move(image));
}

std::optional<CompressedImageMessage> MessageDecoder::compressedImage(Bytes message) const {
    Fields fields(message, m_serialization);
    CompressedImageMessage image;
    image.header = fields.header();
    image.format = fields.reader.text();
    image.data = fields.data();
    return ifWhole(fields, std::move(image));
}

std::optional<CameraInfoMessage> MessageDecoder::cameraInfo(Bytes message) const {
    Fields fields(message, m_serialization);
    FieldReader& reader = fields.reader;
    CameraInfoMessage camera;
    camera.header = fields.header();
    camera.height = reader.number<std::uint32_t>();
    camera.width = reader.number<std::uint32_t>();
    camera.distortionModel = reader.text();
    const auto count = reader.number<std::uint32_t>();
    // Models have up to 14 numbers; a claim of more than there are bytes must not be believed.
    if (count > reader.left() / sizeof(double))
        return std::nullopt;
    for (std::uint32_t i = 0; i < count; ++i)
        camera.distortion.push_back(reader.number<double>());
    fields.numbers(camera.intrinsics);
    std::array<double, 9> rectification{};
    fields.numbers(rectification);
    fields.numbers(camera.projection);
    camera.binningX = reader.number<std::uint32_t>();
    camera.binningY = reader.number<std::uint32_t>();
    camera.left = reader.number<std::uint32_t>();
    camera.top = reader.number<std::uint32_t>();
    camera.roiHeight = reader.number<std::uint32_t>();
    camera.roiWidth = reader.number<std::uint32_t>();
    return ifWhole(fields, std::move(camera));
}

std::vector<FrameTransform> MessageDecoder::transforms(Bytes message) const {
    Fields fields(message, m_serialization);
    std::vector<FrameTransform> transforms;
    const auto count = fields.reader.number<std::uint32_t>();
    for (std::uint32_t i = 0; i < count && fields.reader.isWhole(); ++i) {
        FrameTransform transform;
        transform.parent = fields.header().frameId;
        transform.child = fields.frame();
        const std::optional<RigidTransform> parentFromChild = fields.transform();
        if (!parentFromChild)
            continue;
        transform.parentFromChild = *parentFromChild;
        transforms.push_back(std::move(transform));
    }
    return transforms;
}

std::optional<RigidTransform> MessageDecoder::transform(Bytes message) const {
    return Fields(message, m_serialization).transform();
}

std::optional<float> MessageDecoder::float32(Bytes message) const {
    Fields fields(message, m_serialization);
    return ifWhole(fields, fields.reader.number<float>());
}

std::optional<std::pair<std::string, std::string>> MessageDecoder::keyValue(Bytes message) const {
    Fields fields(message, m_serialization);
    std::string key(fields.reader.text());
    std::string value(fields.reader.text());
    return ifWhole(fields, std::pair(std::move(key), std::move(value)));
}

} // namespace tracestudio
