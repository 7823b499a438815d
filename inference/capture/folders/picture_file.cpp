#include "capture/folders/picture_file.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <opencv2/imgcodecs.hpp>
#include <optional>
#include <string_view>
#include <vector>

namespace tracestudio {
namespace fs = std::filesystem;

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::uintmax_t largestFileBytes = 256u << 20;
constexpr std::uint64_t largestPicturePixels = 64'000'000;

std::uint64_t number(const Bytes& bytes, std::size_t at, int count, bool isBigEndian = true) {
    std::uint64_t value = 0;
    for (int i = 0; i < count; ++i) {
        const std::size_t byte = at + std::size_t(isBigEndian ? i : count - 1 - i);
        value = value << 8 | (byte < bytes.size() ? bytes[byte] : 0);
    }
    return value;
}

bool startsWith(const Bytes& bytes, std::string_view magic) {
    return bytes.size() >= magic.size() && std::equal(magic.begin(), magic.end(), bytes.begin(),
                                                      [](char a, std::uint8_t b) { return std::uint8_t(a) == b; });
}

/// Whether `mark` stands somewhere in the last bytes.
bool endsWithin(const Bytes& bytes, std::string_view mark) {
    constexpr std::size_t slack = 4096;
    const auto from = bytes.size() > slack ? bytes.end() - std::ptrdiff_t(slack) : bytes.begin();
    return std::search(from, bytes.end(), mark.begin(), mark.end(),
                       [](std::uint8_t a, char b) { return a == std::uint8_t(b); }) != bytes.end();
}

/// What a picture's header tells.
struct Header {
    std::uint64_t width = 0, height = 0;
    bool isComplete = true; ///< as far as can be told without decoding
};

Header pngHeader(const Bytes& bytes) {
    return {number(bytes, 16, 4), number(bytes, 20, 4), endsWithin(bytes, "IEND")};
}

Header jpegHeader(const Bytes& bytes) {
    Header header{0, 0, endsWithin(bytes, "\xff\xd9")};
    for (std::size_t at = 2; at + 9 < bytes.size() && bytes[at] == 0xff;) {
        const std::uint8_t marker = bytes[at + 1];
        if (marker == 0xff) { // filling
            ++at;
            continue;
        }
        const bool isFrame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (isFrame) {
            header.height = number(bytes, at + 5, 2);
            header.width = number(bytes, at + 7, 2);
            break;
        }
        at += 2 + std::size_t(std::max<std::uint64_t>(2, number(bytes, at + 2, 2)));
    }
    return header;
}

/// PGM and PPM, plain (2, 3) and raw (5, 6): numbers in text, between which comments may stand.
Header pnmHeader(const Bytes& bytes) {
    std::array<std::uint64_t, 3> values{}; // width, height, largest value
    std::size_t at = 2;
    for (std::uint64_t& value : values) {
        while (at < bytes.size() && (bytes[at] <= ' ' || bytes[at] == '#'))
            if (bytes[at++] == '#')
                while (at < bytes.size() && bytes[at] != '\n')
                    ++at;
        if (at >= bytes.size() || bytes[at] < '0' || bytes[at] > '9')
            return {};
        for (; at < bytes.size() && bytes[at] >= '0' && bytes[at] <= '9' && value < 1u << 28; ++at)
            value = value * 10 + (bytes[at] - '0');
    }
    const auto [width, height, largest] = values;
    const bool isRaw = bytes[1] >= '5';
    const std::uint64_t channels = bytes[1] == '6' || bytes[1] == '3' ? 3 : 1;
    const std::uint64_t sampleBytes = largest > 255 ? 2 : 1;
    // The product cannot overflow: both were kept below 2^32.
    const bool isSmall = width * height <= largestPicturePixels;
    const bool isComplete = !isRaw || (isSmall && bytes.size() >= at + 1 + width * height * channels * sampleBytes);
    return {width, height, isComplete};
}

Header tiffHeader(const Bytes& bytes) {
    const bool isBigEndian = bytes[0] == 'M';
    const auto value = [&](std::size_t at, int count) { return number(bytes, at, count, isBigEndian); };
    const std::size_t directory = std::size_t(value(4, 4));
    const std::uint64_t entries = value(directory, 2);
    Header header;
    for (std::uint64_t i = 0; i < entries; ++i) {
        const std::size_t entry = directory + 2 + std::size_t(i) * 12;
        if (entry + 12 > bytes.size())
            return {};
        const std::uint64_t tag = value(entry, 2);
        const std::uint64_t of = value(entry + 8, value(entry + 2, 2) == 3 ? 2 : 4);
        if (tag == 256)
            header.width = of;
        else if (tag == 257)
            header.height = of;
    }
    return header;
}

/// Nothing for a picture of another type.
std::optional<Header> headerOf(const Bytes& bytes) {
    constexpr std::string_view png("\x89PNG\r\n\x1a\n", 8);
    if (startsWith(bytes, png))
        return pngHeader(bytes);
    if (startsWith(bytes, "\xff\xd8\xff"))
        return jpegHeader(bytes);
    if (bytes.size() > 2 && bytes[0] == 'P' &&
        (bytes[1] == '2' || bytes[1] == '3' || bytes[1] == '5' || bytes[1] == '6'))
        return pnmHeader(bytes);
    if (startsWith(bytes, std::string_view("II*\0", 4)) || startsWith(bytes, std::string_view("MM\0*", 4)))
        return tiffHeader(bytes);
    return std::nullopt;
}

Result<Bytes> readBytes(const fs::path& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found)
        return failure(TRANSLATABLE("%1 is missing. Copy the recording again."), path.string());
    if (status.type() != fs::file_type::regular)
        return failure(TRANSLATABLE("%1 is not a picture file. Copy the recording again."), path.string());
    const std::uintmax_t size = fs::file_size(path, error);
    if (error)
        return failure(TRANSLATABLE("%1 cannot be read: %2. Check its permissions."), path.string(), error.message());
    if (size == 0)
        return failure(TRANSLATABLE("%1 is empty. Copy the recording again."), path.string());
    if (size > largestFileBytes)
        return failure(TRANSLATABLE("%1 is larger than 256 MB. Export it as a smaller picture."), path.string());
    Bytes bytes;
    bytes.resize(std::size_t(size));
    std::ifstream stream(path, std::ios::binary);
    if (!stream.read(reinterpret_cast<char*>(bytes.data()), std::streamsize(bytes.size())))
        return failure(TRANSLATABLE("%1 cannot be read. Check its permissions."), path.string());
    return bytes;
}

