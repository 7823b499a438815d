// `ask` and `predict` with models behind servers, run as a person runs them: the program itself, and real servers.
#include "app/command_line.h"
#include "benchmark/prediction_run.h"
#include "models/model_server.h"
#include "program.h"
#include "sample_folder.h"

#include <QTest>
#include <fstream>
#include <random>
#include <set>

using namespace tracestudio;
using testing::answerQuery;
using testing::ModelServer;
using testing::Run;
using testing::run;
using testing::SampleFolder;
using Json = nlohmann::json;

namespace {

template <typename Request>
Request parsed(const QStringList& arguments) {
    return std::get<Request>(parseCommandLine(QStringList(QStringLiteral("tracestudio")) + arguments));
}

std::vector<Json> rowsOf(const QString& path) {
    std::ifstream stream(path.toStdString());
    std::vector<Json> rows;
    for (std::string line; std::getline(stream, line);)
        rows.push_back(Json::parse(line));
    return rows;
}

QString urlOf(const ModelServer& server, const char* path = "") {
    return QString::fromStdString(server.url(path));
}

} // namespace

class ServerCommandsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void optionsAreRead() {
        const auto ask = parsed<AskRequest>({"ask", "--url", "http://h", "--protocol", "OpenAI", "--model-name", "N",
                                             "--timeout", "2.5", "--tries", "7", "--image", "i.png", "what?"});
        QVERIFY(ask.model.isServer());
        QVERIFY(ask.model.protocol == ServerProtocol::ChatCompletions);
        QCOMPARE(ask.model.name, QStringLiteral("N"));
        QCOMPARE(ask.model.answerSeconds, 2.5);
        QCOMPARE(ask.model.tries, 7);
        const auto predict = parsed<PredictRequest>(
            {"predict", "--url", "http://h", "--benchmark", "b", "--output", "o", "--jobs", "4"});
        QCOMPARE(predict.jobs, 4);
        QVERIFY(!predict.model.protocol);
    }

    void wrongArgumentsAreNamed_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("named");
        const auto add = [](const char* name, const QStringList& arguments, const char* named) {
            QTest::newRow(name) << arguments << QString::fromLatin1(named);
        };
        add("no model", {"ask", "what?"}, "--url");
        add("two models", {"ask", "--checkpoint", "c", "--url", "u", "--image", "i", "what?"}, "either");
        add("protocol", {"ask", "--url", "u", "--protocol", "soap", "--image", "i", "what?"}, "soap");
        add("time", {"ask", "--url", "u", "--timeout", "-1", "--image", "i", "what?"}, "-1");
        add("tries", {"ask", "--url", "u", "--tries", "0", "--image", "i", "what?"}, "--tries");
        add("no picture", {"ask", "--url", "u", "what?"}, "--image");
        add("jobs of a checkpoint",
            {"predict", "--checkpoint", "c", "--benchmark", "b", "--output", "o", "--jobs", "2"}, "--jobs");
        add("jobs", {"predict", "--url", "u", "--benchmark", "b", "--output", "o", "--jobs", "0"}, "--jobs");
        add("protocol of a checkpoint", {"ask", "--checkpoint", "c", "--protocol", "query", "what?"}, "--protocol");
    }
    void wrongArgumentsAreNamed() {
        QFETCH(QStringList, arguments);
        QFETCH(QString, named);
        const auto refusal = parsed<PrintAndExit>(arguments);
        QCOMPARE(refusal.status, 2);
        QVERIFY2(refusal.text.contains(named), qPrintable(refusal.text));
        QCOMPARE(refusal.text.count(QLatin1Char('\n')), 1);
    }

    void askReachesARoboTracerWithDepthAndCamera() {
        ModelServer server;
        server.startQuery([](const auto&, auto& response) { answerQuery(response, "[(1, 2, 0.5)]"); });
        const SampleFolder samples;
        const QString image = samples.path("raw_data/0/image.png");
        const QString depth = samples.path("raw_data/0/gt_depth.png");
        const Run answered = run({"ask", "--url", urlOf(server), "--protocol", "robotracer", "--image", image,
                                  "--depth", depth, "--intrinsics", "500,501.5,320,240", "--task", "3D", "the mug"});
        QVERIFY2(answered.status == 0, qPrintable(answered.err));
        QCOMPARE(answered.out, QStringLiteral("[(1, 2, 0.5)]\n"));
        const auto body = server.lastBody();
        QCOMPARE(QString::fromStdString(body["image_paths"][0]), image);
        QCOMPARE(QString::fromStdString(body["depth_z_paths"][0]), depth);
        QVERIFY(body["intrinsics"] == (Json{{500, 0, 320}, {0, 501.5, 240}, {0, 0, 1}}));
        QVERIFY(body["text"].get<std::string>().starts_with("Point the 3D object-centric visual trace"));
        // Under a name that takes neither, neither is sent.
        QCOMPARE(run({"ask", "--url", urlOf(server), "--model-name", "RoboTracer_RGB", "--image", image, "--depth",
                      depth, "--intrinsics", "500,501.5,320,240", "the mug"})
                     .status,
                 0);
        QVERIFY(server.lastBody()["depth_z_paths"].is_null() && server.lastBody()["enable_spatial"] == 0);
    }

    void askTellsAllAsJsonAndKeepsTheKey() {
        const SampleFolder samples;
        ModelServer server;
        server.http().Get("/v1/models", [](const auto&, httplib::Response& response) {
            response.set_content("{\"data\":[{\"id\":\"maker/gpt-9\"}]}", "application/json");
        });
        server.http().Post("/v1/chat/completions", [&](const httplib::Request& request, httplib::Response& response) {
            server.keep(request);
            const std::string authorization = request.get_header_value("Authorization");
            if (authorization != "Bearer sk-right-key")
                response.status = 401;
            response.set_content(response.status == 401
                                     ? Json{{"error", {{"message", "no such key: " + authorization}}}}.dump()
                                     : Json{{"choices", {{{"message", {{"content", "[(500, 250)]"}}}}}},
                                            {"usage", {{"prompt_tokens", 31}, {"completion_tokens", 8}}}}
                                           .dump(),
                                 "application/json");
        });
        server.start();
        const QStringList arguments{
            "ask", "--url", urlOf(server, "/v1"), "--image", samples.path("raw_data/0/image.png"), "--json", "the mug"};
        qputenv("OPENAI_API_KEY", "sk-wrong-key");
        const Run refused = run(arguments);
        QCOMPARE(refused.status, 1);
        QVERIFY2(refused.err.contains(QStringLiteral("no such key: Bearer …")) && !refused.err.contains("sk-wrong"),
                 qPrintable(refused.err));
        qputenv("TRACESTUDIO_API_KEY", "sk-right-key");
        const Run answered = run(arguments);
        qunsetenv("TRACESTUDIO_API_KEY");
        qunsetenv("OPENAI_API_KEY");
        QVERIFY2(answered.status == 0, qPrintable(answered.err));
        const Json report = Json::parse(answered.out.toStdString());
        QVERIFY(report["text"] == "[(500, 250)]" && report["model"] == "maker/gpt-9");
        QVERIFY(report["token_ids"].empty() && report["prompt_token_ids"].empty());
        QVERIFY(report["prompt_tokens"] == 31 && report["new_tokens"] == 8);
        QVERIFY(report["times"]["decode"].get<double>() > 0 && report["times"]["prefill"] == 0);
        QVERIFY(report["device"] == server.url("/v1"));
        QCOMPARE(report["trace"].size(), std::size_t(1));
        QVERIFY(server.lastBody()["model"] == "maker/gpt-9");
        QVERIFY(!answered.out.contains("sk-right"));
    }

    void aServerThatIsAwayIsSaidInOneLine() {
        const SampleFolder samples;
        const Run refused = run({"ask", "--url", "http://127.0.0.1:1", "--tries", "1", "--image",
                                 samples.path("raw_data/0/image.png"), "the mug"});
        QCOMPARE(refused.status, 1);
        QVERIFY(refused.err.contains(QStringLiteral("http://127.0.0.1:1 refused")));
        QCOMPARE(refused.err.count(QLatin1Char('\n')), 1);
        QCOMPARE(
            run({"ask", "--url", "ftp://nowhere", "--image", samples.path("raw_data/0/image.png"), "what?"}).status, 2);
    }

    void predictAsksSeveralAtOnceAndFailedOnesAgain() {
        SampleFolder samples;
        samples.repeat(40);
        ModelServer server;
        std::atomic<bool> isBroken = true;
        std::atomic<int> under = 0;
        std::atomic<int> most = 0;
        server.startQuery([&](const httplib::Request& request, httplib::Response& response) {
            const int now = ++under;
            for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            --under;
            const std::string image = Json::parse(request.body)["image_paths"][0];
            if (isBroken && image.find("/3/") != std::string::npos) {
                response.status = 422;
                response.set_content("{\"detail\":\"no depth there\"}", "application/json");
            } else {
                answerQuery(response, "for " + image);
            }
        });
        QTemporaryDir output;
        const QStringList arguments{"predict",
                                    "--url",
                                    urlOf(server),
                                    "--benchmark",
                                    samples.path(),
                                    "--output",
                                    output.path(),
                                    "--jobs",
                                    "4",
                                    "--model-name",
                                    "RoboTracer_Intrinsics_Depth"};
        const Run first = run(arguments);
        QCOMPARE(first.status, 1);
        QVERIFY2(first.err.contains(QStringLiteral("5 questions have no answer")) &&
                     first.err.contains(QStringLiteral("no depth there")),
                 qPrintable(first.err));
        QVERIFY2(most > 1 && most <= 4, qPrintable(QString::number(most)));
        QCOMPARE(server.bodies().size(), std::size_t(40));
        const QString file = output.filePath(QStringLiteral("RoboTracer_Intrinsics_Depth_3D.jsonl"));
        auto rows = rowsOf(file);
        QCOMPARE(rows.size(), std::size_t(40));
        for (std::size_t i = 0; i < rows.size(); ++i) {
            QVERIFY(rows[i]["question_id"] == i);
            const bool isFailed = i % 8 == 3;
            QCOMPARE(rows[i].contains("error"), isFailed);
            QVERIFY(rows[i]["model_prediction"] ==
                    (isFailed
                         ? ""
                         : "for " + samples.path("raw_data/" + QString::number(i % 8) + "/image.png").toStdString()));
        }
        QVERIFY(rows[0]["tracestudio"]["place"] == server.url());
        const auto body = server.lastBody();
        QVERIFY(body["depth_z_paths"][0].get<std::string>().ends_with("/gt_depth.png"));
        QVERIFY(body["intrinsics"][0][0].get<double>() > 0);
        isBroken = false;
        const Run second = run(arguments);
        QVERIFY2(second.status == 0 && second.out.contains(QStringLiteral("5 answered, 35 kept")),
                 qPrintable(second.out + second.err));
        QCOMPARE(server.bodies().size(), std::size_t(45));
        for (const Json& row : rowsOf(file))
            QVERIFY(!row.contains("error"));
    }

    /// How often is set for longer runs by hand: KILLS=100 tst_server_commands noFinishedRowIsLostWhenItIsKilled
    void noFinishedRowIsLostWhenItIsKilled() {
        constexpr int jobs = 4;
        constexpr int rows = 2000;
        const int kills = qEnvironmentVariableIsSet("KILLS") ? qEnvironmentVariableIntValue("KILLS") : 25;
        SampleFolder samples;
        samples.repeat(rows);
        ModelServer server;
        std::atomic<int> received = 0;
        server.startQuery([&](const auto&, auto& response) {
            ++received;
            answerQuery(response, "[(1, 2, 0.5)]");
        });
        QTemporaryDir output;
        std::mt19937 random(11);
        int interrupted = 0;
        int files = 0;
        std::size_t keptBefore = rows;
        for (int kill = 0; kill < kills; ++kill) {
            if (keptBefore == rows) { // a new file when the last is full
                ++files;
                keptBefore = 0;
            }
            const QString folder = output.filePath(QString::number(files));
            const int receivedBefore = received;
            QProcess program;
            program.start(QStringLiteral(TRACESTUDIO_PROGRAM),
                          {"predict", "--url", urlOf(server), "--benchmark", samples.path(), "--output", folder,
                           "--model-name", "Model", "--jobs", QString::number(jobs)});
            QVERIFY(program.waitForStarted());
            // From the first question of this run on.
            QTRY_VERIFY_WITH_TIMEOUT(received > receivedBefore || program.state() == QProcess::NotRunning, 20000);
            program.waitForFinished(int(random() % 300));
            program.kill();
            QVERIFY(program.waitForFinished());
            interrupted += program.exitStatus() == QProcess::CrashExit;
            const int asked = received - receivedBefore;

            const std::filesystem::path path = folder.toStdString();
            std::ifstream stream(path / "Model_3D.jsonl");
            std::set<std::string> ids;
            for (std::string line; std::getline(stream, line);) {
                QVERIFY2(Json::accept(line), line.c_str());
                QVERIFY2(ids.insert(Json::parse(line)["question_id"].dump()).second, line.c_str());
            }
            const auto store = PredictionStore::open(path, "Model", Task::ThreeD);
            QVERIFY(store);
            std::size_t kept = 0;
            for (int i = 0; i < rows; ++i)
                kept += (*store)->hasAnswer(std::to_string(i));
            // A job asks its next question once the row of its last is put.
            QVERIFY2(int(kept) >= int(keptBefore) + asked - jobs,
                     qPrintable(QStringLiteral("%1 kept, %2 before, %3 asked").arg(kept).arg(keptBefore).arg(asked)));
            keptBefore = kept;
        }
        qInfo("%d of %d were killed amid their work, %d questions answered", interrupted, kills, received.load());
        QVERIFY(interrupted > kills / 2);
    }
};

QTEST_GUILESS_MAIN(ServerCommandsTest)
#include "tst_server_commands.moc"
