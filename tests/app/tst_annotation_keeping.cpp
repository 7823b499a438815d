// That nothing annotated is lost or taken for something else, whatever happens to the disk, the program and the window.
#include "annotation/mask_shaping.h"
#include "annotation/original_dataset.h"
#include "app/dataset_editor.h"
#include "app/edit_keeping.h"
#include "app/messages.h"
#include "app/new_sample_dialog.h"
#include "benchmark/small_disk.h"
#include "widgets/annotation_panel.h"
#include "widgets/cloud_view.h"
#include "widgets/image_view.h"
#include "widgets/message_bar.h"
#include "window_fixture.h"

#include <QAbstractButton>
#include <QAction>
#include <QFileInfo>
#include <QLineEdit>
#include <QMessageBox>
#include <QProcess>
#include <QProgressDialog>
#include <QPushButton>
#include <QSignalSpy>
#include <QTimer>
#include <QTreeWidget>
#include <opencv2/core.hpp>

using namespace tracestudio;
using testing::SampleFolder;

class AnnotationKeepingTest : public QObject, testing::WindowFixture {
    Q_OBJECT

    ImageView* image() { return find<ImageView>("imageView"); }
    CloudView* cloud() { return find<CloudView>("cloudView"); }
    DatasetEditor* editor() { return m_window->editor(); }
    Annotation annotation() { return *editor()->annotation(); }
    void openFolder(const QString& folder, const QString& startAt = {}) {
        m_document->open({folder}, startAt);
        QTRY_VERIFY_WITH_TIMEOUT(m_document->shown() && pathText(m_document->dataset()->folder()) == folder &&
                                     editor()->annotation(),
                                 patience);
        settle();
    }
    void open(const QString& startAt = QStringLiteral("0")) { openFolder(m_samples->path(), startAt); }
    void save() {
        trigger("save");
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->keeping()->isModified(), patience);
        settle();
    }
    static constexpr std::chrono::milliseconds autosaveInterval{100};
    void startWindow() {
        WindowFixture::startWindow();
        m_window->keeping()->setAutosaveInterval(autosaveInterval);
    }
    QAbstractButton* messageButton(const QString& text) {
        for (auto* button : m_window->findChildren<QAbstractButton*>())
            if (button->text() == text && button->isVisible())
                return button;
        return nullptr;
    }
    void move(int waypoint, const PointCamera& by) {
        Annotation after = annotation();
        after.trajectory.at(std::size_t(waypoint)) += by;
        editor()->edit(after, {QStringLiteral("Move"), nextGesture()});
    }
    QImage picture() { return image()->renderToImage({640, 480}, 1); }
    QImage space() { return cloud()->renderToImage({640, 480}, 1); }
    static QString ownFolder() { return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation); }

  private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void whereAnotherVersionDiffersItIsDrawn();
    void theOriginalIsAnotherVersion();
    void aCopyTellsHowFarItIs();
    void aCancelledCopyLeavesNothing();
    void aCopyThatFailsNamesTheFile();
    void aFullDiskIsTriedAgain();
    void closingAsksWhileACopyIsSaved();
    void messagesMoveNothing();
    void annotatingGoesOnAfterARestart();
    void unsavedSamplesAreCounted();
    void aNewSamplesCameraIsEstimated();
    void aLoneSceneIsGivenItsCamera();
    void aFolderThatVanishesLosesNothing();
    void theSecondProgramsEditsComeBackToo();
    void offersEndWithTheirDataset();
    void closingWaitsForWhatIsBeingSaved();
    void aDragEndsWithItsSample();
};

void AnnotationKeepingTest::initTestCase() {
    prepare();
}

void AnnotationKeepingTest::init() {
    begin();
    m_window->keeping()->setAutosaveInterval(autosaveInterval);
}

void AnnotationKeepingTest::cleanup() {
    endWindow();
}