Result<cv::Mat> readPicture(const fs::path& path, int flags) {
    const Result<Bytes> bytes = readBytes(path);
    if (!bytes)
        return tl::unexpected(bytes.error());
    const std::optional<Header> header = headerOf(*bytes);
    if (!header)
        return failure(TRANSLATABLE("%1 is not a PNG, JPEG, PGM, PPM or TIFF picture. Export it as one of these."),
                       path.string());
    const bool hasSize = header->width > 0 && header->height > 0;
    if (hasSize && (header->width > largestPicturePixels || header->height > largestPicturePixels ||
                    header->width * header->height > largestPicturePixels))
        return failure(TRANSLATABLE("%1 has more than 64 million pixels. Export it at a smaller size."), path.string());
    if (!hasSize || !header->isComplete)
        return failure(TRANSLATABLE("%1 is a damaged picture: it ends early or its header gives no size. Copy the "
                                    "recording again."),
                       path.string());
    try {
        cv::Mat picture = cv::imdecode(*bytes, flags);
        if (!picture.empty())
            return picture;
    } catch (const std::exception&) { // said below
    }
    return failure(TRANSLATABLE("%1 is a damaged picture and cannot be decoded. Copy the recording again."),
                   path.string());
}

} // namespace

Result<cv::Mat> readColourPicture(const fs::path& path) {
    return readPicture(path, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
}

Result<cv::Mat> readDepthPicture(const fs::path& path) {
    Result<cv::Mat> picture = readPicture(path, cv::IMREAD_UNCHANGED);
    if (!picture || picture->type() == CV_16UC1 || picture->type() == CV_32FC1)
        return picture;
    if (picture->depth() == CV_8U)
        return failure(TRANSLATABLE("%1 has 8 bits a channel, which is too coarse for depth. Export depth as 16-bit "
                                    "grey PNG."),
                       path.string());
    return failure(TRANSLATABLE("%1 is no depth picture: it is neither 16-bit grey nor 32-bit floating point of one "
                                "channel. Export depth as 16-bit grey PNG."),
                   path.string());
}

} // namespace tracestudio
