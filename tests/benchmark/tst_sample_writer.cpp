#include "benchmark/benchmark_folder.h"
#include "benchmark/dataset.h"
#include "benchmark/predictions.h"
#include "benchmark/sample_files.h"
#include "benchmark/sample_writer.h"
#include "benchmark/score.h"
#include "benchmark/small_disk.h"
#include "support.h"

#include <QElapsedTimer>
#include <QScopeGuard>
#include <QTest>
#include <csignal>
#include <fstream>
#include <random>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tracestudio;
using namespace std::chrono_literals;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

constexpr int width = 32;
constexpr int height = 24;

/// Every pixel tells the sample it belongs to.
NewSample sampleOf(int number, int wide = width, int high = height) {
    NewSample sample;
    sample.frame.camera = {wide, high, 30.5, 31.25, 15.1, 11.7};
    sample.frame.colourBgr.create(high, wide, CV_8UC3);
    sample.frame.depthMillimetres.create(high, wide, CV_16UC1);
    std::mt19937 random{unsigned(number)};
    for (int v = 0; v < high; ++v)
        for (int u = 0; u < wide; ++u) {
            sample.frame.colourBgr.at<cv::Vec3b>(v, u) = cv::Vec3b(uchar(number), uchar(random()), uchar(random()));
            sample.frame.depthMillimetres.at<std::uint16_t>(v, u) = std::uint16_t(random());
        }
    sample.instruction = "put the \"mug\" on the shelf, number " + std::to_string(number);
    sample.targetObject = "the mug";
    sample.destination = "the shelf";
    sample.category = "pick&place";
    sample.dataSource = "a camera";
    return sample;
}

bool areSame(const cv::Mat& a, const cv::Mat& b) {
    return a.size() == b.size() && a.type() == b.type() && cv::norm(a, b, cv::NORM_INF) == 0;
}

std::string bytesOf(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::unique_ptr<SampleWriter> opened(const fs::path& path, std::chrono::milliseconds flushEvery = 3s) {
    SampleWriter::Options options;
    options.flushEvery = flushEvery;
    Result<std::unique_ptr<SampleWriter>> writer = SampleWriter::open(path, options);
    if (!writer)
        qFatal("%s", writer.error().message().c_str());
    return std::move(*writer);
}

std::string appended(SampleWriter& writer, const NewSample& sample) {
    Result<std::string> id = writer.append(sample);
    if (!id)
        qFatal("%s", id.error().message().c_str());
    return *id;
}

std::shared_ptr<const Dataset> read(const fs::path& path) {
    auto dataset = Dataset::open(path);
    if (!dataset)
        qFatal("%s", dataset.error().message().c_str());
    return *dataset;
}

std::string refusal(const fs::path& path) {
    const auto writer = SampleWriter::open(path);
    return writer ? std::string() : writer.error().message();
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

class TestSampleWriter : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aNewDatasetHoldsTheFrames();
    void samplesGoOnBehindThoseThatAreThere();
    void rowsThatAreThereKeepTheirBytes_data();
    void rowsThatAreThereKeepTheirBytes();
    void aNewRowLooksLikeItsNeighbours_data();
    void aNewRowLooksLikeItsNeighbours();
    void idsAreTheNextFreeNumbers();
    void anyTextIsKept();

    void aSampleWithoutGroundTruthIsNotBroken();
    void aHalfAnnotatedSampleSaysWhatItLacks();
    void aSampleWithoutGroundTruthIsNotScored();

    void whatIsNoDatasetIsRefused();
    void aFolderHasOneWriter();
    void aChangeByAnotherIsNotOverwritten();
    void aFolderThatCannotBeWrittenIsRefused();
    void aFullDiskLeavesTheDatasetWhole();
    void aFrameThatIsNoSampleIsRefused();
    void aKilledWriterLeavesTheDatasetWhole();
    void thousandsOfSamplesAreWrittenInFewRewrites();

    void pngsReadBackTheSame();
};

void TestSampleWriter::aNewDatasetHoldsTheFrames() {
    const BenchmarkFolder folder;
    const fs::path path = folder.path() / "recordings" / "new";
    {
        const auto writer = opened(path);
        QCOMPARE(writer->folder(), path);
        for (int i = 0; i < 3; ++i)
            QCOMPARE(appended(*writer, sampleOf(i)), std::to_string(i));
        QCOMPARE(writer->keptCount(), std::size_t(3));
        QVERIFY(writer->flush());
        QCOMPARE(writer->keptCount(), std::size_t(0));
        QCOMPARE(read(path)->size(), std::size_t(3));
        QCOMPARE(appended(*writer, sampleOf(3)), std::string("3"));
    }
    const auto dataset = read(path);
    QVERIFY(dataset->fileProblems().empty());
    QCOMPARE(dataset->size(), std::size_t(4));
    QCOMPARE(dataset->brokenCount(), std::size_t(0));
    for (int i = 0; i < 4; ++i) {
        const NewSample expected = sampleOf(i);
        const auto sample = dataset->load(std::size_t(i));
        QVERIFY2(sample->problems.empty(), sample->problems.empty() ? "" : sample->problems[0].message().c_str());
        QCOMPARE(sample->id, std::to_string(i));
        QVERIFY(areSame(sample->frame.colourBgr, expected.frame.colourBgr));
        QVERIFY(areSame(sample->frame.depthMillimetres, expected.frame.depthMillimetres));
        QCOMPARE(sample->frame.camera, expected.frame.camera);
        QCOMPARE(sample->instruction, expected.instruction);
        QCOMPARE(sample->targetObject, expected.targetObject);
        QCOMPARE(sample->destination, expected.destination);
        QCOMPARE(sample->category, expected.category);
        QCOMPARE(sample->dataSource, expected.dataSource);
        QVERIFY(sample->mask.isEmpty());
        QVERIFY(sample->groundTruth.isEmpty());
        QVERIFY(!sample->destinationBox);
        const fs::path pictures = path / "raw_data" / std::to_string(i);
        QVERIFY(areSame(*readDepth(pictures / "depth.png"), expected.frame.depthMillimetres));
    }
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(path))
        names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    QCOMPARE(names, (std::vector<std::string>{"raw_data", "trajectory_dataset.json"}));
}

