// What training reads and writes besides numbers: scenes, prompts and the tokenizer.
#include "rectangle_scenes.h"
#include "training/batch.h"
#include "training/byte_pairs.h"
#include "training/training.h"

#undef emit // a name in Qt and in libtorch
#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <set>

using namespace tracestudio;
namespace fs = std::filesystem;

namespace {

std::string readText(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}
void writeText(const fs::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}
std::string replaced(std::string text, const std::string& what, const std::string& with) {
    const std::size_t at = text.find(what);
    return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

std::map<std::string, std::int64_t> someTexts() {
    return {{"put the red block on the blue plate", 40},
            {"Move the blue plate to the red block.", 30},
            {"[(123, 456, 0.78), (90, 1, 1.00)]", 80},
            {"user\n", 20},
            {"assistant\n", 20}};
}

} // namespace

class TrainingScenesTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void scenesAreReadAsTheyWereWritten() {
        const QTemporaryDir temporary;
        const fs::path folder(temporary.path().toStdString());
        testing::writeRectangleScenes(folder, 64, 96, 5);
        testing::writeRectangleScenes(folder, 96, 64, 3);
        const auto scenes = TrainingScenes::open({folder});
        QVERIFY2(scenes.has_value(), scenes ? "" : scenes.error().message().c_str());
        QCOMPARE(scenes->size(), std::size_t(8));
        QCOMPARE(scenes->world.thingClasses(), 2);
        QCOMPARE(scenes->world.realColours(), 2);
        const SceneSet& set = scenes->sets.front();
        QCOMPARE(set.width(), 64);
        QCOMPARE(set.height(), 96);
        for (std::size_t i = 0; i < set.size(); ++i) {
            const Scene& scene = set.scene(i);
            QCOMPARE(scene.questions.size(), std::size_t(4));
            const Scene::Thing& red = scene.things[0];
            const std::uint8_t* pixel = &set.picture(i)[std::size_t((int(red.v) * 64 + int(red.u)) * 3)];
            QCOMPARE(pixel[0], std::uint8_t(230));
            const PatchLabel label = set.patches(i)[std::size_t(int(red.v) / 16 * 4 + int(red.u) / 16)];
            QCOMPARE(label.kind, std::uint8_t(0));
            QCOMPARE(label.logDepth, -0.5f);
        }
    }

    void unusableScenesAreRefusedWithFileAndRow_data() {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("with");
        QTest::addColumn<QString>("complaint");
        const auto row = [](const char* name, const char* what, const char* with, const char* complaint) {
            QTest::newRow(name) << QString::fromUtf8(what) << QString::fromUtf8(with) << QString::fromUtf8(complaint);
        };
        row("no JSON", "{\"camera\"", "{camera", "JSON");
        row("a class that is not there", "\"class\":1", "\"class\":9", "class");
        row("a thing that is not there", "\"moved\":1", "\"moved\":2", "moved");
        row("a fraction of a thing", "\"reference\":1", "\"reference\":0.5", "reference");
        row("no family", "\"family\"", "\"relatives\"", "family");
        row("a camera without focal length", "\"camera\":[57.6,", "\"camera\":[0,", "camera");
        row("points that are none", "\"points\":[", "\"points\":[7,", "points");
    }
    void unusableScenesAreRefusedWithFileAndRow() {
        QFETCH(QString, what);
        QFETCH(QString, with);
        QFETCH(QString, complaint);
        const QTemporaryDir temporary;
        const fs::path folder(temporary.path().toStdString());
        testing::writeRectangleScenes(folder, 64, 64, 3);
        const fs::path rows = folder / "64x64/scenes.jsonl";
        const std::string text = readText(rows);
        const std::size_t second = text.find('\n') + 1;
        const std::string changed =
            text.substr(0, second) + replaced(text.substr(second), what.toStdString(), with.toStdString());
        QVERIFY(changed != text);
        writeText(rows, changed);
        const auto scenes = TrainingScenes::open({folder});
        QVERIFY(!scenes);
        const QString message = QString::fromStdString(scenes.error().message());
        QVERIFY2(message.contains("scenes.jsonl, row 2"), qPrintable(message));
        QVERIFY2(message.contains(complaint), qPrintable(message));
    }

    void filesThatDoNotFitTogetherAreRefused() {
        const QTemporaryDir temporary;
        const fs::path folder(temporary.path().toStdString());
        const auto complaint = [&] {
            const auto scenes = TrainingScenes::open({folder});
            return QString::fromStdString(scenes ? "" : scenes.error().message());
        };
        QVERIFY(complaint().contains("world.json"));
        testing::writeRectangleScenes(folder, 64, 64, 3);
        QCOMPARE(complaint(), QString());
        fs::resize_file(folder / "64x64/pictures.rgb", 1000);
        QVERIFY(complaint().contains("pictures.rgb"));
        testing::writeRectangleScenes(folder, 64, 64, 3);
        std::string labels = readText(folder / "64x64/patches.bin");
        labels[4] = 17;
        writeText(folder / "64x64/patches.bin", labels);
        QVERIFY(complaint().contains("patches.bin, row 1"));
        testing::writeRectangleScenes(folder, 64, 64, 3);
        fs::rename(folder / "64x64", folder / "64x48");
        QVERIFY(complaint().contains("64x48"));
    }

