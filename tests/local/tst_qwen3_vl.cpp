// The network by itself: what must hold whatever the weights are.
#include "local/decode_graph.h"
#include "local/qwen3_vl.h"
#include "random_checkpoint.h"

#undef emit // a name in Qt and in libtorch
#include <QTemporaryDir>
#include <QTest>
#include <fstream>

using namespace tracestudio;
using Json = nlohmann::json;

namespace {

struct Network {
    QTemporaryDir folder;
    std::unique_ptr<Qwen3Vl> model;

    explicit Network(int number, const Qwen3Vl::Place& place = {}) {
        std::ifstream stream(TRACESTUDIO_TEST_DATA "/local/network.json");
        const Json description = Json::parse(stream)[std::size_t(number)];
        const std::filesystem::path path(folder.path().toStdString());
        testing::writeWeights(path, description["config"], description["config"]["tie_word_embeddings"], "F32", 1);
        const auto config = Qwen3VlConfig::fromJson(description["config"].dump(), "config.json");
        model = std::move(*Qwen3Vl::load(*WeightFiles::open(path), *config, place, {}, {}));
    }
};

double difference(const at::Tensor& a, const at::Tensor& b) {
    return (a - b).abs().max().item<double>() / b.abs().max().item<double>();
}

} // namespace

class Qwen3VlTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void readingTokenByTokenIsReadingAtOnce() {
        for (const int number : {0, 1, 2, 3}) {
            const Network network(number);
            std::vector<TokenId> ids;
            for (int i = 0; i < 40; ++i)
                ids.push_back((i * 37 + 11) % 500);
            const TokenId image = network.model->config().imageToken;
            Qwen3Vl::Memory whole = network.model->memoryFor(40);
            const auto all = network.model->read(placeTokens(ids, image, 0, 0), nullptr, whole, {}, {});
            Qwen3Vl::Memory grown = network.model->memoryFor(40);
            const std::vector<TokenId> first(ids.begin(), ids.begin() + 7);
            auto logits = network.model->read(placeTokens(first, image, 0, 0), nullptr, grown, {}, {});
            for (std::size_t i = 7; i < ids.size(); ++i)
                logits = network.model->readOne(ids[i], std::int64_t(i), grown, {});
            QVERIFY(all && logits);
            QVERIFY2(difference(*logits, *all) < 1e-5, qPrintable(QString::number(difference(*logits, *all))));
        }
    }

    void aStepInFixedPlacesIsAStep() {
        for (const int number : {0, 1, 2, 3, 4, 5}) {
            const Network network(number);
            std::vector<TokenId> ids;
            for (int i = 0; i < 9; ++i)
                ids.push_back((i * 37 + 11) % 500);
            const PromptTokens prompt = placeTokens(ids, network.model->config().imageToken, 0, 0);
            Qwen3Vl::Memory plain = network.model->memoryFor(40);
            Qwen3Vl::Memory fixed = network.model->memoryFor(40);
            QVERIFY(network.model->read(prompt, nullptr, plain, {}, {}));
            QVERIFY(network.model->read(prompt, nullptr, fixed, {}, {}));
            Qwen3Vl::Step step = network.model->stepFor(32);
            for (std::int64_t i = 9; i < 30; ++i) {
                const TokenId id = TokenId((i * 91 + 5) % 500);
                const auto logits = network.model->readOne(id, i, plain, {});
                network.model->prepare(step, id, i, fixed);
                network.model->work(step, fixed);
                QVERIFY2(difference(step.logits, *logits) < 1e-5,
                         qPrintable(QString::number(difference(step.logits, *logits))));
            }
            QCOMPARE(fixed.count, plain.count);
        }
    }

    /// Only where there is a graphics processor and a libtorch for it.
    void aReplayedStepIsAStep() {
        if (!at::hasCUDA())
            QSKIP("there is no graphics processor here, or this libtorch has no CUDA");
        for (const int number : {0, 1, 2, 3, 4, 5}) {
            const Network network(number, {at::Device(at::kCUDA, 0), at::kFloat});
            std::vector<TokenId> ids(1500, 7);
            for (std::size_t i = 0; i < ids.size(); ++i)
                ids[i] = TokenId((i * 37 + 11) % 500);
            const std::vector<TokenId> first(ids.begin(), ids.begin() + 900);
            const PromptTokens prompt = placeTokens(first, network.model->config().imageToken, 0, 0);
            Qwen3Vl::Memory plain = network.model->memoryFor(1500);
            Qwen3Vl::Memory replayed = network.model->memoryFor(1500);
            QVERIFY(network.model->read(prompt, nullptr, plain, {}, {}));
            QVERIFY(network.model->read(prompt, nullptr, replayed, {}, {}));
            DecodeGraph graph(*network.model, replayed);
            for (std::size_t i = 900; i < ids.size(); ++i) {
                const auto logits = network.model->readOne(ids[i], std::int64_t(i), plain, {});
                const auto again = graph.readOne(ids[i], std::int64_t(i), {});
                QVERIFY(logits && again);
                QVERIFY2(difference(*again, *logits) < 1e-4, qPrintable(QString::number(difference(*again, *logits))));
                QVERIFY(graph.isReplaying());
            }
        }
    }

    void laterTokensDoNotChangeEarlierOnes() {
        const Network network(1);
        const TokenId image = network.model->config().imageToken;
        const auto keysAfter = [&](const std::vector<TokenId>& ids) {
            Qwen3Vl::Memory memory = network.model->memoryFor(20);
            (void)network.model->read(placeTokens(ids, image, 0, 0), nullptr, memory, {}, {});
            return memory.keys.back().narrow(1, 0, 5).clone();
        };
        QVERIFY(difference(keysAfter({1, 2, 3, 4, 5, 6, 7}), keysAfter({1, 2, 3, 4, 5, 100, 200, 300})) < 1e-5);
    }

    void aPictureStandsAtOneTimeInRowsAndColumns() {
        const TokenId image = 9;
        const PromptTokens prompt = placeTokens({1, 2, image, image, image, image, image, image, 3}, image, 2, 3);
        QCOMPARE(prompt.positions[0], (std::vector<std::int64_t>{0, 1, 2, 2, 2, 2, 2, 2, 5}));
        QCOMPARE(prompt.positions[1], (std::vector<std::int64_t>{0, 1, 2, 2, 2, 3, 3, 3, 5}));
        QCOMPARE(prompt.positions[2], (std::vector<std::int64_t>{0, 1, 2, 3, 4, 2, 3, 4, 5}));
        QCOMPARE(prompt.nextPosition, std::int64_t(6));
    }

    void weightsAddUpToWhatIsPublished() {
        Qwen3VlConfig config;
        config.vision = {27, 1152, 4304, 16, 16, 2, 2, 48, 4096, {8, 16, 24}};
        config.text = {151936, 4096, 12288, 36, 32, 8, 128, 1e-6, 5e6, {24, 20, 20}, 262144};
        QCOMPARE(Qwen3Vl::weightBytes(config, false, 1) / 1'000'000, std::uint64_t(8767));
        config.vision = {24, 1024, 4096, 16, 16, 2, 2, 48, 2048, {5, 11, 17}};
        config.text = {151936, 2048, 6144, 28, 16, 8, 128, 1e-6, 5e6, {24, 20, 20}, 262144};
        QCOMPARE(Qwen3Vl::weightBytes(config, true, 1) / 1'000'000, std::uint64_t(2127));
    }
};

QTEST_GUILESS_MAIN(Qwen3VlTest)
#include "tst_qwen3_vl.moc"
