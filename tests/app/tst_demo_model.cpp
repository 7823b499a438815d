// The model that comes with the program: there without being chosen, asked with a click, drawn from the measured depth.
#include "app/bundled.h"
#include "app/model_controller.h"
#include "app/model_list.h"
#include "benchmark/predictions.h"
#include "models/local_models.h"
#include "program.h"
#include "widgets/figure_list.h"
#include "widgets/instruction_panel.h"
#include "window_fixture.h"

#include <QAction>
#include <QLineEdit>
#include <QPlainTextEdit>
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
const QString demo = QStringLiteral("Tabletop demo");

/// Where a trace must begin and end, metres in the camera's frame: the surface of what is moved before its centre, and
/// that point moved as the words say. From where tests/samples/sample_scenes.cpp puts things.
struct Example {
    int sample;
    const char* instruction;
    cv::Vec3d start, end;
};
const Example examplesMeant[] = {
    {0, "move the red cube to the blue plate", {-0.207, 0.062, 0.592}, {0.187, 0.014, 0.640}},
    {0, "put the yellow ball on the blue plate", {-0.036, -0.080, 0.793}, {0.173, 0.020, 0.640}},
    {0, "push the green cube 20 cm to the left", {0.294, -0.124, 0.864}, {0.094, -0.130, 0.873}},
    {1, "put the orange ball on top of the shelf", {0.176, 0.118, 0.796}, {0.105, -0.270, 0.877}},
    {1, "push the teal mug 20 cm to the right", {-0.144, 0.127, 0.735}, {0.056, 0.126, 0.736}},
    {1, "put the teal mug to the left of the orange ball", {-0.144, 0.127, 0.735}, {0.075, 0.102, 0.780}},
    {2, "pick up the orange can and put it on the wooden tray", {0.035, -0.139, 0.923}, {-0.189, 0.066, 0.630}},
    {2, "put the red ball into the white bowl", {0.287, -0.010, 0.770}, {0.004, -0.027, 0.793}},
    {2, "move the blue can to the left of the orange can", {-0.276, -0.085, 0.848}, {-0.062, -0.136, 0.917}},
    {3, "slide the purple block 20 cm to the right", {-0.231, 0.072, 0.714}, {-0.031, 0.077, 0.707}},
    {3, "push the green ball 20 cm towards the camera", {0.052, -0.045, 0.907}, {0.044, 0.061, 0.738}},
    {3, "push the purple block 20 cm away from me", {-0.231, 0.072, 0.714}, {-0.222, -0.035, 0.883}},
    {4, "stack the yellow block on the red block", {-0.172, 0.083, 0.684}, {0.068, 0.040, 0.642}},
    {4, "push the pink ball 20 cm to the right", {-0.159, -0.060, 0.901}, {0.040, -0.056, 0.896}},
    {4, "put the red block to the right of the pink ball", {0.051, 0.087, 0.676}, {-0.071, -0.065, 0.892}},
    {5, "put the white cushion on the top of the stool", {-0.230, -0.389, 2.890}, {-0.845, 0.177, 1.957}},
    {5, "move the yellow cushion to the top of the wooden stool", {0.706, -0.364, 2.833}, {-0.866, 0.176, 1.960}},
    {5, "put the rightmost cushion on top of the stool", {0.706, -0.364, 2.833}, {-0.866, 0.176, 1.960}},
    {6, "push the red box in front of the left door of the cabinet", {-0.669, 0.342, 1.972}, {0.031, 0.156, 2.382}},
    {6, "put the red box in front of the pouf", {-0.669, 0.342, 1.972}, {-0.904, 0.229, 2.220}},
    {6, "push the red storage box 30 cm towards me", {-0.669, 0.342, 1.972}, {-0.631, 0.465, 1.701}},
    {7, "push the blue basket 40 cm to the right", {-0.574, 0.459, 1.541}, {-0.174, 0.453, 1.554}},
    {7, "slide the basket 50 cm right", {-0.574, 0.459, 1.541}, {-0.074, 0.452, 1.558}},
    {7,
     "put the basket into the middle compartment of the middle row of the shelf",
     {-0.574, 0.459, 1.541},
     {0.311, -0.287, 2.331}},
};
} // namespace

class DemoModelTest : public QObject, testing::WindowFixture {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;

