// Whatever is edited and saved, undoing it all gives the bytes as they were.
#include "annotation/edited_annotation.h"
#include "annotation/edits_file.h"
#include "annotation/saved_folder.h"
#include "benchmark/small_disk.h"
#include "support.h"

#include <QElapsedTimer>
#include <QTest>
#include <sys/resource.h>

using namespace tracestudio;
namespace fs = std::filesystem;

class SavedBytesTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void chanceEditsUndoToTheSameBytes_data();
    void chanceEditsUndoToTheSameBytes();
    void theBenchmarkItselfComesBackByteForByte();
    void aLargeDatasetIsSavedInLittleMemory();
};

void SavedBytesTest::chanceEditsUndoToTheSameBytes_data() {
    QTest::addColumn<int>("layout");
    QTest::addColumn<int>("seed");
    for (int layout = 0; layout < LayoutCount; ++layout)
        for (int seed = 0; seed < 4; ++seed)
            QTest::addRow("layout %d, seed %d", layout, seed) << layout << seed;
}

void SavedBytesTest::chanceEditsUndoToTheSameBytes() {
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

void SavedBytesTest::theBenchmarkItselfComesBackByteForByte() {
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

void SavedBytesTest::aLargeDatasetIsSavedInLittleMemory() {
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

QTEST_GUILESS_MAIN(SavedBytesTest)
#include "tst_saved_bytes.moc"
