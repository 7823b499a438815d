#include "local/image_patches.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tracestudio {

namespace {

/// Which pixels of a row (or column) make each pixel of the resized one, and by which whole weights.
struct Kernel {
    struct Window {
        int first = 0;
        std::vector<std::int16_t> weights;
    };
    std::vector<Window> windows; ///< of each output pixel
    unsigned precision = 0;      ///< bits behind the point
};

/// Keys' cubic with a = -0.5, as Pillow's.
double cubic(double x) {
    constexpr double a = -0.5;
    x = std::abs(x);
    if (x < 1)
        return ((a + 2) * x - (a + 3)) * x * x + 1;
    if (x < 2)
        return (((x - 5) * x + 8) * x - 4) * a;
    return 0;
}

Kernel kernelFor(int from, int to) {
    const double scale = double(from) / to;
    const double support = 2 * std::max(scale, 1.0);
    const double inverse = scale >= 1 ? 1 / scale : 1;
    std::vector<std::vector<double>> weights;
    Kernel kernel;
    double largest = 0;
    for (int i = 0; i < to; ++i) {
        const double centre = scale * (i + 0.5);
        const int first = std::max(int(centre - support + 0.5), 0);
        const int count = std::min(int(centre + support + 0.5), from) - first;
        std::vector<double> window;
        double total = 0;
        for (int j = 0; j < count; ++j) {
            window.push_back(cubic((j + first - centre + 0.5) * inverse));
            total += window.back();
        }
        for (double& weight : window) {
            weight = total != 0 ? weight / total : weight;
            largest = std::max(largest, weight);
        }
        kernel.windows.push_back({first, {}});
        weights.push_back(std::move(window));
    }
    // As many bits as let the largest weight stay a 16-bit number.
    constexpr unsigned mostBits = 22;
    while (kernel.precision < mostBits && int(0.5 + largest * (1 << (kernel.precision + 1))) < 1 << 15)
        ++kernel.precision;
    for (std::size_t i = 0; i < weights.size(); ++i)
        for (const double weight : weights[i]) {
            const double scaled = weight * (1 << kernel.precision);
            kernel.windows[i].weights.push_back(std::int16_t(int(scaled < 0 ? scaled - 0.5 : scaled + 0.5)));
        }
    return kernel;
}

cv::Mat resizedAlongRows(const cv::Mat& picture, int width) {
    const Kernel kernel = kernelFor(picture.cols, width);
    cv::Mat resized(picture.rows, width, CV_8UC3);
    for (int v = 0; v < picture.rows; ++v) {
        const std::uint8_t* in = picture.ptr<std::uint8_t>(v);
        std::uint8_t* out = resized.ptr<std::uint8_t>(v);
        for (const Kernel::Window& window : kernel.windows) {
            std::array<int, 3> sums;
            sums.fill(1 << (kernel.precision - 1));
            const std::uint8_t* pixel = in + std::ptrdiff_t(window.first) * 3;
            for (const std::int16_t weight : window.weights)
                for (int& sum : sums)
                    sum += weight * *pixel++;
            for (const int sum : sums)
                *out++ = std::uint8_t(std::clamp(sum >> kernel.precision, 0, 255));
        }
    }
    return resized;
}

cv::Mat resizedAlongColumns(const cv::Mat& picture, int height) {
    const Kernel kernel = kernelFor(picture.rows, height);
    cv::Mat resized(height, picture.cols, CV_8UC3);
    std::vector<int> sums;
    for (int v = 0; v < height; ++v) {
        const Kernel::Window& window = kernel.windows[std::size_t(v)];
        sums.assign(std::size_t(picture.cols) * 3, 1 << (kernel.precision - 1));
        for (std::size_t j = 0; j < window.weights.size(); ++j) {
            const std::uint8_t* in = picture.ptr<std::uint8_t>(window.first + int(j));
            for (std::size_t i = 0; i < sums.size(); ++i)
                sums[i] += window.weights[j] * in[i];
        }
        std::transform(sums.begin(), sums.end(), resized.ptr<std::uint8_t>(v),
                       [&](int sum) { return std::uint8_t(std::clamp(sum >> kernel.precision, 0, 255)); });
    }
    return resized;
}

} // namespace

