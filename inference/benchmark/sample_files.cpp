#include "benchmark/sample_files.h"

#include "benchmark/rare_pictures.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csetjmp>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <optional>
#include <png.h>
#include <vector>

namespace tracestudio {
namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::uint8_t>;

constexpr std::uintmax_t largestFileBytes = 512u << 20;
constexpr std::int64_t largestPicturePixels = 200'000'000;
constexpr std::array<std::uint8_t, 8> pngSignature{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

Result<Bytes> readBytes(const fs::path& path, std::uintmax_t most = largestFileBytes) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found)
        return failure(TRANSLATABLE("%1 is missing. Copy it there, or correct its path in the dataset."),
                       path.string());
    if (status.type() != fs::file_type::regular)
        return failure(TRANSLATABLE("%1 is not a picture file. Put the picture there."), path.string());
    const std::uintmax_t size = fs::file_size(path, error);
    if (error)
        return failure(TRANSLATABLE("%1 cannot be read: %2."), path.string(), error.message());
    if (size == 0)
        return failure(TRANSLATABLE("%1 is empty. Copy it again."), path.string());
    if (size > largestFileBytes)
        return failure(TRANSLATABLE("%1 is larger than 512 MB. Export it as a smaller picture."), path.string());
    Bytes bytes(std::size_t(std::min(size, most)));
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
        return failure(TRANSLATABLE("%1 cannot be read: %2. Check its permissions."), path.string(),
                       std::strerror(errno));
    if (!stream.read(reinterpret_cast<char*>(bytes.data()), std::streamsize(bytes.size())))
        return failure(TRANSLATABLE("%1 changed or failed while it was read. Try again."), path.string());
    return bytes;
}

bool isPng(const Bytes& bytes) {
    return bytes.size() >= pngSignature.size() && std::equal(pngSignature.begin(), pngSignature.end(), bytes.begin());
}

bool isJpeg(const Bytes& bytes) {
    return bytes.size() > 3 && bytes[0] == 0xff && bytes[1] == 0xd8 && bytes[2] == 0xff;
}

std::uint32_t bigEndian(const Bytes& bytes, std::size_t at, int count) {
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i)
        value = value << 8 | bytes[at + std::size_t(i)];
    return value;
}

struct PngHeader {
    std::uint32_t width = 0, height = 0;
    int bitDepth = 0, colourType = 0;
    [[nodiscard]] bool isPlainGrey8() const { return bitDepth == 8 && colourType == PNG_COLOR_TYPE_GRAY; }
};

/// All 0 when the file ends before.
PngHeader pngHeader(const Bytes& bytes) {
    constexpr std::size_t headerBytes = 33;
    if (bytes.size() < headerBytes)
        return {};
    return {bigEndian(bytes, 16, 4), bigEndian(bytes, 20, 4), bytes[24], bytes[25]};
}

tl::unexpected<Error> tooLarge(const fs::path& path) {
    return failure(TRANSLATABLE("%1 has more than 200 million pixels. Export it at a smaller size."), path.string());
}

enum class PngPixels {
    AsStored, ///< samples as they are: palette indices, 1/2/4 bits one a byte, 16 bits in host order
    Bgr8,
};

struct PngSource {
    const Bytes* bytes;
    std::size_t at = 0;
    std::array<char, 160> complaint{};
};

void readFromSource(png_structp png, png_bytep to, png_size_t count) {
    auto* source = static_cast<PngSource*>(png_get_io_ptr(png));
    if (count > source->bytes->size() - source->at)
        png_error(png, "the file ends early");
    std::memcpy(to, source->bytes->data() + source->at, count);
    source->at += count;
}

void keepComplaint(png_structp png, png_const_charp message) {
    auto* source = static_cast<PngSource*>(png_get_error_ptr(png));
    std::strncpy(source->complaint.data(), message, source->complaint.size() - 1);
    png_longjmp(png, 1);
}

void ignoreWarning(png_structp, png_const_charp) {}

