#include "app/gif_film.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <numeric>
#include <opencv2/core/matx.hpp>
#include <utility>
#include <vector>

namespace tracestudio {

namespace {

constexpr std::uint8_t unchanged = 255; ///< the transparent index: what was shown stays

/// Points at which a share of pixels changes over to the other colour, 0 to 63, even over every small neighbourhood.
constexpr auto bayer = [] {
    std::array<std::array<int, 8>, 8> matrix{};
    for (int y = 0; y < 8; ++y)
        for (int x = 0; x < 8; ++x)
            for (int bit = 0; bit < 3; ++bit)
                matrix[std::size_t(y)][std::size_t(x)] |=
                    ((((x ^ y) >> bit) & 1) << (5 - 2 * bit)) | (((y >> bit) & 1) << (4 - 2 * bit));
    return matrix;
}();

QByteArray bytesOf(std::initializer_list<int> values) {
    QByteArray bytes;
    for (const int value : values)
        bytes += char(value);
    return bytes;
}

QByteArray word(int value) {
    return bytesOf({value & 255, value >> 8});
}

/// What a GIF has for the pixels of a rectangle: LZW of 8 bits in blocks.
QByteArray compressed(const std::vector<std::uint8_t>& indices) {
    constexpr int clearCode = 256;
    constexpr int endCode = 257;
    constexpr int codeCount = 4096;
    QByteArray bytes;
    std::uint32_t bits = 0;
    int bitCount = 0;
    int width = 9;
    const auto put = [&](int code) {
        bits |= std::uint32_t(code) << bitCount;
        for (bitCount += width; bitCount >= 8; bitCount -= 8, bits >>= 8)
            bytes += char(bits & 255);
    };
    // Words that were seen, by the word before and the pixel that follows it.
    constexpr std::uint32_t slotCount = 16'384;
    std::vector<std::int32_t> keys(slotCount, -1);
    std::vector<std::int16_t> codes(slotCount);
    int next = endCode + 1;
    put(clearCode);
    int word = indices.front();
    for (std::size_t i = 1; i < indices.size(); ++i) {
        const std::int32_t key = word << 8 | indices[i];
        std::uint32_t slot = std::uint32_t(key) * 2'654'435'761U >> 18;
        while (keys[slot] >= 0 && keys[slot] != key)
            slot = (slot + 1) % slotCount;
        if (keys[slot] == key) {
            word = codes[slot];
            continue;
        }
        put(word);
        word = indices[i];
        if (next == codeCount) {
            put(clearCode);
            std::fill(keys.begin(), keys.end(), -1);
            next = endCode + 1;
            width = 9;
            continue;
        }
        if (next == 1 << width)
            ++width;
        keys[slot] = key;
        codes[slot] = std::int16_t(next++);
    }
    put(word);
    if (next == 1 << width && width < 12)
        ++width;
    put(endCode);
    if (bitCount > 0)
        bytes += char(bits & 255);

    QByteArray blocks(1, char(8));
    for (qsizetype begin = 0; begin < bytes.size(); begin += 255) {
        const QByteArray block = bytes.mid(begin, 255);
        blocks += char(block.size());
        blocks += block;
    }
    return blocks + '\0';
}

int squared(const cv::Vec3i& distance) {
    return distance.dot(distance);
}

/// Pixels of a small cube of colours.
struct Cell {
    cv::Vec<std::int64_t, 3> sum;
    std::int64_t count = 0;
    [[nodiscard]] cv::Vec3d mean() const { return cv::Vec3d(sum) / double(count); }
};

/// Cells that will share one colour.
struct Box {
    std::vector<Cell> cells;
    int longest = 0;     ///< the channel in which they differ most
    double variance = 0; ///< in it, times the pixels

