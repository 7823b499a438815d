#include "annotation/annotated_folder.h"
#include "annotation/edited_annotation.h"
#include "annotation/edits_file.h"
#include "benchmark/sample_writer.h"
#include "benchmark/small_disk.h"
#include "support.h"

#include <QElapsedTimer>
#include <QScopeGuard>
#include <QTest>
#include <csignal>
#include <deque>
#include <set>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tracestudio;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

enum Layout { Indented, Lines, OneLine, Crlf, NoFinalNewline, Odd, LayoutCount };

/// Rows as the published file has them, with unknown keys and numbers spelled in ways of their own.
std::string textOf(int count, Layout layout) {
    std::vector<std::string> rows;
    for (int id = 0; id < count; ++id) {
        Json row = BenchmarkFolder::row(id);
        row["note"] = {{"nested", {1, "x", nullptr}}, {"path", "a/b"}};
        std::string text = row.dump(layout == Indented ? 4 : -1);
        if (id % 3 == 1)
            text.replace(text.find("1.1"), 3, "1.10e0");
        if (layout == Odd)
            text.insert(text.size() - 1, ",\"bad\":[NaN,-Infinity,1e999] ");
        rows.push_back(text);
    }
    const std::string newline = layout == Crlf ? "\r\n" : "\n";
    const std::string between = layout == OneLine ? ", " : layout == Odd ? "\n , \t" : "," + newline;
    std::string text = layout == OneLine ? "[" : layout == Odd ? "\xEF\xBB\xBF  [ \t" : "[" + newline;
    for (std::size_t i = 0; i < rows.size(); ++i)
        text += (i > 0 ? between : "") + rows[i];
    return text + (layout == OneLine ? "]" : layout == NoFinalNewline ? newline + "]" : newline + "]" + newline);
}

void fill(const BenchmarkFolder& folder, int count, Layout layout = Lines) {
    folder.write("trajectory_dataset.json", textOf(count, layout));
    for (int id = 0; id < count; ++id) {
        folder.writePictures(id);
        folder.write("raw_data/" + std::to_string(id) + "/mask.png", *maskFile(id));
    }
}

std::string failureOf(DatasetSaver& saver, const DatasetEdits& edits) {
    const Result<void> saved = saver.save(edits);
    return saved ? std::string() : saved.error().message();
}

/// `dataset` with rows changed by `change`.
template <typename Change>
DatasetEdits editsOf(const Dataset& dataset, const std::vector<std::size_t>& rows, const Change& change) {
    DatasetEdits edits;
    for (const std::size_t row : rows) {
        const Annotation before = annotationAt(dataset, row);
        Annotation after = before;
        change(after);
        edits.rows[row] = edited(before, after);
    }
    return edits;
}

DatasetEdits deleting(const Dataset& dataset, const std::vector<std::size_t>& rows) {
    DatasetEdits edits;
    for (const std::size_t row : rows)
        edits.rows[row] = edited(annotationAt(dataset, row), annotationAt(dataset, row), true);
    return edits;
}

std::vector<std::string> idsIn(const fs::path& folder) {
    const auto dataset = opened(folder);
    if (!dataset->fileProblems().empty() && dataset->size() > 0)
        qFatal("%s", dataset->fileProblems()[0].message().c_str());
    std::vector<std::string> ids;
    for (std::size_t index = 0; index < dataset->size(); ++index)
        ids.emplace_back(dataset->row(index).id);
    return ids;
}

using Ids = std::vector<std::string>;

} // namespace

class TestDatasetSaver : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void onlyWhatWasEditedChanges();
    void savingWithoutEditsChangesNothing_data();
    void savingWithoutEditsChangesNothing();
    void deletedRowsGoWithOneSeparator_data();
    void deletedRowsGoWithOneSeparator();
    void addedSamplesFollowTheLastRow_data();
    void addedSamplesFollowTheLastRow();
    void anEmptyDatasetTakesSamples();

    void aMaskThatOthersShareIsLeftToThem();
    void aRowWithoutAMaskGetsOneOfItsOwn();
    void aLinkedMaskIsReplacedAndItsTargetLeftAlone();
    void originalsAreKeptOnce();
    void permissionsStay();
    void deletedPicturesGoToTheBinAndComeBack();
    void onlyWhatIsUndeletedComesBackFromTheBin();
    void picturesOfAddedSamplesComeBackWhenTheyAreMadeAgain();
    void picturesThatOthersUseStay();

    void anotherProgramsChangeIsNotOverwritten();
    void aFolderHeldByAnotherIsRefused();
    void damagedAndReadOnlyDatasetsAreRefused();
    void aFullDiskLosesNothing();
    void aCopyIsTheEditedDataset();
    void aStoppedCopyLeavesNothing();

    void chanceEditsUndoToTheSameBytes_data();
    void chanceEditsUndoToTheSameBytes();
    void theBenchmarkItselfComesBackByteForByte();
    void aLargeDatasetIsSavedInLittleMemory();
    void killedAtAnyMomentTheDatasetIsWhole();
    void killedAmongDeletionsNothingIsLost();
};

void TestDatasetSaver::onlyWhatWasEditedChanges() {
    const BenchmarkFolder folder;
    fill(folder, 4, Indented);
    const std::string before = bytesOf(folder.json());
    const auto base = opened(folder.path());
    DatasetSaver saver(base);
    QVERIFY(!saver.obstacle() && !saver.isChangedOutside());
    DatasetEdits edits = editsOf(*base, {1}, [](Annotation& a) { a.trajectory[0].x = 0.125; });
    QVERIFY(saver.save(edits));
    QVERIFY(!saver.isChangedOutside());
    std::string expected = before;
    const std::size_t row = expected.find("\"id\": 1");
    expected.replace(expected.find("0.1,", expected.find("\"trajectory\"", row)), 3, "0.125");
    QCOMPARE(bytesOf(folder.json()), expected);
    QCOMPARE(bytesOf(folder.json().string() + ".original"), before);
    QVERIFY(!fs::exists(folder.path() / "raw_data/1/mask.png.original"));

    edits = editsOf(*base, {2}, [](Annotation& a) { a.maskFile = maskFile(200); });
    QVERIFY(saver.save(edits)); // the row edited before is as it was again
    QCOMPARE(bytesOf(folder.json()), before);
    QCOMPARE(bytesOf(folder.path() / "raw_data/2/mask.png"), *maskFile(200));
    QCOMPARE(bytesOf(folder.path() / "raw_data/2/mask.png.original"), *maskFile(2));
    QVERIFY(saver.save({}));
    QCOMPARE(bytesOf(folder.path() / "raw_data/2/mask.png"), *maskFile(2));
    QVERIFY(!fs::exists(folder.path() / ".trajectory_dataset.json.new"));
}

void TestDatasetSaver::savingWithoutEditsChangesNothing_data() {
    QTest::addColumn<int>("layout");
    for (int layout = 0; layout < LayoutCount; ++layout)
        QTest::addRow("layout %d", layout) << layout;
}

void TestDatasetSaver::savingWithoutEditsChangesNothing() {
    QFETCH(int, layout);
    const BenchmarkFolder folder;
    fill(folder, 5, Layout(layout));
    const auto before = contentOf(folder.path());
    const auto base = opened(folder.path());
    QVERIFY(base->fileProblems().empty());
    DatasetSaver saver(base);
    QVERIFY(saver.save({}));
    QCOMPARE(contentOf(folder.path()), before);
    // Also when the file is written again, edited and undone.
    QVERIFY(saver.save(editsOf(*base, {0, 1, 2, 3, 4}, [](Annotation& a) { a.instruction = "else"; })));
    QVERIFY(contentOf(folder.path()) != before);
    QVERIFY(saver.save(editsOf(*base, {0, 1, 2, 3, 4}, [](Annotation&) {})));
    QCOMPARE(contentOf(folder.path()), before);
}