void TestSampleWriter::samplesGoOnBehindThoseThatAreThere() {
    const BenchmarkFolder folder;
    folder.writeRows({BenchmarkFolder::row(0), BenchmarkFolder::row(1)});
    folder.writePictures(0);
    folder.writePictures(1);
    for (int round = 0; round < 3; ++round) // by the folder, by the file, and after a slash
        appended(*opened(round == 0   ? folder.path()
                         : round == 1 ? folder.json()
                                      : folder.path() / ""),
                 sampleOf(round));
    // Whatever the file is called, it is the one that opening the folder shows.
    const BenchmarkFolder other;
    other.write("rows.json", "[" + BenchmarkFolder::row(4).dump() + "]");
    QCOMPARE(appended(*opened(other.path()), sampleOf(1)), std::string("5"));
    QCOMPARE(read(other.path())->size(), std::size_t(2));
    QVERIFY(!fs::exists(other.json()));

    const auto dataset = read(folder.path());
    QCOMPARE(dataset->size(), std::size_t(5));
    QCOMPARE(dataset->brokenCount(), std::size_t(0));
    for (int round = 0; round < 3; ++round)
        QVERIFY(areSame(dataset->load(std::size_t(2 + round))->frame.colourBgr, sampleOf(round).frame.colourBgr));
    QVERIFY(!dataset->load(1)->groundTruth.isEmpty());
}

