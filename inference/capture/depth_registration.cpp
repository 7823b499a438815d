#include "capture/depth_registration.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace tracestudio {

namespace {

using Coefficients = std::array<double, 8>; // k1, k2, p1, p2, k3, k4, k5, k6
constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();

Coefficients coefficientsOf(const Calibration& calibration) {
    Coefficients k{};
    if (calibration.lens != Calibration::Lens::None)
        std::copy_n(calibration.distortion.begin(), std::min(calibration.distortion.size(), k.size()), k.begin());
    return k;
}

/// Where the lens shows what a pinhole shows at `p`: scaled, then bent sideways; OpenCV's with its rational part.
cv::Point2d distort(const cv::Point2d& p, Calibration::Lens lens, const Coefficients& k) {
    const double r2 = p.x * p.x + p.y * p.y;
    const double radial = (1 + ((k[4] * r2 + k[1]) * r2 + k[0]) * r2) / (1 + ((k[7] * r2 + k[6]) * r2 + k[5]) * r2);
    const cv::Point2d scaled = p * radial;
    const cv::Point2d& bent = lens == Calibration::Lens::ModifiedBrownConrady ? scaled : p;
    return {scaled.x + 2 * k[2] * bent.x * bent.y + k[3] * (r2 + 2 * bent.x * bent.x),
            scaled.y + 2 * k[3] * bent.x * bent.y + k[2] * (r2 + 2 * bent.y * bent.y)};
}

/// What the lens shows at `place`, by Newton's method from there on; NaN where its polynomial folds over before.
cv::Point2d undistort(const cv::Point2d& place, Calibration::Lens lens, const Coefficients& k) {
    constexpr int mostSteps = 30;
    constexpr double near = 1e-9, step = 1e-6;
    cv::Point2d p = place;
    for (int i = 0; i < mostSteps; ++i) {
        const cv::Point2d at = distort(p, lens, k);
        const cv::Point2d miss = place - at;
        if (std::abs(miss.x) < near && std::abs(miss.y) < near)
            return p;
        const cv::Point2d dx = (distort({p.x + step, p.y}, lens, k) - at) / step;
        const cv::Point2d dy = (distort({p.x, p.y + step}, lens, k) - at) / step;
        const double determinant = dx.x * dy.y - dx.y * dy.x;
        if (!(determinant > 0))
            break;
        p += cv::Point2d(miss.x * dy.y - miss.y * dy.x, dx.x * miss.y - dx.y * miss.x) / determinant;
    }
    return {nowhere, nowhere};
}

/// Sizes come from files and from drivers: what no camera has is not allocated.
bool isUsable(const Camera& camera) {
    constexpr std::int64_t mostPixels = std::int64_t(1) << 26;
    return camera.isValid() && std::int64_t(camera.widthPixels) * camera.heightPixels <= mostPixels;
}

/// x/z and y/z of what a picture's pixels see.
std::vector<cv::Point2f> raysOf(const Calibration& calibration) {
    const Camera& camera = calibration.camera;
    const bool isDistorted = calibration.isDistorted();
    const Coefficients k = coefficientsOf(calibration);
    std::vector<cv::Point2f> rays;
    rays.reserve(std::size_t(camera.widthPixels) * std::size_t(camera.heightPixels));
    for (int v = 0; v < camera.heightPixels; ++v) {
        for (int u = 0; u < camera.widthPixels; ++u) {
            const cv::Point2d place((u - camera.cx) / camera.fx, (v - camera.cy) / camera.fy);
            rays.emplace_back(isDistorted ? undistort(place, calibration.lens, k) : place);
        }
    }
    return rays;
}

constexpr int mostMillimetres = std::numeric_limits<std::uint16_t>::max();

template <typename Reading>
void toMillimetres(const cv::Mat& depth, double factor, cv::Mat& millimetres) {
    for (int v = 0; v < depth.rows; ++v) {
        const auto* from = depth.ptr<Reading>(v);
        auto* to = millimetres.ptr<std::uint16_t>(v);
        for (int u = 0; u < depth.cols; ++u) {
            const double value = from[u] * factor + 0.5;
            // Also false for NaN.
            to[u] = value >= 1 && value < mostMillimetres + 1 ? std::uint16_t(int(value)) : std::uint16_t(0);
        }
    }
}

// How far a row's readings reach. A reading that is not there is far outside of every picture.
constexpr float outside = -1e6F;
constexpr float leastMetres = 0.0005F; // becomes one millimetre
constexpr float mostMetres = 65.5355F;

/// What one row of depth becomes in the colour picture.
struct Row {
    std::vector<float> x, y;   ///< places in pixels; x has one more at either end
    std::vector<float> zoom;   ///< how much nearer it is to the colour camera than to the depth camera
    std::vector<float> metres; ///< depth in the colour camera