void TestDatasetSaver::deletedRowsGoWithOneSeparator_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QList<int>>("rows");
    QTest::addColumn<QByteArray>("after");
    const QByteArray text = "[ A,\n B ,\tC\n]\n";
    const auto add = [&](const char* name, const QList<int>& rows, const QByteArray& after) {
        const auto filled = [](QByteArray layout) {
            for (const char letter : {'A', 'B', 'C'})
                layout.replace(letter, "{\"id\": \"" + QByteArray(1, char(letter + 32)) + "\"}");
            return layout;
        };
        QTest::newRow(name) << filled(text) << rows << filled(after);
    };
    add("none", {}, text);
    add("first", {0}, "[ B ,\tC\n]\n");
    add("middle", {1}, "[ A ,\tC\n]\n");
    add("last", {2}, "[ A,\n B\n]\n");
    add("first two", {0, 1}, "[ C\n]\n");
    add("last two", {1, 2}, "[ A\n]\n");
    add("outer two", {0, 2}, "[ B\n]\n");
    add("all", {0, 1, 2}, "[ \n]\n");
}

void TestDatasetSaver::deletedRowsGoWithOneSeparator() {
    QFETCH(QByteArray, text);
    QFETCH(QList<int>, rows);
    QFETCH(QByteArray, after);
    const BenchmarkFolder folder;
    folder.write("trajectory_dataset.json", text.toStdString());
    const auto base = opened(folder.path());
    QCOMPARE(base->size(), std::size_t(3));
    DatasetSaver saver(base);
    QVERIFY(saver.save(deleting(*base, {rows.begin(), rows.end()})));
    QCOMPARE(QByteArray::fromStdString(bytesOf(folder.json())), after);
    QCOMPARE(Json::parse(bytesOf(folder.json())).size(), std::size_t(3 - rows.size()));
    QVERIFY(saver.save({}));
    QCOMPARE(QByteArray::fromStdString(bytesOf(folder.json())), text);
}

void TestDatasetSaver::addedSamplesFollowTheLastRow_data() {
    savingWithoutEditsChangesNothing_data();
}

void TestDatasetSaver::addedSamplesFollowTheLastRow() {
    QFETCH(int, layout);
    const BenchmarkFolder folder;
    fill(folder, 2, Layout(layout));
    const std::string before = bytesOf(folder.json());
    const auto base = opened(folder.path());
    Annotation annotation = annotationAt(*base, 0);
    annotation.maskFile = maskFile(4);
    DatasetEdits edits;
    std::vector<std::string> taken;
    for (int i = 0; i < 2; ++i) {
        const Result<AddedSample> sample = makeSample(*base, frameOf(i), annotation, taken);
        QVERIFY(sample);
        QCOMPARE(sample->id, std::to_string(2 + i));
        taken.push_back(sample->id);
        edits.added.push_back(std::make_shared<const AddedSample>(*sample));
    }
    DatasetSaver saver(base);
    QVERIFY(saver.save(edits));
    const auto now = opened(folder.path());
    QVERIFY(now->fileProblems().empty());
    QCOMPARE(now->size(), std::size_t(4));
    QVERIFY(bytesOf(folder.json()).starts_with(before.substr(0, before.find_last_of('}') + 1)));
    QVERIFY(bytesOf(folder.json()).ends_with(before.substr(before.find_last_of('}') + 1)));
    for (const std::size_t index : {2u, 3u}) {
        QCOMPARE(annotationAt(*now, index), annotation);
        QVERIFY(now->load(index)->problems.empty());
        QCOMPARE(now->load(index)->frame.colourBgr.at<cv::Vec3b>(0, 0)[0], uchar(index - 2));
    }
    // Behind rows that all go, and with none.
    DatasetEdits alone = deleting(*base, {0, 1});
    alone.added = edits.added;
    QVERIFY(saver.save(alone));
    QCOMPARE(idsIn(folder.path()), (Ids{"2", "3"}));
    QVERIFY(saver.save({}));
    QCOMPARE(bytesOf(folder.json()), before);
}

void TestDatasetSaver::anEmptyDatasetTakesSamples() {
    for (const char* text : {"[]", "[\n]\n", "  [ ]", "[\r\n]\r\n"}) {
        const BenchmarkFolder folder;
        folder.write("trajectory_dataset.json", text);
        const auto base = opened(folder.path());
        DatasetEdits edits;
        for (int i = 0; i < 2; ++i) {
            const Result<AddedSample> sample = makeSample(*base, frameOf(i), {}, {});
            QVERIFY(sample);
            edits.added.push_back(std::make_shared<const AddedSample>(*sample));
        }
        DatasetSaver saver(base);
        QVERIFY(saver.save(edits));
        QCOMPARE(idsIn(folder.path()), (Ids{"0", "1"}));
        QVERIFY(Json::parse(bytesOf(folder.json()))[0]["id"].is_number());
        QVERIFY(saver.save({}));
        QCOMPARE(bytesOf(folder.json()), std::string(text));
    }
}

void TestDatasetSaver::aMaskThatOthersShareIsLeftToThem() {
    const BenchmarkFolder folder;
    Json one = BenchmarkFolder::row(0), two = BenchmarkFolder::row(1), three = BenchmarkFolder::row(2);
    one["mask_path"] = "masks/object.png";
    two["mask_path"] = "masks/./object.png";
    three["mask_path"] = "masks/object.png";
    folder.writeRows({one, two, three});
    folder.write("raw_data/masks/object.png", *maskFile(1));
    folder.write("raw_data/1/mask.png", *maskFile(9)); // that nobody names
    const auto before = contentOf(folder.path());
    const auto base = opened(folder.path());
    DatasetSaver saver(base);
    QVERIFY(saver.save(editsOf(*base, {0, 1}, [](Annotation& a) { a.maskFile = maskFile(2); })));
    QCOMPARE(bytesOf(folder.path() / "raw_data/masks/object.png"), *maskFile(1));
    QCOMPARE(bytesOf(folder.path() / "raw_data/1/mask.png"), *maskFile(9));
    const auto now = opened(folder.path());
    QCOMPARE(now->record(0)->maskPath, std::string("0/mask.png"));
    QCOMPARE(now->record(1)->maskPath, std::string("1/mask-2.png"));
    QCOMPARE(now->record(2)->maskPath, std::string("masks/object.png"));
    for (const std::size_t index : {0u, 1u})
        QCOMPARE(*annotationAt(*now, index).maskFile, *maskFile(2));
    QVERIFY(saver.save({}));
    QCOMPARE(contentOf(folder.path()), before);
}

