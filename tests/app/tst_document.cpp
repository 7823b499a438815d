// The document by itself: what it makes of paths, what it does on workers, and what must not happen on the way.
#include "app/document.h"
#include "sample_folder.h"
#include "support.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

using namespace tracestudio;
using testing::SampleFolder;

namespace {

constexpr int patience = 60000;

void settle(const Document& document) {
    QTRY_VERIFY_WITH_TIMEOUT(document.isIdle(), patience);
}

QString currentId(const Document& document) {
    return document.current() ? QString::fromStdString(std::string(document.dataset()->row(*document.current()).id))
                              : QString();
}

std::string verdictOf(const Document& document, std::size_t model, std::size_t sample) {
    const SampleScore* score = document.models()[model].scoreFor(sample);
    return score ? std::string(nameOf(score->verdict)) : std::string();
}

/// What was reported so far, by severity.
QStringList messages(const QSignalSpy& reported, Severity severity) {
    QStringList texts;
    for (const auto& signal : reported)
        if (signal.at(0).value<Severity>() == severity)
            texts << signal.at(1).toString();
    return texts;
}

} // namespace

class DocumentTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        qRegisterMetaType<Severity>();
    }

    void opensAFolderAndShowsItsFirstSample() {
        SampleFolder samples;
        Document document;
        document.open({samples.path()});
        QVERIFY(document.isOpening());
        settle(document);
        QCOMPARE(document.dataset()->size(), std::size_t(8));
        QCOMPARE(document.visibleRows().size(), std::size_t(8));
        QCOMPARE(currentId(document), QStringLiteral("0"));
        QVERIFY(document.scene());
        QCOMPARE(document.scene()->sample->id, std::string("0"));
        QVERIFY(document.scene()->cloud->size() > 100000);
        QCOMPARE(document.scene()->traces.size(), std::size_t(1));
        QCOMPARE(document.scene()->traces.front().kind, LayerKind::GroundTruth);
    }

    void startsAtTheSampleThatIsAskedFor() {
        SampleFolder samples;
        Document document;
        document.open({samples.path()}, QStringLiteral("5"));
        settle(document);
        QCOMPARE(currentId(document), QStringLiteral("5"));
        QCOMPARE(document.scene()->sample->id, std::string("5"));
    }

    void saysSoWhenTheSampleAskedForIsNotThere() {
        SampleFolder samples;
        Document document;
        QSignalSpy reported(&document, &Document::reported);
        document.open({samples.path()}, QStringLiteral("nowhere"));
        settle(document);
        QCOMPARE(messages(reported, Severity::Warning).size(), 1);
        QVERIFY(messages(reported, Severity::Warning).front().contains("nowhere"));
        QCOMPARE(currentId(document), QStringLiteral("0"));
    }

    void scoresAnswersAndShowsTheirTraces() {
        SampleFolder samples;
        Document document;
        QSignalSpy scored(&document, &Document::scored);
        document.open(samples.all());
        settle(document);
        QCOMPARE(document.models().size(), std::size_t(2));
        QCOMPARE(verdictOf(document, 0, 0), std::string("success"));
        QCOMPARE(verdictOf(document, 0, 3), std::string("collision"));
        QCOMPARE(verdictOf(document, 1, 4), std::string("wrong end"));
        QCOMPARE(document.scene()->traces.size(), std::size_t(3));
        QCOMPARE(scored.size(), 1);
        QCOMPARE(scored.front().at(0).toInt(), 16);
        QVERIFY(scored.front().at(1).toDouble() > 0);
    }

    void failingWaypointsCarryTheirReason() {
        SampleFolder samples;
        Document document;
        document.open(samples.all(), QStringLiteral("3"));
        settle(document);
        const auto& traces = document.scene()->traces;
        const auto model =
            std::find_if(traces.begin(), traces.end(), [](const auto& t) { return t.layerId == "model:0"; });
        QVERIFY(model != traces.end());
        QVERIFY(std::any_of(model->failures.begin(), model->failures.end(),
                            [](const auto& why) { return !why.isEmpty(); }));
    }

    void answersAloneAreTheirOwnDataset() {
        SampleFolder samples;
        Document document;
        document.open(samples.answers());
        settle(document);
        QCOMPARE(document.dataset()->size(), std::size_t(8));
        QCOMPARE(document.models().size(), std::size_t(2));
        QVERIFY(!document.scene()->sample->frame.hasColour());
        QVERIFY(!document.scene()->sample->groundTruth.isEmpty());
        QCOMPARE(verdictOf(document, 0, 0), std::string("not measured"));
        QCOMPARE(document.paths(), samples.answers());
    }

    void answersThatWereOpenAloneMeetTheFolderThatFollows() {
        SampleFolder samples;
        Document document;
        document.open(samples.answers());
        settle(document);
        document.open({samples.path()});
        settle(document);
        QCOMPARE(document.models().size(), std::size_t(2));
        QVERIFY(document.scene()->sample->frame.hasColour());
        QCOMPARE(verdictOf(document, 0, 0), std::string("success"));
    }

    void answersAskedForWhileTheFolderIsStillOpeningMeetIt() {
        SampleFolder samples;
        Document document;
        document.open({samples.path()});
        document.open(samples.answers());
        settle(document);
        QCOMPARE(document.models().size(), std::size_t(2));
        QVERIFY(document.scene()->sample->frame.hasColour());
        QCOMPARE(verdictOf(document, 1, 0), std::string("success"));
    }

    void aSecondFolderTakesThePlaceOfTheFirstAndItsAnswers() {
        SampleFolder samples;
        SampleFolder others;
        others.rows().erase(3);
        others.writeRows();
        Document document;
        document.open(samples.all());
        QTRY_VERIFY_WITH_TIMEOUT(document.scene() && !document.isIdle(), patience); // scoring
        document.open({others.path()});
        settle(document);
        QCOMPARE(document.dataset()->size(), std::size_t(7));
        QVERIFY(document.models().empty());
        QCOMPARE(document.visibleRows().size(), std::size_t(7));
    }

    void aWrongFolderIsRefusedAndNothingElseChanges() {
        SampleFolder samples;
        QTemporaryDir empty;
        Document document;
        document.open(samples.all());
        settle(document);
        QSignalSpy reported(&document, &Document::reported);
        QSignalSpy changed(&document, &Document::datasetChanged);
        document.open({empty.path(), empty.path() + "/not/there", empty.path() + "/none.jsonl"});
        settle(document);
        const QStringList errors = messages(reported, Severity::Error);
        QCOMPARE(errors.size(), 3);
        QVERIFY2(errors[0].contains(empty.path()), qPrintable(errors[0]));
        QVERIFY2(errors[0].contains("trajectory_dataset.json"), qPrintable(errors[0]));
        QCOMPARE(changed.size(), 0);
        QCOMPARE(document.models().size(), std::size_t(2));
        QVERIFY(document.models()[0].score);
    }

    void aFolderWithoutRowsOpensEmpty() {
        SampleFolder samples;
        samples.rows() = nlohmann::ordered_json::array();
        samples.writeRows();
        Document document;
        document.open({samples.path()});
        settle(document);
        QVERIFY(document.dataset());
        QCOMPARE(document.dataset()->size(), std::size_t(0));
        QVERIFY(!document.current());
        document.step(1);
        document.stepUnreviewed(-1);
        document.setCurrent(0);
        document.setMark(0, {ReviewMark::Judgement::Good, {}});
        settle(document);
        QVERIFY(!document.scene());
        document.open(samples.answers());
        settle(document);
        QCOMPARE(document.models().size(), std::size_t(2));
    }

    void aSingleSampleCanBeSteppedThrough() {
        SampleFolder samples;
        samples.rows() = nlohmann::ordered_json::array({samples.rows()[2]});
        samples.writeRows();
        Document document;
        document.open(samples.all());
        settle(document);
        QCOMPARE(currentId(document), QStringLiteral("2"));
        document.step(1);
        document.step(-1);
        QCOMPARE(currentId(document), QStringLiteral("2"));
        QCOMPARE(document.models()[0].match->extra, std::size_t(7));
    }

    void brokenRowsStayInTheListWithTheirReason() {
        SampleFolder samples;
        samples.write("raw_data/1/image.png", samples.read("raw_data/1/image.png").left(2000));
        QFile::remove(samples.path("raw_data/0/image.png"));
        auto& rows = samples.rows();
        rows[2]["gt_depth_intrinsics"] = nlohmann::ordered_json::array({1, 2});
        rows[3].erase("bbox_center");
        rows[4]["id"] = 3;
        samples.writeRows();
        QByteArray text = samples.read("trajectory_dataset.json");
        text.replace("191.25", "NaN");
        samples.write("trajectory_dataset.json", text);
        Document document;
        document.open({samples.path()});
        settle(document);
        QCOMPARE(document.dataset()->size(), std::size_t(8));
        QVERIFY(document.dataset()->brokenCount() >= 3);
        for (std::size_t i = 0; i < 5; ++i) {
            document.setCurrent(i);
            settle(document);
            QVERIFY2(!document.scene()->sample->problems.empty(), qPrintable(QString::number(i)));
            // Also in the list, although the index has not looked at the files.
            QVERIFY2(document.problemOf(i).has_value(), qPrintable(QString::number(i)));
        }
    }

    void switchingQuicklyShowsOnlyTheLastSample() {
        SampleFolder samples;
        samples.repeat(64);
        Document document;
        document.open({samples.path()});
        settle(document);
        QSignalSpy shown(&document, &Document::sceneChanged);
        for (std::size_t i = 5; i <= 50; ++i) // the nearest are read ahead and shown at once
            document.setCurrent(i);
        settle(document);
        QCOMPARE(document.scene()->sample->id, std::string("50"));
        QCOMPARE(shown.size(), 1);
        // And with the event loop turning in between: whatever is shown was current then.
        connect(&document, &Document::sceneChanged, this,
                [&document] { QCOMPARE(QString::fromStdString(document.scene()->sample->id), currentId(document)); });
        for (int i = 0; i < 40; ++i) {
            document.step(-1);
            QCoreApplication::processEvents();
        }
        settle(document);
        QCOMPARE(document.scene()->sample->id, std::string("10"));
    }

    void scoringIsCancelledAtOnceAndStaysCancelled() {
        SampleFolder samples;
        samples.repeat(2000);
        auto document = std::make_unique<Document>();
        QSignalSpy reported(document.get(), &Document::reported);
        document->open({samples.path(), samples.answers().front()});
        bool isScoring = false;
        connect(document.get(), &Document::progressChanged, this,
                [&isScoring](const QString&, double share) { isScoring = share > 0 && share < 1; });
        QTRY_VERIFY_WITH_TIMEOUT(isScoring && document->scene(), patience);
        QElapsedTimer clock;
        clock.start();
        document->cancelWork();
        QCOMPARE(messages(reported, Severity::Info).size(), 1);
        Query query;
        query.text = "cube";
        document->setQuery(query);
        settle(*document);
        QVERIFY(!document->models()[0].score);
        document.reset(); // waits for the workers
        QVERIFY2(clock.elapsed() < 1000 * slowness, qPrintable(QString::number(clock.elapsed())));
    }

    void anotherFileIsScoredThoughTheFirstWasCancelled() {
        SampleFolder samples;
        Document document;
        document.open({samples.path(), samples.answers()[0]});
        QTRY_VERIFY_WITH_TIMEOUT(document.scene(), patience);
        document.cancelWork();
        document.open({samples.answers()[1]});
        settle(document);
        QVERIFY(document.models()[1].score);
    }

    void marksAreKeptBesideTheDataset() {
        SampleFolder samples;
        {
            Document document;
            document.open({samples.path()});
            settle(document);
            document.setMark(2, {ReviewMark::Judgement::Bad, "through the bowl"});
            document.setMark(3, {ReviewMark::Judgement::Good, {}});
        } // ended before the disk has answered
        QVERIFY(QFile::exists(samples.path("tracestudio-review.json")));
        Document document;
        document.open({samples.path()});
        settle(document);
        QCOMPARE(document.markOf(2), (ReviewMark{ReviewMark::Judgement::Bad, "through the bowl"}));
        QCOMPARE(document.reviewedCount(), std::size_t(2));
    }

    void marksOfAReadOnlyFolderAreKeptElsewhere() {
        SampleFolder samples;
        // Nothing can be written under this name: it is a folder. (Permissions do not stop every user.)
        QVERIFY(QDir(samples.path()).mkdir("tracestudio-review.json"));
        QDir(samples.path("tracestudio-review.json")).mkdir("held");
        {
            Document document;
            QSignalSpy reported(&document, &Document::reported);
            document.open({samples.path()});
            settle(document);
            document.setMark(1, {ReviewMark::Judgement::Good, {}});
            settle(document);
            QCOMPARE(messages(reported, Severity::Error), QStringList());
        }
        Document document;
        document.open({samples.path()});
        settle(document);
        QCOMPARE(document.markOf(1).judgement, ReviewMark::Judgement::Good);
    }

    void reloadReadsTheFilesAnewAndKeepsPlaceQueryAndMarks() {
        SampleFolder samples;
        Document document;
        document.open(samples.all());
        settle(document);
        Query query;
        query.minimumStep = 3;
        document.setQuery(query);
        settle(document);
        document.setCurrent(4);
        document.setMark(4, {ReviewMark::Judgement::Bad, {}});
        samples.rows()[4]["prompt"] = "a new instruction";
        samples.writeRows();
        document.open(document.paths(), QStringLiteral("4"));
        settle(document);
        QCOMPARE(currentId(document), QStringLiteral("4"));
        QCOMPARE(document.scene()->sample->instruction, std::string("a new instruction"));
        QCOMPARE(document.query(), query);
        QCOMPARE(document.markOf(4).judgement, ReviewMark::Judgement::Bad);
        QVERIFY(document.models()[0].score);
    }

    void aNewQueryLeadsToItsFirstMatch() {
        SampleFolder samples;
        Document document;
        document.open({samples.path()});
        settle(document);
        Query query;
        query.text = "mug";
        document.setQuery(query);
        settle(document);
        QCOMPARE(document.visibleRows(), std::vector<std::uint32_t>{1});
        QCOMPARE(currentId(document), QStringLiteral("1"));
        // One that has the current sample leaves it.
        document.setQuery({});
        settle(document);
        QCOMPARE(currentId(document), QStringLiteral("1"));
    }

    void aMalformedQuerySaysSoAndKeepsTheList() {
        SampleFolder samples;
        Document document;
        document.open({samples.path()});
        settle(document);
        QSignalSpy failed(&document, &Document::queryFailed);
        Query query;
        query.text = "/(/";
        document.setQuery(query);
        settle(document);
        QVERIFY(!failed.back().at(0).toString().isEmpty());
        QCOMPARE(document.visibleRows().size(), std::size_t(8));
    }

    void newScoresDoNotMoveThePerson() {
        SampleFolder samples;
        Document document;
        document.open({samples.path()});
        settle(document);
        document.setCurrent(6);
        document.open(samples.answers());
        settle(document);
        QCOMPARE(currentId(document), QStringLiteral("6"));
        QVERIFY(document.models()[1].score);
    }

    void aMarkThatTakesASampleOutOfTheListLeadsToTheOneInItsPlace() {
        SampleFolder samples;
        Document document;
        document.open({samples.path()});
        settle(document);
        Query query;
        query.text = "is:unreviewed";
        document.setQuery(query);
        settle(document);
        document.setCurrent(3);
        document.setMark(3, {ReviewMark::Judgement::Good, {}});
        settle(document);
        QCOMPARE(document.visibleRows().size(), std::size_t(7));
        QCOMPARE(currentId(document), QStringLiteral("3")); // not taken away under the person's eyes
        document.step(1);
        QCOMPARE(currentId(document), QStringLiteral("4"));
        document.setCurrent(5);
        document.setMark(5, {ReviewMark::Judgement::Good, {}});
        settle(document);
        document.step(-1);
        QCOMPARE(currentId(document), QStringLiteral("4"));
    }

    void stepsToSamplesWithoutAMark() {
        SampleFolder samples;
        Document document;
        QSignalSpy reported(&document, &Document::reported);
        document.open({samples.path()});
        settle(document);
        for (const std::size_t i : {1, 2, 4})
            document.setMark(i, {ReviewMark::Judgement::Good, {}});
        document.stepUnreviewed(1);
        QCOMPARE(currentId(document), QStringLiteral("3"));
        document.stepUnreviewed(1);
        QCOMPARE(currentId(document), QStringLiteral("5"));
        document.stepUnreviewed(-1);
        document.stepUnreviewed(-1);
        QCOMPARE(currentId(document), QStringLiteral("0"));
        document.stepUnreviewed(-1);
        QCOMPARE(currentId(document), QStringLiteral("0"));
        QCOMPARE(messages(reported, Severity::Info).size(), 1);
        settle(document);
    }

    void closingAModelLeavesTheOthers() {
        SampleFolder samples;
        Document document;
        document.open(samples.all());
        settle(document);
        const QString second = document.models()[1].name;
        document.closeModel(0);
        settle(document);
        QCOMPARE(document.models().size(), std::size_t(1));
        QCOMPARE(document.models()[0].name, second);
        QCOMPARE(verdictOf(document, 0, 4), std::string("wrong end"));
        QCOMPARE(document.scene()->traces.size(), std::size_t(2));
        QCOMPARE(document.scene()->traces[1].layerId, QStringLiteral("model:0"));
        document.closeModel(7);
        document.closeModel(0);
        settle(document);
        QVERIFY(document.models().empty());
        QCOMPARE(document.visibleRows().size(), std::size_t(8));
    }

    void closingTheModelThatIsBeingScoredScoresTheNext() {
        SampleFolder samples;
        Document document;
        document.open(samples.all());
        QTRY_VERIFY_WITH_TIMEOUT(document.scene(), patience);
        document.closeModel(0);
        settle(document);
        QCOMPARE(document.models().size(), std::size_t(1));
        QVERIFY(document.models()[0].score);
    }

    void noTwoModelsAreCalledTheSame() {
        SampleFolder samples;
        const QString path = samples.path("outputs") + QLatin1Char('/');
        QVERIFY(QFile::copy(path + "RoboTracer_Example_3D.jsonl", path + "RoboTracer_Other_3D.jsonl"));
        QDir().mkpath(path + "again");
        QVERIFY(QFile::copy(path + "RoboTracer_Example_3D.jsonl", path + "again/RoboTracer_Example_3D.jsonl"));
        Document document;
        document.open({samples.path(), path + "RoboTracer_Example_3D.jsonl", path + "RoboTracer_Example_2D.jsonl",
                       path + "RoboTracer_Other_3D.jsonl", path + "again/RoboTracer_Example_3D.jsonl"});
        settle(document);
        QSet<QString> names, shortNames;
        for (const OpenModel& model : document.models()) {
            names.insert(model.name);
            shortNames.insert(model.shortName);
            QVERIFY(model.shortName.size() >= 2 && model.shortName.size() <= 4);
        }
        QCOMPARE(names.size(), 4);
        QCOMPARE(shortNames.size(), 4);
    }

    void aHundredThousandSamplesAreListedAndFiltered() {
        QTemporaryDir folder;
        QFile file(folder.filePath("trajectory_dataset.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[");
        for (int i = 0; i < 100000; ++i)
            file.write(QStringLiteral("%1{\"id\":%2,\"prompt\":\"move thing %2\",\"step\":%3}")
                           .arg(i ? "," : "")
                           .arg(i)
                           .arg(i % 7)
                           .toUtf8());
        file.write("]");
        file.close();
        Document document;
        document.open({folder.path()});
        settle(document);
        QCOMPARE(document.visibleRows().size(), std::size_t(100000));
        Query query;
        query.text = "#99999";
        document.setQuery(query);
        settle(document);
        QCOMPARE(currentId(document), QStringLiteral("99999"));
    }

    void endsCleanlyWhileEverythingIsRunning_data() {
        QTest::addColumn<int>("turns");
        for (const int turns : {0, 1, 3, 10, 30, 100})
            QTest::addRow("%d", turns) << turns;
    }
    void endsCleanlyWhileEverythingIsRunning() {
        QFETCH(int, turns);
        SampleFolder samples;
        samples.repeat(200);
        Document document;
        document.open(samples.all());
        for (int i = 0; i < turns; ++i) {
            QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
            document.step(i % 3 ? 1 : -1);
            Query query;
            query.text = i % 2 ? "cube" : "";
            document.setQuery(query);
            document.setMark(std::size_t(i), {ReviewMark::Judgement::Good, {}});
            if (i == 20)
                document.open({samples.path()});
        }
    }
};

QTEST_MAIN(DocumentTest)
#include "tst_document.moc"