void TestSampleWriter::rowsThatAreThereKeepTheirBytes_data() {
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("rows"); // up to the end of the last
    const std::string row = BenchmarkFolder::row(3).dump();
    const auto add = [&](const char* name, const std::string& rows, const std::string& tail) {
        QTest::newRow(name) << QByteArray::fromStdString(rows + tail) << QByteArray::fromStdString(rows);
    };
    add("compact", "[" + row, "]");
    add("lines", "[\n" + row + ",\n" + row, "\n]\n");
    add("odd layout", "  [ \t" + row + "\r\n , " + row, "\r\n\t ] \n\n");
    add("numbers that only Python reads",
        "[{\"id\": 1e0, \"x\": [NaN, -Infinity, 1e400, 12345678901234567890123], \"prompt\": \"\\ud800\"}", "]");
    add("unknown keys in their order", "[{\"zeta\":{\"b\":1,\"a\":2},\"id\":7,\"alpha\":[],\"prompt\":\"]}\"}", "]");
    add("broken rows", "[7, {\"id\" 3}, " + row, "]");
    add("no rows", "[", "]");
    add("no rows on lines", "[\n", "\n]\n");
}

void TestSampleWriter::rowsThatAreThereKeepTheirBytes() {
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, rows);
    const BenchmarkFolder folder;
    folder.write("trajectory_dataset.json", before.toStdString());
    const std::size_t count = read(folder.path())->size();
    {
        const auto writer = opened(folder.path());
        appended(*writer, sampleOf(1));
        appended(*writer, sampleOf(2));
    }
    const QByteArray after = QByteArray::fromStdString(bytesOf(folder.json()));
    QVERIFY2(after.startsWith(rows.trimmed()) || after.startsWith(rows), after.constData());
    if (count > 0) {
        QVERIFY(after.startsWith(rows));
        QVERIFY(after.endsWith(before.mid(rows.size())));
    }
    const auto dataset = read(folder.path());
    QCOMPARE(dataset->size(), count + 2);
    QVERIFY(dataset->fileProblems().empty());
    QVERIFY(areSame(dataset->load(count + 1)->frame.colourBgr, sampleOf(2).frame.colourBgr));
    QVERIFY(!dataset->row(count).isBroken);
    QVERIFY(!dataset->row(count + 1).isBroken);
}

void TestSampleWriter::aNewRowLooksLikeItsNeighbours_data() {
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("indent");
    QTest::addColumn<QString>("blank");
    for (const int rows : {1, 2, 3})
        for (const int indent : {-1, 1, 2, 4})
            for (const char* blank : {" ", "\t"})
                QTest::addRow("%d rows indented by %d of %d", rows, indent, int(*blank))
                    << rows << indent << QString(blank);
}

void TestSampleWriter::aNewRowLooksLikeItsNeighbours() {
    QFETCH(int, rows);
    QFETCH(int, indent);
    QFETCH(QString, blank);
    const BenchmarkFolder folder;
    Json json = Json::array();
    for (int i = 0; i < rows; ++i)
        json.push_back(BenchmarkFolder::row(i));
    const auto written = [&](const Json& all) { return all.dump(indent, blank.toStdString()[0]); };
    folder.write("trajectory_dataset.json", written(json));
    appended(*opened(folder.path()), sampleOf(9));
    const std::string after = bytesOf(folder.json());
    const Json read = Json::parse(after);
    QCOMPARE(read.size(), std::size_t(rows + 1));
    QCOMPARE(read.back()["prompt"].get<std::string>(), sampleOf(9).instruction);
    QCOMPARE(after, written(read)); // as the same program would have written all of them
}

void TestSampleWriter::idsAreTheNextFreeNumbers() {
    const BenchmarkFolder folder;
    folder.write("trajectory_dataset.json",
                 "[{\"id\": 41, \"prompt\": \"a\"}, {\"id\": \"kitchen\"}, {\"id\": 7, \"prompt\": \"b\"}]");
    folder.write("raw_data/43/left.png", "from a run that was killed");
    folder.write("raw_data/other/x.png", "");
    {
        const auto writer = opened(folder.path());
        QCOMPARE(appended(*writer, sampleOf(1)), std::string("44"));
        fs::create_directory(folder.path() / "raw_data/45"); // by another program meanwhile
        QCOMPARE(appended(*writer, sampleOf(2)), std::string("46"));
    }
    QVERIFY(Json::parse(bytesOf(folder.json())).back()["id"].is_number_integer());
    QCOMPARE(bytesOf(folder.path() / "raw_data/43/left.png"), std::string("from a run that was killed"));

    const BenchmarkFolder texts;
    texts.write("trajectory_dataset.json", "[{\"id\": \"5\"}]");
    QCOMPARE(appended(*opened(texts.path()), sampleOf(1)), std::string("6"));
    QVERIFY(Json::parse(bytesOf(texts.json())).back()["id"].is_string());
}

