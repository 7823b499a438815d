#include "widgets/cloud_renderer.h"

#include "widgets/theme.h"

#include <QElapsedTimer>
#include <algorithm>
#include <array>
#include <cmath>

namespace tracestudio {

namespace {

constexpr float lightingStrength = 11;
std::uint32_t mixed(std::uint32_t a, std::uint32_t b, int share256) {
    const auto channel = [&](int shift) {
        const int from = int(a >> shift & 0xff);
        const int to = int(b >> shift & 0xff);
        return std::uint32_t(from + (to - from) * share256 / 256) << shift;
    };
    return channel(16) | channel(8) | channel(0);
}

/// The values below which `low` and `high` of the points lie, from an even selection of them.
std::pair<float, float> rangeOf(std::vector<float> values, double low, double high) {
    if (values.empty())
        return {0.0F, 1.0F};
    const auto quantile = [&values](double q) {
        const auto at = values.begin() + std::ptrdiff_t(q * double(values.size() - 1));
        std::nth_element(values.begin(), at, values.end());
        return *at;
    };
    const float from = quantile(low);
    const float to = quantile(high);
    return {from, to > from ? to : from + 1e-3F};
}

double elapsedMilliseconds(const QElapsedTimer& timer) {
    return double(timer.nsecsElapsed()) / 1e6;
}

} // namespace

void CloudRenderer::setCloud(std::shared_ptr<const PointCloud> cloud) {
    m_cloud = std::move(cloud);
    m_splat.setCloud(m_cloud);
    m_isColoured = false;
}

void CloudRenderer::colourPoints(const CloudLook& look) {
    const bool isCurrent = m_isColoured && m_colouredLook.colouring == look.colouring &&
                           m_colouredLook.object == look.object && m_colouredLook.up == look.up;
    if (isCurrent || !m_cloud)
        return;
    m_colouredLook = look;
    m_isColoured = true;
    const PointCloud& cloud = *m_cloud;
    const std::size_t count = cloud.size();
    if (look.colouring == CloudColouring::Image) {
        m_colours.assign(cloud.rgb.begin(), cloud.rgb.end());
    } else {
        const bool isHeight = look.colouring == CloudColouring::Height;
        const cv::Vec3f axis = isHeight ? cv::Vec3f(look.up) : cv::Vec3f(0, 0, 1);
        const auto value = [&](std::size_t i) {
            return axis[0] * cloud.x[i] + axis[1] * cloud.y[i] + axis[2] * cloud.z[i];
        };
        std::vector<float> some;
        for (std::size_t i = 0; i < count; i += std::max<std::size_t>(1, count / 8192))
            some.push_back(value(i));
        const auto [from, to] = rangeOf(std::move(some), 0.02, 0.98);
        std::array<std::uint32_t, 256> table;
        for (std::size_t i = 0; i < table.size(); ++i)
            table[i] = perceptualColour(double(i) / 255) & 0xffffffU;
        const float scale = 255 / (to - from);
        m_colours.resize(count);
        forRanges(count, [&, lowest = from](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i)
                m_colours[i] = table[std::size_t(std::clamp((value(i) - lowest) * scale, 0.0F, 255.0F))];
        });
    }
    const int share = look.object.alpha();
    if (share > 0) {
        const std::uint32_t object = look.object.rgb() & 0xffffffU;
        for (std::size_t i = 0; i < count; ++i)
            if (cloud.isObject[i])
                m_colours[i] = mixed(m_colours[i], object, share);
    }
}

