// Saving writes what was edited and nothing else: rows, masks, pictures, originals and the bin.
#include "annotation/saved_folder.h"

#include <QTest>

using namespace tracestudio;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

class DatasetSaverTest : public QObject {
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
};

void DatasetSaverTest::onlyWhatWasEditedChanges() {
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

void DatasetSaverTest::savingWithoutEditsChangesNothing_data() {
    QTest::addColumn<int>("layout");
    for (int layout = 0; layout < LayoutCount; ++layout)
        QTest::addRow("layout %d", layout) << layout;
}

void DatasetSaverTest::savingWithoutEditsChangesNothing() {
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

void DatasetSaverTest::deletedRowsGoWithOneSeparator_data() {
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

void DatasetSaverTest::deletedRowsGoWithOneSeparator() {
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

void DatasetSaverTest::addedSamplesFollowTheLastRow_data() {
    savingWithoutEditsChangesNothing_data();
}

void DatasetSaverTest::addedSamplesFollowTheLastRow() {
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

void DatasetSaverTest::anEmptyDatasetTakesSamples() {
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

void DatasetSaverTest::aMaskThatOthersShareIsLeftToThem() {
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

void DatasetSaverTest::aRowWithoutAMaskGetsOneOfItsOwn() {
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

void DatasetSaverTest::aLinkedMaskIsReplacedAndItsTargetLeftAlone() {
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

void DatasetSaverTest::originalsAreKeptOnce() {
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

void DatasetSaverTest::permissionsStay() {
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

void DatasetSaverTest::deletedPicturesGoToTheBinAndComeBack() {
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

void DatasetSaverTest::onlyWhatIsUndeletedComesBackFromTheBin() {
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

void DatasetSaverTest::picturesOfAddedSamplesComeBackWhenTheyAreMadeAgain() {
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

void DatasetSaverTest::picturesThatOthersUseStay() {
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

QTEST_GUILESS_MAIN(DatasetSaverTest)
#include "tst_dataset_saver.moc"