void TestDatasetSaver::aRowWithoutAMaskGetsOneOfItsOwn() {
    const BenchmarkFolder folder;
    Json beside = BenchmarkFolder::row(0), flat = BenchmarkFolder::row(1), out = BenchmarkFolder::row(2),
         other = BenchmarkFolder::row(3), text = BenchmarkFolder::row(4);
    for (Json* row : {&beside, &flat, &other, &text})
        row->erase("mask_path");
    flat["image_path"] = "images/1.png";
    other["image_path"] = "images/3.png";
    out["mask_path"] = "../../mask.png";
    text["id"] = "../x";
    text["image_path"] = "4.png";
    folder.writeRows({beside, flat, out, other, text});
    const auto before = contentOf(folder.path());
    const auto base = opened(folder.path());
    DatasetSaver saver(base);
    QVERIFY(saver.save(editsOf(*base, {0, 1, 2, 3, 4}, [](Annotation& a) { a.maskFile = maskFile(2); })));
    const auto now = opened(folder.path());
    QCOMPARE(now->record(0)->maskPath, std::string("0/mask.png"));
    QCOMPARE(now->record(1)->maskPath, std::string("1/mask.png"));
    QCOMPARE(now->record(2)->maskPath, std::string("2/mask.png"));
    QCOMPARE(now->record(3)->maskPath, std::string("3/mask.png"));
    QCOMPARE(now->record(4)->maskPath, std::string("row-5/mask.png"));
    for (std::size_t index = 0; index < 5; ++index)
        QCOMPARE(*annotationAt(*now, index).maskFile, *maskFile(2));
    QVERIFY(saver.save({}));
    fs::remove(folder.path() / "raw_data"); // made for the masks
    QCOMPARE(contentOf(folder.path()), before);
}

void TestDatasetSaver::aLinkedMaskIsReplacedAndItsTargetLeftAlone() {
    const BenchmarkFolder folder, cache;
    fill(folder, 2);
    cache.write("blob", *maskFile(0));
    cache.write("rows", textOf(2, Lines));
    const fs::path mask = folder.path() / "raw_data/0/mask.png";
    fs::remove(mask);
    fs::create_symlink(cache.path() / "blob", mask);
    fs::remove(folder.json());
    fs::create_symlink(cache.path() / "rows", folder.json());
    const auto base = opened(folder.path());
    DatasetSaver saver(base);
    const DatasetEdits edits = editsOf(*base, {0}, [](Annotation& a) {
        a.maskFile = maskFile(5);
        a.step = 1;
    });
    QVERIFY(saver.save(edits));
    QVERIFY(!fs::is_symlink(mask) && !fs::is_symlink(folder.json()));
    QCOMPARE(bytesOf(mask), *maskFile(5));
    QCOMPARE(bytesOf(cache.path() / "blob"), *maskFile(0));
    QCOMPARE(bytesOf(cache.path() / "rows"), textOf(2, Lines));
    QCOMPARE(bytesOf(mask.string() + ".original"), *maskFile(0));
    QVERIFY(saver.save({}));
    QVERIFY(fs::is_symlink(mask)); // a link again
    QCOMPARE(bytesOf(mask), *maskFile(0));
    QCOMPARE(bytesOf(folder.json()), textOf(2, Lines));
    QVERIFY(saver.save(edits));
    QCOMPARE(bytesOf(cache.path() / "blob"), *maskFile(0));
}

void TestDatasetSaver::originalsAreKeptOnce() {
    const BenchmarkFolder folder;
    fill(folder, 1);
    const std::string first = bytesOf(folder.json());
    for (int session = 0; session < 3; ++session) {
        const auto base = opened(folder.path());
        DatasetSaver saver(base);
        QVERIFY(saver.save(editsOf(*base, {0}, [&](Annotation& a) {
            a.instruction = "session " + std::to_string(session);
            a.maskFile = maskFile(100 + session);
        })));
    }
    QCOMPARE(bytesOf(folder.json().string() + ".original"), first);
    QCOMPARE(bytesOf(folder.path() / "raw_data/0/mask.png.original"), *maskFile(0));
    QCOMPARE(annotationAt(*opened(folder.path()), 0).instruction, std::string("session 2"));
}

void TestDatasetSaver::permissionsStay() {
    const BenchmarkFolder folder;
    fill(folder, 1);
    const fs::path mask = folder.path() / "raw_data/0/mask.png";
    const auto mode = fs::perms(0640);
    fs::permissions(folder.json(), mode);
    fs::permissions(mask, mode);
    const auto base = opened(folder.path());
    DatasetSaver saver(base);
    QVERIFY(saver.save(editsOf(*base, {0}, [&](Annotation& a) {
        a.instruction = "x";
        a.maskFile = maskFile(100);
    })));
    for (const fs::path& path : {folder.json(), mask})
        QVERIFY(fs::status(path).permissions() == mode);
}

void TestDatasetSaver::deletedPicturesGoToTheBinAndComeBack() {
    const BenchmarkFolder folder;
    fill(folder, 3);
    const auto before = contentOf(folder.path());
    const auto base = opened(folder.path());
    const std::string row = base->record(1)->rawText;
    Result<AddedSample> made = makeSample(*base, frameOf(3), {}, {});
    QVERIFY(made);
    DatasetSaver saver(base);
    DatasetEdits edits = deleting(*base, {1});
    edits.added.push_back(std::make_shared<const AddedSample>(*made));
    QVERIFY(saver.save(edits));
    const fs::path bin = folder.path() / ".tracestudio-bin";
    QVERIFY(!fs::exists(folder.path() / "raw_data/1"));
    QCOMPARE(bytesOf(bin / "1/mask.png"), *maskFile(1));
    QCOMPARE(bytesOf(bin / "1.json"), row + "\n");
    QCOMPARE(idsIn(folder.path()), (Ids{"0", "2", "3"}));
    QVERIFY(saver.save(edits)); // not twice
    QCOMPARE(std::distance(fs::directory_iterator(bin), fs::directory_iterator()), std::ptrdiff_t(2));

    // Seen before it is saved, when the deletion is undone.
    DatasetEdits undone = editsOf(*base, {}, [](Annotation&) {});
    undone.rows[1] = edited(edits.rows[1]->before, edits.rows[1]->before);
    made->isDeleted = true;
    undone.added.push_back(std::make_shared<const AddedSample>(*made));
    QVERIFY(saver.bringPicturesBack(undone));
    QVERIFY(EditedDataset::of(base, undone)->load(1)->problems.empty());
    QCOMPARE(bytesOf(bin / "1.json"), row + "\n"); // all there is of it: the file lacks it still
    QVERIFY(saver.save(undone));
    QVERIFY(!fs::exists(bin / "1.json"));
    QCOMPARE(contentOf(folder.path()), before);
    QVERIFY(fs::exists(bin / "3/image.png")); // that of the sample whose making was undone
    made->isDeleted = false;
    undone.added[0] = std::make_shared<const AddedSample>(*made);
    QVERIFY(saver.save(undone));
    QCOMPARE(idsIn(folder.path()), (Ids{"0", "1", "2", "3"}));
    QVERIFY(opened(folder.path())->load(3)->problems.empty());
    QVERIFY(!fs::exists(bin));
    QVERIFY(saver.save(edits));
    fs::create_directory(folder.path() / "raw_data/1"); // by somebody else
    QVERIFY(contains(failureOf(saver, undone), "cannot be moved back"));
    fs::remove(folder.path() / "raw_data/1");
    QVERIFY(saver.save(undone));
    QVERIFY(opened(folder.path())->load(1)->problems.empty());
}

