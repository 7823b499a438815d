#include "app/mp4_colours.h"

#include <cstdint>
#include <fstream>
#include <iterator>
#include <string_view>
#include <vector>

namespace tracestudio {

namespace {

std::uint32_t number(const std::string& bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = at; i < at + 4; ++i)
        value = value << 8 | std::uint8_t(bytes[i]);
    return value;
}

} // namespace

void declareMp4Colours(const std::string& path) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    // The boxes of a file follow each other: size, name, content. FFmpeg writes the one that describes the others last.
    std::uint64_t begin = 0;
    std::string movie(16, '\0');
    while (file.seekg(std::streamoff(begin)) && file.read(movie.data(), 16) && movie.compare(4, 4, "moov") != 0) {
        const std::uint64_t size = number(movie, 0);
        begin += size == 1 ? std::uint64_t(number(movie, 8)) << 32 | number(movie, 12) : size;
        if (size == 0)
            return;
    }
    if (!file.seekg(std::streamoff(begin)))
        return;
    movie.assign(std::istreambuf_iterator<char>(file), {});
    file.clear();
    if (movie.size() < 8 || number(movie, 0) != movie.size())
        return;
    std::vector<std::size_t> outer{0};
    std::size_t inside = 8;
    for (const std::string_view name : {"trak", "mdia", "minf", "stbl", "stsd", "avc1"}) {
        const std::size_t end = outer.back() + number(movie, outer.back());
        std::size_t box = inside;
        while (box + 8 <= end && movie.compare(box + 4, 4, name) != 0 && number(movie, box) >= 8)
            box += number(movie, box);
        if (box + 8 > end || box + number(movie, box) > end || movie.compare(box + 4, 4, name) != 0)
            return;
        outer.push_back(box);
        // A table of descriptions begins with its length.
        inside = box + (name == "stsd" ? 16 : 8);
    }
    constexpr std::string_view colours("\0\0\0\x13"
                                       "colrnclx"
                                       "\0\x01\0\x01\0\x06\0",
                                       19);
    movie.insert(outer.back() + number(movie, outer.back()), colours);
    for (const std::size_t box : outer) {
        const auto size = std::uint32_t(number(movie, box) + colours.size());
        for (std::size_t i = 0; i < 4; ++i)
            movie[box + i] = char(size >> (24 - 8 * i));
    }
    file.seekp(std::streamoff(begin));
    file.write(movie.data(), std::streamsize(movie.size()));
}

} // namespace tracestudio