    explicit Box(std::vector<Cell> some)
        : cells(std::move(some)) {
        const Cell all = total();
        const cv::Vec3d mean = all.mean();
        cv::Vec3d variances;
        for (const Cell& cell : cells) {
            const cv::Vec3d apart = cell.mean() - mean;
            variances += apart.mul(apart) * double(cell.count);
        }
        for (int channel = 0; channel < 3; ++channel)
            if (variances[channel] >= variances[longest])
                longest = channel;
        variance = variances[longest];
    }
    [[nodiscard]] Cell total() const {
        return std::accumulate(cells.begin(), cells.end(), Cell(), [](Cell sum, const Cell& cell) {
            sum.sum += cell.sum;
            sum.count += cell.count;
            return sum;
        });
    }
    /// Parts the cells where the channel's mean is; both parts have some.
    std::pair<Box, Box> parted() && {
        const double mean = total().mean()[longest];
        const auto upper =
            std::partition(cells.begin(), cells.end(), [&](const Cell& cell) { return cell.mean()[longest] < mean; });
        std::vector<Cell> rest(upper, cells.end());
        cells.erase(upper, cells.end());
        return {Box(std::move(cells)), Box(std::move(rest))};
    }
};

constexpr int cellsPerSide = 64;

std::size_t cellOf(const cv::Vec3i& bgr) {
    const int cell = ((bgr[0] >> 2) * cellsPerSide + (bgr[1] >> 2)) * cellsPerSide + (bgr[2] >> 2);
    return std::size_t(cell);
}

template <typename Visit>
void forEachPixel(const cv::Mat& bgr, const Visit& visit) {
    for (int y = 0; y < bgr.rows; ++y) {
        const auto* row = bgr.ptr<cv::Vec3b>(y);
        for (int x = 0; x < bgr.cols; ++x)
            visit(row[x]);
    }
}

/// Up to 255 colours, and which of them is nearest to any other.
class Palette {
  public:
    Palette() = default;
    /// The colours that stand best for those of a frame.
    explicit Palette(const cv::Mat& bgr);
    [[nodiscard]] bool isEmpty() const { return m_colours.empty(); }
    [[nodiscard]] const cv::Vec3b& operator[](std::uint8_t index) const { return m_colours[index]; }
    [[nodiscard]] std::uint8_t nearest(const cv::Vec3i& bgr);
    /// The colour that a pixel gets at this place: the nearest one, or the one on its other side as often as it is
    /// near.
    [[nodiscard]] std::uint8_t dithered(const cv::Vec3i& bgr, int x, int y);
    [[nodiscard]] double error(const cv::Mat& bgr); ///< mean squared distance of its pixels
    [[nodiscard]] QByteArray table() const;         ///< 256 times red, green, blue

  private:
    std::vector<cv::Vec3b> m_colours;
    std::vector<std::int16_t> m_nearest; ///< to each cell; -1: not asked yet
};

Palette::Palette(const cv::Mat& bgr)
    : m_nearest(std::size_t(cellsPerSide) * cellsPerSide * cellsPerSide, -1) {
    std::vector<Cell> all(m_nearest.size());
    forEachPixel(bgr, [&](const cv::Vec3b& pixel) {
        Cell& cell = all[cellOf(pixel)];
        cell.sum += cv::Vec<std::int64_t, 3>(pixel);
        ++cell.count;
    });
    std::erase_if(all, [](const Cell& cell) { return cell.count == 0; });
    const auto isBetter = [](const Box& a, const Box& b) { return a.variance < b.variance; };
    std::vector<Box> boxes;
    boxes.reserve(unchanged + 1);
    boxes.emplace_back(std::move(all));
    while (boxes.size() < unchanged && boxes.front().variance > 0.01) {
        std::pop_heap(boxes.begin(), boxes.end(), isBetter);
        auto [lower, upper] = std::move(boxes.back()).parted();
        boxes.pop_back();
        for (Box* part : {&lower, &upper}) {
            boxes.push_back(std::move(*part));
            std::push_heap(boxes.begin(), boxes.end(), isBetter);
        }
    }
    for (const Box& box : boxes)
        m_colours.emplace_back(cv::Vec3b(box.total().mean()));
}

std::uint8_t Palette::nearest(const cv::Vec3i& bgr) {
    std::int16_t& found = m_nearest[cellOf(bgr)];
    if (found < 0) {
        const cv::Vec3i centre((bgr[0] & ~3) + 2, (bgr[1] & ~3) + 2, (bgr[2] & ~3) + 2);
        const auto best = std::min_element(m_colours.begin(), m_colours.end(), [&](const auto& a, const auto& b) {
            return squared(cv::Vec3i(a) - centre) < squared(cv::Vec3i(b) - centre);
        });
        found = std::int16_t(best - m_colours.begin());
    }
    return std::uint8_t(found);
}

std::uint8_t Palette::dithered(const cv::Vec3i& bgr, int x, int y) {
    const std::uint8_t best = nearest(bgr);
    const cv::Vec3i missing = bgr - cv::Vec3i(m_colours[best]);
    if (squared(missing) <= 3)
        return best;
    cv::Vec3i beyond = bgr + missing;
    for (int channel = 0; channel < 3; ++channel)
        beyond[channel] = std::clamp(beyond[channel], 0, 255);
    const std::uint8_t other = nearest(beyond);
    const cv::Vec3i way = cv::Vec3i(m_colours[other]) - cv::Vec3i(m_colours[best]);
    const int threshold = 2 * bayer[std::size_t(y % 8)][std::size_t(x % 8)] + 1;
    return 128 * missing.dot(way) > threshold * squared(way) ? other : best;
}

double Palette::error(const cv::Mat& bgr) {
    double sum = 0;
    forEachPixel(
        bgr, [&](const cv::Vec3b& pixel) { sum += squared(cv::Vec3i(pixel) - cv::Vec3i(m_colours[nearest(pixel)])); });
    return sum / double(bgr.total());
}

QByteArray Palette::table() const {
    QByteArray bytes;
    for (const cv::Vec3b& colour : m_colours)
        bytes += bytesOf({colour[2], colour[1], colour[0]});
    return bytes.leftJustified(3 * 256, '\0');
}

class GifFilm final : public FilmEncoder {
  public:
    GifFilm(QFile& file, const QSize& size, double framesPerSecond)
        : m_file(file)
        , m_size(size)
        , m_framesPerSecond(framesPerSecond) {}
    bool add(const cv::Mat& bgr) override;
    int finish() override { return write(";") ? m_frames : 0; }

