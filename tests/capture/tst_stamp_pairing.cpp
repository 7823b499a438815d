#include "capture/stamp_pairing.h"

#include <QTest>

using namespace tracestudio;
using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;

class TestStampPairing : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void theNearestBelongTogether();
    void noPictureIsInTwoPairs();
    void whatIsTooFarApartIsLeftOut();
    void orderOfTheListsDoesNotMatter();
    void thousandsOfEqualStampsArePairedSoon();
};

void TestStampPairing::theNearestBelongTogether() {
    QCOMPARE(pairByStamp({0.00, 0.033, 0.066}, {0.001, 0.030, 0.070}, 0.02), (Pairs{{0, 0}, {1, 1}, {2, 2}}));
}

void TestStampPairing::noPictureIsInTwoPairs() {
    // Both colour pictures are near the one depth picture: the nearer has it.
    QCOMPARE(pairByStamp({0.00, 0.010}, {0.008}, 0.02), (Pairs{{1, 0}}));
    QCOMPARE(pairByStamp({0.008}, {0.00, 0.010}, 0.02), (Pairs{{0, 1}}));
}

void TestStampPairing::whatIsTooFarApartIsLeftOut() {
    QCOMPARE(pairByStamp({0.0, 1.0}, {0.02, 1.0199}, 0.02), (Pairs{{1, 1}}));
    QVERIFY(pairByStamp({}, {1.0}, 0.02).empty());
    QVERIFY(pairByStamp({1.0}, {}, 0.02).empty());
}

void TestStampPairing::orderOfTheListsDoesNotMatter() {
    QCOMPARE(pairByStamp({2.0, 1.0}, {1.001, 3.0, 2.001}, 0.02), (Pairs{{1, 0}, {0, 2}}));
}

void TestStampPairing::thousandsOfEqualStampsArePairedSoon() {
    const std::vector<double> same(20000, 1.0);
    QVERIFY(pairByStamp(same, same, 0.02).size() <= same.size());
}

QTEST_GUILESS_MAIN(TestStampPairing)
#include "tst_stamp_pairing.moc"
