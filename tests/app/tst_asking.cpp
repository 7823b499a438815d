// Asking models from the window: a real server and a real checkpoint answer, keys and mouse do the rest.
#include "app/model_controller.h"
#include "app/model_dialog.h"
#include "app/run_dialog.h"
#include "models/local_models.h"
#include "models/model_server.h"
#include "widgets/image_view.h"
#include "widgets/inspector_panel.h"
#include "widgets/instruction_panel.h"
#include "widgets/sample_list_view.h"
#include "window_fixture.h"
#ifdef TRACESTUDIO_HAS_LOCAL_MODELS
#include "local/random_checkpoint.h"
#endif

#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabBar>
#include <QToolButton>
#include <fstream>

using namespace tracestudio;
using testing::answerQuery;
using testing::ModelServer;
using testing::SampleFolder;
using Json = nlohmann::ordered_json;
using State = LiveAnswer::State;

namespace {

/// The true trace of a bundled sample, as a model would say it.
std::string trueAnswer(const Sample& sample) {
    std::string text = "[";
    for (std::size_t i = 0; i < sample.groundTruth.size(); ++i) {
        const PixelPoint pixel = sample.groundTruth.pixels()[i];
        char tuple[64];
        std::snprintf(tuple, sizeof tuple, "%s(%d, %d, %.3f)", i == 0 ? "" : ", ",
                      int(pixel.x * 1000 / sample.frame.camera.widthPixels + 0.5),
                      int(pixel.y * 1000 / sample.frame.camera.heightPixels + 0.5), sample.groundTruth.points()[i].z);
        text += tuple;
    }
    return text + "]";
}

} // namespace

class AskingTest : public QObject, testing::WindowFixture {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;

    void useServer(const ModelServer& server, const QString& name = QStringLiteral("RoboTracer"),
                   ServerProtocol protocol = ServerProtocol::Query) {
        ModelRequest request;
        request.url = QString::fromStdString(server.url());
        request.name = name;
        request.protocol = protocol;
        request.tries = 1;
        m_window->models()->addModel(knownModel(request));
    }
    std::vector<const LiveAnswer*> answers(const char* sample = "0") { return m_document->answers()->of(sample); }
    const TraceLayer* layer(const QString& id) {
        for (const TraceLayer& trace : m_document->scene()->traces)
            if (trace.layerId == id)
                return &trace;
        return nullptr;
    }
    InspectorPanel* inspector() { return m_window->findChild<InspectorPanel*>(); }
    QPushButton* action(const char* name) {
        return m_window->findChild<QPushButton*>(QStringLiteral("action:") + QLatin1String(name));
    }

#ifdef TRACESTUDIO_HAS_LOCAL_MODELS
    /// A small checkpoint of random weights, whose answers are gibberish, in the test's own folder.
    void writeCheckpoint() {
        std::ifstream stream(TRACESTUDIO_TEST_DATA "/local/network.json");
        const auto description = nlohmann::json::parse(stream)[0];
        const std::filesystem::path path(m_folder->path().toStdString());
        QFile::copy(QStringLiteral(TRACESTUDIO_TEST_DATA "/local/tokenizer.json"),
                    m_folder->filePath(QStringLiteral("tokenizer.json")));
        std::ofstream(path / "config.json") << description["config"];
        std::ofstream(path / "preprocessor_config.json") << nlohmann::json{{"size", description["size"]}};
        testing::writeWeights(path, description["config"], description["config"]["tie_word_embeddings"],
                              description["stored"], description["shards"]);
    }
#endif

