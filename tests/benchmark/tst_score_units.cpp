#include "benchmark/score_geometry.h"
#include "benchmark/score_official.h"

#include <QFile>
#include <QTest>
#include <nlohmann/json.hpp>

using namespace tracestudio;
using namespace tracestudio::evaluator;
using Json = nlohmann::json;

namespace {

Json unit(const char* name) {
    QFile file(QStringLiteral(TRACESTUDIO_TEST_DATA "/units/%1.json").arg(QLatin1String(name)));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s is missing", qPrintable(file.fileName()));
    return Json::parse(file.readAll().toStdString());
}

Polyline polyline(const Json& rows) {
    Polyline line{rows.empty() ? 2 : int(rows[0].size()), {}};
    for (const Json& row : rows)
        for (const Json& value : row)
            line.values.push_back(value.is_string() ? std::numeric_limits<float>::quiet_NaN() : value.get<float>());
    return line;
}

JsonMatrix matrix(const Json& rows) {
    JsonMatrix out;
    const bool isNested = rows[0].is_array();
    out.rows = isNested ? int(rows.size()) : 1;
    out.columns = int(isNested ? rows[0].size() : rows.size());
    for (const Json& row : isNested ? rows : Json::array({rows}))
        for (const Json& value : row)
            out.values.push_back(value.get<double>());
    return out;
}

Camera camera(const Json& json) {
    return {640, 480, json["fx"], json["fy"], json["cx"], json["cy"]};
}

/// The tolerance of a field's kind, plus a hundred-thousandth, as the goldens are to be compared.
bool agrees(double value, const Json& golden, double tolerance) {
    if (golden.is_string())
        return golden == "nan" ? std::isnan(value) : std::isinf(value) && (value > 0) == (golden == "inf");
    const double wanted = golden.get<double>();
    return std::abs(value - wanted) <= tolerance + 1e-5 * std::abs(wanted);
}

QByteArray describe(double value, const Json& golden) {
    return QByteArray::number(value, 'g', 17) + " instead of " + QByteArray::fromStdString(golden.dump());
}

#define VERIFY_AGREES(value, golden, tolerance) QVERIFY2(agrees(value, golden, tolerance), describe(value, golden))

} // namespace