    explicit Row(std::size_t width)
        : x(width + 2, outside)
        , y(width, outside)
        , zoom(width)
        , metres(width) {}
};

/// The half width of a reading between two neighbours `before` and `after`. On a smooth surface they share the place
/// between them, so that neither a gap nor an overlap is left where it is seen at another slant; over an edge a
/// reading covers what a surface facing the camera would.
inline float halfWidth(float before, float at, float after, float facing) {
    const float a = std::abs(at - before), b = std::abs(after - at);
    const float least = facing, most = 3 * facing; // half and one and a half times the whole width
    const float halfA = a >= least && a <= most ? 0.5F * a : facing;
    const float halfB = b >= least && b <= most ? 0.5F * b : facing;
    return halfA > halfB ? halfA : halfB;
}

} // namespace

bool Calibration::isDistorted() const {
    return lens != Lens::None && std::ranges::any_of(distortion, [](double k) { return k != 0; });
}

bool RigidTransform::isIdentity() const {
    return *this == RigidTransform();
}

/// The rays in the colour camera, and the pixels that they lead to: at depth z, a reading is seen at
/// ((z·a + offset.a) / (z·c + offset.c), (z·b + offset.b) / (z·c + offset.c)), z·c + offset.c metres away.
struct DepthRegistration::Plan {
    bool isSameView = false;
    int depthWidth = 0, depthHeight = 0, colourWidth = 0, colourHeight = 0;
    std::vector<float> a, b, c;
    cv::Vec3f offset;
    /// Half of what a depth pixel on a surface facing both cameras covers when both are equally far away: to either
    /// side for a step along the depth picture's rows, and for one along its columns.
    cv::Vec2f halfAlongRow, halfAlongColumn;
    std::array<Row, 3> rows{Row(0), Row(0), Row(0)};
    std::vector<int> left, right, top, bottom, millimetres;

    void project(const std::uint16_t* depth, int v, float unit, Row& row) const;
    void cover(const Row& above, const Row& row, const Row& below);
    void splat(cv::Mat& picture) const;
};

DepthRegistration::DepthRegistration(const Calibration& depth, const Calibration& colour,
                                     const RigidTransform& colourFromDepth)
    : m_plan(std::make_unique<Plan>()) {
    Plan& plan = *m_plan;
    const Camera &from = depth.camera, &to = colour.camera;
    if (!isUsable(from) || !isUsable(to))
        return;
    plan.depthWidth = from.widthPixels;
    plan.depthHeight = from.heightPixels;
    plan.colourWidth = to.widthPixels;
    plan.colourHeight = to.heightPixels;
    plan.isSameView = from == to && !depth.isDistorted() && colourFromDepth.isIdentity();
    if (plan.isSameView)
        return;
    const cv::Matx33d pixels(to.fx, 0, to.cx, 0, to.fy, to.cy, 0, 0, 1);
    const cv::Matx33d turn = pixels * colourFromDepth.rotation;
    plan.offset = pixels * colourFromDepth.translationMetres;
    const std::vector<cv::Point2f> rays = raysOf(depth);
    plan.a.reserve(rays.size());
    plan.b.reserve(rays.size());
    plan.c.reserve(rays.size());
    for (const cv::Point2f& ray : rays) {
        const cv::Vec3d seen = turn * cv::Vec3d(ray.x, ray.y, 1);
        plan.a.push_back(float(seen[0]));
        plan.b.push_back(float(seen[1]));
        plan.c.push_back(float(seen[2]));
    }
    const cv::Matx33d& r = colourFromDepth.rotation;
    plan.halfAlongRow = {float(std::abs(0.5 * to.fx * r(0, 0) / from.fx)),
                         float(std::abs(0.5 * to.fy * r(1, 0) / from.fx))};
    plan.halfAlongColumn = {float(std::abs(0.5 * to.fx * r(0, 1) / from.fy)),
                            float(std::abs(0.5 * to.fy * r(1, 1) / from.fy))};
    const auto width = std::size_t(plan.depthWidth);
    for (Row& row : plan.rows)
        row = Row(width);
    for (std::vector<int>* side : {&plan.left, &plan.right, &plan.top, &plan.bottom, &plan.millimetres})
        side->resize(width);
}