  private:
    void choosePalette(const cv::Mat& bgr);
    [[nodiscard]] cv::Rect choosePixels(const cv::Mat& bgr);
    bool write(const QByteArray& bytes);

    QFile& m_file;
    const QSize m_size;
    const double m_framesPerSecond;
    int m_frames = 0;
    bool m_isWhole = true; ///< everything reached the file
    Palette m_palette;
    double m_paletteError = 0;           ///< for the frame it was chosen for
    cv::Mat m_before;                    ///< the frame before
    cv::Mat m_shown;                     ///< what a player shows now
    std::vector<std::uint8_t> m_indices; ///< of the pixels of this frame
};

bool GifFilm::write(const QByteArray& bytes) {
    m_isWhole = m_isWhole && m_file.write(bytes) == bytes.size();
    return m_isWhole;
}

void GifFilm::choosePalette(const cv::Mat& bgr) {
    if (!m_palette.isEmpty() && m_palette.error(bgr) <= 1.5 * m_paletteError + 4)
        return;
    m_palette = Palette(bgr);
    m_paletteError = m_palette.error(bgr);
}

/// The rectangle that changes. Where the frame before had the same colour, whatever stands for it stays.
cv::Rect GifFilm::choosePixels(const cv::Mat& bgr) {
    const bool isFirst = m_before.empty();
    m_indices.assign(bgr.total(), unchanged);
    if (isFirst)
        m_shown.create(bgr.size(), CV_8UC3);
    cv::Rect changed;
    for (int y = 0; y < bgr.rows; ++y) {
        const auto* row = bgr.ptr<cv::Vec3b>(y);
        const auto* before = isFirst ? nullptr : m_before.ptr<cv::Vec3b>(y);
        auto* shown = m_shown.ptr<cv::Vec3b>(y);
        std::uint8_t* indices = m_indices.data() + std::size_t(y) * std::size_t(bgr.cols);
        int first = bgr.cols;
        int last = -1;
        for (int x = 0; x < bgr.cols; ++x) {
            if (before && before[x] == row[x])
                continue;
            const std::uint8_t index = m_palette.dithered(row[x], x, y);
            if (before && shown[x] == m_palette[index])
                continue;
            indices[x] = index;
            shown[x] = m_palette[index];
            first = std::min(first, x);
            last = x;
        }
        if (last >= 0)
            changed |= cv::Rect(first, y, last - first + 1, 1);
    }
    bgr.copyTo(m_before);
    return changed.empty() ? cv::Rect(0, 0, 1, 1) : changed;
}

bool GifFilm::add(const cv::Mat& bgr) {
    choosePalette(bgr);
    if (m_frames == 0)
        // The block makes players begin again.
        write("GIF89a" + word(m_size.width()) + word(m_size.height()) + bytesOf({0x70, 0, 0}) +
              bytesOf({0x21, 0xff, 11}) + "NETSCAPE2.0" + bytesOf({3, 1, 0, 0, 0}));
    const cv::Rect changed = choosePixels(bgr);
    std::vector<std::uint8_t> indices;
    indices.reserve(std::size_t(changed.width) * std::size_t(changed.height));
    for (int y = changed.y; y < changed.y + changed.height; ++y) {
        const auto row = m_indices.begin() + std::ptrdiff_t(y) * bgr.cols + changed.x;
        indices.insert(indices.end(), row, row + changed.width);
    }
    // Hundredths of a second that add up to the rate.
    const auto timeOf = [this](int frame) { return int(std::lround(100.0 * frame / m_framesPerSecond)); };
    const int delay = timeOf(m_frames + 1) - timeOf(m_frames);
    ++m_frames;
    constexpr int keepAndOneIsTransparent = 0x05;
    constexpr int withTableOf256 = 0x87;
    return write(bytesOf({0x21, 0xf9, 4, keepAndOneIsTransparent}) + word(delay) + bytesOf({unchanged, 0, 0x2c}) +
                 word(changed.x) + word(changed.y) + word(changed.width) + word(changed.height) +
                 bytesOf({withTableOf256}) + m_palette.table() + compressed(indices));
}

} // namespace

std::unique_ptr<FilmEncoder> openGif(QFile& file, const QSize& size, double framesPerSecond) {
    return std::make_unique<GifFilm>(file, size, framesPerSecond);
}

} // namespace tracestudio
