#include "widgets/image_picture.h"

#include "widgets/theme.h"

#include <QPaintDevice>
#include <QPainter>
#include <QPolygonF>
#include <algorithm>
#include <array>
#include <cmath>

namespace tracestudio {

namespace {

constexpr int kSixteenBits = 65536;

QImage colourImage(const cv::Mat& bgr) {
    if (bgr.empty() || bgr.type() != CV_8UC3)
        return {};
    QImage image(bgr.cols, bgr.rows, QImage::Format_RGB32);
    for (int y = 0; y < bgr.rows; ++y) {
        const auto* from = bgr.ptr<uchar>(y);
        auto* to = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < bgr.cols; ++x, from += 3)
            to[x] = qRgb(from[2], from[1], from[0]);
    }
    return image;
}

QImage depthImage(const cv::Mat& depthMillimetres, const DepthRange& range) {
    std::array<QRgb, 256> map{};
    for (std::size_t i = 0; i < map.size(); ++i)
        map[i] = perceptualColour(double(i) / double(map.size() - 1)) | 0xff000000u;
    const double near = range.nearMetres * 1000;
    const double perMillimetre = 255.0 / std::max(1.0, (range.farMetres - range.nearMetres) * 1000);
    QImage image(depthMillimetres.cols, depthMillimetres.rows, QImage::Format_ARGB32_Premultiplied);
    for (int y = 0; y < image.height(); ++y) {
        const auto* from = depthMillimetres.ptr<std::uint16_t>(y);
        auto* to = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < image.width(); ++x)
            to[x] = from[x] == 0 ? 0u : map[std::size_t(std::clamp((from[x] - near) * perMillimetre, 0.0, 255.0))];
    }
    return image;
}

} // namespace

std::optional<DepthRange> depthRange(const cv::Mat& depth) {
    if (depth.empty() || depth.type() != CV_16UC1)
        return std::nullopt;
    std::vector<int> counts(kSixteenBits);
    for (int y = 0; y < depth.rows; ++y) {
        const auto* row = depth.ptr<std::uint16_t>(y);
        for (int x = 0; x < depth.cols; ++x)
            ++counts[row[x]];
    }
    const double readings = double(depth.total()) - counts[0];
    if (readings <= 0)
        return std::nullopt;
    const auto depthBelowWhich = [&](double share) {
        double sum = 0;
        for (std::size_t millimetres = 1; millimetres < counts.size(); ++millimetres)
            if ((sum += counts[millimetres]) >= share * readings)
                return double(millimetres) / 1000;
        return double(kSixteenBits - 1) / 1000;
    };
    return DepthRange{depthBelowWhich(0.02), depthBelowWhich(0.98)};
}

ImagePicture::Pyramid::Pyramid(QImage full) {
    m_levels.push_back(std::move(full));
}