void TestDatasetSaver::onlyWhatIsUndeletedComesBackFromTheBin() {
    const BenchmarkFolder folder;
    fill(folder, 3);
    const auto base = opened(folder.path());
    DatasetSaver saver(base);
    const DatasetEdits edits = deleting(*base, {0, 1});
    QVERIFY(saver.save(edits));
    const fs::path bin = folder.path() / ".tracestudio-bin", pictures = folder.path() / "raw_data";
    QVERIFY(saver.bringPicturesBack({})); // as while the dataset is read anew
    QVERIFY(fs::exists(bin / "0/image.png") && fs::exists(bin / "1/image.png"));
    QVERIFY(!fs::exists(pictures / "0") && !fs::exists(pictures / "1"));

    // Undeleted and deleted again before anything is saved.
    DatasetEdits undone = edits;
    undone.rows[1] = edited(edits.rows.at(1)->before, edits.rows.at(1)->before);
    QVERIFY(saver.bringPicturesBack(undone));
    QVERIFY(fs::exists(pictures / "1/image.png") && !fs::exists(pictures / "0"));
    QVERIFY(saver.bringPicturesBack(undone)); // not twice
    QVERIFY(saver.save(edits));
    QVERIFY(fs::exists(bin / "1/image.png") && fs::exists(bin / "1.json") && !fs::exists(pictures / "1"));
    QCOMPARE(std::distance(fs::directory_iterator(bin), fs::directory_iterator()), std::ptrdiff_t(4));
    QVERIFY(saver.bringPicturesBack(undone));
    QVERIFY(saver.save(undone));
    QCOMPARE(idsIn(folder.path()), (Ids{"1", "2"}));
    QCOMPARE(std::distance(fs::directory_iterator(bin), fs::directory_iterator()), std::ptrdiff_t(2));
}

void TestDatasetSaver::picturesOfAddedSamplesComeBackWhenTheyAreMadeAgain() {
    const BenchmarkFolder folder, away;
    fill(folder, 2);
    const auto base = opened(folder.path());
    Annotation annotation = annotationAt(*base, 0);
    annotation.maskFile = maskFile(50);
    Result<AddedSample> made = makeSample(*base, frameOf(3), annotation, {});
    QVERIFY(made);
    DatasetEdits there, undone = deleting(*base, {1});
    there.added.push_back(std::make_shared<const AddedSample>(*made));
    made->isDeleted = true;
    undone.added.push_back(std::make_shared<const AddedSample>(*made));
    const fs::path bin = folder.path() / ".tracestudio-bin";
    DatasetSaver saver(base);
    const auto saveAndUndo = [&] {
        QVERIFY(saver.save(there));
        QVERIFY(saver.save(undone));
        QVERIFY(fs::exists(bin / "2/image.png") && fs::exists(bin / "2.json") && fs::exists(bin / "1/image.png"));
        QVERIFY(!fs::exists(folder.path() / "raw_data/2"));
    };
    DatasetEdits again = there;
    again.rows[1] = edited(undone.rows.at(1)->before, undone.rows.at(1)->before);

    saveAndUndo();
    QVERIFY(saver.bringPicturesBack(again));
    const auto sample = EditedDataset::of(base, again)->load(2);
    QVERIFY(sample->problems.empty() && !sample->frame.colourBgr.empty());
    QVERIFY(fs::exists(bin / "2.json"));
    QVERIFY(saver.save(again));
    QVERIFY(!fs::exists(bin));
    QCOMPARE(idsIn(folder.path()), (Ids{"0", "1", "2"}));
    QVERIFY(annotationAt(*opened(folder.path()), 2) == annotation);

    // A copy of what is made again has its pictures too, saved or not.
    saveAndUndo();
    const fs::path copy = away.path() / "copy";
    QVERIFY(saver.bringPicturesBack(again));
    QVERIFY(DatasetSaver::saveCopy(*EditedDataset::of(base, again), copy));
    QCOMPARE(idsIn(copy), (Ids{"0", "1", "2"}));
    for (const std::size_t index : {0u, 1u, 2u})
        QVERIFY(opened(copy)->load(index)->problems.empty());
    QCOMPARE(bytesOf(copy / "raw_data/2/mask.png"), *maskFile(50));
}

void TestDatasetSaver::picturesThatOthersUseStay() {
    const BenchmarkFolder folder;
    Json second = BenchmarkFolder::row(1);
    second["depth_path"] = "0/depth.png"; // of the first
    folder.writeRows({BenchmarkFolder::row(0), second, BenchmarkFolder::row(2)});
    for (int id = 0; id < 3; ++id)
        folder.writePictures(id);
    const auto base = opened(folder.path());
    DatasetSaver saver(base);
    DatasetEdits edits = deleting(*base, {0, 2});
    AddedSample duplicate{"7", "2/image.png", "2/depth.png", "2/gt_depth.png", frameOf(1).camera, {}, false};
    duplicate.annotation.maskFile = maskFile(70);
    edits.added.push_back(std::make_shared<const AddedSample>(duplicate));
    QVERIFY(saver.save(edits));
    QVERIFY(fs::exists(folder.path() / "raw_data/0/depth.png"));
    QVERIFY(fs::exists(folder.path() / "raw_data/2/image.png"));
    const auto now = opened(folder.path());
    QCOMPARE(now->record(1)->maskPath, std::string("7/mask.png"));
    QCOMPARE(*annotationAt(*now, 1).maskFile, *maskFile(70));
}

void TestDatasetSaver::anotherProgramsChangeIsNotOverwritten() {
    const BenchmarkFolder folder;
    fill(folder, 2);
    const auto base = opened(folder.path());
    const DatasetEdits edits = editsOf(*base, {0}, [](Annotation& a) {
        a.instruction = "mine";
        a.maskFile = maskFile(50);
    });
    const fs::path mask = folder.path() / "raw_data/0/mask.png";
    folder.write("raw_data/0/mask.png", *maskFile(60));
    const std::string json = bytesOf(folder.json());
    {
        DatasetSaver saver(base);
        for (int tries = 0; tries < 2; ++tries)
            QVERIFY(contains(failureOf(saver, edits), "mask.png was changed by another program"));
        QCOMPARE(bytesOf(mask), *maskFile(60));
        QCOMPARE(bytesOf(folder.json()), json);
        folder.write("raw_data/0/mask.png", *maskFile(0));
        QVERIFY(saver.save(edits));
        // Between two saves.
        folder.write("raw_data/0/mask.png", *maskFile(61));
        QVERIFY(contains(failureOf(saver, {}), "mask.png was changed by another program"));
        folder.write("raw_data/0/mask.png", *maskFile(50));
        QVERIFY(saver.save({}));
    }
    DatasetSaver saver(opened(folder.path()));
    const std::string theirs = textOf(1, Lines);
    folder.write("trajectory_dataset.json", theirs);
    QVERIFY(saver.isChangedOutside());
    QVERIFY(contains(failureOf(saver, edits), "trajectory_dataset.json was changed by another program"));
    QCOMPARE(bytesOf(folder.json()), theirs);
    fs::remove(folder.json());
    QVERIFY(saver.isChangedOutside());
    QVERIFY(!failureOf(saver, edits).empty());
    QVERIFY(!fs::exists(folder.json()));
}

void TestDatasetSaver::aFolderHeldByAnotherIsRefused() {
    const BenchmarkFolder folder;
    fill(folder, 1);
    const auto base = opened(folder.path());
    DatasetSaver saver(base);
    const DatasetEdits edits = editsOf(*base, {0}, [](Annotation& a) { a.step = 7; });
    auto writer = SampleWriter::open(folder.path());
    QVERIFY(writer);
    QVERIFY(contains(failureOf(saver, edits), "is being written to by another window or program"));
    writer->reset();
    QVERIFY(saver.save(edits));
    QVERIFY(SampleWriter::open(folder.path())); // let go again
}

