#include "ros_scene.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <functional>

using namespace tracestudio;
using namespace ros_scene;
using namespace ros_writers;

namespace {

constexpr int frames = 5;
constexpr Layout cdr = Layout::CdrLittle;

QString text(const OpenedSource& opened) {
    return opened.source ? QString("it opened") : QString::fromStdString(opened.source.error().message());
}

std::vector<Message> eachPacked(std::vector<Message> messages) {
    for (Message& message : messages)
        message.bytes = packed("zstd", message.bytes);
    return messages;
}

} // namespace

class TestRos2Bag : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void mcapPlaysExactly_data();
    void mcapPlaysExactly();
    void bothByteOrdersAndRos1MessagesAreRead();
    void messagesBetweenChunksAreRead();
    void whatIsLeftOfATruncatedMcapPlays_data();
    void whatIsLeftOfATruncatedMcapPlays();
    void aDamagedMcapChunkCostsItsOwnPairs_data();
    void aDamagedMcapChunkCostsItsOwnPairs();
    void hugeClaimsCostNothing();
    void db3PlaysExactly();
    void nothingIsWrittenBesideADb3();
    void namesOfAnyKindOpen();
    void messagesPackedOneByOneAreRead();
    void whatIsLeftOfATruncatedDb3Plays();
    void damageInADb3CostsItsOwnPairs();
    void sqlOfADb3IsNotRun_data();
    void sqlOfADb3IsNotRun();
    void aFolderOfSeveralFilesPlaysAsOne_data();
    void aFolderOfSeveralFilesPlaysAsOne();
    void aMissingFileOfAFolderCostsItsOwnPairs();
    void refusalsSayWhy();

  private:
    std::filesystem::path path(const std::string& name) const {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    OpenedSource openMcap(const std::string& bytes, const SourceOptions& options = {}) {
        writeFile(path("test.mcap"), bytes);
        return openRos2Bag(path("test.mcap"), options);
    }
    /// Cuts `whole` at many places: what plays is right, and grows with what is there.
    void playWhatIsLeft(const std::string& whole, const std::string& name, std::size_t step);

    QTemporaryDir m_folder;
};

void TestRos2Bag::mcapPlaysExactly_data() {
    QTest::addColumn<std::string>("compression");
    QTest::addColumn<int>("messagesInChunk");
    QTest::addColumn<bool>("hasIndex");
    QTest::addColumn<bool>("hasSummary");
    for (const char* compression : {"", "lz4", "zstd"})
        for (const int count : {0, 1, 3, 100})
            for (const bool hasIndex : {true, false})
                for (const bool hasSummary : {true, false})
                    if (count > 0 || (std::string(compression).empty() && !hasIndex))
                        QTest::addRow("%s, %d in a chunk%s%s", compression, count, hasIndex ? ", index" : "",
                                      hasSummary ? ", summary" : "")
                            << std::string(compression) << count << hasIndex << hasSummary;
}

void TestRos2Bag::mcapPlaysExactly() {
    QFETCH(std::string, compression);
    QFETCH(int, messagesInChunk);
    QFETCH(bool, hasIndex);
    QFETCH(bool, hasSummary);
    McapOptions options;
    options.compression = compression;
    options.messagesInChunk = std::size_t(messagesInChunk);
    options.isChunked = messagesInChunk > 0;
    options.hasMessageIndex = hasIndex;
    options.hasSummary = hasSummary;
    OpenedSource opened = openMcap(mcap(recording(cdr, frames), options));
    QCOMPARE(wrongWith(opened, frames), QString());
    QCOMPARE((*opened.source)->info().name,
             std::string("test.mcap (/camera/color/image_raw + /camera/aligned_depth_to_color/image_raw)"));
}

void TestRos2Bag::bothByteOrdersAndRos1MessagesAreRead() {
    OpenedSource big = openMcap(mcap(recording(Layout::CdrBig, frames)));
    QCOMPARE(wrongWith(big, frames), QString());
    McapOptions options;
    options.messageEncoding = "ros1";
    OpenedSource ros1 = openMcap(mcap(recording(Layout::Ros1, frames), options));
    QCOMPARE(wrongWith(ros1, frames), QString());
    options.messageEncoding = "protobuf";
    OpenedSource other = openMcap(mcap(recording(Layout::Ros1, frames), options));
    QVERIFY(!other.source);
    QVERIFY2(text(other).contains("/camera/color/image_raw (protobuf:sensor_msgs/Image)"), qPrintable(text(other)));
}