/// libpng leaves through longjmp, which runs no destructors: whatever owns memory lives in the caller.
bool readPng(png_structp png, png_infop info, PngPixels wanted, cv::Mat& pixels, std::vector<png_bytep>& rows) {
    if (setjmp(png_jmpbuf(png)))
        return false;
    png_read_info(png, info);
    if (wanted == PngPixels::Bgr8) {
        png_set_palette_to_rgb(png);
        png_set_expand_gray_1_2_4_to_8(png);
        png_set_strip_16(png);
        png_set_strip_alpha(png);
        png_set_gray_to_rgb(png);
        png_set_bgr(png);
    } else {
        png_set_packing(png);
        if (png_get_bit_depth(png, info) == 16)
            png_set_swap(png);
    }
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    const int depth = png_get_bit_depth(png, info) == 16 ? CV_16U : CV_8U;
    pixels.create(int(png_get_image_height(png, info)), int(png_get_image_width(png, info)),
                  CV_MAKETYPE(depth, png_get_channels(png, info)));
    rows.resize(std::size_t(pixels.rows));
    for (int y = 0; y < pixels.rows; ++y)
        rows[std::size_t(y)] = pixels.ptr(y);
    png_read_image(png, rows.data());
    png_read_end(png, nullptr);
    return true;
}

Result<cv::Mat> decodePng(const fs::path& path, const Bytes& bytes, PngPixels wanted) {
    const PngHeader header = pngHeader(bytes);
    if (header.width == 0 || header.height == 0 || header.width > 1u << 20 || header.height > 1u << 20)
        return failure(TRANSLATABLE("%1 is a damaged PNG picture: its header gives no usable size. Copy it again."),
                       path.string());
    if (std::int64_t(header.width) * header.height > largestPicturePixels)
        return tooLarge(path);
    PngSource source{&bytes, 0, {}};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, keepComplaint, ignoreWarning);
    png_infop info = png_create_info_struct(png);
    png_set_read_fn(png, &source, readFromSource);
    cv::Mat pixels;
    std::vector<png_bytep> rows;
    bool isRead = false;
    try {
        isRead = readPng(png, info, wanted, pixels, rows);
    } catch (const std::exception&) { // out of memory in Mat::create
        std::strcpy(source.complaint.data(), "not enough memory");
    }
    png_destroy_read_struct(&png, &info, nullptr);
    if (!isRead)
        return failure(TRANSLATABLE("%1 is a damaged PNG picture (%2). Copy it again."), path.string(),
                       source.complaint.data());
    return pixels;
}

// cv::ImreadModes, whose header belongs to the module that is loaded for them.
constexpr int readUnchanged = -1;
constexpr int readInGrey = 0;
constexpr int readInColour = 1;
constexpr int ignoreOrientation = 128;

/// Any format but PNG, and PNG where OpenCV's own reading is wanted.
Result<cv::Mat> decodeByOpenCv(const fs::path& path, const Bytes& bytes, int flags) {
    if (isJpeg(bytes)) {
        // libjpeg fills up what is missing with grey and does not say so.
        constexpr std::array<std::uint8_t, 2> endOfImage{0xff, 0xd9};
        if (std::find_end(bytes.begin(), bytes.end(), endOfImage.begin(), endOfImage.end()) == bytes.end())
            return failure(TRANSLATABLE("%1 is a damaged JPEG picture (the file ends early). Copy it again."),
                           path.string());
    }
    Result<cv::Mat> picture = decodeRarePicture(bytes, flags | (flags >= 0 ? ignoreOrientation : 0));
    if (!picture || !picture->empty())
        return picture;
    return failure(TRANSLATABLE("%1 is not a picture that can be read. Export it as PNG."), path.string());
}

/// The first channel of a picture decoded as stored by OpenCV (blue-green-red) or libpng (red first).
cv::Mat channelOf(const cv::Mat& picture, int channel) {
    if (picture.channels() == 1)
        return picture;
    cv::Mat one;
    cv::extractChannel(picture, one, channel);
    return one;
}