void AnnotationKeepingTest::whereAnotherVersionDiffersItIsDrawn() {
    open();
    const Annotation before = annotation();
    const SampleFolder other;
    m_window->compareWith(other.path());
    QTRY_VERIFY_WITH_TIMEOUT(m_document->isComparing(), patience);
    settle();
    QVERIFY(!m_document->scene()->other); // both are alike
    move(1, {0.1, 0.05, 0});
    QVERIFY(m_document->scene()->other);
    QCOMPARE(m_document->scene()->other->trace.points(), before.trajectory);
    QVERIFY(!m_document->scene()->other->box);
    QVERIFY(m_document->scene()->other->mask.isEmpty());
    QVERIFY(m_document->scene()->other->outline.empty());

    // A layer like any other, in both views.
    const QImage withPicture = picture(), withSpace = space();
    auto* eye = find<QAbstractButton>("layerEye:other");
    QVERIFY(eye->isChecked());
    eye->click();
    QVERIFY(!find<QAction>("showOther")->isChecked());
    QVERIFY(picture() != withPicture);
    QVERIFY(space() != withSpace);
    trigger("showOther");
    QVERIFY(eye->isChecked());
    QCOMPARE(picture(), withPicture);

    Annotation after = annotation();
    after.box->centre += PointCamera(0.05, 0, 0);
    cv::Mat mask = *decodedMask(*after.maskFile);
    mask(cv::Rect(0, 0, 40, 40)).setTo(255);
    after.maskFile = std::make_shared<const std::string>(*encodedMask(mask));
    editor()->edit(after, {QStringLiteral("Box and mask"), 0});
    const auto& drawn = *m_document->scene()->other;
    QVERIFY(drawn.box == before.box);
    QCOMPARE(cv::countNonZero(drawn.mask.pixels), cv::countNonZero(*decodedMask(*before.maskFile)));
    QVERIFY(drawn.outline.size() > 20);
    trigger("undo");
    trigger("undo");
    QVERIFY(!m_document->scene()->other);

    move(1, {0.1, 0.05, 0});
    QVERIFY(m_document->scene()->other);
    trigger("endComparison");
    QVERIFY(!m_document->scene()->other);
    QVERIFY(!m_window->findChild<QAbstractButton*>(QStringLiteral("layerEye:other")));
    QVERIFY(!find<QAction>("endComparison")->isEnabled());
}

void AnnotationKeepingTest::theOriginalIsAnotherVersion() {
    open();
    QVERIFY(!find<QAction>("compareOriginal")->isEnabled());
    const Annotation before = annotation();
    move(0, {0.1, 0, 0});
    Annotation after = annotation();
    cv::Mat mask = *decodedMask(*after.maskFile);
    mask(cv::Rect(0, 0, 40, 40)).setTo(255);
    after.maskFile = std::make_shared<const std::string>(*encodedMask(mask));
    editor()->edit(after, {QStringLiteral("Mask"), 0});
    save();
    QVERIFY(find<QAction>("compareOriginal")->isEnabled());
    startWindow();
    open();
    trigger("compareOriginal");
    auto* list = find<QTreeWidget>("reportList");
    QTRY_COMPARE_WITH_TIMEOUT(list->topLevelItemCount(), 1, patience);
    QTRY_VERIFY_WITH_TIMEOUT(m_document->scene()->other, patience);
    const OtherVersion& other = *m_document->scene()->other;
    QCOMPARE(other.trace.points(), before.trajectory);
    QCOMPARE(cv::countNonZero(other.mask.pixels), cv::countNonZero(*decodedMask(*before.maskFile)));
    // Of a sample that was not changed nothing is drawn.
    m_document->goTo(QStringLiteral("3"));
    QTRY_VERIFY_WITH_TIMEOUT(m_document->shown() && m_document->shown()->sample->id == "3", patience);
    settle();
    QVERIFY(!m_document->scene()->other);
}