void TestSampleWriter::anyTextIsKept() {
    const BenchmarkFolder folder;
    NewSample sample = sampleOf(1);
    sample.instruction = "把杯子 \\ \"quoted\" \n\t \x01 ☕";
    sample.destination = "broken UTF-8: \xff\xfe.";
    appended(*opened(folder.path()), sample);
    const auto dataset = read(folder.path());
    QCOMPARE(dataset->load(0)->instruction, sample.instruction);
    QVERIFY(dataset->load(0)->destination.starts_with("broken UTF-8: "));
    QVERIFY(!dataset->row(0).isBroken);
}

void TestSampleWriter::aSampleWithoutGroundTruthIsNotBroken() {
    const BenchmarkFolder folder;
    NewSample silent = sampleOf(2);
    silent.instruction.clear();
    {
        const auto writer = opened(folder.path());
        appended(*writer, sampleOf(1));
        appended(*writer, silent);
    }
    const auto dataset = read(folder.path());
    for (const std::size_t index : {0u, 1u}) {
        QVERIFY(!dataset->row(index).isBroken);
        QVERIFY(dataset->problems(index).empty());
        QVERIFY(dataset->record(index)->problems.empty());
        QVERIFY(dataset->load(index)->problems.empty());
        QVERIFY(dataset->load(index)->frame.pointAt({3, 3}));
    }
}

void TestSampleWriter::aHalfAnnotatedSampleSaysWhatItLacks() {
    const BenchmarkFolder folder;
    Json withMask = BenchmarkFolder::row(0), withTrace = BenchmarkFolder::row(1), withBox = BenchmarkFolder::row(2);
    Json withoutPicture = BenchmarkFolder::row(3);
    for (const char* key : {"trajectory", "bbox_center", "bbox_extent", "bbox_rotation"}) {
        withMask.erase(key);
        withoutPicture.erase(key);
    }
    for (const char* key : {"mask_path", "bbox_center", "bbox_extent", "bbox_rotation"})
        withTrace.erase(key);
    for (const char* key : {"mask_path", "trajectory"})
        withBox.erase(key);
    withoutPicture.erase("mask_path");
    withoutPicture.erase("image_path");
    Json withHalfABox = withoutPicture;
    withHalfABox["id"] = 4;
    withHalfABox["image_path"] = "4/image.png";
    withHalfABox["bbox_center"] = {0.1, 0.2, 1.0};
    folder.writeRows({withMask, withTrace, withBox, withoutPicture, withHalfABox});
    const auto dataset = read(folder.path());
    QCOMPARE(dataset->brokenCount(), std::size_t(5));
    const auto says = [&](std::size_t index, const char* words) {
        return std::ranges::any_of(dataset->problems(index),
                                   [&](const Error& problem) { return contains(problem.message(), words); });
    };
    QVERIFY(says(0, "no ground-truth trace") && says(0, "box") && !says(0, "mask"));
    QVERIFY(says(1, "mask") && !says(1, "no ground-truth trace"));
    QVERIFY(says(2, "no ground-truth trace") && says(2, "mask"));
    QVERIFY(says(3, "names no image") && !says(3, "mask") && !says(3, "no ground-truth trace"));
    QVERIFY(says(4, "mask") && says(4, "no ground-truth trace") && says(4, "destination box"));
    // What is said to lack something is scored, and what is not annotated is not.
    std::string answers;
    for (Json row : {withMask, withTrace, withBox, withoutPicture, withHalfABox}) {
        row["question_id"] = row["id"];
        row["model_prediction"] = "[(500, 500, 1.0), (600, 500, 1.1)]";
        answers += row.dump() + "\n";
    }
    folder.write("RoboTracer_3D.jsonl", answers);
    const ModelScore scored = *score(*PredictionFile::open(folder.path() / "RoboTracer_3D.jsonl"), folder.path(), {});
    QCOMPARE(scored.samples.size(), std::size_t(5));
    for (std::size_t index = 0; index < scored.samples.size(); ++index)
        QCOMPARE(scored.samples[index].isUnannotated, index == 3);
}