void TestRos2Bag::messagesBetweenChunksAreRead() {
    // The summary knows of the chunks' messages only; its count tells that there are others.
    const std::vector<Message> messages = recording(cdr, frames);
    std::string file = mcap(messages);
    const std::size_t dataEnd = file.rfind(mcapRecord(15, Fields().number(std::uint32_t(0)).bytes()));
    QVERIFY(dataEnd != std::string::npos);
    std::string later;
    for (const auto& [channel, bytes] : {std::pair(2, image(cdr, takenAt(frames), Topics().colourFrame, width, height,
                                                            "bgr8", bytesOf(colourPicture(frames)))),
                                         std::pair(3, image(cdr, takenAt(frames) + 500'000, Topics().depthFrame, width,
                                                            height, "16UC1", bytesOf(depthPicture(frames))))})
        later += mcapRecord(5, Fields()
                                   .number(std::uint16_t(channel))
                                   .number(std::uint32_t(0))
                                   .number(std::uint64_t(takenAt(frames)))
                                   .number(std::uint64_t(takenAt(frames)))
                                   .raw(bytes)
                                   .bytes());
    const auto count = [](std::size_t messageCount) {
        return Fields().number(std::uint8_t(11)).number(std::uint64_t(46)).number(std::uint64_t(messageCount)).bytes();
    };
    const std::size_t statistics = file.rfind(count(messages.size()));
    QVERIFY(statistics != std::string::npos);
    file.replace(statistics, 17, count(messages.size() + 2));
    file.insert(dataEnd, later);
    // The summary has moved.
    const std::size_t footer = file.size() - 8 - 20;
    file.replace(footer, 8, Fields().number(std::uint64_t(dataEnd + later.size() + 13)).bytes());
    OpenedSource opened = openMcap(file);
    QCOMPARE(wrongWith(opened, frames + 1), QString());
}

void TestRos2Bag::playWhatIsLeft(const std::string& whole, const std::string& name, std::size_t step) {
    std::size_t before = 0;
    for (std::size_t size = 0; size < whole.size(); size += step) {
        writeFile(path(name), whole.substr(0, size));
        OpenedSource opened = openRos2Bag(path(name), {});
        if (!opened.source) {
            QVERIFY2(before == 0, qPrintable(QString("%1 bytes: %2").arg(size).arg(text(opened))));
            continue;
        }
        const Played played = play(**opened.source);
        QVERIFY2(played.frames.size() >= before, qPrintable(QString("%1 bytes").arg(size)));
        before = played.frames.size();
        for (const CapturedFrame& frame : played.frames)
            QCOMPARE(wrongWith(frame, int(frame.number)), QString());
    }
    QVERIFY(before >= frames - 1);
}

void TestRos2Bag::whatIsLeftOfATruncatedMcapPlays_data() {
    QTest::addColumn<std::string>("compression");
    QTest::addColumn<bool>("isChunked");
    for (const char* compression : {"", "lz4", "zstd"})
        QTest::addRow("chunks, %s", compression) << std::string(compression) << true;
    QTest::addRow("no chunks") << std::string() << false;
}

void TestRos2Bag::whatIsLeftOfATruncatedMcapPlays() {
    QFETCH(std::string, compression);
    QFETCH(bool, isChunked);
    McapOptions options;
    options.compression = compression;
    options.isChunked = isChunked;
    playWhatIsLeft(mcap(recording(cdr, frames), options), "cut.mcap", 7);
}

void TestRos2Bag::aDamagedMcapChunkCostsItsOwnPairs_data() {
    QTest::addColumn<std::string>("compression");
    QTest::addColumn<bool>("hasSummary");
    for (const char* compression : {"lz4", "zstd"})
        for (const bool hasSummary : {true, false})
            QTest::addRow("%s%s", compression, hasSummary ? ", summary" : "") << std::string(compression) << hasSummary;
}

void TestRos2Bag::aDamagedMcapChunkCostsItsOwnPairs() {
    QFETCH(std::string, compression);
    QFETCH(bool, hasSummary);
    McapOptions options;
    options.compression = compression;
    options.hasSummary = hasSummary;
    std::string file = mcap(recording(cdr, frames), options);
    std::size_t chunk = 0;
    for (int i = 0; i < 4; ++i)
        chunk = file.find(Fields().text(compression).bytes(), chunk + 1);
    // The last bytes of the chunk are pixels, as they are.
    const std::size_t next = file.find(Fields().text(compression).bytes(), chunk + 1);
    std::size_t place = file.rfind(bytesOf(depthPicture(2)).substr(80, 5), next);
    if (place == std::string::npos || place < chunk)
        place = chunk + 400;
    file[place] = char(file[place] ^ 0x11);
    OpenedSource opened = openMcap(file);
    QVERIFY2(opened.source, qPrintable(text(opened)));
    RgbdSource& source = **opened.source;
    const Played played = play(source);
    QCOMPARE(played.frames.size(), std::size_t(frames - 1));
    for (std::size_t i = 0; i < played.frames.size(); ++i)
        QCOMPARE(wrongWith(played.frames[i], int(i < 2 ? i : i + 1)), QString());
    // The index knows of the pair; without one it is not there, and that is told when the recording is opened.
    std::vector<std::string> told = played.errors;
    for (const Error& problem : source.problems())
        told.push_back(problem.message());
    QCOMPARE(told.size(), std::size_t(1));
    QVERIFY2(told[0].find("test.mcap is damaged at byte ") != std::string::npos, told[0].c_str());
    QCOMPARE(source.problems().empty(), hasSummary);
}

