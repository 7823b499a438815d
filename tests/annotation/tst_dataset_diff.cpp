// What is told of two versions of a dataset.
#include "annotation/dataset_diff.h"
#include "annotation/dataset_edits.h"
#include "annotation/table_scene.h"
#include "benchmark/benchmark_folder.h"

#include <QTest>
#include <fstream>
#include <numbers>

using namespace tracestudio;
namespace fs = std::filesystem;
using Json = BenchmarkFolder::Json;
using Kind = SampleDiff::Kind;

namespace {

std::shared_ptr<const Dataset> opened(const BenchmarkFolder& folder) {
    const auto dataset = Dataset::open(folder.path());
    if (!dataset)
        qFatal("%s", dataset.error().message().c_str());
    return *dataset;
}

std::vector<SampleDiff> diffOf(const BenchmarkFolder& before, const BenchmarkFolder& after) {
    auto diffs = diffDatasets(*opened(before), *opened(after));
    if (!diffs)
        qFatal("%s", diffs.error().message().c_str());
    return std::move(*diffs);
}

/// Two folders of the same three samples.
struct Versions {
    BenchmarkFolder before, after;
    std::vector<Json> rows{BenchmarkFolder::row(0), BenchmarkFolder::row(1), BenchmarkFolder::row(2)};

    Versions() {
        for (int id = 0; id < 3; ++id) {
            before.writePictures(id);
            after.writePictures(id);
        }
        before.writeRows(rows);
    }
    [[nodiscard]] std::vector<SampleDiff> diff() const {
        after.writeRows(rows);
        return diffOf(before, after);
    }
    /// Of sample 1, the only one that may differ.
    [[nodiscard]] SampleDiff only() const {
        const auto diffs = diff();
        if (diffs.size() != 1 || diffs.front().id != "1" || diffs.front().kind != Kind::Changed)
            qFatal("there are %zu differences", diffs.size());
        return diffs.front();
    }
};

} // namespace

class DatasetDiffTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void theSameIsAlike() {
        const Versions versions;
        QVERIFY(versions.diff().empty());
        const auto bundled = *Dataset::open(TRACESTUDIO_SAMPLES);
        QVERIFY(diffDatasets(*bundled, *bundled)->empty());
    }

    void spellingOrderAndCompressionDoNotCount() {
        Versions versions;
        versions.rows[1]["extra"] = Json::parse("{\"a\": [1, 2.5, true, null], \"b\": \"caf\\u00e9\"}");
        versions.before.writeRows(versions.rows);
        std::string text = "[";
        for (std::size_t i = 0; i < versions.rows.size(); ++i) {
            std::string row = "{";
            for (auto member = versions.rows[i].rbegin(); member != versions.rows[i].rend(); ++member)
                row += (row.size() > 1 ? ",\n  " : "") + Json(member.key()).dump() + " : " +
                       (member.key() == "bbox_extent" ? "[2e-1, 0.20, 0.2000]"
                        : member.key() == "extra"     ? "{\"b\": \"café\", \"a\": [1.0, 25e-1, true, null]}"
                                                      : member.value().dump());
            text += (i > 0 ? "," : "") + row + "}";
        }
        versions.after.write("trajectory_dataset.json", text + "]");
        std::vector<unsigned char> bytes;
        cv::Mat mask = cv::Mat::zeros(BenchmarkFolder::height, BenchmarkFolder::width, CV_8UC1);
        mask(cv::Rect(20, 10, 16, 12)) = 255;
        cv::imencode(".png", mask, bytes, {cv::IMWRITE_PNG_COMPRESSION, 0});
        versions.after.write("raw_data/1/mask.png", std::string(bytes.begin(), bytes.end()));
        const auto diffs = diffOf(versions.before, versions.after);
        QVERIFY2(diffs.empty(), diffs.empty() || diffs[0].keys.empty() ? "" : diffs[0].keys[0].c_str());
    }

    void valuesThatLookAlikeDiffer_data() {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        const auto add = [](const char* before, const char* after) {
            QTest::addRow("%s and %s", before, after) << QString::fromLatin1(before) << QString::fromLatin1(after);
        };
        add("1", "true");
        add("0", "null");
        add("1", "\"1\"");
        add("0.1", "0.10000000000000001e0001");
        add("9007199254740993", "9007199254740992");
        add("[1, 2]", "[2, 1]");
        add("[1, 2]", "[1, 2, 3]");
        add("{\"a\": 1}", "{\"b\": 1}");
        add("{\"a\": 1}", "{\"a\": 1, \"b\": 2}");
        add("NaN", "0");
    }
    void valuesThatLookAlikeDiffer() {
        QFETCH(QString, before);
        QFETCH(QString, after);
        const BenchmarkFolder first;
        const BenchmarkFolder second;
        first.write("trajectory_dataset.json", "[{\"id\": 1, \"x\": " + before.toStdString() + "}]");
        second.write("trajectory_dataset.json", "[{\"id\": 1, \"x\": " + after.toStdString() + "}]");
        const auto diffs = diffOf(first, second);
        QCOMPARE(diffs.size(), std::size_t(1));
        QCOMPARE(diffs[0].keys, std::vector<std::string>{"x"});
        QVERIFY(diffOf(first, first).empty() && diffOf(second, second).empty());
    }

    void addedAndRemovedSamplesAreTold() {
        Versions versions;
        versions.rows = {BenchmarkFolder::row(9), versions.rows[2], versions.rows[0], BenchmarkFolder::row(5)};
        versions.rows[2]["prompt"] = "another";
        const auto diffs = versions.diff();
        QCOMPARE(diffs.size(), std::size_t(4));
        QCOMPARE(diffs[0].id, std::string("9"));
        QCOMPARE(diffs[0].kind, Kind::Added);
        QCOMPARE(diffs[1].id, std::string("0"));
        QCOMPARE(diffs[1].kind, Kind::Changed);
        QCOMPARE(diffs[1].keys, std::vector<std::string>{"prompt"});
        QCOMPARE(diffs[2].id, std::string("5"));
        QCOMPARE(diffs[3].id, std::string("1"));
        QCOMPARE(diffs[3].kind, Kind::Removed);
    }

    void rowsThatShareAnIdBelongTogetherInTheirOrder() {
        Versions versions;
        versions.rows[1]["id"] = 0;
        versions.before.writeRows(versions.rows);
        QVERIFY(versions.diff().empty());
        versions.rows.erase(versions.rows.begin() + 1);
        const auto diffs = versions.diff();
        QCOMPARE(diffs.size(), std::size_t(1));
        QCOMPARE(diffs[0].kind, Kind::Removed);
        QCOMPARE(diffs[0].id, std::string("0"));
    }

    void unknownKeysAreComparedToo() {
        Versions versions;
        versions.rows[1]["grasp"] = {{"width", 0.08}};
        versions.rows[1].erase("category");
        const SampleDiff diff = versions.only();
        QCOMPARE(diff.keys, (std::vector<std::string>{"grasp", "category"}));
        QCOMPARE(diff.movedPoints, std::size_t(0));
        QVERIFY(!diff.boxCentreMetres && !diff.maskOverlap && !diff.picturesDiffer);
    }

    void movedWaypointsAreMeasured() {
        Versions versions;
        versions.rows[1]["trajectory"][1] = {0.2, 0.1 + 0.03, 1.1 + 0.04};
        versions.rows[1]["trajectory"][2][0] = 0.31;
        const SampleDiff diff = versions.only();
        QCOMPARE(diff.movedPoints, std::size_t(2));
        QVERIFY(std::abs(diff.largestMoveMetres - 0.05) < 1e-9);
        QCOMPARE(diff.pointCountBefore, 3);
        QCOMPARE(diff.pointCountAfter, 3);
    }

    /// A waypoint more on the same way is no move; one beside it is.
    void tracesOfOtherCountsAreMeasuredByTheirLines() {
        Versions versions;
        versions.rows[1]["trajectory"] = {{0.1, 0.2, 1.0}, {0.15, 0.15, 1.05}, {0.2, 0.1, 1.1}, {0.3, 0.0, 1.2}};
        SampleDiff diff = versions.only();
        QCOMPARE(diff.pointCountAfter, 4);
        QCOMPARE(diff.movedPoints, std::size_t(0));
        QVERIFY(diff.largestMoveMetres < 1e-9);
        versions.rows[1]["trajectory"][3] = {0.3, 0.0, 1.5};
        diff = versions.only();
        QVERIFY2(std::abs(diff.largestMoveMetres - 0.3) < 2e-3, std::to_string(diff.largestMoveMetres).c_str());
        versions.rows[1].erase("trajectory");
        QCOMPARE(versions.only().pointCountAfter, 0);
    }

    void longTracesAreMeasuredInTime() {
        Versions versions;
        Json line = Json::array();
        for (int i = 0; i < 20'000; ++i)
            line.push_back({i * 1e-4, 0.0, 1.0});
        versions.rows[1]["trajectory"] = line;
        versions.before.writeRows(versions.rows);
        line.push_back({2.0, 0.5, 1.0});
        versions.rows[1]["trajectory"] = line;
        const SampleDiff diff = versions.only();
        QVERIFY(std::abs(diff.largestMoveMetres - 0.5) < 0.01);
    }

    void boxesAreMeasured() {
        Versions versions;
        versions.rows[1]["bbox_center"] = {0.3, 0.03, 1.16};
        versions.rows[1]["bbox_extent"] = {0.2, 0.26, 0.2};
        const double s = std::sin(std::numbers::pi / 6);
        const double c = std::cos(std::numbers::pi / 6);
        versions.rows[1]["bbox_rotation"] = {{c, -s, 0.0}, {s, c, 0.0}, {0.0, 0.0, 1.0}};
        SampleDiff diff = versions.only();
        QVERIFY(std::abs(*diff.boxCentreMetres - 0.05) < 1e-9);
        QVERIFY(std::abs(*diff.boxExtentMetres - 0.06) < 1e-9);
        QVERIFY(std::abs(*diff.boxTurnDegrees - 30) < 1e-6);
        versions.rows[1].erase("bbox_center");
        diff = versions.only();
        QVERIFY(diff.boxVanished && !diff.boxAppeared && !diff.boxCentreMetres);
        std::swap(versions.rows[1], versions.rows[0]);
        QVERIFY(diffOf(versions.after, versions.before).front().boxAppeared);
    }

    void masksAreComparedByTheirPixels() {
        const Versions versions;
        cv::Mat mask = cv::Mat::zeros(BenchmarkFolder::height, BenchmarkFolder::width, CV_8UC1);
        mask(cv::Rect(20, 10, 8, 12)) = 255; // half of what it was
        versions.after.writePicture("raw_data/1/mask.png", mask);
        SampleDiff diff = versions.only();
        QVERIFY(std::abs(*diff.maskOverlap - 0.5) < 1e-9);
        QVERIFY(diff.keys.empty() && !diff.picturesDiffer);
        mask(cv::Rect(20, 10, 16, 12)) = 128; // the same place, but the evaluator leaves it among the obstacles
        versions.after.writePicture("raw_data/1/mask.png", mask);
        QCOMPARE(*versions.only().maskOverlap, 1.0);
        versions.after.writePicture("raw_data/1/mask.png", cv::Mat(10, 10, CV_8UC1, cv::Scalar(255)));
        QCOMPARE(*versions.only().maskOverlap, 0.0);
        fs::remove(versions.after.path() / "raw_data/1/mask.png");
        QVERIFY(versions.only().maskVanished);
        QVERIFY(diffOf(versions.after, versions.before).front().maskAppeared);
        versions.after.write("raw_data/1/mask.png", "no picture");
        QVERIFY(versions.only().maskVanished);
    }

    void picturesAreComparedByTheirPixels() {
        const Versions versions;
        cv::Mat depth(BenchmarkFolder::height, BenchmarkFolder::width, CV_16UC1, cv::Scalar(1000));
        depth.at<std::uint16_t>(5, 5) = 1001;
        versions.after.writePicture("raw_data/1/gt_depth.png", depth);
        QVERIFY(versions.only().picturesDiffer);
        versions.after.writePictures(1);
        QVERIFY(versions.diff().empty());
        fs::remove(versions.after.path() / "raw_data/1/image.png");
        QVERIFY(versions.only().picturesDiffer);
        fs::remove(versions.before.path() / "raw_data/1/image.png");
        QVERIFY(versions.diff().empty());
    }

    void aRowThatBecameUnreadableIsTold() {
        const BenchmarkFolder first;
        const BenchmarkFolder second;
        first.write("trajectory_dataset.json", "[{\"id\": 1, \"step\": 2}]");
        second.write("trajectory_dataset.json", "[{\"id\": 1, \"step\": 02}]");
        const auto diffs = diffOf(first, second);
        QCOMPARE(diffs.size(), std::size_t(1));
        QVERIFY(diffs[0].problem);
        QVERIFY(diffOf(second, second).empty());
    }

    void unsavedEditsAreCompared() {
        const auto dataset = *Dataset::open(TRACESTUDIO_SAMPLES);
        RowEdit edit;
        edit.before = annotationOf(*dataset->record(2), dataset->pictureFolder());
        edit.after = edit.before;
        edit.after.maskFile = TableScene::file(cv::Mat::zeros(dataset->load(2)->mask.pixels.size(), CV_8UC1));
        edit.after.box->centre.x += 0.25;
        DatasetEdits edits;
        edits.rows[2] = std::make_shared<const RowEdit>(edit);
        edit.before = annotationOf(*dataset->record(4), dataset->pictureFolder());
        edit.after = edit.before; // undone
        edits.rows[4] = std::make_shared<const RowEdit>(edit);
        edit.isDeleted = true;
        edits.rows[5] = std::make_shared<const RowEdit>(edit);
        const auto diffs = diffDatasets(*dataset, *EditedDataset::of(dataset, edits));
        QVERIFY(diffs);
        QCOMPARE(diffs->size(), std::size_t(2));
        QCOMPARE((*diffs)[0].id, std::string("2"));
        QCOMPARE(*(*diffs)[0].maskOverlap, 0.0);
        QVERIFY(std::abs(*(*diffs)[0].boxCentreMetres - 0.25) < 1e-9);
        QCOMPARE((*diffs)[1].id, std::string("5"));
        QCOMPARE((*diffs)[1].kind, Kind::Removed);
    }

    void aStoppedComparisonFails() {
        const Versions versions;
        std::stop_source stop;
        stop.request_stop();
        const auto dataset = opened(versions.before);
        QVERIFY(!diffDatasets(*dataset, *dataset, {}, stop.get_token()));
    }
};

QTEST_GUILESS_MAIN(DatasetDiffTest)
#include "tst_dataset_diff.moc"