void TestDatasetSaver::damagedAndReadOnlyDatasetsAreRefused() {
    const std::string good = textOf(2, Lines);
    for (const std::string& text :
         {good.substr(0, good.size() - 100), good + "more", good.substr(0, good.rfind(']'))}) {
        const BenchmarkFolder folder;
        folder.write("trajectory_dataset.json", text);
        const auto base = opened(folder.path());
        DatasetSaver saver(base);
        QVERIFY(saver.obstacle());
        QVERIFY(contains(failureOf(saver, {}), "is damaged at byte"));
        QCOMPARE(bytesOf(folder.json()), text);
        // What can be read of it is there in a copy.
        QVERIFY(DatasetSaver::saveCopy(*EditedDataset::of(base, {}), folder.path() / "copy"));
        QCOMPARE(idsIn(folder.path() / "copy").size(), base->size());
    }
    const BenchmarkFolder folder;
    fill(folder, 1);
    const auto base = opened(folder.path());
    DatasetSaver saver(base);
    fs::permissions(folder.path(), fs::perms(0555));
    const bool isRoot = ::geteuid() == 0; // whom no permissions stop
    if (isRoot && ::seteuid(65534) != 0)
        QSKIP("Another user cannot be taken on.");
    const std::string words = failureOf(saver, {});
    if (isRoot && ::seteuid(0) != 0)
        qFatal("cannot be root again");
    fs::permissions(folder.path(), fs::perms(0755));
    QVERIFY2(contains(words, "cannot be written: Permission denied"), words.c_str());
}

void TestDatasetSaver::aFullDiskLosesNothing() {
    const BenchmarkFolder folder;
    fill(folder, 3);
    const auto before = contentOf(folder.path());
    const auto base = opened(folder.path());
    DatasetSaver saver(base);
    const DatasetEdits edits = editsOf(*base, {0, 1}, [](Annotation& a) {
        a.instruction = "mine";
        a.maskFile = maskFile(50);
    });
    {
        const SmallDisk small(20);
        const std::string words = failureOf(saver, edits);
        QVERIFY2(contains(words, "mask.png cannot be written") && contains(words, "Your edits are kept"),
                 words.c_str());
        QCOMPARE(contentOf(folder.path()), before);
    }
    {
        const SmallDisk small(1000); // room for masks
        const std::string words = failureOf(saver, edits);
        QVERIFY2(contains(words, "trajectory_dataset.json cannot be written"), words.c_str());
        auto now = contentOf(folder.path());
        QCOMPARE(now.size(), before.size());
        QCOMPARE(now["trajectory_dataset.json"], before.at("trajectory_dataset.json"));
    }
    QVERIFY(saver.save(edits)); // once there is room
    const auto now = opened(folder.path());
    for (const std::size_t index : {0u, 1u})
        QCOMPARE(annotationAt(*now, index), edits.rows.at(index)->after);
    QVERIFY(saver.save({}));
    QCOMPARE(contentOf(folder.path()), before);
}

void TestDatasetSaver::aCopyIsTheEditedDataset() {
    const BenchmarkFolder folder, away;
    fill(folder, 4, Indented);
    const auto before = contentOf(folder.path());
    const auto base = opened(folder.path());
    DatasetEdits edits = editsOf(*base, {0, 2}, [](Annotation& a) {
        a.instruction = "mine";
        a.maskFile = maskFile(50);
    });
    edits.rows[1] = deleting(*base, {1}).rows[1];
    Result<AddedSample> made = makeSample(*base, frameOf(3), {}, {});
    QVERIFY(made);
    edits.added.push_back(std::make_shared<const AddedSample>(*made));
    const auto dataset = EditedDataset::of(base, edits);
    QVERIFY(contains(DatasetSaver::saveCopy(*dataset, folder.path()).error().message(), "is not empty"));
    double last = 0;
    const fs::path path = away.path() / "a" / "copy";
    QVERIFY(DatasetSaver::saveCopy(*dataset, path, [&](double progress) { last = progress; }));
    QVERIFY(last > 0.5 && last <= 1);
    QCOMPARE(idsIn(path), (Ids{"0", "2", "3", "4"}));
    QVERIFY(!fs::exists(path / "raw_data/1"));
    const auto copy = opened(path);
    QCOMPARE(copy->brokenCount(), std::size_t(0));
    const std::vector<std::size_t> rows{0, 2, 3, 4};
    for (std::size_t index = 0; index < rows.size(); ++index) {
        QCOMPARE(annotationAt(*copy, index), index < 3
                                                 ? EditedDataset::of(base, edits)->edits().rows.contains(rows[index])
                                                       ? edits.rows[rows[index]]->after
                                                       : annotationAt(*base, rows[index])
                                                 : made->annotation);
        QVERIFY(copy->load(index)->problems.empty());
    }
    QCOMPARE(copy->record(2)->rawText, base->record(3)->rawText);
    fs::remove_all(folder.path() / "raw_data/4");
    QCOMPARE(contentOf(folder.path()), before);
    QVERIFY(!DatasetSaver(copy).obstacle());
}

void TestDatasetSaver::aStoppedCopyLeavesNothing() {
    const BenchmarkFolder folder, away;
    fill(folder, 5);
    const auto dataset = EditedDataset::of(opened(folder.path()), {});
    std::stop_source stop;
    const Result<void> copied = DatasetSaver::saveCopy(
        *dataset, away.path(),
        [&](double progress) {
            if (progress > 0.5)
                stop.request_stop();
        },
        stop.get_token());
    QVERIFY(!copied);
    QVERIFY(contains(copied.error().message(), "was stopped"));
    QVERIFY(fs::is_empty(away.path()));
}

void TestDatasetSaver::chanceEditsUndoToTheSameBytes_data() {
    QTest::addColumn<int>("layout");
    QTest::addColumn<int>("seed");
    for (int layout = 0; layout < LayoutCount; ++layout)
        for (int seed = 0; seed < 4; ++seed)
            QTest::addRow("layout %d, seed %d", layout, seed) << layout << seed;
}