void AnnotationKeepingTest::aCopyTellsHowFarItIs() {
    open();
    const QTemporaryDir place;
    const QString folder = place.filePath(QStringLiteral("copy"));
    QSignalSpy progressed(m_window->keeping(), &EditKeeping::copyProgressed);
    QSignalSpy ended(m_window->keeping(), &EditKeeping::copyEnded);
    m_window->keeping()->saveCopy(folder);
    QVERIFY(m_window->keeping()->isCopying());
    auto* dialog = find<QProgressDialog>("copyProgress");
    QVERIFY(dialog->labelText().contains(QDir::toNativeSeparators(folder)));
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, patience);
    QVERIFY(progressed.count() >= 8); // once a sample
    QCOMPARE(progressed.last().at(1).toInt(), 87);
    settle();
    QTRY_VERIFY(!m_window->findChild<QProgressDialog*>(QStringLiteral("copyProgress")));
    QVERIFY(QFileInfo::exists(folder + QStringLiteral("/trajectory_dataset.json")));
}

void AnnotationKeepingTest::aCancelledCopyLeavesNothing() {
    open();
    const QTemporaryDir place;
    const QString folder = place.filePath(QStringLiteral("copy"));
    QSignalSpy ended(m_window->keeping(), &EditKeeping::copyEnded);
    m_window->keeping()->saveCopy(folder);
    auto* cancel = find<QProgressDialog>("copyProgress")->findChild<QPushButton*>();
    QVERIFY(cancel);
    cancel->click();
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, patience);
    QVERIFY(!QFileInfo::exists(folder));
    QVERIFY(find<QLabel>("statusText")->text().contains(QStringLiteral("Nothing of it is left")));
    QVERIFY(!messageTexts().contains(QStringLiteral("copy")));
    // An own folder stays, empty as it was; and another copy can be made at once.
    QVERIFY(QDir(place.path()).mkdir(QStringLiteral("mine")));
    m_window->keeping()->saveCopy(place.filePath(QStringLiteral("mine")));
    m_window->keeping()->cancelCopy();
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 2, patience);
    QVERIFY(QFileInfo(place.filePath(QStringLiteral("mine"))).isDir());
    QVERIFY(QDir(place.filePath(QStringLiteral("mine"))).isEmpty());
}

void AnnotationKeepingTest::aCopyThatFailsNamesTheFile() {
    open();
    const QTemporaryDir place;
    const QString folder = place.filePath(QStringLiteral("copy"));
    QSignalSpy ended(m_window->keeping(), &EditKeeping::copyEnded);
    {
        const SmallDisk full(20000);
        m_window->keeping()->saveCopy(folder);
        QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, patience);
    }
    QVERIFY(messageTexts().contains(QDir::toNativeSeparators(folder + QStringLiteral("/raw_data/0/"))));
    QVERIFY(messageTexts().contains(QStringLiteral("cannot be written")));
    QVERIFY(!QFileInfo::exists(folder));
    QVERIFY(!m_window->findChild<QDialog*>(QStringLiteral("copyProgress")) || !find("copyProgress")->isVisible());
}

void AnnotationKeepingTest::aFullDiskIsTriedAgain() {
    open();
    {
        const SmallDisk full(10);
        move(0, {0.03, 0, 0});
        QTRY_VERIFY_WITH_TIMEOUT(messageTexts().contains(QStringLiteral("cannot be kept")), patience);
        QVERIFY(!QFileInfo::exists(m_samples->path(".trajectory_dataset.json.recovery")));
    }
    // Without another edit.
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(m_samples->path(".trajectory_dataset.json.recovery")), patience);
    QTRY_VERIFY_WITH_TIMEOUT(!messageTexts().contains(QStringLiteral("cannot be kept")), patience);
    settle();
}

