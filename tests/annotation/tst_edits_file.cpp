#include "annotation/annotated_folder.h"
#include "annotation/edits_file.h"

#include <QTest>
#include <unistd.h>

using namespace tracestudio;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

constexpr int rowCount = 6;

void fill(const BenchmarkFolder& folder) {
    std::vector<Json> rows;
    for (int id = 0; id < rowCount; ++id) {
        rows.push_back(BenchmarkFolder::row(id));
        folder.writePictures(id);
    }
    folder.writeRows(rows);
}

ReadEdits readBack(const fs::path& path, const Dataset& base) {
    Result<ReadEdits> read = readEdits(path, base);
    if (!read)
        qFatal("%s", read.error().message().c_str());
    return std::move(*read);
}

} // namespace

class TestEditsFile : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void editsOfAllKindsComeBack();
    void coordinatesThatAreNoNumbersComeBack();
    void whatWasSavedMeanwhileIsNoEditAnyMore();
    void whatWasUndoneSinceTheLastSaveComesBack();
    void aRowUndeletedSinceTheLastSaveComesBackWhole();
    void textsOfRowsThatAreDamagedAreLeftOut();
    void rowsThatChangedMeanwhileAreCounted();
    void rowsAreFoundByTheirIds();
    void damageIsRefusedOrLeftOut_data();
    void damageIsRefusedOrLeftOut();
    void pathsThatLeadOutAreNotFollowed();
    void aFileThatCannotBeWrittenLeavesTheOldOne();
    void filesAreNamedByTheirDataset();
};

void TestEditsFile::editsOfAllKindsComeBack() {
    std::mt19937 random(11);
    const BenchmarkFolder folder;
    fill(folder);
    const auto base = opened(folder.path());
    Annotation made;
    made.trajectory = {{1.0 / 3, 2, 1e-300}, {0, 0, 1}};
    made.maskFile = maskFile(99);
    made.box = OrientedBox{{1, 2, 3}, {1, 1, 1}, cv::Matx33d(0, 1, 0, -1, 0, 0, 0, 0, 1)};
    made.step = 4;
    const Result<AddedSample> sample = makeSample(*base, frameOf(3), made, {});
    QVERIFY(sample);
    for (int round = 0; round < 40; ++round) {
        DatasetEdits edits;
        for (std::size_t index = 0; index < rowCount; ++index) {
            const Annotation before = annotationAt(*base, index);
            Annotation after = before;
            for (unsigned changes = random() % 4; changes > 0; --changes)
                changeByChance(after, random);
            edits.rows[index] = edited(before, after, random() % 5 == 0);
        }
        if (round % 2)
            edits.added.push_back(std::make_shared<const AddedSample>(*sample));
        const fs::path path = folder.path() / "edits.json";
        QVERIFY(writeEdits(path, edits, *base));
        const ReadEdits read = readBack(path, *base);
        QVERIFY(read.edits == edits);
        QCOMPARE(read.staleCount, std::size_t(0));
        QVERIFY(read.problems.empty());
        const std::string first = bytesOf(path);
        QVERIFY(writeEdits(path, read.edits, *base));
        QCOMPARE(bytesOf(path), first);
    }
    // Nothing but the file itself is left.
    std::size_t entries = std::size_t(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()));
    QCOMPARE(entries, std::size_t(3));
}

void TestEditsFile::coordinatesThatAreNoNumbersComeBack() {
    const BenchmarkFolder folder;
    fill(folder);
    const auto base = opened(folder.path());
    const Annotation before = annotationAt(*base, 0);
    Annotation after = before;
    const double most = std::numeric_limits<double>::infinity();
    after.trajectory = {{std::numeric_limits<double>::quiet_NaN(), most, -most}, {1, 2, 3}};
    after.instruction = "kept with it";
    DatasetEdits edits;
    edits.rows[0] = edited(before, after);
    const fs::path path = folder.path() / "edits.json";
    QVERIFY(writeEdits(path, edits, *base));
    const ReadEdits read = readBack(path, *base);
    QVERIFY(read.problems.empty());
    QVERIFY(read.edits.rows.contains(0));
    const Annotation& back = read.edits.rows.at(0)->after;
    QCOMPARE(back.instruction, after.instruction);
    QCOMPARE(back.trajectory.size(), after.trajectory.size());
    QVERIFY(std::isnan(back.trajectory[0].x));
    QCOMPARE(back.trajectory[0].y, most);
    QCOMPARE(back.trajectory[0].z, -most);
    QVERIFY(back.trajectory[1] == after.trajectory[1]);
}