void TestDatasetSaver::chanceEditsUndoToTheSameBytes() {
    QFETCH(int, layout);
    QFETCH(int, seed);
    std::mt19937 random{unsigned(seed)};
    const BenchmarkFolder folder = folderInMemory();
    constexpr int rowCount = 7;
    fill(folder, rowCount, Layout(layout));
    if (seed % 2) { // rows that share a mask, and one without
        std::string text = bytesOf(folder.json());
        text.replace(text.find("3/mask.png"), 1, "2");
        const std::size_t key = text.find("mask_path", text.find("5/gt_depth.png"));
        text.replace(key, 4, "note");
        folder.write("trajectory_dataset.json", text);
    }
    const auto original = contentOf(folder.path());
    const auto base = opened(folder.path());
    std::vector<Annotation> originals; // once a save has changed a mask's file, it cannot be read any more
    for (std::size_t index = 0; index < rowCount; ++index)
        originals.push_back(annotationAt(*base, index));
    DatasetSaver saver(base);
    std::vector<DatasetEdits> history(1);
    std::size_t at = 0;
    /// A state of the history, with samples that were made since as deleted ones.
    const auto current = [&](std::vector<std::shared_ptr<const AddedSample>>& everMade) {
        DatasetEdits edits = history[at];
        for (std::size_t i = edits.added.size(); i < everMade.size(); ++i) {
            AddedSample gone = *everMade[i];
            gone.isDeleted = true;
            edits.added.push_back(std::make_shared<const AddedSample>(std::move(gone)));
        }
        return edits;
    };
    std::vector<std::shared_ptr<const AddedSample>> made;
    DatasetEdits inFile;
    const BenchmarkFolder kept = folderInMemory();
    /// What would be there if the program ended here and were started again.
    const auto checkRecovery = [&](DatasetEdits edits) {
        for (const auto& [row, edit] : inFile.rows) // as whoever edits keeps what was saved in between
            edits.rows.emplace(row, edited(edit->before, edit->before));
        QVERIFY(saver.bringPicturesBack(edits));
        const fs::path recovery = kept.path() / "edits.json";
        QVERIFY(writeEdits(recovery, edits, *base, inFile));
        const auto now = opened(folder.path());
        const Result<ReadEdits> read = readEdits(recovery, *now);
        QVERIFY(read);
        QVERIFY2(read->problems.empty(), read->problems.empty() ? "" : read->problems[0].message().c_str());
        const auto recovered = EditedDataset::of(now, read->edits), expected = EditedDataset::of(base, edits);
        std::size_t count = 0;
        for (std::size_t index = 0; index < recovered->size(); ++index)
            count += !recovered->isDeleted(index);
        for (std::size_t index = 0; index < expected->size(); ++index) {
            if (expected->isDeleted(index))
                continue;
            --count;
            const auto found = recovered->find(expected->row(index).id);
            QVERIFY2(found, std::string(expected->row(index).id).c_str());
            const Annotation* after = editedAnnotation(*expected, index);
            const Annotation* again = editedAnnotation(*recovered, *found);
            QVERIFY((again ? *again : annotationAt(*now, *found)) == (after ? *after : originals[index]));
            QVERIFY(!recovered->load(*found)->frame.colourBgr.empty());
        }
        QCOMPARE(count, std::size_t(0));
    };
    int saves = 0;
    for (int step = 0; step < 120; ++step) {
        const unsigned action = random() % 10;
        if (action == 0 && at > 0) {
            at -= 1 + random() % std::min<std::size_t>(at, 4);
        } else if (action == 1 && at + 1 < history.size()) {
            ++at;
        } else if (action < 4) {
            const DatasetEdits edits = current(made);
            const std::string failed = failureOf(saver, edits);
            QVERIFY2(failed.empty(), failed.c_str());
            ++saves;
            inFile = edits;
            const auto expected = EditedDataset::of(base, edits);
            const auto now = opened(folder.path());
            QVERIFY(now->fileProblems().empty());
            std::size_t there = 0;
            for (std::size_t index = 0; index < expected->size(); ++index) {
                if (expected->isDeleted(index))
                    continue;
                QVERIFY(there < now->size());
                QCOMPARE(std::string(now->row(there).id), std::string(expected->row(index).id));
                const Annotation saved = annotationAt(*now, there);
                const Annotation meant = index >= rowCount         ? edits.added[index - rowCount]->annotation
                                         : edits.rows.count(index) ? edits.rows.at(index)->after
                                                                   : originals[index];
                QVERIFY2(saved == meant, now->record(there)->rawText.c_str());
                QVERIFY(!now->load(there)->frame.colourBgr.empty());
                ++there;
            }
            QCOMPARE(there, now->size());
        } else {
            history.resize(at + 1);
            DatasetEdits edits = current(made);
            const std::size_t index = random() % (rowCount + edits.added.size());
            if (action == 4 && made.size() < 5) {
                std::vector<std::string> taken;
                for (const auto& sample : made)
                    taken.push_back(sample->id);
                Annotation annotation = originals[0];
                annotation.maskFile = nullptr;
                Result<AddedSample> sample = makeSample(*base, frameOf(step), annotation, taken);
                QVERIFY(sample);
                if (random() % 3 == 0) // made from another's pictures
                    sample->imagePath = "1/image.png", sample->depthPath = "1/depth.png",
                    sample->gtDepthPath = "1/gt_depth.png", fs::remove_all(folder.path() / "raw_data" / sample->id);
                edits.added.push_back(std::make_shared<const AddedSample>(*sample));
                made.push_back(edits.added.back());
            } else if (index < rowCount) {
                const auto found = edits.rows.find(index);
                const Annotation before = found == edits.rows.end() ? originals[index] : found->second->before;
                Annotation after = found == edits.rows.end() ? before : found->second->after;
                bool isDeleted = found != edits.rows.end() && found->second->isDeleted;
                if (random() % 6 == 0)
                    isDeleted = !isDeleted;
                else
                    changeByChance(after, random);
                edits.rows[index] = edited(before, after, isDeleted);
            } else {
                AddedSample sample = *edits.added[index - rowCount];
                if (random() % 4 == 0)
                    sample.isDeleted = !sample.isDeleted;
                else
                    changeByChance(sample.annotation, random);
                edits.added[index - rowCount] = std::make_shared<const AddedSample>(std::move(sample));
            }
            history.push_back(std::move(edits));
            at = history.size() - 1;
        }
        if (step % 6 == 0) {
            checkRecovery(current(made));
            if (QTest::currentTestFailed())
                return;
        }
    }
    QVERIFY(saves > 10);
    at = 0;
    QVERIFY(saver.save(current(made)));
    const auto now = contentOf(folder.path());
    for (const auto& [name, bytes] : now)
        QVERIFY2(original.contains(name) && original.at(name) == bytes, name.c_str());
    QCOMPARE(now.size(), original.size());
    for (auto entry = fs::recursive_directory_iterator(folder.path()); entry != fs::end(entry); ++entry) {
        const fs::path name = entry->path().lexically_relative(folder.path());
        if (name.extension() == ".original" && !name.string().starts_with("."))
            QCOMPARE(bytesOf(entry->path()), original.at(fs::path(name).replace_extension().string()));
    }
}

void TestDatasetSaver::theBenchmarkItselfComesBackByteForByte() {
    std::vector<fs::path> folders{fs::path(TRACESTUDIO_SAMPLES)};
    const fs::path shared = fs::path(TRACESTUDIO_SHARED) / "data/dev-bench/TraceSpatial-Bench";
    if (fs::exists(shared / "trajectory_dataset.json"))
        folders.push_back(shared);
    else
        qInfo("dev-bench is not there; the bundled samples stand for it");
    for (const fs::path& from : folders) {
        const QTemporaryDir temporary;
        const fs::path folder = temporary.path().toStdString() + "/copy";
        fs::create_directories(folder);
        fs::copy(from / "trajectory_dataset.json", folder);
        fs::copy(from / "raw_data", folder / "raw_data", fs::copy_options::recursive);
        const auto before = contentOf(folder);
        const auto base = opened(folder);
        DatasetSaver saver(base);
        QVERIFY(saver.save({}));
        QCOMPARE(contentOf(folder), before);
        std::vector<std::size_t> all(base->size());
        for (std::size_t index = 0; index < all.size(); ++index)
            all[index] = index;
        const DatasetEdits edits = editsOf(*base, all, [](Annotation& a) {
            a.instruction += "!";
            a.maskFile = maskFile(1);
            if (!a.trajectory.empty())
                a.trajectory.back().z += 0.01;
        });
        QVERIFY(saver.save(edits));
        const auto now = opened(folder);
        for (const std::size_t index : all)
            QCOMPARE(annotationAt(*now, index), edits.rows.at(index)->after);
        QVERIFY(saver.save({}));
        QCOMPARE(contentOf(folder), before);
        qInfo("%s: %zu rows", from.c_str(), base->size());
    }
}

