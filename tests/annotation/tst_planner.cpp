// Planned traces, judged by the benchmark's own collision ratio swept along them, and by both scores.
#include "annotation/planned_answer.h"
#include "annotation/planner.h"
#include "annotation/stop_in_the_middle.h"
#include "benchmark/prediction_run.h"
#include "benchmark/score.h"
#include "benchmark/score_geometry.h"
#include "benchmark/score_official.h"
#include "support.h"

#include <QElapsedTimer>
#include <QTest>
#include <cmath>
#include <limits>
#include <opencv2/core.hpp>
#include <random>

using namespace tracestudio;

namespace {

/// Boxes on a table, seen by a camera that looks down on it; each pixel's depth is where its ray ends. World axes: x
/// right, y down, z ahead; the camera is at their origin and the table 0.6 m below.
class Table {
  public:
    struct Block {
        cv::Vec3d low, high;
    };

    /// Stands on the table: the middle of its base, and its sides.
    static Block block(double x, double z, double width, double height, double depth) {
        return {{x - width / 2, tableY - height, z - depth / 2}, {x + width / 2, tableY, z + depth / 2}};
    }

    Table(const Block& object, const std::vector<Block>& others) {
        frame.camera = {320, 240, 300, 300, 159.5, 119.5};
        frame.depthMillimetres.create(240, 320, CV_16UC1);
        mask = cv::Mat::zeros(240, 320, CV_8UC1);
        for (int v = 0; v < 240; ++v)
            for (int u = 0; u < 320; ++u) {
                const cv::Vec3d ray = toCamera.t() * cv::Vec3d((u - 159.5) / 300, (v - 119.5) / 300, 1);
                double nearest = ray[1] > 0 ? std::min(tableY / ray[1], 4.0) : 4.0;
                for (const Block& other : others)
                    nearest = std::min(nearest, hit(ray, other));
                if (const double depth = hit(ray, object); depth < nearest) {
                    nearest = depth;
                    mask.at<std::uint8_t>(v, u) = 255;
                }
                frame.depthMillimetres.at<std::uint16_t>(v, u) = std::uint16_t(std::lround(nearest * 1000));
            }
    }

    /// To a box of `extent` that stands on the table.
    [[nodiscard]] PlanRequest request(double x, double z, const cv::Vec3d& extent) const {
        PlanRequest request;
        request.frame = frame;
        request.object = carefulObjectCloud(maskedPoints(mask, frame.depthMillimetres, frame.camera));
        request.obstacles = *obstacleVoxels(frame.depthMillimetres, mask, false, frame.camera);
        request.destination.centre = PointCamera(toCamera * cv::Vec3d(x, tableY - extent[1] / 2, z));
        request.destination.extentMetres = extent;
        request.destination.rotation = toCamera;
        request.up = toCamera * cv::Vec3d(0, -1, 0);
        return request;
    }

    RgbdFrame frame;
    cv::Mat mask;
    static constexpr double tableY = 0.6;

  private:
    static double hit(const cv::Vec3d& ray, const Block& block) {
        double enters = 0;
        double leaves = std::numeric_limits<double>::infinity();
        for (int axis = 0; axis < 3; ++axis) {
            const double a = block.low[axis] / ray[axis];
            const double b = block.high[axis] / ray[axis];
            enters = std::max(enters, std::min(a, b));
            leaves = std::min(leaves, std::max(a, b));
        }
        return enters < leaves ? enters : std::numeric_limits<double>::infinity();
    }