  private Q_SLOTS:
    void initTestCase() {
        prepareForLocalModels();
        prepare();
    }
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        begin(std::make_unique<Settings>(m_folder->filePath(QStringLiteral("settings.ini"))));
    }
    void cleanup() {
        endWindow();
    }

    void anInstructionTypedBecomesATraceWithItsScore() {
        open();
        ModelServer server;
        const std::string said = trueAnswer(*m_document->scene()->sample);
        server.startQuery([&](const auto&, auto& response) { answerQuery(response, said); });
        useServer(server);
        // The sample's own words stand there already.
        auto* text = find<QPlainTextEdit>("instructionText");
        QCOMPARE(text->toPlainText().toStdString(), m_document->scene()->sample->instruction);
        find<ImageView>("imageView")->setFocus();
        press(Qt::Key_Slash);
        QVERIFY(text->hasFocus());
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(answers().size(), 1u);
        QTRY_COMPARE_WITH_TIMEOUT(answers()[0]->state, State::Done, patience);
        settle();
        const LiveAnswer& answer = *answers()[0];
        QCOMPARE(answer.text, said);
        QVERIFY(QString::fromStdString(answer.prompt).startsWith(QStringLiteral("Point the 3D object-centric")));
        QCOMPARE(server.lastBody()["text"].get<std::string>(), answer.prompt);
        // Drawn, in a colour of its own, in front in the inspector, and measured.
        const TraceLayer* trace = layer(answer.layerId());
        QVERIFY(trace && trace->trace.is3D());
        QCOMPARE(trace->trace.size(), m_document->scene()->sample->groundTruth.size());
        QCOMPARE(m_window->viewState()->style(answer.layerId()).colour, theme().model(0));
        QCOMPARE(inspector()->currentModel(), answer.layerId());
        QVERIFY(answer.scored());
        QVERIFY2(answer.scored()->verdict.isSuccess(), "the true trace succeeds");
        QVERIFY(find<QLabel>("verdictLabel")->text().contains(QStringLiteral("succeeds")));
        QVERIFY(find<QLabel>("instructionStatus")->text().contains(QStringLiteral("RoboTracer")));
    }

    void anotherInstructionIsScoredOnlyWhenAsked() {
        open();
        ModelServer server;
        server.startQuery([&](const auto&, auto& response) { answerQuery(response, "[(1, 2, 0.5), (3, 4, 0.6)]"); });
        useServer(server);
        auto* text = find<QPlainTextEdit>("instructionText");
        press(Qt::Key_Slash);
        text->selectAll();
        QTest::keyClicks(text, QStringLiteral("bring it to me"));
        press(Qt::Key_Return);
        QTRY_VERIFY(!answers().empty() && answers()[0]->isOver());
        settle();
        QVERIFY(!answers()[0]->scored());
        QVERIFY(layer(answers()[0]->layerId()));
        QVERIFY(find<QLabel>("inspectorFlags")->text().contains(QStringLiteral("bring it to me")));
        QVERIFY(action("score"));
        action("score")->click();
        QTRY_VERIFY(answers()[0]->scored());
        QVERIFY(!answers()[0]->scored()->verdict.isSuccess());
        QTRY_VERIFY(!action("score"));
        // What was typed stays for the next sample; the history brings it back after that.
        m_document->step(1);
        settle();
        QCOMPARE(text->toPlainText(), QStringLiteral("bring it to me"));
        QVERIFY(answers("1").empty());
        QVERIFY(!layer(QStringLiteral("answer:1")));
        m_document->step(-1);
        settle();
        QVERIFY(layer(QStringLiteral("answer:1")));
    }

    void wordsComeAsTheyAreSaid() {
        open();
        ModelServer server;
        std::atomic<int> sent = 0;
        std::atomic<int> allowed = 1;
        server.http().Post("/chat/completions", [&](const httplib::Request&, httplib::Response& response) {
            response.set_chunked_content_provider("text/event-stream", [&](std::size_t, httplib::DataSink& sink) {
                static const std::vector<std::string> words{"[(100, 200, 0.5), ", "(300, 400, 0.6), ",
                                                            "(500, 600, 0.7)]"};
                if (sent == int(words.size())) {
                    const std::string end = "data: [DONE]\n\n";
                    sink.write(end.data(), end.size());
                    sink.done();
                    return true;
                }
                while (sent >= allowed && !server.isEnding())
                    std::this_thread::yield();
                const std::string event =
                    "data: " + Json{{"choices", {{{"delta", {{"content", words[std::size_t(sent)]}}}}}}}.dump() +
                    "\n\n";
                ++sent;
                return sink.write(event.data(), event.size());
            });
        });
        server.start();
        useServer(server, QStringLiteral("GPT4O"), ServerProtocol::ChatCompletions);
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(layer(QStringLiteral("answer:1")) && layer(QStringLiteral("answer:1"))->trace.size() == 1);
        QCOMPARE(answers()[0]->state, State::Answering);
        QCOMPARE(find<QPushButton>("runButton")->text().section(QLatin1Char(' '), 0, 0), QStringLiteral("Stop"));
        allowed = 2;
        QTRY_COMPARE(layer(QStringLiteral("answer:1"))->trace.size(), 2u);
        allowed = 3;
        QTRY_COMPARE(answers()[0]->state, State::Done);
        QCOMPARE(layer(QStringLiteral("answer:1"))->trace.size(), 3u);
        settle();
    }

    void escapeStopsAndKeepsWhatWasSaid() {
        open();
        ModelServer server;
        server.http().Post("/chat/completions", [&](const httplib::Request&, httplib::Response& response) {
            response.set_chunked_content_provider(
                "text/event-stream", [&, isFirst = true](std::size_t, httplib::DataSink& sink) mutable {
                    if (!std::exchange(isFirst, false)) {
                        while (!server.isEnding() && sink.is_writable())
                            std::this_thread::yield();
                        return false;
                    }
                    const std::string event =
                        "data: " + Json{{"choices", {{{"delta", {{"content", "[(100, 200, 0.5)"}}}}}}}.dump() + "\n\n";
                    return sink.write(event.data(), event.size());
                });
        });
        server.start();
        useServer(server, QStringLiteral("GPT4O"), ServerProtocol::ChatCompletions);
        press(Qt::Key_Return, Qt::ControlModifier);
        press(Qt::Key_Return, Qt::ControlModifier); // waits behind the first
        QTRY_VERIFY(answers().size() == 2 && !answers()[0]->text.empty());
        QCOMPARE(answers()[1]->state, State::Waiting);
        find<ImageView>("imageView")->setFocus();
        QElapsedTimer clock;
        clock.start();
        press(Qt::Key_Escape);
        QTRY_VERIFY(answers()[0]->isOver());
        QVERIFY2(clock.elapsed() < 500, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(answers()[0]->state, State::Stopped);
        QCOMPARE(answers()[0]->text, std::string("[(100, 200, 0.5)"));
        QCOMPARE(answers()[1]->state, State::Stopped);
        settle();
        QVERIFY(!m_window->models()->isBusy());
    }

    void severalAnswersStandSideBySideUntilCleared() {
        open();
        ModelServer server;
        std::atomic<int> asked = 0;
        server.startQuery([&](const auto&, auto& response) {
            const int i = ++asked;
            answerQuery(response, "[(" + std::to_string(100 * i) + ", 200, 0.5), (500, 500, 0.6)]");
        });
        useServer(server);
        find<QToolButton>("promptButton")->click();
        find<QSpinBox>("answersBox")->setValue(3);
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(answers().size() == 3 && answers()[2]->isOver());
        settle();
        QSet<QString> titles;
        QSet<QRgb> colours;
        for (const LiveAnswer* answer : answers()) {
            QVERIFY(layer(answer->layerId()));
            titles.insert(answer->title);
            colours.insert(m_window->viewState()->style(answer->layerId()).colour.rgb());
        }
        QCOMPARE(titles.size(), 3);
        QCOMPARE(colours.size(), 3);
        QCOMPARE(find<QTabBar>("modelTabs")->count(), 3);
        // One goes, the others keep their colour and place.
        const QString gone = inspector()->currentModel();
        action("remove")->click();
        QTRY_COMPARE(answers().size(), 2u);
        QVERIFY(!layer(gone));
        find<QToolButton>("promptButton")->click();
        m_window->findChild<QAction*>(QStringLiteral("clearAnswers"))->trigger();
        QVERIFY(answers().empty());
        QVERIFY(!layer(QStringLiteral("answer:2")));
        settle();
        // Brought back, they are as they were, and can be asked again.
        QPushButton* back = nullptr;
        for (QPushButton* button : m_window->findChildren<QPushButton*>())
            if (button->text() == QLatin1String("Bring back"))
                back = button;
        QVERIFY(back);
        back->click();
        QTRY_COMPARE(answers().size(), 2u);
        const std::string prompt = answers()[0]->prompt;
        inspector()->setCurrentModel(answers()[0]->layerId());
        action("again")->click();
        QTRY_VERIFY(answers().size() == 3 && answers()[2]->isOver());
        QCOMPARE(answers()[2]->state, State::Done);
        QCOMPARE(answers()[2]->prompt, prompt);
        settle();
    }

    void anAnswerIsKeptInAFileThatCanBeOpened() {
        open();
        ModelServer server;
        const std::string said = trueAnswer(*m_document->scene()->sample);
        server.startQuery([&](const auto&, auto& response) { answerQuery(response, said); });
        useServer(server);
        m_window->models()->setKeepFolder(m_folder->path());
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(!answers().empty() && answers()[0]->isOver());
        settle();
        action("keep")->click();
        settle();
        QTRY_VERIFY(messageTexts().contains(QStringLiteral("RoboTracer_3D.jsonl")));
        const QString file = m_folder->filePath(QStringLiteral("RoboTracer_3D.jsonl"));
        QVERIFY(QFile::exists(file));
        std::ifstream stream(file.toStdString());
        std::string line;
        std::getline(stream, line);
        const Json row = Json::parse(line);
        QCOMPARE(row["model_prediction"].get<std::string>(), said);
        QCOMPARE(row["final_prompt"].get<std::string>(), answers()[0]->prompt);
        m_document->open({file});
        settle();
        QCOMPARE(m_document->models().size(), 1u);
        QVERIFY(m_document->models()[0].scoreFor(0)->verdict.isSuccess());
        // Kept again, it takes the place of the first.
        inspector()->setCurrentModel(QStringLiteral("answer:1"));
        action("keep")->click();
        settle();
        QTRY_VERIFY(messageTexts().contains(QStringLiteral("has another answer")));
        QPushButton* replace = nullptr;
        for (QPushButton* button : m_window->findChildren<QPushButton*>())
            if (button->text() == QLatin1String("Replace it"))
                replace = button;
        QVERIFY(replace);
        replace->click();
        settle();
        QTRY_VERIFY(messageTexts().contains(QStringLiteral("Kept in")));
        action("copy")->click();
        QTRY_COMPARE(QApplication::clipboard()->text().toStdString(), said);
    }

    void referringDrawsPointsAndMeasuringShowsTheNumber() {
        open();
        ModelServer server;
        std::atomic<bool> isMeasuring = false;
        server.startQuery([&](const auto&, auto& response) {
            answerQuery(response, isMeasuring ? "About 43 centimeters." : "[(250, 500), (750, 500)]");
        });
        useServer(server);
        find<QComboBox>("taskBox")->setCurrentIndex(2);
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(!answers().empty() && answers()[0]->isOver());
        settle();
        QVERIFY(!layer(QStringLiteral("answer:1")));
        const auto& marks = m_document->scene()->marks;
        QCOMPARE(std::count_if(marks.begin(), marks.end(),
                               [](const SceneMark& mark) {
                                   return mark.layerId == QLatin1String("answer:1") &&
                                          mark.kind == SceneMark::Kind::Point;
                               }),
                 2);
        isMeasuring = true;
        find<QComboBox>("taskBox")->setCurrentIndex(3);
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(answers().size() == 2 && answers()[1]->isOver());
        settle();
        QVERIFY2(find<QLabel>("verdictLabel")->text().contains(QStringLiteral("0.430 m")),
                 qPrintable(find<QLabel>("verdictLabel")->text()));
    }

    void whatGoesWrongIsSaidAndTheProgramGoesOn() {
        open();
        ModelRequest gone;
        gone.checkpoint = m_folder->filePath(QStringLiteral("nothing-here"));
        m_window->models()->addModel(knownModel(gone));
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(!answers().empty() && answers()[0]->isOver(), patience);
        QCOMPARE(answers()[0]->state, State::Failed);
        QVERIFY(messageTexts().contains(QStringLiteral("nothing-here")));
        QVERIFY(find<QLabel>("inspectorFlags")->text().remove(QChar(0x200b)).contains(QStringLiteral("nothing-here")));
        ModelServer server;
        server.startQuery([](const auto&, auto& response) { response.status = 404; });
        useServer(server);
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(answers().size() == 2 && answers()[1]->isOver());
        QCOMPARE(answers()[1]->state, State::Failed);
        QVERIFY(messageTexts().contains(QStringLiteral("404")));
        settle();
    }

    void nothingIsLostWhenTheSampleOrTheFolderChangesMeanwhile() {
        open();
        ModelServer server;
        std::atomic<bool> mayAnswer = false;
        server.startQuery([&](const auto&, auto& response) {
            while (!mayAnswer && !server.isEnding())
                std::this_thread::yield();
            answerQuery(response, "[(1, 2, 0.5), (3, 4, 0.6)]");
        });
        useServer(server);
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(answers().size(), 1u);
        m_document->step(3);
        QTRY_COMPARE(m_document->scene()->sample->id, std::string("3"));
        mayAnswer = true;
        QTRY_VERIFY(answers()[0]->isOver());
        settle();
        QVERIFY(!layer(QStringLiteral("answer:1"))); // of another sample
        m_document->goTo(QStringLiteral("0"));
        settle();
        QVERIFY(layer(QStringLiteral("answer:1")));
        mayAnswer = false;
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(answers().size(), 2u);
        // Anew: what was asked goes on. Another folder: it does not.
        m_document->open({m_samples->path()}, QStringLiteral("0"));
        QTRY_VERIFY(!m_document->isOpening());
        QCOMPARE(answers().size(), 2u);
        QVERIFY(!answers()[1]->isOver());
        mayAnswer = true;
        QTRY_VERIFY(answers()[1]->isOver());
        settle();
        QVERIFY(layer(QStringLiteral("answer:2")));
        mayAnswer = false;
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(answers().size(), 3u);
        SampleFolder other;
        m_document->open({other.path()});
        QTRY_VERIFY(answers().empty());
        settle();
        QVERIFY(!m_window->models()->isBusy());
    }

    void aRunAsksWhatIsMissingAndOpensWhatItWrote() {
        open();
        ModelServer server;
        std::atomic<int> asked = 0;
        server.startQuery([&](const auto&, auto& response) {
            ++asked;
            answerQuery(response, "[(1, 2, 0.5), (3, 4, 0.6)]");
        });
        useServer(server);
        m_window->findChild<QAction*>(QStringLiteral("runOnSamples"))->trigger();
        auto* dialog = m_window->findChild<RunDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        auto* folder = dialog->findChild<QLineEdit*>(QStringLiteral("runFolder"));
        folder->clear();
        QVERIFY(!dialog->findChild<QPushButton*>(QStringLiteral("formAccept"))->isEnabled());
        folder->setText(m_folder->filePath(QStringLiteral("out")));
        dialog->findChild<QSpinBox*>(QStringLiteral("runJobs"))->setValue(4);
        dialog->findChild<QPushButton*>(QStringLiteral("formAccept"))->click();
        QTRY_COMPARE_WITH_TIMEOUT(m_document->models().size(), 1u, patience);
        settle();
        QCOMPARE(asked.load(), 8);
        QCOMPARE(m_document->models()[0].match->matched, 8u);
        QVERIFY(m_document->models()[0].score);
        QVERIFY(find<QLabel>("instructionStatus")->text().contains(QStringLiteral("8")));
        // The same once more finds everything answered.
        m_window->findChild<QAction*>(QStringLiteral("runOnSamples"))->trigger();
        dialog = nullptr;
        for (RunDialog* shown : m_window->findChildren<RunDialog*>())
            if (shown->isVisible())
                dialog = shown;
        QVERIFY(dialog);
        QTRY_VERIFY(
            dialog->findChild<QLabel*>(QStringLiteral("formState"))->text().contains(QStringLiteral("is there")));
        dialog->findChild<QPushButton*>(QStringLiteral("formAccept"))->click();
        settle();
        QCOMPARE(asked.load(), 8);
    }

    void aRunIsAboutTheSelectedSamples() {
        open();
        ModelServer server;
        server.startQuery([&](const auto&, auto& response) { answerQuery(response, "[(1, 2, 0.5), (3, 4, 0.6)]"); });
        useServer(server);
        m_window->models()->setKeepFolder(m_folder->path());
        auto* list = m_window->findChild<SampleListView*>();
        QTest::mouseClick(list->viewport(), Qt::LeftButton, Qt::NoModifier, list->rowRect(1).center());
        QTest::mouseClick(list->viewport(), Qt::LeftButton, Qt::ControlModifier, list->rowRect(4).center());
        settle();
        m_window->findChild<QAction*>(QStringLiteral("runOnSamples"))->trigger();
        auto* dialog = m_window->findChild<RunDialog*>();
        QVERIFY(dialog->findChild<QComboBox*>(QStringLiteral("runSamples"))->currentText().contains(QLatin1Char('2')));
        dialog->findChild<QPushButton*>(QStringLiteral("formAccept"))->click();
        QTRY_COMPARE_WITH_TIMEOUT(m_document->models().size(), 1u, patience);
        settle();
        QVERIFY(m_document->models()[0].answerTo(1) && m_document->models()[0].answerTo(4));
        QCOMPARE(m_document->models()[0].match->matched, std::size_t(2));
    }

    void aRunIsAboutTheFolderItWasAskedFor() {
        open();
        ModelServer server;
        std::atomic<bool> mayAnswer = false;
        server.startQuery([&](const auto&, auto& response) {
            while (!mayAnswer && !server.isEnding())
                std::this_thread::yield();
            answerQuery(response, "[(1, 2, 0.5), (3, 4, 0.6)]");
        });
        useServer(server);
        m_window->models()->setKeepFolder(m_folder->path());
        // Two behind one another; before the second begins, a folder of one sample is opened.
        for (const char* name : {"One", "Two"}) {
            m_window->findChild<QAction*>(QStringLiteral("runOnSamples"))->trigger();
            for (RunDialog* dialog : m_window->findChildren<RunDialog*>())
                if (dialog->isVisible()) {
                    dialog->findChild<QLineEdit*>(QStringLiteral("runName"))->setText(QString::fromLatin1(name));
                    dialog->findChild<QPushButton*>(QStringLiteral("formAccept"))->click();
                }
        }
        SampleFolder small;
        small.rows().erase(small.rows().begin() + 1, small.rows().end());
        small.writeRows();
        m_document->open({small.path()});
        QTRY_COMPARE(m_document->dataset()->size(), std::size_t(1));
        mayAnswer = true;
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->models()->isBusy(), patience);
        settle();
        for (const char* name : {"One_3D.jsonl", "Two_3D.jsonl"}) {
            std::ifstream stream(m_folder->filePath(QString::fromLatin1(name)).toStdString());
            int rows = 0;
            for (std::string line; std::getline(stream, line);)
                ++rows;
            QCOMPARE(rows, 8);
        }
        QCOMPARE(m_document->models().size(), 0u); // they are about another folder
        QVERIFY(messageTexts().contains(QStringLiteral("is done")));
    }

    void aChangedPromptIsOfThisSampleOnly() {
        open();
        ModelServer server;
        server.startQuery([&](const auto&, auto& response) { answerQuery(response, "[(1, 2, 0.5), (3, 4, 0.6)]"); });
        useServer(server);
        find<QToolButton>("promptButton")->click();
        QTest::keyClicks(find<QPlainTextEdit>("promptText"), QStringLiteral("Please. "));
        m_document->step(1);
        settle();
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(!answers("1").empty() && answers("1")[0]->isOver());
        settle();
        const std::string& prompt = answers("1")[0]->prompt;
        QVERIFY(prompt.find("Please. ") == std::string::npos);
        QVERIFY(prompt.find(m_document->scene()->sample->instruction) != std::string::npos);
    }

    void aChangedPromptSpeaksOfWhatIsTyped() {
        open();
        ModelServer server;
        server.startQuery([&](const auto&, auto& response) { answerQuery(response, "[(1, 2, 0.5), (3, 4, 0.6)]"); });
        useServer(server);
        auto* text = find<QPlainTextEdit>("instructionText");
        text->setPlainText(QStringLiteral("bring the mug"));
        find<QToolButton>("promptButton")->click();
        QTest::keyClicks(find<QPlainTextEdit>("promptText"), QStringLiteral("Please. "));
        text->setPlainText(QStringLiteral("bring the plate"));
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(!answers().empty() && answers()[0]->isOver());
        settle();
        const std::string& prompt = answers()[0]->prompt;
        QVERIFY(prompt.starts_with("Please. "));
        QVERIFY(prompt.find("bring the plate") != std::string::npos);
        QVERIFY(prompt.find("bring the mug") == std::string::npos);
        QVERIFY(find<QLabel>("inspectorFlags")->text().contains(QStringLiteral("changed by hand")));
    }

    void aStoppedOrForeignAnswerIsNotKept() {
        open();
        ModelServer server;
        server.startQuery([&](const auto&, auto& response) { answerQuery(response, "[(1, 2, 0.5), (3, 4, 0.6)]"); });
        useServer(server);
        find<QPlainTextEdit>("instructionText")->setPlainText(QStringLiteral("bring it to me"));
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(!answers().empty() && answers()[0]->isOver());
        settle();
        QVERIFY(!action("keep")->isEnabled());
        QVERIFY(action("copy")->isEnabled());
    }

    void aRunThatIsStoppedKeepsItsRowsAndCanGoOn() {
        m_samples->repeat(60);
        open();
        ModelServer server;
        std::atomic<int> asked = 0;
        std::atomic<int> allowed = 10;
        server.startQuery([&](const auto&, auto& response) {
            const int i = ++asked;
            while (i > allowed && !server.isEnding())
                std::this_thread::yield();
            answerQuery(response, "[(1, 2, 0.5), (3, 4, 0.6)]");
        });
        useServer(server);
        m_window->models()->setKeepFolder(m_folder->path());
        m_window->findChild<QAction*>(QStringLiteral("runOnSamples"))->trigger();
        m_window->findChild<RunDialog*>()->findChild<QPushButton*>(QStringLiteral("formAccept"))->click();
        QTRY_VERIFY(asked > 10);
        QTRY_VERIFY(find<QLabel>("instructionStatus")->text().contains(QStringLiteral("10 of 60")));
        find<QPushButton>("runButton")->click();
        QTRY_VERIFY(!m_window->models()->isBusy());
        settle();
        QVERIFY(messageTexts().contains(QStringLiteral("10 answered")));
        std::ifstream stream(m_folder->filePath(QStringLiteral("RoboTracer_3D.jsonl")).toStdString());
        int rows = 0;
        for (std::string line; std::getline(stream, line); ++rows)
            QVERIFY(!Json::parse(line)["model_prediction"].get<std::string>().empty());
        QCOMPARE(rows, 10);
        QCOMPARE(m_document->models().size(), 0u);
    }

    void modelsAreRememberedAndKeysKeptApart() {
        m_window->findChild<QAction*>(QStringLiteral("addServer"))->trigger();
        auto* dialog = m_window->findChild<ModelDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        const auto type = [&](const char* field, const QString& text) {
            QTest::keyClicks(dialog->findChild<QLineEdit*>(QString::fromLatin1(field)), text);
        };
        type("serverUrl", QStringLiteral("http://bob:pw-4712@127.0.0.1:9/v1"));
        type("serverModel", QStringLiteral("GPT4O"));
        type("serverKey", QStringLiteral("sk-secret-4711"));
        dialog->accept();
        QVERIFY(find<QToolButton>("modelButton")->text().contains(QStringLiteral("GPT4O")));
        m_window.reset(); // writes the settings
        m_document.reset();
        m_settings = std::make_unique<Settings>(m_folder->filePath(QStringLiteral("settings.ini")));
        QFile settings(m_folder->filePath(QStringLiteral("settings.ini")));
        QVERIFY(settings.open(QIODevice::ReadOnly));
        const QByteArray written = settings.readAll();
        QVERIFY(written.contains("GPT4O"));
        QVERIFY(!written.contains("sk-secret"));
        QVERIFY(!written.contains("pw-4712"));
        const QFileInfo keys(m_folder->filePath(QStringLiteral("settings.keys")));
        QVERIFY(keys.exists());
        QCOMPARE(keys.permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
                 QFile::Permissions());
        startWindow();
        QVERIFY(find<QToolButton>("modelButton")->text().contains(QStringLiteral("GPT4O")));
        const ModelList list(m_settings.get());
        QCOMPARE(list.request(*list.current()).key, QStringLiteral("sk-secret-4711"));
        QCOMPARE(list.current()->request.url, QStringLiteral("http://bob:pw-4712@127.0.0.1:9/v1"));
        QVERIFY(!list.current()->place().contains(QStringLiteral("pw-4712")));
        // Named again without its password, it still has it.
        ModelRequest again;
        again.url = QStringLiteral("http://127.0.0.1:9/v1");
        again.name = QStringLiteral("GPT4O");
        m_window->models()->addModel(knownModel(again));
        QCOMPARE(ModelList(m_settings.get()).current()->request.url,
                 QStringLiteral("http://bob:pw-4712@127.0.0.1:9/v1"));
        m_window->models()->forgetModel();
        QVERIFY(m_settings->secrets().isEmpty());
    }

    void theConnectionIsTested() {
        ModelServer server;
        server.http().Get("/v1/models", [&](const httplib::Request& request, httplib::Response& response) {
            server.keep(request);
            response.set_content(R"({"data":[{"id":"one"},{"id":"two"}]})", "application/json");
        });
        server.start();
        ModelRequest request;
        request.url = QString::fromStdString(server.url("/v1"));
        request.name = QStringLiteral("three");
        ModelDialog dialog(knownModel(request), QStringLiteral("sk-4711-secret"));
        dialog.show();
        auto* state = dialog.findChild<QLabel*>(QStringLiteral("formState"));
        dialog.findChild<QPushButton*>(QStringLiteral("testConnection"))->click();
        QTRY_VERIFY(state->text().startsWith(QStringLiteral("✓")));
        QVERIFY(state->text().contains(QStringLiteral("one, two")));
        QCOMPARE(server.lastHeader("Authorization"), std::string("Bearer sk-4711-secret"));
        dialog.findChild<QLineEdit*>(QStringLiteral("serverUrl"))->setText(QStringLiteral("http://127.0.0.1:1/v1"));
        dialog.findChild<QPushButton*>(QStringLiteral("testConnection"))->click();
        QTRY_VERIFY(state->text().startsWith(QStringLiteral("✗")));
        QVERIFY(!state->text().contains(QStringLiteral("sk-4711")));
    }

