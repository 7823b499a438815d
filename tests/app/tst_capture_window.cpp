// Cameras and recordings in the real window: shown in both views, asked about, frozen, kept.
#include "app/capture_controller.h"
#include "app/main_window.h"
#include "app/model_controller.h"
#include "benchmark/png_encoding.h"
#include "capture/folders/tum_writer.h"
#include "capture/recordings.h"
#include "capture/virtual_camera/virtual_camera.h"
#include "models/model_server.h"
#include "sample_folder.h"
#include "support.h"
#include "widgets/capture_panel.h"
#include "widgets/cloud_view.h"
#include "widgets/image_view.h"
#include "widgets/inspector_panel.h"
#include "widgets/instruction_panel.h"
#include "widgets/message_bar.h"

#include <QAction>
#include <QDialog>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>
#include <QToolButton>
#include <future>
#include <opencv2/imgproc.hpp>
#include <thread>

using namespace tracestudio;
using testing::ModelServer;
using testing::SampleFolder;

namespace {

constexpr int patience = 30000 * slowness;

/// A room with texture, and a ball that moves; `shift` pixels aside where the camera has turned. The first pixel's
/// blue is the picture's number.
CapturedFrame pictureOf(int number, double shift = 0) {
    constexpr int width = 320, height = 240;
    static const cv::Mat texture = [] {
        cv::Mat grain(height, width + 200, CV_8UC3);
        cv::RNG(5).fill(grain, cv::RNG::UNIFORM, 0, 255);
        cv::GaussianBlur(grain, grain, {}, 3);
        cv::normalize(grain, grain, 20, 235, cv::NORM_MINMAX);
        return grain;
    }();
    CapturedFrame captured;
    RgbdFrame& frame = captured.frame;
    cv::warpAffine(texture, frame.colourBgr, cv::Matx23d(1, 0, shift - 100, 0, 1, 0), {width, height});
    frame.depthMillimetres.create(height, width, CV_16UC1);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            frame.depthMillimetres.at<std::uint16_t>(y, x) = std::uint16_t(2500 - 5 * y + int(shift) * 5);
    const cv::Point ball(60 + 3 * (number % 60), 120);
    cv::circle(frame.colourBgr, ball, 20, {30, 40, 220}, -1);
    cv::circle(frame.depthMillimetres, ball, 20, cv::Scalar(800), -1);
    frame.colourBgr.at<cv::Vec3b>(0, 0) = {std::uint8_t(number), 0, 0};
    frame.camera = {width, height, 262, 262, 159.5, 119.5};
    captured.number = std::uint64_t(number);
    captured.colourSeconds = captured.depthSeconds = 100 + number / 30.0;
    captured.arrival = std::chrono::steady_clock::now();
    return captured;
}

QString messagesIn(const MainWindow& window) {
    QStringList words;
    for (const MessageBar* bar : window.findChildren<MessageBar*>())
        for (const QLabel* label : bar->findChildren<QLabel*>())
            words << label->text();
    return words.join(QLatin1Char('\n')).remove(QChar(0x200b));
}

} // namespace

class CaptureWindowTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void aRecordingIsShownInBothViews();
    void spacePausesAndTheTimelineSteps();
    void aSampleIsGoneToAndTheCameraComesBack();
    void closingThePanelGoesBackToTheSample();
    void theKeyLeadsIntoTheBarAndOutOfIt();
    void whatRunsGoesOnWithoutItsBar();
    void theViewsStayWhereTheyAreWhilePicturesChange();
    void anAnswerIsDrawnIntoThePictureItIsAbout();
    void anAnswerIsCarriedOverWhileTheCameraRests();
    void anAnswerStandsBesideWhenTheCameraHasMoved();
    void aQuestionIsRepeatedOnTheNewestPicture();
    void aServerIsSentTheFrozenPicture();
    void aFrozenPictureBecomesASample();
    void picturesAreRecorded();
    void whatWasRecordedIsOffered();
    void aRecordingWithoutAPictureLeavesNothing();
    void whatCannotBeOpenedIsSaid();
    void intrinsicsAreAskedFor();
    void aCameraIsSeenFrozenUnpluggedAndSeenAgain();
    void aChangeOfModeMovesNothing();
    void whatIsTypedMeanwhileIsNotAsked();
    void allAnswersToOneQuestionAreDrawn();
    void clearedAnswersComeBackIntoThePicture();
    void thePictureOfTheSourceBeforeIsNotTheNextOnes();
    void aRecordingEndsWithTheSourceItIsOf();
    void nothingIsRecordedAtTheEnd();
    void closingTheWindowKeepsWhatWasRecorded();
    void manySamplesAreAskedAboutWhileTheCameraIsShown();
    void theSessionIsThatOfTheSamples();
    void whatWentWrongIsOverWithTheNextSource();
    void aCameraThatDoesNotAnswerIsSaidAndHasOneMessage();

  private:
    template <typename Widget>
    Widget* find(const char* name) {
        return m_window->findChild<Widget*>(QString::fromLatin1(name));
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(m_window.get(), key, modifiers); }
    void trigger(const char* action) { find<QAction>(action)->trigger(); }
    CaptureSession& session() { return m_window->capture()->session(); }
    const std::shared_ptr<const LiveFrame>& shown() { return m_window->capture()->shown(); }
    /// The number that the shown picture carries in itself.
    int numberShown() {
        return m_document->isLive() ? m_document->scene()->sample->frame.colourBgr.at<cv::Vec3b>(0, 0)[0] : -1;
    }
    /// A TUM folder of `count` pictures; from the `turnsAt`-th on the camera looks elsewhere.
    QString recording(int count, int turnsAt = 1000) {
        const QString path = m_folder->filePath(QStringLiteral("recording-%1-%2").arg(count).arg(turnsAt));
        auto writer = TumWriter::create(path.toStdString(), pictureOf(0).frame.camera,
                                        [](const cv::Mat& picture) { return encodePng(picture); });
        for (int i = 0; i < count; ++i)
            if (!writer || !(*writer)->append(pictureOf(i, i >= turnsAt ? 40 : 0)))
                qFatal("no recording");
        if (!(*writer)->flush())
            qFatal("no recording");
        return path;
    }
    /// Opens a recording and holds it at a picture.
    void openAt(const QString& path, int frame) {
        m_window->open({path});
        QTRY_VERIFY_WITH_TIMEOUT(m_document->isLive(), patience);
        session().play(false);
        goTo(frame);
    }
    void goTo(int frame) {
        Q_EMIT find<CapturePanel>("capturePanel")->seekRequested(frame);
        QTRY_COMPARE_WITH_TIMEOUT(numberShown(), frame, patience);
    }
    void useServer(const ModelServer& server) {
        ModelRequest request;
        request.url = QString::fromStdString(server.url());
        request.name = QStringLiteral("RoboTracer");
        request.tries = 1;
        m_window->models()->addModel(knownModel(request));
    }
    void ask(const char* instruction) {
        find<QWidget>("instructionText")->setFocus();
        QTest::keyClicks(find<QWidget>("instructionText"), QString::fromLatin1(instruction));
        trigger("ask");
    }
    std::vector<const LiveAnswer*> answers() { return m_document->answers()->of(liveSampleId); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<Document> m_document;
    std::unique_ptr<MainWindow> m_window;
};

