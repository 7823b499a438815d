#include "benchmark/benchmark_folder.h"
#include "benchmark/dataset.h"

#include <QTest>
#include <fstream>
#include <sys/stat.h>
#include <thread>

using namespace tracestudio;

namespace {

std::shared_ptr<const Dataset> opened(const std::filesystem::path& path) {
    const Result<std::shared_ptr<const Dataset>> dataset = Dataset::open(path);
    if (!dataset)
        qFatal("%s", dataset.error().message().c_str());
    return *dataset;
}

bool isMentioned(const std::vector<Error>& problems, const std::string& words) {
    return std::any_of(problems.begin(), problems.end(),
                       [&](const Error& problem) { return problem.message().find(words) != std::string::npos; });
}

QByteArray all(const std::vector<Error>& problems) {
    QByteArray text;
    for (const Error& problem : problems)
        text += problem.message().c_str() + QByteArray("\n");
    return text;
}

} // namespace

class DatasetTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void readsASoundFolderWhole() {
        const BenchmarkFolder folder;
        folder.writeRows({BenchmarkFolder::row(0), BenchmarkFolder::row(1)});
        folder.writePictures(0);
        folder.writePictures(1);
        const auto dataset = opened(folder.path());
        QCOMPARE(dataset->size(), std::size_t(2));
        QCOMPARE(dataset->brokenCount(), std::size_t(0));
        QVERIFY2(dataset->fileProblems().empty(), all(dataset->fileProblems()));
        QCOMPARE(dataset->folder(), folder.path());
        const SampleRow row = dataset->row(1);
        QCOMPARE(row.id, std::string_view("1"));
        QCOMPARE(row.instruction, std::string_view("pick up the mug 1 and move it to the shelf"));
        QCOMPARE(row.targetObject, std::string_view("the mug"));
        QCOMPARE(row.destination, std::string_view("the shelf"));
        QCOMPARE(row.category, std::string_view("pick&place"));
        QCOMPARE(row.dataSource, std::string_view("CA1M"));
        QCOMPARE(row.imagePath, std::string_view("1/image.png"));
        QCOMPARE(row.step, 3);
        QVERIFY(!row.isBroken);
        QCOMPARE(dataset->find("1"), std::optional<std::size_t>(1));
        QVERIFY(!dataset->find("2"));

