#include "capture/capture_children.h"
#include "capture/devices.h"
#include "virtual_camera/virtual_camera.h"
#include "virtual_camera/virtual_scene.h"

#include <QElapsedTimer>
#include <QTest>
#include <opencv2/core.hpp>
#include <random>
#include <thread>

using namespace tracestudio;
using namespace std::chrono_literals;

namespace {

constexpr int pictures = 20;

QByteArray contents(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool write(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

/// What a recording was found to hold.
struct Reading {
    CaptureFault fault = CaptureFault::None; ///< the first
    std::size_t frames = 0, damaged = 0;     ///< pairs
    QString words;
};

Reading readAll(const QString& path) {
    OpenedSource opened = openSource(path.toStdString(), {});
    if (!opened.source)
        return {opened.fault, 0, 0, QString::fromStdString(opened.source.error().message())};
    RgbdSource& source = **opened.source;
    Reading reading;
    if (const auto format = source.start(std::nullopt); !format)
        return {source.fault(), 0, 0, QString::fromStdString(format.error().message())};
    QElapsedTimer timer;
    for (timer.start(); timer.elapsed() < 60'000;) {
        const auto frame = source.next(1s);
        if (!frame) {
            if (source.fault() != CaptureFault::Damaged || ++reading.damaged > source.frameCount())
                return reading;
            if (reading.fault == CaptureFault::None) {
                reading.fault = source.fault();
                reading.words = QString::fromStdString(frame.error().message());
            }
        } else if (*frame) {
            ++reading.frames;
        } else if (reading.frames + reading.damaged >= source.frameCount()) {
            return reading; // and not merely late
        }
    }
    return {CaptureFault::Stalled, reading.frames, reading.damaged, "it never ended"};
}

} // namespace

class TestOniRecording : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase();
    void everyPairIsThereInOrder();
    void seekingGivesExactlyThatPair();
    void itCanBeStartedAgain();
    void intrinsicsCanBeGiven();
    void aPairThatIsNotThereCannotBeSought();
    void itsPlayerBeingKilledIsBegunAnewWhereItWas();
    void aPlayerThatIsKilledAgainAndAgainIsGivenUp();
    void aCutFileIsRefused_data();
    void aCutFileIsRefused();
    void aDamagedRecordSparesThoseBefore_data();
    void aDamagedRecordSparesThoseBefore();
    void damageCostsTheChildOnly_data();
    void damageCostsTheChildOnly();
    void whatIsNoRecordingIsRefused();
    void anotherProgramsRecordingIsExact();

  private:
    QString path(const char* name) const { return m_folder.filePath(name); }
    std::unique_ptr<RgbdSource> opened(const SourceOptions& options = {});
    VirtualCamera m_camera;
    QTemporaryDir m_folder;
    std::size_t m_pairs = 0; ///< of the recording; the recorder may take one more than asked for
};

void TestOniRecording::initTestCase() {
    m_camera.set("modes", "320x240@30");
    m_camera.set("offset", 5000);
    QVERIFY(m_camera.record(path("virtual.oni"), pictures));
    const auto source = opened();
    QVERIFY(source);
    m_pairs = source->frameCount();
}

std::unique_ptr<RgbdSource> TestOniRecording::opened(const SourceOptions& options) {
    OpenedSource opened = openSource(path("virtual.oni").toStdString(), options);
    if (!opened.source) {
        qWarning("%s", opened.source.error().message().c_str());
        return nullptr;
    }
    return std::move(*opened.source);
}

void TestOniRecording::everyPairIsThereInOrder() {
    const auto source = opened();
    QVERIFY(source);
    QVERIFY(source->info().isRecording);
    QCOMPARE(source->info().name, std::string("virtual.oni"));
    QVERIFY2(source->frameCount() >= pictures - 1, qPrintable(QString::number(source->frameCount())));
    QCOMPARE(source->secondsAt(0), 0.0);
    const auto format = source->start(std::nullopt);
    QVERIFY2(format, format ? "" : format.error().message().c_str());
    QVERIFY(std::abs(format->camera.fx - virtual_scene::focalLengthPixels(320)) < 0.01);
    int counter = -1;
    for (std::size_t i = 0; i < source->frameCount(); ++i) {
        const auto frame = source->next(5s);
        QVERIFY2(frame && *frame, frame ? "none" : frame.error().message().c_str());
        QCOMPARE((*frame)->number, i);
        QCOMPARE((*frame)->lostBefore, 0u);
        // The recorder counts each sensor's time from its own first picture.
        QVERIFY(std::abs((*frame)->depthSeconds - (*frame)->colourSeconds) < 0.5 / 30);
        const auto& colour = (*frame)->frame.colourBgr;
        const auto& depth = (*frame)->frame.depthMillimetres;
        QCOMPARE(colour.size(), cv::Size(320, 240));
        // Each picture counts itself in blue; none is left out or comes twice.
        const int now = colour.at<cv::Vec3b>(0, 0)[0];
        QVERIFY(counter < 0 || now == counter + 1);
        counter = now;
        QCOMPARE(colour.at<cv::Vec3b>(9, 200)[2], virtual_scene::redAt(200));
        for (const auto& [u, v] : {std::pair(0, 0), {319, 0}, {160, 120}, {10, 230}})
            QVERIFY(std::abs(depth.at<std::uint16_t>(v, u) / 1000.0 - virtual_scene::depthMetresAt(u, v, 320, 240)) <
                    0.001);
        QVERIFY(std::abs(source->secondsAt(i) - double(i) / 30) < 1e-4);
    }
    const auto end = source->next(1s);
    QVERIFY(end && !*end);
    QCOMPARE(source->fault(), CaptureFault::None);
}

void TestOniRecording::seekingGivesExactlyThatPair() {
    const auto source = opened();
    QVERIFY(source && source->start(std::nullopt));
    const auto first = source->next(5s);
    QVERIFY(first && *first);
    const int origin = (*first)->frame.colourBgr.at<cv::Vec3b>(0, 0)[0];
    for (const std::size_t pair : {5, 6, 3, 15, 0, 18, 18, 1}) {
        QVERIFY(source->seek(pair));
        const auto frame = source->next(5s);
        QVERIFY2(frame && *frame, frame ? "none" : frame.error().message().c_str());
        QCOMPARE((*frame)->number, pair);
        QCOMPARE(int((*frame)->frame.colourBgr.at<cv::Vec3b>(0, 0)[0]), origin + int(pair));
    }
    // A pair that was asked for and not yet taken does not come in place of the sought one.
    QVERIFY(source->next(0ms));
    QVERIFY(source->seek(7));
    const auto frame = source->next(5s);
    QVERIFY(frame && *frame);
    QCOMPARE((*frame)->number, 7u);
}

void TestOniRecording::itCanBeStartedAgain() {
    const auto source = opened();
    QVERIFY(source);
    for (int i = 0; i < 3; ++i) {
        QVERIFY(source->start(std::nullopt));
        const auto frame = source->next(5s);
        QVERIFY(frame && *frame);
        QCOMPARE((*frame)->number, 0u);
        if (i == 1)
            source->stop();
    }
}

void TestOniRecording::intrinsicsCanBeGiven() {
    const auto source = opened({{}, Camera{640, 480, 600, 610, 320, 240}, {}});
    QVERIFY(source);
    const auto format = source->start(std::nullopt);
    QVERIFY(format);
    QCOMPARE(format->camera.fx, 300.0);
    QCOMPARE(format->camera.widthPixels, 320);
}

void TestOniRecording::aPairThatIsNotThereCannotBeSought() {
    const auto source = opened();
    QVERIFY(source && source->start(std::nullopt));
    QVERIFY(!source->seek(source->frameCount()));
    const auto frame = source->next(5s);
    QVERIFY(frame && *frame);
}

void TestOniRecording::itsPlayerBeingKilledIsBegunAnewWhereItWas() {
    const auto source = opened();
    QVERIFY(source && source->start(std::nullopt));
    QVERIFY(source->next(5s));
    const auto children = capture_children::pids();
    QCOMPARE(children.size(), 1);
    ::kill(children.front(), SIGKILL);
    const auto frame = source->next(5s);
    QVERIFY(frame && *frame);
    QCOMPARE((*frame)->number, std::uint64_t(1)); // where it was
    QVERIFY(capture_children::pids().front() != children.front());
    ::kill(capture_children::pids().front(), SIGKILL);
    QVERIFY(source->seek(7));
    const auto sought = source->next(5s);
    QVERIFY(sought && *sought);
    QCOMPARE((*sought)->number, std::uint64_t(7));
}

void TestOniRecording::aPlayerThatIsKilledAgainAndAgainIsGivenUp() {
    const auto source = opened();
    QVERIFY(source && source->start(std::nullopt));
    {
        const std::jthread killer([](const std::stop_token& stop) {
            while (!stop.stop_requested()) {
                for (const auto child : capture_children::pids())
                    ::kill(child, SIGKILL);
                std::this_thread::sleep_for(1ms);
            }
        });
        // Some pairs may come before it is seen.
        bool isWell = true;
        for (std::size_t frame = 0; isWell && frame < source->frameCount(); ++frame) {
            const auto next = source->next(5s);
            isWell = next && *next;
        }
        QVERIFY(!isWell);
        QCOMPARE(source->fault(), CaptureFault::Damaged);
        QVERIFY(!source->seek(1));
    }
    QVERIFY(source->start(std::nullopt));
    const auto again = source->next(5s);
    QVERIFY(again && *again);
}

void TestOniRecording::aCutFileIsRefused_data() {
    QTest::addColumn<int>("percent");
    for (const int percent : {1, 10, 30, 45})
        QTest::addRow("%d %%", percent) << percent;
}

void TestOniRecording::aCutFileIsRefused() {
    QFETCH(int, percent);
    // The recorder leaves room behind the pictures, so all of this is less than there are; the list of what is in it
    // comes last.
    const QByteArray whole = contents(path("virtual.oni"));
    QVERIFY(write(path("cut.oni"), whole.left(whole.size() * percent / 100)));
    const Reading reading = readAll(path("cut.oni"));
    QCOMPARE(reading.fault, CaptureFault::Damaged);
    QVERIFY2(reading.words.contains("cut.oni") && !reading.words.contains('%'), qPrintable(reading.words));
}

void TestOniRecording::aDamagedRecordSparesThoseBefore_data() {
    QTest::addColumn<int>("offset");
    QTest::addColumn<int>("bytes");
    // magic, type, node, size of fields, size of the payload, position to undo
    QTest::newRow("its mark is gone") << 0 << 4;
    QTest::newRow("its type is unknown") << 4 << 4;
    QTest::newRow("its sensor is unknown") << 8 << 4;
    QTest::newRow("its fields are endless") << 12 << 4;
    QTest::newRow("its payload is endless") << 16 << 4;
    QTest::newRow("all of it") << 0 << 28;
}

void TestOniRecording::aDamagedRecordSparesThoseBefore() {
    QFETCH(int, offset);
    QFETCH(int, bytes);
    QByteArray file = contents(path("virtual.oni"));
    // The twentieth picture of either sensor, a record "NIR" of type 10.
    const QByteArray mark("NIR\0\x0a\0\0\0", 8);
    qsizetype at = -1;
    for (int i = 0; i < 20; ++i) {
        at = file.indexOf(mark, at + 1);
        QVERIFY(at >= 0);
    }
    file.replace(at + offset, bytes, QByteArray(bytes, '\x7f'));
    QVERIFY(write(path("record.oni"), file));
    const Reading reading = readAll(path("record.oni"));
    qInfo("fault %d, %zu pairs, %zu damaged. %s", int(reading.fault), reading.frames, reading.damaged,
          qPrintable(reading.words));
    QCOMPARE(reading.fault, CaptureFault::Damaged);
    QVERIFY(reading.frames >= 7 && reading.frames < m_pairs);
    QVERIFY(!reading.words.contains('%'));
}

void TestOniRecording::damageCostsTheChildOnly_data() {
    QTest::addColumn<int>("seed");
    for (int seed = 1; seed <= 8; ++seed)
        QTest::addRow("%d", seed) << seed;
}

void TestOniRecording::damageCostsTheChildOnly() {
    QFETCH(int, seed);
    QByteArray bytes = contents(path("virtual.oni"));
    std::mt19937 random{unsigned(seed)};
    // In the head, where the player believes sizes, or anywhere.
    const auto reach = qsizetype(seed % 2 == 0 ? 2000 : bytes.size());
    for (int i = 0; i < 40; ++i)
        bytes[qsizetype(random() % std::size_t(reach))] = char(random());
    QVERIFY(write(path("damaged.oni"), bytes));
    const Reading reading = readAll(path("damaged.oni"));
    qInfo("fault %d, %zu pairs, %zu damaged. %s", int(reading.fault), reading.frames, reading.damaged,
          qPrintable(reading.words));
    QVERIFY(reading.fault != CaptureFault::Stalled && reading.fault != CaptureFault::Crashed);
    QCOMPARE(capture_children::pids().size(), 0);
    // And the whole one is read as ever.
    QCOMPARE(readAll(path("virtual.oni")).frames, m_pairs);
}

void TestOniRecording::whatIsNoRecordingIsRefused() {
    QVERIFY(write(path("empty.oni"), {}));
    QVERIFY(write(path("text.oni"), "This is no recording."));
    for (const char* name : {"empty.oni", "text.oni"}) {
        const OpenedSource source = openSource(path(name).toStdString(), {});
        QVERIFY(!source.source);
        QCOMPARE(source.fault, CaptureFault::Damaged);
        QVERIFY(QString::fromStdString(source.source.error().message()).contains(name));
    }
    QCOMPARE(openSource(path("none.oni").toStdString(), {}).fault, CaptureFault::Missing);
}

void TestOniRecording::anotherProgramsRecordingIsExact() {
    const QString file = TRACESTUDIO_SHARED "/data/captures/oni/test.oni";
    if (!QFile::exists(file))
        QSKIP("The shared recording oni/test.oni is not on this machine.");
    OpenedSource opened = openSource(file.toStdString(), {});
    QVERIFY2(opened.source, opened.source ? "" : opened.source.error().message().c_str());
    RgbdSource& source = **opened.source;
    QCOMPARE(source.frameCount(), 12u);
    QVERIFY(std::abs(source.secondsAt(11) - 0.366719) < 1e-9);
    const auto format = source.start(std::nullopt);
    QVERIFY(format);
    QCOMPARE(format->mode.colour.widthPixels, 640);
    // The field of view that is written in it: 1.01447 rad.
    QVERIFY(std::abs(format->camera.fx - 320 / std::tan(1.01447 / 2)) < 0.01);
    for (std::size_t i = 0; i < 12; ++i) {
        const auto frame = source.next(5s);
        QVERIFY(frame && *frame);
        QCOMPARE((*frame)->number, i);
        QVERIFY(cv::countNonZero((*frame)->frame.depthMillimetres) > 100'000);
    }
}

QTEST_GUILESS_MAIN(TestOniRecording)
#include "tst_oni_recording.moc"
