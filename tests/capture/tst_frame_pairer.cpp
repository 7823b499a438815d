#include "capture/frame_pairer.h"

#include <QTest>
#include <random>

using namespace tracestudio;

namespace {

SensorPicture picture(double seconds, std::uint64_t counter = 1) {
    return {cv::Mat(), seconds, counter, {}};
}

/// Both sensors of a device, in the order in which their pictures come.
struct Event {
    double arrives = 0;
    bool isColour = false;
    SensorPicture picture;
};

std::vector<PicturePair> paired(FramePairer& pairer, std::vector<Event> events) {
    std::ranges::stable_sort(events, {}, &Event::arrives);
    std::vector<PicturePair> pairs;
    for (Event& event : events)
        if (auto pair = event.isColour ? pairer.addColour(event.picture) : pairer.addDepth(event.picture))
            pairs.push_back(std::move(*pair));
    return pairs;
}

} // namespace

class TestFramePairer : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void picturesOfOneMomentAreAPair();
    void theNearestOfThoseWaitingIsTaken();
    void halfAFrameIsTheMost();
    void everyPhaseOfTheSensorsIsPaired();
    void jitterLosesNothing();
    void lostPicturesAreCounted();
    void aClockThatJumpsCostsOnePairAtMost();
    void aCounterBegunAnewIsNoLoss();
    void aSilentSensorMakesNothingGrow();
    void impossibleStampsAndRatesDoNoHarm();
};

void TestFramePairer::picturesOfOneMomentAreAPair() {
    FramePairer pairer(30);
    QVERIFY(!pairer.addDepth(picture(1.001, 7)));
    const auto pair = pairer.addColour(picture(1.0, 3));
    QVERIFY(pair);
    QCOMPARE(pair->colour.counter, 3u);
    QCOMPARE(pair->depth.counter, 7u);
    QCOMPARE(pair->lostBefore, 0u);
    // Each is in one pair only.
    QVERIFY(!pairer.addColour(picture(1.002, 4)));
}

void TestFramePairer::theNearestOfThoseWaitingIsTaken() {
    FramePairer pairer(10);
    pairer.addDepth(picture(1.00, 1));
    pairer.addDepth(picture(1.03, 2));
    const auto pair = pairer.addColour(picture(1.04, 1));
    QVERIFY(pair);
    QCOMPARE(pair->depth.counter, 2u);
    // The one before it can have no partner any more.
    QVERIFY(!pairer.addColour(picture(1.0, 2)));
}

void TestFramePairer::halfAFrameIsTheMost() {
    FramePairer pairer(30);
    pairer.addDepth(picture(1.0));
    QVERIFY(!pairer.addColour(picture(1.0 + 0.5 / 30 + 0.001)));
    FramePairer other(30);
    other.addDepth(picture(1.0));
    QVERIFY(other.addColour(picture(1.0 + 0.5 / 30)));
}

void TestFramePairer::everyPhaseOfTheSensorsIsPaired() {
    for (double phase = 0; phase <= 1; phase += 0.05) {
        FramePairer pairer(30);
        std::vector<Event> events;
        for (unsigned i = 1; i <= 100; ++i) {
            events.push_back({i / 30.0, true, picture(i / 30.0, i)});
            events.push_back({(i + phase) / 30.0, false, picture((i + phase) / 30.0, i)});
        }
        const auto pairs = paired(pairer, events);
        QVERIFY2(pairs.size() >= 99, qPrintable(QString::number(phase)));
        for (const PicturePair& pair : pairs) {
            QVERIFY(std::abs(pair.colour.seconds - pair.depth.seconds) <= 0.5 / 30 + 1e-5);
            QCOMPARE(pair.lostBefore, 0u);
        }
    }
}

