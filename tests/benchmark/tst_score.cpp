#include "benchmark/benchmark_folder.h"
#include "benchmark/neighbour_distances.h"
#include "benchmark/object_cloud.h"
#include "benchmark/report.h"
#include "benchmark/report_comparison.h"
#include "benchmark/scene_geometry.h"
#include "support.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QTest>
#include <numeric>
#include <random>
#include <sys/stat.h>
#include <thread>

using namespace tracestudio;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

const fs::path quirks = fs::path(TRACESTUDIO_TEST_DATA) / "quirks";

std::shared_ptr<const PredictionFile> open(const fs::path& file) {
    const auto predictions = PredictionFile::open(file);
    if (!predictions)
        qFatal("%s", predictions.error().message().c_str());
    return *predictions;
}

ModelScore scored(const std::shared_ptr<const PredictionFile>& predictions, const fs::path& folder,
                  const ScoreOptions& options = {}) {
    auto result = score(predictions, folder, options);
    if (!result)
        qFatal("%s", result.error().message().c_str());
    return std::move(*result);
}

Json jsonFrom(const fs::path& file) {
    QFile in(QString::fromStdString(file.string()));
    return in.open(QIODevice::ReadOnly) ? Json::parse(in.readAll().toStdString()) : Json();
}

/// The quirks folder's one good row with another answer. `name` decides parser and task.
class AnswersToTheGoodRow {
  public:
    explicit AnswersToTheGoodRow(const std::string& name)
        : m_name(name) {
        QFile in(QString::fromStdString((quirks / "outputs" / "RoboTracer_Quirks_3D.jsonl").string()));
        if (!in.open(QIODevice::ReadOnly))
            qFatal("the quirks are missing");
        m_row = Json::parse(in.readLine().toStdString());
    }
    AnswersToTheGoodRow& add(const Json& answer, const Json& changes = Json::object()) {
        Json row = m_row;
        row["question_id"] = m_lines++;
        row["model_prediction"] = answer;
        row.update(changes);
        m_text += row.dump() + "\n";
        return *this;
    }
    [[nodiscard]] ModelScore scored(const fs::path& folder = quirks) const {
        m_files.write(m_name + ".jsonl", m_text);
        return ::scored(open(m_files.path() / (m_name + ".jsonl")), folder);
    }

  private:
    BenchmarkFolder m_files;
    std::string m_name;
    Json m_row;
    std::string m_text;
    int m_lines = 0;
};

const std::string goodStart = "(164, 594, 0.59)";
const std::string goodEnd = "(848, 460, 0.63)";
const std::string goodAnswer = "[" + goodStart + ", (316, 281, 0.51), (701, 236, 0.54), " + goodEnd + "]";

/// A bar stands between where a card is and where it is to go, all at one distance: the card's two places are free, the
/// way between them is not.
class CardBesideBar {
  public:
    CardBesideBar() {
        cv::Mat depth(120, 160, CV_16UC1, cv::Scalar(2000));
        depth(cv::Rect(70, 0, 20, 120)) = 800;
        depth(cv::Rect(20, 50, 20, 20)) = 800;
        cv::Mat mask = cv::Mat::zeros(120, 160, CV_8UC1);
        mask(cv::Rect(20, 50, 20, 20)) = 255;
        m_folder.writePicture("raw_data/0/image.png", cv::Mat(120, 160, CV_8UC3, cv::Scalar(90, 90, 90)));
        m_folder.writePicture("raw_data/0/gt_depth.png", depth);
        m_folder.writePicture("raw_data/0/mask.png", mask);
    }
    [[nodiscard]] SampleScore scored(const std::string& answer) const {
        Json row = BenchmarkFolder::row(0);
        row["question_id"] = 0;
        row["gt_depth_intrinsics"] = {{150.0, 0.0, 80.0}, {0.0, 150.0, 60.0}, {0.0, 0.0, 1.0}};
        row["trajectory"] = {{-0.27, 0.0, 0.8}, {0.27, 0.0, 0.8}};
        row["bbox_center"] = {0.27, 0.0, 0.8};
        row["model_prediction"] = answer;
        m_folder.write("RoboTracer_3D.jsonl", row.dump() + "\n");
        return ::scored(open(m_folder.path() / "RoboTracer_3D.jsonl"), m_folder.path()).samples.front();
    }

