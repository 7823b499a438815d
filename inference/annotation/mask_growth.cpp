#include "annotation/mask_shaping.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <queue>

namespace tracestudio {

namespace {

/// How far to each side of a place the bend of the surface is looked at: metres, and what is added a square metre of
/// depth, as the noise of stereo and structured light grows.
constexpr double armMetres = 0.012;
constexpr double armGrowth = 0.0035;
/// Of structured light, two readings that are one step apart differ by so much a square metre of depth.
constexpr float readingStep = 0.0028F;
constexpr double creaseRadians = 0.45; // a bend inwards of more is where one thing stands on another
constexpr int smoothingReach = 2;      // pixels
constexpr int smoothingRounds = 2;
constexpr int farSmoothingRounds = 2; // more of them beyond
constexpr float farMetres = 2.5F;     // where readings are steps apart
constexpr float noReading = 0;

/// The surfaces of a depth picture: which neighbouring pixels lie on one, and how sharply it bends inwards.
class Surfaces {
  public:
    Surfaces(const RgbdFrame& frame, double toleranceMetres)
        : m_camera(frame.camera)
        , m_tolerance(float(toleranceMetres)) {
        frame.depthMillimetres.convertTo(m_depth, CV_32F, 0.001);
        for (int round = 0; round < smoothingRounds + farSmoothingRounds; ++round)
            smooth(round < smoothingRounds ? 0 : farMetres);
        findBends();
    }

    [[nodiscard]] cv::Size size() const { return m_depth.size(); }
    [[nodiscard]] bool areJoined(const cv::Point& a, const cv::Point& b) const {
        return areJoined(m_depth.at<float>(a), m_depth.at<float>(b), 1);
    }
    /// Radians, 0 where the surface is even or bulges.
    [[nodiscard]] float bendAt(const cv::Point& at) const { return m_bend.at<float>(at); }

  private:
    [[nodiscard]] bool areJoined(float depth, float other, float pixelsApart) const {
        const float farther = std::max(depth, other);
        return depth != noReading && other != noReading &&
               std::abs(depth - other) < farther * (m_tolerance + readingStep * farther) * pixelsApart;
    }

    /// Each depth beyond some metres becomes the mean of those around it on the same surface; what the sensor adds
    /// varies from pixel to pixel, edges stay where they are.
    void smooth(float beyondMetres) {
        cv::Mat smoothed = m_depth.clone();
        for (int v = 0; v < m_depth.rows; ++v)
            for (int u = 0; u < m_depth.cols; ++u) {
                const float here = m_depth.at<float>(v, u);
                if (here <= beyondMetres)
                    continue;
                float sum = 0;
                int count = 0;
                for (int y = std::max(0, v - smoothingReach); y <= std::min(m_depth.rows - 1, v + smoothingReach);
                     ++y) {
                    const float* row = m_depth.ptr<float>(y);
                    for (int x = std::max(0, u - smoothingReach); x <= std::min(m_depth.cols - 1, u + smoothingReach);
                         ++x)
                        if (areJoined(here, row[x], 1)) {
                            sum += row[x];
                            ++count;
                        }
                }
                smoothed.at<float>(v, u) = sum / float(std::max(1, count));
            }
        m_depth = smoothed;
    }

    void findBends() {
        m_bend = cv::Mat::zeros(m_depth.size(), CV_32FC1);
        constexpr std::array<std::pair<int, int>, 4> directions{{{1, 0}, {0, 1}, {1, 1}, {1, -1}}};
        const cv::Rect picture({0, 0}, m_depth.size());
        const double focal = std::min(std::abs(m_camera.fx), std::abs(m_camera.fy));
        for (int v = 0; v < m_depth.rows; ++v)
            for (int u = 0; u < m_depth.cols; ++u) {
                const float depth = m_depth.at<float>(v, u);
                if (depth == noReading)
                    continue;
                const int arm = int(std::clamp(std::round((armMetres / depth + armGrowth * depth) * focal), 3.0, 12.0));
                float worst = 0;
                for (const auto& [du, dv] : directions) {
                    const int length = du != 0 && dv != 0 ? (arm * 7 + 5) / 10 : arm;
                    const cv::Point before(u - du * length, v - dv * length);
                    const cv::Point after(u + du * length, v + dv * length);
                    if (!picture.contains(before) || !picture.contains(after))
                        continue;
                    const float depthBefore = m_depth.at<float>(before);
                    const float depthAfter = m_depth.at<float>(after);
                    if (!areJoined(depth, depthBefore, float(length)) || !areJoined(depth, depthAfter, float(length)))
                        continue;
                    // Of a plane, 1/Z is linear in the pixels: where it is lower than that, the surface is hollow.
                    if (1 / depthBefore + 1 / depthAfter <= 2 / depth)
                        continue;
                    worst = std::max(worst, bend(before, {u, v}, after));
                }
                m_bend.at<float>(v, u) = worst;
            }
    }

    [[nodiscard]] float bend(const cv::Point& before, const cv::Point& here, const cv::Point& after) const {
        const PointCamera corner = pointAt(here);
        const PointCamera arriving = corner - pointAt(before);
        const PointCamera leaving = pointAt(after) - corner;
        return float(std::atan2(cv::norm(arriving.cross(leaving)), arriving.dot(leaving)));
    }
    [[nodiscard]] PointCamera pointAt(const cv::Point& at) const {
        return m_camera.backProject(PixelPoint(at), double(m_depth.at<float>(at)));
    }

