#include "benchmark/benchmark_folder.h"
#include "benchmark/query.h"

#include <QTest>
#include <fstream>

using namespace tracestudio;

namespace {

using Json = BenchmarkFolder::Json;
using Rows = std::vector<std::uint32_t>;

SampleScore scored(std::vector<Cause> causes, std::optional<double> start = {}) {
    SampleScore score;
    score.verdict.causes = std::move(causes);
    score.careful.startDistance = start;
    return score;
}

std::string textOf(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

} // namespace

class QueryTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() {
        const auto row = [](int id, const char* prompt, int step, const char* category, const char* source) {
            Json json = BenchmarkFolder::row(id);
            json["prompt"] = prompt;
            json["target_object"] = "thing";
            json["destination|direction"] = "place";
            json["step"] = step;
            json["category"] = category;
            json["data_source"] = source;
            return json;
        };
        std::vector<Json> rows{row(10, "Pick up the red mug", 2, "pick&place", "CA1M"),
                               row(9, "push the RED box to the left", 5, "push", "ScanNet"),
                               row(100, "pick up the blue mug", 3, "pick&place", "ScanNet"),
                               row(7, "Поднимите кружку", 8, "pick&place", "CA1M"),
                               row(8, "pull a drawer", 4, "pull", "CA1M")};
        rows[4].erase("bbox_center");
        rows[4].erase("step");
        m_folder.writeRows(rows);
        const auto dataset = Dataset::open(m_folder.path());
        QVERIFY(dataset);
        m_scope.dataset = *dataset;
        m_scores = {scored({}, 0.05),           scored({Cause::WrongStart, Cause::WrongEnd}, 0.6),
                    scored({Cause::WrongEnd}),  scored({}, 0.2),
                    scored({Cause::Collision}), scored({Cause::NoParse})};
        const SampleScore* s = m_scores.data();
        m_scope.scores = {{s, s + 1, s + 2, s + 3, nullptr}, {s + 5, s, s, s + 4, nullptr}};
        m_scope.marks["9"] = {ReviewMark::Judgement::Bad, "handle is hidden"};
        m_scope.marks["100"] = {ReviewMark::Judgement::Good, ""};
        m_scope.marks["gone"] = {ReviewMark::Judgement::Good, ""};
    }