void TestEditsFile::whatWasSavedMeanwhileIsNoEditAnyMore() {
    const BenchmarkFolder folder;
    fill(folder);
    const auto base = opened(folder.path());
    const Annotation before = annotationAt(*base, 2);
    Annotation after = before;
    after.instruction = "new words";
    after.maskFile = maskFile(5);
    DatasetEdits edits;
    edits.rows[2] = edited(before, after);
    edits.rows[4] = edited(annotationAt(*base, 4), annotationAt(*base, 4), true);
    edits.added.push_back(std::make_shared<const AddedSample>(*makeSample(*base, frameOf(1), after, {})));
    const fs::path path = recoveryFile(*base, "/nowhere");
    QVERIFY(writeEdits(path, edits, *base));
    QVERIFY(DatasetSaver(base).save(edits));
    const ReadEdits read = readBack(path, *opened(folder.path()));
    QVERIFY(read.edits.isEmpty());
    QCOMPARE(read.staleCount, std::size_t(0));
    QVERIFY(read.problems.empty());
}

void TestEditsFile::whatWasUndoneSinceTheLastSaveComesBack() {
    const BenchmarkFolder folder;
    fill(folder);
    const auto base = opened(folder.path());
    const Annotation before = annotationAt(*base, 2), other = annotationAt(*base, 3);
    Annotation after = before, later = other;
    after.instruction = later.instruction = "new words";
    after.maskFile = later.maskFile = maskFile(5);
    after.step = later.step = 8;
    DatasetEdits saved;
    saved.rows[2] = edited(before, after);
    saved.rows[3] = edited(other, later);
    QVERIFY(DatasetSaver(base).save(saved));
    later.step = other.step; // as it was before what was saved
    later.destination = "elsewhere";
    DatasetEdits edits;
    edits.rows[2] = edited(before, before);
    edits.rows[3] = edited(other, later);
    const fs::path path = folder.path() / "edits.json";
    QVERIFY(writeEdits(path, edits, *base, saved));
    const auto now = opened(folder.path());
    const ReadEdits read = readBack(path, *now);
    QCOMPARE(read.staleCount, std::size_t(0));
    QCOMPARE(read.edits.rows.size(), std::size_t(2));
    QVERIFY(read.edits.rows.at(2)->after == before);
    QVERIFY(read.edits.rows.at(3)->after == later);
}

void TestEditsFile::aRowUndeletedSinceTheLastSaveComesBackWhole() {
    const BenchmarkFolder folder;
    std::vector<Json> rows;
    for (int id = 0; id < rowCount; ++id) {
        rows.push_back(BenchmarkFolder::row(id));
        rows.back()["note"] = {{"nested", {1, "x", nullptr}}};
        folder.writePictures(id);
        folder.write("raw_data/" + std::to_string(id) + "/mask.png", *maskFile(id));
    }
    folder.writeRows(rows);
    const auto base = opened(folder.path());
    const std::vector<Annotation> before{annotationAt(*base, 1), annotationAt(*base, 2), annotationAt(*base, 3)};
    Annotation after = before[1];
    after.instruction = "new words";
    after.maskFile = maskFile(77);
    const std::string text = base->record(1)->rawText;
    DatasetSaver saver(base);
    DatasetEdits saved;
    for (std::size_t row = 1; row <= 3; ++row)
        saved.rows[row] = edited(before[row - 1], row == 2 ? after : before[row - 1], true);
    QVERIFY(saver.save(saved));
    // One is as it was, one has an edit, one stays deleted.
    DatasetEdits edits = saved;
    edits.rows[1] = edited(before[0], before[0]);
    edits.rows[2] = edited(before[1], after);
    QVERIFY(saver.bringPicturesBack(edits));
    const fs::path path = folder.path() / "edits.json";
    QVERIFY(writeEdits(path, edits, *base, saved));

    // The program ends without saving, and the file lacks the rows.
    const auto now = opened(folder.path());
    QCOMPARE(now->size(), std::size_t(rowCount - 3));
    const ReadEdits read = readBack(path, *now);
    QVERIFY(read.problems.empty());
    QCOMPARE(read.edits.added.size(), std::size_t(2));
    const auto merged = EditedDataset::of(now, read.edits);
    QVERIFY(merged->find("1") && merged->find("2") && !merged->find("3"));
    QVERIFY(read.edits.added[0]->annotation == before[0]);
    QVERIFY(read.edits.added[1]->annotation == after);
    for (const char* id : {"1", "2"}) {
        const auto sample = merged->load(*merged->find(id));
        QVERIFY(sample->problems.empty() && !sample->frame.colourBgr.empty());
        QCOMPARE(numberOf(sample->mask.pixels), id[0] == '1' ? 1 : 77);
    }
    QCOMPARE(merged->record(*merged->find("1"))->rawText, text);
    QVERIFY(writeEdits(path, read.edits, *now));
    QVERIFY(readBack(path, *now).edits == read.edits);

    DatasetSaver later(now);
    QVERIFY(later.save(read.edits));
    const auto whole = opened(folder.path());
    QCOMPARE(whole->record(*whole->find("1"))->rawText, text);
    const auto second = whole->record(*whole->find("2"));
    QVERIFY(contains(second->rawText, "nested"));
    QCOMPARE(second->maskPath, std::string("2/mask.png"));
    QVERIFY(annotationAt(*whole, *whole->find("2")) == after);
    QVERIFY(readBack(path, *whole).edits.isEmpty()); // what is in the file already
    // Undone, saved and done again, as any sample that was added.
    QVERIFY(later.save({}));
    QVERIFY(!opened(folder.path())->find("1"));
    QCOMPARE(bytesOf(folder.path() / "raw_data/1/mask.png"), *maskFile(1));
}