Result<cv::Size> sizeForModel(const cv::Size& size, const ImageConfig& config) {
    const int factor = config.patch * config.merge;
    const double height = size.height;
    const double width = size.width;
    if (size.area() <= 0 || std::max(height, width) / std::min(height, width) > 200)
        return failure(TRANSLATABLE("A picture of %1 × %2 pixels is too narrow for the model. Crop it."),
                       std::to_string(size.width), std::to_string(size.height));
    auto rows = std::int64_t(std::nearbyint(height / factor)) * factor;
    auto columns = std::int64_t(std::nearbyint(width / factor)) * factor;
    if (rows * columns > config.mostPixels) {
        const double beta = std::sqrt(height * width / double(config.mostPixels));
        rows = std::max<std::int64_t>(factor, std::int64_t(std::floor(height / beta / factor)) * factor);
        columns = std::max<std::int64_t>(factor, std::int64_t(std::floor(width / beta / factor)) * factor);
    } else if (rows * columns < config.fewestPixels) {
        const double beta = std::sqrt(double(config.fewestPixels) / (height * width));
        rows = std::int64_t(std::ceil(height * beta / factor)) * factor;
        columns = std::int64_t(std::ceil(width * beta / factor)) * factor;
    }
    return cv::Size(int(columns), int(rows));
}

cv::Mat resizedAsTorchvision(const cv::Mat& picture, const cv::Size& size) {
    const cv::Mat wide = picture.cols == size.width ? picture : resizedAlongRows(picture, size.width);
    return wide.rows == size.height ? wide : resizedAlongColumns(wide, size.height);
}

Result<ImagePatches> imagePatches(const cv::Mat& colourBgr, const ImageConfig& config) {
    const auto size = sizeForModel(colourBgr.size(), config);
    if (!size)
        return tl::unexpected(size.error());
    const cv::Mat picture = resizedAsTorchvision(colourBgr, *size);
    ImagePatches patches;
    patches.rows = size->height / config.patch;
    patches.columns = size->width / config.patch;
    patches.rowLength = 3 * config.temporalPatch * config.patch * config.patch;
    patches.values.resize(std::size_t(patches.rows) * std::size_t(patches.columns) * std::size_t(patches.rowLength));
    // What a byte becomes in each channel, computed as the reference does: (x - mean / rescale) / (deviation /
    // rescale).
    std::array<std::array<float, 256>, 3> levels{};
    for (std::size_t channel = 0; channel < 3; ++channel) {
        const auto mean = float(config.mean[channel] / config.rescale);
        const auto deviation = float(config.deviation[channel] / config.rescale);
        for (std::size_t byte = 0; byte < 256; ++byte)
            levels[channel][byte] = (float(byte) - mean) / deviation;
    }
    float* out = patches.values.data();
    for (int blockRow = 0; blockRow < patches.rows; blockRow += config.merge)
        for (int blockColumn = 0; blockColumn < patches.columns; blockColumn += config.merge)
            for (int row = blockRow; row < blockRow + config.merge; ++row)
                for (int column = blockColumn; column < blockColumn + config.merge; ++column)
                    for (std::size_t channel = 0; channel < 3; ++channel) {
                        const float* const first = out;
                        for (int v = row * config.patch; v < (row + 1) * config.patch; ++v) {
                            const std::uint8_t* pixels =
                                picture.ptr<std::uint8_t>(v) + std::ptrdiff_t(column) * config.patch * 3 + 2 - channel;
                            for (int u = 0; u < config.patch; ++u)
                                *out++ = levels[channel][pixels[std::ptrdiff_t(u) * 3]];
                        }
                        const std::ptrdiff_t frame = out - first;
                        for (int copy = 1; copy < config.temporalPatch; ++copy)
                            out = std::copy_n(first, frame, out);
                    }
    return patches;
}

} // namespace tracestudio