void TestSampleWriter::aSampleWithoutGroundTruthIsNotScored() {
    const BenchmarkFolder folder;
    folder.writeRows({BenchmarkFolder::row(0)});
    folder.writePictures(0);
    appended(*opened(folder.path()), sampleOf(1));
    const auto answer = [](Json row, const char* words) {
        row["question_id"] = row["id"];
        row["model_prediction"] = words;
        return row.dump() + "\n";
    };
    const Json rows = Json::parse(bytesOf(folder.json()));
    const std::string annotated = answer(rows[0], "[(500, 500, 1.0), (600, 500, 1.1)]");
    const std::string both = annotated + answer(rows[1], "[(500, 500, 1.0), (600, 500, 1.1)]");
    for (const char* task : {"2D", "3D"}) {
        const auto scored = [&](const std::string& lines) {
            const std::string name = std::string("RoboTracer_") + task + ".jsonl";
            folder.write(name, lines);
            return *score(*PredictionFile::open(folder.path() / name), folder.path(), {});
        };
        const ModelScore alone = scored(annotated), mixed = scored(both);
        QCOMPARE(mixed.samples.size(), std::size_t(2));
        QVERIFY(!mixed.samples[0].isUnannotated);
        QVERIFY(mixed.samples[1].isUnannotated);
        QVERIFY(mixed.samples[1].verdict.has(Cause::NotMeasured));
        QVERIFY(contains(mixed.samples[1].verdict.notMeasured->message(), "not annotated"));
        QCOMPARE(mixed.samples[1].careful.verdict.causes, std::vector{Cause::NotMeasured});
        QCOMPARE(mixed.official.answers, alone.official.answers);
        QCOMPARE(mixed.official.evaluated, alone.official.evaluated);
        QCOMPARE(mixed.official.seedAborts, alone.official.seedAborts);
        QCOMPARE(mixed.official.endInBoxRate, alone.official.endInBoxRate);
        QCOMPARE(mixed.official.overallSuccessRate, alone.official.overallSuccessRate);
        QCOMPARE(mixed.careful.answers, alone.careful.answers);
        QCOMPARE(mixed.careful.successes, alone.careful.successes);
    }
}

void TestSampleWriter::whatIsNoDatasetIsRefused() {
    const BenchmarkFolder folder;
    folder.write("notes/precious.txt", "x");
    QVERIFY(contains(refusal(folder.path() / "notes"), "neither a dataset"));
    QCOMPARE(bytesOf(folder.path() / "notes/precious.txt"), std::string("x"));
    for (const auto& [text, words] : std::vector<std::pair<std::string, std::string>>{
             {"{}", "not a dataset"},
             {"", "not a dataset"},
             {"[{\"id\": 1},", "damaged"},
             {"[{\"id\": 1}] more", "damaged"},
             {"[{\"id\": 1}", "damaged"},
         }) {
        folder.write("trajectory_dataset.json", text);
        QVERIFY2(contains(refusal(folder.path()), words), text.c_str());
        QCOMPARE(bytesOf(folder.json()), text);
    }
    QVERIFY(!refusal(folder.path() / "notes/precious.txt/below").empty());
}

void TestSampleWriter::aFolderHasOneWriter() {
    const BenchmarkFolder folder;
    auto writer = opened(folder.path());
    QVERIFY(contains(refusal(folder.path()), "another window or program"));
    writer.reset();
    QVERIFY(refusal(folder.path()).empty());
}

void TestSampleWriter::aChangeByAnotherIsNotOverwritten() {
    const BenchmarkFolder folder;
    folder.writeRows({BenchmarkFolder::row(0)});
    const auto writer = opened(folder.path());
    appended(*writer, sampleOf(1));
    const std::string changed = "[" + BenchmarkFolder::row(5).dump() + "]";
    folder.write("trajectory_dataset.json", changed);
    for (int i = 0; i < 2; ++i) {
        const Result<void> flushed = writer->flush();
        QVERIFY(!flushed);
        QVERIFY(contains(flushed.error().message(), "changed by another program"));
    }
    QVERIFY(!writer->append(sampleOf(2))); // no more pictures for rows that cannot be written
    QCOMPARE(bytesOf(folder.json()), changed);
    fs::remove(folder.json());
    QVERIFY(!writer->flush());
    QVERIFY(!fs::exists(folder.json()));
}

