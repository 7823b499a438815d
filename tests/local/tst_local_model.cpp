// Checkpoints run in this process: the same words as transformers says on small random ones, and what goes wrong.
#include "models/local_models.h"
#include "random_checkpoint.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <fstream>
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

Result<std::shared_ptr<TraceModel>> load(const fs::path& folder, const char* type = "f32") {
    return loadLocalModel(folder, {"cpu", type, 2}, {}, {});
}

} // namespace

class LocalModelTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
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
};

QTEST_GUILESS_MAIN(LocalModelTest)
#include "tst_local_model.moc"