void TestFramePairer::jitterLosesNothing() {
    std::mt19937 random(1);
    std::uniform_real_distribution<double> jitter(-0.007, 0.007);
    FramePairer pairer(30);
    std::vector<Event> events;
    for (unsigned i = 1; i <= 300; ++i)
        for (const bool isColour : {true, false}) {
            const double stamp = i / 30.0 + jitter(random);
            events.push_back({i / 30.0 + jitter(random), isColour, picture(stamp, i)});
        }
    const auto pairs = paired(pairer, events);
    QCOMPARE(pairs.size(), 300u);
    for (const PicturePair& pair : pairs)
        QCOMPARE(pair.colour.counter, pair.depth.counter);
}

void TestFramePairer::lostPicturesAreCounted() {
    FramePairer pairer(30);
    std::vector<Event> events;
    for (unsigned i = 1; i <= 60; ++i)
        for (const bool isColour : {true, false})
            if (i % (isColour ? 5 : 7) != 0)
                events.push_back({i / 30.0 + (isColour ? 0 : 0.004), isColour, picture(i / 30.0, i)});
    const auto pairs = paired(pairer, events);
    std::uint64_t lost = 0;
    for (const PicturePair& pair : pairs) {
        QCOMPARE(pair.colour.counter, pair.depth.counter);
        lost += pair.lostBefore;
    }
    QCOMPARE(pairs.size() + lost, 59u); // the last, 60, is itself lost
}

void TestFramePairer::aClockThatJumpsCostsOnePairAtMost() {
    for (const double jump : {-100.0, -0.02, 0.02, 3600.0, 1e9}) {
        FramePairer pairer(30);
        std::vector<Event> events;
        for (unsigned i = 1; i <= 60; ++i) {
            // It jumps between the colour and the depth of the thirtieth.
            events.push_back({i / 30.0, true, picture(i / 30.0 + (i > 30 ? jump : 0), i)});
            events.push_back({i / 30.0 + 0.005, false, picture(i / 30.0 + (i >= 30 ? jump : 0), i)});
        }
        const auto pairs = paired(pairer, events);
        QVERIFY2(pairs.size() >= 58, qPrintable(QString::number(jump)));
        QCOMPARE(pairs.back().colour.counter, 60u);
        QVERIFY(pairs.back().lostBefore <= 1);
    }
}

void TestFramePairer::aCounterBegunAnewIsNoLoss() {
    FramePairer pairer(30);
    pairer.addColour(picture(1, 1000));
    QVERIFY(pairer.addDepth(picture(1, 1000)));
    pairer.addColour(picture(2, 1));
    QCOMPARE(pairer.addDepth(picture(2, 1))->lostBefore, 0u);
    pairer.addColour(picture(3, 4'000'000'000));
    QCOMPARE(pairer.addDepth(picture(3, 2))->lostBefore, 0u);
}

void TestFramePairer::aSilentSensorMakesNothingGrow() {
    FramePairer pairer(30);
    auto pixels = cv::Mat(4, 4, CV_8UC3);
    for (unsigned i = 0; i < 10'000; ++i)
        QVERIFY(!pairer.addColour({pixels, i / 30.0, i, {}}));
    // Who else holds the pixels waits in the pairer.
    QVERIFY(pixels.u->refcount <= 8);
    QVERIFY(pairer.addDepth(picture(9'999 / 30.0)));
    QVERIFY(pixels.u->refcount <= 2);
}

void TestFramePairer::impossibleStampsAndRatesDoNoHarm() {
    const double nan = std::numeric_limits<double>::quiet_NaN(), infinite = std::numeric_limits<double>::infinity();
    for (const double rate : {0.0, -30.0, nan, infinite}) {
        FramePairer pairer(rate);
        QVERIFY(!pairer.addColour(picture(nan)));
        QVERIFY(!pairer.addDepth(picture(nan)));
        QVERIFY(!pairer.addDepth(picture(infinite)));
        QVERIFY(!pairer.addDepth(picture(2.001)));
        QVERIFY(pairer.addColour(picture(2.0)));
    }
}

QTEST_GUILESS_MAIN(TestFramePairer)
#include "tst_frame_pairer.moc"