void TestRos2Bag::hugeClaimsCostNothing() {
    McapOptions options;
    options.compression = "zstd";
    const std::string whole = mcap(recording(cdr, frames), options);
    const std::size_t chunk = whole.find(Fields().text("zstd").bytes(), 3000);
    // Bytes unpacked, bytes packed, and the length of the record.
    for (const std::size_t at : {chunk - 12, chunk + 8, chunk - 12 - 16 - 8}) {
        std::string file = whole;
        file.replace(at, 8, 8, '\x7f');
        OpenedSource opened = openMcap(file);
        if (opened.source)
            QVERIFY(play(**opened.source).frames.size() >= 1);
        else
            QVERIFY(!opened.source.error().message().empty());
    }
    // Small chunks that unpack to more than a gigabyte of zeros, before what would play.
    const std::string zeros = packed("zstd", std::string(64 << 20, '\0'));
    const std::string bomb = mcapRecord(6, Fields()
                                               .number(std::uint64_t(0))
                                               .number(std::uint64_t(0))
                                               .number(std::uint64_t(64 << 20))
                                               .number(std::uint32_t(0))
                                               .text("zstd")
                                               .number(std::uint64_t(zeros.size()))
                                               .raw(zeros)
                                               .bytes());
    options.hasSummary = false;
    std::string file = mcap(recording(cdr, frames), options);
    file.insert(8, bomb);
    OpenedSource one = openMcap(file);
    QVERIFY2(one.source, qPrintable(text(one)));
    QCOMPARE((*one.source)->frameCount(), std::size_t(frames));
    for (int i = 0; i < 18; ++i)
        file.insert(8, bomb);
    QVERIFY(!openMcap(file).source);
}

void TestRos2Bag::db3PlaysExactly() {
    for (const Layout layout : {cdr, Layout::CdrBig}) {
        QVERIFY(writeDb3(path("test.db3"), recording(layout, frames)));
        OpenedSource opened = openRos2Bag(path("test.db3"), {});
        QCOMPARE(wrongWith(opened, frames), QString());
    }
}

void TestRos2Bag::nothingIsWrittenBesideADb3() {
    const QString folder = m_folder.filePath("alone");
    QVERIFY(QDir().mkpath(folder));
    const std::filesystem::path file = folder.toStdString() + "/alone.db3";
    QVERIFY(writeDb3(file, recording(cdr, frames)));
    const std::string before = readFile(file);
    OpenedSource opened = openRos2Bag(file, {});
    QCOMPARE(wrongWith(opened, frames), QString());
    QCOMPARE(QDir(folder).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden), QStringList{"alone.db3"});
    QVERIFY(readFile(file) == before);
}

void TestRos2Bag::namesOfAnyKindOpen() {
    for (const char* name : {"a b?c#d%20&mode=rwc.db3", "répétition.db3"}) {
        QVERIFY(writeDb3(path("plain.db3"), recording(cdr, 2)));
        std::filesystem::rename(path("plain.db3"), path(name));
        OpenedSource opened = openRos2Bag(path(name), {});
        QCOMPARE(wrongWith(opened, 2), QString());
    }
}

void TestRos2Bag::messagesPackedOneByOneAreRead() {
    QVERIFY(writeDb3(path("packed.db3"), eachPacked(recording(cdr, frames))));
    OpenedSource opened = openRos2Bag(path("packed.db3"), {});
    QCOMPARE(wrongWith(opened, frames), QString());
    OpenedSource inMcap = openMcap(mcap(eachPacked(recording(cdr, frames))));
    QCOMPARE(wrongWith(inMcap, frames), QString());
    // One that is damaged costs its own pair.
    std::vector<Message> messages = eachPacked(recording(cdr, frames));
    messages[4].bytes.resize(messages[4].bytes.size() / 2);
    OpenedSource damaged = openMcap(mcap(messages));
    QVERIFY2(damaged.source, qPrintable(text(damaged)));
    const Played played = play(**damaged.source);
    QCOMPARE(played.frames.size(), std::size_t(frames - 1));
    QCOMPARE(played.errors.size(), std::size_t(1));
}

