// Answers about a camera's pictures: what is kept of them.
#include "app/asked_pictures.h"
#include "app/asking.h"
#include "app/live_answers.h"

#include <QTest>
#include <algorithm>

using namespace tracestudio;

class LiveAnswersTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void onlyTheLastAnswersKeepTheirPictures();
};

void LiveAnswersTest::onlyTheLastAnswersKeepTheirPictures() {
    LiveAnswers answers;
    std::vector<int> numbers;
    for (std::uint64_t serial = 1; serial <= 30; ++serial) {
        auto live = std::make_shared<LiveFrame>();
        live->captured.frame.colourBgr = cv::Mat::zeros(4, 4, CV_8UC3);
        live->captured.frame.depthMillimetres = cv::Mat::ones(4, 4, CV_16UC1);
        live->serial = serial;
        AskOrder order;
        order.live = live;
        LiveAnswer answer;
        answer.sampleId = liveSampleId;
        answer.text = "[(500, 500, 1.0)]";
        answer.state = serial == 2 ? LiveAnswer::State::Waiting : LiveAnswer::State::Done;
        answer.order = std::make_shared<const AskOrder>(order);
        numbers.push_back(answers.add(answer, {}));
    }
    const auto mayBeAsked = [&](int number) { return answers.find(number)->canBeAskedAgain(); };
    QVERIFY(std::ranges::count_if(numbers, mayBeAsked) < 12);
    QVERIFY(mayBeAsked(numbers[1])); // it is not answered yet
    QVERIFY(mayBeAsked(numbers.back()));
    QVERIFY(!mayBeAsked(numbers.front()));
    const LiveAnswer& first = *answers.find(numbers.front());
    QCOMPARE(AskedPictures::pictureOf(first)->serial, std::uint64_t(1));
    QVERIFY(!AskedPictures::pictureOf(first)->captured.frame.hasDepth() && !first.text.empty());
}

QTEST_GUILESS_MAIN(LiveAnswersTest)
#include "tst_live_answers.moc"