struct StoredMask {
    cv::Mat first; ///< first channel as stored, CV_8UC1 or CV_16UC1
    int bitDepth = 8;
    bool isPalette = false;
    bool isGrey = true;
};

Result<StoredMask> decodeStoredMask(const fs::path& path, const Bytes& bytes) {
    if (isPng(bytes)) {
        const PngHeader header = pngHeader(bytes);
        Result<cv::Mat> pixels = decodePng(path, bytes, PngPixels::AsStored);
        if (!pixels)
            return tl::unexpected(pixels.error());
        return StoredMask{channelOf(*pixels, 0), header.bitDepth, header.colourType == PNG_COLOR_TYPE_PALETTE,
                          header.colourType == PNG_COLOR_TYPE_GRAY};
    }
    Result<cv::Mat> picture = decodeByOpenCv(path, bytes, readUnchanged);
    if (!picture)
        return tl::unexpected(picture.error());
    if (picture->depth() != CV_8U && picture->depth() != CV_16U)
        return failure(TRANSLATABLE("%1 is not a mask: its values are not whole numbers. Export it as 8-bit PNG."),
                       path.string());
    const int channels = picture->channels();
    return StoredMask{channelOf(*picture, channels >= 3 ? 2 : 0), picture->depth() == CV_16U ? 16 : 8, false,
                      channels == 1};
}

Result<StoredMask> readStoredMask(const fs::path& path) {
    return readBytes(path).and_then([&](const Bytes& bytes) { return decodeStoredMask(path, bytes); });
}

cv::Mat forShowing(const StoredMask& mask) {
    cv::Mat shown;
    if (mask.first.depth() == CV_16U) {
        // Rounded up, so that a faint object does not vanish.
        shown.create(mask.first.size(), CV_8UC1);
        std::transform(mask.first.begin<std::uint16_t>(), mask.first.end<std::uint16_t>(), shown.begin<std::uint8_t>(),
                       [](std::uint16_t value) { return std::uint8_t((value + 256) / 257); });
    } else if (mask.isPalette) {
        shown = mask.first > 0;
    } else if (mask.bitDepth < 8) {
        const int step = 255 / ((1 << mask.bitDepth) - 1);
        shown = mask.first * step;
    } else {
        shown = mask.first;
    }
    return shown;
}

cv::Mat asPillow(const StoredMask& mask) {
    if (mask.first.depth() == CV_16U) {
        // Grey 16-bit becomes mode I, which numpy wraps; colour 16-bit becomes 8-bit by its high byte.
        cv::Mat cast(mask.first.size(), CV_8UC1);
        const int shift = mask.isGrey ? 0 : 8;
        std::transform(mask.first.begin<std::uint16_t>(), mask.first.end<std::uint16_t>(), cast.begin<std::uint8_t>(),
                       [shift](std::uint16_t value) { return std::uint8_t(value >> shift); });
        return cast;
    }
    if (mask.isGrey && (mask.bitDepth == 2 || mask.bitDepth == 4))
        return mask.first * (mask.bitDepth == 2 ? 85 : 17);
    return mask.first;
}

std::optional<cv::Size> jpegSize(const Bytes& bytes) {
    for (std::size_t at = 2; at + 9 < bytes.size();) {
        if (bytes[at] != 0xff)
            return std::nullopt;
        const std::uint8_t marker = bytes[at + 1];
        const bool isFrame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (isFrame)
            return cv::Size(int(bigEndian(bytes, at + 7, 2)), int(bigEndian(bytes, at + 5, 2)));
        at += marker == 0xff ? 1 : 2 + bigEndian(bytes, at + 2, 2);
    }
    return std::nullopt;
}

} // namespace

Result<cv::Mat> readColour(const fs::path& path) {
    const Result<Bytes> bytes = readBytes(path);
    if (!bytes)
        return tl::unexpected(bytes.error());
    if (isPng(*bytes))
        return decodePng(path, *bytes, PngPixels::Bgr8);
    return decodeByOpenCv(path, *bytes, readInColour);
}