void TestEditsFile::textsOfRowsThatAreDamagedAreLeftOut() {
    const BenchmarkFolder folder;
    fill(folder);
    const auto base = opened(folder.path());
    for (const Json& text : {Json("{"), Json("[]"), Json(7), Json(""), Json(R"({"id": 8})"), Json(R"( {"id": 9})")}) {
        const Json document = {
            {"format", "tracestudio-edits/1"}, {"rows", Json::array()}, {"added", {{{"id", "9"}, {"text", text}}}}};
        folder.write("edits.json", document.dump());
        const ReadEdits read = readBack(folder.path() / "edits.json", *base);
        QVERIFY(read.edits.isEmpty());
        QCOMPARE(read.problems.size(), std::size_t(1));
        QVERIFY(contains(read.problems[0].message(), "The row of sample 9"));
    }
}

void TestEditsFile::rowsThatChangedMeanwhileAreCounted() {
    const BenchmarkFolder folder;
    fill(folder);
    const auto base = opened(folder.path());
    DatasetEdits edits;
    for (const std::size_t index : {0u, 1u}) {
        Annotation after = annotationAt(*base, index);
        after.instruction = "mine";
        edits.rows[index] = edited(annotationAt(*base, index), after);
    }
    const fs::path path = folder.path() / "edits.json";
    QVERIFY(writeEdits(path, edits, *base));
    std::vector<Json> rows;
    for (int id = 0; id < rowCount; ++id)
        rows.push_back(BenchmarkFolder::row(id));
    rows[1]["target_object"] = "theirs";
    folder.writeRows(rows);
    const auto now = opened(folder.path());
    const ReadEdits read = readBack(path, *now);
    QCOMPARE(read.staleCount, std::size_t(1));
    const auto merged = EditedDataset::of(now, read.edits);
    QCOMPARE(merged->record(1)->instruction, std::string("mine"));
    QCOMPARE(merged->record(1)->targetObject, std::string("theirs")); // what was not edited is theirs
}

void TestEditsFile::rowsAreFoundByTheirIds() {
    const BenchmarkFolder folder;
    fill(folder);
    const auto base = opened(folder.path());
    DatasetEdits edits;
    for (const std::size_t index : {1u, 3u, 5u}) {
        Annotation after = annotationAt(*base, index);
        after.instruction = "mine " + std::to_string(index);
        edits.rows[index] = edited(annotationAt(*base, index), after, index == 5);
    }
    const fs::path path = folder.path() / "edits.json";
    QVERIFY(writeEdits(path, edits, *base));
    folder.writeRows({BenchmarkFolder::row(4), BenchmarkFolder::row(3), BenchmarkFolder::row(0)});
    const auto now = opened(folder.path());
    const ReadEdits read = readBack(path, *now);
    QCOMPARE(read.edits.rows.size(), std::size_t(1)); // that of 5 was to delete what is gone
    QCOMPARE(EditedDataset::of(now, read.edits)->record(1)->instruction, std::string("mine 3"));
    QCOMPARE(read.problems.size(), std::size_t(1));
    QVERIFY(contains(read.problems[0].message(), "Sample 1 is no longer in the dataset"));
}