    static constexpr double pitch = 0.6;
    inline static const cv::Matx33d toCamera{
        1, 0, 0, 0, std::cos(pitch), -std::sin(pitch), 0, std::sin(pitch), std::cos(pitch)}; ///< world to camera
};

/// Every centimetre of a trace.
std::vector<PointCamera> along(const std::vector<PointCamera>& trajectory) {
    std::vector<PointCamera> points{trajectory.front()};
    for (std::size_t i = 1; i < trajectory.size(); ++i) {
        const PointCamera piece = trajectory[i] - trajectory[i - 1];
        const int steps = std::max(1, int(std::ceil(cv::norm(piece) / 0.01)));
        for (int k = 1; k <= steps; ++k)
            points.push_back(trajectory[i - 1] + piece * (double(k) / steps));
    }
    return points;
}

/// By the evaluator's own function.
double worstSweptRatio(const PlanRequest& request, const std::vector<PointCamera>& trajectory) {
    const auto ratios = evaluator::collisionRatios(request.obstacles, request.object, along(trajectory));
    return *std::max_element(ratios.begin(), ratios.end());
}

double heightAboveTable(const PlanRequest& request, const PointCamera& point) {
    return cv::Vec3d(point).dot(request.up) + Table::tableY;
}

/// What holds of every plan.
void verify(const PlanRequest& request, const Result<Plan>& planned) {
    QVERIFY2(planned, planned ? "" : planned.error().message().c_str());
    const auto& trajectory = planned->trajectory;
    QVERIFY(trajectory.size() >= 2 && trajectory.size() <= 8);
    double toObject = std::numeric_limits<double>::infinity();
    for (const cv::Vec3d& p : request.object)
        toObject = std::min(toObject, cv::norm(PointCamera(p) - trajectory.front()));
    QVERIFY2(toObject < 0.005, "starts beside the object");
    QVERIFY2(request.destination.distanceTo(trajectory.back()) < 1e-6, "ends outside the box");
    for (const PointCamera& point : along(trajectory)) {
        const PixelPoint pixel = request.frame.camera.project(point);
        QVERIFY(point.z > 0.05);
        QVERIFY2(pixel.x >= 0.008 * 320 - 1 && pixel.x <= 0.992 * 320 + 1 && pixel.y >= 0.008 * 240 - 1 &&
                     pixel.y <= 0.992 * 240 + 1,
                 "leaves the picture");
    }
    const double worst = worstSweptRatio(request, trajectory);
    // Sampled at other places than the planner does, a point more may be inside.
    const double onePoint = 1.0 / double(request.object.size());
    QVERIFY2(worst <= 0.16 + onePoint, qPrintable(QString::number(worst)));
    QVERIFY2(std::abs(worst - planned->worstRatio) <= 0.03 + onePoint, "says another ratio than it has");
    qInfo("%zu waypoints, swept ratio %.3f, %.0f ms", trajectory.size(), worst, 1000 * planned->seconds);
}

const Table::Block cube = Table::block(-0.2, 0.8, 0.08, 0.08, 0.08);
const cv::Vec3d cubeBox(0.16, 0.12, 0.16);

} // namespace

class PlannerTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void anObjectIsLiftedCarriedAndSetDown() {
        const PlanRequest request = Table(cube, {}).request(0.2, 0.8, cubeBox);
        const auto planned = plan(request);
        verify(request, planned);
        const auto& trajectory = planned->trajectory;
        QVERIFY(trajectory.size() >= 4);
        double highest = 0;
        for (const PointCamera& point : trajectory)
            highest = std::max(highest, heightAboveTable(request, point));
        QVERIFY(highest > heightAboveTable(request, trajectory.front()) + 0.05);
        // It stands in the middle of the box as it stood before.
        QVERIFY(std::abs(heightAboveTable(request, trajectory.back()) - heightAboveTable(request, trajectory.front())) <
                0.025);
        QVERIFY(cv::norm(trajectory.back() - request.destination.centre) < 0.06);
        // Straight up and straight down, so that nothing is dragged over the table.
        const cv::Vec3d up = cv::normalize(cv::Vec3d(trajectory[1] - trajectory[0]));
        const cv::Vec3d down = cv::normalize(cv::Vec3d(trajectory.back() - trajectory[trajectory.size() - 2]));
        QVERIFY(up.dot(request.up) > 0.99 && down.dot(request.up) < -0.99);
        QCOMPARE(plan(request)->trajectory, trajectory);
    }

    void aWallIsPassedOver() {
        const Table table(cube, {Table::block(0, 0.95, 0.9, 0.12, 0.04)});
        const PlanRequest request = table.request(-0.1, 1.2, cubeBox);
        // Straight on it would hit.
        const auto planned = plan(request);
        verify(request, planned);
        QVERIFY(worstSweptRatio(request, {planned->trajectory.front(), planned->trajectory.back()}) > 0.2);
    }

    void aTableIsNotDivedThrough() {
        // The shortest way in the picture to behind the wall leads through what the wall hides.
        const Table table(cube, {Table::block(0, 0.95, 0.7, 0.16, 0.04)});
        const PlanRequest request = table.request(0.05, 1.25, {0.2, 0.15, 0.2});
        const auto planned = plan(request);
        verify(request, planned);
        for (const PointCamera& point : along(planned->trajectory))
            QVERIFY2(heightAboveTable(request, point) > 0, "goes through the table");
        for (const PointCamera& point : planned->trajectory)
            if (cv::norm(point - planned->trajectory.back()) > 0.2) {
                const auto seen = request.frame.depthMetresAt(request.frame.camera.project(point));
                QVERIFY2(!seen || point.z < *seen + 0.1, "goes behind what is seen");
            }
    }

    void aTallObjectStandsOnAFlatBox() {
        const Table table(Table::block(-0.2, 0.9, 0.1, 0.3, 0.1), {});
        const PlanRequest request = table.request(0.2, 0.9, {0.2, 0.05, 0.2});
        const auto planned = plan(request);
        verify(request, planned);
        QVERIFY(std::abs(heightAboveTable(request, planned->trajectory.back()) -
                         heightAboveTable(request, planned->trajectory.front())) < 0.03);
    }

    void anOccupiedBoxIsUsedBesideWhatStandsThere() {
        const Table table(cube, {Table::block(0.2, 0.8, 0.08, 0.08, 0.08)});
        const PlanRequest request = table.request(0.2, 0.8, {0.4, 0.12, 0.3});
        verify(request, plan(request));
    }

    void anObjectThatBeginsInAnObstacleIsTakenOutOfIt() {
        PlanRequest request = Table(cube, {}).request(0.2, 0.8, cubeBox);
        std::vector<double> heights;
        for (const cv::Vec3d& p : request.object)
            heights.push_back(p.dot(request.up));
        std::sort(heights.begin(), heights.end());
        for (const cv::Vec3d& p : request.object)
            if (p.dot(request.up) < heights[heights.size() / 3]) {
                const cv::Vec3d at = (p - request.obstacles.origin()) / 0.02;
                request.obstacles.insert(std::int64_t(std::floor(at[0])), std::int64_t(std::floor(at[1])),
                                         std::int64_t(std::floor(at[2])));
            }
        const auto planned = plan(request);
        QVERIFY2(planned, planned ? "" : planned.error().message().c_str());
        const auto ratios = evaluator::collisionRatios(request.obstacles, request.object, along(planned->trajectory));
        QVERIFY2(ratios.front() > 0.3, qPrintable(QString::number(ratios.front())));
        QCOMPARE(planned->worstRatio, ratios.front());
        QVERIFY(std::all_of(ratios.begin() + 10, ratios.end(), [](double ratio) { return ratio <= 0.15; }));
    }

    void plansAmongAnyObstaclesAreFreeOrThereIsNone() {
        std::mt19937 random(7);
        const auto between = [&random](double low, double high) {
            return std::uniform_real_distribution<double>(low, high)(random);
        };
        int found = 0;
        constexpr int rounds = 30;
        for (int round = 0; round < rounds; ++round) {
            std::vector<Table::Block> others;
            for (int i = 0; i < 6; ++i)
                others.push_back(Table::block(between(-0.4, 0.4), between(0.6, 1.4), between(0.02, 0.3),
                                              between(0.02, 0.3), between(0.02, 0.3)));
            const Table table(Table::block(between(-0.3, 0.3), between(0.6, 1.2), between(0.05, 0.2),
                                           between(0.05, 0.2), between(0.05, 0.2)),
                              others);
            if (cv::countNonZero(table.mask) < 100)
                continue; // hidden by the others
            const PlanRequest request = table.request(between(-0.3, 0.3), between(0.6, 1.2),
                                                      {between(0.05, 0.3), between(0.05, 0.3), between(0.05, 0.3)});
            if (evaluator::collisionRatios(request.obstacles, request.object, {{0, 0, 1}}).front() > 0.12)
                continue;
            const auto planned = plan(request);
            found += planned.has_value();
            if (planned)
                verify(request, planned);
            else
                QVERIFY(!planned.error().message().empty());
            if (QTest::currentTestFailed())
                QFAIL(qPrintable(QStringLiteral("round %1").arg(round)));
        }
        qInfo("%d of %d have a plan", found, rounds);
        QVERIFY(found > rounds / 2);
    }

    void whatIsWalledInHasNoWay_data() {
        QTest::addColumn<bool>("aroundObject");
        QTest::newRow("the object") << true;
        QTest::newRow("the box") << false;
    }
    void whatIsWalledInHasNoWay() {
        QFETCH(bool, aroundObject);
        PlanRequest request = Table(cube, {}).request(0.2, 0.8, cubeBox);
        wallIn(request, aroundObject ? request.object : cornersOf(request.destination));
        QElapsedTimer timer;
        timer.start();
        const auto planned = plan(request);
        qInfo("%lld ms: %s", timer.elapsed(), planned ? "a way" : planned.error().message().c_str());
        QVERIFY(!planned);
        QVERIFY2(planned.error().message().find("no free way") != std::string::npos, planned.error().message().c_str());
    }

    void aFullBoxIsSaidToBeFull() {
        const Table table(cube, {});
        PlanRequest request = table.request(0.2, 0.8, cubeBox);
        for (std::int64_t x = -30; x < 30; ++x) // of 2 cm around the box's middle
            for (std::int64_t y = -30; y < 30; ++y)
                for (std::int64_t z = -30; z < 30; ++z) {
                    const cv::Vec3d at = (cv::Vec3d(request.destination.centre) - request.obstacles.origin()) / 0.02 +
                                         cv::Vec3d(double(x), double(y), double(z)) * 0.3;
                    request.obstacles.insert(std::int64_t(std::floor(at[0])), std::int64_t(std::floor(at[1])),
                                             std::int64_t(std::floor(at[2])));
                }
        const auto planned = plan(request);
        QVERIFY(!planned);
        QVERIFY2(planned.error().message().find("fits nowhere") != std::string::npos,
                 planned.error().message().c_str());
    }

    void whatIsMissingIsNamed() {
        const PlanRequest good = Table(cube, {}).request(0.2, 0.8, cubeBox);
        const auto says = [](const PlanRequest& request, const char* word) {
            const auto planned = plan(request);
            return !planned && planned.error().message().find(word) != std::string::npos;
        };
        constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();
        PlanRequest request = good;
        request.object.clear();
        QVERIFY(says(request, "mask"));
        request = good;
        request.object[0][1] = notANumber;
        QVERIFY(says(request, "mask"));
        request = good;
        request.destination.extentMetres[1] = 0;
        QVERIFY(says(request, "box"));
        request = good;
        request.destination.rotation = cv::Matx33d::ones();
        QVERIFY(says(request, "box"));
        request = good;
        request.destination.centre.x = notANumber;
        QVERIFY(says(request, "box"));
        request = good;
        request.destination.centre.x = 1e9;
        QVERIFY(says(request, "too far apart"));
        request = good;
        request.destination.centre.x = 3; // far to the right of what the camera sees
        QVERIFY(says(request, "outside the picture") || says(request, "too far apart"));
        request = good;
        request.frame.camera = {};
        QVERIFY(says(request, "intrinsics"));
        request = good;
        request.frame.depthMillimetres.release(); // then nothing is known to be hidden
        QVERIFY(plan(request));
    }

    void aCancelIsAnsweredSoon() {
        // The search has to look at everything that can be reached, because the box is walled in.
        PlanRequest request = Table(cube, {}).request(0.5, 1.4, cubeBox);
        wallIn(request, cornersOf(request.destination));
        StopInTheMiddle stop(std::chrono::milliseconds(30));
        const auto planned = plan(request, stop.token());
        const double milliseconds = stop.millisecondsSince();
        qInfo("answered after %.1f ms", milliseconds);
        QVERIFY(!planned);
        QCOMPARE(planned.error().message(), std::string("Stopped."));
        QVERIFY2(milliseconds < 200 * slowness, qPrintable(QString::number(milliseconds)));
        QCOMPARE(plan(request, stop.token()).error().message(), std::string("Stopped."));
    }

    /// A block above the table with a foot of few points below it. Set down on the table it is nearly free, but the
    /// foot alone, which is all that the official score is made to know here, is in an obstacle.
    void whereTheOfficialScoreStillCollidesItsPointsArePlannedWith() {
        Table::Block floating = Table::block(-0.2, 0.8, 0.14, 0.14, 0.14);
        for (cv::Vec3d* corner : {&floating.low, &floating.high})
            (*corner)[1] -= 0.12;
        const Table table(floating, {});
        PlanRequest request = table.request(0.2, 0.8, {0.24, 0.2, 0.24});
        SceneGeometry scene;
        scene.carefulObstacles = scene.officialObstacles = request.obstacles;
        scene.carefulCloud = request.object;
        cv::Vec3d middle;
        double lowest = std::numeric_limits<double>::infinity();
        for (const cv::Vec3d& p : request.object) {
            middle += p / double(request.object.size());
            lowest = std::min(lowest, p.dot(request.up));
        }
        const std::size_t few = request.object.size() / 60;
        QVERIFY(few >= 4);
        for (std::size_t i = 0; i < few; ++i) {
            const double below = 0.03 + 0.02 * double(i) / double(few - 1);
            scene.officialCloud.push_back(middle + request.up * (lowest - below - middle.dot(request.up)));
        }
        scene.carefulCloud.insert(scene.carefulCloud.end(), scene.officialCloud.begin(), scene.officialCloud.end());
        const auto worst = [&scene](const Result<Plan>& plan) {
            const auto ratios =
                evaluator::collisionRatios(*scene.officialObstacles, scene.officialCloud, plan->trajectory);
            return *std::max_element(ratios.begin(), ratios.end());
        };
        request.object = scene.carefulCloud;
        const auto first = plan(request);
        QVERIFY(first);
        for (const cv::Vec3d& p : scene.officialCloud) {
            const cv::Vec3d setDown = p + cv::Vec3d(first->trajectory.back() - first->trajectory.front());
            const cv::Vec3d index = (setDown - scene.officialObstacles->origin()) / VoxelSet::voxelMetres;
            scene.officialObstacles->insert(int(index[0]), int(index[1]), int(index[2]));
        }
        QVERIFY(worst(first) > threshold::collisionRatio);
        const auto planned = planScored(scene, table.frame, request.destination, request.up);
        QVERIFY(planned && worst(planned) <= threshold::collisionRatio);
        request.object = scene.officialCloud;
        QVERIFY(plan(request)->trajectory == planned->trajectory);

        scene.officialCloud.clear(); // not scored, so there is nothing to mend
        QVERIFY(planScored(scene, table.frame, request.destination, request.up)->trajectory == first->trajectory);
        scene.carefulObstacles = failure("no depth at all");
        const auto without = planScored(scene, table.frame, request.destination, request.up);
        QVERIFY(!without);
        QCOMPARE(without.error().message(), std::string("no depth at all"));
        QVERIFY(!planScored(SceneGeometry(), table.frame, request.destination, request.up));
    }

    void answersAreThoseOfRoboTracer() {
        const Camera camera{640, 480, 500, 500, 320, 240};
        const std::vector<PointCamera> points{{0, 0, 1}, {0.1, -0.1, 0.8764}};
        QCOMPARE(answerText(points, camera, Task::ThreeD), std::string("[(500, 500, 1.000), (589, 381, 0.876)]"));
        QCOMPARE(answerText(points, camera, Task::TwoD), std::string("[(500, 500), (589, 381)]"));
    }

    void plansSucceedUnderBothScores_data() {
        QTest::addColumn<QString>("folder");
        QTest::newRow("bundled samples") << QStringLiteral(TRACESTUDIO_SAMPLES);
        QTest::newRow("real frames") << QStringLiteral(TRACESTUDIO_SHARED "/data/dev-bench/TraceSpatial-Bench");
    }
    void plansSucceedUnderBothScores() {
        QFETCH(QString, folder);
        const auto dataset = Dataset::open(folder.toStdString());
        if (!dataset)
            QSKIP("dev-bench is not on this machine (TRACESTUDIO_SHARED).");
        SceneGeometryCache scenes;
        QStringList failed;
        for (std::size_t i = 0; i < (*dataset)->size(); ++i) {
            const auto record = (*dataset)->record(i);
            QVERIFY(record);
            for (const Task task : {Task::ThreeD, Task::TwoD}) {
                QElapsedTimer timer;
                timer.start();
                const auto answer = plannedAnswer(**dataset, *record, task, scenes);
                const qint64 elapsed = timer.elapsed();
                QVERIFY2(answer, answer ? "" : (record->id + ": " + answer.error().message()).c_str());
                const auto predictions = predictionFrom(
                    predictionLine(*record, {}, RunAnswer{*answer, {}, 0, 0, 0}, PromptStyle::RoboTracer), plannerName,
                    task);
                QVERIFY(predictions);
                const auto scored = score(*predictions, (*dataset)->folder());
                QVERIFY(scored);
                const SampleScore& sample = scored->samples.front();
                bool isGood = sample.careful.verdict.isSuccess();
                if (task == Task::ThreeD) {
                    isGood = isGood && sample.official3d->succeeds && !sample.official3d->collides;
                    qInfo("sample %s: %lld ms with its scene, official %s (start %.3f m, end %.3f m), swept ratio "
                          "%.3f: %s",
                          record->id.c_str(), elapsed, sample.official3d->succeeds ? "success" : "failure",
                          sample.official3d->startDistance.value_or(-1), sample.official3d->endDistance.value_or(-1),
                          sample.careful.worstSweptRatio.value_or(-1), answer->c_str());
                } else {
                    isGood = isGood && sample.official2d->startInMask == true && sample.official2d->endInBox;
                }
                if (!isGood)
                    failed << QString::fromStdString(record->id) + (task == Task::ThreeD ? " 3D" : " 2D");
            }
        }
        QVERIFY2(failed.isEmpty(), qPrintable(failed.join(QStringLiteral(", "))));
    }

  private:
    static std::vector<cv::Vec3d> cornersOf(const OrientedBox& box) {
        std::vector<cv::Vec3d> corners;
        for (const PointCamera& corner : box.corners())
            corners.emplace_back(corner);
        return corners;
    }
    /// A shell of obstacles, two voxels thick, 10 cm around `points`.
    static void wallIn(PlanRequest& request, const std::vector<cv::Vec3d>& points) {
        cv::Vec3d low = points.front();
        cv::Vec3d high = points.front();
        for (const cv::Vec3d& p : points)
            for (int axis = 0; axis < 3; ++axis) {
                low[axis] = std::min(low[axis], p[axis]);
                high[axis] = std::max(high[axis], p[axis]);
            }
        cv::Vec3i first, last;
        for (int axis = 0; axis < 3; ++axis) {
            first[axis] = int(std::floor((low[axis] - 0.1 - request.obstacles.origin()[axis]) / 0.02));
            last[axis] = int(std::floor((high[axis] + 0.1 - request.obstacles.origin()[axis]) / 0.02));
        }
        for (int x = first[0]; x <= last[0]; ++x)
            for (int y = first[1]; y <= last[1]; ++y)
                for (int z = first[2]; z <= last[2]; ++z)
                    if (std::min({x - first[0], last[0] - x, y - first[1], last[1] - y, z - first[2], last[2] - z}) < 2)
                        request.obstacles.insert(x, y, z);
    }
};

QTEST_GUILESS_MAIN(PlannerTest)
#include "tst_planner.moc"