#ifdef TRACESTUDIO_HAS_LOCAL_MODELS
    void aCheckpointAnswersInThisProcess() {
        open();
        writeCheckpoint();
        ModelRequest request;
        request.checkpoint = m_folder->path();
        m_window->models()->addModel(knownModel(request));
        find<QToolButton>("promptButton")->click();
        find<QSpinBox>("tokensBox")->setValue(400);
        find<QSpinBox>("answersBox")->setValue(2);
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(answers().size() == 2 && answers()[1]->isOver(), patience);
        settle();
        for (const LiveAnswer* answer : answers()) {
            QCOMPARE(answer->state, State::Done);
            QVERIFY(answer->newTokens > 0 && answer->promptTokens > 0);
            QVERIFY(answer->place.startsWith(QStringLiteral("cpu")));
        }
        QVERIFY(answers()[0]->text != answers()[1]->text); // drawn by chance
        // It is in memory: the second answer did not load it.
        QVERIFY(answers()[1]->seconds.load < 0.5);
        m_window->models()->unloadModel();
        settle();
    }

    void aModelIsStoppedAtAnyMoment() {
        open();
        writeCheckpoint();
        ModelRequest request;
        request.checkpoint = m_folder->path();
        m_window->models()->addModel(knownModel(request));
        for (int round = 0; round < 30; ++round) {
            press(Qt::Key_Return, Qt::ControlModifier);
            QElapsedTimer clock;
            clock.start();
            while (clock.elapsed() < (round * 7) % 60)
                QCoreApplication::processEvents();
            m_window->models()->stop();
            QTRY_VERIFY(!m_window->models()->isBusy());
        }
        for (const LiveAnswer* answer : answers())
            QVERIFY(answer->isOver());
        settle();
    }
#endif
};

QTEST_MAIN(AskingTest)
#include "tst_asking.moc"
