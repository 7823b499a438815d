// Models behind real servers on this machine: each protocol, each fault, and stopping at any moment.
#include "model_server.h"
#include "models/server_models.h"
#include "support.h"

#include <QTemporaryDir>
#include <QTest>
#include <arpa/inet.h>
#include <condition_variable>
#include <dlfcn.h>
#include <fstream>
#include <future>
#include <netdb.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <random>
#include <sys/socket.h>
#include <unistd.h>

using namespace tracestudio;
using testing::answerQuery;
using testing::ModelServer;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using std::chrono::milliseconds;

namespace {

std::atomic<bool> nameServerSleeps = false;
std::atomic<int> sleepingLookups = 0;

} // namespace

/// The system's, but for a name whose server gives no answer as long as `nameServerSleeps`.
extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints, addrinfo** found) {
    using Real = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
    static const auto real = reinterpret_cast<Real>(dlsym(RTLD_NEXT, "getaddrinfo"));
    if (name && std::string_view(name) == "asleep.test") {
        ++sleepingLookups;
        while (nameServerSleeps)
            std::this_thread::sleep_for(milliseconds(5));
        --sleepingLookups;
        return EAI_NONAME;
    }
    return real(name, service, hints, found);
}

namespace {

const std::string key = "sk-very-secret-0123456789";

double secondsOf(const std::function<void()>& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

int threadCount() {
    int count = 0;
    for ([[maybe_unused]] const auto& task : fs::directory_iterator("/proc/self/task"))
        ++count;
    return count;
}

std::string eventOf(const Json& json) {
    return "data: " + json.dump() + "\n\n";
}
std::string wordEvent(const std::string& word) {
    return eventOf({{"choices", {{{"delta", {{"content", word}}}}}}});
}

/// A socket that takes connections and says nothing, or does not even take them.
class SilentSocket {
  public:
    explicit SilentSocket(bool takesConnections) {
        m_listening = socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        bind(m_listening, reinterpret_cast<sockaddr*>(&address), sizeof address);
        listen(m_listening, takesConnections ? 100 : 0);
        socklen_t size = sizeof address;
        getsockname(m_listening, reinterpret_cast<sockaddr*>(&address), &size);
        m_port = ntohs(address.sin_port);
        // With its queue full, the next one waits for ever.
        for (int i = 0; i < 3 && !takesConnections; ++i) {
            m_filling.push_back(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
            (void)!connect(m_filling.back(), reinterpret_cast<sockaddr*>(&address), sizeof address);
        }
    }
    SilentSocket(const SilentSocket&) = delete;
    SilentSocket& operator=(const SilentSocket&) = delete;
    ~SilentSocket() {
        close();
        for (const int descriptor : m_filling)
            ::close(descriptor);
    }
    void close() {
        if (m_listening >= 0)
            ::close(std::exchange(m_listening, -1));
    }
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(m_port); }

  private:
    int m_listening = -1;
    int m_port = 0;
    std::vector<int> m_filling;
};

/// A certificate of 127.0.0.1 that only its own key vouches for.
struct Certificate {
    EVP_PKEY* key = EVP_RSA_gen(2048);
    X509* x509 = X509_new();
    Certificate() {
        X509_set_version(x509, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
        X509_gmtime_adj(X509_getm_notBefore(x509), -3600);
        X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
        X509_set_pubkey(x509, key);
        X509_NAME* name = X509_get_subject_name(x509);
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
        X509_set_issuer_name(x509, name);
        for (const auto& [id, value] :
             {std::pair(NID_basic_constraints, "critical,CA:TRUE"), std::pair(NID_subject_alt_name, "IP:127.0.0.1")}) {
            X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, id, value);
            X509_add_ext(x509, extension, -1);
            X509_EXTENSION_free(extension);
        }
        X509_sign(x509, key, EVP_sha256());
    }
    ~Certificate() {
        X509_free(x509);
        EVP_PKEY_free(key);
    }
    void write(const QString& path) const {
        FILE* file = std::fopen(qPrintable(path), "w");
        PEM_write_X509(file, x509);
        std::fclose(file);
    }
};

} // namespace

class ServerModelsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() {
        m_question.imageFile = m_folder.path().toStdString() + "/image.png";
        m_question.depthFile = m_folder.path().toStdString() + "/depth.png";
        m_question.text = "where?";
        m_question.frame.camera = {640, 480, 420, 421, 255, 191};
        std::ofstream(m_question.imageFile, std::ios::binary) << "\x89PNG picture";
    }

