#include "benchmark/score_geometry.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace tracestudio::evaluator {

bool Polyline::hasNan() const {
    return std::any_of(values.begin(), values.end(), [](float v) { return std::isnan(v); });
}

std::optional<Camera> intrinsicsAsFloat32(const JsonMatrix& matrix, int widthPixels, int heightPixels) {
    if (matrix.rows != matrix.columns || (matrix.rows != 3 && matrix.rows != 4))
        return std::nullopt;
    const auto rounded = [&](int row, int column) { return double(float(matrix.at(row, column))); };
    return Camera{widthPixels, heightPixels, rounded(0, 0), rounded(1, 1), rounded(0, 2), rounded(1, 2)};
}

Polyline projectAsFloat32(const Polyline& points, const Camera& intrinsics) {
    const float fx = float(intrinsics.fx);
    const float fy = float(intrinsics.fy);
    const float cx = float(intrinsics.cx);
    const float cy = float(intrinsics.cy);
    Polyline pixels{2, {}};
    pixels.values.reserve(std::size_t(points.size()) * 2);
    for (int i = 0; i < points.size(); ++i) {
        const float z = std::abs(points.at(i, 2)) < 1e-6F ? 1e-6F : points.at(i, 2);
        pixels.values.push_back(points.at(i, 0) * fx / z + cx);
        pixels.values.push_back(points.at(i, 1) * fy / z + cy);
    }
    return pixels;
}

namespace {

/// numpy's order for floats: NaN after everything.
bool lessNanLast(float a, float b) {
    return std::isnan(b) ? !std::isnan(a) : a < b;
}

} // namespace

Polyline interpolateByDistance(const Polyline& polyline, int count) {
    const int n = polyline.size();
    const int dimensions = polyline.dimensions;
    if (n < 2 || count <= 1)
        return polyline;
    std::vector<float> along(std::size_t(n), 0.0F);
    for (int i = 1; i < n; ++i) {
        float squared = 0;
        for (int d = 0; d < dimensions; ++d) {
            const float delta = polyline.at(i, d) - polyline.at(i - 1, d);
            squared += delta * delta;
        }
        const float length = std::sqrt(squared);
        along[std::size_t(i)] = i == 1 ? length : along[std::size_t(i) - 1] + length;
    }
    const double total = along.back();
    Polyline out{dimensions, {}};
    out.values.reserve(std::size_t(count * dimensions));
    if (total <= 1e-12) {
        for (int i = 0; i < count; ++i)
            out.values.insert(out.values.end(), polyline.values.begin(), polyline.values.begin() + dimensions);
        return out;
    }
    // interp1d sorts by x with a stable sort; that moves only NaN, to the end.
    std::vector<int> order(static_cast<std::size_t>(n));
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](int a, int b) { return lessNanLast(along[std::size_t(a)], along[std::size_t(b)]); });
    std::vector<float> x;
    x.reserve(std::size_t(n));
    for (const int i : order)
        x.push_back(along[std::size_t(i)]);
    const double step = total / (count - 1);
    for (int i = 0; i < count; ++i) {
        const float target = i == count - 1 ? float(total) : float(double(i) * step);
        const auto found = std::lower_bound(x.begin(), x.end(), target, lessNanLast) - x.begin();
        const auto hi = std::size_t(std::clamp<std::ptrdiff_t>(found, 1, n - 1));
        const auto lo = hi - 1;
        for (int d = 0; d < dimensions; ++d) {
            const float yLo = polyline.at(order[lo], d);
            const float yHi = polyline.at(order[hi], d);
            const float slope = (yHi - yLo) / (x[hi] - x[lo]);
            out.values.push_back(slope * (target - x[lo]) + yLo);
        }
    }
    return out;
}