void CaptureWindowTest::initTestCase() {
    QStandardPaths::setTestModeEnabled(true);
}

void CaptureWindowTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<Settings>(m_folder->filePath(QStringLiteral("settings.ini")));
    m_document = std::make_unique<Document>();
    m_window = std::make_unique<MainWindow>(m_document.get(), m_settings.get());
    m_window->resize(1400, 900);
    m_window->show();
}

void CaptureWindowTest::cleanup() {
    m_window.reset();
    m_document.reset();
}

void CaptureWindowTest::aRecordingIsShownInBothViews() {
    QVERIFY(!find<QWidget>("capturePanel")->isVisible());
    m_window->open({recording(40)});
    QTRY_VERIFY_WITH_TIMEOUT(m_document->isLive(), patience);
    QVERIFY(find<QWidget>("capturePanel")->isVisible());
    const auto& scene = m_document->scene();
    QCOMPARE(scene->cloud->size(), std::size_t(320 * 240));
    QCOMPARE(scene->sample->frame.camera.fx, 262.0);
    // It goes on by itself to the end.
    QTRY_COMPARE_WITH_TIMEOUT(numberShown(), 39, patience);
    QTRY_VERIFY(find<QWidget>("captureStatus")->accessibleName().contains(QStringLiteral("end")));
    // Both views show what it shows: the ball is at the same place in the picture and, from the camera, in the cloud.
    const auto isBall = [](QRgb pixel) { return qRed(pixel) > 180 && qGreen(pixel) < 90 && qBlue(pixel) < 90; };
    for (QWidget* view : {static_cast<QWidget*>(m_window->findChild<ImageView*>()),
                          static_cast<QWidget*>(m_window->findChild<CloudView*>())}) {
        QTRY_VERIFY([&] {
            const QImage seen = view->grab().toImage();
            for (int x = 0; x < seen.width(); ++x)
                if (isBall(seen.pixel(x, seen.height() / 2)))
                    return true;
            return false;
        }());
    }
    QCOMPARE(m_settings->text(QStringLiteral("capture/recent")),
             m_folder->filePath(QStringLiteral("recording-40-1000")));
}

void CaptureWindowTest::spacePausesAndTheTimelineSteps() {
    find<CapturePanel>("capturePanel")->setLoops(true);
    m_window->open({recording(30)});
    QTRY_VERIFY_WITH_TIMEOUT(m_document->isLive(), patience);
    m_window->findChild<ImageView*>()->setFocus();
    press(Qt::Key_Space);
    QTRY_VERIFY(!session().status().isPlaying);
    goTo(12);
    QTest::mouseClick(find<QToolButton>("stepForwardButton"), Qt::LeftButton);
    QTRY_COMPARE(numberShown(), 13);
    QTest::mouseClick(find<QToolButton>("stepBackButton"), Qt::LeftButton);
    QTest::mouseClick(find<QToolButton>("stepBackButton"), Qt::LeftButton);
    QTRY_COMPARE(numberShown(), 11);
    QTRY_VERIFY(find<QWidget>("frameBox")->property("text").toString().contains(QStringLiteral("12")) ||
                find<QLineEdit>("frameBox")->text().contains(QStringLiteral("12")));
    press(Qt::Key_Space);
    QTRY_VERIFY(numberShown() > 13);
}