Result<cv::Mat> readDepth(const fs::path& path) {
    const Result<Bytes> bytes = readBytes(path);
    if (!bytes)
        return tl::unexpected(bytes.error());
    const bool isFewBits = isPng(*bytes) && pngHeader(*bytes).bitDepth < 8;
    const bool isPalette = isPng(*bytes) && pngHeader(*bytes).colourType == PNG_COLOR_TYPE_PALETTE;
    Result<cv::Mat> picture =
        isPng(*bytes) ? decodePng(path, *bytes, PngPixels::AsStored) : decodeByOpenCv(path, *bytes, readUnchanged);
    if (!picture)
        return picture;
    if (picture->channels() != 1 || isPalette)
        return failure(TRANSLATABLE("%1 is not a depth picture: it has colours. Export depth as one channel of "
                                    "16-bit millimetres."),
                       path.string());
    if (isFewBits || (picture->depth() != CV_16U && picture->depth() != CV_8U))
        return failure(TRANSLATABLE("%1 is not a depth picture of 8 or 16 bits. Export depth as 16-bit millimetres."),
                       path.string());
    if (picture->depth() == CV_8U)
        picture->convertTo(*picture, CV_16U);
    return picture;
}

Result<cv::Mat> readMask(const fs::path& path) {
    return readStoredMask(path).map(forShowing);
}

Result<cv::Mat> decodeMask(std::string_view file, const std::string& name) {
    if (file.empty())
        return failure(TRANSLATABLE("%1 is empty. Copy it again."), name);
    if (file.size() > largestFileBytes)
        return failure(TRANSLATABLE("%1 is larger than 512 MB. Export it as a smaller picture."), name);
    return decodeStoredMask(name, Bytes(file.begin(), file.end())).map(forShowing);
}

Result<cv::Mat> readMaskAsPillow(const fs::path& path) {
    return readStoredMask(path).map(asPillow);
}

Result<cv::Mat> readMaskAsOpenCv(const fs::path& path) {
    const Result<Bytes> bytes = readBytes(path);
    if (!bytes)
        return tl::unexpected(bytes.error());
    if (isPng(*bytes)) // also so that a damaged file is told apart from a picture of what is left of it
        if (Result<cv::Mat> whole = decodePng(path, *bytes, PngPixels::AsStored); !whole)
            return whole;
    return decodeByOpenCv(path, *bytes, readInGrey);
}

Result<DepthReadings> readDepthReadings(const fs::path& path) {
    const Result<Bytes> bytes = readBytes(path);
    if (!bytes)
        return tl::unexpected(bytes.error());
    if (!isPng(*bytes))
        return decodeByOpenCv(path, *bytes, readUnchanged).map([](const cv::Mat& picture) {
            return DepthReadings{picture, picture};
        });
    const Result<cv::Mat> stored = decodePng(path, *bytes, PngPixels::AsStored);
    if (!stored)
        return tl::unexpected(stored.error());
    const PngHeader header = pngHeader(*bytes);
    if (header.colourType != PNG_COLOR_TYPE_GRAY)
        return DepthReadings{*stored, decodeByOpenCv(path, *bytes, readUnchanged).value_or(cv::Mat())};
    if (header.bitDepth >= 8)
        return DepthReadings{*stored, *stored};
    // Both spread few bits over the range of a byte, but Pillow takes a single bit for a truth value.
    const cv::Mat spread = *stored * (255 / ((1 << header.bitDepth) - 1));
    return DepthReadings{header.bitDepth == 1 ? *stored : spread, spread};
}

Result<MaskReadings> readMaskReadings(const fs::path& path) {
    const Result<cv::Mat> pillow = readMaskAsPillow(path);
    if (!pillow)
        return tl::unexpected(pillow.error());
    const Result<Bytes> header = readBytes(path, 33);
    if (header && isPng(*header) && pngHeader(*header).isPlainGrey8())
        return MaskReadings{*pillow, *pillow};
    const Result<cv::Mat> openCv = readMaskAsOpenCv(path);
    return MaskReadings{*pillow, openCv.value_or(cv::Mat())};
}

