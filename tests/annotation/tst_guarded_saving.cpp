// Datasets that others change, hold or protect, full disks, and copies.
#include "annotation/saved_folder.h"
#include "benchmark/sample_writer.h"
#include "benchmark/small_disk.h"

#include <QTest>
#include <unistd.h>

using namespace tracestudio;
namespace fs = std::filesystem;

class GuardedSavingTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void anotherProgramsChangeIsNotOverwritten();
    void aFolderHeldByAnotherIsRefused();
    void damagedAndReadOnlyDatasetsAreRefused();
    void aFullDiskLosesNothing();
    void aCopyIsTheEditedDataset();
    void aStoppedCopyLeavesNothing();
};

void GuardedSavingTest::anotherProgramsChangeIsNotOverwritten() {
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

void GuardedSavingTest::aFolderHeldByAnotherIsRefused() {
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

void GuardedSavingTest::damagedAndReadOnlyDatasetsAreRefused() {
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

void GuardedSavingTest::aFullDiskLosesNothing() {
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

void GuardedSavingTest::aCopyIsTheEditedDataset() {
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

void GuardedSavingTest::aStoppedCopyLeavesNothing() {
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

QTEST_GUILESS_MAIN(GuardedSavingTest)
#include "tst_guarded_saving.moc"