    void roboTracerIsAskedByPaths() {
        ModelServer server;
        server.startQuery([](const auto&, auto& response) { answerQuery(response, "[(1, 2, 0.5)]"); });
        const auto model = open(server.url(), ServerProtocol::RoboTracer, "RoboTracer_Intrinsics_Depth");
        std::string told;
        const auto answer = model->ask(m_question, {}, {[&](auto more) { told += more; }, {}}, {});
        QVERIFY2(answer, answer ? "" : answer.error().message().c_str());
        QCOMPARE(answer->text, std::string("[(1, 2, 0.5)]"));
        QCOMPARE(told, answer->text);
        QVERIFY(answer->seconds.answer > 0 && answer->newTokens.empty());
        QCOMPARE(model->place(), server.url());
        const Json body = server.lastBody();
        QCOMPARE(body["image_paths"][0].get<std::string>(), m_question.imageFile.string());
        QCOMPARE(body["depth_z_paths"][0].get<std::string>(), m_question.depthFile.string());
        QCOMPARE(server.lastHeader("Content-Type"), std::string("application/json"));
        QCOMPARE(server.lastHeader("Authorization"), std::string());
    }

    void chatCompletionsStreamTheirWords() {
        ModelServer server;
        server.http().Post("/v1/chat/completions", [&](const auto& request, auto& response) {
            server.keep(request);
            response.set_chunked_content_provider("text/event-stream", [](std::size_t, httplib::DataSink& sink) {
                for (const char* word : {"put ", "it ", "there, ", "sk-very-secret-", "0123456789", "!"}) {
                    const std::string bytes = wordEvent(word);
                    sink.write(bytes.data(), bytes.size());
                    std::this_thread::sleep_for(milliseconds(10));
                }
                const std::string end = eventOf({{"choices", {{{"delta", Json::object()}, {"finish_reason", "stop"}}}},
                                                 {"usage", {{"prompt_tokens", 11}, {"completion_tokens", 6}}}}) +
                                        "data: [DONE]\n\n";
                sink.write(end.data(), end.size());
                sink.done();
                return true;
            });
        });
        server.start();
        for (const char* path : {"/v1", "/v1/", "/v1/chat/completions"}) {
            const auto model = open(server.url(path), ServerProtocol::ChatCompletions, "gpt");
            std::vector<std::string> told;
            const auto answer = model->ask(m_question, {}, {[&](auto more) { told.emplace_back(more); }, {}}, {});
            QVERIFY2(answer, answer ? "" : answer.error().message().c_str());
            QCOMPARE(answer->text, std::string("put it there, …!"));
            QVERIFY(told.size() >= 3);
            std::string all;
            for (const std::string& more : told)
                all += more;
            QCOMPARE(all, answer->text);
            QCOMPARE(answer->promptTokenCount, 11);
            QCOMPARE(answer->newTokenCount, 6);
            QVERIFY(server.lastBody()["stream"] == true);
            QCOMPARE(server.lastHeader("Authorization"), "Bearer " + key);
        }
    }