void AnnotationKeepingTest::closingAsksWhileACopyIsSaved() {
    open();
    const QTemporaryDir place;
    m_window->keeping()->saveCopy(place.filePath(QStringLiteral("copy")));
    bool wasAsked = false;
    QTimer::singleShot(0, m_window.get(), [&] {
        auto* box = m_window->findChild<QMessageBox*>(QStringLiteral("copyDialog"));
        wasAsked = box != nullptr;
        if (box)
            box->button(QMessageBox::Cancel)->click();
    });
    m_window->close();
    QVERIFY(wasAsked);
    settle();
    QVERIFY(QFileInfo::exists(place.filePath(QStringLiteral("copy/trajectory_dataset.json"))));
}

void AnnotationKeepingTest::messagesMoveNothing() {
    open();
    auto* bar = find<MessageBar>("messageBar");
    bar->dismissAll();
    const auto placeOf = [this](QWidget* widget) {
        return QRect(widget->mapTo(m_window.get(), QPoint(0, 0)), widget->size());
    };
    const QRect imageBefore = placeOf(image()), cloudBefore = placeOf(cloud());
    for (int i = 0; i < 5; ++i)
        bar->post(MessageKind::Warning, QStringLiteral("Warning %1").arg(i), QStringLiteral("Do"));
    QCoreApplication::sendPostedEvents();
    QCoreApplication::processEvents();
    QCOMPARE(placeOf(image()), imageBefore);
    QCOMPARE(placeOf(cloud()), cloudBefore);
    QVERIFY(bar->isVisible());
    QVERIFY(bar->height() < m_window->height() / 3);
    // The newest is first, all lie one below the other over the views, and each can be pressed.
    const auto rows = bar->findChildren<QWidget*>(QStringLiteral("messageRow"));
    QList<QWidget*> shown;
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(shown),
                 [](const QWidget* row) { return row->isVisible(); });
    QCOMPARE(shown.size(), 3);
    std::sort(shown.begin(), shown.end(), [](const QWidget* a, const QWidget* b) { return a->y() < b->y(); });
    for (int i = 0; i < shown.size(); ++i) {
        QCOMPARE(shown[i]->findChild<QLabel*>(QStringLiteral("messageText"))->text(),
                 QStringLiteral("Warning %1").arg(4 - i));
        auto* button = shown[i]->findChild<QPushButton*>(QStringLiteral("messageAction"));
        const QPoint middle = button->mapTo(m_window.get(), button->rect().center());
        QCOMPARE(m_window->childAt(middle), static_cast<QWidget*>(button));
    }
    // Beside the messages the views are within reach.
    const QPoint corner = imageBefore.topLeft() + QPoint(3, 3);
    QCOMPARE(m_window->childAt(corner), static_cast<QWidget*>(image()));
    const QRect area = placeOf(find("messageBar")->parentWidget());
    m_window->resize(1100, 800);
    QCoreApplication::processEvents();
    QVERIFY(placeOf(bar).center().x() != area.center().x());
    QVERIFY(std::abs(placeOf(bar).center().x() - placeOf(bar->parentWidget()).center().x()) <= 1);
}

void AnnotationKeepingTest::annotatingGoesOnAfterARestart() {
    const QTemporaryDir place;
    const auto remembering = [&] {
        m_window.reset();
        m_settings = std::make_unique<Settings>(place.filePath(QStringLiteral("settings.ini")));
        startWindow();
    };
    remembering();
    open();
    m_window->annotate(EditTool::Mask);
    m_window->viewState()->setMaskTool(MaskTool::Polygon);
    m_window->close();
    remembering();
    QVERIFY(!find<QAction>("annotate")->isChecked()); // a new start, such as with a folder on the command line
    m_window->restoreSession();
    open();
    QVERIFY(find("annotationPanel")->isVisible());
    QCOMPARE(m_window->viewState()->editTool(), EditTool::Mask);
    QCOMPARE(m_window->viewState()->maskTool(), MaskTool::Polygon);
    trigger("annotate");
    m_window->close();
    remembering();
    m_window->restoreSession();
    open();
    QVERIFY(!find("annotationPanel")->isVisible());
    QCOMPARE(m_window->viewState()->editTool(), EditTool::None);
}

