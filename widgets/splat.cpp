#include "widgets/splat.h"

#include <QThreadPool>
#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <thread>

namespace tracestudio {

namespace {
constexpr float nearestMetres = 0.01F;
/// Neighbours whose depths differ by more than this share of it are edges of two different things.
constexpr float surfaceStepShare = 0.035F;
/// A slanted surface is closed up to this many times the patch of one depth pixel, and up to this many pixels; beyond,
/// readings stay apart, so that little is made up where the sensor saw little.
constexpr float mostPatches = 12;
constexpr float mostClosedPixels = 16;
/// Touching rectangles overlap by this much, or rounding would open a crack between them now and then.
constexpr float seamPixels = 0.04F;
constexpr float largestSidePixels = 128;
/// A structured-light sensor measures in steps of about this times the squared distance, metres.
constexpr float depthNoise = 0.004F;
constexpr int chunkPixels = 512;
} // namespace

void forRanges(std::size_t count, const std::function<void(std::size_t begin, std::size_t end)>& work) {
    /// Each part is done by whoever comes to it first: a thread that the system does not let run holds nobody up.
    struct Partition {
        const std::function<void(std::size_t begin, std::size_t end)>& work; // touched only while a part is left
        const std::size_t count, parts;
        std::atomic<std::size_t> begun = 0, done = 0;
        void workOff() {
            for (std::size_t i = begun++; i < parts; i = begun++) {
                work(count * i / parts, count * (i + 1) / parts);
                if (++done == parts)
                    done.notify_all();
            }
        }
    };
    static const std::size_t cores = std::clamp(std::thread::hardware_concurrency(), 1U, 8U);
    // Kept from frame to frame: a new thread would wait while another one is loading a library, as libtorch is.
    static QThreadPool pool;
    pool.setMaxThreadCount(int(cores));
    pool.setExpiryTimeout(-1);
    const std::size_t parts = std::min(cores, std::max<std::size_t>(count, 1));
    const auto partition = std::make_shared<Partition>(work, count, parts);
    for (std::size_t i = 1; i < parts; ++i)
        pool.start([partition] { partition->workOff(); });
    partition->workOff();
    for (std::size_t done = partition->done; done < parts; done = partition->done)
        partition->done.wait(done);
}

void Splat::setCloud(std::shared_ptr<const PointCloud> cloud) {
    m_cloud = std::move(cloud);
    const std::size_t count = m_cloud ? m_cloud->size() : 0;
    for (auto* values : {&m_u, &m_v, &m_z})
        values->resize(count);
    findNeighbours();
    findSpacing();
    std::fill(m_index.begin(), m_index.end(), noPoint);
    std::fill(m_depth.begin(), m_depth.end(), noDepth);
}

void Splat::findNeighbours() {
    const std::size_t count = m_cloud ? m_cloud->size() : 0;
    m_beside.resize(count);
    m_below.resize(count);
    if (count == 0)
        return;
    const PointCloud& cloud = *m_cloud;
    const auto width = std::uint32_t(std::max(cloud.width, 1));
    const auto isSameSurface = [&cloud](std::size_t a, std::size_t b) {
        return std::abs(cloud.z[a] - cloud.z[b]) < surfaceStepShare * std::min(cloud.z[a], cloud.z[b]);
    };
    // The points are in row order, so the pixel below is found by a second finger that walks one row ahead.
    std::size_t ahead = 0;
    for (std::size_t i = 0; i < count; ++i) {
        m_beside[i] = m_below[i] = std::uint32_t(i);
        const std::uint32_t pixel = cloud.pixelIndex[i];
        if (i + 1 < count && cloud.pixelIndex[i + 1] == pixel + 1 && (pixel + 1) % width != 0 &&
            isSameSurface(i, i + 1))
            m_beside[i] = std::uint32_t(i + 1);
        while (ahead < count && cloud.pixelIndex[ahead] < pixel + width)
            ++ahead;
        if (ahead < count && cloud.pixelIndex[ahead] == pixel + width && isSameSurface(i, ahead))
            m_below[i] = std::uint32_t(ahead);
    }
    // At a right or lower edge of a surface the neighbour on the other side is as good.
    for (std::size_t i = count; i-- > 0;) {
        const std::size_t beside = m_beside[i];
        const std::size_t below = m_below[i];
        if (beside != i && m_beside[beside] == beside)
            m_beside[beside] = std::uint32_t(i);
        if (below != i && m_below[below] == below)
            m_below[below] = std::uint32_t(i);
    }
}

void Splat::findSpacing() {
    const std::size_t count = m_cloud ? m_cloud->size() : 0;
    for (std::size_t i = 0; i < count; ++i) {
        const float z = m_cloud->z[i];
        const float step = std::abs(m_cloud->x[m_beside[i]] - m_cloud->x[i]);
        if (m_beside[i] != i && m_cloud->z[m_beside[i]] == z && step > 0) {
            m_spacing = step / z;
            return;
        }
    }
}

void Splat::setLighting(float strength, int radiusPixels) {
    m_lightingStrength = strength;
    m_lightingRadius = std::clamp(radiusPixels, 1, margin);
}

void Splat::draw(const ViewCamera& camera, const QSizeF& viewport, double devicePixelRatio, const QSize& size,
                 double pointSize) {
    m_width = std::max(size.width(), 0);
    m_height = std::max(size.height(), 0);
    m_stride = std::size_t(m_width + 2 * margin);
    const std::size_t depthCount = m_stride * std::size_t(m_height + 2 * margin);
    if (m_depth.size() != depthCount) {
        m_depth.assign(depthCount, noDepth);
        m_index.assign(std::size_t(m_width) * std::size_t(m_height), noPoint);
    }
    if (m_width == 0 || m_height == 0)
        return;

    const Lens lens = camera.lens(viewport).scaled(devicePixelRatio);
    const cv::Matx44d view = camera.viewMatrix();
    Projection& p = m_projection;
    p.isOrthographic = lens.isOrthographic;
    for (int i = 0; i < 4; ++i) {
        const double one = lens.isOrthographic ? (i == 3 ? 1.0 : 0.0) : view(2, i);
        p.u[i] = float(lens.fx * view(0, i) + lens.cx * one);
        p.v[i] = float(lens.fy * view(1, i) + lens.cy * one);
        p.w[i] = float(view(2, i));
    }
    p.pointPixels = float(std::max(pointSize * devicePixelRatio, 1.0));
    p.patchPixels = float(lens.fy) * m_spacing;
    p.growth = pointSize < 2 ? 0.0F : float(pointSize / 2);
    p.mostClosedPixels = mostClosedPixels * float(devicePixelRatio);
    // As a perspective view of a common lens would be that shows as much.
    p.inverseView = lens.isOrthographic ? float(lens.fy / (1.2 * double(m_height))) : 0.0F;

    if (m_cloud)
        forRanges(m_cloud->size(), [this](std::size_t begin, std::size_t end) { project(begin, end); });
    // Each thread owns a band of rows, so that none ever waits for another and the picture does not depend on luck.
    forRanges(std::size_t(m_height), [this](std::size_t begin, std::size_t end) { fill(int(begin), int(end)); });
}

void Splat::project(std::size_t begin, std::size_t end) {
    const Projection p = m_projection;
    const float* x = m_cloud->x.data();
    const float* y = m_cloud->y.data();
    const float* z = m_cloud->z.data();
    float* outU = m_u.data();
    float* outV = m_v.data();
    float* outZ = m_z.data();
    const float perspective = p.isOrthographic ? 0.0F : 1.0F;
    for (std::size_t i = begin; i < end; ++i) {
        const float depth = p.w[0] * x[i] + p.w[1] * y[i] + p.w[2] * z[i] + p.w[3];
        const float clamped = depth > nearestMetres ? depth : nearestMetres;
        const float scale = 1.0F / (perspective * clamped + (1.0F - perspective));
        outU[i] = (p.u[0] * x[i] + p.u[1] * y[i] + p.u[2] * z[i] + p.u[3]) * scale;
        outV[i] = (p.v[0] * x[i] + p.v[1] * y[i] + p.v[2] * z[i] + p.v[3]) * scale;
        outZ[i] = p.isOrthographic || depth > nearestMetres ? depth : noDepth;
    }
}

void Splat::fill(int firstRow, int endRow) {
    const std::size_t rowPixels = std::size_t(m_width);
    for (int y = firstRow; y < endRow; ++y) {
        std::fill_n(&m_depth[std::size_t(y + margin) * m_stride + margin], rowPixels, noDepth);
        std::fill_n(&m_index[std::size_t(y) * rowPixels], rowPixels, noPoint);
    }
    if (!m_cloud)
        return;
    const Projection p = m_projection;
    const auto first = float(firstRow);
    const auto last = float(endRow);
    const auto width = float(m_width);
    constexpr float farthest = largestSidePixels / 2 + 1;
    const float* u = m_u.data();
    const float* v = m_v.data();
    const std::size_t count = m_cloud->size();
    for (std::size_t i = 0; i < count; ++i) {
        // Written so that NaN fails every test. The cheapest one first: each band looks at every point.
        if (!(v[i] >= first - farthest && v[i] <= last + farthest))
            continue;
        const float z = m_z[i];
        if (!(u[i] >= -farthest && u[i] <= width + farthest && z < noDepth))
            continue;
        const float patch = p.isOrthographic ? p.patchPixels * m_cloud->z[i] : p.patchPixels * m_cloud->z[i] / z;
        const float closed = p.growth * std::max(1.5F * patch, std::min(mostPatches * patch, p.mostClosedPixels));
        const float most = std::min(std::max(closed, p.pointPixels), largestSidePixels);
        const std::uint32_t beside = m_beside[i];
        const std::uint32_t below = m_below[i];
        const float reachX = std::abs(u[beside] - u[i]) + std::abs(u[below] - u[i]);
        const float reachY = std::abs(v[beside] - v[i]) + std::abs(v[below] - v[i]);
        // Within a surface one pixel is enough, for the neighbours cover the rest: anything larger would blur.
        const bool isWithinSurface = p.growth > 0 && beside != i && below != i;
        const float least = isWithinSurface ? 1.0F : p.pointPixels;
        const float halfX = std::min(std::max(reachX * p.growth + seamPixels, least), most) * 0.5F;
        const float halfY = std::min(std::max(reachY * p.growth + seamPixels, least), most) * 0.5F;
        // A rectangle reaches from rounding one edge to rounding the other: neighbours that touch leave neither gap nor
        // overlap.
        const float top = v[i] - halfY + 0.5F;
        const float bottom = v[i] + halfY + 0.5F;
        const float left = u[i] - halfX + 0.5F;
        const float right = u[i] + halfX + 0.5F;
        if (!(bottom >= first + 1 && top < last && right >= 1 && left < width))
            continue;
        const int y0 = int(std::max(top, first));
        const int y1 = int(std::min(bottom, last));
        const int x0 = int(std::max(left, 0.0F));
        const int x1 = int(std::min(right, width));
        for (int y = y0; y < y1; ++y) {
            float* depth = &m_depth[std::size_t(y + margin) * m_stride + margin];
            std::uint32_t* index = &m_index[std::size_t(y) * rowPixels];
            for (int px = x0; px < x1; ++px) {
                if (z < depth[px]) {
                    depth[px] = z;
                    index[px] = std::uint32_t(i);
                }
            }
        }
    }
}

std::uint32_t Splat::pointAt(int x, int y) const {
    if (x < 0 || y < 0 || x >= m_width || y >= m_height)
        return noPoint;
    return indexRow(y)[x];
}

std::uint32_t Splat::pointNear(double x, double y, double radius) const {
    if (!std::isfinite(x + y) || std::abs(x) > 1e6 || std::abs(y) > 1e6)
        return noPoint;
    const int cx = int(std::floor(x));
    const int cy = int(std::floor(y));
    const int reach = int(std::ceil(radius));
    std::uint32_t best = pointAt(cx, cy);
    if (best != noPoint)
        return best;
    double bestDistance = radius * radius;
    for (int py = cy - reach; py <= cy + reach; ++py) {
        for (int px = cx - reach; px <= cx + reach; ++px) {
            const double dx = px + 0.5 - x;
            const double dy = py + 0.5 - y;
            const double distance = dx * dx + dy * dy;
            if (distance > bestDistance)
                continue;
            if (const std::uint32_t point = pointAt(px, py); point != noPoint) {
                best = point;
                bestDistance = distance;
            }
        }
    }
    return best;
}

void Splat::setOutline(QRgb colour, int radiusPixels) {
    m_outlineColour = colour;
    m_outlineRadius = std::max(radiusPixels, 1);
}

void Splat::outlineRow(int y, QRgb* row) const {
    // An object's pixel is on the outline when something else begins `r` away and goes on for some readings: a hole in
    // the cloud does not make one.
    const int r = m_outlineRadius;
    const auto isOther = [this](int px, int py) {
        if (px < 0 || py < 0 || px >= m_width || py >= m_height)
            return false;
        const std::uint32_t point = indexRow(py)[px];
        return point == noPoint || !m_cloud->isObject[point];
    };
    const std::uint32_t* index = indexRow(y);
    const float* depth = depthRow(y);
    const auto isBorder = [&](int x, int patch, int dx, int dy) {
        for (const int steps : {r, r + 4 * patch, r + 9 * patch})
            if (!isOther(x + dx * steps, y + dy * steps))
                return false;
        return true;
    };
    const auto alpha = std::uint32_t(qAlpha(m_outlineColour));
    for (int x = 0; x < m_width; ++x) {
        if (index[x] == noPoint || !m_cloud->isObject[index[x]])
            continue;
        const float seenAt = m_projection.isOrthographic ? 1.0F : depth[x];
        const int patch = 1 + int(std::min(m_projection.patchPixels * m_cloud->z[index[x]] / seenAt, 64.0F));
        if (!isBorder(x, patch, 1, 0) && !isBorder(x, patch, -1, 0) && !isBorder(x, patch, 0, 1) &&
            !isBorder(x, patch, 0, -1))
            continue;
        const auto channel = [&](int shift) {
            const std::uint32_t from = row[x] >> shift & 0xff;
            const std::uint32_t to = m_outlineColour >> shift & 0xff;
            return (from * (255 - alpha) + to * alpha) / 255 << shift;
        };
        row[x] = 0xff000000U | channel(16) | channel(8) | channel(0);
    }
}

void Splat::shadeRow(int y, const std::uint32_t* colours, QRgb background, QRgb* row) const {
    if (!m_cloud || m_cloud->size() == 0) {
        std::fill_n(row, m_width, background);
        return;
    }
    paintRow(y, colours, background, row);
    if (qAlpha(m_outlineColour) > 0)
        outlineRow(y, row);
}

void Splat::paintRow(int y, const std::uint32_t* colours, QRgb background, QRgb* row) const {
    const std::uint32_t* index = indexRow(y);
    if (m_lightingStrength <= 0) {
        for (int x = 0; x < m_width; ++x)
            row[x] = index[x] == noPoint ? background : 0xff000000U | colours[index[x]];
        return;
    }
    // How much nearer the eight surroundings are, relative to the distance; an edge towards nothing stays bright.
    const int r = m_lightingRadius;
    const int d = std::max(1, int(std::lround(r * 0.7)));
    const auto s = std::ptrdiff_t(m_stride);
    const std::array<std::ptrdiff_t, 4> around{r, s * r, s * d + d, s * d - d};
    const float* depth = depthRow(y);
    // Parallel rays have no distance to compare with; the size of the view stands in for it.
    const float* cloudZ = m_cloud->z.data();
    const float fixedInverse = m_projection.inverseView;
    const float strength = m_lightingStrength;
    constexpr float most = 0.05F; // of one neighbour, so that a silhouette is a line and not a black border
    std::array<float, chunkPixels> shade;
    std::array<float, chunkPixels> reference; // where a neighbour must be nearer than to count
    for (int begin = 0; begin < m_width; begin += chunkPixels) {
        const int count = std::min(chunkPixels, m_width - begin);
        const float* here = depth + begin;
        for (int x = 0; x < count; ++x) {
            const std::uint32_t point = index[begin + x];
            const float z = point == noPoint ? 0.0F : cloudZ[point];
            reference[std::size_t(x)] = here[x] - depthNoise * z * z;
        }
        for (int x = 0; x < count; ++x) {
            const float inverse = fixedInverse > 0 ? fixedInverse : 1.0F / here[x];
            float sum = 0;
            for (const std::ptrdiff_t offset : around) {
                // What slopes away on one side as much as it comes nearer on the other is a plane and casts nothing.
                const float before = (reference[std::size_t(x)] - here[x - offset]) * inverse;
                const float after = (reference[std::size_t(x)] - here[x + offset]) * inverse;
                const float fallBefore = before < 0 ? before : 0;
                const float fallAfter = after < 0 ? after : 0;
                const float a = before + fallAfter;
                const float b = after + fallBefore;
                const float largerA = a > 0 ? a : 0;
                const float largerB = b > 0 ? b : 0;
                sum += (largerA < most ? largerA : most) + (largerB < most ? largerB : most);
            }
            // 1 / (1 + t + t²/2) follows exp(-t) closely enough to look the same, and needs no table.
            const float t = sum * strength;
            shade[std::size_t(x)] = 256.0F / (1.0F + t + 0.5F * t * t);
        }
        for (int x = 0; x < count; ++x) {
            const std::uint32_t point = index[begin + x];
            if (point == noPoint) {
                row[begin + x] = background;
                continue;
            }
            const std::uint32_t colour = colours[point];
            const auto light = std::uint32_t(shade[std::size_t(x)]);
            const std::uint32_t redBlue = ((colour & 0xff00ffU) * light >> 8) & 0xff00ffU;
            const std::uint32_t green = ((colour & 0x00ff00U) * light >> 8) & 0x00ff00U;
            row[begin + x] = 0xff000000U | redBlue | green;
        }
    }
}

} // namespace tracestudio