    void aServerThatDoesNotStreamIsUnderstood() {
        ModelServer server;
        server.http().Post("/chat/completions", [&](const auto& request, auto& response) {
            server.keep(request);
            response.set_content(
                Json{{"choices", {{{"message", {{"content", "whole"}}}, {"finish_reason", "length"}}}}}.dump(),
                "application/json");
        });
        server.start();
        const auto model = open(server.url(), ServerProtocol::ChatCompletions, "gpt");
        std::string told;
        const auto answer = model->ask(m_question, {}, {[&](auto more) { told += more; }, {}}, {});
        QVERIFY(answer);
        QVERIFY(answer->isCut);
        QCOMPARE(told, std::string("whole"));
        QVERIFY(model->ask(m_question, {}, {}, {}));
        QVERIFY(!server.lastBody().contains("stream"));
    }

    void severalAreAskedAtOnce() {
        ModelServer server;
        std::atomic<int> under = 0;
        std::atomic<int> most = 0;
        server.startQuery([&](const auto& request, auto& response) {
            most = std::max<int>(most, ++under);
            std::this_thread::sleep_for(milliseconds(30));
            --under;
            answerQuery(response, Json::parse(request.body)["text"]);
        });
        const auto model = open(server.url(), ServerProtocol::Query);
        std::vector<std::future<std::string>> answers;
        for (int i = 0; i < 12; ++i)
            answers.push_back(std::async(std::launch::async, [&, i] {
                Question question = m_question;
                question.text = std::to_string(i);
                const auto answer = model->ask(question, {}, {}, {});
                return answer ? answer->text : answer.error().message();
            }));
        for (int i = 0; i < 12; ++i)
            QCOMPARE(answers[std::size_t(i)].get(), std::to_string(i));
        QVERIFY(most > 1);
    }

    void whatMayPassIsTriedAgain() {
        for (const int status : {408, 429, 500, 502, 503, 504}) {
            ModelServer server;
            std::atomic<int> asked = 0;
            server.startQuery([&](const auto&, auto& response) {
                if (++asked == 1)
                    response.status = status;
                else
                    answerQuery(response, "now");
            });
            const auto answer = open(server.url(), ServerProtocol::Query)->ask(m_question, {}, {}, {});
            QVERIFY2(answer, qPrintable(QString::number(status)));
            QCOMPARE(asked.load(), 2);
        }
    }

    void retryAfterIsHonouredUpToALimit() {
        ModelServer server;
        std::atomic<int> asked = 0;
        std::atomic<int> wanted = 2;
        server.startQuery([&](const auto&, auto& response) {
            if (++asked == 1) {
                response.status = 429;
                response.set_header("Retry-After", std::to_string(wanted));
            } else {
                answerQuery(response, "now");
            }
        });
        const auto model = open(server.url(), ServerProtocol::Query);
        const double seconds = secondsOf([&] { QVERIFY(model->ask(m_question, {}, {}, {})); });
        QVERIFY2(seconds >= 2 && seconds < 4 * slowness, qPrintable(QString::number(seconds)));
        asked = 0;
        wanted = 3600;
        const auto refused = model->ask(m_question, {}, {}, {});
        QVERIFY(!refused);
        QCOMPARE(asked.load(), 1);
        QVERIFY(refused.error().message().find("429") != std::string::npos);
    }