void AnnotationKeepingTest::unsavedSamplesAreCounted() {
    open();
    trigger("annotate");
    auto* state = find<QLabel>("savedState");
    const QString saved = state->text();
    move(0, {0.01, 0, 0});
    QCOMPARE(editor()->unsavedCount(), 1);
    QVERIFY(state->text().contains(QStringLiteral("1 sample")));
    m_document->goTo(QStringLiteral("3"));
    QTRY_VERIFY_WITH_TIMEOUT(m_document->shown() && m_document->shown()->sample->id == "3", patience);
    move(0, {0.01, 0, 0});
    move(1, {0.01, 0, 0});
    QVERIFY(state->text().contains(QStringLiteral("2 sample")));
    save();
    QCOMPARE(editor()->unsavedCount(), 0);
    QCOMPARE(state->text(), saved);
    trigger("undo");
    trigger("undo");
    trigger("undo");
    QVERIFY(state->text().contains(QStringLiteral("2 sample"))); // the file has both
}

void AnnotationKeepingTest::aNewSamplesCameraIsEstimated() {
    NewSampleDialog dialog;
    dialog.show();
    const auto field = [&](const char* name) { return dialog.findChild<QLineEdit*>(QLatin1String(name)); };
    auto* estimate = dialog.findChild<QPushButton*>(QStringLiteral("newSampleEstimate"));
    auto* accept = dialog.findChild<QPushButton*>(QStringLiteral("formAccept"));
    auto* words = dialog.findChild<QLabel*>(QStringLiteral("formState"));
    field("newSampleView")->setText(QStringLiteral("60"));
    QVERIFY(!estimate->isEnabled()); // of a picture that is not known yet
    field("newSampleImage")->setText(m_samples->path("raw_data/0/image.png"));
    QTRY_VERIFY_WITH_TIMEOUT(estimate->isEnabled() && !field("newSampleDepth")->text().isEmpty(), patience);
    QVERIFY(!accept->isEnabled());
    field("newSampleView")->setText(QStringLiteral("400"));
    QVERIFY(!estimate->isEnabled());
    field("newSampleView")->setText(QStringLiteral("60"));
    estimate->click();
    const Camera camera = dialog.source().camera;
    const auto frame = readFrame(dialog.source());
    QVERIFY(frame);
    const double width = frame->colourBgr.cols;
    QVERIFY(std::abs(std::atan(width / 2 / camera.fx) * 2 * 180 / CV_PI - 60) < 0.05);
    QCOMPARE(camera.fx, camera.fy);
    QCOMPARE(camera.cx, (width - 1) / 2);
    QVERIFY(accept->isEnabled());
    QVERIFY(words->text().contains(QStringLiteral("not measured")));
    field("newSampleFx")->setText(QStringLiteral("500"));
    QVERIFY(!words->text().contains(QStringLiteral("not measured")));
}