void TestDatasetSaver::aLargeDatasetIsSavedInLittleMemory() {
    const BenchmarkFolder folder = folderInMemory();
    constexpr int rowCount = 100'000;
    const std::string row = BenchmarkFolder::row(123456).dump();
    {
        std::ofstream out(folder.json(), std::ios::binary);
        out << "[\n";
        for (int id = 0; id < rowCount; ++id) {
            std::string text = row;
            for (std::size_t at = 0; (at = text.find("123456", at)) != text.npos;)
                text.replace(at, 6, std::to_string(id));
            out << text << (id + 1 < rowCount ? ",\n" : "\n]\n");
        }
    }
    const auto base = opened(folder.path());
    const DatasetEdits edits = editsOf(*base, {0, 777, 50'000, 99'999}, [](Annotation& a) {
        a.maskFile = maskFile(3);
        a.step = 1;
    });
    DatasetSaver saver(base);
    std::ofstream("/proc/self/clear_refs") << 5; // the peak is counted from here
    rusage before{}, after{};
    ::getrusage(RUSAGE_SELF, &before);
    QElapsedTimer timer;
    timer.start();
    QVERIFY(saver.save(edits));
    const qint64 first = timer.restart();
    QVERIFY(saver.save(editsOf(*base, {5}, [](Annotation& a) { a.step = 2; })));
    const qint64 second = timer.elapsed();
    ::getrusage(RUSAGE_SELF, &after);
    const long grownMegabytes = (after.ru_maxrss - before.ru_maxrss) / 1024;
    qInfo("%d rows, %lld MB: saved in %lld ms, again in %lld ms, %ld MB more memory", rowCount,
          static_cast<long long>(fs::file_size(folder.json()) >> 20), static_cast<long long>(first),
          static_cast<long long>(second), grownMegabytes);
    QVERIFY(grownMegabytes < 40);
    QCOMPARE(opened(folder.path())->size(), std::size_t(rowCount));
}

namespace crash {

// A child edits, keeps its edits and saves, until it is killed. What it is about to do and what it has done it says
// beforehand and afterwards through a pipe, one byte code and two numbers each.
struct Message {
    char code;
    int row, number;
};
enum : char { Meant = 'M', Kept = 'K', SaveBegins = 'B', SaveEnds = 'E', Made = 'A' };

constexpr int rowCount = 5;

Annotation stateOf(int row, int number) {
    Annotation annotation;
    annotation.instruction = "row " + std::to_string(row) + " state " + std::to_string(number);
    annotation.targetObject = "the mug";
    annotation.destination = "the shelf";
    annotation.category = "pick&place";
    annotation.dataSource = "lab";
    annotation.step = number % 7;
    annotation.trajectory.assign(std::size_t(2 + number % 5), {number / 8.0, 0.5, 1.0 + number});
    annotation.box = OrientedBox{{number / 4.0, 0, 1}, {0.1, 0.1, 0.1}, cv::Matx33d::eye()};
    annotation.maskFile = maskFile(number);
    return annotation;
}

int numberIn(const std::string& instruction) {
    const std::size_t at = instruction.find(" state ");
    return at == std::string::npos ? -1 : std::atoi(instruction.c_str() + at + 7);
}

[[noreturn]] void work(const fs::path& folder, int pipe, unsigned seed, int number) {
    std::mt19937 random(seed);
    const auto say = [&](char code, int row, int value) {
        const Message message{code, row, value};
        if (::write(pipe, &message, sizeof message) != sizeof message)
            ::_exit(3);
    };
    const auto base = opened(folder);
    const fs::path recovery = recoveryFile(*base, folder);
    DatasetEdits edits;
    if (fs::exists(recovery)) {
        Result<ReadEdits> read = readEdits(recovery, *base);
        if (!read)
            ::_exit(4);
        edits = std::move(read->edits);
    }
    DatasetSaver saver(base);
    DatasetEdits saved;
    for (;; ++number) {
        const int row = int(random() % rowCount);
        const auto found = edits.rows.find(std::size_t(row));
        const Annotation before =
            found == edits.rows.end() ? annotationAt(*base, std::size_t(row)) : found->second->before;
        say(Meant, row, number);
        edits.rows[std::size_t(row)] = edited(before, stateOf(row, number));
        int made = -1;
        if (random() % 40 == 0 && base->size() + edits.added.size() < rowCount + 8) {
            std::vector<std::string> taken;
            for (const auto& sample : edits.added)
                taken.push_back(sample->id);
            const Result<AddedSample> sample = makeSample(*base, frameOf(number), stateOf(99, number), taken);
            if (!sample)
                ::_exit(5);
            made = std::atoi(sample->id.c_str());
            edits.added.push_back(std::make_shared<const AddedSample>(*sample));
        }
        if (!writeEdits(recovery, edits, *base, saved))
            ::_exit(6);
        say(Kept, row, number);
        if (made >= 0)
            say(Made, made, number);
        if (random() % 2)
            continue;
        say(SaveBegins, row, number);
        if (!saver.save(edits))
            ::_exit(7);
        saved = edits;
        say(SaveEnds, row, number);
    }
}

} // namespace crash