const QImage& ImagePicture::Pyramid::level(std::size_t index) const {
    while (m_levels.size() <= index) {
        const QImage& last = m_levels.back();
        if (last.width() <= 1 || last.height() <= 1)
            break;
        m_levels.push_back(
            last.scaled(last.width() / 2, last.height() / 2, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
    }
    return m_levels[std::min(index, m_levels.size() - 1)];
}

void ImagePicture::Pyramid::paint(QPainter& painter, const QRectF& target) const {
    if (isEmpty() || target.isEmpty())
        return;
    const double devicePixels = target.width() * painter.device()->devicePixelRatioF() / m_levels.front().width();
    // Bilinear filtering looks at four pixels only, so it may shrink by no more than two.
    const auto halvings = devicePixels < 1 ? std::size_t(std::floor(-std::log2(devicePixels))) : 0;
    const QImage& image = level(std::min<std::size_t>(halvings, 16));
    painter.save();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, devicePixels < 4 && std::abs(devicePixels - 1) > 1e-6);
    painter.drawImage(target, image, QRectF(image.rect()));
    painter.restore();
}

ImagePicture::ImagePicture(const RgbdFrame& frame)
    : m_depthMillimetres(frame.depthMillimetres)
    , m_colour(colourImage(frame.colourBgr)) {}

const std::optional<DepthRange>& ImagePicture::range() const {
    if (!m_range)
        m_range = depthRange(m_depthMillimetres);
    return *m_range;
}

bool ImagePicture::has(DepthDisplay display) const {
    switch (display) {
    case DepthDisplay::Colour:
        return !m_colour.isEmpty();
    case DepthDisplay::DepthMap:
        return range().has_value();
    case DepthDisplay::Blend:
        return !m_colour.isEmpty() || range().has_value();
    }
    return false;
}

const ImagePicture::Pyramid& ImagePicture::depthMap() const {
    if (!m_depthMap)
        m_depthMap.emplace(range() ? depthImage(m_depthMillimetres, *range()) : QImage());
    return *m_depthMap;
}

void ImagePicture::paint(QPainter& painter, const QRectF& target, DepthDisplay display, double blend) const {
    if (display != DepthDisplay::DepthMap)
        m_colour.paint(painter, target);
    if (display == DepthDisplay::Colour)
        return;
    painter.save();
    if (display == DepthDisplay::Blend)
        painter.setOpacity(painter.opacity() * blend);
    depthMap().paint(painter, target);
    painter.restore();
}

namespace {

/// Directions along pixel edges: right, down, left, up. The object is kept on the right hand.
constexpr std::array<QPoint, 4> kSteps{QPoint(1, 0), QPoint(0, 1), QPoint(-1, 0), QPoint(0, -1)};

/// The closed chains of unit edges around the mask; vertices are corners of pixels (0…width, 0…height).
std::vector<std::vector<QPoint>> edgeChains(const cv::Mat& pixels) {
    const int width = pixels.cols;
    const int height = pixels.rows;
    const auto isObject = [&](int x, int y) {
        return x >= 0 && y >= 0 && x < width && y < height && pixels.at<uchar>(y, x) > 0;
    };
    // Bit d of a vertex: an edge leaves it in direction d.
    std::vector<std::uint8_t> leaving(std::size_t(width + 1) * std::size_t(height + 1));
    const auto at = [&](const QPoint& p) -> std::uint8_t& {
        return leaving[std::size_t(p.y()) * std::size_t(width + 1) + std::size_t(p.x())];
    };
    for (int y = 0; y < height; ++y) {
        const auto* row = pixels.ptr<uchar>(y);
        for (int x = 0; x < width; ++x) {
            if (row[x] == 0)
                continue;
            if (!isObject(x, y - 1))
                at({x, y}) |= 1;
            if (!isObject(x + 1, y))
                at({x + 1, y}) |= 2;
            if (!isObject(x, y + 1))
                at({x + 1, y + 1}) |= 4;
            if (!isObject(x - 1, y))
                at({x, y + 1}) |= 8;
        }
    }
    std::vector<std::vector<QPoint>> chains;
    for (int y = 0; y <= height; ++y) {
        for (int x = 0; x <= width; ++x) {
            while (at({x, y}) != 0) {
                std::vector<QPoint> chain;
                QPoint p(x, y);
                int direction = -1;
                while (at(p) != 0) {
                    std::uint8_t& edges = at(p);
                    // Where two chains touch, turning right keeps each pixel group apart.
                    int next = 0;
                    for (const int turn : {1, 0, 3, 2}) {
                        next = direction < 0 ? turn : (direction + turn) % 4;
                        if ((edges & (1 << next)) != 0)
                            break;
                    }
                    edges = std::uint8_t(edges & ~(1 << next));
                    chain.push_back(p);
                    direction = next;
                    p += kSteps[std::size_t(next)];
                }
                chains.push_back(std::move(chain));
            }
        }
    }
    return chains;
}

/// Drops the points closer than `tolerance` to the line through their neighbours kept (Douglas–Peucker), on an open
/// run.
void simplify(const std::vector<QPointF>& points, double tolerance, QPolygonF& into) {
    std::vector<std::pair<std::size_t, std::size_t>> runs{{0, points.size() - 1}};
    std::vector<char> isKept(points.size(), 0);
    isKept.front() = isKept.back() = 1;
    while (!runs.empty()) {
        const auto [first, last] = runs.back();
        runs.pop_back();
        const QPointF along = points[last] - points[first];
        const double length = std::hypot(along.x(), along.y());
        double farthest = tolerance;
        std::size_t split = 0;
        for (std::size_t i = first + 1; i < last; ++i) {
            const QPointF from = points[i] - points[first];
            const double distance = length < 1e-9 ? std::hypot(from.x(), from.y())
                                                  : std::abs(along.x() * from.y() - along.y() * from.x()) / length;
            if (distance > farthest) {
                farthest = distance;
                split = i;
            }
        }
        if (split != 0) {
            isKept[split] = 1;
            runs.emplace_back(first, split);
            runs.emplace_back(split, last);
        }
    }
    for (std::size_t i = 0; i < points.size(); ++i)
        if (isKept[i] != 0)
            into.append(points[i]);
}

} // namespace

MaskOutline outlineOf(const Mask& mask, int width, int height) {
    MaskOutline outline;
    if (mask.isEmpty() || mask.pixels.type() != CV_8UC1 || width <= 0 || height <= 0)
        return outline;
    const double sx = double(width) / mask.pixels.cols;
    const double sy = double(height) / mask.pixels.rows;
    // A pixel's left edge is half a pixel before its centre.
    const auto place = [&](double x, double y) { return QPointF(x * sx - 0.5, y * sy - 0.5); };
    for (const auto& chain : edgeChains(mask.pixels)) {
        const std::size_t n = chain.size();
        QPolygonF corners;
        std::vector<QPointF> middles;
        for (std::size_t i = 0; i < n; ++i) {
            const QPoint& previous = chain[(i + n - 1) % n];
            const QPoint& here = chain[i];
            const QPoint& next = chain[(i + 1) % n];
            if (here - previous != next - here)
                corners.append(place(here.x(), here.y()));
            middles.push_back(place((here.x() + next.x()) / 2.0, (here.y() + next.y()) / 2.0));
        }
        middles.push_back(middles.front());
        outline.exact.addPolygon(corners);
        outline.exact.closeSubpath();
        QPolygonF smooth;
        simplify(middles, 0.6, smooth);
        outline.smooth.addPolygon(smooth);
        outline.smooth.closeSubpath();
    }
    return outline;
}

} // namespace tracestudio