DepthRegistration::DepthRegistration(DepthRegistration&&) noexcept = default;
DepthRegistration& DepthRegistration::operator=(DepthRegistration&&) noexcept = default;
DepthRegistration::~DepthRegistration() = default;

void DepthRegistration::Plan::project(const std::uint16_t* depth, int v, float unit, Row& row) const {
    const std::size_t start = std::size_t(v) * std::size_t(depthWidth);
    const float* const rayA = a.data() + start;
    const float* const rayB = b.data() + start;
    const float* const rayC = c.data() + start;
    float* const x = row.x.data() + 1;
    float* const y = row.y.data();
    float* const zoom = row.zoom.data();
    float* const metres = row.metres.data();
    const float offsetA = offset[0], offsetB = offset[1], offsetC = offset[2];
    const int width = depthWidth;
#pragma GCC ivdep
    for (int u = 0; u < width; ++u) {
        const float z = float(int(depth[u])) * unit;
        const float away = z * rayC[u] + offsetC;
        const float inverse = 1 / away;
        x[u] = (z * rayA[u] + offsetA) * inverse;
        y[u] = (z * rayB[u] + offsetB) * inverse;
        zoom[u] = z * inverse;
        metres[u] = away;
    }
    // By itself, so that the compiler makes no branches of it. Comparisons are false for a ray that is not a number.
#pragma GCC ivdep
    for (int u = 0; u < width; ++u) {
        const float ahead = zoom[u] > 0 ? metres[u] : 0;
        const float reach = ahead < mostMetres ? ahead : 0;
        x[u] = reach >= leastMetres ? x[u] : outside;
        y[u] = reach >= leastMetres ? y[u] : outside;
        zoom[u] = reach >= leastMetres ? zoom[u] : 0;
        metres[u] = reach;
    }
}

void DepthRegistration::Plan::cover(const Row& above, const Row& row, const Row& below) {
    // A slant also shears the grid of readings, which leaves gaps where four of them meet.
    constexpr float overlap = 1.02F;
    const float alongRowX = halfAlongRow[0], alongRowY = halfAlongRow[1];
    const float alongColumnX = halfAlongColumn[0], alongColumnY = halfAlongColumn[1];
    const float mostX = float(colourWidth), mostY = float(colourHeight);
    const float* const x = row.x.data() + 1;
    const float* const y = row.y.data();
    const float* const yAbove = above.y.data();
    const float* const yBelow = below.y.data();
    const float* const zoom = row.zoom.data();
    const float* const metres = row.metres.data();
    int *const toLeft = left.data(), *const toRight = right.data(), *const toTop = top.data(),
               *const toBottom = bottom.data(), *const toValue = millimetres.data();
    const int width = depthWidth;
#pragma GCC ivdep
    for (int u = 0; u < width; ++u) {
        const float halfX =
            overlap * (halfWidth(x[u - 1], x[u], x[u + 1], alongRowX * zoom[u]) + alongColumnX * zoom[u]);
        const float halfY =
            overlap * (halfWidth(yAbove[u], y[u], yBelow[u], alongColumnY * zoom[u]) + alongRowY * zoom[u]);
        // Pixels whose centres lie in between. Conversion rounds to zero, so it is kept on the positive side; what is
        // not a number becomes the least, for the order of max.
        const float fromX = std::min(mostX, std::max(-1.0F, x[u] - halfX));
        const float toX = std::min(mostX - 1, std::max(-1.0F, x[u] + halfX));
        const float fromY = std::min(mostY, std::max(-1.0F, y[u] - halfY));
        const float toY = std::min(mostY - 1, std::max(-1.0F, y[u] + halfY));
        toLeft[u] = int(fromX + 1);
        toRight[u] = int(toX + 1);
        toTop[u] = int(fromY + 1);
        toBottom[u] = int(toY + 1);
        toValue[u] = int(metres[u] * 1000 + 0.5F);
    }
}

