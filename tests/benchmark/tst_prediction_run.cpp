// Runs over a whole benchmark: what they write, how they resume, and that no finished row is ever lost.
#include "benchmark/prediction_run.h"

#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace tracestudio;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

constexpr std::string_view publishedKeys =
    "question_id final_prompt image_path gt_depth_path mask_path gt_depth_intrinsics prompt target_object "
    "destination|direction trajectory bbox_center bbox_extent bbox_rotation model_prediction";

/// A benchmark without pictures; its numbers are spelled in ways that must survive.
class Benchmark {
  public:
    explicit Benchmark(int rows) {
        const std::string common =
            ", \"prompt\": \"move \\\"it\\\"\\n to the café 好\", \"target_object\": \"it\",\n"
            "  \"destination|direction\": \"the café\", \"step\": 2, \"trajectory\": [[0.10, -0, 1e0],\n"
            "     [1.0000000000000002, 2, 3]], \"image_path\": \"0/image.png\", \"gt_depth_path\": "
            "\"0/gt_depth.png\",\n"
            "  \"mask_path\": \"0/mask.png\", \"gt_depth_intrinsics\": [[420.5, 0, 255], [0, 420.5, 191], [0, 0, 1]],\n"
            "  \"bbox_center\": [0, 0, 1.50], \"bbox_extent\": [1, 1, 1],\n"
            "  \"bbox_rotation\": [[1, 0, 0], [0, 1, 0], [0, 0, 1]]}";
        std::string text = "[";
        for (int i = 0; i < rows; ++i)
            text += std::string(i ? "," : "") + "\n {\"id\": " + std::to_string(i * 2) + common;
        std::ofstream(path() / "trajectory_dataset.json") << text << "]\n";
        fs::create_directories(path() / "raw_data");
        dataset = *Dataset::open(path());
    }
    [[nodiscard]] fs::path path() const { return m_folder.path().toStdString(); }
    [[nodiscard]] RunRequest request(const fs::path& output) const {
        RunRequest run;
        run.dataset = dataset;
        for (std::size_t i = 0; i < dataset->size(); ++i)
            run.samples.push_back(i);
        run.folder = output;
        run.modelName = "RoboTracer_Test";
        run.style = PromptStyle::RoboTracer;
        run.ask = [](const SampleRecord& record, const std::string&, const std::stop_token&) -> Result<RunAnswer> {
            return RunAnswer{"[(1, 2, 0.5)] for " + record.id, "nowhere", 0.25, 10, 5};
        };
        return run;
    }

    std::shared_ptr<const Dataset> dataset;

  private:
    QTemporaryDir m_folder;
};

std::vector<std::string> linesOf(const fs::path& path) {
    std::vector<std::string> lines;
    std::ifstream stream(path, std::ios::binary);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

} // namespace

class PredictionRunTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void writesTheRowsOfThePublishedRunner() {
        const Benchmark benchmark(3);
        QTemporaryDir folder;
        const auto result = runPredictions(benchmark.request(folder.path().toStdString()));
        QVERIFY2(result, result ? "" : result.error().message().c_str());
        QCOMPARE(result->path.filename().string(), std::string("RoboTracer_Test_3D.jsonl"));
        const auto lines = linesOf(result->path);
        QCOMPARE(lines.size(), std::size_t(3));
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const Json row = Json::parse(lines[i]);
            std::string keys;
            for (const auto& [key, value] : row.items())
                keys += (keys.empty() ? "" : " ") + key;
            QCOMPARE(keys, std::string(publishedKeys) + " tracestudio");
            QVERIFY(row["question_id"] == Json(int(i) * 2));
            QVERIFY(row["prompt"] == Json("move \"it\"\n to the café 好"));
            QVERIFY(row["model_prediction"] == Json("[(1, 2, 0.5)] for " + std::to_string(i * 2)));
            QCOMPARE(row["final_prompt"].get<std::string>().substr(0, 66),
                     std::string("Point the 3D object-centric visual trace for the task \"move \"it\"\n "));
            QVERIFY(lines[i].find("[[0.10, -0, 1e0], [1.0000000000000002, 2, 3]]") != std::string::npos);
            QVERIFY(lines[i].find("café 好") != std::string::npos);
        }
        QVERIFY(!fs::exists(result->path.string() + ".journal"));
        // Our own reader takes it.
        const auto read = PredictionFile::open(result->path);
        QVERIFY(read);
        QCOMPARE((*read)->rows.size(), std::size_t(3));
        QCOMPARE((*read)->task, Task::ThreeD);
    }

    void whatHasNoInstructionIsNotAsked() {
        Benchmark benchmark(2);
        std::string text;
        {
            std::ifstream stream(benchmark.path() / "trajectory_dataset.json");
            text.assign(std::istreambuf_iterator<char>(stream), {});
        }
        const std::string words = "move \\\"it\\\"\\n to the café 好";
        QVERIFY(text.find(words) != std::string::npos);
        text.replace(text.find(words), words.size(), "  ");
        std::ofstream(benchmark.path() / "trajectory_dataset.json") << text;
        benchmark.dataset = *Dataset::open(benchmark.path());
        QTemporaryDir folder;
        const auto result = runPredictions(benchmark.request(folder.path().toStdString()));
        QVERIFY(result);
        QCOMPARE(result->counts.failed, std::size_t(1));
        QVERIFY(result->firstError.find("no instruction") != std::string::npos);
        const auto lines = linesOf(result->path);
        QCOMPARE(lines.size(), std::size_t(2));
        QCOMPARE(Json::parse(lines[0])["model_prediction"].get<std::string>(), std::string());
    }

    void aFileThatIsOnlyLookedAtStaysAsItIs() {
        QTemporaryDir folder;
        const fs::path path = fs::path(folder.path().toStdString()) / "Model_3D.jsonl";
        const std::string text = "not an answer\n{\"question_id\": 7, \"model_prediction\": \"[(1, 2, 0.5)]\"}";
        std::ofstream(path) << text;
        {
            const auto store = PredictionStore::open(path.parent_path(), "Model", Task::ThreeD);
            QVERIFY(store && (*store)->hasAnswer("7") && !(*store)->hasAnswer("8"));
        }
        std::ifstream stream(path);
        QCOMPARE(std::string(std::istreambuf_iterator<char>(stream), {}), text);
        QCOMPARE(std::distance(fs::directory_iterator(path.parent_path()), fs::directory_iterator()),
                 std::ptrdiff_t(1));
    }

    void asksOnlyWhatIsMissingOrEmpty() {
        const Benchmark benchmark(5);
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "RoboTracer_Test_3D.jsonl";
        std::ofstream(file) << R"({"question_id": 8, "model_prediction": "kept",   "unknown": 1.50})"
                            << "\n"
                            << R"({"question_id": 4, "model_prediction": null})"
                            << "\n"
                            << R"({"question_id": 2, "model_prediction": "  ", "error": "x"})"
                            << "\n"
                            << "no json\n"
                            << R"({"question_id": "other", "model_prediction": "of another benchmark"})"
                            << "\n";
        RunRequest run = benchmark.request(folder.path().toStdString());
        std::vector<std::string> asked;
        run.ask = [&](const SampleRecord& record, const std::string&, const std::stop_token&) -> Result<RunAnswer> {
            asked.push_back(record.id);
            return RunAnswer{"new", "", 0, 0, 0};
        };
        const auto result = runPredictions(run);
        QVERIFY(result);
        QCOMPARE(asked, (std::vector<std::string>{"0", "2", "4", "6"}));
        QCOMPARE(result->counts.kept, std::size_t(1));
        const auto lines = linesOf(file);
        QCOMPARE(lines.size(), std::size_t(6));
        QVERIFY(lines[4] == R"({"question_id": 8, "model_prediction": "kept",   "unknown": 1.50})");
        QVERIFY(Json::parse(lines[5])["question_id"] == Json("other"));
        for (std::size_t i = 0; i < 4; ++i)
            QVERIFY(Json::parse(lines[i])["model_prediction"] == Json("new"));
    }

    void aQuestionThatFailsIsAskedAgain() {
        const Benchmark benchmark(3);
        QTemporaryDir folder;
        RunRequest run = benchmark.request(folder.path().toStdString());
        const auto good = run.ask;
        run.ask = [&](const SampleRecord& record, const std::string& prompt,
                      const std::stop_token& stop) -> Result<RunAnswer> {
            if (record.id == "2")
                return failure("The server is away.");
            return good(record, prompt, stop);
        };
        const auto first = runPredictions(run);
        QVERIFY(first);
        QCOMPARE(first->counts.failed, std::size_t(1));
        QCOMPARE(first->firstError, std::string("The server is away."));
        const Json failed = Json::parse(linesOf(first->path)[1]);
        QVERIFY(failed["model_prediction"] == Json(""));
        QVERIFY(failed["error"] == Json("The server is away."));
        run.ask = good;
        const auto second = runPredictions(run);
        QVERIFY(second);
        QCOMPARE(second->counts.kept, std::size_t(2));
        QCOMPARE(second->counts.done, std::size_t(1));
        const Json mended = Json::parse(linesOf(second->path)[1]);
        QVERIFY(!mended.contains("error"));
        QVERIFY(mended["model_prediction"] == Json("[(1, 2, 0.5)] for 2"));
    }

    void severalQuestionsAtOnceComeInTheOrderOfTheBenchmark() {
        const Benchmark benchmark(40);
        QTemporaryDir folder;
        RunRequest run = benchmark.request(folder.path().toStdString());
        run.jobs = 6;
        std::atomic<int> under = 0;
        std::atomic<int> most = 0;
        const auto good = run.ask;
        run.ask = [&](const SampleRecord& record, const std::string& prompt, const std::stop_token& stop) {
            const int now = ++under;
            for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
            --under;
            return good(record, prompt, stop);
        };
        const auto result = runPredictions(run);
        QVERIFY(result);
        QVERIFY(most > 1);
        const auto lines = linesOf(result->path);
        QCOMPARE(lines.size(), std::size_t(40));
        for (std::size_t i = 0; i < lines.size(); ++i)
            QVERIFY(Json::parse(lines[i])["question_id"] == Json(int(i) * 2));
    }

    void stoppingKeepsWhatIsDone() {
        const Benchmark benchmark(20);
        QTemporaryDir folder;
        RunRequest run = benchmark.request(folder.path().toStdString());
        std::stop_source source;
        run.stop = source.get_token();
        run.progress = [&](const RunProgress& counts) {
            if (counts.done == 7)
                source.request_stop();
        };
        const auto result = runPredictions(run);
        QVERIFY(result);
        QCOMPARE(linesOf(result->path).size(), std::size_t(7));
    }

    void twoRunsDoNotWriteOneFile() {
        QTemporaryDir folder;
        const auto first = PredictionStore::open(folder.path().toStdString(), "M", Task::TwoD);
        QVERIFY(first);
        const auto second = PredictionStore::open(folder.path().toStdString(), "M", Task::TwoD);
        QVERIFY(!second);
        QVERIFY(PredictionStore::open(folder.path().toStdString(), "M", Task::ThreeD));
        QVERIFY(!PredictionStore::open(folder.path().toStdString(), "../M", Task::TwoD));
        QVERIFY(!PredictionStore::open("/proc/nowhere", "M", Task::TwoD));
    }

    void aFullDiskIsSaidAndLosesNothing() {
        const Benchmark benchmark(30);
        QTemporaryDir folder;
        const fs::path path(folder.path().toStdString());
        // Files may grow to a few rows only: what a full disk says, without filling one.
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit few{8000, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &few);
        const auto result = runPredictions(benchmark.request(path));
        setrlimit(RLIMIT_FSIZE, &before);
        QVERIFY(!result);
        QVERIFY(result.error().message().find("RoboTracer_Test_3D.jsonl") != std::string::npos);
        const auto lines = linesOf(path / "RoboTracer_Test_3D.jsonl");
        for (const std::string& line : lines)
            QVERIFY(Json::accept(line));
        // With room again it goes on.
        const auto more = runPredictions(benchmark.request(path));
        QVERIFY(more);
        QVERIFY(more->counts.kept > 2);
        QCOMPARE(linesOf(more->path).size(), std::size_t(30));
    }

    void onlyFilesAreReadAndWritten() {
        QTemporaryDir folder;
        const fs::path path(folder.path().toStdString());
        fs::create_symlink("/dev/zero", path / "M_2D.jsonl");
        QVERIFY(!PredictionStore::open(path, "M", Task::TwoD));
        fs::create_directory(path / "M_3D.jsonl.journal");
        QVERIFY(!PredictionStore::open(path, "M", Task::ThreeD));
    }

    /// A process of its own is killed at random moments, again and again over the same file.
    void noFinishedRowIsLostWhenItIsKilled() {
        constexpr int kills = 100;
        constexpr int rows = 1000;
        const Benchmark benchmark(rows);
        std::mt19937 random(5);
        int interrupted = 0;
        QTemporaryDir folder;
        fs::path output;
        std::size_t knownBefore = 0;
        for (int kill = 0; kill < kills; ++kill) {
            if (kill % 20 == 0) { // a new file now and then
                output = fs::path(folder.path().toStdString()) / std::to_string(kill);
                knownBefore = 0;
            }
            int finished[2];
            QCOMPARE(pipe(finished), 0);
            const pid_t child = fork();
            if (child == 0) {
                RunRequest run = benchmark.request(output);
                const auto ask = run.ask;
                run.ask = [&](const SampleRecord& record, const std::string& prompt, const std::stop_token& stop) {
                    std::this_thread::sleep_for(std::chrono::microseconds(100));
                    return ask(record, prompt, stop);
                };
                run.progress = [&](const RunProgress& counts) {
                    // Told once the row is put: from then on it must not be lost.
                    const std::uint32_t done = std::uint32_t(counts.done + counts.kept);
                    if (write(finished[1], &done, sizeof done) < 0)
                        _exit(3);
                };
                const bool isDone = runPredictions(run).has_value();
                _exit(isDone ? 0 : 2);
            }
            close(finished[1]);
            std::this_thread::sleep_for(std::chrono::microseconds(random() % 40000));
            ::kill(child, SIGKILL);
            int status = 0;
            waitpid(child, &status, 0);
            interrupted += WIFSIGNALED(status);
            QVERIFY(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
            std::uint32_t done = 0;
            for (std::uint32_t next = 0; read(finished[0], &next, sizeof next) == sizeof next;)
                done = next;
            close(finished[0]);
            for (const std::string& line : linesOf(output / "RoboTracer_Test_3D.jsonl"))
                QVERIFY2(Json::accept(line), line.c_str());
            if (!fs::exists(output))
                continue;
            const auto store = PredictionStore::open(output, "RoboTracer_Test", Task::ThreeD);
            QVERIFY(store);
            std::size_t kept = 0;
            for (int i = 0; i < rows; ++i)
                kept += (*store)->hasAnswer(std::to_string(i * 2));
            QVERIFY2(kept >= done && kept >= knownBefore,
                     qPrintable(QStringLiteral("%1 kept, %2 told, %3 before").arg(kept).arg(done).arg(knownBefore)));
            knownBefore = kept;
        }
        qInfo("%d of %d were killed amid their work", interrupted, kills);
        QVERIFY(interrupted > kills / 4);
    }
};

QTEST_GUILESS_MAIN(PredictionRunTest)
#include "tst_prediction_run.moc"