    void otherRefusalsAreSaidAtOnce_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("said");
        QTest::newRow("400") << 400 << "did not take the question (400): \"no such size";
        QTest::newRow("401") << 401 << "Check the key";
        QTest::newRow("403") << 403 << "Check the key";
        QTest::newRow("404") << 404 << "/v1";
        QTest::newRow("422") << 422 << "(422)";
    }
    void otherRefusalsAreSaidAtOnce() {
        QFETCH(int, status);
        QFETCH(QString, said);
        ModelServer server;
        std::atomic<int> asked = 0;
        server.http().Post("/v1/chat/completions", [&](const httplib::Request& request, auto& response) {
            ++asked;
            response.status = status;
            const std::string words = "no such size, " + request.get_header_value("Authorization");
            response.set_content(Json{{"error", {{"message", words}}}}.dump(), "application/json");
        });
        server.start();
        const auto model = open(server.url("/v1"), ServerProtocol::ChatCompletions, "gpt");
        const auto refused = model->ask(m_question, {}, {}, {});
        QVERIFY(!refused);
        QCOMPARE(asked.load(), 1);
        const QString message = QString::fromStdString(refused.error().message());
        QVERIFY2(message.contains(said) && message.contains(QString::fromStdString(server.url("/v1"))),
                 qPrintable(message));
        QVERIFY2(message.contains(QStringLiteral("no such size, Bearer …")), qPrintable(message));
        QVERIFY(!message.contains(QStringLiteral("very-secret")));
    }

    void faultsAreSaid_data() {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("said");
        QTest::newRow("not JSON") << "Internal words"
                                  << "not the JSON of an answer (\"Internal words\")";
        QTest::newRow("empty body") << ""
                                    << "empty answer";
        QTest::newRow("empty answer") << "{\"result\":1,\"answer\":\"\"}"
                                      << "empty answer";
        QTest::newRow("result 0") << "{\"result\":0,\"message\":\"no model\"}"
                                  << "\"no model\"";
    }
    void faultsAreSaid() {
        QFETCH(QString, body);
        QFETCH(QString, said);
        ModelServer server;
        server.startQuery(
            [&](const auto&, auto& response) { response.set_content(body.toStdString(), "application/json"); });
        expectFailure(server.url(), said.toUtf8());
        QCOMPARE(server.bodies().size(), std::size_t(1));
    }

    void whatAServerDoesNotTakeIsLeftOut() {
        ModelServer server;
        server.http().Post("/chat/completions", [&](const auto& request, auto& response) {
            server.keep(request);
            const Json body = Json::parse(request.body);
            std::string refusal;
            if (body.contains("max_tokens"))
                refusal = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.";
            else if (body.contains("temperature"))
                refusal = "Unsupported value: 'temperature' does not support 0 with this model.";
            else if (body.contains("stream_options"))
                refusal = "extra field: stream_options";
            if (refusal.empty()) {
                response.set_content(wordEvent("at last") + "data: [DONE]\n\n", "text/event-stream");
            } else {
                response.status = 400;
                response.set_content(Json{{"error", {{"message", refusal}}}}.dump(), "application/json");
            }
        });
        server.start();
        ServerPlace place = placeOf(server.url());
        place.protocol = ServerProtocol::ChatCompletions;
        place.tries = 1;
        const auto model = *openServerModel(place);
        for (const std::size_t requests : {4u, 5u}) { // learnt once
            const auto answer = model->ask(m_question, {}, {[](auto) {}, {}}, {});
            QVERIFY2(answer, answer ? "" : answer.error().message().c_str());
            QCOMPARE(answer->text, std::string("at last"));
            QCOMPARE(server.bodies().size(), requests);
        }
        QVERIFY(server.lastBody()["max_completion_tokens"] == 768);
    }

    void aShortKeyLeavesTheNumbersOfATraceAlone() {
        ModelServer server;
        server.startQuery([](const auto&, auto& response) { answerQuery(response, "[(100, 200)]"); });
        ServerPlace place = placeOf(server.url());
        place.key = "0";
        const auto answer = (*openServerModel(place))->ask(m_question, {}, {}, {});
        QVERIFY(answer);
        QCOMPARE(answer->text, std::string("[(100, 200)]"));
    }

    void aServerThatFailsForGoodIsAskedAsOftenAsWanted() {
        ModelServer server;
        server.startQuery([&](const auto&, auto& response) {
            response.status = 500;
            response.set_content("<h1>Traceback</h1>", "text/html");
        });
        expectFailure(server.url(), "failed (500): \"Traceback\"");
        QCOMPARE(server.bodies().size(), std::size_t(2));
    }

    void refusedAndUnknown() {
        SilentSocket socket(true);
        socket.close();
        expectFailure(socket.url(), "refused the connection");
        expectFailure("http://nowhere.invalid:80", "not known by that name");
    }

    void anAnswerThatNeverComesTakesItsTime() {
        const SilentSocket socket(true);
        ServerPlace place = placeOf(socket.url());
        place.answerSeconds = 0.3;
        place.connectSeconds = 0.2;
        const double seconds = secondsOf([&] {
            const auto answer = (*openServerModel(place))->ask(m_question, {}, {}, {});
            QVERIFY(!answer);
            QVERIFY2(answer.error().message().find("did not finish its answer in 0.3 s") != std::string::npos,
                     answer.error().message().c_str());
        });
        QVERIFY2(seconds < 2 * slowness, qPrintable(QString::number(seconds)));
    }

    void aConnectionThatNeverComesIsTriedAgain() {
        const SilentSocket socket(false);
        ServerPlace place = placeOf(socket.url());
        place.connectSeconds = 0.2;
        const auto answer = (*openServerModel(place))->ask(m_question, {}, {}, {});
        QVERIFY(!answer);
        QVERIFY2(answer.error().message().find("gave no connection in 0.2 s") != std::string::npos,
                 answer.error().message().c_str());
    }

    void aDroppedConnectionIsTriedAgainUnlessWordsWereTold() {
        ModelServer server;
        std::atomic<int> asked = 0;
        const auto drop = [&](const auto& request, auto& response) {
            server.keep(request);
            if (++asked == 1)
                response.set_content_provider(1000, "application/json",
                                              [](std::size_t, std::size_t, httplib::DataSink& sink) {
                                                  const std::string begin = wordEvent("half ");
                                                  sink.write(begin.data(), begin.size());
                                                  return false;
                                              });
            else
                response.set_content(wordEvent("whole") + "data: [DONE]\n\n", "text/event-stream");
        };
        server.http().Post("/chat/completions", drop);
        server.start();
        const auto model = open(server.url(), ServerProtocol::ChatCompletions, "gpt");
        const auto again = model->ask(m_question, {}, {}, {});
        QVERIFY2(again, again ? "" : again.error().message().c_str());
        QCOMPARE(again->text, std::string("whole"));
        QCOMPARE(asked.load(), 2);
        asked = 0;
        std::string told;
        const auto half = model->ask(m_question, {}, {[&](auto more) { told += more; }, {}}, {});
        QVERIFY(!half);
        QVERIFY2(half.error().message().find("dropped the connection") != std::string::npos,
                 half.error().message().c_str());
        QCOMPARE(told, std::string("half "));
        QCOMPARE(asked.load(), 1);
    }

    void anAnswerWithoutEndIsNotTaken() {
        ModelServer server;
        server.startQuery([&](const auto&, auto& response) {
            response.set_chunked_content_provider("application/json", [](std::size_t, httplib::DataSink& sink) {
                static const std::string megabyte(1 << 20, ' ');
                return sink.write(megabyte.data(), megabyte.size());
            });
        });
        expectFailure(server.url(), "larger than 16 MB");
    }

    void redirectionsAreNotFollowed() {
        ModelServer server;
        server.startQuery(
            [&](const auto&, auto& response) { response.set_redirect("https://u:pw@elsewhere.test/x?t=1", 307); });
        expectFailure(server.url(), "sends us on to https://elsewhere.test/x,");
    }

    void onlyTrustedCertificatesAreTaken() {
        const Certificate certificate;
        ModelServer server(std::make_unique<httplib::SSLServer>(certificate.x509, certificate.key));
        server.startQuery([](const auto&, auto& response) { answerQuery(response, "safe"); });
        expectFailure(server.url({}, "https"), "is not trusted");
        QCOMPARE(server.bodies().size(), std::size_t(0));
        const QString file = m_folder.filePath(QStringLiteral("certificate.pem"));
        certificate.write(file);
        qputenv("SSL_CERT_FILE", file.toUtf8());
        const auto answer = open(server.url({}, "https"), ServerProtocol::Query)->ask(m_question, {}, {}, {});
        qunsetenv("SSL_CERT_FILE");
        QVERIFY2(answer, answer ? "" : answer.error().message().c_str());
        QCOMPARE(answer->text, std::string("safe"));
        // TLS to a server without it.
        ModelServer plain;
        plain.startQuery([](const auto&, auto& response) { answerQuery(response, "open"); });
        expectFailure(plain.url({}, "https"), "No secure connection");
    }

    void stoppingIsAnsweredAtAnyMoment_data() {
        QTest::addColumn<QString>("moment");
        for (const char* moment : {"looking the name up", "connecting", "waiting for headers", "TLS", "pausing"})
            QTest::newRow(moment) << QString::fromLatin1(moment);
    }
    void stoppingIsAnsweredAtAnyMoment() {
        QFETCH(QString, moment);
        const SilentSocket silent(true);
        const SilentSocket full(false);
        ModelServer busy;
        busy.startQuery([](const auto&, auto& response) {
            response.status = 503;
            response.set_header("Retry-After", "30");
        });
        nameServerSleeps = true;
        std::string url = silent.url();
        if (moment == QLatin1String("looking the name up"))
            url = "http://asleep.test";
        else if (moment == QLatin1String("connecting"))
            url = full.url();
        else if (moment == QLatin1String("TLS"))
            url.insert(4, "s");
        else if (moment == QLatin1String("pausing"))
            url = busy.url();
        const auto model = open(url, ServerProtocol::Query);
        const int threads = threadCount();
        for (int i = 0; i < 5; ++i)
            stopAfter(*model, milliseconds(100), {});
        if (moment == QLatin1String("looking the name up"))
            QVERIFY(sleepingLookups > 0);
        nameServerSleeps = false;
        QTRY_COMPARE(sleepingLookups.load(), 0);
        QTRY_COMPARE(threadCount(), threads);
    }

    void stoppingAmidAStreamAtRandomMoments() {
        ModelServer server;
        server.http().Post("/chat/completions", [&](const auto&, auto& response) {
            response.set_chunked_content_provider("text/event-stream", [&](std::size_t, httplib::DataSink& sink) {
                const std::string bytes = wordEvent("word ");
                std::this_thread::sleep_for(milliseconds(2));
                return !server.isEnding() && sink.write(bytes.data(), bytes.size());
            });
        });
        server.start();
        const auto model = open(server.url(), ServerProtocol::ChatCompletions, "gpt");
        std::mt19937 random(3);
        stopAfter(*model, milliseconds(50), {}); // the server's threads are all there from now on
        const int threads = threadCount();
        std::atomic<int> told = 0;
        for (int i = 0; i < 100; ++i)
            stopAfter(*model, milliseconds(random() % 60), {[&](auto) { ++told; }, {}});
        QVERIFY(told > 100);
        QTRY_COMPARE(threadCount(), threads);
    }

    void aStoppedQuestionIsNotSent() {
        ModelServer server;
        server.startQuery([](const auto&, auto& response) { answerQuery(response, "x"); });
        std::stop_source source;
        source.request_stop();
        const auto answer = open(server.url(), ServerProtocol::Query)->ask(m_question, {}, {}, source.get_token());
        QVERIFY(!answer);
        QCOMPARE(answer.error(), stopped().value());
        QVERIFY(server.bodies().empty());
    }

    void checkingCostsNoAnswer() {
        ModelServer server;
        std::atomic<int> answered = 0;
        server.http().Get("/v1/models", [](const httplib::Request& request, httplib::Response& response) {
            response.status = request.get_header_value("Authorization") == "Bearer " + key ? 200 : 401;
            response.set_content("{\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}]}", "application/json");
        });
        const auto complete = [&](const httplib::Request& request, httplib::Response& response) {
            if (request.body == "{}")
                response.status = 422;
            else
                ++answered;
        };
        server.http().Post("/v1/chat/completions", complete);
        server.http().Post("/bare/chat/completions", complete);
        server.http().Post("/query", [&](const auto&, auto&) { ++answered; });
        server.start();
        ServerPlace place = placeOf(server.url("/v1"));
        place.protocol = ServerProtocol::ChatCompletions;
        place.modelName = "b";
        const auto check = checkServer(place, {});
        QVERIFY2(check, check ? "" : check.error().message().c_str());
        QVERIFY(check->knowsModel && check->seconds > 0);
        QCOMPARE(check->models, (std::vector<std::string>{"a", "b"}));
        place.modelName = "c";
        QVERIFY(!checkServer(place, {})->knowsModel);
        place.key = "wrong";
        const auto refused = checkServer(place, {});
        QVERIFY(!refused);
        QVERIFY(refused.error().message().find("Check the key") != std::string::npos);
        place.url = server.url("/bare");
        const auto bare = checkServer(place, {});
        QVERIFY2(bare, bare ? "" : bare.error().message().c_str());
        QVERIFY(bare->models.empty() && !bare->knowsModel);
        place.url = server.url("/nothing");
        QVERIFY(!checkServer(place, {}));
        place = placeOf(server.url());
        QVERIFY(checkServer(place, {}));
        QCOMPARE(answered.load(), 0);
        place.url = "http://127.0.0.1:1";
        QVERIFY(!checkServer(place, {}));
    }

    void theKeyIsNowhereToBeSeen() {
        ServerPlace place = placeOf("https://user:" + key + "@127.0.0.1:1/v1?token=" + key);
        place.protocol = ServerProtocol::ChatCompletions;
        place.modelName = "gpt";
        const auto model = openServerModel(place);
        QVERIFY(model);
        QCOMPARE((*model)->place(), std::string("https://127.0.0.1:1/v1"));
        QVERIFY((*model)->name().find("secret") == std::string::npos);
        const auto answer = (*model)->ask(m_question, {}, {}, {});
        QVERIFY(!answer);
        QVERIFY2(answer.error().message().find("secret") == std::string::npos, answer.error().message().c_str());
        place.key = key + "\nX-Other: 1";
        const auto broken = openServerModel(place);
        QVERIFY(!broken);
        QVERIFY(broken.error().message().find("secret") == std::string::npos);
        place.key = key + "\n"; // as a file gives it
        QVERIFY(openServerModel(place));
    }

    void whatIsNoAddressIsRefused() { QVERIFY(!openServerModel(placeOf("not an address"))); }

  private:
    static ServerPlace placeOf(const std::string& url) {
        ServerPlace place;
        place.url = url;
        place.key = key;
        place.tries = 2;
        return place;
    }

    static std::shared_ptr<TraceModel> open(const std::string& url, ServerProtocol protocol,
                                            const std::string& name = "Qwen3VL") {
        ServerPlace place = placeOf(url);
        place.protocol = protocol;
        place.modelName = name;
        return openServerModel(place).value();
    }

    void expectFailure(const std::string& url, const char* said) {
        const auto answer = open(url, ServerProtocol::Query)->ask(m_question, {}, {}, {});
        QVERIFY(!answer);
        QVERIFY2(answer.error().message().find(said) != std::string::npos, answer.error().message().c_str());
        QVERIFY(answer.error().message().find("secret") == std::string::npos);
    }

    void stopAfter(TraceModel& model, milliseconds time, const AnswerListener& listener) {
        std::stop_source source;
        std::chrono::steady_clock::time_point asked;
        std::jthread stopper([&] {
            std::this_thread::sleep_for(time);
            asked = std::chrono::steady_clock::now();
            source.request_stop();
        });
        const auto answer = model.ask(m_question, {}, listener, source.get_token());
        const auto ended = std::chrono::steady_clock::now();
        stopper.join();
        QVERIFY(!answer);
        QVERIFY2(answer.error() == stopped().value(), answer.error().message().c_str());
        const auto late = std::chrono::duration_cast<milliseconds>(ended - asked).count();
        QVERIFY2(late <= 200 * slowness, qPrintable(QStringLiteral("%1 ms").arg(late)));
    }

    QTemporaryDir m_folder;
    Question m_question;
};

QTEST_GUILESS_MAIN(ServerModelsTest)
#include "tst_server_models.moc"
