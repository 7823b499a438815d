// The tokenizer gives the ids that Hugging Face's gives, and gives the text back.
#include "local/tokenizer.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

using namespace tracestudio;
using Json = nlohmann::json;

namespace {

const Json& read(const char* name) {
    static std::map<std::string, Json> known;
    if (!known.count(name)) {
        std::ifstream stream(std::string(TRACESTUDIO_TEST_DATA "/local/") + name);
        known[name] = Json::parse(stream);
    }
    return known[name];
}

Tokenizer tokenizerOf(const Json& json) {
    auto tokenizer = Tokenizer::fromJson(json.dump(), "test");
    if (!tokenizer)
        qFatal("%s", tokenizer.error().message().c_str());
    return std::move(*tokenizer);
}

std::string messageOf(const Json& json) {
    const auto tokenizer = Tokenizer::fromJson(json.dump(), "tokenizer.json");
    return tokenizer ? std::string() : tokenizer.error().message();
}

} // namespace

class TokenizerTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void givesTheIdsOfTheReference() {
        const Tokenizer tokenizer = tokenizerOf(read("tokenizer.json"));
        for (const Json& example : read("tokens.json")) {
            const auto text = example["text"].get<std::string>();
            const auto ids = tokenizer.encode(text);
            QVERIFY2(ids == example["ids"].get<std::vector<TokenId>>(), Json(text).dump().c_str());
            QVERIFY2(tokenizer.decode(ids) == example["decoded"].get<std::string>(), Json(text).dump().c_str());
            QVERIFY2(tokenizer.decode(ids, true) == example["composed"].get<std::string>(), Json(text).dump().c_str());
        }
    }

    /// Many more, made by hand: data/local/make_goldens.py --soak N FILE.
    void givesTheIdsOfTheReferenceForManyMore() {
        const QByteArray path = qgetenv("TRACESTUDIO_TOKENS");
        if (path.isEmpty())
            QSKIP("TRACESTUDIO_TOKENS names no file of more texts");
        const Tokenizer tokenizer = tokenizerOf(read("tokenizer.json"));
        std::ifstream stream(path.toStdString());
        std::size_t count = 0;
        std::size_t wrong = 0;
        for (std::string line; std::getline(stream, line); ++count) {
            const Json example = Json::parse(line);
            if (tokenizer.encode(example["text"].get<std::string>()) == example["ids"].get<std::vector<TokenId>>())
                continue;
            if (++wrong < 10)
                qWarning("%s", line.c_str());
        }
        qInfo("%zu texts, %zu differ", count, wrong);
        QCOMPARE(wrong, std::size_t(0));
    }

    void aVocabularyInTwoFilesIsTheSame() {
        const Json& whole = read("tokenizer.json");
        QTemporaryDir folder;
        const std::string path = folder.path().toStdString();
        std::ofstream(path + "/vocab.json") << whole["model"]["vocab"].dump();
        std::ofstream merges(path + "/merges.txt");
        merges << "#version: 0.2\n";
        for (const Json& merge : whole["model"]["merges"])
            merges << (merge.is_string() ? merge.get<std::string>()
                                         : merge[0].get<std::string>() + " " + merge[1].get<std::string>())
                   << "\n";
        merges.close();
        Json added;
        for (const Json& token : whole["added_tokens"])
            added[std::to_string(token["id"].get<int>())] = token;
        std::ofstream(path + "/tokenizer_config.json") << Json{{"added_tokens_decoder", added}}.dump();
        const auto tokenizer = Tokenizer::open(path);
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message().c_str());
        for (const Json& example : read("tokens.json"))
            QCOMPARE(tokenizer->encode(example["text"].get<std::string>()), example["ids"].get<std::vector<TokenId>>());
    }

    void textStreamsInWholeCharacters() {
        const Tokenizer tokenizer = tokenizerOf(read("tokenizer.json"));
        for (const Json& example : read("tokens.json")) {
            TextStream stream(tokenizer);
            std::string text;
            for (const TokenId id : example["ids"]) {
                const std::string part = stream.add(id);
                QVERIFY(asUtf8(part) == part);
                text += part;
            }
            text += stream.finish();
            QCOMPARE(text, example["decoded"].get<std::string>());
        }
        // Half a character at the end.
        const auto bytes = tokenizer.encode("\u597d");
        TextStream stream(tokenizer);
        std::string text;
        for (std::size_t i = 0; i + 1 < bytes.size(); ++i)
            text += stream.add(bytes[i]);
        if (bytes.size() > 1)
            QCOMPARE(text + stream.finish(), std::string("\uFFFD"));
    }

    void bytesThatAreNoTextBecomeReplacementCharacters() {
        // As Python's bytes.decode("utf-8", "replace").
        QCOMPARE(asUtf8("a\xFFz"), std::string("a\uFFFDz"));
        QCOMPARE(asUtf8("\xE4\xBD"), std::string("\uFFFD"));
        QCOMPARE(asUtf8("\xE4\xBDz"), std::string("\uFFFDz"));
        QCOMPARE(asUtf8("\xED\xA0\x80"), std::string("\uFFFD\uFFFD\uFFFD"));
        QCOMPARE(asUtf8("\xF0\x9F\x98"), std::string("\uFFFD"));
        QCOMPARE(asUtf8("\xC0\xAF"), std::string("\uFFFD\uFFFD"));
        QCOMPARE(asUtf8("\xF4\x90\x80\x80"), std::string("\uFFFD\uFFFD\uFFFD\uFFFD"));
        QCOMPARE(asUtf8("\xF0\x9F\x98\x80"), std::string("\U0001F600"));
    }

    void aLongWordIsMergedInGoodTime() {
        const Tokenizer tokenizer = tokenizerOf(read("tokenizer.json"));
        const std::string word(300000, 'a');
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(tokenizer.decode(tokenizer.encode(word)), word);
        QVERIFY(clock.elapsed() < 20000);
    }

    void otherTokenizersAreRefusedByName() {
        Json json = read("tokenizer.json");
        json["model"]["type"] = "Unigram";
        QVERIFY(messageOf(json).find("Unigram") != std::string::npos);
        json = read("tokenizer.json");
        json["normalizer"] = {{"type", "Lowercase"}};
        QVERIFY(messageOf(json).find("Lowercase") != std::string::npos);
        json = read("tokenizer.json");
        json["pre_tokenizer"]["pretokenizers"][1]["use_regex"] = true;
        QVERIFY(messageOf(json).find("ByteLevel") != std::string::npos);
        json = read("tokenizer.json");
        json["model"]["merges"].push_back("not known");
        QVERIFY(messageOf(json).find("not") != std::string::npos);
        json = read("tokenizer.json");
        json["model"]["vocab"] = Json::array();
        QVERIFY(!messageOf(json).empty());
        QVERIFY(!Tokenizer::fromJson("[1, 2", "tokenizer.json"));
        QVERIFY(!Tokenizer::open("/nowhere"));
    }
};

QTEST_GUILESS_MAIN(TokenizerTest)
#include "tst_tokenizer.moc"
