#include "benchmark/benchmark_folder.h"
#include "benchmark/predictions.h"

#include <QTest>

using namespace tracestudio;

namespace {

using Json = BenchmarkFolder::Json;

/// A line of a prediction file.
Json answer(int id, const std::string& text) {
    Json row = BenchmarkFolder::row(id);
    row.erase("id");
    row.erase("step");
    row["question_id"] = id;
    row["model_prediction"] = text;
    return row;
}

std::shared_ptr<const PredictionFile> opened(const std::filesystem::path& path,
                                             const PredictionFile::Options& options = {}) {
    const auto file = PredictionFile::open(path, options);
    if (!file)
        qFatal("%s", file.error().message().c_str());
    return *file;
}

std::string refusal(const std::filesystem::path& path) {
    const auto file = PredictionFile::open(path);
    return file ? std::string() : file.error().message();
}

} // namespace

class PredictionsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void readsEveryFieldOfALine() {
        Json row = answer(7, "[(500, 500, 1.5)]");
        row["variant"] = "good";
        row["error"] = "timed out";
        const BenchmarkFolder folder;
        folder.write("RoboTracer_Intrinsics_3D.jsonl", row.dump() + "\n");
        const auto file = opened(folder.path() / "RoboTracer_Intrinsics_3D.jsonl");
        QCOMPARE(file->modelName, std::string("RoboTracer_Intrinsics"));
        QCOMPARE(file->task, Task::ThreeD);
        QCOMPARE(file->style, AnswerStyle::Text);
        QVERIFY(file->isStyleOfficial);
        QCOMPARE(file->rows.size(), std::size_t(1));
        const AnswerRow& read = file->rows.front();
        QCOMPARE(read.line, std::size_t(1));
        QCOMPARE(read.id, std::string("7"));
        QCOMPARE(read.questionId.kind, PyValue::Kind::Int);
        QCOMPARE(read.instruction, std::string("pick up the mug 7 and move it to the shelf"));
        QCOMPARE(read.destination, std::string("the shelf"));
        QCOMPARE(read.imagePath, std::string("7/image.png"));
        QCOMPARE(read.gtDepthIntrinsics.rows, 3);
        QCOMPARE(read.gtDepthIntrinsics.at(0, 2), 31.5);
        QCOMPARE(read.trajectory.size(), std::size_t(3));
        QCOMPARE(read.boxCentre, (JsonMatrix{1, 3, {0.3, 0.0, 1.2}}));
        QCOMPARE(read.boxRotation.rows, 3);
        QCOMPARE(read.prediction.text, std::string("[(500, 500, 1.5)]"));
        QCOMPARE(read.error, std::string("timed out"));
        QCOMPARE(read.variant, std::string("good"));
    }

    void countsLinesItCannotReadByNumber() {
        const BenchmarkFolder folder;
        folder.write("m_2D.jsonl", "\n" + answer(0, "a").dump() +
                                       "\r\n\r\n   \n{broken\n[1]\n\"text\"\n{}\n{\"question_id\": null}\n" +
                                       R"({"id": "x", "model_prediction": null})" + "\n{\"question_id\": 2");
        const auto file = opened(folder.path() / "m_2D.jsonl");
        QCOMPARE(file->rows.size(), std::size_t(2));
        QCOMPARE(file->rows[0].line, std::size_t(2));
        QCOMPARE(file->rows[1].id, std::string("x"));
        QVERIFY(file->rows[1].prediction.isNull());
        std::vector<std::size_t> lines;
        for (const UnreadableLine& line : file->unreadable) {
            lines.push_back(line.line);
            QVERIFY(line.error.message().find("m_2D.jsonl") != std::string::npos);
            QVERIFY(line.error.message().find("Line " + std::to_string(line.line)) != std::string::npos);
        }
        QCOMPARE(lines, (std::vector<std::size_t>{5, 6, 7, 8, 9, 11}));
    }

    void takesNameAndTaskFromTheFileUnlessGiven() {
        const BenchmarkFolder folder;
        for (const char* name : {"Gemini3Pro_2D.jsonl", "Gemini3Pro.jsonl", "Some_2D_model_3D.jsonl", "_2D.jsonl"})
            folder.write(name, answer(0, "```json\n[[1, 2, 0.5], [3, 4, 0.5]]\n```").dump());
        QCOMPARE(opened(folder.path() / "Gemini3Pro_2D.jsonl")->modelName, std::string("Gemini3Pro"));
        QCOMPARE(opened(folder.path() / "Gemini3Pro_2D.jsonl")->task, Task::TwoD);
        QCOMPARE(opened(folder.path() / "Gemini3Pro_2D.jsonl")->style, AnswerStyle::Json);
        QCOMPARE(opened(folder.path() / "Gemini3Pro.jsonl")->task, Task::ThreeD); // by its answers
        QCOMPARE(opened(folder.path() / "Some_2D_model_3D.jsonl")->modelName, std::string("Some_2D_model"));
        QCOMPARE(opened(folder.path() / "_2D.jsonl")->task, Task::TwoD);
        const auto given = opened(folder.path() / "Gemini3Pro_2D.jsonl", {"RoboTracer", Task::ThreeD});
        QCOMPARE(given->modelName, std::string("RoboTracer"));
        QCOMPARE(given->task, Task::ThreeD);
        QCOMPARE(given->style, AnswerStyle::Text);
    }

    void guessesStyleAndTaskOfAModelThePublishedScriptRefuses() {
        const BenchmarkFolder folder;
        folder.write("mine.jsonl", answer(0, "").dump() + "\n" + answer(1, "[(1, 2), (3, 4)]").dump());
        folder.write("other.jsonl", answer(0, "```json\n[[1, 2, 0.5], [3, 4, 0.5]]\n```").dump());
        const auto mine = opened(folder.path() / "mine.jsonl");
        QVERIFY(!mine->isStyleOfficial);
        QCOMPARE(mine->style, AnswerStyle::Text);
        QCOMPARE(mine->task, Task::TwoD);
        const auto other = opened(folder.path() / "other.jsonl");
        QCOMPARE(other->style, AnswerStyle::Json);
        QCOMPARE(other->task, Task::ThreeD);
    }

    void refusesWhatIsNoPredictionFile() {
        const BenchmarkFolder folder;
        folder.write("empty.jsonl", "\n \n");
        folder.write("picture.png", std::string("\x89PNG\r\n\x1a\n\0\0\0\r", 12));
        folder.write("list.json", "  [{\"question_id\": 1}]");
        folder.write("pretty.json", "{\n \"question_id\": 1\n}\n");
        folder.write("words.txt", "one\ntwo\n");
        for (const char* name :
             {"", "absent.jsonl", "empty.jsonl", "picture.png", "list.json", "pretty.json", "words.txt"}) {
            const std::string message = refusal(folder.path() / name);
            QVERIFY2(!message.empty(), name);
            QVERIFY2(message.find((folder.path() / name).string()) != std::string::npos, message.c_str());
        }
        QVERIFY(refusal(folder.path()).find("folder") != std::string::npos);
        QVERIFY(refusal(folder.path() / "picture.png").find("binary") != std::string::npos);
        QVERIFY(refusal(folder.path() / "words.txt").find("Line 1") != std::string::npos);
    }

    void matchesAnswersToSamplesAndCountsTheRest() {
        const BenchmarkFolder folder;
        Json textId = answer(2, "by text");
        textId["question_id"] = "2";
        folder.write("m_3D.jsonl", answer(1, "first").dump() + "\n" + answer(9, "extra").dump() + "\n" +
                                       answer(9, "extra again").dump() + "\nbroken\n" + answer(1, "second").dump() +
                                       "\n" + textId.dump() + "\n");
        std::vector<Json> rows;
        for (int id = 0; id < 4; ++id)
            rows.push_back(BenchmarkFolder::row(id));
        folder.writeRows(rows);
        const auto dataset = Dataset::open(folder.path());
        QVERIFY(dataset);
        const auto file = opened(folder.path() / "m_3D.jsonl");
        const PredictionMatch met = match(*file, **dataset);
        QCOMPARE(met.answerOfSample, (std::vector<std::int64_t>{-1, 3, 4, -1}));
        QCOMPARE(met.matched, std::size_t(2));
        QCOMPARE(met.missing, std::size_t(2));
        QCOMPARE(met.extra, std::size_t(1));
        QCOMPARE(met.duplicate, std::size_t(2));
        QCOMPARE(met.unreadable, std::size_t(1));
        QCOMPARE(met.matched + met.extra + met.duplicate, file->rows.size());
    }

    void makesSamplesOfAnswersWithoutImages() {
        const BenchmarkFolder folder;
        Json boxless = answer(3, "x");
        boxless["bbox_center"] = nullptr;
        folder.write("a_3D.jsonl", answer(1, "x").dump() + "\n" + answer(2, "x").dump());
        folder.write("b_3D.jsonl", answer(2, "y").dump() + "\n" + boxless.dump());
        const auto samples =
            datasetFromPredictions({opened(folder.path() / "a_3D.jsonl"), opened(folder.path() / "b_3D.jsonl")});
        QCOMPARE(samples->size(), std::size_t(3));
        QCOMPARE(samples->find("3"), std::optional<std::size_t>(2));
        QCOMPARE(samples->brokenCount(), std::size_t(1));
        QVERIFY(samples->row(2).isBroken);
        QCOMPARE(samples->row(0).instruction, std::string_view("pick up the mug 1 and move it to the shelf"));
        QCOMPARE(samples->folder(), folder.path());
        const auto sample = samples->load(0);
        QVERIFY(sample->problems.empty());
        QVERIFY(!sample->frame.hasColour());
        QCOMPARE(sample->frame.camera.widthPixels, 512);
        QCOMPARE(sample->frame.camera.heightPixels, 384);
        QCOMPARE(sample->groundTruth.size(), std::size_t(3));
        QVERIFY(sample->destinationBox);
        QCOMPARE(match(*opened(folder.path() / "b_3D.jsonl"), *samples).matched, std::size_t(2));
    }

    void infersThePictureSize() {
        JsonMatrix intrinsics{3, 3, {420, 0, 254, 0, 420, 192, 0, 0, 1}};
        QCOMPARE(inferredSize(intrinsics), cv::Size(512, 384));
        std::swap(intrinsics.values[2], intrinsics.values[5]);
        QCOMPARE(inferredSize(intrinsics), cv::Size(384, 512));
        QCOMPARE(inferredSize({4, 4, std::vector<double>(16, 1.0)}), cv::Size(640, 480));
        QCOMPARE(inferredSize({}), cv::Size());
        QCOMPARE(inferredSize({1, 0, {}}), cv::Size());
    }

    void readsAHundredThousandRowsAndAVeryLongLine() {
        std::string text;
        for (int id = 0; id < 100'000; ++id)
            text += "{\"question_id\": " + std::to_string(id) + ", \"model_prediction\": \"[(1, 2, 0.5)]\"}\n";
        text += answer(100'000, std::string(3'000'000, 'x')).dump();
        const BenchmarkFolder folder;
        folder.write("many_3D.jsonl", text);
        double share = 0;
        const auto file = PredictionFile::open(folder.path() / "many_3D.jsonl", {}, [&](double now) { share = now; });
        QVERIFY(file);
        QCOMPARE((*file)->rows.size(), std::size_t(100'001));
        QCOMPARE(share, 1.0);
        QCOMPARE((*file)->rows.back().prediction.text.size(), std::size_t(3'000'000));
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(!PredictionFile::open(folder.path() / "many_3D.jsonl", {}, {}, stop.get_token()));
    }

    void readsThePublishedAnswers() {
        const std::filesystem::path folder = std::filesystem::path(TRACESTUDIO_SHARED) / "data/published-outputs";
        if (!std::filesystem::exists(folder))
            QSKIP("shared/data/published-outputs is not here");
        for (const char* name :
             {"RoboTracer_Intrinsics_Depth_2D", "RoboTracer_Intrinsics_Depth_3D", "Gemini3Pro_2D", "Gemini3Pro_3D"}) {
            const auto file = opened(folder / (std::string(name) + ".jsonl"));
            QCOMPARE(file->rows.size(), std::size_t(100));
            QVERIFY(file->unreadable.empty());
            QVERIFY(file->isStyleOfficial);
            QCOMPARE(datasetFromPredictions({file})->brokenCount(), std::size_t(0));
        }
    }
};

QTEST_GUILESS_MAIN(PredictionsTest)
#include "tst_predictions.moc"