namespace {

double squaredDistance(const Polyline& p, int i, const Polyline& q, int j) {
    double squared = 0;
    for (int d = 0; d < p.dimensions; ++d) {
        const double delta = double(p.at(i, d)) - double(q.at(j, d));
        squared += delta * delta;
    }
    return squared;
}

/// Python's max and min: the first argument unless the second is strictly beyond it, so that NaN stays where it is.
float pythonMax(float a, float b) {
    return b > a ? b : a;
}
float pythonMin(float a, float b) {
    return b < a ? b : a;
}

double frechetDistance(const Polyline& p, const Polyline& q) {
    const int n = p.size();
    const int m = q.size();
    std::vector<float> previous(static_cast<std::size_t>(m));
    std::vector<float> row(static_cast<std::size_t>(m));
    for (int i = 0; i < n; ++i) {
        for (int j = 0; j < m; ++j) {
            const auto k = std::size_t(j);
            const float here = float(std::sqrt(squaredDistance(p, i, q, j)));
            if (i == 0 && j == 0)
                row[k] = here;
            else if (i == 0)
                row[k] = pythonMax(row[k - 1], here);
            else if (j == 0)
                row[k] = pythonMax(previous[k], here);
            else
                row[k] = pythonMax(pythonMin(pythonMin(previous[k], previous[k - 1]), row[k - 1]), here);
        }
        std::swap(previous, row);
    }
    return previous.back();
}

/// scipy's directed_hausdorff without its shuffle, which changes only the order. A point whose last distance is NaN
/// does not count, so that a lone NaN point gives 0.
double directedHausdorff(const Polyline& p, const Polyline& q) {
    double worst = 0;
    for (int i = 0; i < p.size(); ++i) {
        double nearest = std::numeric_limits<double>::infinity();
        double squared = 0;
        for (int j = 0; j < q.size(); ++j) {
            squared = squaredDistance(p, i, q, j);
            if (squared < worst)
                break;
            if (squared < nearest)
                nearest = squared;
        }
        if (nearest >= worst && squared >= worst)
            worst = nearest;
    }
    return std::sqrt(worst);
}

/// numpy's pairwise sum of a contiguous float32 array of up to 128 numbers.
float pairwiseSum(const std::vector<float>& v) {
    const std::size_t n = v.size();
    if (n < 8) {
        float sum = 0;
        for (const float value : v)
            sum += value;
        return sum;
    }
    std::array<float, 8> r{};
    std::copy_n(v.begin(), 8, r.begin());
    std::size_t i = 8;
    for (; i + 8 <= n; i += 8)
        for (std::size_t k = 0; k < 8; ++k)
            r[k] += v[i + k];
    float sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
    for (; i < n; ++i)
        sum += v[i];
    return sum;
}

} // namespace

PathMetrics pathMetrics(const Polyline& p, const Polyline& q) {
    PathMetrics metrics;
    metrics.frechet = frechetDistance(p, q);
    metrics.hausdorff = std::max(directedHausdorff(p, q), directedHausdorff(q, p));
    const int n = std::max(p.size(), q.size());
    if (p.size() != q.size() && p.size() != 1 && q.size() != 1) {
        metrics.rmse = metrics.mae = std::numeric_limits<double>::quiet_NaN();
        return metrics;
    }
    std::vector<float> squares(static_cast<std::size_t>(n));
    std::vector<float> means(static_cast<std::size_t>(n));
    for (int i = 0; i < n; ++i) {
        float squared = 0;
        float absolute = 0;
        for (int d = 0; d < p.dimensions; ++d) {
            const float delta = p.at(p.size() == 1 ? 0 : i, d) - q.at(q.size() == 1 ? 0 : i, d);
            squared += delta * delta;
            absolute += std::abs(delta);
        }
        squares[std::size_t(i)] = squared;
        means[std::size_t(i)] = absolute / float(p.dimensions);
    }
    metrics.rmse = std::sqrt(pairwiseSum(squares) / float(n));
    metrics.mae = pairwiseSum(means) / float(n);
    return metrics;
}

bool neverReturns(const Polyline& p, const Polyline& q) {
    // The reference's memo counts a cell as computed when its value is > -0.5, which NaN never is; with both lines
    // longer than a few points every such cell is computed again on each visit.
    return p.size() > 1 && q.size() > 1 && (p.hasNan() || q.hasNan());
}

std::optional<Box32> Box32::from(const JsonMatrix& centre, const JsonMatrix& extent, const JsonMatrix& rotation) {
    if (centre.values.size() != 3 || extent.values.size() != 3 || rotation.values.size() != 9)
        return std::nullopt;
    Box32 box;
    std::copy(centre.values.begin(), centre.values.end(), box.centre.begin());
    std::copy(extent.values.begin(), extent.values.end(), box.extent.begin());
    std::copy(rotation.values.begin(), rotation.values.end(), box.rotation.begin());
    return box;
}

Box32 Box32::from(const OrientedBox& box) {
    return {{float(box.centre.x), float(box.centre.y), float(box.centre.z)},
            {float(box.extentMetres[0]), float(box.extentMetres[1]), float(box.extentMetres[2])},
            {float(box.rotation(0, 0)), float(box.rotation(0, 1)), float(box.rotation(0, 2)), float(box.rotation(1, 0)),
             float(box.rotation(1, 1)), float(box.rotation(1, 2)), float(box.rotation(2, 0)), float(box.rotation(2, 1)),
             float(box.rotation(2, 2))}};
}

std::array<double, 4> Box32::projectedHull(const Camera& intrinsics) const {
    Polyline corners{3, {}};
    for (int i = 0; i < 8; ++i) {
        const std::array<float, 3> local{(i & 1 ? 1.0F : -1.0F) * (extent[0] / 2),
                                         (i & 2 ? 1.0F : -1.0F) * (extent[1] / 2),
                                         (i & 4 ? 1.0F : -1.0F) * (extent[2] / 2)};
        for (std::size_t r = 0; r < 3; ++r)
            corners.values.push_back(local[0] * rotation[r * 3] + local[1] * rotation[r * 3 + 1] +
                                     local[2] * rotation[r * 3 + 2] + centre[r]);
    }
    const Polyline pixels = projectAsFloat32(corners, intrinsics);
    // numpy's min and max pass NaN on.
    const float nan = std::numeric_limits<float>::quiet_NaN();
    std::array<float, 4> hull{pixels.at(0, 0), pixels.at(0, 1), pixels.at(0, 0), pixels.at(0, 1)};
    for (int i = 0; i < pixels.size(); ++i)
        for (int axis = 0; axis < 2; ++axis) {
            const float value = pixels.at(i, axis);
            float& low = hull[std::size_t(axis)];
            float& high = hull[std::size_t(axis) + 2];
            low = std::isnan(value) || std::isnan(low) ? nan : std::min(low, value);
            high = std::isnan(value) || std::isnan(high) ? nan : std::max(high, value);
        }
    return {hull[0], hull[1], hull[2], hull[3]};
}

