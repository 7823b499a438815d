// `ask` and `predict`, run as a person runs them: the program itself, on small random checkpoints.
#include "app/command_line.h"
#include "local/random_checkpoint.h"
#include "program.h"
#include "sample_folder.h"

#include <QImage>
#include <QTest>
#include <fstream>

using namespace tracestudio;
using testing::Run;
using testing::run;
using testing::SampleFolder;
using Json = nlohmann::json;

namespace {

/// The checkpoint of one case of tests/data/local/network.json, and the picture of one of its questions.
class Checkpoint {
  public:
    explicit Checkpoint(int number) {
        std::ifstream stream(TRACESTUDIO_TEST_DATA "/local/network.json");
        description = Json::parse(stream)[std::size_t(number)];
        const std::filesystem::path path(m_folder.path().toStdString());
        QFile::copy(QStringLiteral(TRACESTUDIO_TEST_DATA "/local/tokenizer.json"), file("tokenizer.json"));
        std::ofstream(path / "config.json") << description["config"];
        std::ofstream(path / "preprocessor_config.json") << Json{{"size", description["size"]}};
        testing::writeWeights(path, description["config"], description["config"]["tie_word_embeddings"],
                              description["stored"], description["shards"]);
    }
    [[nodiscard]] QString path() const { return m_folder.path(); }
    [[nodiscard]] QString file(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }

    Json description;

  private:
    QTemporaryDir m_folder;
};

template <typename Request>
Request parsed(const QStringList& arguments) {
    return std::get<Request>(parseCommandLine(QStringList(QStringLiteral("tracestudio")) + arguments));
}

} // namespace

class ModelCommandsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void optionsAreRead() {
        const auto ask = parsed<AskRequest>({"ask",       "--checkpoint", "c",
                                             "--image",   "i.png",        "--depth",
                                             "d.png",     "--intrinsics", "500,501.5,320,240",
                                             "--task",    "3d",           "--prompt-style",
                                             "robobrain", "--device",     "cuda:1",
                                             "--dtype",   "bf16",         "--max-new-tokens",
                                             "9",         "--threads",    "2",
                                             "--json",    "put it there"});
        QCOMPARE(ask.model.checkpoint, QStringLiteral("c"));
        QCOMPARE(ask.instruction, QStringLiteral("put it there"));
        QVERIFY(ask.task == AnswerTask::Trace3D);
        QVERIFY(ask.model.promptStyle == PromptStyle::RoboBrain);
        QCOMPARE(ask.model.device, QStringLiteral("cuda:1"));
        QCOMPARE(ask.model.type, QStringLiteral("bf16"));
        QCOMPARE(ask.model.mostNewTokens, 9);
        QCOMPARE(ask.model.threads, 2);
        QVERIFY(ask.isJson && ask.intrinsics);
        QCOMPARE(ask.intrinsics->fy, 501.5);
        const auto predict = parsed<PredictRequest>({"predict", "--checkpoint", "c", "--benchmark", "b", "--output",
                                                     "o", "--task", "all", "--model-name", "N", "--samples", "0-3,7"});
        QVERIFY(predict.tasks == (std::vector<Task>{Task::ThreeD, Task::TwoD}));
        QCOMPARE(predict.samples, QStringLiteral("0-3,7"));
        QCOMPARE(predict.model.name, QStringLiteral("N"));
    }

    void wrongArgumentsAreNamed_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("named");
        const auto add = [](const char* name, const QStringList& arguments, const char* named) {
            QTest::newRow(name) << arguments << QString::fromLatin1(named);
        };
        add("no model", {"ask", "what?"}, "--checkpoint");
        add("no instruction", {"ask", "--checkpoint", "c"}, "instruction");
        add("two instructions", {"ask", "--checkpoint", "c", "a", "b"}, "instruction");
        add("depth alone", {"ask", "--checkpoint", "c", "--depth", "d", "a"}, "--intrinsics");
        add("intrinsics", {"ask", "--checkpoint", "c", "--depth", "d", "--intrinsics", "1,2,3", "a"}, "1,2,3");
        add("task", {"ask", "--checkpoint", "c", "--task", "5D", "a"}, "5D");
        add("style", {"ask", "--checkpoint", "c", "--prompt-style", "odd", "a"}, "odd");
        add("tokens", {"ask", "--checkpoint", "c", "--max-new-tokens", "0", "a"}, "max-new-tokens");
        add("no benchmark", {"predict", "--checkpoint", "c", "--output", "o"}, "--benchmark");
        add("no output", {"predict", "--checkpoint", "c", "--benchmark", "b"}, "--output");
        add("run task", {"predict", "--checkpoint", "c", "--benchmark", "b", "--output", "o", "--task", "1D"}, "1D");
        add("stray word", {"predict", "--checkpoint", "c", "--benchmark", "b", "--output", "o", "stray"}, "stray");
    }
    void wrongArgumentsAreNamed() {
        QFETCH(QStringList, arguments);
        QFETCH(QString, named);
        const auto refusal = parsed<PrintAndExit>(arguments);
        QCOMPARE(refusal.status, 2);
        QVERIFY2(refusal.text.contains(named), qPrintable(refusal.text));
    }

    void askTellsAllAsJson() {
        const Checkpoint checkpoint(1);
        const Json& expected = checkpoint.description["answers"][5]; // without a picture
        const Run answered = run({"ask", "--checkpoint", checkpoint.path(), "--json", "--dtype", "f32", "--device",
                                  "cpu", "--max-new-tokens", "64", QString::fromStdString(expected["text"])});
        QVERIFY2(answered.status == 0, qPrintable(answered.err));
        const Json report = Json::parse(answered.out.toStdString());
        QVERIFY(report["token_ids"] == expected["ids"]);
        QVERIFY(report["prompt_token_ids"] == expected["prompt_ids"]);
        QVERIFY(report["device"] == "cpu" && report["dtype"] == "f32");
        for (const char* stage : {"load", "preprocess", "vision", "prefill", "decode"})
            QVERIFY2(report["times"][stage].get<double>() >= 0, stage);
        QVERIFY(report["peak_memory_bytes"].get<double>() > 1e6);
        QVERIFY(report["trace"].is_array());
        // Without --json the words alone.
        const Run words = run({"ask", "--checkpoint", checkpoint.path(), "--max-new-tokens", "64", "--dtype", "f32",
                               QString::fromStdString(expected["text"])});
        QCOMPARE(words.status, 0);
        QCOMPARE(words.out, QString::fromStdString(report["text"]) + QLatin1Char('\n'));
    }

    void unusableFilesEndWithStatus2AndOneLine() {
        const Checkpoint checkpoint(1);
        for (const QStringList& arguments :
             {QStringList{"ask", "--checkpoint", "/nowhere", "what?"},
              QStringList{"ask", "--checkpoint", checkpoint.path(), "--image", "/nowhere.png", "what?"},
              QStringList{"ask", "--checkpoint", checkpoint.path(), "--device", "cuda:77", "what?"},
              QStringList{"predict", "--checkpoint", checkpoint.path(), "--benchmark", "/nowhere", "--output", "o"},
              QStringList{"predict", "--checkpoint", checkpoint.path(), "--benchmark", TRACESTUDIO_SAMPLES, "--output",
                          "/proc/nowhere"},
              QStringList{"predict", "--checkpoint", checkpoint.path(), "--benchmark", TRACESTUDIO_SAMPLES, "--output",
                          "o", "--samples", "0,99"}}) {
            const Run refused = run(arguments);
            QVERIFY2(refused.status == 2 && refused.err.count(QLatin1Char('\n')) == 1,
                     qPrintable(arguments.join(' ') + '\n' + refused.err));
        }
    }

    void predictWritesAnswersThatEvaluateReads() {
        const Checkpoint checkpoint(1);
        const SampleFolder samples;
        QTemporaryDir output;
        const QStringList arguments{"predict",  "--checkpoint", checkpoint.path(), "--benchmark",       samples.path(),
                                    "--output", output.path(),  "--model-name",    "RoboTracer_Random", "--task",
                                    "all",      "--samples",    "1-2,5",           "--max-new-tokens",  "6"};
        const Run asked = run(arguments);
        QVERIFY2(asked.status == 0, qPrintable(asked.err));
        for (const char* name : {"RoboTracer_Random_3D.jsonl", "RoboTracer_Random_2D.jsonl"}) {
            std::ifstream stream(output.filePath(QString::fromLatin1(name)).toStdString());
            std::vector<Json> rows;
            for (std::string line; std::getline(stream, line);)
                rows.push_back(Json::parse(line));
            QCOMPARE(rows.size(), std::size_t(3));
            QVERIFY(rows[0]["question_id"] == 1 && rows[1]["question_id"] == 2 && rows[2]["question_id"] == 5);
            QVERIFY(rows[0]["final_prompt"].get<std::string>().starts_with("Point the "));
            QVERIFY(!rows[0]["model_prediction"].get<std::string>().empty());
            QVERIFY(rows[0]["tracestudio"]["new_tokens"].get<int>() <= 6);
        }
        // The same again asks nothing; with more samples it asks only those.
        QVERIFY(run(arguments).out.contains(QStringLiteral("0 answered, 3 kept")));
        QStringList more = arguments;
        more[more.indexOf(QStringLiteral("1-2,5"))] = QStringLiteral("0-5");
        QVERIFY(run(more).out.contains(QStringLiteral("3 answered, 3 kept")));
        const Run scored = run({"evaluate", "--benchmark", samples.path(), "--predictions",
                                output.filePath("RoboTracer_Random_3D.jsonl")});
        QCOMPARE(scored.status, 0);
        QVERIFY(scored.out.contains(QStringLiteral("6 answers")));
    }
};

QTEST_GUILESS_MAIN(ModelCommandsTest)
#include "tst_model_commands.moc"