        const std::shared_ptr<const Sample> sample = dataset->load(1);
        QVERIFY2(sample->problems.empty(), all(sample->problems));
        QCOMPARE(sample->frame.colourBgr.size(), cv::Size(BenchmarkFolder::width, BenchmarkFolder::height));
        QCOMPARE(sample->frame.depthMillimetres.type(), CV_16UC1);
        QCOMPARE(cv::countNonZero(sample->mask.pixels), 16 * 12);
        QCOMPARE(sample->frame.camera, (Camera{64, 48, 60, 60, 31.5, 23.5}));
        QCOMPARE(sample->groundTruth.size(), std::size_t(3));
        QVERIFY(sample->destinationBox);
        QCOMPARE(sample->step, std::optional<int>(3));
        const cv::Mat thumbnail = dataset->thumbnail(1, 16);
        QCOMPARE(thumbnail.size(), cv::Size(16, 12));
        QCOMPARE(thumbnail.type(), CV_8UC3);
    }

    void findsTheDatasetFromAnyPlaceInAClone() {
        const BenchmarkFolder folder;
        const std::string clone = "clone/";
        folder.write(clone + "trajectory_dataset.json", BenchmarkFolder::Json({BenchmarkFolder::row(5)}).dump());
        folder.write(clone + "another.json", BenchmarkFolder::Json({BenchmarkFolder::row(6)}).dump());
        std::filesystem::create_directories(folder.path() / "clone/raw_data/5");
        for (const char* place : {"clone", "clone/", "clone/raw_data", "clone/trajectory_dataset.json", ""}) {
            const auto dataset = opened(folder.path() / place);
            QCOMPARE(dataset->row(0).id, std::string_view("5"));
            QCOMPARE(dataset->folder(), folder.path() / "clone");
        }
        QCOMPARE(opened(folder.path() / "clone/another.json")->row(0).id, std::string_view("6"));
    }

    void takesAnyJsonListOfSamplesAndNamesThoseItPassesOver() {
        const BenchmarkFolder folder;
        folder.write("b.json", BenchmarkFolder::Json({BenchmarkFolder::row(2)}).dump());
        folder.write("a.json", BenchmarkFolder::Json({BenchmarkFolder::row(1)}).dump());
        folder.write("0-settings.json", "{\"id\": 3}");
        folder.write("0-numbers.json", "[1, 2, 3]");
        const auto dataset = opened(folder.path());
        QCOMPARE(dataset->row(0).id, std::string_view("1"));
        QVERIFY2(isMentioned(dataset->fileProblems(), "b.json"), all(dataset->fileProblems()));
    }

    void refusesAFolderWithoutADatasetAndSaysWhatItLookedFor() {
        const BenchmarkFolder folder;
        folder.write("notes.txt", "nothing here");
        folder.write("object.json", "{}");
        for (const std::filesystem::path& path : {folder.path(), folder.path() / "absent"}) {
            const auto refused = Dataset::open(path);
            QVERIFY(!refused);
            QVERIFY(refused.error().message().find("trajectory_dataset.json") != std::string::npos);
            QVERIFY(refused.error().message().find(path.string()) != std::string::npos);
        }
        QVERIFY(!Dataset::open(folder.path() / "notes.txt"));
        QVERIFY(!Dataset::open(folder.path() / "object.json"));
        folder.write("trajectory_dataset.json", "");
        QVERIFY(!Dataset::open(folder.path()));
    }

    void doesNotWaitForAPipe() {
        const BenchmarkFolder folder;
        QCOMPARE(::mkfifo((folder.path() / "trajectory_dataset.json").c_str(), 0600), 0);
        QVERIFY(!Dataset::open(folder.path() / "trajectory_dataset.json"));
        QVERIFY(!Dataset::open(folder.path()));
    }

    void opensADatasetJsonWithoutPictures() {
        const BenchmarkFolder folder;
        folder.writeRows({BenchmarkFolder::row(0)});
        const auto dataset = opened(folder.path());
        QVERIFY(isMentioned(dataset->fileProblems(), "raw_data"));
        const auto sample = dataset->load(0);
        QVERIFY(isMentioned(sample->problems, "image.png"));
        QVERIFY(isMentioned(sample->problems, "gt_depth.png"));
        QVERIFY(isMentioned(sample->problems, "mask.png"));
        QCOMPARE(sample->instruction, std::string("pick up the mug 0 and move it to the shelf"));
        QVERIFY(sample->destinationBox);
        QVERIFY(dataset->thumbnail(0, 32).empty());
    }

    void opensAnEmptyListAndSaysSo() {
        const BenchmarkFolder folder;
        folder.write("trajectory_dataset.json", " [ ] \n");
        const auto dataset = opened(folder.path());
        QCOMPARE(dataset->size(), std::size_t(0));
        QVERIFY(isMentioned(dataset->fileProblems(), "no samples"));
        QVERIFY(!dataset->find("0"));
    }

    void keepsRowsThatAreBrokenWithTheirMessage_data() {
        QTest::addColumn<QByteArray>("patch"); // merged into a sound row; null removes a key
        QTest::addColumn<QByteArray>("words");
        QTest::newRow("no box") << QByteArray(R"({"bbox_center": null, "bbox_extent": [], "bbox_rotation": null})")
                                << QByteArray("no destination box");
        QTest::newRow("half a box") << QByteArray(R"({"bbox_center": null})") << QByteArray("destination box");
        QTest::newRow("a box without its extent")
            << QByteArray(R"({"bbox_extent": []})") << QByteArray("destination box");
        QTest::newRow("odd box") << QByteArray(R"({"bbox_rotation": [[1, 0], [0, 1]]})")
                                 << QByteArray("destination box");
        QTest::newRow("no intrinsics") << QByteArray(R"({"gt_depth_intrinsics": null})") << QByteArray("no intrinsics");
        QTest::newRow("3x4 intrinsics") << QByteArray(R"({"gt_depth_intrinsics": [[1,0,0,0],[0,1,0,0],[0,0,1,0]]})")
                                        << QByteArray("neither 3×3 nor 4×4");
        QTest::newRow("ragged intrinsics")
            << QByteArray(R"({"gt_depth_intrinsics": [[1,0,0],[0,1],[0,0,1]]})") << QByteArray("neither 3×3 nor 4×4");
        QTest::newRow("text for intrinsics")
            << QByteArray(R"({"gt_depth_intrinsics": "600"})") << QByteArray("neither 3×3 nor 4×4");
        QTest::newRow("no trace") << QByteArray(R"({"trajectory": []})") << QByteArray("no ground-truth trace");
        QTest::newRow("one point") << QByteArray(R"({"trajectory": [[0, 0, 1]]})") << QByteArray("at least two points");
        QTest::newRow("2D trace") << QByteArray(R"({"trajectory": [[0, 0], [1, 1]]})")
                                  << QByteArray("at least two points");
        QTest::newRow("text in trace") << QByteArray(R"({"trajectory": [[0, 0, "1"], [1, 1, 1]]})")
                                       << QByteArray("at least two points");
        QTest::newRow("no id") << QByteArray(R"({"id": null})") << QByteArray("no id");
        QTest::newRow("list for id") << QByteArray(R"({"id": [7]})") << QByteArray("no id");
        QTest::newRow("no instruction") << QByteArray(R"({"prompt": null})") << QByteArray("no instruction");
        QTest::newRow("no image") << QByteArray(R"({"image_path": null})") << QByteArray("no image");
        QTest::newRow("no depth") << QByteArray(R"({"gt_depth_path": 7})") << QByteArray("no depth");
        QTest::newRow("no mask") << QByteArray(R"({"mask_path": null})") << QByteArray("no mask");
        QTest::newRow("path out of the folder")
            << QByteArray(R"({"image_path": "../../secret.png"})") << QByteArray("outside raw_data");
        QTest::newRow("absolute path") << QByteArray(R"({"mask_path": "/etc/passwd"})")
                                       << QByteArray("outside raw_data");
        QTest::newRow("hidden path out") << QByteArray(R"({"gt_depth_path": "0/\u002e\u002e/../x.png"})")
                                         << QByteArray("outside raw_data");
    }
    void keepsRowsThatAreBrokenWithTheirMessage() {
        QFETCH(QByteArray, patch);
        QFETCH(QByteArray, words);
        BenchmarkFolder::Json broken = BenchmarkFolder::row(1);
        std::string text = broken.dump();
        const auto patched = BenchmarkFolder::Json::parse(patch.toStdString());
        for (const auto& [key, value] : patched.items()) {
            if (value.is_null())
                broken.erase(key);
            else
                broken[key] = value;
            text = broken.dump();
        }
        if (patch.contains("\\u002e")) // spelled with escapes in the file
            text.replace(text.find("../.."), 5, "\\u002e\\u002e/..");
        const BenchmarkFolder folder;
        folder.writePictures(0);
        folder.writePictures(1);
        folder.write("trajectory_dataset.json",
                     "[" + BenchmarkFolder::row(0).dump() + "," + text + "," + BenchmarkFolder::row(2).dump() + "]");
        const auto dataset = opened(folder.path());
        QCOMPARE(dataset->size(), std::size_t(3));
        QCOMPARE(dataset->brokenCount(), std::size_t(1));
        QVERIFY(!dataset->row(0).isBroken);
        QVERIFY(dataset->row(1).isBroken);
        QVERIFY(!dataset->row(2).isBroken);
        QVERIFY2(isMentioned(dataset->problems(1), words.toStdString()), all(dataset->problems(1)));
        const Result<SampleRecord> record = dataset->record(1);
        QVERIFY(record);
        QVERIFY2(isMentioned(record->problems, words.toStdString()), all(record->problems));
        QVERIFY2(isMentioned(dataset->load(1)->problems, words.toStdString()), all(dataset->load(1)->problems));
    }

    void keepsRowsWithNumbersThatOnlyPythonReads() {
        std::string row = BenchmarkFolder::row(1).dump();
        const std::string intrinsics = "\"gt_depth_intrinsics\":[[60.0";
        row.replace(row.find(intrinsics), intrinsics.size(), "\"gt_depth_intrinsics\":[[NaN");
        std::string trace = BenchmarkFolder::row(2).dump();
        trace.replace(trace.find("[[0.1,"), 6, "[[-Infinity,");
        std::string overflow = BenchmarkFolder::row(3).dump();
        overflow.replace(overflow.find(intrinsics), intrinsics.size(), "\"gt_depth_intrinsics\":[[1e999");
        const BenchmarkFolder folder;
        for (int id : {1, 2, 3})
            folder.writePictures(id);
        folder.write("trajectory_dataset.json", "[" + row + "," + trace + "," + overflow + "]");
        const auto dataset = opened(folder.path());
        QVERIFY2(isMentioned(dataset->problems(0), "NaN"), all(dataset->problems(0)));
        QVERIFY2(isMentioned(dataset->problems(1), "finite"), all(dataset->problems(1)));
        QVERIFY2(isMentioned(dataset->load(2)->problems, "infinity"), all(dataset->load(2)->problems));
        QVERIFY(!dataset->load(0)->frame.camera.isValid());
        QVERIFY(dataset->load(0)->groundTruth.isEmpty());
        QVERIFY(dataset->load(0)->frame.hasDepth());
        QCOMPARE(dataset->load(1)->groundTruth.size(), std::size_t(2));
    }

    void keepsRowsThatAreNoObjectsOrNoJson() {
        const BenchmarkFolder folder;
        folder.write(
            "trajectory_dataset.json",
            "[" + BenchmarkFolder::row(0).dump() +
                ", 7, [1, [2]], \"text with ] and }\", null, {\"id\" 3}, {\"id\": 8, \"prompt\": \"\\x\"}, {}, " +
                BenchmarkFolder::row(9).dump() + "]");
        const auto dataset = opened(folder.path());
        QCOMPARE(dataset->size(), std::size_t(9));
        QCOMPARE(dataset->brokenCount(), std::size_t(7));
        for (const std::size_t index : {1u, 2u, 3u, 4u}) {
            QVERIFY(isMentioned(dataset->problems(index), "not an object"));
            QVERIFY(!dataset->record(index));
        }
        for (const std::size_t index : {5u, 6u}) {
            QVERIFY(isMentioned(dataset->problems(index), "not valid JSON"));
            QVERIFY(!dataset->record(index));
            QVERIFY(isMentioned(dataset->load(index)->problems, "not valid JSON"));
        }
        QVERIFY(dataset->record(7));
        QCOMPARE(dataset->find("9"), std::optional<std::size_t>(8));
    }

    void flagsALaterRowWithTheSameId() {
        BenchmarkFolder::Json textId = BenchmarkFolder::row(4);
        textId["id"] = "4";
        const BenchmarkFolder folder;
        folder.writeRows({BenchmarkFolder::row(4), textId, BenchmarkFolder::row(5)});
        const auto dataset = opened(folder.path());
        QVERIFY(!dataset->row(0).isBroken);
        QVERIFY2(isMentioned(dataset->problems(1), "id 4"), all(dataset->problems(1)));
        QVERIFY(isMentioned(dataset->record(1)->problems, "id 4"));
        QCOMPARE(dataset->find("4"), std::optional<std::size_t>(0));
    }

    void keepsRowsBeforeABreakAtAnyByte() {
        const std::string first = BenchmarkFolder::row(0).dump();
        const std::string whole = "[" + first + ",\n" + BenchmarkFolder::row(1).dump() + "]";
        const BenchmarkFolder folder;
        for (std::size_t length = 1; length < whole.size(); length += 3) {
            folder.write("trajectory_dataset.json", whole.substr(0, length));
            const auto dataset = opened(folder.path());
            QCOMPARE(dataset->size(), std::size_t(length > first.size() ? (length == whole.size() - 1 ? 2 : 1) : 0));
            QVERIFY2(isMentioned(dataset->fileProblems(), "at byte"), all(dataset->fileProblems()));
        }
    }

    void saysAtWhichByteTheFileBreaks() {
        const std::string row = BenchmarkFolder::row(0).dump();
        const BenchmarkFolder folder;
        folder.write("trajectory_dataset.json", "[" + row + " " + row + "]");
        const auto dataset = opened(folder.path());
        QCOMPARE(dataset->size(), std::size_t(1));
        QVERIFY2(isMentioned(dataset->fileProblems(), "byte " + std::to_string(row.size() + 2)),
                 all(dataset->fileProblems()));
        folder.write("trajectory_dataset.json", "[" + row + "] more");
        QVERIFY(isMentioned(opened(folder.path())->fileProblems(), "byte " + std::to_string(row.size() + 3)));
    }

    void keepsARowsOwnBytes() {
        const std::string odd =
            "{ \"zebra\" : [1.50, 2e-3 , {\"a\":null}],\n\t\"id\":12, \"prompt\": \"caf\\u00e9 \\\"x\\\"\", "
            "\"id\": 13,\"unknown\":\"é\" }";
        const BenchmarkFolder folder;
        folder.write("trajectory_dataset.json", "\xEF\xBB\xBF [\n" + odd + "\n]\n");
        const auto dataset = opened(folder.path());
        const Result<SampleRecord> record = dataset->record(0);
        QVERIFY(record);
        QCOMPARE(record->rawText, odd);
        QCOMPARE(record->id, std::string("13")); // as Python: the last of duplicate keys wins
        QCOMPARE(dataset->row(0).id, std::string_view("13"));
        QCOMPARE(dataset->row(0).instruction, std::string_view("café \"x\""));
        QCOMPARE(record->instruction, std::string("café \"x\""));
    }

    void readsTheParquetVariantsDestination() {
        BenchmarkFolder::Json row = BenchmarkFolder::row(0);
        row.erase("destination|direction");
        row["destination_direction"] = "under the lamp";
        const BenchmarkFolder folder;
        folder.writeRows({row});
        const auto dataset = opened(folder.path());
        QCOMPARE(dataset->row(0).destination, std::string_view("under the lamp"));
        QCOMPARE(dataset->record(0)->destination, std::string("under the lamp"));
    }

    void noticesThatTheFileChangedInPlace() {
        const BenchmarkFolder folder;
        folder.writeRows({BenchmarkFolder::row(0), BenchmarkFolder::row(1)});
        const auto dataset = opened(folder.path());
        QVERIFY(dataset->record(1));
        {
            std::fstream file(folder.json(), std::ios::in | std::ios::out | std::ios::binary);
            file.seekp(-40, std::ios::end);
            file << "9";
        }
        QVERIFY(dataset->record(0));
        const Result<SampleRecord> changed = dataset->record(1);
        QVERIFY(!changed);
        QVERIFY(changed.error().message().find("changed") != std::string::npos);
        std::filesystem::resize_file(folder.json(), 10);
        QVERIFY(!dataset->record(0));
        QVERIFY(isMentioned(dataset->load(0)->problems, "changed"));
        QCOMPARE(dataset->load(0)->instruction, std::string("pick up the mug 0 and move it to the shelf"));
    }

    void saysWhatIsWrongWithPictures() {
        const BenchmarkFolder folder;
        folder.writeRows({BenchmarkFolder::row(0), BenchmarkFolder::row(1), BenchmarkFolder::row(2)});
        folder.writePictures(0);
        folder.writePicture("raw_data/0/image.png", cv::Mat(96, 128, CV_8UC3, cv::Scalar::all(5)));
        folder.writePictures(1);
        folder.writePicture("raw_data/1/gt_depth.png", cv::Mat(48, 64, CV_8UC3, cv::Scalar::all(5)));
        folder.writePicture("raw_data/1/image.png", cv::Mat(48, 64, CV_16UC3, cv::Scalar::all(5 << 8)));
        folder.writePictures(2);
        std::filesystem::resize_file(folder.path() / "raw_data/2/image.png", 60);
        const auto dataset = opened(folder.path());
        const auto larger = dataset->load(0);
        QVERIFY2(isMentioned(larger->problems, "128×96"), all(larger->problems));
        QVERIFY(larger->frame.hasColour());
        const auto coloured = dataset->load(1);
        QVERIFY2(isMentioned(coloured->problems, "not a depth picture"), all(coloured->problems));
        QVERIFY(!coloured->frame.hasDepth());
        QCOMPARE(coloured->frame.colourBgr.at<cv::Vec3b>(0, 0), cv::Vec3b(5, 5, 5));
        QCOMPARE(coloured->frame.camera.widthPixels, 64);
        const auto truncated = dataset->load(2);
        QVERIFY2(isMentioned(truncated->problems, "damaged"), all(truncated->problems));
        QVERIFY(truncated->frame.hasDepth());
        QVERIFY(!truncated->frame.hasColour());
    }

    void opensOneSceneFolder_data() {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<double>("fx");
        QTest::newRow("json") << QByteArray("intrinsics.json") << QByteArray("[[50,0,30],[0,51,20],[0,0,1]]") << 50.0;
        QTest::newRow("text") << QByteArray("intrinsics.txt")
                              << QByteArray("5.5e1 0 30 0\n0 51 20 0\n0 0 1 0\n0 0 0 1\n") << 55.0;
        QTest::newRow("camera") << QByteArray("camera.json") << QByteArray(R"({"fx":52,"fy":51,"cx":30,"cy":20})")
                                << 52.0;
        QTest::newRow("none") << QByteArray("readme") << QByteArray("-") << 64.0;
        QTest::newRow("unusable") << QByteArray("camera.json") << QByteArray(R"({"fx":"a lot"})") << 64.0;
    }
    void opensOneSceneFolder() {
        QFETCH(QByteArray, file);
        QFETCH(QByteArray, text);
        QFETCH(double, fx);
        const BenchmarkFolder folder;
        folder.writePicture("scene/color.png", cv::Mat(48, 64, CV_8UC3, cv::Scalar::all(5)));
        folder.writePicture("scene/depth.png", cv::Mat(48, 64, CV_16UC1, cv::Scalar::all(900)));
        folder.write("scene/" + file.toStdString(), text.toStdString());
        const auto dataset = opened(folder.path() / "scene");
        QCOMPARE(dataset->size(), std::size_t(1));
        const auto sample = dataset->load(0);
        QCOMPARE(sample->id, std::string("scene"));
        QCOMPARE(sample->frame.camera.fx, fx);
        QVERIFY(sample->frame.hasColour() && sample->frame.hasDepth());
        QCOMPARE(isMentioned(sample->problems, "assumed"), fx == 64.0);
        QCOMPARE(dataset->row(0).isBroken, fx == 64.0);
    }

    void stopsWhenAsked() {
        std::string json = "[";
        for (int id = 0; id < 9000; ++id)
            json += (id ? ",{\"id\":" : "{\"id\":") + std::to_string(id) + "}";
        const BenchmarkFolder folder;
        folder.write("trajectory_dataset.json", json + "]");
        std::stop_source stop;
        double seen = 0;
        const auto stopped = Dataset::open(
            folder.path(),
            [&](double share) {
                seen = share;
                stop.request_stop();
            },
            stop.get_token());
        QVERIFY(!stopped);
        QVERIFY(seen > 0 && seen <= 1);
    }

    void readsRowsLongerThanAnyBuffer() {
        BenchmarkFolder::Json row = BenchmarkFolder::row(1);
        row["note"] = std::string(5'000'000, 'x');
        const BenchmarkFolder folder;
        folder.writeRows({BenchmarkFolder::row(0), row, BenchmarkFolder::row(2)});
        const auto dataset = opened(folder.path());
        QCOMPARE(dataset->size(), std::size_t(3));
        QCOMPARE(dataset->record(1)->rawText, row.dump());
        QCOMPARE(dataset->row(2).id, std::string_view("2"));
    }

    void isReadFromSeveralThreads() {
        const BenchmarkFolder folder;
        std::vector<BenchmarkFolder::Json> rows;
        for (int id = 0; id < 50; ++id)
            rows.push_back(BenchmarkFolder::row(id));
        folder.writeRows(rows);
        folder.writePictures(7);
        const auto dataset = opened(folder.path());
        std::atomic<int> wrong = 0;
        {
            std::vector<std::jthread> threads;
            for (int thread = 0; thread < 4; ++thread)
                threads.emplace_back([&] {
                    for (std::size_t index = 0; index < dataset->size(); ++index) {
                        const Result<SampleRecord> record = dataset->record(index);
                        wrong += !record || record->id != std::to_string(index);
                    }
                    wrong += !dataset->load(7)->problems.empty();
                });
        }
        QCOMPARE(wrong.load(), 0);
    }

    void readsTheDevelopmentBenchmark() {
        const std::filesystem::path folder =
            std::filesystem::path(TRACESTUDIO_SHARED) / "data/dev-bench/TraceSpatial-Bench";
        if (!std::filesystem::exists(folder))
            QSKIP("shared/data/dev-bench is not here");
        const auto dataset = opened(folder);
        QCOMPARE(dataset->size(), std::size_t(5));
        for (std::size_t index = 0; index < dataset->size(); ++index)
            QVERIFY2(dataset->load(index)->problems.empty(), all(dataset->load(index)->problems));
        QCOMPARE(opened(folder / "trajectory_dataset_quirks.json")->size(), std::size_t(11));
    }
};

QTEST_GUILESS_MAIN(DatasetTest)
#include "tst_dataset.moc"