void CaptureWindowTest::aSampleIsGoneToAndTheCameraComesBack() {
    SampleFolder samples;
    m_document->open({samples.path()}, QStringLiteral("3"));
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), patience);
    openAt(recording(10), 5);
    QVERIFY(!m_document->current());
    // The keys that mark and step a sample find none to mark, and the next one to go to.
    press(Qt::Key_Y);
    QVERIFY(m_document->marks().empty());
    press(Qt::Key_D);
    QTRY_VERIFY(!m_document->isLive());
    QTRY_VERIFY_WITH_TIMEOUT(m_document->scene() && m_document->scene()->sample->id == "3", patience);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), patience);
    QVERIFY(!m_document->isLive());
    press(Qt::Key_Space);
    QTRY_VERIFY(m_document->isLive());
    QCOMPARE(numberShown(), 5);
}

void CaptureWindowTest::closingThePanelGoesBackToTheSample() {
    SampleFolder samples;
    m_document->open({samples.path()}, QStringLiteral("2"));
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), patience);
    openAt(recording(10), 5);
    trigger("showCapture");
    QVERIFY(!m_document->isLive());
    QVERIFY(!m_window->capture()->isOpen());
    QTRY_COMPARE(m_document->scene()->sample->id, std::string("2"));
    QVERIFY(m_window->findChild<InspectorPanel*>()->isVisible());
}

void CaptureWindowTest::theKeyLeadsIntoTheBarAndOutOfIt() {
    auto* panel = find<CapturePanel>("capturePanel");
    const auto isInside = [&] { return panel->isAncestorOf(m_window->focusWidget()); };
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    press(Qt::Key_6, Qt::ControlModifier);
    QVERIFY(panel->isVisible() && isInside());
    m_window->findChild<ImageView*>()->setFocus();
    press(Qt::Key_6, Qt::ControlModifier);
    QVERIFY(panel->isVisible() && isInside());
    press(Qt::Key_6, Qt::ControlModifier);
    QVERIFY(!panel->isVisible() && !isInside());
}

void CaptureWindowTest::whatRunsGoesOnWithoutItsBar() {
    find<CapturePanel>("capturePanel")->setLoops(true);
    m_window->open({recording(20)});
    QTRY_VERIFY_WITH_TIMEOUT(m_document->isLive(), patience);
    trigger("showCapture");
    QVERIFY(!find<QWidget>("capturePanel")->isVisible());
    QVERIFY(m_document->isLive() && m_window->capture()->isRunning());
    const std::uint64_t before = shown()->serial;
    QTRY_VERIFY(shown()->serial > before + 3);
    QVERIFY(messagesIn(*m_window).contains(QStringLiteral("recording-20-1000 goes on")));
}

void CaptureWindowTest::theViewsStayWhereTheyAreWhilePicturesChange() {
    openAt(recording(10), 2);
    auto* image = m_window->findChild<ImageView*>();
    auto* cloud = m_window->findChild<CloudView*>();
    trigger("resetView");
    image->zoomBy(2);
    const auto transform = m_window->viewState()->imageTransform();
    const ViewCamera camera = cloud->camera();
    goTo(3);
    goTo(7);
    QVERIFY(m_window->viewState()->imageTransform() == transform);
    QVERIFY(cloud->camera() == camera);
}

void CaptureWindowTest::anAnswerIsDrawnIntoThePictureItIsAbout() {
    ModelServer server;
    server.startQuery([](const auto&, auto& response) {
        testing::answerQuery(response, "[(100, 200, 1.2), (500, 500, 1.0), (900, 700, 1.4)]");
    });
    openAt(recording(10), 4);
    useServer(server);
    ask("put the ball on the left");
    QTRY_VERIFY_WITH_TIMEOUT(answers().size() == 1 && answers()[0]->isOver(), patience);
    QCOMPARE(int(answers()[0]->state), int(LiveAnswer::State::Done));
    QTRY_COMPARE(m_document->scene()->traces.size(), std::size_t(1));
    const TraceLayer& trace = m_document->scene()->traces.front();
    QCOMPARE(trace.trace.size(), std::size_t(3));
    QVERIFY(trace.trace.is3D());
    QVERIFY2(trace.title.contains(QStringLiteral("frame 5")), qPrintable(trace.title));
    QCOMPARE(trace.opacity, 1.0);
    QVERIFY(server.bodies().back().find("put the ball on the left") != std::string::npos);
}

