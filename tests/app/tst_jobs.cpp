// Work off the GUI thread: results come back on it, late ones never do, and background work gives way.
#include "app/jobs.h"

#include <QTest>
#include <atomic>
#include <sys/resource.h>
#include <unistd.h>

using namespace tracestudio;

namespace {

int nicenessOfThisThread() {
    return getpriority(PRIO_PROCESS, id_t(gettid()));
}

class JobsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void resultsArriveOnTheThreadThatAsked() {
        JobLane lane(1);
        const auto here = std::this_thread::get_id();
        std::thread::id workedOn;
        std::thread::id arrivedOn;
        lane.run([](const std::stop_token&) { return std::this_thread::get_id(); },
                 [&](std::thread::id worker) {
                     workedOn = worker;
                     arrivedOn = std::this_thread::get_id();
                 });
        QVERIFY(!lane.isIdle());
        QTRY_VERIFY(lane.isIdle());
        QVERIFY(workedOn != here);
        QVERIFY(arrivedOn == here);
    }

    void theHighestPriorityGoesFirstAndEqualOnesInTheirOrder() {
        JobLane lane(1);
        std::atomic<bool> isHeld = true;
        QList<int> order;
        lane.run(
            [&isHeld](const std::stop_token&) {
                isHeld.wait(true);
                return 0;
            },
            [](int) {});
        const auto ask = [&](int number, int priority) {
            lane.run([number](const std::stop_token&) { return number; }, [&order](int done) { order << done; },
                     priority);
        };
        ask(1, 0);
        ask(2, 0);
        ask(3, 5);
        isHeld = false;
        isHeld.notify_all();
        QTRY_COMPARE(order, (QList<int>{3, 1, 2}));
    }

    void whatIsSupersededIsStoppedAndNeverArrives() {
        JobLane lane(2);
        std::atomic<int> stopped = 0;
        int arrived = 0;
        for (int i = 0; i < 20; ++i)
            lane.run(
                [&stopped](const std::stop_token& stop) {
                    while (!stop.stop_requested())
                        std::this_thread::yield();
                    ++stopped;
                    return 1;
                },
                [&arrived](int) { ++arrived; });
        lane.supersede();
        QVERIFY(lane.isIdle());
        bool isNewDone = false;
        lane.run([](const std::stop_token&) { return 0; }, [&](int) { isNewDone = true; });
        QTRY_VERIFY(isNewDone);
        lane.finish();
        QVERIFY(stopped <= 2); // those that had begun; the rest never did
        QCOMPARE(arrived, 0);
    }

    void aResultOnItsWayIsDroppedToo() {
        JobLane lane(1);
        bool hasArrived = false;
        lane.run([](const std::stop_token&) { return 0; }, [&](int) { hasArrived = true; });
        lane.finish(); // worked out, not yet delivered
        lane.supersede();
        QCoreApplication::processEvents();
        QVERIFY(!hasArrived);
    }

    void backgroundWorkAndTheThreadsItStartsGiveWay() {
        const int usual = nicenessOfThisThread();
        const auto nicenessIn = [](JobLane& lane) {
            std::pair<int, int> niceness;
            bool isDone = false;
            lane.run(
                [](const std::stop_token&) {
                    int started = 0;
                    std::jthread([&started] { started = nicenessOfThisThread(); }).join();
                    return std::pair(nicenessOfThisThread(), started);
                },
                [&](std::pair<int, int> found) {
                    niceness = found;
                    isDone = true;
                });
            return QTest::qWaitFor([&] { return isDone; }) ? niceness : std::pair(-99, -99);
        };
        JobLane prompt(1);
        JobLane background(1, JobLane::Standing::Background);
        QCOMPARE(nicenessIn(prompt), std::pair(usual, usual));
        const auto [own, started] = nicenessIn(background);
        QCOMPARE(own, std::max(usual, 10));
        QCOMPARE(started, own);
        QCOMPARE(nicenessOfThisThread(), usual);
    }
};

} // namespace

QTEST_GUILESS_MAIN(JobsTest)
#include "tst_jobs.moc"