namespace {

/// numpy's inverse of a float32 matrix: computed in double by LAPACK's dgesv (LU with partial pivoting, columns scaled
/// by the pivot's reciprocal), then rounded. Nothing when a pivot is exactly zero.
std::optional<std::array<float, 9>> inverse32(const std::array<float, 9>& matrix) {
    std::array<double, 9> a{};
    std::copy(matrix.begin(), matrix.end(), a.begin());
    std::array<double, 9> b{1, 0, 0, 0, 1, 0, 0, 0, 1};
    const auto swapRows = [](std::array<double, 9>& m, std::size_t r, std::size_t s) {
        for (std::size_t c = 0; c < 3; ++c)
            std::swap(m[r * 3 + c], m[s * 3 + c]);
    };
    for (std::size_t k = 0; k < 3; ++k) {
        std::size_t pivot = k;
        for (std::size_t r = k + 1; r < 3; ++r)
            if (std::abs(a[r * 3 + k]) > std::abs(a[pivot * 3 + k]))
                pivot = r;
        if (a[pivot * 3 + k] == 0)
            return std::nullopt;
        if (pivot != k) {
            swapRows(a, pivot, k);
            swapRows(b, pivot, k);
        }
        const double reciprocal = 1 / a[k * 3 + k];
        for (std::size_t r = k + 1; r < 3; ++r) {
            const double factor = a[r * 3 + k] * reciprocal;
            for (std::size_t c = k + 1; c < 3; ++c)
                a[r * 3 + c] -= factor * a[k * 3 + c];
            for (std::size_t c = 0; c < 3; ++c)
                b[r * 3 + c] -= factor * b[k * 3 + c];
        }
    }
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t k = 3; k-- > 0;) {
            for (std::size_t j = k + 1; j < 3; ++j)
                b[k * 3 + c] -= a[k * 3 + j] * b[j * 3 + c];
            b[k * 3 + c] /= a[k * 3 + k];
        }
    std::array<float, 9> inverse{};
    std::transform(b.begin(), b.end(), inverse.begin(), [](double value) { return float(value); });
    return inverse;
}

} // namespace

std::optional<double> Box32::distanceTo(const PointCamera& point) const {
    const auto inverse = inverse32(rotation);
    if (!inverse)
        return std::nullopt;
    const std::array<double, 3> p{point.x, point.y, point.z};
    std::array<double, 3> relative{};
    for (std::size_t i = 0; i < 3; ++i)
        relative[i] = p[i] - double(centre[i]);
    std::array<double, 3> local{};
    bool isInside = true;
    for (std::size_t r = 0; r < 3; ++r) {
        const float* row = inverse->data() + r * 3;
        local[r] = double(row[0]) * relative[0] + double(row[1]) * relative[1] + double(row[2]) * relative[2];
        isInside = isInside && std::abs(local[r]) <= double(0.5F * extent[r]);
    }
    if (isInside)
        return 0.0;
    for (std::size_t r = 0; r < 3; ++r) {
        const double half = double(0.5F * extent[r]);
        // numpy's clip: minimum(maximum(x, low), high), and NaN on either side passes.
        local[r] =
            std::isnan(local[r]) || std::isnan(half) ? local[r] + half : std::min(std::max(local[r], -half), half);
    }
    double squared = 0;
    for (std::size_t r = 0; r < 3; ++r) {
        const float* row = rotation.data() + r * 3;
        const double closest =
            double(row[0]) * local[0] + double(row[1]) * local[1] + double(row[2]) * local[2] + double(centre[r]);
        squared += (p[r] - closest) * (p[r] - closest);
    }
    return std::sqrt(squared);
}

double roundHalfEven(double value) {
    return std::nearbyint(value);
}

bool isInMask(double u, double v, const cv::Mat& mask) {
    const double column = roundHalfEven(u);
    const double row = roundHalfEven(v);
    if (!(row >= 0 && row < mask.rows && column >= 0 && column < mask.cols))
        return false;
    return mask.at<std::uint8_t>(int(row), int(column)) > 0;
}

bool isInHull(double u, double v, const std::array<double, 4>& hull) {
    return hull[0] <= u && u <= hull[2] && hull[1] <= v && v <= hull[3];
}

} // namespace tracestudio::evaluator