void AnnotationKeepingTest::aLoneSceneIsGivenItsCamera() {
    const QTemporaryDir place;
    const QString scene = place.filePath(QStringLiteral("scene"));
    QVERIFY(QDir().mkpath(scene));
    for (const char* name : {"image.png", "gt_depth.png"})
        QVERIFY(QFile::copy(m_samples->path(QStringLiteral("raw_data/0/") + QLatin1String(name)),
                            scene + QLatin1Char('/') + QLatin1String(name)));
    openFolder(scene);
    const Camera assumed = m_document->shown()->sample->frame.camera;
    Annotation drawn = annotation();
    const std::vector<PixelPoint> pixels{{100, 100}, {200, 150}};
    for (const PixelPoint& pixel : pixels)
        drawn.trajectory.push_back(assumed.backProject(pixel, 1.2));
    editor()->edit(drawn, {QStringLiteral("Trace"), 0});
    trigger("save"); // a scene can only become a dataset of its own
    QTRY_VERIFY_WITH_TIMEOUT(messageTexts().contains(QStringLiteral("camera of scene is not known")), patience);
    QVERIFY(!m_window->findChild<QDialog*>(QStringLiteral("folderDialog")));
    QAbstractButton* enter = messageButton(QStringLiteral("Enter the camera…"));
    QVERIFY(enter);
    enter->click();
    auto* dialog = find<QDialog>("intrinsicsDialog");
    QCOMPARE(dialog->findChild<QLineEdit*>(QStringLiteral("intrinsicsFx"))->text(), QString()); // no guess as a fact
    QVERIFY(!dialog->findChild<QLineEdit*>(QStringLiteral("intrinsicsUnit")));
    dialog->findChild<QLineEdit*>(QStringLiteral("intrinsicsView"))->setText(QStringLiteral("70"));
    dialog->findChild<QPushButton*>(QStringLiteral("intrinsicsEstimate"))->click();
    QVERIFY(dialog->findChild<QLabel*>(QStringLiteral("formState"))->text().contains(QStringLiteral("not measured")));
    dialog->findChild<QPushButton*>(QStringLiteral("formAccept"))->click();
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(scene + QStringLiteral("/intrinsics.json")), patience);
    QTRY_VERIFY_WITH_TIMEOUT(m_document->shown() && editor()->annotation() && !annotation().trajectory.empty() &&
                                 m_document->shown()->sample->frame.camera.fx != assumed.fx,
                             patience);
    settle();
    const Camera camera = m_document->shown()->sample->frame.camera;
    QVERIFY(camera.fx < assumed.fx); // a wider view than the 53° that are assumed
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        const PixelPoint now = camera.project(annotation().trajectory[i]);
        QVERIFY(std::abs(now.x - pixels[i].x) < 0.01 && std::abs(now.y - pixels[i].y) < 0.01);
        QCOMPARE(annotation().trajectory[i].z, 1.2);
    }
    for (const Error& problem : m_document->shown()->sample->problems)
        QVERIFY(problem.text.find("assumed") == std::string::npos);
    const QString copy = place.filePath(QStringLiteral("dataset"));
    m_window->keeping()->saveCopy(copy);
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(copy + QStringLiteral("/trajectory_dataset.json")), patience);
    settle();
}

void AnnotationKeepingTest::aFolderThatVanishesLosesNothing() {
    open();
    move(0, {0.03, 0, 0});
    settle();
    // What is kept beside the dataset will be older than what is kept once its folder is gone.
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(m_samples->path(".trajectory_dataset.json.recovery")), patience);
    const QString away = QFileInfo(m_samples->path()).path() + QStringLiteral("/away");
    QVERIFY(QFile::rename(m_samples->path(), away));
    move(0, {0.03, 0, 0});
    const Annotation edited = annotation();
    QTRY_VERIFY_WITH_TIMEOUT(messageTexts().contains(QStringLiteral("no longer there")), patience);
    settle();
    QVERIFY(!QFileInfo::exists(m_samples->path())); // it is not made anew for a recovery file
    trigger("save");
    settle();
    QVERIFY(m_window->isWindowModified());
    QVERIFY(!messageTexts().contains(QStringLiteral("permissions"))); // they are not to blame
    QVERIFY(!QFileInfo::exists(m_samples->path()));
    endWindow();
    QVERIFY(QFile::rename(away, m_samples->path()));
    startWindow();
    open();
    QVERIFY(messageTexts().contains(QStringLiteral("Unsaved edits of 1")));
    messageButton(QStringLiteral("Restore"))->click();
    QTRY_COMPARE_WITH_TIMEOUT(annotation(), edited, patience);
    save();
    startWindow();
    open();
    QVERIFY(!messageTexts().contains(QStringLiteral("Unsaved")));
    QCOMPARE(annotation(), edited);
}