void CaptureWindowTest::anAnswerIsCarriedOverWhileTheCameraRests() {
    ModelServer server;
    server.startQuery(
        [](const auto&, auto& response) { testing::answerQuery(response, "[(100, 200, 1.2), (500, 500, 1.0)]"); });
    const QString path = recording(240);
    openAt(path, 0);
    useServer(server);
    ask("put the ball on the left");
    QTRY_VERIFY_WITH_TIMEOUT(answers().size() == 1 && answers()[0]->isOver(), patience);
    Q_EMIT find<CapturePanel>("capturePanel")->seekRequested(60); // two seconds later
    QTRY_COMPARE(numberShown(), 60);
    QTRY_COMPARE(m_document->scene()->traces.size(), std::size_t(1));
    QVERIFY2(m_document->scene()->traces[0].title.contains(QStringLiteral("frame 1 · 2 s")),
             qPrintable(m_document->scene()->traces[0].title));
    QCOMPARE(m_document->scene()->traces[0].opacity, 1.0);
    Q_EMIT find<CapturePanel>("capturePanel")->seekRequested(239); // eight seconds later it has faded
    QTRY_COMPARE(numberShown(), 239);
    QVERIFY(m_document->scene()->traces[0].opacity < 0.8);
    QVERIFY(m_document->scene()->traces[0].opacity > 0.2);
    // Only where that is wanted.
    QTest::mouseClick(find<QToolButton>("carryOverButton"), Qt::LeftButton);
    QTRY_VERIFY(m_document->scene()->traces.empty());
    QTRY_VERIFY(find<QWidget>("askedView")->isVisible());
    QTest::mouseClick(find<QToolButton>("carryOverButton"), Qt::LeftButton);
    QTRY_COMPARE(m_document->scene()->traces.size(), std::size_t(1));
    QTRY_VERIFY(!find<QWidget>("askedView")->isVisible());
}

void CaptureWindowTest::anAnswerStandsBesideWhenTheCameraHasMoved() {
    ModelServer server;
    server.startQuery(
        [](const auto&, auto& response) { testing::answerQuery(response, "[(100, 200, 1.2), (500, 500, 1.0)]"); });
    openAt(recording(60, 30), 10);
    useServer(server);
    ask("put the ball on the left");
    QTRY_VERIFY_WITH_TIMEOUT(answers().size() == 1 && answers()[0]->isOver(), patience);
    goTo(45);
    QVERIFY(m_document->scene()->traces.empty());
    QTRY_VERIFY(find<QWidget>("askedView")->isVisible());
    QVERIFY2(find<QLabel>("askedTitle")->text().contains(QStringLiteral("frame 11")),
             qPrintable(find<QLabel>("askedTitle")->text()));
    goTo(12); // back where it was asked
    QTRY_COMPARE(m_document->scene()->traces.size(), std::size_t(1));
    QTRY_VERIFY(!find<QWidget>("askedView")->isVisible());
    // Cleared, it stands nowhere.
    goTo(45);
    QTRY_VERIFY(find<QWidget>("askedView")->isVisible());
    trigger("clearAnswers");
    QTRY_VERIFY(!find<QWidget>("askedView")->isVisible());
}

void CaptureWindowTest::aQuestionIsRepeatedOnTheNewestPicture() {
    ModelServer server;
    server.startQuery(
        [](const auto&, auto& response) { testing::answerQuery(response, "[(100, 200, 1.2), (500, 500, 1.0)]"); });
    auto* panel = find<CapturePanel>("capturePanel");
    panel->setLoops(true);
    m_window->open({recording(60)});
    QTRY_VERIFY_WITH_TIMEOUT(m_document->isLive(), patience);
    useServer(server);
    QTest::mouseClick(find<QToolButton>("repeatButton"), Qt::LeftButton);
    ask("put the ball on the left");
    QTRY_VERIFY_WITH_TIMEOUT(server.bodies().size() >= 6, patience);
    QVERIFY(answers().size() <= 2); // nothing grows
    // Each is about another picture.
    QVERIFY(answers().back()->number >= 6);
    QTest::mouseClick(find<QToolButton>("repeatButton"), Qt::LeftButton);
    QTRY_VERIFY(!m_window->models()->isBusy());
    QTest::qWait(200);
    const std::size_t asked = server.bodies().size();
    QTest::qWait(300);
    QCOMPARE(server.bodies().size(), asked);
}

void CaptureWindowTest::aServerIsSentTheFrozenPicture() {
    ModelServer server;
    std::mutex mutex;
    QImage seen, depth;
    server.startQuery([&](const httplib::Request& request, httplib::Response& response) {
        const auto body = nlohmann::json::parse(request.body);
        const std::lock_guard lock(mutex);
        seen = QImage(QString::fromStdString(body["image_paths"][0]));
        testing::answerQuery(response, "[(100, 200, 1.2), (500, 500, 1.0)]");
    });
    openAt(recording(10), 6);
    useServer(server);
    ask("put the ball on the left");
    QTRY_VERIFY_WITH_TIMEOUT(answers().size() == 1 && answers()[0]->isOver(), patience);
    const std::lock_guard lock(mutex);
    QCOMPARE(seen.size(), QSize(320, 240));
    QCOMPARE(qBlue(seen.pixel(0, 0)), 6);
    const auto body = server.lastBody();
    QVERIFY(!QFile::exists(QString::fromStdString(body["image_paths"][0]))); // and nothing is left behind
}