void TestRos2Bag::whatIsLeftOfATruncatedDb3Plays() {
    constexpr int many = 40;
    QVERIFY(writeDb3(path("whole.db3"), recording(cdr, many)));
    const std::string whole = readFile(path("whole.db3"));
    std::size_t most = 0;
    for (std::size_t size = 0; size < whole.size(); size += 197) {
        writeFile(path("cut.db3"), whole.substr(0, size));
        OpenedSource opened = openRos2Bag(path("cut.db3"), {});
        if (!opened.source) {
            QVERIFY(!opened.source.error().message().empty());
            continue;
        }
        const Played played = play(**opened.source);
        QVERIFY(played.frames.size() + played.errors.size() == (*opened.source)->frameCount());
        for (const CapturedFrame& frame : played.frames) {
            const double number = (frame.colourSeconds - seconds(takenAt(0))) * 1e9 / double(frameNanoseconds);
            QCOMPARE(wrongWith(frame, int(std::lround(number))), QString());
        }
        if (size < whole.size() / 2)
            most = std::max(most, played.frames.size());
    }
    QVERIFY(most >= 10);
    // Without its last page nearly all is there.
    writeFile(path("cut.db3"), whole.substr(0, whole.size() - 4096));
    OpenedSource opened = openRos2Bag(path("cut.db3"), {});
    QVERIFY2(opened.source, qPrintable(text(opened)));
    QVERIFY(play(**opened.source).frames.size() >= std::size_t(many - 4));
}

void TestRos2Bag::damageInADb3CostsItsOwnPairs() {
    QVERIFY(writeDb3(path("whole.db3"), recording(cdr, 40)));
    std::string bytes = readFile(path("whole.db3"));
    // A page in the middle: rows of some messages.
    bytes.replace(bytes.size() / 2 / 4096 * 4096, 4096, 4096, '\x77');
    writeFile(path("damaged.db3"), bytes);
    OpenedSource opened = openRos2Bag(path("damaged.db3"), {});
    QVERIFY2(opened.source, qPrintable(text(opened)));
    const Played played = play(**opened.source);
    QVERIFY2(played.frames.size() >= 30, qPrintable(QString::number(played.frames.size())));
    QVERIFY(!played.errors.empty() || !(*opened.source)->problems().empty());
}

void TestRos2Bag::sqlOfADb3IsNotRun_data() {
    QTest::addColumn<std::string>("sql");
    QTest::addRow("a view without end") << std::string(
        "ALTER TABLE messages RENAME TO kept; CREATE VIEW messages AS WITH RECURSIVE n(id) AS (SELECT 1 "
        "UNION ALL SELECT id + 1 FROM n) SELECT id, 1 AS topic_id, id AS timestamp, x'00' AS data "
        "FROM n");
    QTest::addRow("a computed column") << std::string(
        "DROP TABLE messages; CREATE TABLE messages(id INTEGER PRIMARY KEY, topic_id INTEGER, data "
        "BLOB, timestamp INTEGER AS (length(randomblob(900000000)))); INSERT INTO messages(topic_id) "
        "VALUES (1), (2)");
    QTest::addRow("no tables") << std::string("DROP TABLE messages");
}

void TestRos2Bag::sqlOfADb3IsNotRun() {
    QFETCH(std::string, sql);
    QVERIFY(writeDb3(path("hostile.db3"), recording(cdr, 2)));
    sqlite3* database = nullptr;
    QCOMPARE(sqlite3_open(path("hostile.db3").c_str(), &database), SQLITE_OK);
    char* complaint = nullptr;
    // Setting the trap may itself run into it.
    sqlite3_limit(database, SQLITE_LIMIT_LENGTH, 1'000'000'000);
    sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &complaint);
    sqlite3_free(complaint);
    sqlite3_close(database);
    OpenedSource opened = openRos2Bag(path("hostile.db3"), {});
    QVERIFY(!opened.source);
    QCOMPARE(opened.fault, CaptureFault::Damaged);
    QVERIFY2(text(opened).contains("has no tables of topics and messages"), qPrintable(text(opened)));
}