void TestEditsFile::damageIsRefusedOrLeftOut_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("problems"); // -1: refused
    const auto row = [](const char* after) {
        return QByteArray("{\"format\":\"tracestudio-edits/1\",\"rows\":[{\"id\":\"1\",\"after\":") + after +
               "}],\"added\":[]}";
    };
    QTest::newRow("empty") << QByteArray() << -1;
    QTest::newRow("cut off") << row("{}").left(50) << -1;
    QTest::newRow("another format") << QByteArray("{\"format\":\"x\",\"rows\":[],\"added\":[]}") << -1;
    QTest::newRow("a list") << QByteArray("[]") << -1;
    QTest::newRow("no rows") << QByteArray("{\"format\":\"tracestudio-edits/1\",\"rows\":7}") << -1;
    QTest::newRow("deep") << row(QByteArray(100'000, '[') + QByteArray(100'000, ']')) << -1;
    QTest::newRow("text as a list") << row("{\"prompt\":[1]}") << 1;
    QTest::newRow("a negative step") << row("{\"step\":-3}") << 1;
    QTest::newRow("a huge step") << row("{\"step\":99999999999999}") << 1;
    QTest::newRow("a point of two") << row("{\"trajectory\":[[1,2]]}") << 1;
    QTest::newRow("a box without centre") << row("{\"box\":{\"extent\":[1,1,1]}}") << 1;
    QTest::newRow("no base64") << row("{\"mask\":\"!!!!\"}") << 1;
    QTest::newRow("no picture") << row("{\"mask\":\"AAAA\"}") << 1;
    QTest::newRow("all at once") << row("{\"mask\":3,\"step\":\"x\",\"box\":[],\"prompt\":null}") << 4;
    QTest::newRow("no object") << row("7") << 1;
    QTest::newRow("row is text") << QByteArray("{\"format\":\"tracestudio-edits/1\",\"rows\":[\"x\"],\"added\":[8]}")
                                 << 2;
}

void TestEditsFile::damageIsRefusedOrLeftOut() {
    QFETCH(QByteArray, text);
    QFETCH(int, problems);
    const BenchmarkFolder folder;
    fill(folder);
    folder.write("edits.json", text.toStdString());
    const auto base = opened(folder.path());
    const Result<ReadEdits> read = readEdits(folder.path() / "edits.json", *base);
    QCOMPARE(bool(read), problems >= 0);
    if (!read) {
        QVERIFY(contains(read.error().message(), "edits.json"));
        return;
    }
    QCOMPARE(int(read->problems.size()), problems);
    QVERIFY(read->edits.isEmpty());
}

void TestEditsFile::pathsThatLeadOutAreNotFollowed() {
    const BenchmarkFolder folder;
    fill(folder);
    folder.write("secret.png", *maskFile(1));
    const auto base = opened(folder.path());
    Json sample = {{"id", "77"},
                   {"image_path", "../secret.png"},
                   {"gt_depth_path", "0/gt_depth.png"},
                   {"camera", {64, 48, 60.0, 60.0, 31.5, 23.5}},
                   {"annotation", Json::object()}};
    const auto read = [&] {
        const Json document = {{"format", "tracestudio-edits/1"}, {"rows", Json::array()}, {"added", {sample}}};
        folder.write("edits.json", document.dump());
        return readBack(folder.path() / "edits.json", *base);
    };
    QVERIFY(read().edits.added.empty());
    sample["image_path"] = "0/image.png";
    QCOMPARE(read().edits.added.size(), std::size_t(1));
    sample["camera"][0] = 1e12;
    QVERIFY(read().edits.added.empty());
    sample["camera"] = {64, 48, 60.0, 60.0, nullptr, 1};
    QVERIFY(read().edits.added.empty());
}

void TestEditsFile::aFileThatCannotBeWrittenLeavesTheOldOne() {
    const BenchmarkFolder folder;
    fill(folder);
    const auto base = opened(folder.path());
    fs::create_directory(folder.path() / "edits.json"); // nothing can be renamed over a folder
    folder.write("edits.json/x", "y");
    const Result<void> written = writeEdits(folder.path() / "edits.json", {}, *base);
    QVERIFY(!written);
    QVERIFY(contains(written.error().message(), "cannot be kept"));
    QVERIFY(!fs::exists(folder.path() / ".edits.json.new"));
    QCOMPARE(bytesOf(folder.path() / "edits.json/x"), std::string("y"));
}

void TestEditsFile::filesAreNamedByTheirDataset() {
    const BenchmarkFolder folder, other, away;
    fill(folder);
    fill(other);
    const auto base = opened(folder.path());
    QCOMPARE(recoveryFile(*base, away.path()), folder.path() / ".trajectory_dataset.json.recovery");
    QVERIFY(sidecarFile(*base, away.path()) != sidecarFile(*opened(other.path()), away.path()));
    QCOMPARE(sidecarFile(*base, away.path()), sidecarFile(*opened(folder.json()), away.path()));
    QCOMPARE(sidecarFile(*base, away.path()).parent_path(), away.path());
    fs::permissions(folder.path(), fs::perms(0555));
    const bool isRoot = ::geteuid() == 0; // whom no permissions stop
    if (!isRoot)
        QCOMPARE(recoveryFile(*base, away.path()).parent_path(), away.path());
    fs::permissions(folder.path(), fs::perms(0755));
}

QTEST_GUILESS_MAIN(TestEditsFile)
#include "tst_edits_file.moc"