    void openFolder(const QString& path, const QString& sample = QStringLiteral("0")) {
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

  private Q_SLOTS:
    void initTestCase() {
        prepareForLocalModels();
        prepare();
    }
    void init() {
        m_samples = std::make_unique<SampleFolder>();
        m_folder = std::make_unique<QTemporaryDir>();
        const QString resources = QFileInfo(m_samples->path()).path();
        QVERIFY(QFile::link(QStringLiteral(TRACESTUDIO_ROOT "/resources/models"), resources + "/models"));
        qputenv("TRACESTUDIO_RESOURCES", resources.toUtf8());
        m_settings = std::make_unique<Settings>(m_folder->filePath(QStringLiteral("settings.ini")));
        startWindow();
    }
    void cleanup() { endWindow(); }

    void aFirstStartHasAModelAndSomethingToAskIt() {
        QVERIFY2(modelName().startsWith(demo), qPrintable(modelName()));
        openFolder(m_samples->path());
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
        openFolder(another.path());
        QVERIFY(examples().isEmpty());
        QVERIFY(!find<QWidget>("examples")->isVisible());
    }

    void aClickIsAnsweredAndDrawnFromTheMeasuredDepth() {
        openFolder(m_samples->path());
        // An example asks for a trace, whatever was asked for last.
        m_window->models()->setTask(AnswerTask::Referring);
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
        for (const Figure& figure : find<FigureList>("inspectorRun")->figures())
            rows << figure.value;
        QVERIFY2(!rows.filter("m measured").isEmpty(), qPrintable(rows.join(", ")));
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
        startWindow();
        QVERIFY(modelName().startsWith("mine"));
        QVERIFY(menuNames().contains("forgetModel"));
        m_window->models()->forgetModel();
        QVERIFY(modelName().startsWith(demo));
        startWindow();
        QVERIFY(modelName().startsWith(demo));
    }

    void itIsStillChosenWhereTheProgramHasMoved() {
        ModelRequest request;
        request.url = QStringLiteral("http://127.0.0.1:9");
        request.name = QStringLiteral("mine");
        ModelList models(m_settings.get());
        models.add(knownModel(request));
        QVERIFY(!models.current()->isBundled);
        models.setCurrent(0);
        QVERIFY(models.current()->isBundled);
        QTemporaryDir elsewhere;
        QVERIFY(QFile::link(QStringLiteral(TRACESTUDIO_ROOT "/resources/models"), elsewhere.path() + "/models"));
        qputenv("TRACESTUDIO_RESOURCES", elsewhere.path().toUtf8());
        QVERIFY(ModelList(m_settings.get()).current()->isBundled);
    }

    void itTellsWhatItIs() {
        find<QAction>("commandPalette")->trigger();
        auto* line = find<QLineEdit>("paletteLine");
        QTest::keyClicks(line, QStringLiteral("About Tabletop"));
        QTest::keyClick(line, Qt::Key_Return);
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
        const QString sample = m_samples->path("raw_data/0") + "/";
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
        const Run useless = run({"ask", "--start-depth", "sensor", instruction});
        QCOMPARE(useless.status, 2);
        QVERIFY2(useless.err.contains("--json") && useless.err.contains("--depth"), qPrintable(useless.err));
    }

    void itsExamplesAreAnsweredAsTheyAreMeant_data() {
        QTest::addColumn<int>("example");
        for (int i = 0; i < int(std::size(examplesMeant)); ++i)
            QTest::newRow(examplesMeant[i].instruction) << i;
    }
    void itsExamplesAreAnsweredAsTheyAreMeant() {
        QFETCH(int, example);
        const Example& meant = examplesMeant[example];
        const QString id = QString::number(meant.sample);
        QVERIFY(exampleInstructions().value(id.toStdString()).contains(QString::fromUtf8(meant.instruction)));
        std::ifstream dataset(m_samples->path("trajectory_dataset.json").toStdString());
        const Json camera = Json::parse(dataset)[std::size_t(meant.sample)]["gt_depth_intrinsics"];
        const double fx = camera[0][0];
        const double fy = camera[1][1];
        const double cx = camera[0][2];
        const double cy = camera[1][2];
        const QString folder = m_samples->path("raw_data/" + id) + "/";
        const QString image = folder + "image.png";
        const Run answered = run({"ask", "--json", "--image", image, "--depth", folder + "gt_depth.png", "--intrinsics",
                                  QStringLiteral("%1,%2,%3,%4").arg(fx).arg(fy).arg(cx).arg(cy), meant.instruction});
        QVERIFY2(answered.status == 0, qPrintable(answered.err));
        const Json trace = Json::parse(answered.out.toStdString())["trace"];
        QCOMPARE(trace.size(), std::size_t(4));
        const QSize size = QImage(image).size();
        const auto distance = [&](const Json& point, const cv::Vec3d& to) {
            const double z = point[2];
            const double x = (point[0].get<double>() * size.width() - 0.5 - cx) / fx * z;
            const double y = (point[1].get<double>() * size.height() - 0.5 - cy) / fy * z;
            return cv::norm(cv::Vec3d(x, y, z) - to);
        };
        const double start = distance(trace.front(), meant.start);
        const double end = distance(trace.back(), meant.end);
        QVERIFY2(start < 0.1 && end < 0.2, qPrintable(QStringLiteral("%1 m, %2 m").arg(start).arg(end)));
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
