#include "capture/ros/pictures.h"

#include "capture/ros/field_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <utility>

namespace tracestudio {

namespace {

using Bytes = std::span<const std::byte>;
template <typename Value>
using Read = tl::expected<Value, std::string>;
using Wrong = tl::unexpected<std::string>;

constexpr std::uint32_t longestSide = 16384;
constexpr std::uint64_t mostPixels = 64u << 20;
constexpr int noConversion = -1;

/// How a sensor_msgs/Image stores its pixels (sensor_msgs/image_encodings.h, and librealsense's own names).
struct Encoding {
    std::string_view name;
    PictureKind kind;
    int type;       ///< of the stored pixels, for cv::Mat
    int conversion; ///< to blue-green-red, for cv::cvtColor
};
constexpr std::array encodings{
    Encoding{"rgb8", PictureKind::Colour, CV_8UC3, cv::COLOR_RGB2BGR},
    Encoding{"bgr8", PictureKind::Colour, CV_8UC3, noConversion},
    Encoding{"8UC3", PictureKind::Colour, CV_8UC3, noConversion},
    Encoding{"rgba8", PictureKind::Colour, CV_8UC4, cv::COLOR_RGBA2BGR},
    Encoding{"bgra8", PictureKind::Colour, CV_8UC4, cv::COLOR_BGRA2BGR},
    Encoding{"8UC4", PictureKind::Colour, CV_8UC4, cv::COLOR_BGRA2BGR},
    Encoding{"yuv422", PictureKind::Colour, CV_8UC2, cv::COLOR_YUV2BGR_UYVY},
    Encoding{"uyvy", PictureKind::Colour, CV_8UC2, cv::COLOR_YUV2BGR_UYVY},
    Encoding{"UYVY", PictureKind::Colour, CV_8UC2, cv::COLOR_YUV2BGR_UYVY},
    Encoding{"yuv422_yuy2", PictureKind::Colour, CV_8UC2, cv::COLOR_YUV2BGR_YUY2},
    Encoding{"yuyv", PictureKind::Colour, CV_8UC2, cv::COLOR_YUV2BGR_YUY2},
    Encoding{"YUYV", PictureKind::Colour, CV_8UC2, cv::COLOR_YUV2BGR_YUY2},
    // OpenCV names a Bayer pattern by its second row's second and third pixels.
    Encoding{"bayer_rggb8", PictureKind::Colour, CV_8UC1, cv::COLOR_BayerBG2BGR},
    Encoding{"bayer_bggr8", PictureKind::Colour, CV_8UC1, cv::COLOR_BayerRG2BGR},
    Encoding{"bayer_gbrg8", PictureKind::Colour, CV_8UC1, cv::COLOR_BayerGR2BGR},
    Encoding{"bayer_grbg8", PictureKind::Colour, CV_8UC1, cv::COLOR_BayerGB2BGR},
    Encoding{"mono8", PictureKind::Grey, CV_8UC1, cv::COLOR_GRAY2BGR},
    Encoding{"8UC1", PictureKind::Grey, CV_8UC1, cv::COLOR_GRAY2BGR},
    Encoding{"16UC1", PictureKind::Depth, CV_16UC1, noConversion},
    Encoding{"mono16", PictureKind::Depth, CV_16UC1, noConversion},
    Encoding{"32FC1", PictureKind::Depth, CV_32FC1, noConversion},
};

const Encoding* encodingOf(std::string_view name) {
    const auto found = std::ranges::find(encodings, name, &Encoding::name);
    return found == encodings.end() ? nullptr : &*found;
}

std::uint32_t bigEndian(Bytes bytes, std::size_t at, std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i)
        value = value << 8 | std::to_integer<std::uint32_t>(bytes[at + i]);
    return value;
}

bool isPng(Bytes bytes) {
    constexpr std::array<std::uint8_t, 8> signature{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    constexpr std::size_t headerBytes = 33;
    return bytes.size() >= headerBytes && std::ranges::equal(bytes.first(8), std::as_bytes(std::span(signature)));
}

bool isJpeg(Bytes bytes) {
    return bytes.size() > 3 && bytes[0] == std::byte(0xff) && bytes[1] == std::byte(0xd8);
}

/// 0×0 where the header does not tell.
std::pair<std::uint32_t, std::uint32_t> sizeInHeader(Bytes bytes) {
    if (isPng(bytes))
        return {bigEndian(bytes, 16, 4), bigEndian(bytes, 20, 4)};
    if (!isJpeg(bytes))
        return {};
    for (std::size_t at = 2; at + 9 < bytes.size();) {
        if (bytes[at] != std::byte(0xff))
            return {};
        const auto marker = std::to_integer<unsigned>(bytes[at + 1]);
        const bool isFrame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (isFrame)
            return {bigEndian(bytes, at + 7, 2), bigEndian(bytes, at + 5, 2)};
        at += marker == 0xff ? 1 : 2 + bigEndian(bytes, at + 2, 2);
    }
    return {};
}

/// A JPEG that ends early is decoded to grey without a word.
bool hasJpegEnd(Bytes bytes) {
    constexpr std::size_t farthest = 4096;
    const Bytes tail = bytes.last(std::min(bytes.size(), farthest));
    constexpr std::array end{std::byte(0xff), std::byte(0xd9)};
    return std::search(tail.begin(), tail.end(), end.begin(), end.end()) != tail.end();
}

bool isUsableSize(std::uint32_t width, std::uint32_t height) {
    return width > 0 && height > 0 && width <= longestSide && height <= longestSide &&
           std::uint64_t(width) * height <= mostPixels;
}

/// The stored pixels, without a copy where they lie as OpenCV wants them.
Read<cv::Mat> pixelsOf(const PictureMessage& picture, int type) {
    const ImageMessage& raw = picture.raw;
    const std::size_t rowBytes = std::size_t(raw.width) * std::size_t(CV_ELEM_SIZE(type));
    const std::size_t step = raw.step == 0 ? rowBytes : raw.step;
    if (step < rowBytes || raw.data.size() < rowBytes || (raw.data.size() - rowBytes) / step < raw.height - 1)
        return Wrong("its pixels are fewer than its size says");
    // cv::Mat has no view of constant bytes; nothing here writes to it.
    auto* data = const_cast<std::byte*>(raw.data.data());
    const bool isAligned = reinterpret_cast<std::uintptr_t>(data) % CV_ELEM_SIZE1(type) == 0 &&
                           step % std::size_t(CV_ELEM_SIZE1(type)) == 0;
    cv::Mat bytes(picture.height, int(rowBytes), CV_8UC1, data, step);
    cv::Mat pixels;
    if (isAligned) {
        pixels = cv::Mat(picture.height, picture.width, type, data, step);
    } else {
        pixels.create(picture.height, picture.width, type);
        for (int row = 0; row < pixels.rows; ++row)
            std::copy_n(bytes.ptr(row), rowBytes, pixels.ptr(row));
    }
    const bool isOtherOrder = raw.isBigEndian != (std::endian::native == std::endian::big);
    if (!isOtherOrder || CV_ELEM_SIZE1(type) == 1)
        return pixels;
    cv::Mat swapped = pixels.clone();
    const std::size_t size = CV_ELEM_SIZE1(type);
    for (std::uint8_t* at = swapped.data; at != swapped.data + swapped.total() * swapped.elemSize(); at += size)
        std::reverse(at, at + size);
    return swapped;
}

Read<cv::Mat> decodePacked(Bytes packed, int flags) {
    if (isJpeg(packed) && !hasJpegEnd(packed))
        return Wrong("the JPEG in it ends early");
    const auto [width, height] = sizeInHeader(packed);
    if (!isUsableSize(width, height))
        return Wrong("it is neither a PNG nor a JPEG picture of a usable size");
    if (packed.size() > std::size_t(std::numeric_limits<int>::max()))
        return Wrong("it is too large");
    try {
        const cv::Mat bytes(1, int(packed.size()), CV_8UC1, const_cast<std::byte*>(packed.data()));
        cv::Mat picture = cv::imdecode(bytes, flags);
        if (picture.empty())
            return Wrong("the picture in it is damaged");
        return picture;
    } catch (const cv::Exception& exception) {
        return Wrong(exception.what());
    }
}

/// compressed_depth_image_transport: twelve bytes (a format, and two numbers for depth in metres), then the picture.
struct CompressedDepth {
    float a = 0, b = 0;
    Bytes picture;
    bool isMetres = false, isRvl = false;

    explicit CompressedDepth(const PictureMessage& message)
        : isMetres(message.format.starts_with("32FC1"))
        , isRvl(message.format.find("rvl") != std::string::npos) {
        FieldReader reader(message.packed);
        reader.skip(4);
        a = reader.number<float>();
        b = reader.number<float>();
        picture = reader.bytes(reader.left());
    }
};

/// RVL (Wilson, "Fast lossless depth image compression", 2017): runs of zeros and of differences, in words of four-bit
/// pieces.
class RvlReader {
  public:
    explicit RvlReader(Bytes bytes)
        : m_reader(bytes) {}

    [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> readSize() {
        const auto width = m_reader.number<std::uint32_t>();
        return {width, m_reader.number<std::uint32_t>()};
    }
    [[nodiscard]] Read<cv::Mat> readPixels(int width, int height) {
        cv::Mat depth = cv::Mat::zeros(height, width, CV_16UC1);
        auto* pixel = depth.ptr<std::uint16_t>();
        auto* const end = pixel + depth.total();
        std::uint16_t previous = 0;
        while (pixel != end) {
            const std::uint32_t zeros = number();
            const std::uint32_t others = number();
            if (m_isOver || zeros > std::uint32_t(end - pixel) || others > std::uint32_t(end - pixel) - zeros ||
                zeros + others == 0)
                return Wrong("the RVL in it is damaged");
            pixel += zeros;
            for (std::uint32_t i = 0; i < others; ++i) {
                const std::uint32_t stored = number();
                previous = std::uint16_t(previous + (std::int32_t(stored >> 1) ^ -std::int32_t(stored & 1)));
                *pixel++ = previous;
            }
        }
        if (m_isOver)
            return Wrong("the RVL in it is damaged");
        return depth;
    }

  private:
    std::uint32_t number() {
        std::uint32_t value = 0;
        for (unsigned shift = 0; shift < 32; shift += 3) {
            const std::uint32_t piece = nibble();
            value |= (piece & 7) << shift;
            if ((piece & 8) == 0)
                return value;
        }
        m_isOver = true;
        return 0;
    }
    std::uint32_t nibble() {
        if (m_nibbles == 0) {
            m_word = m_reader.number<std::uint32_t>();
            m_isOver = m_isOver || !m_reader.isWhole();
            m_nibbles = 8;
        }
        const std::uint32_t piece = m_word >> 28;
        m_word <<= 4;
        --m_nibbles;
        return piece;
    }

    FieldReader m_reader;
    std::uint32_t m_word = 0;
    int m_nibbles = 0;
    bool m_isOver = false;
};

cv::Mat metresFromInverse(const cv::Mat& inverse, float a, float b) {
    cv::Mat metres(inverse.size(), CV_32FC1);
    std::transform(inverse.begin<std::uint16_t>(), inverse.end<std::uint16_t>(), metres.begin<float>(),
                   [&](std::uint16_t value) { return value == 0 ? std::nanf("") : a / (float(value) - b); });
    return metres;
}

PictureKind kindOfCompressed(const RosTopic& topic, const CompressedImageMessage& image) {
    const bool isDepth = image.format.find("compressedDepth") != std::string::npos ||
                         image.format.starts_with("16UC1") || image.format.starts_with("mono16") ||
                         topic.name.ends_with("/compressedDepth");
    if (isDepth)
        return PictureKind::Depth;
    const bool isGrey = image.format.starts_with("mono8") || image.format.starts_with("8UC1");
    return isGrey ? PictureKind::Grey : PictureKind::Colour;
}

} // namespace

Read<PictureMessage> readPicture(const RosTopic& topic, Bytes message) {
    const MessageDecoder decoder(topic.serialization);
    PictureMessage picture;
    std::uint32_t width = 0, height = 0;
    if (topic.type == "sensor_msgs/CompressedImage") {
        auto image = decoder.compressedImage(message);
        if (!image)
            return Wrong("the message is cut off");
        picture.kind = kindOfCompressed(topic, *image);
        picture.format = std::move(image->format);
        picture.header = std::move(image->header);
        picture.packed = image->data;
        const bool hasHead =
            picture.format.find("compressedDepth") != std::string::npos || topic.name.ends_with("/compressedDepth");
        if (hasHead) {
            const CompressedDepth depth(picture);
            std::tie(width, height) = depth.isRvl ? RvlReader(depth.picture).readSize() : sizeInHeader(depth.picture);
        } else {
            std::tie(width, height) = sizeInHeader(picture.packed);
        }
    } else {
        auto image = decoder.image(message);
        if (!image)
            return Wrong("the message is cut off");
        const Encoding* encoding = encodingOf(image->encoding);
        picture.kind = encoding ? encoding->kind : PictureKind::Unknown;
        picture.format = image->encoding;
        picture.header = image->header;
        width = image->width;
        height = image->height;
        picture.raw = std::move(*image);
    }
    if (!isUsableSize(width, height))
        return Wrong("its size is not usable");
    picture.width = int(width);
    picture.height = int(height);
    return picture;
}

Read<cv::Mat> decodeColour(const PictureMessage& picture) {
    if (!picture.packed.empty())
        return decodePacked(picture.packed, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
    const Encoding* encoding = encodingOf(picture.format);
    if (!encoding || encoding->kind == PictureKind::Depth)
        return Wrong("it is no colour picture, but " + picture.format);
    const Read<cv::Mat> pixels = pixelsOf(picture, encoding->type);
    if (!pixels)
        return pixels;
    try {
        cv::Mat colour;
        if (encoding->conversion == noConversion)
            colour = pixels->clone();
        else
            cv::cvtColor(*pixels, colour, encoding->conversion);
        return colour;
    } catch (const cv::Exception& exception) { // a pattern of two by two needs an even size
        return Wrong(exception.what());
    }
}

Read<cv::Mat> decodeDepth(const PictureMessage& picture) {
    if (picture.packed.empty()) {
        const Encoding* encoding = encodingOf(picture.format);
        if (!encoding || encoding->kind != PictureKind::Depth)
            return Wrong("it is no depth picture, but " + picture.format);
        return pixelsOf(picture, encoding->type).map([](const cv::Mat& pixels) { return pixels.clone(); });
    }
    const bool isBare = isPng(picture.packed);
    const CompressedDepth depth(picture);
    Read<cv::Mat> stored = cv::Mat();
    if (!isBare && depth.isRvl) {
        RvlReader reader(depth.picture);
        const auto [width, height] = reader.readSize();
        if (!isUsableSize(width, height))
            return Wrong("its size is not usable");
        stored = reader.readPixels(int(width), int(height));
    } else {
        stored = decodePacked(isBare ? picture.packed : depth.picture, cv::IMREAD_UNCHANGED);
    }
    if (!stored)
        return stored;
    if (stored->type() != CV_16UC1)
        return Wrong("the picture in it is not of 16 bits");
    return depth.isMetres && !isBare ? metresFromInverse(*stored, depth.a, depth.b) : *stored;
}

} // namespace tracestudio
