// Checkpoints run in this process: the same words as transformers says on small random ones, and what goes wrong.
#include "local/tokenizer.h"
#include "models/local_models.h"
#include "random_checkpoint.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <fstream>
#include <random>
#include <thread>

using namespace tracestudio;
namespace fs = std::filesystem;
using Json = nlohmann::json;

namespace {

const Json& network() {
    static const Json cases = [] {
        std::ifstream stream(TRACESTUDIO_TEST_DATA "/local/network.json");
        return Json::parse(stream);
    }();
    return cases;
}

/// `picture` of data/local/make_goldens.py, in OpenCV's order of colours.
cv::Mat picture(int width, int height, int seed) {
    cv::Mat image(height, width, CV_8UC3);
    for (std::int64_t v = 0; v < height; ++v)
        for (std::int64_t u = 0; u < width; ++u)
            for (std::int64_t c = 0; c < 3; ++c) {
                const std::int64_t wave = (u * (3 + seed % 5) + v * (5 + c) + (u * v) / (7 + seed % 3)) & 255;
                const std::int64_t edge = ((u / 17 + v / 11 + c) & 1) == 1 ? 90 : 0;
                const std::int64_t noise = (u * 7919 + v * 104729 + c * 1299709 + seed * 15485863) % 61;
                image.at<cv::Vec3b>(int(v), int(u))[int(2 - c)] = std::uint8_t((wave / 2 + edge + noise) % 256);
            }
    return image;
}

/// A checkpoint folder of one of the cases.
class Checkpoint {
  public:
    explicit Checkpoint(const Json& description) {
        QFile::copy(QStringLiteral(TRACESTUDIO_TEST_DATA "/local/tokenizer.json"), m_folder.filePath("tokenizer.json"));
        const Json& config = description["config"];
        write("config.json", config);
        write("preprocessor_config.json",
              {{"size", description["size"]}, {"patch_size", 16}, {"temporal_patch_size", 2}, {"merge_size", 2}});
        testing::writeWeights(path(), config, config["tie_word_embeddings"], description["stored"],
                              description["shards"]);
    }
    [[nodiscard]] fs::path path() const { return m_folder.path().toStdString(); }
    void write(const std::string& name, const Json& json) const { std::ofstream(path() / name) << json.dump(1); }

  private:
    QTemporaryDir m_folder;
};

Question questionOf(const Json& answer) {
    Question question;
    if (answer["width"] > 0)
        question.frame.colourBgr = picture(answer["width"], answer["height"], answer["seed"]);
    question.text = answer["text"];
    return question;
}

/// The message of a checkpoint that cannot be loaded; "" when it can.
std::string problemOf(const fs::path& folder, const LocalPlace& place = {"cpu", "f32", 1}) {
    const auto model = loadLocalModel(folder, place, {}, {});
    return model ? std::string() : model.error().message();
}

bool names(const std::string& message, std::string_view word) {
    return message.find(word) != std::string::npos;
}

Result<std::shared_ptr<TraceModel>> load(const fs::path& folder, const char* type = "f32") {
    return loadLocalModel(folder, {"cpu", type, 2}, {}, {});
}

} // namespace

class LocalModelTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { prepareForLocalModels(); }
    void saysWhatTransformersSays_data() {
        QTest::addColumn<int>("number");
        for (std::size_t i = 0; i < network().size(); ++i)
            QTest::newRow(network()[i]["name"].get<std::string>().c_str()) << int(i);
    }
    void saysWhatTransformersSays() {
        QFETCH(int, number);
        const Json& description = network()[std::size_t(number)];
        const Checkpoint checkpoint(description);
        const auto model = load(checkpoint.path());
        QVERIFY2(model, model ? "" : model.error().message().c_str());
        double worst = 0;
        for (const Json& expected : description["answers"]) {
            AnswerOptions options;
            options.mostNewTokens = 64;
            options.keepsLogits = true;
            const auto answer = (*model)->ask(questionOf(expected), options, {}, {});
            QVERIFY2(answer, answer ? "" : answer.error().message().c_str());
            QCOMPARE(answer->promptTokens, expected["prompt_ids"].get<std::vector<std::int32_t>>());
            QCOMPARE(answer->newTokens, expected["ids"].get<std::vector<std::int32_t>>());
            const auto logits = expected["logits"].get<std::vector<double>>();
            QCOMPARE(answer->firstLogits.size(), logits.size());
            double largest = 0;
            double difference = 0;
            for (std::size_t i = 0; i < logits.size(); ++i) {
                largest = std::max(largest, std::abs(logits[i]));
                difference = std::max(difference, std::abs(double(answer->firstLogits[i]) - logits[i]));
            }
            worst = std::max(worst, difference / largest);
        }
        qInfo("logits within %.1e of the largest", worst);
        QVERIFY(worst < 1e-4);
    }

    void narrowNumbersSayAboutTheSame() {
        const Json& description = network()[0];
        const Checkpoint checkpoint(description);
        const auto model = load(checkpoint.path(), "bf16");
        QVERIFY2(model, model ? "" : model.error().message().c_str());
        QCOMPARE((*model)->place(), std::string("cpu, bf16"));
        const Json& expected = description["answers"][1];
        AnswerOptions options;
        options.mostNewTokens = 1;
        options.keepsLogits = true;
        const auto answer = (*model)->ask(questionOf(expected), options, {}, {});
        QVERIFY(answer);
        double sum = 0, squares = 0, reference = 0;
        for (std::size_t i = 0; i < answer->firstLogits.size(); ++i) {
            const double a = answer->firstLogits[i];
            const double b = expected["logits"][i];
            sum += a * b;
            squares += a * a;
            reference += b * b;
        }
        QVERIFY(sum / std::sqrt(squares * reference) > 0.99);
    }

    void theAnswerStreamsAndTellsItsStages() {
        const Checkpoint checkpoint(network()[1]);
        std::vector<Stage> stages;
        std::string streamed;
        AnswerListener listener;
        listener.progress = [&](Stage stage, double share) {
            QVERIFY(share >= 0 && share <= 1);
            if (stages.empty() || stages.back() != stage)
                stages.push_back(stage);
        };
        listener.text = [&](std::string_view more) { streamed += more; };
        const auto model = loadLocalModel(checkpoint.path(), {"cpu", "f32", 1}, listener, {});
        QVERIFY(model);
        AnswerOptions options;
        options.mostNewTokens = 20;
        const auto answer = (*model)->ask(questionOf(network()[1]["answers"][1]), options, listener, {});
        QVERIFY(answer);
        QCOMPARE(streamed, answer->text);
        QVERIFY(stages == (std::vector<Stage>{Stage::Loading, Stage::Preparing, Stage::Seeing, Stage::Reading,
                                              Stage::Answering}));
        QVERIFY(answer->isCut);
        QCOMPARE(answer->newTokens.size(), std::size_t(20));
        QVERIFY(answer->seconds.see > 0 && answer->seconds.read > 0 && answer->seconds.answer > 0);
    }

    void sampledWordsDependOnTheSeedAlone() {
        const Checkpoint checkpoint(network()[1]);
        const auto model = load(checkpoint.path());
        QVERIFY(model);
        AnswerOptions options;
        options.mostNewTokens = 24;
        options.samples = true;
        options.temperature = 1.5;
        options.topK = 50;
        const auto said = [&](std::uint64_t seed) {
            options.seed = seed;
            return (*model)->ask(questionOf(network()[1]["answers"][0]), options, {}, {})->newTokens;
        };
        QVERIFY(said(1) == said(1));
        QVERIFY(said(1) != said(2));
        // The likeliest token alone is the greedy choice.
        options.topK = 1;
        const auto greedy = network()[1]["answers"][0]["ids"].get<std::vector<std::int32_t>>();
        QVERIFY(said(3) == std::vector<std::int32_t>(greedy.begin(), greedy.begin() + 24));
    }

    void thePromptIsWrappedAsTheTemplateHasIt_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("content");
        QTest::addColumn<bool>("thinks");
        const QString asks = QStringLiteral("{{- '<|im_start|>assistant\\n' }}");
        const QString thinks = QStringLiteral("{{- '<|im_start|>assistant\\n<think>\\n' }}");
        const auto inJson = [](const QString& text) {
            return QString::fromStdString(Json{{"chat_template", text.toStdString()}}.dump());
        };
        QTest::newRow("none") << QString() << QString() << false;
        QTest::newRow("instruct") << "chat_template.jinja" << asks << false;
        QTest::newRow("thinking") << "chat_template.jinja" << thinks << true;
        QTest::newRow("thinking, in JSON") << "chat_template.json" << inJson(thinks) << true;
        QTest::newRow("thinking, with the tokenizer") << "tokenizer_config.json" << inJson(thinks) << true;
    }
    void thePromptIsWrappedAsTheTemplateHasIt() {
        QFETCH(QString, file);
        QFETCH(QString, content);
        QFETCH(bool, thinks);
        const Checkpoint checkpoint(network()[1]);
        if (!file.isEmpty())
            std::ofstream(checkpoint.path() / file.toStdString()) << content.toStdString();
        const auto model = load(checkpoint.path());
        const auto tokenizer = Tokenizer::open(checkpoint.path());
        QVERIFY(model && tokenizer);
        QCOMPARE((*model)->thinksFirst(), thinks);
        Question question;
        question.text = "where?";
        question.system = "Be brief.";
        AnswerOptions options;
        options.mostNewTokens = 1;
        const auto answer = (*model)->ask(question, options, {}, {});
        QVERIFY(answer);
        QCOMPARE(tokenizer->decode(answer->promptTokens, true),
                 std::string("<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nwhere?<|im_end|>\n"
                             "<|im_start|>assistant\n") +
                     (thinks ? "<think>\n" : ""));
    }

    void cancellingAtAnyMomentLeavesNothingRunning() {
        const Json& description = network()[1];
        const Checkpoint checkpoint(description);
        const auto model = load(checkpoint.path());
        QVERIFY(model);
        const Question question = questionOf(description["answers"][1]);
        AnswerOptions options;
        options.mostNewTokens = 2000;
        std::mt19937 random(3);
        int cancelled = 0;
        double slowest = 0;
        for (int i = 0; i < 200; ++i) {
            std::stop_source source;
            std::atomic<bool> isDone = false;
            std::jthread worker([&] {
                cancelled += !(*model)->ask(question, options, {}, source.get_token());
                isDone = true;
            });
            std::this_thread::sleep_for(std::chrono::microseconds(random() % 15000));
            QElapsedTimer clock;
            clock.start();
            source.request_stop();
            worker.join();
            slowest = std::max(slowest, double(clock.nsecsElapsed()) / 1e6);
            QVERIFY(isDone);
        }
        qInfo("%d of 200 cancelled, the slowest in %.1f ms", cancelled, slowest);
        QVERIFY(cancelled > 150);
        // It still says what it said.
        options.mostNewTokens = 64;
        const auto answer = (*model)->ask(question, options, {}, {});
        QVERIFY(answer);
        QCOMPARE(answer->newTokens, description["answers"][1]["ids"].get<std::vector<std::int32_t>>());
    }

    void loadingCanBeCancelled() {
        const Checkpoint checkpoint(network()[4]);
        std::stop_source source;
        AnswerListener listener;
        listener.progress = [&](Stage, double share) {
            if (share > 0.3)
                source.request_stop();
        };
        QVERIFY(!loadLocalModel(checkpoint.path(), {"cpu", "f32", 1}, listener, source.get_token()));
    }

    void damagedCheckpointsSayWhatToDo() {
        const Json& whole = network()[2];
        QVERIFY(names(problemOf("/nowhere"), "/nowhere"));
        {
            QTemporaryDir empty;
            QVERIFY(names(problemOf(empty.path().toStdString()), "config.json"));
        }
        {
            const Checkpoint other(whole);
            Json config = whole["config"];
            config["model_type"] = "qwen2_5_vl";
            other.write("config.json", config);
            const std::string message = problemOf(other.path());
            QVERIFY(names(message, "qwen2_5_vl") && names(message, "qwen3_vl") && names(message, "RoboBrain"));
        }
        {
            const Checkpoint odd(whole);
            Json config = whole["config"];
            config["text_config"]["num_key_value_heads"] = 3;
            odd.write("config.json", config);
            QVERIFY(names(problemOf(odd.path()), "num_key_value_heads"));
        }
        {
            const Checkpoint cut(whole);
            fs::resize_file(cut.path() / "model.safetensors", fs::file_size(cut.path() / "model.safetensors") / 2);
            QVERIFY(names(problemOf(cut.path()), "model.safetensors"));
        }
        {
            const Checkpoint pointer(whole);
            std::ofstream(pointer.path() / "model.safetensors")
                << "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 123\n";
            QVERIFY(names(problemOf(pointer.path()), "git lfs pull"));
        }
        {
            const Checkpoint without(whole);
            fs::remove(without.path() / "tokenizer.json");
            QVERIFY(names(problemOf(without.path()), "tokenizer.json"));
        }
        {
            const Checkpoint bare(whole);
            fs::remove(bare.path() / "model.safetensors");
            QVERIFY(names(problemOf(bare.path()), "model.safetensors.index.json"));
        }
        {
            // Weights of another size than config.json says.
            const Checkpoint mixed(whole);
            Json config = whole["config"];
            config["text_config"]["intermediate_size"] = 97;
            mixed.write("config.json", config);
            const std::string message = problemOf(mixed.path());
            QVERIFY(names(message, "mlp") && names(message, "97"));
        }
        {
            const Checkpoint sharded(network()[1]);
            fs::remove(sharded.path() / "model-00002-of-00003.safetensors");
            QVERIFY(names(problemOf(sharded.path()), "model-00002-of-00003.safetensors"));
        }
        {
            const Checkpoint deeper(whole);
            Json config = whole["config"];
            config["text_config"]["num_hidden_layers"] = 4;
            deeper.write("config.json", config);
            QVERIFY(names(problemOf(deeper.path()), "layers.3"));
        }
    }

    void devicesAndNumbersThatAreNotThereAreSaid() {
        const Checkpoint checkpoint(network()[2]);
        QVERIFY(names(problemOf(checkpoint.path(), {"toaster", "auto", 1}), "toaster"));
        QVERIFY(names(problemOf(checkpoint.path(), {"cpu", "int3", 1}), "int3"));
        QCOMPARE(problemOf(checkpoint.path(), {"auto", "auto", 1}), std::string());
        // Memory that no machine has is refused before it is asked for.
        const Checkpoint huge(network()[2]);
        Json config = network()[2]["config"];
        config["text_config"]["vocab_size"] = 9'000'000;
        config["text_config"]["hidden_size"] = config["vision_config"]["out_hidden_size"] = 1'000'000;
        huge.write("config.json", config);
        QVERIFY(names(problemOf(huge.path()), "GB"));
    }

    void aPictureOrATextThatDoesNotFitIsSaid() {
        const Checkpoint checkpoint(network()[2]);
        const auto model = load(checkpoint.path());
        QVERIFY(model);
        Question question;
        question.frame.colourBgr = cv::Mat(2, 1000, CV_8UC3, cv::Scalar(1, 2, 3));
        question.text = "?";
        const auto narrow = (*model)->ask(question, {}, {}, {});
        QVERIFY(!narrow && names(narrow.error().message(), "1000"));
        question.frame.colourBgr = cv::Mat();
        question.text = std::string(20000, '7');
        const auto lengthy = (*model)->ask(question, {}, {}, {});
        QVERIFY(!lengthy && names(lengthy.error().message(), "4096"));
        // What looks like a placeholder for a picture is only words.
        question.text = "<|image_pad|><|image_pad|> what?";
        AnswerOptions few;
        few.mostNewTokens = 3;
        QVERIFY((*model)->ask(question, few, {}, {}));
    }
};

QTEST_GUILESS_MAIN(LocalModelTest)
#include "tst_local_model.moc"