void DepthRegistration::Plan::splat(cv::Mat& picture) const {
    const std::size_t stride = picture.step1();
    auto* const pixels = picture.ptr<std::uint16_t>();
    for (int u = 0; u < depthWidth; ++u) {
        const int first = left[std::size_t(u)], last = right[std::size_t(u)];
        const int lowest = bottom[std::size_t(u)];
        const auto value = std::uint16_t(millimetres[std::size_t(u)]);
        for (int v = top[std::size_t(u)]; v < lowest; ++v) {
            std::uint16_t* const to = pixels + std::size_t(v) * stride;
            for (int at = first; at < last; ++at)
                // Minus one, no reading is the farthest of all.
                if (std::uint16_t(value - 1) < std::uint16_t(to[at] - 1))
                    to[at] = value;
        }
    }
}

cv::Mat DepthRegistration::apply(const cv::Mat& depth, double unitMetres) {
    Plan& plan = *m_plan;
    const cv::Size size(plan.depthWidth, plan.depthHeight);
    if (plan.isSameView && depth.type() == CV_16UC1 && depth.size() == size)
        return toMillimetres(depth, unitMetres);
    cv::Mat picture = cv::Mat::zeros(plan.colourHeight, plan.colourWidth, CV_16UC1);
    if (plan.a.empty() || depth.type() != CV_16UC1 || depth.size() != size || !(unitMetres > 0))
        return picture;
    const auto unit = float(unitMetres);
    auto& [first, second, third] = plan.rows;
    Row *above = &first, *row = &second, *below = &third;
    std::ranges::fill(above->y, outside);
    plan.project(depth.ptr<std::uint16_t>(0), 0, unit, *row);
    for (int v = 0; v < plan.depthHeight; ++v) {
        if (v + 1 < plan.depthHeight)
            plan.project(depth.ptr<std::uint16_t>(v + 1), v + 1, unit, *below);
        else
            std::ranges::fill(below->y, outside);
        plan.cover(*above, *row, *below);
        plan.splat(picture);
        Row* const used = above;
        above = row;
        row = below;
        below = used;
    }
    return picture;
}

LensCorrection::LensCorrection(const Calibration& colour) {
    const Camera& camera = colour.camera;
    if (!colour.isDistorted() || !isUsable(camera))
        return;
    const Coefficients k = coefficientsOf(colour);
    cv::Mat places(camera.heightPixels, camera.widthPixels, CV_32FC2);
    for (int v = 0; v < camera.heightPixels; ++v) {
        auto* row = places.ptr<cv::Vec2f>(v);
        for (int u = 0; u < camera.widthPixels; ++u) {
            const cv::Point2d place =
                distort({(u - camera.cx) / camera.fx, (v - camera.cy) / camera.fy}, colour.lens, k);
            const double x = place.x * camera.fx + camera.cx, y = place.y * camera.fy + camera.cy;
            // Fixed-point maps hold 16 bits before the point.
            const bool isPlace = std::abs(x) < 16000 && std::abs(y) < 16000;
            row[u] = isPlace ? cv::Vec2f(float(x), float(y)) : cv::Vec2f(-16000, -16000);
        }
    }
    cv::convertMaps(places, cv::noArray(), m_mapX, m_mapY, CV_16SC2);
}

cv::Mat LensCorrection::apply(const cv::Mat& picture) const {
    if (m_mapX.empty() || picture.size() != m_mapX.size())
        return picture;
    cv::Mat corrected;
    cv::remap(picture, corrected, m_mapX, m_mapY, cv::INTER_LINEAR);
    return corrected;
}

cv::Mat resizedNearest(const cv::Mat& depth, const cv::Size& size) {
    if (depth.size() == size)
        return depth;
    cv::Mat resized;
    // The other INTER_NEAREST goes by the pixels' corners, up to half a pixel beside.
    cv::resize(depth, resized, size, 0, 0, cv::INTER_NEAREST_EXACT);
    return resized;
}

cv::Mat toMillimetres(const cv::Mat& depth, double unitMetres) {
    cv::Mat millimetres = cv::Mat::zeros(depth.size(), CV_16UC1);
    if (depth.type() == CV_16UC1 && unitMetres == 0.001)
        depth.copyTo(millimetres);
    else if (depth.type() == CV_16UC1)
        toMillimetres<std::uint16_t>(depth, unitMetres * 1000, millimetres);
    else if (depth.type() == CV_32FC1)
        toMillimetres<float>(depth, 1000, millimetres);
    return millimetres;
}

} // namespace tracestudio
