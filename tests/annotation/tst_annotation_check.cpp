// What is said of annotations, and that the verdict is the evaluator's.
#include "annotation/annotation_check.h"
#include "annotation/dataset_edits.h"
#include "annotation/table_scene.h"
#include "benchmark/benchmark_folder.h"
#include "benchmark/predictions.h"
#include "benchmark/row_fields.h"
#include "benchmark/score.h"

#include <QTest>
#include <limits>
#include <random>
#include <set>

using namespace tracestudio;
namespace fs = std::filesystem;
using Kind = Finding::Kind;
using Severity = Finding::Severity;

namespace {

const TableScene::Block object = TableScene::standing(-0.2, 0.7, {0.08, 0.08, 0.08});
const TableScene::Block destination = TableScene::standing(0.2, 0.7, {0.14, 0.14, 0.12});
/// Stands on the direct way from the one to the other, lower than the way over it.
const TableScene::Block obstacle = TableScene::standing(0, 0.7, {0.1, 0.1, 0.14});

/// A sample with everything right.
struct Good {
    TableScene scene;
    std::shared_ptr<Sample> sample = std::make_shared<Sample>();
    Annotation annotation;

    explicit Good(const std::vector<TableScene::Block>& blocks = {object, obstacle})
        : scene(blocks) {
        sample->id = "7";
        sample->frame = scene.frame();
        annotation.instruction = "put the block to the right";
        annotation.targetObject = "the block";
        annotation.maskFile = TableScene::file(scene.mask());
        annotation.box = scene.box(destination);
        annotation.trajectory = {scene.camera(-0.2, 0.7, 0.04), scene.camera(-0.2, 0.7, 0.27),
                                 scene.camera(0.2, 0.7, 0.27), scene.camera(0.2, 0.7, 0.05)};
    }
    AnnotationCheck check() const { return AnnotationChecker(sample).check(annotation); }
};

using Edit = std::function<void(Good&)>;

QString kindsOf(const AnnotationCheck& check) {
    QStringList words;
    for (const Finding& finding : check.findings)
        words << QString::fromStdString(std::string(nameOf(finding.severity)) + ": " +
                                        std::string(nameOf(finding.kind)));
    return words.join(QStringLiteral(", "));
}

QString wordsOf(const AnnotationCheck& check) {
    QStringList words;
    for (const Finding& finding : check.findings)
        words << QString::fromStdString(finding.explanation.message());
    return words.join(QLatin1Char('\n'));
}

bool areSame(const AnnotationCheck& a, const AnnotationCheck& b) {
    const auto facts = [](const TruthVerdict& v) {
        return std::tie(v.startDistance, v.endDistance, v.collisionRatios, v.worstSweptRatio, v.startSucceeds,
                        v.endSucceeds, v.collides);
    };
    return facts(a.verdict) == facts(b.verdict) && std::equal(a.findings.begin(), a.findings.end(), b.findings.begin(),
                                                              b.findings.end(), [](const Finding& x, const Finding& y) {
                                                                  return x.kind == y.kind && x.severity == y.severity &&
                                                                         x.explanation == y.explanation &&
                                                                         x.waypoint == y.waypoint;
                                                              });
}

} // namespace

Q_DECLARE_METATYPE(Edit)

class AnnotationCheckTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aGoodSampleIsCleanAndSucceeds() {
        const AnnotationCheck check = Good().check();
        QVERIFY2(check.isClean(), qPrintable(wordsOf(check)));
        QVERIFY(check.verdict.succeeds());
        QVERIFY(*check.verdict.startDistance < 0.1);
        QCOMPARE(*check.verdict.endDistance, 0.0);
        QCOMPARE(check.verdict.collisionRatios->size(), std::size_t(4));
    }

    /// Each fault alone is said, once, and nothing else with it.
    void faultsAreSaid_data() {
        QTest::addColumn<Edit>("edit");
        QTest::addColumn<QString>("kinds");
        QTest::addColumn<int>("waypoint");
        const auto add = [](const char* name, const char* kinds, Edit edit, int waypoint = -1) {
            QTest::addRow("%s", name) << std::move(edit) << QString::fromLatin1(kinds) << waypoint;
        };
        add("no instruction", "missing: no instruction", [](Good& good) { good.annotation.instruction = " "; });
        add("no target object", "missing: no target object", [](Good& good) { good.annotation.targetObject.clear(); });
        add("no trace", "missing: no trace", [](Good& good) { good.annotation.trajectory.clear(); });
        add("no box", "missing: no box", [](Good& good) { good.annotation.box.reset(); });
        add("no mask", "missing: no mask", [](Good& good) { good.annotation.maskFile = nullptr; });
        add("mask that is no picture", "missing: no mask",
            [](Good& good) { good.annotation.maskFile = std::make_shared<const std::string>("no picture"); });
        add("mask of nothing", "missing: empty mask", [](Good& good) {
            good.annotation.maskFile = TableScene::file(cv::Mat::zeros(good.scene.mask().size(), CV_8UC1));
        });
        add("mask where the sensor saw nothing", "missing: empty mask", [](Good& good) {
            good.sample->frame.depthMillimetres = good.scene.frame().depthMillimetres.clone();
            good.sample->frame.depthMillimetres.setTo(0, good.scene.mask());
        });
        add("mask of another size", "wrong: mask size", [](Good& good) {
            good.annotation.maskFile = TableScene::file(cv::Mat(100, 100, CV_8UC1, cv::Scalar(255)));
        });
        add("mask in parts", "odd: mask in parts", [](Good& good) {
            cv::Mat mask = good.scene.mask().clone();
            mask(cv::Rect(10, 10, 12, 12)) = 255;
            good.annotation.maskFile = TableScene::file(mask);
        });
        add("mask with a hole in the object", "odd: mask holes", [](Good& good) {
            cv::Mat mask = good.scene.mask().clone();
            const cv::Rect bounds = boundsOf(mask);
            mask(cv::Rect(bounds.x + 3, bounds.y + bounds.height / 2 + 5, 5, 5)) = 0;
            good.annotation.maskFile = TableScene::file(mask);
        });
        add(
            "waypoint outside the picture", "odd: trace leaves image",
            [](Good& good) {
                good.annotation.trajectory.insert(good.annotation.trajectory.begin() + 2,
                                                  good.scene.camera(0, 0.7, 0.65));
            },
            2);
        add(
            "waypoint behind the camera", "odd: trace leaves image",
            [](Good& good) {
                good.annotation.trajectory.insert(good.annotation.trajectory.begin() + 2, {0, 0, -0.5});
            },
            2);
        add(
            "waypoint under the table", "odd: trace in surface, odd: collides between",
            [](Good& good) {
                good.annotation.trajectory.insert(good.annotation.trajectory.begin() + 2,
                                                  good.scene.camera(0.2, 0.5, -0.06));
            },
            2);
        add(
            "start beside the object", "wrong: start off mask",
            [](Good& good) { good.annotation.trajectory.front() = good.scene.camera(-0.11, 0.7, 0.04); }, 0);
        add(
            "start far from the object", "wrong: start off mask",
            [](Good& good) { good.annotation.trajectory.front() = good.scene.camera(-0.2, 0.35, 0.04); }, 0);
        add(
            "end above the box", "odd: end off box",
            [](Good& good) {
                good.annotation.trajectory = {good.annotation.trajectory.front(), good.annotation.trajectory[1],
                                              good.scene.camera(0, 0.7, 0.27), good.scene.camera(0.2, 0.7, 0.27),
                                              good.scene.camera(0.2, 0.7, 0.2)};
            },
            4);
        add(
            "end far from the box", "wrong: end off box",
            [](Good& good) {
                good.annotation.trajectory = {good.annotation.trajectory.front(), good.annotation.trajectory[1],
                                              good.scene.camera(-0.2, 0.8, 0.27), good.scene.camera(-0.2, 0.85, 0.27)};
            },
            3);
        add(
            "waypoint in an obstacle", "wrong: collides, odd: trace in surface",
            [](Good& good) {
                good.annotation.trajectory = {good.annotation.trajectory.front(), good.scene.camera(0, 0.7, 0.1),
                                              good.annotation.trajectory.back()};
            },
            1);
        add(
            "obstacle between waypoints", "odd: collides between",
            [](Good& good) {
                good.annotation.trajectory = {good.annotation.trajectory.front(), good.scene.camera(-0.2, 0.7, 0.1),
                                              good.scene.camera(0.2, 0.7, 0.1), good.annotation.trajectory.back()};
            },
            1);
        add("box that is sheared", "wrong: box not rigid",
            [](Good& good) { good.annotation.box->rotation(0, 1) += 0.2; });
        add("box that is a mirror image", "wrong: box not rigid",
            [](Good& good) { good.annotation.box->rotation = -good.annotation.box->rotation; });
        add("box without volume", "wrong: box not rigid", [](Good& good) { good.annotation.box->extentMetres[1] = 0; });
        add("box in the air", "odd: box off ground", [](Good& good) {
            good.annotation.box = good.scene.box(TableScene::standing(0.2, 0.7, {0.14, 0.14, 0.12}, 0.1));
            good.annotation.trajectory.back() = good.scene.camera(0.2, 0.7, 0.15);
        });
        add("box in the table", "odd: box off ground", [](Good& good) {
            good.annotation.box = good.scene.box(TableScene::standing(0.2, 0.7, {0.14, 0.14, 0.22}, -0.1));
        });
        add(
            "first waypoint twice", "wrong: duplicate points",
            [](Good& good) {
                good.annotation.trajectory.insert(good.annotation.trajectory.begin(),
                                                  good.annotation.trajectory.front());
            },
            1);
        add("what the reader says", "wrong: broken row", [](Good& good) {
            good.sample->problems.push_back({"image.png is missing.", {}});
        });
    }
    void faultsAreSaid() {
        QFETCH(Edit, edit);
        QFETCH(QString, kinds);
        QFETCH(int, waypoint);
        Good good;
        edit(good);
        const AnnotationCheck check = good.check();
        QVERIFY2(kindsOf(check) == kinds, qPrintable(kindsOf(check) + "\n" + wordsOf(check)));
        QCOMPARE(check.findings.front().waypoint.value_or(-1), waypoint);
        QVERIFY(!wordsOf(check).contains(QLatin1Char('%') + QString::number(1)));
        const bool isWrongByItsMetric =
            kinds.startsWith(QStringLiteral("wrong: end")) || kinds.startsWith("wrong: collides");
        QVERIFY(!isWrongByItsMetric || !check.verdict.succeeds());
    }

    void whatIsMissingComesFirstAndOddLast() {
        Good good;
        good.annotation.instruction.clear();
        good.annotation.box = good.scene.box(TableScene::standing(0.2, 0.7, {0.14, 0.14, 0.12}, 0.1));
        good.annotation.trajectory.front() = good.scene.camera(-0.2, 0.7, 0.4);
        const AnnotationCheck check = good.check();
        std::vector<Severity> severities;
        for (const Finding& finding : check.findings)
            severities.push_back(finding.severity);
        QVERIFY(std::is_sorted(severities.begin(), severities.end()));
        QCOMPARE(severities.front(), Severity::Missing);
        QCOMPARE(severities.back(), Severity::Odd);
    }

    /// A handle is a hole through which something else is seen.
    void aHandleIsNoHole() {
        Good good;
        cv::Mat mask = good.scene.mask().clone();
        cv::Mat depth = good.scene.frame().depthMillimetres.clone();
        const cv::Rect bounds = boundsOf(mask);
        const cv::Rect handle(bounds.x + 3, bounds.y + bounds.height / 2 + 5, 5, 5);
        mask(handle) = 0;
        depth(handle) = 1400;
        good.sample->frame.depthMillimetres = depth;
        good.annotation.maskFile = TableScene::file(mask);
        const AnnotationCheck check = good.check();
        QVERIFY2(check.isClean(), qPrintable(wordsOf(check)));
    }

    void whatTheAnnotationMendsIsNotSaid() {
        Good good;
        good.sample->maskPath = "7/mask.png";
        good.sample->problems = describeFaults(fault::noInstruction | fault::noBox | fault::noTrajectory, "7");
        good.sample->problems.push_back(nonRigidBox("7"));
        good.sample->problems.push_back({"%1 is missing. Copy it there.", {"/data/raw_data/7/mask.png"}});
        QVERIFY2(good.check().isClean(), qPrintable(wordsOf(good.check())));
        good.annotation = {};
        QCOMPARE(kindsOf(good.check()),
                 QStringLiteral("missing: no mask, missing: no instruction, missing: no target object, "
                                "missing: no trace, missing: no box"));
    }

    /// Ground truth given as an answer is scored by the evaluator as the check says.
    void theVerdictIsTheEvaluators() {
        const fs::path folder = TRACESTUDIO_SAMPLES;
        const auto dataset = Dataset::open(folder);
        QVERIFY(dataset);
        const auto checked = checkDataset(**dataset);
        QVERIFY(checked);
        for (std::size_t i = 0; i < (*dataset)->size(); ++i) {
            const auto record = (*dataset)->record(i);
            const auto sample = (*dataset)->load(i);
            auto row = nlohmann::json::parse(record->rawText);
            std::string answer = "[";
            for (const PointCamera& p : record->trajectory) {
                const PixelPoint pixel = sample->frame.camera.project(p);
                const auto thousandths = [](double value, int size) { return std::to_string(value * 1000 / size); };
                answer += (answer.size() > 1 ? ", (" : "(") + thousandths(pixel.x, sample->frame.camera.widthPixels) +
                          ", " + thousandths(pixel.y, sample->frame.camera.heightPixels) + ", " + std::to_string(p.z) +
                          ")";
            }
            row["question_id"] = row["id"];
            row["model_prediction"] = answer + "]";
            const auto prediction = predictionFrom(row.dump(), "RoboTracer", Task::ThreeD);
            QVERIFY(prediction);
            const auto scored = score(*prediction, folder);
            QVERIFY(scored);
            const SampleScore& official = scored->samples.front();
            QVERIFY(official.official3d);
            const TruthVerdict& verdict = checked->entries[i].check.verdict;
            QVERIFY(std::abs(*official.official3d->startDistanceObject - *verdict.startDistance) < 1e-3);
            QVERIFY(std::abs(*official.official3d->endDistance - *verdict.endDistance) < 1e-3);
            QCOMPARE(official.official3d->collides, *verdict.collides);
            QCOMPARE(official.official3d->collisionRatios->size(), verdict.collisionRatios->size());
            for (std::size_t k = 0; k < verdict.collisionRatios->size(); ++k)
                QVERIFY(std::abs(official.official3d->collisionRatios->at(k) - verdict.collisionRatios->at(k)) < 0.02);
            QVERIFY(std::abs(*official.careful.worstSweptRatio - *verdict.worstSweptRatio) < 0.02);
        }
    }

    void bundledSamplesAreClean() {
        const auto dataset = Dataset::open(TRACESTUDIO_SAMPLES);
        QVERIFY(dataset);
        const auto checked = checkDataset(**dataset);
        QVERIFY(checked);
        QCOMPARE(checked->entries.size(), std::size_t(8));
        for (const DatasetCheck::Entry& entry : checked->entries)
            QVERIFY2(entry.check.isClean() && entry.check.verdict.succeeds(),
                     qPrintable(QString::fromStdString(entry.id) + "\n" + wordsOf(entry.check)));
        QCOMPARE(checked->faultyCount(), std::size_t(0));
    }

    /// What is kept from one check to the next changes nothing.
    void checkingAgainIsCheckingAnew() {
        const Good good;
        AnnotationChecker checker(good.sample);
        Annotation annotation = good.annotation;
        std::mt19937 random(1);
        std::uniform_real_distribution<double> step(-0.1, 0.1);
        std::set<std::string> seen;
        for (int i = 0; i < 150; ++i) {
            switch (random() % 6) {
            case 0:
                annotation.trajectory[random() % annotation.trajectory.size()] +=
                    PointCamera(step(random), step(random), 0);
                break;
            case 1:
                annotation.box = annotation.box ? std::nullopt : good.annotation.box;
                break;
            case 2:
                if (annotation.box)
                    annotation.box->centre.y += step(random);
                break;
            case 3: {
                cv::Mat mask = good.scene.mask().clone();
                mask(cv::Rect(int(random() % 200), int(random() % 200), 20, 20)) = random() % 2 ? 255 : 0;
                annotation.maskFile = TableScene::file(mask);
                break;
            }
            case 4:
                annotation.maskFile = random() % 4 == 0 ? nullptr : good.annotation.maskFile;
                break;
            default:
                annotation.instruction = random() % 2 ? "" : "put it there";
            }
            const AnnotationCheck again = checker.check(annotation);
            const AnnotationCheck anew = AnnotationChecker(good.sample).check(annotation);
            QVERIFY2(areSame(again, anew), qPrintable(wordsOf(again) + "\n--\n" + wordsOf(anew)));
            for (const Finding& finding : again.findings)
                seen.insert(std::string(nameOf(finding.kind)));
        }
        QVERIFY(seen.size() > 5);
    }

    void whatThePlannerNeedsIsKept() {
        const Good good;
        AnnotationChecker checker(good.sample);
        QVERIFY(!checker.scene());
        checker.check(good.annotation);
        const auto scene = checker.scene();
        QVERIFY(scene && scene->carefulObstacles && scene->carefulObstacles->size() > 500);
        QVERIFY(scene->carefulCloud.size() > 50);
        Annotation bare = good.annotation;
        bare.maskFile = nullptr;
        checker.check(bare);
        QVERIFY(!checker.scene());
        QVERIFY(scene->carefulObstacles->size() > 500); // who holds it keeps it
    }

    void aStoppedCheckSaysNothing() {
        const Good good;
        AnnotationChecker checker(good.sample);
        std::stop_source stop;
        stop.request_stop();
        const AnnotationCheck stopped = checker.check({}, stop.get_token());
        QVERIFY(stopped.isClean() && !stopped.verdict.succeeds());
        QVERIFY(areSame(checker.check(good.annotation), good.check()));
        const auto dataset = Dataset::open(TRACESTUDIO_SAMPLES);
        QVERIFY(!checkDataset(**dataset, {}, stop.get_token()));
    }

    /// Whatever numbers and masks there are, a check ends.
    void oddNumbersAreChecked() {
        constexpr double huge = std::numeric_limits<double>::max();
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        constexpr double infinity = std::numeric_limits<double>::infinity();
        for (const double number : {0.0, -0.0, 1e-300, 1e30, huge, -huge, infinity, nan}) {
            Good good;
            good.annotation.trajectory[1].x = number;
            good.check();
            good.annotation.trajectory.assign(3, {number, number, number});
            good.annotation.box->centre.z = number;
            good.check();
            good.annotation.box->extentMetres = cv::Vec3d::all(number);
            good.annotation.box->rotation = cv::Matx33d::all(number);
            QVERIFY(!good.check().isClean());
            good.sample->frame.camera.fx = number;
            good.check();
            good.sample->frame.depthMillimetres = cv::Mat();
            good.check();
        }
        Good good;
        good.annotation.trajectory.assign(100'000, good.annotation.trajectory[1]);
        cv::Mat mask(good.scene.mask().size(), CV_8UC1);
        for (int v = 0; v < mask.rows; ++v)
            for (int u = 0; u < mask.cols; ++u)
                mask.at<std::uint8_t>(v, u) = (u + v) % 2 ? 255 : 0;
        good.annotation.maskFile = TableScene::file(mask);
        const AnnotationCheck check = good.check();
        QVERIFY(wordsOf(check).size() < 3000);
    }

    void aDatasetIsCheckedRowByRow() {
        const BenchmarkFolder folder;
        std::vector<BenchmarkFolder::Json> rows;
        for (int id = 0; id < 20; ++id) {
            rows.push_back(BenchmarkFolder::row(id));
            folder.writePictures(id);
        }
        for (const char* key : {"bbox_center", "bbox_extent", "bbox_rotation"}) {
            rows[3].erase(key);
            rows[5].erase(key);
        }
        rows[6].erase("bbox_center"); // half a box is a broken one
        rows[4]["image_path"] = "4/none.png";
        rows[5].erase("trajectory");
        rows[5].erase("mask_path");
        rows.push_back("no row");
        folder.writeRows(rows);
        const auto dataset = Dataset::open(folder.path());
        QVERIFY(dataset);
        std::atomic<int> told = 0;
        const auto checked = checkDataset(**dataset, [&](double share) { told += share > 0 && share <= 1; });
        QVERIFY(checked);
        QCOMPARE(told.load(), 21);
        QCOMPARE(checked->entries.size(), std::size_t(21));
        for (int id = 0; id < 20; ++id)
            QCOMPARE(checked->entries[std::size_t(id)].id, std::to_string(id));
        const auto has = [&](std::size_t row, Kind kind) {
            const auto& findings = checked->entries[row].check.findings;
            return std::any_of(findings.begin(), findings.end(), [&](const Finding& f) { return f.kind == kind; });
        };
        QVERIFY(has(3, Kind::NoBox) && !has(3, Kind::BrokenRow) && !has(2, Kind::NoBox));
        QVERIFY(has(4, Kind::BrokenRow) && !has(3, Kind::BrokenRow));
        QVERIFY(has(5, Kind::NoTrace) && has(5, Kind::NoMask) && has(5, Kind::NoBox));
        QVERIFY(has(6, Kind::BrokenRow) && !has(6, Kind::NoBox));
        QVERIFY(has(20, Kind::BrokenRow));
    }

    void unsavedEditsAreChecked() {
        const auto dataset = Dataset::open(TRACESTUDIO_SAMPLES);
        QVERIFY(dataset);
        RowEdit edit;
        edit.before = annotationOf(*(*dataset)->record(2), (*dataset)->pictureFolder());
        edit.after = edit.before;
        edit.after.maskFile = TableScene::file(cv::Mat::zeros((*dataset)->load(2)->mask.pixels.size(), CV_8UC1));
        DatasetEdits edits;
        edits.rows[2] = std::make_shared<const RowEdit>(edit);
        edit.isDeleted = true;
        edits.rows[5] = std::make_shared<const RowEdit>(edit);
        const auto checked = checkDataset(*EditedDataset::of(*dataset, edits));
        QVERIFY(checked);
        QCOMPARE(checked->entries.size(), std::size_t(7));
        QCOMPARE(checked->faultyCount(), std::size_t(1));
        QCOMPARE(checked->entries[2].check.findings.front().kind, Kind::EmptyMask);
    }

    /// A waypoint that is no number is in no annotation, but its row says so.
    void aRowWithOddWaypointsIsBroken() {
        const BenchmarkFolder folder;
        folder.writePictures(0);
        folder.writePictures(1);
        std::string rows = BenchmarkFolder::Json({BenchmarkFolder::row(0), BenchmarkFolder::row(1)}).dump();
        rows.replace(rows.find("[0.2,0.1,1.1]"), 13, "[NaN,0.1,1.1]");
        folder.write("trajectory_dataset.json", rows);
        const auto checked = checkDataset(**Dataset::open(folder.path()));
        const auto broken = [](const Finding& finding) { return finding.kind == Kind::BrokenRow; };
        const auto& first = checked->entries[0].check.findings;
        QCOMPARE(std::count_if(first.begin(), first.end(), broken), 1);
        const auto& second = checked->entries[1].check.findings;
        QCOMPARE(std::count_if(second.begin(), second.end(), broken), 0);
    }

    /// Real frames of objects on tables and floors.
    void realFramesComeOutSensible() {
        const fs::path folder = fs::path(TRACESTUDIO_SHARED) / "data/dev-bench/TraceSpatial-Bench";
        if (!fs::exists(folder))
            QSKIP("there is no shared/data/dev-bench here");
        const auto dataset = Dataset::open(folder);
        QVERIFY(dataset);
        const auto checked = checkDataset(**dataset);
        QVERIFY(checked);
        for (const DatasetCheck::Entry& entry : checked->entries) {
            QVERIFY2(entry.check.verdict.succeeds(), entry.id.c_str());
            for (const Finding& finding : entry.check.findings)
                QVERIFY2(finding.severity == Severity::Odd, finding.explanation.message().c_str());
        }
    }

  private:
    static cv::Rect boundsOf(const cv::Mat& mask) {
        cv::Rect bounds;
        for (int v = 0; v < mask.rows; ++v)
            for (int u = 0; u < mask.cols; ++u)
                if (mask.at<std::uint8_t>(v, u))
                    bounds = bounds.empty() ? cv::Rect(u, v, 1, 1) : bounds | cv::Rect(u, v, 1, 1);
        return bounds;
    }
};

QTEST_GUILESS_MAIN(AnnotationCheckTest)
#include "tst_annotation_check.moc"