/// The published evaluator's small functions, against what they gave for the same input.
class ScoreUnitsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void projectsAsTheEvaluatorDoes() {
        for (const Json& example : unit("project")) {
            const Camera intrinsics = camera(example["intrinsics"]);
            const Json& out = example["out"];
            QVERIFY(!out.empty());
            const bool isFloat32 = example.value("dtype", "float64") == "float32";
            const Polyline pixels = projectAsFloat32(polyline(example["points"]), intrinsics);
            for (int i = 0; i < int(out.size()); ++i) {
                const Json& p = example["points"][std::size_t(i)];
                const PixelPoint exact = intrinsics.project({p[0], p[1], p[2]});
                const Json& golden = out[std::size_t(i)];
                VERIFY_AGREES(isFloat32 ? double(pixels.at(i, 0)) : exact.x, golden[0], isFloat32 ? 2e-3 : 1e-6);
                VERIFY_AGREES(isFloat32 ? double(pixels.at(i, 1)) : exact.y, golden[1], isFloat32 ? 2e-3 : 1e-6);
            }
        }
    }

    void interpolatesByDistanceAsTheEvaluatorDoes_data() {
        QTest::addColumn<int>("index");
        const Json examples = unit("interpolate");
        for (std::size_t i = 0; i < examples.size(); ++i)
            QTest::newRow(examples[i]["id"].get<std::string>().c_str()) << int(i);
    }
    void interpolatesByDistanceAsTheEvaluatorDoes() {
        QFETCH(int, index);
        const Json example = unit("interpolate")[std::size_t(index)];
        const Polyline out = interpolateByDistance(polyline(example["input"]), example["num"]);
        const Json& golden = example["out"];
        QCOMPARE(out.size(), int(golden.size()));
        for (int i = 0; i < out.size(); ++i)
            for (int d = 0; d < out.dimensions; ++d)
                VERIFY_AGREES(double(out.at(i, d)), golden[std::size_t(i)][std::size_t(d)], 1e-6);
    }

    void measuresPathsAsTheEvaluatorDoes() {
        for (const Json& example : unit("path_metrics")) {
            const PathMetrics metrics = pathMetrics(polyline(example["P"]), polyline(example["Q"]));
            VERIFY_AGREES(metrics.frechet, example["dfd"], 2e-6);
            VERIFY_AGREES(metrics.hausdorff, example["hd"], 2e-6);
            if (example.contains("rmse_mae_raises")) {
                QVERIFY(std::isnan(metrics.rmse) && std::isnan(metrics.mae));
                continue;
            }
            VERIFY_AGREES(metrics.rmse, example["rmse"], 2e-6);
            VERIFY_AGREES(metrics.mae, example["mae"], 2e-6);
        }
    }

    void pathMetricsAreSymmetricAndZeroOnThemselves() {
        for (const Json& example : unit("path_metrics")) {
            const Polyline p = polyline(example["P"]);
            const Polyline q = polyline(example["Q"]);
            QCOMPARE(pathMetrics(p, q).frechet, pathMetrics(q, p).frechet);
            QCOMPARE(pathMetrics(p, q).hausdorff, pathMetrics(q, p).hausdorff);
            QVERIFY(pathMetrics(p, q).hausdorff <= pathMetrics(p, q).frechet + 1e-6);
            const PathMetrics self = pathMetrics(p, p);
            QCOMPARE(self.frechet + self.hausdorff + self.rmse + self.mae, 0.0);
        }
    }

    void aLoneNanPointHasNoHausdorffDistance() {
        // What scipy answers (0) where one would expect NaN; the other three are NaN.
        const float nan = std::numeric_limits<float>::quiet_NaN();
        const Polyline lone{3, {nan, nan, nan}};
        const Polyline line{3, {0, 0, 1, 0, 0, 2}};
        const PathMetrics metrics = pathMetrics(lone, line);
        QCOMPARE(metrics.hausdorff, 0.0);
        QVERIFY(std::isnan(metrics.frechet) && std::isnan(metrics.rmse) && std::isnan(metrics.mae));
        QVERIFY(!neverReturns(lone, line));
    }

    void aDoubledFirstPointWouldKeepTheEvaluatorBusyForEver() {
        const Polyline doubled = interpolateByDistance({3, {1, 1, 1, 1, 1, 1, 2, 2, 2}}, 100);
        const Polyline sound = interpolateByDistance({3, {1, 1, 1, 2, 2, 2}}, 100);
        QVERIFY(std::isnan(doubled.at(0, 0)) && !std::isnan(doubled.at(1, 0)));
        QVERIFY(neverReturns(doubled, sound));
        QVERIFY(!neverReturns(sound, sound));
    }

    void boxesAreMeasuredAndProjectedAsTheEvaluatorDoes() {
        for (const Json& example : unit("boxes")) {
            const auto box =
                Box32::from(matrix(example["center"]), matrix(example["extent"]), matrix(example["rotation"]));
            QVERIFY(box);
            const Json& p = example["point"];
            const auto distance = box->distanceTo({p[0], p[1], p[2]});
            QVERIFY(distance);
            VERIFY_AGREES(*distance, example["distance"], 1e-6);
            const auto ahead =
                Box32::from(matrix(example["center2"]), matrix(example["extent"]), matrix(example["rotation"]));
            const auto hull = ahead->projectedHull(camera(example["intrinsics"]));
            for (std::size_t i = 0; i < 4; ++i)
                VERIFY_AGREES(hull[i], example["bbox_2d"][i], 5e-2);
        }
    }

    void singularRotationsHaveNoInverse() {
        const auto distance = [](const Json& rotation) {
            const auto box = Box32::from(matrix({0, 0, 0}), matrix({1, 1, 1}), matrix(rotation));
            return box->distanceTo({3, 0, 0});
        };
        QVERIFY(!distance({{1, 0, 0}, {0, 1, 0}, {1, 0, 0}}));
        QVERIFY(!distance({{0, 0, 0}, {0, 0, 0}, {0, 0, 0}}));
        QVERIFY(!distance({{3, -1, 2}, {6, -2, 4}, {1, 1, 1}}));
        QVERIFY(distance({{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}));
        // Singular by hand, but not in double precision, which is what numpy inverts float32 matrices in.
        QVERIFY(distance({{3.0, -1.0, 0.2}, {1.0, -2.0, -1.1}, {-3.0, 2.0, 0.5}}));
        QVERIFY(!Box32::from(matrix({0, 0}), matrix({1, 1, 1}), matrix({{1, 0, 0}, {0, 1, 0}, {0, 0, 1}})));
    }

    void pixelsAreRoundedHalfToEvenIntoMasks() {
        cv::Mat mask = cv::Mat::zeros(4, 6, CV_8UC1);
        mask(cv::Rect(2, 1, 3, 2)) = 1;
        for (const Json& example : unit("mask_points")) {
            const double u = example["uv"][0];
            const double v = example["uv"][1];
            QVERIFY2(isInMask(u, v, mask) == example["inside"].get<bool>(), example.dump().c_str());
        }
    }

    void collisionsTruncateTowardsZero() {
        for (const Json& example : unit("collisions")) {
            const Json& origin = example["origin"];
            VoxelSet obstacles({origin[0], origin[1], origin[2]});
            for (const Json& voxel : example["occupied"])
                obstacles.insert(voxel[0], voxel[1], voxel[2]);
            QCOMPARE(VoxelSet::voxelMetres, example["voxel"].get<double>());
            ObjectPoints object;
            for (const Json& p : example["points"])
                object.emplace_back(p[0], p[1], p[2]);
            std::vector<PointCamera> waypoints;
            for (const Json& p : example["trajectory"])
                waypoints.emplace_back(p[0], p[1], p[2]);
            const std::vector<double> ratios = collisionRatios(obstacles, object, waypoints);
            QCOMPARE(ratios.size(), example["ratios"].size());
            for (std::size_t i = 0; i < ratios.size(); ++i)
                VERIFY_AGREES(ratios[i], example["ratios"][i], 1e-9);
        }
    }

    void waypointsBeyondEveryIntegerCollideWithNothing() {
        VoxelSet obstacles({0, 0, 0});
        obstacles.insert(0, 0, 0);
        const ObjectPoints object{{0.01, 0.01, 0.01}};
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const std::vector<PointCamera> waypoints{{0, 0, 0}, {1e30, 0, 0}, {-1e30, 0, 0}, {nan, nan, nan}};
        QCOMPARE(collisionRatios(obstacles, object, waypoints), (std::vector<double>{1, 0, 0, 0}));
        QCOMPARE(collisionRatios(obstacles, {}, waypoints), (std::vector<double>{0, 0, 0, 0}));
    }
};

QTEST_APPLESS_MAIN(ScoreUnitsTest)
#include "tst_score_units.moc"