void TestDatasetSaver::killedAtAnyMomentTheDatasetIsWhole() {
    using namespace crash;
    const BenchmarkFolder folder = folderInMemory();
    fill(folder, rowCount);
    {
        const auto base = opened(folder.path());
        DatasetEdits edits;
        for (int row = 0; row < rowCount; ++row)
            edits.rows[std::size_t(row)] = edited(annotationAt(*base, std::size_t(row)), stateOf(row, 0));
        QVERIFY(DatasetSaver(base).save(edits));
    }
    std::vector<std::set<int>> meant(rowCount, {0}); // states that a row may have
    std::vector<int> kept(rowCount, 0);              // that it must have, or a later one
    std::map<std::string, int> made;
    std::mt19937 random(5);
    int number = 1, killsInSave = 0, savesEnded = 0;
    constexpr int kills = 500 / slowness;
    QElapsedTimer timer;
    timer.start();
    for (int kill = 0; kill < kills; ++kill) {
        int ends[2];
        QVERIFY(::pipe(ends) == 0);
        const pid_t child = ::fork();
        QVERIFY(child >= 0);
        if (child == 0) {
            ::close(ends[0]);
            work(folder.path(), ends[1], unsigned(kill), number);
        }
        ::close(ends[1]);
        ::usleep(useconds_t(1500 + random() % 40'000) * slowness); // any moment
        ::kill(child, SIGKILL);
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY2(WIFSIGNALED(status),
                 qPrintable(QString("the child ended by itself with %1").arg(WEXITSTATUS(status))));
        Message message{};
        bool isSaving = false;
        while (::read(ends[0], &message, sizeof message) == ssize_t(sizeof message)) {
            number = std::max(number, message.number + 1);
            isSaving = message.code == SaveBegins || (isSaving && message.code != SaveEnds);
            savesEnded += message.code == SaveEnds;
            if (message.code == Meant)
                meant[std::size_t(message.row)].insert(message.number);
            else if (message.code == Kept)
                kept[std::size_t(message.row)] = message.number;
            else if (message.code == Made)
                made[std::to_string(message.row)] = message.number;
        }
        ::close(ends[0]);
        killsInSave += isSaving;

        const auto base = opened(folder.path());
        QVERIFY2(base->fileProblems().empty(), bytesOf(folder.json()).c_str());
        QVERIFY(base->size() >= rowCount && base->size() <= rowCount + 8);
        QCOMPARE(base->brokenCount(), std::size_t(0));
        for (std::size_t index = 0; index < base->size(); ++index) {
            Annotation saved = annotationAt(*base, index);
            const int state = numberIn(saved.instruction);
            QVERIFY2(saved.maskFile, "a mask that does not decode");
            QVERIFY(base->load(index)->problems.empty());
            const int ofMask = numberOf(base->load(index)->mask.pixels);
            const int row = index < rowCount ? int(index) : 99;
            if (index < rowCount) // the mask may be that of the save that was cut off
                QVERIFY(meant[index].contains(state) && meant[index].contains(ofMask));
            const Annotation whole = stateOf(row, state);
            saved.maskFile = whole.maskFile;
            QVERIFY2(saved == whole, base->record(index)->rawText.c_str());
        }
        // What was kept comes back, whatever of it was saved.
        const fs::path recovery = recoveryFile(*base, folder.path());
        if (!fs::exists(recovery))
            continue;
        const Result<ReadEdits> read = readEdits(recovery, *base);
        QVERIFY2(read, read ? "" : read.error().message().c_str());
        QVERIFY2(read->problems.empty(), read->problems.empty() ? "" : read->problems[0].message().c_str());
        const auto dataset = EditedDataset::of(base, read->edits);
        for (int row = 0; row < rowCount; ++row) {
            const auto sample = dataset->load(std::size_t(row));
            const int state = numberIn(sample->instruction);
            QVERIFY(state >= kept[std::size_t(row)] && meant[std::size_t(row)].contains(state));
            QCOMPARE(numberOf(sample->mask.pixels), state);
            QCOMPARE(sample->groundTruth.points(), stateOf(row, state).trajectory);
        }
        for (const auto& [id, state] : made) {
            const auto index = dataset->find(id);
            QVERIFY2(index, id.c_str());
            QCOMPARE(numberIn(dataset->load(*index)->instruction), state);
            QVERIFY(!dataset->load(*index)->frame.colourBgr.empty());
        }
    }
    qInfo("%d kills in %lld ms, %d of them into a save; %d saves ended, %d states written", kills,
          static_cast<long long>(timer.elapsed()), killsInSave, savesEnded, number);
    QVERIFY(killsInSave > kills / 20);
    QVERIFY(savesEnded > kills / 10);
    QVERIFY(!made.empty());
    // Nothing is left behind but the one file a kill cut off.
    std::size_t unfinished = 0;
    for (auto entry = fs::recursive_directory_iterator(folder.path()); entry != fs::end(entry); ++entry)
        unfinished += entry->path().extension() == ".new";
    QVERIFY(unfinished <= 3 + rowCount);
}

namespace crash {

/// Deletes and undeletes rows, keeping and saving as the program does, until it is killed. Its messages' numbers say
/// whether the row of an id is there (1) or deleted (0).
[[noreturn]] void deleteAndUndelete(const fs::path& folder, int pipe, unsigned seed, int ids) {
    std::mt19937 random(seed);
    const auto say = [&](char code, int id, int isThere) {
        const Message message{code, id, isThere};
        if (::write(pipe, &message, sizeof message) != sizeof message)
            ::_exit(3);
    };
    const auto base = opened(folder);
    const fs::path recovery = recoveryFile(*base, folder);
    DatasetEdits edits, saved;
    if (fs::exists(recovery)) {
        Result<ReadEdits> read = readEdits(recovery, *base);
        if (!read || !read->problems.empty())
            ::_exit(4);
        edits = std::move(read->edits);
    }
    DatasetSaver saver(base);
    for (;;) {
        const auto dataset = EditedDataset::of(base, edits);
        const std::size_t index = random() % dataset->size();
        const int id = std::atoi(std::string(dataset->row(index).id).c_str());
        // What was deleted before this start cannot be undeleted.
        const bool isThere = dataset->isDeleted(index);
        if (id >= ids)
            ::_exit(5);
        say(Meant, id, isThere);
        if (index >= base->size()) {
            auto sample = std::make_shared<AddedSample>(*edits.added[index - base->size()]);
            sample->isDeleted = !isThere;
            edits.added[index - base->size()] = std::move(sample);
        } else {
            const auto found = edits.rows.find(index);
            const Annotation before = found == edits.rows.end() ? annotationAt(*base, index) : found->second->before;
            edits.rows[index] = edited(before, before, !isThere);
        }
        if (!saver.bringPicturesBack(edits))
            ::_exit(6);
        if (!writeEdits(recovery, edits, *base, saved))
            ::_exit(7);
        say(Kept, id, isThere);
        if (random() % 2)
            continue;
        say(SaveBegins, id, isThere);
        if (!saver.save(edits))
            ::_exit(8);
        saved = edits;
        say(SaveEnds, id, isThere);
    }
}

} // namespace crash

void TestDatasetSaver::killedAmongDeletionsNothingIsLost() {
    using namespace crash;
    constexpr int kills = 200 / slowness, idCount = 6;
    std::mt19937 random(8);
    int killsInSave = 0, restored = 0;
    // A new dataset now and then, because what was deleted for good does not come back.
    for (int kill = 0; kill < kills;) {
        const BenchmarkFolder folder = folderInMemory();
        fill(folder, idCount);
        std::vector<Annotation> annotations;
        for (std::size_t row = 0; row < idCount; ++row)
            annotations.push_back(annotationAt(*opened(folder.path()), row));
        std::vector<bool> isKept(idCount, true), isMeant(idCount, true);
        for (std::size_t left = idCount; left > 0; ++kill) {
            int ends[2];
            QVERIFY(::pipe(ends) == 0);
            const pid_t child = ::fork();
            QVERIFY(child >= 0);
            if (child == 0) {
                ::close(ends[0]);
                deleteAndUndelete(folder.path(), ends[1], unsigned(kill), idCount);
            }
            ::close(ends[1]);
            ::usleep(useconds_t(1500 + random() % 20'000) * slowness); // any moment
            ::kill(child, SIGKILL);
            int status = 0;
            QCOMPARE(::waitpid(child, &status, 0), child);
            QVERIFY2(WIFSIGNALED(status),
                     qPrintable(QString("the child ended by itself with %1").arg(WEXITSTATUS(status))));
            Message message{};
            bool isSaving = false;
            while (::read(ends[0], &message, sizeof message) == ssize_t(sizeof message)) {
                isSaving = message.code == SaveBegins || (isSaving && message.code != SaveEnds);
                if (message.code == Meant)
                    isMeant[std::size_t(message.row)] = message.number != 0;
                else if (message.code == Kept)
                    isKept[std::size_t(message.row)] = message.number != 0;
            }
            ::close(ends[0]);
            killsInSave += isSaving;

            const auto base = opened(folder.path());
            QVERIFY2(base->size() == 0 || base->fileProblems().empty(), bytesOf(folder.json()).c_str());
            DatasetEdits edits;
            if (const fs::path recovery = recoveryFile(*base, folder.path()); fs::exists(recovery)) {
                const Result<ReadEdits> read = readEdits(recovery, *base);
                QVERIFY2(read, read ? "" : read.error().message().c_str());
                QVERIFY2(read->problems.empty(), read->problems.empty() ? "" : read->problems[0].message().c_str());
                edits = read->edits;
                restored += int(edits.added.size());
            }
            const auto dataset = EditedDataset::of(base, edits);
            left = 0;
            for (std::size_t id = 0; id < idCount; ++id) {
                const std::string name = std::to_string(id);
                const auto index = dataset->find(name);
                if (isKept[id] == isMeant[id])
                    QCOMPARE(bool(index), bool(isKept[id]));
                isKept[id] = isMeant[id] = bool(index);
                left += bool(index);
                // Whatever became of it: the row is in the file, in what was kept, or in the bin.
                QVERIFY(index || base->find(name) || fs::exists(folder.path() / ".tracestudio-bin" / (name + ".json")));
                if (!index)
                    continue;
                const Annotation* edit = editedAnnotation(*dataset, *index);
                QVERIFY((edit ? *edit : annotationAt(*base, *index)) == annotations[id]);
                const auto sample = dataset->load(*index);
                QVERIFY2(sample->problems.empty(),
                         sample->problems.empty() ? "" : sample->problems[0].message().c_str());
                QCOMPARE(numberOf(sample->mask.pixels), int(id));
            }
        }
    }
    qInfo("%d kills, %d of them into a save; %d rows came back that the file lacked", kills, killsInSave, restored);
    QVERIFY(killsInSave > kills / 20);
    QVERIFY(restored > 0);
}

QTEST_GUILESS_MAIN(TestDatasetSaver)
#include "tst_dataset_saver.moc"