    Camera m_camera;
    float m_tolerance;
    cv::Mat m_depth; ///< metres, CV_32FC1
    cv::Mat m_bend;  ///< radians, CV_32FC1
};

const std::array<cv::Point, 4> sides{{{1, 0}, {-1, 0}, {0, 1}, {0, -1}}};

enum : std::uint8_t { unknown = 0, grown = 1, other = 2 };

/// The pixel nearest to `seed`, over joined pixels, that is not part of a crease; `seed` itself where there is none.
cv::Point besideCrease(const Surfaces& surfaces, const cv::Mat& crease, const cv::Point& seed) {
    const cv::Rect picture({0, 0}, surfaces.size());
    cv::Mat isKnown = cv::Mat::zeros(surfaces.size(), CV_8UC1);
    std::vector<cv::Point> reached{seed};
    isKnown.at<std::uint8_t>(seed) = 1;
    for (std::size_t i = 0; i < reached.size(); ++i) {
        const cv::Point at = reached[i];
        if (crease.at<std::uint8_t>(at) == 0)
            return at;
        for (const cv::Point& side : sides) {
            const cv::Point next = at + side;
            if (!picture.contains(next) || isKnown.at<std::uint8_t>(next) != 0 || !surfaces.areJoined(at, next))
                continue;
            isKnown.at<std::uint8_t>(next) = 1;
            reached.push_back(next);
        }
    }
    return seed;
}

/// The pixels joined to `seed` without going through a crease are `grown`, the rest that is not part of a crease
/// `other`; creases are unknown.
cv::Mat regionsBesideCreases(const Surfaces& surfaces, const cv::Point& seed) {
    const cv::Rect picture({0, 0}, surfaces.size());
    cv::Mat crease(surfaces.size(), CV_8UC1);
    for (int v = 0; v < crease.rows; ++v)
        for (int u = 0; u < crease.cols; ++u)
            crease.at<std::uint8_t>(v, u) = surfaces.bendAt({u, v}) > float(creaseRadians);
    // One pixel to each side, so that no gap of noise in a crease lets the region through.
    cv::dilate(crease, crease, cv::Mat());
    cv::Mat regions(surfaces.size(), CV_8UC1, cv::Scalar(other));
    regions.setTo(unknown, crease);
    std::vector<cv::Point> open{besideCrease(surfaces, crease, seed)};
    regions.at<std::uint8_t>(open.front()) = grown;
    while (!open.empty()) {
        const cv::Point at = open.back();
        open.pop_back();
        for (const cv::Point& side : sides) {
            const cv::Point next = at + side;
            if (!picture.contains(next) || regions.at<std::uint8_t>(next) != other || !surfaces.areJoined(at, next))
                continue;
            regions.at<std::uint8_t>(next) = grown;
            open.push_back(next);
        }
    }
    return regions;
}

/// Shares the creases out: flooded from both sides, lowest bend first, the regions meet where it is sharpest.
void floodCreases(const Surfaces& surfaces, cv::Mat& regions) {
    struct Front {
        float bend;
        std::uint32_t number; // the earlier goes first, so that the flood is even
        cv::Point at;
        std::uint8_t region;
        bool operator<(const Front& than) const { return bend != than.bend ? bend > than.bend : number > than.number; }
    };
    const cv::Rect picture({0, 0}, regions.size());
    std::priority_queue<Front> fronts;
    std::uint32_t count = 0;
    const auto spread = [&](const cv::Point& from, std::uint8_t region) {
        for (const cv::Point& side : sides) {
            const cv::Point next = from + side;
            if (picture.contains(next) && regions.at<std::uint8_t>(next) == unknown && surfaces.areJoined(from, next))
                fronts.push({surfaces.bendAt(next), count++, next, region});
        }
    };
    for (int v = 0; v < regions.rows; ++v)
        for (int u = 0; u < regions.cols; ++u)
            if (regions.at<std::uint8_t>(v, u) != unknown)
                spread({u, v}, regions.at<std::uint8_t>(v, u));
    while (!fronts.empty()) {
        const Front front = fronts.top();
        fronts.pop();
        if (regions.at<std::uint8_t>(front.at) != unknown)
            continue;
        regions.at<std::uint8_t>(front.at) = front.region;
        spread(front.at, front.region);
    }
}

} // namespace

Result<cv::Mat> grownByDepth(const cv::Mat& mask, const RgbdFrame& frame, const PixelPoint& pixel,
                             double toleranceMetres, MaskEdit edit) {
    if (!frame.hasDepth() || frame.depthMillimetres.type() != CV_16UC1 || !frame.camera.isValid())
        return failure(TRANSLATABLE("There is no depth to grow by. Use the polygon or the brush."));
    if (!(toleranceMetres > 0) || !std::isfinite(toleranceMetres) || !frame.depthMetresAt(pixel))
        return failure(TRANSLATABLE("The sensor read no depth at this pixel. Click where there is some."));
    const Surfaces surfaces(frame, toleranceMetres);
    const cv::Point seed(int(std::lround(pixel.x)), int(std::lround(pixel.y)));
    cv::Mat regions = regionsBesideCreases(surfaces, seed);
    floodCreases(surfaces, regions);
    cv::Mat result = withPolygon(mask, surfaces.size(), {}, edit); // the mask at the depth picture's size
    result.setTo(edit == MaskEdit::Add ? 255 : 0, regions == grown);
    return result;
}

} // namespace tracestudio