void AnnotationKeepingTest::theSecondProgramsEditsComeBackToo() {
    open();
    const auto sidecar = sidecarFile(*m_document->datasetAsOpened(), ownFolder().toStdU16String());
    const QString lock =
        ownFolder() + QStringLiteral("/recovery/") + pathText(sidecar.filename()) + QStringLiteral(".lock");
    QVERIFY(QFileInfo::exists(lock));
    endWindow();
    // Another program holds the dataset.
    QProcess other;
    other.start(QStringLiteral("flock"),
                {QStringLiteral("-n"), lock, QStringLiteral("-c"), QStringLiteral("echo held; exec cat")});
    QVERIFY(other.waitForStarted());
    QVERIFY(other.waitForReadyRead(patience));
    startWindow();
    open();
    move(0, {0.03, 0, 0});
    const Annotation edited = annotation();
    settle();
    QVERIFY(!QFileInfo::exists(m_samples->path(".trajectory_dataset.json.recovery"))); // that is the other's
    QVERIFY(QFileInfo::exists(m_samples->path(".trajectory_dataset.json.recovery-2")));
    endWindow();
    other.closeWriteChannel();
    QVERIFY(other.waitForFinished(patience));
    startWindow();
    open();
    QVERIFY(messageTexts().contains(QStringLiteral("Unsaved edits of 1")));
    messageButton(QStringLiteral("Restore"))->click();
    QTRY_COMPARE_WITH_TIMEOUT(annotation(), edited, patience);
}

void AnnotationKeepingTest::offersEndWithTheirDataset() {
    open();
    trigger("planTrace");
    QTRY_VERIFY_WITH_TIMEOUT(messageButton(QStringLiteral("Take it over")), patience);
    const SampleFolder other;
    openFolder(other.path(), QStringLiteral("0"));
    QTRY_VERIFY(!messageButton(QStringLiteral("Take it over")));
    QVERIFY(!m_window->isWindowModified());
}

void AnnotationKeepingTest::closingWaitsForWhatIsBeingSaved() {
    open();
    const QByteArray before = m_samples->read("trajectory_dataset.json");
    move(0, {0.03, 0, 0});
    trigger("save");
    QVERIFY(m_window->keeping()->isSaving());
    bool wasAsked = false;
    QTimer::singleShot(0, m_window.get(), [&] {
        if (auto* box = m_window->findChild<QMessageBox*>(QStringLiteral("unsavedDialog"))) {
            wasAsked = true;
            box->button(QMessageBox::Cancel)->click();
        }
    });
    m_window->close();
    QVERIFY(!wasAsked);
    QVERIFY(!m_window->isVisible());
    QVERIFY(m_samples->read("trajectory_dataset.json") != before);
}

void AnnotationKeepingTest::aDragEndsWithItsSample() {
    open(QStringLiteral("1"));
    open(QStringLiteral("0")); // both are at hand
    trigger("traceTool");
    const PixelPoint from = m_document->shown()->sample->frame.camera.project(annotation().trajectory.back());
    const QPoint start = image()->viewPositionOf(from).toPoint();
    const auto moveTo = [&](const QPoint& to) {
        QMouseEvent moved(QEvent::MouseMove, to, image()->mapToGlobal(to), Qt::NoButton, Qt::LeftButton,
                          Qt::NoModifier);
        QApplication::sendEvent(image(), &moved);
    };
    QTest::mousePress(image(), Qt::LeftButton, Qt::NoModifier, start);
    moveTo(start + QPoint(10, 10));
    QVERIFY(editor()->edits().rows.contains(0));
    m_document->goTo(QStringLiteral("1"));
    moveTo(start + QPoint(30, 30));
    QTRY_VERIFY_WITH_TIMEOUT(m_document->shown() && m_document->shown()->sample->id == "1", patience);
    moveTo(start + QPoint(50, 50));
    QTest::mouseRelease(image(), Qt::LeftButton, Qt::NoModifier, start + QPoint(50, 50));
    settle();
    QCOMPARE(editor()->edits().rows.size(), std::size_t(1));
    QCOMPARE(editor()->history()->count(), 1);
}

QTEST_MAIN(AnnotationKeepingTest)
#include "tst_annotation_keeping.moc"