void CaptureWindowTest::aFrozenPictureBecomesASample() {
    openAt(recording(10), 7);
    find<QWidget>("instructionText")->setFocus();
    QTest::keyClicks(find<QWidget>("instructionText"), QStringLiteral("put the ball on the left"));
    press(Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
    auto* dialog = m_window->findChild<QDialog*>(QStringLiteral("freezeDialog"));
    QVERIFY(dialog);
    const QString target = m_folder->filePath(QStringLiteral("mine"));
    QLineEdit* folder = nullptr;
    for (QLineEdit* field : dialog->findChildren<QLineEdit*>()) {
        if (field->objectName().contains(QStringLiteral("Folder")))
            folder = field;
        if (field->objectName().contains(QStringLiteral("nstruction")))
            QCOMPARE(field->text(), QStringLiteral("put the ball on the left"));
    }
    QVERIFY(folder);
    folder->setText(target);
    QTRY_VERIFY(dialog->findChild<QPushButton*>(QStringLiteral("formAccept"))->isEnabled());
    dialog->findChild<QPushButton*>(QStringLiteral("formAccept"))->click();
    // The new dataset is open at the sample, which is the picture that was seen.
    QTRY_VERIFY_WITH_TIMEOUT(m_document->dataset() && !m_document->isLive() && m_document->scene(), patience);
    const Sample& sample = *m_document->scene()->sample;
    QCOMPARE(sample.instruction, std::string("put the ball on the left"));
    QCOMPARE(int(sample.frame.colourBgr.at<cv::Vec3b>(0, 0)[0]), 7);
    const CapturedFrame truth = pictureOf(7);
    QCOMPARE(cv::norm(sample.frame.colourBgr, truth.frame.colourBgr, cv::NORM_INF), 0.0);
    QCOMPARE(cv::norm(sample.frame.depthMillimetres, truth.frame.depthMillimetres, cv::NORM_INF), 0.0);
    QCOMPARE(sample.frame.camera, truth.frame.camera);
    QVERIFY(sample.problems.empty());
    QVERIFY(messagesIn(*m_window).contains(QStringLiteral("Saved as sample")));
    // A second one joins it.
    trigger("freezeCapture");
    QTRY_VERIFY(m_document->isLive());
    trigger("saveSample");
    QDialog* again = nullptr;
    QTRY_VERIFY((again = m_window->findChild<QDialog*>(QStringLiteral("freezeDialog"))) && again->isVisible());
    QTRY_VERIFY(again->findChild<QPushButton*>(QStringLiteral("formAccept"))->isEnabled());
    again->findChild<QPushButton*>(QStringLiteral("formAccept"))->click();
    QTRY_VERIFY_WITH_TIMEOUT(m_document->dataset()->size() == 2, patience);
    QTRY_VERIFY(m_document->scene() && m_document->scene()->sample->id == "1");
}

void CaptureWindowTest::picturesAreRecorded() {
    m_settings->setText(QStringLiteral("capture/recordFolder"), m_folder->filePath(QStringLiteral("recorded")));
    auto* panel = find<CapturePanel>("capturePanel");
    panel->setRecordKind(RecordKind::TumFolder);
    openAt(recording(30), 0);
    press(Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(m_window->capture()->keeping()->isRecording());
    QTest::qWait(100 * slowness);
    session().play(true);
    QTRY_VERIFY_WITH_TIMEOUT(numberShown() == 29, patience);
    QTRY_VERIFY(!m_window->capture()->keeping()->isRecording()); // it has come to its end
    QTRY_VERIFY_WITH_TIMEOUT(messagesIn(*m_window).contains(QStringLiteral("recorded in")), patience);
    const QDir recorded(m_folder->filePath(QStringLiteral("recorded")));
    QCOMPARE(recorded.entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 1);
    auto opened =
        openRecording(recorded.filePath(recorded.entryList(QDir::Dirs | QDir::NoDotAndDotDot)[0]).toStdString(), {});
    QVERIFY(opened.source);
    QVERIFY2((*opened.source)->frameCount() >= 15, qPrintable(QString::number((*opened.source)->frameCount())));
    QVERIFY((*opened.source)->start({}));
    const auto first = (*opened.source)->next({});
    QVERIFY(first && *first);
    const CapturedFrame truth = pictureOf((*first)->frame.colourBgr.at<cv::Vec3b>(0, 0)[0]);
    QCOMPARE(cv::norm((*first)->frame.colourBgr, truth.frame.colourBgr, cv::NORM_INF), 0.0);
    QCOMPARE(cv::norm((*first)->frame.depthMillimetres, truth.frame.depthMillimetres, cv::NORM_INF), 0.0);
}

void CaptureWindowTest::whatWasRecordedIsOffered() {
    m_settings->setText(QStringLiteral("capture/recordFolder"), m_folder->filePath(QStringLiteral("recorded")));
    auto* panel = find<CapturePanel>("capturePanel");
    openAt(recording(10), 0);
    trigger("record");
    QTRY_VERIFY(m_window->capture()->keeping()->isRecording() && m_window->capture()->keeping()->isIdle());
    goTo(3);
    goTo(4);
    panel->setRecordKind(RecordKind::TumFolder); // of the next one
    trigger("record");
    QTRY_VERIFY_WITH_TIMEOUT(messagesIn(*m_window).contains(QStringLiteral("recorded in")), patience);
    const QDir recorded(m_folder->filePath(QStringLiteral("recorded")));
    const QString name = recorded.entryList(QDir::Dirs | QDir::NoDotAndDotDot).value(0);
    // Chosen, it opens as what it is: a dataset of samples.
    QAction* offered = nullptr;
    for (QAction* action : find<QToolButton>("sourceButton")->menu()->actions())
        if (action->data().toString() == recorded.filePath(name))
            offered = action;
    QVERIFY(offered);
    offered->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(m_document->dataset() && !m_document->isLive(), patience);
    QCOMPARE(m_document->paths(), QStringList{recorded.filePath(name)});
    QCOMPARE(m_document->dataset()->size(), std::size_t(2));
}

void CaptureWindowTest::aRecordingWithoutAPictureLeavesNothing() {
    m_settings->setText(QStringLiteral("capture/recordFolder"), m_folder->filePath(QStringLiteral("recorded")));
    const QDir recorded(m_folder->filePath(QStringLiteral("recorded")));
    openAt(recording(10), 2);
    for (const RecordKind kind : {RecordKind::Samples, RecordKind::TumFolder}) {
        find<CapturePanel>("capturePanel")->setRecordKind(kind);
        trigger("record");
        QTRY_COMPARE(recorded.entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 1);
        trigger("record");
        QTRY_VERIFY(m_window->capture()->keeping()->isIdle());
        QTRY_COMPARE(recorded.entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 0);
    }
}

void CaptureWindowTest::whatCannotBeOpenedIsSaid() {
    const QString path = recording(4);
    QFile list(path + QStringLiteral("/depth.txt"));
    QVERIFY(list.open(QIODevice::WriteOnly));
    list.close();
    m_window->open({path});
    QTRY_VERIFY_WITH_TIMEOUT(messagesIn(*m_window).contains(QStringLiteral("recording-4")), patience);
    QVERIFY(!m_document->isLive());
    QTRY_VERIFY(find<QWidget>("captureStatus")->accessibleName().contains(QStringLiteral("Cannot")));
    // The next one opens.
    m_window->open({recording(6)});
    QTRY_VERIFY_WITH_TIMEOUT(m_document->isLive(), patience);
}

void CaptureWindowTest::intrinsicsAreAskedFor() {
    const QString path = recording(5);
    QVERIFY(QFile::remove(path + QStringLiteral("/camera.txt")));
    m_window->open({path});
    QDialog* dialog = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((dialog = m_window->findChild<QDialog*>(QStringLiteral("intrinsicsDialog"))), patience);
    auto* accept = dialog->findChild<QPushButton*>(QStringLiteral("formAccept"));
    QVERIFY(!accept->isEnabled());
    for (const auto& [name, value] :
         {std::pair("intrinsicsFx", "262"), std::pair("intrinsicsFy", "262"), std::pair("intrinsicsCx", "159.5"),
          std::pair("intrinsicsCy", "119.5"), std::pair("intrinsicsUnit", "0.2")})
        dialog->findChild<QLineEdit*>(QString::fromLatin1(name))->setText(QString::fromLatin1(value));
    QVERIFY(accept->isEnabled());
    accept->click();
    QTRY_VERIFY_WITH_TIMEOUT(m_document->isLive(), patience);
    QCOMPARE(m_document->scene()->sample->frame.camera, pictureOf(0).frame.camera);
    QCOMPARE(m_document->scene()->sample->frame.depthMillimetres.at<std::uint16_t>(0, 0), std::uint16_t(2500));
}

void CaptureWindowTest::aCameraIsSeenFrozenUnpluggedAndSeenAgain() {
    VirtualCamera camera;
    trigger("showCapture");
    m_window->open({QStringLiteral("openni:virtual:0")});
    QTRY_VERIFY_WITH_TIMEOUT(m_document->isLive(), patience);
    const auto serial = [&] { return shown()->serial; };
    const std::uint64_t first = serial();
    QTRY_VERIFY(serial() > first + 5);
    press(Qt::Key_Space);
    QTRY_VERIFY(find<QWidget>("captureStatus")->accessibleName().contains(QStringLiteral("Frozen")));
    const std::uint64_t frozen = serial();
    QTest::qWait(300);
    QCOMPARE(serial(), frozen);
    press(Qt::Key_Space);
    QTRY_VERIFY(serial() > frozen + 5);
    camera.set("plugged", 0);
    QTRY_VERIFY_WITH_TIMEOUT(find<QWidget>("captureStatus")->accessibleName().contains(QStringLiteral("Lost")) ||
                                 find<QWidget>("captureStatus")->accessibleName().contains(QStringLiteral("Reconn")),
                             patience);
    QVERIFY(m_document->isLive()); // the last picture stays
    const std::uint64_t last = serial();
    camera.set("plugged", 1);
    QTRY_VERIFY_WITH_TIMEOUT(serial() > last + 3, patience);
}

void CaptureWindowTest::aChangeOfModeMovesNothing() {
    VirtualCamera camera;
    camera.set("modes", "640x480@30,320x240@60");
    m_window->open({QStringLiteral("openni:virtual:0")});
    QTRY_VERIFY_WITH_TIMEOUT(m_document->isLive() && session().status().modes.size() > 1, patience);
    auto* mode = find<QWidget>("modeBox");
    QTRY_VERIFY(mode->isVisible());
    const auto places = [&] {
        QList<QRect> all;
        for (const char* name : {"sourceButton", "modeBox", "startButton", "freezeButton", "captureStatus"})
            all << QRect(find<QWidget>(name)->mapTo(m_window.get(), QPoint()), find<QWidget>(name)->size());
        return all;
    };
    const QList<QRect> before = places();
    const std::size_t other = session().status().format->mode == session().status().modes[0] ? 1 : 0;
    Q_EMIT find<CapturePanel>("capturePanel")->modeChosen(int(other));
    const auto isChanged = [&] {
        const CaptureStatus status = session().status();
        return status.format && status.format->mode == status.modes[other];
    };
    QElapsedTimer timer;
    timer.start();
    do { // also while it is being opened
        QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
        QCOMPARE(places(), before);
        QVERIFY(mode->isVisible());
    } while (!isChanged() && timer.elapsed() < patience);
    QVERIFY(isChanged());
}

void CaptureWindowTest::whatIsTypedMeanwhileIsNotAsked() {
    ModelServer server;
    server.startQuery(
        [](const auto&, auto& response) { testing::answerQuery(response, "[(100, 200, 1.2), (500, 500, 1.0)]"); });
    find<CapturePanel>("capturePanel")->setLoops(true);
    m_window->open({recording(60)});
    QTRY_VERIFY_WITH_TIMEOUT(m_document->isLive(), patience);
    useServer(server);
    QTest::mouseClick(find<QToolButton>("repeatButton"), Qt::LeftButton);
    ask("put the ball on the left");
    QTRY_VERIFY_WITH_TIMEOUT(server.bodies().size() >= 2, patience);
    QTest::keyClicks(find<QWidget>("instructionText"), QStringLiteral(" sh")); // of "shelf"
    const std::size_t before = server.bodies().size();
    QTRY_VERIFY_WITH_TIMEOUT(server.bodies().size() >= before + 4, patience);
    for (const std::string& body : server.bodies())
        QVERIFY2(body.find("left sh") == std::string::npos, body.c_str());
    QVERIFY(answers().size() <= 2);
    // What is asked next is what is repeated from then on.
    trigger("ask");
    QTRY_VERIFY_WITH_TIMEOUT(server.bodies().back().find("left sh") != std::string::npos, patience);
    const std::size_t next = server.bodies().size();
    QTRY_VERIFY_WITH_TIMEOUT(server.bodies().size() >= next + 3, patience);
    QVERIFY(server.bodies().back().find("left sh") != std::string::npos);
}

void CaptureWindowTest::allAnswersToOneQuestionAreDrawn() {
    ModelServer server;
    server.startQuery(
        [](const auto&, auto& response) { testing::answerQuery(response, "[(100, 200, 1.2), (500, 500, 1.0)]"); });
    openAt(recording(10), 4);
    useServer(server);
    auto* panel = m_window->findChild<InstructionPanel*>();
    AnswerChoices choices = panel->choices();
    choices.answers = 3;
    panel->setChoices(choices);
    ask("put the ball on the left");
    QTRY_VERIFY_WITH_TIMEOUT(answers().size() == 3 && std::ranges::all_of(answers(), &LiveAnswer::isOver), patience);
    QTRY_COMPARE(m_document->scene()->traces.size(), std::size_t(3));
    QVERIFY(answers()[0]->title != answers()[1]->title);
    QVERIFY(answers()[0]->colour != answers()[1]->colour);
}

void CaptureWindowTest::clearedAnswersComeBackIntoThePicture() {
    ModelServer server;
    server.startQuery(
        [](const auto&, auto& response) { testing::answerQuery(response, "[(100, 200, 1.2), (500, 500, 1.0)]"); });
    openAt(recording(10), 4);
    useServer(server);
    ask("put the ball on the left");
    QTRY_VERIFY_WITH_TIMEOUT(answers().size() == 1 && answers()[0]->isOver(), patience);
    const LiveAnswer kept = *answers()[0];
    trigger("clearAnswers");
    QVERIFY(m_document->scene()->traces.empty());
    m_document->answers()->putBack(kept);
    QCOMPARE(m_document->scene()->traces.size(), std::size_t(1));
}

void CaptureWindowTest::thePictureOfTheSourceBeforeIsNotTheNextOnes() {
    openAt(recording(10), 4);
    QVERIFY(find<QAction>("saveSample")->isEnabled());
    const QString damaged = recording(4);
    QVERIFY(QFile::remove(damaged + QStringLiteral("/depth.txt")));
    QFile list(damaged + QStringLiteral("/depth.txt"));
    QVERIFY(list.open(QIODevice::WriteOnly));
    list.close();
    m_window->capture()->open(damaged);
    QVERIFY(!m_window->capture()->shown());
    QVERIFY(!find<QAction>("saveSample")->isEnabled());
    QVERIFY(!find<QWidget>("saveSampleButton")->isEnabled());
    QTRY_COMPARE_WITH_TIMEOUT(int(session().status().state), int(CaptureState::Failed), patience);
    QTRY_VERIFY(!m_document->isLive());
    QVERIFY(!m_window->capture()->shown());
    QVERIFY(!find<QAction>("freezeCapture")->isEnabled());
    QVERIFY(!find<QAction>("record")->isEnabled());
    QTRY_VERIFY(!find<QLabel>("stageText")->text().contains(QStringLiteral("Opening")));
}

void CaptureWindowTest::aRecordingEndsWithTheSourceItIsOf() {
    m_settings->setText(QStringLiteral("capture/recordFolder"), m_folder->filePath(QStringLiteral("recorded")));
    find<CapturePanel>("capturePanel")->setLoops(true);
    m_window->open({recording(20)});
    QTRY_VERIFY_WITH_TIMEOUT(m_document->isLive(), patience);
    trigger("record");
    QTRY_VERIFY(find<QWidget>("recordButton")->isEnabled());
    QVERIFY(m_window->capture()->keeping()->isRecording());
    m_window->capture()->open(recording(6));
    QVERIFY(!m_window->capture()->keeping()->isRecording());
    QTRY_VERIFY_WITH_TIMEOUT(m_document->isLive() && m_window->capture()->shown(), patience);
    QVERIFY(!m_window->capture()->keeping()->isRecording());
}

void CaptureWindowTest::nothingIsRecordedAtTheEnd() {
    m_settings->setText(QStringLiteral("capture/recordFolder"), m_folder->filePath(QStringLiteral("recorded")));
    m_window->open({recording(5)});
    QTRY_COMPARE_WITH_TIMEOUT(int(session().status().state), int(CaptureState::Ended), patience);
    QTRY_VERIFY(!find<QAction>("record")->isEnabled());
    m_window->capture()->keeping()->setRecording(true);
    QVERIFY(!m_window->capture()->keeping()->isRecording());
    QVERIFY(!QDir(m_folder->filePath(QStringLiteral("recorded"))).exists());
}

void CaptureWindowTest::closingTheWindowKeepsWhatWasRecorded() {
    m_settings->setText(QStringLiteral("capture/recordFolder"), m_folder->filePath(QStringLiteral("recorded")));
    find<CapturePanel>("capturePanel")->setRecordKind(RecordKind::TumFolder);
    openAt(recording(60), 0);
    session().setSpeed(0.5);
    trigger("record");
    QTRY_VERIFY(session().status().frameCount > 0 && m_window->capture()->keeping()->isIdle());
    // Faster than the disk is written: every picture at once, by steps.
    const std::uint64_t before = session().status().received;
    for (int i = 0; i < 30; ++i) {
        const std::uint64_t received = session().status().received;
        session().step(1);
        QTRY_VERIFY_WITH_TIMEOUT(session().status().received > received, patience);
    }
    const std::uint64_t came = session().status().received - before;
    m_window.reset();
    const QDir recorded(m_folder->filePath(QStringLiteral("recorded")));
    const QStringList folders = recorded.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    QCOMPARE(folders.size(), 1);
    QFile list(recorded.filePath(folders[0]) + QStringLiteral("/rgb.txt"));
    QVERIFY(list.open(QIODevice::ReadOnly));
    std::uint64_t lines = 0;
    while (!list.atEnd())
        lines += !list.readLine().startsWith('#');
    QCOMPARE(lines, came);
}

void CaptureWindowTest::manySamplesAreAskedAboutWhileTheCameraIsShown() {
    SampleFolder samples;
    ModelServer server;
    server.startQuery([](const auto&, auto& response) { testing::answerQuery(response, "[(100, 200, 1.2)]"); });
    m_document->open({samples.path()}, QStringLiteral("3"));
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), patience);
    useServer(server);
    openAt(recording(10), 5);
    m_window->models()->runOnSamples({});
    QVERIFY(m_window->findChild<QDialog*>(QStringLiteral("runDialog")));
}