  private:
    BenchmarkFolder m_folder;
};

std::vector<std::string> namesOf(const Verdict& verdict) {
    std::vector<std::string> names;
    for (const Cause cause : verdict.causes)
        names.emplace_back(nameOf(cause));
    return names;
}

} // namespace

class ScoreTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void agreesWithThePublishedEvaluator_data() {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("answers");
        QTest::addColumn<QString>("golden");
        const QString shared = QStringLiteral(TRACESTUDIO_SHARED "/data/");
        addGoldens("samples", QStringLiteral(TRACESTUDIO_SAMPLES), QStringLiteral(TRACESTUDIO_SAMPLES "/outputs"),
                   QStringLiteral(TRACESTUDIO_TEST_DATA "/samples-goldens"));
        const QString odd = QString::fromStdString(quirks.string());
        addGoldens("quirks", odd, odd + QStringLiteral("/outputs"), odd + QStringLiteral("/goldens"));
        addGoldens("published", {}, shared + QStringLiteral("published-outputs"),
                   shared + QStringLiteral("published-outputs/goldens"));
        addGoldens("dev-bench", shared + QStringLiteral("dev-bench/TraceSpatial-Bench"),
                   shared + QStringLiteral("dev-bench/outputs"), shared + QStringLiteral("dev-bench/goldens/samples"));
    }
    void agreesWithThePublishedEvaluator() {
        QFETCH(QString, folder);
        QFETCH(QString, answers);
        QFETCH(QString, golden);
        if (golden.isEmpty())
            QSKIP("These goldens are not on this machine (TRACESTUDIO_SHARED).");
        const ModelScore score = scored(open(answers.toStdString()), folder.toStdString());
        const auto differences = ReportComparison::differences(jsonFrom(golden.toStdString()), reportJson(score));
        QVERIFY2(differences.empty(), differences.empty() ? "" : differences.front().c_str());
    }

    void theComparisonSeesWhatMatters() {
        const Json golden = jsonFrom(quirks / "goldens" / "RoboTracer_Quirks_3D.json");
        QVERIFY(ReportComparison::differences(golden, golden).empty());
        const auto countAfter = [&golden](const char* pointer, const Json& value) {
            Json changed = golden;
            changed[Json::json_pointer(pointer)] = value;
            return ReportComparison::differences(golden, changed).size();
        };
        QCOMPARE(countAfter("/samples/0/status", "skipped"), std::size_t(1));
        QCOMPARE(countAfter("/samples/0/success", false), std::size_t(1));
        QCOMPARE(countAfter("/samples/0/end_distance", 0.001), std::size_t(1));
        QCOMPARE(countAfter("/samples/0/collision_ratios/1", 0.001), std::size_t(1));
        QCOMPARE(countAfter("/samples/0/bbox_2d", nullptr), std::size_t(1));
        QCOMPARE(countAfter("/aggregate/n_start", 1), std::size_t(1));
        QCOMPARE(countAfter("/samples", Json::array()), std::size_t(1));
        QCOMPARE(countAfter("/versions", nullptr), std::size_t(0));
    }

    void everyVerdictHasItsAnswer() {
        const ModelScore score = AnswersToTheGoodRow("RoboTracer_3D")
                                     .add(goodAnswer)
                                     .add("I cannot do that.")
                                     .add("[(164, 594), (848, 460)]")
                                     .add("[(600, 100, 1.5), " + goodEnd + "]")
                                     .add("[" + goodStart + ", (600, 100, 1.5)]")
                                     .add("[(600, 100, 1.5), (100, 100, 1.5)]")
                                     .add("[" + goodStart + ", (224, 654, 0.65), (284, 634, 0.66), " + goodEnd + "]")
                                     .add(goodAnswer, {{"gt_depth_intrinsics", Json::array()}})
                                     .add(goodAnswer, {{"gt_depth_path", "nowhere/gt_depth.png"}})
                                     .scored();
        const std::vector<std::vector<std::string>> expected{{},
                                                             {"no parse"},
                                                             {"no depth"},
                                                             {"wrong start"},
                                                             {"wrong end"},
                                                             {"wrong start", "wrong end"},
                                                             {"collision"},
                                                             {"not measured"},
                                                             {"not measured"}};
        QCOMPARE(score.samples.size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i) {
            const SampleScore& sample = score.samples[i];
            QVERIFY2(namesOf(sample.verdict) == expected[i], std::to_string(i).c_str());
            QCOMPARE(sample.verdict.isSuccess(), expected[i].empty());
            QCOMPARE(sample.verdict.has(Cause::NotMeasured), sample.verdict.notMeasured.has_value());
            QCOMPARE(std::string(nameOf(sample.verdict)), expected[i].empty() ? "success" : expected[i].front());
        }
        QCOMPARE(score.official.overallSuccessRate, std::optional(1.0 / 9));
        QCOMPARE(score.official.evaluated, std::size_t(5));
        QVERIFY(score.official.seedAborts);
    }

    void verdictsOfPixelTraces() {
        const ModelScore score = AnswersToTheGoodRow("RoboTracer_2D")
                                     .add("[(164, 594), (848, 460)]")
                                     .add("nothing")
                                     .add("[(10, 10), (848, 460)]")
                                     .add("[(164, 594), (10, 10)]")
                                     .add("[(164, 594), (848, 460)]", {{"mask_path", "nowhere/mask.png"}})
                                     .scored();
        const std::vector<std::string> expected{"success", "no parse", "wrong start", "wrong end", "not measured"};
        for (std::size_t i = 0; i < expected.size(); ++i)
            QCOMPARE(std::string(nameOf(score.samples[i].verdict)), expected[i]);
    }

    void aTraceThroughAnObstacleIsASweptCollision() {
        const CardBesideBar scene;
        const SampleScore through = scene.scored("[(187, 500, 0.8), (830, 500, 0.8)]");
        QVERIFY(through.official3d->succeeds && !through.official3d->collides);
        QCOMPARE(namesOf(through.careful.verdict), std::vector<std::string>{"collision"});
        QVERIFY(*through.careful.worstSweptRatio > 0.5);
        QVERIFY(*through.careful.worstSweptAt > 0.3 && *through.careful.worstSweptAt < 0.7);

        const SampleScore around = scene.scored("[(187, 500, 0.8), (300, 500, 0.5), (700, 500, 0.5), (830, 500, 0.8)]");
        QVERIFY(around.official3d->succeeds);
        QVERIFY(around.careful.verdict.isSuccess());
        QVERIFY(*around.careful.worstSweptRatio < threshold::collisionRatio);
    }

    void theCarefulScoreReadsWhatTheOfficialParserCannot() {
        const std::string list = "[[164, 594, 0.59], [316, 281, 0.51], [701, 236, 0.54], [848, 460, 0.63]]";
        const ModelScore score = AnswersToTheGoodRow("Gemini_3D").add("```json\n" + list + "\n```").add(list).scored();
        QVERIFY(score.samples[0].verdict.isSuccess() && score.samples[0].careful.verdict.isSuccess());
        QVERIFY(score.samples[1].verdict.has(Cause::NoParse));
        QVERIFY(score.samples[1].careful.verdict.isSuccess());
        // Kept apart: what is read leniently changes nothing official.
        QCOMPARE(score.official.overallSuccessRate, std::optional(0.5));
        QCOMPARE(score.official.noCollisionRate, std::optional(1.0));
        QCOMPARE(score.careful.successes, std::size_t(2));
        QCOMPARE(score.careful.parsed, std::size_t(2));
    }

    void aFailedCloudIsNotMeasuredInsteadOfFreeOfCollision() {
        const std::string colliding = "[" + goodStart + ", (224, 654, 0.65), (284, 634, 0.66), " + goodEnd + "]";
        const ModelScore score = AnswersToTheGoodRow("RoboTracer_3D")
                                     .add(colliding)
                                     .add(colliding, {{"gt_depth_path", "115/gt_depth.png"}}) // palette: a stale cloud
                                     .add(colliding, {{"gt_depth_path", "114/gt_depth.png"}}) // three channels
                                     .add(colliding, {{"mask_path", "110/mask.png"}})         // empty
                                     .scored();
        QVERIFY(score.samples[0].careful.verdict.has(Cause::Collision));
        for (std::size_t i = 1; i < 4; ++i) {
            QVERIFY(score.samples[i].careful.verdict.has(Cause::NotMeasured));
            QVERIFY(!score.samples[i].careful.worstSweptRatio);
            QVERIFY(!score.samples[i].faults.empty());
        }
        QCOMPARE(score.samples[1].official3d->objectPointsFrom, std::string("stale:0"));
        QVERIFY(score.samples[1].official3d->collisionRatios);
        QVERIFY(!score.samples[3].official3d->collides && !score.samples[3].official3d->objectPoints);
        QCOMPARE(score.careful.collisionMeasured, std::size_t(1));
    }

    void withoutPicturesOnlyTheEndIsMeasured() {
        const ModelScore score = AnswersToTheGoodRow("RoboTracer_3D").add(goodAnswer).scored({});
        QVERIFY(!score.filesUsed);
        const SampleScore& sample = score.samples.front();
        QVERIFY(!sample.official3d->startDistance && sample.official3d->endDistance);
        QVERIFY(sample.verdict.has(Cause::NotMeasured) && sample.careful.verdict.has(Cause::NotMeasured));
        QVERIFY(!score.official.overallSuccessRate && !score.official.noCollisionRate);
        QVERIFY(score.official.endSuccessRate);
    }

    void meansOfNothingAreZerosAsInTheEvaluator() {
        // A Fréchet distance over 100 is looked at and left out; an answer that does not parse is not even looked at.
        const ModelScore far =
            AnswersToTheGoodRow("RoboTracer_3D").add("[" + goodStart + ", (500, 500, 900)]").scored();
        QVERIFY(far.official.path3d && far.official.path3d->count == 0 && far.official.path3d->mean.frechet == 0);
        const ModelScore skipped = AnswersToTheGoodRow("RoboTracer_3D").add("nothing").scored();
        QVERIFY(!skipped.official.path3d && !skipped.official.startInMaskRate && !skipped.official.noCollisionRate);
        QCOMPARE(skipped.official.overallSuccessRate, std::optional(0.0));
    }

    void theResultDoesNotDependOnTheNumberOfThreads() {
        for (const char* name : {"RoboTracer_Stale_3D", "RoboTracer_Pictures_3D", "Gemini_Quirks_2D"}) {
            const auto predictions = open(quirks / "outputs" / (std::string(name) + ".jsonl"));
            std::vector<std::string> reports;
            for (const unsigned threads : {1U, 2U, 5U}) {
                ScoreOptions options;
                options.threads = threads;
                reports.push_back(reportJson(scored(predictions, quirks, options)).dump());
            }
            QVERIFY(reports[0] == reports[1] && reports[0] == reports[2]);
        }
    }

    void aSecondScoringReusesTheScenes() {
        const auto predictions = open(quirks / "outputs" / "RoboTracer_Pictures_3D.jsonl");
        ScoreOptions options;
        options.scenes = std::make_shared<SceneGeometryCache>();
        const std::string first = reportJson(scored(predictions, quirks, options)).dump();
        QVERIFY(first == reportJson(scored(predictions, quirks, options)).dump());
        const auto row = predictions->rows.front();
        const fs::path depth = quirks / "raw_data" / row.gtDepthPath;
        const fs::path mask = quirks / "raw_data" / row.maskPath;
        QCOMPARE(options.scenes->geometry(depth, mask, row.gtDepthIntrinsics),
                 options.scenes->geometry(depth, mask, row.gtDepthIntrinsics));
    }

    void aChangedPictureIsReadAgain() {
        BenchmarkFolder folder;
        folder.writePictures(0);
        SceneGeometryCache scenes;
        const fs::path pictures = folder.path() / "raw_data" / "0";
        const JsonMatrix intrinsics{3, 3, {60, 0, 31.5, 0, 60, 23.5, 0, 0, 1}};
        const auto before = scenes.geometry(pictures / "gt_depth.png", pictures / "mask.png", intrinsics);
        folder.writePicture("raw_data/0/mask.png", cv::Mat::zeros(48, 64, CV_8UC1));
        const auto after = scenes.geometry(pictures / "gt_depth.png", pictures / "mask.png", intrinsics);
        QVERIFY(!before->officialCloud.empty() && after->officialCloud.empty());
    }

    void progressGrowsToOne() {
        ScoreOptions options;
        options.threads = 1;
        std::vector<double> shares;
        options.progress = [&shares](double share) { shares.push_back(share); };
        const ModelScore score = scored(open(quirks / "outputs" / "RoboTracer_Stale_3D.jsonl"), quirks, options);
        QCOMPARE(shares.size(), score.samples.size());
        QVERIFY(std::is_sorted(shares.begin(), shares.end()));
        QCOMPARE(shares.back(), 1.0);
    }

    void cancelAnswersSoonEvenAmidPicturesOfNoise() {
        BenchmarkFolder folder;
        cv::Mat depth(240, 320, CV_16UC1);
        cv::RNG noise(7);
        noise.fill(depth, cv::RNG::UNIFORM, 500, 15000);
        folder.writePicture("raw_data/0/mask.png", cv::Mat(240, 320, CV_8UC1, cv::Scalar(255)));
        std::string lines;
        for (int i = 0; i < 30; ++i) {
            Json row = BenchmarkFolder::row(i);
            row["mask_path"] = "0/mask.png";
            row["gt_depth_intrinsics"] = {{300.0, 0.0, 160.0}, {0.0, 300.0, 120.0}, {0.0, 0.0, 1.0}};
            row["model_prediction"] = goodAnswer;
            lines += row.dump() + "\n";
            folder.writePicture("raw_data/" + std::to_string(i) + "/gt_depth.png", depth);
        }
        folder.write("RoboTracer_3D.jsonl", lines);
        const auto predictions = open(folder.path() / "RoboTracer_3D.jsonl");

        std::stop_source source;
        ScoreOptions options;
        options.threads = 2;
        options.stop = source.get_token();
        std::atomic<double> share = 0;
        options.progress = [&share](double done) { share = done; };
        Result<ModelScore> result = failure("");
        std::jthread worker([&] { result = score(predictions, folder.path(), options); });
        QTRY_VERIFY_WITH_TIMEOUT(share > 0, 60000); // amid the next clouds, then
        QVERIFY(share < 0.5);
        QElapsedTimer timer;
        timer.start();
        source.request_stop();
        worker.join();
        QVERIFY2(timer.elapsed() < 200 * slowness, QByteArray::number(timer.elapsed()));
        QVERIFY(!result);
    }

    void neighboursByPixelsAreThoseOfAllPoints() {
        // Every kind of surface against the definition: a plane, a slope, noise, far apart, hardly any.
        cv::RNG noise(3);
        for (int kind = 0; kind < 6; ++kind) {
            cv::Mat depth(40, 50, CV_16UC1);
            cv::Mat mask(40, 50, CV_8UC1, cv::Scalar(255));
            for (int v = 0; v < depth.rows; ++v)
                for (int u = 0; u < depth.cols; ++u)
                    depth.at<std::uint16_t>(v, u) = std::uint16_t(kind == 0   ? 800
                                                                  : kind == 1 ? 500 + 20 * u
                                                                  : kind == 2 ? noise.uniform(1, 15000)
                                                                              : 700 + u % 3);
            if (kind == 3)
                noise.fill(mask, cv::RNG::UNIFORM, 0, 2);
            for (int v = 0; v < mask.rows && kind >= 4; ++v)
                for (int u = 0; u < mask.cols; ++u)
                    mask.at<std::uint8_t>(v, u) = (v * 7 + u * 13) % (kind == 4 ? 11 : 401) == 0;
            const MaskedPoints masked = maskedPoints(mask, depth, {50, 40, 60, 55, 24, 21});
            const ObjectPoints& points = masked.points;
            std::vector<double> means;
            double sum = 0;
            for (const cv::Vec3d& p : points) {
                std::vector<double> distances;
                for (const cv::Vec3d& q : points)
                    distances.push_back(cv::norm(p - q));
                std::sort(distances.begin(), distances.end());
                distances.resize(std::min<std::size_t>(10, distances.size()));
                means.push_back(std::accumulate(distances.begin(), distances.end(), 0.0) / double(distances.size()));
                sum += means.back();
            }
            const double mean = sum / double(means.size());
            double squares = 0;
            for (const double value : means)
                squares += (value - mean) * (value - mean);
            const double limit = mean + 1.2 * std::sqrt(squares / double(means.size() - 1));
            ObjectPoints expected;
            for (std::size_t i = 0; i < points.size(); ++i)
                if (means[i] > 0 && means[i] < limit)
                    expected.push_back(points[i]);
            QVERIFY2(withoutOutliers(masked) == expected, std::to_string(kind).c_str());
        }
    }

    /// Strokes that add and take away, on every kind of surface; each time all is as if it were measured anew.
    void distancesKeptFromTheMaskBeforeAreThoseMeasuredAnew() {
        cv::RNG random(5);
        for (int kind = 0; kind < 5; ++kind) {
            const cv::Size size(90, 70);
            const Camera camera{size.width, size.height, 80, 75, 44, 33};
            cv::Mat depth(size, CV_16UC1);
            for (int v = 0; v < size.height; ++v)
                for (int u = 0; u < size.width; ++u) {
                    const int stray = random.uniform(0, 40) == 0 ? random.uniform(0, 3000) : 0;
                    depth.at<std::uint16_t>(v, u) = std::uint16_t(kind == 0   ? 800
                                                                  : kind == 1 ? 500 + 20 * u + random.uniform(0, 4)
                                                                  : kind == 2 ? random.uniform(1, 15000)
                                                                  : kind == 3 ? 700 + stray
                                                                              : 700 + stray * (u % 2));
                }
            cv::Mat mask(size, CV_8UC1, cv::Scalar(0));
            NeighbourDistances kept;
            for (int stroke = 0; stroke < 60; ++stroke) {
                const cv::Rect painted(random.uniform(0, size.width - 1), random.uniform(0, size.height - 1),
                                       random.uniform(1, stroke % 10 == 0 ? 80 : 12), random.uniform(1, 20));
                const bool isSpeckled = random.uniform(0, 4) == 0;
                const int value = stroke < 5 || random.uniform(0, 3) > 0 ? 255 : 0;
                for (int v = painted.y; v < std::min(painted.br().y, size.height); ++v)
                    for (int u = painted.x; u < std::min(painted.br().x, size.width); ++u)
                        if (!isSpeckled || random.uniform(0, 9) == 0)
                            mask.at<std::uint8_t>(v, u) = std::uint8_t(value);
                if (stroke == 30)
                    mask = 0;
                if (stroke == 40)
                    depth.at<std::uint16_t>(painted.tl()) = 650; // another picture
                std::stop_source stopped;
                stopped.request_stop();
                const MaskedPoints masked = maskedPoints(mask, depth, camera);
                if (stroke % 13 == 0)
                    (void)kept.of(masked, stopped.get_token());
                QVERIFY2(kept.of(masked) == NeighbourDistances().of(masked),
                         (std::to_string(kind) + ' ' + std::to_string(stroke)).c_str());
            }
        }
    }

    void hostileFilesAndAnswersEndInAStatus() {
        BenchmarkFolder folder;
        folder.writePictures(0);
        folder.write("raw_data/1/gt_depth.png", "no picture");
        folder.write("raw_data/1/mask.png", std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff", 20));
        fs::create_directories(folder.path() / "raw_data" / "2" / "gt_depth.png");
        fs::create_directories(folder.path() / "raw_data" / "3");
        QCOMPARE(mkfifo((folder.path() / "raw_data" / "3" / "gt_depth.png").c_str(), 0600), 0);
        folder.writePicture("raw_data/4/gt_depth.png", cv::Mat(1, 1, CV_16UC1, cv::Scalar(900)));
        folder.writePicture("raw_data/4/mask.png", cv::Mat(1, 1, CV_8UC1, cv::Scalar(255)));
        const std::vector<Json> depths{"0/gt_depth.png",  "1/gt_depth.png",
                                       "2/gt_depth.png",  "3/gt_depth.png",
                                       "4/gt_depth.png",  "../../../x.png",
                                       "/etc/hostname",   "",
                                       nullptr,           7,
                                       Json::array({"a"})};
        const std::vector<Json> masks{"0/mask.png", "1/mask.png", "4/mask.png", "2/gt_depth.png", nullptr};
        const std::vector<std::string> intrinsics{"[[60,0,31.5],[0,60,23.5],[0,0,1]]",
                                                  "[[0,0,0],[0,0,0],[0,0,0]]",
                                                  "[[NaN,0,1],[0,1e400,1],[0,0,1]]",
                                                  "[[1e-30,0,0],[0,1e-30,0],[0,0,1]]",
                                                  "[[1e300,0,1e300],[0,1e300,-1e300],[0,0,1]]",
                                                  "[]",
                                                  "\"x\"",
                                                  "[[1,2],[3]]"};
        std::vector<std::string> answers{goodAnswer,
                                         "",
                                         "[(1" + std::string(400, '0') + ", 2, 3), (4, 5, 6)]",
                                         "[(1, 2, 0), (1, 2, 0)]",
                                         "[(0, 0, 1" + std::string(300, '0') + "), (4, 5, 6)]",
                                         std::string(100000, '('),
                                         "```json\n" + std::string(100000, '[') + "\n```",
                                         "```json\n[[1,2,NaN],[3,4,Infinity]]\n```",
                                         "```json\n[[1,2,1" + std::string(400, '0') + "],[3,4,5]]\n```",
                                         "```json\n[[1,2,99999999999999999999],[3,4,5]]\n```"};
        std::string points = "[";
        for (int i = 0; i < 20000; ++i)
            points += "(" + std::to_string(i % 1000) + ", 500, 1.5), ";
        answers.push_back(points + "]");
        std::mt19937 random(5);
        for (int i = 0; i < 20; ++i) {
            std::string bytes;
            for (int k = 0; k < 200; ++k)
                bytes += "()[]{},.`\n -+eE0123456789jsonNaI\"\\x"[random() % 36];
            answers.push_back("```json\n" + bytes + "\n```");
            answers.push_back(bytes);
        }
        for (const char* name : {"RoboTracer_3D", "RoboTracer_2D", "Gemini_3D", "Gemini_2D"}) {
            std::string lines;
            const auto add = [&](const Json& depth, const Json& mask, const std::string& matrix,
                                 const std::string& answer) {
                Json row = BenchmarkFolder::row(0);
                row["gt_depth_path"] = depth;
                row["mask_path"] = mask;
                row["model_prediction"] = answer;
                row["gt_depth_intrinsics"] = "INTRINSICS";
                std::string text = row.dump();
                text.replace(text.find("\"INTRINSICS\""), 12, matrix);
                lines += text + "\n";
            };
            for (const Json& depth : depths)
                for (const Json& mask : masks)
                    add(depth, mask, intrinsics.front(), goodAnswer);
            for (const std::string& matrix : intrinsics)
                add("0/gt_depth.png", "0/mask.png", matrix, goodAnswer);
            for (const std::string& answer : answers)
                add("0/gt_depth.png", "0/mask.png", intrinsics.front(), answer);
            lines += "{\"question_id\": 1}\n{\"question_id\": 2, \"trajectory\": [[1,2],[3]], \"bbox_center\": []}\n";
            folder.write(std::string(name) + ".jsonl", lines);
            const ModelScore score = scored(open(folder.path() / (std::string(name) + ".jsonl")), folder.path());
            for (const SampleScore& sample : score.samples) {
                const std::string& status = sample.official2d ? sample.official2d->status : sample.official3d->status;
                QVERIFY(status == "ok" || status == "skipped" || status == "seed_aborts");
            }
            QVERIFY(reportJson(score).dump(-1, ' ', false, Json::error_handler_t::replace).size() > 1000);
            QVERIFY(!reportText(score, nullptr).empty() && !reportCsv(score).empty());
        }
    }

    void missingRawDataIsTheSameAsNoFolder() {
        BenchmarkFolder empty;
        const ModelScore score = scored(open(quirks / "outputs" / "RoboTracer_Stale_3D.jsonl"), empty.path());
        QVERIFY(!score.filesUsed);
    }

  private:
    static void addGoldens(const char* set, const QString& folder, const QString& answers, const QString& goldens) {
        bool hasAny = false;
        for (QDirIterator it(goldens, {QStringLiteral("*.json")}); it.hasNext();) {
            const QFileInfo golden(it.next());
            QTest::newRow(qPrintable(QLatin1String(set) + QLatin1Char('/') + golden.baseName()))
                << folder << answers + QLatin1Char('/') + golden.baseName() + QStringLiteral(".jsonl")
                << golden.filePath();
            hasAny = true;
        }
        if (!hasAny)
            QTest::newRow(set) << QString() << QString() << QString();
    }
};

QTEST_GUILESS_MAIN(ScoreTest)
#include "tst_score.moc"