const QImage& CloudRenderer::render(const ViewCamera& camera, const QSizeF& viewport, double devicePixelRatio,
                                    const CloudLook& look, const CloudOverlay& overlay) {
    m_devicePixelRatio = devicePixelRatio;
    const QSize size(int(std::ceil(viewport.width() * devicePixelRatio - 1e-6)),
                     int(std::ceil(viewport.height() * devicePixelRatio - 1e-6)));
    const auto format = look.background.alpha() == 255 ? QImage::Format_RGB32 : QImage::Format_ARGB32_Premultiplied;
    if (m_picture.size() != size || m_picture.format() != format)
        m_picture = QImage(size, format);
    m_picture.setDevicePixelRatio(devicePixelRatio);
    if (m_picture.isNull())
        return m_picture;

    QElapsedTimer timer;
    timer.start();
    m_usedOpenGl = !overlay.isEmpty() && drawByOpenGl(camera, viewport, size, overlay);
    if (!m_usedOpenGl)
        m_raster.prepare(overlay, !camera.isEgo(), camera, viewport, devicePixelRatio, float(hiddenShare));
    m_timing.begin = elapsedMilliseconds(timer);

    timer.restart();
    colourPoints(look);
    m_splat.setLighting(look.hasLighting ? lightingStrength : 0,
                        int(std::lround((look.shadeWidth > 0 ? look.shadeWidth : std::max(look.pointSize * 0.75, 1.0)) *
                                        devicePixelRatio)));
    m_splat.setOutline(look.outline.rgba(), int(std::lround(look.outlineWidth * devicePixelRatio)));
    m_splat.draw(camera, viewport, devicePixelRatio, size, look.pointSize);
    m_timing.splat = elapsedMilliseconds(timer);

    const QRgb background = qPremultiply(look.background.rgba());
    uchar* bits = m_picture.bits();
    const auto stride = std::size_t(m_picture.bytesPerLine());
    const bool laysOver = m_usedOpenGl && !m_strokes.region().isEmpty();
    constexpr int bandRows = 128;
    m_timing.collect = 0;
    timer.restart();
    for (int top = 0; top < size.height(); top += laysOver ? bandRows : size.height()) {
        const int bottom = laysOver ? std::min(top + bandRows, size.height()) : size.height();
        if (laysOver) {
            QElapsedTimer fetching;
            fetching.start();
            m_strokes.collect(top, bottom);
            m_timing.collect += elapsedMilliseconds(fetching);
        }
        forRanges(std::size_t(bottom - top), [&](std::size_t begin, std::size_t end) {
            for (std::size_t y = std::size_t(top) + begin; y < std::size_t(top) + end; ++y) {
                auto* row = reinterpret_cast<QRgb*>(bits + y * stride);
                m_splat.shadeRow(int(y), m_colours.data(), background, row);
                if (laysOver)
                    layOver(int(y), row);
            }
            if (!m_usedOpenGl)
                m_raster.paintRows(top + int(begin), top + int(end), m_splat, bits, stride);
        });
    }
    m_timing.composite = elapsedMilliseconds(timer) - m_timing.collect;
    return m_picture;
}

bool CloudRenderer::drawByOpenGl(const ViewCamera& camera, const QSizeF& viewport, const QSize& size,
                                 const CloudOverlay& overlay) {
    if (m_drawing == Drawing::Processor || (m_drawing == Drawing::Automatic && !StrokeLayer::hasGraphicsProcessor()))
        return false;
    // One looks through the capturing camera in its own view: its frustum would only frame the picture.
    const bool withFrustum = !camera.isEgo();
    if (m_strokes.render(overlay, withFrustum, camera, viewport, m_devicePixelRatio, size))
        return true;
    if (!m_waitsForOpenGl)
        return false;
    m_strokes.waitUntilReady();
    return m_strokes.render(overlay, withFrustum, camera, viewport, m_devicePixelRatio, size);
}

int CloudRenderer::hiddenStepPixels() const {
    return std::max(1, int(std::lround(1.5 * m_devicePixelRatio)));
}

double CloudRenderer::hiddenAt(const QPointF& position, double depthMetres) const {
    const QPointF pixel = position * m_devicePixelRatio;
    if (!(std::abs(pixel.x()) < 1e6 && std::abs(pixel.y()) < 1e6))
        return 0;
    return double(hiddenShareAt(m_splat, int(std::floor(pixel.x())), int(std::floor(pixel.y())), float(depthMetres),
                                hiddenStepPixels()));
}

void CloudRenderer::layOver(int y, QRgb* row) const {
    const QRect& region = m_strokes.region();
    if (y < region.top() || y > region.bottom())
        return;
    constexpr int n = StrokeLayer::oversampling;
    static_assert(n == 2);
    const int sampleRow = (y - region.top()) * n;
    const std::uint32_t* upper = m_strokes.colourRow(sampleRow);
    const std::uint32_t* lower = m_strokes.colourRow(sampleRow + 1);
    for (int i = 0; i < region.width(); ++i) {
        const std::array<std::uint32_t, 4> samples{upper[2 * i], upper[2 * i + 1], lower[2 * i], lower[2 * i + 1]};
        if ((samples[0] | samples[1] | samples[2] | samples[3]) == 0)
            continue;
        const int x = region.left() + i;
        float a = 0, r = 0, g = 0, b = 0;
        for (int k = 0; k < 4; ++k) {
            const std::uint32_t c = samples[std::size_t(k)];
            if (c == 0)
                continue;
            const float hidden = hiddenShareAt(m_splat, x, y, m_strokes.depthMetres(sampleRow + k / 2, 2 * i + k % 2),
                                               hiddenStepPixels());
            const float share = (1 - hidden * float(1 - hiddenShare)) / 4;
            a += float(c >> 24) * share;
            b += float(c >> 16 & 0xff) * share;
            g += float(c >> 8 & 0xff) * share;
            r += float(c & 0xff) * share;
        }
        const QRgb under = row[x];
        const float rest = 1 - a / 255;
        const auto channel = [](float value) { return std::uint32_t(std::min(value + 0.5F, 255.0F)); };
        row[x] = channel(a + float(under >> 24) * rest) << 24 | channel(r + float(under >> 16 & 0xff) * rest) << 16 |
                 channel(g + float(under >> 8 & 0xff) * rest) << 8 | channel(b + float(under & 0xff) * rest);
    }
}

} // namespace tracestudio