void CaptureWindowTest::theSessionIsThatOfTheSamples() {
    SampleFolder samples;
    m_document->open({samples.path()}, QStringLiteral("3"));
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), patience);
    openAt(recording(10), 5);
    m_window->close();
    QCOMPARE(m_settings->sessionPaths(), QStringList{samples.path()});
    QCOMPARE(m_settings->sessionSample(), QStringLiteral("3"));
    // Who only looks through a camera the next time finds it still.
    cleanup();
    m_document = std::make_unique<Document>();
    m_window = std::make_unique<MainWindow>(m_document.get(), m_settings.get());
    openAt(recording(11), 5);
    m_window->close();
    QCOMPARE(m_settings->sessionPaths(), QStringList{samples.path()});
    QCOMPARE(m_settings->sessionSample(), QStringLiteral("3"));
}

void CaptureWindowTest::whatWentWrongIsOverWithTheNextSource() {
    m_window->capture()->open(m_folder->filePath(QStringLiteral("not-there.bag")));
    QTRY_VERIFY_WITH_TIMEOUT(messagesIn(*m_window).contains(QStringLiteral("not-there")), patience);
    m_window->capture()->open(recording(6));
    QTRY_VERIFY_WITH_TIMEOUT(m_document->isLive(), patience);
    QTRY_VERIFY(!messagesIn(*m_window).contains(QStringLiteral("not-there")));
}

void CaptureWindowTest::aCameraThatDoesNotAnswerIsSaidAndHasOneMessage() {
    std::promise<void> answer;
    session().setOpener(
        [opened = answer.get_future().share()](const std::string&, const SourceOptions&, const std::stop_token&) {
            opened.wait();
            return OpenedSource{failure("The driver hangs. Unplug the camera."), CaptureFault::Other};
        });
    m_window->open({QStringLiteral("openni:virtual:0")});
    QTRY_VERIFY_WITH_TIMEOUT(messagesIn(*m_window).contains(QStringLiteral("does not answer")), patience);
    QTRY_VERIFY(find<QWidget>("captureStatus")->accessibleName().contains(QStringLiteral("not answer")));
    answer.set_value();
    QTRY_VERIFY_WITH_TIMEOUT(messagesIn(*m_window).contains(QStringLiteral("The driver hangs")), patience);
    QTRY_VERIFY(!messagesIn(*m_window).contains(QStringLiteral("does not answer")));
}

QTEST_MAIN(CaptureWindowTest)
#include "tst_capture_window.moc"