    void aLearnedTokenizerReadsWhatItLearned() {
        const std::string json = learnedTokenizer(someTexts(), 60);
        QCOMPARE(learnedTokenizer(someTexts(), 60), json);
        const auto tokenizer = Tokenizer::fromJson(json, "tokenizer.json");
        QVERIFY(tokenizer.has_value());
        for (const auto& [text, count] : someTexts()) {
            const auto ids = tokenizer->encode(text);
            QCOMPARE(tokenizer->decode(ids), text);
            QVERIFY(ids.size() < text.size());
        }
        for (const char* text : {"never seen: Größe 中 \xF0\x9F\x98\x80", "a  b\n\n c"})
            QCOMPARE(tokenizer->decode(tokenizer->encode(text)), std::string(text));
        QCOMPARE(tokenizer->encode("456").size(), std::size_t(3)); // digits stay single
        std::set<TokenId> ids;
        for (const char* name : {"<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>",
                                 "<|image_pad|>", "<|video_pad|>"}) {
            QVERIFY(tokenizer->idOfAdded(name) >= 256);
            ids.insert(tokenizer->idOfAdded(name));
        }
        QCOMPARE(ids.size(), std::size_t(7));
    }

    void leadingDigitsCountMost() {
        auto prompts = PromptTokenizer::from(*Tokenizer::fromJson(learnedTokenizer(someTexts(), 60), "tokenizer.json"));
        const auto answer = prompts->answer({{123.4f, 45.6f, 0.789f}, {7, 1000, 1.5f}});
        QCOMPARE(prompts->tokenizer().decode(answer), std::string("[(123, 46, 0.79), (7, 1000, 1.50)]"));
        const auto weights = prompts->weights(answer);
        QCOMPARE(weights.size(), answer.size());
        std::vector<float> ofDigits;
        for (std::size_t i = 0; i < answer.size(); ++i) {
            const std::string bytes = prompts->tokenizer().bytesOf(answer[i]);
            if (bytes.size() == 1 && bytes[0] >= '0' && bytes[0] <= '9')
                ofDigits.push_back(weights[i]);
            else
                QCOMPARE(weights[i], 0.05f);
        }
        QCOMPARE(ofDigits, (std::vector<float>{1, 0.6f, 0.12f, 1, 0.12f, 0.5f, 0.8f, 0.3f, 1, 1, 0.6f, 0.6f, 0.12f,
                                               0.5f, 0.8f, 0.3f}));
    }

    void everySceneComesOnceAnEpochAndOrderDependsOnTheSeedAlone() {
        const QTemporaryDir temporary;
        const fs::path folder(temporary.path().toStdString());
        testing::writeRectangleScenes(folder, 64, 64, 12);
        testing::writeRectangleScenes(folder, 96, 64, 8);
        const auto scenes = TrainingScenes::open({folder});
        QVERIFY(scenes.has_value());
        BatchOrder order(*scenes, 4, 7);
        BatchOrder again(*scenes, 4, 7);
        for (std::int64_t epoch = 0; epoch < 3; ++epoch) {
            std::set<std::pair<const SceneSet*, std::size_t>> seen;
            for (std::int64_t step = 0; step < 5; ++step) {
                const auto& batch = order.at(epoch * 5 + step);
                for (const SceneReference& scene : batch) {
                    QCOMPARE(scene.set, batch.front().set);
                    seen.insert({scene.set, scene.index});
                }
            }
            QCOMPARE(seen.size(), std::size_t(20));
        }
        QCOMPARE(again.at(9).front().index, order.at(9).front().index);
        QCOMPARE(again.at(9).front().set, order.at(9).front().set);
    }

    void theRateWarmsUpHoldsAndFalls() {
        TrainingPlan plan;
        plan.steps = 400;
        plan.warmUp = 10;
        QVERIFY(rateShare(plan, 0) < 0.11);
        for (const std::int64_t step : {10, 150, 299})
            QCOMPARE(rateShare(plan, step), 1.0);
        QVERIFY(rateShare(plan, 350) < 0.6);
        QVERIFY(rateShare(plan, 399) < 0.04);
        QVERIFY(rateShare(plan, 399) >= plan.lastRate);
    }
};

QTEST_GUILESS_MAIN(TrainingScenesTest)
#include "tst_training_scenes.moc"
