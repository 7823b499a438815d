#include "benchmark/png_encoding.h"

#include <array>
#include <bit>
#include <csetjmp>
#include <cstring>
#include <new>
#include <png.h>
#include <zlib.h>

namespace tracestudio {

namespace {

struct Sink {
    std::vector<std::uint8_t> bytes;
    std::array<char, 160> complaint{};
};

void append(png_structp png, png_bytep from, png_size_t count) {
    auto* sink = static_cast<Sink*>(png_get_io_ptr(png));
    bool isKept = true;
    try {
        sink->bytes.insert(sink->bytes.end(), from, from + count);
    } catch (const std::bad_alloc&) { // may not pass through libpng
        isKept = false;
    }
    if (!isKept)
        png_error(png, "not enough memory");
}

void keepComplaint(png_structp png, png_const_charp message) {
    auto* sink = static_cast<Sink*>(png_get_error_ptr(png));
    std::strncpy(sink->complaint.data(), message, sink->complaint.size() - 1);
    png_longjmp(png, 1);
}

void ignoreWarning(png_structp, png_const_charp) {}

/// libpng leaves through longjmp, which runs no destructors: whatever owns memory lives in the caller.
bool writePng(png_structp png, png_infop info, const cv::Mat& picture, int compression) {
    if (setjmp(png_jmpbuf(png)))
        return false;
    const bool isColour = picture.channels() == 3;
    const int bits = picture.depth() == CV_16U ? 16 : 8;
    png_set_IHDR(png, info, png_uint_32(picture.cols), png_uint_32(picture.rows), bits,
                 isColour ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_set_compression_level(png, compression);
    if (compression <= png_compression::fast) {
        // Choosing a filter for each row costs more than it saves, and runs are nearly all that is found at this speed.
        png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_SUB);
        png_set_compression_strategy(png, Z_RLE);
    }
    png_write_info(png, info);
    if (isColour)
        png_set_bgr(png);
    if (bits == 16 && std::endian::native == std::endian::little)
        png_set_swap(png);
    for (int y = 0; y < picture.rows; ++y)
        png_write_row(png, picture.ptr(y));
    png_write_end(png, info);
    return true;
}

} // namespace

Result<std::vector<std::uint8_t>> encodePng(const cv::Mat& picture, int compression) {
    if (picture.empty() || (picture.type() != CV_8UC1 && picture.type() != CV_8UC3 && picture.type() != CV_16UC1))
        return failure(TRANSLATABLE("This picture cannot be written as PNG: it is neither 8-bit grey, 8-bit colour nor "
                                    "16-bit grey."));
    Sink sink;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &sink, keepComplaint, ignoreWarning);
    png_infop info = png ? png_create_info_struct(png) : nullptr;
    if (!info) {
        png_destroy_write_struct(&png, nullptr);
        return failure(TRANSLATABLE("A picture cannot be written as PNG: there is not enough memory."));
    }
    png_set_write_fn(png, &sink, append, nullptr);
    const bool isWritten = writePng(png, info, picture, compression);
    png_destroy_write_struct(&png, &info);
    if (!isWritten)
        return failure(TRANSLATABLE("A picture cannot be written as PNG (%1)."), sink.complaint.data());
    return std::move(sink.bytes);
}

} // namespace tracestudio