    void findsWhatIsTyped_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QList<int>>("expected");
        QTest::newRow("nothing") << "" << QList<int>{0, 1, 2, 3, 4};
        QTest::newRow("blank") << "  \t" << QList<int>{0, 1, 2, 3, 4};
        QTest::newRow("word in any case") << "Red" << QList<int>{0, 1};
        QTest::newRow("two words") << "mug pick" << QList<int>{0, 2};
        QTest::newRow("quoted words") << "\"red mug\"" << QList<int>{0};
        QTest::newRow("open quote") << "\"red mu" << QList<int>{0};
        QTest::newRow("lone quote") << "\"" << QList<int>{0, 1, 2, 3, 4};
        QTest::newRow("word of another alphabet") << "КРУЖКУ" << QList<int>{3};
        QTest::newRow("word in a note") << "hidden" << QList<int>{1};
        QTest::newRow("word of no sample") << "zebra" << QList<int>{};
        QTest::newRow("number") << "#10" << QList<int>{0};
        QTest::newRow("numbers") << "#7 #100" << QList<int>{2, 3};
        QTest::newRow("only a hash") << "#" << QList<int>{};
        QTest::newRow("regular expression") << "/^pick.*mug$/" << QList<int>{2};
        QTest::newRow("regular expression in any case") << "/^pick.*mug$/i" << QList<int>{0, 2};
        QTest::newRow("regular expression with a space and a slash") << "/red (mug|\\/)/ step:2" << QList<int>{0};
        QTest::newRow("step") << "step:3" << QList<int>{2};
        QTest::newRow("steps") << "step:2-5" << QList<int>{0, 1, 2};
        QTest::newRow("steps and more") << "step:5-" << QList<int>{1, 3};
        QTest::newRow("key without value yet") << "step:" << QList<int>{0, 1, 2, 3, 4};
        QTest::newRow("category") << "category:PU" << QList<int>{1, 4};
        QTest::newRow("categories") << "category:push category:pull" << QList<int>{1, 4};
        QTest::newRow("source") << "source:\"scannet\" mug" << QList<int>{2};
        QTest::newRow("unknown key is a word") << "mug:red" << QList<int>{};
        QTest::newRow("broken") << "is:broken" << QList<int>{4};
        QTest::newRow("good") << "is:good" << QList<int>{2};
        QTest::newRow("bad") << "is:bad" << QList<int>{1};
        QTest::newRow("unreviewed") << "is:unreviewed" << QList<int>{0, 3, 4};
        QTest::newRow("noted") << "is:noted" << QList<int>{1};
        QTest::newRow("verdict") << "verdict:wrong-start" << QList<int>{1};
        QTest::newRow("verdict quoted") << "verdict:\"Wrong end\"" << QList<int>{2};
        QTest::newRow("failure") << "verdict:failure" << QList<int>{1, 2};
        QTest::newRow("verdicts") << "verdict:success verdict:wrong_end" << QList<int>{0, 2, 3};
        QTest::newRow("below") << "start<0.2" << QList<int>{0};
        QTest::newRow("at most") << "start<=0.2" << QList<int>{0, 3};
        QTest::newRow("above") << "start>0.2" << QList<int>{1};
        QTest::newRow("equal") << "start=0.2" << QList<int>{3};
        QTest::newRow("a metric nothing has") << "swept<1" << QList<int>{};
    }
    void findsWhatIsTyped() {
        QFETCH(QString, text);
        QFETCH(QList<int>, expected);
        Query query;
        query.text = text.toStdString();
        const Result<Rows> rows = run(query, m_scope);
        QVERIFY2(rows, rows ? "" : rows.error().message().c_str());
        QCOMPARE(QList<int>(rows->begin(), rows->end()), expected);
    }

    void saysWhatIsMalformed_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("words");
        QTest::newRow("regular expression") << "mug /a(b/"
                                            << "character 4";
        QTest::newRow("open regular expression") << "/abc"
                                                 << "closing";
        QTest::newRow("step") << "step:many"
                              << "step:many";
        QTest::newRow("steps") << "step:2-x"
                               << "step:2-4";
        QTest::newRow("flag") << "is:nice"
                              << "is:broken";
        QTest::newRow("verdict") << "verdict:lucky"
                                 << "lucky";
        QTest::newRow("range") << "start<a"
                               << "start<0.2";
        QTest::newRow("range without number") << "end>"
                                              << "start<0.2";
        QTest::newRow("regular expression without end in time") << "/^(([a-z ])+.)+[A-Z]([a-z])+$/"
                                                                << "takes too long";
    }
    void saysWhatIsMalformed() {
        QFETCH(QString, text);
        QFETCH(QString, words);
        Json slow = BenchmarkFolder::row(1);
        slow["prompt"] = std::string(400, 'a');
        const BenchmarkFolder folder;
        folder.writeRows({slow});
        Query query;
        query.text = text.toStdString();
        const Result<Rows> rows = run(query, {Dataset::open(folder.path()).value(), {}, {}});
        QVERIFY(!rows);
        QVERIFY2(rows.error().message().find(words.toStdString()) != std::string::npos, rows.error().message().c_str());
    }

    void combinesChips() {
        Query query;
        query.verdicts = {{0, "success"}, {1, "failure"}}; // A succeeds, B fails
        QCOMPARE(*run(query, m_scope), (Rows{0, 3}));
        query.verdicts = {{0, "success"}, {0, "wrong end"}};
        QCOMPARE(*run(query, m_scope), (Rows{0, 2, 3}));
        query.categories = {"pick&place"};
        query.dataSources = {"CA1M", "other"};
        QCOMPARE(*run(query, m_scope), (Rows{0, 3}));
        query.minimumStep = 3;
        QCOMPARE(*run(query, m_scope), (Rows{3}));
        query.maximumStep = 7;
        QCOMPARE(*run(query, m_scope), Rows{});
        query = {};
        query.metrics = {{0, Metric::StartDistance, 0.1, 0.6}};
        QCOMPARE(*run(query, m_scope), (Rows{1, 3}));
        query.metrics = {{5, Metric::StartDistance, {}, {}}}; // a model that is not there
        QCOMPARE(*run(query, m_scope), Rows{});
    }

    void sortsByAnyColumn_data() {
        using Key = Query::SortKey;
        QTest::addColumn<int>("key");
        QTest::addColumn<bool>("isDescending");
        QTest::addColumn<QList<int>>("expected");
        QTest::newRow("file") << int(Key::FileOrder) << false << QList<int>{0, 1, 2, 3, 4};
        QTest::newRow("file, down") << int(Key::FileOrder) << true << QList<int>{4, 3, 2, 1, 0};
        QTest::newRow("id") << int(Key::Id) << false << QList<int>{3, 4, 1, 0, 2};
        QTest::newRow("id, down") << int(Key::Id) << true << QList<int>{2, 0, 1, 4, 3};
        QTest::newRow("instruction") << int(Key::Instruction) << false << QList<int>{2, 0, 4, 1, 3};
        QTest::newRow("instruction, down") << int(Key::Instruction) << true << QList<int>{3, 1, 4, 0, 2};
        QTest::newRow("step, missing last") << int(Key::Step) << false << QList<int>{0, 2, 1, 3, 4};
        QTest::newRow("step, down, missing last") << int(Key::Step) << true << QList<int>{3, 1, 2, 0, 4};
        QTest::newRow("category, equal in file order") << int(Key::Category) << false << QList<int>{0, 2, 3, 4, 1};
        QTest::newRow("category, down") << int(Key::Category) << true << QList<int>{1, 4, 0, 2, 3};
        QTest::newRow("source") << int(Key::DataSource) << false << QList<int>{0, 3, 4, 1, 2};
        QTest::newRow("verdict") << int(Key::Verdict) << false << QList<int>{0, 3, 1, 2, 4};
        QTest::newRow("verdict, down") << int(Key::Verdict) << true << QList<int>{2, 1, 0, 3, 4};
        QTest::newRow("metric, unmeasured last") << int(Key::Metric) << false << QList<int>{0, 3, 1, 2, 4};
        QTest::newRow("metric, down, unmeasured last") << int(Key::Metric) << true << QList<int>{1, 3, 0, 2, 4};
    }
    void sortsByAnyColumn() {
        QFETCH(int, key);
        QFETCH(bool, isDescending);
        QFETCH(QList<int>, expected);
        Query query;
        query.sortKey = Query::SortKey(key);
        query.isDescending = isDescending;
        const Result<Rows> rows = run(query, m_scope);
        QVERIFY(rows);
        QCOMPARE(QList<int>(rows->begin(), rows->end()), expected);
    }

    void sortsLongTextsThatBeginAlike() {
        std::vector<Json> rows;
        std::vector<std::string> expected;
        const std::string begin = "pick up the object that stands on the table beside the ";
        for (int id = 0; id < 200; ++id) {
            Json row = BenchmarkFolder::row(id);
            row["prompt"] = begin + std::to_string(id * 7919 % 100) + std::string(std::size_t(id % 13), 'z');
            expected.push_back(row["prompt"]);
            rows.push_back(row);
        }
        std::sort(expected.begin(), expected.end());
        const BenchmarkFolder folder;
        folder.writeRows(rows);
        const auto dataset = Dataset::open(folder.path()).value();
        Query query;
        query.sortKey = Query::SortKey::Instruction;
        for (const bool isDescending : {false, true}) {
            query.isDescending = isDescending;
            const Result<Rows> sorted = run(query, {dataset, {}, {}});
            QVERIFY(sorted);
            std::vector<std::string> got;
            for (const std::uint32_t row : *sorted)
                got.emplace_back(dataset->row(row).instruction);
            if (isDescending)
                std::reverse(got.begin(), got.end());
            QCOMPARE(got, expected);
        }
    }

    void stopsWhenAsked() {
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(!run({}, m_scope, stop.get_token()));
    }

    void readsMetricsFromTheScoreOfTheTask() {
        SampleScore score;
        QVERIFY(!valueOf(Metric::StartDistance, score));
        QVERIFY(!valueOf(Metric::Rmse, score));
        score.careful.startDistance = 3;
        QCOMPARE(valueOf(Metric::StartDistance, score), std::optional<double>(3));
        score.official3d.emplace();
        QVERIFY(!valueOf(Metric::StartDistance, score));
        score.official3d->startDistance = 0.1;
        score.official3d->collisionRatios = {0.0, 0.3, 0.1};
        score.official3d->path3d.metrics = PathMetrics{1, 2, 3, 4};
        score.careful.worstSweptRatio = 0.7;
        QCOMPARE(valueOf(Metric::StartDistance, score), std::optional<double>(0.1));
        QCOMPARE(valueOf(Metric::CollisionRatio, score), std::optional<double>(0.3));
        QCOMPARE(valueOf(Metric::Frechet, score), std::optional<double>(1));
        QCOMPARE(valueOf(Metric::Hausdorff, score), std::optional<double>(2));
        QCOMPARE(valueOf(Metric::Rmse, score), std::optional<double>(3));
        QCOMPARE(valueOf(Metric::Mae, score), std::optional<double>(4));
        QCOMPARE(valueOf(Metric::SweptRatio, score), std::optional<double>(0.7));
    }

    void keepsReviewMarksBesideTheDataset() {
        const BenchmarkFolder folder;
        folder.writeRows({BenchmarkFolder::row(1)});
        const auto dataset = Dataset::open(folder.path()).value();
        ReviewMarks marks = ReviewMarks::open(*dataset, folder.path() / "own");
        QVERIFY(marks.all().empty());
        QCOMPARE(marks.path(), folder.path() / "tracestudio-review.json");
        marks.set("1", {ReviewMark::Judgement::Bad, "the mug \"leaks\"\n and é"});
        marks.set("2", {ReviewMark::Judgement::Good, ""});
        marks.set("2", {});
        QCOMPARE(marks.save().value(), folder.path() / "tracestudio-review.json");
        const ReviewMarks again = ReviewMarks::open(*dataset, folder.path() / "own");
        QCOMPARE(again.all(), marks.all());
        QCOMPARE(again.of("1").note, std::string("the mug \"leaks\"\n and é"));
        QVERIFY(again.of("2").isEmpty());
        QVERIFY(!again.problem());
        std::size_t files = 0;
        for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder.path()))
            ++files;
        QCOMPARE(files, std::size_t(2)); // nothing is left beside
    }

    void keepsWhatOthersPutIntoTheMarks() {
        const BenchmarkFolder folder;
        folder.writeRows({BenchmarkFolder::row(1)});
        folder.write(
            "tracestudio-review.json",
            R"({"team": ["a"], "marks": {"1": {"judgement": "good", "by": "Ann"}, "5": {"by": "Bo"}, "6": 3}})");
        const auto dataset = Dataset::open(folder.path()).value();
        ReviewMarks marks = ReviewMarks::open(*dataset, folder.path() / "own");
        QCOMPARE(marks.all().size(), std::size_t(1));
        marks.set("1", {ReviewMark::Judgement::Bad, "x"});
        QVERIFY(marks.save());
        const auto json = nlohmann::json::parse(textOf(folder.path() / "tracestudio-review.json"));
        QCOMPARE(json["team"].dump(), std::string(R"(["a"])"));
        QCOMPARE(json["marks"]["1"].dump(), std::string(R"({"by":"Ann","judgement":"bad","note":"x"})"));
        QCOMPARE(json["marks"]["5"].dump(), std::string(R"({"by":"Bo"})"));
        marks.set("1", {});
        QVERIFY(marks.save());
        QCOMPARE(nlohmann::json::parse(textOf(folder.path() / "tracestudio-review.json"))["marks"]["1"].dump(),
                 std::string(R"({"by":"Ann"})"));
    }

    void movesDamagedMarksAside_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("cut") << QByteArray("{\"marks\": {\"1\": {\"judge");
        QTest::newRow("empty") << QByteArray("");
        QTest::newRow("list") << QByteArray("[]");
        QTest::newRow("marks are a list") << QByteArray(R"({"marks": []})");
        QTest::newRow("nested without end")
            << QByteArray("{\"x\": ") + QByteArray(100'000, '[') + QByteArray(100'000, ']') + "}";
    }
    void movesDamagedMarksAside() {
        QFETCH(QByteArray, bytes);
        const BenchmarkFolder folder;
        folder.writeRows({BenchmarkFolder::row(1)});
        folder.write("tracestudio-review.json", bytes.toStdString());
        const auto dataset = Dataset::open(folder.path()).value();
        ReviewMarks marks = ReviewMarks::open(*dataset, folder.path() / "own");
        QVERIFY(marks.problem());
        QVERIFY(marks.all().empty());
        QCOMPARE(textOf(folder.path() / "tracestudio-review.json.damaged"), bytes.toStdString());
        marks.set("1", {ReviewMark::Judgement::Good, ""});
        QVERIFY(marks.save());
        QVERIFY(ReviewMarks::open(*dataset, folder.path() / "own").of("1").isReviewed());
    }

    void fallsBackToThePersonsFolder() {
        const BenchmarkFolder folder;
        folder.writeRows({BenchmarkFolder::row(1)});
        const auto dataset = Dataset::open(folder.path()).value();
        ReviewMarks marks = ReviewMarks::open(*dataset, folder.path() / "own");
        // A folder in the file's place: it cannot be written, even by root.
        std::filesystem::create_directories(folder.path() / "tracestudio-review.json/x");
        marks.set("1", {ReviewMark::Judgement::Good, ""});
        const Result<std::filesystem::path> saved = marks.save();
        QVERIFY(saved);
        QCOMPARE(saved->parent_path(), folder.path() / "own");
        QCOMPARE(marks.path(), *saved);
        std::filesystem::remove_all(folder.path() / "tracestudio-review.json");
        QVERIFY(ReviewMarks::open(*dataset, folder.path() / "own").of("1").isReviewed());
    }

  private:
    BenchmarkFolder m_folder;
    QueryScope m_scope;
    std::vector<SampleScore> m_scores;
};

QTEST_GUILESS_MAIN(QueryTest)
#include "tst_query.moc"