Result<MaskReadings> decodeMaskReadings(std::string_view file, const std::string& name) {
    if (file.empty())
        return failure(TRANSLATABLE("%1 is empty. Copy it again."), name);
    if (file.size() > largestFileBytes)
        return failure(TRANSLATABLE("%1 is larger than 512 MB. Export it as a smaller picture."), name);
    const Bytes bytes(file.begin(), file.end());
    const Result<cv::Mat> pillow = decodeStoredMask(name, bytes).map(asPillow);
    if (!pillow)
        return tl::unexpected(pillow.error());
    if (isPng(bytes) && pngHeader(bytes).isPlainGrey8())
        return MaskReadings{*pillow, *pillow};
    return MaskReadings{*pillow, decodeByOpenCv(name, bytes, readInGrey).value_or(cv::Mat())};
}

Result<bool> isMaskAmbiguous(const fs::path& path) {
    const Result<Bytes> header = readBytes(path, 33);
    if (!header)
        return tl::unexpected(header.error());
    if (isPng(*header) && pngHeader(*header).isPlainGrey8())
        return false;
    const Result<StoredMask> stored = readStoredMask(path);
    if (!stored)
        return tl::unexpected(stored.error());
    const Result<cv::Mat> grey = readMaskAsOpenCv(path);
    if (!grey)
        return tl::unexpected(grey.error());
    const cv::Mat shown = forShowing(*stored) > 0;
    return cv::countNonZero(shown != (asPillow(*stored) > 0)) > 0 || cv::countNonZero(shown != (*grey > 0)) > 0;
}

Result<fs::path> pathInside(const fs::path& root, std::string_view relative) {
    if (relative.empty())
        return failure(TRANSLATABLE("A file is not named in the dataset. Add its path."));
    const fs::path wanted = fs::path(relative).lexically_normal();
    const bool leadsOut = wanted.is_absolute() || wanted.begin()->string() == "..";
    if (leadsOut || relative.find('\0') != std::string_view::npos)
        return failure(TRANSLATABLE("%1 leads out of %2 and was not read. Correct the path in the dataset."), relative,
                       root.string());
    return root / wanted;
}

Result<cv::Size> pictureSize(const fs::path& path) {
    const Result<Bytes> bytes = readBytes(path, 1u << 20);
    if (!bytes)
        return tl::unexpected(bytes.error());
    if (isPng(*bytes))
        return cv::Size(int(pngHeader(*bytes).width), int(pngHeader(*bytes).height));
    if (isJpeg(*bytes))
        if (const std::optional<cv::Size> size = jpegSize(*bytes))
            return *size;
    return readColour(path).map([](const cv::Mat& picture) { return picture.size(); });
}

Result<cv::Size> completePictureSize(const fs::path& path) {
    const Result<Bytes> bytes = readBytes(path);
    if (!bytes)
        return tl::unexpected(bytes.error());
    if (!isPng(*bytes))
        return readColour(path).map([](const cv::Mat& picture) { return picture.size(); });
    bool hasPixels = false;
    for (std::size_t at = pngSignature.size(); at + 8 <= bytes->size();) {
        const std::size_t end = at + 12 + bigEndian(*bytes, at, 4);
        const bool isPixels =
            std::equal(bytes->begin() + std::ptrdiff_t(at) + 4, bytes->begin() + std::ptrdiff_t(at) + 8, "IDAT");
        if (!isPixels && hasPixels)
            break;
        if (end > bytes->size())
            return failure(TRANSLATABLE("%1 is a damaged PNG picture (%2). Copy it again."), path.string(),
                           "the file ends early");
        hasPixels = hasPixels || isPixels;
        at = end;
    }
    if (!hasPixels)
        return failure(TRANSLATABLE("%1 is a damaged PNG picture (%2). Copy it again."), path.string(),
                       "the file ends early");
    return pictureSize(path);
}

} // namespace tracestudio