void TestRos2Bag::aFolderOfSeveralFilesPlaysAsOne_data() {
    QTest::addColumn<QString>("extension");
    QTest::addColumn<bool>("hasMetadata");
    for (const char* extension : {"db3", "mcap"})
        for (const bool hasMetadata : {true, false})
            QTest::addRow("%s%s", extension, hasMetadata ? ", metadata" : "") << QString(extension) << hasMetadata;
}

void TestRos2Bag::aFolderOfSeveralFilesPlaysAsOne() {
    QFETCH(QString, extension);
    QFETCH(bool, hasMetadata);
    const QString folder = m_folder.filePath(QString("split-%1-%2").arg(extension).arg(hasMetadata));
    QVERIFY(QDir().mkpath(folder));
    constexpr int many = 24;
    const std::vector<Message> messages = recording(cdr, many);
    QByteArray metadata("rosbag2_bagfile_information:\n  version: 5\n  storage_identifier: sqlite3\n"
                        "  relative_file_paths:\n");
    // Two messages in a file, so that pairs lie apart and the eleventh file comes behind the tenth.
    int file = 0;
    for (std::size_t first = 0; first < messages.size(); first += 3, ++file) {
        const std::size_t last = std::min(messages.size(), first + 3);
        const std::vector<Message> part(messages.begin() + std::ptrdiff_t(first),
                                        messages.begin() + std::ptrdiff_t(last));
        const QString name = QString("bag_%1.%2").arg(file).arg(extension);
        const std::filesystem::path path = (folder + "/" + name).toStdString();
        if (extension == "db3")
            QVERIFY(writeDb3(path, part));
        else
            writeFile(path, mcap(part));
        metadata += "    - " + name.toUtf8() + "\n";
    }
    metadata += "  duration:\n    nanoseconds: 1\n";
    if (hasMetadata)
        writeFile((folder + "/metadata.yaml").toStdString(), metadata.toStdString());
    for (const char* slash : {"", "/"}) {
        OpenedSource opened = openRos2Bag((folder + slash).toStdString(), {});
        QCOMPARE(wrongWith(opened, many), QString());
        QVERIFY((*opened.source)->info().name.starts_with("split-"));
    }
}

void TestRos2Bag::aMissingFileOfAFolderCostsItsOwnPairs() {
    const QString folder = m_folder.filePath("gap");
    QVERIFY(QDir().mkpath(folder));
    const std::vector<Message> messages = recording(cdr, 4);
    QVERIFY(writeDb3((folder + "/bag_0.db3").toStdString(), {messages.begin(), messages.begin() + 6}));
    writeFile((folder + "/metadata.yaml").toStdString(),
              "relative_file_paths:\n  - bag_0.db3\n  - ../bag_1.db3\n  - \"bag_2.db3.zstd\"\n");
    OpenedSource opened = openRos2Bag(folder.toStdString(), {});
    QVERIFY2(opened.source, qPrintable(text(opened)));
    QCOMPARE((*opened.source)->frameCount(), std::size_t(2));
    QCOMPARE((*opened.source)->problems().size(), std::size_t(2));
    const std::string missing = (*opened.source)->problems()[0].message();
    QVERIFY2(missing.find("gap/bag_1.db3 cannot be opened") != std::string::npos, missing.c_str());
    const std::string whole = (*opened.source)->problems()[1].message();
    QVERIFY2(whole.find("zstd -d") != std::string::npos, whole.c_str());
}

void TestRos2Bag::refusalsSayWhy() {
    const auto check = [](OpenedSource&& opened, CaptureFault fault, const char* words) {
        QVERIFY(!opened.source);
        QCOMPARE(opened.fault, fault);
        QVERIFY2(text(opened).contains(words), qPrintable(text(opened)));
    };
    check(openRos2Bag(path("none.db3"), {}), CaptureFault::Missing, "none.db3 cannot be opened");
    writeFile(path("text.db3"), std::string(400, 'x'));
    check(openRos2Bag(path("text.db3"), {}), CaptureFault::Damaged, "no SQLite database");
    writeFile(path("text.mcap"), std::string(400, 'x'));
    check(openRos2Bag(path("text.mcap"), {}), CaptureFault::Damaged, "is not an MCAP file");
    writeFile(path("empty.mcap"), "");
    check(openRos2Bag(path("empty.mcap"), {}), CaptureFault::Damaged, "ends early");
    check(openMcap(mcap({})), CaptureFault::Empty, "no topic of colour pictures");
    QVERIFY(QDir().mkpath(m_folder.filePath("bare")));
    check(openRos2Bag(path("bare"), {}), CaptureFault::Missing, "holds no ROS 2 bag");
}

QTEST_GUILESS_MAIN(TestRos2Bag)
#include "tst_ros2_bag.moc"
