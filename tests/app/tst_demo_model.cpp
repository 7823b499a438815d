// The model that comes with the program: there without being chosen, asked with a click, drawn from the measured depth.
#include "app/bundled.h"
#include "app/main_window.h"
#include "app/model_controller.h"
#include "benchmark/predictions.h"
#include "models/local_models.h"
#include "program.h"
#include "sample_folder.h"
#include "widgets/inspector_panel.h"
#include "widgets/instruction_panel.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QStandardPaths>
#include <QTest>
#include <QTextBrowser>
#include <QToolButton>
#include <fstream>

using namespace tracestudio;
using testing::Run;
using testing::run;
using testing::SampleFolder;
using Json = nlohmann::json;
using State = LiveAnswer::State;

namespace {
constexpr int patience = 60000;
const QString demo = QStringLiteral("Tabletop demo");
} // namespace

class DemoModelTest : public QObject {
    Q_OBJECT
    std::unique_ptr<SampleFolder> m_samples; ///< the bundled samples of a copy of the resources
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<Document> m_document;
    std::unique_ptr<MainWindow> m_window;

    template <typename Widget>
    Widget* find(const char* name) {
        auto* widget = m_window->findChild<Widget*>(QString::fromLatin1(name));
        if (!widget)
            qFatal("no %s", name);
        return widget;
    }
    void settle() { QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), patience); }
    void open(const QString& path, const QString& sample = QStringLiteral("0")) {
        m_document->open({path}, sample);
        settle();
    }
    QList<QToolButton*> examples() { return find<QWidget>("examples")->findChildren<QToolButton*>(); }
    QString hint() { return find<QLabel>("instructionStatus")->text(); }
    QString modelName() { return find<QToolButton>("modelButton")->text(); }
    QStringList menuNames() {
        QMenu* menu = m_window->models()->menu();
        Q_EMIT menu->aboutToShow();
        QStringList names;
        for (const QAction* action : menu->actions())
            names << action->objectName();
        return names;
    }
    void makeWindow() {
        m_window.reset();
        m_document = std::make_unique<Document>();
        m_window = std::make_unique<MainWindow>(m_document.get(), m_settings.get());
        m_window->resize(1400, 900);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }

  private Q_SLOTS:
    void initTestCase() {
        prepareForLocalModels();
        QStandardPaths::setTestModeEnabled(true);
        applyTheme(*qApp, ThemeChoice::Dark);
    }
    void init() {
        m_samples = std::make_unique<SampleFolder>();
        m_folder = std::make_unique<QTemporaryDir>();
        const QString resources = QFileInfo(m_samples->path()).path();
        QVERIFY(QFile::link(QStringLiteral(TRACESTUDIO_ROOT "/resources/models"), resources + "/models"));
        qputenv("TRACESTUDIO_RESOURCES", resources.toUtf8());
        if (bundledCheckpoint().isEmpty())
            QSKIP("The demo model is not there: resources/models/make makes it.");
        m_settings = std::make_unique<Settings>(m_folder->filePath(QStringLiteral("settings.ini")));
        makeWindow();
    }
    void cleanup() {
        m_window.reset();
        m_document.reset();
    }

    void aFirstStartHasAModelAndSomethingToAskIt() {
        QVERIFY2(modelName().startsWith(demo), qPrintable(modelName()));
        open(m_samples->path());
        QVERIFY2(hint().contains(demo) && hint().contains("photographs"), qPrintable(hint()));
        QStringList all;
        for (int id = 0; id < 8; ++id) {
            m_document->goTo(QString::number(id));
            settle();
            QCOMPARE(examples().size(), 3);
            for (const QToolButton* example : examples()) {
                QVERIFY(example->isVisible());
                all << example->text();
            }
        }
        all.removeDuplicates();
        QCOMPARE(all.size(), 24);
        QVERIFY(!menuNames().contains("forgetModel"));
        QVERIFY(!menuNames().contains("editModel"));
    }

    void anotherFolderHasNoExamples() {
        SampleFolder another;
        open(another.path());
        QVERIFY(examples().isEmpty());
        QVERIFY(!find<QWidget>("examples")->isVisible());
    }

    void aClickIsAnsweredAndDrawnFromTheMeasuredDepth() {
        open(m_samples->path());
        QToolButton* example = examples().constFirst();
        const QString instruction = example->text();
        QTest::mouseClick(example, Qt::LeftButton);
        QTRY_COMPARE(m_document->answers()->of("0").size(), 1u);
        QTRY_COMPARE_WITH_TIMEOUT(m_document->answers()->of("0")[0]->state, State::Done, patience);
        settle();
        const LiveAnswer& answer = *m_document->answers()->of("0")[0];
        QCOMPARE(answer.model, demo);
        QCOMPARE(answer.prompt, instruction.toStdString());
        QVERIFY(answer.startsAtMeasuredDepth);
        QVERIFY2(answer.seconds.whole() < 5, "one thread answers in half a second");
        const ViewScene& scene = *m_document->scene();
        const auto drawn = std::find_if(scene.traces.begin(), scene.traces.end(),
                                        [&](const TraceLayer& trace) { return trace.layerId == answer.layerId(); });
        QVERIFY(drawn != scene.traces.end());
        QVERIFY(drawn->trace.is3D());
        QVERIFY(drawn->trace.size() >= 3);
        const cv::Mat& depth = scene.sample->frame.depthMillimetres;
        const PixelPoint start = drawn->trace.pixels().front();
        const double measured = depth.at<std::uint16_t>(int(std::lround(start.y)), int(std::lround(start.x))) / 1000.0;
        QVERIFY2(std::fabs(drawn->trace.points().front().z - measured) < 0.01, "the start lies on what was measured");
        QStringList rows;
        for (const QLabel* label : m_window->findChild<InspectorPanel*>()->findChildren<QLabel*>())
            rows << label->text();
        QVERIFY(!rows.filter("m measured").isEmpty());
        // Without it the trace stands as it was said.
        Trace said = traceLayer({}, {}, answer.text, nullptr, scene.sample->frame.camera).trace;
        QVERIFY(said.points().front() != drawn->trace.points().front() ||
                std::fabs(said.points().front().z - measured) < 0.005);
        QCOMPARE(said.points().back().z, drawn->trace.points().back().z);
    }

    void aModelOfOnesOwnTakesItsPlaceUntilItIsForgotten() {
        ModelRequest request;
        request.url = QStringLiteral("http://127.0.0.1:9");
        request.name = QStringLiteral("mine");
        m_window->models()->addModel(knownModel(request));
        QVERIFY(modelName().startsWith("mine"));
        QVERIFY(!hint().contains(demo));
        makeWindow();
        QVERIFY(modelName().startsWith("mine"));
        QVERIFY(menuNames().contains("forgetModel"));
        m_window->models()->forgetModel();
        QVERIFY(modelName().startsWith(demo));
        makeWindow();
        QVERIFY(modelName().startsWith(demo));
    }

    void itTellsWhatItIs() {
        m_window->models()->tellOfModel();
        auto* text = find<QWidget>("aboutModelDialog")->findChild<QTextBrowser*>();
        QVERIFY(text);
        QVERIFY(text->toPlainText().contains(demo));
        QVERIFY(text->toPlainText().size() > 1000);
    }

    void aBrokenCardIsToldWhenItIsAsked() {
        QTemporaryDir copy;
        std::filesystem::copy(bundledCheckpoint().toStdString(), copy.path().toStdString() + "/mine",
                              std::filesystem::copy_options::recursive);
        std::ofstream(copy.path().toStdString() + "/mine/tracestudio.json") << "{\"prompt_style\": \"odd\"}";
        const Run answered = run({"ask", "--checkpoint", copy.path() + "/mine", "what?"});
        QCOMPARE(answered.status, 2);
        QVERIFY2(answered.err.contains("tracestudio.json") && answered.err.contains("odd"), qPrintable(answered.err));
    }

    void askNeedsNoCheckpoint() {
        const QString sample = m_samples->path("raw_data/0/");
        const QStringList about{"--image",      sample + "image.png",       "--depth", sample + "gt_depth.png",
                                "--intrinsics", "420.5,420.5,255.75,191.25"};
        const QString instruction = QStringLiteral("pick up the red cube and move it to the blue plate");
        const auto answer = [&](const QStringList& more) {
            const Run answered = run(QStringList{"ask", "--json"} + about + more + QStringList{instruction});
            if (answered.status != 0)
                qFatal("%s", qPrintable(answered.err));
            return Json::parse(answered.out.toStdString());
        };
        const Json measured = answer({});
        QCOMPARE(measured["model"].get<std::string>(), demo.toStdString());
        QCOMPARE(measured["prompt"].get<std::string>(), instruction.toStdString());
        QCOMPARE(measured["stopped_by"].get<std::string>(), std::string("model"));
        QVERIFY(measured["trace"].size() >= 3);
        QCOMPARE(measured["trace"][0][2].get<double>(), measured["start_depth"]["measured"].get<double>());
        const Json said = answer({"--start-depth", "model"});
        QVERIFY(said["start_depth"].is_null());
        QCOMPARE(said["trace"][0][2].get<double>(), measured["start_depth"]["answered"].get<double>());
        QVERIFY(said["text"] == measured["text"]);
    }

    void itsAnswersToTheBundledSamplesSucceed() {
        const QString out = m_folder->filePath(QStringLiteral("answers"));
        const Run asked = run({"predict", "--benchmark", m_samples->path(), "--output", out});
        QVERIFY2(asked.status == 0, qPrintable(asked.err));
        const QString report = m_folder->filePath(QStringLiteral("report.json"));
        const Run scored = run({"evaluate", "--benchmark", m_samples->path(), "--predictions",
                                out + "/" + demo + "_3D.jsonl", "--json", report});
        QVERIFY2(scored.status == 0, qPrintable(scored.err));
        std::ifstream stream(report.toStdString());
        const Json json = Json::parse(stream);
        int successes = 0;
        for (const Json& sample : json["samples"])
            successes += sample.value("success", false) ? 1 : 0;
        QVERIFY2(successes >= 6, qPrintable(scored.out));
    }
};

QTEST_MAIN(DemoModelTest)
#include "tst_demo_model.moc"