void TestSampleWriter::aFolderThatCannotBeWrittenIsRefused() {
    const BenchmarkFolder folder;
    folder.writeRows({BenchmarkFolder::row(0)});
    fs::permissions(folder.path(), fs::perms(0555));
    const bool isRoot = ::geteuid() == 0; // whom no permissions stop
    if (isRoot && ::seteuid(65534) != 0)
        QSKIP("Another user cannot be taken on.");
    const std::string words = refusal(folder.path());
    const std::string wordsOfNew = refusal(folder.path() / "new");
    if (isRoot && ::seteuid(0) != 0)
        qFatal("cannot be root again");
    fs::permissions(folder.path(), fs::perms(0755));
    QVERIFY2(contains(words, "cannot be written: Permission denied"), words.c_str());
    QVERIFY2(contains(wordsOfNew, "cannot be made: Permission denied"), wordsOfNew.c_str());
}

void TestSampleWriter::aFullDiskLeavesTheDatasetWhole() {
    const BenchmarkFolder folder;
    folder.writeRows({BenchmarkFolder::row(0), BenchmarkFolder::row(1)});
    const std::string before = bytesOf(folder.json());
    const auto writer = opened(folder.path());
    {
        const SmallDisk small(500);
        const Result<std::string> failed = writer->append(sampleOf(1));
        QVERIFY(!failed);
        QVERIFY2(contains(failed.error().message(), "cannot be written"), failed.error().message().c_str());
        QVERIFY(!fs::exists(folder.path() / "raw_data/2"));
    }
    QCOMPARE(appended(*writer, sampleOf(1)), std::string("2"));
    {
        const SmallDisk small(before.size() + 10);
        const Result<void> failed = writer->flush();
        QVERIFY(!failed);
        QVERIFY(contains(failed.error().message(), "trajectory_dataset.json"));
        QCOMPARE(bytesOf(folder.json()), before);
        QCOMPARE(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), std::ptrdiff_t(2));
    }
    QVERIFY(writer->flush()); // once there is room
    const auto dataset = read(folder.path());
    QCOMPARE(dataset->size(), std::size_t(3));
    QVERIFY(areSame(dataset->load(2)->frame.colourBgr, sampleOf(1).frame.colourBgr));
}

void TestSampleWriter::aFrameThatIsNoSampleIsRefused() {
    const BenchmarkFolder folder;
    const auto writer = opened(folder.path());
    NewSample sample = sampleOf(1);
    sample.frame.depthMillimetres = cv::Mat();
    QVERIFY(!writer->append(sample));
    sample = sampleOf(1);
    sample.frame.colourBgr = cv::Mat();
    QVERIFY(!writer->append(sample));
    sample = sampleOf(1);
    sample.frame.depthMillimetres = cv::Mat(5, 5, CV_16UC1, cv::Scalar(1));
    QVERIFY(!writer->append(sample));
    sample = sampleOf(1);
    sample.frame.camera.fx = 0;
    QVERIFY(contains(writer->append(sample).error().message(), "intrinsics"));
    QVERIFY(writer->flush());
    QCOMPARE(read(folder.path())->size(), std::size_t(0));
}

