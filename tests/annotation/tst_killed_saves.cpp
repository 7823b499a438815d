// A program that is killed at any moment leaves a whole dataset, and what it kept comes back.
#include "annotation/edited_annotation.h"
#include "annotation/edits_file.h"
#include "annotation/saved_folder.h"
#include "benchmark/small_disk.h"
#include "support.h"

#include <QElapsedTimer>
#include <QTest>
#include <csignal>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

using namespace tracestudio;
namespace fs = std::filesystem;

namespace {

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

/// What a child said until it was killed.
struct Killed {
    std::vector<Message> messages;
    bool isSaving = false; ///< it was killed in the middle of a save
    QString fault;         ///< where it ended by itself, or did not start
};

/// Starts a child that does `work(pipe)`, which never returns, and kills it after 1.5 ms and up to `most` microseconds
/// more, by chance; where programs run slowly after as many times that.
template <typename Work>
Killed killedAmid(const Work& work, std::mt19937& random, unsigned most) {
    Killed killed;
    int ends[2];
    if (::pipe(ends) != 0)
        return {{}, false, QStringLiteral("no pipe")};
    const pid_t child = ::fork();
    if (child < 0)
        return {{}, false, QStringLiteral("no child")};
    if (child == 0) {
        ::close(ends[0]);
        work(ends[1]);
    }
    ::close(ends[1]);
    ::usleep(useconds_t(1500 + random() % most) * slowness); // any moment
    ::kill(child, SIGKILL);
    int status = 0;
    if (::waitpid(child, &status, 0) != child || !WIFSIGNALED(status))
        killed.fault = QStringLiteral("the child ended by itself with %1").arg(WEXITSTATUS(status));
    Message message{};
    while (::read(ends[0], &message, sizeof message) == ssize_t(sizeof message)) {
        killed.isSaving = message.code == SaveBegins || (killed.isSaving && message.code != SaveEnds);
        killed.messages.push_back(message);
    }
    ::close(ends[0]);
    return killed;
}

} // namespace

class KilledSavesTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void killedAtAnyMomentTheDatasetIsWhole();
    void killedAmongDeletionsNothingIsLost();
};

void KilledSavesTest::killedAtAnyMomentTheDatasetIsWhole() {
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
        const Killed killed =
            killedAmid([&](int pipe) { work(folder.path(), pipe, unsigned(kill), number); }, random, 40'000);
        QVERIFY2(killed.fault.isEmpty(), qPrintable(killed.fault));
        for (const Message& message : killed.messages) {
            number = std::max(number, message.number + 1);
            savesEnded += message.code == SaveEnds;
            if (message.code == Meant)
                meant[std::size_t(message.row)].insert(message.number);
            else if (message.code == Kept)
                kept[std::size_t(message.row)] = message.number;
            else if (message.code == Made)
                made[std::to_string(message.row)] = message.number;
        }
        killsInSave += killed.isSaving;

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

void KilledSavesTest::killedAmongDeletionsNothingIsLost() {
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
            const Killed killed = killedAmid(
                [&](int pipe) { deleteAndUndelete(folder.path(), pipe, unsigned(kill), idCount); }, random, 20'000);
            QVERIFY2(killed.fault.isEmpty(), qPrintable(killed.fault));
            for (const Message& message : killed.messages)
                if (message.code == Meant)
                    isMeant[std::size_t(message.row)] = message.number != 0;
                else if (message.code == Kept)
                    isKept[std::size_t(message.row)] = message.number != 0;
            killsInSave += killed.isSaving;

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

QTEST_GUILESS_MAIN(KilledSavesTest)
#include "tst_killed_saves.moc"
