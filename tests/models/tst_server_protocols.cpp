// What is sent to servers, to the letter, and how their answers are read, without a network.
#include "models/server_protocols.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace tracestudio;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

std::string readAll(AnswerReader& reader, const std::string& bytes, std::size_t piece) {
    std::string told;
    for (std::size_t i = 0; i < bytes.size(); i += piece)
        told += reader.add(std::string_view(bytes).substr(i, piece));
    return told;
}

Result<ModelAnswer> read(ServerProtocol protocol, const std::string& bytes) {
    AnswerReader reader(protocol, "http://here");
    reader.add(bytes);
    return reader.finish();
}

const std::string stream =
    ": hello\r\n\r\n"
    "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\r\n\r\n"
    "data: {\"choices\":[{\"delta\":{\"content\":\"[(1, 2, \"}}]}\n\n"
    "event: message\nid: 7\ndata:{\"choices\":[{\"delta\":\ndata: {\"content\":\"é0.5)]\"}}]}\n\n"
    "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n\n"
    "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":31,\"completion_tokens\":9}}\n\n"
    "data: [DONE]\n\n";

} // namespace

class ServerProtocolsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() {
        const fs::path path(m_folder.path().toStdString());
        m_image = path / "image.png";
        std::ofstream(m_image, std::ios::binary) << "\x89PNG\r\n\x1a\n and more";
        m_question.imageFile = m_image;
        m_question.depthFile = path / "gt_depth.png";
        m_question.text = "where \"to\"?\n好";
        m_question.frame.camera = {640, 480, 420.5, 421, 255, 191.25};
    }

    void theNameAndTheAddressChooseTheProtocol() {
        using enum ServerProtocol;
        QVERIFY(serverProtocolOf("RoboTracer_Intrinsics", "http://h/v1") == RoboTracer);
        for (const char* name : {"Gemini3Pro", "GPT4O", "gpt-4o", "Claude", "claude-x"})
            QVERIFY2(serverProtocolOf(name, "http://h") == ChatCompletions, name);
        QVERIFY(serverProtocolOf("Qwen3VL", "http://h:25547") == Query);
        QVERIFY(serverProtocolOf("Qwen3VL", "http://h:8000/v1/") == ChatCompletions);
        QVERIFY(serverProtocolOf("", "http://h/openai/chat/completions") == ChatCompletions);
        for (const ServerProtocol protocol : {RoboTracer, Query, ChatCompletions})
            QVERIFY(serverProtocolFrom(nameOf(protocol)) == protocol);
        QVERIFY(serverProtocolFrom("OpenAI") == ChatCompletions);
        QVERIFY(!serverProtocolFrom("soap"));
    }

    void addressesAreTakenApart_data() {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("isChat");
        QTest::addColumn<QString>("whole");
        QTest::addColumn<QString>("shown");
        const auto add = [](const char* url, bool isChat, const char* whole, const char* shown) {
            QTest::newRow(url) << QString::fromLatin1(url) << isChat << QString::fromLatin1(whole)
                               << QString::fromLatin1(shown);
        };
        add("http://h:1", false, "http://h:1/query", "http://h:1");
        add(" HTTP://h:1/ ", false, "http://h:1/query", "http://h:1");
        add("http://h:1/query/", false, "http://h:1/query", "http://h:1");
        add("https://h/a/b", false, "https://h/a/b/query", "https://h/a/b");
        add("https://h/v1", true, "https://h/v1/chat/completions", "https://h/v1");
        add("https://h/v1//", true, "https://h/v1/chat/completions", "https://h/v1");
        add("https://h/v1/chat/completions", true, "https://h/v1/chat/completions", "https://h/v1");
        add("https://h/v1/chat/completions/?k=s#x", true, "https://h/v1/chat/completions?k=s", "https://h/v1");
        add("https://u:secret@h:443/v1", true, "https://u:secret@h:443/v1/chat/completions", "https://h:443/v1");
        add("http://[::1]:80/v1", true, "http://[::1]:80/v1/chat/completions", "http://[::1]:80/v1");
    }
    void addressesAreTakenApart() {
        QFETCH(QString, url);
        QFETCH(bool, isChat);
        QFETCH(QString, whole);
        QFETCH(QString, shown);
        const ServerProtocol protocol = isChat ? ServerProtocol::ChatCompletions : ServerProtocol::Query;
        const auto address = serverAddress(url.toStdString(), protocol);
        QVERIFY(address);
        QCOMPARE(QString::fromStdString(address->of(endpointOf(protocol))), whole);
        QCOMPARE(QString::fromStdString(address->shown), shown);
    }

    void whatIsNoAddressIsRefusedWithoutItsPassword() {
        for (const char* url : {"", "h:80", "ftp://h", "http://", "http:///x", "http://h:port", "http://h:99999",
                                "http://h:", "http://[::1", "http://a b", "http://h/\"x", "u:secret@h",
                                "file://u:secret@h/etc", "http://u:secret@", "https://h\n/v1"}) {
            const auto address = serverAddress(url, ServerProtocol::Query);
            QVERIFY2(!address, url);
            QVERIFY2(address.error().message().find("secret") == std::string::npos, url);
            QVERIFY2(address.error().message().find("http://host:port") != std::string::npos, url);
        }
    }

    void roboTracerIsSentPathsInFourModes_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("rest");
        const QString intrinsics =
            QStringLiteral("\"intrinsics\":[[420.5,0.0,255.0],[0.0,421.0,191.25],[0.0,0.0,1.0]],\"enable_spatial\":1");
        QTest::newRow("all") << "RoboTracer_Intrinsics_Depth"
                             << "[\"DEPTH\"]," + intrinsics;
        QTest::newRow("camera") << "RoboTracer_Intrinsics"
                                << "null," + intrinsics;
        QTest::newRow("colour") << "RoboTracer_RGB"
                                << "null,\"intrinsics\":null,\"enable_spatial\":0";
        QTest::newRow("plain") << "RoboTracer"
                               << "null,\"intrinsics\":null,\"enable_spatial\":1";
    }
    void roboTracerIsSentPathsInFourModes() {
        QFETCH(QString, name);
        QFETCH(QString, rest);
        const auto body = requestBody(ServerProtocol::RoboTracer, name.toStdString(), m_question, {}, true);
        QVERIFY(body);
        rest.replace(QStringLiteral("DEPTH"), QString::fromStdString(m_question.depthFile.string()));
        QCOMPARE(QString::fromStdString(*body), "{\"image_paths\":[\"" + QString::fromStdString(m_image.string()) +
                                                    "\"],\"depth_z_paths\":" + rest +
                                                    ",\"text\":\"where \\\"to\\\"?\\n好\"}");
    }

    void pathsAreSentAbsolute() {
        Question question = m_question;
        question.imageFile = "some/../image.png";
        const auto body = requestBody(ServerProtocol::RoboTracer, "RoboTracer", question, {}, false);
        QVERIFY(body);
        QCOMPARE(Json::parse(*body)["image_paths"][0].get<std::string>(), (fs::current_path() / "image.png").string());
    }

    void queryIsSentThePictureItself() {
        const auto body = requestBody(ServerProtocol::Query, "Qwen3VL", m_question, {}, false);
        QVERIFY(body);
        QCOMPARE(QString::fromStdString(*body),
                 QStringLiteral("{\"image_url\":[\"iVBORw0KGgogYW5kIG1vcmU=\"],\"depth_url\":[],\"enable_depth\":0,"
                                "\"text\":\"where \\\"to\\\"?\\n好\"}"));
    }

    void chatCompletionsAreSentMessages() {
        Question question = m_question;
        AnswerOptions options;
        options.mostNewTokens = 99;
        const auto body = requestBody(ServerProtocol::ChatCompletions, "gpt", question, options, false);
        QVERIFY(body);
        QCOMPARE(QString::fromStdString(*body),
                 QStringLiteral("{\"model\":\"gpt\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_"
                                "url\",\"image_url\":{\"url\":\"data:image/png;base64,iVBORw0KGgogYW5kIG1vcmU=\"}},{"
                                "\"type\":\"text\",\"text\":\"where \\\"to\\\"?\\n好\"}]}],\"temperature\":0,\"max_"
                                "tokens\":99}"));
        question.system = "You are short.";
        options.samples = true;
        options.temperature = 0.5;
        options.topP = 0.25;
        options.seed = 7;
        const auto sampled = requestBody(ServerProtocol::ChatCompletions, "gpt", question, options, true);
        QVERIFY(sampled);
        const Json json = Json::parse(*sampled);
        QVERIFY(json["messages"][0] == (Json{{"role", "system"}, {"content", "You are short."}}));
        QVERIFY(json["messages"].size() == 2);
        QVERIFY(json["temperature"] == 0.5 && json["top_p"] == 0.25 && json["seed"] == 7);
        QVERIFY(json["stream"] == true && json["stream_options"]["include_usage"] == true);
    }

    void whatAProtocolNeedsIsSaid() {
        const auto refusal = [](ServerProtocol protocol, const char* name, const Question& question) {
            const auto body = requestBody(protocol, name, question, {}, false);
            return body ? std::string() : body.error().message();
        };
        Question question = m_question;
        question.depthFile.clear();
        QVERIFY(refusal(ServerProtocol::RoboTracer, "RoboTracer_Intrinsics_Depth", question).find("depth picture") !=
                std::string::npos);
        question.frame.camera = {};
        QVERIFY(refusal(ServerProtocol::RoboTracer, "RoboTracer_Intrinsics", question).find("intrinsics") !=
                std::string::npos);
        QVERIFY(refusal(ServerProtocol::RoboTracer, "RoboTracer", question).empty());
        question.imageFile.clear();
        for (const auto protocol : {ServerProtocol::RoboTracer, ServerProtocol::Query, ServerProtocol::ChatCompletions})
            QVERIFY(refusal(protocol, "RoboTracer", question).find("file of the picture") != std::string::npos);
        question.imageFile = "/nowhere.png";
        QVERIFY(refusal(ServerProtocol::Query, "Q", question).find("/nowhere.png") != std::string::npos);
        question.imageFile = m_folder.path().toStdString() + "/words.txt";
        std::ofstream(question.imageFile) << "words";
        QVERIFY(refusal(ServerProtocol::ChatCompletions, "Q", question).find("PNG or JPEG") != std::string::npos);
    }

    void streamsAreReadHoweverTheyAreCut() {
        for (std::size_t piece = 1; piece < stream.size(); piece = piece * 3 / 2 + 1) {
            AnswerReader reader(ServerProtocol::ChatCompletions, "http://here");
            const std::string told = readAll(reader, stream, piece);
            const auto answer = reader.finish();
            QVERIFY(answer);
            QCOMPARE(answer->text, std::string("[(1, 2, é0.5)]"));
            QCOMPARE(told, answer->text);
            QVERIFY(answer->isCut);
            QCOMPARE(answer->promptTokenCount, 31);
            QCOMPARE(answer->newTokenCount, 9);
        }
    }

    void aStreamThatBreaksOffIsNoAnswer() {
        const auto cut = read(ServerProtocol::ChatCompletions, stream.substr(0, 150));
        QVERIFY(!cut);
        QVERIFY(cut.error().message().find("breaks off") != std::string::npos);
        const auto failed = read(ServerProtocol::ChatCompletions,
                                 "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: {\"error\":{"
                                 "\"message\":\"out of memory\"}}\n\n");
        QVERIFY(!failed);
        QVERIFY(failed.error().message().find("\"out of memory\"") != std::string::npos);
        QVERIFY(!read(ServerProtocol::ChatCompletions, "data: {broken\n\ndata: [DONE]\n\n"));
    }

    void contentMayBeInPartsOrInTheReasoning() {
        const auto text = [](const char* message) {
            const auto answer =
                read(ServerProtocol::ChatCompletions, std::string("{\"choices\":[{\"message\":") + message + "}]}");
            return answer ? answer->text : answer.error().message();
        };
        QCOMPARE(text("{\"content\":\"words\",\"reasoning_content\":\"why\"}"), std::string("words"));
        QCOMPARE(text("{\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]}"),
                 std::string("ab"));
        QCOMPARE(text("{\"content\":null,\"reasoning_content\":\"why\"}"), std::string("why"));
        const auto streamed = read(ServerProtocol::ChatCompletions,
                                   "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"so\"}}]}\n\n"
                                   "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n");
        QVERIFY(streamed);
        QCOMPARE(streamed->text, std::string("so"));
    }

    void whatIsNoAnswerIsSaid_data() {
        QTest::addColumn<int>("protocol");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("said");
        const auto add = [](const char* name, ServerProtocol protocol, const char* body, const char* said) {
            QTest::newRow(name) << int(protocol) << QString::fromLatin1(body) << QString::fromLatin1(said);
        };
        using enum ServerProtocol;
        add("nothing", Query, "", "empty answer");
        add("blank", ChatCompletions, " \r\n", "empty answer");
        add("words", Query, "<html><b>It  works</b>!\n</html>", "not the JSON of an answer (\"It works !\")");
        add("a list", Query, "[1]", "not the JSON");
        add("another object", Query, "{\"status\":\"ok\"}", "not the JSON");
        add("another object of chat", ChatCompletions, "{\"result\":1,\"answer\":\"x\"}", "not the JSON");
        add("empty answer", Query, "{\"result\":1,\"answer\":\" \"}", "empty answer");
        add("no answer", RoboTracer, "{\"result\":1}", "empty answer");
        add("result 0", Query, "{\"result\":0,\"answer\":\"no GPU\"}", "could not answer: \"no GPU\"");
        add("result 0 alone", Query, "{\"result\":0}", "could not answer: \"result: 0\"");
        add("result 1 as text", Query, "{\"result\":\"1\",\"answer\":\"x\"}", "could not answer: \"x\"");
        add("error", ChatCompletions, "{\"error\":{\"message\":\"busy\"}}", "could not answer: \"busy\"");
        add("no choice", ChatCompletions, "{\"choices\":[]}", "not the JSON");
        add("only thought", ChatCompletions,
            "{\"choices\":[{\"message\":{\"content\":\"\"},\"finish_reason\":\"length\"}]}", "limit of tokens");
        add("error in words", ChatCompletions, "error: no such thing", "not the JSON of an answer (\"error: no such");
    }
    void whatIsNoAnswerIsSaid() {
        QFETCH(int, protocol);
        QFETCH(QString, body);
        QFETCH(QString, said);
        const auto answer = read(ServerProtocol(protocol), body.toStdString());
        QVERIFY(!answer);
        const QString message = QString::fromStdString(answer.error().message());
        QVERIFY2(message.contains(said), qPrintable(message));
        if (!message.contains(QStringLiteral("limit of tokens")))
            QVERIFY(message.contains(QStringLiteral("http://here")));
    }

    void theServersWordsAreShort() {
        QCOMPARE(wordsOfError("{\"error\":{\"message\":\"bad\\n  model\",\"code\":3}}"), std::string("bad model"));
        QCOMPARE(wordsOfError("{\"error\":\"bad\"}"), std::string("bad"));
        QCOMPARE(wordsOfError("{\"detail\":[{\"loc\":[\"body\"]}]}"), std::string("[{\"loc\":[\"body\"]}]"));
        QCOMPARE(wordsOfError("[{\"error\":{\"message\":\"as Gemini\"}}]"), std::string("as Gemini"));
        QCOMPARE(wordsOfError("<h1>502</h1><p>Bad Gateway"), std::string("502 Bad Gateway"));
        QCOMPARE(wordsOfError("\xff\xfe odd \x01 bytes"), std::string("odd bytes"));
        const std::string many = wordsOfError(std::string(3000, 'x') + "é");
        QCOMPARE(QString::fromStdString(many).size(), 201);
        QVERIFY(wordsOfError("").empty());
    }

    void secretsAreTakenOutHoweverTextIsCut() {
        const std::string text = "key sk-abab-abac, sk-abab-abab, sk-abab-ab and sk-abab-abac";
        for (std::size_t piece = 1; piece < text.size(); ++piece) {
            Redaction redaction({"sk-abab-abac", ""});
            std::string passed;
            for (std::size_t i = 0; i < text.size(); i += piece)
                passed += redaction.add(std::string_view(text).substr(i, piece));
            passed += redaction.finish();
            QCOMPARE(passed, std::string("key …, sk-abab-abab, sk-abab-ab and …"));
        }
        QCOMPARE(Redaction().whole("as it is"), std::string("as it is"));
    }

    void noPartOfASecretIsInAMessage() {
        const Redaction redaction({"ab/cd-secret"});
        for (int before = 180; before < 205; ++before) {
            const std::string words = std::string(std::size_t(before), 'x') + "ab\\/cd-secret";
            const std::string body = "{\"error\":{\"message\":\"" + words + "\"}}";
            QVERIFY(wordsOfError(body, redaction).find("ab") == std::string::npos);
            AnswerReader reader(ServerProtocol::Query, "http://here", redaction);
            reader.add(body);
            const auto answer = reader.finish();
            QVERIFY(!answer && answer.error().message().find("xab") == std::string::npos);
        }
    }

    void listsOfModelsAreRead() {
        QVERIFY(modelsListed("{\"data\":[{\"id\":\"a/b\"},{\"id\":7},{\"id\":\"c\"}]}") ==
                (std::vector<std::string>{"a/b", "c"}));
        QVERIFY(!modelsListed("{\"models\":[]}") && !modelsListed("no"));
    }

    void whatLiesDeepIsPassedOver() {
        std::string deep = "{\"result\":1,\"answer\":\"x\",\"extra\":";
        for (int i = 0; i < 100000; ++i)
            deep += '[';
        deep.append(100000, ']');
        const auto answer = read(ServerProtocol::Query, deep + "}");
        QVERIFY(answer);
        QCOMPARE(answer->text, std::string("x"));
    }

  private:
    QTemporaryDir m_folder;
    fs::path m_image;
    Question m_question;
};

QTEST_GUILESS_MAIN(ServerProtocolsTest)
#include "tst_server_protocols.moc"