void TestSampleWriter::aKilledWriterLeavesTheDatasetWhole() {
    const BenchmarkFolder folder = folderInMemory();
    folder.writeRows({BenchmarkFolder::row(0), BenchmarkFolder::row(1)});
    folder.writePictures(0);
    folder.writePictures(1);
    std::string before = bytesOf(folder.json());
    std::size_t count = 2;
    int grew = 0;
    std::mt19937 random(5);
    constexpr int rounds = 60;
    for (int round = 0; round < rounds; ++round) {
        const pid_t child = ::fork();
        QVERIFY(child >= 0);
        if (child == 0) {
            const auto writer = SampleWriter::open(folder.path(), {png_compression::fast, 0ms});
            for (int i = 0; writer; i = (i + 1) % 200) // a sample's first pixel tells which it is
                if (!(*writer)->append(sampleOf(i)))
                    break;
            ::_exit(1);
        }
        ::usleep(useconds_t(500 + random() % 20'000) * slowness); // any moment
        ::kill(child, SIGKILL);
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY2(WIFSIGNALED(status), "the writer failed before it was killed");

        const std::string after = bytesOf(folder.json());
        QVERIFY(after.starts_with(before.substr(0, before.rfind(']'))));
        const auto dataset = read(folder.path());
        QVERIFY(dataset->fileProblems().empty());
        QVERIFY(dataset->size() >= count);
        QCOMPARE(dataset->brokenCount(), std::size_t(0));
        for (std::size_t index = count; index < dataset->size(); ++index) {
            const auto sample = dataset->load(index);
            QVERIFY2(sample->problems.empty(), sample->problems.empty() ? "" : sample->problems[0].message().c_str());
            QVERIFY(areSame(sample->frame.depthMillimetres,
                            sampleOf(sample->frame.colourBgr.at<cv::Vec3b>(0, 0)[0]).frame.depthMillimetres));
        }
        grew += dataset->size() > count;
        count = dataset->size();
        before = after;
    }
    QVERIFY2(grew > rounds / 4, "the writer was killed before it wrote anything");
}

void TestSampleWriter::thousandsOfSamplesAreWrittenInFewRewrites() {
    const BenchmarkFolder folder = folderInMemory();
    constexpr int samples = 10'000;
    constexpr auto flushEvery = 200ms;
    const NewSample sample = sampleOf(1, 8, 6);
    QElapsedTimer timer;
    timer.start();
    int rewrites = 0;
    {
        const auto writer = opened(folder.path(), flushEvery);
        for (int i = 0; i < samples; ++i) {
            const std::size_t kept = writer->keptCount();
            appended(*writer, sample);
            rewrites += writer->keptCount() <= kept;
        }
    }
    const qint64 took = timer.elapsed();
    qInfo("%d samples in %lld ms, %d rewrites", samples, static_cast<long long>(took), rewrites);
    QVERIFY(rewrites <= took / flushEvery.count() + 1);
    const auto dataset = read(folder.path());
    QCOMPARE(dataset->size(), std::size_t(samples));
    QCOMPARE(dataset->brokenCount(), std::size_t(0));
    QVERIFY(areSame(dataset->load(samples - 1)->frame.colourBgr, sample.frame.colourBgr));
}

void TestSampleWriter::pngsReadBackTheSame() {
    std::mt19937 random(8);
    for (const int type : {CV_8UC1, CV_8UC3, CV_16UC1})
        for (const int level : {0, 1, 6, 9})
            for (const cv::Size size : {cv::Size(1, 1), cv::Size(3, 2), cv::Size(61, 47)}) {
                cv::Mat picture(size, type);
                for (std::size_t i = 0; i < picture.total() * picture.elemSize(); ++i)
                    picture.data[i] = uchar(random() % 3 == 0 ? random() : 7);
                const auto bytes = encodePng(picture, level);
                QVERIFY(bytes);
                QVERIFY(areSame(cv::imdecode(*bytes, cv::IMREAD_UNCHANGED), picture));
            }
    // A part of a larger picture, whose rows do not follow each other.
    const cv::Mat large(20, 20, CV_8UC3, cv::Scalar(1, 2, 3));
    QVERIFY(areSame(cv::imdecode(*encodePng(large(cv::Rect(3, 3, 5, 5))), cv::IMREAD_UNCHANGED),
                    large(cv::Rect(3, 3, 5, 5))));
    QVERIFY(!encodePng(cv::Mat()));
    QVERIFY(!encodePng(cv::Mat(3, 3, CV_32FC1)));
}

QTEST_GUILESS_MAIN(TestSampleWriter)
#include "tst_sample_writer.moc"
